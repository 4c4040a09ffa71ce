"""待办: what waits for whom, of every batch: a signature, the bank's file, its answer, a doubt, a failure that can be paid again, money to pass on; and of the accounts: lines of statements that nobody has claimed, months that are not closed.

A batch can wait for several things. What one person may not do because he did the step before is known here as the acts know it, so that nobody is
sent for a signature that is refused. The seals of all batches that wait for one signature have a seal together (:func:`seal`): whoever signs them all at once
signs that.
"""

import hashlib
from collections.abc import Iterable, Iterator
from datetime import date
from functools import cache, partial

import pandas as pd

from huibao_xl.payments import objections, transfers, two_people
from huibao_xl.payments.frames import WAITING
from huibao_xl.payments.ledger import (
    budget_changes,
    closed_years,
    other_ledgers,
    permitted,
    permitted_bookings,
    signers,
    states,
    unknown,
    verify_bookings,
)
from huibao_xl.payments.ledger.bank_book import UNCLAIMED, books
from huibao_xl.payments.ledger.cases import cases
from huibao_xl.payments.ledger.paid import Against
from huibao_xl.payments.ledger.states import OPEN, Batch
from huibao_xl.payments.ledger.store import Ledger
from huibao_xl.payments.statements import months
from huibao_xl.payments.terms import policy_of

REVIEW, APPROVE, EXPORT, RETURN, RESOLVE = "审核", "审批", "导出", "登记回盘", "记入拨付凭证"
RECOVER, CLAIM, CLOSE = "追回", "认领收支", "月结"
SETTLE, REISSUE, SECOND, UNKNOWN, TRANSFER = "查明存疑", "重发", "第二人同样再做一次", "查明银行文件", "拨付"
STEPS = (UNKNOWN, SETTLE, SECOND, REVIEW, APPROVE, EXPORT, RETURN, RESOLVE, REISSUE, TRANSFER, RECOVER, CLAIM, CLOSE)
"""What can wait, what endangers money first."""
_APART = "、"


def waiting(ledger: Ledger, by: str = "") -> pd.DataFrame:
    """Return frames.WAITING in the order of STEPS, then of the batches. ``by``: only what this person may do."""
    rows: list[dict[str, object]] = []
    numbers = ledger.batches()
    sent = unknown.batches(ledger)
    of_key = cache(partial(Against, ledger))
    for number in numbers:
        batch = states.load(ledger, number)
        declared = batch.declaration
        against = of_key(declared.scheme, declared.year, declared.key)
        rows += _of_batch(against, batch, number in sent)
    rows += _to_pass_on(ledger, numbers, by)
    rows += _to_recover(ledger)
    rows += _of_accounts(ledger)
    rows += _second_words(ledger)
    frame = WAITING.typed(pd.DataFrame(rows, columns=list(WAITING.columns)))
    if by:
        rows_of = zip(frame["batch"], frame["step"], frame["but"], strict=True)
        mine = [may(but, by) and _listed(ledger, batch, step, by) for batch, step, but in rows_of]
        frame = frame[pd.Series(mine, frame.index, dtype="bool")]
    order = frame["step"].map({step: at for at, step in enumerate(STEPS)})
    return frame.loc[order.sort_values(kind="stable").index].reset_index(drop=True)


def may(but: str, by: str) -> bool:
    """Tell whether somebody is none of those who may not (the column ``but``).

    >>> may("甲、乙", "丙"), may("甲、乙", " 乙"), may("", "甲")
    (True, False, True)
    """
    return not any(signers.same(name, by) for name in but.split(_APART) if name)


_STEP_OF = {
    REVIEW: REVIEW,
    APPROVE: APPROVE,
    EXPORT: permitted.EXPORT,
    RETURN: permitted.RETURN,
    RESOLVE: permitted.RESOLVE,
    SETTLE: permitted.RESOLVE,
    REISSUE: permitted.MAKE,
}
"""{what waits of a batch: the step for which the list of signers has to name who does it}."""


_BOOKING_OF = {
    RECOVER: permitted_bookings.RECOVER,
    CLAIM: permitted_bookings.STATEMENT,
    CLOSE: permitted_bookings.STATEMENT,
}


def _listed(ledger: Ledger, batch: str, step: str, by: str) -> bool:
    """Whether the policy of a batch, of a booking that of the one approved last, lets somebody do today what waits."""
    if step in _BOOKING_OF:
        return permitted_bookings.may(ledger, _BOOKING_OF[step], by, date.today())
    return step not in _STEP_OF or permitted.may(ledger, batch, _STEP_OF[step], by, date.today())


def seal(rows: pd.DataFrame) -> str:
    """Return the hash of all batches that wait for one signature: of their numbers and the hashes of their lines, in the order of the numbers.

    >>> rows = pd.DataFrame({"batch": ["乙", "甲"], "seal": ["2", "1"]})
    >>> seal(rows) == seal(rows.iloc[::-1]), seal(rows)[:8]
    (True, '29376815')
    """
    pairs = sorted(zip(rows["batch"], rows["seal"], strict=True))
    return hashlib.sha256("\n".join(f"{number} {lines}" for number, lines in pairs).encode()).hexdigest()


