"""The lists as answers to several open questions would make them together: what speaks against people taken from all of them at once.

Each other answer changes some sheets (:mod:`rosters.doubts`). One by one they leave somebody paid who stands on two rosters and could be out of
both. To try every combination would be to decide 2^n times; that is not needed, because all that decides is monotone:

- **Answers that take out only take out.** An entry that ends earlier, begins later, is out or in doubt, names no 街镇 or stands in no roster, an
  insured row that is 退保 or of a group, an account that is not there, a row more on a list that excludes: none of them makes anybody paid as before
  who was not without it. So whoever is still paid as before in :func:`least`, where every row is the worst that any answer makes of it, is
  paid as before under each combination of such answers.
- **Answers that add are apart**, since they can hide what takes out: an entry that counts after all brings another 街镇, an insured row in force after all
  brings its group. In :func:`most` every row counts wherever any answer lets it, with every 街镇 that any answer gives it.
- **What is neither more nor less** (an insured row's name, 承保日期 or 街镇) is tried in turn: both are made once more for each other value
  that a row may have (:func:`turns`).

Answers to one question that exclude one another are taken together too, and the worst is taken row by row: that may hold somebody more, nobody less.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd

from huibao_xl.first_fit import Mask
from huibao_xl.frames import PLACE
from huibao_xl.rosters.doubts import SHAPES, Change, Doubt
from huibao_xl.rosters.labels import label, texts_of
from huibao_xl.rosters.lists import Lists
from huibao_xl.rosters.read_lists import joined
from huibao_xl.subsidy.concerned import Rows
from huibao_xl.subsidy.excluding import LISTS, is_unclear

DECIDING = {
    "insured": ("person", "name_key", "policy_no", "channel", "status", "township", "insured_on", "doubt", "day_doubt", "dead"),
    "entries": (
        "person", "name_key", "role", "valid_from", "valid_to", "begun_by", "dates_unreadable", "township", "listed_out", "out", "out_from",
        "out_by", "doubt", "dead",
    ),
    "accounts": ("person", "account", "holder", "account_fault", "checked", "dead"),
    "group": ("person", "name_key", "id_raw", "out", "doubt", "dead"),
    "prior": ("person", "name_key", "id_raw", "year", "doubt", "dead"),
    "deaths": ("person", "name_key", "id_raw", "dead"),
    "withdrawn": ("person", "name_key", "id_raw", "policy_no", "status", "doubt", "dead"),
}  # fmt: skip
"""{frame: its columns by which people are decided}."""
_WHOSE = ("person", "name_key", "role")
_TURNING = ("person", "name_key", "policy_no", "insured_on", "township")
_STATUS, _CHANNEL = ("退保", "不明", "有效"), ("团单", "不明", "个人")
"""Words of an insured row, the worst first."""


def least(source: Lists, doubts: Sequence[Doubt], turn: int = 0) -> Lists:
    """Return the lists with everything that speaks against people under any answer."""
    return _together(source, doubts, turn, worst=True)


def most(source: Lists, doubts: Sequence[Doubt], turn: int = 0) -> Lists:
    """Return the lists with every entry and insured row that counts under any answer, and what speaks against people on other lists."""
    return _together(source, doubts, turn, worst=False)


def turns(source: Lists, doubts: Sequence[Doubt]) -> int:
    """Return how many other values an insured row has at most of what is neither more nor less."""
    changes = _changes(doubts, "insured")
    return int(_turn(_stack(source.insured, changes)).max(initial=0)) if changes else 0


def only_of(source: Lists, doubts: Sequence[Doubt], persons: Rows) -> tuple[Lists, list[Doubt]]:
    """Return lists and answers with nothing but the rows of ``persons`` and those whose number is none or not sure
    (``excluding.is_unclear``): they may mean anybody."""
    frames: dict[str, Any] = {name: _only(getattr(source, name), persons) for name in DECIDING}
    fewer = [
        replace(
            doubt,
            changes=tuple(
                replace(change, frame=None if change.frame is None else _only(change.frame, persons))
                for change in doubt.changes
            ),
        )
        for doubt in doubts
    ]
    return replace(source, **frames), fewer


def touched(source: Lists, doubt: Doubt) -> Rows:
    """Return the persons of whom a row is another one under an answer, in what decides."""
    found = []
    for shape in {change.shape for change in doubt.changes}:
        stack = _stack(getattr(source, shape), _changes([doubt], shape))
        kinds = stack.rows[[*DECIDING[shape]]].astype({"person": "int64"}).assign(key=stack.key)
        found.append(stack.rows["person"].to_numpy(dtype=np.int64)[~kinds.duplicated(keep=False).to_numpy()])
    return np.unique(np.concatenate(found))


def _only(frame: pd.DataFrame, persons: Rows) -> pd.DataFrame:
    near = is_unclear(frame) | frame["person"].isin(persons).to_numpy(dtype=np.bool_)
    return frame[near].reset_index(drop=True)


def _changes(doubts: Sequence[Doubt], shape: str) -> list[Change]:
    return [change for doubt in doubts for change in doubt.changes if change.shape == shape]


def _together(source: Lists, doubts: Sequence[Doubt], turn: int, worst: bool) -> Lists:
    frames: dict[str, Any] = {}
    for shape in dict.fromkeys(change.shape for doubt in doubts for change in doubt.changes):
        frame, changes = getattr(source, shape), _changes(doubts, shape)
        if shape in LISTS:  # a row more takes out
            others = [change.frame for change in changes if change.frame is not None and len(change.frame)]
            frames[shape] = joined(SHAPES[shape], [frame, *others])
            continue
        stack = _stack(frame, changes)
        rows, at = _OF_FRAME[shape](stack, worst, turn)
        order = np.argsort(np.concatenate([stack.others, at]), kind="stable")
        parts = [part for part in (frame.iloc[stack.others], rows) if len(part)] or [frame.iloc[:0]]
        frames[shape] = joined(SHAPES[shape], parts).iloc[order].reset_index(drop=True)
    return replace(source, **frames)


@dataclass(frozen=True)
class _Stack:
    """The rows of the sheets that are asked about, as read and, below, as under each other answer. ``key``: which row of a sheet each is;
    ``at``: its position in the frame, behind all others where it was not read; ``was_read``: whether it is one that was; ``missing``: whether
    it is none under some answer; ``others``: positions of the rows of other sheets."""

    rows: pd.DataFrame
    key: Rows
    at: Rows
    was_read: Mask
    missing: Mask
    others: Rows

    def any(self, column: str) -> Any:
        """Per row whether a flag is set in any of its versions."""
        return self._of(self.rows[column]).transform("max").to_numpy()

    def all(self, column: str) -> Any:
        """Per row whether a flag is set in all."""
        return self._of(self.rows[column]).transform("min").to_numpy()

    def day(self, column: str, worst: str, open_end: bool) -> Any:
        """Per row the first ("min") or last ("max") day; ``open_end``: none where one of its versions has none."""
        days = self._of(self.rows[column])
        found = days.transform(worst)
        return found.where(days.transform("count") == days.transform("size")) if open_end else found

    def text(self, column: str, worst: bool) -> "pd.Categorical[str]":
        """Per row a label of any version, null where there is none; unless ``worst``, null where one version has none."""
        texts = self._of(pd.Series(texts_of(self.rows[column]), index=self.rows.index))
        return label(texts.transform("max" if worst else "min").to_numpy(dtype=object))

    def word(self, column: str, words: Sequence[str]) -> "pd.Categorical[str]":
        """Per row the word of any version that comes first in ``words``."""
        ranks = self.rows[column].astype("str").map({word: rank for rank, word in enumerate(words)})
        codes = self._of(ranks).transform("min").to_numpy(dtype=np.int8)
        return pd.Categorical.from_codes(codes, categories=pd.Index([*words], dtype="str"))

    def differs(self, columns: Sequence[str]) -> Mask:
        """Per row whether its versions differ in any of some columns."""
        kinds = self.rows[[*columns]].assign(key=self.key).drop_duplicates()["key"].value_counts()
        return np.isin(self.key, kinds.index[kinds > 1])

    def _of(self, column: "pd.Series[Any]") -> Any:
        return column.groupby(self.key)


def _stack(frame: pd.DataFrame, changes: Sequence[Change]) -> _Stack:
    asked = pd.Series([(change.file, change.sheet) for change in changes]).value_counts()
    here = np.flatnonzero(pd.MultiIndex.from_frame(frame[["file", "sheet"]].astype("str")).isin(asked.index))
    parts = [frame.iloc[here], *(change.frame for change in changes if change.frame is not None and len(change.frame))]
    version = np.repeat(np.arange(len(parts)), [len(part) for part in parts])
    rows = joined(SHAPES[changes[0].shape], parts)
    places = rows[list(PLACE)].astype({"file": "str", "sheet": "str"})
    nth = places.groupby([version, *(places[column] for column in PLACE)]).cumcount()
    key = places.assign(nth=nth).groupby([*PLACE, "nth"], sort=False).ngroup().astype("int64")
    versions = pd.MultiIndex.from_frame(places[["file", "sheet"]])
    missing = key.groupby(key).transform("size").to_numpy() < asked.reindex(versions).to_numpy() + 1
    at = np.concatenate([here, np.arange(len(rows) - len(here), dtype=np.int64) + len(frame)])
    others = np.setdiff1d(np.arange(len(frame), dtype=np.int64), here)
    return _Stack(
        rows,
        np.asarray(key, dtype=np.int64),
        at.astype(np.int64),
        version == 0,
        np.asarray(missing, dtype=np.bool_),
        others,
    )


def _entries(stack: _Stack, worst: bool, turn: int) -> tuple[pd.DataFrame, Rows]:
    """Entries, one for each person, name and 街镇 that any answer gives them unless ``worst``; then those stay that are of one person."""
    flag = stack.any if worst else stack.all
    rows = stack.rows.assign(
        valid_from=stack.day("valid_from", "max" if worst else "min", not worst),
        valid_to=stack.day("valid_to", "min" if worst else "max", not worst),
        begun_by=stack.day("begun_by", "max" if worst else "min", not worst),
        out_from=stack.day("out_from", "min" if worst else "max", not worst),
        out_by=stack.day("out_by", "min" if worst else "max", not worst),
        doubt=stack.text("doubt", worst),
        dead=stack.text("dead", True),
        **{column: flag(column) for column in ("dates_unreadable", "listed_out", "out")},
    )
    if worst:
        lost = pd.Series(rows["township"].isna()).groupby(stack.key).transform("max").to_numpy(dtype=np.bool_)
        rows["township"] = rows["township"].where(~lost)
        stays = stack.was_read & ~stack.missing & ~stack.differs(_WHOSE)
    else:
        stays = ~rows[[*_WHOSE, "township"]].assign(key=stack.key).duplicated().to_numpy(dtype=np.bool_)
    return rows[stays], stack.at[stays]


def _insured(stack: _Stack, worst: bool, turn: int) -> tuple[pd.DataFrame, Rows]:
    """Insured rows: ``worst``, 退保 under any answer; else in force under any. Of a group, in doubt or dead under any."""
    rows = stack.rows.assign(
        status=stack.word("status", _STATUS if worst else _STATUS[::-1]),
        channel=stack.word("channel", _CHANNEL),
        doubt=stack.text("doubt", True),
        day_doubt=stack.text("day_doubt", True),
        dead=stack.text("dead", True),
    )
    first = np.flatnonzero(~pd.Series(stack.key).duplicated())
    at = pd.Series(stack.at[first], index=stack.key[first])
    now = _turn(stack) == turn if turn else np.zeros(len(rows), dtype=np.bool_)
    chosen = np.concatenate([np.flatnonzero(now), first[~np.isin(stack.key[first], stack.key[now])]])
    if worst:
        chosen = chosen[~(stack.missing[chosen] | ~np.isin(stack.key[chosen], stack.key[stack.was_read]))]
    return rows.iloc[chosen], at[stack.key[chosen]].to_numpy()


def _accounts(stack: _Stack, worst: bool, turn: int) -> tuple[pd.DataFrame, Rows]:
    """Accounts that are the same under every answer, unless ``worst`` all that were read."""
    rows = stack.rows.assign(dead=stack.text("dead", True))
    stays = stack.was_read & ~(worst & (stack.missing | stack.differs(DECIDING["accounts"][:-1])))
    return rows[stays], stack.at[stays]


def _turn(stack: _Stack) -> Rows:
    """Per row 0 where it is as read in what is neither more nor less, else which other version of it it is, from 1."""
    kinds = stack.rows[[*_TURNING]].assign(key=stack.key)
    new = ~kinds.duplicated().to_numpy(dtype=np.bool_)
    nth = pd.Series(np.where(new, 1, 0)).groupby(stack.key).cumsum().to_numpy(dtype=np.int64) - 1
    return np.where(new, nth, 0)


_OF_FRAME: dict[str, Callable[[_Stack, bool, int], tuple[pd.DataFrame, Rows]]] = {
    "entries": _entries,
    "insured": _insured,
    "accounts": _accounts,
}
"""{frame whose rows may speak for people: its rows under answers together, and their positions}."""
