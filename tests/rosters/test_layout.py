"""Columns that the role's data does not spell, through the real reading and deciding."""

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
