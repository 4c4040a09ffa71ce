"""What is due: worked cases of caps, deductibles, refunds and several identities, written as arithmetic; and what always holds."""

import json
from datetime import date

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from medical_lists import DEMO, SETTLEMENT
from tables import grid, resident

from huibao_xl.files.reading import SourceFile
from huibao_xl.medical.clear import Clearing, clear_settlements
from huibao_xl.medical.lists import collect
from huibao_xl.medical.policy import load

POLICY = load(str(DEMO))
ONE = resident("31019919450101901")
HEADER = [*SETTLEMENT, "退费标志", "被退结算号"]
POOR, EDGE, RIGID, LONE = "最低生活保障家庭", "最低生活保障边缘家庭", "刚性支出困难家庭", "特困人员"
OUT, IN = "门急诊", "住院"


def run(identities: list[tuple[str, str, str]], rows: list[tuple[str, str, str, int | float, str]]) -> Clearing:
    """Rows: number, kind, day, costs after insurance, the number of what they refund."""
    listed = [
        [ONE, number, kind, day, day, str(costs), "0", "0", "0", "0", "0", "1" if of else "0", of]
        for number, kind, day, costs, of in rows
    ]
    periods = [[ONE, category, start, end] for category, start, end in identities]
    grids = [
        grid([HEADER, *listed], "救助结算.xlsx"),
        grid([["证件号码", "身份类别", "生效日期", "失效日期"], *periods], "救助身份.xlsx"),
    ]
    lists = collect([SourceFile(one.path, [one], str(one.path)) for one in grids], {}, date(2025, 1, 1))
    return clear_settlements(lists.settlements, lists.identities, POLICY)


ALWAYS = [(POOR, "", "")]
CASES = {
    "one yearly deductible for all visits": (
        ALWAYS,
        [("1", OUT, "2024-01-01", 60, ""), ("2", OUT, "2024-02-01", 100, ""), ("3", OUT, "2024-03-01", 200, "")],
        [0, (60 + 100 - 100) * 0.655, 200 * 0.655],
    ),
    "the cap is reached in order of settlement, not of the list": (
        ALWAYS,
        [("2", IN, "2024-05-01", 100_000, ""), ("1", IN, "2024-02-01", 50_000, "")],
        [130_000 - 50_000 * 0.9, 50_000 * 0.9],
    ),
    "on one day the number decides": (
        ALWAYS,
        [("12", IN, "2024-05-01", 100_000, ""), ("9", IN, "2024-05-01", 50_000, "")],
        [130_000 - 50_000 * 0.9, 50_000 * 0.9],
    ),
    "a refund gives room back for what comes later": (
        ALWAYS,
        [
            ("1", IN, "2024-01-01", 100_000, ""),
            ("2", IN, "2024-02-01", 100_000, ""),
            ("3", IN, "2024-03-01", 100_000, "1"),
            ("4", IN, "2024-04-01", 100_000, ""),
        ],
        [90_000, 130_000 - 90_000, -90_000, 90_000],
    ),
    "a part is taken back from what was capped only as far as it counts": (
        ALWAYS,
        [
            ("1", IN, "2024-01-01", 100_000, ""),
            ("2", IN, "2024-02-01", 100_000, ""),
            ("3", IN, "2024-03-01", 50_000, "2"),
            ("4", IN, "2024-03-02", 40_000, "2"),
        ],
        [90_000, 40_000, 0, 10_000 * 0.9 - 40_000],
    ),
    "a refund gives the yearly deductible back": (
        ALWAYS,
        [("1", OUT, "2024-01-01", 100, ""), ("2", OUT, "2024-02-01", 100, "1"), ("3", OUT, "2024-03-01", 300, "")],
        [0, 0, (300 - 100) * 0.655],
    ),
    "a refund in the next year belongs to the year of its original": (
        ALWAYS,
        [
            ("1", IN, "2023-12-01", 150_000, ""),
            ("2", IN, "2024-01-05", 150_000, "1"),
            ("3", IN, "2024-02-01", 150_000, ""),
        ],
        [130_000, -130_000, 130_000],
    ),
    "each year has its own cap": (
        ALWAYS,
        [("1", IN, "2023-12-31", 150_000, ""), ("2", IN, "2024-01-01", 150_000, "")],
        [130_000, 130_000],
    ),
    "刚性支出困难 only for 住院, with a deductible each time": (
        [(RIGID, "", "")],
        [("1", OUT, "2024-01-01", 1_000, ""), ("2", IN, "2024-02-01", 1_000, ""), ("3", IN, "2024-03-01", 2_000, "")],
        [0, (1_000 - 500) * 0.5, (2_000 - 500) * 0.5],
    ),
    "the best of two identities, row by row: first the higher ratio, then the one with room": (
        [(EDGE, "", ""), (RIGID, "", "")],
        [("1", IN, "2024-02-01", 120_000, ""), ("2", IN, "2024-03-01", 20_000, "")],
        [120_000 * 0.7, (20_000 - 500) * 0.5],
    ),
    "another identity from the day on which it begins; one pool counts both": (
        [(POOR, "", "2024-03-31"), (EDGE, "2024-04-01", "")],
        [("1", IN, "2024-03-31", 100_000, ""), ("2", IN, "2024-04-01", 10_000, "")],
        [90_000, 0],
    ),
    "特困 without a cap, also for what the catalogue does not hold": (
        [(LONE, "", "")],
        [("1", IN, "2024-03-31", 900_000, ""), ("2", OUT, "2024-04-01", 33.33, "")],
        [900_000, 33.33],
    ),
    "nobody on that day": ([(POOR, "", "2024-03-31")], [("1", IN, "2024-04-01", 1_000, "")], [0]),
}


