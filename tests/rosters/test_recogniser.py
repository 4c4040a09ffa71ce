"""Columns read by header and cells: what is sure is used, what may matter is said, and nothing is taken twice."""

import pytest
from tables import resident

from huibao_xl.rosters.recogniser import read_columns

IDS = [resident(f"3101121950010{day}90{day}") for day in range(1, 8)]
NAMES = ["样一", "样二", "样三", "样四", "样五", "样六", "样七"]
DAYS = ["2024-05-01", "2025.6.1", "20240601", "2024年6月", "长期", "2026/1/1", "2027-12-31"]
TOWNS = ["七宝镇", "莘庄镇", "七宝镇", "浦江镇", "七宝镇", "颛桥镇", "七宝镇"]


def is_township(text: str) -> bool:
    return text.endswith("镇")


def fields(headers, cells, answers=None):
    return [(each.field, each.sureness) for each in read_columns(headers, cells, is_township, answers)]


def test_headers_and_cells_together_are_sure():
    headers = ["申请人姓名", "身份证编号", "管理街镇", "认定截止日期"]
    assert fields(headers, [NAMES, IDS, TOWNS, DAYS]) == [
        ("姓名", "确定"),
        ("证件号码", "确定"),
        ("街镇", "确定"),
        ("失效日期", "确定"),
    ]


def test_ids_under_an_unknown_header_are_ids_by_their_cells():
    (reading,) = read_columns(["甲乙丙"], [IDS], is_township)
    assert reading.field == "证件号码" and "100%" in reading.why and "证件号码" in reading.why


def test_days_under_an_unknown_header_are_not_used_but_matter():
    (reading,) = read_columns(["甲乙丙"], [DAYS], is_township)
    assert (reading.field, reading.sureness, reading.doubts) == ("", "未用", ("日期",)) and reading.matters


def test_a_header_whose_cells_contradict_it_is_not_sure():
    (reading,) = read_columns(["失效日期"], [NAMES], is_township)
    assert reading.sureness != "确定"


def test_whose_number_it_is_counts():
    assert fields(["姓名", "监护人身份证号", "身份证号"], [NAMES, IDS, IDS])[1:] == [
        ("他人证件", "确定"),
        ("证件号码", "确定"),
    ]


def test_what_a_list_spells_stands_above_all_evidence():
    assert fields(["编号", "身份证号"], [IDS, IDS], {0: "证件号码"}) == [("证件号码", "确定"), ("", "未用")]


def test_a_harmless_column_does_not_matter():
    readings = read_columns(["性别", "备注", "序号"], [["男", "女"], ["无", "无"], ["1", "2"]], is_township)
    assert not any(reading.matters for reading in readings)


def test_a_channel_in_words_that_nobody_has_stays_a_channel():
    (read,) = read_columns(["业务渠道"], [["小程序", "经代", "网点"]], lambda text: False)
    assert read.field == "投保渠道"


@pytest.mark.parametrize(
    "cells",
    [
        ["2018.1.1-2023.12.31", "2020.1.1-2025.12.31"],
        ["2018-01-01-2023-12-31", "2018-1-1-2023-12-31"],
        ["20180101-20231231", "20200101—20251231"],
        ["2018年1月1日至2023年12月31日", "2018.1.1-长期"],
        ["2018/1/1-2023/12/31", "2018/1/1 - 永久"],
    ],
)
@pytest.mark.parametrize("header", ["使用期", "甲乙丙", "复核日期", "登记时间"])
def test_two_days_in_a_cell_are_no_account_and_no_day_of_entry(cells: list[str], header: str) -> None:
    """A validity under a header that nobody spells was read as 银行账号 and dropped: an expired person was paid."""
    (reading,) = read_columns([header], [cells], is_township)
    assert reading.field in ("", "有效期") and reading.sureness != "确定" and reading.matters


@pytest.mark.parametrize(
    ("head", "member"),
    [
        (("户主姓名", "户主身份证号"), ("成员姓名", "成员身份证号")),
        (("户主姓名", "户主身份证号码"), ("姓名", "身份证号码")),
        (("户主", "户主证件号"), ("家庭成员姓名", "家庭成员证件号码")),
        (("户代表姓名", "户代表身份证"), ("保障对象", "保障对象身份证")),
        (("户主姓名", "户主公民身份号码"), ("享受人员姓名", "公民身份号码")),
    ],
)
def test_who_heads_a_household_is_somebody_else_beside_columns_of_its_members(head, member):
    ids = [*IDS[1:], IDS[0]]
    read = fields([*head, *member], [NAMES, IDS, NAMES, ids])
    assert [field for field, _ in read[2:]] == ["姓名", "证件号码"]
    assert not {"姓名", "证件号码"}.intersection(field for field, _ in read[:2])
    doubts = [one.doubts for one in read_columns([*head, *member], [NAMES, IDS, NAMES, ids], is_township)]
    assert not any("证件号码" in one for one in doubts)


@pytest.mark.parametrize(
    ("other", "insured"),
    [
        (("客户姓名", "客户身份证号"), ("被保人姓名", "被保人身份证号")),
        (("客户名称", "客户证件号码"), ("被保险人", "被保险人证件号码")),
        (("保户姓名", "保户证件号"), ("参保人姓名", "参保人证件号")),
        (("个账支付人姓名", "个账支付人身份证号"), ("参保人姓名", "参保人身份证号")),
        (("缴费人", "缴费人证件号码"), ("姓名", "证件号码")),
        (("共济人姓名", "共济人身份证号码"), ("被保险人姓名", "被保险人身份证号码")),
    ],
)
def test_who_buys_or_pays_is_somebody_else_beside_the_insured(other, insured):
    """Also where the list spells the headers of the insured."""
    ids = [*IDS[1:], IDS[0]]
    for spelt in ({}, {2: "姓名", 3: "证件号码"}):
        read = read_columns([*other, *insured], [NAMES, IDS, NAMES, ids], is_township, spelt)
        assert [one.field for one in read] == ["他人姓名", "他人证件", "姓名", "证件号码"]
        assert not any(one.doubts for one in read[:2])


def test_a_customer_is_the_person_where_nobody_else_is_named():
    assert [field for field, _ in fields(["客户姓名", "客户身份证号"], [NAMES, IDS])] == ["姓名", "证件号码"]


def test_who_heads_a_household_is_asked_about_where_nobody_else_is_named():
    (_, number) = read_columns(["户主姓名", "户主身份证号"], [NAMES, IDS], is_township)
    assert number.field == "证件号码"
