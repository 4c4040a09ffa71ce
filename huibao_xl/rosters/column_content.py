"""What the cells of a column look like: ids, accounts, days, 街镇, telephone numbers, names, words of a status.

Headers say what a column should hold; the cells say what it holds. Each test answers for one cell, and a column is described by the
share of its filled cells that pass, from a sample that is spread over the whole sheet: 700,000 rows cost no more than 300.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Sequence
from functools import lru_cache

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from huibao_xl.identifiers import resident_id
from huibao_xl.rosters.fields import value_aliases
from huibao_xl.rosters.header_terms import content
from huibao_xl.rosters.status_words import answer

SAMPLE = 300
"""Filled cells of a column that are looked at: the first third from its top, the rest spread evenly."""

_SEPARATORS = re.compile(r"[\s\-–—'\"`‘’“”·.]")
_ID_LIKE = re.compile(r"\d{17}[\dX]|\d{15}|\d(?:\.\d+)?E\+1[4-8]|[1-9]\d{17}0{0,3}|[HM]\d{8,10}|\d{17}[*×ХхX]")
_ACCOUNT_LIKE = re.compile(r"\d{12,30}")
_LONG_NUMBER, _CARD = re.compile(r"\d{16,22}"), re.compile(r"62\d{14,17}")
_ID_AND_MORE = re.compile(r"[1-6]\d{5}(?:19|20)\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3}[\dX](?:\d{2}|\d{4})")
"""A number that begins as an id does and has more behind it: that of a 残疾人证."""
_DAY = re.compile(
    r"(?:19|20|99)\d\d[-./年]\d{1,2}(?:[-./月]\d{1,2}日?)?月?(?: \d\d:.*)?|(?:19|20|99)\d{2}(?:0[1-9]|1[0-2])(?:[0-3]\d)?"
    r"|[34]\d{4}(?:\.\d+)?|\d{1,2}/\d{1,2}/(?:19|20)\d\d|[〇○零一二三四五六七八九]{4}年.+"
)
_OPEN = ("长期", "永久", "终身", "至今", "无期限", "长久", "无固定期限", "长期有效", "永久有效")
_TO = re.compile("至|到|~|—|–|--|起")
_PERIOD = re.compile(rf".*\d.*(?:{_TO.pattern}).*")
_TWO_DAYS = re.compile(r"(?P<begin>[^-]+|(?:[^-]+-){2}[^-]+)-(?P<end>[^-]+|(?:[^-]+-){2}[^-]+)")
_PHONE = re.compile(r"(?:\+?86)?1[3-9]\d{9}|(?:021-?)?[2-9]\d{7}")
_NAME = re.compile(
    r"[\u3007\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]{2,4}|[\u3400-\u9fff·•．]{5,18}|[A-Z][A-Z ,.]{3,30}"
)
_YEAR = re.compile(r"(?:19|20)\d\d(?:年度?|\.0)?")
_AMOUNT = re.compile(r"[¥￥]?-?\d{1,3}(?:,?\d{3})*(?:\.\d{1,2})?元?")
_DURATION = re.compile(r"(?:\d{1,2}(?:\.5)?|[一二两三四五六七八九十]{1,3}|半)\s*(?:周?年|个?月)?(?:半|\d{1,2}个月)?")
_CODE = re.compile(r"[A-Z0-9\-/()（）第号字]{4,40}")


def _plain(text: str) -> str:
    return _SEPARATORS.sub("", unicodedata.normalize("NFKC", text)).upper()


def is_id(text: str) -> bool:
    """Whether a cell holds a valid id number, with or without separators."""
    number = _plain(text)
    return len(number) in (15, 18, 20, 22) and resident_id.fault(resident_id.compact(number[:18])) is None


def is_card_number(text: str) -> bool:
    """Whether a cell holds the number of a card of 残联: a valid id number and two or four digits."""
    return len(_plain(text)) > 18 and is_id(text)


def is_id_like(text: str) -> bool:
    """Whether a cell looks like an id number, valid or not, also as Excel destroyed it."""
    return _ID_LIKE.fullmatch(re.sub(r"[\s\-'\"`]", "", unicodedata.normalize("NFKC", text)).upper()) is not None


def is_account(text: str) -> bool:
    """Whether a cell looks like a bank account: 12 to 30 digits that are neither an id, also with more behind it, nor two days.

    >>> is_account("6228480038000001357"), is_account("31011219850101001943")
    (True, False)
    """
    number = _plain(text)
    if not _ACCOUNT_LIKE.fullmatch(number) or _ID_AND_MORE.fullmatch(number):
        return False
    return not is_id(text) and not is_period(text)


def is_long_number(text: str) -> bool:
    """Whether a cell looks like a bank account, and is longer than codes of places and runs of orders are: 16 to 22 digits."""
    return _LONG_NUMBER.fullmatch(_plain(text)) is not None and is_account(text)


def is_card(text: str) -> bool:
    """Whether a cell looks like a bank card of this country: 16 to 19 digits from 62 on, and no id."""
    return _CARD.fullmatch(_plain(text)) is not None and is_account(text)


def is_day(text: str) -> bool:
    """Whether a cell looks like a day, a month or an open end."""
    written = unicodedata.normalize("NFKC", text).strip()
    return _DAY.fullmatch(written) is not None or is_open(text)


def is_open(text: str) -> bool:
    """Whether a cell says that there is no end (长期, 永久 …)."""
    return unicodedata.normalize("NFKC", text).strip() in _OPEN


def is_period(text: str) -> bool:
    """Whether a cell looks like a period from one day to another, or from a day without an end.

    >>> is_period("2018.1.1-2023.12.31"), is_period("2024年1月1日至长期"), is_period("2018-1-1"), is_period("2018-01-01-2023-12-31")
    (True, True, False, True)
    """
    written = unicodedata.normalize("NFKC", text).strip()
    if _PERIOD.fullmatch(written) and any(is_day(part.strip()) for part in _TO.split(written)):
        return True
    found = _TWO_DAYS.fullmatch(written)
    return found is not None and is_day(found["begin"].strip()) and is_day(found["end"].strip())


def _word(text: str) -> str:
    """A cell without its numbering, brackets and white space."""
    return re.sub(r"[\s()\d.、]", "", unicodedata.normalize("NFKC", text))


@lru_cache(maxsize=1)
def _status_words() -> tuple[str, ...]:
    words: list[str] = content()["status"]["valid"] + content()["status"]["out"] + content()["status"]["dead"]
    return tuple(words)


def is_status(text: str) -> bool:
    """Whether a cell holds a word of a status (有效, 退保, 注销, 死亡 …)."""
    written = _word(text)
    return 0 < len(written) <= 10 and any(_says(word, written) for word in _status_words())


def _says(word: str, written: str) -> bool:
    """Whether a cell has a word of a state; a letter (Y) is one alone, and none in a number (YF000001)."""
    return word == written if word.isascii() else word in written


@lru_cache(maxsize=1)
def _channels() -> frozenset[str]:
    return frozenset(value_aliases("投保渠道"))


def is_channel(text: str) -> bool:
    """Whether a cell holds a word of 投保渠道 (个人, 团单 …)."""
    return _word(text) in _channels()


def _fullmatch(pattern: re.Pattern[str]) -> Callable[[str], bool]:
    return lambda text: pattern.fullmatch(unicodedata.normalize("NFKC", text).strip().upper()) is not None


TESTS: dict[str, Callable[[str], bool]] = {
    "id": is_id,
    "id_like": is_id_like,
    "account": is_account,
    "number": is_long_number,
    "card": is_card,
    "day": is_day,
    "period": is_period,
    "open": is_open,
    "phone": _fullmatch(_PHONE),
    "name": _fullmatch(_NAME),
    "year": _fullmatch(_YEAR),
    "amount": _fullmatch(_AMOUNT),
    "code": _fullmatch(_CODE),
    "status": is_status,
    "answer": lambda text: answer(text) is not None,
    "duration": _fullmatch(_DURATION),
    "channel": is_channel,
}
"""{name: test on one cell}. A test of 街镇 is added by the caller, who has the policy's names."""


