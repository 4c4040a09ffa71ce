"""Old .xls, and whatever else comes in an OLE container: encrypted workbooks, opened with the given passwords.

Values come from python-calamine; hidden rows and columns from the records Row, ColInfo and BoundSheet8 of the workbook
stream ([MS-XLS]). A cell beyond column IV is
refused, so the 65,536 x 256 cells of a sheet are the most that calamine can allocate.
"""

import io
import struct
from collections.abc import Iterator, Sequence
from pathlib import Path

import msoffcrypto
import olefile

from huibao_xl.files.reading.calamine import NO_PASSWORD, PASSWORD_ADVICE, read_typed
from huibao_xl.files.reading.cells import Marks
from huibao_xl.files.reading.faults import damaged, foreign_parser, unreadable
from huibao_xl.files.reading.grid import Grid
from huibao_xl.reasons import Input

_CELLS = frozenset((0x0006, 0x00BD, 0x00D6, 0x00FD, 0x0203, 0x0204, 0x0205, 0x027E))
_BOF, _EOF, _ROW, _COLUMNS, _SHEET = 0x0809, 0x000A, 0x0208, 0x007D, 0x0085
_LAST_COLUMN = 255
_READ_ONLY_PASSWORD = "VelvetSweatshop"
"""What Excel itself encrypts with when a workbook is only marked read-only: known to all, so always tried."""


def streams(path: Path, content: bytes) -> set[str]:
    """Return the lower-case names of the top streams of an OLE container."""
    with foreign_parser(path), olefile.OleFileIO(io.BytesIO(content)) as container:
        return {entry[0].lower() for entry in container.listdir()}


def decrypted(path: Path, content: bytes, passwords: Sequence[str]) -> bytes:
    """Return the content without its encryption, if it has any; raise Stop if no password fits."""
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
        names = [entry for entry in container.listdir() if entry[0].lower() in ("workbook", "book")]
        stream = container.openstream(names[0]).read()
    marks = _scan(path, stream)
    return read_typed(path, content, lambda name: marks.get(name, Marks()))


def _records(stream: bytes, start: int = 0) -> Iterator[tuple[int, bytes]]:
    while start + 4 <= len(stream):
        kind, size = struct.unpack_from("<HH", stream, start)
        yield kind, stream[start + 4 : start + 4 + size]
        start += 4 + size


def _scan(path: Path, stream: bytes) -> dict[str, Marks]:
    """Return what is hidden in each sheet, by name."""
    try:
        return {name: _scan_sheet(stream, start) for name, start in _sheets(stream)}
    except (struct.error, IndexError, UnicodeDecodeError):
        raise damaged(path) from None


def _sheets(stream: bytes) -> Iterator[tuple[str, int]]:
    for kind, body in _records(stream):
        if kind == _EOF:
            return
        if kind == _SHEET:
            start, _, length, wide = struct.unpack_from("<IHBB", body)
            text = body[8 : 8 + length * 2].decode("utf-16-le") if wide & 1 else body[8 : 8 + length].decode("latin-1")
            yield text, start


def _scan_sheet(stream: bytes, start: int) -> Marks:
    """Walk one sheet to its end; charts inside it are nested BOF..EOF blocks."""
    marks, depth = Marks(), 0
    for kind, body in _records(stream, start):
        if kind == _BOF:
            depth += 1
        elif kind == _EOF:
            depth -= 1
            if depth <= 0:
                break
        elif kind in _CELLS and struct.unpack_from("<H", body, 2)[0] > _LAST_COLUMN:
            raise IndexError
        elif kind == _ROW and struct.unpack_from("<H", body, 12)[0] & 0x20:
            marks.hidden_rows.add(struct.unpack_from("<H", body)[0])
        elif kind == _COLUMNS and struct.unpack_from("<H", body, 8)[0] & 1:
            first, last = struct.unpack_from("<HH", body)
            marks.hidden_columns.update(range(first, min(last, _LAST_COLUMN) + 1))
    return marks
