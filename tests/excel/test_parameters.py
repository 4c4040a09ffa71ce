"""参数 in the project workbook: what staff change there counts, what they may not change stops, what they leave alone changes nothing."""

import json
import shutil
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from office import convert
from project_book import person, seen, staff_book

from huibao_xl import policy, resources
from huibao_xl.excel import parameters as sheet_parameters
from huibao_xl.excel.commands import press
from huibao_xl.excel.progress import STALE
from huibao_xl.policy import parameters
from huibao_xl.reasons import Stop
from huibao_xl.rosters.sources import Sources
from huibao_xl.subsidy import run
from huibao_xl.subsidy.reports import WORKBOOK

YEAR = "2024"
"""The policy whose values these tests speak of, whatever the newest is."""


pytestmark = pytest.mark.usefixtures("own_home")


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("项目")
    book, lists = folder / "项目.xlsx", staff_book(folder / "名单.xlsx")
    add_industrial_park(lists)
    press("新建工作簿", book)
    change(book, 项目_政策年度=YEAR)
    press("更新参数", book)
    press("导入名册", book, source=lists)
    return book


def add_industrial_park(lists: Path) -> None:
    """Three people of 莘庄工业区, whose share no document states."""
    book = openpyxl.load_workbook(lists)
    for n in (31, 32, 33):
        book["承保名单"].append([n, f"样例{n}", person(n), "莘庄工业区", None, "有效"])
        book["医疗救助对象"].append([f"样例{n}", person(n), "莘庄工业区", "2024-06-15", "长期"])
    book.save(lists)


@pytest.fixture
def project(filled: Path, tmp_path: Path) -> Path:
    return Path(shutil.copyfile(filled, tmp_path / "项目.xlsx"))


def cell_of(book: openpyxl.Workbook, name: str) -> Any:
    sheet, _, place = book.defined_names[name].attr_text.rpartition("!")
    return book[sheet.strip("'")][place.replace("$", "")]


def change(path: Path, **values: object) -> None:
    """What a clerk types into the cells of these names."""
    book = openpyxl.load_workbook(path)
    for name, value in values.items():
        cell_of(book, name).value = value
    book.save(path)


def rows(path: Path, sheet: str) -> list[dict[str, Any]]:
    header, *lines = openpyxl.load_workbook(path)[sheet].iter_rows(values_only=True)
    return [dict(zip(header, line, strict=True)) for line in lines]


def test_every_value_of_the_policy_stands_on_the_sheet_with_its_source(project: Path) -> None:
    book = openpyxl.load_workbook(project)
    for row, parameter in enumerate(policy.load(YEAR).parameters, 2):
        line = [cell.value for cell in book["参数"][row]]
        value = f"={parameter.follows}" if parameter.follows else parameter.value
        assert line[0] == parameter.name and line[4] == parameter.status and line[7] == parameter.quote
        assert line[2] == (float(value) if isinstance(value, Decimal) else value)
        for name in (parameter.name, f"参数_{parameter.name}"):
            assert cell_of(book, name).coordinate == f"C{row}"


def test_only_what_a_clerk_may_change_is_open(project: Path) -> None:
    sheet = openpyxl.load_workbook(project)["参数"]
    assert sheet.protection.sheet and sheet.protection.password is None
    opened = {cell.coordinate for line in sheet.iter_rows() for cell in line if not cell.protection.locked}
    may = [row for row, one in enumerate(policy.load(YEAR).parameters, 2) if one.editable]
    assert opened == {f"C{row}" for row in may}
    assert {str(rule.sqref) for rule in sheet.data_validations.dataValidation} == opened
    names = [one.name for one in policy.load(YEAR).parameters if one.editable]
    assert names == [
        "参考日期",
        "审批签字数",
        "工业区区级比例",
        "公示姓名保留字数",
        "公示证件号码保留前几位",
        "公示证件号码保留后几位",
        "公示依据",
        "公示单位",
        "公示监督电话",
        "公示开始日期",
        "公示工作日",
        "公示写明类别",
        "预算街道人数",
        "预算镇人数",
    ]


