import datetime as dt
import io

import msoffcrypto
import openpyxl
import pytest
import xlsxwriter
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from source_samples import ID, TEXTS, table, with_parts, write_xlsx, xlsx_with_sheet

from huibao_xl.files.reading import package as package_module
from huibao_xl.files.reading import read_file
from huibao_xl.files.reading import xlsx as xlsx_module
from huibao_xl.files.reading.faults import damaged
from huibao_xl.files.reading.grid import NO_RESULT, is_unreadable
from huibao_xl.money import parse_yuan
from huibao_xl.reasons import Input, Stop


def test_positions_are_the_sheets_own(tmp_path):
    (grid,) = read_file(
        write_xlsx(tmp_path / "a.xlsx", [[None], [None, None, "x"], [None], [None, None, None, 5]])
    ).grids
    assert table(grid) == [["", "", "", ""], ["", "", "x", ""], ["", "", "", ""], ["", "", "", "5"]]


def test_sheets_of_every_kind_keep_their_order(tmp_path):
    with xlsxwriter.Workbook(str(tmp_path / "a.xlsx")) as book:
        book.add_worksheet("空")
        chart = book.add_chart({"type": "line"})
        chart.add_series({"values": "=空!$A$1:$A$2"})
        book.add_chartsheet("图").set_chart(chart)
        book.add_worksheet("藏&<1>").hide()
        very = book.add_worksheet("深藏")
        very.very_hidden()
        very.write(0, 0, "x")
    grids = read_file(tmp_path / "a.xlsx").grids
    assert [(grid.sheet, grid.hidden, grid.n_rows) for grid in grids] == [
        ("空", False, 0),
        ("藏&<1>", True, 0),
        ("深藏", True, 1),
    ]


def test_long_numbers_show_what_excel_holds(tmp_path):
    book = openpyxl.Workbook()
    book.active.append([int(ID), 999999999999999, 1e15, 6222021234567890123, "310000190001010011"])
    book.save(tmp_path / "a.xlsx")
    (grid,) = read_file(tmp_path / "a.xlsx").grids
    assert grid.row(0)[1:3] == ["999999999999999", "1000000000000000"] and grid.row(0)[4] == ID
    assert set(grid.numbers) == {(0, 0), (0, 2), (0, 3)}
    stored = (
        b'<row r="1"><c r="A1"><v>3.1011219850101E+17</v></c><c r="B1" t="str"><f>C1</f><v>%b</v></c></row>'
        % ID.encode()
    )
    (grid,) = read_file(xlsx_with_sheet(tmp_path / "b.xlsx", stored)).grids
    assert grid.row(0) == ["310112198501010000", ID] and grid.numbers == {(0, 0): "3.1011219850101E+17"}


def test_values_of_every_type(tmp_path):
    with xlsxwriter.Workbook(str(tmp_path / "a.xlsx")) as book:
        page = book.add_worksheet()
        day, moment, clock = (
            book.add_format({"num_format": form}) for form in ("yyyy/m/d", "yyyy-mm-dd hh:mm", "hh:mm")
        )
        page.write_datetime(0, 0, dt.datetime(2024, 5, 1), day)
        page.write_datetime(1, 0, dt.datetime(2024, 5, 1, 23, 59, 59, 999_000), moment)
        page.write_number(2, 0, 0.25, clock)
        page.write_number(3, 0, 0, clock)
        page.write_boolean(4, 0, True)
        page.write_formula(5, 0, "=1/0", None, "#DIV/0!")
        page.write_formula(6, 0, '=""', None, "")
        page.write_number(7, 0, 1 / 3)
        page.write_string(8, 0, "2024-05-01 00:00:00 起")
        page.write_number(9, 0, 1e-7)
        page.write_string(10, 0, "末")
    (grid,) = read_file(tmp_path / "a.xlsx").grids
    assert [row[0] for row in table(grid)] == [
        "2024-05-01",
        "2024-05-02",
        "06:00:00",
        "00:00:00",
        "true",
        "#DIV/0!",
        NO_RESULT,
        "0.333333333333333",
        "2024-05-01 00:00:00 起",
        "0.0000001",
        "末",
    ]


