"""Lists whose names say an earlier year, or another district, are asked about; rows that bear dates speak for themselves."""

import pytest
from at_once import at_once
from tables import TODAY, codes, decide, decide_lists, found, grid, load, resident, sources

from huibao_xl.rosters.collect import collect
from huibao_xl.rosters.column_answers import answer_frame
from huibao_xl.rosters.header import find_header
from huibao_xl.rosters.list_years import foot_of, made_in, year_of

ONE = resident("31011219500101901")
INSURED = grid([["保单号", "姓名", "证件号码", "承保日期"], ["P1", "样甲", ONE, "2024-06-01"]], "承保名单.xlsx", "承保")


def roster(sheet, file="残疾人.xlsx", head=(), cells=()):
    table = [["姓名", "身份证号", "街镇", "残疾类别", *head], ["样甲", ONE, "七宝镇", "肢体", *cells]]
    return grid(table, file, sheet)


@at_once
@pytest.mark.parametrize(
    ("sheet", "file", "code"),
    [
        ("持证残疾人2022", "残疾人.xlsx", "H09"),
        ("2023年12月在册", "残疾人.xlsx", "H09"),
        ("残疾人202312", "残疾人.xlsx", "H09"),
        ("22年残疾人", "残疾人.xlsx", "H09"),
        ("Sheet1", "持证残疾人2021.xlsx", "H09"),
        ("2024年", "持证残疾人2021.xlsx", "OK"),
        ("2022-2024", "残疾人.xlsx", "OK"),
        ("名册", "残疾人.xlsx", "OK"),
        ("徐汇区", "残疾人.xlsx", "H09"),
        ("漕河泾街道", "残疾人.xlsx", "H09"),
        ("Sheet1", "松江区持证残疾人.xlsx", "H09"),
        ("Sheet1", "外区残疾人.xlsx", "H09"),
        ("名册", "参考/持证残疾人.xlsx", "H09"),
        ("参考", "残疾人.xlsx", "H09"),
        ("草稿", "持证残疾人.xlsx", "H09"),
        ("名册", "参考消息路残疾人.xlsx", "OK"),
        ("Sheet1", "青浦/持证残疾人.xlsx", "H09"),
        ("七宝镇", "浦东新区残疾人.xlsx", "OK"),
        ("Sheet1", "闵行区残疾人（除浦江）.xlsx", "OK"),
        ("Sheet1", "虹桥镇宝山路残疾人.xlsx", "OK"),
    ],
)
def test_a_list_of_an_earlier_year_or_another_district(sheet, file, code):
    result = yield [INSURED, roster(sheet, file)]
    assert codes(result) == [code] and bool(found(result.found_until_decided, "I54")) == (code == "H09")


@at_once
@pytest.mark.parametrize(
    ("title", "foot", "printed", "code"),
    [
        ("", "填报日期：2020年3月12日", "", "H09"),
        ("", "填报单位：样例村  制表时间：2021.6.30", "", "H09"),
        ("", "二〇二一年六月", "", "H09"),
        ("", "统计截止2022-12-31", "", "H09"),
        ("", "上报日期：22年5月", "", "H09"),
        ("", "2020年3月12日（盖章）", "", "H09"),
        ("", "注：以上为2021年度名单", "", "H09"),
        ("", "", "2021年6月制", "H09"),
        ("", "", "打印日期：2022/7/1 第1页", "H09"),
        ("", "样例镇人民政府 2020年3月12日", "", "H09"),
        ("", "村委会主任（签字）：      2021年1月20日（盖章）", "", "H09"),
        ("", "本表数据为2020年底数据", "", "H09"),
        ("", "填报日期：2024年5月6日", "", "OK"),
        ("", "救助标准自2020年7月1日", "", "OK"),
        ("", "填报日期：2020年3月1日 审核日期：2024年5月20日", "", "OK"),
        ("", "依据闵民〔2019〕12号，自2018年起发放", "", "OK"),
        ("", "联系电话：20211234", "", "OK"),
        ("", "2015年入伍2人", "", "OK"),
        ("持证残疾人名册（2024年）", "填报日期：2020年3月12日", "", "OK"),
        ("持证残疾人名册", "填报日期：2020年3月12日", "", "H09"),
    ],
)
def test_a_list_whose_foot_says_that_it_was_made_in_an_earlier_year(title, foot, printed, code):
    table = [[title]] * bool(title) + [["姓名", "身份证号", "街镇", "残疾类别"], ["样甲", ONE, "七宝镇", "肢体"]]
    marks = {"beside": [("页眉或页脚", printed)]} if printed else {}
    result = yield [INSURED, grid([*table, *([["", foot]] if foot else [])], "残疾人.xlsx", "名册", **marks)]
    old = [text for name, text in result.found_until_decided[["code", "text"]].astype("str").values if name == "I54"]
    assert codes(result) == [code] and len(old) == (code == "H09")
    assert all((foot or printed) in text for text in old)


