"""What an export of the 医保局 leaves open: payers that nobody named, the same rows twice, refunds that cannot be read, lists of new people only. It is
said, and nothing is 0, paid twice or refused for it."""

from datetime import date

import pytest
from medical_lists import HEADER, ONE, POLICY, REFUNDS, TWO, cleared, codes, read, refund, stay, visit
from tables import grid

from huibao_xl.files.reading import SourceFile
from huibao_xl.frames import INSURERS
from huibao_xl.medical.clear import clear_settlements
from huibao_xl.medical.lists import collect
from huibao_xl.medical.policy import KINDS, build
from huibao_xl.medical.state import State, merged, settle


@pytest.mark.parametrize(
    ("header", "cell", "expected"),
    [
        ("统筹基金支付金额", "3000.00", "M01"),
        ("基本医疗保险统筹支付", "3000.00", "M01"),
        ("居民大病保险支付金额（元）", "3000.00", "M46"),
        ("商业保险赔付额", "3000.00", "M46"),
        ("统筹基金支付（千元）", "3", "M01"),
        ("伤残人员医疗保障基金支出", "3000.00", "M42"),
        ("hifdm_pay", "3000", "M42"),
        ("慈善补助", "3000", "M42"),
        ("甲乙丙", "3000.00", "M42"),
        ("其他基金支付", "0", "M46"),
        ("其他基金支付", "", "M46"),
        ("个人账户支付", "2000.00", "M46"),
        ("现金支付", "3200.00", "M46"),
        ("住院天数", "12", "M46"),
        ("西药费", "300.00", "M46"),
    ],
)
def test_a_payer_under_another_header_is_known_or_holds_its_rows(header: str, cell: str, expected: str) -> None:
    table = grid([[*HEADER[:7], header, HEADER[8]], stay("1", cell)], "救助结算.xlsx")
    lists = read(table)
    assert codes(lists) == [expected]
    told = lists.findings.loc[lists.findings["code"] == "M42", "text"]
    assert [header in text for text in told] == ([True] if expected == "M42" else [])


@pytest.mark.parametrize("header", ["其他基金支付", "个人账户支付", "现金支付", "住院天数", "西药费"])
def test_a_column_that_pays_nothing_before_holds_nothing(header: str) -> None:
    cell = "0" if header == "其他基金支付" else "300.00"
    table = grid([[*HEADER, header], [*stay("1"), cell]], "救助结算.xlsx")
    assert codes(read(table)) == ["M01"]


@pytest.mark.parametrize(
    ("missing", "expected", "findings"),
    [([], "M01", []), (["商业保险", "综合减负"], "M01", ["M47"]), (["统筹"], "M46", ["M46"])],
)
def test_a_payer_without_a_column_is_not_stated(missing: list[str], expected: str, findings: list[str]) -> None:
    """An empty column says that there was none."""
    payers = [field for field in INSURERS.values() if field not in missing]
    row = dict(zip(HEADER, stay("1"), strict=True))
    header = [*(field for field in HEADER if field not in missing), *(field for field in payers if field not in HEADER)]
    lists = read(grid([header, [row.get(field, "") for field in header]], "救助结算.xlsx"))
    assert codes(lists) == [expected] and lists.findings["code"].astype(str).tolist() == findings
    assert all(field in lists.findings["text"].iloc[0] for field in missing)


@pytest.mark.parametrize(
    ("pooled", "held"),
    [
        (["", "3000", "0"], [0]),
        (["", "", "0"], [0, 1]),
        (["", "", ""], [0, 1, 2]),
        (["", "", "3000"], []),
        (["-", "3000", "3000"], [0]),
    ],
)
def test_a_pooled_amount_that_is_not_written_holds_its_row(pooled: list[str], held: list[int]) -> None:
    rows = [stay(str(at), fen, day=f"2024-0{at + 3}-01") for at, fen in enumerate(pooled)]
    found = codes(read(grid([HEADER, *rows], "救助结算.xlsx")))
    assert [at for at, code in enumerate(found) if code in ("M52", "M20")] == held