def test_days_of_1904_workbooks(tmp_path):
    with xlsxwriter.Workbook(str(tmp_path / "a.xlsx"), {"date_1904": True}) as book:
        book.add_worksheet().write_datetime(
            0, 0, dt.datetime(2024, 5, 1), book.add_format({"num_format": "yyyy-mm-dd"})
        )
    assert table(read_file(tmp_path / "a.xlsx").grids[0]) == [["2024-05-01"]]


def test_hidden_and_merged_ranges(tmp_path):
    with xlsxwriter.Workbook(str(tmp_path / "a.xlsx")) as book:
        page = book.add_worksheet()
        page.merge_range("A1:C1", "题")
        page.write_column("A2", [1, 2, 3])
        page.set_row(2, None, None, {"hidden": True})
        page.set_row(99, None, None, {"hidden": True})
        page.set_column("B:C", None, None, {"hidden": True})
        page.write("D4", 1)
    (grid,) = read_file(tmp_path / "a.xlsx").grids
    assert grid.merged == [(0, 0, 0, 2)] and grid.hidden_rows == {2} and grid.hidden_columns == {1, 2}


def test_cells_without_addresses_and_prefixes(tmp_path):
    rows = (
        b"<row><c><v>1</v></c><c t='inlineStr'><is><t>b</t></is></c></row><row r='3'><c><v>%b</v></c></row>"
        % ID.encode()
    )
    (grid,) = read_file(xlsx_with_sheet(tmp_path / "a.xlsx", rows)).grids
    assert table(grid)[0] == ["1", "b"] and grid.numbers == {(2, 0): ID}
    rows = b'<x:row r="1"><x:c r="B1"><x:v>%b</x:v></x:c></x:row>' % ID.encode()
    (grid,) = read_file(xlsx_with_sheet(tmp_path / "b.xlsx", rows, prefix=b"x:")).grids
    assert grid.numbers == {(0, 1): ID} and grid.row(0) == ["", ID]


def test_a_stray_far_value_is_refused_with_its_place(tmp_path):
    rows = b'<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
    with pytest.raises(Stop, match="名册.*XFD1048576"):
        read_file(xlsx_with_sheet(tmp_path / "a.xlsx", rows))


def test_formats_out_to_the_last_cell_are_normal(tmp_path):
    rows = b'<row r="1"><c r="A1"><v>1</v></c><c r="XFD1" s="0"/></row><row r="1048576"><c r="XFD1048576" s="0"/></row>'
    assert table(read_file(xlsx_with_sheet(tmp_path / "a.xlsx", rows)).grids[0]) == [["1"]]


def test_a_package_that_is_too_large_when_unpacked_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(package_module, "MAX_TOTAL", 1000)
    with pytest.raises(Stop, match="过大"):
        read_file(write_xlsx(tmp_path / "a.xlsx"))


