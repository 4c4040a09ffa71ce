"""A sheet on which clerks answer questions, filled in: taken as it stands or refused with its rows named, never guessed.

What 比对决定 and 列对应 share: the sheet in the workbook that was sent back, its rows by header, who answered and when.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

import pandas as pd

from huibao_xl.files.reading.grid import Grid
from huibao_xl.reasons import Stop
from huibao_xl.rosters import days

_HEADER_ROWS = 20
_MOST_NAMED = 12
"""Rows that a message names; the clerk finds the others by the same column."""


@dataclass(frozen=True)
class FilledRow:
    """One row of the sheet: ``number``, from 1, and its texts by header."""

    number: int
    cells: dict[str, str]

    @property
    def where(self) -> str:
        """The row as staff count it."""
        return f"第 {self.number} 行"


Check = tuple[str, Callable[[FilledRow, date], bool], str, str]
"""(column, what is wrong with a row on a day, how it is called, what to do)."""


def sheet_of(grids: Sequence[Grid], name: str, file: str) -> Grid:
    """Return the sheet of this name of a workbook, or its only sheet. Raises Stop(S60) if there is none."""
    named = [grid for grid in grids if grid.sheet.strip() == name] or (list(grids) if len(grids) == 1 else [])
    if not named or not named[0].n_rows:
        raise Stop("S60", file=file, title=name, why=f"没有工作表“{name}”，或其中没有内容")
    return named[0]


def filled_rows(grid: Grid, file: str, needed: Sequence[str], title: str) -> Iterator[FilledRow]:
    """Yield the rows below the header that have content in ``needed``, the columns that must be there. ``title``: what the
    sheet is called. Raises Stop(S60) if one is missing."""
    header, titles = _header(grid, file, needed, title)
    columns = {name: titles.index(name) for name in needed}
    for index in range(header + 1, grid.n_rows):
        row = grid.row(index)
        cells = {name: row[column].strip() for name, column in columns.items()}
        if any(cells.values()):
            yield FilledRow(grid.first_row + index + 1, cells)


def _header(grid: Grid, file: str, needed: Sequence[str], title: str) -> tuple[int, list[str]]:
    missing = list(needed)
    for index in range(min(grid.n_rows, _HEADER_ROWS)):
        titles = [text.strip() for text in grid.row(index)]
        left = [name for name in needed if name not in titles]
        if not left:
            return index, titles
        missing = min(missing, left, key=len)
    raise Stop("S60", file=file, title=title, why=f"的工作表“{grid.sheet}”缺少列“{'、'.join(missing)}”")


def rows_named(found: Sequence[FilledRow]) -> str:
    """Return which rows, as staff count them.

    >>> rows_named([FilledRow(3, {}), FilledRow(8, {})])
    '第 3、8 行'
    """
    rows = "、".join(str(row.number) for row in found[:_MOST_NAMED])
    return f"第 {rows} 等 {len(found)} 行" if len(found) > _MOST_NAMED else f"第 {rows} 行"


def require_filled(
    found: Sequence[FilledRow], checks: Sequence[Check], grid: Grid, file: str, today: date, title: str
) -> None:
    """Raise Stop(S61) at the first check that rows fail, naming them."""
    for column, is_wrong, why, advice in checks:
        wrong = [row for row in found if is_wrong(row, today)]
        if wrong:
            raise Stop(
                "S61",
                file=file,
                title=title,
                sheet=grid.sheet,
                rows=rows_named(wrong),
                column=column,
                why=why,
                advice=advice,
            )


def by_checks(by: str, on: str) -> list[Check]:
    """Return the checks that every answer passes: who (column ``by``) and when (column ``on``)."""
    return [
        (by, lambda row, today: not row.cells[by], "没有填写", "请写明是谁决定的"),
        (
            on,
            lambda row, today: _is_no_day(row.cells[on], today),
            "没有填写，不是日期，或晚于今天",
            "请写决定的日期，如 2024-07-01",
        ),
    ]


def day_of(text: str) -> date:
    """Return a day that :func:`by_checks` has passed."""
    day = days.parse(text)
    assert day is not None
    return day


def _is_no_day(text: str, today: date) -> bool:
    try:
        day = days.parse(text)
    except days.Unreadable:
        return True
    return day is None or day > today


def latest(answers: pd.DataFrame, keys: Sequence[str]) -> pd.DataFrame:
    """Return the answer to each question that counts: of the latest day (column ``on``), on one day the one that was added last.
    ``keys``: the columns that a question is known by."""
    by_day = answers.sort_values("on", kind="stable")
    return by_day.drop_duplicates(list(keys), keep="last").sort_index().reset_index(drop=True)


def not_among(recorded: pd.DataFrame, new: pd.DataFrame, content: Sequence[str]) -> pd.DataFrame:
    """Return those of ``new`` that ``recorded`` does not hold, so that the same sheet can be added twice. ``content``:
    the columns that make an answer."""
    before = set(recorded[list(content)].itertuples(index=False, name=None))
    return new[[row not in before for row in new[list(content)].itertuples(index=False, name=None)]].reset_index(
        drop=True
    )
