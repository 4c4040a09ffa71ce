"""A ledger's backup, and a ledger made of one: with what was done since, as far as witnesses and bank files tell it.

A backup is one file, taken of one moment while others may write (SQLite's own way; a plain copy of a ledger in use lacks what stands in its -wal). A ledger
that is restored is older than what was done with it: whom it paid since, it does not know. So it is never put in the place of another, what is lost is
listed, and the restoring is an event that names the witnessed events that are given up.
"""

import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from huibao_xl.files.writing.atomic import new_file
from huibao_xl.payments.ledger import signers, verify, witness
from huibao_xl.payments.ledger.database import translating_sqlite_errors
from huibao_xl.payments.ledger.store import Ledger, Pen, now, opened, place, placed, require_place
from huibao_xl.reasons import Stop

BANK_FILES = "银行文件"
"""How the folders begin that hold what went to the bank, in the folder of a batch; a later export adds its number."""


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
    """Make a ledger at a place where none is from a backup. ``why``: what became of the one that was there.

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
        found = witness.conflicts(there)
        if against := [each.what for each in found if not each.older]:
            advice = "请用这本台账的备份；旁证读不出来的，先查明原因"
            raise Stop("S18", file=source.name, why="；".join(against), advice=advice)
        later = [each.witness for each in found if each.witness]
        since = list(_since(copy, path))
        body = {"place": here, "why": why.strip(), "given_up": [each.hash for each in later]}
        with placed(path) as connection:
            copy.connection.backup(connection)
            connection.execute("BEGIN")
            Pen(connection, name, now()).write("restore", None, body)
            connection.execute("COMMIT")
    with opened(path) as ledger:
        witness.write(ledger.standing(), [])
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
        sent = [
            each.name for each in sorted(folder.glob(f"{BANK_FILES}*/")) if (folder.name, each.name) not in exported
        ]
        seen = witness.read(folder / witness.NAME)
        last = seen if seen and seen.seq > head else None
        if sent or last:
            yield Since(folder.name, tuple(sent), last)
