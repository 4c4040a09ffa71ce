"""Lines beside a list that name some of its people are about those, and about nobody else."""

import numpy as np
import pyarrow as pa
import pytest
from at_once import at_once
from people import number
from tables import codes, decide, found, grid

from huibao_xl.rosters.named_lines import People, people_named

NAMES = ["张三", "李四四", "王五", "赵六", "王五六", "钱七"]
PLAIN = [["姓名", "证件号码", "街镇"], *([name, number(at), "七宝镇"] for at, name in enumerate(NAMES))]
ROSTER = [["序号", *PLAIN[0]], *([f"{at + 1}", *row] for at, row in enumerate(PLAIN[1:]))]

LINES = [
    ("备注：王五已于2024年2月去世，李四四户口迁出", {2: "死亡", 1: "注销"}),
    ("注：以下3人已注销：张三、李四四、王五", {0: "注销", 1: "注销", 2: "注销"}),
    ("说明：赵六、王五均已去世，请不要发放", {3: "死亡", 2: "死亡"}),
    ("王五六2月份去世", {4: "死亡"}),
    ("以上人员中，序号3、5已去世，不再享受。", {2: "死亡", 4: "死亡"}),
    ("序号2-4已注销", {1: "注销", 2: "注销", 3: "注销"}),
    ("第5行作废", {3: "注销", 4: "注销"}),
    ("钱七（重复）", {5: "注销"}),
    ("张三先不发", {0: "注销"}),
    ("制表人：张三　审核人：王五", {}),
    ("联系人：赵六，如有迁出请告知", {}),
    ("说明：钱七为新增人员", {}),
    ("注：死亡人员已删除", {}),
    ("孙八已去世", {}),
    ("张三未去世，户口未迁", {}),
    ("备注：第3、4号人员证件已注销。", {2: "注销", 3: "注销"}),
    ("说明：3、4号已退出", {2: "注销", 3: "注销"}),
    ("3号、4号已去世", {2: "死亡", 3: "死亡"}),
    ("3、4两人已故", {2: "死亡", 3: "死亡"}),
    ("3、4均已迁出", {2: "注销", 3: "注销"}),
    ("上表中最后两人为已注销人员", {4: "注销", 5: "注销"}),
    ("注：前2名残疾证已注销", {0: "注销", 1: "注销"}),
    ("倒数第二行已死亡", {4: "死亡"}),
    ("张三等2人已死亡", dict.fromkeys(range(6), "死亡")),
    ("张三、王五等2人已死亡", {0: "死亡", 2: "死亡"}),
    ("王五6月3号去世", {2: "死亡"}),
    ("王五已迁至七莘路3号楼", {2: "注销"}),
    ("以上人员除王五、张三外均已缴费", {0: "注销", 2: "注销"}),
    ("除钱七外均已死亡", dict.fromkeys(range(5), "死亡")),
    ("除王五外均为女性", {}),
    ("以下人员已退保：\n张三\n王五", {0: "注销", 2: "注销"}),
    ("张三、王五\n已退保", {0: "注销", 2: "注销"}),
    ("制表人：张三\n退保人员已剔除", {}),
    ("请张三报送退保名单", {}),
    ("张三：请把已退保的人剔除后发我", {}),
    ("退保客户请联系张三", {}),
    ("联系不上张三，已注销", {0: "注销"}),
]


@pytest.mark.parametrize(("line", "named"), LINES)
def test_whom_a_line_names(line, named):
    numbering = pa.array([str(at + 1) for at in range(len(NAMES))])
    assert people_named(line, People(pa.array(NAMES), numbering, np.arange(2, 2 + len(NAMES)))) == named


@at_once
@pytest.mark.parametrize("place", ["above", "below", "beside", "in the column of names"])
def test_only_those_whom_a_line_names_wait_wherever_it_stands(place):
    line = "王五已去世，李四四户口迁出"
    rows = [list(row) for row in ROSTER]
    if place == "above":
        rows = [[line], *rows]
    elif place == "below":
        rows = [*rows, [], [f"备注：{line}"]]
    elif place == "beside":
        rows[3] += ["", line]
    else:
        rows = [*rows, ["", line]]
    result = yield [grid(PLAIN, "承保名单.xlsx"), grid(rows, "持证残疾人.xlsx")]
    assert [code for code in codes(result) if code not in ("OK", "H09")] == ["H08", "H10"]
    assert codes(result)[1:3] == ["H08", "H10"]
    assert len(found(result.findings, "I33")) == 1


