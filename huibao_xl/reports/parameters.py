"""参数: each value of the policy as a defined name that formulas use, with its quotation and where the value comes from.

In a result the sheet shows what was used. In a project workbook it is also where staff change what they may (``editable``): those
cells are filled and not locked, each has a second name 参数_… by which the commands find it, and 来源 says at once that a value is
no longer the policy file's.
"""

from decimal import Decimal

from huibao_xl.files.workbook import HEADER, LINE_POINTS, Book, FrameSheet, lines_of
from huibao_xl.parameters import FILE, UNSURE, WORKBOOK, Kind, Parameter
from huibao_xl.policy import Policy

SHEET = "参数"
PREFIX = "参数_"
_TITLES = (
    ("参数名", 24),
    ("说明", 36),
    ("值", 14),
    ("单位", 8),
    ("状态", 10),
    ("来源", 12),
    ("出处", 20),
    ("原文", 62),
    ("政策文件的值", 14),
)
_VALUE, _FILE_VALUE = 2, 8
_FORMATS: dict[Kind, str] = {"money": "#,##0.00", "percent": "0.00%", "day": "@", "count": "0"}
_CELL = {
    "border": 1,
    "border_color": "#BFBFBF",
    "valign": "vcenter",
    "font_size": 10,
    "num_format": "@",
    "text_wrap": True,
}
_WARNING = {"font_color": "#C00000", "bold": True}
_OPEN = {"bg_color": "#FCE4D6", "locked": False}
"""The cells that staff fill in look as on the other sheets of the project workbook."""
_NOTE = "橙色的“值”可以改写（未核定的参数和预估人数），改后“来源”显示“本工作簿”，各命令按改后的值计算；其余的值出自政策文件，已锁定。"


def write_parameters(book: Book, policy: Policy, editable: bool = False) -> FrameSheet:
    """Write the sheet; ``editable``: with cells to fill in, for a project workbook (whoever calls protects the sheet)."""
    page = book.page(SHEET)
    page.write_row(0, 0, [title for title, _ in _TITLES], book.style(HEADER))
    page.set_row(0, 30)
    for column, (_, width) in enumerate(_TITLES):
        page.set_column(column, column, width)
    page.freeze_panes(1, 1)
    page.repeat_rows(0)
    for row, parameter in enumerate(policy.parameters, 1):
        _row(book, page, row, parameter, editable)
        book.define(parameter.name, SHEET, row, _VALUE)
        if editable:
            book.define(PREFIX + parameter.name, SHEET, row, _VALUE)
    if editable:
        page.write_string(len(policy.parameters) + 2, 0, _NOTE, book.style({"font_size": 10}))
    return page


def _row(book: Book, page: FrameSheet, row: int, parameter: Parameter, editable: bool) -> None:
    texts = {
        0: parameter.name,
        1: parameter.title,
        3: parameter.unit,
        4: parameter.status,
        5: parameter.origin,
        6: parameter.where,
        7: parameter.quote,
    }
    for column, text in texts.items():
        warn = _WARNING if text in (UNSURE, WORKBOOK) else {}
        page.write_string(row, column, text, book.style(_CELL, warn))
    _write_value(book, page, (row, _VALUE), parameter, editable and parameter.editable)
    _write_value(book, page, (row, _FILE_VALUE), parameter, False)
    if editable and (parameter.editable or parameter.follows):
        formula = f'=IF(C{row + 1}=I{row + 1},"{FILE}","{WORKBOOK}")'
        page.write_formula(row, 5, formula, book.style(_CELL, {"num_format": "General"}), parameter.origin)
    lines = max(lines_of(text, _TITLES[column][1]) for column, text in texts.items())
    page.set_row(row, lines * LINE_POINTS + 4)


def _write_value(book: Book, page: FrameSheet, place: tuple[int, int], parameter: Parameter, is_open: bool) -> None:
    look = {"align": "right", "num_format": _FORMATS[parameter.kind]} | (_OPEN if is_open else {})
    style = book.style(_CELL, look)
    value: int | str | Decimal = parameter.value if place[1] == _VALUE else parameter.file_value
    if parameter.follows and place[1] == _VALUE:
        page.write_formula(*place, f"={parameter.follows}", style, value)
    elif isinstance(value, str):
        page.write_string(*place, value, style)
    else:
        page.write_number(*place, value, style)
