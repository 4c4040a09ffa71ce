"""Columns that say that a group bought a policy."""

import pytest
from at_once import at_once
from tables import codes, grid, resident

from huibao_xl.rosters.group_marks import group_columns, group_rows

ONE = resident("31011219500101901")
ROSTER = grid([["姓名", "身份证号", "街镇", "残疾类别"], ["样甲", ONE, "七宝镇", "肢体"]], "残.xlsx")


def lists(**cells):
    table = [["保单号", "姓名", "证件号码", "承保日期", *cells], ["P1", "样甲", ONE, "2024-06-01", *cells.values()]]
    return [grid(table, "承保名单.xlsx", "承保"), ROSTER]


@at_once
@pytest.mark.parametrize(
    ("header", "cell", "expected"),
    [
        ("投保人", "样例有限公司", "X02"),
        ("投保人", "样例村委会", "X02"),
        ("投保人", "样例镇人民政府", "X02"),
        ("投保人", "样甲", "OK"),
        ("投保人", "样公司", "OK"),
        ("投保单位", "个人", "OK"),
        ("投保单位", "样甲", "OK"),
        ("投保单位", "/", "OK"),
        ("工作单位", "样例有限公司", "OK"),
        ("团体保单号", "G1", "X02"),
        ("团体保单号", "0", "OK"),
        ("Group Policy No", "G1", "X02"),
    ],
)
def test_a_group_is_known_by_what_its_column_holds(header, cell, expected):
    result = yield lists(**{header: cell})
    assert codes(result) == [expected]


@at_once
@pytest.mark.parametrize(
    ("channel", "group", "expected"), [("个人", "G1", "H08"), ("团单", "", "X02"), ("", "G1", "X02")]
)
def test_two_columns_that_contradict_each_other_wait(channel, group, expected):
    result = yield lists(投保渠道=channel, 团体保单号=group)
    assert codes(result) == [expected]


def test_its_functions_are_those_of_the_reading():
    assert group_columns.__module__ == group_rows.__module__
