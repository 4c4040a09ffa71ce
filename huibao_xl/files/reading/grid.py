"""A grid: one sheet as it was read, every cell as text, with what text alone cannot say.

Readers of every format end here, so that what follows knows one shape. Cells are text because ids, names and accounts
are text; a number cell is written as the shortest decimal that Excel would keep (``129``, ``0.5``), a date cell as
``2024-05-01`` or ``2024-05-01 13:05:06``, an empty cell as null. A number cell of more
than 15 digits has lost its last digits for good: its place is in ``numbers``, so that it is never taken for an id.

A cell is a value, empty, or *unreadable*: an error value stands in the grid as Excel shows it (``#N/A``), a formula whose result was never
stored as :data:`NO_RESULT`, a number that was too wide for its column as ``####``. :func:`is_unreadable` knows them all.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache, reduce
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
from xlsxwriter.utility import xl_col_to_name

NO_RESULT = "#公式没有结果"
"""What stands in a grid for a formula whose result was not stored: a program wrote it and no Excel has calculated it."""
MERGED = "#合并单元格"
"""What stands, once a list is read, for a cell that a merged range covers: it has no value of its own, and is not empty either."""
ERRORS = {
    0x00: "#NULL!",
    0x07: "#DIV/0!",
    0x0F: "#VALUE!",
    0x17: "#REF!",
    0x1D: "#NAME?",
    0x24: "#NUM!",
    0x2A: "#N/A",
    0x2B: "#GETTING_DATA",
}
"""{code of an error value in the binary formats ([MS-XLS] 2.5.10): as Excel shows it}."""
_LETTERS = re.compile("[A-Za-z]{1,3}")
_UNREADABLE = (
    r"^\s*(?:#(?:NULL|DIV/0|VALUE|REF|NUM|SPILL|CALC|FIELD|BLOCKED|CONNECT|BUSY|UNKNOWN|EXTERNAL|PYTHON)!|#NAME\?|#N/A|#GETTING_DATA"
    r"|#{3,}|" + NO_RESULT + "|" + MERGED + r"|Err:\d{3})\s*$"
)


def is_unreadable(texts: pa.Array | pa.ChunkedArray) -> pa.Array | pa.ChunkedArray:
    """Return which texts stand for a cell that cannot be read; an empty one is not among them.

    >>> is_unreadable(pa.array(["#N/A", "####", "", None, "#1"])).to_pylist()
    [True, True, False, False, False]
    """
    return pc.fill_null(pc.match_substring_regex(texts, _UNREADABLE), False)


@dataclass(frozen=True, eq=False)
class RowsOf:
    """Rows of a sheet that are one of several lists on it. ``role``: which list; ``rows``: per row of the grid whether it is one; ``columns``: what
    says so, ``why``: as staff read it; ``doubt``: what they may be instead, as staff read it, "" where it is sure."""

    role: str
    rows: npt.NDArray[np.bool_]
    columns: frozenset[int]
    why: str
    doubt: str = ""


@dataclass(frozen=True)
class Grid:
    """One sheet. Rows and columns count from 0 at A1 (``first_row`` is the sheet row of the cells' first row).

    ``cells``: one string column per sheet column from A on, all of the same length; sheet row of cell ``i`` is
    ``first_row + i``. ``numbers``: {(row, column): text as stored} of the number cells of more than 15 digits.
    ``merged``: (first row, first column, last row, last column), inclusive. ``hidden_rows`` and ``hidden_columns``:
    sheet positions, also rows that a filter hides; empty where the format does not say. ``struck``: cells that are struck out (删除线), in part
    too; ``comments``: {(row, column): what the staff wrote beside a cell (批注)}; ``beside``: (where, text) of what stands in no cell at all: text
    boxes, headers and footers of the printed page, text of a web page around its table. ``fault``: why nothing of this sheet could be
    read (the workbook names it, but does not hold it), "" as a rule. ``written``: the workbook's mark says that this program wrote
    the sheet (``files.results.outputs``). ``received``: of a sheet that 导入名册 copied into a workbook, the file and the sheet that it was
    (:mod:`received`); None of every other. ``part``: which of its rows count, where several lists share the rows of a sheet.
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
    struck: frozenset[tuple[int, int]] = frozenset()
    comments: Mapping[tuple[int, int], str] = field(default_factory=dict)
    beside: tuple[tuple[str, str], ...] = ()
    fault: str = ""
    written: bool = False
    received: tuple[Path, str] | None = None
    part: RowsOf | None = None

    @property
    def named(self) -> tuple[Path, str]:
        """The file and the sheet as they were received: what their names say of the list. ``path`` and ``sheet`` are the place, which
        is another one once the sheet was copied into a workbook."""
        return self.received or (self.path, self.sheet)

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


@lru_cache(1024)
def column_index(letters: str) -> int:
    """Return the column, from 0, that letters name. Raises ValueError beyond ZZZ, where no sheet has columns.

    >>> column_index("A"), column_index("ab"), column_index("XFD")
    (0, 27, 16383)
    """
    if not _LETTERS.fullmatch(letters):
        raise ValueError(letters)
    return reduce(lambda index, letter: index * 26 + ord(letter.upper()) - ord("A") + 1, letters, 0) - 1
