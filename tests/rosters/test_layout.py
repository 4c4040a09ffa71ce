"""Columns that the role's data does not spell, through the real reading and deciding."""

from bank_batch import with_check_digit
from tables import codes, decide, found, grid, read, resident

ONE, TWO = (resident(f"3101121950010{day}90{day}") for day in (1, 2))
INSURED = grid([["姓名", "证件号码"], ["样甲", ONE], ["样乙", TWO]], "承保名单.xlsx")


def roster(*headers: str, rows: list[list[str | None]]):
    return grid([["申请人姓名", "身份证编号", "管理街镇", *headers], *rows], "持证残疾人.xlsx")


def test_an_end_in_words_of_its_own_ends_the_entitlement():
    """认定截止日期 was ignored once, and expired people were paid."""
    rows = [["样甲", ONE, "七宝镇", "2020-01-01"], ["样乙", TWO, "七宝镇", "2099-01-01"]]
    sheets = [INSURED, roster("认定截止日期", rows=rows)]
    lists = read(sheets)
    assert codes(decide(sheets)) == ["X05", "OK"]
    assert ("I24", "认定截止日期") in {(code, column) for code, column in found_columns(lists)}


def found_columns(lists):
    return list(zip(lists.findings["code"].astype(str), lists.findings["column"].astype(str), strict=True))


def test_a_column_of_days_that_nobody_understands_is_said():
    rows = [["样甲", ONE, "七宝镇", "2020-01-01"], ["样乙", TWO, "七宝镇", "2099-01-01"]]
    lists = read([INSURED, roster("甲乙丙", rows=rows)])
    assert ("I42", "甲乙丙") in found_columns(lists)


def test_clean_lists_have_neither():
    rows = [["样甲", ONE, "七宝镇"], ["样乙", TWO, "七宝镇"]]
    sheets = [INSURED, grid([["姓名", "身份证号", "街镇"], *rows], "持证残疾人.xlsx")]
    assert not found(read(sheets).findings, "I24", "I25") and codes(decide(sheets)) == ["OK", "OK"]


def test_the_number_of_a_guardian_is_not_the_person_s():
    rows = [["样甲", ONE, "七宝镇", TWO], ["样乙", TWO, "七宝镇", ONE]]
    lists = read([INSURED, roster("监护人身份证号", rows=rows)])
    assert lists.entries["id"].tolist() == [ONE, TWO]


ROSTER = roster("残疾类别", rows=[["样甲", ONE, "七宝镇", "肢体"]])
WEAK = ("类型", "性别", "居委", "联系电话", "备注", "人员状态", "户名", "开户行", "金额", "登记日期", "项目")


def test_a_header_of_a_weaker_field_hides_no_accounts_and_no_ids():
    """Accounts under 类型 are asked about as those under an unknown header are, and used meanwhile; ids leave no doubt."""
    of_accounts, of_ids = [], []
    for at, header in enumerate(WEAK):
        account = with_check_digit(f"62284812345678{at:02}12")
        of_accounts.append(grid([["姓名", "证件号码", header], ["样甲", ONE, account]], f"账户{at}.xlsx", "银行账户"))
        of_ids.append(grid([["姓名", header, "卡号"], ["样甲", ONE, account]], f"号码{at}.xlsx", "银行账户"))
    lists = read([INSURED, ROSTER, *of_accounts, *of_ids])
    named = [(code, header) for code, header in found_columns(lists) if header in WEAK]
    assert named == [(code, header) for code in ("I42", "I24") for header in WEAK]
    assert len(lists.accounts) == 2 * len(WEAK) and set(lists.accounts["id"]) == {ONE}


def test_what_is_no_account_is_asked_nothing():
    """Numbers of 残疾人证 (also of a wrong id), codes of places and numbers of households are none."""
    cells = {"残疾人证号": ONE[:17] + "043", "居委": "310112106203", "户编号": TWO, "残疾证": "31011219500102901043"}
    accounts = grid(
        [["姓名", "证件号码", "卡号", *cells], ["样甲", ONE, "6228481234567890128", *cells.values()]],
        "账户.xlsx",
        "银行账户",
    )
    lists = read([INSURED, roster(*cells, rows=[["样甲", ONE, "七宝镇", *cells.values()]]), accounts])
    assert not found(lists.findings, "I42", "I25")


def test_accounts_that_are_not_read_name_the_columns_that_may_be_what_is_missing():
    lists = read(
        [
            INSURED,
            ROSTER,
            grid(
                [["内容", "证件号码", "备用", "卡号"], ["样甲", ONE, "样甲", "6228481234567890128"]],
                "账户.xlsx",
                "银行账户",
            ),
        ]
    )
    assert [column for code, column in found_columns(lists) if code == "I25"] == ["内容", "备用"]


def test_what_a_column_of_states_does_not_say_is_named_with_it():
    header = ["姓名", "身份证号", "街镇", "医保参保状态", "持证状态"]
    rows = [["样甲", ONE, "七宝镇", "正常参保", "正常"], ["样乙", TWO, "七宝镇", "正常参保", "正常"]]
    lists = read([INSURED, grid([header, *rows], "持证残疾人.xlsx")])
    texts = lists.findings[lists.findings["code"] == "I24"].set_index("column")["text"]
    assert "只看其中写有死亡的" in texts["医保参保状态"] and "，" not in texts["持证状态"].partition("（")[0]
