"""Writes everything that a run gives: the result workbook, the full tables, bank and notice files, what later steps
read, result.json."""

import json
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pandas as pd

from huibao_xl.equations import require
from huibao_xl.files.results import names
from huibao_xl.files.results.folder import ResultFolder, store_frame
from huibao_xl.files.writing.workbook import Book
from huibao_xl.frames import BALANCE
from huibao_xl.matching.report import add_comparison, comparison_sheet, write_comparison
from huibao_xl.reasons import Stop
from huibao_xl.reports.by_township import write_by_township
from huibao_xl.reports.column_readings import add_readings, readings_sheet, write_readings
from huibao_xl.reports.equations import write_balance
from huibao_xl.reports.problems import problems_sheet
from huibao_xl.rosters.fields import role_book_of
from huibao_xl.subsidy.balance import Written, written_balance
from huibao_xl.subsidy.reports import result_json
from huibao_xl.subsidy.reports.bank import write_bank_files
from huibao_xl.subsidy.reports.budget import write_budget
from huibao_xl.subsidy.reports.detail import outreach_rows, outreach_sheet, people_sheets
from huibao_xl.subsidy.reports.full_tables import write_decisions, write_entries
from huibao_xl.subsidy.reports.notice import write_notices
from huibao_xl.subsidy.reports.parameters import write_parameters
from huibao_xl.subsidy.reports.read_back import read_back
from huibao_xl.subsidy.reports.result_json import store_data, write_result_json
from huibao_xl.subsidy.reports.summary import shares_sheet, transfers_sheet, write_overview
from huibao_xl.subsidy.reports.unasked import unasked_sheets
from huibao_xl.subsidy.result import Result

WORKBOOK = names.RUN_WORKBOOK


def write_result(result: Result, folder: Path) -> Result:
    """Write the result into ``folder``, which exists (see ``files.writing.atomic.atomic_folder``); return it with all its
    equations.

    The bank and notice files are written beside the large workbook: packing is most of the work, and lets threads
    run. They are read back before the 平衡表 is written, so that the equations over them stand in it. Raises Stop(S09,
    exit status 1) if an equation over the written files does not hold, OSError if the disk refuses, Stop(S10) if a
    template was spoilt.
    """
    with ThreadPoolExecutor(max_workers=1) as beside:
        counted = beside.submit(_write_counted, result, folder)
        others = beside.submit(_write_others, result, folder)
        with Book(folder / WORKBOOK, result.name, in_memory=False) as book:
            _add_lists(book, result, folder)
            proved = _proved(result, counted.result())
            write_budget(book, proved)
            write_balance(book, proved.balance)
            write_parameters(book, proved.policy)
        others.result()
    store_frame(folder, BALANCE, proved.balance)
    write_result_json(proved, folder)
    _require_same(proved, folder)
    return proved


def _write_counted(result: Result, folder: Path) -> Written:
    """Write the files that are counted in the 平衡表, and read them back."""
    write_bank_files(result, folder / names.BANK_FILES)
    write_notices(result, folder / names.NOTICES)
    write_decisions(result, folder / names.DECISIONS_TABLE)
    return read_back(result, folder)


def _write_others(result: Result, folder: Path) -> None:
    store_data(result, folder)
    towns = tuple(result.policy.kind_of)
    write_by_township(
        folder / names.OUTREACH,
        f"{result.name} 政策找人",
        towns,
        result.outreach,
        lambda people: [outreach_rows(people)],
    )
    write_entries(result, folder / names.ENTRIES_TABLE)
    write_readings(folder / names.READINGS, result.name, result.readings, role_book_of(result.policy))
    write_comparison(folder / names.COMPARISON, result.name, result.compared, result.base)


def _proved(result: Result, written: Written) -> Result:
    """The result with the equations over the written files; Stop(S09, exit status 1) if one does not hold."""
    table = pd.concat(
        [result.balance, written_balance(written, result.decisions, result.payments)], ignore_index=True
    ).astype(BALANCE.columns)
    require(table)
    return replace(result, balance=BALANCE.check(table))


def unwritten(result: Result) -> Result:
    """Return a result that was read from its folder without the equations over written files, as :func:`write_result` takes it."""
    nothing = Written({}, 0, 0, 0, 0, 0, result_json.summary(result))
    about_files = written_balance(nothing, result.decisions, result.payments)["name"]
    table = result.balance[~result.balance["name"].isin(about_files)].reset_index(drop=True)
    return replace(result, balance=BALANCE.check(table))


def _require_same(result: Result, folder: Path) -> None:
    """Stop with exit status 1 if result.json, read back, does not say what the result does."""
    content = json.loads(json.dumps(result_json.summary(result)))
    written = ResultFolder.open(folder, names.RUN).summary
    if content != {key: written.get(key) for key in content}:
        raise Stop("S09", exit_status=1, equations="读回的 result.json = 结果")


def _add_lists(book: Book, result: Result, folder: Path) -> None:
    """Add the sheets of 沪惠保补贴结果.xlsx that stand before 预算表, 平衡表 and 参数."""
    write_overview(book, result)
    paid, held, refused = people_sheets(result)
    for sheet in (paid, held):
        book.add(sheet)
    add_comparison(book, comparison_sheet(result.compared, result.base, folder))
    add_readings(book, readings_sheet(result.readings), role_book_of(result.policy))
    for sheet in [
        refused,
        problems_sheet(result.findings, result.base, folder),
        shares_sheet(result),
        transfers_sheet(result),
        outreach_sheet(result),
        *unasked_sheets(result),
    ]:
        book.add(sheet)
