"""Bugs that were found by trying to break the program, each with the test that found it."""

import configparser
from datetime import date
from pathlib import Path

import pytest
from tables import codes, decide, found, grid, load, read, resident

from huibao_xl.files.reading.cells import Marks, value_text
from huibao_xl.policy.townships import Names
from huibao_xl.rosters import days

ONE, TWO = resident("31011219850101901"), resident("31011219850101912")


def _insured(*rows, head=("姓名", "证件号码")):
    return grid([list(head), *rows], "承保名单.xlsx", "承保")


def _roster(*rows, head=("姓名", "证件号码", "街镇")):
    return grid([list(head), *rows], "残疾.xlsx", "残疾人")


MEMBER = _roster(["样甲", ONE, "七宝镇"])


def test_crash_a_superscript_in_an_id():
    """lost.digits_left: '²'.isdigit() is True and int('²') raises ValueError: exit status 1 for a data fault."""
    decide([_insured(["样甲", ONE]), _roster(["样甲", "1E²", "七宝镇"])])


def test_crash_a_long_number_in_the_amount_of_an_earlier_payment():
    """clean.prior: an account or id typed into 金额 overflows int64 (OverflowError): exit status 1 for a data fault."""
    read(
        [
            _insured(["样甲", ONE]),
            MEMBER,
            grid([["证件号码", "政策年度", "金额"], [ONE, "2023", "6200000000000000001"]], "往期发放.xlsx"),
        ]
    )


@pytest.mark.parametrize("word", ["本页合计", "本页小计", "七宝镇小计", "以上合计", "总合计"])
def test_totals_that_do_not_begin_with_the_word_are_people(word):
    """Contract 2: 合计/小计 rows are not people. body._footer_word looks only at the beginning, so these become H01 rows (and I11/I20)."""
    result = decide(
        [_insured(["1", "样甲", ONE, 129], [word, "1人", "", 129], head=("序号", "姓名", "证件号码", "保费")), MEMBER]
    )
    assert codes(result) == ["OK"]


def test_the_lower_row_of_a_repeated_header_is_a_person():
    """Contract 2: a repeated header is normal, and so are two-row headers; but _repeats_header compares 起/止 with 有效期起/有效期止."""
    upper, lower = ["姓名", "证件号码", "街镇", "有效期", ""], ["", "", "", "起", "止"]
    member = ["样甲", ONE, "七宝镇", "2024-01-01", "2025-01-01"]
    lists = read([_insured(["样甲", ONE]), grid([upper, lower, member, upper, lower, member], "残疾.xlsx", "残疾人")])
    assert lists.entries["name"].tolist() == ["样甲", "样甲"] and [
        code for code, *_ in found(lists.findings, "I07")
    ] == ["I07", "I07"]


def test_a_year_alone_without_the_word_is_unreadable():
    """days: the docstring promises 'a month or a year alone', but 2024 (also as a number cell) is Unreadable, so H06."""
    assert (days.parse("2024"), days.parse("2024", end=True)) == (date(2024, 1, 1), date(2024, 12, 31))


@pytest.mark.parametrize("text", ["2020年1月-2029年12月", "2020年-2029年"])
def test_a_period_of_months_with_a_hyphen_is_unreadable(text):
    """days._BETWEEN: the character before the hyphen may be a digit or 日, not 月 or 年."""
    assert days.parse_period(text) == (date(2020, 1, 1), date(2029, 12, 31))


def test_a_number_in_xls_is_rounded_and_not_cut():
    """files/typed.py: f'{value:.15G}' rounds at the 15th digit, so half of the ids that a program (not Excel) wrote as numbers into .xls or
    .xlsb lose their first 15 digits, and with them H05 and the hints of I10. The double itself still has them."""
    number = resident("31011219850101977")
    assert value_text(float(number[:17] + "0"), (0, 0), Marks())[:15] == number[:15]


