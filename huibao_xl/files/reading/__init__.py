"""Sources in: find the files, tell by their first bytes what they are, and return every sheet as a grid.

The suffix is never trusted: a .xls from a business system is as often a web page, a .csv a renamed workbook. A file is
read into memory once; what is hashed is what is read, and no source stays open or is ever written to.
"""

import hashlib
import re
import stat
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass, replace
from pathlib import Path

from huibao_xl.files.reading.delimited import read_delimited
from huibao_xl.files.reading.faults import os_fault, too_large, unreadable
from huibao_xl.files.reading.grid import Grid
from huibao_xl.files.reading.html_tables import read_html
from huibao_xl.files.reading.ods import read_ods
from huibao_xl.files.reading.package import Package, package_kind
from huibao_xl.files.reading.received import in_order
from huibao_xl.files.reading.spoken import PLAINLY, TELLING
from huibao_xl.files.reading.spreadsheetml import NAMESPACE, read_spreadsheetml
from huibao_xl.files.reading.web_archive import read_mail, read_web_archive
from huibao_xl.files.reading.word import read_word
from huibao_xl.files.reading.xls import decrypted, read_xls, streams
from huibao_xl.files.reading.xlsb import read_xlsb
from huibao_xl.files.reading.xlsx import read_xlsx
from huibao_xl.files.results import names, outputs
from huibao_xl.ordinary_file import ordinary
from huibao_xl.reasons import Stop

SUFFIXES = names.TABLE_SUFFIXES
_MAX_FILE = 3 << 29
_WORKERS = 2
_ZIP, _OLE = b"PK", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_WINDOWS_HIDDEN = 2
_PROPERTIES = ("docProps/custom.xml", "meta.xml")
_APPLE_DOUBLE = b"\x00\x05\x16\x07"
_LOCK_SIZE = 165
"""Bytes of the file with the user's name that Excel and WPS keep beside an open workbook."""
_PACKAGES: dict[str, Callable[[Path, bytes, Package], list[Grid]]] = {
    "xlsx": read_xlsx,
    "xlsb": read_xlsb,
    "ods": read_ods,
    "docx": read_word,
}
_PERHAPS_LISTS = (".docx", ".eml", ".txt", ".md", ".log", ".tsv", ".prn", ".htm", ".html", ".mht", ".mhtml", ".xml")
"""What may be a list or something else: only a look inside tells."""
_DOCUMENTS = (".docx", ".doc", ".wps", ".rtf", ".pdf", ".ofd", ".eml", ".msg", ".dbf", ".mdb", ".accdb", ".numbers")
_ARCHIVES = (".zip", ".rar", ".7z", ".tar", ".gz", ".tgz")
_PICTURES = (".jpg", ".jpeg", ".png", ".bmp", ".tif", ".tiff", ".gif", ".heic", ".webp")
_MAY_HOLD_LISTS = (*_DOCUMENTS, *_ARCHIVES, *_PICTURES)
"""What people send lists in that no program reads as one."""
_LEAVING = re.compile(f"{TELLING}|{PLAINLY}")
"""What a letter says of people whom a list should not have."""
_LETTERS = (".eml", ".txt", ".md", ".log", ".htm", ".html")
"""What may be a letter, a note or a mail that somebody saved."""
_LONG_NUMBER = re.compile("[0-9]{15}")


@dataclass(frozen=True)
class SourceFile:
    """A file as it was read: its path as given, its sheets in the workbook's order, the SHA-256 of its bytes."""

    path: Path
    grids: list[Grid]
    sha256: str


_LOOKED_INTO: dict[tuple[Path, int, int], SourceFile] = {}
"""Files of which only a look inside tells whether they are lists, from that look until they are read: nobody reads a file twice."""
_MOST_WAITING = 64


def find_files(paths: Iterable[Path]) -> tuple[list[Path], list[tuple[Path, str]]]:
    """Return the files to read, folders searched in sorted order, and (path, code) of what was left out.

    Left out without a word: what systems and office programs leave in any folder. A hidden list is left out and named (I51), and so
    is a result of ours (I17). A file reached twice counts once, at its first place. Raise Stop if a path does not exist or is no
    table file.
    """
    found: dict[Path, Path] = {}
    skipped: dict[Path, tuple[Path, str]] = {}
    for path in map(Path, paths):
        for file, code in _walk(path, set()) if _is_folder(path) else [(path, _check_named(path))]:
            if code:
                skipped.setdefault(file.resolve(), (file, code))
            else:
                found.setdefault(file.resolve(), file)
    return list(found.values()), [left for place, left in skipped.items() if place not in found]


