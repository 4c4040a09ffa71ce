"""Lines that part a list: what they say of the people below or above them."""

import pytest
from at_once import at_once
from tables import codes, decide, found, grid, resident

from huibao_xl.rosters.list_parts import heads, line_of

ONE, TWO, THREE = (resident(f"3101121950010190{n}") for n in (1, 2, 3))
HEAD = ["姓名", "证件号码", "街镇"]


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        ("以下人员已退保：", "退保"),
        ("以下为死亡人员", "死亡"),
        ("——减员——", "注销"),
        ("二、退出人员", "注销"),
        ("三、本月迁出", "注销"),
        ("【停发人员】", "注销"),
        ("下列人员已去世", "死亡"),
        ("以上人员均已退保", "退保"),
        ("以下保单已撤单", "退保"),
        ("附：注销名单", "注销"),
        ("注销人员", "注销"),
        ("(二)终止享受", "注销"),
        ("备注：以下人员已死亡", "死亡"),
        ("一、在册人员", ""),
        ("以下为新增人员", ""),
        ("注：死亡人员已删除", ""),
        ("说明：本表不含退保", ""),
        ("合计（含退保3人）", ""),
        ("七宝镇", ""),
        ("以下空白", ""),
        ("病故军人遗属", ""),
    ],
)
def test_what_a_line_says(line, kind):
    assert heads(line) == kind


@pytest.mark.parametrize(
    ("cells", "text"),
    [
        (["", "退出人员"], "退出人员"),
        (["二", "退出人员"], "退出人员"),
        (["退出人员", "退出人员"], "退出人员"),
        (["退出", "七宝镇"], ""),
    ],
)
def test_which_rows_are_lines(cells, text):
    assert line_of(cells) == text


def lists(insured, roster):
    return [grid(insured, "承保名单.xlsx"), grid(roster, "持证残疾人.xlsx")]


PEOPLE = [["样甲", ONE, "七宝镇"], ["样乙", TWO, "七宝镇"], ["样丙", THREE, "七宝镇"]]


@at_once
@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("以下人员已退保：", "H08"),
        ("——减员——", "H08"),
        ("二、退出人员", "H08"),
        ("以下为死亡人员", "H10"),
        ("以下为新增人员", "OK"),
    ],
)
@pytest.mark.parametrize("column", [0, 1, 2])
def test_who_stands_below_a_line_waits_in_either_list(line, code, column):
    written = [None] * 3
    written[column] = line
    plain, parted = [HEAD, *PEOPLE], [HEAD, PEOPLE[0], written, *PEOPLE[1:]]
    for insured, roster in ((parted, plain), (plain, parted)):
        result = yield lists(insured, roster)
        assert codes(result) == ["OK", code, code]
        assert [(row, value) for _, row, value in found(result.findings, "I33")] == (
            [] if code == "OK" else [(3, line)]
        )


def test_a_line_that_says_that_people_are_in_ends_the_part_and_one_that_says_above_is_about_those_above():
    between = [HEAD, PEOPLE[0], ["二、退出人员"], PEOPLE[1], ["三、在册人员"], PEOPLE[2]]
    assert codes(decide(lists(between, [HEAD, *PEOPLE]))) == ["OK", "H08", "OK"]
    above = [HEAD, *PEOPLE[:2], ["以上人员已退保"], PEOPLE[2]]
    assert codes(decide(lists(above, [HEAD, *PEOPLE]))) == ["H08", "H08", "OK"]


def test_a_subtotal_of_those_who_are_out_is_about_the_rows_since_the_last_one():
    rows = [HEAD, PEOPLE[0], ["有效小计", "1"], *PEOPLE[1:], ["退保小计", "2"]]
    assert codes(decide(lists(rows, [HEAD, *PEOPLE]))) == ["OK", "H08", "H08"]
    counted = [HEAD, *PEOPLE, ["有效小计", "3"], ["退保小计", "0"], ["其中：退保0人"]]
    assert codes(decide(lists(counted, [HEAD, *PEOPLE]))) == ["OK", "OK", "OK"]


