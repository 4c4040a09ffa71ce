"""What each settlement should have been assisted with: base, deductible, ratio and what is left of the year's cap, in order of settlement.

The cap makes each row depend on all earlier rows of its person, refunds give room back, and benefits differ in their caps, so that no
sum over the year tells it. But persons do not depend on each other: the first settlements of all persons are worked out in one
step, then all second ones, and so on. 300,000 rows of 20,000 people are some dozens of steps over whole columns, all in int fen.

A refund works its original out again from what is left of it, with the deductible and the room that it had then, and the difference
goes back into the year in which the original was paid: from the refund on, or, where the policy says that it reaches back, from the original on.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from huibao_xl.frames import INSURERS
from huibao_xl.medical.policy import MedicalPolicy
from huibao_xl.medical.rows import AMOUNTS, Sorted

_FIRST_INSURER = AMOUNTS.index(next(iter(INSURERS)))


class Terms:
    """The benefits of a policy as arrays, and what they give for some rows in a given state."""

    def __init__(self, policy: MedicalPolicy) -> None:
        table = policy.benefits
        columns = ("base", "pool", "per_myriad", "cap_fen", "deductible_fen", "per_year")
        nothing = {"base": 0, "pool": 0, "per_myriad": 0, "cap_fen": 0, "deductible_fen": 0, "per_year": 0}
        # one more, reached by index -1: no benefit, which gives nothing
        self.base, self.pool, self.per_myriad, self.cap, self.deductible, self.per_year = (
            np.append(table[name].to_numpy(dtype=np.int64), nothing[name]) for name in columns
        )
        self.rounding = policy.rounding

    def left_deductible(self, benefit: np.ndarray, deducted: np.ndarray) -> np.ndarray:
        """Return what is still to be deducted; ``deducted``: what the year has already borne, per pool."""
        borne = np.where(self.per_year[benefit] == 1, _pick(deducted, self.pool[benefit]), 0)
        return np.maximum(self.deductible[benefit] - borne, 0)

    def room(self, benefit: np.ndarray, used: np.ndarray) -> np.ndarray:
        """Return what is left of the cap; ``used``: what the year has already paid, per pool."""
        return np.maximum(self.cap[benefit] - _pick(used, self.pool[benefit]), 0)

    def part(self, benefit: np.ndarray, base: np.ndarray, deductible: np.ndarray) -> np.ndarray:
        """Return the benefit's rounded share of what is above the deductible, before the cap."""
        return self.rounding.part(np.maximum(base - deductible, 0), self.per_myriad[benefit])


def _pick(per_pool: np.ndarray, pool: np.ndarray) -> np.ndarray:
    """(row, pool) at the pool of each (row) or (row, slot)."""
    if pool.ndim == 1:
        return np.take_along_axis(per_pool, pool[:, None], axis=1)[:, 0]
    return np.take_along_axis(per_pool, pool, axis=1)


@dataclass(frozen=True)
class Due:
    """Arrays as long as the settlements, 0 or -1 for rows that take no part.

    ``benefit``: what counted (-1: none); ``bases``: (row, base) what is left after insurance, by BASES; ``base``: that of the benefit;
    ``deducted``, ``part``, ``room``: deductible applied, share before the cap, room left before the row (fen); ``due``: negative for
    a refund; ``used`` and ``borne``: (row, pool) what the year had paid and deducted before the row."""

    benefit: np.ndarray
    bases: np.ndarray
    base: np.ndarray
    deducted: np.ndarray
    part: np.ndarray
    room: np.ndarray
    due: np.ndarray
    used: np.ndarray
    borne: np.ndarray


def bases(net: np.ndarray) -> np.ndarray:
    """Return (row, base): costs in the catalogue, and all costs, each less all insurance and never below 0."""
    insured = net[:, _FIRST_INSURER:].sum(axis=1)
    total, scope = net[:, AMOUNTS.index("total_fen")], net[:, AMOUNTS.index("scope_fen")]
    return np.maximum(np.stack([scope, total], axis=1) - insured[:, None], 0)


def work_out(
    settlements: pd.DataFrame, sorted_rows: Sorted, benefits: np.ndarray, order: np.ndarray, policy: MedicalPolicy
) -> Due:
    """Return what is due. ``benefits``: Choices.benefits; ``order``: the positions that take part, by person, in order of settlement."""
    n, pools = len(settlements), len(policy.pools)
    if policy.reaches_back:
        order = _beside_originals(order, sorted_rows.original)
    state = _Years(Terms(policy), bases(sorted_rows.net), sorted_rows.original, benefits, n, pools)
    state.deductible_back = policy.deductible_back
    year = policy.years_of(settlements)
    person = settlements["person"].to_numpy()
    state.place(order, person, year)
    for rows in _turns(person[order], order):
        original = sorted_rows.original[rows]
        state.add_settlements(rows[original < 0])
        if (original >= 0).any():
            state.add_refunds(rows[original >= 0])
    return state.due()