def sample(column: pa.ChunkedArray, rows: Sequence[int] | np.ndarray) -> list[str]:
    """Return at most SAMPLE filled cells of a column, in order: ``rows`` are the positions that may be people."""
    filled = np.asarray(rows)[: SAMPLE * 40]
    texts = column.take(pa.array(filled)) if len(filled) else column.slice(0, 0)
    cells = pc.drop_null(texts)
    if len(np.asarray(rows)) > SAMPLE * 40:
        spread = np.asarray(rows)[np.linspace(0, len(rows) - 1, SAMPLE).astype(int)]
        cells = pa.chunked_array(
            [*cells.slice(0, SAMPLE // 3).chunks, *pc.drop_null(column.take(pa.array(spread))).chunks]
        )
    elif len(cells) > SAMPLE:
        rest = np.linspace(SAMPLE // 3, len(cells) - 1, SAMPLE - SAMPLE // 3).astype(int)
        cells = cells.take(pa.array([*range(SAMPLE // 3), *rest.tolist()]))
    return [text for text in cells.to_pylist() if text and text.strip()]


def shares(cells: Sequence[str], is_township: Callable[[str], bool] = lambda text: False) -> dict[str, float]:
    """Return {test: share of the cells that pass}; no cells give no shares.

    >>> shares(["2024-05-01", "长期"])["day"], shares([])
    (1.0, {})
    """
    if not cells:
        return {}
    tests, counts = TESTS | {"township": is_township}, Counter(cells)
    return {
        name: sum(count for text, count in counts.items() if test(text)) / len(cells) for name, test in tests.items()
    }
