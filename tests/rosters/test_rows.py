import numpy as np
import pyarrow as pa
import pytest
from at_once import at_once
from tables import codes, found, grid, resident

from huibao_xl.rosters.fields import roles
from huibao_xl.rosters.header import find_header
from huibao_xl.rosters.laying_out import lay_out
from huibao_xl.rosters.out_lists import out_name
from huibao_xl.rosters.rows import of_rows, read_body

ONE, TWO = resident("31011219850101901"), resident("31011219850101912")
HEAD = ["序号", "姓名", "证件号码", "保费", "街镇"]


def _body(*rows, role="承保名单", **marks):
    sheet = grid(rows, **marks)
    return read_body(sheet, lay_out(sheet, "名单.xlsx", roles()[role], find_header(sheet)), "名单.xlsx")


def _rows(body):
    return body.sheet_rows.tolist()


PEOPLE = [["1", "样甲", ONE, "129", "七宝镇"], ["2", "样乙", TWO, "129", "七宝镇"]]


@pytest.mark.parametrize(
    "row",
    [
        ["合计", "2人", "", "258", ""],
        ["合  计", "", "", "258.00", ""],
        ["总计", "2", "", "", ""],
        ["小计：2人", "", "", "", ""],
        ["", "合计", "", "￥258.00", ""],
        ["共计2人", "", "", "", ""],
        ["制表：样表", "审核：样核", "", "", ""],
        ["制表人：样表", "", "", "", ""],
        ["备注：以上无误", "", "", "", ""],
        ["注：无", "", "", "", ""],
        ["审核", "", "", "", ""],
        ["以下空白", "", "", "", ""],
        ["填报单位（盖章）", "", "", "", ""],
        ["汇总", "", "", "258", ""],
        ["", "七宝镇 汇总", "", "", ""],
        ["张三 计数", "", "", "2", ""],
        ["", "", "总计数", "2", ""],
        ["机构负责人：", "", "填表人：", "联系电话：", ""],
        ["", "", "申请时间：    年  月  日", "", ""],
        ["单位：样例受理中心", "", "2024年7月1日", "", ""],
        ["", "", "", "", "2024年7月1日"],
        ["", "经办人签字：样办", "", "", ""],
        ["", "", "第1页共2页", "", ""],
        ["共 16 条记录", "", "", "", ""],
        ["总共3笔", "", "", "", ""],
        ["3", "", "", "", ""],
        ["", "", "", "", "七宝镇"],
        ["", "咨询电话 021-64120000", "", "二〇二四年七月一日", ""],
        ["", "监督电话（021）64120000", "", "", ""],
        ["", "热线 12345", "", "", ""],
        ["", "传真021-64120001", "", "", "201199"],
        ["", "邮编 201199", "", "", ""],
        ["", "网址 www.example.org", "", "", ""],
        ["", "", "", "5", "人数"],
        ["", "", "", "2", "总户数"],
        ["", "", "", "258", "应发金额："],
        ["3", "", "", "258", "合计保费"],
        ["------", "------", "------", "------", "------"],
        ["====", "", "====", "", ""],
        ["──", "──", "──", "", ""],
        ["——", "……", "", "", ""],
    ],
)
def test_rows_that_are_not_people_are_said_and_left_out(row):
    body = _body(HEAD, *PEOPLE, row)
    assert _rows(body) == [2, 3]
    assert [(code, place) for code, place, _ in found(body.findings)] == [("I06", 4)]


def test_blank_rows_go_without_a_word():
    body = _body(HEAD, PEOPLE[0], [None] * 5, ["", " ", "", "", ""], PEOPLE[1])
    assert _rows(body) == [2, 5] and not len(body.findings)


