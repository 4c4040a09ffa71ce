"""What one cell of a column of a state says under its header: valid, out, dead or not clear, and since when (:mod:`status_words` says what a word means)."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from huibao_xl.files.reading.grid import is_unreadable
from huibao_xl.rosters import days, dittos, remark_words
from huibao_xl.rosters.columns import mapped
from huibao_xl.rosters.header_codes import meaning_of
from huibao_xl.rosters.listed_values import OTHERS
from huibao_xl.rosters.lookups import what_was_found
from huibao_xl.rosters.patterns import matches
from huibao_xl.rosters.remark_words import read_remark
from huibao_xl.rosters.status_words import (
    NOTHING,
    SHORT,
    UNCLEAR,
    Meaning,
    State,
    StatusHeader,
    answer,
    content,
    is_nothing,
    lexicon,
    plain,
    read_state,
    sign,
    words_of_list,
)

_UNSEEN = r"[\s\x{00AD}\x{200B}-\x{200F}\x{2060}\x{FEFF}]+"
_CHANGE = "变更"
"""A reason for leaving (等级变更), though a change alone says nothing of a state."""
_REASON = re.compile(r"[(（\[【:：,，;；、/\s—–-]+")
"""What stands between a word and the reason for it."""
_CODE = re.compile(r"[0-9]{1,4}(?=[^0-9])|[A-Z]{1,3}(?=[^A-Z])")
"""A code that stands before its word (02退保)."""


@dataclass(frozen=True)
class Cell:
    """What one cell says. ``first``, ``last``: the first and last day that it may mean (a month is not one day)."""

    state: State
    first: Any = None
    last: Any = None


_SIGNED = {"+": Cell(State("valid")), "-": Cell(State("out"))}
"""What + and - say of a state in a column that has +."""


def read_cells(texts: pa.Array, header: StatusHeader, of_policy: bool) -> tuple[np.ndarray, list[str], list[Cell]]:
    """What the distinct cells of a column say: the position of each row's, the texts, and what they say."""
    texts = pc.fill_null(texts, "")
    if header.what == "remark":
        seen = pc.replace_substring_regex(texts, _UNSEEN, "")
        telling = pc.or_(matches(seen, _telling()), remark_words.telling(seen))
        telling = pc.or_(telling, remark_words.telling_of_roles(seen))
        telling = pc.or_(telling, pc.or_(is_unreadable(texts), dittos.standing_for_others(texts)))
        texts = pc.if_else(telling, texts, "")
    positions, written = mapped(texts, str)
    unreadable = is_unreadable(pa.array(written, pa.string())).to_pylist()
    readings = [
        Cell(UNCLEAR) if bad else _read(text, header, of_policy) for text, bad in zip(written, unreadable, strict=True)
    ]
    if header.what == "status" and any(sign(text) == "+" for text in written):
        readings = [_SIGNED.get(sign(text), cell) for text, cell in zip(written, readings, strict=True)]
    if (
        header.about in ("valid", "alive", "passed")
        and header.what == "status"
        and "" not in dict(header.codes)
        and _needs_filling(written, header.bare)
    ):
        readings = [Cell(UNCLEAR) if is_nothing(text) else cell for text, cell in zip(written, readings, strict=True)]
    return positions, written, readings


def in_list(written: Sequence[str], cells: list[Cell], header: StatusHeader, frame: str) -> list[Cell]:
    """What the cells say in a list that speaks against people: 成功 under 退保结果 is a withdrawal that was done, 否 under 是否退保 none at
    all. A 保单状态 speaks as everywhere."""
    words = words_of_list(frame)
    judged = header.what == "status" and (not header.insurance or header.act or header.about == "out")
    if not words or not judged:
        return cells
    found = [
        Cell(State(words[key]))
        if (key := _word_of(text, words, frame)) in words and _listed(key, header) is None
        else cell
        for text, cell in zip(written, cells, strict=True)
    ]
    if frame == "prior":
        found = [_perhaps_paid(text, cell, words) for text, cell in zip(written, found, strict=True)]
    if header.words or frame != "withdrawn" or header.about != "out":
        return found
    marked = any(answer(text) is True for text in written)
    return [
        Cell(UNCLEAR) if answer(text) is False or (marked and is_nothing(text)) else cell
        for text, cell in zip(written, found, strict=True)
    ]