@at_once
@pytest.mark.parametrize(
    ("title", "head", "cell", "code"),
    [
        ("上海市浦东新区持证残疾人名册", "备注", "", "H09"),
        ("长宁区残疾人联合会持证人员花名册", "备注", "", "H09"),
        ("填报单位：闵行区残联", "备注", "", "OK"),
        ("持证残疾人名册（不含徐汇区）", "备注", "", "OK"),
        ("持证残疾人名册", "户籍区县", "徐汇区", "H09"),
        ("持证残疾人名册", "所属区", "奉贤", "H09"),
        ("持证残疾人名册", "所属区", "闵行", "OK"),
    ],
)
def test_a_title_or_a_column_that_names_another_district(title, head, cell, code):
    rows = [[title], ["姓名", "身份证号", "街镇", "残疾类别", head], ["样甲", ONE, "七宝镇", "肢体", cell]]
    result = yield [INSURED, grid(rows, "残疾人.xlsx", "名册")]
    assert codes(result) == [code] and bool(found(result.found_until_decided, "I54")) == (code == "H09")


def test_rows_with_dates_speak_for_themselves():
    result = decide([INSURED, roster("持证残疾人2022", head=["有效期至"], cells=["2030-01-01"])])
    assert codes(result) == ["OK"] and not found(result.found_until_decided, "I54")


@pytest.mark.parametrize(("meaning", "code"), [("持证残疾人", "OK"), ("不用", "X01")])
def test_an_answer_about_the_sheet_ends_it(meaning, code):
    where = {"source": "残疾人.xlsx#持证残疾人2022", "header": "", "meaning": meaning}
    answers = answer_frame([where | {"by": "王", "on": "2024-08-01", "where": "第 2 行"}])
    other = grid([["姓名", "身份证号", "街镇", "残疾类别"]], "另一份残疾人.xlsx", "名册")
    files = [source for one in (INSURED, roster("持证残疾人2022"), other) for source in sources(one)]
    result = decide_lists(collect(files, load("2024"), {}, TODAY, column_answers=answers))
    assert codes(result) == [code] and not found(result.found_until_decided, "I54")


def test_years():
    assert year_of("名册", "310112") == 0


@at_once
@pytest.mark.parametrize(
    "name", ["持证残疾人（旧版作废勿用）", "残疾人旧", "历史", "老版残疾人", "残疾人名册（勿用）", "残疾人初稿"]
)
def test_a_superseded_list_is_asked_about_and_who_is_on_the_new_one_is_paid(name):
    alone = yield [INSURED, roster(name)]
    both = yield [INSURED, roster(name), roster("名册", "现行残疾人.xlsx")]
    assert codes(alone) == ["H09"] and codes(both) == ["OK"] and found(alone.findings, "I54")


