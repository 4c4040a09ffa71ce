"""What a list says of a household as a whole, and columns of amounts that no field reads: whoever may be missing or earn more waits, at a named cell."""

from collections.abc import Sequence

import pytest
from lists import ON, classes, listing, person, read
from tables import TODAY, found, grid, load, sources

from huibao_xl.monitoring.households import Assessed, assess
from huibao_xl.monitoring.members import Members, members
from huibao_xl.monitoring.standards import standards_on
from huibao_xl.policy.townships import Names
from huibao_xl.rosters.listing import read_listing, role_named

HEAD = ["户编号", "姓名", "证件号码", "与户主关系", "户籍", "养老金"]
OWN = ["1", "样1", person(1), "户主", "本市", "2000"]


def _rows(*people: Sequence[str | None], start: int = 1) -> list[list[str | None]]:
    """Rows of HEAD and more: 户编号, relation, 户籍, pension and what follows."""
    return [[number, f"样{at}", person(at), *rest] for at, (number, *rest) in enumerate(people, start)]


WAITING = {
    "two heads": (HEAD, _rows(("1", "户主", "本市", "2000"), ("1", "户主", "本市", "0")), "L26", [2, 3]),
    "two heads in other words": (HEAD, _rows(("1", "申请人", "", "2000"), ("1", "户主本人", "", "0")), "L26", [2, 3]),
    "no head": (HEAD, _rows(("1", "配偶", "本市", "2000"), ("1", "子", "本市", "0")), "L27", [2]),
    "nobody that is surely the head": (
        HEAD,
        _rows(("1", "甲乙丙", "本市", "2000"), ("1", "子", "本市", "0")),
        "L27",
        [2],
    ),
    "the number of a row below may be that above": (
        HEAD,
        _rows(("1", "户主", "本市", "2000"), ("", "配偶", "本市", "0")),
        "L03",
        [3],
    ),
    "another spelling of the number": (
        HEAD,
        _rows(("1", "户主", "本市", "2000"), ("001", "", "本市", "0")),
        "L28",
        [2, 3],
    ),
    "in full width": (HEAD, _rows(("AB12", "户主", "本市", "2000"), ("ＡＢ１２户", "", "本市", "0")), "L28", [2, 3]),
    "fewer people than stated": ([*HEAD, "家庭人口"], _rows(("1", "户主", "本市", "2000", "3人")), "L29", [2]),
    "people that are no number": ([*HEAD, "家庭人口"], _rows(("1", "户主", "本市", "2000", "若干")), "L14", [2]),
    "another income of the household": (
        [*HEAD, "家庭月收入"],
        _rows(("1", "户主", "本市", "2000", "3000")),
        "L29",
        [2],
    ),
    "two incomes of the household": (
        [*HEAD, "家庭月收入"],
        _rows(("1", "户主", "本市", None, "3000"), ("1", "子", "本市", None, "4000")),
        "L29",
        [2, 3],
    ),
    "another income per head": ([*HEAD, "人均月收入"], _rows(("1", "户主", "本市", "2000", "1000")), "L29", [2]),
    "dead": (
        [*HEAD, "人员状态"],
        _rows(("1", "户主", "本市", "2000", ""), ("1", "子", "本市", "0", "死亡")),
        "L22",
        [3],
    ),
    "dead by a remark": (
        [*HEAD, "备注"],
        _rows(("1", "户主", "本市", "2000", ""), ("1", "子", "本市", "0", "2024年1月已死亡")),
        "L22",
        [3],
    ),
    "out": ([*HEAD, "状态"], _rows(("1", "户主", "本市", "2000", "注销")), "L22", [2]),
    "day of death": ([*HEAD, "死亡日期"], _rows(("1", "户主", "本市", "2000", "2024-01-05")), "L22", [2]),
    "a state that nobody understands": ([*HEAD, "状态"], _rows(("1", "户主", "本市", "2000", "甲乙丙")), "L22", [2]),
    "a relation of somebody from outside": (
        HEAD,
        _rows(("1", "户主", "本市", "2000"), ("1", "02", "外地", "0")),
        "L14",
        [3],
    ),
    "where somebody is registered": (
        HEAD,
        _rows(("1", "户主", "本市", "2000"), ("1", "母亲", "甲地", "0")),
        "L14",
        [3],
    ),
    "transfers that may hold the pension": (
        [*HEAD, "转移性收入"],
        _rows(("1", "户主", "本市", "2000", "2500")),
        "L25",
        [2],
    ),
    "an income beside 月收入 that may be all": (
        [*HEAD[:5], "月收入", "遗属补助"],
        _rows(("1", "户主", "本市", "1400", "500")),
        "L23",
        [2],
    ),
    "an allowance beside 月收入": (
        [*HEAD[:5], "月收入", "补贴收入"],
        _rows(("1", "户主", "本市", "1400", "200")),
        "L23",
        [2],
    ),
    "an income that no field reads": ([*HEAD, "甲项补贴"], _rows(("1", "户主", "本市", "2000", "500")), "L23", [2]),
    "amounts of which the header says nothing": (
        [*HEAD, "第三项"],
        _rows(("1", "户主", "本市", "2000", "500")),
        "L23",
        [2],
    ),
    "an income of some other time": ([*HEAD, "上年总收入"], _rows(("1", "户主", "本市", "", "24000")), "L23", [2]),
    "an income of half a year": ([*HEAD, "近6个月收入"], _rows(("1", "户主", "本市", "", "12000")), "L23", [2]),
    "month and year that differ": (
        [*HEAD[:5], "月收入", "年收入"],
        _rows(("1", "户主", "本市", "2000", "30000")),
        "L33",
        [2],
    ),
    "a year's total beside a month's kinds": (
        [*HEAD, "年收入"],
        _rows(("1", "户主", "本市", "24000", "24000")),
        "L06",
        [2],
    ),
    "a year's income of the household that is a month's": (
        [*HEAD, "家庭年收入"],
        _rows(("1", "户主", "本市", "2000", "2000")),
        "L29",
        [2],
    ),
    "a year's income per head that is a month's": (
        [*HEAD, "人均年收入"],
        _rows(("1", "户主", "本市", "2000", "2000")),
        "L29",
        [2],
    ),
    "what is no amount in such a column": (
        [*HEAD, "甲项补贴"],
        _rows(
            ("1", "户主", "本市", "2000", "约500"),
            ("2", "户主", "本市", "2000", "0"),
            ("3", "户主", "本市", "2000", "7"),
        ),
        "L23",
        [2],
    ),
}


