"""What speaks against paying in a remark, beside the words of a state: 先不发, 户口已迁至松江, 单位已买, 待核实, 重复 (``schemas/remark-words.json``).

Nobody is refused by such words, but whoever is paid by the row waits for a person. What is harmless (动迁, 无重复), what is about somebody
else (儿子服刑中) and what is settled behind it (号码有误，已更正) says nothing.

    >>> [speaks_against(text) for text in ("先不发", "户口已迁至松江区", "单位已买", "动迁房", "无重复", "号码有误，已更正")]
    [True, True, True, False, False, False]
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from functools import lru_cache
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from huibao_xl import resources
from huibao_xl.identifiers.spelling import visible
from huibao_xl.rosters.patterns import matches
from huibao_xl.rosters.status_words import State, crossed, is_cross, is_of_thing, lexicon, plain, read_state

_CLAUSES = re.compile(r"[,，。;；、\n]+|[→➔➜➡⇒]|[-=—]+>")
_DAY = re.compile(
    r"\d{2,4}[-./年]\d{1,2}(?:[-./月]\d{1,2}日?)?月?|(?:19|20)\d{2}(?:年度?)?|\d{1,2}月(?:\d{1,2}日)?|去年|今年|前年|上月|本月"
)
_FILLERS = "自|从|起|开始|已|已经|于|在|因|的|了|人|本人|其本人|该人|此人|老人|均|都|也|亦|现|现已|早已"
_BEFORE, _AROUND = re.compile(f"^(?:{_FILLERS})+"), re.compile(f"^(?:{_FILLERS})+|了$")
"""What says nothing at the beginning of a clause, and at either end of a remark."""
_OF_STATES = ("out", "left", "dead", "fail")
"""Kinds of words that say that somebody is out, or has died."""
_YEAR = "(?:(?:19|20)[0-9]{2}(?:年度?)?)?"
"""What may stand between words that one by one are looked for without days."""
_END = r"(?:[\s,，。;；、)）]|$)"
_AROUND_CROSS = re.compile(r"^[\s(（\[【]+|[\s)）\]】]+$")
_SPACE = "□"
"""What stands where something harmless stood."""


@lru_cache(maxsize=1)
def content() -> dict[str, Any]:
    """Return ``schemas/remark-words.json``."""
    return dict(resources.read_json("schemas", "remark-words.json"))


@lru_cache(maxsize=4096)
def read_remark(text: str, left_is_out: bool = True) -> State:
    """Return what a remark says of a state (:func:`status_words.read_state`), not clear where it speaks against paying otherwise.

    >>> read_remark("已注销").means, read_remark("查无此人").means, read_remark("独居老人").means
    ('out', 'unclear', '')
    """
    text = _returned().sub(_SPACE, _reported().sub("", text))
    state = read_state(text, left_is_out, remark=True)
    if state.dead or not (state.means or speaks_against(text)):
        return state
    if state.means:
        about = "，".join(_harmless().sub(_SPACE, clause) for clause in _clauses(text))
        spoken = read_state(about, left_is_out, remark=True).means or speaks_against(text)
        return state if spoken else replace(state, means="")
    return replace(state, means="unclear")


@lru_cache(maxsize=1)
def _returned() -> re.Pattern[str]:
    """What was stopped once, and is in force again (停发后恢复)."""
    return re.compile(content()["returned"]["pattern"])


@lru_cache(maxsize=1)
def _reported() -> re.Pattern[str]:
    """A relative who tells what a remark says (家属告知), and of whom it says nothing."""
    relatives, reports = content()["relatives"]["words"], content()["reports"]
    verbs = f"(?:已|于|今日|今天|今)?{_either(reports['words'])}"
    called = "|".join(f"{_either(one['by'])}{verbs}其?{_either(one['means'])}" for one in reports["of"])
    written = f"{_either(one for of in reports['of'] for one in of['by'] if one in reports['by'])}[:：]"
    return re.compile(f"由?其?(?:{called}|{_either(relatives)}{verbs}|{written})")


def instead_of(field: str) -> str:
    """Return the pattern of what stands in cells of a field instead of what it is for (未领证 as 证书编号), "" if there is none; of 证书编号#持证 that
    of those who must have one, that of the field itself if there is no other."""
    patterns = content()["of_fields"]
    return str(patterns.get(field) or patterns.get(field.partition("#")[0], ""))


def field_of_role(field: str, role: str) -> str:
    """Return a field as :func:`instead_of` knows it on the roster of a role: 子类#医疗救助对象 where that has a pattern of its own."""
    of_role = f"{field}#{role}"
    return of_role if of_role in content()["of_fields"] else field


