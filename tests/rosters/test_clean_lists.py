"""Lists as offices send them in which nothing is doubtful: nobody waits, nothing is asked; beside each kind its neighbour that speaks against somebody."""

import pytest
from at_once import at_once
from tables import codes, decide, found, grid, resident

from huibao_xl.rosters.mentions import speaks_of_payments
from huibao_xl.rosters.out_lists import says_in
from huibao_xl.rosters.sheet_tables import is_named_on

IDS = [resident(f"3101121950010{day}90{day}") for day in (1, 2, 3, 4)]
PEOPLE = list(zip(("样甲", "样乙", "样丙", "样丁"), IDS, strict=True))
INSURED = [["保单号", "姓名", "证件号码", "承保日期"]] + [
    [f"P{at}", *one, "2024-06-01"] for at, one in enumerate(PEOPLE)
]
HEAD = ["姓名", "身份证号", "残疾类别", "街镇"]
ROWS = [[*one, "肢体", "七宝镇"] for one in PEOPLE]
ROSTER = [grid([HEAD, *ROWS], "持证残疾人.xlsx", "名册")]


def lists(*sheets, insured=INSURED):
    return [grid(insured, "承保名单.xlsx", "承保"), *sheets]


def decided(*sheets, insured=INSURED):
    return decide(lists(*sheets, insured=insured))


def with_column(header, cells):
    """The roster with a column more."""
    rows = [[*row, cell] for row, cell in zip(ROWS, cells, strict=True)]
    return lists(grid([[*HEAD, header], *rows], "持证残疾人.xlsx", "名册"))


@at_once(apart=lambda header, **_: header)
@pytest.mark.parametrize(
    ("header", "cells", "expected"),
    [
        ("核查情况", ["已核", "已核，无误", "电话已核", "已核，已迁出"], ["OK", "OK", "OK", "X05"]),
        ("核对结果", ["核实无误", "真实有效", "未变", "未核"], ["OK", "OK", "OK", "H08"]),
        ("持证状态", ["正常", "遗失补办中", "已换新证", "注销"], ["OK", "OK", "OK", "X05"]),
        ("发证机关", ["闵行区残联", "闵行区残疾人联合会", "闵行残联", "徐汇区残联"], ["OK", "OK", "OK", "H09"]),
        ("所属期", ["2023.07"] * 4, ["OK"] * 4),
        ("统计月份", ["2024年6月"] * 4, ["OK"] * 4),
        ("证号", [f"{number}41" for number in IDS], ["OK"] * 4),
        ("证号2", [resident(f"3101121960010{day}90{day}") for day in (1, 2, 3, 4)], ["H09"] * 4),
        ("换证时间", ["2019-03-01", "2020-05-06", "2021-07-08", "2018-01-02"], ["OK"] * 4),
        ("换证日期", ["2019-03-01", "2020-05-06", "2029-07-08", "2018-01-02"], ["H09", "H09", "H09", "H09"]),
        ("身份有效期", ["2015.1.1-2023.1.1", "2015.1.1-2035.1.1", "长期", ""], ["H09", "OK", "OK", "OK"]),
    ],
)
def test_a_column_of_a_roster(header, cells, expected):
    result = yield with_column(header, cells)
    assert codes(result) == expected
    assert bool(found(result.found_until_decided, "I42")) == ("H09" in expected)


@at_once
@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("三、新办证人员", ["OK", "H08", "OK", "OK"]),
        ("三、新纳入对象", ["OK", "H08", "OK", "OK"]),
        ("三、恢复享受", ["OK", "H08", "OK", "OK"]),
        ("三、本月新增", ["OK", "H08", "OK", "OK"]),
        ("三、拟恢复", ["OK", "H08", "H08", "H08"]),
        ("三、其他", ["OK", "H08", "H08", "H08"]),
    ],
)
def test_a_heading_that_says_in_ends_the_part_before(line, expected):
    parted = [HEAD, ROWS[0], ["二、注销人员"], ROWS[1], [line], *ROWS[2:]]
    result = yield lists(grid(parted, "持证残疾人.xlsx", "名册"))
    assert codes(result) == expected


