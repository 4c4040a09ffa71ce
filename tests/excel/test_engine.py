"""The openpyxl engine through the genuine public xlwings API: what a command writes it reads back, and a save loses nothing."""

import datetime as dt
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import openpyxl
import pandas as pd
import pytest
import xlsxwriter
import xlwings as xw
from lxml import etree
from openpyxl.comments import Comment
from openpyxl.styles import Font

from huibao_xl.excel import engine, engine_save
from huibao_xl.reasons import Stop

STYLE = ["font", "fill", "border", "alignment", "protection"]


@pytest.fixture(autouse=True)
def no_app_stays() -> Iterator[None]:
    engine.register()
    yield
    for app in list(xw.apps):
        app.quit()


@pytest.fixture
def book() -> Any:
    return xw.App(add_book=False).books.add()


@pytest.fixture
def sheet(book: Any) -> Any:
    return book.sheets[0]


@pytest.fixture
def staff_file(tmp_path: Path) -> Path:
    """A workbook as staff keep it: own formats, formulas with results, notes, names, validation, conditional formats."""
    path = tmp_path / "名单.xlsx"
    book = xlsxwriter.Workbook(path)
    sheet = book.add_worksheet("2024 名单")
    bold = book.add_format(
        {"bold": True, "font_name": "宋体", "font_color": "#C00000", "bg_color": "#FFFF00", "border": 1}
    )
    text = book.add_format({"num_format": "@"})
    sheet.set_column("A:B", 12)
    sheet.set_column("C:C", 22, text)
    sheet.set_column("D:F", 18, book.add_format({"num_format": "0.00"}))
    sheet.merge_range("A1:E1", "某镇名单", bold)
    sheet.write_row("A2", ["序号", "姓名", "证件号码", "日期", "金额"], bold)
    for row in range(2, 12):
        sheet.write_row(row, 0, [row - 1, f"张{row}", f"31011219900101{row:04d}"])
        sheet.write_datetime(row, 3, dt.datetime(2024, 6, row), book.add_format({"num_format": "yyyy-mm-dd"}))
        sheet.write_formula(row, 4, f"=A{row + 1}*129", None, (row - 1) * 129)
    sheet.write_formula("E13", "=SUM(E3:E12)", None, 7095)
    sheet.write_rich_string("B14", "甲", bold, "乙", "丙")
    sheet.write_comment("C3", "原有批注", {"author": "李四"})
    sheet.write_url("B3", "internal:'汇总'!A1", string="张2")
    sheet.data_validation("B3:B12", {"validate": "list", "source": ["甲", "乙"]})
    sheet.conditional_format("A3:A12", {"type": "cell", "criteria": ">", "value": 5, "format": bold})
    sheet.autofilter("A2:E12")
    sheet.freeze_panes(2, 2)
    sheet.repeat_rows(1)
    sheet.print_area("A1:E13")
    sheet.set_row(4, 33)
    sheet.set_row(5, None, None, {"hidden": True})
    total = book.add_worksheet("汇总")
    total.write_formula("A1", "='2024 名单'!E13", None, 7095)
    total.insert_chart("C1", _chart(book))
    book.define_name("合计", "='2024 名单'!$E$13")
    book.define_name("汇总!本页", "=汇总!$A$1:$B$2")
    book.close()
    return path


def _chart(book: Any) -> Any:
    chart = book.add_chart({"type": "column"})
    chart.add_series({"values": "='2024 名单'!$E$3:$E$12"})
    return chart


