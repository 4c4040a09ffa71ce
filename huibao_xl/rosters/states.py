"""What a sheet's columns of states say of each row: 状态, 注销日期, 死亡日期, 备注 … (:mod:`status_words` says what a word means).

A list may have several such columns; what they say together decides. What cannot be understood, or what two columns say against each
other, is a doubt, named by its cell: whoever would be paid on it waits (H08). That somebody has died, in whatever list, is kept apart (H10).
"""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from huibao_xl import findings
from huibao_xl.files.reading.grid import MERGED, column_letters, is_unreadable
from huibao_xl.reasons.shown import several, shortened, visible
from huibao_xl.rosters import merged, of_heads, remark_words
from huibao_xl.rosters.columns import from_days
from huibao_xl.rosters.dittos import stands_for_another
from huibao_xl.rosters.labels import Flags, added
from huibao_xl.rosters.layout import Layout
from huibao_xl.rosters.place import folders_of
from huibao_xl.rosters.role import SPEAK_AGAINST, of_applicants
from huibao_xl.rosters.rows import Body
from huibao_xl.rosters.state_cells import Cell, in_list, read_cells
from huibao_xl.rosters.state_columns import state_columns
from huibao_xl.rosters.status_words import NOTHING, UNCLEAR, State, StatusHeader, answer, is_nothing, plain, read_state
from huibao_xl.rosters.tick_boxes import answered

_REMARKED = ("insured", "entries", "settlements", "identities")
"""Frames of lists that put people in, or say what is due: what their remarks say may speak against it."""
_SHOWN = 40
"""Characters of a cell that a sentence shows."""
_TAKEN_BACK = re.compile("退|冲")
"""What a header or a cell says of what is given back."""


UNDIVIDED = "名称说有的人已退出，而表中没有一列说明是谁"
"""Why no row of such a sheet can be read: 在册及注销, 承保退保明细 without a column of states."""
PENDING = "在待复核、待支付、作废、测试一类还不能用的名单中"
"""Why no row of a sheet counts whose name says that nothing is settled yet."""


@dataclass(frozen=True)
class States:
    """What the columns of a sheet say of each row, all as long as its rows.

    ``valid``, ``out``, ``unclear``: whether any column says so (that somebody paid does not say that a policy is valid still); ``first``, ``last``: since when (the earliest that is named; null: no day);
    ``says``: the cells that say out or are not clear; ``dead``: the cells that say that the person has died; "" where there are none;
    ``taken_back``: whether what says out is, by header or cell, something given back (退费, 冲正); ``marks``: what of ``says`` stands beside the columns (:mod:`row_marks`), None if nothing;
    ``against``: where what is not clear speaks against the person also on another list (an answer of a check, a mark that says out), None if nowhere.
    """

    valid: Flags
    out: Flags
    unclear: Flags
    first: "pd.Series[Any]"
    last: "pd.Series[Any]"
    says: npt.NDArray[np.object_]
    dead: npt.NDArray[np.object_]
    taken_back: Flags
    marks: npt.NDArray[np.object_] | None = None
    against: Flags | None = None


def read_states(
    body: Body, frame: pd.DataFrame, of_policy: bool = False, ended: Flags | None = None
) -> tuple[States, list[pd.DataFrame]]:
    """Return what all columns of states say of each row, and I14 at the cells that are not clear.

    ``of_policy``: the list is 承保名单, its states are those of a policy; else they are those of a person's entitlement; ``ended``: which rows
    have an end of their own: there a renewal that is not done yet (换证中) says nothing (:mod:`renewals`).
    """
    n, found = len(body.rows), list[pd.DataFrame]()
    none, nothing = np.zeros(n, dtype=bool), np.full(n, "", dtype=object)
    never = pd.Series(np.full(n, np.datetime64("NaT"), dtype="datetime64[s]"))
    states, blank = States(none, none, none, never, never, nothing, nothing, none), nothing
    columns = [_read_column(body, at, header, of_policy, ended) for at, header in state_columns(body.layout, of_policy)]
    for one in columns:
        states = _with_column(states, one)
        blank = added(blank, one.unfilled, one.says)
        found += _about_column(body, frame, one, of_policy)
    against = bool(body.layout.says) or body.layout.role.frame in SPEAK_AGAINST
    unsaid = (blank != "") & ~states.out & states.first.isna().to_numpy() & (not against)
    for one in columns if unsaid.any() else []:
        if (hit := one.unfilled & unsaid).any():
            found.append(_not_clear(frame, one, hit))
    checked = [one.unclear for one in columns if one.header.about == "passed" and one.header.what == "status"]
    refused = np.logical_or.reduce(checked) if checked else None
    says = added(states.says, unsaid, blank)
    return replace(states, unclear=states.unclear | unsaid, says=says, against=refused), found


