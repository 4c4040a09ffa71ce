"""调查: a file of answers, one row each, as people over people for the indicators that a survey tells of.

Which column tells of which indicator, and which answers count, are data of the evaluation's material. A row without an answer to a question counts nowhere in it; a word that
is in neither list stops: nobody guesses what it says. Names and numbers of the people asked are not read.
"""

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pandas as pd

from huibao_xl.files.reading import read_file
from huibao_xl.files.reading.grid import Grid
from huibao_xl.reasons import Stop
from huibao_xl.reasons.shown import several
from huibao_xl.year.evaluation import Item, SurveyColumn

TITLE = "调查"
YES, NO, NONE = "是", "否", ""
_HEADER_ROWS = 20
_NUMBERING = re.compile(r"^(?:第?\d{1,3}题?|[A-Z]|[(]?[一二三四五六七八九十]{1,3}[)]?)\s*[.、:,)]\s*")
_MARKS = re.compile(r"[(]?(?:必填|单选题?|必答)[)]?|[*?。!:;\s]+$|\s+")


@dataclass(frozen=True)
class Survey:
    """What was answered. ``file``: its name; ``rows``: sheet, row, and for each indicator that has a column one of its name: 是, 否 or "" (no answer)."""

    file: str = ""
    rows: pd.DataFrame = field(default_factory=pd.DataFrame)

    @property
    def names(self) -> list[str]:
        """The indicators that the survey tells of."""
        return [str(name) for name in self.rows.columns if name not in ("sheet", "row")]

    def counts(self, name: str) -> tuple[int, int]:
        """Return how many answers to the question of an indicator count, and how many there are."""
        answers = self.rows[name]
        return int((answers == YES).sum()), int((answers != NONE).sum())


def read_survey(path: Path, items: Sequence[Item]) -> Survey:
    """Return what a file answers. Raises Stop(S01) if it cannot be read, Stop(S60) if no sheet has a column for any indicator, Stop(S61) naming the rows whose answer is in neither
    list."""
    asked = {item.name: item.survey for item in items if item.survey}
    frames = [frame for grid in read_file(path).grids if (frame := _of_sheet(grid, asked, path.name)) is not None]
    if not frames:
        headers = "；".join(f"{name}：{'、'.join(column.headers)}" for name, column in asked.items())
        raise Stop("S60", file=path.name, title=TITLE, why=f"没有说明指标的列（{headers}）")
    rows = pd.concat(frames, ignore_index=True)
    return Survey(path.name, rows.fillna(NONE).astype({"row": "int64"}))


def _of_sheet(grid: Grid, asked: Mapping[str, SurveyColumn], file: str) -> pd.DataFrame | None:
    for index in range(min(grid.n_rows, _HEADER_ROWS)):
        if columns := _columns(grid.row(index), asked, grid, file):
            rows = list(_answers(grid, index + 1, columns, asked, file))
            return pd.DataFrame(rows, columns=["sheet", "row", *columns])
    return None


def _columns(header: Sequence[str], asked: Mapping[str, SurveyColumn], grid: Grid, file: str) -> dict[str, int]:
    """{indicator: its column}. Raises Stop(S60) if two columns tell of one."""
    titles = [_plain(text) for text in header]
    found = {}
    for name, column in asked.items():
        places = [place for place, title in enumerate(titles) if title in column.headers]
        places = places or [place for place, title in enumerate(titles) if any(word in title for word in column.words)]
        if len(places) > 1:
            why = f"的工作表“{grid.sheet}”有几列都可能说明“{name}”（把其中一列的表头改成“{column.headers[0]}”）"
            raise Stop("S60", file=file, title=TITLE, why=why)
        if places:
            found[name] = places[0]
    return found


def _plain(text: str) -> str:
    """A header or an answer without its number, letter and marks.

    >>> _plain("3、您是否知道这项补贴？（必填）"), _plain("Ａ．非常满意"), _plain("是 ")
    ('您是否知道这项补贴', '非常满意', '是')
    """
    half = unicodedata.normalize("NFKC", text).strip()
    return _MARKS.sub("", _MARKS.sub("", _NUMBERING.sub("", half)))


def _answers(
    grid: Grid, first: int, columns: Mapping[str, int], asked: Mapping[str, SurveyColumn], file: str
) -> Iterator[list[str | int]]:
    strange: dict[str, list[int]] = {}
    for index in range(first, grid.n_rows):
        cells, number = grid.row(index), grid.first_row + index + 1
        answers = {name: _answer(_plain(cells[place]), asked[name]) for name, place in columns.items()}
        for name, answer in answers.items():
            if answer is None:
                strange.setdefault(name, []).append(number)
        if any(answer != NONE for answer in answers.values()):
            yield [grid.sheet, number, *(answer or NONE for answer in answers.values())]
    for name, numbers in strange.items():
        advice = f"请改成其中一种，没有回答的留空：{'、'.join((*asked[name].yes, *asked[name].no))}"
        rows = f"第 {several([str(each) for each in numbers], '行')} 行"
        raise Stop("S61", file=file, sheet=grid.sheet, rows=rows, column=name, why="的回答看不懂", advice=advice)


def _answer(text: str, column: SurveyColumn) -> str | None:
    """是, 否, no answer, or None for a word that is in neither list."""
    if not text:
        return NONE
    return YES if text in column.yes else NO if text in column.no else None
