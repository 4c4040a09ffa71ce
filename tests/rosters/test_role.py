from pathlib import Path

import pytest
from at_once import at_once
from tables import TODAY, codes, found, grid, load, resident, sources

from huibao_xl.reasons import Stop
from huibao_xl.rosters.collect import collect
from huibao_xl.rosters.fields import header_key, roles, value_aliases
from huibao_xl.rosters.header import find_header
from huibao_xl.rosters.laying_out import lay_out
from huibao_xl.rosters.role import read_role, role_of_name, role_of_sheet

OWN, OTHER = resident("31011219850101901"), resident("31011219850101912")
PERSON = ["样甲", OWN]


def _header(*rows):
    return find_header(grid(rows))


def _role(file="名单.xlsx", sheet="Sheet1", title="", header=("姓名", "证件号码")):
    found = find_header(grid([[title], list(header), PERSON]))
    role, why = role_of_sheet(Path(file), sheet, found)
    return role.name if role else why


def _read(*sheets):
    return list(collect(sources(*sheets), load("2024"), {}, TODAY, complete=False).sheets["role"])


def _layout(role, *rows):
    sheet = grid(rows)
    return lay_out(sheet, "名单.xlsx", roles()[role], find_header(sheet))


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("身份证号码（18位）", "身份证号码"),
        ("*姓名", "姓名"),
        ("姓 名：", "姓名"),
        ("证件\n号码", "证件号码"),
        ("保费（元）", "保费"),
        ("【必填】街镇", "街镇"),
        ("ｃｎａｐｓ", "CNAPS"),
        ("  ", ""),
    ],
)
def test_headers_are_compared_by_what_they_say(text, key):
    assert header_key(text) == key


@pytest.mark.parametrize(
    "rows",
    [
        [["姓名", "证件号码"], PERSON],
        [["2024年名册"], ["制表单位：样例"], [], ["姓名", "证件号码"], PERSON],
        [[None, None, None], [None, "姓名", "证件号码"], [None, *PERSON]],
    ],
)
def test_the_header_is_searched_for(rows):
    header = _header(*rows)
    assert header.first == header.last == len(rows) - 2
    assert [key for key in header.keys if key] == ["姓名", "证件号码"]


def test_a_header_of_two_rows():
    header = _header(
        ["序号", "被保险人", "", "保单", "", "街镇"],
        ["", "姓名", "证件号码", "保单号", "状态", ""],
        ["1", *PERSON, "样1", "有效", "七宝镇"],
    )
    assert (header.first, header.last) == (0, 1)
    assert header.keys == ["序号", "被保险人姓名", "被保险人证件号码", "保单号", "保单状态", "街镇"]


def test_a_header_whose_names_stand_above_their_halves():
    header = _header(["姓名", "证件号码", "有效期", ""], ["", "", "起", "止"], [*PERSON, "2024-01-01", "2024-12-31"])
    assert header.last == 1 and header.keys == ["姓名", "证件号码", "有效期起", "有效期止"]


def test_a_person_right_below_is_no_second_header_row():
    header = _header(["姓名", "证件号码", "街镇"], ["样甲", OWN, "街道"])
    assert (header.first, header.last) == (0, 0)


@pytest.mark.parametrize(
    "row",
    [
        ["样甲", f"{OWN[:6]}********{OWN[-4:]}", "2024-06-01", "华漕镇"],
        ["样甲", f"{OWN[:3]}***********{OWN[-4:]}", "2024.6", "华漕镇"],
        ["样甲", "006143", "6月1日", "浦江镇"],
        ["样甲", "", "今年6月", "七宝镇"],
        ["样甲", "/", "", "街道"],
        ["样甲", "军官证南字123", "2024-06-01", "新虹街道"],
        ["样甲", "台胞证0123", "2024/6/1", ""],
    ],
)
@pytest.mark.parametrize("number", ["身份证号", "身份证后六位", "证件号"])
def test_a_person_whose_number_is_masked_or_missing_is_no_second_header_row(row, number):
    header = _header(["姓名", number, "死亡日期", "街镇"], row, ["样乙", OTHER, "2024-06-02", "虹桥镇"])
    assert (header.first, header.last) == (0, 0)


