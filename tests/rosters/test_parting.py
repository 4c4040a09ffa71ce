"""Columns that nobody read and that part the people of a list (tests/cases/parting.csv), and those that part nobody (harmless_columns.csv)."""

import csv
from pathlib import Path

import pytest
from answering import ColumnAnswered, columns_decided
from at_once import at_once, read_at_once
from tables import TODAY, codes, decide, decide_lists, found, grid, load, read, resident, sources

from huibao_xl.rosters.collect import collect
from huibao_xl.rosters.column_answers import answer_frame
from huibao_xl.rosters.listed_values import of_codes
from huibao_xl.rosters.parting import find_parting, kind_of

CASES = Path(__file__).parent.parent / "cases"
IDS = [resident(f"3101121950{1 + n // 9:02}0{1 + n % 9}90{1 + n % 9}") for n in range(12)]
NAMES = [f"样{name}" for name in "甲乙丙丁戊己庚辛壬癸子丑"]
BASE = {"承保名单": ["保单号", "姓名", "证件号码", "承保日期"], "名册": ["姓名", "身份证号", "街镇", "残疾类别"]}
FILES = {"承保名单": "承保名单.xlsx", "名册": "持证残疾人.xlsx"}


def rows(name):
    return list(csv.DictReader((CASES / name).open(encoding="utf-8", newline="")))


def both(kind, header, cells, **marks):
    """承保名单 and 持证残疾人 with the same people, one of them with a further column."""
    lists = []
    for one, base in BASE.items():
        head = [*base, header] if one == kind else base
        people = [[*_person(one, at), *([text] if one == kind else [])] for at, text in enumerate(cells)]
        lists.append(grid([head, *people], FILES[one], "名单", **(marks if one == kind else {})))
    return lists


def _person(kind, at):
    if kind == "承保名单":
        return [f"P{at}", NAMES[at], IDS[at], "2024-06-01"]
    return [NAMES[at], IDS[at], "七宝镇", "肢体"]


@at_once(apart=lambda case: case["格"] if case["表头"] == "备注" else case["表头"])  # remarks are judged row by row
@pytest.mark.parametrize("case", rows("parting.csv"))
def test_who_is_parted_is_not_paid_silently(case):
    result = yield both(case["名单"], case["表头"], case["格"].split("|"))
    assert codes(result) == case["代码"].split("|")
    asked = [code for code, _, _ in found(result.found_until_decided, "I42")]
    assert bool(asked) == ("H09" in case["代码"])


def test_lists_as_they_are_are_asked_nothing():
    for kind in BASE:
        columns = {case["表头"]: case["格"].split("|") for case in rows("harmless_columns.csv") if case["名单"] == kind}
        people = range(len(IDS))
        table = [[*BASE[kind], *columns]]
        table += [[*_person(kind, at), *(cells[at % len(cells)] for cells in columns.values())] for at in people]
        (other,) = (one for one in both("", "", [""] * len(IDS)) if one.path.name != FILES[kind])
        result = decide([grid(table, FILES[kind], "名单"), other])
        assert not found(result.findings, "I42", "I25", "I14", "H09")
        assert set(codes(result)) == {"OK"}


def answered(lists, kind, header, meaning):
    role = {"承保名单": "承保名单", "名册": "持证残疾人"}[kind]
    (of,) = (one for one in lists if one.path.name == FILES[kind])
    return ColumnAnswered(lists, role, of, header, meaning)


def _with_answer(lists, kind, header, meaning):
    (result,) = columns_decided([answered(lists, kind, header, meaning)])
    return result


@at_once(by=columns_decided)
@pytest.mark.parametrize(
    ("meaning", "expected"),
    [
        ("有效=01", ["OK", "H08", "H08"]),
        ("有效=01；退出=其余", ["OK", "X", "H08"]),
        ("有效=01、02；退出=03", ["OK", "X", "H08"]),
        ("有效=03；退出=01", ["X", "OK", "H08"]),
        ("有效=01；退出=05", ["OK", "H08", "H08"]),
    ],
)
@pytest.mark.parametrize(("kind", "out"), [("承保名单", "X03"), ("名册", "X05")])
def test_an_answer_says_what_the_codes_mean(kind, out, meaning, expected):
    result = yield answered(both(kind, "状态代码", ["01", "03", ""]), kind, "状态代码", meaning)
    assert codes(result) == [out if code == "X" else code for code in expected]
    assert not found(result.found_until_decided, "I42")


