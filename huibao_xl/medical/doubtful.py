"""Which settlements cannot be cleared because of others: an unclear row may have used room, borne of a yearly deductible, or given back.

Every way of filling in what is unclear has to give what is printed of a row; else the row is unclear too, and then those after it. Bounds tell it:
an unclear row may have used and borne anything from nothing to all its costs, an unclear refund may have given back all. Between these ends each
benefit that a row may draw on gives more where more room is left and less where more is to be deducted, so the two ends tell all between them.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from huibao_xl.medical.due import Due, Terms
from huibao_xl.medical.policy import UNLIMITED, MedicalPolicy
from huibao_xl.medical.rows import REPEATED, Sorted

_NO_AMOUNTS = ("M20", "M38", "M42", "M46")
"""Faults of rows of whose costs or payers something cannot be read."""
_ANYTHING = UNLIMITED // 2**20


@dataclass(frozen=True)
class Facts:
    """What the rows of a clearing rest on. ``choices``: Choices.benefits; ``strays``: row, person: whose the rows without a readable id may be."""

    settlements: pd.DataFrame
    sorted_rows: Sorted
    choices: np.ndarray
    due: Due
    strays: pd.DataFrame
    policy: MedicalPolicy


def doubtful(facts: Facts, code: np.ndarray) -> np.ndarray:
    """Return which rows cannot be cleared for another row that could not. ``code``: "" for the rows that were worked out."""
    found = np.zeros(len(code), dtype=bool)
    refunds = np.flatnonzero((facts.sorted_rows.original >= 0) & (code == ""))
    unread = np.isin(code, ["", *REPEATED], invert=True)
    while True:
        more = _doubted(facts, unread, found) & (code == "")
        more[refunds] |= found[facts.sorted_rows.original[refunds]]
        if not (more & ~found).any():
            return found
        found |= more


def _doubted(facts: Facts, unread: np.ndarray, found: np.ndarray) -> np.ndarray:
    """Which rows the unclear ones (``unread`` before anything was worked out, ``found`` since) may change."""
    persons = facts.settlements["person"].to_numpy()
    unclear = unread | found
    strays = facts.strays[unread[facts.strays["row"]]]
    concerned = np.concatenate([persons[unclear], strays["person"]])
    affected = np.flatnonzero(np.isin(persons, concerned[concerned >= 0]))
    changed = np.zeros(len(unclear), dtype=bool)
    if not len(affected):
        return changed
    at = np.concatenate([affected, strays["row"].to_numpy(dtype=np.int64)])
    person = np.concatenate([persons[affected], strays["person"].to_numpy(dtype=np.int64)])
    may, back, counted = (sums[: len(affected)] for sums in _until(_uses(facts, unclear, found, at, person)))
    refund = facts.sorted_rows.original[affected] >= 0
    more_paid = (facts.due.due[affected] > 0) & (may > 0)
    changed[affected] = np.where(refund, more_paid, _may_differ(facts, affected, may, back, counted))
    return changed


def _uses(facts: Facts, unclear: np.ndarray, found: np.ndarray, at: np.ndarray, person: np.ndarray) -> pd.DataFrame:
    """What each row at ``at`` may have used (costs) or given back (backs), and what it was worked out to have used though it is unclear (counted)."""
    rows = facts.settlements.iloc[at]
    costs = rows[["total_fen", "scope_fen"]].max(axis=1).to_numpy() + 1
    costs = np.where(rows["fault"].isin(_NO_AMOUNTS).to_numpy(), _ANYTHING, costs)
    backs = unclear[at] & (rows["refund"] | (rows["fault"] == "M37")).to_numpy()
    counted = np.maximum(facts.due.due[at], facts.due.deducted[at])
    return pd.DataFrame(
        {
            "person": person,
            "year": facts.policy.years_of(rows),  # 0: no day, which may be any day
            "day": rows["settled_on"].to_numpy(),
            "costs": np.where(unclear[at], costs, 0),
            "backs": backs.astype(np.int64),
            "counted": np.where(found[at], np.maximum(counted, 0), 0),
        }
    )


def _until(uses: pd.DataFrame) -> list[np.ndarray]:
    """The sums of costs, backs and counted over the rows of the person's year until each row's day (the same day counts as earlier), and over those
    without a day. What is given back may belong to the year before."""
    last_year = uses[(uses["backs"] > 0) & (uses["year"] > 0)]
    last_year = last_year.assign(year=last_year["year"] - 1, costs=0, counted=0)
    every = pd.concat([uses, last_year], ignore_index=True)
    keys, sums = ["person", "year", "day"], []
    places = pd.MultiIndex.from_frame(uses[keys])
    for column in ("costs", "backs", "counted"):
        per_day = every.groupby(keys, dropna=False)[column].sum()
        earlier = per_day.groupby(keys[:2]).cumsum()
        undated = uses[column].where(uses["year"] == 0, 0).groupby(uses["person"]).transform("sum")
        sums.append(earlier.reindex(places).to_numpy() + undated.to_numpy())
    return sums


def _may_differ(facts: Facts, at: np.ndarray, may: np.ndarray, back: np.ndarray, counted: np.ndarray) -> np.ndarray:
    """Which settlements may get something else, or draw on another benefit, between the two ends of what the year had used and borne before them."""
    due, terms, offered = facts.due, Terms(facts.policy), facts.choices[at]
    used, borne = due.used[at], due.borne[at]
    base = np.take_along_axis(due.bases[at], terms.base[offered], axis=1)
    given_back = (back > 0)[:, None]

    def pays(used: np.ndarray, borne: np.ndarray) -> np.ndarray:
        part = terms.part(offered, base, terms.left_deductible(offered, borne))
        return np.where(offered >= 0, np.minimum(part, terms.room(offered, used)), -1)

    least = pays(used + may[:, None], np.where(given_back, 0, np.maximum(borne - counted[:, None], 0)))
    most = pays(np.where(given_back, 0, np.maximum(used - counted[:, None], 0)), borne + may[:, None])
    chosen = (offered == due.benefit[at][:, None]) & (offered >= 0)
    value = due.due[at][:, None]
    before = np.cumsum(chosen, axis=1) == 0  # of equal ones the first counts
    other = np.where(before, most >= value, most > value) & ~chosen & (offered >= 0)
    itself = chosen & ((least != value) | (most != value))
    differs: np.ndarray = (other | itself).any(axis=1) & (due.benefit[at] >= 0)
    return differs
