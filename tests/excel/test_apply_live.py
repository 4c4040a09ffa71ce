"""Every button of the ribbon in an Excel that is a double of its object model, under xlwings' genuine backend for Windows: the same cells as on a saved
workbook, everything that Excel may refuse is said before anything is touched, and what fails in the middle leaves no trace."""

import os
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import excel_double
import openpyxl
import pytest
import pywin32_double
from book_content import content_of
from excel_double import CALLS, FAIL
from openpyxl.comments import Comment
from openpyxl.workbook.protection import WorkbookProtection
from project_book import medical_book, person, staff_book
from same_cells import plain, same, shown

from huibao_xl.excel import apply_live, commands, escape, live_draft, live_marks, ribbon_press, view
from huibao_xl.excel.buttons.medical import PARAMETERS
from huibao_xl.excel.commands import press
from huibao_xl.files.reading.received import PROBLEMS

MODULES = (apply_live, escape, live_draft, live_marks, view)
MOST_CALLS = 300
"""For every button. Each is a call from process to process."""
BROKEN = int(os.environ.get("HUIBAO_BROKEN", "37"))
"""A command is broken off at every so many calls; 1 breaks it off at each."""


@pytest.fixture(autouse=True)
def own_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Path, "home", lambda: tmp_path)


@pytest.fixture
def excel() -> Iterator[excel_double.Application]:
    with excel_double.running() as app:
        yield app


@pytest.fixture
def staff(tmp_path: Path) -> Path:
    return staff_book(tmp_path / "名单.xlsx")


def pressed(label: str, most: int = MOST_CALLS) -> str:
    """What the user is told when a button of the ribbon has been pressed, which takes no more than ``most`` calls."""
    CALLS.clear()
    ribbon_press.dispatch(commands.find(label).id)
    assert CALLS.total() <= most
    return str(pywin32_double.BOXES[-1][1])


@pytest.mark.parametrize("label", ["核验名册", "计算补贴", "预算表", "更新参数"])
def test_what_a_step_did_in_excel_is_taken_back(excel: excel_double.Application, staff: Path, label: str) -> None:
    book = excel.Workbooks.Open(str(staff))
    if label != "预算表":
        pressed(label)
        pressed("运行记录")  # no step: the one before can still be taken back
    book.Save()
    before = shown(staff)
    pressed(label)
    book.Save()
    assert pressed("撤销上一步").startswith(f"已撤销“{label}”")
    book.Save()
    same(shown(staff), before)


def test_ten_sheets_take_few_calls(excel: excel_double.Application, tmp_path: Path) -> None:
    excel.Workbooks.Open(str(medical_book(tmp_path / "清算.xlsx", tmp_path / PARAMETERS)))
    assert pressed("医疗年度清算").startswith("已清算")
    made = [name for name in excel.ActiveWorkbook._wb.sheetnames if name.startswith("医疗")]
    assert len(made) >= 7 and CALLS.total() <= 130


def faulty_book(path: Path, rows: int) -> Path:
    """A list in which every number is wrong, with merged cells, and notes and a remark of the staff's between ours."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "承保名单"
    sheet.append(["姓名", "证件号码", "街镇"])
    for number in range(rows):
        sheet.append([f"样例{number}", person(number % 40)[:17] + "?", f"不存在{number}镇"])
    for row in (4, 9):
        sheet[f"B{row}"].comment = Comment("本单位的批注", "经办")
    sheet.merge_cells("C5:C6")
    roster = book.create_sheet("持证残疾人")
    roster.append(["姓名", "证件号码", "街镇"])
    roster.append(["样例", person(1), "莘庄镇"])
    book.save(path)
    return path


def test_notes_of_many_rows_take_as_many_calls_as_of_few(excel: excel_double.Application, tmp_path: Path) -> None:
    """They are pasted in blocks, around the cells that have notes of the staff's, and taken away in blocks."""
    counts = []
    for rows in (20, 40):
        path, saved = tmp_path / f"{rows}.xlsx", tmp_path / "存" / f"{rows}.xlsx"
        saved.parent.mkdir(exist_ok=True)
        shutil.copy(faulty_book(path, rows), saved)
        book = excel.Workbooks.Open(str(path))
        for _ in range(2):
            pressed("核验名册")
            book._wb["承保名单"]["D7"] = "已电话核实"  # in our column
            book._touched = True
            counts.append(CALLS.total())
        press("核验名册", saved)
        book._wb["承保名单"]["D7"] = openpyxl.load_workbook(saved)["承保名单"]["D7"].value
        book.Save()
        same(shown(path), shown(saved))
        assert pressed("清除标记").startswith("已清除")
        book.Save()
        press("清除标记", saved)
        assert shown(path)["承保名单"]["cells"] == shown(saved)["承保名单"]["cells"]
    assert counts[:2] == counts[2:]


