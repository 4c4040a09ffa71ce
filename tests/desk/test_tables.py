"""A page of a list: filtered, sorted, cut, and masked."""

import pandas as pd
import pytest

from huibao_xl.desk.tables import ROWS, Wanted, choices, page_of
from huibao_xl.files.writing.workbook import Column, Sheet

ROWS_OF = pd.DataFrame(
    {
        "姓名": [f"样{n:03}" for n in range(250)],
        "证件号码": [f"3101121990010{n:05}" for n in range(250)],
        "街镇": pd.Categorical(["七宝镇", "莘庄镇"] * 125),
        "补贴金额": [12900 + n for n in range(250)],
        "生效日期": pd.to_datetime(["2024-01-02", None] * 125),
    }
)
SHEET = Sheet(
    "补贴明细",
    [
        Column("姓名"),
        Column("证件号码"),
        Column("街镇"),
        Column("补贴金额", "money"),
        Column("生效日期", "day"),
        Column("没有的"),
    ],
    ROWS_OF,
)


def test_a_page_holds_so_many_rows_and_the_last_one_the_rest() -> None:
    first, last, beyond = (page_of(SHEET, Wanted(page=page), True) for page in (1, 3, 99))
    assert (len(first.rows), len(last.rows), first.pages, first.total) == (ROWS, 50, 3, 250)
    assert beyond.rows == last.rows and beyond.page == 3
    assert first.titles == ["姓名", "证件号码", "街镇", "补贴金额", "生效日期"] and first.numeric == {"补贴金额"}
    assert first.rows[0] == ["样000", "310112199001000000", "七宝镇", "129.00", "2024-01-02"] and first.rows[1][4] == ""


def test_numbers_of_people_are_masked_until_they_are_asked_for() -> None:
    assert page_of(SHEET, Wanted(), False).rows[0][:2] == ["样000", "310112********0000"]


def test_numbers_that_a_reason_quotes_are_masked_too() -> None:
    rows = pd.DataFrame({"原因": ["名册写的是 310112195001019012", "2024 年第 20240701 号"]})
    shown = page_of(Sheet("待核名单", [Column("原因", "note")], rows), Wanted(), False)
    assert shown.rows == [["名册写的是 310112********9012"], ["2024 年第 20240701 号"]]


def test_filter_search_and_order() -> None:
    found = page_of(SHEET, Wanted("样24", (("街镇", "莘庄镇"),), "补贴金额", falling=True), True)
    assert [row[0] for row in found.rows] == [f"样{n}" for n in (249, 247, 245, 243, 241)] and found.found == 5
    assert page_of(SHEET, Wanted("(", (("没有", "x"),), "没有"), True).found == 0
    assert choices(SHEET, "街镇") == ["七宝镇", "莘庄镇"] and choices(SHEET, "没有") == []


@pytest.mark.parametrize("text", ["<b>", "=1+1", "%", "\\"])
def test_what_is_looked_for_is_text(text: str) -> None:
    assert page_of(SHEET, Wanted(text), True).found == 0
