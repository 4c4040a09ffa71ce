"""Letters of correction: whom they name waits, and they are no lists."""

import pytest
from at_once import at_once
from tables import codes, decide, found, grid, resident

from huibao_xl.rosters import corrections

ONE, TWO, THREE = (resident(f"3101121950010190{n}") for n in (1, 2, 3))
FOUR, FIVE, SIX = (resident(f"3101121966070790{n}") for n in (4, 5, 6))
HEAD = ["姓名", "证件号码", "街镇"]
PEOPLE = [["样甲", ONE, "七宝镇"], ["样乙", TWO, "七宝镇"], ["样丙", THREE, "七宝镇"]]
LISTS = [grid([HEAD, *PEOPLE], "承保名单.xlsx"), grid([HEAD, *PEOPLE], "持证残疾人.xlsx")]
WRONG = TWO[:17] + ("1" if TWO[17] != "1" else "2")
LETTER = ["序号", "保单号", "原姓名", "原证件号码", "更正后姓名", "更正后证件号码"]


@at_once
@pytest.mark.parametrize(
    ("file", "rows"),
    [
        ("更正函", [LETTER, ["1", "P2", "样已", TWO, "样乙", TWO]]),
        ("保险公司来函", [LETTER, ["1", "P2", "样乙", WRONG, "样乙", TWO]]),
        ("勘误表", [["姓名（误）", "姓名（正）", "身份证"], ["样已", "样乙", TWO]]),
        (
            "被保险人信息修改",
            [["修改前姓名", "修改前证件号", "修改后姓名", "修改后证件号"], ["样乙", TWO, "样已", TWO]],
        ),
        ("附件", [["关于承保信息更正的函"], [f"兹将样已（{TWO}）更正为样乙"]]),
        ("更名申请", [["旧姓名", "新姓名"], ["样乙", "样丁"]]),
        ("证件号码订正", [["姓名", "误", "正"], ["样乙", WRONG, TWO]]),
        (
            "批改",
            [
                ["保单号", "姓名", "证件号码", "更正项目", "更正前", "更正后"],
                ["P2", "样乙", TWO, "姓名", "样已", "样乙"],
            ],
        ),
        (
            "更正表",
            [["姓名", "证件号码", "更正项目", "原登记内容", "更正后内容"], ["样乙", TWO, "持证状态", "正常", "注销"]],
        ),
        ("信息更正表", [["姓名", "证件号码", "原信息", "正确信息"], ["样乙", TWO, "2029-03-04", "2024-03-04"]]),
        ("勘误", [["姓名", "证件号码", "错误内容", "应为"], ["样乙", TWO, "二级", "注销"]]),
        ("附件2", [["错误姓名", "错误证件号码", "正确姓名", "正确证件号码"], ["样乙", WRONG, "样乙", TWO]]),
    ],
)
def test_whom_a_letter_of_the_insurer_corrects_waits_for_a_clerk(file, rows):
    result = yield [*LISTS, grid(rows, f"{file}.xlsx", "Sheet1")]
    assert codes(result) == ["OK", "H08", "OK"]
    assert len(found(result.findings, "I38")) == 1
    result = yield [*LISTS, grid([["姓名"], ["样丁"]], f"{file}.xlsx", "Sheet1")]
    assert codes(result) == ["OK", "OK", "OK"]


@at_once
@pytest.mark.parametrize(
    "more", [[], ["原姓名", "现姓名"], ["原证号", "新证号"], ["曾用名", "更正后证件号码"], ["变更前街镇", "变更后街镇"]]
)
@pytest.mark.parametrize("file", ["承保名单（更正后）", "承保名单修改版"])
def test_a_list_that_was_corrected_is_a_list(file, more):
    rows = [[*row, *[""] * len(more)] for row in PEOPLE]
    result = yield [grid([[*HEAD, *more], *rows], f"{file}.xlsx"), LISTS[1]]
    assert codes(result) == ["OK"] * 3


def test_a_header_before_or_after_a_correction():
    assert corrections.is_corrected("修改前身份证号") and not corrections.is_corrected("证件号码")


def test_who_stands_only_in_a_corrected_roster_waits_and_is_not_refused():
    """His number as it was and as it is to be: the sheet may be the part of a roster that was put right."""
    rows = [["姓名", "原身份证号", "更正后身份证号", "残疾类别", "街镇"], ["样丙", TWO, THREE, "肢体", "七宝镇"]]
    short = grid([HEAD, PEOPLE[0]], "持证残疾人.xlsx")
    assert codes(decide([LISTS[0], short, grid(rows, "残疾人更正.xlsx")])) == ["OK", "H08", "H08"]


def test_who_is_insured_under_a_number_that_a_letter_puts_right_is_not_refused():
    rows = [["保单号", "姓名", "原证件号码", "更正后证件号码"], ["P2", "样乙", FOUR, TWO], ["P4", "样丁", FIVE, SIX]]
    insured = [PEOPLE[0], ["样乙", FOUR, ""], ["样丁", FIVE, ""]]
    lists = [grid([HEAD, *insured], "承保名单.xlsx"), LISTS[1], grid(rows, "证件号更正清单.xlsx")]
    assert codes(decide(lists)) == ["OK", "H08", "X01"]
