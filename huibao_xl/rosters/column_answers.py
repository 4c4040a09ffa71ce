"""What clerks answer about columns and sheets (列对应): which field a column is, which list a sheet is; where an answer holds.

An answer about a column is known by the kind of list and the header, so that one answer serves every sheet with the same
header, this year and next. An answer about codes (有效=01) holds only for the lists of its source (:mod:`code_sources`), and so does any other
answer about a header under which somebody has codes. An answer about a sheet is known by the names of file and sheet. A later day
supersedes an earlier one.
"""

from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pandas as pd

from huibao_xl.files.reading import read_file
from huibao_xl.files.reading.grid import Grid, column_letters
from huibao_xl.files.writing.record_file import Record, listed
from huibao_xl.frames import COLUMN_ANSWERS, READINGS, rows_of_texts
from huibao_xl.reasons import Stop
from huibao_xl.rosters import days
from huibao_xl.rosters.code_sources import Place, source_of
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
from huibao_xl.rosters.listed_values import EXAMPLE, OF_CHANNELS, listed_channels, listed_values, lists_codes, of_codes
from huibao_xl.rosters.row_people import ANOTHER

SHEET = "列对应"
FILE, TAB, LIST, LETTERS, HEADER, SAMPLE = "来源文件", "工作表", "名单", "列", "表头", "样例"
MEANING, SURENESS, WHY, CONFIRMED, BY, ON = "读作", "把握", "依据", "确认为", "确认人", "日期"
NEEDED = (FILE, TAB, LIST, LETTERS, HEADER, CONFIRMED, BY, ON)
THE_SHEET = "（整张工作表）"
"""What stands as header in the row of a sheet."""
BOOKS = ("roster", "medical")
"""The role books whose lists are answered about."""
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
        current = [] if answers is None else rows_of_texts(latest(COLUMN_ANSWERS.check(answers), KEYS))
        self._rows = {(row["source"], _compared(row["header"])): row for row in current}
        self._codes: dict[tuple[str, str], list[dict[str, str]]] = {}
        for row in self._rows.values():
            if row["header"] and of_codes(row["meaning"]):
                self._codes.setdefault(_column_key(row), []).append(row)

    def of_sheet(self, grid: Grid) -> "dict[str, str] | None":
        """Return the answer about which list a sheet is (a row of frames.COLUMN_ANSWERS), None if there is none: under its names as it was
        received, or under its place in the workbook."""
        keys = dict.fromkeys([place_key(*grid.named), place_key(grid.path, grid.sheet)])
        return next((answer for key in keys if (answer := self._rows.get((key, "")))), None)

    def of_column(self, role: Role, header: Header, column: int, places: Sequence[Place]) -> "dict[str, str] | None":
        """Return the answer about a column of a list, None if there is none. ``places``: what the sheet is called; codes hold for its source only."""
        if not self._rows:
            return None
        title = _compared(header_key_of(header, column))
        of_source = (self._rows.get((_code_key(role.name, place), title)) for place in places)
        general = self._rows.get((role.name, title))
        return next(filter(None, of_source), None) or (
            general if general and not of_codes(general["meaning"]) else None
        )

    def of_others(self, role: Role, header: Header, column: int) -> list[dict[str, str]]:
        """Return what clerks said of codes under this header on lists of whatever source."""
        return self._codes.get((role.name, _compared(header_key_of(header, column))), [])

    def confirmed(self, role: Role, header: Header, places: Sequence[Place]) -> dict[int, str]:
        """Return {column: meaning} of the columns of a sheet that clerks answered. ``places``: see :meth:`of_column`."""
        if not self._rows:
            return {}
        found = {column: self.of_column(role, header, column, places) for column in range(len(header.texts))}
        return {column: answer["meaning"] for column, answer in found.items() if answer}


def places_of(grid: Grid, label: str) -> tuple[Place, ...]:
    """Return what a sheet is called: first as it was received, then by its place. ``label``: what findings call its file."""
    return (shown_place(grid, label), (label, grid.sheet)) if grid.received else ((label, grid.sheet),)


def shown_place(grid: Grid, label: str) -> Place:
    """Return what 列对应 calls a sheet: the file and sheet that were received, else its place."""
    path, sheet = grid.named
    if not grid.received:
        return label, grid.sheet
    folder = grid.path.parent
    return (path.relative_to(folder) if path.is_relative_to(folder) else path).as_posix(), sheet


