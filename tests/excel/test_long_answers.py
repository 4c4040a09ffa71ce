"""What no message box could show stands on a sheet, and the box says where."""

from pathlib import Path

import excel_double
import openpyxl
import pytest
import pywin32_double
from project_book import person, staff_book

from huibao_xl.commands import ANSWER
from huibao_xl.excel import commands, long_answers, ribbon_press
from huibao_xl.excel.commands import press

pytestmark = pytest.mark.usefixtures("own_home")


def pressed(label: str) -> str:
    ribbon_press.dispatch(commands.find(label).id)
    return str(pywin32_double.BOXES[-1][1])


def select(path: Path) -> None:
    """Click on the number of a person, as a clerk does."""
    book = openpyxl.load_workbook(path)
    (view,) = book["承保名单"].views.sheetView
    view.selection[-1].activeCell = view.selection[-1].sqref = "C8"
    book.save(path)


def test_a_short_answer_stays_in_the_box() -> None:
    text = "已认定 8 行。\n下一步：计算补贴。"
    assert not long_answers.is_long(text) and long_answers.in_short(text, [ANSWER]) == text


def test_a_long_answer_says_where_the_rest_is_only_if_it_is_there() -> None:
    text = "\n".join(f"第 {n} 行" for n in range(40))
    assert long_answers.in_short(text, []) == text
    short = long_answers.in_short(text, ["问题清单", ANSWER]).split("\n")
    assert short[0] == "第 0 行" and short[-1] == f"全文在工作表“{ANSWER}”。" and len(short) < 10
    assert not long_answers.is_long(long_answers.in_short("很长" * 900, [ANSWER]))


def test_who_is_asked_for_in_excel_stands_on_a_sheet(tmp_path: Path) -> None:
    """The same lines as without Excel, where nothing is saved for a question."""
    staff = staff_book(tmp_path / "名单.xlsx")
    whole = press("查某人", staff, number=person(6))
    assert long_answers.is_long(whole)
    select(staff)
    with excel_double.running() as excel:
        book = excel.Workbooks.Open(str(staff))
        short = pressed("查某人")
        assert short.startswith(whole.split("\n")[0]) and short.endswith(f"全文在工作表“{ANSWER}”。")
        lines = [row[0] or "" for row in book._wb[ANSWER].iter_rows(min_row=2, values_only=True)]
        assert lines == whole.split("\n") and book.ActiveSheet.Name == ANSWER


def test_where_excel_takes_no_sheet_the_answer_is_told_all_the_same(tmp_path: Path) -> None:
    staff = staff_book(tmp_path / "名单.xlsx")
    book = openpyxl.load_workbook(staff)
    book.security = openpyxl.workbook.protection.WorkbookProtection(lockStructure=True)
    book.save(staff)
    select(staff)
    with excel_double.running() as excel:
        excel.Workbooks.Open(str(staff))
        assert long_answers.is_long(pressed("查某人"))
