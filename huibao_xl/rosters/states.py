"""What a sheet's columns of states say of each row: 状态, 注销日期, 死亡日期, 备注 … (:mod:`status_words` says what a word means).

A list may have several such columns; what they say together decides. What cannot be understood, or what two columns say against each
other, is a doubt, named by its cell: whoever would be paid on it waits (H08). That somebody has died, in whatever list, is kept apart (H10).
"""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from huibao_xl import findings
from huibao_xl.files.reading.grid import MERGED, column_letters, is_unreadable
from huibao_xl.reasons.shown import several, visible
from huibao_xl.rosters import days, merged, remark_words
from huibao_xl.rosters.columns import from_days, mapped
from huibao_xl.rosters.layout import NOT_USED, READ_AS, Layout, asked_state
from huibao_xl.rosters.listed_values import OTHERS, listed_values
from huibao_xl.rosters.place import folders_of
from huibao_xl.rosters.remark_words import read_remark
from huibao_xl.rosters.role import SPEAK_AGAINST, of_applicants
from huibao_xl.rosters.rows import Body
from huibao_xl.rosters.status_words import (
    NOTHING,
    SHORT,
    UNCLEAR,
    State,
    StatusHeader,
    answer,
    is_nothing,
    lexicon,
    plain,
    read_header,
    read_state,
    words_of_list,
)

Flags = npt.NDArray[np.bool_]

OF_POLICIES = ("insured", "withdrawn", "group", "prior")
"""Frames of lists whose states are those of a policy, or of a payment, and not of a person's entitlement."""
_ONLY_DEATHS = ("accounts",)
_REMARKED = ("insured", "entries")
"""Frames of lists that put people in: what their remarks say may speak against paying."""
_UNSEEN = r"[\s\x{00AD}\x{200B}-\x{200F}\x{2060}\x{FEFF}]+"
_CHANGE = "变更"
"""A reason for leaving (等级变更), though a change alone says nothing of a state."""
_CODE = re.compile(r"[0-9]{1,4}(?=[^0-9])|[A-Z]{1,3}(?=[^A-Z])")
"""A code that stands before its word (02退保)."""
_SHOWN = 40
"""Characters of a cell that a sentence shows."""


@dataclass(frozen=True)
class _Cell:
    """What one cell says. ``first``, ``last``: the first and last day that it may mean (a month is not one day)."""

    state: State
    first: Any = None
    last: Any = None


@dataclass(frozen=True)
class States:
    """What the columns of a sheet say of each row, all as long as its rows.

    ``valid``, ``out``, ``unclear``: whether any column says so (that somebody paid does not say that a policy is valid still); ``first``, ``last``: since when (the earliest that is named; null: no day);
    ``says``: the cells that say out or are not clear; ``dead``: the cells that say that the person has died; "" where there are none;
    ``marks``: what of ``says`` stands beside the columns (:mod:`row_marks`), None if nothing.
    """

    valid: Flags
    out: Flags
    unclear: Flags
    first: "pd.Series[Any]"
    last: "pd.Series[Any]"
    says: npt.NDArray[np.object_]
    dead: npt.NDArray[np.object_]
    marks: npt.NDArray[np.object_] | None = None


