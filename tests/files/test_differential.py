"""The same table from every writer that could be had, read by us and by a second reader: both must see the same cells.

Writers: openpyxl, xlsxwriter (with and without shared texts), xlwt, pandas, SheetJS and exceljs (files in written/, made by
make_written.js), LibreOffice in several filters. Second readers: openpyxl, xlrd, python-calamine, lxml.
"""

import csv
import datetime as dt
import shutil
from pathlib import Path

import openpyxl
import pandas as pd
import pytest
import xlrd
import xlsxwriter
import xlwt
from office import CSV, convert
from python_calamine import CalamineWorkbook
from source_samples import table

from huibao_xl.files.reading import read_file
from huibao_xl.files.reading.cells import number_text, time_text
from huibao_xl.reasons import Stop

WRITTEN = Path(__file__).parent / "written"
DAY = dt.date(2024, 5, 1)
ROWS: list[list[object]] = [
    ["姓名", "身份证号", "街镇", "认定日期", "金额", "备注"],
    ["样一", "310112195001019012", "七宝镇", DAY, 129, "00123"],
    ["样〇", "310112195001019071", None, DAY, 8589009.61, "不是公式"],
    ["样·三", "31011219500101904X", "莘庄工业区", None, 0.5, "有 空格"],
    [None, None, None, None, None, None],
    ["样五", None, None, dt.datetime(2024, 5, 1, 8, 30), 1e-7, True],
]
EXPECTED = [["" if value is None else value for value in row] for row in ROWS]


def shown(value: object) -> str:
    """A value of a second reader as our grids write it."""
    if value is None or value == "":
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return number_text(float(value))
    if isinstance(value, dt.date | dt.time | dt.timedelta):
        return time_text(value)
    return str(value)


def by_openpyxl(path: Path) -> list[list[str]]:
    sheet = openpyxl.load_workbook(path, data_only=True).worksheets[0]
    return [[shown(value) for value in row] for row in sheet.iter_rows(values_only=True)]


def by_xlrd(path: Path) -> list[list[str]]:
    book = xlrd.open_workbook(path)
    sheet = book.sheet_by_index(0)
    return [
        [
            shown(xlrd.xldate_as_datetime(cell.value, book.datemode))
            if cell.ctype == xlrd.XL_CELL_DATE
            else shown(bool(cell.value))
            if cell.ctype == xlrd.XL_CELL_BOOLEAN
            else "#N/A"
            if cell.ctype == xlrd.XL_CELL_ERROR
            else shown(cell.value)
            for cell in sheet.row(row)
        ]
        for row in range(sheet.nrows)
    ]


def by_calamine(path: Path) -> list[list[str]]:
    return [
        [shown(value) for value in row] for row in CalamineWorkbook.from_path(path).get_sheet_by_index(0).to_python()
    ]


def by_csv(path: Path) -> list[list[str]]:
    with path.open(encoding="utf-8-sig", newline="") as lines:
        return list(csv.reader(lines))


SECOND = {".xlsx": by_openpyxl, ".xls": by_xlrd, ".ods": by_calamine, ".csv": by_csv}


def filled(rows: list[list[str]]) -> list[list[str]]:
    """Without what two readers may differ in: empty rows and columns at the end."""
    width = max((at + 1 for row in rows for at, text in enumerate(row) if text), default=0)
    height = max((at + 1 for at, row in enumerate(rows) if any(row)), default=0)
    return [[*row[:width], *[""] * (width - len(row))] for row in rows[:height]]


def write_openpyxl(path: Path) -> None:
    book = openpyxl.Workbook()
    for row in ROWS:
        book.active.append(row)
    book.save(path)


def write_openpyxl_rows(path: Path) -> None:
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet("名册")
    for row in ROWS:
        sheet.append(row)
    book.save(path)


def write_xlsxwriter(path: Path, **options: object) -> None:
    with xlsxwriter.Workbook(str(path), {"default_date_format": "yyyy-mm-dd hh:mm", **options}) as book:
        sheet = book.add_worksheet("名册")
        for at, row in enumerate(ROWS):
            sheet.write_row(at, 0, row)


def write_xlwt(path: Path) -> None:
    book = xlwt.Workbook()
    sheet, style = book.add_sheet("名册"), xlwt.easyxf(num_format_str="yyyy-mm-dd hh:mm")
    for at, row in enumerate(ROWS):
        for column, value in enumerate(row):
            if value is not None:
                sheet.write(at, column, value, *([style] if isinstance(value, dt.date) else []))
    book.save(str(path))


def write_pandas(path: Path) -> None:
    frame = pd.DataFrame(ROWS[1:], columns=ROWS[0], dtype=object)
    frame.to_excel(path, index=False, engine="odf" if path.suffix == ".ods" else "openpyxl")


WRITERS = {
    "openpyxl.xlsx": write_openpyxl,
    "openpyxl-rows.xlsx": write_openpyxl_rows,
    "xlsxwriter.xlsx": write_xlsxwriter,
    "xlsxwriter-inline.xlsx": lambda path: write_xlsxwriter(path, constant_memory=True),
    "xlsxwriter-1904.xlsx": lambda path: write_xlsxwriter(path, date_1904=True),
    "xlwt.xls": write_xlwt,
    "pandas.xlsx": write_pandas,
    "pandas.ods": write_pandas,
}


@pytest.mark.parametrize("name", WRITERS)
def test_what_a_writer_wrote_is_what_both_readers_see(tmp_path, name):
    path = tmp_path / name
    WRITERS[name](path)
    ours = filled(table(read_file(path).grids[0]))
    assert ours == filled(SECOND[path.suffix](path))
    assert [[shown(value) for value in row] for row in EXPECTED] == [[*row, *[""] * (6 - len(row))] for row in ours]


@pytest.mark.parametrize("path", sorted(set(WRITTEN.iterdir()) - set(WRITTEN.glob("*.js"))), ids=lambda path: path.name)
def test_files_of_javascript_libraries(path):
    if path.suffix == ".xlsb":
        with pytest.raises(Stop, match="少见的写法"):
            read_file(path)
        return
    rows = filled(table(read_file(path).grids[0]))
    assert rows[1] == ["样一", "310112195001019012", "七宝镇", "2024-05-01", "129", "00123"]
    assert rows[2][3:5] == ["2024-05-01", "8589009.61"] and rows[3][1:4] == ["31011219500101904X", "莘庄工业区", ""]
    assert rows[4][0] == "样四" and rows[4][4] == "2"
    if ".ods" not in path.name:  # SheetJS leaves errors out of .ods
        assert rows[4][5] == "#N/A"
    if path.suffix == ".xlsx" or path.name == "sheetjs-biff8.xls":
        assert rows == filled(SECOND[path.suffix](path))


@pytest.mark.office
@pytest.mark.parametrize("kind", ["xls", "ods", "xlsx", "csv", "html"])
def test_what_libreoffice_saves(tmp_path, kind):
    write_openpyxl(tmp_path / "a.xlsx")
    (path,) = convert(tmp_path / "a.xlsx", out=tmp_path / "out", to=CSV if kind == "csv" else kind)
    if kind == "html":
        path = shutil.move(path, path.with_suffix(".xls"))
    ours = filled(table(read_file(Path(path)).grids[0]))
    assert [row[:3] for row in ours] == [[shown(value) for value in row[:3]] for row in EXPECTED]
    if kind in ("xls", "ods", "xlsx"):
        assert ours == filled(SECOND[f".{kind}"](Path(path)))
