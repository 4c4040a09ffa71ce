"""账户核实: who and when, or it does not count."""

import pytest
from tables import TODAY, decide, found, grid, resident

from huibao_xl.rosters.account_checks import accepted

ONE = resident("31011219500101901")


@pytest.mark.parametrize(
    "text",
    [
        "已核实，张三，2024-07-20",
        "2024.7.20张三电话核实无误",
        "张三 20240720 确认账号没有问题",
        "经本人确认，李四于2024年7月20日",
        "银行书面确认，王五，2024/7/20",
        "核实无误，张三，2024-07-20",
        "张三核实可用 2024-07-20",
        "已确认账号正确 李四 2024年7月20日",
        "已由张三核实，2024-07-20",
        "2024-07-20（张三）账户正常",
        "已激活，经核实可用，欧阳样例，2024-07-20",
        "核实人：冼样，已核实，2024-07-20",
        "已核实，古丽·样例，20240720",
    ],
)
def test_who_and_when_counts(text: str) -> None:
    assert accepted(text, TODAY) == f"2024-07-20 {text}"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "已核实",
        "是",
        "张三",
        "已核实 2024-07-20",
        "2024-07-20",
        "未核实，张三，2024-07-20",
        "待张三核实，2024-07-20",
        "账号不对，张三，2024-07-20",
        "已核实，张三，2024-13-20",
        "已核实，张三，2024-09-02",  # tomorrow
        "核实账户已销户，李四，2024-07-20",
        "核实有误，李四，2024-07-20",
        "核实失败，李四，2024-07-20",
        "李四核实为他人账户，2024-07-20",
        "已核实账户为李四，2024-07-20",
        "请李四核实 2024-07-20",
        "李四核实是身份证号，2024-07-20",
        "已核实，账户已销户，李四，2024-07-20",
        "已核实账户已销户，李四，2024-07-20",
        "李四核实，2024-07-20",  # a note of what is to be done reads the same
        "核实无误后再付，李四，2024-07-20",
        "如核实无误，李四，2024-07-20",
        "李四已核实？2024-07-20",
        "已核实，李四，2024-07-20，2024-08-01 退票",
        "已核实，冻结，2024-07-20",
        "已核实，付款，2024-07-20",
        "已核实，但空号，2024-07-20",
        "已核实，挂失，李四，2024-07-20",
        "李四去银行核实 2024-07-20",
        "李四已核实不可用 2024-07-20",
        "已核实有效期已过，李四，2024-07-20",
    ],
)
def test_anything_else_does_not(text: str) -> None:
    assert accepted(text, TODAY) == ""


def result(check: str):
    return decide(
        [
            grid([["姓名", "证件号码"], ["样甲", ONE]], "承保名单.xlsx"),
            grid([["姓名", "证件号码", "街镇"], ["样甲", ONE, "七宝镇"]], "残疾人名册.xlsx"),
            grid([["姓名", "证件号码", "银行账号", "账户核实"], ["样甲", ONE, "6222021345", check]], "银行账户.xlsx"),
        ]
    )


def test_a_number_that_looks_like_no_account_waits_until_it_is_checked() -> None:
    waits, checked, vague = result(""), result("已核实，张三，2024-07-20"), result("已核实")
    assert waits.payments["payable"].tolist() == [False]
    assert found(waits.findings, "W07") == [("W07", 2, "6222021345")]
    assert any("位数" in text for text in waits.findings.loc[waits.findings["code"] == "W02", "text"])
    assert checked.payments[["payable", "checked"]].to_numpy().tolist() == [
        [True, "2024-07-20 已核实，张三，2024-07-20"]
    ]
    assert found(checked.findings, "W02", "W05", "W07", "W09") == []
    assert vague.payments["payable"].tolist() == [False]
    assert found(vague.findings, "W09") == [("W09", 2, "已核实")]
