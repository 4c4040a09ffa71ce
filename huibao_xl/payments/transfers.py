"""资金拨付: what the district passes on to each 街镇 for the people whom the 街镇 pays itself: 35% to a 镇, all to a 街道.

What is due is the district's share of every line that is held (approved and neither failed nor returned), as 调整 says, of what arrived once it is known and never of more than was approved,
less its share of what was recovered; a 补差 adds what it pays. What was passed on in earlier batches is taken off, but for what a 街镇 has given back. So a supplement of money follows a supplement of people, and a failure that is paid again costs nothing twice. Source: M 五、2 and 三、3.
"""

import pandas as pd

from huibao_xl.payments import batches, drafting
from huibao_xl.payments.bookings import booked
from huibao_xl.payments.bookings.passing_back import passed_back
from huibao_xl.payments.ledger import states
from huibao_xl.payments.ledger.records import TRANSFER, Declaration, Due, Sums
from huibao_xl.payments.ledger.states import HELD, Batch
from huibao_xl.payments.ledger.store import Ledger
from huibao_xl.policy import Policy
from huibao_xl.reasons import Stop


def due(ledger: Ledger, rules: Policy) -> pd.DataFrame:
    """Return one row per 街镇 of the policy: township, kind, people, due_fen, passed_fen, open_fen (due less passed; below zero where
    more was passed on than is due)."""
    lines = states.lines_of_year(ledger, rules.scheme, rules.year)
    lines = lines[lines["state"].isin(HELD) & (lines["flow"] == "街镇") & ~states.is_surplus(lines)].reset_index(
        drop=True
    )
    owed = _owed(ledger, rules, lines).groupby("township")
    names = [town.name for town in rules.townships]
    frame = pd.DataFrame({"township": names, "kind": [rules.kind_of[name] for name in names]})
    passed = _passed(ledger, rules).sub(passed_back(ledger, rules.scheme, rules.year), fill_value=0)
    frame["people"] = frame["township"].map(owed["id"].nunique()).fillna(0).astype("int64")
    frame["due_fen"] = frame["township"].map(owed["district_fen"].sum()).fillna(0).astype("int64")
    frame["passed_fen"] = frame["township"].map(passed).fillna(0).astype("int64")
    return frame.assign(open_fen=frame["due_fen"] - frame["passed_fen"])


def _owed(ledger: Ledger, rules: Policy, lines: pd.DataFrame) -> pd.DataFrame:
    """The lines with the district's share that is due of each: of what arrived or is on its way, less what came back, and not of what a bank paid above what was approved."""
    approved = booked.moved(ledger, lines)
    owed = booked.net(ledger, booked.moved(ledger, booked.with_paid(lines, rules)))
    return owed.assign(district_fen=owed["district_fen"].clip(upper=approved["district_fen"]))


def _passed(ledger: Ledger, rules: Policy) -> pd.Series:
    """What stands in transfer batches that were not rejected, per 街镇. Failed transfers were not passed on."""
    parts = [
        batch.lines[~batch.lines["state"].isin((*states.WITHDRAWN, *states.FAILED))]
        for batch in batches_of(ledger, rules)
    ]
    if not parts:
        return pd.Series(dtype="int64")
    lines = pd.concat(parts)
    return lines.groupby(lines["township"].astype(object))["amount_fen"].sum()


def batches_of(ledger: Ledger, rules: Policy) -> list[Batch]:
    """Return the transfer batches of the policy's year, oldest first."""
    wanted = (TRANSFER, rules.scheme, rules.year)
    declared = {number: states.declaration(ledger, number) for number in ledger.batches()}
    return [
        states.load(ledger, number)
        for number, batch in declared.items()
        if (batch.kind, batch.scheme, batch.year) == wanted
    ]


def being_signed(ledger: Ledger, rules: Policy) -> list[str]:
    """Return the transfer batches of the policy's year that wait for a signature: until then no other is made."""
    return [batch.id for batch in batches_of(ledger, rules) if batch.next_step]


def draft(ledger: Ledger, rules: Policy, by: str) -> str:
    """Make a transfer batch of what is open now, one line a 街镇, and return its number.

    Raises Stop(S31) if a transfer batch still waits for its signatures, Stop(S07) if nothing is open.
    """
    with ledger.writing(by) as pen:
        for batch in batches_of(ledger, rules):
            if batch.next_step:
                raise Stop(
                    "S31", batch=batch.id, why=f"还没有{batch.next_step}", advice="请先批准或退回，再制作新的拨付批次"
                )
        table = due(ledger, rules)
        rows = table[table["open_fen"] > 0]
        if rows.empty:
            raise Stop("S07", why="没有应拨未拨的资金", advice="批准发放批次后，才有应拨给街镇的区级资金")
        number = batches.next_number(ledger, rules.year, TRANSFER)
        return batches.write(ledger, pen, number, _undeclared(rules, rows), _lines(rows))


def _undeclared(rules: Policy, rows: pd.DataFrame) -> Declaration:
    """What a transfer batch of these rows of :func:`due` declares, but for its lines."""
    owed = zip(*(rows[column].tolist() for column in ("township", "people", "due_fen", "passed_fen")), strict=True)
    return Declaration(
        kind=TRANSFER,
        scheme=rules.scheme,
        year=rules.year,
        title=rules.title,
        policy=rules.name,
        policy_content=rules.content,
        flow="区",
        payer=drafting.DISTRICT,
        parent=None,
        layout=None,
        layout_content=None,
        steps=tuple(rules.approval),
        basis=None,
        sums=Sums(0, 0, 0, 0),
        by_township={},
        lines_sha256="",
        due={town: Due(people, due_fen, passed_fen) for town, people, due_fen, passed_fen in owed},
    )


def _lines(rows: pd.DataFrame) -> pd.DataFrame:
    empty = dict.fromkeys(("id", "account", "bank", "cnaps", "guardian", "also_named", "checked", "apart"), "")
    names = {"name": rows["township"], "holder": rows["township"], "township": rows["township"], "kind": rows["kind"]}
    money = {"amount_fen": rows["open_fen"], "district_fen": rows["open_fen"], "township_fen": 0}
    return pd.DataFrame(names | empty | money, index=rows.index)
