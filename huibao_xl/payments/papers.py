"""The papers of a batch: 审批单, which people sign; the report on what the bank answered; the notice of a transfer; the ledger as a workbook.

Papers repeat what the ledger says and are written anew after every act, so that a paper that was lost, or that a crash kept from being
written, comes back by itself.
"""

from collections.abc import Sequence
from pathlib import Path

import pandas as pd

from huibao_xl.capitals import upper
from huibao_xl.files.workbook import Book, Column, FrameSheet, Kind, Sheet
from huibao_xl.money import format_yuan
from huibao_xl.payments import states
from huibao_xl.payments.execution import Execution
from huibao_xl.payments.frames import CLASSES
from huibao_xl.payments.ledger import Ledger
from huibao_xl.payments.states import Batch
from huibao_xl.reports.pages import heading, table

_WIDTHS = (18, 14, 16, 18, 18, 18)
_MONEY = ("amount_fen", "district_fen", "township_fen")
_NOTE = Column("说明", "note", 46)
SEAL = 16
"""How many characters of a hash people read, write down and compare."""


def write_batch(path: Path, ledger: Ledger, batch: Batch) -> None:
    """Write 审批单.xlsx: the sheet to sign, every line with its state, and what was struck out."""
    with Book(path, batch.facts["title"]) as book:
        if batch.is_transfer:
            _notice(book, ledger, batch)
        else:
            _approval(book, ledger, batch)
        book.add(lines_sheet("明细", batch.live))
        struck = batch.lines[batch.lines["state"] == "已剔除"]
        if len(struck):
            book.add(lines_sheet("剔除退回待核", struck))


def _approval(book: Book, ledger: Ledger, batch: Batch) -> None:
    page = _page(book, "审批单", f"{batch.facts['title']}发放审批单")
    row = _facts(book, page, 2, ledger, batch)
    live = batch.live
    towns = live.groupby(live["township"].astype(object), sort=False)
    rows = [(town, str(own["kind"].iloc[0]), len(own), *(int(own[key].sum()) for key in _MONEY)) for town, own in towns]
    rows.append(("合计", "", len(live), *(int(live[key].sum()) for key in _MONEY)))
    titles = ("街镇", "街镇类型", "笔数", "补贴金额（元）", "区级承担（元）", "镇级承担（元）")
    kinds: tuple[Kind, ...] = ("text", "text", "count", "money", "money", "money")
    row = table(book, page, row + 1, "按街镇", titles, kinds, rows, _WIDTHS)
    row = _struck_out(book, page, row + 1, batch)
    _signatures(book, page, row + 1, batch)


def _notice(book: Book, ledger: Ledger, batch: Batch) -> None:
    """资金拨付通知: to whom the district passes on how much; signed like any batch."""
    page = _page(book, "拨付通知", f"{batch.facts['title']}区级资金拨付通知")
    row = _facts(book, page, 2, ledger, batch)
    rows = [
        (name, kind, 1, fen, upper(fen))
        for name, kind, fen in zip(
            batch.live["name"], batch.live["kind"], batch.live["amount_fen"].tolist(), strict=True
        )
    ]
    rows.append(("合计", "", len(rows), batch.totals()[1], upper(batch.totals()[1])))
    kinds: tuple[Kind, ...] = ("text", "text", "count", "money", "note")
    titles = ("收款单位", "类型", "笔数", "本次拨付（元）", "大写金额")
    row = table(book, page, row + 1, "拨付明细", titles, kinds, rows, _WIDTHS, 4)
    _signatures(book, page, row + 1, batch)


def _page(book: Book, name: str, title: str) -> FrameSheet:
    page = book.page(name, landscape=False)
    for column, width in enumerate(_WIDTHS):
        page.set_column(column, column, width)
    page.hide_gridlines(2)
    style = book.style({"bold": True, "font_size": 18, "align": "center", "valign": "vcenter", "text_wrap": True})
    page.merge_range(0, 0, 0, len(_WIDTHS) - 1, title, style)
    page.set_row(0, 52)
    return page


