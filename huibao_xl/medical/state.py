"""实时清算: new rows against what was cleared so far.

What is kept is everything that was read (settlements, identities) and what each row turned out to be. New rows change only their own
persons, so only those are cleared again, by the same steps and over all their rows: a row that comes late, a correction, a refund
or 综合减负 that arrives after months also changes earlier rows, and these are reported. So the last state of a year is what
clearing the whole year gives, whatever the order in which the rows came.
"""

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from huibao_xl import findings
from huibao_xl.frames import IDENTITIES, LABEL, SETTLEMENTS, Shape, union
from huibao_xl.medical.clear import CLEARED, Clearing, clear_settlements
from huibao_xl.medical.policy import MedicalPolicy
from huibao_xl.rosters.read_lists import joined

_PERIOD = ["person", "category", "valid_from"]
"""What makes a period of an identity the same one in two lists."""


@dataclass(frozen=True)
class State:
    """What was cleared so far: frames.SETTLEMENTS, CLEARED beside them, frames.IDENTITIES, and the fingerprint of the policy used."""

    settlements: pd.DataFrame
    rows: pd.DataFrame
    identities: pd.DataFrame
    policy: str

    @classmethod
    def empty(cls) -> "State":
        """Return the state before anything was cleared."""
        return cls(SETTLEMENTS.empty(), CLEARED.empty(), IDENTITIES.empty(), "")


@dataclass(frozen=True)
class Settled:
    """``state``: the new state. ``new``: positions in it of the new rows, which stand last. ``changed``: earlier rows whose result is
    another now: position (``at``), and ``before``/``after`` of code and due_fen. ``clearing``: what was cleared again."""

    state: State
    new: np.ndarray
    changed: pd.DataFrame
    clearing: Clearing


def settle(state: State, settlements: pd.DataFrame, identities: pd.DataFrame, policy: MedicalPolicy) -> Settled:
    """Clear the new rows ``settlements``. ``identities``: the list as it is now, or empty: the one of the state stays; what it does not say
    of periods known before stays too (:func:`merged`).

    Another policy or another identity list than before means that every person is cleared again.
    """
    earlier = len(state.settlements)
    periods, older = merged(state.identities, identities)
    settlements = settlements.assign(turn=_next_turn(state.settlements))
    every = _joined(SETTLEMENTS, state.settlements, settlements)
    everyone = bool(len(identities)) or state.policy != policy.fingerprint
    is_new = np.arange(len(every)) >= earlier
    again = is_new | everyone | (every["person"].isin(settlements["person"]) & (every["person"] >= 0)).to_numpy()
    cleared = clear_settlements(every[again], periods, policy)
    rows = _joined(CLEARED, state.rows, cleared.rows.iloc[len(cleared.rows) - len(settlements) :])
    at = np.flatnonzero(again)
    before = rows.iloc[at].reset_index(drop=True)
    rows = _put(rows, cleared.rows, at)
    changed = _changed(at, before, cleared.rows, earlier)
    cleared = replace(cleared, findings=findings.concat([_about(older), cleared.findings]))
    return Settled(State(every, rows, periods, policy.fingerprint), np.flatnonzero(is_new), changed, cleared)


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


def _put(rows: pd.DataFrame, again: pd.DataFrame, at: np.ndarray) -> pd.DataFrame:
    """Replace the rows at some positions."""
    columns = {}
    for name, dtype in CLEARED.columns.items():
        if dtype == LABEL:
            both = union([rows[name], again[name]])
            codes = both.codes[: len(rows)].copy()
            codes[at] = both.codes[len(rows) :]
            columns[name] = pd.Series(pd.Categorical.from_codes(codes, dtype=both.dtype))
        else:
            values = rows[name].array.copy()
            values[at] = again[name].array
            columns[name] = pd.Series(values)
    return CLEARED.check(pd.DataFrame(columns))


def _changed(at: np.ndarray, before: pd.DataFrame, after: pd.DataFrame, earlier: int) -> pd.DataFrame:
    columns = ["code", "due_fen"]
    old, new = (frame[columns].astype({"code": "str"}).reset_index(drop=True) for frame in (before, after))
    differs = ((old != new).any(axis=1) & (at < earlier)).to_numpy()
    return pd.DataFrame(
        {
            "at": at[differs],
            "code_before": old["code"][differs].to_numpy(),
            "code_after": new["code"][differs].to_numpy(),
            "due_before": old["due_fen"][differs].to_numpy(),
            "due_after": new["due_fen"][differs].to_numpy(),
        }
    )
