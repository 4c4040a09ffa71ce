"""Marks in the staff's own sheets: colour and note on the cell, the head of the row, and a 问题 column at the right edge that can be filtered.

Every note of ours begins with ``【沪惠保·I11】`` (the code leads back to 问题清单) and every rule that colours carries our name, so our marks are
found by what they are, not by where they were: they are renewed and removed also after staff have sorted the rows or inserted new ones.
Nothing of the staff's is changed: a note of theirs is kept above a line of ours, their colours lie unchanged below ours
(:mod:`huibao_xl.excel.shades`), and a filter of theirs stays as it is: only a sheet without one gets ours.
"""

from collections.abc import Collection
from dataclasses import asdict, dataclass, field, replace
from typing import TYPE_CHECKING, Any

import pandas as pd
from openpyxl.utils import column_index_from_string

from huibao_xl.excel import shades
from huibao_xl.excel.shades import LEVELS, Shade, word_of
from huibao_xl.files.editing import widths
from huibao_xl.files.editing.sheet_part import MAX_COLUMNS, SheetPart
from huibao_xl.files.reading.grid import column_letters
from huibao_xl.files.reading.received import HEAD_ROWS, PROBLEMS
from huibao_xl.files.writing.workbook import text_width
from huibao_xl.reasons import Stop

if TYPE_CHECKING:
    from huibao_xl.excel.snapshot import Snapshot

NOTED = 3_000
"""Cells of one sheet that get a note, errors first: each note is a drawing of its own, and Excel crawls with tens of thousands. Colours
and the 问题 column have no limit."""
_WIDEST = 60
_COVERED = 10_000
"""Cells that a merged range may cover; one that covers more is no part of a list."""
_TAG = "【沪惠保·"
_BREAK = "\n――――――\n"


@dataclass
class Note:
    """What is noted on one cell, counted from 1. ``text``: our note without what the staff wrote."""

    row: int
    column: int
    text: str


@dataclass
class SheetMarks:
    """The marks of one sheet. ``column``: where the 问题 column stands (0: not yet); ``problems``: {row: text}; ``unnoted``: cells over ``NOTED``;
    ``filter``: whether a sheet that has no filter gets one."""

    header: int = 1
    column: int = 0
    notes: list[Note] = field(default_factory=list)
    shades: list[Shade] = field(default_factory=list)
    problems: dict[int, str] = field(default_factory=dict)
    unnoted: int = 0
    filter: bool = True


Plan = dict[str, SheetMarks]
"""{sheet: its marks}."""


def plan(findings: pd.DataFrame, sheets: pd.DataFrame, headers: dict[str, list[str]]) -> Plan:
    """Return the marks for findings about rows. ``sheets``: Lists.sheets; ``headers``: the header texts of each sheet."""
    header_row = dict(zip(sheets["sheet"].astype(str), sheets["header"].astype(int) + 1, strict=True))
    placed = findings[(findings["row"] > 0) & findings["sheet"].isin(list(header_row))]
    plans: Plan = {}
    for name, found in placed.groupby(placed["sheet"].astype("str"), sort=False):
        rank = found["level"].astype("str").map({level: place for place, level in enumerate(LEVELS)})
        rows = found.iloc[rank.argsort(kind="stable")]
        plans[str(name)] = _planned(rows, header_row[str(name)], headers.get(str(name), []))
    return plans


def _planned(found: pd.DataFrame, header: int, headers: list[str]) -> SheetMarks:
    """The marks of one sheet; findings come gravest first."""
    marks_here, notes, heads, columns = (
        SheetMarks(header),
        dict[tuple[int, int], Note](),
        dict[int, Shade](),
        dict[Shade, None](),
    )
    first = next((number for number, text in enumerate(headers, 1) if text), 1)
    columns_named = found["column"].astype(str).tolist()
    for finding, row, column in zip(found.itertuples(), found["row"].astype(int).tolist(), columns_named, strict=True):
        level = str(finding.level)
        letters = str(finding.letters) or (
            column_letters(headers.index(column)) if column and column in headers else ""
        )
        heads.setdefault(row, Shade(first, level))
        marks_here.problems[row] = (
            marks_here.problems.get(row, "")
            + f"【{level} {finding.code}{letters and ' ' + word_of(letters)}】{finding.text}"
        )
        if letters:
            place = (row, column_index_from_string(letters))
            columns[Shade(place[1], level, word_of(letters))] = None
            text = f"{_TAG}{finding.code}】{level}：{finding.text}{finding.advice}"
            notes[place] = Note(*place, f"{notes[place].text}\n{text}" if place in notes else text)
    marks_here.shades = [*dict.fromkeys(heads.values()), *columns]
    marks_here.notes, marks_here.unnoted = list(notes.values())[:NOTED], max(0, len(notes) - NOTED)
    marks_here.problems = dict(sorted(marks_here.problems.items()))
    return marks_here


