from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest
from tables import TODAY, decide, found, grid, load, read, resident

from huibao_xl.files.reading import SourceFile
from huibao_xl.files.results.parquet import read_frame, write_frame
from huibao_xl.frames import PRIOR
from huibao_xl.reasons import Stop
from huibao_xl.rosters.collect import collect
from huibao_xl.rosters.read_lists import joined

ONE, TWO = resident("31011219850101901"), resident("31011219850101912")
INSURED = grid([["姓名", "证件号码"], ["样甲", ONE]], "承保名单.xlsx", "承保")


def _roster(*rows, head=("姓名", "证件号码"), file="残疾.xlsx", sheet="残疾人", **marks):
    return grid([list(head), *rows], file, sheet, **marks)


def _read(*sheets, **options):
    return read([INSURED, *sheets], **options)


def test_sheets_and_files_of_one_role_are_joined_in_order():
    lists = _read(
        _roster(["样乙", TWO], file="b/残疾.xlsx", sheet="残疾人七宝镇"),
        _roster(["样丙", TWO], file="b/残疾.xlsx", sheet="残疾人莘庄镇"),
        _roster(
            ["样甲", ONE, "浦江", "一村"], head=("姓名", "证件号码", "街镇", "村委"), file="a/优抚.csv", sheet="优抚"
        ),
    )
    assert lists.entries["name"].tolist() == ["样乙", "样丙", "样甲"]
    assert lists.entries["township"].tolist() == ["七宝镇", "莘庄镇", "浦江镇"]
    assert lists.entries["role"].tolist() == ["持证残疾人", "持证残疾人", "优抚对象"]
    assert lists.sheets["rows"].tolist() == [1, 1, 1, 1]
    assert list(lists.sheets["path"]) == ["承保名单.xlsx", "b/残疾.xlsx", "b/残疾.xlsx", "a/优抚.csv"]


def test_the_township_comes_from_the_column_else_the_sheet_else_the_file():
    for file, sheet, head, cell, town in [
        ("残疾.xlsx", "残疾人", ("姓名", "证件号码", "街镇"), "颛桥", "颛桥镇"),
        ("七宝镇残疾.xlsx", "莘庄镇", ("姓名", "证件号码", "街镇"), "颛桥", "颛桥镇"),
        ("七宝镇残疾.xlsx", "莘庄镇", ("姓名", "证件号码"), None, "莘庄镇"),
        ("七宝镇残疾.xlsx", "Sheet1", ("姓名", "证件号码"), None, "七宝镇"),
        ("莘庄残疾.xlsx", "Sheet1", ("姓名", "证件号码"), None, None),
    ]:
        lists = _read(_roster(["样甲", ONE, cell][: len(head)], head=head, file=file, sheet=sheet))
        assert lists.entries["township"].astype(object).where(lists.entries["township"].notna(), None).tolist() == [
            town
        ]


@pytest.mark.parametrize(
    ("file", "title", "town", "code"),
    [
        ("一/残疾.xlsx", "七宝镇残疾人花名册", "七宝镇", "I61"),
        ("一/残疾.xlsx", "填报单位：虹桥镇残联（盖章）", "虹桥镇", "I61"),
        ("七宝镇/残疾.xlsx", "残疾人花名册", "七宝镇", "I61"),
        ("七宝镇/2024/残疾.xlsx", "残疾人花名册", "七宝镇", "I61"),
        ("七宝镇/残疾.xlsx", "七宝镇残疾人花名册", "七宝镇", "I61"),
        ("七宝镇残疾.xlsx", "七宝镇残疾人花名册", "七宝镇", ""),
        ("七宝镇/残疾.xlsx", "梅陇镇残疾人花名册", None, "I19"),
        ("七宝镇残疾.xlsx", "梅陇镇残疾人花名册", None, "I19"),
        ("七宝镇/梅陇镇/残疾.xlsx", "残疾人花名册", None, "I19"),
        ("一/残疾.xlsx", "七宝镇、梅陇镇残疾人花名册", None, "I19"),
        ("一/残疾.xlsx", "残疾人花名册（除七宝镇外）", None, ""),
        ("一/残疾.xlsx", "残疾人花名册 区残联地址：莘庄镇莘松路1号", None, ""),
        ("一/残疾.xlsx", "七宝镇人民政府：", None, ""),
        ("一/残疾.xlsx", "闵行区残疾人花名册", None, ""),
        ("莘庄/残疾.xlsx", "残疾人花名册", None, ""),
    ],
)
def test_the_township_of_a_whole_list_is_taken_from_its_title_or_folder(file, title, town, code):
    lists = _read(_roster(["姓名", "证件号码"], ["样甲", ONE], head=(title, ""), file=file))
    assert lists.entries["township"].astype(object).where(lists.entries["township"].notna(), None).tolist() == [town]
    assert [one for one, *_ in [*found(lists.findings, "I19"), *found(lists.findings, "I61")]] == [code] * bool(code)


