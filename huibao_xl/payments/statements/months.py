"""月结: a month of an account is closed by two people, once all its lines are there and each is in a class. What stands in it does not change after that but by an adjustment, which two
people sign and which says so."""

import re
from datetime import date
from typing import Any

from huibao_xl.money import format_yuan
from huibao_xl.payments.ledger import permitted_bookings, signers
from huibao_xl.payments.ledger.bank_book import CLAIMED, CLOSED, FIRST_CLOSING, TAKEN, UNCLAIMED, Book, books
from huibao_xl.payments.ledger.events import Event, Pen
from huibao_xl.payments.ledger.store import Ledger
from huibao_xl.payments.statements.classes import require_class, require_of_payer
from huibao_xl.payments.statements.lines import refused
from huibao_xl.reasons import Input, Stop


def close(ledger: Ledger, account: str, month: str, by: str, balance_fen: int) -> bool:
    """Close a month (2024-08) of an account; return whether this was the second word, with which it counts. ``balance_fen``: what the bank's paper says at the end of the month: with
    another balance the month is not whole.

    Raises Stop(S83) if the account has no statement, the month is not over or not whole, is closed, follows on one that is open, or has lines that nobody has recognised; or if the
    same person says it twice.
    """
    with ledger.writing(by) as pen:
        permitted_bookings.require(ledger, permitted_bookings.STATEMENT, pen)
        book = _book(ledger, account)
        _require_closable(book, month)
        body = _body(book, month)
        if body["closing_fen"] != balance_fen:
            why = f"{month} 的期末是 {format_yuan(body['closing_fen'])} 元，银行的余额是 {format_yuan(balance_fen)} 元"
            raise refused(f"尾号 {account[-4:]}", why, "这个月的对账单还不全，请先登记到月末")
        if not is_second(ledger, pen, body):
            return False
        seq = pen.write(CLOSED, None, body)
        pen.connection.execute("INSERT INTO closed_month VALUES (?, ?, ?)", (account, month, seq))
        return True


def _book(ledger: Ledger, account: str) -> Book:
    book = books(ledger).get(account)
    if book is None:
        raise refused(f"尾号 {account[-4:]}", "还没有登记过", "请先登记对账单")
    return book


def require_over(month: str) -> None:
    """Raises Stop(S83) if a month (2024-08) is not over, or none."""
    if not re.fullmatch(r"\d{4}-(0[1-9]|1[0-2])", month):
        raise refused(month, "不是月份", "应如 2024-08")
    if month >= date.today().isoformat()[:7]:
        raise refused(month, "的月结：这个月还没有过完", "过完以后登记全月的对账单，再月结")


def _require_closable(book: Book, month: str) -> None:
    name, months = f"尾号 {book.account[-4:]}", sorted({line.month for line in book.lines})
    before = [each for each in months if each < month and each not in book.closed]
    unclaimed = [line for line in book.lines if line.month == month and line.kind == UNCLAIMED]
    faults = {
        f"{month} 没有收支": month not in months,
        f"{month} 已月结": month in book.closed,
        f"{month} 还没有过完": month >= date.today().isoformat()[:7],
        f"以前的 {'、'.join(before)} 还没有月结": bool(before),
        f"{month} 还有 {len(unclaimed)} 笔未认领，共 {format_yuan(sum(line.fen for line in unclaimed))} 元": bool(
            unclaimed
        ),
    }
    for why, wrong in faults.items():
        if wrong:
            is_done = month in book.closed
            raise refused(name, why, "不用再做；要改的用月结调整" if is_done else "请先认领、补登记，再月结")


def _body(book: Book, month: str) -> dict[str, Any]:
    """What a closed month says: what stood before it, what each class came to, what stands after it."""
    opening = book.opening_fen + sum(line.fen for line in book.lines if line.month < month)
    sums = book.sums(month)
    return {
        "account": book.account,
        "month": month,
        "opening_fen": opening,
        "sums": sums,
        "closing_fen": opening + sum(sums.values()),
        "lines": sum(line.month == month for line in book.lines),
    }


def adjust(
    ledger: Ledger, account: str, on: str, fen: int, kind: str, by: str, document: str, why: str, batch: str = ""
) -> bool:
    """Put a line of a closed month into another class, or to another batch, by the word of two people and with a document; return whether this was the second word. Raises Stop(S83) if there is no
    such line, Stop(S07) without document, and as ``classes.require_class``, Stop(S31) as ``classes.require_of_payer``."""
    require_class(fen, kind, why, batch)
    if not document.strip():
        raise Stop("S07", why="没有写明文号", advice="请写明", inputs=[Input.DOCUMENT])
    with ledger.writing(by) as pen:
        permitted_bookings.require(ledger, permitted_bookings.STATEMENT, pen)
        book = _book(ledger, account)
        require_of_payer(ledger, book, batch)
        hits = [
            line
            for line in book.lines
            if (line.on, line.fen) == (on, fen)
            and line.month in book.closed
            and (line.kind, line.batch) != (kind, batch)
        ]
        if not hits:
            raise refused(
                f"尾号 {account[-4:]}", f"月结了的月份里没有 {on} 的 {format_yuan(fen)} 元", "没有月结的，请直接认领"
            )
        body = {"account": account, "key": hits[0].key, "class": kind, "batch": batch, "line": 0}
        body |= {"why": why.strip(), "adjustment": document.strip()}
        if not is_second(ledger, pen, body):
            return False
        pen.write(CLAIMED, None, body)
        return True


def pending(ledger: Ledger) -> dict[str, Event]:
    """Return the first word of each account that waits for the second: {account: the event}."""
    last = {_account_of(event): event for event in ledger.events(kinds=(FIRST_CLOSING, CLOSED, CLAIMED, TAKEN))}
    return {account: event for account, event in last.items() if event.kind == FIRST_CLOSING}


def _account_of(event: Event) -> str:
    body = event.content
    return str((body["what"] if event.kind == FIRST_CLOSING else body)["account"])


def to_close(book: Book) -> list[str]:
    """Return the months of an account that are over and not closed, oldest first."""
    this = date.today().isoformat()[:7]
    return sorted({line.month for line in book.lines if line.month < this} - book.closed.keys())


def is_second(ledger: Ledger, pen: Pen, body: dict[str, Any]) -> bool:
    """Return whether somebody else wants the very same of this account, and nothing was done with it since: then it is to be done. If not, this is the first word, and is written. Raises
    Stop(S83) if the same person says it twice."""
    first = pending(ledger).get(body["account"])
    if first is None or first.content["what"] != body:
        pen.write(FIRST_CLOSING, None, {"what": body})
        return False
    tail = f"尾号 {body['account'][-4:]}"
    signers.require_another(first.by, pen.by, "S83", file=tail, why=f"的这一步{first.by}已提出")
    return True
