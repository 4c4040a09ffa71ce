"""Worksheet functions: the same answers as the steps they stand on, for cells as Excel hands them over."""

import datetime as dt
import inspect
import re
import sys
from collections.abc import Callable
from decimal import Decimal
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Any
from unittest.mock import patch

import openpyxl
import pytest
import pywin32_double
from hypothesis import given
from hypothesis import strategies as st
from stdnum.cn import ric

from huibao_xl import capitals, policy, reasons
from huibao_xl.addin import wrappers
from huibao_xl.excel import udfs
from huibao_xl.identifiers import bank_card, resident_id
from huibao_xl.medical.clear import clear_settlements
from huibao_xl.medical.lists import collect as collect_medical
from huibao_xl.medical.policy import load as load_medical
from huibao_xl.rosters.sources import Sources
from huibao_xl.subsidy.reports import notice
from huibao_xl.subsidy.run import read
from huibao_xl.subsidy.steps import decide_and_pay

CAPITALS = set("零壹贰叁肆伍陆柒捌玖拾佰仟万亿元角分整负")


def valid(body: str) -> str:
    return body + ric.calc_check_digit(body + "0")


ID, OTHER, YOUNG, FRIDAY = map(
    valid, ["31011219850101001", "31011219900101001", "31011220150101001", "31011219850101002"]
)
IDS = st.text("0123456789Xx ３Ｘ'E+.", max_size=20) | st.sampled_from(
    [ID, "310112850101001", "3.10112E+17", f" {ID}\u3000"]
)


def column(*cells: Any) -> udfs.Cells:
    return [[cell] for cell in cells]


def only(answer: udfs.Cells) -> Any:
    assert len(answer) == len(answer[0]) == 1
    return answer[0][0]


@given(st.lists(IDS, min_size=1, max_size=8))
def test_ids_are_judged_as_the_step_judges_them(ids: list[str]) -> None:
    checked, upgraded = udfs.HB_CHECK_ID(column(*ids)), udfs.HB_ID18(column(*ids))
    for text, [says], [number] in zip(ids, checked, upgraded, strict=True):
        compacted = resident_id.compact(text)
        fault = resident_id.fault(compacted)
        reason = reasons.text("H01", fault=resident_id.FAULTS[fault][0]) if fault else ""
        assert (says, number) == (reason, "#VALUE!" if reason else compacted)


def test_a_range_spills_in_its_own_shape() -> None:
    answer = udfs.HB_CHECK_ID([[ID, "1"], [None, ID]])
    assert [["" if not cell else "x" for cell in row] for row in answer] == [["", "x"], ["x", ""]]


def test_number_cells_of_fifteen_digits_are_whole_and_of_eighteen_are_lost() -> None:
    assert udfs.HB_ID18(column(310112850101001.0)) == column(resident_id.compact("310112850101001"))
    assert "被 Excel 损坏" in only(udfs.HB_CHECK_ID(column(float(ID))))
    assert only(udfs.HB_ID18(column(float(ID)))) == "#VALUE!"
    assert "被 Excel 损坏" in only(udfs.HB_MASK(column(float(ID))))
    assert "被 Excel 损坏" in only(udfs.HB_CHECK_ACCOUNT(column(6222021345678901235.0)))


@pytest.mark.parametrize(
    ("day", "age"),
    [
        (dt.datetime(2024, 1, 1), 39),
        (dt.datetime(2023, 12, 31), 38),
        (45291.0, 38),
        ("2024年1月1日", 39),
        ("不详", "#VALUE!"),
        (None, "#VALUE!"),
        ("#N/A", "#VALUE!"),
        (dt.datetime(1984, 12, 31), "#VALUE!"),
    ],
)
def test_age_on_a_day(day: Any, age: Any) -> None:
    assert only(udfs.HB_AGE(column(ID), column(day))) == age


@given(st.dates(dt.date(1900, 1, 1), dt.date(2015, 12, 31)), st.dates(dt.date(2016, 1, 1), dt.date(2100, 12, 31)))
def test_age_is_the_number_of_birthdays(born: dt.date, on: dt.date) -> None:
    number = valid(f"310112{born:%Y%m%d}001")
    age = udfs.HB_AGE(column(number), column(on.isoformat()))[0][0]
    birthdays = sum(
        (on.month, on.day) >= (born.month, born.day) if year == on.year else True
        for year in range(born.year + 1, on.year + 1)
    )
    assert age == birthdays


