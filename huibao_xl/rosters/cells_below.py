"""The cells of a column below the header of its list."""

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from huibao_xl.files.reading.grid import Grid
from huibao_xl.rosters.column_content import sample
from huibao_xl.rosters.header import Header
from huibao_xl.rosters.layout import Layout
from huibao_xl.rosters.merged import filled_down


def of_people(grid: Grid, layout: Layout, column: int) -> pa.Array:
    """The cells of a column in the rows that have a 证件号码; a merged range gives its cell to each of its rows."""
    cells = filled_down(grid, column).slice(layout.header.last + 1)
    person = layout.columns.get("证件号码", layout.columns.get("姓名", layout.columns.get("保单号", column)))
    there = pc.is_valid(grid.cells[person].slice(layout.header.last + 1))
    return cells.filter(there).combine_chunks().cast(pa.string())


def sampled(grid: Grid, header: Header, column: int) -> list[str]:
    """A sample of the filled cells of a column below the header."""
    return sample(grid.cells[column], np.arange(header.last + 1, grid.n_rows))


def distinct_cells(grid: Grid, header: Header, column: int) -> list[str]:
    """The different filled cells of a column below the header."""
    return [text for text in pc.unique(grid.cells[column].slice(header.last + 1)).to_pylist() if text and text.strip()]