@at_once(by=columns_decided, apart=lambda kind, **_: kind)
@pytest.mark.parametrize(("meaning", "expected"), [("不用", "OK"), ("状态", "H08")])
@pytest.mark.parametrize("kind", BASE)
def test_or_what_the_column_is_on_every_list(kind, meaning, expected):
    result = yield answered(both(kind, "状态代码", ["01", "03", ""]), kind, "状态代码", meaning)
    assert codes(result) == [expected] * 3
    assert not found(result.found_until_decided, "I42")


def test_the_question_names_the_cells_and_the_rows_that_wait():
    result = decide(both("名册", "领取", ["√", "", "√"]))
    assert "持证残疾人.xlsx 工作表“名单” E 列“领取”若说明谁不在名单中" in result.decisions["why"].iloc[1]
    (row,) = result.readings[result.readings["asked"]].to_dict("records")
    assert (row["header"], row["meaning"], row["sureness"]) == ("领取", "待确认，可能是状态", "可能")


def test_a_merged_cell_holds_all_its_rows():
    lists = both("名册", "状态代码", ["03", None, "01"], merged=[(1, 4, 2, 4)])
    assert codes(decide(lists)) == ["H09", "H09", "H09"]
    assert codes(_with_answer(lists, "名册", "状态代码", "有效=01；退出=03")) == ["X05", "H08", "OK"]


def test_a_rare_cell_of_a_long_list_is_seen():
    n = 4000
    ids = [
        resident(f"310112{1900 + at // 360}{1 + at // 30 % 12:02}{1 + at % 28:02}{at % 900 + 100}") for at in range(n)
    ]
    table = [[*BASE["名册"], "人员类别"], *([f"样{at}", ids[at], "七宝镇", "肢体", "在册"] for at in range(n))]
    table[3900][4] = "死亡"
    insured = grid([BASE["承保名单"], ["P1", "样3899", ids[3899], "2024-06-01"]], "承保名单.xlsx", "承保")
    assert codes(decide([insured, grid(table, "持证残疾人.xlsx", "名册")])) in (["H09"], ["H10"])


@at_once
@pytest.mark.parametrize("header", ["登记栏", "甲乙丙", "核销码"])
def test_free_text_under_an_unknown_header_is_read_as_a_remark(header):
    texts = ["家住一路二号三室", "与长子同住，电话不变", "已于上年去世"]
    result = yield both("名册", header, texts)
    assert codes(result) == ["OK", "OK", "H10"]


def test_what_a_column_is_read_as_is_told():
    readings = read(both("名册", "退费金额", ["", "129", ""])).readings
    (row,) = readings[readings["header"] == "退费金额"].to_dict("records")
    assert (row["meaning"], row["sureness"]) == ("状态", "确定")
    texts = found(read(both("名册", "退费金额", ["", "129", ""])).findings, "I24")
    assert len(texts) == 1


def test_kinds_of_headers():
    assert kind_of("残疾类别2") == "category" and kind_of("状态代码") == "unknown"
    assert find_parting.__module__.endswith("parting")


def test_sheets_that_hold_one_kind_each_part_people_too():
    one = grid([[*BASE["名册"], "ZT"], [*_person("名册", 0), "01"], [*_person("名册", 1), "01"]], "残疾人.xlsx", "一镇")
    two = grid([[*BASE["名册"], "ZT"], [*_person("名册", 2), "03"]], "残疾人.xlsx", "二镇")
    (insured,) = (each for each in both("", "", ["", "", ""]) if each.path.name == "承保名单.xlsx")
    assert codes(decide([insured, one, two])) == ["H09", "H09", "H09"]
    assert codes(decide([insured, one])) == ["OK", "OK", "X01"]


@at_once
@pytest.mark.parametrize(
    ("header", "begin", "cells", "expected"),
    [
        ("有效年限", "2020-01-01", ["3年", "10年", "长期"], ["X05", "OK", "OK"]),
        ("有效期(年)", "2020-01-01", ["3", "10", "5"], ["X05", "OK", "OK"]),
        ("有效月数", "2022-01-01", ["12", "60", "36"], ["X05", "OK", "OK"]),
        ("期限", "2021-06-01", ["三年", "二年", "1年6个月"], ["OK", "X05", "X05"]),
        ("享受年限", "", ["3年", "3年", "长期"], ["H06", "H06", "OK"]),
        ("下次复核日期", "2015-01-01", ["2020-01-01", "2029-01-01", ""], ["H09", "OK", "OK"]),
        ("下次年审时间", "2015-01-01", ["2020-01-01", "2029-01-01", ""], ["H09", "OK", "OK"]),
        ("应复审日期", "2015-01-01", ["2020-01-01", "2029-01-01", ""], ["H09", "OK", "OK"]),
        ("换证日期", "2015-01-01", ["2020-01-01", "2021-01-01", ""], ["H09", "H09", "OK"]),
        ("下次换证日期", "2015-01-01", ["2020-01-01", "2029-01-01", ""], ["X05", "OK", "OK"]),
        ("年审有效至", "2015-01-01", ["2020-01-01", "2029-01-01", ""], ["X05", "OK", "OK"]),
    ],
)
def test_ends_that_are_written_as_a_length_or_as_the_next_time(header, begin, cells, expected):
    insured, _ = both("", "", cells)
    table = [
        [*BASE["名册"], "发证日期", header],
        *([*_person("名册", at), begin, text] for at, text in enumerate(cells)),
    ]
    result = yield [insured, grid(table, "持证残疾人.xlsx", "名册")]
    assert codes(result) == expected


