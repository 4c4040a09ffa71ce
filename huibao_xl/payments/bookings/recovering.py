"""What may follow what in a 追回, each step one transaction. Nothing here moves a payment's key: who was paid is not paid again.

Claims on one payment never come to more than arrived of it; what comes back never to more than is claimed.
"""

from collections.abc import Callable
from datetime import date
from typing import Any

from huibao_xl.money import format_yuan
from huibao_xl.payments import two_people
from huibao_xl.payments.batch_names import plain
from huibao_xl.payments.bookings import supplements
from huibao_xl.payments.ledger import moves, permitted_bookings, states
from huibao_xl.payments.ledger.cases import ENDED, GIVEN_UP, HEARD, KIND, REPAYING, WITHDRAWN, Case, cases
from huibao_xl.payments.ledger.events import Pen
from huibao_xl.payments.ledger.store import Ledger
from huibao_xl.reasons import Input, Next, Stop


def find(ledger: Ledger, number: str) -> Case:
    """Return the case of this number, in full width, without hyphens or, of one year, without the year as well. Raises Stop(S81) if there is none or there are several."""
    found, wanted = cases(ledger), _letters(number)
    fit = [case for case in found if wanted in (letters := _letters(case.number), letters.removeprefix(letters[:4]))]
    if len(fit) != 1:
        latest = "、".join([case.number for case in fit or found[-10:]])
        why = "是哪一年度的没有写明" if fit else "不在台账中"
        raise Stop("S81", case=number, why=why, advice=f"台账最近的追回：{latest or '（还没有）'}")
    return fit[0]


def _letters(number: str) -> str:
    return plain(number).replace("-", "")


def open_case(
    ledger: Ledger, number: str, line: int, by: str, why: str, fen: int | None = None, source: str = ""
) -> Case:
    """Claim a payment back: ``fen`` of the line of a batch, all that arrived and is not claimed yet if it is None. ``source``: the seal of a clearing.

    Raises Stop(S31) if the line was not paid, is in doubt or is claimed already, or if more would be claimed than arrived; Stop(S07) without a reason.
    """
    with ledger.writing(by) as pen:
        permitted_bookings.require(ledger, permitted_bookings.RECOVER, pen)
        return claim(ledger, pen, number, line, why, shares(ledger, number, line, fen), source)


def shares(ledger: Ledger, number: str, line: int, fen: int | None) -> tuple[int, int]:
    """Return what of a claim is the district's and what the 街镇's: as they bear the payment. ``fen``: None for all that can be claimed."""
    batch = states.load(ledger, number)
    left = claimable(ledger, number, line)
    row = batch.lines.iloc[line - 1]
    more = sum(move.district_more_fen for move in moves.moves(ledger, number) if move.line == line)
    district, amount = int(row["district_fen"]) + more, int(row["amount_fen"])
    claimed = left if fen is None else fen
    share = (2 * claimed * district + amount) // (2 * amount)
    return share, claimed - share


def claim(
    ledger: Ledger, pen: Pen, number: str, line: int, why: str, shares: tuple[int, int], source: str = ""
) -> Case:
    """Do what :func:`open_case` does within a transaction that is open. ``shares``: what is claimed for the district and for the 街镇."""
    batch = states.load(ledger, number)
    if not why.strip():
        raise Stop("S07", why="没有写明追回的原因", advice="请写明原因", inputs=[Input.WHY])
    left = claimable(ledger, number, line)
    claimed = sum(shares)
    if not 0 < claimed <= left:
        why_not = f"第 {line} 行还可以追回 {format_yuan(left)} 元，不能追回 {format_yuan(claimed)} 元"
        raise Stop("S31", batch=number, why=why_not, advice="请按银行的凭证核对实付金额，和已有的追回")
    paid = int(batch.lines.iloc[line - 1]["paid_fen"])
    year = batch.declaration.year
    case = f"{year}-追回-{1 + sum(each.number.startswith(f'{year}-追回-') for each in cases(ledger))}"
    fen = {"claimed_fen": claimed, "district_fen": shares[0], "township_fen": shares[1]}
    body = {"act": "open", "case": case, "paid_fen": paid, "why": why.strip(), "source": source} | fen
    pen.write(KIND, number, body, line)
    pen.connection.execute("INSERT INTO recovery VALUES (?, ?, ?)", (number, line, case))
    return find(ledger, case)


