"""The buttons of 追回, 月结 and of a ledger that counts for nothing: the steps of the command line, what they ask for on the sheet 发放."""

from datetime import date, datetime, timedelta
from pathlib import Path

import bank
import openpyxl
import pytest
import statements
from project_book import staff_book

from huibao_xl.excel.buttons.paying import FIELDS, FORM
from huibao_xl.excel.commands import press
from huibao_xl.payments import acts, ledger_acts
from huibao_xl.payments.ledger import cases, witness
from huibao_xl.payments.ledger.store import create, opened
from huibao_xl.reasons import Stop

CASE = "2024-追回-1"


@pytest.fixture(scope="module")
def paid(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The staff's workbook beside a ledger in which one batch is paid."""
    path = staff_book(tmp_path_factory.mktemp("追回") / "名单.xlsx")
    press("制单", path)
    fill(path, 经手人="甲", 付款单位="区")
    press("制单", path)
    ledger = path.parent / "台账.sqlite3"
    number = ledger_acts.list_batches(ledger)["batch"].iloc[0]
    acts.sign(ledger, number, "审核", "乙")
    acts.sign(ledger, number, "审批", "丙")
    acts.export(ledger, number, "甲")
    acts.take_return(ledger, number, bank.answer(ledger, number, path.parent / "回盘.xlsx"), "甲")
    return path


def fill(path: Path, **values: object) -> None:
    """Write into the form as a clerk does; what is not named is emptied."""
    workbook = openpyxl.load_workbook(path)
    for row, label in enumerate(FIELDS, 2):
        workbook[FORM].cell(row, 2).value = values.get(label)
    workbook.save(path)


def pressed(label: str, path: Path, **values: object) -> str:
    fill(path, **values)
    return press(label, path)


def state(path: Path) -> tuple[str, int, int]:
    with opened(path.parent / "台账.sqlite3") as ledger:
        (case,) = cases.cases(ledger)
    return case.state, case.repaid_fen, case.open_fen


def test_a_budget_is_changed_by_two(paid: Path) -> None:
    what = {"承担单位": "街道人员", "金额": "减129.00", "文号": "财社1号", "原因": "人数减少"}
    with pytest.raises(Stop, match="没有填写承担单位"):
        pressed("追加预算", paid, 经手人="甲", **what | {"承担单位": ""})
    assert "另一个人" in pressed("追加预算", paid, 经手人="甲", **what)
    with pytest.raises(Stop, match="甲已提出"):
        pressed("追加预算", paid, 经手人="甲", **what)
    assert "调减 129.00 元（财社1号），现在是 1,160,871.00 元" in pressed("追加预算", paid, 经手人="乙", **what)
    with pytest.raises(Stop, match="同一文号只记一次"):
        pressed("追加预算", paid, 经手人="丙", **what)


def test_a_claim_is_taken_through_all_its_steps(paid: Path) -> None:
    """Opened, told, heard, repaid in parts, given back by two, and withdrawn by two: each says the next button."""
    number = ledger_acts.list_batches(paid.parent / "台账.sqlite3")["batch"].iloc[0]
    told = pressed("追回立案", paid, 经手人="甲", 批次号=number, 剔除行号=2, 原因="退保", 金额=100)
    assert "应追回 100.00 元" in told and f"在“发放”表写追回号“{CASE}”和文号，按“追回通知”" in told
    step = {"经手人": "甲", "追回号": CASE}
    assert "按“听取意见”" in pressed("追回通知", paid, **step, 文号="通知1", 文书日期=datetime.now())
    assert "按“追回还款”" in pressed("听取意见", paid, **step, 文号="笔录1", 原因="愿意退")
    pressed("追回还款", paid, **step, 文号="缴款1", 金额=60)
    assert state(paid)[1:] == (6000, 4000)
    for by in ("甲", "乙"):
        told = pressed("退还还款", paid, 经手人=by, 追回号=CASE, 文号="凭证1", 金额="60", 原因="银行已退回")
        assert ("还没有记入" in told) == (by == "甲")
    for by in ("甲", "乙"):
        pressed("撤销追回", paid, 经手人=by, 追回号=CASE, 文号="撤1", 原因="立错了")
    assert state(paid) == ("已撤销", 0, 0)
    assert f"追回 {CASE}" in pressed("追回一览", paid)
    with pytest.raises(Stop, match="已撤销"):
        pressed("追回核销", paid, 经手人="甲", 追回号=CASE, 文号="核1", 原因="死亡")
    with pytest.raises(Stop, match="剔除行号要写一行"):
        pressed("追回立案", paid, 经手人="甲", 批次号=number, 剔除行号="2、3", 原因="退保")


def test_all_months_are_closed_by_two_presses(paid: Path) -> None:
    last = date.today().replace(day=1) - timedelta(days=1)
    lines = [statements.Booked(last.isoformat(), 500, "", "", "存款结息", "1")]
    statements.csv(paid.parent / "对账.csv", 0, lines)
    pressed("登记对账单", paid, 经手人="甲", 文件="对账.csv", 账户单位="区民政局")
    assert "按“月结”" in pressed("待办", paid)
    (paid.parent / "余额.csv").write_text("付款单位,余额\n区民政局,5.00\n", encoding="utf-8")
    with pytest.raises(Stop, match="月份“上个月”不是月份"):
        pressed("月结", paid, 经手人="甲", 月份="上个月", 文件="余额.csv")
    assert "还没有记入" in pressed("月结", paid, 经手人="甲", 月份=datetime(last.year, last.month, 1), 文件="余额.csv")
    month = last.isoformat()[:7]
    assert f"{month} 已月结" in pressed("月结", paid, 经手人="乙", 月份=f"{last.year}年{last.month}月")


def test_a_ledger_for_practice_counts_for_nothing_by_two_presses(paid: Path, tmp_path: Path) -> None:
    other = tmp_path / "练习.sqlite3"
    create(other, "甲", "练习")
    asked = {"另一本台账": str(other), "原因": "只用来练习"}
    assert "还没有记入" in pressed("台账不作数", paid, 经手人="甲", **asked)
    assert "不作数，这里制单、签字不再理会它" in pressed("台账不作数", paid, 经手人="丁", **asked)
    assert witness.of_user()
