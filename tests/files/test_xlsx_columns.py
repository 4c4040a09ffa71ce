"""Sheets read by whole columns: what is read so is what the ordinary way gives; what is not understood goes the ordinary way."""

import datetime as dt
import io
import zipfile
from pathlib import Path

import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st

from huibao_xl.files.reading import read_file, xlsx, xlsx_columns
from huibao_xl.files.reading.grid import Grid
from huibao_xl.files.reading.package import Package, workbook_sheets
from huibao_xl.reasons import Stop

SHEET = "xl/worksheets/sheet1.xml"
ID = "310112198501010013"


def quick(path: Path) -> list[Grid] | None:
    package = Package(path, path.read_bytes())
    return xlsx._read_columns(path, package, workbook_sheets(package))


def ordinary(path: Path) -> list[Grid]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(xlsx, "_read_columns", lambda *_: None)
        return read_file(path).grids


def shown(grid: Grid) -> dict[str, object]:
    return vars(grid) | {"cells": [column.to_pylist() for column in grid.cells], "merged": sorted(grid.merged)}


def require_same(path: Path) -> None:
    grids = quick(path)
    assert grids is not None
    assert list(map(shown, grids)) == list(map(shown, ordinary(path)))


def write(path: Path, n_rows: int = 12) -> Path:
    """A list as an insurer sends it, with what still counts as regular: see the rows."""
    book = xlsxwriter.Workbook(str(path))
    day = book.add_format({"num_format": "yyyy-mm-dd"})
    for name in ("名单", "另一张"):
        sheet = book.add_worksheet(name)
        sheet.write_row(0, 0, ["序号", "姓名", "证件号码", "承保日期", "保费"])
        for row in range(1, n_rows):
            sheet.write_row(row, 0, [row, f"李四 {row}", ID])
            sheet.write_datetime(row, 3, dt.datetime(2024, 4, row % 28 + 1), day)
            sheet.write_number(row, 4, [129, 129.5, 0, 8589009.61, 1e-7, -3, 13800138000][row % 7])
        sheet.write_row(n_rows + 2, 1, ["  a<b & c>\"d'  ", 310112198501010013, 3.10112e17, 123456789012])
        sheet.write_blank(n_rows + 3, 2, None, day)
        sheet.write_string(n_rows + 4, 30, "AE")
        sheet.set_row(3, None, None, {"hidden": True})
        sheet.set_column(1, 2, None, None, {"hidden": True})
        sheet.merge_range(n_rows + 6, 0, n_rows + 7, 3, "街镇")
    book.close()
    return path


def edited(path: Path, old: str, new: str, part: str = SHEET) -> Path:
    """The workbook with the first ``old`` of a part replaced."""
    copy, source = io.BytesIO(), zipfile.ZipFile(path)
    with zipfile.ZipFile(copy, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            content = source.read(name)
            if name == part:
                assert old.encode() in content
                content = content.replace(old.encode(), new.encode(), 1)
            target.writestr(name, content)
    path.write_bytes(copy.getvalue())
    return path


@pytest.mark.parametrize("n_rows", [1, 12, 10_000])
def test_a_usual_list_is_read_by_columns_and_as_the_ordinary_way_reads_it(tmp_path: Path, n_rows: int) -> None:
    require_same(write(tmp_path / "a.xlsx", n_rows))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('<c r="A3"><v>2</v></c>', '<c r="A3"><f>1+1</f><v>2</v></c>'),
        ('<c r="A3"><v>2</v></c>', '<c r="A3"><f>1+1</f></c>'),
        ('<c r="A3"><v>2</v></c>', '<c r="A3" t="e"><v>#N/A</v></c>'),
        ('<c r="A3"><v>2</v></c>', '<c r="A3" t="b"><v>1</v></c>'),
        ('<c r="A3"><v>2</v></c>', '<c r="A3" t="str"><v>2</v></c>'),
        ('<c r="A3"><v>2</v></c>', '<c r="A3" t="inlineStr"><is><t>二</t></is></c>'),
        ('<c r="A3"><v>2</v></c>', '<c r="A3"><v>2</v><!-- --></c>'),
        ('<c r="A3"><v>2</v></c>', '<c r="A3"><v><![CDATA[2]]></v></c>'),
        ('<c r="A3"><v>2</v></c>', '<c r="A3"> <v>2</v></c>'),
        ('<c r="A3"><v>2</v></c>', "<c r='A3'><v>2</v></c>"),
        ('<c r="A3"><v>2</v></c>', '<c r="A4"><v>2</v></c>'),
        ('<c r="A3"><v>2</v></c>', "<c><v>2</v></c>"),
        ('<c r="A3"><v>2</v></c>', '<c r="A3" ph="1"><v>2</v></c>'),
        ('<c r="A3"><v>2</v></c>', '<c r="AAA3"><v>2</v></c>'),
        ('<c r="D3" s="1"><v>45385</v></c>', '<c r="D3" s="1"><v>45385.5</v></c>'),
        ('<c r="D3" s="1"><v>45385</v></c>', '<c r="D3" s="1"><v>60</v></c>'),
        ('<c r="D3" s="1"><v>45385</v></c>', '<c r="D3" s="99"><v>45385</v></c>'),
        ('<row r="3"', '<row R="3"'),
        ("<sheetData>", "<sheetData><!-- -->"),
        ("</sheetData>", "<x/></sheetData>"),
    ],
)
def test_a_sheet_that_is_not_understood_goes_the_ordinary_way(tmp_path: Path, old: str, new: str) -> None:
    assert quick(edited(write(tmp_path / "a.xlsx"), old, new)) is None


