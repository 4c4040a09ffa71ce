"""Why what was paid differs from what is due: each differing row is compared with what the known mistakes would have paid.

The first explanation that fits to the fen counts, in the order of :func:`classify`; a difference that none fits is M12. Only rows that
differ are looked at, so this may compare each of them with many alternatives.
"""

from collections.abc import Iterator
from itertools import chain

import numpy as np
import pandas as pd

from huibao_xl.frames import INSURERS
from huibao_xl.medical.due import Due, Terms, bases
from huibao_xl.medical.policy import MedicalPolicy
from huibao_xl.medical.rows import AMOUNTS, Sorted

_TELLING_FEN = 10_000
"""Below 100 yuan of costs a whole percent fits too easily to explain anything."""


class _Rows:
    """The rows that still need an explanation, and how a row gets one."""

    def __init__(self, code: np.ndarray, why: np.ndarray, paid: np.ndarray, due: np.ndarray, at: np.ndarray) -> None:
        self.code, self.why, self.all_paid, self.all_due, self.at = code, why, paid, due, at

    @property
    def open(self) -> np.ndarray:
        """Positions of the rows without an explanation."""
        return self.at[self.code[self.at] == ""]

    def explain(self, reason: str, rows: np.ndarray, fits: np.ndarray, why: object = "") -> None:
        """Give ``reason`` to those of ``rows`` that it fits. ``why``: a text, or one per row."""
        texts = np.broadcast_to(np.asarray(why, dtype=object), rows.shape)
        self.code[rows[fits]] = reason
        self.why[rows[fits]] = texts[fits]


def classify(
    settlements: pd.DataFrame,
    sorted_rows: Sorted,
    code: np.ndarray,
    due: Due,
    paid: np.ndarray,
    periods: pd.DataFrame,
    policy: MedicalPolicy,
) -> tuple[np.ndarray, np.ndarray]:
    """Return code (M01 to M13, or the reason why a row cannot be cleared) and why (what fits) of every row.

    ``code``: "" for the rows that were worked out; ``paid``: signed; ``periods``: of medical_identity.named.
    """
    code, why = code.copy(), np.full(len(code), "", dtype=object)
    plain = code == ""
    same = plain & (paid == due.due)
    code[same] = "M01"
    refund = sorted_rows.original >= 0
    _refunds(_Rows(code, why, paid, due.due, np.flatnonzero((code == "") & refund)), sorted_rows, plain)
    rows = _Rows(code, why, paid, due.due, np.flatnonzero((code == "") & ~refund))
    if len(rows.at):
        terms = Terms(policy)
        rows.explain("M09", rows.open, (paid[rows.open] == 0) & (due.due[rows.open] > 0))
        _after_earlier_faults(rows, settlements, sorted_rows.order[plain[sorted_rows.order]], due, terms, policy)
        _over_the_cap(rows, due)
        _corrected_relief(rows, sorted_rows, due, terms)
        _order_of_insurance(rows, settlements, sorted_rows, due, terms, policy)
        _other_identity(rows, settlements, due, terms, policy, periods)
        _other_ratio(rows, settlements, due, terms, policy)
        at = rows.open
        rows.explain("M03", at, (due.part[at] > due.room[at]) & (paid[at] > due.room[at]) & (due.benefit[at] >= 0))
        rows.explain("M12", rows.open, np.ones(len(rows.open), dtype=bool))
    return code, why


def _refunds(rows: _Rows, sorted_rows: Sorted, plain: np.ndarray) -> None:
    """M11: the refund takes back all, also the fault of its original; M04: it takes back too little."""
    at = rows.at
    if not len(at):
        return
    first = sorted_rows.original
    chain_of = np.where(first >= 0, first, np.arange(len(first)))
    difference = np.where(plain, rows.all_paid - rows.all_due, 0)
    whole = pd.Series(difference).groupby(chain_of).transform("sum").to_numpy()
    nothing_left = sorted_rows.net[at].sum(axis=1) == 0
    rows.explain("M11", at, nothing_left & (whole[at] == 0) & (difference[first[at]] != 0))
    at = rows.open
    rows.explain("M04", at, rows.all_paid[at] > rows.all_due[at])
    rows.explain("M12", rows.open, np.ones(len(rows.open), dtype=bool))


def _after_earlier_faults(
    rows: _Rows, settlements: pd.DataFrame, order: np.ndarray, due: Due, terms: Terms, policy: MedicalPolicy
) -> None:
    """M10: right for what had been paid until then, which was not what had been due. ``order``: what was worked out, in order."""
    at = rows.open
    persons = settlements["person"]
    some = order[persons.isin(persons.iloc[at]).to_numpy()[order]]
    frame = pd.DataFrame(
        {
            "at": some,
            "person": persons.to_numpy()[some],
            "year": policy.years(settlements["settled_on"].iloc[some]),
            "pool": terms.pool[due.benefit[some]],
            "paid": rows.all_paid[some],
            "due": rows.all_due[some],
        }
    )
    sums = frame.groupby(["person", "year", "pool"])[["paid", "due"]].cumsum() - frame[["paid", "due"]]
    lead = pd.Series((sums["paid"] - sums["due"]).to_numpy(), index=frame["at"]).reindex(at).to_numpy()
    benefit = due.benefit[at]
    room = np.maximum(due.room[at] - lead, 0)
    rows.explain("M10", at, (lead != 0) & (benefit >= 0) & (rows.all_paid[at] == np.minimum(due.part[at], room)))


