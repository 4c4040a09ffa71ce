"""Sheets as spreadsheet programs usually write them, whole columns at once with numpy: the quick way for a large list.

Most large lists hold nothing but shared texts, plain numbers and days. Their XML is so regular that the places of ``<`` and ``>`` say
all: each piece of it is taken apart by some array operations, in about half the time of a scan and a parser that looks at every cell, and
without its memory. Whatever is not understood to the last byte (a formula, an error value, text in the cell itself, rich text, a cell
that is struck out, a moment, another order of attributes) raises :class:`Irregular`, and the file goes the ordinary way: this module never guesses, and gives what that
way gives. So whatever new mark ``xlsx_scan`` learns to note must be noted here too, or be irregular.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
from lxml import etree

from huibao_xl.files.reading.xlsx_marks import struck_styles

Bytes = npt.NDArray[np.uint8]
Words = npt.NDArray[np.uint64]
Places = npt.NDArray[np.int64]
Stored = dict[tuple[int, int], str]
"""{(row, column): a number as it is stored}."""

STRUCK = -1
"""A style of cells that are struck out: where one holds something, the file goes the ordinary way, which notes it."""
TEXT, NUMBER, DAY = 1 << 40, 2 << 40, 3 << 40
"""What a cell holds is one int64: its kind, plus the index of its text, its whole number or its serial day; 0 is an empty cell."""
_VALUE = TEXT - 1
_MOST_DIGITS = 12
_MOST_UNCOMMON = 10_000
_FIRST_DAY, _LAST_DAY = 61, 2_958_465
"""Serial days that all programs agree on: from 1900-03-01 (before it Excel counts a day that never was) to 9999-12-31."""
_MOST_SPAN = 1 << 24
_NUMBERS = {0, 1, 2, 3, 4, 9, 10, 37, 38, 39, 40, 49}
_NUMBER_CODES = {"@", "0", "0.00", "#,##0", "#,##0.00", "0_ ", "0.00_ ", "General"}
_DAY_CODES = {"yyyy-mm-dd", "yyyy/mm/dd", "yyyy/m/d", "yyyy-m-d", "yyyy\\-mm\\-dd", 'yyyy"年"m"月"d"日"', "yyyymmdd"}
_BODY = re.compile(rb"<sheetData\s*>")
_ROW = re.compile(rb'"(?: [\w:.]+="[^"<&]*")*/?')
"""What stands in a row's tag after its number."""
_NUMBER = re.compile(r"-?\d+(?:\.\d+)?(?:[Ee][+-]?\d+)?", re.ASCII)
_SPACE = 32


class Irregular(Exception):
    """The part holds something that this module does not read."""


@dataclass
class Body:
    """The cells of a sheet.

    ``pieces``: (first row, table of what the rows from there on hold); ``rest``: the XML around the rows, and rows of which some are
    hidden; ``uncommon``: numbers that are no short whole ones.
    """

    pieces: list[tuple[int, Places]] = field(default_factory=list)
    rest: list[bytes] = field(default_factory=list)
    uncommon: Stored = field(default_factory=dict)

    @property
    def n_rows(self) -> int:
        """Rows from the first of the sheet to the last that has a value."""
        return max((first + len(cells) for first, cells in self.pieces), default=0)

    @property
    def n_columns(self) -> int:
        """Columns from A to the last that has a value."""
        return max((cells.shape[1] for _, cells in self.pieces), default=0)


class _Tags:
    """Some XML and its tags: ``letters``; ``words``: the eight bytes from every place on, as one number; where each tag begins and ends,
    its first letter, and whether it closes itself."""

    def __init__(self, data: bytes) -> None:
        data += bytes(16)
        self.letters: Bytes = np.frombuffer(data, np.uint8)
        self.words: Words = np.ndarray(
            len(data) - 8, "<u8", data, strides=(1,)
        )  # unaligned: any place may be asked for
        edges = np.flatnonzero((self.letters & 0xFD) == ord("<"))  # < and > differ in this bit only
        self.begin, self.end = edges[0::2].copy(), edges[1::2].copy()
        _require(len(edges) and len(self.begin) == len(self.end))
        _require((self.letters[self.begin] == ord("<")).all() and (self.letters[self.end] == ord(">")).all())
        self.name = self.letters[self.begin + 1]
        self.alone = self.letters[self.end - 1] == ord("/")

    def reads(self, at: Places, text: bytes) -> npt.NDArray[np.bool_]:
        """Whether these at most eight bytes stand at each place."""
        found: npt.NDArray[np.bool_] = (self.words[at] & _mask(len(text))) == np.uint64(int.from_bytes(text, "little"))
        return found


def _mask(length: int) -> np.uint64:
    return np.uint64((1 << 8 * length) - 1)


