"""Columns of the medical lists that no field is: what they say against a settlement or an identity counts, and what nobody understands waits with the cell named."""

import pytest
from medical_lists import HEADER, ONE, PERIOD, REFUNDS, TWO, cleared, codes, read, refund, stay, visit
from tables import grid

from huibao_xl.medical.lists import MedicalLists


def told(lists: MedicalLists, code: str) -> list[str]:
    return lists.findings.loc[lists.findings["code"] == code, "value"].tolist()


def settled(header: str, *cells: str) -> MedicalLists:
    """A stay a month, each with a cell under one more header."""
    rows = [[*stay(f"{at}", day=f"2024-{at + 1:02d}-01"), cell] for at, cell in enumerate(cells)]
    return read(grid([[*HEADER, header], *rows], "救助结算.xlsx"))


@pytest.mark.parametrize(
    ("header", "cells", "held"),
    [
        ("结算状态", ["已结算", "已结算", "已结算", "已作废"], [3]),
        ("结算状态", ["已结算", "已结算", "已结算", "再议"], [3]),
        ("结算状态", ["已结算", "已撤销", "已结算"], [1]),
        ("对账结果", ["对账一致", "对账一致", "对账不平"], [2]),
        ("结算结果", ["结算成功", "部分结算", "结算成功", "结算成功"], [1]),
        ("上传状态", ["已上传", "上传失败", "已上传"], [1]),
        ("结算状态", ["已结清", "预结算"], [1]),
        ("状态", ["1", "1", "1", "2"], [3]),
        ("有效标志", ["1", "1", "0", "1"], [2]),
        ("vali_flag", ["1", "1", "1", "0"], [3]),
        ("冲正标志", ["0", "0", "0", "1"], [3]),
        ("审核状态", ["审核通过", "审核通过", "审核不通过", ""], [2, 3]),
        ("支付状态", ["已支付", "未支付", "已支付", "已支付"], [1]),
        ("拨付状态", ["已拨付", "已拨付", "退回", "已拨付"], [2]),
        ("交易类型", ["结算", "结算", "结算", "冲正"], [3]),
        ("XX标志", ["否", "否", "否", "是"], [3]),
        ("", ["否", "否", "否", "是"], [3]),
        ("性别", ["否", "否", "否", "是"], [3]),
        ("备注", ["", "", "已冲销", ""], [2]),
        ("离院方式", ["医嘱离院", "死亡", "医嘱离院", "转院"], []),
        ("参保状态", ["正常参保", "暂停参保", "正常参保", "正常参保"], []),
        ("医院等级", ["三级", "二级", "三级", "一级"], []),
        ("是否异地就医", ["否", "是", "否", "否"], []),
        ("科室", ["内科", "外科", "内科", "内科"], []),
        ("现金支付", ["200.00", "200.00", "100.00", "200.00"], []),
        ("二次救助", ["500", "", "0", "300"], []),
        ("慈善补助", ["", "0", "1000"], []),
        ("其他基金支付", ["0", "200", "0"], []),
        ("支付标志", ["1", "1", "1", "0"], [3]),
    ],
)
def test_what_a_column_says_against_a_settlement_holds_it(header: str, cells: list[str], held: list[int]) -> None:
    lists = settled(header, *cells)
    assert [at for at, code in enumerate(codes(lists)) if code == "M48"] == held
    assert [f"“{cells[at]}”" in said or not cells[at] for at, said in zip(held, told(lists, "M48"), strict=True)] == [
        True
    ] * len(held)


def test_what_a_refund_takes_back_may_be_called_taken_back() -> None:
    rows = [[*visit(结算号="1"), "已退费"], [*refund(), "退费"], [*visit(结算号="3", 结算日期="2024-03-09"), "正常"]]
    people = [(ONE, "低保边缘家庭", "2022-01-01", "")]
    assert "M48" not in codes(read(grid([[*REFUNDS, "状态"], *rows], "救助结算.xlsx"), people=people))
    rows[0][1] = "8"
    assert codes(read(grid([[*REFUNDS, "状态"], *rows], "救助结算.xlsx"), people=people))[0] == "M48"


