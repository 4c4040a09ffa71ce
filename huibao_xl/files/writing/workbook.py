"""Writes workbooks: a frame becomes a finished sheet, fast, and the same frames give the same bytes.

A result holds more than a million cells, and xlsxwriter writes about 190,000 a second one by one. So the rows of a
frame are rendered column by column with Arrow as inline strings, and only the block's place in the sheet is ours:
headers, styles, widths, panes, filters, names and charts are xlsxwriter's own. Two of its private names are used,
``Worksheet._write_rows`` (overridden) and ``Format._get_xf_index``; a test fails if a new version drops them.

A sheet is finished when it opens: bold filled header that stays, a filter, widths that fit Chinese text, A4 pages one
page wide that repeat the header, page numbers. The font is 宋体: every Chinese Windows has had it since 1995, WPS maps
it, and printed accounts are set in it (等线 comes only with Office 2016 and later).
"""

# mypy: disallow-subclassing-any=False
# xlsxwriter has no types, and FrameSheet is a worksheet of its.

import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from types import FunctionType, TracebackType
from typing import Any, Literal
from zipfile import ZipFile

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
from xlsxwriter import Workbook
from xlsxwriter.exceptions import FileCreateError
from xlsxwriter.format import Format
from xlsxwriter.utility import xl_col_to_name
from xlsxwriter.worksheet import Worksheet

from huibao_xl.files.results.outputs import mark_of

Kind = Literal["text", "note", "money", "count", "day", "link"]
Style = Format
"""How a cell looks: made by :meth:`Book.style`."""

FONT = "宋体"
QUICK = 2
"""How hard a workbook is packed: half the time of the usual 6, a fifth more bytes. Levels 1 and 2 take the same time."""
MAX_ROWS = 1_048_576
MAX_CHARACTERS = 32_767
MAX_LINKS = 65_530
LINE_POINTS = 14
"""Height of a line of 10 point text; a row is its lines and 4 points."""
CREATED = datetime(1980, 1, 1)
_CHUNK = 20_000
_EPOCH_DAYS = 25_569
_FORBIDDEN = r"[\x00-\x08\x0b-\x1f\x{FFFE}\x{FFFF}]|_x[0-9A-Fa-f]{4}_"
_SPECIAL = re.compile("[\x00-\x08\x0b-\x1f\ufffe\uffff&<>]|_x[0-9A-Fa-f]{4}_")
"""What :data:`_FORBIDDEN` finds, and what XML writes in another way."""
_SHORT = 200
"""Up to so many cells one look in Python is quicker than a kernel of Arrow for each question; that was a twentieth of writing a small result."""
_EDGE_SPACE = r"^\s|\s$|\n"

NUMBER_FORMATS = {"money": "#,##0.00", "count": "#,##0", "day": "yyyy-mm-dd"}
HEADER = {
    "bold": True,
    "bg_color": "#D9E1F2",
    "border": 1,
    "border_color": "#8EA9DB",
    "align": "center",
    "valign": "vcenter",
    "text_wrap": True,
}
_ALIGNED: dict[str, dict[str, Any]] = {
    "day": {"align": "center"},
    "money": {"align": "right", "indent": 1},
    "count": {"align": "right", "indent": 1},
}
BODY: dict[str, Any] = {"border": 1, "border_color": "#BFBFBF", "valign": "vcenter", "font_size": 10}
TOTAL = {"bold": True, "bg_color": "#F2F2F2"}


@dataclass(frozen=True)
class Column:
    """A column of a sheet. ``title``: its header, and its name in the frame.

    ``kind``: text, note (text that wraps), money (int fen, shown as yuan), count, day, or link (text that opens the
    address in the frame's column ``address``). ``width`` in characters; without it, fitted to the content.
    """

    title: str
    kind: Kind = "text"
    width: float | None = None
    address: str = ""


@dataclass(frozen=True)
class Sheet:
    """A frame as a sheet. ``frozen``: how many first columns stay in view; ``totals``: columns that 合计 adds up."""

    name: str
    columns: Sequence[Column]
    rows: pd.DataFrame
    frozen: int = 0
    totals: Sequence[str] = ()
    landscape: bool = True


@dataclass(frozen=True)
class Cells:
    """One column ready to be rendered: escaped text, a number's digits or a formula without =; null is empty."""

    text: pa.ChunkedArray
    style: Format
    form: Literal["text", "number", "formula"] = "text"


