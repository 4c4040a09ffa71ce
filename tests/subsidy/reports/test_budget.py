"""预算表 against the issued document (M 三、1), and its formulas against LibreOffice."""

import dataclasses
from decimal import Decimal

import openpyxl
import pytest
import synthetic
from office import convert
from python_calamine import CalamineWorkbook

from huibao_xl.policy import load
from huibao_xl.subsidy.reports import WORKBOOK, write_result
from huibao_xl.subsidy.reports.budget import budget_values


def figures(result) -> dict:
    return budget_values(result.policy, result.shares)


def test_the_documents_own_figures(result):
    budget = figures(result)
    assert budget["街道预估金额"] == 9000 * 129 == 1161000
    assert budget["镇级预估金额"] == Decimal("2515500") == 30000 * 129 * Decimal("0.65")
    assert budget["区级预估金额"] == Decimal("1354500") == 30000 * 129 * Decimal("0.35")
    assert budget["合计"] == budget["明细金额"] == 1354500
    assert budget["全口径预估"] == 39000 * 129 == 5031000
    assert budget["全口径区级预估"] == 1161000 + 1354500
    assert budget["全口径镇级预估"] == 2515500
    assert budget["全口径预估核对"] == budget["全口径实际核对"] == 0


def test_the_2023_execution(result):
    """1,185,142 yuan were paid in 2023: 26,249 heads x 45.15 = 1,185,142.35, if all were of a 镇 (domain.md 0.1)."""
    shares = result.shares.assign(people=0, amount_fen=0, district_fen=0, township_fen=0)
    shares.loc[shares["township"] == "莘庄镇", ["people", "amount_fen", "district_fen", "township_fen"]] = [
        26249,
        26249 * 12900,
        26249 * 4515,
        26249 * 8385,
    ]
    assert budget_values(result.policy, shares)["区级实际金额"] == Decimal("1185142.35")


def test_a_policy_without_estimate(result, tmp_path):
    policy = dataclasses.replace(load("2024"), budget=None)
    assert budget_values(policy, result.shares)["执行率"] is None
    write_result(synthetic.result(paid=14, policy=policy), tmp_path)
    sheet = openpyxl.load_workbook(tmp_path / WORKBOOK, data_only=True)["预算表"]
    assert sheet["C8"].value == 0


def shown(path, result) -> dict:
    """{name: value shown} of every named cell of 预算表."""
    book = openpyxl.load_workbook(path, data_only=True)
    places = {name: book.defined_names[f"预算_{name}"].attr_text.split("!")[1] for name in figures(result)}
    return {name: book["预算表"][place.replace("$", "")].value for name, place in places.items()}


def assert_equal(values: dict, expected: dict) -> None:
    assert {name: round(float(value or 0), 6) for name, value in values.items()} == {
        name: round(float(value or 0), 6) for name, value in expected.items()
    }


def test_the_sheet_shows_the_figures(written, result):
    assert_equal(shown(written / WORKBOOK, result), figures(result))


def test_the_formulas_are_live(written, result):
    sheet = openpyxl.load_workbook(written / WORKBOOK)["预算表"]
    assert sheet["H5"].value == "=G5*补贴金额"
    assert sheet["C8"].value == "=SUM(C5:C7)"
    assert "SUMIFS(分摊汇总!" in sheet["I5"].value
    assert sheet["A1"].value == "2024年度项目预算情况表"


@pytest.fixture(scope="module")
def odd():
    """A result of a policy of 129.50 yuan."""
    policy = load("2024")
    parameters = [
        dataclasses.replace(p, value=Decimal("129.50")) if p.name == "补贴金额" else p for p in policy.parameters
    ]
    return synthetic.result(paid=24, policy=dataclasses.replace(policy, amount_fen=12950, parameters=tuple(parameters)))


@pytest.fixture(scope="module")
def recalculated(written, odd, tmp_path_factory):
    """The workbooks of ``result`` and of ``odd``, calculated by LibreOffice, which is started once: openpyxl saves without cached values."""
    folder = tmp_path_factory.mktemp("重算")
    (folder / "零头").mkdir()
    write_result(odd, folder / "零头")
    bare = {name: folder / f"{name}.xlsx" for name in ("result", "odd")}
    for name, path in bare.items():
        book = openpyxl.load_workbook((written if name == "result" else folder / "零头") / WORKBOOK)
        _add_recount(book)
        book.save(path)
    return dict(zip(bare, convert(*bare.values(), out=folder / "出"), strict=True))


RECOUNT = "复核"
COUNTED = ["街镇", "街镇类型", "人数", "补贴金额", "区级承担", "镇级承担"]


def _add_recount(book: openpyxl.Workbook) -> None:
    """A sheet that counts 补贴明细 once more, by plain formulas."""
    sheet = book.create_sheet(RECOUNT)
    for row, town in enumerate(load("2024").townships, 1):
        sums = [f"=SUMIFS(补贴明细!{column}:{column},补贴明细!C:C,A{row})" for column in "GHI"]
        sheet.append([town.name, town.kind, f"=COUNTIFS(补贴明细!C:C,A{row})", *sums])


@pytest.mark.office
@pytest.mark.parametrize("name", ["result", "odd"])
def test_a_recount_by_plain_formulas_agrees(recalculated, name):
    """COUNTIFS and SUMIFS over 补贴明细 against 分摊汇总, and against 预算表."""
    calculated = CalamineWorkbook.from_path(recalculated[name])
    counted = calculated.get_sheet_by_name(RECOUNT).to_python()
    counted = [[round(cell, 2) if isinstance(cell, float) else cell for cell in row] for row in counted]
    header, *rows = calculated.get_sheet_by_name("分摊汇总").to_python()
    shares = [[row[header.index(column)] for column in COUNTED] for row in rows]
    total = [round(sum(row[place] for row in counted), 2) for place in (2, 3, 4, 5)]
    assert total[0] and shares == [*counted, ["合计", "", *total]]
    budget = [cell for row in calculated.get_sheet_by_name("预算表").to_python() for cell in row]
    figures = {round(cell, 2) for cell in budget if isinstance(cell, int | float)}
    assert {round(sum(row[3] for row in counted if row[1] == "街道"), 2), *total[1:]} <= figures


@pytest.mark.office
def test_libreoffice_recalculates_the_same(recalculated, result):
    again = recalculated["result"]
    assert_equal(shown(again, result), figures(result))
    book = openpyxl.load_workbook(again, data_only=True)
    total = [cell.value for cell in book["分摊汇总"][16]]
    sums = result.shares[["people", "amount_fen", "district_fen", "township_fen"]].sum()
    assert total[0] == "合计"
    assert [total[2], *(round(value * 100) for value in total[3:6])] == sums.tolist()
    assert round(book["资金拨付"]["C16"].value * 100) == sums["district_fen"]


@pytest.mark.office
def test_an_odd_amount_is_rounded_the_same_everywhere(recalculated, odd):
    """129.50 yuan x 35 % = 45.325: half up to 45.33, and the 镇 takes 84.17."""
    assert figures(odd)["区级预估金额"] == 30000 * Decimal("45.33")
    assert_equal(shown(recalculated["odd"], odd), figures(odd))
