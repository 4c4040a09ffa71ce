"""Account numbers that can be used but do not look like one: a telephone or id number, a placeholder, a length that no account has.

No document says how long a personal account is, and refusing a right number is worse than asking: such a number waits until somebody writes
that it was checked. The rules are data with their sources (``data/account_numbers.json``). That Luhn fails says so only of cards whose issuer is known:
passbooks do not follow it.

    >>> doubt("6222021345678901230"), doubt("1234512345"), doubt("13800001111"), doubt("000000000000")
    (None, 'digits', 'phone', 'placeholder')
"""

import csv
import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
from stdnum import luhn

from huibao_xl import resources
from huibao_xl.identifiers import resident_id

_FILE = "account_numbers.json"
_PREFIX, _LONGEST_CARD = 6, 19
_CARD = f"^[0-9]{{16,{_LONGEST_CARD}}}$"
_DOUBLED = np.array([0, 2, 4, 6, 8, 1, 3, 5, 7, 9], dtype=np.uint8)
"""The sum of the digits of twice a digit."""
_AGREES: dict[str, Callable[[str], bool]] = {
    "": lambda number: True,
    "resident_id": resident_id.is_valid,
    "luhn": lambda number: not luhn.is_valid(number),
}
"""{check of a rule: whether a number that has its form falls under it}."""


@dataclass(frozen=True)
class _Rule:
    key: str
    means: str
    pattern: str
    source: str
    check: str = ""
    prefixes: bool = False

    def fits(self, number: str) -> bool:
        issued = not self.prefixes or number[:_PREFIX] in issuers()
        return issued and re.fullmatch(self.pattern, number) is not None and _AGREES[self.check](number)


@lru_cache(maxsize=1)
def _content() -> dict[str, Any]:
    return dict(resources.read_json("data", _FILE))


@lru_cache(maxsize=1)
def _rules() -> tuple[_Rule, ...]:
    return tuple(_Rule(**rule) for rule in _content()["doubts"])


@lru_cache(maxsize=1)
def issuers() -> dict[str, tuple[str, str]]:
    """Return {prefix of a card: (issuer, the words of which its branches' names contain one, parted by |)}. Old: for advice, and for whether a number is a card."""
    with (resources.folder("data") / "card_prefixes.csv").open(encoding="utf-8", newline="") as rows:
        return {row["prefix"]: (row["issuer"], row["word"]) for row in csv.DictReader(rows)}


@lru_cache(maxsize=1)
def meanings() -> dict[str, str]:
    """Return {key of a doubt: what it says of the number}, to be read after the words 银行账号.

    >>> meanings()["phone"]
    '是手机号码的样子'
    """
    return {rule.key: rule.means for rule in _rules()}


def doubt(number: str) -> str | None:
    """Return why a usable account number does not look like one (a key of :func:`meanings`), or None."""
    return next((rule.key for rule in _rules() if rule.fits(number)), None)


def doubts(accounts: pd.Series) -> "pd.Series[str]":
    """Return :func:`doubt` of a whole column of usable numbers (null where there is none), by its index."""
    forms = "|".join(f"(?:{rule.pattern})" for rule in _rules() if not rule.prefixes)
    text = pa.array(accounts.to_numpy(dtype=object), pa.string())
    likely = pc.match_substring_regex(text, f"^(?:{forms})$").to_numpy(zero_copy_only=False)
    issued = pc.is_in(pc.utf8_slice_codeunits(text, 0, _PREFIX), pa.array(issuers(), pa.string()))
    cards = pc.and_(issued, pc.match_substring_regex(text, _CARD)).to_numpy(zero_copy_only=False)
    likely = np.array(likely)
    likely[cards] |= _fail_luhn(text.filter(pa.array(cards)))
    found = pd.Series(np.full(len(accounts), None, dtype=object), index=accounts.index)
    found[likely] = [doubt(number) for number in accounts[likely]]
    return found


def _fail_luhn(cards: pa.Array) -> "npt.NDArray[np.bool_]":
    """Which numbers of at most 19 digits fail their check digit, as a whole column: of 700,000 accounts most are cards.

    >>> _fail_luhn(pa.array(["6228480402564890018", "6228480402564890019"])).tolist()
    [False, True]
    """
    padded = pc.utf8_lpad(cards, _LONGEST_CARD, "0")
    written = np.frombuffer(padded.buffers()[2], dtype=np.uint8, count=len(padded) * _LONGEST_CARD)
    places = written.reshape(-1, _LONGEST_CARD) - np.uint8(ord("0"))
    total = places[:, ::-2].sum(axis=1, dtype=np.int16) + _DOUBLED[places[:, -2::-2]].sum(axis=1, dtype=np.int16)
    failed: npt.NDArray[np.bool_] = total % 10 > 0
    return failed