class _Package(ZipFile):
    """A zip file whose parts are all packed with ``effort``: a part's own ZipInfo, as xlsxwriter makes it, does not ask its file."""

    effort = 6

    def writestr(self, part: Any, data: Any, *_: Any) -> None:
        """Add a part from memory."""
        super().writestr(part, data, compresslevel=self.effort)

    def write(self, path: Any, name: Any = None, *_: Any) -> None:
        """Add a part from a file."""
        super().write(path, name, compresslevel=self.effort)


class _Workbook(Workbook):
    """A workbook that is packed with ``effort``. xlsxwriter has no such option and makes its zip file by that name in its own module, so
    the method that does it runs on a copy of that module's names, which changes nothing for others who use xlsxwriter."""

    effort = 6

    def _store_workbook(self) -> None:
        package = type("Package", (_Package,), {"effort": self.effort})
        store = Workbook._store_workbook
        FunctionType(store.__code__, store.__globals__ | {"ZipFile": package})(self)


@dataclass
class _Block:
    first_row: int
    cells: list[Cells]
    lines: pa.Array | None = None

    @property
    def last_row(self) -> int:
        return self.first_row + len(self.cells[0].text) - 1


class FrameSheet(Worksheet):
    """A worksheet that can hold one block of rendered rows; cells put into those rows one by one are not written."""

    block: _Block | None = None
    dim_rowmin: int
    dim_rowmax: int

    def put_block(self, first_row: int, cells: list[Cells], lines: pa.Array | None = None) -> None:
        """Place columns of equal length from A at ``first_row`` (from 0) on; ``lines``: lines of text in each row."""
        if len(cells[0].text):
            self.block = _Block(first_row, cells, lines)
            self.write_blank(self.block.last_row, len(cells) - 1, None, cells[-1].style)  # the sheet's size

    def _write_rows(self) -> None:
        if self.block is None:
            super()._write_rows()
            return
        first, last = self.dim_rowmin, self.dim_rowmax
        self.dim_rowmin, self.dim_rowmax = min(first, self.block.first_row), self.block.first_row - 1
        super()._write_rows()
        for xml in _rendered(self.block):
            self.fh.write(xml)
        self.dim_rowmin, self.dim_rowmax = self.block.last_row + 1, last
        super()._write_rows()
        self.dim_rowmin, self.dim_rowmax = first, last


def _rendered(block: _Block) -> Iterator[str]:
    """The block's rows as sheet XML, some thousand rows at a time."""
    for start in range(0, len(block.cells[0].text), _CHUNK):
        texts = [cells.text.slice(start, _CHUNK).combine_chunks() for cells in block.cells]
        first = block.first_row + 1 + start
        numbers = pa.array(np.arange(first, first + len(texts[0]))).cast(pa.large_string())
        cells = [
            _cell_xml(text, numbers, xl_col_to_name(index), column)
            for index, (text, column) in enumerate(zip(texts, block.cells, strict=True))
        ]
        height = _height_xml(block.lines.slice(start, _CHUNK)) if block.lines is not None else _s('">')
        rows = pc.binary_join_element_wise(_s('<row r="'), numbers, height, *cells, _s("</row>"), _s(""))
        yield pc.binary_join(pa.LargeListArray.from_arrays([0, len(rows)], rows), _s(""))[0].as_py()


def _height_xml(lines: pa.Array) -> pa.Array:
    points = pc.add(pc.multiply(lines, LINE_POINTS), 4).cast(pa.large_string())
    return pc.binary_join_element_wise(_s('" ht="'), points, _s('" customHeight="1">'), _s(""))


def _s(text: str) -> pa.Scalar:
    return pa.scalar(text, pa.large_string())


def _cell_xml(text: pa.Array, numbers: pa.Array, letters: str, cells: Cells) -> pa.Array:
    head, style = _s(f'<c r="{letters}'), cells.style._get_xf_index()
    if cells.form == "number":
        opening, closing = f'" s="{style}"><v>', "</v></c>"
    elif cells.form == "formula":
        opening, closing = f'" s="{style}"><f>', "</f></c>"
    else:
        spaced = pc.any(pc.match_substring_regex(text, _EDGE_SPACE)).as_py()
        keep = ' xml:space="preserve"' if spaced else ""
        opening, closing = f'" s="{style}" t="inlineStr"><is><t{keep}>', "</t></is></c>"
    full = pc.binary_join_element_wise(head, numbers, _s(opening), text, _s(closing), _s(""))
    if not full.null_count:
        return full
    return pc.coalesce(full, pc.binary_join_element_wise(head, numbers, _s(f'" s="{style}"/>'), _s("")))


