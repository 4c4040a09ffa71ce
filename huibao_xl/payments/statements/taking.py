"""A statement is taken into the ledger: every line once, in one class, without a gap to the statement before it, and nothing in a month that is closed."""

from collections import Counter
from contextlib import suppress
from dataclasses import dataclass, replace
from itertools import accumulate
from pathlib import Path

import pandas as pd

from huibao_xl.files.reading import content_of
from huibao_xl.files.writing.plain import sha256_of
from huibao_xl.money import format_yuan
from huibao_xl.payments.ledger import permitted_bookings, states
from huibao_xl.payments.ledger.bank_book import CLAIMED, LINE, TAKEN, UNCLAIMED, BankLine, Book, books
from huibao_xl.payments.ledger.events import Pen
from huibao_xl.payments.ledger.store import Ledger
from huibao_xl.payments.statements import messages, months, tables
from huibao_xl.payments.statements.lines import Statement, refused
from huibao_xl.payments.statements.matching import Match, match
from huibao_xl.reasons import Input, Stop


@dataclass(frozen=True)
class Taken:
    """What a file came to. ``book``: the account with it; ``new``: how many lines were not there before; ``others``: rows of the file that are no lines; ``recognised``: how many
    older lines that nobody had recognised are known now; ``turned``: see ``lines.Statement``."""

    book: Book
    new: int
    repeated: int
    recognised: int
    others: dict[str, int]
    turned: bool


def read(path: Path, opening_fen: int | None = None) -> Statement:
    """Return the statement in a file of any form. Raises Stop(S83) as the readers do."""
    content = content_of(path)
    if messages.is_camt(content):
        return messages.read_camt(path)
    return messages.read_mt940(path) if messages.is_mt940(content) else tables.read(path, opening_fen)


def take(
    ledger: Ledger,
    path: Path,
    by: str,
    payer: str = "",
    account: str = "",
    opening_fen: int | None = None,
    document: str = "",
) -> Taken | None:
    """Take a statement. ``payer``: whose account it is, which is asked for once; ``account``: its number, if the file names none; ``opening_fen``: what stood on it before, if
    nothing says so; ``document``: the paper by which lines are added to a month that is closed, which two people want: None is returned after the first.

    Lines that an earlier file held are left as they are; what nobody had recognised is looked at again. Raises Stop(S83) if the file cannot be used, does not begin where
    the last one ended, or has new lines in a month that is closed or on a day to come; Stop(S07) for a payer or account that is missing.
    """
    with ledger.writing(by) as pen:
        permitted_bookings.require(ledger, permitted_bookings.STATEMENT, pen)
        number, book = _book(ledger, path, payer, account)
        stated = read(path, opening_fen)
        if stated.account and number and stated.account != number:
            raise refused(path.name, f"是账号尾号 {stated.account[-4:]} 的，不是 {number[-4:]} 的")
        number = number or stated.account
        if not number:
            raise Stop("S07", why="对账单没有写明账号", advice="请写明本单位的账号", inputs=[Input.ACCOUNT])
        book = book or books(ledger).get(number)
        whose = book.payer if book else _payer(ledger, payer)
        stated = _after(stated, book)
        if stated.opening_fen is None:
            raise Stop("S07", why="对账单没有余额", advice="请写明期初余额", inputs=[Input.OPENING])
        new = _new_lines(path.name, stated, book)
        if (new["on"] > pen.at[:10]).any():
            why = f"有 {new['on'].max()} 的收支，在今天以后"
            raise refused(path.name, why, "请核对对账单的日期和这台电脑的时钟；日期写错的，请银行更正")
        late = sorted({on[:7] for on in new["on"]} & set(book.closed if book else ()))
        if late and not document.strip():
            advice = "查明后写明文号，由两个人先后再登记这一份，作为月结调整"
            raise Stop(
                "S83", file=path.name, why=f"{late[0]} 已月结，不能再有新的收支", advice=advice, inputs=[Input.DOCUMENT]
            )
        adjusting = {"account": number, "sha256": sha256_of(path), "adjustment": document.strip()}
        if late and not months.is_second(ledger, pen, adjusting):
            return None
        recognised = _look_again(ledger, pen, book) if book else 0
        if len(new):
            opening = stated.opening_fen if book is None else book.closing_fen
            body = {
                "account": number,
                "payer": whose,
                "file": path.name,
                "sha256": sha256_of(path),
                "opening_fen": opening,
            }
            body |= {"closing_fen": opening + int(new["fen"].sum()), "lines": len(new)}
            if late:
                body |= adjusting
            pen.write(TAKEN, None, body)
            _write(pen, number, new, match(ledger, whose, new, book.lines if book else ()))
        return Taken(
            books(ledger)[number],
            len(new),
            len(stated.lines) - len(new),
            recognised,
            dict(stated.others),
            stated.turned,
        )


def _book(ledger: Ledger, path: Path, payer: str, account: str) -> tuple[str, Book | None]:
    """The account that is meant, as far as it is known before the file is read: by its number, or as the only one of the payer."""
    found = books(ledger)
    if account:
        return account, found.get(account)
    number = read_account(path)
    if number:
        return number, found.get(number)
    mine = [book for book in found.values() if payer in ("", book.payer)]
    return (mine[0].account, mine[0]) if len(mine) == 1 else ("", None)


def read_account(path: Path) -> str:
    """Return the account that a file names, "" if it names none or cannot be read without its opening balance."""
    stated = _as_far_as_read(path)
    return stated.account if stated else ""


def _as_far_as_read(path: Path) -> Statement | None:
    """A statement before its opening balance is known: by its own, else from nothing; None if it cannot be read."""
    for opening_fen in (None, 0):
        with suppress(Stop):
            return read(path, opening_fen)
    return None


