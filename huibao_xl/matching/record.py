"""``huibao decisions``: what clerks filled in on 比对决定 goes into a file that is kept; a run takes it from there, or
from the sheet itself."""

from datetime import date, datetime
from pathlib import Path

import pandas as pd

from huibao_xl.files.reading import read_file
from huibao_xl.files.writing.record_file import Record, listed
from huibao_xl.frames import rows_of_texts
from huibao_xl.matching import sheet
from huibao_xl.matching.answers import (
    Answer,
    answer_frame,
    in_force,
    not_yet_recorded,
    pair_key,
    require_agreeing,
)
from huibao_xl.matching.pairs import short_key
from huibao_xl.rosters.filled_sheet import sheet_of

_JSON = ".json"
RECORD = Record(
    title=sheet.SHEET,
    kind="沪惠保比对记录",
    notice="含姓名和证件号码，只在本机保存，不得外传。只增不删：同一对记录以日期最晚的为准，同日以后记的为准。"
    "请填写新的比对决定后记入，不要手工修改。",
    schema="decisions.schema.json",
    field="decisions",
    word="决定",
)
"""The file in which answers about near matches are remembered. It holds id numbers and names, because an answer is known by them."""


def read_answers(path: Path) -> pd.DataFrame:
    """Return the answers of a record file (.json), or of a filled-in workbook, later ones last (frames.ANSWERS).

    Raises Stop: S60 if it is neither, S61 to S63 at faults of what was filled in.
    """
    if path.suffix.lower() == _JSON:
        return _recorded(path)
    file = read_file(path)
    return sheet.answers(sheet_of(file.grids, sheet.SHEET, path.name), path.name, date.today())


def _recorded(path: Path) -> pd.DataFrame:
    return answer_frame(RECORD.read_numbered(path))


def add(filled: Path, file: Path, now: datetime) -> str:
    """Add the answers of a filled-in sheet to the record file, which is made if there is none; return what was done.

    Raises Stop and changes nothing if the sheet, or the sheet and what is in force already, cannot be used.
    """
    new = read_answers(filled)
    recorded = _recorded(file) if file.exists() else answer_frame([])
    fresh = not_yet_recorded(recorded, new)
    current = in_force(pd.concat([recorded, fresh], ignore_index=True))
    require_agreeing(current, filled.name)
    RECORD.append(file, rows_of_texts(fresh), now)
    done = RECORD.growth(filled, file, len(new), len(fresh), len(recorded), len(current))
    return f"{done}\n其中有姓名和证件号码，请只在本机保存。"


def tell(file: Path) -> str:
    """Return what a record file holds, as lines without names and numbers of the insured: 编号, 决定, 决定人, 日期."""
    recorded = _recorded(file)
    return listed(file, rows_of_texts(recorded), set(in_force(recorded)["where"]), _shown)


def _shown(answer: Answer) -> str:
    return f"{short_key(pair_key(answer))}  {answer['answer']}  {answer['by']}  {answer['on']}"
