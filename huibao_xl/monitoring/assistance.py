"""政策查询: which policies may apply to a person, with one of four answers to each condition and its quotation: 符合, 不符合 (a fact that is known),
还缺 (what to bring), 不知道 (which list would tell).

Policies are data (``assistance.json``): a list of named conditions each. Here are the facts that conditions ask for, taken from
what a run or a monitoring has found out; a fact that a result does not know is never False: no list proves the absence of what it cannot
contain. A policy of another district, or one without a primary text, says so.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache

from huibao_xl import resources, settings
from huibao_xl.identifiers import resident_id
from huibao_xl.money import format_yuan, parse_yuan
from huibao_xl.monitoring.rigid import FAILS, HOLDS, WORDS
from huibao_xl.monitoring.standards import AID, ASSETS, CITY_INCOME, POVERTY
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


@dataclass(frozen=True)
class Lacking:
    """A fact of which the list that tells it says nothing of this person: ``what`` is to be brought; "": what the condition says."""

    what: str = ""


@dataclass(frozen=True)
class Unknown:
    """A fact that no list of the result can tell: ``where`` it stands; "": where the condition says."""

    where: str = ""


Fact = bool | Lacking | Unknown | None
"""Whether something holds; None: not known, as Unknown()."""
Facts = Mapping[str, Fact]
"""{one of FACTS: whether it holds}; a fact that is not there is not known."""

FULFILLED, LACKING, UNKNOWN, REFUSED = "条件都符合", "还缺", "不知道", "不符合"
HOLDS_NOW = "符合"
_REFUSED, _OUT = "申请未通过", "已退出"
"""What says of no identity that somebody does not have it."""
_SIXTY = 60
_HOME = "户籍"
_BASIS = {"listed": "X01", "insured": "X03", "not_group": "X02", "not_paid": "X06", "account": "OK"}
"""{fact that the subsidy asks: the code whose quotation in the year's policy it rests on}."""


@dataclass(frozen=True)
class Condition:
    """A condition of a policy and its answer. ``fact``: which of FACTS it asks; ``short``: in a word; ``missing``: what would settle or
    change it; ``tells``: which list would tell; ``holds``: what is known of it."""

    fact: str
    short: str
    text: str
    quote: str
    where: str
    missing: str
    tells: str
    answer: str = "不知道"
    to_do: str = ""

    @property
    def holds(self) -> bool | None:
        """Whether it holds, None where that is not known."""
        return {HOLDS_NOW: True, REFUSED: False}.get(self.answer)

    def answered(self, fact: Fact) -> "Condition":
        """Return it with the answer that a fact gives."""
        if isinstance(fact, bool):
            return replace(self, answer=HOLDS_NOW if fact else REFUSED, to_do="" if fact else self.missing)
        if isinstance(fact, Lacking):
            return replace(self, answer=LACKING, to_do=fact.what or self.missing)
        return replace(self, answer=UNKNOWN, to_do=(fact.where if fact else "") or self.tells)


@dataclass(frozen=True)
class Answer:
    """A policy and what is known about one person. ``verdict``: FULFILLED, LACKING, UNKNOWN or REFUSED."""

    name: str
    scope: str
    document: str
    status: str
    gives: str
    conditions: tuple[Condition, ...]
    note: str = ""

    @property
    def verdict(self) -> str:
        """REFUSED if one condition fails, UNKNOWN if nobody knows one, LACKING if something is to be brought, else FULFILLED."""
        answers = {condition.answer for condition in self.conditions}
        return next((answer for answer in (REFUSED, UNKNOWN, LACKING) if answer in answers), FULFILLED)

    @property
    def open(self) -> list[Condition]:
        """The conditions that are not met or not known."""
        return [condition for condition in self.conditions if condition.holds is not True]

    @property
    def hopeful(self) -> bool:
        """Whether any condition is known to hold, or what it lacks is known."""
        return any(condition.answer in (HOLDS_NOW, LACKING) for condition in self.conditions)


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
        replace(policy, conditions=tuple(each.answered(facts.get(each.fact)) for each in policy.conditions))
        for policy in (_of_year(answer, year) for answer in _policies())
    ]


