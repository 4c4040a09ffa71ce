"""The last reader of .xlsx: openpyxl takes packages that the fast readers refuse, at its own pace.

A workbook under another name, a sheet that the package does not hold, a range of used cells that names rows only: Excel opens all of
these, and so must we.
"""

import io
import warnings
from collections.abc import Mapping
from pathlib import Path

import openpyxl
from openpyxl.worksheet.worksheet import Worksheet

from huibao_xl.files.reading.cells import Columns, Marks, add_all, make_grid, value_text
from huibao_xl.files.reading.faults import foreign_parser
from huibao_xl.files.reading.grid import Grid


def read_by_openpyxl(path: Path, content: bytes, marks_of: Mapping[str, Marks]) -> list[Grid]:
    """Return every worksheet that is there, in the workbook's order; ``marks_of`` gives what is known of each besides its cells."""
    with foreign_parser(path), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        book = openpyxl.load_workbook(io.BytesIO(content), data_only=True)
    return [_grid(path, sheet, marks_of.get(sheet.title, Marks())) for sheet in book.worksheets]


def _grid(path: Path, sheet: Worksheet, marks: Marks) -> Grid:
    columns = Columns(path, sheet.title)
    rows = (
        [marks.unreadable.get((row, at)) or value_text(value, (row, at), marks) for at, value in enumerate(values)]
        for row, values in enumerate(sheet.iter_rows(min_row=1, min_col=1, values_only=True))
    )
    return make_grid(path, sheet.title, add_all(columns, rows), marks, sheet.sheet_state != "visible")
