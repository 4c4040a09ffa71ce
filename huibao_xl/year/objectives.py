"""绩效目标申报: what a project asks money for, and the goals by which it will be judged, as the document that goes to the treasury (M, the whole).

Its words are data (``year/huhuibao/<year>.json``, described by ``schemas/objectives.schema.json``): a new year is a new file, copied and edited. Its numbers are not
written there: amount, heads and shares come from the policy of the year, what was executed from the ledger or with its source from the file. So
the document cannot contradict the policy, and what it leaves out can be named: M adds up only what the district bears for people of 镇
(1,354,500 yuan) and not what it bears for those of 街道 (1,161,000 yuan), which :func:`left_out` says.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from huibao_xl import resources, settings
from huibao_xl.files.writing.document import Heading, Paragraph, Part, Rows
from huibao_xl.money import parse_yuan
from huibao_xl.payments import budgets
from huibao_xl.payments.ledger.budget_changes import DISTRICT_STREETS, DISTRICT_TOWNS
from huibao_xl.policy import Policy
from huibao_xl.reasons import Stop

SCHEMA = "objectives.schema.json"
_FOLDER = "year/huhuibao"
_PLACE = re.compile(r"\{([^{}]*)\}")
_DEEPEST = 3
"""A text may name a text that names a text; deeper ones name themselves."""
_DISTRICT = (DISTRICT_STREETS, DISTRICT_TOWNS)


@dataclass(frozen=True)
class Indicator:
    """A goal. ``first``, ``second``, ``name``: its three levels; ``sign``, ``target``, ``unit``: = 100 %; ``text``: the goal as a sentence."""

    first: str
    second: str
    name: str
    sign: str
    target: str
    unit: str
    text: str = ""

    @property
    def value(self) -> str:
        """The goal as forms write it.

        >>> Indicator("效益指标", "社会效益指标", "补贴知晓率", "≥", "70", "%").value
        '≥70%'
        """
        return f"{self.sign}{self.target}{self.unit}"

    @property
    def sentence(self) -> str:
        """The goal as a sentence, with its number."""
        return (self.text or f"{self.name}{{指标值}}。").replace("{指标值}", f"{self.target}{self.unit}")


@dataclass(frozen=True)
class Executed:
    """What was executed in an earlier year. ``yuan``: as the source writes it; ``source``: where that stands."""

    year: int
    yuan: str
    source: str

    @property
    def fen(self) -> int:
        """The amount in fen."""
        return parse_yuan(self.yuan)


@dataclass(frozen=True)
class SectionPart:
    """A part of a section: its heading, its paragraphs, and what is inserted after them (预算表, 执行表, 指标, 指标表)."""

    heading: str = ""
    paragraphs: tuple[str, ...] = ()
    insert: str = ""


@dataclass(frozen=True)
class Section:
    """A section of the document."""

    title: str
    parts: tuple[SectionPart, ...]


@dataclass(frozen=True)
class Objectives:
    """The words and goals of one year. ``texts``: what several places say; ``budget``: the lines of the cell 数量; ``declared``: the bearers
    (:func:`bearers`) whose parts the amount asked for adds up; ``annex``: what begins a page below who filled it in."""

    year: int
    title: str
    project: str
    unit: str
    on: date
    sections: tuple[Section, ...]
    indicators: tuple[Indicator, ...]
    declared: tuple[str, ...]
    texts: dict[str, str] = field(default_factory=dict)
    budget: tuple[str, ...] = ()
    executed: tuple[Executed, ...] = ()
    annex: tuple[Section, ...] = ()


def load(rules: Policy, path: Path | None = None) -> Objectives:
    """Return the words and goals for the year of a policy: those in the file ``path``, or those that ship. Raises Stop(S100) naming the key and the reason if the file is
    none or is for another year, Stop(S07) if none ships for that year."""
    shipped = resources.shipped(_FOLDER)
    if path is None and str(rules.year) not in shipped:
        advice = f"请复制随程序提供的一份（{'、'.join(shipped)}）改成本年度的，再写明它的位置。"
        raise Stop("S07", why=f"没有随程序提供 {rules.year} 年度的绩效目标申报材料", advice=advice)
    file = path or shipped[str(rules.year)]
    content = settings.read(file, SCHEMA, lambda key, why: Stop("S100", file=file, key=key, why=why))
    found = settings.record(content, Objectives)
    if found.year != rules.year:
        why = f"是 {found.year} 年度的，政策“{rules.name}”是 {rules.year} 年度的"
        raise Stop("S100", file=file, key="year", why=why)
    values = {**_values(rules), **found.texts}
    for key, text in _texts(found):
        if strange := [name for name in _PLACE.findall(text) if name not in values]:
            raise Stop("S100", file=file, key=key, why=f"没有“{{{strange[0]}}}”可以填入")
        if re.search("[{}]", _filled(text, values)):
            raise Stop("S100", file=file, key=key, why="有的文字填入的是它自己，或大括号不成对")
    return found


def bearers(rules: Policy) -> dict[str, int]:
    """Return {bearer: fen} of the heads that the policy estimates (``budgets.of_policy``). Raises Stop(S05) if it estimates none."""
    found = budgets.of_policy(rules)
    if not found:
        raise Stop("S05", policy=rules.name, key="budget", why="没有预估人数，写不出申报金额")
    return found


def district_fen(rules: Policy) -> int:
    """Return what the district bears of the estimate."""
    return sum(bearers(rules)[name] for name in _DISTRICT)


def declared_fen(objectives: Objectives, rules: Policy) -> int:
    """Return the amount that is asked for."""
    return sum(bearers(rules)[name] for name in objectives.declared)


def left_out(objectives: Objectives, rules: Policy) -> dict[str, int]:
    """Return {what the district bears by the policy and the amount asked for lacks: fen}."""
    found = bearers(rules)
    return {name: found[name] for name in _DISTRICT if found[name] and name not in objectives.declared}


def overall_goal(objectives: Objectives, rules: Policy) -> str:
    """Return the 总体目标 of the project as the document writes it, "" if no part of it is headed so."""
    values = {**_values(rules), **objectives.texts}
    parts = [part for section in objectives.sections for part in section.parts if "总体目标" in part.heading]
    return "".join(_filled(text, values) for part in parts for text in part.paragraphs)


def document(objectives: Objectives, rules: Policy, executed: Sequence[Executed]) -> list[Part]:
    """Return the document: its title, its sections with tables, and who filled it in and when. ``executed``: of earlier years, oldest first."""
    values = {**_values(rules), **objectives.texts}
    day = f"{objectives.on.year}年{objectives.on.month}月{objectives.on.day}日"

    def parts(sections: Sequence[Section], new_page: bool = False) -> Iterator[Part]:
        for section in sections:
            yield Heading(section.title, 1, new_page)
            for each in section.parts:
                yield from [Heading(each.heading, 2)] if each.heading else []
                yield from (Paragraph(_filled(text, values)) for text in each.paragraphs)
                yield from _inserted(each.insert, objectives, rules, executed, values)

    signed = [Paragraph(f"填报单位：{objectives.unit}", right=True), Paragraph(f"日期：{day}", right=True)]
    return [Heading(objectives.title, 0), *parts(objectives.sections), *signed, *parts(objectives.annex, new_page=True)]


def _inserted(
    what: str, objectives: Objectives, rules: Policy, executed: Sequence[Executed], values: Mapping[str, str]
) -> list[Part]:
    if what == "指标":
        return [Paragraph(f"{each.second}：{_filled(each.sentence, values)}") for each in objectives.indicators]
    if what == "指标表":
        rows = [(each.first, each.second, each.name, each.value) for each in objectives.indicators]
        return [Rows(("一级指标", "二级指标", "三级指标", "指标值"), rows, (3.2, 4.4, 5.2, 2.8))]
    if what == "预算表":
        return _budget(objectives, rules, values)
    if what == "执行表":
        found = [(str(each.year), short_yuan(each.fen), each.source) for each in executed]
        return [Rows(("年度", "执行金额（元）", "来源"), found or [("—", "—", "没有以前年度的执行数")], (2.4, 4, 9.2))]
    return []


def _budget(objectives: Objectives, rules: Policy, values: Mapping[str, str]) -> list[Part]:
    """The table of the budget: what is asked for, the price and how many."""
    asked, price = short_yuan(declared_fen(objectives, rules)), f"{short_yuan(rules.amount_fen)}元/人"
    lines = "\n".join(_filled(line, values) for line in objectives.budget)
    rows = [[objectives.project, objectives.project, asked, price, lines], ["合计", "", asked, "", ""]]
    head = ("项目内容", "项目明细", "明细金额（元）", "单价（元/人）", "数量")
    name = Paragraph(f"{objectives.year}年度项目预算情况表", centred=True)
    return [name, Rows(head, rows, (2.2, 2.2, 2.1, 1.9, 7.2))]


def short_yuan(fen: int) -> str:
    """Return an amount as these forms write it: without decimals where it has none.

    >>> short_yuan(135450000), short_yuan(118514235)
    ('1354500', '1185142.35')
    """
    return str(fen // 100) if fen % 100 == 0 else f"{fen // 100}.{fen % 100:02d}"


def _values(rules: Policy) -> dict[str, str]:
    """What the policy puts in the place of {its name}."""
    parts, heads = bearers(rules), rules.budget or {}
    street, town = (rules.percent_of_kind(kind) for kind in ("街道", "镇"))
    return {
        "年度": str(rules.year),
        "补贴金额": short_yuan(rules.amount_fen),
        "几类": rules.counted,
        "对象": "".join(category.quote for category in rules.categories),
        "区镇比例": f"{town.normalize():f}：{(100 - town).normalize():f}",
        "区级系数": f"{(town / 100).normalize():f}",
        "镇级系数": f"{(1 - town / 100).normalize():f}",
        "街道区级百分比": f"{street.normalize():f}%",
        "街道人数": str(heads["街道人数"]),
        "镇人数": str(heads["镇人数"]),
        "街道金额": short_yuan(heads["街道人数"] * rules.amount_fen),
        "镇级金额": short_yuan(heads["镇人数"] * rules.amount_fen - parts[DISTRICT_TOWNS]),
        "区级金额": short_yuan(parts[DISTRICT_TOWNS]),
        "区级合计": short_yuan(district_fen(rules)),
    }


def _filled(text: str, values: Mapping[str, str]) -> str:
    for _ in range(_DEEPEST):
        text = _PLACE.sub(lambda found: values.get(found[1], found[0]), text)
    return text


def _texts(objectives: Objectives) -> Iterator[tuple[str, str]]:
    """(key, text) of everything that may have places to be filled."""
    yield from ((f"texts.{name}", text) for name, text in objectives.texts.items())
    yield from ((f"budget.{at}", line) for at, line in enumerate(objectives.budget, 1))
    for at, each in enumerate(objectives.indicators, 1):
        yield f"indicators.{at}.text", each.sentence
    for name, sections in (("sections", objectives.sections), ("annex", objectives.annex)):
        for at, section in enumerate(sections, 1):
            for place, part in enumerate(section.parts, 1):
                for line, text in enumerate(part.paragraphs, 1):
                    yield f"{name}.{at}.parts.{place}.paragraphs.{line}", text
