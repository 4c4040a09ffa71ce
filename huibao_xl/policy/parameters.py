"""The values of a policy as staff see them: one row each on the sheet 参数, with unit, quotation and status.

A row knows where its value stands in the policy file (``key``), so that a value changed in a workbook can be put back into the
file's content (:func:`put`) and be checked by the same schema. What staff may change: what no document states (未核定), and the
estimated heads, which are a forecast. The share of each 街镇 is shown as following that of its kind, or as its own.
"""

from collections.abc import Iterable, Iterator
from copy import deepcopy
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any, Literal

from huibao_xl.money import format_yuan, parse_yuan

Kind = Literal["money", "percent", "day", "count", "text"]
UNSURE, SOURCED = "未核定", "有原文"
FILE, WORKBOOK = "政策文件", "本工作簿"
"""Where a value comes from: the policy's file, or a clerk who changed it in the workbook."""
HINTS: dict[Kind, str] = {
    "money": "应为以元为单位、最多两位小数的金额，如 129.00",
    "percent": "应为 0% 到 100%、最多两位小数的比例，如 35%",
    "day": "应为日期，如 2024-07-01",
    "count": "应为整数",
    "text": "应为不超过 100 字的一行文字",
}
_MASK = {
    "name_keep": ("公示姓名保留字数", "字", 1),
    "id_head": ("公示证件号码保留前几位", "位", 6),
    "id_tail": ("公示证件号码保留后几位", "位", 4),
}
"""Name, unit and the largest number that the schema of policy files takes."""
PUBLICATION: dict[str, tuple[str, str, str, Kind, int]] = {
    "basis": ("公示依据", "公示依据（空：政策所依据的文件）", "", "text", 0),
    "unit": ("公示单位", "公示单位（落款）", "", "text", 0),
    "telephone": ("公示监督电话", "公示监督电话", "", "text", 0),
    "start": ("公示开始日期", "公示开始日期", "", "day", 0),
    "working_days": ("公示工作日", "公示期的工作日数", "个工作日", "count", 60),
    "categories": ("公示写明类别", "公示是否写明对象类别（1：写明；0：不写，类别属于敏感信息）", "", "count", 1),
}
"""Key in the policy file, then name, title, unit, kind and the largest number, of what heads a 公示."""
_MANY = 10**7


@dataclass(frozen=True)
class Parameter:
    """One value of the 参数 sheet: ``name`` is its defined name there; ``status`` is 有原文 or 未核定.

    ``key``: where it stands in the policy file; ``follows``: the parameter whose value it shares; ``optional``: a sheet without it, or
    without a value, is in order; ``before``: the file's value, if a clerk changed it in the workbook; ``most``: the largest count that makes sense.
    A percent is a part of 1, a day is text as 2024-07-01.
    """

    name: str
    title: str
    value: int | str | Decimal
    unit: str
    quote: str
    where: str
    status: str
    kind: Kind
    key: tuple[str | int, ...]
    follows: str = ""
    forecast: bool = False
    optional: bool = False
    most: int = _MANY
    before: int | str | Decimal | None = None

    @property
    def origin(self) -> str:
        """Where the value comes from."""
        return FILE if self.before is None else WORKBOOK

    @property
    def file_value(self) -> int | str | Decimal:
        """What the policy's file says."""
        return self.value if self.before is None else self.before

    @property
    def editable(self) -> bool:
        """Whether staff may change it in a workbook."""
        return not self.follows and (self.status == UNSURE or self.forecast)


def parameters(content: dict[str, Any]) -> Iterable[Parameter]:
    """Return the rows of 参数 for the content of a policy file, in the sheet's order."""
    yield Parameter(
        "政策年度",
        "政策年度",
        content["year"],
        "年",
        content["title"],
        content["document"],
        SOURCED,
        "count",
        ("year",),
    )
    amount = content["amount"]
    money: tuple[Kind, tuple[str | int, ...]] = ("money", ("amount", "yuan"))
    yield Parameter("补贴金额", "补贴金额", Decimal(amount["yuan"]), "元/人", *_sourced(amount), *money)
    day = content["reference_date"]
    yield Parameter(
        "参考日期", "参考日期（承保日期为空时）", day["day"], "", *_sourced(day), "day", ("reference_date", "day")
    )
    if "deadline" in content:
        end = content["deadline"]
        yield Parameter(
            "发放期限", "发放期限（计算及时率）", end["day"], "", *_sourced(end), "day", ("deadline", "day")
        )
    if "approval" in content:
        signed, title = content["approval"], "制单之后的签字数（2：审核和审批；1：只审批）"
        place: tuple[Kind, tuple[str | int, ...]] = ("count", ("approval", "signatures"))
        yield Parameter("审批签字数", title, signed["signatures"], "人", *_sourced(signed), *place, most=2)
        if "shared_account" in signed:
            title = "制单和签字可以出自同一个电脑账号（1：可以，单上写明；0：不可以）"
            place = ("count", ("approval", "shared_account"))
            yield Parameter("同一电脑账号", title, signed["shared_account"], "", *_sourced(signed), *place, most=1)
    for kind in _kinds(content):
        share = content["funding"][kind]
        quote, where, status = _sourced(share)
        note = quote + (f"（{share['note']}）" if "note" in share else "")
        key = ("funding", kind, "district_percent")
        title = f"{kind}：区级承担比例"
        yield Parameter(f"{kind}区级比例", title, _part(share), "", note, where, status, "percent", key)
    yield from _townships(content)
    yield from _masking(content["masking"])
    yield from _publication(content.get("publication"))
    yield from _forecast(content.get("budget"))