def first_day(path: Path) -> str:
    """Return the first day of which a file tells, ISO 8601, "" if it cannot be read: it is refused by name when it is taken."""
    stated = _as_far_as_read(path)
    return str(stated.lines["on"].min()) if stated else ""


def _payer(ledger: Ledger, payer: str) -> str:
    payers = {states.declaration(ledger, number).payer for number in ledger.batches()}
    if payer not in payers:
        advice = f"请写付款单位：{'、'.join(sorted(payers)) or '（台账还没有批次）'}"
        raise Stop("S07", why=f"没有写明是哪个付款单位的账户（“{payer}”）", advice=advice, inputs=[Input.PAYER])
    return payer


def _after(stated: Statement, book: Book | None) -> Statement:
    """A statement without any balance, as it follows on what the account has already."""
    if stated.opening_fen is not None or book is None:
        return stated
    held = stated.lines["key"].isin({line.key for line in book.lines})
    return replace(stated, opening_fen=book.closing_fen - int(stated.lines.loc[held, "fen"].sum()))


def _new_lines(file: str, stated: Statement, book: Book | None) -> pd.DataFrame:
    """The lines that no file held before. Raises Stop(S83) if they do not follow on the last one, or if the others are not as they are registered."""
    if book is None:
        return stated.lines
    taken = {line.key for line in book.lines}
    held = stated.lines["key"].isin(taken)
    _require_as_registered(file, stated, held, book)
    new = stated.lines[~held].reset_index(drop=True)
    if new.empty:
        return new
    first = int((~held).to_numpy().argmax())
    before = (stated.opening_fen or 0) + int(stated.lines["fen"].iloc[:first].sum())
    if before != book.closing_fen or held.iloc[first:].any():
        last = book.lines[-1].on if book.lines else "（没有）"
        gap = before - book.closing_fen
        why = f"与上一份对账单（到 {last}，余额 {format_yuan(book.closing_fen)} 元）不相接，差 {format_yuan(gap)} 元"
        raise refused(file, why, "中间缺的对账单先登记；有的行与登记过的不同的，请银行说明")
    return new


def _require_as_registered(file: str, stated: Statement, held: pd.Series, book: Book) -> None:
    """Raises Stop(S83) if the lines that are known do not stand in the book one after the other, with the balance that it has before them: the bank tells otherwise what it told before."""
    if not held.any():
        return
    stated_keys = Counter(_base(key) for key in stated.lines.loc[held, "key"])
    count, keys = stated_keys.total(), [_base(line.key) for line in book.lines]
    first = int(held.to_numpy().argmax())
    before = (stated.opening_fen or 0) + int(stated.lines["fen"].iloc[:first].sum())
    balances = [*accumulate((line.fen for line in book.lines), initial=book.opening_fen)]
    starts = [at for at, fen in enumerate(balances[:-1]) if fen == before]
    if any(Counter(keys[at : at + count]) == stated_keys for at in starts):
        return
    begins = starts[-1] if starts else keys.index(_base(stated.lines["key"].iloc[first]))
    for line, key in zip(book.lines[begins:], keys[begins:], strict=True):
        if not starts or not stated_keys.total():
            break
        if not stated_keys[key]:
            why = f"登记过的 {line.on} 的 {format_yuan(line.fen)} 元，这份里没有"
            raise refused(file, why, "请用网银重新导出；银行更正过的，请银行书面说明")
        stated_keys[key] -= 1
    line = book.lines[begins]
    raise refused(file, f"{line.on} 的 {format_yuan(line.fen)} 元以前的余额与登记过的不同", "请用网银重新导出这一段")


def _base(key: str) -> str:
    """The key of a line without its number among lines that are alike."""
    return key.rpartition("-")[0]


def _write(pen: Pen, account: str, rows: pd.DataFrame, matches: list[Match]) -> None:
    bodies = [
        {
            "account": account,
            "key": row["key"],
            "on": row["on"],
            "fen": row["fen"],
            "holder": row["holder"],
            "other_account": row["account"],
            "text": row["text"],
            "serial": row["serial"],
            "class": each.kind,
            "batch": each.batch,
            "line": each.line,
            "why": each.why,
        }
        for row, each in zip(rows.to_dict("records"), matches, strict=True)
    ]
    last = pen.write_many(LINE, None, ((None, body) for body in bodies))
    numbers = range(last - len(bodies) + 1, last + 1)
    keys = [(account, body["key"], seq) for body, seq in zip(bodies, numbers, strict=True)]
    pen.connection.executemany("INSERT INTO statement_line VALUES (?, ?, ?)", keys)


def _look_again(ledger: Ledger, pen: Pen, book: Book) -> int:
    """Look again at what nobody had recognised: the ledger may have heard of it since."""
    waiting = [line for line in book.lines if line.kind == UNCLAIMED and line.month not in book.closed]
    if not waiting:
        return 0
    rows = pd.DataFrame(
        [
            {
                "fen": line.fen,
                "on": line.on,
                "account": line.other_account,
                "holder": line.holder,
                "text": line.text,
                "serial": line.serial,
            }
            for line in waiting
        ]
    )
    found = match(ledger, book.payer, rows, book.lines)
    for line, each in zip(waiting, found, strict=True):
        if each.kind != UNCLAIMED:
            _claim(pen, line, each)
    return sum(each.kind != UNCLAIMED for each in found)


def _claim(pen: Pen, line: BankLine, what: Match) -> None:
    body = {
        "account": line.account,
        "key": line.key,
        "class": what.kind,
        "batch": what.batch,
        "line": what.line,
        "why": what.why,
    }
    pen.write(CLAIMED, None, body)


def counted(book: Book) -> Counter[str]:
    """Return how many lines of an account are of each class."""
    return Counter(line.kind for line in book.lines)
