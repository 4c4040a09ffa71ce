"""Pages that are read from the top: a title, what it rests on, a warning, and under them tables, facts, steps and figures.

A page is data; :func:`write_page` is the one place that lays it out: portrait A4, one page wide, the title over all columns, one empty
row between the blocks. 总览 of every product, 审批单, 回盘汇总 and 执行情况 are such pages. Where a product draws something of its own
(charts), it keeps a :class:`Space` and draws where that begins.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Literal

from huibao_xl.files.writing.workbook import (
    BODY,
    HEADER,
    LINE_POINTS,
    NUMBER_FORMATS,
    TOTAL,
    Book,
    FrameSheet,
    Kind,
    Style,
    lines_of,
    yuan,
)

Value = str | int | Decimal | None
"""A cell: text; a whole number (fen where the kind is money); a Decimal, shown with two decimals as it is; None is empty."""
Look = Literal["", "red", "bold"]

FRONT_WIDTHS = (24, 14, 14, 16, 40)
"""Of a page whose tables end in a column of text."""
_CENTRED = {"align": "center", "valign": "vcenter"}
_TITLE = {"bold": True, "font_size": 18, "text_wrap": True, **_CENTRED}
_TITLE_SIZE = 18 / 11
"""How much wider a character of the title is than one of the sheet's own size, in which column widths count."""
_NOTE = {"font_size": 10, "font_color": "#595959", "text_wrap": True, "valign": "vcenter"}
_WARNING = {
    "bold": True,
    "font_color": "#C00000",
    "bg_color": "#FDE9E7",
    "text_wrap": True,
    "valign": "vcenter",
    "border": 1,
}
_HEADING = {"bold": True, "font_size": 13, "font_color": "#1F3864"}
_RED = {"font_color": "#C00000"}
_FIGURE_SIDES = {"left": 1, "right": 1, "border_color": "#8EA9DB", **_CENTRED}
_BOX = {"border": 1, "border_color": "#7F7F7F", "valign": "top", "text_wrap": True, "font_size": 11}
_BOX_POINTS = 120


@dataclass(frozen=True)
class Table:
    """A small table under its heading (none if ``""``).

    ``kinds``: of the columns; ``rows``: one value a column, fen for money. ``wide``: the column that reaches to the page's right edge
    (-1: the last one, None: none). ``looks``: one for each row; red colours its first cell, bold is a row of sums.
    """

    heading: str
    titles: Sequence[str]
    kinds: Sequence[Kind]
    rows: Sequence[Sequence[Value]]
    wide: int | None = None
    looks: Sequence[Look] = ()


@dataclass(frozen=True)
class Facts:
    """Rows of a label and what is to be said about it; ``note`` in small print below."""

    rows: Sequence[tuple[str, str]]
    note: str = ""


@dataclass(frozen=True)
class Lines:
    """A heading and full lines of text under it, each as high as it needs."""

    heading: str
    lines: Sequence[str] = ()


@dataclass(frozen=True)
class Figures:
    """Key figures, four beside each other: (label, number, kind), fen for money. A page with figures has eight columns."""

    figures: Sequence[tuple[str, int, Kind]]


@dataclass(frozen=True)
class Boxes:
    """Boxes beside each other under a heading, two columns each, with room to sign; ``warning`` in red below."""

    heading: str
    texts: Sequence[str]
    warning: str = ""


@dataclass(frozen=True)
class Space:
    """Empty rows for what a product draws itself."""

    rows: int


Block = Table | Facts | Lines | Figures | Boxes | Space


@dataclass(frozen=True)
class Page:
    """A page. ``widths``: of its columns, in characters; ``notes``: what it rests on; ``warning``: in a red box above everything else."""

    name: str
    title: str
    blocks: Sequence[Block]
    widths: Sequence[float]
    notes: Sequence[str] = field(default=())
    warning: str = ""


def numbered(texts: Sequence[str]) -> list[str]:
    """Return steps with their numbers.

    >>> numbered(["核对", "签字"])
    ['1．核对', '2．签字']
    """
    return [f"{number}．{text}" for number, text in enumerate(texts, 1)]


def write_page(book: Book, page: Page) -> tuple[FrameSheet, list[int]]:
    """Write a page as the next sheet of ``book``; return the sheet and the row (from 0) at which each block begins."""
    sheet = book.page(page.name, landscape=False)
    for column, width in enumerate(page.widths):
        sheet.set_column(column, column, width)
    sheet.hide_gridlines(2)
    layout = _Layout(book, sheet, page.widths)
    row = layout.top(page)
    tops = []
    for block in page.blocks:
        tops.append(row + 1)
        row = layout.block(row + 1, block)
    return sheet, tops


