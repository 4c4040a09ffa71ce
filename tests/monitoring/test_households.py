"""Classes of households: worked cases as data (seed B's figures among them), an oracle in fractions, properties, and untidy cells."""

import json
from collections.abc import Generator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from at_once import at_once
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lists import HEAD, ON, arithmetic, classes, household, listing, own_file, person, read
from tables import found

from huibao_xl.monitoring import rigid
from huibao_xl.monitoring.amounts import amount
from huibao_xl.monitoring.households import TIERS, Assessed
from huibao_xl.monitoring.standards import standards_on

CASES = json.loads((Path(__file__).parent.parent / "cases" / "monitoring.json").read_text(encoding="utf-8"))["cases"]
COLUMNS = HEAD[5:]


@dataclass(frozen=True)
class House:
    """One household: the cells of its people, the day, and what the bureau entered."""

    people: Sequence
    on: date = ON
    own: Mapping[str, str] | None = None


def judged_together(houses: Sequence[House]) -> list[Assessed]:
    """What each is judged to be, those of one day and one set of standards in one list."""
    found: dict[int, Assessed] = {}
    groups: dict[tuple, list[int]] = {}
    for at, house in enumerate(houses):
        groups.setdefault((house.on, json.dumps(house.own)), []).append(at)
    with TemporaryDirectory() as folder:
        for (on, own), group in groups.items():
            values = json.loads(own)
            rows = [row for at in group for row in household(str(at), *houses[at].people, start=10 * at)]
            judged = classes(rows, on, own_file(Path(folder), values) if values else None)
            for at in group:
                own_rows = [frame[frame["number"] == str(at)] for frame in (judged.households, judged.members)]
                found[at] = replace(judged, households=own_rows[0], members=own_rows[1])
    return [found[at] for at in range(len(houses))]


@at_once(by=judged_together)
@pytest.mark.parametrize("case", CASES)
def test_worked_case(case):
    people = [[arithmetic(one[field]) if field in one else None for field in COLUMNS] for one in case["people"]]
    judged = yield House(people, date.fromisoformat(case["on"]), case.get("own"))
    (row,) = judged.households.to_dict("records")
    assert row["tier"] == case["tier"]
    shown = -1 if case["per_head"] is None else int(Decimal(arithmetic(case["per_head"])) * 100)
    assert row["per_head_fen"] == shown
    if "rigid" in case:
        assert row["rigid"] == case["rigid"]
    assert set(judged.members["tier"]) == {case["tier"]}


def test_every_state_of_both_answers_has_a_case():
    assert {case["tier"] for case in CASES} == set(TIERS)
    assert {case["rigid"] for case in CASES if "rigid" in case} == set(rigid.STATES)


# --- An oracle: one household at a time, in fractions, from the wording -------------------------

Member = tuple[int | None, int | None, int | None]
"""Fen of 养老金 (a month), 年医疗支出, 年必需支出; None where the cell is empty."""


def oracle_tier(people: Sequence[Member]) -> str:
    if any(pension is None for pension, _, _ in people):
        return "待核实"
    each = Fraction(sum(pension for pension, _, _ in people), len(people))
    return "低于低保标准" if each < 151000 else "夹心" if each < 269000 else "高于帮扶线"


def oracle_rigid(people: Sequence[Member], assets: int | None) -> str:
    known = all(pension is not None for pension, _, _ in people)
    medical = [one for _, one, _ in people if one is not None]
    needs = [one for _, _, one in people if one is not None]
    income = Fraction(12 * sum(pension or 0 for pension, _, _ in people))
    n = len(people)
    below_city = income / n < 8483400 if known else None
    left = (income - sum(medical) - sum(needs)) / n / 12
    first = None
    if known and left < 151000:
        first = True
    elif known and len(medical) == len(needs) == n:
        first = False
    second = None
    if known and medical and sum(medical) > 0 and Fraction(sum(medical)) >= income * 30 / 100:
        second = True
    elif known and len(medical) == n:
        second = False
    spent = True if True in (first, second) else None if None in (first, second) else False
    poor = None if assets is None else Fraction(assets, n) <= 5_000_000
    if False in (below_city, spent, poor):
        return "不符合"
    if None in (below_city, spent):
        return "待核实"
    return "可能符合" if poor else "可能符合，尚有条件待核"


