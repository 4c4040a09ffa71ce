"""Lines with what was booked of them: who bears a payment after 调整, what 补差 added, what of it came back."""

import pandas as pd

from huibao_xl.money import district_share
from huibao_xl.payments.ledger import moves, states
from huibao_xl.payments.ledger.cases import cases
from huibao_xl.payments.ledger.states import HELD
from huibao_xl.payments.ledger.store import Ledger
from huibao_xl.policy import Policy

MONEY = ["amount_fen", "district_fen", "township_fen"]


def moved(ledger: Ledger, lines: pd.DataFrame) -> pd.DataFrame:
    """Return lines (batch, line, township, kind, MONEY) with the shares of who bears them, and bearer_township, bearer_kind beside who paid."""
    lines = lines.assign(bearer_township=lines["township"], bearer_kind=lines["kind"])
    places = _places(lines)
    for move in moves.moves(ledger):
        if (row := places.get((move.batch, move.line))) is not None:
            more = move.district_more_fen
            lines.loc[row, ["district_fen", "township_fen"]] += [more, -more]
            lines.loc[row, ["bearer_township", "bearer_kind"]] = [move.township, move.kind]
    return lines


def with_paid(lines: pd.DataFrame, rules: Policy) -> pd.DataFrame:
    """Return lines with what arrived instead of what was approved, and the shares of it by the policy, where a person has said that the two differ."""
    other = states.paid_otherwise(lines)
    if other.empty:
        return lines
    percent = {town.name: town.district_percent for town in rules.townships}
    lines = lines.copy()
    for row, paid_fen, town in zip(other.index, other["paid_fen"], other["township"], strict=True):
        district = district_share(int(paid_fen), percent[town])
        lines.loc[row, MONEY] = [paid_fen, district, paid_fen - district]
    return lines


def borne(
    ledger: Ledger, first: pd.DataFrame, supplements: pd.DataFrame, second: pd.DataFrame, given_up: bool = False
) -> pd.DataFrame:
    """Return what people hold: their ``first`` payments with what ``supplements`` (补差) add, and what was paid a ``second`` time, each less what came back of it, by who bears them. ``given_up`` as in
    :func:`net`, which is asked of each line before it stands in another's sum."""
    parts = [net(ledger, part.reset_index(drop=True), given_up) for part in (first, supplements, second)]
    return moved(ledger, pd.concat([_supplemented(parts[0], parts[1]), parts[2]], ignore_index=True))


def _supplemented(lines: pd.DataFrame, supplements: pd.DataFrame) -> pd.DataFrame:
    """Return lines (id, state, MONEY) with what 补差 of the same people add to those that are held; a 补差 whose first payment came back stands as a line of its own."""
    if supplements.empty:
        return lines
    ids = lines.loc[lines["state"].isin(HELD), "id"]
    more = supplements[supplements["id"].isin(ids)].groupby("id")[MONEY].sum()
    lines = lines.copy()
    adding = lines["state"].isin(HELD)
    for column in MONEY:
        added = lines["id"].map(more[column]).fillna(0).astype("int64").where(adding, 0)
        lines[column] = lines[column] + added
    alone = supplements[~supplements["id"].isin(ids)]
    return pd.concat([lines, alone], ignore_index=True) if len(alone) else lines


def net(ledger: Ledger, lines: pd.DataFrame, given_up: bool = False) -> pd.DataFrame:
    """Return lines (batch, line, and MONEY as it arrived) less what came back of them, share by share. ``given_up``: also less what was given up: nobody asks
    for that any more."""
    less = [
        (case.batch, case.line, case.repaid_fen + (case.given_up_fen if given_up else 0), case)
        for case in cases(ledger)
    ]
    places = _places(lines)
    if not any(fen and (batch, line) in places for batch, line, fen, _ in less):
        return lines
    lines = lines.copy()
    for batch, line, fen, case in less:
        if fen and (batch, line) in places:
            row, district = places[batch, line], case.district_share(fen)
            lines.loc[row, MONEY] = lines.loc[row, MONEY] - [fen, district, fen - district]
    return lines


def _places(lines: pd.DataFrame) -> dict[tuple[str, int], int]:
    """Where in a frame a batch's line stands."""
    return dict(zip(zip(lines["batch"], lines["line"].tolist(), strict=True), lines.index.tolist(), strict=True))
