"""A zip package (.xlsx .xlsb .ods) opened with distrust: sizes are bounded, parts are read to their ends.

``zipfile`` stops at the declared size and compares the checksum, so a package that lies about itself or was cut off
is found here, before a native reader allocates memory for what it claims.
"""

import codecs
import io
import lzma
import posixpath
import re
import struct
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from lxml import etree
from zlib_ng import zlib_ng

from huibao_xl.files.reading.faults import damaged, too_large, unreadable

MAX_TOTAL = 3 << 30
MAX_PART = 3 << 29
MAX_SMALL_PART = 64 << 20
CHUNK = 1 << 20
_WIDE = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_DIMENSION = re.compile(rb"<(?:\w+:)?dimension\b[^>]*/>")
_ENCODING = re.compile(r"""(<\?xml[^>]*?)\s+encoding=["'][^"']*["']""")
_ZIP_FAULTS: tuple[type[Exception], ...] = (
    zipfile.BadZipFile,
    zlib.error,
    zlib_ng.error,  # type: ignore[assignment]  # its stub calls it an instance
    lzma.LZMAError,
    EOFError,
    OSError,
    struct.error,
    NotImplementedError,
    RuntimeError,
    ValueError,
    LookupError,
    OverflowError,
    AttributeError,
)


@contextmanager
def _zip_faults(path: Path) -> Iterator[None]:
    try:
        yield
    except _ZIP_FAULTS:
        raise damaged(path) from None


MISSING = "missing"


@dataclass(frozen=True)
class Sheet:
    """A sheet as the workbook lists it. ``part``: its path in the package; ``kind``: worksheet, chartsheet, ... or MISSING."""

    name: str
    part: str
    kind: str
    hidden: bool


class Package:
    """The parts of a zip package, by name (case and slashes do not matter)."""

    def __init__(self, path: Path, content: bytes) -> None:
        """Open the package; raise Stop if it is cut off, encrypted or too large when unpacked."""
        self.path = path
        with _zip_faults(path):
            self._zip = zipfile.ZipFile(io.BytesIO(content))
        infos = self._zip.infolist()
        if any(info.flag_bits & 1 for info in infos):
            raise unreadable(path, "有压缩包密码", "请去掉密码后重试。")
        if sum(info.file_size for info in infos) > MAX_TOTAL or any(info.file_size > MAX_PART for info in infos):
            raise too_large(path)
        self._parts = {info.filename.replace("\\", "/").lstrip("/").lower(): info for info in infos}

    def __contains__(self, part: str) -> bool:
        return part.lower() in self._parts

    def names(self) -> list[str]:
        """Return the names of all parts as they are written."""
        return [info.filename.replace("\\", "/").lstrip("/") for info in self._parts.values() if not info.is_dir()]

    def parts(self) -> list[str]:
        """Return the names of all parts, in lower case."""
        return list(self._parts)

    def size(self, part: str) -> int:
        """Return the declared size of a part, unpacked."""
        return self._parts[part.lower()].file_size

    def open(self, part: str) -> IO[bytes]:
        """Open a part for streaming; faults surface while reading, see :meth:`chunks`."""
        if part not in self:
            raise damaged(self.path)
        info = self._parts[part.lower()]
        with _zip_faults(self.path):
            stream = self._zip.open(info)
        if info.compress_type == zipfile.ZIP_DEFLATED:
            # a private name, and a test fails if it goes: unpacking takes a third of the time, and everything is unpacked
            stream._decompressor = zlib_ng.decompressobj(-15)  # type: ignore[attr-defined]
        return stream

    def chunks(self, part: str) -> Iterator[bytes]:
        """Yield a part in pieces of 1 MB; raise Stop where it is damaged."""
        with self.open(part) as stream:
            decode = None
            for number, chunk in enumerate(self._raw(stream)):
                if number == 0 and chunk[:2] in _WIDE:
                    decode = codecs.getincrementaldecoder("utf-16")("replace")
                yield _as_utf8(decode.decode(chunk)) if decode else chunk

    def is_wide(self, part: str) -> bool:
        """Return whether a part is written in UTF-16."""
        with self.open(part) as stream, _zip_faults(self.path):
            return stream.read(2) in _WIDE

    def _raw(self, stream: IO[bytes]) -> Iterator[bytes]:
        while True:
            with _zip_faults(self.path):
                chunk = stream.read(CHUNK)
            if not chunk:
                return
            yield chunk

    def read(self, part: str) -> bytes:
        """Return a small part whole."""
        if part in self and self.size(part) > MAX_SMALL_PART:
            raise too_large(self.path)
        return b"".join(self.chunks(part))

    def read_large(self, part: str) -> bytes:
        """Return a part whole, up to the limit of :data:`MAX_PART`."""
        return b"".join(self.chunks(part))

    def verify(self, part: str) -> None:
        """Read a part to its end, if it is there, so that damage shows."""
        if part in self:
            for _ in self.chunks(part):
                pass

    def xml(self, part: str) -> etree._Element:
        """Return the root of a small XML part; entities are not expanded."""
        content = self.read(part)
        if (
            b"<!DOCTYPE" in content[:4096]
        ):  # Excel writes none and opens none; entities are how a small file grows large
            raise damaged(self.path)
        try:
            return etree.fromstring(content, etree.XMLParser(resolve_entities=False, no_network=True))
        except (etree.XMLSyntaxError, ValueError):
            raise damaged(self.path) from None

    def workbook_part(self) -> str:
        """Return the part that is the workbook: xl/workbook.xml, or what the package names instead; "" if it names none."""
        if "xl/workbook.xml" in self:
            return "xl/workbook.xml"
        targets = [target for kind, target in self.relationships("").values() if kind == "officeDocument"]
        return targets[0] if targets and targets[0] in self else ""

    def relationships(self, part: str) -> dict[str, tuple[str, str]]:
        """Return {id: (last word of the type, target part)} of a part."""
        folder, name = posixpath.split(part)
        found = {}
        for item in self.xml(posixpath.join(folder, f"_rels/{name}.rels")):
            target = item.get("Target", "")
            full = target.lstrip("/") if target.startswith(("/", "xl/")) else posixpath.join(folder, target)
            found[item.get("Id", "")] = (item.get("Type", "").rpartition("/")[2], posixpath.normpath(full))
        return found


