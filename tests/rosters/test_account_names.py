"""Names beside 姓名 in 银行账户 that may be the holder's: money that goes to another adult is never paid without a question."""

import pytest
from at_once import at_once
from tables import codes, found, grid, resident

from huibao_xl.rosters.account_names import may_be_holders
from huibao_xl.rosters.header import find_header
from huibao_xl.rosters.recogniser import ColumnReading

NAMES = ("样甲", "样乙", "样丙")
IDS = [resident(f"3101121950010{day}90{day}") for day in (1, 2, 3)]
ACCOUNTS = ("6228480000012345674", "6228480000012424867", "6228480000012504056")


def lists(header, cells):
    people = list(zip(NAMES, IDS, strict=True))
    accounts = [[*one, cell, account] for one, cell, account in zip(people, cells, ACCOUNTS, strict=True)]
    insured = [[f"P{at}", *one, "2024-06-01"] for at, one in enumerate(people)]
    return [
        grid([["保单号", "姓名", "证件号码", "承保日期"], *insured], "承保名单.xlsx", "承保"),
        grid(
            [["姓名", "身份证号", "街镇", "残疾类别"], *([*one, "七宝镇", "肢体"] for one in people)],
            "持证残疾人.xlsx",
            "名册",
        ),
        grid([["姓名", "身份证号", header, "银行账号"], *accounts], "银行账户.xlsx", "账户"),
    ]


@at_once
@pytest.mark.parametrize("header", ["领款人", "领取人姓名", "代领人", "实际领取人", "受益人", "卡归属", "甲乙丙"])
def test_a_name_that_is_not_the_persons_is_asked_about(header):
    result = yield lists(header, ["样甲", "样乙", "样丁"])
    assert codes(result) == ["OK", "OK", "H09"] and found(result.found_until_decided, "I42")


@at_once
@pytest.mark.parametrize(
    ("header", "cells"),
    [
        ("领取人", ["样甲", "样乙", "样丙"]),
        ("甲乙丙", ["样甲", "样乙", "样丙"]),
        ("联系人", ["样甲", "样乙", "样丁"]),
        ("村民组", ["一组", "二组", "三组"]),
        ("代领人", ["", "", ""]),
    ],
)
def test_names_that_say_nothing_of_the_account_are_not(header, cells):
    result = yield lists(header, cells)
    assert codes(result) == ["OK"] * 3 and not found(result.found_until_decided, "I42")


def test_where_the_list_has_the_holder_nothing_else_may_be_it():
    sheet = grid([["姓名", "户名", "代领人"], ["样甲", "样甲", "样乙"]])
    header, reading = find_header(sheet), ColumnReading(2, "代领人", "", "未用", 0.0, "")
    assert may_be_holders(sheet, header, {"姓名": 0}, [reading], set()) == [2]
    assert may_be_holders(sheet, header, {"姓名": 0, "户名": 1}, [reading], set()) == []
    assert may_be_holders(sheet, header, {"姓名": 0}, [reading], {2}) == []


@at_once
@pytest.mark.parametrize(
    ("name", "number", "holder", "paid"),
    [
        ("收款人姓名", "收款人身份证号", "", True),
        ("收款人", "收款人证件号", "", True),
        ("持卡人姓名", "持卡人身份证号", "", True),
        ("开户人", "开户人证件号码", "", True),
        ("受益人姓名", "受益人身份证号", "账户姓名", True),
        ("代领人姓名", "代领人身份证号", "户名", False),
        ("监护人姓名", "监护人身份证号", "户名", False),
        ("姓名", "监护人身份证号", "户名", False),
        ("姓名", "收款人身份证号", "户名", False),
    ],
)
def test_a_number_of_the_holder_is_the_persons_where_no_other_stands(name, number, holder, paid):
    """The account of whoever is named beside it: it reaches somebody else by no reading of the list."""
    insured, roster, _ = lists("户名", NAMES)
    own = [f"6200000000012345{at}00" for at in range(3)]
    rows = [[*row[:2], *(row[2:] if holder else row[3:])] for row in zip(NAMES, IDS, NAMES, own, strict=True)]
    head = [name, number, *([holder] if holder else []), "银行账号"]
    result = yield [insured, roster, grid([head, *rows], "银行账户.xlsx", "账户")]
    assert codes(result) == ["OK"] * 3 and result.payments["payable"].tolist() == [paid] * 3
    assert bool(found(result.findings, "I58")) != paid
