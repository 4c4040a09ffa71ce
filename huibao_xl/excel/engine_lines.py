"""Rows and columns of an openpyxl sheet: widths, heights, styles that new cells inherit.

A file describes columns in groups (``min`` to ``max``). Before one column of a group is changed the group is taken apart:
openpyxl would otherwise write two descriptions of the same column, and Excel would repair the file.
"""

import datetime as dt
import unicodedata
from collections.abc import Callable
from copy import copy
from typing import Any

from openpyxl.cell import Cell
from openpyxl.utils import get_column_letter

from huibao_xl.excel.engine_address import MAX_COLUMN, MAX_ROW, Box
from huibao_xl.files.writing.workbook import LINE_POINTS, lines_of

_PADDING = 5 / 7
"""What a file adds to the width in characters (Calibri 11, where a digit has 7 pixels)."""
DEFAULT_WIDTH = 8.43
DEFAULT_HEIGHT = 15.0


def _group(sheet: Any, column: int) -> Any:
    """Return the description that covers a column, or None."""
    dimensions = sheet.column_dimensions
    letter = get_column_letter(column)
    if letter in dimensions:
        return dimensions[letter]
    for dimension in dimensions.values():
        if dimension.min and dimension.max and dimension.min <= column <= dimension.max:
            return dimension
    return None


def single_column(sheet: Any, column: int) -> Any:
    """Return the description of one column alone, taking a group apart."""
    dimensions = sheet.column_dimensions
    group = _group(sheet, column)
    if group is None:
        return dimensions[get_column_letter(column)]
    group.reindex()
    if group.min == group.max:
        return group
    first, last = group.min, group.max
    del dimensions[get_column_letter(first)]
    for low, high in ((first, column - 1), (column, column), (column + 1, last)):
        if low <= high:
            part = copy(group)
            part.index, part.min, part.max = get_column_letter(low), low, high
            dimensions[part.index] = part
    return dimensions[get_column_letter(column)]


def width(sheet: Any, column: int) -> float:
    """Return the width of a column in characters, as Excel shows it; 0 when hidden."""
    group = _group(sheet, column)
    if group is not None and group.hidden:
        return 0.0
    if group is None or not group.customWidth:
        default = sheet.sheet_format.defaultColWidth
        return round(default - _PADDING, 2) if default else DEFAULT_WIDTH
    return float(round(max(group.width - _PADDING, 0), 2))


def set_width(sheet: Any, column: int, value: float) -> None:
    """Set the width of a column in characters."""
    single_column(sheet, column).width = value + _PADDING


def has_set_width(sheet: Any, column: int) -> bool:
    """Tell whether a column has a width of its own."""
    group = _group(sheet, column)
    return group is not None and bool(group.customWidth)


def drop_width(sheet: Any, column: int) -> None:
    """Let a column have the standard width again."""
    if _group(sheet, column) is not None:
        del sheet.column_dimensions[single_column(sheet, column).index]


def is_hidden(sheet: Any, column: int) -> bool:
    """Tell whether a column is hidden."""
    group = _group(sheet, column)
    return group is not None and bool(group.hidden)


def height(sheet: Any, row: int) -> float:
    """Return the height of a row in points; 0 when hidden."""
    dimension = sheet.row_dimensions.get(row)
    if dimension is not None and dimension.hidden:
        return 0.0
    set_height = dimension.height if dimension is not None else None
    return float(set_height or sheet.sheet_format.defaultRowHeight or DEFAULT_HEIGHT)


def style_of(sheet: Any, row: int, column: int) -> Any:
    """Return the style a new cell takes from its row or column, None for the default."""
    if row in sheet.row_dimensions and sheet.row_dimensions[row].has_style:
        return sheet.row_dimensions[row]._style
    group = _group(sheet, column)
    return group._style if group is not None and group.has_style else None