@at_once
@pytest.mark.parametrize(
    ("ends", "asked"), [(["2020-01-03", "2022-05-06"], False), (["2020-01-03", "2029-05-06"], True)]
)
def test_a_roster_of_those_whose_time_is_over_is_asked_about_only_where_it_is_not(ends, asked):
    rows = [[*row, end] for row, end in zip(ROWS[:2], ends, strict=True)]
    over = grid([[*HEAD, "有效期至"], *rows], "持证残疾人（到期未换证）.xlsx", "名册")
    result = yield lists(grid([HEAD, *ROWS[2:]], "残疾人名册.xlsx", "名册"), over)
    assert codes(result)[:2] == ["X05", "H08" if asked else "X05"] and result.readings["asked"].any() == asked


def test_what_may_come_is_not_there_yet():
    assert says_in("恢复人员") and not says_in("拟恢复人员") and not says_in("不予恢复")


@pytest.mark.parametrize(
    ("sheet", "rows", "expected"),
    [
        ("续表", ROWS[2:], ["OK", "OK", "OK", "OK"]),
        ("名册(2)", ROWS[2:], ["OK", "OK", "OK", "OK"]),
        ("名册2", ROWS[2:], ["OK", "OK", "OK", "OK"]),
        ("Sheet2", ROWS[2:], ["OK", "OK", "H09", "H09"]),
        ("注销", ROWS[2:], ["OK", "OK", "X05", "X05"]),
        ("死亡", ROWS[2:], ["OK", "OK", "H10", "H10"]),
        ("续表", [row[::-1] for row in ROWS[2:]], ["OK", "OK", "H08", "H08"]),
    ],
)
def test_a_sheet_without_a_header_goes_on_with_the_one_before(sheet, rows, expected):
    book = [grid([HEAD, *ROWS[:2]], "持证残疾人.xlsx", "名册"), grid(rows, "持证残疾人.xlsx", sheet)]
    result = decided(*book)
    assert codes(result) == expected
    assert bool(found(result.found_until_decided, "I63")) == ("H08" not in expected)


def test_what_goes_on_with_a_list_of_who_left_is_out_too():
    left = [grid([HEAD, *ROWS[:1]], "名册.xlsx", "持证残疾人"), grid([HEAD, ROWS[1]], "名册.xlsx", "注销")]
    assert is_named_on("续表", "注销") and not is_named_on("Sheet2", "Sheet1") and not is_named_on("注销", "名册")
    more = [grid([ROWS[2]], "名册.xlsx", "续表"), grid([ROWS[3]], "名册.xlsx", "Sheet4")]
    assert codes(decided(*left, *more)) == ["OK", "X05", "X05", "H09"]


@at_once
@pytest.mark.parametrize(
    ("file", "head", "rows", "expected"),
    [
        ("6月变动表", ["变动情况"], [["新增"], ["死亡"], ["新增"], ["迁出"]], ["OK", "H08", "OK", "H08"]),
        (
            "6月变动表",
            ["变动情况", "备注"],
            [["新增", ""], ["新增", "已死亡"], ["", ""], ["新增", "再核"]],
            ["OK", "H08", "H08", "H08"],
        ),
        (
            "沪惠保批改清单",
            ["批改类型"],
            [["联系方式变更"], ["退保"], ["新增"], ["地址更正"]],
            ["OK", "H08", "H08", "OK"],
        ),
        (
            "更正",
            ["更正内容"],
            [["手机号更正"], ["投保渠道更正"], ["身份证号更正"], ["住址有误"]],
            ["OK", "H08", "H08", "OK"],
        ),
        (
            "历年沪惠保补贴发放",
            ["2023年", "2024年"],
            [["129", ""], ["", "129"], ["129", "129"], ["√", ""]],
            ["OK", "H08", "H08", "OK"],
        ),
    ],
)
def test_who_stands_on_a_list_of_changes_that_touch_nothing(file, head, rows, expected):
    people = [[*one, *row] for one, row in zip(PEOPLE, rows, strict=True)]
    result = yield lists(*ROSTER, grid([["姓名", "身份证号", *head], *people], f"{file}.xlsx", "Sheet1"))
    assert codes(result) == expected


