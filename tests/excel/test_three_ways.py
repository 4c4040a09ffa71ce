"""A button on a saved workbook, the same button in Excel, and ``huibao run``: the same cells, on all samples and on projects that are drawn, at the fifth press as
at the first. A usual run draws one project; ``HUIBAO_PROJECTS=30 pytest -n 0 tests/excel/test_three_ways.py`` draws thirty."""

import os
import re
import shutil
from pathlib import Path
from typing import Any

import excel_double
import openpyxl
import pytest
import pywin32_double
import worlds
from excel_double import CALLS
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from openpyxl.workbook.defined_name import DefinedName
from project_book import medical_book, staff_book
from same_cells import same, shown

from huibao_xl import policy, resources
from huibao_xl.commands import buttons
from huibao_xl.excel import commands, outcomes, ribbon_press
from huibao_xl.excel.buttons.medical import PARAMETERS
from huibao_xl.excel.commands import press
from huibao_xl.files.reading.grid import Grid
from huibao_xl.files.results.names import RUN_WORKBOOK
from huibao_xl.reasons import Stop
from huibao_xl.rosters.sources import Sources
from huibao_xl.subsidy import run

MOST_CALLS, MORE_FOR_A_RULE = 300, 12
"""For every button, and for every rule beyond the usual that colours a list. Each is a call from process to process."""
USUAL_RULES = 20
PROJECTS = int(os.environ.get("HUIBAO_PROJECTS", "1"))
ROWS = 30 if PROJECTS == 1 else 60
FEWER = ("核验名册", "认定资格", "列对应", "计算补贴", "区镇分摊", "政策找人")
EVERY = tuple(
    each.label
    for each in buttons()
    if each.step and each.group != "清算" and each.label not in ("导入名册", "清除标记")
)
STEPS = (
    "核验名册",
    "标注类别",
    "认定资格",
    "比对决定",
    "列对应",
    "政策找人",
    "计算补贴",
    "区镇分摊",
    "预算表",
    "平衡检查",
)
WRITTEN_BY_A_RUN_TOO = {
    "待核名单",
    "不补名单",
    "政策找人",
    "补贴明细",
    "分摊汇总",
    "资金拨付",
    "预算表",
    "参数",
    "比对决定",
    "列对应",
}

outside = pytest.mark.skipif(PROJECTS == 1, reason="takes a minute: HUIBAO_PROJECTS=30")


@pytest.fixture(autouse=True)
def own_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Path, "home", lambda: tmp_path)


def rows(path: Path, sheet: str) -> list[tuple[Any, ...]]:
    """The cells of a sheet. A run says of which file a row is, a button of which sheet."""
    cells = openpyxl.load_workbook(path, read_only=True)[sheet].iter_rows(values_only=True)
    return [
        tuple(re.sub(r"^\S+ (?=第\d+行$)", "", cell) if isinstance(cell, str) else cell for cell in row)
        for row in cells
    ]


def pressed_in_excel(path: Path, labels: tuple[str, ...]) -> list[str]:
    """What buttons say in Excel; the workbook is saved afterwards."""
    messages = []
    with excel_double.running() as excel:
        book = excel.Workbooks.Open(str(path))
        for label in labels:
            CALLS.clear()
            ribbon_press.dispatch(commands.find(label).id)
            messages.append(str(pywin32_double.BOXES[-1][1]).splitlines()[0])
            rules = max(0, CALLS["FormatConditions.Add"] - USUAL_RULES)
            assert CALLS.total() <= MOST_CALLS + MORE_FOR_A_RULE * rules, label
        book.Save()
        assert excel.StatusBar is False and excel.ScreenUpdating and excel.DisplayAlerts and excel.EnableEvents
        assert [other._path for other in excel._books] == [path]
    return messages


def said(label: str, path: Path) -> str:
    try:
        return press(label, path).splitlines()[0]
    except Stop as stop:
        return stop.text(outcomes.WORDS).splitlines()[0]


def require_one_answer(path: Path, labels: tuple[str, ...] = STEPS, by_run: bool = True) -> None:
    """Press in a saved workbook, in Excel, and run. All stand in one place, of which what is read of them depends."""
    original, saved, in_excel = path.read_bytes(), path.parent.parent / "存.xlsx", path.parent.parent / "开.xlsx"
    beside = set(path.parent.iterdir())
    messages = [said(label, path) for label in labels]
    path.rename(saved)
    for made in set(path.parent.iterdir()) - beside:  # folders that buttons write
        shutil.rmtree(made)
    path.write_bytes(original)
    assert pressed_in_excel(path, labels) == messages
    path.rename(in_excel)
    same(shown(in_excel), shown(saved))
    if by_run:
        path.write_bytes(original)
        forms = {"参数"} if "更新参数" in labels else set()  # the button makes one that staff may change
        require_same_as_run(path, saved, messages, WRITTEN_BY_A_RUN_TOO - forms)


