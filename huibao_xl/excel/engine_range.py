"""The range of the openpyxl engine: a block of cells that is read and written as a whole."""

from typing import Any

from openpyxl.cell import MergedCell
from openpyxl.styles.cell_style import StyleArray
from openpyxl.worksheet.formula import ArrayFormula

from huibao_xl.excel.engine_address import MAX_COLUMN, MAX_ROW, a1, box_of, quoted
from huibao_xl.excel.engine_formats import Formats
from huibao_xl.excel.engine_lines import copy_lines
from huibao_xl.excel.engine_marks import Marks, copy_attachments
from huibao_xl.excel.engine_native import RangeApi
from huibao_xl.excel.engine_rules import copy_rules
from huibao_xl.excel.engine_shift import Shift, copy_formats, shift
from huibao_xl.excel.engine_style import copy_look
from huibao_xl.excel.engine_values import formula_text, moved, put, to_excel

_STEPS = {"up": (-1, 0), "down": (1, 0), "left": (0, -1), "right": (0, 1)}


class Range(Formats, Marks):
    """A block of cells. One that is only looked at makes no cells; whole rows and columns mean those in use."""

    @property
    def api(self) -> RangeApi | None:
        """The few members of Excel's own object that :mod:`huibao_xl.excel.view` needs; true, as xlwings asks for."""
        return RangeApi(self._ws, self.box, self)

    # values

    @property
    def raw_value(self) -> Any:
        """One value, or rows of values as tuples; numbers are float, dates datetime, empty cells None, errors codes."""
        if not len(self):
            return None
        top, left, bottom, right = self.box
        get, columns, cached = self._ws._cells.get, range(left, right + 1), self._sheet.book.cached

        def value(row: int, column: int) -> Any:
            cell = get((row, column))
            if cell is None:
                return None
            kind = cell.data_type
            if kind == "s" and type(cell._value) is str:
                return cell._value
            return cached(cell) if kind == "f" else to_excel(cell.value, kind)

        if self._shape == (1, 1):
            return value(top, left)
        return tuple(tuple([value(row, column) for column in columns]) for row in range(top, bottom + 1))

    @raw_value.setter
    def raw_value(self, data: Any) -> None:
        if not len(self):
            return
        if isinstance(data, list | tuple):
            rows = data if data and isinstance(data[0], list | tuple) else [data]
            for row, values in enumerate(rows[: self._shape[0]], self._row):
                for column, value in enumerate(values[: self._shape[1]], self._column):
                    self._put(row, column, value)
        else:
            self._fill(data)

    def _fill(self, data: Any) -> None:
        """Put one value everywhere; a formula is adjusted from the first cell on."""
        is_formula = isinstance(data, str) and data.startswith("=")
        origin = a1((self._row, self._column, self._row, self._column))
        top, left, bottom, right = self._used() if data in ("", None) else self.box
        for row in range(top, bottom + 1):
            for column in range(left, right + 1):
                self._put(row, column, moved(data, origin, a1((row, column, row, column))) if is_formula else data)

    def _put(self, row: int, column: int, value: Any) -> None:
        cell = self._ws._cells.get((row, column))
        if cell is None:
            if value is None or value == "":
                return
            cell = self._made(row, column)
        elif type(cell) is MergedCell:
            return
        if cell.data_type == "f":
            self._sheet.book.forget(cell)
        put(cell, value)
        if cell.data_type == "f":
            self._sheet.book.forget(cell)

    @property
    def max_cells_per_read(self) -> None:
        """No limit: there is no message between processes."""

    @property
    def max_cells_per_write(self) -> None:
        """No limit."""

    @property
    def formula(self) -> Any:
        """Formula texts, constants as typed; one text or rows of texts."""
        top, left, bottom, right = self.box
        get = self._ws._cells.get

        def text(row: int, column: int) -> str:
            cell = get((row, column))
            return "" if cell is None else formula_text(cell.value, cell.data_type)

        if self._shape == (1, 1):
            return text(top, left)
        return tuple(tuple(text(row, column) for column in range(left, right + 1)) for row in range(top, bottom + 1))

    @formula.setter
    def formula(self, value: Any) -> None:
        self.raw_value = value

    @property
    def formula2(self) -> Any:
        """The same as ``formula``: openpyxl knows no dynamic arrays."""
        return self.formula

    @formula2.setter
    def formula2(self, value: Any) -> None:
        self.raw_value = value

    @property
    def formula_array(self) -> str | None:
        """The formula of the array that fills the block."""
        value = self._first().value
        return str(value.text) if isinstance(value, ArrayFormula) else None

    @formula_array.setter
    def formula_array(self, value: str) -> None:
        cell = self._made(self._row, self._column)
        cell.value = ArrayFormula(a1(self.box), value)
        self._sheet.book.forget(cell)

    @property
    def has_array(self) -> bool:
        """Whether all of it is one array formula."""
        value = self._first().value
        return isinstance(value, ArrayFormula) and value.ref == a1(self.box)

    # clearing

    def clear_contents(self) -> None:
        """Remove values and formulas; formats and notes stay."""
        for cell in self._present():
            if type(cell) is not MergedCell:
                self._put(cell.row, cell.column, None)

    def clear_formats(self) -> None:
        """Remove formats and merges."""
        self.unmerge()
        for cell in self._present():
            cell._style = StyleArray()

    def clear(self) -> None:
        """Remove values, formats, notes and links."""
        self.clear_contents()
        self.clear_formats()
        for cell in list(self._present()):
            cell.comment = None
            cell.hyperlink = None
            del self._ws._cells[cell.row, cell.column]

    # moving about

    def _filled(self, row: int, column: int) -> bool:
        cell = self._ws._cells.get((row, column))
        return cell is not None and type(cell) is not MergedCell and cell._value is not None

    def end(self, direction: str) -> "Range":
        """Go where Ctrl+arrow goes from the first cell."""
        down, right = _STEPS[direction]
        last_row, last_column = self._ws.max_row, self._ws.max_column
        row, column = self._row, self._column

        def inside(row: int, column: int) -> bool:
            return 1 <= row <= last_row and 1 <= column <= last_column

        wanted = not (self._filled(row, column) and self._filled(row + down, column + right))
        while inside(row + down, column + right):
            ahead = self._filled(row + down, column + right)
            if not wanted and not ahead:
                return Range(self._sheet, row, column)
            row, column = row + down, column + right
            if wanted and ahead:
                return Range(self._sheet, row, column)
        if not wanted:
            return Range(self._sheet, row, column)
        edges = {"up": (1, column), "left": (row, 1), "down": (MAX_ROW, column), "right": (row, MAX_COLUMN)}
        return Range(self._sheet, *edges[direction])

    @property
    def current_region(self) -> "Range":
        """The block around the first cell up to the next empty rows and columns."""
        box = [self._row, self._column, self._row, self._column]
        growing = True
        while growing:
            growing = False
            for side, step in enumerate((-1, -1, 1, 1)):
                while self._touches(box, side, step):
                    box[side] += step
                    growing = True
        return self._of((box[0], box[1], box[2], box[3]))

    def _touches(self, box: list[int], side: int, step: int) -> bool:
        """Whether the line just outside one side of the box (corners included) holds a value."""
        line = box[side] + step
        if line < 1:
            return False
        if side in (0, 2):
            return any(self._filled(line, column) for column in range(max(1, box[1] - 1), box[3] + 2))
        return any(self._filled(row, line) for row in range(max(1, box[0] - 1), box[2] + 2))

    def select(self) -> None:
        """Select the block; its sheet must be the active one."""
        self._sheet.set_selection(self)

    # structure

    def insert(self, shift: str | None = None, copy_origin: str | None = None) -> None:
        """Insert as many rows, columns or cells; what follows moves down or right."""
        change = self._shift(shift, "down", 1)
        self._carry_out(change)
        if copy_origin != "format_from_right_or_below":
            copy_formats(self._ws, change)

    def delete(self, shift: str | None = None) -> None:
        """Delete the rows, columns or cells; what follows moves up or left."""
        self._carry_out(self._shift(shift, "up", -1))

    def _shift(self, direction: str | None, vertical: str, sign: int) -> Shift:
        """Without a direction Excel moves along the shorter side; whole rows and columns leave no choice."""
        top, left, bottom, right = self.box
        full_rows, full_columns = (left, right) == (1, MAX_COLUMN), (top, bottom) == (1, MAX_ROW)
        rows = full_rows or (
            not full_columns and (direction == vertical if direction else self._shape[0] <= self._shape[1])
        )
        if rows:
            return Shift(self._sheet.name, True, top, sign * self._shape[0], (left, right))
        return Shift(self._sheet.name, False, left, sign * self._shape[1], (top, bottom))

    def _carry_out(self, change: Shift) -> None:
        self._sheet.book.remember()
        shift(self._ws, change)

    def _merges(self) -> list[str]:
        top, left, bottom, right = self.box
        return [
            str(area)
            for area in self._ws.merged_cells.ranges
            if area.min_row <= bottom and area.max_row >= top and area.min_col <= right and area.max_col >= left
        ]

    @property
    def merge_area(self) -> "Range":
        """The merged block that holds the first cell, or the cell itself."""
        for area in Range(self._sheet, self._row, self._column)._merges():
            return self._of(box_of(area))
        return self

    @property
    def merge_cells(self) -> Any:
        """True when all cells are merged, False when none is, None between."""
        areas = [box_of(area) for area in self._merges()]
        if not areas:
            return False
        top, left, bottom, right = self.box
        inside = sum(
            (min(box[2], bottom) - max(box[0], top) + 1) * (min(box[3], right) - max(box[1], left) + 1) for box in areas
        )
        return True if inside == len(self) else None

    def merge(self, across: bool) -> None:
        """Merge into one cell, or each row for itself."""
        self.unmerge()
        top, left, bottom, right = self.box
        for box in [(row, left, row, right) for row in range(top, bottom + 1)] if across else [self.box]:
            if box[:2] != box[2:]:
                self._ws.merge_cells(a1(box))

    def unmerge(self) -> None:
        """Take apart every merged block that touches the range."""
        for area in self._merges():
            self._ws.unmerge_cells(area)

    def copy(self, destination: Any = None) -> None:
        """Copy values, formulas, formats, notes, links, merges and rules (of all cells: widths and heights too) to ``destination``; no clipboard."""
        if destination is None:
            raise NotImplementedError("copy() without a destination: there is no clipboard without Excel")
        target = destination.impl
        down, right = target.row - self._row, target.column - self._column
        same_book = target.sheet.book is self._sheet.book
        carried: dict[Any, Any] = {}
        cells = [
            (cell, formula_text(cell.value, "f") if cell.data_type == "f" else cell.value) for cell in self._present()
        ]
        for cell, value in cells:
            new = target._made(cell.row + down, cell.column + right)
            if type(new) is not MergedCell and type(cell) is not MergedCell:
                new.value = moved(value, cell.coordinate, new.coordinate) if cell.data_type == "f" else value
                new.data_type = cell.data_type
                target.sheet.book.forget(new)
                copy_attachments(cell, new)
            copy_look(cell, new, same_book, carried)
        if self.box == (1, 1, MAX_ROW, MAX_COLUMN):
            copy_lines(self._ws, target.sheet.ws)
        for area in self._merges():
            top, left, bottom, last = box_of(area)
            target._of((top + down, left + right, bottom + down, last + right)).merge(False)
        copy_rules(self._ws, self.box, target._ws, down, right)

    @property
    def name(self) -> Any:
        """The defined name that stands for exactly this block."""
        wanted = f"={quoted(self._sheet.name)}!{self.address}"
        return next((name for name in self._sheet.book.names if name.same_place(wanted)), None)

    @name.setter
    def name(self, value: str) -> None:
        self._sheet.book.names.add(value, f"={quoted(self._sheet.name)}!{self.address}")

    @property
    def table(self) -> Any:
        """The table that holds the first cell."""
        for table in self._sheet.tables:
            top, left, bottom, right = table.range.box
            if top <= self._row <= bottom and left <= self._column <= right:
                return table
        return None
