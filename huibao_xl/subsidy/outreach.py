"""政策找人: people of the rosters, valid on the reference date, who are not among the insured, so that nobody is missed.

Whose state or dates cannot be read is perhaps one of them, and stands there with what is to be cleared up first.
"""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import pandas as pd

from huibao_xl.frames import ENTRIES, OUTREACH
from huibao_xl.matching.near import among
from huibao_xl.policy import Category
from huibao_xl.rosters.validity import in_doubt, in_period
from huibao_xl.subsidy import categories


def outreach(
    entries: pd.DataFrame,
    insured: pd.DataFrame,
    near: pd.DataFrame,
    day: pd.Timestamp,
    order: Sequence[Category],
    dead: "pd.Series[int]",
) -> pd.DataFrame:
    """Return frames.OUTREACH, one row per person in the order of the rosters.

    A person is an id; an entry whose id is invalid is a person of its own and says so. ``near``: pairs of insured
    rows and entries that may be the same person (right: position of the entry). ``order``: the policy's categories,
    first first; ``entries``: of their rosters only; ``dead``: persons of whom any list says that they have died, who are none.
    """
    ENTRIES.check(entries)
    absent = (entries["person"] < 0) | ~entries["person"].isin(insured["person"])
    alive = entries["dead"].isna() & ~((entries["person"] >= 0) & entries["person"].isin(dead))
    missed = entries[in_period(entries, day) & absent & alive].copy()
    if missed.empty:
        return OUTREACH.empty()
    missed["key"] = missed["person"].astype("str").where(missed["person"] >= 0, "?" + missed["name_key"] + missed["id"])
    missed["unsure"] = _unsure(missed, day)
    sure = missed["unsure"] == ""
    missed = missed[sure | ~among(missed["key"], missed.loc[sure, "key"])]
    missed["note"] = _note(missed, near, insured.loc[insured["person"] < 0, "name_key"])
    position, _ = pd.factorize(missed["key"])
    people = missed.drop_duplicates("key").reset_index(drop=True)
    for column in ("township", "village"):
        people[column] = _first_written(missed[column], position, len(people))
    for column in ("phone", "contact", "note"):
        written = missed[column].where(missed[column] != "")
        people[column] = _first_written(written, position, len(people)).fillna("").astype("str")
    people["categories"], _ = categories.join(position, missed["role"], len(people), order)
    people["id"] = people["id"].where(people["id_fault"].isna(), people["id_raw"])
    return OUTREACH.check(people[list(OUTREACH.columns)])


def _unsure(entries: pd.DataFrame, day: pd.Timestamp) -> "pd.Series[str]":
    """What leaves open that an entry is valid, as staff read it; "" where nothing does."""
    doubt = entries["doubt"].astype("str").where(entries["doubt"].notna(), "注销等日期与状态不一致")
    dates = np.where(entries["dates_unreadable"], "起止日期看不懂", "")
    return doubt.where(in_doubt(entries, day), pd.Series(dates, entries.index, dtype="str"))


def _note(missed: pd.DataFrame, near: pd.DataFrame, faulty: "pd.Series[str]") -> "pd.Series[str]":
    """What is to be cleared up before anybody is told. ``missed``: entries with ``unsure``; ``faulty``: names of insured rows whose number is none
    (H01): their people stand here because nobody can say by their number that they are insured."""
    note = pd.Series(np.where(missed["id_fault"].notna(), "证件号码无效，先核对", ""), missed.index, dtype="str")
    note[(missed["name_key"] != "") & among(missed["name_key"], faulty)] = (
        "承保名单有同名的人证件号码无效，可能已投保，见待核名单"
    )
    note[missed.index.isin(near["right"])] = "可能已投保，见待核名单"
    unsure = missed["unsure"].where(missed["unsure"] == "", "先核实资格：" + missed["unsure"])
    return (note + np.where((note != "") & (unsure != ""), "；", "") + unsure).astype("str")


def _first_written(values: pd.Series, position: npt.NDArray[np.int64], n: int) -> pd.Series:
    """The first value that is not null of each of ``n`` people; ``position``: the person of each value."""
    written = values.notna().to_numpy()
    first = values[written].set_axis(position[written])
    return first[~first.index.duplicated()].reindex(range(n))