def scan(snapshot: "Snapshot") -> Plan:
    """Return the marks as they stand now."""
    plans: Plan = {}
    to_restore = snapshot.entries.get("marked", {})
    for name in snapshot.staff_sheets():
        sheet = snapshot.sheet_part(name)
        notes = [
            Note(*place, _TAG + text.partition(_TAG)[2])
            for place, text in sorted(snapshot.notes(name).texts().items())
            if _TAG in text
        ]
        marks_here = SheetMarks(notes=notes, shades=shades.found(sheet))
        place = column_of(snapshot, name)
        if place is not None:
            marks_here.header, marks_here.column = place
            ours = to_restore.get(name, {}).get("filter", False)
            marks_here.filter = ours and _filter_reaches(sheet, marks_here.column)
            marks_here.problems = {
                row: text for row, text in _ours_below(snapshot, name, *place).items() if row > place[0]
            }
        if marks_here.column or marks_here.notes or marks_here.shades:
            plans[name] = marks_here
    return plans


def column_of(snapshot: "Snapshot", name: str) -> tuple[int, int] | None:
    """Return row and column of the header of our column, counted from 1; None if there is none."""
    grid = snapshot.grids[name]
    for at, texts in enumerate(grid.cells):
        head = texts.slice(0, HEAD_ROWS).to_pylist()
        if PROBLEMS in head:
            return grid.first_row + head.index(PROBLEMS) + 1, at + 1
    return None


def _ours_below(snapshot: "Snapshot", name: str, row: int, column: int) -> dict[int, str]:
    """{row: text} of what we wrote in our column, header first."""
    grid = snapshot.grids[name]
    ours = (PROBLEMS, *(f"【{level} " for level in LEVELS))
    texts = grid.cells[column - 1].to_pylist()
    placed = enumerate(texts[row - 1 - grid.first_row :], row)
    return {at: text for at, text in placed if text and text.startswith(ours)}


def place(snapshot: "Snapshot", plans: Plan) -> tuple[Plan, dict[str, Any]]:
    """Return the marks with a column for each sheet, and what is to be put back when they go: {sheet: width of the column, None for the standard, and
    whether the filter is ours}. Raises Stop(S07) if a sheet has no free column left."""
    before, placed, to_restore = scan(snapshot), dict[str, SheetMarks](), dict[str, Any]()
    earlier = snapshot.entries.get("marked", {})
    for name, marks_here in plans.items():
        if name not in snapshot.grids:
            continue
        marks_here = replace(marks_here, notes=_on_first_cells(marks_here.notes, snapshot.grids[name].merged))
        column = marks_here.column
        if marks_here.problems:
            mine = before.get(name)
            column = column or (mine.column if mine and mine.column else _free_column(snapshot, name))
            sheet = snapshot.sheet_part(name)
            again = mine is not None and mine.column == column
            was = earlier.get(name, {}) if again else {}
            width = was.get("width") if again else widths.width_of(sheet, column)
            line = was.get("line") if again else widths.line_of(sheet, column)
            extent = was.get("extent") if again else sheet.extent()
            free = mine.filter if again and mine else not filtered(sheet)
            ours = marks_here.filter and free and not sheet.tables()
            to_restore[name] = {"width": width, "filter": ours, "line": line, "extent": extent}
            marks_here = replace(marks_here, column=column, filter=ours)
            if theirs := others_in(snapshot, name, marks_here):  # who wrote over our text has looked at the row
                problems = {row: text for row, text in marks_here.problems.items() if row not in theirs}
                marks_here = replace(marks_here, problems=problems)
        placed[name] = marks_here
    return placed, to_restore