@pytest.mark.parametrize("text", ["七宝镇、莘庄镇", "莘庄镇/七宝镇"])
def test_a_cell_with_two_townships_is_the_first(text):
    """township.find takes any text that begins with a full name: two names in one cell are silently the first (money goes to it)."""
    assert Names(load("2024")).find(text) is None


@pytest.mark.parametrize("text", ["虹桥街道残疾人", "黄浦江沿岸", "长宁区虹桥街道"])
def test_a_sheet_name_that_holds_an_alias_inside_another_word(text):
    """township.named_in: find('虹桥街道') is rightly None, but a sheet or file 虹桥街道 (长宁) gives 虹桥镇; 黄浦江 gives 浦江镇."""
    assert Names(load("2024")).named_in(text) == []


@pytest.mark.parametrize("status", ["已退保（全额）", "退保 2024-07-02", "已退", "退保处理完成"])
def test_a_status_that_says_withdrawn_is_paid(status):
    """Contract 3, X03. An unknown 状态 counts as 有效 (I14 warns); where it contains 退保/退费/撤单 paying is the worse guess."""
    assert codes(decide([_insured(["样甲", ONE, status], head=("姓名", "证件号码", "状态")), MEMBER])) == ["X03"]


def test_destroyed_entries_also_count_by_one_edit():
    """Contract 5b to the letter: 'either one edit, or destroyed and 15 digits agree'. near._blocks leaves lost ids out of the edit test, so an
    entry 310112198501010000 (lost) and an insured ...1985010**2**100x differ by the letter. Rare (sequence x00); decide which reading holds."""
    number = resident("31011219850101000")
    assert codes(
        decide(
            [_insured(["样甲", number]), _roster(["样甲", int(number[:12] + "2" + number[13:15] + "000"), "七宝镇"])]
        )
    ) == ["H05"]


def test_the_day_of_the_run_is_not_handed_down():
    """clean._take_holders and disability_card.holder ask date.today() and not ``today``: born on 2024-09-02 is in the future of the run."""
    unborn = resident("31011220240902901")
    lists = read([_insured(["样甲", ONE]), _roster(["样甲", f"{unborn}43", "七宝镇"])])
    assert lists.entries["person"].tolist() == [-1]


def test_the_samples_are_not_packaged():
    """setup.cfg: ``huibao_xl.workbooks = *`` matches no folder, so an installed ``huibao demo`` finds no 样例."""
    settings = configparser.ConfigParser()
    settings.read(Path(__file__).parent.parent / "setup.cfg", encoding="utf-8")
    patterns = settings["options.package_data"]["huibao_xl.workbooks"].split()
    top = Path(__file__).parent.parent / "workbooks"
    shipped = {path for pattern in patterns for path in top.glob(pattern)}
    assert {path for path in (top / "样例").rglob("*") if path.is_file()} <= shipped


def test_a_workbook_that_the_commands_filled_can_be_read_again():
    """Its 问题清单 was taken for 银行账户 (账号 in its texts) and stopped the run."""
    ours = [
        grid([["项目", "银行账号"], ["样甲", "1"]], "工作簿.xlsx", name)
        for name in ("问题清单", "补贴明细", "_huibao_1")
    ]
    lists = read([_insured(["样甲", ONE]), MEMBER, *ours])
    assert [code for code, *_ in found(lists.findings, "I22")] == ["I22"] * 3


def test_a_header_printed_again_on_page_two_does_not_win_over_the_first():
    """Two header rows on page one knew as many headers as the single one on page two: everybody above it was lost."""
    page_one = [["被保险人", "", "保单号", "状态"], ["姓名", "证件号码", "", ""], ["样甲", ONE, "P1", "有效"]]
    page_two = [["姓名", "证件号码", "保单号", "状态"], ["样乙", TWO, "P2", "有效"]]
    lists = read([grid([["2024年度承保名单", "", "", ""], *page_one, *page_two], "承保名单.xlsx", "承保"), MEMBER])
    assert lists.insured["name"].tolist() == ["样甲", "样乙"]
