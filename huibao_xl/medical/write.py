"""The files of a medical clearing: the workbook, the full table, 个人清, 列对应 and the summary, and what must be true of them."""

from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from huibao_xl.equations import join, require
from huibao_xl.files.results import names
from huibao_xl.files.results.read_back import read_csv
from huibao_xl.files.writing.workbook import Book, Sheet
from huibao_xl.frames import INSURERS
from huibao_xl.identifiers import resident_id
from huibao_xl.medical import report, sums
from huibao_xl.medical.clear import UNCLEAR, Clearing
from huibao_xl.medical.lists import BOOK
from huibao_xl.medical.person import person_rows
from huibao_xl.medical.person_report import write_people
from huibao_xl.medical.policy import UNVERIFIED, MedicalPolicy
from huibao_xl.medical.result import SAME, YEARLY, MedicalResult
from huibao_xl.medical.result_json import write_medical_json
from huibao_xl.medical.state import Settled
from huibao_xl.reports.column_readings import add_readings, readings_sheet, write_readings
from huibao_xl.reports.csv import source_column, write_table
from huibao_xl.reports.equations import write_balance
from huibao_xl.reports.problems import problems_sheet
from huibao_xl.reports.signing import columns_used, signing
from huibao_xl.rosters import recipe as recipe_file
from huibao_xl.rosters.fields import role_book

ALL_DIFFERING = "差异"


def write(result: MedicalResult, identities: pd.DataFrame, persons: Sequence[str], folder: Path) -> MedicalResult:
    """Write the files of a result into ``folder`` and return the result with the equations about them. Raises Stop(S09) if what was written is
    not what was cleared."""
    clearing, policy = result.clearing, result.clearing.policy
    with ThreadPoolExecutor(max_workers=1) as beside:  # Arrow writes the long table while Python packs the workbook
        table = beside.submit(_full_table_read_back, clearing, folder / names.CLEARING_TABLE)
        result = _write_workbook(
            result, table, folder / (names.MEDICAL_WORKBOOK if result.kind == YEARLY else names.NEW_MEDICAL_WORKBOOK)
        )
    if persons:
        people, periods, rows = person_rows(clearing, identities, result.people, _asked(persons))
        write_people(folder / names.PERSONS, _title(result), policy.banner, people, periods, rows)
    write_readings(folder / names.READINGS, f"{_title(result)} 列对应", result.readings, role_book(BOOK))
    kind = names.CLEAR_MEDICAL if result.kind == YEARLY else names.SETTLE
    recipe_file.store(folder, result.recipe)
    summary = write_medical_json(folder, kind, policy, result.inputs, result.faults, result.balance, result.started)
    require(sums.summary_equations(summary, table.result()))
    return result


def _full_table_read_back(clearing: Clearing, path: Path) -> pd.DataFrame:
    """Write 清算全表.csv and return it as it stands in the file, every column as text."""
    _write_full_table(clearing, path)
    return read_csv(path).to_pandas()


def _asked(persons: Sequence[str]) -> list[str] | None:
    """The ids asked for, None for all who differ."""
    return None if ALL_DIFFERING in persons else [resident_id.compact(number) for number in persons]


def _batch(result: MedicalResult) -> str:
    """What is printed at the top of every page."""
    return _title(result) + (f"【{UNVERIFIED}】" if result.clearing.policy.banner else "")


def _title(result: MedicalResult) -> str:
    years = sorted(set(result.clearing.rows["year"]) - {0})
    span = "" if not years else f"{years[0]} 年度" if len(years) == 1 else f"{years[0]}—{years[-1]} 年度"
    return span + result.kind


def _write_workbook(result: MedicalResult, full_table: "Future[pd.DataFrame]", path: Path) -> MedicalResult:
    """Write the workbook; its last sheet, 平衡表, also says whether ``full_table``, as read back, is right."""
    with Book(path, _batch(result), in_memory=False) as book:
        write_overview(book, result)
        for sheet in tables(result, path.parent):
            book.add(sheet)
        add_readings(book, readings_sheet(result.readings), role_book(BOOK))
        balance = join([result.balance, sums.written_equations(result.clearing, full_table.result())])
        require(balance)
        write_balance(book, balance)
    return replace(result, balance=balance)


