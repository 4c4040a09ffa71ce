r"""One streaming pass over a sheet's XML, before a native reader opens it, for what that reader hides or dies of.

fastexcel turns number cells into text without a word (``310112198501010013`` becomes ``'310112198501009984'``), says
nothing of hidden rows and merged cells, and allocates rows x columns for a single stray value in XFD1048576. So this
pass finds numbers of more than 15 digits, long decimals, merged and hidden ranges, and how far the values reach.

It must be cheap (240 MB in about a second): only regular expressions that begin with a literal, and only on what the
common writers produce (``<c r="A1" ...>``). A sheet that is written otherwise (no ``r``, other attribute order) is
read by :func:`_scan_tokens`, some ten times slower.
"""

import html
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from huibao_xl.files.reading.cells import TOO_LONG, Marks, number_text, printed_lines
from huibao_xl.files.reading.grid import NO_RESULT, column_index, column_letters

_MAX_CARRY = 16 << 20
_NEAR = 1 << 20
_HEAD = 1 << 16
_ROOT = re.compile(rb"<(?:([A-Za-z_][\w.-]*):)?worksheet[\s>/]")
_TYPE = re.compile(rb"""\st=["'](\w+)""")
_REF = re.compile(rb"""\sr=["']([A-Za-z]{1,3})(\d+)["']""")
_ROW = re.compile(rb"""\sr=["'](\d+)["']""")
_MIN = re.compile(rb"""\smin=["'](\d+)["']""")
_PRINTED = re.compile(rb"(?:odd|even|first)(?:Header|Footer)>([^<]+)<")
_MAX = re.compile(rb"""\smax=["'](\d+)["']""")


class SheetDamaged(Exception):
    """The part is not a worksheet that can be scanned."""


class _Irregular(Exception):
    """The sheet is not written as the fast pass expects."""


@dataclass
class SheetScan(Marks):
    """The marks of a sheet, and how far its values reach: the last row and column (from 0), -1 where there are none.

    ``last_column`` is 25 (Z) for sheets that have nothing beyond: exact enough to bound memory, and cheap. ``strikes``: whether a text
    inside a cell has a run that is struck out.
    """

    last_row: int = -1
    last_column: int = -1
    strikes: bool = False

    def reach(self, row: int, column: int) -> None:
        """Note a value."""
        self.last_row, self.last_column = max(self.last_row, row), max(self.last_column, column)

    @property
    def n_cells(self) -> int:
        """Rows x columns from A1 to the last value."""
        return (self.last_row + 1) * (self.last_column + 1)

    @property
    def corner(self) -> str:
        """The address at the end of the values."""
        return f"{column_letters(self.last_column)}{self.last_row + 1}"


def scan_sheet(chunks: Callable[[], Iterable[bytes]]) -> SheetScan:
    """Scan a worksheet part; ``chunks`` starts a new pass over its bytes. Raise SheetDamaged if it is no worksheet."""
    try:
        return _scan_fast(chunks())
    except _Irregular:
        return _scan_tokens(chunks())


def scan_ranges(pieces: Iterable[bytes]) -> SheetScan:
    """Return a scan that has only the merged and hidden ranges of some pieces of a worksheet part, written without prefix."""
    scan = SheetScan()
    for data in pieces:
        _note_ranges(scan, data, len(data), _patterns(b""))
    return scan


@dataclass(frozen=True)
class _Patterns:
    """``unusual``: any cell but ``<c r="A123456"``, few in most sheets; ``wide``, ``deep``: far cells that have a value."""

    cell: bytes
    value: bytes
    inline: bytes
    number: re.Pattern[bytes]
    error: re.Pattern[bytes]
    formula: bytes
    no_result: re.Pattern[bytes]
    unusual: re.Pattern[bytes]
    irregular: re.Pattern[bytes]
    wide: re.Pattern[bytes]
    deep: re.Pattern[bytes]
    hidden: re.Pattern[bytes]
    merged: re.Pattern[bytes]
    token: re.Pattern[bytes]


