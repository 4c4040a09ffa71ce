"""Rows of excluding lists without a number: which of the insured they may mean."""

import pandas as pd
import pytest
from tables import grid, read, resident

from huibao_xl.subsidy.excluding import is_unclear, suspected

OWN = resident("31011219500101901")


def _suspects(group_rows, prior_rows):
    lists = [
        grid([["姓名", "证件号码"], ["样甲", OWN], ["样乙", resident("31011219600202902")]], "承保名单.xlsx"),
        grid([["姓名", "证件号码", "街镇"], ["样甲", OWN, "七宝镇"]], "残疾人名册.xlsx"),
        grid([["姓名", "证件号码"], *group_rows], "团单名单.xlsx"),
        grid([["姓名", "证件号码", "政策年度"], *prior_rows], "往期发放.xlsx"),
    ]
    found = suspected(read(lists), 2024)
    return found[["left", "list", "right", "likeness"]].astype({"list": object}).to_numpy().tolist()


def test_each_list_is_looked_through():
    assert _suspects([["样甲", OWN[:15] + "000"]], [["", int(OWN), "2024"]]) == [[0, "group", 0, 1], [0, "prior", 0, 1]]


def test_a_right_number_excludes_by_itself_and_another_year_not_at_all():
    assert _suspects([["样甲", OWN]], [["样甲", int(OWN), "2023"]]) == []


MEANT = [
    ("样甲", resident(OWN[:16] + "3")),
    ("样甲", resident(OWN[:12] + "03" + OWN[14:17])),
    ("样甲", resident(OWN[:14] + "888")),
]
ANOTHER = [
    ("样甲", resident("320102" + OWN[6:14] + "888")),
    ("样甲", resident(OWN[:6] + "19480315" + OWN[14:17])),
    ("样丙", MEANT[0][1]),
    ("样甲", resident("31011219600202902")),
]


def test_another_right_number_of_nobody_may_mean_who_has_the_name_and_nearly_the_number():
    people = [*MEANT, *ANOTHER]
    found = _suspects(people, [(*one, "2024") for one in people])
    expected = [[0, name, at] for name in ("group", "prior") for at in range(len(MEANT))]
    assert sorted(row[:3] for row in found) == expected


CUT = [
    OWN[:16],
    OWN[:15],
    OWN[:14],
    OWN[:10],
    OWN[4:14],
    OWN[-6:],
    OWN[:17],
    OWN[1:],
    f"{OWN[:10]}…",
    f"尾号{OWN[-4:]}",
    "3.10112E+17",
]


OTHER = [OWN[:9] + "1", "320112", OWN[:13] + "9", "尾号0000", "3.20112E+17", "E12345678"]


def test_whose_number_was_cut_may_be_meant_and_whose_digits_differ_is_not():
    """One list of all: who is meant is looked for row by row."""
    numbers = [*CUT, *OTHER]
    found = _suspects([["样甲", one] for one in numbers], [["样甲", one, "2024"] for one in numbers])
    assert sorted(row[:3] for row in found) == [[0, name, at] for name in ("group", "prior") for at in range(len(CUT))]


def test_fifteen_digits_that_are_a_number_of_old_may_also_be_the_beginning_of_one():
    young = resident("31011220050501901")  # its first fifteen digits read as born on 5 May 1920
    lists = [
        grid([["姓名", "证件号码"], ["样丙", young]], "承保名单.xlsx"),
        grid([["姓名", "证件号码", "街镇"], ["样丙", young, "七宝镇"]], "残疾人名册.xlsx"),
        grid([["姓名", "证件号码"], ["样丙", young[:15]]], "团单名单.xlsx"),
    ]
    assert suspected(read(lists), 2024)["list"].tolist() == ["group"]


@pytest.mark.parametrize(
    ("cells", "held"),
    [({"状态": "注销"}, 1), ({"状态": "死亡"}, 1), ({"失效日期": "2024-03-01"}, 0), ({"状态": "正常"}, 0)],
)
def test_a_row_of_a_roster_that_says_out_and_is_masked_may_mean_somebody(cells, held):
    lists = [
        grid([["姓名", "证件号码"], ["样甲", OWN]], "承保名单.xlsx"),
        grid(
            [
                ["姓名", "证件号码", "街镇", *cells],
                ["样甲", OWN, "七宝镇", *([None] * len(cells))],
                ["样*", f"{OWN[:6]}********{OWN[-4:]}", "七宝镇", *cells.values()],
            ],
            "残疾人名册.xlsx",
        ),
    ]
    assert suspected(read(lists), 2024)["list"].tolist() == ["entries"] * held


TWINS = [resident(OWN[:14] + serial) for serial in ("191", "305", "412", "557")]
OLDER = resident(OWN[:6] + "19490101191")


def test_two_insured_of_one_name_and_day_with_one_telephone_or_account_are_looked_at():
    people = [
        ("样一", TWINS[0], "13800000001"),
        ("样一", TWINS[1], "13800000001"),
        ("样二", TWINS[0][:14] + TWINS[2][14:], ""),
        ("样二", TWINS[3], ""),
        ("样三", resident(OWN[:14] + "601"), "13800000003"),
        ("样三", resident(OWN[:14] + "622"), "13800000004"),
        ("样四", resident(OWN[:14] + "643"), "13800000005"),
        ("样四", OLDER, "13800000005"),
        ("样五", resident(OWN[:14] + "664"), "13800000006"),
        ("样五", resident(OWN[:14] + "685"), "13800000006"),
        ("样六", resident(OWN[:14] + "706"), "13800000007"),
        ("样六", resident(OWN[:14] + "727"), "13800000007"),
        ("样七", resident(OWN[:14] + "748"), "13800000008"),
        ("样七", resident(OWN[:14] + "769"), "13800000008"),
    ]
    unlisted, grouped, out = people[9][1], people[11][1], people[13][1]
    states = ["退保" if number == out else "有效" for _, number, _ in people]
    listed = [one for one in people if one[1] not in (unlisted, grouped)]
    lists = [
        grid(
            [["姓名", "证件号码", "手机号", "状态"], *([*one, at] for one, at in zip(people, states, strict=True))],
            "承保名单.xlsx",
        ),
        grid([["姓名", "证件号码", "街镇"], *([*one[:2], "七宝镇"] for one in listed)], "残疾人名册.xlsx"),
        grid([["姓名", "证件号码"], people[11][:2]], "团单名单.xlsx"),
        grid(
            [["姓名", "证件号码", "银行账号"], *([*one[:2], "6228480000000000018"] for one in people[2:4])],
            "银行账户.xlsx",
        ),
    ]
    found = suspected(read(lists), 2024)
    assert found["list"].tolist() == ["insured"] * 5
    assert found[["left", "right"]].to_numpy().tolist() == [[0, 1], [1, 0], [2, 3], [3, 2], [10, 11]]


def test_whose_number_is_not_sure():
    numbers = [
        "310112195001019012",
        "310112500101901",
        "３１０１１２５００１０１９０１",
        "31011219500101x",
        "310112195001010000",
        "",
    ]
    rows = pd.DataFrame({"id_raw": numbers, "id": numbers, "person": [1, 1, 1, -1, 1, -1]}).astype(
        {"id_raw": "str", "id": "str"}
    )
    rows.loc[4, "id"] = "310112195001010000"[:15] + "000"
    assert is_unclear(rows).tolist() == [False, True, True, True, True, True]
    assert not is_unclear(rows.iloc[:0]).any()
