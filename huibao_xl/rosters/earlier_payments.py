"""Lists of amounts for a year that may be 往期发放 and do not say so: do they pay what this subsidy pays, and for which year?

两项补贴, 慰问, 高温费 are lists of 姓名, 证件号码, 年度 and 金额 too. The amount of the policy proves that a list is one of this subsidy; a row for another
year excludes nobody, whatever was paid.
"""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from huibao_xl.files.reading.grid import Grid
from huibao_xl.money import parse_column, unit_of
from huibao_xl.rosters.fields import Role
from huibao_xl.rosters.header import Header
from huibao_xl.rosters.header_terms import parse
from huibao_xl.rosters.list_years import year_of
from huibao_xl.rosters.out_lists import people_rows
from huibao_xl.rosters.role import fields_by_column

Flags = npt.NDArray[np.bool_]
_MOST = 0.8
"""Share of the amounts from which on they are the policy's; the others are those of a 补差 or of a total."""
YEAR_OF_CELL = r"^\s*(?P<year>(?:19|20)\d\d)(?:\.0)?\s*(?:年度?)?\s*$"
"""A cell of 政策年度 that can be read."""


def pays_amount(grid: Grid, header: Header, role: Role, amount_fen: int) -> bool | None:
    """Return whether the amounts of a list's people are that of the policy, None where it has none. ``role``: 往期发放. Where no row has a number
    all rows count."""
    columns = [column for column, field in fields_by_column(role, header).items() if field == "金额"]
    columns = columns or [at for at, text in enumerate(header.texts) if text and "AMOUNT" in parse(text).kinds]
    numbered = people_rows(grid, header)
    people = pa.array(numbered if numbered.any() else np.arange(grid.n_rows) > header.last)
    units = [unit_of(header.texts[column], header.title) for column in columns]
    cells = [pc.drop_null(grid.cells[column].filter(people)).combine_chunks() for column in columns]
    paid = [
        parse_column(texts.cast(pa.string()), unit)[0] == amount_fen
        for texts, unit in zip(cells, units, strict=True)
        if len(texts)
    ]
    return any(hit.mean() >= _MOST for hit in paid) if paid else None


def for_other_years(grid: Grid, header: Header, role: Role, year: int, folders: Sequence[str] = ()) -> Flags:
    """Return which rows of a grid are of a list's people and for another year than the policy's: by their cell, by the names of a list
    without such a column. ``role``: 往期发放; ``folders``: of the file, the nearest first."""
    people = people_rows(grid, header)
    columns = [column for column, field in fields_by_column(role, header).items() if field == "政策年度"]
    if not columns:
        path, sheet = grid.named
        named = year_of(sheet, header.title, path.stem, *folders)
        return people & (named not in (0, year))
    found = pc.struct_field(pc.extract_regex(pc.fill_null(grid.cells[columns[0]], ""), YEAR_OF_CELL), "year")
    other: Flags = pc.fill_null(pc.not_equal(found, str(year)), False).to_numpy()
    return people & other
