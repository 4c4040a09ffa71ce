"""监护人, from the cell to 补贴明细: a guardian's account is accepted without a warning only for a minor whose guardian is named."""

from datetime import date

import pytest
from at_once import at_once, decided_by_row
from tables import decide, grid, resident

from huibao_xl.identifiers import resident_id
from huibao_xl.subsidy.reports.detail import people_sheets

CHILD, ADULT = resident("31011220150601901"), resident("31011219500101901")
HEADER = ["姓名", "证件号码", "户名", "银行账号", "监护人"]


def lists(number, account, header=HEADER, insured_on="2024-06-01"):
    return [
        grid([["姓名", "证件号码", "承保日期"], ["样甲", number, insured_on]], "承保名单.xlsx"),
        grid([["姓名", "证件号码", "街镇"], ["样甲", number, "七宝镇"]], "残疾人名册.xlsx"),
        grid([header, ["样甲", number, *account]], "银行账户.xlsx"),
    ]


def warned(decided):
    return "W03" in set(decided.findings["code"])


@at_once(by=decided_by_row)
@pytest.mark.parametrize(
    ("number", "holder", "guardian", "warns"),
    [
        (CHILD, "样母", "样母", False),
        (CHILD, "样 母", "样母 ", False),
        (CHILD, "样母", "样 母", False),
        (CHILD, "样母", "样母（监护人）", True),
        (CHILD, "样·母", "样•母", False),
        (CHILD, "样母", "", True),
        (CHILD, "样母", "样父", True),
        (ADULT, "样母", "样母", True),
        (ADULT, "样甲", "", False),
    ],
)
def test_it_is_paid_to_where_it_is_the_person_s_or_the_guardian_s_of_a_minor(number, holder, guardian, warns):
    decided = yield lists(number, [holder, "6200000000000000001", guardian])
    assert warned(decided) == warns and decided.payments["payable"].tolist() == [not warns]


@at_once(by=decided_by_row)
@pytest.mark.parametrize("header", ["监护人姓名", "法定监护人", "法定代理人", "＊监护人（未成年人填）"])
def test_the_column_is_known_under_its_names(header):
    decided = yield lists(CHILD, ["样母", "6200000000000000001", "样母"], [*HEADER[:4], header])
    assert decided.payments["guardian"].tolist() == [decided.move("样母")] and not warned(decided)


def test_a_list_without_the_column_has_no_guardian():
    decided = decide(lists(CHILD, ["样母", "6200000000000000001"], HEADER[:4]))
    assert decided.payments["guardian"].tolist() == [""] and warned(decided)


def test_it_stands_in_the_detail():
    sheet = people_sheets(decide(lists(CHILD, ["样母", "6200000000000000001", "样母"])))[0]
    assert sheet.rows["监护人"].tolist() == ["样母"] and "监护人" in [column.title for column in sheet.columns]


@at_once(by=decided_by_row)
@pytest.mark.parametrize(("insured_on", "warns"), [("2024-05-31", False), ("2024-06-01", True)])
def test_of_age_on_the_birthday(insured_on, warns):
    """Born on 2006-06-01: 18 on 2024-06-01, judged on the day that counts for the row."""
    child = resident("31011220060601901")
    decided = yield lists(child, ["样母", "6200000000000000001", "样母"], insured_on=insured_on)
    assert warned(decided) == warns and len(decided.payments) == 1


def test_born_on_the_29th_of_february():
    """18 on 1 March of a year without that day: 民法典 counts whole years."""
    leap = resident("31011220080229901")
    assert resident_id.age(leap, date(2026, 2, 28)) == 17 and resident_id.age(leap, date(2026, 3, 1)) == 18
