"""Rows of the lists that exclude (团单, 往期发放) whose number is none and that may mean somebody who would be paid (rule H11).

Such a row excludes nobody by its number: it was mistyped, or Excel destroyed it. Who has its name and nearly its number (the test of H05)
may be the one who is meant, so that the subsidy waits until somebody has looked. Where a list has no names, the 15 digits that Excel leaves
are enough. A row without a number, or with a part of it (310***********1234, the first ten digits, the last six), may mean everybody of its
name with these digits; one whose name is masked (孙*强) everybody whose name has these characters.

A right number that is nobody's among the insured may be a slip too, as in a roster (H05): of the same name and nearly the number, or of a rare name and
born at the same place on the same day. That the names alone are equal says nothing: a district has a hundred 王建国, and a list of a thousand dead has some whose
name one of the insured has and nobody else.

Two insured people of one name who were born on one day and have one telephone or one account are one person under two right numbers, or a slip of a list: where both
may be paid, or one is in a group, both wait.
"""

from collections.abc import Mapping

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from huibao_xl.frames import EXCLUDING
from huibao_xl.identifiers import partial_id
from huibao_xl.identifiers.lost import LEFT
from huibao_xl.matching import near, partly_written
from huibao_xl.rosters.lists import Lists
from huibao_xl.rosters.place import place_keys

LISTS = {"group": "团单名单", "withdrawn": "退保名单", "prior": "往期发放", "deaths": "死亡名单"}
"""{frame of Lists: what staff call the list} of the lists whose people are not paid."""

LOOKED_THROUGH = {**LISTS, "entries": "名册中退出或死亡的记录"}
"""The same, and of the rosters' entries those that say that somebody is out or has died."""

SHOWN = {**LOOKED_THROUGH, "insured": "承保名单"}
"""The same, and the insured themselves, of whom two may be one person."""

_COMPLETE = "[0-9]{17}[0-9Xx]"
_COLUMNS = ["name_key", "id", "id_fault"]
_RARE = 3
"""How many of the insured bear a rare name at most: with more of them, two who were born on one day are more likely than a number with two slips."""
_ONE_SLIP, _SAME_BIRTH, _SAME_PHONE = 1, 6, 7
"""Places in near.LIKENESS."""
_SPREAD = np.uint64(11400714819323198485)
"""An odd number of 64 bits that spreads small ones."""
_ANYBODY = "（无姓名）"
Numbers = npt.NDArray[np.int64]


def suspected(lists: Lists, year: int) -> pd.DataFrame:
    """Return insured rows with a valid id x rows of excluding lists that may mean the same person (frames.EXCLUDING), by insured row.

    ``year``: rows of 往期发放 for another year exclude nobody; 0 is a year that cannot be read.
    """
    speaking = {name: rows for name in LOOKED_THROUGH if len(rows := _speaking(lists, name, year))}
    strange = {name: rows for name, each in speaking.items() if len(rows := _without_person(lists.insured, each))}
    parts = [_meant(lists.insured, strange)] if strange else []
    strangers = {name: rows for name, each in speaking.items() if len(rows := _of_nobody(lists.insured, each, name))}
    parts += [_slipped(lists.insured, strangers)] if strangers else []
    parts += [twice] if len(twice := _under_two_numbers(lists)) else []
    if not parts:
        return EXCLUDING.empty()
    found = pd.concat(parts).drop_duplicates(["left", "list", "right"])
    return found.sort_values(["left"], kind="stable", ignore_index=True)


def _without_person(insured: pd.DataFrame, rows: pd.DataFrame) -> pd.DataFrame:
    """The rows of a list whose number is none, or is not sure and nobody's among the insured."""
    unclear = is_unclear(rows) & ~((rows["person"] >= 0) & rows["person"].isin(insured["person"])).to_numpy()
    return rows[unclear]


