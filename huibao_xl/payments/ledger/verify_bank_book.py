"""What does not fit in the bank's book of a ledger, for ``verify``: balances that follow on each other, each line once and in a class, closed months that were closed by two and changed by
nobody."""

from collections.abc import Iterator
from typing import Any

from huibao_xl.payments.ledger import signers, states
from huibao_xl.payments.ledger.bank_book import CLAIMED, CLASSES, CLOSED, FIRST_CLOSING, LINE, TAKEN, books
from huibao_xl.payments.ledger.events import Event
from huibao_xl.payments.ledger.store import Ledger

Found = tuple[int, str]
"""The number of an event (0: the whole ledger), and what is wrong."""


def faults(ledger: Ledger) -> Iterator[Found]:
    """Yield every fault of the bank's book."""
    events = ledger.events(kinds=(TAKEN, LINE, CLAIMED, FIRST_CLOSING, CLOSED))
    if not events:
        yield from _locks(ledger, set(), set())
        return
    try:
        yield from _following(events)
        yield from _closed(events)
        lines = {(event.content["account"], event.content["key"], event.seq) for event in events if event.kind == LINE}
        closed = {
            (event.content["account"], event.content["month"], event.seq) for event in events if event.kind == CLOSED
        }
        yield from _locks(ledger, lines, closed)
        for account, book in books(ledger).items():
            if len({line.key for line in book.lines}) != len(book.lines):
                yield 0, f"账户（尾号 {account[-4:]}）有的收支记了两次"
    except states.NO_EVENTS_OF_OURS:
        yield events[0].seq, "对账单的记录残缺，无法重算"


def _locks(ledger: Ledger, lines: set[tuple[Any, ...]], closed: set[tuple[Any, ...]]) -> Iterator[Found]:
    for table, column, expected in (("statement_line", "key", lines), ("closed_month", "month", closed)):
        if not ledger.rows("SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = ?", (table,)):
            continue
        if set(ledger.rows(f"SELECT account, {column}, seq FROM {table}")) != expected:
            yield 0, f"对账表 {table} 与记录不符"


def _following(events: list[Event]) -> Iterator[Found]:
    """Each statement begins where the one before ended, its lines come to what it says, and each is in a class."""
    stands: dict[str, int] = {}
    statement: Event | None = None
    left = 0
    for event in events:
        body = event.content
        if event.kind == TAKEN:
            if statement is not None and left:
                yield statement.seq, "对账单的收支少于它所说的"
            if body["opening_fen"] != stands.get(body["account"], body["opening_fen"]):
                yield event.seq, "对账单的期初不是上一份的期末"
            stands[body["account"]] = body["opening_fen"]
            statement, left = event, body["lines"]
        elif event.kind == LINE:
            stands[body["account"]] += body["fen"]
            left -= 1
            if body["class"] not in CLASSES or left < 0:
                yield event.seq, "对账单的收支没有类别，或多于它所说的"
            if not left and statement is not None and stands[body["account"]] != statement.content["closing_fen"]:
                yield event.seq, "对账单的收支之和不等于期末减期初"
    if statement is not None and left:
        yield statement.seq, "对账单的收支少于它所说的"


def _closed(events: list[Event]) -> Iterator[Found]:
    """Months were closed by two, come to what was said, and nothing of them changed after that but by an adjustment of two."""
    days: dict[tuple[str, str], str] = {}
    fen: dict[tuple[str, str], int] = {}
    closed: set[tuple[str, str]] = set()
    firsts: dict[str, Event] = {}
    adjusted = False
    for event in events:
        body = event.content
        first = firsts.get(body.get("account", ""))
        if event.kind == TAKEN:
            adjusted = bool(body.get("adjustment"))
            if adjusted and (first is None or signers.same(first.by, event.by)):
                yield event.seq, "月结以后补记的收支不是先后两个人记入"
        if event.kind == LINE:
            days[body["account"], body["key"]] = month = body["on"][:7]
            fen[body["account"], month] = fen.get((body["account"], month), 0) + body["fen"]
            if (body["account"], month) in closed and not adjusted:
                yield event.seq, f"{month} 月结以后又有收支"
        elif event.kind == CLOSED or (event.kind == CLAIMED and (body.get("adjustment") or body.get("of_two"))):
            if first is None or signers.same(first.by, event.by):
                yield event.seq, "月结、月结调整或要两个人的认领不是先后两个人"
            if event.kind == CLOSED:
                closed.add((body["account"], body["month"]))
                if body["closing_fen"] - body["opening_fen"] != fen.get((body["account"], body["month"]), 0):
                    yield event.seq, f"{body['month']} 月结的期末减期初不等于各笔之和"
        elif event.kind == CLAIMED and (body["account"], days.get((body["account"], body["key"]), "")) in closed:
            yield event.seq, "月结以后改了类别，又不是月结调整"
        if event.kind == FIRST_CLOSING:
            firsts[body["what"]["account"]] = event
        elif event.kind != LINE:
            firsts.pop(body["account"], None)
