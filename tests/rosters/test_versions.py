"""Two versions of one roster used together: whom the newer one does not have in waits, and a clerk is told of the pair."""

import pytest
from at_once import at_once, decided_unshared
from people import number
from tables import codes, decide, found, grid

PEOPLE = [["样甲", number(at), "七宝镇"] for at in range(6)]
HEAD = ["姓名", "证件号码", "街镇"]
INSURED = grid([HEAD, *PEOPLE], "承保名单.xlsx")


def versions(older, newer, first=PEOPLE, second=PEOPLE[:4]):
    """``older``, ``newer``: names of files."""
    return [INSURED, grid([HEAD, *first], older), grid([HEAD, *second], newer)]


@at_once(by=decided_unshared)
@pytest.mark.parametrize(
    ("older", "newer"),
    [
        ("持证残疾人.xlsx", "持证残疾人（更新版）.xlsx"),
        ("持证残疾人3月.xlsx", "持证残疾人4月.xlsx"),
        ("持证残疾人v1.xlsx", "持证残疾人v2.xlsx"),
        ("持证残疾人原始.xlsx", "持证残疾人核对后.xlsx"),
        ("持证残疾人20240501.xlsx", "持证残疾人20240601.xlsx"),
        ("持证残疾人第一版.xlsx", "持证残疾人第二版.xlsx"),
        ("持证残疾人备份.xlsx", "持证残疾人.xlsx"),
        ("初稿/持证残疾人.xlsx", "定稿/持证残疾人.xlsx"),
        ("5月/持证残疾人.xlsx", "6月/持证残疾人.xlsx"),
        ("持证残疾人0515.xlsx", "持证残疾人0601.xlsx"),
        ("持证残疾人5月.xlsx", "持证残疾人20240601.xlsx"),
    ],
)
def test_whom_only_the_older_version_has_waits(older, newer):
    result = yield versions(older, newer)
    assert codes(result) == ["OK"] * 4 + ["H08"] * 2
    assert len(found(result.findings, "I59")) == 1


@at_once(by=decided_unshared)
@pytest.mark.parametrize(
    ("older", "newer"),
    [
        ("持证残疾人202405.xlsx", "持证残疾人202406.xlsx"),
        ("持证残疾人4月.xlsx", "持证残疾人5月.xlsx"),
        ("2024-05/持证残疾人.xlsx", "2024-06/持证残疾人.xlsx"),
        ("持证残疾人v1.xlsx", "持证残疾人v2.xlsx"),
        ("持证残疾人旧.xlsx", "持证残疾人新版.xlsx"),
        ("持证残疾人0515.xlsx", "持证残疾人0615.xlsx"),
    ],
)
def test_a_village_of_three_has_versions_too(older, newer):
    result = yield versions(older, newer, PEOPLE[:3], PEOPLE[:2])
    assert codes(result)[:3] == ["OK", "OK", "H08"]


@at_once(by=decided_unshared)
@pytest.mark.parametrize(
    ("first", "second"),
    [
        (PEOPLE[:3], PEOPLE[3:5]),
        (PEOPLE[:3], PEOPLE[2:4]),
        (PEOPLE[:2], PEOPLE[2:]),
        (PEOPLE[:5], PEOPLE[5:]),
        (PEOPLE, PEOPLE[:2]),
        (PEOPLE[:3], PEOPLE[:1]),
    ],
)
def test_additions_of_a_month_are_no_version(first, second):
    result = yield versions("持证残疾人202405.xlsx", "持证残疾人202406.xlsx", first, second)
    listed = {row[1] for row in (*first, *second)}
    assert [code for code, row in zip(codes(result), PEOPLE, strict=True) if row[1] in listed] == ["OK"] * len(listed)


@at_once(by=decided_unshared)
@pytest.mark.parametrize(
    ("older", "newer"), [("持证残疾人.xlsx", "持证残疾人(1).xlsx"), ("持证残疾人.xlsx", "残疾人 副本.xlsx")]
)
def test_where_no_name_says_which_is_newer_the_pair_is_named_and_nobody_waits(older, newer):
    result = yield versions(older, newer)
    assert codes(result) == ["OK"] * 6
    assert len(found(result.findings, "I59")) == 1


