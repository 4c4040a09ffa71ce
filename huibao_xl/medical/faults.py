"""Why what was paid differs from what is due: each differing row is compared with what the usual mistakes would have
paid.

The first explanation that fits to the fen counts, in the order of ``_SETTLEMENT_STEPS``; a difference that none fits
is M12. Only rows that differ are looked at, so each of them may be compared with many alternatives.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain

import numpy as np
import pandas as pd

from huibao_xl.frames import INSURERS
from huibao_xl.medical.due import Due, Terms, bases
from huibao_xl.medical.policy import MedicalPolicy
from huibao_xl.medical.rows import AMOUNTS, Sorted

_TELLING_FEN = 10_000
"""Below 100 yuan of costs a whole percent fits too easily to explain anything."""


@dataclass(frozen=True)
class _Facts:
    """What the explanations rest on; arrays as long as the settlements. ``paid``: signed fen; ``due``: what is due
    and the state in which it was worked out; ``cleared``: which rows were worked out; ``periods``: of
    identity.with_identity."""

    settlements: pd.DataFrame
    sorted_rows: Sorted
    due: Due
    paid: np.ndarray
    cleared: np.ndarray
    periods: pd.DataFrame
    policy: MedicalPolicy
    terms: Terms


Explanation = tuple[str, np.ndarray, str]
"""A code of the catalogue; which of the rows asked about it fits; what fits, in words ("": the code says it)."""
_Step = Callable[[_Facts, np.ndarray], Iterable[Explanation]]
"""Called with the facts and positions of rows; gives explanations, the first that fits a row counts."""


def explain_differences(
    settlements: pd.DataFrame,
    sorted_rows: Sorted,
    code: np.ndarray,
    due: Due,
    paid: np.ndarray,
    periods: pd.DataFrame,
    policy: MedicalPolicy,
) -> tuple[np.ndarray, np.ndarray]:
    """Return code (M01 to M13, or the reason why a row cannot be cleared) and why (what fits, in words) of every row.

    ``code``: "" for the rows that were worked out; ``paid``: fen, negative for a refund; ``periods``: of
    identity.with_identity.
    """
    cleared = code == ""
    facts = _Facts(settlements, sorted_rows, due, paid, cleared, periods, policy, Terms(policy))
    codes, why = code.copy(), np.full(len(code), "", dtype=object)
    codes[cleared & (paid == due.due)] = "M01"
    refund = sorted_rows.original >= 0
    for rows, steps in ((refund, _REFUND_STEPS), (~refund, _SETTLEMENT_STEPS)):
        at = np.flatnonzero((codes == "") & rows)
        codes[at], why[at] = _first_that_fits(facts, at, steps)
    return codes, why


def _first_that_fits(facts: _Facts, at: np.ndarray, steps: Sequence[_Step]) -> tuple[np.ndarray, np.ndarray]:
    """Code and words of the first explanation that fits each of the rows at the positions ``at``."""
    code, why = np.full((2, len(at)), "", dtype=object)
    for step in steps:
        asked = np.flatnonzero(code == "")
        if not len(asked):
            break
        for reason, fits, words in step(facts, at[asked]):
            hit = asked[fits & (code[asked] == "")]
            code[hit], why[hit] = reason, words
    return code, why


def _unexplained(facts: _Facts, at: np.ndarray) -> Iterator[Explanation]:
    """M12: nothing fits."""
    yield "M12", np.ones(len(at), dtype=bool), ""


def _with_its_original(facts: _Facts, at: np.ndarray) -> Iterator[Explanation]:
    """M11: the refund takes back all, also the fault of its original."""
    first = facts.sorted_rows.original
    chain_of = np.where(first >= 0, first, np.arange(len(first)))
    difference = np.where(facts.cleared, facts.paid - facts.due.due, 0)
    of_chain = pd.Series(difference).groupby(chain_of).transform("sum").to_numpy()
    nothing_left = facts.sorted_rows.net[at].sum(axis=1) == 0
    yield "M11", nothing_left & (of_chain[at] == 0) & (difference[first[at]] != 0), ""


def _too_little_back(facts: _Facts, at: np.ndarray) -> Iterator[Explanation]:
    """M04: the refund takes back less than is due."""
    yield "M04", facts.paid[at] > facts.due.due[at], ""


def _not_paid(facts: _Facts, at: np.ndarray) -> Iterator[Explanation]:
    """M09: something is due and nothing was paid."""
    yield "M09", (facts.paid[at] == 0) & (facts.due.due[at] > 0), ""


def _after_earlier_faults(facts: _Facts, at: np.ndarray) -> Iterator[Explanation]:
    """M10: right for what had been paid until then, which was not what had been due."""
    due, persons = facts.due, facts.settlements["person"]
    order = facts.sorted_rows.order[facts.cleared[facts.sorted_rows.order]]
    of_them = order[persons.isin(persons.iloc[at]).to_numpy()[order]]
    frame = pd.DataFrame(
        {
            "at": of_them,
            "person": persons.to_numpy()[of_them],
            "year": facts.policy.years_of(facts.settlements.iloc[of_them]),
            "pool": facts.terms.pool[due.benefit[of_them]],
            "paid": facts.paid[of_them],
            "due": due.due[of_them],
        }
    )
    sums = frame.groupby(["person", "year", "pool"])[["paid", "due"]].cumsum() - frame[["paid", "due"]]
    lead = pd.Series((sums["paid"] - sums["due"]).to_numpy(), index=frame["at"]).reindex(at).to_numpy()
    room = np.maximum(due.room[at] - lead, 0)
    yield "M10", (lead != 0) & (due.benefit[at] >= 0) & (facts.paid[at] == np.minimum(due.part[at], room)), ""


def _without_the_cap(facts: _Facts, at: np.ndarray) -> Iterator[Explanation]:
    """M03: the share was paid as if there were no cap."""
    due = facts.due
    yield "M03", (due.part[at] > due.room[at]) & (facts.paid[at] == due.part[at]), ""


def _beyond_the_cap(facts: _Facts, at: np.ndarray) -> Iterator[Explanation]:
    """M03: whatever was meant, more was paid than the cap leaves."""
    due = facts.due
    yield "M03", (due.part[at] > due.room[at]) & (facts.paid[at] > due.room[at]) & (due.benefit[at] >= 0), ""


def _corrected_relief(facts: _Facts, at: np.ndarray) -> Iterator[Explanation]:
    """M06: what was paid fits the row's first version (M13), which had another 综合减负 and nothing else different."""
    rows = facts.sorted_rows
    versions = np.flatnonzero(rows.code == "M13")
    versions = versions[np.isin(rows.other[versions], at)]
    last = rows.other[versions]
    changed = rows.net[versions] != rows.net[last]
    only_relief = changed[:, AMOUNTS.index("relief_fen")] & (changed.sum(axis=1) == 1)
    before = _pays(facts, last, facts.due.benefit[last], bases(rows.net[versions]))
    yield "M06", np.isin(at, last[only_relief & (facts.paid[last] == before)]), ""


