"""Near matches: records of two lists that may be the same person though their id numbers differ. They are shown,
never decided.

Two records are near if their normalised names are equal and either the ids without their last character are within
one edit (substitution, insertion, deletion, or swap of neighbours; equal counts), or one of the ids was destroyed by
Excel and the first 15 digits agree. (contract: rule H05) An id that is right and ends in 000 may have been destroyed too
(:mod:`identifiers.lost`), so it is compared by these digits as well.
"""

from typing import cast

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
from rapidfuzz.distance import OSA
from rapidfuzz.process import cpdist

from huibao_xl.identifiers import lost as destroyed
from huibao_xl.identifiers.lost import LEFT
from huibao_xl.matching.id_difference import DESTROYED

_BLOCK = 7

NONE = pd.DataFrame({"left": [], "right": [], "likeness": []}).astype(
    {"left": "int64", "right": "int64", "likeness": "int8"}
)
"""No pairs: what :func:`pairs` returns where nobody is near to anybody."""

LIKENESS = (
    "仅末位不同",
    "只差一处",
    "前 15 位相同（其余被 Excel 损坏）",
    "只写了号码的一部分，写出的各位一致",
    "同名，没有写号码",
    "和姓名都只写了一部分，写出的都一致",
    "同名、同地、同日出生，末几位不同",
    "同名、同日出生，手机号或银行账号相同",
)


def pairs(left: pd.DataFrame, right: pd.DataFrame) -> pd.DataFrame:
    """Return the near pairs of two frames that have name_key, id and id_fault: left, right (positions) and likeness
    (index of LIKENESS).

    Ordered by left, then right. Records without a name are near to nobody.
    """
    if left.empty or right.empty:
        return NONE.copy()
    found = pd.concat([_within_one_edit(left, right), _destroyed(left, right), _turned(_destroyed(right, left))])
    return found.drop_duplicates(["left", "right"]).sort_values(["left", "right"], ignore_index=True)


def numbers(frame: pd.DataFrame) -> "pd.Series[str]":
    """Return the id of each row as pairs know it: normalised, and marked where Excel destroyed it."""
    return frame["id"].where(frame["id_fault"] != "lost", frame["id"] + DESTROYED)


def is_destroyed(frame: pd.DataFrame) -> npt.NDArray[np.bool_]:
    """Return which ids Excel destroyed, or may have: those that are right and end in 000 are among them."""
    ends = (frame["id"].str.len() == 18).to_numpy(dtype=bool) & frame["id"].str.endswith("000").to_numpy(dtype=bool)
    return np.asarray((frame["id_fault"] == "lost").to_numpy(dtype=bool) | ends, dtype=np.bool_)


def digits_left(frame: pd.DataFrame) -> "pd.Series[str]":
    """Return the digits that Excel has left of destroyed ids."""
    return frame["id"].map(lambda text: (destroyed.digits_left(text) or text)[:LEFT]).astype("str")


def _within_one_edit(left: pd.DataFrame, right: pd.DataFrame) -> pd.DataFrame:
    """One edit leaves the first or the last 7 characters alone: only pairs that share one of them are compared."""
    sides = [_blocks(frame) for frame in (left, right)]
    candidates = pd.concat([_joined(sides[0], sides[1], key) for key in ("head", "tail")]).drop_duplicates()
    if candidates.empty:
        return candidates.assign(likeness=np.int8(0))
    a, b = left["id"].iloc[candidates["left"]], right["id"].iloc[candidates["right"]]
    distance = edits(a, b)
    return candidates.assign(likeness=distance.astype(np.int8))[distance <= 1]


def edits(numbers: "pd.Series[str]", others: "pd.Series[str]") -> npt.NDArray[np.int64]:
    """Return how many edits lie between each number and the other one beside it, without their last characters: 0, 1, or 2 for more."""
    texts = (side.str[:-1].to_numpy(dtype=object) for side in (numbers, others))
    return cast("npt.NDArray[np.int64]", cpdist(*texts, scorer=OSA.distance, score_cutoff=1).astype(np.int64))


def _blocks(frame: pd.DataFrame) -> pd.DataFrame:
    compared = np.flatnonzero(((frame["name_key"] != "") & (frame["id"].str.len() > _BLOCK)).to_numpy())
    body = frame["id"].iloc[compared].str[:-1]
    name = frame["name_key"].iloc[compared] + "|"
    return pd.DataFrame(
        {"at": compared, "body": body, "head": name + body.str[:_BLOCK], "tail": name + body.str[-_BLOCK:]}
    )


def _joined(left: pd.DataFrame, right: pd.DataFrame, key: str) -> pd.DataFrame:
    shared = left.loc[among(left[key], right[key]), ["at", key]]
    if shared.empty:  # as nearly always in a small list, and to join nothing takes as long as to join hundreds
        return pd.DataFrame({"left": np.empty(0, dtype=np.int64), "right": np.empty(0, dtype=np.int64)})
    both = shared.merge(right.loc[among(right[key], shared[key]), ["at", key]], on=key)
    return pd.DataFrame({"left": both["at_x"].to_numpy(dtype=np.int64), "right": both["at_y"].to_numpy(dtype=np.int64)})


def among(texts: pd.Series, others: pd.Series) -> npt.NDArray[np.bool_]:
    """Return per text whether it is one of ``others`` (Arrow's hash table: pandas' isin makes Python strings of
    them)."""
    found = pc.is_in(pa.array(texts), value_set=pa.array(others, pa.array(texts).type))
    return cast("npt.NDArray[np.bool_]", found.to_numpy(zero_copy_only=False))


def _destroyed(left: pd.DataFrame, right: pd.DataFrame) -> pd.DataFrame:
    """Pairs in which the right id was destroyed by Excel, or ends in 000 as such ids do, and its first 15 digits are those of the left."""
    lost = np.flatnonzero(is_destroyed(right) & (right["name_key"] != "").to_numpy())
    if not len(lost):
        return NONE.copy()
    heads = digits_left(right.iloc[lost])
    keys = right["name_key"].iloc[lost] + "|" + heads
    other = (left["name_key"] + "|" + left["id"].str[:LEFT])[left["id"].str.len() >= LEFT]
    other = other[among(other, keys)]
    both = pd.DataFrame({"left": other.index.to_numpy(), "key": other.to_numpy()}).merge(
        pd.DataFrame({"right": lost, "key": keys.to_numpy()}), on="key"
    )
    positions = pd.Series(np.arange(len(left)), index=left.index)
    return pd.DataFrame(
        {
            "left": positions.reindex(both["left"]).to_numpy(dtype=np.int64),
            "right": both["right"].to_numpy(dtype=np.int64),
            "likeness": np.full(len(both), 2, dtype=np.int8),
        }
    )


def _turned(found: pd.DataFrame) -> pd.DataFrame:
    return found.rename(columns={"left": "right", "right": "left"})[["left", "right", "likeness"]]
