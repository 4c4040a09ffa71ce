"""银行代发/<街镇>.xlsx: what the payer uploads to the bank, one file per 街镇, filled from templates/银行代发.xlsx.

Where a ledger is known they are for checking alone, and say so: what goes to the bank is exported from a batch. Holder and account stand as the source wrote them: the bank compares them with its own records.
"""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pandas as pd

from huibao_xl.files.results import names
from huibao_xl.files.results.read_back import read_amounts
from huibao_xl.files.writing import template
from huibao_xl.files.writing.template import Value
from huibao_xl.files.writing.workbook import Book, Kind, yuan
from huibao_xl.subsidy.result import Result
from huibao_xl.subsidy.templates import read_form

FOLDER = names.BANK_FILES
TEMPLATE = "银行代发.xlsx"
CHECKING = "核对稿，以批次导出的文件为准"
"""Stands in the first row, beside the headers, so that the rows stay where they are, and above every printed page."""
_LISTS = ["代发_序号", "代发_户名", "代发_账号", "代发_金额", "代发_开户行", "代发_联行号", "代发_摘要"]
_KINDS: dict[str, Kind] = {"代发_序号": "count", "代发_金额": "money"}


def form(templates: Path | None) -> template.Template:
    """Return the form that is filled: the bureau's own from the folder ``templates``, else ours. Raises Stop(S10) if it was spoilt."""
    return read_form(templates, TEMPLATE, ["代发_笔数", "代发_合计"], _LISTS)


def write_bank_files(result: Result, folder: Path) -> list[Path]:
    """Write one file for every 街镇 with payable people into ``folder``, which is made if there is one, in the policy's
    order; return their paths."""
    bank_form = form(result.templates)
    beside = max(column for _, column in bank_form.cells)
    paths = []
    for township, rows in _by_township(result.payments):
        folder.mkdir(exist_ok=True)
        paths.append(folder / f"{township}.xlsx")
        with Book(paths[-1], result.name) as book:
            values: dict[str, Value] = {
                "代发_标题": f"{result.name} {township} 银行代发清单",
                "代发_笔数": len(rows),
                "代发_合计": yuan(int(rows["amount_fen"].sum())),
            }
            page = bank_form.fill(book, FOLDER, values, _lines(rows, result.name), _KINDS)
            if result.with_ledger:
                page.write_string(0, beside, CHECKING)
                page.set_header(f"&C{CHECKING}")
    return paths


def read_back(folder: Path, templates: Path | None = None) -> tuple[int, int]:
    """Return how many lines all files in ``folder`` have and what they pay together, in fen, as the
    files say; ``templates``: as they were written with."""
    bank_form = form(templates)
    columns = (bank_form.list_row, bank_form.lists["代发_序号"], bank_form.lists["代发_金额"])
    lines = [round(amount * 100) for path in folder.glob("*.xlsx") for amount in read_amounts(path, *columns)]
    return len(lines), sum(lines)


def total_fen(payments: pd.DataFrame) -> int:
    """Return what all bank files pay together, added up from the lines that go into them."""
    return sum(int(rows["amount_fen"].sum()) for _, rows in _by_township(payments))


def _by_township(payments: pd.DataFrame) -> Iterator[tuple[str, pd.DataFrame]]:
    """The payable people of each 街镇 that has any, in the policy's order."""
    for township, rows in payments[payments["payable"]].groupby("home", observed=True, sort=False):
        yield str(township), rows


def _lines(rows: pd.DataFrame, remark: str) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "代发_序号": np.arange(1, len(rows) + 1),
            "代发_户名": rows["holder"],
            "代发_账号": rows["account"],
            "代发_金额": rows["amount_fen"],
            "代发_开户行": rows["bank"],
            "代发_联行号": rows["cnaps"],
            "代发_摘要": pd.Series(remark, index=rows.index, dtype="str"),
        }
    )
