"""Clerks in tests: what they answer to the pairs of a result, and a result decided with answers."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

import pandas as pd
from tables import load, read

from huibao_xl.files.reading.grid import Grid
from huibao_xl.identifiers import person_name
from huibao_xl.matching.answers import SAME, answer_frame, is_choice
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
    frame = answers if isinstance(answers, pd.DataFrame) else answer_frame(answers)
    return decide_and_pay(read(grids), load("2024"), as_of=as_of, answers=frame, answers_file="比对记录.json")
