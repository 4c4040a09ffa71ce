"""回盘核对.xlsx: the classes on both sides, every row of the bank's file with what it came to, and what is still open."""

from pathlib import Path

import pandas as pd

from huibao_xl.files.writing.workbook import Book, Column, Kind, Sheet
from huibao_xl.payments import return_files
from huibao_xl.payments.frames import CLASSES
from huibao_xl.payments.ledger import states
from huibao_xl.payments.ledger.states import Batch
from huibao_xl.payments.papers.parts import WIDE_WIDTHS, lines_sheet
from huibao_xl.reports.columns import columns_of
from huibao_xl.reports.pages import Block, Lines, Page, Table, write_page


def write_returns(
    path: Path, batch: Batch, rows: pd.DataFrame, unanswered: pd.DataFrame, findings: Sheet, others: dict[str, int]
) -> None:
    """Write the report on a return file: the classes on both sides, every row with what it came to, and what is still open. ``others``: how many lines
    of the file are no answers, by kind."""
    with Book(path, batch.declaration.title) as book:
        _summary_of_return(book, batch, rows, unanswered, others)
        book.add(_answers_sheet(rows))
        failed = batch.lines[batch.lines["state"].isin(states.FAILED)]
        for name, lines in (("失败和退票", failed), ("未回明细", unanswered)):
            if len(lines):
                book.add(lines_sheet(name, lines))
        if len(findings.rows):
            book.add(findings)


def _summary_of_return(
    book: Book, batch: Batch, rows: pd.DataFrame, unanswered: pd.DataFrame, others: dict[str, int]
) -> None:
    kinds: tuple[Kind, ...] = ("text", "count", "money")
    titles = ("行数", "金额（元）")
    ending = (
        "申报 = 成功 + 失败 + 退票"
        if batch.state == "已关闭"
        else f"还有 {int(batch.live['state'].isin(states.OPEN).sum()):,} 笔没有最后结果"
    )
    blocks: list[Block] = [
        Table("回盘文件的每一行", ("类别", *titles), kinds, _by_class(rows, others)),
        Table("批次的每一笔", ("状态", "笔数", titles[1]), kinds, _by_state(batch, unanswered)),
        Lines(f"批次状态：{batch.shown_state}。{ending}"),
    ]
    write_page(book, Page("回盘汇总", f"批次 {batch.id} 回盘核对", blocks, WIDE_WIDTHS))


def _by_class(rows: pd.DataFrame, others: dict[str, int]) -> list[tuple[str, int, int]]:
    """Rows of the bank's file by class, all of them, and with the rows that are no answers the rows of the file."""
    rows = return_files.of_file(rows)
    classes = ((name, rows[rows["class"].astype(object) == name]) for name in CLASSES)
    counted = [(name, len(part), _sum(part["amount_fen"])) for name, part in classes if len(part)]
    amount = _sum(rows["amount_fen"])
    rest = [(f"不是明细的行：{kind}", count, 0) for kind, count in others.items()]
    return [
        *counted,
        ("合计（逐行结果）", len(rows), amount),
        *rest,
        ("合计（回盘文件的行数）", len(rows) + sum(others.values()), amount),
    ]


def _by_state(batch: Batch, unanswered: pd.DataFrame) -> list[tuple[str, int, int]]:
    """Lines of the batch by state, those without an answer as 未回, and all of them."""
    live = batch.live
    named = states.shown(live).mask(live["line"].isin(unanswered["line"]), "未回")
    groups = live.groupby(named, sort=False)
    ends = [(str(state), len(part), int(part["amount_fen"].sum())) for state, part in groups]
    return [*ends, ("合计（批次的笔数）", *batch.totals())]


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
    for title, column in (("支付日期", "paid_on"), ("银行流水号", "receipt")):
        if (rows[column] != "").any():
            shown[title] = rows[column]
    special = {
        "回盘行号": Column("回盘行号", "count", 10),
        "批次行号": Column("批次行号", "count", 10),
        "金额": Column("金额", "money", 12),
        "说明": Column("说明", "note", 36),
        "建议": Column("建议", "note", 36),
    }
    return Sheet("逐行结果", columns_of(shown, special), shown, frozen=2)
