"""Booking a clearing as a person does it, whole: what is planned or was booked, the papers of claims and batches, and what could not be booked."""

from pathlib import Path

from huibao_xl.clearing.booking import Booking, book
from huibao_xl.payments import after_acts, papers
from huibao_xl.payments.bookings import recovery_acts
from huibao_xl.payments.ledger import states
from huibao_xl.payments.ledger.store import Ledger, opened
from huibao_xl.reasons import Next
from huibao_xl.reasons.outcomes import NOTHING, Done, Outcome, done, then


def book_clearing(ledger_path: Path, folder: Path, document: str, by: str) -> Outcome:
    """清算记账, by two people one after the other. Stops as ``booking.book``."""
    with opened(ledger_path, write=True) as ledger:
        booked = book(ledger, folder, by, document)
        sums = done(Done.BOOKING, **booked.planned)
        if booked.first:
            return sums + _left(booked) + done(Done.BOOKING_OF_ONE, by=by) + then(Next.SECOND_WORD)
        outcome = done(Done.CLEARING_BOOKED, by=by) + sums
        for case in booked.cases:
            outcome += recovery_acts.written(ledger, case)
        outcome += _drafted(ledger, booked.made)
    outcome += _left(booked)
    return outcome + (then(Next.MAKE, folder=booked.make_up) if booked.make_up else NOTHING)


def _drafted(ledger: Ledger, numbers: list[str]) -> Outcome:
    outcome = NOTHING
    for number in numbers:
        batch = states.load(ledger, number)
        count, amount = batch.totals()
        seal = batch.seal[: papers.SEAL]
        outcome += done(Done.BATCH_MADE, batch=number, count=count, amount_fen=amount, seal=seal)
        outcome += after_acts.write_papers(ledger, batch)
    return outcome + (then(Next.REVIEW_ALL) if numbers else NOTHING)


def _left(booked: Booking) -> Outcome:
    outcome = NOTHING
    for batch, line, why in booked.left:
        outcome += done(Done.NOT_BOOKED, batch=batch, line=line, why=why)
    return outcome
