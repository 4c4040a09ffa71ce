"""Which settlements cannot be cleared because of others: an unclear row may have used room, borne of a yearly deductible, or given back.

Every way of filling in what is unclear has to give what is printed of a row; else the row is unclear too, and then those after it. Bounds tell it:
an unclear row may have used and borne anything from nothing to all its costs, of each pool on which a row of its kind may draw; an unclear refund may have
given back all, of any pool. Between these ends each benefit that a row may draw on gives more where more room is left and less where more is to be deducted, so the
two ends tell all between them.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from huibao_xl.medical.due import Due, Terms
from huibao_xl.medical.policy import KINDS, UNLIMITED, MedicalPolicy
from huibao_xl.medical.rows import REPEATED, Sorted

_NO_AMOUNTS = ("M20", "M38", "M42", "M46")
"""Faults of rows of whose costs or payers something cannot be read: their costs are not known where one of these was not read, or
an amount is below zero."""
_BELOW_ZERO = "M38"
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
    uses = _uses(facts, unclear, found, at, person)
    may, back, counted = (sums[: len(affected)] for sums in _until(uses, facts.policy.reaches_back))
    refund = facts.sorted_rows.original[affected] >= 0
    more_paid = (facts.due.due[affected] > 0) & (may > 0).any(axis=1)
    changed[affected] = np.where(refund, more_paid, _may_differ(facts, affected, may, back, counted))
    return changed


@dataclass(frozen=True)
class _Uses:
    """What some rows may have done to a year. ``rows``: person, year, day; of each row and pool: what it may have used (``costs``), and what it was worked
    out to have used though it is unclear (``counted``); of each row: whether it may have given back (``backs``)."""

    rows: pd.DataFrame
    costs: np.ndarray
    backs: np.ndarray
    counted: np.ndarray


def _uses(facts: Facts, unclear: np.ndarray, found: np.ndarray, at: np.ndarray, person: np.ndarray) -> _Uses:
    """What each row at ``at`` may have used or given back."""
    rows = facts.settlements.iloc[at]
    costs = rows[["total_fen", "scope_fen"]].max(axis=1).to_numpy() + 1
    below = (rows["fault"] == _BELOW_ZERO).to_numpy()
    unread = (rows[["total_fen", "scope_fen"]] <= 0).any(axis=1).to_numpy()
    open_costs = rows["fault"].isin(_NO_AMOUNTS).to_numpy() & (unread | below)
    costs = np.where(unclear[at], np.where(open_costs, _ANYTHING, costs), 0)
    backs = unclear[at] & (rows["refund"] | (rows["fault"] == "M37")).to_numpy()
    counted = np.maximum(np.where(found[at], np.maximum(facts.due.due[at], facts.due.deducted[at]), 0), 0)
    pools = _pools(facts.policy, rows["kind"], backs)
    years = facts.policy.years_of(rows)  # 0: no day, which may be any day
    days = pd.DataFrame({"person": person, "year": years, "day": rows["settled_on"].to_numpy()})
    return _Uses(days, costs[:, None] * pools, backs.astype(np.int64), counted[:, None] * pools)


def _pools(policy: MedicalPolicy, kinds: pd.Series, backs: np.ndarray) -> np.ndarray:
    """(row, pool): 1 where a row may draw on a pool: those of the benefits of its kind; all where its kind is not known, or where it may give back."""
    table, number = policy.benefits, len(policy.pools)
    of_kind = np.zeros((len(KINDS) + 1, number), dtype=np.int64)
    for at, kind in enumerate(KINDS):
        of_kind[at, table.loc[table["kind"] == kind, "pool"].to_numpy(dtype=np.int64)] = 1
    of_kind[-1] = 1
    which = np.array([KINDS.index(kind) if kind in KINDS else len(KINDS) for kind in kinds.astype(object)])
    return of_kind[np.where(backs, len(KINDS), which)]


def _until(uses: _Uses, reaches_back: bool) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """The sums of costs, backs and counted over the rows of the person's year until each row's day (the same day counts as earlier), and over those
    without a day. What is given back may belong to the year before, and counts for the whole year where it ``reaches_back``."""
    n, keys = uses.costs.shape[1], ["person", "year", "day"]
    sums = np.column_stack([uses.costs, uses.counted, uses.backs])
    columns = list(range(sums.shape[1]))
    frame = pd.concat([uses.rows.reset_index(drop=True), pd.DataFrame(sums, columns=columns)], axis=1)
    last_year = frame[(frame[columns[-1]] > 0) & (frame["year"] > 0)].copy()
    last_year["year"] -= 1
    last_year[columns[:-1]] = 0
    per_day = pd.concat([frame, last_year], ignore_index=True).groupby(keys, dropna=False)[columns].sum()
    earlier = per_day.groupby(level=keys[:2]).cumsum().reindex(pd.MultiIndex.from_frame(frame[keys])).to_numpy()
    undated = frame[columns].where(frame["year"] == 0, 0).groupby(frame["person"]).transform("sum").to_numpy()
    every = earlier + undated
    if reaches_back:
        years = per_day[columns[-1]].groupby(level=keys[:2]).sum()
        back = years.reindex(pd.MultiIndex.from_frame(frame[keys[:2]])).to_numpy()
        every[:, -1] = np.maximum(every[:, -1], back)
    return every[:, :n], every[:, -1], every[:, n : 2 * n]


def _may_differ(facts: Facts, at: np.ndarray, may: np.ndarray, back: np.ndarray, counted: np.ndarray) -> np.ndarray:
    """Which settlements may get something else, or draw on another benefit, between the two ends of what the year had used and borne of each pool before them."""
    due, terms, offered = facts.due, Terms(facts.policy), facts.choices[at]
    used, borne = due.used[at], due.borne[at]
    base = np.take_along_axis(due.bases[at], terms.base[offered], axis=1)
    given_back = (back > 0)[:, None]

    def pays(used: np.ndarray, borne: np.ndarray) -> np.ndarray:
        part = terms.part(offered, base, terms.left_deductible(offered, borne))
        return np.where(offered >= 0, np.minimum(part, terms.room(offered, used)), -1)

    least = pays(used + may, np.where(given_back, 0, np.maximum(borne - counted, 0)))
    most = pays(np.where(given_back, 0, np.maximum(used - counted, 0)), borne + may)
    chosen = (offered == due.benefit[at][:, None]) & (offered >= 0)
    value = due.due[at][:, None]
    before = np.cumsum(chosen, axis=1) == 0  # of equal ones the first counts
    other = np.where(before, most >= value, most > value) & ~chosen & (offered >= 0)
    itself = chosen & ((least != value) | (most != value))
    differs: np.ndarray = (other | itself).any(axis=1) & (due.benefit[at] >= 0)
    return differs
