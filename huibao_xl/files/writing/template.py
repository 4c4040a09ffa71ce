"""Fills a template workbook: staff restyle the template in Excel, the program finds its places by defined names.

The rules, for whoever edits a template:

- **A name on one cell is a value.** It is replaced; if the cell holds a formula, the formula stays and the value is
  what it shows until Excel recalculates.
- **A name on the first data cell of a column is a list.** All lists of a sheet start in the same row, the list row. The
  list grows downwards with the list row's styles; the rows below move down. Other cells of the list row are repeated in
  every row, its formulas moved along.
- **Formulas follow.** A reference to the list row from elsewhere becomes the whole list (``=SUM(D2:D2)`` adds up every
  row); a reference below it moves down with its row. References to other sheets and to names stay.
- ``{名称}`` in a text, a header or a footer is replaced by that value.
- Columns may be moved, rows and titles added, fonts, fills, borders, number formats, widths, heights, merged cells,
  print setup and data validation changed: all of it is kept. Pictures, charts and conditional formats are not.
- A name that is gone (or points to ``#REF!``) stops the run (S10) with the file and the name.

A template is parsed once (``read``) and filled as often as wanted.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

import openpyxl
import pandas as pd
import pyarrow as pa
from openpyxl.cell.cell import Cell as OpenpyxlCell
from openpyxl.formula import Tokenizer
from openpyxl.formula.translate import Translator
from openpyxl.styles.colors import COLOR_INDEX, Color
from openpyxl.utils import range_boundaries
from openpyxl.utils.exceptions import InvalidFileException
from openpyxl.worksheet.worksheet import Worksheet
from xlsxwriter.format import Format
from xlsxwriter.utility import xl_col_to_name

from huibao_xl.files.writing.workbook import (
    NUMBER_FORMATS,
    Book,
    Cells,
    FrameSheet,
    Kind,
    digits,
    escaped,
    serial,
    texts,
)
from huibao_xl.reasons import Stop

Value = str | int | Decimal | date | None

_THEME = ("FFFFFF", "000000", "E7E6E6", "44546A", "4472C4", "ED7D31", "A5A5A5", "FFC000", "5B9BD5", "70AD47")
_PATTERNS = (
    "none",
    "solid",
    "mediumGray",
    "darkGray",
    "lightGray",
    "darkHorizontal",
    "darkVertical",
    "darkDown",
    "darkUp",
    "darkGrid",
    "darkTrellis",
    "lightHorizontal",
    "lightVertical",
    "lightDown",
    "lightUp",
    "lightGrid",
    "lightTrellis",
    "gray125",
    "gray0625",
)
_BORDERS = (
    "none",
    "thin",
    "medium",
    "dashed",
    "dotted",
    "thick",
    "double",
    "hair",
    "mediumDashed",
    "dashDot",
    "mediumDashDot",
    "dashDotDot",
    "mediumDashDotDot",
    "slantDashDot",
)
_VERTICAL = {"center": "vcenter", "justify": "vjustify", "distributed": "vdistributed"}
_REFERENCE = re.compile(r"(\$?[A-Z]{1,3}\$?)(\d+)(?::(\$?[A-Z]{1,3}\$?)(\d+))?")


@dataclass(frozen=True)
class Template:
    """One sheet of a template, parsed. Rows and columns count from 1; ``list_row`` is 0 where there is no list."""

    file: str
    source: Worksheet
    cells: dict[tuple[int, int], tuple[Any, dict[str, Any]]]
    values: dict[str, tuple[int, int]]
    lists: dict[str, int]
    list_row: int

    def fill(
        self,
        book: Book,
        sheet: str,
        values: Mapping[str, Value],
        rows: pd.DataFrame | None = None,
        kinds: Mapping[str, Kind] | None = None,
    ) -> FrameSheet:
        """Write this sheet, filled, as ``sheet`` of ``book``.

        ``values``: by name; ``rows``: one column per list, by name; ``kinds``: those lists that are not text.
        """
        page = book.workbook.add_worksheet(sheet, FrameSheet)
        count = max(len(rows), 1) if rows is not None else 1
        _Filling(self, book, page, sheet, values, count).write()
        if rows is not None and self.list_row:
            page.put_block(self.list_row - 1, self._block(book, rows, kinds or {}))
        return page

    def _block(self, book: Book, rows: pd.DataFrame, kinds: Mapping[str, Kind]) -> list[Cells]:
        names = {column: name for name, column in self.lists.items()}
        last = max(column for row, column in self.cells if row == self.list_row)
        return [self._list_column(book, column, names.get(column), rows, kinds) for column in range(1, last + 1)]

    def _list_column(
        self, book: Book, column: int, name: str | None, rows: pd.DataFrame, kinds: Mapping[str, Kind]
    ) -> Cells:
        content, look = self.cells.get((self.list_row, column), (None, {}))
        style = book.style(look)
        if name is not None and kinds.get(name, "text") in NUMBER_FORMATS:
            return Cells(digits(rows[name], kinds[name]), style, "number")
        if name is not None:
            return Cells(escaped(texts(rows[name])), style)
        if isinstance(content, str) and content.startswith("="):
            origin = f"{xl_col_to_name(column - 1)}{self.list_row}"
            moved = [Translator(content, origin).translate_formula(row_delta=step)[1:] for step in range(len(rows))]
            return Cells(escaped(_strings(moved)), style, "formula")
        number = isinstance(content, int | float)
        text = _strings([None if content is None else str(content)] * len(rows))
        return Cells(text if number else escaped(text), style, "number" if number else "text")


def _strings(items: Sequence[str | None]) -> pa.ChunkedArray:
    return pa.chunked_array([pa.array(items, pa.large_string())])


def read(path: Path, values: Iterable[str], lists: Iterable[str] = (), sheet: str | None = None) -> Template:
    """Return the template's sheet (the first one, unless named), with the places of the names it must have.

    Raises Stop(S10) if the file is no workbook, lacks a name, or its lists do not start in the same row.
    """
    try:
        workbook = openpyxl.load_workbook(path)
    except (OSError, BadZipFile, InvalidFileException, KeyError, ValueError):
        raise Stop("S10", file=path.name, why="不存在或不是可读的 .xlsx 工作簿") from None
    source = workbook[sheet] if sheet in workbook.sheetnames else workbook.worksheets[0]
    found = _places(workbook, source)
    wanted, wanted_lists = list(values), list(lists)
    for name in wanted + wanted_lists:
        if name not in found:
            raise Stop("S10", file=path.name, why=f"的工作表“{source.title}”没有定义名称“{name}”")
    rows = {found[name][0] for name in wanted_lists}
    if len(rows) > 1:
        raise Stop("S10", file=path.name, why=f"的列表名称不在同一行（{'、'.join(wanted_lists)}）")
    needed = {*found.values(), *((area.min_row, area.min_col) for area in source.merged_cells.ranges)}
    cells = {
        (cell.row, cell.column): (cell.value, _look(cell))
        for line in source.iter_rows()
        for cell in line
        if cell.value is not None or cell.has_style or (cell.row, cell.column) in needed
    }
    return Template(
        path.name,
        source,
        cells,
        {name: place for name, place in found.items() if name not in wanted_lists},
        {name: found[name][1] for name in wanted_lists},
        rows.pop() if rows else 0,
    )


def _places(workbook: openpyxl.Workbook, source: Worksheet) -> dict[str, tuple[int, int]]:
    """{name: (row, column) of its first cell} of the names that point into ``source``."""
    places = {}
    for name, defined in [*workbook.defined_names.items(), *source.defined_names.items()]:
        if name.startswith("_xlnm") or "#REF!" in (defined.attr_text or ""):
            continue
        for title, area in defined.destinations:
            if title == source.title:
                column, row, _, _ = range_boundaries(area)
                places[name] = (row, column)
    return places


def _colour(colour: Color | None) -> str | None:
    """#RRGGBB of an openpyxl colour; theme colours by Office's own theme, lightened or darkened by the tint."""
    if colour is None or colour.type == "auto":
        return None
    if colour.type == "rgb":
        return f"#{colour.rgb[-6:]}"
    if colour.type == "indexed":
        return f"#{COLOR_INDEX[colour.indexed][-6:]}" if colour.indexed < len(COLOR_INDEX) else None
    base = _THEME[colour.theme] if colour.theme < len(_THEME) else "000000"
    parts = [int(base[place : place + 2], 16) for place in (0, 2, 4)]
    tint = colour.tint or 0
    mixed = [round(part * (1 + tint)) if tint < 0 else round(part + (255 - part) * tint) for part in parts]
    return "#" + "".join(f"{part:02X}" for part in mixed)