def require_same_as_run(path: Path, saved: Path, messages: list[str], sheets: set[str]) -> None:
    """``saved``: what buttons made of the workbook at ``path``."""
    result = path.parent.parent / "结果"
    aside = path.parent.parent / "另放"
    aside.mkdir()
    try:
        run.run(Sources.parse([shutil.copy(path, aside)]), policy.latest(), result)
    except Stop as stop:
        assert stop.text(outcomes.WORDS).splitlines()[0] in messages
        return
    made = set(openpyxl.load_workbook(saved, read_only=True).sheetnames) & sheets
    assert len(made) > 5
    for sheet in made:
        assert rows(saved, sheet) == rows(result / RUN_WORKBOOK, sheet), sheet


def staff(path: Path) -> Path:
    """The staff's workbook without a formula that has no result, in a column of its own: a reader sees that only where more stands to the right of it."""
    book = openpyxl.load_workbook(staff_book(path))
    del book["承保名单"]._cells[2, 8]
    book.save(path)
    return path


def drawn(path: Path, world: worlds.World) -> Path:
    """The lists of a world as sheets of one workbook."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    for grid in [worlds.insured_grid(world.bought), *worlds.other_grids(world)]:
        if grid.n_rows > 1:
            _write(book.create_sheet(grid.sheet), grid)
    book.save(path)
    return path


def _write(sheet: Any, grid: Grid) -> None:
    for row in range(grid.n_rows):
        for column, text in enumerate(grid.row(row)):
            cell = sheet.cell(row + 1, column + 1)
            cell.value = int(text) if (row, column) in grid.numbers else text
            if isinstance(cell.value, str):
                cell.data_type = "s"


def in_place(folder: Path) -> Path:
    """Where a workbook stands."""
    (folder / "项目").mkdir()
    return folder / "项目" / "名单.xlsx"


def test_every_step_on_the_staff_s_workbook(tmp_path: Path) -> None:
    """One after another, those that write in ways of their own twice, so that sheets are made and written anew. It takes its time: every button, in two
    ways, and a run."""
    again = ("清除标记", "核验名册", "预算表", "更新参数", "比对决定")
    require_one_answer(staff(in_place(tmp_path)), (*EVERY, *again))


def test_at_the_fifth_press_as_at_the_first(tmp_path: Path) -> None:
    """No button, and no earlier press, is among what a button reads."""
    require_one_answer(staff(in_place(tmp_path)), ("核验名册", "认定资格") * 5, by_run=False)


@settings(max_examples=PROJECTS, phases=[Phase.generate])
@given(st.integers(0, 10_000))
def test_projects_that_are_drawn(tmp_path_factory: pytest.TempPathFactory, seed: int) -> None:
    world = worlds.big_world(seed, ROWS)
    require_one_answer(drawn(in_place(tmp_path_factory.mktemp("项目")), world), STEPS if PROJECTS > 1 else FEWER)


def with_setting(book: openpyxl.Workbook, file: Path) -> None:
    """The name of a file where the start sheet asks for it."""
    if "开始" not in book.sheetnames:
        book.create_sheet("开始")
        book.defined_names["项目_导入文件"] = DefinedName("项目_导入文件", attr_text="'开始'!$D$9")
    sheet, _, cell = book.defined_names["项目_导入文件"].attr_text.rpartition("!")
    book[sheet.strip("'")][cell.replace("$", "")] = str(file)


@outside
def test_the_samples_of_the_main_job(tmp_path: Path) -> None:
    """Each file imported by the button, in both ways, and all steps pressed."""
    path, files = in_place(tmp_path), sorted((resources.folder("workbooks") / "样例").rglob("*.*"))
    press("新建工作簿", path)
    original = path.read_bytes()
    for file in files:
        book = openpyxl.load_workbook(path)
        with_setting(book, file)
        book.save(path)
        said("导入名册", path)
    messages = [said(label, path) for label in STEPS]
    saved = path.rename(path.with_name("存.xlsx"))
    path.write_bytes(original)
    with excel_double.running() as excel:
        opened = excel.Workbooks.Open(str(path))
        for file in files:
            with_setting(opened._wb, file)
            opened._touched = True
            ribbon_press.dispatch(commands.find("导入名册").id)
        opened.Save()
    assert pressed_in_excel(path, STEPS) == messages
    same(shown(path), shown(saved))


def test_the_samples_of_the_medical_clearing(tmp_path: Path) -> None:
    path = in_place(tmp_path)
    medical_book(path, path.with_name(PARAMETERS))
    labels = (
        ("医疗年度清算", "核验名册", "医疗年度清算")
        if PROJECTS == 1
        else ("医疗年度清算", "核验名册", "医疗实时清算") * 2
    )
    require_one_answer(path, labels, by_run=False)


@outside
@pytest.mark.parametrize("label", ["低收入监测", "名册对比"])
def test_the_samples_of_monitoring(tmp_path: Path, label: str) -> None:
    path, folder = in_place(tmp_path), resources.folder("workbooks") / "样例-监测"
    book = openpyxl.load_workbook(folder / "本月" / "低收入家庭.xlsx")
    with_setting(book, folder / "上月" / "低收入家庭.xlsx")
    book.save(path)
    require_one_answer(path, (label, label), by_run=False)
