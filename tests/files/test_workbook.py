"""What is written must be read back equal by every reader that staff or programs use."""

import zipfile
from datetime import date
from pathlib import Path

import openpyxl
import pandas as pd
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl.utils.escape import unescape
from python_calamine import CalamineWorkbook

from huibao_xl.files.writing import workbook
from huibao_xl.files.writing.workbook import Book, Column, Sheet

ODD = [
    "=1+1",
    "@SUM(A1)",
    "+86",
    "-1",
    "<b>&amp;\"'",
    " 前后空格 ",
    "两\n行",
    "",
    None,
    "10.0",
    "310112194901010015",
    "䶮𠮷",
    "https://x.cn",
]


def frame() -> pd.DataFrame:
    count = len(ODD)
    return pd.DataFrame(
        {
            "文字": pd.Series(ODD, dtype="str"),
            "类别": pd.Series(["甲", None] * count, dtype="category")[:count],
            "金额": pd.Series([0, 1, -1, -150, 12900, 4515, 10**15 + 1] * 2, dtype="int64")[:count],
            "人数": pd.Series([1, None] * count, dtype="Int64")[:count],
            "日期": pd.Series([pd.Timestamp("2024-07-01"), pd.NaT] * count, dtype="datetime64[s]")[:count],
        }
    )


COLUMNS = [Column("文字"), Column("类别"), Column("金额", "money"), Column("人数", "count"), Column("日期", "day")]


@pytest.fixture
def path(tmp_path) -> Path:
    with Book(tmp_path / "表.xlsx", "批次 & 名") as book:
        book.add(Sheet("名单", COLUMNS, frame(), frozen=1))
    return tmp_path / "表.xlsx"


def test_openpyxl_reads_it_back(path):
    sheet = openpyxl.load_workbook(path)["名单"]
    rows = list(sheet.iter_rows(min_row=2, values_only=True))
    assert [row[0] for row in rows] == [text or None for text in ODD]
    assert [row[1] for row in rows[:3]] == ["甲", None, "甲"]
    assert [row[2] for row in rows[:7]] == [0, 0.01, -0.01, -1.5, 129, 45.15, 10_000_000_000_000.01]
    assert [row[3] for row in rows[:2]] == [1, None]
    assert rows[0][4].date() == date(2024, 7, 1)
    assert rows[1][4] is None


def test_calamine_and_pandas_read_it_back(path):
    rows = CalamineWorkbook.from_path(str(path)).get_sheet_by_name("名单").to_python()
    assert [row[0] for row in rows[1:]] == [text or "" for text in ODD]
    read = pd.read_excel(
        path, engine="openpyxl", dtype={"文字": "str"}, keep_default_na=False, na_values=[""], parse_dates=["日期"]
    )
    assert read["文字"].dropna().tolist() == [text for text in ODD if text]
    assert read["金额"].sum() == pytest.approx(float(frame()["金额"].sum()) / 100)


def test_text_is_never_a_formula(path):
    sheet = openpyxl.load_workbook(path)["名单"]
    assert {cell.data_type for cell in sheet["A"]} == {"s", "n"}
    assert sheet["A2"].number_format == "@"


def test_looks_finished(path):
    sheet = openpyxl.load_workbook(path)["名单"]
    assert sheet.freeze_panes == "B2"
    assert sheet.auto_filter.ref == f"A1:E{len(ODD) + 1}"
    assert sheet.print_title_rows == "$1:$1"
    assert (sheet.page_setup.paperSize, sheet.page_setup.orientation) == (9, "landscape")
    assert sheet.sheet_properties.pageSetUpPr.fitToPage
    assert (sheet.page_setup.fitToWidth or 1, sheet.page_setup.fitToHeight) == (1, 0)
    assert sheet["A1"].font.b
    assert sheet["A1"].font.name == workbook.FONT
    assert sheet.oddFooter.center.text == "第 &P 页 / 共 &N 页"
    assert (sheet["C2"].number_format, sheet["E2"].number_format) == ("#,##0.00", "yyyy-mm-dd")


def test_a_batch_name_that_begins_with_digits_keeps_them_in_the_header(tmp_path):
    with Book(tmp_path / "a.xlsx", "2024年度") as book:
        book.page("表")
    assert '&9&amp;"' in zipped(tmp_path / "a.xlsx", "xl/worksheets/sheet1.xml").replace("&quot;", '"').replace(
        "&amp;9", "&9"
    )


def zipped(path: Path, part: str) -> str:
    with zipfile.ZipFile(path) as package:
        return package.read(part).decode()


PARTS = [
    "甲",
    "a",
    "_x0041_",
    "_",
    "x0041_",
    "\x07",
    "\r",
    "\n",
    "&",
    "<",
    ">",
    "&amp;",
    " ",
    "\ufffe",
    "\uffff",
    "𠮷",
    "长" * 20_000,
]


@given(st.lists(st.none() | st.lists(st.sampled_from(PARTS), max_size=4).map("".join), max_size=6))
def test_few_cells_are_escaped_as_many_are(cells: list[str | None]) -> None:
    column = pa.chunked_array([pa.array(cells, pa.large_string())])
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(workbook, "_SHORT", -1)
        as_many = workbook.escaped(column)
    assert workbook.escaped(column).to_pylist() == as_many.to_pylist()
    assert workbook.escaped(column).type == as_many.type


