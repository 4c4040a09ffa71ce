"""个人清: one printable page per person: identities, every settlement with what was due and paid, the year's caps, what is wrong and why.

Pages of up to :data:`PER_SHEET` people stand one under another on a sheet, each beginning a new printed page (Excel takes 1,023 breaks a
sheet), and 目录 links to each. So a thousand people are one file that prints as a thousand pages.
"""

from collections.abc import Sequence
from pathlib import Path

import pandas as pd

from huibao_xl.files.writing.workbook import (
    HEADER,
    LINE_POINTS,
    NUMBER_FORMATS,
    Book,
    Column,
    FrameSheet,
    Sheet,
    lines_of,
    yuan,
)

PER_SHEET = 500
_TITLES = [
    "结算日期",
    "医疗类别",
    "结算号",
    "总费用",
    "政策范围内",
    "保险支付",
    "自负（基数）",
    "适用身份与比例",
    "限额余",
    "应救助",
    "已救助",
    "差额",
    "结论",
]
_WIDTHS = (12, 11, 16, 14, 14, 14, 14, 30, 14, 13, 13, 13, 14)
UNCAPPED, NO_CAP = -1, -2
"""In place of what is left of a cap: 不限, and — where there is no benefit."""
_LAST = len(_TITLES) - 1
_ROOM, _SHARE, _DIFFERENCE = _TITLES.index("限额余"), _TITLES.index("适用身份与比例"), _TITLES.index("差额")
_SUMMED = {_TITLES.index(title) for title in ("应救助", "已救助", "差额")}
_MONEY = {_TITLES.index(title) for title in ("总费用", "政策范围内", "保险支付", "自负（基数）", "限额余")} | _SUMMED
_CELL = {"border": 1, "border_color": "#BFBFBF", "valign": "vcenter", "font_size": 10}
_RED = {"font_color": "#C00000"}


def write_people(
    path: Path,
    title: str,
    banner: str,
    people: Sequence[tuple[str, str]],
    identities: dict[str, str],
    rows: pd.DataFrame,
) -> None:
    """Write the file. ``title``: also printed on every page; ``people``: (name, id) in order; ``identities``: {id:
    periods as text}; ``rows``: id and what _TITLES show, amounts in fen, and ``说明`` (the trace), in order of
    settlement."""
    rows_of = {str(number): group for number, group in rows.groupby("id", sort=False)}
    with Book(path, f"{title}　{banner.partition('（')[0]}", in_memory=False) as book:
        places = _places(people, rows_of, bool(banner))
        directory = pd.DataFrame(
            {
                "姓名": [name for name, _ in people],
                "证件号码": [number for _, number in people],
                "笔数": [len(rows_of[number]) for _, number in people],
                "差额": [int(rows_of[number]["差额"].sum()) for _, number in people],
                "页": [f"{sheet} 第 {row + 1} 行" for sheet, row in places],
                "地址": [f"internal:'{sheet}'!A{row + 1}" for sheet, row in places],
            }
        )
        columns = [Column("姓名"), Column("证件号码"), Column("笔数", "count"), Column("差额", "money")]
        book.add(Sheet("目录", [*columns, Column("页", "link", address="地址")], directory, frozen=1, landscape=False))
        for start in range(0, len(people), PER_SHEET):
            page = _page(book, places[start][0])
            breaks = []
            for (name, number), (_, row) in zip(people[start : start + PER_SHEET], places[start:], strict=False):
                breaks.append(row)
                _write_person(
                    book, page, row, title, banner, (name, number), identities.get(number, ""), rows_of[number]
                )
            page.set_h_pagebreaks(breaks[1:])


def _places(people: Sequence[tuple[str, str]], rows_of: dict[str, pd.DataFrame], banner: bool) -> list[tuple[str, int]]:
    """The sheet and the first row of each person."""
    places, row = [], 0
    for at, (_, number) in enumerate(people):
        row = 0 if at % PER_SHEET == 0 else row
        places.append((f"个人清{at // PER_SHEET + 1}", row))
        row += 10 + banner + len(rows_of[number]) + int((rows_of[number]["差额"] != 0).sum())
    return places


