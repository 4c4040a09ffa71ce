"""Sheets through python-calamine, cell by cell with their types: .xls, .xlsb, and any .xlsx the fast reader refuses."""

import io
from collections.abc import Callable
from pathlib import Path

from python_calamine import CalamineSheet, CalamineWorkbook, PasswordError, SheetTypeEnum, SheetVisibleEnum

from huibao_xl.files.reading.cells import Columns, Marks, add_all, make_grid, value_text
from huibao_xl.files.reading.faults import foreign_parser, unreadable
from huibao_xl.files.reading.grid import Grid
from huibao_xl.reasons import Input

NO_PASSWORD = "有打开密码，没有可用的密码"
PASSWORD_ADVICE = "请去掉密码后另存，或提供密码。"


def read_typed(path: Path, content: bytes, marks_of: Callable[[str], Marks]) -> list[Grid]:
    """Return every worksheet in the workbook's order; ``marks_of`` gives what is known of a sheet besides its cells."""
    with foreign_parser(path):
        try:
            workbook = CalamineWorkbook.from_filelike(io.BytesIO(content))
        except PasswordError:
            raise unreadable(path, NO_PASSWORD, PASSWORD_ADVICE, [Input.PASSWORDS]) from None
        return [
            _read_sheet(
                path,
                workbook.get_sheet_by_index(index),
                marks_of(sheet.name),
                sheet.visible != SheetVisibleEnum.Visible,
            )
            for index, sheet in enumerate(workbook.sheets_metadata)
            if sheet.typ == SheetTypeEnum.WorkSheet
        ]


def _read_sheet(path: Path, sheet: CalamineSheet, marks: Marks, hidden: bool) -> Grid:
    if not marks.merged:
        marks.merged = [first + last for first, last in sheet.merged_cell_ranges or []]
    columns = Columns(path, sheet.name)
    left = sheet.start[1] if sheet.start else 0
    blank: list[str | None] = [None] * left  # iter_rows() begins at A1's row, but at the first column that has a value
    rows = (
        blank
        + [
            marks.unreadable.get((row, column))
            or (value if isinstance(value, str) else value_text(value, (row, column), marks))
            for column, value in enumerate(values, left)
        ]
        for row, values in enumerate(sheet.iter_rows())
    )
    return make_grid(path, sheet.name, add_all(columns, rows), marks, hidden)
