"""How sheets are looked at and printed: what is put on can be read, taken off and put back, rows that a filter hid included."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import xlwings as xw
from openpyxl.worksheet.filters import CustomFilter, CustomFilters, FilterColumn

from huibao_xl.excel import engine, view


@pytest.fixture
def sheet() -> Iterator[Any]:
    engine.register(force=True)
    app = xw.App(add_book=False)
    one = app.books.add().sheets[0]
    one["B2"].value = [["姓名", "金额"], ["甲", 1], ["乙", 2], ["丙", 3]]
    yield one
    app.quit()


def ask(sheet: Any) -> None:
    """Filter as a clerk does: amounts over 1, so that row 3 is hidden; row 9 was hidden by hand, outside."""
    view.put_filter(sheet["B2:C5"])
    ws = sheet.impl.ws
    over = CustomFilters(customFilter=[CustomFilter(operator="greaterThan", val="1")])
    ws.auto_filter.filterColumn.append(FilterColumn(colId=1, customFilters=over))
    ws.row_dimensions[3].hidden = ws.row_dimensions[9].hidden = True


def test_a_filter_is_put_on_read_and_taken_off(sheet: Any) -> None:
    assert view.filtered(sheet) == "" and view.asked(sheet) is None
    view.drop_filter(sheet)
    view.put_filter(sheet["B2:C5"])
    assert view.filtered(sheet) == "$B$2:$C$5" and view.asked(sheet) == ("$B$2:$C$5", [])
    view.drop_filter(sheet)
    assert view.filtered(sheet) == ""


def test_what_a_filter_asks_for_is_put_back_with_the_rows_that_it_hides(sheet: Any) -> None:
    ask(sheet)
    asked = view.asked(sheet)
    view.drop_filter(sheet)
    assert [sheet[f"A{row}"].row_height for row in (3, 9)] == [15, 0]
    view.put_asked(sheet, asked)
    assert [sheet[f"A{row}"].row_height for row in (3, 4, 9)] == [0, 15, 0]
    assert sheet.impl.ws.auto_filter.filterColumn[0].customFilters.customFilter[0].val == "1"
    view.put_asked(sheet, None)
    assert view.filtered(sheet) == "$B$2:$C$5"


def test_panes_are_frozen_moved_and_loosened(sheet: Any) -> None:
    assert view.frozen(sheet) == [0, 0]
    for panes, place in (((1, 2), "C2"), ((1, 0), "A2"), ((0, 3), "D1"), ((0, 0), None)):
        view.freeze(sheet, *panes)
        assert view.frozen(sheet) == list(panes) and sheet.impl.ws.freeze_panes == place


def test_a_hidden_sheet_is_left_as_it_is(sheet: Any) -> None:
    other = sheet.book.sheets.add("另一张")
    view.freeze(other, 1, 0)
    other.visible = False
    assert view.frozen(other) is None
    view.freeze(other, 0, 0)
    assert other.impl.ws.freeze_panes == "A2"


def test_hidden_rows_show_again(sheet: Any) -> None:
    ask(sheet)
    view.show_rows(sheet)
    assert [sheet[f"A{row}"].row_height for row in (3, 9)] == [15, 15]


def test_a_width_of_ones_own_and_the_standard(sheet: Any) -> None:
    column = sheet["D2:D5"]
    assert view.standard_width(column)
    column.column_width = 40
    assert not view.standard_width(column)
    view.use_standard_width(column)
    assert view.standard_width(column) and sheet.impl.ws.column_dimensions.keys() == set()


def test_pages_are_as_a_printed_list_should_be(sheet: Any, tmp_path: Path) -> None:
    view.print_pages(sheet, across=True, titles="$1:$2")
    view.copy_look(sheet, sheet.book.sheets.add("抄本"))
    sheet.book.save(tmp_path / "页.xlsx")
    for saved in openpyxl.load_workbook(tmp_path / "页.xlsx").worksheets:
        assert (saved.page_setup.orientation, saved.page_setup.paperSize) == ("landscape", 9)
        assert saved.sheet_properties.pageSetUpPr.fitToPage and saved.page_setup.fitToHeight == 0
        assert saved.print_title_rows == "$1:$2" and "&P" in saved.oddFooter.center.text


def test_what_excel_refuses_stops_nothing(sheet: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_self: Any, _value: Any) -> None:
        raise OSError("no printer")

    monkeypatch.setattr(type(sheet.impl.api.PageSetup), "PaperSize", property(lambda _: 1, refuse))
    view.print_pages(sheet, across=True)
    assert sheet.impl.ws.page_setup.orientation == "landscape"
