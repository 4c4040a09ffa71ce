"""Whose account it is, and whether a bank refused it. The kind: a name (or number) that a clerk said is the person's counts wherever the person
is compared by name later; and money never goes to anybody else, nor again to where it came back from."""

from collections.abc import Generator, Sequence
from dataclasses import replace
from typing import Any

import answering
import pandas as pd
import pytest
from at_once import at_once, decided_at_once, own, same_header
from tables import found, grid, load, read, resident
from together import regions

from huibao_xl.frames import FAILED_ACCOUNTS
from huibao_xl.matching.answers import DIFFERENT
from huibao_xl.subsidy.steps import decide_and_pay

ONE, TWO = resident("31011219500101901"), resident("31011219600101901")
ACCOUNT, OTHER = "6200000000000000001", "6200000000000000002"
Cases = Generator[Any, Any, None]


def grids(insured: list, roster: list, *accounts: list):
    return [
        grid([["姓名", "证件号码"], insured], "承保名单.xlsx"),
        grid([["姓名", "证件号码", "街镇"], [*roster, "七宝镇"]], "残疾人名册.xlsx"),
        grid([["姓名", "证件号码", "户名", "银行账号", "监护人", "账户核实"], *accounts], "银行账户.xlsx"),
    ]


@at_once(by=answering.all_the_same)
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
def test_who_is_one_person_is_paid_under_either_name(insured: list, roster: list, row: list) -> Cases:
    result = yield grids(insured, roster, row)
    assert result.payments["payable"].tolist() == [True] and found(result.findings, "W02", "W03") == []


@at_once(by=answering.all_the_same)
@pytest.mark.parametrize(
    ("insured", "roster", "holder", "payable", "also_named"),
    [
        ("样秀瑛", "样秀英", "样秀英", True, "样秀英"),
        ("样甲", "样甲", "样甲", True, ""),
        ("样秀瑛", "样秀英", "样秀缨", False, ""),
    ],
)
def test_the_line_says_by_which_name_the_account_is_theirs_and_an_answer_nothing_of_a_third(
    insured: str, roster: str, holder: str, payable: bool, also_named: str
) -> Cases:
    result = yield grids([insured, ONE], [roster, ONE], [roster, ONE, holder, ACCOUNT])
    assert result.payments[["payable", "also_named"]].to_numpy().tolist() == [[payable, result.move(also_named)]]


def test_who_is_somebody_else_is_not_paid() -> None:
    lists = grids(["样秀瑛", ONE], ["样秀英", ONE], ["样秀英", ONE, "样秀英", ACCOUNT])
    assert answering.decide(lists, answering.to_all(answering.decide(lists, []), DIFFERENT)).payments.empty


@at_once
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
def test_money_waits_rather_than_go_to_a_stranger(row: list, why: str) -> Cases:
    result = yield grids(["样甲", ONE], ["样甲", ONE], row)
    assert result.payments[["payable", "account"]].to_numpy().tolist() == [[False, ""]]
    told = result.findings.set_index(result.findings["code"].astype(str))["text"]
    assert all(result.move(why) in told[code] for code in ("W02", "W03")) and result.balance["ok"].all()


def test_another_account_of_their_own_is_used() -> None:
    rows = ["样甲", ONE, "生人", ACCOUNT], ["样甲", ONE, "样甲", OTHER]
    result = answering.decide(grids(["样甲", ONE], ["样甲", ONE], *rows), [])
    assert result.payments["account"].tolist() == [OTHER] and found(result.findings, "W02", "W04") == []
    assert [code for code, *_ in found(result.findings, "W03")] == ["W03"]  # what is not used is named


def failed(by_holder: bool = False, holder: str = "样甲", account: str = ACCOUNT) -> pd.DataFrame:
    row = [account, holder, by_holder, "2024-07-20", "2024-七宝镇-1", 3, "账户已销户"]
    return FAILED_ACCOUNTS.typed(pd.DataFrame([row], columns=list(FAILED_ACCOUNTS.columns)))


