"""From the cells of a sheet to the frame of its role, and on to what is paid by it."""

import pytest
from at_once import at_once
from tables import codes, decide, grid, read, resident
from tables import found as found_in

PERSON = resident("31011219850101901")
ACCOUNT, CNAPS = "6200000000000000001", "325290000012"


def test_the_bank_s_number_goes_from_the_list_to_the_payment() -> None:
    """联行号 must reach the bank file: a transfer to another bank without it comes back."""
    accounts = grid(
        [["姓名", "证件号码", "银行账号", "开户行", "联行号"], ["样甲", PERSON, ACCOUNT, "样例银行", CNAPS]],
        "银行账户.xlsx",
    )
    insured = grid([["姓名", "证件号码"], ["样甲", PERSON]], "承保名单.xlsx")
    roster = grid([["姓名", "证件号码", "街镇"], ["样甲", PERSON, "七宝镇"]], "残疾人名册.xlsx")
    assert read([insured, roster, accounts]).accounts["cnaps"].tolist() == [CNAPS]
    assert decide([insured, roster, accounts]).payments["cnaps"].tolist() == [CNAPS]


def test_separators_in_numbers_are_taken_out_and_reported() -> None:
    """A roster lost 8 % of its people because their ids were written in groups."""
    parted = f"{PERSON[:6]} {PERSON[6:14]}-{PERSON[14:]}"
    lists = [
        grid([["姓名", "证件号码"], ["样甲", f" {PERSON}。"]], "承保名单.xlsx"),
        grid([["姓名", "证件号码", "街镇"], ["样甲", parted, "七宝镇"]], "残疾人名册.xlsx"),
        grid([["姓名", "证件号码", "银行账号"], ["样甲", PERSON, "6200 0000 0000 0000 001"]], "银行账户.xlsx"),
    ]
    result = decide(lists)
    assert result.payments["account"].tolist() == [ACCOUNT]
    found = result.findings[result.findings["code"] == "I30"]
    assert found[["file", "row", "column", "value"]].to_numpy().tolist() == [
        ["残疾人名册.xlsx", 2, "证件号码", parted],
        ["银行账户.xlsx", 2, "银行账号", "6200 0000 0000 0000 001"],
    ]


def test_accounts_that_excel_destroyed_are_not_paid_to() -> None:
    lists = [
        grid([["姓名", "证件号码"], ["样甲", PERSON]], "承保名单.xlsx"),
        grid([["姓名", "证件号码", "街镇"], ["样甲", PERSON, "七宝镇"]], "残疾人名册.xlsx"),
        grid([["姓名", "证件号码", "银行账号"], ["样甲", PERSON, "6228480000012340000"]], "银行账户.xlsx"),
    ]
    result = decide(lists)
    assert result.payments["payable"].tolist() == [False]
    assert {"W02", "W05"} <= set(result.findings["code"])


@at_once
@pytest.mark.parametrize("cell", ["#N/A", "#REF!", "#NAME?", "########", "Err:502", " #VALUE! "])
def test_names_that_cannot_be_read_are_not_the_same_name(cell):
    """The same broken formula in both lists says nothing: neither is the person's name."""
    roster = grid([["姓名", "身份证号", "街镇", "残疾类别"], [cell, PERSON, "七宝镇", "肢体"]], "持证残疾人.xlsx")
    result = yield [grid([["姓名", "证件号码", "保单号"], [cell, PERSON, "P1"]], "承保名单.xlsx"), roster]
    assert codes(result) == ["H02"]
    assert ("I20", 2) in [(code, row) for code, row, _ in found_in(result.findings)]
