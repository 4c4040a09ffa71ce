"""补差: what somebody got too little of, paid beside the first payment under a key of its own, so that all his payments of the year never come to more than is due.

A supplement is a batch like any other: signed by three, exported, answered, paid again where it failed. What is due to one person is the policy's amount that it
stores. The sum is asked for when it is drafted and at every signature, in the transaction that writes; that nobody holds the same supplement twice is the database's.
"""

from collections.abc import Sequence
from dataclasses import replace

import pandas as pd

from huibao_xl.money import format_yuan
from huibao_xl.payments import terms
from huibao_xl.payments.batches import next_number, write
from huibao_xl.payments.ledger import states
from huibao_xl.payments.ledger.cases import given_back
from huibao_xl.payments.ledger.events import Pen
from huibao_xl.payments.ledger.records import SUPPLEMENT, Declaration
from huibao_xl.payments.ledger.states import Batch
from huibao_xl.payments.ledger.store import Ledger
from huibao_xl.policy import Policy
from huibao_xl.reasons import Next, Stop

KIND = "supplement"
"""The kind of the event at the first payment that names the line which adds to it."""
DISTRICT = "区民政局"


def held(ledger: Ledger, scheme: str, year: int, but: str = "") -> pd.DataFrame:
    """Return what people of a year hold: id, count (of their supplements), fen (of all their payments, as it arrived or is on its way, less what was given back), due_fen (by the policies of their supplements, 0
    without any). ``but``: a batch that does not count."""
    lines = states.lines_of_year(ledger, scheme, year)
    lines = lines[lines["state"].isin(states.HELD) & (lines["batch"] != but)]
    fen = lines["paid_fen"].where(lines["state"] == "成功", lines["amount_fen"])
    fen -= given_back(ledger, lines)
    more = lines["nth"] > 0
    due = {number: _due(ledger, number) for number in lines.loc[more, "batch"].unique()}
    due_fen = lines["batch"].map(due).where(more, 0).fillna(0).astype("int64")
    groups = lines.assign(fen=fen, count=more.astype("int64"), due_fen=due_fen).groupby("id")
    return groups.agg({"count": "sum", "fen": "sum", "due_fen": "max"}).reset_index()


def _due(ledger: Ledger, number: str) -> int:
    """What is due to one person by the policy of a batch."""
    return terms.policy_of(states.declaration(ledger, number)).amount_fen


def require_within_due(ledger: Ledger, batch: Batch) -> None:
    """Raises Stop(S31) if a batch would pay somebody more than is due to him with all that he holds, where one of both is a 补差, or a 补差 somebody who holds no first payment,
    naming the lines."""
    declared = batch.declaration
    if batch.is_transfer or not (declared.nth or _any(ledger, declared.scheme, declared.year)):
        return
    of = batch.live[["line", "id", "amount_fen"]].merge(
        held(ledger, declared.scheme, declared.year, batch.id), on="id", how="left"
    )
    due_fen = of["due_fen"].fillna(0).clip(lower=_due(ledger, batch.id))
    alone = of["fen"].isna() & bool(declared.nth)
    wrong = of[alone | (of["fen"].fillna(0) + of["amount_fen"] > due_fen)]
    if len(wrong):
        most = format_yuan(int(due_fen[wrong.index].max()))
        why = f"第 {'、'.join(map(str, wrong['line']))} 行没有第一笔付款，或加上已付的超过应补的 {most} 元"
        raise Stop("S31", batch=batch.id, why=why, advice="请剔除这些行，或退回本批、重新清算", next=[Next.REJECT])


def beyond_due(ledger: Ledger, batch: Batch, line: int, fen: int) -> str:
    """Tell what is wrong with giving ``fen`` that came back of a payment back to its person: with his 补差 he would hold more than is due; "" if nothing is."""
    people = held(ledger, batch.declaration.scheme, batch.declaration.year)
    mine = people[(people["id"] == batch.lines["id"].iloc[line - 1]) & (people["count"] > 0)]
    for now, due in zip(mine["fen"].tolist(), mine["due_fen"].tolist(), strict=True):
        if now + fen > due:
            return f"退还以后连同补差共付 {format_yuan(now + fen)} 元，超过应补的 {format_yuan(due)} 元"
    return ""


def _any(ledger: Ledger, scheme: str, year: int) -> bool:
    """Whether anybody holds a 补差 of the year."""
    query = "SELECT 1 FROM claim WHERE scheme >= ? AND scheme < ? AND year = ? LIMIT 1"
    return bool(ledger.rows(query, (f"{scheme}·", f"{scheme}¸", year)))


def draft(ledger: Ledger, pen: Pen, rules: Policy, rows: pd.DataFrame) -> list[str]:
    """Draft the batches that pay ``rows``, one for each payer and number of the supplement, and note each at the first payment; return their numbers.

    ``rows``: frames.LINES of the first payments with the money, 街镇 and kind of what is added, and of_batch, of_line (the first payment).
    """
    counts = held(ledger, rules.scheme, rules.year).set_index("id")["count"]
    rows = rows.assign(nth=1 + rows["id"].map(counts).fillna(0).astype("int64"))
    flows = {number: states.declaration(ledger, number) for number in rows["of_batch"].unique()}
    payers = [
        DISTRICT if flows[number].flow == "区" else town
        for number, town in zip(rows["of_batch"], rows["township"].astype(object), strict=True)
    ]
    made = []
    for payer, nth in dict.fromkeys(zip(payers, rows["nth"].tolist(), strict=True)):
        part = rows[(pd.Series(payers, index=rows.index) == payer) & (rows["nth"] == nth)]
        first = flows[part["of_batch"].iloc[0]]
        number = next_number(ledger, rules.year, f"{payer}-{SUPPLEMENT}")
        write(ledger, pen, number, _undeclared(first, rules, payer, nth), part.reset_index(drop=True))
        for line, (of_batch, of_line, fen) in enumerate(_places(part), 1):
            pen.write(KIND, of_batch, {"to": number, "to_line": line, "fen": fen}, of_line)
        made.append(number)
    return made


def added_to(ledger: Ledger, batch: str, line: int) -> list[tuple[str, int]]:
    """Return the lines of 补差 that add to a first payment and arrived: batch and line."""
    noted = [event.content for event in ledger.events(batch, kinds=(KIND,)) if event.line == line]
    places = [(body["to"], body["to_line"]) for body in noted]
    return [
        (number, row) for number, row in places if states.load(ledger, number).lines["state"].iloc[row - 1] == "成功"
    ]


def _places(rows: pd.DataFrame) -> Sequence[tuple[str, int, int]]:
    return list(zip(rows["of_batch"], rows["of_line"].tolist(), rows["amount_fen"].tolist(), strict=True))


def _undeclared(first: Declaration, rules: Policy, payer: str, nth: int) -> Declaration:
    """What a supplement declares, but for its lines: the layout and flow of the batch that it adds to, the policy by which it is due."""
    return replace(
        first,
        kind=SUPPLEMENT,
        policy=rules.name,
        policy_content=rules.content,
        payer=payer,
        parent=None,
        steps=tuple(rules.approval),
        basis=None,
        due={},
        nth=nth,
    )