def _over_the_cap(rows: _Rows, due: Due) -> None:
    at = rows.open
    rows.explain("M03", at, (due.part[at] > due.room[at]) & (rows.all_paid[at] == due.part[at]))


def _corrected_relief(rows: _Rows, sorted_rows: Sorted, due: Due, terms: Terms) -> None:
    """M06: what was paid fits the row as it was first told (M13), which had another 综合减负 and nothing else different."""
    first = np.flatnonzero(sorted_rows.code == "M13")
    first = first[np.isin(sorted_rows.other[first], rows.open)]
    at = sorted_rows.other[first]
    changed = sorted_rows.net[first] != sorted_rows.net[at]
    only_relief = changed[:, AMOUNTS.index("relief_fen")] & (changed.sum(axis=1) == 1)
    before = _pays(at, due.benefit[at], bases(sorted_rows.net[first]), due, terms)
    rows.explain("M06", at, only_relief & (rows.all_paid[at] == before))


def _order_of_insurance(
    rows: _Rows, settlements: pd.DataFrame, sorted_rows: Sorted, due: Due, terms: Terms, policy: MedicalPolicy
) -> None:
    """M06 and M05: what was paid fits a base from which one insurance, or all from one on, had not been deducted."""
    single = [(column,) for column in policy.order]
    onwards = [policy.order[place:] for place in range(len(policy.order) - 1)]
    day = settlements["settled_on"].to_numpy()
    dates = [settlements[name].to_numpy() for name in ("relief_on", "received_on")]
    for left_out in [("relief_fen",), *chain(single, onwards)]:
        at = rows.open
        net = sorted_rows.net[at].copy()
        columns = [AMOUNTS.index(column) for column in left_out]
        changed = net[:, columns].any(axis=1)
        net[:, columns] = 0
        fits = changed & (rows.all_paid[at] == _pays(at, due.benefit[at], bases(net), due, terms))
        if left_out == ("relief_fen",):
            late = np.logical_or.reduce([date[at] > day[at] for date in dates])
            unknown = np.logical_and.reduce([np.isnat(date[at]) for date in dates])
            rows.explain("M06", at, fits & (late | unknown))
            continue
        rows.explain("M05", at, fits, "、".join(INSURERS[column] for column in left_out))


def _pays(
    at: np.ndarray, benefit: np.ndarray, base: np.ndarray, due: Due, terms: Terms, capped: bool = True
) -> np.ndarray:
    """What a benefit would have paid for some rows in the state they had. ``base``: (row, base)."""
    own = np.take_along_axis(base, terms.base[benefit][:, None], axis=1)[:, 0]
    part = terms.part(benefit, own, terms.left_deductible(benefit, due.borne[at]))
    paid = np.minimum(part, terms.room(benefit, due.used[at])) if capped else part
    return np.where(benefit >= 0, paid, 0)


def _alternatives(policy: MedicalPolicy) -> Iterator[tuple[int, str, str]]:
    """(number, identity, kind) of every benefit that pays anything."""
    for number, benefit in enumerate(policy.benefits.itertuples()):
        if benefit.per_myriad > 0 and benefit.cap_fen >= 0 and benefit.deductible_fen >= 0:
            yield number, str(benefit.identity), str(benefit.kind)


def _other_identity(
    rows: _Rows, settlements: pd.DataFrame, due: Due, terms: Terms, policy: MedicalPolicy, periods: pd.DataFrame
) -> None:
    """M02: it fits another identity that the person holds on other days, or the person holds none on the day."""
    persons, kinds = settlements["person"], settlements["kind"]
    for number, identity, kind in _alternatives(policy):
        at = rows.open
        held = periods.loc[periods["identity"] == identity, "person"]
        own = policy.benefits["identity"].to_numpy(dtype=object)[due.benefit[at]] == identity
        possible = persons.iloc[at].isin(held).to_numpy() & (kinds.iloc[at] == kind).to_numpy()
        possible &= ~own | (due.benefit[at] < 0)
        fits = possible & (rows.all_paid[at] == _pays(at, np.full(len(at), number), due.bases[at], due, terms))
        text = f"已救助金额与该人另一期间的身份“{policy.describe(number)}”相符"
        rows.explain("M02", at, fits, text)
    at = rows.open
    rows.explain("M02", at, (due.benefit[at] < 0) & (rows.all_paid[at] > 0), "当日没有有效身份而有救助")


def _other_ratio(rows: _Rows, settlements: pd.DataFrame, due: Due, terms: Terms, policy: MedicalPolicy) -> None:
    """M08: it fits another benefit of the policy, or another whole percent."""
    kinds = settlements["kind"]
    for number, _, kind in _alternatives(policy):
        at = rows.open
        fits = (kinds.iloc[at] == kind).to_numpy() & (number != due.benefit[at])
        fits &= rows.all_paid[at] == _pays(at, np.full(len(at), number), due.bases[at], due, terms)
        rows.explain("M08", at, fits, policy.describe(number))
    for percent in range(1, 101):
        at = rows.open
        above = np.maximum(due.base[at] - due.deducted[at], 0)
        part = policy.rounding.part(above, np.full(len(at), percent * 100))
        fits = (above >= _TELLING_FEN) & (due.benefit[at] >= 0)
        rows.explain("M08", at, fits & (rows.all_paid[at] == np.minimum(part, due.room[at])), f"{percent}%")
