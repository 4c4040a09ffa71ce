"""What the workbooks of monitoring and comparison share: the front page, the standards, the equations."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

import pandas as pd

from huibao_xl.files.writing.workbook import HEADER, LINE_POINTS, Book, Column, FrameSheet, Kind, Sheet, lines_of, yuan
from huibao_xl.monitoring.standards import NOT_SET, Standards
from huibao_xl.reports.columns import columns_of

WIDTHS = (24, 14, 14, 16, 40)


@dataclass(frozen=True)
class Table:
    """A small table of a front page; the last column reaches to the right edge. plain: a number as it is, a float with two decimals."""

    heading: str
    titles: Sequence[str]
    kinds: Sequence[Kind | Literal["plain"]]
    rows: Sequence[tuple]


def write_front(book: Book, name: str, title: str, notes: Sequence[str], warning: str, tables: Sequence[Table]) -> None:
    """Write the first sheet: title, what it rests on, the warning in red, tables."""
    page = book.page(name, landscape=False)
    for column, width in enumerate(WIDTHS):
        page.set_column(column, column, width)
    page.hide_gridlines(2)
    last = len(WIDTHS) - 1
    page.merge_range(
        0, 0, 0, last, title, book.style({"bold": True, "font_size": 18, "align": "center", "valign": "vcenter"})
    )
    page.set_row(0, 36)
    row = 1
    plain = {"text_wrap": True, "valign": "vcenter", "font_size": 10}
    grey: dict[str, Any] = {"font_color": "#595959"}
    red: dict[str, Any] = {"font_color": "#C00000", "bold": True}
    for text, look in [*((note, grey) for note in notes), (warning, red)]:
        if text:
            page.merge_range(row, 0, row, last, text, book.style(plain, look))
            page.set_row(row, LINE_POINTS * lines_of(text, sum(WIDTHS)) + 6)
            row += 1
    for table in tables:
        row = _write_table(book, page, row + 1, table)


def _write_table(book: Book, page: FrameSheet, top: int, table: Table) -> int:
    page.write_string(top, 0, table.heading, book.style({"bold": True, "font_size": 13, "font_color": "#1F3864"}))
    page.set_row(top, 24)
    last = len(table.titles) - 1
    for column, title in enumerate(table.titles):
        _cell(page, top + 1, column, title, book.style(HEADER), column == last)
    for row, values in enumerate(table.rows, top + 2):
        for column, (value, kind) in enumerate(zip(values, table.kinds, strict=True)):
            shown = yuan(value) if kind == "money" and not isinstance(value, str) else value
            style = book.body_style(
                "money" if kind == "plain" and isinstance(value, float) else "count" if kind == "plain" else kind
            )
            _cell(page, row, column, shown, style, column == last)
        width = sum(WIDTHS[last:])
        page.set_row(row, LINE_POINTS * max(lines_of(values[-1], width), lines_of(values[0], WIDTHS[0])) + 4)
    return top + 2 + len(table.rows)


def _cell(page: FrameSheet, row: int, column: int, value: object, style: object, wide: bool) -> None:
    if wide and column < len(WIDTHS) - 1:
        page.merge_range(row, column, row, len(WIDTHS) - 1, "", style)
    if isinstance(value, str):
        page.write_string(row, column, value, style)
    else:
        page.write_number(row, column, value, style)


def equations(balance: pd.DataFrame) -> Table:
    """Return the equations that must hold, as a table of a front page."""
    rows = [
        (
            "成立" if row.ok else "不成立",
            *((int(side) / 100 if row.unit == "分" else int(side)) for side in (row.left, row.right)),
            "元" if row.unit == "分" else str(row.unit),
            str(row.name_),
        )
        for row in balance.rename(columns={"name": "name_"}).itertuples()
    ]
    return Table(
        "必须成立的等式", ("是否成立", "左边", "右边", "单位", "等式"), ("text", "plain", "plain", "text", "note"), rows
    )


def inputs(sheets: pd.DataFrame, heading: str) -> Table:
    """Return the sheets that were read, as a table of a front page."""
    rows = [(row.sheet, row.role, int(row.rows), row.sha256[:12], row.path) for row in sheets.itertuples()]
    return Table(
        heading, ("工作表", "名单", "行数", "SHA-256 前 12 位", "文件"), ("note", "text", "count", "text", "note"), rows
    )


def standards_sheet(standards: Standards) -> Sheet:
    """Return 监测标准: every standard of the day, its source, whether it is confirmed, and what it decides."""
    told = list(standards.values())
    rows = pd.DataFrame(
        {
            "标准": [one.name for one in told],
            "数值": [one.shown for one in told],
            "状态": [one.status for one in told],
            "起": [str(one.begins or "") for one in told],
            "止": [str(one.ends or "") for one in told],
            "用在哪里": [one.use for one in told],
            "来源": [one.source or f"{NOT_SET}：由业务科室按文件录入（--thresholds）" for one in told],
            "说明": [one.note for one in told],
            "依据": [f"“{one.quote}”（{one.where}）" for one in told],
            "核对日期": [one.checked_on for one in told],
        },
        dtype="str",
    )
    special = {
        title: Column(title, "note", width)
        for title, width in (("用在哪里", 20), ("来源", 34), ("说明", 24), ("依据", 40))
    }
    return Sheet("监测标准", columns_of(rows, special), rows, frozen=1)