def test_one_day_serves_all_and_several_go_row_by_row() -> None:
    one, two = dt.datetime(2024, 1, 1), dt.datetime(2030, 1, 1)
    assert udfs.HB_AGE(column(ID, ID, "1"), column(one)) == [[39], [39], ["#VALUE!"]]
    assert udfs.HB_AGE(column(ID, ID), column(one, two)) == [[39], [45]]
    assert only(udfs.HB_AGE(column(ID, ID, ID), column(one, two))) == "#VALUE!"


@given(st.lists(st.text("0123456789 -A", max_size=34), min_size=1, max_size=6))
def test_accounts_are_judged_as_the_step_judges_them(accounts: list[str]) -> None:
    for text, [says] in zip(accounts, udfs.HB_CHECK_ACCOUNT(column(*accounts)), strict=True):
        fault = bank_card.fault(bank_card.compact(text))
        assert says == (reasons.text("W05", fault=bank_card.FAULTS[fault]) if fault else "")


@given(st.integers(-(10**12), 10**12))
def test_capitals_of_any_amount_that_excel_can_hold(fen: int) -> None:
    assert only(udfs.HB_CNY_UPPER(column(fen / 100))) == capitals.upper(fen)
    assert only(udfs.HB_CNY_UPPER(column(Decimal(fen) / 100))) == capitals.upper(fen)


@pytest.mark.parametrize(
    "amount", [1.005, "abc", 1e20, True, dt.datetime(2024, 1, 1), "#N/A", -2146826246, -2146826243]
)
def test_what_is_no_amount_is_an_error_and_no_text(amount: Any) -> None:
    """The last is #SPILL!, which xlwings hands over as the number it is in COM."""
    assert only(udfs.HB_CNY_UPPER(column(amount))) == "#VALUE!"
    assert udfs.HB_SHARES(column(amount), column("七宝镇"), 2024.0) == [["#VALUE!", "#VALUE!"]]


def test_computed_amounts_lose_nothing_to_floating_point() -> None:
    assert only(udfs.HB_CNY_UPPER(column(0.1 + 0.2))) == "叁角"
    assert udfs.HB_CNY_UPPER(column(None, "1,161,000元")) == column("", "壹佰壹拾陆万壹仟元整")


@pytest.mark.parametrize("year", [2023.0, 2024.0])
def test_shares_are_those_of_the_policy_for_every_town(year: float) -> None:
    rules = policy.load(str(int(year)))
    answers = udfs.HB_SHARES(
        column(*[129.5] * len(rules.townships)), column(*(town.name for town in rules.townships)), year
    )
    for town, shares in zip(rules.townships, answers, strict=True):
        assert shares == [129.5, 0] if town.kind == "街道" else shares == [45.33, 84.17]  # 35 % are 45.325: half up


def test_shares_without_a_town_or_an_amount() -> None:
    answers = udfs.HB_SHARES(column(129.0, 129.0, None, "x"), column("莘庄", None, "七宝镇", "七宝镇"), "2024年")
    assert answers == [["#N/A", "#N/A"], ["#N/A", "#N/A"], ["", ""], ["#VALUE!", "#VALUE!"]]
    assert udfs.HB_SHARES(column(129.0, None), column("七宝镇"), 1999.0) == [["#N/A", "#N/A"], ["", ""]]
    assert udfs.HB_SHARES(column(129.0, 1.0), column("七宝镇", "七宝镇", "七宝镇"), 2024.0) == [["#VALUE!", "#VALUE!"]]


def test_subsidy_and_reason_of_every_code() -> None:
    codes = [*reasons.CATALOGUE, None, "Z99", "代码"]
    assert udfs.HB_REASON(column(*codes)) == column(
        *(reason.title.format(counted="四类") for reason in reasons.CATALOGUE.values()),
        "",
        "没有这个代码",
        "代码的含义",
    )
    yuan = udfs.HB_SUBSIDY(column(*codes), 2024.0)
    assert yuan == column(*(129.0 if code == "OK" else 0.0 for code in reasons.CATALOGUE), "", "#N/A", "补贴金额")