def features(path: Path) -> dict[str, Any]:
    """All that openpyxl finds in a workbook, in a comparable form."""
    book = openpyxl.load_workbook(path, rich_text=True)
    found: dict[str, Any] = {"names": {name: entry.attr_text for name, entry in book.defined_names.items()}}
    for sheet in book.worksheets:
        cells = {
            cell.coordinate: (
                repr(cell.value),
                cell.data_type,
                cell.number_format,
                [repr(getattr(cell, part)) for part in STYLE],
            )
            for row in sheet.iter_rows()
            for cell in row
            if cell.value is not None or cell.has_style
        }
        found[sheet.title] = {
            "cells": cells,
            "notes": {
                c.coordinate: (c.comment.text, c.comment.author) for r in sheet.iter_rows() for c in r if c.comment
            },
            "links": {c.coordinate: c.hyperlink.location for r in sheet.iter_rows() for c in r if c.hyperlink},
            "merged": sorted(map(str, sheet.merged_cells.ranges)),
            "names": {name: entry.attr_text for name, entry in sheet.defined_names.items()},
            "validation": [(str(rule.sqref), rule.formula1) for rule in sheet.data_validations.dataValidation],
            "conditional": [
                (str(entry.sqref), [rule.formula for rule in entry.rules]) for entry in sheet.conditional_formatting
            ],
            "page": (sheet.freeze_panes, sheet.auto_filter.ref, sheet.print_area, sheet.print_title_rows),
            "columns": {key: (d.min, d.max, d.width, d.hidden) for key, d in sheet.column_dimensions.items()},
            "rows": {key: (d.height, d.hidden) for key, d in sheet.row_dimensions.items() if d.height or d.hidden},
            "charts": len(sheet._charts),
        }
    return found


def opened(path: Path) -> Any:
    engine.register()
    return xw.App(add_book=False).books.open(path)


def test_registering_twice_adds_one_engine_and_needs_no_licence() -> None:
    assert engine.register()
    assert engine.register()
    assert [known.name for known in xw.engines] == ["openpyxl", "excel"]
    assert xw.engines.active.name == "openpyxl"
    assert not xw.__pro__


def test_shapes_and_types_are_those_of_excel(sheet: Any) -> None:
    sheet.range("A1").value = [[1, "甲", None], [True, dt.datetime(2024, 6, 1, 8), 2.5]]
    assert sheet.range("A1").value == 1.0
    assert isinstance(sheet.range("A1").value, float)
    assert sheet.range("A1:C1").value == [1.0, "甲", None]
    assert sheet.range("A1:A2").value == [1.0, True]
    assert sheet.range("A1:C2").value == [[1.0, "甲", None], [True, dt.datetime(2024, 6, 1, 8), 2.5]]
    assert sheet.range("A1").options(ndim=2).value == [[1.0]]
    assert sheet.range("A1:C1").options(empty="", numbers=int).value == [1, "甲", ""]
    assert sheet.range("B2").options(dates=dt.date).value == dt.date(2024, 6, 1)
    assert sheet.range("A1:C2").raw_value == ((1.0, "甲", None), (True, dt.datetime(2024, 6, 1, 8), 2.5))
    assert sheet["A1:B2"][1, 0].value is True
    assert sheet.range((1, 2)).address == "$B$1"
    assert sheet.range((1, 1), (2, 3)).size == 6


def test_frames_go_in_and_come_out(sheet: Any) -> None:
    frame = pd.DataFrame(
        {"证件号码": ["310112199001010012", None], "金额": [129, 64.5], "日期": [pd.Timestamp(2024, 6, 1), pd.NaT]}
    )
    sheet.range("A:A").number_format = "@"
    sheet.range("A1").options(index=False).value = frame
    back = sheet.range("A1").options(pd.DataFrame, expand="table", index=False).value
    assert back.iloc[0].tolist() == ["310112199001010012", 129.0, dt.datetime(2024, 6, 1)] and back.shape[1] == 3
    whole = sheet.used_range.options(pd.DataFrame, index=False).value
    assert whole.iloc[0].tolist() == ["310112199001010012", 129.0, dt.datetime(2024, 6, 1)]
    assert whole.iloc[1, 1] == 64.5
    assert pd.isna(whole.iloc[1, 2])


def test_numpy_values_and_missing_ones_are_written_as_excel_takes_them(sheet: Any) -> None:
    sheet.range("A1").value = [np.int64(3), np.float64("nan"), pd.NA, np.datetime64("2024-06-01"), np.bool_(True)]
    assert sheet.range("A1:E1").value == [3.0, None, None, dt.datetime(2024, 6, 1), True]