def _of_nobody(insured: pd.DataFrame, rows: pd.DataFrame, name: str) -> pd.DataFrame:
    """The rows of the list ``name`` whose number is right and nobody's among the insured, and whose name one of them has."""
    if name == "withdrawn":
        here = np.flatnonzero(insured["file"].isin(rows["file"].cat.categories))
        insured = insured.drop(index=insured.index[here[place_keys(insured.iloc[here]).isin(place_keys(rows))]])
    rows = rows[((rows["person"] >= 0) & ~rows["person"].isin(insured["person"]) & (rows["name_key"] != "")).to_numpy()]
    return rows[near.among(rows["name_key"], insured["name_key"])]


def _speaking(lists: Lists, name: str, year: int) -> pd.DataFrame:
    """The rows of a list that speak against their people."""
    rows: pd.DataFrame = getattr(lists, name)
    if "year" in rows:
        rows = rows[rows["year"].isin([year, 0])]
    if "listed_out" in rows:
        rows = rows[_says_out(rows)]
    elif "out" in rows:
        rows = rows[~rows["out"]]
    return rows


def mentioned(insured: pd.DataFrame, people: pd.DataFrame) -> pd.DataFrame:
    """Return insured rows with a valid id x people of sheets that are no lists (frames.MENTIONED) who are, or may be, the same person: left, right
    (positions) and likeness (place in near.LIKENESS, -1 for a number or a name as it is written), by number, by name where no number stands, and
    by what is written of both."""
    if people.empty:
        return partly_written.NONE.copy()
    partly = ((people["name"] != "") | (people["id_raw"] != "")).to_numpy(dtype=np.bool_)
    numbered = (people["person"] >= 0).to_numpy(dtype=np.bool_)
    valid = np.flatnonzero((insured["person"] >= 0).to_numpy(dtype=np.bool_))
    parts = []
    for key, rows in (("person", numbered), ("name_key", ~numbered & ~partly)):
        right = pd.DataFrame({key: people[key].to_numpy()[rows], "right": np.flatnonzero(rows)})
        left = pd.DataFrame({key: insured[key].to_numpy()[valid], "left": valid})
        parts.append(left[left[key].isin(right[key])].merge(right, on=key).assign(likeness=-1))
    at = np.flatnonzero(partly)
    found = partly_written.pairs(insured[["name_key", "id"]].iloc[valid], people.iloc[at])
    parts.append(found.assign(left=valid[found["left"]], right=at[found["right"]]))
    return pd.concat([part[["left", "right", "likeness"]] for part in parts], ignore_index=True).astype("int64")


def speaking_against(frame: pd.DataFrame, insured: "pd.Series[int]") -> pd.DataFrame:
    """Return the rows of a list that may keep somebody from being paid whose number is not theirs: it is none, not sure, or right and nobody's among the
    ``insured`` (their persons); of entries of rosters those that say that somebody is out or has died."""
    rows = frame[_says_out(frame)] if "listed_out" in frame else frame
    return rows[is_unclear(rows) | ~rows["person"].isin(insured).to_numpy()] if len(rows) else rows


def _says_out(entries: pd.DataFrame) -> npt.NDArray[np.bool_]:
    """Which entries of rosters say that their person is out, from whatever day, or has died."""
    out = entries["listed_out"] | entries["state"].notna() | entries["dead"].notna()
    return out.to_numpy(dtype=np.bool_)


def is_unclear(rows: pd.DataFrame) -> npt.NDArray[np.bool_]:
    """Return which rows of a list may mean somebody else than their number says: it is none, ends in 000 as destroyed ones do, or has fifteen
    digits as cut ones may."""
    unclear = np.array((rows["person"] < 0) | rows["id"].str.endswith("000"), dtype=np.bool_)
    unusual = ~rows["id_raw"].str.fullmatch(_COMPLETE).to_numpy(dtype=np.bool_) & ~unclear
    unclear[unusual] = rows["id_raw"][unusual].map(partial_id.may_be_cut).to_numpy(dtype=np.bool_)
    return unclear