@pytest.mark.parametrize("case", CASES)
def test_worked_case(case):
    identities, rows, due = CASES[case]
    clearing = run(identities, rows)
    assert clearing.rows["cleared"].all()
    assert clearing.rows["due_fen"].tolist() == [round(yuan * 100) for yuan in due]


EVENT = st.tuples(st.sampled_from([OUT, IN]), st.integers(1, 330), st.integers(0, 90_000), st.integers(0, 9))


@given(st.lists(EVENT, min_size=1, max_size=12), st.randoms())
@settings(max_examples=12, deadline=None, phases=[Phase.explicit, Phase.reuse, Phase.generate])
def test_never_more_than_costs_or_cap_and_never_by_the_order_of_the_list(events, dice):
    rows = []
    for number, (kind, day, costs, refunds) in enumerate(events):
        when = date.fromordinal(date(2024, 1, 1).toordinal() + day).isoformat()
        target = next((row for row in rows if refunds == 0 and not row[4] and row[2] <= when and row[1] == kind), None)
        rows.append((f"{number}", kind, when, target[3] if target else costs, target[0] if target else ""))
    first = run([(EDGE, "", ""), (RIGID, "", "")], rows)
    shuffled = rows[:]
    dice.shuffle(shuffled)
    second = run([(RIGID, "", ""), (EDGE, "", "")], shuffled)
    found = [
        dict(
            zip(
                one.settlements["number"],
                zip(one.rows["code"].astype(str), one.rows["due_fen"], strict=True),
                strict=True,
            )
        )
        for one in (first, second)
    ]
    assert found[0] == found[1]
    known = first.rows[first.rows["cleared"]]
    costs = first.settlements["total_fen"][known.index]
    assert (known["due_fen"].abs() <= costs).all()
    per_pool = known.groupby("pool", observed=True)["due_fen"].sum()
    caps = {"门急诊": 4_000_00, "住院": 100_000_00, "刚性支出住院": 50_000_00}
    assert all(total <= caps[pool] for pool, total in per_pool.items())


def test_the_worked_caps_are_those_of_the_file():
    benefits = json.loads(DEMO.read_text(encoding="utf-8"))["benefits"]
    assert {benefit["pool"] for benefit in benefits} == {"特困", "门急诊", "住院", "刚性支出住院"}


def test_relief_that_grew_later_is_late_relief():
    """1,000 was known when 90 % of 3,000 was paid; 1,500 came in September: 90 % of 2,500 is due."""
    header = [*SETTLEMENT, "综合减负", "到达日期"]
    told = [ONE, "1", IN, "2024-03-05", "2024-03-05", "17000", "0", "0", "0", "13000", "2700"]
    grids = [
        grid([header, [*told, "1000", "2024-03-05"], [*told, "1500", "2024-09-01"]], "救助结算.xlsx"),
        grid([["证件号码", "身份类别"], [ONE, POOR]], "救助身份.xlsx"),
    ]
    lists = collect([SourceFile(one.path, [one], str(one.path)) for one in grids], {}, date(2025, 1, 1))
    rows = clear_settlements(lists.settlements, lists.identities, POLICY).rows
    assert rows[["code", "due_fen"]].values.tolist() == [["M13", 0], ["M06", 2250_00]]


def unclear_then(amount: str, total: str, costs: int, category: str = POOR) -> list[str]:
    """The codes of a row whose amounts do not fit each other (or cannot be read), and of one after it."""
    header = [
        "证件号码",
        "结算号",
        "医疗类别",
        "结算日期",
        "出院日期",
        "总额",
        "全自费",
        "超限价",
        "先行自付",
        "符合政策范围",
        "统筹",
        "医疗救助",
    ]
    rows = [
        [ONE, "1", IN, "2024-01-01", "2024-01-01", total, "0", "0", "0", amount, "0", "0"],
        [ONE, "2", IN, "2024-02-01", "2024-02-01", str(costs), "0", "0", "0", str(costs), "0", "0"],
    ]
    grids = [
        grid([header, *rows], "救助结算.xlsx"),
        grid([["证件号码", "身份类别"], [ONE, category]], "救助身份.xlsx"),
    ]
    lists = collect([SourceFile(one.path, [one], str(one.path)) for one in grids], {}, date(2025, 1, 1))
    return clear_settlements(lists.settlements, lists.identities, POLICY).rows["code"].tolist()


@pytest.mark.parametrize(
    ("amount", "total", "costs", "codes"),
    [
        ("900", "1000", 100_000, ["M25", "M09"]),  # at most 1,000 may be gone: 90,000 fits into the rest of 130,000
        ("900", "1000", 144_000, ["M25", "M35"]),  # 129,600 fits only if less than 400 is gone
        ("?", "1000", 100, ["M20", "M35"]),  # nobody knows what that row may have used
    ],
)
def test_an_unclear_row_makes_a_later_one_unclear_only_where_it_can_matter(amount, total, costs, codes):
    assert unclear_then(amount, total, costs) == codes


def test_a_deductible_of_each_settlement_is_not_in_doubt_after_an_unclear_row():
    """Only a yearly deductible may have been borne by the unclear row: 刚性支出困难 bears 500 each time, whatever came
    before."""
    assert unclear_then("900", "1000", 2_000, RIGID) == ["M25", "M09"]


def test_a_refund_shows_the_room_that_its_original_had():
    rows = [
        ("1", IN, "2024-01-01", 100_000, ""),
        ("2", IN, "2024-02-01", 50_000, ""),
        ("3", IN, "2024-03-01", 50_000, "2"),
    ]
    clearing = run(ALWAYS, rows)
    assert clearing.rows["room_fen"].tolist() == [130_000_00, 40_000_00, 40_000_00]
    assert "原结算时限额余 40000.00；" in clearing.rows["trace"][2]