def _beside_originals(order: np.ndarray, original: np.ndarray) -> np.ndarray:
    """The positions with each refund behind its original: what it gives back counts for all that comes after the original."""
    at = np.arange(len(order))
    place = np.zeros(len(original), dtype=np.int64)
    place[order] = at
    is_refund = original[order] >= 0
    return order[np.lexsort([at, is_refund, np.where(is_refund, place[original[order]], at)])]


def _turns(person: np.ndarray, order: np.ndarray) -> list[np.ndarray]:
    """The first rows of all persons, then all second rows, and so on."""
    if not len(order):
        return []
    starts = np.flatnonzero(np.concatenate([[True], person[1:] != person[:-1]]))
    turn = np.arange(len(order)) - np.repeat(starts, np.diff(np.append(starts, len(order))))
    by_turn = np.argsort(turn, kind="stable")
    return np.split(order[by_turn], np.cumsum(np.bincount(turn))[:-1])


class _Years:
    """What each person's year has used and borne so far, and what each row got."""

    def __init__(
        self, terms: Terms, bases: np.ndarray, original: np.ndarray, choices: np.ndarray, n: int, pools: int
    ) -> None:
        self.terms, self.bases, self.original, self.choices = terms, bases, original, choices
        self.deductible_back = True
        self.benefit, self.slot = np.full(n, -1), np.zeros(n, dtype=np.int64)
        self.base, self.deducted, self.part, self.room, self.paid, self.left = np.zeros((6, n), np.int64)
        self.current, self.taken = np.zeros((2, n), np.int64)  # of an original after the refunds so far
        self.before_used, self.before_borne = np.zeros((n, pools), np.int64), np.zeros((n, pools), np.int64)

    def place(self, order: np.ndarray, person: np.ndarray, year: np.ndarray) -> None:
        """Give every person's year a line of the state; a refund belongs to the year of its original."""
        rows = np.where(self.original >= 0, self.original, np.arange(len(person)))
        keys = pd.DataFrame({"person": person[rows[order]], "year": year[rows[order]]})
        self.slot[order] = keys.groupby(["person", "year"], sort=False).ngroup().to_numpy()
        lines = int(self.slot.max(initial=0)) + 1
        self.used, self.borne = np.zeros((2, lines, self.before_used.shape[1]), np.int64)

    def add_settlements(self, rows: np.ndarray) -> None:
        """Work out rows of different persons that are no refunds."""
        terms, slot = self.terms, self.slot[rows]
        used, borne = self.used[slot], self.borne[slot]
        self.before_used[rows], self.before_borne[rows] = used, borne
        offered = self.choices[rows]
        base = np.take_along_axis(self.bases[rows], terms.base[offered], axis=1)
        left, room = terms.left_deductible(offered, borne), terms.room(offered, used)
        part = terms.part(offered, base, left)
        pays = np.where(offered >= 0, np.minimum(part, room), -1)
        best = pays.argmax(axis=1)[:, None]
        self.benefit[rows], self.base[rows], self.left[rows], self.part[rows], self.room[rows], due = (
            np.take_along_axis(values, best, axis=1)[:, 0] for values in (offered, base, left, part, room, pays)
        )
        self._book(rows, np.maximum(due, 0), np.minimum(self.base[rows], self.left[rows]))
        self.current[rows], self.taken[rows] = self.paid[rows], self.deducted[rows]

    def add_refunds(self, rows: np.ndarray) -> None:
        """Work the originals of some refunds out again from what is left of them."""
        terms, first = self.terms, self.original[rows]
        slot, benefit = self.slot[rows], self.benefit[first]
        self.before_used[rows], self.before_borne[rows] = self.used[slot], self.borne[slot]
        self.benefit[rows] = benefit
        self.base[rows] = _pick(self.bases[rows], terms.base[benefit])
        self.part[rows] = terms.part(benefit, self.base[rows], self.left[first])
        self.room[rows] = self.room[first]
        due = np.minimum(self.part[rows], self.room[first]) - self.current[first]
        due = np.minimum(due, terms.room(benefit, self.used[slot]))
        deducted = np.minimum(self.base[rows], self.left[first])
        self._book(rows, due, deducted - self.taken[first] if self.deductible_back else np.zeros_like(deducted))
        self.deducted[rows] = deducted
        self.current[first] += due
        self.taken[first] = deducted

    def _book(self, rows: np.ndarray, due: np.ndarray, deducted: np.ndarray) -> None:
        slot, benefit = self.slot[rows], self.benefit[rows]
        pool, counts = self.terms.pool[benefit], benefit >= 0
        self.paid[rows], self.deducted[rows] = due, np.where(counts, deducted, 0)
        self.used[slot, pool] += np.where(counts, due, 0)
        self.borne[slot, pool] += np.where(counts & (self.terms.per_year[benefit] == 1), deducted, 0)

    def due(self) -> Due:
        """Return what every row got."""
        return Due(
            self.benefit,
            self.bases,
            self.base,
            self.deducted,
            self.part,
            self.room,
            self.paid,
            self.before_used,
            self.before_borne,
        )
