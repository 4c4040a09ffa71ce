"""More than 200 ways to change a ledger's file, by SQL and by bytes, with and without making the chain anew: each of them is found.

The ledger has its witnesses, as it has on the computer where it is used; without them and without a paper a chain that was remade carefully passes
(``test_witness``). What makes the chain anew is marked (仿) in the name.
"""

import shutil
import sqlite3
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import pytest
from paying import adopt
from tampering import copy_of, folded_once, plainly, rechain, tamper

from huibao_xl.payments import acts, ledger_acts
from huibao_xl.payments.ledger import schema, verify
from huibao_xl.payments.ledger.events import Event
from huibao_xl.payments.ledger.store import create, opened
from huibao_xl.reasons import Stop
from huibao_xl.reasons.outcomes import Done

Way = tuple[str, Callable[[Path], None]]
COLUMNS = {
    "at": "'2001-01-01T00:00:00+08:00'",
    "by": "'己'",
    "kind": "'note'",
    "batch": "'2024-拨付-1'",
    "line": "99",
    "body": "'{}'",
    "prev": "'00'",
    "hash": "'00'",
}
"""{column of an event: what an edit puts there}."""
LOCKS = {
    "claim": {"id": "'x'", "scheme": "'x'", "year": "2001", "batch": "'2024-江川路街道-1'", "line": "99"},
    "successor": {
        "parent_batch": "'2024-江川路街道-1'",
        "parent_line": "99",
        "batch": "'2024-江川路街道-1'",
        "line": "99",
    },
    "batch": {"id": "'x'", "seq": "1"},
    "head": {"seq": "1", "hash": "'00'"},
}
MORE = {
    "claim": "('x', '沪惠保补贴', 2024, '2024-江川路街道-1', 1)",
    "successor": "('2024-江川路街道-1', 1, '2024-江川路街道-1', 2)",
    "batch": "('x', 1)",
}
EVIL = ("event", "batch", "claim", "successor")


def anew(change: Callable[[Path], None], path: Path) -> None:
    change(path)
    rechain(path)


def of_events(events: list[Event]) -> Iterator[Way]:
    """Every column of an event of each kind; each kind's event deleted, doubled, exchanged with the next; the same with a chain made anew."""
    firsts = {event.kind: event for event in reversed(events)}
    for kind, event in firsts.items():
        here = f"WHERE seq = {event.seq}"
        for column, value in COLUMNS.items():
            yield f"{kind}.{column}", partial(tamper_one, f"UPDATE event SET {column} = {value} {here}")
        gone = f"DELETE FROM event {here}"
        yield f"{kind} deleted", partial(tamper_one, gone)
        moved = f"UPDATE event SET seq = seq + 1000 {here}"
        yield f"{kind} moved", partial(tamper_one, moved)
        if event.seq < events[-1].seq:
            yield f"{kind} exchanged", partial(exchange, event.seq)
        yield f"{kind}.by (仿)", partial(anew, partial(tamper_one, f"UPDATE event SET by = '己' {here}"))
        edited = f"UPDATE event SET body = json_set(body, '$.note', 1) {here}"
        yield f"{kind}.body (仿)", partial(anew, partial(tamper_one, edited))
        if kind != "open":
            yield f"{kind} deleted (仿)", partial(anew, partial(tamper_one, gone))
    for count in (1, 2, 5, 20):
        last = events[-1 - count]
        cut = f"DELETE FROM event WHERE seq > {last.seq}"
        yield f"tail of {count} cut", partial(tamper_one, cut)
        head = f"UPDATE head SET seq = {last.seq}, hash = '{last.hash}'"
        yield f"tail of {count} cut (仿)", lambda path, cut=cut, head=head: tamper(path, cut, head)


def tamper_one(statement: str, path: Path) -> None:
    tamper(path, statement)


def exchange(seq: int, path: Path) -> None:
    tamper(
        path,
        f"UPDATE event SET seq = -1 WHERE seq = {seq}",
        f"UPDATE event SET seq = {seq} WHERE seq = {seq + 1}",
        f"UPDATE event SET seq = {seq + 1} WHERE seq = -1",
    )


def of_locks() -> Iterator[Way]:
    """The tables of locks: every column, a row less, all rows less, a row more."""
    for table, columns in LOCKS.items():
        first = (
            f"rowid = (SELECT min(rowid) FROM {table})"
            if table in ("batch", "head")
            else f"line = (SELECT min(line) FROM {table})"
        )
        for column, value in columns.items():
            yield f"{table}.{column}", partial(tamper_one, f"UPDATE {table} SET {column} = {value} WHERE {first}")
        yield f"{table}: a row less", partial(tamper_one, f"DELETE FROM {table} WHERE {first}")
        yield f"{table}: empty", partial(tamper_one, f"DELETE FROM {table}")
        if table in MORE:
            yield f"{table}: a row more", partial(tamper_one, f"INSERT INTO {table} VALUES {MORE[table]}")