def test_two_townships_in_a_name_are_none():
    lists = _read(_roster(["样甲", ONE], sheet="残疾人浦江、浦锦"))
    assert lists.entries["township"].isna().all() and [code for code, *_ in found(lists.findings, "I19")] == ["I19"]


def test_faults_are_found_at_their_cells():
    lists = _read(
        _roster(
            ["样乙", TWO[:17] + ("0" if TWO[17] != "0" else "1"), "2024-01-01", "待定", "七宝镇"],
            ["", ONE, "2024-01-01", "2023-01-01", "外区"],
            ["样丁", f"{ONE}43", "", "", "七宝镇"],
            head=("姓名", "证件号码", "生效日期", "失效日期", "街镇"),
        )
    )
    rows = lists.findings[lists.findings["file"] == "残疾.xlsx"]
    assert set(zip(rows["code"], rows["row"], rows["letters"], strict=True)) == {
        ("I11", 2, "B"),
        ("I12", 2, "D"),
        ("I20", 3, "A"),
        ("I21", 3, "D"),
        ("I13", 3, "E"),
        ("I35", 3, ""),
        ("I15", 4, "B"),
    }
    assert lists.entries["id"].tolist()[2] == ONE and lists.entries["person"].tolist() == [
        -1,
        int(ONE[:17]),
        int(ONE[:17]),
    ]


def test_a_card_number_is_an_id_only_in_the_roster_of_the_disabled():
    lists = _read(_roster(["样甲", f"{ONE}43"], sheet="优抚"))
    assert lists.entries["person"].tolist() == [-1]


def test_one_cell_may_hold_the_whole_period():
    lists = _read(
        _roster(
            ["样甲", ONE, "2020.1.1至2029.12.31"],
            ["样乙", TWO, "长期"],
            ["样丙", TWO, "待定"],
            head=("姓名", "证件号码", "有效期"),
        )
    )
    assert lists.entries["valid_from"].tolist()[0] == pd.Timestamp(2020, 1, 1) and lists.entries["valid_to"].tolist()[
        0
    ] == pd.Timestamp(2029, 12, 31)
    assert lists.entries["valid_to"].isna().tolist() == [False, True, True]
    assert lists.entries["dates_unreadable"].tolist() == [False, False, True]


def test_missing_rosters_are_said():
    lists = _read(_roster(["样甲", ONE]))
    assert [
        text.split("“")[1].split("”")[0] for text in lists.findings.loc[lists.findings["code"] == "I09", "text"]
    ] == ["医疗救助对象", "生活困难农户", "优抚对象"]


@pytest.mark.parametrize(("sheets", "missing"), [([_roster(["样甲", ONE])], "承保名单"), ([INSURED], "四类名册")])
def test_without_insured_or_rosters_nothing_runs(sheets, missing):
    with pytest.raises(Stop, match=missing) as stop:
        read(sheets)
    assert stop.value.code == "S04" and stop.value.exit_status == 2 and "工作表“" in str(stop.value)


def test_sheets_that_tell_nothing_are_said_and_not_used():
    lists = _read(
        _roster(["样甲", ONE]),
        grid([], "残疾.xlsx", "Sheet2"),
        grid([["联系人", "电话"], ["样", "1"]], "残疾.xlsx", "通讯录"),
        grid([["姓名", "证件号码"], ["样乙", TWO]], "杂.xlsx", "Sheet1"),
        grid([["请按文本填写"]], "残疾.xlsx", "填表说明"),
    )
    said = lists.findings[lists.findings["code"].isin(["I02", "I05", "I22"])]
    assert set(zip(said["code"], said["sheet"], strict=True)) == {
        ("I05", "Sheet2"),
        ("I02", "通讯录"),
        ("I02", "Sheet1"),
        ("I22", "填表说明"),
    }
    assert lists.entries["name"].tolist() == ["样甲"]


def test_a_role_that_is_told_counts_before_every_sign():
    path = Path("杂.xlsx").resolve()
    odd = grid([["姓名", "证件号码"], ["样乙", TWO]], "杂.xlsx", "残疾人")
    for place in ((path, None), (path, "残疾人")):
        assert _read(odd, forced={place: "优抚对象"}).entries["role"].tolist() == ["优抚对象"]


def test_a_sheet_that_is_told_and_not_there_stops():
    with pytest.raises(Stop, match="Sheet9") as stop:
        _read(_roster(["样甲", ONE]), forced={(Path("残疾.xlsx").resolve(), "Sheet9"): "优抚对象"})
    assert stop.value.code == "S07"


def test_a_file_that_says_what_it_is_and_has_no_header_stops():
    with pytest.raises(Stop, match="人、号") as stop:
        _read(grid([["人", "号"], ["样甲", "3101"]], "残疾人名册.xlsx"))
    assert stop.value.code == "S02"


def test_hidden_things_are_read_and_said():
    lists = _read(_roster(["样甲", ONE], ["样乙", TWO], hidden=True, hidden_rows={1}, hidden_columns={0}))
    assert len(lists.entries) == 2
    assert [code for code, *_ in found(lists.findings, "I03", "I04")] == ["I03", "I04", "I04"]


