"""Whom a row may mean whose number, or whose name and number, is written only in part: masked, cut, rounded, or missing.

Such a row names nobody by itself. It may mean everybody whose name and number have the characters that it has, in their places; so these
pairs are shown and hold, and never decide.
"""

import re

import numpy as np
import numpy.typing as npt
import pandas as pd

from huibao_xl.identifiers import partial_id, partial_name
from huibao_xl.matching.near import among

LEAST = 4
"""Digits that a row must have to be shown beside a person as perhaps the same: with fewer it may be everybody of that name."""
_ALONE = 8
"""Digits that a row without any character of a name must have."""
_EXACT = 4
"""Digits below which a mask in a name stands for as many characters as it has signs: with more of them, for one or more."""
_DIGITS, _NOTHING, _MASKED = 3, 4, 5
"""Places in near.LIKENESS."""
_EITHER = re.compile(r"\(\?:([^|()]*)\|([^|()]*)\)(.*)")
_FIRST, _LAST = (
    re.compile(r"[0-9\u00b7\u3400-\u9fff]*(?![?*+{])"),
    re.compile(r"(?<=[.*+}\]])[0-9X\u00b7\u3400-\u9fff]*$"),
)
NONE = pd.DataFrame({"left": [], "right": [], "likeness": []}).astype("int64")
"""No pairs: what :func:`pairs` returns where nobody may be meant."""


def pairs(people: pd.DataFrame, partly: pd.DataFrame, least: int = 0) -> pd.DataFrame:
    """Return the pairs of people and rows that may mean them: left, right (positions) and likeness (place in near.LIKENESS), by left.

    ``people``: name_key and id, which is valid; ``partly``: name, name_key and id_raw. Rows with a number of their own, and with fewer
    digits than ``least``, mean nobody.
    """
    rows = _forms(partly, least)
    if people.empty or rows.empty:
        return NONE.copy()
    named, masked = rows[rows["name_form"].isna()], rows[rows["name_form"].notna()]
    found = pd.concat([_of_name(people, named), _of_masked_names(people, masked)], ignore_index=True)
    return found.drop_duplicates(["left", "right"]).sort_values(["left", "right"], ignore_index=True)


def _forms(partly: pd.DataFrame, least: int) -> pd.DataFrame:
    """The rows that may mean somebody: right (their position), name_key, name_form (null for a whole name), form of the number, likeness."""
    numbers, names = partly["id_raw"].to_numpy(dtype=object), partly["name"].to_numpy(dtype=object)
    digits = _mapped(numbers, partial_id.digits_written)
    shown = _mapped(names, partial_name.characters_written)
    loose, exact = _mapped(names, partial_name.pattern), _mapped(names, lambda name: partial_name.pattern(name, True))
    form = np.where(
        shown > 0, _mapped(numbers, partial_id.pattern), _mapped(numbers, lambda text: partial_id.pattern(text, False))
    )
    rows = pd.DataFrame({"right": np.arange(len(partly)), "name_key": partly["name_key"].to_numpy(), "form": form})
    rows["name_form"] = np.where(digits < _EXACT, exact, loose)
    masked = rows["name_form"].notna().to_numpy()
    rows["likeness"] = np.where(masked & (shown > 0), _MASKED, np.where(digits > 0, _DIGITS, _NOTHING))
    telling = (digits >= least) & ((shown > 0) | (digits >= _ALONE))
    return rows[telling & rows["form"].notna().to_numpy()]


def _mapped(texts: npt.NDArray[np.object_], meaning: object) -> npt.NDArray[np.object_]:
    """What each distinct text means, per row."""
    return pd.Series(texts, dtype=object).map({text: meaning(text) for text in set(texts)}).to_numpy()  # type: ignore[operator]


def _of_name(people: pd.DataFrame, rows: pd.DataFrame) -> pd.DataFrame:
    """People of the same name whose digits agree."""
    same = np.flatnonzero(among(people["name_key"], rows["name_key"]))
    people = people[["name_key", "id"]].iloc[same].assign(left=same)
    return _fitting(people.merge(rows, on="name_key"))


def _of_masked_names(people: pd.DataFrame, rows: pd.DataFrame) -> pd.DataFrame:
    """People whose names and digits both agree. Of rows that say the same, the first; people are found by the beginning and the end of both."""
    rows = rows.drop_duplicates(["name_form", "form"])
    rows = rows.assign(form=rows["form"].map(_alternatives)).explode("form")
    ends = [_ends(name, number) for name, number in zip(rows["name_form"], rows["form"], strict=True)]
    rows, lengths_of = rows.assign(key=["|".join(parts) for parts in ends]), [tuple(map(len, parts)) for parts in ends]
    found = [NONE]
    for lengths in dict.fromkeys(lengths_of):
        alike = rows[np.array([each == lengths for each in lengths_of])]
        keys = _keys(people, lengths)
        at = np.flatnonzero(among(keys, alike["key"]))
        written = people["name_key"].array[at]
        alike_people = people[["id"]].iloc[at].assign(left=at, key=keys.array[at], written=written)
        found.append(_fitting(alike_people.merge(alike, on="key")))
    return pd.concat(found)


def _keys(people: pd.DataFrame, lengths: tuple[int, ...]) -> "pd.Series[str]":
    """The beginning and the end of each name and number, of these lengths."""
    name_first, name_last, first, last = lengths
    name, number = people["name_key"], people["id"]
    name_end = name.str[-name_last:] if name_last else ""
    end = number.str[-last:] if last else ""
    return (name.str[:name_first] + "|" + name_end + "|" + number.str[:first] + "|" + end).reset_index(drop=True)


def _ends(name: str, number: str) -> tuple[str, str, str, str]:
    """The characters with which what two expressions match begins and ends."""
    return _first(name), _last(name), _first(number), _last(number)


def _first(form: str) -> str:
    found = _FIRST.match(form)
    return found[0] if found else ""


def _last(form: str) -> str:
    found = _LAST.search(form)
    return found[0] if found else ""


def _alternatives(form: str) -> list[str]:
    """An expression of two alternatives as two, so that each has its beginning and its end."""
    found = _EITHER.fullmatch(form)
    return [found[1] + found[3], found[2] + found[3]] if found else [form]


def _fitting(both: pd.DataFrame) -> pd.DataFrame:
    """Those pairs (left, right, likeness) whose number, and name where that is masked, match the expressions of their row."""
    found = both[_match(both["form"], both["id"])]
    if "written" in found:
        found = found[_match(found["name_form"], found["written"])]
    return found[["left", "right", "likeness"]].astype("int64")


def _match(forms: "pd.Series[str]", texts: "pd.Series[str]") -> npt.NDArray[np.bool_]:
    """Whether each text matches the expression beside it."""
    tests = {form: re.compile(form).fullmatch for form in forms.unique()}
    return np.array([tests[form](text) is not None for form, text in zip(forms, texts, strict=True)], dtype=np.bool_)
