"""Which column of a sheet holds which field of its role."""

from dataclasses import dataclass

from huibao_xl.files.reading.grid import Grid, column_letters
from huibao_xl.reasons import Stop
from huibao_xl.rosters.fields import Role
from huibao_xl.rosters.header import Header

_HARMLESS = ("手机号", "联系电话", "联系人", "居村委", "子类", "证书编号", "保费", "保单号")
"""Fields that may stand twice: the first column counts, and nobody is paid by them."""


@dataclass(frozen=True)
class Layout:
    """A recognised sheet: its role, its header, and the column of each field that was found."""

    role: Role
    header: Header
    columns: dict[str, int]

    def header_of(self, field: str) -> str:
        """Return the header as the sheet writes it."""
        return self.header.texts[self.columns[field]]

    def letters_of(self, field: str) -> str:
        """Return the letters of the field's column."""
        return column_letters(self.columns[field])


def lay_out(grid: Grid, label: str, role: Role, header: Header) -> Layout:
    """Return where the role's fields stand. ``label``: what the file is called in messages.

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
    for field in role.required:
        if field not in places_of:
            seen = "、".join(text.replace("\n", "") for text in header.texts if text) or "（没有）"
            raise Stop("S02", file=label, sheet=grid.sheet, role=role.name, missing=field, headers=seen)
    return Layout(role, header, {field: min(places)[1] for field, places in places_of.items()})