def _is_folder(path: Path) -> bool:
    try:
        return stat.S_ISDIR(path.stat().st_mode)
    except OSError as error:
        raise os_fault(path, error) from None
    except ValueError:
        raise unreadable(path, "的路径无效", "请检查路径。") from None


def _check_named(path: Path) -> str:
    """Raise Stop if a file that was named cannot be a source; return the empty code."""
    if path.name.startswith("~$"):
        raise unreadable(path, "是 Excel 打开文件时的临时文件", "请改用原文件。")
    if not _is_table(path):
        raise unreadable(path, "的类型不支持", "请另存为 .xlsx 后重试。")
    return ""


def _walk(folder: Path, above: set[Path], hidden: bool = False) -> Iterator[tuple[Path, str]]:
    """Yield (path, "") of the files to read and (path, code) of those left out; links in a circle are followed once.

    What belongs to a result (``names.parts_of``) is left out as one; whatever else stands in its folder is read. ``hidden``: the folder
    is, so that its lists are only named.
    """
    try:
        entries = sorted(folder.iterdir(), key=lambda entry: entry.name)
    except OSError as error:
        if hidden:
            return
        raise os_fault(folder, error) from None
    parts = names.parts_of(folder)
    if parts.found and not hidden:
        yield parts.place, "I17"
    above = above | {folder.resolve()}
    for entry in entries:
        if names.is_workplace(entry):
            continue
        if entry.is_dir():
            if entry.resolve() not in above and not parts.covers(entry):
                for path, code in _walk(entry, above, hidden or _is_hidden(entry)):
                    if not (parts.covers(path) or (code == "I17" and parts.reaches_into(path))):
                        yield path, code
        elif not parts.covers(entry):
            treated = _code_of(entry, hidden or _is_hidden(entry))
            if treated is not None:
                yield entry, treated


def _code_of(file: Path, hidden: bool) -> str | None:
    """How a file is treated: "" read; I01 no list; I60 perhaps a list, but none that can be read; I51 a hidden list; None passed over without a
    word."""
    if names.is_rubbish(file.name):
        return None
    if hidden:
        return "I51" if file.suffix.lower() in SUFFIXES and _has_content(file) else None
    if _is_table(file):
        return ""
    return "I60" if file.suffix.lower() in _MAY_HOLD_LISTS or _LEAVING.search(file.stem) else "I01"


def _is_table(file: Path) -> bool:
    """Whether a file is to be read, by its name or, where that may mean a list or anything else, by what is in it: rows of several cells, or the
    number of a person, or a letter's words, or those of its name, of somebody's leaving; any text of a Word document."""
    suffix = file.suffix.lower()
    if suffix not in _PERHAPS_LISTS:
        return suffix in SUFFIXES
    try:
        stamp, content = _stamp(file), content_of(file)
        read = _read(file, content, ())
    except (Stop, OSError):
        return False
    if (suffix == ".docx" and content.startswith(_ZIP)) or any(
        _has_table(grid) or _has_number(grid) or (suffix in _LETTERS and _speaks_of_leaving(grid))
        for grid in read.grids
    ):
        if len(_LOOKED_INTO) >= _MOST_WAITING:
            _LOOKED_INTO.clear()
        _LOOKED_INTO[stamp] = read
        return True
    return False


def _stamp(path: Path) -> tuple[Path, int, int]:
    """What a file is until it is changed."""
    status = path.stat()
    return path, status.st_size, status.st_mtime_ns


def _has_table(grid: Grid) -> bool:
    return grid.n_rows > 1 and sum(len(column) > column.null_count for column in grid.cells) > 1


def _has_number(grid: Grid) -> bool:
    return any(_LONG_NUMBER.search(cell) for column in grid.cells for cell in column.to_pylist() if cell)


def _speaks_of_leaving(grid: Grid) -> bool:
    texts = (cell for column in grid.cells for cell in column.to_pylist() if cell)
    return any(_LEAVING.search(text) for text in (grid.path.stem, *(text for _, text in grid.beside), *texts))