def _look(cell: OpenpyxlCell) -> dict[str, Any]:
    """The cell's style as xlsxwriter's format properties."""
    font, align = cell.font, cell.alignment
    look: dict[str, Any] = {
        "font_name": font.name,
        "font_size": font.sz,
        "bold": font.b,
        "italic": font.i,
        "font_strikeout": font.strike,
        "underline": {"single": 1, "double": 2}.get(font.u or "", 0),
        "font_color": _colour(font.color),
        "num_format": cell.number_format,
        "align": align.horizontal,
        "text_wrap": align.wrap_text,
        "shrink": align.shrink_to_fit,
        "valign": _VERTICAL.get(align.vertical or "", align.vertical),
        "indent": int(align.indent or 0),
        "rotation": _rotation(align.textRotation or 0),
        "locked": cell.protection.locked,
        "hidden": cell.protection.hidden,
    }
    look |= _fill(cell) | _border(cell)
    return {key: value for key, value in look.items() if value not in (None, False, 0, "general", "General")} | (
        {} if cell.protection.locked else {"locked": False}
    )


def _rotation(degrees: int) -> int:
    """openpyxl counts 91..180 for downwards and 255 for stacked; xlsxwriter -1..-90 and 270."""
    if degrees == 255:
        return 270
    return degrees if degrees <= 90 else 90 - degrees