def test_a_year_without_a_policy_is_an_error_where_money_is_asked_for_and_else_said_in_chinese() -> None:
    assert udfs.HB_SUBSIDY(column("OK", None), 1999.0) == column("#N/A", "")
    assert only(udfs.HB_DECIDE(INSURED, 1999.0)).startswith("没有名为“1999”的政策")


MONEY = {
    "HB_SUBSIDY": lambda cell: udfs.HB_SUBSIDY(column(cell), 2024.0),
    "HB_SHARES": lambda cell: udfs.HB_SHARES(column(cell), column(cell), 2024.0),
    "HB_CNY_UPPER": lambda cell: udfs.HB_CNY_UPPER(column(cell)),
    "HB_AGE": lambda cell: udfs.HB_AGE(column(cell), column(cell)),
}


@given(st.sampled_from(list(MONEY)), st.text(max_size=6) | st.integers() | st.floats() | st.booleans() | st.dates())
def test_what_is_reckoned_with_is_a_number_or_an_error(name: str, cell: Any) -> None:
    """A text would be passed over by SUM, and is more than any number where it is compared."""
    for answer in udfs.flat(MONEY[name](cell)):
        is_number = isinstance(answer, int | float) or (name == "HB_CNY_UPPER" and set(answer) <= CAPITALS)
        assert is_number or answer in ("", "#VALUE!", "#N/A")


@given(st.lists(st.text("张·阿李Aa ", max_size=8) | IDS, min_size=1, max_size=6))
def test_masks_are_those_of_the_notice(values: list[str]) -> None:
    mask = policy.load(max(policy.policies())).masking
    for text, [shown] in zip(values, udfs.HB_MASK(column(*values)), strict=True):
        plain = text.strip()
        if any(character.isdigit() for character in plain):
            expected = notice.masked_id(resident_id.compact(plain), mask["id_head"], mask["id_tail"])
        else:
            expected = notice.masked_name(plain, mask["name_keep"]) if plain else ""
        assert shown == expected


def test_masks_show_what_the_rule_keeps() -> None:
    assert udfs.HB_MASK([["张小明", ID, None, "李"]]) == [["张**", "310112********0013", "", "*"]]


ROSTER = [
    ["残疾人名册", None, None, None],
    ["姓名", "身份证号", "街镇", "失效日期"],
    ["张三", ID, "七宝镇", None],
    ["李四", OTHER, "莘庄镇", dt.datetime(2020, 1, 1)],
    ["周五", FRIDAY[:16] + "9" + FRIDAY[17:], "浦江镇", None],
]
VETERANS = [["姓名", "证件号码", "街镇"], ["张三", ID, "七宝镇"]]
PAID = [["证件号码", "政策年度"], [ID, 2024.0]]
INSURED = [
    ["2024年承保名单", None, None, None],
    ["姓名", "证件号码", "街镇", "状态"],
    ["张三", ID, None, None],
    ["张三", "310112850101001", None, None],
    ["李四", OTHER, None, None],
    ["王五", float(ID), None, None],
    ["周五", FRIDAY, None, None],
    ["赵六", YOUNG, None, "退保"],
    ["合计", None, None, 6.0],
    [None, None, None, None],
]