def source_shown(answer: Mapping[str, str]) -> str:
    """Return whose codes an answer is about, as staff read it."""
    return answer["source"].partition("#")[2] or "没有记下是谁的名单"


def _code_key(role: str, place: Place) -> str:
    return f"{role}#{source_of(place)}"


def _column_key(row: Mapping[str, str]) -> tuple[str, str]:
    """The kind of list and the header that an answer is about, whatever its source."""
    return row["source"].partition("#")[0], _compared(row["header"])


def _compared(header: str) -> str:
    """A header as compared: brackets count, for they may hold the letters of the column."""
    return "".join(header.split()).upper()


def read_answers(path: Path, book: RoleBook | None = None, before: pd.DataFrame | None = None) -> pd.DataFrame:
    """Return the answers of a record file (.json), or of a filled-in workbook, later ones last (frames.COLUMN_ANSWERS). ``before``: see
    :func:`answers_of`.

    Raises Stop: S60 if it is neither, S61 and S63 at faults of what was filled in.
    """
    if path.suffix.lower() == ".json":
        return _recorded(path)
    return answers_of(sheet_of(read_file(path).grids, SHEET, path.name), path.name, date.today(), book, before)


def _recorded(path: Path) -> pd.DataFrame:
    return answer_frame(RECORD.read_numbered(path))


def answers_of(
    grid: Grid,
    file: str,
    today: date,
    book: RoleBook | None = None,
    before: pd.DataFrame | None = None,
    here: str = "",
) -> pd.DataFrame:
    """Return the answers of a sheet (frames.COLUMN_ANSWERS). ``book``: whose fields may be named; ``before``: answers that are there already: what
    they have codes for is answered for each source alone; ``here``: of the sheet of an open workbook, what the workbook is called now. Raises
    Stop(S60) without the columns, S61 at what is filled in wrongly, S63 at rows that contradict one another."""
    filled = [row for row in filled_rows(grid, file, NEEDED, SHEET) if row.cells[CONFIRMED]]
    words = meanings(*([book] if book else map(role_book, BOOKS)))
    checks: list[Check] = [
        (
            CONFIRMED,
            lambda row, day: lists_codes(row.cells[CONFIRMED]) and not _is_meaning(row, words),
            "所列的代码不能用（没有写“有效=”，或同一个代码写在两边）",
            f"请写成“{EXAMPLE}”，渠道写成“{OF_CHANNELS}”，每个代码只写在一边；其余都算退出的，填“退出=其余”",
        ),
        (
            CONFIRMED,
            lambda row, day: not _is_meaning(row, words),
            "不是字段名（整张工作表的，不是名单名）",
            f"请填字段名（如 失效日期、状态、证件号码）；不用的填“{NOT_USED}”；写的是代码的，填“{EXAMPLE}”，渠道填“{OF_CHANNELS}”",
        ),
        *by_checks(BY, ON),
    ]
    require_filled(filled, checks, grid, file, today, SHEET)
    filled = [_at_home(row, here) for row in filled] if here else filled
    answers = answer_frame(_answers(filled, before))
    apart = answers.drop_duplicates([*KEYS, "meaning"])
    twice = apart[apart.duplicated(KEYS, keep=False)]
    if len(twice):
        first = twice[(twice[KEYS] == twice[KEYS].iloc[0]).all(axis=1)]
        raise Stop("S67", file=file, rows="、".join(first["where"]))
    return answers


def _at_home(row: FilledRow, here: str) -> FilledRow:
    """A row about a sheet of the workbook itself under the name that the workbook has now; imported files have their folder before them."""
    return row if "/" in row.cells[FILE] else replace(row, cells=row.cells | {FILE: here})


GONE = "表中已没有这张工作表或这一列；填写的照样留着"
"""Why a row stands on the sheet that is about nothing that was read."""