def test_who_is_out_of_the_newer_version_waits():
    stated = (
        [[*row, "正常"] for row in PEOPLE],
        [[*row, "注销" if at == 2 else "正常"] for at, row in enumerate(PEOPLE)],
    )
    first, second = (grid([[*HEAD, "状态"], *rows], f"持证残疾人{n}月.xlsx") for n, rows in enumerate(stated, 5))
    assert codes(decide([INSURED, first, second])) == ["OK", "OK", "H08", "OK", "OK", "OK"]


@at_once(by=decided_unshared)
@pytest.mark.parametrize(
    ("first", "second"), [(PEOPLE[:3], PEOPLE[3:]), (PEOPLE[:4], PEOPLE[3:]), (PEOPLE, PEOPLE), (PEOPLE[:4], PEOPLE)]
)
def test_lists_of_two_towns_and_a_newer_one_with_more_people_ask_nothing(first, second):
    result = yield versions("持证残疾人3月.xlsx", "持证残疾人4月.xlsx", first, second)
    assert codes(result) == ["OK"] * 6
    assert not found(result.findings, "I59")


POLICIES = [[f"P{at}", *row] for at, row in enumerate(PEOPLE)]
ROSTER = grid([HEAD, *PEOPLE], "持证残疾人.xlsx")


@at_once(by=decided_unshared)
@pytest.mark.parametrize(
    ("older", "newer", "again", "held"),
    [
        ("承保名单0615.xlsx", "承保名单0705（更新）.xlsx", POLICIES[:4], 2),
        ("6月/承保名单.xlsx", "7月/承保名单.xlsx", POLICIES[:5], 1),
        ("承保名单（初稿）.xlsx", "承保名单（终稿）.xlsx", POLICIES[1:], 1),
        ("承保名单20240615.xlsx", "承保名单20240705.xlsx", POLICIES[:4], 2),
        ("承保名单.xlsx", "承保名单最新.xlsx", [*POLICIES[:4], ["P9", "样乙", number(9), "七宝镇"]], 2),
        ("承保名单0615.xlsx", "承保名单0705（更新）.xlsx", POLICIES[:3], 0),
        ("承保名单0615.xlsx", "承保名单0705（增量）.xlsx", POLICIES[:4], 0),
        ("承保名单0615.xlsx", "承保名单0705新增.xlsx", POLICIES[:4], 0),
        ("承保名单6月.xlsx", "承保名单7月.xlsx", POLICIES[4:], 0),
        ("承保名单0615.xlsx", "承保名单0705.xlsx", POLICIES, 0),
        ("承保名单甲.xlsx", "承保名单乙.xlsx", POLICIES[:4], 0),
    ],
)
def test_whom_only_the_older_of_two_deliveries_of_an_insurer_has_waits(older, newer, again, held):
    insured = [grid([["保单号", *HEAD], *rows], name) for name, rows in ((older, POLICIES), (newer, again))]
    result = yield [*insured, ROSTER]
    assert codes(result)[:6].count("H08") == held
    assert len(found(result.found_until_decided, "I59")) == (held > 0 or "甲" in older)


def test_a_row_of_the_newer_delivery_that_says_out_refuses():
    stated = [[*row, "有效"] for row in POLICIES]
    lists = [
        grid([["保单号", *HEAD, "保单状态"], *rows], f"承保名单{n}月.xlsx")
        for n, rows in ((6, stated), (7, [*stated[:5], [*POLICIES[5], "退保"]]))
    ]
    assert codes(decide([*lists, ROSTER]))[:6] == ["OK"] * 5 + ["X03"]


def test_the_roster_of_an_earlier_year_s_folder_counts_as_far_as_this_year_s_has_its_people():
    lists = versions("2022年/持证残疾人.xlsx", "2024年/持证残疾人.xlsx", PEOPLE[:4], PEOPLE[4:])
    result = decide(lists)
    assert codes(result) == ["H08"] * 4 + ["OK"] * 2
    assert len(found(result.findings, "I59")) == 1
