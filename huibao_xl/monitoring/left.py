"""Who left 低保 between two lists: only whom the new list gives another identity, or whom it leaves out though it states identities and may have him.

Everybody else of whom that cannot be said (no identity written, another number, a sheet that was not read, only another income) is listed apart,
with why: 去向待核. A list that does not say it takes nobody's 低保.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from huibao_xl import findings
from huibao_xl.first_fit import first_fit
from huibao_xl.monitoring.changes import GONE, NEW, OLD, UNSURE, Compared, person_keys
from huibao_xl.monitoring.households import BELOW, UNCERTAIN
from huibao_xl.monitoring.member_words import number_key
from huibao_xl.rosters.listing import Listing

POOR, REFUSED = "低保", "申请未通过"
STATED, BY_INCOME, ABSENT, UNSTATED = "名册身份", "收入档次", "不在名单中", "没有写救助身份"
_WHY = (
    "名单中有可能是同一人的记录，见“名单变动”的“提示”",
    "号码不可用，不能与这次名单比对",
    "这次名单没有写救助身份，不在名单中不说明退出",
    "这次的文件中有没有读取的表或文件（见问题清单 L31、I60），人可能在那里",
    "他的号码写在这次没有读取的一张表里（见问题清单 L01）",
    "这次名单没有这个街镇的人",
    "同户的人或同一户编号还在名单中，没有写明退出，不能说这一人退出",
    "不在名单中，上次也没有写救助身份",
    "名单没有写救助身份，只是收入档次不再低于低保标准",
    "这次名单没有写他的救助身份（空着、看不懂，或只写申请未通过），不说明退出",
)


@dataclass(frozen=True)
class Left:
    """``sure``: who left 低保; ``open``: of whom it is to be found out. Both: the member columns of the list before with ``key``, ``basis`` (STATED,
    BY_INCOME or ABSENT), ``now`` (identity or class now, or ABSENT), ``now_tier``, ``now_per_head`` and ``why`` ("" in ``sure``)."""

    sure: pd.DataFrame
    open: pd.DataFrame


def left_poverty(before: pd.DataFrame, now: pd.DataFrame, compared: Compared, listing: Listing) -> Left:
    """Return who left 低保. ``before``, ``now``: members with their classes; ``compared``: the same two lists; ``listing``: the new one."""
    past, present_of = _once(before, OLD), _once(now, NEW).set_index("key")
    present = present_of.reindex(past["key"]).set_axis(past.index)
    gone = ~past["key"].isin(present_of.index)
    poor, silent = past["identity"] == POOR, ~gone & ~_states(present["identity"])
    stated = poor & ~gone & ~silent & (present["identity"] != POOR)
    risen = ~gone & ~present["tier"].isin([BELOW, UNCERTAIN])
    by_income = ((poor & silent) | past["identity"].isna()) & (past["tier"] == BELOW) & risen
    unsaid = poor & silent & ~by_income & bool(_states(now["identity"]).any())
    unlisted = gone & (poor | (past["identity"].isna() & (past["tier"] == BELOW)))
    staying = ~gone & (silent | (present["identity"] == POOR) | present["belongs_unsure"].fillna(False).astype(bool))
    staying |= past["key"].isin(_alike(compared)) | past["belongs_unsure"] | _same_number(past, now)
    housed = staying.groupby(past["household"]).transform("any")
    why = _why_open(past, compared, listing, now, poor, housed)
    sure = stated | (unlisted & (why == ""))
    state = np.where(stated, present["identity"].astype(object), present["tier"])
    table = past.assign(
        basis=np.where(sure | unsaid, STATED, np.where(gone, ABSENT, BY_INCOME)),
        now=np.where(gone, ABSENT, np.where(unsaid, UNSTATED, state)),
        now_tier=present["tier"].astype(object).where(present["tier"].notna(), "").astype("str"),
        now_per_head=present["per_head_fen"].fillna(-1).astype(np.int64),
        why=np.select([sure, gone, unsaid], ["", why, _WHY[-1]], _WHY[-2]),
    )
    is_open = (unlisted | by_income | unsaid) & ~sure
    return Left(table[sure].reset_index(drop=True), table[is_open].reset_index(drop=True))


def _same_number(past: pd.DataFrame, now: pd.DataFrame) -> "pd.Series[bool]":
    """Who was in a household whose number the new list still has, in the same 街镇."""

    def where(rows: pd.DataFrame) -> pd.Series:
        keys = {text: number_key(text) for text in rows["number"].unique()}
        return rows["number"].map(keys).astype("str") + "|" + rows["township"].astype("str").fillna("")

    return where(past).isin(where(now[now["number"] != ""]))


def _states(identities: pd.Series) -> "pd.Series[bool]":
    """Which are identities: that an application was refused says of no other that it was lost."""
    return identities.notna() & (identities != REFUSED)


def _once(people: pd.DataFrame, side: str) -> pd.DataFrame:
    """Each person once, by the row that says 低保 if one does, else by the first that states an identity, else by the first."""
    keyed = people.assign(key=person_keys(people, side))
    order = first_fit([keyed["identity"] == POOR, _states(keyed["identity"]), np.ones(len(keyed), dtype=bool)])
    chosen = keyed.assign(_order=order).sort_values("_order", kind="stable").drop_duplicates("key")
    return chosen.sort_index().drop(columns="_order")


def _why_open(
    past: pd.DataFrame,
    compared: Compared,
    listing: Listing,
    now: pd.DataFrame,
    poor: "pd.Series[bool]",
    housed: "pd.Series[bool]",
) -> np.ndarray:
    """Why nobody can say of each person, if he is not in the new list, that he left; "" where nothing speaks against it. ``housed``: whether
    others of the household stand there and have not left."""
    like = _alike(compared)
    towns = set(now["township"].dropna())
    masks = [
        past["key"].isin(like),
        past["key"].str.startswith(OLD),
        pd.Series(not _states(now["identity"]).any(), index=past.index),
        pd.Series(bool(listing.left_out), index=past.index),
        past["id"].isin(listing.elsewhere),
        past["township"].notna() & ~past["township"].isin(towns),
        housed,
        ~poor,
    ]
    return np.array([*_WHY[: len(masks)], ""], dtype=object)[first_fit(masks)]


def _alike(compared: Compared) -> pd.Series:
    """The keys of those of the list before who may be somebody of the new one."""
    people = compared.people
    return people.loc[(people["hint"] != "") & people["kind"].isin([GONE, UNSURE]), "key"]


def poor_keys(people: pd.DataFrame, side: str) -> pd.Series:
    """Return the keys of whom a list names as 低保."""
    keyed = _once(people, side)
    return keyed.loc[keyed["identity"] == POOR, "key"]


def unsaid_keys(people: pd.DataFrame) -> pd.Series:
    """Return the keys of whom the new list says no 救助身份."""
    keyed = _once(people, NEW)
    return keyed.loc[~_states(keyed["identity"]), "key"]


def about_silent(before: pd.DataFrame, now: pd.DataFrame, listing: Listing) -> pd.DataFrame:
    """Return L20 if the list says no 救助身份 of some who were 低保: whether they still are nobody can tell by it."""
    count = int(unsaid_keys(now).isin(poor_keys(before, OLD)).sum())
    file = listing.sheets["path"].iloc[0]
    return findings.for_file("L20", file, count=count) if count else findings.concat([])
