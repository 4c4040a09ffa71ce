"""Marks in the staff's own sheets: a fill and a note on the cell, what is wrong in a 问题 column at the right edge.

Every note of ours begins with ``【沪惠保·I11】`` (the code leads back to 问题清单), so our marks are found by what they are, not by where they
were: they are renewed and removed also after staff have sorted the rows or inserted new ones. Nothing of the staff's is changed: a note of
theirs is kept above a line of ours, and a cell that they coloured keeps its colour, because the public API could give back its shade but not
its tie to the theme or its pattern. The places that we coloured are remembered besides, for a note that somebody deleted.
"""

from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from typing import Any

import pandas as pd
import xlwings as xw

from huibao_xl.excel import store

HEADER = "问题（沪惠保）"
"""The header of our column; a column under it is never read."""
HEADER_ROWS = 62
"""Rows in which a header is looked for (the readers search 60)."""
NOTED = 3_000
"""Cells of one sheet that get fill and note. Each note is a drawing; a sheet with more becomes slow. The 问题 column has every row."""
FILLS = {"错误": (255, 199, 128), "警告": (255, 236, 158), "提示": (255, 248, 214)}
_TAG = "【沪惠保·"
_BREAK = "\n――――――\n"
_OWN_FILL = "\n（本格原有底色，没有改动）"
_RANK = ["错误", "警告", "提示"]


@dataclass
class Mark:
    """What is put on one cell, counted from 1. ``text``: our note without what the staff wrote."""

    row: int
    column: int
    level: str
    text: str


@dataclass
class SheetMarks:
    """The marks of one sheet: cells, and the 问题 column: where it stands (0: not yet), row of its header, {row: text}."""

    header: int = 1
    column: int = 0
    cells: list[Mark] = field(default_factory=list)
    problems: dict[int, str] = field(default_factory=dict)


Plan = dict[str, SheetMarks]
"""{sheet: its marks}."""


def plan(findings: pd.DataFrame, sheets: pd.DataFrame, headers: dict[str, list[str]]) -> Plan:
    """Return the marks for findings about rows. ``sheets``: Lists.sheets; ``headers``: the header texts of each sheet."""
    header_row = {row.sheet: int(row.header) + 1 for row in sheets.itertuples()}
    placed = findings[(findings["row"] > 0) & findings["sheet"].isin(list(header_row))]
    plans: Plan = {}
    for name, found in placed.groupby(placed["sheet"].astype("str"), sort=False):
        rank = found["level"].astype("str").map({level: place for place, level in enumerate(_RANK)})
        rows = found.iloc[rank.argsort(kind="stable")]
        plans[str(name)] = SheetMarks(
            header_row[str(name)], 0, _cells(rows, headers.get(str(name), [])), _problems(rows)
        )
    return plans


def _problems(found: pd.DataFrame) -> dict[int, str]:
    """{row: everything that is wrong with it}, errors first."""
    texts: dict[int, str] = {}
    for row, level, code, text in zip(found["row"], found["level"], found["code"], found["text"], strict=True):
        texts[int(row)] = texts.get(int(row), "") + f"【{level} {code}】{text}"
    return dict(sorted(texts.items()))


def _cells(found: pd.DataFrame, headers: list[str]) -> list[Mark]:
    """A mark per cell that findings name by letters or by its header; what concerns the same cell stands in one note."""
    marks: dict[tuple[int, int], Mark] = {}
    for one in found.itertuples():
        column = _number(str(one.letters)) or (headers.index(one.column) + 1 if one.column in headers else 0)
        if not column:
            continue
        text = f"{_TAG}{one.code}】{one.level}：{one.text}{one.advice}"
        place = (int(one.row), column)
        if place in marks:
            marks[place].text += "\n" + text
        elif len(marks) < NOTED:
            marks[place] = Mark(*place, str(one.level), text)
    return list(marks.values())


