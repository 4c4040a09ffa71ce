"""H09: whose decision depends on a column or sheet whose meaning nobody has confirmed.

Each other answer to an open question (:class:`rosters.doubts.Doubt`) is decided once more, whole columns at a time, and compared: whoever
would be paid now, and then not, or under another number, for another 街镇 or to another account, waits; so does who is in no roster now and would
be in one under another name or number column, or out of its dates now and within them under another 承保日期. Answers that concern nobody in
common (:mod:`subsidy.concerned`) are decided together. Whom several questions concern, and no answer alone decides otherwise, is decided once
more under all of them (:mod:`subsidy.joint`).
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd

from huibao_xl.first_fit import Mask
from huibao_xl.frames import ANSWERS, NUMBER, TEXT, Shape
from huibao_xl.rosters.doubts import Doubt, replaced
from huibao_xl.rosters.lists import Lists
from huibao_xl.rosters.place import place_keys
from huibao_xl.subsidy.concerned import Concerned, Rows, together
from huibao_xl.subsidy.joint import least, most, only_of, touched, turns

DEPENDING = Shape("depending", {"left": NUMBER, "text": TEXT})
"""One row per insured row (position) and answer that it depends on; text: the column or sheet and what it would be."""

_REFUSED = ("X01", "X02", "X03", "X04", "X05", "X06")
"""Codes of those who are not paid and wait for nobody."""


@dataclass(frozen=True)
class Decided:
    """Lists with their decision. ``codes``, ``home``: per insured row, its code and its 街镇."""

    lists: Lists
    codes: pd.Series
    home: pd.Series


def depending(
    now: Decided,
    doubts: Sequence[Doubt],
    source: Lists,
    decide: Callable[[Lists], Decided],
    answers: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """Return :data:`DEPENDING`. ``now``: as decided while nobody has answered; ``source``: the lists that were read;
    ``decide``: decides lists as ``now`` was; ``answers``: those about pairs that it lets take effect (frames.ANSWERS)."""
    search = Concerned(source, now.lists.insured, ANSWERS.empty() if answers is None else answers)
    paid = (now.codes == "OK").to_numpy(dtype=np.bool_)
    concerned = [
        rows if rows is None else rows[(paid | _refused(now, (doubt.spares,)))[rows]]
        for doubt, rows in zip(doubts, map(search.by, doubts), strict=True)
    ]
    tried = sorted(_tried(now, doubts, concerned, source, decide), key=lambda one: one[0])
    alone = np.unique(np.concatenate([np.empty(0, dtype=np.int64), *(left for _, left in tried)]))
    asked = np.setdiff1d(_asked_twice(doubts, concerned, paid), alone)
    if len(asked):
        tried += _jointly(now, doubts, concerned, source, decide, asked, alone=answers is None or answers.empty)
    rows = [pd.DataFrame({"left": np.sort(left), "text": doubts[at].text}) for at, left in tried]
    table = pd.concat([part for part in rows if len(part)] or [DEPENDING.empty()], ignore_index=True)
    return DEPENDING.typed(table)


def _tried(
    now: Decided,
    doubts: Sequence[Doubt],
    concerned: Sequence[Rows | None],
    source: Lists,
    decide: Callable[[Lists], Decided],
) -> Iterator[tuple[int, Rows]]:
    """Each doubt (position) that was tried, and the insured rows that depend on it. Where together somebody is decided otherwise whom
    none of them concerns, each is tried alone."""
    groups = together(doubts, concerned, len(now.codes))
    while groups:
        group = groups.pop(0)
        then = decide(_if([doubts[at] for at in group], source))
        depends = _depends(now, then)
        if spared := {doubts[at].spares for at in group} - {""}:
            depends |= _is_spared(now, then, spared)
        hit = np.flatnonzero(depends)
        if len(group) == 1:
            yield group[0], hit
            continue
        shared = [(at, np.intersect1d(hit, rows)) for at in group if (rows := concerned[at]) is not None]
        if sum(len(rows) for _, rows in shared) == len(hit):
            yield from shared
        else:
            groups += [[at] for at in group]


def _asked_twice(doubts: Sequence[Doubt], concerned: Sequence[Rows | None], paid: Mask) -> Rows:
    """The insured rows that are paid and that more than one question concerns."""
    counts = np.zeros(len(paid), dtype=np.int64)
    for question in dict.fromkeys(doubt.question for doubt in doubts):
        about = [rows for doubt, rows in zip(doubts, concerned, strict=True) if doubt.question == question]
        hit = np.zeros(len(paid), dtype=np.bool_)
        for rows in about:
            hit[slice(None) if rows is None else rows] = True
        counts += hit
    return np.flatnonzero(paid & (counts > 1))


def _jointly(
    now: Decided,
    doubts: Sequence[Doubt],
    concerned: Sequence[Rows | None],
    source: Lists,
    decide: Callable[[Lists], Decided],
    asked: Rows,
    alone: bool,
) -> Iterator[tuple[int, Rows]]:
    """Each doubt (position), and the insured rows of ``asked`` that depend on it together with others. ``alone``: whether a person's rows can
    be decided without other people's."""
    places = [at for at, rows in enumerate(concerned) if rows is None or np.isin(rows, asked).any()]
    lists, others, here = source, [doubts[at] for at in places], np.arange(len(now.codes))
    if alone:
        persons = now.lists.insured["person"].to_numpy(dtype=np.int64)
        here = np.flatnonzero(np.isin(persons, persons[asked]))
        lists, others = only_of(lists, others, np.unique(persons[asked]))
        now = _rows_of(now, here)
    hit = np.zeros(len(here), dtype=np.bool_)
    for turn in range(turns(lists, others) + 1):
        for worst_of in (least, most):
            hit |= _depends(now, decide(worst_of(lists, others, turn)))
    depending_rows = np.intersect1d(here[hit], asked)
    yield from _by_question(places, others, lists, now.lists.insured["person"].set_axis(here), depending_rows)


