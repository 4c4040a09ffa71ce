"""Columns of yes and no whose question no state answers: 是否已补贴, 是否本区户籍, 是否单位已购买沪惠保.

Which answer speaks against paying is data (``answers`` in ``schemas/status-words.json``). Whoever has it waits until a clerk says what the column
means; of a question that nobody knows, whoever has the rarer one: most people of a list are rightly on it. Questions that lists ask anyway (是否党员, 是否低保) part nobody (``harmless`` in
``schemas/list-terms.json``).
"""

import re
from collections.abc import Mapping, Sequence, Set
from dataclasses import replace
from functools import lru_cache

from huibao_xl.rosters.header_codes import as_meant, explained
from huibao_xl.rosters.parting import Parting, is_harmless, kind_of
from huibao_xl.rosters.recogniser import ColumnReading
from huibao_xl.rosters.status_words import StatusHeader, answer, content, plain, read_header, read_state

_MOSTLY = 0.8
"""From this share of 是 and 否 on, a column answers a question."""


@lru_cache(maxsize=1)
def _rules() -> Mapping[str, re.Pattern[str]]:
    rules = content()["answers"]
    return {
        name: re.compile(rules[name]) for name in ("asks", "against", "for", "paid", "others", "payer", "acts", "buyer")
    }


def asks_who_paid(header: str) -> bool:
    """Return whether a header of 承保名单 asks who paid or entered it, or whether the subsidy was paid: no state of a policy.

    >>> [asks_who_paid(header) for header in ("是否本人缴费", "是否本人投保", "是否已享受补贴", "是否缴费成功", "缴费方式")]
    [True, True, True, False, False]
    """
    title, rules = plain(header), _rules()
    return rules["asks"].search(title) is not None and bool(
        rules["payer"].search(title) or rules["buyer"].search(title) or _is_paid(title)
    )


def asks_of_another_benefit(header: str, role: str) -> bool:
    """Return whether a header of a roster asks for a benefit that is not the roster's own: who has no 低保 is disabled all the same.

    >>> [asks_of_another_benefit("是否享受低保", role) for role in ("持证残疾人", "医疗救助对象")]
    [True, False]
    """
    title, of_roster = plain(header), content()["answers"]["of_rosters"].get(role, "")
    other = _rules()["others"].search(title) is not None
    return other and not (of_roster and re.search(of_roster, title))


def asks_for_category(header: str, role: str) -> bool:
    """Return whether a header of a roster asks whether somebody is in the roster's own category.

    >>> [asks_for_category("是否困难农户", role) for role in ("生活困难农户", "持证残疾人")]
    [True, False]
    """
    pattern = content()["answers"]["of_category"].get(role, "")
    return bool(pattern) and re.fullmatch(pattern, plain(header)) is not None


def answers_against(header: str, state: StatusHeader | None, of_policy: bool, role: str = "") -> frozenset[bool] | None:
    """Return which answers under a header of such a column may speak against paying: True for yes, False for no; None where a state says it, or nothing
    does. ``state``: what the header asks of a state; ``of_policy``: the list is 承保名单; ``role``: which list it is.

    >>> [sorted(answers_against(header, None, False) or ()) for header in ("是否已补贴", "是否本区户籍", "是否会下棋", "是否党员")]
    [[True], [False], [False, True], []]
    """
    header = explained(header).question
    title, rules = plain(header), _rules()
    if state is not None and (state.about or state.codes or state.what != "status"):
        return None
    if asks_for_category(header, role):
        return frozenset({False})
    if rules["against"].search(title):
        return frozenset({True})
    if rules["for"].search(title) or (of_policy and rules["payer"].search(title)):
        return frozenset({False})
    if _is_paid(title):
        return frozenset({True})
    if not rules["asks"].search(title):
        return None
    kinds = {kind_of(header), kind_of(rules["acts"].sub("", title))}
    harmless = rules["others"].search(title) or rules["buyer"].search(title) or "category" in kinds
    return frozenset() if harmless else frozenset({True, False})


