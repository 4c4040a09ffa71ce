"""重付: what two people say was really paid twice, by the bank's own word or its statement: both payments are booked, so that the books are the bank's, and the second one is claimed back
(追回) in the same transaction.

Either one line was credited twice, or two lines of one person (a failure that was paid again and arrived after all). The first payment keeps the key; the surplus holds none,
and while it stands nobody pays the person again (``paid.in_doubt``).
"""

from collections.abc import Sequence
from datetime import date
from typing import Any

import pandas as pd

from huibao_xl.payments import resolving, two_people
from huibao_xl.payments.bookings import recovering
from huibao_xl.payments.ledger import paid, permitted, signers, states
from huibao_xl.payments.ledger.cases import Case, cases
from huibao_xl.payments.ledger.states import FAILED, OPEN, Batch
from huibao_xl.payments.ledger.store import Ledger
from huibao_xl.payments.return_files import close
from huibao_xl.reasons import Input, Next, Stop

STATE = "重付"
"""What a person writes instead of a bank's result."""
ACT = "paid twice"
PAID, IN_FLIGHT = "paid", "in flight"
"""How a person's key is held by another line."""


def settle(
    ledger: Ledger,
    number: str,
    by: str,
    why: str,
    lines: Sequence[int],
    paid_fen: int | None = None,
    paid_on: date | None = None,
) -> list[Case] | None:
    """Say that these lines were paid a second time, by the word of two people who neither made the batch nor registered what put them in doubt; return the claims that are opened,
    None after the first word. ``paid_fen``: what arrived of each line in all, if that is not twice what was approved (once, where another line paid the person); ``paid_on``: the day of the
    second payment.

    Raises Stop(S07) without lines or reason, or for an amount without a surplus, Stop(S31) if a line is neither paid nor in doubt nor one that failed while another one paid its person, if the
    person is in flight elsewhere, or if it is settled so or claimed back already.
    """
    if not lines or not why.strip():
        lacking, given = ("没有写明行号", Input.LINE) if not lines else ("没有写明依据", Input.WHY)
        raise Stop("S07", why=lacking, advice="请写明哪几行付了两次，和银行来函或对账单的编号", inputs=[given])
    with ledger.writing(by) as pen:
        batch = states.load(ledger, number)
        if signers.same(batch.made_by, pen.by):
            raise Stop("S31", batch=number, why=f"的制单人就是“{by}”", advice="人工确认须由制单以外的人")
        permitted.require(ledger, number, permitted.RESOLVE, pen.by, pen.at)
        resolving.require_sent(batch)
        rows = _rows(ledger, batch, list(dict.fromkeys(lines)))
        resolving.require_other_than_registrar(ledger, batch, rows["line"].tolist(), pen.by)
        extra = {"paid_on": paid_on.isoformat()} if paid_on else {}
        bodies = {row["line"]: _body(row, why.strip(), paid_fen) | extra for row in rows.to_dict("records")}
        given_fen = {"paid_fen": paid_fen} if paid_fen is not None else {}
        what = {"act": ACT, "lines": rows["line"].tolist()} | extra | given_fen
        if not two_people.is_second(ledger, pen, number, what):
            return None
        pen.write_many("resolve", number, bodies.items())
        pen.claim(number, *batch.declaration.key, _taking(rows))
        opened = []
        for line, body in bodies.items():
            shares = recovering.shares(ledger, number, line, body["surplus_fen"])
            opened.append(recovering.claim(ledger, pen, number, line, f"付了两次：{why.strip()}", shares))
        close(pen, states.load(ledger, number))
        return opened


def _rows(ledger: Ledger, batch: Batch, lines: list[int]) -> pd.DataFrame:
    """The lines that were paid twice, and ``beside``: whether another line paid the person. Raises Stop(S31)."""
    chosen = batch.lines[batch.lines["line"].isin(lines)]
    failed, elsewhere = chosen["state"].isin(FAILED), _elsewhere(ledger, batch)
    beside = failed & (chosen["id"].map(elsewhere) == PAID)
    free = failed & chosen["doubtful"] & ~chosen["id"].isin(list(elsewhere))
    once = (chosen["state"] == "成功") & (chosen["surplus_fen"] == 0) | chosen["state"].isin(OPEN) & chosen["doubtful"]
    claimed = {case.line for case in cases(ledger, batch.id) if case.open_fen}
    wrong = {*lines} - {*chosen.loc[once | beside | free, "line"]} | (claimed & {*lines})
    if wrong or batch.is_transfer:
        why = f"第 {'、'.join(map(str, sorted(wrong)))} 行不能记为“{STATE}”" if wrong else "是拨付批次"
        advice = "付了两次的：这一行是“成功”或存疑；或者是“失败”“退票”，同一人的另一笔已“成功”。另一笔还没有结果的等银行结果，已立案追回的在那一个追回上记"
        raise Stop("S31", batch=batch.id, why=why, advice=advice, next=[Next.RECOVERIES] if claimed else [])
    return chosen.assign(beside=beside)


def _elsewhere(ledger: Ledger, batch: Batch) -> dict[str, str]:
    """Who of a batch holds a key by whatever line: whether that is paid for sure or not."""
    held = paid.against(ledger, batch).held
    found = dict[str, str]()
    for number, rows in held[held["id"].isin(batch.lines["id"])].groupby("batch"):
        lines = states.load(ledger, str(number)).lines
        lines = lines[lines["line"].isin(rows["line"])]
        sure = (lines["state"] == "成功") & ~lines["doubtful"]
        found |= dict(zip(lines["id"], sure.map({True: PAID, False: IN_FLIGHT}), strict=True))
    return found


def _taking(rows: pd.DataFrame) -> list[tuple[int, str]]:
    """The lines that had failed and now are the first payment of their person: they take the key."""
    taking = rows[rows["state"].isin(FAILED) & ~rows["beside"]]
    return list(zip(taking["line"].tolist(), taking["id"], strict=True))


def _body(row: dict[Any, Any], why: str, paid_fen: int | None) -> dict[str, Any]:
    """What the event of a line says: all of it is surplus where another line paid the person, else what is above what arrived before, or was approved."""
    amount = int(row["amount_fen"])
    first = 0 if row["beside"] else int(row["paid_fen"]) or amount
    arrived = first + amount if paid_fen is None else paid_fen
    if arrived <= first:
        raise Stop("S07", why="实付金额没有多出一笔", advice="请写两笔合计的实付金额")
    return {"state": "成功", "why": why, "reason_code": "", "paid_fen": arrived, "surplus_fen": arrived - first}
