"""A bank for the tests: it answers the files that were exported, in the layout they were written in."""

from collections.abc import Callable, Mapping
from pathlib import Path

import openpyxl

from huibao_xl.payments.ledger import states, witness
from huibao_xl.payments.ledger.store import opened

Answer = tuple[str, str]
"""Status and reason, in the bank's words."""
PAID: Answer = ("成功", "")
WRONG_NAME: Answer = ("失败", "账户名不符")
BUSY: Answer = ("失败", "系统忙")
CAME_BACK: Answer = ("退票", "退票")


def exported(ledger: Path, number: str) -> list[Path]:
    with opened(ledger) as book:
        batch = states.load(book, number)
        last = batch.exports[-1]
        return [witness.folder_of_batch(book.path, number) / last.folder / file.name for file in last.files]


def answer(
    ledger: Path,
    number: str,
    out: Path,
    said: Mapping[int, Answer | None] | Callable[[int], Answer | None] | None = None,
) -> Path:
    """Answer the general layout's file: ``said`` gives the answer to a line's number (None: silence); what it does not name is paid."""
    (source,) = exported(ledger, number)
    with opened(ledger) as opened_book:
        lines = dict(states.load(opened_book, number).lines[["serial", "line"]].to_numpy().tolist())
    book = openpyxl.load_workbook(source)
    sheet = book.active
    width = sheet.max_column
    sheet.cell(1, width + 1, "处理状态"), sheet.cell(1, width + 2, "失败原因")
    silent = []
    for row in range(2, sheet.max_row):
        line = lines[int(sheet.cell(row, 1).value)]
        told = said(line) if callable(said) else (said or {}).get(line, PAID)
        if told is None:
            silent.append(row)
        else:
            sheet.cell(row, width + 1, told[0]), sheet.cell(row, width + 2, told[1])
    sheet.delete_rows(sheet.max_row)
    for row in reversed(silent):
        sheet.delete_rows(row)
    book.save(out)
    return out


def overwrite(file: Path, row: int, title: str, value: object) -> None:
    book = openpyxl.load_workbook(file)
    titles = [cell.value for cell in book.active[1]]
    book.active.cell(row, titles.index(title) + 1).value = value
    book.save(file)


def repeat(file: Path, row: int) -> None:
    """Write a row of a file once more at its end."""
    book = openpyxl.load_workbook(file)
    book.active.append([cell.value for cell in book.active[row]])
    book.save(file)