def with_entries(readings: pd.DataFrame, grid: Grid | None, here: str, shown: Mapping[Place, Place]) -> pd.DataFrame:
    """Return frames.READINGS with what clerks had entered on the sheet 列对应 before it is written anew: nothing of it is blanked, also
    not what is half filled in or about a sheet that is gone. ``grid``: the sheet as it stands, None if there is none; ``here``: what the
    workbook is called now; ``shown``: {where a sheet stands in it: what 列对应 calls it}."""
    if grid is None or not grid.n_rows:
        return readings
    entered = [_at_home(row, here) for row in filled_rows(grid, here, NEEDED, SHEET)]
    entered = [row for row in entered if row.cells[LIST] or row.cells[HEADER]]
    rows: list[dict[str, Any]] = [
        {str(name): value for name, value in row.items()} for row in readings.to_dict("records")
    ]
    at = {(row["file"], row["sheet"], row["header"]): row for row in rows}
    for row in entered:
        cells = row.cells
        texts = {"confirmed": cells[CONFIRMED], "by": cells[BY], "on": _day_or_nothing(cells[ON])}
        place = (cells[FILE], cells[TAB])
        there = at.get((*shown.get(place, place), cells[HEADER]))
        if not any(texts.values()) or (there and there["confirmed"]):
            continue
        if there:
            there.update(texts)
            continue
        about = {"file": place[0], "sheet": place[1], "role": cells[LIST], "letters": cells[LETTERS]}
        more: dict[str, Any] = {"header": cells[HEADER], "why": GONE, "asked": False}
        rows.append(dict.fromkeys(READINGS.columns, "") | about | more | texts)
    return READINGS.typed(pd.DataFrame(rows, columns=list(READINGS.columns)))


def _day_or_nothing(text: str) -> str:
    """A day as READINGS has it, "" where it is none, so that the cell is filled in again."""
    try:
        day = days.parse(text)
    except days.Unreadable:
        return ""
    return day.isoformat() if day else ""


def _is_meaning(row: FilledRow, words: tuple[frozenset[str], frozenset[str]]) -> bool:
    about_sheet = row.cells[HEADER] == THE_SHEET
    return row.cells[CONFIRMED] in words[about_sheet] or (
        not about_sheet and (listed_values(row.cells[CONFIRMED]) or listed_channels(row.cells[CONFIRMED])) is not None
    )


def meanings(*books: RoleBook) -> tuple[frozenset[str], frozenset[str]]:
    """Return what a column may be confirmed as, and what a sheet may be."""
    roles = {name: role for book in books for name, role in book.roles.items()}
    fields = {field for role in roles.values() for field, _ in role.aliases.values()}
    return frozenset({*fields, *content()["fields"], ANOTHER, NOT_USED}), frozenset({*roles, NOT_USED})


def _answers(filled: Sequence[FilledRow], before: pd.DataFrame | None) -> Iterator[dict[str, str]]:
    """The answers of the rows of a sheet. ``before``: see :func:`answers_of`."""
    codes = [row for row in rows_of_texts(before) if of_codes(row["meaning"])] if before is not None else []
    coded = {_column_key(row) for row in codes}
    coded |= {(row.cells[LIST], _compared(row.cells[HEADER])) for row in filled if of_codes(row.cells[CONFIRMED])}
    return (_answer(row, coded) for row in filled)


def _answer(row: FilledRow, coded: Container[tuple[str, str]]) -> dict[str, str]:
    """What a row answers. ``coded``: (kind of list, header) of the columns whose answers belong to one source."""
    cells = row.cells
    about_sheet, place = cells[HEADER] == THE_SHEET, (cells[FILE], cells[TAB])
    source = place_key(Path(cells[FILE]), cells[TAB]) if about_sheet else cells[LIST]
    header = "" if about_sheet else cells[HEADER]
    if (source, _compared(header)) in coded:
        source = _code_key(source, place)
    answer = {"source": source, "header": header, "meaning": cells[CONFIRMED], "by": cells[BY], "where": row.where}
    return answer | {"on": day_of(cells[ON]).isoformat()}


def add(filled: Path, file: Path, now: datetime) -> str:
    """Add the answers of a filled-in sheet to the record file, which is made if there is none; return what was done.

    Raises Stop and changes nothing if the sheet cannot be used.
    """
    recorded = _recorded(file) if file.exists() else answer_frame([])
    new = read_answers(filled, before=recorded)
    fresh = not_among(recorded, new.drop_duplicates([*KEYS, "meaning", "by", "on"]), [*KEYS, "meaning", "by", "on"])
    current = latest(pd.concat([recorded, fresh], ignore_index=True), KEYS)
    RECORD.append(file, rows_of_texts(fresh), now)
    return RECORD.growth(filled, file, len(new), len(fresh), len(recorded), len(current))


def tell(file: Path) -> str:
    """Return what a record file holds, as lines: which column or sheet, what it means, who, when."""
    recorded = _recorded(file)
    return listed(file, rows_of_texts(recorded), set(latest(recorded, KEYS)["where"]), _shown)


def _shown(row: dict[str, str]) -> str:
    column = f"“{row['header']}”列" if row["header"] else "工作表"
    return f"{row['source']}  {column}  {row['meaning']}  {row['by']}  {row['on']}"
