"""Forms that the bureau restyled: they are used, and one that was spoilt is refused before anything is read, naming what is missing."""

import json
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest
from openpyxl.formula.translate import Translator
from openpyxl.styles import Font, PatternFill

from huibao_xl import resources
from huibao_xl.cli import main
from huibao_xl.files.writing.atomic import atomic_folder
from huibao_xl.reasons import Stop
from huibao_xl.subsidy.reports import write_result
from huibao_xl.subsidy.reports.bank import read_back
from huibao_xl.subsidy.reports.forms import require_forms
from huibao_xl.subsidy.templates import NAMES

SHIPPED = resources.folder("templates")
LETTERHEAD = "某某区民政局"


def _restyled(folder: Path, name: str, change: Callable[[openpyxl.Workbook], None]) -> Path:
    """Our form, changed as somebody in Excel would, in a folder of the bureau."""
    folder.mkdir(exist_ok=True)
    book = openpyxl.load_workbook(SHIPPED / name)
    change(book)
    book.save(folder / name)
    return folder


def _own_look(book: openpyxl.Workbook) -> None:
    sheet = book.worksheets[0]
    for cell in sheet[1]:
        cell.font, cell.fill = Font(name="黑体", size=14, color="FFFFFF"), PatternFill("solid", fgColor="7030A0")
    sheet.cell(1, sheet.max_column + 1, LETTERHEAD)


@pytest.mark.parametrize("name", NAMES)
def test_a_restyled_form_is_used_and_the_others_are_ours(result, written, tmp_path: Path, name: str) -> None:
    templates = _restyled(tmp_path / "模板", name, _own_look)
    with atomic_folder(tmp_path / "结果") as work:
        write_result(replace(result, templates=templates), work)
    hashes = json.loads((tmp_path / "结果" / "result.json").read_text("utf-8"))["templates"]
    ours = json.loads((written / "result.json").read_text("utf-8"))["templates"]
    assert {form for form in NAMES if hashes[form] != ours[form]} == {name}
    file = {"预算表.xlsx": "沪惠保补贴结果.xlsx"}.get(name, f"{name.removesuffix('.xlsx')}/七宝镇.xlsx")
    sheet, plain = (
        openpyxl.load_workbook(folder / file)[name.removesuffix(".xlsx")] for folder in (tmp_path / "结果", written)
    )
    ends = [cell for cell in sheet[1] if cell.value == LETTERHEAD]
    assert len(ends) == 1 and sheet["A1"].font.name == "黑体" and sheet["A1"].fill.fgColor.rgb == "FF7030A0"
    assert [[cell.value for cell in row[: plain.max_column]] for row in sheet.iter_rows(min_row=2)] == [
        [cell.value for cell in row] for row in plain.iter_rows(min_row=2)
    ]


def test_moved_columns_are_read_back_where_they_stand(result, tmp_path: Path) -> None:
    """The amount in column A, three rows of letterhead above: the check of what was written follows the form."""

    def move(book: openpyxl.Workbook) -> None:
        sheet = book.worksheets[0]
        sheet.insert_cols(1)
        sheet.insert_rows(1, 3)
        sheet["B1"] = LETTERHEAD
        for name, place in _places(book).items():
            column, row = place
            book.defined_names[name].attr_text = f"'{sheet.title}'!${chr(ord(column) + 1)}${row + 3}"
        book.defined_names["代发_金额"].attr_text = f"'{sheet.title}'!$A$5"
        sheet["A4"], sheet["A5"].number_format = "实发", "0.00"
        sheet["C6"], sheet["E6"] = "=ROWS(D5:D5)", "=SUM(A5:A5)"

    templates = _restyled(tmp_path / "模板", "银行代发.xlsx", move)
    with atomic_folder(tmp_path / "结果") as work:
        write_result(replace(result, templates=templates), work)
    files = sorted((tmp_path / "结果" / "银行代发").glob("*.xlsx"))
    payable = result.payments[result.payments["payable"]]
    paths = [tmp_path / "结果" / "银行代发" / f"{town}.xlsx" for town in payable["home"].cat.categories]
    paths = [path for path in paths if path in files]
    assert read_back(tmp_path / "结果" / "银行代发", templates) == (len(payable), payable["amount_fen"].sum())
    sheet = openpyxl.load_workbook(paths[0])["银行代发"]
    assert sheet["A4"].value == "实发" and sheet["A5"].value == 129


def _places(book: openpyxl.Workbook) -> dict[str, tuple[str, int]]:
    """{name: (column letter, row)} of the names of one cell."""
    places = {}
    for name, defined in book.defined_names.items():
        _, column, row = defined.attr_text.split("$")
        places[name] = (column, int(row))
    return places


