"""What a person does with all batches that wait for it, one after the other: each is an act of its own, and what is refused of one stops no other.

Where one batch is named, the act is that of ``acts``. Nothing is done here that a person could not do batch by batch; signing all at once can be held
against the hash that the list of what waits prints (``waiting.seal``), so that nobody signs a batch that was not on it.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import cast

from huibao_xl.payments import acts, batch_names, return_batch, waiting
from huibao_xl.payments.ledger import signers, states
from huibao_xl.payments.ledger.store import opened, read_together
from huibao_xl.reasons import Input, Next, Stop
from huibao_xl.reasons.outcomes import NOTHING, Done, Outcome, Step, done
from huibao_xl.reasons.shown import several

_OF_THE_LEDGER = frozenset({"S17", "S18", "S19", "S30", "S33", "S36", "S37"})
"""Stops after which no other batch can go on either."""


def sign(
    ledger_path: Path,
    number: str,
    step: str,
    by: str,
    strike: Sequence[int] = (),
    why: str = "",
    quoted: str = "",
    everything: bool = False,
) -> Outcome:
    """审核 or 审批 of one batch (``acts.sign``), or of all that wait for it and that ``by`` did not make or sign before.

    ``quoted``: of one batch the beginning of its hash, of all that of ``waiting.seal``: another one refuses them all, with Stop(S31). Raises Stop(S07) if lines are to
    be struck out of all, or neither one batch nor all are named.
    """
    if not _all(number, everything):
        return acts.sign(ledger_path, number, step, by, strike, why, quoted)
    if strike or why:
        raise Stop("S07", why="一次签全部批次，不能剔除明细", advice="要剔除的，请先单独签那一个批次")
    beginning = states.quoted(quoted)
    with opened(ledger_path) as ledger:
        rows = waiting.waiting(ledger, signers.required(by))
    rows = rows[rows["step"] == step]
    if beginning and not (found := waiting.seal(rows)).startswith(beginning):
        why = f"等待{step}的批次与所签的待办不同（现在的合并校验码以 {found[:16]} 开头）"
        raise Stop("S07", why=why, advice="请重新列出待办，核对后再签")
    listed = dict(zip(rows["batch"], rows["seal"], strict=True))  # nothing is signed that somebody changed meanwhile
    return each_of(listed, lambda each: acts.sign(ledger_path, each, step, by, quoted=listed[each]), f"等待{step}")


def export(
    ledger_path: Path, number: str, by: str, layout: str = "", again: str = "", everything: bool = False
) -> Outcome:
    """导出 of one batch (``acts.export``), or of all that are approved and not sent yet. Raises Stop(S07) if all are to be sent once more."""
    if not _all(number, everything):
        return acts.export(ledger_path, number, by, layout, again)
    if again:
        raise Stop("S07", why="不能一次重新导出全部批次", advice="请写明批次号，逐个重新导出")
    batches = _waiting_for(ledger_path, waiting.EXPORT)
    return each_of(batches, lambda each: acts.export(ledger_path, each, by, layout), "等待导出")


def take_return(ledger_path: Path, number: str, by: str, file: Path | None = None, layout: str = "") -> Outcome:
    """登记回盘 of one batch (``acts.take_return``); or of a file, or of all files of a folder, each with the batch of which its lines are (``return_batch``).

    ``number``: the batch, or, if ``file`` is not given, the file or folder. Raises Stop(S07) if there is none.
    """
    if file is not None and not file.is_dir():
        meant = batch_names.meant(ledger_path, number, "return")
        return acts.take_return(ledger_path, meant, file, by, layout)
    path = Path(number) if file is None else file
    if not path.exists() or (file is not None and batch_names.plain(number) != batch_names.EVERYTHING):
        why = f"没有“{path.name}”这个文件或文件夹" if not path.exists() else "一个文件夹里可能有几个批次的回盘"
        raise Stop("S07", why=why, advice="请写：批次号 回盘文件；或只写放回盘文件的文件夹")

    with opened(ledger_path) as ledger:
        sent = return_batch.sent(ledger)

    def take(name: str) -> Outcome:
        with opened(ledger_path) as ledger:
            found = return_batch.batch_of(ledger, sent, Path(name))
        taken = acts.take_return(ledger_path, found, Path(name), by, layout)
        return done(Done.RETURN_OF, file=Path(name).name, batch=found) + taken

    return each_of(map(str, return_batch.files_in(path)), take, "可以登记")


def reissue(ledger_path: Path, number: str, by: str, accounts: Sequence[str] = (), everything: bool = False) -> Outcome:
    """重发 of one batch (``acts.reissue``), or of all with failures that were not paid again yet."""
    if not _all(number, everything):
        return acts.reissue(ledger_path, number, by, accounts)
    batches = _waiting_for(ledger_path, waiting.REISSUE)
    return each_of(batches, lambda each: acts.reissue(ledger_path, each, by, accounts), "等待重发")


def _all(number: str, everything: bool) -> bool:
    """Whether all batches are meant. Raises Stop(S07) if one and all are, or neither."""
    named = bool(number) and number != batch_names.EVERYTHING
    if named == (everything or number == batch_names.EVERYTHING):
        why = "写了批次号，又要全部" if named else "没有写批次号"
        raise Stop("S07", why=why, advice="请写一个批次号，或要全部", inputs=[] if named else [Input.ALL])
    return not named


def _waiting_for(ledger_path: Path, step: str) -> list[str]:
    with opened(ledger_path) as ledger:
        rows = waiting.waiting(ledger)
    return [*rows.loc[rows["step"] == step, "batch"]]


_AT_ONCE = {
    Next.REVIEW: Next.REVIEW_ALL,
    Next.PRINT_AND_REVIEW: Next.REVIEW_ALL,
    Next.APPROVE: Next.APPROVE_ALL,
    Next.PRINT_AND_APPROVE: Next.APPROVE_ALL,
    Next.EXPORT: Next.EXPORT_ALL,
    Next.RETURN: Next.RETURN_ALL,
    Next.REISSUE: Next.REISSUE_ALL,
}
"""{what comes next of one batch: of all of them}."""


def each_of(names: Iterable[str], act: Callable[[str], Outcome], what: str) -> Outcome:
    """What came of each; what is refused is named after them, and the others go on; what stands in doubt, and what was answered in all, is said once more at the end, and what several
    wait for is one next step. Raises the Stop of the ledger itself, if nothing was done before it."""
    outcome, refused, count = NOTHING, NOTHING, 0
    with read_together():
        for name in names:
            try:
                outcome, count = outcome + act(name), count + 1
            except Stop as stop:
                if stop.code in _OF_THE_LEDGER and not count:
                    raise
                refused += done(Done.NOT_DONE, name=Path(name).name, why=stop)
                if stop.code in _OF_THE_LEDGER:
                    break
    if not (count or refused.done):
        return done(Done.NOTHING_WAITS, what=what)
    last = done(Done.ALL_DONE, count=count, refused=len(refused.done))
    steps = _at_once(outcome.next)
    return Outcome(outcome.done + refused.done) + _in_all(outcome) + last + Outcome((), steps)


def _at_once(steps: Sequence[Step]) -> tuple[Step, ...]:
    """Next steps, each once: where several batches wait for the same, the one that does them all."""
    times = Counter(_AT_ONCE.get(step.next, step.next) for step in steps)
    joined = (
        Step(_AT_ONCE[step.next]) if step.next in _AT_ONCE and times[_AT_ONCE[step.next]] > 1 else step
        for step in steps
    )
    return tuple({(step.next, *step.fields.items()): step for step in joined}.values())


def _in_all(outcome: Outcome) -> Outcome:
    """What the return files of several batches say together: the lines of each class, and the batches of which lines are in doubt."""
    files = [message.fields for message in outcome.done if message.code is Done.RETURNED]
    if len(files) < 2:
        return NOTHING
    classes: Counter[str] = Counter()
    for fields in files:
        classes.update(cast("dict[str, int]", fields["counts"]))
    sums = "，".join(f"{name} {lines:,}" for name, lines in classes.items())
    total = done(Done.RETURNED_IN_ALL, files=len(files), count=classes.total(), classes=sums)
    doubts = [message.fields for message in outcome.done if message.code is Done.DOUBTFUL]
    batches = {str(fields["batch"]): int(str(fields["count"])) for fields in doubts}  # of two files of one the last
    if not batches:
        return total
    where = several([f"{batch} {lines:,} 笔" for batch, lines in batches.items()])
    return total + done(Done.DOUBTFUL_IN_ALL, count=sum(batches.values()), batches=where)