def _perhaps_paid(text: str, cell: Cell, words: Mapping[str, Meaning]) -> Cell:
    """What a cell of a payment that failed says, not clear where it may have been made after all (退票后补发)."""
    complete = _word_of(text, words, "prior") in words
    again = cell.state.means == "out" and not complete and re.search(content()["paid_again"]["pattern"], text)
    return Cell(UNCLEAR) if again else cell


def _word_of(text: str, words: Mapping[str, Meaning], frame: str) -> str:
    """A cell as compared, in 往期发放 without the reason why nothing was paid (退票（账号有误）, 失败：户名不符).

    >>> [_word_of(text, {"退票": "out"}, "prior") for text in ("退票（账号有误）", "退票，已重发成功")]
    ['退票', '退票已重发成功']
    """
    written = plain(text)
    if written in words or frame != "prior":
        return written
    first, _, reason = _REASON.sub("\n", text.strip(), count=1).partition("\n")
    unpaid = words.get(plain(first)) == "out" and not re.search(content()["paid_again"]["pattern"], reason)
    return plain(first) if unpaid else written


def _needs_filling(written: Sequence[str], bare: bool) -> bool:
    """Whether a column has no other cell than 是, √, 1 and empty ones, or is known as a state by such marks only: then an empty one may
    mean 否."""
    answers = {answer(text) for text in written if not is_nothing(text)}
    return answers == {True} or (bare and bool(answers & {True, False}))


def _read(text: str, header: StatusHeader, of_policy: bool) -> Cell:
    """What one cell says. 已完成, 通过 or 已支付 under 退保状态 may well say that it was done: it is not clear, and never that all is well."""
    if header.deaths:
        return Cell(State(dead=read_state(text, remark=True).dead))
    if header.what == "remark":
        return _with_days(read_remark(text, not of_policy))
    if header.what == "event":
        return _happened(text, header, of_policy)
    if header.words:
        return _among(text, header, of_policy)
    if header.codes:
        return _coded(text, header, of_policy)
    if is_nothing(text):
        return Cell(NOTHING)
    reply = answer(text)
    if header.lookup and (found := what_was_found(text)) and not (found == "hit" and reply):
        return Cell(NOTHING if found == "clear" else State(dead=True) if _died(found, header) else UNCLEAR)
    if reply is not None:
        return Cell(_answered(reply, header))
    if header.about in ("dead", "out") and (day := _day(text))[0]:
        return Cell(_yes(header), *(day if header.about == "out" else ()))
    state = read_state(text, not of_policy)
    if header.about in ("dead", "out") and state.means == "valid" and _is_done(text):
        return Cell(UNCLEAR)
    if state.means == "unclear" and not (header.strict or (header.about == "passed" and len(text) <= SHORT)):
        remark = read_remark(text, not of_policy)
        return _with_days(State("unclear" if remark.means else "", remark.dead, remark.day))
    return _with_days(state)


def _died(found: str, header: StatusHeader) -> bool:
    """Whether somebody was found among the dead."""
    return found == "hit" and header.about == "dead"


def _is_done(text: str) -> bool:
    """Whether a cell says of a withdrawal that it was carried out."""
    return words_of_list("withdrawn").get(plain(text)) == "out"


def _answered(reply: bool, header: StatusHeader) -> State:
    """What 是 or 否 says under a header."""
    if not header.about:
        return UNCLEAR if header.strict else NOTHING
    if header.about in ("valid", "alive", "passed"):
        no = {"valid": State("out"), "alive": State(dead=True), "passed": UNCLEAR}[header.about]
        return State("valid") if reply else no
    return _yes(header) if reply else NOTHING