def _facts(book: Book, page: FrameSheet, top: int, ledger: Ledger, batch: Batch) -> int:
    """What is declared, in rows of label and value; return the row after them."""
    count, amount = batch.totals()
    seq, head = ledger.head()
    facts = [
        ("批次号", batch.id + (f"（重发批次“{batch.facts['parent']}”中失败的明细）" if batch.facts["parent"] else "")),
        ("付款单位", batch.facts["payer"]),
        ("状态", batch.state),
        ("笔数", f"{count:,}"),
        ("金额", f"{format_yuan(amount)} 元"),
        ("大写金额", f"人民币{upper(amount)}"),
        ("明细校验码", batch.seal),
        ("台账校验码", f"第 {seq} 号记录 {head}"),
    ]
    label, value = (
        book.body_style("text"),
        book.style({"border": 1, "border_color": "#BFBFBF", "valign": "vcenter", "text_wrap": True, "font_size": 11}),
    )
    for row, (title, text) in enumerate(facts, top):
        page.write_string(row, 0, title, label)
        page.merge_range(row, 1, row, len(_WIDTHS) - 1, "", value)
        page.write_string(row, 1, text, value)
        page.set_row(row, 22)
    note = "明细校验码由全部明细算出：任何一笔的姓名、账号、金额改动，校验码都会不同。签字前请核对屏幕与本单的前 16 位一致。"
    page.merge_range(
        top + len(facts),
        0,
        top + len(facts),
        len(_WIDTHS) - 1,
        note,
        book.style({"font_size": 9, "font_color": "#595959", "text_wrap": True}),
    )
    page.set_row(top + len(facts), 26)
    return top + len(facts) + 1


def _struck_out(book: Book, page: FrameSheet, top: int, batch: Batch) -> int:
    struck = batch.lines[batch.lines["state"] == "已剔除"]
    if struck.empty:
        return top
    rows = [
        (f"第 {line} 行", str(town), why)
        for line, town, why in zip(struck["line"], struck["township"], struck["why"], strict=True)
    ]
    return (
        table(book, page, top, "剔除退回待核", ("行号", "街镇", "原因"), ("text", "text", "note"), rows, _WIDTHS, 2) + 1
    )


def _signatures(book: Book, page: FrameSheet, top: int, batch: Batch) -> None:
    """One box a step: who is recorded in the ledger, and room for the signature on paper."""
    heading(book, page, top, "签字")
    done = {step: (by, at, hash) for step, by, at, hash in batch.signed}
    steps: list[tuple[str, tuple[str, str, str] | None]]
    steps = [("制单", (batch.made_by, batch.made_at, batch.facts["lines_sha256"]))]
    steps += [(step, done.get(step)) for step in batch.facts["steps"]]
    box = book.style({"border": 1, "border_color": "#7F7F7F", "valign": "top", "text_wrap": True, "font_size": 11})
    for place, (step, told) in enumerate(steps):
        column = 2 * place
        recorded = (
            f"台账记录：{told[0]}\n{told[1][:16].replace('T', ' ')}\n校验码 {told[2][:SEAL]}"
            if told
            else "台账记录：（待签）"
        )
        page.merge_range(top + 1, column, top + 1, column + 1, "", box)
        page.write_string(top + 1, column, f"{step}人签字：\n\n\n{recorded}", box)
    page.set_row(top + 1, 120)
    if batch.rejected:
        text = f"本批已由{batch.rejected['by']}退回：{batch.rejected['why']}"
        page.merge_range(
            top + 2, 0, top + 2, len(_WIDTHS) - 1, text, book.style({"bold": True, "font_color": "#C00000"})
        )


def lines_sheet(name: str, lines: pd.DataFrame) -> Sheet:
    """Return lines of a batch as a sheet."""
    rows = pd.DataFrame(
        {
            "行号": lines["line"],
            "姓名": lines["name"],
            "证件号码": lines["id"],
            "街镇": lines["township"],
            "金额": lines["amount_fen"],
            "户名": lines["holder"],
            "银行账号": lines["account"],
            "开户行": lines["bank"],
            "监护人": lines["guardian"],
            "状态": lines["state"],
            "说明": lines["why"],
        }
    )
    special = {
        "行号": Column("行号", "count", 8),
        "金额": Column("金额", "money", 12),
        "开户行": Column("开户行", "note", 24),
        "说明": _NOTE,
    }
    return Sheet(name, [special.get(title, Column(title)) for title in rows], rows, frozen=2, totals=("金额",))


def write_returns(path: Path, batch: Batch, rows: pd.DataFrame, unanswered: pd.DataFrame, findings: Sheet) -> None:
    """Write the report on a return file: the classes on both sides, every row with what it came to, and what is still open."""
    with Book(path, batch.facts["title"]) as book:
        _summary_of_return(book, batch, rows, unanswered)
        book.add(_answers_sheet(rows))
        failed = batch.lines[batch.lines["state"].isin(states.FAILED)]
        for name, lines in (("失败和退票", failed), ("未回明细", unanswered)):
            if len(lines):
                book.add(lines_sheet(name, lines))
        if len(findings.rows):
            book.add(findings)


