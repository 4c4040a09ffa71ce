"""Lists that say out take effect: who stands in 退保名单 or in a roster's 注销 list is not what the other list says.

A row of 退保名单 with a 保单号 is about that policy (perhaps, if its name is masked), one without about every policy of its person (if it was
ever insured: who did not pay may have tried again, and waits), but about none that was bought in a later year. Where the numbers cannot be
compared the insured row waits (H08), also where a row's number is that of none of its person's policies (an order's, an application's, another
system's, a mistyped one) and those were not bought later, or where a row of nothing but a number has one that is written otherwise
(:func:`_loose`). So does who is in by one row of a roster and out by another, unless their days say which is the later. Rows that no insured row stands for are insured rows
themselves, 退保: they were insured, and every one gets its
处置.
"""

import re
from dataclasses import replace

import numpy as np
import numpy.typing as npt
import pandas as pd

from huibao_xl import findings
from huibao_xl.frames import ENTRIES, INSURED, WITHDRAWN
from huibao_xl.identifiers import partial_name
from huibao_xl.rosters.columns import policy_keys
from huibao_xl.rosters.labels import label, texts_of
from huibao_xl.rosters.lists import Lists
from huibao_xl.rosters.place import place, place_keys
from huibao_xl.rosters.read_lists import joined
from huibao_xl.rosters.status_words import is_perhaps_gone
from huibao_xl.subsidy.same_policy import one_state

_DESTROYED = r"(?i)e\+"
_ENOUGH_DIGITS = 6
_SUFFIX = (
    r"^(.*\d{8})(?:[\W_/]+(?:批单?|[A-Z])?\d{1,3}\W*|(?:批单?|[A-Z]{1,2})\d{1,3}|[\W_]*第?\d{1,2}次?批[改减单]?\W*)$"
)
"""What stands behind 保单号: the number of an endorsement, of an insured person, of a part."""
_BY_A_ROW = "同一人在同类名册的另一行已退出："
_PERHAPS_BY_A_ROW = "同一人在同类名册的另一行可能已退出："
_MOVED = "迁|转|搬|移"
"""In the cell that says that somebody is out: he may be in elsewhere (迁出, 转往)."""


def with_out_lists(lists: Lists) -> tuple[Lists, pd.DataFrame]:
    """Return the lists with 退保名单, rows of 承保名单 that speak of another one's insurance, and 注销 lists in effect on 承保名单 and the rosters;
    and what was found."""
    insured, found = one_state(INSURED.check(lists.insured), lists.entries["person"])
    insured, withdrawn = _withdrawn(insured, WITHDRAWN.check(lists.withdrawn))
    entries = _left_by_a_row(_left(ENTRIES.check(lists.entries)))
    return replace(lists, insured=insured, withdrawn=withdrawn, entries=entries), found


def of_nobody(lists: Lists, suspected: pd.DataFrame) -> pd.DataFrame:
    """Return I65 at the rows of 退保名单 without a right number that are about no row of 承保名单: by their 保单号, by name, or by what is written of both
    (``suspected``: frames.EXCLUDING)."""
    rows = lists.withdrawn
    meant = suspected.loc[suspected["list"] == "withdrawn", "right"]
    lost = rows[(rows["person"] < 0) & ~rows["tied"] & ~rows.index.isin(meant)]
    return findings.for_rows("I65", lost, value=lost["policy_no"].where(lost["policy_no"] != "", lost["name"]))


def only_withdrawn(lists: Lists) -> int:
    """Return how many rows of 退保名单 are insured rows of their own: those whose place stands among the insured."""
    if lists.withdrawn.empty:
        return 0
    return int(place_keys(lists.insured).isin(place_keys(lists.withdrawn)).sum())


