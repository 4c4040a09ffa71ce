"""Writes everything that a run gives: the result workbook, the full tables, bank and notice files, result.json."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from huibao_xl.files.workbook import Book
from huibao_xl.reports.balance import write_balance
from huibao_xl.reports.bank import write_bank_files
from huibao_xl.reports.budget import write_budget, write_parameters
from huibao_xl.reports.csv import write_decisions, write_entries
from huibao_xl.reports.detail import outreach_sheet, people_sheets
from huibao_xl.reports.notice import write_notices
from huibao_xl.reports.problems import problems_sheet
from huibao_xl.reports.result import Result
from huibao_xl.reports.result_json import write_json
from huibao_xl.reports.summary import shares_sheet, transfers_sheet, write_overview

WORKBOOK = "沪惠保补贴结果.xlsx"


def write_result(result: Result, folder: Path) -> None:
    """Write the whole result into ``folder``, which exists (see ``files.folder.whole``).

    The bank and notice files are written beside the large workbook: packing is most of the work, and lets threads run.
    Raises OSError if the disk refuses, Stop(S10) if a template was spoilt.
    """
    with ThreadPoolExecutor(max_workers=1) as beside:
        others = beside.submit(_write_others, result, folder)
        write_workbook(result, folder / WORKBOOK)
        others.result()
    write_json(result, folder / "result.json")


def _write_others(result: Result, folder: Path) -> None:
    write_bank_files(result, folder)
    write_notices(result, folder)
    write_decisions(result, folder / "处置全表.csv")
    write_entries(result, folder / "名册全表.csv")


def write_workbook(result: Result, path: Path) -> None:
    """Write 沪惠保补贴结果.xlsx with its sheets in their order."""
    with Book(path, result.name, in_memory=False) as book:
        write_overview(book, result)
        for sheet in [
            *people_sheets(result),
            problems_sheet(result, path.parent),
            shares_sheet(result),
            transfers_sheet(result),
            outreach_sheet(result),
        ]:
            book.add(sheet)
        write_budget(book, result)
        write_balance(book, result)
        write_parameters(book, result)
