"""Notes of a state in cells of names, towns and grades, and lines that say that marked rows are out: through the real reading."""

import pytest
from tables import codes, decide, grid, read, resident

from huibao_xl.rosters.cell_notes import note_of, without_note

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
        ("样甲（女）", "样甲（女）"),
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
    assert codes(decide([INSURED, grid(table, "持证残疾人.xlsx")])) == [code]


@pytest.mark.parametrize("header", ["联系电话", "手机号", "曾用名", "开户行", "居村委", "村干部", "经办人"])
@pytest.mark.parametrize("cell", ["去世", "本人已死亡", "已故"])
def test_a_list_of_accounts_that_says_in_any_cell_that_somebody_has_died(header, cell):
    """A bare word under a telephone number, a bank or a header that nobody knows was not seen, and was paid."""
    roster = [["姓名", "证件号码", "街镇"], ["样甲", ONE, "七宝镇"]]
    accounts = [["姓名", "证件号码", "银行账号", header], ["样甲", ONE, "6222021001116245702", cell]]
    lists = [INSURED, grid(roster, "持证残疾人.xlsx"), grid(accounts, "银行账户.xlsx")]
    assert codes(decide(lists)) == ["H10"]
