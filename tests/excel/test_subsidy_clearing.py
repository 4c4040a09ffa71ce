"""补贴清算 on a workbook: the lists of the sheets against the ledger beside it, the differences on a sheet, the report in a folder."""

import json
import shutil
from collections import Counter
from pathlib import Path

import openpyxl
import pytest
from people import put_back
from project_book import staff_book

from huibao_xl.commands.parameters import LEDGER_FILE
from huibao_xl.excel.buttons.clearing import SHEET
from huibao_xl.excel.buttons.paying import BASIS, FORM
from huibao_xl.excel.commands import press
from huibao_xl.payments import acts
from huibao_xl.payments.ledger import cases, states
from huibao_xl.payments.ledger.store import opened
from huibao_xl.reasons import Stop

_PAID: list[Path] = []
"""A copy of the folder of :func:`paid`, once it was made: a ledger has to stay in its place, which every test has (``tmp_path``)."""


@pytest.fixture
def paid(tmp_path: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workbook whose people were paid by the district: the first line is still in flight."""
    if not _PAID:
        path = paid_by_district(tmp_path)
        _PAID.append(Path(shutil.copytree(tmp_path, tmp_path_factory.mktemp("原样") / "发放后")))
        return path
    return put_back(tmp_path, _PAID[0]) / "名单.xlsx"


def paid_by_district(tmp_path: Path) -> Path:
    path = staff_book(tmp_path / "名单.xlsx")
    press("制单", path)
    form(path, 经手人="甲", 付款单位="区")
    press("制单", path)
    ledger = tmp_path / LEDGER_FILE
    with opened(ledger) as book:
        (number,) = book.batches()
        lines = states.load(book, number).lines["line"].tolist()
    acts.sign(ledger, number, "审核", "乙")
    acts.sign(ledger, number, "审批", "丙")
    acts.export(ledger, number, "甲")
    acts.resolve(ledger, number, "成功", "乙", "凭证", lines[1:])
    return path


def form(path: Path, **values: str) -> None:
    """Fill in the sheet 发放."""
    workbook = openpyxl.load_workbook(path)
    for row in workbook[FORM].iter_rows(min_row=2):
        row[1].value = values.get(str(row[0].value))
    workbook.save(path)


def classes(path: Path) -> Counter[str]:
    summary = json.loads((path / "clearing.json").read_text(encoding="utf-8"))["classes"]
    return Counter(
        {name: sums["lines"] + (sums["due_people"] if name == "漏发" else 0) for name, sums in summary.items()}
    )


def test_nothing_differs_but_what_waits(paid: Path) -> None:
    message = press("补贴清算", paid)
    assert "等式全部成立" in message and (paid.parent / f"{BASIS}-1").is_dir()
    found = +classes(paid.parent / "补贴清算-1")
    assert set(found) <= {"一致", "在途", "漏发"} and found["在途"] == 1 and found["一致"] >= 1


def test_a_list_that_changed_afterwards_is_seen_on_the_sheet(paid: Path) -> None:
    with opened(paid.parent / LEDGER_FILE) as book:
        lines = states.load(book, book.batches()[0]).lines
    gone = lines["id"][1]
    workbook = openpyxl.load_workbook(paid)
    for row in workbook["承保名单"].iter_rows(min_row=3):
        if row[2].value == gone:
            row[5].value = "退保"
    workbook.save(paid)
    press("补贴清算", paid)
    header, *rows = openpyxl.load_workbook(paid)[SHEET].iter_rows(values_only=True)
    told = [dict(zip(header, row, strict=True)) for row in rows]
    (row,) = [one for one in told if one["证件号码"] == gone]
    assert (row["类别"], row["代码"], row["当时/后来"]) == ("依据消失", "C10", "后来变化")
    assert "变为“X03" in row["变化"]
    form(paid, 经手人="甲", 文号="清2024-1")
    assert "追回 1 笔 129.00 元" in press("清算记账", paid)
    with pytest.raises(Stop, match="由另一个人同样再做一次"):
        press("清算记账", paid)
    form(paid, 经手人="乙", 文号="清2024-1")
    press("清算记账", paid)
    with opened(paid.parent / LEDGER_FILE) as book:
        assert len(cases.cases(book)) == 1


def test_without_a_ledger_it_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(Stop, match="旁边没有台账"):
        press("补贴清算", staff_book(tmp_path / "名单.xlsx"))
    assert not (tmp_path / "补贴清算-1").exists()
