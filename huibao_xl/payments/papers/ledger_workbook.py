"""台账.xlsx: the whole ledger as a workbook: batches, the lines of every batch, and every event with its hash."""

from collections.abc import Sequence
from pathlib import Path

import pandas as pd

from huibao_xl.files.writing.workbook import Book, Column, Sheet
from huibao_xl.payments.ledger import origin, states
from huibao_xl.payments.ledger.batch_list import batch_list
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
    shown = {
        "batch": Column("批次"),
        "kind": Column("种类"),
        "year": Column("年度"),
        "payer": Column("付款单位"),
        "state": Column("状态"),
        "count": Column("笔数", "count"),
        "amount_fen": Column("金额", "money", 16),
        "paid_fen": Column("成功金额", "money", 16),
        "made_by": Column("制单"),
        "signed": Column("签字", "note", 30),
        "parent": Column("重发自"),
        "seal": Column("明细校验码", "note", 34),
    }
    rows = batch_list(loaded)[list(shown)].astype({"year": "str"})
    return Sheet("批次", list(shown.values()), rows.set_axis([column.title for column in shown.values()], axis=1))


def _events_sheet(ledger: Ledger) -> Sheet:
    read = ledger.events()
    columns = ["序号", "时间", "经手人", "种类", "批次", "行号", "内容", "前一校验码", "校验码"]
    events = pd.DataFrame(read, columns=columns)
    origins = [{} if event.kind in origin.PARTS else event.content.get(origin.KEY, {}) for event in read]
    for column, part in (("电脑账号", "account"), ("电脑", "computer")):
        events[column] = [each.get(part, "") for each in origins]
    events["行号"] = events["行号"].astype("Int64")
    events["批次"] = events["批次"].fillna("").astype("str")
    special = {"序号": Column("序号", "count"), "行号": Column("行号", "count"), "内容": Column("内容", "note", 60)}
    return Sheet("记录", columns_of(events, special), events, frozen=1)
