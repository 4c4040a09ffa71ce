"""What a bank says of account numbers alone is said of the accounts of the lists, and nobody waits for it."""

import pytest
from at_once import at_once, decided_unshared
from tables import codes, decide, found, grid, resident

IDS = [resident(f"3101121950010{day}90{day}") for day in (1, 2, 3)]
PEOPLE = list(zip(("样甲", "样乙", "样丙"), IDS, strict=True))
ACCOUNTS = ["6200000000012345001", "6200000000012345002", "6200000000012345003"]
OTHERS = ["6200000000022222001", "6200000000022222002", "6200000000022222003"]


def lists(*more):
    insured = [
        ["保单号", "姓名", "证件号码", "承保日期"],
        *([f"P{n}", *one, "2024-06-01"] for n, one in enumerate(PEOPLE)),
    ]
    roster = [["姓名", "身份证号", "街镇", "残疾类别"], *([*one, "七宝镇", "肢体"] for one in PEOPLE)]
    accounts = [
        ["姓名", "身份证号", "银行账号"],
        *([*one, number] for one, number in zip(PEOPLE, ACCOUNTS, strict=True)),
    ]
    return [
        grid(insured, "承保名单.xlsx", "承保"),
        grid(roster, "持证残疾人.xlsx", "名册"),
        grid(accounts[:2], "银行账户1.xlsx", "账户"),
        grid([accounts[0], *accounts[2:]], "银行账户2.xlsx", "账户"),
        *more,
    ]


@at_once(by=decided_unshared)
@pytest.mark.parametrize(
    ("file", "headers", "cells", "payable"),
    [
        (
            "银行账户核验结果",
            ["核验结果", "失败原因"],
            [["成功", ""], ["失败", "户名不符"], ["成功", ""]],
            [True, False, True],
        ),
        ("账户校验反馈", ["校验结果"], [["通过"], ["不通过"], ["通过"]], [True, False, True]),
        ("2023年沪惠保补贴退票清单", ["金额", "退票原因"], [["129", "账户已销户"]] * 3, [False, False, False]),
        ("银行反馈", ["账户状态"], [["正常"], ["正常"], ["销户"]], [True, True, False]),
        ("账户验证情况", ["是否可用"], [["是"], ["是"], ["是"]], [True, True, True]),
    ],
)
def test_what_failed_is_not_paid_to_and_nobody_waits(file, headers, cells, payable):
    rows = [[number, name, *row] for number, (name, _), row in zip(ACCOUNTS, PEOPLE, cells, strict=True)]
    result = yield lists(grid([["账号", "户名", *headers], *rows], f"{file}.xlsx", "核验"))
    assert codes(result) == ["OK"] * 3 and result.payments["payable"].tolist() == payable
    assert len({row for _, row, _ in found(result.findings, "W15")}) == payable.count(False) and not found(
        result.findings, "I02", "I38", "I58"
    )
    assert not result.readings["asked"].any()


@pytest.mark.parametrize(
    ("numbers", "cell"), [(OTHERS, "户名不符"), ([ACCOUNTS[0], *OTHERS[1:]], "户名不符"), (ACCOUNTS, "客户已死亡")]
)
def test_a_sheet_of_other_numbers_and_of_the_dead_names_who_waits(numbers, cell):
    rows = [[number, name, "失败", cell] for number, (name, _) in zip(numbers, PEOPLE, strict=True)]
    result = decide(lists(grid([["账号", "户名", "核验结果", "失败原因"], *rows], "退票清单.xlsx", "退票")))
    assert codes(result) == ["H08"] * 3 and found(result.found_until_decided, "I38")


def test_a_bank_file_of_payments_says_nothing_of_accounts():
    rows = [
        [str(1 + at), name, number, "129", "沪惠保补贴"]
        for at, ((name, _), number) in enumerate(zip(PEOPLE, ACCOUNTS, strict=True))
    ]
    head = ["序号", "户名", "账号", "金额", "摘要"]
    result = decide(lists(grid([["2024年度沪惠保补贴银行代发表"], head, *rows], "银行代发_七宝镇.xlsx", "银行代发")))
    assert set(codes(result)) == {"H08"}
