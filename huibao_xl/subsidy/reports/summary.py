"""总览, 分摊汇总, 资金拨付: what the head of section reads first, and what finance books from."""

from collections.abc import Iterable
from typing import Any

import pandas as pd

from huibao_xl.files.writing.workbook import Book, Column, FrameSheet, Sheet
from huibao_xl.money import format_yuan
from huibao_xl.reasons import CATALOGUE
from huibao_xl.reports.pages import Block, Figures, Lines, Page, Space, Table, numbered, write_page
from huibao_xl.reports.problems import ORDER
from huibao_xl.subsidy.explanations import basis_of, title_of
from huibao_xl.subsidy.result import Result

OVERVIEW, SHARES = "总览", "分摊汇总"
_DISPOSITIONS = ("补贴", "待核", "不补")
_WIDTHS = (18, 16, 18, 18, 16, 16, 16, 16)
_CHART_ROWS = 26
_MOST = 30
"""Rows of what was not used; 列对应 has all."""


def shares_sheet(result: Result) -> Sheet:
    """Return 分摊汇总: one row per 街镇 of the policy in its order, zeros included, and 合计 as live formulas."""
    shares = result.shares
    rows = pd.DataFrame(
        {
            "街镇": shares["township"],
            "街镇类型": shares["kind"],
            "人数": shares["people"],
            "补贴金额": shares["amount_fen"],
            "区级承担": shares["district_fen"],
            "镇级承担": shares["township_fen"],
        }
    )
    columns = [Column("街镇", width=20), Column("街镇类型", width=12), Column("人数", "count", 12)]
    columns += [Column(title, "money", 18) for title in ("补贴金额", "区级承担", "镇级承担")]
    return Sheet(SHARES, columns, rows, frozen=1, totals=("人数", "补贴金额", "区级承担", "镇级承担"))


def transfers_sheet(result: Result) -> Sheet:
    """Return 资金拨付: what the district passes on to each 街镇 (M 五、2), with the share's quotation."""
    shares, quotes = result.shares, {town.name: town.quote for town in result.policy.townships}
    rows = pd.DataFrame(
        {
            "收款单位": shares["township"],
            "人数": shares["people"],
            "区级应拨金额": shares["district_fen"],
            "街镇类型": shares["kind"],
            "依据": shares["township"].astype("str").map(quotes).astype("str"),
        }
    )
    columns = [
        Column("收款单位", width=20),
        Column("人数", "count", 12),
        Column("区级应拨金额", "money", 20),
        Column("街镇类型", width=12),
        Column("依据", "note", 60),
    ]
    return Sheet("资金拨付", columns, rows, frozen=1, totals=("人数", "区级应拨金额"))


def write_overview(book: Book, result: Result) -> None:
    """Write 总览, the first sheet: key figures, next steps, counts by 处置 and 主类别, charts, the inputs."""
    categories, dispositions = _by_category(result), _by_disposition(result)
    blocks: list[Block] = [
        _figures(result),
        Lines("下一步", numbered(list(_steps(result)))),
        Table(
            "按处置",
            ("处置", "代码", "问题", "行数", "依据"),
            ("text", "text", "text", "count", "note"),
            _by_code(result),
            wide=4,
        ),
        Table(
            "按主类别",
            ("主类别", "人数", "补贴金额", "区级承担"),
            ("text", "count", "money", "money"),
            categories,
        ),
        Table("处置合计", ("处置", "行数"), ("text", "count"), dispositions),
        Table("读到的名单", ("名单", "工作表", "人数（行）"), ("text", "count", "count"), _by_list(result)),
        Table(
            "没有用到的",
            ("来源文件", "工作表", "列", "表头", "依据"),
            ("note", "note", "text", "note", "note"),
            _ignored(result),
            wide=4,
        ),
        Space(_CHART_ROWS),
        Table(
            "输入文件",
            ("文件", "工作表", "角色", "行数", "SHA-256"),
            ("note", "note", "text", "count", "note"),
            result.inputs[["path", "sheet", "role", "rows", "sha256"]].values.tolist(),
            wide=4,
        ),
    ]
    page, tops = write_page(book, Page(OVERVIEW, result.name, blocks, _WIDTHS, [_subtitle(result)]))
    first_category, first_disposition = tops[3] + 2, tops[4] + 2
    places = (first_category, len(categories)), (first_disposition, len(dispositions))
    page.set_h_pagebreaks([tops[7]])  # charts that begin in the middle of a page are cut in two in print
    _charts(book, page, tops[7], len(result.shares), *places)


def _subtitle(result: Result) -> str:
    day = result.as_of or result.policy.reference_date
    basis = f"参考日期一律按 {day}" if result.as_of else f"参考日期按承保日期；承保日期为空的按 {day}"
    return f"依据：{result.policy.title}（每人 {format_yuan(result.policy.amount_fen)} 元）；{basis}"


def _figures(result: Result) -> Figures:
    payments, shares = result.payments, result.shares
    return Figures(
        [
            ("承保名单（行）", len(result.decisions), "count"),
            ("予以补贴（人）", len(payments), "count"),
            ("待核（行）", int((result.decisions["disposition"] == "待核").sum()), "count"),
            ("政策找人（人）", len(result.outreach), "count"),
            ("补贴金额（元）", int(shares["amount_fen"].sum()), "money"),
            ("区级承担（元）", int(shares["district_fen"].sum()), "money"),
            ("镇级承担（元）", int(shares["township_fen"].sum()), "money"),
            ("待补账户（元）", int(payments.loc[~payments["payable"], "amount_fen"].sum()), "money"),
        ]
    )


