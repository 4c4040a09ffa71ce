"""Which list a sheet is: its role follows from its columns; the names of sheet, title and file only break ties.

What speaks for a role is data (``roles`` in ``schemas/list-terms.json``): fields that were found, terms and words of headers, and
what speaks against it. Where the columns say nothing (姓名, 证件号码, 街镇), the names decide: the sheet's before the title above the header, that
before the file's, and of several words in one text the longest. A name that says another role than the columns do is said to be so and decides nothing.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Literal

from huibao_xl.identifiers.spelling import plain
from huibao_xl.rosters.fields import Role, RoleBook, household_role, household_roster, role_book, yearly_field
from huibao_xl.rosters.header import Header
from huibao_xl.rosters.header_terms import content, fields_of, parse
from huibao_xl.rosters.header_terms import plain as plain_header
from huibao_xl.rosters.names_of_payments import names_payment
from huibao_xl.rosters.roster_columns import columns_of, general_list
from huibao_xl.rosters.status_words import read_header

_SPEAKS, _MARGIN = 2.0, 1.5
"""From this weight on columns speak for a role; roles that are no more than the margin behind the first are possible too."""
_SURELY = 0.72
"""A header whose terms score less says no field."""
_TOGETHER = 3
"""What two words that say a role together weigh more than one word as long."""
SPEAK_AGAINST = ("group", "withdrawn", "prior")
"""Frames of lists that speak against people: who stands there may be refused what is his. A name that says one of them, against the columns, is
asked about."""
_LONGEST_TITLE = 60
"""A text above the header that is longer explains something."""
_WITH = re.compile(
    r"[(（]?(?:含|带|附|及|和|与|有)(?:有)?(?:银行|收款|发放|打卡)?(?:账户|账号|帐号|帐户|卡号|银行卡|存折)(?:信息)?[)）]?"
)
"""How a name says that a list has accounts besides."""
_YEAR, _GRADE = "政策年度", "残疾等级"
_OF_ENTITLEMENT = re.compile("认定|纳入|建档|脱贫|评定|鉴定|评残|审批|批准|登记|致[残贫]|入伍|退[役伍休]|年审|复核")
"""What a year is of (认定年度, 纳入年份) that was paid to nobody."""
_PAID = re.compile("补贴金额|补助金额|发放|已发|实发|已补|领取|支付|拨付|到账|^金额$")
"""Words of what was paid, in headers and names."""
_NEARLY_ALL, _MOST_OF_THEM = 0.95, 0.5
"""Share of a list's people of whom its columns say that they are in a roster, so that they make it one: where a name says a general list or another
roster, and else."""
_MARK = 3.0
"""The weight of a header that only this role has."""


_BY_COLUMNS = "按列"
Form = Literal["", "unheaded", "of_one", "cards", "without_numbers"]
"""A sheet without a header of ours; one about one person; cards of several, or people side by side; a list of payments that names people without their numbers."""


@dataclass(frozen=True)
class RoleReading:
    """What a sheet is read as. ``role``: None where nothing says it; ``why``: as staff read it, from where it is
    taken, or why no single role fits; ``others``: roles that it may be instead, the likeliest first;
    ``contradiction``: the name that says another role, and that role, ("", "") if none does; ``silent``: neither columns nor names
    say any role; ``instead``: another list that a roster may be, as staff read it, "" for none; ``named``: whether a name says the role;
    ``form``: which kind of sheet it is that lacks the columns of a list."""

    role: Role | None
    why: str
    others: tuple[str, ...] = ()
    contradiction: tuple[str, str] = ("", "")
    silent: bool = False
    instead: str = ""
    named: bool = False
    form: Form = ""


def _of_all(_: Role) -> float:
    return 1.0


@dataclass(frozen=True)
class Proof:
    """What may prove a role beside headers and names. ``folders``: that the file lies in, the nearest first; ``amounts``: whether the
    list's amounts are those of the policy, None where it has none; ``share``: of which share of the people the columns of a roster say that they are in it."""

    folders: tuple[str, ...] = ()
    amounts: Callable[[], bool | None] = lambda: None
    share: Callable[[Role], float] = _of_all