def _require(condition: object) -> None:
    if not condition:
        raise Irregular


def _between(chunks: Iterable[bytes], cut: bytes) -> Iterator[bytes]:
    """Pieces that end after ``cut``; the last one is what follows the last ``cut``."""
    carry = b""
    for chunk in chunks:
        data = carry + chunk
        end = data.rfind(cut) + len(cut)
        if end < len(cut):
            _require(len(data) < _MOST_SPAN)
            carry = data
            continue
        yield data[:end]
        carry = data[end:]
    yield carry


def read_body(chunks: Iterable[bytes], kinds: npt.NDArray[np.int64]) -> Body:
    """Return the cells of a worksheet part. ``kinds``: by style, whether its numbers are NUMBER or DAY (:func:`style_kinds`)."""
    body, started, next_row = Body(), False, 0
    for data in _between(chunks, b"</row>"):
        if not started:
            opening = _BODY.search(data)
            if opening is None:
                raise Irregular
            body.rest.append(data[: opening.end()])
            data, started = data[opening.end() :], True
        if not data.endswith(b"</row>"):
            _require(data.startswith(b"</sheetData>"))
            _require_xml(body.rest[0] + data)
            body.rest.append(data)
            break
        first, cells, uncommon = _rows(data, kinds)
        body.uncommon |= uncommon
        _require(first >= next_row)
        next_row = first + len(cells)
        if b" hidden=" in data:
            body.rest.append(data)
        body.pieces.append((first, cells))
    _require(started)
    return body


def _require_xml(data: bytes) -> None:
    """What stands around the rows must be sound, or other programs see another sheet."""
    try:
        etree.fromstring(data, etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=True))
    except etree.XMLSyntaxError:
        raise Irregular from None


def _rows(data: bytes, kinds: npt.NDArray[np.int64]) -> tuple[int, npt.NDArray[np.int64], Stored]:
    """The cells of some whole rows: the first row, a table of what they hold, and the numbers that are no short whole ones."""
    tags = _Tags(data)
    begin, end = tags.begin, tags.end
    cells, row_tags = np.flatnonzero(tags.name == ord("c")), np.flatnonzero(tags.name == ord("r"))
    _require(len(cells) and len(row_tags) and row_tags[0] == 0)
    alone = tags.alone[cells]
    has_value = ~alone & (tags.name[cells + 1] == ord("v"))
    valued, hollow = cells[has_value], cells[~alone & ~has_value]
    _require_order(data, tags, valued, hollow, int(np.count_nonzero(alone)), row_tags)
    rows, columns, attributes = _addresses(tags, cells, row_tags)
    styles, is_text = _attributes(tags, attributes, end[cells] - alone)
    rows, columns, styles, is_text = (of_cell[has_value] for of_cell in (rows, columns, styles, is_text))
    start, stop = end[valued + 1] + 1, begin[valued + 2]
    held, plain = _integers(tags, start, stop)
    _require((styles < len(kinds)).all())
    _require((kinds[styles] != STRUCK).all())
    kind = np.where(is_text, TEXT, kinds[styles])
    _require(kind.all() and ((kind != DAY) | ((held >= _FIRST_DAY) & (held <= _LAST_DAY))).all())
    uncommon = np.flatnonzero(~plain)
    _require((kind[uncommon] == NUMBER).all() and len(uncommon) < _MOST_UNCOMMON)
    held[uncommon] = _VALUE
    stored = {
        (int(rows[at]), int(columns[at])): data[start[at] : stop[at]].decode("ascii", "replace")
        for at in uncommon.tolist()
    }
    _require(all(map(_NUMBER.fullmatch, stored.values())))
    first, table = _table(rows, columns, kind | held)
    return first, table, stored


def _require_order(data: bytes, tags: _Tags, valued: Places, hollow: Places, n_alone: int, row_tags: Places) -> None:
    """Only rows and cells, nested as they must be, with nothing between them: ``<c ..><v>..</v></c>``, ``<c ..></c>``, ``<c ../>``."""
    begin, end = tags.begin, tags.end
    _require(tags.reads(end[valued] + 1, b"<v>").all() and tags.reads(begin[valued + 2], b"</v></c>").all())
    _require(tags.reads(end[hollow] + 1, b"</c>").all())
    open_rows = row_tags[~tags.alone[row_tags]]
    closing = np.append(row_tags, len(begin))[1:][~tags.alone[row_tags]] - 1  # the last tag before the next row
    _require(tags.reads(begin[row_tags], b'<row r="').all() and tags.reads(begin[closing], b"</row>").all())
    _require(4 * len(valued) + 2 * len(hollow) + n_alone + len(row_tags) + len(open_rows) == len(begin))
    starts, ends = (begin[row_tags] + 8).tolist(), end[row_tags].tolist()
    _require(
        all(
            map(
                _ROW.fullmatch,
                {data[start:stop].lstrip(b"0123456789") for start, stop in zip(starts, ends, strict=True)},
            )
        )
    )
    apart = begin[1:] != end[:-1] + 1
    apart[valued + 1] = False
    _require(not apart.any())


