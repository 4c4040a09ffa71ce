"""The button 列对应: what is asked stands on the sheet, what is filled in takes effect at the next press."""

from pathlib import Path

import openpyxl
from tables import resident

from huibao_xl.cli import main
from huibao_xl.rosters.column_answers import THE_SHEET

ONE = resident("31011219500101901")


def workbook(path: Path) -> Path:
    book = openpyxl.Workbook()
    insured, roster = book.active, book.create_sheet("持证残疾人")
    insured.title = "承保名单"
    for row in (["保单号", "姓名", "证件号码", "承保日期"], ["P1", "样甲", ONE, "2024-06-01"]):
        insured.append(row)
    for row in (["姓名", "身份证号", "街镇", "残疾类别", "甲乙丙"], ["样甲", ONE, "七宝镇", "肢体", "2020-01-01"]):
        roster.append(row)
    book.save(path)
    return path


def rows(path: Path, sheet: str) -> list[dict[str, object]]:
    table = list(openpyxl.load_workbook(path)[sheet].iter_rows(values_only=True))
    return [dict(zip(table[0], row, strict=True)) for row in table[1:]]


def test_a_question_is_answered_on_the_sheet(tmp_path: Path, capsys) -> None:
    path = workbook(tmp_path / "名单.xlsx")
    assert main(["press", "列对应", str(path)]) == 0
    assert "待确认 1 行" in capsys.readouterr().out
    asked = rows(path, "列对应")[0]
    assert (asked["待确认"], asked["表头"]) == ("是", "甲乙丙")
    assert main(["press", "认定资格", str(path)]) == 0
    assert [row["代码"] for row in rows(path, "处置")] == ["H09"]
    book = openpyxl.load_workbook(path)
    titles = [cell.value for cell in book["列对应"][1]]
    for title, text in (("确认为", "失效日期"), ("确认人", "王"), ("日期", "2024-08-01")):
        book["列对应"].cell(2, titles.index(title) + 1).value = text
    book.save(path)
    assert main(["press", "认定资格", str(path)]) == 0
    assert [row["代码"] for row in rows(path, "处置")] == ["X05"]
    capsys.readouterr()
    assert main(["press", "列对应", str(path)]) == 0
    assert "待确认 0 行，已确认 1 行" in capsys.readouterr().out
    assert [row["确认人"] for row in rows(path, "列对应") if row["表头"] == "甲乙丙"] == ["王"]


def fill(path: Path, sheet: str, header: str, **texts: str) -> None:
    book = openpyxl.load_workbook(path)
    page = book["列对应"]
    titles = [cell.value for cell in page[1]]
    at = next(
        row
        for row in range(2, page.max_row + 1)
        if page.cell(row, titles.index("工作表") + 1).value == sheet
        and page.cell(row, titles.index("表头") + 1).value == header
    )
    for title, text in texts.items():
        page.cell(at, titles.index(title) + 1).value = text
    book.save(path)


def entries(path: Path) -> list[tuple[object, ...]]:
    """What clerks entered: sheet, header, 确认为, 确认人 and the day."""
    found = [
        tuple(row[title] for title in ("工作表", "表头", "确认为", "确认人", "日期")) for row in rows(path, "列对应")
    ]
    return [(*row[:4], str(row[4])[:10]) for row in found if any(row[2:])]


def test_renaming_the_workbook_loses_no_answer_and_the_button_blanks_none(tmp_path: Path) -> None:
    """A sheet of its own, an imported one, one that is half filled in, one that is deleted later."""
    path, came = workbook(tmp_path / "名单.xlsx"), openpyxl.Workbook()
    came.active.title = "甲"
    for row in (["姓名", "证件号码", "金额"], ["样甲", ONE, "3"]):
        came.active.append(row)
    (tmp_path / "来件").mkdir()
    came.save(tmp_path / "来件" / "杂.xlsx")
    assert main(["press", "导入名册", str(path), "--from", str(tmp_path / "来件" / "杂.xlsx")]) == 0
    assert main(["press", "列对应", str(path)]) == 0
    done = {"确认人": "王", "日期": "2024-08-01"}
    fill(path, "甲", THE_SHEET, 确认为="不用", **done)
    fill(path, "持证残疾人", THE_SHEET, 确认为="持证残疾人", **done)
    fill(path, "持证残疾人", "街镇", 确认人="李")
    renamed = path.rename(tmp_path / "改名.xlsx")
    before = sorted(map(str, entries(renamed)))
    assert len(before) == 3
    for _ in range(2):
        assert main(["press", "列对应", str(renamed)]) == 0
        assert sorted(map(str, entries(renamed))) == before
    why = {(row["工作表"], row["表头"]): row["依据"] for row in rows(renamed, "列对应")}
    assert "已确认不用" in why["甲", THE_SHEET] and why["持证残疾人", THE_SHEET] == "列对应中已确认"
    book = openpyxl.load_workbook(renamed)
    del book["来件·杂"]
    book.save(renamed)
    assert main(["press", "列对应", str(renamed)]) == 0
    assert sorted(map(str, entries(renamed))) == before