def test_a_part_larger_than_declared_is_refused(tmp_path):
    path = write_xlsx(tmp_path / "a.xlsx")
    content = bytearray(path.read_bytes())
    with package_module.zipfile.ZipFile(io.BytesIO(content)) as package:
        info = package.getinfo("xl/sharedStrings.xml")
    entry = content.rindex(b"xl/sharedStrings.xml") - 46
    content[entry + 24 : entry + 28] = (info.file_size // 2).to_bytes(4, "little")
    path.write_bytes(content)
    with pytest.raises(Stop, match="已损坏"):
        read_file(path)


def test_a_missing_part_is_damage(tmp_path):
    for part in ("xl/worksheets/sheet1.xml", "xl/_rels/workbook.xml.rels"):
        with pytest.raises(Stop, match="已损坏"):
            read_file(with_parts(write_xlsx(tmp_path / "a.xlsx"), {part: None}))


def test_entities_are_not_expanded(tmp_path):
    bomb = b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>'
    path = write_xlsx(tmp_path / "a.xlsx")
    with package_module.zipfile.ZipFile(path) as package:
        book = package.read("xl/workbook.xml")
    with_parts(path, {"xl/workbook.xml": book.replace(b"?>", b"?>" + bomb, 1).replace("名册".encode(), b"&b;")})
    with pytest.raises(Stop):
        read_file(path)


def test_what_the_fast_reader_refuses_goes_the_slow_way(tmp_path, monkeypatch):
    path = write_xlsx(tmp_path / "a.xlsx")
    book = openpyxl.load_workbook(path)
    book.active["H4"] = int(ID)
    book.active.merge_cells("A1:B1")
    book.save(path)
    fast = read_file(path).grids[0]

    def refuse(path, content):
        raise damaged(path)

    monkeypatch.setattr(xlsx_module, "_open", refuse)
    slow = read_file(path).grids[0]
    assert table(slow) == table(fast) and slow.numbers == fast.numbers and slow.merged == fast.merged


def encrypted(path, password):
    plain = io.BytesIO(write_xlsx(path).read_bytes())
    with path.open("wb") as stream:
        msoffcrypto.OfficeFile(plain).encrypt(password, stream)
    return path


def test_an_encrypted_workbook_opens_with_one_of_the_passwords(tmp_path):
    path = encrypted(tmp_path / "a.xlsx", "沪惠保1")
    assert table(read_file(path, ["错", "沪惠保1"]).grids[0]) == TEXTS
    with pytest.raises(Stop, match="有打开密码") as refused:
        read_file(path)
    assert refused.value.inputs == (Input.PASSWORDS,)
    with pytest.raises(Stop, match="密码不对"):
        read_file(path, ["错"])


def test_a_workbook_marked_read_only_needs_no_password(tmp_path):
    assert table(read_file(encrypted(tmp_path / "a.xlsx", "VelvetSweatshop")).grids[0]) == TEXTS


@settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.integers(-(10**14), 10**14), min_size=1, max_size=40))
def test_an_amount_of_any_size_keeps_its_fen(tmp_path, amounts):
    """The fast reader writes 8589009.61 as 8589009.609999999: the scan puts Excel's own digits back."""
    write_xlsx(tmp_path / "a.xlsx", [[fen / 100] for fen in [858900961, *amounts]])
    (grid,) = read_file(tmp_path / "a.xlsx").grids
    assert [parse_yuan(text) for (text,) in table(grid)] == [858900961, *amounts]


ERROR_CELL = b'<c r="B%d" t="e"><f>NA()</f><v>%b</v></c>'


@pytest.mark.parametrize("error", ["#N/A", "#VALUE!", "#REF!", "#NAME?", "#DIV/0!", "#NUM!", "#NULL!", "#SPILL!"])
def test_an_error_value_is_unreadable_and_never_empty(tmp_path, error):
    rows = b'<row r="1"><c r="A1" t="inlineStr"><is><t>x</t></is></c>' + ERROR_CELL % (1, error.encode()) + b"</row>"
    (grid,) = read_file(xlsx_with_sheet(tmp_path / "a.xlsx", rows)).grids
    assert grid.row(0) == ["x", error] and is_unreadable(grid.cells[1]).to_pylist() == [True]


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        (b'<c r="B1"><f>A1</f></c>', NO_RESULT),
        (b'<c r="B1"><f>A1</f><v></v></c>', NO_RESULT),
        (b'<c r="B1"><f>A1</f><v/></c>', NO_RESULT),
        (b'<c r="B1" s="0"><f t="shared" si="0"/><v/></c>', NO_RESULT),
        (b'<c r="B1" t="str"><f>A1</f></c>', NO_RESULT),
        (b'<c r="B1" t="str"><f>A1</f><v></v></c>', ""),
        (b'<c r="B1" t="str"><f>A1</f><v>\xe6\x9c\x89</v></c>', "有"),
        (b'<c r="B1"><f>1+1</f><v>2</v></c>', "2"),
    ],
)
def test_a_formula_without_a_stored_result_is_unreadable(tmp_path, cell, text):
    """openpyxl and many exports write formulas that no Excel has calculated yet; an empty text as the result is a result."""
    rows = b'<row r="1"><c r="A1" t="inlineStr"><is><t>x</t></is></c>' + cell + b'<c r="C1"><v>5</v></c></row>'
    (grid,) = read_file(xlsx_with_sheet(tmp_path / "a.xlsx", rows)).grids
    assert grid.row(0) == ["x", text, "5"]


