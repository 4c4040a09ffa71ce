"""Households numbered otherwise, merged and split, and people of one household with another number."""

from collections.abc import Sequence

import pytest
from lists import listing, person

from huibao_xl.monitoring.changes import compare

HEAD = ["户编号", "姓名", "证件号码", "与户主关系"]


def two(before: Sequence[tuple[int, str]], now: Sequence[tuple[int, str]], ids: dict[int, str] | None = None):
    """Two lists of (person, 户编号) compared; ``ids``: other numbers of people in the new one."""
    sides = [
        listing([[number, f"样{n}", own.get(n, person(n)), ""] for n, number in rows], head=HEAD, file=f"{side}.xlsx")
        for side, rows, own in (("旧", before, {}), ("新", now, ids or {}))
    ]
    return compare(*sides)


@pytest.mark.parametrize(
    ("before", "now", "moves"),
    [
        ([(1, "1"), (2, "1")], [(1, "1"), (2, "1")], []),
        ([(1, "1"), (2, "1")], [(1, "001"), (2, "001")], [("换了户编号", "1", "001", 2)]),
        ([(1, "1"), (2, "1")], [(1, "HH8"), (2, "HH8")], [("换了户编号", "1", "HH8", 2)]),
        ([(1, "1"), (2, "1")], [(1, "1"), (2, "9")], [("拆分", "1", "1、9", 2)]),
        ([(1, "1"), (2, "2")], [(1, "1"), (2, "1")], [("合并", "1、2", "1", 2)]),
        (
            [(1, "1"), (2, "1"), (3, "2")],
            [(1, "1"), (2, "2"), (3, "2")],
            [("拆分", "1", "1、2", 3), ("合并", "1、2", "2", 2)],
        ),
        ([(1, "1")], [(1, "1"), (2, "1")], []),
        ([(1, "")], [(1, "4")], []),
        ([(1, "5"), (2, "5"), (1, "6")], [(1, "5"), (2, "5"), (1, "6")], []),
        ([(1, "5"), (2, "5"), (1, "6")], [(1, "6"), (2, "5"), (1, "5"), (3, "6")], []),
        (
            [(1, "5"), (2, "5"), (1, "6")],
            [(1, "5"), (2, "6"), (1, "6")],
            [("拆分", "5", "5、6", 3), ("合并", "5、6", "6", 2)],
        ),
        ([(1, "5"), (1, "6")], [(1, "7")], [("合并", "5、6", "7", 1)]),
    ],
)
def test_what_happened_to_a_household(before, now, moves):
    found = two(before, now)
    assert list(found.moves[["kind", "old", "new", "n"]].itertuples(index=False, name=None)) == moves
    told = found.findings.loc[found.findings["code"] == "L30", "text"]
    assert len(told) == len({kind for kind, *_ in moves})


def test_another_spelling_is_said_to_be_one():
    assert "只是写法不同" in two([(1, "1")], [(1, "第001户")]).moves["note"].iloc[0]
    assert "换了编号" in two([(1, "1")], [(1, "第002户")]).moves["note"].iloc[0]


def test_somebody_with_another_number_moves_with_the_household():
    found = two([(1, "1"), (2, "1")], [(1, "7"), (2, "7")], {2: person(300)})
    assert found.moves[["kind", "n"]].values.tolist() == [["换了户编号", 2]]
    assert found.people.loc[found.people["kind"].isin(["新增", "退出"]), "hint"].str.contains("同姓名、同一户").all()


def test_lists_without_numbers_of_households_have_no_moves():
    rows = [["样1", person(1), "七宝镇"]]
    sides = [listing(rows, "持证残疾人", ["姓名", "证件号码", "街镇"], file=f"{side}.xlsx") for side in "旧新"]
    assert compare(*sides).moves.empty
