"""Years that are closed, and what was carried over from them: what stands in the events, the lock of the database, and the refusal of what would pay in a closed year."""

from collections.abc import Iterator
from typing import Any

from huibao_xl.payments.ledger import signers, states
from huibao_xl.payments.ledger.store import Ledger
from huibao_xl.reasons import Stop

FIRST, CLOSED = "first_year_end", "year_closed"
"""Kinds of events: the first of two wants a year closed; it is closed."""


def closed(ledger: Ledger, scheme: str, year: int) -> dict[str, Any] | None:
    """Return what a year was closed with, None if it is open: ``bearers`` {bearer: budget_fen, executed_fen, left_fen}, ``towns`` {街镇: due_fen, passed_fen}, ``recoveries_fen`` (open then),
    ``people`` (paid)."""
    for event in ledger.events(kinds=(CLOSED,)):
        if (event.content["scheme"], event.content["year"]) == (scheme, year):
            return event.content
    return None


def require_open(ledger: Ledger, scheme: str, year: int) -> None:
    """Raises Stop(S84) if a year is closed: no batch of it is made any more."""
    query = "SELECT seq FROM closed_year WHERE scheme = ? AND year = ?"
    if _has_lock(ledger) and ledger.rows(query, (scheme, year)):
        why = "已结账，不能再制单、重发、补差、拨付或改预算"
        raise Stop("S84", year=year, why=why, advice="以后收回的用追回、收回记入；确要再付的，列入下一年度")


Found = tuple[int, str]
"""The number of an event (0: the whole ledger), and what is wrong."""


def faults(ledger: Ledger) -> Iterator[Found]:
    """Yield what does not fit in the closed years of a ledger: closed by one person, sums that are none, batches made after it, the lock."""
    events = ledger.events(kinds=(FIRST, CLOSED))
    expected = set()
    try:
        for before, event in zip([None, *events], events, strict=False):
            body = event.content
            if event.kind != CLOSED:
                continue
            expected.add((body["scheme"], body["year"], event.seq))
            if before is None or before.kind != FIRST or signers.same(before.by, event.by):
                yield event.seq, f"{body['year']} 年度的结账不是先后两个人"
            if any(each["budget_fen"] - each["executed_fen"] != each["left_fen"] for each in body["bearers"].values()):
                yield event.seq, f"{body['year']} 年度结账的预算减执行不等于结余"
            for number in ledger.batches():
                declared = states.declaration(ledger, number)
                ((seq,),) = ledger.rows("SELECT seq FROM batch WHERE id = ?", (number,))
                if (declared.scheme, declared.year) == (body["scheme"], body["year"]) and seq > event.seq:
                    yield seq, f"批次“{number}”制作在 {body['year']} 年度结账以后"
    except states.NO_EVENTS_OF_OURS:
        yield 0, "年度结账的记录残缺，无法重算"
    if _has_lock(ledger) and set(ledger.rows("SELECT scheme, year, seq FROM closed_year")) != expected:
        yield 0, "年度表 closed_year 与记录不符"


def _has_lock(ledger: Ledger) -> bool:
    """Whether the file is of a version that has the table: in an earlier one no year is closed."""
    return bool(ledger.rows("SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'closed_year'"))
