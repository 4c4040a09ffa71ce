"""Who may book what is no step of a batch (追回, 终止, 预算, 记账, 对账, 年度结账): by the 签字人名单 of the batch that was approved last.

A list that names nobody for such a booking says nothing of it: anybody may, as before lists could say it. Who may approve batches may book everything: a list comes with a batch, and when those
whom it names have left, there may be no further batch of the year that brings another.
"""

from collections.abc import Iterator
from datetime import date

from huibao_xl.payments.ledger import bank_book, budget_changes, cases, closed_years, paid, permitted, states
from huibao_xl.payments.ledger import verify_bookings as bookings
from huibao_xl.payments.ledger.events import Event, Pen
from huibao_xl.payments.ledger.store import Ledger
from huibao_xl.policy import approval

RECOVER, END, BUDGET, BOOK, STATEMENT, CLOSE_YEAR = approval.BOOKINGS
_STEP_OF = {
    cases.KIND: RECOVER,
    paid.ENDING: END,
    budget_changes.FIRST: BUDGET,
    budget_changes.CHANGED: BUDGET,
    bookings.FIRST: BOOK,
    bookings.BOOKED: BOOK,
    bookings.PASSED_BACK: BOOK,
    bank_book.TAKEN: STATEMENT,
    bank_book.CLAIMED: STATEMENT,
    bank_book.FIRST_CLOSING: STATEMENT,
    bank_book.CLOSED: STATEMENT,
    closed_years.FIRST: CLOSE_YEAR,
    closed_years.CLOSED: CLOSE_YEAR,
}
"""{kind of event: the booking that it is}; a claim that a clearing books is part of that."""


def require(ledger: Ledger, step: str, pen: Pen) -> None:
    """Raises Stop(S29) naming who may, if whoever holds the pen may not do a booking by the list that holds now."""
    for _, number in _approved(ledger)[-1:]:
        day = date.fromisoformat(pen.at[:10])
        names = _who(ledger, number, step, day)
        if names is not None:
            permitted.require_of(pen.by, names, f"按批次“{number}”的政策", step, day)


def may(ledger: Ledger, step: str, by: str, day: date) -> bool:
    """Tell whether somebody may do a booking on a day by the list that holds now."""
    lists = [_who(ledger, number, step, day) for _, number in _approved(ledger)[-1:]]
    return all(names is None or permitted.is_of(by, names) for names in lists)


def faults(ledger: Ledger) -> Iterator[tuple[int, str]]:
    """Return what was booked by somebody whom the list that held then does not name (number of the event, what), as ``verify`` names it."""
    try:
        approved = _approved(ledger)
        for event in ledger.events(kinds=tuple(_STEP_OF)) if approved else ():
            before = [number for seq, number in approved if seq < event.seq]
            step, day = _STEP_OF[event.kind], date.fromisoformat(event.at[:10])
            names = _who(ledger, before[-1], step, day) if before and not _of_clearing(event) else None
            if names is not None and not permitted.is_of(event.by, names):
                yield event.seq, f"{step}的{event.by}当日不在签字人名单里"
    except states.NO_EVENTS_OF_OURS:
        return  # what cannot be read is named where it stands


def _of_clearing(event: Event) -> bool:
    """Whether an event is a claim that the booking of a clearing opened."""
    return event.kind == cases.KIND and bool(event.content.get("source"))


def _approved(ledger: Ledger) -> list[tuple[int, str]]:
    """The batches that were approved, as (number of the last signature, number), in that order."""
    signed = ledger.rows("SELECT max(seq), batch, count(*) FROM event WHERE kind = 'sign' GROUP BY batch ORDER BY 1")
    return [(seq, number) for seq, number, count in signed if count == len(states.declaration(ledger, number).steps)]


def _who(ledger: Ledger, number: str, step: str, day: date) -> list[str] | None:
    """Who may do a booking on a day by the policy of a batch, None if it says nothing of it."""
    rules = permitted.rules_of(states.declaration(ledger, number))
    if not any(step in each.steps for each in rules.signers):
        return None
    return [*dict.fromkeys((*rules.who(step, day), *rules.who(approval.APPROVE, day)))]
