"""填报: what a person writes into the evaluation: figures that no ledger tells, with their source, and why a target was missed.

The sheet 填报 of a workbook that was written before is read back as it stands, or refused with its rows named. What the ledger or a survey tells nobody writes.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pyarrow as pa

from huibao_xl.files.reading import read_file
from huibao_xl.files.reading.grid import Grid, is_unreadable
from huibao_xl.rosters import filled_sheet
from huibao_xl.rosters.filled_sheet import Check, FilledRow
from huibao_xl.year.evaluation import Figure, Item

SHEET = "填报"
NAME, YEAR, ABOVE, BELOW, SOURCE, REASON = "指标", "年度", "分子", "分母", "来源", "偏差原因分析及改进措施"
_COLUMNS = (NAME, YEAR, ABOVE, BELOW, SOURCE, REASON)
_COUNT = re.compile(r"\d{1,9}")
_ADVICE = "请写人数（整数）：分子是达到的，分母是全部的，如 280 和 312；没有的都留空"


@dataclass(frozen=True)
class Answer:
    """What stands in a row of 填报: a figure, None if nobody wrote one, and the reason, "" if nobody wrote one."""

    figure: Figure | None = None
    reason: str = ""


def read_answers(path: Path, year: int, items: Sequence[Item], surveyed: Sequence[str]) -> dict[str, Answer]:
    """Return {indicator: what was written}. ``year``: which it must be about; ``surveyed``: indicators that a survey tells of. Raises Stop(S01) if the file cannot be read, Stop(S60) if it has no such sheet, Stop(S61) naming
    the rows and what is wrong in them."""
    grid = filled_sheet.sheet_of(read_file(path).grids, SHEET, path.name)
    found = list(filled_sheet.filled_rows(grid, path.name, _COLUMNS, SHEET))
    _require_sound(found, grid, path.name, year, items, surveyed)
    return {row.cells[NAME]: Answer(_figure(row), row.cells[REASON]) for row in found}


def _figure(row: FilledRow) -> Figure | None:
    above, below = row.cells[ABOVE], row.cells[BELOW]
    return Figure(int(above), int(below), row.cells[SOURCE]) if above else None


def _require_sound(
    found: Sequence[FilledRow], grid: Grid, file: str, year: int, items: Sequence[Item], surveyed: Sequence[str]
) -> None:
    typed = {item.name for item in items if item.typed and item.name not in surveyed}
    names = [row.cells[NAME] for row in found]
    any_figure: Callable[[FilledRow], bool] = lambda row: bool(row.cells[ABOVE] or row.cells[BELOW])  # noqa: E731
    checks: list[Check] = [
        *((column, _unreadable(column), "读不出", "请重新填写") for column in _COLUMNS),
        (YEAR, lambda row, _: row.cells[YEAR] != str(year), f"不是 {year}", f"请用 {year} 年度写出的自评表填写"),
        (
            NAME,
            lambda row, _: row.cells[NAME] not in {item.name for item in items} or names.count(row.cells[NAME]) > 1,
            "不是这一年的指标，或写了两次",
            "请用重新写出的自评表填写",
        ),
        (
            ABOVE,
            lambda row, _: any_figure(row) and row.cells[NAME] not in typed,
            "不能填写：取自台账或调查",
            "请留空",
        ),
        (ABOVE, lambda row, _: any_figure(row) and not _sound(row), "不是人数，或多于分母", _ADVICE),
        (
            SOURCE,
            lambda row, _: any_figure(row) and not row.cells[SOURCE],
            "没有填写",
            "请写明数从哪里来，如 2024年10月问卷，收回312份",
        ),
    ]
    filled_sheet.require_filled(found, checks, grid, file, date.min, SHEET)


def _unreadable(column: str) -> Callable[[FilledRow, date], bool]:
    return lambda row, _: bool(is_unreadable(pa.array([row.cells[column]]))[0].as_py())


def _sound(row: FilledRow) -> bool:
    above, below = row.cells[ABOVE], row.cells[BELOW]
    return bool(_COUNT.fullmatch(above) and _COUNT.fullmatch(below)) and int(above) <= int(below) > 0