def test_a_name_that_speaks_of_payments():
    assert speaks_of_payments("历年沪惠保补贴发放") and not speaks_of_payments("停发人员发放表")


@at_once
@pytest.mark.parametrize(
    ("head", "expected"),
    [
        (
            ["新增人员姓名", "新增人员身份证号", "减少人员姓名", "减少人员身份证号", "减少原因"],
            ["OK", "H08", "OK", "OK"],
        ),
        (["新办证人员", "身份证号", "注销人员", "身份证号", "注销原因"], ["OK", "H08", "OK", "OK"]),
    ],
)
def test_who_came_stands_beside_who_left(head, expected):
    rows = [head, [*PEOPLE[0], *PEOPLE[1], "死亡"]]
    result = yield lists(*ROSTER, grid(rows, "残疾人增减表.xlsx", "6月"))
    assert codes(result)[:1] == expected[:1] and codes(result)[1] != "OK" and codes(result)[2:] == expected[2:]


@at_once
@pytest.mark.parametrize(
    ("sheet", "kind", "expected"),
    [
        ("增员", [""], ["OK", "OK"]),
        ("减员", [""], ["X03", "OK"]),
        ("6月", ["增"], ["OK", "OK"]),
        ("6月", ["减"], ["X03", "OK"]),
        ("6月", [], ["H08", "OK"]),
    ],
)
def test_a_file_of_both_says_by_sheet_or_row_which(sheet, kind, expected):
    head = ["保单号", "姓名", "证件号码", "承保日期", *(["增减类型"] if any(kind) else [])]
    row = ["P0", *PEOPLE[0], "2024-06-01", *filter(None, kind)]
    result = yield lists(*ROSTER, grid([head, row], "沪惠保增减员.xlsx", sheet))
    assert codes(result)[:2] == expected


@at_once
@pytest.mark.parametrize(
    ("more", "cells", "asked"),
    [
        (["投保年度", "保费"], ["2024", "129"], False),
        (["参保年度", "投保途径"], ["2024", "支付宝"], False),
        (["购买途径"], ["随申办"], False),
        (["付款方"], ["本人"], False),
    ],
)
def test_a_column_of_the_insurers_list(more, cells, asked):
    rows = [[*row, *cells] for row in INSURED[1:]]
    result = yield lists(*ROSTER, insured=[[*INSURED[0], *more], *rows])
    assert codes(result) == ["OK"] * 4 and bool(found(result.found_until_decided, "I42")) == asked


def test_the_number_of_a_card_is_the_persons_where_the_list_has_no_other():
    head = ["姓名", "残疾人证号", "残疾类别", "街镇"]
    rows = [[name, f"{number}4{at}", "肢体", "七宝镇"] for at, (name, number) in enumerate(PEOPLE, 1)]
    assert codes(decided(grid([head, *rows], "持证残疾人.xlsx", "名册"))) == ["OK"] * 4


ACCOUNTS = ("6228480000012345674", "6228480000012424867", "6228480000012504056", "6228480000012345674")
NEW = ("6228480402564890018", "6217001210012345672", "6217001210012345680", "")


@pytest.mark.parametrize("head", [["原账号", "新账号"], ["变更前卡号", "银行账号"]])
def test_a_new_account_stands_in_the_place_of_the_former(head):
    people = [[*one, old, new] for one, old, new in zip(PEOPLE, ACCOUNTS, NEW, strict=True)]
    result = decided(*ROSTER, grid([["姓名", "身份证号", *head], *people], "银行账户.xlsx", "账户"))
    assert result.payments["account"].fillna("").tolist() == list(NEW) and codes(result) == ["OK"] * 4


