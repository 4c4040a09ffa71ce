"""LibreOffice and WPS workbooks .ods, in one streaming pass over content.xml.

Read here and not by python-calamine, because the format repeats rows and columns by number: one stray value could
claim 1,048,576 x 16,384 cells, while the same repeats of empty cells end every ordinary sheet. The pass also has what
calamine has not: merged and hidden ranges, and numbers exactly as stored.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

from lxml import etree

from huibao_xl.files.reading.cells import MAX_COLUMNS, Columns, Marks, iso_text, make_grid, staff_text, stored_number
from huibao_xl.files.reading.faults import damaged, too_large, unreadable
from huibao_xl.files.reading.grid import NO_RESULT, Grid
from huibao_xl.files.reading.package import Package, forget

_URN = "urn:oasis:names:tc:opendocument:xmlns:"
_TABLE, _OFFICE, _TEXT, _STYLE = (f"{{{_URN}{name}:1.0}}" for name in ("table", "office", "text", "style"))
_CALC = "{urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0}"
_HIDDEN = ("collapse", "filter")
_MAX_ROWS = 1 << 20
_PAGES = ("", "-left", "-first")
"""Of which pages a header or footer is."""


@dataclass
class _Sheet:
    """A table while it is read. ``blank``: empty rows that count only if something follows them; ``struck_styles``: names of the styles
    that strike out."""

    name: str
    hidden: bool
    columns: Columns
    marks: Marks = field(default_factory=Marks)
    blank: int = 0
    n_columns: int = 0
    struck_styles: set[str] = field(default_factory=set)


def read_ods(path: Path, content: bytes, package: Package) -> list[Grid]:
    """Return every sheet in the workbook's order."""
    if "META-INF/manifest.xml" in package and b"encryption-data" in package.read("META-INF/manifest.xml"):
        raise unreadable(path, "有打开密码", "请去掉密码后另存。")
    package.verify("content.xml")
    try:
        printed = _printed(package)
        with package.open("content.xml") as stream:
            return [
                replace(make_grid(path, sheet.name, sheet.columns.finish(), sheet.marks, sheet.hidden), beside=printed)
                for sheet in _sheets(
                    path,
                    etree.iterparse(
                        stream,
                        events=("start", "end"),
                        resolve_entities=False,
                        no_network=True,
                        tag=[_TABLE + "table", _TABLE + "table-row", _TABLE + "table-column", _STYLE + "style"],
                    ),
                )
            ]
    except (etree.XMLSyntaxError, ValueError, LookupError):
        raise damaged(path) from None


def _printed(package: Package) -> tuple[tuple[str, str], ...]:
    """What stands above and below the printed pages of all sheets: (where, text), without the numbers of pages and names of sheets that are put in."""
    if "styles.xml" not in package:
        return ()
    parts = package.xml("styles.xml").iter(*(f"{_STYLE}{end}{kind}" for end in ("header", "footer") for kind in _PAGES))
    lines = (_paragraph_text(line).strip() for part in parts for line in part.iter(_TEXT + "p"))
    return tuple(("页眉或页脚", line) for line in dict.fromkeys(lines) if line)


def _paragraph_text(line: etree._Element) -> str:
    """The text of a paragraph without its fields."""
    inside = (_paragraph_text(child) if child.tag == _TEXT + "span" else "" for child in line)
    tails = (child.tail or "" for child in line)
    return (line.text or "") + "".join(one + tail for one, tail in zip(inside, tails, strict=True))


def _sheets(path: Path, events: Iterator[tuple[str, etree._Element]]) -> Iterator[_Sheet]:
    hidden_styles: set[str] = set()
    struck_styles: set[str] = set()
    depth, sheet = 0, None
    for event, element in events:
        if element.tag == _TABLE + "table":
            depth += 1 if event == "start" else -1
            if event == "start" and depth == 1:
                name = element.get(_TABLE + "name", "")
                is_hidden = element.get(_TABLE + "style-name") in hidden_styles
                sheet = _Sheet(name, is_hidden, Columns(path, name), struck_styles=struck_styles)
            elif depth == 0 and sheet is not None:
                yield sheet
                sheet = None
        elif event == "start" or depth > 1:
            continue
        elif element.tag == _STYLE + "style":
            if any(item.get(_TABLE + "display") == "false" for item in element.iter(_STYLE + "table-properties")):
                hidden_styles.add(element.get(_STYLE + "name", ""))
            if any(_strikes(item) for item in element.iter(_STYLE + "text-properties")):
                struck_styles.add(element.get(_STYLE + "name", ""))
        elif sheet is not None:
            (_column if element.tag == _TABLE + "table-column" else _row)(path, sheet, element)
            forget(element)


def _strikes(properties: etree._Element) -> bool:
    """Whether a style strikes its text out."""
    lines = [properties.get(_STYLE + name, "none") for name in ("text-line-through-style", "text-line-through-type")]
    return any(line != "none" for line in lines)


