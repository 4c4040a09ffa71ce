"""Word documents that an office prints and signs: a title, headings, paragraphs and tables, in the letters of official papers.

Written by python-docx; the same content gives the same bytes (the day of the document is its day of making).
"""

import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from io import BytesIO
from pathlib import Path
from typing import Any

from docx import Document
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor

from huibao_xl.files.results.outputs import CREATOR

_TITLE, _SECTION, _HEADING, _BODY, _CELL = 22, 16, 16, 15, 10.5
"""Points."""
_FONTS = {0: "宋体", 1: "黑体", 2: "楷体"}
"""{level of a heading: its letters}; the text is 仿宋."""
_TEXT = "仿宋"
_INDENT, _SPACING = 2, 1.5
"""How many characters a paragraph begins further in, and how high a line is."""
_STAMP = (1980, 1, 1, 0, 0, 0)


@dataclass(frozen=True)
class Heading:
    """``level``: 0 the title of the document, 1 a section, 2 a part of it; ``new_page``: it begins a page."""

    text: str
    level: int
    new_page: bool = False


@dataclass(frozen=True)
class Paragraph:
    """``right``: at the right edge, as who signs; ``centred``: as the name of a table."""

    text: str
    right: bool = False
    centred: bool = False


@dataclass(frozen=True)
class Rows:
    """A table. ``widths``: of its columns, in centimetres; a cell may have several lines."""

    head: Sequence[str]
    rows: Sequence[Sequence[str]]
    widths: Sequence[float]


Part = Heading | Paragraph | Rows


def write_document(
    path: Path, kind: str, title: str, parts: Sequence[Part], on: date, spacing: float = _SPACING
) -> None:
    """Write the parts, one below the other, to the .docx file ``path``. ``kind``: which paper it is, by which it is known as ours; ``title``: of the file; ``on``: the day that the
    file bears; ``spacing``: how high a line of text is, in lines."""
    made = Document()
    section = made.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin, section.right_margin = Cm(2.7), Cm(2.7)
    _add_all(made, parts, spacing)
    properties = made.core_properties
    properties.title, properties.category, properties.author, properties.last_modified_by = title, kind, CREATOR, ""
    properties.created = properties.modified = datetime(on.year, on.month, on.day)
    written = BytesIO()
    made.save(written)
    path.write_bytes(_without_clock(written.getvalue()))


def _add_all(made: Any, parts: Sequence[Part], spacing: float) -> None:
    """Add all parts. What was added is taken out of the body and put back at the end: python-docx looks through all of a body for every paragraph, which took three minutes for a
    thousand pages."""
    body, written = made.element.body, []
    for part in parts:
        if isinstance(part, Rows):
            _add_table(made, part)
        elif isinstance(part, Heading):
            _add_heading(made, part)
        else:
            _add_paragraph(made, part, spacing)
        for element in list(body)[:-1]:
            body.remove(element)
            written.append(element)
    for element in written:
        body[-1].addprevious(element)


def _add_heading(made: Any, heading: Heading) -> None:
    size = (_TITLE, _SECTION, _HEADING)[heading.level]
    paragraph = made.add_heading(level=max(heading.level, 1)) if heading.level else made.add_paragraph()
    _write(paragraph, heading.text, _FONTS[heading.level], size, bold=heading.level == 0)
    if not heading.level:
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    paragraph.paragraph_format.space_after, paragraph.paragraph_format.page_break_before = Pt(6), heading.new_page


def _add_paragraph(made: Any, part: Paragraph, spacing: float) -> None:
    paragraph = made.add_paragraph()
    _write(paragraph, part.text, _TEXT, _BODY)
    layout = paragraph.paragraph_format
    layout.line_spacing, layout.space_after = spacing, Pt(0)
    layout.keep_with_next = part.centred
    if part.right or part.centred:
        paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT if part.right else WD_ALIGN_PARAGRAPH.CENTER
    else:
        layout.first_line_indent = Pt(_INDENT * _BODY)


def _add_table(made: Any, part: Rows) -> None:
    table = made.add_table(rows=0, cols=len(part.head), style="Table Grid")
    table.alignment, table.autofit = WD_TABLE_ALIGNMENT.CENTER, False
    for at, row in enumerate([part.head, *part.rows]):
        cells = table.add_row().cells
        for cell, text, width in zip(cells, row, part.widths, strict=True):
            cell.width = Cm(width)
            _write(cell.paragraphs[0], text, _FONTS[1] if at == 0 else _FONTS[0], _CELL)
    for column, width in zip(table.columns, part.widths, strict=True):
        column.width = Cm(width)
    for row in table.rows:
        _mark(row, "w:cantSplit")
    _mark(table.rows[0], "w:tblHeader")
    made.add_paragraph().paragraph_format.space_after = Pt(0)


def _mark(row: Any, name: str) -> None:
    """Mark a row as one that no page parts (w:cantSplit), or that stands at the head of each page (w:tblHeader)."""
    row._tr.get_or_add_trPr().append(OxmlElement(name))


def _write(paragraph: Any, text: str, font: str, size: float, bold: bool = False) -> None:
    run = paragraph.add_run(text)
    run.font.name, run.font.size, run.font.bold = font, Pt(size), bold
    run.font.color.rgb = RGBColor(0, 0, 0)
    run._element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), font)


def _without_clock(written: bytes) -> bytes:
    """The same file without the time at which it was packed."""
    packed = BytesIO()
    with zipfile.ZipFile(BytesIO(written)) as source, zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            target.writestr(zipfile.ZipInfo(name, _STAMP), source.read(name), zipfile.ZIP_DEFLATED)
    return packed.getvalue()
