"""What is outcome of a batch after an act on it, whichever it was: its state, what is in doubt or failed, what comes next; and its papers are written.

Papers that cannot be written (a file is open in another program) are named and do not undo the act: they repeat the ledger and come back
with the next act.
"""

from collections.abc import Callable, Sequence
from pathlib import Path

from huibao_xl.files.results import names
from huibao_xl.files.writing.atomic import atomic_file
from huibao_xl.files.writing.workplace import reason_of
from huibao_xl.payments import objections, papers, resting
from huibao_xl.payments.ledger import closed_years, paid, states, witness
from huibao_xl.payments.ledger.states import Batch
from huibao_xl.payments.ledger.store import Ledger
from huibao_xl.reasons import Next, Stop
from huibao_xl.reasons.outcomes import NOTHING, Done, Outcome, done, then
from huibao_xl.reasons.shown import several

_SIGNING = {"审核": Next.REVIEW, "审批": Next.APPROVE}
_NEXT = {"已批准": Next.EXPORT, "已导出": Next.RETURN, "回盘中": Next.RESOLVE}
"""{state of a batch that pays people: what comes next}."""


def state_of(batch: Batch) -> Outcome:
    """The state of a batch, and what comes next."""
    return done(Done.STATE, state=batch.shown_state) + next_of(batch)


def doubts_of(ledger: Ledger, batch: Batch) -> Outcome:
    """Of what the bank says two things, where else these people are to be paid, and that a person settles it."""
    lines = batch.doubtful["line"].tolist()
    if not lines:
        return NOTHING
    outcome = done(Done.DOUBTFUL, batch=batch.id, count=len(lines), lines="、".join(map(str, lines)))
    for each in objections.elsewhere(ledger, batch, lines).itertuples():
        code = Done.DOUBTFUL_PAID if each.state == "成功" else Done.DOUBTFUL_ELSEWHERE
        outcome += done(code, line=each.line, other=each.other, row=each.row, state=each.state)
    return outcome + then(Next.SETTLE, batch=batch.id, line=lines[0])


def failures_of(ledger: Ledger, batch: Batch) -> Outcome:
    """What failed or came back for sure, and that it can be paid again, where anything still can; nothing of a transfer, which is drafted anew."""
    failed = batch.lines[batch.lines["state"].isin(states.FAILED) & ~batch.lines["doubtful"]]
    if failed.empty or batch.is_transfer:
        return NOTHING
    amount_fen = int(failed["amount_fen"].sum())
    rest = objections.to_reissue(paid.against(ledger, batch), batch)
    year = closed_years.closed(ledger, batch.declaration.scheme, batch.declaration.year)
    again = then(Next.REISSUE, batch=batch.id) if len(rest) and year is None else NOTHING
    query = "SELECT count(*) FROM successor WHERE parent_batch = ?"
    ((reissued,),) = ledger.rows(query, (batch.id,))
    outcome = done(Done.FAILED, count=len(failed), amount_fen=amount_fen)
    return outcome + (done(Done.FAILED_AND_REISSUED, count=reissued) if reissued else NOTHING) + again


def next_of(batch: Batch) -> Outcome:
    """What comes next for a batch as it now is; nothing where nobody has to do anything."""
    if batch.next_step:
        return then(_SIGNING[batch.next_step], batch=batch.id)
    if batch.is_transfer and batch.state in ("已批准", "已导出"):
        return then(Next.RESOLVE_TRANSFER, batch=batch.id)
    waits = batch.lines[batch.lines["state"].isin(states.OPEN)]
    if batch.state == "回盘中" and waits["doubtful"].all():
        return NOTHING
    return then(_NEXT[batch.state], batch=batch.id) if batch.state in _NEXT else NOTHING


def write_papers(ledger: Ledger, batch: Batch) -> Outcome:
    """Write the batch's papers as the ledger now is, and mark the result that it rests on."""
    title = "拨付通知" if batch.is_transfer else "审批单"
    path = witness.folder_of_batch(ledger.path, batch.id) / f"{title}.xlsx"
    outcome = paper(title, path, lambda work: papers.write_batch(work, ledger, batch)) + _mark(ledger, batch)
    outcome += _unwitnessed(ledger)
    refused = Done.PAPER_REFUSED in outcome.codes
    return outcome + (then(Next.PAPERS, batch=batch.id) if refused else NOTHING)


def one_of_two(ledger: Ledger, number: str, by: str, what: str, sent: Sequence[str] = ()) -> Outcome:
    """What is outcome of the first of two people's words: nothing has changed, so no paper is written. ``sent``: the bank files that the ledger does not
    know and for which two are needed."""
    files = done(Done.MAY_BE_SENT, batch=number, files=several(sent)) if sent else NOTHING
    first = done(Done.ONE_OF_TWO, batch=number, by=by, what=what)
    return files + first + _unwitnessed(ledger) + then(Next.SECOND_WORD)


def _unwitnessed(ledger: Ledger) -> Outcome:
    """Why the last transaction has no witness, nothing if it has."""
    return done(Done.NOT_WITNESSED, why=ledger.unwitnessed) if ledger.unwitnessed else NOTHING


def _mark(ledger: Ledger, batch: Batch) -> Outcome:
    """Mark the result that a batch rests on, if it is there, so that it is not replaced; what keeps it from being marked is named."""
    basis = batch.declaration.basis
    others = resting.copies(basis.folder if basis else Path(), ledger)
    outcome = done(Done.OTHER_COPY, paths=several(others)) if others else NOTHING
    try:
        if basis and (basis.folder / names.RESULT).is_file():
            resting.mark(basis.folder, ledger)
    except (Stop, OSError) as refused:
        why = str(refused) if isinstance(refused, Stop) else reason_of(refused)
        return outcome + done(Done.RESULT_NOT_MARKED, path=basis.folder if basis else "", why=why.rstrip("。"))
    return outcome


def paper(title: str, path: Path, write: Callable[[Path], None]) -> Outcome:
    """Write one paper; what keeps it from being written is named, and the act stands."""
    try:
        with atomic_file(path) as work:
            write(work)
    except Stop as refused:
        return done(Done.PAPER_REFUSED, why=refused)
    return done(Done.PAPER, title=title, path=path)
