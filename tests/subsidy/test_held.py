"""H09: who depends on a column or sheet that nobody has confirmed waits, and nobody else."""

import numpy as np
import pandas as pd
import pytest
from at_once import at_once
from tables import TODAY, codes, decide, decide_lists, found, grid, load, read, resident, sources

from huibao_xl.frames import ANSWERS
from huibao_xl.rosters.collect import collect
from huibao_xl.rosters.column_answers import answer_frame
from huibao_xl.rosters.doubts import Change, Doubt
from huibao_xl.subsidy import held
from huibao_xl.subsidy.concerned import Concerned, together

ONE, TWO, THREE, FOUR = (resident(f"3101121950010{day}90{day}") for day in (1, 2, 3, 4))
INSURER = ["保单号", "姓名", "证件号码", "承保日期"]
INSURED = grid([INSURER, ["P1", "样甲", ONE, "2024-06-01"], ["P2", "样乙", TWO, "2024-06-01"]], "承保名单.xlsx", "承保")


def roster(header, *cells, file="持证残疾人.xlsx"):
    people = zip(("样甲", "样乙"), (ONE, TWO), cells, strict=True)
    rows = [[name, number, "七宝镇", "肢体", cell] for name, number, cell in people]
    return grid([["姓名", "身份证号", "街镇", "残疾类别", header], *rows], file, "名册")


def answers(*rows):
    return answer_frame(
        {"source": source, "header": header, "meaning": meaning, "by": "王", "on": "2024-08-01", "where": "第 2 行"}
        for source, header, meaning in rows
    )


@at_once
@pytest.mark.parametrize("header", ["甲乙丙", "列5", "XXRQ", "", "Column5", "止"])
def test_who_would_have_expired_under_another_reading_waits(header):
    result = yield [INSURED, roster(header, "2020-01-01", "")]
    first, second = codes(result)
    assert first in ("H09", "X05") and second == "OK"


@at_once
@pytest.mark.parametrize("header", ["甲乙丙", "列5", "ZT", "", "Column5", "现状"])
def test_a_status_under_an_unknown_header_is_never_silent(header):
    result = yield [INSURED, roster(header, "注销", "正常")]
    said = found(result.found_until_decided, "I24", "I25", "I42")
    assert codes(result)[0] != "OK" or said


@at_once(apart=lambda header, spelt: header)
@pytest.mark.parametrize(
    "spelt", [["生效日期"], ["有效期起", "有效期至"], ["生效日期", "注销日期"], ["认定日期", "失效日期", "死亡日期"]]
)
@pytest.mark.parametrize("header", ["甲乙丙", "", "内容"])
def test_beside_spelt_days_an_unnamed_day_may_still_end_it(header, spelt):
    """A start that is spelt leaves another column of days no start, but an end or a day of leaving."""
    plain = {"生效日期": "2020-01-01", "有效期起": "2020-01-01", "认定日期": "2020-01-01", "失效日期": "2029-12-31"}
    plain |= {"有效期至": "2029-12-31"}
    days = [plain.get(field, "") for field in spelt]
    rows = [["样甲", ONE, "七宝镇", *days, "2023-12-31"], ["样乙", TWO, "七宝镇", *days, "2028-12-31"]]
    table = grid([["姓名", "身份证号", "街镇", *spelt, header], *rows], "持证残疾人.xlsx", "名册")
    result = yield [INSURED, table]
    assert codes(result)[0] == "H09" and found(result.found_until_decided, "I42")
    assert "若是“生效日期”" not in "".join(result.decisions["why"])


def test_the_reason_names_the_place():
    result = decide([INSURED, roster("甲乙丙", "2020-01-01", "2099-12-31")])
    why = result.decisions["why"].iloc[0]
    assert "持证残疾人.xlsx 工作表“名册” E 列“甲乙丙”若是“失效日期”" in why
    assert ("I42", 1, "") in [(code, 1, value) for code, _, value in found(result.found_until_decided, "I42")]


@pytest.mark.parametrize(("meaning", "code"), [("失效日期", "X05"), ("不用", "OK"), ("生效日期", "OK")])
def test_an_answer_ends_the_waiting(meaning, code):
    rows = [INSURED, roster("甲乙丙", "2020-01-01", "2099-12-31")]
    result = with_answers(rows, ("持证残疾人", "甲乙丙", meaning))
    assert codes(result)[0] == code and not found(result.found_until_decided, "I42")