def test_days_of_1904_with_an_extension_of_excel_2013(tmp_path):
    """The extension has a workbookPr of its own, which is not the workbook's (tafia/calamine#706)."""
    path = tmp_path / "a.xlsx"
    with xlsxwriter.Workbook(str(path), {"date_1904": True}) as book:
        book.add_worksheet().write_datetime(
            0, 0, dt.datetime(2024, 5, 1), book.add_format({"num_format": "yyyy-mm-dd"})
        )
    with package_module.zipfile.ZipFile(path) as package:
        workbook = package.read("xl/workbook.xml")
    extension = (
        b'<extLst><ext uri="{140A7094-0E35-4892-8432-C4D2E57EDEB5}"><x15:workbookPr xmlns:x15="http://schemas.microsoft.com/'
        b'office/spreadsheetml/2010/11/main" chartTrackingRefBase="1"/></ext></extLst></workbook>'
    )
    with_parts(path, {"xl/workbook.xml": workbook.replace(b"</workbook>", extension)})
    assert table(read_file(path).grids[0]) == [["2024-05-01"]]


@pytest.mark.parametrize("dimension", [b'ref="1:3"', b'ref="A:C"', b'ref=""', b'ref="A1:A1"', b'ref="Z9"'])
def test_a_wrong_range_of_used_cells_hides_nothing(tmp_path, dimension):
    path = write_xlsx(tmp_path / "a.xlsx", [["甲", "乙"], [1, 2], [3, 4]])
    with package_module.zipfile.ZipFile(path) as package:
        sheet = package.read("xl/worksheets/sheet1.xml")
    start = sheet.index(b"<dimension ") + len(b"<dimension ")
    with_parts(path, {"xl/worksheets/sheet1.xml": sheet[:start] + dimension + sheet[sheet.index(b"/>", start) :]})
    assert table(read_file(path).grids[0]) == [["甲", "乙"], ["1", "2"], ["3", "4"]]


def test_a_sheet_that_is_only_a_name_is_told_and_the_others_are_read(tmp_path):
    path = tmp_path / "a.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        for name in ("一", "二"):
            book.add_worksheet(name).write(0, 0, name)
    with_parts(path, {"xl/worksheets/sheet2.xml": None})
    first, second = read_file(path).grids
    assert table(first) == [["一"]] and first.fault == "" and second.sheet == "二" and second.fault


def test_xml_in_utf_16_and_a_workbook_under_another_name(tmp_path):
    path = write_xlsx(tmp_path / "a.xlsx", [["姓名", "丁一"], [1, 2]])
    with package_module.zipfile.ZipFile(path) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    sheet = parts["xl/worksheets/sheet1.xml"].decode().replace('encoding="UTF-8"', 'encoding="UTF-16"')
    expected = table(read_file(path).grids[0])
    assert table(read_file(with_parts(path, {"xl/worksheets/sheet1.xml": sheet.encode("utf-16")})).grids[0]) == expected
    other = {
        "xl/book2.xml": parts["xl/workbook.xml"],
        "xl/_rels/book2.xml.rels": parts["xl/_rels/workbook.xml.rels"],
        "_rels/.rels": parts["_rels/.rels"].replace(b"workbook.xml", b"book2.xml"),
        "[Content_Types].xml": parts["[Content_Types].xml"].replace(b"workbook.xml", b"book2.xml"),
        "xl/workbook.xml": None,
        "xl/_rels/workbook.xml.rels": None,
        "xl/worksheets/sheet1.xml": parts["xl/worksheets/sheet1.xml"],
    }
    assert table(read_file(with_parts(path, other)).grids[0]) == expected