def test_a_typed_text_becomes_a_number_unless_the_cell_is_text(sheet: Any) -> None:
    """The trap of every id column: Excel keeps 15 digits of what looks like a number."""
    sheet.range("B1:B4").number_format = "@"
    for column in "AB":
        sheet.range(f"{column}1").options(transpose=True).value = ["0012", "310112199001011234", "2024-06-01", "=A1"]
    assert sheet.range("A1:A3").value == [12.0, 310112199001011000.0, dt.datetime(2024, 6, 1)]
    assert sheet.range("B1:B4").value == ["0012", "310112199001011234", "2024-06-01", "=A1"]
    assert sheet.range("A4").formula == "=A1"
    sheet.range("C1").value = "'0012"
    assert sheet.range("C1").value == "0012"
    sheet.range("B5").number_format = "@"
    sheet.range("B5").value = 5
    assert sheet.range("B5").value == "5"
    sheet.range("D1").value = ["50%", "1,234.5", "3-4", "12号", "true"]
    assert sheet.range("D1:H1").value == [0.5, 1234.5, "3-4", "12号", True]


def test_new_cells_take_the_format_of_their_column(book: Any, tmp_path: Path) -> None:
    book.sheets[0].range("C:E").number_format = "@"
    book.sheets[0].range("D7").value = "0012"
    book.save(tmp_path / "a.xlsx")
    assert openpyxl.load_workbook(tmp_path / "a.xlsx").active["D7"].value == "0012"


def test_errors_give_none_or_their_text_as_in_excel(sheet: Any) -> None:
    sheet.range("A1").value = ["#N/A", "#DIV/0!"]
    assert sheet.range("A1:B1").value == [None, None]
    assert sheet.range("A1:B1").options(err_to_str=True).value == ["#N/A", "#DIV/0!"]


def test_one_formula_fills_a_block_and_is_adjusted(sheet: Any) -> None:
    sheet.range("A1").options(transpose=True).value = [1, 2, 3]
    sheet.range("B1:B3").formula = "=A1*$A$1"
    assert sheet.range("B1:B3").formula == (("=A1*$A$1",), ("=A2*$A$1",), ("=A3*$A$1",))
    assert sheet.range("B2").formula2 == "=A2*$A$1"
    assert sheet.range("A1:A2").formula == (("1",), ("2",))
    assert sheet.range("Z9").formula == ""
    assert sheet.range("B2").value is None


def test_formulas_read_as_text_and_as_the_result_in_the_file(staff_file: Path) -> None:
    book = opened(staff_file)
    sheet = book.sheets["2024 名单"]
    assert sheet.range("E13").formula == "=SUM(E3:E12)"
    assert sheet.range("E13").value == 7095.0
    sheet.range("3:4").insert("down")
    assert sheet.range("E15").formula == "=SUM(E5:E14)"
    assert sheet.range("E15").value == 7095.0
    sheet.range("E15").formula = "=1+1"
    assert sheet.range("E15").value is None


def test_formats_are_read_after_they_are_written(sheet: Any) -> None:
    area = sheet.range("B2:C3")
    area.color = (255, 199, 206)
    area.font.bold = True
    area.font.color = "#C00000"
    area.font.size, area.font.name, area.font.italic = 14, "宋体", True
    area.number_format = "0.00"
    area.wrap_text, area.horizontal_alignment, area.vertical_alignment = True, "center", "top"
    assert (area.color, area.number_format) == ((255, 199, 206), "0.00")
    assert (area.font.bold, area.font.color, area.font.size, area.font.name, area.font.italic) == (
        True,
        (192, 0, 0),
        14,
        "宋体",
        True,
    )
    assert (area.wrap_text, area.horizontal_alignment, area.vertical_alignment) == (True, "center", "top")
    assert sheet.range("A1:B2").font.bold is None
    assert sheet.range("A1").color is None
    assert sheet.range("A1").font.color == (0, 0, 0)
    area.color = None
    assert area.color is None
    area.clear_formats()
    assert area.number_format == "General"


