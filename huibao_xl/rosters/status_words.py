"""What a word says of a state: valid, out, dead, or nothing that can be understood (``schemas/status-words.json``).

A cell is cut into the longest words of the data; negations (未退保, 非团单) turn the word behind them round, 失败 the word before it. What no
word covers is unknown, and unknown is never valid: the caller makes it 信息无法读取 (H08).

    >>> [read_state(text).means for text in ("01有效", "客户退保", "未退保", "核保中", "阿里巴巴")]
    ['valid', 'out', 'valid', 'unclear', 'unclear']
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any, Literal

from huibao_xl import resources
from huibao_xl.identifiers.spelling import visible
from huibao_xl.rosters import whose_death
from huibao_xl.rosters.cutting import cut
from huibao_xl.rosters.header_codes import Codes, Explained, explained
from huibao_xl.rosters.lookups import looked_for

Meaning = Literal["valid", "out", "unclear", ""]
"""valid, out, not understood (or not yet settled), or nothing said."""

_NUMBERING = re.compile(r"^\d{1,3}(?=\D)|^[A-Z](?=[\u4e00-\u9fff])|(?<=\D)\d{1,2}$")
_MARKS = re.compile(r"[\s()\[\]【】{}<>《》〈〉「」『』“”\"'‘’`!?。.,，、;；:：*#_+|~·/\\-]+")
_DAY = re.compile(r"(?:19|20)\d{2}[-./年](?:\d{1,2}(?:[-./月](?:\d{1,2}日?)?)?)?|(?:19|20)\d{6}(?!\d)")
SHORT = 12
"""Characters of a remark in which 退 alone, or 未通过, may be all that is said, and of a verdict (核查结果) that is a word and no report."""
_CLAUSES = re.compile(r"[,，。;；、\n]+")
_SHORT = 14
"""A text that is longer says more than a state: what stands beside 退 in it may take it back."""


@dataclass(frozen=True)
class State:
    """What a cell says. ``dead``: that the person has died; ``day``: the day or month that it names, as written, "" where none."""

    means: Meaning = ""
    dead: bool = False
    day: str = ""


NOTHING = State()
UNCLEAR = State("unclear")


@lru_cache(maxsize=1)
def content() -> dict[str, Any]:
    """Return ``schemas/status-words.json``."""
    return dict(resources.read_json("schemas", "status-words.json"))


def plain(text: str) -> str:
    """Return a text as it is compared: half width, upper case, without invisible characters, marks, brackets and white space.

    >>> plain("［有效］\\u200b"), plain("已退保（全额）")
    ('有效', '已退保全额')
    """
    return _MARKS.sub("", visible(text)).upper()


@lru_cache(maxsize=8)
def lexicon(part: str) -> Mapping[str, str]:
    """Return {word: kind} of a part of the data: cells, channel, headers or sheets."""
    groups = content()[part]
    if isinstance(groups, list):
        return {plain(word): group["means"] for group in groups for word in group["words"]}
    return {plain(word): kind for kind, words in groups.items() if isinstance(words, list) for word in words}


def is_nothing(text: str, of_event: bool = False) -> bool:
    """Whether a cell says that there is nothing: empty, /, NULL; ``of_event``: also 无, 0 and the zero days of Excel and of databases."""
    written = visible(text).strip().upper()
    return not written or written in content()["nothing"] or (of_event and written in content()["zero_days"])


def sign(text: str) -> Literal["+", "-", ""]:
    """Return whether a cell is a plus or a minus, in whatever width; "" where it is neither.

    >>> [sign(text) for text in ("＋", " — ", "减", "--")]
    ['+', '-', '', '']
    """
    written, signs = visible(text).strip(), content()["signs"]
    return "+" if written in signs["plus"] else "-" if written in signs["minus"] else ""


def answer(text: str) -> bool | None:
    """Return what 是, 否, 1, 0, √ … say, None where the text is none of them."""
    written = visible(text).strip().upper().strip("()[]【】")
    return True if written in content()["yes"] else False if written in content()["no"] else None


def is_cross(text: str) -> bool:
    """Return whether a cell is × in one of its forms."""
    return visible(text).strip().upper() in crossed()


def crossed() -> list[str]:
    """Return the forms of ×, in capitals."""
    return list(content()["crosses"])


@lru_cache(maxsize=4096)
def read_state(text: str, left_is_out: bool = True, remark: bool = False) -> State:
    """Return what a text says. ``left_is_out``: whether 冻结, 过期, 迁出, 停发 end it (they do in a roster; what they are for a
    policy is not clear); ``remark``: the text is a remark, which need not speak of a state at all.
    """
    if is_nothing(text) or (remark and is_nothing(text, of_event=True)):
        return NOTHING
    written = _of_the_person(visible(text)) if remark else visible(text)
    if not written:
        return NOTHING
    found = _DAY.search(written)
    without = _NUMBERING.sub("", plain(_DAY.sub("", written)))
    tokens = _tokens(without or plain(written), remark)
    means, dead = _judge(tokens, left_is_out)
    if remark:
        dead = _dies(written, tokens)
        if dead and _lives(written):
            return State("unclear", day=found[0] if found else "")
        sure = means == "out" and not any(kind == "" for _, kind in tokens)
        spoken = sure or any(kind in ("out", "left") for _, kind in tokens)
        means = "" if not spoken or means == "valid" else "out" if sure else "unclear"
    elif means == "out" and len(without) > _SHORT and any(kind == "" for _, kind in tokens):
        means = "unclear"
    return State(means, dead, found[0] if found else "")


@lru_cache(maxsize=8)
def words_of_list(frame: str) -> Mapping[str, Meaning]:
    """Return {whole cell, as compared: what it means} of the states of a list that speaks against people, by its frame; {} for others.

    >>> words_of_list("withdrawn")["成功"], words_of_list("prior")["退票"], words_of_list("entries")
    ('out', 'out', {})
    """
    means = content()["of_lists"].get(frame, {})
    return {plain(word): meaning for meaning, words in means.items() for word in words}


def is_perhaps_gone(text: str) -> bool:
    """Return whether a cell that is not clear says that somebody may be in a roster no more.

    >>> [is_perhaps_gone(text) for text in ("户口已迁至奉贤", "查无此人", "补办中")]
    [True, True, False]
    """
    return re.search(content()["perhaps_gone"]["pattern"], text) is not None


@lru_cache(maxsize=1)
def _of_things() -> re.Pattern[str]:
    """A clause that is about a card or a telephone, and not about the person."""
    things = content()["things"]
    before, words = ("|".join(map(re.escape, things[key])) for key in ("before", "words"))
    return re.compile(f"(?:{before})*(?:{words})(?!主|人|死|亡)")


def is_of_thing(clause: str) -> bool:
    """Whether a clause is about a card, a telephone or the like."""
    return bool(_of_things().match(clause))


def _of_the_person(text: str) -> str:
    """A remark without the clauses that are about a thing (旧银行卡已注销); one that speaks of a death stays.

    >>> _of_the_person("旧银行卡已注销，换新卡"), _of_the_person("已注销，银行卡已停用"), _of_the_person("因死亡银行卡已注销")
    ('换新卡', '已注销', '因死亡银行卡已注销')
    """
    clauses = [clause for clause in _CLAUSES.split(text) if clause.strip()]
    if not any(is_of_thing(clause.strip()) for clause in clauses):
        return text
    dead = {word for word, kind in lexicon("cells").items() if kind == "dead"}
    about = [clause for clause in clauses if not is_of_thing(clause.strip()) or any(word in clause for word in dead)]
    return "，".join(about)


def _tokens(text: str, remark: bool) -> list[tuple[str, str]]:
    """The words of a text. A single character like 退 or 停 says something in a remark only if the remark has no other words (已退)."""
    tokens = cut(text, lexicon("cells"), "")
    if not remark or "" not in {kind for _, kind in tokens}:
        return tokens
    return [(word, "" if len(word) == 1 and kind in ("out", "left") else kind) for word, kind in tokens]


def _dies(text: str, tokens: Sequence[tuple[str, str]]) -> bool:
    """Whether a remark says that the person has died. ``tokens``: of the remark as one."""
    kinds = {kind for _, kind in tokens}
    if kinds.isdisjoint(("relative", "survivor")):
        return "dead" in _turned([kind for _, kind in tokens if kind not in ("filler", "done")])
    parts = [part for part in whose_death.CLAUSES.split(text) if part.strip()]
    clauses = [whose_death.Clause(part, _words_of(part)) for part in parts]
    return whose_death.is_of_person(clauses, content()["whose_death"])


def _lives(text: str) -> bool:
    """Whether a clause of a remark says that the person lives (死亡名单误报，本人健在): then a death in another one is not clear."""
    words = content()["whose_death"]["alive"]
    parts = [part for part in whose_death.CLAUSES.split(text) if any(word in part for word in words)]
    kinds = [[kind for _, kind in _words_of(part) if kind != "filler"] for part in parts]
    return any("relative" not in of_part and _turned(of_part) == ["valid"] for of_part in kinds)


def _words_of(clause: str) -> list[tuple[str, str]]:
    return _tokens(plain(_DAY.sub("", clause)), remark=True)


def _judge(tokens: Sequence[tuple[str, str]], left_is_out: bool) -> tuple[Meaning, bool]:
    """What the words say together."""
    kinds = _turned([kind for _, kind in tokens if kind not in ("filler", "done")])
    if not kinds and any(kind == "done" for _, kind in tokens):
        return "valid", False
    dead = "dead" in kinds
    out = "out" in kinds or (left_is_out and "left" in kinds)
    doubt = not {"pending", "again", "not"}.isdisjoint(kinds) or ("left" in kinds and not left_is_out)
    if out:
        return ("unclear" if doubt or "valid" in kinds else "out"), dead
    if "again" in kinds and set(kinds) <= {"again", "valid", "neutral"}:
        return "valid", dead
    if doubt or "" in kinds:
        return ("" if dead else "unclear"), dead
    if "valid" in kinds:
        return "valid", dead
    return ("" if dead or "alive" in kinds or "neutral" in kinds or "survivor" in kinds else "unclear"), dead


_OPPOSITE = {"valid": "out", "again": "out", "out": "valid", "left": "valid", "dead": "valid", "fail": "valid"}


def _turned(kinds: list[str]) -> list[str]:
    """The kinds once negations, 失败 and whose death it is have had their effect."""
    if "survivor" in kinds:
        kinds = [kind for kind in kinds if kind != "dead"]
    found: list[str] = []
    for kind in kinds:
        before = found[-1] if found else None
        if before == "not" and kind in _OPPOSITE:
            found[-1] = _OPPOSITE[kind]
        elif kind == "fail":
            found = [*found[:-1], "out"] if before in ("valid", "neutral", None) else [*found, "pending"]
        elif kind == "valid" and before in ("out", "left"):
            continue
        elif "relative" in (before, kind) and "dead" in (before, kind):
            found[-1] = "alive"
        else:
            found.append(kind)
    return [kind for kind in found if kind != "relative"]


def read_channel(text: str) -> Literal["个人", "团单", ""]:
    """Return 个人, 团单, or "" where the word is not understood.

    >>> [read_channel(text) for text in ("个单", "非团单", "工会统一投保", "01-企业", "太阳系")]
    ['个人', '个人', '团单', '团单', '']
    """
    without = _NUMBERING.sub("", plain(text)) or plain(text)
    kinds: list[str] = []
    for kind in (kind for _, kind in cut(without, lexicon("channel"), "") if kind != "neutral"):
        if kinds and kinds[-1] == "not" and kind in ("个人", "团单"):
            kinds[-1] = "个人" if kind == "团单" else "团单"
        else:
            kinds.append(kind)
    found = set(kinds)
    return "个人" if found == {"个人"} else "团单" if found == {"团单"} else ""


About = Literal["valid", "alive", "dead", "out", "passed", ""]


@dataclass(frozen=True)
class StatusHeader:
    """What a header asks. ``what``: status, event (a day, a reason: content says that it happened), or remark; ``about``: what “yes”
    says: valid, alive, dead, out, passed (somebody looked at it), or "" where the header does not say; ``day``: of an event, whether it asks for its day; ``act``: whether it is about an act (缴费, 出单), which may be
    followed by another; ``strict``: whether a word that is not understood counts as
    unreadable; ``insurance``: whether it is about the insurance and not about a person's entitlement; ``bare``: whether only the
    cells make it a status (在册, 复核: √ and ×); ``words``: the values, as compared, that a clerk has listed as valid and as out; ``deaths``:
    it is about another insurance (医保参保状态), and only a death in it counts; ``denied``: a clerk has said that the column is not used: who is
    out by its words all the same waits; ``lookup``: it says what was found when people were looked up (死亡比对): 发现 is the death, and 未发现 nothing;
    ``codes``: what its values mean, as the header itself says (1有效0无效)."""

    what: Literal["status", "event", "remark"]
    about: About = ""
    strict: bool = False
    insurance: bool = False
    day: bool = False
    act: bool = False
    bare: bool = False
    words: tuple[frozenset[str], frozenset[str]] | None = None
    deaths: bool = False
    denied: bool = False
    lookup: bool = False
    codes: Codes = ()


@lru_cache(maxsize=4096)
def read_header(text: str, bare: bool = False) -> StatusHeader | None:
    """Return what a header asks of a state, None where it asks nothing. ``bare``: its cells are marks or words of a state, so that a header
    without 状态 or 是否 (在册, 复核) asks too.

    >>> read_header("是否死亡"), read_header("注销日期").what, read_header("姓名")
    (StatusHeader(what='status', about='dead', strict=True, insurance=False, day=False, act=False, bare=False, words=None, deaths=False, denied=False, lookup=False, codes=()), 'event', None)
    """
    taken = explained(text)
    if taken.question != text:
        asked = _read_header(taken.question, bare)
        if asked is not None and asked.what == "status":
            return (
                None if taken.unclear else replace(asked, codes=taken.codes, strict=asked.strict or bool(taken.codes))
            )
        if asked is not None:
            return asked
        if _is_table_of_states(taken):
            return StatusHeader("status", strict=True, codes=taken.codes)
    return _read_header(text, bare)


def _is_table_of_states(header: Explained) -> bool:
    """Whether a header is nothing but values and the states that they mean (在享=1，停=0)."""
    states = [read_state(word) for _, word in header.codes]
    return not plain(header.question) and any(state.means in ("valid", "out") or state.dead for state in states)


def _read_header(text: str, bare: bool) -> StatusHeader | None:
    """What the words of a header ask, without what it says of its cells."""
    written = plain(text)
    if not written or written in map(plain, content()["headers"]["remark"]):
        return StatusHeader("remark", strict=True) if written else None
    if (sought := looked_for(text)) is not None:
        return StatusHeader("status", sought, True, sought == "out" and "退保" in written, lookup=True)
    kinds = [kind for _, kind in cut(written, lexicon("headers"), "")]
    found, covered = set(kinds), "" not in kinds and "remark" not in kinds
    about = _about(found)
    if "visits" in found and found <= {"visits", "loose", "remark", "details", "subject"}:
        return StatusHeader("remark", strict=True)
    if covered and "social" in found and about not in ("dead", "alive"):
        return StatusHeader("status", insurance=True, deaths=True)
    insurance = not found.isdisjoint({"insurance", "acts"})
    if not covered:
        return None
    if "changes" in found and about not in ("dead", "out") and "times" not in found:
        return StatusHeader("status", "", False, insurance)
    if found & {"times", "details"}:
        if about not in ("dead", "out"):
            return None
        return StatusHeader("event", about, True, insurance, "times" in found)
    if about in ("", "valid", "alive", "passed") and found.isdisjoint({"asks", "flags", "loose"}):
        return StatusHeader("status", about, True, insurance, bare=True) if bare and about else None
    if not about and "asks" not in found and (found != {"flags"} or written == "是否"):
        return None
    strict = about not in ("", "passed") or "loose" not in found
    return StatusHeader("status", about, strict, insurance, act="acts" in found and "positive" not in found)


def origins(headers: Sequence[str]) -> frozenset[int]:
    """Return the columns that say where people came from, on a list of who has moved in: nobody has left by them.

    >>> origins(["姓名", "迁出地", "迁入地", "迁入时间"]), origins(["姓名", "迁出地"])
    (frozenset({1}), frozenset())
    """
    rules, written = content()["arrivals"], [plain(text) for text in headers]
    arrived, left = (any(re.fullmatch(rules[key], text) for text in written) for key in ("day", "left"))
    if not arrived or left:
        return frozenset()
    return frozenset(at for at, text in enumerate(written) if re.fullmatch(rules["from"], text))


_ABOUT: dict[str, About] = {
    "dead": "dead",
    "out": "out",
    "alive": "alive",
    "positive": "valid",
    "acts": "valid",
    "reviews": "passed",
}


def _about(kinds: Iterable[str]) -> About:
    found = set(kinds)
    return next((about for kind, about in _ABOUT.items() if kind in found), "")
