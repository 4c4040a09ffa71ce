"""A list of payments as treasuries, banks and 街镇 write it: units, minus rows, shares, years, half-read ids. Each line of a list stands in one
class, and who may have been paid is never made up beside it."""

from collections.abc import Generator
from dataclasses import replace
from pathlib import Path

import openpyxl
import pandas as pd
import pytest
import tables
from at_once import at_once
from cleared_at_once import Paid, Part, cleared, of_files
from tables import resident

from huibao_xl import policy
from huibao_xl.clearing import job, paid_lines
from huibao_xl.clearing.paid_lines import Payments
from huibao_xl.reasons import Stop
from huibao_xl.subsidy.result import Result

RULES = policy.load("2024")
IDS = dict(zip("甲乙丙", map(resident, ("31011219800101001", "31011219810202002", "31011219820303003")), strict=True))
A, B, C = IDS.values()
DUE = {"甲": "七宝镇", "乙": "七宝镇", "丙": "莘庄工业区"}


@pytest.fixture(scope="module")
def result() -> Result:
    """Three people who are entitled: 样甲, 样乙 of 七宝镇, 样丙 of 莘庄工业区."""
    insured = [["姓名", "证件号码"], *([f"样{who}", id_] for who, id_ in IDS.items())]
    roster = [["姓名", "证件号码", "街镇"], *([f"样{who}", id_, DUE[who]] for who, id_ in IDS.items())]
    return tables.decide([tables.grid(insured, "承保名单.xlsx"), tables.grid(roster, "持证残疾人.xlsx")]).whole


def paid(folder: Path, *lines: str, header: str = "姓名,证件号码,政策年度,金额,街镇") -> Payments:
    path = folder / "发放记录.csv"
    path.write_text("\n".join([header, *lines]), encoding="utf-8")
    return paid_lines.from_files([path], RULES, today=tables.TODAY)


ENTITLED = {f"样{who}": (id_, DUE[who]) for who, id_ in IDS.items()}
Cases = Generator[Paid, Part, None]


def listed(*lines: str, header: str = "姓名,证件号码,政策年度,金额,街镇") -> Paid:
    """One list, where the three are due."""
    return of_files({"发放记录.csv": [header, *lines]}, ENTITLED)


def codes(payments: Payments, result: Result) -> dict[str, list[str]]:
    """{name: the codes of its rows, in order}."""
    items = job.clear_subsidy(payments, result).items
    return {str(name): sorted(rows) for name, rows in items.groupby("name")["code"].agg(list).items()}


REST = [f"样乙,{B},2024,129,七宝镇", f"样丙,{C},2024,129,莘庄工业区"]
RIGHT = {"样甲": ["C01"], "样乙": ["C01"], "样丙": ["C01"]}


def header(amount: str = "金额") -> str:
    return f"姓名,证件号码,政策年度,{amount},街镇"


@at_once(by=cleared)
@pytest.mark.parametrize(
    ("header", "amount"),
    [
        (header("金额（分）"), "12900"),
        (header("金额(元)"), "129.00"),
        (header("金额（万元）"), "0.0129"),
        (header("发放金额（单位：千元）"), "0.129"),
        (header("金额（角）"), "1290"),
        (header("补贴金额（人民币元）"), "129"),
        (header("金额/分"), "12900"),
        (header("金额（元/人）"), "129"),
        (header(), "129元"),
        (header(), "12900分"),
        (header(), "￥129.00"),
        (header(), "１２９"),
        (header("金额（万元）"), "129元"),
        (f"2024年沪惠保补贴发放记录,,,,\n,,,,单位：分\n{header()}", "12900"),
    ],
)
def test_the_unit_of_header_cell_and_what_stands_above_the_table_counts(header: str, amount: str) -> Cases:
    got = yield listed(*(f"样{who},{id_},2024,{amount},{DUE[who]}" for who, id_ in IDS.items()), header=header)
    assert got.codes == RIGHT