def in_words(answers: Sequence[Answer]) -> list[str]:
    """Return what a clerk reads: first what may apply, every condition with its quotation; then, shortly, what does not and why."""
    lines = []
    for verdict in (FULFILLED, LACKING, UNKNOWN):
        for answer in answers:
            if answer.verdict == verdict and answer.hopeful:
                lines += [f"  【{answer.name}】{verdict}（{answer.scope}）", *_conditions(answer)]
    for answer in answers:
        if answer.verdict == UNKNOWN and not answer.hopeful:
            where = "；".join(dict.fromkeys(condition.to_do for condition in answer.open))
            lines.append(f"  【{answer.name}】不知道（{answer.scope}）：没有数据，要看{where}")
    for answer in answers:
        if answer.verdict == REFUSED:
            failed = next(condition for condition in answer.conditions if condition.holds is False)
            lines.append(f"  【{answer.name}】不符合：{failed.text}，已知不成立{_quoted(failed)}")
    return lines


def _quoted(condition: Condition) -> str:
    return f"（“{condition.quote}” {condition.where}）" if condition.quote else ""


def _conditions(answer: Answer) -> list[str]:
    lines = [f"    {each.answer}：{each.text}{_quoted(each)}{_to_do(each)}" for each in answer.conditions]
    status = "" if answer.status == "有原文" else "，参数未经核定"
    return [
        *lines,
        f"    可得：{answer.gives}",
        f"    依据：{answer.document}{status}" + (f"。{answer.note}" if answer.note else ""),
    ]


def _to_do(condition: Condition) -> str:
    """What to do about a condition that is not known to hold."""
    words = {LACKING: "要补", UNKNOWN: "要看"}
    word = words.get(condition.answer)
    return f"；{word}：{condition.to_do}" if word and condition.to_do else ""


def shortly(answers: Sequence[Answer]) -> str:
    """Return the policies that may apply in one cell, with what is open in a word each.

    Those of which nothing fails and something holds (that somebody lives in the city is not enough); none that is not this city's.

    >>> shortly(judge({"below_poverty": True, "resident": True, "below_aid": True}))
    '最低生活保障金（缺财产）'
    """
    hopes = []
    for answer in answers:
        hopeful = any(condition.holds is True and condition.short != _HOME for condition in answer.conditions)
        if answer.status != "未核定" and answer.verdict != REFUSED and hopeful:
            gaps = "、".join(condition.short for condition in answer.open)
            hopes.append(answer.name + (f"（缺{gaps}）" if gaps else ""))
    return "；".join(hopes)


def identities_in(texts: Iterable[str]) -> frozenset[str]:
    """Return the identities that a list states of anybody: those that it can deny of the others."""
    return frozenset(texts) - {"", _REFUSED, _OUT}


# --- Facts ------------------------------------------------------------------------------------------


def of_identity(
    identities: set[str | None], could_say: Collection[str] | None = None, unsure: Fact = None
) -> dict[str, Fact]:
    """Return what the identities of a person say (低保, 低保边缘, 刚性支出困难, 特困, 无 ...; None: one that nobody wrote).

    ``could_say``: the identities that the lists hold, where that is known: none else is denied; ``unsure``: what is said where nobody wrote one. That an
    application was refused, or that somebody is out of one, says of no other that the person does not have it.
    """
    stated = identities - {_REFUSED, _OUT}
    unwritten = None in identities or not stated

    def among(*names: str) -> Fact:
        if stated & set(names):
            return True
        if unwritten:
            return unsure
        return None if could_say is not None and not set(names) <= set(could_say) else False

    return {
        "poor_or_edge": among("低保", "低保边缘"),
        "rigid_identity": among("刚性支出困难"),
        "destitute": among("特困"),
    }


