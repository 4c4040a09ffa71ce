"""制单, 审核, 审批: who may do what when, what is declared, and that nobody is approved twice."""

import json
from copy import deepcopy
from datetime import datetime
from pathlib import Path

import openpyxl
import people
import pytest
from paying import JIANGCHUAN, QIBAO, approve, load, make, sound

from huibao_xl import policy
from huibao_xl.cli import main
from huibao_xl.files.results import names
from huibao_xl.files.results.folder import ResultFolder, store_frame, write_summary
from huibao_xl.frames import PAYMENTS
from huibao_xl.money import parse_yuan
from huibao_xl.payments import acts, declared, drafting
from huibao_xl.payments.ledger.records import Sums
from huibao_xl.payments.ledger.store import Ledger, opened
from huibao_xl.reasons import Next, Stop
from huibao_xl.reasons.outcomes import Done

pytestmark = pytest.mark.usefixtures("without_papers")


def test_a_batch_declares_what_the_result_holds(drafted: Path) -> None:
    result = drafted.parent / "结果"
    batch = load(drafted, QIBAO)
    summary = json.loads((result / "result.json").read_text(encoding="utf-8"))["by_township"]["七宝镇"]
    sums = Sums(4, 4 * 12900, 4 * 4515, 4 * 8385)
    assert batch.declaration.sums == sums and batch.declaration.by_township == {"七宝镇": sums}
    assert summary == {"people": 4} | {name: getattr(sums, name) for name in summary if name != "people"}
    assert batch.state == "草稿" and batch.seal == batch.declaration.lines_sha256


def test_the_district_may_pay_everybody_in_one_batch(ledger: Path, result: Path) -> None:
    make(ledger, result, "区")
    batch = load(ledger, "2024-区民政局-1")
    assert batch.totals() == (12, 12 * 12900) and set(batch.declaration.by_township) == {
        "七宝镇",
        "江川路街道",
        "莘庄工业区",
    }


def test_a_draft_warns_and_in_flight_blocks(drafted: Path) -> None:
    result = drafted.parent / "结果"
    assert Done.LEFT_OUT not in make(drafted, result, "区", "戊").codes
    problems = openpyxl.load_workbook(drafted.parent / "批次" / "制单问题.xlsx").active
    assert sum(row[1].value == "B51" for row in problems.iter_rows()) == 12
    approve(drafted, QIBAO)
    with pytest.raises(Stop, match="第 5、6、7、8 行已由批次“2024-七宝镇-1”在途或发放"):
        approve(drafted, "2024-区民政局-1")
    batch = load(drafted, "2024-区民政局-1")
    assert batch.state == "待审批"  # the refused signature left nothing
    acts.sign(drafted, batch.id, "审批", "丙", strike=[5, 6, 7, 8], why="街镇已发")
    assert load(drafted, batch.id).totals() == (8, 8 * 12900)


def test_findings_of_drafting_name_batch_and_line(approved: Path) -> None:
    result = approved.parent / "结果"
    with opened(approved, write=True) as book:
        drafts = drafting.draft(book, declared.read(result), "区", "戊")
    told = drafts.findings.astype({"code": "str"}).groupby("code")
    assert drafts.left_out == {"B50": len(told.get_group("B50"))} == {"B50": 4}
    assert all(f"由批次“{QIBAO}”第" in text for text in told.get_group("B50")["text"])
    assert {text.split("“")[1].split("”")[0] for text in told.get_group("B51")["text"]} == {
        JIANGCHUAN,
        "2024-莘庄工业区-1",
    }
    detail = openpyxl.load_workbook(result / declared.WORKBOOK)["补贴明细"]
    for one in drafts.findings[drafts.findings["code"].isin(["B50", "B51"])].itertuples():
        assert (one.sheet, detail.cell(one.row, 2).value) == ("补贴明细", one.value)


def test_a_result_that_was_edited_before_drafting_is_refused_with_its_row(ledger: Path, result: Path) -> None:
    path = result / declared.WORKBOOK
    book = openpyxl.load_workbook(path)
    sheet = book["补贴明细"]
    titles = [cell.value for cell in sheet[1]]
    sheet.cell(2, titles.index("补贴金额") + 1).value = 1129
    book.save(path)
    with pytest.raises(Stop, match="前后不一致：沪惠保补贴结果.xlsx（改动）：补贴明细第 2 行的补贴金额"):
        make(ledger, result)
    sheet.delete_rows(2)
    book.save(path)
    with pytest.raises(Stop, match="原有 12 行，现有 11 行"):
        make(ledger, result)
    (result / "多.xlsx").write_bytes(b"x")
    with pytest.raises(Stop, match="多.xlsx（多出）"):
        make(ledger, result)
    assert not ledger.exists()


