"""What the files call things: roles, their fields, the headers and words that mean them (``schemas/roster-fields.json``)."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from huibao_xl import settings
from huibao_xl.commands import result_sheets
from huibao_xl.policy import Policy
from huibao_xl.policy import roles as definitions
from huibao_xl.policy.roles import Definition

_BRACKETS = re.compile(r"[(\[【{<].*?[)\]】}>]")
_NOISE = re.compile(r"[\s*:_、，,。.]+")


@dataclass(frozen=True)
class Role:
    """A kind of list. ``frame``: the name of the frame that it becomes; ``aliases``: {header: (field, rank)}, a lower rank counts first;
    ``marks``: headers only it has; ``disability_card``: whether 证件号码 may hold the number of a 残疾人证."""

    name: str
    frame: str
    required: tuple[str, ...]
    words: tuple[str, ...]
    aliases: dict[str, tuple[str, int]]
    marks: frozenset[str]
    disability_card: bool


@dataclass(frozen=True)
class RoleBook:
    """The kinds of list that a job looks for: ``roles`` by name; ``headers``: every header of any of them, as compared."""

    roles: Mapping[str, Role]
    headers: frozenset[str]


@lru_cache(maxsize=4096)
def header_key(text: str) -> str:
    """Return a header as it is compared: half width, without spaces, stars, colons and what stands in brackets.

    >>> header_key("＊身份证\\n号码（18位）："), header_key("居（村）委")
    ('身份证号码', '居委')
    """
    plain = unicodedata.normalize("NFKC", text)
    return _NOISE.sub("", _BRACKETS.sub("", plain)).upper()


@lru_cache(maxsize=4)
def role_book(book: str = "roster") -> RoleBook:
    """Return the roles that ship. ``book``: which of the files schemas/*-fields.json; the headers of persons are common to all.

    >>> list(role_book("medical").roles)
    ['救助结算', '救助身份']
    """
    found = {name: _role(definition) for name, definition in definitions.shipped(book).items()}
    return RoleBook(found, _headers(found, book))


def role_book_of(rules: Policy) -> RoleBook:
    """Return the roles that ship and those that a policy declares; the titles of its categories give their rosters away too."""
    found = dict(role_book().roles) | {name: _role(definition) for name, definition in rules.rosters.items()}
    for category in rules.categories:
        role = found[category.role]
        found[role.name] = replace(role, words=(*role.words, *category.words))
    return RoleBook(found, _headers(found, "roster"))


def _headers(found: Mapping[str, Role], book: str) -> frozenset[str]:
    """Every header of some roles; those of low-income monitoring are known to the rosters' book too."""
    more = [household_role()] if book == "roster" else []
    return frozenset(alias for role in (*found.values(), *more) for alias in role.aliases)


def roles(book: str = "roster") -> Mapping[str, Role]:
    """Return every role that ships, by its name."""
    return role_book(book).roles


@lru_cache(maxsize=1)
def household_role() -> Role:
    """Return the list of low-income monitoring (低收入家庭).

    It is not among :func:`roles`: a run for the subsidy reads such a sheet as :func:`household_roster`, or its people would be missed.
    """
    definition = settings.record(definitions.content()["household_role"], Definition)
    yearly = definitions.content()["household_role"]["yearly"]
    years = {year: _of_year(definition.fields[month], yearly["words"]) for month, year in yearly["fields"].items()}
    return _role(replace(definition, fields=definition.fields | years))


@lru_cache(maxsize=1)
def heads_role() -> Role:
    """Return the list of low-income monitoring as a table of heads alone has it: 姓名 and 证件号码 are those of the 户主."""
    role, headers = household_role(), definitions.content()["household_role"]["heads_table"]
    more = {header_key(text): (field, rank) for field, texts in headers.items() for rank, text in enumerate(texts)}
    return replace(role, aliases=role.aliases | more)


def _of_year(headers: Sequence[str], words: Sequence[str]) -> tuple[str, ...]:
    """The headers of a field of monthly incomes as those of a year: 月 in them, or what stands before them, is one of ``words``."""
    return tuple(text.replace("月", word) if "月" in text else word + text for text in headers for word in words)


def yearly_field(month: str) -> str:
    """Return the field of yearly incomes beside one of monthly ones.

    >>> yearly_field("月收入"), yearly_field("工资")
    ('年收入', '年工资')
    """
    return str(definitions.content()["household_role"]["yearly"]["fields"][month])


def household_roster() -> str:
    """Return the role of the roster that holds the identities of low-income households: 低保 and the others are its 子类."""
    return str(definitions.content()["household_role"]["roster"])


def household_words(kind: str) -> dict[str, str]:
    """Return {word: what it means} of the cells of 低收入家庭 (``kind``: ``identities`` or ``signed``).

    >>> household_words("identities")["支出型贫困家庭"]
    '刚性支出困难'
    """
    return {word: meaning for meaning, words in definitions.content()["household_role"][kind].items() for word in words}


def household_terms(kind: str) -> frozenset[str]:
    """Return the words for 户籍 (``inside``, ``outside``, ``elsewhere``, ``either``), for heads, spouses and children (``family``) and other
    ``relatives``, or those of headers that mean no money (``no_money``)."""
    return frozenset(definitions.content()["household_role"][kind])


def household_subjects() -> dict[str, list[str]]:
    """Return {财产, 支出, 收入, or "" for money of which nobody knows: the words in headers of amounts that mean it}, in the order in which they count."""
    return dict(definitions.content()["household_role"]["money"])


def _role(definition: Definition) -> Role:
    common: dict[str, list[str]] = definitions.content()["common"]
    aliases: dict[str, tuple[str, int]] = {}
    for field, headers in definition.fields.items():
        for rank, alias in enumerate([*headers, *common.get(field, [])]):
            aliases.setdefault(header_key(alias), (field, rank))
    marked = [alias for field in definition.marks for alias in definition.fields[field]]
    marks = frozenset(map(header_key, [*marked, *definition.headers])) - {"金额"}
    return Role(
        definition.name,
        definition.frame,
        definition.required,
        definition.words,
        aliases,
        marks,
        definition.disability_card,
    )


@lru_cache(maxsize=1)
def person_headers() -> frozenset[str]:
    """Return the headers of any role that mean 姓名 or 证件号码, as compared."""
    people = ("姓名", "证件号码")
    every = [*roles().values(), *roles("medical").values(), household_role()]
    return frozenset(key for role in every for key, (field, _) in role.aliases.items() if field in people)


@lru_cache(maxsize=1)
def name_headers() -> frozenset[str]:
    """Return the headers of any role that mean 姓名, as compared."""
    return frozenset(key for role in roles().values() for key, (field, _) in role.aliases.items() if field == "姓名")


@lru_cache(maxsize=1)
def footer_words() -> tuple[str, ...]:
    """Return the words that begin a row which is not a person (合计, 制表, 备注 …), longest first."""
    return tuple(sorted(definitions.content()["footer_words"], key=len, reverse=True))


@lru_cache(maxsize=1)
def sheets_by_content() -> frozenset[str]:
    """Return those of :func:`guide_sheets` whose names others give to lists too (待核名单, 处置): what stands on such a sheet says what it is."""
    return frozenset(definitions.content()["sheets_by_content"])


@lru_cache(maxsize=1)
def guide_sheets() -> frozenset[str]:
    """Return the names of our own sheets that are no lists: what explains a form (``guide_sheets`` of the data), and every sheet that a
    command fills (the registry of commands)."""
    return frozenset(definitions.content()["guide_sheets"]) | result_sheets()


def is_hidden_store(sheet: str) -> bool:
    """Return whether a sheet is where the commands keep what they changed (very hidden, no list)."""
    return sheet.startswith(definitions.content()["hidden_store"])


@lru_cache(maxsize=1)
def open_dates() -> frozenset[str]:
    """Return the words that stand for an open end of a period (长期 …)."""
    return frozenset(definitions.content()["open_dates"])


def value_aliases(field: str, book: str = "roster") -> dict[str, str]:
    """Return {what a cell says: what it means} of a field with fixed values (状态, 投保渠道).

    >>> value_aliases("状态")["已撤单"]
    '退保'
    """
    return {
        alias: meaning for meaning, aliases in definitions.content(book)["values"][field].items() for alias in aliases
    }