def test_where_notes_cannot_be_pasted_they_are_written(excel: excel_double.Application, tmp_path: Path) -> None:
    """Another program may hold the clipboard."""
    path, saved = faulty_book(tmp_path / "名单.xlsx", 20), tmp_path / "存" / "名单.xlsx"
    saved.parent.mkdir()
    shutil.copy(path, saved)
    book = excel.Workbooks.Open(str(path))
    FAIL.append("Range.PasteSpecial")
    assert pressed("核验名册").startswith("已核验") and not FAIL
    book.Save()
    press("核验名册", saved)
    same(shown(path), shown(saved))


def test_what_staff_wrote_in_our_column_stays(excel: excel_double.Application, staff: Path) -> None:
    book = excel.Workbooks.Open(str(staff))
    pressed("核验名册")
    sheet = book._wb["承保名单"]
    (column,) = [cell.column_letter for cell in sheet[2] if cell.value == PROBLEMS]
    sheet[f"{column}3"] = "已电话核实"
    book._touched = True
    for label in ("核验名册", "清除标记"):
        pressed(label)
        assert sheet[f"{column}3"].value == "已电话核实"


def of_all(book: excel_double.Workbook) -> tuple[Any, Any]:
    """All that a workbook is: its sheets, the hidden ones too, and what shows."""
    sheets = [(sheet.title, sheet.sheet_state) for sheet in book._wb.worksheets]
    remembered = [cell.value for cell in book._wb["_huibao"]["A"]] if "_huibao" in book._wb else []
    return sheets, remembered, plain(content_of(book._wb))


def _once(work: Any, folder: Path) -> Any:
    """What a command does is worked out once, and applied as often as it is broken off."""
    done: list[Any] = []

    def again(desk: Any, function: Any, step: bool, drafts: Path) -> Any:
        if not done:
            done.append(work(desk, function, step, folder))
        return done[0]

    return again


def _with_start_sheet(path: Path) -> None:
    book = openpyxl.load_workbook(path)
    sheet = book.create_sheet("开始")
    for row, label in enumerate(("核验名册", "预算表"), 2):
        sheet.cell(row, 2, label)
    book.save(path)


@pytest.mark.parametrize("label", ["核验名册", "预算表", "撤销上一步"])
def test_a_command_that_is_broken_off_leaves_all_as_before_or_as_after(
    excel: excel_double.Application, staff: Path, monkeypatch: pytest.MonkeyPatch, label: str
) -> None:
    """At every call (or some, in a usual run): a refusal of Excel's, or a key that breaks off. What the message says is so."""
    _with_start_sheet(staff)
    for each in ("核验名册", "预算表") if label != "核验名册" else ("预算表", label):
        press(each, staff)
    monkeypatch.setattr(ribbon_press, "work", _once(ribbon_press.work, staff.parent))
    before = of_all(excel.Workbooks.Open(str(staff)))
    said, after = pressed(label), of_all(excel.ActiveWorkbook)
    calls = CALLS.total()
    for number in range(1, calls + 1, BROKEN):
        excel._books.clear()
        book = excel.Workbooks.Open(str(staff))
        excel_double.BREAKS[number] = KeyboardInterrupt() if number % 2 else pywin32_double.refusal("不行")
        message = pressed(label, 10 * MOST_CALLS)
        excel_double.BREAKS.clear()
        now = of_all(book)
        assert now == (after if message == said else before), (number, message)
        assert message == said or "没有改动" in message, (number, message)
        assert excel.ScreenUpdating and excel.DisplayAlerts and excel.EnableEvents and excel.StatusBar is False
        assert excel._books == [book]


