"""What clerks answer about columns and sheets (列对应): which field a column is, which list a sheet is; where an answer holds.

An answer about a column is known by the kind of list and the header, so that one answer serves every sheet with the same
header, this year and next. An answer about a sheet is known by the names of file and sheet. A later day supersedes an earlier one.
"""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from pathlib import Path

import pandas as pd

from huibao_xl.files.reading import read_file
from huibao_xl.files.reading.grid import Grid, column_letters
from huibao_xl.files.writing.record_file import Record, listed
from huibao_xl.frames import COLUMN_ANSWERS
from huibao_xl.reasons import Stop
from huibao_xl.rosters.fields import Role, RoleBook, header_key, role_book
from huibao_xl.rosters.filled_sheet import (
    Check,
    FilledRow,
    by_checks,
    day_of,
    filled_rows,
    latest,
    not_among,
    require_filled,
    sheet_of,
)
from huibao_xl.rosters.header import Header
from huibao_xl.rosters.header_terms import content
from huibao_xl.rosters.layout import NOT_USED
from huibao_xl.rosters.listed_values import EXAMPLE, OF_CHANNELS, listed_channels, listed_values

SHEET = "列对应"
FILE, TAB, LIST, LETTERS, HEADER, SAMPLE = "来源文件", "工作表", "名单", "列", "表头", "样例"
MEANING, SURENESS, WHY, CONFIRMED, BY, ON = "读作", "把握", "依据", "确认为", "确认人", "日期"
NEEDED = (FILE, TAB, LIST, LETTERS, HEADER, CONFIRMED, BY, ON)
THE_SHEET = "（整张工作表）"
"""What stands as header in the row of a sheet."""
KEYS = ["source", "header"]
"""The columns that an answer is known by."""
RECORD = Record(
    title=SHEET,
    kind="沪惠保列对应记录",
    notice="只增不删：同一种名单的同一个表头以日期最晚的为准，同日以后记的为准。请填写新的列对应后记入，不要手工修改。",
    schema="columns.schema.json",
    field="columns",
    word="确认",
)


def answer_frame(rows: Iterable[Mapping[str, str]]) -> pd.DataFrame:
    """Return answers as frames.COLUMN_ANSWERS."""
    table = pd.DataFrame(list(rows), columns=list(COLUMN_ANSWERS.columns))
    return COLUMN_ANSWERS.typed(table)


def _rows(answers: pd.DataFrame) -> list[dict[str, str]]:
    return [{str(name): str(text) for name, text in row.items()} for row in answers.to_dict("records")]


def header_key_of(header: Header, column: int) -> str:
    """Return what an answer knows a column by: its header, with the column's letters where the sheet has none or several of it."""
    text = header.texts[column].replace("\n", "").strip()
    letters = column_letters(column)
    if not text:
        return f"（{letters} 列，没有表头）"
    same = [other for other in header.texts if other and header_key(other) == header_key(text)]
    return text if len(same) == 1 else f"{text}（{letters} 列）"


def place_key(path: Path, sheet: str) -> str:
    """Return what an answer knows a sheet by.

    >>> place_key(Path("来件/残疾人.xlsx"), "一")
    '残疾人.xlsx#一'
    """
    return f"{path.name}#{sheet}"


class Answers:
    """The answers in force, looked up by sheet and column. ``answers``: frames.COLUMN_ANSWERS, None for none."""

    def __init__(self, answers: pd.DataFrame | None = None) -> None:
        current = latest(COLUMN_ANSWERS.check(answers), KEYS) if answers is not None else answer_frame([])
        self._rows = {(row["source"], _compared(row["header"])): row for row in _rows(current)}

    def of_sheet(self, path: Path, sheet: str) -> "dict[str, str] | None":
        """Return the answer about which list a sheet is (a row of frames.COLUMN_ANSWERS), None if there is none."""
        return self._rows.get((place_key(path, sheet), ""))

    def of_column(self, role: Role, header: Header, column: int) -> "dict[str, str] | None":
        """Return the answer about a column of a list, None if there is none."""
        return self._rows.get((role.name, _compared(header_key_of(header, column)))) if self._rows else None

    def confirmed(self, role: Role, header: Header) -> dict[int, str]:
        """Return {column: meaning} of the columns of a sheet that clerks answered."""
        if not self._rows:
            return {}
        found = {column: self.of_column(role, header, column) for column in range(len(header.texts))}
        return {column: answer["meaning"] for column, answer in found.items() if answer}


