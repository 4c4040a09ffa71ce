"""An open workbook as a source: the same grids that a file gives, read through the public xlwings API, one block per sheet.

So ``rosters.collect`` and the steps run on it unchanged. Not read: the sheets that commands make, and our own 问题 column.
Excel gives every number as a float: one of more than 15 digits has lost its end and goes to ``Grid.numbers``, as from a file.
"""

import hashlib
from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

import xlwings as xw

from huibao_xl.excel import store
from huibao_xl.excel.sheets import is_ours
from huibao_xl.files.reading import SourceFile
from huibao_xl.files.reading.cells import MAX_CELLS, Columns, Marks, add_all, make_grid, value_text
from huibao_xl.files.reading.faults import unreadable
from huibao_xl.files.reading.grid import Grid
from huibao_xl.files.reading.received import as_received, in_order
from huibao_xl.reasons import Stop
from huibao_xl.rosters.fields import roles

Box = tuple[int, int, int, int]
_LOOKS = 400
"""How often a sheet is asked for heights; one that needs more looks is very irregular, and its hidden rows are not known."""
_MERGE_LOOKS = 40_000
"""How often a sheet is asked for merged cells: 街镇 merged down the side of a long list needs a dozen looks for each."""


def read_book(book: xw.Book) -> SourceFile:
    """Return every sheet of the staff's, hidden ones too, and what 导入名册 copied as it was received; the SHA-256 is of the cells as read,
    which may not be saved yet. Raises Stop(S01) as :func:`read_sheet` does, Stop(S07) if the marks of an imported sheet are gone."""
    path = Path(book.fullname)
    grids = in_order([read_sheet(path, sheet) for sheet in book.sheets if not is_ours(sheet.name)])
    _require_marks(grids, store.load(book).get("imported", []))
    if any(grid.received for grid in grids):  # who imports lists leaves the sheets that are prepared for them empty
        grids = [grid for grid in grids if grid.n_rows or grid.sheet not in roles()]
    digest = hashlib.sha256()
    for grid in grids:
        digest.update(grid.sheet.encode())
        for column in grid.cells:
            digest.update(repr(column.to_pylist()).encode())
    return SourceFile(path, grids, digest.hexdigest())


def _require_marks(grids: Sequence[Grid], imported: Sequence[str]) -> None:
    """Raise Stop(S07) if a sheet that was imported has lost its column of marks: what was struck out or noted there would be unseen."""
    if gone := next((grid.sheet for grid in grids if grid.sheet in imported and grid.received is None), ""):
        why = f"工作表“{gone}”是导入的名单，它右边的“导入标记”列被删除或改写了，看不出原文件中的删除线和批注"
        raise Stop("S07", why=why, advice="请在 Excel 中撤销这一改动，或删除这张表，再导入一次")


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
        found.merged = sorted(_merged_blocks(path, area))
        found.hidden_rows = _hidden(area, rows=True)
        found.hidden_columns = _hidden(area, rows=False)
    hidden = sheet.visible not in (True, store.VISIBLE)
    return as_received(make_grid(path, sheet.name, cells, found, hidden))


def _trimmed(row: list[str | None]) -> list[str | None]:
    end = len(row)
    while end and not row[end - 1]:
        end -= 1
    return row[:end]


def _texts(rows: list[list[Any]], found: Marks) -> Iterator[list[str | None]]:
    """The rows as texts."""
    for row, values in enumerate(rows):
        yield [
            value if type(value) is str or value is None else value_text(value, (row, column), found)
            for column, value in enumerate(values)
        ]


class Looks:
    """Counts how often a sheet was asked."""

    def __init__(self, most: int = _LOOKS) -> None:
        self.left = most

    def spend(self) -> bool:
        """Take one; False when none is left."""
        self.left -= 1
        return self.left >= 0


def _merged_blocks(path: Path, area: xw.Range) -> set[Box]:
    """The merged blocks of an area. Raises Stop(S01) if there are too many to find them all: half of them would be half of the 街镇."""
    looks = Looks(_MERGE_LOOKS)
    found = _merged(area, looks)
    if looks.left < 0:
        why = f"的工作表“{area.sheet.name}”合并的单元格太多，无法读取"
        raise unreadable(path, why, "请取消合并，把每一行都填上。")
    return found


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
