"""Notes and links on cells."""

from copy import copy
from typing import Any

from openpyxl.comments import Comment
from openpyxl.worksheet.hyperlink import Hyperlink
from xlwings import base_classes

from huibao_xl.excel.engine_cells import Cells, NoApi
from huibao_xl.excel.engine_style import argb
from huibao_xl.excel.engine_values import put


class Note(base_classes.Note):
    """The note of a cell."""

    def __init__(self, sheet: Any, cell: Any) -> None:
        self._sheet, self._cell = sheet, cell

    @property
    def api(self) -> NoApi:
        """Not usable."""
        return NoApi()

    @property
    def text(self) -> str:
        """The text."""
        return str(self._cell.comment.text)

    @text.setter
    def text(self, value: str) -> None:
        was = self._cell.comment
        self._cell.comment = Comment(value, was.author, height=was.height, width=was.width)

    @property
    def author(self) -> str:
        """Who wrote it."""
        return str(self._cell.comment.author)

    @property
    def location(self) -> Any:
        """The cell."""
        return self._sheet.range((self._cell.row, self._cell.column))

    def delete(self) -> None:
        """Remove the note."""
        self._cell.comment = None


def _comment(text: str, author: str) -> Comment:
    """Return a note in a box that is high enough for its lines."""
    lines = sum(1 + len(line) // 18 for line in text.splitlines() or [""])
    return Comment(text, author, height=max(79, 20 * lines + 10), width=220)


def copy_attachments(source: Any, target: Any) -> None:
    """Give a cell the note and the link of another."""
    target.comment = copy(source.comment) if source.comment is not None else None
    link = source.hyperlink
    target._hyperlink = None
    if link is not None:
        twin = copy(link)
        twin.ref = target.coordinate
        target._hyperlink = twin


class Marks(Cells):
    """The note and the link of a block's first cell."""

    @property
    def note(self) -> Note | None:
        """The note of the first cell."""
        cell = self._ws._cells.get((self._row, self._column))
        return Note(self._sheet, cell) if cell is not None and cell.comment is not None else None

    def add_note(self, text: str) -> Note:
        """Add a note to a cell that has none."""
        cell = self._made(self._row, self._column)
        cell.comment = _comment(text, self._sheet.book.app.user_name)
        return Note(self._sheet, cell)

    @property
    def comment(self) -> None:
        """Threaded comments are unknown to openpyxl: there is never one."""

    @property
    def hyperlink(self) -> str:
        """Address of the link; a place in the book begins with ``#``."""
        cell = self._ws._cells.get((self._row, self._column))
        link = cell.hyperlink if cell is not None else None
        if link is None:
            raise Exception("The cell doesn't seem to contain a hyperlink!")
        return str(link.target) if link.target else f"#{link.location}"

    def add_hyperlink(self, address: str, text_to_display: str | None = None, screen_tip: str | None = None) -> None:
        """Add a link, blue and underlined; ``#Sheet!A1`` leads to a place in the book."""
        cell = self._made(self._row, self._column)
        inner = address.startswith("#")
        cell.hyperlink = Hyperlink(
            ref=cell.coordinate,
            target=None if inner else address,
            location=address[1:] if inner else None,
            tooltip=screen_tip,
        )
        put(cell, text_to_display)
        font = copy(cell.font)
        font.color, font.underline = argb((5, 99, 193)), "single"
        cell.font = font