def test_payments_that_are_not_what_the_summary_declares_are_refused(ledger: Path, result: Path) -> None:
    """Sealed anew by somebody who knows how: the totals still tell."""
    opened = ResultFolder.open(result)
    content = {
        key: opened.summary[key] for key in opened.summary if key not in ("outputs", "seal", "program", "finished")
    }
    frame, started = opened.frame(PAYMENTS), datetime.fromisoformat(content.pop("started"))
    store_frame(result, PAYMENTS, frame.assign(amount_fen=frame["amount_fen"] + 1))
    write_summary(result, names.RUN, content, started)
    with pytest.raises(Stop, match="“补贴金额”合计 1,548.12 元，result.json 记为 1,548.00 元"):
        make(ledger, result)
    money = ["amount_fen", "district_fen", "township_fen"]
    frame.loc[1, money] += frame.loc[0, money]  # the sums hold, a person is gone
    store_frame(result, PAYMENTS, frame.iloc[1:])
    write_summary(result, names.RUN, content, started)
    with pytest.raises(Stop, match="付款有 11 人，result.json 记为 12 人"):
        make(ledger, result)


@pytest.mark.parametrize("yuan", ["129.29", "0.29", "1000000.57"])
def test_fen_are_exact_from_the_policy_to_the_batch(ledger: Path, tmp_path: Path, yuan: str) -> None:
    """Amounts that no float holds; the policy's file is given to the run alone and is gone when the batch is made."""
    content = deepcopy(policy.load("2024").content)
    content["name"], content["amount"]["yuan"] = "试行", yuan
    own = tmp_path / "试行.json"
    own.write_text(json.dumps(content, ensure_ascii=False), encoding="utf-8")
    lists = people.lists(tmp_path / "名单", 3, ["七宝镇"])
    assert main(["run", str(lists), "--policy", str(own), "--out", str(tmp_path / "甲")]) == 0
    own.unlink()
    made = declared.read(tmp_path / "甲")
    fen = parse_yuan(yuan)
    assert made.lines["amount_fen"].tolist() == [fen] * 3 and made.lines["amount_fen"].dtype == "int64"
    assert (made.lines["district_fen"] + made.lines["township_fen"]).tolist() == [fen] * 3
    assert made.rules.content == content and made.rules.name == "试行"
    make(ledger, tmp_path / "甲")
    assert load(ledger, QIBAO).totals() == (3, 3 * fen)


def test_another_policy_than_the_results_is_refused(ledger: Path, result: Path) -> None:
    assert declared.read(result, policy.load("2024")).rules.name == "2024"
    with pytest.raises(Stop, match="是“2023”"):
        declared.read(result, policy.load("2023"))


def test_nothing_is_drafted_twice_under_one_number(ledger: Path, result: Path) -> None:
    for by in "甲乙丙":
        make(ledger, result, by=by)
    with opened(ledger) as book:
        numbers = Ledger.batches(book)
    assert len(numbers) == len(set(numbers)) == 9


def test_what_is_repeated_after_a_power_cut_is_not_done_twice(ledger: Path, result: Path) -> None:
    make(ledger, result)
    paper = ledger.parent / "批次" / QIBAO / "审批单.xlsx"
    paper.unlink()
    with opened(ledger) as book:
        head = book.head()
    again = make(ledger, result, by="甲 ")
    assert [code for code in again.codes if code is not Done.PAPER] == [*[Done.BATCH_STANDS] * 3, Done.ALL_PLACED]
    assert paper.exists() and again.steps == [Next.PRINT_AND_REVIEW] and Done.ALSO_DRAFTED not in again.codes
    with opened(ledger) as book:
        assert book.head() == head
    acts.sign(ledger, QIBAO, "审核", "乙", [2], "待查")
    again = acts.sign(ledger, QIBAO, "审核", "乙", [2], "待查")
    assert again.codes[:2] == [Done.SIGNED_BEFORE, Done.STATE] and again.steps == [Next.APPROVE]
    with pytest.raises(Stop, match="已审核，等待审批"):
        acts.sign(ledger, QIBAO, "审核", "乙", [3], "待查")  # something else
    acts.sign(ledger, QIBAO, "审批", "丙")
    assert acts.sign(ledger, QIBAO, "审批", "丙").codes[0] is Done.SIGNED_BEFORE
    assert Done.BATCH_STANDS not in make(ledger, result, "区").codes  # another payer
    sound(ledger)


def test_a_second_draft_of_the_same_people_names_the_first(ledger: Path, result: Path) -> None:
    first = acts.make(ledger, result, "街镇", "甲", "通用")
    assert Done.ALSO_DRAFTED not in first.codes
    second = acts.make(ledger, result, "街镇", "戊", "通用")
    also = [message.fields for message in second.done if message.code is Done.ALSO_DRAFTED]
    assert {(each["batch"], each["count"]) for each in also} == {
        (f"2024-{town}-1", 4) for town in ("江川路街道", "七宝镇", "莘庄工业区")
    }
    assert second.steps.count(Next.REJECT_ONE) == 3
    acts.reject(ledger, QIBAO, "乙", "制单两次")
    third = acts.make(ledger, result, "区", "甲", "通用")
    assert QIBAO not in [message.fields.get("batch") for message in third.done if message.code is Done.ALSO_DRAFTED]
