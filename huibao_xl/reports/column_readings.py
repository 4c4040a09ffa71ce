"""列对应: each sheet and column, what it is read as, how sure and why, and the cells in which a clerk answers.

It is a sheet of the result workbook and a workbook of its own (列对应.xlsx) that can be sent out and returned alone. What is filled
in is read back by :mod:`huibao_xl.rosters.column_answers`, which knows the columns.
"""

from pathlib import Path

import pandas as pd

from huibao_xl.files.reading.grid import column_letters
from huibao_xl.files.writing.workbook import MAX_ROWS, Book, Column, FrameSheet, Sheet
from huibao_xl.rosters.column_answers import (
    BY,
    CONFIRMED,
    FILE,
    HEADER,
    LETTERS,
    LIST,
    MEANING,
    ON,
    SAMPLE,
    SHEET,
    SURENESS,
    TAB,
    WHY,
    meanings,
)
from huibao_xl.rosters.fields import RoleBook
from huibao_xl.rosters.header_terms import content
from huibao_xl.rosters.layout import NOT_USED
from huibao_xl.rosters.listed_values import EXAMPLE, OF_CHANNELS

OPEN, YES = "待确认", "是"
"""The column that says which rows are asked about, and its word."""
LEGEND = ("“确认为”可以填的词（每一行都一样，不是对某一行的建议）", "列", "整张工作表")
"""What stands below the table: its heading, and before the words that may stand in 确认为 of a column, and of a sheet."""
_LEGEND_HEIGHTS = (18, 64, 34)
_TO_FILL = {"bg_color": "#FFF2CC"}
_COLUMNS = {
    OPEN: ("text", 8),
    FILE: ("note", 26),
    TAB: ("note", 12),
    LIST: ("note", 12),
    LETTERS: ("text", 5),
    HEADER: ("note", 18),
    SAMPLE: ("note", 26),
    MEANING: ("note", 14),
    SURENESS: ("text", 7),
    WHY: ("note", 40),
    CONFIRMED: ("note", 13),
    BY: ("note", 9),
    ON: ("day", 12),
}
_FROM = {
    FILE: "file",
    TAB: "sheet",
    LIST: "role",
    LETTERS: "letters",
    HEADER: "header",
    SAMPLE: "sample",
    MEANING: "meaning",
    SURENESS: "sureness",
    WHY: "why",
    CONFIRMED: "confirmed",
    BY: "by",
}


def readings_sheet(readings: pd.DataFrame) -> Sheet:
    """Return the sheet of frames.READINGS."""
    rows = pd.DataFrame({title: readings[column] for title, column in _FROM.items()})
    rows[OPEN] = readings["asked"].map({True: YES, False: ""}).astype("str")
    on = pd.to_datetime(readings["on"].where(readings["on"] != ""), format="%Y-%m-%d")
    rows[ON] = on.astype("datetime64[s]")
    columns = [Column(title, kind, width) for title, (kind, width) in _COLUMNS.items()]  # type: ignore[arg-type]
    return Sheet(SHEET, columns, rows[list(_COLUMNS)], frozen=6)


def add_readings(book: Book, sheet: Sheet, roles: RoleBook) -> None:
    """Write the sheet, whose lists are of ``roles``; what is to be filled in is yellow, and says what may be written; below the table stands all that may."""
    page = book.add(sheet)
    last = min(max(len(sheet.rows), 1), MAX_ROWS - 1)
    titles = [column.title for column in sheet.columns]
    asked = f"${column_letters(titles.index(OPEN))}2"
    for title in (CONFIRMED, BY, ON):
        column = titles.index(title)
        formula = f'=AND({asked}="{YES}",${column_letters(column)}2="")'
        style = {"type": "formula", "criteria": formula, "format": book.style(_TO_FILL)}
        page.conditional_format(1, column, last, column, style)
    column = titles.index(CONFIRMED)
    hint = f"填字段名（可填的都列在表的最下面），不用的填“{NOT_USED}”；写的是代码的，如“{EXAMPLE}”“{OF_CHANNELS}”；整张工作表的填名单名。"
    rule = {"validate": "any", "input_title": CONFIRMED, "input_message": hint}
    page.data_validation(1, column, last, column, rule)
    if len(sheet.rows) < MAX_ROWS - 2 - len(LEGEND):
        _add_legend(book, page, max(len(sheet.rows), 1) + 2, len(titles) - 1, roles)


def words_to_fill(roles: RoleBook) -> tuple[list[str], list[str]]:
    """Return what may stand in 确认为: of a column, those that decide about money first, and of a whole sheet."""
    columns, sheets = meanings(roles)
    first = [word for word in ("状态", *content()["asked"]["fields"]) if word in columns]
    rest = sorted(columns - {*first, NOT_USED})
    return list(dict.fromkeys([NOT_USED, EXAMPLE, OF_CHANNELS, *first, *rest])), [
        NOT_USED,
        *sorted(sheets - {NOT_USED}),
    ]


def _add_legend(book: Book, page: FrameSheet, top: int, last: int, roles: RoleBook) -> None:
    """Write what may be filled in, a line of its own each, across the columns up to ``last``: beside the rows it read like a suggestion for each."""
    heading, *kinds = LEGEND
    words = ["、".join(each) for each in words_to_fill(roles)]
    lines = [heading, *(f"{kind}：{text}" for kind, text in zip(kinds, words, strict=True))]
    for row, (text, height) in enumerate(zip(lines, _LEGEND_HEIGHTS, strict=True), top):
        style = {"text_wrap": True, "valign": "top", "bold": row == top}
        page.merge_range(row, 0, row, last, text, book.style(style))
        page.set_row(row, height)


def write_readings(path: Path, title: str, readings: pd.DataFrame, roles: RoleBook) -> None:
    """Write 列对应.xlsx, which holds nothing else."""
    with Book(path, title) as book:
        add_readings(book, readings_sheet(readings), roles)
