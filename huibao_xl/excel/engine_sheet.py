"""Sheets of the openpyxl engine."""

from collections.abc import Iterator
from copy import copy
from typing import Any

from openpyxl.worksheet.worksheet import Worksheet
from xlwings import base_classes

from huibao_xl.excel.engine_address import MAX_COLUMN, MAX_ROW, Box, a1, box_of, quoted
from huibao_xl.excel.engine_cells import NoApi
from huibao_xl.excel.engine_marks import Note
from huibao_xl.excel.engine_names import Names
from huibao_xl.excel.engine_native import SheetApi
from huibao_xl.excel.engine_range import Range
from huibao_xl.excel.engine_rules import drop_rules
from huibao_xl.excel.engine_shift import lose_sheet, rename_sheet
from huibao_xl.excel.engine_tables import Tables

_VISIBLE = {"visible": -1, "hidden": 0, "veryHidden": 2}


class Sheets(base_classes.Sheets):
    """The worksheets of a book."""

    def __init__(self, book: Any) -> None:
        self._book = book

    @property
    def api(self) -> NoApi:
        """Not usable."""
        return NoApi()

    @property
    def active(self) -> "Sheet":
        """The active sheet."""
        active = self._book.wb.active
        return Sheet(self._book, active if isinstance(active, Worksheet) else self._book.wb.worksheets[0])

    def __call__(self, name_or_index: str | int) -> "Sheet":
        """Return a sheet by title or by number from 1; KeyError."""
        if isinstance(name_or_index, str):
            return self._book.sheet_of(name_or_index)
        return Sheet(self._book, self._book.wb.worksheets[name_or_index - 1])

    def __len__(self) -> int:
        return len(self._book.wb.worksheets)

    def __iter__(self) -> Iterator["Sheet"]:
        return (Sheet(self._book, ws) for ws in self._book.wb.worksheets)

    def __contains__(self, name: str) -> bool:
        return any(ws.title.casefold() == name.casefold() for ws in self._book.wb.worksheets)

    def add(self, before: Any = None, after: Any = None, name: str | None = None) -> "Sheet":
        """Add a sheet, before the active one unless told otherwise, and make it active."""
        wb = self._book.wb
        place = wb._sheets.index((before or after or self.active).ws) + (before is None and after is not None)
        sheet = Sheet(self._book, wb.create_sheet(self._free_name(), place))
        if name is not None:
            sheet.name = name
        sheet.activate()
        return sheet

    def _free_name(self) -> str:
        number = 1
        while f"Sheet{number}" in self._book.wb.sheetnames:
            number += 1
        return f"Sheet{number}"


