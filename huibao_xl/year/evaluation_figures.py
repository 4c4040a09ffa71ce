"""What the ledger tells of the indicators of an evaluation: each figure with the rows that it counts, and the equations that both have to hold.

``evidence`` are frames that become sheets of the workbook, so that every number of the form can be counted again from rows.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import pandas as pd

from huibao_xl.equations import Equation, equation_table
from huibao_xl.payments import budgets
from huibao_xl.payments.execution import Execution, Rate
from huibao_xl.payments.ledger.budget_changes import DISTRICT_STREETS, DISTRICT_TOWNS, TOWNS
from huibao_xl.policy import Policy
from huibao_xl.year.evaluation import BUDGET_RATE, LEDGER_RATES, PER_HEAD, Figure, Item, Material, Scored, total

FIRST_BUDGET = "年初预算"


@dataclass(frozen=True)
class Evidence:
    """``budget``: bearer, what (年初预算 or the document of a change), fen, of the bearers that the project is given money for; ``paid``: the lines of the year: batch, line, id, name, township,
    amount_fen, counted_fen (what of it is 执行数); ``rates``: {indicator's measure: rows: id, name, township, batch, line, state, counted (whether it is in the numerator), why}."""

    budget: pd.DataFrame
    paid: pd.DataFrame
    rates: dict[str, pd.DataFrame]


def evidence(execution: Execution, first_policy: Policy, bearers: Sequence[str]) -> Evidence:
    """Return the rows behind the figures. ``first_policy``: whose estimate is the budget (``terms.first_policy``); ``bearers``: whose parts count as the project's."""
    estimate = budgets.of_policy(first_policy)
    rows = [(bearer, FIRST_BUDGET, estimate[bearer]) for bearer in bearers if bearer in estimate]
    rows += [(each.bearer, each.document, each.fen) for each in execution.changes if each.bearer in bearers]
    return Evidence(
        pd.DataFrame(rows, columns=["bearer", "what", "fen"]).astype({"fen": "int64"}),
        _paid(execution.borne, bearers),
        {rate.name: _rows_of(rate) for rate in execution.rates if rate.name in LEDGER_RATES},
    )


def _paid(borne: pd.DataFrame, bearers: Sequence[str]) -> pd.DataFrame:
    """Each line with what of it the bearers bore."""
    street = borne["bearer_kind"] == "街道"
    counted = borne["township_fen"] * (TOWNS in bearers)
    for bearer, mine in ((DISTRICT_STREETS, street), (DISTRICT_TOWNS, ~street)):
        if bearer in bearers:
            counted = counted + borne["district_fen"].where(mine, 0)
    columns = ["batch", "line", "id", "name", "township", "amount_fen"]
    return borne[columns].assign(counted_fen=counted.astype("int64"))


def _rows_of(rate: Rate) -> pd.DataFrame:
    """The people of the denominator, those who are missing first."""
    parts = [rate.missing.assign(counted=False), rate.counted.assign(counted=True, why="")]
    return pd.concat([part for part in parts if len(part)] or parts, ignore_index=True)


def figures(items: Sequence[Item], rows: Evidence, ledger: str) -> dict[str, Figure]:
    """Return {item: its figure} of those that the ledger tells; ``ledger``: its file's name."""
    found, budget_fen = {}, int(rows.budget["fen"].sum())
    people = int(rows.rates[LEDGER_RATES[0]]["counted"].sum())
    for item in items:
        if item.by == BUDGET_RATE:
            found[item.name] = Figure(int(rows.paid["counted_fen"].sum()), budget_fen, f"台账“{ledger}”")
        elif item.by == PER_HEAD:
            found[item.name] = Figure(int(rows.paid["amount_fen"].sum()), people, f"台账“{ledger}”")
        elif item.by in rows.rates:
            counted = rows.rates[item.by]["counted"]
            found[item.name] = Figure(int(counted.sum()), len(counted), f"台账“{ledger}”和认定结果")
    return found


def points_balance(material: Material, scored: Sequence[Scored]) -> pd.DataFrame:
    """Return what weights and points have to hold (frames.BALANCE)."""
    return equation_table(_of_points(material, scored))


def ledger_balance(
    rows: Evidence, execution: Execution, bearers: Sequence[str], decided: pd.DataFrame, budget: dict[str, int]
) -> pd.DataFrame:
    """Return what the rows have to hold against the ledger's sums (frames.BALANCE). ``decided``: whom the result decides to pay; ``budget``: of the year (``budgets.of_year``)."""
    return equation_table(_of_ledger(rows, execution, bearers, decided, budget))


def _of_points(material: Material, scored: Sequence[Scored]) -> Iterator[Equation]:
    weights = material.weights.values
    yield "各项分值之和 = 100（百分之一分）", int(sum(each.item.score for each in scored) * 100), 10_000, "百分之一分"
    for first, weight in weights.items():
        mine = [each.item.score for each in scored if (each.item.first or each.item.name) == first]
        yield f"{first}的分值 = 其中各指标之和（百分之一分）", int(weight * 100), int(sum(mine) * 100), "百分之一分"
    points = total(scored)
    if points is not None:
        by_first = [_points_of(scored, first) for first in weights]
        yield "总分 = 各一级指标得分之和（百分之一分）", points, sum(by_first), "百分之一分"


def _of_ledger(
    rows: Evidence, execution: Execution, bearers: Sequence[str], decided: pd.DataFrame, budget: dict[str, int]
) -> Iterator[Equation]:
    executed = execution.by_bearer.set_index("bearer")["executed_fen"]
    yield "执行数 = 实付明细中计入的", int(executed[list(bearers)].sum()), int(rows.paid["counted_fen"].sum()), "分"
    towns = execution.by_township
    yield "实付明细合计 = 各街镇已发金额之和", int(rows.paid["amount_fen"].sum()), int(towns["amount_fen"].sum()), "分"
    yield (
        "全年预算数 = 年初预算和变动之和",
        sum(budget.get(name, 0) for name in bearers),
        int(rows.budget["fen"].sum()),
        "分",
    )
    covered = rows.rates["应补尽补率"]
    yield "应补尽补率的分子 = 各街镇已发人数之和", int(covered["counted"].sum()), int(towns["paid_people"].sum()), "人"
    entitled = len({*execution.people["id"], *decided["id"]})
    yield "应补尽补率的分母 = 批次和认定结果中的人", len(covered), entitled, "人"
    for name, frame in rows.rates.items():
        yield f"{name}的明细每人一行", len(frame), frame["id"].nunique(), "人"
    if "及时率" in rows.rates:
        yield "及时率的分母 = 应补尽补率的分母", len(rows.rates["及时率"]), len(covered), "人"


def _points_of(scored: Sequence[Scored], first: str) -> int:
    return sum(each.points or 0 for each in scored if (each.item.first or each.item.name) == first)