def test_colours_of_the_theme_are_shown_as_excel_shows_them(sheet: Any) -> None:
    from openpyxl.styles import Color, PatternFill

    sheet.range("A1").value = 1
    sheet.impl.ws["A1"].fill = PatternFill("solid", fgColor=Color(theme=4))
    assert sheet.range("A1").color == (79, 129, 189)
    sheet.impl.ws["A1"].fill = PatternFill("solid", fgColor=Color(theme=0, tint=-0.5))
    assert sheet.range("A1").color == (128, 128, 128)


def test_widths_heights_and_hiding(staff_file: Path) -> None:
    sheet = opened(staff_file).sheets[0]
    assert sheet.range("C1").column_width == 22
    sheet.range("E1").column_width = 30
    assert [sheet.range(f"{column}1").column_width for column in "CDEFG"] == [22, 18, 30, 18, 8.43]
    assert sheet.range("A1:F1").column_width is None
    assert (sheet.range("A5").row_height, sheet.range("A1").row_height) == (33, 15)
    sheet.range("A7").row_height = 20
    assert sheet.range("7:7").row_height == 20
    assert sheet.range("A6").rows.hidden is True
    sheet.range("B:B").columns.hidden = True
    assert sheet.range("B1").columns.hidden is True
    sheet.range("A:A").autofit()
    sheet.autofit()


def test_regions_ends_and_expansion(sheet: Any) -> None:
    sheet.range("B2").value = [["a", "b", "c"], [1, 2, 3], [4, 5, 6]]
    sheet.range("B8").value = "z"
    assert sheet.range("B2").expand().address == "$B$2:$D$4"
    assert sheet.range("B2").expand("down").address == "$B$2:$B$4"
    assert sheet.range("B2").expand("right").address == "$B$2:$D$2"
    assert sheet.range("C3").current_region.address == "$B$2:$D$4"
    assert sheet.range("B2").end("down").address == "$B$4"
    assert sheet.range("B4").end("down").address == "$B$8"
    assert sheet.range("B8").end("down").address == "$B$1048576"
    assert sheet.range("D4").end("left").address == "$B$4"
    assert sheet.range("B8").end("up").address == "$B$4"
    assert sheet.range("A1").end("right").address == "$XFD$1"
    assert sheet.used_range.address == "$B$2:$D$8"
    assert sheet.range("B2").offset(1, 1).resize(2, 2).address == "$C$3:$D$4"
    assert sheet.range("B2:D4").last_cell.value == 6.0


def test_merging(sheet: Any) -> None:
    sheet.range("A1").value = "标题"
    sheet.range("A1:C1").merge()
    assert sheet.range("A1").merge_cells is True
    assert sheet.range("B1").merge_area.address == "$A$1:$C$1"
    assert sheet.range("A1:C2").merge_cells is None
    assert sheet.range("A1:C1").value == ["标题", None, None]
    sheet.range("B1").unmerge()
    assert sheet.range("A1").merge_cells is False


def test_notes(sheet: Any) -> None:
    cell = sheet.range("B2")
    assert cell.note is None
    cell.add_note("[沪惠保] 姓名不符")
    assert (cell.note.text, cell.note.location.address, len(sheet.notes)) == ("[沪惠保] 姓名不符", "$B$2", 1)
    cell.note.text = "改了"
    assert sheet.notes["B2"].text == "改了"
    cell.note.delete()
    assert cell.note is None


def test_links(sheet: Any) -> None:
    sheet.range("A1").add_hyperlink("#Sheet!B2", "去看", "提示")
    assert (sheet.range("A1").value, sheet.range("A1").hyperlink) == ("去看", "#Sheet!B2")
    sheet.range("A2").add_hyperlink("www.example.org")
    assert sheet.range("A2").hyperlink == "http://www.example.org"


def test_names_of_the_book_and_of_a_sheet(book: Any, sheet: Any) -> None:
    sheet.range("B2:C3").name = "名单区"
    book.names.add("年度", "=2024")
    sheet.names.add("本页", "=Sheet!$A$1")
    assert [name.name for name in book.names] == ["名单区", "年度", "Sheet!本页"]
    assert book.names["名单区"].refers_to_range.address == "$B$2:$C$3"
    assert sheet.range("名单区").address == "$B$2:$C$3"
    assert sheet.range("B2:C3").name.name == "名单区"
    assert sheet.names["本页"].refers_to == "=Sheet!$A$1"
    assert "年度" in book.names
    book.names["年度"].refers_to = "=2025"
    assert book.names["年度"].refers_to == "=2025"
    book.names["年度"].delete()
    assert "年度" not in book.names


