"""What each settlement row is before any money is worked out: repeated, corrected, a refund of which, in which order.

The answer depends on what the rows say and not on the order in which they came, so that clearing row by row and
clearing the whole year agree. Rows that share person, 结算号 and refund flag are one settlement that stands several
times in the lists: equal contents in one
delivery may have been paid twice and wait (M07), from another sheet, file or turn they are the same record delivered again (M14); of different contents the one received last counts (M13), and
where that cannot be decided none does (M34).
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from huibao_xl.frames import INSURERS, SETTLEMENTS

AMOUNTS = ("total_fen", "scope_fen", *INSURERS)
"""What a refund takes back and what the base is worked out from."""
NOT_COUNTED = ("M07", "M13", "M14")
"""Codes of rows that are no settlement beside the others: twice in one sheet (nothing is recovered until a person has looked), corrected later, delivered again."""
REPEATED = NOT_COUNTED
"""Codes of rows whose settlement stands elsewhere too."""
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
_ZEROS = r"0+[0-9]|[0-9]+\.0+$"
_SETTLEMENT = ["person", "number", "refund"]
"""What two rows of one settlement have in common."""


@dataclass(frozen=True)
class Marks:
    """Arrays as long as the settlements. ``code``: "" for a row that takes part, else a code of the catalogue (M..);
    ``other``: position of the row that its message names, -1: none."""

    code: np.ndarray
    other: np.ndarray

    def marked(self, rows: np.ndarray, code: str, other: np.ndarray | None = None) -> "Marks":
        """Return marks in which the rows at these positions have ``code``, and ``other`` if it is given (one position
        per row)."""
        codes, others = self.code.copy(), self.other.copy()
        codes[rows] = code
        if other is not None:
            others[rows] = other
        return Marks(codes, others)


@dataclass(frozen=True)
class Sorted:
    """Arrays as long as the settlements. ``code``, ``other``: as in :class:`Marks`, code being "", M07, M13, M14 or why
    the row cannot be cleared; ``original``: position of what a refund undoes (-1: no refund, or none found);
    ``order``: positions of the rows that take part, by person and then in order of settlement; ``net``: (row,
    AMOUNTS) in fen what counts: the row's own amounts, for a refund what is left of its original after it."""

    code: np.ndarray
    other: np.ndarray
    original: np.ndarray
    order: np.ndarray
    net: np.ndarray


def sort_out(settlements: pd.DataFrame) -> Sorted:
    """Return what each row of frames.SETTLEMENTS is."""
    SETTLEMENTS.check(settlements)
    code = settlements["fault"].astype(object).fillna("").to_numpy(dtype=object, copy=True)
    marks = _repeated(settlements, Marks(code, np.full(len(code), -1)))
    marks = _beside_unread(settlements, marks)
    marks = _taken_back_by_nobody(settlements, marks)
    original, marks = _originals(settlements, marks)
    order = _in_order(settlements, original, np.flatnonzero(marks.code == ""))
    net, marks = _after_refunds(settlements[list(AMOUNTS)].to_numpy(), original, order, marks)
    return Sorted(marks.code, marks.other, original, order[marks.code[order] == ""], net)


def _repeated(rows: pd.DataFrame, marks: Marks) -> Marks:
    """Mark rows of a settlement that stands several times: M07 a copy, M14 one that was delivered again, M13 a version replaced by a later one, M34
    versions without an order."""
    live = np.flatnonzero(marks.code == "")
    rows = _in_one_spelling(rows, live)
    again = live[rows.iloc[live][_SETTLEMENT].duplicated(keep=False).to_numpy()]
    if not len(again):
        return marks
    copies = _versions(rows, again)
    is_copy = copies.duplicated(["settlement", "content"])
    first = copies.groupby(["settlement", "content"])["at"].transform("first")
    again_delivered = copies.duplicated(["settlement", "content", "rank"])
    for code, hit in (("M07", is_copy & ~again_delivered), ("M14", again_delivered)):
        marks = marks.marked(copies["at"][hit].to_numpy(), code, first[hit].to_numpy())
    copies["received"] = copies.groupby(["settlement", "content"])["received"].transform("max")
    versions = copies[~is_copy].sort_values(["settlement", "received"], kind="stable")
    last = versions.groupby("settlement").tail(1).set_index("settlement")
    latest = versions["settlement"].map(last["received"]) == versions["received"]
    doubtful = latest.groupby(versions["settlement"]).transform("sum") > 1
    corrected = ~latest & ~doubtful
    by = versions["settlement"].map(last["at"])[corrected].to_numpy()
    marks = marks.marked(versions["at"][corrected].to_numpy(), "M13", by)
    unclear = copies["settlement"].isin(versions["settlement"][doubtful])
    return marks.marked(copies["at"][unclear].to_numpy(), "M34")


