"""实时清算: new rows against what was cleared so far.

What is kept is everything that was read (settlements, identities) and what each row turned out to be. New rows change only those whom they
concern (:mod:`medical.concerned`), so only those are read and cleared again, by the same steps and over all their rows: a row that comes late, a correction, a refund
or 综合减负 that arrives after months also changes earlier rows, and these are reported. So the last state of a year is what
clearing the whole year gives, whatever the order in which the rows came.
"""

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from huibao_xl import findings
from huibao_xl.frames import IDENTITIES, LABEL, MONEY, SETTLEMENTS, Shape
from huibao_xl.medical.clear import Clearing, clear_settlements
from huibao_xl.medical.concerned import concerned
from huibao_xl.medical.earlier import Earlier
from huibao_xl.medical.policy import MedicalPolicy
from huibao_xl.rosters.read_lists import joined

OUTCOMES = Shape("cleared", {"code": LABEL, "due_fen": MONEY})
"""What each settlement turned out to be (of clear.CLEARED): what a later turn compares."""
_PERIOD = ["person", "category", "valid_from"]
"""What makes a period of an identity the same one in two lists."""


@dataclass(frozen=True)
class State:
    """What was cleared so far: the settlements, OUTCOMES beside them, frames.IDENTITIES, and the fingerprint of the policy used."""

    earlier: Earlier
    outcomes: pd.DataFrame
    identities: pd.DataFrame
    policy: str

    @classmethod
    def empty(cls) -> "State":
        """Return the state before anything was cleared."""
        return cls(Earlier(), OUTCOMES.empty(), IDENTITIES.empty(), "")


@dataclass(frozen=True)
class Settled:
    """``state``: the new state; ``clearing``: what was cleared again, new rows last; ``new``: how many these are. ``changed``: earlier rows whose result is
    another now: position in ``clearing`` (``at``), and ``before``/``after`` of code and due_fen."""

    state: State
    new: int
    changed: pd.DataFrame
    clearing: Clearing

    @property
    def only_new(self) -> Clearing:
        """What was cleared of the new rows."""
        first = len(self.clearing.rows) - self.new
        settlements, rows = (
            frame.iloc[first:].reset_index(drop=True) for frame in (self.clearing.settlements, self.clearing.rows)
        )
        return replace(self.clearing, settlements=settlements, rows=rows)


def settle(state: State, settlements: pd.DataFrame, identities: pd.DataFrame, policy: MedicalPolicy) -> Settled:
    """Clear the new rows ``settlements``. ``identities``: the list as it is now, or empty: the one of the state stays; what it does not say
    of periods known before stays too (:func:`merged`).

    Another policy than before means that every person is cleared again. Raises Stop where what earlier turns stored cannot be read.
    """
    periods, older = merged(state.identities, identities)
    there = state.earlier.columns(["person", "turn"])
    settlements = settlements.assign(turn=_next_turn(there))
    people, again = None, np.ones(len(there), dtype=bool)
    if state.policy == policy.fingerprint:
        persons, people = concerned(state.earlier, settlements, (state.identities, periods))
        again = there["person"].isin(persons).to_numpy()
    rows = state.earlier.all() if again.all() else state.earlier.of_persons(persons)
    cleared = clear_settlements(_joined(SETTLEMENTS, rows, settlements), periods, policy, people)
    at = np.flatnonzero(np.append(again, np.ones(len(settlements), dtype=bool)))
    changed = _changed(state.outcomes.iloc[at[: len(rows)]], cleared.rows)
    outcomes = _put(state.outcomes, cleared.rows, at, len(settlements))
    cleared = replace(cleared, findings=findings.concat([_about(older), cleared.findings]))
    after = State(state.earlier.followed_by(settlements), outcomes, periods, policy.fingerprint)
    return Settled(after, len(settlements), changed, cleared)


def merged(before: pd.DataFrame, now: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return frames.IDENTITIES of what was listed before and what is listed now, and of the former what the latter does not say.

    A list may be of who is new only. So a period that it does not name stays; one that it names, by person, category and first day, is replaced.
    """
    if now.empty or before.empty:
        return (before if now.empty else now), IDENTITIES.empty()
    there = pd.MultiIndex.from_frame(now.loc[now["person"] >= 0, _PERIOD])
    stays = (before["person"] >= 0) & ~pd.MultiIndex.from_frame(before[_PERIOD]).isin(there)
    older = before[stays].reset_index(drop=True)
    return _joined(IDENTITIES, older, now), older


def _about(older: pd.DataFrame) -> pd.DataFrame:
    """M43 at each period that only an earlier list names."""
    begins, ends = (older[side].dt.strftime("%Y-%m-%d") for side in ("valid_from", "valid_to"))
    period = (begins.fillna("起始不限") + " 至 " + ends.fillna("今")).tolist()
    return findings.for_rows("M43", older, "身份类别", category=older["category"].tolist(), period=period)


def _next_turn(settlements: pd.DataFrame) -> int:
    return int(settlements["turn"].max()) + 1 if len(settlements) else 0


def _joined(shape: Shape, first: pd.DataFrame, second: pd.DataFrame) -> pd.DataFrame:
    """Two frames of a shape as one; their labels need not have the same categories."""
    return joined(shape, [frame[list(shape.columns)] for frame in (first, second)])


def _put(outcomes: pd.DataFrame, again: pd.DataFrame, at: np.ndarray, new: int) -> pd.DataFrame:
    """The outcomes, with those that were worked out again (``again``, CLEARED, the ``new`` ones last) at their positions."""
    longer = _joined(OUTCOMES, outcomes, again.iloc[len(again) - new :])
    places = np.arange(len(longer))
    places[at] = len(longer) + np.arange(len(at))
    return _joined(OUTCOMES, longer, again).iloc[places].reset_index(drop=True)


def _changed(before: pd.DataFrame, after: pd.DataFrame) -> pd.DataFrame:
    """``before``: OUTCOMES of the earlier rows that were cleared again; ``after``: clear.CLEARED, of the new ones too."""
    columns = {"code": "str", "due_fen": "int64"}
    old, new = (
        frame[list(columns)].astype(columns).reset_index(drop=True) for frame in (before, after.iloc[: len(before)])
    )
    differs = (old != new).any(axis=1)
    return pd.DataFrame(
        {
            "at": np.flatnonzero(differs),
            "code_before": old["code"][differs].to_numpy(),
            "code_after": new["code"][differs].to_numpy(),
            "due_before": old["due_fen"][differs].to_numpy(),
            "due_after": new["due_fen"][differs].to_numpy(),
        }
    )