def write_overview(book: Book, result: MedicalResult, name: str = "总览", steps: Sequence[str] | None = None) -> None:
    """Write the first sheet, called ``name``. ``steps``: instead of the result's own, where its sheets are called
    otherwise."""
    banner = result.clearing.policy.banner
    shown = result.steps if steps is None else steps
    day = result.recipe.today if result.recipe else result.started.date()
    end = [*columns_used(result.inputs), *signing(day, _assumed(result))]
    report.write_overview(book, _title(result), banner, _facts(result), result.faults, shown, end, name)


def _assumed(result: MedicalResult) -> list[str]:
    """What was taken for granted where lists or documents say nothing."""
    policy, codes = result.clearing.policy, result.findings["code"].value_counts()
    chosen = policy.parameters[policy.parameters["参数"].str.contains("以哪一天为准|是否补算")]
    lines = [f"{row['参数']}：{row['值']}（{row['状态']}）。" for row in chosen.to_dict("records")]
    for code, words in (
        ("M47", "没有某项保险的列的，按没有支付计（{count} 处）。"),
        ("M43", "这次的身份名单没有写的以前的身份，沿用以前的（{count} 段）。"),
        ("M41", "姓名与身份名单不同的，按证件号码清算（{count} 笔）。"),
        ("M14", "逐项相同而报了几次的，按一笔计（{count} 笔）。"),
    ):
        lines += [words.format(count=int(codes[code]))] if code in codes else []
    return lines


def tables(result: MedicalResult, folder: Path) -> list[Sheet]:
    """Return the sheets after 总览. ``folder``: where the workbook will stand, for links."""
    clearing = result.clearing
    settlements, rows = clearing.settlements, clearing.rows
    unclear = (rows["fault"] == UNCLEAR).to_numpy()
    differing = ~rows["code"].isin(SAME).to_numpy() & ~unclear
    first: list[Sheet] = []
    if result.settled is not None:
        first = [report.rows_sheet("新到结算", settlements, rows), *_changed(result.settled)]
    return [
        *first,
        report.rows_sheet("差异明细", settlements[differing], rows[differing]),
        report.rows_sheet("无法清算", settlements[unclear], rows[unclear]),
        report.people_sheet(result.people),
        report.parameters_sheet(clearing.policy.parameters),
        problems_sheet(result.findings, result.base, folder),
    ]


def _changed(settled: Settled) -> list[Sheet]:
    cleared, at = settled.clearing, settled.changed["at"].to_numpy()
    return [report.changed_sheet(cleared.settlements.iloc[at], cleared.rows.iloc[at], settled.changed)]


def _facts(result: MedicalResult) -> list[tuple[str, str]]:
    policy = result.clearing.policy
    facts: list[tuple[str, str]] = [
        ("清算参数", f"{policy.title}（{policy.document}）"),
        ("次序", "先保险后救助：" + " → ".join([*_order(policy), "医疗救助"])),
        ("性质", "核对和对账：医疗救助的结算由医保部门办理，民政部门提供身份；本表供双方核对，不代替结算。"),
    ]
    for row in result.inputs.to_dict("records"):
        facts.append((str(row["role"]), f"{row['path']}　{row['sheet']}　{row['rows']:,} 行"))
    if result.settled is not None:
        earlier = len(result.settled.state.outcomes) - result.settled.new
        facts.append(("此前已清算", f"{earlier:,} 行，其中 {len(result.settled.changed):,} 行因新数据而结果有变"))
    return facts


def _order(policy: MedicalPolicy) -> list[str]:
    return [INSURERS[column] for column in policy.order]


def _write_full_table(clearing: Clearing, path: Path) -> None:
    settlements, rows = clearing.settlements, clearing.rows
    columns: dict[str, Any] = {
        "来源": source_column(settlements),
        "行号": settlements["row"],
        "姓名": settlements["name"],
        "证件号码": settlements["id"],
        "结算号": settlements["number"],
        "医疗类别": settlements["kind"],
        "结算日期": settlements["settled_on"],
        "类别": rows["fault"],
        "代码": rows["code"],
        "身份": rows["identity"],
        "适用比例": rows["rule"],
    }
    for title, column in (("已救助（分）", "paid_fen"), ("应救助（分）", "due_fen"), ("差额（分）", "difference_fen")):
        columns[title] = pd.Series(rows[column].to_numpy(dtype=np.int64))
    unverified = f"（{UNVERIFIED}）" if clearing.policy.banner else ""
    write_table(path, columns | {f"说明{unverified}": rows["trace"]})