def read_role(
    path: Path, sheet: str, header: Header, book: RoleBook | None = None, proof: Proof | None = None
) -> RoleReading:
    """Return which list a sheet is. ``path``: its file; ``book``: the roles that are possible; without one those that
    ship; ``proof``: what else may prove a role that columns alone do not."""
    roles = (book or role_book()).roles
    if another := _another_list(roles, path, sheet, header):
        return another
    weights = {name: _by_columns(role, header) for name, role in roles.items()}
    names = {name: _by_names(role, path, sheet, header) for name, role in roles.items()}
    most = max(weights.values())
    spoken = most >= _SPEAKS
    possible = [name for name, weight in weights.items() if not spoken or weight >= max(_SPEAKS, most - _MARGIN)]
    possible += _rosters_by_name(roles, weights, names, possible) if spoken else []
    if with_accounts := _roster_with_accounts(roles, weights, path, sheet, header) if spoken else "":
        return RoleReading(roles[with_accounts], "按列和名称", named=True)
    best, texts = max(names[name] for name in possible), [text for text, _ in _names(path, sheet, header)]
    fitting = [name for name in possible if names[name] == best and (spoken or best > 0)]
    if not fitting:
        if (paid := names_payment(texts)) and _prior(roles):
            return RoleReading(None, _paid_by_name(paid), tuple(_prior(roles)))
        return RoleReading(
            None,
            "工作表名、标题、文件名和表头都没有写明是名册、承保、退保、团单、死亡、账户或已发名单中的哪一种",
            silent=True,
        )
    heaviest = max(weights[name] for name in fitting)
    likeliest = [name for name in fitting if weights[name] == heaviest]
    if len(likeliest) > 1:
        if alone := _named_alone(roles, likeliest, path, sheet, header, proof or Proof()):
            return RoleReading(roles[alone], "按名称", named=True)
        return RoleReading(None, "像" + "，也像".join(fitting), tuple(fitting))
    (name,) = likeliest
    if roles[name].frame == "prior":
        roster = _roster_of_a_year(roles, names, path, sheet, header, proof or Proof())
        name, fitting = (name, fitting) if roster == name else (roster, [roster])
    if unproven := _unproven(name, _names(path, sheet, header), header, proof or Proof()):
        named = {role: length for role, length in names.items() if role != name}
        return replace(unproven, others=_or_named(unproven.others, named))
    if roles[name].frame == "accounts" and (paid := names_payment(texts)) and proof and proof.amounts():
        return RoleReading(None, _paid_by_name(paid), (*_prior(roles), name))
    if roles[name].frame == "entries" and not spoken and (paid := _of_paid(_names(path, sheet, header), header)):
        return RoleReading(None, f"名称“{paid}”说的可能是已经发过补贴的人", (*_prior(roles), name))
    by_columns = spoken and (not names[name] or bool(general_list([sheet, path.stem])))
    if other := _unlike_roster(roles, name, path, sheet, header, proof or Proof()) if by_columns else None:
        return other
    if name == household_roster() and _lists_incomes(header):
        return RoleReading(None, f"像{name}，也像低收入家庭监测名单（有户编号和收入）", (name,))
    rivals = fitting if spoken else [other for other in possible if names[other]]
    contradiction = _contradiction(roles, name, path, sheet, header)
    named_too = (contradiction[1],) if contradiction[1] and roles[contradiction[1]].frame in SPEAK_AGAINST else ()
    others = tuple(dict.fromkeys(other for other in (*rivals, *named_too) if other != name))
    why = _BY_COLUMNS if spoken and (len(possible) == 1 or not best) else "按列和名称" if spoken else "按名称"
    return RoleReading(roles[name], why, others, contradiction, named=why != _BY_COLUMNS)


