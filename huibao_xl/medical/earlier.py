"""The settlements of earlier turns of 实时清算: columns of all of them, or some rows whole, without reading the others.

They stand in memory or in the result folder of the last turn. A folder stores them as two frames: most of them, copied byte by byte from folder to folder,
and those that came since, which are written again each time; once these are many, both are stored as one.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from huibao_xl.files.results.folder import ResultFolder, copy_frame, store_frame
from huibao_xl.frames import SETTLEMENTS, Shape
from huibao_xl.rosters.read_lists import joined

SINCE = Shape("settlements_since", SETTLEMENTS.columns)
"""The settlements that came since the frame of SETTLEMENTS beside it was written."""
_AT_MOST = 20_000
"""So many rows, and an eighth of those before, are written again rather than joined with them."""


@dataclass(frozen=True)
class _Stored:
    """A frame of settlements in a result folder."""

    folder: ResultFolder
    shape: Shape

    def all(self) -> pd.DataFrame:
        return self.folder.frame(self.shape)

    def columns(self, wanted: Sequence[str]) -> pd.DataFrame:
        return self.folder.columns(self.shape, wanted)

    def of_persons(self, persons: Collection[int]) -> pd.DataFrame:
        return self.folder.rows(self.shape, "person", persons)


@dataclass(frozen=True)
class _InMemory:
    """A frame of settlements that is there."""

    frame: pd.DataFrame

    def all(self) -> pd.DataFrame:
        return self.frame

    def columns(self, wanted: Sequence[str]) -> pd.DataFrame:
        return self.frame[list(wanted)]

    def of_persons(self, persons: Collection[int]) -> pd.DataFrame:
        return self.frame[np.isin(self.frame["person"], [*persons])]


@dataclass(frozen=True)
class Earlier:
    """Settlements (frames.SETTLEMENTS), one part after the other. Reading a stored part raises Stop as ``ResultFolder.frame``."""

    parts: tuple[_Stored | _InMemory, ...] = ()

    @classmethod
    def in_folder(cls, folder: ResultFolder) -> "Earlier":
        """Return what a turn left in its folder, unread."""
        return cls(tuple(_Stored(folder, shape) for shape in (SETTLEMENTS, SINCE) if folder.has(shape)))

    def followed_by(self, settlements: pd.DataFrame) -> "Earlier":
        """Return these and after them others."""
        return Earlier((*self.parts, _InMemory(settlements)))

    def all(self) -> pd.DataFrame:
        """Return every row."""
        return joined(SETTLEMENTS, [part.all() for part in self.parts])

    def columns(self, wanted: Sequence[str]) -> pd.DataFrame:
        """Return some columns of every row."""
        part_of = Shape(SETTLEMENTS.name, {name: SETTLEMENTS.columns[name] for name in wanted})
        return joined(part_of, [part.columns(wanted) for part in self.parts])

    def of_persons(self, persons: Collection[int]) -> pd.DataFrame:
        """Return the rows of some persons (-1: those without a readable id), in their order."""
        return joined(SETTLEMENTS, [part.of_persons(persons) for part in self.parts])

    def store(self, folder: Path) -> None:
        """Store all of it in 数据/ of a folder that is being written."""
        first, *rest = self.parts
        since = joined(SETTLEMENTS, [part.all() for part in rest])
        if isinstance(first, _Stored) and len(since) <= _AT_MOST + len(first.columns(["person"])) // 8:
            copy_frame(folder, SETTLEMENTS, first.folder)
            store_frame(folder, SINCE, since)
        else:
            store_frame(folder, SETTLEMENTS, self.all())
