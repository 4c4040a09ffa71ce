"""What a command does to a workbook, as data: it is computed from a snapshot and applied whole, to a file or in Excel, or not at all.

There are six kinds, and no other way to touch a workbook: sheets of ours (:class:`Table`, :class:`Page`), the marks beside the staff's
lists (:mod:`marks`), defined names of ours, cells of the start sheet (:class:`CellText`), what undo puts back, and what the hidden sheet
remembers. Nothing of the staff's can be expressed here, so nothing of theirs can be lost.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from huibao_xl.excel.marks import Plan
from huibao_xl.files.writing.workbook import Book, Sheet


@dataclass(frozen=True)
class Table:
    """A frame as a result sheet."""

    sheet: Sheet

    @property
    def names(self) -> tuple[str, ...]:
        """The sheet's name."""
        return (self.sheet.name,)


@dataclass(frozen=True)
class Page:
    """Sheets ``names`` that ``write`` lays out with the writer of ``reports/``; it may write more that only its formulas need, which are left
    out. ``imported``: a list that 导入名册 copied, and no result; ``verify`` reads a draft back and raises Stop if something of it differs."""

    names: tuple[str, ...]
    write: Callable[[Book], None]
    imported: bool = False
    verify: Callable[[Path], None] | None = None


@dataclass(frozen=True)
class CellText:
    """A text in a cell of the start sheet, counted from 1; with ``link`` the text stays and leads to that place, as in ``'处置'!A1``."""

    row: int
    column: int
    text: str
    link: str = ""


@dataclass(frozen=True)
class Changes:
    """All that one command does.

    ``sheets``: new ones stand behind all others, one of the same name is replaced; ``marks``: those that stand afterwards, None to leave them;
    ``names``: {name: what it stands for, None to delete it}; ``copies``: {sheet that is replaced: the hidden copy that undo needs, None if it
    is new}; ``put_back``: {sheet: the hidden copy that takes its place}; ``dropped``: sheets of ours that go; ``entries``: what the hidden
    sheet remembers afterwards, None to leave it; ``shown``: the sheet in front afterwards.
    """

    sheets: tuple[Table | Page, ...] = ()
    marks: Plan | None = None
    names: dict[str, str | None] = field(default_factory=dict)
    copies: dict[str, str | None] = field(default_factory=dict)
    put_back: dict[str, str] = field(default_factory=dict)
    dropped: tuple[str, ...] = ()
    cells: tuple[CellText, ...] = ()
    entries: dict[str, Any] | None = None
    shown: str = ""

    @property
    def sheet_names(self) -> tuple[str, ...]:
        """The names of the sheets that are written."""
        return tuple(name for sheet in self.sheets for name in sheet.names)

    @property
    def are_none(self) -> bool:
        """Whether nothing changes."""
        return self == Changes(shown=self.shown)
