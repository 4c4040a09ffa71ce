"""Stored results of formulas: those that openpyxl gives when it loads the whole workbook for its results, and no others."""

import io
import zipfile
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter
from openpyxl.worksheet.formula import ArrayFormula

from huibao_xl.excel.engine_results import Results, stored_results
from huibao_xl.excel.engine_values import to_excel

DATE, TIME, ELAPSED = 1, 2, 3
"""Styles of the sample: cell formats by place."""
CELLS = {
    "A1": '<c r="A1"><f>1+1</f><v>2</v></c>',
    "B1": '<c r="B1"><f>1/3</f><v>0.33333333333333331</v></c>',
    "C1": f'<c r="C1" s="{DATE}"><f>A1</f><v>45444</v></c>',
    "D1": f'<c r="D1" s="{TIME}"><f>A1</f><v>0.5</v></c>',
    "E1": f'<c r="E1" s="{ELAPSED}"><f>A1</f><v>1.25</v></c>',
    "F1": f'<c r="F1" s="{DATE}"><f>A1</f><v>99999999</v></c>',
    "G1": '<c r="G1" t="b"><f>TRUE()</f><v>1</v></c>',
    "H1": '<c r="H1" t="e"><f>NA()</f><v>#N/A</v></c>',
    "I1": '<c r="I1" t="str"><f>A2</f><v>310112199001011234</v></c>',
    "J1": '<c r="J1" t="str"><f>""</f><v></v></c>',
    "K1": '<c r="K1"><f>NOW()</f></c>',
    "L1": '<c r="L1" t="s"><f>A2</f><v>0</v></c>',
    "M1": '<c r="M1" t="inlineStr"><f>A2</f><is><t>王五</t></is></c>',
    "N1": '<c r="N1"><f t="array" ref="N1">SUM(A1:B1)</f><v>2.5</v></c>',
    "O1": '<c r="O1"><f t="shared" ref="O1:P1" si="0">A1</f><v>7</v></c>',
    "P1": '<c r="P1"><f t="shared" si="0"/><v>8</v></c>',
    "Q1": '<c r="Q1" t="d"><f>TODAY()</f><v>2024-06-01T00:00:00Z</v></c>',
    "R1": '<c r="R1" t="str"><!-- a note --><f>A2</f><v>甲&amp;乙</v></c>',
    "S1": '<c r="S1" t="e"><f>A1#</f><v>#SPILL!</v></c>',
}
PLAIN = '<c r="T1"><v>5</v></c><c r="U1" t="s"><v>0</v></c>'
WITHOUT_PLACES = (
    '<row><c><v>1</v></c><c t="str"><v>x</v></c><c><f>1+1</f><v>11</v></c><!-- --><c/><c><f>2</f><v>12</v></c></row>'
)


def sample(path: Path) -> Path:
    """Three sheets, of which the second holds the cells above."""
    with xlsxwriter.Workbook(path) as book:
        book.add_worksheet("空")
        sheet = book.add_worksheet("公式")
        for column, shape in enumerate(("yyyy-mm-dd", "hh:mm", "[h]:mm")):
            sheet.write_number(0, column, 1, book.add_format({"num_format": shape}))
        sheet.write_string(1, 0, "李四")
        book.add_worksheet("另").write_formula("B2", "=1", None, 3)
    with zipfile.ZipFile(path) as source:
        parts = {name: source.read(name) for name in source.namelist()}
    body = f'<sheetData><row r="1">{"".join(CELLS.values())}{PLAIN}</row>{WITHOUT_PLACES}</sheetData>'
    name = "xl/worksheets/sheet2.xml"
    text = parts[name].decode()
    parts[name] = (text[: text.index("<sheetData>")] + body + text[text.index("</sheetData>") + 12 :]).encode()
    with zipfile.ZipFile(path, "w") as target:
        for each, content in parts.items():
            target.writestr(each, content)
    return path


def of_openpyxl(source: bytes, place: int) -> Results:
    formulas = openpyxl.load_workbook(io.BytesIO(source)).worksheets[place]
    stored = openpyxl.load_workbook(io.BytesIO(source), data_only=True).worksheets[place]
    cells = [cell for row in formulas.iter_rows() for cell in row if cell.data_type == "f"]
    twins = {(cell.row, cell.column): stored.cell(cell.row, cell.column) for cell in cells}
    return {where: to_excel(twin.value, twin.data_type) for where, twin in twins.items()}


@pytest.mark.filterwarnings("ignore:Cell F1 is marked as a date")
def test_results_are_those_of_the_whole_workbook(tmp_path: Path) -> None:
    source = sample(tmp_path / "公式.xlsx").read_bytes()
    found = stored_results(source, [1, 2])
    assert found == {1: of_openpyxl(source, 1), 2: {(2, 2): 3.0}}
    assert len(found[1]) == len(CELLS) + 2 and {(2, 3): 11.0, (2, 5): 12.0}.items() <= found[1].items()
    assert isinstance(openpyxl.load_workbook(io.BytesIO(source)).worksheets[1]["N1"].value, ArrayFormula)


def test_kinds_of_results(tmp_path: Path) -> None:
    found = stored_results(sample(tmp_path / "公式.xlsx").read_bytes(), [1])[1]
    names = {where: found[1, place] for place, where in enumerate(CELLS, 1)}
    assert (names["I1"], names["L1"], names["M1"], names["R1"]) == ("310112199001011234", "李四", "王五", "甲&乙")
    assert (names["G1"], names["H1"], names["J1"], names["K1"]) == (True, -2146826246, None, None)
