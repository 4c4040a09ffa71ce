import pytest
from tables import codes, decide, found, grid, resident

from huibao_xl.rosters.header import find_header
from huibao_xl.rosters.put_together import with_accounts

FOUR, FIVE, SIX = (resident(f"310112198501019{n:02}") for n in (41, 52, 63))
HEAD = ["姓名", "证件号码", "街镇"]
INSURED = [["样甲", FOUR, "七宝镇"], ["样乙", FIVE, "七宝镇"], ["样丙", SIX, "七宝镇"]]


def _decided(*sheets):
    roster = grid([HEAD, ["样丙", SIX, "七宝镇"]], "优抚对象.xlsx")
    return decide([grid([HEAD, *INSURED], "承保名单.xlsx"), roster, *sheets])


def _three(number):
    return [number[:6], f"{number[6:10]}-{int(number[10:12])}-{int(number[12:14])}", number[14:]]


def test_numbers_in_three_columns_and_names_beside_them_are_read():
    three = [["姓名", "身份证号前6位", "出生年月日", "后四位", "街镇"], ["样甲", *_three(FOUR), "七宝镇"]]
    together = [["序号", "姓名及身份证号", "街镇", "残疾类别"], [1, f"样乙 {FIVE}", "七宝镇", "肢体"]]
    result = _decided(grid(three, "持证残疾人.xlsx"), grid(together, "残疾人2.xlsx"))
    assert codes(result) == ["OK", "OK", "OK"]


def test_ways_to_write_a_name_and_its_number():
    cells = ["样甲（{}）", "{}样甲", "姓名：样甲 身份证号：{}", "样甲,{}", "样甲\n{}"]
    sheets = [
        grid([["人员信息", "街镇", "残疾类别"], [one.format(FOUR), "七宝镇", "肢体"]], f"残疾人{at}.xlsx")
        for at, one in enumerate(cells)
    ]
    result = _decided(*sheets)
    assert codes(result)[0] == "OK" and not len(found(result.findings, "I11"))


def test_a_list_without_a_header_waits_for_a_word_about_it():
    rows = [[1, "样甲", FOUR, "七宝镇", "肢体"], [2, "样乙", FIVE, "七宝镇", "视力"]]
    assert codes(_decided(grid(rows, "无表头持证残疾人.xlsx"))) == ["H09", "H09", "OK"]
    assert codes(_decided(grid([["", "人", "号", "", ""], *rows], "持证残疾人.xlsx"))) == ["H09", "H09", "OK"]


def test_letters_forms_and_lists_in_words_stop_nothing_and_whom_they_name_waits():
    """Who is on no roster and stands in a letter, a form, or a list in words was refused in silence, or the run stopped."""
    letter = [
        ["莘庄镇人民政府："],
        [f"经审核，同意将样甲（身份证号：{FOUR}，莘庄镇）纳入最低生活保障，自2024年4月起享受。"],
    ]
    form = [
        ["残疾人证审批表", None, None, None],
        ["姓名", "样乙", "性别", "男"],
        ["身份证号", FIVE, "街镇", "七宝镇"],
        ["残疾类别", "肢体", "等级", "三级"],
    ]
    in_words = [
        ["颛桥镇生活困难农户名单："],
        [f"1、样甲，男，身份证号{FOUR}，中心村；"],
        [f"2、样丙，男，身份证号{SIX}，中心村。"],
    ]
    upright = [["姓名", "样乙"], ["身份证号", FIVE], ["街镇", "七宝镇"], ["残疾类别", "肢体"]]
    refused = [["关于取消部分家庭低保待遇的通知"], [f"经复核，样丙（{SIX}）自2024年5月1日起取消最低生活保障待遇。"]]
    nobody = [["关于做好残疾人工作的通知"], ["请各街镇于6月30日前报送持证残疾人名册。"]]
    figures = [["镇", "户数", "人数"], ["浦江镇", "12", "30"], ["合计", "12", "30"]]
    told = [["本次承保名单截至2024年6月30日，共计20人。"]]
    cases = [
        ([(figures, "生活困难农户汇总统计.xlsx"), (told, "承保名单说明.xlsx")], ["X01", "X01", "OK"]),
        ([(letter, "关于认定低保家庭的批复.docx"), (form, "审批表-残疾人.xlsx")], ["H08", "H08", "OK"]),
        ([(in_words, "颛桥镇.docx"), (upright, "竖排持证残疾人.xlsx")], ["H08", "H08", "OK"]),
        ([(refused, "关于取消低保待遇的通知.docx"), (nobody, "关于残疾人工作的通知.docx")], ["X01", "X01", "H08"]),
    ]
    for sheets, expected in cases:
        assert codes(_decided(*(grid(rows, file) for rows, file in sheets))) == expected, sheets


CARDS = ["6228480402564890018", "6217001210012345672", "6222001234567890"]


def _of(number, begins):
    return number[:begins], number[begins:]


@pytest.mark.parametrize(
    ("title", "headers", "begins"),
    [
        (None, ["卡号前缀", "银行账号"], 6),
        (None, ["卡BIN", "账号后段"], 6),
        (None, ["前8位", "银行卡号（后11位）"], 8),
        ("开户行：农业银行  卡号前6位：622848", ["银行账号（后13位）"], 6),
        (None, ["银行账号（前面均为622848）"], 6),
    ],
)
def test_a_card_in_two_parts_is_put_together(title, headers, begins):
    first, rest = _of(CARDS[0], begins)
    rows = [["姓名", "身份证号", *headers], ["样甲", FOUR, *([first, rest] if len(headers) > 1 else [rest])]]
    listed = grid([*([[title]] if title else []), *rows], "银行账户.xlsx")
    made = with_accounts(listed, find_header(listed))
    assert CARDS[0] in made.row(made.n_rows - 1)


@pytest.mark.parametrize(
    ("headers", "cells"),
    [
        (["卡号前缀", "银行账号"], ["622848", "0402564890019"]),
        (["支行代码", "银行账号"], ["622848", CARDS[0]]),
        (["卡号前缀", "银行账号"], ["622848", "0402564890018", "0402564890019", "0402564890020"]),
    ],
)
def test_what_makes_no_card_stays_as_it_is(headers, cells):
    rows = [["样甲", FOUR, cells[0], number] for number in cells[1:]]
    listed = grid([["姓名", "身份证号", *headers], *rows], "银行账户.xlsx")
    assert with_accounts(listed, find_header(listed)) is listed


def test_accounts_in_two_parts_are_paid_to():
    accounts = grid([["姓名", "身份证号", "卡号前缀", "银行账号"], ["样丙", SIX, *_of(CARDS[0], 6)]], "银行账户.xlsx")
    assert _decided(accounts).payments["account"].tolist()[-1] == CARDS[0]