def _repeat(element: etree._Element, what: str) -> int:
    return max(1, int(element.get(_TABLE + what, "1")))


def _column(path: Path, sheet: _Sheet, element: etree._Element) -> None:
    first = sheet.n_columns
    sheet.n_columns += _repeat(element, "number-columns-repeated")
    if element.get(_TABLE + "visibility") in _HIDDEN:
        sheet.marks.hidden_columns.update(range(first, min(sheet.n_columns, MAX_COLUMNS)))


def _row(path: Path, sheet: _Sheet, element: etree._Element) -> None:
    times = _repeat(element, "number-rows-repeated")
    row = sheet.columns.n_rows + sheet.blank
    if row + times > 2 * _MAX_ROWS:
        raise too_large(path)
    if element.get(_TABLE + "visibility") in _HIDDEN:
        sheet.marks.hidden_rows.update(range(row, row + times))
    texts = _texts(path, element, row, sheet)
    if not texts:
        sheet.blank += times
        return
    if sheet.blank:
        sheet.columns.add([], sheet.blank)
        sheet.blank = 0
    sheet.columns.add(texts, times)
    if times > 1:
        long = {place[1]: stored for place, stored in sheet.marks.numbers.items() if place[0] == row}
        sheet.marks.numbers |= {(row + more, at): stored for more in range(times) for at, stored in long.items()}


def _texts(path: Path, row: etree._Element, at: int, sheet: _Sheet) -> list[str | None]:
    """Return the row's texts up to its last value; note its merged cells, long numbers, comments and what is struck out."""
    texts: list[str | None] = []
    marks = sheet.marks
    column = 0
    for cell in row.iterchildren(_TABLE + "table-cell", _TABLE + "covered-table-cell"):
        times = _repeat(cell, "number-columns-repeated")
        down, across = _repeat(cell, "number-rows-spanned"), _repeat(cell, "number-columns-spanned")
        if down > 1 or across > 1:
            marks.merged.append((at, column, at + down - 1, column + across - 1))
        text = _cell_text(cell, (at, column), marks) if len(cell) or cell.get(_OFFICE + "value-type") else ""
        if not text and cell.get(_TABLE + "formula") and not cell.get(_OFFICE + "value-type"):
            text = NO_RESULT
        if note := staff_text("\n".join(_paragraph(item) for item in cell.iterfind(f"{_OFFICE}annotation/{_TEXT}p"))):
            marks.comments[at, column] = note
        if text and _is_struck(cell, sheet.struck_styles):
            marks.struck |= {(at, column + more) for more in range(min(times, MAX_COLUMNS))}
        if text:
            if column + times > MAX_COLUMNS:
                raise too_large(path)
            texts += [None] * (column - len(texts)) + [text] * times
            if times > 1 and (at, column) in marks.numbers:
                marks.numbers |= {(at, column + more): marks.numbers[at, column] for more in range(times)}
        column += times
    return texts


def _is_struck(cell: etree._Element, styles: set[str]) -> bool:
    """Whether a cell, a paragraph in it or a part of one is written in a style that strikes out."""
    if not styles:
        return False
    parts = [
        item for paragraph in cell.iterchildren(_TEXT + "p") for item in paragraph.iter(_TEXT + "p", _TEXT + "span")
    ]
    named = [cell.get(_TABLE + "style-name"), *(part.get(_TEXT + "style-name") for part in parts)]
    return not styles.isdisjoint(name for name in named if name)


def _cell_text(cell: etree._Element, place: tuple[int, int], marks: Marks) -> str:
    kind = cell.get(_OFFICE + "value-type")
    if cell.get(_CALC + "value-type") == "error":
        return "\n".join(_paragraph(item) for item in cell.iterchildren(_TEXT + "p")) or "#N/A"
    if kind in ("float", "percentage", "currency"):
        return stored_number(cell.get(_OFFICE + "value", ""), place, marks)
    if kind == "date":
        return iso_text(cell.get(_OFFICE + "date-value", ""))
    if kind == "time":
        return iso_text(cell.get(_OFFICE + "time-value", ""))
    if kind == "boolean":
        return str(cell.get(_OFFICE + "boolean-value", ""))
    return str(cell.get(_OFFICE + "string-value") or "") or "\n".join(
        _paragraph(item) for item in cell.iterchildren(_TEXT + "p")
    )


def _paragraph(element: etree._Element) -> str:
    """Return the text of a paragraph; runs of spaces, tabs and line breaks are elements of their own."""
    parts = [element.text or ""]
    for child in element:
        if child.tag == _TEXT + "s":
            parts.append(" " * min(int(child.get(_TEXT + "c", "1")), 1 << 15))
        elif child.tag in (_TEXT + "tab", _TEXT + "line-break"):
            parts.append("\t" if child.tag == _TEXT + "tab" else "\n")
        elif isinstance(child.tag, str) and not child.tag.startswith(_OFFICE):
            parts.append(_paragraph(child))
        parts.append(child.tail or "")
    return "".join(parts)
