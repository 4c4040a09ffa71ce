"""比对决定: each pair of records side by side, what speaks for and against, and the cells that a clerk fills in.

It is a sheet of the result workbook and a workbook of its own (比对决定.xlsx) that can be sent out and returned alone.
What is filled in is read back by :mod:`huibao_xl.matching.sheet`, which knows the columns.
"""

from pathlib import Path

import pandas as pd

from huibao_xl.files.reading.grid import column_letters
from huibao_xl.files.results import names
from huibao_xl.files.writing.workbook import MAX_ROWS, Book, Column, FrameSheet, Sheet
from huibao_xl.matching.answers import SAME, WORDS
from huibao_xl.matching.sheet import (
    ADOPTED,
    ANSWER,
    BY,
    INSURED_NUMBER,
    KEY,
    ON,
    OTHER_NUMBER,
    REMARK,
    SHEET,
)
from huibao_xl.reports.places import address

WORKBOOK = names.COMPARISON
TO_CHOOSE, YES = "要选号码", "是"
"""The column that says whether 采用证件号码 has to be filled in, and its word: what colours the cell reads it, not the
sentence of 依据."""
_FILL_IN = (ANSWER, ADOPTED, BY, ON, REMARK)
_TO_FILL, _STRONG, _WEAK = {"bg_color": "#FFF2CC"}, {"bg_color": "#E2EFDA"}, {"font_color": "#7F7F7F"}
_COLUMNS = {
    column.title: column
    for column in [
        Column(KEY, "note", 9),
        Column("强弱", "text", 7),
        Column("承保姓名", "note", 10),
        Column("承保证件号码", "note", 21),
        Column("承保来源", "link", 24, "承保地址"),
        Column("对方名单", "note", 10),
        Column("对方姓名", "note", 10),
        Column("对方证件号码", "note", 21),
        Column("对方来源", "link", 24, "对方地址"),
        Column("依据", "note", 46),
        Column(ANSWER, "note", 11),
        Column(ADOPTED, "note", 13),
        Column(BY, "note", 9),
        Column(ON, "day", 12),
        Column(REMARK, "note", 14),
        Column("状态", "note", 14),
        Column(TO_CHOOSE, "text", 9),
    ]
}
"""Narrow columns that wrap: both records, the evidence and the cells to fill in must be legible on one page."""
_HINTS = {
    ANSWER: (list(WORDS), "是同一人：按同一个人认定\n不是：不再作为候选\n再查：先放着\n还没有决定的留空"),
    ADOPTED: ([INSURED_NUMBER, OTHER_NUMBER], "只有两个号码都有效、而且是同一人时才要选：以哪个号码认定、发放"),
}


def comparison_sheet(compared: pd.DataFrame, base: Path | None, folder: Path) -> Sheet:
    """Return the sheet. ``base``: the folder that the records' files stand in; ``folder``: where the workbook will
    stand."""
    sides = {"承保": "left", "对方": "right"}
    adopted = compared["adopted"].where(compared["adopted"] == "", OTHER_NUMBER)
    rows = pd.DataFrame(
        {
            KEY: compared["key"],
            "强弱": compared["strength"],
            **_record(compared, "承保", "left"),
            "对方名单": compared["list"],
            **_record(compared, "对方", "right"),
            "依据": compared["evidence"],
            ANSWER: compared["answer"],
            ADOPTED: adopted.mask(
                (compared["adopted"] != "") & (compared["adopted"] == compared["left_id"]), INSURED_NUMBER
            ),
            BY: compared["by"],
            ON: pd.to_datetime(compared["on"].where(compared["on"] != ""), format="%Y-%m-%d").astype("datetime64[s]"),
            REMARK: compared["remark"],
            "状态": compared["state"],
            TO_CHOOSE: compared["to_choose"].map({True: YES, False: ""}).astype("str"),
        }
    )
    for title, side in sides.items():
        rows[f"{title}地址"] = _addresses(compared, side, base or Path(), folder)
    return Sheet(SHEET, list(_COLUMNS.values()), rows, frozen=3)


def _record(compared: pd.DataFrame, title: str, side: str) -> dict[str, pd.Series]:
    """The columns of one side; its place without folder and sheet, which the link knows."""
    file = compared[f"{side}_file"].str.replace(r"^.*/", "", regex=True)
    place = file + " 第" + compared[f"{side}_row"].astype("str") + "行"
    return {
        f"{title}姓名": compared[f"{side}_name"],
        f"{title}证件号码": compared[f"{side}_id"],
        f"{title}来源": place.where(file != "", ""),
    }


def _addresses(compared: pd.DataFrame, side: str, base: Path, folder: Path) -> list[str]:
    """The link to each record's row; the file is looked for once per sheet."""
    places = list(zip(compared[f"{side}_file"], compared[f"{side}_sheet"], strict=True))
    links = {(file, sheet): address(base / file, sheet, "@", folder) for file, sheet in dict.fromkeys(places) if file}
    found = [links.get(place, "") for place in places]
    return [
        link[:-1] + f"A{row}" if link.endswith("!@") else link
        for link, row in zip(found, compared[f"{side}_row"], strict=True)
    ]


def add_comparison(book: Book, sheet: Sheet) -> None:
    """Write the sheet with its lists to choose from and its colours."""
    page = book.add(sheet)
    last = min(max(len(sheet.rows), 1), MAX_ROWS - 1)
    titles = [column.title for column in sheet.columns]
    for title, (words, hint) in _HINTS.items():
        column = titles.index(title)
        rule = {"validate": "list", "source": words, "input_title": title, "input_message": hint}
        error = {"error_title": title, "error_message": f"请从列表中选择：{'、'.join(words)}"}
        page.data_validation(1, column, last, column, rule | error)
    _colour(book, page, titles, last)


def _colour(book: Book, page: FrameSheet, titles: list[str], last: int) -> None:
    """Yellow: still to be filled in; green and grey: strong and weak evidence."""

    def rule(title: str, formula: str, look: dict[str, str]) -> None:
        column = titles.index(title)
        page.conditional_format(
            1, column, last, column, {"type": "formula", "criteria": formula, "format": book.style(look)}
        )

    key, answer, choice, strength, to_choose = (
        f"${column_letters(titles.index(title))}2" for title in (KEY, ANSWER, ADOPTED, "强弱", TO_CHOOSE)
    )
    for title in _FILL_IN:
        cell = f"${column_letters(titles.index(title))}2"
        if title == ADOPTED:
            rule(title, f'=AND({key}<>"",{to_choose}="{YES}",OR({answer}="",{answer}="{SAME}"),{choice}="")', _TO_FILL)
        elif title != REMARK:
            rule(title, f'=AND({key}<>"",{cell}="")', _TO_FILL)
    rule("强弱", f'={strength}="强"', _STRONG)
    rule("强弱", f'={strength}="弱"', _WEAK)


def write_comparison(path: Path, title: str, compared: pd.DataFrame, base: Path | None) -> None:
    """Write 比对决定.xlsx, which holds nothing else."""
    with Book(path, title) as book:
        add_comparison(book, comparison_sheet(compared, base, path.parent))