@at_once
@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("二、团体投保（上海样例公司）", "H08"),
        ("单位投保部分", "H08"),
        ("【企业统一投保】", "H08"),
        ("工会代缴人员", "H08"),
        ("团险客户", "H08"),
        ("二、个人投保", "OK"),
        ("个人及团体投保人员", "OK"),
        ("其中：团单2人", "OK"),
        ("团体投保请联系客户经理", "OK"),
    ],
)
def test_who_stands_below_a_line_of_group_policies_waits(line, code):
    result = yield lists([HEAD, PEOPLE[0], [line], *PEOPLE[1:]], [HEAD, *PEOPLE])
    assert codes(result) == ["OK", code, code]


def test_a_line_of_people_who_bought_themselves_ends_the_group_and_one_without_rows_means_nobody():
    rows = [HEAD, ["二、团体投保"], PEOPLE[0], ["一、个人投保"], PEOPLE[1], PEOPLE[2], ["三、单位投保"]]
    result = decide(lists(rows, [HEAD, *PEOPLE]))
    assert codes(result) == ["H08", "OK", "OK"]
    assert [row for _, row, _ in found(result.findings, "I33")] == [2]
    assert [row for _, row, _ in found(result.findings, "I57")] == [7]


@at_once
@pytest.mark.parametrize(
    ("line", "held"),
    [
        ("说明：身份证尾号为{end}的客户已于6月底前办理退保。", True),
        ("注：证件号后四位{end}已死亡", True),
        ("身份证末四位：{end}、0000 已注销", True),
        ("身份证尾号为{end}的已核实有效", False),
    ],
)
def test_the_last_digits_of_a_number_say_who_is_meant_in_the_list(line, held):
    rows = [HEAD, *PEOPLE, [line.format(end=TWO[-4:])]]
    assert codes((yield lists(rows, [HEAD, *PEOPLE])))[1].startswith("H") is held


@at_once
@pytest.mark.parametrize(
    ("line", "held"),
    [
        ("说明：保单尾号4777、4814的已退保", "0110"),
        ("保单号后四位4777已撤单", "0100"),
        ("手机尾号1202、5420的客户已退款", "0110"),
        ("注：①手机尾号1202已退保；②保单尾号4814已注销", "0110"),
        ("注：①样乙已去世；②保单尾号4814已注销", "0110"),
        ("保单尾号4777的已核实有效", "0000"),
        ("银行卡尾号4777已销户", "0000"),
    ],
)
def test_the_last_digits_of_a_policy_or_a_telephone_say_who_is_meant(line, held):
    more = [
        ("HHB00001111", "19911112222"),
        ("HHB00004777", "19911111202"),
        ("HHB00004814", "19911115420"),
        ("HHB9", "199"),
    ]
    people = [*PEOPLE, ["样丁", resident("31011219780901101"), "七宝镇"]]
    rows = [[*HEAD, "保单号", "手机号"], *([*one, *two] for one, two in zip(people, more, strict=True)), [line]]
    found_codes = codes((yield lists(rows, [HEAD, *people])))
    assert "".join(str(int(code[0] == "H")) for code in found_codes) == held


@at_once
@pytest.mark.parametrize(
    ("line", "against"),
    [
        ("注：账号尾号0018、4447的卡已注销", "101"),
        ("说明：银行卡尾号0018已挂失", "100"),
        ("注：尾号4447已销户", "001"),
    ],
)
def test_the_last_digits_of_an_account_say_which_is_meant(line, against):
    numbers = ["6228480402564890018", "6228480402564890026", "6228480402564894447"]
    rows = [["姓名", "证件号码", "户名", "银行账号"]]
    rows += [[name, number, name, account] for (name, number, _), account in zip(PEOPLE, numbers, strict=True)]
    result = yield [*lists([HEAD, *PEOPLE], [HEAD, *PEOPLE]), grid([*rows, [line]], "银行账户.xlsx")]
    hit = {row for _, row, _ in found(result.findings, "W15")}
    assert "".join(str(int(row in hit)) for row in (2, 3, 4)) == against


@at_once
@pytest.mark.parametrize(
    "line",
    [
        "投保单位：上海样例机械有限公司",
        "单位：上海样例公司",
        "以下为单位缴费人员",
        "上海样例商贸有限公司",
        "企业福利部分",
        "外迁",
    ],
)
def test_a_line_that_names_the_buyer_or_is_one_word_heads_the_people_below_it(line):
    rows = [HEAD, PEOPLE[0], [line], *PEOPLE[1:]]
    lists_of = lists([HEAD, *PEOPLE], rows) if line == "外迁" else lists(rows, [HEAD, *PEOPLE])
    assert codes((yield lists_of)) == ["OK", "H08", "H08"]
