"""列对应 as a frame: what each sheet and each of its columns is read as, how sure that is and why; open questions first."""

import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd
import pyarrow.compute as pc

from huibao_xl import findings
from huibao_xl.files.reading import SourceFile
from huibao_xl.files.reading.grid import Grid, column_letters
from huibao_xl.frames import READINGS
from huibao_xl.rosters.account_states import account_meanings
from huibao_xl.rosters.column_answers import THE_SHEET, Answers, header_key_of, places_of, shown_place, source_shown
from huibao_xl.rosters.column_content import shares
from huibao_xl.rosters.group_marks import group_columns
from huibao_xl.rosters.header_terms import content
from huibao_xl.rosters.layout import READ_AS, Layout, Question, fields_in, options_of
from huibao_xl.rosters.listed_values import of_codes
from huibao_xl.rosters.mentions import is_of_ours
from huibao_xl.rosters.read_lists import Found, SheetList
from huibao_xl.rosters.recogniser import ColumnReading
from huibao_xl.rosters.row_people import ANOTHER
from huibao_xl.rosters.state_columns import state_field, used_states
from huibao_xl.rosters.status_words import plain

if TYPE_CHECKING:
    from huibao_xl.rosters.role_reader import RoleReader

_SAMPLES, _LOOKED_AT, _LONGEST = 3, 200, 24
_NUMBER = re.compile(r"[0-9]{11,}[0-9Xx]?")
ONLY_WORDS = "只看有没有说退出、死亡"
"""What free text under a header that nobody understands is read for."""
SURE, LIKELY, UNUSED = "确定", "可能", "未用"


def readings_of(files: Sequence[SourceFile], lists: Sequence[SheetList], reader: "RoleReader") -> pd.DataFrame:
    """Return frames.READINGS: the sheets in source order, their columns from left to right; what is asked stands
    first."""
    read = {(one.file.path, one.body.grid.sheet): one for one in reversed(lists) if not one.beside}
    parts: dict[tuple[Path, str], list[SheetList]] = {}
    for each in (one for one in lists if one.body.grid.part):
        parts.setdefault((each.file.path, each.body.grid.sheet), []).append(each)
    rows: list[dict[str, Any]] = []
    for file in files:
        for grid in file.grids:
            one = read.get((file.path, grid.sheet))
            if one is not None:
                together = parts.get((file.path, grid.sheet), [])
                rows += [_sheet_row(one, reader.answers) | _of_parts(together), *_column_rows(one, reader)]
            elif grid.n_rows and not is_of_ours(grid):
                rows.append(_unread_row(file, grid, reader))
    table = READINGS.typed(pd.DataFrame(rows, columns=list(READINGS.columns)))
    return READINGS.check(table.sort_values("asked", ascending=False, kind="stable", ignore_index=True))


def contradicted(lists: Sequence[SheetList], reader: "RoleReader") -> Found:
    """Return I43 at each column whose cells do not look like what a clerk confirmed, or whose header spells another field that decides."""
    found = []
    for one in (each for each in lists if not each.beside):
        for column, meaning in (one.body.layout.confirmed or {}).items():
            expected = content()["content"].get(meaning, {}).get("expects", [])
            texts = _cells(one.body.grid, one.body.layout, column)
            look = shares(texts, reader.is_township)
            unlike = expected and look and max(look.get(test, 0) for test in expected) < 0.1
            if unlike or (look and _headed_otherwise(one.body.layout, column, meaning)):
                header, letters = one.body.layout.header.texts[column], column_letters(column)
                row = one.body.grid.first_row + one.body.layout.header.last + 1
                place = (one.body.label, one.body.grid.sheet, row, header, letters)
                found.append(findings.for_file("I43", *place, field=meaning))
    return found


def _headed_otherwise(layout: Layout, column: int, meaning: str) -> bool:
    """Whether the role's data spells the header as a field that decides, and a clerk says that it is another one, or none."""
    field, _ = layout.role.aliases.get(layout.header.keys[column], ("", 0))
    deciding = field in (*layout.role.required, *content()["asked"]["fields"]) and field not in READ_AS
    return deciding and field != meaning and not of_codes(meaning)


def _sheet_row(one: SheetList, answers: Answers) -> dict[str, Any]:
    body = one.body
    answer = answers.of_sheet(body.grid)
    row = _row(*shown_place(body.grid, body.label), body.layout.role.name, "", THE_SHEET, body.layout.role.name)
    old = body.layout.old
    why = f"{body.layout.why}；可能是{old}" if old else body.layout.why
    row |= {"sureness": LIKELY if body.layout.others or old else SURE, "why": why}
    return row | _answered(answer) | {"asked": bool(body.layout.others or old) and answer is None}


def _of_parts(parts: Sequence[SheetList]) -> dict[str, Any]:
    """What the row of a sheet says otherwise where its rows are of several lists."""
    if not parts:
        return {}
    names = "、".join(dict.fromkeys(one.body.layout.role.name for one in parts))
    doubts = "；".join(dict.fromkeys(one.body.layout.old for one in parts if one.body.layout.old))
    why = f"{parts[0].body.layout.why}{f'；有的可能是{doubts}' if doubts else ''}"
    return {"meaning": names, "why": why, "sureness": LIKELY if doubts else SURE, "asked": bool(doubts)}


