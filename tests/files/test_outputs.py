"""What this program wrote is known by its content: by the mark of a workbook, and by the headers of our tables."""

import zipfile
from pathlib import Path

import openpyxl
import pytest
from office import convert

from huibao_xl.files.reading import read_file
from huibao_xl.files.results import outputs
from huibao_xl.files.writing.workbook import Book


def written(path: Path, *sheets: str) -> Path:
    with Book(path, "批") as book:
        for sheet in sheets:
            book.page(sheet).write_row(0, 0, ["姓名", "证件号码"])
    return path


def marked(path: Path) -> list[str]:
    return [grid.sheet for grid in read_file(path).grids if grid.written]


def test_a_workbook_of_ours_is_known_under_any_name(tmp_path: Path) -> None:
    assert marked(written(tmp_path / "承保名单.xlsx", "承保名单", "总览")) == ["承保名单", "总览"]


def test_the_mark_holds_however_many_and_long_the_sheets_are(tmp_path: Path) -> None:
    sheets = [f"{'镇' * 28}{number:03}" for number in range(40)]
    assert marked(written(tmp_path / "甲.xlsx", *sheets)) == sheets


def test_a_workbook_saved_by_another_program_keeps_its_mark_and_a_new_sheet_has_none(tmp_path: Path) -> None:
    book = openpyxl.load_workbook(written(tmp_path / "甲.xlsx", "补贴明细"))
    book.create_sheet("银行账户").append(["姓名", "证件号码", "银行账号"])
    book.save(tmp_path / "乙.xlsx")
    assert marked(tmp_path / "乙.xlsx") == ["补贴明细"]


def test_other_workbooks_have_no_mark(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.active.append(["姓名", "证件号码"])
    book.save(tmp_path / "甲.xlsx")
    assert marked(tmp_path / "甲.xlsx") == []


@pytest.mark.parametrize("content", [b"", b"<a", b"<a/>", b'<P><property name="huibao_xl.sheets.x">a</property></P>'])
def test_properties_that_cannot_be_read_are_no_mark(content: bytes, tmp_path: Path) -> None:
    assert outputs.marked_sheets(content) == ()
    whole = written(tmp_path / "甲.xlsx", "总览")
    with zipfile.ZipFile(whole) as old, zipfile.ZipFile(tmp_path / "乙.xlsx", "w") as new:
        for name in old.namelist():
            new.writestr(name, content if name == "docProps/custom.xml" else old.read(name))
    assert marked(tmp_path / "乙.xlsx") == []


def test_the_properties_of_an_ods() -> None:
    meta = b'<m:meta xmlns:m="urn:m"><m:user-defined m:name="huibao_xl.sheets.1">\xe6\x80\xbb\xe8\xa7\x88/a</m:user-defined></m:meta>'
    assert outputs.marked_sheets(meta) == ("总览", "a")


HEADER = ["来源", "行号", "姓名", "证件号码", "处置", "代码", "街镇"]


@pytest.mark.parametrize(
    ("sheet", "rows", "title"),
    [
        ("全表", [HEADER], "处置全表"),
        ("Sheet1", [["处置情况"], [], [*HEADER, "原因", "备注"]], "处置全表"),
        ("Sheet1", [["序号", *HEADER]], "处置全表"),
        ("Sheet1", [[f" {name} " for name in HEADER]], "处置全表"),
        ("Sheet1", [HEADER[1:]], ""),
        ("Sheet1", [[*HEADER[:3], "备注", *HEADER[3:]]], ""),
        ("持证残疾人", [["姓名", "证件号码", "子类", "证书编号", "生效日期", "失效日期", "街镇", "居村委"]], ""),
        ("公示", [["序号", "姓名", "证件号码", "街镇", "对象类别", "补贴金额"]], "公示"),
        (
            "名单",
            [["序号", "姓名", "证件号码", "街镇", "对象类别", "补贴金额"]],
            "",
        ),  # an office writes such a list too
        ("空", [], ""),
    ],
)
def test_a_table_of_ours_is_known_by_its_header(sheet: str, rows: list[list[str]], title: str) -> None:
    assert outputs.table_title(sheet, rows) == title


def test_no_list_that_staff_fill_in_looks_like_an_output() -> None:
    """The forms that we ship, and the samples, are lists."""
    root = Path(outputs.__file__).parents[3]
    for path in [*(root / "templates").glob("名册*.xlsx"), *(root / "workbooks" / "样例").rglob("*.xlsx")]:
        for grid in read_file(path).grids:
            rows = [grid.row(index) for index in range(min(outputs.HEADER_ROWS, grid.n_rows))]
            assert not grid.written and not outputs.table_title(grid.sheet, rows), (path.name, grid.sheet)


def test_pages_are_named() -> None:
    assert "审批单" in outputs.page_titles()


def test_whoever_saves_a_workbook_of_ours_again_is_noticed(tmp_path: Path) -> None:
    path = tmp_path / "甲.xlsx"
    with Book(path, "批") as book:
        book.page("总览")
    assert not outputs.was_saved_again(path)
    (converted,) = convert(path, out=tmp_path / "另存")
    assert outputs.was_saved_again(converted)
    path.write_bytes(b"no workbook")
    assert outputs.was_saved_again(path)
