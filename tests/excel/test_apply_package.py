"""What stands in a workbook besides lists: whatever program wrote it, each part keeps its bytes when buttons are pressed, formulas keep the results that
Excel stored, and 撤销上一步 gives the file before, to the last byte. The results are opened by LibreOffice, and by Microsoft's own schema check."""

import re
import struct
import zipfile
import zlib
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import xlsxwriter
import xlwings
from book_content import content
from office import convert
from openpyxl.chart import BarChart, Reference
from openpyxl.worksheet.table import Table
from openxml_audit import OpenXmlValidator
from project_book import person

from huibao_xl.excel import apply_package, changes, shades, snapshot
from huibao_xl.excel.commands import press
from huibao_xl.reasons import Stop

MODULES = (apply_package, changes, shades, snapshot)
HEAD, ROWS = ["姓名", "证件号码", "街镇"], [["样甲", person(1), "莘庄镇"], ["样乙", person(2)[:17] + "?", "莘庄镇"]]
EDITED = {"[Content_Types].xml", "xl/workbook.xml", "xl/_rels/workbook.xml.rels", "xl/styles.xml"}
"""The parts that list others, and the styles."""
Extra = Callable[[Any, Any], object]


@pytest.fixture(autouse=True)
def own_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Path, "home", lambda: tmp_path)


def png() -> bytes:
    """A picture of one pixel."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", 1, 1, 8, 2, 0, 0, 0)
    body = chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(b"\0\xff\0\0")) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + body


def chart(book: Any, sheet: Any) -> None:
    column = book.add_chart({"type": "column"})
    column.add_series({"values": "=承保名单!$A$2:$A$3", "trendline": {"type": "linear"}})
    sheet.insert_chart("H1", column)


def drawn(book: Any, sheet: Any) -> None:
    """A chart, a sparkline, rich text, pictures, a header, an area to print, and a chart sheet that is the last."""
    chart(book, sheet)
    sheet.add_sparkline("H2", {"range": "承保名单!A1:C3"})
    sheet.write_rich_string("D2", "甲", book.add_format({"bold": True}), "乙")
    picture = {"image_data": BytesIO(png())}
    sheet.insert_image("H20", "点.png", picture)
    sheet.set_background(BytesIO(png()))
    sheet.embed_image("H19", "点.png", picture)
    sheet.set_header("&L本单位&C&D", {"margin": 0.6})
    sheet.print_area("A1:C3")
    bars = book.add_chart({"type": "bar"})
    bars.add_series({"values": "=承保名单!$A$2:$A$3"})
    book.add_chartsheet("图").set_chart(bars)


def tables(book: Any, sheet: Any) -> None:
    sheet.conditional_format("A2:A9", {"type": "data_bar", "data_bar_2010": True})
    sheet.add_table("F1:G3")


def controls(book: Any, sheet: Any) -> None:
    """A text box, a button and a box to tick, and macros."""
    sheet.insert_textbox("H1", "说明")
    sheet.insert_button("H1", {"caption": "按钮"})
    sheet.insert_checkbox("H5", True)
    book.add_vba_project(_macros())


def notes(book: Any, sheet: Any) -> None:
    sheet.write_comment("A2", "本单位", {"x_scale": 3})
    sheet.write_comment("B3", "问过")


WRITTEN: dict[str, Extra] = {"drawn": drawn, "controls": controls, "notes": notes}
"""What stands together in one workbook: each has a run of its own only where it edits the same parts as another."""
PARTS = {
    "xl/pivotCache/pivotCacheDefinition1.xml": b"<pivotCacheDefinition/>",
    "xl/slicers/slicer1.xml": b"<slicers/>",
    "xl/threadedComments/threadedComment1.xml": b"<ThreadedComments/>",
    "customXml/item1.xml": b"<a/>",
    "docMetadata/LabelInfo.xml": b"<labelList/>",
    "xl/printerSettings/printerSettings1.bin": b"\0\1",
}


def _macros() -> str:
    folder = Path(xlwings.__file__).parent
    path = Path("/tmp") / "vbaProject.bin"
    with zipfile.ZipFile(folder / "quickstart.xlsm") as package:
        path.write_bytes(package.read("xl/vbaProject.bin"))
    return str(path)


def by_xlsxwriter(folder: Path, extra: Extra, suffix: str = ".xlsx") -> Path:
    path = folder / f"名单{suffix}"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("承保名单")
        for row, cells in enumerate([HEAD, *ROWS]):
            sheet.write_row(row, 0, cells)
        sheet.write_formula("E1", "=COUNTA(A2:A3)", None, 2)
        sheet.write_formula("E2", '=A2&"的"', None, "样甲的")
        extra(book, sheet)
        roster = book.add_worksheet("持证残疾人")
        for row, cells in enumerate([HEAD, ROWS[0]]):
            roster.write_row(row, 0, cells)
    return path


def by_openpyxl(folder: Path) -> Path:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "承保名单"
    for row in [HEAD, *ROWS]:
        sheet.append(row)
    bars = BarChart()
    bars.add_data(Reference(sheet, min_col=1, min_row=1, max_row=3))
    sheet.add_chart(bars, "H2")
    sheet.add_table(Table(displayName="表", ref="A1:C3"))
    roster = book.create_sheet("持证残疾人")
    for row in [HEAD, ROWS[0]]:
        roster.append(row)
    path = folder / "名单.xlsx"
    book.save(path)
    return path


def with_prefix(folder: Path) -> Path:
    """As Microsoft's Open XML SDK writes: every element has a prefix."""
    source, path = by_xlsxwriter(folder, lambda book, sheet: None), folder / "前缀.xlsx"
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            text = old.read(name)
            if name.startswith("xl/w") and name.endswith(".xml"):
                text = re.sub(rb"<(/?)(?=[a-zA-Z])", rb"<\1x:", text).replace(b' xmlns="', b' xmlns:x="', 1)
            new.writestr(name, text)
    return path


