"""From where an event was written: the account of the operating system with its id, the computer, and the version of the program.

Names are typed by whoever sits there; what the system says of the process is not. The environment (LOGNAME, USERNAME) is never asked, for whoever
starts the program sets it.
"""

import os
import platform
from importlib import import_module

import psutil

from huibao_xl import __version__

KEY = "origin"
"""Where it stands in the body of an event."""
PARTS = ("line", "answer")
"""Kinds of events without it: they are written in one transaction with that of their batch or return file, which has it."""


def origin() -> dict[str, str]:
    """Return account, account_id, computer and program of this process, all as text.

    >>> sorted(origin())
    ['account', 'account_id', 'computer', 'program']
    """
    return {
        "account": account(),
        "account_id": _account_id(),
        "computer": platform.node(),
        "program": __version__,
    }


def account() -> str:
    """Return the account that the process belongs to; on Windows with its domain."""
    return str(psutil.Process().username())


def _account_id() -> str:
    """The account's number, on Windows its SID."""
    return _sid() if os.name == "nt" else str(os.getuid())


def _sid() -> str:
    """The SID of the account; "" where the system does not say it: the account stands beside it."""
    try:
        win32security = import_module("win32security")  # of pywin32, which xlwings brings
        sid, _, _ = win32security.LookupAccountName(None, account())
        return str(win32security.ConvertSidToStringSid(sid))
    except Exception:  # pywin32 has an error of its own, and may be missing; no act fails because of it
        return ""
