"""Lists that say out and mean people by the number of their household or their certificate."""

import re

import pytest
from at_once import at_once
from tables import codes, found, grid, resident

ONE, TWO, THREE, FOUR = (resident(f"3101121950010190{n}") for n in (1, 2, 3, 4))
PEOPLE = [["样甲", ONE, "七宝镇"], ["样乙", TWO, "七宝镇"], ["样丙", THREE, "七宝镇"]]
INSURED = [["姓名", "证件号码", "街镇"], *PEOPLE]
HOUSES, CARDS = ["MH0001", "MH0001", "MH0002"], ["沪闵低保1000001", "沪闵低保1000002", "沪闵低保1000003"]
ROSTER = [
    ["姓名", "身份证号", "街镇", "救助类别", "户编号", "低保证号"],
    *([*one, "低保", house, card] for one, house, card in zip(PEOPLE, HOUSES, CARDS, strict=True)),
]


CASES = [
    (
        "停保户",
        [["户编号", "户主姓名", "停保人数", "停保原因"], ["MH0001", "样甲", "2", "收入超标，整户停保"]],
        "HHO",
    ),
    ("4月停保家庭", [["户编号", "户主", "原因"], ["MH0001", "样甲", "收入超标"]], "HHO"),
    ("停保", [["户号", "停保原因"], ["mh 0001", "全户迁出"]], "HHO"),
    ("注销户", [["家庭编号", "注销时间"], ["MH0002", "2024-04-02"]], "OOH"),
    ("停保", [["户编号", "姓名", "停保原因"], ["MH0001", "样甲", "就业"]], "HOO"),
    ("停保户", [["户编号", "户主姓名", "户主身份证号", "停保原因"], ["MH0001", "样甲", ONE, "整户停保"]], "HHO"),
    ("注销低保证", [["证件编号", "注销日期", "原因"], [CARDS[1], "2024-04-02", "收入超标"]], "OHO"),
    ("注销低保证", [["低保证号", "注销日期"], ["沪闵低保 1000003", "2024-04-02"]], "OOH"),
    ("退出名单", [["序号", "证号", "退出原因"], ["1", CARDS[0], "退出"]], "HOO"),
    ("停保户", [["户编号", "户主姓名", "停保人数"], ["MH0009", "样丁", "2"]], "OOO"),
]


@at_once
@pytest.mark.parametrize(("n", "case"), list(enumerate(CASES)))
def test_whom_a_list_means_by_the_number_of_a_household_or_a_certificate(n, case):
    """Each case has numbers of its own: what one list says must not be said of another's people."""
    file, rows, expected = case
    rows, roster = (
        [[re.sub("(?i)mh(?= ?0)|低保 ?(?=1)", rf"\g<0>{n}", cell) for cell in row] for row in table]
        for table in (rows, ROSTER)
    )
    lists = [grid(INSURED, "承保名单.xlsx"), grid(roster, "医疗救助对象.xlsx", "名册")]
    result = yield [*lists, grid(rows, f"{file}.xlsx", "Sheet1")]
    assert "".join(code[0] for code in codes(result)) == expected


@at_once
@pytest.mark.parametrize(
    "rows",
    [
        [["姓名", "样甲", "性别", "男"], ["身份证号", ONE, "街镇", "七宝镇"], [], ["姓名", "样乙"], ["身份证号", TWO]],
        [["姓名", "样甲", "样乙"], ["身份证号", ONE, TWO], ["街镇", "七宝镇", "七宝镇"]],
        [["残疾人核查卡"], ["姓名：", "样甲"], ["公民身份号码：", ONE], ["姓名：", "样乙"], ["公民身份号码：", TWO]],
    ],
)
def test_cards_and_people_side_by_side_are_asked_about(rows):
    other = [["姓名", "身份证号", "街镇", "残疾类别"], ["样丁", FOUR, "七宝镇", "肢体"]]
    lists = [grid(INSURED, "承保名单.xlsx"), grid(other, "残疾人.xlsx", "名册")]
    result = yield [*lists, grid(rows, "核查.xlsx", "持证残疾人")]
    assert [code[0] for code in codes(result)] == ["H", "H", "X"]
    assert found(result.found_until_decided, "I38")


@at_once
@pytest.mark.parametrize(
    ("header", "said", "expected"),
    [
        ("备注", "2024年4月整户停保", "HHO"),
        ("状态", "全户注销", "HHO"),
        ("备注", "全家已迁出", "HHO"),
        ("备注", "停保", "HOO"),
        ("备注", "整户入住养老院", "OOO"),
    ],
)
@pytest.mark.parametrize("number", ["户编号", "户主身份证号"])
def test_one_row_says_that_its_whole_household_has_stopped(header, said, expected, number):
    houses = HOUSES if number == "户编号" else [ONE, ONE, THREE]
    rows = [
        [*one, "低保", house, said if at == 0 else ""]
        for at, (one, house) in enumerate(zip(PEOPLE, houses, strict=True))
    ]
    roster = grid([["姓名", "身份证号", "街镇", "救助类别", number, header], *rows], "医疗救助对象.xlsx", "名册")
    result = yield [grid(INSURED, "承保名单.xlsx"), roster]
    assert "".join(code[0].replace("X", "H") for code in codes(result)) == expected