def _unread_row(file: SourceFile, grid: Grid, reader: "RoleReader") -> dict[str, Any]:
    answer, reading = reader.answers.of_sheet(grid), reader.unread.get((file.path, grid.sheet))
    why = "列对应中已确认不用" if answer else reading.why if reading else "没有找到表头"
    row = _row(*shown_place(grid, reader.labels[file.path]), "", "", THE_SHEET, "")
    row |= {"sureness": UNUSED, "why": why} | _answered(answer)
    return row | {"asked": bool(reading and reading.others and answer is None)}


def _column_rows(one: SheetList, reader: "RoleReader") -> Iterator[dict[str, Any]]:
    body, layout = one.body, one.body.layout
    used = _used(layout)
    readings = {reading.column: reading for reading in layout.readings}
    questions = {question.column: question for question in layout.questions}
    for column, text in enumerate(layout.header.texts):
        sample = _sample(body.grid, layout, column)
        if not (text.strip() or sample):
            continue
        answer = reader.answers.of_column(layout.role, layout.header, column, places_of(body.grid, body.label))
        others = "" if answer else _codes_elsewhere(one, column, reader.answers)
        header = header_key_of(layout.header, column)
        reading, question = readings.get(column), questions.get(column)
        row = _row(
            *shown_place(body.grid, body.label),
            layout.role.name,
            column_letters(column),
            header,
            _meaning(used.get(column, ""), reading, question, layout),
        )
        sureness = LIKELY if question else SURE if column in used or (reading and reading.field) else UNUSED
        why = "；".join(filter(None, [_why(layout, column, question, used), others]))
        row |= {"sample": sample, "sureness": sureness, "why": why}
        yield row | _answered(answer) | {"asked": question is not None or bool(others)}


def _codes_elsewhere(one: SheetList, column: int, answers: Answers) -> str:
    """What clerks said of the same codes under this header on lists of other sources, "" if nothing: whoever knows may say the same of this one."""
    spoken = answers.of_others(one.body.layout.role, one.body.layout.header, column)
    if not spoken:
        return ""
    cells = {plain(text) for text in one.body.column(column).unique().to_pylist() if text}
    about = [answer for answer in spoken if cells & of_codes(answer["meaning"])]
    texts = [f"{source_shown(answer)}的确认为“{answer['meaning']}”" for answer in about]
    return f"同名的列，{'、'.join(texts)}；各家的代码不同，没有照用，请按这一份的代码确认" if texts else ""


def _used(layout: Layout) -> dict[int, str]:
    """{column: what it is used as}: its field, a state, a mark of a group."""
    states = {column: state_field(layout, column) for column in used_states(layout) - layout.remarks}
    groups = dict.fromkeys([*group_columns(layout), *layout.channels], "投保渠道")
    another = {one.column: ANOTHER for one in layout.further if (layout.confirmed or {}).get(one.column) == ANOTHER}
    return (
        another
        | groups
        | states
        | account_meanings(layout)
        | {column: field for field, column in layout.columns.items()}
    )


def _meaning(used: str, reading: ColumnReading | None, question: Question | None, layout: Layout) -> str:
    """What a column is read as, as staff read it; of an open question also what it may be."""
    if question:
        others = "、".join(field for field in options_of(question) if field != used)
        return "；".join(filter(None, [used, f"待确认，可能是{others}" if others else ""]))
    if reading and reading.column in layout.remarks:
        return ONLY_WORDS
    return used or _of_no_use(reading.field if reading else "", layout)


def _of_no_use(field: str, layout: Layout) -> str:
    """What a column is known to be that the role has no use for."""
    return "" if not field or field in fields_in(layout.role) else f"{field}（不用于认定）"


def _why(layout: Layout, column: int, question: Question | None, used: dict[int, str]) -> str:
    reading = next((reading for reading in layout.readings if reading.column == column), None)
    if column in (layout.confirmed or {}):
        return "列对应中已确认"
    if question:
        options = "、".join(options_of(question)[1:])
        return question.why + (f"；也可能是：{options}" if options else "")
    if reading:
        return reading.why
    return "通用的表头" if column in used else ""


def _row(file: str, sheet: str, role: str, letters: str, header: str, meaning: str) -> dict[str, Any]:
    values = {"file": file, "sheet": sheet, "role": role, "letters": letters, "header": header, "meaning": meaning}
    return dict.fromkeys(READINGS.columns, "") | values


def _answered(answer: dict[str, str] | None) -> dict[str, str]:
    return {"confirmed": answer["meaning"], "by": answer["by"], "on": answer["on"]} if answer else {}


def _cells(grid: Grid, layout: Layout, column: int) -> list[str]:
    cells = pc.drop_null(grid.cells[column].slice(layout.header.last + 1, _LOOKED_AT))
    return [text for text in cells.to_pylist() if text.strip()]


def _sample(grid: Grid, layout: Layout, column: int) -> str:
    texts = dict.fromkeys(text.strip() for text in _cells(grid, layout, column))
    return "、".join(_NUMBER.sub(_masked, text)[:_LONGEST] for text in list(texts)[:_SAMPLES])


def _masked(number: "re.Match[str]") -> str:
    """A long number with its middle hidden: what it is can be seen, whose it is cannot."""
    return number[0][:6] + "*" * (len(number[0]) - 8) + number[0][-2:]