@pytest.mark.parametrize(
    "row",
    [
        ["3", "样丙", "", "129", ""],
        ["3", "样丙", "联系人：样丁", "", ""],
        ["汇总", "样丙", f"{ONE[:6]} {ONE[6:]}", "129", ""],
        ["", "样丙", "无", "", ""],
        ["3", "", "E12345678", "", ""],
        ["合计", "样丙", ONE, "", ""],
        ["备注", "", "3101121985010190", "", ""],
        ["3", "", "", "129", ""],
    ],
)
def test_whoever_may_be_a_person_is_kept(row):
    body = _body(HEAD, *PEOPLE, row)
    assert _rows(body) == [2, 3, 4] and not len(body.findings)


def test_a_header_printed_again_is_skipped():
    body = _body(HEAD, PEOPLE[0], HEAD, PEOPLE[1])
    assert _rows(body) == [2, 4] and found(body.findings) == [("I07", 3, "序号")]


def test_a_header_of_two_rows_printed_again_is_skipped():
    upper, lower = ["", "被保险人", "", "保单", "", ""], ["序号", "姓名", "证件号码", "保单号", "保费", "状态"]
    one, two = ["1", "样甲", ONE, "样1", "129", "有效"], ["2", "样乙", TWO, "样2", "129", "有效"]
    body = _body(upper, lower, one, lower, two)
    assert _rows(body) == [3, 5] and [code for code, *_ in found(body.findings)] == ["I07"]


@pytest.mark.parametrize(
    ("total", "said"),
    [
        (["合计", "2人", "", "258", ""], []),
        (["合计", "2", "", "258.00", ""], []),
        (["合计", "", "", "￥258.00", ""], []),
        (["合计：2人", "", "", "", ""], []),
        (["合计", "3人", "", "258", ""], ["合计（人数）为 3，实际读到 2。"]),
        (["合计", "", "", "387", ""], ["合计（保费）为 387，实际读到 258。"]),
        (["总计：1人", "", "", "", ""], ["总计（人数）为 1，实际读到 2。"]),
        (
            ["合计", "5", "", "1,000.50", ""],
            ["合计（人数）为 5，实际读到 2。", "合计（保费）为 1,000.50，实际读到 258。"],
        ),
    ],
)
def test_a_total_is_compared_with_what_was_read(total, said):
    body = _body(HEAD, *PEOPLE, total)
    assert body.findings.loc[body.findings["code"] == "I08", "text"].tolist() == said


def test_subtotals_count_from_the_last_one_and_totals_from_the_top():
    body = _body(
        HEAD,
        PEOPLE[0],
        ["小计", "1人", "", "129", ""],
        PEOPLE[1],
        ["小计", "2人", "", "129", ""],
        ["合计", "2人", "", "258", ""],
    )
    assert [(code, place) for code, place, _ in found(body.findings, "I08")] == [("I08", 5)]


def test_a_merged_township_belongs_to_each_of_its_rows():
    body = _body(
        HEAD, [*PEOPLE[0][:4], "七宝镇"], [*PEOPLE[1][:4], None], ["3", "样丙", "", "129", None], merged=[(1, 4, 2, 4)]
    )
    assert body.texts("街镇").to_pylist() == ["七宝镇", "七宝镇", None]


def test_nothing_else_is_filled_down():
    body = _body(HEAD, PEOPLE[0], ["2", None, TWO, None, "七宝镇"], merged=[(1, 1, 2, 1), (1, 3, 2, 3), (1, 2, 2, 2)])
    assert body.texts("姓名").to_pylist() == ["样甲", None] and body.texts("保费").to_pylist() == ["129", None]


def test_number_cells_of_more_than_15_digits_are_known():
    body = _body(
        HEAD, ["1", "样甲", int(ONE[:17] + "0"), 129, ""], PEOPLE[1], [3, "样丙", int(TWO[:6] + TWO[8:17]), 129, ""]
    )
    assert body.lost("证件号码").tolist() == [True, False, False] and body.lost("保费").tolist() == [False] * 3
    assert body.texts("证件号码").to_pylist() == [ONE[:15] + "000", TWO, TWO[:6] + TWO[8:17]]


def test_a_column_that_is_not_there_is_empty():
    body = _body(["姓名", "证件号码"], ["样甲", ONE])
    assert body.texts("街镇").to_pylist() == [None] and body.lost("街镇").tolist() == [False]


