"""An open workbook as a source: the same grids that a file gives, read through the public xlwings API, one block per sheet.

So ``rosters.collect`` and the steps run on it unchanged. Not read: the sheets that commands make, and our own 问题 column.
Excel gives every number as a float: one of more than 15 digits has lost its end and goes to ``Grid.numbers``, as from a file.
"""

import hashlib
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import xlwings as xw

from huibao_xl.excel import marks, store
from huibao_xl.excel.sheets import is_ours
from huibao_xl.files.reading import SourceFile
from huibao_xl.files.reading.cells import MAX_CELLS, Columns, Marks, add_all, make_grid, value_text
from huibao_xl.files.reading.faults import unreadable
from huibao_xl.files.reading.grid import Grid
from huibao_xl.rosters.fields import roles

Box = tuple[int, int, int, int]
_LOOKS = 400
"""How often a sheet is asked for heights or merged cells; one that needs more looks is very irregular, and its hidden rows are not known."""


def read_book(book: xw.Book) -> SourceFile:
    """Return every sheet of the staff's, hidden ones too; the SHA-256 is of the cells as read, which may not be saved yet."""
    path = Path(book.fullname)
    grids = [read_sheet(path, sheet) for sheet in book.sheets if not is_ours(sheet.name)]
    digest = hashlib.sha256()
    for grid in grids:
        digest.update(grid.sheet.encode())
        for column in grid.cells:
            digest.update(repr(column.to_pylist()).encode())
    return SourceFile(path, grids, digest.hexdigest())


def read_sheet(path: Path, sheet: xw.Sheet) -> Grid:
    """Return one sheet as a grid. Raises Stop(S01) if something stands so far out that it cannot be read."""
    last = sheet.used_range.last_cell
    if last.row * last.column > MAX_CELLS:
        why = f"的工作表“{sheet.name}”在很远处有内容（到 {last.get_address(False, False)} 为止），无法读取"
        raise unreadable(path, why, "请按 Ctrl+End 找到并删除多余的内容，保存后重试。")
    found = Marks()
    rows = list(_texts(sheet.range((1, 1), last).options(ndim=2, err_to_str=True).value, found))
    while rows and not any(rows[-1]):
        rows.pop()
    if sheet.name in roles() and sum(any(row) for row in rows) <= 1:
        rows = []  # a sheet prepared for a list that nobody filled: the list is missing, not empty
    cells = add_all(Columns(path, sheet.name), [_trimmed(row) for row in rows])
    if cells:
        area = sheet.range((1, 1), (len(rows), len(cells)))
        found.merged = sorted(_merged(area, Looks()))
        found.hidden_rows = _hidden(area, rows=True)
        found.hidden_columns = _hidden(area, rows=False)
    hidden = sheet.visible not in (True, store.VISIBLE)
    return make_grid(path, sheet.name, cells, found, hidden)


def _trimmed(row: list[str | None]) -> list[str | None]:
    end = len(row)
    while end and not row[end - 1]:
        end -= 1
    return row[:end]


def _texts(rows: list[list[Any]], found: Marks) -> Iterator[list[str | None]]:
    """The rows as texts, without our own 问题 column."""
    ours = {values.index(marks.HEADER) for values in rows[: marks.HEADER_ROWS] if marks.HEADER in values}
    for row, values in enumerate(rows):
        texts = [
            value if type(value) is str or value is None else value_text(value, (row, column), found)
            for column, value in enumerate(values)
        ]
        for column in ours:
            texts[column] = None
        yield texts


class Looks:
    """Counts how often a sheet was asked."""

    def __init__(self) -> None:
        self.left = _LOOKS

    def spend(self) -> bool:
        """Take one; False when none is left."""
        self.left -= 1
        return self.left >= 0


def _merged(area: xw.Range, looks: Looks) -> set[Box]:
    """The merged blocks of an area, found by halving it: one question says that a whole half has none."""
    if not looks.spend() or area.merge_cells is False:
        return set()
    first = area[0, 0].merge_area
    box = (first.row - 1, first.column - 1, first.last_cell.row - 1, first.last_cell.column - 1)
    if first.last_cell.row >= area.last_cell.row and first.last_cell.column >= area.last_cell.column:
        return {box} if first.size > 1 else set()
    return set().union(*(_merged(half, looks) for half in _halves(area)))


def _halves(area: xw.Range) -> list[xw.Range]:
    rows, columns = area.shape
    if rows > 1:
        return [area[: rows // 2, :], area[rows // 2 :, :]]
    return [area[:, : columns // 2], area[:, columns // 2 :]]


def _hidden(area: xw.Range, rows: bool) -> set[int]:
    """Positions of hidden rows or columns (height or width 0); none if it would take too many questions."""
    looks, found = Looks(), set[int]()
    waiting = [area[:, :1] if rows else area[:1, :]]
    while waiting:
        part = waiting.pop()
        if not looks.spend():
            return set()
        with suppress(TypeError):  # a block of zero height has none that Excel could compare
            size = part.row_height if rows else part.column_width
            if size == 0:
                first = part.row if rows else part.column
                found |= set(range(first - 1, first - 1 + part.size))
            elif size is None and part.size > 1:
                waiting += _halves(part)
    return found
