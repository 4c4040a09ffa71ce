"""执行情况 and 资金拨付: figures that finance books from, against what the ledger's lines add up to."""

import json
import shutil
from datetime import date, timedelta
from pathlib import Path

import bank
import docx
import openpyxl
import pandas as pd
import pytest
from paying import QIBAO, approve, load, make, settle, sound
from people import put_back

from huibao_xl import resources
from huibao_xl.clearing import paid_lines
from huibao_xl.cli import outcomes
from huibao_xl.payments import acts, declared, execution, ledger_acts, return_files, transfers
from huibao_xl.payments.ledger.records import Due
from huibao_xl.payments.ledger.store import opened
from huibao_xl.payments.papers import executed
from huibao_xl.policy import load as load_policy
from huibao_xl.reasons import Stop
from huibao_xl.reasons.outcomes import Done
from huibao_xl.year.objective_acts import write_objectives

pytestmark = pytest.mark.usefixtures("without_papers")

RULES = load_policy("2024")
JIANGCHUAN, PARK = "2024-江川路街道-1", "2024-莘庄工业区-1"


@pytest.fixture(scope="module")
def paid_once(tmp_path_factory: pytest.TempPathFactory, shared_result: Path) -> tuple[Path, Path]:
    """The folder of a ledger, which has to stay in its place, and a copy of it. 七宝镇: three paid, one failed; 江川路街道: three paid, one sent back; 莘庄工业区: a draft."""
    folder, copy = (tmp_path_factory.mktemp(name) for name in ("发放后", "原样"))
    ledger = folder / "台账.sqlite3"
    make(ledger, Path(shutil.copytree(shared_result, folder / "结果")))
    for number, said in ((QIBAO, {4: bank.WRONG_NAME}), (JIANGCHUAN, {})):
        approve(ledger, number)
        acts.export(ledger, number, "甲")
        acts.take_return(ledger, number, bank.answer(ledger, number, folder / f"{number}.xlsx", said), "甲")
    late = {1: None, 2: bank.CAME_BACK, 3: None, 4: None}
    acts.take_return(ledger, JIANGCHUAN, bank.answer(ledger, JIANGCHUAN, folder / "退票.xlsx", late), "甲")
    shutil.copytree(folder, copy, dirs_exist_ok=True)
    return folder, copy


@pytest.fixture
def paid(paid_once: tuple[Path, Path]) -> Path:
    """The ledger of :func:`paid_once` as it was; a test may go on with it."""
    place = put_back(*paid_once)
    return place / "台账.sqlite3"


def told(ledger: Path, decided: pd.DataFrame | None = None) -> execution.Execution:
    with opened(ledger) as book:
        return execution.execution(book, RULES, decided)


def test_what_was_paid_by_township(paid: Path) -> None:
    table = told(paid).by_township.set_index("township")
    assert table.loc["七宝镇", ["people", "paid_people", "failed_people"]].tolist() == [4, 3, 1]
    assert table.loc["七宝镇", ["amount_fen", "district_fen", "township_fen"]].tolist() == [
        3 * 12900,
        3 * 4515,
        3 * 8385,
    ]
    assert table.loc["江川路街道", ["amount_fen", "district_fen", "township_fen"]].tolist() == [3 * 12900, 3 * 12900, 0]
    assert table.loc["莘庄工业区", ["people", "paid_people", "open_people"]].tolist() == [4, 0, 4]
    assert list(table.index) == [town.name for town in RULES.townships]


def test_budget_executed_and_left_by_bearer(paid: Path) -> None:
    """Budget (M 三、1): 9000 x 129.00, 30000 x 45.15, 30000 x 83.85."""
    table = told(paid).by_bearer.set_index("bearer")
    assert table["budget_fen"].tolist() == [9000 * 12900, 30000 * 4515, 30000 * 8385]
    assert table["executed_fen"].tolist() == [3 * 12900, 3 * 4515, 3 * 8385]
    assert (table["left_fen"] == table["budget_fen"] - table["executed_fen"]).all()
    assert table["budget_fen"].sum() == 503_100_000