def test_a_file_given_twice_under_two_names_is_said():
    grids = [_roster(["样甲", ONE], file=f"残疾{copy}.xlsx") for copy in "一二"]
    files = [SourceFile(INSURED.path, [INSURED], "1"), *(SourceFile(one.path, [one], "2") for one in grids)]
    lists = collect(files, load("2024"), {}, TODAY)
    assert lists.findings.loc[lists.findings["code"] == "I18", "text"].tolist() == [
        "与“残疾一.xlsx”内容完全相同，可能放了两份。"
    ]
    assert len(lists.entries) == 2


def test_status_and_channel():
    rows = [
        ["样甲", ONE, status, channel]
        for status, channel in [("", ""), ("已 撤 单", "团险"), ("正常", "闵行专用二维码"), ("怪", "怪")]
    ]
    lists = read([grid([["姓名", "证件号码", "保单状态", "投保渠道"], *rows], "承保名单.xlsx"), _roster(["样甲", ONE])])
    assert lists.insured["status"].tolist() == ["有效", "退保", "有效", "不明"]
    assert lists.insured["channel"].tolist() == ["个人", "团单", "个人", "不明"]
    assert lists.insured["doubt"].tolist()[3] == "D 列“投保渠道”为“怪”、C 列“保单状态”为“怪”"
    assert [(row, value) for _, row, value in found(lists.findings, "I14")] == [(5, "怪"), (5, "怪")]


def test_earlier_payments():
    rows = [[ONE, "2024", "129.00"], [ONE, "2023年度", "1,161,000元"], [TWO, "上年", "129"], [TWO, "2024年", "不详"]]
    lists = _read(_roster(["样甲", ONE]), grid([["证件号码", "年度", "发放金额"], *rows], "往期发放.csv"))
    assert list(zip(lists.prior["year"], lists.prior["amount_fen"], strict=True)) == [
        (2024, 12900),
        (2023, 116100000),
        (0, 12900),
        (2024, -1),
    ]
    assert lists.prior["doubt"].notna().tolist() == [False, False, True, False]
    assert found(lists.findings, "I16") == [("I16", 4, "上年")]


def test_how_to_reach_a_roster_person_is_read_and_told_to_the_street():
    """Two telephones do no harm; a signature line with a telephone is nobody."""
    head = ("姓名", "证件号码", "街镇", "居委", "联系电话", "手机", "监护人")
    sheet = _roster(
        ["样乙", TWO, "七宝镇", "一居委", "1990001", "1990002", "样父"],
        [None, None, None, None, "1990009", None, "样经办"],
        head=head,
    )
    lists = _read(sheet)
    assert lists.entries[["name", "phone", "contact"]].values.tolist() == [["样乙", "1990001", "样父"]]
    missed = decide([INSURED, sheet]).outreach
    assert missed[["name", "village", "phone", "contact"]].values.tolist() == [["样乙", "一居委", "1990001", "样父"]]


def test_a_name_that_contradicts_the_columns_is_a_finding():
    insurer = ["保单号", "姓名", "证件号码", "承保日期"]
    lists = _read(
        grid([insurer, ["P1", "样乙", TWO, "2024-06-01"]], "医疗救助对象.xlsx", "Sheet1"),
        _roster(["样甲", ONE]),
    )
    said = lists.findings[lists.findings["code"] == "I40"]
    assert said["file"].tolist() == ["医疗救助对象.xlsx"]
    assert lists.insured["name"].tolist() == ["样甲", "样乙"] and lists.entries["name"].tolist() == ["样甲"]


def test_a_sheet_that_the_workbook_does_not_hold_is_an_error():
    """A list of people may have been on it: it is no sheet without content."""
    lost = replace(grid([], "残疾人名册.xlsx", "第二页"), fault="没有它的内容")
    member = grid([["姓名", "证件号码", "街镇"], ["样甲", resident("31011219850101901"), "七宝镇"]], "残疾人名册.xlsx")
    insured = grid([["姓名", "证件号码"], ["样甲", resident("31011219850101901")]], "承保名单.xlsx")
    found = read([insured, member, lost]).findings
    assert found.loc[found["code"] == "I31", ["sheet", "level"]].to_numpy().tolist() == [["第二页", "错误"]]


def test_lists_are_joined_with_what_was_read_back_from_a_result(tmp_path):
    """A label column that is all null has lost its type there: a result made with a ledger and a list 往期发放 could not be made again."""
    prior = _read(
        _roster(["样甲", ONE]),
        grid([["姓名", "证件号码", "政策年度"], ["样甲", ONE, "2024"]], "往期发放.xlsx", "往期发放"),
    ).prior
    write_frame(prior, PRIOR, tmp_path / "prior.parquet")
    again = read_frame(PRIOR, tmp_path / "prior.parquet")
    both = joined(PRIOR, [prior, again])
    assert both["id"].tolist() == prior["id"].tolist() * 2 and both["doubt"].isna().all()