def of_schema() -> Iterator[Way]:
    """Each trigger and index gone, each table otherwise, something more."""
    for kind, name in schema._expected():
        if kind in ("trigger", "index"):
            yield f"no {kind} {name}", lambda path, kind=kind, name=name: plainly(path, f"DROP {kind} {name}")
        else:
            yield (
                f"{name}: a column more",
                lambda path, name=name: plainly(path, f"ALTER TABLE {name} ADD COLUMN x TEXT"),
            )
            yield f"{name}: without its rules", partial(without_rules, name)
    for table in EVIL:
        for moment in ("INSERT", "DELETE"):
            evil = f"CREATE TRIGGER evil AFTER {moment} ON {table} BEGIN DELETE FROM claim; END"
            yield f"evil trigger: {moment} on {table}", lambda path, evil=evil: plainly(path, evil)
    for more in ("CREATE TABLE x (y)", "CREATE VIEW x AS SELECT 1", "CREATE UNIQUE INDEX x ON claim (id)"):
        yield more, lambda path, more=more: plainly(path, more)
    for number in (0, 1, 99):
        yield f"version {number}", lambda path, number=number: plainly(path, f"PRAGMA user_version = {number}")


def without_rules(table: str, path: Path) -> None:
    """The same rows in a table without keys and checks, under the same name, with its triggers and indexes."""
    connection = sqlite3.connect(path)
    about = "SELECT sql FROM sqlite_master WHERE tbl_name = ? AND type <> 'table' AND sql IS NOT NULL"
    beside = [text for (text,) in connection.execute(about, (table,))]
    connection.execute("PRAGMA legacy_alter_table = ON")
    connection.execute(f"CREATE TABLE plain AS SELECT * FROM {table}")
    connection.execute(f"DROP TABLE {table}")
    connection.execute(f"ALTER TABLE plain RENAME TO {table}")
    for text in beside:
        connection.execute(text)
    connection.commit()
    connection.close()


PAGE = 4096
"""Bytes of a page of the file."""


def of_file(size: int, older: Path) -> Iterator[Way]:
    """The file cut, emptied, overwritten, replaced. A page is filled from its end, so that what stands there is in use (but for a page of an empty table)."""
    for share in (0, 0.1, 0.5, 0.9):
        yield f"cut at {share}", lambda path, share=share: path.write_bytes(path.read_bytes()[: int(size * share)])
    for place in (0, 100, size // 2 // PAGE * PAGE + PAGE - 512, size - 512):
        yield f"zeros at {place}", partial(overwrite, place, bytes(512))
    yield "a text", lambda path: path.write_text("台账" * 1000)
    yield "an older copy", lambda path: path.write_bytes(older.read_bytes())
    yield "another ledger", another


def overwrite(place: int, content: bytes, path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[place : place + len(content)] = content
    path.write_bytes(data)


def another(path: Path) -> None:
    foreign = path.parent.parent / "另一本.sqlite3"
    create(foreign, "甲")
    foreign.replace(path)


@pytest.fixture
def at_home(used: Path, tmp_path: Path) -> Path:
    """The ledger of ``used`` where it lives now, as one file, with its witnesses; before its last event it was copied."""
    folder = Path(shutil.copytree(used.parent / "批次", tmp_path / "台账" / "批次")).parent
    path = copy_of(used, folder / "台账.sqlite3")
    adopt(path)
    copy_of(path, tmp_path / "旧.sqlite3")
    acts.reject(path, "2024-莘庄工业区-1", "乙", "名册要更正")
    return copy_of(path, path.with_name("台账.sqlite3-")).replace(path)


def test_every_way_to_change_a_ledger_is_found(at_home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(verify, "_of_batch", folded_once(verify._of_batch))
    assert ledger_acts.check(at_home).codes == [Done.LEDGER_SOUND]
    with opened(at_home) as book:
        events = book.events()
    before = at_home.read_bytes()
    ways = dict([*of_events(events), *of_locks(), *of_schema(), *of_file(len(before), tmp_path / "旧.sqlite3")])
    missed = []
    for name, change in ways.items():
        at_home.write_bytes(before)
        change(at_home)
        try:
            found = ledger_acts.check(at_home).codes != [Done.LEDGER_SOUND]
        except Stop:
            found = True
        missed += [] if found else [name]
    assert not missed and len(ways) >= 200, (missed, len(ways))