@at_once
@pytest.mark.parametrize(
    ("file", "day", "code"),
    [
        ("2023年承保名单.xlsx", "2023-06-10", "H09"),
        ("承保名单.xlsx", "2023-06-10", "H09"),
        ("去年承保名单.xlsx", "2024-06-10", "H09"),
        ("2023年承保名单.xlsx", "2024-06-10", "H09"),
        ("承保名单2023年度.xlsx", "2024-06-10", "H09"),
        ("2023版沪惠保承保清单.xlsx", "2024-06-10", "H09"),
        ("承保名单2025年度.xlsx", "2024-06-10", "H09"),
        ("2025款沪惠保承保清单.xlsx", "", "H09"),
        ("沪惠保2023.xlsx", "2024-06-10", "H09"),
        ("2023-2024年度沪惠保承保名单.xlsx", "2024-06-10", "OK"),
        ("2024版沪惠保承保名单20250110.xlsx", "2024-06-10", "OK"),
        ("沪惠保20250110.xlsx", "2024-06-10", "OK"),
        ("沪惠保承保名单2025年1月导出.xlsx", "2024-06-10", "OK"),
        ("2024年承保名单.xlsx", "2024-06-10", "OK"),
        ("承保名单.xlsx", "", "OK"),
        ("承保名单.xlsx", "2025-06-10", "H09"),
        ("2024年承保名单.xlsx", "2025-06-10", "H09"),
        ("承保名单.xlsx", "2025年6月10日", "H09"),
        ("2025年承保名单.xlsx", "2025/6/10", "H09"),
        ("承保名单.xlsx", "2026-01-02 09:30:00", "H09"),
        ("承保名单20250110.xlsx", "2024-06-10", "OK"),
        ("承保名单20250110.xlsx", "", "OK"),
    ],
)
def test_a_list_of_the_insured_of_another_year(file, day, code):
    head = ["保单号", "姓名", "证件号码", "承保日期"]
    result = yield [grid([head, ["P1", "样甲", ONE, day]], file, "Sheet1"), roster("名册")]
    assert codes(result) == [code] and bool(found(result.found_until_decided, "I54")) == (code == "H09")


def test_last_year_s_policy_does_not_pay_this_year_s_list():
    head = ["保单号", "姓名", "证件号码", "承保日期"]
    both = [["P1", "样甲", ONE, "2024-06-10"], ["P2", "样乙", resident("31011219500101902"), "2025-01-02"]]
    lists = [grid([head, both[0]], "承保名单.xlsx", "Sheet1"), roster("名册")]
    assert codes(decide(lists, year="2023")) == ["H09"]
    assert codes(decide([grid([head, *both], "承保名单.xlsx", "Sheet1"), roster("名册")])) == ["OK", "X01"]


@at_once
@pytest.mark.parametrize(
    ("title", "around", "code"),
    [
        ("作废", [], "H09"),
        ("残疾人名册 此表作废", [], "H09"),
        ("", [("文本框", "作 废")], "H09"),
        ("", [("文本框", "草稿")], "H09"),
        ("", [("页眉或页脚", "仅供参考")], "H09"),
        ("", [("页眉或页脚", "徐汇区持证残疾人名册")], "H09"),
        ("", [("页眉或页脚", "2021年度持证残疾人名册")], "H09"),
        ("", [("页眉或页脚", "闵行区持证残疾人名册")], "OK"),
        ("", [("文本框", "作废证件请交回")], "OK"),
    ],
)
def test_a_stamp_or_a_heading_in_no_cell_says_that_a_list_is_not_ours(title, around, code):
    table = [*([[title]] if title else []), ["姓名", "身份证号", "街镇", "残疾类别"], ["样甲", ONE, "七宝镇", "肢体"]]
    result = yield [INSURED, grid(table, "残疾人.xlsx", "名册", beside=around)]
    assert codes(result) == [code] and bool(found(result.found_until_decided, "I54")) == (code == "H09")


def test_rows_of_people_are_no_foot():
    table = [
        ["姓名", "残疾人证号", "街镇", "迁入时间"],
        ["样甲", f"{ONE}43", "七宝镇", "2023-09-01"],
        ["样乙", "", "七宝镇", "2023年9月1日"],
    ]
    one = grid(table, "残疾人.xlsx", "名册")
    assert made_in(foot_of(one, find_header(one))) == (0, "")
    signed = grid([*table, ["填报日期：2020年3月"], ["联系电话：13900000000"]], "残疾人.xlsx", "名册")
    assert made_in(foot_of(signed, find_header(signed)))[0] == 2020
