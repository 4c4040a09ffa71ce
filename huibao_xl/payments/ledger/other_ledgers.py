"""Other ledgers that the user's folder knows (``witness``): whom one of them pays or has paid in a year, no second one pays.

What a result folder says of ledgers goes when it is copied without its hidden note, or made again; what the ledgers themselves hold does not. So each that still stands where
it was last written is asked for its payments; of one that is gone it is known how many people it paid. One that paid nobody in truth (made to practise) is said to count for
nothing by two people, one after the other.
"""

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from huibao_xl.money import format_yuan
from huibao_xl.payments.ledger import signers, witness
from huibao_xl.payments.ledger.paid import Against
from huibao_xl.payments.ledger.states import NO_EVENTS_OF_OURS, Batch
from huibao_xl.payments.ledger.store import Ledger, opened, place
from huibao_xl.payments.ledger.witness import Witness
from huibao_xl.policy import Policy
from huibao_xl.reasons import Input, Next, Stop
from huibao_xl.reasons.shown import several

FIRST, DISREGARDED = "first_disregard", "disregard"
"""Kinds of events: the first of two says that another ledger counts for nothing; it does."""
_SHOWN = 5
"""Batches that a sentence names."""


@dataclass(frozen=True)
class Other:
    """What another ledger says of people whom this one would pay. ``why``: in Chinese, names nobody; ``lines``: theirs here, none where it cannot be asked."""

    witness: Witness
    why: str
    lines: tuple[int, ...] = ()


def disregarded(ledger: Ledger) -> set[str]:
    """Return the first hashes of the ledgers that count for nothing here."""
    return {event.content["ledger"] for event in ledger.events(kinds=(DISREGARDED,))}


def readable(ledger: Ledger | None) -> Iterator[tuple[str, Ledger]]:
    """Give each other ledger that counts here and can be asked, open while it is looked at, and its path."""
    ignored = {ledger.first_hash(), *disregarded(ledger)} if ledger else set()
    for seen in witness.of_user():
        if seen.ledger not in ignored and Path(seen.path).is_file():
            with suppress(Stop, OSError), opened(Path(seen.path)) as other:
                if other.first_hash() == seen.ledger:
                    yield seen.path, other


def require_folder_unpaid(ledger: Ledger | None, path: Path, folder: str, lines: pd.DataFrame, rules: Policy) -> None:
    """Raises Stop(S85) naming each other ledger that pays, or may have paid, people of a result (``lines``: line, id) in its year, and what it paid; who has another number there is asked about line by line (``renumbered``). ``ledger``: the one at ``path``,
    None where there is none yet."""
    if others := _others(ledger, lines, rules.scheme, rules.year):
        steps = [Next.DISREGARD] if ledger else [Next.NEW_LEDGER, Next.DISREGARD]
        raise _refused(path, f"结果文件夹“{folder}”的人", others, steps)


def require_batch_unpaid(ledger: Ledger, batch: Batch) -> None:
    """Raises Stop(S85) as :func:`require_folder_unpaid`, of a batch that shall be signed: the other ledger may have paid since it was made."""
    of = batch.declaration
    if batch.is_transfer or not (others := _others(ledger, batch.live, of.scheme, of.year)):
        return
    lines = [str(line) for each in others for line in each.lines]
    what = f"批次“{batch.id}”" + (f"第 {several(lines)} 行的人" if lines else "的人")
    raise _refused(ledger.path, what, others, [Next.DISREGARD])


def _refused(path: Path, what: str, others: list[Other], steps: list[Next]) -> Stop:
    why = "；".join(each.why for each in others)
    return Stop("S85", what=what, why=why, file=path.name, other=others[0].witness.path, next=steps)


def _others(ledger: Ledger | None, lines: pd.DataFrame, scheme: str, year: int) -> list[Other]:
    ignored = {ledger.first_hash(), *disregarded(ledger)} if ledger else set()
    asked = (_asked(seen, lines, scheme, year) for seen in witness.of_user() if seen.ledger not in ignored)
    return [found for found in asked if found]


