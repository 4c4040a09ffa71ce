"""What medical assistance pays, as data: ratio, yearly cap and deductible per identity, kind and period, each with its quotation.

A file of ``medical/parameters/`` (``schemas/medical-policy.schema.json``) is named after the day from which it holds. What no document
read so far states is null there: not set. A row that needs it cannot be cleared (M29); nothing is guessed. Unless every value has
status 有原文, every output says :data:`UNVERIFIED`.
"""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from huibao_xl import resources, settings
from huibao_xl.frames import INSURERS
from huibao_xl.money import parse_yuan
from huibao_xl.policy import Alias
from huibao_xl.reasons import Stop

SCHEMA = "medical-policy.schema.json"
UNVERIFIED = "参数未经核定"
NOT_SET = -1
UNLIMITED = 2**60
KINDS = ("门急诊", "住院")
BASES = ("政策范围内自负", "个人负担")
_UNITS = {"分": 1, "角": 10, "元": 100}
_DAY_COLUMNS = {"结算日期": "settled_on", "入院日期": "admitted_on", "出院日期": "discharged_on"}
YEAR_BY, IDENTITY_BY, REFUND_REACHES, DEDUCTIBLE_BACK = OPEN_CHOICES = (
    "year_by",
    "day_of",
    "refund_reaches",
    "deductible_back",
)
"""Choices that change amounts and that no document read so far settles: which day decides the year, which the identity; whether what a refund gives back reaches back to
settlements before it; whether a refund gives back what its original bore of a yearly deductible. Whom another choice would touch is listed (:mod:`choices`)."""
REACHES, STAYS, GIVEN_BACK, NOT_GIVEN_BACK = "追溯", "不追溯", "恢复", "不恢复"
"""Values of REFUND_REACHES and of DEDUCTIBLE_BACK."""
_COLUMN_OF = {field: column for column, field in INSURERS.items()}


