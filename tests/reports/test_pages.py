"""A page of data becomes a sheet: where each block stands, what reaches to the right edge, what is shown of a value."""

from decimal import Decimal
from pathlib import Path

import openpyxl
import pandas as pd
import pytest

from huibao_xl.equations import equation_table
from huibao_xl.files.writing.workbook import Book
from huibao_xl.reports.equations import equations_table
from huibao_xl.reports.pages import Block, Boxes, Facts, Figures, Lines, Page, Space, Table, numbered, write_page

WIDTHS = (20, 10, 10, 10)
LONG = "很长的说明" * 20


def _written(path: Path, blocks: list[Block], **more: object):
    with Book(path, "批次") as book:
        _, tops = write_page(book, Page("总览", "标题", blocks, WIDTHS, **more))
    return openpyxl.load_workbook(path)["总览"], tops


def _cells(sheet) -> dict[str, object]:
    return {cell.coordinate: cell.value for row in sheet.iter_rows() for cell in row if cell.value is not None}


def test_blocks_stand_under_each_other_with_one_empty_row_between(tmp_path: Path) -> None:
    blocks: list[Block] = [
        Facts([("批次号", "甲"), ("金额", "1.00 元")], note="小字"),
        Table(
            "表一", ("街镇", "人数", "金额", "说明"), ("text", "count", "money", "note"), [("七宝镇", 2, 25800, "好")]
        ),
        Space(3),
        Lines("下一步", numbered(["核对", "签字"])),
        Boxes("签字", ["制单人签字：", "审核人签字："], "本批已退回"),
    ]
    sheet, tops = _written(tmp_path / "页.xlsx", blocks, notes=["依据"], warning="未经核定")
    assert tops == [4, 8, 12, 16, 20]
    assert _cells(sheet) == {
        "A1": "标题",
        "A2": "依据",
        "A3": "未经核定",
        "A5": "批次号",
        "B5": "甲",
        "A6": "金额",
        "B6": "1.00 元",
        "A7": "小字",
        "A9": "表一",
        "A10": "街镇",
        "B10": "人数",
        "C10": "金额",
        "D10": "说明",
        "A11": "七宝镇",
        "B11": 2,
        "C11": 258,
        "D11": "好",
        "A17": "下一步",
        "A18": "1．核对",
        "A19": "2．签字",
        "A21": "签字",
        "A22": "制单人签字：",
        "C22": "审核人签字：",
        "A23": "本批已退回",
    }


@pytest.mark.parametrize(
    ("wide", "merged"),
    [(None, set()), (-1, {"B3:D3", "B4:D4"}), (1, {"B3:D3", "B4:D4"})],
)
def test_a_wide_column_reaches_to_the_right_edge(tmp_path: Path, wide: int | None, merged: set[str]) -> None:
    table = Table("", ("项目", "说明"), ("text", "note"), [("应补", "1 人")], wide=wide)
    sheet, _ = _written(tmp_path / "页.xlsx", [table])
    assert {str(area) for area in sheet.merged_cells.ranges} - {"A1:D1"} == merged


def test_a_row_is_as_high_as_its_note_needs_in_the_room_it_has(tmp_path: Path) -> None:
    heights = []
    for wide in (None, 1):
        table = Table("", ("项目", "说明"), ("text", "note"), [("短", "短"), ("长", LONG)], wide=wide)
        sheet, _ = _written(tmp_path / "页.xlsx", [table])
        heights.append((sheet.row_dimensions[4].height, sheet.row_dimensions[5].height))
    (short, narrow), (_, wide_row) = heights
    assert short < wide_row < narrow


def test_values_are_shown_by_their_kind(tmp_path: Path) -> None:
    rows = [("　差错", 3, 12345, Decimal("1.5")), ("小计", None, None, 7)]
    table = Table("", ("甲", "乙", "丙", "丁"), ("text", "count", "money", "count"), rows, looks=["red", "bold"])
    sheet, _ = _written(tmp_path / "页.xlsx", [table])
    assert [cell.value for cell in sheet[4]] == ["　差错", 3, 123.45, 1.5]
    assert [cell.number_format for cell in sheet[4]] == ["@", "#,##0", "#,##0.00", "#,##0.00"]
    assert [cell.value for cell in sheet[5]] == ["小计", None, None, 7]
    assert sheet["A4"].font.color.rgb == "FFC00000" and sheet["B4"].font.color.type == "theme"
    assert all(cell.font.bold for cell in sheet[5]) and not any(cell.font.bold for cell in sheet[4])


def test_key_figures_stand_four_beside_each_other(tmp_path: Path) -> None:
    path = tmp_path / "页.xlsx"
    with Book(path, "批次") as book:
        figures = Figures([(f"数{place}", place, "count") for place in range(4)] + [("金额", 12900, "money")])
        write_page(book, Page("总览", "标题", [figures, Lines("后")], (10,) * 8))
    cells = _cells(openpyxl.load_workbook(path)["总览"])
    assert [cells[at] for at in ("A3", "C3", "E3", "G3", "A4", "G4")] == ["数0", "数1", "数2", "数3", 0, 3]
    assert (cells["A6"], cells["A7"], cells["A10"]) == ("金额", 129, "后")


def test_a_page_prints_on_a4_one_page_wide(tmp_path: Path) -> None:
    sheet, _ = _written(tmp_path / "页.xlsx", [])
    assert (sheet.page_setup.paperSize, sheet.page_setup.orientation) == (9, "portrait")
    assert sheet.sheet_properties.pageSetUpPr.fitToPage and sheet.page_setup.fitToHeight == 0


def test_equations_show_fen_as_yuan(tmp_path: Path) -> None:
    balance: pd.DataFrame = equation_table([("金额 = 金额", 12345, 12345, "分"), ("人数 = 行数", 2, 3, "人")])
    assert list(equations_table(balance).rows) == [
        ("成立", Decimal("123.45"), Decimal("123.45"), "元", "金额 = 金额"),
        ("不成立", 2, 3, "人", "人数 = 行数"),
    ]