def _fill(cell: OpenpyxlCell) -> dict[str, Any]:
    pattern = cell.fill.fill_type
    if pattern not in _PATTERNS or pattern == "none":
        return {}
    front, back = _colour(cell.fill.fgColor), _colour(cell.fill.bgColor)
    if pattern == "solid":
        return {"pattern": 1, "bg_color": front}
    return {"pattern": _PATTERNS.index(pattern), "fg_color": front, "bg_color": back}


def _border(cell: OpenpyxlCell) -> dict[str, Any]:
    border: dict[str, Any] = {}
    for side in ("left", "right", "top", "bottom"):
        line = getattr(cell.border, side)
        if line is not None and line.style in _BORDERS:
            border |= {side: _BORDERS.index(line.style), f"{side}_color": _colour(line.color)}
    return border


@dataclass
class _Filling:
    """One filling of a template: everything but the list itself."""

    template: Template
    book: Book
    page: FrameSheet
    sheet: str
    values: Mapping[str, Value]
    count: int

    def write(self) -> None:
        self._setup()
        self._sizes()
        named = {place: name for name, place in self.template.values.items()}
        merged = {}
        for area in self.template.source.merged_cells.ranges:
            merged[(area.min_row, area.min_col)] = area
        for (row, column), (content, look) in self.template.cells.items():
            style = self.book.style(look)
            if (row, column) in merged:
                area = merged[(row, column)]
                self.page.merge_range(
                    self._row(row) - 1, column - 1, self._row(area.max_row) - 1, area.max_col - 1, "", style
                )
            self._cell(row, column, content, style, named.get((row, column)))
        self._names()
        self._validations()

    def _row(self, row: int) -> int:
        """Where a row of the template stands in the filled sheet."""
        return row + self.count - 1 if self.template.list_row and row > self.template.list_row else row

    def _cell(self, row: int, column: int, content: Any, style: Format, name: str | None) -> None:
        place = (self._row(row) - 1, column - 1)
        given = self.values.get(name) if name is not None else None
        if isinstance(content, str) and content.startswith("="):
            self.page.write_formula(
                *place, self._formula(content, row), style, _number(given) if given is not None else 0
            )
            return
        value = given if name is not None and name in self.values else content
        if value is None:
            self.page.write_blank(*place, None, style)
        elif isinstance(value, str):
            self.page.write_string(*place, self._text(value), style)
        else:
            self.page.write_number(*place, _number(value), style)

    def _text(self, text: str) -> str:
        for name, value in self.values.items():
            text = text.replace(f"{{{name}}}", "" if value is None else str(value))
        return text

    def _formula(self, formula: str, row: int) -> str:
        if not self.template.list_row:
            return formula
        tokens = Tokenizer(formula).items
        return "=" + "".join(
            self._reference(token.value, row) if token.type == "OPERAND" and token.subtype == "RANGE" else token.value
            for token in tokens
        )

    def _reference(self, reference: str, row: int) -> str:
        sheet, mark, area = reference.rpartition("!")
        if mark and sheet.strip("'") != self.template.source.title:
            return reference
        match = _REFERENCE.fullmatch(area)
        if not match:
            return reference
        start, first, end, last = match.groups()
        top, bottom = int(first), int(last or first)
        listed = top <= self.template.list_row <= bottom and row != self.template.list_row
        new_top, new_bottom = (
            self._row(top),
            self._row(bottom) + (self.count - 1 if listed and bottom == self.template.list_row else 0),
        )
        moved = f"{start}{new_top}" + (f":{end or start}{new_bottom}" if last or new_bottom > new_top else "")
        return f"'{self.sheet}'!{moved}" if mark else moved

    def _names(self) -> None:
        for name, (row, column) in self.template.values.items():
            self.book.define(name, self.sheet, self._row(row) - 1, column - 1)
        for name, column in self.template.lists.items():
            first = self.template.list_row - 1
            self.book.define(name, self.sheet, first, column - 1, first + self.count - 1)

    def _sizes(self) -> None:
        source = self.template.source
        if source.sheet_format.customHeight and source.sheet_format.defaultRowHeight:
            self.page.set_default_row(source.sheet_format.defaultRowHeight)
        for letters, size in sorted(source.column_dimensions.items()):
            if size.width and size.min and size.max:
                self.page.set_column(
                    size.min - 1, min(size.max, 16_384) - 1, size.width, None, {"hidden": bool(size.hidden)}
                )
            elif size.width:
                self.page.set_column(f"{letters}:{letters}", size.width, None, {"hidden": bool(size.hidden)})
        for row, height in source.row_dimensions.items():
            if height.height and row != self.template.list_row:
                self.page.set_row(self._row(row) - 1, height.height)

    def _setup(self) -> None:
        source, page = self.template.source, self.page
        setup, margins = source.page_setup, source.page_margins
        page.set_landscape() if setup.orientation == "landscape" else page.set_portrait()
        page.set_paper(int(setup.paperSize or 9))
        fit = source.sheet_properties.pageSetUpPr
        if fit is not None and fit.fitToPage:
            page.fit_to_pages(
                1 if setup.fitToWidth is None else int(setup.fitToWidth),
                1 if setup.fitToHeight is None else int(setup.fitToHeight),
            )
        elif setup.scale:
            page.set_print_scale(int(setup.scale))
        page.set_margins(margins.left, margins.right, margins.top, margins.bottom)
        page.set_header(self._header(source.oddHeader), {"margin": margins.header})
        page.set_footer(self._header(source.oddFooter), {"margin": margins.footer})
        if source.print_title_rows:
            first, last = (int(part.strip("$")) for part in source.print_title_rows.split(":"))
            page.repeat_rows(first - 1, last - 1)
        if source.print_options.horizontalCentered:
            page.center_horizontally()
        if not source.sheet_view.showGridLines:
            page.hide_gridlines(2)
        if source.freeze_panes:
            page.freeze_panes(source.freeze_panes)

    def _header(self, item: Any) -> str:
        parts = {
            letter: part for letter, part in (("L", item.left), ("C", item.center), ("R", item.right)) if part.text
        }
        return "".join(f"&{letter}{self._escaped_header(part)}" for letter, part in parts.items())[:255]

    def _escaped_header(self, part: Any) -> str:
        """A filled value may hold an ``&``, which means a code in a header."""
        text = str(part)
        for name, value in self.values.items():
            text = text.replace(f"{{{name}}}", "" if value is None else str(value).replace("&", "&&"))
        return text

    def _validations(self) -> None:
        for rule in self.template.source.data_validations.dataValidation:
            options = _validation(rule)
            for area in rule.sqref.ranges:
                last = (
                    self._row(area.max_row) if area.max_row != self.template.list_row else area.max_row + self.count - 1
                )
                self.page.data_validation(
                    self._row(area.min_row) - 1, area.min_col - 1, last - 1, area.max_col - 1, options
                )


