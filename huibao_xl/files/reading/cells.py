"""From values to the text columns of a grid: how a number or a day is written, and how rows become columns.

Every format ends here, so that the same table gives the same text whichever way it was saved.
"""

import datetime as dt
import math
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from itertools import zip_longest
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from huibao_xl.files.reading.faults import too_large
from huibao_xl.files.reading.grid import Grid

MAX_CELLS = 60_000_000
"""Rows x columns of one sheet. Excel's largest sheet of text is far below; a stray cell in XFD1048576 is far above."""
MAX_COLUMNS = 16_384
TOO_LONG = 1e15
"""From here on a number cell has more than 15 digits: the last ones are lost."""
OUR_NOTE = "【沪惠保·"
"""How the notes begin that our own commands write; what stands before is the staff's."""
_PRINT_CODES = re.compile(r'&(?:"[^"]*"|K[0-9A-Fa-f]{6}|K[0-9]{2}[+-][0-9]{3}|[0-9]{1,3}|[A-Z])')
"""Codes in headers and footers of pages (ECMA-376, 18.3.1.46): fonts, colours, sizes, the number of the page."""
_BATCH = 1_000_000
_FIRST_YEAR = 1900
_FORMULA_TEXT = r'^="([^"]*)"$'
_DURATION = re.compile(r"PT(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)(?:[.,]\d+)?S)?")


def printed_lines(text: str) -> list[str]:
    """Return what a header or footer of a page prints, at its left, middle and right, without the codes of fonts, page numbers and places.

    >>> printed_lines('&L&"宋体,加粗"七宝镇&C&12注销人员名单&R第&P页'), printed_lines("&F")
    (['七宝镇', '注销人员名单', '第页'], [])
    """
    return [line for part in re.split("&[LCR]", text) if (line := _PRINT_CODES.sub("", part).strip())]


@dataclass
class Marks:
    """What a sheet says besides its cells; positions count from 0. ``fractions``: exact text of long decimals;
    ``unreadable``: what stands for an error value, or a formula without a stored result (:func:`grid.is_unreadable`); ``struck``: cells
    that are struck out, in part too; ``comments``: what the staff wrote beside a cell; ``beside``: (where, text) of what stands in no cell."""

    numbers: dict[tuple[int, int], str] = field(default_factory=dict)
    unreadable: dict[tuple[int, int], str] = field(default_factory=dict)
    fractions: dict[tuple[int, int], str] = field(default_factory=dict)
    merged: list[tuple[int, int, int, int]] = field(default_factory=list)
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)
    struck: set[tuple[int, int]] = field(default_factory=set)
    comments: dict[tuple[int, int], str] = field(default_factory=dict)
    beside: list[tuple[str, str]] = field(default_factory=list)


def make_grid(path: Path, sheet: str, cells: list[pa.ChunkedArray], marks: Marks, hidden: bool = False) -> Grid:
    """Return the grid of a sheet: texts without the formula that only forces them to be texts. Hidden rows and columns
    beyond its last cell are left out: they hide nothing."""
    n_rows = len(cells[0]) if cells else 0
    return Grid(
        path,
        sheet,
        [_unwrapped(column) for column in cells],
        0,
        marks.numbers,
        marks.merged,
        hidden,
        frozenset(row for row in marks.hidden_rows if row < n_rows),
        frozenset(column for column in marks.hidden_columns if column < len(cells)),
        struck=frozenset(marks.struck),
        comments=marks.comments,
        beside=tuple(marks.beside),
    )


def staff_text(text: str) -> str:
    """Return what the staff wrote in a comment: without the part that our own commands added.

    >>> staff_text("已退保\\n【沪惠保·I11】证件号码位数不对"), staff_text("【沪惠保·I11】…")
    ('已退保', '')
    >>> staff_text("已退保\\n――――――\\n【沪惠保·I11】证件号码位数不对")
    '已退保'
    """
    return text.partition(OUR_NOTE)[0].strip().strip("-—―").strip()


def _unwrapped(column: pa.ChunkedArray) -> pa.ChunkedArray:
    """Return ``="310..."`` (how some programs force text on Excel) as the text inside."""
    if not pc.any(pc.starts_with(column, '="')).as_py():
        return column
    inside = pc.replace_substring_regex(column, _FORMULA_TEXT, r"\1")
    return pc.if_else(pc.equal(inside, ""), pa.scalar(None, pa.string()), inside)


def number_text(value: float) -> str:
    """Return a number as the shortest decimal of at most 15 significant digits, as Excel keeps it; "" if not finite.

    >>> number_text(129.0), number_text(0.1 + 0.2), number_text(1e-7), number_text(310112198501010013.0)
    ('129', '0.3', '0.0000001', '310112198501010000')
    """
    if value - value != 0:
        return ""
    if value == int(value) and abs(value) < TOO_LONG:
        return str(int(value))
    text = f"{value:.15g}"
    return f"{Decimal(text):f}" if "e" in text else text


def stored_digits(stored: str) -> str:
    """Return a number as it stands in a file, in plain digits.

    >>> stored_digits("3.1011219850101E+17")
    '310112198501010000'
    """
    try:
        return f"{Decimal(stored):f}" if abs(float(stored)) <= 1e300 else stored
    except (InvalidOperation, ValueError):
        return stored


