"""资金往来: what the district owes each 街镇 of its share, passed on, and what the 街镇 paid of it; what lies there, since when, and for how many days.

Every movement has a day and a paper: money that arrived there (拨付), payments of the district's share (支付: by the bank's day, else that on which its answer was registered), what came
back of them (追回), what was given back to the district (收回). The balance is their sum, and equals what was passed on less what was paid; money that lies idle can be counted from them.
"""

from dataclasses import dataclass
from datetime import date

import pandas as pd

from huibao_xl.payments import transfers
from huibao_xl.payments.bookings import booked, passing_back
from huibao_xl.payments.ledger import states
from huibao_xl.payments.ledger.cases import cases
from huibao_xl.payments.ledger.store import Ledger
from huibao_xl.policy import Policy

IN, OUT, RECOVERED, GIVEN_BACK = "拨入", "支付", "追回", "收回"
_COLUMNS = ["township", "on", "kind", "fen", "paper"]


@dataclass(frozen=True)
class Idle:
    """Money that lies: ``since``: from which day on the balance has been above zero without a break, "" if it is not; ``days``: how many days that is; ``fen_days``: fen times days of
    all money that lay, over the whole time."""

    since: str
    days: int
    fen_days: int


@dataclass(frozen=True)
class Flows:
    """A year. ``towns``: township, due_fen, passed_fen (less what was given back), paid_fen, recovered_fen, left_fen, since, days, fen_days, and of what it bears itself, as 调整 says: share_due_fen (of
    what is held), share_paid_fen; ``movements``: township, on, kind, fen (below zero: out),
    paper, by day."""

    rules: Policy
    on: date
    towns: pd.DataFrame
    movements: pd.DataFrame


def flows(ledger: Ledger, rules: Policy, on: date) -> Flows:
    """Return the district's money at each 街镇 as it stands on a day; what is booked of later days does not count."""
    every = _movements(ledger, rules)
    every = every[every["on"] <= on.isoformat()].sort_values(["township", "on"], kind="stable", ignore_index=True)
    owed = transfers.due(ledger, rules).set_index("township")["due_fen"]
    rows, shares = [], _shares(ledger, rules)
    for town in (each.name for each in rules.townships):
        mine = every[every["township"] == town]
        sums = {kind: int(mine.loc[mine["kind"] == kind, "fen"].sum()) for kind in (IN, OUT, RECOVERED, GIVEN_BACK)}
        lies = idle(mine, on)
        passed, paid = sums[IN] + sums[GIVEN_BACK], -sums[OUT]
        left = int(mine["fen"].sum())
        rows.append(
            (
                town,
                int(owed[town]),
                passed,
                paid,
                sums[RECOVERED],
                left,
                lies.since,
                lies.days,
                lies.fen_days,
                *shares.get(town, (0, 0)),
            )
        )
    columns = [
        "township",
        "due_fen",
        "passed_fen",
        "paid_fen",
        "recovered_fen",
        "left_fen",
        "since",
        "days",
        "fen_days",
    ]
    columns += ["share_due_fen", "share_paid_fen"]
    return Flows(rules, on, pd.DataFrame(rows, columns=columns), every)


def idle(movements: pd.DataFrame, on: date) -> Idle:
    """Return how money lies by movements (on, fen) in the order of their days, until the day ``on``.

    >>> rows = pd.DataFrame({"on": ["2024-08-01", "2024-08-11", "2024-08-21"], "fen": [100, -100, 50]})
    >>> idle(rows, date(2024, 8, 31))
    Idle(since='2024-08-21', days=10, fen_days=1500)
    """
    balance, since, fen_days, before = 0, "", 0, ""
    for day, fen in movements.groupby("on", sort=True)["fen"].sum().items():
        fen_days += max(balance, 0) * _days(before, str(day))
        balance, before = balance + int(fen), str(day)
        since = "" if balance <= 0 else since or before
    fen_days += max(balance, 0) * _days(before, on.isoformat())
    return Idle(since, _days(since, on.isoformat()), fen_days)


def _days(since: str, until: str) -> int:
    return (date.fromisoformat(until) - date.fromisoformat(since)).days if since else 0


def _movements(ledger: Ledger, rules: Policy) -> pd.DataFrame:
    lines = states.lines_of_year(ledger, rules.scheme, rules.year)
    of_towns = lines[(lines["state"] == "成功") & (lines["flow"] == "街镇")].reset_index(drop=True)
    paid = booked.moved(ledger, booked.with_paid(of_towns, rules))
    parts = [
        _part(paid["township"], _day(paid), OUT, -paid["district_fen"], _place(paid)),
        *_passed_on(ledger, rules),
    ]
    back = passing_back.movements(ledger, rules.scheme, rules.year)
    if len(back):
        parts.append(_part(back["township"], back["on"], GIVEN_BACK, -back["fen"], back["document"]))
    towns = dict(zip(zip(paid["batch"], paid["line"].tolist(), strict=True), paid["township"], strict=True))
    parts += [pd.DataFrame(_recovered(ledger, towns), columns=_COLUMNS)]
    return pd.concat([part for part in parts if len(part)] or [pd.DataFrame(columns=_COLUMNS)], ignore_index=True)


def _shares(ledger: Ledger, rules: Policy) -> dict[str, tuple[int, int]]:
    """What each 街镇 bears itself, as the ledger now is: of all that is held, and of what arrived; what came back is off both."""
    lines = states.lines_of_year(ledger, rules.scheme, rules.year)
    lines = lines[lines["state"].isin(states.HELD)].reset_index(drop=True)
    borne = booked.net(ledger, booked.moved(ledger, booked.with_paid(lines, rules)))
    due = borne.groupby("bearer_township")["township_fen"].sum()
    paid = borne[borne["state"] == "成功"].groupby("bearer_township")["township_fen"].sum()
    return {str(town): (int(fen), int(paid.get(town, 0))) for town, fen in due.items()}


def _recovered(ledger: Ledger, towns: dict[tuple[str, int], str]) -> list[tuple[str, str, str, int, str]]:
    """The district's share of each part that was repaid of payments of 街镇."""
    rows = []
    for case in cases(ledger):
        town, before = towns.get((case.batch, case.line)), 0
        for part in case.repaid if town else ():
            share = case.district_share(before + part.fen) - case.district_share(before)
            before += part.fen
            rows.append((str(town), part.on, RECOVERED, share, f"{case.number} {part.document}"))
    return rows


def _passed_on(ledger: Ledger, rules: Policy) -> list[pd.DataFrame]:
    parts = []
    for batch in transfers.batches_of(ledger, rules):
        done = batch.lines[batch.lines["state"] == "成功"].assign(batch=batch.id)
        if len(done):
            parts.append(_part(done["township"].astype("str"), _day(done), IN, done["paid_fen"], _place(done)))
    return parts


def _day(lines: pd.DataFrame) -> "pd.Series[str]":
    """The day of a payment: the bank's, else that on which its result was booked."""
    return lines["paid_on"].where(lines["paid_on"] != "", lines["since"].str[:10])


def _place(lines: pd.DataFrame) -> "pd.Series[str]":
    return "批次 " + lines["batch"].astype("str") + " 第 " + lines["line"].astype("str") + " 行"


def _part(town: pd.Series, on: pd.Series, kind: str, fen: pd.Series, paper: pd.Series) -> pd.DataFrame:
    columns = {"township": town, "on": on, "kind": kind, "fen": fen.astype("int64"), "paper": paper}
    return pd.DataFrame(columns).reset_index(drop=True)
