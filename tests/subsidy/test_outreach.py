"""政策找人: whose state or dates cannot be read stands there with what to clear up; the dead do not."""

import pytest
from at_once import at_once, decided_by_row
from tables import decide, grid, resident

ONE, TWO = (resident(f"3101121950010{day}90{day}") for day in (1, 2))
INSURED = grid([["姓名", "证件号码"], ["样甲", ONE]], "承保名单.xlsx")
HEAD = ["姓名", "证件号码", "街镇", "持证状态", "生效日期", "失效日期", "注销日期", "是否死亡"]


def lists(*entries, others=()):
    """Entries (持证状态 and what follows) of one person who is not insured, beside one who is."""
    rows = [["样乙", TWO, "七宝镇", *cells] for cells in entries]
    known = ["样甲", ONE, "七宝镇", "正常", None, None, None, None]
    return [INSURED, grid([HEAD, known, *rows], "持证残疾人.xlsx"), *others]


def missed(*entries, others=()):
    """(categories, note) of everybody whom these entries make a member."""
    return told(decide(lists(*entries, others=others)), TWO)


def told(result, who):
    rows = result.outreach[result.outreach["id"] == who]
    return rows[["categories", "note"]].values.tolist()


@at_once(by=decided_by_row)
@pytest.mark.parametrize(
    ("cells", "unsure"),
    [
        (["怪", None, None, None, None], "D 列“持证状态”为“怪”"),
        (["#N/A", None, None, None, None], "D 列“持证状态”为“#N/A”"),
        (["待定1", None, None, None, None], "D 列“持证状态”为“待定1”"),
        (["正常", "看不清", None, None, None], "E 列“生效日期”为“看不清”"),
        (["正常", None, "#REF!", None, None], "F 列“失效日期”为“#REF!”"),
        (["正常", None, None, "2024-01-01", None], "注销等日期与状态不一致"),
        (["正常", None, None, "下月", None], "G 列“注销日期”为“下月”"),
        (["正常", None, None, None, "#N/A"], "H 列“是否死亡”为“#N/A”"),
    ],
)
def test_who_is_perhaps_a_member_is_named_with_the_reason(cells, unsure):
    result = yield lists(cells)
    assert told(result, result.move(TWO)) == [["持证残疾人", f"先核实资格：{unsure}"]]


@at_once(by=decided_by_row)
@pytest.mark.parametrize(
    "cells",
    [
        ["注销", None, None, None, None],
        ["怪", None, "2020-01-01", None, None],
        ["正常", None, None, None, "是"],
        ["死亡", None, None, None, None],
    ],
)
def test_who_is_none_for_sure_is_not_listed(cells):
    result = yield lists(cells)
    assert told(result, result.move(TWO)) == [] and len(result.entries) == 2


def test_one_entry_that_is_sure_is_enough():
    sure, unsure = ["正常", None, None, None, None], ["怪", None, None, None, None]
    assert missed(unsure, sure) == [["持证残疾人", ""]]


def test_whom_any_list_calls_dead_is_not_looked_for():
    sure = ["正常", None, None, None, None]
    deaths = grid([["姓名", "证件号码"], ["样乙", TWO]], "死亡名单.xlsx", "死亡名单")
    assert missed(sure, others=[deaths]) == [] and missed(sure, ["正常", None, None, None, "是"]) == []


@at_once
@pytest.mark.parametrize(
    "number", [TWO[:-1] + ("0" if TWO[-1] != "0" else "1"), TWO[:-1], "", "6.2E+17", "31011219500"]
)
def test_whose_number_on_the_insured_list_is_none_is_not_said_to_be_uninsured(number):
    """H01: they may be insured, and nobody can say so by the number; the village must not tell them to insure."""
    insured = grid([["姓名", "证件号码"], ["样甲", ONE], ["样乙", number]], "承保名单.xlsx")
    rosters = [[HEAD[0], HEAD[1], "街镇"], ["样甲", ONE, "七宝镇"], ["样乙", TWO, "七宝镇"]]
    result = yield [insured, grid(rosters, "持证残疾人.xlsx")]
    assert result.decisions["code"].astype(str).tolist()[1] == "H01"
    note = "承保名单有同名的人证件号码无效，可能已投保，见待核名单"
    assert told(result, result.move(TWO)) == [["持证残疾人", note]]
