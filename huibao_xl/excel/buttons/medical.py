"""The commands 医疗年度清算 and 医疗实时清算: the workbook's own lists of settlements and identities, shown as the sheets of
``medical/``.

Parameters are taken from ``医疗救助参数.json`` beside the workbook, or those that ship (未核定, and every sheet says so). 实时清算
goes on from the last folder ``医疗实时清算-N`` beside the workbook and writes the next one: the state is kept there, not in
the workbook.
"""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pandas as pd

from huibao_xl.excel.changes import Changes, Page, Table
from huibao_xl.excel.desk import Answer, Desk
from huibao_xl.files.writing.atomic import atomic_folder
from huibao_xl.frames import PLACE, SETTLEMENTS
from huibao_xl.medical import job, write
from huibao_xl.medical import policy as medical_policy
from huibao_xl.medical.lists import MedicalLists, collect
from huibao_xl.medical.result import MedicalResult
from huibao_xl.money import format_yuan
from huibao_xl.reports.equations import write_balance

PARAMETERS, FOLDER = "医疗救助参数.json", "医疗实时清算-"
OVERVIEW, BALANCE = "医疗总览", "医疗平衡表"
TABLES = ("新到结算", "结果有变的以往结算", "差异明细", "无法清算", "补发追回", "参数", "问题清单")
PREFIX = "医疗"
"""Stands before the names that the subsidy's sheets have too."""
SHEETS = (OVERVIEW, *(f"{PREFIX}{name}" for name in TABLES), BALANCE)
"""Every sheet that these commands may write."""


def clear(desk: Desk) -> Answer:
    """医疗年度清算: every settlement in the workbook again, from identity and parameters."""
    policy, read = medical_policy.load(_parameters(desk)), _read(desk)
    with desk.stage("逐笔清算", None):
        result = job.clear_lists(read, policy, desk.folder_or_here())
    return _show(desk, result, "")


def settle(desk: Desk) -> Answer:
    """医疗实时清算: the settlements in the workbook that are new, against the state so far."""
    read = _read(desk)
    last, following = _folders(desk.folder)
    state, policy = job.earlier(last), job.policy_after(last, _parameters(desk))
    new = _only(read, _unsettled(read.settlements, state.earlier.all()))
    with desk.stage("逐笔清算", None):
        result = job.settle_lists(new, state, policy, desk.folder)
    with desk.stage("写出结果", None), atomic_folder(following) as work:
        result = job.write_settled(result, work)
    return _show(desk, result, f"\n状态保存在“{following.name}”，下一次从那里接着清算。")


def _unsettled(read: pd.DataFrame, settled: pd.DataFrame) -> pd.DataFrame:
    """The rows of the workbook that were not settled yet: a list that grows holds the old ones too. Alike in everything but their place they are
    the same row, as often as it was settled; one more of them is new, and 重复报送."""
    content = [column for column in SETTLEMENTS.columns if column not in {*PLACE, "turn"}]
    keys = [frame[content].astype("str").fillna("") for frame in (read, settled)]
    counted = [key.assign(nth=key.groupby(content).cumcount()) for key in keys]
    settled_before = set(counted[1].itertuples(index=False, name=None))
    new = [row not in settled_before for row in counted[0].itertuples(index=False, name=None)]
    return read[new].reset_index(drop=True)


def _only(read: MedicalLists, rows: pd.DataFrame) -> MedicalLists:
    """The lists with these settlements alone; the sheets count what is left of them."""
    counts = rows.groupby([rows["file"].astype("str"), rows["sheet"].astype("str")]).size()
    places = zip(read.sheets["path"], read.sheets["sheet"], read.sheets["role"], read.sheets["rows"], strict=True)
    left = [counts.get((path, sheet), 0) if role == "救助结算" else count for path, sheet, role, count in places]
    return replace(read, settlements=rows, sheets=read.sheets.assign(rows=left))


def _parameters(desk: Desk) -> str:
    """The path of the parameters beside the workbook, "" if there are none."""
    path = desk.folder_or_here() / PARAMETERS
    return str(path) if path.is_file() else ""


def _read(desk: Desk) -> MedicalLists:
    with desk.stage("读取工作表", None):
        return collect([desk.snapshot.source], {}, date.today())


def _folders(folder: Path) -> tuple[Path | None, Path]:
    """The last folder of 实时清算 beside the workbook, and the next."""
    counts = [path.name.removeprefix(FOLDER) for path in folder.glob(f"{FOLDER}*") if path.is_dir()]
    last = max((int(count) for count in counts if count.isdecimal()), default=0)
    return (folder / f"{FOLDER}{last}" if last else None), folder / f"{FOLDER}{last + 1}"


def _show(desk: Desk, result: MedicalResult, more: str) -> Answer:
    steps = result.steps_in(PREFIX)
    tables = [
        Table(replace(table, name=f"{PREFIX}{table.name}")) for table in write.tables(result, desk.folder_or_here())
    ]
    overview = Page((OVERVIEW,), lambda book: write.write_overview(book, result, OVERVIEW, steps))
    balance = Page((BALANCE,), lambda book: write_balance(book, result.balance, BALANCE))
    message = "\n".join([*_counts(result.faults), *steps]) + f"\n结果在工作表“{OVERVIEW}”及其后各表。{more}"
    return Answer(message, Changes((overview, *tables, balance), shown=OVERVIEW))


def _counts(faults: pd.DataFrame) -> list[str]:
    """How many rows, and what was paid."""
    paid = format_yuan(int(faults["paid_fen"].sum()))
    kinds = "，".join(f"{row.title} {row.rows:,} 行" for row in faults.itertuples())
    return [f"已清算 {int(faults['rows'].sum()):,} 行，已救助合计 {paid} 元：{kinds}。"]
