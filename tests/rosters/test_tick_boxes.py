"""A cell that offers several answers with boxes says the one that is ticked."""

import pytest
from at_once import at_once
from tables import codes, grid, resident

from huibao_xl.rosters.tick_boxes import answered

ONE, TWO = (resident(f"3101121950010190{n}") for n in (1, 2))


@at_once
@pytest.mark.parametrize(
    ("header", "cell", "code"),
    [
        ("核查结论", "☑符合 □不符合", "OK"),
        ("核查结论", "□符合 ☑不符合", "X05"),
        ("核查结论", "□符合 □不符合", "H08"),
        ("核查结论", "☑符合 ☑不符合", "H08"),
        ("核查结论", "√符合  □不符合", "OK"),
        ("核查结论", "■符合□不符合", "OK"),
        ("核查结论", "符合（√）不符合（ ）", "OK"),
        ("核查结论", "符合（ ）不符合（√）", "X05"),
        ("核查结论", "R符合 □不符合", "OK"),
        ("持证状态", "☑正常 □注销 □迁出", "OK"),
        ("持证状态", "□正常\n☑注销\n□迁出", "X05"),
        ("是否死亡", "□是 ☑否", "OK"),
        ("是否死亡", "☑是 □否", "H10"),
        ("备注", "☑在册 □已死亡", "OK"),
        ("备注", "□在册 ☑已死亡", "H10"),
        ("备注", "□在册 □已死亡", "H10"),
    ],
)
def test_what_is_ticked_counts(header, cell, code):
    roster = [["姓名", "身份证号", "街镇", header], ["样甲", ONE, "七宝镇", cell], ["样乙", TWO, "七宝镇", ""]]
    lists = [
        grid([["姓名", "证件号码"], ["样甲", ONE]], "承保名单.xlsx"),
        grid(roster, "生活困难农户核查表.xlsx", "核查"),
    ]
    result = yield lists
    assert codes(result) == [code]


def test_its_function_is_that_of_the_states():
    assert answered.__module__ == "huibao_xl.rosters.tick_boxes"