def test_the_rates_name_everybody_who_is_missing(paid: Path) -> None:
    rates = {rate.name: rate for rate in told(paid).rates}
    assert [(name, rate.numerator, rate.denominator) for name, rate in rates.items()] == [
        ("应补尽补率", 6, 12),
        ("准确率", 6, 7),
        ("及时率", 0, 12),  # the policy's deadline, 31 July 2024, is past
    ]
    assert sorted(rates["应补尽补率"].missing["state"].astype(str)) == ["失败"] + ["草稿"] * 4 + ["退票"]
    assert rates["准确率"].missing["batch"].tolist() == [JIANGCHUAN]
    assert len(rates["及时率"].missing) == 12
    assert rates["应补尽补率"].percent == "50.00%" and rates["准确率"].percent == "85.71%"


def test_people_without_an_account_are_entitled_too(paid: Path) -> None:
    ids = ["310112194001011234", "310112194001011242"]
    more = pd.DataFrame({"id": ids, "name": ["样某", "样另"], "township": ["七宝镇"] * 2, "payable": [False, True]})
    rate = told(paid, more).rates[0]
    assert (rate.numerator, rate.denominator) == (6, 14) and {"待补账户", "未制单"} <= set(rate.missing["state"])
    known = more.head(1).assign(id=load(paid, QIBAO).lines["id"][0])
    assert told(paid, known).rates[0].denominator == 12  # in a batch already


def test_a_person_counts_once_after_a_reissue(paid: Path, tmp_path: Path) -> None:
    settle(paid, QIBAO, "退票", "乙", "银行来函", [1])
    accounts = tmp_path / "银行账户.csv"
    rows = load(paid, QIBAO).lines.iloc[[0, 3]]
    table = {
        "姓名": rows["name"],
        "证件号码": rows["id"],
        "户名": rows["name"],
        "银行账号": ["6299000000000000001", "6299000000000000002"],
    }
    pd.DataFrame(table).to_csv(accounts, index=False)
    acts.reissue(paid, QIBAO, "甲", [str(accounts)])
    child = f"{QIBAO}.1"
    approve(paid, child)
    acts.export(paid, child, "甲")
    acts.take_return(paid, child, bank.answer(paid, child, tmp_path / "重发.xlsx"), "甲")
    table = told(paid).by_township.set_index("township")
    assert table.loc["七宝镇", ["people", "paid_people", "amount_fen"]].tolist() == [4, 4, 4 * 12900]
    assert told(paid).rates[1].denominator == 8 and told(paid).rates[1].numerator == 6


def test_a_draft_that_is_left_over_takes_nobody_s_payment_away(drafted: Path, tmp_path: Path) -> None:
    """Everybody once more, twice: in a draft that was made later and nobody signs, and in one whose lines were struck or sent back."""
    for payer in ("戊", "己"):
        make(drafted, drafted.parent / "结果", "区", payer)
    approve(drafted, QIBAO)
    acts.export(drafted, QIBAO, "甲")
    answers = {3: None, 4: bank.BUSY}
    acts.take_return(drafted, QIBAO, bank.answer(drafted, QIBAO, tmp_path / "回盘.xlsx", answers), "甲")
    acts.reject(drafted, "2024-区民政局-2", "乙", "重复制单")
    table = told(drafted).by_township.set_index("township")
    assert table.loc["七宝镇", ["people", "paid_people", "open_people", "amount_fen"]].tolist() == [4, 2, 2, 2 * 12900]
    people = told(drafted).people.set_index("id").loc[load(drafted, QIBAO).lines["id"], ["batch", "state"]]
    assert people["state"].tolist() == ["成功", "成功", "在途", "草稿"] and set(people["batch"][:3]) == {QIBAO}
    rates = {rate.name: (rate.numerator, rate.denominator) for rate in told(drafted).rates}
    assert rates["应补尽补率"] == (2, 12)


def test_the_workbook_says_the_same(paid: Path, result: Path, tmp_path: Path) -> None:
    outcome = ledger_acts.report_execution(paid, "2024", tmp_path / "执行情况.xlsx", result)
    assert outcome.done[0].text().endswith("已发 6 人，774.00 元，预算 5,031,000.00 元，结余 5,030,226.00 元。")
    book = openpyxl.load_workbook(tmp_path / "执行情况.xlsx")
    assert book.sheetnames == ["执行情况", "批次", "应补尽补率未计入", "准确率未计入", "及时率未计入"]
    cells = {
        (row[0].value, column): cell.value for row in book["执行情况"].iter_rows() for column, cell in enumerate(row)
    }
    assert cells["镇级（含工业区自有资金）", 2] == 251.55 and cells["区级：街道人员", 2] == 387
    assert declared.decided(result)["payable"].all()