@pytest.mark.parametrize(
    ("header", "cell", "before", "after"),
    [
        ("状态", "已退出", "M28", "M28"),
        ("状态", "正常", "M01", "M01"),
        ("状态", "怪", "M28", "M28"),
        ("是否在册", "否", "M28", "M28"),
        ("备注", "已取消", "M28", "M28"),
        ("退出日期", "2024-03-15", "M01", "M02"),
        ("取消时间", "2024年3月", "M28", "M02"),
        ("甲乙丙", "2024-03-15", "M01", "M28"),
        ("", "2024-03-15", "M01", "M28"),
        ("死亡日期", "2024-03-15", "M01", "M28"),
        ("登记日期", "2020-03-15", "M01", "M01"),
        ("出生日期", "1945-01-01", "M01", "M01"),
        ("户主姓名", "样甲", "M01", "M01"),
        ("家庭类型", "单人户", "M01", "M01"),
    ],
)
def test_what_a_column_says_against_an_identity_counts(header: str, cell: str, before: str, after: str) -> None:
    """A stay before the day that the column names, and one after it."""
    table = grid([HEADER, stay("1"), stay("2", day="2024-04-01")], "救助结算.xlsx")
    lists = read(table, people=[(ONE, "低保", "2022-01-01", cell)], header=[*PERIOD[:3], header])
    assert codes(lists) == [before, after]
    assert bool(told(lists, "M50")) == ("M28" in (before, after) or after == "M02")


def test_an_end_under_a_header_that_nobody_knows_ends_nobody_where_an_end_is_stated() -> None:
    people = [(ONE, "低保", "2022-01-01", "2024-03-20", "2024-12-31")]
    lists = read(grid([HEADER, stay("1")], "救助结算.xlsx"), people=people, header=[*PERIOD, "甲乙丙"])
    assert codes(lists) == ["M01"] and told(lists, "M50") == []


NAMED = ["姓名", *HEADER]
BIG = ["住院", "2024-03-01", "2024-03-01", "150000.00", "150000.00", "0", "130000.00"]


@pytest.mark.parametrize(
    ("name", "number", "expected"),
    [
        ("样甲", ONE[:17] + "?", "M35"),
        ("样甲", "#N/A", "M35"),
        ("样甲", "", "M35"),
        ("样*", "", "M35"),
        ("", ONE[:14] + "****", "M35"),
        ("样乙", "#N/A", "M01"),
        ("样乙", TWO[:17] + "?", "M01"),
    ],
)
def test_a_settlement_of_nobody_may_have_used_the_room_of_whoever_it_may_be(
    name: str, number: str, expected: str
) -> None:
    later = [*BIG[:1], "2024-04-01", "2024-04-01", *BIG[3:]]
    rows = [[name, number, "1", *BIG], ["样甲", ONE, "2", *later]]
    lists = read(
        grid([NAMED, *rows], "救助结算.xlsx"), people=[("样甲", ONE, "低保", "")], header=["姓名", *PERIOD[:3]]
    )
    assert codes(lists) == ["M21", expected]


@pytest.mark.parametrize(
    ("listed", "expected"),
    [
        ([("样甲", ONE, "低保边缘家庭", ""), ("样甲", "#N/A", "低保", "")], "M49"),
        ([("样甲", ONE, "低保", ""), ("样甲", "#N/A", "低保", "")], "M01"),
        ([("样甲", ONE, "低保", ""), ("样乙", "#N/A", "特困", "")], "M01"),
        ([("样甲", ONE[:17] + "?", "低保", "")], "M49"),
        ([("样甲", ONE, "低保", ""), ("样甲", "#N/A", "特困", "2024-05-01")], "M01"),
    ],
)
def test_an_identity_of_nobody_may_be_somebody_s(listed: list, expected: str) -> None:
    lists = read(grid([NAMED, ["样甲", *stay("1")]], "救助结算.xlsx"), people=listed, header=["姓名", *PERIOD[:3]])
    assert codes(lists) == [expected]


