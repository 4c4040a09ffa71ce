"""执行情况: what was really paid, by 街镇, by bearer and for the year, against the budget; and the three rates of the performance goals.

Paid is what the bank confirmed and did not send back; executed, by bearer and 街镇, is that with 补差, less what was recovered, by bearer as 调整 says. A person counts once, by the line that holds the key, else by the last line of the year (a re-issue
follows the line that failed): a draft that was left over takes nobody's payment away, and what was paid a second time is executed until it comes back. The rates (M 二、2: each 100%) have their numerator, denominator and the people between the two:

- 应补尽补率: people paid / people entitled;
- 准确率: people whose money stands as it was approved / people who were ever paid (the rest came back, or came in another amount);
- 及时率: people paid until the policy's deadline / people entitled; by the day that the bank says, else by that on which its answer was registered.

Entitled are all people in the year's batches that were not struck out or rejected, and those of a result (``decided``) that no batch holds yet.
Without a result they are only the former: whoever waits for an account is not among them, so the base is said wherever the rates are.
"""

from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from huibao_xl.payments import budgets
from huibao_xl.payments.bookings import booked
from huibao_xl.payments.ledger import closed_years, states
from huibao_xl.payments.ledger.batch_list import batch_list
from huibao_xl.payments.ledger.budget_changes import Change, changes
from huibao_xl.payments.ledger.cases import Case, cases
from huibao_xl.payments.ledger.store import Ledger
from huibao_xl.policy import Policy

WITH_RESULT = "应补的人：认定结果中的（含待补账户、还没有制单的）和批次中的"
BATCHES_ONLY = "应补的人：只有批次中的；没有给出认定结果，待补账户和还没有制单的人不在内，不能当作全年的应补尽补率"


@dataclass(frozen=True)
class Rate:
    """One rate. ``missing``: the people of the denominator that are not in the numerator: id, name, township, batch, line, state, why;
    ``counted``: those of the numerator, with the same columns."""

    name: str
    numerator: int
    denominator: int
    missing: pd.DataFrame
    counted: pd.DataFrame = field(default_factory=pd.DataFrame)

    @property
    def percent(self) -> str:
        """The rate as a text, cut (not rounded up) to two decimals, so that only all is 100.00%.

        >>> Rate("及时率", 2, 3, pd.DataFrame()).percent, Rate("及时率", 0, 0, pd.DataFrame()).percent
        ('66.66%', '—')
        """
        if not self.denominator:
            return "—"
        hundredths = self.numerator * 10_000 // self.denominator
        return f"{hundredths // 100}.{hundredths % 100:02d}%"


@dataclass(frozen=True)
class Execution:
    """A year. ``people``: the last line of each person (states.lines_of_year); ``by_township``: one row per 街镇 of the policy; ``by_bearer``:
    budget, executed, what is left and what is committed (``budgets``), one row per bearer; ``batches``: frames.BATCHES; ``with_result``: whether a result told who is entitled, not the
    batches alone; ``otherwise``: the lines of which another amount arrived than was approved (``states.paid_otherwise``); ``recoveries``: 追回 of the year's payments: what came back is taken off ``by_township`` and ``by_bearer``; ``before``: what the year before
    was closed with (``closed_years.closed``), None if it was not; ``changes``: 追加 and 调减 of the budgets;
    ``borne``: the lines that ``by_township`` and ``by_bearer`` add up, with what came back taken off (``booked.net``) and who bears them (``booked.moved``)."""

    rules: Policy
    people: pd.DataFrame
    by_township: pd.DataFrame
    by_bearer: pd.DataFrame
    batches: pd.DataFrame
    rates: list[Rate]
    with_result: bool = False
    otherwise: pd.DataFrame = field(default_factory=pd.DataFrame)
    recoveries: list[Case] = field(default_factory=list)
    before: dict[str, Any] | None = None
    changes: list[Change] = field(default_factory=list)
    borne: pd.DataFrame = field(default_factory=pd.DataFrame)

    @property
    def has_budget(self) -> bool:
        """Whether any bearer has a budget, by the policy or by what was booked."""
        return bool(self.rules.budget or self.changes)

    @property
    def base(self) -> str:
        """Who counts as entitled, as staff read it."""
        return WITH_RESULT if self.with_result else BATCHES_ONLY


def execution(ledger: Ledger, rules: Policy, decided: pd.DataFrame | None = None) -> Execution:
    """Return how the year stands. ``decided``: whom a result decides to pay (``declared.decided``)."""
    batches = states.payment_batches(ledger, rules.scheme, rules.year)
    lines = states.lines_of(batches)
    second = states.is_surplus(lines)
    first, more = lines[(lines["nth"] == 0) & ~second], lines[(lines["nth"] > 0) & (lines["state"] == "成功") & ~second]
    people = booked.with_paid(last_lines(first), rules)
    borne = booked.borne(ledger, people, booked.with_paid(more, rules), lines[second])
    return Execution(
        rules,
        people,
        _by_township(people, borne, rules),
        _by_bearer(ledger, borne, rules),
        batch_list(batches),
        _rates(people, lines, rules, decided),
        decided is not None,
        states.paid_otherwise(lines),
        [case for case in cases(ledger) if case.batch in {batch.id for batch in batches}],
        closed_years.closed(ledger, rules.scheme, rules.year - 1),
        changes(ledger, rules.scheme, rules.year),
        borne[borne["state"] == "成功"].reset_index(drop=True),
    )