def test_rows_inserted_and_deleted_take_everything_along(staff_file: Path, tmp_path: Path) -> None:
    book = opened(staff_file)
    sheet, total = book.sheets["2024 名单"], book.sheets["汇总"]
    before = features(staff_file)
    sheet.range("2:2").insert("down")
    assert total.range("A1").formula == "='2024 名单'!E14"
    assert book.names["合计"].refers_to == "='2024 名单'!$E$14"
    assert sheet.range("C4").note.text == "原有批注"
    assert sheet.range("A6").row_height == 33
    book.save(tmp_path / "b.xlsx")
    moved = features(tmp_path / "b.xlsx")["2024 名单"]
    assert (moved["validation"], moved["conditional"][0][0]) == ([("B4:B13", '"甲,乙"')], "A4:A13")
    sheet.range("2:2").delete()
    book.save(tmp_path / "b.xlsx")
    assert features(tmp_path / "b.xlsx") == before


def test_columns_and_blocks_move_alone(sheet: Any) -> None:
    sheet.range("A1").value = [[1, 2, 3], [4, 5, 6]]
    sheet.range("E1").formula = "=SUM(A1:C1)+B2"
    sheet.range("B:B").insert("right")
    assert sheet.range("A1:D2").value == [[1.0, None, 2.0, 3.0], [4.0, None, 5.0, 6.0]]
    assert sheet.range("F1").formula == "=SUM(A1:D1)+C2"
    sheet.range("C1").delete("up")
    assert sheet.range("C1:C2").value == [5.0, None]
    assert sheet.range("F1").formula == "=SUM(A1:D1)+C1"
    sheet.range("C:C").delete()
    assert sheet.range("E1").formula == "=SUM(A1:C1)+#REF!"


def test_clearing(sheet: Any) -> None:
    sheet.range("A1").value = [[1, 2], [3, 4]]
    sheet.range("A1:B2").color = (1, 2, 3)
    sheet.range("A1").clear_contents()
    assert (sheet.range("A1").value, sheet.range("A1").color) == (None, (1, 2, 3))
    sheet.range("A1:B1").clear()
    assert sheet.range("A1").color is None
    assert sheet.used_range.address == "$A$2:$B$2"
    sheet.clear()
    assert sheet.used_range.address == "$A$1"


def test_sheets_are_added_renamed_copied_moved_hidden_and_deleted(book: Any, sheet: Any) -> None:
    sheet.range("A1").value = 1
    sheet.range("A1").color = (1, 2, 3)
    new = book.sheets.add("问题", after=sheet)
    new.range("A1").formula = "=Sheet!A1"
    assert book.sheet_names == ["Sheet", "问题"]
    assert book.sheets.active.name == "问题"
    sheet.name = "2024 名单"
    assert new.range("A1").formula == "='2024 名单'!A1"
    copy = sheet.copy(after=new, name="备份")
    assert (copy.range("A1").value, copy.range("A1").color, copy.index) == (1.0, (1, 2, 3), 3)
    copy.move(before=book.sheets[0])
    assert book.sheet_names == ["备份", "2024 名单", "问题"]
    copy.visible = False
    assert not copy.visible
    book.sheets["2024 名单"].delete()
    assert new.range("A1").formula == "=#REF!"
    with pytest.raises(ValueError, match="visible"):
        new.delete()
    with pytest.raises(ValueError, match="already present"):
        book.sheets.add("备份")


def test_showing_and_selecting(book: Any, sheet: Any) -> None:
    other = book.sheets.add("其他", before="Sheet")
    sheet.activate()
    sheet.range("B2:C3").select()
    assert book.selection.address == "$B$2:$C$3"
    with pytest.raises(ValueError, match="not active"):
        other.range("A1").select()
    sheet.show_gridlines = False
    assert sheet.show_gridlines is False
    sheet.page_setup.print_area = "$A$1:$B$2"
    assert sheet.page_setup.print_area == "$A$1:$B$2"


