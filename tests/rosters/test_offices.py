"""The office of a 街镇 in a roster without a column of 街镇."""

import pytest
from at_once import at_once
from tables import codes, grid, resident

from huibao_xl.rosters.offices import names_office

PEOPLE = [(name, resident(f"3101121950010{day}90{day}")) for day, name in enumerate(("样甲", "样乙"), 1)]


@at_once
@pytest.mark.parametrize(
    ("header", "cells", "code"),
    [
        ("单位", ["七宝镇退役军人服务站", "浦江镇退役军人服务站"], "OK"),
        ("单位名称", ["闵行区七宝镇人民政府", "江川路街道办事处"], "OK"),
        ("填报单位", ["七宝镇残联", "新虹街道残联"], "OK"),
        ("服务站", ["梅陇镇退役军人服务中心", "莘庄工业区管委会"], "OK"),
        ("管理机构", ["吴泾镇社会救助事务所", "马桥镇民政科"], "OK"),
        ("所属单位", ["七宝镇", "古美路街道"], "OK"),
        ("单位", ["七宝镇汽车修理厂", "浦江镇人民政府"], "H03"),
        ("工作单位", ["七宝镇人民政府", "浦江镇人民政府"], "H03"),
        ("单位", ["上海样例公司", "样例厂"], "H03"),
    ],
)
def test_an_office_says_the_township(header, cells, code):
    insured = [
        ["保单号", "姓名", "证件号码", "承保日期"],
        *([f"P{n}", *one, "2024-06-01"] for n, one in enumerate(PEOPLE)),
    ]
    rows = [["姓名", "身份证号", "优抚类别", header]]
    rows += [[*one, "烈属", cell] for one, cell in zip(PEOPLE, cells, strict=True)]
    result = yield [grid(insured, "承保名单.xlsx"), grid(rows, "优抚对象.xlsx")]
    assert codes(result) == [code] * 2


def test_who_works_in_a_town_is_of_no_office_of_it():
    assert not names_office("七宝镇敬老院食堂") and names_office("上海市闵行区七宝镇人民政府")
