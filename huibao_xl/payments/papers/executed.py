"""执行情况.xlsx: the budget against what was paid, the rates with the people behind them, 街镇 and batches."""

from pathlib import Path
from typing import Any

import pandas as pd

from huibao_xl.files.writing.workbook import Book, Column, Kind, Sheet
from huibao_xl.payments.execution import Execution, Rate
from huibao_xl.payments.ledger.budget_changes import Change
from huibao_xl.payments.ledger.cases import Case
from huibao_xl.payments.papers.parts import NOTE, WIDE_WIDTHS
from huibao_xl.reports.columns import columns_of
from huibao_xl.reports.pages import Page, Table, write_page


def write_execution(path: Path, execution: Execution) -> None:
    """Write 执行情况.xlsx: the budget against what was paid, the rates with the people behind them, 街镇 and batches."""
    title = execution.rules.title
    with Book(path, title) as book:
        blocks = [_bearers(execution.by_bearer), _rates(execution), _towns(execution.by_township)]
        blocks[1:1] = [_changes(execution.changes)] if execution.changes else []
        blocks += [_otherwise(execution.otherwise)] if len(execution.otherwise) else []
        blocks += [_before(execution.before)] if execution.before else []
        blocks += [_recoveries(execution.recoveries)] if execution.recoveries else []
        write_page(book, Page("执行情况", f"{title}执行情况", blocks, WIDE_WIDTHS))
        book.add(_batches_sheet(execution.batches))
        for rate in execution.rates:
            if len(rate.missing):
                book.add(_missing_sheet(f"{rate.name}未计入", rate.missing))


def _bearers(by_bearer: pd.DataFrame) -> Table:
    rows = [tuple(row) for row in by_bearer.itertuples(index=False, name=None)]
    rows.append(("合计", *map(int, by_bearer[["budget_fen", "executed_fen", "left_fen", "committed_fen"]].sum())))
    titles = ("承担单位", "预算", "执行", "结余", "已批准")
    return Table("预算和执行（元）", titles, ("text", "money", "money", "money", "money"), rows)


def _changes(changes: list[Change]) -> Table:
    """追加 above zero and 调减 below, with their documents."""
    rows = [(each.bearer, each.fen, each.document, each.by, each.at[:10], each.why) for each in changes]
    titles = ("预算变动", "追加（调减为负，元）", "文号", "记入", "日期", "原因")
    return Table("预算的追加和调减", titles, ("text", "money", "text", "text", "text", "note"), rows, wide=5)


def _otherwise(lines: pd.DataFrame) -> Table:
    """What arrived in another amount than was approved: 多付 above zero, 少付 below."""
    more = (lines["paid_fen"] - lines["amount_fen"]).tolist()
    cells = zip(
        lines["batch"],
        lines["line"].tolist(),
        lines["amount_fen"].tolist(),
        lines["paid_fen"].tolist(),
        more,
        strict=True,
    )
    rows = [(f"批次 {batch} 第 {line} 行", approved, arrived, fen) for batch, line, approved, arrived, fen in cells]
    rows.append(("合计", int(lines["amount_fen"].sum()), int(lines["paid_fen"].sum()), sum(more)))
    titles = ("实付与批准不同", "批准（元）", "实付（元）", "多付（少付为负，元）")
    return Table("多付和少付", titles, ("text", "money", "money", "money"), rows)


def _before(closed: dict[str, Any]) -> Table:
    """What was carried over from the year before."""
    rows: list[tuple[Any, ...]] = [(bearer, fen["left_fen"]) for bearer, fen in closed["bearers"].items()]
    rows.append(("未了结的追回", closed["recoveries_fen"]))
    return Table(f"{closed['year']} 年度结转（元）", ("项目", "结转"), ("text", "money"), rows)


def _recoveries(cases: list[Case]) -> Table:
    """What is claimed back, and what became of it; what came back is taken off 执行 and 已发."""
    sums = [(case.claimed_fen, case.repaid_fen, case.given_up_fen, case.open_fen) for case in cases]
    rows = [(case.number, case.state, *fen) for case, fen in zip(cases, sums, strict=True)]
    together = (sum(column) for column in zip(*sums, strict=True))
    titles = ("追回", "状态", "应追回（元）", "已还（元）", "核销（元）", "未还（元）")
    money: list[Kind] = ["money"] * 4
    return Table("追回（执行和已发已减去已还的）", titles, ("text", "text", *money), [*rows, ("合计", "", *together)])


def _rates(execution: Execution) -> Table:
    rows = [
        (rate.name, rate.percent, rate.numerator, rate.denominator, _basis(rate, execution)) for rate in execution.rates
    ]
    titles = ("指标", "完成值", "分子（人）", "分母（人）", "口径")
    return Table("绩效指标", titles, ("text", "text", "count", "count", "note"), rows, wide=4)


def _towns(by_township: pd.DataFrame) -> Table:
    figures = ["people", "paid_people", "amount_fen", "district_fen"]
    rows = [tuple(row) for row in by_township[["township", "kind", *figures]].itertuples(index=False, name=None)]
    rows.append(("合计", "", *(int(by_township[key].sum()) for key in figures)))
    titles = ("街镇", "类型", "应发（人）", "已发（人）", "已发金额（元）", "其中区级（元）")
    return Table("按街镇", titles, ("text", "text", "count", "count", "money", "money"), rows)


_BASIS = {
    "应补尽补率": "银行确认已入账且未退回的人 / {entitled}",
    "准确率": "按批准的金额和账户入账且未退回的人 / 曾经入账的人",
    "及时率": "在政策规定的期限内入账的人 / {entitled}",
}


def _basis(rate: Rate, execution: Execution) -> str:
    """What a rate divides by what."""
    only_batches = "批次中的人（没有给出认定结果，不含待补账户和没有制单的人）"
    entitled = "认定应补的人（含待补账户）" if execution.with_result else only_batches
    paid = execution.people[execution.people["state"] == "成功"]
    if rate.name == "及时率" and (undated := int((paid["paid_on"] == "").sum())):
        entitled += f"；银行没有写明支付日期的 {undated:,} 人按登记日"
    return _BASIS[rate.name].format(entitled=entitled)


def _missing_sheet(name: str, missing: pd.DataFrame) -> Sheet:
    texts = {"姓名": "name", "证件号码": "id", "街镇": "township", "批次": "batch", "状态": "state", "说明": "why"}
    columns = {title: missing[column].astype(object).fillna("").astype("str") for title, column in texts.items()}
    rows = pd.DataFrame(columns)
    rows.insert(4, "行号", missing["line"].astype("Int64"))
    special = {"行号": Column("行号", "count", 8), "说明": NOTE}
    return Sheet(name, columns_of(rows, special), rows, frozen=2)


def _batches_sheet(batches: pd.DataFrame) -> Sheet:
    titles = {
        "batch": Column("批次"),
        "state": Column("状态"),
        "count": Column("笔数", "count"),
        "amount_fen": Column("金额", "money", 16),
        "paid": Column("成功", "count"),
        "paid_fen": Column("成功金额", "money", 16),
        "failed": Column("失败", "count"),
        "returned": Column("退票", "count"),
        "open": Column("未完成", "count"),
    }
    rows = batches.reindex(columns=list(titles)).set_axis([column.title for column in titles.values()], axis=1)
    return Sheet(
        "批次", list(titles.values()), rows, totals=("笔数", "金额", "成功", "成功金额", "失败", "退票", "未完成")
    )
