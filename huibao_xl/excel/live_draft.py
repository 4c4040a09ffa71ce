"""A draft as Excel takes it: without formulas and names, which would lead back into the draft, and with the formulas to write afterwards."""

import re
import shutil
from collections.abc import Iterable
from dataclasses import dataclass
from html import unescape
from pathlib import Path

from huibao_xl.excel.marks import filtered
from huibao_xl.excel.sheets import Drawn
from huibao_xl.files.editing.office_package import OfficePackage
from huibao_xl.files.editing.sheet_part import SheetPart, place_of
from huibao_xl.files.editing.workbook_part import WorkbookPart
from huibao_xl.files.reading.grid import column_letters

_FORMULA = re.compile(rb'<c r="([A-Z]+\d+)"[^>]*><f>([^<]*)</f>')
_FORMULAS = re.compile(rb"<f>[^<]*</f>")

Block = tuple[str, list[list[str]]]
"""An address, and the formulas of its cells."""


@dataclass(frozen=True)
class LiveDraft:
    """``formulas``: {sheet: its formulas as blocks}; ``filters``: {sheet: where its filter stands}; ``protected``: the sheets that are."""

    path: Path
    names: tuple[str, ...]
    formulas: dict[str, list[Block]]
    filters: dict[str, str]
    protected: set[str]


def make(drawn: Drawn, folder: Path) -> LiveDraft:
    """Return a draft as Excel takes it, in a folder."""
    path = Path(shutil.copy(drawn.path, folder))
    package = OfficePackage(path, path.read_bytes())
    workbook = WorkbookPart(package)
    for name in workbook.names():
        workbook.undefine(name)
    formulas, filters, protected = {}, {}, set()
    for entry in workbook.sheets():
        content = package.read(entry.part)
        cells = {place_of(cell.decode()): f"={unescape(text.decode())}" for cell, text in _FORMULA.findall(content)}
        formulas[entry.name] = blocks(cells)
        sheet = SheetPart(content)
        filters[entry.name] = filtered(sheet)
        if sheet.find("sheetProtection") is not None:
            protected.add(entry.name)
        if cells:
            package.put(entry.part, _FORMULAS.sub(b"", content))
    path.write_bytes(package.content())
    return LiveDraft(path, drawn.names, formulas, filters, protected)


def blocks(cells: dict[tuple[int, int], str]) -> list[Block]:
    """Return cells as few blocks: rows of a column, with the same rows of the columns beside it.

    >>> blocks({(1, 1): "=A", (2, 1): "=B", (4, 1): "=C", (1, 2): "=D", (2, 2): "=E"})
    [('A1:B2', [['=A', '=D'], ['=B', '=E']]), ('A4:A4', [['=C']])]
    """
    runs: dict[tuple[int, int], list[int]] = {}
    for column in sorted({column for _, column in cells}):
        for run in runs_of(row for row, other in cells if other == column):
            runs.setdefault(run, []).append(column)
    found = []
    for (first, last), columns in sorted(runs.items()):
        for left, right in runs_of(columns):
            area = f"{column_letters(left - 1)}{first}:{column_letters(right - 1)}{last}"
            rows = range(first, last + 1)
            found.append((area, [[cells[row, column] for column in range(left, right + 1)] for row in rows]))
    return found


def runs_of(numbers: Iterable[int]) -> list[tuple[int, int]]:
    """Return first and last of each run of numbers.

    >>> runs_of([7, 2, 3])
    [(2, 3), (7, 7)]
    """
    found: list[tuple[int, int]] = []
    for number in sorted(numbers):
        if found and found[-1][1] == number - 1:
            found[-1] = (found[-1][0], number)
        else:
            found.append((number, number))
    return found
