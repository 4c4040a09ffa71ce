"""Lists that come as a Word document .docx: each table is a grid, with the paragraphs before it above its rows and, below the last one, those
after it: a title says which list it is, a line below the table may say who has died. A letter without a table is one grid of its paragraphs.

The document is made a web page by mammoth (tables, merged cells, struck-out text; what a tracked change deleted is not there), and read as one. Rows
are counted paragraph by paragraph and row by row. Headers, footers, comments and text boxes stand beside the last grid.
"""

import html
from dataclasses import replace
from io import BytesIO
from pathlib import Path

from lxml import etree

from huibao_xl.files.reading.faults import damaged
from huibao_xl.files.reading.grid import Grid
from huibao_xl.files.reading.html_tables import read_html
from huibao_xl.files.reading.package import Package
from huibao_xl.files.reading.xlsx_marks import lines_of

_DOCUMENT, _BOX = "word/document.xml", b"txbxContent"
_BESIDE = {_DOCUMENT: "文本框", "word/header": "页眉或页脚", "word/footer": "页眉或页脚", "word/comments": "批注"}
"""{how the name of a part begins: what its text is called}."""


def read_word(path: Path, content: bytes, package: Package) -> list[Grid]:
    """Return the tables of a document, named by the file (and numbered if there are several). Raise Stop if it is damaged or has no text."""
    import mammoth  # takes 0.1 s, and few lists come from Word

    try:
        page = mammoth.convert_to_html(BytesIO(content)).value
    except Exception:  # whatever a damaged document makes the library stumble over
        raise damaged(path) from None
    beside = _beside(package)
    body = _tables_only(page) or "".join(
        f"<table><tr><td>{html.escape(text)}</td></tr></table>" for _, text in beside[:1]
    )
    grids = read_html(path, f'<meta charset="utf-8">{body}'.encode())
    grids[-1] = replace(grids[-1], beside=beside)
    return grids


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
    """A page on which every paragraph is a row of the table that follows it, of the last one if none does."""
    body = etree.HTML(f"<body>{page}</body>").find("body")
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


def _table(above: list[str], table: etree._Element) -> str:
    return f"<table>{''.join(above)}{_inside(table)}</table>"


def _lines(element: etree._Element) -> list[etree._Element]:
    """The paragraphs of an element: the items of a list are one each."""
    return [*element.iter("li")] or [element]


def _inside(element: etree._Element) -> str:
    children = "".join(etree.tostring(child, encoding="unicode", method="html") for child in element)
    return html.escape(element.text or "", quote=False) + children
