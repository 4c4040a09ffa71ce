"""Small workbooks as a 街镇 keeps them: lists of invented people on sheets of their own, with the staff's own formats, notes and rules."""

import shutil
from functools import cache
from io import BytesIO
from pathlib import Path

import openpyxl
from openpyxl.comments import Comment
from openpyxl.formatting.rule import CellIsRule
from openpyxl.styles import Font, PatternFill
from openpyxl.styles.colors import Color
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.datavalidation import DataValidation
from tables import resident

from huibao_xl import resources
from huibao_xl.excel.buttons.paying import FORM
from huibao_xl.excel.commands import press
from huibao_xl.excel.snapshot import Snapshot


def person(n: int) -> str:
    """The id of the invented person ``n``."""
    return resident(f"310112{1940 + n % 40}0101{900 + n}")


def seen(path: Path) -> Snapshot:
    """A saved workbook as a button sees it."""
    return Snapshot(path, path.read_bytes())


def without_sheet(path: Path, name: str) -> None:
    """Delete a sheet as a clerk does."""
    book = openpyxl.load_workbook(path)
    del book[name]
    book.save(path)


def staff_book(path: Path) -> Path:
    """承保名单 with two title rows, two rosters, accounts; faults: a wrong check digit, a destroyed id, an unknown 街镇."""
    path.write_bytes(_staff_content())
    return path


@cache
def _staff_content() -> bytes:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "承保名单"
    sheet.append(["2024年度沪惠保承保名单"])
    sheet.merge_cells("A1:F1")
    sheet.append(["序号", "姓名", "证件号码", "街镇", "承保日期", "状态"])
    for n in range(1, 11):
        sheet.append(
            [
                n,
                f"样例{'一二三四五六七八九十'[n - 1]}",
                person(n),
                "莘庄镇" if n % 2 else "江川路街道",
                "2024-06-01",
                "有效",
            ]
        )
    sheet["C4"] = person(2)[:17] + ("0" if person(2)[17] != "0" else "1")
    sheet["C5"] = 310112194301019000
    sheet["D6"] = "不存在镇"
    for row in range(3, 13):
        if row != 5:
            sheet[f"C{row}"].number_format = "@"
    sheet["C4"].fill = PatternFill("lightUp", fgColor=Color(theme=4, tint=0.4))
    sheet["C4"].comment = Comment("本单位的批注", "经办")
    sheet["B3"].fill = PatternFill("solid", fgColor="FFFF00")
    sheet["B3"].comment = Comment("另一批注", "经办", height=123, width=321)
    sheet["H2"] = "=COUNTA(B3:B12)"
    sheet.column_dimensions["C"].width = 24
    rule = DataValidation(type="list", formula1='"有效,退保"', allow_blank=True)
    rule.add("F3:F100")
    sheet.add_data_validation(rule)
    sheet.conditional_formatting.add(
        "D3:D100", CellIsRule(operator="equal", formula=['"莘庄镇"'], font=Font(bold=True))
    )
    sheet.freeze_panes = "C3"
    book.defined_names["本单位名称"] = DefinedName("本单位名称", attr_text="'承保名单'!$A$1")
    poor = book.create_sheet("医疗救助对象")
    poor.append(["姓名", "证件号码", "街镇", "生效日期", "失效日期"])
    for n in (1, 2, 4, 5, 20):
        poor.append(
            [
                f"样例{'一二三四五六七八九十'[(n - 1) % 10]}",
                person(n),
                "莘庄镇" if n % 2 else "江川路街道",
                "2024-01-01",
                "长期",
            ]
        )
    disabled = book.create_sheet("残疾人名册")
    disabled.append(["姓名", "身份证号", "街镇"])
    for n in (6, 7, 8):
        disabled.append([f"样例{'一二三四五六七八九十'[n - 1]}", person(n), None])
    disabled["C2"] = "莘庄镇"
    disabled.merge_cells("C2:C4")
    accounts = book.create_sheet("银行账户")
    accounts.append(["姓名", "证件号码", "银行账号", "开户行"])
    for n in (1, 5, 6, 7):
        accounts.append([f"样例{'一二三四五六七八九十'[n - 1]}", person(n), f"62000000000000{n:02d}", "样例银行"])
    notes = book.create_sheet("工作备忘")
    notes["A1"] = "本单位的备忘"
    content = BytesIO()
    book.save(content)
    return content.getvalue()


def fill_form(path: Path, **values: object) -> None:
    """Write into the sheet 发放 as a clerk does; what is not named is emptied."""
    book = openpyxl.load_workbook(path)
    for label, answer in book[FORM].iter_rows(min_row=2, max_col=2):
        answer.value = values.get(str(label.value))
    book.save(path)


def paid_book(path: Path) -> Path:
    """The staff's workbook with a ledger beside it, in which the district pays: approved, sent to the bank, nothing answered yet."""
    staff_book(path)
    press("制单", path)
    fill_form(path, 经手人="甲", 付款单位="区")
    press("制单", path)
    number = openpyxl.load_workbook(path)["发放批次"]["A2"].value
    for label, by in (("审核", "乙"), ("审批", "丙"), ("导出银行文件", "甲")):
        fill_form(path, 经手人=by, 批次号=number)
        press(label, path)
    return path


def medical_book(path: Path, parameters: Path) -> Path:
    """The sample lists of the medical clearing as sheets of one workbook, and its parameters at a path."""
    samples = resources.folder("workbooks") / "样例-清算"
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name in ("救助结算", "救助身份"):
        sheet = book.create_sheet(name)
        for row in openpyxl.load_workbook(samples / f"{name}.xlsx").active.iter_rows():
            for cell in row:
                sheet[cell.coordinate].value = cell.value
                sheet[cell.coordinate].number_format = cell.number_format
    book.save(path)
    shutil.copy(samples / "演示参数.json", parameters)
    return path
