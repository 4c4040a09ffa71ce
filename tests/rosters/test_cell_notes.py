"""Notes of a state in cells of names, towns and grades, and lines that say that marked rows are out: through the real reading."""

import random

import pyarrow as pa
import pyarrow.compute as pc
import pytest
from at_once import at_once, decided_by_row
from people import number
from tables import codes, decide, grid, read, resident

from huibao_xl.rosters.cell_notes import _spoken, _telling, _tells, note_of, strip_notes, without_note

ONE = resident("31011219500101901")
INSURED = grid([["姓名", "证件号码"], ["样甲", ONE]], "承保名单.xlsx")


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("样甲（亡）", "样甲"),
        ("样甲(已故)", "样甲"),
        ("样甲（已注销）", "样甲"),
        ("样甲【死亡】", "样甲"),
        ("样甲*退", "样甲"),
        ("样甲 已去世", "样甲"),
        ("样甲已注销", "样甲"),
        ("样甲（曾用名：样丁）", "样甲（曾用名：样丁）"),
        ("样甲（女）", "样甲"),
        ("样甲 (男) ", "样甲"),
        ("样甲（小）", "样甲（小）"),
        ("样　停", "样　停"),
        ("样甲（户主）", "样甲（户主）"),
    ],
)
def test_a_note_is_no_part_of_a_name(written, name):
    assert without_note(written) == name


def entries(header, cell, name="样甲"):
    table = [["姓名", "证件号码", "街镇", header], [name, ONE, "七宝镇", cell]]
    if header == "街镇":
        table = [["姓名", "证件号码", "街镇"], [name, ONE, cell]]
    return read([INSURED, grid(table, "持证残疾人.xlsx")]).entries.iloc[0]


@pytest.mark.parametrize(
    ("header", "cell", "says"),
    [
        ("居委会", "样村（停发）", "doubt"),
        ("街镇", "梅陇镇（已迁出）", "doubt"),
        ("居委会", "样村（死亡）", "dead"),
        ("残疾证号", "注销", "doubt"),
        ("联系电话", "已去世", "dead"),
        ("居委会", "百年", ""),
        ("居委会", "退休新村（二期）", ""),
        ("街镇", "梅陇镇（原曹行镇）", ""),
    ],
)
def test_a_note_in_another_cell_of_a_roster_is_a_status(header, cell, says):
    row = entries(header, cell)
    assert ("dead" if row["dead"] == row["dead"] else "doubt" if row["doubt"] == row["doubt"] else "") == says


@pytest.mark.parametrize("name", ["样甲（亡）", "样甲(已故)", "样甲（死亡）", "样甲*亡", "样甲-去世"])
def test_a_note_behind_a_name_says_that_he_has_died(name):
    row = entries("残疾类别", "肢体", name)
    assert row["name_key"] == "样甲"
    assert "姓名" in row["dead"]


def test_a_village_of_old_age_has_no_note():
    assert not note_of("老年新村").means


@pytest.mark.parametrize(
    ("line", "doubted"),
    [
        ("注：标红为已注销人员，请勿享受", True),
        ("黄色底纹为停发人员", True),
        ("说明：红字表示已退出", True),
        ("备注：加粗的为迁出人员", True),
        ("带*的人员已注销", True),
        ("注：标红为重点走访对象", False),
        ("注：已注销人员已删除", False),
    ],
)
def test_a_line_about_marked_rows_may_mean_anybody_of_the_sheet(line, doubted):
    table = [["姓名", "证件号码", "街镇"], ["样甲", ONE, "七宝镇"], [line, "", ""]]
    lists = read([INSURED, grid(table, "持证残疾人.xlsx")])
    assert lists.entries["doubt"].notna().tolist() == [doubted]
    assert ("I33" in set(lists.findings["code"])) == doubted


