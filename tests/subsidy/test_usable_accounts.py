"""Whose account it is, and whether a bank refused it. The kind: a name (or number) that a clerk said is the person's counts wherever the person
is compared by name later; and money never goes to anybody else, nor again to where it came back from."""

from dataclasses import replace

import answering
import pandas as pd
import pytest
from tables import found, grid, load, read, resident

from huibao_xl.frames import FAILED_ACCOUNTS
from huibao_xl.matching.answers import DIFFERENT, SAME
from huibao_xl.subsidy.steps import decide_and_pay

ONE, TWO = resident("31011219500101901"), resident("31011219600101901")
ACCOUNT, OTHER = "6200000000000000001", "6200000000000000002"


def grids(insured: list, roster: list, *accounts: list):
    return [
        grid([["姓名", "证件号码"], insured], "承保名单.xlsx"),
        grid([["姓名", "证件号码", "街镇"], [*roster, "七宝镇"]], "残疾人名册.xlsx"),
        grid([["姓名", "证件号码", "户名", "银行账号", "监护人", "账户核实"], *accounts], "银行账户.xlsx"),
    ]


def answered(lists: list, word: str = SAME):
    """Decided with the same answer to every pair that is offered."""
    return answering.decide(lists, answering.to_all(answering.decide(lists, []), word))


@pytest.mark.parametrize(
    ("insured", "roster", "row"),
    [
        # H02: the holder is the roster's name, the insured's, or either as the bank spaces it
        (["样秀瑛", ONE], ["样秀英", ONE], ["样秀英", ONE, "样秀英", ACCOUNT]),
        (["样秀瑛", ONE], ["样秀英", ONE], ["样秀瑛", ONE, "样秀瑛", ACCOUNT]),
        (["样秀瑛", ONE], ["样秀英", ONE], ["样秀英", ONE, "样　秀英", ACCOUNT]),
        # H02: 户名 empty, the row's own name is the roster's
        (["样秀瑛", ONE], ["样秀英", ONE], ["样秀英", ONE, "", ACCOUNT]),
        # H01: the insured number is none, the account stands under the right one
        (["样甲", ONE[:10] + "9" + ONE[11:]], ["样甲", ONE], ["样甲", ONE, "样甲", ACCOUNT]),
    ],
)
def test_who_is_one_person_is_paid_under_either_name(insured: list, roster: list, row: list) -> None:
    result = answered(grids(insured, roster, row))
    assert result.payments["payable"].tolist() == [True] and found(result.findings, "W02", "W03") == []


def test_the_line_says_by_which_name_the_account_is_theirs() -> None:
    lists = grids(["样秀瑛", ONE], ["样秀英", ONE], ["样秀英", ONE, "样秀英", ACCOUNT])
    assert answered(lists).payments["also_named"].tolist() == ["样秀英"]
    plain = grids(["样甲", ONE], ["样甲", ONE], ["样甲", ONE, "样甲", ACCOUNT])
    assert answered(plain).payments["also_named"].tolist() == [""]


def test_an_answer_says_nothing_of_a_third_name_nor_of_somebody_else() -> None:
    third = grids(["样秀瑛", ONE], ["样秀英", ONE], ["样秀英", ONE, "样秀缨", ACCOUNT])
    assert answered(third).payments["payable"].tolist() == [False]
    refused = grids(["样秀瑛", ONE], ["样秀英", ONE], ["样秀英", ONE, "样秀英", ACCOUNT])
    assert answered(refused, DIFFERENT).payments.empty