def _table(rows: Places, columns: Places, held: Places) -> tuple[int, npt.NDArray[np.int64]]:
    if not len(rows):
        return 0, np.zeros((0, 0), np.int64)
    _require((np.diff(rows) >= 0).all())
    first, n_rows, n_columns = int(rows[0]), int(rows[-1] - rows[0]) + 1, int(columns.max()) + 1
    _require(n_rows * n_columns <= _MOST_SPAN)
    table = np.zeros((n_rows, n_columns), np.int64)
    table[rows - first, columns] = held
    return first, table


def _addresses(tags: _Tags, cells: Places, row_tags: Places) -> tuple[Places, Places, Places]:
    """Rows and columns (from 0) of ``<c r="AB12"``, and where the attributes after it begin. A cell must name the row that it stands in."""
    begin = tags.begin[cells]
    _require(tags.reads(begin, b'<c r="').all())
    columns = tags.letters[begin + 6].astype(np.int64) - ord("A")
    second = tags.letters[begin + 7].astype(np.int64) - ord("A")
    double = (second >= 0) & (second < 26)
    _require(((columns >= 0) & (columns < 26)).all())
    columns = np.where(double, (columns + 1) * 26 + second, columns)
    number_at = tags.begin[row_tags] + 8
    n_digits = np.zeros(len(row_tags), np.int64)
    for place in range(8):
        n_digits += (n_digits == place) & (tags.letters[number_at + place] - np.uint8(ord("0")) <= 9)
    numbers, plain = _integers(tags, number_at, number_at + n_digits)
    _require((plain & (numbers > 0) & (n_digits < 8)).all() and (np.diff(numbers) > 0).all())
    row = np.searchsorted(row_tags, cells) - 1
    masks = np.array([_mask(length) for length in range(9)])[n_digits + 1]  # with the quote after the number
    at = begin + 7 + double
    _require(((tags.words[at] & masks[row]) == (tags.words[number_at] & masks)[row]).all())
    after = at + n_digits[row]
    _require((tags.letters[after] == ord('"')).all())
    return numbers[row] - 1, columns, after + 1


def _attributes(tags: _Tags, at: Places, end: Places) -> tuple[Places, npt.NDArray[np.bool_]]:
    """Style numbers, and which cells hold a shared text, of ``s="12" t="s">``; 0 where no style stands."""
    is_text = tags.reads(end - 6, b' t="s"')
    stop = np.where(is_text | tags.reads(end - 6, b' t="n"'), end - 6, end)
    styles = np.zeros(len(at), np.int64)
    styled = np.flatnonzero(stop > at)
    start, closing = at[styled], stop[styled] - 1
    styles[styled], plain = _integers(tags, start + 4, closing)
    _require(plain.all() and tags.reads(start, b' s="').all() and (tags.letters[closing] == ord('"')).all())
    return styles, is_text


def _integers(tags: _Tags, start: Places, stop: Places) -> tuple[Places, npt.NDArray[np.bool_]]:
    """The numbers that are written from ``start`` to ``stop``, and whether they are: few digits, no zero before others.

    The last eight digits are read as one word, and its halves added up thrice; what stands before them likewise.
    """
    length = stop - start
    zeros = np.uint64(0x3030303030303030)
    masks = np.array([~_mask(8 - digits) for digits in range(8)] + [~np.uint64(0)], np.uint64)
    mask = masks[np.clip(length, 0, 8)]
    word = (tags.words[np.maximum(stop - 8, 0)] & mask) | (zeros & ~mask)
    high = ((word + np.uint64(0x4646464646464646)) | (word - zeros)) & np.uint64(0x8080808080808080)
    plain = (high == 0) & (length > 0) & (length <= _MOST_DIGITS) & ((tags.letters[start] != ord("0")) | (length == 1))
    word = ((word & np.uint64(0x0F0F0F0F0F0F0F0F)) * np.uint64(2561)) >> np.uint64(8)
    word = ((word & np.uint64(0x00FF00FF00FF00FF)) * np.uint64(6553601)) >> np.uint64(16)
    word = ((word & np.uint64(0x0000FFFF0000FFFF)) * np.uint64(42949672960001)) >> np.uint64(32)
    numbers = word.astype(np.int64)
    long = np.flatnonzero(plain & (length > 8))
    if len(long):
        upper, plain[long] = _integers(tags, start[long], stop[long] - 8)
        numbers[long] += upper * 100_000_000
    return numbers, plain