def claimable(ledger: Ledger, number: str, line: int) -> int:
    """Return the fen of a line that arrived and that no case claims, has got back or gave up. Raises Stop(S31)."""
    batch = states.load(ledger, number)
    faults: list[tuple[bool, str, str]] = [
        (batch.is_transfer, "是拨付批次", "多拨的用收回记入"),
        (not 1 <= line <= len(batch.lines), f"没有第 {line} 行", "请按审批单明细的“行号”填写"),
    ]
    for wrong, why, advice in faults:
        if wrong:
            raise Stop("S31", batch=batch.id, why=why, advice=advice, inputs=[Input.LINE])
    row = batch.lines.iloc[line - 1]
    if row["state"] != "成功" or row["doubtful"]:
        state = states.shown(batch.lines.iloc[[line - 1]]).iloc[0]
        raise Stop(
            "S31", batch=batch.id, why=f"第 {line} 行是“{state}”，没有可以追回的钱", advice="确已入账的，先人工确认"
        )
    of_line = [case for case in cases(ledger, batch.id) if case.line == line]
    if waiting := [case for case in of_line if case.open_fen]:
        why = f"第 {line} 行已立案（{waiting[0].number}，{waiting[0].state}）"
        raise Stop("S31", batch=batch.id, why=why, advice="请在那一个追回上记", next=[Next.RECOVERIES])
    return int(row["paid_fen"]) - sum(case.repaid_fen + case.given_up_fen for case in of_line)


def notify(ledger: Ledger, number: str, by: str, on: date, document: str, why: str = "") -> Case:
    """Book that the person was told in writing. Raises Stop(S81) if the case has ended, Stop(S07) for a day to come or no document."""
    return _step(ledger, number, by, _body("notify", on, document, why))


def hear(ledger: Ledger, number: str, by: str, on: date, document: str, why: str = "") -> Case:
    """Book that the person was heard, and what he said (``why``). Raises Stop(S81) if he was not told yet or the case has ended."""

    def notified_before(case: Case) -> None:
        if not case.notified:
            raise Stop("S81", case=number, why="还没有通知本人", advice="请先记入通知的日期和文号，再记听取意见")
        if on.isoformat() < case.notified.on:
            raise Stop("S81", case=number, why=f"听取意见的日期早于通知的 {case.notified.on}", advice="请核对日期")

    return _step(ledger, number, by, _body("hear", on, document, why), notified_before)


def repay(ledger: Ledger, number: str, by: str, fen: int, on: date, document: str) -> Case:
    """Book that a part of the claim came back. Raises Stop(S81) if it is more than is open."""

    def enough(case: Case) -> None:
        row = states.load(ledger, case.batch).lines.iloc[case.line - 1]
        if row["state"] != "成功" or row["doubtful"]:
            state = states.shown(states.load(ledger, case.batch).lines.iloc[[case.line - 1]]).iloc[0]
            why = f"要追回的这一笔（批次 {case.batch} 第 {case.line} 行）是“{state}”，钱可能已由银行退回"
            raise Stop(
                "S81",
                case=number,
                why=why,
                advice="请先查明：已退回的撤销追回，不再向本人收；没有退回的，人工确认为“成功”",
            )
        if any((part.fen, part.on, part.document) == (fen, on.isoformat(), document.strip()) for part in case.repaid):
            raise Stop("S81", case=number, why=f"凭证“{document}”已记过", advice="同一笔还款只记一次")
        if not 0 < fen <= case.open_fen:
            why = f"还有 {format_yuan(case.open_fen)} 元没有还，不能记入 {format_yuan(fen)} 元"
            raise Stop("S81", case=number, why=why, advice="请核对凭证；多交的退还本人，不记入追回")

    body = _body("repay", on, document) | {"fen": fen}
    return _step(ledger, number, by, body, enough)


