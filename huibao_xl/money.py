"""Money is whole fen, as int. This is the only module where money meets text.

An amount in a policy file or a cell is yuan with at most two decimals. Everything between reading and
printing is fen (1 yuan = 100 fen): adding and comparing fen is exact, and a sum that differs by one fen is wrong.
"""

import re
from decimal import ROUND_HALF_UP, Decimal

_YUAN = re.compile(r"-?\d+(\.\d{1,2})?")


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
