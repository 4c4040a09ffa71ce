"""比对决定 and 列对应: what waits for a clerk's answer and what was answered, on sheets of the workbook that every later
command reads."""

import pandas as pd
from pandas.api.typing import NaTType

from huibao_xl.excel import sheets
from huibao_xl.excel.changes import Changes, Page
from huibao_xl.excel.desk import Answer, Desk
from huibao_xl.files.writing.workbook import Sheet
from huibao_xl.matching.record import read_answers
from huibao_xl.matching.report import add_comparison, comparison_sheet
from huibao_xl.matching.sheet import ANSWER, BY, KEY, ON, REMARK, SHEET, unanswered
from huibao_xl.matching.table import TAKEN
from huibao_xl.reports.column_readings import add_readings, readings_sheet
from huibao_xl.rosters import column_answers, days
from huibao_xl.rosters.fields import role_book_of


def compare(desk: Desk) -> Answer:
    """比对决定: what was filled in takes effect and stays; what still waits stands above it.

    With a record file (``--from``) what was remembered in earlier years is taken over onto the sheet.
    """
    grid, name = desk.comparison(), desk.folder_or_here().name
    remarks = unanswered(grid, name) if grid is not None and grid.n_rows else {}
    result = desk.result(read_answers(desk.source) if desk.source else None)
    compared = result.compared
    sheet = _with_remarks(_inner(desk, compared), remarks)
    page = Page((SHEET,), lambda book: add_comparison(book, sheet))
    waiting = int((compared["answer"] == "").sum())
    taken = int((compared["state"] == TAKEN).sum())
    others = len(compared) - waiting - taken
    message = (
        f"疑似同一人 {waiting:,} 对等待决定，已采用 {taken:,} 个决定"
        + (f"，另有 {others:,} 个没有采用（见“状态”）" if others else "")
        + "。\n"
        + ("需要人填写：黄色的“决定”“决定人”“日期”，依据在旁边；只填有把握的，其余留空。\n" if waiting else "")
        + f"在工作表“{SHEET}”，填好后按“认定资格”即按决定认定。"
    )
    return Answer(message, Changes((page,), shown=SHEET))


def columns(desk: Desk) -> Answer:
    """列对应: what was filled in takes effect and stays, also about sheets that are gone or have another name; what still is asked stands first.

    With a record file (``--from``) what was remembered in earlier years is taken over onto the sheet.
    """
    rules = desk.rules()
    if desk.source:
        desk.remembered_columns = column_answers.read_answers(desk.source, role_book_of(rules))
    file, lists = desk.read(rules, complete=False)
    name, here = column_answers.SHEET, file.path.name
    shown = {(here, grid.sheet): column_answers.shown_place(grid, here) for grid in file.grids}
    readings = column_answers.with_entries(lists.readings, desk.sheet_grid(name), here, shown)
    sheet = readings_sheet(readings)
    page = Page((name,), lambda book: add_readings(book, sheet, role_book_of(rules)))
    asked = int(readings["asked"].sum())
    message = (
        f"共 {len(readings):,} 行，待确认 {asked:,} 行，已确认 {int((readings['confirmed'] != '').sum()):,} 行。\n"
        + ("需要人填写：黄色的“确认为”“确认人”“日期”；确认之前，取决于它的人待核。\n" if asked else "")
        + f"在工作表“{name}”，填好后按“认定资格”。"
    )
    return Answer(message, Changes((page,), shown=name))


def _inner(desk: Desk, compared: pd.DataFrame) -> Sheet:
    """The sheet as the reports make it; its links stay within the workbook."""
    sheet = comparison_sheet(compared, desk.folder_or_here(), desk.folder_or_here())
    present = {entry.name for entry in desk.snapshot.sheets}
    links: dict[str, list[str]] = {}
    for title, side in (("承保地址", "left"), ("对方地址", "right")):
        links[title] = [
            sheets.inner_link(name, f"A{row}") if name in present else ""
            for name, row in zip(compared[f"{side}_sheet"], compared[f"{side}_row"], strict=True)
        ]
        place = compared[f"{side}_sheet"] + " 第" + compared[f"{side}_row"].astype("str") + "行"
        links[title.replace("地址", "来源")] = place.where(compared[f"{side}_sheet"] != "", "").tolist()
    return Sheet(sheet.name, sheet.columns, sheet.rows.assign(**links), sheet.frozen)


def _with_remarks(sheet: Sheet, remarks: dict[str, dict[str, str]]) -> Sheet:
    """What a clerk wrote beside a pair without deciding it yet stays where it was."""
    rows = sheet.rows.copy()
    for at, key in enumerate(rows[KEY]):
        for title, text in remarks.get(key, {}).items() if not rows.at[at, ANSWER] else ():
            if title == ON:
                rows.at[at, title] = _day(text)
            elif title in (BY, REMARK):
                rows.at[at, title] = text
    return Sheet(sheet.name, sheet.columns, rows, sheet.frozen)


def _day(text: str) -> pd.Timestamp | NaTType:
    """The day that a clerk wrote; none where it cannot be read, so that the cell is filled in again."""
    try:
        day = days.parse(text)
    except days.Unreadable:
        return pd.NaT
    return pd.NaT if day is None else pd.Timestamp(day)