def unexplained(reading: ColumnReading, counts: Mapping[str, int], of_policy: bool, role: str) -> Parting | None:
    """Return whom a column parts whose header says of its values what nobody understands (0、1分别表示无效、有效): all but those of whom a word says it; None
    where the header asks nothing, or is understood. ``counts``: {cell, trimmed: how many people have it}; ``of_policy``, ``role``: as for
    :func:`answers_against`."""
    taken = explained(reading.header)
    if not taken.unclear:
        return None
    state = read_header(taken.question, bare=True)
    if (state is None or state.what != "status") and not answers_against(taken.question, state, of_policy, role):
        return None
    holds = frozenset(text for text in counts if not _is_word_of_state(text))
    shown = "、".join(text or "空" for text in sorted(holds, key=len)[:5])
    return Parting(reading.column, holds, f"表头对取值的说明看不懂，内容有：{shown}") if holds else None


def _is_word_of_state(text: str) -> bool:
    """Whether a cell says in a word that somebody is in, or out."""
    return bool(text) and answer(text) is None and read_state(text).means in ("valid", "out")


def is_answered(cells: Sequence[str]) -> bool:
    """Return whether nearly all cells are 是, 否, √ …"""
    answers = sum(answer(text) is not None for text in cells)
    return bool(cells) and answers >= _MOSTLY * len(cells)


def without_state(reading: ColumnReading, cells: Sequence[str]) -> ColumnReading:
    """Return the reading of a column of answers without 状态, which its header makes it, where no state is asked for: 是否低保."""
    title, named = plain(reading.header), "状态" in (reading.field, *reading.doubts)
    if not (named and _rules()["asks"].search(title) and is_answered(cells)):
        return reading
    state = read_header(reading.header, bare=True)
    if (
        state is not None
        and not asks_who_paid(reading.header)
        and not (state.about == "valid" and _rules()["others"].search(title))
    ):
        return reading
    doubts = tuple(field for field in reading.doubts if field != "状态")
    if reading.field == "状态":
        return replace(reading, field="", sureness="未用", doubts=())
    return replace(reading, doubts=doubts)


def parted(reading: ColumnReading, counts: Mapping[str, int], against: frozenset[bool]) -> Parting | None:
    """Return whom answers part. ``counts``: {cell, trimmed: how many people have it}; an empty cell is the answer that nobody wrote."""
    if len(against) > 1 and len(counts) < 2:
        return None
    replies = _replies(reading.header, counts)
    written = {*replies.values()} - {None}
    unwritten = {True, False} - written if len(written) == 1 else set[bool]()
    if len(against) > 1:
        against = _rarer(counts, replies, unwritten)
    else:
        unwritten &= {False}
    holds = frozenset(text for text in counts if _holds(text, replies.get(text), against, unwritten))
    why = "表头问的可能是能否补贴"
    shown = "、".join(text or "空" for text in sorted(holds, key=len)[:5])
    return Parting(reading.column, holds, f"{why}，内容把人分成几种：{shown}") if holds else None


def _replies(header: str, counts: Mapping[str, int]) -> Mapping[str, bool | None]:
    """{filled cell: whether it says yes or no}, as the header explains its values (1是2否), None where it says neither."""
    filled = [*filter(None, counts)]
    meant = zip(filled, as_meant(header, filled), strict=True)
    return {text: answer(text) if (reply := answer(word)) is None else reply for text, word in meant}


def _rarer(counts: Mapping[str, int], replies: Mapping[str, bool | None], unwritten: Set[bool]) -> frozenset[bool]:
    """The answer that fewer people have, both where as many have either. ``unwritten``: the answer that an empty cell is."""
    people = {True: 0, False: 0}
    for text, count in counts.items():
        for reply in {replies[text]} - {None} if text else unwritten:
            people[bool(reply)] += count
    fewest = min(people.values())
    return frozenset(reply for reply, count in people.items() if count == fewest)


def _holds(text: str, reply: bool | None, against: frozenset[bool], unwritten: Set[bool]) -> bool:
    """Whether a cell has an answer that speaks against paying, or is no answer and not plainly harmless."""
    if not text:
        return bool(against & unwritten)
    return reply in against if reply is not None else not is_harmless(text)


def _is_paid(title: str) -> bool:
    """Whether a header asks whether somebody was paid, or insured by others, and not of another benefit."""
    return _rules()["paid"].search(title) is not None and not _rules()["others"].search(title)
