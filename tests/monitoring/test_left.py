"""Who left 低保: only by what the new list states, and what is said of everybody else."""

from collections.abc import Sequence
from datetime import date
from typing import Any

import pytest
from lists import listing, person
from tables import TODAY, grid, load, resident, sources

from huibao_xl import findings
from huibao_xl.monitoring.job import Monitored, monitor_lists, read_households
from huibao_xl.policy.townships import Names
from huibao_xl.rosters.listing import Listing, read_listing, role_named

MONTH = ["户编号", "姓名", "证件号码", "养老金"]
WITH_IDENTITY = ["户编号", "姓名", "证件号码", "救助身份", "养老金"]
ON = date(2024, 7, 1)
"""低保标准 is 1595."""


UNSAID = "待核 名册身份 没有写救助身份"


def compared(now: Listing, before: Listing, before_on: date = ON) -> Monitored:
    return monitor_lists(now, before, ON, before_on, Names(load("2024")), None)


def sure(seen: Monitored) -> list[list[str]]:
    return seen.left.sure[["name", "basis", "now"]].values.tolist()


def unclear(seen: Monitored) -> list[list[str]]:
    return seen.left.open[["name", "basis", "now"]].values.tolist()


def by_pension(before: Sequence[Any], now: Sequence[Any], before_on: date = ON) -> Monitored:
    """Two lists of (person, pension) that state no identity."""
    sides = [
        listing([[str(n), f"样{n}", person(n), pension] for n, pension in rows], head=MONTH, file=f"{side}.xlsx")
        for rows, side in ((before, "旧"), (now, "新"))
    ]
    return compared(sides[1], sides[0], before_on)


def test_without_identities_nobody_has_left_and_who_rose_is_to_be_found_out():
    seen = by_pension([(1, "1550"), (2, "1500"), (3, "1700"), (4, "1500")], [(1, "1600"), (2, "1594"), (3, "1700")])
    assert sure(seen) == []
    assert unclear(seen) == [["样1", "收入档次", "夹心"], ["样4", "不在名单中", "不在名单中"]]
    assert seen.left.open["why"].str.contains("没有写救助身份").all()
    assert seen.visits["reason"].str.contains("低保去向待核").sum() == 2


@pytest.mark.parametrize(
    ("head", "people", "told"),
    [
        (MONTH, [(["1500"], ""), (["1700"], "待核 收入档次 夹心"), (["约1700"], "")], 3),
        (
            WITH_IDENTITY,
            [
                (["", "1500"], UNSAID),
                (["甲乙丙", "1500"], UNSAID),
                (["—", "1500"], UNSAID),
                (["申请未通过", "1500"], UNSAID),
                (["低保（已停）", "1500"], UNSAID),
                (["无", "1500"], "名册身份 无"),
                (["已退出", "1500"], "名册身份 已退出"),
                (["低保边缘", "1500"], "名册身份 低保边缘"),
                (["低保家庭", "1700"], ""),
                (["1-低 保", "1700"], ""),
                (None, "名册身份 不在名单中"),
            ],
            5,
        ),
        (MONTH, [(None, "待核 不在名单中 不在名单中"), (["1500"], "")], 1),
    ],
)
def test_nobody_leaves_by_an_identity_that_the_list_does_not_say(head, people, told):
    """``people``: the cells of each in the list of now (None: not there), and why and where to they left 低保."""
    own = [[str(n), f"样{n}", person(n)] for n in range(1, len(people) + 1)]
    before = listing([[*one, "低保", "1500"] for one in own], head=WITH_IDENTITY, file="旧.xlsx")
    rows = [[*one, *cells] for one, (cells, _) in zip(own, people, strict=True) if cells is not None]
    seen = compared(listing(rows, head=head, file="新.xlsx"), before)
    expected = [(one[1], why) for one, (_, why) in zip(own, people, strict=True) if why]
    assert sure(seen) == [[name, *why.split()] for name, why in expected if "待核" not in why]
    assert unclear(seen) == [[name, *why.split()[1:]] for name, why in expected if "待核" in why]
    (text,) = seen.findings.loc[seen.findings["code"] == "L20", "text"]
    assert f"{told} 人" in text


