from pathlib import Path

import openpyxl
import pandas as pd
import pytest
from openpyxl.styles import Border, Font, PatternFill, Side
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.datavalidation import DataValidation

from huibao_xl.files.writing import template
from huibao_xl.files.writing.workbook import Book
from huibao_xl.reasons import Stop


def make(path: Path, without: str = "") -> Path:
    """A form with a title, a list from row 4 on, and a total below it; the list's columns stand in C, B."""
    workbook = openpyxl.Workbook()
    sheet = workbook.active
    sheet.title = "表"
    sheet.append(["{标题}清单"])
    sheet.merge_cells("A1:D1")
    sheet["A1"].font = Font(name="黑体", size=18, color="FF0000")
    sheet.append(["日期", None])
    sheet.append(["固定", "金额", "姓名", "加倍"])
    sheet.append(["是", None, None, "=B4*2"])
    sheet.append(["合计", "=SUM(B4:B4)", "=ROWS(C4)", "=B5*2"])
    sheet["B4"].number_format = "#,##0.00"
    sheet["C4"].number_format = "@"
    sheet["C4"].border = Border(left=Side(style="double", color="00FF00"))
    sheet["A5"].fill = PatternFill("solid", fgColor="FFFF00")
    sheet.merge_cells("A6:B6")
    sheet["A6"] = "审核："
    sheet.column_dimensions["C"].width = 33
    sheet.row_dimensions[5].height = 40
    sheet.oddHeader.center.text = "{标题} 第&P页"
    sheet.print_title_rows = "3:3"
    sheet.page_setup.orientation = "landscape"
    rule = DataValidation(type="list", formula1='"甲,乙"', showErrorMessage=True, error="请选择")
    rule.add("A4:A4")
    sheet.add_data_validation(rule)
    for name, place in {"日期格": "$B$2", "金额列": "$B$4", "姓名列": "$C$4", "合计格": "$B$5"}.items():
        if name != without:
            workbook.defined_names[name] = DefinedName(name, attr_text=f"表!{place}")
    workbook.save(path)
    return path


def filled(tmp_path: Path, count: int) -> Path:
    form = template.read(make(tmp_path / "模板.xlsx"), values=["日期格", "合计格"], lists=["金额列", "姓名列"])
    rows = pd.DataFrame(
        {"金额列": pd.Series([4515] * count, dtype="int64"), "姓名列": pd.Series(["=甲"] * count, dtype="str")}
    )
    with Book(tmp_path / "填.xlsx", "批") as book:
        form.fill(
            book, "结果", {"日期格": "2024-07-01", "合计格": 45.15 * count, "标题": "A&B"}, rows, {"金额列": "money"}
        )
    return tmp_path / "填.xlsx"


def test_values_and_lists_go_to_their_names(tmp_path):
    sheet = openpyxl.load_workbook(filled(tmp_path, 3))["结果"]
    assert sheet["A1"].value == "A&B清单"
    assert sheet["B2"].value == "2024-07-01"
    assert [[cell.value for cell in row] for row in sheet["A4:D6"]] == [
        ["是", 45.15, "=甲", "=B4*2"],
        ["是", 45.15, "=甲", "=B5*2"],
        ["是", 45.15, "=甲", "=B6*2"],
    ]


def test_rows_below_move_and_formulas_follow(tmp_path):
    sheet = openpyxl.load_workbook(filled(tmp_path, 3))["结果"]
    assert [cell.value for cell in sheet[7]] == ["合计", "=SUM(B4:B6)", "=ROWS(C4:C6)", "=B7*2"]
    assert sheet["A8"].value == "审核："
    assert {str(area) for area in sheet.merged_cells.ranges} == {"A1:D1", "A8:B8"}
    assert openpyxl.load_workbook(filled(tmp_path, 3), data_only=True)["结果"]["B7"].value == pytest.approx(135.45)


@pytest.mark.parametrize("count", [0, 1])
def test_a_list_of_none_or_one_keeps_its_row(tmp_path, count):
    sheet = openpyxl.load_workbook(filled(tmp_path, count))["结果"]
    assert sheet["B5"].value in ("=SUM(B4:B4)", "=SUM(B4)")
    assert sheet["C4"].value == ("=甲" if count else None)


def test_the_look_is_kept(tmp_path):
    sheet = openpyxl.load_workbook(filled(tmp_path, 3))["结果"]
    assert (sheet["A1"].font.name, sheet["A1"].font.sz, sheet["A1"].font.color.rgb) == ("黑体", 18, "FFFF0000")
    assert sheet["C6"].border.left.style == "double"
    assert sheet["C6"].data_type == "s"
    assert sheet["B5"].number_format == "#,##0.00"
    assert sheet["A7"].fill.fgColor.rgb == "FFFFFF00"
    assert sheet.column_dimensions["C"].width == pytest.approx(33, abs=0.8)
    assert sheet.row_dimensions[7].height == pytest.approx(40, abs=0.5)
    assert sheet.oddHeader.center.text == "A&&B 第&P页"
    assert sheet.print_title_rows == "$3:$3"
    assert sheet.page_setup.orientation == "landscape"
    assert [str(rule.sqref) for rule in sheet.data_validations.dataValidation] == ["A4:A6"]


def test_names_are_kept_and_cover_the_list(tmp_path):
    names = openpyxl.load_workbook(filled(tmp_path, 3)).defined_names
    assert {name: names[name].attr_text for name in ("合计格", "金额列")} == {
        "合计格": "'结果'!$B$7",
        "金额列": "'结果'!$B$4:$B$6",
    }


@pytest.mark.parametrize("name", ["金额列", "合计格"])
def test_a_missing_name_stops_with_file_and_name(tmp_path, name):
    with pytest.raises(Stop) as stop:
        template.read(
            make(tmp_path / "模板.xlsx", without=name), values=["日期格", "合计格"], lists=["金额列", "姓名列"]
        )
    assert stop.value.code == "S10"
    assert "模板.xlsx" in str(stop.value)
    assert name in str(stop.value)


def test_a_file_that_is_no_workbook_stops(tmp_path):
    (tmp_path / "坏.xlsx").write_text("x")
    for name in ("坏.xlsx", "没有.xlsx"):
        with pytest.raises(Stop) as stop:
            template.read(tmp_path / name, values=[])
        assert stop.value.code == "S10"


def test_lists_in_different_rows_stop(tmp_path):
    with pytest.raises(Stop, match="不在同一行"):
        template.read(make(tmp_path / "模板.xlsx"), values=[], lists=["金额列", "日期格"])