def _by_question(
    places: Sequence[int], doubts: Sequence[Doubt], lists: Lists, persons: "pd.Series[int]", rows: Rows
) -> Iterator[tuple[int, Rows]]:
    """Of the doubts (at ``places``) the first of each question that changes a row of an insured row's person, for each of ``rows``."""
    taken: dict[tuple[str, str], Rows] = {}
    for place, doubt in zip(places, doubts, strict=True) if len(rows) else ():
        left = rows[np.isin(persons[rows], touched(lists, doubt))]
        before = taken.get(doubt.question, rows[:0])
        yield place, np.setdiff1d(left, before)
        taken[doubt.question] = np.union1d(before, left)


def _rows_of(decided: Decided, rows: Rows) -> Decided:
    """A decision with these insured rows alone."""
    lists = replace(decided.lists, insured=decided.lists.insured.iloc[rows])
    return Decided(lists, decided.codes.iloc[rows], decided.home.iloc[rows])


def _if(doubts: Sequence[Doubt], lists: Lists) -> Lists:
    """The lists as they would be."""
    changes = [change for doubt in doubts for change in doubt.changes]
    frames: dict[str, Any] = {
        shape: replaced(getattr(lists, shape), [each for each in changes if each.shape == shape])
        for shape in {change.shape: None for change in changes}
    }
    return replace(lists, **frames)


def _depends(now: Decided, then: Decided) -> Mask:
    """Which insured rows are paid now, and then not or otherwise; whose person is then paid by another of his rows, in the same 街镇, is paid all the same."""
    paid = (now.codes == "OK").to_numpy(dtype=np.bool_)
    moved = now.lists.insured["person"].isin(_other_accounts(now.lists, then.lists)).to_numpy(dtype=np.bool_)
    same = _outcomes(then).reindex(place_keys(now.lists.insured))
    ours = _outcomes(now)
    differs = ~(same["paid"].eq(True).to_numpy(dtype=np.bool_) & _equal(same, ours)) & ~_by_another_row(now, then)
    return np.asarray(paid & (differs | moved), dtype=np.bool_)


def _by_another_row(now: Decided, then: Decided) -> Mask:
    """Which insured rows are of somebody whom then some row pays in the 街镇 of this one."""
    paid = (then.codes == "OK").to_numpy(dtype=np.bool_)
    homes = pd.Series(then.home.astype(object).to_numpy()[paid], index=then.lists.insured["person"].to_numpy()[paid])
    person, home = now.lists.insured["person"], now.home.astype(object).fillna("").to_numpy()
    then_home = homes[~homes.index.duplicated()].reindex(person).fillna("").to_numpy()
    paid_then = (person >= 0).to_numpy(dtype=np.bool_) & person.isin(homes.index).to_numpy(dtype=np.bool_)
    return np.asarray(paid_then & (then_home == home), dtype=np.bool_)


def _refused(decided: Decided, codes: Iterable[str]) -> Mask:
    """Which insured rows have one of these codes."""
    return np.asarray(decided.codes.isin([*codes]).to_numpy(dtype=np.bool_), dtype=np.bool_)


def _is_spared(now: Decided, then: Decided, codes: Iterable[str]) -> Mask:
    """Which insured rows are refused by one of these codes now, and by none then."""
    listed = pd.Series(~then.codes.isin(_REFUSED).to_numpy(), index=place_keys(then.lists.insured))
    same = listed[~listed.index.duplicated()].reindex(place_keys(now.lists.insured))
    return np.asarray(_refused(now, codes) & same.eq(True).to_numpy(dtype=np.bool_), dtype=np.bool_)


def _outcomes(decided: Decided) -> pd.DataFrame:
    """What becomes of each insured row, by its place."""
    table = pd.DataFrame(
        {
            "paid": (decided.codes == "OK").to_numpy(dtype=object),
            "person": decided.lists.insured["person"].to_numpy(),
            "home": decided.home.astype(object).to_numpy(),
        },
        index=place_keys(decided.lists.insured),
    )
    return table[~table.index.duplicated()]


def _equal(then: pd.DataFrame, now: pd.DataFrame) -> Mask:
    person = (then["person"].fillna(-2).to_numpy() == now["person"].to_numpy()).astype(np.bool_)
    home = (then["home"].fillna("").to_numpy() == now["home"].fillna("").to_numpy()).astype(np.bool_)
    return np.asarray(person & home, dtype=np.bool_)


def _other_accounts(now: Lists, then: Lists) -> set[int]:
    """Persons whose account or its holder is another one."""
    if now.accounts is then.accounts:
        return set()
    key = ["person", "account", "holder"]
    both = [set(lists.accounts[key].itertuples(index=False, name=None)) for lists in (now, then)]
    return {int(person) for person, _, _ in both[0] ^ both[1] if person >= 0}
