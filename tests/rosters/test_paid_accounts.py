"""Whoever's account or name stands on a bank's sheet of this year's payments waits until somebody has said what the sheet is."""

import pytest
from tables import codes, decide, found, grid, resident

IDS = [resident(f"3101121950010{day}90{day}") for day in (1, 2, 3)]
NAMES = ("样甲", "样乙", "样丙")
ACCOUNTS = ["6200000000012345001", "6200000000012345002", "6200000000012345003"]
SUBSIDY = "2024沪惠保补贴"


def lists(*more):
    people = list(zip(NAMES, IDS, strict=True))
    insured = [
        ["保单号", "姓名", "证件号码", "承保日期"],
        *([f"P{n}", *one, "2024-06-01"] for n, one in enumerate(people)),
    ]
    roster = [["姓名", "身份证号", "街镇", "残疾类别"], *([*one, "七宝镇", "肢体"] for one in people)]
    accounts = [
        ["姓名", "身份证号", "银行账号"],
        *([*one, number] for one, number in zip(people, ACCOUNTS, strict=True)),
    ]
    return [
        grid(insured, "承保名单.xlsx", "承保"),
        grid(roster, "持证残疾人.xlsx", "名册"),
        grid(accounts, "银行账户.xlsx", "账户"),
        *more,
    ]


@pytest.mark.parametrize(
    ("file", "headers", "rows", "waiting"),
    [
        (
            "代发明细回单",
            ["交易日期", "收款人户名", "收款账号", "交易金额", "附言", "交易状态"],
            [["2024-06-28", "样甲", ACCOUNTS[0], "129", SUBSIDY, "交易成功"]],
            [True, False, False],
        ),
        (
            "交易流水",
            ["入账日期", "户名", "卡号", "金额(元)", "用途", "处理状态"],
            [["2024-06-28", "样父", f"{ACCOUNTS[1][:4]} {ACCOUNTS[1][4:]}", "129", "代发", "成功"]],
            [False, True, False],
        ),
        (
            "对账单",
            ["交易日期", "对方户名", "对方账号", "借方金额", "摘要", "结果"],
            [
                ["2024-06-28", "样甲", ACCOUNTS[0], "129.00", "沪惠保补贴", "成功"],
                ["2024-06-28", "样乙", ACCOUNTS[1], "800.00", "重残护理补贴", "成功"],
                ["2024-06-28", "样丙", ACCOUNTS[2], "500.00", "慰问", "成功"],
            ],
            [True, False, False],
        ),
        (
            "对账单",
            ["交易日期", "户名", "账号", "金额", "附言", "状态"],
            [
                ["2023-06-28", "样甲", ACCOUNTS[0], "129.00", "2023沪惠保补贴", "成功"],
                ["2024-06-28", "样乙", ACCOUNTS[1], "129.00", "惠民保补助", "成功"],
            ],
            [False, True, False],
        ),
        (
            "批量代付结果",
            ["序号", "收款户名", "收款账户", "金额", "用途", "处理结果"],
            [
                ["1", "样甲", ACCOUNTS[0], "129", SUBSIDY, "成功"],
                ["2", "样丙", ACCOUNTS[2], "129", SUBSIDY, "付款成功"],
            ],
            [True, False, True],
        ),
        (
            "代发明细",
            ["交易日期", "收款账号", "交易金额", "附言", "交易状态"],
            [["2024-06-28", "6200************5001", "129", SUBSIDY, "交易成功"]],
            [True, False, False],
        ),
        (
            "电子回单",
            ["交易日期", "对方账号", "金额", "用途", "结果"],
            [["2024-06-28", "6200 **** **** *** 5002", "129", SUBSIDY, "成功"]],
            [False, True, False],
        ),
        (
            "短信通知导出",
            ["日期", "卡号", "金额", "摘要", "状态"],
            [
                ["2024-06-28", "尾号5003", "129", SUBSIDY, "成功"],
                ["2023-06-28", "尾号5001", "129", "2023沪惠保补贴", "成功"],
            ],
            [False, False, True],
        ),
        (
            "回盘",
            ["序号", "收款账户", "金额", "用途", "处理结果"],
            [["1", "620000×××××××××5001", "129", SUBSIDY, "成功"], ["2", "6299****5002", "129", SUBSIDY, "成功"]],
            [True, False, False],
        ),
        (
            "对账单",
            ["交易日期", "对方账号", "借方金额", "摘要", "结果"],
            [["2024-06-28", "****5002", "500", "慰问金", "成功"], ["2024-06-28", "****5003", "129", SUBSIDY, "成功"]],
            [False, False, True],
        ),
    ],
)
def test_who_stands_on_a_banks_sheet_of_payments_waits(file, headers, rows, waiting):
    result = decide(lists(grid([headers, *rows], f"{file}.xlsx", "明细")))
    assert [code == "H08" for code in codes(result)] == waiting
    assert len(found(result.found_until_decided, "I38")) == 1


def test_payments_that_all_failed_speak_of_the_accounts_alone():
    head = ["户名", "账号", "金额", "附言", "失败原因"]
    rows = [[name, number, "129", SUBSIDY, "账户已销户"] for name, number in zip(NAMES, ACCOUNTS, strict=True)]
    result = decide(lists(grid([head, *rows], "退票清单.xlsx", "明细")))
    assert codes(result) == ["OK"] * 3 and not result.payments["payable"].any()