def with_parts(folder: Path) -> Path:
    """A workbook with a table and with parts that nobody here knows."""
    source, path = by_xlsxwriter(folder, tables), folder / "部件.xlsx"
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.namelist():
            text = old.read(part)
            if part == "[Content_Types].xml":
                overrides = (f'<Override PartName="/{name}" ContentType="application/vnd.example"/>' for name in PARTS)
                text = text.replace(b"</Types>", f"{''.join(overrides)}</Types>".encode())
            new.writestr(part, text)
        for name, body in PARTS.items():
            new.writestr(name, body)
    return path


def parts(path: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as package:
        assert package.testzip() is None
        return {name: package.read(name) for name in package.namelist()}


def of_list(path: Path) -> set[str]:
    """The part of the list that is marked, and those that draw its notes."""
    listed = {"xl/worksheets/sheet1.xml", "xl/worksheets/_rels/sheet1.xml.rels"}
    return listed | {name for name in parts(path) if "comments" in name or name.endswith(".vml")}


def errors(path: Path) -> set[str]:
    """What Microsoft's schemas say of a workbook."""
    found = OpenXmlValidator().validate(path).errors
    return {f"{error.part_uri} {error.description}" for error in found if "inline-string" not in error.description}


def require_untouched(path: Path) -> None:
    """Press buttons, each of which is taken back, and look at every part."""
    original, before = path.read_bytes(), parts(path)
    faults, stored = errors(path), values(path)
    for label in ("核验名册", "认定资格"):
        press(label, path)
        after = parts(path)
        free = EDITED | (of_list(path) if label == "核验名册" else set())
        changed = {name for name in before if after.get(name) != before[name]}
        assert changed <= free, changed - free
        assert {place: value for place, value in values(path).items() if place in stored} == stored
        assert not errors(path) - faults
        press("撤销上一步", path)
        assert path.read_bytes() == original
    shown = content(path)
    press("核验名册", path)
    press("清除标记", path)
    cleared = content(path)
    assert {name: cleared[name] for name in shown} == shown
    changed = {name for name in before if parts(path).get(name) != before[name]}
    assert changed <= EDITED | of_list(path)


def values(path: Path) -> dict[tuple[str, str], Any]:
    """{(sheet, cell): the result that is stored} of every formula of the staff's."""
    book, formulas = openpyxl.load_workbook(path, data_only=True), openpyxl.load_workbook(path)
    return {
        (sheet.title, cell.coordinate): book[sheet.title][cell.coordinate].value
        for sheet in formulas.worksheets
        if sheet.title == "承保名单"
        for row in sheet.iter_rows()
        for cell in row
        if cell.data_type == "f"
    }


@pytest.mark.parametrize("name", WRITTEN)
def test_what_xlsxwriter_writes_is_untouched(tmp_path: Path, name: str) -> None:
    require_untouched(by_xlsxwriter(tmp_path, WRITTEN[name], ".xlsm" if name == "controls" else ".xlsx"))


@pytest.mark.parametrize("maker", [by_openpyxl, with_prefix])
def test_what_other_programs_write_is_untouched(tmp_path: Path, maker: Callable[[Path], Path]) -> None:
    require_untouched(maker(tmp_path))


def test_tables_and_parts_that_nobody_here_knows_are_untouched(tmp_path: Path) -> None:
    require_untouched(with_parts(tmp_path))


def test_five_presses_decide_what_the_first_did(tmp_path: Path) -> None:
    """Formulas that lose their results at the first press would be empty cells at the second."""
    path = tmp_path / "名单.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet, other = book.add_worksheet("承保名单"), book.add_worksheet("底册")
        sheet.write_row(0, 0, HEAD)
        other.write_row(0, 0, [person(1), "莘庄镇"])
        sheet.write_string(1, 0, "样甲")
        sheet.write_formula(1, 1, "=底册!A1", None, person(1))
        sheet.write_formula(1, 2, "=VLOOKUP(B2,底册!A:B,2,0)", None, "莘庄镇")
        roster = book.add_worksheet("持证残疾人")
        roster.write_row(0, 0, HEAD)
        roster.write_row(1, 0, ["样甲", person(1), "莘庄镇"])
    messages = {press("认定资格", path).splitlines()[0] for _ in range(5)}
    assert messages == {"已认定 1 行：补贴 1，待核 0，不补 0。"}


def test_libreoffice_opens_what_was_written(tmp_path: Path) -> None:
    path = by_xlsxwriter(tmp_path, chart)
    for label in ("核验名册", "计算补贴", "预算表", "平衡检查", "比对决定"):
        press(label, path)
    (shown,) = convert(path, out=tmp_path / "pdf", to="pdf")
    assert shown.read_bytes().startswith(b"%PDF") and shown.stat().st_size > 20_000
    assert not errors(path)


def test_a_strict_workbook_is_said_to_be_one(tmp_path: Path) -> None:
    source, path = by_xlsxwriter(tmp_path, lambda book, sheet: None), tmp_path / "严格.xlsx"
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(path, "w") as new:
        for name in old.namelist():
            text = old.read(name)
            if name.startswith("xl/w") and name.endswith(".xml"):
                text = text.replace(
                    b"http://schemas.openxmlformats.org/spreadsheetml/2006/main",
                    b"http://purl.oclc.org/ooxml/spreadsheetml/main",
                )
            new.writestr(name, text)
    with pytest.raises(Stop) as stopped:
        press("认定资格", path)
    assert stopped.value.code == "S11"
