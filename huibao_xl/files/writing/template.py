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
- A name that is gone (or points to ``#REF!``) stops the run (S10) with the file and the name; so does what would hide or
  replace a value: two names on one cell, a list in merged cells, a value in a merged cell that is not its first.

A template is parsed once (``read``) and filled as often as wanted. Filling goes through xlsxwriter, as the rest of a result does, and not
through openpyxl's own saving: the budget is a sheet of the large workbook, and 9,000 lines of a bank file take 0.3 s this way and 3.4 s
cell by cell.
"""

import hashlib
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import lru_cache
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

import openpyxl
import pandas as pd
import pyarrow as pa
from openpyxl.formula import Tokenizer
from openpyxl.formula.translate import Translator
from openpyxl.utils import range_boundaries
from openpyxl.utils.exceptions import InvalidFileException
from openpyxl.worksheet.worksheet import Worksheet
from xlsxwriter.format import Format
from xlsxwriter.utility import xl_col_to_name

from huibao_xl.files.writing.template_look import look_of, validation_of
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
from huibao_xl.ordinary_file import ordinary
from huibao_xl.reasons import Stop

Value = str | int | Decimal | date | None

_UNREADABLE = "不存在或不是可读的 .xlsx 工作簿"
_REFERENCE = re.compile(r"(\$?[A-Z]{1,3}\$?)(\d+)(?::(\$?[A-Z]{1,3}\$?)(\d+))?")


@dataclass(frozen=True)
class Template:
    """One sheet of a template, parsed. Rows and columns count from 1; ``list_row`` is 0 where there is no list.

    ``cells``: {(row, column): (content, look as xlsxwriter's properties)}; ``values``, ``lists``: where the names point (a list: its
    column); ``sha256``: of the file it was read from.
    """

    file: str
    sha256: str
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
        page: FrameSheet = book.workbook.add_worksheet(sheet, FrameSheet)
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

    Raises Stop(S10) if the file is no workbook, lacks names (all of them are named), its lists do not start in the same row, or a value would
    not be seen where its name is.
    """
    try:
        content = ordinary(path).read_bytes()
    except OSError:
        raise Stop("S10", file=path.name, why=_UNREADABLE) from None
    return _parsed(path.name, content, tuple(values), tuple(lists), sheet)


@lru_cache(maxsize=8)
def _parsed(file: str, content: bytes, values: tuple[str, ...], lists: tuple[str, ...], sheet: str | None) -> Template:
    """Parsing takes longer than filling a small list, and every 街镇 has one: so it is done once for the same bytes."""
    try:
        workbook = openpyxl.load_workbook(BytesIO(content))
    except (OSError, BadZipFile, InvalidFileException, KeyError, ValueError):
        raise Stop("S10", file=file, why=_UNREADABLE) from None
    source = workbook[sheet] if sheet in workbook.sheetnames else workbook.worksheets[0]
    found = _places(workbook, source)
    if missing := [name for name in (*values, *lists) if name not in found]:
        raise Stop("S10", file=file, why=f"的工作表“{source.title}”没有定义名称“{'”“'.join(missing)}”")
    rows = {found[name][0] for name in lists}
    if len(rows) > 1:
        raise Stop("S10", file=file, why=f"的列表名称不在同一行（{'、'.join(lists)}）")
    _require_seen(file, source, {name: found[name] for name in values}, {name: found[name] for name in lists})
    needed = {*found.values(), *((area.min_row, area.min_col) for area in source.merged_cells.ranges)}
    cells = {
        (row, column): (cell.value, look_of(cell))
        for row, line in enumerate(source.iter_rows(min_row=1, min_col=1), 1)
        for column, cell in enumerate(line, 1)
        if cell.value is not None or cell.has_style or (row, column) in needed
    }
    return Template(
        file,
        hashlib.sha256(content).hexdigest(),
        source,
        cells,
        {name: place for name, place in found.items() if name not in lists},
        {name: found[name][1] for name in lists},
        rows.pop() if rows else 0,
    )


def _require_seen(
    file: str, source: Worksheet, values: dict[str, tuple[int, int]], lists: dict[str, tuple[int, int]]
) -> None:
    """Raises Stop(S10) if two names share a cell, or Excel would show nothing where a value is written: in a merged area only
    the first cell is seen."""
    places = [*values.values(), *lists.values()]
    if shared := [name for name, place in (values | lists).items() if places.count(place) > 1]:
        raise Stop("S10", file=file, why=f"的名称“{'”“'.join(shared)}”在同一个单元格，每个名称要有自己的单元格")
    for area in source.merged_cells.ranges:
        first = (area.min_row, area.min_col)
        inside = [
            name
            for name, (row, column) in (values | lists).items()
            if area.min_row <= row <= area.max_row and area.min_col <= column <= area.max_col
            if name in lists or (row, column) != first
        ]
        if inside:
            raise Stop("S10", file=file, why=f"把“{'”“'.join(inside)}”的单元格合并了（{area.coord}），请取消合并")


def _places(workbook: openpyxl.Workbook, source: Worksheet) -> dict[str, tuple[int, int]]:
    """{name: (row, column) of its first cell} of the names that point into ``source``."""
    places: dict[str, tuple[int, int]] = {}
    for name, defined in [*workbook.defined_names.items(), *source.defined_names.items()]:
        if name.startswith("_xlnm") or "#REF!" in (defined.attr_text or ""):
            continue
        for title, area in defined.destinations:
            if title == source.title:
                column, row, _, _ = range_boundaries(area)
                if row is not None and column is not None:  # a whole row or column is no place
                    places[name] = (row, column)
    return places


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
            options = validation_of(rule)
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