def test_the_project_workbook_gives_by_run_what_it_gives_by_press(project: Path, tmp_path: Path) -> None:
    run.run(Sources.parse([str(project)]), YEAR, tmp_path / "结果")
    assert "按“参数”表" not in press("计算补贴", project)
    by_run, by_press = rows(tmp_path / "结果" / WORKBOOK, "补贴明细"), rows(project, "补贴明细")
    assert len(by_run) > 5 and by_press == by_run


def test_a_changed_share_is_what_is_split_and_said(project: Path) -> None:
    change(project, 参数_工业区区级比例=0)
    message = press("区镇分摊", project)
    assert "按“参数”表中本工作簿改过的值：工业区区级比例 0%（政策文件 35%）" in message
    park = next(line for line in rows(project, "分摊汇总") if line["街镇"] == "莘庄工业区")
    assert (park["人数"], park["区级承担"], park["镇级承担"]) == (3, 0, 3 * 129)
    other = next(line for line in rows(project, "分摊汇总") if line["街镇"] == "莘庄镇")
    assert other["区级承担"] == pytest.approx(other["人数"] * 45.15)


def test_a_changed_day_decides(project: Path) -> None:
    assert press("计算补贴", project).startswith("应补 9 人")
    change(project, 参数_参考日期="2024年6月1日")  # the three of the park are in from 2024-06-15 on
    message = press("计算补贴", project)
    assert message.startswith("应补 6 人") and "参考日期 2024-06-01（政策文件 2024-07-01）" in message


def test_changed_masks_and_heads_are_used(project: Path, tmp_path: Path) -> None:
    settled = {"公示单位": "虚构区民政局", "公示监督电话": "021-00000000", "公示开始日期": "2024年7月1日"}
    assert "待填：公示单位、公示监督电话、公示开始日期" in press("公示表", project)
    shutil.rmtree(tmp_path / "公示")
    values = {f"参数_{name}": value for name, value in settled.items()}
    change(project, 参数_公示证件号码保留后几位=0, 参数_预算街道人数=100, **values)
    assert "待填" not in press("公示表", project)
    page = openpyxl.load_workbook(tmp_path / "公示" / "莘庄工业区.xlsx")["公示"]
    shown = [cell.value for line in page.iter_rows() for cell in line if str(cell.value).startswith("310112")]
    assert shown and all(text.endswith("*" * 12) for text in shown)
    texts = {cell.value for line in page.iter_rows() for cell in line}
    assert {"虚构区民政局", "021-00000000", "2024年7月1日至2024年7月9日（7 个工作日）"} <= texts
    press("预算表", project)
    assert cell_of(openpyxl.load_workbook(project), "预算_街道预估人数").value == 100
    assert "参数" in openpyxl.load_workbook(project).sheetnames
    assert cell_of(openpyxl.load_workbook(project), "参数_预算街道人数").value == 100  # the sheet is the clerk's


@pytest.mark.office
def test_the_budget_and_the_sheet_itself_recalculate(project: Path, tmp_path: Path) -> None:
    change(project, 参数_工业区区级比例=0.3)
    press("预算表", project)
    (calculated,) = convert(project, out=tmp_path / "重算")
    book = openpyxl.load_workbook(calculated, data_only=True)
    assert cell_of(book, "预算_单价").value == 129
    assert cell_of(book, "预算_镇级预估金额").value == pytest.approx(30000 * (129 - 45.15))
    own = {line[0]: line for line in book["参数"].iter_rows(values_only=True)}
    assert own["莘庄工业区区级比例"][2] == 0.3 and own["七宝镇区级比例"][2] == 0.35
    assert (own["工业区区级比例"][5], own["参考日期"][5]) == ("本工作簿", "政策文件")