def escaped(text: pa.ChunkedArray) -> pa.ChunkedArray:
    """Return texts as they stand in XML; empty texts as null.

    What XML forbids becomes Excel's ``_xHHHH_`` (and a literal ``_xHHHH_`` is protected, so that it is not taken for
    one); a text longer than a cell can hold is cut and ends with ``…``.
    """
    if len(text) <= _SHORT and (cells := _plain(text)) is not None:
        return pa.chunked_array([pa.array([cell or None for cell in cells], pa.large_string())])
    if text.null_count < len(text) and pc.max(pc.utf8_length(text)).as_py() * 2 > MAX_CHARACTERS:
        text = pa.chunked_array([pa.array(map(_cut, text.to_pylist()), pa.large_string())])
    if pc.any(pc.match_substring_regex(text, _FORBIDDEN)).as_py():
        text = _without_forbidden(text)
    for character, entity in (("&", "&amp;"), ("<", "&lt;"), (">", "&gt;")):
        text = pc.replace_substring(text, character, entity)
    return pc.if_else(pc.equal(text, ""), pa.scalar(None, pa.large_string()), text)


def _plain(text: pa.ChunkedArray) -> list[str | None] | None:
    """The cells of a column that stand in XML as they are; None if one does not."""
    cells: list[str | None] = text.to_pylist()
    written = [cell for cell in cells if cell]
    short = 2 * max(map(len, written), default=0) <= MAX_CHARACTERS
    return cells if short and not _SPECIAL.search("\n".join(written)) else None


def _cut(text: str | None) -> str | None:
    if text is None or len(text.encode("utf-16-le")) <= 2 * MAX_CHARACTERS:
        return text
    return text.encode("utf-16-le")[: 2 * (MAX_CHARACTERS - 1)].decode("utf-16-le", "ignore") + "…"


def _without_forbidden(text: pa.ChunkedArray) -> pa.ChunkedArray:
    text = pc.replace_substring_regex(text, r"_(x[0-9A-Fa-f]{4}_)", r"_x005F_\1")
    runs = pc.split_pattern_regex(pc.drop_null(text), r"[^\x00-\x08\x0b-\x1f\x{FFFE}\x{FFFF}]+")
    for character in sorted(set("".join(pc.unique(pc.list_flatten(runs)).to_pylist()))):
        text = pc.replace_substring(text, character, f"_x{ord(character):04X}_")
    return text


def _arrow(series: pd.Series) -> pa.ChunkedArray:
    column = pa.array(series, from_pandas=True)
    return column if isinstance(column, pa.ChunkedArray) else pa.chunked_array([column])


def texts(series: pd.Series) -> pa.ChunkedArray:
    """Return a text or category column as one Arrow column of large strings."""
    return _arrow(series).cast(pa.large_string())


def digits(series: pd.Series, kind: Kind) -> pa.ChunkedArray:
    """Return the digits of a number column as a cell stores them: fen as yuan, a day as its serial number."""
    column = _arrow(series)
    if kind == "money":
        column = pc.multiply(column.cast(pa.decimal128(19, 0)), pa.scalar(Decimal("0.01"), pa.decimal128(3, 2)))
    if kind == "day":
        column = pc.add(column.cast(pa.date32()).cast(pa.int32()), _EPOCH_DAYS)
    return column.cast(pa.large_string())


def _lines(columns: list[tuple[pa.ChunkedArray, float]]) -> pa.Array:
    """The lines that each row needs for the texts that wrap, at most 10."""
    most = np.ones(len(columns[0][0]))
    for text, width in columns:
        length = pc.fill_null(pc.add(pc.utf8_length(text), pc.binary_length(text)), 2).to_numpy() / 2
        most = np.maximum(most, np.ceil(length / (width - 2)))
    return pa.array(np.minimum(most, 10).astype("int64"))