@dataclass(frozen=True)
class Rounding:
    """``title``: as the policy says; ``unit_fen``: to a multiple of this; ``half_up``: else what is smaller is dropped."""

    title: str
    unit_fen: int
    half_up: bool

    def part(self, base_fen: np.ndarray, per_myriad: np.ndarray) -> np.ndarray:
        """Return the rounded share of amounts (fen, not negative); ``per_myriad``: hundredths of a percent.

        >>> Rounding("四舍五入到分", 1, True).part(np.array([12345]), np.array([9000]))
        array([11111])
        """
        unit = 10_000 * self.unit_fen
        rounded: np.ndarray = (base_fen * per_myriad + (unit // 2 if self.half_up else 0)) // unit * self.unit_fen
        return rounded


@dataclass(frozen=True)
class Identity:
    """One identity, with what else it is called, or was called until a day."""

    name: str
    aliases: tuple[Alias, ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        """The name and every other."""
        return (self.name, *(alias.name for alias in self.aliases))

    @property
    def renamed(self) -> dict[str, date]:
        """{former name: the last day on which it was the name}."""
        return {alias.name: alias.until for alias in self.aliases if alias.until}


@dataclass(frozen=True)
class MedicalPolicy:
    """The parameters of one file.

    ``year_from``: (month, day) on which the assistance year begins; ``year_by``: {kind: column whose day decides the year}; ``undeclared``: which of
    the choices that change amounts no document read so far settles (OPEN_CHOICES); ``day_of``: {kind: column whose day decides the identity};
    ``order``: columns of what is paid before, first to last; ``benefits``: one row each: identity, kind, since, until (days, null is
    open), base (index of BASES), pool (number), per_myriad, cap_fen, deductible_fen (NOT_SET; UNLIMITED), per_year;
    ``pools``: their names; ``parameters``: one row per value: 参数, 值, 原文, 出处, 状态, 核对日期; ``fingerprint``: SHA-256 of the content; ``content``: the checked JSON that it was built from;
    ``reaches_back``: whether what a refund gives back counts for settlements before it too; ``deductible_back``: whether it gives back a yearly deductible.
    """

    name: str
    title: str
    document: str
    year_from: tuple[int, int]
    year_by: dict[str, str]
    undeclared: frozenset[str]
    rounding: Rounding
    day_of: dict[str, str]
    order: tuple[str, ...]
    identities: tuple[Identity, ...]
    benefits: pd.DataFrame
    pools: tuple[str, ...]
    parameters: pd.DataFrame
    fingerprint: str
    content: dict[str, Any] = field(default_factory=dict, repr=False)
    reaches_back: bool = False
    deductible_back: bool = True

    @property
    def verified(self) -> bool:
        """Whether every value rests on a text that was read."""
        return bool((self.parameters["状态"] == "有原文").all())

    @property
    def banner(self) -> str:
        """What every output must say above all: empty if everything is verified."""
        open_ones = int((self.parameters["状态"] != "有原文").sum())
        return "" if self.verified else f"{UNVERIFIED}（{open_ones} 项，见“参数”表）：结果只作核对，不能据以追回或补发"

    def identity_of(self) -> dict[str, str]:
        """{any name: the identity's name now}."""
        return {word: identity.name for identity in self.identities for word in identity.names}

    def years(self, days: pd.Series) -> np.ndarray:
        """Return the assistance year of each day: the calendar year in which it begins; 0 where there is no day."""
        month, day = self.year_from
        before = (days.dt.month < month) | ((days.dt.month == month) & (days.dt.day < day))
        years: np.ndarray = (days.dt.year - before).fillna(0).to_numpy(dtype=np.int64)
        return years

    def years_of(self, settlements: pd.DataFrame) -> np.ndarray:
        """Return the assistance year of each of frames.SETTLEMENTS, by the day that counts for its kind; 0 where there is none."""
        return self.years(self._year_days(settlements))

    def _year_days(self, settlements: pd.DataFrame) -> pd.Series:
        inpatient = settlements["kind"] == "住院"
        return settlements[self.year_by["住院"]].where(inpatient, settlements[self.year_by["门急诊"]])

    def describe(self, benefit: int) -> str:
        """Return what a clerk calls a benefit: ``最低生活保障家庭住院 90%``."""
        row = self.benefits.iloc[benefit]
        share = percent_text(row["per_myriad"]) if row["per_myriad"] else "不救助"
        return f"{row['identity']}{row['kind']} {share}"


def percent_text(per_myriad: int) -> str:
    """Return hundredths of a percent as text.

    >>> percent_text(9000), percent_text(6550)
    ('90%', '65.5%')
    """
    return (
        f"{Decimal(int(per_myriad)) / 100:f}".rstrip("0").rstrip(".") + "%"
        if per_myriad % 100
        else f"{per_myriad // 100}%"
    )


def shipped() -> dict[str, Path]:
    """Return the parameter files that ship: {name: file}, oldest first."""
    return resources.shipped("medical/parameters")


def load(name: str = "") -> MedicalPolicy:
    """Return the parameters called ``name``, those in the file ``name``, or the newest that ship.

    Raises Stop(S40) naming key and reason if the file is wrong, Stop(S07) if there is none.

    >>> load().verified
    False
    """
    files = shipped()
    path = files[max(files)] if not name else files.get(name, Path(name))
    if not path.is_file():
        advice = f"现有：{'、'.join(files)}；也可以写参数文件（.json）的路径。"
        raise Stop("S07", why=f"没有名为“{name}”的医疗救助参数", advice=advice)
    label = name or path.stem
    content = settings.read(path, SCHEMA, lambda key, why: Stop("S40", policy=label, key=key, why=why))
    _check(label, content)
    return _policy(content)


def build(content: dict[str, Any]) -> MedicalPolicy:
    """Return the parameters that the content of a parameter file describes, as a result stores it. Raises Stop(S40) if it is none.

    >>> build(load().content).fingerprint == load().fingerprint
    True
    """
    label = str(content.get("name", ""))
    if found := settings.fault(content, SCHEMA):
        raise Stop("S40", policy=label, key=found[0], why=found[1])
    _check(label, content)
    return _policy(content)


def _check(name: str, content: dict[str, Any]) -> None:
    """What a schema cannot say. Raises Stop(S40)."""
    words = [word for identity in _identities(content) for word in identity.names]
    for word in words:
        if words.count(word) > 1:
            raise Stop("S40", policy=name, key="identities", why=f"“{word}”写了两次，或指向两种身份")
    fields = [item["value"] for item in content["order"]]
    if len(set(fields)) < len(fields):
        raise Stop("S40", policy=name, key="order", why="同一项保险写了两次")
    identities = {identity["name"] for identity in content["identities"]}
    seen: dict[tuple[str, str], list[tuple[str, str]]] = {}
    for benefit in content["benefits"]:
        if benefit["identity"] not in identities:
            raise Stop("S40", policy=name, key="benefits", why=f"“{benefit['identity']}”不在 identities 中")
        period = (benefit["from"], benefit.get("until", "9999-12-31"))
        if period[1] < period[0]:
            raise Stop("S40", policy=name, key="benefits", why="until 早于 from")
        others = seen.setdefault((benefit["identity"], benefit["kind"]), [])
        if any(period[0] <= last and first <= period[1] for first, last in others):
            title = benefit["identity"] + benefit["kind"]
            raise Stop("S40", policy=name, key="benefits", why=f"“{title}”有两条期间重叠")
        others.append(period)


def _identities(content: dict[str, Any]) -> tuple[Identity, ...]:
    return tuple(settings.record(identity, Identity) for identity in content["identities"])


def _policy(content: dict[str, Any]) -> MedicalPolicy:
    pools = tuple(dict.fromkeys(benefit["pool"] for benefit in content["benefits"]))
    order = [identity["name"] for identity in content["identities"]]
    benefits = sorted(content["benefits"], key=lambda benefit: (order.index(benefit["identity"]), benefit["from"]))
    month, day = content["year_from"]["value"].split("-")
    rounding, choices = content["rounding"]["value"], _choices(content)
    return MedicalPolicy(
        name=content["name"],
        title=content["title"],
        document=content["document"],
        year_from=(int(month), int(day)),
        year_by={kind: _DAY_COLUMNS[choices["year_by"][kind]["value"]] for kind in KINDS},
        undeclared=frozenset(name for name, items in _open_choices(content, choices) if any(map(_is_open, items))),
        rounding=Rounding(rounding, next(fen for unit, fen in _UNITS.items() if unit in rounding), "入" in rounding),
        day_of={kind: _DAY_COLUMNS[content["day_of"][kind]["value"]] for kind in KINDS},
        order=tuple(_COLUMN_OF[item["value"]] for item in content["order"]),
        identities=_identities(content),
        benefits=_benefits(benefits, pools),
        pools=pools,
        parameters=pd.DataFrame(
            _parameters(content, benefits), columns=["参数", "值", "原文", "出处", "状态", "核对日期"], dtype="str"
        ),
        fingerprint=hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest(),
        content=content,
        reaches_back=choices[REFUND_REACHES]["value"] == REACHES,
        deductible_back=choices[DEDUCTIBLE_BACK]["value"] == GIVEN_BACK,
    )


def _choices(content: dict[str, Any]) -> dict[str, Any]:
    """The choices of a file; what an older one does not say is as it was always worked out, and not confirmed."""
    silent = {"quote": "参数文件没有写明", "where": "—", "status": "未核定", "checked_on": content["checked_on"]}
    by_day = {kind: silent | {"value": "结算日期"} for kind in KINDS}
    return {
        YEAR_BY: content.get(YEAR_BY, by_day),
        REFUND_REACHES: content.get(REFUND_REACHES, silent | {"value": STAYS}),
        DEDUCTIBLE_BACK: content.get(DEDUCTIBLE_BACK, silent | {"value": GIVEN_BACK}),
    }


def _open_choices(content: dict[str, Any], choices: dict[str, Any]) -> list[tuple[str, list[dict[str, Any]]]]:
    return [
        (YEAR_BY, [choices[YEAR_BY][kind] for kind in KINDS]),
        (IDENTITY_BY, [content[IDENTITY_BY][kind] for kind in KINDS]),
        (REFUND_REACHES, [choices[REFUND_REACHES]]),
        (DEDUCTIBLE_BACK, [choices[DEDUCTIBLE_BACK]]),
    ]


def _is_open(item: dict[str, Any]) -> bool:
    return bool(item["status"] != "有原文")


def _benefits(benefits: list[dict[str, Any]], pools: tuple[str, ...]) -> pd.DataFrame:
    rows = [
        {
            "identity": benefit["identity"],
            "kind": benefit["kind"],
            "since": benefit["from"],
            "until": benefit.get("until"),
            "base": BASES.index(benefit["base"]),
            "pool": pools.index(benefit["pool"]),
            "per_myriad": _per_myriad(benefit["percent"]["value"]),
            "cap_fen": _fen(benefit["yearly_cap"]["value"]),
            "deductible_fen": _fen(benefit["deductible"]["value"]),
            "per_year": benefit["deductible"]["per"] == "年",
        }
        for benefit in benefits
    ]
    return pd.DataFrame(rows).astype({"since": "datetime64[s]", "until": "datetime64[s]"})


def _per_myriad(percent: str | None) -> int:
    return NOT_SET if percent is None else int(Decimal(percent) * 100)


def _fen(yuan: str | None) -> int:
    return NOT_SET if yuan is None else UNLIMITED if yuan == "不限" else parse_yuan(yuan)


def _parameters(content: dict[str, Any], benefits: list[dict[str, Any]]) -> Iterator[tuple[str, ...]]:
    """One row per value of the 参数 sheet."""

    def row(title: str, item: dict[str, Any], unit: str = "") -> tuple[str, ...]:
        value = "未填写" if item["value"] is None else item["value"] + (unit if item["value"] != "不限" else "")
        quote = item["quote"] + (f"（{item['note']}）" if "note" in item else "")
        return title, value, quote, item["where"], item["status"], item["checked_on"]

    yield row("救助年度起始日", content["year_from"])
    choices = _choices(content)
    for kind in KINDS:
        yield row(f"{kind}：救助年度以哪一天为准", choices["year_by"][kind])
    yield row("退费让出的限额和起付线：此前的结算是否补算", choices[REFUND_REACHES])
    yield row("退费：原结算扣过的年度起付线是否恢复", choices[DEDUCTIBLE_BACK])
    yield row("尾数", content["rounding"])
    for kind in KINDS:
        yield row(f"{kind}：身份以哪一天为准", content["day_of"][kind])
    for place, item in enumerate(content["order"], 1):
        yield row(f"先保险后救助，第 {place} 项", item)
    for benefit in benefits:
        period = f"{benefit['from']} 至 {benefit.get('until', '今')}"
        title = f"{benefit['identity']} {benefit['kind']}（{period}，基数：{benefit['base']}，限额：{benefit['pool']}）"
        yield row(f"{title} 比例", benefit["percent"], "%")
        yield row(f"{title} 年度限额", benefit["yearly_cap"], " 元")
        yield row(f"{title} 起付线（每{benefit['deductible']['per']}）", benefit["deductible"], " 元")
