"""A list that is imported into the project workbook is decided exactly as the same file in a folder: who is paid, who waits, why, and what is found."""

import shutil
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd
import pyarrow.compute as pc
import pytest
import xlsxwriter
from openpyxl.comments import Comment
from openpyxl.styles import Font
from project_book import seen, without_sheet
from tables import resident

from huibao_xl import policy, resources
from huibao_xl.excel import importing
from huibao_xl.excel.commands import press
from huibao_xl.excel.desk import Desk
from huibao_xl.files.reading.received import HEAD
from huibao_xl.reasons import Stop
from huibao_xl.rosters.collect import collect
from huibao_xl.rosters.sources import Sources, open_sources, silent
from huibao_xl.subsidy.result import Result
from huibao_xl.subsidy.steps import decide_and_pay

YEAR = "2024"
Row = Sequence[Any]
INSURED = ["姓名", "证件号码", "街镇", "承保日期"]
ROSTER = ["姓名", "身份证号", "街镇"]


pytestmark = pytest.mark.usefixtures("own_home")


FIRST = 0
"""What is added to the numbers of all people, so that the cases have people of their own in the one world in which they are decided."""


def person(n: int) -> str:
    n += FIRST
    return resident(f"310112{1935 + n % 40}0101{n:03d}")


def name(n: int) -> str:
    n += FIRST
    return "样" + "甲乙丙丁戊己庚辛壬癸"[n // 10 % 10] + "一二三四五六七八九十"[n % 10]


def insured(*numbers: int, more: dict[int, Row] | None = None, head: Row = ()) -> list[Row]:
    """A 承保名单 of these people; ``more``: what stands behind the usual columns, under ``head``."""
    rows = [[name(n), person(n), "七宝镇", "2024-06-01", *(more or {}).get(n, [])] for n in numbers]
    return [[*INSURED, *head], *rows]


def roster(*numbers: int, more: dict[int, Row] | None = None, head: Row = ()) -> list[Row]:
    return [[*ROSTER, *head], *([name(n), person(n), "七宝镇", *(more or {}).get(n, [])] for n in numbers)]


def book(path: Path, **sheets: Sequence[Row]) -> openpyxl.Workbook:
    """Write a workbook of these sheets and return it, to be dressed and saved again."""
    written = openpyxl.Workbook()
    written.remove(written.active)
    for title, rows in sheets.items():
        sheet = written.create_sheet(title)
        for row in rows:
            sheet.append(list(row))
    path.parent.mkdir(exist_ok=True, parents=True)
    written.save(path)
    return written


def columns_that_decide(folder: Path) -> None:
    """状态代码, 证件情况, 停发日期, 投保人, 死亡, and headers that nobody knows."""
    states = {1: ["01", "张三"], 2: ["9", "某某有限公司"], 3: ["退保", "本人"], 4: ["已撤销", "本人"]}
    book(folder / "承保.xlsx", 清单=insured(1, 2, 3, 4, 5, 6, 7, 8, more=states, head=["状态代码", "投保人"]))
    marks = {3: ["正常", None, None], 4: ["注销", None, None], 5: ["冻结", "2024-02-01", None], 6: ["过期", None, "是"]}
    head = ["证件情况", "停发日期", "是否死亡", "甲乙丙"]
    days = {n: [*row, "2020-01-01"] for n, row in marks.items()}
    book(folder / "残联.xlsx", 持证残疾人=roster(*range(1, 9), more=days, head=head))


def lists_that_say_out(folder: Path) -> None:
    """死亡名单, 退保名单, 团单, 往期发放 without a year but in its name, and sheets 注销 and 迁出 of a roster."""
    book(folder / "承保.xlsx", 清单=insured(*range(1, 11)))
    book(folder / "残联.xlsx", 持证残疾人=roster(*range(1, 9)), 注销=roster(3), 迁出=roster(4))
    book(folder / "死亡名单.xlsx", Sheet1=[["姓名", "身份证号码", "死亡日期"], [name(1), person(1), "2024-03-01"]])
    book(folder / "退保.xlsx", Sheet1=[["姓名", "身份证号码", "退保日期"], [name(2), person(2), "2024-07-01"]])
    book(folder / "团单.xlsx", Sheet1=[["姓名", "证件号码", "投保单位"], [name(5), person(5), "某厂"]])
    book(folder / "往期发放2024.xlsx", Sheet1=[["姓名", "证件号码", "金额"], [name(6), person(6), 129]])
    book(folder / "街道通报.xlsx", 已故=[["姓名", "备注"], [name(7), "家属来电"]])
    book(folder / "会议签到.xlsx", Sheet1=[["姓名", "职务", "签名"], [name(8), "主任", None]])


def what_stands_beside_the_cells(folder: Path) -> None:
    """Struck-out rows and texts, comments, hidden rows, columns and sheets, merged 街镇, error values, a destroyed number."""
    path = folder / "承保.xlsx"
    written = book(path, 清单=insured(*range(1, 14)), 补充=insured(14))
    sheet = written["清单"]
    for cell in sheet[2]:
        cell.font = Font(strike=True)
    sheet["B3"].font = Font(strike=True)
    sheet["A4"].comment = Comment("经办：\n已退保", "甲")
    sheet["A5"].comment = Comment("电话打过", "甲")
    for place in ("B6", "B7", "B10"):
        sheet[place] = 310112194001010990
    sheet["D7"] = "#N/A"
    sheet["D7"].data_type = "e"
    sheet["C8"] = "#REF!"
    sheet.row_dimensions[9].hidden = True
    sheet.column_dimensions["D"].hidden = True
    written["补充"].sheet_state = "hidden"
    written.save(path)
    path = folder / "残联.xlsx"
    written = book(path, 持证残疾人=[["区残联持证残疾人名册"], *roster(*range(1, 15))])
    sheet = written["持证残疾人"]
    sheet.merge_cells("A1:C1")
    for row in range(4, 17):
        sheet.cell(row, 3).value = None
    sheet["C3"], sheet["C9"], sheet["B9"] = "莘庄镇", "颛桥镇", "'" + person(7)
    sheet.merge_cells("C3:C8")
    sheet.merge_cells("C9:C16")
    sheet["A12"].comment = Comment("去世", "甲")
    written.save(path)


def lines_and_second_tables(folder: Path) -> None:
    """以下人员已退保, 合计, signatures, a second table below with another header and one at the side, blank leading rows."""
    rows = [[], ["2024年沪惠保承保名单"], *insured(1, 2, 3, 4), ["以下人员已退保"], *insured(5, 6)[1:]]
    rows += [["合计", None, None, 6], [], ["姓名", "身份证号", "死亡日期"], [name(3), person(3), "2024-05-01"]]
    book(folder / "承保.xlsx", Sheet1=[*rows, ["制表：甲", None, "审核："]])
    beside = [
        [*row, None, *other] for row, other in zip(roster(1, 2, 3, 4, 5, 6), roster(7, 8, 9, 10, 11, 12), strict=True)
    ]
    book(folder / "残联.xlsx", 持证残疾人=beside)


def names_that_say_something(folder: Path) -> None:
    """街镇, year and 退保 that only the names of files and sheets say; the same name in two folders; CSV in GB18030; an empty sheet."""
    plain = [[*row[:2], *row[3:]] for row in insured(*range(1, 9))]
    book(folder / "线上.xlsx", 承保名单=plain, 空=[])
    for town, numbers in (("七宝镇", (1, 2)), ("颛桥镇", (3, 4))):
        book(folder / town / f"{town}残疾人.xlsx", Sheet1=[row[:2] for row in roster(*numbers)])
    for part, numbers in (("甲", (5,)), ("乙", (6,))):
        book(folder / part / "名单.xlsx", 华漕镇优抚对象=[row[:2] for row in roster(*numbers)])
    text = "\r\n".join(",".join(map(str, row)) for row in [*roster(7, 8), [name(8), person(8), '"七宝\r\n镇"']])
    (folder / "生活困难农户.csv").write_bytes(text.encode("gb18030"))
    book(folder / "承保名单（退保）.xlsx", Sheet1=insured(1))


CASES: list[Callable[[Path], None]] = [
    columns_that_decide,
    lists_that_say_out,
    what_stands_beside_the_cells,
    lines_and_second_tables,
    names_that_say_something,
]


@dataclass(frozen=True)
class Imported:
    """A project workbook into which every file of a folder was imported. ``places``: {tab: (file, sheet) as a folder calls them}."""

    path: Path
    places: dict[str, tuple[str, str]]


def import_all(files: Sequence[Path], base: Path, path: Path) -> Imported:
    """The template with these files, saved."""
    press("新建工作簿", path)
    places = {}
    for file in reversed(files):  # the order of the imports decides nothing
        before = {*openpyxl.load_workbook(path, read_only=True).sheetnames}
        press("导入名册", path, source=file)
        for grid in seen(path).source.grids:
            if grid.sheet not in before and grid.received:
                places[grid.sheet] = (file.relative_to(base).as_posix(), grid.received[1])
    return Imported(path, places)


def of_folder(folder: Path) -> Result:
    rules = policy.load(YEAR)
    files, _ = open_sources(Sources((folder,), {}), (), silent, rules)
    return decide_and_pay(collect(files, rules, {}, date.today()), rules)


def of_workbook(path: Path) -> Result:
    """As the buttons decide."""
    return Desk(seen(path), "认定资格").result()


def facts(result: Result, places: dict[str, tuple[str, str]] | None = None) -> dict[str, list[tuple[str, ...]]]:
    """Who is paid, what is decided of each row and what is found, with the places as the folder calls them. What is only there because the template
    prepares sheets (an empty one is no list, 选项 is none) is left out."""

    def rows(frame: pd.DataFrame, *columns: str) -> list[tuple[str, ...]]:
        table = frame.assign(**{column: frame[column].astype("str") for column in ("file", "sheet", *columns)})
        if places is not None:
            table = table[table["sheet"].isin([*places, ""])]
            there = [places.get(sheet, ("", "")) for sheet in table["sheet"]]
            table = table.assign(file=[file for file, _ in there], sheet=[sheet for _, sheet in there])
        return sorted(table[["file", "sheet", "row", *columns]].astype("str").itertuples(index=False, name=None))

    found = result.findings[~result.findings["code"].isin(["I05", "I22", "I09"])]
    decided = ("name", "id_raw", "disposition", "code", "home", "categories")
    return {
        "decisions": rows(result.decisions, *decided),
        "paid": sorted(
            result.payments[["name", "amount_fen", "payable"]].astype("str").itertuples(index=False, name=None)
        ),
        "findings": rows(found, "code", "level", "column", "letters", "value"),
        "outreach": sorted(result.outreach["name"].astype("str")),
    }


def require_same(one: Result, other: Result, places: dict[str, tuple[str, str]]) -> None:
    expected, seen = facts(one), facts(other, places)
    for what, rows in expected.items():
        assert seen[what] == rows, what
    assert len(expected["decisions"]) > 1


def test_what_is_imported_is_decided_as_it_is_from_a_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """All cases in one world; a place that differs has the name of its case in front."""
    folder = tmp_path / "来件"
    for at, case in enumerate(CASES):
        monkeypatch.setattr(sys.modules[__name__], "FIRST", 20 * at)
        case(folder / case.__name__)
    files = sorted(file for file in folder.rglob("*") if file.is_file())
    imported = import_all(files, folder, tmp_path / "项目.xlsx")
    by_folder = of_folder(folder)
    require_same(by_folder, of_workbook(imported.path), imported.places)
    alone = tmp_path / "工作簿"
    alone.mkdir()
    shutil.copy(imported.path, alone)
    require_same(by_folder, of_folder(alone), imported.places)


def test_the_samples_are_decided_alike(tmp_path: Path) -> None:
    """Without the copy of a file that is among them: a folder's second copy is said (I18), the workbook's is refused."""
    folder = Path(shutil.copytree(resources.folder("workbooks") / "样例", tmp_path / "样例"))
    next(folder.rglob("优抚对象（重发）.csv")).unlink()
    files, _ = open_sources(Sources((folder,), {}), (), silent, policy.load(YEAR))
    imported = import_all([file.path for file in files], folder, tmp_path / "项目.xlsx")
    require_same(of_folder(folder), of_workbook(imported.path), imported.places)


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("模板") / "项目.xlsx"
    press("新建工作簿", path)
    return path


@pytest.fixture
def project(template: Path, tmp_path: Path) -> Path:
    """A project workbook."""
    return Path(shutil.copy(template, tmp_path / "项目.xlsx"))


def bring_in(path: Path, file: Path) -> str:
    return press("导入名册", path, source=file)


def tabs(path: Path) -> list[str]:
    return [name for name in openpyxl.load_workbook(path).sheetnames if name.startswith(importing.PREFIX)]


def test_what_a_sheet_of_a_file_is_read_as_is_said(project: Path, tmp_path: Path) -> None:
    lists_that_say_out(tmp_path / "来件")
    says = {
        file: bring_in(project, tmp_path / "来件" / file)
        for file in ("死亡名单.xlsx", "退保.xlsx", "会议签到.xlsx", "残联.xlsx")
    }
    assert "死亡名单 1 行" in says["死亡名单.xlsx"] and "退保名单 1 行" in says["退保.xlsx"]
    assert "认不出是什么名单的表不作名单用：“来件·会议签到”" in says["会议签到.xlsx"]
    assert "导入 3 张工作表" in says["残联.xlsx"]
    assert tabs(project)[-3:] == ["来件·残联-持证残疾人", "来件·残联-注销", "来件·残联-迁出"]


def test_what_is_not_sure_is_asked(project: Path, tmp_path: Path) -> None:
    columns_that_decide(tmp_path / "来件")
    assert "需要人回答：1 处" in bring_in(project, tmp_path / "来件" / "残联.xlsx")


def test_a_file_is_imported_once(project: Path, tmp_path: Path) -> None:
    """The same bytes under another name too; another file of the same name is asked about, one from another folder is not."""
    first, again = tmp_path / "甲" / "名单.xlsx", tmp_path / "甲" / "名单(1).xlsx"
    book(first, 承保名单=insured(1))
    again.write_bytes(first.read_bytes())
    bring_in(project, first)
    for file in (first, again):
        with pytest.raises(Stop, match="已经导入过（“来件·名单”），没有再抄一遍"):
            bring_in(project, file)
    book(first, 承保名单=insured(1, 2))
    with pytest.raises(Stop, match="内容与这次的不同"):
        bring_in(project, first)
    book(tmp_path / "乙" / "名单.xlsx", 承保名单=insured(3))
    bring_in(project, tmp_path / "乙" / "名单.xlsx")
    assert tabs(project) == ["来件·名单", "来件·名单(2)"]
    without_sheet(project, "来件·名单")
    bring_in(project, first)
    assert sorted(tabs(project)) == ["来件·名单", "来件·名单(2)"]


@pytest.mark.parametrize(
    "file",
    [
        "六月更正/残疾人.xlsx",
        "六月/残疾人(更正).xlsx",
        "下载/残疾人 (1).xlsx",
        "六月/残疾人_终版v2.xlsx",
        "七宝/残疾人-副本.xlsx",
    ],
)
def test_a_list_sent_again_under_its_name_stops_and_other_people_are_told(
    project: Path, tmp_path: Path, file: str
) -> None:
    book(tmp_path / "六月" / "残疾人.xlsx", 残疾人=roster(1, 2, 3))
    bring_in(project, tmp_path / "六月" / "残疾人.xlsx")
    book(tmp_path / file, 残疾人=roster(1, 2))
    with pytest.raises(Stop, match=r"“六月/残疾人.xlsx”已经导入过.*大多是同样的人（100%）.*先删除这些工作表"):
        bring_in(project, tmp_path / file)
    assert tabs(project) == ["来件·残疾人"]
    book(tmp_path / "浦江" / "残疾人.xlsx", 残疾人=roster(4, 5, 6))
    assert "另有同名的文件已经导入：“六月/残疾人.xlsx”（“来件·残疾人”）" in bring_in(
        project, tmp_path / "浦江" / "残疾人.xlsx"
    )


def test_each_import_is_taken_back_alone(project: Path, tmp_path: Path) -> None:
    for number in (1, 2):
        book(tmp_path / f"{number}.xlsx", 承保名单=insured(number), 补=insured(number + 2))
        bring_in(project, tmp_path / f"{number}.xlsx")
    assert press("撤销上一步", project).startswith("已撤销“导入名册”")
    assert tabs(project) == ["来件·1-承保名单", "来件·1-补"]
    bring_in(project, tmp_path / "2.xlsx")
    assert len(tabs(project)) == 4


def test_a_list_whose_marks_were_deleted_is_not_read(project: Path, tmp_path: Path) -> None:
    what_stands_beside_the_cells(tmp_path / "来件")
    bring_in(project, tmp_path / "来件" / "承保.xlsx")
    opened = openpyxl.load_workbook(project)
    sheet = opened["来件·承保-清单"]
    assert str(sheet["E1"].value).startswith(HEAD)
    for row in range(1, sheet.max_row + 1):
        sheet.cell(row, 5).value = None
    opened.save(project)
    with pytest.raises(Stop, match="“来件·承保-清单”是导入的名单.*“导入标记”列被删除"):
        press("认定资格", project)
    press("撤销上一步", project)
    assert not tabs(project) and seen(project).source.grids


def test_a_cell_that_arrives_otherwise_stops_the_import(
    project: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write = importing._write

    def losing(book: Any, grid: Any, *more: Any) -> None:
        cells = [pc.replace_substring(column, "样", "祥") for column in grid.cells]
        write(book, replace(grid, cells=cells), *more)

    monkeypatch.setattr(importing, "_write", losing)
    book(tmp_path / "名单.xlsx", 承保名单=insured(1))
    with pytest.raises(Stop, match="“承保名单”抄入后，单元格 A2 与原文件不同"):
        bring_in(project, tmp_path / "名单.xlsx")
    assert not tabs(project)


def test_texts_that_look_like_formulas_stay_texts_and_what_no_cell_can_hold_is_refused(
    project: Path, tmp_path: Path
) -> None:
    text = "姓名,证件号码\n样甲,'123\r\n样乙,=1+1\n"
    (tmp_path / "名单.csv").write_text(text, encoding="utf-8")
    bring_in(project, tmp_path / "名单.csv")
    sheet = openpyxl.load_workbook(project)["来件·名单"]
    assert [sheet[place].value for place in ("A2", "B2", "B3")] == ["样甲", "'123", "=1+1"]
    (tmp_path / "长.csv").write_text(f"姓名,证件号码\n样甲,{'1' * 40_000}\n", encoding="utf-8")
    with pytest.raises(Stop, match="B 列有超过 32,767 个字符的单元格"):
        bring_in(project, tmp_path / "长.csv")
    book(tmp_path / "空.xlsx", 承保名单=[])
    with pytest.raises(Stop, match="“空.xlsx”中没有"):
        bring_in(project, tmp_path / "空.xlsx")


def test_a_list_that_a_column_lacks_is_refused_as_from_a_folder(project: Path, tmp_path: Path) -> None:
    book(tmp_path / "名单.xlsx", 承保名单=[["姓名", "街镇"], ["样甲", "七宝镇"]])
    with pytest.raises(Stop, match="证件号码"):
        bring_in(project, tmp_path / "名单.xlsx")
    assert not tabs(project)


def test_long_and_forbidden_names_make_sheets_all_the_same(project: Path, tmp_path: Path) -> None:
    stem = "闵行区2024年度沪惠保承保名单（人寿保险公司报送定稿）[第二版]"
    book(tmp_path / f"{stem}.xlsx", 承保名单=insured(1), 承保名单二=insured(2))
    bring_in(project, tmp_path / f"{stem}.xlsx")
    names = tabs(project)
    assert len(names) == 2 and all(len(tab) <= 31 for tab in names)
    assert {grid.received for grid in seen(project).source.grids} >= {
        (tmp_path / tmp_path.name / f"{stem}.xlsx", sheet) for sheet in ("承保名单", "承保名单二")
    }


def test_many_merged_cells_are_all_seen(project: Path, tmp_path: Path) -> None:
    """Two hundred pairs of rows that share a 街镇: an open workbook is asked often enough."""
    path = tmp_path / "残联.xlsx"
    written = book(path, 持证残疾人=roster(*range(1, 401)))
    sheet = written["持证残疾人"]
    for row in range(2, 402, 2):
        sheet.cell(row + 1, 3).value = None
        sheet.merge_cells(start_row=row, end_row=row + 1, start_column=3, end_column=3)
    written.save(path)
    bring_in(project, path)
    (grid,) = (grid for grid in seen(project).source.grids if grid.received)
    assert len(grid.merged) == 200


@pytest.mark.parametrize(("below", "stops"), [("莘庄镇", False), ("颛桥镇", True)])
def test_what_stands_below_merged_cells_is_the_same_or_stops(
    project: Path, tmp_path: Path, below: str, stops: bool
) -> None:
    """Programs fill all cells before they merge them; Excel keeps the first."""
    path = tmp_path / "残联.xlsx"
    writer = xlsxwriter.Workbook(path)
    sheet = writer.add_worksheet("持证残疾人")
    for row, cells in enumerate(roster(1, 2)):
        sheet.write_row(row, 0, cells)
    sheet.merge_range("C2:C3", "莘庄镇")
    sheet.write("C3", below)
    writer.close()
    if stops:
        with pytest.raises(Stop, match="合并的单元格 C2:C3 下面盖着别的内容"):
            bring_in(project, path)
    else:
        bring_in(project, path)
        (grid,) = (grid for grid in seen(project).source.grids if grid.received)
        assert grid.cells[2].to_pylist() == ["街镇", "莘庄镇", "莘庄镇"]