def inherited(sheet: Any) -> Callable[[int, int], Any]:
    """Return :func:`style_of` for many new cells of a sheet: its rows and columns are looked at once."""
    rows = {row: dimension._style for row, dimension in sheet.row_dimensions.items() if dimension.has_style}
    columns: dict[int, Any] = {}

    def style(row: int, column: int) -> Any:
        if row in rows:
            return rows[row]
        if column not in columns:
            group = _group(sheet, column)
            columns[column] = group._style if group is not None and group.has_style else None
        return columns[column]

    return style


def stand_in(sheet: Any, row: int, column: int) -> Any:
    """Return a cell to read the format of a place from where no cell is; the sheet does not get it."""
    cell = Cell(sheet, row=row, column=column)
    style = style_of(sheet, row, column)
    if style is not None:
        cell._style = copy(style)
    return cell


def restyle_lines(sheet: Any, box: Box, attribute: str, change: Any) -> None:
    """Format whole columns and rows themselves, so that cells to come inherit it; other blocks are left alone."""
    top, left, bottom, right = box
    if (left, right) == (1, MAX_COLUMN) and (top, bottom) != (1, MAX_ROW):
        for row in range(top, bottom + 1):
            _change(sheet.row_dimensions[row], attribute, change)
    elif (top, bottom) == (1, MAX_ROW) and (left, right) != (1, MAX_COLUMN):
        for column in range(left, right + 1):
            _change(single_column(sheet, column), attribute, change)


def copy_lines(source: Any, target: Any) -> None:
    """Give a sheet the widths, heights and hidden lines of another, as copying all cells does."""
    for kind in ("column_dimensions", "row_dimensions"):
        lines = getattr(target, kind)
        lines.clear()
        for key, dimension in getattr(source, kind).items():
            lines[key] = copy(dimension)
            lines[key].parent = target


def _change(dimension: Any, attribute: str, change: Any) -> None:
    setattr(dimension, attribute, change(getattr(dimension, attribute)))


def fit_column(sheet: Any, column: int, top: int, bottom: int) -> None:
    """Set a column's width to its longest text; Chinese characters count twice, formulas and merged cells not at all."""
    get = sheet._cells.get
    cells = [cell for row in range(top, bottom + 1) if (cell := get((row, column))) is not None]
    merged = {(area.min_row, area.min_col) for area in sheet.merged_cells.ranges}
    widths: list[int] = [
        _shown_width(cell) for cell in cells if cell._value is not None and (cell.row, column) not in merged
    ]
    longest = max(widths, default=0)
    if longest:
        set_width(sheet, column, min(longest + 1.0, 255.0))


def fit_rows(sheet: Any, box: Box) -> None:
    """Set the height of rows whose texts wrap to their lines; the others get the standard height."""
    top, left, bottom, right = box
    get, widths = sheet._cells.get, {column: width(sheet, column) for column in range(left, right + 1)}
    for row in range(top, bottom + 1):
        cells = [cell for column in widths if (cell := get((row, column))) is not None and type(cell._value) is str]
        texts = [(cell._value, widths[cell.column]) for cell in cells if cell.alignment.wrap_text]
        lines = max((lines_of(text, space) for text, space in texts), default=1)
        if lines > 1:
            sheet.row_dimensions[row].height = float(LINE_POINTS * lines + 4)
        elif row in sheet.row_dimensions:
            sheet.row_dimensions[row].height = None


def _shown_width(cell: Any) -> int:
    value = cell.value
    if cell.data_type == "f":
        return 0
    if isinstance(value, dt.datetime | dt.date):
        return len(cell.number_format.replace('"', "").replace("\\", "")) + 2
    text = f"{value:.10g}" if isinstance(value, int | float) and not isinstance(value, bool) else str(value)
    return max((_cells_of(line) for line in text.splitlines()), default=0)


def _cells_of(line: str) -> int:
    if line.isascii():
        return len(line)
    return sum(2 if unicodedata.east_asian_width(character) in "WFA" else 1 for character in line)
