"""The button 列对应: what is asked stands on the sheet, what is filled in takes effect at the next press."""

from pathlib import Path

import openpyxl
from tables import resident

from huibao_xl.cli import main

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
