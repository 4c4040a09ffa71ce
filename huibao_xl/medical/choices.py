"""Whom choices touch that no document settles: which day decides the assistance year, and whether a refund reaches back.

Both are parameters (``policy.OPEN_CHOICES``). While one is not confirmed, every settlement that another choice might change is listed.
"""

import numpy as np
import pandas as pd

from huibao_xl import findings
from huibao_xl.medical.due import Due, Terms
from huibao_xl.medical.policy import REFUND_REACHES, UNLIMITED, YEAR_BY, MedicalPolicy
from huibao_xl.medical.rows import Sorted

_DAYS = {"settled_on": "结算日期", "admitted_on": "入院日期", "discharged_on": "出院日期"}


def about_choices(
    settlements: pd.DataFrame, rows: Sorted, due: Due, cleared: pd.DataFrame, policy: MedicalPolicy
) -> list[pd.DataFrame]:
    """Return M44 at settlements of another year by another day, M45 at settlements before a refund that might have got what it gave back. ``due``,
    ``cleared``: of clear.clear_settlements."""
    found = [_of_another_year(settlements, cleared, policy)] if YEAR_BY in policy.undeclared else []
    return (
        [*found, _before_refunds(settlements, rows, due, cleared, policy)]
        if REFUND_REACHES in policy.undeclared
        else found
    )


def _of_another_year(settlements: pd.DataFrame, cleared: pd.DataFrame, policy: MedicalPolicy) -> pd.DataFrame:
    used = cleared["year"].to_numpy()
    inpatient = (settlements["kind"] == "住院").to_numpy()
    by = np.where(inpatient, _DAYS[policy.year_by["住院"]], _DAYS[policy.year_by["门急诊"]])
    another, other = used.copy(), np.full(len(used), "", dtype=object)
    for column, title in _DAYS.items():
        years = policy.years(settlements[column])
        hit = (years != 0) & (used != 0) & (years != used) & (other == "")
        another[hit], other[hit] = years[hit], title
    hit = (other != "") & cleared["cleared"].to_numpy() & ~settlements["refund"].to_numpy()
    texts = {"by": by[hit].tolist(), "year": used[hit].tolist(), "other": other[hit].tolist()}
    value = settlements["number"][hit].tolist()
    return findings.for_rows("M44", settlements[hit], "结算号", value=value, another=another[hit].tolist(), **texts)


def _before_refunds(
    settlements: pd.DataFrame, rows: Sorted, due: Due, cleared: pd.DataFrame, policy: MedicalPolicy
) -> pd.DataFrame:
    """Settlements between a refund and its original, of the same year and pool, that the cap limited or that bore of the yearly deductible."""
    terms, counted = Terms(policy), cleared["cleared"].to_numpy()
    refunds = np.flatnonzero((rows.original >= 0) & counted)
    originals = rows.original[refunds]
    pool = terms.pool[due.benefit]
    limited = (terms.cap[due.benefit] < UNLIMITED) & (due.part > due.room)
    bears = (terms.per_year[due.benefit] == 1) & (due.deducted > 0)
    frame = pd.DataFrame(
        {
            "person": settlements["person"],
            "year": cleared["year"],
            "pool": pool,
            "day": settlements["settled_on"],
            "at": np.arange(len(pool)),
        }
    )
    may = frame[counted & (due.benefit >= 0) & (limited | bears) & (rows.original < 0)]
    backs = frame.iloc[originals].assign(refund=refunds, until=frame["day"].iloc[refunds].to_numpy())
    pairs = may.merge(backs, on=["person", "year", "pool"], suffixes=("", "_of"))
    between = (pairs["day"] >= pairs["day_of"]) & (pairs["day"] <= pairs["until"]) & (pairs["at"] != pairs["at_of"])
    pairs = pairs[between].drop_duplicates("at")
    numbers = settlements["number"].iloc[pairs["refund"]].tolist()
    touched = settlements.iloc[pairs["at"]]
    return findings.for_rows("M45", touched, "结算号", value=touched["number"].tolist(), other=numbers)