def _steps(result: Result) -> Iterable[str]:
    """What is left to do, in the order in which it is done; what is not needed is not mentioned."""
    held = int((result.decisions["disposition"] == "待核").sum())
    waiting, payable = int((~result.payments["payable"]).sum()), int(result.payments["payable"].sum())
    levels = result.findings["level"].astype("str").value_counts()
    asked = int(result.readings["asked"].sum())
    if asked:
        by_columns = int((result.decisions["code"] == "H09").sum())
        yield f"列对应：{asked:,} 处含义待确认，{by_columns:,} 行因此待核（H09）；填写“确认为”后重新运行。"
    if held:
        yield f"待核 {held:,} 行：按 待核名单 的“建议”逐条核实，更正来源名单后重新运行。"
    if result.open_pairs:
        yield f"比对决定 {result.open_pairs:,} 对：疑似同一人，填写“决定”后重新运行。"
    if len(result.findings):
        yield (
            "问题清单："
            + "，".join(f"{level} {levels[level]:,} 条" for level in ORDER if level in levels)
            + "；先处理错误，点“来源文件”可打开原单元格。"
        )
    if waiting:
        yield f"待补账户 {waiting:,} 人：补充银行账户后重新运行，这些人本次不在银行代发文件中。"
    if len(result.outreach):
        yield f"政策找人 {len(result.outreach):,} 人：在名册中但没有投保，由街镇告知政策。"
    if len(result.payments) and (open_settings := result.policy.publication.unsettled):
        yield f"公示表待填：{'、'.join(open_settings)}；写在政策文件或项目工作簿的“参数”中，重新运行后公示表上就有，也可以打印后手填。"
    if payable and result.with_ledger:
        yield f"公示 文件夹：各街镇公示后制单（{payable:,} 人）；银行代发 文件夹是核对稿，以批次导出的文件为准。"
    elif payable:
        yield (
            f"公示 文件夹：各街镇公示后发放（{payable:,} 人）：用台账的，先制单，以批次导出的银行文件为准；"
            "不用台账的，用 银行代发 文件夹的文件。"
        )
    yield (
        "资金拨付、预算表：送财务核对；平衡表各等式均已成立。"
        if bool(result.balance["ok"].all())
        else "平衡表有等式不成立，不得发放。"
    )


def _by_code(result: Result) -> list[tuple[Any, ...]]:
    counts = result.decisions["code"].value_counts()
    rows = [
        (
            reason.disposition,
            code,
            title_of(code, result.policy),
            int(counts[code]),
            basis_of(code, result.policy),
        )
        for code, reason in CATALOGUE.items()
        if counts.get(code, 0)
    ]
    return sorted(rows, key=lambda row: _DISPOSITIONS.index(row[0]))


def _by_list(result: Result) -> list[tuple[Any, ...]]:
    """How many sheets and rows each kind of list had, as read."""
    inputs = result.inputs.groupby("role", sort=False)["rows"].agg(["size", "sum"])
    return [(str(role), int(row["size"]), int(row["sum"])) for role, row in inputs.iterrows()]


def _ignored(result: Result) -> list[tuple[Any, ...]]:
    """Sheets that were not read, and columns that nobody understood; beyond the first how many more there are."""
    unused = result.readings[(result.readings["sureness"] == "未用") & ~result.readings["asked"]]
    rows = [tuple(row) for row in unused[["file", "sheet", "letters", "header", "why"]].head(_MOST).values.tolist()]
    more = len(unused) - len(rows)
    return [*rows, (f"另有 {more:,} 处没有列出，见“列对应”", "", "", "", "")] if more else rows


def _by_category(result: Result) -> list[tuple[Any, ...]]:
    sums = (
        result.payments.assign(people=1)
        .groupby("main_category", observed=True)[["people", "amount_fen", "district_fen"]]
        .sum()
    )
    return [
        (category, *map(int, sums.loc[category])) if category in sums.index else (category, 0, 0, 0)
        for category in result.policy.category_order
    ]


def _by_disposition(result: Result) -> list[tuple[Any, ...]]:
    counts = result.decisions["disposition"].value_counts()
    return [(name, int(counts.get(name, 0))) for name in _DISPOSITIONS]


def _charts(
    book: Book, page: FrameSheet, top: int, townships: int, categories: tuple[int, int], dispositions: tuple[int, int]
) -> None:
    """Draw from row ``top`` on: people by 街镇 across the page, by 主类别 and 处置 below, from (first row, rows) of the page's own tables."""
    people = _chart(book, "column", "各街镇补贴人数", SHARES, (1, townships), 0, 2)
    people.set_legend({"none": True})
    page.insert_chart(top, 0, people, {"object_position": 1})
    people.set_size({"width": 975, "height": 300})
    by_category = _chart(book, "pie", "按主类别（人）", OVERVIEW, categories, 0, 1)
    by_disposition = _chart(book, "bar", "按处置（行）", OVERVIEW, dispositions, 0, 1)
    by_disposition.set_legend({"none": True})
    by_disposition.set_y_axis({"reverse": True})
    for column, chart in ((0, by_category), (4, by_disposition)):
        chart.set_size({"width": 480, "height": 280})
        page.insert_chart(top + 13, column, chart, {"object_position": 1})


def _chart(book: Book, kind: str, title: str, sheet: str, place: tuple[int, int], labels: int, values: int) -> Any:
    """A native chart of ``place`` = (first row, number of rows) on ``sheet``."""
    first, count = place
    last = first + max(count, 1) - 1
    chart = book.workbook.add_chart({"type": kind})
    chart.add_series(
        {
            "categories": [sheet, first, labels, last, labels],
            "values": [sheet, first, values, last, values],
            "data_labels": {"value": True, "font": {"size": 9}},
            "gap": 60,
            "name": title,
        }
    )
    chart.set_title({"name": title, "name_font": {"size": 12}})
    return chart
