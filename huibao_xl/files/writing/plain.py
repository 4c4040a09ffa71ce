"""Writes plain tables for other people's programs: one sheet, rows above, column titles, rows, rows below. Nothing a program may trip over.

.xls needs xlwt: banks still ask for the format, and it is the only library left that writes it. It has not changed since 2017, and
neither has the format; what it writes is read back by another library before it counts. The same table gives the same bytes.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any, Literal

import pandas as pd

from huibao_xl.files.writing.workbook import (
    FONT,
    HEADER,
    NUMBER_FORMATS,
    Book,
    Cells,
    digits,
    escaped,
    text_width,
    texts,
    width_of,
)
from huibao_xl.ordinary_file import ordinary

Cell = str | int | Decimal
_EDGE = 2
_MOST_WIDTH = 60
_EFFORT = 6
"""How hard a bank file is packed, now and ever: a batch that is exported again must give the bytes whose hash the ledger holds, so such a
file has no mark of ours either."""
_XLS_LOOK = f"font: name {FONT}, height 200; align: vert center; borders: left thin, right thin, top thin, bottom thin"
_XLS_HEAD = "; font: bold on; align: horiz center; pattern: pattern solid, fore_colour ice_blue"
_XLS_UNIT = 256
"""xlwt counts widths in 256ths of a character."""


@dataclass(frozen=True)
class PlainColumn:
    """A column: ``values`` are text, or whole numbers for a count, or fen for money (a number cell with the yuan)."""

    title: str
    kind: Literal["text", "count", "money"]
    values: pd.Series


@dataclass(frozen=True)
class PlainTable:
    """A sheet. ``above``, ``below``: rows of cells; ``titles``: whether the columns' titles stand above the values."""

    sheet: str
    above: Sequence[Sequence[Cell]]
    titles: bool
    columns: Sequence[PlainColumn]
    below: Sequence[Sequence[Cell]]


def write_xlsx(path: Path, table: PlainTable, title: str) -> None:
    """Write a table as .xlsx. ``title`` is printed on every page. Raises OSError if the file cannot be written."""
    with Book(path, title, effort=_EFFORT, marked=False) as book:
        page = book.page(table.sheet)
        ready = [_cells(book, column) for column in table.columns]
        for index, (column, cells) in enumerate(zip(table.columns, ready, strict=True)):
            page.set_column(index, index, _width(column, width_of(cells.text)), cells.style)
        row = 0
        for cells_above in table.above:
            _write_row(book, page, row, cells_above)
            row += 1
        if table.titles:
            page.write_row(row, 0, [column.title for column in table.columns], book.style(HEADER))
            page.repeat_rows(row)
            row += 1
        page.put_block(row, ready)
        for cells_below in table.below:
            _write_row(book, page, row + len(ready[0].text), cells_below)
            row += 1


def _cells(book: Book, column: PlainColumn) -> Cells:
    style = book.body_style(column.kind)
    if column.kind == "text":
        return Cells(escaped(texts(column.values)), style)
    return Cells(digits(column.values, column.kind), style, "number")


def _write_row(book: Book, page: Any, row: int, cells: Sequence[Cell]) -> None:
    for index, cell in enumerate(cells):
        if isinstance(cell, str):
            page.write_string(row, index, cell, book.body_style("text"))
        else:
            page.write_number(row, index, cell, book.body_style("money" if isinstance(cell, Decimal) else "count"))


def _width(column: PlainColumn, content: float) -> float:
    return min(max(content, text_width(column.title), 6), _MOST_WIDTH) + _EDGE


def write_xls(path: Path, table: PlainTable) -> None:
    """Write a table as .xls (at most 65,536 rows). Raises OSError if the file cannot be written."""
    import xlwt  # only banks that want .xls need it; it loads slowly

    book = xlwt.Workbook(encoding="utf-8")
    sheet = book.add_sheet(table.sheet)
    styles = {kind: xlwt.easyxf(_XLS_LOOK, NUMBER_FORMATS.get(kind, "@")) for kind in ("text", "count", "money")}
    head = xlwt.easyxf(_XLS_LOOK + _XLS_HEAD, "@")
    titles = [[column.title for column in table.columns]] if table.titles else []
    values = zip(*map(_xls_values, table.columns), strict=True)
    for index, cells in enumerate([*table.above, *titles, *values, *table.below]):
        is_title = bool(titles) and index == len(table.above)
        for position, cell in enumerate(cells):
            kind = "text" if isinstance(cell, str) else "money" if isinstance(cell, Decimal) else "count"
            sheet.write(index, position, cell, head if is_title else styles[kind])
    for position, column in enumerate(table.columns):
        content = width_of(texts(column.values)) if column.kind == "text" else 12
        sheet.col(position).width = int(_width(column, content) * _XLS_UNIT)
    sheet.set_portrait(False)
    sheet.set_fit_num_pages(1)
    sheet.set_fit_height_to_pages(0)
    book.save(str(path))


def _xls_values(column: PlainColumn) -> list[Cell]:
    if column.kind == "money":
        return [Decimal(fen) / 100 for fen in column.values.tolist()]
    return [int(value) for value in column.values] if column.kind == "count" else column.values.tolist()


def write_bytes(path: Path, content: bytes) -> None:
    """Write a text file's bytes. Raises OSError if it cannot be written."""
    path.write_bytes(content)


def sha256_of(path: Path) -> str:
    """Return the SHA-256 of a file as it stands on the disk. Raises OSError if it cannot be read, or is no ordinary file."""
    with ordinary(path).open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