def read_states(
    body: Body, frame: pd.DataFrame, of_policy: bool = False, ended: Flags | None = None
) -> tuple[States, list[pd.DataFrame]]:
    """Return what all columns of states say of each row, and I14 at the cells that are not clear.

    ``of_policy``: the list is 承保名单, its states are those of a policy; else they are those of a person's entitlement; ``ended``: which rows
    have an end of their own: there a renewal that is not done yet (换证中) says nothing (:mod:`renewals`).
    """
    n, found = len(body.rows), []
    none = np.zeros(n, dtype=bool)
    days_of = pd.Series(np.full(n, np.datetime64("NaT"), dtype="datetime64[s]"))
    valid, out, unclear, first, last = none, none, none, days_of, days_of
    says, dead = np.full(n, "", dtype=object), np.full(n, "", dtype=object)
    blank, empty = np.full(n, "", dtype=object), []
    file, sheet = body.grid.named
    applied = of_applicants((sheet, body.layout.header.title, file.stem, *folders_of(body.label)))
    for column, header in state_columns(body.layout, of_policy):
        texts = body.column(column)
        if ended is not None and header.what == "remark":
            texts = remark_words.without_pending(texts, ended)
        verdict = applied and header.about == "passed" and header.what == "status"
        header = replace(header, strict=header.strict or verdict)
        positions, written, cells = _judged(texts, header, of_policy, body.layout.role.frame)
        if verdict:
            cells = [_Cell(UNCLEAR) if is_nothing(text) else cell for text, cell in zip(written, cells, strict=True)]
        if header.denied:
            cells = [_Cell(_doubted(cell.state)) for cell in cells]
        title, letters = body.layout.header.texts[column].replace("\n", ""), column_letters(column)
        sentences = np.array([sentence(body.layout, column, text) for text in written], dtype=object)
        is_out = _flags(positions, cells, lambda cell: cell.state.means == "out")
        is_unclear = _flags(positions, cells, lambda cell: cell.state.means == "unclear")
        is_dead = _flags(positions, cells, lambda cell: cell.state.dead)
        if not header.act:
            valid = valid | _flags(positions, cells, lambda cell: cell.state.means == "valid")
        out, unclear = out | is_out, unclear | is_unclear
        first = _earlier(first, from_days(positions, [cell.first for cell in cells]))
        last = _earlier(last, from_days(positions, [cell.last for cell in cells]))
        says = added(says, is_out | is_unclear, sentences[positions])
        dead = added(dead, is_dead, sentences[positions])
        if is_unclear.any() and not header.denied:
            found.append(_not_clear(frame[is_unclear], title, letters, texts, is_unclear))
        hidden = is_unclear | is_dead if header.denied else _listed_against(positions, written, header, of_policy)
        if hidden.any():
            meaning = (body.layout.confirmed or {})[column]
            found.append(_not_clear(frame[hidden], title, letters, texts, hidden, "I43", meaning))
        if header.what == "remark" and column not in body.layout.remarks and body.layout.role.frame in _REMARKED:
            spoken = {text for text, cell in zip(written, cells, strict=True) if cell.state.dead or cell.state.means}
            found.append(not_understood(body, column, texts, spoken.__contains__))
        coded = (body.layout.confirmed or {}).get(column) == "状态"
        if (open_ones := _unfilled(positions, written, cells, header, coded)).any():
            blank = added(blank, open_ones, sentences[positions])
            empty.append((title, letters, texts, open_ones))
    against = bool(body.layout.says) or body.layout.role.frame in SPEAK_AGAINST
    unsaid = (blank != "") & ~out & first.isna().to_numpy() & (not against)
    for title, letters, texts, open_ones in empty if unsaid.any() else []:
        if (hit := open_ones & unsaid).any():
            found.append(_not_clear(frame[hit], title, letters, texts, hit))
    says = added(says, unsaid, blank)
    return States(valid, out, unclear | unsaid, first, last, says, dead), found


def _judged(
    texts: pa.Array, header: StatusHeader, of_policy: bool, frame: str
) -> tuple[np.ndarray, list[str], list[_Cell]]:
    """What the distinct cells of a column of a list say (:func:`_cells`). Where most rows say a state in words, a word that is not understood is not clear,
    whatever the header: 动态情况, ZT."""
    positions, written, cells = _cells(texts, header, of_policy)
    if header.what == "status" and not (header.strict or header.deaths):
        spoken = _flags(positions, cells, lambda cell: bool(cell.state.dead or cell.state.means in ("valid", "out")))
        words = np.array([answer(text) is None for text in written], dtype=bool)[positions]
        if len(texts) and np.count_nonzero(spoken & words) * 2 >= np.count_nonzero(_filled(positions, written)) > 0:
            positions, written, cells = _cells(texts, replace(header, strict=True), of_policy)
    return positions, written, _in_list(written, cells, header, frame)


def _doubted(state: State) -> State:
    """What a cell says against an answer that its column is not used: a death, or that somebody is out, is in doubt; all else is not used."""
    return State("unclear" if state.means == "out" and not state.dead else "", state.dead)