def _summary_of_return(book: Book, batch: Batch, rows: pd.DataFrame, unanswered: pd.DataFrame) -> None:
    page = _page(book, "回盘汇总", f"批次 {batch.id} 回盘核对")
    groups = rows.groupby(rows["class"].astype(object))
    counted = [
        (name, len(groups.get_group(name)), _sum(groups.get_group(name)["amount_fen"]))
        for name in CLASSES
        if name in groups.groups
    ]
    counted.append(("合计（回盘文件的行数）", len(rows), _sum(rows["amount_fen"])))
    kinds: tuple[Kind, ...] = ("text", "count", "money")
    row = table(book, page, 2, "回盘文件的每一行", ("类别", "行数", "金额（元）"), kinds, counted, (30, *_WIDTHS[1:]))
    page.set_column(0, 0, 30)
    live = batch.live
    named = live["state"].astype(object).mask(live["line"].isin(unanswered["line"]), "未回")
    ends = [(str(state), len(own), int(own["amount_fen"].sum())) for state, own in live.groupby(named, sort=False)]
    count, amount = batch.totals()
    ends.append(("合计（批次的笔数）", count, amount))
    row = table(book, page, row + 1, "批次的每一笔", ("状态", "笔数", "金额（元）"), kinds, ends, (30, *_WIDTHS[1:]))
    told = (
        "已关闭：申报 = 成功 + 失败 + 退票"
        if batch.state == "已关闭"
        else f"还有 {int(live['state'].isin(states.OPEN).sum()):,} 笔没有最后结果"
    )
    heading(book, page, row + 1, f"批次状态：{batch.state}。{told}")


def _sum(fen: pd.Series) -> int:
    """What can be read; an amount that cannot is -1 and counts nothing."""
    return int(fen[fen >= 0].sum())


def _answers_sheet(rows: pd.DataFrame) -> Sheet:
    shown = pd.DataFrame(
        {
            "回盘行号": rows["row"],
            "类别": rows["class"],
            "批次行号": rows["line"].where(rows["line"] > 0).astype("Int64"),
            "户名": rows["holder"],
            "账号": rows["account"],
            "金额": rows["amount_fen"].where(rows["amount_fen"] >= 0).astype("Int64"),
            "银行状态": rows["status"],
            "银行原因": rows["reason"],
            "说明": rows["why"],
            "建议": rows["advice"],
        }
    )
    special = {
        "回盘行号": Column("回盘行号", "count", 10),
        "批次行号": Column("批次行号", "count", 10),
        "金额": Column("金额", "money", 12),
        "说明": Column("说明", "note", 36),
        "建议": Column("建议", "note", 36),
    }
    return Sheet("逐行结果", [special.get(title, Column(title)) for title in shown], shown, frozen=2)


def write_execution(path: Path, told: Execution) -> None:
    """Write 执行情况.xlsx: the budget against what was paid, the rates with the people behind them, 街镇 and batches."""
    with Book(path, told.rules.title) as book:
        page = _page(book, "执行情况", f"{told.rules.title}执行情况")
        bearers = [tuple(row) for row in told.by_bearer.itertuples(index=False, name=None)]
        sums = told.by_bearer[["budget_fen", "executed_fen", "left_fen"]].sum()
        bearers.append(("合计", *map(int, sums)))
        kinds: tuple[Kind, ...] = ("text", "money", "money", "money")
        page.set_column(0, 0, 30)
        widths = (30, *_WIDTHS[1:])
        row = table(book, page, 2, "预算和执行（元）", ("承担单位", "预算", "执行", "结余"), kinds, bearers, widths)
        rates = [(rate.name, rate.percent, rate.numerator, rate.denominator, _basis(rate.name)) for rate in told.rates]
        kinds = ("text", "text", "count", "count", "note")
        row = table(
            book,
            page,
            row + 1,
            "绩效指标",
            ("指标", "完成值", "分子（人）", "分母（人）", "口径"),
            kinds,
            rates,
            widths,
            4,
        )
        towns = told.by_township[["township", "kind", "people", "paid_people", "amount_fen", "district_fen"]]
        titles = ("街镇", "类型", "应发（人）", "已发（人）", "已发金额（元）", "其中区级（元）")
        rows = [tuple(one) for one in towns.itertuples(index=False, name=None)]
        rows.append(
            ("合计", "", *(int(towns[key].sum()) for key in ("people", "paid_people", "amount_fen", "district_fen")))
        )
        table(book, page, row + 1, "按街镇", titles, ("text", "text", "count", "count", "money", "money"), rows, widths)
        book.add(_batches_sheet(told.batches))
        for rate in told.rates:
            if len(rate.missing):
                book.add(_missing_sheet(f"{rate.name}未计入", rate.missing))