AROUND = [0, 100000, 150999, 151000, 151001, 268999, 269000, 300000, 706949, 706950, 706951]
AMOUNTS = st.one_of(st.none(), st.sampled_from(AROUND), st.integers(0, 900000))
SPENT = st.one_of(st.none(), st.sampled_from([0, 12 * 49000, 543600, 10**7]), st.integers(0, 10**7))
EARNING = st.lists(
    st.tuples(st.one_of(st.sampled_from(AROUND), st.integers(0, 900000)), SPENT, SPENT), min_size=1, max_size=4
)
"""People of whom each one's income is known."""
PEOPLE = st.lists(st.tuples(AMOUNTS, SPENT, SPENT), min_size=1, max_size=4)
VILLAGES = st.lists(st.tuples(PEOPLE, st.one_of(st.none(), st.integers(0, 3 * 10**7))), min_size=12, max_size=30)
"""Few large villages: judging one household takes as long as judging thirty."""


def yuan(fen: int | None) -> str | None:
    return None if fen is None else f"{fen // 100}.{fen % 100:02d}"


def rows_of(village) -> list:
    rows, at = [], 0
    for number, (people, assets) in enumerate(village):
        cells = [
            [None, yuan(pension), None, None, yuan(medical), yuan(needs), yuan(assets) if place == 0 else None]
            for place, (pension, medical, needs) in enumerate(people)
        ]
        rows += household(str(number), *cells, start=at)
        at += len(people)
    return rows


@pytest.fixture(scope="module")
def own(tmp_path_factory):
    return own_file(tmp_path_factory.mktemp("标准"), {"家庭财产标准": "50000", "医疗支出占比": "30"})


