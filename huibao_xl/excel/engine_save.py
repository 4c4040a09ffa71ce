"""How the engine writes a workbook: openpyxl's own writer, with the rows of a sheet rendered as text.

openpyxl hands every cell to lxml as three elements, which takes half of the time that a button needs. Here a row of plain cells (texts,
numbers, days, truth values) is put together as text; a row with anything else (a formula, formatted text inside a cell) is written the
usual way; and the rows take the place of the empty ``sheetData`` that openpyxl's writer is told to leave. The file says the same either
way: a test compares the parts. openpyxl's writer classes are not public, so the test also notices when a new version changes them.
"""

import datetime as dt
import io
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

from openpyxl.comments.comment_sheet import CommentRecord
from openpyxl.compat import safe_string
from openpyxl.drawing.spreadsheet_drawing import SpreadsheetDrawing
from openpyxl.utils import get_column_letter
from openpyxl.utils.datetime import to_excel
from openpyxl.worksheet._writer import WorksheetWriter
from openpyxl.writer.excel import ExcelWriter
from openpyxl.xml.functions import Element, xmlfile

_ENTITIES = {"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "\r": "&#13;"}
_PLACE = b"<sheetData/>"
_CHUNK = 1 << 20


def save_workbook(book: Any, path: Path) -> None:
    """Write an openpyxl workbook to a file, as ``book.save(path)`` does."""
    with ZipFile(path, "w", ZIP_DEFLATED, allowZip64=True) as archive:
        book.properties.modified = dt.datetime.now(dt.UTC).replace(tzinfo=None)
        _BookWriter(book, archive).save()


class _BookWriter(ExcelWriter):
    """openpyxl's writer of a workbook, with our writer of sheets."""

    def write_worksheet(self, ws: Any) -> None:
        ws._drawing = SpreadsheetDrawing()
        ws._drawing.charts, ws._drawing.images = ws._charts, ws._images
        with tempfile.TemporaryFile() as rows, self._archive.open(ws.path[1:], "w", force_zip64=True) as part:
            writer = _SheetWriter(ws, rows)
            writer.write()
            before, _, after = writer.out.getvalue().partition(_PLACE)
            part.write(before + b"<sheetData>")
            rows.seek(0)
            while chunk := rows.read(_CHUNK):
                part.write(chunk)
            part.write(b"</sheetData>" + after)
        ws._rels = writer._rels
        self.manifest.append(ws)


class _SheetWriter(WorksheetWriter):
    """openpyxl's writer of a sheet; the rows go to a file of their own."""

    def __init__(self, ws: Any, rows: Any) -> None:
        super().__init__(ws, io.BytesIO())
        self._file = rows
        self._plain = _RENDERED if not ws.parent.iso_dates else {kind: _RENDERED[kind] for kind in (str, int, float)}
        self._looks: dict[bytes, str] = {}
        self._letters: dict[int, str] = {}

    def write_rows(self) -> None:
        self.xf.send(Element("sheetData"))
        for number, row in self.rows():
            if all(type(cell._value) in self._plain and cell.data_type != "f" for cell in row):
                self._file.write(self._row(row, number).encode())
            else:
                with xmlfile(self._file) as alone:
                    self.write_row(alone, row, number)

    def _row(self, row: list[Any], number: int) -> str:
        attributes = {"r": str(number), **dict(self.ws.row_dimensions.get(number, {}))}
        named = "".join(f' {name}="{_escaped(value)}"' for name, value in attributes.items())
        return f"<row{named}>{''.join(self._cells(row, number))}</row>"

    def _cells(self, row: list[Any], number: int) -> Iterator[str]:
        for cell in row:
            if cell._comment is not None:
                self.ws._comments.append(CommentRecord.from_cell(cell))
            value, look = cell._value, self._look(cell)
            if value is None and not look and cell._comment is None:
                continue
            if cell.hyperlink is not None:
                self.ws._hyperlinks.append(cell.hyperlink)
            head = f'<c r="{self._letter(cell.column)}{number}"{look} t="'
            yield f"{head}{_kind(cell)}" + (
                '"/>' if value is None or value == "" else self._plain[type(value)](value, cell)
            )

    def _look(self, cell: Any) -> str:
        """The attribute that names the cell's style, "" for the default."""
        if cell._style is None:
            return ""
        key = cell._style.tobytes()
        if key not in self._looks:
            self._looks[key] = f' s="{cell.style_id}"' if cell.has_style else ""
        return self._looks[key]

    def _letter(self, column: int) -> str:
        if column not in self._letters:
            self._letters[column] = get_column_letter(column)
        return self._letters[column]


def _kind(cell: Any) -> str:
    kind = cell.data_type
    return "inlineStr" if kind == "s" else "n" if kind == "d" else kind


_SPACED = ' xml:space="preserve"'


def _text(value: str, cell: Any) -> str:
    if cell.data_type != "s":
        return f'"><v>{_escaped(value)}</v></c>'
    return f'"><is><t{_SPACED if value != value.strip() else ""}>{_escaped(value)}</t></is></c>'


def _escaped(text: str) -> str:
    for character, entity in _ENTITIES.items():
        if character in text:
            text = text.replace(character, entity)
    return text


def _number(value: Any, _cell: Any) -> str:
    return f'"><v>{safe_string(value)}</v></c>'


def _day(value: Any, cell: Any) -> str:
    return f'"><v>{safe_string(to_excel(value, cell.parent.parent.epoch))}</v></c>'


_RENDERED: dict[type, Callable[[Any, Any], str]] = {
    str: _text,
    **dict.fromkeys((int, float, bool, type(None)), _number),
    **dict.fromkeys((dt.datetime, dt.date, dt.time, dt.timedelta), _day),
}
"""How the value of a plain cell is written, by its type."""
