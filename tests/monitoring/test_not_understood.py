"""Whatever is replaced by something that nobody understands, nobody is told no and nothing moves but with a finding that names the place."""

import os
from collections.abc import Callable
from functools import cache
from pathlib import Path

import household_world
import pandas as pd
import pytest
from household_world import STRANGE
from lists import ON, own_file, person
from tables import TODAY, grid, load, sources

from huibao_xl.monitoring.job import Monitored, monitor_lists
from huibao_xl.policy.townships import Names
from huibao_xl.rosters.listing import Listing, read_listing, role_named

HEAD = [
    "户编号",
    "姓名",
    "证件号码",
    "与户主关系",
    "户籍",
    "救助身份",
    "街镇",
    "工资（元）",
    "养老金",
    "年医疗支出",
    "年教育支出",
    "家庭财产",
    "家庭人口",
    "人员状态",
    "死亡日期",
]
REQUIRED = HEAD[:3]
"""Without one of them a sheet is no list of households, and that is said (L31)."""
OPEN = ("待核实", "可能符合，尚有条件待核")
"""Answers that are less sure than any other."""
CELLS = (*STRANGE, "13月", "２０2x年")
EACH = 4 if os.environ.get("HUIBAO_REPLACED_LISTS") is None else 1
"""Of the cells that may be replaced one in so many is; all with HUIBAO_REPLACED_LISTS=0."""


def household(n: int) -> list[list[str | None]]:
    """Three people of household ``n``: below the aid line, with spending that makes it one of 刚性支出困难 by a little."""
    people = [
        ("户主", "本市", "3000", "2000", "19000", "5000", "100000"),
        ("配偶", "本市", "0", "1500", "8000", "5000", None),
        ("母亲", "非本市", "0", "900", "0", "0", None),
    ]
    return [
        [str(n), f"样{n}之{at}", person(3 * n + at), relation, place, "低保", "七宝镇", *rest[:5], "3", "正常", None]
        for at, (relation, place, *rest) in enumerate(people)
    ]


def listed(sheets: dict[str, list[list[str | None]]], file: str) -> Listing:
    """A list of these sheets ({name: rows, the header among them})."""
    grids = [grid(rows, file, name) for name, rows in sheets.items()]
    return read_listing(sources(*grids), role_named("低收入家庭"), Names(load("2024")), TODAY, file)


@pytest.fixture(scope="module")
def own(tmp_path_factory) -> Path:
    return own_file(tmp_path_factory.mktemp("标准"), {"家庭财产标准": "50000", "医疗支出占比": "30"})


def compared(now: dict[str, list[list[str | None]]], before: dict[str, list[list[str | None]]], own: Path) -> Monitored:
    names = Names(load("2024"))
    return monitor_lists(listed(now, "本月.xlsx"), listed(before, "上月.xlsx"), ON, ON, names, own)


def clean(own: Path, n: int) -> dict[int, tuple[str, str]]:
    """{household: its class and answer}, as the same list says them unspoilt."""
    return _clean(own, n)


@cache
def _clean(own: Path, n: int) -> dict[int, tuple[str, str]]:
    sheets = {"一": [HEAD, *(row for at in range(n) for row in household(at))]}
    seen = compared(sheets, sheets, own)
    assert seen.left.sure.empty and not seen.assessed.households["rigid"].eq("不符合").any()
    return {int(row.number): (str(row.tier), str(row.rigid)) for row in seen.assessed.households.itertuples()}


def moved(seen: Monitored, before: dict[int, tuple[str, str]], which: Callable[[pd.Series], int]) -> set[int]:
    """The households of which anybody is told no, or which are in another class than before and not in doubt. ``which``: the household of a row
    of the members."""
    found = set()
    for _, row in seen.assessed.members.iterrows():
        tier, rigid = before[which(row)]
        if row["rigid"] == "不符合" or (
            row["tier"] != "待核实" and (row["tier"] != tier or row["rigid"] not in (rigid, *OPEN))
        ):
            found.add(which(row))
    return found | {which(row) for _, row in seen.left.sure.iterrows()}


