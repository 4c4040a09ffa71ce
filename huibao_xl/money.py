"""Money is whole fen, as int. This is the only module where money meets text.

An amount in a policy file or a cell is yuan with at most two decimals. Everything between reading and
printing is fen (1 yuan = 100 fen): adding and comparing fen is exact, and a sum that differs by one fen is wrong.
"""

import re
import unicodedata
from decimal import ROUND_HALF_UP, Decimal

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

_YUAN = re.compile(r"-?\d+(\.\d{1,2})?")
_PLAIN, _NO_AMOUNT = r"^-?[0-9]{1,11}(\.[0-9]{1,2})?$", r"^\b$"
_UNITS = {"分": 1, "角": 10, "元": 100, "十元": 1_000, "百元": 10_000, "千元": 100_000, "万元": 1_000_000}
_UNITS |= {"十万元": 10_000_000, "百万元": 100_000_000, "千万元": 1_000_000_000, "亿元": 10_000_000_000}
_SHORT = {
    "圆": "元",
    "块": "元",
    "RMB": "元",
    "CNY": "元",
    "¥": "元",
    "千": "千元",
    "万": "万元",
    "百万": "百万元",
    "亿": "亿元",
}
YUAN = _UNITS["元"]
"""The fen of the unit in which a column is written that names none."""
_FOREIGN = re.compile(r"[美港日欧澳加韩台]元|美金|英镑|USD|HKD|EUR|JPY|GBP|[$€£]")
_BRACKETS = re.compile(r"[(\[【{<〔「](.*?)[)\]】}>〕」]")
_PARTS = re.compile(r"[、,;/]")
_BEFORE = re.compile(r"^(?:金额|货币|计量)?(?:单位)?:?(?:人民币)?:?")
_PERIOD = re.compile(r"(?:[/每](?:人|户|月|年|次|笔|天|日))+$")
_BEHIND = re.compile(r"(?:(?<=.)(?P<yuan>[十百千万亿]*元)|[/_:\s-](?P<other>分|角|千|万|百万|亿))$")
_ABOVE = re.compile(r"单位\s*:?\s*((?:[^\s。;)]{1,4}[、,/])?(?:人民币)?[^\s。;,)]{1,3})(?=$|[\s。;,)])")
_CELL = re.compile(
    r"(?P<minus>[-−▲△]?)(?:人民币|RMB|CNY)?¥?(?P<less>[-−]?)(?P<number>\d+|\d{1,3}(?:,\d{3})+)(?P<decimals>\.\d+)?"
    r"(?P<unit>[十百千万亿]*[元圆块]|分|角|千|万|百万|亿)?整?(?P<behind>-?)"
)
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


def unit_of(header: str, above: str = "") -> int | None:
    """Return the fen of the unit that a column is written in: what its header says, else a line above the table (单位：万元), else yuan.

    None where a unit is named that nobody knows: such a column must not be read.

    >>> unit_of("金额（分）"), unit_of("月收入（万元）"), unit_of("金额"), unit_of("金额", "单位：人、千元"), unit_of("金额（美元）")
    (1, 1000000, 100, 100000, None)
    """
    plain = unicodedata.normalize("NFKC", header).strip()
    outside = _PERIOD.sub("", _BRACKETS.sub("", plain).strip())
    behind = _BEHIND.search(outside)
    aside = [part for text in _BRACKETS.findall(plain) for part in _PARTS.split(text)]
    units = {
        unit for unit in map(_unit, [*aside, *([behind["yuan"] or behind["other"]] if behind else [])]) if unit != 0
    }
    if _FOREIGN.search(plain) or len(units) > 1:
        return None
    if units:
        return units.pop()
    lines = _ABOVE.findall(unicodedata.normalize("NFKC", above))
    named = {unit for text in lines for unit in map(_unit, _PARTS.split(text)) if unit != 0}
    return YUAN if not named else named.pop() if len(named) == 1 else None


def _unit(text: str) -> int | None:
    """The fen of a unit, 0 where a text is none (必填, 18位), None where it is one of a currency that is not ours."""
    word = _PERIOD.sub("", _BEFORE.sub("", text.strip().upper())).strip()
    word = _SHORT.get(word, word)
    return _UNITS[word] if word in _UNITS else None if _FOREIGN.search(word) else 0


def parse_amount(text: str, unit: int | None = YUAN) -> int:
    """Return the fen of an amount in a cell, in the unit of its column (:func:`unit_of`) unless the cell names its own.

    Below zero where it has a minus on either side or stands in brackets, as accountants write it. Raises ValueError if it is no amount,
    if part of it is smaller than a fen, if its unit is not known (None), and for LIMIT_FEN or more.

    >>> parse_amount("129.00"), parse_amount("12900", 1), parse_amount("0.2", 1_000_000), parse_amount("0.2万"), parse_amount("（129.00）")
    (12900, 12900, 200000, 200000, -12900)
    """
    written = re.sub(r"\s", "", unicodedata.normalize("NFKC", text))
    inside = re.fullmatch(r"\((.+)\)", written)
    found = _CELL.fullmatch(inside[1] if inside else written)
    if not found:
        raise ValueError("not an amount")
    factor = _unit(found["unit"]) if found["unit"] else unit
    if not factor:
        raise ValueError("not a unit of money")
    fen = Decimal(found["number"].replace(",", "") + (found["decimals"] or "")) * factor
    if fen >= LIMIT_FEN or fen != int(fen):
        raise ValueError("not an amount in whole fen, or too much for one amount")
    signs = sum(map(bool, (inside, found["minus"], found["less"], found["behind"])))
    if signs > 1:
        raise ValueError("more than one minus")
    return -int(fen) if signs else int(fen)


def parse_column(texts: pa.Array, unit: int | None = YUAN) -> tuple[np.ndarray, np.ndarray]:
    """Return the fen (int64) of a whole column of amounts, and where (bool) a cell is no amount or reaches LIMIT_FEN: 0 fen there.

    An empty cell is 0 fen. ``unit``: of the column (:func:`unit_of`); where it is not known (None) no cell can be read that does not name its own.

    >>> parse_column(pa.array(["129", "-0.5", "¥1,161,000.00", None, "x"]))
    (array([    12900,       -50, 116100000,         0,         0]), array([False, False, False, False,  True]))
    """
    trimmed = pc.fill_null(pc.utf8_trim_whitespace(texts), "")
    plain = pc.match_substring_regex(trimmed, _PLAIN if unit == YUAN else _NO_AMOUNT)
    fen = pc.if_else(plain, trimmed, "0").cast(pa.decimal128(15, 2))
    column = pc.multiply(fen, pa.scalar(Decimal(100), pa.decimal128(3, 0))).cast(pa.int64()).to_numpy().copy()
    faulty = np.zeros(len(column), dtype=bool)
    rest = np.flatnonzero(~plain.to_numpy(zero_copy_only=False))
    if len(rest):
        encoded = pc.dictionary_encode(trimmed.take(pa.array(rest)))
        read = [_amount_or_none(text, unit) for text in encoded.dictionary.to_pylist()]
        positions = encoded.indices.to_numpy()
        column[rest] = np.array([one or 0 for one in read], dtype=np.int64)[positions]
        faulty[rest] = np.array([one is None for one in read], dtype=bool)[positions]
    faulty |= np.abs(column) >= LIMIT_FEN
    column[faulty] = 0
    return column, faulty


def _amount_or_none(text: str, unit: int | None) -> int | None:
    if not text:
        return 0
    try:
        return parse_amount(text, unit)
    except ValueError:
        return None


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