def test_the_app_keeps_its_settings_and_what_it_showed() -> None:
    asked: list[engine.Alert] = []
    engine.register(answer=lambda alert: asked.append(alert) or "yes")
    app = xw.App(add_book=False)
    with app.properties(screen_updating=False, calculation="manual", display_alerts=False, enable_events=False):
        assert (app.screen_updating, app.calculation, app.enable_events) == (False, "manual", False)
    assert (app.screen_updating, app.calculation, app.enable_events) == (True, "automatic", True)
    app.status_bar = "认定 1/3"
    app.status_bar = False
    assert app.impl.status_messages == ["认定 1/3", False]
    assert app.alert("继续？", "沪惠保", "yes_no") == "yes"
    assert app.impl.alerts == asked == [engine.Alert("继续？", "沪惠保", "yes_no")]
    engine.register()
    assert app.alert("继续？", buttons="yes_no") == "no"
    app.quit()
    assert app not in list(xw.apps)


def test_books_are_found_opened_once_and_can_be_the_caller(staff_file: Path) -> None:
    engine.register()
    book = xw.Book(staff_file)
    assert xw.Book(staff_file) == book
    assert (book.name, book.fullname) == ("名单.xlsx", str(staff_file))
    assert xw.books.active == book
    book.set_mock_caller()
    try:
        assert xw.Book.caller().sheets[0].name == "2024 名单"
    finally:
        del xw.Book._mock_caller
    book.close()
    assert book not in list(xw.apps.active.books)


def test_saving_loses_nothing_of_staffs_own(staff_file: Path) -> None:
    before = features(staff_file)
    book = opened(staff_file)
    sheet = book.sheets[0]
    assert sheet.range("B14").value == "甲乙丙"
    assert sheet.used_range.value[2][1] == "张2"
    sheet.range("C5").add_note("[沪惠保] 新")
    sheet.range("C5").note.delete()
    book.save()
    book.save()
    assert features(staff_file) == before
    book.close()


def test_rows_rendered_as_text_say_what_openpyxl_writes(staff_file: Path, tmp_path: Path) -> None:
    book = opened(staff_file)
    wb, sheet = book.impl.wb, book.impl.wb["2024 名单"]
    odd = [
        " 两边 ",
        '<a> & "b"',
        "行\r\n行",
        "",
        True,
        0.1 + 0.2,
        10**20,
        -3,
        float("nan"),
        dt.time(6, 30),
        dt.date(2024, 2, 29),
    ]
    for row, value in enumerate([*odd, dt.timedelta(hours=30), "=1+1", "#N/A", "_x000D_", None], 20):
        sheet.cell(row, 2, value)
        sheet.cell(row, 3, value).font = Font(bold=True)
    sheet["D20"].comment = Comment("批注", "经办")
    sheet["E20"].hyperlink = "https://example.org"
    sheet["A40"] = "https://example.org"
    sheet["A40"].hyperlink = "https://example.org"
    sheet.row_dimensions[50].height = 44
    sheet.merge_cells("B60:C61")
    for _ in range(2):  # the first save settles what openpyxl finds out only then
        wb.save(tmp_path / "theirs.xlsx")
    engine_save.save_workbook(wb, tmp_path / "ours.xlsx")
    ours, theirs = (_parts(tmp_path / name) for name in ("ours.xlsx", "theirs.xlsx"))
    assert ours.keys() == theirs.keys()
    assert [name for name in ours if ours[name] != theirs[name]] == []


def _parts(path: Path) -> dict[str, bytes]:
    """The parts of a package in one spelling of XML; the time of saving aside."""
    with zipfile.ZipFile(path) as package:
        parts = {name: package.read(name) for name in package.namelist() if name != "docProps/core.xml"}
    return {
        name: etree.tostring(etree.fromstring(content), method="c14n") if name.endswith((".xml", ".rels")) else content
        for name, content in parts.items()
    }


