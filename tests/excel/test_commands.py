"""Every command on a small saved workbook; what it leaves is read back with openpyxl."""

import datetime as dt
import runpy
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import xlsxwriter
import xlwt
from book_content import content
from openpyxl.comments import Comment
from openpyxl.styles import PatternFill
from project_book import person, staff_book
from tables import resident

from huibao_xl import policy, resources
from huibao_xl.cli import main
from huibao_xl.commands import buttons
from huibao_xl.excel import marks, project
from huibao_xl.excel.buttons import deciding
from huibao_xl.excel.commands import press
from huibao_xl.excel.snapshot import Snapshot
from huibao_xl.files.reading import read_file
from huibao_xl.reasons import Stop
from huibao_xl.rosters.sources import Sources
from huibao_xl.subsidy import run
from huibao_xl.subsidy.reports import WORKBOOK


@pytest.fixture(autouse=True)
def own_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    home = tmp_path / "home"
    home.mkdir()
    monkeypatch.setattr(Path, "home", lambda: home)
    return home


@pytest.fixture
def staff(tmp_path: Path) -> Path:
    return staff_book(tmp_path / "名单.xlsx")


_PRESSED: dict[tuple[str, bytes], tuple[str, bytes]] = {}


@pytest.fixture
def pressed(staff: Path) -> Callable[[str], str]:
    """A function that leaves ``staff`` as a button leaves it that is pressed first, and returns the message: each button is pressed once on the same bytes
    for all tests. Not for buttons that write files beside the workbook."""

    def after(label: str) -> str:
        key = label, staff.read_bytes()
        if key not in _PRESSED:
            _PRESSED[key] = press(label, staff), staff.read_bytes()
        message, content = _PRESSED[key]
        staff.write_bytes(content)
        return message

    return after


def table(path: Path, sheet: str) -> list[tuple[Any, ...]]:
    return list(openpyxl.load_workbook(path)[sheet].iter_rows(values_only=True))


def test_grids_of_an_open_workbook_are_those_of_the_file(tmp_path: Path) -> None:
    path = tmp_path / "表.xlsx"
    book = xlsxwriter.Workbook(path)
    sheet = book.add_worksheet("数据")
    day, moment, hour = (book.add_format({"num_format": f}) for f in ("yyyy-mm-dd", "yyyy-mm-dd hh:mm:ss", "hh:mm"))
    sheet.write_row(1, 1, ["文本", 129, 0.1 + 0.2, 1e-7, True, 123456789012345])
    sheet.write_datetime(2, 1, dt.datetime(2024, 5, 1), day)
    sheet.write_datetime(2, 2, dt.datetime(2024, 5, 1, 13, 5, 6), moment)
    sheet.write_datetime(2, 3, dt.time(6, 30), hour)
    sheet.write_number(2, 4, 310112198501010000)
    sheet.write_formula(2, 5, "=NA()", None, "#N/A")
    sheet.write_formula(2, 6, "=1+1", None, 2)
    sheet.merge_range("A5:B7", "合并")
    sheet.merge_range("D5:F5", "横")
    sheet.set_row(3, None, None, {"hidden": True})
    sheet.set_column("E:E", 9, None, {"hidden": True})
    sheet.write_blank(30, 20, None, day)
    book.add_worksheet("空")
    book.add_worksheet("藏").hide()
    book.close()
    grids = Snapshot(path, path.read_bytes()).source.grids
    for ours, theirs in zip(grids, read_file(path).grids, strict=True):
        assert [ours.row(index) for index in range(ours.n_rows)] == [theirs.row(at) for at in range(theirs.n_rows)]
        assert (ours.sheet, ours.hidden, ours.merged) == (theirs.sheet, theirs.hidden, theirs.merged)
        assert (ours.numbers, ours.hidden_rows) == (theirs.numbers, theirs.hidden_rows)
    assert grids[0].hidden_rows >= {3} and grids[0].hidden_columns >= {4}


