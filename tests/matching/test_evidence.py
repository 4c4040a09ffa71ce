"""What speaks for a pair: one case for each rule of strength, and each fact that a clerk reads."""

import pandas as pd
import pytest
from answering import Answered, decide, decided
from at_once import at_once
from tables import grid, resident

from huibao_xl.matching.evidence import STRENGTH_RULES, STRENGTHS

GOOD = resident("31011219500101901")
SWAPPED = GOOD[:15] + GOOD[16] + GOOD[15] + GOOD[17]
SLIP = GOOD[:16] + "9" + GOOD[17]  # 1 and 9 are not mixed up
MASKED = f"{GOOD[:4]}**********{GOOD[-4:]}"
FAR = resident(GOOD[:13] + "2" + GOOD[14:17])
HEADER = ["姓名", "证件号码", "街镇", "居村委", "手机号", "曾用名"]
COLUMNS = ["姓名", "证件号码", "街镇", "居村委", "手机号", "曾用名", "证书编号"]


def row(name="样甲", number=GOOD, town="七宝镇", village=None, phone=None, former=None):
    return [name, number, town, village, phone, former]


def lists(insured, entry, certificate=None, accounts=()):
    return [
        grid([HEADER, insured], "承保名单.xlsx"),
        grid([COLUMNS, [*entry, certificate]], "持证残疾人.xlsx", "持证残疾人"),
        grid([["姓名", "证件号码", "银行账号"], *accounts], "银行账户.xlsx", "银行账户"),
    ]


def pair(insured, entry, certificate=None, accounts=()):
    return only_pair(decide(lists(insured, entry, certificate, accounts), []))


def only_pair(result):
    assert len(result.compared) == 1
    return result.compared.iloc[0]


CASES = {
    "对方的证书编号中就是承保的证件号码": (row(), row(number=SLIP, town="莘庄镇"), GOOD + "43"),
    "银行账号或手机号相同": (row(phone="13900000000"), row(number=SLIP, town="莘庄镇", phone="13900000000"), None),
    "姓名相同，写出的各位一致，街镇相同": (row(), row(number=MASKED), None),
    "号码只写了一部分": (row(), row(number=MASKED, town="莘庄镇"), None),
    "姓名之差是写法不同": (row(name="张?"), row(name="张䶮", town="莘庄镇"), None),
    "一个号码无效，所差一处是常见笔误，街镇相同": (row(), row(number=SWAPPED), None),
    "姓名只有细微差别，街镇相同": (row(name="王小明"), row(name="王晓明"), None),
    "前 15 位相同，街镇相同": (row(), row(number=int(GOOD[:15] + "000")), None),
    "一个号码无效，只差一处": (row(), row(number=SLIP, town="莘庄镇"), None),
    "两个号码都有效，但所差是常见笔误，街镇相同": (row(), row(number=FAR), None),
    "没有更多依据": (row(name="王小明"), row(name="李大海"), None),
}


@at_once(by=decided)
@pytest.mark.parametrize("rule", STRENGTH_RULES[1:])
def test_each_rule_has_a_case(rule):
    insured, entry, certificate = CASES[rule.why]
    found = only_pair((yield Answered(lists(insured, entry, certificate))))
    assert found["strength"] == rule.strength and found["evidence"].endswith(f"（{rule.why}）")


def test_another_birth_date_and_another_sex_outweigh_everything():
    compared = pd.DataFrame({"birth": ["否", "否", "是"], "sex": ["否", "是", "否"]})
    assert STRENGTH_RULES[0].mask(compared).tolist() == [True, False, False] and STRENGTH_RULES[0].strength == "弱"


def test_strengths_are_three_and_the_strongest_stands_first():
    result = decide(
        [
            grid([HEADER, row("样甲"), row("样乙", resident("31011219600101901"))], "承保名单.xlsx"),
            grid(
                [HEADER, row("样丙"), row("样乙", resident("31011219600101901")[:15] + "10" + "8")],
                "持证残疾人.xlsx",
                "持证残疾人",
            ),
        ],
        [],
    )
    order = [STRENGTHS.index(one) for one in result.compared["strength"]]
    assert len(order) == 2 and order == sorted(order) and {rule.strength for rule in STRENGTH_RULES} == set(STRENGTHS)


def test_every_fact_is_told():
    accounts = [["样甲", GOOD, "6222000000000000004"], ["样甲", SWAPPED, "6222000000000000004"]]
    found = pair(row(village="一居", phone="1"), row(number=SWAPPED, village="二居", phone="2"), None, accounts)
    text = found["evidence"]
    assert "第 16、17 位（顺序码）前后颠倒" in text
    assert "承保号码有效，对方号码的校验位不对" in text
    assert "相同：出生日期、街镇（七宝镇）、银行账号。" in text and "不同：性别位、居村委、手机号。" in text


def test_a_former_name_of_either_list_explains_the_difference():
    assert "姓名：曾用名。" in pair(row(name="李四", former="王五"), row(name="王五"))["evidence"]
    assert "姓名：曾用名。" in pair(row(name="李四"), row(name="王五", former="李 四"))["evidence"]


def test_two_valid_numbers_have_to_be_chosen_from():
    found = pair(row(), row(number=FAR))
    assert found["to_choose"] and "要写明采用哪一个" in found["evidence"]
    assert not pair(row(), row(number=SWAPPED))["to_choose"]
