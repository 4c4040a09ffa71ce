"""待办.xlsx: what waits for whom, and for each signature the hash over all batches that wait for it."""

from pathlib import Path

import pandas as pd

from huibao_xl.files.writing.workbook import Book, Column, Sheet
from huibao_xl.payments.waiting import seal
from huibao_xl.reports.columns import columns_of

_SPECIAL = {
    "笔数": Column("笔数", "count", 8),
    "金额": Column("金额", "money", 16),
    "不能做的人": Column("不能做的人", "note", 24),
    "明细校验码": Column("明细校验码", "note", 34),
    "合并校验码": Column("合并校验码", "note", 34),
}


def write_waiting(path: Path, rows: pd.DataFrame) -> None:
    """Write 待办.xlsx. ``rows``: frames.WAITING."""
    signed = rows[rows["seal"] != ""]
    seals = {step: seal(group) for step, group in signed.groupby("step")}
    table = pd.DataFrame(
        {
            "事项": rows["step"],
            "批次": rows["batch"],
            "笔数": rows["count"],
            "金额": rows["amount_fen"],
            "从哪天起": rows["since"].str[:10],
            "不能做的人": rows["but"],
            "明细校验码": rows["seal"],
            "合并校验码": rows["step"].map(seals).fillna(""),
        }
    )
    with Book(path, "待办") as book:
        book.add(Sheet("待办", columns_of(table, _SPECIAL), table, frozen=2))
