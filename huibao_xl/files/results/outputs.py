"""Which sheets this program wrote itself, told by their content, whatever they and their files are called now.

Two marks tell them. A workbook that we write names its sheets in custom document properties, which Excel, WPS and LibreOffice
keep when they save it again; a sheet that somebody adds to it is not among them. And the tables that we write have headers of
their own (``schemas/output-headers.json``): by these a CSV file, a workbook without its properties or a single sheet that was
copied elsewhere is known.
"""

import re
import zipfile
import zlib
from collections.abc import Iterable, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

from lxml import etree

from huibao_xl import resources

MARK = "huibao_xl.sheets"
WORKBOOK = "工作簿"
"""What a sheet is called that only its workbook's mark gives away."""
HEADER_ROWS = 12
"""A header of ours stands among the first rows of its sheet."""
ADDIN, DOCUMENT = ".xlam", ".docx"
CREATOR = "huibao_xl"
_CREATOR = f"<dc:creator>{CREATOR}</dc:creator>".encode()
CORE = "docProps/core.xml"
"""The part of a package that says who made it, and of a document of ours which it is."""
_BETWEEN = "/"  # no sheet name can hold it
_LONGEST = 240  # Excel keeps 255 characters of a property
_YEAR_WRITTEN = 1980  # of workbook.CREATED, and the first that a zip archive knows
_OUTPUTS = "output-headers.json"


def mark_of(sheets: Iterable[str]) -> dict[str, str]:
    """Return the document properties, {name: text}, by which a workbook of these sheets is known as ours.

    >>> mark_of(["总览", "补贴明细"])
    {'huibao_xl.sheets.1': '总览/补贴明细'}
    """
    text = _BETWEEN.join(sheets)
    pieces = [text[start : start + _LONGEST] for start in range(0, len(text), _LONGEST)]
    return {f"{MARK}.{number}": piece for number, piece in enumerate(pieces, 1)}


def marked_sheets(properties: bytes) -> tuple[str, ...]:
    """Return the sheets that a workbook's mark names, in their order. ``properties``: its part docProps/custom.xml, or meta.xml of an .ods;
    none if they hold no mark or are no XML."""
    try:
        root = etree.fromstring(properties, etree.XMLParser(resolve_entities=False, no_network=True))
    except etree.XMLSyntaxError:
        return ()
    pieces: dict[int, str] = {}
    for element in root.iter("{*}property", "{*}user-defined"):
        attributes = {str(key).rpartition("}")[2]: str(value) for key, value in element.attrib.items()}
        name = attributes.get("name", "")
        if found := re.fullmatch(re.escape(MARK) + r"\.(\d{1,4})", name):
            pieces[int(found[1])] = "".join(map(str, element.itertext()))
    text = "".join(pieces[number] for number in sorted(pieces))
    return tuple(sheet for sheet in text.split(_BETWEEN) if sheet)


def kind_of_workbook(path: Path) -> str:
    """Return what kind of output of ours a file is: the first sheet of a workbook, which document, or ``.xlam`` for the add-in; "" if it is none of ours,
    or holds a sheet that we did not write. No cell is read. Raises OSError if the file cannot be read."""
    try:
        with zipfile.ZipFile(path) as package:
            if path.suffix.lower() == ADDIN:
                return ADDIN if _CREATOR in package.read(CORE) else ""
            if path.suffix.lower() == DOCUMENT:
                return kind_of_document(package.read(CORE))
            marked = marked_sheets(package.read("docProps/custom.xml"))
            workbook = etree.fromstring(package.read("xl/workbook.xml"))
    except (zipfile.BadZipFile, KeyError, ValueError, RuntimeError, zlib.error, etree.XMLSyntaxError):
        return ""
    here = {str(sheet.get("name")) for sheet in workbook.iter("{*}sheet")}
    return marked[0] if marked and here <= {*marked} else ""


def kind_of_document(core: bytes) -> str:
    """Return which document of ours a file is by its part :data:`CORE`, "" if it is none of ours or the part is no XML."""
    try:
        root = etree.fromstring(core, etree.XMLParser(resolve_entities=False, no_network=True))
    except etree.XMLSyntaxError:
        return ""
    return (root.findtext("{*}category") or "") if root.findtext("{*}creator") == CREATOR else ""


def was_saved_again(path: Path) -> bool:
    """Tell whether a workbook that we wrote was saved by another program since: office programs date the document or its parts, and we write one day
    everywhere (``workbook.CREATED``), so that equal results have equal bytes. Raises OSError if the file cannot be read."""
    try:
        with zipfile.ZipFile(path) as package:
            core = etree.fromstring(package.read(CORE))
            dates = {part.date_time[0] for part in package.infolist()}
    except (zipfile.BadZipFile, KeyError, ValueError, RuntimeError, zlib.error, etree.XMLSyntaxError):
        return True
    days = {name: core.findtext(f"{{*}}{name}") for name in ("created", "modified")}
    return days["created"] is None or days["created"] != days["modified"] or dates != {_YEAR_WRITTEN}


def table_title(sheet: str, rows: Iterable[Sequence[str]]) -> str:
    """Return which of our tables a sheet is, "" if none. ``rows``: its first rows, as texts.

    >>> table_title("全表", [["来源", "行号", "姓名", "证件号码", "处置", "代码", "街镇", "原因"]])
    '处置全表'
    """
    for row in rows:
        texts = tuple(text.strip() for text in row)
        for title, columns, name in _tables():
            if (not name or name == sheet.strip()) and _stand_in(columns, texts):
                return title
    return ""


def page_titles() -> frozenset[str]:
    """Return the names of our sheets that are pages and have no header: ours where a table of ours stands in the same workbook."""
    return frozenset(_content()["pages"])


def _stand_in(columns: tuple[str, ...], texts: tuple[str, ...]) -> bool:
    """Whether the columns stand side by side in a row; others may stand before and after them."""
    if columns[0] not in texts:
        return False
    starts = range(len(texts) - len(columns) + 1)
    return any(texts[start : start + len(columns)] == columns for start in starts)


@lru_cache(maxsize=1)
def _tables() -> tuple[tuple[str, tuple[str, ...], str], ...]:
    """(title, first columns, name that the sheet must have or "") of every table of ours."""
    tables = _content()["tables"]
    return tuple((table["title"], tuple(table["columns"]), table.get("sheet", "")) for table in tables)


@lru_cache(maxsize=1)
def _content() -> dict[str, Any]:
    content: dict[str, Any] = resources.read_json("schemas", _OUTPUTS)
    return content
