"""A filled-in 比对决定 to answers: what clerks wrote is taken as it stands or refused with its rows named, never guessed.

Each row carries a 编号 that its numbers and names must still give: rows may be sorted, deleted and copied between
workbooks, but a number that Excel changed, or half a table that was sorted, is noticed (S62). Rows without 决定 are not
answered yet.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date

import pandas as pd

from huibao_xl.files.reading.grid import Grid
from huibao_xl.identifiers import person_name, resident_id
from huibao_xl.matching.answers import (
    KEY_COLUMNS,
    SAME,
    WORDS,
    Answer,
    answer_frame,
    is_choice,
    person_of,
    require_agreeing,
)
from huibao_xl.matching.pairs import short_key
from huibao_xl.matching.rulings import PairKey
from huibao_xl.reasons import Stop
from huibao_xl.rosters import days

SHEET = "比对决定"
INSURED_NUMBER, OTHER_NUMBER = "承保名单的号码", "对方名单的号码"
KEY, ANSWER, ADOPTED, BY, ON, REMARK = "编号", "决定", "采用证件号码", "决定人", "日期", "备注"
RECORDS = ("承保姓名", "承保证件号码", "对方姓名", "对方证件号码")
NEEDED = (KEY, *RECORDS, ANSWER, ADOPTED, BY, ON, REMARK)
_HEADER_ROWS = 20
_MOST_NAMED = 12
"""Rows that a message names; the clerk finds the others by the same column."""


@dataclass(frozen=True)
class Line:
    """One row of the sheet: its number from 1 and its texts by header."""

    row: int
    cells: dict[str, str]

    @property
    def key(self) -> PairKey:
        """What the row's pair rests on, as its cells say."""
        left_name, left, right_name, right = (self.cells[title] for title in RECORDS)
        return self.cells[KEY][:3], left, person_name.key(left_name), right, person_name.key(right_name)

    @property
    def answer(self) -> Answer:
        """The row as an answer, ``adopted`` as its cell says."""
        pair = dict(zip(KEY_COLUMNS, self.key, strict=True))
        words = {"answer": self.cells[ANSWER], "adopted": self.cells[ADOPTED], "by": self.cells[BY]}
        return pair | words | {"on": self.cells[ON], "remark": self.cells[REMARK], "where": f"第 {self.row} 行"}


def sheet_of(grids: list[Grid], file: str) -> Grid:
    """Return the sheet 比对决定 of a workbook, or its only sheet. Raises Stop(S60) if there is none."""
    named = [grid for grid in grids if grid.sheet.strip() == SHEET] or (grids if len(grids) == 1 else [])
    if not named or not named[0].n_rows:
        raise Stop("S60", file=file, why=f"没有工作表“{SHEET}”，或其中没有内容")
    return named[0]


def answers(grid: Grid, file: str, today: date) -> pd.DataFrame:
    """Return the answers of a sheet (frames.ANSWERS). Raises Stop(S60) without the columns, S61 at what is filled in
    wrongly, S62 at rows that were changed, S63 at rows that contradict one another."""
    lines = [line for line in _lines(grid, file) if line.cells[ANSWER]]
    changed = [line for line in lines if short_key(line.key) != line.cells[KEY]]
    if changed:
        raise Stop("S62", file=file, sheet=grid.sheet, rows=_rows(changed), column=KEY)
    for column, is_wrong, why, advice in _CHECKS:
        wrong = [line for line in lines if is_wrong(line, today)]
        if wrong:
            raise Stop(
                "S61",
                file=file,
                sheet=grid.sheet,
                rows=_rows(wrong),
                column=column,
                why=why,
                advice=advice,
            )
    rows = [line.answer | {"adopted": _adopted(line), "on": _day(line).isoformat()} for line in lines]
    found = answer_frame(rows)
    require_agreeing(found, file)
    return found


def unanswered(grid: Grid, file: str) -> dict[str, dict[str, str]]:
    """Return what stands in the fill-in cells of rows without 决定, by 编号: a remark, who and when. Raises Stop(S60)
    without the columns."""
    filled = {}
    for line in _lines(grid, file):
        if not line.cells[ANSWER]:
            filled[line.cells[KEY]] = {title: line.cells[title] for title in (BY, ON, REMARK) if line.cells[title]}
    return {key: cells for key, cells in filled.items() if cells}


def _lines(grid: Grid, file: str) -> Iterator[Line]:
    header, titles = _header(grid, file)
    columns = {title: titles.index(title) for title in NEEDED}
    for index in range(header + 1, grid.n_rows):
        row = grid.row(index)
        cells = {title: row[column].strip() for title, column in columns.items()}
        if any(cells.values()):
            yield Line(grid.first_row + index + 1, cells)


def _header(grid: Grid, file: str) -> tuple[int, list[str]]:
    missing = list(NEEDED)
    for index in range(min(grid.n_rows, _HEADER_ROWS)):
        titles = [text.strip() for text in grid.row(index)]
        left = [title for title in NEEDED if title not in titles]
        if not left:
            return index, titles
        missing = min(missing, left, key=len)
    raise Stop("S60", file=file, why=f"的工作表“{grid.sheet}”缺少列“{'、'.join(missing)}”")


def _rows(lines: list[Line]) -> str:
    """Say which rows: 第 3、8 行."""
    rows = "、".join(str(line.row) for line in lines[:_MOST_NAMED])
    return f"第 {rows} 等 {len(lines)} 行" if len(lines) > _MOST_NAMED else f"第 {rows} 行"


def _wrong_word(line: Line, today: date) -> bool:
    return line.cells[ANSWER] not in WORDS


def _nobody(line: Line, today: date) -> bool:
    return not line.cells[BY]


def _no_day(line: Line, today: date) -> bool:
    try:
        day = days.parse(line.cells[ON])
    except days.Unreadable:
        return True
    return day is None or day > today


def _wrong_choice(line: Line, today: date) -> bool:
    """What is named is neither number of the row, or the one that is no valid id."""
    chosen = _chosen(line)
    if not line.cells[ADOPTED] or line.answer["answer"] != SAME:
        return False
    return chosen is None or (person_of(chosen) < 0)


_CHECKS: list[tuple[str, Callable[[Line, date], bool], str, str]] = [
    (ANSWER, _wrong_word, "不是规定的用语", f"请填“{'”“'.join(WORDS)}”之一，还没有决定的留空"),
    (BY, _nobody, "没有填写", "请写明是谁决定的"),
    (ON, _no_day, "没有填写，不是日期，或晚于今天", "请写决定的日期，如 2024-07-01"),
    (
        ADOPTED,
        _wrong_choice,
        "不是该行两个号码之一，或是无效的那个号码",
        f"请填“{INSURED_NUMBER}”或“{OTHER_NUMBER}”；只有一个号码有效时可以留空",
    ),
]
"""(column, what is wrong, how it is said, what to do), in the order in which a clerk reads a row."""


def _chosen(line: Line) -> str | None:
    """The number that 采用证件号码 names."""
    _, left, _, right, _ = line.key
    text = line.cells[ADOPTED]
    return {INSURED_NUMBER: left, OTHER_NUMBER: right}.get(text) or next(
        (number for number in (left, right) if number == resident_id.compact(text)), None
    )


def _adopted(line: Line) -> str:
    """The number that counts: as chosen, empty where there is nothing to choose."""
    chooses = line.answer["answer"] == SAME and is_choice(line.answer)
    return (_chosen(line) or "") if chooses else ""


def _day(line: Line) -> date:
    day = days.parse(line.cells[ON])
    assert day is not None
    return day