@dataclass(frozen=True)
class _Layout:
    """A sheet that is being laid out; each method writes from a row on and returns the row after what it wrote."""

    book: Book
    sheet: FrameSheet
    widths: Sequence[float]

    @property
    def last(self) -> int:
        return len(self.widths) - 1

    def top(self, page: Page) -> int:
        """The title, the notes and the warning."""
        lines = lines_of(page.title, sum(self.widths) / _TITLE_SIZE)
        self.across(0, page.title, _TITLE, 36 + 24 * (lines - 1))
        row = 1
        for note in page.notes:
            lines = lines_of(note, sum(self.widths))
            self.across(row, note, _NOTE | ({"align": "center"} if lines == 1 else {}), LINE_POINTS * lines + 6)
            row += 1
        if page.warning:
            self.across(row, page.warning, _WARNING, LINE_POINTS * lines_of(page.warning, sum(self.widths)) + 8)
            row += 1
        return row

    def block(self, top: int, block: Block) -> int:
        match block:
            case Table():
                return self.table(top, block)
            case Facts():
                return self.facts(top, block)
            case Lines():
                return self.lines(top, block)
            case Figures():
                return self.figures(top, block)
            case Boxes():
                return self.boxes(top, block)
            case Space():
                return top + block.rows

    def across(self, row: int, text: str, look: dict[str, Any], points: float) -> None:
        """A text over all columns."""
        self.cell(row, 0, self.last, text, self.book.style(look))
        self.sheet.set_row(row, points)

    def cell(self, row: int, column: int, last: int, value: Value, style: Style) -> None:
        """One value, over the columns from ``column`` to ``last``."""
        if last > column:
            self.sheet.merge_range(row, column, row, last, "", style)
        if value is None:
            self.sheet.write_blank(row, column, None, style)
        elif isinstance(value, str):
            self.sheet.write_string(row, column, value, style)
        else:
            self.sheet.write_number(row, column, value, style)

    def heading(self, row: int, text: str) -> int:
        if not text:
            return row
        self.sheet.write_string(row, 0, text, self.book.style(_HEADING))
        self.sheet.set_row(row, 24)
        return row + 1

    def table(self, top: int, table: Table) -> int:
        head = self.heading(top, table.heading)
        count = len(table.titles)
        wide = count - 1 if table.wide == -1 else table.wide
        ends = [self.last if column == wide else column for column in range(count)]
        room = [sum(self.widths[column : end + 1]) for column, end in enumerate(ends)]
        for column, (title, end) in enumerate(zip(table.titles, ends, strict=True)):
            self.cell(head, column, end, title, self.book.style(HEADER))
        titles = [lines_of(title, width) for title, width in zip(table.titles, room, strict=True)]
        self.sheet.set_row(head, LINE_POINTS * max(titles) + 6)
        looks = table.looks or [""] * len(table.rows)
        for row, (values, look) in enumerate(zip(table.rows, looks, strict=True), head + 1):
            for column, (value, kind, end) in enumerate(zip(values, table.kinds, ends, strict=True)):
                shown = yuan(value) if kind == "money" and isinstance(value, int) else value
                self.cell(row, column, end, shown, self.style(kind, value, look, column))
            notes = [
                lines_of(value, width)
                for value, kind, width in zip(values, table.kinds, room, strict=True)
                if kind == "note"
            ]
            self.sheet.set_row(row, LINE_POINTS * max([1, *notes]) + 4)
        return head + 1 + len(table.rows)

    def style(self, kind: Kind, value: Value, look: Look, column: int) -> Style:
        """A table's cell; a Decimal is an amount whatever the column's kind is."""
        extra = TOTAL if look == "bold" else _RED if look == "red" and column == 0 else {}
        return self.book.body_style("money" if isinstance(value, Decimal) else kind, extra)

    def facts(self, top: int, facts: Facts) -> int:
        text = self.book.style(BODY, {"text_wrap": True, "font_size": 11})
        label = self.book.style(BODY, {"bold": True, "text_wrap": True})
        for row, (name, value) in enumerate(facts.rows, top):
            self.cell(row, 0, 0, name, label)
            self.cell(row, 1, self.last, value, text)
            lines = max(lines_of(value, sum(self.widths[1:])), lines_of(name, self.widths[0] - 1))
            self.sheet.set_row(row, LINE_POINTS * lines + 8)
        row = top + len(facts.rows)
        if facts.note:
            lines = lines_of(facts.note, sum(self.widths))
            self.across(row, facts.note, _NOTE | {"font_size": 9}, LINE_POINTS * lines + 4)
        return row + bool(facts.note)

    def lines(self, top: int, block: Lines) -> int:
        row = self.heading(top, block.heading)
        look = {"text_wrap": True, "valign": "vcenter", "font_size": 11}
        for text in block.lines:
            self.across(row, text, look, (LINE_POINTS + 2) * lines_of(text, sum(self.widths)) + 4)
            row += 1
        return row

    def figures(self, top: int, block: Figures) -> int:
        label = self.book.style(_FIGURE_SIDES, {"font_size": 10, "font_color": "#595959", "top": 1})
        row = top
        for place, (title, value, kind) in enumerate(block.figures):
            row, column = top + 3 * (place // 4), 2 * (place % 4)
            look = {"bold": True, "font_size": 16, "num_format": NUMBER_FORMATS[kind], "bottom": 1}
            self.cell(row, column, column + 1, title, label)
            number = yuan(value) if kind == "money" else value
            self.cell(row + 1, column, column + 1, number, self.book.style(_FIGURE_SIDES, look))
            self.sheet.set_row(row + 1, 28)
        return row + 3

    def boxes(self, top: int, boxes: Boxes) -> int:
        row = self.heading(top, boxes.heading)
        for place, text in enumerate(boxes.texts):
            self.cell(row, 2 * place, 2 * place + 1, text, self.book.style(_BOX))
        self.sheet.set_row(row, _BOX_POINTS)
        if boxes.warning:
            lines = lines_of(boxes.warning, sum(self.widths))
            self.across(row + 1, boxes.warning, _WARNING, LINE_POINTS * lines + 8)
        return row + 1 + bool(boxes.warning)