def test_the_first_print_of_a_repeated_header_counts():
    head = ["姓名", "证件号码", "街镇"]
    assert _header(["名册"], head, [*PERSON, "七宝镇"], [*head], [*PERSON, "七宝镇"]).first == 1


def test_no_header():
    assert _header(["一", "二"], ["三", "四"]) is None


def test_the_title_is_what_stands_above():
    assert _header(["2024年", "", "持证残疾人"], ["姓名", "证件号码"], PERSON).title == "2024年 持证残疾人"


@pytest.mark.parametrize(
    ("where", "role"),
    [
        ({"sheet": "持证残疾人"}, "持证残疾人"),
        ({"sheet": "低保"}, "医疗救助对象"),
        ({"title": "2024年闵行区优抚对象花名册"}, "优抚对象"),
        ({"file": "来件/困难农户.csv"}, "生活困难农户"),
        ({"title": "上海市闵行区最低生活保障家庭花名册"}, "医疗救助对象"),
        ({"file": "城乡最低生活保障人员"}, "医疗救助对象"),
        ({"sheet": "特困供养人员"}, "医疗救助对象"),
        ({"sheet": "重残无业"}, "医疗救助对象"),
        ({"file": "烈属名册"}, "优抚对象"),
        ({"title": "在乡复员军人名册"}, "优抚对象"),
        ({"file": "银行账户.xlsx", "header": ("姓名", "证件号码", "银行账号")}, "银行账户"),
        ({"header": ("姓名", "证件号码", "保单号")}, "承保名单"),
        ({"title": "承保清单查询 承保机构：上海分公司", "header": ("被保险人", "证件号", "保单号")}, "承保名单"),
        ({"file": "全国残疾人人口基础信息库.xlsx", "header": ("姓名", "身份证号", "街镇")}, "持证残疾人"),
        ({"header": ("姓名", "证件号码", "残疾等级")}, "持证残疾人"),
        ({"header": ("姓名", "证件号码", "优待证号")}, "优抚对象"),
        ({"header": ("姓名", "证件号码", "低保证号")}, "医疗救助对象"),
        ({"header": ("姓名", "证件号码", "农户编号")}, "生活困难农户"),
        ({"header": ("证件号码", "政策年度")}, "往期发放"),
        ({"header": ("姓名", "证件号码", "投保单位")}, "团单名单"),
        ({"file": "残疾人.xlsx", "sheet": "优抚对象"}, "优抚对象"),
        ({"file": "残疾人.xlsx", "title": "低保人员"}, "医疗救助对象"),
        ({"file": "承保名单.xlsx", "sheet": "团单投保"}, "团单名单"),
    ],
)
def test_where_columns_say_nothing_the_sheet_then_the_title_then_the_file_says_the_role(where, role):
    assert _role(**where) == role


@pytest.mark.parametrize(
    ("where", "why"),
    [
        ({}, "都没有写明"),
        ({"sheet": "残疾人和优抚"}, "像"),
        ({"file": "2024.xlsx", "sheet": "七宝镇"}, "都没有写明"),
    ],
)
def test_what_cannot_be_told_says_why(where, why):
    assert why in _role(**where)


@pytest.mark.parametrize(
    "file",
    ["未办证残疾人", "残疾评定预约名单", "残疾等级鉴定名单", "助残员名单", "残疾人专职委员花名册", "康复员登记表"],
)
def test_lists_of_others_with_the_columns_of_a_roster_are_none(file):
    assert "说的是" in _role(file=f"{file}.xlsx", header=("姓名", "证件号码", "残疾类别", "残疾等级"))