@pytest.mark.parametrize(
    ("other", "expected"),
    [
        ({"总额": "####"}, "M34"),
        ({"医疗类别": "怪"}, "M34"),
        ({"证件号码": "#N/A", "医疗救助": "5"}, "M34"),
        ({"证件号码": "#N/A"}, "M01"),
        ({"证件号码": TWO, "总额": "####"}, "M01"),
        ({"结算号": "2", "总额": "####"}, "M01"),
    ],
)
def test_what_stands_again_and_cannot_be_read_may_be_another_version(other: dict, expected: str) -> None:
    first = dict(zip(HEADER, stay("1"), strict=True))
    lists = read(grid([HEADER, [*first.values()], [*(first | other).values()]], "救助结算.xlsx"))
    assert codes(lists)[0] == (expected if other.get("结算号") != "2" else "M35")


@pytest.mark.parametrize(("category", "expected"), [("特困", "M51"), ("低保", "M01")])
@pytest.mark.parametrize("empty", [True, False])
def test_who_is_assisted_by_all_costs_needs_them(category: str, expected: str, empty: bool) -> None:
    cells = dict(zip(HEADER, stay("1"), strict=True)) | {"总额": ""}
    header = [field for field in HEADER if empty or field != "总额"]
    lists = read(grid([header, [cells[field] for field in header]], "救助结算.xlsx"), people=[(ONE, category, "", "")])
    assert codes(lists) == [expected]


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        ({"统筹": "300000"}, "M25"),
        ({"医疗救助": "180000"}, "M25"),
        ({"统筹": "5000", "医疗救助": "0"}, "M01"),
        ({"总额": "", "统筹": "3000"}, "M01"),
    ],
)
def test_more_than_the_costs_is_another_unit(cells: dict, expected: str) -> None:
    row = dict(zip(HEADER, stay("1"), strict=True)) | cells
    assert codes(read(grid([HEADER, [*row.values()]], "救助结算.xlsx"))) == [expected]


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ([("2022-01-01", "", "新增"), ("2024-02-01", "", "取消")], "M28"),
        ([("2022-01-01", "", "新增"), ("2024-04-01", "", "取消")], "M01"),
        ([("2018-01-01", "2020-12-31", "取消"), ("2022-01-01", "", "新增")], "M01"),
    ],
)
def test_a_row_that_ends_an_identity_leaves_the_one_before_it_open(rows: list, expected: str) -> None:
    people = [(ONE, "低保", *row) for row in rows]
    assert codes(read(grid([HEADER, stay("1")], "救助结算.xlsx"), people=people, header=[*PERIOD, "变动类型"])) == [
        expected
    ]


@pytest.mark.parametrize(
    ("name", "header", "row", "held"),
    [
        ("停发", PERIOD, (ONE, "低保", "2024-03-15", ""), [1]),
        ("低保取消名单", PERIOD, (ONE, "低保", "", ""), [0, 1]),
        ("死亡人员", PERIOD, (ONE, "低保", "2024-03-15", "2024-12-31"), [1]),
        ("停发人员", ["证件号码", "身份类别", "停发日期"], (ONE, "低保", "2024-03-15"), [1]),
        ("停发", PERIOD, (TWO, "低保", "2024-03-15", ""), []),
    ],
)
def test_a_list_of_identities_that_ended_holds_what_comes_after(
    name: str, header: list, row: tuple, held: list
) -> None:
    ended = grid([header, list(row)], "救助身份.xlsx", name)
    lists = read(grid([HEADER, stay("1"), stay("2", day="2024-04-01")], "救助结算.xlsx"), ended)
    assert [at for at, sure in enumerate(cleared(lists).rows["cleared"]) if not sure] == held