def test_who_is_not_alive_in_one_list_is_not_paid_by_another():
    insured, roster = both("名册", "是否健在", ["否", "是", "是"])
    other = grid(
        [["姓名", "身份证号", "街镇", "救助类别"], [NAMES[0], IDS[0], "七宝镇", "低保"]], "医疗救助对象.xlsx", "名册"
    )
    assert codes(decide([insured, roster, other])) == ["H10", "OK", "OK"]


ONE, TWO, THREE = (resident(f"3101121950010190{n}") for n in (1, 2, 3))
PEOPLE = [["姓名", "证件号码", "街镇"], *([f"样{n}", number, "七宝镇"] for n, number in enumerate((ONE, TWO, THREE)))]
AGAINST = {
    "团单名单": (["投保单位", "姓名", "证件号码"], lambda name, number: ["某厂", name, number]),
    "退保名单": (["姓名", "证件号码", "退保日期"], lambda name, number: [name, number, "2024-05-01"]),
    "往期发放": (["姓名", "证件号码", "政策年度", "金额"], lambda name, number: [name, number, "2024", "129"]),
}


def against(role, header, cells):
    """Three insured people of a roster, of whom two stand on a list that speaks against them, with one more column."""
    head, row = AGAINST[role]
    rows = [[*row(f"样{at}", number), cell] for at, (number, cell) in enumerate(zip((ONE, TWO), cells, strict=True))]
    return [
        grid(PEOPLE, "承保名单.xlsx"),
        grid(PEOPLE, "持证残疾人.xlsx"),
        grid([[*head, header], *rows], f"{role}.xlsx"),
    ]


@at_once(apart=lambda header, **_: header)
@pytest.mark.parametrize(
    ("role", "header", "cells", "expected"),
    [
        ("团单名单", "人员状态", ("在职", "离职"), "X02 H08"),
        ("团单名单", "在职情况", ("在职", "离职"), "X02 H08"),
        ("团单名单", "用工状态", ("在岗", "离岗"), "X02 H08"),
        ("团单名单", "参保情况", ("已参保", "已减员"), "X02 OK"),
        ("团单名单", "参保状态", ("参加", "放弃"), "X02 OK"),
        ("团单名单", "是否在职", ("是", "否"), "H08 H08"),
        ("团单名单", "是否参加", ("是", "否"), "H08 H08"),
        ("团单名单", "No.", ("1", "2"), "X02 X02"),
        ("团单名单", "No.", ("1", ""), "H08 H08"),
        ("团单名单", "甲乙", ("√", ""), "H08 H08"),
        ("团单名单", "甲乙", ("自愿", "自愿放弃"), "H08 H08"),
        ("退保名单", "退保状态", ("成功", "撤销"), "X03 H08"),
        ("退保名单", "退保结果", ("退保成功", "失败"), "X03 H08"),
        ("退保名单", "处理结果", ("办结", "驳回"), "X03 H08"),
        ("退保名单", "退费状态", ("已到账", "客户撤回"), "X03 H08"),
        ("退保名单", "是否退保", ("是", "否"), "X03 H08"),
        ("退保名单", "是否退保", ("是", ""), "X03 H08"),
        ("退保名单", "进度", ("办结", "撤回"), "X03 H08"),
        ("退保名单", "退保状态", ("已退", "甲"), "X03 H08"),
        ("退保名单", "保单状态", ("退保", "失效"), "X03 X03"),
        ("退保名单", "保单状态", ("终止", "有效"), "X03 H08"),
        ("往期发放", "发放结果", ("成功", "失败"), "X06 OK"),
        ("往期发放", "发放状态", ("已发放", "未发放"), "X06 OK"),
        ("往期发放", "银行返回", ("交易成功", "账号不存在"), "X06 H08"),
        ("往期发放", "回盘结果", ("成功", "户名不符"), "X06 H08"),
        ("往期发放", "签收", ("已签", "未签"), "X06 H08"),
        ("往期发放", "代码", ("00", "01"), "H08 H08"),
        ("往期发放", "到账", ("√", ""), "X06 H08"),
    ],
)
def test_a_column_that_parts_the_people_of_a_list_that_speaks_against_them(role, header, cells, expected):
    result = yield against(role, header, cells)
    assert codes(result) == [*expected.split(), "OK"]


