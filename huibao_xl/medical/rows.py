"""What each settlement row is before any money is worked out: told twice, corrected, a refund of which, in which order.

The answer depends on what the rows say and not on the order in which they came, so that clearing row by row and clearing the whole
year agree. Rows that share person, 结算号 and refund flag are one settlement told several times: equal contents are paid twice
(M07); of different contents the one received last counts (M13), and where that cannot be told none does (M34).
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from huibao_xl.frames import INSURERS, SETTLEMENTS

AMOUNTS = ("total_fen", "scope_fen", *INSURERS)
"""What a refund takes back and what the base is worked out from."""
_CONTENT = [
    "kind",
    "settled_on",
    "admitted_on",
    "discharged_on",
    "own_fen",
    "over_fen",
    "first_fen",
    *AMOUNTS,
    "paid_fen",
    "refund_of",
]


@dataclass(frozen=True)
class Sorted:
    """Arrays as long as the settlements. ``code``: "" for a row that takes part, else M07, M13 or why it cannot be cleared;
    ``other``: position of the row that its message names (-1: none); ``original``: position of what a refund undoes (-1);
    ``order``: positions of the rows that take part, by person and then in order of settlement; ``net``: (row, AMOUNTS) what
    counts: the row's own amounts, for a refund what is left of its original after it."""

    code: np.ndarray
    other: np.ndarray
    original: np.ndarray
    order: np.ndarray
    net: np.ndarray


def sort_out(settlements: pd.DataFrame) -> Sorted:
    """Return what each row of frames.SETTLEMENTS is."""
    SETTLEMENTS.check(settlements)
    code = settlements["fault"].astype(object).fillna("").to_numpy(dtype=object, copy=True)
    other = np.full(len(code), -1)
    _told_twice(settlements, code, other)
    original = _originals(settlements, code, other)
    order = _in_order(settlements, original, np.flatnonzero(code == ""))
    net = settlements[list(AMOUNTS)].to_numpy()
    net = _after_refunds(net, original, order, code, other)
    return Sorted(code, other, original, order[code[order] == ""], net)


def _told_twice(rows: pd.DataFrame, code: np.ndarray, other: np.ndarray) -> None:
    """Set M07, M13 and M34 where a settlement is told several times."""
    live = np.flatnonzero(code == "")
    keys = rows.iloc[live][["person", "number", "refund"]]
    again = live[keys.duplicated(keep=False).to_numpy()]
    if not len(again):
        return
    some = rows.iloc[again]
    told = pd.DataFrame(
        {
            "at": again,
            "settlement": some.groupby(["person", "number", "refund"], sort=False).ngroup().to_numpy(),
            "content": some.groupby(_CONTENT, sort=False, dropna=False, observed=True).ngroup().to_numpy(),
            "received": some["received_on"]
            .to_numpy()
            .astype("datetime64[s]")
            .astype(np.int64),  # no day: before all days
        }
    )
    told = told.sort_values(["settlement", "content", "received", "at"], kind="stable")
    copies = told.duplicated(["settlement", "content"])
    first = told.groupby(["settlement", "content"])["at"].transform("first")
    code[told["at"][copies]] = "M07"
    other[told["at"][copies]] = first[copies]
    told["received"] = told.groupby(["settlement", "content"])["received"].transform("max")
    versions = told[~copies].sort_values(["settlement", "received"], kind="stable")
    last = versions.groupby("settlement").tail(1).set_index("settlement")
    latest = versions["settlement"].map(last["received"]) == versions["received"]
    doubtful = latest.groupby(versions["settlement"]).transform("sum") > 1
    corrected = ~latest & ~doubtful
    code[versions["at"][corrected]] = "M13"
    other[versions["at"][corrected]] = versions["settlement"].map(last["at"])[corrected]
    unclear = told["settlement"].isin(versions["settlement"][doubtful])
    code[told["at"][unclear]] = "M34"


def _originals(rows: pd.DataFrame, code: np.ndarray, other: np.ndarray) -> np.ndarray:
    """The row that each refund undoes; M31 and M33 where there is none that it can undo, M35 where that one is not clear."""
    original = np.full(len(rows), -1)
    refund = rows["refund"].to_numpy()
    refunds = np.flatnonzero((code == "") & refund)
    if not len(refunds):
        return original
    named = rows["refund_of"].iloc[refunds]
    named = named.where(named != "", rows["number"].iloc[refunds])
    told_again = (code == "M07") | (code == "M13")
    known = np.flatnonzero(~refund & ~told_again & rows["person"].isin(rows["person"].iloc[refunds]).to_numpy())
    index = pd.Series(known, index=pd.MultiIndex.from_frame(rows.iloc[known][["person", "number"]]))
    index = index[~index.index.duplicated()]
    wanted = pd.MultiIndex.from_arrays([rows["person"].iloc[refunds], named])
    found = index.reindex(wanted).fillna(-1).to_numpy(dtype=np.int64)
    original[refunds] = found
    day = rows["settled_on"].to_numpy()
    missing, early = found < 0, (day[refunds] < day[found]) & (found >= 0)
    unclear = (found >= 0) & (code[found] != "")
    for reason, hit in (("M31", missing), ("M33", early), ("M35", unclear)):
        code[refunds[hit]] = reason
        other[refunds[hit]] = found[hit]
    return original


def _in_order(rows: pd.DataFrame, original: np.ndarray, live: np.ndarray) -> np.ndarray:
    """Positions of the live rows by person, day of settlement and, on one day, number; a refund stands after its original."""
    person, day = rows["person"].to_numpy()[live], rows["settled_on"].to_numpy()[live]
    order = np.lexsort([day, person])
    same = (person[order][1:] == person[order][:-1]) & (day[order][1:] == day[order][:-1])
    tied = np.flatnonzero(np.concatenate([same, [False]]) | np.concatenate([[False], same]))
    ordered = live[order]
    if len(tied):
        ordered[tied] = _by_number(rows, original, ordered[tied])
    return ordered


def _by_number(rows: pd.DataFrame, original: np.ndarray, tied: np.ndarray) -> np.ndarray:
    numbers, days = rows["number"].to_numpy(dtype=object), rows["settled_on"].to_numpy()
    persons, refund = rows["person"].to_numpy(), rows["refund"].to_numpy()

    def key(at: int) -> tuple[object, ...]:
        before = original[at] if original[at] >= 0 and days[original[at]] == days[at] else at
        own, first = str(numbers[at]), str(numbers[before])
        return persons[at], days[at], len(first), first, bool(refund[at]), len(own), own

    return np.array(sorted(tied.tolist(), key=key), dtype=np.int64)


def _after_refunds(
    net: np.ndarray, original: np.ndarray, order: np.ndarray, code: np.ndarray, other: np.ndarray
) -> np.ndarray:
    """For each refund, what is left of its original; M32 for all refunds of one from which more is taken than there is."""
    refunds = order[original[order] >= 0]
    if not len(refunds):
        return net
    taken = pd.DataFrame(net[refunds]).groupby(original[refunds]).cumsum().to_numpy()
    left = net[original[refunds]] - taken
    too_much = np.isin(original[refunds], original[refunds][(left < 0).any(axis=1)])
    code[refunds[too_much]] = "M32"
    other[refunds[too_much]] = original[refunds[too_much]]
    net = net.copy()
    net[refunds] = np.maximum(left, 0)
    return net
