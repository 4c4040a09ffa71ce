"""A filled-in 比对决定 to answers: what clerks wrote is taken as it stands or refused with its rows named, never guessed.

Each row carries a 编号 that its numbers and names must still give: rows may be sorted, deleted and copied between
workbooks, but a number that Excel changed, or half a table that was sorted, is noticed (S62). Rows without 决定 are not
answered yet.
"""

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
from huibao_xl.rosters.filled_sheet import Check, FilledRow, by_checks, day_of, filled_rows, require_filled, rows_named

SHEET = "比对决定"
INSURED_NUMBER, OTHER_NUMBER = "承保名单的号码", "对方名单的号码"
KEY, ANSWER, ADOPTED, BY, ON, REMARK = "编号", "决定", "采用证件号码", "决定人", "日期", "备注"
RECORDS = ("承保姓名", "承保证件号码", "对方姓名", "对方证件号码")
NEEDED = (KEY, *RECORDS, ANSWER, ADOPTED, BY, ON, REMARK)


def _key(row: FilledRow) -> PairKey:
    """What the row's pair rests on, as its cells say."""
    left_name, left, right_name, right = (row.cells[title] for title in RECORDS)
    return row.cells[KEY][:3], left, person_name.key(left_name), right, person_name.key(right_name)


def _answer(row: FilledRow) -> Answer:
    """The row as an answer, ``adopted`` as its cell says."""
    pair = dict(zip(KEY_COLUMNS, _key(row), strict=True))
    words = {"answer": row.cells[ANSWER], "adopted": row.cells[ADOPTED], "by": row.cells[BY]}
    return pair | words | {"on": row.cells[ON], "remark": row.cells[REMARK], "where": row.where}


def answers(grid: Grid, file: str, today: date) -> pd.DataFrame:
    """Return the answers of a sheet (frames.ANSWERS). Raises Stop(S60) without the columns, S61 at what is filled in
    wrongly, S62 at rows that were changed, S63 at rows that contradict one another."""
    found = [row for row in filled_rows(grid, file, NEEDED, SHEET) if row.cells[ANSWER]]
    changed = [row for row in found if short_key(_key(row)) != row.cells[KEY]]
    if changed:
        raise Stop("S62", file=file, sheet=grid.sheet, rows=rows_named(changed), column=KEY)
    require_filled(found, _CHECKS, grid, file, today, SHEET)
    rows = [_answer(row) | {"adopted": _adopted(row), "on": day_of(row.cells[ON]).isoformat()} for row in found]
    answered = answer_frame(rows)
    require_agreeing(answered, file)
    return answered


def unanswered(grid: Grid, file: str) -> dict[str, dict[str, str]]:
    """Return what stands in the fill-in cells of rows without 决定, by 编号: a remark, who and when. Raises Stop(S60)
    without the columns."""
    filled = {}
    for row in filled_rows(grid, file, NEEDED, SHEET):
        if not row.cells[ANSWER]:
            filled[row.cells[KEY]] = {title: row.cells[title] for title in (BY, ON, REMARK) if row.cells[title]}
    return {key: cells for key, cells in filled.items() if cells}


def _wrong_word(row: FilledRow, today: date) -> bool:
    return row.cells[ANSWER] not in WORDS


def _wrong_choice(row: FilledRow, today: date) -> bool:
    """What is named is neither number of the row, or the one that is no valid id."""
    chosen = _chosen(row)
    if not row.cells[ADOPTED] or row.cells[ANSWER] != SAME:
        return False
    return chosen is None or (person_of(chosen) < 0)


_CHECKS: list[Check] = [
    (ANSWER, _wrong_word, "不是规定的用语", f"请填“{'”“'.join(WORDS)}”之一，还没有决定的留空"),
    *by_checks(BY, ON),
    (
        ADOPTED,
        _wrong_choice,
        "不是该行两个号码之一，或是无效的那个号码",
        f"请填“{INSURED_NUMBER}”或“{OTHER_NUMBER}”；只有一个号码有效时可以留空",
    ),
]
"""(column, what is wrong, how it is said, what to do), in the order in which a clerk reads a row."""


def _chosen(row: FilledRow) -> str | None:
    """The number that 采用证件号码 names."""
    _, left, _, right, _ = _key(row)
    text = row.cells[ADOPTED]
    return {INSURED_NUMBER: left, OTHER_NUMBER: right}.get(text) or next(
        (number for number in (left, right) if number == resident_id.compact(text)), None
    )


def _adopted(row: FilledRow) -> str:
    """The number that counts: as chosen, empty where there is nothing to choose."""
    chooses = row.cells[ANSWER] == SAME and is_choice(_answer(row))
    return (_chosen(row) or "") if chooses else ""