def _each_a_file(cases: dict) -> tuple[Members, Assessed]:
    """All cases read and judged at once, each in a file of its own with people of its own."""
    grids = []
    for at, (name, (head, rows, *_)) in enumerate(cases.items()):
        people = [[row[0], f"样{at}之{n}", person(5 * at + n), *row[3:]] for n, row in enumerate(rows)]
        grids.append(grid([head, *people], f"{name}.xlsx", "Sheet1"))
    read_list = read_listing(sources(*grids), role_named("低收入家庭"), Names(load("2024")), TODAY, "名单")
    made = members(read_list, standards_on(ON))
    return made, assess(made, standards_on(ON))


@pytest.fixture(scope="module")
def waiting() -> tuple[Members, Assessed]:
    return _each_a_file(WAITING)


@pytest.mark.parametrize("name", WAITING)
def test_a_household_of_which_something_is_open_waits_at_a_named_cell(waiting, name):
    (made, judged), (_, _, code, places) = waiting, WAITING[name]
    row = judged.households[judged.households["file"] == f"{name}.xlsx"].iloc[0]
    assert row["tier"] == "待核实" and row["doubt"] and row["rigid"] != "不符合"
    told = made.findings[made.findings["file"] == f"{name}.xlsx"]
    assert [place for _, place, _ in found(told, code)] == places