@pytest.mark.parametrize(
    ("name", "lost"),
    [
        ("银行代发.xlsx", ["代发_账号"]),
        ("银行代发.xlsx", ["代发_合计", "代发_金额"]),
        ("公示.xlsx", ["公示_姓名"]),
        ("公示.xlsx", ["公示_依据", "公示_标准", "公示_合计", "公示_公示期", "公示_监督电话", "公示_单位"]),
        ("预算表.xlsx", ["预算_执行率"]),
    ],
)
def test_a_spoilt_form_is_refused_naming_what_is_missing(result, tmp_path: Path, name: str, lost: list[str]) -> None:
    def spoil(book: openpyxl.Workbook) -> None:
        for gone in lost:
            del book.defined_names[gone]

    with pytest.raises(Stop) as stop:
        require_forms(_restyled(tmp_path / "模板", name, spoil), result.policy)
    assert stop.value.code == "S10" and name in str(stop.value)
    assert all(f"“{gone}”" in str(stop.value) for gone in lost)


@pytest.mark.parametrize(
    ("name", "area", "hidden"),
    [
        ("银行代发.xlsx", "C2:D3", ["代发_账号", "代发_金额"]),
        ("银行代发.xlsx", "A2:C2", ["代发_序号", "代发_户名", "代发_账号"]),
        ("银行代发.xlsx", "B2:B3", ["代发_户名"]),
        ("银行代发.xlsx", "B1:B2", ["代发_户名"]),
        ("公示.xlsx", "A9:C9", ["公示_序号", "公示_姓名"]),
    ],
)
def test_a_form_whose_merged_cells_would_hide_a_value_is_refused(
    result, tmp_path: Path, name: str, area: str, hidden: list[str]
) -> None:
    """Excel shows only the first cell of a merged area, and only once: the other rows of a list would be blank."""
    templates = _restyled(tmp_path / "模板", name, lambda book: book.worksheets[0].merge_cells(area))
    with pytest.raises(Stop) as stop:
        require_forms(templates, result.policy)
    assert stop.value.code == "S10" and name in str(stop.value) and area in str(stop.value)
    assert all(f"“{each}”" in str(stop.value) for each in hidden)


def test_a_form_with_two_names_on_one_cell_is_refused(result, tmp_path: Path) -> None:
    def same(book: openpyxl.Workbook) -> None:
        book.defined_names["代发_户名"].attr_text = book.defined_names["代发_账号"].attr_text

    with pytest.raises(Stop, match="“代发_户名”“代发_账号”在同一个单元格") as stop:
        require_forms(_restyled(tmp_path / "模板", "银行代发.xlsx", same), result.policy)
    assert stop.value.code == "S10"


def _swapped(book: openpyxl.Workbook) -> None:
    names = book.defined_names
    holder, account = names["代发_户名"], names["代发_账号"]
    holder.attr_text, account.attr_text = account.attr_text, holder.attr_text


def _elsewhere(name: str, column: str) -> Callable[[openpyxl.Workbook], None]:
    def move(book: openpyxl.Workbook) -> None:
        book.defined_names[name].attr_text = f"'{book.worksheets[0].title}'!${column}$2"

    return move


@pytest.mark.parametrize(
    ("spoil", "counted", "should"),
    [
        (_swapped, "ROWS([代发_户名])", "ROWS([代发_账号])"),
        (_elsewhere("代发_账号", "H"), "ROWS([])", "ROWS([代发_账号])"),
        (_elsewhere("代发_金额", "H"), "SUM([])", "SUM([代发_金额])"),
    ],
)
def test_a_name_that_was_moved_is_told_by_what_the_formula_now_means(
    result, tmp_path: Path, spoil: Callable[[openpyxl.Workbook], None], counted: str, should: str
) -> None:
    with pytest.raises(Stop) as stop:
        require_forms(_restyled(tmp_path / "模板", "银行代发.xlsx", spoil), result.policy)
    shown = str(stop.value)
    assert (
        f"现在算的是“={counted}”，应为“={should}”" in shown
        and "名称指到了别的单元格" in shown
        and "被改成" not in shown
    )


@pytest.mark.parametrize(("formula", "shown"), [("=ROWS(A2:A2)", "=ROWS(A2:A2)"), ("=1+1", "=1+1")])
def test_a_formula_that_was_overwritten_is_shown_with_what_it_should_be(
    result, tmp_path: Path, formula: str, shown: str
) -> None:
    def spoil(book: openpyxl.Workbook) -> None:
        book.worksheets[0]["B3"] = formula

    with pytest.raises(Stop, match="公式被改成") as stop:
        require_forms(_restyled(tmp_path / "模板", "银行代发.xlsx", spoil), result.policy)
    assert f"“{shown}”，应为“=ROWS(" in str(stop.value)


