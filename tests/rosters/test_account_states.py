"""The kind: what a list of accounts says against an account, in whatever column, keeps money from it; what it says against the person holds him."""

from dataclasses import replace
from zlib import crc32

import pytest
from at_once import at_once
from tables import TODAY, codes, decide, decide_lists, found, grid, read, resident, sources

from huibao_xl.policy import load
from huibao_xl.rosters.collect import collect
from huibao_xl.rosters.column_answers import NEEDED, SHEET, answers_of
from huibao_xl.subsidy.shares import one_account

ONE, TWO = resident("31011219500101901"), resident("31011219600101901")
ACCOUNT, OTHER = "6200000000000000001", "6200000000000000002"
PEOPLE = [["样甲", ONE], ["样乙", TWO]]
CHECKED = "已核实，张三，2024-07-20"


def lists(header: list[str], *cells: list[str], accounts: tuple = (ACCOUNT, OTHER), more: tuple = ()) -> list:
    rows = [[*person, account, *row] for person, account, row in zip(PEOPLE, accounts, cells, strict=True)]
    return [
        grid([["姓名", "证件号码"], *PEOPLE], "承保名单.xlsx"),
        grid([["姓名", "证件号码", "街镇"], *([*one, "七宝镇"] for one in PEOPLE)], "残疾人名册.xlsx"),
        grid([["姓名", "证件号码", "银行账号", *header], *rows], "银行账户.xlsx"),
        *more,
    ]


@at_once
@pytest.mark.parametrize(
    ("comment", "payable"),
    [
        ("此卡已遗失，新卡办理中", False),
        ("户主女儿的卡", False),
        ("卡在侄子处", False),
        ("此卡挂失，待补新卡", False),
        ("卡号少一位", False),
        ("王某:已换新卡", False),
        ("张某：请打社保卡", False),
        ("手机号已更新", True),
        ("已核对", True),
        ("李某:本人卡", True),
    ],
)
def test_a_comment_beside_an_account_is_read_as_a_remark_is(comment, payable):
    insured, roster, accounts = lists([], [], [])
    result = yield [insured, roster, replace(accounts, comments={(2, 2): comment})]
    assert [bool(one) for one in result.payments["payable"]] == [True, payable]
    assert bool(found(result.findings, "W15")) is not payable


