"""Input checks and conditional formats go with a copied block and vanish with a cleared sheet, as in Excel."""

from pathlib import Path

import openpyxl
import pytest
import xlwings as xw
from openpyxl.formatting.rule import FormulaRule
from openpyxl.styles import PatternFill
from openpyxl.worksheet.datavalidation import DataValidation

from huibao_xl.excel import engine


@pytest.fixture
def book(tmp_path: Path) -> xw.Book:
    draft = openpyxl.Workbook()
    sheet = draft.active
    sheet.append(["甲", "乙"])
    sheet.append(["一", "二"])
    rule = DataValidation(type="custom", formula1="A2<>0")
    rule.add("B2:B9")
    sheet.add_data_validation(rule)
    words = DataValidation(type="list", formula1='"是,不是"')
    words.add("A2")
    sheet.add_data_validation(words)
    sheet.conditional_formatting.add("A1:A2", FormulaRule(formula=["$A1<>B1"], fill=PatternFill("solid", "FFFF00")))
    draft.create_sheet("乙")
    draft.save(tmp_path / "甲.xlsx")
    engine.register(force=True)
    app = xw.App(add_book=False)
    yield app.books.open(str(tmp_path / "甲.xlsx"))
    app.quit()


def rules(sheet: xw.Sheet) -> list[tuple[str, str]]:
    ws = sheet.impl.ws
    checks = [(str(rule.sqref), rule.formula1) for rule in ws.data_validations.dataValidation]
    return checks + [(str(entry.sqref), rule.formula[0]) for entry in ws.conditional_formatting for rule in entry.rules]


def test_rules_go_with_the_block_that_is_copied(book: xw.Book) -> None:
    source, target = book.sheets
    source.range("A1:B2").copy(target.range("A1"))
    assert rules(target) == [("B2", "A2<>0"), ("A2", '"是,不是"'), ("A1:A2", "$A1<>B1")]


def test_formulas_of_rules_move_with_them(book: xw.Book) -> None:
    source, target = book.sheets
    source.range("A1:B2").copy(target.range("C4"))
    assert rules(target) == [("D5", "C5<>0"), ("C5", '"是,不是"'), ("C4:C5", "$A4<>D4")]


def test_a_cleared_sheet_has_no_rules(book: xw.Book) -> None:
    book.sheets[0].clear()
    assert rules(book.sheets[0]) == []
