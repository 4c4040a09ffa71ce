"""Old .xls, and whatever else comes in an OLE container: encrypted workbooks, opened with the given passwords.

Values come from python-calamine; what is hidden or merged from the records of the workbook stream ([MS-XLS]). Workbooks of Excel 5.0/95,
those with error values (which calamine gives as empty) and those that name a code page go through xlrd. A cell beyond column IV is
refused, so the 65,536 x 256 cells of a sheet are the most that calamine can allocate.
"""

import io
import struct
from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path

import msoffcrypto
import olefile
import xlrd

from huibao_xl.files.reading.calamine import NO_PASSWORD, PASSWORD_ADVICE, read_typed
from huibao_xl.files.reading.cells import (
    Columns,
    Marks,
    add_all,
    make_grid,
    number_text,
    printed_lines,
    staff_text,
    value_text,
)
from huibao_xl.files.reading.faults import damaged, foreign_parser, unreadable
from huibao_xl.files.reading.grid import ERRORS, Grid
from huibao_xl.reasons import Input, Stop

_CELLS = frozenset((0x0006, 0x00BD, 0x00D6, 0x00FD, 0x0203, 0x0204, 0x0205, 0x027E))
_BOF, _EOF, _ROW, _COLUMNS, _SHEET = 0x0809, 0x000A, 0x0208, 0x007D, 0x0085
_FORMULA, _ERROR_OR_FLAG, _MERGED, _CODE_PAGE = 0x0006, 0x0205, 0x00E5, 0x0042
_IS_ERROR, _UNICODE, _BIFF8 = 2, 1200, 0x0600
_PRINTED = (0x0014, 0x0015)
"""Records of what stands above and below the printed pages of a sheet."""
_NOTE, _FONT, _STRIKES = 0x001C, 0x0031, 0x0008
_HOLDS_NOTHING = (xlrd.XL_CELL_EMPTY, xlrd.XL_CELL_BLANK)
_LAST_COLUMN = 255
_READ_ONLY_PASSWORD = "VelvetSweatshop"
"""What Excel itself encrypts with when a workbook is only marked read-only: known to all, so always tried."""


def streams(path: Path, content: bytes) -> set[str]:
    """Return the lower-case names of the top streams of an OLE container."""
    with foreign_parser(path), olefile.OleFileIO(io.BytesIO(content)) as container:
        return {entry[0].lower() for entry in container.listdir()}


def decrypted(path: Path, content: bytes, passwords: Sequence[str]) -> bytes:
    """Return the content without its encryption, if it has any; raise Stop if no password fits."""
    # msoffcrypto knows no stream of Excel 5.0/95, which has no encryption to speak of
    if _biff(content) not in (0, _BIFF8):
        return content
    with foreign_parser(path):
        office = msoffcrypto.OfficeFile(io.BytesIO(content))
        if not office.is_encrypted():
            return content
    for password in (*passwords, _READ_ONLY_PASSWORD):
        plain = _try_password(content, password)
        if plain is not None:
            return plain
    raise unreadable(path, "的打开密码不对" if passwords else NO_PASSWORD, PASSWORD_ADVICE, [Input.PASSWORDS])


def _try_password(content: bytes, password: str) -> bytes | None:
    """Return the decrypted content, or None. A wrong password shows in many ways, one per kind of encryption."""
    plain = io.BytesIO()
    try:
        office = msoffcrypto.OfficeFile(io.BytesIO(content))
        office.load_key(password=password)
        office.decrypt(plain)
    except Exception:
        return None
    return plain.getvalue() if plain.getvalue()[:4] in (b"PK\3\4", b"\xd0\xcf\x11\xe0") else None


