"""政策找人: whose state or dates cannot be read stands there with what to clear up; the dead do not."""

import pytest
from tables import decide, grid, resident

ONE, TWO = (resident(f"3101121950010{day}90{day}") for day in (1, 2))
INSURED = grid([["姓名", "证件号码"], ["样甲", ONE]], "承保名单.xlsx")
HEAD = ["姓名", "证件号码", "街镇", "持证状态", "生效日期", "失效日期", "注销日期", "是否死亡"]


def missed(*entries, others=()):
    """(categories, note) of everybody whom these entries (持证状态 and what follows) of one uninsured person make a member."""
    rows = [["样乙", TWO, "七宝镇", *cells] for cells in entries]
    known = ["样甲", ONE, "七宝镇", "正常", None, None, None, None]
    result = decide([INSURED, grid([HEAD, known, *rows], "持证残疾人.xlsx"), *others])
    return result.outreach[["categories", "note"]].values.tolist()


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
    assert missed(cells) == [["持证残疾人", f"先核实资格：{unsure}"]]


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
    assert missed(cells) == []


def test_one_entry_that_is_sure_is_enough():
    sure, unsure = ["正常", None, None, None, None], ["怪", None, None, None, None]
    assert missed(unsure, sure) == [["持证残疾人", ""]]


def test_whom_any_list_calls_dead_is_not_looked_for():
    sure = ["正常", None, None, None, None]
    deaths = grid([["姓名", "证件号码"], ["样乙", TWO]], "死亡名单.xlsx", "死亡名单")
    assert missed(sure, others=[deaths]) == [] and missed(sure, ["正常", None, None, None, "是"]) == []
