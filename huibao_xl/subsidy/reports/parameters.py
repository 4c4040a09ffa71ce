"""参数: each value of the policy as a defined name that formulas use, with its quotation and where the value comes from.

In a result the sheet shows what was used. In a project workbook it is also where staff change what they may (``editable``): those
cells are filled and not locked, each has a second name 参数_… by which the commands find it, and 来源 says at once that a value is
no longer the policy file's.
"""

from decimal import Decimal
from typing import Any

from huibao_xl.files.writing.workbook import HEADER, LINE_POINTS, Book, FrameSheet, lines_of
from huibao_xl.policy import Policy
from huibao_xl.policy.parameters import FILE, HINTS, UNSURE, WORKBOOK, Kind, Parameter

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
_FORMATS: dict[Kind, str] = {"money": "#,##0.00", "percent": "0.00%", "day": "@", "count": "0", "text": "@"}
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
_WARN_WHEN_OURS = {"type": "cell", "criteria": "==", "value": f'"{WORKBOOK}"'}
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
        page.conditional_format(row, 5, row, 5, _WARN_WHEN_OURS | {"format": book.workbook.add_format(_WARNING)})
    if editable and parameter.editable:
        page.data_validation(row, _VALUE, row, _VALUE, _rule(parameter))
    lines = max(lines_of(text, _TITLES[column][1]) for column, text in texts.items())
    page.set_row(row, lines * LINE_POINTS + 4)


def _rule(parameter: Parameter) -> dict[str, Any]:
    """What may be typed into the cell; the commands check everything again, and more exactly."""
    rule: dict[str, Any] = {"error_title": parameter.name[:32], "error_message": f"{HINTS[parameter.kind]}。"}
    if parameter.kind in ("day", "text"):  # a day is a text too: the program reads it in whatever form
        shortest, longest = (4, 12) if parameter.kind == "day" else (0, 100)
        return rule | {"validate": "length", "criteria": "between", "minimum": shortest, "maximum": longest}
    most = {"percent": 1, "money": 10**6, "count": parameter.most}[parameter.kind]
    if parameter.kind == "count":
        rule["error_message"] = f"应为 0 到 {most:,} 的整数。"
    kind = "integer" if parameter.kind == "count" else "decimal"
    return rule | {"validate": kind, "criteria": "between", "minimum": 0, "maximum": most}


def _write_value(book: Book, page: FrameSheet, place: tuple[int, int], parameter: Parameter, is_open: bool) -> None:
    look = {"align": "left" if parameter.kind == "text" else "right", "num_format": _FORMATS[parameter.kind]} | (
        _OPEN if is_open else {}
    )
    style = book.style(_CELL, look)
    value: int | str | Decimal = parameter.value if place[1] == _VALUE else parameter.file_value
    if parameter.follows and place[1] == _VALUE:
        page.write_formula(*place, f"={parameter.follows}", style, value)
    elif isinstance(value, str):
        page.write_string(*place, value, style)
    else:
        page.write_number(*place, value, style)