def _page(book: Book, name: str) -> FrameSheet:
    page = book.page(name)
    for index, width in enumerate(_WIDTHS):
        page.set_column(index, index, width)
    return page


def _write_person(
    book: Book,
    page: FrameSheet,
    row: int,
    title: str,
    banner: str,
    person: tuple[str, str],
    identities: str,
    rows: pd.DataFrame,
) -> None:
    page.merge_range(
        row, 0, row, _LAST, f"{title} 个人清", book.style({"bold": True, "font_size": 15, "align": "center"})
    )
    page.set_row(row, 28)
    if banner:
        row += 1
        page.merge_range(row, 0, row, _LAST, banner, book.style({"bold": True, "align": "center"}, _RED))
    for text in (f"姓名：{person[0]}　　证件号码：{person[1]}", f"身份期间：{identities or '身份名单中没有'}"):
        row += 1
        page.merge_range(row, 0, row, _LAST, text, book.style({"text_wrap": True, "valign": "vcenter"}))
        page.set_row(row, lines_of(text, sum(_WIDTHS)) * LINE_POINTS + 6)
    row = _table(book, page, row + 1, rows)
    wrong = rows[rows["差额"] != 0]
    page.write_string(row, 0, "有差额的结算：" if len(wrong) else "各笔均一致。", book.style({"bold": True}))
    for text in wrong["说明"]:
        row += 1
        page.merge_range(
            row, 0, row, _LAST, text, book.style({"text_wrap": True, "valign": "vcenter", "font_size": 10})
        )
        page.set_row(row, lines_of(text, sum(_WIDTHS)) * LINE_POINTS + 4)
    signs = "经办人：　　　　　　　　　　复核人：　　　　　　　　　　日期：　　　　年　　月　　日"
    page.merge_range(row + 2, 0, row + 2, _LAST, signs, book.style({"valign": "vcenter"}))


def _table(book: Book, page: FrameSheet, row: int, rows: pd.DataFrame) -> int:
    """The settlements and their sums; returns the row after."""
    page.write_row(row, 0, _TITLES, book.style(HEADER))
    page.set_row(row, 30)
    text, money = (
        book.style(_CELL, {"text_wrap": True}),
        book.style(_CELL, {"num_format": NUMBER_FORMATS["money"], "align": "right", "indent": 1}),
    )
    red = book.style(_CELL, _RED, {"bold": True, "text_wrap": True})
    for line in rows[_TITLES].itertuples(index=False, name=None):
        row += 1
        for column, value in enumerate(line):
            if column not in _MONEY:
                page.write_string(row, column, value, red if column == _LAST and line[_DIFFERENCE] else text)
            elif column == _ROOM and value < 0:
                page.write_string(
                    row, column, "不限" if value == UNCAPPED else "—", book.style(_CELL, {"align": "right"})
                )
            else:
                page.write_number(row, column, yuan(value), money)
        if lines_of(line[_SHARE], _WIDTHS[_SHARE]) > 1:
            page.set_row(row, 2 * LINE_POINTS + 4)
    row += 1
    total = {"bold": True, "bg_color": "#F2F2F2"}
    page.write_string(row, 0, "合计", book.style(_CELL, total))
    counted = rows[rows["计入"]]
    for column in range(1, len(_TITLES)):
        if column == _SHARE and len(counted) < len(rows):
            page.write_string(row, column, "不计已更正、重复、无法清算的", book.style(_CELL, total))
        elif column in _SUMMED:
            style = book.style(_CELL, total, {"num_format": NUMBER_FORMATS["money"], "align": "right", "indent": 1})
            page.write_number(row, column, yuan(int(counted[_TITLES[column]].sum())), style)
        else:
            page.write_blank(row, column, None, book.style(_CELL, total))
    return row + 1
