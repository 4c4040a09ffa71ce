"""Roles (角色): the kinds of list that files may be, as data; those that name the people of a category are rosters (名册).

What ships stands in ``schemas/roster-fields.json``. A policy may declare rosters of its own, for a category that no earlier year had: its name,
the words that give it away, and what its files call a field; everything else is as in any roster.
"""

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from huibao_xl import resources, settings

ROSTER = "entries"
"""The frame that every roster becomes (``frames.ENTRIES``)."""


@dataclass(frozen=True)
class Definition:
    """What makes a sheet a list of this role.

    ``frame``: the name of the frame that it becomes; ``words``: what sheet and file names say; ``fields``: {field: headers that mean it, the
    first found counts}, beside those common to all roles; ``required``: fields without which it is refused; ``marks`` (fields) and
    ``headers``: columns that only this role has; ``disability_card``: whether 证件号码 may hold the number of a 残疾人证;
    ``certificate``: what forms say about 证书编号.
    """

    name: str
    frame: str
    words: tuple[str, ...]
    fields: dict[str, tuple[str, ...]]
    required: tuple[str, ...] = ("姓名", "证件号码")
    marks: tuple[str, ...] = ()
    headers: tuple[str, ...] = ()
    disability_card: bool = False
    certificate: str = "证书或审批编号，没有可不填。"


@lru_cache(maxsize=4)
def content(book: str = "roster") -> dict[str, Any]:
    """Return ``schemas/<book>-fields.json``: the words of the clerks' files."""
    return dict(resources.read_json("schemas", f"{book}-fields.json"))


@lru_cache(maxsize=4)
def shipped(book: str = "roster") -> dict[str, Definition]:
    """Return the roles that ship, by name. ``book``: roster (the lists of the subsidy) or medical.

    >>> [name for name, role in shipped().items() if role.frame == ROSTER]
    ['医疗救助对象', '持证残疾人', '生活困难农户', '优抚对象']
    """
    return {
        name: settings.record(definition | {"name": name}, Definition)
        for name, definition in content(book)["roles"].items()
    }


def declared(rosters: list[dict[str, Any]]) -> dict[str, Definition]:
    """Return the rosters that a policy declares itself, by name. A field has the headers given, then those of any roster; one
    that ships keeps what it has (fields, words, marks), and what the policy says is added.

    >>> roster = declared([{"name": "失独家庭", "words": ["失独"], "fields": {"证书编号": ["扶助证号"]}}])["失独家庭"]
    >>> roster.fields["证书编号"], roster.frame
    (('扶助证号', '证书编号', '证书号'), 'entries')
    """
    found = {}
    for roster in rosters:
        base = content()["roles"].get(roster["name"], {})
        usual: dict[str, list[str]] = base.get("fields", content()["roster_fields"])
        special = roster.get("fields", {})
        fields = {field: [*special.get(field, []), *usual.get(field, [])] for field in {**usual, **special}}
        words = list(dict.fromkeys([*roster.get("words", []), *base.get("words", [])]))
        headers = list(dict.fromkeys([*roster.get("headers", []), *base.get("headers", [])]))
        definition = base | roster | {"frame": ROSTER, "fields": fields, "words": words, "headers": headers}
        found[roster["name"]] = settings.record(definition, Definition)
    return found
