"""一年要办的事: what is due when (data, ``year/huhuibao/steps/<year>.json``, described by ``schemas/year-steps.schema.json``), and how far each is, by the result, the ledger and the policy.

A thing is done, under way or not begun only where something tells so; of papers that leave the house (申报, 清算, 自评) nothing does, and a person has to look (请核对).
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from huibao_xl import resources, settings
from huibao_xl.money import format_yuan
from huibao_xl.payments.bookings.flows import Flows
from huibao_xl.payments.execution import Execution
from huibao_xl.policy import Policy
from huibao_xl.policy.parameters import PUBLICATION
from huibao_xl.reasons import Stop
from huibao_xl.reasons.shown import several
from huibao_xl.subsidy.publication import last_day
from huibao_xl.subsidy.result import Result

SCHEMA = "year-steps.schema.json"
FOLDER = "year/huhuibao/steps"
DONE, UNDER_WAY, NOT_BEGUN, LOOK = "已完成", "进行中", "未开始", "请核对"
PAYMENT = "payment"


@dataclass(frozen=True)
class Step:
    """Something to do. ``due``: until when, None without a term; ``quote``, ``where``, ``status``: what the term rests on."""

    key: str
    title: str
    due: date | None
    quote: str
    where: str
    status: str


@dataclass(frozen=True)
class Steps:
    """What a year asks for, in order; ``checked_on``: when somebody compared the terms with their documents."""

    year: int
    checked_on: date
    steps: tuple[Step, ...]


@dataclass(frozen=True)
class Facts:
    """What tells how far a year is. ``result``, ``year``, ``flows``: None where there is no result or no ledger; ``closed``: whether the year was closed; ``on``: the day of looking."""

    rules: Policy
    on: date
    result: Result | None = None
    year: Execution | None = None
    flows: Flows | None = None
    closed: bool = False


@dataclass(frozen=True)
class Standing:
    """How far a step is: ``state``: one of the four; ``text``: what tells so."""

    step: Step
    state: str
    text: str = ""

    def days_late(self, on: date) -> int:
        """Return how many days a step that is not done is over its term; 0 if it is not. Of what somebody has to look at nobody knows."""
        late = self.state in (UNDER_WAY, NOT_BEGUN) and self.step.due is not None
        return max((on - self.step.due).days, 0) if late and self.step.due else 0


def load(rules: Policy, path: Path | None = None) -> Steps:
    """Return the steps of the year of a policy, with its deadline where 发放 has none: those in the file ``path``, or those that ship. Raises Stop(S100) naming the key and the reason if the
    file is none, is for another year or names a step twice; Stop(S07) if none ships for that year."""
    shipped = resources.shipped(FOLDER)
    if path is None and str(rules.year) not in shipped:
        advice = f"请复制随程序提供的一份（{'、'.join(shipped)}）改成本年度的，再写明它的位置。"
        raise Stop("S07", why=f"没有随程序提供 {rules.year} 年度的年度事项", advice=advice)
    file = path or shipped[str(rules.year)]
    content = settings.read(file, SCHEMA, lambda key, why: Stop("S100", file=file, key=key, why=why))
    if content["year"] != rules.year:
        why = f"是 {content['year']} 年度的，政策“{rules.name}”是 {rules.year} 年度的"
        raise Stop("S100", file=file, key="year", why=why)
    keys = [step["key"] for step in content["steps"]]
    if repeated := [key for key in dict.fromkeys(keys) if keys.count(key) > 1]:
        raise Stop("S100", file=file, key="steps", why=f"“{repeated[0]}”写了两次")
    steps = [step | {"due": step["due"] or _deadline(step["key"], rules)} for step in content["steps"]]
    return settings.record(content | {"steps": steps}, Steps)


def _deadline(key: str, rules: Policy) -> date | None:
    return rules.deadline if key == PAYMENT else None


def standings(steps: Steps, facts: Facts) -> list[Standing]:
    """Return how far each step is."""
    return [Standing(step, *_READ.get(step.key, _look)(facts)) for step in steps.steps]


def _look(facts: Facts) -> tuple[str, str]:
    return LOOK, ""


def _lists(facts: Facts) -> tuple[str, str]:
    if facts.result is None:
        return LOOK, "没有写明结果文件夹"
    counts = facts.result.decisions["disposition"].value_counts()
    paid, held, refused = (int(counts.get(name, 0)) for name in ("补贴", "待核", "不补"))
    text = f"承保 {paid + held + refused:,} 行：补贴 {paid:,}，待核 {held:,}，不补 {refused:,}"
    if pairs := facts.result.open_pairs:
        text += f"；{pairs:,} 对疑似同一人没有决定"
    return (UNDER_WAY if held or pairs else DONE), text


def _publication(facts: Facts) -> tuple[str, str]:
    posted = facts.rules.publication
    if posted.unsettled:
        return NOT_BEGUN, f"{several([PUBLICATION[key][0] for key in _UNSETTLED if not getattr(posted, key)])}待填"
    assert posted.start is not None
    last, sure = last_day(posted.start, posted.working_days)
    text = f"{posted.start} 至 {last}" + ("" if sure else "（放假安排没有公布，止日请核对）")
    if facts.on < posted.start:
        return NOT_BEGUN, text
    return (UNDER_WAY if facts.on <= last else DONE), text


_UNSETTLED = ("unit", "telephone", "start", "working_days")


def _transfer(facts: Facts) -> tuple[str, str]:
    if facts.flows is None:
        return NOT_BEGUN, "没有台账"
    due, passed = (int(facts.flows.towns[name].sum()) for name in ("due_fen", "passed_fen"))
    if not due and not passed:
        return LOOK, "还没有要拨付的"
    state = NOT_BEGUN if not passed else UNDER_WAY if passed < due else DONE
    return state, f"应拨 {format_yuan(due)} 元，已拨 {format_yuan(passed)} 元"


def _payment(facts: Facts) -> tuple[str, str]:
    if facts.year is None or facts.year.batches.empty:
        return NOT_BEGUN, "没有批次" if facts.year else "没有台账"
    rate, states = facts.year.rates[0], facts.year.rates[0].missing["state"].astype(str).value_counts()
    paid = int(facts.year.by_township["amount_fen"].sum())
    text = f"应补 {rate.denominator:,} 人，已发 {rate.numerator:,} 人（{format_yuan(paid)} 元）"
    text += "".join(f"，{state} {count:,} 人" for state, count in states.items())
    if not facts.year.with_result:
        text += "；没有写明结果文件夹，不含待补账户和没有制单的人"
    return (DONE if rate.numerator == rate.denominator else UNDER_WAY), text


def _recovery(facts: Facts) -> tuple[str, str]:
    if facts.year is None:
        return NOT_BEGUN, "没有台账"
    unsettled = [case for case in facts.year.recoveries if case.open_fen]
    if not unsettled:
        return DONE, f"{len(facts.year.recoveries):,} 个追回，都已了结" if facts.year.recoveries else "没有追回"
    return UNDER_WAY, f"{len(unsettled):,} 个没有了结，未还 {format_yuan(sum(case.open_fen for case in unsettled))} 元"


def _year_end(facts: Facts) -> tuple[str, str]:
    return (DONE, "已结账") if facts.closed else (NOT_BEGUN, "没有结账")


_READ: dict[str, Callable[[Facts], tuple[str, str]]] = {
    "lists": _lists,
    "publication": _publication,
    "transfer": _transfer,
    PAYMENT: _payment,
    "recovery": _recovery,
    "year_end": _year_end,
}
"""{step: what tells how far it is}."""
