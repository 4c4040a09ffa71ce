"""认领: a person says what a line is that nobody recognised. What moves a person's money names its batch; what is large, or looks like a payment of the ledger, is said by two people, neither of
whom made the batch: a second debit of a batch must not become a fee."""

from dataclasses import replace
from typing import Any

from huibao_xl.identifiers import bank_card
from huibao_xl.money import format_yuan
from huibao_xl.payments.ledger import permitted_bookings, signers, states
from huibao_xl.payments.ledger.bank_book import CLAIMED, UNCLAIMED, BankLine, Book, books
from huibao_xl.payments.ledger.events import Pen
from huibao_xl.payments.ledger.store import Ledger
from huibao_xl.payments.statements import months
from huibao_xl.payments.statements.classes import alone_fen, require_class, require_of_payer
from huibao_xl.payments.statements.lines import refused
from huibao_xl.payments.statements.matching import bookings


def claim(
    ledger: Ledger, account: str, on: str, fen: int, kind: str, by: str, why: str, batch: str = "", which: str = ""
) -> BankLine | None:
    """Say what a line is that nobody recognised: the line of this day and amount, and of several that of which ``which`` is the holder, the account or its end, the number or a part of the text.

    None is returned after the first of two people. Raises Stop(S83) if there is no such line, or several, its month is closed, or who says it made a batch that it may be; Stop(S07) for a class that
    is none or does not fit, no reason or no batch; Stop(S31) for a batch that is not of this payer.
    """
    require_class(fen, kind, why, batch)
    with ledger.writing(by) as pen:
        permitted_bookings.require(ledger, permitted_bookings.STATEMENT, pen)
        book = books(ledger).get(account)
        line = _line(book, account, on, fen, which)
        assert book is not None
        what = {"account": account, "key": line.key, "class": kind, "batch": batch, "line": 0}
        require_of_payer(ledger, book, batch)
        alike = _alike(ledger, book, fen)
        if alike or abs(fen) > alone_fen(on):
            _require_other_than_maker(ledger, pen, account, [*alike, *([batch] if batch else [])])
            if not months.is_second(ledger, pen, what | {"why": why.strip()}):
                return None
            what["of_two"] = True
        pen.write(CLAIMED, None, what | {"why": f"{by}：{why.strip()}"})
        return replace(line, kind=kind, batch=batch)


def _line(book: Book | None, account: str, on: str, fen: int, which: str) -> BankLine:
    """The line that is meant."""
    name, amount = f"尾号 {account[-4:]}", format_yuan(fen)
    hits = [line for line in (book.lines if book else ()) if (line.on, line.fen, line.kind) == (on, fen, UNCLAIMED)]
    if which:
        hits = [line for line in hits if _is(line, which.strip())]
    if not hits or book is None:
        raise refused(name, f"没有 {on} 的 {amount} 元未认领的收支", "请按对账表的“未认领”填写")
    if len({(line.holder, line.other_account, line.text, line.serial) for line in hits}) > 1:
        why = f"有 {len(hits)} 笔 {on} 的 {amount} 元未认领的收支"
        raise refused(name, why, "请写明是哪一笔：对方户名、账号尾号、流水号或摘要中的字")
    if hits[0].month in book.closed:
        raise refused(name, f"{hits[0].month} 已月结", "查明后用月结调整记入")
    return hits[0]


def _is(line: BankLine, which: str) -> bool:
    number = bank_card.compact(which)
    ends = bool(number) and line.other_account.endswith(number)
    return ends or which in (line.holder, line.serial) or which in line.text


def _alike(ledger: Ledger, book: Book, fen: int) -> list[str]:
    """The batches, 追回 and others of which a payment, a sum or what came back is of this amount."""
    return list(dict.fromkeys(each.batch for each in bookings(ledger, book.payer) if abs(each.fen) == abs(fen)))


def _require_other_than_maker(ledger: Ledger, pen: Pen, account: str, numbers: list[str]) -> None:
    """Raises Stop(S83) if who says it made one of these batches."""
    numbered: set[Any] = set(ledger.batches())
    mine = [each for each in dict.fromkeys(numbers) if each in numbered and signers.same(_maker(ledger, each), pen.by)]
    if mine:
        why = f"的这一笔与批次 {'、'.join(mine[:3])} 的一笔或合计金额相同，那一批是“{pen.by}”制单的"
        raise refused(f"尾号 {account[-4:]}", why, "请由制单以外的两个人先后认领，写明凭证")


def _maker(ledger: Ledger, number: str) -> str:
    return states.light(ledger, number).made_by