def _unlike_roster(
    roles: Mapping[str, Role], name: str, path: Path, sheet: str, header: Header, proof: Proof
) -> RoleReading | None:
    """The reading of a list whose columns make it the roster ``name`` and do not say of its people that they are in it: the roster that
    its names say, else none where they say it of nobody (残疾情况 无), else one that may be another list. None where they do say it, or a name does."""
    if roles[name].frame != "entries":
        return None
    near = [text for text, _ in _names(path, sheet, header) if len(text) <= _LONGEST_TITLE]
    general, share = general_list(near), proof.share(roles[name])
    named = next(filter(None, (_longest_named(roles, text) for text in (*near, *proof.folders))), ())
    if share >= (_NEARLY_ALL if general or name not in (named or (name,)) else _MOST_OF_THEM):
        return None
    if named and name not in named:
        return RoleReading(roles[named[0]], "按名称", named=True) if len(named) == 1 else None
    if named and not general:
        return None
    if not share and not named and (general or not any(says for _, says in columns_of(roles[name], header))):
        return RoleReading(None, f"有的列像{name}，但格里没有写明谁是")
    by_name = f"名称有“{general}”，" if general else ""
    return RoleReading(roles[name], _BY_COLUMNS, instead=f"别的名单（{by_name}有的人没有写明是{name}）")


def _named_alone(
    roles: Mapping[str, Role], likeliest: Sequence[str], path: Path, sheet: str, header: Header, proof: Proof
) -> str:
    """The roster that the names of a list say, where its columns speak for several others and of not nearly all of its people (持证残疾人 with a column
    低保 and one 优抚), "" if they say none or several."""
    if any(roles[name].frame != "entries" for name in likeliest):
        return ""
    texts = [text for text, _ in _names(path, sheet, header) if len(text) <= _LONGEST_TITLE]
    named = next(filter(None, (_longest_named(roles, text) for text in (*texts, *proof.folders))), ())
    alone = len(named) == 1 and named[0] not in likeliest
    return named[0] if alone and all(proof.share(roles[name]) < _NEARLY_ALL for name in likeliest) else ""


def _longest_named(roles: Mapping[str, Role], text: str) -> tuple[str, ...]:
    """The rosters that a name says best, none if it says none."""
    lengths = {name: _longest_word(role, text) for name, role in roles.items() if role.frame == "entries"}
    longest = max(lengths.values(), default=0)
    return tuple(name for name, length in lengths.items() if length == longest > 0)


def _roster_of_a_year(
    roles: Mapping[str, Role], names: Mapping[str, int], path: Path, sheet: str, header: Header, proof: Proof
) -> str:
    """The role of a list that has the columns of 往期发放: the roster that its names say best and whose own columns it has, if all that speaks for a
    payment is a year (年度, 认定年度) and an amount that is not the policy's (享受金额); else 往期发放."""
    (prior,) = _prior(roles)
    rosters = [name for name, role in roles.items() if role.frame == "entries" and names[name]]
    best = max(rosters, key=lambda name: names[name], default=prior)
    texts = [*header.texts, *(text for text, _ in _names(path, sheet, header))]
    paid = any("PAID" in parse(text).kinds or _PAID.search(plain(text)) for text in texts if text)
    if best == prior or names[best] <= names[prior] or paid or proof.amounts():
        return prior
    return best if _by_columns(roles[best], header, of_year=True) >= _SPEAKS else prior


def _rosters_by_name(
    roles: Mapping[str, Role], weights: Mapping[str, float], names: Mapping[str, int], possible: Sequence[str]
) -> list[str]:
    """Further rosters that a list may be whose columns speak most for a roster: one that a name says better and that has columns of its own
    (优抚对象 with a 伤残等级)."""
    if any(roles[name].frame != "entries" for name in possible):
        return []
    best = max(names[name] for name in possible)
    others = (name for name, role in roles.items() if role.frame == "entries" and name not in possible)
    return [name for name in others if weights[name] >= _SPEAKS and names[name] > best]


def _roster_with_accounts(
    roles: Mapping[str, Role], weights: Mapping[str, float], path: Path, sheet: str, header: Header
) -> str:
    """The roster that sheet or title says, whose columns speak most for 银行账户 and say of what kind its people are (优抚类别, 困难类型), "" for none: accounts
    may stand on a roster too. A name that says accounts, other than 含账户, makes it a list of these."""
    heaviest = max(weights, key=lambda name: weights[name])
    texts = [_WITH.sub("", text) for text in (sheet, header.title, path.stem)]
    if roles[heaviest].frame != "accounts" or any(_longest_word(roles[heaviest], text) for text in texts):
        return ""
    named = next(filter(None, (_longest_named(roles, text) for text in texts[:2] if len(text) <= _LONGEST_TITLE)), ())
    kinds = {"子类", _GRADE}.intersection(fields_by_column(roles[named[0]], header).values()) if named else ()
    return named[0] if len(named) == 1 and kinds else ""


