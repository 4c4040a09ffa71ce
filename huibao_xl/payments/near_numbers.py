"""Numbers that are near one another: two numbers without their check character that a slip turns into one another, and whose rows in two frames they are."""

from collections.abc import Iterator
from typing import Any

import numpy as np
import pandas as pd

BODY = 17
"""How many characters of a number stand before the check character."""
_OF_BIRTH = 10**11

NO_PAIRS = pd.DataFrame({"left": [], "right": []}, dtype="int64")
"""What finds nothing gives: copy it."""


def joined(left: pd.DataFrame, right: pd.DataFrame, key: str, which: "pd.Series[bool] | None" = None) -> pd.DataFrame:
    """Return positions of rows with an equal key: left, right."""
    mine = left if which is None else left[which]
    mine = mine[mine[key].isin(right[key])]
    if mine.empty:
        return NO_PAIRS.copy(deep=False)
    pairs = mine[[key]].rename_axis("left").reset_index().merge(right[[key]].rename_axis("right").reset_index(), on=key)
    return pairs[["left", "right"]]


def near_pairs(left: pd.DataFrame, right: pd.DataFrame) -> pd.DataFrame:
    """Return positions of near numbers in two frames (id, person, name_and_birth): left, right, and how (one of ``numbers`` of renumbered.json)."""
    near = _near(left, right)
    kinds = np.select([near["way"] < BODY, near["way"] < _WAYS - 1], ["一位不同", "相邻两位对调"], "地区不同")
    born = joined(left, right, "name_and_birth").assign(how="同地同日出生")
    return pd.concat([near.drop(columns="way").assign(how=kinds), born]).drop_duplicates(ignore_index=True)


def _near(left: pd.DataFrame, right: pd.DataFrame) -> pd.DataFrame:
    """Positions of numbers (without their check character) that differ in one place, in two neighbours that changed places, or in the region alone; which way (:func:`_slips`)."""
    mine, theirs = (side.loc[side["person"] >= 0, "person"] for side in (left, right))
    sides: tuple[list[pd.Series[int]], list[pd.Series[int]]] = ([], [])
    for way, (key, other) in enumerate(_slips(mine.to_numpy(), theirs.to_numpy())):
        here = pd.Index(key).isin(other)
        if here.any():
            there = pd.Index(other).isin(key[here])
            sides[0].append(pd.Series(key[here] * _WAYS + way, index=mine.index[here]))
            sides[1].append(pd.Series(other[there] * _WAYS + way, index=theirs.index[there]))
    if not sides[0]:
        return NO_PAIRS.assign(way=0)
    pairs = equal(pd.concat(sides[0]), pd.concat(sides[1]))
    return pairs.assign(way=pairs.pop("key") % _WAYS).drop_duplicates(["left", "right"])


_WAYS = 2 * BODY
"""How many ways there are of writing a number wrong; a number times that still is an int64."""


def _slips(mine: Any, theirs: Any) -> Iterator[tuple[Any, Any]]:
    """Give for each of _WAYS what is equal then, of the numbers of one side and of the other (arrays of int64)."""
    tens = [10**place for place in range(BODY)]
    for ten in tens:
        yield mine - mine // ten % 10 * ten, theirs - theirs // ten % 10 * ten
    for ten in tens[:-1]:
        low, high = mine // ten % 10, mine // ten // 10 % 10
        yield mine + (low - high) * 9 * ten, theirs
    yield mine % _OF_BIRTH, theirs % _OF_BIRTH


def equal(left: "pd.Series[int]", right: "pd.Series[int]") -> pd.DataFrame:
    """Return positions of equal keys, in the order of the left side: left, right, key."""
    left = left[left.isin(right)]
    tables = [side.rename("key").rename_axis(name).reset_index() for side, name in ((left, "left"), (right, "right"))]
    return tables[0].merge(tables[1], on="key")[["left", "right", "key"]]