def test_every_command_that_is_no_step_leaves_the_lists_as_they_were_and_tells_in_chinese(staff: Path) -> None:
    """The steps do so in test_round_trip.py, one after another, where each is taken back too."""
    before = content(staff)
    sources = {"承保名单", "医疗救助对象", "残疾人名册", "银行账户", "工作备忘"}
    press("更新参数", staff)  # something to list as a run
    pressed = []
    for button in buttons():
        if button.step or button.label in ("新建工作簿", "撤销上一步"):
            continue
        if button.group == "清算" or button.id.startswith("ledger."):
            continue  # these ask for other lists or for a ledger: test_monitoring.py, test_settling.py, test_paying.py
        message = press(button.id, staff, number=person(1))
        assert "错误" not in message.splitlines()[0] and any("一" <= character <= "鿿" for character in message)
        now = content(staff, sources)
        assert {name: now[name] for name in sources} == {name: before[name] for name in sources}
        pressed.append(button.label)
    assert {"查某人", "运行记录"} <= set(pressed) and "运行记录" in openpyxl.load_workbook(staff).sheetnames


def test_result_sheets_hold_text_ids_yuan_numbers_and_live_formulas(staff: Path, pressed: Callable[[str], str]) -> None:
    pressed("计算补贴")
    press("预算表", staff)
    book = openpyxl.load_workbook(staff)
    detail = book["补贴明细"]
    assert detail["B2"].number_format == "@" and detail["B2"].data_type == "s"
    assert (100 * detail["G2"].value, detail["G2"].number_format) == (policy.load().amount_fen, "#,##0.00")
    assert detail["A1"].font.bold and detail.column_dimensions["B"].width > 18
    shares = book["分摊汇总"]
    assert shares.cell(shares.max_row, 3).value == f"=SUM(C2:C{shares.max_row - 1})"
    formulas = [cell.value for line in book["预算表"].iter_rows() for cell in line if cell.data_type == "f"]
    assert len(formulas) > 20 and not any("[" in formula for formula in formulas)
    assert book.defined_names["补贴金额"].attr_text.replace("'", "") == "参数!$C$3"
    assert book["预算表"].merged_cells.ranges


def test_marks_stand_where_the_fault_is_and_link_back(staff: Path, pressed: Callable[[str], str]) -> None:
    message = pressed("核验名册")
    assert "已核验" in message and "问题清单" in message
    book = openpyxl.load_workbook(staff)
    sheet = book["承保名单"]
    lost, wrong = sheet["C5"], sheet["C4"]
    assert lost.comment.text.startswith("【沪惠保·H01】")
    assert wrong.comment.text.startswith("本单位的批注\n――――――\n【沪惠保·H01】") and wrong.fill.fill_type == "lightUp"
    column = next(cell.column for cell in sheet[2] if cell.value == marks.PROBLEMS)
    assert sheet.cell(5, column).value.startswith("【错误 H01 C列】")
    assert "另一批注" in sheet.cell(3, column).value  # what staff note beside a row counts as it does in a run
    problems = book["问题清单"]
    titles = [cell.value for cell in problems[1]]
    rows = [list(line) for line in problems.iter_rows(min_row=2)]
    links = {line[titles.index("定位")].hyperlink for line in rows if line[titles.index("行号")].value}
    assert {"'承保名单'!C4", "'承保名单'!C5"} <= {link.location for link in links if link}


