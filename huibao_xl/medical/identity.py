"""Which benefits each settlement may draw on: the identities of the person on the day that counts, and what the policy gives them.

Several identities may hold on one day; then the one that gives most for that row counts (:mod:`huibao_xl.medical.due`). What
cannot be known is said and not guessed: a person without any identity (M26), an identity that the policy does not know (M27), a
period whose days cannot be read (M28), a value that is not set (M29), a row without the day that counts (M36).
"""

import re
import unicodedata
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from huibao_xl import findings
from huibao_xl.frames import IDENTITIES
from huibao_xl.medical.policy import NOT_SET, MedicalPolicy

_UNREADABLE, _UNKNOWN, _UNSET = -4, -3, -2


@dataclass(frozen=True)
class Choices:
    """``benefits``: (row, slot) the benefits that a row may draw on, -1 where a slot is empty; ``code``: "" or why it cannot be told;
    ``what``: what is missing (for M29); ``findings``: about the identity list."""

    benefits: np.ndarray
    code: np.ndarray
    what: np.ndarray
    findings: pd.DataFrame


def named(identities: pd.DataFrame, policy: MedicalPolicy) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the periods with column ``identity`` (the policy's name, null if it knows none), and findings (M27, M40)."""
    IDENTITIES.check(identities)
    known = {_folded(word): name for word, name in policy.identity_of().items()}
    words = identities["category"].map({word: _folded(word) for word in identities["category"].unique()})
    periods = identities.assign(identity=words.map(known).astype(object))
    valid = identities["person"] >= 0
    unknown = identities[periods["identity"].isna() & valid]
    found = [
        findings.for_rows(
            "M27", unknown, "身份类别", value=unknown["category"].tolist(), category=unknown["category"].tolist()
        )
    ]
    for identity in policy.identities:
        for former, until in identity.renamed.items():
            late = identities[(words == _folded(former)) & (identities["valid_from"] > pd.Timestamp(until)) & valid]
            since = (pd.Timestamp(until) + pd.Timedelta(days=1)).strftime("%Y-%m-%d")
            found.append(findings.for_rows("M40", late, "身份类别", category=former, since=since, name=identity.name))
    return periods[valid], findings.concat(found)


def _folded(word: str) -> str:
    return re.sub(r"\s", "", unicodedata.normalize("NFKC", word))


def choices(settlements: pd.DataFrame, periods: pd.DataFrame, policy: MedicalPolicy, at: np.ndarray) -> Choices:
    """Return what the rows at the positions ``at`` may draw on (frames.SETTLEMENTS; periods of :func:`named`); other rows get nothing."""
    n = len(settlements)
    code, what = np.full(n, "", dtype=object), np.full(n, "", dtype=object)
    rows = settlements.iloc[at]
    day = _day(rows, policy)
    inpatient = (rows["kind"] == "住院").to_numpy()
    asked = pd.DataFrame({"row": at, "person": rows["person"].to_numpy(), "inpatient": inpatient, "day": day})
    code[at[~np.isin(asked["person"], periods["person"])]] = "M26"
    code[at[np.isnat(day)]] = "M36"
    named = {identity.name: place for place, identity in enumerate(policy.identities)}
    held = periods[["person", "valid_from", "valid_to", "dates_unreadable"]]
    held = held.assign(identity=periods["identity"].map(named).fillna(-1).astype(np.int64))
    pairs = asked.merge(held, on="person")
    holds = ~(pairs["valid_from"] > pairs["day"]) & ~(pairs["valid_to"] < pairs["day"]) & pairs["day"].notna()
    pairs = pairs[holds | pairs["dates_unreadable"]]
    given = _benefit(pairs, policy, what)
    for mark, reason in ((_UNSET, "M29"), (_UNKNOWN, "M27"), (_UNREADABLE, "M28")):
        code[pairs["row"].to_numpy()[given == mark]] = reason
    return Choices(_slots(pairs["row"].to_numpy(), given, n), code, what, findings.concat([]))


def _day(rows: pd.DataFrame, policy: MedicalPolicy) -> np.ndarray:
    inpatient = (rows["kind"] == "住院").to_numpy()
    return np.where(inpatient, rows[policy.day_of["住院"]].to_numpy(), rows[policy.day_of["门急诊"]].to_numpy())


def _benefit(pairs: pd.DataFrame, policy: MedicalPolicy, what: np.ndarray) -> np.ndarray:
    """The benefit of each pair of row and period, or a mark below -1."""
    given = np.full(len(pairs), _UNSET)
    identity, inpatient, day, row = (pairs[name].to_numpy() for name in ("identity", "inpatient", "day", "row"))
    names = [one.name for one in policy.identities]
    for number, benefit in enumerate(policy.benefits.itertuples()):
        hit = (identity == names.index(benefit.identity)) & (inpatient == (benefit.kind == "住院"))
        hit &= day >= np.datetime64(benefit.since)
        if not pd.isna(benefit.until):
            hit &= day <= np.datetime64(benefit.until)
        given[hit] = number
        if absent := missing(benefit):
            given[hit] = _UNSET
            what[row[hit]] = f"{benefit.identity}{benefit.kind}的{absent}"
    for at in np.flatnonzero((given == _UNSET) & (identity >= 0)):
        kind = "住院" if inpatient[at] else "门急诊"
        what[row[at]] = what[row[at]] or f"{names[identity[at]]}{kind}在该日的规定"
    given[identity < 0] = _UNKNOWN
    given[pairs["dates_unreadable"].to_numpy()] = _UNREADABLE
    return given


def missing(benefit: Any) -> str:
    """Return which values a benefit needs that are not set (比例、年度限额、起付线), empty if none."""
    names = {"per_myriad": "比例", "cap_fen": "年度限额", "deductible_fen": "起付线"}
    absent = [title for column, title in names.items() if getattr(benefit, column) == NOT_SET]
    return "" if benefit.per_myriad == 0 else "、".join(absent)


def _slots(rows: np.ndarray, given: np.ndarray, n: int) -> np.ndarray:
    """(row, slot): the distinct benefits of each row in the policy's order."""
    pairs = pd.DataFrame({"row": rows[given >= 0], "benefit": given[given >= 0]}).drop_duplicates()
    pairs = pairs.sort_values(["row", "benefit"], kind="stable")
    slot = pairs.groupby("row").cumcount().to_numpy()
    table = np.full((n, int(slot.max(initial=0)) + 1), -1)
    table[pairs["row"].to_numpy(), slot] = pairs["benefit"].to_numpy()
    return table
