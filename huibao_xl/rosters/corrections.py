"""Letters of correction (更正函): names or numbers before and after, side by side. Whom they name is corrected, and is on no list by them.

Read as a list, each row would be a person of its own, under the wrong name or number or under the right one that nobody has looked at.
"""

import re
from collections.abc import Sequence
from functools import lru_cache

from huibao_xl.rosters.header import Header
from huibao_xl.rosters.header_terms import content, fields_of


def corrects(header: Header) -> str:
    """Return the two headers by which a sheet says how a name or a number was and how it is to be (原姓名 and 更正后姓名), as staff read them, "" if
    none do. A list may have both beside the name and the number of its people; 更正前 and 更正后 of whatever it is stand in no list."""
    if pair := _first_two(header, _patterns("pair")):
        return pair
    plain = {next(iter(fields_of(text)), "") for text in header.texts if text and not is_corrected(text)}
    return "" if {"姓名", "证件号码"} <= plain else _first_two(header, _patterns("before", "after"))


def _first_two(header: Header, patterns: Sequence[re.Pattern[str]]) -> str:
    before, after = (next(filter(pattern.search, header.texts), "") for pattern in patterns)
    return f"“{before}”和“{after}”" if before and after else ""


def is_corrected(header: str) -> bool:
    """Return whether a header is that of a name or number before or after a correction.

    >>> is_corrected("旧姓名"), is_corrected("更正后证件号码"), is_corrected("姓名"), is_corrected("原证号")
    (True, True, False, False)
    """
    return any(pattern.search(header) for pattern in _patterns("before", "after"))


@lru_cache(maxsize=4)
def _patterns(*names: str) -> tuple[re.Pattern[str], ...]:
    rule = content()["corrections"]
    texts = [text for name in names for text in ([rule[name]] if isinstance(rule[name], str) else rule[name])]
    return tuple(map(re.compile, texts))
