"""The pairs that a person may judge: an insured row beside a record of another list that may be the same person
(rules H01, H02, H05).

- H01: the insured id is no id; another list holds a valid one for the same name that is near it, or of which it is a part;
- H02: the id is in a roster, under another name (two records without a name give nothing to compare);
- H05: the id is in no roster, but a near one of the same name is.

Both sides are records: the columns of :data:`RECORD`, whichever list they come from. A pair is known by what it rests
on (:data:`huibao_xl.matching.rulings.PairKey`), not by where it stands: :func:`short_key`.
"""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from huibao_xl.matching import near, partly_written
from huibao_xl.matching.rulings import PairKey
from huibao_xl.rosters.lists import Lists

Positions = npt.NDArray[np.int64]

RECORD: dict[str, str | int] = {
    **dict.fromkeys(["list", "name", "name_key", "id", "number"], ""),
    "person": -1,
    **dict.fromkeys(["township", "village", "phone", "certificate_no", "former_name", "file", "sheet"], ""),
    "row": 0,
}
"""The columns of a record, and what stands where its list lacks one. list: what the list is called; number: see
:func:`near.numbers`."""

TYPES = {name: "int64" if isinstance(empty, int) else "str" for name, empty in RECORD.items()}
"""Their dtypes."""

_NO_RECORDS = pd.DataFrame(columns=list(RECORD)).astype(TYPES)

OTHERS = {"accounts": "银行账户", "group": "团单名单", "prior": "往期发放", "insured": "承保名单"}
"""Lists besides the rosters that may hold the id of somebody: {name in Lists: role}."""


@dataclass(frozen=True)
class Pairs:
    """Row-aligned: ``codes`` (H01, H02 or H05), and the records ``left`` (insured) and ``right`` (columns RECORD)."""

    codes: "pd.Series[str]"
    left: pd.DataFrame
    right: pd.DataFrame

    def pair_keys(self) -> list[PairKey]:
        """Return what each pair rests on."""
        columns = (self.codes, self.left["number"], self.left["name_key"], self.right["number"], self.right["name_key"])
        return list(zip(*(column.astype("str") for column in columns), strict=True))

    def take(self, rows: Positions | list[int]) -> "Pairs":
        """Return the pairs at these positions, in this order."""
        return Pairs(
            self.codes.iloc[rows].reset_index(drop=True),
            self.left.iloc[rows].reset_index(drop=True),
            self.right.iloc[rows].reset_index(drop=True),
        )


def short_key(key: PairKey) -> str:
    """Return the short name of a pair (编号): the rule and eight characters that change with anything that the pair
    rests on.

    >>> short_key(("H05", "310112195001019012", "样甲", "310112195001019071", "样甲"))
    'H05-c6627787'
    """
    return f"{key[0]}-{hashlib.sha256('|'.join(key).encode()).hexdigest()[:8]}"


def records(frame: pd.DataFrame, role: "str | pd.Series[str]") -> pd.DataFrame:
    """Return rows of a list as records; ``role``: what the list is called, one word or one per row."""
    if frame.empty:
        return _NO_RECORDS.set_axis(frame.index, axis=0)
    given = {**{name: frame[name] for name in RECORD if name in frame}, "list": role, "number": near.numbers(frame)}
    columns = {name: _filled(given.get(name, empty), empty) for name, empty in RECORD.items()}
    return pd.DataFrame(columns, index=frame.index).astype(TYPES)


def _filled(values: "pd.Series[Any] | str | int", empty: str | int) -> "pd.Series[Any] | str | int":
    """A column of a list with ``empty`` where it says nothing; one value for all rows stays one."""
    if not isinstance(values, pd.Series):
        return values
    return values.astype("str").fillna(empty) if isinstance(empty, str) else values


def waiting_pairs(lists: Lists, other_name: pd.DataFrame, close: pd.DataFrame, offered: pd.DataFrame) -> Pairs:
    """Return the pairs that a person may judge, by insured row; of equal keys only the first.

    ``other_name``: insured rows held as H02 and the entries of their id under another name; ``close``: near records
    (H05); both are positions left in ``lists.insured`` and right in ``lists.entries``. ``offered``: insured rows whose
    id is none (H01), and records (:func:`offered_to`).
    """
    if other_name.empty and close.empty and offered.empty:
        return of("", _NO_RECORDS.copy(), _NO_RECORDS.copy())
    nameless = (lists.insured["name_key"].iloc[other_name["left"]] == "").to_numpy(dtype=np.bool_) & (
        lists.entries["name_key"].iloc[other_name["right"]] == ""
    ).to_numpy(dtype=np.bool_)
    parts = [
        _with_rosters("H02", other_name[~nameless], lists),
        _with_rosters("H05", close, lists),
        _with_any_list(offered, lists),
    ]
    found = joined([part for part, _ in parts])
    order = np.argsort(np.concatenate([at for _, at in parts]), kind="stable")
    found = found.take(order)
    first = ~pd.Series(found.pair_keys(), dtype=object).duplicated().to_numpy()
    return found.take(np.flatnonzero(first))