def read_xls(path: Path, content: bytes) -> list[Grid]:
    """Return every worksheet in the workbook's order."""
    with foreign_parser(path), olefile.OleFileIO(io.BytesIO(content)) as container:
        names = {entry[0].lower(): entry for entry in container.listdir() if len(entry) == 1}
        stream = container.openstream(names["workbook"]).read() if "workbook" in names else b""
    if not stream:
        old: dict[str, Marks] = {}
        _note_marks(path, content, old)
        return _read_slowly(path, content, old)
    marks, plain = _scan(path, stream)
    if _is_marked(stream):
        _note_marks(path, content, marks)
    return (
        read_typed(path, content, lambda name: marks.get(name, Marks()))
        if plain
        else _read_slowly(path, content, marks)
    )


def _is_marked(stream: bytes) -> bool:
    """Whether a workbook has a comment, or a font that strikes out."""
    return any(
        kind == _NOTE or (kind == _FONT and len(body) > 3 and struct.unpack_from("<H", body, 2)[0] & _STRIKES)
        for kind, body in _records(stream)
    )


def _note_marks(path: Path, content: bytes, marks: dict[str, Marks]) -> None:
    """Note in the marks of each sheet its comments and the cells that are struck out, in part too: xlrd knows the fonts. A workbook
    that xlrd refuses is one without them, or refused by the reader itself."""
    try:
        with foreign_parser(path):
            book = xlrd.open_workbook(file_contents=content, logfile=io.StringIO(), formatting_info=True)
    except Stop:
        return
    for sheet in book.sheets():
        found = marks.setdefault(sheet.name, Marks())
        notes = {place: staff_text(note.text) for place, note in sheet.cell_note_map.items()}
        found.comments |= {place: text for place, text in notes.items() if text}
        for row in range(sheet.nrows):
            for column in range(sheet.row_len(row)):
                if sheet.cell_type(row, column) not in _HOLDS_NOTHING and _is_struck(book, sheet, row, column):
                    found.struck.add((row, column))


def _is_struck(book: xlrd.Book, sheet: xlrd.sheet.Sheet, row: int, column: int) -> bool:
    style = sheet.cell_xf_index(row, column)
    fonts = [one.font_index for one in book.xf_list[style : style + 1]]
    fonts += [font for _, font in sheet.rich_text_runlist_map.get((row, column), ())]
    return any(font < len(book.font_list) and book.font_list[font].struck_out for font in fonts)


def _read_slowly(path: Path, content: bytes, marks: dict[str, Marks] | None = None) -> list[Grid]:
    """Through xlrd, which knows what calamine does not: error values, Excel 5.0/95, a code page beside Unicode."""
    try:
        with foreign_parser(path):
            book = xlrd.open_workbook(file_contents=content, logfile=io.StringIO())
    except Stop:
        if _biff(content) < _BIFF8:
            raise unreadable(
                path, "是 Excel 5.0/95 的旧格式，读不出来", "请用 Excel 或 WPS 打开后另存为 .xlsx。"
            ) from None
        raise
    return [_sheet_of_xlrd(path, book, sheet, (marks or {}).get(sheet.name, Marks())) for sheet in book.sheets()]


def _biff(content: bytes) -> int:
    """The version of the first record of the workbook stream; 0 if there is none."""
    with olefile.OleFileIO(io.BytesIO(content)) as container:
        names = sorted(entry for entry in container.listdir() if entry[0].lower() in ("workbook", "book"))[::-1]
        head = container.openstream(names[0]).read(8) if names else b""
    return int(struct.unpack_from("<H", head, 4)[0]) if len(head) >= 6 else 0


def _sheet_of_xlrd(path: Path, book: xlrd.Book, sheet: xlrd.sheet.Sheet, marks: Marks) -> Grid:
    columns = Columns(path, sheet.name)
    rows = (
        [_text(book, cell, (row, at), marks) for at, cell in enumerate(sheet.row(row))] for row in range(sheet.nrows)
    )
    cells = add_all(columns, rows)
    marks.merged = marks.merged or [
        (top, left, bottom - 1, right - 1) for top, bottom, left, right in sheet.merged_cells
    ]
    return make_grid(path, sheet.name, cells, marks, sheet.visibility != 0)


