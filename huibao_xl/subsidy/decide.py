"""The decision: every insured row gets exactly one 处置, by the first rule of :data:`RULES` that fits.

Facts are gathered first, one column per question (:func:`gather`); a rule is a named mask over them. The order of RULES is the order of
the decision table (contract, section 3); H06 and H07 are ours: a roster entry whose dates cannot be read is not guessed to be valid or not, and whom an approver struck out of a
batch waits until somebody says that it is cleared up.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from huibao_xl.frames import ENTRIES, INSURED
from huibao_xl.matching import near
from huibao_xl.policy import Policy
from huibao_xl.reasons import CATALOGUE
from huibao_xl.subsidy import categories

Mask = np.ndarray
Reason = tuple[str, str, str, str, str]
"""What a pair of records rests on: (code, left number, left name key, right number, right name key)."""


@dataclass(frozen=True)
class Rule:
    """One line of the decision table. ``mask(facts, open)``: which rows it fits; ``open``: rows that no earlier rule decided."""

    code: str
    mask: Callable[[pd.DataFrame, Mask], Mask]


RULES = [
    Rule("H01", lambda facts, open: ~facts["id_ok"]),
    Rule("X03", lambda facts, open: facts["withdrawn"]),
    Rule("X02", lambda facts, open: facts["group_insured"]),
    Rule("X04", lambda facts, open: open & facts["person"].where(open, -facts.index - 2).duplicated()),
    Rule("X01", lambda facts, open: ~facts["in_roster"] & ~facts["near"]),
    Rule("H05", lambda facts, open: ~facts["in_roster"] | facts["unsettled"]),
    Rule("H06", lambda facts, open: ~facts["valid"] & facts["perhaps_valid"]),
    Rule("X05", lambda facts, open: ~facts["valid"]),
    Rule("H02", lambda facts, open: ~facts["same_name"]),
    Rule("H04", lambda facts, open: facts["towns"] > 1),
    Rule("H03", lambda facts, open: facts["home"].isna()),
    Rule("X06", lambda facts, open: facts["paid_before"]),
    Rule("H07", lambda facts, open: facts["struck"]),
    Rule("OK", lambda facts, open: open),
]


@dataclass(frozen=True)
class Said:
    """What clerks said about pairs (``confirmed.py``) that the rules have to know. ``refused``: (code, left number, left name key, right number,
    right name key) of pairs that are not one person; ``unsettled``: person keys that are one person under two valid ids, and nobody said which."""

    refused: frozenset[Reason] = frozenset()
    unsettled: frozenset[int] = frozenset()


NOTHING_SAID = Said()


@dataclass(frozen=True)
class Evidence:
    """What the decision rests on. ``facts``: one row per insured row; ``pairs``: insured row x roster entry of that person;
    ``near``: insured row x entry that may be the same person (positions, likeness); ``refused``: see :class:`Said`."""

    facts: pd.DataFrame
    pairs: pd.DataFrame
    near: pd.DataFrame
    refused: frozenset[Reason] = frozenset()


def decide(facts: pd.DataFrame) -> pd.Series:
    """Return the code of every row (category, in the order of RULES)."""
    codes = np.full(len(facts), -1, dtype=np.int8)
    for position, rule in enumerate(RULES):
        open = codes < 0
        codes[open & np.asarray(rule.mask(facts, open), dtype=bool)] = position
    return pd.Series(pd.Categorical.from_codes(codes, categories=[rule.code for rule in RULES]), index=facts.index)


def dispositions(codes: pd.Series) -> pd.Categorical:
    """Return 补贴, 待核 or 不补 for each code."""
    return pd.Categorical(
        codes.map({rule.code: CATALOGUE[rule.code].disposition for rule in RULES}), categories=["补贴", "待核", "不补"]
    )


def reference_days(insured: pd.DataFrame, policy: Policy, as_of: date | None) -> pd.Series:
    """Return the day on which each row's eligibility is judged: ``as_of``, else the row's 承保日期, else the policy's default."""
    if as_of:
        return pd.Series(np.full(len(insured), np.datetime64(as_of, "s")), index=insured.index)
    return insured["insured_on"].fillna(pd.Timestamp(policy.reference_date))


def gather(
    insured: pd.DataFrame,
    entries: pd.DataFrame,
    group: pd.DataFrame,
    prior: pd.DataFrame,
    policy: Policy,
    as_of: date | None,
    said: Said = NOTHING_SAID,
    struck: pd.DataFrame | None = None,
) -> Evidence:
    """Answer every question that the rules ask, for all rows at once.

    ``insured``: frames.INSURED with a plain 0.. index; ``entries``, ``group``, ``prior``, ``struck``: their frames.
    """
    INSURED.check(insured)
    ENTRIES.check(entries)
    person = insured["person"]
    facts = pd.DataFrame({"person": person, "id_ok": person >= 0, "withdrawn": insured["status"] == "退保"})
    facts["day"] = reference_days(insured, policy, as_of)
    facts["group_insured"] = facts["id_ok"] & person.isin(_in_group(insured, group))
    facts["in_roster"] = facts["id_ok"] & person.isin(entries["person"])
    facts["struck"] = facts["id_ok"] & (False if struck is None else person.isin(struck["person"]))
    facts["paid_before"] = facts["id_ok"] & person.isin(prior.loc[prior["year"] == policy.year, "person"])
    pairs = _pairs(insured, entries, facts)
    _eligibility(facts, pairs, insured, policy)
    close = _near(insured, entries, facts)
    if said.refused and len(close):
        close = close[~_refused(insured, entries, close, said.refused)].reset_index(drop=True)
    facts["near"] = False
    facts.loc[close["left"].unique(), "near"] = True
    facts["unsettled"] = person.isin(said.unsettled) if said.unsettled else False
    return Evidence(facts, pairs, close, said.refused)


