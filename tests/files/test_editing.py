"""An .xlsx edited in place, piece by piece: what each editor touches, what it leaves, and that an edit can be taken back."""

import io
import zipfile
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree
from openpyxl.comments import Comment

from huibao_xl.files.editing import (
    draft,
    merged_styles,
    notes,
    office_package,
    segments,
    sheet_part,
    widths,
    workbook_part,
)
from huibao_xl.files.editing.office_package import OfficePackage, before_last_edit
from huibao_xl.files.editing.sheet_part import SheetPart
from huibao_xl.files.editing.workbook_part import WorkbookPart
from huibao_xl.reasons import Stop

MODULES = (draft, merged_styles, notes, office_package, segments, sheet_part, widths, workbook_part)
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


def book(**cells: object) -> bytes:
    made = io.BytesIO()
    with xlsxwriter.Workbook(made) as written:
        sheet = written.add_worksheet("甲")
        for place, value in cells.items():
            sheet.write(place, value)
        written.add_worksheet("乙").write("A1", "=甲!A1")
        written.define_name("名", "=甲!$A$1")
    return made.getvalue()


def package(content: bytes) -> OfficePackage:
    return OfficePackage(Path("甲.xlsx"), content)


def test_a_file_is_put_together_again_from_its_pieces() -> None:
    content = book(A1=1)
    pieces = segments.split(content)
    assert segments.join(pieces, pieces.entries) == content


@given(st.lists(st.tuples(st.sampled_from("甲乙丙丁"), st.binary(max_size=40)), max_size=6))
def test_any_edits_are_taken_back_one_after_another(edits: list[tuple[str, bytes]]) -> None:
    states = [book(A1=1)]
    for name, body in edits:
        edited = package(states[-1])
        if f"xl/{name}" in edited and not body:
            edited.drop(f"xl/{name}")
        else:
            edited.put(f"xl/{name}", body, "application/vnd.example")
        states.append(edited.content("步"))
    while len(states) > 1:
        last = states.pop()
        assert before_last_edit(Path("甲.xlsx"), last, "步") == states[-1]
        assert before_last_edit(Path("甲.xlsx"), last, "另一步") is None


def test_what_somebody_saved_since_cannot_be_given_back_whole() -> None:
    edited = package(book(A1=1))
    edited.put("xl/a", b"1", "application/vnd.example")
    content = edited.content("步")
    other = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(other, "w") as new:
        for name in old.namelist():
            new.writestr(name, old.read(name))
    assert before_last_edit(Path("甲.xlsx"), other.getvalue(), "步") is None
    assert before_last_edit(Path("甲.xlsx"), book(A1=1), "步") is None


def test_what_edits_replaced_does_not_grow_for_ever() -> None:
    content = book(A1="x" * 10_000)
    for number in range(60):
        edited = package(content)
        edited.put("xl/a", str(number).encode() + bytes(range(256)) * 200, "application/vnd.example")
        content = edited.content("步")
    assert len(content) < 3 << 20


def test_a_damaged_file_is_said_to_be_one() -> None:
    with pytest.raises(Stop):
        package(book(A1=1)[:500])


def rows(*texts: str) -> SheetPart:
    return SheetPart(
        f'<worksheet xmlns="{MAIN}"><sheetData>{"".join(texts)}</sheetData><pageMargins/></worksheet>'.encode()
    )


@pytest.mark.parametrize(
    ("before", "cells", "after"),
    [
        (('<row r="2"><c r="A2"/></row>',), {2: {3: "x"}}, '<row r="2"><c r="A2"/>[C2]</row>'),
        (('<row r="2"><c r="A2"/><c r="D2"/></row>',), {2: {3: "x"}}, '<row r="2"><c r="A2"/>[C2]<c r="D2"/></row>'),
        (('<row r="2"><c r="C2"><v>1</v></c></row>',), {2: {3: "x"}}, '<row r="2">[C2]</row>'),
        (('<row r="2"><c r="C2"><v>1</v></c></row>',), {2: {3: None}}, '<row r="2"></row>'),
        (('<row r="2"/>',), {2: {1: "x"}}, '<row r="2">[A2]</row>'),
        (('<row r="1"/>', '<row r="4"/>'), {2: {1: "x"}}, '<row r="1"/><row r="2">[A2]</row><row r="4"/>'),
        (
            ("<row><c/></row>", "<row/>"),
            {2: {1: "x"}, 3: {1: "y"}},
            '<row><c/></row><row>[A2]</row><row r="3">[A3]</row>',
        ),
        ((), {1: {1: "x"}}, '<row r="1">[A1]</row>'),
        (('<row r="2"><c r="AA2"/></row>',), {2: {2: "x"}}, '<row r="2">[B2]<c r="AA2"/></row>'),
    ],
)
def test_cells_are_put_where_they_belong(
    before: tuple[str, ...], cells: dict[int, dict[int, str | None]], after: str
) -> None:
    sheet = rows(*before)
    sheet.put_cells(
        {
            row: {
                column: None if text is None else f"[{'ABC'[column - 1]}{row}]".encode()
                for column, text in line.items()
            }
            for row, line in cells.items()
        }
    )
    assert f"<sheetData>{after}</sheetData>" in sheet.content().decode()


