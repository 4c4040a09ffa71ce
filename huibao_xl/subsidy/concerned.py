"""Whom another answer to an open question of 列对应 may concern, and which answers can therefore be tried together.

An answer changes some sheets. Whether an insured row is paid depends on the rows of its person, on rows without a number that is one and that
bear its name or 保单号, on its own cells, and on nothing else; so two answers that concern nobody in common are tried in one go, and a hundred lists
with a question each cost little more than one.
"""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import pandas as pd

from huibao_xl.frames import rows_of_texts
from huibao_xl.identifiers import partial_name
from huibao_xl.matching.answers import person_of, records_of
from huibao_xl.matching.near import among
from huibao_xl.rosters.columns import policy_keys
from huibao_xl.rosters.doubts import Change, Doubt, rows_of
from huibao_xl.rosters.lists import Lists
from huibao_xl.subsidy.excluding import LOOKED_THROUGH, speaking_against

Rows = npt.NDArray[np.int64]
"""Positions among the insured."""


class Concerned:
    """Finds whom doubts about ``source`` may concern. ``insured``: its insured as answers about pairs let them be read, row by row; ``answers``:
    these answers (frames.ANSWERS)."""

    def __init__(self, source: Lists, insured: pd.DataFrame, answers: pd.DataFrame) -> None:
        self._source = source
        self._insured = insured
        self._persons = [_Sorted(frame["person"]) for frame in (insured, source.insured)]
        records = [record for answer in rows_of_texts(answers) for record in records_of(answer)]
        self._answered = np.array([person_of(number) for number, _ in records], dtype=np.int64)
        self._answered_names = [name for _, name in records if name]

    def by(self, doubt: Doubt) -> Rows | None:
        """Return which insured rows may be decided otherwise under a doubt; None where it cannot be said."""
        here = [self._on_sheet(change) for change in doubt.changes]
        old = [getattr(self._source, each.shape).iloc[rows] for each, rows in zip(doubt.changes, here, strict=True)]
        changed = [
            (each.shape, frame)
            for each, was in zip(doubt.changes, old, strict=True)
            for frame in (was, each.frame)
            if frame is not None
        ]
        insured = self._insured["person"]
        unclear = [speaking_against(frame, insured) for shape, frame in changed if shape in LOOKED_THROUGH]
        if any(_is_anybody(frame).any() for frame in unclear) or _destroyed_differ(doubt.changes, old):
            return None
        found = [rows for each, rows in zip(doubt.changes, here, strict=True) if each.shape == "insured"]
        persons = np.concatenate([frame["person"].to_numpy(dtype=np.int64) for _, frame in changed])
        found += [of.rows(persons) for of in self._persons]
        nobody = [frame[_is_of_a_policy(frame)] for shape, frame in changed if shape == "insured"]
        found += [self._named(frame["name_key"]) for frame in (*unclear, *nobody)]
        found += [self._of_policies(frame["policy_no"]) for frame in unclear if "policy_no" in frame]
        if any(self._has_answered(frame) for _, frame in changed):
            found += [of.rows(self._answered) for of in self._persons]
            found.append(self._named(pd.Series(self._answered_names, dtype="str")))
        return np.unique(np.concatenate(found))

    def _on_sheet(self, change: Change) -> Rows:
        return np.flatnonzero(rows_of(getattr(self._source, change.shape), change))

    def _named(self, names: "pd.Series[str]") -> Rows:
        written = names[names != ""]
        return np.flatnonzero(among(self._source.insured["name_key"], written)) if len(written) else _NONE

    def _of_policies(self, numbers: "pd.Series[str]") -> Rows:
        written = policy_keys(numbers[numbers != ""])
        return np.flatnonzero(policy_keys(self._insured["policy_no"]).isin(written)) if len(written) else _NONE

    def _has_answered(self, frame: pd.DataFrame) -> bool:
        """Whether a record of an answer about pairs may stand in a frame."""
        return bool(
            np.isin(frame["person"], self._answered[self._answered >= 0]).any()
            or frame.loc[frame["person"] < 0, "name_key"].isin(self._answered_names).any()
        )


_NONE = np.empty(0, dtype=np.int64)


class _Sorted:
    """Where each person stands in a column of persons."""

    def __init__(self, column: "pd.Series[int]") -> None:
        persons = column.to_numpy(dtype=np.int64)
        self._order = np.argsort(persons, kind="stable")
        self._sorted = persons[self._order]

    def rows(self, persons: Rows) -> Rows:
        wanted = np.unique(persons[persons >= 0])
        first = np.searchsorted(self._sorted, wanted, "left")
        counts = np.searchsorted(self._sorted, wanted, "right") - first
        within = np.arange(counts.sum()) - np.repeat(np.cumsum(counts) - counts, counts)
        return np.asarray(self._order[np.repeat(first, counts) + within], dtype=np.int64)


def together(doubts: Sequence[Doubt], concerned: Sequence[Rows | None], n: int) -> list[list[int]]:
    """Return the positions of doubts in groups that can be tried in one go: they concern nobody in common and change other sheets.

    ``concerned``: by each doubt, positions below ``n``; those of None are groups of their own, those of nobody in none.
    """
    groups: list[tuple[list[int], npt.NDArray[np.bool_], set[tuple[str, str]]]] = []
    alone: list[list[int]] = []
    for at, (doubt, rows) in enumerate(zip(doubts, concerned, strict=True)):
        if rows is None:
            alone.append([at])
            continue
        if not len(rows):
            continue
        sheets = {(change.file, change.sheet) for change in doubt.changes}
        members, taken, changed = next(
            (group for group in groups if not (group[1][rows].any() or group[2] & sheets)),
            ([], np.zeros(n, bool), set()),
        )
        if not members:
            groups.append((members, taken, changed))
        members.append(at)
        taken[rows] = True
        changed |= sheets
    return [*(members for members, _, _ in groups), *alone]


def _is_of_a_policy(insured: pd.DataFrame) -> npt.NDArray[np.bool_]:
    """Rows of 承保名单 without a number that is one, which may speak of an insurance of their name all the same."""
    return ((insured["person"] < 0) & (insured["policy_no"] != "")).to_numpy(dtype=np.bool_)


def _is_anybody(frame: pd.DataFrame) -> npt.NDArray[np.bool_]:
    """Rows whose name is masked, or that have none and may be told by the digits that are left of a number."""
    masked = frame["name"].map(partial_name.pattern).notna()
    return (masked & ((frame["name_key"] != "") | (frame["id_raw"] != ""))).to_numpy(dtype=np.bool_)


def _destroyed_differ(changes: Sequence[Change], old: Sequence[pd.DataFrame]) -> bool:
    """Whether insured numbers come or go that other lists may mean by a destroyed one."""
    both = [
        set(frame.loc[frame["id"].str.endswith("000"), "person"]) if frame is not None else set()
        for each, was in zip(changes, old, strict=True)
        for frame in (was, each.frame)
        if each.shape == "insured"
    ]
    return any(was != then for was, then in zip(both[::2], both[1::2], strict=True))