def joined(parts: Iterable[Pairs]) -> Pairs:
    """Return all pairs as one, in the order given."""
    every = list(parts)
    return Pairs(
        pd.concat([part.codes for part in every], ignore_index=True),
        pd.concat([part.left for part in every], ignore_index=True),
        pd.concat([part.right for part in every], ignore_index=True),
    )


def _with_rosters(code: str, found: pd.DataFrame, lists: Lists) -> tuple[Pairs, Positions]:
    """The pairs of a frame of positions left and right; and left."""
    entries = lists.entries.iloc[found["right"]]
    right = records(entries, entries["role"].astype("str"))
    left = records(lists.insured.iloc[found["left"]], OTHERS["insured"])
    return of(code, left, right), found["left"].to_numpy(dtype=np.int64)


def of(code: str, left: pd.DataFrame, right: pd.DataFrame) -> Pairs:
    """Return row-aligned records as pairs of one rule."""
    return Pairs(pd.Series([code] * len(left), dtype="str"), left.reset_index(drop=True), right.reset_index(drop=True))


def _with_any_list(offered: pd.DataFrame, lists: Lists) -> tuple[Pairs, Positions]:
    left = offered["left"].to_numpy(dtype=np.int64)
    return of("H01", records(lists.insured.iloc[left], OTHERS["insured"]), offered[list(RECORD)]), left


def offered_to(rows: Positions, lists: Lists, refused: frozenset[PairKey] = frozenset()) -> pd.DataFrame:
    """Return the :func:`offers` to insured rows whose id is none, one row each: left (position among the insured) and the columns of RECORD."""
    left, right = offers(lists.insured.iloc[rows], lists, refused)
    return right.reset_index(drop=True).assign(left=rows[left])


def offers(
    faulty: pd.DataFrame, lists: Lists, refused: frozenset[PairKey] = frozenset()
) -> tuple[Positions, pd.DataFrame]:
    """Return the near records with a valid id that any list holds: positions in ``faulty``, and row-aligned the
    records.

    ``faulty``: rows of any list whose id is none; ``refused``: pairs that are not one person.
    """
    if faulty.empty:
        return np.array([], dtype=np.int64), _NO_RECORDS.copy()
    columns = ["name_key", "id"]
    places = {}
    for name in ("entries", *OTHERS):
        frame = getattr(lists, name)
        places[name] = np.flatnonzero((frame["person"] >= 0) & near.among(frame["name_key"], faulty["name_key"]))
    valid = pd.concat([getattr(lists, name)[columns].iloc[rows] for name, rows in places.items()], ignore_index=True)
    found = _near_or_partly(faulty, valid)
    ends = np.cumsum([len(rows) for rows in places.values()])
    lists_of = np.searchsorted(ends, found["right"], side="right")
    names = np.array(list(places))[lists_of]
    at = np.concatenate(list(places.values()))[found["right"]]
    left, right = found["left"].to_numpy(), gathered(lists, names, at)
    if refused and len(found):
        keys = of("H01", records(faulty.iloc[left], OTHERS["insured"]), right).pair_keys()
        open_pairs = np.array([key not in refused for key in keys], dtype=np.bool_)
        left, right = left[open_pairs], right[open_pairs].reset_index(drop=True)
    return left, right


def _near_or_partly(faulty: pd.DataFrame, valid: pd.DataFrame) -> pd.DataFrame:
    """The pairs of rows without a number and records with one: near by their numbers, or the number is masked or cut and what is written of
    it agrees (left, right: positions)."""
    wanted = faulty[["name_key", "id", "id_fault"]].reset_index(drop=True)
    close = near.pairs(wanted, valid.assign(id_fault=None))
    partly = partly_written.pairs(valid, faulty, partly_written.LEAST)
    if partly.empty:
        return close
    turned = partly.rename(columns={"left": "right", "right": "left"})
    both = pd.concat([close[["left", "right"]], turned[["left", "right"]]]).drop_duplicates()
    return both.sort_values(["left", "right"], ignore_index=True)


def gathered(lists: Lists, names: Sequence[str] | npt.NDArray[np.str_], at: Sequence[int] | Positions) -> pd.DataFrame:
    """Return records from several lists, in the order asked: names in Lists and positions."""
    wanted_lists, positions = np.asarray(names, dtype=object), np.asarray(at, dtype=np.int64)
    parts = []
    for name in dict.fromkeys(wanted_lists):
        wanted = np.flatnonzero(wanted_lists == name)
        rows = getattr(lists, name).iloc[positions[wanted]]
        role = rows["role"].astype("str") if name == "entries" else OTHERS[name]
        parts.append(records(rows, role).set_axis(wanted, axis=0))
    if not parts:
        return records(lists.insured.iloc[:0], "")
    return pd.concat(parts).sort_index()