def _together(lists: Mapping[str, pd.DataFrame], columns: list[str]) -> pd.DataFrame:
    """These columns of several lists, one below the other: to look for pairs takes as long for a short list as for all. ``list``: of each row;
    ``right``: its label there."""
    rows = [each[columns].assign(list=name, right=each.index.to_numpy()) for name, each in lists.items()]
    return pd.concat(rows, ignore_index=True)


def _meant(insured: pd.DataFrame, strange: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """The insured whom rows without a person (``strange``: {list: its rows}) may mean, by insured row and list."""
    rows = _together(strange, ["name", "id_raw", *_COLUMNS])
    found = pd.concat([_near(insured, rows), _by_digits_written(insured, rows)])
    pairs = found.assign(right=rows["right"].to_numpy()[found["right"]])
    return _of_list(pairs, rows["list"].iloc[found["right"]].tolist()).sort_values(["left", "list"], kind="stable")


def _near(insured: pd.DataFrame, rows: pd.DataFrame) -> pd.DataFrame:
    """The near pairs of the insured and these rows: left and right (positions), and likeness."""
    named, anybody = rows[rows["name_key"] != ""], rows[(rows["name_key"] == "") & near.is_destroyed(rows)]
    valid = (insured["person"] >= 0).to_numpy()
    by_name = np.flatnonzero(valid & near.among(insured["name_key"], named["name_key"]))
    found = [_pairs(insured[_COLUMNS], by_name, named[_COLUMNS])]
    if len(anybody):
        by_digits = np.flatnonzero(valid & near.among(insured["id"].str[:LEFT], near.digits_left(anybody)))
        one, other = (each[_COLUMNS].assign(name_key=_ANYBODY) for each in (insured, anybody))
        found.append(_pairs(one, by_digits, other))
    return pd.concat(found).astype({"likeness": np.int64})


def _slipped(insured: pd.DataFrame, strangers: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """The insured whom rows with a right number of nobody (``strangers``: {list: its rows}) may mean: of the same name and one slip away, or of a rare name
    and born at the same place on the same day. Only those are compared of whose numbers a part agrees that one slip leaves alone."""
    columns = ["name_key", "id", "person"]
    others = _together(strangers, columns)
    names = pc.unique(pa.array(others["name_key"]))
    code = pc.index_in(pa.array(insured["name_key"]), value_set=names).fill_null(-1).to_numpy(zero_copy_only=False)
    left = np.flatnonzero((code >= 0) & (insured["person"] >= 0).to_numpy())
    code, persons = code[left], insured["person"].to_numpy()[left]
    code_of = pc.index_in(pa.array(others["name_key"]), value_set=names).to_numpy(zero_copy_only=False)
    found = []
    for part in (_region_and_birth, _birth_and_sequence, _region_and_sequence):
        keys, sought = _keys(code, part(persons)), _keys(code_of, part(others["person"].to_numpy()))
        at = np.flatnonzero(pd.Series(keys).isin(sought))
        alike = pd.DataFrame({"key": keys[at], "at": at}).merge(pd.DataFrame({"key": sought}).reset_index(), on="key")
        found.append(alike[["at", "index"]])
    pairs = pd.concat(found).drop_duplicates()
    both = others.iloc[pairs["index"]].assign(left=left[pairs["at"]])
    ours = insured[columns].iloc[both["left"]]
    slip = near.edits(ours["id"], both["id"]) <= 1
    bearers = insured.iloc[left].drop_duplicates("person")["name_key"].value_counts()
    born = _region_and_birth(ours["person"].to_numpy()) == _region_and_birth(both["person"].to_numpy())
    rare = (both["name_key"].map(bearers) <= _RARE).to_numpy(dtype=np.bool_)
    differs = ours["person"].to_numpy() != both["person"].to_numpy()
    both = both.assign(likeness=np.where(slip, _ONE_SLIP, _SAME_BIRTH))[differs & (slip | (rare & born))]
    return _of_list(both, both["list"].tolist())


def _under_two_numbers(lists: Lists) -> pd.DataFrame:
    """The pairs of insured rows, neither of them withdrawn and both in a roster or one in a group, with two right numbers but one name, one day of birth and one
    telephone or account."""
    insured, group = lists.insured, lists.group
    person, out = insured["person"].to_numpy(), (insured["status"] == "退保").to_numpy(dtype=np.bool_)
    listed = insured["person"].isin(lists.entries["person"]).to_numpy(dtype=np.bool_)
    grouped = insured["person"].isin(group["person"]).to_numpy(dtype=np.bool_) | (
        insured["channel"] == "团单"
    ).to_numpy(dtype=np.bool_)
    rows = np.flatnonzero((person >= 0) & ~out & (listed | grouped))
    ours = pd.DataFrame({"at": rows, "person": person[rows], "born": person[rows] // 10**3 % 10**8})
    ours["name_key"] = insured["name_key"].iloc[rows].to_numpy()
    first = ours[ours["name_key"] != ""].drop_duplicates(["name_key", "born", "person"])
    ours = ours[ours["person"].isin(first.loc[first.duplicated(["name_key", "born"], keep=False), "person"])]
    if ours.empty:
        return EXCLUDING.empty()
    phones = insured["phone"].iloc[ours["at"]].to_numpy()
    accounts = lists.accounts.loc[lists.accounts["person"].isin(ours["person"]), ["person", "account"]]
    common = [ours.assign(common=phones), ours.merge(accounts.rename(columns={"account": "common"}), on="person")]
    shared = pd.concat([each[each["common"] != ""] for each in common])
    pairs = shared.merge(shared, on=["name_key", "born", "common"])
    listed_both = listed[pairs["at_x"]] & listed[pairs["at_y"]]
    pairs = pairs[(pairs["person_x"] != pairs["person_y"]).to_numpy() & (listed_both | grouped[pairs["at_y"]])]
    found = pairs.rename(columns={"at_x": "left", "at_y": "right"}).assign(likeness=_SAME_PHONE)
    return _of_list(found, ["insured"] * len(found))


def _keys(names: Numbers, digits: Numbers) -> "npt.NDArray[np.uint64]":
    """One number for a name and some digits of an id: two people with the same have both in common, but for one in billions."""
    return names.astype(np.uint64) * _SPREAD + digits.astype(np.uint64)


def _region_and_birth(persons: Numbers) -> Numbers:
    """The first 14 of 17 digits: a slip in the last three leaves them alone."""
    return persons // 10**3


def _birth_and_sequence(persons: Numbers) -> Numbers:
    """The last ten: a slip in the first seven leaves them alone."""
    return persons % 10**10


def _region_and_sequence(persons: Numbers) -> Numbers:
    """The first six and the last two: a slip between them leaves them alone."""
    return persons // 10**11 * 100 + persons % 100


def _by_digits_written(insured: pd.DataFrame, rows: pd.DataFrame) -> pd.DataFrame:
    """The insured who may be meant by rows whose number is missing or written in part (as :func:`_near` returns them): of the same name, or of one that a
    masked name may be, with the digits that are written. A row without a name must write most of its digits."""
    valid = np.flatnonzero((insured["person"] >= 0).to_numpy())
    found = partly_written.pairs(insured[["name_key", "id"]].iloc[valid], rows)
    return found.assign(left=valid[found["left"]])


def _of_list(found: pd.DataFrame, names: list[str]) -> pd.DataFrame:
    """Pairs (left, right, likeness) as frames.EXCLUDING. ``names``: the list of each."""
    lists = pd.Categorical(names, categories=list(SHOWN))
    return EXCLUDING.check(found.assign(list=lists)[list(EXCLUDING.columns)])


def _pairs(insured: pd.DataFrame, left: np.ndarray, rows: pd.DataFrame) -> pd.DataFrame:
    """Near pairs of the insured at the positions ``left`` and ``rows``: left is a position, right a label of ``rows``."""
    found = near.pairs(insured.iloc[left].reset_index(drop=True), rows.reset_index(drop=True))
    return pd.DataFrame(
        {
            "left": left[found["left"]],
            "right": rows.index.to_numpy(dtype=np.int64)[found["right"]],
            "likeness": found["likeness"],
        }
    )
