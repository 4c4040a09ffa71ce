"""对账.xlsx: the equation of an account by months, its batches against the ledger, and every line with its class."""

from pathlib import Path

import pandas as pd

from huibao_xl.files.writing.workbook import Book as Workbook
from huibao_xl.files.writing.workbook import Column, Kind, Sheet
from huibao_xl.payments.ledger.bank_book import CLASSES
from huibao_xl.payments.statements.balance import Balance
from huibao_xl.reports.pages import Block, Boxes, Page, Table, write_page

_WIDTHS = (12, 16, *[13] * len(CLASSES), 16)


def write_bank_book(path: Path, balances: list[Balance]) -> None:
    """Write 对账.xlsx: a page and a sheet of lines for each account."""
    with Workbook(path, "对账") as book:
        for at, each in enumerate(balances, 1):
            tail = each.book.account[-4:]
            title = f"{each.book.payer}账户（尾号 {tail}）对账"
            blocks: list[Block] = [
                _months(each),
                _batches(each),
                Boxes("签字", ["出纳：\n\n\n日期：", "会计：\n\n\n日期：", "负责人：\n\n\n日期："]),
            ]
            write_page(book, Page(f"对账{at}", title, blocks, _WIDTHS))
            book.add(_lines(f"收支{at}", each))


def _months(each: Balance) -> Table:
    rows = [
        (row["month"], row["opening_fen"], *(row[name] for name in CLASSES), row["closing_fen"])
        for row in each.months.to_dict("records")
    ]
    money: list[Kind] = ["money"] * (len(CLASSES) + 2)
    titles = ("月份", "期初", *CLASSES, "期末")
    closed = "、".join(each.book.closed) or "（没有）"
    return Table(f"期初 + 各类 = 期末（元；支出为负）；已月结：{closed}", titles, ("text", *money), rows)


def _batches(each: Balance) -> Table:
    keys = ["sent_fen", "back_fen", "bank_fen", "ledger_fen", "difference_fen"]
    rows = [tuple(row) for row in each.batches[["batch", *keys]].itertuples(index=False, name=None)]
    titles = ("批次", "银行付出", "退回", "银行净付", "台账实付", "差额")
    return Table("各批次：银行与台账（元）", titles, ("text", "money", "money", "money", "money", "money"), rows)


def _lines(name: str, each: Balance) -> Sheet:
    titles = {"on": "日期", "fen": "金额", "kind": "类别", "batch": "批次或追回", "line": "行号", "why": "依据"}
    titles |= {"holder": "对方户名", "other_account": "对方账号", "text": "摘要", "serial": "流水号"}
    rows = pd.DataFrame([{title: getattr(line, key) for key, title in titles.items()} for line in each.book.lines])
    columns = [Column(title) for title in titles.values()]
    columns[1], columns[4] = Column("金额", "money", 16), Column("行号", "count", 8)
    return Sheet(name, columns, rows, frozen=2, totals=("金额",))
