"""A workbook of binary records made by hand: nothing on Linux writes .xlsb."""

import struct
import zipfile

import pytest
from source_samples import table

from huibao_xl.files.reading import read_file
from huibao_xl.reasons import Stop

RELATIONS = (
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" '
    'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/{}" Target="{}"/></Relationships>'
)


def record(kind: int, body: bytes = b"") -> bytes:
    head = bytes([kind]) if kind < 0x80 else bytes([kind & 0x7F | 0x80, kind >> 7])
    size = bytes([len(body)]) if len(body) < 0x80 else bytes([len(body) & 0x7F | 0x80, len(body) >> 7])
    return head + size + body


def wide(text: str) -> bytes:
    return struct.pack("<I", len(text)) + text.encode("utf-16-le")


def row(number: int, hidden: bool = False) -> bytes:
    return record(0, struct.pack("<IIHBBBI", number, 0, 300, 0, 0x10 if hidden else 0, 0, 0))


def text_cell(column: int, text: str) -> bytes:
    return record(6, struct.pack("<II", column, 0) + wide(text))


def number_cell(column: int, value: float) -> bytes:
    return record(5, struct.pack("<IId", column, 0, value))


def write(path, rows: bytes, extra: bytes = b""):
    sheet = (
        record(129)
        + record(148, struct.pack("<IIII", 0, 9, 0, 9))
        + record(390)
        + record(60, struct.pack("<IIIIH", 1, 1, 2304, 0, 1))
        + record(391)
        + record(145)
        + rows
        + record(146)
        + extra
        + record(130)
    )
    book = (
        record(131)
        + record(153, struct.pack("<II", 0, 0) + wide(""))
        + record(143)
        + record(156, struct.pack("<II", 0, 1) + wide("rId1") + wide("名册"))
        + record(144)
        + record(132)
    )
    with zipfile.ZipFile(path, "w") as package:
        package.writestr("[Content_Types].xml", "<Types/>")
        package.writestr("_rels/.rels", RELATIONS.format("officeDocument", "xl/workbook.bin"))
        package.writestr("xl/workbook.bin", book)
        package.writestr("xl/_rels/workbook.bin.rels", RELATIONS.format("worksheet", "worksheets/sheet1.bin"))
        package.writestr("xl/worksheets/sheet1.bin", sheet)
    return path


def test_values_and_marks(tmp_path):
    rows = (
        row(0)
        + text_cell(0, "姓名")
        + row(2, hidden=True)
        + text_cell(0, "甲")
        + number_cell(1, 129)
        + number_cell(2, 310000190001010011)
    )
    merge = record(177, struct.pack("<I", 1)) + record(176, struct.pack("<IIII", 0, 0, 0, 1)) + record(178)
    (grid,) = read_file(write(tmp_path / "a.xlsb", rows, merge)).grids
    assert grid.sheet == "名册"
    assert table(grid) == [["姓名", "", ""], ["", "", ""], ["甲", "129", "310000190001010000"]]
    assert grid.numbers == {(2, 2): "3.1000019000101E+17"} and grid.merged == [(0, 0, 0, 1)]
    assert grid.hidden_rows == {2} and grid.hidden_columns == {1}


def test_a_stray_far_value_is_refused(tmp_path):
    with pytest.raises(Stop, match="XFD1048576"):
        read_file(write(tmp_path / "a.xlsb", row(0) + text_cell(0, "x") + row(1048575) + text_cell(16383, "y")))


def test_a_cut_off_file_is_read_as_far_as_it_goes_or_stops(tmp_path):
    rows = row(0) + text_cell(0, "姓名") + number_cell(1, 5)
    read = []
    for length in range(0, len(rows), 3):
        try:
            (grid,) = read_file(write(tmp_path / "a.xlsb", rows[:length] + b"\xff")).grids
        except Stop as stop:
            assert stop.code == "S01"
        else:
            read.append(table(grid))
    assert [] in read and all(len(cells) <= 1 for cells in read)
    assert all(cells[0][0].startswith("姓") and len(cells[0]) <= 2 for cells in read if cells)
