"""The one loop over the sheets of all files: each sheet that is a list becomes a frame, with every finding on the
way.

Order is the source order: files as given (folders sorted by name), sheets as they stand in the workbook, rows from
the top. What differs from job to job is its reader: which sheets it takes for which list, and what it makes of their
cells.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Protocol

import pandas as pd

from huibao_xl import findings
from huibao_xl.files.reading import SourceFile
from huibao_xl.files.reading.grid import Grid, column_letters
from huibao_xl.frames import LABEL, STR, Shape, union
from huibao_xl.reasons import Stop
from huibao_xl.rosters.account_states import against_all, former
from huibao_xl.rosters.fields import header_key
from huibao_xl.rosters.layout import Layout
from huibao_xl.rosters.legends import elsewhere, from_letters, legends_of_letters, lines_of
from huibao_xl.rosters.out_lists import says_in, says_whom
from huibao_xl.rosters.role import SPEAK_AGAINST
from huibao_xl.rosters.row_people import ANOTHER
from huibao_xl.rosters.rows import Body, further_bodies, of_further, read_body
from huibao_xl.rosters.sheet_tables import below, continues, is_named_on, side_by_side
from huibao_xl.rosters.state_columns import used_states

WITHOUT_HEADER = "没有表头的另一份名单"
Found = list[pd.DataFrame]
"""Findings (frames.FINDINGS), in the order in which they were made."""


class Reader(Protocol):
    """What a job knows about its lists. :func:`read_lists` asks it; between ``identify`` and ``clean`` it takes the
    rows that are people."""

    def about(self, file: SourceFile) -> Found:
        """Return findings about a file as a whole."""

    def identify(self, file: SourceFile, grid: Grid) -> tuple[Layout | None, Found]:
        """Return which list a sheet is and where its fields stand (its header found, its role recognised), None if it
        is not read; and findings about that. Raises Stop if it must be read and cannot."""

    def parts(self, file: SourceFile, grid: Grid) -> Sequence[Grid]:
        """Return a sheet as the lists that share its rows (one for each of several categories), itself where it is one list or none."""

    def clean(self, body: Body) -> tuple[pd.DataFrame, Found]:
        """Return the people of a sheet as a frame, one row each, and findings at their cells."""


@dataclass(frozen=True)
class SheetList:
    """One sheet that was read: its file, its people as cells (body), and the reader's frame of them. ``beside``: whether they are further people of
    rows whose own people are another one's."""

    file: SourceFile
    body: Body
    frame: pd.DataFrame
    beside: bool = False


def read_lists(
    files: Sequence[SourceFile], reader: Reader, labels: Mapping[Path, str]
) -> tuple[list[SheetList], list[Grid], Found]:
    """Return every list on every sheet that the reader takes for one, the tables that are no lists, and all findings. ``labels``: {path of a file: what
    findings call it}."""
    lists: list[SheetList] = []
    unread: list[Grid] = []
    found: Found = []
    letters, stems = (
        legends_of_letters([file.grids for file in files]),
        {grid.named[0].stem for file in files for grid in file.grids},
    )
    for file in files:
        found += reader.about(file)
        lines = lines_of(file.grids)
        for grid in file.grids:
            waiting = [(table, at == 0) for at, table in enumerate(side_by_side(grid, says_whom, says_in))]
            while waiting:
                table, first = waiting.pop(0)
                shared = elsewhere(grid, file.grids, lines) + from_letters(grid, letters, stems)
                if len(parts := reader.parts(file, table)) > 1 or parts[0].part:
                    several, about, end = _several(file, parts, reader, labels[file.path], shared)
                    waiting = [(below(table, end), False), *waiting] if end is not None else waiting
                    lists, found = [*lists, *several], [*found, *about]
                    continue
                table = parts[0]
                layout, about = _identified(file, table, first, reader, labels[file.path])
                before = lists[-1].body if lists and lists[-1].file is file else None
                if layout is None and before and (going_on := _continued(file, table, before, reader)):
                    table, layout, about = going_on
                found += about
                if layout is None:
                    unread.append(table)
                    continue
                body = read_body(table, layout, labels[file.path], shared)
                if body.below is not None:
                    waiting.insert(0, (below(table, body.below), False))
                frame, about_cells = reader.clean(body)
                found += [body.findings, *about_cells]
                lists.append(SheetList(file, body, frame))
                lists += _beside(lists[-1], reader)
    return lists, unread, found


def _several(
    file: SourceFile, parts: Sequence[Grid], reader: Reader, label: str, shared: Sequence[str]
) -> tuple[list[SheetList], Found, int | None]:
    """The lists that share the rows of a table, what is found about them, each thing once, and the row at which another table begins below.
    ``shared``: lines on other sheets that say what marks mean."""
    lists: list[SheetList] = []
    found: Found = []
    end = None
    for part in parts:
        layout, about = reader.identify(file, part)
        found += about
        if layout is None or part.part is None:
            continue
        body = read_body(part, layout, label, shared)
        end, found = body.below, [*found, body.findings]
        body = replace(body, rows=body.rows[part.part.rows[body.rows]], below=None, lines=() if lists else body.lines)
        if not len(body.rows):
            continue
        frame, about_cells = reader.clean(body)
        found += about_cells
        lists.append(SheetList(file, body, frame))
        lists += _beside(lists[-1], reader)
    once = findings.concat(found)
    return lists, [once[~once.astype("str").duplicated()].reset_index(drop=True)], end