def _on_first_cells(notes: list[Note], merged: list[tuple[int, int, int, int]]) -> list[Note]:
    """The notes, those on cells that a merged range covers on its first one: no other can have a note.

    >>> _on_first_cells([Note(3, 2, "甲"), Note(4, 2, "乙")], [(1, 1, 3, 1)])
    [Note(row=2, column=2, text='甲\\n乙')]
    """
    firsts = {
        (row, column): (top + 1, left + 1)
        for top, left, bottom, right in merged
        if (bottom - top + 1) * (right - left + 1) <= _COVERED
        for row in range(top + 1, bottom + 2)
        for column in range(left + 1, right + 2)
    }
    found: dict[tuple[int, int], Note] = {}
    for note in notes:
        place = firsts.get((note.row, note.column), (note.row, note.column))
        found[place] = Note(*place, f"{found[place].text}\n{note.text}" if place in found else note.text)
    return list(found.values())


def _free_column(snapshot: "Snapshot", name: str) -> int:
    """The column beside everything in use; not right beside a table, or Excel takes it into the table."""
    sheet, grid = snapshot.sheet_part(name), snapshot.grids[name]
    column = (
        max(sheet.last_column(grid.n_columns), grid.n_columns, snapshot.last_column_of_tables(name))
        + 1
        + bool(sheet.tables())
    )
    if column > MAX_COLUMNS:
        raise Stop(
            "S07", why=f"工作表“{name}”右边没有空列，放不下“{PROBLEMS}”列", advice="请删去右边不用的列，再按一次按钮"
        )
    return column


def others_in(snapshot: "Snapshot", name: str, marks_here: SheetMarks) -> set[int]:
    """Return the rows of our column in which staff wrote something themselves."""
    grid, column = snapshot.grids[name], marks_here.column
    if not 0 < column <= grid.n_columns:
        return set()
    first = max(marks_here.header, grid.first_row + 1)
    texts = enumerate(grid.cells[column - 1].to_pylist()[first - 1 - grid.first_row :], first)
    return {row for row, text in texts if text} - _ours_below(snapshot, name, first, column).keys()


def last_row(snapshot: "Snapshot", name: str, marks_here: SheetMarks) -> int:
    """Return the last row that marks reach."""
    grid = snapshot.grids[name]
    return max([grid.first_row + grid.n_rows, *marks_here.problems])


def without_ours(text: str) -> str | None:
    """Return a note without our part, None if nothing else is in it.

    >>> without_ours("经办" + _BREAK + "【沪惠保·I11】错误"), without_ours("【沪惠保·I11】错误"), without_ours("经办")
    ('经办', None, '经办')
    """
    if _TAG not in text:
        return text
    theirs, cut, _ = text.partition(_BREAK + _TAG)
    return theirs if cut else None


def note_texts(marks_here: SheetMarks, present: Collection[tuple[int, int]]) -> dict[tuple[int, int], str]:
    """Return {(row, column): text} of the notes, with what parts it from the staff's own where they have one."""
    placed = {(note.row, note.column): note.text for note in marks_here.notes}
    return {at: (_BREAK + text if at in present else text) for at, text in placed.items()}


def cells_of(marks_here: SheetMarks) -> dict[int, str]:
    """Return {row: text} of the column, its header too. What is said of the header itself stands in its note."""
    return {marks_here.header: PROBLEMS} | {
        row: text for row, text in marks_here.problems.items() if row > marks_here.header
    }


def width_of(marks_here: SheetMarks) -> float:
    """Return how wide the column is."""
    return min(max(map(text_width, [PROBLEMS + "    ", *marks_here.problems.values()])), _WIDEST)


def _filter_reaches(sheet: SheetPart, column: int) -> bool:
    """Whether the sheet's filter ends with our column."""
    return filtered(sheet).replace("$", "").partition(":")[2].rstrip("0123456789") == column_letters(column - 1)


def filtered(sheet: SheetPart) -> str:
    """Return where the filter of a sheet stands, "" without one."""
    found = sheet.find("autoFilter")
    return "" if found is None else found.get("ref", "")


def as_json(plans: Plan) -> dict[str, Any]:
    """Return marks as plain data."""
    return {name: asdict(marks_here) for name, marks_here in plans.items()}


def from_json(content: dict[str, Any]) -> Plan:
    """Return marks from plain data."""
    return {
        name: SheetMarks(
            **marks_here
            | {
                "notes": [Note(**note) for note in marks_here["notes"]],
                "shades": [Shade(**shade) for shade in marks_here["shades"]],
                "problems": {int(row): text for row, text in marks_here["problems"].items()},
            }
        )
        for name, marks_here in content.items()
    }
