"""Rows of 承保名单 about one and the same insurance: what one of them says of it holds for all, in whatever order and file they stand.

Insurers write a cancelled insurance as a second row of its 保单号 (退保, 作废, 批减, a 批单). Whoever read the first one alone would pay
what was taken back. A row that is 退保 takes out the other rows of its person and 保单号, one that cannot be understood leaves them in doubt (H08);
only a row whose 承保日期 is later than all that the other says (复效) stays. Where one of two rows has no 保单号 nobody knows whether they are one
insurance: a row of the person that is 退保 leaves the row in force in doubt, unless that was bought later.

Rows of one 保单号 and one name under two valid numbers may be one person, whose number was corrected: a 退保 under the other number is a doubt, and of two
rows in force whose persons both stand in rosters, neither is paid before somebody has looked, else one insurance would be paid twice.
"""

import numpy as np
import numpy.typing as npt
import pandas as pd

from huibao_xl import findings
from huibao_xl.frames import INSURED
from huibao_xl.matching.near import among
from huibao_xl.rosters.columns import policy_keys
from huibao_xl.rosters.labels import label, texts_of
from huibao_xl.rosters.place import place

_TYPES = {"left": "int64", "right": "int64", "sure": "bool", "says": "object"}
_NO_PAIRS = pd.DataFrame({"left": [], "right": [], "sure": [], "says": []}).astype(_TYPES)
_FAMILY = 6
"""A 保单号 with more rows than these is that of a group, a product or a day, and tells no persons."""
_OUT, _UNCLEAR, _TWICE = "说已退保", "的状态看不懂", "也是有效"
_SAME_POLICY, _SAME_PERSON = "是同一张保单的另一行，", "是同一人的另一行，没有保单号可以对应，"
_OTHER_NUMBER = "姓名相同、证件号码不同，"


