"""The policy of a year, loaded from its file: amount, shares, 街镇, categories, dates, each with its quotation.

A policy file is data (``<scheme>/<year>.json``, described by ``schemas/policy.schema.json``): a new year is a new
file, copied and edited, and old years stay as they are so that the past can be recomputed. What no document states
is a setting with status 未核定 and says so wherever it is shown.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from huibao_xl import resources, settings
from huibao_xl.money import parse_yuan
from huibao_xl.policy import approval, roles
from huibao_xl.policy.parameters import PUBLICATION, Parameter, parameters, put
from huibao_xl.reasons import Stop

KINDS = ("街道", "镇", "工业区")
APPROVAL = (approval.REVIEW, approval.APPROVE)
"""Who signs a batch, as far as the policy asks for it: the last signature is always 审批."""
SCHEMA = "policy.schema.json"
_FOLDER = "policy/huhuibao"
_NUMERALS = ("", *"一二三四五六七八九十")


@dataclass(frozen=True)
class Township:
    """A 街道, 镇 or 工业区. ``district_percent``: the district's share of a person's amount, 0 to 100."""

    name: str
    kind: str
    code: str
    district_percent: Decimal
    quote: str
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True)
class Alias:
    """Another name; ``until``: the last day on which it was the name, where a document says so (``where``)."""

    name: str
    until: date | None = None
    where: str = ""


@dataclass(frozen=True)
class SubCategory:
    """A part of a category, as forms offer it in 子类."""

    name: str
    aliases: tuple[Alias, ...] = ()


@dataclass(frozen=True)
class Category:
    """Those whom the policy pays for one reason.

    ``key``: the same in all years; ``title``: what this year's documents and results call it; ``role``: the roster that fills it, whose name
    does not change with the title; ``aliases``: other titles, by which a sheet or a file is recognised as that roster too.
    """

    key: str
    title: str
    role: str
    quote: str
    where: str
    aliases: tuple[Alias, ...] = ()
    sub_categories: tuple[SubCategory, ...] = ()

    @property
    def words(self) -> tuple[str, ...]:
        """Names besides the role's own that give its roster away."""
        return tuple(name for name in (self.title, *(alias.name for alias in self.aliases)) if name != self.role)


@dataclass(frozen=True)
class Publication:
    """What heads the list that is posted in public (公示). An empty text, no ``start`` and 0 ``working_days`` are not settled yet.

    ``categories``: whether the list names the category of each person, which is sensitive.
    """

    basis: str = ""
    unit: str = ""
    telephone: str = ""
    start: date | None = None
    working_days: int = 0
    categories: bool = False

    @property
    def unsettled(self) -> list[str]:
        """What has to be settled before the list is posted, by the names of its parameters; nothing if it can be posted as it is."""
        wanted = ("unit", "telephone", "start", "working_days")
        return [PUBLICATION[key][0] for key in wanted if not getattr(self, key)]


