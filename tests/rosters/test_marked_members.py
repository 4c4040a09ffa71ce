"""Registers of everybody on which a mark says who is in a roster."""

import pytest
from at_once import at_once
from tables import codes, grid, resident

ONE, TWO = (resident(f"3101121950010190{n}") for n in (1, 2))
PEOPLE = [["样甲", ONE, "七宝镇"], ["样乙", TWO, "七宝镇"]]
INSURED = [["姓名", "证件号码", "街镇"], *PEOPLE]


@at_once
@pytest.mark.parametrize(
    ("line", "mark", "expected"),
    [
        ("联明村农户底册（备注栏标“困难”的为生活困难农户）", "困难", ["OK", "H09"]),
        ("农户名册（备注栏写明困难者为困难农户）", "困难户", ["OK", "H09"]),
        ("注：打√的为低保户", "√", ["OK", "H09"]),
        ("说明：类别栏填写“低保”的为医疗救助对象", "低保", ["OK", "H09"]),
        ("注：标有“优”的属于优抚对象", "优", ["OK", "H09"]),
        ("带★者系优抚对象", "★", ["OK", "H09"]),
        ("备注注明“残”的是持证残疾人", "残", ["OK", "H09"]),
        ("联明村农户底册（备注栏标“困难”的为生活困难农户）", "不困难", ["H08", "H09"]),
        ("联明村农户底册（备注栏标“困难”的为生活困难农户）", "", ["H09", "H09"]),
    ],
)
@pytest.mark.parametrize("below", [False, True])
def test_who_has_the_mark_is_in_and_who_has_none_is_asked_about(line, mark, expected, below):
    head, rows = ["姓名", "身份证号", "街镇", "备注"], [[*PEOPLE[0], mark], [*PEOPLE[1], ""]]
    table = [head, *rows, [line]] if below else [[line], head, *rows]
    result = yield [grid(INSURED, "承保名单.xlsx"), grid(table, "联明村.xlsx", "人员")]
    assert codes(result) == expected


@at_once
@pytest.mark.parametrize(
    ("file", "title", "head", "code"),
    [
        ("联明村农户底册", "", "备注", "H09"),
        ("全体农户", "", "备注", "H09"),
        ("农业户籍登记簿", "", "备注", "H09"),
        ("村", "联明村土地承包农户登记表", "备注", "H09"),
        ("退役军人登记表", "", "入伍时间", "H09"),
        ("退役军人信息采集", "", "服役部队", "H09"),
        ("镇", "七宝镇退役军人花名册", "备注", "H09"),
        ("生活困难农户登记表", "", "备注", "OK"),
        ("农户花名册", "", "备注", "OK"),
        ("联明村农户底册", "生活困难农户名册", "备注", "OK"),
        ("农户基本信息", "", "致困原因", "OK"),
        ("联明村农户底册", "", "失效日期", "OK"),
        ("退役军人登记表", "", "优抚类别", "OK"),
        ("退役军人中的重点优抚对象花名册", "", "备注", "OK"),
    ],
)
def test_a_register_of_all_farmers_or_all_veterans_is_asked_about(file, title, head, code):
    cell = {"失效日期": "2024-12-31", "优抚类别": "伤残军人", "致困原因": "因病", "入伍时间": "1979-12"}.get(head, "")
    table = [*([[title]] if title else []), ["姓名", "身份证号", "街镇", head], [*PEOPLE[0], cell]]
    result = yield [grid(INSURED[:2], "承保名单.xlsx"), grid(table, f"{file}.xlsx", "Sheet1")]
    assert codes(result) == [code]