def test_a_cell_that_is_not_understood_moves_nobody_unless_it_is_named(own):
    """One cell of each household: every column, every strange word, of each of its people."""
    changes = [
        (column, word, at) for column in range(len(HEAD)) if HEAD[column] != "姓名" for word in CELLS for at in range(3)
    ]
    changes = [change for at, change in enumerate(changes) if at % EACH == 0]
    rows, place_of = [], {}
    for n, (column, word, at) in enumerate(changes):
        people = household(n)
        people[at][column] = word
        place_of[n] = len(rows) + at + 2
        rows += people
    before = clean(own, len(changes))
    sheets = {"一": [HEAD, *(row for n in range(len(changes)) for row in household(n))]}
    seen = compared({"一": [HEAD, *rows]}, sheets, own)
    named = set(seen.findings.loc[seen.findings["sheet"] == "一", "row"])
    went = moved(seen, before, lambda row: int(row["name"][1:].split("之")[0]))
    unnamed = [(HEAD[changes[n][0]], *changes[n][1:]) for n in sorted(went) if place_of[n] not in named]
    assert unnamed == []
    assert {HEAD[changes[n][0]] for n in went} <= {"户编号"}
    silent = [(HEAD[changes[n][0]], *changes[n][1:]) for n, row in place_of.items() if row not in named]
    assert {column for column, *_ in silent} <= {"街镇", "与户主关系", "户编号", "人员状态"}


def test_a_header_that_is_not_understood_moves_nobody_unless_it_is_named(own):
    """One header of each sheet: every column, by words, and the units and periods of amounts."""
    words = ("甲乙丙", "第三项")
    changes = [(column, words[column % 2]) for column in range(len(HEAD)) if HEAD[column] != "死亡日期"]
    changes += [
        (column, f"{HEAD[column].split('（')[0]}（{('美元', '元/周')[column % 2]}）") for column in range(7, 12)
    ]
    changes += [(7, "工资（元/季）"), (9, "年医疗支出（元/月）")]
    now, before = {}, {}
    for n, (column, word) in enumerate(changes):
        head = list(HEAD)
        head[column] = word
        now[f"表{n}"], before[f"表{n}"] = [head, *household(n)], [HEAD, *household(n)]
    seen = compared(now, before, own)
    said = seen.findings.assign(text=seen.findings["text"].astype(str) + seen.findings["column"].astype(str))
    unnamed = [
        (HEAD[column], word)
        for n, (column, word) in enumerate(changes)
        if not said.loc[said["sheet"] == f"表{n}", "text"]
        .str.contains(HEAD[column] if HEAD[column] in REQUIRED else word, regex=False)
        .any()
    ]
    assert unnamed == []
    told_no = moved(seen, clean(own, len(changes)), lambda row: int(row["name"][1:].split("之")[0]))
    assert {HEAD[changes[n][0]] for n in told_no} <= {"户籍", "与户主关系"}
    assert seen.left.sure.empty


def test_the_model_agrees_with_every_certain_answer(own):
    """A month and the next of random households, spoilt in every way at once: what is printed as certain is true."""
    from random import Random

    random = Random(7)
    first = household_world.world(random, 250)
    later = household_world.next_month(random, first)
    now, before = (
        {sheet.name: [sheet.head, *sheet.rows] for sheet in household_world.write(random, houses, 0.04)}
        for houses in (later, first)
    )
    seen = compared(now, before, own)
    houses = {one.name: house for house in later for one in house.members}
    rows = seen.assessed.members
    for _, row in rows[~rows["household"].duplicated()].iterrows():
        house = houses[row["name"]]
        assert row["tier"] in ("待核实", house.tier)
        assert house.rigid or row["rigid"] != "可能符合"
        assert house.core or row["rigid"] not in ("可能符合", "可能符合，尚有条件待核")
        assert not house.rigid or row["rigid"] != "不符合"
    alive = {one.name: one.identity for house in later for one in house.members if not one.dead}
    assert [name for name in seen.left.sure["name"] if alive.get(name) == "低保"] == []
    assert (rows["tier"] != "待核实").mean() > 0.5 and len(seen.left.sure) > 5