def test_a_filled_in_form_line_above_the_header_heads_no_column():
    form = ["街镇", "七宝镇", "联系人", "样办", "联系电话"]
    body = _body(
        ["2024 年名册"], form[:4], ["序号", "姓名", "证件号码", "残疾类别", "街镇"], PEOPLE[0], role="持证残疾人"
    )
    assert _rows(body) == [4]
    assert body.texts("街镇").to_pylist() == ["七宝镇"]


def test_a_second_table_with_other_columns_is_not_read_under_the_first_header():
    """注销人员 below the roster were paid."""
    gone = [["注销人员"], ["姓名", "注销日期", "证件号码", "", ""], ["样丙", "2024-01-01", TWO, "", ""]]
    body = _body(HEAD, PEOPLE[0], ["合计", "1人", "", "129", ""], *gone)
    assert 2 in _rows(body) and 6 not in _rows(body)
    assert body.below == 2 and [(code, place) for code, place, _ in found(body.findings)] == [("I06", 3), ("I33", 4)]


@at_once
@pytest.mark.parametrize(
    "sample",
    [
        ["示例", "张三", "{0}"],
        ["样例", "李四", "{0}"],
        ["（示例）", "王五", ""],
        ["例：", "张三", "310112199001011234"],
        ["填写示例（请勿删除）", "张三", "{0}"],
        ["e.g.", "张三", "{0}"],
        ["1", "张三（示例）", "{0}"],
        ["1", "示例张三", "{0}"],
        ["1", "例：张三", "{0}"],
    ],
)
@pytest.mark.parametrize("explained", [True, False])
def test_forms_explain_themselves_and_hold_an_example(sample, explained):
    """Nobody is paid for 示例 张三; what a form explains above its header (状态填有效或退保) says nothing of the list."""
    one, two = (resident(f"3101121950010190{n}") for n in (1, 2))
    text = "填表说明：1.姓名须与身份证一致；2.身份证号码为18位文本；3.状态填有效或退保；4.示例行请勿删除。"
    head = [[text]] if explained else []
    sample = [cell.format(two) for cell in sample]
    lists = [
        grid([*head, ["序号", "姓名", "身份证号码", "状态"], [*sample, "有效"], ["1", "样甲", one, "有效"]], "承保名单.xlsx", "采集表"),
        grid([*head, ["序号", "姓名", "身份证号码", "街镇"], [*sample, "七宝镇"], ["1", "样甲", one, "七宝镇"]], "持证残疾人.xlsx", "采集表"),
    ]  # fmt: skip
    result = yield lists
    assert codes(result) == ["OK"]
    assert len(found(result.findings, "I06")) == 2


@pytest.mark.parametrize(
    ("title", "says"),
    [
        ("注：以下人员已退保", "退保"),
        ("说明：本表人员均已退保", "退保"),
        ("填表说明：1.状态填有效或退保；2.日期填到日。", ""),
        ("注意事项：退保的请勿填报", ""),
        ("1.退保人员请勿填报", ""),
        ("一、退保人员", "退保"),
        ("【填写须知】状态为有效、退保", ""),
    ],
)
def test_what_a_form_explains_is_no_title(title, says):
    header = find_header(grid([[title], ["姓名", "证件号码"], ["样甲", resident("31011219500101901")]]))
    assert out_name("名单", "Sheet1", header.title) == says


@pytest.mark.parametrize("rows", [[], [2], [1, 2, 3], [0, 2], [3, 1], [1, 1]])
@pytest.mark.parametrize("parts", [[["a", "b", None, "d"]], [["a"], ["b", None, "d"]]])
def test_the_cells_of_rows_are_those_wherever_they_stand(rows: list[int], parts: list[list[str | None]]) -> None:
    column = pa.chunked_array([pa.array(part, pa.string()) for part in parts])
    assert of_rows(column, np.array(rows, dtype=np.int64)).to_pylist() == [["a", "b", None, "d"][row] for row in rows]