@dataclass(frozen=True)
class _Column:
    """A column of a state. ``texts``: of each row; ``positions``: of each row, which of the distinct cells ``written`` it has; ``cells``: what these say;
    ``sentences``: what they are called; ``unfilled``: rows that should say something and do not."""

    at: int
    header: StatusHeader
    title: str
    texts: pa.Array
    positions: np.ndarray
    written: list[str]
    cells: list[Cell]
    sentences: np.ndarray
    unfilled: Flags

    @cached_property
    def says(self) -> np.ndarray:
        """What the cell of each row is called."""
        says: np.ndarray = self.sentences[self.positions]
        return says

    def rows(self, test: Callable[[Cell], bool]) -> Flags:
        """Which rows have a cell of which something holds."""
        return _flags(self.positions, self.cells, test)

    @cached_property
    def out(self) -> Flags:
        return self.rows(lambda cell: cell.state.means == "out")

    @cached_property
    def unclear(self) -> Flags:
        return self.rows(lambda cell: cell.state.means == "unclear")

    @cached_property
    def dead(self) -> Flags:
        return self.rows(lambda cell: cell.state.dead)

    @cached_property
    def taken_back(self) -> Flags:
        given = [bool(_TAKEN_BACK.search(self.title + text)) for text in self.written]
        flags: Flags = np.array(given, dtype=bool)[self.positions]
        return flags


def _read_column(body: Body, at: int, header: StatusHeader, of_policy: bool, ended: Flags | None) -> _Column:
    """A column of a state, read. What is denied by a clerk counts only as far as it speaks against people; a list of applicants needs a verdict in every row."""
    layout, (file, sheet) = body.layout, body.grid.named
    texts = answered(of_heads.of_the_person(body, at, body.column(at)))
    if ended is not None and header.what == "remark":
        texts = remark_words.without_pending(texts, ended)
    verdict = header.about == "passed" and header.what == "status"
    verdict = verdict and of_applicants((sheet, layout.header.title, file.stem, *folders_of(body.label)))
    header = replace(header, strict=header.strict or verdict)
    positions, written, cells = _judged(texts, header, of_policy, layout.role.frame)
    if verdict:
        cells = [Cell(UNCLEAR) if is_nothing(text) else cell for text, cell in zip(written, cells, strict=True)]
    if header.denied:
        cells = [Cell(_doubted(cell.state)) for cell in cells]
    if header.what == "remark":
        cells = _of_role(written, cells, layout.role.name)
    cells = _of_others(written, cells)
    sentences = np.array([sentence(layout, at, text) for text in written], dtype=object)
    coded = (layout.confirmed or {}).get(at) == "状态"
    unfilled = _unfilled(positions, written, cells, header, coded)
    title = layout.header.texts[at].replace("\n", "")
    return _Column(at, header, title, texts, positions, written, cells, sentences, unfilled)


def _with_column(states: States, one: _Column) -> States:
    """The states with what another column says."""
    valid = states.valid
    if not one.header.act:
        valid = valid | one.rows(lambda cell: cell.state.means == "valid")
    return States(
        valid,
        states.out | one.out,
        states.unclear | one.unclear,
        _earlier(states.first, from_days(one.positions, [cell.first for cell in one.cells])),
        _earlier(states.last, from_days(one.positions, [cell.last for cell in one.cells])),
        added(states.says, one.out | one.unclear, one.says),
        added(states.dead, one.dead, one.says),
        states.taken_back | (one.out & one.taken_back),
    )


def _about_column(body: Body, frame: pd.DataFrame, one: _Column, of_policy: bool) -> list[pd.DataFrame]:
    """I14 at cells that are not clear, I43 at those that speak against what a clerk said of the column, I56 at remarks that nobody understands."""
    found = []
    if one.unclear.any() and not one.header.denied:
        found.append(_not_clear(frame, one, one.unclear))
    denied = one.header.denied
    hidden = one.unclear | one.dead if denied else _listed_against(one.positions, one.written, one.header, of_policy)
    if hidden.any():
        found.append(_not_clear(frame, one, hidden, "I43", (body.layout.confirmed or {})[one.at]))
    remarked = one.header.what == "remark" and one.at not in body.layout.remarks
    if remarked and body.layout.role.frame in _REMARKED:
        spoken = {
            text for text, cell in zip(one.written, one.cells, strict=True) if cell.state.dead or cell.state.means
        }
        found.append(not_understood(body, one.at, one.texts, spoken.__contains__))
    return found