def open_recoveries(ledger: Ledger, rules: Policy) -> int:
    """Return how many 追回 of the year's payments have not ended."""
    year = {batch.id for batch in states.payment_batches(ledger, rules.scheme, rules.year)}
    return sum(case.open_fen > 0 and case.batch in year for case in cases(ledger))


def last_lines(lines: pd.DataFrame) -> pd.DataFrame:
    """Return the line of each person that is in flight or paid, else the last one that was not withdrawn (lines stand in the order they were made)."""
    live = lines[~lines["state"].isin(states.WITHDRAWN)]
    holding = live["state"].isin(states.HELD)
    ranked = pd.concat([live[~holding], live[holding]])
    return ranked.drop_duplicates("id", keep="last").sort_index().reset_index(drop=True)


def _by_township(people: pd.DataFrame, borne: pd.DataFrame, rules: Policy) -> pd.DataFrame:
    """township, kind, people, paid_people, amount_fen, district_fen, township_fen (paid), open_people, failed_people. ``borne``: the lines with what was booked of them."""
    names = [town.name for town in rules.townships]
    frame = pd.DataFrame({"township": names, "kind": [rules.kind_of[name] for name in names]})
    for column, chosen in (
        ("people", people),
        ("paid_people", people[people["state"] == "成功"]),
        ("open_people", people[people["state"].isin(states.OPEN) | (people["state"] == "草稿")]),
        ("failed_people", people[people["state"].isin(states.FAILED)]),
    ):
        frame[column] = frame["township"].map(chosen.groupby("township").size()).fillna(0).astype("int64")
    paid = borne[borne["state"] == "成功"].groupby("township")[booked.MONEY].sum()
    for column in booked.MONEY:
        frame[column] = frame["township"].map(paid[column]).fillna(0).astype("int64")
    return frame


def _by_bearer(ledger: Ledger, people: pd.DataFrame, rules: Policy) -> pd.DataFrame:
    """bearer, budget_fen, executed_fen, left_fen, committed_fen. Of a bearer without a budget: budget_fen and left_fen 0."""
    executed = budgets.by_bearer(people[people["state"] == "成功"])
    budget, committed = budgets.of_year(ledger, rules), budgets.committed(ledger, rules)
    columns = ["bearer", "budget_fen", "executed_fen", "left_fen", "committed_fen"]
    rows = [
        (name, budget.get(name, 0), fen, budget[name] - fen if name in budget else 0, committed[name])
        for name, fen in executed.items()
    ]
    return pd.DataFrame(rows, columns=columns)


def _rates(people: pd.DataFrame, lines: pd.DataFrame, rules: Policy, decided: pd.DataFrame | None) -> list[Rate]:
    paid = people["state"] == "成功"
    rest = people[~paid]
    if decided is not None:
        absent = decided[~decided["id"].isin(people["id"])]
        state = absent["payable"].map({True: "未制单", False: "待补账户"})
        why = absent["payable"].map({True: "已认定，不在任何批次中", False: "已认定，还没有可用的银行账户"})
        rest = pd.concat([rest, absent.assign(state=state, why=why, doubtful=False)], ignore_index=True)
    entitled = int(paid.sum()) + len(rest)
    rates = [_rate("应补尽补率", people[paid], entitled, rest), _accuracy(lines)]
    if rules.deadline:
        day = people["paid_on"].where(people["paid_on"] != "", people["since"].str[:10])
        on_time = paid & (day <= rules.deadline.isoformat())
        late = people[paid & ~on_time].assign(why=f"发放晚于 {rules.deadline}")
        rates.append(_rate("及时率", people[on_time], entitled, pd.concat([late, rest], ignore_index=True)))
    return rates


def _accuracy(lines: pd.DataFrame) -> Rate:
    """People ever paid: those whose money stands, whose money came back, and whose money came in another amount."""
    other = lines.index.isin(states.paid_otherwise(lines).index) | (lines["surplus_fen"] > 0)
    wrong = lines[(lines["state"] == "退票") | lines["disputed"] | other].drop_duplicates("id")
    right = lines[lines["state"] == "成功"]
    ever = len(set(right["id"]) | set(wrong["id"]))
    counted = right[~right["id"].isin(wrong["id"])].drop_duplicates("id")
    return _rate("准确率", counted, ever, wrong)


def _rate(name: str, counted: pd.DataFrame, denominator: int, missing: pd.DataFrame) -> Rate:
    columns = ["id", "name", "township", "batch", "line", "state", "why"]
    rows = [
        frame.assign(state=states.shown(frame)).reindex(columns=columns).reset_index(drop=True)
        for frame in (missing, counted)
    ]
    return Rate(name, len(counted), denominator, *rows)