def test_how_the_money_is_taken_is_no_holder_but_another_taker_is_noticed():
    cells = ["本人", "银行卡", "本人领取", "家属代领"]
    people = [[*one, cell, account] for one, cell, account in zip(PEOPLE, cells, NEW, strict=True)]
    people[3][-1] = "6217000000000000008"
    result = decided(*ROSTER, grid([["姓名", "身份证号", "领款方式", "银行账号"], *people], "银行账户.xlsx", "账户"))
    assert codes(result) == ["OK"] * 4 and not found(result.found_until_decided, "I42")
    assert result.payments["payable"].tolist() == [True, True, True, False]


def test_a_title_over_all_columns_is_no_part_of_their_headers():
    title = ["七宝镇在册持证残疾人", None, None, None, None]
    head = ["序号", "姓名", "身份证号", "残疾证号码", "有效期限"]
    rows = [[str(at), *one, f"{one[1]}41", "2020-05-11至2030-05-10"] for at, one in enumerate(PEOPLE, 1)]
    result = decided(grid([title, head, *rows], "名册.xlsx", "在册", merged=[(0, 0, 0, 4)]))
    assert codes(result) == ["OK"] * 4
    assert not any("在册" in str(text) for text in result.found_until_decided["column"])


def test_a_form_above_the_header_is_no_part_of_it():
    form = ["填报单位：七宝镇残联", None, "填报人：样戊", None, "填报日期：2024.6.25"]
    head = ["姓名", "性别", "身份证号", "残疾类别", "街镇"]
    rows = [[name, "男", number, "肢体", "七宝镇"] for name, number in PEOPLE]
    result = decided(grid([["残疾人登记表"], form, head, *rows], "残联.xlsx", "登记表"))
    assert codes(result) == ["OK"] * 4 and not found(result.found_until_decided, "I42")


@at_once(apart=lambda sheet, **_: sheet)
@pytest.mark.parametrize(
    ("sheet", "more", "cells"),
    [
        ("残疾人", ["认定年度", "是否参加沪惠保"], ["2024", "是"]),
        ("残疾人名册", ["年度"], ["2024"]),
        ("低保对象名册", ["低保类型", "卡号", "开户行"], ["城镇低保", ACCOUNTS[0], "农商行"]),
    ],
)
def test_a_roster_with_a_year_or_an_account_is_that_roster(sheet, more, cells):
    head = ["姓名", "身份证号", "街镇", *(["残疾类别"] if "残疾" in sheet else []), *more]
    kind = ["肢体"] if "残疾" in sheet else []
    rows = [[*one, "七宝镇", *kind, *cells] for one in PEOPLE]
    result = yield lists(grid([head, *rows], "名册.xlsx", sheet))
    assert codes(result) == ["OK"] * 4


def test_a_list_of_payments_with_the_columns_of_a_roster_stays_one():
    head = ["姓名", "身份证号", "残疾类别", "年度", "补贴金额"]
    paid = grid([head, [*PEOPLE[0], "肢体", "2024", "129"]], "残疾人.xlsx", "残疾人沪惠保补贴")
    assert codes(decided(*ROSTER, paid)) == ["X06", "OK", "OK", "OK"]


def test_accounts_that_a_bank_has_checked_are_accounts_and_the_head_of_a_household_is_no_holder():
    head = ["户主", "户主身份证", "户名", "证件号码", "账号", "核验结果", "核验时间"]
    rows = [[*PEOPLE[0], *one, number, "一致", "2024-07-02"] for one, number in zip(PEOPLE[:3], NEW, strict=False)]
    result = decided(*ROSTER, grid([head, *rows], "银行账户.xlsx", "账户"))
    assert result.payments["payable"].tolist() == [True, True, True, False]