@pytest.mark.parametrize(
    ("flag", "of", "expected"),
    [
        ("否", "1", "M53"),
        ("", "1", "M53"),
        (None, "1", "M53"),
        ("否", "2", "M01"),
        ("否", "0", "M01"),
        (None, "", "M01"),
    ],
)
def test_a_row_that_names_what_it_refunds_and_says_no_refund_waits(flag: str | None, of: str, expected: str) -> None:
    """A column 退费标志 that nobody understands, or that contradicts 被退结算号, makes no payment of a refund; 被退结算号 that is the row's own, or 0, refers to nothing."""
    header = [field for field in HEADER if field not in ("退费标志", "被退结算号")]
    rows = [
        dict(zip(HEADER, stay(number, day=day), strict=True))
        for number, day in (("1", "2024-03-01"), ("2", "2024-04-01"))
    ]
    added = {"被退结算号": ["", of]} | ({"退费标志": ["否", flag]} if flag is not None else {})
    cells = [
        [*(row[field] for field in header), *(texts[at] for texts in added.values())] for at, row in enumerate(rows)
    ]
    lists = read(grid([[*header, *added], *cells], "救助结算.xlsx"))
    assert codes(lists)[1] == expected
    if expected == "M53":
        assert "退费标志" in lists.findings["column"].astype(str).tolist()


def test_a_column_that_adds_up_the_payers_holds_nothing() -> None:
    rows = [[*stay("1"), "3000.00"], [*stay("2", day="2024-04-01"), "4800.00"]]
    assert codes(read(grid([[*HEADER, "基金支付总额"], *rows], "救助结算.xlsx"))) == ["M01", "M01"]
    assert codes(read(grid([[*HEADER, "基金支付总额"], [*stay("1"), "3500.00"]], "救助结算.xlsx"))) == ["M42"]


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        ((["1", "2"], ["1", "2", "3"]), ["M01", "M01", "M14", "M14", "M01"]),
        ((["1"], ["1"], ["1"]), ["M01", "M14", "M14"]),
        ((["1", "1"],), ["M01", "M07"]),
        ((["1", "1"], ["1", "1"]), ["M01", "M07", "M14", "M14"]),
        ((["1"], ["1", "1"]), ["M01", "M14", "M07"]),
        ((["1"], ["2"]), ["M01", "M01"]),
    ],
)
def test_overlapping_exports_are_one_settlement(files: tuple[list[str], ...], expected: list[str]) -> None:
    tables = [
        grid([HEADER, *map(stay, numbers)], f"救助结算{at}.xlsx", f"第{at}批") for at, numbers in enumerate(files)
    ]
    clearing = cleared(read(*tables))
    assert clearing.rows["code"].astype(str).tolist() == expected
    again = clearing.rows["code"].isin(["M07", "M14"])
    assert not clearing.rows.loc[again, ["due_fen", "difference_fen"]].to_numpy().any()


@pytest.mark.parametrize(
    ("numbers", "paid", "expected"),
    [
        (("0012", "12"), "1800.00", ["M01", "M14"]),
        (("12", "12.0"), "1800.00", ["M01", "M14"]),
        (("0012", "12"), "1700.00", ["M01", "M01"]),
        (("0012", "13"), "1800.00", ["M01", "M01"]),
    ],
)
def test_a_number_that_lost_its_zeros_is_the_same_settlement(
    numbers: tuple[str, str], paid: str, expected: list[str]
) -> None:
    """Of other contents it is another one."""
    grids = [
        grid([HEADER, stay(number, paid=fen)], f"{at}.xlsx")
        for at, (number, fen) in enumerate(zip(numbers, ("1800.00", paid), strict=True))
    ]
    assert [code if code == "M14" else "M01" for code in codes(read(*grids))] == expected


def test_two_sheets_of_a_file_overlap_too() -> None:
    tables = [grid([HEADER, stay("1")], "救助结算.xlsx", sheet) for sheet in ("一季度", "半年")]
    files = [SourceFile(tables[0].path, tables, "0")]
    files += [
        SourceFile(one.path, [one], "1") for one in [grid([["证件号码", "身份类别"], [ONE, "低保"]], "救助身份.xlsx")]
    ]
    assert codes(collect(files, {}, date(2025, 1, 1))) == ["M01", "M14"]


def test_a_row_that_comes_again_in_another_turn_is_no_payment() -> None:
    first = read(grid([HEADER, stay("1")], "救助结算.xlsx"))
    again = read(grid([HEADER, stay("1"), stay("2", day="2024-04-01")], "救助结算.xlsx"))
    state = settle(State.empty(), first.settlements, first.identities, POLICY).state
    state = settle(state, again.settlements, again.identities, POLICY).state
    assert state.outcomes["code"].tolist() == ["M01", "M14", "M01"] and state.earlier.all()["turn"].tolist() == [
        0,
        1,
        1,
    ]


