"""The policy of a year, loaded from its file: amount, shares, 街镇, categories, dates, each with its quotation.

A policy file is data (``policies/<scheme>/<year>.json``, described by ``schemas/policy.schema.json``): a new year is a new
file, copied and edited, and old years stay as they are so that the past can be recomputed. What no document states
is a setting with status 未核定 and says so wherever it is shown.
"""

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import jsonschema

from huibao_xl import resources
from huibao_xl.money import parse_yuan
from huibao_xl.reasons import Stop

KINDS = ("街道", "镇", "工业区")


@dataclass(frozen=True)
class Township:
    """A 街道, 镇 or 工业区. ``district_percent``: the district's share of a person's amount, 0 to 100."""

    name: str
    kind: str
    code: str
    aliases: tuple[str, ...]
    district_percent: Decimal
    quote: str


@dataclass(frozen=True)
class Parameter:
    """One value of the 参数 sheet: ``name`` is its defined name there; ``status`` is 有原文 or 未核定."""

    name: str
    title: str
    value: int | str | Decimal
    unit: str
    quote: str
    where: str
    status: str


@dataclass(frozen=True)
class Policy:
    """One year's policy. Money in fen. ``basis``: {code: (quotation, where)} that a decision rests on."""

    name: str
    year: int
    title: str
    document: str
    amount_fen: int
    reference_date: date
    townships: tuple[Township, ...]
    township_prefixes: tuple[str, ...]
    not_townships: tuple[str, ...]
    category_order: tuple[str, ...]
    sub_categories: dict[str, dict[str, str]]
    masking: dict[str, int]
    budget: dict[str, int] | None
    basis: dict[str, tuple[str, str]]
    parameters: tuple[Parameter, ...]
    kinds: tuple[str, ...] = KINDS

    @property
    def kind_of(self) -> dict[str, str]:
        """{街镇: its kind}."""
        return {township.name: township.kind for township in self.townships}


def policies() -> dict[str, Path]:
    """Return the policies that ship with the package: {name: file}.

    >>> sorted(policies())
    ['2023', '2024']
    """
    return {path.stem: path for path in sorted(resources.folder("policies/huhuibao").glob("*.json"))}


def load(name: str) -> Policy:
    """Return the policy called ``name`` (``2024``), or the one in the file ``name`` (``D:\\政策\\2025.json``).

    Raises Stop(S05) naming the key and the reason if the file is not a policy, Stop(S07) if there is none.

    >>> load("2024").amount_fen
    12900
    """
    shipped = policies()
    path = shipped.get(name, Path(name))
    if not path.is_file():
        raise Stop(
            "S07",
            why=f"没有名为“{name}”的政策",
            advice=f"现有：{'、'.join(shipped)}；也可以写政策文件（.json）的路径。",
        )
    content = read_document(name, path, "policy.schema.json", "S05")
    _check(name, content)
    return _policy(content)


def read_document(name: str, path: Path, schema: str, code: str) -> dict[str, Any]:
    """Return the JSON of a policy file that fits a schema of ``schemas/``; no key may stand twice.

    Raises Stop(``code``) with policy (``name``), key and why.
    """
    try:
        content = json.loads(path.read_text(encoding="utf-8-sig"), object_pairs_hook=_no_duplicates(name, code))
    except (ValueError, OSError) as error:
        raise Stop(code, policy=name, key="文件", why=f"不是可读的 JSON（{_where(error)}）") from None
    rules = json.loads((resources.folder("schemas") / schema).read_text(encoding="utf-8"))
    validator = jsonschema.Draft202012Validator(rules, format_checker=jsonschema.FormatChecker())
    errors = sorted(
        validator.iter_errors(content), key=lambda error: (len(error.absolute_path), str(error.absolute_path))
    )
    if errors:
        raise Stop(code, policy=name, key=_key(errors[0].absolute_path), why=_schema_reason(errors[0]))
    return content


def policy_on(day: date) -> Policy:
    """Return the shipped policy whose year ``day`` is in: the subsidy's year runs with the calendar year.

    Raises Stop(S07) if no policy of that year ships.

    >>> policy_on(date(2023, 6, 1)).name
    '2023'
    """
    return load(str(day.year))


def _where(error: Exception) -> str:
    return f"第 {error.lineno} 行附近" if isinstance(error, json.JSONDecodeError) else "文件编码或权限"


def _no_duplicates(name: str, code: str) -> Any:
    def pairs(items: list[tuple[str, Any]]) -> dict[str, Any]:
        keys = [key for key, _ in items]
        for key in keys:
            if keys.count(key) > 1:
                raise Stop(code, policy=name, key=key, why="同一个键写了两次")
        return dict(items)

    return pairs