@at_once
@pytest.mark.parametrize(
    ("header", "first", "second", "codes", "payable"),
    [
        (["账户状态"], ["正常"], ["已销户"], ["OK", "OK"], [True, False]),
        (["账户状态"], ["正常"], ["正常"], ["OK", "OK"], [True, True]),
        (["核验结果"], ["一致"], [""], ["OK", "OK"], [True, False]),  # others are said to be right
        (["账户状态"], ["冻结"], [""], ["OK", "OK"], [False, True]),  # only exceptions are written
        (["备注"], [""], ["卡是女儿的"], ["OK", "OK"], [True, False]),
        (["备注"], [""], ["请打6228480402564890018"], ["OK", "OK"], [True, False]),
        (["备注"], [""], ["以 6228 4804 0256 4890 018 为准"], ["OK", "OK"], [True, False]),
        (["说明"], [""], ["农行卡号：6228480402564890018"], ["OK", "OK"], [True, False]),
        (["备注"], [""], ["原卡6228480402564890018已销"], ["OK", "OK"], [True, True]),
        (["备注"], [""], ["办卡时证件号310112195001019018"], ["OK", "OK"], [True, True]),
        (["开户行"], ["工商银行（闵行）"], ["工商银行（已停用）"], ["OK", "OK"], [True, False]),
        (["销户日期"], [""], ["2024-03-01"], ["OK", "OK"], [True, False]),
        (["社保卡金融功能"], ["已激活"], ["未激活"], ["OK", "OK"], [True, False]),
        (["与本人关系"], ["本人"], ["邻居"], ["OK", "OK"], [True, False]),
        (["户名", "持卡人"], ["样甲", "样 甲"], ["样乙", "王某某"], ["OK", "OK"], [True, False]),
        (["账户状态", "账户核实"], ["冻结", CHECKED], ["冻结", "已核实"], ["OK", "OK"], [True, False]),
        (["户名", "卡主"], ["样甲", "本人"], ["样乙", "邻居代收"], ["OK", "OK"], [True, False]),
        (["户名", "存折持有人"], ["样甲", ""], ["样乙", "村委代管"], ["OK", "OK"], [True, False]),
        (["能否入账"], ["能"], ["不能"], ["OK", "OK"], [True, False]),
        (["可否入账"], ["可"], ["不可"], ["OK", "OK"], [True, False]),
        (["签约状态"], ["已签约"], ["未签约"], ["OK", "OK"], [True, False]),
        (["代发协议状态"], ["已签约"], ["销卡"], ["OK", "OK"], [True, False]),
        (["芯片状态"], ["A"], ["已销卡"], ["OK", "OK"], [True, False]),
        (["备注"], [""], ["此账户暂不使用"], ["OK", "OK"], [True, False]),
        (["其他"], ["独居"], ["已换新卡"], ["OK", "OK"], [True, False]),
        (["附"], [""], ["卡是女儿的"], ["OK", "OK"], [True, False]),
        ([""], [""], ["他人账户"], ["OK", "OK"], [True, False]),
        (["卡是否已交村里"], ["否"], ["是"], ["OK", "OK"], [False, False]),  # nobody knows which is well
        (["是否党员"], ["否"], ["是"], ["OK", "OK"], [True, True]),
        (["是否启用（1启用 0停用）"], ["1"], ["0"], ["OK", "OK"], [True, False]),
        (["是否有效(1有效,0无效)"], ["1"], ["0"], ["OK", "OK"], [True, False]),
        (["是否激活（是/否）"], ["是"], ["否"], ["OK", "OK"], [True, False]),
        (["是否冻结（1冻结 0正常）"], ["0"], ["1"], ["OK", "OK"], [True, False]),
        (["是否可用[Y可用 N不可用]"], ["Y"], ["N"], ["OK", "OK"], [True, False]),
        (["是否可代发"], ["是"], ["否"], ["OK", "H08"], [True]),
        (["是否有效（无效填否）"], ["是"], ["否"], ["OK", "OK"], [True, False]),
        (["账户状态(0正常1销户2冻结)"], ["0"], ["1"], ["OK", "OK"], [True, False]),
        (["卡状态（1-正常；2-挂失）"], ["1"], ["2"], ["OK", "OK"], [True, False]),
        (["账户是否可用（不可用填0）"], ["1"], ["0"], ["OK", "OK"], [True, False]),
        (["账户状态(正常0异常1)"], ["0"], ["1"], ["OK", "OK"], [True, False]),
        (["账户状态（0、1分别表示异常、正常）"], ["1"], ["0"], ["OK", "OK"], [False, False]),  # nobody understands it
        (["是否签约（1已签约0未签约）"], ["1"], ["0"], ["OK", "OK"], [True, False]),
        (["在用=1,销户=0"], ["1"], ["0"], ["OK", "OK"], [True, False]),
        (["经办意见"], ["同意"], ["不予发放"], ["OK", "H08"], [True]),
        (["发放状态", "账户核实"], ["未发放", ""], ["已发放", CHECKED], ["OK", "H08"], [True]),
    ],
)
def test_what_becomes_of_an_account(header: list, first: list, second: list, codes: list, payable: list):
    own = crc32(repr((header, first, second)).encode())
    result = yield lists(header, first, second, accounts=tuple(f"62{own:016}{n}" for n in (1, 2)))
    assert result.decisions["code"].astype(str).tolist() == codes
    assert result.payments["payable"].tolist() == payable
    waiting = payable.count(False)
    assert len(found(result.findings, "W15")) == len(found(result.findings, "W02")) == waiting
    assert result.findings.loc[result.findings["code"] == "W02", "text"].str.contains("列“|没有填写").all()


@at_once
@pytest.mark.parametrize("header", ["户名", "卡主", "持卡人"])
def test_the_person_may_be_the_holder_without_a_name(header: str) -> None:
    result = yield lists([header], ["本人"], ["其女"])
    assert result.payments["payable"].tolist() == [True, False]


def test_a_death_under_a_header_that_nobody_understands() -> None:
    assert codes(decide(lists(["附"], [""], ["已故"]))) in (["OK", "H08"], ["OK", "H10"])


def test_the_bank_says_so_in_a_file_of_its_own() -> None:
    """Whoever it is listed for; another account of his is used."""
    third = ["样甲", ONE, "6200000000000000003"]
    answer = grid([["姓名", "证件号码", "账号", "核验结果"], ["样甲", ONE, ACCOUNT, "户名不符"]], "银行核验结果.xlsx")
    result = decide(lists([], [], [], more=(answer,)))
    assert result.payments["payable"].tolist() == [False, True]
    told = result.findings.loc[result.findings["code"] == "W02", "text"].item()
    assert "银行核验结果.xlsx" in told and "第 2 行 D 列“核验结果”为“户名不符”" in told
    more = grid([["姓名", "证件号码", "银行账号"], third], "新账户.xlsx")
    assert decide(lists([], [], [], more=(answer, more))).payments["account"].tolist() == [third[2], OTHER]