def _listed_against(positions: np.ndarray, written: Sequence[str], header: StatusHeader, of_policy: bool) -> Flags:
    """Which rows' words a clerk has listed as valid though they say of themselves that somebody is out or has died (有效=正常、注销)."""
    valid = (header.words or (frozenset[str](), frozenset[str]()))[0]
    if not valid:
        return np.zeros(len(positions), dtype=bool)
    states = [read_state(text, not of_policy) if plain(text) in valid else NOTHING for text in written]
    hit: Flags = np.array([state.dead or state.means == "out" for state in states], dtype=bool)[positions]
    return hit


def _filled(positions: np.ndarray, written: Sequence[str]) -> Flags:
    """Which rows say anything."""
    filled: Flags = np.array([not is_nothing(text) for text in written], dtype=bool)[positions]
    return filled


def _unfilled(
    positions: np.ndarray, written: Sequence[str], cells: Sequence[_Cell], header: StatusHeader, confirmed: bool
) -> Flags:
    """Which rows say nothing in a column of a state in which most rows say in words that all is well (正常, 通过): then an empty cell, or -, is not
    understood. Where only the exceptions are written (注销), it is; not where a clerk says that codes are a state (``confirmed``) and not what they mean."""
    filled = _filled(positions, written)
    if header.what != "status" or header.deaths or header.words or header.denied or filled.all():
        return np.zeros(len(positions), dtype=bool)
    if confirmed and all(
        cell.state.means == "unclear" or is_nothing(text) for text, cell in zip(written, cells, strict=True)
    ):
        return ~filled
    well = _flags(positions, cells, lambda cell: cell.state.means == "valid")
    words = np.array([answer(text) is None for text in written], dtype=bool)[positions]
    enough = np.count_nonzero(well & words) * 2 >= len(positions)
    return ~filled if enough else np.zeros(len(positions), dtype=bool)


def state_columns(layout: Layout, of_policy: bool = False) -> list[tuple[int, StatusHeader]]:
    """Return the columns of a sheet that say something of a state: (position, what it asks).

    A roster's columns about an insurance (参保状态) say nothing of its entries but deaths, which count everywhere. What a clerk has confirmed
    stands above what a header says.
    """
    found = []
    of_fields = {column for field, column in layout.columns.items() if field not in READ_AS} | {*layout.channels}
    for column, text in enumerate(layout.header.texts):
        meaning = (layout.confirmed or {}).get(column)
        if meaning is not None:
            if header := _confirmed(text, meaning) or _denied(layout, column, of_policy):
                found.append((column, header))
            continue
        if column in of_fields or not (text.strip() or column == layout.columns.get("状态")):
            continue
        header = asked_state(layout, column) or (READ_AS["备注"] if column in layout.remarks else None)
        if header is None and column == layout.columns.get("状态"):
            header = StatusHeader("status", strict=True)
        if header is None:
            continue
        if header.insurance and not of_policy and header.about != "dead":
            header = replace(header, deaths=True)
        spelt = layout.header.keys[column] in layout.role.aliases and header.what == "status" and not header.deaths
        found.append((column, StatusHeader("status", header.about, True, True) if spelt else header))
    return found


def _confirmed(text: str, meaning: str) -> StatusHeader | None:
    """What a column asks that a clerk has confirmed as a state, a remark or a day; None where it is confirmed to be something else."""
    listed = listed_values(meaning)
    as_meant = READ_AS["状态"] if listed else READ_AS.get(meaning)
    if as_meant is None or as_meant.what != "status":
        return as_meant
    header = read_header(text, bare=True)
    if listed and header and header.what != "status":
        header = None  # codes under 停发原因 are no days of an event
    header = replace(header or as_meant, strict=True, insurance=False)
    return replace(header, words=listed, deaths=False) if listed else header


def _denied(layout: Layout, column: int, of_policy: bool) -> StatusHeader | None:
    """What a column asks of a state that a clerk has said is not used; None where he said that it is something else."""
    if (layout.confirmed or {}).get(column) != NOT_USED:
        return None
    header = asked_state(layout, column) or READ_AS["备注"]
    deaths = header.insurance and not of_policy and header.about != "dead"
    return replace(header, denied=True, deaths=header.deaths or deaths)