def _compared(header: str) -> str:
    """A header as compared: brackets count, for they may hold the letters of the column."""
    return "".join(header.split()).upper()


def read_answers(path: Path, book: RoleBook | None = None) -> pd.DataFrame:
    """Return the answers of a record file (.json), or of a filled-in workbook, later ones last (frames.COLUMN_ANSWERS).

    Raises Stop: S60 if it is neither, S61 and S63 at faults of what was filled in.
    """
    if path.suffix.lower() == ".json":
        return _recorded(path)
    return answers_of(sheet_of(read_file(path).grids, SHEET, path.name), path.name, date.today(), book)


def _recorded(path: Path) -> pd.DataFrame:
    return answer_frame(RECORD.read_numbered(path))


def answers_of(grid: Grid, file: str, today: date, book: RoleBook | None = None) -> pd.DataFrame:
    """Return the answers of a sheet (frames.COLUMN_ANSWERS). ``book``: whose fields may be named. Raises Stop(S60) without the columns, S61 at
    what is filled in wrongly, S63 at rows that contradict one another."""
    filled = [row for row in filled_rows(grid, file, NEEDED, SHEET) if row.cells[CONFIRMED]]
    words = meanings(book or role_book())
    checks: list[Check] = [
        (
            CONFIRMED,
            lambda row, day: not _is_meaning(row, words),
            "不是字段名（整张工作表的，不是名单名）",
            f"请填字段名（如 失效日期、状态、证件号码）；不用的填“{NOT_USED}”；写的是代码的，填“{EXAMPLE}”，渠道填“{OF_CHANNELS}”",
        ),
        *by_checks(BY, ON),
    ]
    require_filled(filled, checks, grid, file, today, SHEET)
    answers = answer_frame(map(_answer, filled))
    apart = answers.drop_duplicates([*KEYS, "meaning"])
    twice = apart[apart.duplicated(KEYS, keep=False)]
    if len(twice):
        raise Stop("S63", file=file, rows="、".join(twice["where"]), column=CONFIRMED, title=SHEET)
    return answers


def _is_meaning(row: FilledRow, words: tuple[frozenset[str], frozenset[str]]) -> bool:
    about_sheet = row.cells[HEADER] == THE_SHEET
    return row.cells[CONFIRMED] in words[about_sheet] or (
        not about_sheet and (listed_values(row.cells[CONFIRMED]) or listed_channels(row.cells[CONFIRMED])) is not None
    )


def meanings(book: RoleBook) -> tuple[frozenset[str], frozenset[str]]:
    """Return what a column may be confirmed as, and what a sheet may be."""
    fields = {field for role in book.roles.values() for field, _ in role.aliases.values()}
    return frozenset({*fields, *content()["fields"], NOT_USED}), frozenset({*book.roles, NOT_USED})


def _answer(row: FilledRow) -> dict[str, str]:
    cells = row.cells
    about_sheet = cells[HEADER] == THE_SHEET
    source = place_key(Path(cells[FILE]), cells[TAB]) if about_sheet else cells[LIST]
    header = "" if about_sheet else cells[HEADER]
    answer = {"source": source, "header": header, "meaning": cells[CONFIRMED], "by": cells[BY], "where": row.where}
    return answer | {"on": day_of(cells[ON]).isoformat()}


def add(filled: Path, file: Path, now: datetime) -> str:
    """Add the answers of a filled-in sheet to the record file, which is made if there is none; return what was done.

    Raises Stop and changes nothing if the sheet cannot be used.
    """
    new = read_answers(filled)
    recorded = _recorded(file) if file.exists() else answer_frame([])
    fresh = not_among(recorded, new.drop_duplicates([*KEYS, "meaning", "by", "on"]), [*KEYS, "meaning", "by", "on"])
    current = latest(pd.concat([recorded, fresh], ignore_index=True), KEYS)
    RECORD.append(file, _rows(fresh), now)
    return RECORD.growth(filled, file, len(new), len(fresh), len(recorded), len(current))


def tell(file: Path) -> str:
    """Return what a record file holds, as lines: which column or sheet, what it means, who, when."""
    recorded = _recorded(file)
    return listed(file, _rows(recorded), set(latest(recorded, KEYS)["where"]), _shown)


def _shown(row: dict[str, str]) -> str:
    column = f"“{row['header']}”列" if row["header"] else "工作表"
    return f"{row['source']}  {column}  {row['meaning']}  {row['by']}  {row['on']}"
