"""Pages that are read from the top: headings and small tables under each other, as 总览 and the approval sheet have them."""

from collections.abc import Sequence

from huibao_xl.files.writing.workbook import HEADER, LINE_POINTS, Book, FrameSheet, Kind, lines_of, yuan


def heading(book: Book, page: FrameSheet, row: int, text: str) -> None:
    """Write a heading above a table."""
    page.write_string(row, 0, text, book.style({"bold": True, "font_size": 13, "font_color": "#1F3864"}))
    page.set_row(row, 24)


def table(
    book: Book,
    page: FrameSheet,
    top: int,
    title: str,
    titles: Sequence[str],
    kinds: Sequence[Kind],
    rows: list[tuple],
    widths: Sequence[float],
    wide: int | None = None,
) -> int:
    """Write a small table under a heading and return the row after it.

    ``widths``: of the page's columns; the column ``wide`` reaches to the last of them. Rows are as high as their texts need.
    """
    heading(book, page, top, title)
    edge = len(widths) - 1 if wide is not None else len(titles) - 1
    room = [sum(widths[column : edge + 1]) if column == wide else widths[column] for column in range(len(titles))]
    for column, name in enumerate(titles):
        _write(page, top + 1, column, name, book.style(HEADER), edge if column == wide else column)
    for row, values in enumerate(rows, top + 2):
        for column, (value, kind) in enumerate(zip(values, kinds, strict=True)):
            shown = yuan(value) if kind == "money" else value
            _write(page, row, column, shown, book.body_style(kind), edge if column == wide else column)
        notes = [
            lines_of(value, width) for value, kind, width in zip(values, kinds, room, strict=True) if kind == "note"
        ]
        page.set_row(row, LINE_POINTS * max([1, *notes]) + 4)
    return top + 2 + len(rows)


def _write(page: FrameSheet, row: int, column: int, value: object, style: object, last: int) -> None:
    if last > column:
        page.merge_range(row, column, row, last, "", style)
    if isinstance(value, str):
        page.write_string(row, column, value, style)
    else:
        page.write_number(row, column, value, style)
