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
from decimal import Decimal
from typing import Any

import pandas as pd

from huibao_xl.money import district_share
from huibao_xl.payments.bookings import booked
from huibao_xl.payments.ledger import closed_years, states
from huibao_xl.payments.ledger.batch_list import batch_list
from huibao_xl.payments.ledger.cases import Case, cases
from huibao_xl.payments.ledger.store import Ledger
from huibao_xl.policy import Policy

WITH_RESULT = "应补的人：认定结果中的（含待补账户、还没有制单的）和批次中的"
BATCHES_ONLY = "应补的人：只有批次中的；没有给出认定结果，待补账户和还没有制单的人不在内，不能当作全年的应补尽补率"
DISTRICT_STREETS, DISTRICT_TOWNS, TOWNS = "区级：街道人员", "区级：镇（含工业区）人员", "镇级（含工业区自有资金）"
"""The bearers of a budget, as papers name them: the district for people of 街道 and for those of 镇, and the 街镇."""
_MONEY = ["amount_fen", "district_fen", "township_fen"]


@dataclass(frozen=True)
class Rate:
    """One rate. ``missing``: the people of the denominator that are not in the numerator: id, name, township, batch, line, state, why."""

    name: str
    numerator: int
    denominator: int
    missing: pd.DataFrame

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
    budget, executed and what is left, one row per bearer; ``batches``: frames.BATCHES; ``with_result``: whether a result told who is entitled, not the
    batches alone; ``otherwise``: the lines of which another amount arrived than was approved (``states.paid_otherwise``); ``recoveries``: 追回 of the year's payments: what came back is taken off ``by_township`` and ``by_bearer``; ``before``: what the year before
    was closed with (``closed_years.closed``), None if it was not."""

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
    people = with_paid(last_lines(first), rules)
    added = with_paid(more.reset_index(drop=True), rules)
    arrived = pd.concat([booked.supplemented(people, added), lines[second]], ignore_index=True)
    borne = booked.net(ledger, booked.moved(ledger, arrived))
    return Execution(
        rules,
        people,
        _by_township(people, borne, rules),
        _by_bearer(borne, rules),
        batch_list(batches),
        _rates(people, lines, rules, decided),
        decided is not None,
        states.paid_otherwise(lines),
        [case for case in cases(ledger) if case.batch in {batch.id for batch in batches}],
        closed_years.closed(ledger, rules.scheme, rules.year - 1),
    )


def last_lines(lines: pd.DataFrame) -> pd.DataFrame:
    """Return the line of each person that is in flight or paid, else the last one that was not withdrawn (lines stand in the order they were made)."""
    live = lines[~lines["state"].isin(states.WITHDRAWN)]
    holding = live["state"].isin(states.HELD)
    ranked = pd.concat([live[~holding], live[holding]])
    return ranked.drop_duplicates("id", keep="last").sort_index().reset_index(drop=True)


def with_paid(lines: pd.DataFrame, rules: Policy) -> pd.DataFrame:
    """Return lines with what arrived instead of what was approved, and the shares of it by the policy, where a person has said that the two differ."""
    other = states.paid_otherwise(lines)
    if other.empty:
        return lines
    percent = {town.name: town.district_percent for town in rules.townships}
    lines = lines.copy()
    for row, paid_fen, town in zip(other.index, other["paid_fen"], other["township"], strict=True):
        district = district_share(int(paid_fen), percent[town])
        lines.loc[row, _MONEY] = [paid_fen, district, paid_fen - district]
    return lines


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
    paid = borne[borne["state"] == "成功"].groupby("township")[_MONEY].sum()
    for column in _MONEY:
        frame[column] = frame["township"].map(paid[column]).fillna(0).astype("int64")
    return frame


def _by_bearer(people: pd.DataFrame, rules: Policy) -> pd.DataFrame:
    """bearer, budget_fen, executed_fen, left_fen. Without a budget in the policy file: budget_fen and left_fen 0."""
    paid = people[people["state"] == "成功"]
    street = paid["bearer_kind"] == "街道"
    executed = {
        DISTRICT_STREETS: int(paid.loc[street, "district_fen"].sum()),
        DISTRICT_TOWNS: int(paid.loc[~street, "district_fen"].sum()),
        TOWNS: int(paid["township_fen"].sum()),
    }
    budget = budget_by_bearer(rules)
    frame = pd.DataFrame(
        {
            "bearer": list(executed),
            "budget_fen": [budget.get(name, 0) for name in executed],
            "executed_fen": list(executed.values()),
        }
    )
    return frame.assign(left_fen=frame["budget_fen"] - frame["executed_fen"] if budget else 0)


def budget_by_bearer(rules: Policy) -> dict[str, int]:
    """Return {bearer: fen}: what the policy's head-counts cost each; the heads of 镇 include the 工业区, at the 镇's share (M 三、1); a 街镇 with a share of its
    own is estimated by that of its kind. Empty if the policy estimates none."""
    if not rules.budget:
        return {}
    percent = (Decimal(rules.content["funding"][kind]["district_percent"]) for kind in ("街道", "镇"))
    street, town = (district_share(rules.amount_fen, each) for each in percent)
    heads = rules.budget
    return {
        DISTRICT_STREETS: heads["街道人数"] * street,
        DISTRICT_TOWNS: heads["镇人数"] * town,
        TOWNS: heads["街道人数"] * (rules.amount_fen - street) + heads["镇人数"] * (rules.amount_fen - town),
    }


def _rates(people: pd.DataFrame, lines: pd.DataFrame, rules: Policy, decided: pd.DataFrame | None) -> list[Rate]:
    paid = people["state"] == "成功"
    rest = people[~paid]
    if decided is not None:
        absent = decided[~decided["id"].isin(people["id"])]
        state = absent["payable"].map({True: "未制单", False: "待补账户"})
        why = absent["payable"].map({True: "已认定，不在任何批次中", False: "已认定，还没有可用的银行账户"})
        rest = pd.concat([rest, absent.assign(state=state, why=why, doubtful=False)], ignore_index=True)
    entitled = int(paid.sum()) + len(rest)
    rates = [_rate("应补尽补率", int(paid.sum()), entitled, rest), _accuracy(lines)]
    if rules.deadline:
        day = people["paid_on"].where(people["paid_on"] != "", people["since"].str[:10])
        on_time = paid & (day <= rules.deadline.isoformat())
        late = people[paid & ~on_time].assign(why=f"发放晚于 {rules.deadline}")
        rates.append(_rate("及时率", int(on_time.sum()), entitled, pd.concat([late, rest], ignore_index=True)))
    return rates


def _accuracy(lines: pd.DataFrame) -> Rate:
    """People ever paid: those whose money stands, whose money came back, and whose money came in another amount."""
    other = lines.index.isin(states.paid_otherwise(lines).index) | (lines["surplus_fen"] > 0)
    wrong = lines[(lines["state"] == "退票") | lines["disputed"] | other].drop_duplicates("id")
    right = lines[lines["state"] == "成功"]
    ever = len(set(right["id"]) | set(wrong["id"]))
    return _rate("准确率", ever - len(wrong), ever, wrong)


def _rate(name: str, numerator: int, denominator: int, missing: pd.DataFrame) -> Rate:
    columns = ["id", "name", "township", "batch", "line", "state", "why"]
    missing = missing.assign(state=states.shown(missing))
    return Rate(name, numerator, denominator, missing.reindex(columns=columns).reset_index(drop=True))