def style_kinds(styles: etree._Element) -> npt.NDArray[np.int64]:
    """Return by style number whether its numbers are plain (NUMBER) or days (DAY); 0 for formats that may be something else, STRUCK for
    fonts that are struck out."""
    codes = {item.get("numFmtId"): item.get("formatCode", "") for item in styles.iter("{*}numFmt")}
    formats = [item.get("numFmtId", "0") for cells in styles.iter("{*}cellXfs") for item in cells]
    kinds = np.array([_kind(number, codes.get(number)) for number in formats] or [NUMBER], np.int64)
    kinds[[at for at in struck_styles(styles) if at < len(kinds)]] = STRUCK
    return kinds


def _kind(number: str, code: str | None) -> int:
    if code is not None:
        plain = code.removesuffix(";@")
        return DAY if plain.lower() in _DAY_CODES else NUMBER if plain in _NUMBER_CODES else 0
    return DAY if number == "14" else NUMBER if number.isdigit() and int(number) in _NUMBERS else 0


def read_texts(chunks: Iterable[bytes]) -> pa.Array:
    """Return the shared texts of a workbook, in their order."""
    pieces: list[pa.Array] = []
    for data in _between(chunks, b"</si>"):
        if not data.endswith(b"</si>"):
            _require(data.strip() in (b"</sst>", b""))
            break
        pieces.append(_texts(data if pieces else data[data.find(b"<si") :]))
    return pa.chunked_array(pieces, pa.string()).combine_chunks()


def _texts(data: bytes) -> pa.Array:
    """The texts of ``<si><t>..</t></si>``; a text with blanks at its ends only where they are said to count."""
    _require(b"\r" not in data and b"_x" not in data and b"&#" not in data)
    tags = _Tags(data)
    begin, end = tags.begin, tags.end
    _require(
        len(begin) % 4 == 0 and tags.reads(begin[0::4], b"<si><t").all() and tags.reads(begin[2::4], b"</t></si").all()
    )
    _require((begin[4::4] == end[3:-1:4] + 1).all())
    start, stop = end[1::4] + 1, begin[2::4]
    named = end[1::4] - begin[1::4] > 2
    _require(tags.reads(begin[1::4][named] + 2, b" xml:spa").all() and not tags.alone[1::4].any())
    bare = ~named & (stop > start)
    _require((tags.letters[start[bare]] > _SPACE).all() and (tags.letters[stop[bare] - 1] > _SPACE).all())
    # every other string is a text, those between are tags: so nothing is copied before the texts are taken
    offsets = np.append(np.stack([start, stop], axis=1).ravel(), len(data)).astype(np.int32)
    parts = pa.StringArray.from_buffers(2 * len(start), pa.py_buffer(offsets), pa.py_buffer(data))
    texts = parts.take(pa.array(np.arange(0, 2 * len(start), 2)))
    return _unescaped(texts, b"&" in data)


def _unescaped(texts: pa.Array, has_entities: bool) -> pa.Array:
    try:
        texts.validate(full=True)
    except pa.ArrowInvalid:
        raise Irregular from None
    if has_entities:
        for entity, character in (("&lt;", "<"), ("&gt;", ">"), ("&quot;", '"'), ("&apos;", "'"), ("&amp;", "&")):
            texts = pc.replace_substring(texts, entity, character)
    return texts


def columns_of(body: Body, texts: pa.Array) -> list[pa.Array]:
    """Return the cells as text columns from A on; uncommon numbers are still to be put in."""
    columns = []
    for index in range(body.n_columns):
        held = np.zeros(body.n_rows, np.int64)
        for first, cells in body.pieces:
            if index < cells.shape[1]:
                held[first : first + len(cells)] = cells[:, index]
        columns.append(_column(held, texts))
    return columns


def _column(held: npt.NDArray[np.int64], texts: pa.Array) -> pa.Array:
    kinds, values = held & ~np.int64(_VALUE), held & _VALUE
    column = None
    for kind in (TEXT, NUMBER, DAY):
        here = kinds == kind
        if not here.any():
            continue
        if kind == TEXT:
            _require(values[here].max() < len(texts))
            part = texts.take(pa.array(values, mask=~here))
        elif kind == NUMBER:
            part = pc.cast(pa.array(values, mask=~here), pa.string())
        else:
            part = pc.cast(pc.cast(pa.array((values - 25_569).astype(np.int32), mask=~here), pa.date32()), pa.string())
        column = part if column is None else pc.coalesce(column, part)
    if column is None:
        return pa.nulls(len(held), pa.string())
    return column.combine_chunks() if isinstance(column, pa.ChunkedArray) else column