def test_where_the_list_says_every_identity_nothing_is_told():
    sides = [listing([["1", "样1", person(1), "低保", "1500"]], head=WITH_IDENTITY, file=f"{n}.xlsx") for n in "旧新"]
    seen = compared(sides[1], sides[0])
    assert seen.left.sure.empty and seen.left.open.empty and "L20" not in set(seen.findings["code"])


def test_the_list_before_may_be_judged_by_its_own_day():
    """1550 was not below 1510 on 30 June, but is below 1595 on 1 July: by the older figure nobody is asked about."""
    assert unclear(by_pension([(1, "1550")], [(1, "1600")])) == [["样1", "收入档次", "夹心"]]
    assert unclear(by_pension([(1, "1550")], [(1, "1600")], date(2024, 6, 30))) == []


FULL = ["户编号", "姓名", "证件号码", "与户主关系", "救助身份", "街镇", "养老金"]


def _one(
    n: int, number: str = "1", relation: str = "户主", id: str = "", town: str = "七宝镇", **other: str
) -> list[str]:
    return [number, f"样{n}", id or person(n), relation, other.get("identity", "低保"), town, "1500"]


def _next_to(number: str) -> str:
    """A valid number of another decade that differs in one digit and the check digit."""
    return resident(number[:8] + ("9" if number[8] != "9" else "8") + number[9:17])


STAYS = [_one(90, "90")]
"""Somebody who is in both lists, with an identity."""
MAY_STILL_BE_THERE = {
    "mistyped": (lambda n: [_one(n)], lambda n: [_one(n, id=person(n)[:-1] + _other(person(n)[-1]))], "可能是同一人"),
    "corrected birthday": (
        lambda n: [_one(n)],
        lambda n: [_one(n, id=resident(person(n)[:10] + "1122" + person(n)[14:17]))],
        "可能是同一人",
    ),
    "another number, with the same mate": (
        lambda n: [_one(n), _one(n + 1, relation="配偶")],
        lambda n: [_one(n, "7", id=person(n + 900)), _one(n + 1, "7", "配偶")],
        "可能是同一人",
    ),
    "name and number corrected at once": (
        lambda n: [_one(n)],
        lambda n: [["1", f"改名{n}", _next_to(person(n)), *_one(n)[3:]]],
        "可能是同一人",
    ),
    "destroyed by Excel": (lambda n: [_one(n)], lambda n: [_one(n, id="3.10112E+17")], "可能是同一人"),
    "masked": (
        lambda n: [_one(n)],
        lambda n: [_one(n, "5", id=person(n)[:6] + "********" + person(n)[14:])],
        "可能是同一人",
    ),
    "blank": (lambda n: [_one(n)], lambda n: [_one(n, "5", id=" ")], "可能是同一人"),
    "not in a 街镇 that the list has": (lambda n: [_one(n, town="莘庄镇")], lambda n: [], "没有这个街镇"),
    "others of the household stay": (
        lambda n: [_one(n), _one(n + 1, relation="子")],
        lambda n: [_one(n)],
        "不能说这一人退出",
    ),
    "the number of the household stays, its head is missing": (
        lambda n: [_one(n), ["", *_one(n + 1, relation="子")[1:]]],
        lambda n: [_one(n + 1, relation="子")],
        "不能说这一人退出",
    ),
    "another one with the number of the household": (
        lambda n: [_one(n)],
        lambda n: [_one(n + 1, "001", identity="特困")],
        "不能说这一人退出",
    ),
}
"""{case: who was in the list, who is now (both of the number of the first person), and a word of why nobody of them has left}."""


def _other(character: str) -> str:
    return "0" if character != "0" else "1"


@pytest.fixture(scope="module")
def still_there() -> dict[str, tuple[list[str], list[str]]]:
    """{case: who of it has left, and why the others may be there still}: all in one pair of lists, each case with people and numbers of its own."""
    sides: list[list[list[str]]] = [[*STAYS], [*STAYS]]
    for at, (before, now, _) in enumerate(MAY_STILL_BE_THERE.values()):
        for side, rows in zip(sides, (before(5 * at), now(5 * at)), strict=True):
            side += [[f"{at}-{row[0]}" if row[0] else "", *row[1:]] for row in rows]
    seen = compared(listing(sides[1], head=FULL, file="新.xlsx"), listing(sides[0], head=FULL, file="旧.xlsx"))
    told = {}
    for at, name in enumerate(MAY_STILL_BE_THERE):
        mine = [f"样{5 * at + n}" for n in range(5)]
        left = seen.left.sure
        open_ones = seen.left.open
        told[name] = (
            left.loc[left["name"].isin(mine), "name"].tolist(),
            open_ones.loc[open_ones["name"].isin(mine), "why"].tolist(),
        )
    return told


