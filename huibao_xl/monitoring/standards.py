"""Dated standards of low-income monitoring: 低保标准, 最低工资 and the others, each with its source and whether anybody confirmed it.

They are data (``standards.json``, described by ``schemas/thresholds.schema.json``). A value counts from its first to its last
day and never beyond: a standard that no source states for a day is *not set* on that day, and what would rest on it is 待核实, not
guessed. A bureau enters what it knows in a file of its own; a standard named there replaces the shipped one whole.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from huibao_xl import resources, settings
from huibao_xl.money import parse_yuan
from huibao_xl.reasons import Stop

POVERTY, EDGE, WAGE, AID = "低保标准", "低保边缘线", "最低工资", "帮扶线"
CITY_INCOME, PENSION, ASSETS, MEDICAL_RATIO = (
    "全市居民人均可支配收入",
    "居民养老金最低标准",
    "家庭财产标准",
    "医疗支出占比",
)
UNSURE, NOT_SET = "未核定", "未录入"
_PERCENT = "%"


@dataclass(frozen=True)
class Standard:
    """One standard on one day. ``fen``: yearly or monthly amount per head, None if not set; ``percent``: of 医疗支出占比.

    ``status``: 有原文, 已核定, 未核定 or 未录入 (not set); ``quote`` and ``where``: the text that says what it is for.
    """

    name: str
    unit: str
    use: str
    quote: str
    where: str
    status: str
    fen: int | None = None
    percent: Decimal | None = None
    begins: date | None = None
    ends: date | None = None
    source: str = ""
    checked_on: str = ""
    note: str = ""

    @property
    def is_set(self) -> bool:
        """Whether there is a value on that day."""
        return self.fen is not None or self.percent is not None

    @property
    def shown(self) -> str:
        """The value as staff read it: ``1,510 元/月·人``, ``80%``, 未录入."""
        if self.percent is not None:
            return f"{self.percent}%"
        if self.fen is None:
            return NOT_SET
        yuan = f"{self.fen / 100:,.2f}".removesuffix(".00")
        return f"{yuan} {self.unit}"


Standards = Mapping[str, Standard]
"""{name: the standard on the day}, every name of the shipped file, in its order."""


def standards_on(day: date, bureau: Path | None = None) -> Standards:
    """Return every standard as it stands on ``day``; 全市居民人均可支配收入 is that of the year before, as the statute says.

    ``bureau``: the bureau's own file. Raises Stop(S50) if it is no such file.

    >>> standards_on(date(2024, 3, 1))["低保标准"].shown, standards_on(date(2022, 8, 1))["低保标准"].status
    ('1,510 元/月·人', '未录入')
    """
    described = {entry["name"]: entry for entry in _content(_shipped())["standards"]}
    for entry in _content(bureau)["standards"] if bureau else []:
        described[entry["name"]] = {key: described[entry["name"]][key] for key in ("unit", "use", "basis")} | entry
    return {name: _on(name, described, day) for name in described}


def unsure(standards: Standards) -> list[Standard]:
    """Return what an output that rests on these standards must name: set, but confirmed by no primary text and by nobody."""
    return [standard for standard in standards.values() if standard.is_set and standard.status == UNSURE]


def missing(standards: Standards) -> list[Standard]:
    """Return the standards that are not set on their day."""
    return [standard for standard in standards.values() if not standard.is_set]


def banner(standards: Standards) -> str:
    """Return the sentence that stands on every output, ``""`` if every value is confirmed.

    >>> banner(standards_on(date(2024, 3, 1))).startswith("参数未经核定：低保标准（1,510 元/月·人）、")
    True
    """
    named = "、".join(f"{standard.name}（{standard.shown}）" for standard in unsure(standards))
    return f"参数未经核定：{named}。请业务科室核对原文后，录入本单位的标准文件。" if named else ""


def _shipped() -> Path:
    return resources.folder("monitoring") / "standards.json"


def _content(path: Path) -> dict[str, Any]:
    """A file that is what the schema says and whose periods do not overlap. Raises Stop(S50)."""
    content = settings.read(path, "thresholds.schema.json", lambda key, why: _refused(path, key, why))
    names = [entry["name"] for entry in content["standards"]]
    for entry in content["standards"]:
        if names.count(entry["name"]) > 1:
            raise _refused(path, entry["name"], "写了两次")
        _check_periods(path, entry)
    return content


def _check_periods(path: Path, entry: dict[str, Any]) -> None:
    periods = sorted((value["from"], value["to"]) for value in entry["values"])
    for begins, ends in periods:
        if ends < begins:
            raise _refused(path, entry["name"], f"{begins} 至 {ends} 起止颠倒")
    for (_, ends), (begins, _) in zip(periods, periods[1:], strict=False):
        if begins <= ends:
            raise _refused(path, entry["name"], f"{begins} 起的数值与前一个（至 {ends}）重叠")


def _refused(path: Path, key: str, why: str) -> Stop:
    return Stop("S50", file=path.name, key=key, why=why)


def _on(name: str, described: dict[str, dict[str, Any]], day: date) -> Standard:
    entry = described[name]
    asked = date(day.year - 1, 12, 31) if name == CITY_INCOME else day
    values = described[entry["equals"]]["values"] if "equals" in entry else entry["values"]
    found = next((value for value in values if value["from"] <= asked.isoformat() <= value["to"]), None)
    common = {key: entry[key] for key in ("name", "unit", "use")} | entry["basis"] | {"note": entry.get("note", "")}
    if found is None:
        return settings.record(common | {"status": NOT_SET}, Standard)
    percent = entry["unit"] == _PERCENT
    value = {"percent": found["value"]} if percent else {"fen": parse_yuan(found["value"])}
    notes = [text for text in (common["note"], found.get("note", "")) if text]
    dated = {"begins": found["from"], "ends": found["to"], "status": entry.get("status", found["status"])}
    return settings.record(common | found | value | dated | {"note": " ".join(notes)}, Standard)