def used_states(layout: Layout) -> frozenset[int]:
    """Return the columns of a sheet that are read for what they say of a state; in 银行账户 only of a death."""
    of_policy, only_deaths = layout.role.frame in OF_POLICIES, layout.role.frame in _ONLY_DEATHS
    found = state_columns(layout, of_policy)
    return frozenset(column for column, header in found if not only_deaths or header.about in ("dead", "alive", ""))


def state_field(layout: Layout, column: int) -> str:
    """Return what a column of states is called in words: 备注, 死亡日期 …, 状态 where it is none of them. A column of no state: ""."""
    header = dict(state_columns(layout, of_policy=True)).get(column)
    if header is None:
        return ""
    for field, asked in READ_AS.items():
        if field != "退保日期" and (asked.what, asked.about, asked.day) == (header.what, header.about, header.day):
            return field
    return "状态"


def effect_of(layout: Layout, column: int) -> str:
    """Return what else is to be said of a column of states, behind what it is called: which of its cells count; "" where all do."""
    header = dict(state_columns(layout, layout.role.frame in OF_POLICIES)).get(column)
    if header is None:
        return ""
    if header.deaths:
        return "，只看其中写有死亡的"
    if header.what == "event" and not header.day:
        return "，填了内容的可能已死亡" if header.about == "dead" else "，填了内容的可能已退出"
    loose = header.what == "status" and not header.about and not header.strict
    return "，其中的是、否不用来认定" if loose else ""


UNDIVIDED = "名称说有的人已退出，而表中没有一列说明是谁"
"""Why no row of such a sheet can be read: 在册及注销, 承保退保明细 without a column of states."""


PENDING = "在待复核、待支付、作废、测试一类还不能用的名单中"
"""Why no row of a sheet counts whose name says that nothing is settled yet."""


def has_states(body: Body, of_policy: bool = False) -> bool:
    """Return whether a sheet has a column, other than remarks, that says something of a state."""
    return any(header.what != "remark" and not header.denied for _, header in state_columns(body.layout, of_policy))


def undecided(states: States, why: str) -> States:
    """Return the states of rows of which nobody can say what they are, and why."""
    return replace(
        states, unclear=np.ones(len(states.out), dtype=bool), says=np.where(states.says == "", why, states.says)
    )


_NO_LABELS = pd.Index([], dtype="str")


def label(texts: npt.NDArray[np.object_]) -> "pd.Categorical[str]":
    """Return texts as a category, null where there is none."""
    hit = texts != ""
    codes = np.full(len(texts), -1, dtype=np.int32)
    if not hit.any():
        return pd.Categorical.from_codes(codes, categories=_NO_LABELS)
    words = list(dict.fromkeys(texts[hit]))
    index = {word: code for code, word in enumerate(words)}
    codes[hit] = [index[text] for text in texts[hit]]
    return pd.Categorical.from_codes(codes, categories=pd.Index(words, dtype="str"))


def texts_of(labels: pd.Series) -> npt.NDArray[np.object_]:
    """Return the texts of a label column, "" where there is none: the other way of :func:`label`. They may be changed."""
    texts: npt.NDArray[np.object_] = labels.astype("str").fillna("").to_numpy(dtype=object).copy()
    return texts


def _cells(texts: pa.Array, header: StatusHeader, of_policy: bool) -> tuple[np.ndarray, list[str], list[_Cell]]:
    """What the distinct cells of a column say: the position of each row's, the texts, and what they say."""
    texts = pc.fill_null(texts, "")
    if header.what == "remark":
        seen = pc.replace_substring_regex(texts, _UNSEEN, "")
        telling = pc.or_(pc.match_substring_regex(seen, _telling()), remark_words.telling(seen))
        telling = pc.or_(telling, is_unreadable(texts))
        texts = pc.if_else(telling, texts, "")
    positions, written = mapped(texts, str)
    unreadable = is_unreadable(pa.array(written, pa.string())).to_pylist()
    readings = [
        _Cell(UNCLEAR) if bad else _read(text, header, of_policy) for text, bad in zip(written, unreadable, strict=True)
    ]
    if (
        header.about in ("valid", "alive", "passed")
        and header.what == "status"
        and _needs_filling(written, header.bare)
    ):
        readings = [_Cell(UNCLEAR) if is_nothing(text) else cell for text, cell in zip(written, readings, strict=True)]
    return positions, written, readings