@dataclass(frozen=True)
class Policy:
    """One year's policy. Money in fen. ``basis``: {code: (quotation, where)} that a decision rests on.

    ``deadline``: the day until which everybody should be paid, if a document states one; ``approval``: who signs a batch after its
    maker, in order: 审核 and 审批, or 审批 alone; ``categories``: in the order of the policy, the first that a person has is the 主类别;
    ``rosters``: roles that this policy declares itself; ``content``: the checked JSON that it was built from (:func:`build` makes the same
    policy of it).
    """

    scheme: str
    name: str
    year: int
    title: str
    document: str
    amount_fen: int
    reference_date: date
    deadline: date | None
    approval: tuple[str, ...]
    townships: tuple[Township, ...]
    categories: tuple[Category, ...]
    masking: dict[str, int]
    publication: Publication
    budget: dict[str, int] | None
    basis: dict[str, tuple[str, str]]
    township_prefixes: tuple[str, ...] = ()
    not_townships: tuple[str, ...] = ()
    kinds: tuple[str, ...] = KINDS
    rosters: dict[str, roles.Definition] = field(default_factory=dict)
    parameters: tuple[Parameter, ...] = ()
    content: dict[str, Any] = field(default_factory=dict, repr=False)

    @property
    def kind_of(self) -> dict[str, str]:
        """{街镇: its kind}."""
        return {township.name: township.kind for township in self.townships}

    def percent_of_kind(self, kind: str) -> Decimal:
        """Return the district's share of a person's amount in the 街镇 of a kind, 0 to 100, whatever one of them has of its own."""
        return Decimal(self.content["funding"][kind]["district_percent"])

    @property
    def category_order(self) -> tuple[str, ...]:
        """The titles of the categories, in order."""
        return tuple(category.title for category in self.categories)

    @property
    def roles(self) -> tuple[str, ...]:
        """The roles that fill the categories, in order: entries of no other roster are paid."""
        return tuple(category.role for category in self.categories)

    @property
    def counted(self) -> str:
        """How many categories there are, in words: ``四类``."""
        count = len(self.categories)
        return f"{_NUMERALS[count] if count < len(_NUMERALS) else count}类"


def policies() -> dict[str, Path]:
    """Return the policies that ship with the package: {name: file}, oldest first.

    >>> list(policies())[:2]
    ['2023', '2024']
    """
    return resources.shipped(_FOLDER)


def latest() -> str:
    """Return the name of the newest policy that ships: what holds wherever nobody names one."""
    return max(policies())


def load(name: str = "") -> Policy:
    """Return the policy called ``name`` (``2024``), the one in the file ``name`` (``D:\\政策\\2025.json``), or the latest.

    Raises Stop(S05) naming the key and the reason if the file is not a policy, Stop(S07) if there is none.

    >>> load("2024").amount_fen
    12900
    """
    return build(content_of(name), name)


def content_of(name: str = "") -> dict[str, Any]:
    """Return what the file of a policy says: JSON that fits the schema. Raises Stop as :func:`load` does."""
    shipped = policies()
    path = shipped.get(name or latest(), Path(name))
    if not path.is_file():
        raise Stop(
            "S07",
            why=f"没有名为“{name}”的政策",
            advice=f"现有：{'、'.join(shipped)}；也可以写政策文件（.json）的路径。",
        )
    content = settings.read(path, SCHEMA, lambda key, why: Stop("S05", policy=name, key=key, why=why))
    if path not in shipped.values():
        _require_other_name(content, name)
    return content


def _require_other_name(content: dict[str, Any], policy: str) -> None:
    """Raise Stop(S05) if a file of the staff's bears the name of a policy that ships and says something else than what they
    may settle themselves (``editable``), or if it is none: papers and ledger call a policy by its name, so two of one name
    could not be told apart."""
    name = content["name"]
    if name not in policies():
        return
    shipped = content_of(name)
    there = {parameter.name for parameter in build(content, policy).parameters}
    for parameter in build(shipped).parameters:
        if parameter.editable and parameter.name in there:
            content = put(content, parameter, parameter.value)
    if content != shipped:
        why = f"“{name}”是随程序提供的政策的名称，这份文件有原文的内容却与它不同，请另起一个名称"
        raise Stop("S05", policy=policy, key="name", why=why)


def fault(content: Any) -> tuple[str, str] | None:
    """Return the key that is wrong in the content of a policy file, and why; None if it is right."""
    return settings.fault(content, SCHEMA) or next(_faults(content), None)


