"""Binary workbooks .xlsb: the records of each sheet are walked first, for how far values reach and what is hidden.

A record is a type and a size in 7-bit groups and a body; used are BrtRowHdr, BrtColInfo, BrtMergeCell ([MS-XLSB]).
Values are then read by python-calamine, which allocates rows x columns: a stray value far away is refused before.
"""

import io
import posixpath
import struct
from collections.abc import Iterator
from pathlib import Path

from huibao_xl.files.reading.calamine import read_typed
from huibao_xl.files.reading.cells import MAX_CELLS, Marks
from huibao_xl.files.reading.faults import RESAVE, damaged, unreadable
from huibao_xl.files.reading.grid import ERRORS, Grid, column_letters
from huibao_xl.files.reading.package import Package

_ERRORS = (3, 11)
"""BrtCellError and BrtFmlaError."""
_SHORT = range(12, 19)
"""BrtShortBlank to BrtShortIsst: cells without a column of their own, which calamine passes over in silence (SheetJS writes them)."""
_ROW, _BLANK, _LAST_CELL, _COLUMNS, _MERGED, _SHEET = 0, 1, 11, 60, 176, 156


def read_xlsb(path: Path, content: bytes, package: Package) -> list[Grid]:
    """Return every worksheet in the workbook's order."""
    package.verify("xl/sharedStrings.bin")
    package.verify("xl/styles.bin")
    marks = {name: _scan(path, name, package.read_large(part)) for name, part in _sheets(package) if part in package}
    return read_typed(path, content, lambda name: marks.get(name, Marks()))


def _records(data: bytes) -> Iterator[tuple[int, bytes]]:
    position, end = 0, len(data)
    while position < end:
        kind = data[position]
        position += 1
        if kind & 0x80:
            kind = kind & 0x7F | data[position] << 7
            position += 1
        size = shift = 0
        while True:
            byte = data[position]
            position += 1
            size |= (byte & 0x7F) << shift
            shift += 7
            if byte < 0x80 or shift == 28:
                break
        yield kind, data[position : position + size]
        position += size


def _sheets(package: Package) -> list[tuple[str, str]]:
    """Return (name, part) of the sheets: BrtBundleSh holds state, id, relationship id and name."""
    related = package.relationships("xl/workbook.bin")
    sheets = []
    try:
        for kind, body in _records(package.read_large("xl/workbook.bin")):
            if kind == _SHEET:
                reader = io.BytesIO(body[8:])
                relation, name = _wide_text(reader), _wide_text(reader)
                sheets.append((name, posixpath.normpath(related.get(relation, ("", ""))[1])))
    except (struct.error, IndexError, UnicodeDecodeError):
        raise damaged(package.path) from None
    return sheets


def _wide_text(reader: io.BytesIO) -> str:
    (length,) = struct.unpack("<I", reader.read(4))
    return reader.read(2 * length).decode("utf-16-le")


def _scan(path: Path, sheet: str, data: bytes) -> Marks:
    marks = Marks()
    row = last_row = last_column = -1
    try:
        for kind, body in _records(data):
            if kind == _ROW:
                (row,) = struct.unpack_from("<I", body)
                if body[11] & 0x10:
                    marks.hidden_rows.add(row)
            elif _BLANK < kind <= _LAST_CELL:
                (column,) = struct.unpack_from("<I", body)
                last_row, last_column = max(last_row, row), max(last_column, column)
                if kind in _ERRORS:
                    marks.unreadable[row, column] = ERRORS.get(body[8], "#N/A")
            elif kind in _SHORT:
                raise unreadable(path, f"的工作表“{sheet}”用了少见的写法，读不出来", RESAVE)
            elif kind == _COLUMNS:
                first, last, _, _, flags = struct.unpack_from("<IIIIH", body)
                if flags & 1:
                    marks.hidden_columns.update(range(first, min(last, 16_383) + 1))
            elif kind == _MERGED:
                first_row, final_row, first, last = struct.unpack_from("<IIII", body)
                marks.merged.append((first_row, first, final_row, last))
    except (struct.error, IndexError):
        raise damaged(path) from None
    if (last_row + 1) * (last_column + 1) > MAX_CELLS:
        corner = f"{column_letters(last_column)}{last_row + 1}"
        raise unreadable(
            path,
            f"的工作表“{sheet}”在很远处有内容（到 {corner} 为止），无法读取",
            "请按 Ctrl+End 找到并删除多余的内容（或删除其后的空行空列），保存后重试。",
        )
    return marks