def _withdrawn(insured: pd.DataFrame, withdrawn: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """承保名单 with 退保名单 in effect, and 退保名单 with which of its rows is about which of these rows."""
    if withdrawn.empty:
        return insured, withdrawn
    pairs = _pairs(insured, withdrawn)
    alone = withdrawn[~np.isin(np.arange(len(withdrawn)), pairs["right"]) & (withdrawn["person"] >= 0).to_numpy()]
    sure = pairs[pairs["sure"]].drop_duplicates("left")
    unsure = pairs[~pairs["left"].isin(sure["left"])].drop_duplicates("left")
    marked = insured.copy(deep=False)
    where = place(withdrawn).to_numpy(dtype=object)
    codes = insured["status"].astype("str").to_numpy(dtype=object).copy()
    codes[sure["left"]], codes[unsure["left"]] = "退保", np.where(codes[unsure["left"]] == "退保", "退保", "不明")
    marked["status"] = pd.Categorical(codes, categories=["有效", "退保", "不明"])
    marked["state"] = _pointing(insured["state"], sure, where, "列在")
    marked["doubt"] = _pointing(insured["doubt"], unsure, where, "不能确定是否就是这一条的保单：")
    tied = withdrawn.assign(tied=np.isin(np.arange(len(withdrawn)), pairs["right"]))
    return (joined(INSURED, [marked, alone]) if len(alone) else INSURED.check(marked)), tied


def _pairs(insured: pd.DataFrame, withdrawn: pd.DataFrame) -> pd.DataFrame:
    """Insured row x row of 退保名单 that is about it (left, right: positions), and whether that is sure. A row with nothing but a 保单号 is
    about all of that policy. An insurance that never came about (未支付) and has no number is surely another one than what was bought later."""
    left = _keys(insured, "left")
    right = _keys(withdrawn, "right").assign(attempt=withdrawn["attempt"].to_numpy())
    attempt = (right["attempt"] & (right["policy"] == "")).to_numpy(dtype=bool)
    clear = (withdrawn["status"] == "退保").to_numpy(dtype=bool) & ~attempt
    by_person = _by_person(left[left["person"] >= 0], right)
    unknown_id, numbered = right[right["person"] < 0], left[left["policy"] != ""]
    named, no_id = unknown_id["name_key"] != "", unknown_id["no_id"]
    by_number = numbered.merge(unknown_id[named], on=["policy", "name_key"], suffixes=("", "_out"))
    by_mask = _by_masked_name(numbered, unknown_id[named], withdrawn["name"])
    of_policy = numbered.merge(unknown_id[~named & no_id], on="policy", suffixes=("", "_out"))
    certain = pd.concat(
        [by_person, by_number.assign(sure=True), by_mask.assign(sure=False), of_policy.assign(sure=True)]
    )
    certain["sure"] &= clear[certain["right"]]
    in_force = (insured["status"] == "有效").to_numpy(dtype=bool)[left["left"]]
    rest = left[in_force & ~left["left"].isin(certain["left"])]
    open_rows = right[~right["right"].isin(certain["right"])]
    found = pd.concat([certain, _of_another_number(rest, open_rows), _loosely(rest, open_rows)])
    return found[["left", "right", "sure"]].astype({"left": "int64", "right": "int64", "sure": bool})


def _by_person(left: pd.DataFrame, right: pd.DataFrame) -> pd.DataFrame:
    """Insured row x row of 退保名单 of the same person (see :func:`_keys`) that is, or may be, about its policy; sure: the numbers say so, or there is none.
    What was withdrawn in an earlier year than the insurance began is another one."""
    both = left.merge(right, on="person", suffixes=("", "_out"))
    unnumbered = both["policy_out"] == ""
    again = both["attempt"] & unnumbered & (both["day"] > both["day_out"])
    past = both["day"].dt.year > both["last_out"].dt.year
    same = (both["policy"] == both["policy_out"]) & ~unnumbered
    unknown = (both["policy"] == "") | both["lost"] | both["lost_out"]
    about = same | (unnumbered & ~again & ~past) | (unknown & ~unnumbered & ~past)
    found: pd.DataFrame = both.assign(sure=(same | unnumbered) & ~past)[about]
    return found


def _of_another_number(left: pd.DataFrame, right: pd.DataFrame) -> pd.DataFrame:
    """Rows in force of which no row of 退保名单 is x rows of their persons that are of none: not sure, and not of what was bought later."""
    lasts = right[(right["policy"] != "") & ~right["attempt"]].sort_values("last", kind="stable")
    lasts = lasts[lasts["person"] >= 0]
    both = left.merge(lasts, on="person", suffixes=("", "_out"))
    return both[~(both["day"] > both["last_out"])].assign(sure=False)


def _loosely(left: pd.DataFrame, right: pd.DataFrame) -> pd.DataFrame:
    """Rows in force x rows of 退保名单 without an id whose 保单号 may be theirs, written otherwise, and whose name, if there is one, is theirs: not sure."""
    right = right[(right["person"] < 0) & right["no_id"] & (right["policy"] != "")]
    left = left[left["policy"] != ""]
    if right.empty or left.empty:
        return left.iloc[:0].assign(right=0, sure=False)
    left, right = _by_loose_policy(left), _by_loose_policy(right)
    nameless = right["name_key"] == ""
    by_both = left.merge(right[~nameless], on=["loose", "name_key"], suffixes=("", "_out"))
    by_number = left.merge(right[nameless], on="loose", suffixes=("", "_out"))
    return pd.concat([by_both, by_number]).drop_duplicates(["left", "right"]).assign(sure=False)


def _by_loose_policy(rows: pd.DataFrame) -> pd.DataFrame:
    """The rows with what is left of their 保单号 (``loose``), and once more those whose 保单号 has the number of an endorsement or a part behind it, without that."""
    short = _without_suffix(rows["policy"])
    shorter = short != rows["policy"]
    return pd.concat([rows.assign(loose=_loose(rows["policy"])), rows[shorter].assign(loose=_loose(short[shorter]))])


def _without_suffix(policies: "pd.Series[str]") -> "pd.Series[str]":
    """保单号 without what numbers an endorsement or a part of them, where enough digits are left.

    >>> _without_suffix(pd.Series(["PHHB202400000001-01", "PHHB202400000001(批1)", "PHHB202400000001E01", "P-1"])).tolist()
    ['PHHB202400000001', 'PHHB202400000001', 'PHHB202400000001', 'P-1']
    """
    return policies.str.replace(_SUFFIX, r"\1", regex=True)


def _loose(policies: "pd.Series[str]") -> "pd.Series[str]":
    """What is left of 保单号 that are written with and without hyphens, a prefix or their first digits: the last 8 digits, or letters and digits where
    there are fewer than 6.

    >>> _loose(pd.Series(["SH-2024-000123", "2024000123", "24000123", "P-1"])).tolist()
    ['24000123', '24000123', '24000123', 'P1']
    """
    digits = policies.str.replace(r"\D", "", regex=True).str[-8:]
    return digits.where(digits.str.len() >= _ENOUGH_DIGITS, policies.str.replace(r"[^0-9A-Z]", "", regex=True))


def _by_masked_name(numbered: pd.DataFrame, unknown_id: pd.DataFrame, names: "pd.Series[str]") -> pd.DataFrame:
    """Insured rows with a 保单号 x rows of that policy whose name is masked and may be theirs (孙*). ``names``: those of 退保名单."""
    forms = names.iloc[unknown_id["right"]].map(partial_name.pattern).to_numpy(dtype=object)
    masked = unknown_id.assign(form=forms)[pd.notna(forms)]
    both = numbered.merge(masked, on="policy", suffixes=("", "_out"))
    fits = [re.fullmatch(form, name) is not None for form, name in zip(both["form"], both["name_key"], strict=True)]
    return both[np.array(fits, dtype=np.bool_)]


def _keys(frame: pd.DataFrame, side: str) -> pd.DataFrame:
    """What two rows are compared by, and their positions as the column ``side``."""
    policy = policy_keys(frame["policy_no"])
    keys = pd.DataFrame({"person": frame["person"], "name_key": frame["name_key"], "policy": policy})
    keys["day"] = frame["insured_on"]
    keys["last"] = frame[["insured_on", "out_on"]].max(axis=1)
    keys["lost"], keys["no_id"] = policy.str.contains(_DESTROYED), frame["id_raw"] == ""
    return keys.reset_index(drop=True).assign(**{side: np.arange(len(frame))})


def _pointing(
    texts: pd.Series, pairs: pd.DataFrame, where: npt.NDArray[np.object_], before: str
) -> "pd.Categorical[str]":
    """A label column, and for the rows of ``pairs`` where the other list says it."""
    pointing = texts_of(texts)
    pointing[pairs["left"]] = [before + where[right] for right in pairs["right"]]
    return label(pointing)


def _left(entries: pd.DataFrame) -> pd.DataFrame:
    """The entries, those out that a 注销 list of the same roster names too."""
    listed = entries[entries["listed_out"] & (entries["person"] >= 0)]
    if listed.empty:
        return entries
    others = np.flatnonzero(~entries["listed_out"] & entries["person"].isin(listed["person"]))
    left = pd.DataFrame({"at": others, "person": entries["person"].iloc[others], "role": entries["role"].iloc[others]})
    right = listed.assign(where=place(listed))[["person", "role", "out_from", "out_by", "doubt", "where"]]
    pairs = left.astype({"role": "str"}).merge(right.astype({"role": "str", "doubt": "str"}), on=["person", "role"])
    begins = entries["valid_from"].to_numpy()[pairs["at"]]
    pairs = pairs[~(begins > pairs["out_from"].to_numpy())].sort_values(
        ["at", "out_from"], na_position="first", kind="stable"
    )
    pairs = pairs.drop_duplicates("at")
    marked = entries.copy(deep=False)
    at, sure = pairs["at"].to_numpy(), pairs["doubt"].isna().to_numpy()
    dated = pairs["out_from"].notna().to_numpy()
    marked["out"] = _set(entries["out"], at[sure & ~dated], True)
    for column in ("out_from", "out_by"):
        marked[column] = _set(entries[column], at[sure & dated], pairs[column].to_numpy()[sure & dated])
    for column, hit, before in (("state", sure, "列在"), ("doubt", ~sure, "列在注销一类的名单，但说法不一：")):
        texts = texts_of(entries[column])
        texts[at[hit]] = before + pairs["where"].to_numpy(dtype=object)[hit]
        marked[column] = label(texts)
    return ENTRIES.check(marked)


def _left_by_a_row(entries: pd.DataFrame) -> pd.DataFrame:
    """The entries; those in doubt, or out from the day on, whose person another row of the same roster says is out (注销 in a sheet of changes, or
    in a second row), or may be (户口已迁至奉贤 in a list of visits). A row that begins later than the other ended stands, as does one of another 街镇
    where the other says that the person moved."""
    left, at = _rows_of_leaving(entries)
    if left.empty:
        return entries
    inside = entries.iloc[at][["person", "role", "valid_from", "township"]].assign(at=at).astype({"role": "str"})
    pairs = inside.merge(left, on=["person", "role"], suffixes=("", "_out"))
    pairs = pairs[pairs["at"] != pairs["by"]]
    begins, ended = pairs["valid_from"], pairs["out_from"]
    pairs = pairs[~(begins > ended) & ~_moved_here(pairs)].sort_values(
        ["at", "out_from"], na_position="first", kind="stable"
    )
    pairs = pairs.drop_duplicates("at")
    marked = entries.copy(deep=False)
    at, dated = pairs["at"].to_numpy(), pairs["out_from"].notna().to_numpy()
    later = dated & (pairs["valid_from"] < pairs["out_from"]).to_numpy()
    from_day = pairs["out_from"].where(~(entries["out_from"].iloc[at].to_numpy() < pairs["out_from"]), None)
    for column, hit in (("out_from", dated & from_day.notna().to_numpy()), ("out_by", later)):
        marked[column] = _set(entries[column], at[hit], pairs["out_from"].to_numpy()[hit])
    for column, hit in (("state", dated), ("doubt", ~dated)):
        texts = texts_of(entries[column])
        texts[at[hit]] = pairs["where"].to_numpy(dtype=object)[hit]
        marked[column] = label(texts)
    return ENTRIES.check(marked)


def _rows_of_leaving(entries: pd.DataFrame) -> tuple[pd.DataFrame, npt.NDArray[np.int64]]:
    """The rows that say that their person is out, or may be, with what is said (``where``) and whether he surely moved (``moves``); and the positions
    of the other rows of these people. Without a word of it the whole list may not count."""
    has_id, listed = entries["person"] >= 0, entries["listed_out"]
    gone = (entries["out"] | entries["out_by"].notna()) & has_id
    doubts = entries["doubt"].cat
    perhaps = entries["doubt"].isin([text for text in doubts.categories if is_perhaps_gone(text)])
    worded = entries["state"].notna()
    perhaps = (perhaps | worded) & has_id & ~gone & ~listed
    left = entries[(gone & ~listed & worded) | perhaps]
    at = np.flatnonzero(~gone & ~(perhaps & entries["doubt"].notna()) & entries["person"].isin(left["person"]))
    left = left[left["person"].isin(entries["person"].iloc[at])]
    sure = gone[left.index]
    says = left["state"].astype("str").where(worded[left.index], left["doubt"].astype("str"))
    where = sure.map({True: _BY_A_ROW, False: _PERHAPS_BY_A_ROW}) + place(left) + " " + says
    rows = left[["person", "role", "township"]].assign(where=where, moves=sure & says.str.contains(_MOVED))
    rows["out_from"] = left["out_from"].where(sure, None)
    rows["by"] = np.flatnonzero(entries.index.isin(left.index))
    return rows.astype({"role": "str"}), at


def _moved_here(pairs: pd.DataFrame) -> "pd.Series[bool]":
    """Whether the other row is sure that its person moved, and this one is of another 街镇: there he is in."""
    towns = pairs[["township", "township_out"]].astype("str")
    apart = towns.notna().all(axis=1) & (towns["township"] != towns["township_out"])
    moved: pd.Series[bool] = apart & pairs["moves"]
    return moved


def _set(column: pd.Series, at: npt.NDArray[np.int64], values: object) -> pd.Series:
    changed = column.copy()
    if len(at):
        changed.iloc[at] = values
    return changed