@pytest.mark.parametrize("header", ["金额（美元）", "金额（分/元）", "金额（港币$）"])
def test_a_unit_that_is_not_known_stops(tmp_path: Path, header: str) -> None:
    with pytest.raises(Stop) as stop:
        paid(tmp_path, f"样甲,{A},2024,129,七宝镇", header=f"姓名,证件号码,政策年度,{header},街镇")
    assert stop.value.code == "S16" and header in str(stop.value)


@pytest.mark.parametrize(
    ("amounts", "stops"),
    [("429.00,129.00", True), ("129.00,129.00", False), ("129.00,0.50", False), ("100.00,29.00", False)],
)
def test_which_of_two_amounts_it_is_stops(tmp_path: Path, amounts: str, stops: bool) -> None:
    lines = [f"样{who},{id_},2024,{amounts},{DUE[who]}" for who, id_ in IDS.items()]
    try:
        paid(tmp_path, *lines, header="姓名,证件号码,政策年度,合计金额,其中：沪惠保补贴,街镇")
    except Stop as stop:
        assert stops and stop.code == "S75" and "其中：沪惠保补贴" in str(stop)
    else:
        assert not stops


@pytest.mark.parametrize(
    ("header", "amount", "stops"),
    [
        ("金额", "12900", True),
        ("金额", "0.0129", True),
        ("金额（万元）", "129", True),
        ("金额（分）", "129", True),
        ("金额", "1290", True),
        ("金额（元）", "12900", False),
        ("金额", "130", False),
        ("金额", "258", False),
    ],
)
def test_amounts_as_of_another_unit_stop_unless_the_header_says_yuan(
    tmp_path: Path, header: str, amount: str, stops: bool
) -> None:
    lines = [f"样{who},{id_},2024,{amount},{DUE[who]}" for who, id_ in IDS.items()]
    try:
        paid(tmp_path, *lines, header=f"姓名,证件号码,政策年度,{header},街镇")
    except Stop as stop:
        assert stops and stop.code in ("S74", "S71")
    else:
        assert not stops


@at_once(by=cleared)
@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ([f"样甲,{A},2024,129,七宝镇", f"样甲,{A},2024,-129,七宝镇"], ["C02"]),
        ([f"样甲,{A},2024,129,七宝镇", f"样甲,{A},2024,（129.00）,七宝镇", f"样甲,{A},2024,129,七宝镇"], ["C01"]),
        ([f"样甲,{A},2024,129,七宝镇", f"样甲,{A},2024,129,七宝镇", f"样甲,{A},2024,−129.00,七宝镇"], ["C01"]),
        ([f"样甲,{A},2024,229,七宝镇", f"样甲,{A},2024,-100,七宝镇"], ["C01"]),
        ([f"样甲,{A},2024,129,七宝镇", f"样甲,{A},2024,-29,七宝镇"], ["C05"]),
        ([f"样甲,{A},2024,-129,七宝镇"], ["C17"]),
        (
            [f"样甲,{A},2024,129,七宝镇", f"样甲,{A},2024,129,七宝镇", f"样甲,{A},2024,-100,七宝镇"],
            ["C17", "C17", "C17"],
        ),
        ([f"样甲,{A},2024,129,七宝镇", "样甲,,2024,-129,七宝镇"], ["C17", "C17"]),
        ([f"样甲,{A},2024,129,莘庄镇", f"样甲,{A},2024,129,七宝镇", f"样甲,{A},2024,-129,莘庄镇"], ["C01"]),
    ],
)
def test_rows_below_zero_net_out_or_wait(lines: list[str], expected: list[str]) -> Cases:
    got = yield listed(*lines, *REST)
    assert got.codes == RIGHT | {"样甲": expected}
    assert ("C18" in set(got.payments.findings["code"])) == ("C17" not in expected)


@at_once(by=cleared)
@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        ("129,45.15,83.85", "C01"),
        ("129,129,0", "C07"),
        ("129,129,", "C07"),
        ("129,,129", "C07"),
        ("129,,", "C01"),
        ("129,45.15,", "C01"),
        ("129,45.15,80", "C17"),
        ("129,见附件,", "C17"),
        ("129,129.01,-0.01", "C17"),
    ],
)
def test_shares_count_as_written(cells: str, expected: str) -> Cases:
    lines = [
        f"样甲,{A},2024,七宝镇,{cells}",
        f"样乙,{B},2024,七宝镇,129,45.15,83.85",
        f"样丙,{C},2024,莘庄工业区,129,,",
    ]
    got = yield listed(*lines, header="姓名,证件号码,政策年度,街镇,金额,区级承担,镇级承担（元）")
    assert got.codes == RIGHT | {"样甲": [expected]}