def _check(name: str, content: Any) -> None:
    names = [word for town in content["townships"] for word in (town["name"], *town.get("aliases", []))]
    for word in names:
        if names.count(word) > 1:
            raise Stop("S05", policy=name, key="townships", why=f"“{word}”指向两个街镇，或写了两次")
    for town in content["townships"]:
        if "district_percent" not in town and town["kind"] not in content["funding"]:
            raise Stop("S05", policy=name, key="funding", why=f"没有“{town['kind']}”的分担比例")
        percent = town.get("district_percent") or content["funding"][town["kind"]]["district_percent"]
        if Decimal(percent) > 100:
            raise Stop("S05", policy=name, key="district_percent", why=f"{percent} 大于 100")
    roles = [category["role"] for category in content["categories"]]
    if len(set(roles)) < len(roles):
        raise Stop("S05", policy=name, key="categories", why="同一类对象写了两次")


def _key(path: Iterable[str | int]) -> str:
    return ".".join(str(step + 1) if isinstance(step, int) else step for step in path) or "（整个文件）"


_REASONS = {
    "required": "缺少键 {0}",
    "additionalProperties": "有不认识的键 {0}",
    "pattern": "“{1}”的写法不对",
    "format": "“{1}”不是日期（应如 2024-07-01）",
    "type": "值的类型不对",
    "enum": "“{1}”不在允许的取值之内",
    "minimum": "{1} 太小",
    "maximum": "{1} 太大",
    "minItems": "不能为空",
    "minLength": "不能为空",
}


def _schema_reason(error: jsonschema.ValidationError) -> str:
    names = "、".join(re.findall(r"'([^']+)'", error.message)[:3])
    return _REASONS.get(str(error.validator), "不符合政策文件的格式").format(names, error.instance)


def _policy(content: dict[str, Any]) -> Policy:
    funding = content["funding"]
    townships = tuple(
        Township(
            town["name"],
            town["kind"],
            town["code"],
            tuple(town.get("aliases", [])),
            Decimal(town.get("district_percent") or funding[town["kind"]]["district_percent"]),
            town.get("quote") or funding[town["kind"]]["quote"],
        )
        for town in content["townships"]
    )
    budget = content.get("budget")
    return Policy(
        name=content["name"],
        year=content["year"],
        title=content["title"],
        document=content["document"],
        amount_fen=parse_yuan(content["amount"]["yuan"]),
        reference_date=date.fromisoformat(content["reference_date"]["day"]),
        townships=townships,
        township_prefixes=tuple(content.get("township_prefixes", [])),
        not_townships=tuple(content.get("not_townships", [])),
        category_order=tuple(category["role"] for category in content["categories"]),
        sub_categories={category["role"]: _sub_categories(category) for category in content["categories"]},
        masking={key: value for key, value in content["masking"].items() if key != "status"},
        budget={key: budget[key] for key in ("街道人数", "镇人数")} if budget else None,
        basis={code: (basis["quote"], basis["where"]) for code, basis in content["basis"].items()},
        parameters=tuple(_parameters(content)),
    )


def _sub_categories(category: dict[str, Any]) -> dict[str, str]:
    """{name or alias: name} of one category's sub-categories."""
    known: dict[str, str] = {}
    for sub in category.get("sub_categories", []):
        known |= {alias["name"]: sub["name"] for alias in sub.get("aliases", [])} | {sub["name"]: sub["name"]}
    return known


def _parameters(content: dict[str, Any]) -> Iterable[Parameter]:
    def sourced(value: dict[str, Any]) -> tuple[str, str, str]:
        return value["quote"], value["where"], value["status"]

    yield Parameter("政策年度", "政策年度", content["year"], "年", content["title"], content["document"], "有原文")
    yield Parameter("补贴金额", "补贴金额", Decimal(content["amount"]["yuan"]), "元/人", *sourced(content["amount"]))
    day = content["reference_date"]
    yield Parameter("参考日期", "参考日期（承保日期为空时）", day["day"], "", *sourced(day))
    for kind, share in content["funding"].items():
        percent = Decimal(share["district_percent"]) / 100
        quote, where, status = sourced(share)
        note = quote + (f"（{share['note']}）" if "note" in share else "")
        yield Parameter(f"{kind}区级比例", f"{kind}：区级承担比例", percent, "", note, where, status)
    mask = content["masking"]
    shown = f"姓名保留前 {mask['name_keep']} 字；证件号码保留前 {mask['id_head']} 位、后 {mask['id_tail']} 位"
    yield Parameter("公示脱敏", "公示脱敏规则", shown, "", "参数未经核定：所读文件没有写明。", "—", mask["status"])
    if budget := content.get("budget"):
        for key in ("街道人数", "镇人数"):
            yield Parameter(
                f"预算{key}", f"预算{key}（预估）", budget[key], "人", budget["quote"], budget["where"], "有原文"
            )