@pytest.mark.parametrize(
    ("where", "role"),
    [
        ({"file": "优抚对象.csv", "header": ("姓名", "证件号码", "优抚对象类别", "优待证", "伤残等级")}, "优抚对象"),
        ({"sheet": "医疗救助", "header": ("姓名", "证件号码", "救助类别", "残疾类别", "残疾等级")}, "医疗救助对象"),
        ({"file": "低保.xlsx", "header": ("姓名", "证件号码", "低保证号", "残疾等级")}, "医疗救助对象"),
        ({"file": "残疾人.xlsx", "header": ("姓名", "证件号码", "残疾类别", "残疾等级", "是否低保")}, "持证残疾人"),
        ({"file": "七宝.xlsx", "header": ("姓名", "证件号码", "残疾类别", "残疾等级", "是否低保")}, "持证残疾人"),
        ({"file": "优抚.xlsx", "header": ("姓名", "证件号码", "残疾类别", "残疾等级")}, "持证残疾人"),
        ({"file": "低保残疾人.xlsx", "header": ("姓名", "证件号码", "低保类别", "残疾等级")}, "持证残疾人"),
    ],
)
def test_a_name_says_which_roster_has_columns_of_two(where, role):
    assert _role(**where) == role


def test_a_list_of_who_was_paid_this_subsidy_is_no_roster():
    title = "残联为持证残疾人购买沪惠保补贴名单"
    assert "已经发过" in _role(title=title, header=("姓名", "证件号码", "补贴标准", "补贴时间"))
    assert _role(title=title, header=("姓名", "证件号码", "残疾类别", "补贴标准")) == "持证残疾人"
    assert _role(title=title) == "持证残疾人"


INSURER = ("序号", "保单号", "姓名", "证件号码", "投保渠道", "承保日期", "保费")
DISABLED = ("姓名", "证件号码", "残疾类别", "残疾等级", "街镇")
ACCOUNTS = ("姓名", "证件号码", "户名", "银行账号", "开户行")


@pytest.mark.parametrize(
    ("where", "role"),
    [
        ({"file": "医疗救助对象承保名单.xlsx", "header": INSURER}, "承保名单"),
        ({"file": "持证残疾人.xlsx", "sheet": "持证残疾人", "header": INSURER}, "承保名单"),
        ({"file": "残疾人参保名单.xlsx", "header": DISABLED}, "持证残疾人"),
        (
            {"file": "城乡低保对象资助参保名单.xlsx", "header": ("姓名", "身份证", "资助参保身份", "街镇")},
            "医疗救助对象",
        ),
        ({"file": "承保名单.xlsx", "sheet": "残疾人", "header": ACCOUNTS}, "银行账户"),
        ({"file": "往期.xlsx", "sheet": "低保", "header": ("身份证号", "发放年度", "发放金额")}, "往期发放"),
        ({"file": "残疾人.xlsx", "header": (*DISABLED, "银行账号", "开户行")}, "持证残疾人"),
        ({"file": "承保名单.xlsx", "header": (*INSURER, "投保单位")}, "承保名单"),
        (
            {"file": "团单.xlsx", "header": ("保单号", "投保单位", "姓名", "证件号码", "承保日期", "保费")},
            "团单名单",
        ),
        ({"file": "残疾人银行账户.xlsx", "header": ("姓名", "证件号码", "残疾证号", "卡号", "开户银行")}, "银行账户"),
        ({"sheet": "一", "header": ("保险单号", "被保人", "身份证号", "投保时间")}, "承保名单"),
        ({"sheet": "一", "header": ("姓名", "身份证号", "残疾人证号", "残疾等级")}, "持证残疾人"),
    ],
)
def test_columns_say_the_role_and_names_only_break_ties(where, role):
    assert _role(**where) == role


@pytest.mark.parametrize(
    ("sheet", "header", "named"),
    [
        ("持证残疾人", INSURER, "持证残疾人"),
        ("承保", DISABLED, "承保名单"),
        ("优抚对象", ACCOUNTS, "优抚对象"),
        ("低保", INSURER, "医疗救助对象"),
        ("困难农户", DISABLED, "生活困难农户"),
        ("往期发放", INSURER, "往期发放"),
    ],
)
def test_a_name_that_contradicts_the_columns_is_said_and_decides_nothing(sheet, header, named):
    found = find_header(grid([list(header), PERSON]))
    reading = read_role(Path("名单.xlsx"), sheet, found)
    assert reading.contradiction == (sheet, named) and reading.role.name != named


def test_a_list_that_only_a_name_makes_one_says_what_else_it_may_be():
    found = find_header(grid([["姓名", "证件号码"], PERSON]))
    reading = read_role(Path("团单名单.xlsx"), "承保", found)
    assert reading.why == "按名称" and reading.role.name == "承保名单" and reading.others == ("团单名单",)


