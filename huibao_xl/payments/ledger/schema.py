"""Whether a ledger's file is built as ``ledger.sql`` says: tables, indexes and triggers are what the database itself guards money with.

A claim table without its key, a trigger that is gone or one that does something else: nothing of that shows in an event, and two batches could pay one
person. So the text of everything in the file is compared at every opening (:func:`differences`). The file holds the version of the program's tables
that it was made by (``PRAGMA user_version``; the first version wrote none, 0).
"""

import re
import sqlite3
from collections.abc import Iterator
from functools import cache
from pathlib import Path

VERSION = 3
"""Of the tables and of what events say. 1: no number in the file; 2: every event says from which account and computer it was written (``WITH_ORIGIN``); 3: a
table for 追回."""
WITH_ORIGIN = 2
_FIRST = 1
_STEPS = {1: "ledger.sql", 3: "ledger_3.sql"}
"""{version: what it adds to the tables}."""
_KINDS = {"table": "表", "index": "索引", "trigger": "触发器", "view": "视图"}
_COMMENT = re.compile(r"--[^\n]*")
Objects = dict[tuple[str, str], str]
"""{(kind, name): its text without comments and line ends}."""


def make(connection: sqlite3.Connection) -> None:
    """Make the tables of a new ledger, in one transaction."""
    _make(connection, VERSION)


def _make(connection: sqlite3.Connection, number: int) -> None:
    text = "\n".join(_read(name) for since, name in _STEPS.items() if since <= number)
    connection.executescript(f"BEGIN;\n{text}\nPRAGMA user_version = {number:d};\nCOMMIT;")


def _read(name: str) -> str:
    return Path(__file__).with_name(name).read_text(encoding="utf-8")


def migrate(connection: sqlite3.Connection, before: int) -> None:
    """Add to the tables of an earlier version what this one has, and write the version into the file, in the transaction that is open."""
    for since, name in _STEPS.items():
        if since > before:
            for statement in _statements(_read(name)):
                connection.execute(statement)
    connection.execute(f"PRAGMA user_version = {VERSION:d}")


def _statements(text: str) -> Iterator[str]:
    """The statements of a script one by one: sqlite3 runs several only outside of a transaction."""
    waiting = ""
    for line in text.splitlines(keepends=True):
        waiting += line
        if sqlite3.complete_statement(waiting):
            yield waiting
            waiting = ""


def version(connection: sqlite3.Connection) -> int:
    """Return the version by which a ledger was last written."""
    (number,) = connection.execute("PRAGMA user_version").fetchone()
    return int(number) or _FIRST


def differences(found: Objects, number: int = VERSION) -> list[str]:
    """Return what is missing, too much or otherwise than it was made, as staff read it; an empty list is a sound file. ``found``: as :func:`objects`;
    ``number``: the version by which it was last written.

    >>> connection = sqlite3.connect(":memory:")
    >>> make(connection)
    >>> _ = connection.execute("DROP TRIGGER event_stays"), connection.execute("CREATE VIEW v AS SELECT 1")
    >>> differences(objects(connection))
    ['缺少触发器 event_stays', '多出视图 v']
    """
    expected = _expected(number)
    missing = [f"缺少{_shown(*key)}" for key in expected if key not in found]
    changed = [f"{_shown(*key)}被改动" for key in expected if key in found and found[key] != expected[key]]
    return [*missing, *changed, *(f"多出{_shown(*key)}" for key in found if key not in expected)]


def is_foreign(found: Objects) -> bool:
    """Tell whether a database with these objects has nothing of a ledger at all."""
    return not _expected().keys() & found.keys()


def _shown(kind: str, name: str) -> str:
    return f"{_KINDS.get(kind, kind)} {name}"


@cache
def _expected(number: int = VERSION) -> Objects:
    connection = sqlite3.connect(":memory:")
    _make(connection, number)
    made = objects(connection)
    connection.close()
    return made


def objects(connection: sqlite3.Connection) -> Objects:
    """Return the tables, indexes and triggers of a file, but for what SQLite makes by itself."""
    rows = connection.execute("SELECT type, name, sql FROM sqlite_master WHERE name NOT LIKE 'sqlite\\_%' ESCAPE '\\'")
    return {(str(kind), str(name)): " ".join(_COMMENT.sub("", str(text)).split()) for kind, name, text in rows}
