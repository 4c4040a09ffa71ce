"""Deciding and paying, from lists to a result: named steps of one shape, in order. Touches no file.

A step takes the frames so far and the policy, and returns the frames with its own added, and its findings. Nothing is
written into an argument, so any step can be tried alone.
"""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date

import numpy as np
import pandas as pd

from huibao_xl import findings
from huibao_xl.equations import require
from huibao_xl.frames import ANSWERS, BALANCE, CANDIDATES, DECISIONS, FINDINGS, OUTREACH, PAYMENTS
from huibao_xl.matching import unlisted
from huibao_xl.matching.apply import Applied, apply_answers, confirmed_names
from huibao_xl.matching.pairs import offered_to, waiting_pairs
from huibao_xl.matching.rulings import is_unsettled, without_refused
from huibao_xl.matching.table import compare
from huibao_xl.policy import Policy
from huibao_xl.rosters.lists import Lists
from huibao_xl.rosters.sources import Stage, silent
from huibao_xl.subsidy.balance import balance
from huibao_xl.subsidy.categories import named_by_policy
from huibao_xl.subsidy.decide import Grounds, decide, dispositions, gather, other_names, recorded_deaths
from huibao_xl.subsidy.explanations import explain
from huibao_xl.subsidy.held import Decided, depending
from huibao_xl.subsidy.outreach import outreach
from huibao_xl.subsidy.result import Result, require_name
from huibao_xl.subsidy.second_look import second_look
from huibao_xl.subsidy.shares import by_township, pay
from huibao_xl.subsidy.withdrawals import of_nobody, only_withdrawn, with_out_lists


@dataclass(frozen=True)
class Frames:
    """What a run has so far. What no step has made yet is empty.

    ``source``: the lists as read, without rosters that the policy does not name; ``as_of``: the day that overrides
    every reference date; ``answers`` from ``answers_file``: what clerks answered about near matches (frames.ANSWERS).
    ``applied``: the lists with these answers in effect; ``grounds``: what the decision rests on; ``about_accounts``:
    W02 to W04, W08; ``shares``: 分摊汇总; all others by their shapes in ``frames.py``.
    """

    source: Lists
    applied: Applied
    as_of: date | None = None
    answers: pd.DataFrame = field(default_factory=ANSWERS.empty)
    answers_file: str = ""
    grounds: Grounds = field(default_factory=lambda: Grounds(*(pd.DataFrame() for _ in range(4))))
    decisions: pd.DataFrame = field(default_factory=DECISIONS.empty)
    compared: pd.DataFrame = field(default_factory=CANDIDATES.empty)
    payments: pd.DataFrame = field(default_factory=PAYMENTS.empty)
    about_accounts: pd.DataFrame = field(default_factory=FINDINGS.empty)
    shares: pd.DataFrame = field(default_factory=pd.DataFrame)
    outreach: pd.DataFrame = field(default_factory=OUTREACH.empty)
    balance: pd.DataFrame = field(default_factory=BALANCE.empty)


Step = Callable[[Frames, Policy], tuple[Frames, pd.DataFrame]]
"""(frames so far, policy) -> (frames with the step's own, findings)."""

_NOTHING = FINDINGS.empty()


def leave_unnamed_rosters(frames: Frames, policy: Policy) -> tuple[Frames, pd.DataFrame]:
    """Leave out the entries of rosters that no category of the policy names: I23."""
    lists, found = named_by_policy(frames.source, policy)
    return replace(frames, source=lists, applied=Applied(lists)), found


def use_out_lists(frames: Frames, policy: Policy) -> tuple[Frames, pd.DataFrame]:
    """Let 退保名单, other rows of an insurance and the rosters' 注销 lists take effect: I55."""
    lists, found = with_out_lists(frames.source)
    return replace(frames, source=lists, applied=Applied(lists)), found


def use_answers(frames: Frames, policy: Policy) -> tuple[Frames, pd.DataFrame]:
    """Let clerks' answers take effect: W10 to W13. Raises Stop(S63) if they contradict one another."""
    applied = apply_answers(frames.source, frames.answers, frames.answers_file)
    return replace(frames, applied=applied), applied.findings


def gather_grounds(frames: Frames, policy: Policy) -> tuple[Frames, pd.DataFrame]:
    """Find near matches that nobody has refused, and answer the questions of the decision table."""
    lists, rulings = frames.applied.lists, frames.applied.rulings
    close = unlisted.pairs(lists.insured, lists.entries)
    close = without_refused("H05", close, lists.insured, lists.entries, rulings.refused)
    grounds = gather(lists, close, policy, frames.as_of, is_unsettled(lists.insured, rulings))
    return replace(frames, grounds=grounds), _NOTHING


def hold_unconfirmed(frames: Frames, policy: Policy) -> tuple[Frames, pd.DataFrame]:
    """Hold whose decision depends on a column or sheet whose meaning nobody has confirmed: H09."""
    doubts = frames.source.doubts
    if not doubts:
        return frames, _NOTHING

    def decided(lists: Lists) -> Decided:
        other = Frames(lists, Applied(lists), frames.as_of, frames.answers, frames.answers_file)
        for step in (leave_unnamed_rosters, use_out_lists, use_answers, gather_grounds):
            other, _ = step(other, policy)
        return _decided(other)

    found = depending(_decided(frames), doubts, frames.source, decided, frames.answers)
    facts = frames.grounds.facts
    facts = facts.assign(unconfirmed=np.isin(facts.index, found["left"]))
    return replace(frames, grounds=replace(frames.grounds, facts=facts, depending=found)), _NOTHING


def _decided(frames: Frames) -> Decided:
    facts = frames.grounds.facts
    return Decided(frames.applied.lists, decide(facts), facts["home"])