def test_forbidden_characters_are_escaped_as_excel_does(tmp_path):
    texts = ["响\x07铃", "_x0041_", "\r\n", "终\ufffe", "\x00"]
    with Book(tmp_path / "a.xlsx", "批") as book:
        book.add(Sheet("表", [Column("文字")], pd.DataFrame({"文字": pd.Series(texts, dtype="str")})))
    cells = [row[0] for row in openpyxl.load_workbook(tmp_path / "a.xlsx")["表"].iter_rows(min_row=2, values_only=True)]
    assert cells[0] == "响_x0007_铃"
    assert cells[1] == "_x005F_x0041_"
    assert [unescape(cell) for cell in cells] == texts


def test_a_text_longer_than_a_cell_is_cut_visibly(tmp_path):
    texts = ["长" * 40_000, "𠮷" * 20_000, "长" * workbook.MAX_CHARACTERS]
    with Book(tmp_path / "a.xlsx", "批") as book:
        book.add(Sheet("表", [Column("文字")], pd.DataFrame({"文字": pd.Series(texts, dtype="str")})))
    cells = [row[0] for row in openpyxl.load_workbook(tmp_path / "a.xlsx")["表"].iter_rows(min_row=2, values_only=True)]
    assert cells[0] == "长" * (workbook.MAX_CHARACTERS - 1) + "…"
    assert len(cells[1].encode("utf-16-le")) <= 2 * workbook.MAX_CHARACTERS
    assert cells[1].endswith("𠮷…")
    assert cells[2] == texts[2]


def test_totals_are_live_formulas_that_show_their_value(tmp_path):
    rows = pd.DataFrame({"街镇": ["甲", "乙"], "金额": [4515, 12900], "人数": [1, 2]})
    with Book(tmp_path / "a.xlsx", "批") as book:
        book.add(
            Sheet(
                "表", [Column("街镇"), Column("金额", "money"), Column("人数", "count")], rows, totals=["金额", "人数"]
            )
        )
    assert [cell.value for cell in openpyxl.load_workbook(tmp_path / "a.xlsx")["表"][4]] == [
        "合计",
        "=SUM(B2:B3)",
        "=SUM(C2:C3)",
    ]
    shown = openpyxl.load_workbook(tmp_path / "a.xlsx", data_only=True)["表"]
    assert [cell.value for cell in shown[4]] == ["合计", 174.15, 3]


def test_rows_that_do_not_fit_go_on_in_the_next_sheet(tmp_path, monkeypatch):
    monkeypatch.setattr(workbook, "MAX_ROWS", 11)
    with Book(tmp_path / "a.xlsx", "批") as book:
        book.add(Sheet("问题清单", [Column("n", "count")], pd.DataFrame({"n": range(25)})))
    read = openpyxl.load_workbook(tmp_path / "a.xlsx")
    assert read.sheetnames == ["问题清单", "问题清单(2)", "问题清单(3)"]
    values = [row[0] for sheet in read for row in sheet.iter_rows(min_row=2, values_only=True)]
    assert values == list(range(25))


def test_many_chunks_keep_every_row_in_order(tmp_path, monkeypatch):
    monkeypatch.setattr(workbook, "_CHUNK", 7)
    with Book(tmp_path / "a.xlsx", "批", in_memory=False) as book:
        book.add(
            Sheet(
                "表", [Column("n", "count"), Column("t", "note")], pd.DataFrame({"n": range(50), "t": ["长" * 60] * 50})
            )
        )
    sheet = openpyxl.load_workbook(tmp_path / "a.xlsx")["表"]
    assert [row[0] for row in sheet.iter_rows(min_row=2, values_only=True)] == list(range(50))
    assert sheet.row_dimensions[50].height > 30


def test_an_empty_frame_is_a_header(tmp_path):
    with Book(tmp_path / "a.xlsx", "批") as book:
        book.add(Sheet("表", COLUMNS, frame().iloc[:0]))
    assert [row[0].value for row in openpyxl.load_workbook(tmp_path / "a.xlsx")["表"].iter_rows()] == ["文字"]


def test_links_up_to_excels_limit(tmp_path, monkeypatch):
    monkeypatch.setattr(workbook, "MAX_LINKS", 2)
    rows = pd.DataFrame(
        {"文件": ["甲.xlsx"] * 4, "地址": ["external:甲.xlsx#'表 1'!C5", "", "external:甲.xlsx#'表'!C6", "external:x"]}
    )
    with Book(tmp_path / "a.xlsx", "批") as book:
        book.add(Sheet("表", [Column("文件", "link", address="地址")], rows))
    sheet = openpyxl.load_workbook(tmp_path / "a.xlsx")["表"]
    assert [cell.value for cell in sheet["A"][1:]] == ["甲.xlsx"] * 4
    assert [cell.hyperlink is not None for cell in sheet["A"][1:]] == [True, False, False, False]
    assert sheet["A2"].hyperlink.location == "'表 1'!C5"


def test_the_same_frames_give_the_same_bytes(tmp_path):
    for name in ("a.xlsx", "b.xlsx"):
        with Book(tmp_path / name, "批") as book:
            book.add(Sheet("名单", COLUMNS, frame()))
    assert (tmp_path / "a.xlsx").read_bytes() == (tmp_path / "b.xlsx").read_bytes()


def test_a_failed_block_writes_nothing(tmp_path):
    with pytest.raises(ZeroDivisionError), Book(tmp_path / "a.xlsx", "批") as book:
        book.page("表")
        1 / 0  # noqa: B018
    assert list(tmp_path.iterdir()) == []


def test_a_disk_that_refuses_is_an_oserror(tmp_path):
    with pytest.raises(OSError), Book(tmp_path / "没有的文件夹" / "a.xlsx", "批") as book:
        book.page("表")


def test_xlsxwriter_still_has_the_two_private_names():
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

    assert callable(Worksheet._write_rows)
    assert callable(Format._get_xf_index)
