"""Columns of a roster or of 承保名单 that say to whom this subsidy was paid already: 2024年补贴发放情况, 沪惠保补贴已发金额.

Whoever has a cell there that does not say 未发 waits until a clerk says what the column means; a column of another year says nothing. What other
headers ask by 是 and 否 is found by :mod:`yes_or_no`. The words are data (``paid_columns`` in ``schemas/list-terms.json``).
"""

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache

from huibao_xl.rosters.header_terms import content, plain
from huibao_xl.rosters.parting import Parting
from huibao_xl.rosters.status_words import answer, is_nothing, read_state
from huibao_xl.rosters.status_words import content as of_states
from huibao_xl.rosters.status_words import plain as plain_cell

_YEAR = re.compile(r"(?<!\d)(?:20)?([12]\d)(?=年|度|沪|惠|补|$)|(?<!\d)20([12]\d)(?!\d)")
_AMOUNT_OF_NOTHING = re.compile(r"[¥￥]?0+(?:\.0+)?元?")


@lru_cache(maxsize=1)
def _rules() -> Mapping[str, re.Pattern[str]]:
    patterns = {key: text for key, text in content()["paid_columns"].items() if key not in ("$comment", "source")}
    return {key: re.compile(text) for key, text in patterns.items()} | {
        "others": re.compile(of_states()["answers"]["others"])
    }


def asks_of_payment(header: str) -> bool:
    """Return whether a header is about the payment of this subsidy, and not about what is due, or another benefit.

    >>> [asks_of_payment(text) for text in ("2024年补贴发放情况", "沪惠保补贴", "补贴标准", "2024年护理补贴", "拟补贴金额")]
    [True, True, False, False, False]
    """
    title, rules = plain(header), _rules()
    return rules["of"].match(title) is not None and not (rules["due"].search(title) or rules["others"].search(title))


def paid_before(column: int, header: str, counts: Mapping[str, int], year: int) -> Parting | None:
    """Return who may have been paid by a column of which :func:`asks_of_payment` holds, None if nobody. ``counts``: {cell, trimmed: how many people have
    it}; ``year``: the policy's, 0 where nobody knows it."""
    named = {2000 + int(one or other) for one, other in _YEAR.findall(plain(header))}
    of_year = year != 0 and (not named or year in named)
    dead = {text for text in counts if text and read_state(text).dead}
    paid = {text for text in counts if text and not _is_unpaid(text)} if of_year else set[str]()
    everybody = sum(count for text, count in counts.items() if text in paid) == sum(counts.values())
    if everybody and not _rules()["sure"].search(plain(header)):
        paid = set()
    why = "表头说的可能是本年的补贴，有的格说已经发过" if paid else "有的格说人已死亡"
    holds = frozenset(paid | dead)
    return Parting(column, holds, f"{why}：{_shown(holds)}") if holds else None


def _shown(texts: Iterable[str]) -> str:
    return "、".join(sorted(texts, key=len)[:5])


def _is_unpaid(text: str) -> bool:
    """Whether a cell says that nothing was paid."""
    unpaid = _rules()["unpaid"].fullmatch(plain_cell(text)) is not None
    return unpaid or is_nothing(text) or answer(text) is False or _AMOUNT_OF_NOTHING.fullmatch(text.strip()) is not None
