"""Rows of 承保名单 whose insurance had ended before the policy's day of reference wait."""

import pytest
from at_once import at_once
from tables import codes, grid, resident

ONE = resident("31011219500101901")
ROSTER = grid([["姓名", "身份证号", "街镇", "残疾类别"], ["样甲", ONE, "七宝镇", "肢体"]], "残疾人.xlsx", "名册")


@at_once
@pytest.mark.parametrize(
    ("header", "cell", "code"),
    [
        ("保险止期", "2024-06-30", "H08"),
        ("保险终止日期", "20240630", "H08"),
        ("终保日期", "2024年6月30日", "H08"),
        ("保险期间", "2023-07-01至2024-06-30", "H08"),
        ("保单到期日", "2024/6/30", "H08"),
        ("终止日期", "2024-06-30", "H08"),
        ("截止日期", "2024-06-30", "H08"),
        ("实际终止日期", "2024-06-30", "H08"),
        ("责任止期", "2025-06-30", "OK"),
        ("保险止期", "2025-06-30", "OK"),
        ("保险期间", "2024-07-01至2025-06-30", "OK"),
        ("保险止期", "", "OK"),
    ],
)
def test_an_insurance_that_has_ended(header, cell, code):
    insured = grid([["保单号", "姓名", "证件号码", header], ["P1", "样甲", ONE, cell]], "承保名单.xlsx", "承保")
    result = yield [insured, ROSTER]
    assert codes(result) == [code]


TWO = resident("31011219500101902")


@at_once
@pytest.mark.parametrize(
    ("header", "cells", "expected"),
    [
        ("保险止期", ("#N/A", "2025-06-30"), ["H08", "OK"]),
        ("保险止期", ("明年六月", "2025-06-30"), ["H08", "OK"]),
        ("终保日期", ("见保单", "20250630"), ["H08", "OK"]),
        ("保险期间", ("#REF!", "2024-07-01至2025-06-30"), ["H08", "OK"]),
        ("保险期限", ("1年", "一年"), ["OK", "OK"]),
        ("保险期限", ("12个月", "2025-06-30"), ["OK", "OK"]),
        ("保险期间", ("见合同", "见合同"), ["OK", "OK"]),
        ("保险止期", ("", "2025-06-30"), ["OK", "OK"]),
    ],
)
def test_an_end_that_cannot_be_read_beside_others_that_can(header, cells, expected):
    people = [["P1", "样甲", ONE, cells[0]], ["P2", "样乙", TWO, cells[1]]]
    insured = grid([["保单号", "姓名", "证件号码", header], *people], "承保名单.xlsx", "承保")
    roster = grid(
        [["姓名", "身份证号", "街镇", "残疾类别"], *([name, id, "七宝镇", "肢体"] for _, name, id, _ in people)]
    )
    result = yield [insured, roster]
    assert codes(result) == expected


@at_once
@pytest.mark.parametrize(
    ("header", "usual", "cell", "code"),
    [
        ("保险止期", "2025-06-30", "2024-07-03", "H08"),
        ("保单终止日", "20250630", "20240815", "H08"),
        ("保险期间", "2024-07-01至2025-06-30", "2024-07-01至2024-09-30", "H08"),
        ("责任止期", "2025年6月30日", "2025年1月1日", "H08"),
        ("终保日期", "2025/6/30", "2025/6/29", "OK"),
        ("保险止期", "2025-06-30", "2025-07-15", "OK"),
        ("保险止期", "2025-06-30", "", "OK"),
    ],
)
def test_an_insurance_that_ends_long_before_all_others_was_ended(header, usual, cell, code):
    people = [[f"P{at}", f"样{name}", resident(f"3101121950010190{at}")] for at, name in enumerate("甲乙丙丁", 1)]
    rows = [[*one, cell if at == 0 else usual] for at, one in enumerate(people)]
    insured = grid([["保单号", "姓名", "证件号码", header], *rows], "承保名单.xlsx", "承保")
    roster = [["姓名", "身份证号", "街镇", "残疾类别"], *([name, id, "七宝镇", "肢体"] for _, name, id in people)]
    result = yield [insured, grid(roster, "残疾人.xlsx", "名册")]
    assert codes(result) == [code, "OK", "OK", "OK"]


@at_once
@pytest.mark.parametrize(
    ("header", "ours", "other"),
    [
        ("产品名称", "沪惠保2024", "沪惠保2023"),
        ("产品名称", "沪惠保", "重疾险"),
        ("险种名称", "沪惠保", "惠民保(苏州)"),
        ("产品", "沪惠保（2024版）", "沪惠保（2022版）"),
        ("投保年度", "2024", "2023"),
        ("保障年度", "2024-2025", "2023年度"),
        ("保险起期", "2024-07-01", "2025-07-01"),
        ("保单生效日期", "2024-07-01", "2023-07-01"),
        ("承保日期", "2024-06-03", "2022-05-10"),
        ("承保日期", "2024-01-03", "2025-06-03 09:30:00"),
        ("投保日期", "2024年6月3日", "20230603"),
        ("缴费时间", "2024/6/3", "2023.6.3"),
        ("签单日期", "45446", "45080"),
    ],
)
def test_another_product_or_year_waits(header, ours, other):
    people = [("样甲", resident("31011219500101901")), ("样乙", resident("31011219500101902"))]
    insured = grid(
        [["保单号", "姓名", "证件号码", header], ["P1", *people[0], ours], ["P2", *people[1], other]], "承保名单.xlsx"
    )
    roster = grid(
        [["姓名", "证件号码", "街镇", "残疾类别"], *([*one, "七宝镇", "肢体"] for one in people)], "持证残疾人.xlsx"
    )
    result = yield [insured, roster]
    assert codes(result) == ["OK", "H08"]
