"""Cells that a merged range covers are neither empty nor everybody's."""

import pytest
from at_once import at_once
from tables import codes, grid, resident

from huibao_xl.files.reading.grid import MERGED
from huibao_xl.rosters.merged import filled_down, marked

IDS = [resident(f"3101121950010{day}90{day}") for day in (1, 2, 3)]
NAMES = ["样甲", "样乙", "样丙"]


def lists(kind, header, cells, merged):
    insured = [["保单号", "姓名", "证件号码"], *([f"P{at}", NAMES[at], IDS[at]] for at in range(3))]
    roster = [["姓名", "身份证号", "街镇", "残疾类别"], *([NAMES[at], IDS[at], "七宝镇", "肢体"] for at in range(3))]
    for row, cell in zip(insured if kind == "承保名单" else roster, [header, *cells], strict=True):
        row.append(cell)
    marks = {"merged": merged}
    first = grid(insured, "承保名单.xlsx", "承保", **(marks if kind == "承保名单" else {}))
    return [first, grid(roster, "残疾人.xlsx", "名册", **({} if kind == "承保名单" else marks))]


@at_once
@pytest.mark.parametrize(
    ("kind", "header", "cells", "column", "expected"),
    [
        ("名册", "持证状态", ["注销", None, "持证"], 4, ["X05", "H08", "OK"]),
        ("名册", "持证状态", ["持证", None, "持证"], 4, ["OK", "H08", "OK"]),
        ("名册", "失效日期", ["2020-01-01", None, "2030-01-01"], 4, ["X05", "H06", "OK"]),
        ("名册", "备注", ["死亡", None, ""], 4, ["H10", "H08", "OK"]),
        ("名册", "死亡日期", ["2020-01-01", None, ""], 4, ["H10", "H08", "OK"]),
        ("名册", "户保障金（元）", ["2500", None, "800"], 4, ["OK", "OK", "OK"]),
        ("名册", "家庭月救助合计", ["1,420.00", None, "710元"], 4, ["OK", "OK", "OK"]),
        ("名册", "户内月发放金额", ["1420", None, "710"], 4, ["OK", "OK", "OK"]),
        ("名册", "户内分配", ["35.5", None, "20"], 4, ["OK", "OK", "OK"]),
        ("承保名单", "保单状态", ["退保", None, "有效"], 3, ["X03", "H08", "OK"]),
        ("承保名单", "投保渠道", ["团单", None, "个人"], 3, ["X02", "H08", "OK"]),
        ("承保名单", "承保日期", ["2024-06-01", None, "2024-06-01"], 3, ["OK", "H08", "OK"]),
    ],
)
def test_only_the_first_row_of_a_merged_range_has_its_value(kind, header, cells, column, expected):
    result = yield lists(kind, header, cells, [(1, column, 2, column)])
    assert codes(result) == expected


def test_covered_cells_are_marked_and_a_written_one_stays():
    one = grid([["甲", "乙"], ["1", None], [None, "2"], ["3", None]], merged=[(1, 0, 2, 1)])
    assert marked(one, 0).to_pylist() == ["甲", "1", MERGED, "3"]
    assert marked(one, 1).to_pylist() == ["乙", MERGED, "2", None]
    assert filled_down(one, 0).to_pylist() == ["甲", "1", "1", "3"]