def with_answers(grids, *rows):
    files = [source for one in grids for source in sources(one)]
    lists = collect(files, load("2024"), {}, TODAY, column_answers=answers(*rows))
    return decide_lists(lists)


def test_one_answer_serves_every_sheet_with_the_header():
    other = grid(
        [["姓名", "身份证号", "残疾类别", "甲乙丙"], ["样丙", THREE, "肢体", "2020-01-01"]], "另一镇残疾人.xlsx"
    )
    rows = [INSURED, roster("甲乙丙", "2020-01-01", "2099-12-31"), other]
    assert len(found(read(rows).findings, "I42")) == 2
    assert not found(with_answers(rows, ("持证残疾人", "甲乙丙", "失效日期")).found_until_decided, "I42")


def test_two_columns_that_claim_one_field_are_a_question():
    towns = grid(
        [["姓名", "身份证号", "街镇", "残疾类别", "街镇"]]
        + [["样甲", ONE, "七宝镇", "肢体", "莘庄镇"], ["样乙", TWO, "七宝镇", "肢体", "七宝镇"]],
        "持证残疾人.xlsx",
    )
    assert codes(decide([INSURED, towns])) == ["H09", "OK"]
    result = with_answers([INSURED, towns], ("持证残疾人", "街镇（E 列）", "街镇"))
    assert codes(result) == ["OK", "OK"] and result.decisions["home"].astype(str).tolist() == ["莘庄镇", "七宝镇"]


def test_two_accounts_are_a_question_for_whom_they_differ():
    accounts = grid(
        [["姓名", "证件号码", "银行账号", "开户行", "银行账号"]]
        + [["样甲", ONE, "6228480000012345674", "行", "6228480000012424867"]]
        + [["样乙", TWO, "6228480000012504056", "行", "6228480000012504056"]],
        "银行账户.xlsx",
    )
    assert codes(decide([INSURED, roster("备注", "", ""), accounts])) == ["H09", "OK"]


def test_a_list_that_may_be_the_group_list_keeps_its_people_waiting():
    plain = grid([["姓名", "证件号码"], ["样甲", ONE], ["样乙", TWO]], "团单名单.xlsx", "承保")
    assert codes(decide([plain, roster("备注", "", "")])) == ["H09", "H09"]


def test_an_answer_that_the_cells_contradict_is_said():
    result = with_answers([INSURED, roster("备注一", "张三", "李四")], ("持证残疾人", "备注一", "失效日期"))
    assert found(result.found_until_decided, "I43")


def test_a_sheet_confirmed_as_not_used_is_not_read():
    result = with_answers(
        [INSURED, roster("备注", "", ""), roster("备注", "", "", file="旧.xlsx")], ("旧.xlsx#名册", "", "不用")
    )
    assert found(result.found_until_decided, "I44") and len(result.entries) == 2


def test_clean_lists_ask_nothing():
    lists = read([INSURED, roster("备注", "", "")])
    assert not lists.doubts and not lists.readings["asked"].any()


@at_once
@pytest.mark.parametrize("name", ["2024年度已发放明细.xlsx", "往期发放（2024）.xlsx", "2024年上期发放.xlsx"])
def test_a_list_with_accounts_that_is_named_as_paid_keeps_its_people_waiting(name):
    paid = [
        ["姓名", "身份证号", "银行卡号", "实发金额", "处理结果"],
        ["样甲", ONE, "6228480003320009966", "129", "成功"],
    ]
    result = yield [INSURED, roster("姓名全称", "样甲", "样乙"), grid(paid, name, "Sheet1")]
    assert codes(result)[0] != "OK" and codes(result)[1] == "OK"


def many(*rosters):
    """Rosters of a header of their own each, each with the people (of ten) and cells that are given."""
    own = [("样" + name, resident(f"31011219500101{100 + at}")) for at, name in enumerate("甲乙丙丁戊己庚辛壬癸")]
    insured = grid([INSURER, *([f"P{at}", *one, "2024-06-01"] for at, one in enumerate(own))], "承保名单.xlsx", "承保")
    head = ["姓名", "身份证号", "街镇", "残疾类别"]
    lists = []
    for at, cells in enumerate(rosters):
        rows = [[*own[who], "七宝镇", "肢体", cell] for who, cell in cells.items()]
        lists.append(grid([[*head, f"甲乙{at}"], *rows], f"持证残疾人{at}.xlsx", "名册"))
    return [insured, *lists]


