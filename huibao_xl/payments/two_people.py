"""What one person may not do alone: the first says it, which changes nothing, and another one says the very same before anything else happens to
the batch; then it is done."""

from typing import Any

from huibao_xl.payments.ledger import permitted, signers
from huibao_xl.payments.ledger.events import Event, Pen
from huibao_xl.payments.ledger.store import FIRST_OF_BATCH, Ledger


def is_second(ledger: Ledger, pen: Pen, batch: str, what: dict[str, Any]) -> bool:
    """Return whether somebody else wants the same of a batch, ``what``: then it is to be done. If not, this is the first word, and is written.

    Raises Stop(S31) if the same person says it twice, or, where the batch's policy forbids that, from the same account of the system.
    """
    first = first_word(ledger, batch)
    if not first or first.content["what"] != what:
        pen.write(FIRST_OF_BATCH, batch, {"what": what})
        return False
    signers.require_another(first.by, pen.by, "S31", batch=batch, why=f"这一步{first.by}已提出")
    permitted.require_account(ledger, batch, pen, [first])
    return True


def first_word(ledger: Ledger, batch: str) -> Event | None:
    """Return the first word that waits for the second: the last event of a batch, None if that is another one."""
    words = ledger.events(batch, kinds=(FIRST_OF_BATCH,))
    last = ledger.rows("SELECT max(seq) FROM event WHERE batch = ?", (batch,))
    return words[-1] if words and words[-1].seq == last[0][0] else None
