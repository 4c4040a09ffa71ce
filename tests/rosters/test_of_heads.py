"""What a column about the head of a household says is about a row's person only where he is the head."""

import pytest
from at_once import at_once
from tables import codes, grid, resident

from huibao_xl.rosters.of_heads import of_the_person

ONE, TWO, THREE = (resident(f"3101121950010190{n}") for n in (1, 2, 3))
INSURED = grid([["姓名", "证件号码"], ["样甲", ONE], ["样乙", TWO]], "承保名单.xlsx", "承保")
DAY = "2023-03-15"


def roster(header, cells, beside="", others=(), name="姓名"):
    head = [name, "身份证号码", "人员类别", "街镇", header, *([beside] if beside else [])]
    people = [("样甲", ONE), ("样乙", TWO), ("样丙", THREE)]
    rows = [
        [*one, "低保", "七宝镇", cell, *([other] if beside else [])]
        for one, cell, other in zip(people, cells, others or ("",) * 3, strict=True)
    ]
    return grid([head, *rows], "医疗救助对象名单.xlsx", "医疗救助对象")


@at_once
@pytest.mark.parametrize(
    ("header", "cells", "beside", "others", "expected"),
    [
        ("户主死亡日期", [DAY, DAY, DAY], "", (), ["OK", "OK"]),
        ("户主死亡日期", [DAY, "", ""], "", (), ["H10", "OK"]),
        ("户主死亡日期", [DAY, DAY, ""], "与户主关系", ("户主", "配偶", "子"), ["H10", "OK"]),
        ("户主死亡时间", [DAY, DAY, ""], "与户主关系", ("子", "孙女", "户主"), ["OK", "OK"]),
        ("户主是否死亡", ["是", "是", "否"], "家庭关系", ("本人", "女儿", "本人"), ["H10", "OK"]),
        ("户主死亡日期", [DAY, DAY, DAY], "户主姓名", ("样甲", "样甲", "样丙"), ["H10", "OK"]),
        ("户主死亡日期", [DAY, DAY, ""], "户主身份证号", (ONE, ONE, THREE), ["H10", "OK"]),
        ("户主死亡日期", [DAY, DAY, ""], "与户主关系", ("", "配偶", "户主"), ["H10", "OK"]),
        ("户主死亡日期", [DAY, DAY, ""], "与户主关系", ("1", "2", "1"), ["H10", "H10"]),
        ("死亡日期", [DAY, "", ""], "与户主关系", ("子", "配偶", "户主"), ["H10", "OK"]),
        ("配偶死亡日期", [DAY, "", ""], "", (), ["OK", "OK"]),
    ],
)
def test_the_death_of_a_head_is_the_head_s(header, cells, beside, others, expected):
    result = yield [INSURED, roster(header, cells, beside, others)]
    assert codes(result) == expected


@at_once
@pytest.mark.parametrize(("header", "code"), [("户主死亡日期", "H10"), ("户主注销日期", "X05")])
def test_on_a_list_of_heads_it_is_the_person_s(header, code):
    result = yield [INSURED, roster(header, [DAY, "", ""], name="户主姓名")]
    assert codes(result) == [code, "OK"]


def test_its_function_is_that_of_the_states():
    assert of_the_person.__module__ == "huibao_xl.rosters.of_heads"