def test_a_row_that_is_struck_out_is_no_account_to_pay_to() -> None:
    *others, accounts = lists([], [], [])
    struck = replace(accounts, struck=frozenset((2, column) for column in range(3)))
    result = decide([*others, struck])
    assert result.payments["payable"].tolist() == [True, False]
    assert found(result.findings, "W15") == [("W15", 3, "整行划有删除线")]


@pytest.mark.parametrize(
    ("names", "payable", "asked"),
    [
        (("2022年银行账户.xlsx", "银行账户.xlsx"), [False, True], 1),
        (("旧版/银行账户.xlsx", "银行账户.xlsx"), [False, True], 1),
        (("2022年银行账户.xlsx", "2023年银行账户.xlsx"), [True, True], 0),
        (("2024年银行账户.xlsx", "银行账户.xlsx"), [True, True], 0),
    ],
)
def test_an_older_list_beside_another_is_asked_about(names: tuple, payable: list, asked: int) -> None:
    *others, _ = lists([], [], [])
    rows = [
        [["姓名", "证件号码", "银行账号"], [*one, number]] for one, number in zip(PEOPLE, (ACCOUNT, OTHER), strict=True)
    ]
    result = decide([*others, *map(grid, rows, names)])
    assert result.payments["payable"].tolist() == payable
    assert len(found(result.findings, "I54")) == asked


def test_a_longer_older_list_is_the_one_that_is_used() -> None:
    *others, _ = lists([], [], [])
    head = ["姓名", "证件号码", "银行账号"]
    older = grid([head, [*PEOPLE[0], ACCOUNT], [*PEOPLE[1], OTHER]], "2022年银行账户.xlsx")
    result = decide([*others, older, grid([head, [*PEOPLE[1], OTHER]], "新增账户.xlsx")])
    assert result.payments["payable"].tolist() == [True, True]


def test_an_older_list_says_nothing_against_an_account_that_the_list_of_now_gives_too() -> None:
    *others, _ = lists([], [], [])
    head = ["姓名", "证件号码", "银行账号"]
    older = grid([head, [*PEOPLE[0], ACCOUNT], [*PEOPLE[1], OTHER]], "2023年银行账户.xlsx")
    result = decide([*others, older, grid([head, [*PEOPLE[0], ACCOUNT], [*PEOPLE[1], OTHER]], "2024年银行账户.xlsx")])
    assert result.payments["payable"].tolist() == [True, True]


@pytest.mark.parametrize("sheet", ["户名不符", "核验失败", "账号错误", "未激活", "挂失"])
def test_a_sheet_whose_name_says_that_its_accounts_are_no_good_pays_to_none_of_them(sheet: str) -> None:
    *others, accounts = lists([], [], [])
    result = decide([*others, replace(accounts, sheet=sheet)])
    assert result.payments["payable"].tolist() == [False, False]
    assert len(found(result.findings, "W15")) == 2


def test_the_last_digits_of_a_new_card_say_whether_the_account_is_its() -> None:
    tails = [["旧卡遗失，新卡尾号0001"], ["旧卡遗失，新卡尾号8812"]]
    assert decide(lists(["备注"], *tails)).payments["payable"].tolist() == [True, False]


def test_remarks_that_nobody_understands_are_named_and_nothing_waits() -> None:
    result = decide(lists(["备注"], ["喜欢下棋"], ["已故"]))
    assert [text for text in result.findings.loc[result.findings["code"] == "I56", "text"] if "喜欢下棋" in text]
    assert result.decisions["code"].astype(str).tolist() == ["OK", "H10"]


def test_no_payment_goes_again_to_such_an_account() -> None:
    accounts = read(lists(["账户状态"], ["正常"], ["冻结"])).accounts
    assert one_account(accounts)["account"].tolist() == [ACCOUNT]