def _faults(content: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """What a schema cannot say, as (key, why)."""
    if not parse_yuan(content["amount"]["yuan"]):
        yield "amount.yuan", "补贴金额是零"
    towns = [word for town in content["townships"] for word in (town["name"], *town.get("aliases", []))]
    yield from (("townships", f"“{word}”指向两个街镇，或写了两次") for word in _repeated(towns))
    for town in content["townships"]:
        if "district_percent" not in town and town["kind"] not in content["funding"]:
            yield "funding", f"没有“{town['kind']}”的分担比例"
        elif Decimal(percent := _with_share(town, content)["district_percent"]) > 100:
            yield "district_percent", f"{percent} 大于 100"
    yield from approval.faults(content)
    yield from _category_faults(content)


def _category_faults(content: dict[str, Any]) -> Iterator[tuple[str, str]]:
    rosters, shipped = content.get("rosters", []), roles.shipped()
    names = [roster["name"] for roster in rosters]
    yield from (("rosters", f"“{name}”写了两次") for name in _repeated(names))
    for place, name in enumerate(names, 1):
        if name in shipped and shipped[name].frame != roles.ROSTER:
            yield f"rosters.{place}.name", f"“{name}”是另一种名单的名称"
    usable = [*names, *(name for name, role in shipped.items() if role.frame == roles.ROSTER)]
    for place, category in enumerate(content["categories"], 1):
        if category["role"] not in usable:
            yield (
                f"categories.{place}.role",
                f"没有“{category['role']}”这种名册，现有：{'、'.join(usable)}；新的一种要在 rosters 中写明",
            )
    categories = [_category(category) for category in content["categories"]]
    for key in ("role", "key", "title"):
        if repeated := _repeated([category[key] for category in categories]):
            yield "categories", f"同一类对象写了两次（{'、'.join(repeated)}）"
    words = [
        word for each in categories for word in (each["title"], *(name["name"] for name in each.get("aliases", [])))
    ]
    yield from (("categories", f"“{word}”指向两类对象，或写了两次") for word in _repeated(words))


def _repeated(words: list[str]) -> list[str]:
    return [word for word, count in Counter(words).items() if count > 1]


def build(content: dict[str, Any], name: str = "") -> Policy:
    """Return the policy that the content of a policy file describes: read from the file now, or stored with a result or a batch.

    ``name``: what a message calls it. Raises Stop(S05) naming the key and the reason if the content is no policy.

    >>> build(load("2024").content) == load("2024")
    True
    """
    if found := fault(content):
        raise Stop("S05", policy=name or str(content.get("name", "")), key=found[0], why=found[1])
    signatures = content["approval"]["signatures"] if "approval" in content else len(APPROVAL)
    values = {
        "amount_fen": parse_yuan(content["amount"]["yuan"]),
        "reference_date": content["reference_date"]["day"],
        "deadline": content["deadline"]["day"] if "deadline" in content else None,
        "approval": APPROVAL[-signatures:],
        "townships": [_with_share(town, content) for town in content["townships"]],
        "categories": [_category(category) for category in content["categories"]],
        "masking": {key: value for key, value in content["masking"].items() if key != "status"},
        "publication": _publication(content),
        "budget": {key: content["budget"][key] for key in ("街道人数", "镇人数")} if "budget" in content else None,
        "basis": {code: (basis["quote"], basis["where"]) for code, basis in content["basis"].items()},
    }
    built = settings.record(content | values | {"rosters": {}}, Policy)
    return replace(
        built,
        rosters=roles.declared(content.get("rosters", [])),
        parameters=tuple(parameters(content)),
        content=content,
    )


def _with_share(town: dict[str, Any], content: dict[str, Any]) -> dict[str, Any]:
    """A 街镇 with the district's share and its quotation: its own, else those of its kind."""
    share = content["funding"].get(town["kind"], {})
    return {key: share[key] for key in ("district_percent", "quote") if key in share} | town


def _publication(content: dict[str, Any]) -> dict[str, Any]:
    """What heads a 公示; a list whose basis is not written rests on the document of the policy."""
    written = content.get("publication", {})
    head = {key: written[key] for key in ("unit", "telephone", "working_days") if key in written}
    return head | {
        "basis": written.get("basis") or content["document"],
        "start": written.get("start") or None,
        "categories": bool(written.get("categories")),
    }


def _category(category: dict[str, Any]) -> dict[str, Any]:
    """A category whose title and key, where they are not written, are the role's name."""
    return {"key": category["role"], "title": category["role"]} | category