@pytest.mark.parametrize(
    ("taken_back", "later", "expected"),
    [
        ({"医疗类别": "不明"}, "2024-03-09", "M35"),
        ({"退费标志": "?"}, "2024-03-09", "M35"),
        ({"总额": "壹仟"}, "2024-03-09", "M35"),
        ({"被退结算号": "9"}, "2024-03-09", "M35"),
        ({"结算日期": "三月"}, "2024-02-01", "M35"),
        ({"结算号": "", "被退结算号": "1"}, "2024-03-09", "M35"),
        ({"医疗类别": "不明"}, "2024-03-05", "M35"),
        ({"医疗类别": "不明"}, "2025-03-09", "M01"),
        ({"医疗类别": "不明"}, "2024-03-02", "M12"),
    ],
)
def test_an_unclear_refund_makes_unclear_what_it_may_give_back(taken_back: dict, later: str, expected: str) -> None:
    """What was paid to the later visit is right if the year's deductible is open again."""
    rows = [visit(结算号="1"), refund(**taken_back), visit(结算号="3", 结算日期=later)]
    found = codes(read(grid([REFUNDS, *rows], "救助结算.xlsx"), people=[(ONE, "低保边缘家庭", "2022-01-01", "")]))
    assert (found[2], found[1] >= "M20") == (expected, True)


NAMED = ["姓名", *REFUNDS]


@pytest.mark.parametrize(
    ("cells", "name", "expected"),
    [
        ({}, "样甲", ["M35", "M01"]),
        ({}, "", ["M35", "M01"]),
        ({"被退结算号": "", "结算号": "1"}, "样甲", ["M35", "M01"]),
        ({"被退结算号": "9"}, "样甲", ["M35", "M01"]),
        ({"被退结算号": "9"}, "样丙", ["M01", "M01"]),
        ({"被退结算号": "9"}, "", ["M01", "M01"]),
        ({"被退结算号": "3"}, "样甲", ["M01", "M35"]),
        ({"退费标志": "?"}, "样甲", ["M35", "M01"]),
        ({"退费标志": ""}, "样甲", ["M35", "M01"]),
        ({"退费标志": "", "被退结算号": ""}, "样甲", ["M35", "M01"]),
    ],
)
def test_a_refund_of_nobody_makes_unclear_what_it_may_take_back(cells: dict, name: str, expected: list[str]) -> None:
    rows = [
        ["样甲", *visit(结算号="1")],
        [name, *refund(证件号码=ONE[:17] + "?", **cells)],
        ["样乙", *visit(结算号="3", 证件号码=TWO)],
    ]
    people = [(who, "低保边缘家庭", "2022-01-01", "") for who in (ONE, TWO)]
    found = codes(read(grid([NAMED, *rows], "救助结算.xlsx"), people=people))
    assert [found[0], found[2]] == expected and found[1] == "M21"


def test_a_stay_without_a_yearly_deductible_is_certain_beside_an_unclear_refund() -> None:
    rows = [visit(结算号="1"), refund(医疗类别="不明"), [*stay("3", day="2024-03-09"), "", ""]]
    assert codes(read(grid([REFUNDS, *rows], "救助结算.xlsx")))[2] == "M01"


@pytest.mark.parametrize(
    ("people", "kept", "categories"),
    [
        ([(TWO, "低保", "2022-01-01", "")], 1, ["低保", "低保"]),
        ([(ONE, "低保", "2022-01-01", "2024-06-30")], 0, ["低保"]),
        ([(ONE, "特困", "2024-06-01", "")], 1, ["低保", "特困"]),
        ([(ONE, "低保", "2022-01-01", ""), (TWO, "低保", "2022-01-01", "")], 0, ["低保", "低保"]),
        ([(ONE[:17] + "?", "低保", "2022-01-01", "")], 1, ["低保", "低保"]),
        ([], 0, ["低保"]),
    ],
)
def test_a_list_of_new_identities_takes_none_away(people: list, kept: int, categories: list[str]) -> None:
    table = grid([HEADER, stay("1")], "救助结算.xlsx")
    before, now = read(table).identities, read(table, people=people).identities
    periods, older = merged(before, now)
    assert len(older) == kept and periods["category"].tolist() == categories


def test_who_was_cleared_stays_cleared_and_is_named() -> None:
    first = read(grid([HEADER, stay("1")], "救助结算.xlsx"))
    later = read(grid([HEADER, stay("2", who=TWO)], "救助结算.xlsx"), people=[(TWO, "低保", "2022-01-01", "")])
    state = settle(State.empty(), first.settlements, first.identities, POLICY).state
    settled = settle(state, later.settlements, later.identities, POLICY)
    assert settled.state.outcomes["code"].tolist() == ["M01", "M01"] and settled.changed.empty
    told = settled.clearing.findings
    assert told["code"].tolist() == ["M43"] and "2022-01-01 至 今" in told["text"][0]