def after_refusals(cases: Sequence[tuple[pd.DataFrame, list]]) -> list:
    """What is decided, in one run, where a bank refused these accounts and the list of accounts has these rows."""

    def own_account(frame: pd.DataFrame, n: int, region: str) -> pd.DataFrame:
        cells = {name: own(frame[name].iloc[0], n, region) for name in ("account", "holder")}
        return frame.assign(**cells)

    refused = [
        own_account(frame, n, region) for n, ((frame, _), region) in enumerate(zip(cases, regions(), strict=False))
    ]
    sheets = [grids(["样甲", ONE], ["样甲", ONE], *accounts) for _, accounts in cases]
    failed_accounts = FAILED_ACCOUNTS.typed(pd.concat(refused, ignore_index=True))
    return decided_at_once(
        sheets,
        lambda all: decide_and_pay(replace(read(all), failed_accounts=failed_accounts), load("2024")),
        same_header,
    )


def mine(account: str = ACCOUNT, check: str = "") -> list[str]:
    return ["样甲", ONE, "样甲", account, "", check]


@at_once(by=after_refusals)
@pytest.mark.parametrize(
    ("refused", "accounts", "paid"),
    [
        (failed(), [mine()], ""),
        (failed(), [mine(check="已核实，张三，2024-07-19")], ""),  # before it failed
        (failed(), [mine(check="已核实，张三，2024-07-20")], ACCOUNT),
        (failed(), [mine(check="已核实，张三，2024-08-01")], ACCOUNT),
        (failed(), [mine(check="未核实，张三，2024-08-01")], ""),
        (failed(), [mine(check="已核实")], ""),
        # another account or holder mends what it mends
        (failed(), [mine(OTHER)], OTHER),
        (failed(), [mine(), mine(OTHER)], OTHER),
        (failed(by_holder=True, holder="样甲甲"), [mine()], ACCOUNT),
        (failed(holder="样甲甲"), [mine()], ""),  # another holder does not open an account again
        # it failed for another child of the same guardian: whoever of the family it was for
        (failed(holder="样母"), [mine()], ""),
    ],
)
def test_an_account_that_a_bank_refused_waits_until_it_is_confirmed(
    refused: pd.DataFrame, accounts: list, paid: str
) -> Cases:
    result = yield refused, accounts
    assert result.payments[["payable", "account"]].to_numpy().tolist() == [[bool(paid), result.move(paid)]]
    told = result.findings.loc[result.findings["code"] == "W08", "text"].tolist()
    assert paid == OTHER or len(told) == (not paid)
    assert all("2024-七宝镇-1" in text and "账户已销户" in text for text in told)


THREE, CHILD, SIBLING = (resident(body) for body in ("31011219700101901", "31011220150101901", "31011220170101901"))
_PAID = {"样甲": ONE, "样乙": TWO, "样童": CHILD, "样弟": SIBLING, "样　甲": THREE}


@at_once
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
def test_an_account_of_two_people_waits_until_somebody_asked_them(accounts: list, waiting: set) -> Cases:
    insured = [["姓名", "证件号码"], *([name, id] for name, id in _PAID.items() if any(id in row for row in accounts))]
    roster = [[*row, "七宝镇"] for row in insured[1:]]
    result = yield [
        grid(insured, "承保名单.xlsx"),
        grid([["姓名", "证件号码", "街镇"], *roster], "残疾人名册.xlsx"),
        grid([["姓名", "证件号码", "户名", "银行账号", "监护人", "账户核实"], *accounts], "银行账户.xlsx"),
    ]
    payments = result.payments
    assert set(payments.loc[~payments["payable"], "name"]) == set(map(result.move, waiting)) and len(payments) == len(
        roster
    )
    told = result.findings[result.findings["code"] == "W14"]
    assert told["text"].str.contains("第 2 行.*银行账户.xlsx .*第 3 行").all() and result.balance["ok"].all()
    assert set(told["value"]) >= {result.move(_PAID[name]) for name in waiting}
