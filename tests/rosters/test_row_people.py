"""Further people in the rows of a list: who may be on it as the row's own person is waits, and is a person of it once a clerk has said so."""

import pytest
from at_once import at_once
from tables import TODAY, codes, decide, decide_lists, found, grid, load, resident, sources

from huibao_xl.rosters.collect import collect
from huibao_xl.rosters.column_answers import answer_frame
from huibao_xl.rosters.row_people import ANOTHER

ONE, TWO, THREE = (resident(f"3101121950010190{n}") for n in (1, 2, 3))
HEAD = ["姓名", "证件号码", "街镇"]
PEOPLE = [["样甲", ONE, "七宝镇"], ["样乙", TWO, "七宝镇"], ["样丙", THREE, "七宝镇"]]
INSURED = grid([HEAD, *PEOPLE], "承保名单.xlsx")
PAID = [INSURED, grid([HEAD, *PEOPLE], "持证残疾人.xlsx")]


def pair(whose: str, number: str = "身份证号") -> list[str]:
    return [f"{whose}姓名", f"{whose}{number}"]


@at_once
@pytest.mark.parametrize(
    ("file", "first", "second", "code"),
    [
        ("团单-家属", pair("员工"), pair("家属"), "H09"),
        ("团单", pair("职工"), pair("配偶", "身份证号码"), "H09"),
        ("某厂团单", pair(""), pair("父亲"), "H09"),
        ("团单2", pair("员工本人", "证件号码"), pair("子女", "证件号码"), "H09"),
        ("村团单", pair(""), pair("户主"), "H09"),
        ("团单3", pair("被保险人"), pair("连带被保险人"), "H09"),
        ("团单4", pair("职工"), pair("参保家属"), "H09"),
        ("2024年沪惠保已发放", pair(""), pair("配偶"), "H09"),
        ("2024年沪惠保补贴已发放（按户）", pair("家庭成员"), pair("户主"), "H09"),
        ("2024年沪惠保已发放2", pair("成员"), pair("户代表"), "H09"),
        ("沪惠保补贴已发放（户）", pair("享受人员"), pair("户主"), "H09"),
        ("沪惠保补贴发放明细（户）", pair("家庭成员", "身份证号码"), pair("户主", "身份证号码"), "H09"),
        ("沪惠保发放记录", pair("补贴对象"), pair("户主", "公民身份号码"), "H09"),
        ("退保名单", pair(""), pair("家属"), "H09"),
        *(
            ("团单", pair(""), pair(whose), "OK")
            for whose in ("投保人", "经办人", "联系人", "业务员", "代办人", "监护人")
        ),
        *(("死亡名单", pair("死者"), pair(whose), "OK") for whose in ("家属", "子女", "户主", "申报人", "监护人")),
        ("2024年沪惠保已发放", pair(""), pair("代领人"), "OK"),
    ],
)
def test_who_stands_beside_somebody_on_a_list_that_speaks_against_him(file, first, second, code):
    result = yield [*PAID, grid([[*first, *second], ["样甲", ONE, "样乙", TWO]], f"{file}.xlsx")]
    assert codes(result)[1:] == [code, "OK"] and codes(result)[0] not in ("OK", "H09")


def test_a_death_list_names_the_dead_and_not_the_head_of_the_household():
    rows = [["户主姓名", "户主身份证号", "死亡人员", "死亡日期"], ["样甲", ONE, "样乙", "2024-05-01"]]
    assert codes(decide([*PAID, grid(rows, "死亡名单.xlsx")])) == ["OK", "H11", "OK"]


HOUSEHOLD = "低保名册"


@at_once
@pytest.mark.parametrize(
    ("file", "header", "row", "expected"),
    [
        (HOUSEHOLD, [*pair("户主"), *pair("成员")], ["样乙", TWO, "样甲", ONE], ["OK", "H09", "X01"]),
        (HOUSEHOLD, [*pair("本人"), *pair("配偶")], ["样甲", ONE, "样乙", TWO], ["OK", "H09", "X01"]),
        (HOUSEHOLD, [*pair("户主"), *pair("子女")], ["样甲", ONE, "样乙", TWO], ["OK", "H09", "X01"]),
        (HOUSEHOLD, [*pair("申请人"), *pair("家庭成员")], ["样甲", ONE, "样乙", TWO], ["OK", "H09", "X01"]),
        ("生活困难农户", [*pair("户主"), "成员", "成员身份证号"], ["样乙", TWO, "样甲", ONE], ["OK", "H09", "X01"]),
        (
            HOUSEHOLD,
            [*pair("户主"), "家庭成员"],
            ["样甲", ONE, f"样乙（妻，{TWO}）、样丙{THREE}"],
            ["OK", "H09", "H09"],
        ),
        (HOUSEHOLD, [*pair(""), "同住家庭成员信息"], ["样甲", ONE, f"妻子：样乙 {TWO}"], ["OK", "H09", "X01"]),
        *(
            (
                HOUSEHOLD,
                [*pair("申请人"), whose],
                ["样甲", ONE, f"妻子：样乙 {TWO}；女儿：样丙，{THREE}"],
                ["OK", "H09", "H09"],
            )
            for whose in ("家庭成员情况", "家庭情况", "共同生活家庭成员基本情况", "家属情况", "家庭人口构成")
        ),
        (HOUSEHOLD, [*pair(""), "监护人情况"], ["样甲", ONE, f"样乙 {TWO}"], ["OK", "X01", "X01"]),
        (HOUSEHOLD, [*pair(""), *pair("监护人")], ["样甲", ONE, "样乙", TWO], ["OK", "X01", "X01"]),
        (HOUSEHOLD, [*pair(""), *pair("代办人")], ["样甲", ONE, "样乙", TWO], ["OK", "X01", "X01"]),
        ("持证残疾人", [*pair(""), *pair("户主")], ["样甲", ONE, "样乙", TWO], ["OK", "X01", "X01"]),
        ("持证残疾人", [*pair(""), *pair("配偶")], ["样甲", ONE, "样乙", TWO], ["OK", "X01", "X01"]),
        ("优抚对象", [*pair("烈士"), *pair("遗属"), "关系"], ["样乙", TWO, "样甲", ONE, "妻"], ["OK", "X01", "X01"]),
        ("优抚对象", [*pair("病故军人"), *pair("家属")], ["样乙", TWO, "样甲", ONE], ["OK", "X01", "X01"]),
    ],
)
def test_who_stands_beside_somebody_of_a_roster(file, header, row, expected):
    result = yield [INSURED, grid([[*header, "街镇"], [*row, "七宝镇"]], f"{file}.xlsx")]
    assert codes(result) == expected


