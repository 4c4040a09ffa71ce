"""What was read: every list of all files as one frame per kind, and what files are called."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pandas as pd

from huibao_xl.frames import DEATHS, FAILED_ACCOUNTS, MENTIONED, READINGS, STRUCK, WITHDRAWN
from huibao_xl.rosters.doubts import Doubt

Forced = Mapping[tuple[Path, str | None], str]
"""{(resolved path, sheet or None for all): role} as said on the command line."""


@dataclass(frozen=True)
class Lists:
    """Everything that was read. ``sheets``: one row per used sheet (:func:`read_lists.used_sheets`). ``base``: the
    folder that all paths start from, or None if they share none. ``struck``, ``failed_accounts``: what no list says but the ledger knows (frames.STRUCK, FAILED_ACCOUNTS). ``mentioned``: who is named on sheets that
    are no lists. ``readings``: 列对应
    (frames.READINGS); ``doubts``: what the lists would be if open questions were answered otherwise."""

    insured: pd.DataFrame
    entries: pd.DataFrame
    accounts: pd.DataFrame
    group: pd.DataFrame
    prior: pd.DataFrame
    sheets: pd.DataFrame
    findings: pd.DataFrame
    base: Path | None = None
    deaths: pd.DataFrame = field(default_factory=DEATHS.empty)
    withdrawn: pd.DataFrame = field(default_factory=WITHDRAWN.empty)
    struck: pd.DataFrame = field(default_factory=STRUCK.empty)
    failed_accounts: pd.DataFrame = field(default_factory=FAILED_ACCOUNTS.empty)
    mentioned: pd.DataFrame = field(default_factory=MENTIONED.empty)
    readings: pd.DataFrame = field(default_factory=READINGS.empty)
    doubts: tuple[Doubt, ...] = ()


def shared_folder(paths: Sequence[Path]) -> Path | None:
    """Return the deepest folder that holds all files, or None (on Windows: several drives)."""
    parents = [path.resolve().parent for path in paths]
    folders = [parents[0], *parents[0].parents] if parents else []
    return next((folder for folder in folders if all(parent.is_relative_to(folder) for parent in parents)), None)


def label(path: Path, base: Path | None) -> str:
    """Return what a file is called in results: its path below ``base`` with forward slashes; elsewhere its whole path.

    >>> label(Path("a/b/y.xlsx"), Path("a").resolve())
    'b/y.xlsx'
    """
    place = path.resolve()
    return (place.relative_to(base) if base and place.is_relative_to(base) else place).as_posix()