@pytest.mark.parametrize("words", [("街镇", "七宝镇", "联系人", "张三"), ("街镇：七宝镇", "填表人", "", "电话")])
def test_a_line_of_a_form_above_the_header_is_no_header(words):
    header = _header([*words], ["序号", "姓名", "身份证号", "街镇"], ["1", *PERSON, "七宝镇"])
    assert header.first == header.last == 1


def test_a_name_alone():
    assert [role_of_name(text) for text in ("残疾人", "优抚、残疾", "2024")] == ["持证残疾人", None, None]


@pytest.mark.parametrize("role", roles())
def test_every_alias_of_every_field_is_found(role):
    for alias, (field, _) in roles()[role].aliases.items():
        others = {one: one for one in roles()[role].required if one != field}
        layout = _layout(role, [*others, alias], ["1"] * (len(others) + 1))
        assert layout.columns[field] == len(others), alias


@pytest.mark.parametrize("role", [name for name, role in roles().items() if "姓名" in role.required])
def test_a_missing_column_stops_with_the_headers_seen(role):
    with pytest.raises(Stop, match="证件号码.*姓名、备注列") as stop:
        _layout(role, ["姓名", "备注列"], ["样甲", "一"])
    assert stop.value.code == "S02" and stop.value.exit_status == 2


def test_two_columns_of_one_meaning_stop():
    with pytest.raises(Stop, match="A 列、C 列") as stop:
        _layout("承保名单", ["身份证号", "姓名", "身份证号"], [OWN, "样甲", OTHER])
    assert stop.value.code == "S03"


def test_two_telephones_do_no_harm():
    assert _layout("承保名单", ["姓名", "证件号码", "手机号", "手机号"], PERSON).columns["手机号"] == 2


def test_the_more_exact_header_counts():
    layout = _layout("承保名单", ["投保人", "身份证号", "被保险人姓名", "被保险人证件号码"], ["样乙", "1", *PERSON])
    assert layout.header_of("证件号码") == "被保险人证件号码" and layout.letters_of("证件号码") == "D"
    assert layout.columns["姓名"] == 2


def test_words_in_cells():
    assert {value_aliases("状态")[word] for word in ("退费", "已撤单", "注销")} == {"退保"}
    assert value_aliases("投保渠道")["闵行专用二维码"] == "个人" and value_aliases("投保渠道")["企业团单"] == "团单"


POLICIES = ("序号", "保单号", "姓名", "证件号码", "承保日期", "保费")


@pytest.mark.parametrize(
    ("headers", "cells", "roles_read"),
    [
        (("团体保单号",), [("G1",), (None,)], ["承保名单"]),
        (("团体保单号", "单位名称"), [("G1", "某厂"), (None, None)], ["承保名单"]),
        (("团单号",), [("无",), ("G1",)], ["承保名单"]),
        (("投保单位",), [("",), ("某厂",)], ["承保名单"]),
        (("团体客户名称",), [("某厂",), ("/",)], ["承保名单"]),
        (("团体保单号",), [("G1",), ("G1",)], ["团单名单"]),
        (("投保单位",), [("某厂",), ("某厂",)], ["团单名单"]),
    ],
)
def test_a_list_of_policies_in_which_only_some_rows_name_a_group_is_no_list_of_a_group(headers, cells, roles_read):
    rows = [["1", "P1", "样甲", OWN, "2024-06-01", "129"], ["2", "P2", "样乙", OTHER, "2024-06-01", "129"]]
    table = [[*POLICIES, *headers], *([*row, *more] for row, more in zip(rows, cells, strict=True))]
    assert _read(grid(table)) == roles_read


def test_a_group_that_stands_in_a_merged_cell_is_that_of_all_its_rows():
    rows = [["P1", "样甲", OWN, "2024-06-01", "某厂"], ["P2", "样乙", OTHER, "2024-06-01", None]]
    table = [["保单号", "姓名", "证件号码", "承保日期", "投保单位"], *rows]
    assert _read(grid(table, merged=[(1, 4, 2, 4)])) == ["团单名单"]