@pytest.mark.parametrize(
    ("part", "old", "new"),
    [
        ("xl/sharedStrings.xml", "<si><t>姓名</t></si>", "<si><r><t>姓</t></r><r><t>名</t></r></si>"),
        ("xl/sharedStrings.xml", "<si><t>姓名</t></si>", '<si><t>姓名</t><phoneticPr fontId="1"/></si>'),
        ("xl/sharedStrings.xml", "<si><t>姓名</t></si>", "<si><t> 姓名</t></si>"),
        ("xl/sharedStrings.xml", "<si><t>姓名</t></si>", "<si><t>姓_x000D_名</t></si>"),
        ("xl/sharedStrings.xml", "<si><t>姓名</t></si>", "<si><t>姓&#10;名</t></si>"),
        ("xl/sharedStrings.xml", "<si><t>姓名</t></si>", "<si><t/></si>"),
        ("xl/styles.xml", 'formatCode="yyyy-mm-dd"', 'formatCode="[$-804]gge年m月d日"'),
        ("xl/workbook.xml", "<workbookPr ", '<workbookPr date1904="1" '),
    ],
)
def test_a_workbook_that_is_not_understood_goes_the_ordinary_way(tmp_path: Path, part: str, old: str, new: str) -> None:
    assert quick(edited(write(tmp_path / "a.xlsx"), old, new, part)) is None


PIECES = [
    "<",
    ">",
    "/",
    '"',
    " ",
    "0",
    "9",
    "1",
    "A",
    "s",
    "c",
    "v",
    "t",
    "r",
    "=",
    "<v>",
    "</c>",
    "</row>",
    "&",
    "x",
    ".",
]


@settings(max_examples=40)
@given(st.data())
def test_a_damaged_byte_is_never_guessed_at(tmp_path_factory: pytest.TempPathFactory, data: st.DataObject) -> None:
    """Edit the rows at random: they are read as the ordinary way reads them, or not by columns at all."""
    path = write(tmp_path_factory.mktemp("x") / "a.xlsx", 4)
    xml = zipfile.ZipFile(path).read(SHEET).decode()
    first = xml.index("<sheetData>")
    at = data.draw(st.integers(first, xml.index("</sheetData>") - 1))
    cut = data.draw(st.integers(0, 6))
    put = "".join(data.draw(st.lists(st.sampled_from(PIECES), max_size=3)))
    edited(path, xml, xml[:at] + put + xml[at + cut :])
    try:
        grids = quick(path)
    except Stop:
        grids = None
    if grids is not None:
        assert list(map(shown, grids)) == list(map(shown, ordinary(path)))


def test_the_private_name_of_zipfile_is_still_there(tmp_path: Path) -> None:
    with zipfile.ZipFile(write(tmp_path / "a.xlsx")) as package, package.open(SHEET) as stream:
        assert hasattr(stream, "_decompressor")


def test_a_text_that_is_no_utf8_is_irregular() -> None:
    with pytest.raises(xlsx_columns.Irregular):
        xlsx_columns.read_texts([b"<sst><si><t>\xff\xfe</t></si></sst>"])