def _beside(read: SheetList, reader: Reader) -> list[SheetList]:
    """The further people of a list's rows that a clerk has confirmed, and the accounts of before."""
    layout = read.body.layout
    confirmed = [one for one in layout.further if (layout.confirmed or {}).get(one.column) == ANOTHER]
    bodies = [body for one in confirmed for body in further_bodies(read.body, one)]
    people = [SheetList(read.file, body, of_further(reader.clean(body)[0]), beside=True) for body in bodies]
    accounts = [
        SheetList(read.file, body, against_all(reader.clean(body)[0], why), beside=True)
        for body, why in former(read.body)
    ]
    return people + accounts


def _identified(file: SourceFile, table: Grid, first: bool, reader: Reader, label: str) -> tuple[Layout | None, Found]:
    """What a table is, and what is found about it. ``first``: whether it is the first of its sheet."""
    return reader.identify(file, table) if first else _another(file, table, reader, label)


def _continued(file: SourceFile, table: Grid, before: Body, reader: Reader) -> tuple[Grid, Layout, Found] | None:
    """A sheet without a header below that of the list before it in its workbook: the grid, what it is, and I63; None if it does not go on
    with that list. Whose name does not say that it does may be another list: who rests on it waits."""
    grid = continues(table, before.grid, before.layout.header)
    layout, about = reader.identify(file, grid) if grid else (None, [])
    if grid is None or layout is None or layout.role.name != before.layout.role.name:
        return None
    surely = is_named_on(table.sheet, before.grid.sheet) or layout.role.frame in SPEAK_AGAINST
    after = "" if surely else "；名称没有写明它接着那张表，取决于它的人待核"
    noted = findings.for_file("I63", before.label, table.sheet, 1, before=before.grid.sheet, after=after)
    says = layout.says or before.layout.says
    return grid, replace(layout, says=says) if surely else replace(layout, old=WITHOUT_HEADER), [*about, noted]


def _another(file: SourceFile, table: Grid, reader: Reader, label: str) -> tuple[Layout | None, Found]:
    """What a table is that is not the first of its sheet, and what is found about it: I37 where it is read, I32 where it is not."""
    first, last = table.first_row + 1, table.first_row + table.n_rows
    try:
        layout, about = reader.identify(file, table)
    except Stop as stop:
        layout, about = None, [findings.for_file("I02", label, table.sheet, first, why=str(stop))]
    if layout is None:
        return None, [*about, findings.for_file("I32", label, table.sheet, first, first=first, last=last)]
    row = table.first_row + layout.header.last + 1
    return layout, [*about, findings.for_file("I37", label, table.sheet, row, role=layout.role.name, first=row)]


def used_sheets(lists: Sequence[SheetList], also: Sequence[str] = ()) -> pd.DataFrame:
    """Return one row per sheet that was read: path (what findings call the file), location (absolute), sheet, role,
    rows, sha256, header (position of the last header row in its grid), id_header and id_letters (of the 证件号码 column); used and unused: the headers of its
    columns with content, with the field where it is called otherwise, the used ones also those of ``also``; fields: what is used for.
    """
    columns = ["path", "location", "sheet", "role", "rows", "sha256", "header", "id_header", "id_letters"]
    columns += ["used", "unused", "fields"]
    rows = []
    for read in lists:
        layout = read.body.layout
        location = str(read.file.path.resolve())
        place = (read.body.label, location, read.body.grid.sheet, layout.role.name, len(read.frame), read.file.sha256)
        at = "证件号码" if "证件号码" in layout.columns else next(iter(layout.columns))
        rows.append(
            (*place, layout.header.last, layout.header_of(at), layout.letters_of(at), *_columns(read.body, also))
        )
    return pd.DataFrame(rows, columns=columns)


def _columns(body: Body, also: Sequence[str]) -> tuple[str, str, str]:
    """``used``, ``unused`` and ``fields`` of a sheet (:func:`used_sheets`)."""
    layout, used, unused = body.layout, [], []
    fields = {at: field for field, at in layout.columns.items()} | dict.fromkeys(
        used_states(layout) - {*layout.columns.values()}, "状态"
    )
    for at, text in enumerate(layout.header.texts):
        title = " ".join(text.split()) or f"{column_letters(at)} 列"
        if at in fields or header_key(text) in also:
            used.append(title if fields.get(at, title) == title else f"{title}（{fields[at]}）")
        elif body.grid.cells[at].null_count < body.grid.n_rows:
            unused.append(title)
    return "、".join(used), "、".join(unused), "、".join(dict.fromkeys(fields.values()))


def joined(shape: Shape, frames: Sequence[pd.DataFrame]) -> pd.DataFrame:
    """Return one frame of several; label columns get the union of categories, without touching the rows' texts."""
    frames = [frame for frame in frames if len(frame)]
    if not frames:
        return shape.empty()
    columns: dict[str, object] = {}
    for column, dtype in shape.columns.items():
        parts = [_of_texts(frame[column]) if dtype == LABEL else frame[column] for frame in frames]
        if len(parts) == 1:
            columns[column] = parts[0].array
        else:
            columns[column] = union(parts) if dtype == LABEL else pd.concat(parts, ignore_index=True)
    return shape.check(pd.DataFrame(columns))


def _of_texts(labels: pd.Series) -> pd.Series:
    """A label column whose categories are texts; one that is all null may have been read back without a type."""
    categories = labels.array.categories
    return labels if categories.dtype == STR else labels.cat.set_categories(categories.astype("str"))