def lines_of(text: object, width: float) -> int:
    """Return how many lines a text takes in a cell ``width`` characters wide.

    >>> lines_of("姓名", 10), lines_of("姓名" * 5, 10)
    (1, 3)
    """
    return max(1, math.ceil(text_width(str(text)) / (width - 2)))


def width_of(text: pa.ChunkedArray, least: float = 0) -> float:
    """Return the widest text in characters; one outside ASCII counts 2 (its UTF-8 bytes tell)."""
    if text.null_count == len(text):
        return least
    widest: float = pc.max(pc.add(pc.utf8_length(text), pc.binary_length(text))).as_py() / 2
    return max(least, widest)


def text_width(text: str) -> float:
    """Return the width of one text in characters.

    >>> text_width("姓名"), text_width("abc")
    (4.0, 3.0)
    """
    return (len(text) + len(text.encode())) / 2


class Book:
    """A workbook being written: ``with Book(path, batch) as book: book.add(sheet)``; on disk when the block ends.

    ``batch`` is printed on every page. The workbook bears our mark (:mod:`outputs`), so that it is never taken for a list.
    Raises OSError if the file cannot be written.
    """

    def __init__(
        self, path: Path, batch: str, in_memory: bool = True, effort: int = QUICK, marked: bool = True
    ) -> None:
        """``in_memory`` False keeps the parts of a large workbook in files beside ``path`` until it is packed; ``effort``: from 1 to 9,
        how hard packing tries; ``marked``: whether it bears our mark."""
        options = {
            "in_memory": in_memory,
            "tmpdir": str(path.parent),
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "default_format_properties": {"font_name": FONT, "font_size": 11},
        }
        self.workbook = _Workbook(str(path), options)
        self.workbook.effort = effort
        self._marked = marked
        self.workbook.set_properties({"title": batch.replace("\n", " "), "created": CREATED})
        self.folder = path.parent
        self._batch = batch
        self._styles: dict[str, Format] = {}

    def __enter__(self) -> "Book":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if kind is not None:
            self.workbook.fileclosed = True  # or its destructor writes what is half made
            return
        if self._marked:
            for name, text in mark_of(sheet.get_name() for sheet in self.workbook.worksheets()).items():
                self.workbook.set_custom_property(name, text, "text")
        try:
            self.workbook.close()
        except FileCreateError as refused:
            raise refused.args[0] if isinstance(refused.args[0], OSError) else OSError(str(refused)) from refused

    def style(self, *parts: dict[str, Any]) -> Format:
        """Return the cell style that has these properties, made once per workbook."""
        properties = {key: value for part in parts for key, value in part.items()}
        key = repr(sorted(properties.items()))
        if key not in self._styles:
            self._styles[key] = self.workbook.add_format(properties)
        return self._styles[key]

    def body_style(self, kind: Kind, look: dict[str, Any] | None = None) -> Format:
        """Return the style of a table's cells of this kind; ``look``: what differs from it."""
        extra = look or {}
        if kind in NUMBER_FORMATS:
            return self.style(BODY, {"num_format": NUMBER_FORMATS[kind]}, _ALIGNED[kind], extra)
        text: dict[str, Any] = {"num_format": "@", "align": "left"}
        if kind == "link":
            text |= {"font_color": "#0563C1", "underline": 1}
        return self.style(BODY, text, {"text_wrap": True} if kind == "note" else {}, extra)

    def page(self, name: str, landscape: bool = True) -> FrameSheet:
        """Return a new sheet set up for A4, one page wide, with the batch and page numbers."""
        sheet: FrameSheet = self.workbook.add_worksheet(name, FrameSheet)
        sheet.set_paper(9)
        sheet.set_landscape() if landscape else sheet.set_portrait()
        sheet.fit_to_pages(1, 0)
        sheet.set_margins(left=0.5, right=0.5, top=0.9, bottom=0.7)
        sheet.set_default_row(LINE_POINTS + 4)
        batch, title = self._batch[:80].replace("&", "&&"), name.replace("&", "&&")
        sheet.set_header(
            f'&L&9&"{FONT},Regular"{batch}&C&14&"{FONT},Bold"{title}'
        )  # the font last: a digit after &9 would join it
        sheet.set_footer("&C&9第 &P 页 / 共 &N 页")
        return sheet

    def add(self, sheet: Sheet) -> FrameSheet:
        """Write a frame as a sheet; what does not fit below row 1,048,576 goes on in ``name(2)``, ``name(3)``."""
        most = MAX_ROWS - 1 - bool(sheet.totals)
        first = self._table(sheet, sheet.name, sheet.rows.iloc[:most])
        for part, start in enumerate(range(most, len(sheet.rows), most), 2):
            self._table(sheet, f"{sheet.name}({part})", sheet.rows.iloc[start : start + most])
        return first

    def _table(self, sheet: Sheet, name: str, rows: pd.DataFrame) -> FrameSheet:
        page = self.page(name, sheet.landscape)
        cells = [self._column(page, index, column, rows) for index, column in enumerate(sheet.columns)]
        widths = [self._width(column, ready.text) for column, ready in zip(sheet.columns, cells, strict=True)]
        for index, width in enumerate(widths):
            page.set_column(index, index, width)
        notes = [
            (ready.text, width)
            for column, ready, width in zip(sheet.columns, cells, widths, strict=True)
            if column.kind == "note"
        ]
        page.write_row(0, 0, [column.title for column in sheet.columns], self.style(HEADER))
        page.set_row(0, 30)
        page.put_block(1, cells, _lines(notes) if notes and len(rows) else None)
        page.freeze_panes(1, sheet.frozen)
        page.autofilter(0, 0, max(len(rows), 1), len(cells) - 1)
        page.repeat_rows(0)
        if sheet.totals:
            self._total_row(page, sheet, rows)
        return page

    def _column(self, page: FrameSheet, index: int, column: Column, rows: pd.DataFrame) -> Cells:
        style = self.body_style(column.kind)
        if column.kind in NUMBER_FORMATS:
            return Cells(digits(rows[column.title], column.kind), style, "number")
        if column.kind == "link":
            self._links(page, index, column, rows, style)
        return Cells(escaped(texts(rows[column.title])), style)

    def _width(self, column: Column, text: pa.ChunkedArray) -> float:
        """The given width, or what the content needs; never less than the header with its filter button."""
        if column.width:
            return column.width
        least = {"day": 12.0, "money": 12.0, "count": 8.0}.get(column.kind, 6.0)
        return max(min(width_of(text, least), 46), text_width(column.title) + 2) + 2

    def _links(self, page: FrameSheet, index: int, column: Column, rows: pd.DataFrame, style: Format) -> None:
        """Excel takes 65,530 links a sheet; the rows after them stay plain text."""
        for row, (address, text) in enumerate(
            zip(rows[column.address].head(MAX_LINKS), rows[column.title], strict=False), 1
        ):
            if address:
                page.write_url(row, index, address, style, text[:255])

    def _total_row(self, page: FrameSheet, sheet: Sheet, rows: pd.DataFrame) -> None:
        last = len(rows) + 1
        page.write_string(last, 0, "合计", self.style(BODY, TOTAL, {"align": "left"}))
        for index, column in enumerate(sheet.columns[1:], 1):
            if column.title not in sheet.totals:
                page.write_blank(last, index, None, self.style(BODY, TOTAL))
                continue
            letters, total = xl_col_to_name(index), int(rows[column.title].sum())
            style = self.style(BODY, TOTAL, {"num_format": NUMBER_FORMATS[column.kind]}, _ALIGNED[column.kind])
            value = Decimal(total) / 100 if column.kind == "money" else total
            page.write_formula(last, index, f"=SUM({letters}2:{letters}{last})", style, value)

    def define(self, name: str, sheet: str, row: int, column: int, last_row: int | None = None) -> None:
        """Give a cell, or a column of cells down to ``last_row``, a name for formulas; counted from 0."""
        letters = xl_col_to_name(column)
        place = f"${letters}${row + 1}" + (
            f":${letters}${last_row + 1}" if last_row is not None and last_row > row else ""
        )
        self.workbook.define_name(name, f"='{sheet}'!{place}")


def yuan(fen: int) -> Decimal:
    """Return fen as the yuan number a cell holds.

    >>> yuan(4515)
    Decimal('45.15')
    """
    return Decimal(int(fen)) / 100


def serial(day: date) -> int:
    """Return the number by which a cell holds a day.

    >>> serial(date(2024, 7, 1))
    45474
    """
    return (day - date(1899, 12, 30)).days
