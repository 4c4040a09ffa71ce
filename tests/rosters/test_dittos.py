"""〃, 同上 and their like: what the cell above says where that is certain, and never a default that pays."""

import numpy as np
import pyarrow as pa
import pytest
from at_once import at_once
from tables import codes, decide, grid, resident

from huibao_xl.rosters.dittos import is_ditto, resolved, stands_for_another

IDS = [resident(f"31011219500{n}01901") for n in range(1, 6)]
NAMES = [f"样{name}" for name in "甲乙丙丁戊"]
ACCOUNTS = [f"620000000000000700{n}" for n in range(1, 6)]


@pytest.mark.parametrize(
    "text", ["〃", "″", "同上", " 同 上", "仝上", "同前", "如上", "..", "…", '"', "””", "同上行", "々", "do."]
)
def test_how_people_write_it(text):
    assert is_ditto(text) and stands_for_another(text)


@pytest.mark.parametrize("text", ["同左", "见上行", "同第3行", "同12号", "......"])
def test_what_stands_for_another_cell_and_not_the_one_above(text):
    assert stands_for_another(text) and not is_ditto(text)


@pytest.mark.parametrize("text", ["同意", "同住", "上", "-", "无", "3", "同户", "见附件", "同一户籍", "否"])
def test_what_says_something_itself(text):
    assert not stands_for_another(text)


@pytest.mark.parametrize(
    ("cells", "numbers", "rows", "meant"),
    [
        (["退", "〃", "同上", None], None, [0, 1, 2, 3], ["退", "〃", "同上", None]),  # may have been sorted
        (["退", "〃", "同上", None], ["1", "2", "3", "4"], [0, 1, 2, 3], ["退", "退", "退", None]),
        (["退", "〃", "同上", "好"], ["1", "2", "3", "4"], [0, 1, 2, 3], ["退", "退", "退", "好"]),
        (["退", "〃", "同上", "好"], ["1", "2", "7", "8"], [0, 1, 2, 3], ["退", "退", "同上", "好"]),
        (["退", "〃", None, "〃"], ["1", "2", "3", "4"], [0, 1, 2, 3], ["退", "〃", None, "〃"]),  # below nothing
        (["〃", "退", None, None], ["1", "2", "3", "4"], [0, 1, 2, 3], ["〃", "退", None, None]),
        (["退", "〃", "〃", None], ["1", "2", "3", "4"], [0, 1, 4, 5], ["退", "退", "〃", None]),  # another page
        (["退", "好", None, "停"], ["1", "2", "3", "4"], [0, 1, 2, 3], ["退", "好", None, "停"]),
    ],
)  # fmt: skip
def test_it_is_the_cell_above_where_that_is_certain(cells, numbers, rows, meant):
    listed = None if numbers is None else pa.array(numbers)
    assert resolved(pa.array(cells), np.array(rows), lambda: listed).to_pylist() == meant


def lists(role, head, rows, numbered=True, mixed=False):
    """Five people: with a column more on one of the lists, numbered as they stand there or without numbers, ``mixed`` as if it had been sorted."""
    order = [0, 3, 1, 4, 2] if mixed else range(5)
    sheets = []
    for file, columns in {
        "承保名单": lambda at: [NAMES[at], IDS[at]],
        "优抚对象": lambda at: [NAMES[at], IDS[at], "七宝镇"],
        "银行账户": lambda at: [NAMES[at], IDS[at], ACCOUNTS[at]],
    }.items():
        title = ["姓名", "证件号码", *{"优抚对象": ["街镇"], "银行账户": ["银行账号"]}.get(file, [])]
        number = ["序号"] if numbered else []
        mine = file == role
        table = [[*number, *title, *([head] if mine else [])]]
        table += [
            [*([str(1 + at)] if number else []), *columns(at), *([rows[at]] if mine else [])]
            for at in (order if mine else range(5))
        ]
        sheets.append(grid(table, f"{file}.xlsx"))
    return sheets


OUT = ["2023年注销", "同上", "〃", "同前", ""]
MIXED = ["2023年注销", "同上", "", "", "独居"]