@pytest.mark.parametrize("given", [True, False])
def test_the_base_of_the_rates_is_said(paid: Path, result: Path, tmp_path: Path, given: bool) -> None:
    """Without a result whoever is in no batch is not among the entitled: another rate, and it says so on the screen and on the page."""
    outcome = ledger_acts.report_execution(paid, "2024", tmp_path / "执行情况.xlsx", result if given else None)
    rates = [message.fields["denominator"] for message in outcome.done if message.code is Done.RATE]
    assert rates[0] == (12 if given else told(paid).rates[0].denominator)
    (base,) = [message.text() for message in outcome.done if message.code is Done.RATE_BASE]
    page = [cell.value for row in openpyxl.load_workbook(tmp_path / "执行情况.xlsx")["执行情况"] for cell in row]
    assert ("不能当作全年" in base) != given
    assert any("没有给出认定结果" in str(cell) for cell in page) != given


def test_an_empty_ledger_has_an_execution_of_nothing(drafted: Path) -> None:
    for number in (QIBAO, JIANGCHUAN, PARK):
        acts.reject(drafted, number, "乙", "重来")
    empty = told(drafted)
    assert empty.by_bearer["executed_fen"].sum() == 0 and [rate.percent for rate in empty.rates] == ["—", "—", "—"]


def test_the_district_passes_on_its_share_of_what_is_held(paid: Path) -> None:
    acts.transfer(paid, "2024", "甲")
    batch = load(paid, "2024-拨付-1")
    assert dict(zip(batch.lines["name"], batch.lines["amount_fen"], strict=True)) == {
        "江川路街道": 3 * 12900,
        "七宝镇": 3 * 4515,
    }
    assert batch.declaration.due["七宝镇"] == Due(3, 3 * 4515, 0)
    with pytest.raises(Stop, match="还没有审核"):
        acts.transfer(paid, "2024", "甲")


def test_a_later_transfer_passes_on_only_what_came_after(paid: Path) -> None:
    acts.transfer(paid, "2024", "甲")
    approve(paid, "2024-拨付-1")
    with pytest.raises(Stop, match="是资金拨付，没有银行代发文件"):
        acts.export(paid, "2024-拨付-1", "甲")
    settle(paid, "2024-拨付-1", "成功", "乙", "国库凭证 1 号")
    assert load(paid, "2024-拨付-1").state == "已关闭"
    with pytest.raises(Stop, match="没有应拨未拨的资金"):
        acts.transfer(paid, "2024", "甲")
    approve(paid, PARK)
    acts.transfer(paid, "2024", "甲")
    batch = load(paid, "2024-拨付-2")
    assert list(zip(batch.lines["name"], batch.lines["amount_fen"], strict=True)) == [("莘庄工业区", 4 * 4515)]


def test_a_rejected_or_failed_transfer_is_still_due(paid: Path) -> None:
    acts.transfer(paid, "2024", "甲")
    acts.reject(paid, "2024-拨付-1", "乙", "账户有误")
    acts.transfer(paid, "2024", "甲")
    approve(paid, "2024-拨付-2")
    settle(paid, "2024-拨付-2", "失败", "乙", "国库退回", [1])
    settle(paid, "2024-拨付-2", "成功", "乙", "国库凭证 1 号", [2])
    with opened(paid) as book:
        due = transfers.due(book, RULES).set_index("township")
    assert due.loc[["江川路街道", "七宝镇"], "open_fen"].tolist() == [3 * 12900, 0]


def test_what_failed_after_it_was_passed_on_shows_as_more_than_due(paid: Path) -> None:
    acts.transfer(paid, "2024", "甲")
    approve(paid, "2024-拨付-1")
    settle(paid, QIBAO, "退票", "乙", "银行来函", [1])
    with opened(paid) as book:
        due = transfers.due(book, RULES).set_index("township")
    assert due.loc["七宝镇", ["due_fen", "passed_fen", "open_fen"]].tolist() == [2 * 4515, 3 * 4515, -4515]