@lru_cache(maxsize=4096)
def speaks_against(text: str) -> bool:
    """Return whether a remark speaks against paying, for sure or perhaps."""
    written = [_of_the_person(clause) for clause in _clauses(text)]
    if plain(text) in content()["against"] or is_cross(_AROUND_CROSS.sub("", text)):
        return True
    joined = "".join(written).replace(_SPACE, "")
    if joined in content()["alone"] or _AROUND.sub("", joined) in content()["alone"]:
        return True
    parts = (part for clause in _clauses(text) for part in clause.split())
    if any(_BEFORE.sub("", _of_the_person(part)) in content()["alone_in_clause"] for part in parts):
        return True
    return any(
        _found(_against(), clause) or (_found(_doubtful(), clause) and not _settled(clause, written[at + 1 :]))
        for at, clause in enumerate(written)
    ) or _account_unusable(plain(text))


def against_words() -> list[str]:
    """Return the single words that speak against paying, for sure or perhaps."""
    return [*content()["against"], *content()["doubtful"]]


def telling(texts: pa.Array) -> pa.Array:
    """Return which remarks may speak against paying: a whole column by one pattern, so that only these are looked at one by one."""
    return matches(texts, _telling())


@lru_cache(maxsize=1)
def _telling() -> str:
    words = against_words()
    parts = [_in_order(rule, r"\pP?" + _YEAR * rule.get("dated", False)) for rule in content()["composed"]]
    alone = f"^.{{0,12}}{_either(content()['alone'])}.{{0,2}}$"
    alone += f"|(?:^|[,，。;；、→➔➜➡⇒>]).{{0,12}}{_either(content()['alone_in_clause'])}(?:[,，。;；、→➔➜➡⇒=—-]|$)"
    crosses = rf"^\W{{0,2}}(?:{'|'.join(map(re.escape, crossed()))})\W{{0,2}}$"
    return f"(?i){_either(words)}|{'|'.join(parts)}|{alone}|{crosses}"


@lru_cache(maxsize=4096)
def speaks_in(text: str, role: str) -> bool:
    """Return whether a remark speaks against paying in the list of a role, and says nothing in others.

    >>> speaks_in("员工福利", "承保名单"), speaks_in("员工福利", "优抚对象"), speaks_in("条件好转", "生活困难农户")
    (True, False, True)
    """
    return any(re.search(pattern, visible(text)) for pattern in content()["of_roles"].get(role, []))


def telling_of_roles(texts: pa.Array) -> pa.Array:
    """Return which remarks may speak against paying in the list of any role (:func:`speaks_in`)."""
    return matches(texts, _telling_of_roles())


@lru_cache(maxsize=1)
def _telling_of_roles() -> str:
    """The patterns of all roles, without what they look for before and behind: Arrow's patterns cannot."""
    roles = [patterns for patterns in content()["of_roles"].values() if isinstance(patterns, list)]
    return "|".join(re.sub(r"\(\?<?[=!][^()]*\)", "", pattern) for patterns in roles for pattern in patterns)


def not_understood(texts: pa.Array, more: Iterable[str] = ()) -> pa.Array:
    """Return which remarks have a word that nobody knows, neither as one of a state nor as one that says nothing. ``more``: further words of such
    a list."""
    return pc.invert(matches(texts, _understood(frozenset(more))))


@lru_cache(maxsize=8)
def _understood(more: frozenset[str]) -> str:
    words = {word for word in lexicon("cells") if word} | {*content()["usual"]["words"]}
    words |= {*content()["harmless"], *content()["settled"], *more}
    return rf"(?i)^(?:{_either(words)}|[\s\d\pP\pS])*$"


def without_pending(texts: pa.Array, ended: "npt.NDArray[np.bool_]") -> pa.Array:
    """Return remarks in which 换证中 says nothing where the row has an end (``ended``): until then the certificate is valid."""
    pending = content()["renewals"]["pending"]
    written = pc.unique(pc.drop_null(texts))
    speaking = written.filter(pc.match_substring_regex(written, pending))
    if not len(speaking):
        return texts
    hit = pc.and_(pc.is_in(texts, speaking), pa.array(ended))
    return pc.if_else(hit, pc.replace_substring_regex(texts, pending, "换证"), texts)