def offer_ids(frames: Frames, policy: Policy) -> tuple[Frames, pd.DataFrame]:
    """Find the ids that any list holds for records near to insured rows whose own id is none."""
    lists, refused = frames.applied.lists, frames.applied.rulings.refused
    offered = offered_to(np.flatnonzero(lists.insured["person"] < 0), lists, refused)
    return replace(frames, grounds=replace(frames.grounds, offered=offered)), _NOTHING


def decide_rows(frames: Frames, policy: Policy) -> tuple[Frames, pd.DataFrame]:
    """Decide every insured row and say why."""
    facts, codes = frames.grounds.facts, decide(frames.grounds.facts)
    decided = pd.DataFrame({"disposition": dispositions(codes), "code": codes})
    shown = facts[["day", "home", "categories", "main_category", "in_roster"]]
    why = explain(codes, frames.applied, frames.grounds, policy)
    decisions = pd.concat([frames.applied.lists.insured, shown, decided, why], axis=1)
    return replace(frames, decisions=DECISIONS.check(decisions)), _NOTHING


def offer_pairs(frames: Frames, policy: Policy) -> tuple[Frames, pd.DataFrame]:
    """List the pairs that a person may judge, and those that were judged: 比对决定."""
    applied, grounds = frames.applied, frames.grounds
    under_other_names = other_names(frames.decisions["code"], grounds.listed)
    pairs = waiting_pairs(applied.lists, under_other_names, grounds.near, grounds.offered)
    return replace(frames, compared=compare(pairs, frames.source, applied)), _NOTHING


def pay_people(frames: Frames, policy: Policy) -> tuple[Frames, pd.DataFrame]:
    """Pay everybody decided 补贴, and split the money: W02 to W04, W08."""
    lists = frames.applied.lists
    names = confirmed_names(frames.applied)
    payments, found = pay(frames.decisions, lists.accounts, policy, names, lists.failed_accounts)
    shares = by_township(payments, policy)
    return replace(frames, payments=payments, about_accounts=found, shares=shares), found


def find_missed(frames: Frames, policy: Policy) -> tuple[Frames, pd.DataFrame]:
    """Find the people of the rosters who are not insured: 政策找人."""
    lists, day = frames.applied.lists, pd.Timestamp(frames.as_of or policy.reference_date)
    dead = recorded_deaths(lists)["person"]
    missed = outreach(lists.entries, lists.insured, frames.grounds.near, day, policy.categories, dead)
    return replace(frames, outreach=missed), _NOTHING


def prove(frames: Frames, policy: Policy) -> tuple[Frames, pd.DataFrame]:
    """Prove that rows, people and money add up. Raises Stop(S09, exit status 1) naming the equations that do not
    hold."""
    sheets = frames.source.sheets
    read_rows = int(sheets.loc[sheets["role"] == "承保名单", "rows"].sum()) + only_withdrawn(frames.source)
    table = balance(read_rows, frames.decisions, frames.payments, frames.shares, frames.about_accounts, policy)
    require(table)
    return replace(frames, balance=table), _NOTHING


def look_again(frames: Frames, policy: Policy) -> tuple[Frames, pd.DataFrame]:
    """Say what a person must look at: H01 to H11, W01, W06, I10, I13, I65."""
    lists, grounds = frames.applied.lists, frames.grounds
    seen = second_look(frames.decisions, grounds.facts["roster_town"], lists)
    return frames, findings.concat([seen, of_nobody(lists, grounds.suspected)])


STEPS: dict[str, tuple[Step, ...]] = {
    "认定资格": (
        leave_unnamed_rosters,
        use_out_lists,
        use_answers,
        gather_grounds,
        hold_unconfirmed,
        offer_ids,
        decide_rows,
        offer_pairs,
    ),
    "计算补贴、核对平衡": (pay_people, find_missed, prove, look_again),
}
"""{stage that a clerk sees: its steps}, in order."""


def decide_and_pay(
    lists: Lists,
    policy: Policy,
    name: str = "",
    as_of: date | None = None,
    stage: Stage = silent,
    answers: pd.DataFrame | None = None,
    answers_file: str = "",
) -> Result:
    """Decide every insured row, pay, find the missed and prove that it adds up. Touches no file.

    ``name``: of the batch, the policy's title if empty; ``as_of``: overrides every reference date; ``answers``: what
    clerks answered about near matches (frames.ANSWERS), from ``answers_file``. Raises Stop(S09, exit status 1) if an
    equation does not hold, Stop(S63) if the answers contradict one another, Stop(S07) for a name that cannot be one.
    """
    require_name(name)
    frames = Frames(lists, Applied(lists), as_of, ANSWERS.empty() if answers is None else answers, answers_file)
    found = [lists.findings]
    for title, steps in STEPS.items():
        with stage(title, None):
            for step in steps:
                frames, of_step = step(frames, policy)
                found.append(of_step)
    return result_of(frames, found, policy, name)


def result_of(frames: Frames, found: list[pd.DataFrame], policy: Policy, name: str = "") -> Result:
    """Return what all steps made of the lists. ``found``: findings of the lists and of each step; ``name``: as in :func:`decide_and_pay`."""
    decided = frames.applied.lists
    return Result(
        policy=policy,
        as_of=frames.as_of,
        name=name or policy.title,
        inputs=decided.sheets,
        decisions=frames.decisions,
        payments=frames.payments,
        shares=frames.shares,
        outreach=frames.outreach,
        findings=findings.concat(reversed(found)),
        balance=frames.balance,
        entries=decided.entries,
        base=decided.base,
        compared=frames.compared,
        readings=frames.source.readings,
    )
