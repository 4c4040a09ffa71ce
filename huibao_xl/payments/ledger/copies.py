"""A ledger's backup, a ledger made of one, with what was done since, as far as witnesses and bank files tell it; and a copy that becomes the ledger.

A backup is one file, taken of one moment while others may write (SQLite's own way; a plain copy of a ledger in use lacks what stands in its -wal). A ledger
that is restored is older than what was done with it: whom it paid since, it does not know. So it is never put in the place of another, what is lost is
listed, and the restoring is an event that names the witnessed events that are given up.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path

from huibao_xl.files.writing.atomic import new_file
from huibao_xl.payments.ledger import signers, unknown, verify, witness
from huibao_xl.payments.ledger.database import translating_sqlite_errors
from huibao_xl.payments.ledger.events import Event, Pen
from huibao_xl.payments.ledger.store import FIRST_WORD, PLACING, Ledger, now, opened, place, require_place, set_up
from huibao_xl.reasons import Next, Stop


@dataclass(frozen=True)
class Since:
    """What was done with a batch after a backup was taken. ``folders``: names of the folders with bank files of which the backup knows nothing; ``last``: the
    last event that a witness tells, None if none does."""

    batch: str
    folders: tuple[str, ...]
    last: witness.Witness | None


@dataclass(frozen=True)
class Restored:
    """``seq``, ``at``: the last event of the backup; ``lost``: the last event that a witness tells, None if none is later; ``since``: by batch."""

    seq: int
    at: str
    lost: witness.Witness | None
    since: list[Since]


def backup(ledger: Path, out: Path) -> tuple[int, str]:
    """Write a ledger as it is at one moment to a new file, read that back, and return number and hash of its last event.

    Raises Stop(S15) if the file exists, Stop(S08) if the disk refuses, Stop(S37) if what was written does not verify.
    """
    with new_file(out, False) as work, opened(ledger) as source, translating_sqlite_errors(ledger):
        work.touch(mode=0o600)
        target = sqlite3.connect(work, isolation_level=None)
        source.connection.backup(target)
        target.execute("PRAGMA journal_mode = DELETE")
        target.close()
        with opened(work) as copy:
            _require_sound(copy, out.name)
            head = copy.head()
    return head


def restore(source: Path, path: Path, by: str, why: str) -> Restored:
    """Make a ledger at a place where none is from a backup. ``why``: what became of the one that was there. With which batches something was done since stands
    in the event: each of them may be paid until that is settled (``unknown``).

    Raises Stop(S30) if something is there or the backup is none, Stop(S37) if it does not verify, Stop(S18) if a witness of the place cannot be read, or tells
    of another ledger or of events that are no continuation of the backup.
    """
    require_place(path)
    name = signers.required(by)
    with opened(source) as copy:
        _require_sound(copy, source.name)
        standing = copy.standing()
        here = place(path)
        there = replace(standing, now=replace(standing.now, path=here["path"], computer=here["computer"]))
        seen = witness.conflicts(there)
        if against := [each.what for each in seen if not each.older]:
            advice = "请用这本台账的备份；旁证读不出来的，先查明原因"
            raise Stop("S18", file=source.name, why="；".join(against), advice=advice)
        later = [each.witness for each in seen if each.witness]
        since = list(_since(copy, path))
        body = {"place": here, "why": why.strip(), "given_up": [each.hash for each in later]}
        body["since"] = {each.batch: list(each.folders) for each in since}
        set_up(path, name, "restore", body, copy.connection.backup)
    lost = max(later, key=lambda each: each.seq, default=None)
    return Restored(standing.now.seq, standing.now.at, lost, since)


def _require_sound(ledger: Ledger, name: str) -> None:
    if faults := verify.verify(ledger):
        raise verify.refusal(name, faults)


def _since(backup: Ledger, path: Path) -> Iterator[Since]:
    """What the folders of batches beside the place hold of which the backup knows nothing."""
    exported = {(event.batch, event.content["folder"]) for event in backup.events(kinds=("export",))}
    head = backup.head()[0]
    for folder in sorted((path.resolve().parent / witness.BATCHES).glob("*/")):
        sent = [name for name in unknown.folders(path, folder.name) if (folder.name, name) not in exported]
        seen = witness.read(folder / witness.NAME)
        last = seen if seen and seen.seq > head else None
        if sent or last:
            yield Since(folder.name, tuple(sent), last)


def adopt(path: Path, by: str) -> bool:
    """Say that this copy is the ledger from now on, and no other: the way to move it to another folder or computer. Two people say it, one after the
    other; return whether this was the second, with whom it counts.

    The first word moves nothing: the ledger where it was goes on, and if it does, the second word is refused. After the second the copy that was left is
    only read. Raises Stop(S18) if that one is another one by now, or a witness speaks against this one, Stop(S30) if the same person says it again; and as
    :meth:`Ledger.writing`.
    """
    here = place(path)
    with opened(path, write=True) as ledger:
        home = ledger.home()
        old = Path(home["path"])
        reached = old != path.resolve() and old.is_file() and home["computer"] == here["computer"]
        if reached:
            _require_same(ledger, old)
        with ledger.writing(by, moving=True) as pen:
            first = _first_word(ledger)
            if first and signers.same(first.by, by):
                why = f"已由{first.by}认定过一次"
                raise Stop("S30", file=path.name, why=why, advice="认定要两个人，请由另一个人再认定", next=[Next.ADOPT])
            pen.witnessed = first is not None
            pen.write("adopt" if first else FIRST_WORD, None, {"place": here})
    if reached and first:
        with suppress(Stop, OSError):  # read-only, in use: whoever writes it is stopped by the user's witness
            _give_up(old, path, by)
    return first is not None


def _first_word(ledger: Ledger) -> Event | None:
    """What somebody said before of this copy at this place, if nothing has placed the ledger since."""
    last = ledger.events(kinds=(FIRST_WORD, *PLACING))[-1]
    return last if last.kind == FIRST_WORD and last.content["place"] == place(ledger.path) else None


def _require_same(ledger: Ledger, old: Path) -> None:
    """Raises Stop(S18) if what stands where a copy was made from is this ledger and went on otherwise than this copy."""
    try:
        with opened(old) as other:
            theirs = other.standing().now
    except (Stop, OSError):
        return
    ours = ledger.standing()
    if theirs.ledger == ours.now.ledger and ours.hash_of(theirs.seq) != theirs.hash:
        raise Stop(
            "S18",
            file=ledger.path.name,
            why=f"原来那一份还在“{old}”，写到第 {theirs.seq} 号记录，这一份到第 {ours.now.seq} 号，内容已不同",
            advice="请用写到最后的那一份，重新复制后再认定",
        )


def _give_up(old: Path, new: Path, by: str) -> None:
    """Write into the copy that was left where the ledger is now: so it is only read."""
    with opened(old, write=True) as ledger, translating_sqlite_errors(old):
        ledger.connection.execute("BEGIN IMMEDIATE")
        Pen(ledger.connection, signers.required(by), now()).write("moved", None, {"place": place(new)})
        ledger.connection.execute("COMMIT")