@at_once
@pytest.mark.parametrize(
    ("header", "cell", "code"),
    [
        ("家庭住址", "已去世", "H10"),
        ("现住址", "户口迁江苏", "H08"),
        ("家庭住址", "七莘路1号（已迁出）", "H08"),
        ("家庭住址", "动迁基地3号", "OK"),
        ("户籍地址", "七莘路停车场旁", "OK"),
        ("联系人", "本人已死亡", "H10"),
        ("监护人", "已注销", "H08"),
        ("监护人", "样父（已故）", "OK"),
        ("家属", "张亡", "OK"),
        ("曾用名", "去世", "H10"),
        ("曾用名", "样亡", "OK"),
        ("联系电话", "去世", "H10"),
        ("联系电话", "停机", "OK"),
        ("联系电话", "空号", "OK"),
        ("姓名", "样甲（重复）", "H08"),
        ("姓名", "样甲(故)", "H10"),
        ("姓名", "样甲【殁】", "H10"),
        ("住址", "人已故，原住样路249弄22号", "H10"),
        ("住址", "样路249弄22号（本人2023年去世）", "H10"),
        ("住址", "百年 样路2号", "OK"),
        ("联系人", "女儿(本人已故)", "H10"),
        ("联系人", "王丁（已故）", "OK"),
        ("监护人", "王丁，老人已过世", "H10"),
    ],
)
def test_what_a_cell_beside_says_of_the_person(header, cell, code):
    name = cell if header == "姓名" else "样甲"
    table = [["姓名", "证件号码", "街镇"], [name, ONE, "七宝镇"]]
    if header != "姓名":
        others = [
            [f"样{one}", resident(f"310112196002029{at:02}"), "七宝镇", f"王{one}"] for at, one in enumerate("丙丁戊己")
        ]
        table = [[*table[0], header], [*table[1], cell], *(others if header in ("联系人", "监护人", "家属") else [])]
    result = yield [INSURED, grid(table, "持证残疾人.xlsx")]
    assert codes(result) == [code]


@at_once(by=decided_by_row)
@pytest.mark.parametrize("header", ["联系电话", "手机号", "曾用名", "开户行", "居村委", "村干部", "经办人"])
@pytest.mark.parametrize("cell", ["去世", "本人已死亡", "已故", "某行(本人已故,卡由女儿保管)"])
def test_a_list_of_accounts_that_says_in_any_cell_that_somebody_has_died(header, cell):
    """A bare word under a telephone number, a bank or a header that nobody knows was not seen, and was paid."""
    roster = [["姓名", "证件号码", "街镇"], ["样甲", ONE, "七宝镇"]]
    accounts = [["姓名", "证件号码", "银行账号", header], ["样甲", ONE, "6222021001116245702", cell]]
    lists = [INSURED, grid(roster, "持证残疾人.xlsx"), grid(accounts, "银行账户.xlsx")]
    result = yield lists
    assert codes(result) == ["H10"]


ROSTER_CELLS = [
    ("残疾证号", "未领证", True),
    ("残疾证号", "申请中", True),
    ("残疾证号", "无证", True),
    ("残疾证号", "正在办理", True),
    ("残疾证号", "310112195001019026", False),
    ("残疾证号", "—", True),
    ("残疾证号", "无", True),
    ("残疾证号", "/", True),
    ("残疾证号", "", False),
    ("残疾等级", "未达等级", True),
    ("残疾等级", "无", True),
    ("残疾等级", "—", True),
    ("残疾等级", "", False),
    ("残疾等级", "不予评定", True),
    ("残疾等级", "待评", True),
    ("残疾等级", "不够等级", True),
    ("残疾等级", "无残疾", True),
    ("残疾等级", "三级", False),
    ("序号", "删", True),
    ("序号", "×", True),
    ("序号", "12", False),
]
INSURED_CELLS = [
    ("保费", "退129", True),
    ("保费", "129(单位付)", True),
    ("保费", "赠送", True),
    ("保费", "129元", False),
    ("保单号", "未出单", True),
    ("保单号", "作废HHB2024000001", True),
    ("保单号", "团险HHB2024000001", True),
    ("保单号", "HHB2024000001退保", True),
    ("保单号", "GRP2024000001", True),
    ("保单号", "团2024000001", True),
    ("保单号", "HHB2024000001", False),
    ("序号", "退", True),
]