def _of_paid(names: Sequence[tuple[str, int]], header: Header) -> str:
    """The name that says that a list is of those who were paid this subsidy, "" if none does or no column is about an amount."""
    rule = content()["paid_lists"]
    kinds = frozenset().union(*(parse(text).kinds for text in header.texts if text))
    hits = (text for text, _ in names if len(text) <= _LONGEST_TITLE and re.match(rule["names"], plain(text)))
    return next(hits, "") if kinds.intersection(rule["kinds"]) else ""


def _paid_by_name(name: str) -> str:
    return f"名称“{name}”说的可能是已经付过的人（发过补贴，或有人代缴、报销了保费）"


def _prior(roles: Mapping[str, Role]) -> list[str]:
    """The roles of what was paid before."""
    return [name for name, role in roles.items() if role.frame == "prior"]


def role_of_sheet(path: Path, sheet: str, header: Header, book: RoleBook | None = None) -> tuple[Role | None, str]:
    """Return the role of a sheet and "", or None and why no single role fits, as staff read it: :func:`read_role` for
    jobs that ask no questions."""
    reading = read_role(path, sheet, header, book)
    return reading.role, "" if reading.role else reading.why


def role_of_name(name: str, book: RoleBook | None = None) -> str | None:
    """Return the role that a sheet or file name alone gives, or None if none or several fit.

    >>> role_of_name("七宝镇残疾人名单"), role_of_name("名单")
    ('持证残疾人', None)
    """
    longest = {role.name: _longest_word(role, name) for role in (book or role_book()).roles.values()}
    fitting = [role for role, length in longest.items() if length == max(longest.values())]
    return fitting[0] if len(fitting) == 1 else None


def names_of_roles(names: Iterable[str], book: RoleBook) -> frozenset[str]:
    """Return every role of which one of these names has a word."""
    return frozenset(
        role.name
        for text in names
        if len(text) <= _LONGEST_TITLE
        for role in book.roles.values()
        if _longest_word(role, text)
    )


def _lists_incomes(header: Header) -> bool:
    """Whether a sheet is laid out for low-income monitoring: whoever is only watched must not be taken for somebody in the roster."""
    aliases = household_role().aliases
    fields = {aliases[key][0] for key in header.keys if key in aliases}
    months = ("月收入", "工资", "养老金", "赡养费", "其他收入")
    return "户编号" in fields and not fields.isdisjoint([*months, *map(yearly_field, months)])


def _by_columns(role: Role, header: Header, of_year: bool = False) -> float:
    """The weight of the columns for one role; one that the data does not describe has its own headers only. ``of_year``: a year does not speak against it."""
    rule: Mapping[str, Any] = content()["roles"].get(role.name, {})
    by_column = fields_by_column(role, header)
    years = [header.texts[column] for column, field in by_column.items() if field == _YEAR]
    entitled = bool(years) and all(_OF_ENTITLEMENT.match(plain(text)) for text in years)
    by_column = {at: field for at, field in by_column.items() if plain(header.texts[at]) not in rule.get("loose", ())}
    fields = {*by_column.values()} - ({_YEAR} if entitled else set())
    if not any(field == _GRADE and _is_of(role, header, column) for column, field in by_column.items()):
        fields -= {_GRADE}
    kinds = frozenset().union(*(parse(text).kinds for text in header.texts if text))
    if rule.get("needs") and not (fields | kinds).intersection(rule["needs"]):
        return 0.0
    texts = [plain_header(text) for text in header.texts if text]
    for_it = [weight for field, weight in rule.get("fields", {}).items() if field in fields]
    worded = any(word in text for word in rule.get("words", ()) for text in texts)
    marked = bool(role.marks.intersection(header.keys)) and (not rule or role.frame == "entries")
    hints = [weight for kind, weight in rule.get("kinds", {}).items() if kind in kinds]
    bought = bool(years) and all(parse(text).kinds & {"BUY", "POLICY"} for text in years)
    speaking = (fields | kinds) - ({_YEAR} if of_year or bought else set())
    against = sum(weight for term, weight in rule.get("against", {}).items() if term in speaking)
    return float(sum(for_it) + max([_MARK * (worded or marked), *hints]) - against)