def long_stay(number: str, settled: str, left: str, came: str = "") -> list[str]:
    return [ONE, number, "住院", settled, left, "50000.00", "50000.00", "0", "45000.00", came]


@pytest.mark.parametrize(
    ("rows", "touched"),
    [
        ([long_stay("1", "2025-01-02", "2024-12-30")], ["1"]),
        ([long_stay("1", "2024-12-31", "2024-12-30", "2023-12-30")], ["1"]),
        ([long_stay("1", "2024-12-31", "2024-12-30", "2024-12-01")], []),
        ([long_stay("1", "2024-12-31", "")], []),
        ([long_stay("1", "2025-01-02", "2024-12-30"), long_stay("2", "2024-12-01", "2024-11-30")], ["1"]),
    ],
)
def test_whom_the_day_of_the_year_touches_is_listed(rows: list, touched: list[str]) -> None:
    clearing = cleared(read(grid([[*HEADER, "入院日期"], *rows], "救助结算.xlsx")))
    told = clearing.findings[clearing.findings["code"] == "M44"]
    assert told["value"].tolist() == touched


def test_the_year_goes_by_the_day_that_the_parameters_name() -> None:
    by_discharge = {kind: POLICY.content["rounding"] | {"value": "出院日期", "status": "有原文"} for kind in KINDS}
    policy = build(POLICY.content | {"year_by": by_discharge})
    rows = [long_stay("1", "2025-01-02", "2024-12-30"), [*stay("2", day="2025-01-02")[:4], "", *stay("2")[5:], ""]]
    lists = read(grid([[*HEADER, "入院日期"], *rows], "救助结算.xlsx"))
    clearing = clear_settlements(lists.settlements, lists.identities, policy)
    assert clearing.rows["year"].tolist() == [2024, 0] and clearing.rows["code"].tolist()[1] == "M36"
    assert "M44" not in set(clearing.findings["code"])


@pytest.mark.parametrize(
    ("second", "refunded", "touched"),
    [
        ("2024-04-01", "2024-05-01", ["2"]),
        ("2024-06-01", "2024-05-01", []),
        ("2024-02-01", "2024-05-01", []),
        ("2025-04-01", "2025-05-01", []),
    ],
)
def test_whom_a_refund_might_reach_is_listed(second: str, refunded: str, touched: list[str]) -> None:
    """130,000 is the year's cap: the first stay uses it up, and gives it back later."""
    costs = ["150000.00", "150000.00", "0", "130000.00"]
    first = [ONE, "1", "住院", "2024-03-01", "2024-03-01", *costs, "", ""]
    back = [ONE, "3", "住院", refunded, refunded, *(f"-{cost}" for cost in costs[:2]), "0", "-130000.00", "是", "1"]
    rows = [first, [ONE, "2", "住院", second, second, "20000.00", "20000.00", "0", "0", "", ""], back]
    clearing = cleared(read(grid([REFUNDS, *rows], "救助结算.xlsx")))
    assert clearing.findings.loc[clearing.findings["code"] == "M45", "value"].tolist() == touched


def test_open_choices_stand_among_the_parameters() -> None:
    table = POLICY.parameters.set_index("参数")
    for title in ("住院：救助年度以哪一天为准", "退费让出的限额和起付线：此前的结算是否补算"):
        assert table.loc[title, "状态"] == "未核定"


@pytest.mark.parametrize(
    ("cells", "of_kind", "expected"),
    [
        ({"统筹": "?"}, "住院", "M01"),
        ({"总额": "约5000"}, "住院", "M35"),
        ({"符合政策范围": "见附件"}, "住院", "M35"),
        ({"总额": "约5000"}, "门诊", "M01"),
        ({"统筹": "?"}, "门诊", "M01"),
        ({"医疗类别": "不明", "总额": "约5000"}, "门诊", "M35"),
    ],
)
def test_an_unclear_row_makes_nothing_else_unclear(cells: dict[str, str], of_kind: str, expected: str) -> None:
    """A stay of 5,000 yuan of which one cell cannot be read: a later stay waits only where it may use up the year's 130,000, a visit draws on another pool."""
    unclear = {**dict(zip(REFUNDS, [*stay("1", day="2024-02-01"), "", ""], strict=True)), **cells}
    later = [*stay("2"), "", ""] if of_kind == "住院" else visit(结算号="2")
    identities = [(ONE, "低保" if of_kind == "住院" else "低保边缘家庭", "2022-01-01", "")]
    found = codes(read(grid([REFUNDS, list(unclear.values()), later], "救助结算.xlsx"), people=identities))
    assert found[0] != "M01" and found[1] == expected