def refund(ledger: Ledger, number: str, by: str, fen: int, on: date, document: str, why: str) -> Case | None:
    """Book that what came back was given back to the person, who did not owe it (the bank had returned the payment, too), by the word of two people: None is returned after the first. The claim is
    open again by as much, to be withdrawn. Raises Stop(S81) if that is more than came back, or than is due with a 补差, or the claim was given up or withdrawn, Stop(S07) without a reason."""
    with ledger.writing(by) as pen:
        permitted_bookings.require(ledger, permitted_bookings.RECOVER, pen)
        case = find(ledger, number)
        number = case.number
        others = [
            each for each in cases(ledger, case.batch) if each.line == case.line and each.open_fen and each != case
        ]
        if case.state in (GIVEN_UP, WITHDRAWN) or others:
            why_not = f"已另立案（{others[0].number}）" if others else f"{case.state}，不能再记"
            raise Stop("S81", case=number, why=why_not, advice="请核对追回号", next=[Next.RECOVERIES])
        if not 0 < fen <= case.repaid_fen:
            what = f"只还了 {format_yuan(case.repaid_fen)} 元，不能退还 {format_yuan(fen)} 元"
            raise Stop("S81", case=number, why=what, advice="请核对凭证")
        if beyond := supplements.beyond_due(ledger, states.load(ledger, case.batch), case.line, fen):
            advice = "已用补差补给本人的，不再退还；补差付错的，先追回那一笔"
            raise Stop("S81", case=number, why=beyond, advice=advice)
        body = _body("refund", on, document, why) | {"fen": fen}
        if not two_people.is_second(ledger, pen, case.batch, body | {"case": number}):
            return None
        _write(pen, case, body)
        if case.state in ENDED:
            pen.connection.execute("INSERT INTO recovery VALUES (?, ?, ?)", (case.batch, case.line, number))
        return find(ledger, number)


def give_up(ledger: Ledger, number: str, by: str, on: date, document: str, why: str) -> Case | None:
    """Give up what is open, by the word of two people: None is returned after the first. Raises Stop(S81) if the person was neither told nor heard, Stop(S07) without a
    reason."""

    def heard_before(case: Case) -> None:
        if case.state not in (HEARD, REPAYING) or not case.heard:
            why = f"是“{case.state}”，还没有通知、听取意见"
            raise Stop("S81", case=number, why=why, advice="请先记入通知和听取意见，才能核销")

    return _step_of_two(ledger, number, by, _body("give_up", on, document, why), heard_before)


def withdraw(ledger: Ledger, number: str, by: str, on: date, document: str, why: str) -> Case | None:
    """Withdraw a claim that was wrong, by the word of two people: None is returned after the first. Raises Stop(S81) if something came back already."""

    def untouched(case: Case) -> None:
        if case.repaid_fen:
            advice = f"不再追的部分，请记为“{GIVEN_UP}”；不该收的，先退还本人，由两个人记入"
            raise Stop("S81", case=number, why="已有还款，不能撤销", advice=advice, next=[Next.REFUND])

    return _step_of_two(ledger, number, by, _body("withdraw", on, document, why), untouched)


Check = Callable[[Case], None]


def _body(act: str, on: date, document: str, why: str = "") -> dict[str, Any]:
    if on > date.today():
        raise Stop("S07", why=f"日期 {on} 在今天以后", advice="请按凭证或文书的日期填写")
    if not document.strip():
        raise Stop("S07", why="没有写明文号或凭证号", advice="请写明", inputs=[Input.DOCUMENT])
    if act in ("give_up", "withdraw", "refund") and not why.strip():
        raise Stop("S07", why="没有写明原因", advice="请写明原因", inputs=[Input.WHY])
    return {"act": act, "on": on.isoformat(), "document": document.strip(), "why": why.strip()}


def _step(ledger: Ledger, number: str, by: str, body: dict[str, Any], check: Check | None = None) -> Case:
    with ledger.writing(by) as pen:
        permitted_bookings.require(ledger, permitted_bookings.RECOVER, pen)
        case = _going_on(ledger, number)
        if check:
            check(case)
        _write(pen, case, body)
        return _settled(ledger, pen, number)


def _step_of_two(ledger: Ledger, number: str, by: str, body: dict[str, Any], check: Check) -> Case | None:
    with ledger.writing(by) as pen:
        permitted_bookings.require(ledger, permitted_bookings.RECOVER, pen)
        case = _going_on(ledger, number)
        check(case)
        if not two_people.is_second(ledger, pen, case.batch, body | {"case": case.number}):
            return None
        _write(pen, case, body)
        return _settled(ledger, pen, number)


def _going_on(ledger: Ledger, number: str) -> Case:
    case = find(ledger, number)
    if case.state in ENDED:
        raise Stop("S81", case=number, why=f"{case.state}，不能再记", advice="请核对追回号", next=[Next.RECOVERIES])
    return case


def _write(pen: Pen, case: Case, body: dict[str, Any]) -> None:
    pen.write(KIND, case.batch, body | {"case": case.number}, case.line)


def _settled(ledger: Ledger, pen: Pen, number: str) -> Case:
    """The case as it now is; one that has ended lets the payment be claimed anew."""
    case = find(ledger, number)
    if case.state in ENDED:
        pen.connection.execute("DELETE FROM recovery WHERE number = ?", (case.number,))
    return case
