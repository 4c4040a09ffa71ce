"""Paid lines that name nobody for sure, and whom they may have paid: their number was destroyed, masked, cut, mistyped or left out.

Such a line was paid to somebody. Whoever it may be is not made up beside it until a person has looked.
"""

import re
from collections.abc import Iterable, Mapping

import numpy as np
import pandas as pd
from rapidfuzz.distance import OSA

from huibao_xl.identifiers import partial_id, partial_name
from huibao_xl.identifiers.lost import LEFT

_LENGTH = 18
_TELLING = 10
"""From so many digits on a part of a number tells a person whatever the name beside it."""


def may_be(lines: pd.DataFrame, people: pd.DataFrame) -> pd.DataFrame:
    """Return which lines may have paid whom: left (position in ``lines``), right (position in ``people``).

    Both have name, name_key and id. Only lines whose person is below zero are looked at. A name fits where it is equal, masked (张*) or missing; a
    number where its written digits are those of the person, or where it is whole and wrong, beside the same name. Ten digits and more fit
    without the name.
    """
    unread = np.flatnonzero((lines["person"] < 0).to_numpy())
    names, numbers = people["name_key"].tolist(), people["id"].tolist()
    by_name: dict[str, list[int]] = {}
    for at, name in enumerate(names):
        by_name.setdefault(name, []).append(at)
    found = dict[tuple[str, str], list[int]]()
    pairs = []
    for at in unread.tolist():
        asked = (lines["name"].iloc[at], lines["id"].iloc[at])
        if asked not in found:
            found[asked] = _whom(*asked, lines["name_key"].iloc[at], by_name, numbers)
        pairs += [(at, other) for other in found[asked]]
    return pd.DataFrame(pairs, columns=["left", "right"]).astype("int64")


def _whom(name: str, number: str, key: str, by_name: Mapping[str, list[int]], numbers: list[str]) -> list[int]:
    named = _of_name(name, key, by_name, len(numbers))
    zeroed = len(number) == _LENGTH and number.endswith("000")
    digits = f"{number[:LEFT]}.*" if zeroed else partial_id.pattern(number, named=bool(key))
    if digits is None:
        if key in by_name:
            return list(named)
        return [at for at in named if OSA.distance(number[:-1], numbers[at][:-1], score_cutoff=1) <= 1]
    fits = re.compile(digits).fullmatch
    telling = range(len(numbers)) if partial_id.digits_written(number) >= _TELLING else named
    return [at for at in telling if fits(numbers[at])]


def _of_name(name: str, key: str, by_name: Mapping[str, list[int]], everybody: int) -> Iterable[int]:
    """Whom a name may mean: a masked one whoever has its characters in these places, a missing one everybody."""
    if not key:
        return range(everybody)
    form = None if key in by_name else partial_name.pattern(name)
    if form is None:
        return by_name.get(key, [])
    fits = re.compile(form).fullmatch
    return sorted(at for other, places in by_name.items() if fits(other) for at in places)
