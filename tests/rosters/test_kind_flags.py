"""Rosters that ask one by one which kind somebody is: who is none of them waits."""

import pytest
from at_once import at_once
from tables import codes, grid, resident

IDS = [resident(f"3101121952010{n}901") for n in range(1, 5)]
NAMES = ["样甲", "样乙", "样丙", "样丁"]


@at_once
@pytest.mark.parametrize(
    ("role", "headers", "cells", "expected"),
    [
        ("医疗救助对象", ["是否特困", "是否低保", "是否低收入"], ["否是否", "是否否", "否否否", "否否是"], ["OK", "OK", "H08", "OK"]),
        ("医疗救助对象", ["低保", "特困"], ["√ ", " √", "  ", "√ "], ["OK", "OK", "H08", "OK"]),
        ("医疗救助对象", ["是否特困", "是否低保"], ["否是", "是否", "是否", "否是"], ["OK"] * 4),
        ("医疗救助对象", ["是否特困", "是否重病"], ["否是", "否否", "否否", "否否"], ["OK"] * 4),  # one kind alone
        ("持证残疾人", ["视力", "听力", "肢体"], ["√  ", " √ ", "   ", "  √"], ["OK", "OK", "H08", "OK"]),
        ("持证残疾人", ["视力残疾", "肢体残疾"], ["否否", "否否", "否是", "否否"], ["OK"] * 4),  # hardly filled in
        ("优抚对象", ["是否伤残军人", "是否三属"], ["是否", "否是", "否否", "是否"], ["OK", "OK", "H08", "OK"]),
    ],
)  # fmt: skip
def test_who_is_of_none_of_the_kinds_waits(role, headers, cells, expected):
    rows = [[*one, "七宝镇", *marks] for one, marks in zip(zip(NAMES, IDS, strict=True), cells, strict=True)]
    result = yield [
        grid([["姓名", "证件号码"], *([*one] for one in zip(NAMES, IDS, strict=True))], "承保名单.xlsx"),
        grid([["姓名", "证件号码", "街镇", *headers], *rows], f"{role}.xlsx"),
    ]
    assert codes(result) == expected
