"""A workbook as it stood when a button was pressed: what every command reads, and nothing else.

In Excel it is the copy that ``SaveCopyAs`` writes, elsewhere the file itself. Either way it is read by ``files/reading`` like any other
source, so that a button sees what ``huibao run`` sees: merged cells, hidden rows, struck-out cells and comments, formulas' stored results.
What only a workbook has (defined names, formulas, the marks, what the hidden sheet remembers) is looked up in its parts when it is asked for.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import replace
from functools import cached_property
from pathlib import Path
from typing import Any

from lxml import etree

from huibao_xl.excel import store
from huibao_xl.excel.sheets import is_ours
from huibao_xl.files.editing.notes import Notes
from huibao_xl.files.editing.office_package import OfficePackage
from huibao_xl.files.editing.sheet_part import SheetPart, place_of
from huibao_xl.files.editing.workbook_part import SheetEntry, WorkbookPart
from huibao_xl.files.reading import SourceFile
from huibao_xl.files.reading.grid import Grid
from huibao_xl.files.reading.package import Package
from huibao_xl.files.reading.received import as_received, in_order
from huibao_xl.files.reading.xlsx import read_xlsx
from huibao_xl.reasons import Stop
from huibao_xl.rosters.fields import roles

Place = tuple[str, int, int]
"""Sheet, row and column, counted from 1."""
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
WORKBOOK_SUFFIXES = (".xlsx", ".xlsm", ".xltx", ".xltm")


class Snapshot:
    """A workbook at one moment. ``path``: where it stands, as staff know it; ``content``: its bytes."""

    def __init__(self, path: Path, content: bytes) -> None:
        """Raises Stop(S01) if it cannot be read, Stop(S11) if it is of a kind that cannot be edited."""
        self.path, self.content = path, content
        self.grids: dict[str, Grid] = {grid.sheet: grid for grid in read_xlsx(path, content, Package(path, content))}
        self._package = OfficePackage(path, content)
        if etree.QName(self._package.xml(self._package.workbook)).namespace != _MAIN:
            raise Stop("S11", file=path.name, kind="是“Strict Open XML”格式")
        self._workbook = WorkbookPart(self._package)
        self._parts: dict[str, SheetPart] = {}

    @cached_property
    def sheets(self) -> list[SheetEntry]:
        """The sheets as the workbook lists them, chart sheets too."""
        return self._workbook.sheets()

    def has(self, name: str) -> bool:
        """Tell whether there is a sheet, upper and lower case alike."""
        return any(entry.name.casefold() == name.casefold() for entry in self.sheets)

    def sheet(self, name: str) -> Grid | None:
        """Return a sheet as it stands, as a list; None if there is none or nothing on it."""
        grid = self.grids.get(name)
        return None if grid is None or not grid.n_rows else as_received(grid)

    def staff_sheets(self) -> list[str]:
        """The sheets that no command makes."""
        return [name for name in self.grids if not is_ours(name)]

    @cached_property
    def source(self) -> SourceFile:
        """Every sheet of the staff's, and what 导入名册 copied as it was received; the SHA-256 is of the cells.

        Raises Stop(S07) if the marks of an imported sheet are gone.
        """
        grids = in_order([_prepared(self.grids[name]) for name in self.staff_sheets()])
        _require_marks(grids, self.entries.get("imported", []))
        if any(grid.received for grid in grids):  # who imports lists leaves the sheets that are prepared for them empty
            grids = [grid for grid in grids if grid.n_rows or grid.sheet not in roles()]
        digest = hashlib.sha256()
        for grid in grids:
            digest.update(grid.sheet.encode())
            for column in grid.cells:
                digest.update(repr(column.to_pylist()).encode())
        return SourceFile(self.path, grids, digest.hexdigest())

    @cached_property
    def entries(self) -> dict[str, Any]:
        """What the hidden sheet remembers."""
        grid = self.grids.get(store.SHEET)
        return store.parse(grid.cells[0].to_pylist()) if grid is not None and grid.n_columns else {}

    @cached_property
    def names(self) -> dict[str, str]:
        """{defined name of the workbook: what it stands for}."""
        return self._workbook.names()

    def place(self, name: str) -> Place | None:
        """Return the one cell that a defined name stands for; None if it leads nowhere any more."""
        sheet, mark, cell = self.names[name].rpartition("!")
        reference = cell.replace("$", "").partition(":")[0]
        if not mark or "#REF" in self.names[name] or not reference.isalnum():
            return None
        plain = sheet.removeprefix("'").removesuffix("'").replace("''", "'")
        return (plain, *place_of(reference)) if plain in {entry.name for entry in self.sheets} else None

    def text(self, place: Place) -> str:
        """Return what stands in a cell, as a list has it."""
        grid = self.grids.get(place[0])
        if grid is None or place[2] > grid.n_columns or not 0 <= place[1] - 1 - grid.first_row < grid.n_rows:
            return ""
        return str(grid.cells[place[2] - 1][place[1] - 1 - grid.first_row].as_py() or "")

    def formula(self, place: Place) -> str:
        """Return the formula of a cell without its sign, "" if it has none."""
        cell = self.sheet_part(place[0]).cell(place[1], place[2])
        return "" if cell is None else next((item.text or "" for item in cell.iter("{*}f")), "")

    def sheet_part(self, name: str) -> SheetPart:
        """Return the part of a sheet, to look at."""
        if name not in self._parts:
            self._parts[name] = SheetPart(self._package.read(self._workbook.part_of(name)))
        return self._parts[name]

    def notes(self, name: str) -> Notes:
        """Return the notes of a sheet, to look at."""
        return Notes(self._package, self._workbook.part_of(name), self.sheet_part(name))

    def last_column_of_tables(self, name: str) -> int:
        """Return the last column that a table of the sheet takes, 0 without tables."""
        related = self._package.related(self._workbook.part_of(name))
        tables = [target for word, target in related.values() if word == "table"]
        ends = [self._package.xml(table).get("ref", "A1").rpartition(":")[2] for table in tables]
        return max([0, *(place_of(end)[1] for end in ends)])

    @property
    def active(self) -> str:
        """The sheet in front."""
        return self._workbook.active()

    @property
    def selected(self) -> Place | None:
        """The cell that is selected on the sheet in front; None on a chart sheet."""
        if self.active not in self.grids:
            return None
        chosen = [item.get("activeCell", "A1") for item in self.sheet_part(self.active).root.iter("{*}selection")]
        return (self.active, *place_of(chosen[-1] if chosen else "A1"))

    def protection(self, name: str) -> etree._Element | None:
        """Return the protection of a sheet, None if it has none."""
        found = self.sheet_part(name).find("sheetProtection")
        return found if found is not None and found.get("sheet") in ("1", "true") else None


def _prepared(grid: Grid) -> Grid:
    """The sheet; one that is prepared for a list and has nothing below its header is missing, not empty."""
    filled = (
        sum(any(texts) for texts in zip(*(column.to_pylist() for column in grid.cells), strict=True))
        if grid.n_rows <= _FORM
        else 2
    )
    return replace(grid, cells=[]) if grid.sheet in roles() and filled <= 1 else grid


_FORM = 1_000
"""Rows that a prepared sheet may have, dressed and empty."""


def _require_marks(grids: Sequence[Grid], imported: Sequence[str]) -> None:
    """Raise Stop(S07) if a sheet that was imported has lost its column of marks: what was struck out or noted there would be unseen."""
    if gone := next((grid.sheet for grid in grids if grid.sheet in imported and grid.received is None), ""):
        why = f"工作表“{gone}”是导入的名单，它右边的“导入标记”列被删除或改写了，看不出原文件中的删除线和批注"
        raise Stop("S07", why=why, advice="请在 Excel 中撤销这一改动，或删除这张表，再导入一次")