def test_conditional_formats_come_first_and_leave_the_others_as_they_were(staff_file: Path) -> None:
    book = opened(staff_file)
    sheet = book.sheets[0]
    before = [(rule.priority, rule.formula) for area in sheet.impl.ws.conditional_formatting for rule in area.rules]
    rule = sheet["C3:C12"].conditional_formats.add_custom("=$C3=1", fill_color=(255, 199, 128), font_bold=True)
    assert (rule.type, rule.formula, rule.fill_color) == ("custom", "=$C3=1", (255, 199, 128))
    assert [one.type for one in sheet.cells.conditional_formats] == ["custom", "cell_value"]
    assert len(sheet["B3"].conditional_formats) == 0 and len(sheet["A3"].conditional_formats) == 1
    sheet["C5"].conditional_formats[0].delete()
    assert [
        (one.priority, one.formula) for area in sheet.impl.ws.conditional_formatting for one in area.rules
    ] == before
    sheet["A3"].conditional_formats.clear()
    assert len(sheet.cells.conditional_formats) == 0


def test_all_cells_copied_take_widths_heights_and_hidden_rows_along(staff_file: Path) -> None:
    book = opened(staff_file)
    source = book.sheets[0]
    target = book.sheets.add("抄本")
    target["K1"].column_width = 50
    source.cells.copy(target.cells)
    for place in ("A1", "C1", "K1"):
        assert target[place].column_width == source[place].column_width
    assert (target["A5"].row_height, target["A6"].row_height) == (33, 0)
    assert target["E4"].formula == "=A4*129"


def test_a_save_that_fails_leaves_the_file_as_it_was(staff_file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = staff_file.read_bytes()
    book = opened(staff_file)

    def full(_writer: Any, _sheet: Any) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(engine_save._BookWriter, "write_worksheet", full)
    with pytest.raises(Stop) as stopped:
        book.save()
    assert stopped.value.code == "S08"
    assert staff_file.read_bytes() == before
    assert [path.name for path in staff_file.parent.iterdir()] == ["名单.xlsx"]


def test_macros_stay_and_formats_with_and_without_do_not_mix(tmp_path: Path) -> None:
    path = tmp_path / "宏.xlsm"
    path.write_bytes((Path(xw.__file__).parent / "quickstart.xlsm").read_bytes())
    book = opened(path)
    book.sheets[0].range("A9").add_note("批注")
    book.save()
    book.sheets[0].range("A9").note.delete()
    book.save()
    with zipfile.ZipFile(path) as saved:
        assert "xl/vbaProject.bin" in saved.namelist()
        assert b"macroEnabled" in saved.read("[Content_Types].xml")
    with pytest.raises(Stop):
        book.save(tmp_path / "无宏.xlsx")


def test_what_cannot_be_read_is_said_in_one_sentence(tmp_path: Path) -> None:
    for name, content in (
        ("a.xlsx", b"PK\x03\x04 cut off"),
        ("b.xls", b"\xd0\xcf\x11\xe0"),
        ("c.xlsx", b"\xd0\xcf\x11\xe0"),
    ):
        (tmp_path / name).write_bytes(content)
        with pytest.raises(Stop) as stopped:
            opened(tmp_path / name)
        assert stopped.value.code == "S01"


def test_excels_own_objects_are_refused(book: Any, sheet: Any) -> None:
    for thing in (book, sheet, sheet.range("A1"), sheet.range("A1").font):
        with pytest.raises(NotImplementedError, match="no Excel"):
            thing.api.Anything  # noqa: B018


def test_tables_are_found(tmp_path: Path) -> None:
    path = tmp_path / "表.xlsx"
    with xlsxwriter.Workbook(path) as made:
        made.add_worksheet().add_table("B2:C5", {"name": "名单", "columns": [{"header": "姓名"}, {"header": "金额"}]})
    sheet = opened(path).sheets[0]
    assert [table.name for table in sheet.tables] == ["名单"]
    assert sheet.tables["名单"].data_body_range.address == "$B$3:$C$5"
    assert sheet.range("C4").table.header_row_range.value == ["姓名", "金额"]
    sheet.range("1:1").insert("down")
    assert sheet.tables[0].range.address == "$B$3:$C$6"
    with pytest.raises(NotImplementedError, match="table"):
        sheet.range("C:C").insert("right")
