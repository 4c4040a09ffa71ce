"""Lists of insurers that have the columns of 承保名单 and are none put nobody in, and are asked about."""

from pathlib import Path

import pytest
from at_once import at_once, decided_unshared
from tables import decide, found, grid, resident

from huibao_xl.rosters.fields import role_book
from huibao_xl.rosters.header import find_header
from huibao_xl.rosters.insurer_lists import bought_by_others
from huibao_xl.rosters.role_finder import RoleFinder

ONE, TWO, THREE = (resident(f"3101121950010190{n}") for n in (1, 2, 3))
PEOPLE = [("P1", "样甲", ONE), ("P2", "样乙", TWO), ("P3", "样丙", THREE)]
ROSTER = grid(
    [["姓名", "证件号码", "街镇", "残疾类别"], *([*one[1:], "七宝镇", "肢体"] for one in PEOPLE)], "持证残疾人.xlsx"
)
INSURED = grid([["保单号", "姓名", "证件号码", "状态"], *([*one, "有效"] for one in PEOPLE[:2])], "承保名单.xlsx")
TITLES = ["保单号", "被保险人", "证件号码"]


def lists(file, header, cells, sheet="Sheet1", title=None):
    rows = [[*TITLES, header], *([*one, cell] for one, cell in zip(PEOPLE[1:], cells, strict=True))]
    return [INSURED, grid([[title], *rows] if title else rows, file, sheet), ROSTER]


def by_name(result):
    """{name without the family's: code}"""
    return dict(zip(result.decisions["name"].str[1:], result.decisions["code"].astype(str), strict=True))


@at_once
@pytest.mark.parametrize(
    ("file", "header", "cells", "insured"),
    [
        ("理赔清单.xlsx", "出险原因", ["住院", "住院"], "OK"),
        ("清单.xlsx", "赔案号", ["A1", "A2"], "OK"),
        ("清单.xlsx", "出险日期", ["2024-07-01", "2024-07-02"], "OK"),
        ("清单.xlsx", "受理号", ["S1", "S2"], "OK"),
        ("清单.xlsx", "投保意向", ["有", "有"], "OK"),
        ("预约登记.xlsx", "平台", ["随申办", "随申办"], "OK"),
        ("参保意愿登记.xlsx", "平台", ["随申办", "随申办"], "OK"),
        ("推荐名单.xlsx", "推荐人", ["王芳", "王芳"], "OK"),
        ("续保提醒清单.xlsx", "电话", ["13900000001", "13900000002"], "OK"),
        ("应保未保名单.xlsx", "原因", ["不在家", "不在家"], "OK"),
        ("保全受理清单.xlsx", "保全项目", ["变更手机号", "变更手机号"], "H08"),
        ("批单.xlsx", "批改类型", ["退保", "退保"], "H08"),
        ("理赔.xlsx", "出险类型", ["身故", "住院"], "H08"),
    ],
)
def test_who_stands_there_only_is_not_paid_and_the_sheet_is_asked_about(file, header, cells, insured):
    result = yield lists(file, header, cells)
    codes = by_name(result)
    assert codes == {"甲": "OK", "乙": insured}
    asked = result.readings[result.readings["asked"]]
    assert file in [Path(one).name for one in asked["file"]] and len(found(result.findings, "I02")) == 1


@at_once
@pytest.mark.parametrize(
    ("file", "header", "cells"),
    [
        ("承保名单二.xlsx", "批单号", ["PD2024000001", "PD2024000002"]),
        ("承保批改清单.xlsx", "平台", ["随申办", "随申办"]),
        ("清单.xlsx", "批单号", ["PD2024000001", ""]),
        ("清单.xlsx", "推荐人", ["王芳", "李强"]),
        ("客户名单.xlsx", "平台", ["随申办", "随申办"]),
    ],
)
def test_what_an_insured_list_has_too_changes_nothing(file, header, cells):
    result = yield lists(file, header, cells)
    codes = by_name(result)
    assert codes["丙"] == "OK"


@at_once
@pytest.mark.parametrize(("sheet", "title"), [("理赔", None), ("保全受理", None), ("Sheet1", "沪惠保理赔清单")])
def test_sheet_and_title_say_it_too(sheet, title):
    result = yield lists("沪惠保.xlsx", "平台", ["随申办", "随申办"], sheet, title)
    codes = by_name(result)
    assert "丙" not in codes


def test_a_hotline_above_an_insured_list_says_nothing():
    result = decide(lists("沪惠保.xlsx", "平台", ["随申办"] * 2, title="沪惠保2024年清单（理赔热线：95500）"))
    codes = by_name(result)
    assert codes["丙"] == "OK"


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        *(
            (name, True)
            for name in [
                "团体",
                "线下企业",
                "团险",
                "工会",
                "企业",
                "单位",
                "员工",
                "职工",
                "赠送",
                "公司代缴",
                "非个人",
                "公司",
                "团单2024",
                "2024赠险",
            ]
        ),
        *(
            (name, True)
            for name in ("承保名单 赠险", "沪惠保企业客户投保明细", "单位投保清单", "村集体", "团险（七宝）")
        ),
        *(
            (name, False)
            for name in [
                "个人",
                "线上",
                "散户",
                "个单",
                "Sheet1",
                "承保名单",
                "七宝镇",
                "个人及团体",
                "非团单",
                "2024",
                "承保",
            ]
        ),
        *(
            (name, False)
            for name in (
                "承保名单（不含团单）",
                "团单除外",
                "填报单位：七宝镇",
                "职工医保",
                "太保公司承保名单",
                "已剔除企业",
                "承保名单剔除企业",
                "沪惠保承保名单（备注栏：T-退保，D-团单）",
                "承保名单（A=个人，B=团体）",
            )
        ),
    ],
)
def test_names_that_say_that_groups_bought(name, expected):
    assert bool(bought_by_others([name], INSURED, find_header(INSURED))) is expected