def _asked(seen: Witness, lines: pd.DataFrame, scheme: str, year: int) -> Other | None:
    """What one other ledger says, None if it pays none of these people."""
    file, name = Path(seen.path), f"台账“{seen.path}”"
    try:
        if file.is_file():
            with opened(file) as ledger:
                if ledger.first_hash() == seen.ledger:
                    return _paid_by(ledger, seen, lines, scheme, year)
    except (Stop, OSError) as refused:
        return Other(seen, f"{name}打不开，不知道付过谁（{str(refused).rstrip('。')}）")
    people = seen.paying.get(f"{scheme} {year}", 0)
    gone = f"{name}现在不在那里，它有 {year} 年度 {people:,} 人在途或已发放，不知道是谁"
    return Other(seen, gone) if people else None


def _paid_by(ledger: Ledger, seen: Witness, lines: pd.DataFrame, scheme: str, year: int) -> Other | None:
    against = Against(ledger, scheme, year, (scheme, year))
    columns = ["id", "batch", "line"]
    theirs = pd.concat([against.held[columns], against.in_doubt[columns]]).drop_duplicates("id")
    theirs = theirs[theirs["id"].isin(lines["id"])]
    if theirs.empty:
        return None
    fen = sum(_fen(ledger, str(batch), set(rows["line"])) for batch, rows in theirs.groupby("batch"))
    batches = several(sorted(theirs["batch"].unique())[:_SHOWN])
    what = f"{len(theirs):,} 人 {format_yuan(fen)} 元在途、已发放或存疑"
    mine = lines.loc[lines["id"].isin(theirs["id"]), "line"]
    return Other(seen, f"台账“{seen.path}”的批次 {batches} 有其中 {what}", tuple(mine.tolist()))


def _fen(ledger: Ledger, batch: str, lines: set[int]) -> int:
    query = "SELECT line, json_extract(body, '$.amount_fen') FROM event WHERE batch = ? AND kind = 'line'"
    return sum(fen for line, fen in ledger.rows(query, (batch,)) if line in lines)


def disregard(path: Path, other: Path, by: str, why: str) -> bool:
    """Say that what another ledger holds counts for nothing here, as it paid nobody; return whether this was the second word, with which it counts.

    ``other``: where that ledger stood. Raises Stop(S07) without a reason, Stop(S30) if the user's folder knows none of that place, or the same person says it twice; and as
    :meth:`Ledger.writing`.
    """
    if not why.strip():
        raise Stop(
            "S07",
            why="没有写明那一本台账为什么不作数",
            advice="请写明，如只用来练习、没有上传过银行",
            inputs=[Input.WHY],
        )
    with opened(path, write=True) as ledger, ledger.writing(by) as pen:
        where = {"path": str(other.resolve()), "computer": place(path)["computer"]}
        seen = [each for each in witness.of_user() if (each.path, each.computer) == (where["path"], where["computer"])]
        hashes = sorted({each.ledger for each in seen} - {ledger.first_hash()} - disregarded(ledger))
        if not hashes:
            raise Stop("S30", file=other.name, why="不是本机记得的另一本台账", advice="请照提示里的位置写")
        first = ledger.first_word(FIRST, DISREGARDED)
        bodies: list[dict[str, Any]] = [{"ledger": each, "why": why.strip()} | where for each in hashes]
        if first is None or first.content["ledgers"] != hashes:
            pen.write(FIRST, None, {"ledgers": hashes, "why": why.strip()} | where)
            return False
        signers.require_another(first.by, pen.by, "S30", file=path.name, why=f"的这一步{first.by}已提出")
        pen.write_many(DISREGARDED, None, ((None, body) for body in bodies))
        return True


def faults(ledger: Ledger) -> Iterator[tuple[int, str]]:
    """Yield (event, what is wrong): a ledger that one person alone said to count for nothing."""
    first = None
    for event in ledger.events(kinds=(FIRST, DISREGARDED)):
        try:
            if event.kind == FIRST:
                first = event
            elif not (first and event.content["ledger"] in first.content["ledgers"]) or signers.same(
                first.by, event.by
            ):
                yield event.seq, "认定另一本台账不作数的不是先后两个人"
        except NO_EVENTS_OF_OURS:
            yield event.seq, "认定另一本台账不作数的记录残缺"