def _in_list(written: Sequence[str], cells: list[_Cell], header: StatusHeader, frame: str) -> list[_Cell]:
    """What the cells say in a list that speaks against people: 成功 under 退保结果 is a withdrawal that was done, 否 under 是否退保 none at
    all. A 保单状态 speaks as everywhere."""
    words = words_of_list(frame)
    judged = header.what == "status" and (not header.insurance or header.act or header.about == "out")
    if not words or not judged:
        return cells
    found = [
        _Cell(State(words[key])) if (key := plain(text)) in words and _listed(key, header) is None else cell
        for text, cell in zip(written, cells, strict=True)
    ]
    if header.words or frame != "withdrawn" or header.about != "out":
        return found
    marked = any(answer(text) is True for text in written)
    return [
        _Cell(UNCLEAR) if answer(text) is False or (marked and is_nothing(text)) else cell
        for text, cell in zip(written, found, strict=True)
    ]


def _needs_filling(written: Sequence[str], bare: bool) -> bool:
    """Whether a column has no other cell than 是, √, 1 and empty ones, or is known as a state by such marks only: then an empty one may
    mean 否."""
    answers = {answer(text) for text in written if not is_nothing(text)}
    return answers == {True} or (bare and bool(answers & {True, False}))


def _read(text: str, header: StatusHeader, of_policy: bool) -> _Cell:
    """What one cell says. 已完成, 通过 or 已支付 under 退保状态 may well say that it was done: it is not clear, and never that all is well."""
    if header.deaths:
        return _Cell(State(dead=read_state(text, remark=True).dead))
    if header.what == "remark":
        return _with_days(read_remark(text, not of_policy))
    if header.what == "event":
        return _happened(text, header, of_policy)
    if header.words:
        return _among(text, header, of_policy)
    if is_nothing(text):
        return _Cell(NOTHING)
    reply = answer(text)
    if reply is not None:
        return _Cell(_answered(reply, header))
    if header.about in ("dead", "out") and (day := _day(text))[0]:
        return _Cell(_yes(header), *(day if header.about == "out" else ()))
    state = read_state(text, not of_policy)
    if header.about in ("dead", "out") and state.means == "valid" and _is_done(text):
        return _Cell(UNCLEAR)
    if state.means == "unclear" and not (header.strict or (header.about == "passed" and len(text) <= SHORT)):
        remark = read_remark(text, not of_policy)
        return _with_days(State("unclear" if remark.means else "", remark.dead, remark.day))
    return _with_days(state)


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


def _among(text: str, header: StatusHeader, of_policy: bool) -> _Cell:
    """What a cell says of whose codes a clerk has listed some: words that are understood keep their meaning beside them, unless they say
    the opposite of the code before them (02有效, where 02 is out); what is neither, and an empty cell, is not clear."""
    valid, out = header.words or (frozenset[str](), frozenset[str]())
    if (listed := _listed(plain(text), header)) is not None:
        return _Cell(listed)
    if is_nothing(text) or not plain(text):
        return _Cell(UNCLEAR)
    cell = _read(text, replace(header, words=None), of_policy)
    code = _CODE.match(plain(text))
    before = State("valid") if code and code[0] in valid else State("out") if code and code[0] in out else None
    if before and cell.state.means not in ("", before.means):
        return _Cell(UNCLEAR)
    if not cell.state.dead and cell.state.means == "unclear":
        return _Cell(before or (State("out") if OTHERS in out else UNCLEAR))
    return cell


def _listed(value: str, header: StatusHeader) -> State | None:
    """What a clerk has said that a cell, as compared, means; None where nobody has."""
    valid, out = header.words or (frozenset[str](), frozenset[str]())
    return State("valid") if value in valid else State("out") if value in out else None


def _yes(header: StatusHeader) -> State:
    return State(dead=True) if header.about == "dead" else State("out")