@at_once(by=cleared)
@pytest.mark.parametrize(
    ("line", "expected"),
    [
        (f"样甲,{A},,129,七宝镇", ["C17"]),
        (f"样甲,{A},二四年,129,七宝镇", ["C17"]),
        (f"样甲,{A},2023,129,七宝镇", ["C02"]),
        (f"样甲,{A},2024,129,某某镇", ["C17"]),
        (f"样甲,{A},2024,129,莘庄镇", ["C06"]),
        (f"样甲,{A},2024,129,", ["C01"]),
    ],
)
def test_what_a_line_leaves_open_waits(line: str, expected: list[str]) -> Cases:
    got = yield listed(line, *REST)
    assert got.codes == RIGHT | {"样甲": expected}


@at_once(by=cleared)
@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ("成功", "C01"),
        ("失败", "C02"),
        ("退票", "C02"),
        ("处理中", "C17"),
        ("", "C17"),
        ("部分成功", "C17"),
        ("已审核", "C17"),
        ("审批通过", "C17"),
        ("户名不符退回", "C02"),
        ("已退回", "C02"),
        ("退汇", "C02"),
        ("退回（账号错误）", "C02"),
        ("[3018]账户已销户", "C02"),
        ("6月30日退汇", "C02"),
        ("户名不符，已更正后重发", "C17"),
        ("超时", "C17"),
        ("未退回", "C01"),
        ("?", "C17"),
    ],
)
def test_the_result_of_a_line_counts(word: str, expected: str) -> Cases:
    lines = [f"样甲,{A},2024,129,七宝镇,{word}", *(f"{line},成功" for line in REST)]
    got = yield listed(*lines, header="姓名,证件号码,政策年度,金额,街镇,发放结果")
    assert got.codes == RIGHT | {"样甲": [expected]}


def test_sheets_of_months_are_read_and_sheets_that_add_up_are_not(tmp_path: Path, result: Result) -> None:
    header = ["姓名", "证件号码", "政策年度", "金额", "街镇"]
    months = {
        f"{at}月": [header, [f"样{who}", id_, 2024, 129, DUE[who]]] for at, (who, id_) in enumerate(IDS.items(), 6)
    }
    totals = {"汇总": [["街镇", "人数", "金额"], ["七宝镇", 2, 258], ["莘庄工业区", 1, 129]]}
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in (months | totals).items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    book.save(tmp_path / "发放记录.xlsx")
    payments = paid_lines.from_files([tmp_path / "发放记录.xlsx"], RULES, today=tables.TODAY)
    assert codes(payments, result) == RIGHT
    assert payments.findings.loc[payments.findings["code"] == "I02", "sheet"].tolist() == ["汇总"]


PAID = {who: f"样{who},{id_},2024,129,{DUE[who]}" for who, id_ in IDS.items()}