def test_a_cell_is_found_and_a_text_is_written_as_xml_wants_it() -> None:
    sheet = rows('<row r="2"><c r="B2" t="str"><f>A1&amp;1</f><v>x</v></c></row>')
    found = sheet.cell(2, 2)
    assert found is not None and found.findtext("{*}f") == "A1&1"
    assert sheet.cell(2, 3) is None and sheet.cell(3, 1) is None
    assert b"&lt;\n" in sheet.text_cell(1, 1, "<\n\x01") and b"\x01" not in sheet.text_cell(1, 1, "\x01")


def test_children_of_a_sheet_stand_in_the_order_of_the_standard() -> None:
    sheet = rows()
    for name in ("legacyDrawing", "cols", "autoFilter", "hyperlinks", "conditionalFormatting"):
        sheet.child(name)
    names = [etree.QName(item).localname for item in sheet.root]
    assert names == sorted(names, key=sheet_part.ORDER.index)


@pytest.mark.parametrize(
    "lines",
    [
        "",
        '<cols><col min="1" max="16384" width="9"/></cols>',
        '<cols><col min="2" max="3" width="7" customWidth="1"/></cols>',
    ],
)
def test_a_width_is_given_and_taken_back(lines: str) -> None:
    sheet = SheetPart(f'<worksheet xmlns="{MAIN}">{lines}<sheetData/></worksheet>'.encode())
    before, line = sheet.content(), widths.line_of(sheet, 3)
    widths.put_width(sheet, 3, 40)
    assert widths.width_of(sheet, 3) == 40 and widths.width_of(sheet, 4) is None
    widths.put_line_back(sheet, 3, line)
    assert sheet.content() == before


def test_notes_are_added_and_taken_away_beside_those_of_others() -> None:
    made = io.BytesIO()
    workbook = openpyxl.Workbook()
    workbook.active["B2"].comment = Comment("经办写的", "经办")
    workbook.save(made)
    edited = package(made.getvalue())
    part = WorkbookPart(edited).sheets()[0].part
    sheet = SheetPart(edited.read(part))
    here = notes.Notes(edited, part, sheet)
    here.put({(2, 2): "，我们写的", (3, 3): "新的"})
    assert here.texts() == {(2, 2): "经办写的，我们写的", (3, 3): "新的"}
    edited.put(part, sheet.content())
    read = openpyxl.load_workbook(io.BytesIO(edited.content())).active
    assert (read["B2"].comment.text, read["C3"].comment.text) == ("经办写的，我们写的", "新的")
    here.take(lambda text: text.partition("，")[0] if "，" in text else None)
    edited.put(part, sheet.content())
    read = openpyxl.load_workbook(io.BytesIO(edited.content())).active
    assert read["B2"].comment.text == "经办写的" and read["C3"].comment is None


def test_many_notes_get_numbers_of_their_own() -> None:
    edited = package(book(A1=1))
    workbook = WorkbookPart(edited)
    for entry in workbook.sheets():
        sheet = SheetPart(edited.read(entry.part))
        notes.Notes(edited, entry.part, sheet).put({(row, 1): "注" for row in range(1, 1500)})
        edited.put(entry.part, sheet.content())
    read = openpyxl.load_workbook(io.BytesIO(edited.content()))
    assert all(sheet["A1499"].comment.text == "注" for sheet in read.worksheets)
    drawn = [edited.read(name).decode() for name in edited.names() if name.endswith(".vml")]
    ids = [line.partition('"')[0] for text in drawn for line in text.split('<v:shape id="')[1:]]
    assert len(ids) == len(set(ids)) == 2998


def test_sheets_and_names_come_and_go() -> None:
    edited = package(book(A1=1))
    workbook = WorkbookPart(edited)
    workbook.add("丙", workbook.part_of("乙"), workbook_part.VERY_HIDDEN)
    workbook.define("名2", "乙!$A$1")
    workbook.define("局部", "乙!$A$1", "乙", hidden=True)
    workbook.move_names("乙", "丙")
    assert workbook.local_names("丙") == {"局部": "'丙'!$A$1"} and workbook.names() == {
        "名": "甲!$A$1",
        "名2": "乙!$A$1",
    }
    workbook.remove("甲")
    assert [entry.name for entry in workbook.sheets()] == ["乙", "丙"] and workbook.local_names("丙")
    workbook.calculate_on_opening()
    read = openpyxl.load_workbook(io.BytesIO(edited.content()))
    assert read.sheetnames == ["乙", "丙"] and read["丙"].sheet_state == "veryHidden"
    assert read.calculation.fullCalcOnLoad


def test_styles_are_added_once() -> None:
    edited, other = package(book(A1=1)), io.BytesIO()
    with xlsxwriter.Workbook(other) as written:
        look = written.add_format({"bold": True, "num_format": "0.000", "bg_color": "#112233"})
        written.add_worksheet("丁").write("A1", 1, look)
    styles = edited.xml("xl/styles.xml")
    first = merged_styles.merge(styles, package(other.getvalue()).xml("xl/styles.xml"))
    size = len(etree.tostring(styles))
    again = merged_styles.merge(styles, package(other.getvalue()).xml("xl/styles.xml"))
    assert first == again and len(etree.tostring(styles)) == size
    part = draft.Draft(package(other.getvalue()), edited).bring("丁")
    WorkbookPart(edited).add("丁", part)
    cell = openpyxl.load_workbook(io.BytesIO(edited.content()))["丁"]["A1"]
    assert cell.font.b and cell.number_format == "0.000" and cell.fill.fgColor.rgb == "FF112233"