@at_once
@pytest.mark.parametrize(
    ("role", "head", "rows", "expected"),
    [
        ("优抚对象", "备注", OUT, ["X05"] * 4 + ["OK"]),
        ("优抚对象", "备注", ["2024年4月去世", "同上", "仝上", "", ""], ["H10"] * 3 + ["OK"] * 2),
        ("优抚对象", "备注", ["独居", "同上", "〃", "", ""], ["OK"] * 5),
        ("优抚对象", "享受状态", ["在享", "〃", "停发", "〃", "在享"], ["OK", "OK", "X05", "X05", "OK"]),
        ("优抚对象", "停发日期", ["2024-03-01", "〃", "", "", ""], ["X05", "X05", "OK", "OK", "OK"]),
        ("优抚对象", "人员类别", ["死亡", "同上", "伤残军人", "烈属", ""], ["H09", "H09", "OK", "OK", "OK"]),
        ("承保名单", "备注", ["已退保", "同上", "同前", "〃", ""], ["X03"] * 4 + ["OK"]),
        ("承保名单", "保单状态", ["有效", "〃", "退保", "″", "有效"], ["OK", "OK", "X03", "X03", "OK"]),
    ],
)
def test_who_stands_below_is_as_who_stands_above(role, head, rows, expected):
    assert codes((yield lists(role, head, rows))) == expected


@at_once
@pytest.mark.parametrize(
    ("role", "head", "rows", "expected"),
    [
        ("优抚对象", "备注", MIXED, ["X05", "H08", "OK", "OK", "OK"]),
        ("优抚对象", "备注", ["独居", "同上", "", "", "高龄"], ["OK"] * 5),
        ("优抚对象", "备注", ["独居", "见上", "", "", "已注销"], ["OK", "H08", "OK", "OK", "X05"]),
        ("优抚对象", "享受状态", ["在享", "〃", "停发", "〃", "在享"], ["OK", "H08", "X05", "H08", "OK"]),
        ("承保名单", "备注", ["已退保", "同上", "", "〃", "续保"], ["X03", "H08", "H08", "OK", "OK"]),
    ],
)
def test_a_list_that_may_have_been_sorted_says_it_of_nobody(role, head, rows, expected):
    assert codes((yield lists(role, head, rows, numbered=False, mixed=True))) == expected


@at_once
@pytest.mark.parametrize(
    ("head", "rows", "payable"),
    [
        ("备注", ["卡为其子所有", "同上", "〃", "", ""], [False, False, False, True, True]),
        ("备注", ["卡在本人处", "同上", "", "", ""], [True] * 5),
        ("账户状态", ["正常", "〃", "销户", "〃", "正常"], [True, True, False, False, True]),
    ],
)
def test_no_account_is_paid_to_that_the_row_above_speaks_against(head, rows, payable):
    result = yield lists("银行账户", head, rows)
    assert codes(result) == ["OK"] * 5
    assert result.payments["payable"].tolist() == payable


def test_an_account_or_a_holder_is_never_that_of_the_row_above():
    sheets = lists("银行账户", "户名", ["样甲", "同上", "样丙", "样丁", "样戊"])
    accounts = grid(
        [
            ["序号", "姓名", "证件号码", "户名", "银行账号"],
            *([str(1 + at), NAMES[at], IDS[at], "同上" if at == 1 else NAMES[at], "〃" if at == 2 else ACCOUNTS[at]] for at in range(5)),
        ],
        "银行账户.xlsx",
    )  # fmt: skip
    payments = decide([*sheets[:2], accounts]).payments
    assert payments["payable"].tolist() == [True, False, False, True, True]


def test_the_township_of_the_row_above():
    sheets = lists("优抚对象", "街镇2", [""] * 5)
    towns = ["七宝镇", "〃", "同上", "莘庄镇", "″"]
    roster = [["序号", "姓名", "证件号码", "街镇"], *([str(1 + at), NAMES[at], IDS[at], towns[at]] for at in range(5))]
    result = decide([sheets[0], grid(roster, "优抚对象.xlsx")])
    assert result.decisions["home"].astype(str).tolist() == ["七宝镇"] * 3 + ["莘庄镇"] * 2
