"""The buttons of 发放 on the ledger beside the workbook: the same acts as the command line, what they ask for on a sheet."""

import re
from datetime import datetime
from pathlib import Path

import bank
import openpyxl
import pandas as pd
import pytest
import statements
from project_book import staff_book

from huibao_xl.excel import outcomes
from huibao_xl.excel.buttons.paying import BATCHES, FIELDS, FORM
from huibao_xl.excel.commands import press
from huibao_xl.payments import ledger_acts
from huibao_xl.payments.ledger import states
from huibao_xl.payments.ledger.store import opened
from huibao_xl.reasons import Stop

_WITH_FORM: list[bytes] = []
"""The staff's workbook when the first press has added the form: pressed once for all tests."""


@pytest.fixture
def book(tmp_path: Path) -> Path:
    path = staff_book(tmp_path / "名单.xlsx")
    if not _WITH_FORM:
        assert "已新建工作表“发放”" in press("制单", path)
        _WITH_FORM.append(path.read_bytes())
    path.write_bytes(_WITH_FORM[0])
    return path


def fill(path: Path, **values: object) -> None:
    """Write into the form as a clerk does; what is not named is emptied."""
    workbook = openpyxl.load_workbook(path)
    for row, label in enumerate(FIELDS, 2):
        assert workbook[FORM].cell(row, 1).value == label
        workbook[FORM].cell(row, 2).value = values.get(label)
    workbook.save(path)


def batches(path: Path) -> dict[str, str]:
    rows = openpyxl.load_workbook(path)[BATCHES].iter_rows(min_row=2, values_only=True)
    return {str(number): str(state) for number, state, *_ in rows}


def test_from_the_workbook_to_confirmed_money(book: Path, tmp_path: Path) -> None:
    fill(book, 经手人="甲", 付款单位="区")
    press("制单", book)
    ((number, state),) = batches(book).items()
    assert state == "草稿"
    for label, by in (("审核", "乙"), ("审批", "丙"), ("导出银行文件", "甲")):
        fill(book, 经手人=by, 批次号=number)
        press(label, book)
    assert batches(book) == {number: "已导出"}
    ledger = book.parent / "台账.sqlite3"
    with opened(ledger) as source:
        batch = states.load(source, number)
    with pd.ExcelFile(book.parent / "认定结果-1" / "沪惠保补贴结果.xlsx", engine="openpyxl") as result:
        detail = result.parse("补贴明细", dtype={"证件号码": "str", "银行账号": "str"})
    payable = detail[detail["发放状态"] == "可发放"]
    shown = zip(payable["证件号码"], payable["银行账号"], payable["户名"], payable["补贴金额"], strict=True)
    lines = batch.lines
    paid = zip(lines["id"], lines["account"], lines["holder"], lines["amount_fen"] / 100, strict=True)
    assert sorted(paid) == sorted(shown)
    bank.answer(ledger, number, book.parent / "回盘.xlsx", {1: bank.BUSY})
    fill(book, 经手人="甲", 批次号=number, 文件="回盘.xlsx")
    message = press("登记回盘", book)
    assert "失败 1" in message and batches(book) == {number: "已关闭"}
    paid = {"银行结果": "成功", "剔除行号": 2, "原因": "对账单", "实付金额": 129.5}
    fill(book, 经手人="乙", 批次号=number, 支付日期=datetime.now(), **paid)
    assert "已由乙提出，还没有做" in press("人工确认", book)
    fill(book, 经手人="丁", 批次号=number, 支付日期=datetime.now(), **paid)
    assert "第 2 行批准 129.00 元，实付 129.50 元，多付 0.50 元：请追回。" in press("人工确认", book)
    fill(book, 经手人="甲", 批次号=number)
    press("重新发放", book)
    assert batches(book)[f"{number}.1"] == "草稿"
    fill(book)
    assert "台账完好" in press("核对台账", book)
    assert "应补尽补率" in press("执行情况", book) and (book.parent / "执行情况.xlsx").is_file()
    assert ledger_acts.check(ledger)


def test_the_ledger_beside_the_workbook_is_the_list_of_earlier_payments(book: Path) -> None:
    fill(book, 经手人="甲", 付款单位="区")
    press("制单", book)
    (number,) = batches(book)
    before = press("认定资格", book)
    for label, by in (("审核", "乙"), ("审批", "丙")):
        fill(book, 经手人=by, 批次号=number)
        press(label, book)
    after = press("认定资格", book)
    codes = [row[5] for row in openpyxl.load_workbook(book)["处置"].iter_rows(min_row=2, values_only=True)]
    with opened(book.parent / "台账.sqlite3") as source:
        assert codes.count("X06") >= states.load(source, number).totals()[0] > 0
    assert before != after


@pytest.mark.parametrize(
    ("label", "values", "told"),
    [
        ("制单", {"经手人": "甲"}, "没有填写付款单位"),
        ("制单", {"经手人": "甲", "付款单位": "市"}, "付款单位“市”不对"),
        ("制单", {"经手人": "甲", "付款单位": "区", "不是同一人的行号": "甲"}, "不是同一人的行号“甲”不是行号"),
        ("审核", {"经手人": "乙"}, "没有填写批次号"),
        ("审核", {"经手人": "乙", "批次号": "2024-区民政局-9"}, "台账“台账.sqlite3”不存在|不在台账中"),
        (
            "人工确认",
            {"经手人": "乙", "批次号": "x", "银行结果": "成功", "原因": "y", "支付日期": "近日"},
            "支付日期“近日”不是日期",
        ),
        ("核对台账", {}, "台账“台账.sqlite3”不存在"),
    ],
)
def test_what_is_missing_is_asked_for(book: Path, label: str, values: dict[str, str], told: str) -> None:
    fill(book, **values)
    before = book.read_bytes()
    with pytest.raises(Stop, match=told):
        press(label, book)
    assert book.read_bytes() == before


