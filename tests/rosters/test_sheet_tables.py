"""Several tables on one sheet: each is read by its own header, whose people it says are out or dead; none is passed over."""

import pytest
from at_once import at_once
from tables import codes, decide, found, grid, resident

from huibao_xl.rosters.out_lists import says_in, says_whom
from huibao_xl.rosters.sheet_tables import is_header, side_by_side

ONE, TWO, THREE = (resident(f"3101121950010190{n}") for n in (1, 2, 3))
HEAD = ["姓名", "证件号码", "街镇"]
PEOPLE = [["样甲", ONE, "七宝镇"], ["样乙", TWO, "七宝镇"], ["样丙", THREE, "七宝镇"]]


@pytest.mark.parametrize(
    ("cells", "heads"),
    [
        (["姓名", "证件号码", "注销日期"], True),
        (["被保险人", "身份证号码", "退保日期"], True),
        (["死亡人员姓名", "死亡日期"], True),
        (["序号", "姓名", "性别"], True),
        (["样甲", "本人", "七宝镇"], False),
        (["姓名：样甲", "", ""], False),
        (["注销人员", "", ""], False),
        (["样甲", ONE, "七宝镇"], False),
        (["监护人姓名", "联系电话"], False),
    ],
)
def test_which_rows_head_a_table(cells, heads):
    assert is_header(cells) == heads


def both(rows, role="持证残疾人"):
    lists = {"承保名单": [HEAD, *PEOPLE], "持证残疾人": [HEAD, *PEOPLE]} | {role: rows}
    return [grid(sheet, f"{name}.xlsx") for name, sheet in lists.items()]


@at_once
@pytest.mark.parametrize(
    ("role", "below", "code"),
    [
        ("持证残疾人", [["姓名", "证件号码", "注销日期"], ["样乙", TWO, "2024-01-01"]], "X05"),
        ("持证残疾人", [[], ["注销人员"], ["姓名", "身份证号", "注销原因"], ["样乙", TWO, "迁移"]], "X05"),
        ("持证残疾人", [["死亡人员"], ["序号", "姓名", "身份证号"], ["1", "样乙", TWO]], "H10"),
        ("持证残疾人", [["死亡人员姓名", "身份证号", "死亡日期"], ["样乙", TWO, "2024-01-01"]], "H10"),
        ("持证残疾人", [["姓名", "死亡日期"], ["样乙", "2024-01-01"]], "H08"),
        ("承保名单", [["退保名单"], ["被保险人", "身份证号码", "退保日期"], ["样乙", TWO, "2024-02-01"]], "X03"),
        ("承保名单", [["姓名", "证件号码", "退保日期"], ["样乙", TWO, "2024-02-01"]], "X03"),
        ("承保名单", [["本月退保客户"], ["姓名", "证件号码", "退保原因"], ["样乙", TWO, ""]], "X03"),
        ("承保名单", [["姓名", "退费金额"], ["样乙", "129"]], "H08"),
    ],
)
def test_a_table_below(role, below, code):
    result = yield both([HEAD, *PEOPLE, [], *below], role)
    assert codes(result)[:3] == ["OK", code, "OK"]
    assert found(result.findings, "I32", "I37")


@at_once
@pytest.mark.parametrize(
    ("head", "cells", "code"),
    [
        (["死亡人员姓名"], ["样乙"], "H08"),
        (["死亡人员姓名", "身份证号"], ["样乙", TWO], "H10"),
        (["姓名", "身份证号", "死亡日期"], ["样乙", TWO, "2024-01-01"], "H10"),
        (["姓名", "身份证号", "注销日期"], ["样乙", TWO, "2024-01-01"], "X05"),
        (["注销人员姓名", "证件号"], ["样乙", TWO], "X05"),
    ],
)
def test_a_table_beside(head, cells, code):
    rows = [[*HEAD, "", *head], [*PEOPLE[0], "", *cells], *PEOPLE[1:]]
    result = yield both(rows)
    assert codes(result)[:3] == ["OK", code, "OK"]


def test_a_list_in_two_columns_of_the_page_is_read_to_its_end():
    head = ["序号", *HEAD]
    rows = [[*head, *head], ["1", *PEOPLE[0], "2", *PEOPLE[1]], ["3", *PEOPLE[2], None, None, None, None]]
    assert codes(decide(both(rows))) == ["OK"] * 3
    assert codes(decide(both(rows, "承保名单"))) == ["OK"] * 3


def test_one_table_stays_one():
    for head in (
        [*HEAD, "", "监护人姓名", "监护人身份证号"],
        [*HEAD, "备注", "姓名"],
        ["", *HEAD],
        [*HEAD, "", "备注"],
    ):
        sheet = grid([head, ["x"] * len(head)])
        assert side_by_side(sheet, says_whom, says_in) == [sheet]


@at_once
@pytest.mark.parametrize(
    ("above", "code"),
    [
        (["本月新增", "", "本月减少"], "H08"),
        (["新增残疾人", "", "注销残疾人"], "X05"),
        (["在册", "", "死亡"], "H10"),
        (["转入", "", "停发"], "H08"),
    ],
)
def test_lists_of_who_came_and_who_left_side_by_side_without_a_gap(above, code):
    beside = [above, ["姓名", "身份证号"] * 2, ["样甲", ONE, "样乙", TWO]]
    lists = [grid([["保单号", *HEAD], ["P1", *PEOPLE[0]], ["P2", *PEOPLE[1]]], "承保名单.xlsx")]
    result = yield [*lists, grid([HEAD, *PEOPLE[:2]], "持证残疾人.xlsx"), grid(beside, "6月变化.xlsx", "6月")]
    assert codes(result) == ["OK", code]


@at_once
@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("本月减少残疾人", "H08"),
        ("二、注销人员", "H08"),
        ("以下人员已死亡", "H10"),
        ("本月新增残疾人", "OK"),
        ("二组", "OK"),
    ],
)
def test_who_stands_below_such_a_line_of_one_roster_waits_though_another_has_him(line, code):
    changes = [["本月新增残疾人"], HEAD, PEOPLE[0], [line], HEAD, PEOPLE[1]]
    lists = [grid([["保单号", *HEAD], ["P1", *PEOPLE[0]], ["P2", *PEOPLE[1]]], "承保名单.xlsx")]
    result = yield [*lists, grid([HEAD, *PEOPLE[:2]], "持证残疾人.xlsx"), grid(changes, "6月残疾人.xlsx", "6月")]
    assert codes(result) == ["OK", code]