def test_every_fault_is_coloured_and_told_also_where_notes_end(staff: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(marks, "NOTED", 1)
    message = press("核验名册", staff)
    assert "批注每张表只加 1 个" in message and "承保名单 2 个" in message
    sheet = openpyxl.load_workbook(staff)["承保名单"]
    notes = [cell.comment.text for line in sheet.iter_rows() for cell in line if cell.comment]
    assert sum("【沪惠保·" in text for text in notes) == 1
    place = next(cell for cell in sheet[2] if cell.value == marks.PROBLEMS)
    told = {row: sheet.cell(row, place.column).value for row in (4, 5, 6)}
    assert told[4].startswith("【错误 H01 C列】") and told[6].startswith("【警告 I13 D列】")
    rules = {
        (str(area.sqref), rule.priority, "C列" in rule.formula[0], "D列" in rule.formula[0])
        for area in sheet.conditional_formatting
        for rule in area.rules
        if "沪惠保" in rule.formula[0]
    }
    heads = {("A3:A12", 3, False, False), ("A3:A12", 4, False, False)}
    assert rules == {("C3:C12", 1, True, False), ("D3:D12", 2, False, True)} | heads
    assert f"${place.column_letter}:${place.column_letter}" in sheet.conditional_formatting["C3:C12"][0].formula[0]


def test_marks_are_renewed_and_cleared_without_a_trace(staff: Path, pressed: Callable[[str], str]) -> None:
    before = content(staff)
    pressed("核验名册")
    once = content(staff)
    press("核验名册", staff)
    twice = content(staff)
    assert once == twice != before
    press("清除标记", staff)
    after = content(staff)
    assert {name: after[name] for name in before} == before
    assert press("清除标记", staff).startswith("没有本软件的标记")


def test_marks_are_found_again_after_rows_were_sorted(staff: Path, pressed: Callable[[str], str]) -> None:
    """Our notes, texts and colours are known by what they are, not by where they were."""
    before = content(staff)["承保名单"]["cells"]
    pressed("核验名册")
    book = openpyxl.load_workbook(staff)
    sheet = book["承保名单"]
    for column in range(1, sheet.max_column + 1):
        one, other = sheet.cell(5, column), sheet.cell(11, column)
        one.value, other.value = other.value, one.value
        one.comment, other.comment = (
            None if other.comment is None else Comment(other.comment.text, "经办"),
            (None if one.comment is None else Comment(one.comment.text, "经办")),
        )
    book.save(staff)
    press("清除标记", staff)
    after = content(staff)["承保名单"]["cells"]
    assert not [cell for cell in after.values() if cell[2] and "沪惠保" in cell[2][0]]
    texts = [sorted(str(cell[0]) for cell in cells.values() if cell[0] is not None) for cells in (before, after)]
    assert texts[0] == texts[1]


@pytest.mark.parametrize("label", ["计算补贴", "预算表", "核验名册"])
def test_undo_takes_back_new_sheets_names_and_marks(staff: Path, pressed: Callable[[str], str], label: str) -> None:
    """One that leaves sheets, names, and marks; each of the others is taken back in test_round_trip.py."""
    before, original = content(staff), staff.read_bytes()
    pressed(label)
    assert content(staff) != before
    assert press("撤销上一步", staff).startswith(f"已撤销“{label}”")
    assert content(staff) == before and staff.read_bytes() == original
    assert press("撤销上一步", staff).startswith("没有可以撤销的步骤")


@pytest.mark.parametrize("label", ["计算补贴", "预算表", "核验名册"])
def test_undo_takes_our_changes_back_also_when_somebody_saved_since(
    staff: Path, pressed: Callable[[str], str], label: str
) -> None:
    book = openpyxl.load_workbook(staff)
    book.save(staff)
    before = content(staff)
    pressed(label)
    book = openpyxl.load_workbook(staff)
    book["工作备忘"]["A2"] = "后来写的"
    book.save(staff)
    assert press("撤销上一步", staff).startswith(f"已撤销“{label}”")
    after = content(staff)
    assert after["工作备忘"]["cells"].pop("A2")[0] == "后来写的"
    assert after == before
    hidden = [name for name in openpyxl.load_workbook(staff).sheetnames if name.startswith("_huibao")]
    assert hidden == ["_huibao"]


@pytest.mark.parametrize(("label", "sheet"), [("计算补贴", "补贴明细"), ("区镇分摊", "分摊汇总"), ("预算表", "预算表")])
def test_undo_puts_back_a_rewritten_sheet_with_what_staff_did_to_it(
    staff: Path, pressed: Callable[[str], str], label: str, sheet: str
) -> None:
    pressed(label)
    book = openpyxl.load_workbook(staff)
    page = book[sheet]
    page["B2"].fill = PatternFill("solid", fgColor="010203")
    page["D3"] = "=1+1"
    page["E3"].comment = Comment("本单位", "经办")
    page.column_dimensions["C"].width = 33
    book.save(staff)
    before = content(staff)
    press(label, staff)
    assert content(staff) != before
    press("撤销上一步", staff)
    assert content(staff) == before


def test_undo_puts_cleared_marks_back(staff: Path, pressed: Callable[[str], str]) -> None:
    pressed("核验名册")
    before = content(staff)
    press("清除标记", staff)
    press("撤销上一步", staff)
    assert content(staff) == before


def test_a_sheet_of_the_staffs_with_the_name_of_a_result_is_not_overwritten(staff: Path) -> None:
    book = openpyxl.load_workbook(staff)
    book.create_sheet("分摊汇总")["A1"] = "本单位自己的"
    book.save(staff)
    before = staff.read_bytes()
    with pytest.raises(Stop, match="不是本软件写的"):
        press("区镇分摊", staff)
    assert staff.read_bytes() == before


def test_broken_input_is_one_sentence_and_no_change(tmp_path: Path, staff: Path) -> None:
    broken = tmp_path / "坏.xlsx"
    broken.write_bytes(staff.read_bytes()[:2000])
    without = tmp_path / "缺名单.xlsx"
    book = openpyxl.load_workbook(staff)
    del book["承保名单"]
    book.save(without)
    none = tmp_path / "没有.xlsx"
    for path, label in (
        (broken, "核验名册"),
        (without, "计算补贴"),
        (none, "计算补贴"),
        (none, "帮助"),
        (broken, "查某人"),
    ):
        before = path.read_bytes() if path.exists() else None
        with pytest.raises(Stop) as stop:
            press(label, path)
        assert stop.value.exit_status == 2
        assert "\n" not in str(stop.value) and str(stop.value).endswith("。")
        assert (path.read_bytes() if path.exists() else None) == before
    with pytest.raises(Stop, match="没有“发钱”这个命令"):
        press("发钱", staff)


def test_a_defect_is_logged_without_personal_data_and_changes_nothing(
    staff: Path, own_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(desk: Any) -> str:
        raise ValueError(person(1))

    monkeypatch.setattr(deciding, "pay", fail)
    before, log = staff.read_bytes(), own_home / ".huibao" / "huibao.log"
    with pytest.raises(Stop) as stop:
        press("计算补贴", staff)
    text = str(stop.value)
    assert stop.value.exit_status == 1 and staff.read_bytes() == before
    assert str(log) in text and "Traceback" not in text and person(1) not in text
    text = log.read_text(encoding="utf-8")
    assert "计算补贴：ValueError" in text and "test_commands.py" in text and person(1) not in text


@pytest.mark.parametrize("lock", ["~$名单.xlsx", ".~名单.xlsx"])
def test_a_workbook_that_is_open_elsewhere_is_not_written(staff: Path, lock: str) -> None:
    """Excel and WPS leave such files; what stands in their window would be saved over ours later."""
    staff.with_name(lock).write_bytes(b"x")
    before = staff.read_bytes()
    with pytest.raises(Stop, match="正在 Excel 或 WPS 中打开"):
        press("认定资格", staff)
    assert staff.read_bytes() == before
    press("查某人", staff, number=person(1))
    press("认定资格", staff, staff.with_name("另存.xlsx"))


def test_a_workbook_in_another_format_gets_a_copy_beside_it(tmp_path: Path) -> None:
    book = xlwt.Workbook()
    sheet = book.add_sheet("承保名单")
    for row, cells in enumerate(
        [["姓名", "证件号码", "街镇"], ["样甲", person(1), "莘庄镇"], ["样乙", "31011", "莘庄镇"]]
    ):
        for column, cell in enumerate(cells):
            sheet.write(row, column, cell)
    path, copy = tmp_path / "名单.et", tmp_path / "名单（沪惠保）.xlsx"
    book.save(path)
    before = path.read_bytes()
    message = press("核验名册", path)
    assert path.read_bytes() == before and f"“{copy.name}”" in message
    assert "【错误" in str(openpyxl.load_workbook(copy)["承保名单"]["D3"].value)
    with pytest.raises(Stop, match="已存在"):
        press("核验名册", path)
    assert press("核验名册", copy).startswith("已核验 2 行")


def test_the_project_workbook_from_new_to_bank_files(staff: Path, tmp_path: Path) -> None:
    path = tmp_path / "项目.xlsx"
    press("新建工作簿", path)
    with pytest.raises(Stop, match="已存在"):
        press("新建工作簿", path)
    rules = len(openpyxl.load_workbook(path)["承保名单"].data_validations.dataValidation)
    assert rules >= 4
    with pytest.raises(Stop, match="承保名单"):
        press("计算补贴", path)
    message = press("导入名册", path, source=staff)
    assert "承保名单 10 行" in message and "工作备忘" in message
    book = openpyxl.load_workbook(path)
    sheet = book["来件·名单-承保名单"]
    assert (sheet["C3"].value, sheet["C3"].number_format) == (person(1), "@")
    assert sheet["C5"].data_type == "n"  # a destroyed id does not become a text that passes for one
    assert len(book["承保名单"].data_validations.dataValidation) == rules
    assert "C2:C4" in str(book["来件·名单-残疾人名册"].merged_cells)
    year = next(str(row[3]) for row in table(path, "开始") if row[1] == "政策年度")
    run.run(Sources.parse([str(staff)]), year, tmp_path / "结果")
    for label in ("核验名册", "计算补贴", "平衡检查", "银行代发表", "公示表"):
        press(label, path)
    people = [row[:13] for row in table(path, "补贴明细")]
    assert people == [row[:13] for row in table(tmp_path / "结果" / WORKBOOK, "补贴明细")]
    start = {row[1]: row[3] for row in table(path, "开始")}
    assert "应补" in start["计算补贴"] and start["标注类别"] == "未做"
    with pytest.raises(Stop, match="已经导入过"):
        press("导入名册", path, source=staff)


def test_settings_of_the_start_sheet_count(staff: Path, tmp_path: Path) -> None:
    path = tmp_path / "项目.xlsx"
    press("新建工作簿", path)
    book = openpyxl.load_workbook(path)
    places = {name: entry.attr_text.rpartition("!")[2].replace("$", "") for name, entry in book.defined_names.items()}
    book["开始"][places["项目_导入文件"]] = staff.name
    book["开始"][places["项目_批次名"]] = "第一批"
    book.save(path)
    press("导入名册", path)
    press("银行代发表", path)
    assert table(tmp_path / "银行代发" / "莘庄镇.xlsx", "银行代发")[1][6] == "第一批"
    book = openpyxl.load_workbook(path)
    book["开始"][places["项目_参考日期"]] = "七月一日"
    book.save(path)
    with pytest.raises(Stop, match="七月一日"):
        press("计算补贴", path)


@pytest.mark.parametrize("label", ["银行代发表", "公示表"])
def test_the_files_beside_the_workbook_can_be_read_by_their_owner_only(staff: Path, label: str) -> None:
    press(label, staff)
    folder = staff.parent / label.removesuffix("表")
    files = list(folder.iterdir())
    assert files and {file.stat().st_mode & 0o777 for file in files} == {0o600}
    assert folder.stat().st_mode & 0o777 == 0o700


def test_a_folder_with_other_files_is_not_replaced(staff: Path, tmp_path: Path) -> None:
    press("公示表", staff)
    press("公示表", staff)
    (tmp_path / "公示" / "笔记.txt").write_text("本单位", encoding="utf-8")
    with pytest.raises(Stop, match="不是本软件写出的"):
        press("公示表", staff)
    assert (tmp_path / "公示" / "笔记.txt").exists()


@pytest.mark.parametrize("label", ["银行代发表", "公示表"])
def test_a_folder_with_a_file_that_somebody_edited_is_not_replaced(staff: Path, label: str) -> None:
    press(label, staff)
    path = next((staff.parent / label.removesuffix("表")).iterdir())
    book = openpyxl.load_workbook(path)
    book.active["J20"] = "已问过村委"
    book.save(path)
    before = path.read_bytes()
    with pytest.raises(Stop, match="写出后有人改过"):
        press(label, staff)
    assert path.read_bytes() == before


def test_who_is_asked_for_is_told_as_the_command_line_tells(staff: Path) -> None:
    before = staff.read_bytes()
    text = press("查某人", staff, number=person(6))
    assert "主类别 持证残疾人" in text and staff.read_bytes() == before
    with pytest.raises(Stop, match="没有选中证件号码"):
        press("查某人", staff)
    book = openpyxl.load_workbook(staff)
    (view,) = book["承保名单"].views.sheetView
    view.selection[-1].activeCell = view.selection[-1].sqref = "C8"
    book.save(staff)
    assert press("查某人", staff) == text


def test_runs_are_listed_without_personal_data(staff: Path, pressed: Callable[[str], str]) -> None:
    pressed("计算补贴")
    press("运行记录", staff)
    rows = table(staff, "运行记录")
    assert rows[0] == ("时间", "命令", "结果") and rows[1][1] == "计算补贴"
    assert person(1) not in str(rows)
    press("撤销上一步", staff)  # the list of runs is no step: it is 计算补贴 that is taken back
    assert "补贴明细" not in openpyxl.load_workbook(staff).sheetnames


def test_the_template_is_what_its_script_makes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = resources.folder("templates")
    monkeypatch.syspath_prepend(str(folder))
    runpy.run_path(str(folder / "make_project.py"))["main"](tmp_path)
    assert (tmp_path / project.TEMPLATE).read_bytes() == (folder / project.TEMPLATE).read_bytes()


def test_no_two_rules_of_the_template_are_about_one_cell() -> None:
    """Two validations that overlap are what Excel repairs."""
    for sheet in openpyxl.load_workbook(resources.folder("templates") / project.TEMPLATE).worksheets:
        areas = [area for rule in sheet.data_validations.dataValidation for area in rule.sqref.ranges]
        overlapping = [
            str(one) for at, one in enumerate(areas) for other in areas[at + 1 :] if not one.isdisjoint(other)
        ]
        assert not overlapping, sheet.title
        formats = [(str(area.sqref), rule.formula) for area in sheet.conditional_formatting for rule in area.rules]
        assert len(formats) == len({repr(one) for one in formats}), sheet.title


def test_an_out_file_leaves_the_original_alone(staff: Path, tmp_path: Path) -> None:
    before, copy = staff.read_bytes(), tmp_path / "副本.xlsx"
    press("认定资格", staff, copy)
    assert staff.read_bytes() == before and "处置" in openpyxl.load_workbook(copy).sheetnames


def test_the_command_line_takes_the_same_commands(staff: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["press", "查某人", str(staff), "--id", person(1)]) == 0
    assert capsys.readouterr().out.strip() == press("查某人", staff, number=person(1))
    assert main(["addin", "build", "--out", str(staff.parent / "加载项.xlam")]) == 0
    assert (staff.parent / "加载项.xlam").stat().st_size > 10_000


def test_importing_from_a_workbook_of_ours_leaves_result_sheets_out(
    staff: Path, pressed: Callable[[str], str], tmp_path: Path
) -> None:
    pressed("核验名册")
    press("计算补贴", staff)
    press("新建工作簿", tmp_path / "新.xlsx")
    message = press("导入名册", tmp_path / "新.xlsx", source=staff)
    assert "承保名单 10 行" in message and "银行账户 4 行" in message
    left = next(line for line in message.splitlines() if line.startswith("没有导入（本软件的结果表、填表说明）"))
    assert "“问题清单”" in left and "“补贴明细”" in left and "_huibao" not in message


def test_a_workbook_without_a_known_list_is_said_to_be_one(tmp_path: Path) -> None:
    path = tmp_path / "备忘.xlsx"
    xlsxwriter.Workbook(path).close()
    with pytest.raises(Stop, match="没有找到任何一份名单"):
        press("核验名册", path)


def _near_book(path: Path) -> tuple[Path, str]:
    """A workbook with one pair to compare: an insured person, and a roster entry whose last digits are swapped."""
    good = resident("31011219500101901")
    book = openpyxl.Workbook()
    book.active.title = "承保名单"
    book.active.append(["姓名", "证件号码"])
    book.active.append(["样甲", good])
    roster = book.create_sheet("持证残疾人")
    roster.append(["姓名", "证件号码", "街镇"])
    roster.append(["样甲", good[:15] + good[16] + good[15] + good[17], "七宝镇"])
    book.save(path)
    return path, good


def _fill(path: Path, **cells: object) -> None:
    book = openpyxl.load_workbook(path)
    titles = {cell.value: cell.column for cell in book["比对决定"][1]}
    for title, value in cells.items():
        book["比对决定"].cell(2, titles[title]).value = value
    book.save(path)


def test_what_is_filled_in_on_the_sheet_counts_at_the_next_button(tmp_path: Path) -> None:
    path, good = _near_book(tmp_path / "甲.xlsx")
    assert "1 对等待决定" in press("比对决定", path)
    page = openpyxl.load_workbook(path)["比对决定"]
    assert [str(rule.sqref) for rule in page.data_validations.dataValidation] == ["K2", "L2"]
    assert page["E2"].hyperlink.location == "'承保名单'!A2" and page["I2"].hyperlink.location == "'持证残疾人'!A2"
    _fill(path, 备注="下周问", 决定人="王")
    press("比对决定", path)
    header, row = table(path, "比对决定")
    assert row[header.index("备注")] == "下周问" and row[header.index("决定人")] == "王"
    _fill(path, 决定="是同一人", 日期="2024-08-01")
    assert "补贴 1" in press("认定资格", path)
    assert "已采用 1 个决定" in press("比对决定", path)
    page = openpyxl.load_workbook(path)["比对决定"]
    assert len(page.data_validations.dataValidation) == 2
    assert "是同一人（王，2024-08-01，已采用）" in press("查某人", path, number=good)


def test_a_wrong_answer_on_the_sheet_is_one_sentence_and_no_change(tmp_path: Path) -> None:
    path, _ = _near_book(tmp_path / "甲.xlsx")
    press("比对决定", path)
    _fill(path, 决定="是", 决定人="王", 日期="2024-08-01")
    before = path.read_bytes()
    for label in ("认定资格", "比对决定"):
        with pytest.raises(Stop, match="工作表“比对决定”第 2 行的“决定”"):
            press(label, path)
    assert path.read_bytes() == before


def test_answers_of_earlier_years_are_taken_over_onto_the_sheet(tmp_path: Path) -> None:
    first, _ = _near_book(tmp_path / "甲.xlsx")
    press("比对决定", first)
    _fill(first, 决定="不是", 决定人="王", 日期="2024-08-01")
    second, _ = _near_book(tmp_path / "乙.xlsx")
    assert "已采用 1 个决定" in press("比对决定", second, source=first)
    assert "不补 1" in press("认定资格", second)