_BASIS = {
    "应补尽补率": "银行确认已入账且未退回的人 / 认定应补的人（含待补账户）",
    "准确率": "按批准的金额和账户入账且未退回的人 / 曾经入账的人",
    "及时率": "在政策规定的期限内入账的人 / 认定应补的人",
}


def _basis(name: str) -> str:
    return _BASIS[name]


def _missing_sheet(name: str, missing: pd.DataFrame) -> Sheet:
    rows = pd.DataFrame(
        {
            "姓名": missing["name"],
            "证件号码": missing["id"],
            "街镇": missing["township"],
            "批次": missing["batch"],
            "行号": missing["line"].astype("Int64"),
            "状态": missing["state"],
            "说明": missing["why"],
        }
    ).astype(dict.fromkeys(("姓名", "证件号码", "街镇", "批次", "状态", "说明"), "str"))
    special = {"行号": Column("行号", "count", 8), "说明": _NOTE}
    return Sheet(name, [special.get(title, Column(title)) for title in rows], rows.replace("nan", ""), frozen=2)


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


def write_ledger(path: Path, ledger: Ledger) -> None:
    """Write the whole ledger as a workbook: batches, lines of every batch, and every event with its hash."""
    with Book(path, "台账", in_memory=False) as book:
        loaded = [states.load(ledger, number) for number in ledger.batches()]
        book.add(_all_batches(loaded))
        parts = [batch.lines.astype({"township": "str", "kind": "str"}).assign(batch=batch.id) for batch in loaded]
        lines = pd.concat(parts, ignore_index=True) if parts else pd.DataFrame()
        if len(lines):
            sheet = lines_sheet("明细", lines)
            rows = sheet.rows.assign(
                批次=lines["batch"],
                时间=lines["since"],
                联行号=lines["cnaps"],
                区级承担=lines["district_fen"],
                镇级承担=lines["township_fen"],
            )
            money = [Column("区级承担", "money", 12), Column("镇级承担", "money", 12)]
            book.add(
                Sheet(
                    "明细",
                    [Column("批次"), *sheet.columns, Column("时间"), Column("联行号"), *money],
                    rows,
                    frozen=2,
                    totals=("金额",),
                )
            )
        book.add(_events_sheet(ledger))


def _all_batches(loaded: Sequence[Batch]) -> Sheet:
    rows = [
        {
            "批次": batch.id,
            "种类": batch.facts["kind"],
            "年度": str(batch.facts["year"]),
            "付款单位": batch.facts["payer"],
            "状态": batch.state,
            "笔数": batch.totals()[0],
            "金额": batch.totals()[1],
            "成功金额": batch.totals("成功")[1],
            "制单": batch.made_by,
            "签字": "；".join(f"{step} {by} {at[:10]}" for step, by, at, _ in batch.signed),
            "重发自": batch.facts["parent"] or "",
            "明细校验码": batch.seal,
        }
        for batch in loaded
    ]
    titles = [
        "批次",
        "种类",
        "年度",
        "付款单位",
        "状态",
        "笔数",
        "金额",
        "成功金额",
        "制单",
        "签字",
        "重发自",
        "明细校验码",
    ]
    special = {
        "笔数": Column("笔数", "count"),
        "金额": Column("金额", "money", 16),
        "成功金额": Column("成功金额", "money", 16),
        "签字": Column("签字", "note", 30),
        "明细校验码": Column("明细校验码", "note", 34),
    }
    frame = pd.DataFrame(rows, columns=titles).astype(
        {title: "str" for title in titles if title not in ("笔数", "金额", "成功金额")}
    )
    return Sheet(
        "批次",
        [special.get(title, Column(title)) for title in titles],
        frame.astype({"笔数": "int64", "金额": "int64", "成功金额": "int64"}),
    )


def _events_sheet(ledger: Ledger) -> Sheet:
    events = pd.DataFrame(
        ledger.events(), columns=["序号", "时间", "经手人", "种类", "批次", "行号", "内容", "前一校验码", "校验码"]
    )
    events["行号"] = events["行号"].astype("Int64")
    events["批次"] = events["批次"].fillna("").astype("str")
    special = {"序号": Column("序号", "count"), "行号": Column("行号", "count"), "内容": Column("内容", "note", 60)}
    return Sheet("记录", [special.get(title, Column(title)) for title in events], events, frozen=1)