def _is_of(role: Role, header: Header, column: int) -> bool:
    """Whether a header spells a field of a role, or has a term of it: 残疾等级, and not 等级, which may be of anything."""
    speaking = content()["roles"].get(role.name, {}).get("kinds", {})
    return header.keys[column] in role.aliases or not parse(header.texts[column]).kinds.isdisjoint(speaking)


def fields_by_column(role: Role, header: Header) -> dict[int, str]:
    """Return {column: field}: as the role's data spells it, else what the terms of its header surely say."""
    return dict(_fields(role, header))


def _fields(role: Role, header: Header) -> Iterator[tuple[int, str]]:
    for column, (key, text) in enumerate(zip(header.keys, header.texts, strict=True)):
        if key in role.aliases:
            yield column, role.aliases[key][0]
        elif text and (found := fields_of(text)):
            field, score = next(iter(found.items()))
            if score >= _SURELY:
                yield column, field


def _by_names(role: Role, path: Path, sheet: str, header: Header) -> int:
    return sum(weight * _longest_word(role, text) for text, weight in _names(path, sheet, header))


def _names(path: Path, sheet: str, header: Header) -> list[tuple[str, int]]:
    """The texts that may name a role, the most special first, and their weights."""
    return [(sheet, 10_000), (header.title, 100), (path.stem, 1)]


def _contradiction(roles: Mapping[str, Role], name: str, path: Path, sheet: str, header: Header) -> tuple[str, str]:
    """The most special name that says a role, if it says others only, and the likeliest of them."""
    for text, _ in _names(path, sheet, header):
        lengths = {other: _longest_word(role, text) for other, role in roles.items()}
        if longest := max(lengths.values()):
            named = max(lengths, key=lambda other: lengths[other])
            against = roles[named].frame in SPEAK_AGAINST and lengths[name] < longest
            return (text, named) if against or not lengths[name] else ("", "")
    return "", ""


def _longest_word(role: Role, text: str) -> int:
    """The length of the longest word in a text that says a role: one of its own, or two that say it together."""
    written = plain(text)
    longest = max((len(word) for word in role.words if word in written), default=0)
    rule = content()["named"].get(role.name)
    if not rule:
        return longest
    without = re.sub(content()["named"]["insurers"], "", written)
    whose, what = (max((len(word) for word in rule[part] if word in without), default=0) for part in ("of", "words"))
    return max(longest, whose + what + _TOGETHER if whose and what else 0)


def _unproven(name: str, names: Sequence[tuple[str, int]], header: Header, proof: Proof) -> RoleReading | None:
    """A reading without a role where nothing has a word of what this role is about (``proven_by``): many lists have a 单位, or an amount for
    a year. The nearest name that has a word decides: one of another kind of list (签到, 慰问) settles it; what has both, and what
    says neither, is asked."""
    rule = content()["proven_by"].get(name)
    if not rule:
        return None
    spelt = any(word in plain(text) for word in rule["words"] for text in header.texts)
    if spelt and rule.get("by_header"):
        return None
    asked = RoleReading(None, f"有的列像{name}，但表头和名称都没有写明{rule['about']}", (name,))
    for text in (*(text for text, _ in names), *proof.folders):
        ours, other = _spoken_of(text, rule)
        if other and (rule.get("by_header") or not (ours or spelt)):
            return RoleReading(None, f"名称“{text}”说的是{other}，不是{name}")
        if other:
            return replace(asked, why=f"名称“{text}”说的也可能是{other}，不是{name}")
        if ours:
            return None
    proven = spelt or proof.amounts() or (proof.amounts() is None and _loosely(rule, names))
    return None if proven else asked


def _spoken_of(text: str, rule: Mapping[str, Any]) -> tuple[bool, str]:
    """Whether a name has a word of what a role is about, and the word by which it says another kind of list, "" if none."""
    written = plain(text)
    ours = any(word in written for word in rule["words"])
    for word in (*rule["words"], *rule.get("unless", ())):
        written = written.replace(word, " ")
    return ours, next((word for word in rule["others"] if word in written), "")