def test_every_row_is_decided_as_a_run_over_the_same_cells_decides_it(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, cells in (("承保名单", INSURED), ("持证残疾人", ROSTER), ("优抚对象", VETERANS)):
        sheet = book.create_sheet(name)
        for row in cells:
            sheet.append(row)
    book.save(tmp_path / "名单.xlsx")
    rules = policy.load("2024")
    decided = decide_and_pay(read(Sources.parse([str(tmp_path / "名单.xlsx")]), rules), rules).decisions
    expected = [[""] for _ in INSURED]
    expected[1] = ["代码"]
    for row, code in zip(decided["row"], decided["code"], strict=True):
        expected[row - 1] = [code]
    answer = udfs.HB_DECIDE(INSURED, 2024.0, column("持证残疾人"), ROSTER, column("优抚对象"), VETERANS)
    assert answer == expected
    assert {code for [code] in answer} == {"代码", "", "OK", "X04", "X05", "H01", "H05", "X03"}


def test_what_was_paid_before_counts_too() -> None:
    answer = udfs.HB_DECIDE(INSURED[1:3], 2024.0, column("持证残疾人"), ROSTER, column("往期发放"), PAID)
    assert answer == column("代码", "X06")


def test_categories_are_those_of_the_decision() -> None:
    rosters = (column("优抚对象"), VETERANS, column("持证残疾人"), ROSTER)
    answer = udfs.HB_CATEGORY(column(ID, OTHER, ID, None), column("张三", "李四", "张叁", None), 2024.0, *rosters)
    assert answer == column("持证残疾人、优抚对象", "", "", "")


def test_categories_of_a_whole_column_are_those_that_decide_each_row(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, cells in (("承保名单", INSURED), ("持证残疾人", ROSTER), ("优抚对象", VETERANS)):
        sheet = book.create_sheet(name)
        for row in cells:
            sheet.append(row)
    book.save(tmp_path / "名单.xlsx")
    rules = policy.load("2024")
    decided = decide_and_pay(read(Sources.parse([str(tmp_path / "名单.xlsx")]), rules), rules).decisions
    people = INSURED[2:8]
    rosters = (column("持证残疾人"), ROSTER, column("优抚对象"), VETERANS)
    answer = udfs.HB_CATEGORY(
        column(*(row[1] for row in people)), column(*(row[0] for row in people)), 2024.0, *rosters
    )
    assert answer == [["" if text != text or text is None else text] for text in decided["categories"].tolist()]
    assert {text for [text] in answer} == {"持证残疾人、优抚对象", ""}


@pytest.mark.parametrize(
    "answer",
    [
        udfs.HB_CHECK_ID,
        udfs.HB_ID18,
        udfs.HB_MASK,
        udfs.HB_CHECK_ACCOUNT,
        udfs.HB_CNY_UPPER,
        udfs.HB_REASON,
        lambda cells: udfs.HB_AGE(cells, column("2024-07-01")),
        lambda cells: udfs.HB_SUBSIDY(cells, 2024.0),
    ],
)
@pytest.mark.parametrize("shape", [(1, 1), (3, 2), (5000, 1)])
def test_an_answer_has_the_shape_of_the_range(
    answer: Callable[[udfs.Cells], udfs.Cells], shape: tuple[int, int]
) -> None:
    rows, columns = shape
    got = answer([[ID] * columns for _ in range(rows)])
    assert (len(got), {len(row) for row in got}) == (rows, {columns})
    assert len({cell for row in got for cell in row}) == 1


@pytest.mark.parametrize(
    ("lists", "says"),
    [
        ([column("残疾人"), ROSTER], "不认识的名单种类“残疾人”"),
        ([column("持证残疾人")], "成对"),
        ([column("持证残疾人"), [["姓名", "住址"], ["张三", "一号"]]], "缺少必需的列"),
    ],
)
def test_lists_that_cannot_be_used_are_named(lists: list[udfs.Cells], says: str) -> None:
    assert says in only(udfs.HB_DECIDE(INSURED, 2024.0, *lists))
    assert says in only(udfs.HB_CATEGORY(column(ID), column("张三"), 2024.0, *lists))


def test_descriptions_are_in_both_languages() -> None:
    for name in (name for name in vars(udfs) if name.startswith("HB_")):
        english, *_, chinese = getattr(udfs, name).__doc__.strip().splitlines()
        assert english.isascii()
        assert not chinese.strip().isascii()


FILLED = {
    "HB_CATEGORY": "每行一格",
    "HB_DECIDE": "每行一格",
    "HB_SHARES": "每行两格",
    "HB_SETTLE": "每行四格",
}
"""How many cells a function fills that does not answer each cell of its range."""


def test_the_handbook_lists_the_functions() -> None:
    """Name and meaning as in the code; the example calls the function with as many ranges as it takes."""
    page = (Path(__file__).parents[2] / "docs" / "手册.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| (HB_\w+) \| `=(\w+)\(([^`]*)\)` \| ([^|]+) \| ([^|]+) \|$", page, re.MULTILINE)
    assert [name for name, *_ in rows] == [name for name in vars(udfs) if name.startswith("HB_")]
    assert [cells for *_, cells, _ in rows] == [FILLED.get(name, "与区域同样大") for name, *_ in rows]
    for name, called, arguments, _, meaning in rows:
        function = getattr(udfs, name)
        assert (called, meaning) == (name, function.__doc__.strip().splitlines()[-1].strip())
        given = re.sub(r"\([^()]*\)", "", arguments).split(",")
        parameters = inspect.signature(function).parameters.values()
        plain = [one for one in parameters if one.kind is one.POSITIONAL_OR_KEYWORD]
        rest = len(given) - len(plain)
        assert rest == 0 or (len(plain) < len(parameters) and rest > 0 and rest % 2 == 0)


def test_settlements_are_cleared_as_the_step_clears_them() -> None:
    book = Path(udfs.__file__).parents[2] / "workbooks" / "样例-清算"
    settled, held = (
        [[None if cell == "" else cell for cell in row] for row in openpyxl.load_workbook(book / name).active.values]
        for name in ("救助结算.xlsx", "救助身份.xlsx")
    )
    parameters = str(book / "演示参数.json")
    answer = udfs.HB_SETTLE(settled, held, parameters)
    assert answer[0] == ["应救助", "差额", "类别", "说明（参数未经核定）"]
    lists = collect_medical(
        [
            udfs._source(number, name, cells)
            for number, (name, cells) in enumerate([("救助结算", settled), ("救助身份", held)])
        ],
        {},
        dt.date.today(),
    )
    cleared = clear_settlements(lists.settlements, lists.identities, load_medical(parameters))
    for row, one in zip(cleared.settlements["row"], cleared.rows.itertuples(), strict=True):
        known = one.fault != "无法清算"
        money = [one.due_fen / 100, one.difference_fen / 100] if known else ["#N/A", "#N/A"]
        assert answer[row - 1] == [*money, one.fault, one.trace]
    assert answer[-1] == [""] * 4


def test_settlements_without_their_columns_are_answered_in_chinese() -> None:
    ((due, difference, fault, says),) = udfs.HB_SETTLE([["证件号码"], [ID]], [["证件号码", "身份类别"], [ID, "低保"]])
    assert (due, difference, fault) == ("#VALUE!", "#VALUE!", "无法清算") and "缺少必需的列" in says


def test_xlwings_own_code_hands_over_error_values_and_takes_ours() -> None:
    """The genuine ``call_udf``, as Excel's cells call it: an error value in a list of amounts is no empty cell."""
    server = ModuleType("xlwings.com_server")
    server.loop = None  # type: ignore[attr-defined]
    with patch.dict(sys.modules, {server.__name__: server}), pywin32_double.installed() as (xlwings, _):
        genuine: Any = import_module("xlwings.udfs")
        with patch.multiple(xlwings, func=genuine.xlfunc, arg=genuine.xlarg, ret=genuine.xlret):
            module = wrappers._fresh(Path(udfs.__file__))
        genuine.udf_modules[udfs.__name__] = {"module": module, "filetime": None}

        def ask(name: str, *arguments: Any) -> Any:
            return genuine.call_udf(udfs.__name__, name, arguments, None, None)

        amounts = ((129.0,), (-2146826246,), (-2146826243,), (None,))
        shares = ask("HB_SHARES", amounts, "七宝镇", 2024.0)
        assert shares == [[45.15, 83.85], ["#VALUE!", "#VALUE!"], ["#VALUE!", "#VALUE!"], ["", ""]]
        codes = (("OK",), (-2146826246,), ("代码",), (None,))
        assert ask("HB_SUBSIDY", codes, 2024.0) == [[129.0], ["#N/A"], ["补贴金额"], [""]]
        assert ask("HB_AGE", -2146826281, 45291.0) == [["#VALUE!"]]
        ours = [function for name, function in vars(module).items() if name.startswith("HB_")]
        assert ours and not any(function.__xlfunc__["call_in_wizard"] for function in ours)
    vars(xlwings).pop("udfs")