@lru_cache(maxsize=16)
def _patterns(prefix: bytes) -> _Patterns:
    p = re.escape(prefix)
    return _Patterns(
        b"<" + prefix + b"c",
        b"<" + prefix + b"v",
        b"<" + prefix + b"is",
        re.compile(rb"<%bv[^>]*+>-?[.\d]{1,15}+[.\dEe]" % p),
        re.compile(rb"""<%bc\s([^>]*?\st=["']e["'][^>]*)>.{0,2000}?<%bv[^>]*>([^<]{1,20})<""" % (p, p), re.DOTALL),
        b"<" + prefix + b"f",
        re.compile(rb"(?:</%bf>|<%bf(?:\s[^>]*)?/>)(<%bv\s*/>|<%bv></%bv>)?</%bc>" % (p, p, p, p, p, p)),
        re.compile(rb"""<%bc(?! r="[A-Z]\d{1,6}+")[\s>/]""" % p),
        re.compile(rb"""<%bc(?! r="[A-Z]{1,3}\d)[\s>/]""" % p),
        re.compile(rb"""<%bc r="([A-Z]{2,3})\d+"[^>]*(?<!/)>(?!</)""" % p),
        re.compile(rb"""<%bc r="[A-Z]{1,3}(\d{7,})"[^>]*(?<!/)>(?!</)""" % p),
        re.compile(rb"""<%b(row|col)((?=\s)[^>]*?\shidden=["'](?:1|true|on)["'][^>]*)>""" % p),
        re.compile(rb"""<%bmergeCell\s[^>]*?ref=["']([A-Za-z]+)(\d+)(?::([A-Za-z]+)(\d+))?["']""" % p),
        re.compile(rb"<(/?)%b(row|c|v|is)([\s/][^>]*)?>" % p),
    )


def _column(letters: bytes) -> int:
    try:
        return column_index(letters.decode("ascii"))
    except ValueError:
        raise SheetDamaged from None


def _pieces(chunks: Iterable[bytes]) -> Iterator[tuple[bytes, int, _Patterns]]:
    """Yield (data, end, patterns): no cell straddles ``end``; the rest comes again at the start of the next piece."""
    carry, patterns = b"", None
    for chunk in chunks:
        data = carry + chunk
        if patterns is None:
            root = _ROOT.search(data, 0, _HEAD)
            if root is None:
                carry = data
                if len(data) > _HEAD:
                    raise SheetDamaged
                continue
            patterns = _patterns(root[1] + b":" if root[1] else b"")
        end = data.rfind(patterns.cell)
        if end < 0 or len(data) - end > _NEAR:
            end = max(data.rfind(b"<"), 0)
        yield data, end, patterns
        carry = data[end:]
        if len(carry) > _MAX_CARRY:
            raise SheetDamaged
    if patterns is None:
        raise SheetDamaged
    yield carry, len(carry), patterns


def _scan_fast(chunks: Iterable[bytes]) -> SheetScan:
    scan = SheetScan()
    for data, end, patterns in _pieces(chunks):
        if patterns.unusual.search(data, 0, end):
            if patterns.irregular.search(data, 0, end):
                raise _Irregular
            for letters in set(patterns.wide.findall(data, 0, end)):
                scan.reach(-1, _column(letters))
            for row in set(patterns.deep.findall(data, 0, end)):
                scan.reach(int(row) - 1, -1)
        _reach_last(scan, data, end, patterns)
        for match in patterns.number.finditer(data, 0, end):
            start = data.rfind(patterns.cell, 0, match.start())
            if start >= 0:
                _note_number(scan, data[start : data.find(b">", start)], data, match.start(), None)
        _note_unreadable(scan, data, end, patterns)
        _note_ranges(scan, data, end, patterns)
    return scan


def _note_unreadable(scan: SheetScan, data: bytes, end: int, patterns: _Patterns) -> None:
    """Error values, and formulas of which no result is stored. An empty text as the result is a result."""
    if data.find(b't="e"', 0, end) >= 0 or data.find(b"t='e'", 0, end) >= 0:
        for attributes, stored in patterns.error.findall(data, 0, end):
            if ref := _REF.search(b" " + attributes):
                scan.unreadable[int(ref[2]) - 1, _column(ref[1])] = stored.decode("ascii", "replace")
    if data.find(patterns.formula, 0, end) < 0:
        return
    for match in patterns.no_result.finditer(data, 0, end):
        start = data.rfind(patterns.cell, 0, match.start())
        tag = data[start : data.find(b">", start)]
        kind, ref = _TYPE.search(tag), _REF.search(tag)
        if ref and not (match[1] and kind and kind[1] == b"str"):
            scan.unreadable[int(ref[2]) - 1, _column(ref[1])] = NO_RESULT


