"""Run a command in a child process that kills itself (kill -9) at a given effect on the disk: what a power cut does.

Between two effects nothing changes that stands there afterwards, so that a power cut leaves what stands before one of them, or after the last.
An effect is a statement of SQLite that writes, begins or commits, and a file or folder that is made, renamed, linked or deleted. A file that
stood there and is opened to be written anew is emptied, and dies empty.
"""

import gc
import os
import signal
import sqlite3
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, NoReturn

import pypinyin

from huibao_xl import screen
from huibao_xl.cli import main, payments
from huibao_xl.reasons import Stop

LOADED = (screen, payments, pypinyin)
"""What a command imports when it runs: here once, instead of in every child."""

_CHANGING = {"os.rename", "os.remove", "os.rmdir", "os.mkdir", "os.link", "os.symlink", "os.truncate"}
_WRITING = os.O_WRONLY | os.O_RDWR


def _name_effects(effect: Callable[[str], None], folder: Path) -> None:
    """Let every statement of this process that writes, and every change below the folder, be named before it happens."""
    connect = sqlite3.connect

    def statement(sql: str) -> None:
        verb = sql.split(None, 1)[0].upper()
        if verb not in ("SELECT", "PRAGMA", "--"):
            effect(verb)

    def connected(*arguments: Any, **named: Any) -> sqlite3.Connection:
        connection = connect(*arguments, **named)
        connection.set_trace_callback(statement)
        return connection

    def hook(event: str, arguments: tuple[Any, ...]) -> None:
        if event in _CHANGING:
            if any(str(folder) in str(path) for path in arguments[:2]):
                effect(event)
        elif event == "open" and str(folder) in str(arguments[0]) and arguments[2] & _WRITING:
            if arguments[2] & os.O_TRUNC and Path(arguments[0]).exists():
                os.truncate(arguments[0], 0)
            effect("open")

    sqlite3.connect = connected
    sys.addaudithook(hook)


def in_child(arguments: Sequence[str], folder: Path, limit: int = 0) -> tuple[int, list[str]]:
    """Return the command's exit status (-9: killed), and what its effects were, in order, if it was not killed.

    ``folder``: where files count; ``limit``: at which effect it dies, from 1; one more than there are is after the last; 0: never.
    """
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        gc.disable()  # a search for cycles would copy all memory that the child shares
        os.close(reader)
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, 1)
        os.dup2(nowhere, 2)
        effects = _counted(folder, limit)
        status = main(list(arguments))
        if limit:
            os.kill(os.getpid(), signal.SIGKILL)
        os.write(writer, " ".join(effects).encode())
        os._exit(status)
    os.close(writer)
    with os.fdopen(reader) as pipe:
        effects = pipe.read().split()
    _, status = os.waitpid(child, 0)
    return os.waitstatus_to_exitcode(status), effects


def end_with(act: Callable[[], object]) -> NoReturn:
    """Do something and end this process: with 0 if it was done or refused, 70 if it broke."""
    status = 70
    try:
        act()
        status = 0
    except Stop:
        status = 0
    finally:
        os._exit(status)


def act_in_child(act: Callable[[], object], folder: Path, limit: int = 0) -> int:
    """Do something in a child that dies at its ``limit``-th effect (0: never); return -9 if it did, 0 if it ended, whatever was refused."""
    child = os.fork()
    if child == 0:
        gc.disable()
        _counted(folder, limit)
        end_with(act)
    _, status = os.waitpid(child, 0)
    return os.waitstatus_to_exitcode(status)


def _counted(folder: Path, limit: int) -> list[str]:
    """The list to which the effects of this process are added, up to the one at which it dies."""
    effects: list[str] = []

    def effect(name: str) -> None:
        effects.append(name)
        if len(effects) == limit:
            os.kill(os.getpid(), signal.SIGKILL)

    _name_effects(effect, folder)
    return effects
