"""What the files call things: roles, their fields, the headers and words that mean them (``schemas/roster-fields.json``)."""

import json
import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from huibao_xl import resources
from huibao_xl.commands import result_sheets

CATEGORIES = ("医疗救助对象", "持证残疾人", "生活困难农户", "优抚对象")
"""The four roles whose members may be paid."""

_BRACKETS = re.compile(r"[(\[【{<].*?[)\]】}>]")
_NOISE = re.compile(r"[\s*:_、，,。.]+")


@dataclass(frozen=True)
class Role:
    """A kind of list. ``aliases``: {header: (field, rank)}, a lower rank counts first; ``marks``: headers only it has."""

    name: str
    required: tuple[str, ...]
    words: tuple[str, ...]
    aliases: dict[str, tuple[str, int]]
    marks: frozenset[str]


def header_key(text: str) -> str:
    """Return a header as it is compared: half width, without spaces, stars, colons and what stands in brackets.

    >>> header_key("＊身份证\\n号码（18位）："), header_key("居（村）委")
    ('身份证号码', '居委')
    """
    plain = unicodedata.normalize("NFKC", text)
    return _NOISE.sub("", _BRACKETS.sub("", plain)).upper()


@lru_cache(maxsize=4)
def _content(book: str = "roster") -> dict[str, Any]:
    content: dict[str, Any] = json.loads(
        (resources.folder("schemas") / f"{book}-fields.json").read_text(encoding="utf-8")
    )
    return content


@lru_cache(maxsize=4)
def roles(book: str = "roster") -> dict[str, Role]:
    """Return every role by its name. ``book``: which of the files schemas/*-fields.json; the headers of persons are common to all.

    >>> list(roles("medical"))
    ['救助结算', '救助身份']
    """
    return {name: _role(name, role, _content()["common"]) for name, role in _content(book)["roles"].items()}


@lru_cache(maxsize=1)
def household_role() -> Role:
    """Return the list of low-income monitoring (低收入家庭).

    It is not among :func:`roles`: a run for the subsidy reads such a sheet as 医疗救助对象, or its people would be missed.
    """
    content = _content()
    return _role(content["household_role"]["name"], content["household_role"], content["common"])


def household_words(kind: str) -> dict[str, str]:
    """Return {word: what it means} of the cells of 低收入家庭 (``kind``: ``identities`` or ``signed``).

    >>> household_words("identities")["支出型贫困家庭"]
    '刚性支出困难'
    """
    return {word: meaning for meaning, words in _content()["household_role"][kind].items() for word in words}


def household_terms(kind: str) -> frozenset[str]:
    """Return the words for 户籍 inside or outside the city, or for spouses and children (``family``)."""
    return frozenset(_content()["household_role"][kind])


def _role(name: str, content: dict[str, Any], common: dict[str, list[str]]) -> Role:
    aliases: dict[str, tuple[str, int]] = {}
    for field, headers in content["fields"].items():
        for rank, alias in enumerate([*headers, *common.get(field, [])]):
            aliases.setdefault(header_key(alias), (field, rank))
    marked = [alias for field in content["marks"] for alias in content["fields"][field]]
    marks = frozenset(map(header_key, [*marked, *content.get("headers", [])])) - {"金额"}
    return Role(name, tuple(content["required"]), tuple(content["words"]), aliases, marks)


@lru_cache(maxsize=4)
def all_headers(book: str = "roster") -> frozenset[str]:
    """Return every header of every role of a book, as compared; those of low-income monitoring belong to the rosters' book too."""
    more = [household_role()] if book == "roster" else []
    return frozenset(alias for role in (*roles(book).values(), *more) for alias in role.aliases)


@lru_cache(maxsize=1)
def footer_words() -> tuple[str, ...]:
    """Return the words that begin a row which is not a person (合计, 制表, 备注 …), longest first."""
    return tuple(sorted(_content()["footer_words"], key=len, reverse=True))


@lru_cache(maxsize=1)
def guide_sheets() -> frozenset[str]:
    """Return the names of our own sheets that are no lists: what explains a form (``guide_sheets`` of the data), and every sheet that a
    command fills (the registry of commands)."""
    return frozenset(_content()["guide_sheets"]) | result_sheets()


def is_hidden_store(sheet: str) -> bool:
    """Return whether a sheet is where the commands keep what they changed (very hidden, no list)."""
    return sheet.startswith(_content()["hidden_store"])


@lru_cache(maxsize=1)
def open_dates() -> frozenset[str]:
    """Return the words that stand for an open end of a period (长期 …)."""
    return frozenset(_content()["open_dates"])


def value_aliases(field: str, book: str = "roster") -> dict[str, str]:
    """Return {what a cell says: what it means} of a field with fixed values (状态, 投保渠道).

    >>> value_aliases("状态")["已撤单"]
    '退保'
    """
    return {alias: meaning for meaning, aliases in _content(book)["values"][field].items() for alias in aliases}


def meaning_by_beginning(field: str, text: str) -> str | None:
    """Return what a value that is not known means by its beginning (已退保（全额）), or None.

    >>> meaning_by_beginning("状态", "已退保（全额）"), meaning_by_beginning("状态", "续保处理中")
    ('退保', None)
    """
    beginnings = _content()["value_beginnings"][field]
    return next((meaning for meaning, starts in beginnings.items() if text.startswith(tuple(starts))), None)
