"""政策查询: which policies may apply to a person, which condition is met, which is not, which nobody can tell yet, with the quotation.

Policies are data (``assistance.json``): a list of named conditions each. Here are the facts that conditions ask for, taken from
what a run or a monitoring has found out; a fact that a result does not know is None, never False. A policy of another district, or one
without a primary text, says so.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache

from huibao_xl import resources, settings
from huibao_xl.identifiers import resident_id
from huibao_xl.money import format_yuan
from huibao_xl.monitoring.households import ABOVE_AID, ABOVE_POVERTY, BELOW, BETWEEN, ON_EDGE
from huibao_xl.monitoring.rigid import FAILS, HOLDS, WORDS
from huibao_xl.policy import Policy, load
from huibao_xl.rosters.fields import household_roster, household_words

FACTS = (
    "listed",
    "insured",
    "not_group",
    "not_paid",
    "account",
    "resident",
    "below_poverty",
    "poverty_assets",
    "poor_or_edge",
    "rigid_identity",
    "destitute",
    "sixty",
    "resident_insured",
    "below_city",
    "edge_assets",
    "rigid_first",
    "same_here",
    "below_aid",
)
"""What conditions may ask."""

Facts = Mapping[str, bool | None]
"""{one of FACTS: whether it holds, None where not known}; a fact that is not there is not known."""

FULFILLED, OPEN, REFUSED = "条件都符合", "还缺数据", "不符合"
_WORDS = {True: "符合", False: "不符合", None: "没有数据"}
_REFUSED = "申请未通过"
_SIXTY = 60
_HOME = "户籍"
_BASIS = {"listed": "X01", "insured": "X03", "not_group": "X02", "not_paid": "X06", "account": "OK"}
"""{fact that the subsidy asks: the code whose quotation in the year's policy it rests on}."""


@dataclass(frozen=True)
class Condition:
    """A condition of a policy and its answer. ``fact``: which of FACTS it asks; ``short``: in a word; ``missing``: what would settle or
    change it; ``holds``: None where nobody knows."""

    fact: str
    short: str
    text: str
    quote: str
    where: str
    missing: str
    holds: bool | None = None


@dataclass(frozen=True)
class Answer:
    """A policy and what is known about one person. ``verdict``: FULFILLED, OPEN or REFUSED."""

    name: str
    scope: str
    document: str
    status: str
    gives: str
    conditions: tuple[Condition, ...]
    note: str = ""

    @property
    def verdict(self) -> str:
        """FULFILLED if every condition holds, REFUSED if one fails, else OPEN."""
        answers = [condition.holds for condition in self.conditions]
        return REFUSED if False in answers else OPEN if None in answers else FULFILLED

    @property
    def open(self) -> list[Condition]:
        """The conditions that are not met or not known."""
        return [condition for condition in self.conditions if not condition.holds]


@lru_cache(maxsize=1)
def _policies() -> list[Answer]:
    """The policies of the file, nothing answered yet."""
    content = resources.read_json("monitoring", "assistance.json")
    return [settings.record(policy, Answer) for policy in content["policies"]]


def _of_year(answer: Answer, rules: Policy) -> Answer:
    """The subsidy as a year's policy has it: its document, its amount, its quotations; other policies as they are."""
    if answer.name != rules.scheme:
        return answer
    conditions = []
    for each in answer.conditions:
        quote, where = rules.basis.get(_BASIS[each.fact], ("", ""))
        conditions.append(replace(each, quote=quote, where=where))
    district = [prefix for prefix in rules.township_prefixes if prefix.endswith("区") and "市" not in prefix]
    return replace(
        answer,
        scope=district[0] if district else "本区",
        document=rules.document,
        gives=f"补贴金额为 {format_yuan(rules.amount_fen)} 元/人（{rules.title}，{rules.counted}对象）",
        conditions=tuple(conditions),
    )


def judge(facts: Facts, rules: Policy | None = None) -> list[Answer]:
    """Return every policy with its conditions answered, in the order of the file. ``rules``: the subsidy's policy, by default
    the latest.

    >>> [answer.name for answer in judge({"rigid_identity": True}) if answer.verdict == FULFILLED]
    ['医疗救助（住院）']
    """
    year = rules or load()
    return [
        replace(policy, conditions=tuple(replace(each, holds=facts.get(each.fact)) for each in policy.conditions))
        for policy in (_of_year(answer, year) for answer in _policies())
    ]


def in_words(answers: Sequence[Answer]) -> list[str]:
    """Return what a clerk reads: first what may apply, every condition with its quotation; then, shortly, what does not and why."""
    lines = []
    for verdict in (FULFILLED, OPEN):
        for answer in answers:
            if answer.verdict == verdict and any(condition.holds for condition in answer.conditions):
                lines += [f"  【{answer.name}】{verdict}（{answer.scope}）", *_conditions(answer)]
    unknown = [
        answer.name
        for answer in answers
        if answer.verdict == OPEN and not any(condition.holds for condition in answer.conditions)
    ]
    if unknown:
        lines.append(f"  没有数据，不能判断：{'、'.join(unknown)}。")
    for answer in answers:
        if answer.verdict == REFUSED:
            failed = next(condition for condition in answer.conditions if condition.holds is False)
            lines.append(f"  【{answer.name}】不符合：{failed.text}{_quoted(failed)}")
    return lines


def _quoted(condition: Condition) -> str:
    return f"（“{condition.quote}” {condition.where}）" if condition.quote else ""


def _conditions(answer: Answer) -> list[str]:
    lines = [f"    {_WORDS[each.holds]}：{each.text}{_quoted(each)}" for each in answer.conditions]
    lines += [f"    还要：{each.missing}" for each in answer.open if each.missing]
    status = "" if answer.status == "有原文" else "，参数未经核定"
    return [
        *lines,
        f"    可得：{answer.gives}",
        f"    依据：{answer.document}{status}" + (f"。{answer.note}" if answer.note else ""),
    ]


def shortly(answers: Sequence[Answer]) -> str:
    """Return the policies that may apply in one cell, with what is open in a word each.

    Those of which nothing fails and something holds (that somebody lives in the city is not enough); none that is not this city's.

    >>> shortly(judge({"below_poverty": True, "resident": True, "below_aid": True}))
    '最低生活保障金（缺财产）'
    """
    hopes = []
    for answer in answers:
        hopeful = any(condition.holds and condition.short != _HOME for condition in answer.conditions)
        if answer.status != "未核定" and answer.verdict != REFUSED and hopeful:
            gaps = "、".join(condition.short for condition in answer.open)
            hopes.append(answer.name + (f"（缺{gaps}）" if gaps else ""))
    return "；".join(hopes)


# --- Facts ------------------------------------------------------------------------------------------


def of_identity(identities: set[str | None], could_say: Collection[str] | None = None) -> dict[str, bool | None]:
    """Return what the identities of a person say (低保, 低保边缘, 刚性支出困难, 特困, 无 ...; None: one that nobody wrote).

    ``could_say``: where the person stands on no list of them, the identities that these lists hold: none else is denied. That an application was refused
    says of no identity that the person does not have it: it was for one of them, and who has none of the others was not asked.
    """
    stated = {name for name in identities if name != _REFUSED}
    unsure = None in identities or not stated

    def among(*names: str) -> bool | None:
        if stated & set(names):
            return True
        return None if unsure or (could_say is not None and not set(names) <= set(could_say)) else False

    return {
        "poor_or_edge": among("低保", "低保边缘"),
        "rigid_identity": among("刚性支出困难"),
        "destitute": among("特困"),
    }


def of_age(number: str, day: date) -> dict[str, bool | None]:
    """Return whether the bearer of an id is sixty on a day."""
    if resident_id.fault(number) is not None:
        return {"sixty": None}
    return {"sixty": resident_id.age(number, day) >= _SIXTY}


def of_run(
    codes: Sequence[str], valid: Sequence[Mapping[str, str]], could_say: Collection[str] | None, payable: bool | None
) -> dict[str, bool | None]:
    """Return the facts that a run knows. ``codes``: of the person's insured rows; ``valid``: the roster rows (角色, 子类) that are valid, 子类 ""
    where it is not known; ``could_say``: the 子类 that the rosters of assistance hold, by which a person whom none of them holds is known to have no such identity;
    None: that is not known of this person; ``payable``: whether
    the payment has an account, None if that is not known."""
    words = household_words("identities")
    poor = [row for row in valid if row["角色"] == household_roster()]
    identities: set[str | None] = {words.get(row["子类"]) for row in poor}
    named = None if could_say is None else {words.get(word, "") for word in could_say}
    identities |= {"无"} if named is not None and not poor else set()
    in_force = [code for code in codes if code != "X03"]
    readable = set(in_force) - {"H01"}
    return of_identity(identities, named) | {
        "listed": "OK" in codes or (bool(valid) and not {"X01", "X05"} & set(codes)),
        "insured": bool(in_force),
        "not_group": ("X02" not in readable) if readable else None,
        "not_paid": ("X06" not in readable) if readable else None,
        "account": payable,
    }


def of_monitoring(row: Mapping[str, str]) -> dict[str, bool | None]:
    """Return the facts that a monitoring knows about a member (a row of 人员全表.csv)."""
    words = {WORDS[HOLDS]: True, WORDS[FAILS]: False}
    tier = row["档次"]
    above = {BELOW: 0, ON_EDGE: 1, BETWEEN: 2, ABOVE_AID: 3, ABOVE_POVERTY: 1}.get(tier)
    return of_identity({row["救助身份"]} if row["救助身份"] else set()) | {
        "resident": words.get(row["户籍"]),
        "below_poverty": None if above is None else above == 0,
        "below_aid": None if above is None or tier == ABOVE_POVERTY else above < 3,
        "below_city": words.get(row["收入"]),
        "edge_assets": words.get(row["财产"]),
        "rigid_first": words.get(row["情形（一）"]),
    }