@pytest.mark.parametrize(
    ("row", "why"),
    [
        (["样甲", ONE, "生人", ACCOUNT], "没有写明监护人"),
        (["样甲", ONE, "生人", ACCOUNT, "样母"], "与所填监护人“样母”不同"),
        (["样甲", ONE, "样母", ACCOUNT, "样母"], "不是未成年人"),
        (["样甲", ONE, "样甲（样母代领）", ACCOUNT], "没有写明监护人"),
        (["样甲", ONE, "某某村民委员会", ACCOUNT], "没有写明监护人"),
        (["样甲", ONE, "样甲样乙", ACCOUNT], "没有写明监护人"),
    ],
)
def test_money_waits_rather_than_go_to_a_stranger(row: list, why: str) -> None:
    result = answering.decide(grids(["样甲", ONE], ["样甲", ONE], row), [])
    assert result.payments[["payable", "account"]].to_numpy().tolist() == [[False, ""]]
    told = result.findings.set_index(result.findings["code"].astype(str))["text"]
    assert why in told["W03"] and why in told["W02"] and result.balance["ok"].all()


def test_another_account_of_their_own_is_used() -> None:
    rows = ["样甲", ONE, "生人", ACCOUNT], ["样甲", ONE, "样甲", OTHER]
    result = answering.decide(grids(["样甲", ONE], ["样甲", ONE], *rows), [])
    assert result.payments["account"].tolist() == [OTHER] and found(result.findings, "W02", "W04") == []
    assert [code for code, *_ in found(result.findings, "W03")] == ["W03"]  # what is not used is named


def failed(by_holder: bool = False, holder: str = "样甲", account: str = ACCOUNT) -> pd.DataFrame:
    row = [account, holder, by_holder, "2024-07-20", "2024-七宝镇-1", 3, "账户已销户"]
    return FAILED_ACCOUNTS.typed(pd.DataFrame([row], columns=list(FAILED_ACCOUNTS.columns)))


def after(refused: pd.DataFrame, *accounts: list):
    lists = read(grids(["样甲", ONE], ["样甲", ONE], *accounts))
    return decide_and_pay(replace(lists, failed_accounts=refused), load("2024"))


@pytest.mark.parametrize(
    ("check", "payable"),
    [
        ("", False),
        ("已核实，张三，2024-07-19", False),  # before it failed
        ("已核实，张三，2024-07-20", True),
        ("已核实，张三，2024-08-01", True),
        ("未核实，张三，2024-08-01", False),
        ("已核实", False),
    ],
)
def test_an_account_that_a_bank_refused_waits_until_it_is_confirmed(check: str, payable: bool) -> None:
    result = after(failed(), ["样甲", ONE, "样甲", ACCOUNT, "", check])
    assert result.payments["payable"].tolist() == [payable]
    told = result.findings.loc[result.findings["code"] == "W08", "text"].tolist()
    assert len(told) == (not payable) and all("2024-七宝镇-1" in text and "账户已销户" in text for text in told)


def test_another_account_or_holder_mends_what_it_mends() -> None:
    assert after(failed(), ["样甲", ONE, "样甲", OTHER]).payments["payable"].tolist() == [True]
    both = after(failed(), ["样甲", ONE, "样甲", ACCOUNT], ["样甲", ONE, "样甲", OTHER])
    assert both.payments["account"].tolist() == [OTHER]
    wrong_name = failed(by_holder=True, holder="样甲甲")
    assert after(wrong_name, ["样甲", ONE, "样甲", ACCOUNT]).payments["payable"].tolist() == [True]
    closed = failed(holder="样甲甲")  # another holder does not open an account again
    assert after(closed, ["样甲", ONE, "样甲", ACCOUNT]).payments["payable"].tolist() == [False]


def test_an_account_is_refused_whoever_of_the_family_it_was_for() -> None:
    """It failed for another child of the same guardian."""
    result = after(failed(holder="样母"), ["样甲", ONE, "样甲", ACCOUNT])
    assert result.payments["payable"].tolist() == [False]


THREE, CHILD, SIBLING = (resident(body) for body in ("31011219700101901", "31011220150101901", "31011220170101901"))
_PAID = {"样甲": ONE, "样乙": TWO, "样童": CHILD, "样弟": SIBLING, "样　甲": THREE}