def _in_one_spelling(rows: pd.DataFrame, live: np.ndarray) -> pd.DataFrame:
    """The rows with one 结算号 where two of equal contents differ only in zeros that Excel drops or adds (0012, 12, 12.0): one settlement from two exports."""
    numbers = rows["number"].iloc[live]
    zeros = numbers.str.match(_ZEROS).to_numpy(dtype=bool)
    if not zeros.any():
        return rows
    keys = numbers.str.replace(r"\.0+$", "", regex=True).str.lstrip("0")
    mine = live[keys.isin(keys[zeros]).to_numpy()]
    frame = rows.iloc[mine].assign(key=keys[keys.isin(keys[zeros])].to_numpy())
    first = frame.groupby(["person", "key", "refund", *_CONTENT], sort=False, dropna=False, observed=True)["number"]
    spelt = rows["number"].copy()
    spelt.iloc[mine] = first.transform("first").to_numpy()
    return rows.assign(number=spelt)


def _versions(rows: pd.DataFrame, again: np.ndarray) -> pd.DataFrame:
    """One line per row at the positions ``again``: at, settlement and content (numbers of equal ones), received
    (seconds; a row without a day of receipt before all days), rank (0.. of equal ones in one delivery: a sheet in a turn); by settlement, content and receipt."""
    repeated = rows.iloc[again]
    received = repeated["received_on"].to_numpy().astype("datetime64[s]").astype(np.int64)
    frame = pd.DataFrame(
        {
            "at": again,
            "settlement": repeated.groupby(_SETTLEMENT, sort=False).ngroup().to_numpy(),
            "content": repeated.groupby(_CONTENT, sort=False, dropna=False, observed=True).ngroup().to_numpy(),
            "received": received,
        }
    )
    delivery = repeated.groupby(["turn", "file", "sheet"], sort=False, observed=True).ngroup().to_numpy()
    frame["rank"] = frame.assign(delivery=delivery).groupby(["settlement", "content", "delivery"]).cumcount()
    return frame.sort_values(["settlement", "content", "rank", "received", "at"], kind="stable")


def _beside_unread(rows: pd.DataFrame, marks: Marks) -> Marks:
    """M34 at whatever has its 结算号 in a row that cannot be read too, of the same person or of nobody: that may be another version of it. Not where it came later, nor
    where only the id of the other one, which stands below, cannot be read: then it was delivered again."""
    faulty = np.flatnonzero((marks.code >= "M20") & (marks.code != "M34") & (rows["number"] != "").to_numpy())
    live = np.flatnonzero((marks.code == "") & rows["number"].isin(rows["number"].iloc[faulty]).to_numpy())
    if not len(live):
        return marks
    columns = ["number", "person", "refund", "received_on", "fault"]
    sides = [rows.iloc[at][columns].assign(at=at) for at in (live, faulty)]
    pairs = sides[0].merge(sides[1], on="number", suffixes=("", "_of"))
    same = (pairs["person"] == pairs["person_of"]) | (pairs["person_of"] < 0)
    same &= (pairs["refund"] == pairs["refund_of"]) | (pairs["fault_of"] == "M37")
    same &= ~(pairs["received_on"] > pairs["received_on_of"])
    content = rows[_CONTENT].astype(object).fillna("").to_numpy()
    of_nobody = ((pairs["fault_of"] == "M21") & (pairs["at_of"] > pairs["at"])).to_numpy()
    alike = (content[pairs["at"]] == content[pairs["at_of"]]).all(axis=1)
    pairs = pairs[same.to_numpy() & ~(of_nobody & alike)]
    return marks.marked(pairs["at"].to_numpy(), "M34", pairs["at_of"].to_numpy())


def _taken_back_by_nobody(rows: pd.DataFrame, marks: Marks) -> Marks:
    """M35 at whatever a refund may take back whose own 证件号码 cannot be read: the settlements of the number that it names, in whosever name; where there are
    none, those of its name; without a name anybody's may be meant, and the finding at the refund is all that can be said."""
    negative = (rows["total_fen"] < 0) | (rows["paid_fen"] < 0)
    backs = np.flatnonzero((rows["person"] < 0) & (rows["refund"] | (rows["refund_of"] != "") | negative))
    live = np.flatnonzero((marks.code == "") & ~rows["refund"].to_numpy())
    at_number, at_name = (pd.Series(live, index=rows[column].iloc[live]) for column in ("number", "name_key"))
    for back in backs:
        number, name = rows["refund_of"].iloc[back] or rows["number"].iloc[back], rows["name_key"].iloc[back]
        meant = at_number[at_number.index == number]
        if not len(meant) and name:
            meant = at_name[at_name.index == name]
        marks = marks.marked(meant.to_numpy(dtype=np.int64), "M35", np.full(len(meant), back))
    return marks


