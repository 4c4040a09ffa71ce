"""Run a command in a child process that kills itself (kill -9) at a given line of the code that writes: what a power cut does."""

import gc
import os
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from types import FrameType
from typing import Any

from huibao_xl import screen
from huibao_xl.cli import main, payments
from huibao_xl.payments.ledger import store

LOADED = (screen, payments)
"""What a command imports when it runs: here once, instead of in every child."""

_PACKAGE = Path(store.__file__).parents[2]
_ROOMS = (str(_PACKAGE / "payments"), str(_PACKAGE / "files"))


def _counting(limit: int) -> tuple[Callable[[FrameType, str, Any], Any], list[int]]:
    """A trace that kills the process at the ``limit``-th line of these rooms (0: never), and its counter."""
    count = [0]

    def within(frame: FrameType, event: str, argument: Any) -> Any:
        if event == "line":
            count[0] += 1
            if count[0] == limit:
                os.kill(os.getpid(), signal.SIGKILL)
        return within

    def trace(frame: FrameType, event: str, argument: Any) -> Any:
        return within if frame.f_code.co_filename.startswith(_ROOMS) else None

    return trace, count


def in_child(arguments: list[str], limit: int = 0, traced: bool = True) -> tuple[int, int]:
    """Return the command's exit status (-9: killed), and how many lines it ran if it was traced and not killed.

    ``traced``: count the lines, which makes a command several times slower; without, it is never killed.
    """
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        gc.disable()  # a search for cycles would copy all memory that the child shares
        os.close(reader)
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, 1)
        os.dup2(nowhere, 2)
        trace, count = _counting(limit)
        sys.settrace(trace if traced else None)
        status = main(arguments)
        sys.settrace(None)
        os.write(writer, str(count[0]).encode())
        os._exit(status)
    os.close(writer)
    with os.fdopen(reader) as told:
        count = told.read()
    _, status = os.waitpid(child, 0)
    return os.waitstatus_to_exitcode(status), int(count or 0)