@at_once
@pytest.mark.parametrize(
    ("line", "code", "finding"),
    [
        ("孙八2月份去世", "H10", "I33"),
        ("备注：其中2人残疾证已注销", "H08", "I33"),
        ("第17号已注销", "H08", "I33"),
        ("本月注销2人", "OK", "I57"),
        ("注销人员：", "OK", "I57"),
        ("二、退出人员", "OK", "I57"),
        ("注：本月死亡2人，已从表中删除", "OK", None),
        ("注：如有2人以上死亡请及时上报", "OK", None),
    ],
)
def test_a_line_of_which_nobody_can_say_whom_it_means_may_mean_anybody(line, code, finding):
    result = yield [grid(PLAIN, "承保名单.xlsx"), grid([*ROSTER, ["", line]], "持证残疾人.xlsx")]
    assert set(codes(result)) == {code}
    assert [one for one, _, _ in found(result.findings, "I57", "I33")] == ([finding] if finding else [])


@at_once
@pytest.mark.parametrize(
    ("title", "code", "finding"),
    [
        ("七宝镇持证残疾人名单（红字为去世，灰底为迁出）", "H08", "I33"),
        ("持证残疾人名单（含死亡、迁出人员）", "H08", "I26"),
        ("持证残疾人名单（不含死亡、迁出人员）", "OK", None),
        ("注销残疾证人员名单", "X05", "I26"),
        ("持证残疾人名单（截至6月底，注销人员另附）", "OK", None),
        ("持证残疾人名单（第17号已注销）", "H08", "I33"),
    ],
)
def test_what_a_title_says_of_everybody(title, code, finding):
    result = yield [grid(PLAIN, "承保名单.xlsx"), grid([[title], *ROSTER], "持证残疾人.xlsx")]
    assert set(codes(result)) == {code}
    assert {one for one, _, _ in found(result.findings, "I33", "I26")} == {finding} - {None}


def test_a_title_that_numbers_some_holds_these_and_nobody_else():
    title = ["七宝镇持证残疾人名单（第2、3号已注销）"]
    result = decide([grid(PLAIN, "承保名单.xlsx"), grid([title, *ROSTER], "持证残疾人.xlsx")])
    assert codes(result) == ["OK", "H08", "H08", "OK", "OK", "OK"]


def test_a_sheet_without_a_column_that_it_needs_stops_nothing_and_holds_whom_it_names_as_out():
    names = grid([["姓名"], ["王五"]], "持证残疾人.xlsx", "已故人员")
    cared = grid([["照料人", "姓名", "残疾类别"], ["样子", "赵六", "肢体"]], "持证残疾人.xlsx", "照料")
    result = decide([grid(PLAIN, "承保名单.xlsx"), grid(ROSTER, "持证残疾人.xlsx"), names, cared])
    assert codes(result) == ["OK", "OK", "H08", "OK", "OK", "OK"]
    assert len(found(result.findings, "I58")) == 2


@at_once
@pytest.mark.parametrize(
    ("file", "code"),
    [
        ("承保名单-作废.xlsx", "H08"),
        ("承保名单（作废）.xlsx", "H08"),
        ("承保名单（未作废）.xlsx", "OK"),
        ("承保名单.xlsx", "OK"),
    ],
)
def test_a_list_whose_name_ends_with_void_pays_nobody(file, code):
    result = yield [grid(PLAIN, file), grid(ROSTER, "持证残疾人.xlsx")]
    assert set(codes(result)) == {code}


@at_once
@pytest.mark.parametrize("file", ["残联代缴名单.xlsx", "民政资助参保人员.xlsx", "残疾人统一投保名单.xlsx"])
def test_whom_a_bureau_has_insured_is_in_no_roster_by_that(file):
    paid = [["姓名", "证件号码", "金额"], ["张三", number(0), "129"], ["赵六", number(3), "129"]]
    result = yield [grid(PLAIN, "承保名单.xlsx"), grid(ROSTER[:3], "持证残疾人.xlsx"), grid(paid, file)]
    assert codes(result) == ["H08", "OK", "X01", "X01", "X01", "X01"]


def test_a_note_is_about_who_refers_to_it():
    remarks = ["", "见注1", "注2", "（见注 1）", "见注11", ""]
    rows = [[*row, text] for row, text in zip(ROSTER, ["备注", *remarks], strict=True)]
    notes = [[], ["注1：该人员残疾证已收回"], ["注2：随母居住"], ["注：3、超过60岁的不享受"]]
    result = decide([grid(PLAIN, "承保名单.xlsx"), grid([*rows, *notes], "持证残疾人.xlsx")])
    assert codes(result) == ["OK", "H08", "OK", "H08", "OK", "OK"]


def test_a_line_that_means_somebody_by_a_number_means_nobody_else():
    lines = [[f"{number(3)}已死亡"], [f"{number(4)[:6]}********{number(4)[-4:]}已注销"]]
    result = decide([grid(PLAIN, "承保名单.xlsx"), grid([*ROSTER, [], *lines], "持证残疾人.xlsx")])
    assert codes(result) == ["OK", "OK", "OK", "H08", "H08", "OK"]
