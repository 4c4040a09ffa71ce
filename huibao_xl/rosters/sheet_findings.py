"""What is told of a sheet and its columns when it is read: hidden parts, columns that were read by their terms, and those that are asked about."""

from typing import Any

import pandas as pd

from huibao_xl import findings
from huibao_xl.files.reading.grid import Grid, column_letters
from huibao_xl.rosters.account_states import account_meanings
from huibao_xl.rosters.group_marks import group_columns
from huibao_xl.rosters.header import Header
from huibao_xl.rosters.layout import Layout, options_of
from huibao_xl.rosters.parting import kind_of
from huibao_xl.rosters.read_lists import Found
from huibao_xl.rosters.state_columns import effect_of, state_field, used_states


def about_sheet(code: str, label: str, grid: Grid, **fields: Any) -> pd.DataFrame:
    """Return a finding about a sheet. ``label``: what its file is called."""
    return findings.for_file(code, label, grid.sheet, **fields)


def about_column(code: str, label: str, grid: Grid, header: Header, column: int, **fields: Any) -> pd.DataFrame:
    """Return a finding at the header of a column."""
    row = grid.first_row + header.last + 1
    place = (label, grid.sheet, row, header.texts[column], column_letters(column))
    return findings.for_file(code, *place, **fields)


def about_columns(label: str, grid: Grid, layout: Layout) -> Found:
    """Return I42 at columns that are asked about, I24 at those that were read by the terms of their headers, I25 at those that look as if they
    mattered and cannot be a field of the role."""
    found, used = [], set(layout.columns.values())
    at = (label, grid, layout.header)
    states, groups = used_states(layout), {*group_columns(layout), *layout.channels}
    of_accounts = account_meanings(layout)
    for question in layout.questions:
        found.append(
            about_column("I42", *at, question.column, options="、".join(options_of(question)), why=question.why)
        )
    for one in layout.further if layout.role.frame == "insured" else ():
        found.append(about_column("I64", *at, one.column, title=layout.header.texts[one.column], count=one.strangers))
    open_columns = {question.column for question in layout.questions} | {*(layout.confirmed or {})}
    for reading in layout.readings:
        if reading.column in open_columns:
            continue
        if reading.column in used:
            field = next(field for field, column in layout.columns.items() if column == reading.column)
            found.append(about_column("I24", *at, reading.column, field=field, effect="", why=reading.why))
        elif reading.column in of_accounts:
            found.append(
                about_column("I24", *at, reading.column, field=of_accounts[reading.column], effect="", why=reading.why)
            )
        elif reading.column in states and reading.column not in layout.remarks:
            field, effect = state_field(layout, reading.column), effect_of(layout, reading.column)
            found.append(about_column("I24", *at, reading.column, field=field, effect=effect, why=reading.why))
        elif reading.column in groups:
            found.append(about_column("I24", *at, reading.column, field="投保渠道", effect="", why=reading.why))
        elif reading.matters and not (layout.role.frame == "insured" and kind_of(reading.header) == "category"):
            what = "、".join(dict.fromkeys([reading.field, *reading.doubts])).strip("、")
            found.append(about_column("I25", *at, reading.column, field=what, why=reading.why))
    return found


def hidden_parts(label: str, grid: Grid) -> Found:
    """Return I03 and I04: a hidden sheet, hidden rows and columns are read like others, and reported."""
    found = [about_sheet("I03", label, grid)] if grid.hidden else []
    inside = [row for row in grid.hidden_rows if grid.first_row <= row < grid.first_row + grid.n_rows]
    columns = [column for column in grid.hidden_columns if column < grid.n_columns]
    for what, hidden in ((f"行（{len(inside)} 行）", inside), (f"列（{len(columns)} 列）", columns)):
        if hidden:
            found.append(about_sheet("I04", label, grid, what=what))
    return found