def _loosely(rule: Mapping[str, Any], names: Sequence[tuple[str, int]]) -> bool:
    """Whether a name has a word that proves a role where nothing speaks against it (发放明细)."""
    return any(word in plain(text) for word in rule.get("loosely", ()) for text, _ in names)


def _or_named(others: tuple[str, ...], names: Mapping[str, int]) -> tuple[str, ...]:
    """The roles that a sheet may be, and the one that its names say best."""
    most = max(names.values())
    return tuple(dict.fromkeys((*others, *(name for name, length in names.items() if 0 < length == most))))


def of_another_benefit(names: Iterable[str]) -> bool:
    """Whether names say what else was paid (低保金, 慰问, 高温费), and none that it was this subsidy.

    >>> of_another_benefit(["低保金发放表"]), of_another_benefit(["低保对象沪惠保补贴发放"]), of_another_benefit(["发放表"])
    (True, False, False)
    """
    found = [_spoken_of(text, content()["proven_by"]["往期发放"]) for text in names]
    return any(other for _, other in found) and not any(ours for ours, _ in found)


def is_of_subsidy(text: str) -> bool:
    """Return whether a text says that this subsidy was paid.

    >>> is_of_subsidy("2024年沪惠保补贴"), is_of_subsidy("高温慰问")
    (True, False)
    """
    return _spoken_of(text, content()["proven_by"]["往期发放"])[0]


def decides_on_each(header: Header) -> bool:
    """Whether a list has a column that says how each row was decided (审批结果, 审核意见)."""
    asked = [read_header(text) for text in header.texts if text]
    return any(one is not None and one.what == "status" and one.about == "passed" for one in asked)


def of_applicants(names: Iterable[str]) -> bool:
    """Whether a name of a list says that people have applied: only who was accepted is in."""
    rule = content()["no_lists"]
    written = [plain(name) for name in names]
    return any(word in name for name in written for word in rule["applied"]) and not any(
        one in name for name in written for one in rule["unless"]
    )


def _staff(text: str) -> str:
    """The words by which a name says a list of those who work there, "" if it has none."""
    found = re.search(content()["no_lists"]["staff"], text) if len(text) <= _LONGEST_TITLE else None
    return found[0] if found else ""


def _mostly(roles: Mapping[str, Role], header: Header) -> Iterator[str]:
    """The role that the columns speak for most, if they speak for any."""
    weights = {name: _by_columns(role, header) for name, role in roles.items()}
    name = max(weights, key=lambda role: weights[role])
    if weights[name] >= _SPEAKS:
        yield name


def _another_list(roles: Mapping[str, Role], path: Path, sheet: str, header: Header) -> RoleReading | None:
    """A reading without a role where the nearest name that says a roster says another list too (低保申请人员, 助残志愿者), or where sheet or
    title is that of an example."""
    rule = content()["no_lists"]
    for text in (sheet, header.title if len(header.title) <= _LONGEST_TITLE else ""):
        if form := next((word for word in rule["forms"] if word in plain(text)), ""):
            return RoleReading(None, f"名称“{text}”说是{form}，不是名单")
    for text, _ in _names(path, sheet, header):
        if (staff := _staff(text)) and not any(_longest_word(role, sheet) for role in roles.values()):
            return RoleReading(None, f"名称“{text}”说的是{staff}", tuple(_mostly(roles, header)))
        for part in text.split() if len(text) <= _LONGEST_TITLE else ():
            lengths = {name: _longest_word(role, part) for name, role in roles.items()}
            if not max(lengths.values()):
                continue
            name = max(lengths, key=lambda role: lengths[role])
            written = plain(part)
            word = next((word for word in rule["words"] if word in written), "")
            if word in rule["applied"] and decides_on_each(header):
                return None
            of_group = word in rule["bought"] and roles[name].frame == "insured"
            if (
                word
                and (roles[name].frame == "entries" or of_group)
                and not any(one in written for one in rule["unless"])
            ):
                return RoleReading(None, f"名称“{part}”像{name}，但说的是{word}", (name,))
            return None
    return None
