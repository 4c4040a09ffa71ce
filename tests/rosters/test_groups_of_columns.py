"""Headers in two rows, a group above: whose name and number stand below it."""

import pytest
from at_once import at_once
from tables import codes, decide, grid, resident

ONE, TWO, THREE, FOUR = (resident(f"3101121950010190{n}") for n in (1, 2, 3, 4))
PEOPLE = [("样甲", ONE), ("样乙", TWO), ("样丙", THREE)]
ROSTERS = {"低保": "医疗救助对象", "优待": "优抚对象"}
OF_PERSON = ["申请人", "参保人信息", "被保险人", "本人", "成员", "申请人基本信息"]
OF_OTHERS = ["监护人", "监护人信息", "投保人", "投保人信息", "联系人", "代领人信息", "法定代理人", "紧急联系人"]


def sheet(left: str, right: str, ours_first: bool, first: str = "街镇"):
    rows = [[first, left, "", right, ""], ["", "姓名", "身份证号", "姓名", "身份证号"]]
    for name, number in PEOPLE:
        ours, theirs = [name, number], ["样户", FOUR]
        rows.append(["七宝镇" if first == "街镇" else "P", *(ours + theirs if ours_first else theirs + ours)])
    return rows


@at_once
@pytest.mark.parametrize("role", ["承保名单", "持证残疾人"])
@pytest.mark.parametrize("ours_first", [True, False])
@pytest.mark.parametrize(
    ("person", "other"),
    [*zip(OF_PERSON, OF_OTHERS, strict=False), (OF_PERSON[0], OF_OTHERS[6]), (OF_PERSON[2], OF_OTHERS[7])],
)
def test_whose_columns_are_whose(person, other, ours_first, role):
    plain = [["姓名", "身份证号", "街镇"], *([*one, "七宝镇"] for one in PEOPLE)]
    grouped = sheet(*((person, other) if ours_first else (other, person)), ours_first)
    lists = {"承保名单": plain, "持证残疾人": plain} | {role: grouped}
    result = yield [grid(rows, f"{name}.xlsx") for name, rows in lists.items()]
    assert codes(result) == ["OK"] * 3


def test_a_disabled_person_and_the_guardian():
    plain = grid([["姓名", "身份证号"], *map(list, PEOPLE)], "承保名单.xlsx")
    for ours_first in (True, False):
        groups = ("残疾人", "监护人") if ours_first else ("监护人", "残疾人")
        assert codes(decide([plain, grid(sheet(*groups, ours_first), "残联.xlsx")])) == ["OK"] * 3


def test_a_line_of_a_form_is_no_group():
    form = ["街镇", "七宝镇", "联系人", "张三", "联系电话"]
    rows = [form, ["序号", "姓名", "身份证号", "残疾类别", "街镇"], *(["1", *one, "肢体", "七宝镇"] for one in PEOPLE)]
    plain = grid([["姓名", "身份证号"], *map(list, PEOPLE)], "承保名单.xlsx")
    assert codes(decide([plain, grid(rows, "持证残疾人.xlsx")])) == ["OK"] * 3


@at_once
@pytest.mark.parametrize(
    ("group", "below", "code"),
    [
        ("残疾人证信息", ["证号", "有效期自", "有效期至"], "X05"),
        ("残疾人证", ["编号", "有效期起", "有效期止"], "X05"),
        ("低保证情况", ["号码", "起始日期", "截止日期"], "X05"),
        ("优待证信息", ["证号", "生效日期", "失效日期"], "X05"),
        ("身份证信息", ["号码", "有效期起", "有效期止"], "OK"),
        ("银行卡信息", ["卡号", "有效期起", "有效期止"], "OK"),
    ],
)
def test_a_group_says_which_card_a_number_and_its_days_are_of(group, below, code):
    """What of a card of identity or of a bank has run out takes nobody out of a roster; what of 残疾人证 has does."""
    rows = [["序号", "基本信息", "", group, "", "", "住址", ""], ["", "姓名", "身份证号", *below, "街镇", "残疾类别"]]
    for at, (name, number) in enumerate(PEOPLE):
        card = number if group == "身份证信息" else f"{number}4{at}" if group[0] == "残" else f"62284800{at}0012345674"
        rows.append([str(at), name, number, card, "2014-01-01", "2024-01-01", "七宝镇", "肢体"])
    plain = grid([["姓名", "身份证号"], *map(list, PEOPLE)], "承保名单.xlsx")
    result = yield [plain, grid(rows, f"{ROSTERS.get(group[:2], '持证残疾人')}.xlsx", "名册")]
    assert codes(result) == [code] * 3
    asked = result.readings[result.readings["asked"]]
    assert asked["header"].tolist() == []


@at_once
@pytest.mark.parametrize("rows_above", [0, 1])
@pytest.mark.parametrize(
    ("group", "first", "last"),
    [
        ("认定期限", "开始", "结束"),
        ("救助期限", "起", "止"),
        ("享受时间", "自", "至"),
        ("有效期限", "开始日期", "结束日期"),
        ("低保期限", "起始年月", "终止年月"),
        ("保障期", "从", "到"),
    ],
)
def test_two_days_under_one_heading_are_a_first_and_a_last_one(group, first, last, rows_above):
    """With one row of headings above that of the two words, and with two."""
    head = ["姓名", "身份证号", "街镇", "救助类别", group, ""]
    upper = [["基本情况", "", "", "救助情况", "", ""]] * rows_above
    days = [("2024.01", "2024.12"), ("2022-01-01", "2022-12-31"), ("2023-07", "2025-06")]
    people = [[*one, "七宝镇", "低保", *day] for one, day in zip(PEOPLE, days, strict=True)]
    insured = grid([["姓名", "身份证号", "承保日期"], *([*one, "2024-06-01"] for one in PEOPLE)], "承保名单.xlsx")
    roster = [*upper, head, ["", "", "", "", first, last], *people]
    assert codes((yield [insured, grid(roster, "医疗救助对象.xlsx")])) == ["OK", "X05", "OK"]