def one_by_one(lists, rules, monkeypatch):
    """The decisions where every other answer is tried alone."""
    with monkeypatch.context() as patch:
        patch.setattr(held, "together", lambda doubts, concerned, n: [[at] for at in range(len(doubts))])
        return decide_lists(lists).decisions


@pytest.mark.parametrize(
    ("rosters", "tried"),
    [
        ([{0: "A", 1: "B"}, {2: "A", 3: "B"}, {4: "A", 5: "B"}], 1),  # nobody in common
        ([{0: "A", 1: "B"}, {1: "A", 2: "B"}, {3: "A", 4: "B"}], 2),
        ([{0: "A", 1: "B"}, {0: "A", 1: "B"}, {0: "A", 1: "B"}], 3),
        ([{0: "2020-01-01", 1: "2099-01-01"}, {2: "2020-01-01", 3: ""}], 2),  # 生效日期 and 失效日期
        ([{0: "A", 1: "B"}, {2: "2020-01-01", 3: "2020-01-01"}, {0: "", 2: "2020-01-01"}], 4),
    ],
)
def test_answers_that_concern_nobody_in_common_are_tried_together(rosters, tried, monkeypatch):
    rules = load("2024")
    lists = collect(sources(*many(*rosters)), rules, {}, TODAY)
    groups = []

    def counted(doubts, concerned, n):
        groups.extend(together(doubts, concerned, n))
        return groups[:]

    with monkeypatch.context() as patch:
        patch.setattr(held, "together", counted)
        decisions = decide_lists(lists).decisions
    assert len(groups) == tried
    pd.testing.assert_frame_equal(decisions, one_by_one(lists, rules, monkeypatch))


def test_whom_an_answer_concerns_otherwise_than_by_number():
    """A group list whose only row has no number may mean who bears its name, and a 退保 row with a 保单号 whose policy it is."""
    rules = load("2024")
    group = grid([["姓名", "证件号码", "投保单位", "甲乙"], ["样甲", "", "公司", "怪"]], "团单名单.xlsx", "名单")
    lists = collect(sources(*many({0: "A", 1: "B"}), group), rules, {}, TODAY)
    search = Concerned(lists, lists.insured, ANSWERS.empty())
    whole = Doubt("", (Change("group", "团单名单.xlsx", "名单", None),))
    assert search.by(whole).tolist() == [0]
    policy = lists.insured.head(1).assign(name="", name_key="", id_raw="", id="", person=-1, policy_no="P3")
    assert search.by(Doubt("", (Change("withdrawn", "退保.xlsx", "名单", policy),))).tolist() == [3]
    digits = policy.assign(id_raw="310112195001011")
    assert search.by(Doubt("", (Change("withdrawn", "退保.xlsx", "名单", digits),))) is None


def test_who_is_one_person_by_an_answer_is_concerned_too():
    rules = load("2024")
    lists = collect(sources(*many({0: "A", 1: "B"})), rules, {}, TODAY)
    first, last = lists.insured["id"].iloc[[0, 9]]
    pair = {"code": "H05", "left_id": last, "left_name": "样癸", "right_id": first, "right_name": "样甲"}
    answers = ANSWERS.typed(pd.DataFrame([dict.fromkeys(ANSWERS.columns, "") | pair | {"answer": "是同一人"}]))
    (doubt,) = lists.doubts
    assert Concerned(lists, lists.insured, ANSWERS.empty()).by(doubt).tolist() == [0, 1]
    assert Concerned(lists, lists.insured, answers).by(doubt).tolist() == [0, 1, 9]


def test_where_somebody_else_is_decided_otherwise_each_answer_is_tried_alone(monkeypatch):
    rules = load("2024")
    lists = collect(sources(*many({0: "A", 1: "B"}, {2: "A", 3: "B"})), rules, {}, TODAY)
    right = decide_lists(lists).decisions
    assert list(right["code"][:4]) == ["H09"] * 4
    wrong = {lists.doubts[0].text: np.array([2]), lists.doubts[1].text: np.array([3])}
    monkeypatch.setattr(held.Concerned, "by", lambda self, doubt: wrong[doubt.text])
    pd.testing.assert_frame_equal(decide_lists(lists).decisions, right)


