"""医疗年度清算 and 医疗实时清算 on a workbook: the same clearing as the command line, row by row the same sums."""

from pathlib import Path

import openpyxl
import pytest
from project_book import medical_book

from huibao_xl.excel.buttons.medical import FOLDER, OVERVIEW, PARAMETERS, SHEETS
from huibao_xl.excel.commands import press
from huibao_xl.files.results import names
from huibao_xl.medical import job
from huibao_xl.medical.lists import BOOK
from huibao_xl.reasons import Stop
from huibao_xl.rosters.sources import Sources


@pytest.fixture
def book(tmp_path: Path) -> Path:
    """The sample lists as sheets of one workbook, its parameters beside it."""
    return medical_book(tmp_path / "清算.xlsx", tmp_path / PARAMETERS)


def differences(path: Path, name: str) -> list[tuple[object, ...]]:
    """Kind, number and money of the rows of a sheet 差异明细."""
    header, *rows = openpyxl.load_workbook(path)[name].iter_rows(values_only=True)
    wanted = [header.index(title) for title in ("类别", "结算号", "已救助", "应救助", "差额")]
    return [tuple(row[at] for at in wanted) for row in rows]


def test_the_year_as_the_command_line_clears_it(book: Path, tmp_path: Path) -> None:
    message = press("医疗年度清算", book)
    out = tmp_path / "命令行"
    sources = Sources.parse([str(book)], BOOK)
    result = job.clear_year(sources, str(tmp_path / PARAMETERS), out)
    by_line = differences(out / names.MEDICAL_WORKBOOK, "差异明细")
    assert len(by_line) > 5 and differences(book, "医疗差异明细") == by_line
    assert f"已清算 {len(result.clearing.rows):,} 行" in message
    texts = [str(cell.value) for row in openpyxl.load_workbook(book)[OVERVIEW].iter_rows() for cell in row]
    assert result.clearing.policy.banner in texts
    for text in (message, "".join(texts)):
        assert "见“医疗无法清算”表" in text and "“医疗差异明细”" in text and "“差异明细”" not in text


def test_real_time_goes_on_from_the_folder_before(book: Path) -> None:
    first = press("医疗实时清算", book)
    assert f"“{FOLDER}1”" in first and (book.parent / f"{FOLDER}1" / "result.json").is_file()
    again = press("医疗实时清算", book)
    assert "已清算 0 行" in again and (book.parent / f"{FOLDER}2").is_dir()
    workbook = openpyxl.load_workbook(book)
    rows = [[cell.value for cell in row] for row in workbook["救助结算"].iter_rows(min_row=2, max_row=2)]
    workbook["救助结算"].append(rows[0])
    workbook.save(book)
    assert "已清算 1 行" in (third := press("医疗实时清算", book)) and "重复报送 1 行" in third


def test_the_sheets_are_ours_and_undo_takes_them_away(book: Path) -> None:
    before = openpyxl.load_workbook(book).sheetnames
    press("医疗年度清算", book)
    assert set(openpyxl.load_workbook(book).sheetnames) - set(before) <= {*SHEETS, "_huibao", "_huibao1"} | {
        name for name in openpyxl.load_workbook(book).sheetnames if name.startswith("_huibao")
    }
    press("撤销上一步", book)
    shown = [name for name in openpyxl.load_workbook(book).sheetnames if not name.startswith("_huibao")]
    assert shown == before


def test_a_workbook_without_settlements_is_told(tmp_path: Path) -> None:
    path = tmp_path / "空.xlsx"
    openpyxl.Workbook().save(path)
    with pytest.raises(Stop, match="没有找到救助结算"):
        press("医疗年度清算", path)