def _text(book: xlrd.Book, cell: xlrd.sheet.Cell, place: tuple[int, int], marks: Marks) -> str:
    value = cell.value
    if isinstance(value, str):
        return value
    if cell.ctype == xlrd.XL_CELL_ERROR:
        return ERRORS.get(int(value), "#N/A")
    if cell.ctype == xlrd.XL_CELL_DATE:
        try:
            return value_text(xlrd.xldate_as_datetime(value, book.datemode))
        except (ValueError, OverflowError):
            return number_text(value)
    if cell.ctype == xlrd.XL_CELL_BOOLEAN:
        return value_text(bool(value))
    return value_text(value, place, marks)


def _records(stream: bytes, start: int = 0) -> Iterator[tuple[int, bytes]]:
    while start + 4 <= len(stream):
        kind, size = struct.unpack_from("<HH", stream, start)
        yield kind, stream[start + 4 : start + 4 + size]
        start += 4 + size


def _scan(path: Path, stream: bytes) -> tuple[dict[str, Marks], bool]:
    """Return what is hidden and merged in each sheet, by name; and whether calamine reads this workbook right."""
    try:
        scanned = {name: _scan_sheet(stream, start) for name, start in _sheets(stream)}
    except (struct.error, IndexError, UnicodeDecodeError):
        raise damaged(path) from None
    plain = _is_unicode(stream) and not any(errors for _, errors in scanned.values())
    return {name: marks for name, (marks, _) in scanned.items()}, plain


def _is_unicode(stream: bytes) -> bool:
    """Whether the workbook names no code page but Unicode's: calamine reads texts by the one that is named, though they are Unicode."""
    pages = (struct.unpack_from("<H", body)[0] for kind, body in islice(_records(stream), 100) if kind == _CODE_PAGE)
    return next(pages, _UNICODE) == _UNICODE


def _sheets(stream: bytes) -> Iterator[tuple[str, int]]:
    for kind, body in _records(stream):
        if kind == _EOF:
            return
        if kind == _SHEET:
            start, _, length, wide = struct.unpack_from("<IHBB", body)
            text = body[8 : 8 + length * 2].decode("utf-16-le") if wide & 1 else body[8 : 8 + length].decode("latin-1")
            yield text, start


def _scan_sheet(stream: bytes, start: int) -> tuple[Marks, bool]:
    """Walk one sheet to its end, for its marks and whether it holds error values; charts inside it are nested BOF..EOF blocks."""
    marks, depth, errors = Marks(), 0, False
    for kind, body in _records(stream, start):
        if kind == _BOF:
            depth += 1
        elif kind == _EOF:
            depth -= 1
            if depth <= 0:
                break
        if kind in _CELLS and struct.unpack_from("<H", body, 2)[0] > _LAST_COLUMN:
            raise IndexError
        if kind == _ERROR_OR_FLAG:
            errors = errors or body[7] == 1
        elif kind == _FORMULA:
            errors = errors or (body[12:14] == b"\xff\xff" and body[6] == _IS_ERROR)
        elif kind == _MERGED:
            for at in range(struct.unpack_from("<H", body)[0]):
                top, bottom, left, right = struct.unpack_from("<HHHH", body, 2 + 8 * at)
                marks.merged.append((top, left, bottom, right))
        elif kind in _PRINTED and depth == 1 and len(body) > 3:
            marks.beside += [("页眉或页脚", line) for line in printed_lines(_printed_text(body))]
        elif kind == _ROW and struct.unpack_from("<H", body, 12)[0] & 0x20:
            marks.hidden_rows.add(struct.unpack_from("<H", body)[0])
        elif kind == _COLUMNS and struct.unpack_from("<H", body, 8)[0] & 1:
            first, last = struct.unpack_from("<HH", body)
            marks.hidden_columns.update(range(first, min(last, _LAST_COLUMN) + 1))
    return marks, errors


def _printed_text(body: bytes) -> str:
    """The text of a record of a header or footer: its length, whether it is wide, its characters."""
    length, wide = struct.unpack_from("<HB", body)
    return (
        body[3 : 3 + length * 2].decode("utf-16-le", "replace") if wide & 1 else body[3 : 3 + length].decode("latin-1")
    )
