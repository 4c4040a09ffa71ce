"""Rows of the lists that exclude (团单, 往期发放) whose number is none and that may mean somebody who would be paid (rule H11).

Such a row excludes nobody by its number: it was mistyped, or Excel destroyed it. Who has its name and nearly its number (the test of H05)
may be the one who is meant, so that the subsidy waits until somebody has looked. Where a list has no names, the 15 digits that Excel leaves
are enough. A row without a number, or with a part of it (310***********1234, the first ten digits, the last six), may mean everybody of its
name with these digits; one whose name is masked (孙*强) everybody whose name has these characters.
"""

import numpy as np
import numpy.typing as npt
import pandas as pd

from huibao_xl.frames import EXCLUDING
from huibao_xl.identifiers import partial_id
from huibao_xl.identifiers.lost import LEFT
from huibao_xl.matching import near, partly_written
from huibao_xl.rosters.lists import Lists

LISTS = {"group": "团单名单", "withdrawn": "退保名单", "prior": "往期发放", "deaths": "死亡名单"}
"""{frame of Lists: what staff call the list} of the lists whose people are not paid."""

LOOKED_THROUGH = {**LISTS, "entries": "名册中退出或死亡的记录"}
"""The same, and of the rosters' entries those that say that somebody is out or has died."""

_COMPLETE = "[0-9]{17}[0-9Xx]"
_COLUMNS = ["name_key", "id", "id_fault"]
_ANYBODY = "（无姓名）"


def suspected(lists: Lists, year: int) -> pd.DataFrame:
    """Return insured rows with a valid id x rows of excluding lists that may mean the same person (frames.EXCLUDING), by insured row.

    ``year``: rows of 往期发放 for another year exclude nobody; 0 is a year that cannot be read.
    """
    strange = {name: _without_person(lists, name, year) for name in LOOKED_THROUGH}
    tests = (_near, _by_digits_written)
    parts = [test(lists.insured, rows, name) for name, rows in strange.items() if len(rows) for test in tests]
    if not parts:
        return EXCLUDING.empty()
    found = pd.concat(parts).drop_duplicates(["left", "list", "right"])
    return found.sort_values(["left"], kind="stable", ignore_index=True)


def _without_person(lists: Lists, name: str, year: int) -> pd.DataFrame:
    """The rows of a list whose number is none, or is not sure and nobody's among the insured."""
    rows: pd.DataFrame = getattr(lists, name)
    if "year" in rows:
        rows = rows[rows["year"].isin([year, 0])]
    if "listed_out" in rows:
        rows = rows[_says_out(rows)]
    elif "out" in rows:
        rows = rows[~rows["out"]]
    if rows.empty:
        return rows
    unclear = is_unclear(rows) & ~((rows["person"] >= 0) & rows["person"].isin(lists.insured["person"])).to_numpy()
    return rows[unclear]


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


def speaking_against(frame: pd.DataFrame) -> pd.DataFrame:
    """Return the rows of a list whose number is none or not sure and that may keep somebody from being paid; of entries of rosters those that say
    that somebody is out or has died."""
    rows = frame[_says_out(frame)] if "listed_out" in frame else frame
    return rows[is_unclear(rows)] if len(rows) else rows


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


def _near(insured: pd.DataFrame, rows: pd.DataFrame, name: str) -> pd.DataFrame:
    """The near pairs of the insured and these rows of the list ``name``."""
    named, anybody = rows[rows["name_key"] != ""], rows[(rows["name_key"] == "") & near.is_destroyed(rows)]
    valid = (insured["person"] >= 0).to_numpy()
    by_name = np.flatnonzero(valid & near.among(insured["name_key"], named["name_key"]))
    by_digits = np.flatnonzero(valid & near.among(insured["id"].str[:LEFT], near.digits_left(anybody)))
    found = pd.concat(
        [
            _pairs(insured[_COLUMNS], by_name, named[_COLUMNS]),
            _pairs(insured[_COLUMNS].assign(name_key=_ANYBODY), by_digits, anybody[_COLUMNS].assign(name_key=_ANYBODY)),
        ]
    )
    lists = pd.Categorical([name] * len(found), categories=list(LOOKED_THROUGH))
    return EXCLUDING.check(found.assign(list=lists).astype({"likeness": np.int64})[list(EXCLUDING.columns)])


def _by_digits_written(insured: pd.DataFrame, rows: pd.DataFrame, name: str) -> pd.DataFrame:
    """The insured who may be meant by rows whose number is missing or written in part: of the same name, or of one that a masked name may be,
    with the digits that are written. A row without a name must write most of its digits."""
    valid = np.flatnonzero((insured["person"] >= 0).to_numpy())
    found = partly_written.pairs(insured[["name_key", "id"]].iloc[valid], rows)
    found = found.assign(left=valid[found["left"]], right=rows.index.to_numpy(dtype=np.int64)[found["right"]])
    lists = pd.Categorical([name] * len(found), categories=list(LOOKED_THROUGH))
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