def _originals(rows: pd.DataFrame, marks: Marks) -> tuple[np.ndarray, Marks]:
    """The row that each refund undoes (-1: none); M31 and M33 where there is none that it can undo, M35 where that
    one is not clear."""
    original = np.full(len(rows), -1)
    refund = rows["refund"].to_numpy()
    refunds = np.flatnonzero((marks.code == "") & refund)
    if not len(refunds):
        return original, marks
    number = rows["refund_of"].iloc[refunds]
    number = number.where(number != "", rows["number"].iloc[refunds])
    counts = ~np.isin(marks.code, REPEATED)
    able = np.flatnonzero(~refund & counts & rows["person"].isin(rows["person"].iloc[refunds]).to_numpy())
    index = pd.Series(able, index=pd.MultiIndex.from_frame(rows.iloc[able][["person", "number"]]))
    index = index[~index.index.duplicated()]
    wanted = pd.MultiIndex.from_arrays([rows["person"].iloc[refunds], number])
    found = index.reindex(wanted).fillna(-1).to_numpy(dtype=np.int64)
    original[refunds] = found
    day = rows["settled_on"].to_numpy()
    missing, early = found < 0, (day[refunds] < day[found]) & (found >= 0)
    unclear = (found >= 0) & (marks.code[found] != "")
    for reason, hit in (("M31", missing), ("M33", early), ("M35", unclear)):
        marks = marks.marked(refunds[hit], reason, found[hit])
    return original, _beside_unread_refunds(rows, original, marks)


def _beside_unread_refunds(rows: pd.DataFrame, original: np.ndarray, marks: Marks) -> Marks:
    """M35 at the refunds of an original that another refund may have taken back, of which something cannot be read: what is left of it nobody can say."""
    clear = np.flatnonzero((original >= 0) & (marks.code == ""))
    back = (rows["refund"] | (rows["refund_of"] != "") | (rows["fault"] == "M37")).to_numpy()
    number = rows["refund_of"].where(rows["refund_of"] != "", rows["number"])
    readable = (number != "").to_numpy() & (rows["fault"] != "M31").to_numpy()
    elsewhere = (marks.code == "M31") & readable
    unread = np.flatnonzero(back & (marks.code >= "M20") & (marks.code != "M34") & ~elsewhere)
    if not len(clear) or not len(unread):
        return marks
    frame = pd.DataFrame({"person": rows["person"], "number": number, "at": np.arange(len(rows))})
    pairs = frame.iloc[clear].assign(number=rows["number"].iloc[original[clear]].to_numpy())
    pairs = pairs.merge(frame.iloc[unread], on="number", suffixes=("", "_of"))
    pairs = pairs[(pairs["person"] == pairs["person_of"]) | (pairs["person_of"] < 0)]
    of_any = frame.iloc[unread[~readable[unread]]]
    pairs = pd.concat([pairs, frame.iloc[clear].merge(of_any, on="person", suffixes=("", "_of"))])
    return marks.marked(pairs["at"].to_numpy(dtype=np.int64), "M35", pairs["at_of"].to_numpy(dtype=np.int64))


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
        number, first = str(numbers[at]), str(numbers[before])
        return persons[at], days[at], len(first), first, bool(refund[at]), len(number), number

    return np.array(sorted(tied.tolist(), key=key), dtype=np.int64)


def _after_refunds(
    amounts: np.ndarray, original: np.ndarray, order: np.ndarray, marks: Marks
) -> tuple[np.ndarray, Marks]:
    """For each refund, what is left of its original; M32 for all refunds of one from which more is taken than there is."""
    refunds = order[original[order] >= 0]
    if not len(refunds):
        return amounts, marks
    taken = pd.DataFrame(amounts[refunds]).groupby(original[refunds]).cumsum().to_numpy()
    left = amounts[original[refunds]] - taken
    too_much = refunds[np.isin(original[refunds], original[refunds][(left < 0).any(axis=1)])]
    net = amounts.copy()
    net[refunds] = np.maximum(left, 0)
    return net, marks.marked(too_much, "M32", original[too_much])
