"""Money is whole fen, as int. This is the only module where money meets text.

An amount in a policy file or a cell is yuan with at most two decimals. Everything between reading and
printing is fen (1 yuan = 100 fen): adding and comparing fen is exact, and a sum that differs by one fen is wrong.
"""

import re
from decimal import ROUND_HALF_UP, Decimal

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

_YUAN = re.compile(r"-?\d+(\.\d{1,2})?")
_PLAIN = r"^-?[0-9]{1,11}(\.[0-9]{1,2})?$"
LIMIT_FEN = 10**12
"""No amount in a cell reaches this (100 亿元). A number that does stands in the wrong column: telephone numbers have 11 digits,
ids and accounts more, and no list of one year pays as much to one person, one 街镇 or one household."""


def parse_yuan(text: str) -> int:
    """Return the fen of an amount written in yuan, such as ``129``, ``129.00`` or ``¥1,161,000.00``.

    Raises ValueError if the text is not an amount or has a part smaller than a fen.

    >>> parse_yuan("129.00"), parse_yuan("1,161,000元"), parse_yuan("0.1")
    (12900, 116100000, 10)
    """
    compact = text.strip().lstrip("¥￥").removesuffix("元").replace(",", "").replace("，", "").strip()
    if not _YUAN.fullmatch(compact):
        raise ValueError("not an amount in yuan")
    return int(Decimal(compact) * 100)


def parse_amount(text: str) -> int:
    """Return the fen of an amount in a cell. Raises ValueError where :func:`parse_yuan` does, and for LIMIT_FEN or more.

    >>> parse_amount("129.00")
    12900
    """
    fen = parse_yuan(text)
    if abs(fen) >= LIMIT_FEN:
        raise ValueError("too much for one amount")
    return fen


def parse_column(texts: pa.Array) -> tuple[np.ndarray, np.ndarray]:
    """Return the fen (int64) of a whole column of amounts, and where (bool) a cell is no amount or reaches LIMIT_FEN: 0 fen there.

    An empty cell is 0 fen.

    >>> parse_column(pa.array(["129", "-0.5", "¥1,161,000.00", None, "x"]))
    (array([    12900,       -50, 116100000,         0,         0]), array([False, False, False, False,  True]))
    """
    trimmed = pc.fill_null(pc.utf8_trim_whitespace(texts), "")
    plain = pc.match_substring_regex(trimmed, _PLAIN)
    fen = pc.if_else(plain, trimmed, "0").cast(pa.decimal128(15, 2))
    column = pc.multiply(fen, pa.scalar(Decimal(100), pa.decimal128(3, 0))).cast(pa.int64()).to_numpy().copy()
    faulty = np.zeros(len(column), dtype=bool)
    for row in np.flatnonzero(~plain.to_numpy(zero_copy_only=False)):
        if text := trimmed[row].as_py():
            try:
                column[row] = parse_amount(text)
            except ValueError:
                faulty[row] = True
    faulty |= np.abs(column) >= LIMIT_FEN
    column[faulty] = 0
    return column, faulty


def format_column(fen: np.ndarray) -> pa.Array:
    """Return a whole column of fen as yuan with two decimals, without separators.

    >>> format_column(np.array([4515, -5])).to_pylist()
    ['45.15', '-0.05']
    """
    yuan = pc.multiply(
        pa.array(fen, pa.int64()).cast(pa.decimal128(19, 0)), pa.scalar(Decimal("0.01"), pa.decimal128(3, 2))
    )
    return yuan.cast(pa.string())


def format_sparse(fen: np.ndarray) -> pa.Array:
    """Return a column of fen as yuan like :func:`format_column`, but 0 as ``""``; fast where most are 0, for only the others are formatted.

    >>> format_sparse(np.array([0, 4515])).to_pylist()
    ['', '45.15']
    """
    filled = np.flatnonzero(fen)
    texts = pa.concat_arrays([pa.array([""]), format_column(fen[filled])])
    place = np.zeros(len(fen), dtype=np.int64)
    place[filled] = np.arange(1, len(filled) + 1)
    return texts.take(pa.array(place))


def format_yuan(fen: int) -> str:
    """Return fen as yuan with two decimals and thousands separators.

    >>> format_yuan(4515), format_yuan(-503100000)
    ('45.15', '-5,031,000.00')
    """
    sign, fen = ("-", -fen) if fen < 0 else ("", int(fen))
    return f"{sign}{fen // 100:,}.{fen % 100:02d}"


def district_share(amount_fen: int, percent: Decimal) -> int:
    """Return the district's share of one person's amount, rounded half up to the fen.

    The other bearer takes the rest (``amount_fen - district_share(...)``), so the two always add up.
    Source: M 三、3 (35:65); the rounding is ours, and 129.00 yuan never needs it.

    >>> district_share(12900, Decimal(35)), district_share(12950, Decimal(35))
    (4515, 4533)
    """
    return int((Decimal(amount_fen) * percent / 100).quantize(Decimal(1), ROUND_HALF_UP))
