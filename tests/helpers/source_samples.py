"""One small table, written in every format by other people's writers or by hand. Nobody in it exists."""

import datetime as dt
import html
import zipfile
from pathlib import Path

import odf.opendocument
import odf.style
import odf.table
import odf.text
import xlsxwriter

from huibao_xl.files.reading.grid import Grid

ID = "310000190001010011"
DAY = dt.datetime(2024, 5, 1)
ROWS = [
    ["示例名册", None, None, None, None],
    [None] * 5,
    ["姓名", "证件号码", "生效日期", "金额", "备注"],
    ["甲某", ID, DAY, 129, None],
    ["乙·某", "31000019000101002X", dt.datetime(2024, 5, 1, 13, 5, 6), 0.1 + 0.2, "a,b"],
    ["丙某\n二", " 有空格", dt.datetime(2023, 12, 31), 1234567890.123456, "“引号”<&>"],
]
TEXTS = [
    ["示例名册", "", "", "", ""],
    [""] * 5,
    ["姓名", "证件号码", "生效日期", "金额", "备注"],
    ["甲某", ID, "2024-05-01", "129", ""],
    ["乙·某", "31000019000101002X", "2024-05-01 13:05:06", "0.3", "a,b"],
    ["丙某\n二", " 有空格", "2023-12-31", "1234567890.12346", "“引号”<&>"],
]


def table(grid: Grid) -> list[list[str]]:
    """Return the whole grid as lists of texts."""
    assert grid.first_row == 0
    return [grid.row(index) for index in range(grid.n_rows)]


def write_xlsx(path: Path, rows: list[list[object]] = ROWS) -> Path:
    with xlsxwriter.Workbook(str(path)) as book:
        page = book.add_worksheet("名册")
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        moment = book.add_format({"num_format": "yyyy-mm-dd hh:mm:ss"})
        for number, row in enumerate(rows):
            for column, value in enumerate(row):
                if isinstance(value, dt.datetime):
                    page.write_datetime(number, column, value, moment if value.hour else day)
                elif value is not None:
                    page.write(number, column, value)
    return path


def write_csv(path: Path, encoding: str, bom: bytes = b"") -> Path:
    def field(text: str) -> str:
        return '"' + text + '"' if any(mark in text for mark in ',"\n') else text

    lines = (",".join(map(field, row)) for row in TEXTS)
    path.write_bytes(bom + "\r\n".join(lines).encode(encoding))
    return path


def write_ods(path: Path) -> Path:
    book = odf.opendocument.OpenDocumentSpreadsheet()
    page = odf.table.Table(name="名册")
    for row in ROWS:
        line = odf.table.TableRow()
        for value in row:
            line.addElement(_ods_cell(value))
        page.addElement(line)
    tail = odf.table.TableRow(numberrowsrepeated=1048576 - len(ROWS))
    tail.addElement(odf.table.TableCell(numbercolumnsrepeated=16384))
    page.addElement(tail)
    book.spreadsheet.addElement(page)
    book.save(str(path))
    return path


def _ods_cell(value: object) -> odf.table.TableCell:
    if value is None:
        return odf.table.TableCell()
    if isinstance(value, dt.datetime):
        return odf.table.TableCell(valuetype="date", datevalue=value.isoformat())
    if isinstance(value, int | float):
        return odf.table.TableCell(valuetype="float", value=repr(value))
    cell = odf.table.TableCell(valuetype="string")
    for line in str(value).split("\n"):
        paragraph = odf.text.P()
        if line.startswith(" "):
            paragraph.addElement(odf.text.S())
        paragraph.addText(line.lstrip())
        cell.addElement(paragraph)
    return cell


def write_html(path: Path, encoding: str = "gb18030", label: str = "gb2312") -> Path:
    rows = "".join(
        "<tr>" + "".join(f"<td>{html.escape(text).replace(chr(10), '<br>')}" for text in row) + "</tr>\n"
        for row in TEXTS
    )
    page = (
        f'<html><head><meta http-equiv="Content-Type" content="text/html; charset={label}"></head><body><table>{rows}'
    )
    path.write_bytes(page.encode(encoding))
    return path


def write_spreadsheetml(path: Path, encoding: str = "utf-8") -> Path:
    def cell(value: object) -> str:
        if value is None:
            return "<Cell/>"
        if isinstance(value, dt.datetime):
            return f'<Cell><Data ss:Type="DateTime">{value.isoformat(timespec="milliseconds")}</Data></Cell>'
        kind = "Number" if isinstance(value, int | float) else "String"
        text = html.escape(str(value)).replace("\n", "&#10;")
        return f'<Cell><Data ss:Type="{kind}">{text}</Data></Cell>'

    rows = "".join("<Row>" + "".join(map(cell, row)) + "</Row>" for row in ROWS)
    path.write_bytes(
        (
            f'<?xml version="1.0" encoding="{encoding}"?><?mso-application progid="Excel.Sheet"?>'
            '<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet" '
            'xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet">'
            f'<Worksheet ss:Name="名册"><Table>{rows}</Table></Worksheet></Workbook>'
        ).encode(encoding)
    )
    return path


def with_parts(path: Path, parts: dict[str, bytes]) -> Path:
    """Replace parts of a zip package (None removes)."""
    with zipfile.ZipFile(path) as package:
        kept = {name: package.read(name) for name in package.namelist()} | parts
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in kept.items():
            if content is not None:
                package.writestr(name, content)
    return path


def xlsx_with_sheet(path: Path, rows: bytes, before: bytes = b"", after: bytes = b"", prefix: bytes = b"") -> Path:
    """Write a workbook of one sheet from the XML of its rows; ``prefix`` (like ``x:``) goes before every element."""
    write_xlsx(path, [])
    name = b":" + prefix.rstrip(b":") if prefix else b""
    sheet = (
        b'<?xml version="1.0" encoding="UTF-8"?>\n<%bworksheet xmlns%b="http://schemas.openxmlformats.org/spreadsheetml/'
        b'2006/main">%b<%bsheetData>%b</%bsheetData>%b</%bworksheet>'
    ) % (prefix, name, before, prefix, rows, prefix, after, prefix)
    return with_parts(path, {"xl/worksheets/sheet1.xml": sheet})