def _among(text: str, header: StatusHeader, of_policy: bool) -> Cell:
    """What a cell says of whose codes a clerk has listed some: words that are understood keep their meaning beside them, unless they say
    the opposite of the code before them (02有效, where 02 is out); what is neither, and an empty cell, is not clear."""
    valid, out = header.words or (frozenset[str](), frozenset[str]())
    if (listed := _listed(plain(text), header)) is not None:
        return Cell(listed)
    if is_nothing(text) or not plain(text):
        return Cell(UNCLEAR)
    cell = _read(text, replace(header, words=None), of_policy)
    code = _CODE.match(plain(text))
    before = State("valid") if code and code[0] in valid else State("out") if code and code[0] in out else None
    if before and cell.state.means not in ("", before.means):
        return Cell(UNCLEAR)
    if not cell.state.dead and cell.state.means == "unclear":
        return Cell(before or (State("out") if OTHERS in out else UNCLEAR))
    return cell


def _coded(text: str, header: StatusHeader, of_policy: bool) -> Cell:
    """What a cell says under a header that says what its values mean. A value of which it says nothing is read by what the header asks; an empty cell, or
    the other answer under a header that asks nothing, says nothing only where who is out has a value."""
    plainly, empty = replace(header, codes=()), is_nothing(text)
    word = meaning_of("" if empty else text, header.codes)
    if word is not None:
        return _read(word, plainly, of_policy)
    states = [_read(one, plainly, of_policy).state for _, one in header.codes]
    of_bad_alone = all(state.dead or state.means == "out" for state in states)
    if empty or (not header.about and answer(text) is not None):
        return Cell(NOTHING if of_bad_alone else UNCLEAR)
    return _read(text, plainly, of_policy)


def _listed(value: str, header: StatusHeader) -> State | None:
    """What a clerk has said that a cell, as compared, means; None where nobody has."""
    valid, out = header.words or (frozenset[str](), frozenset[str]())
    return State("valid") if value in valid else State("out") if value in out else None


def _yes(header: StatusHeader) -> State:
    return State(dead=True) if header.about == "dead" else State("out")


def _happened(text: str, header: StatusHeader, of_policy: bool) -> Cell:
    """What a cell under 注销日期, 死亡日期, 停发原因 says: that it happened, unless it says that it did not."""
    if is_nothing(text, of_event=True):
        return Cell(NOTHING)
    first, last = _day(text)
    if (first, last) == (None, None) and _is_open(text):
        return Cell(NOTHING)
    state = read_state(text, not of_policy)
    if first is None and state.means == "valid" and not state.dead and (header.day or _CHANGE not in text):
        return Cell(NOTHING)
    happened = _yes(header)
    if first is None and header.about == "out" and header.day and state.means != "out":
        return Cell(State("unclear", state.dead))
    days_of = (first, last) if header.about == "out" else ()
    return Cell(State(happened.means, happened.dead or state.dead), *days_of)


def _is_open(text: str) -> bool:
    """Whether a text stands for no day at all (长期, 9999-12-31)."""
    try:
        return days.parse(text, end=True) is None
    except days.Unreadable:
        return False


def _day(text: str) -> tuple[Any, Any]:
    """(first day, last day) that a text may mean, (None, None) where it is no day."""
    try:
        last = days.parse(text, end=True, tens=True)
        return (days.parse(text, tens=True), last) if last else (None, None)
    except days.Unreadable:
        return None, None


def _with_days(state: State) -> Cell:
    return Cell(state, *_day(state.day)) if state.day and state.means == "out" else Cell(state)


@lru_cache(maxsize=1)
def _telling() -> str:
    """A pattern of the remarks that may say something: only they are cut into words."""
    kinds = {word: kind for word, kind in lexicon("cells").items() if kind in ("out", "left", "dead", "not")}
    words = {word for word, kind in kinds.items() if kind != "not" and (len(word) > 1 or kind == "dead")}
    short = "".join(re.escape(word) for word in sorted(kinds) if len(word) == 1)
    return "(?i)" + "|".join(re.escape(word) for word in sorted(words)) + f"|^.{{0,{SHORT}}}[{short}].{{0,{SHORT}}}$"
