"""绩效自评: what a project reached of the goals that it was given money for, in points, as the form of the treasury asks.

Weights, grades and how each indicator is measured are data (``year/huhuibao/evaluation/<year>.json``, described by ``schemas/evaluation.schema.json``), with quotation,
status and the day on which somebody checked them; the goals themselves are those of the 绩效目标申报 (:mod:`objectives`), so that a project is judged by what it promised.
An indicator that is reached gives all of its points, one that is not its share of them, cut to two decimals: only all is full, and more than all gives no more.
What nobody has measured or written is 待填 (:class:`Scored` without a figure), and then there is no total.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path

from huibao_xl import resources, settings
from huibao_xl.policy import Policy
from huibao_xl.reasons import Stop
from huibao_xl.year.objectives import Objectives, short_yuan

SCHEMA = "evaluation.schema.json"
FOLDER = "year/huhuibao/evaluation"
BUDGET_RATE, PER_HEAD, SURVEY, TYPED = "预算执行率", "人均补贴", "调查", "填报"
LEDGER_RATES = ("应补尽补率", "准确率", "及时率")
"""Indicators that are a :class:`huibao_xl.payments.execution.Rate`, by its name."""
_AMOUNT = "{补贴金额}"
_ALL = Decimal(100)


@dataclass(frozen=True)
class Step:
    """A grade, or how much of a goal that no number measures was reached: its name, and from how many points or percent on."""

    name: str
    least: Decimal


@dataclass(frozen=True)
class Steps:
    """Grades or levels, the highest first, and what they rest on."""

    values: tuple[Step, ...]
    quote: str
    where: str
    status: str


@dataclass(frozen=True)
class Weights:
    """{预算执行率 or a first level: its points}, and what they rest on."""

    values: dict[str, Decimal]
    quote: str
    where: str
    status: str


@dataclass(frozen=True)
class SurveyColumn:
    """The column of a survey that tells of an indicator: its headers, words by which the only other header that has one is taken, and which answers count and which do not."""

    headers: tuple[str, ...]
    words: tuple[str, ...]
    yes: tuple[str, ...]
    no: tuple[str, ...]


@dataclass(frozen=True)
class Goal:
    """The goal of an indicator that the 绩效目标申报 does not have. ``text``: how the form writes it, "" for sign, number and unit."""

    first: str
    second: str
    sign: str
    target: str
    unit: str
    text: str = ""


@dataclass(frozen=True)
class Measured:
    """An indicator of the material: its points and how it is measured."""

    name: str
    score: Decimal
    by: str
    goal: Goal | None = None
    survey: SurveyColumn | None = None


@dataclass(frozen=True)
class Material:
    """How a year is evaluated. ``department``: 主管部门; ``checked_on``: when somebody compared weights and grades with their documents."""

    year: int
    title: str
    department: str
    checked_on: date
    weights: Weights
    grades: Steps
    levels: Steps
    indicators: tuple[Measured, ...]

    @property
    def unsettled(self) -> bool:
        """Whether any of it is 未核定."""
        return "未核定" in (self.weights.status, self.grades.status, self.levels.status)


@dataclass(frozen=True)
class Item:
    """What gets points: 预算执行率 (without levels of its own) or an indicator. ``target``: percent, or yuan where ``by`` is :data:`PER_HEAD`; ``shown``: as the form writes it."""

    first: str
    second: str
    name: str
    sign: str
    target: Decimal
    shown: str
    score: Decimal
    by: str
    survey: SurveyColumn | None = None

    @property
    def typed(self) -> bool:
        """Whether a person may write what was reached: what the ledger tells nobody writes."""
        return self.by in (SURVEY, TYPED)


@dataclass(frozen=True)
class Figure:
    """What was reached: people over people; fen over fen for 预算执行率; fen over people for :data:`PER_HEAD`. ``source``: as staff read it."""

    numerator: int
    denominator: int
    source: str


@dataclass(frozen=True)
class Scored:
    """An item with what was reached, None if nobody knows, and the reason where the target was missed, "" if nobody wrote one."""

    item: Item
    figure: Figure | None = None
    reason: str = ""

    @property
    def points(self) -> int | None:
        """The points in hundredths; None without a figure.

        >>> item = Item("产出指标", "数量指标", "应补尽补率", "=", Decimal(100), "=100%", Decimal(15), "应补尽补率")
        >>> Scored(item, Figure(2, 3, "")).points, Scored(item, Figure(4, 3, "")).points, Scored(item).points
        (1000, 1500, None)
        """
        if not self.figure or not self.figure.denominator:
            return None
        most, target = int(self.item.score * 100), int(self.item.target * 100)
        above, below = self.figure.numerator, self.figure.denominator
        if self.item.sign == "≤":
            return most if above <= target * below else most * target * below // above
        return min(most, most * above * 10_000 // (below * target))

    @property
    def missed(self) -> bool:
        """Whether a target was missed; not if nobody knows."""
        if self.points is None or self.figure is None:
            return False
        target = int(self.item.target * 100)
        if self.item.sign == "≤":
            return self.figure.numerator > target * self.figure.denominator
        return self.figure.numerator * 10_000 < target * self.figure.denominator

    @property
    def value(self) -> int | None:
        """What was reached: in hundredths of a percent, cut; in fen, rounded up, where the sign is ≤; None without a figure."""
        if self.points is None or self.figure is None:
            return None
        if self.item.sign == "≤":
            return -(-self.figure.numerator // self.figure.denominator)
        return self.figure.numerator * 10_000 // self.figure.denominator

    @property
    def unexplained(self) -> bool:
        """Whether a target was missed and nobody wrote why."""
        return self.missed and not self.reason


def load(rules: Policy, objectives: Objectives, path: Path | None = None) -> Material:
    """Return how the year of a policy is evaluated: by the file ``path``, or by what ships. Raises Stop(S100) naming the key and the reason if the file is none, is for another
    year, or does not fit ``objectives``; Stop(S07) if none ships for that year."""
    shipped = resources.shipped(FOLDER)
    if path is None and str(rules.year) not in shipped:
        advice = f"请复制随程序提供的一份（{'、'.join(shipped)}）改成本年度的，再写明它的位置。"
        raise Stop("S07", why=f"没有随程序提供 {rules.year} 年度的绩效自评材料", advice=advice)
    file = path or shipped[str(rules.year)]
    content = settings.read(file, SCHEMA, lambda key, why: Stop("S100", file=file, key=key, why=why))
    found = settings.record(content, Material)
    for key, why in _faults(found, rules, objectives):
        raise Stop("S100", file=file, key=key, why=why)
    return found


def _faults(material: Material, rules: Policy, objectives: Objectives) -> Iterator[tuple[str, str]]:
    """What a schema cannot say, as (key, why)."""
    if material.year != rules.year:
        yield "year", f"是 {material.year} 年度的，政策“{rules.name}”是 {rules.year} 年度的"
    total = sum(material.weights.values.values())
    if total != _ALL:
        yield "weights", f"分值合计 {total}，应为 100"
    for key in ("grades", "levels"):
        least = [step.least for step in getattr(material, key).values]
        if least != sorted(set(least), reverse=True) or least[-1] != 0:
            yield key, "应从高到低，最后一级从 0 起"
    yield from _indicator_faults(material, objectives)


def _indicator_faults(material: Material, objectives: Objectives) -> Iterator[tuple[str, str]]:
    promised = {each.name: each.first for each in objectives.indicators}
    names = Counter(each.name for each in material.indicators)
    yield from (("indicators", f"申报的指标“{name}”没有分值") for name in promised if name not in names)
    yield from (("indicators", f"“{name}”写了两次") for name, count in names.items() if count > 1)
    sums: dict[str, Decimal] = {}
    for place, each in enumerate(material.indicators, 1):
        if (each.name in promised) == (each.goal is not None):
            why = "申报中已有指标值，不要另写" if each.goal else "申报中没有这个指标，要写明 goal"
            yield f"indicators.{place}.goal", f"“{each.name}”{why}"
        elif (each.by == PER_HEAD) != (each.goal is not None and each.goal.sign == "≤"):
            yield f"indicators.{place}.by", "人均补贴的符号是 ≤，其他的不是"
        elif (each.by == SURVEY) != (each.survey is not None):
            yield f"indicators.{place}.survey", "取自调查的要写明是哪一列，其他的不写"
        elif each.goal and each.goal.target == _AMOUNT and each.by != PER_HEAD:
            yield f"indicators.{place}.goal.target", "只有人均补贴以补贴金额为指标值"
        else:
            first = promised.get(each.name) or (each.goal.first if each.goal else "")
            sums[first] = sums.get(first, Decimal(0)) + each.score
    for first in sorted({*sums, *material.weights.values} - {BUDGET_RATE}):
        weight, score = material.weights.values.get(first, Decimal(0)), sums.get(first, Decimal(0))
        if weight != score:
            yield f"weights.values.{first}", f"是 {weight} 分，其中各指标合计 {score} 分"


def items(material: Material, objectives: Objectives, rules: Policy) -> list[Item]:
    """Return what gets points, 预算执行率 first, then the indicators in the order of the first levels."""
    goals = {
        each.name: Goal(each.first, each.second, each.sign, each.target, each.unit) for each in objectives.indicators
    }
    goals |= {each.name: each.goal for each in material.indicators if each.goal}
    weights, place = material.weights.values, list(material.weights.values)
    found = [Item("", "", BUDGET_RATE, "=", _ALL, "100%", weights[BUDGET_RATE], BUDGET_RATE)]
    for each in sorted(material.indicators, key=lambda each: place.index(goals[each.name].first)):
        goal = goals[each.name]
        target = short_yuan(rules.amount_fen) if goal.target == _AMOUNT else goal.target
        shown = goal.text or f"{goal.sign}{target}{goal.unit}"
        levels = (goal.first, goal.second, each.name, goal.sign)
        found.append(Item(*levels, Decimal(target), shown, each.score, each.by, each.survey))
    return found


def total(scored: Sequence[Scored]) -> int | None:
    """Return the points together, in hundredths; None as long as one is 待填 or a missed target has no reason."""
    points = [each.points for each in scored]
    if any(each.unexplained for each in scored):
        return None
    found = [each for each in points if each is not None]
    return sum(found) if len(found) == len(points) else None


def grade(steps: Steps, hundredths: int) -> str:
    """Return the grade of a total, or the level of a percentage, both in hundredths.

    >>> steps = Steps((Step("优", Decimal(90)), Step("差", Decimal(0))), "", "", "")
    >>> grade(steps, 9000), grade(steps, 8999)
    ('优', '差')
    """
    return next(step.name for step in steps.values if hundredths >= step.least * 100)