def _order_of_insurance(facts: _Facts, at: np.ndarray) -> Iterator[Explanation]:
    """M06 and M05: what was paid fits a base from which one insurance, or all from one on, had not been deducted."""
    order, settlements = facts.policy.order, facts.settlements
    day = settlements["settled_on"].to_numpy()[at]
    dates = [settlements[name].to_numpy()[at] for name in ("relief_on", "received_on")]
    late = np.logical_or.reduce([date > day for date in dates])
    no_date = np.logical_and.reduce([np.isnat(date) for date in dates])
    yield "M06", _fits_without(facts, at, ["relief_fen"]) & (late | no_date), ""
    single = [(column,) for column in order if column != "relief_fen"]
    onwards = [order[place:] for place in range(len(order) - 1)]
    for left_out in chain(single, onwards):
        yield "M05", _fits_without(facts, at, left_out), "、".join(INSURERS[column] for column in left_out)


def _fits_without(facts: _Facts, at: np.ndarray, left_out: Sequence[str]) -> np.ndarray:
    """Whether what was paid is what would be due had these insurances paid nothing, which they did."""
    net = facts.sorted_rows.net[at].copy()
    columns = [AMOUNTS.index(column) for column in left_out]
    changed = net[:, columns].any(axis=1)
    net[:, columns] = 0
    return np.asarray(changed & (facts.paid[at] == _pays(facts, at, facts.due.benefit[at], bases(net))), dtype=bool)


