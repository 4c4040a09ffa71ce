"""政策找人: people of the rosters, valid on the reference date, who are not among the insured, so that nobody is missed."""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from huibao_xl.frames import ENTRIES, OUTREACH
from huibao_xl.policy import Category
from huibao_xl.subsidy import categories


def outreach(
    entries: pd.DataFrame,
    insured: pd.DataFrame,
    near: pd.DataFrame,
    day: pd.Timestamp,
    order: Sequence[Category],
) -> pd.DataFrame:
    """Return frames.OUTREACH, one row per person in the order of the rosters.

    A person is an id; an entry whose id is invalid is a person of its own and says so. ``near``: pairs of insured rows and entries
    that may be the same person (right: position of the entry). ``order``: the policy's categories, first first; ``entries``: of their rosters only.
    """
    ENTRIES.check(entries)
    valid = (entries["valid_from"].isna() | (entries["valid_from"] <= day)) & (
        entries["valid_to"].isna() | (entries["valid_to"] >= day)
    )
    absent = (entries["person"] < 0) | ~entries["person"].isin(insured["person"])
    some = entries[valid & absent & ~entries["dates_unreadable"]].copy()
    some["key"] = some["person"].astype("str").where(some["person"] >= 0, "?" + some["name_key"] + some["id"])
    some["note"] = np.where(some["id_fault"].notna(), "证件号码无效，先核对", "")
    some.loc[some.index.isin(near["right"]), "note"] = "可能已投保，见待核名单"
    position, _ = pd.factorize(some["key"])
    people = some.drop_duplicates("key").reset_index(drop=True)
    for column in ("township", "village"):
        people[column] = _first_known(some[column], position, len(people))
    for column in ("phone", "contact"):
        written = some[column].where(some[column] != "")
        people[column] = _first_known(written, position, len(people)).fillna("").astype("str")
    people["note"] = (
        _first_known(some["note"].where(some["note"] != ""), position, len(people)).fillna("").astype("str")
    )
    people["categories"], _ = categories.join(position, some["role"], len(people), order)
    people["id"] = people["id"].where(people["id_fault"].isna(), people["id_raw"])
    return OUTREACH.check(people[list(OUTREACH.columns)])


def _first_known(values: pd.Series, position: np.ndarray, n: int) -> pd.Series:
    """The first value that is not null of each person; ``position``: the person of each value."""
    known = values.notna().to_numpy()
    first = values[known].set_axis(position[known])
    return first[~first.index.duplicated()].reindex(range(n))