def _number(value: Any) -> Any:
    if isinstance(value, date):
        return serial(value)
    return float(value) if isinstance(value, Decimal) else value


def _validation(rule: Any) -> dict[str, Any]:
    """An openpyxl data validation as xlsxwriter's options."""
    kinds = {
        "list": "list",
        "whole": "integer",
        "decimal": "decimal",
        "date": "date",
        "time": "time",
        "textLength": "length",
        "custom": "custom",
    }
    options: dict[str, Any] = {
        "validate": kinds.get(rule.type, "any"),
        "ignore_blank": bool(rule.allowBlank),
        "error_type": rule.errorStyle or "stop",
        "input_title": rule.promptTitle,
        "input_message": rule.prompt,
        "error_title": rule.errorTitle,
        "error_message": rule.error,
    }
    first, second = rule.formula1, rule.formula2
    if rule.type == "list":
        options["source"] = first[1:-1].split(",") if first.startswith('"') else f"={first}"
    elif rule.type == "custom":
        options["value"] = f"={first}"
    elif second is not None:
        options |= {"criteria": rule.operator or "between", "minimum": _limit(first), "maximum": _limit(second)}
    else:
        options |= {"criteria": _criteria(rule.operator), "value": _limit(first)}
    return {key: value for key, value in options.items() if value is not None}


def _criteria(operator: str | None) -> str:
    words = {
        "equal": "==",
        "notEqual": "!=",
        "greaterThan": ">",
        "lessThan": "<",
        "greaterThanOrEqual": ">=",
        "lessThanOrEqual": "<=",
    }
    return words.get(operator or "", operator or "between")


def _limit(formula: str) -> Any:
    try:
        return float(formula)
    except ValueError:
        return f"={formula}"