def stored_number(stored: str, place: tuple[int, int], marks: Marks) -> str:
    """Return the text of a number cell given as stored text, noting it in ``marks.numbers`` if it is too long.

    >>> stored_number("129.0", (0, 0), Marks())
    '129'
    """
    try:
        value = float(stored)
    except ValueError:
        return stored
    if abs(value) >= TOO_LONG:
        marks.numbers[place] = stored
        return stored_digits(stored)
    return number_text(value)


def value_text(value: object, place: tuple[int, int] = (0, 0), marks: Marks | None = None) -> str:
    """Return a cell's value, as a reader of workbooks or Excel gives it, as the text that stands for it in a grid: the one place for all.

    A number of more than 15 digits is noted in ``marks.numbers`` at ``place`` as it is stored; what is noted there already (its text in the
    file) counts. Excel counts a time of day from the last day of 1899: a moment before 1900 is one. None is "".

    >>> value_text(129.0), value_text(True), value_text(dt.datetime(1899, 12, 31, 13, 5)), value_text("#N/A"), value_text(None)
    ('129', 'true', '13:05:00', '#N/A', '')
    """
    if value is None or isinstance(value, str):
        return value or ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float | Decimal):
        return _number(float(value), place, marks or Marks())
    if isinstance(value, dt.datetime) and value.year < _FIRST_YEAR:
        return time_text(value.time())
    if isinstance(value, dt.date | dt.time | dt.timedelta):
        return time_text(value)
    return str(value)


def _number(value: float, place: tuple[int, int], marks: Marks) -> str:
    if abs(value) < TOO_LONG or not math.isfinite(value):
        return number_text(value)
    return stored_digits(marks.numbers.setdefault(place, repr(value).upper()))


def time_text(value: dt.datetime | dt.date | dt.time | dt.timedelta) -> str:
    """Return a day as ``2024-05-01``, a moment as ``2024-05-01 13:05:06`` (nearest second), a time as ``13:05:06``.

    >>> time_text(dt.datetime(2024, 5, 1)), time_text(dt.datetime(2024, 5, 1, 13, 5, 5, 999600))
    ('2024-05-01', '2024-05-01 13:05:06')
    """
    if isinstance(value, dt.timedelta):
        value = dt.datetime(1899, 12, 31) + value
    if isinstance(value, dt.time):
        return value.replace(microsecond=0).isoformat()
    if not isinstance(value, dt.datetime):
        return value.isoformat()
    if value.microsecond:
        value = (value + dt.timedelta(microseconds=500_000)).replace(microsecond=0)
    return value.isoformat(" ").removesuffix(" 00:00:00")


def iso_text(stored: str) -> str:
    """Return an ISO moment or duration, as XML formats store it, in the same way as :func:`time_text`.

    >>> iso_text("2024-05-01T00:00:00.000Z"), iso_text("PT13H05M06S"), iso_text("2024-05-01")
    ('2024-05-01', '13:05:06', '2024-05-01')
    """
    if duration := _DURATION.fullmatch(stored):
        hours, minutes, seconds = (int(part or 0) for part in duration.groups())
        return f"{hours:02}:{minutes:02}:{seconds:02}"
    try:
        return time_text(dt.datetime.fromisoformat(stored).replace(tzinfo=None))
    except (ValueError, OverflowError):
        return stored


class Columns:
    """Gathers rows of texts into string columns, in batches, and refuses to grow beyond :data:`MAX_CELLS`."""

    def __init__(self, path: Path, sheet: str) -> None:
        self._path, self._sheet = path, sheet
        self._pending: list[Sequence[str | None]] = []
        self._pending_width = 0
        self._batches: list[list[pa.Array]] = []
        self._flushed_rows = self._width = 0

    @property
    def n_rows(self) -> int:
        """Number of rows added so far."""
        return self._flushed_rows + len(self._pending)

    def add(self, row: Sequence[str | None], times: int = 1) -> None:
        """Add a row ``times`` times. Rows may differ in length; "" and None are empty cells."""
        self._width = max(self._width, len(row))
        if (self.n_rows + times) * max(self._width, 1) > MAX_CELLS or len(row) > MAX_COLUMNS:
            extent = f"{self.n_rows + times} 行、{self._width} 列"
            raise too_large(self._path, f"的工作表“{self._sheet}”内容铺得过大（{extent}）")
        self._pending_width = max(self._pending_width, len(row))
        if times == 1:
            self._pending.append(row)
        else:
            self._pending += [row] * times
        if len(self._pending) * max(self._pending_width, 8) >= _BATCH:
            self._flush()

    def _flush(self) -> None:
        columns = zip_longest(*self._pending)
        batch = [pa.array([cell or None for cell in column], pa.string()) for column in columns]
        self._batches.append(batch or [pa.nulls(len(self._pending), pa.string())])
        self._flushed_rows += len(self._pending)
        self._pending, self._pending_width = [], 0

    def finish(self) -> list[pa.ChunkedArray]:
        """Return the columns; none if no row had a cell."""
        if self._pending:
            self._flush()
        return [pa.chunked_array(self._column(index), pa.string()) for index in range(self._width)]

    def _column(self, index: int) -> list[pa.Array]:
        return [batch[index] if index < len(batch) else pa.nulls(len(batch[0]), pa.string()) for batch in self._batches]


def add_all(columns: Columns, rows: Iterable[Sequence[str | None]]) -> list[pa.ChunkedArray]:
    """Add every row and return the finished columns."""
    for row in rows:
        columns.add(row)
    return columns.finish()
