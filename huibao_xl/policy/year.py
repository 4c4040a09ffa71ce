"""The policy of a year, loaded from its file: amount, shares, 街镇, categories, dates, each with its quotation.

A policy file is data (``<scheme>/<year>.json``, described by ``schemas/policy.schema.json``): a new year is a new
file, copied and edited, and old years stay as they are so that the past can be recomputed. What no document states
is a setting with status 未核定 and says so wherever it is shown.
"""

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from huibao_xl import resources, settings
from huibao_xl.money import parse_yuan
from huibao_xl.policy.parameters import Parameter, parameters
from huibao_xl.reasons import Stop

KINDS = ("街道", "镇", "工业区")
APPROVAL = ("审核", "审批")
"""Who signs a batch, as far as the policy asks for it: the last signature is always 审批."""
SCHEMA = "policy.schema.json"


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
class Policy:
    """One year's policy. Money in fen. ``basis``: {code: (quotation, where)} that a decision rests on; ``category_quotes``: the same for
    each category.

    ``deadline``: the day until which everybody should be paid, if a document states one; ``approval``: who signs a batch after its
    maker, in order: 审核 and 审批, or 审批 alone; ``content``: the checked JSON that it was built from (:func:`build` makes the same policy of it).
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
    township_prefixes: tuple[str, ...]
    not_townships: tuple[str, ...]
    category_order: tuple[str, ...]
    sub_categories: dict[str, dict[str, str]]
    masking: dict[str, int]
    budget: dict[str, int] | None
    basis: dict[str, tuple[str, str]]
    parameters: tuple[Parameter, ...]
    kinds: tuple[str, ...] = KINDS
    category_quotes: dict[str, tuple[str, str]] = field(default_factory=dict)
    content: dict[str, Any] = field(default_factory=dict, repr=False)

    @property
    def kind_of(self) -> dict[str, str]:
        """{街镇: its kind}."""
        return {township.name: township.kind for township in self.townships}


def policies() -> dict[str, Path]:
    """Return the policies that ship with the package: {name: file}.

    >>> sorted(policies())
    ['2023', '2024']
    """
    return {path.stem: path for path in sorted(resources.folder("policy/huhuibao").glob("*.json"))}


def load(name: str) -> Policy:
    """Return the policy called ``name`` (``2024``), or the one in the file ``name`` (``D:\\政策\\2025.json``).

    Raises Stop(S05) naming the key and the reason if the file is not a policy, Stop(S07) if there is none.

    >>> load("2024").amount_fen
    12900
    """
    return build(content_of(name), name)


def content_of(name: str) -> dict[str, Any]:
    """Return what the file of a policy says: JSON that fits the schema. Raises Stop as :func:`load` does."""
    shipped = policies()
    path = shipped.get(name, Path(name))
    if not path.is_file():
        raise Stop(
            "S07",
            why=f"没有名为“{name}”的政策",
            advice=f"现有：{'、'.join(shipped)}；也可以写政策文件（.json）的路径。",
        )
    return settings.read(path, SCHEMA, lambda key, why: Stop("S05", policy=name, key=key, why=why))


def fault(content: Any) -> tuple[str, str] | None:
    """Return the key that is wrong in the content of a policy file, and why; None if it is right."""
    if found := settings.fault(content, SCHEMA):
        return found
    names = [word for town in content["townships"] for word in (town["name"], *town.get("aliases", []))]
    for word in names:
        if names.count(word) > 1:
            return "townships", f"“{word}”指向两个街镇，或写了两次"
    for town in content["townships"]:
        if "district_percent" not in town and town["kind"] not in content["funding"]:
            return "funding", f"没有“{town['kind']}”的分担比例"
        percent = town.get("district_percent") or content["funding"][town["kind"]]["district_percent"]
        if Decimal(percent) > 100:
            return "district_percent", f"{percent} 大于 100"
    roles = [category["role"] for category in content["categories"]]
    return ("categories", "同一类对象写了两次") if len(set(roles)) < len(roles) else None


def build(content: dict[str, Any], name: str = "") -> Policy:
    """Return the policy that the content of a policy file describes: read from the file now, or stored with a result or a batch.

    ``name``: what a message calls it. Raises Stop(S05) naming the key and the reason if the content is no policy.

    >>> build(load("2024").content) == load("2024")
    True
    """
    if found := fault(content):
        raise Stop("S05", policy=name or str(content.get("name", "")), key=found[0], why=found[1])
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
        scheme=content["scheme"],
        name=content["name"],
        year=content["year"],
        title=content["title"],
        document=content["document"],
        amount_fen=parse_yuan(content["amount"]["yuan"]),
        reference_date=date.fromisoformat(content["reference_date"]["day"]),
        deadline=date.fromisoformat(content["deadline"]["day"]) if "deadline" in content else None,
        approval=APPROVAL[-content.get("approval", {"signatures": len(APPROVAL)})["signatures"] :],
        townships=townships,
        township_prefixes=tuple(content.get("township_prefixes", [])),
        not_townships=tuple(content.get("not_townships", [])),
        category_order=tuple(category["role"] for category in content["categories"]),
        sub_categories={category["role"]: _sub_categories(category) for category in content["categories"]},
        masking={key: value for key, value in content["masking"].items() if key != "status"},
        budget={key: budget[key] for key in ("街道人数", "镇人数")} if budget else None,
        basis={code: (basis["quote"], basis["where"]) for code, basis in content["basis"].items()},
        parameters=tuple(parameters(content)),
        category_quotes={each["role"]: (each["quote"], each["where"]) for each in content["categories"]},
        content=content,
    )


def _sub_categories(category: dict[str, Any]) -> dict[str, str]:
    """{name or alias: name} of one category's sub-categories."""
    known: dict[str, str] = {}
    for sub in category.get("sub_categories", []):
        known |= {alias["name"]: sub["name"] for alias in sub.get("aliases", [])} | {sub["name"]: sub["name"]}
    return known