def _judged(
    texts: pa.Array, header: StatusHeader, of_policy: bool, frame: str
) -> tuple[np.ndarray, list[str], list[Cell]]:
    """What the distinct cells of a column of a list say (:func:`read_cells`). Where most rows say a state in words, a word that is not understood is not clear,
    whatever the header: 动态情况, ZT."""
    positions, written, cells = read_cells(texts, header, of_policy)
    if header.what == "status" and not (header.strict or header.deaths):
        spoken = _flags(positions, cells, lambda cell: bool(cell.state.dead or cell.state.means in ("valid", "out")))
        words = np.array([answer(text) is None for text in written], dtype=bool)[positions]
        if len(texts) and np.count_nonzero(spoken & words) * 2 >= np.count_nonzero(_filled(positions, written)) > 0:
            positions, written, cells = read_cells(texts, replace(header, strict=True), of_policy)
    return positions, written, in_list(written, cells, header, frame)


def _of_role(written: Sequence[str], cells: Sequence[Cell], role: str) -> list[Cell]:
    """What remarks say in the list of a role: those that speak against paying only there are not clear, either."""
    return [
        Cell(UNCLEAR)
        if text and not (cell.state.means or cell.state.dead) and remark_words.speaks_in(text, role)
        else cell
        for text, cell in zip(written, cells, strict=True)
    ]


def _of_others(written: Sequence[str], cells: Sequence[Cell]) -> list[Cell]:
    """What cells say of which some only repeat another one, nobody knows which (同上 on a list that was sorted): where a cell of the column speaks against
    somebody, so may they."""
    speaks = any(cell.state.dead or cell.state.means in ("out", "unclear") for cell in cells)
    return [
        Cell(UNCLEAR) if speaks and stands_for_another(text) else cell
        for text, cell in zip(written, cells, strict=True)
    ]


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
    positions: np.ndarray, written: Sequence[str], cells: Sequence[Cell], header: StatusHeader, confirmed: bool
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


def undecided(states: States, why: str) -> States:
    """Return the states of rows of which nobody can say what they are, and why; those of a list of which some are out (``UNDIVIDED``) speak against
    their people also on other lists."""
    every = np.ones(len(states.out), dtype=bool)
    says = np.where(states.says == "", why, states.says)
    return replace(states, unclear=every, says=says, against=every if why == UNDIVIDED else states.against)


def may_be_out(states: States) -> Flags:
    """Return which rows are not clear and have a word of leaving, or the answer of a check that nobody understands: whoever they are about waits on
    another list of the kind, too."""
    spoken = states.out | states.first.notna().to_numpy()
    return states.unclear & (spoken if states.against is None else spoken | states.against)


def sentence(layout: Layout, column: int, text: str) -> str:
    """Return what :class:`States` says of one cell of a column: where it stands and what it is."""
    title = layout.header.texts[column].replace("\n", "")
    return f"{column_letters(column)} 列“{title}”{_shown(text)}"


def _shown(text: str) -> str:
    return merged.shown(shortened(text, _SHOWN)) if text.strip() else "没有填写，而别的行填了"


def _flags(positions: np.ndarray, cells: Sequence[Cell], test: Callable[[Cell], bool]) -> Flags:
    flags: Flags = np.array([test(cell) for cell in cells], dtype=bool)[positions]
    return flags


def _earlier(one: "pd.Series[Any]", other: "pd.Series[Any]") -> "pd.Series[Any]":
    days, others = one.to_numpy(), other.to_numpy()
    return pd.Series(np.where(~np.isnat(days) & ~(others < days), days, others))


def _not_clear(frame: pd.DataFrame, one: _Column, hit: Flags, code: str = "I14", field: str = "") -> pd.DataFrame:
    """I14 at the cells of some rows, or another code with what a clerk said of the column (``field``)."""
    cells = one.texts.take(pa.array(np.flatnonzero(hit))).to_pylist()
    values = ["合并单元格" if text == MERGED else text for text in cells]
    return findings.for_rows(code, frame[hit], one.title, column_letters(one.at), values, field=field or one.title)


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