@settings(max_examples=5, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(VILLAGES)
def test_every_household_is_what_the_oracle_says(own, village):
    judged = classes(rows_of(village), ON, own)
    assert judged.households["tier"].tolist() == [oracle_tier(people) for people, _ in village]
    assert judged.households["rigid"].tolist() == [oracle_rigid(people, assets) for people, assets in village]
    assert len(judged.members) == sum(len(people) for people, _ in village)
    assert judged.members["tier"].notna().all() and judged.households["tier"].isin(TIERS).all()


@settings(max_examples=2, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(VILLAGES, st.randoms(use_true_random=False))
def test_the_order_of_rows_does_not_matter(own, village, random):
    rows = rows_of(village)
    mixed = random.sample(rows, len(rows))
    sides = [
        classes(one, ON, own).households.set_index("number")[["tier", "rigid", "income_fen"]] for one in (rows, mixed)
    ]
    assert sides[0].sort_index().astype(str).equals(sides[1].sort_index().astype(str))


@settings(max_examples=2, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(VILLAGES, st.integers(100, 3000), st.integers(0, 500))
def test_a_higher_standard_never_takes_anybody_out_of_the_class_below_it(tmp_path_factory, village, line, more):
    folder = tmp_path_factory.mktemp("标准")
    below = []
    for yuan_a_month in (line, line + more):
        judged = classes(rows_of(village), ON, own_file(folder, {"低保标准": str(yuan_a_month)}))
        below.append(set(judged.households.loc[judged.households["tier"] == "低于低保标准", "number"]))
    assert below[0] <= below[1]


@settings(max_examples=2, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.tuples(EARNING, st.integers(1, 500000)), min_size=12, max_size=30))
def test_more_income_never_lowers_the_class(villages):
    order = ["低于低保标准", "夹心", "高于帮扶线"]
    now = [(people, None) for people, _ in villages]
    richer = [([(people[0][0] + more, *people[0][1:]), *people[1:]], None) for people, more in villages]
    ranks = [classes(rows_of(village)).households["tier"].astype(object).map(order.index) for village in (now, richer)]
    assert len(ranks[0]) == len(villages)
    assert all(before <= after for before, after in zip(*ranks, strict=True))


# --- Untidy lists ---------------------------------------------------------------------------------


def codes(rows, **options) -> dict[str, list[int]]:
    told: dict[str, list[int]] = {}
    for code, row, _ in found(read(rows, **options).findings):
        told.setdefault(code, []).append(row)
    return told


@pytest.mark.parametrize(
    ("text", "fen"),
    [
        ("1510", 151000),
        ("1,510.50元", 151050),
        ("1510元/月", 151000),
        ("¥1510", 151000),
        ("无", 0),
        ("0", 0),
        ("", -1),
        ("/", -1),
        ("-", -1),
        ("约1500", -2),
        ("1500-1600", -2),
        ("不详", -2),
        ("-100", -2),
        ("1433.333333", -2),
        ("310112194001010019", -2),
    ],
)
def test_an_amount_is_read_or_said_to_be_unreadable(text, fen):
    assert amount(text) == fen


def test_what_is_unknown_is_said_and_not_guessed():
    rows = [
        *household("1", ["约2000", None, None, None, None, None, None]),
        *household("2", [None] * 7, start=10),
        *household("3", ["3000", None, None, None, "若干", None, "很多"], start=20),
    ]
    judged = classes(rows)
    assert judged.households["tier"].tolist() == ["待核实", "待核实", "高于帮扶线"]
    assert judged.households["doubt"].tolist() == ["工资无法识别", "收入未填", ""]
    assert judged.households["medical_fen"].tolist() == [-1, -1, -1]
    told = codes(rows)
    assert told["L05"] == [2, 4, 4] and told["L04"] == [3]


def test_total_and_kinds_must_agree():
    head = ["户编号", "姓名", "证件号码", "月收入", "工资", "养老金"]
    rows = [
        ["1", "样甲", person(1), "3000", "1000", "2000"],
        ["2", "样乙", person(2), "3000", "1000", "1000"],
        ["3", "样丙", person(3), "1600", None, None],
    ]
    judged = classes(rows, head=head)
    assert judged.households["tier"].tolist() == ["高于帮扶线", "待核实", "夹心"]
    assert codes(rows, head=head)["L06"] == [3]


def test_who_belongs_to_the_household():
    """条例 第五十五条: 非本市户籍 only as spouse or child."""
    rows = household("1", ["1000", None, None, None, None, None, None])
    rows += [
        ["1", "样妻", person(11), "配偶", "非本市", "1000", *[None] * 6],
        ["1", "样侄", person(12), "侄子", "非本市", None, *[None] * 6],
    ]
    judged = classes(rows)
    assert judged.households[["heads", "income_fen", "tier"]].values.tolist() == [[2, 200000, "低于低保标准"]]
    assert codes(rows) == {"L09": [4]}
    rows.append(["1", "样某", person(13), None, "外省市", "1000", *[None] * 6])
    assert classes(rows).households["doubt"].tolist() == ["非本市户籍成员关系未写"]
    assert codes(rows)["L10"] == [5]


def test_nobody_counts_twice():
    rows = household("1", ["1500", None, None, None, None, None, None])
    again = [*rows, [*rows[0]]]
    assert classes(again).households["heads"].tolist() == [1] and codes(again)["L07"] == [3]
    other = [*rows, [*rows[0][:5], "1600", *rows[0][6:]]]
    assert classes(other).households["doubt"].tolist() == ["户内重复的人收入不同"]
    elsewhere = [*rows, ["2", *rows[0][1:]]]
    judged = classes(elsewhere)
    assert judged.households["tier"].tolist() == ["待核实", "待核实"] and codes(elsewhere)["L08"] == [2, 3]


def test_a_merged_household_number_belongs_to_each_of_its_rows_an_empty_one_to_nobody():
    rows = household("1", *[["1510", None, None, None, None, None, None]] * 2)
    rows[1][0] = None
    assert classes(rows, merged=[(1, 0, 2, 0)]).households["heads"].tolist() == [2]
    apart = classes(rows)
    assert apart.households["tier"].tolist() == ["待核实", "待核实"] and codes(rows)["L03"] == [3]
    assert apart.households["doubt"].tolist() == ["下面的行没有户编号，可能是这一户的", "户编号为空"]


def test_the_same_number_in_two_sheets_is_two_households():
    sheets = [
        listing(household("1", ["1000", *[None] * 6], start=at), sheet=town)
        for at, town in ((0, "七宝镇"), (5, "莘庄镇"))
    ]
    assert [one.rows["township"].tolist() for one in sheets] == [["七宝镇"], ["莘庄镇"]]


def test_assets_that_contradict_each_other_are_not_known(own):
    rows = household("1", ["2000", None, None, None, "20000", "0", "1000"], ["0", None, None, None, None, None, "2000"])
    judged = classes(rows, ON, own)
    assert judged.households["assets_fen"].tolist() == [-1] and judged.households["rigid_open"].tolist() == ["财产"]
    assert codes(rows)["L11"] == [2, 3]


def test_unknown_words_are_said():
    head = [*HEAD, "救助类别", "是否签约"]
    rows = [
        [*household("1", ["1000", *[None] * 6])[0], "支出型贫困家庭", "已签约"],
        [*household("2", ["1000", *[None] * 6], start=5)[0], "某类", "?"],
    ]
    rows[1][4] = "某地"
    frame = read(rows, head=head)
    assert frame.rows["identity"].astype(object).where(frame.rows["identity"].notna(), None).tolist() == [
        "刚性支出困难",
        None,
    ]
    assert frame.rows["signed"].isna().tolist() == [False, True]
    assert [code for code, *_ in found(frame.findings, "L14")] == ["L14"] * 3


def test_hints_decide_nothing():
    rows = [*household("1", ["2690", *[None] * 6]), *household("2", [None, "1399", *[None] * 5], start=5)]
    told = codes(rows)
    assert told["L15"] == [2] and told["L16"] == [3]


def test_an_id_that_is_none_is_said_but_its_bearer_counts():
    rows = household("1", ["3000", *[None] * 6], ["0", *[None] * 6])
    rows[1][2] = "E1234567"
    assert classes(rows).households[["heads", "tier"]].values.tolist() == [[2, "低于低保标准"]]
    assert codes(rows)["L02"] == [3]


def test_a_header_in_two_rows_is_understood():
    top = ["户编号", "姓名", "证件号码", "月收入", None, None]
    below = [None, None, None, "工资", "养老金", "赡养费"]
    rows = [below, ["1", "样甲", person(1), "1000", "500", "10"]]
    assert classes(rows, head=top).households["income_fen"].tolist() == [151000]


def test_a_list_without_people_has_no_households():
    judged = classes([])
    assert judged.households.empty and judged.members.empty


def test_standards_are_those_of_the_day():
    assert standards_on(ON)["低保标准"].fen == 151000


UNITS = [
    ("月收入（万元）", "0.2", 2000_00),
    ("月收入（千元/月）", "2", 2000_00),
    ("月收入(元)", "2000", 2000_00),
    ("月收入", "0.2万元", 2000_00),
    ("月收入", "2000元/月", 2000_00),
    ("月收入（角）", "20000", 2000_00),
    ("月收入（美元）", "2000", -1),
    ("月收入（元/年）", "24000", -1),
    ("工资（元/年）", "24000", 2000_00),
    ("年收入", "24000", 2000_00),
    ("个人全年收入（千元）", "24", 2000_00),
    ("年工资收入（元/月）", "2000", -1),
    ("工资（元/季度）", "6000", -1),
]


@pytest.mark.parametrize(("header", "cell", "income"), UNITS)
def test_the_unit_of_an_income_counts_or_is_not_known(header: str, cell: str, income: int) -> None:
    read_members = read([["1", "样1", person(1), cell]], head=["户编号", "姓名", "证件号码", header])
    assert read_members.rows["income_fen"].tolist() == [income]
    assert ("L05" in set(read_members.findings["code"])) == (income < 0)


def test_the_unit_above_the_table_counts() -> None:
    head = ["户编号", "姓名", "证件号码", "月收入"]
    rows = [["", "", "", "单位：万元"], head, ["1", "样1", person(1), "0.2"]]
    assert read(rows, head=["低收入家庭经济状况", "", "", ""]).rows["income_fen"].tolist() == [2000_00]
    rows[0][3] = "单位：万元/年"
    rows[1][3] = "工资"
    rows[2][3] = "2.4"
    assert read(rows, head=["低收入家庭经济状况", "", "", ""]).rows["income_fen"].tolist() == [2000_00]
    rows[0][3] = "单位：元"
    told = read(rows, head=["低收入家庭年收入情况", "", "", ""])
    assert told.rows["income_fen"].tolist() == [-1] and "L05" in set(told.findings["code"])
    for name in ({"sheet": "家庭年收入"}, {"file": "年收入核对.xlsx"}):
        assert read(rows[2:], head=rows[1], **name).rows["income_fen"].tolist() == [-1]


@pytest.mark.parametrize(
    ("group", "cell", "income"),
    [
        ("月收入", "2000", 2000_00),
        ("年收入", "24000", 2000_00),
        ("家庭成员年收入（万元）", "2.4", 2000_00),
        ("各项收入（千元）", "2", 2000_00),
        ("收入情况（元/年）", "24000", 2000_00),
        ("收入（美元）", "2000", -1),
    ],
)
def test_the_unit_and_the_year_of_a_group_of_columns_count(group: str, cell: str, income: int) -> None:
    top, below = ["户编号", "姓名", "证件号码", group, ""], ["", "", "", "工资", "养老金"]
    rows = [below, ["1", "样1", person(1), cell, "0"]]
    assert read(rows, head=top).rows["income_fen"].tolist() == [income]


@at_once(by=judged_together)
@pytest.mark.parametrize(
    ("people", "rigid_is"),
    [
        ([("3000", "10000", "0"), ("3000", None, None)], "待核实"),
        ([("3000", "10000", "0"), ("3000", "0", "0")], "不符合"),
        ([("3000", "10000", "0"), ("3000", "0", None)], "待核实"),
        ([("3000", "60000", "0"), ("3000", None, None)], "可能符合，尚有条件待核"),
        ([("3000", "10000", "约5000"), ("3000", "0", "0")], "待核实"),
    ],
)
def test_spending_that_is_known_in_part_refuses_nobody(people: list, rigid_is: str) -> Generator[House, Assessed, None]:
    cells = [[None, pension, None, None, medical, needs, None] for pension, medical, needs in people]
    judged = yield House(cells, own={"医疗支出占比": "30"})
    assert judged.households["rigid"].tolist() == [rigid_is]