class Sheet(base_classes.Sheet):
    """A worksheet."""

    def __init__(self, book: Any, ws: Any) -> None:
        self.book_impl, self.ws = book, ws

    @property
    def api(self) -> SheetApi:
        """The few members of Excel's own object that :mod:`huibao_xl.excel.view` needs."""
        return SheetApi(self.ws)

    @property
    def book(self) -> Any:
        """The book."""
        return self.book_impl

    @property
    def name(self) -> str:
        """The title."""
        return str(self.ws.title)

    @name.setter
    def name(self, value: str) -> None:
        old = self.name
        others = [ws.title.casefold() for ws in self.book.wb._sheets if ws is not self.ws]
        if value.casefold() in others:
            raise ValueError(f"a sheet named {value} exists already")
        self.ws.title = value
        if old != value:
            rename_sheet(self.book.wb, old, value)

    @property
    def names(self) -> Names:
        """Names that belong to this sheet."""
        return Names(self.book, self.ws)

    @property
    def index(self) -> int:
        """Place among the worksheets, from 1."""
        return int(self.book.wb.worksheets.index(self.ws)) + 1

    def range(self, arg1: Any, arg2: Any = None) -> Range:
        """Return a block: address, defined name, (row, column), two corners, or (row, column, rows, columns)."""
        if isinstance(arg1, tuple) and len(arg1) == 4:
            return Range(self, *arg1)
        if isinstance(arg1, int) and isinstance(arg2, int):
            arg1, arg2 = (arg1, arg2), None
        first = self._box(arg1)
        last = first if arg2 is None else self._box(arg2)
        top, left = min(first[0], last[0]), min(first[1], last[1])
        return Range(self, top, left, max(first[2], last[2]) - top + 1, max(first[3], last[3]) - left + 1)

    def block(self, address: str) -> Range:
        """Return the block of a plain address."""
        top, left, bottom, right = box_of(address)
        return Range(self, top, left, bottom - top + 1, right - left + 1)

    def _box(self, arg: Any) -> Box:
        if isinstance(arg, Range):
            return arg.box
        if isinstance(arg, tuple):
            if 0 in arg:
                raise IndexError("Attempted to access 0-based Range. xlwings/Excel Ranges are 1-based.")
            return arg[0], arg[1], arg[0], arg[1]
        if "," in arg:
            raise NotImplementedError(f"{arg}: a range of several areas")
        name = next((name for names in (self.names, self.book.names) for name in names if name.is_called(arg)), None)
        if name is not None:
            return name.refers_to_range.box
        try:
            return box_of(arg.rpartition("!")[2])
        except ValueError:
            raise KeyError(f"{arg}: neither an address nor a name") from None

    @property
    def cells(self) -> Range:
        """All cells."""
        return Range(self, 1, 1, MAX_ROW, MAX_COLUMN)

    @property
    def used_range(self) -> Range:
        """The block from the first to the last cell with a value or a format."""
        keys = [
            key for key, cell in self.ws._cells.items() if cell._value is not None or cell.has_style or cell.comment
        ]
        if not keys:
            return Range(self, 1, 1)
        rows, columns = {key[0] for key in keys}, {key[1] for key in keys}
        return Range(self, min(rows), min(columns), max(rows) - min(rows) + 1, max(columns) - min(columns) + 1)

    def activate(self) -> None:
        """Make it the sheet that shows; no other stays selected."""
        if self.visible != -1:
            raise ValueError(f"sheet {self.name} is hidden and cannot be activated")
        self.book.wb.active = self.ws
        for sheet in self.book.wb.worksheets:
            sheet.sheet_view.tabSelected = sheet is self.ws

    def select(self) -> None:
        """Make it the sheet that shows."""
        self.activate()

    def set_selection(self, area: Range) -> None:
        """Select a block; as in Excel the sheet must be active."""
        if self.book.wb.active is not self.ws:
            raise ValueError(f"sheet {self.name} is not active: nothing can be selected on it")
        view = self.ws.sheet_view
        pane = view.pane.activePane if view.pane else None
        chosen = next((selection for selection in view.selection if selection.pane == pane), view.selection[-1])
        chosen.activeCell, chosen.sqref = a1((area.row, area.column, area.row, area.column)), a1(area.box)

    @property
    def selection(self) -> Range:
        """The selected block."""
        view = self.ws.sheet_view
        pane = view.pane.activePane if view.pane else None
        chosen = next((selection for selection in view.selection if selection.pane == pane), view.selection[-1])
        return self.range((chosen.sqref or "A1").split()[0])

    def clear_contents(self) -> None:
        """Remove all values."""
        self.cells.clear_contents()

    def clear_formats(self) -> None:
        """Remove all formats."""
        self.cells.clear_formats()

    def clear(self) -> None:
        """Remove values, formats, notes, links and rules."""
        self.cells.clear()
        drop_rules(self.ws)

    def autofit(self, axis: str | None = None) -> None:
        """Fit columns and rows."""
        self.used_range.autofit(axis)

    def delete(self) -> None:
        """Delete the sheet; what referred to it becomes #REF!."""
        wb, title = self.book.wb, self.name
        if len([ws for ws in wb._sheets if ws.sheet_state == "visible" and ws is not self.ws]) == 0:
            raise ValueError("a workbook must keep one visible sheet")
        place, was_active = wb._sheets.index(self.ws), wb.active
        self.book.remember()
        wb.remove(self.ws)
        lose_sheet(wb, title)
        shown = [ws for ws in wb._sheets if ws.sheet_state == "visible"]
        following = [ws for ws in shown if wb._sheets.index(ws) >= place] or shown[-1:]
        wb.active = was_active if was_active is not self.ws and was_active in wb._sheets else following[0]

    def copy(self, before: Any, after: Any) -> None:
        """Copy within the book, as "名单 (2)", with formats, validations, filters and names; pictures and charts stay behind."""
        wb, neighbour = self.book.wb, before or after
        if neighbour.book is not self.book:
            raise NotImplementedError("a sheet can be copied only within its book")
        active = wb.active
        new = wb.copy_worksheet(self.ws)
        new.title = self._copy_title()
        _copy_features(self.ws, new)
        wb._sheets.remove(new)
        wb._sheets.insert(wb._sheets.index(neighbour.ws) + (before is None), new)
        wb.active = active
        Sheet(self.book, new).activate()

    def _copy_title(self) -> str:
        number = 2
        while f"{self.name[:26]} ({number})" in self.book.wb.sheetnames:
            number += 1
        return f"{self.name[:26]} ({number})"

    def move(self, before: Any, after: Any) -> None:
        """Move within the book."""
        wb, active = self.book.wb, self.book.wb.active
        wb._sheets.remove(self.ws)
        wb._sheets.insert(wb._sheets.index((before or after).ws) + (before is None), self.ws)
        wb.active = active

    @property
    def tables(self) -> Tables:
        """The tables."""
        return Tables(self)

    @property
    def notes(self) -> list[Note]:
        """All notes, from top to bottom."""
        noted = sorted((cell.row, cell.column) for cell in self.ws._cells.values() if cell.comment is not None)
        return [Note(self, self.ws._cells[key]) for key in noted]

    @property
    def comments(self) -> list[Any]:
        """Threaded comments: openpyxl keeps none."""
        return []

    @property
    def visible(self) -> int:
        """-1 visible, 0 hidden, 2 very hidden: Excel's own numbers, which xlwings passes on."""
        return _VISIBLE[self.ws.sheet_state]

    @visible.setter
    def visible(self, value: int) -> None:
        state = {2: "veryHidden", 0: "hidden"}.get(int(value), "visible")
        shown = [ws for ws in self.book.wb._sheets if ws.sheet_state == "visible" and ws is not self.ws]
        if state != "visible" and not shown:
            raise ValueError("a workbook must keep one visible sheet")
        self.ws.sheet_state = state
        if state != "visible" and self.book.wb.active is self.ws:
            self.book.wb.active = shown[0]

    @property
    def show_gridlines(self) -> bool:
        """Whether grid lines show."""
        return self.ws.sheet_view.showGridLines is not False

    @show_gridlines.setter
    def show_gridlines(self, value: bool) -> None:
        self.ws.sheet_view.showGridLines = value

    @property
    def page_setup(self) -> "PageSetup":
        """The page setup."""
        return PageSetup(self.ws)