@at_once
@pytest.mark.parametrize("beside", [False, True])
def test_a_question_about_one_list_of_a_sheet_holds_nobody_of_the_other(beside):
    people = [(f"样{n}", resident(f"3101121950010{n}90{n}")) for n in range(1, 7)]
    asked = [["姓名", "身份证号", "街镇", "残疾类别", "核对情况码"]]
    asked += [[*one, "七宝镇", "肢体", code] for one, code in zip(people, ("01", "02", "01"), strict=False)]
    other = [["姓名", "身份证号", "街镇", "残疾类别", "有效期至"]]
    other += [[*one, "七宝镇", "肢体", "2030-01-01"] for one in people[3:]]
    rows = [[*left, "", *right] for left, right in zip(asked, other, strict=True)] if beside else [*asked, [], *other]
    insured = [["保单号", "姓名", "证件号码", "承保日期"]]
    insured += [[f"P{n}", *one, "2024-06-01"] for n, one in enumerate(people)]
    result = yield [grid(insured, "承保名单.xlsx"), grid(rows, "持证残疾人.xlsx")]
    assert codes(result) == ["H09"] * 3 + ["OK"] * 3


@at_once
@pytest.mark.parametrize(
    ("header", "row"),
    [
        (["姓名", "身份证号", "街镇", "姓名", "身份证号", "街镇"], ["样甲", ONE, "七宝镇", "样乙", TWO, "七宝镇"]),
        (["申请人姓名", "申请人身份证号", "成员姓名", "成员身份证号"], ["样甲", ONE, "样乙", TWO]),
        (["姓名", "身份证号", "姓名2", "身份证号2"], ["样甲", ONE, "样乙", TWO]),
        (["姓名", "身份证号", "共同居住人员", "人员身份证号"], ["样甲", ONE, "样乙", TWO]),
    ],
)
def test_the_other_person_of_a_row_waits_while_his_columns_are_asked_about(header, row):
    more = grid([["姓名", "身份证号", "街镇", "残疾类别"], ["样丙", THREE, "七宝镇", "肢体"]], "七宝残疾人.xlsx")
    insured = grid(
        [
            INSURER,
            *(["P", name, number, "2024-06-01"] for name, number in (("样乙", TWO), ("样丙", THREE), ("样丁", FOUR))),
        ],
        "承保名单.xlsx",
    )
    result = yield [insured, more, grid([header, row], "持证残疾人.xlsx")]
    assert codes(result) == ["H09", "OK", "X01"]


@at_once
@pytest.mark.parametrize("header", ["录单日期", "签约日期", "收单日期", "受理日期", "保单打印日期", "甲乙丙"])
def test_who_is_out_of_his_dates_by_the_default_day_waits_for_the_day_that_is_asked(header):
    days = ("2024-05-10", "2024-06-12")
    insured = [
        [f"P{at}", *one, day] for at, (one, day) in enumerate(zip((("样甲", ONE), ("样乙", TWO)), days, strict=True))
    ]
    until = [
        [name, number, "七宝镇", "低保", "2023-06-01", "2024-05-31"] for name, number in (("样甲", ONE), ("样乙", TWO))
    ]
    result = yield [
        grid([["保单号", "姓名", "证件号码", header], *insured], "承保名单.xlsx", "承保"),
        grid([["姓名", "身份证号", "街镇", "救助类别", "生效日期", "失效日期"], *until], "医疗救助对象.xlsx", "名册"),
    ]
    assert codes(result) == ["H09", "X05"]


@at_once
@pytest.mark.parametrize(
    "file", ["承保名单（作废版）", "备份/承保名单", "承保名单（旧）", "承保名单_旧表", "承保名单（原）旧版"]
)
def test_who_stands_on_a_void_version_and_on_the_list_in_its_place_does_not_wait(file):
    people = [["P1", "样甲", ONE, "2024-06-01"], ["P2", "样乙", TWO, "2024-06-01"], ["P3", "样丙", THREE, "2024-06-01"]]
    listed = [[name, number, "七宝镇", "肢体"] for _, name, number, _ in people]
    void = grid([INSURER, *people], f"{file}.xlsx", "承保")
    valid = grid([INSURER, *people[:2]], "最新/承保名单.xlsx", "承保")
    rosters = grid([["姓名", "身份证号", "街镇", "残疾类别"], *listed], "持证残疾人.xlsx", "名册")
    result = yield [void, valid, rosters]
    assert sorted(codes(result)) == ["H09", "OK", "OK", "X04", "X04"]