@at_once
@pytest.mark.parametrize("in_insured", [False, True])
def test_what_stands_instead_of_a_number_a_grade_or_an_amount_leaves_its_row_in_doubt(in_insured):
    cells = INSURED_CELLS if in_insured else ROSTER_CELLS
    usual = {"残疾证号": "C1", "残疾等级": "三级", "序号": "1", "保费": "129"}
    heads = [*dict.fromkeys(head for head, _, _ in cells)]
    rows = [["姓名", "证件号码", "街镇", *heads]]
    for at, (head, cell, _) in enumerate(cells):
        of_row = usual | {"保单号": f"HHB20240001{at:02}"}
        rows.append(["样甲", number(at), "七宝镇", *(cell if one == head else of_row[one] for one in heads)])
    plain = [row[:3] for row in rows]
    insured, roster = (rows, plain) if in_insured else (plain, rows)
    result = yield [grid(insured, "承保名单.xlsx"), grid(roster, "持证残疾人.xlsx")]
    assert [(head, cell, code == "H08") for (head, cell, _), code in zip(cells, codes(result), strict=True)] == cells


def test_a_word_behind_a_number_in_the_column_of_numbers_is_about_its_person():
    people = [number(at) for at in range(3)]
    roster = [["姓名", "证件号码", "街镇"], *(["样甲", one, "七宝镇"] for one in people)]
    roster[2][1] += "死亡"
    insured = [["姓名", "证件号码"], *(["样甲", one] for one in people)]
    insured[3][1] += "退保"
    result = decide([grid(insured, "承保名单.xlsx"), grid(roster, "持证残疾人.xlsx")])
    assert codes(result) == ["OK", "H10", "H08"]


def test_a_kind_of_assistance_that_is_none_of_the_roster_waits():
    others = ["非共同生活的赡养人", "法定赡养人", "抚养义务人", "户外成员", "不计入保障人口", "非保障对象"]
    words = ["低保", "低保", "低保", "非低保", "临时救助", "拟保", "待审批", "申请未通过", "一般户", "已脱困", *others]
    rows = [["姓名", "证件号码", "街镇", "救助类别"]]
    rows += [["样甲", number(at), "七宝镇", word] for at, word in enumerate(words)]
    result = decide([grid([row[:2] for row in rows], "承保名单.xlsx"), grid(rows, "医疗救助对象.xlsx")])
    assert codes(result) == ["OK"] * 3 + ["H08"] * 13


def test_who_is_a_relative_outside_the_household_waits():
    words = ["本人", "配偶", "子", "赡养人", "非共同生活子女", "抚养人"]
    rows = [["姓名", "证件号码", "街镇", "与户主关系"]]
    rows += [["样甲", number(at), "七宝镇", word] for at, word in enumerate(words)]
    result = decide([grid([row[:2] for row in rows], "承保名单.xlsx"), grid(rows, "医疗救助对象.xlsx")])
    assert codes(result) == ["OK"] * 3 + ["H09"] * 3


@pytest.mark.parametrize("repeats", [1, 10_000])
def test_a_column_that_repeats_is_read_as_one_that_does_not(repeats: int) -> None:
    names = ["样甲（亡）", "样乙", "", "DEAD", "样丙 已去世", "HB12", "样丁已注销", "3DEAD", "样戊（小）"]
    without = [without_note(name) for name in names]
    assert strip_notes(pa.array(names * repeats)).to_pylist() == without * repeats
    assert without[:5] == ["样甲", "样乙", "", "DEAD", "样丙"]


def test_looking_for_words_first_finds_what_the_whole_pattern_finds() -> None:
    dice = random.Random(20241127)
    words = [word.replace("\\", "") for word in dice.sample(_spoken().split("|"), 60)]
    parts = [*words, *"张三男0X（）* 已/A。", "梅陇镇", "(女)"]
    texts = pa.array(["".join(dice.choices(parts, k=dice.randint(1, 5))) for _ in range(5_000)])
    found = _tells(texts)
    assert found.equals(pc.match_substring_regex(texts, _telling()))
    assert 500 < pc.sum(found).as_py() < 4_500
