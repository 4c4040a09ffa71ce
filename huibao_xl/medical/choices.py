"""Whom choices touch that no document settles: which day decides the assistance year, which the identity, whether a refund reaches back, and whether it gives back
a yearly deductible.

All are parameters (``policy.OPEN_CHOICES``). While one is not confirmed, every settlement that another choice might change is listed. What refunds change is
worked out again under the other choice, over the people who have one.
"""

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from huibao_xl import findings
from huibao_xl.medical import identity
from huibao_xl.medical.due import Due, work_out
from huibao_xl.medical.policy import (
    DEDUCTIBLE_BACK,
    GIVEN_BACK,
    IDENTITY_BY,
    KINDS,
    NOT_GIVEN_BACK,
    REACHES,
    REFUND_REACHES,
    STAYS,
    YEAR_BY,
    MedicalPolicy,
)
from huibao_xl.medical.rows import Sorted
from huibao_xl.money import format_yuan

_DAYS = {"settled_on": "结算日期", "admitted_on": "入院日期", "discharged_on": "出院日期"}


@dataclass(frozen=True)
class Chosen:
    """What a clearing rests on: the settlements, how they were sorted, frames.IDENTITIES with what they are called, what each row may draw on, what is due, and CLEARED."""

    settlements: pd.DataFrame
    rows: Sorted
    periods: pd.DataFrame
    choices: identity.Choices
    due: Due
    cleared: pd.DataFrame


def about_choices(of: Chosen, policy: MedicalPolicy) -> list[pd.DataFrame]:
    """Return M44 at settlements of another year by another day, M54 at those of another identity, M45 and M55 at those which would get something else if a refund did, or did
    not, reach back, or give back a deductible."""
    found = []
    if YEAR_BY in policy.undeclared:
        found.append(_of_another_year(of.settlements, of.cleared, policy))
    if IDENTITY_BY in policy.undeclared:
        found.append(_of_another_identity(of, policy))
    if REFUND_REACHES in policy.undeclared:
        words = (REACHES, STAYS) if policy.reaches_back else (STAYS, REACHES)
        found.append(_otherwise("M45", of, policy, replace(policy, reaches_back=not policy.reaches_back), words))
    if DEDUCTIBLE_BACK in policy.undeclared and policy.benefits["per_year"].any():
        words = (GIVEN_BACK, NOT_GIVEN_BACK) if policy.deductible_back else (NOT_GIVEN_BACK, GIVEN_BACK)
        found.append(_otherwise("M55", of, policy, replace(policy, deductible_back=not policy.deductible_back), words))
    return found


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


def _of_another_identity(of: Chosen, policy: MedicalPolicy) -> pd.DataFrame:
    """M54 at settlements that may draw on other benefits by the identity of another day."""
    settlements, counted = of.settlements, of.cleared["cleared"].to_numpy() & ~of.settlements["refund"].to_numpy()
    inpatient = (settlements["kind"] == "住院").to_numpy()
    used = np.where(inpatient, settlements[policy.day_of["住院"]], settlements[policy.day_of["门急诊"]])
    other = np.full(len(settlements), "", dtype=object)
    for column, title in _DAYS.items():
        days = settlements[column].to_numpy()
        at = np.flatnonzero(counted & (other == "") & ~np.isnat(days) & (days != used))
        if len(at):
            offered = identity.choices(
                settlements, of.periods, replace(policy, day_of=dict.fromkeys(KINDS, column)), at
            )
            differ = [
                {*offered.benefits[row].tolist()} != {*of.choices.benefits[row].tolist()} or offered.code[row] != ""
                for row in at
            ]
            other[at[differ]] = title
    hit = other != ""
    by = np.where(inpatient, _DAYS[policy.day_of["住院"]], _DAYS[policy.day_of["门急诊"]])
    value = settlements["number"][hit].tolist()
    return findings.for_rows(
        "M54", settlements[hit], "结算号", value=value, by=by[hit].tolist(), other=other[hit].tolist()
    )


def _otherwise(
    code: str, of: Chosen, policy: MedicalPolicy, another: MedicalPolicy, words: tuple[str, str]
) -> pd.DataFrame:
    """A finding at each settlement whose due is another one under ``another``. ``words``: what the parameter says now, and there."""
    settlements, rows, counted = of.settlements, of.rows, of.cleared["cleared"].to_numpy()
    order = rows.order[counted[rows.order]]
    refunds = order[rows.original[order] >= 0]
    person = settlements["person"].to_numpy()
    order = order[np.isin(person[order], person[refunds])]
    if not len(order):
        return findings.concat([])
    due = work_out(settlements, rows, of.choices.benefits, order, another).due
    at = order[due[order] != of.due.due[order]]
    by_person = dict(zip(person[refunds].tolist(), settlements["number"].iloc[refunds].tolist(), strict=True))
    others = [by_person[one] for one in person[at].tolist()]
    dues, touched = [format_yuan(int(fen)) for fen in due[at]], settlements.iloc[at]
    value = touched["number"].tolist()
    return findings.for_rows(
        code, touched, "结算号", value=value, by=words[0], another=words[1], due=dues, other=others
    )
