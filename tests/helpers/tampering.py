"""A ledger's file changed as somebody with a database program would change it."""

import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any

from huibao_xl.payments.ledger.events import Event, chained


def copy_of(ledger: Path, path: Path) -> Path:
    """A ledger as one file at another place."""
    path.unlink(missing_ok=True)
    with sqlite3.connect(ledger) as source, sqlite3.connect(path) as target:
        source.backup(target)
    source.close()
    target.close()
    return path


def plainly(path: Path, *statements: str) -> None:
    """Run statements as any database program does."""
    connection = sqlite3.connect(path)
    for statement in statements:
        connection.execute(statement)
    connection.commit()
    connection.close()


def tamper(path: Path, *statements: str, values: tuple[object, ...] = ()) -> None:
    """Run statements; the triggers that forbid them are dropped before and put back after."""
    connection = sqlite3.connect(path)
    triggers = connection.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'").fetchall()
    for name, _ in triggers:
        connection.execute(f"DROP TRIGGER {name}")
    for statement in statements:
        connection.execute(statement, values)
    for _, text in triggers:
        connection.execute(text)
    connection.commit()
    connection.close()


def rechain(path: Path) -> None:
    """What a forger who knows the rules does after an edit: number all events and compute every hash anew."""
    events = _events(path)
    prev, rows = "", []
    for seq, (before, *content) in enumerate(events, 1):
        hash = chained(prev, seq, *content)
        rows.append((seq, prev, hash, before))
        prev = hash
    moved = [
        f"UPDATE event SET seq = {seq}, prev = '{prev}', hash = '{hash}' WHERE seq = {before}"
        for seq, prev, hash, before in rows
    ]
    numbers = [f"UPDATE batch SET seq = {seq} WHERE seq = {before}" for seq, _, _, before in rows if seq != before]
    tamper(path, *moved, *numbers, f"UPDATE head SET seq = {len(rows)}, hash = '{prev}'")


def _events(path: Path) -> list[tuple[object, ...]]:
    connection = sqlite3.connect(path)
    events = connection.execute("SELECT seq, at, by, kind, batch, line, body FROM event ORDER BY seq").fetchall()
    connection.close()
    return events


def folded_once(of_batch: Callable[[str, tuple[Event, ...]], Any]) -> Callable[[str, tuple[Event, ...]], Any]:
    """A batch is looked at once for what its events say, whatever their numbers and hashes: that takes most of the time, and finds nothing less."""
    found: dict[object, Any] = {}

    def once(number: str, events: tuple[Event, ...]) -> Any:
        key = (number, *(event[1:7] for event in events))
        if key not in found:
            found[key] = of_batch(number, events)
        return found[key]

    return once
