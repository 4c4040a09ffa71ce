"""HTML tables, which many business systems save under the name of .xls: each table of the page is one grid.

Rows are counted within the table, as Excel shows a page that holds nothing else. Cells spanning rows or columns become
merged ranges with the text at the top left only, as in a workbook.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from lxml import etree

from huibao_xl.files.reading.cells import MAX_COLUMNS, Columns, Marks, add_all, make_grid
from huibao_xl.files.reading.encoding import decode, stated_encoding
from huibao_xl.files.reading.faults import RESAVE, damaged, too_large, unreadable
from huibao_xl.files.reading.grid import Grid

_FATAL = 3
_MAX_ROWS = 1 << 20
_STRUCK_CLASS = re.compile(r"\.([\w-]+)[^{}]*\{[^}]*line-through")
_BREAKS = ("br", "p", "div")
"""What begins a new line in a cell."""
_BLOCKS = (
    *_BREAKS,
    "table",
    "ul",
    "ol",
    "li",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "pre",
    "blockquote",
    "form",
    "header",
    "footer",
    "center",
)
"""What stands in a line of its own on a page."""
_PAGES = (".htm", ".html", ".eml")
_HIDDEN = ("display:none", "visibility:hidden")


@dataclass
class _Page:
    """A table while it is read. ``taken``: (first column, last column, last row) of cells that reach further down; ``struck_classes``: the
    classes of style sheets that strike out."""

    columns: Columns
    marks: Marks = field(default_factory=Marks)
    taken: list[tuple[int, int, int]] = field(default_factory=list)
    struck_classes: frozenset[str] = frozenset()


def read_html(path: Path, content: bytes) -> list[Grid]:
    """Return the tables of a page that have any text, named by the file (and numbered if there are several), the last one with
    what stands in no table; a page (.html) without tables is one grid of its lines."""
    parser = etree.HTMLParser(encoding="utf-8", no_network=True, remove_comments=True, remove_pis=True)
    try:
        root = etree.fromstring(decode(path, content, stated_encoding(content)).encode(), parser)
    except (etree.XMLSyntaxError, ValueError):
        raise damaged(path) from None
    if any(entry.level >= _FATAL for entry in parser.error_log):
        raise damaged(path)
    tables = list(root.iter("table")) if root is not None else []
    lines = _lines_outside(root) if root is not None else []
    if not tables and lines and path.suffix.lower() in _PAGES:
        return [make_grid(path, path.stem, add_all(Columns(path, path.stem), [[line] for line in lines]), Marks())]
    if not tables:
        raise unreadable(path, "是网页，但其中没有表格", RESAVE)
    filled = [table for table in tables if any(_cell_text(cell) for row in _rows(table) for cell in _cells(row))]
    names = [path.stem] if len(filled) < 2 else [f"表{number}" for number in range(1, len(filled) + 1)]
    sheets = "".join("".join(map(str, style.itertext())) for style in root.iter("style"))
    struck = frozenset(_STRUCK_CLASS.findall(sheets))
    grids = [_read_table(path, name, table, struck) for name, table in zip(names, filled or tables[:1], strict=True)]
    grids[-1] = replace(grids[-1], beside=tuple(("网页", line) for line in lines))
    return grids


def _lines_outside(root: etree._Element) -> list[str]:
    """The lines of a page that stand in no table."""
    parts: list[str] = []
    for body in root.iter("body"):
        _gather(body, parts, _BLOCKS)
    lines = (" ".join(line.split()) for line in "".join(parts).split("\0"))
    return [line for line in lines if line]


def _rows(table: etree._Element) -> list[etree._Element]:
    return [row for row in table.iter("tr") if next(row.iterancestors("table")) is table]


def _cells(row: etree._Element) -> list[etree._Element]:
    return list(row.iterchildren("td", "th"))


def _cell_text(cell: etree._Element) -> str:
    """Return the text as a browser shows it: white space runs are one space, br and p start lines, no nested tables."""
    parts: list[str] = []
    _gather(cell, parts)
    lines = (" ".join(line.split()) for line in "".join(parts).split("\0"))
    return "\n".join(line for line in lines if line)


def _gather(element: etree._Element, parts: list[str], blocks: Sequence[str] = _BREAKS) -> None:
    parts.append(element.text or "")
    for child in element:
        if child.tag in blocks:
            parts.append("\0")
        if child.tag not in ("table", "script", "style"):
            _gather(child, parts, blocks)
        parts.append(f"\0{child.tail or ''}" if child.tag in blocks and blocks is _BLOCKS else child.tail or "")


def _read_table(path: Path, name: str, table: etree._Element, struck: frozenset[str]) -> Grid:
    page = _Page(Columns(path, name), struck_classes=struck)
    for number, row in enumerate(_rows(table)):
        if _is_hidden(row):
            page.marks.hidden_rows.add(number)
        page.taken = [span for span in page.taken if span[2] >= number]
        page.columns.add(_row_texts(path, page, number, row))
    return make_grid(path, name, page.columns.finish(), page.marks)


def _row_texts(path: Path, page: _Page, number: int, row: etree._Element) -> list[str | None]:
    texts: list[str | None] = []
    column = 0
    for cell in _cells(row):
        while blocking := [span[1] + 1 for span in page.taken if span[0] <= column <= span[1] and span[2] >= number]:
            column = max(blocking)
        across, down = _span(cell, "colspan", MAX_COLUMNS), _span(cell, "rowspan", _MAX_ROWS)
        if column + across > MAX_COLUMNS:
            raise too_large(path)
        if across > 1 or down > 1:
            page.marks.merged.append((number, column, number + down - 1, column + across - 1))
        if down > 1:
            page.taken.append((column, column + across - 1, number + down - 1))
        if text := _cell_text(cell):
            texts += [None] * (column - len(texts)) + [text]
            if any(_strikes(item, page.struck_classes) for item in (row, *cell.iter())):
                page.marks.struck.add((number, column))
        column += across
    return texts


def _span(cell: etree._Element, name: str, limit: int) -> int:
    digits = (cell.get(name) or "").strip()
    return min(max(int(digits), 1), limit) if digits.isascii() and digits.isdigit() and len(digits) < 10 else 1


def _strikes(element: etree._Element, classes: frozenset[str]) -> bool:
    """Whether an element strikes its text out: by its name, its style, or a class of the page."""
    if element.tag in ("s", "strike", "del"):
        return bool("".join(map(str, element.itertext())).strip())
    style = (element.get("style") or "").lower()
    return "line-through" in style or not classes.isdisjoint((element.get("class") or "").split())


def _is_hidden(row: etree._Element) -> bool:
    style = "".join((row.get("style") or "").lower().split())
    return row.get("hidden") is not None or any(word in style for word in _HIDDEN)
