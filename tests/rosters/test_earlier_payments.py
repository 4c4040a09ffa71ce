"""A list of people, a year and an amount is 往期发放 only where something says that it was this subsidy; 低保金, 慰问, 高温费 refuse nobody."""

from pathlib import Path

import pytest
from at_once import at_once
from tables import TODAY, codes, decide, decide_lists, found, grid, load, resident, sources

from huibao_xl.rosters.collect import collect
from huibao_xl.rosters.column_answers import answer_frame, place_key
from huibao_xl.rosters.earlier_payments import for_other_years, pays_amount
from huibao_xl.rosters.fields import roles
from huibao_xl.rosters.header import find_header
from huibao_xl.rosters.role import of_another_benefit

ONE, TWO, THREE = (resident(f"3101121950010190{n}") for n in (1, 2, 3))
HEAD = ["姓名", "证件号码", "街镇"]
PEOPLE = [["样甲", ONE, "七宝镇"], ["样乙", TWO, "七宝镇"], ["样丙", THREE, "七宝镇"]]
LISTS = [grid([HEAD, *PEOPLE], "承保名单.xlsx"), grid([HEAD, *PEOPLE], "持证残疾人.xlsx")]
PAID = ["姓名", "证件号码", "年度", "金额"]


def paid(file="名单", sheet="Sheet1", year="2024", amount="500", head=PAID, title=()):
    return grid([*title, head, ["样乙", TWO, year, amount]], f"{file}.xlsx", sheet)


def asked(result):
    return [Path(file).name for file in result.readings.loc[result.readings["asked"], "file"]]


@at_once
@pytest.mark.parametrize(
    "file",
    [
        "往期发放",
        "往期",
        "2024年沪惠保补贴发放",
        "历史发放",
        "保费补贴发放表",
        "普惠保险资助名单",
        "往期发放（社保卡）",
        "困难对象参保资助2024",
    ],
)
def test_a_name_that_says_this_subsidy_proves_it(file):
    result = yield [*LISTS, paid(file)]
    assert codes(result) == ["OK", "X06", "OK"] and not asked(result)


@at_once
@pytest.mark.parametrize(
    "made",
    [
        paid(amount="129"),
        paid(amount="129.00元"),
        paid("发放明细", amount="129"),
        paid("发放明细", head=["姓名", "证件号码", "年度", "其他"]),
        paid(head=["姓名", "证件号码", "政策年度", "金额"]),
        paid(head=["姓名", "证件号码", "年度", "沪惠保补贴金额"]),
        paid(title=[["2024年度沪惠保保费补贴发放明细表"]]),
        paid(sheet="沪惠保"),
        paid("2024/往期发放/七宝"),
        paid("低保金发放", sheet="往期发放"),
    ],
)
def test_so_do_a_header_a_title_a_sheet_a_folder_or_the_amount_of_the_policy(made):
    result = yield [*LISTS, made]
    assert codes(result) == ["OK", "X06", "OK"]


@at_once
@pytest.mark.parametrize(
    "file",
    [
        "两项补贴发放表",
        "节日慰问",
        "高温费",
        "取暖费发放明细",
        "重阳节慰问品发放",
        "奖学金2024",
        "农资综合补贴公示表",
        "独生子女费发放",
        "2024年高龄津贴已发放",
        "百岁老人营养费发放记录",
        "征地养老人员工资",
    ],
)
def test_a_name_of_another_benefit_settles_that_it_is_not(file):
    result = yield [*LISTS, paid(file)]
    assert codes(result) == ["OK", "OK", "OK"] and not asked(result)
    assert len(found(result.found_until_decided, "I02")) == 1 and not found(result.found_until_decided, "I38")


@at_once
@pytest.mark.parametrize(
    "made",
    [
        paid(),
        paid("2024年发放表"),
        paid("发放明细"),
        paid("困难群众补贴发放"),
        paid("2024年补贴名单"),
        paid("两项补贴和沪惠保补贴发放"),
        paid("低保金往期发放"),
        paid("两项补贴", head=["姓名", "证件号码", "政策年度", "金额"]),
        paid("慰问/发放", year="不详", head=["姓名", "证件号码", "年度", "沪惠保金额"]),
    ],
)
def test_what_says_neither_or_both_is_asked_and_holds_its_people(made):
    result = yield [*LISTS, made]
    assert codes(result) == ["OK", "H08", "OK"] and len(found(result.found_until_decided, "I38")) == 1
    assert asked(result) == [made.path.name]


