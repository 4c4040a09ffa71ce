"""The events of a ledger: who, when, what, and the hash of the one before; and the pen that writes them within one transaction."""

import hashlib
import json
import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from huibao_xl import strict_json
from huibao_xl.payments.ledger import origin, witness


class Event(NamedTuple):
    """One row of the ledger. ``body``: what the kind of event holds; ``hash``: see :func:`chained`."""

    seq: int
    at: str
    by: str
    kind: str
    batch: str | None
    line: int | None
    body: str
    prev: str
    hash: str

    @property
    def content(self) -> dict[str, Any]:
        """The body, read."""
        content: dict[str, Any] = strict_json.parse(self.body)
        return content

    @property
    def intact(self) -> bool:
        """Whether the hash is that of what stands there."""
        try:
            return self.hash == chained(self.prev, *self[:7])
        except (TypeError, ValueError):  # bytes, or characters that are none
            return False


SELECT_EVENTS = f"SELECT {', '.join(Event._fields)} FROM event"


def chained(prev: str, seq: int, at: str, by: str, kind: str, batch: str | None, line: int | None, body: str) -> str:
    """Return the SHA-256 that ties an event to the one before it.

    >>> chained("", 1, "2024-08-01T09:00:00+08:00", "甲", "open", None, None, "{}")[:12]
    'f0d2a2ce5462'
    """
    text = json.dumps([prev, seq, at, by, kind, batch, line, body], ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def canonical(body: dict[str, Any]) -> str:
    """Return a body as it is stored and hashed: keys in order, no spaces."""
    return json.dumps(body, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


@dataclass
class Pen:
    """A transaction that is open for writing. ``by``: who writes; every event of it has the same time. ``batches``: whose folders get a witness after it;
    ``origin``: from which account and computer, which every event says but those of ``origin.PARTS``; ``witnessed``: whether witnesses are
    written after it."""

    connection: sqlite3.Connection
    by: str
    at: str
    origin: dict[str, str] = field(default_factory=origin.origin)
    witnessed: bool = True
    batches: set[str] = field(default_factory=set)

    def write(self, kind: str, batch: str | None, body: dict[str, Any], line: int | None = None) -> int:
        """Append one event and return its number."""
        return self.write_many(kind, batch, [(line, body)])

    def write_many(self, kind: str, batch: str | None, rows: Iterable[tuple[int | None, dict[str, Any]]]) -> int:
        """Append one event for each (line, body) and return the number of the last."""
        seq, prev = self.connection.execute("SELECT seq, hash FROM head").fetchone()
        events, common = [], {} if kind in origin.PARTS else {origin.KEY: self.origin}
        for line, body in rows:
            text = canonical(body | common)
            seq, before = seq + 1, prev
            prev = chained(before, seq, self.at, self.by, kind, batch, line, text)
            events.append((seq, self.at, self.by, kind, batch, line, text, before, prev))
        self.connection.executemany("INSERT INTO event VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", events)
        if batch and kind in witness.KINDS:
            self.batches.add(batch)
        return int(seq)

    def open_batch(self, batch: str, body: dict[str, Any]) -> None:
        """Append the event that makes a batch, and take its number."""
        seq = self.write("batch", batch, body)
        self.connection.execute("INSERT INTO batch VALUES (?, ?)", (batch, seq))

    def claim(self, batch: str, scheme: str, year: int, lines: Iterable[tuple[int, str]]) -> None:
        """Take the keys of (line, id). Raises sqlite3.IntegrityError if one is held: the database decides."""
        rows = [(id, scheme, year, batch, line) for line, id in lines]
        self.connection.executemany("INSERT INTO claim VALUES (?, ?, ?, ?, ?)", rows)

    def free(self, batch: str, lines: Iterable[int]) -> None:
        """Give back the keys that these lines hold."""
        self.connection.executemany("DELETE FROM claim WHERE batch = ? AND line = ?", [(batch, line) for line in lines])

    def succeed(self, parent: str, batch: str, lines: Iterable[tuple[int, int]]) -> None:
        """Note which (parent line, line) pays again. Raises sqlite3.IntegrityError if a parent line has a successor."""
        rows = [(parent, before, batch, line) for before, line in lines]
        self.connection.executemany("INSERT INTO successor VALUES (?, ?, ?, ?)", rows)

    def withdraw(self, batch: str, lines: Iterable[int]) -> None:
        """Let the failed lines that these would have paid again be re-issued by another batch."""
        rows = [(batch, line) for line in lines]
        self.connection.executemany("DELETE FROM successor WHERE batch = ? AND line = ?", rows)
