"""待办 as an act: what waits for whom, on the screen and as a list to print."""

from pathlib import Path

import pandas as pd

from huibao_xl.files.writing.atomic import new_file
from huibao_xl.payments import waiting
from huibao_xl.payments.ledger import witness
from huibao_xl.payments.ledger.store import opened
from huibao_xl.payments.papers.waiting_list import write_waiting
from huibao_xl.reasons import Next
from huibao_xl.reasons.outcomes import NOTHING, Done, Outcome, done, then

_NEXT = {
    waiting.UNKNOWN: Next.ASK_OF_FILES,
    waiting.REVIEW: Next.REVIEW_ALL,
    waiting.APPROVE: Next.APPROVE_ALL,
    waiting.EXPORT: Next.EXPORT_ALL,
    waiting.RETURN: Next.RETURN_ALL,
    waiting.REISSUE: Next.REISSUE_ALL,
    waiting.RESOLVE: Next.RESOLVE_TRANSFER,
    waiting.SETTLE: Next.SETTLE,
    waiting.SECOND: Next.SECOND_WORD,
    waiting.TRANSFER: Next.TRANSFER,
    waiting.RECOVER: Next.RECOVERIES,
    waiting.CLAIM: Next.CLAIM,
    waiting.CLOSE: Next.CLOSE_MONTH,
}
"""{what waits: how it is done, for all at once where that can be}."""


def to_do(ledger_path: Path, by: str = "", out: Path | None = None, force: bool = False) -> Outcome:
    """Return what waits, as far as the ledger knows (a copy that lacks what witnesses tell is called that first), in the order in which it should be done. ``by``: only what this person may do; ``out``: a workbook to write, which is replaced with
    ``force``. Raises Stop(S30) if the ledger cannot be used, Stop(S14, S15) for a file that must stay."""
    with opened(ledger_path) as ledger:
        rows, against = waiting.waiting(ledger, by), witness.conflicts(ledger.standing())
    outcome = done(Done.OLDER_COPY, what=witness.sentence(against)) if against else NOTHING
    for step, group in rows.groupby("step", sort=False):
        outcome += _of_step(str(step), group)
    if rows.empty:
        outcome += done(Done.NOTHING_TO_DO, whose=f"（{by}）" if by else "")
    if against:  # nothing can be done with it
        outcome = Outcome(outcome.done) + then(Next.RESTORE)
    if out is not None:
        with new_file(out, force, [ledger_path]) as work:
            write_waiting(work, rows)
        outcome += done(Done.WAITING_AT, path=out)
    return outcome


def _of_step(step: str, rows: pd.DataFrame) -> Outcome:
    """One kind of thing that waits: how much of it, each batch, how it is done."""
    count, amount_fen = int(rows["count"].sum()), int(rows["amount_fen"].sum())
    outcome = done(Done.WAITING_STEP, step=step, batches=len(rows), count=count, amount_fen=amount_fen)
    if (rows["seal"] != "").any():
        outcome += done(Done.WAITING_SEAL, seal=waiting.seal(rows))
    columns = ("batch", "count", "amount_fen", "since", "but")
    for batch, lines, fen, at, people in zip(*(rows[column].tolist() for column in columns), strict=True):
        since, but = f"　自 {at[:10]}" if at else "", f"　不能是{people}" if people else ""
        if batch:
            outcome += done(Done.WAITING_LINE, batch=batch, count=lines, amount_fen=fen, since=since, but=but)
    fields = {"batch": rows["batch"].iloc[0]} if len(rows) == 1 and rows["batch"].iloc[0] else {}
    return outcome + (then(_NEXT[step], **fields) if step in _NEXT else NOTHING)
