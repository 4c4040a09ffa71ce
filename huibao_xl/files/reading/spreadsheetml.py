"""SpreadsheetML 2003 ("XML 表格 2003"), often saved under the name of .xls: typed cells, several worksheets.

Cells, rows and columns may skip ahead (``ss:Index``), repeat (``ss:Span``) and merge (``ss:MergeAcross``).
"""

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from lxml import etree

from huibao_xl.files.reading.cells import (
    MAX_COLUMNS,
    Columns,
    Marks,
    iso_text,
    make_grid,
    staff_text,
    stored_number,
    value_text,
)
from huibao_xl.files.reading.encoding import decode, stated_encoding
from huibao_xl.files.reading.faults import damaged, too_large
from huibao_xl.files.reading.grid import NO_RESULT, Grid
from huibao_xl.files.reading.package import forget

NAMESPACE = b"urn:schemas-microsoft-com:office:spreadsheet"
_SS = f"{{{NAMESPACE.decode()}}}"
_EXCEL = "{urn:schemas-microsoft-com:office:excel}"
_HTML = "{http://www.w3.org/TR/REC-html40}"
_DECLARATION = re.compile(r"^\s*<\?xml[^>]*\?>")
_MAX_ROWS = 1 << 20


@dataclass
class _Sheet:
    name: str
    columns: Columns
    marks: Marks = field(default_factory=Marks)
    n_columns: int = 0
    hidden: bool = False
    struck_styles: set[str] = field(default_factory=set)


def read_spreadsheetml(path: Path, content: bytes) -> list[Grid]:
    """Return every worksheet in the workbook's order."""
    text = _DECLARATION.sub("", decode(path, content, stated_encoding(content)))
    events = etree.iterparse(
        io.BytesIO(text.encode()),
        events=("start", "end"),
        resolve_entities=False,
        no_network=True,
        tag=[_SS + "Worksheet", _SS + "Column", _SS + "Row", _EXCEL + "Visible", _SS + "Style"],
    )
    try:
        grids = [
            make_grid(path, sheet.name, sheet.columns.finish(), sheet.marks, sheet.hidden)
            for sheet in _sheets(path, events)
        ]
    except (etree.XMLSyntaxError, ValueError, LookupError):
        raise damaged(path) from None
    if not grids:
        raise damaged(path)
    return grids


def _sheets(path: Path, events: Iterator[tuple[str, etree._Element]]) -> Iterator[_Sheet]:
    sheet = None
    struck_styles: set[str] = set()
    for event, element in events:
        if element.tag == _SS + "Style":
            if event == "end" and any(
                font.get(_SS + "StrikeThrough") == "1" for font in element.iterchildren(_SS + "Font")
            ):
                struck_styles.add(element.get(_SS + "ID", ""))
        elif element.tag == _SS + "Worksheet":
            if event == "start":
                name = element.get(_SS + "Name", "")
                sheet = _Sheet(name, Columns(path, name), struck_styles=struck_styles)
            elif sheet is not None:
                yield sheet
                sheet = None
        elif event == "end" and sheet is not None:
            if element.tag == _EXCEL + "Visible":
                sheet.hidden = (element.text or "").strip() in ("SheetHidden", "SheetVeryHidden")
                continue
            (_column if element.tag == _SS + "Column" else _row)(path, sheet, element)
            forget(element)


def _number(element: etree._Element, name: str, otherwise: int, limit: int) -> int:
    value = int(element.get(_SS + name, otherwise))
    if not 0 <= value <= limit:
        raise ValueError(name)
    return value


def _column(path: Path, sheet: _Sheet, element: etree._Element) -> None:
    first = _number(element, "Index", sheet.n_columns + 1, MAX_COLUMNS) - 1
    sheet.n_columns = first + 1 + _number(element, "Span", 0, MAX_COLUMNS)
    if element.get(_SS + "Hidden") == "1":
        sheet.marks.hidden_columns.update(range(first, sheet.n_columns))


def _row(path: Path, sheet: _Sheet, element: etree._Element) -> None:
    row = _number(element, "Index", sheet.columns.n_rows + 1, _MAX_ROWS) - 1
    if row < sheet.columns.n_rows:
        raise ValueError("Index")
    if row > sheet.columns.n_rows:
        sheet.columns.add([], row - sheet.columns.n_rows)
    times = 1 + _number(element, "Span", 0, _MAX_ROWS)
    if element.get(_SS + "Hidden") == "1":
        sheet.marks.hidden_rows.update(range(row, row + times))
    sheet.columns.add(_texts(path, element, row, sheet), 1)
    if times > 1:
        sheet.columns.add([], times - 1)


def _texts(path: Path, row: etree._Element, at: int, sheet: _Sheet) -> list[str | None]:
    texts: list[str | None] = []
    column, marks = 0, sheet.marks
    for cell in row.iterchildren(_SS + "Cell"):
        column = _number(cell, "Index", column + 1, MAX_COLUMNS) - 1
        across, down = _number(cell, "MergeAcross", 0, MAX_COLUMNS), _number(cell, "MergeDown", 0, _MAX_ROWS)
        if across or down:
            marks.merged.append((at, column, at + down, column + across))
        _note_marks(row, cell, (at, column), sheet)
        if text := _cell_text(cell, (at, column), marks):
            if column >= MAX_COLUMNS:
                raise too_large(path)
            texts[len(texts) :] = [None] * (column - len(texts)) + [text]
        column += 1 + across
    return texts


def _note_marks(row: etree._Element, cell: etree._Element, place: tuple[int, int], sheet: _Sheet) -> None:
    """Note the comment on a cell, and whether it is struck out: by its style, its row's, or in a part of its text."""
    for comment in cell.iterchildren(_SS + "Comment"):
        if note := staff_text("".join(map(str, comment.itertext()))):
            sheet.marks.comments[place] = note
    style = cell.get(_SS + "StyleID") or row.get(_SS + "StyleID")
    data = cell.find(_SS + "Data")
    parts = (
        []
        if data is None
        else [item for item in data.iter(_HTML + "S", _HTML + "Del") if "".join(map(str, item.itertext())).strip()]
    )
    if data is not None and (style in sheet.struck_styles or parts):
        sheet.marks.struck.add(place)


def _cell_text(cell: etree._Element, place: tuple[int, int], marks: Marks) -> str:
    data = cell.find(_SS + "Data")
    if data is None:
        return NO_RESULT if cell.get(_SS + "Formula") else ""
    text, kind = "".join(map(str, data.itertext())), data.get(_SS + "Type", "String")
    if kind == "Number":
        return stored_number(text.strip(), place, marks)
    if kind == "DateTime":
        return iso_text(text.strip())
    if kind == "Boolean":
        return value_text(text.strip() == "1")
    return text or "#N/A" if kind == "Error" else text