@pytest.mark.parametrize("name", MAY_STILL_BE_THERE)
def test_who_may_still_be_there_has_not_left(still_there, name):
    left, why = still_there[name]
    assert left == [] and len(why) == 1 and MAY_STILL_BE_THERE[name][2] in why[0]


def test_a_whole_household_that_a_list_with_identities_leaves_out_has_left():
    assert sure(compared(listing(STAYS, head=FULL, file="空.xlsx"), listing([*STAYS, _one(1)], head=FULL))) == [
        ["样1", "名册身份", "不在名单中"]
    ]


def test_a_number_of_fifteen_digits_is_the_same_person():
    old = person(1)[:6] + person(1)[8:17]
    sides = [listing([_one(1, id=id)], head=FULL, file=f"{id}.xlsx") for id in (person(1), old)]
    seen = compared(*sides)
    assert sure(seen) == unclear(seen) == [] and seen.compared.people["kind"].tolist() == ["未变"]


def test_a_sheet_of_people_that_is_not_read_takes_nobody_out():
    head = ["家庭档号", *FULL[1:]]
    sheets = [grid([FULL, *STAYS], "新.xlsx", "一"), grid([head, _one(1)], "新.xlsx", "二")]
    now = read_listing(sources(*sheets), role_named("低收入家庭"), Names(load("2024")), TODAY, "新")
    seen = compared(now, listing([*STAYS, _one(1)], head=FULL, file="旧.xlsx"))
    assert sure(seen) == [] and "没有读取的表" in seen.left.open["why"].iloc[0]
    assert seen.findings.loc[seen.findings["code"] == "L31", "sheet"].tolist() == ["二"]


@pytest.mark.parametrize(
    ("other", "left"),
    [
        ([["名字", "号", "钱"], ["样1", person(1), "1400"]], []),
        ([["甲", "乙"], ["样1", person(1)[:6] + " " + person(1)[6:]]], []),
        ([["账户人", "卡号", "备注"], ["样1", "", person(1)]], []),
        ([["名字", "号"], ["样9", person(9)]], ["样1"]),
        ([["街镇", "户数"], ["七宝镇", "1"]], ["样1"]),
    ],
)
def test_whose_number_stands_on_a_sheet_that_is_not_read_has_not_left(other: list[list[str]], left: list[str]):
    sheets = [grid([FULL, *STAYS], "新.xlsx", "一"), grid(other, "新.xlsx", "二")]
    now = read_listing(sources(*sheets), role_named("低收入家庭"), Names(load("2024")), TODAY, "新")
    seen = compared(now, listing([*STAYS, _one(1)], head=FULL, file="旧.xlsx"))
    assert [row[0] for row in sure(seen)] == left
    assert left or "没有读取的一张表" in seen.left.open["why"].iloc[0]


def test_a_file_that_cannot_be_read_takes_nobody_out():
    rules, unread = Names(load("2024")), [findings.for_file("I60", "补充.pdf", "")]
    before = listing([*STAYS, _one(1)], head=FULL, file="旧.xlsx")
    for about, gone in (([], 1), (unread, 0)):
        now = read_households(sources(grid([FULL, *STAYS], "新.xlsx", "一")), about, rules, "新", today=TODAY)
        assert len(compared(now, before).left.sure) == gone


@pytest.mark.parametrize(("file", "told"), [("2022年12月.xlsx", 1), ("2024年6月.xlsx", 0), ("名单.xlsx", 0)])
def test_a_list_of_another_year_is_named(file, told):
    now = listing(STAYS, head=FULL, file=file)
    assert (compared(now, now).findings["code"] == "L32").sum() == told


def test_the_row_that_says_低保_counts():
    before = listing([_one(1)], head=FULL, file="旧.xlsx")
    now = listing([_one(1, identity="无"), _one(1)], head=FULL, file="新.xlsx")
    assert sure(compared(now, before)) == []