@pytest.mark.parametrize(
    ("name", "value", "says"),
    [
        ("参考日期", "七月一日", "C4“参考日期”写的是“七月一日”，应为日期"),
        ("参考日期", None, "C4“参考日期”是空的，应为日期"),
        ("工业区区级比例", 1.5, "C9“工业区区级比例”写的是“1.5”，应为 0% 到 100%"),
        ("工业区区级比例", 0.33333, "应为 0% 到 100%、最多两位小数"),
        ("工业区区级比例", "三成五", "写的是“三成五”"),
        ("公示证件号码保留后几位", 7, "应为整数，7 太大"),
        ("公示姓名保留字数", 0.5, "应为整数"),
        ("公示姓名保留字数", True, "写的是“是”"),
        ("预算镇人数", -1, "应为整数，-1 太小"),
        ("预算镇人数", "nan", "应为整数"),
        ("补贴金额", 150, "C3“补贴金额”被改为 150.00，政策文件是 129.00，这一项有原文，不能在工作簿里改"),
        ("镇区级比例", 0.4, "“镇区级比例”被改为 40%，政策文件是 35%"),
        ("七宝镇区级比例", 0.5, "“七宝镇区级比例”被改写了，它随“镇区级比例”，不能单独改"),
        ("政策年度", 2023, "“政策年度”是 2023，“开始”所定的政策是 2024 年度的"),
    ],
)
def test_a_wrong_value_is_one_sentence_with_its_cell(
    filled: Path, tmp_path: Path, name: str, value: object, says: str
) -> None:
    path = Path(shutil.copy(filled, tmp_path / "项目.xlsx"))
    change(path, **{f"参数_{name}": value})
    with pytest.raises(Stop) as stopped:
        sheet_parameters.rules(seen(path), YEAR)
    assert says in str(stopped.value) and "工作表“参数”的 C" in str(stopped.value)
    assert stopped.value.code == "S45"


def test_a_wrong_value_ends_the_command_and_changes_nothing(project: Path) -> None:
    change(project, 参数_参考日期="七月一日")
    before = project.read_bytes()
    with pytest.raises(Stop) as stopped:
        press("计算补贴", project)
    assert stopped.value.code == "S45" and project.read_bytes() == before


def test_a_long_text_is_not_repeated(project: Path) -> None:
    change(project, 参数_参考日期=person(1))
    with pytest.raises(Stop) as stopped:
        press("计算补贴", project)
    assert person(1) not in str(stopped.value)


def test_a_lost_name_is_named(project: Path) -> None:
    book = openpyxl.load_workbook(project)
    del book.defined_names["参数_参考日期"]
    book.save(project)
    with pytest.raises(Stop) as stopped:
        press("计算补贴", project)
    assert stopped.value.code == "S46" and "参考日期" in str(stopped.value)
    press("更新参数", project)
    press("计算补贴", project)


def test_a_deleted_sheet_is_not_one_that_nobody_changed(project: Path) -> None:
    change(project, 参数_工业区区级比例=0)
    book = openpyxl.load_workbook(project)
    del book["参数"]
    for name in [name for name in book.defined_names if name.startswith("参数_")]:
        book.defined_names[name].attr_text = "#REF!$C$1"  # as Excel leaves them
    book.save(project)
    with pytest.raises(Stop) as stopped:
        press("区镇分摊", project)
    assert stopped.value.code == "S46" and "更新参数" in str(stopped.value)
    press("更新参数", project)
    press("区镇分摊", project)
    assert cell_of(openpyxl.load_workbook(project), "参数_工业区区级比例").value == 0.35


def test_a_setting_whose_cell_is_gone_is_not_one_left_empty(project: Path) -> None:
    book = openpyxl.load_workbook(project)
    book.defined_names["项目_政策年度"].attr_text = "#REF!"
    book.save(project)
    with pytest.raises(Stop, match="“开始”表中“政策年度”的格子被删除了"):
        press("计算补贴", project)


def test_another_year_renews_the_sheet_and_undo_brings_the_old_one_back(project: Path) -> None:
    change(project, 参数_工业区区级比例=0)
    before = rows(project, "参数")
    change(project, 项目_政策年度="2023")
    with pytest.raises(Stop, match="请按“更新参数”"):
        press("计算补贴", project)
    message = press("更新参数", project)
    assert "2023年度" in message and "参考日期" in message
    book = openpyxl.load_workbook(project)
    assert cell_of(book, "参数_政策年度").value == 2023 and book["参数"].protection.sheet
    press("撤销上一步", project)
    change(project, 项目_政策年度=YEAR)
    assert rows(project, "参数") == before
    assert "工业区区级比例 0%" in press("计算补贴", project)


def test_a_year_without_an_estimate_has_no_rows_for_it(project: Path) -> None:
    change(project, 项目_政策年度="2023")
    press("更新参数", project)
    assert not [line for line in rows(project, "参数") if str(line["参数名"]).startswith("预算")]
    press("预算表", project)
    assert cell_of(openpyxl.load_workbook(project), "预算_街道预估人数").value == 0


