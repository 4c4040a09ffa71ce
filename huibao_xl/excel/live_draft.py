"""A draft as Excel takes it: without formulas and names, which would lead back into the draft, and with the formulas to write afterwards."""

import re
import shutil
from dataclasses import dataclass
from html import unescape
from pathlib import Path

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
    """``formulas``: {sheet: its formulas as blocks}; ``filters``: {sheet: where its filter stands}."""

    path: Path
    names: tuple[str, ...]
    formulas: dict[str, list[Block]]
    filters: dict[str, str]


def make(drawn: Drawn, folder: Path) -> LiveDraft:
    """Return a draft as Excel takes it, in a folder."""
    path = Path(shutil.copy(drawn.path, folder))
    package = OfficePackage(path, path.read_bytes())
    workbook = WorkbookPart(package)
    for name in workbook.names():
        workbook.undefine(name)
    formulas, filters = {}, {}
    for entry in workbook.sheets():
        content = package.read(entry.part)
        cells = {place_of(cell.decode()): f"={unescape(text.decode())}" for cell, text in _FORMULA.findall(content)}
        formulas[entry.name] = blocks(cells)
        found = SheetPart(content).find("autoFilter")
        filters[entry.name] = "" if found is None else found.get("ref", "")
        if cells:
            package.put(entry.part, _FORMULAS.sub(b"", content))
    path.write_bytes(package.content())
    return LiveDraft(path, drawn.names, formulas, filters)


def blocks(cells: dict[tuple[int, int], str]) -> list[Block]:
    """Return cells as few blocks: each a part of a column.

    >>> blocks({(1, 1): "=A", (2, 1): "=B", (4, 1): "=C"})
    [('A1:A2', [['=A'], ['=B']]), ('A4:A4', [['=C']])]
    """
    found: list[Block] = []
    runs: list[list[tuple[int, int]]] = []
    for row, column in sorted(cells, key=lambda place: (place[1], place[0])):
        if runs and runs[-1][-1] == (row - 1, column):
            runs[-1].append((row, column))
        else:
            runs.append([(row, column)])
    for run in runs:
        letters = column_letters(run[0][1] - 1)
        found.append((f"{letters}{run[0][0]}:{letters}{run[-1][0]}", [[cells[place]] for place in run]))
    return found
