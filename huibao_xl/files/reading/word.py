"""Lists that come as a Word document .docx: each table is a grid, with the paragraphs before it above its rows and, below the last one, those
after it: a title says which list it is, a line below the table may say who has died. A letter without a table is one grid of its paragraphs.

The document is made a web page by mammoth (tables, merged cells, struck-out text; what a tracked change deleted is not there), and read as one. Rows
are counted paragraph by paragraph and row by row. Comments are those of the cells that they are on; headers and footers of pages stand beside every grid,
text boxes, and comments on nothing, beside the last one.
"""

import html
import re
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
from lxml import etree

from huibao_xl.files.reading.faults import damaged
from huibao_xl.files.reading.grid import Grid
from huibao_xl.files.reading.html_tables import read_html
from huibao_xl.files.reading.package import Package
from huibao_xl.files.reading.xlsx_marks import lines_of

_DOCUMENT, _BOX = "word/document.xml", b"txbxContent"
_BESIDE = {_DOCUMENT: "文本框", "word/header": "页眉或页脚", "word/footer": "页眉或页脚"}
"""{how the name of a part begins: what its text is called}."""
_COMMENTS = "word/comments.xml"
_ON_CELLS = "comment-reference => sup.comment"
"""How the page is to show where a comment stands."""
_OPEN, _CLOSE = "\ue0c0", "\ue0c1"
_PLACE = f"{_OPEN}([0-9]+){_CLOSE}"
"""What stands in a cell, until it is read, where a comment does: its number, between characters that no text has."""


def read_word(path: Path, content: bytes, package: Package) -> list[Grid]:
    """Return the tables of a document, named by the file (and numbered if there are several). Raise Stop if it is damaged or has no text."""
    import mammoth  # takes 0.1 s, and few lists come from Word

    try:
        page = mammoth.convert_to_html(BytesIO(content), style_map=_ON_CELLS).value
    except Exception:  # whatever a damaged document makes the library stumble over
        raise damaged(path) from None
    beside, comments = _beside(package), _comments(package)
    body = _tables_only(page) or "".join(
        f"<table><tr><td>{html.escape(text)}</td></tr></table>" for _, text in beside[:1]
    )
    grids = [_with_comments(grid, comments) for grid in read_html(path, f'<meta charset="utf-8">{body}'.encode())]
    printed = tuple(one for one in beside if one[0] == _BESIDE["word/header"])
    placed = {text for grid in grids for text in grid.comments.values()}
    nowhere = tuple(("批注", text) for text in comments.values() if not any(text in one for one in placed))
    return [*(replace(grid, beside=printed) for grid in grids[:-1]), replace(grids[-1], beside=(*beside, *nowhere))]


def _comments(package: Package) -> dict[str, str]:
    """{number of a comment: its text}."""
    if _COMMENTS not in package:
        return {}
    found = {_attribute(one, "id"): "\n".join(lines_of(one)) for one in package.xml(_COMMENTS).iter("{*}comment")}
    return {number: text for number, text in found.items() if text}


def _attribute(element: etree._Element, name: str) -> str:
    return next((value for key, value in element.items() if etree.QName(key).localname == name), "")


def _with_comments(grid: Grid, comments: dict[str, str]) -> Grid:
    """A grid whose comments stand at their cells, and no longer as numbers in them."""
    found: dict[tuple[int, int], str] = {}
    cells = list(grid.cells)
    for at, column in enumerate(grid.cells if comments else ()):
        marked = pc.indices_nonzero(pc.fill_null(pc.match_substring(column, _OPEN), False)).to_pylist()
        for row in marked:
            numbers = re.findall(_PLACE, column[row].as_py())
            found[row + grid.first_row, at] = "\n".join(filter(None, map(comments.get, sorted({*numbers}, key=int))))
        if marked:
            bare = pc.replace_substring_regex(column, _PLACE, "")
            cells[at] = pc.if_else(pc.equal(bare, ""), pa.scalar(None, pa.string()), bare)
    return replace(grid, cells=cells, comments={place: text for place, text in found.items() if text})


def _beside(package: Package) -> tuple[tuple[str, str], ...]:
    """What stands in no paragraph of the text: (where, text)."""
    found: dict[tuple[str, str], None] = {}
    for part in package.names():
        where = next((where for name, where in _BESIDE.items() if part.startswith(name)), "")
        if not where or (part == _DOCUMENT and _BOX not in package.read_large(part)):
            continue
        root = package.xml(part)
        for place in root.iter("{*}txbxContent") if part == _DOCUMENT else [root]:
            found |= {(where, line): None for line in lines_of(place)}
    return tuple(found)


def _tables_only(page: str) -> str:
    """A page on which every paragraph is a row of the table that follows it, of the last one if none does, and a comment its number."""
    body = etree.HTML(f"<body>{page}</body>").find("body")
    for place in list(body.iter("sup", "dl")) if body is not None else []:
        if place.tag == "dl" and place.xpath("./dt[starts-with(@id, 'comment-')]"):
            place.getparent().remove(place)
        elif place.get("class") == "comment":
            numbers = [name.rpartition("-")[2] for name in place.xpath(".//@id")]
            place.addprevious(_text("".join(f"{_OPEN}{number}{_CLOSE}" for number in numbers), place.tail))
            place.getparent().remove(place)
    tables: list[str] = []
    rows: list[str] = []
    for element in body if body is not None else []:
        if element.tag == "table":
            tables.append(_table(rows, element))
            rows = []
        else:
            rows += [f"<tr><td>{_inside(line)}</td></tr>" for line in _lines(element)]
    if rows and tables:
        tables[-1] = tables[-1].removesuffix("</table>") + "".join(rows) + "</table>"
    elif rows:
        tables = [f"<table>{''.join(rows)}</table>"]
    return "".join(tables)


def _text(text: str, tail: str | None) -> etree._Element:
    """A text as an element, with what follows it."""
    element = etree.Element("span")
    element.text, element.tail = text, tail
    return element


def _table(above: list[str], table: etree._Element) -> str:
    return f"<table>{''.join(above)}{_inside(table)}</table>"


def _lines(element: etree._Element) -> list[etree._Element]:
    """The paragraphs of an element: the items of a list are one each."""
    return [*element.iter("li")] or [element]


def _inside(element: etree._Element) -> str:
    children = "".join(etree.tostring(child, encoding="unicode", method="html") for child in element)
    return html.escape(element.text or "", quote=False) + children
