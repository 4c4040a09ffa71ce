"""Which benefits each settlement may draw on: the identities of the person on the day that counts, and what the
policy gives them.

Several identities may hold on one day; then the one that gives most for that row counts
(:mod:`huibao_xl.medical.due`). What cannot be known makes the row unclear and is never guessed: a person without any
identity (M26), an identity that the policy does not have (M27), a period of which days or state cannot be read (M28), a value
that is not set (M29), a row without the day that counts (M36), an identity without a readable id that may be the person's (M49).
"""

from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from huibao_xl import findings
from huibao_xl.frames import IDENTITIES
from huibao_xl.identifiers.spelling import plain
from huibao_xl.medical.policy import NOT_SET, MedicalPolicy
from huibao_xl.medical.strays import DOUBTED

_STRAY, _UNREADABLE, _UNKNOWN, _UNSET = -5, -4, -3, -2


@dataclass(frozen=True)
class Choices:
    """``benefits``: (row, slot) numbers of the benefits (rows of ``MedicalPolicy.benefits``) that a settlement may
    draw on, -1 where a slot is empty; ``code``: per row "" or the code why nobody can say (M26 to M29, M36, M49);
    ``absent``: per row which value is not set (for M29)."""

    benefits: np.ndarray
    code: np.ndarray
    absent: np.ndarray