def _has_content(file: Path) -> bool:
    """Whether a hidden file holds a table: it is no lock of an open workbook and no companion file of macOS."""
    try:
        with ordinary(file).open("rb") as stream:
            head = stream.read(_LOCK_SIZE + 1)
    except OSError:
        return True
    lock = file.name.startswith("~$") and len(head) <= _LOCK_SIZE and not head.startswith((_ZIP, _OLE))
    return bool(head) and not lock and not head.startswith(_APPLE_DOUBLE)


def _is_hidden(path: Path) -> bool:
    if path.name.startswith((".", "~$")) or path.name == "__MACOSX":
        return True
    try:
        return bool(getattr(path.stat(), "st_file_attributes", 0) & _WINDOWS_HIDDEN)
    except OSError:
        return False


def read_file(path: Path, passwords: Sequence[str] = ()) -> SourceFile:
    """Return a file's sheets, hidden ones too; a sheet without content gives a grid without cells, a list that 导入名册 copied is as received.

    ``passwords`` are tried on an encrypted workbook. Raise Stop (S01) if the file cannot be read.
    """
    if path.suffix.lower() in _PERHAPS_LISTS and _LOOKED_INTO:
        try:
            if (read := _LOOKED_INTO.pop(_stamp(path), None)) is not None:
                return read
        except OSError as error:
            raise os_fault(path, error) from None
    return _read(path, content_of(path), passwords)


def _read(path: Path, content: bytes, passwords: Sequence[str]) -> SourceFile:
    return SourceFile(path, in_order(_grids(path, content, passwords)), hashlib.sha256(content).hexdigest())


def content_of(path: Path) -> bytes:
    """Return the bytes of a file; raise Stop (S01) if it cannot be read, is empty or is too large."""
    try:
        status = path.stat()
        if stat.S_ISREG(status.st_mode) and status.st_size > _MAX_FILE:
            raise too_large(path, "过大")
        if not stat.S_ISREG(status.st_mode) and not stat.S_ISDIR(status.st_mode):
            raise unreadable(path, "不是普通文件", "请检查路径。")
        content = path.read_bytes()
    except OSError as error:
        raise os_fault(path, error) from None
    except MemoryError:
        raise too_large(path, "过大") from None
    if not content:
        raise unreadable(path, "是空文件（0 字节）", "请重新导出或复制。")
    return content


def _grids(path: Path, content: bytes, passwords: Sequence[str]) -> list[Grid]:
    if content.startswith(_OLE):
        has_package = "encryptedpackage" in streams(path, content)
        content = decrypted(path, content, passwords)
        if not has_package:
            return read_xls(path, content)
    if content.startswith(_ZIP):
        package = Package(path, content)
        written, kind = _written_sheets(package), package_kind(package)
        grids = _PACKAGES[kind](path, content, package)
        ours = kind == "docx" and _is_document_of_ours(package)
        return [replace(grid, written=True) if ours or grid.sheet in written else grid for grid in grids]
    if path.suffix.lower() == ".eml":
        return read_mail(path, content)
    head = content[:4096].replace(b"\0", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n")
    if head[:64].lower().startswith((b"mime-version:", b"from:", b"content-type: multipart")):
        return read_web_archive(path, content)
    if head.startswith(b"<"):
        return (read_spreadsheetml if NAMESPACE in head else read_html)(path, content)
    return read_delimited(path, content)


def _written_sheets(package: Package) -> tuple[str, ...]:
    """The sheets that a workbook's mark names as ours; a mark that cannot be read is none."""
    try:
        return outputs.marked_sheets(next((package.read(part) for part in _PROPERTIES if part in package), b""))
    except Stop:
        return ()


def _is_document_of_ours(package: Package) -> bool:
    """Whether a Word document was written by this program."""
    return outputs.CORE in package and bool(outputs.kind_of_document(package.read(outputs.CORE)))


def read_files(
    paths: Sequence[Path], passwords: Sequence[str] = (), progress: Callable[[Path], None] | None = None
) -> list[SourceFile]:
    """Return the files in the order of ``paths``, read by two threads, the largest first.

    ``progress`` is called in the calling thread with each path when it is done. The first Stop ends the reading.
    """
    by_size = sorted(dict.fromkeys(paths), key=_size, reverse=True)
    with ThreadPoolExecutor(_WORKERS) as pool:
        waiting = {pool.submit(read_file, path, passwords): path for path in by_size}
        done: dict[Path, SourceFile] = {}
        try:
            for future in as_completed(waiting):
                done[waiting[future]] = future.result()
                if progress:
                    progress(waiting[future])
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            raise
    return [done[path] for path in paths]


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:
        return 0