@pytest.mark.parametrize(
    ("meaning", "payable"), [("状态", [False, False]), ("不用", [True, True]), ("有效=0；退出=1", [True, False])]
)
def test_a_clerk_says_what_codes_mean(meaning: str, payable: list) -> None:
    *others, accounts = lists(["账户状态"], ["0"], ["1"])
    answers = grid(
        [list(NEEDED), ["银行账户.xlsx", accounts.sheet, "银行账户", "D", "账户状态", meaning, "王", "2024-08-01"]],
        "列对应.xlsx",
        SHEET,
    )
    read_lists = collect(
        sources(*others, accounts), load("2024"), {}, TODAY, column_answers=answers_of(answers, "x.xlsx", TODAY)
    )
    assert decide_lists(read_lists).payments["payable"].tolist() == payable


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("原账号", "新账号"),
        ("旧卡号", "新账号"),
        ("更正前卡号", "更正后卡号"),
        ("错误账号", "正确账号"),
        ("修改前账号", "修改后账号"),
        ("账号（原）", "账号（现）"),
        ("换卡前卡号", "换卡后卡号"),
    ],
)
def test_an_account_of_before_is_paid_to_from_no_list(before: str, after: str) -> None:
    """What was wrong with it (变更原因) is not said of the new one."""
    changes = [["姓名", "证件号码", before, after, "变更原因"], [*PEOPLE[1], OTHER, "6200000000000000009", "卡遗失"]]
    result = decide(lists([], [], [], more=(grid(changes, "账户变更登记.xlsx"),)))
    assert result.payments["account"].tolist() == [ACCOUNT, "6200000000000000009"]
    assert result.payments["payable"].tolist() == [True, True]


@pytest.mark.parametrize(
    ("before", "after"), [("原账户", "现账户"), ("更正前账户", "更正后账户"), ("旧卡信息", "新卡信息")]
)
def test_a_group_of_columns_is_of_the_account_of_before(before: str, after: str) -> None:
    upper = ["序号", "姓名", "身份证号", before, None, None, after, None, None]
    lower = [None, None, None, *["户名", "账号", "开户行"] * 2]
    row = ["1", *PEOPLE[1], "样乙", OTHER, "农业银行", "样乙", "6200000000000000009", "建设银行"]
    result = decide(lists([], [], [], more=(grid([upper, lower, row], "账户变更.xlsx"),)))
    assert result.payments["account"].tolist() == [ACCOUNT, "6200000000000000009"]
    assert result.payments["payable"].tolist() == [True, True] and not found(result.findings, "I42")


def test_an_account_of_the_head_of_a_household_is_his() -> None:
    header = ["户主姓名", "家庭成员姓名", "成员身份证号", "户主银行卡号"]
    rows = [["样甲", "样甲", ONE, ACCOUNT], ["样丙", "样乙", TWO, OTHER]]
    result = decide([*lists([], [], [])[:2], grid([header, *rows], "银行账户.xlsx")])
    assert result.payments["payable"].tolist() == [True, False]
    assert [row for _, row, _ in found(result.findings, "W15")] == [3]


def test_a_sheet_of_accounts_whose_name_doubts_them_pays_nobody():
    one, two = resident("31011219500101021"), resident("31011219500101022")
    head = ["姓名", "证件号码", "户名", "银行账号", "开户行"]
    good = grid([head, ["样甲", one, "样甲", "6228480402564890018", "不用此卡"]], "银行账户.xlsx", "可发放")
    bad = grid([head, ["样乙", two, "样乙", "6228480402564890018", "农业银行"]], "银行账户.xlsx", "户名不符")
    people = [["姓名", "证件号码", "街镇"], ["样甲", one, "七宝镇"], ["样乙", two, "七宝镇"]]
    result = decide([grid(people, "承保名单.xlsx"), grid(people, "持证残疾人.xlsx"), good, bad])
    assert codes(result) == ["OK", "OK"] and not result.payments["payable"].any()
    assert len(found(result.findings, "W15")) == 2


@at_once
@pytest.mark.parametrize(
    "header",
    [
        "是否发放账户",
        "发放账户标志",
        "是否默认账户",
        "是否代发账户",
        "是否打款卡",
        "是否主账户",
        "是否补贴账户",
        "是否现用卡",
    ],
)
@pytest.mark.parametrize(("yes", "no"), [("是", "否"), ("1", "0")])
def test_of_two_accounts_the_one_is_paid_to_that_the_list_says(header, yes, no):
    """是否发放账户 was taken for a word about the person, who waited for a clerk."""
    own = f"62{crc32((header + yes).encode()):016}"
    accounts = [[*PEOPLE[0], f"{own}2", no], [*PEOPLE[0], f"{own}1", yes]]
    sheets = lists([], [], [])[:2]
    result = yield [*sheets, grid([["姓名", "证件号码", "银行账号", header], *accounts], "银行账户.xlsx")]
    assert codes(result)[0] == "OK" and result.payments["account"].iloc[0][-1] == "1"