def one_state(insured: pd.DataFrame, listed: "pd.Series[int]") -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return 承保名单 (frames.INSURED) in which all rows of an insurance say the same of it, and I55 at each row that another one speaks for.

    ``listed``: the persons of the rosters.
    """
    found_pairs = [_pairs(insured), _under_two_numbers(insured, listed), _without_a_number(insured)]
    pairs = pd.concat(found_pairs, ignore_index=True)
    if pairs.empty:
        return insured, findings.concat([])
    sure = pairs[pairs["sure"]].drop_duplicates("left")
    unsure = pairs[~pairs["left"].isin(sure["left"])].drop_duplicates("left")
    marked = insured.copy(deep=False)
    status = insured["status"].astype("str").to_numpy(dtype=object).copy()
    status[sure["left"]], status[unsure["left"]] = "退保", "不明"
    marked["status"] = pd.Categorical(status, categories=insured["status"].cat.categories)
    found = []
    for part, column in ((sure, "state"), (unsure, "doubt")):
        says = place(insured.iloc[part["right"]]).to_numpy(dtype=object) + part["says"].to_numpy(dtype=object)
        cells = texts_of(insured[column])
        cells[part["left"]] = says
        marked[column] = label(cells)
        found.append(findings.for_rows("I55", insured.iloc[part["left"]], says=says))
    return INSURED.check(marked), findings.concat(found)


def _pairs(insured: pd.DataFrame) -> pd.DataFrame:
    """Row in force x row that speaks against it (left, right: positions), whether that is sure, and what it says, the surest first."""
    speaks = np.flatnonzero(
        (insured["status"] != "有效").to_numpy(dtype=bool) & (insured["policy_no"] != "").to_numpy()
    )
    others = _same_people(insured, insured.iloc[speaks]) if len(speaks) else speaks
    if not len(others):
        return _NO_PAIRS
    right, left = _keys(insured, speaks), _keys(insured, others)
    numbered = left["policy"] != ""
    by_person = left[numbered & (left["person"] >= 0)].merge(right, on=["person", "policy"], suffixes=("", "_out"))
    named = right[right["name_key"] != ""]
    by_name = left[numbered].merge(named, on=["name_key", "policy"], suffixes=("", "_out"))
    by_name = by_name[by_name["person"] != by_name["person_out"]]
    found = pd.concat([by_person, by_name])
    found = found[~(found["day"] > found["last_out"])]
    out = (insured["status"] == "退保").to_numpy(dtype=bool)[found["at_out"].to_numpy(dtype=np.int64)]
    other = (found["person_out"].fillna(-1) >= 0).to_numpy()
    says = _SAME_POLICY + np.where(other, _OTHER_NUMBER, "").astype(object) + np.where(out, _OUT, _UNCLEAR)
    pairs = pd.DataFrame({"left": found["at"], "right": found["at_out"], "sure": out & ~other, "says": says})
    return pairs.astype(_TYPES)


def _under_two_numbers(insured: pd.DataFrame, listed: "pd.Series[int]") -> pd.DataFrame:
    """Rows in force of people of the rosters that share 保单号 and name with another such row of another number, as :func:`_pairs` gives them."""
    counts = (insured["status"] == "有效") & (insured["policy_no"] != "") & (insured["name_key"] != "")
    at = np.flatnonzero(counts.to_numpy(dtype=bool) & insured["person"].isin(listed[listed >= 0]).to_numpy(dtype=bool))
    at = at[insured["policy_no"].iloc[at].duplicated(keep=False).to_numpy()]
    if not len(at):
        return _NO_PAIRS
    rows = _keys(insured, at)[["at", "person", "name_key", "policy"]]
    rows = rows[rows.groupby("policy")["at"].transform("size") <= _FAMILY]
    both = rows.merge(rows, on=["policy", "name_key"], suffixes=("", "_out"))
    both = both[both["person"] != both["person_out"]]
    says = _SAME_POLICY + _OTHER_NUMBER + _TWICE
    return pd.DataFrame({"left": both["at"], "right": both["at_out"], "sure": False, "says": says}).astype(_TYPES)


def _without_a_number(insured: pd.DataFrame) -> pd.DataFrame:
    """Rows in force x the last row of the person that is 退保, where one of the two has no 保单号, as :func:`_pairs` gives them."""
    identified = (insured["person"] >= 0).to_numpy(dtype=bool)
    out = np.flatnonzero(identified & (insured["status"] == "退保").to_numpy(dtype=bool))
    persons = insured["person"].iloc[out]
    inside = (
        identified & (insured["status"] == "有效").to_numpy(dtype=bool) & insured["person"].isin(persons).to_numpy()
    )
    at = np.flatnonzero(inside)
    if not len(at):
        return _NO_PAIRS
    left, right = _keys(insured, at), _keys(insured, out).sort_values("last", kind="stable")
    unnumbered = left["policy"] == ""
    parts = [(left[unnumbered], right), (left[~unnumbered], right[right["policy"] == ""])]
    lasts = [(one, other.drop_duplicates("person", keep="last")) for one, other in parts]
    both = pd.concat([one.merge(other, on="person", suffixes=("", "_out")) for one, other in lasts])
    both = both[~(both["day"] > both["last_out"])]
    says = _SAME_PERSON + _OUT
    return pd.DataFrame({"left": both["at"], "right": both["at_out"], "sure": False, "says": says}).astype(_TYPES)


def _same_people(insured: pd.DataFrame, speaking: pd.DataFrame) -> npt.NDArray[np.int64]:
    """The rows in force whose person is that of a speaking row, or whose 保单号 (as it is written) or, where that row has no number that is one, name."""
    names = speaking.loc[speaking["person"] < 0, "name_key"]
    same = insured["person"].isin(speaking.loc[speaking["person"] >= 0, "person"]).to_numpy(dtype=bool)
    named = among(insured["name_key"], names[names != ""]) | among(insured["policy_no"], speaking["policy_no"])
    return np.flatnonzero((same | named) & (insured["status"] == "有效").to_numpy(dtype=bool))


def _keys(insured: pd.DataFrame, at: npt.NDArray[np.int64]) -> pd.DataFrame:
    """What rows are compared by: person, name, 保单号, the day of the insurance, and the last day of which the row speaks."""
    rows = insured.iloc[at]
    keys = pd.DataFrame({"at": at, "person": rows["person"].to_numpy(), "name_key": rows["name_key"].to_numpy()})
    keys["policy"] = policy_keys(rows["policy_no"]).to_numpy()
    keys["day"], keys["last"] = rows["insured_on"].to_numpy(), rows[["insured_on", "out_on"]].max(axis=1).to_numpy()
    return keys
