"""Rows that are struck out or carry a comment: who is paid by them waits, and a finding names the place."""

import pytest
from at_once import at_once
from tables import codes, decide, found, grid, resident

ONE, TWO, THREE = (resident(f"3101121950010190{n}") for n in (1, 2, 3))
HEAD = ["姓名", "证件号码", "街镇", "手机号"]
PEOPLE = [["样甲", ONE, "七宝镇", "1"], ["样乙", TWO, "七宝镇", "2"]]


def lists(insured=None, roster=None, *others):
    lists = [
        grid([HEAD, *PEOPLE], "承保名单.xlsx", **(insured or {})),
        grid([HEAD, *PEOPLE], "持证残疾人.xlsx", **(roster or {})),
    ]
    return [*lists, *others]


@at_once
@pytest.mark.parametrize("side", [0, 1])
@pytest.mark.parametrize(
    ("struck", "code"),
    [
        ({(2, 0), (2, 1), (2, 2), (2, 3)}, "H08"),
        ({(2, 0)}, "H08"),
        ({(2, 1)}, "H08"),
        ({(2, 3)}, "OK"),
        ({(0, 0)}, "OK"),
        ({(9, 0)}, "OK"),
    ],
)
def test_a_row_that_is_struck_out(struck, code, side):
    marks = [None, None]
    marks[side] = {"struck": struck}
    result = yield lists(*marks)
    assert codes(result) == ["OK", code]
    assert len(found(result.findings, "I34")) == any(row == 2 for row, _ in struck)


def test_who_is_in_a_roster_by_a_cell_that_is_struck_out_waits():
    head = [*HEAD[:3], "残疾类别", "联系电话"]
    rows = [[*one[:3], "肢体", "1"] for one in (*PEOPLE, ["样丙", THREE, "七宝镇"])]
    insured = grid([HEAD[:2], *(row[:2] for row in rows)], "承保名单.xlsx")
    result = decide([insured, grid([head, *rows], "持证残疾人.xlsx", struck={(1, 4), (2, 3)})])
    assert codes(result) == ["OK", "H08", "OK"]


@at_once
@pytest.mark.parametrize("side", [0, 1])
@pytest.mark.parametrize(
    ("comment", "code"),
    [
        ("已退保", "H08"),
        ("王五:\n已退保", "H08"),
        ("2024年3月死亡", "H10"),
        ("家属反映已于上月去世", "H10"),
        ("已注销残疾证，待核", "H08"),
        ("户籍迁出", "H08"),
        ("电话已更正", "OK"),
        ("未退保", "OK"),
        ("父亲已故", "OK"),
    ],
)
def test_a_comment_on_a_row(comment, code, side):
    marks = [None, None]
    marks[side] = {"comments": {(2, 1): comment}}
    result = yield lists(*marks)
    assert codes(result) == ["OK", code]
    assert [row for _, row, _ in found(result.findings, "I35")] == [3]


def test_a_comment_of_an_insured_row_may_say_that_a_group_has_bought_it():
    assert codes(decide(lists({"comments": {(2, 1): "单位团单"}}))) == ["OK", "H08"]


def test_a_row_of_a_list_that_excludes_which_is_struck_out_neither_excludes_nor_is_nothing():
    group = grid(
        [["姓名", "证件号码", "投保单位"], ["样乙", TWO, "某厂"]], "团单名单.xlsx", struck={(1, 0), (1, 1), (1, 2)}
    )
    prior = grid(
        [["姓名", "证件号码", "政策年度"], ["样乙", TWO, "2024"]], "往期发放.xlsx", struck={(1, 0), (1, 1), (1, 2)}
    )
    gone = grid(
        [["姓名", "证件号码", "退保日期"], ["样乙", TWO, "2024-02-01"]],
        "退保名单.xlsx",
        struck={(1, 0), (1, 1), (1, 2)},
    )
    assert [codes(decide(lists(None, None, one))) for one in (group, prior, gone)] == [["OK", "H08"]] * 3


@at_once
@pytest.mark.parametrize(
    ("header", "cell", "code"),
    [
        ("发放结果", "成功", "X06"),
        ("发放结果", "退票", "OK"),
        ("发放状态", "发放失败", "OK"),
        ("支付状态", "支付失败", "OK"),
        ("打款状态", "已退汇", "OK"),
        ("是否发放", "否", "OK"),
        ("是否成功", "是", "X06"),
        ("备注", "已退票", "OK"),
        ("退票原因", "账户不存在", "OK"),
        ("发放状态", "未发", "OK"),
        ("发放状态", "处理中", "H08"),
        ("发放状态", "阿里巴巴", "H08"),
        ("发放状态", "#N/A", "H08"),
        ("发放状态", "", "X06"),
    ],
)
def test_an_earlier_payment_counts_as_it_ended(header, cell, code):
    prior = grid(
        [["姓名", "证件号码", "政策年度", header], ["样乙", TWO, "2024", cell], ["样甲", ONE, "2022", cell]],
        "往期发放.xlsx",
    )
    result = yield lists(None, None, prior)
    assert codes(result) == ["OK", code]


@at_once
@pytest.mark.parametrize(
    ("header", "cell", "code"),
    [
        ("状态", "在保", "X02"),
        ("状态", "退保", "OK"),
        ("参保状态", "已减员", "OK"),
        ("人员状态", "离职", "H08"),
        ("保单状态", "核保中", "H08"),
        ("减员日期", "2024-05-01", "OK"),
        ("状态", "", "X02"),
    ],
)
def test_a_member_of_a_group_counts_as_the_list_says(header, cell, code):
    """One more member is there, without a word: who all left their group might as well be a list of withdrawals."""
    rows = [["样乙", TWO, "某厂", cell], ["样丙", THREE, "某厂", ""]]
    group = grid([["姓名", "证件号码", "投保单位", header], *rows], "团单名单.xlsx")
    result = yield lists(None, None, group)
    assert codes(result) == ["OK", code]


def test_a_row_whose_own_number_is_struck_out_waits():
    numbered = [["序号", *HEAD], *([str(at), *row] for at, row in enumerate(PEOPLE, 1))]
    result = decide([lists()[0], grid(numbered, "持证残疾人.xlsx", struck={(2, 0)})])
    assert codes(result) == ["OK", "H08"]