@pytest.mark.usefixtures("with_papers")
def test_the_notice_prints_due_passed_and_now(paid: Path) -> None:
    acts.transfer(paid, "2024", "甲")
    sheet = openpyxl.load_workbook(paid.parent / "批次" / "2024-拨付-1" / "拨付通知.xlsx")["拨付通知"]
    rows = {row[0].value: [cell.value for cell in row] for row in sheet.iter_rows()}
    assert rows["七宝镇"] == ["七宝镇", 3, 135.45, 0, 135.45, "壹佰叁拾伍元肆角伍分"]
    assert rows["合计"][1:5] == [6, 522.45, 0, 522.45]


def test_what_arrived_is_booked_also_where_it_is_not_what_was_approved(paid: Path, tmp_path: Path) -> None:
    """The bank pays ten times the amount, and less: the books say what the bank's say, and a clearing what is to be recovered."""
    booked = settle(paid, QIBAO, "成功", "乙", "对账单", [1], "1290.00", date.today())
    assert "第 1 行批准 129.00 元，实付 1,290.00 元，多付 1,161.00 元：请追回。" in booked.lines()
    assert acts.resolve(paid, QIBAO, "成功", "乙", "对账单", [2], "100").codes == [Done.ONE_OF_TWO]
    assert load(paid, QIBAO).lines["paid_fen"].iloc[1] == 12900
    under = acts.resolve(paid, QIBAO, "成功", "丁", "对账单", [2], "100")
    assert any(
        "批准 129.00 元，实付 100.00 元" in line
        for line in outcomes.person_lines("", ledger_acts.person_lines(paid, load(paid, QIBAO).lines["id"].iloc[1]))
    )
    assert Done.UNDERPAID in under.codes
    lines = load(paid, QIBAO).lines
    assert lines["paid_fen"].tolist() == [129000, 10000, 12900, 0] and lines["paid_on"].tolist()[:2] == [
        date.today().isoformat(),
        "",
    ]
    year = told(paid)
    table = year.by_township.set_index("township")
    district = 45150 + 3500 + 4515
    assert table.loc["七宝镇", ["amount_fen", "district_fen"]].tolist() == [129000 + 10000 + 12900, district]
    right = next(rate for rate in year.rates if rate.name == "准确率")
    assert {1, 2} <= set(right.missing.loc[right.missing["batch"] == QIBAO, "line"])
    outcome = ledger_acts.report_execution(paid, "2024", tmp_path / "执行.xlsx")
    assert "实付与批准不同 2 笔：多付 1,161.00 元，少付 29.00 元" in "".join(outcome.lines())
    cells = [
        cell.value for row in openpyxl.load_workbook(tmp_path / "执行.xlsx")["执行情况"].iter_rows() for cell in row
    ]
    assert f"批次 {QIBAO} 第 1 行" in cells and "多付和少付" in cells
    with opened(paid) as book:
        of_year = paid_lines.from_ledger(book, RULES).lines.set_index(["sheet", "row"])
    assert of_year.loc[(QIBAO, 1), ["amount_fen", "district_fen", "township_fen"]].tolist() == [129000, 45150, 83850]
    settle(paid, QIBAO, "成功", "乙", "看错了", [1], "129")
    assert load(paid, QIBAO).lines["paid_fen"].iloc[0] == 12900
    sound(paid)


@pytest.mark.parametrize(
    ("given", "why"),
    [
        (("失败", [4], "129", None), "只用于“成功”"),
        (("成功", [], "129", None), "要写明行号"),
        (("成功", [1], "0", None), "要大于零"),
        (("成功", [1], "一百", None), "“一百”不是钱数"),
        (("成功", [1], "", date(2999, 1, 1)), "在今天以后"),
        (("成功", [1], "", date(2024, 1, 1)), "早于本批次导出的"),
    ],
)
def test_an_amount_or_a_day_that_can_be_none_is_refused(paid: Path, given: tuple, why: str) -> None:
    state, lines, amount, day = given
    with pytest.raises(Stop, match=why):
        settle(paid, QIBAO, state, "乙", "对账单", lines, amount, day)


