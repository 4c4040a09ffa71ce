"""Marks in the staff's own sheets: colour and note on the cell, the head of the row, and a 问题 column at the right edge that can be filtered.

Every note of ours begins with ``【沪惠保·I11】`` (the code leads back to 问题清单) and every rule that colours carries our name, so our marks are
found by what they are, not by where they were: they are renewed and removed also after staff have sorted the rows or inserted new ones.
Nothing of the staff's is changed: a note of theirs is kept above a line of ours, their colours lie unchanged below ours
(:mod:`huibao_xl.excel.shades`), and a filter of theirs stays as it is: only a sheet without one gets ours.
"""

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from typing import Any

import pandas as pd
import xlwings as xw
from openpyxl.utils import column_index_from_string

from huibao_xl.excel import shades, store, view
from huibao_xl.excel.shades import FILLS, LEVELS, Shade, word_of
from huibao_xl.files.reading.grid import column_letters
from huibao_xl.files.reading.received import HEAD_ROWS, PROBLEMS
from huibao_xl.files.writing.workbook import text_width

NOTED = 3_000
"""Cells of one sheet that get a note, errors first: each note is a drawing of its own, and Excel crawls with tens of thousands. Colours
and the 问题 column have no limit."""
_WIDEST = 60
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
        letters = str(finding.letters) or (column_letters(headers.index(column)) if column in headers else "")
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


def apply(book: xw.Book, plans: Plan) -> None:
    """Put the marks in; earlier ones must have been cleared."""
    to_restore = dict[str, Any]()
    for name, marks_here in plans.items():
        if not store.has_sheet(book, name):
            continue
        sheet = book.sheets[name]
        if marks_here.problems:
            last = max(sheet.used_range.last_cell.row, *marks_here.problems)
            marks_here.column = marks_here.column or _free_column(sheet)
            to_restore[name] = _write_column(sheet, marks_here, last)
            shades.put(sheet, marks_here.shades, (marks_here.header + 1, last), marks_here.column)
        for note in marks_here.notes:
            _note(sheet.range((note.row, note.column)), note.text)
    if to_restore or store.load(book).get("marked"):
        store.save(book, marked=to_restore)


def _free_column(sheet: xw.Sheet) -> int:
    """The column beside everything in use; not right beside a table, or Excel takes it into the table."""
    return sheet.used_range.last_cell.column + 1 + bool(len(sheet.tables))


def _note(cell: xw.Range, text: str) -> None:
    note = cell.note
    if note is not None:
        note.text = note.text + _BREAK + text
    else:
        with suppress(Exception):  # a cell with a threaded comment takes no note
            cell.add_note(text)


def _write_column(sheet: xw.Sheet, marks_here: SheetMarks, last: int) -> dict[str, Any]:
    """Write the 问题 column; return what to put back when it goes: its width (None: the standard), and whether the filter is ours."""
    column = sheet.range((marks_here.header, marks_here.column), (last, marks_here.column))
    width = None if view.standard_width(column) else column.column_width
    column.value = [[PROBLEMS], *([marks_here.problems.get(row)] for row in range(marks_here.header + 1, last + 1))]
    column.column_width = min(max(map(text_width, [PROBLEMS + "    ", *marks_here.problems.values()])), _WIDEST)
    column[0].font.bold, column[0].color, column[0].vertical_alignment = True, FILLS["错误"], "center"
    ours = marks_here.filter and not view.filtered(sheet) and not len(sheet.tables)
    if ours:
        view.put_filter(sheet.range((marks_here.header, 1), (last, marks_here.column)))
    return {"width": width, "filter": ours}


def clear(book: xw.Book) -> None:
    """Remove our marks and nothing else."""
    to_restore = store.load(book).get("marked", {})
    for sheet in _sources(book):
        place = _column_of(sheet)
        if place is not None:
            _clear_column(sheet, *place, to_restore.get(sheet.name, {}))
        shades.remove(sheet)
        _clear_notes(sheet)
    if to_restore:
        store.save(book, marked={})


def _sources(book: xw.Book) -> Iterator[xw.Sheet]:
    return (sheet for sheet in book.sheets if not sheet.name.startswith(store.SHEET))


def _clear_notes(sheet: xw.Sheet) -> None:
    """Take our part out of every note."""
    for note in list(sheet.notes):
        if _TAG in note.text:
            theirs, cut, _ = note.text.partition(_BREAK + _TAG)
            if cut:
                note.text = theirs
            else:
                note.delete()


def _column_of(sheet: xw.Sheet) -> tuple[int, int] | None:
    """Where the header of our column stands."""
    used = sheet.used_range.last_cell
    rows = sheet.range((1, 1), (min(used.row, HEAD_ROWS), used.column)).options(ndim=2).value
    for row, values in enumerate(rows, 1):
        if PROBLEMS in values:
            return row, values.index(PROBLEMS) + 1
    return None


def _texts_below(sheet: xw.Sheet, row: int, column: int) -> dict[int, str]:
    """{row: text} of what we wrote in our column, header first."""
    last = max(sheet.used_range.last_cell.row, row)
    values = sheet.range((row, column), (last, column)).options(ndim=1).value
    ours = (PROBLEMS, *(f"【{level} " for level in LEVELS))
    return {at: text for at, text in enumerate(values, row) if isinstance(text, str) and text.startswith(ours)}


def _clear_column(sheet: xw.Sheet, row: int, column: int, to_restore: dict[str, Any]) -> None:
    """Clear our column, its filter and its width; if staff wrote something below our header, only our own cells."""
    if to_restore.get("filter") and _filter_reaches(sheet, column):
        view.drop_filter(sheet)  # before the cells: of a filtered column Excel clears only what shows
    last = max(sheet.used_range.last_cell.row, row)
    our_cells = sheet.range((row, column), (last, column))
    ours = _texts_below(sheet, row, column)
    if {at for at, value in enumerate(our_cells.options(ndim=1).value, row) if value is not None} > set(ours):
        for at in ours:
            sheet.range((at, column)).clear()
        return
    our_cells.clear()
    if to_restore.get("width"):
        our_cells.column_width = to_restore["width"]
    elif "width" in to_restore:
        view.use_standard_width(our_cells)


def _filter_reaches(sheet: xw.Sheet, column: int) -> bool:
    """Whether the sheet's filter ends with our column."""
    return view.filtered(sheet).partition(":")[2].startswith(f"${column_letters(column - 1)}$")


def filter_is_ours(book: xw.Book, name: str) -> bool:
    """Tell whether the filter of a marked sheet was put there with the marks."""
    return bool(store.load(book).get("marked", {}).get(name, {}).get("filter"))


def scan(book: xw.Book) -> Plan:
    """Return the marks as they stand now."""
    plans: Plan = {}
    to_restore = store.load(book).get("marked", {})
    for sheet in _sources(book):
        marks_here = SheetMarks(notes=list(_notes_of(sheet)), shades=shades.found(sheet))
        place = _column_of(sheet)
        if place is not None:
            marks_here.header, marks_here.column = place
            marks_here.filter = to_restore.get(sheet.name, {}).get("filter", False) and _filter_reaches(
                sheet, marks_here.column
            )
            marks_here.problems = {
                at: text for at, text in _texts_below(sheet, *place).items() if at > marks_here.header
            }
        if marks_here.column or marks_here.notes or marks_here.shades:
            plans[sheet.name] = marks_here
    return plans


def _notes_of(sheet: xw.Sheet) -> Iterator[Note]:
    for note in sheet.notes:
        if _TAG in note.text:
            yield Note(note.location.row, note.location.column, _TAG + note.text.partition(_TAG)[2])


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