def _of_batch(against: Against, batch: Batch, sent: bool) -> Iterator[dict[str, object]]:
    ledger = against.ledger
    lines, people = batch.lines, [batch.made_by, *(each.by for each in batch.signed)]
    if sent:
        yield _row(ledger, UNKNOWN, batch, lines)
    if first := two_people.first_word(ledger, batch.id):
        yield _row(ledger, SECOND, batch, lines, [first.by])
    if batch.next_step:
        yield _row(ledger, batch.next_step, batch, batch.live, people)
    if batch.state == "已批准" and not sent:
        yield _row(
            ledger,
            RESOLVE if batch.is_transfer else EXPORT,
            batch,
            batch.live,
            [batch.made_by] if batch.is_transfer else [],
        )
    if batch.state in ("已导出", "回盘中") and len(open_lines := lines[lines["state"].isin(OPEN) & ~lines["doubtful"]]):
        yield _row(ledger, RETURN, batch, open_lines)
    if len(batch.doubtful):
        yield _row(ledger, SETTLE, batch, batch.doubtful, [batch.made_by])
    closed = closed_years.closed(ledger, against.scheme, against.year) is not None
    if not closed and len(rest := objections.to_reissue(against, batch)):
        yield _row(ledger, REISSUE, batch, rest)


def _row(ledger: Ledger, step: str, batch: Batch, lines: pd.DataFrame, but: Iterable[str] = ()) -> dict[str, object]:
    ((since,),) = ledger.rows("SELECT max(at) FROM event WHERE batch = ?", (batch.id,))
    return {
        "step": step,
        "batch": batch.id,
        "count": len(lines),
        "amount_fen": int(lines["amount_fen"].sum()),
        "since": since,
        "but": _APART.join(dict.fromkeys(but)),
        "seal": batch.seal if step in (REVIEW, APPROVE) else "",
    }


def _to_pass_on(ledger: Ledger, numbers: Iterable[str], by: str) -> Iterator[dict[str, object]]:
    """The money of each year that the district still owes the 街镇, unless a 拨付 is being signed, or the policy of the year's last batch does not let ``by`` make one."""
    declared = {(each.scheme, each.year): each for each in (states.declaration(ledger, number) for number in numbers)}
    for declaration in declared.values():
        rules = policy_of(declaration)
        open_towns = transfers.due(ledger, rules)
        open_towns = open_towns[open_towns["open_fen"] > 0]
        mine = not by or permitted.may_make(declaration.policy_content, by, date.today())
        if mine and len(open_towns) and not transfers.being_signed(ledger, rules):
            amount = int(open_towns["open_fen"].sum())
            yield dict.fromkeys(WAITING.columns, "") | {
                "step": TRANSFER,
                "count": len(open_towns),
                "amount_fen": amount,
            }


def _of_accounts(ledger: Ledger) -> Iterator[dict[str, object]]:
    """What the statements of each account wait for: lines that nobody has claimed, months that are over and not closed."""
    nothing, words = dict.fromkeys(WAITING.columns, ""), months.pending(ledger)
    for account, book in books(ledger).items():
        name = f"{book.payer}账户（尾号 {account[-4:]}）"
        lines = [line for line in book.lines if line.kind == UNCLAIMED]
        if lines:
            fen = sum(abs(line.fen) for line in lines)
            row = {"step": CLAIM, "batch": name, "count": len(lines), "amount_fen": fen, "since": lines[0].on}
            yield nothing | row
        first = words.get(account)
        for month in months.to_close(book):
            mine = [line.fen for line in book.lines if line.month == month]
            asked = first is not None and first.content["what"].get("month") == month
            row = {"step": CLOSE, "batch": f"{name} {month}", "count": len(mine), "amount_fen": sum(map(abs, mine))}
            yield nothing | row | {"but": first.by if first and asked else ""}
        if first and "month" not in first.content["what"]:
            yield nothing | {
                "step": SECOND,
                "batch": name,
                "count": 1,
                "amount_fen": 0,
                "since": first.at,
                "but": first.by,
            }


def _second_words(ledger: Ledger) -> Iterator[dict[str, object]]:
    """What one person has said of the ledger or a year, and another one has not yet."""
    for what, first, last in _OF_TWO:
        events = ledger.events(kinds=(first, last))
        if events and events[-1].kind == first:
            row = {"step": SECOND, "batch": what, "count": 1, "amount_fen": 0}
            yield dict.fromkeys(WAITING.columns, "") | row | {"since": events[-1].at, "but": events[-1].by}
    for event in budget_changes.first_words(ledger):
        body = event.content
        what = f"{body['year']} 年度预算{'追加' if body['fen'] > 0 else '调减'}（{body['bearer']}，{body['document']}）"
        row = {"step": SECOND, "batch": what, "count": 1, "amount_fen": abs(body["fen"])}
        yield dict.fromkeys(WAITING.columns, "") | row | {"since": event.at, "but": event.by}


_OF_TWO = (
    ("年度结账", closed_years.FIRST, closed_years.CLOSED),
    ("清算记账", verify_bookings.FIRST, verify_bookings.BOOKED),
    ("认定另一本台账不作数", other_ledgers.FIRST, other_ledgers.DISREGARDED),
)


def _to_recover(ledger: Ledger) -> Iterator[dict[str, object]]:
    """Every 追回 that is open, under its number."""
    for case in cases(ledger):
        if case.open_fen:
            row = {"step": RECOVER, "batch": case.number, "count": 1, "amount_fen": case.open_fen, "since": case.at}
            yield dict.fromkeys(WAITING.columns, "") | row
