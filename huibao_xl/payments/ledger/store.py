"""台账: an SQLite file of insert-only events, each with who, when and the hash of the one before it.

A command reads what it needs, decides, and writes its events in one transaction (:meth:`Ledger.writing`): all of them or none, and
nobody else writes between its reading and its writing. The file stays on the machine and in the folder where it was made: SQLite's locks do not
hold on network drives, and two copies that both go on are two ledgers that each pay. A ledger that was copied or moved is therefore
only read, until two people say that the other copy is given up (``copies.adopt``). What stands outside of the file (:mod:`witness`) is asked before anything
is written, and renewed after.
"""

import platform
import secrets
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from huibao_xl import strict_json
from huibao_xl.files.writing.atomic import atomic_file
from huibao_xl.payments.ledger import schema, signers, witness
from huibao_xl.payments.ledger.database import connected, damaged, refuse_network, translating_sqlite_errors
from huibao_xl.payments.ledger.events import SELECT_EVENTS, Event, Pen
from huibao_xl.reasons import Input, Next, Stop

GENESIS = ""
_CLOCK_SLACK = timedelta(minutes=5)
_LONG_PAUSE = timedelta(days=400)
"""From one event to the next, once a year and a month over: more is rather a clock that is wrong."""
FIRST_WORD = "adopt_first"
"""The kind of event by which the first of two people says that a copy is the ledger from now on; it moves nothing."""
FIRST_OF_BATCH = "first_word"
"""The kind of event by which the first of two people says what is to be done with a batch (``two_people``)."""
CLOCK = "clock"
"""The kind of event that says what day it is where the clock was wrong; it alone may be before the event that it follows."""
PLACING = ("open", "adopt", "restore", "moved")
"""Kinds of events that say where the ledger stands from then on, and which witnessed events are lost."""


_PAYING = "SELECT scheme, year, count(*) FROM claim GROUP BY scheme, year"