def _kinds(content: dict[str, Any]) -> list[str]:
    """The kinds of 街镇 that have a share, in the order of the 街镇: content that was stored has its keys in another order than its file."""
    kinds = dict.fromkeys([*(town["kind"] for town in content["townships"]), *sorted(content["funding"])])
    return [kind for kind in kinds if kind in content["funding"]]


def _sourced(value: dict[str, Any]) -> tuple[str, str, str]:
    return value["quote"], value["where"], value["status"]


def _part(share: dict[str, Any]) -> Decimal:
    return Decimal(share["district_percent"]) / 100


def _townships(content: dict[str, Any]) -> Iterator[Parameter]:
    """The district's share of each 街镇; only a file that gives a 街镇 a share of its own makes it differ from its kind's."""
    for index, town in enumerate(content["townships"]):
        share = content["funding"].get(town["kind"], {})
        separate = "district_percent" in town
        name, key = town["name"], ("townships", index, "district_percent")
        title = f"{name}（{town['kind']}）：区级承担比例"
        quote = (town.get("quote") or share.get("quote", "—")) if separate else f"同“{town['kind']}”"
        where, status = share.get("where", "—"), SOURCED if separate else share["status"]
        follows = "" if separate else f"{town['kind']}区级比例"
        value = _part(town if separate else share)
        yield Parameter(f"{name}区级比例", title, value, "", quote, where, status, "percent", key, follows)


def _masking(mask: dict[str, Any]) -> Iterator[Parameter]:
    quote = "参数未经核定：所读文件没有写明。"
    for key, (name, unit, most) in _MASK.items():
        texts = quote, "—", mask["status"]
        yield Parameter(name, name, mask[key], unit, *texts, "count", ("masking", key), most=most)


def _publication(publication: dict[str, Any] | None) -> Iterator[Parameter]:
    if publication:
        for key, (name, title, unit, kind, most) in PUBLICATION.items():
            place = kind, ("publication", key)
            yield Parameter(
                name, title, publication[key], unit, *_sourced(publication), *place, optional=True, most=most
            )


def _forecast(budget: dict[str, Any] | None) -> Iterator[Parameter]:
    if budget:
        for key in ("街道人数", "镇人数"):
            texts = budget["quote"], budget["where"], SOURCED
            title = f"预算{key}（预估）"
            yield Parameter(f"预算{key}", title, budget[key], "人", *texts, "count", ("budget", key), forecast=True)


def read(parameter: Parameter, text: str) -> int | str | Decimal:
    """Return what a clerk wrote as the value of a parameter. Raises ValueError if it is none of its kind.

    >>> mask, share = Parameter(*"abcdefg", "count", ()), Parameter(*"abcdefg", "percent", ())
    >>> read(mask, "4"), read(share, "33.5%"), read(share, "0.335")
    (4, Decimal('0.335'), Decimal('0.335'))
    """
    if parameter.optional and parameter.kind in ("day", "text") and not text:
        return ""
    if parameter.kind == "text":
        return text
    try:
        if parameter.kind == "money":
            return Decimal(parse_yuan(text)) / 100
        if parameter.kind == "day":
            return date.fromisoformat(text).isoformat()
        value = Decimal(text.removesuffix("%")) / (100 if text.endswith("%") else 1)
    except InvalidOperation:
        raise ValueError(text) from None
    if not value.is_finite() or (parameter.kind == "count" and value != int(value)):
        raise ValueError(text)
    return int(value) if parameter.kind == "count" else value


def put(content: dict[str, Any], parameter: Parameter, value: int | str | Decimal) -> dict[str, Any]:
    """Return the content of a policy file with another value in a parameter's place, written as the file writes it."""
    changed = deepcopy(content)
    place: Any = changed
    for step in parameter.key[:-1]:
        place = place[step]
    place[parameter.key[-1]] = _as_file(parameter.kind, value)
    return changed


def _as_file(kind: Kind, value: int | str | Decimal) -> int | str:
    """As the policy file has it.

    >>> _as_file("percent", Decimal("0.335")), _as_file("percent", Decimal("0.30")), _as_file("money", Decimal(150))
    ('33.5', '30', '150.00')
    """
    if kind == "money":
        return format_yuan(int(Decimal(value) * 100)).replace(",", "")
    if kind == "percent":
        text = f"{Decimal(value) * 100:f}"
        return text.rstrip("0").rstrip(".") if "." in text else text
    return value if isinstance(value, int) else str(value)


def shown(parameter: Parameter, value: int | str | Decimal) -> str:
    """Return a value in words.

    >>> shown(Parameter(*"abcdefg", "percent", ()), Decimal("0.335"))
    '33.5%'
    """
    return str(_as_file(parameter.kind, value)) + ("%" if parameter.kind == "percent" else "")