UNDERSTOOD = {
    "heads": (
        HEAD,
        _rows(("1", "户主", "本市", "2000"), ("1", "之妻", "浙江省", "0"), ("1", "儿媳", "外地", "0")),
        1000,
    ),
    "numbers": (HEAD, _rows(("1", "户主", "本市", "2000"), ("11", "户主", "本市", "0")), 2000),
    "people": ([*HEAD, "家庭人口"], _rows(("1", "户主", "本市", "2000", "1")), 2000),
    "people with somebody who does not count": (
        [*HEAD, "家庭人口"],
        _rows(("1", "户主", "本市", "2000", "2"), ("1", "母亲", "外地", "0", "2")),
        2000,
    ),
    "the income of the household alone": (
        [*HEAD, "家庭月收入（千元）"],
        _rows(("1", "户主", "本市", None, "4"), ("1", "子", "本市", None, "4")),
        2000,
    ),
    "per head, rounded": (
        [*HEAD, "人均月收入"],
        _rows(("1", "户主", "本市", "1000", "333"), ("1", "子", "", "0", ""), ("1", "女", "", "0", "")),
        333.33,
    ),
    "the income of a year": ([*HEAD, "年收入（万元）"], _rows(("1", "户主", "本市", "", "2.4")), 2000),
    "a year's kinds, of which no twelfth is whole": (
        [*HEAD[:5], "年工资", "养老金（元/年）"],
        _rows(("1", "户主", "本市", "10000.04", "0"), ("1", "子", "", "5", "5000.05")),
        625.21,
    ),
    "month and year of one income": (
        [*HEAD[:5], "月收入", "全年收入"],
        _rows(("1", "户主", "本市", "2083.33", "25000")),
        2083.33,
    ),
    "a year's income of the household alone": (
        [*HEAD[:5], "家庭年收入（万元）"],
        _rows(("1", "户主", "本市", "4.8"), ("1", "子", "本市", "")),
        2000,
    ),
    "a year's income per head alone": (
        [*HEAD[:5], "人均年收入（元）"],
        _rows(("1", "户主", "本市", "18119.99"), ("1", "子", "本市", "18119.99")),
        1509.99,
    ),
    "a month's income per head alone": (
        [*HEAD[:5], "人均月收入"],
        _rows(("1", "户主", "本市", "1509.99"), ("1", "子", "本市", "1509.99")),
        1509.99,
    ),
    "a cell that names the year": (HEAD, _rows(("1", "户主", "本市", "2.4万元/年")), 2000),
    "four kinds": (
        ["户编号", "姓名", "证件号码", "工资性收入", "经营净收入", "财产净收入", "转移净收入"],
        [["1", "样1", person(1), "1000", "200", "30", "4"]],
        1234,
    ),
    "a total that holds what no field reads": (
        [*HEAD[:5], "工资", "甲项补贴", "月收入"],
        _rows(("1", "户主", "本市", "1000", "500", "1500")),
        1500,
    ),
    "states": ([*HEAD, "人员状态", "备注"], _rows(("1", "户主", "本市", "2000", "正常", "独居")), 2000),
    "columns of no money": (
        [*HEAD, "年龄", "家庭住房面积", "残疾等级", "建档日期", "健康状况"],
        _rows(("1", "户主", "本市", "2000", "66", "54.5", "2", "20240101", "良好")),
        2000,
    ),
}


@pytest.fixture(scope="module")
def understood() -> tuple[Members, Assessed]:
    return _each_a_file(UNDERSTOOD)


@pytest.mark.parametrize("name", UNDERSTOOD)
def test_what_is_understood_holds_nobody_back(understood, name):
    households = understood[1].households
    row = households[households["file"] == f"{name}.xlsx"].iloc[0]
    assert (row["doubt"], row["per_head_fen"]) == ("", round(UNDERSTOOD[name][2] * 100))


def _of_sheets(*sheets: tuple[str, str, list]) -> tuple[list[str], set[str]]:
    """The tiers of the households of sheets (file, name, rows of HEAD), and the codes that are told."""
    grids = [grid([HEAD, *rows], file, name) for file, name, rows in sheets]
    read_list = read_listing(sources(*grids), role_named("低收入家庭"), Names(load("2024")), TODAY, "名单")
    made = members(read_list, standards_on(ON))
    return assess(made, standards_on(ON)).households["tier"].tolist(), set(made.findings["code"])