def test_a_title_over_merged_cells_is_no_fault(result, tmp_path: Path) -> None:
    def letterhead(book: openpyxl.Workbook) -> None:
        sheet = book.worksheets[0]
        sheet["H1"] = LETTERHEAD
        sheet.merge_cells("H1:J3")

    require_forms(_restyled(tmp_path / "模板", "银行代发.xlsx", letterhead), result.policy)


def test_a_folder_without_a_form_is_refused(result, tmp_path: Path) -> None:
    shutil.copy(SHIPPED / "银行代发.xlsx", tmp_path / "银行代发（新）.xlsx")
    for folder in (tmp_path, tmp_path / "没有"):
        with pytest.raises(Stop) as stop:
            require_forms(folder, result.policy)
        assert stop.value.code == "S07" and all(name in str(stop.value) for name in NAMES)


def test_the_command_takes_the_folder(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    person = "310112198501010013"
    (tmp_path / "承保名单.csv").write_text(f"姓名,证件号码\n张三,{person}\n", encoding="utf-8")
    (tmp_path / "持证残疾人.csv").write_text(f"姓名,证件号码,街镇\n张三,{person},七宝镇\n", encoding="utf-8")
    lists = [str(tmp_path / "承保名单.csv"), str(tmp_path / "持证残疾人.csv")]
    templates = _restyled(tmp_path / "模板", "公示.xlsx", _own_look)
    command = ["run", *lists, "--policy", "2024", "--out", str(tmp_path / "结果"), "--templates", str(templates)]
    assert main(command) == 0
    assert LETTERHEAD in [
        cell.value for cell in openpyxl.load_workbook(tmp_path / "结果" / "公示" / "七宝镇.xlsx").active[1]
    ]
    (templates / "公示.xlsx").write_bytes(b"PK broken")
    capsys.readouterr()
    assert main([*command, "--force"]) == 2
    assert "公示.xlsx" in capsys.readouterr().err and (tmp_path / "结果" / "result.json").is_file()


OVERWRITTEN = {
    "one figure": ("预算表.xlsx", "预算_单价", "=1+1"),
    "a sum": ("预算表.xlsx", "预算_合计", "=0"),
    "a formula where a value stood": ("预算表.xlsx", "预算_街道预估人数", "=9000"),
    "another column of 分摊汇总": ("预算表.xlsx", "预算_区级实际金额", '=SUMIFS(分摊汇总!$D:$D,分摊汇总!$B:$B,"镇")'),
    "an amount added": ("预算表.xlsx", "预算_执行率", '=IF(H17=0,"",J17/H17)+0.1'),
    "a share that is fixed": ("预算表.xlsx", "预算_镇级比例", "=1-0.35"),
    "the total of a bank file": ("银行代发.xlsx", "代发_合计", "=SUM(D1:D1)"),
    "the count of a bank file": ("银行代发.xlsx", "代发_笔数", "=1"),
}


@pytest.mark.parametrize("member", OVERWRITTEN)
def test_a_formula_that_was_overwritten_is_refused_with_its_cell(result, tmp_path: Path, member: str) -> None:
    name, cell, formula = OVERWRITTEN[member]

    def overwrite(book: openpyxl.Workbook) -> None:
        column, row = _places(book)[cell]
        book.worksheets[0][f"{column}{row}"] = formula

    templates = _restyled(tmp_path / "模板", name, overwrite)
    with pytest.raises(Stop) as stop:
        require_forms(templates, result.policy)
    assert stop.value.code == "S10" and cell in str(stop.value) and formula in str(stop.value)


def test_formulas_that_moved_or_gave_way_to_a_plain_cell_are_ours(result, tmp_path: Path) -> None:
    """Rows inserted above, and the value written where staff want no formula: neither shows another amount."""

    def move(book: openpyxl.Workbook) -> None:
        sheet = book.worksheets[0]
        sheet["D5"] = None
        cells = [(cell.row, cell.column, cell.value) for row in sheet.iter_rows() for cell in row]
        sheet.insert_rows(1, 2)
        for area in sheet.merged_cells.ranges:
            area.shift(row_shift=2)
        for row, column, value in cells:
            if isinstance(value, str) and value.startswith("="):
                moved = Translator(value, "A1").translate_formula("A3")
                sheet.cell(row + 2, column).value = moved.replace(" ", "")
        for defined in book.defined_names.values():
            title, _, place = defined.attr_text.partition("!")
            if title.strip("'") == sheet.title:
                column, row = place.replace("$", " ").split()
                defined.attr_text = f"'{sheet.title}'!${column}${int(row) + 2}"

    require_forms(_restyled(tmp_path / "模板", "预算表.xlsx", move), result.policy)
