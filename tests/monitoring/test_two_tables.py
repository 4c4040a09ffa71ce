"""户主表 and 成员表: put together where that is certain; who may be missing waits, and is named."""

from collections.abc import Sequence

import pytest
from lists import ON, person
from tables import TODAY, found, grid, load, sources

from huibao_xl.monitoring.households import assess
from huibao_xl.monitoring.job import monitor
from huibao_xl.monitoring.members import members
from huibao_xl.monitoring.report import write
from huibao_xl.monitoring.standards import standards_on
from huibao_xl.policy.townships import Names
from huibao_xl.rosters.listing import read_listing, role_named

HEAD = ["户编号", "姓名", "证件号码", "与户主关系", "月收入"]
HEADS = ["户编号", "户主姓名", "户主身份证号", "家庭人口"]
Sheet = tuple[str, str, Sequence[Sequence[str | None]]]


def row(number: str, who: int, relation: str, income: str | None = "0") -> list[str | None]:
    return [number, f"样{who}", person(who), relation, income]


def judged(*sheets: Sheet) -> tuple[list[tuple[str, int, float, bool]], list[tuple[str, str, int]]]:
    """(number, people, income per head, whether it waits) of each household, and what is told: code, file, row."""
    grids = [grid([list(cells) for cells in rows], file, sheet) for file, sheet, rows in sheets]
    read = members(
        read_listing(sources(*grids), role_named("低收入家庭"), Names(load("2024")), TODAY, ""), standards_on(ON)
    )
    houses = assess(read, standards_on(ON)).households
    columns = (houses[name] for name in ("number", "heads", "per_head_fen", "tier"))
    about = read.findings[read.findings["code"].isin(["L28", "L34", "L35", "L36", "L07", "L08"])].sort_values(
        "code", kind="stable"
    )
    told = [(str(one.code), str(one.file), int(one.row)) for one in about.itertuples()]
    return [(number, n, fen / 100, tier == "待核实") for number, n, fen, tier in zip(*columns, strict=True)], told


ONE_HEAD = ("户主.xlsx", "S", [HEAD, row("1", 1, "户主", "3000")])
CERTAIN = {
    "two files": (ONE_HEAD, ("成员.xlsx", "S", [HEAD, row("1", 2, "子"), row("1", 3, "女")])),
    "members first": (("1成员.xlsx", "S", [HEAD, row("1", 2, "子"), row("1", 3, "女")]), ONE_HEAD),
    "two sheets": (
        ("甲.xlsx", "户主表", [HEAD, row("1", 1, "", "3000")]),
        ("甲.xlsx", "成员表", [HEAD, row("1", 2, ""), row("1", 3, "")]),
    ),
    "the head in both": (
        ONE_HEAD,
        ("成员.xlsx", "S", [HEAD, row("1", 1, "本人", "3000"), row("1", 2, "子"), row("1", 3, "女")]),
    ),
    "the head's income among the members": (
        ("甲.xlsx", "户主", [HEADS, ["1", "样1", person(1), "3"]]),
        ("甲.xlsx", "成员", [HEAD, row("1", 1, "户主", "3000"), row("1", 2, "子"), row("1", 3, "女")]),
    ),
    "the household's income among the heads": (
        ("甲.xlsx", "户主", [[*HEADS, "家庭年收入（万元）"], ["1", "样1", person(1), "3人", "3.6"]]),
        ("甲.xlsx", "成员", [HEAD[:4], row("1", 1, "户主")[:4], row("1", 2, "子")[:4], row("1", 3, "女")[:4]]),
    ),
}


@pytest.mark.parametrize("name", CERTAIN)
def test_two_tables_are_one_list_where_that_is_certain(name: str) -> None:
    houses, told = judged(*CERTAIN[name])
    assert houses == [("1", 3, 1000.0, False)]
    assert [code for code, *_ in told] == ["L34"]


def test_each_sheet_of_members_belongs_to_the_heads_of_its_file() -> None:
    sheets = [
        (file, sheet, [HEAD, cells])
        for at, file in enumerate(("七.xlsx", "莘.xlsx"))
        for sheet, cells in (("户主", row("1", at, "户主", "3000")), ("成员", row("1", 5 + at, "子", "1000")))
    ]
    assert judged(*sheets)[0] == [("1", 2, 2000.0, False)] * 2


def test_members_without_a_head_and_heads_without_members_wait() -> None:
    heads = [["1", "样1", person(1), "2"], ["2", "样2", person(2), "1"], ["3", "样3", person(3), ""]]
    cells = [row("1", 1, "户主", "3000"), row("1", 4, "子"), row("4", 5, "子")]
    houses, told = judged(
        ("甲.xlsx", "户主", [[*HEADS, "月收入"], *(one + ["2000" if one[0] == "2" else ""] for one in heads)]),
        ("甲.xlsx", "成员", [HEAD, *cells]),
    )
    assert [(number, waits) for number, _, _, waits in houses] == [("1", False), ("2", False), ("3", True), ("4", True)]
    assert told == [("L34", "甲.xlsx", 0), ("L35", "甲.xlsx", 4), ("L36", "甲.xlsx", 4)]


UNSURE = {
    "nothing says that they are members": (
        ONE_HEAD,
        ("乙.xlsx", "S", [HEAD, row("1", 2, ""), row("1", 3, "")]),
    ),
    "heads in two files": (
        ONE_HEAD,
        ("莘.xlsx", "户主", [HEAD, row("1", 7, "户主", "3000")]),
        ("成员.xlsx", "S", [HEAD, row("1", 2, "子")]),
    ),
    "members in two files": (
        ONE_HEAD,
        ("成员1.xlsx", "S", [HEAD, row("1", 2, "子")]),
        ("成员2.xlsx", "S", [HEAD, row("1", 3, "子")]),
    ),
    "another spelling": (ONE_HEAD, ("成员.xlsx", "S", [HEAD, row("001", 2, "子")])),
    "few numbers in common": (
        ONE_HEAD,
        ("成员.xlsx", "S", [HEAD, row("1", 2, "子"), *(row(str(at), at, "子") for at in range(11, 15))]),
    ),
}


@pytest.mark.parametrize("name", UNSURE)
def test_tables_that_may_belong_together_wait_and_say_so(name: str) -> None:
    houses, told = judged(*UNSURE[name])
    assert all(waits for *_, waits in houses)
    assert {file for code, file, _ in told if code == "L28"} == {file for file, *_ in UNSURE[name]}


def test_lists_with_heads_of_their_own_stay_apart() -> None:
    sheets = [
        (f"{name}.xlsx", "S", [HEAD, *(row(str(n), start + n, "户主", "2000") for n in (1, 2)), row("1", start, "子")])
        for start, name in ((10, "七"), (20, "莘"))
    ]
    houses, told = judged(*sheets)
    assert [waits for *_, waits in houses] == [False] * 4 and told == []


def test_numbers_are_held_against_the_file_that_was_written(tmp_path) -> None:
    for name, rows in (("户主", [HEAD, row("1", 1, "户主", "3000")]), ("成员", [HEAD, row("1", 2, "子")])):
        text = "\n".join(",".join(cell or "" for cell in cells) for cells in rows)
        (tmp_path / f"{name}.csv").write_text(text, encoding="utf-8")
    seen = monitor([str(tmp_path)], ON)
    (tmp_path / "出").mkdir()
    write(seen, tmp_path / "出")
    assert len(seen.assessed.households) == 1 and len(found(seen.findings, "L34")) == 1