@pytest.mark.usefixtures("with_papers")
def test_the_day_that_the_bank_says_is_that_of_the_payment(drafted: Path, tmp_path: Path) -> None:
    """及时率 goes by it; a day before the export is that of an earlier payment; another day of a second 成功 may be a second payment."""
    approve(drafted, QIBAO)
    acts.export(drafted, QIBAO, "甲")
    file = bank.answer(drafted, QIBAO, tmp_path / "一.xlsx")
    bank.overwrite(file, 1, "摘要", "支付日期")
    day = load(drafted, QIBAO).exports[0].at[:10]
    for row, text in enumerate((day, day.replace("-", ""), "近日", ""), 2):
        bank.overwrite(file, row, "支付日期", text)
    assert "B43" in told_of(drafted, file)
    lines = load(drafted, QIBAO).lines
    assert lines["paid_on"].tolist() == [day, day, "", ""] and set(lines["state"]) == {"成功"}
    year = told(drafted)
    assert "；银行没有写明支付日期的 2 人按登记日" in executed._basis(execution.Rate("及时率", 0, 1, lines), year)
    bank.overwrite(file, 3, "支付日期", "2099-01-01")
    acts.take_return(drafted, QIBAO, file, "甲")
    assert load(drafted, QIBAO).doubtful["line"].tolist() == [2]
    report = pd.read_excel(drafted.parent / "批次" / QIBAO / "回盘核对-2.xlsx", sheet_name="逐行结果", dtype=str)
    assert report["支付日期"].tolist()[:2] == [day, "2099-01-01"]
    bank.overwrite(file, 3, "支付日期", day)
    bank.overwrite(file, 4, "支付日期", "2023-09-01")
    with pytest.raises(Stop, match="第 4 行的支付日期 2023-09-01 早于本批次导出的"):
        acts.take_return(drafted, QIBAO, file, "甲")


def test_nobody_is_paid_on_a_day_to_come(drafted: Path, tmp_path: Path) -> None:
    """A year typed wrong, a payment that is only ordered for a later day, tomorrow's: 执行 would count it and 资金往来 would not. What failed has no such day."""
    approve(drafted, QIBAO)
    acts.export(drafted, QIBAO, "甲")
    file = bank.answer(drafted, QIBAO, tmp_path / "回盘.xlsx", {1: bank.BUSY})
    bank.overwrite(file, 1, "摘要", "支付日期")
    for days in (1, 30, 366, 13_149):
        day = str(date.today() + timedelta(days))
        bank.overwrite(file, 3, "支付日期", day)
        with pytest.raises(Stop, match=f"第 3 行的支付日期 {day} 在今天以后，还没有支付") as stop:
            acts.take_return(drafted, QIBAO, file, "甲")
        assert stop.value.code == "S35" and not load(drafted, QIBAO).returns
    bank.overwrite(file, 2, "支付日期", day)
    bank.overwrite(file, 3, "支付日期", str(date.today()))
    acts.take_return(drafted, QIBAO, file, "甲")
    assert load(drafted, QIBAO).lines["state"].tolist() == ["失败", "成功", "成功", "成功"]


def told_of(ledger: Path, file: Path) -> set[str]:
    with opened(ledger, write=True) as book:
        return set(return_files.take_return(book, QIBAO, file, "甲").findings["code"])


def test_the_objectives_of_the_next_year_take_what_the_ledger_paid(paid: Path, tmp_path: Path) -> None:
    content = json.loads(json.dumps(RULES.content)) | {"name": "2025", "year": 2025}
    words = json.loads((resources.folder("year/huhuibao") / "2024.json").read_text(encoding="utf-8"))
    words |= {"year": 2025, "executed": [{"year": 2024, "yuan": "500", "source": "材料"}, *words["executed"]]}
    for name, each in (("政策", content), ("材料", words)):
        (tmp_path / f"{name}.json").write_text(json.dumps(each, ensure_ascii=False), encoding="utf-8")
    out = tmp_path / "申报.docx"
    outcome = write_objectives(str(tmp_path / "政策.json"), out, tmp_path / "材料.json", paid)
    rows = [[cell.text for cell in row.cells] for row in docx.Document(str(out)).tables[1].rows]
    district = (3 * 4515 + 3 * 12900) / 100
    assert rows[1][:2] == ["2023", "1185142"] and rows[2] == ["2024", f"{district:.2f}", "台账：区级实付（减追回）"]
    otherwise = next(message.fields for message in outcome.done if message.code is Done.EXECUTED_OTHERWISE)
    assert (otherwise["written_fen"], otherwise["ledger_fen"]) == (50000, round(district * 100))
