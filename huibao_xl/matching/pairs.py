"""The pairs that a person may judge: an insured row beside a record of another list that may be the same person (rules H01, H02, H05).

- H01: the insured id is no id; another list holds a valid one for the same name that is near it;
- H02: the id is in a roster, under another name (two records without a name give nothing to compare);
- H05: the id is in no roster, but a near one of the same name is.

Both sides are records: the columns of :data:`RECORD`, whichever list they come from. A pair is known by its reasons (the rule, both
numbers, both name keys), not by where it stands: :func:`key`.
"""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from huibao_xl.matching import near
from huibao_xl.rosters.collect import Lists
from huibao_xl.subsidy.decide import Evidence, Reason

RECORD = {
    **dict.fromkeys(["list", "name", "name_key", "id", "number"], ""),
    "person": -1,
    **dict.fromkeys(["township", "village", "phone", "certificate_no", "former_name", "file", "sheet"], ""),
    "row": 0,
}
"""The columns of a record, and what stands where its list lacks one. list: what the list is called; number: see :func:`near.numbers`."""

TYPES = {name: "int64" if isinstance(empty, int) else "str" for name, empty in RECORD.items()}
"""Their dtypes."""

OTHERS = {"accounts": "银行账户", "group": "团单名单", "prior": "往期发放", "insured": "承保名单"}
"""Lists besides the rosters that may hold the id of somebody: {name in Lists: role}."""


@dataclass(frozen=True)
class Pairs:
    """Row-aligned: ``codes`` (H01, H02 or H05), and the records ``left`` (insured) and ``right`` (columns RECORD)."""

    codes: pd.Series
    left: pd.DataFrame
    right: pd.DataFrame

    def reasons(self) -> list[Reason]:
        """Return what each pair rests on."""
        columns = (self.codes, self.left["number"], self.left["name_key"], self.right["number"], self.right["name_key"])
        return list(zip(*(column.astype("str") for column in columns), strict=True))

    def take(self, rows: np.ndarray | list[int]) -> "Pairs":
        """Return some of the pairs."""
        return Pairs(*(part.iloc[rows].reset_index(drop=True) for part in (self.codes, self.left, self.right)))


def key(reason: Reason) -> str:
    """Return the short name of a pair: the rule and eight characters that change with any of its reasons.

    >>> key(("H05", "310112195001019012", "样甲", "310112195001019071", "样甲"))
    'H05-c6627787'
    """
    return f"{reason[0]}-{hashlib.sha256('|'.join(reason).encode()).hexdigest()[:8]}"


def records(frame: pd.DataFrame, role: str | pd.Series) -> pd.DataFrame:
    """Return rows of a list as records; ``role``: what the list is called, one word or one per row."""
    table = frame.assign(list=role, number=near.numbers(frame)).reindex(columns=list(RECORD))
    plain = {name: table[name].astype(object).where(table[name].notna(), empty) for name, empty in RECORD.items()}
    return pd.DataFrame(plain, index=frame.index).astype(TYPES)


def pairs(codes: pd.Series, lists: Lists, evidence: Evidence) -> Pairs:
    """Return the pairs of all rows that are held as H01, H02 or H05, by insured row; of equal reasons only the first."""
    held = (codes == "H02").to_numpy()
    other_name = evidence.pairs[held[evidence.pairs["left"]] & evidence.pairs["valid"].to_numpy()]
    nameless = (lists.insured["name_key"].to_numpy()[other_name["left"]] == "") & (
        lists.entries["name_key"].to_numpy()[other_name["right"]] == ""
    )
    parts = [
        _with_rosters("H02", other_name[~nameless], lists),
        _with_rosters("H05", evidence.near, lists),
        _with_any_list(np.flatnonzero(codes == "H01"), lists, evidence.refused),
    ]
    found = joined([part for part, _ in parts])
    order = np.argsort(np.concatenate([at for _, at in parts]), kind="stable")
    found = found.take(order)
    first = ~pd.Series(found.reasons(), dtype=object).duplicated().to_numpy()
    return found.take(np.flatnonzero(first))


def joined(parts: Iterable[Pairs]) -> Pairs:
    """Return all pairs as one, in the order given."""
    some = list(parts)
    return Pairs(
        pd.concat([part.codes for part in some], ignore_index=True),
        pd.concat([part.left for part in some], ignore_index=True),
        pd.concat([part.right for part in some], ignore_index=True),
    )


def _with_rosters(code: str, found: pd.DataFrame, lists: Lists) -> tuple[Pairs, np.ndarray]:
    """The pairs of a frame of positions left and right; and left."""
    entries = lists.entries.iloc[found["right"]]
    right = records(entries, entries["role"].astype("str"))
    left = records(lists.insured.iloc[found["left"]], OTHERS["insured"])
    return of(code, left, right), found["left"].to_numpy(dtype=np.int64)


def of(code: str, left: pd.DataFrame, right: pd.DataFrame) -> Pairs:
    """Return row-aligned records as pairs of one rule."""
    return Pairs(pd.Series([code] * len(left), dtype="str"), left.reset_index(drop=True), right.reset_index(drop=True))


def _with_any_list(rows: np.ndarray, lists: Lists, refused: frozenset[Reason]) -> tuple[Pairs, np.ndarray]:
    faulty = lists.insured.iloc[rows]
    left, right = offers(faulty, lists, refused)
    return of("H01", records(faulty.iloc[left], OTHERS["insured"]), right), rows[left]


def offers(
    faulty: pd.DataFrame, lists: Lists, refused: frozenset[Reason] = frozenset()
) -> tuple[np.ndarray, pd.DataFrame]:
    """Return the near records with a valid id that any list holds: positions in ``faulty``, and row-aligned the records.

    ``refused``: reasons that a person has judged not to be the same.
    """
    columns = ["name_key", "id"]
    places = {}
    for name in ("entries", *OTHERS):
        frame = getattr(lists, name)
        places[name] = np.flatnonzero((frame["person"] >= 0) & near.among(frame["name_key"], faulty["name_key"]))
    known = pd.concat([getattr(lists, name)[columns].iloc[rows] for name, rows in places.items()], ignore_index=True)
    own = faulty[[*columns, "id_fault"]].reset_index(drop=True)
    found = near.pairs(own, known.assign(id_fault=None))
    ends = np.cumsum([len(rows) for rows in places.values()])
    lists_of = np.searchsorted(ends, found["right"], side="right")
    names = np.array(list(places))[lists_of]
    at = np.concatenate(list(places.values()))[found["right"]]
    left, right = found["left"].to_numpy(), gathered(lists, names, at)
    if refused and len(found):
        reasons = of("H01", records(faulty.iloc[left], OTHERS["insured"]), right).reasons()
        kept = np.array([reason not in refused for reason in reasons], dtype=bool)
        left, right = left[kept], right[kept].reset_index(drop=True)
    return left, right


def gathered(lists: Lists, names: Sequence[str] | np.ndarray, at: Sequence[int] | np.ndarray) -> pd.DataFrame:
    """Return records from several lists, in the order asked: names in Lists and positions."""
    names, at = np.asarray(names, dtype=object), np.asarray(at, dtype=np.int64)
    parts = []
    for name in dict.fromkeys(names):
        wanted = np.flatnonzero(names == name)
        some = getattr(lists, name).iloc[at[wanted]]
        role = some["role"].astype("str") if name == "entries" else OTHERS[name]
        parts.append(records(some, role).set_axis(wanted, axis=0))
    if not parts:
        return records(lists.insured.iloc[:0], "")
    return pd.concat(parts).sort_index()
