"""Clerks in tests: what they answer to the pairs and the columns of a result, and a result decided with answers."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd
from at_once import decided_at_once, same_header
from tables import TODAY, decide_lists, load, read, sources
from together import moved_text, regions

from huibao_xl.files.reading.grid import Grid
from huibao_xl.identifiers import person_name
from huibao_xl.matching.answers import SAME, answer_frame, is_choice
from huibao_xl.reports.column_readings import OPEN
from huibao_xl.rosters.collect import collect
from huibao_xl.rosters.column_answers import BY as WHO
from huibao_xl.rosters.column_answers import CONFIRMED, SHEET
from huibao_xl.rosters.column_answers import ON as DAY
from huibao_xl.rosters.column_answers import answer_frame as column_answers
from huibao_xl.rosters.listed_values import of_codes
from huibao_xl.rosters.lists import Lists
from huibao_xl.subsidy.result import Result
from huibao_xl.subsidy.steps import decide_and_pay

BY, ON = "测试员", "2024-08-01"


def answer(row: Any, word: str, adopted: str = "", on: str = ON, where: str = "第 2 行") -> dict[str, str]:
    """An answer to a row of frames.CANDIDATES."""
    return {
        "code": row.code,
        "left_id": row.left_id,
        "left_name": person_name.key(row.left_name),
        "right_id": row.right_id,
        "right_name": person_name.key(row.right_name),
        "answer": word,
        "adopted": adopted,
        "by": BY,
        "on": on,
        "remark": "",
        "where": where,
    }


def to_all(result: Result, word: str) -> pd.DataFrame:
    """The same answer to every pair; of two valid ids the insured one counts."""
    rows = [answer(row, word) for row in result.compared.itertuples()]
    for row in rows:
        if word == SAME and is_choice(row):
            row["adopted"] = row["left_id"]
    return answer_frame(rows)


def decide(
    grids: Iterable[Grid], answers: Sequence[dict[str, str]] | pd.DataFrame, as_of: date | None = None
) -> Result:
    """Clean and decide with what clerks said."""
    return decide_read(read(grids), answers, as_of)


def decide_read(
    lists: Lists, answers: Sequence[dict[str, str]] | pd.DataFrame = (), as_of: date | None = None
) -> Result:
    """Decide lists that were read, with what clerks said."""
    frame = answers if isinstance(answers, pd.DataFrame) else answer_frame(answers)
    return decide_and_pay(lists, load("2024"), as_of=as_of, answers=frame, answers_file="比对记录.json")


@dataclass(frozen=True)
class Answered:
    """Lists, and what clerks said of their pairs. Under ``at_once(by=decided)`` a case yields it."""

    sheets: Sequence[Grid]
    answers: Sequence[dict[str, str]] = ()


def decided(cases: Sequence[Answered]) -> list[Any]:
    """What is decided of each case, in one run with all answers, each about the people of its case; sheets of one header are one sheet."""
    about = [
        {key: moved_text(text, n, region) if key != "answer" else text for key, text in one.items()}
        for n, (case, region) in enumerate(zip(cases, regions(), strict=False))
        for one in case.answers
    ]
    return decided_at_once([[*case.sheets] for case in cases], lambda sheets: decide(sheets, about), same_header)


def all_the_same(cases: Sequence[Sequence[Grid]]) -> list[Any]:
    """What is decided of each case, in one run, where every pair that is offered is one person."""
    return decided_at_once(
        [[*sheets] for sheets in cases], lambda sheets: decide(sheets, to_all(decide(sheets, []), SAME)), same_header
    )


@dataclass(frozen=True)
class ColumnAnswered:
    """Lists, and what a clerk said that the column ``header`` of one of them means: of codes for that sheet alone, else for all lists of its kind
    (``role``). Under ``at_once(by=columns_decided)`` a case yields it; cases with the same header of one kind are to be kept apart, unless all
    list codes."""

    sheets: Sequence[Grid]
    role: str
    of: Grid
    header: str
    meaning: str


def columns_decided(cases: Sequence[ColumnAnswered]) -> list[Any]:
    """What is decided of each case, in one run with all answers. The sheet that was asked about stands in a folder of its case, so that no other
    case shares it."""
    lists, said = [], []
    for n, case in enumerate(cases):
        own = replace(case.of, path=Path(str(n)) / case.of.path)
        lists.append([own if one is case.of else one for one in case.sheets])
        folder = Path(f"{n:03}" if len(cases) > 1 else "")
        place = f"{case.role}#{(folder / own.path).as_posix()}#{own.sheet}"
        line = {"source": place if of_codes(case.meaning) else case.role, "header": case.header, "by": BY, "on": ON}
        said.append(line | {"meaning": case.meaning, "where": f"第 {n + 2} 行"})
    return decided_at_once(
        lists,
        lambda sheets: decide_lists(
            collect(sources(*sheets), load("2024"), {}, TODAY, column_answers=column_answers(said))
        ),
    )


def fill_columns(path: Path, to: Path, meaning: str, by: str = BY, header: str = "") -> Path:
    """Answer the first open question of 列对应 in a workbook, or the column with a ``header``, and only that; return the filled-in workbook."""
    book = openpyxl.load_workbook(path)
    sheet = book[SHEET]
    titles = [cell.value for cell in sheet[1]]
    at, looked_for = (titles.index("表头") + 1, header) if header else (titles.index(OPEN) + 1, "是")
    row = next(row for row in range(2, sheet.max_row + 1) if sheet.cell(row, at).value == looked_for)
    for title, value in ((CONFIRMED, meaning), (WHO, by), (DAY, ON)):
        sheet.cell(row, titles.index(title) + 1).value = value
    book.save(to)
    return to