@pytest.mark.parametrize(
    ("accounts", "waiting"),
    [
        # two people of age, one account: also where 户名 is empty, and whoever of them is not paid
        ([["样甲", ONE, "样甲", ACCOUNT], ["样乙", TWO, "样乙", ACCOUNT]], {"样甲", "样乙"}),
        ([["样甲", ONE, "", ACCOUNT], ["样乙", TWO, "", ACCOUNT]], {"样甲", "样乙"}),
        ([["样甲", ONE, "", ACCOUNT], ["样丙", resident("31011219800101901"), "", ACCOUNT]], {"样甲"}),
        ([["样甲", ONE, "", ACCOUNT], ["样丙", "3101121980", "", ACCOUNT]], {"样甲"}),
        # one name, two numbers: perhaps one person
        ([["样甲", ONE, "样甲", ACCOUNT], ["样　甲", THREE, "样甲", ACCOUNT]], {"样甲", "样　甲"}),
        # a child's guardian has it, and somebody else, too; two guardians have it
        ([["样童", CHILD, "样母", ACCOUNT, "样母"], ["样甲", ONE, "样甲", ACCOUNT]], {"样童", "样甲"}),
        ([["样童", CHILD, "样母", ACCOUNT, "样母"], ["样弟", SIBLING, "样父", ACCOUNT, "样父"]], {"样童", "样弟"}),
        # who has another account is paid there
        (
            [["样甲", ONE, "样甲", ACCOUNT], ["样乙", TWO, "样乙", ACCOUNT], ["样乙", TWO, "样乙", OTHER]],
            {"样甲"},
        ),
        # a clerk asked one of them, or both
        ([["样甲", ONE, "", ACCOUNT, "", "已核实，张三，2024-07-20"], ["样乙", TWO, "", ACCOUNT]], {"样乙"}),
        (
            [
                ["样甲", ONE, "", ACCOUNT, "", "已核实，张三，2024-07-20"],
                ["样乙", TWO, "", ACCOUNT, "", "已核实，张三，2024-07-20"],
            ],
            set(),
        ),
        # children of one guardian, who is paid, too; children whose guardian nobody named; one person listed twice
        (
            [
                ["样童", CHILD, "样甲", ACCOUNT, "样甲"],
                ["样弟", SIBLING, "样　甲", ACCOUNT, "样甲"],
                ["样甲", ONE, "样甲", ACCOUNT],
            ],
            set(),
        ),
        ([["样童", CHILD, "", ACCOUNT], ["样弟", SIBLING, "", ACCOUNT], ["样甲", ONE, "", ACCOUNT]], set()),
        ([["样甲", ONE, "样甲", ACCOUNT], ["样甲", ONE, "样 甲", ACCOUNT]], set()),
        ([["样甲", ONE, "样甲", ACCOUNT], ["样甲", ONE[:17], "样甲", ACCOUNT]], set()),
        # no account of a stranger's
        ([["样甲", ONE, "样甲", ACCOUNT], ["样乙", TWO, "样甲", ACCOUNT], ["样乙", TWO, "样乙", OTHER]], set()),
    ],
)
def test_an_account_of_two_people_waits_until_somebody_asked_them(accounts: list, waiting: set) -> None:
    insured = [["姓名", "证件号码"], *([name, id] for name, id in _PAID.items() if any(id in row for row in accounts))]
    roster = [[*row, "七宝镇"] for row in insured[1:]]
    lists = [
        grid(insured, "承保名单.xlsx"),
        grid([["姓名", "证件号码", "街镇"], *roster], "残疾人名册.xlsx"),
        grid([["姓名", "证件号码", "户名", "银行账号", "监护人", "账户核实"], *accounts], "银行账户.xlsx"),
    ]
    result = answering.decide(lists, [])
    payments = result.payments
    assert set(payments.loc[~payments["payable"], "name"]) == waiting and len(payments) == len(roster)
    told = result.findings[result.findings["code"] == "W14"]
    assert told["text"].str.contains("第 2 行.*银行账户.xlsx .*第 3 行").all() and result.balance["ok"].all()
    assert set(told["value"]) >= {_PAID[name] for name in waiting}