def test_heads_on_one_sheet_and_households_without_one_on_another_may_be_one():
    heads = [("1", "户主", "本市", "2000")]
    rows = _rows(("1", "子", "本市", "0"), *((str(n), "户主", "本市", "2000") for n in (2, 3, 4)), start=2)
    tiers, codes = _of_sheets(("甲.xlsx", "其一", _rows(*heads)), ("甲.xlsx", "其二", rows))
    assert tiers == ["待核实", "待核实", "夹心", "夹心", "夹心"] and {"L27", "L28"} <= codes
    tiers, codes = _of_sheets(("甲.xlsx", "七宝镇", _rows(*heads)), ("甲.xlsx", "莘庄镇", _rows(*heads, start=2)))
    assert tiers == ["夹心", "夹心"] and "L28" not in codes


def test_a_long_number_on_two_sheets_is_one_household():
    sheets = [(f"{n}.xlsx", "名单", _rows(("310112000123", "户主", "本市", "2000"), start=n)) for n in (1, 2)]
    tiers, codes = _of_sheets(*sheets)
    assert tiers == ["待核实", "待核实"] and "L28" in codes


@pytest.mark.parametrize("sheet", ["已退出", "注销人员", "死亡名单"])
def test_a_sheet_of_people_who_are_out_holds_its_households(sheet: str) -> None:
    rows = [_rows((str(n), "户主", "本市", "2000"), start=n) for n in (1, 2)]
    tiers, codes = _of_sheets(("甲.xlsx", "在册", rows[0]), ("甲.xlsx", sheet, rows[1]))
    assert tiers == ["夹心", "待核实"] and "L22" in codes


def test_whom_a_list_of_the_dead_names_holds_the_household() -> None:
    listed = grid(
        [HEAD, *_rows(("1", "户主", "本市", "3000"), ("1", "子", "本市", "0"), ("2", "户主", "", "2000"))],
        "甲.xlsx",
        "名单",
    )
    dead = grid([["姓名", "证件号码", "死亡日期"], ["样2", person(2), "2024-01-02"]], "甲.xlsx", "死亡人员")
    made = members(
        read_listing(sources(listed, dead), role_named("低收入家庭"), Names(load("2024")), TODAY, "名单"),
        standards_on(ON),
    )
    assert assess(made, standards_on(ON)).households["tier"].tolist() == ["待核实", "夹心"]
    assert [row for _, row, _ in found(made.findings, "L22")] == [3]


def test_spending_and_assets_that_no_field_reads_refuse_nobody_and_prove_nothing(tmp_path):
    head = [*HEAD, "年医疗支出", "年教育支出", "家庭财产", "康复支出", "银行存款"]
    rows = _rows(
        ("1", "户主", "本市", "3000", "0", "0", "1000", "9000", "80000"),
        ("2", "户主", "本市", "3000", "0", "0", "1000", "0", "0"),
    )
    row = classes(rows, head=head).households
    assert row["assets_fen"].tolist() == [-1, 100000]
    assert row["rigid_情形（一）"].tolist() == ["待核", "不符合"]
    assert [place for _, place, _ in found(read(rows, head=head).findings, "L23")] == [2, 2]


def test_assets_in_words_leave_the_assets_open():
    rows = _rows(("1", "户主", "本市", "2000", "1000", "1套"), ("2", "户主", "本市", "2000", "1000", "无"))
    row = classes(rows, head=[*HEAD, "家庭财产", "房产"]).households
    assert row["assets_fen"].tolist() == [-1, 100000] and row["tier"].tolist() == ["夹心", "夹心"]


def test_columns_that_are_not_used_are_named_once_a_sheet():
    told = read([[*OWN, "汉族", "良好"]], head=[*HEAD, "民族", "健康状况"]).findings
    (text,) = told.loc[told["code"] == "L24", "text"]
    assert "民族、健康状况" in text
    assert listing([[*OWN]], head=HEAD).findings.empty
