"""Sheets of the medical clearing: overview, differences with traces, what cannot be cleared, per person,
reconciliation, parameters.

Pure descriptions of frames: what they mean is worked out in :mod:`huibao_xl.medical.clear` and
:mod:`huibao_xl.medical.sums`. ``banner`` says 参数未经核定 where that is so, and stands on every sheet that a person may
print: in the overview, in the page headers, beside the parameters.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

from huibao_xl.files.writing.workbook import Book, Column, Sheet
from huibao_xl.medical.clear import UNCLEAR
from huibao_xl.medical.rows import NOT_COUNTED
from huibao_xl.reports.columns import columns_of
from huibao_xl.reports.pages import Block, Facts, Lines, Look, Page, Table, Value, numbered, write_page
from huibao_xl.reports.places import source_text, text_of

_WIDTHS = (22, 12, 12, 20, 20, 20)
_AMOUNTS = ["paid_fen", "due_fen", "difference_fen"]
_TRACED = {
    "类别": Column("类别", "note", 11),
    "姓名": Column("姓名", "note", 9),
    "证件号码": Column("证件号码", width=20),
    "结算号": Column("结算号", width=16),
    "医疗类别": Column("医疗类别", "note", 8),
    "结算日期": Column("结算日期", "day", 11),
    "说明": Column("说明", "note", 62),
    "建议": Column("建议", "note", 20),
    "来源": Column("来源", "note", 16),
} | {title: Column(title, "money", 12) for title in ("已救助", "应救助", "差额", "原应救助", "现应救助")}
"""Narrow columns that wrap: twelve of them must be legible on one A4 page."""


def write_overview(
    book: Book,
    title: str,
    banner: str,
    facts: Sequence[tuple[str, str]],
    faults: pd.DataFrame,
    steps: Sequence[str],
    end: Sequence[Block],
    name: str = "总览",
) -> None:
    """Write the first sheet, called ``name``. ``facts``: what was cleared by what; ``faults``: sums.by_fault;
    ``steps``: what to do next; ``end``: what stands below (reports.signing)."""
    blocks: list[Block] = [Facts(facts), _reconciliation(faults), Lines("下一步", numbered(steps)), *end]
    write_page(book, Page(name, title, blocks, _WIDTHS, warning=banner))


def _reconciliation(faults: pd.DataFrame) -> Table:
    """Rows and fen of every kind of fault, in groups that add up to what was read; what is due only where it can be worked out."""
    rows: list[list[Value]] = []
    looks: list[Look] = []
    unclear, corrected = faults["fault"] == UNCLEAR, faults["code"].isin(NOT_COUNTED)
    groups = (("已清算小计", ~unclear & ~corrected), ("已更正小计（不再计入）", corrected), ("无法清算小计", unclear))
    for subtotal, members in groups:
        group = faults[members]
        if group.empty:
            continue
        is_due_clear = not bool((unclear | corrected)[members].any())
        for line in group.to_dict("records"):
            rows.append([f"　{line['title']}", line["rows"], line["people"], *_amounts(line, is_due_clear)])
            looks.append("" if line["code"] in ("M01", "M11", *NOT_COUNTED) else "red")
        rows.append([subtotal, int(group["rows"].sum()), None, *_amounts(group[_AMOUNTS].sum(), is_due_clear)])
        looks.append("bold")
    rows.append(["读到的结算合计", int(faults["rows"].sum()), None, *_amounts(faults[_AMOUNTS].sum(), False)])
    looks.append("bold")
    titles = ("类别", "行数", "人数", "已救助（元）", "应救助（元）", "差额（元）")
    return Table("", titles, ("text", "count", "count", "money", "money", "money"), rows, looks=looks)


def _amounts(sums: Any, is_due_clear: bool) -> list[Value]:
    """What was paid, what is due and the difference, in fen. ``sums``: anything that has _AMOUNTS by name."""
    paid, due, difference = (int(sums[name]) for name in _AMOUNTS)
    return [paid, due, difference] if is_due_clear else [paid, None, None]


def rows_sheet(name: str, settlements: pd.DataFrame, rows: pd.DataFrame) -> Sheet:
    """Return some rows with their traces. ``settlements`` and ``rows`` (clear.CLEARED) stand side by side."""
    table = _rows(settlements, rows)
    return Sheet(name, columns_of(table, _TRACED), table, frozen=2, totals=("已救助", "应救助", "差额"))


def _rows(settlements: pd.DataFrame, rows: pd.DataFrame) -> pd.DataFrame:
    clear = (rows["fault"] != UNCLEAR).to_numpy()
    return pd.DataFrame(
        {
            "类别": text_of(rows["fault"]),
            "姓名": settlements["name"],
            "证件号码": settlements["id"].where(settlements["id"] != "", settlements["id_raw"]),
            "结算号": settlements["number"],
            "医疗类别": text_of(settlements["kind"]) + np.where(settlements["refund"], "退费", ""),
            "结算日期": settlements["settled_on"],
            "已救助": rows["paid_fen"],
            "应救助": rows["due_fen"].astype("Int64").where(clear),
            "差额": rows["difference_fen"].astype("Int64").where(clear),
            "说明": rows["trace"],
            "建议": text_of(rows["advice"]),
            "来源": source_text(settlements),
        }
    )


def changed_sheet(settlements: pd.DataFrame, rows: pd.DataFrame, changed: pd.DataFrame) -> Sheet:
    """Return earlier rows whose result is another now. ``changed``: state.Settled.changed; the others are its rows."""
    table = _rows(settlements, rows).drop(columns=["建议", "差额"])
    table.insert(list(table).index("已救助") + 1, "原应救助", changed["due_before"].to_numpy())
    table = table.rename(columns={"应救助": "现应救助"})
    return Sheet("结果有变的以往结算", columns_of(table, _TRACED), table, frozen=2)


def people_sheet(people: pd.DataFrame) -> Sheet:
    """Return 补发追回: one row per person with differences (sums.by_person)."""
    table = pd.DataFrame(
        {
            "姓名": people["name"],
            "证件号码": people["id"],
            "笔数": people["rows"],
            "应追回": people["recover_fen"],
            "应补发": people["make_up_fen"],
            "轧差（追回为正）": people["net_fen"],
            "差错类别": people["faults"],
        }
    )
    columns = [Column("姓名"), Column("证件号码", width=22), Column("笔数", "count", 8)]
    columns += [Column(title, "money", 18) for title in ("应追回", "应补发", "轧差（追回为正）")]
    columns += [Column("差错类别", "note", 36)]
    return Sheet("补发追回", columns, table, frozen=2, totals=("笔数", "应追回", "应补发", "轧差（追回为正）"))


def parameters_sheet(parameters: pd.DataFrame) -> Sheet:
    """Return 参数: every value of the policy with quotation, place and status, those that are not verified first."""
    table = parameters.iloc[(parameters["状态"] == "有原文").argsort(kind="stable")]
    columns = [
        Column("参数", "note", 46),
        Column("值", "note", 16),
        Column("原文", "note", 50),
        Column("出处", "note", 30),
        Column("状态", width=10),
        Column("核对日期", width=12),
    ]
    return Sheet("参数", columns, table, frozen=1)
