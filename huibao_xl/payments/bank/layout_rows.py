"""The rows of a layout's file, to text and back: amounts in the layout's unit, separators, widths in bytes, the rows around the lines.

The way back knows only the layout and the file, so that a fault of the way there cannot hide in it.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from string import Formatter

import pandas as pd

from huibao_xl.files.reading import content_of, read_file
from huibao_xl.files.writing.workbook import yuan
from huibao_xl.money import parse_yuan
from huibao_xl.payments.bank.layouts import Column, Layout, Row

Rows = list[list[str]]


class Unfit(ValueError):
    """A file does not follow the layout; the text is Chinese and says why."""


def amount(fen: int, layout: Layout) -> str:
    """Return an amount as a text of this layout writes it.

    >>> from huibao_xl.payments.bank.layouts import load
    >>> amount(12900, load("通用"))
    '129.00'
    """
    return str(int(fen)) if layout.unit == "分" else f"{yuan(fen):.2f}"


def fen(text: str, layout: Layout) -> int:
    """Return the fen of an amount that this layout wrote. Raises Unfit if it is none."""
    try:
        if layout.unit == "元":
            return parse_yuan(text)
    except ValueError:
        raise Unfit("有一行的金额不是数") from None
    if not (text.isascii() and text.isdigit()):
        raise Unfit("有一行的金额不是数")
    return int(text)


def filled(row: Row, words: Mapping[str, str]) -> list[str]:
    """Return the cells of a header or footer row with their templates filled."""
    return [cell.format(**words) for cell in row]


def stated(text: str, template: str) -> dict[str, str] | None:
    """Return what a filled template says, by word, or None if the text is not that template filled.

    >>> stated("P|3|38700", "P|{count}|{sum}"), stated("Q|3", "P|{count}")
    ({'count': '3', 'sum': '38700'}, None)
    """
    pattern = ""
    for literal, word, _, _ in Formatter().parse(template):
        pattern += re.escape(literal) + (f"(?P<{word}>.+?)" if word else "")
    match = re.fullmatch(pattern, text)
    return match.groupdict() if match else None


def text(table: pd.DataFrame, layout: Layout, words: Mapping[str, str]) -> bytes:
    """Return the bytes of a text file; the line ending stands after every line. ``table``: every cell as text."""
    lines = ["".join(filled(row, words)) for row in layout.header]
    if layout.titles:
        lines.append(_joined([column.header for column in layout.columns], layout))
    lines += _fixed(table, layout) if layout.fixed else [_joined(row, layout) for row in table.itertuples(index=False)]
    lines += ["".join(filled(row, words)) for row in layout.footer]
    lines += [layout.end] if layout.end else []
    return "".join(line + layout.line_ending for line in lines).encode(layout.encoding)


def _joined(cells: Iterable[str], layout: Layout) -> str:
    return layout.separator.join(cells) + (layout.separator if layout.closing_separator else "")


def _fixed(table: pd.DataFrame, layout: Layout) -> list[str]:
    """Lines whose fields are filled up to their widths in bytes: what fills them is one byte in every encoding."""
    columns = [
        [_padded(cell, column, layout.encoding) for cell in table[position]]
        for position, column in enumerate(layout.columns)
    ]
    return ["".join(cells) for cells in zip(*columns, strict=True)]


def _padded(cell: str, column: Column, encoding: str) -> str:
    filling = column.fill * (column.bytes - len(cell.encode(encoding)))
    return filling + cell if column.align == "right" else cell + filling


def split(path: Path, layout: Layout) -> tuple[Rows, Rows, Rows]:
    """Return the header rows, the lines and the footer rows of a file. Raises Unfit, or Stop(S01) if it cannot be read at all."""
    raw = _raw_lines(path, layout) if layout.kind == "text" else _sheet_rows(path, layout)
    above, below = len(layout.header), len(layout.footer)
    ends = [bool(layout.titles), bool(layout.end)]
    if len(raw) < above + below + sum(ends):
        raise Unfit("行数不够")
    if layout.end and raw.pop() != [layout.end]:
        raise Unfit("没有结束标志")
    header, footer = raw[:above], raw[len(raw) - below :]
    if layout.titles:
        _expect_titles(_cells([raw[above]], layout)[0], layout)
    return (
        _head(header, layout.header),
        _cells(raw[above + ends[0] : len(raw) - below], layout),
        _head(footer, layout.footer),
    )


def _expect_titles(found: Sequence[str], layout: Layout) -> None:
    if list(found) != [column.header for column in layout.columns]:
        raise Unfit("表头与版式不同")


def _head(rows: Rows, templates: Sequence[Row]) -> Rows:
    """Rows around the lines, as wide as their templates."""
    return [row[: len(template)] for row, template in zip(rows, templates, strict=True)]


def _sheet_rows(path: Path, layout: Layout) -> Rows:
    """Every row of the first sheet, as wide as the widest row of the layout."""
    grid = read_file(path).grids[0]
    width = max(len(layout.columns), *(len(row) for row in (*layout.header, *layout.footer, ())))
    columns = [column.fill_null("").to_pylist() for column in grid.cells]
    columns += [[""] * grid.n_rows for _ in range(width - len(columns))]
    return [list(row) for row in zip(*columns, strict=True)]


def _raw_lines(path: Path, layout: Layout) -> Rows:
    """Every line as one cell. A byte of a line ending is never part of a character in any of the encodings."""
    content, ending = content_of(path), layout.line_ending.encode("ascii")
    if not content.endswith(ending):
        raise Unfit("最后一行没有换行")
    try:
        lines = content.removesuffix(ending).split(ending)
        return [[line.decode(layout.encoding)] for line in lines]
    except UnicodeDecodeError:
        raise Unfit(f"有不是 {layout.encoding} 的字") from None


def _cells(rows: Rows, layout: Layout) -> Rows:
    """Lines taken apart into the columns of the layout."""
    if layout.kind != "text":
        return [row[: len(layout.columns)] for row in rows]
    if layout.fixed:
        return [_sliced(line.encode(layout.encoding), layout) for (line,) in rows]
    return [_parted(line, layout) for (line,) in rows]


def _parted(line: str, layout: Layout) -> list[str]:
    cells = line.split(layout.separator)
    if layout.closing_separator and cells.pop() != "":
        raise Unfit("有一行的末尾没有分隔符")
    if len(cells) != len(layout.columns):
        raise Unfit("有一行的栏数与版式不同")
    return cells


def _sliced(line: bytes, layout: Layout) -> list[str]:
    if len(line) != sum(column.bytes for column in layout.columns):
        raise Unfit("有一行的长度与版式不同")
    cells, start = [], 0
    for column in layout.columns:
        cell = _decoded(line[start : start + column.bytes], layout.encoding)
        cells.append(cell.lstrip(column.fill) if column.align == "right" else cell.rstrip(column.fill))
        start += column.bytes
    return cells


def _decoded(cell: bytes, encoding: str) -> str:
    try:
        return cell.decode(encoding)
    except UnicodeDecodeError:
        raise Unfit("有一行的字跨过了栏的边界") from None