def _pays(facts: _Facts, at: np.ndarray, benefit: np.ndarray, base: np.ndarray) -> np.ndarray:
    """What a benefit (one per row, -1: nothing) would have paid for rows in the state that they had, in fen.
    ``base``: (row, base)."""
    terms, due = facts.terms, facts.due
    of_benefit = np.take_along_axis(base, terms.base[benefit][:, None], axis=1)[:, 0]
    part = terms.part(benefit, of_benefit, terms.left_deductible(benefit, due.borne[at]))
    return np.where(benefit >= 0, np.minimum(part, terms.room(benefit, due.used[at])), 0)


def _paying_benefits(policy: MedicalPolicy) -> Iterator[tuple[int, str, str]]:
    """(number, identity, kind) of every benefit that pays anything and whose values are all set."""
    for number, benefit in enumerate(policy.benefits.to_dict("records")):
        if benefit["per_myriad"] > 0 and benefit["cap_fen"] >= 0 and benefit["deductible_fen"] >= 0:
            yield number, str(benefit["identity"]), str(benefit["kind"])


def _other_identity(facts: _Facts, at: np.ndarray) -> Iterator[Explanation]:
    """M02: it fits another identity that the person holds on other days, or the person holds none on the day."""
    due, policy, periods = facts.due, facts.policy, facts.periods
    persons, kinds = facts.settlements["person"].iloc[at], facts.settlements["kind"].iloc[at]
    counted = policy.benefits["identity"].to_numpy(dtype=object)[due.benefit[at]]
    for number, identity, kind in _paying_benefits(policy):
        held = persons.isin(periods.loc[periods["identity"] == identity, "person"]).to_numpy()
        possible = held & (kinds == kind).to_numpy() & ((counted != identity) | (due.benefit[at] < 0))
        fits = possible & (facts.paid[at] == _pays(facts, at, np.full(len(at), number), due.bases[at]))
        yield "M02", fits, f"已救助金额与该人另一期间的身份“{policy.describe(number)}”相符"
    yield "M02", (due.benefit[at] < 0) & (facts.paid[at] > 0), "当日没有有效身份而有救助"


def _other_ratio(facts: _Facts, at: np.ndarray) -> Iterator[Explanation]:
    """M08: it fits another benefit of the policy, or another whole percent."""
    due, policy, paid = facts.due, facts.policy, facts.paid[at]
    kinds = facts.settlements["kind"].iloc[at]
    for number, _, kind in _paying_benefits(policy):
        fits = (kinds == kind).to_numpy() & (number != due.benefit[at])
        fits &= paid == _pays(facts, at, np.full(len(at), number), due.bases[at])
        yield "M08", fits, policy.describe(number)
    above = np.maximum(due.base[at] - due.deducted[at], 0)
    telling = (above >= _TELLING_FEN) & (due.benefit[at] >= 0)
    for percent in range(1, 101):
        part = policy.rounding.part(above, np.full(len(at), percent * 100))
        yield "M08", telling & (paid == np.minimum(part, due.room[at])), f"{percent}%"


_REFUND_STEPS: tuple[_Step, ...] = (_with_its_original, _too_little_back, _unexplained)
_SETTLEMENT_STEPS: tuple[_Step, ...] = (
    _not_paid,
    _after_earlier_faults,
    _without_the_cap,
    _corrected_relief,
    _order_of_insurance,
    _other_identity,
    _other_ratio,
    _beyond_the_cap,
    _unexplained,
)