def _in_group(insured: pd.DataFrame, group: pd.DataFrame) -> np.ndarray:
    in_force = (insured["channel"] == "团单") & (insured["status"] != "退保") & (insured["person"] >= 0)
    persons = np.concatenate([insured.loc[in_force, "person"], group["person"]])
    return np.unique(persons[persons >= 0])


def _pairs(insured: pd.DataFrame, entries: pd.DataFrame, facts: pd.DataFrame) -> pd.DataFrame:
    """Insured row x roster entry of the same person: left, right (positions), valid, perhaps_valid, same_name, township, role."""
    left = np.flatnonzero(facts["in_roster"])
    known = np.flatnonzero((entries["person"] >= 0).to_numpy())
    pairs = pd.DataFrame({"left": left, "person": insured["person"].to_numpy()[left]}).merge(
        pd.DataFrame({"right": known, "person": entries["person"].to_numpy()[known]}), on="person"
    )
    day = facts["day"].to_numpy()[pairs["left"]]
    entry = entries.iloc[pairs["right"]]
    begun = (entry["valid_from"].isna() | (entry["valid_from"] <= day)).to_numpy()
    unended = (entry["valid_to"].isna() | (entry["valid_to"] >= day)).to_numpy()
    readable = ~entry["dates_unreadable"].to_numpy()
    name, own = (pa.array(keys) for keys in (entry["name_key"], insured["name_key"].iloc[pairs["left"]]))
    return pairs.assign(
        valid=begun & unended & readable,
        perhaps_valid=begun & unended & ~readable,
        same_name=pc.and_(pc.equal(name, own), pc.not_equal(name, "")).to_numpy(zero_copy_only=False),
        township=entry["township"].to_numpy(),
        role=entry["role"].to_numpy(),
    )


def _eligibility(facts: pd.DataFrame, pairs: pd.DataFrame, insured: pd.DataFrame, policy: Policy) -> None:
    """valid, perhaps_valid, same_name, towns, roster_town, home, categories: what the pairs say of each row."""
    for question in ("valid", "perhaps_valid"):
        facts[question] = np.isin(facts.index, pairs.loc[pairs[question], "left"])
    good = pairs[pairs["valid"] & pairs["same_name"]]
    facts["same_name"] = np.isin(facts.index, good["left"])
    named = good.dropna(subset="township")
    facts["towns"] = named.groupby("left")["township"].nunique().reindex(facts.index, fill_value=0)
    first = named.drop_duplicates("left").set_index("left")["township"]
    names = [town.name for town in policy.townships]
    roster_town = pd.Series(pd.Categorical(first, categories=names), index=first.index).reindex(facts.index)
    facts["roster_town"] = roster_town
    own = insured["township"].astype(pd.CategoricalDtype(names))
    home = np.where(roster_town.isna(), own.cat.codes, roster_town.cat.codes)
    facts["home"] = pd.Categorical.from_codes(np.where(facts["towns"] > 1, -1, home), categories=names)
    facts["categories"], facts["main_category"] = categories.join(
        good["left"].to_numpy(), good["role"], len(facts), policy.categories
    )


def _near(insured: pd.DataFrame, entries: pd.DataFrame, facts: pd.DataFrame) -> pd.DataFrame:
    """Insured rows that no roster holds x entries whose own id is invalid or not among the insured, if near."""
    left = np.flatnonzero(facts["id_ok"] & ~facts["in_roster"])
    strays = np.flatnonzero(((entries["person"] < 0) | ~entries["person"].isin(insured["person"])).to_numpy())
    columns = ["name_key", "id", "id_fault"]
    names = entries["name_key"].iloc[strays]
    left = left[near.among(insured["name_key"].iloc[left], names[names != ""])]
    found = near.pairs(
        insured[columns].iloc[left].reset_index(drop=True), entries[columns].iloc[strays].reset_index(drop=True)
    )
    return found.assign(left=left[found["left"]], right=strays[found["right"]])


def _refused(
    insured: pd.DataFrame, entries: pd.DataFrame, close: pd.DataFrame, refused: frozenset[Reason]
) -> np.ndarray:
    left, right = insured.iloc[close["left"]], entries.iloc[close["right"]]
    reasons = zip(near.numbers(left), left["name_key"], near.numbers(right), right["name_key"], strict=True)
    return np.array([("H05", *reason) in refused for reason in reasons], dtype=bool)
