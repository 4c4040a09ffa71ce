"""The templates that ship: made by their script, and the forms refuse what is surely wrong."""

import importlib.util
import sys
from pathlib import Path

import openpyxl
import pytest
from office import convert

from huibao_xl import resources
from huibao_xl.policy import latest, load

TEMPLATES = resources.folder("templates")
ROSTER_FIELDS = ["姓名", "证件号码", "子类", "证书编号", "生效日期", "失效日期", "街镇", "居村委"]
RULES = load(latest())


def script(name="make_templates"):
    spec = importlib.util.spec_from_file_location(name, TEMPLATES / f"{name}.py")
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    return module


def test_the_scripts_make_the_same_files_again(tmp_path):
    for name in ("make_templates", "make_project"):
        script(name).main(tmp_path)
    made = sorted(path.name for path in tmp_path.iterdir())
    assert made == sorted(path.name for path in TEMPLATES.glob("*.xlsx"))
    assert [name for name in made if (tmp_path / name).read_bytes() != (TEMPLATES / name).read_bytes()] == []


@pytest.mark.parametrize("role", RULES.category_order)
def test_roster_forms(role):
    book = openpyxl.load_workbook(TEMPLATES / f"名册采集表-{role}.xlsx")
    assert book.sheetnames == ["填表说明", role, "选项"]
    sheet = book[role]
    assert [cell.value for cell in sheet[1]] == ROSTER_FIELDS
    assert sheet.max_row == 1
    assert book["选项"].sheet_state == "hidden"
    assert [cell.value for cell in book["选项"]["A"]][:14] == [town.name for town in RULES.townships]
    assert sheet.column_dimensions["B"].number_format == "@"
    assert {str(rule.sqref) for rule in sheet.data_validations.dataValidation} == {f"{c}2:{c}2001" for c in "BCEFG"}
    assert all(len(rule.formula1) <= 255 and rule.error for rule in sheet.data_validations.dataValidation)


def test_account_form():
    book = openpyxl.load_workbook(TEMPLATES / "银行账户采集表.xlsx")
    assert [cell.value for cell in book["银行账户"][1]] == [
        "姓名",
        "证件号码",
        "户名",
        "银行账号",
        "开户行",
        "联行号",
        "监护人",
    ]
    assert [book["银行账户"].column_dimensions[letter].number_format for letter in "BDF"] == ["@"] * 3


@pytest.mark.office
def test_the_id_rule_knows_a_wrong_check_digit(tmp_path):
    rule = next(
        r
        for r in openpyxl.load_workbook(TEMPLATES / "名册采集表-持证残疾人.xlsx")[
            "持证残疾人"
        ].data_validations.dataValidation
        if r.type == "custom"
    )
    ids = {
        "999999193001010000": True,
        "99999919300101056X": None,
        "999999193001010001": False,
        "99999919300101000": False,
    }
    book = openpyxl.Workbook()
    for row, number in enumerate(ids, 2):
        book.active.cell(row, 2, number).number_format = "@"
        book.active.cell(row, 3, "=IFERROR(" + rule.formula1.replace("B2", f"B{row}") + ",FALSE)")
    book.save(tmp_path / "规则.xlsx")
    (calculated,) = convert(tmp_path / "规则.xlsx", out=tmp_path / "出")
    values = [
        row[0]
        for row in openpyxl.load_workbook(calculated, data_only=True).active.iter_rows(
            min_row=2, min_col=3, max_col=3, values_only=True
        )
    ]
    weights = [pow(2, 17 - place, 11) for place in range(17)]
    expected = [
        "10X98765432"[sum(int(n) * w for n, w in zip(number, weights, strict=False)) % 11] == number[-1]
        and len(number) == 18
        for number in ids
    ]
    assert values == expected
    assert expected[2:] == [False, False]


def test_templates_are_small():
    assert all(path.stat().st_size < 30_000 for path in Path(TEMPLATES).glob("*.xlsx"))
