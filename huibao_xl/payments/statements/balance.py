"""What an account comes to: 期初 + the sum of each class = 期末, by month; and for each batch what the bank's book says was paid, against what the ledger says arrived."""

from dataclasses import dataclass

import pandas as pd

from huibao_xl.payments.ledger import states
from huibao_xl.payments.ledger.bank_book import CLASSES, Book
from huibao_xl.payments.ledger.store import Ledger

PAID, BACK = "代发付款", "退票"
NO_BATCH = "（没有写明批次）"
"""What stands in place of a batch where somebody put a line into a class of payments without one."""


@dataclass(frozen=True)
class Balance:
    """An account. ``months``: month, opening_fen, one column for each class, closing_fen, closed; ``batches``: batch, sent_fen (out), back_fen, bank_fen (what is left of it), ledger_fen (what
    arrived by the ledger), difference_fen."""

    book: Book
    months: pd.DataFrame
    batches: pd.DataFrame

    @property
    def differing(self) -> pd.DataFrame:
        """The batches of which bank and ledger do not say the same."""
        return self.batches[self.batches["difference_fen"] != 0]


def balance(ledger: Ledger, book: Book) -> Balance:
    """Return what an account comes to."""
    return Balance(book, _months(book), _batches(ledger, book))


def _months(book: Book) -> pd.DataFrame:
    rows, opening = [], book.opening_fen
    for month in sorted({line.month for line in book.lines}):
        sums = book.sums(month)
        closing = opening + sum(sums.values())
        rows.append(
            {"month": month, "opening_fen": opening} | sums | {"closing_fen": closing, "closed": month in book.closed}
        )
        opening = closing
    return pd.DataFrame(rows, columns=["month", "opening_fen", *CLASSES, "closing_fen", "closed"])


def _batches(ledger: Ledger, book: Book) -> pd.DataFrame:
    """Every batch of the payer that was sent until the last day of the statements."""
    fen: dict[tuple[str, str], int] = {}
    for line in book.lines:
        if line.kind in (PAID, BACK):
            fen[line.batch, line.kind] = fen.get((line.batch, line.kind), 0) + line.fen
    last = max((line.on for line in book.lines), default="")
    rows = []
    for number in ledger.batches():
        batch = states.load(ledger, number)
        if batch.is_transfer or batch.declaration.payer != book.payer or not batch.exports:
            continue
        sent, back = -fen.get((number, PAID), 0), fen.get((number, BACK), 0)
        arrived = int(batch.lines["paid_fen"].sum())
        if sent or back or batch.exports[0].at[:10] <= last:
            rows.append((number, sent, back, sent - back, arrived, sent - back - arrived))
    sent, back = -fen.get(("", PAID), 0), fen.get(("", BACK), 0)
    if sent or back:
        rows.append((NO_BATCH, sent, back, sent - back, 0, sent - back))
    columns = ["batch", "sent_fen", "back_fen", "bank_fen", "ledger_fen", "difference_fen"]
    return pd.DataFrame(rows, columns=columns)