def _copy_features(source: Any, target: Any) -> None:
    """Carry over what openpyxl's copy leaves out."""
    for entry in source.conditional_formatting:
        for rule in entry.rules:
            target.conditional_formatting.add(str(entry.sqref), copy(rule))
    for rule in source.data_validations.dataValidation:
        target.add_data_validation(copy(rule))
    for key, name in source.defined_names.items():
        twin = copy(name)
        twin.attr_text = name.attr_text.replace(quoted(source.title) + "!", quoted(target.title) + "!")
        target.defined_names[key] = twin
    target.auto_filter = copy(source.auto_filter)
    target.freeze_panes = source.freeze_panes
    target.sheet_view.zoomScale = source.sheet_view.zoomScale
    target.sheet_view.showGridLines = source.sheet_view.showGridLines
    target.protection = copy(source.protection)
    target.HeaderFooter = copy(source.HeaderFooter)
    if source.print_area:
        target.print_area = [part.rpartition("!")[2] for part in source.print_area.split(",")]
    target.print_title_rows, target.print_title_cols = source.print_title_rows, source.print_title_cols


class PageSetup(base_classes.PageSetup):
    """The page setup of a sheet."""

    def __init__(self, ws: Any) -> None:
        self._ws = ws

    @property
    def api(self) -> NoApi:
        """Not usable."""
        return NoApi()

    @property
    def print_area(self) -> str | None:
        """Address of what is printed, None for everything."""
        area = self._ws.print_area
        return ",".join(part.rpartition("!")[2] for part in area.split(",")) if area else None

    @print_area.setter
    def print_area(self, value: str | None) -> None:
        self._ws.print_area = value.replace("$", "") if value else None