PLAIN = {
    "团单名单": "部门 岗位 车间 班组 职务 工号 学历 手机号 籍贯 险种 办公地点",
    "退保名单": "退保原因 经办人 受理网点 退款方式 险种 性别",
    "往期发放": "对象类别 开户行 户名 批次 摘要 发放方式 发放地点 居村委",
}


@at_once(by=read_at_once)
@pytest.mark.parametrize(
    ("role", "header"), [(role, header) for role, headers in PLAIN.items() for header in headers.split()]
)
def test_a_column_that_parts_nobody_is_not_asked_about(role, header):
    lists = yield against(role, header, ("一车间", "二车间"))
    assert len(lists.readings) and not lists.readings["asked"].any()


@pytest.mark.parametrize(("answer", "expected"), [("有效=00；退出=01", "X06 OK"), ("不用", "X06 X06")])
def test_an_answer_says_what_the_codes_of_such_a_column_mean(answer, expected):
    source = "往期发放#往期发放.xlsx#Sheet1" if of_codes(answer) else "往期发放"
    line = {"source": source, "header": "代码", "meaning": answer, "by": "王五", "on": "2024-08-01", "where": ""}
    lists = against("往期发放", "代码", ("00", "01"))
    given = collect(sources(*lists), load("2024"), {}, TODAY, column_answers=answer_frame([line]))
    assert codes(decide_lists(given)) == [*expected.split(), "OK"]
    assert not given.readings["asked"].any()


@at_once(by=columns_decided, apart=lambda header, **_: header)
@pytest.mark.parametrize(
    ("kind", "header", "cells", "meaning", "expected", "named"),
    [
        ("名册", "状态", "正常|注销|死亡", "不用", "OK|H08|H10", 2),
        ("名册", "是否死亡", "否|是|", "不用", "OK|H10|OK", 1),
        ("名册", "死亡日期", "|2024-01-01|", "不用", "OK|H10|OK", 1),
        ("名册", "备注", "|已注销|旧银行卡已注销", "不用", "OK|H08|OK", 1),
        ("名册", "状态", "正常|注销|死亡", "有效=正常、注销；退出=死亡", "OK|OK|X05", 1),
        ("名册", "截止日期", "2030-01-01|2023-01-01|2030-01-01", "不用", "OK|OK|OK", 1),
        ("承保名单", "保单状态", "有效|退保|有效", "不用", "OK|H08|OK", 1),
        ("承保名单", "保单情况", "A1|B2|", "不用", "OK|OK|OK", 0),
    ],
)
def test_an_answer_that_hides_what_speaks_against_people_is_named(kind, header, cells, meaning, expected, named):
    result = yield answered(both(kind, header, cells.split("|")), kind, header, meaning)
    assert codes(result) == expected.split("|")
    assert len(found(result.findings, "I43")) == named


@pytest.mark.parametrize(
    ("header", "cell", "code"),
    [
        ("原工作单位", "上海样例厂(已注销)", "OK"),
        ("原工作单位", "个体(已注销执照)", "OK"),
        ("原工作单位", "已注销", "H09"),
        ("退役证件号", "退字第648061号", "OK"),
        ("军人牺牲(病故)时间", "2023-03-15", "OK"),
        ("烈士牺牲日期", "1953-07-10", "OK"),
        ("病故时间", "2023-03-15", "H10"),
        ("死亡日期", "2023-03-15", "H10"),
    ],
)
def test_what_is_said_of_a_firm_a_paper_or_a_fallen_soldier_is_not_said_of_the_person(header, cell, code):
    insured = [["姓名", "证件号码"], *(["样甲", one] for one in IDS)]
    table = [
        ["姓名", "证件号码", "街镇", "优抚类别", header],
        *(["样甲", one, "七宝镇", "参战退役人员", ""] for one in IDS),
    ]
    table[1][4] = cell
    assert codes(decide([grid(insured, "承保名单.xlsx"), grid(table, "优抚对象.xlsx")]))[0] == code