def of_age(number: str, day: date) -> dict[str, Fact]:
    """Return whether the bearer of an id is sixty on a day."""
    if resident_id.fault(number) is not None:
        return {"sixty": Lacking()}
    return {"sixty": resident_id.age(number, day) >= _SIXTY}


def of_run(
    codes: Sequence[str],
    valid: Sequence[Mapping[str, str]],
    could_say: Collection[str] | None,
    payable: bool | None,
    missing: Sequence[str] = (),
) -> dict[str, Fact]:
    """Return the facts that a run knows. ``codes``: of the person's insured rows; ``valid``: the roster rows (角色, 子类) that are valid, 子类 ""
    where it is not known; ``could_say``: the 子类 that the rosters of assistance hold, by which a person whom none of them holds is known to have no such identity;
    None: that is not known of this person; ``payable``: whether the payment has an account, None if that is not known; ``missing``: the rosters of
    the policy that the run did not have: who is in none of the others may be in one of them."""
    words = household_words("identities")
    poor = [row for row in valid if row["角色"] == household_roster()]
    identities: set[str | None] = {words.get(row["子类"]) for row in poor}
    named = None if could_say is None else {words.get(word, "") for word in could_say}
    identities |= {"无"} if named is not None and not poor else set()
    in_force = [code for code in codes if code != "X03"]
    readable = set(in_force) - {"H01"}
    listed: Fact = "OK" in codes or (bool(valid) and not {"X01", "X05"} & set(codes))
    if not listed and missing and "X05" not in codes and not valid:
        listed = Unknown(f"没有收到的名册：{'、'.join(missing)}")
    return of_identity(identities, named, Lacking() if poor else None) | {
        "listed": listed,
        "insured": bool(in_force),
        "not_group": ("X02" not in readable) if readable else None,
        "not_paid": ("X06" not in readable) if readable else None,
        "account": payable if payable or "OK" not in codes else Lacking(),
    }


APART = "不计入该户，要按本人的家庭核算"
"""Of a member who does not count in the household in whose rows he stands: nothing that is known of it is his."""


def of_monitoring(
    row: Mapping[str, str], lines: Mapping[str, int | None], could_say: Collection[str] | None = None
) -> dict[str, Fact]:
    """Return the facts that a monitoring knows about a member (a row of 人员全表.csv). ``lines``: {standard: its fen on the day, None where it is not
    set}: what somebody has is compared with each of them, not with the name of a class; ``could_say``: the identities that the list holds."""
    doubt = row["待核原因"]
    counted, apart = row["计入"] == "是", Lacking(f"查明待核原因：{doubt}" if doubt else APART)

    def below(name: str) -> Fact:
        line = lines.get(name)
        if line is None:
            return Unknown(f"{name}在监测日期没有录入，由业务科室录入")
        if not counted:
            return apart
        if doubt or not row["人均月收入"]:
            return Lacking(f"查明待核原因：{doubt}" if doubt else "")
        return parse_yuan(row["人均月收入"]) < line

    def judged(name: str, standard: str = "") -> Fact:
        if not counted:
            return apart
        if row[name] in (WORDS[HOLDS], WORDS[FAILS]):
            return row[name] == WORDS[HOLDS]
        if standard and lines.get(standard) is None:
            return Unknown(f"{standard}没有录入，由业务科室录入")
        return Lacking(f"查明待核原因：{doubt}" if doubt else "")

    return of_identity({row["救助身份"]} if row["救助身份"] else set(), could_say) | {
        "resident": judged("户籍"),
        "below_poverty": below(POVERTY),
        "below_aid": below(AID),
        "below_city": judged("收入", CITY_INCOME),
        "edge_assets": judged("财产", ASSETS),
        "rigid_first": judged("情形（一）", POVERTY),
    }