def _as_utf8(text: str) -> bytes:
    """XML in UTF-16 as UTF-8, without the encoding that its first line states."""
    return _ENCODING.sub(r"\1", text, count=1).encode()


def misread(package: Package, sheets: Sequence[Sheet]) -> bool:
    """Return whether readers would refuse a package or, worse, find nothing in it: XML in UTF-16, a sheet that is only a name."""
    parts = [package.workbook_part(), *(sheet.part for sheet in sheets if sheet.kind == "worksheet")]
    return any(sheet.kind == MISSING for sheet in sheets) or any(package.is_wide(part) for part in parts)


def repaired(package: Package, sheets: Sequence[Sheet]) -> bytes:
    """Return an .xlsx as readers want it: XML in UTF-8, no range of used cells (it may be wrong), no sheet that is not there."""
    missing = {sheet.name for sheet in sheets if sheet.kind == MISSING}
    workbook, parts = package.workbook_part(), {sheet.part.lower() for sheet in sheets}
    copy = io.BytesIO()
    with zipfile.ZipFile(copy, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as target:
        for name in package.names():
            content = package.read_large(name)
            if name.lower() == workbook.lower():
                root = package.xml(name)
                for item in [item for item in root.iter("{*}sheet") if item.get("name", "") in missing]:
                    parent = item.getparent()
                    if parent is not None:
                        parent.remove(item)
                content = etree.tostring(root, encoding="UTF-8", xml_declaration=True)
            elif name.lower() in parts:
                content = _DIMENSION.sub(b"", content, count=1)
            target.writestr(name, content)
    return copy.getvalue()


_SIGNS = (
    ("xl/workbook.xml", "xlsx"),
    ("xl/workbook.bin", "xlsb"),
    ("content.xml", "ods"),
    ("word/document.xml", "docx"),
)


def package_kind(package: Package) -> str:
    """Return xlsx, xlsb, ods or docx, by what is inside; raise Stop for any other zip file."""
    for part, kind in _SIGNS:
        if part in package:
            return kind
    if "_rels/.rels" in package and package.workbook_part().endswith(".xml"):
        return "xlsx"
    if any(name.startswith("xl/") for name in package.parts()):
        raise damaged(package.path)
    raise unreadable(package.path, "是压缩包或其他文档，不是表格", "请解压，或另存为 .xlsx 后重试。")


def workbook_sheets(package: Package) -> list[Sheet]:
    """Return the sheets of an .xlsx in the workbook's order."""
    workbook = package.workbook_part()
    related = package.relationships(workbook)
    sheets = []
    for item in package.xml(workbook).iter("{*}sheet"):
        attributes = {str(key): str(value) for key, value in item.items()}
        ids = [value for key, value in attributes.items() if key.endswith("}id") and "elationships" in key]
        kind, part = related.get(ids[0] if ids else "", (MISSING, ""))
        if part not in package:
            kind = MISSING
        hidden = item.get("state", "visible") not in ("visible", "")
        sheets.append(Sheet(item.get("name", ""), part, kind, hidden))
    if not sheets:
        raise damaged(package.path)
    return sheets


def forget(element: etree._Element) -> None:
    """Let go of an element that was read and of those before it, so that a large part is never whole in memory."""
    element.clear()
    while (before := element.getprevious()) is not None and (parent := element.getparent()) is not None:
        parent.remove(before)