def test_undo_right_after_renewing_brings_the_changed_value_back(project: Path) -> None:
    change(project, 参数_工业区区级比例=0)
    press("更新参数", project)
    assert cell_of(openpyxl.load_workbook(project), "参数_工业区区级比例").value == 0.35
    assert press("撤销上一步", project).startswith("已撤销“更新参数”")
    book = openpyxl.load_workbook(project)
    assert cell_of(book, "参数_工业区区级比例").value == 0 and book["参数"].protection.sheet


def test_a_workbook_without_the_names_is_decided_by_the_file_and_may_get_the_sheet(tmp_path: Path) -> None:
    lists = staff_book(tmp_path / "名单.xlsx")
    press("预算表", lists)
    sheet = openpyxl.load_workbook(lists)["参数"]
    assert not sheet.protection.sheet and sheet["F4"].value == "政策文件"
    change(lists, 工业区区级比例=0)  # a result: what is typed there is not read
    assert "按“参数”表" not in press("区镇分摊", lists)
    press("更新参数", lists)
    change(lists, 参数_工业区区级比例=0)
    assert "工业区区级比例 0%" in press("区镇分摊", lists)


def states(path: Path) -> dict[str, str]:
    return {line[1]: line[3] for line in openpyxl.load_workbook(path)["开始"].iter_rows(values_only=True)}


def test_steps_computed_from_other_lists_say_so(project: Path) -> None:
    for label in ("认定资格", "核验名册", "计算补贴"):
        press(label, project)
    assert not [text for text in states(project).values() if text and STALE in text]  # our own marks are no change
    book = openpyxl.load_workbook(project)
    book["承保名单"]["F2"] = "退保"  # by hand
    book.save(project)
    press("计算补贴", project)
    shown = states(project)
    assert STALE in shown["认定资格"] and STALE in shown["核验名册"] and STALE not in shown["计算补贴"]
    press("认定资格", project)
    assert STALE not in states(project)["认定资格"]


def test_imports_and_parameters_put_the_steps_out_of_date(project: Path, tmp_path: Path) -> None:
    press("计算补贴", project)
    press("更新参数", project)
    assert STALE in states(project)["计算补贴"]
    press("核验名册", project)
    assert STALE not in states(project)["计算补贴"]  # the same values as before
    change(project, 参数_工业区区级比例=0)
    press("区镇分摊", project)
    assert STALE in states(project)["计算补贴"]
    press("计算补贴", project)
    book = openpyxl.Workbook()
    for row in (["姓名", "证件号码"], ["样甲", "310112195001019018"]):
        book.active.append(row)
    book.save(tmp_path / "死亡名单.xlsx")
    press("导入名册", project, source=tmp_path / "死亡名单.xlsx")
    assert STALE in states(project)["计算补贴"] and STALE in states(project)["区镇分摊"]


def test_masks_may_be_as_large_as_the_schema_says() -> None:
    path = resources.folder("schemas") / "policy.schema.json"
    schema = json.loads(path.read_text(encoding="utf-8"))["properties"]["masking"]["properties"]
    masks = [one for one in policy.load(YEAR).parameters if one.key[0] == "masking"]
    assert {one.key[1]: one.most for one in masks} == {
        name: rule["maximum"] for name, rule in schema.items() if "maximum" in rule
    }


EDITABLE = [one for one in policy.load(YEAR).parameters if one.kind == "percent"]


AMOUNT = next(one for one in policy.load(YEAR).parameters if one.kind == "money")
CONTENT = policy.content_of(YEAR)


@given(st.sampled_from(EDITABLE), st.integers(0, 10000))
def test_any_share_in_whole_hundredths_of_a_percent_comes_back(one: parameters.Parameter, hundredths: int) -> None:
    value = parameters.read(one, str(Decimal(hundredths) / 10000))
    content = parameters.put(CONTENT, one, value)
    assert policy.fault(content) is None
    back = {other.name: other.value for other in policy.build(content).parameters}
    assert back[one.name] == value == parameters.read(one, parameters.shown(one, value))


@given(st.integers(1, 10**9))
def test_any_amount_comes_back(fen: int) -> None:
    content = parameters.put(CONTENT, AMOUNT, Decimal(fen) / 100)
    assert policy.fault(content) is None and policy.build(content).amount_fen == fen