def _clauses(text: str) -> list[str]:
    """The clauses of a remark that are not about somebody else."""
    clauses = map(str.strip, _CLAUSES.split(visible(text)))
    return [clause for clause in clauses if clause and not _of_others(clause)]


def _of_the_person(clause: str) -> str:
    """A clause as compared, without days and what is harmless; of one about a card or a telephone only that a group has paid (公司已买)."""
    written = _harmless().sub(_SPACE, plain(_DAY.sub("", clause)))
    thing = is_of_thing(clause) or any(clause.startswith(word) for word in content()["things"]["words"])
    return "".join(found[0] for found in _composed().finditer(written)) if thing else written


def _of_others(clause: str) -> bool:
    """Whether a clause is about a relative, and not about the person."""
    relatives = content()["relatives"]
    begins = any(clause.startswith(word) for word in relatives["words"])
    return begins and not any(word in clause for word in relatives["too"])


def _found(pattern: re.Pattern[str], clause: str) -> bool:
    """Whether a clause has a word of a pattern behind no negation."""
    return any(not _negation().search(clause[: found.start()]) for found in pattern.finditer(clause))


def _settled(clause: str, following: Iterable[str]) -> bool:
    """Whether what is doubtful in a clause is settled in it or in a later one."""
    return any(word in text for text in (clause, *following) for word in content()["settled"])


def _account_unusable(written: str) -> bool:
    """Whether a remark says that a card cannot be paid to, and of no other card."""
    return any(
        pattern.search(written) and not any(word in written for word in others) for pattern, others in _of_cards()
    )


# Each pattern is put together once: a list of 700,000 rows has thousands of texts beside its people.


@lru_cache(maxsize=1)
def _harmless() -> re.Pattern[str]:
    """The words that say nothing, but where a longer word of a state begins in one of them (因病退保 is no 病退) or a place follows (动迁至松江)."""
    words = sorted({*content()["harmless"]}, key=lambda word: (-len(word), word))
    rule = content()["harmless_unless"]
    places, ends, parts = f"{rule['before']}{_either(rule['places'])}", _ends_of_states(), []
    for word in words:
        after = sorted({end for at in range(1, len(word)) for end in ends.get(word[at:], ())})
        unless = [*map(re.escape, after), *([places] if word in rule["words"] else [])]
        parts.append(re.escape(word) + (f"(?!{'|'.join(unless)})" if unless else ""))
    return re.compile("|".join(parts))


@lru_cache(maxsize=1)
def _ends_of_states() -> Mapping[str, set[str]]:
    """{how a word of a state begins: all its ends} (退: 保, 费, 款)."""
    found: dict[str, set[str]] = {}
    for word, kind in lexicon("cells").items():
        for at in range(1, len(word)) if kind in _OF_STATES else ():
            found.setdefault(word[:at], set()).add(word[at:])
    return found


@lru_cache(maxsize=1)
def _negation() -> re.Pattern[str]:
    return re.compile(f"(?:{_either(content()['negations'])})$")


@lru_cache(maxsize=1)
def _of_cards() -> tuple[tuple[re.Pattern[str], tuple[str, ...]], ...]:
    """What says that a card cannot be paid to, and the words of other cards."""
    rules = (rule for rule in content()["composed"] if "unless" in rule)
    return tuple((re.compile(_in_order(rule)), tuple(rule["unless"])) for rule in rules)


@lru_cache(maxsize=1)
def _against() -> re.Pattern[str]:
    return re.compile(f"{_either(content()['against'])}|{_composed().pattern}")


@lru_cache(maxsize=1)
def _composed() -> re.Pattern[str]:
    rules = (rule for rule in content()["composed"] if "unless" not in rule and not rule.get("doubtful"))
    return re.compile("|".join(map(_in_order, rules)))


@lru_cache(maxsize=1)
def _doubtful() -> re.Pattern[str]:
    composed = (_in_order(rule) for rule in content()["composed"] if rule.get("doubtful"))
    return re.compile("|".join((_either(content()["doubtful"]), *composed)))


def _in_order(rule: Mapping[str, Any], between: str = "") -> str:
    """The pattern of words that stand one behind the other, of some rules ("ends") at the end of a clause. ``between``: the pattern of what may part
    them (户籍：徐汇, 垫付2024年沪惠保)."""
    return between.join(_either(part) for part in rule["parts"]) + (_END if rule.get("ends") else "")


def _either(words: Iterable[str]) -> str:
    return f"(?:{'|'.join(re.escape(word) for word in sorted({*words}, key=lambda word: (-len(word), word)))})"
