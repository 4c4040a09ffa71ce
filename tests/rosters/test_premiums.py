"""Negative premiums take a policy back, wherever they stand; a premium of 0 is said."""

import pytest
from at_once import at_once
from tables import codes, decide, found, grid, resident

from huibao_xl.rosters.premiums import amount

ONE, TWO = (resident(f"3101121950010{day}90{day}") for day in (1, 2))
ROSTER = grid(
    [["姓名", "身份证号", "街镇", "残疾类别"], ["样甲", ONE, "七宝镇", "肢体"], ["样乙", TWO, "七宝镇", "肢体"]],
    "残.xlsx",
)
HEAD = ["保单号", "姓名", "证件号码", "承保日期", "保费"]


def bought(policy, person, premium):
    name, number = {1: ("样甲", ONE), 2: ("样乙", TWO)}[person]
    return [policy, name, number, "2024-06-01", premium]


def lists(*rows, more=()):
    sheets = [grid([HEAD, *rows], "承保名单.xlsx", "承保")]
    sheets += [grid([HEAD, *more], "承保名单三月.xlsx", "承保")] if more else []
    return [*sheets, ROSTER]


def decided(*rows, more=()):
    return decide(lists(*rows, more=more))


@at_once
@pytest.mark.parametrize("premium", ["-129", "（129.00）", "-¥129.00", "－129", "129-"])
def test_a_negative_premium_takes_its_policy_back(premium):
    result = yield lists(bought("P1", 1, "129"), bought("P2", 2, "129"), bought("P1", 1, premium))
    assert codes(result) == ["X03", "OK", "X03"]
    assert found(result.findings, "I52") == [("I52", 4, premium)]
    assert "冲销" in result.decisions["why"].iloc[0] and "第 4 行" in result.decisions["why"].iloc[0]


def test_it_may_stand_in_another_file():
    assert codes(decided(bought("P1", 1, "129"), more=[bought("P1", 1, "-129")])) == ["X03", "X03"]


def test_another_policy_of_the_person_stays():
    rows = [bought("P1", 1, "129"), bought("P1", 1, "-129"), bought("P3", 1, "129")]
    assert codes(decided(*rows)) == ["X03", "X03", "OK"]


@pytest.mark.parametrize("policy", ["P1", ""])
def test_what_was_bought_again_waits(policy):
    rows = [bought(policy, 1, "129"), bought(policy, 1, "-129"), bought(policy, 1, "129")]
    assert set(codes(decided(*rows))) == {"H08", "X03", "X04"}


def test_without_a_number_it_is_about_the_person():
    assert codes(decided(bought("", 1, "129"), bought("", 1, "-129"), bought("", 2, "129"))) == ["X03", "X03", "OK"]


def test_a_number_on_one_side_only_is_about_the_person_too():
    assert codes(decided(bought("P1", 1, "129"), bought("", 1, "-129"))) == ["X03", "X03"]


def test_a_premium_of_nothing_is_told_and_paid():
    result = decided(bought("P1", 1, "0"), bought("P2", 2, "0.00"))
    assert codes(result) == ["OK", "OK"]
    assert [code for code, _, _ in found(result.findings, "I53")] == ["I53", "I53"]


@pytest.mark.parametrize(("text", "value"), [("129", 129), ("1,290.50元", 1290.5), ("", None), ("免", None), ("-0", 0)])
def test_amounts(text, value):
    assert amount(text) == value


@at_once
@pytest.mark.parametrize("header", ["实收金额", "收付金额", "交易金额", "补退费", "本次金额", "订单金额"])
def test_another_amount_takes_back_as_a_premium_does(header):
    rows = [["保单号", "姓名", "证件号码", "承保日期", header], bought("P1", 1, "69"), bought("P2", 2, "69")]
    result = yield [grid([*rows, bought("P1", 1, "-69")], "承保名单.xlsx", "承保"), ROSTER]
    assert codes(result) == ["X03", "OK", "X03"]
    assert found(result.findings, "I52") == [("I52", 4, "-69")]


def test_what_was_due_and_not_paid_waits():
    rows = [[*HEAD[:4], "应收保费", "实收保费"], *([*bought(f"P{one}", one, "129")] for one in (1, 2))]
    for row, paid in zip(rows[1:], ("129", "0"), strict=True):
        row.append(paid)
    result = decide([grid(rows, "承保名单.xlsx", "承保"), ROSTER])
    assert codes(result) == ["OK", "H08"]
    assert "列“实收保费”为 0，而 E 列“应收保费”不是 0" in result.decisions["why"].iloc[1]
