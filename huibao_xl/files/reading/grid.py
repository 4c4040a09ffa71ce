"""A grid: one sheet as it was read, every cell as text, with what text alone cannot say.

Readers of every format end here, so that what follows knows one shape. Cells are text because ids, names and accounts
are text; a number cell is written as the shortest decimal that Excel would keep (``129``, ``0.5``), a date cell as
``2024-05-01`` or ``2024-05-01 13:05:06``, an empty cell or an error value (``#N/A``) as null. A number cell of more
than 15 digits has lost its last digits for good: its place is in ``numbers``, so that it is never taken for an id.
"""

from dataclasses import dataclass, field
from pathlib import Path

import pyarrow as pa
from openpyxl.utils import column_index_from_string
from xlsxwriter.utility import xl_col_to_name


@dataclass(frozen=True)
class Grid:
    """One sheet. Rows and columns count from 0 at A1 (``first_row`` is the sheet row of the cells' first row).

    ``cells``: one string column per sheet column from A on, all of the same length; sheet row of cell ``i`` is
    ``first_row + i``. ``numbers``: {(row, column): text as stored} of the number cells of more than 15 digits.
    ``merged``: (first row, first column, last row, last column), inclusive. ``hidden_rows`` and ``hidden_columns``:
    sheet positions, also rows that a filter hides; empty where the format does not say.
    """

    path: Path
    sheet: str
    cells: list[pa.ChunkedArray]
    first_row: int = 0
    numbers: dict[tuple[int, int], str] = field(default_factory=dict)
    merged: list[tuple[int, int, int, int]] = field(default_factory=list)
    hidden: bool = False
    hidden_rows: frozenset[int] = frozenset()
    hidden_columns: frozenset[int] = frozenset()

    @property
    def n_rows(self) -> int:
        """Number of rows held, from ``first_row`` on."""
        return len(self.cells[0]) if self.cells else 0

    @property
    def n_columns(self) -> int:
        """Number of columns held, from A on."""
        return len(self.cells)

    def row(self, index: int) -> list[str]:
        """Return the texts of one row (``index`` counts from ``first_row``), empty cells as ``""``."""
        return [column[index].as_py() or "" for column in self.cells]


def column_letters(index: int) -> str:
    """Return the letters of a column that counts from 0.

    >>> column_letters(0), column_letters(27), column_letters(16383)
    ('A', 'AB', 'XFD')
    """
    return str(xl_col_to_name(index))


def column_index(letters: str) -> int:
    """Return the column, from 0, that letters name. Raises ValueError beyond ZZZ, where no sheet has columns.

    >>> column_index("A"), column_index("ab"), column_index("XFD")
    (0, 27, 16383)
    """
    index: int = column_index_from_string(letters)
    return index - 1