@at_once(by=cleared)
@pytest.mark.parametrize(
    ("files", "expected", "again"),
    [
        ({"6月": "甲", "7月": "乙", "8月": "丙"}, {}, 0),
        ({"6月": "甲乙", "6月(另存)": "乙甲", "7月": "丙"}, {}, 1),
        ({"6月": "甲", "7月": "乙丙", "全年": "甲乙丙"}, {}, 1),
        ({"全年": "甲乙丙", "6月": "甲", "7月": "乙丙"}, {}, 1),
        ({"6月": "甲乙", "7月": "甲丙"}, {"甲": ["C01", "C17"]}, 0),
        ({"6月": "甲", "7月": "甲", "8月": "乙丙"}, {"甲": ["C01", "C17"]}, 0),
        ({"6月": "甲甲", "7月": "乙丙"}, {"甲": ["C01", "C17"]}, 0),
        ({"6月": "甲乙", "7月": "甲乙丙"}, {"甲": ["C01", "C17"], "乙": ["C01", "C17"]}, 0),
        ({"6月": "甲乙丙", "一街镇": "ａ"}, {"甲": ["C01", "C08"]}, 0),
    ],
)
def test_what_several_files_tell_is_paid_once(
    files: dict[str, str], expected: dict[str, list[str]], again: int
) -> Cases:
    """A line that may be the same in two files waits, so does one that stands twice in one sheet, the same in every
    cell; one in another 街镇 is a second payment. ａ: 甲 paid by 莘庄镇."""
    rows = PAID | {"ａ": PAID["甲"].replace("七宝镇", "莘庄镇")}
    texts = {f"{name}.csv": [header(), *(rows[who] for who in people)] for name, people in files.items()}
    got = yield of_files(texts, ENTITLED)
    assert got.codes == RIGHT | {f"样{who}": rows for who, rows in expected.items()}
    assert int((got.payments.findings["code"] == "C20").sum()) == again
    named = yield of_files(texts, ENTITLED, named=True)
    assert named.codes == got.codes


@at_once(by=cleared)
@pytest.mark.parametrize(
    ("second", "codes"),
    [("L1", ["C01", "C17"]), ("L2", ["C01", "C08"])],
)
def test_a_line_twice_in_a_sheet_is_a_second_payment_if_a_cell_differs(second: str, codes: list[str]) -> Cases:
    lines = [f"{PAID['甲']},L1", f"{PAID['甲']},{second}", *(f"{line},L{at}" for at, line in enumerate(REST, 3))]
    got = yield listed(*lines, header=f"{header()},流水号")
    assert got.codes == RIGHT | {"样甲": codes}


def test_a_ledger_stands_alone(tmp_path: Path) -> None:
    (tmp_path / "台账.sqlite3").write_bytes(b"SQLite format 3\x00")
    (tmp_path / "6月.csv").write_text(PAID["甲"], encoding="utf-8")
    with pytest.raises(Stop) as stop:
        paid_lines.ledger_of([tmp_path / "台账.sqlite3", tmp_path / "6月.csv"])
    assert stop.value.code == "S07" and paid_lines.ledger_of([tmp_path]) is None


def test_shares_without_an_amount_stop(tmp_path: Path) -> None:
    with pytest.raises(Stop) as stop:
        paid(tmp_path, f"样甲,{A},2024,45.15,83.85", header="姓名,证件号码,政策年度,区级承担,镇级承担")
    assert stop.value.code == "S71"


def test_amounts_none_of_which_can_be_read_stop(tmp_path: Path) -> None:
    with pytest.raises(Stop) as stop:
        paid(tmp_path, f"样甲,{A},2024,一二九,七宝镇")
    assert stop.value.code == "S71"


@at_once(by=cleared)
@pytest.mark.parametrize("amount", ["", "129/258", "壹佰贰拾玖元整", "####", "约129", "见附件"])
def test_an_amount_that_cannot_be_read_waits(amount: str) -> Cases:
    """The person is neither made up nor recovered; nobody else waits."""
    got = yield listed(f"样甲,{A},2024,{amount},七宝镇", *REST)
    assert got.codes == RIGHT | {"样甲": ["C17"]}
    assert got.items.loc[got.items["name"] == "样甲", "paid_amount_fen"].tolist() == [0]


@at_once(by=cleared)
@pytest.mark.parametrize("amount", ["负129", "见附件", ""])
def test_an_amount_that_cannot_be_read_holds_the_person_s_other_payment(amount: str) -> Cases:
    """It may take that back."""
    got = yield listed(f"样甲,{A},2024,129,七宝镇", f"样甲,{A},2024,{amount},七宝镇", *REST)
    assert got.codes == RIGHT | {"样甲": ["C17", "C17"]}