def with_identity(identities: pd.DataFrame, policy: MedicalPolicy) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return frames.IDENTITIES with column ``identity`` (the policy's name, null
    if it has none for the written one), and findings: M27 at names that the policy does not have, M40 at former names
    used after their last day."""
    IDENTITIES.check(identities)
    name_of = {plain(word): name for word, name in policy.identity_of().items()}
    words = identities["category"].map({word: plain(word) for word in identities["category"].unique()})
    periods = identities.assign(identity=words.map(name_of).astype(object))
    valid = identities["person"] >= 0
    unknown = identities[periods["identity"].isna() & valid]
    categories = unknown["category"].tolist()
    found = [findings.for_rows("M27", unknown, "身份类别", value=categories, category=categories)]
    for identity in policy.identities:
        for former, until in identity.renamed.items():
            late = identities[(words == plain(former)) & (identities["valid_from"] > pd.Timestamp(until)) & valid]
            since = (pd.Timestamp(until) + pd.Timedelta(days=1)).strftime("%Y-%m-%d")
            found.append(findings.for_rows("M40", late, "身份类别", category=former, since=since, name=identity.name))
    return periods, findings.concat(found)


def choices(settlements: pd.DataFrame, periods: pd.DataFrame, policy: MedicalPolicy, at: np.ndarray) -> Choices:
    """Return what the rows at the positions ``at`` may draw on (frames.SETTLEMENTS; periods of
    :func:`with_identity`); other rows get nothing and no code."""
    n = len(settlements)
    code = np.full(n, "", dtype=object)
    rows = settlements.iloc[at]
    day = _day(rows, policy)
    inpatient = (rows["kind"] == "住院").to_numpy()
    asked = pd.DataFrame({"row": at, "person": rows["person"].to_numpy(), "inpatient": inpatient, "day": day})
    code[at[~np.isin(asked["person"], periods.loc[~periods[DOUBTED], "person"])]] = "M26"
    code[at[np.isnat(day) | (policy.years_of(rows) == 0)]] = "M36"
    numbers = {identity.name: number for number, identity in enumerate(policy.identities)}
    held = periods[["person", "valid_from", "valid_to", "dates_unreadable", "doubt_from", DOUBTED]]
    held = held.assign(identity=periods["identity"].map(numbers).fillna(-1).astype(np.int64))
    pairs = asked.merge(held, on="person")
    holds = ~(pairs["valid_from"] > pairs["day"]) & ~(pairs["valid_to"] < pairs["day"]) & pairs["day"].notna()
    pairs = pairs[holds]
    given, absent = _benefits(pairs, policy, n)
    pairs, given = _where_it_matters(pairs, given)
    for mark, reason in ((_UNSET, "M29"), (_UNKNOWN, "M27"), (_UNREADABLE, "M28"), (_STRAY, "M49")):
        code[pairs["row"].to_numpy()[given == mark]] = reason
    return Choices(_slots(pairs["row"].to_numpy(), given, n), code, absent)


def _where_it_matters(pairs: pd.DataFrame, given: np.ndarray) -> tuple[pd.DataFrame, np.ndarray]:
    """The pairs, and what they give, without unsure ones that give what the row has anyway; the other unsure ones are marked."""
    stray = pairs[DOUBTED].to_numpy()
    unsure = (pairs["dates_unreadable"] | (pairs["doubt_from"] <= pairs["day"])).to_numpy() | stray
    if not unsure.any():
        return pairs, given
    offers = pd.MultiIndex.from_arrays([pairs["row"], given])
    again = unsure & (given >= 0) & offers.isin(offers[~unsure])
    marked = np.where(stray, _STRAY, _UNREADABLE)
    return pairs[~again], np.where(unsure, marked, given)[~again]


def _day(rows: pd.DataFrame, policy: MedicalPolicy) -> np.ndarray:
    inpatient = (rows["kind"] == "住院").to_numpy()
    return np.where(inpatient, rows[policy.day_of["住院"]].to_numpy(), rows[policy.day_of["门急诊"]].to_numpy())


def _benefits(pairs: pd.DataFrame, policy: MedicalPolicy, n: int) -> tuple[np.ndarray, np.ndarray]:
    """The benefit of each pair of row and period, or a mark below -1; and for each of the ``n`` settlements which
    value is not set."""
    given, absent = np.full(len(pairs), _UNSET), np.full(n, "", dtype=object)
    identity, inpatient, day, row = (pairs[name].to_numpy() for name in ("identity", "inpatient", "day", "row"))
    names = [identity.name for identity in policy.identities]
    for number, benefit in enumerate(policy.benefits.to_dict("records")):
        hit = (identity == names.index(benefit["identity"])) & (inpatient == (benefit["kind"] == "住院"))
        hit &= day >= np.datetime64(benefit["since"])
        if not pd.isna(benefit["until"]):
            hit &= day <= np.datetime64(benefit["until"])
        given[hit] = number
        if values := _values_not_set(benefit):
            given[hit] = _UNSET
            absent[row[hit]] = f"{benefit['identity']}{benefit['kind']}的{values}"
    for at in np.flatnonzero((given == _UNSET) & (identity >= 0)):
        kind = "住院" if inpatient[at] else "门急诊"
        absent[row[at]] = absent[row[at]] or f"{names[identity[at]]}{kind}在该日的规定"
    given[identity < 0] = _UNKNOWN
    return given, absent


def _values_not_set(benefit: Mapping[Hashable, Any]) -> str:
    """Return which values a benefit needs that are not set (比例、年度限额、起付线), ``""`` if none. ``benefit``: a row of
    ``MedicalPolicy.benefits``, by column."""
    names = {"per_myriad": "比例", "cap_fen": "年度限额", "deductible_fen": "起付线"}
    absent = [title for column, title in names.items() if benefit[column] == NOT_SET]
    return "" if benefit["per_myriad"] == 0 else "、".join(absent)


def _slots(rows: np.ndarray, given: np.ndarray, n: int) -> np.ndarray:
    """(row, slot): the distinct benefits of each row in the policy's order."""
    pairs = pd.DataFrame({"row": rows[given >= 0], "benefit": given[given >= 0]}).drop_duplicates()
    pairs = pairs.sort_values(["row", "benefit"], kind="stable")
    slot = pairs.groupby("row").cumcount().to_numpy()
    table = np.full((n, int(slot.max(initial=0)) + 1), -1)
    table[pairs["row"].to_numpy(), slot] = pairs["benefit"].to_numpy()
    return table