def test_a_line_number_that_is_none_is_said(book: Path) -> None:
    fill(book, 经手人="甲", 付款单位="区", 不是同一人的行号=2, 原因="户籍已核")
    with pytest.raises(Stop, match="第 2 行没有疑似同一人的另一行") as stop:
        press("制单", book)
    assert "“发放”表的“不是同一人的行号”" in stop.value.text(outcomes.WORDS)
    fill(book, 经手人="甲", 付款单位="区")
    press("制单", book)
    (number,) = batches(book)
    fill(book, 经手人="乙", 批次号=number, 剔除行号="第三行", 原因="待查")
    with pytest.raises(Stop, match="剔除行号“第三行”不是行号"):
        press("审核", book)
    fill(book, 经手人="乙", 批次号=number, 剔除行号=1, 原因="待查")
    press("审核", book)
    with opened(book.parent / "台账.sqlite3") as source:
        assert states.load(source, number).lines["state"].tolist()[0] == "已剔除"


def test_what_asks_for_nothing_needs_no_form(tmp_path: Path) -> None:
    with pytest.raises(Stop, match="台账“台账.sqlite3”不存在"):
        press("待办", staff_book(tmp_path / "名单.xlsx"))


def test_a_form_of_an_earlier_version_gets_what_it_lacks(book: Path) -> None:
    fill(book, 经手人="甲", 付款单位="区")
    workbook = openpyxl.load_workbook(book)
    workbook[FORM].delete_rows(14, 9)
    workbook.save(book)
    assert "已补上文号：请填写，再按一次“清算记账”" in press("清算记账", book)
    rows = dict(openpyxl.load_workbook(book)[FORM].iter_rows(min_row=2, max_col=2, values_only=True))
    assert list(rows) == list(FIELDS) and (rows["经手人"], rows["付款单位"]) == ("甲", "区")
    fill(book, 经手人="甲", 文号="清1")
    with pytest.raises(Stop, match="没有“补贴清算-1”这样的文件夹"):
        press("清算记账", book)


def test_undo_leaves_the_ledger_alone(book: Path) -> None:
    press("认定资格", book)
    fill(book, 经手人="甲", 付款单位="区")
    press("制单", book)
    press("撤销上一步", book)
    assert "处置" not in openpyxl.load_workbook(book).sheetnames
    with opened(book.parent / "台账.sqlite3") as source:
        assert len(source.batches()) == 1


def test_all_batches_are_done_by_one_press_each(book: Path) -> None:
    fill(book, 经手人="甲", 付款单位="街镇")
    press("制单", book)
    drafted = batches(book)
    assert set(drafted.values()) == {"草稿"}
    waits = press("待办", book)
    assert f"审核：{len(drafted)} 项" in waits and "在“发放”表的批次号写“全部”，写经手人，按“审核”" in waits
    for label, by in (("审核", "乙"), ("审批", "丙"), ("导出银行文件", "甲")):
        fill(book, 经手人=by, 批次号="全部")
        assert f"共做了 {len(drafted)} 个，没有做的 0 个" in press(label, book)
    answers = book.parent / "回盘"
    answers.mkdir()
    for at, number in enumerate(drafted):
        bank.answer(book.parent / "台账.sqlite3", number, answers / f"{at}.xlsx")
    fill(book, 经手人="甲", 批次号="全部", 文件="回盘")
    press("登记回盘", book)
    assert set(batches(book).values()) == {"已关闭"}
    assert "区级拨付" not in waits and "拨付" in press("待办", book)
    assert press("资金往来", book).startswith("截至") and (book.parent / "资金往来.xlsx").is_file()
    the_papers_of_the_year(book)
    statements.csv(book.parent / "对账.csv", 0, [statements.Booked("2024-08-01", 12900, "区民政局", "", "拨款", "1")])
    fill(book, 经手人="甲", 文件="对账.csv")
    with pytest.raises(Stop, match="哪个付款单位的账户") as stop:
        press("登记对账单", book)
    assert "“发放”表的“账户单位”" in stop.value.text(outcomes.WORDS)
    fill(book, 经手人="甲", 文件="对账.csv", 账户单位="莘庄镇")
    assert "新的收支 1 笔" in press("登记对账单", book)


def the_papers_of_the_year(book: Path) -> None:
    """绩效自评 twice, so that what somebody fills in between is taken over; 告知书; 年度进度."""
    assert "还没有总分：待填 补贴知晓率" in press("绩效自评", book)
    (book.parent / "问卷.csv").write_text("是否知晓,是否满意\n是,满意\n", encoding="utf-8")
    first = openpyxl.load_workbook(book.parent / "绩效自评表-1.xlsx")
    for row in first["填报"].iter_rows(min_row=2):
        row[5].value = "名单确认较晚"
    first.save(book.parent / "绩效自评表-1.xlsx")
    fill(book, 经手人="甲", 调查文件="问卷.csv")
    message = press("绩效自评", book)
    assert "还没有总分：待填 长效管理制度。" in message and (book.parent / "绩效自评表-2.xlsx").is_file()
    told = press("告知书", book)
    assert told.startswith("告知书 ") and any((book.parent / "告知书-1").glob("*.docx"))
    assert re.search("　发放：(进行中|已完成)", press("年度进度", book))


def test_a_batch_may_be_named_short_on_the_form(book: Path) -> None:
    fill(book, 经手人="甲", 付款单位="街镇")
    press("制单", book)
    number = next(iter(batches(book)))
    town = number.split("-")[1]
    fill(book, 经手人="乙", 批次号=f"{town}１")
    assert f"批次 {number} 已由乙审核" in press("审核", book)
