"""What clerks answer on the page goes the way of a filled-in workbook: the same sheet is written, read back and added to the record.

So the page asks no less and accepts no more than 列对应.xlsx and 比对决定.xlsx do.
"""

from collections.abc import Mapping
from datetime import date, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

import pandas as pd

from huibao_xl.desk.project import Project
from huibao_xl.files.results import names
from huibao_xl.matching import record
from huibao_xl.matching.report import write_comparison
from huibao_xl.reasons import Stop
from huibao_xl.reports.column_readings import words_to_fill, write_readings
from huibao_xl.rosters import column_answers
from huibao_xl.rosters.fields import role_book_of
from huibao_xl.subsidy.result import Result

_SHOWN = "网页"


def questions(result: Result) -> pd.DataFrame:
    """Return the open questions of 列对应 (frames.READINGS), labelled by their places in it."""
    return result.readings[result.readings["asked"]]


def meanings(result: Result) -> tuple[list[str], list[str]]:
    """Return what may be answered of a column, and of a whole sheet, most important first."""
    return words_to_fill(role_book_of(result.policy))


def confirm(project: Project, result: Result, meant: Mapping[int, str], by: str) -> str:
    """Remember what columns or sheets mean; return what was remembered. ``meant``: {label in 列对应: what it means}.

    Raises Stop as ``column_answers.add`` does, S07 if there is no answer or nobody who gives it.
    """
    _require(meant, by)
    readings = result.readings.loc[[at for at in meant if at in result.readings.index]].copy()
    readings["confirmed"] = [meant[at] for at in readings.index]
    readings["by"], readings["on"] = by, date.today().isoformat()
    with TemporaryDirectory(dir=project.folder, prefix=".答复-") as place:
        filled = Path(place) / names.READINGS
        write_readings(filled, _SHOWN, readings, role_book_of(result.policy))
        return column_answers.add(filled, project.columns, datetime.now())


def decide(project: Project, result: Result, answered: Mapping[int, tuple[str, str, str]], by: str) -> str:
    """Remember which pairs are one person; return what was remembered. ``answered``: {label in frames.CANDIDATES: (answer, 承保 or 对方 or "", remark)}.

    Raises Stop as ``record.add`` does, S07 if there is no answer or nobody who gives it.
    """
    _require(answered, by)
    pairs = result.compared.loc[[at for at in answered if at in result.compared.index]].copy()
    chosen = [answered[at] for at in pairs.index]
    numbers = {"承保": "left_id", "对方": "right_id"}
    pairs["answer"] = [answer for answer, _, _ in chosen]
    sides = [numbers.get(side) for _, side, _ in chosen]
    pairs["adopted"] = pd.Series(
        [str(pairs.at[at, side]) if side else "" for at, side in zip(pairs.index, sides, strict=True)],
        index=pairs.index,
    )
    pairs["remark"] = [remark for _, _, remark in chosen]
    pairs["by"], pairs["on"] = by, date.today().isoformat()
    with TemporaryDirectory(dir=project.folder, prefix=".答复-") as place:
        filled = Path(place) / names.COMPARISON
        write_comparison(filled, _SHOWN, pairs, None)
        return record.add(filled, project.decisions, datetime.now())


def _require(answers: Mapping[int, object], by: str) -> None:
    if not by:
        raise Stop("S07", why="没有写确认人", advice="请写上自己的姓名")
    if not answers:
        raise Stop("S07", why="一个也没有选", advice="请先选，再保存")