def test_the_nearest_name_that_says_who_bought_decides_and_a_column_of_channels_before_it():
    header = find_header(INSURED)
    assert bought_by_others(["Sheet1", "", "七宝", "团单", "沪惠保"], INSURED, header)
    assert not bought_by_others(["个人", "", "七宝", "团单"], INSURED, header)


@pytest.mark.parametrize(
    ("name", "cells", "asked"),
    [
        *((name, ["个人", "个人"], True) for name in ("团体", "团", "单位", "工会", "集体单", "机构客户", "企业客户")),
        ("团体", ["随申办", ""], True),
        ("团体", ["个人", "团单"], False),
        ("团体", ["个人", "太阳系"], False),
        ("承保名单", ["个人", "个人"], False),
        ("个人及团体", ["个人", "个人"], False),
    ],
)
def test_a_name_that_says_a_group_over_rows_that_all_say_a_person(name, cells, asked):
    rows = [[*one, cell] for one, cell in zip(PEOPLE, cells, strict=False)]
    listed = grid([["保单号", "姓名", "证件号码", "投保渠道"], *rows])
    assert bool(bought_by_others([name], listed, find_header(listed))) is asked


@at_once
@pytest.mark.parametrize("sheet", ["线下企业", "未到账", "非闵行"])
def test_who_stands_only_on_such_a_sheet_is_not_paid(sheet):
    result = yield lists("沪惠保.xlsx", "平台", ["随申办"] * 2, sheet)
    codes = by_name(result)
    assert codes["甲"] == "OK" and codes.get("丙") != "OK" and result.readings["asked"].any()


HEADER = ["保单号", "姓名", "证件号码", "承保日期", "保费"]


@at_once(by=decided_unshared)
@pytest.mark.parametrize(
    ("first", "second", "codes"),
    [
        ("个险", "团险", ["OK", "X02"]),
        ("个人", "团体", ["OK", "X02"]),
        ("承保", "单位投保", ["OK", "X02"]),
        ("散单", "企业团单", ["OK", "X02"]),
        ("个人业务", "团体业务", ["OK", "X02"]),
        ("个险", "赠险", ["OK"]),
        ("1月", "2月", ["OK", "OK"]),
    ],
)
def test_a_sheet_of_groups_in_the_workbook_of_the_insurer(first, second, codes):
    """Its rows are policies of the same list; a gift is asked about."""
    one, two = PEOPLE[:2]
    sheets = [
        grid([HEADER, ["P1", *one[1:], "2024-06-01", "129"]], "沪惠保承保数据.xlsx", first),
        grid([HEADER, ["P2", *two[1:], "2024-06-01", "129"]], "沪惠保承保数据.xlsx", second),
    ]
    roster = grid(
        [["姓名", "身份证号", "街镇", "残疾类别"], *([*each[1:], "七宝镇", "肢体"] for each in (one, two))],
        "残疾人.xlsx",
    )
    result = yield [*sheets, roster]
    assert result.decisions["code"].astype(str).tolist() == codes


@at_once
@pytest.mark.parametrize(
    ("header", "cells", "codes"),
    [
        ("被保险人数", ["10", "1"], ["H08", "OK"]),
        ("投保人数", ["5人", "1人"], ["H08", "OK"]),
        ("参保人数", ["2.0", "1.0"], ["H08", "OK"]),
        ("被保人数量", ["3", ""], ["H08", "OK"]),
        ("保单人数", ["1", "1"], ["OK", "OK"]),
        ("家庭人数", ["4", "2"], ["OK", "OK"]),
    ],
)
def test_a_policy_that_insures_several_people_may_be_a_groups(header, cells, codes):
    people = PEOPLE[:2]
    rows = [[*one, "2024-06-01", cell] for one, cell in zip(people, cells, strict=True)]
    roster = grid(
        [["姓名", "身份证号", "街镇", "残疾类别"], *([*one[1:], "七宝镇", "肢体"] for one in people)], "残疾人.xlsx"
    )
    result = yield [grid([["保单号", "姓名", "证件号码", "承保日期", header], *rows], "承保名单.xlsx"), roster]
    assert result.decisions["code"].astype(str).tolist() == codes and not result.readings["asked"].any()


def test_what_stands_beside_the_header_says_of_what_the_list_is():
    rows = [[*one, "2024-06-01"] for one in PEOPLE[:2]]
    head = ["保单号", "姓名", "证件号码", "承保日期", None]
    for text, asked in (("团体客户：上海样例有限公司", True), ("单位：元", False), ("制表人：样丙", False)):
        listed = grid([[*head, text], *rows], "承保名单.xlsx")
        header = find_header(listed)
        reading, _ = RoleFinder(role_book(), True, 2024, 12900).find(listed, header, ())
        assert (reading.role is None) is asked
