"""台账.xlsx: the whole ledger as a workbook: batches, the lines of every batch, and every event with its hash."""

from collections.abc import Sequence
from pathlib import Path

import pandas as pd

from huibao_xl.files.writing.workbook import Book, Column, Sheet
from huibao_xl.payments.ledger import states
from huibao_xl.payments.ledger.states import Batch
from huibao_xl.payments.ledger.store import Ledger
from huibao_xl.payments.papers.parts import lines_sheet
from huibao_xl.reports.columns import columns_of


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
        columns_of(frame, special),
        frame.astype({"笔数": "int64", "金额": "int64", "成功金额": "int64"}),
    )


def _events_sheet(ledger: Ledger) -> Sheet:
    events = pd.DataFrame(
        ledger.events(), columns=["序号", "时间", "经手人", "种类", "批次", "行号", "内容", "前一校验码", "校验码"]
    )
    events["行号"] = events["行号"].astype("Int64")
    events["批次"] = events["批次"].fillna("").astype("str")
    special = {"序号": Column("序号", "count"), "行号": Column("行号", "count"), "内容": Column("内容", "note", 60)}
    return Sheet("记录", columns_of(events, special), events, frozen=1)
