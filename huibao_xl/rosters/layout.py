"""Which column of a sheet holds which field of its role.

A header that the role's data spells is that field. Where a sheet has other headers too, they are read by their terms and their cells
(:mod:`recogniser`): what is sure is used and said (I24), what looks as if it mattered and is not understood is said too (I25).
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from huibao_xl.files.reading.grid import Grid, column_letters
from huibao_xl.reasons import Stop
from huibao_xl.rosters.column_content import sample
from huibao_xl.rosters.fields import Role
from huibao_xl.rosters.header import Header
from huibao_xl.rosters.header_words import shown_headers
from huibao_xl.rosters.out_lists import OutName
from huibao_xl.rosters.recogniser import ColumnReading, read_columns

_HARMLESS = ("手机号", "联系电话", "联系人", "居村委", "子类", "证书编号", "保费", "保单号")
"""Fields that may stand twice: the first column counts, and nobody is paid by them."""


_IN_ROLES = {"联系电话": "手机号"}
"""{field as headers are read: what some roles call it}."""


@dataclass(frozen=True)
class Layout:
    """A recognised sheet: its role, its header, the column of each field that was found, and how the columns were read
    whose headers the role's data does not spell. ``says``: what the names of sheet and file say of everybody on it."""

    role: Role
    header: Header
    columns: dict[str, int]
    readings: tuple[ColumnReading, ...] = ()
    says: OutName = ""

    def header_of(self, field: str) -> str:
        """Return the header as the sheet writes it."""
        return self.header.texts[self.columns[field]]

    def letters_of(self, field: str) -> str:
        """Return the letters of the field's column."""
        return column_letters(self.columns[field])


def no_township(text: str) -> bool:
    """No text is a 街镇: for jobs that know no policy."""
    return False


def fields_in(role: Role) -> frozenset[str]:
    """The fields that a role has."""
    return frozenset(field for field, _ in role.aliases.values())


def read_others(
    grid: Grid, role: Role, header: Header, spelt: dict[int, str], is_township: Callable[[str], bool]
) -> tuple[ColumnReading, ...]:
    """Return how the columns are read whose headers the role's data does not spell. ``spelt``: {column: field} of the
    others. Nothing is looked at where there is no such column with a header and content."""
    others = [at for at, text in enumerate(header.texts) if text.strip() and at not in spelt]
    if not others:
        return ()
    rows = np.arange(header.last + 1, grid.n_rows)
    cells = [sample(column, rows) if at in others else [] for at, column in enumerate(grid.cells)]
    if not any(cells[at] for at in others):
        return ()
    readings = read_columns(header.texts, cells, is_township, spelt)
    return tuple(readings[at] for at in others if cells[at])


def lay_out(
    grid: Grid, label: str, role: Role, header: Header, is_township: Callable[[str], bool] = no_township
) -> Layout:
    """Return where the role's fields stand. ``label``: what the file is called in messages; ``is_township``: whether a
    text names a 街镇.

    Raises Stop(S02) if a required field has no column, Stop(S03) if two columns claim the same field equally well.
    """
    places_of: dict[str, list[tuple[int, int]]] = {}
    for column, key in enumerate(header.keys):
        if key in role.aliases:
            field, rank = role.aliases[key]
            places_of.setdefault(field, []).append((rank, column))
    for field, places in places_of.items():
        lowest = min(places)[0]
        twice = [column_letters(column) for rank, column in places if rank == lowest]
        if len(twice) > 1 and field not in _HARMLESS:
            raise Stop(
                "S03", file=label, sheet=grid.sheet, field=field, columns="、".join(f"{name} 列" for name in twice)
            )
    columns = {field: min(places)[1] for field, places in places_of.items()}
    spelt = {column: role.aliases[key][0] for column, key in enumerate(header.keys) if key in role.aliases}
    readings = read_others(grid, role, header, spelt, is_township)
    possible = fields_in(role)
    for reading in readings:
        field = _IN_ROLES.get(reading.field, reading.field) if reading.field not in possible else reading.field
        if reading.sureness == "确定" and field in possible:
            columns.setdefault(field, reading.column)
    for field in role.required:
        if field not in columns:
            seen = shown_headers(header.texts, role.aliases)
            raise Stop("S02", file=label, sheet=grid.sheet, role=role.name, missing=field, headers=seen)
    return Layout(role, header, columns, readings)