def _number(letters: str) -> int:
    """The number of a column from 1, 0 without letters."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number


def apply(book: xw.Book, plans: Plan) -> None:
    """Put the marks in; earlier ones must have been cleared."""
    coloured: list[list[Any]] = []
    for name, own in plans.items():
        if not store.has_sheet(book, name):
            continue
        sheet = book.sheets[name]
        _write_column(sheet, own)
        for mark in own.cells:
            if _put(sheet.range((mark.row, mark.column)), mark):
                coloured.append([name, mark.row, mark.column])
    if coloured or store.load(book).get("coloured"):
        store.save(book, coloured=coloured)


def _put(cell: xw.Range, mark: Mark) -> bool:
    """Mark one cell; return whether it was coloured."""
    own_fill = cell.color is not None
    text = mark.text + (_OWN_FILL if own_fill else "")
    if not own_fill:
        cell.color = FILLS[mark.level]
    note = cell.note
    if note is not None:
        note.text = note.text + _BREAK + text
    else:
        with suppress(Exception):  # a cell with a threaded comment takes no note
            cell.add_note(text)
    return not own_fill


def _write_column(sheet: xw.Sheet, own: SheetMarks) -> None:
    """The 问题 column, beside everything in use; its width is left alone: nothing stands to its right."""
    if not own.problems:
        return
    column = own.column or sheet.used_range.last_cell.column + 1
    last = max([own.header, *own.problems])
    sheet.range((own.header, column), (last, column)).value = [
        [HEADER],
        *([own.problems.get(row)] for row in range(own.header + 1, last + 1)),
    ]
    header = sheet.range((own.header, column))
    header.font.bold, header.color = True, FILLS["错误"]


def clear(book: xw.Book) -> int:
    """Remove our marks and nothing else; return on how many cells there were any."""
    removed = 0
    for sheet in _sources(book):
        removed += _clear_notes(sheet)
        place = _column_of(sheet)
        if place is not None:
            _clear_column(sheet, *place)
    remembered = store.load(book).get("coloured", [])
    for name, row, column in remembered:
        if store.has_sheet(book, name):
            cell = book.sheets[name].range((row, column))
            if cell.color in FILLS.values() and cell.note is None:
                cell.color = None
    if remembered:
        store.save(book, coloured=[])
    return removed


def _sources(book: xw.Book) -> Iterator[xw.Sheet]:
    return (sheet for sheet in book.sheets if not sheet.name.startswith(store.SHEET))


def _clear_notes(sheet: xw.Sheet) -> int:
    """Take our part out of every note, and our colour from its cell."""
    count = 0
    for note in list(sheet.notes):
        if _TAG not in note.text:
            continue
        theirs, _, ours = note.text.partition(_BREAK + _TAG) if _BREAK + _TAG in note.text else ("", "", note.text)
        cell = note.location
        if not ours.endswith(_OWN_FILL) and cell.color in FILLS.values():
            cell.color = None
        if theirs:
            note.text = theirs
        else:
            note.delete()
        count += 1
    return count


def _column_of(sheet: xw.Sheet) -> tuple[int, int] | None:
    """Where the header of our column stands."""
    used = sheet.used_range.last_cell
    rows = sheet.range((1, 1), (min(used.row, HEADER_ROWS), used.column)).options(ndim=2).value
    for row, values in enumerate(rows, 1):
        if HEADER in values:
            return row, values.index(HEADER) + 1
    return None


def _texts_below(sheet: xw.Sheet, row: int, column: int) -> Iterable[tuple[int, str]]:
    """(row, text) of what we wrote in our column."""
    last = max(sheet.used_range.last_cell.row, row)
    values = sheet.range((row, column), (last, column)).options(ndim=1).value
    ours = tuple(f"【{level} " for level in _RANK)
    return [
        (at, text) for at, text in enumerate(values, row) if isinstance(text, str) and text.startswith((*ours, HEADER))
    ]


def _clear_column(sheet: xw.Sheet, row: int, column: int) -> None:
    """Clear our column; if staff wrote something below our header, only our own cells."""
    last = max(sheet.used_range.last_cell.row, row)
    whole = sheet.range((row, column), (last, column))
    ours = {at for at, _ in _texts_below(sheet, row, column)}
    filled = {at for at, value in enumerate(whole.options(ndim=1).value, row) if value is not None}
    if filled <= ours:
        whole.clear()
        return
    for at in ours:
        sheet.range((at, column)).clear()


def scan(book: xw.Book) -> Plan:
    """Return the marks as they stand now."""
    plans: Plan = {}
    for sheet in _sources(book):
        cells = list(_marks_of(sheet))
        place = _column_of(sheet)
        if place is not None:
            row, column = place
            problems = {at: text for at, text in _texts_below(sheet, row, column) if at > row}
            plans[sheet.name] = SheetMarks(row, column, cells, problems)
        elif cells:
            plans[sheet.name] = SheetMarks(cells=cells)
    return plans


def _marks_of(sheet: xw.Sheet) -> Iterator[Mark]:
    for note in sheet.notes:
        if _TAG in note.text:
            text = _TAG + note.text.partition(_TAG)[2].removesuffix(_OWN_FILL)
            level = next((level for level in _RANK if f"】{level}：" in text), "提示")
            yield Mark(note.location.row, note.location.column, level, text)


def as_json(plans: Plan) -> dict[str, Any]:
    """Return marks as plain data."""
    return {name: asdict(own) for name, own in plans.items()}


def from_json(content: dict[str, Any]) -> Plan:
    """Return marks from plain data."""
    return {
        name: SheetMarks(
            own["header"],
            own["column"],
            [Mark(**mark) for mark in own["cells"]],
            {int(row): text for row, text in own["problems"].items()},
        )
        for name, own in content.items()
    }
