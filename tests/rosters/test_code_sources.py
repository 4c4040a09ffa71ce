"""Whose codes stand on a sheet, by the names that offices and insurers give their files."""

import pytest

from huibao_xl.rosters.code_sources import insurers_in, source_of


@pytest.mark.parametrize(
    ("place", "source"),
    [
        (("中国人寿2024年6月承保清单.xlsx", "Sheet1"), "国寿"),
        (("名单/汇总.xlsx", "平安"), "平安"),
        (("平安/国寿承保.xlsx", "承保"), "国寿"),
        (("太保_HHB_export_20240708.csv", "太保_HHB_export_20240708"), "太保"),
        (("保险公司/CPIC/list.xlsx", "Sheet1"), "太保"),
        (("承保-太平洋产险.xlsx", "承保"), "太保财险"),
        (("七宝镇/残疾人.xlsx", "名册"), "七宝镇/残疾人.xlsx#名册"),
    ],
)
def test_the_nearest_name_says_whose_list_it_is(place, source):
    assert source_of(place) == source


@pytest.mark.parametrize(
    "name", ["投保人保单", "个人保险名单", "太平镇", "新华路承保", "平安村名单", "阳光平台导出", ""]
)
def test_names_that_are_no_insurers_say_nobody(name):
    assert insurers_in(name) == ""