@dataclass
class Ledger:
    """An open ledger. ``folded``: {batch: (hash of its last event, what its events came to)}, for ``states.load``; ``unwitnessed``: why the last
    transaction could not be witnessed, "" if it was."""

    path: Path
    connection: sqlite3.Connection
    folded: dict[str, tuple[str, Any]] = field(default_factory=dict, repr=False, compare=False)
    unwitnessed: str = field(default="", compare=False)

    def head(self) -> tuple[int, str]:
        """Return number and hash of the last event: what a signed paper quotes."""
        heads = self.rows("SELECT seq, hash FROM head")
        if len(heads) != 1:
            raise damaged(self.path)
        ((seq, hash),) = heads
        return seq, hash

    def events(self, batch: str | None = None, kinds: Sequence[str] = (), but: Sequence[str] = ()) -> list[Event]:
        """Return the events in their order: of one batch or of all, of some kinds or of all but some."""
        where, values = [], list[Any]()
        if batch is not None:
            where, values = ["batch = ?"], [batch]
        for words, names in (("kind IN", kinds), ("kind NOT IN", but)):
            if names:
                where.append(f"{words} ({', '.join('?' * len(names))})")
                values += names
        text = SELECT_EVENTS + (f" WHERE {' AND '.join(where)}" if where else "") + " ORDER BY seq"
        return [Event(*row) for row in self.rows(text, values)]

    def first_word(self, kind: str, done: str) -> Event | None:
        """Return the first word of two people about the ledger (an event of ``kind``) if nothing was ``done`` since, None if there is none."""
        last = self.events(kinds=(kind, done))
        return last[-1] if last and last[-1].kind == kind else None

    def rows(self, text: str, values: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        """Return what a query gives."""
        with translating_sqlite_errors(self.path):
            return self.connection.execute(text, values).fetchall()

    def batches(self) -> list[str]:
        """Return the numbers of all batches, oldest first."""
        return [id for (id,) in self.rows("SELECT id FROM batch ORDER BY seq")]

    @contextmanager
    def reading(self) -> Iterator[None]:
        """Whatever the block reads is of one moment, though others write meanwhile. Raises Stop(S30)."""
        with translating_sqlite_errors(self.path):
            self.connection.execute("BEGIN")
            try:
                yield
            finally:
                self.connection.rollback()

    def standing(self) -> witness.Standing:
        """Return what witnesses of this ledger are held against."""
        return self._standing(self._placings())

    def _standing(self, placings: Sequence[dict[str, Any]]) -> witness.Standing:
        seq, hash = self.head()
        last = self.rows("SELECT at FROM event WHERE seq = ?", (seq,))
        here = place(self.path)
        now = witness.Witness(
            ledger=self.first_hash(),
            name=self.path.name,
            path=here["path"],
            computer=here["computer"],
            seq=seq,
            hash=hash,
            at=last[0][0] if last else "",
            paying={f"{scheme} {year}": people for scheme, year, people in self.rows(_PAYING)},
        )
        given_up = [hash for content in placings for hash in content.get("given_up", ())]
        return witness.Standing(now, frozenset(given_up), self._hash_of)

    def first_hash(self) -> str:
        """Return the hash of the first event, which holds a random number: what a ledger is known by wherever it stands."""
        return self._hash_of(1)

    def _hash_of(self, seq: int) -> str:
        found = self.rows("SELECT hash FROM event WHERE seq = ?", (seq,))
        return str(found[0][0]) if found else ""

    def _placings(self) -> list[dict[str, Any]]:
        """What the events say that placed the ledger, oldest first."""
        marks = ", ".join("?" * len(PLACING))
        query = f"SELECT body FROM event WHERE batch IS NULL AND kind IN ({marks}) ORDER BY seq"
        try:
            return [strict_json.parse(body) for (body,) in self.rows(query, PLACING)]
        except ValueError:
            raise damaged(self.path) from None

    @contextmanager
    def writing(self, by: str, moving: bool = False, any_time: bool = False) -> Iterator[Pen]:
        """Give a pen; what it wrote stands when the block ends, and nothing of it if the block fails.

        ``moving``: the ledger may be elsewhere than where it was made; ``any_time``: the clock is taken as it is. Raises Stop(S30) if it is and may not, is in use for longer than
        half a minute, or cannot be written, Stop(S18) if a witness speaks against it, Stop(S07) if nobody is named, Stop(S33) if the clock is
        behind the last event, Stop(S19) if it is so far ahead of it that it may be wrong.
        """
        name = signers.required(by)
        with translating_sqlite_errors(self.path):
            self.connection.execute("BEGIN IMMEDIATE")
            try:
                placings = self._placings()
                if not moving:
                    self._require_home(placings)
                self._require_witnesses(placings)
                pen = Pen(self.connection, name, now() if any_time else self._now())
                self._migrate(pen)
                yield pen
                self.connection.execute("COMMIT")
            except BaseException:
                if self.connection.in_transaction:
                    self.connection.execute("ROLLBACK")
                raise
            if pen.witnessed:
                standing = self.standing() if moving else self._standing(placings)
                self.unwitnessed = witness.write(standing, sorted(pen.batches))

    def _require_home(self, placings: Sequence[dict[str, Any]]) -> None:
        here, home = place(self.path), placings[-1]["place"]
        if here != home:
            raise Stop(
                "S30",
                file=self.path.name,
                why=f"被复制或移动过（原在 {home['computer']} 的 {home['path']}），两份都用会重复付款",
                advice="请用原来那一份；确认原来那一份不再使用后，由两个人先后认定这一份",
                next=[Next.ADOPT],
            )

    def _require_witnesses(self, placings: Sequence[dict[str, Any]]) -> None:
        if found := witness.conflicts(self._standing(placings)):
            raise Stop(
                "S18",
                file=self.path.name,
                why=witness.sentence(found),
                advice="请停用这一份，找到一直在用的那一份；找不到的，从备份恢复，恢复时会列出备份以后做过什么",
                next=[Next.RESTORE],
            )

    def homes(self) -> list[dict[str, str]]:
        """Return computer and path of each place that the ledger was said to be at, the last one last."""
        return [content["place"] for content in self._placings()]

    def home(self) -> dict[str, str]:
        """Return computer and path that the ledger was last said to be at."""
        return self.homes()[-1]

    def _migrate(self, pen: Pen) -> None:
        """Say in a ledger of an earlier version that this one writes from here on, and give it the tables that it lacks."""
        before = schema.version(self.connection)
        if before < schema.VERSION:
            pen.write("migrate", None, {"from": before, "to": schema.VERSION})
            schema.migrate(self.connection, before)

    def clock_fault(self) -> Stop | None:
        """Return why the clock cannot be right by the last event, None if it may be."""
        here, before = datetime.now().astimezone(), self._last_time()
        ours, last = here.isoformat(" ", "minutes"), before.isoformat(" ", "minutes")
        if here < before - _CLOCK_SLACK:
            return Stop("S33", now=ours, last=last)
        if here > before + _LONG_PAUSE:
            return Stop("S19", now=ours, last=last, days=(here - before).days)
        return None

    def _last_time(self) -> datetime:
        last = self.rows("SELECT at FROM event ORDER BY seq DESC LIMIT 1")
        try:
            return datetime.fromisoformat(last[0][0]) if last else datetime.now().astimezone()
        except (ValueError, TypeError):
            raise damaged(self.path) from None

    def _now(self) -> str:
        """The time of an event: never before the one it follows."""
        if fault := self.clock_fault():
            raise fault
        return max(datetime.now().astimezone(), self._last_time()).isoformat(timespec="seconds")


def set_clock(path: Path, by: str, day: date) -> None:
    """Say that it is this day, where the ledger takes the clock for wrong: it was wrong before, or nothing was written for long.

    Raises Stop(S07) if the computer's clock says another day, or nothing is wrong with it; and as :meth:`Ledger.writing`.
    """
    today = date.fromisoformat(now()[:10])
    if day != today:
        why = f"所写的日期是 {day}，这台电脑的时钟是 {today}"
        raise Stop("S07", why=why, advice="请先校准这台电脑的时钟，再写今天的日期")
    with opened(path, write=True) as ledger, ledger.writing(by, any_time=True) as pen:
        if not ledger.clock_fault():
            raise Stop("S07", why="时钟与台账最后一笔记录没有矛盾", advice="不需要认定日期，照常记账")
        pen.write(CLOCK, None, {"day": str(day), "last": ledger.rows("SELECT max(at) FROM event")[0][0]})


def now() -> str:
    """Return the time as events have it."""
    return datetime.now().astimezone().isoformat(timespec="seconds")


def place(path: Path) -> dict[str, str]:
    """Return where a ledger is: computer and path."""
    return {"computer": platform.node(), "path": str(path.resolve())}


def create(path: Path, by: str, why: str = "") -> None:
    """Make an empty ledger, whole or not at all. ``why``: why a new one, where witnesses tell of one that was here or beside.

    Raises Stop(S30) if there is one, or if its folder is missing or on a network drive; Stop(S18) if a witness tells of one and no reason is given;
    S07 if nobody is named; S08 if the disk refuses. SQLite makes the file itself: it is opened by its hidden name, and closed before it takes its
    place, so that its journal has gone by then.
    """
    require_place(path)
    name = signers.required(by)
    here = place(path)
    before = witness.of_place(path, here["computer"])
    if before and not why.strip():
        raise Stop(
            "S18",
            file=path.name,
            why="；".join(each.what for each in before),
            advice="请写明一直在用的台账；丢了的，从备份恢复；确要另起一本的，新建台账并写明原因",
            inputs=[Input.LEDGER],
            next=[Next.RESTORE, Next.NEW_LEDGER],
        )
    body = {"version": schema.VERSION, "place": here, "id": secrets.token_hex(16)}
    lost = {"why": why.strip(), "given_up": [each.witness.hash for each in before if each.witness]} if before else {}
    set_up(path, name, "open", body | lost, schema.make)


def set_up(path: Path, by: str, kind: str, body: dict[str, Any], fill: Callable[[sqlite3.Connection], None]) -> None:
    """Make a ledger at a place where none is, whole or not at all, and witness it. ``fill`` gives an empty database its tables (and earlier events); the
    event of this ``kind`` and ``body`` says that it stands there. Raises Stop(S30) if a ledger is there by then, Stop(S08) if the disk refuses."""
    with _placed(path) as connection:
        fill(connection)
        connection.execute("BEGIN")
        Pen(connection, by, now()).write(kind, None, body)
        connection.execute("COMMIT")
    with opened(path) as ledger:
        witness.write(ledger.standing(), [])


def require_place(path: Path) -> None:
    """Raises Stop(S30) if a ledger cannot be put at a place: something is there, the folder is missing or on a network drive."""
    if path.exists():
        raise Stop("S30", file=path.name, why="已存在", advice="请直接使用，或换一个名称")
    if not path.absolute().parent.is_dir():
        why = f"所在的文件夹“{path.parent}”不存在"
        raise Stop("S30", file=path.name, why=why, advice="请先建好这个文件夹，或换一个位置", inputs=[Input.LEDGER])
    refuse_network(path)


@contextmanager
def _placed(path: Path) -> Iterator[sqlite3.Connection]:
    """Give a connection to an empty file that becomes a ledger when the block ends; it is its owner's alone. Raises Stop(S30) if one is there by then."""
    try:
        with translating_sqlite_errors(path), atomic_file(path, replace=False) as new:
            new.touch(mode=0o600)  # ids and accounts: SQLite gives the files beside it the same permissions
            connection = sqlite3.connect(new, isolation_level=None)
            try:
                yield connection
                connection.execute("PRAGMA journal_mode = WAL")
            finally:
                connection.close()
    except FileExistsError:
        raise Stop("S30", file=path.name, why="已存在", advice="请直接使用，或换一个名称") from None


_FOLDED: ContextVar[dict[str, tuple[str, Any]] | None] = ContextVar("folded", default=None)


@contextmanager
def read_together() -> Iterator[None]:
    """While the block runs, what the events of a batch came to is remembered from one opening of a ledger to the next: by the hash of its last event, which
    stands for all before it. For several acts in a row on one ledger."""
    token = _FOLDED.set({})
    try:
        yield
    finally:
        _FOLDED.reset(token)


@contextmanager
def opened(path: Path, write: bool = False, sound: bool = True) -> Iterator[Ledger]:
    """Give an open ledger; without ``write`` nothing can change it. Arguments and Stops as ``database.connected``, and Stop(S30) if there is none."""
    if not path.is_file():
        advice = "请写明台账文件；第一次制单时新建"
        raise Stop("S30", file=path.name, why="不存在", advice=advice, inputs=[Input.LEDGER], next=[Next.MAKE])
    if write:
        refuse_network(path)
    with translating_sqlite_errors(path):
        connection = connected(path, write, sound)
    folded = _FOLDED.get()
    try:
        yield Ledger(path, connection, {} if folded is None else folded)
    finally:
        connection.close()