def _happened(text: str, header: StatusHeader, of_policy: bool) -> _Cell:
    """What a cell under 注销日期, 死亡日期, 停发原因 says: that it happened, unless it says that it did not."""
    if is_nothing(text, of_event=True):
        return _Cell(NOTHING)
    first, last = _day(text)
    if (first, last) == (None, None) and _is_open(text):
        return _Cell(NOTHING)
    state = read_state(text, not of_policy)
    if first is None and state.means == "valid" and not state.dead and (header.day or _CHANGE not in text):
        return _Cell(NOTHING)
    happened = _yes(header)
    if first is None and header.about == "out" and header.day and state.means != "out":
        return _Cell(State("unclear", state.dead))
    days_of = (first, last) if header.about == "out" else ()
    return _Cell(State(happened.means, happened.dead or state.dead), *days_of)


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


def _with_days(state: State) -> _Cell:
    return _Cell(state, *_day(state.day)) if state.day and state.means == "out" else _Cell(state)


def sentence(layout: Layout, column: int, text: str) -> str:
    """Return what :class:`States` says of one cell of a column: where it stands and what it is."""
    title = layout.header.texts[column].replace("\n", "")
    return f"{column_letters(column)} 列“{title}”{_shown(text)}"


def _shown(text: str) -> str:
    short = f"{text[:_SHOWN]}…" if len(text) > _SHOWN else text
    return merged.shown(short) if text.strip() else "没有填写，而别的行填了"


def _flags(positions: np.ndarray, cells: Sequence[_Cell], test: Callable[[_Cell], bool]) -> Flags:
    flags: Flags = np.array([test(cell) for cell in cells], dtype=bool)[positions]
    return flags


def _earlier(one: "pd.Series[Any]", other: "pd.Series[Any]") -> "pd.Series[Any]":
    return one.where(one.notna() & ~(other < one), other)


def added(texts: npt.NDArray[np.object_], hit: Flags, more: npt.NDArray[np.object_]) -> npt.NDArray[np.object_]:
    """Return the texts, and where ``hit`` one more, after 、."""
    if not hit.any():
        return texts
    longer = texts.copy()
    longer[hit] = [f"{text}、{one}" if text else one for text, one in zip(texts[hit], more[hit], strict=True)]
    return longer


def _not_clear(
    rows: pd.DataFrame, title: str, letters: str, texts: pa.Array, hit: Flags, code: str = "I14", field: str = ""
) -> pd.DataFrame:
    """I14 at the cells, or another code with what a clerk said of the column (``field``)."""
    cells = texts.take(pa.array(np.flatnonzero(hit))).to_pylist()
    values = ["合并单元格" if text == MERGED else text for text in cells]
    return findings.for_rows(code, rows, title, letters, values, field=field or title)


def not_understood(
    body: Body, column: int, texts: pa.Array, speaks: Callable[[str], bool], more: Iterable[str] = ()
) -> pd.DataFrame:
    """I56 at a column of remarks: those of which no rule knows every word, so that a person reads them once; nobody waits for them.
    ``speaks``: whether one says something by which people or money wait; ``more``: further words that are understood."""
    written = pc.unique(pc.drop_null(texts))
    unknown = written.filter(pc.and_not(remark_words.not_understood(written, more), remark_words.telling(written)))
    unknown = unknown.filter(pc.invert(is_unreadable(unknown)))
    unknown = unknown.filter(pa.array([not speaks(text) for text in unknown.to_pylist()], pa.bool_()))
    if not len(unknown):
        return findings.concat([])
    first = int(np.flatnonzero(pc.equal(texts, unknown[0]).to_numpy(zero_copy_only=False))[0])
    texts_shown = several([f"“{visible(text)[:_SHOWN]}”" for text in unknown.to_pylist()], "种")
    place = (body.label, body.grid.sheet, int(body.sheet_rows[first]), body.layout.header.texts[column])
    return findings.for_file("I56", *place, column_letters(column), unknown[0].as_py(), texts=texts_shown)


@lru_cache(maxsize=1)
def _telling() -> str:
    """A pattern of the remarks that may say something: only they are cut into words."""
    kinds = {word: kind for word, kind in lexicon("cells").items() if kind in ("out", "left", "dead", "not")}
    words = {word for word, kind in kinds.items() if kind != "not" and (len(word) > 1 or kind == "dead")}
    short = "".join(re.escape(word) for word in sorted(kinds) if len(word) == 1)
    return "(?i)" + "|".join(re.escape(word) for word in sorted(words)) + f"|^.{{0,{SHORT}}}[{short}].{{0,{SHORT}}}$"