@pytest.mark.parametrize("group", ["基本信息", "基本情况", "个人信息", "基础信息", "人员信息", "个人基本情况"])
@pytest.mark.parametrize(
    ("column", "cells"), [("性别", "男女"), ("民族", "汉回"), ("文化程度", ("小学", "初中")), ("年龄", ("66", "70"))]
)
def test_a_group_that_says_nothing_is_no_part_of_a_header(group, column, cells):
    people = [["1", "样甲", cells[0], OWN, "七宝镇"], ["2", "样乙", cells[1], OTHER, "七宝镇"]]
    rows = [["序号", group, "", "", "属地"], ["", "姓名", column, "身份证号", "街镇"], *people]
    lists = collect(sources(grid(rows, "优抚对象.xlsx")), load("2024"), {}, TODAY, complete=False)
    assert not lists.readings["asked"].any() and len(lists.entries) == 2


HEADS = [
    ["保单号 Policy No.", "被保险人姓名 Insured Name", "证件号码 ID No.", "保险起期 Effective Date", "关系 Relationship"],
    ["Policy No. 保单号", "Name 姓名", "ID Number 证件号码", "Issue Date 出单日期", "Channel 渠道"],
    ["保单号\nPolicy Number", "姓名\nName of the Insured Person", "身份证号\nIdentity Card Number", "状态\nStatus", "街镇"],
    ["保单号（HHB开头）", "姓名（必填，与身份证一致，如：张三，不含空格，少数民族用·）", "身份证号码（18位，例：310112199001011234）", "保费（元）", "街镇"],
    ["保单号/POLICY NO", "被保人/INSURED", "证件号/ID NO", "生效日/START DATE", "备注/REMARKS"],
    ["Policy No.", "Insured Name", "ID No.", "Issue Date", "Township"],
]  # fmt: skip


@pytest.mark.parametrize("head", HEADS, ids=lambda head: head[0].replace("\n", " "))
def test_headers_in_two_languages_or_with_examples(head):
    """Cells that look like headers (身份证, 本人) do not make the first person one: a row with a person's number heads nothing."""
    found = _header(
        ["销售明细报表"], head, ["P1", "样甲", OWN, "身份证", "本人"], ["P2", "样乙", OTHER, "身份证", "本人"]
    )
    assert found is not None and (found.first, found.last) == (1, 1) and found.texts == head


def test_without_a_header_the_first_person_is_none():
    assert _header(["样甲", OWN, "身份证", "街镇"], ["样乙", OTHER, "身份证", "街镇"]) is None


ONE, TWO = (resident(f"3101121950010{day}90{day}") for day in (1, 2))


@at_once
@pytest.mark.parametrize(
    ("file", "code", "unread"),
    [
        ("医疗救助对象/七宝镇.xlsx", "OK", False),
        ("医疗救助/浦江.xlsx", "OK", False),
        ("残联/持证残疾人/联星村.xlsx", "OK", False),
        ("优抚对象/2024年6月/名单.xlsx", "OK", False),
        ("生活困难农户/佳宝居委会.xlsx", "OK", False),
        ("持证残疾人/附件1.xlsx", "OK", False),
        ("持证残疾人/志愿者.xlsx", "X01", True),
        ("残疾人/轮椅发放.xlsx", "X01", True),
        ("救助对象和农户/七宝镇.xlsx", "X01", True),
        ("持证残疾人注销/七宝镇.xlsx", "X05", False),
        ("七宝镇/1.xlsx", "X01", True),
    ],
)
def test_a_folder_says_the_role_where_nothing_nearer_does(file, code, unread):
    rows = [["姓名", "身份证号", "居委", "街镇"], ["样甲", ONE, "佳宝", "七宝镇"]]
    insured = grid([["姓名", "证件号码", "保单号"], ["样甲", ONE, "P1"], ["样乙", TWO, "P2"]], "承保名单.xlsx")
    known = grid([["姓名", "身份证号", "街镇", "残疾类别"], ["样乙", TWO, "七宝镇", "肢体"]], "残疾人名册.xlsx")
    result = yield [insured, known, grid(rows, file)]
    assert codes(result) == [code, "OK"]
    assert bool(found(result.found_until_decided, "I02")) == unread
