"""The buttons 低收入监测 and 名册对比 on a saved workbook."""

import json
import shutil
from pathlib import Path

import openpyxl
import pytest

from huibao_xl import resources
from huibao_xl.excel.commands import press
from huibao_xl.reasons import Stop

SAMPLES = resources.folder("workbooks") / "样例-监测"
EARLIER = SAMPLES / "上月" / "低收入家庭.xlsx"


@pytest.fixture
def book(tmp_path: Path) -> Path:
    return Path(shutil.copy(SAMPLES / "本月" / "低收入家庭.xlsx", tmp_path / "监测.xlsx"))


def names(path: Path) -> list[str]:
    return [sheet.title for sheet in openpyxl.load_workbook(path) if not sheet.title.startswith("_")]


def cells(path: Path) -> dict[str, list]:
    """What the staff's own sheets hold, with fills and notes."""
    opened = openpyxl.load_workbook(path)
    return {
        name: [(cell.value, cell.fill.fgColor.rgb, cell.comment) for row in opened[name].iter_rows() for cell in row]
        for name in ("七宝镇", "莘庄镇", "标准说明")
    }


def test_monitoring_fills_its_sheets_and_undo_takes_them_away(book: Path) -> None:
    before, of_staff = names(book), cells(book)
    message = press("低收入监测", book, source=EARLIER)
    assert cells(book) == of_staff
    assert "退出低保 2 人" in message and "20 户、28 人" in message
    assert names(book)[len(before) :][:2] == ["监测总览", "监测家庭"]
    assert {"刚性支出困难", "退出低保", "名单变动", "监测标准", "救助顾问名单", "监测问题"} <= set(names(book))
    again = press("低收入监测", book, source=EARLIER)
    assert again == message
    press("撤销上一步", book)
    assert openpyxl.load_workbook(book)["监测家庭"].max_row == 21


def test_standards_beside_the_workbook_count(book: Path) -> None:
    value = {
        "from": "2000-01-01",
        "to": "2099-12-31",
        "value": "1",
        "source": "测试",
        "status": "已核定",
        "checked_on": "2024-01-01",
    }
    entry = {"name": "低保标准", "values": [value]}
    (book.parent / "监测标准.json").write_text(
        json.dumps({"title": "本区", "standards": [entry]}, ensure_ascii=False), encoding="utf-8"
    )
    assert "低于低保标准" not in press("低收入监测", book).splitlines()[0]


def test_changes_against_an_earlier_file(book: Path) -> None:
    of_staff = cells(book)
    message = press("名册对比", book, source=EARLIER)
    assert cells(book) == of_staff
    assert "新增 2 人，退出 2 人，变更 3 人，未变 21 人" in message
    rows = list(openpyxl.load_workbook(book)["变更明细"].iter_rows(values_only=True))
    assert rows[0][0] == "名单" and {row[0] for row in rows[1:]} == {"低收入家庭"} and len(rows) == 5


def test_changes_says_what_it_lacks(book: Path, tmp_path: Path) -> None:
    with pytest.raises(Stop, match="没有写明旧名单"):
        press("名册对比", book)
    with pytest.raises(Stop, match="没有“同一种名单”"):
        press("名册对比", book, source=resources.folder("workbooks") / "样例" / "团单名单.xlsx")
    assert names(book) == ["七宝镇", "莘庄镇", "标准说明"]