@at_once
@pytest.mark.parametrize("made", [paid(year="2022"), paid("2022年发放表", head=["姓名", "证件号码", "款", "金额"])])
def test_rows_of_another_year_hold_nobody_and_are_not_asked_about(made):
    result = yield [*LISTS, made]
    assert codes(result) == ["OK", "OK", "OK"] and not asked(result)


def test_of_a_list_of_several_years_only_the_rows_of_this_one_hold():
    made = grid([PAID, ["样甲", ONE, "2023", "1"], ["样乙", TWO, "2024年度", "1"], ["样丙", THREE, "", "1"]])
    assert codes(decide([*LISTS, made])) == ["OK", "H08", "H08"]


@at_once
@pytest.mark.parametrize("file", ["低保金发放", "医疗救助金发放"])
def test_a_benefit_of_a_roster_may_be_that_roster(file):
    result = yield [*LISTS, paid(file)]
    assert codes(result) == ["OK", "OK", "OK"] and asked(result) == [f"{file}.xlsx"]


@pytest.mark.parametrize(("meaning", "code"), [("往期发放", "X06"), ("不用", "OK")])
def test_an_answer_settles_it(meaning, code):
    made = paid()
    line = {"source": place_key(made.path, made.sheet), "header": "", "meaning": meaning, "by": "王五", "where": ""}
    answers = answer_frame([line | {"on": "2024-08-01"}])
    lists = collect(sources(*LISTS, made), load("2024"), {}, TODAY, column_answers=answers)
    assert codes(decide_lists(lists))[1] == code and not lists.readings["asked"].any()


def _parts(rows):
    made = grid(rows, "发放2023.xlsx")
    return made, find_header(made), roles()["往期发放"]


def test_amounts_of_people_count_and_no_total():
    made = [["样甲", ONE, "2024", "129"], ["样乙", TWO, "2024", "129"], ["合计", "", "", "258"]]
    assert pays_amount(*_parts([PAID, *made]), 12900) is True
    assert pays_amount(*_parts([PAID, *made]), 13000) is False
    assert pays_amount(*_parts([PAID[:3], ["样甲", ONE, "2024"]]), 12900) is None
    assert pays_amount(*_parts([PAID, ["样甲", ONE, "2024", ""]]), 12900) is None


def test_the_year_of_a_row_or_of_the_name():
    rows = [["样甲", ONE, "2023.0", "1"], ["样乙", TWO, "2024", "1"], ["样丙", THREE, "本年", "1"]]
    assert for_other_years(*_parts([PAID, *rows]), 2024).tolist() == [False, True, False, False]
    without = [["姓名", "证件号码", "金额"], ["样甲", ONE, "1"]]
    assert for_other_years(*_parts(without), 2024).tolist() == [False, True]
    assert for_other_years(*_parts(without), 2023).tolist() == [False, False]


def test_names_of_other_benefits():
    assert of_another_benefit(["发放", "低保金发放表"]) and not of_another_benefit(["沪惠保", "低保金发放表"])


@at_once
@pytest.mark.parametrize(
    ("cell", "code"),
    [
        ("退票（账号有误）", "OK"),
        ("失败：户名不符", "OK"),
        ("退汇-账户已销户", "OK"),
        ("未发放（无账号）", "OK"),
        ("发放失败，卡号错误", "OK"),
        ("退回 账户冻结", "OK"),
        ("退票（账号有误），已重发成功", "H08"),
        ("失败，待处理", "H08"),
        ("退票后补发", "H08"),
        ("账号有误", "H08"),
    ],
)
def test_a_payment_that_failed_and_says_why_was_none(cell, code):
    """退票（账号有误） was not understood, and the person waited."""
    result = yield [*LISTS, grid([[*PAID, "发放结果"], ["样乙", TWO, "2024", "129", cell]], "往期发放.xlsx")]
    assert codes(result)[1] == code
    assert [one for one, *_ in found(result.findings, "I36")] == ["I36"] * (code == "OK")