def _reach_last(scan: SheetScan, data: bytes, end: int, patterns: _Patterns) -> None:
    last = data.rfind(patterns.value, 0, end)
    last = max(last, data.rfind(patterns.inline, max(last, 0), end))
    if last < 0:
        return
    start = data.rfind(patterns.cell, 0, last)
    if ref := _REF.search(data, max(start, 0), last):
        scan.reach(int(ref[2]) - 1, 25)


def _note_number(scan: SheetScan, tag: bytes, data: bytes, start: int, place: tuple[int, int] | None) -> None:
    kind = _TYPE.search(tag)
    if kind and kind[1] != b"n":
        return
    if place is None:
        ref = _REF.search(tag)
        if ref is None:
            return
        place = int(ref[2]) - 1, _column(ref[1])
    begin = data.find(b">", start) + 1
    stored = data[begin : data.find(b"<", begin)].decode("ascii", "replace")
    try:
        value = float(stored)
    except ValueError:
        return
    if abs(value) >= TOO_LONG:
        scan.numbers[place] = stored
    elif value != int(value):
        scan.fractions[place] = number_text(value)


def _note_ranges(scan: SheetScan, data: bytes, end: int, patterns: _Patterns, rows: bool = True) -> None:
    scan.strikes = scan.strikes or data.find(b"strike", 0, end) >= 0
    if data.find(b"headerFooter", 0, end) >= 0:
        scan.beside += [("页眉或页脚", text) for text in _printed(data[:end])]
    if data.find(b" hidden=", 0, end) >= 0:
        for kind, attributes in patterns.hidden.findall(data, 0, end):
            if rows or kind == b"col":
                _note_hidden(scan, kind, attributes)
    if data.find(b"mergeCell ", 0, end) >= 0:
        for letters, row, letters_to, row_to in patterns.merged.findall(data, 0, end):
            scan.merged.append((int(row) - 1, _column(letters), int(row_to or row) - 1, _column(letters_to or letters)))


def _printed(data: bytes) -> Iterator[str]:
    """The texts that a sheet prints above and below its pages, without the codes of fonts, page numbers and places."""
    texts = {html.unescape(text.decode("utf-8", "replace")) for text in _PRINTED.findall(data)}
    for text in sorted(texts):
        yield from printed_lines(text)


def _note_hidden(scan: SheetScan, kind: bytes, attributes: bytes) -> None:
    if kind == b"row":
        row = _ROW.search(attributes)
        if row is None:
            raise _Irregular
        scan.hidden_rows.add(int(row[1]) - 1)
        return
    first, last = _MIN.search(attributes), _MAX.search(attributes)
    if first and last:
        scan.hidden_columns.update(range(int(first[1]) - 1, min(int(last[1]), 16_384)))


def _scan_tokens(chunks: Iterable[bytes]) -> SheetScan:
    """Scan any legal sheet: cells and rows without ``r`` follow the one before."""
    scan = SheetScan()
    row, column, tag = -1, -1, b""
    for data, end, patterns in _pieces(chunks):
        for match in patterns.token.finditer(data, 0, end):
            closing, name, attributes = match.groups(b"")
            if closing:
                continue
            if name == b"row":
                given = _ROW.search(attributes)
                row, column = (int(given[1]) - 1 if given else row + 1), -1
                if b"hidden=" in attributes and patterns.hidden.match(match[0]):
                    scan.hidden_rows.add(row)
            elif name == b"c":
                ref, tag = _REF.search(attributes), attributes
                row, column = (int(ref[2]) - 1, _column(ref[1])) if ref else (row, column + 1)
            elif not attributes.endswith(b"/"):
                scan.reach(row, column)
                if name == b"v":
                    _note_number(scan, tag, data, match.start(), (row, column))
        _note_ranges(scan, data, end, patterns, rows=False)
    return scan