@at_once
@pytest.mark.parametrize("year", ["2024", "2023"])
@pytest.mark.parametrize("names", ["样甲、样乙", "样乙"])
def test_who_is_named_beside_somebody_on_a_list_of_payments_by_household(year, names):
    rows = [["政策年度", *pair("户主"), "金额", "享受人员"], [year, "样甲", ONE, 258, names]]
    result = yield [*PAID, grid(rows, "往期发放.xlsx")]
    assert codes(result) == (["X06", "H08", "OK"] if year == "2024" else ["OK"] * 3)


def test_who_is_named_beside_somebody_on_a_sheet_that_nobody_reads():
    rows = [["户主", "户主身份证", "金额", "享受人员", "经办人"], ["样甲", ONE, 258, "样甲、样乙", "样丙"]]
    assert codes(decide([*PAID, grid(rows, "2024年沪惠保补贴发放表.xlsx")])) == ["H08", "H08", "OK"]


def test_a_word_for_leaving_under_a_header_that_is_asked_about_holds_who_stands_in_the_roster_twice():
    kinds = ["肢体", "三级"]
    changes = [
        [*HEAD, "残疾类别", "残疾等级", "业务类型"],
        [*PEOPLE[0], *kinds, "注销"],
        [*PEOPLE[1], *kinds, "新办"],
    ]
    assert codes(decide([*PAID, grid(changes, "持证残疾人2.xlsx", "二季度变化")])) == ["H09", "OK", "OK"]


def test_nothing_is_asked_where_everybody_has_a_row():
    rows = [
        [*pair(""), *pair("户主"), "街镇"],
        ["样甲", ONE, "样甲", ONE, "七宝镇"],
        ["样乙", TWO, "样甲", ONE, "七宝镇"],
    ]
    result = decide([INSURED, grid(rows, "低保名册.xlsx")])
    assert codes(result) == ["OK", "OK", "X01"] and not found(result.found_until_decided, "I42", "I24")


@pytest.mark.parametrize(("meaning", "expected"), [(ANOTHER, ["OK", "OK", "H10"]), ("不用", ["OK", "X01", "H10"])])
def test_what_a_clerk_says_of_them(meaning, expected):
    rows = [
        [*pair("户主"), *pair("成员"), "死亡日期", "街镇"],
        ["样乙", TWO, "样甲", ONE, "", "七宝镇"],
        ["样乙", TWO, "样丙", THREE, "2024-05-01", "七宝镇"],
    ]
    answers = answer_frame(
        [
            {
                "source": "医疗救助对象",
                "header": "户主身份证号",
                "meaning": meaning,
                "by": "张经办",
                "on": "2024-08-01",
                "where": "",
            }
        ]
    )
    lists = collect(sources(INSURED, grid(rows, "低保名册.xlsx")), load("2024"), {}, TODAY, column_answers=answers)
    assert codes(decide_lists(lists)) == expected


def test_people_beside_the_insured_are_named():
    rows = [
        [*HEAD, "其他被保险人"],
        ["样甲", ONE, "七宝镇", f"样丁{resident('31011219500101904')}"],
        *(row + [""] for row in PEOPLE[1:]),
    ]
    result = decide([grid(rows, "承保名单.xlsx"), PAID[1]])
    assert codes(result) == ["OK"] * 3 and [code for code, *_ in found(result.found_until_decided, "I64")] == ["I64"]


@at_once
@pytest.mark.parametrize(
    ("header", "said"),
    [
        (["被保险人1", "证件号1", "被保险人2", "证件号2"], True),
        (["姓名", "身份证号", "姓名2", "身份证号2"], True),
        (["姓名", "身份证号", "联系人2", "联系人证件号2"], False),
    ],
)
def test_several_insured_in_a_row_are_named_and_the_first_is_paid(header, said):
    rows = [["保单号", *header, "承保日期"], ["P1", "样甲", ONE, "样乙", TWO, "2024-06-01"]]
    result = yield [grid(rows, "承保名单.xlsx"), PAID[1]]
    assert codes(result) == ["OK"]
    assert bool(found(result.findings, "I64")) == said


@pytest.mark.parametrize("whose", ["救助对象", "保障对象", "低保对象", "享受人"])
def test_who_applied_for_somebody_else_is_not_the_person_of_the_row(whose):
    roster = grid(
        [[*pair("申请人"), *pair(whose), "街镇"], [*PEOPLE[0][:2], *PEOPLE[1][:2], "七宝镇"]], "医疗救助对象.xlsx"
    )
    assert codes(decide([INSURED, roster])) == ["H09", "OK", "X01"]