@at_once(by=cleared)
@pytest.mark.parametrize(
    "title",
    ["标绿的已到账，其余待发", "√的已发其他未发", "红色已付，剩余的暂缓", "未标色的没有到账", "甲方已发，余下待付"],
)
def test_whose_title_says_that_the_rest_is_not_paid_waits(title: str) -> Cases:
    head = f"{title},,,,\n{header()}"
    got = yield listed(
        *(f"样{who},{id_},2024,129,{DUE[who]}" for who, id_ in IDS.items()), header=head.replace("，", "、")
    )
    assert got.codes == dict.fromkeys(RIGHT, ["C17"])


@at_once(by=cleared)
@pytest.mark.parametrize(
    "amount", ["支付金额", "国库支付金额（元）", "实际支付金额", "实发", "实发数", "付款额", "付款金额", "到账金额"]
)
def test_what_treasuries_and_banks_call_an_amount(amount: str) -> Cases:
    got = yield listed(*(f"样{who},{id_},2024,129,{DUE[who]}" for who, id_ in IDS.items()), header=header(amount))
    assert got.codes == RIGHT


def test_a_list_without_years_says_so(tmp_path: Path) -> None:
    with pytest.raises(Stop) as stop:
        paid(tmp_path, f"样甲,{A},,129,七宝镇")
    assert stop.value.code == "S70" and "另有 1 行没有写年度" in str(stop.value)


def test_only_the_rows_of_the_colour_that_a_title_names_wait(tmp_path: Path, result: Result) -> None:
    book = openpyxl.Workbook()
    for row in [
        ["2024年发放清单（红字为退票未到账）"],
        ["姓名", "证件号码", "政策年度", "金额", "街镇"],
        *([f"样{who}", id_, 2024, 129, DUE[who]] for who, id_ in IDS.items()),
    ]:
        book.active.append(row)
    for cell in book.active[4]:
        cell.font = openpyxl.styles.Font(color="FFFF0000")
    book.save(tmp_path / "付款.xlsx")
    payments = paid_lines.from_files([tmp_path / "付款.xlsx"], RULES, today=tables.TODAY)
    assert codes(payments, result) == RIGHT | {"样乙": ["C17"]}


EVERYBODY = [f"样甲,{A},2024,129,七宝镇", *REST]


@pytest.mark.parametrize(
    ("listed", "same", "doubted"),
    [
        ([*"甲乙丙"], 3, 0),
        ([*"丙甲乙"], 3, 0),
        ([*"甲乙丙丁"], 0, 3),
        ([*"甲乙"], 0, 2),
        ([*"甲"], 0, 0),
        ([*"甲乙丙丙"], 0, 3),
        ([*"甲乙丁"], 0, 0),
    ],
)
def test_a_copy_among_the_lists_is_known_by_its_rows(
    tmp_path: Path, listed: list[str], same: int, doubted: int
) -> None:
    people = IDS | {"丁": resident("31011219830404004")}
    rows = [[f"样{who}", people[who], "2024", "129.00"] for who in listed]
    lists = tables.read(
        [tables.grid([["姓名", "证件号码", "政策年度", "补贴金额"], *rows], "往期发放.xlsx"), *_insured()]
    )
    payments = paid(tmp_path, *EVERYBODY)
    left, judged = job.without(lists, payments, RULES.year)
    assert len(left.prior) == len(listed) - same and int((judged.lines["doubt"] != "").sum()) == doubted
    assert ("C19" in set(judged.findings["code"])) == bool(same)


def _insured() -> list:
    return [
        tables.grid([["姓名", "证件号码"], ["样甲", A]], "承保名单.xlsx"),
        tables.grid([["姓名", "证件号码", "街镇"], ["样甲", A, "七宝镇"]], "持证残疾人.xlsx"),
    ]


def test_a_line_in_doubt_is_no_payment_to_take_back(tmp_path: Path, result: Result) -> None:
    """What waits is neither made up nor recovered, and every equation holds."""
    payments = paid(tmp_path, *EVERYBODY)
    lines = payments.lines.assign(doubt=pd.array(["看不懂"] * 3, dtype="str"))
    cleared = job.clear_subsidy(replace(payments, lines=lines), result)
    assert set(cleared.items["class"]) == {"待核"} and cleared.corrections.empty and cleared.make_up is None
    assert "看不懂" in cleared.items["why"][0] and cleared.balance["ok"].all()
