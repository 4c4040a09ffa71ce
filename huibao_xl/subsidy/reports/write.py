"""Writes everything that a run gives: the result workbook, the full tables, bank and notice files, what later steps read, result.json."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from huibao_xl.files.results import names
from huibao_xl.files.writing.workbook import Book
from huibao_xl.matching.report import add_comparison, comparison_sheet, write_comparison
from huibao_xl.money import format_yuan
from huibao_xl.reasons import Stop
from huibao_xl.reports.by_township import write_by_township
from huibao_xl.reports.equations import write_balance
from huibao_xl.reports.problems import problems_sheet
from huibao_xl.subsidy.reports.bank import read_back_fen, total_fen, write_bank_files
from huibao_xl.subsidy.reports.budget import write_budget
from huibao_xl.subsidy.reports.detail import outreach_rows, outreach_sheet, people_sheets
from huibao_xl.subsidy.reports.full_tables import write_decisions, write_entries
from huibao_xl.subsidy.reports.notice import write_notices
from huibao_xl.subsidy.reports.parameters import write_parameters
from huibao_xl.subsidy.reports.result_json import store_data, write_result_json
from huibao_xl.subsidy.reports.summary import shares_sheet, transfers_sheet, write_overview
from huibao_xl.subsidy.reports.unasked import unasked_sheets
from huibao_xl.subsidy.result import Result

WORKBOOK = names.RUN_WORKBOOK


def write_result(result: Result, folder: Path) -> None:
    """Write the whole result into ``folder``, which exists (see ``atomic_folder``).

    The bank and notice files are written beside the large workbook: packing is most of the work, and lets threads run.
    Raises OSError if the disk refuses, Stop(S10) if a template was spoilt.
    """
    with ThreadPoolExecutor(max_workers=1) as beside:
        others = beside.submit(_write_others, result, folder)
        write_workbook(result, folder / WORKBOOK)
        others.result()
    write_result_json(result, folder)


def _write_others(result: Result, folder: Path) -> None:
    paths = write_bank_files(result, folder)
    _require_written(total_fen(result.payments), read_back_fen(paths, result.payments, result.templates))
    write_notices(result, folder)
    store_data(result, folder)
    towns = tuple(result.policy.kind_of)
    write_by_township(
        folder / names.OUTREACH,
        f"{result.name} 政策找人",
        towns,
        result.outreach,
        lambda people: [outreach_rows(people)],
    )
    write_decisions(result, folder / names.DECISIONS_TABLE)
    write_entries(result, folder / names.ENTRIES_TABLE)
    write_comparison(folder / names.COMPARISON, result.name, result.compared, result.base)


def _require_written(declared_fen: int, written_fen: int) -> None:
    """Stop with exit status 1 if the bank files, read back, do not pay what was declared."""
    if declared_fen != written_fen:
        sides = f"银行代发文件读回合计 {format_yuan(written_fen)} 元，应为 {format_yuan(declared_fen)} 元"
        raise Stop("S09", exit_status=1, equations=sides)


def write_workbook(result: Result, path: Path) -> None:
    """Write 沪惠保补贴结果.xlsx with its sheets in their order."""
    with Book(path, result.name, in_memory=False) as book:
        write_overview(book, result)
        paid, held, refused = people_sheets(result)
        for sheet in (paid, held):
            book.add(sheet)
        add_comparison(book, comparison_sheet(result.compared, result.base, path.parent))
        for sheet in [
            refused,
            problems_sheet(result.findings, result.base, path.parent),
            shares_sheet(result),
            transfers_sheet(result),
            outreach_sheet(result),
            *unasked_sheets(result),
        ]:
            book.add(sheet)
        write_budget(book, result)
        write_balance(book, result.balance)
        write_parameters(book, result.policy)
