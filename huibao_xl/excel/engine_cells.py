"""The ground of the engine's range: which block of which sheet, and the cells of it that exist."""

from collections.abc import Iterator
from copy import copy
from typing import Any

from openpyxl.cell import Cell
from xlwings import base_classes

from huibao_xl.excel import engine_lines
from huibao_xl.excel.engine_address import MAX_COLUMN, MAX_ROW, Box, a1, quoted

_MOST_COUNTED = 2**31 - 1
"""What ``Range.Count`` can say."""


class NoApi:
    """Stands where xlwings gives Excel's own object: xlwings only asks whether it is there; what it lacks is refused."""

    def __getattr__(self, name: str) -> Any:
        raise NotImplementedError(
            f".api.{name}: there is no Excel behind the openpyxl engine; use the public xlwings API"
        )


class Cells(base_classes.Range):
    """A block of ``nrows`` x ``ncols`` cells from (row, column) on; may be empty, as a slice can be."""

    def __init__(self, sheet: Any, row: int, column: int, nrows: int = 1, ncols: int = 1) -> None:
        self._sheet, self._row, self._column, self._shape = sheet, row, column, (nrows, ncols)
        self.options: dict[str, Any] = {}
        self.arg1_input = a1(self.box) if nrows and ncols else ""

    @property
    def api(self) -> NoApi | None:
        """A stand-in that is true, as xlwings asks for, but cannot be used."""
        return NoApi() if len(self) else None

    @property
    def coords(self) -> tuple[Any, int, int, int, int]:
        """Sheet, row, column, number of rows, number of columns."""
        return (self._sheet, self._row, self._column, *self._shape)

    @property
    def sheet(self) -> Any:
        """The sheet."""
        return self._sheet

    @property
    def row(self) -> int:
        """First row, from 1."""
        return self._row

    @property
    def column(self) -> int:
        """First column, from 1."""
        return self._column

    @property
    def shape(self) -> tuple[int, int]:
        """Number of rows and columns."""
        return self._shape

    @property
    def box(self) -> Box:
        """First row, first column, last row, last column."""
        return self._row, self._column, self._row + self._shape[0] - 1, self._column + self._shape[1] - 1

    @property
    def _ws(self) -> Any:
        return self._sheet.ws

    def __len__(self) -> int:
        count = self._shape[0] * self._shape[1]
        if count > _MOST_COUNTED:
            raise OverflowError("Range.Count of so many cells overflows in Excel (Range.CountLarge does not)")
        return count

    def __call__(self, *args: int) -> Any:
        """Return the cell at (row, column) of the block, or the nth, from 1; it may lie outside."""
        if len(args) == 2:
            row, column = args
        else:
            row, column = ((args[0] - 1) // self._shape[1] + 1, (args[0] - 1) % self._shape[1] + 1)
        if self._row + row - 1 < 1 or self._column + column - 1 < 1:
            raise IndexError("the range would begin before A1")
        return type(self)(self._sheet, self._row + row - 1, self._column + column - 1)

    def _of(self, box: Box) -> Any:
        return type(self)(self._sheet, box[0], box[1], box[2] - box[0] + 1, box[3] - box[1] + 1)

    def _used(self) -> Box:
        """The block without what lies beyond the last cell, where it holds whole rows or columns."""
        top, left, bottom, right = self.box
        if (top, bottom) == (1, MAX_ROW):
            bottom = self._ws.max_row
        if (left, right) == (1, MAX_COLUMN):
            right = self._ws.max_column
        return top, left, bottom, right

    def _present(self) -> Iterator[Any]:
        """The cells that exist, merged-away ones included."""
        top, left, bottom, right = self._used()
        cells = self._ws._cells
        if (bottom - top + 1) * (right - left + 1) > len(cells):
            keys = [key for key in cells if top <= key[0] <= bottom and left <= key[1] <= right]
            return iter([cells[key] for key in keys])
        found = (cells.get((row, column)) for row in range(top, bottom + 1) for column in range(left, right + 1))
        return (cell for cell in found if cell is not None)

    def _made(self, row: int, column: int) -> Any:
        """The cell; a new one takes the style of its row or column, as in Excel."""
        cell = self._ws._cells.get((row, column))
        return cell if cell is not None else self._new(row, column, engine_lines.style_of(self._ws, row, column))

    def _new(self, row: int, column: int, style: Any) -> Any:
        cell = self._ws._cells[row, column] = Cell(self._ws, row=row, column=column)
        if style is not None:
            cell._style = copy(style)
        return cell

    def _all(self) -> Iterator[Any]:
        top, left, bottom, right = self._used()
        cells, style = self._ws._cells, engine_lines.inherited(self._ws)
        for row in range(top, bottom + 1):
            for column in range(left, right + 1):
                cell = cells.get((row, column))
                yield cell if cell is not None else self._new(row, column, style(row, column))

    def _first(self) -> Any:
        cell = self._ws._cells.get((self._row, self._column))
        return cell if cell is not None else engine_lines.stand_in(self._ws, self._row, self._column)

    @property
    def address(self) -> str:
        """Absolute address."""
        return a1(self.box, "$", "$")

    def get_address(self, row_absolute: bool, col_absolute: bool, external: bool) -> str:
        """Address with or without dollar signs, book and sheet."""
        address = a1(self.box, "$" * row_absolute, "$" * col_absolute)
        if not external:
            return address
        title, book = self._sheet.name, self._sheet.book.name
        plain = quoted(title) == title and " " not in book
        place = f"[{book}]{title}" if plain else f"'[{book}]{title}'".replace("''", "'")
        return f"{place}!{address}"
