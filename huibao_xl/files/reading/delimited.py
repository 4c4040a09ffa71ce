"""Text tables .csv: encoding and separator are found, not asked; rows are counted as Excel shows them.

A quotation mark that is never closed swallows the lines after it, and so people: such a file is refused, with the line.
"""

import csv
import io
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv

from huibao_xl.files.reading.cells import MAX_CELLS, Columns, Marks, add_all, make_grid
from huibao_xl.files.reading.encoding import decode
from huibao_xl.files.reading.faults import unreadable
from huibao_xl.files.reading.grid import Grid

_SEPARATORS = ",\t;|"
_SAMPLE_LINES = 60


def read_delimited(path: Path, content: bytes) -> list[Grid]:
    """Return the table as one grid, named as Excel names it: by the file."""
    text = decode(path, content)
    if not text.strip():
        raise unreadable(path, "没有内容", "请重新导出。")
    separator, text = _separator(text)
    cells = _plain(text, separator) or add_all(Columns(path, path.stem), _rows(path, text, separator))
    return [make_grid(path, path.stem, cells, Marks())]


def _plain(text: str, separator: str) -> list[pa.ChunkedArray]:
    """Return the columns of a table without any quotation mark whose lines all have the same width (ten times faster), else nothing."""
    width = text.partition("\n")[0].count(separator) + 1
    rows = text.count("\n") + 1
    if '"' in text or width < 2 or width * rows > MAX_CELLS or text.count("\r") != text.count("\r\n"):
        return []
    names = [f"f{index}" for index in range(width)]
    try:
        table = pyarrow.csv.read_csv(
            io.BytesIO(text.encode()),
            pyarrow.csv.ReadOptions(autogenerate_column_names=True, block_size=1 << 22),
            pyarrow.csv.ParseOptions(delimiter=separator, quote_char=False, ignore_empty_lines=False),
            pyarrow.csv.ConvertOptions(column_types=dict.fromkeys(names, pa.string()), strings_can_be_null=False),
        )
    except pa.ArrowInvalid:
        return []
    return [pc.if_else(pc.equal(column, ""), pa.scalar(None, pa.string()), column) for column in table.columns]


def _separator(text: str) -> tuple[str, str]:
    """Return the separator and the text after a ``sep=`` line, which Excel does not show either."""
    first, _, rest = text.partition("\n")
    if first.strip().lower().startswith("sep=") and len(first.strip("\r")) == 5:
        return first[4], rest
    sample = re.split("\r\n|[\r\n]", text[: 1 << 16])[:_SAMPLE_LINES]
    return max(_SEPARATORS, key=lambda separator: _fit(sample, separator)), text


def _fit(lines: list[str], separator: str) -> tuple[int, int]:
    """Return (rows that have the commonest width, that width) if the lines are split by ``separator``."""
    try:
        widths = Counter(len(row) for row in csv.reader(lines, delimiter=separator) if len(row) > 1)
    except csv.Error:
        return 0, 0
    return max(((count, width) for width, count in widths.items()), default=(0, 0))


def _rows(path: Path, text: str, separator: str) -> Iterator[Sequence[str]]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    line = width = 0
    try:
        for row in reader:
            if reader.line_num > line + 1 and any(_swallowed(cell, separator, width) for cell in row):
                raise _unclosed(path, line + 1)
            line, width = reader.line_num, max(width, len(row))
            yield row
    except csv.Error:
        raise _unclosed(path, line + 1) from None


def _swallowed(cell: str, separator: str, width: int) -> bool:
    """Tell whether a cell of several lines holds a line that looks like a row of its own."""
    return width > 1 and any(line.count(separator) >= width - 1 for line in cell.split("\n"))


def _unclosed(path: Path, line: int) -> Exception:
    advice = "请用文本编辑器改正该行的引号，或重新导出为 .xlsx。"
    return unreadable(path, f"第 {line} 行附近的引号不配对，之后的行会被吞掉", advice)
