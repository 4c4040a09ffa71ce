"""The decision: every insured row gets exactly one 处置, by the first rule of :data:`RULES` that fits.

Facts are gathered first, one column per question (:func:`gather`); a rule is a named mask over them. The order of
RULES is the order of the decision table (contract, section 3); H06 and H07 are ours: a roster entry whose dates
cannot be read is not guessed to be valid or not, and whom an approver struck out of a batch waits until somebody says
that it is cleared up. ``unconfirmed`` (H09) compares whole decisions, so it comes after the other facts (:mod:`subsidy.held`).
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from huibao_xl.first_fit import Mask, first_fit
from huibao_xl.frames import ENTRIES, INSURED, NUMBER, PLACE, STRUCK, TEXT, Shape
from huibao_xl.policy import Policy
from huibao_xl.reasons import CATALOGUE
from huibao_xl.rosters.lists import Lists
from huibao_xl.rosters.validity import ever_in_period, in_doubt, in_period
from huibao_xl.subsidy import categories, excluding

_NOBODY = Shape("nobody", {"person": NUMBER, "dead": TEXT, "doubt": TEXT} | PLACE)
DISPOSITIONS = ("补贴", "待核", "不补")


@dataclass(frozen=True)
class Rule:
    """One line of the decision table. ``mask(facts)``: which rows it fits, decided by an earlier rule or not."""

    code: str
    mask: Callable[[pd.DataFrame], "pd.Series[bool]"]


RULES = [
    Rule("H01", lambda facts: ~facts["id_ok"]),
    Rule("X03", lambda facts: facts["withdrawn"]),
    Rule("X02", lambda facts: facts["group_insured"]),
    Rule("X04", lambda facts: facts["repeated"]),
    Rule("X01", lambda facts: ~facts["in_roster"] & ~facts["near"]),
    Rule("H05", lambda facts: ~facts["in_roster"] | facts["unsettled"]),
    Rule("H06", lambda facts: ~facts["valid"] & facts["perhaps_valid"]),
    Rule("X05", lambda facts: ~facts["valid"]),
    Rule("H02", lambda facts: ~facts["same_name"]),
    Rule("H04", lambda facts: facts["towns"] > 1),
    Rule("H03", lambda facts: facts["home"].isna()),
    Rule("X06", lambda facts: facts["paid_before"]),
    Rule("H07", lambda facts: facts["struck"]),
    Rule("H08", lambda facts: facts["unread"]),
    Rule("H09", lambda facts: facts["unconfirmed"]),
    Rule("H10", lambda facts: facts["dead"]),
    Rule("H11", lambda facts: facts["suspected"]),
    Rule("OK", lambda facts: pd.Series(True, index=facts.index)),
]


_PLACES = {rule.code: place for place, rule in enumerate(RULES)}


@dataclass(frozen=True)
class Grounds:
    """What the decision rests on.

    ``facts``: one row per insured row, a column per question; ``listed``: insured row x roster entry of that person
    (left, right: positions; valid, perhaps_valid, doubtful, same_name, township, role); ``near``: insured row x entry that may
    be the same person (left, right, likeness: index of ``near.LIKENESS``); ``suspected``: insured row x row of a list that
    excludes, which may mean the person (frames.EXCLUDING); ``depending``: insured row x open question that its
    decision depends on (left, text); ``offered``: insured row whose id is none x record with one that is near it (left, and the columns of
    ``pairs.RECORD``).
    """

    facts: pd.DataFrame
    listed: pd.DataFrame
    near: pd.DataFrame
    suspected: pd.DataFrame
    depending: pd.DataFrame = field(default_factory=pd.DataFrame)
    offered: pd.DataFrame = field(default_factory=pd.DataFrame)


def decide(facts: pd.DataFrame) -> pd.Series:
    """Return the code of every row (category, in the order of RULES). ``facts``: those of :class:`Grounds`. Whom no roster has is not refused while a
    column or a sheet is open that may make him one of its people, nor whose time is over or to come while it is open on which day he is judged: he
    waits for the answer."""
    which = first_fit([rule.mask(facts) for rule in RULES])
    spared = (("X01", "H09", "unconfirmed"), ("X05", "H09", "unconfirmed"), ("X01", "H08", "perhaps_listed"))
    for refused, code, fact in spared:
        which[(which == _PLACES[refused]) & facts[fact].to_numpy(dtype=np.bool_)] = _PLACES[code]
    codes = pd.Categorical.from_codes(which, categories=pd.Index([rule.code for rule in RULES]))
    return pd.Series(codes, index=facts.index)


def dispositions(codes: pd.Series) -> pd.Categorical:
    """Return 补贴, 待核 or 不补 for each code."""
    return pd.Categorical(
        codes.map({rule.code: CATALOGUE[rule.code].disposition for rule in RULES}), categories=DISPOSITIONS
    )


def reference_days(insured: pd.DataFrame, policy: Policy, as_of: date | None) -> pd.Series:
    """Return the day on which each row's eligibility is judged: ``as_of``, else the row's 承保日期, else the policy's
    default."""
    if as_of:
        return pd.Series(np.full(len(insured), np.datetime64(as_of, "s")), index=insured.index)
    return insured["insured_on"].fillna(pd.Timestamp(policy.reference_date))


def gather(
    lists: Lists,
    near: pd.DataFrame,
    policy: Policy,
    as_of: date | None = None,
    unsettled: "pd.Series[bool] | None" = None,
) -> Grounds:
    """Answer every question that the rules ask, for all rows at once.

    ``lists``: with a plain 0.. index; ``near``: insured rows that no roster holds x entries that may be the same
    person, as far as nobody has judged otherwise (left, right, likeness); ``unsettled``: per insured row, whether it
    waits for somebody to say which of two valid numbers of the person counts (None: no row does).
    """
    insured, entries = INSURED.check(lists.insured), ENTRIES.check(lists.entries)
    paid_this_year = lists.prior.loc[(lists.prior["year"] == policy.year) & lists.prior["doubt"].isna(), "person"]
    person = insured["person"]
    id_ok = person >= 0
    facts = pd.DataFrame({"person": person, "id_ok": id_ok, "withdrawn": insured["status"] == "退保"})
    facts["day"] = reference_days(insured, policy, as_of)
    facts["group_insured"] = id_ok & person.isin(_in_group(insured, lists.group))
    facts["repeated"] = _repeated(facts)
    facts["in_roster"] = id_ok & person.isin(entries["person"])
    facts["struck"] = id_ok & person.isin(STRUCK.check(lists.struck)["person"])
    facts["paid_before"] = id_ok & person.isin(paid_this_year)
    suspects = excluding.suspected(lists, policy.year)
    facts["suspected"] = np.isin(facts.index, suspects["left"])
    facts["near"] = np.isin(facts.index, near["left"])
    facts["unsettled"] = False if unsettled is None else unsettled
    facts["unconfirmed"] = False
    listed = _listed(insured, entries, facts, _no_day(insured, as_of))
    facts = pd.concat([facts, _eligibility(facts, listed, insured, policy)], axis=1)
    facts["unread"] = id_ok & (
        unread_rows(insured, as_of) | ~facts["sure"] | person.isin(unread_elsewhere(lists, policy.year)["person"])
    )
    facts["perhaps_listed"] = person.isin(lists.mentioned.loc[lists.mentioned["roster"], "person"]) & id_ok
    facts["unread"] |= np.isin(facts.index, excluding.mentioned(insured, lists.mentioned)["left"])
    facts["dead"] = id_ok & person.isin(recorded_deaths(lists)["person"])
    return Grounds(facts, listed, near, suspects)


def unread_rows(insured: pd.DataFrame, as_of: date | None) -> "pd.Series[bool]":
    """Return which insured rows have a cell that could decide otherwise and cannot be read: 状态, 投保渠道, and 承保日期 unless a day overrides it."""
    return insured["doubt"].notna() | _no_day(insured, as_of)


def recorded_deaths(lists: Lists) -> pd.DataFrame:
    """Return the rows of all lists that say that their person has died (person, name, dead and place)."""
    frames = (lists.insured, lists.entries, lists.deaths, lists.accounts, lists.group, lists.prior)
    return _saying("dead", frames)


def _saying(what: str, frames: Sequence[pd.DataFrame]) -> pd.DataFrame:
    """The rows of people of several frames whose column ``what`` says something: person, that column as text, and place."""
    saying = [(frame, frame[what].notna().to_numpy() & (frame["person"] >= 0).to_numpy()) for frame in frames]
    columns = ["person", what, *PLACE]
    rows = [frame.loc[says, columns].astype({what: "str"}) for frame, says in saying if says.any()]
    return pd.concat(rows, ignore_index=True) if rows else _NOBODY.empty().reindex(columns=columns)


def unread_elsewhere(lists: Lists, year: int) -> pd.DataFrame:
    """Return the rows that leave open whether their person is paid: of 往期发放 and 团单名单, whose cells cannot be read, of 银行账户, whose cells speak against the person, and of 承保名单, in force and
    without a channel that can be read (person, doubt and place). ``year``: rows of 往期发放 for another one say nothing."""
    insured, prior = lists.insured, lists.prior
    unknown = insured[(insured["channel"] == "不明") & (insured["status"] != "退保")]
    frames = (unknown, prior[prior["year"].isin([year, 0])], lists.group, lists.accounts)
    return _saying("doubt", frames)


def other_names(codes: pd.Series, listed: pd.DataFrame) -> pd.DataFrame:
    """Return those of ``listed`` (see :class:`Grounds`) whose insured row is held as H02: valid entries of its id
    under another name."""
    held = (codes == "H02").to_numpy(dtype=np.bool_)
    return listed.iloc[np.flatnonzero(held[listed["left"]] & listed["valid"].to_numpy(dtype=np.bool_))]


def _in_group(insured: pd.DataFrame, group: pd.DataFrame) -> "pd.Series[int]":
    """Person keys of everybody who is insured through a group policy."""
    in_force = (insured["channel"] == "团单") & (insured["status"] != "退保")
    persons: pd.Series[int] = pd.concat([insured.loc[in_force, "person"], group.loc[in_group(group), "person"]])
    return persons[persons >= 0]


def in_group(group: pd.DataFrame) -> "pd.Series[bool]":
    """Return which rows of 团单名单 say that their person is in the group: those that say 退保 or 减员, or may say so, do not."""
    return ~group["out"] & group["doubt"].isna()


def _repeated(facts: pd.DataFrame) -> Mask:
    """Rows after the first row of their person that is in play: not decided by what stands before X04 in RULES."""
    in_play = facts["id_ok"] & ~facts["withdrawn"] & ~facts["group_insured"]
    apart = facts["person"].where(in_play, -facts.index - 2)
    return (in_play & apart.duplicated()).to_numpy(dtype=np.bool_)


def _no_day(insured: pd.DataFrame, as_of: date | None) -> Mask:
    """Which insured rows have a 承保日期 that cannot be read: whether they were eligible on that day nobody can say."""
    return np.asarray(insured["day_doubt"].notna() & (as_of is None), dtype=np.bool_)


def _listed(insured: pd.DataFrame, entries: pd.DataFrame, facts: pd.DataFrame, no_day: Mask) -> pd.DataFrame:
    """Insured row x roster entry of the same person: see :class:`Grounds`. ``no_day``: rows whose day cannot be read: an entry may be valid on it
    that is valid on some day."""
    left = np.flatnonzero(facts["in_roster"])
    with_id = np.flatnonzero((entries["person"] >= 0).to_numpy())
    listed = pd.DataFrame({"left": left, "person": insured["person"].to_numpy()[left]}).merge(
        pd.DataFrame({"right": with_id, "person": entries["person"].to_numpy()[with_id]}), on="person"
    )
    entry = entries.iloc[listed["right"]]
    in_time = in_period(entry, facts["day"].to_numpy()[listed["left"]])
    readable = ~entry["dates_unreadable"].to_numpy(dtype=np.bool_)
    name, insured_name = (pa.array(keys) for keys in (entry["name_key"], insured["name_key"].iloc[listed["left"]]))
    return listed.assign(
        valid=in_time & readable,
        doubtful=in_doubt(entry, facts["day"].to_numpy()[listed["left"]]),
        perhaps_valid=(in_time & ~readable) | (~in_time & no_day[listed["left"]] & ever_in_period(entry)),
        same_name=pc.and_(pc.equal(name, insured_name), pc.not_equal(name, "")).to_numpy(zero_copy_only=False),
        township=entry["township"].to_numpy(),
        role=entry["role"].to_numpy(),
    )


def _eligibility(facts: pd.DataFrame, listed: pd.DataFrame, insured: pd.DataFrame, policy: Policy) -> pd.DataFrame:
    """What the roster entries say of each row: valid, perhaps_valid, same_name, towns, roster_town, home, sure (it rests on no entry whose
    state cannot be read), categories, main_category."""
    good = listed[listed["valid"] & listed["same_name"]]
    certain = good[~good["doubtful"]]
    named = good.dropna(subset="township")
    towns = np.bincount(named.drop_duplicates(["left", "township"])["left"], minlength=len(facts))
    first = named.drop_duplicates("left").set_index("left")["township"]
    names = [town.name for town in policy.townships]
    roster_town = pd.Series(pd.Categorical(first, categories=names), index=first.index).reindex(facts.index)
    insured_town = insured["township"].astype(pd.CategoricalDtype(names))
    home = np.where(roster_town.isna(), insured_town.cat.codes, roster_town.cat.codes)
    counted = pd.concat([certain, good[~good["left"].isin(certain["left"])]])
    all_categories, main = categories.join(counted["left"].to_numpy(), counted["role"], len(facts), policy.categories)
    named_surely = np.isin(facts.index, certain.dropna(subset="township")["left"])
    return pd.DataFrame(
        {
            "valid": np.isin(facts.index, listed.loc[listed["valid"], "left"]),
            "perhaps_valid": np.isin(facts.index, listed.loc[listed["perhaps_valid"], "left"]),
            "same_name": np.isin(facts.index, good["left"]),
            "sure": np.isin(facts.index, certain["left"]) & (named_surely | roster_town.isna()),
            "towns": towns,
            "roster_town": roster_town,
            "home": pd.Categorical.from_codes(np.where(towns > 1, -1, home), categories=pd.Index(names)),
            "categories": all_categories,
            "main_category": main,
        },
        index=facts.index,
    )