@pytest.mark.parametrize(
    "member",
    ["Range.AddComment", "FormatConditions.Add", "Range.AutoFilter", "Range.Value=", "Names.Add", "Worksheet.Copy"],
)
def test_what_fails_in_the_middle_leaves_no_trace(
    excel: excel_double.Application, staff: Path, monkeypatch: pytest.MonkeyPatch, member: str
) -> None:
    label = {"Names.Add": "预算表", "Worksheet.Copy": "预算表"}.get(member, "核验名册")
    book = excel.Workbooks.Open(str(staff))
    before = shown(staff)
    if member in ("Range.AddComment", "Range.AutoFilter"):  # where Excel refuses these the rest is done all the same
        FAIL.append(member)
        assert pressed(label).startswith("已核验")
        return
    FAIL.append(member)
    assert "没有完成，工作簿没有改动" in pressed(label) and not FAIL
    book._touched = True
    book.Save()
    same(shown(staff), before)


def test_what_cannot_be_put_back_is_not_said_to_be(
    excel: excel_double.Application, staff: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    excel.Workbooks.Open(str(staff))
    monkeypatch.setattr(apply_live.Applied, "take_back", lambda applied: 1 // 0)
    FAIL.append("FormatConditions.Add")
    assert "改动也没有能够全部恢复" in pressed("核验名册")


def _protect_sheet(book: openpyxl.Workbook) -> None:
    book["承保名单"].protection.enable()


def _protect_structure(book: openpyxl.Workbook) -> None:
    book.security = WorkbookProtection(lockStructure=True)


@pytest.mark.parametrize(
    ("dress", "label", "says"),
    [
        (_protect_sheet, "核验名册", "工作表“承保名单”有保护.*撤销工作表保护"),
        (_protect_structure, "计算补贴", "结构有保护.*撤销“保护工作簿”"),
    ],
)
def test_what_excel_would_refuse_is_said_first(
    excel: excel_double.Application, staff: Path, dress: Any, label: str, says: str
) -> None:
    book = openpyxl.load_workbook(staff)
    dress(book)
    book.save(staff)
    opened = excel.Workbooks.Open(str(staff))
    message = pressed(label)
    assert re.search(says, message) and "\n" not in message and not opened._touched


@pytest.mark.parametrize(("state", "says"), [("_read_only", "以只读方式打开"), ("_shared", "工作簿是共享的")])
def test_the_state_of_a_workbook_is_said_first(
    excel: excel_double.Application, staff: Path, state: str, says: str
) -> None:
    opened = excel.Workbooks.Open(str(staff))
    object.__setattr__(opened, state, True)
    assert says in pressed("计算补贴") and not opened._touched


def test_a_file_in_protected_view_or_of_another_format_is_said_first(
    excel: excel_double.Application, staff: Path
) -> None:
    opened = excel.Workbooks.Open(str(staff))
    object.__setattr__(opened, "_path", staff.with_suffix(".xls"))
    assert "另存为“Excel 工作簿" in pressed("计算补贴")
    object.__setattr__(opened, "_path", Path("工作簿1"))
    assert "还没有保存" in pressed("计算补贴")
    excel._viewed = 1
    assert "启用编辑" in pressed("计算补贴") and not opened._touched
    object.__setattr__(opened, "_path", staff)  # another file is looked at meanwhile
    assert pressed("计算补贴").startswith("应补")


def test_rules_are_written_whatever_reference_style_the_user_has(excel: excel_double.Application, staff: Path) -> None:
    excel.Workbooks.Open(str(staff))
    excel.ReferenceStyle = -4150
    assert pressed("核验名册").startswith("已核验")
    assert excel.ReferenceStyle == -4150


def test_excel_asks_nothing_while_a_command_runs(
    excel: excel_double.Application, staff: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Excel would say that it waits for another application to complete an OLE action, and wait for a click."""
    seen: list[Any] = []
    apply = apply_live.apply

    def look(*arguments: Any) -> None:
        seen.append((excel.DisplayAlerts, excel.ScreenUpdating, excel.EnableEvents, excel.Calculation, excel.StatusBar))
        apply(*arguments)

    monkeypatch.setattr(apply_live, "apply", look)
    excel.Workbooks.Open(str(staff))
    pressed("计算补贴")
    assert [each[:4] for each in seen] == [(False, False, False, -4135)] and "计算补贴" in seen[0][4]
