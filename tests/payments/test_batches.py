"""制单, 审核, 审批: who may do what when, what is declared, and that nobody is approved twice."""

import csv
import json
import shutil
from copy import deepcopy
from datetime import datetime
from pathlib import Path

import openpyxl
import people
import pytest
from paying import JIANGCHUAN, QIBAO, approve, load, make, sound

from huibao_xl import policy
from huibao_xl.capitals import upper
from huibao_xl.cli import main
from huibao_xl.files.results import names
from huibao_xl.files.results.folder import ResultFolder, store_frame, write_summary
from huibao_xl.frames import PAYMENTS
from huibao_xl.money import parse_yuan
from huibao_xl.payments import acts, batches, declared
from huibao_xl.payments.bank import layouts
from huibao_xl.payments.ledger.records import Sums, content_sha256
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


def test_three_different_people_sign_in_order(drafted: Path) -> None:
    with pytest.raises(Stop, match="还没有审核，不能审批"):
        acts.sign(drafted, QIBAO, "审批", "丙")
    with pytest.raises(Stop, match="制单人就是"):
        acts.sign(drafted, QIBAO, "审核", " 甲 ")
    acts.sign(drafted, QIBAO, "审核", "乙")
    assert load(drafted, QIBAO).state == "待审批"
    with pytest.raises(Stop, match="已审核，等待审批。请由他人审批"):
        acts.sign(drafted, QIBAO, "审核", "丁")
    for same in ("甲", "乙"):
        with pytest.raises(Stop, match="须由不同的人"):
            acts.sign(drafted, QIBAO, "审批", same)
    acts.sign(drafted, QIBAO, "审批", "丙")
    assert load(drafted, QIBAO).state == "已批准"
    with pytest.raises(Stop, match="不需要再签"):
        acts.sign(drafted, QIBAO, "审批", "丁")
    with pytest.raises(Stop, match="已是“已批准”，不能审核.*不需要再签"):
        acts.sign(drafted, QIBAO, "审核", "丁")


def test_a_policy_may_ask_for_two_signatures_only(ledger: Path, tmp_path: Path) -> None:
    rules = json.loads(policy.policies()["2024"].read_text(encoding="utf-8"))
    rules["approval"]["signatures"] = 1
    path = tmp_path / "两步.json"
    path.write_text(json.dumps(rules, ensure_ascii=False), encoding="utf-8")
    lists = people.lists(tmp_path / "名单", 2, ["七宝镇"])
    assert main(["run", str(lists), "--policy", str(path), "--out", str(tmp_path / "甲")]) == 0
    make(ledger, tmp_path / "甲")
    with pytest.raises(Stop, match="还没有审批，不能审核"):
        acts.sign(ledger, QIBAO, "审核", "乙")
    acts.sign(ledger, QIBAO, "审批", "乙")
    assert load(ledger, QIBAO).state == "已批准"


def test_the_paper_s_seal_is_compared(drafted: Path) -> None:
    seal = load(drafted, QIBAO).seal
    with pytest.raises(Stop, match="校验码与所签的不同"):
        acts.sign(drafted, QIBAO, "审核", "乙", quoted="0" * 16)
    acts.sign(drafted, QIBAO, "审核", "乙", quoted=seal[:16].upper())
    with pytest.raises(Stop, match="校验码与所签的不同"):
        acts.sign(drafted, QIBAO, "审批", "丙", strike=[1], why="待查", quoted=seal[:16])
    assert load(drafted, QIBAO).state == "待审批"


def test_a_line_can_be_struck_out_with_a_reason(drafted: Path) -> None:
    with pytest.raises(Stop, match="没有写明原因"):
        acts.sign(drafted, QIBAO, "审核", "乙", strike=[2])
    with pytest.raises(Stop, match="没有第 9 行"):
        acts.sign(drafted, QIBAO, "审核", "乙", strike=[9], why="待查")
    before = load(drafted, QIBAO).seal
    approve(drafted, QIBAO, strike=(2,))
    batch = load(drafted, QIBAO)
    assert batch.totals() == (3, 3 * 12900) and batch.seal != before
    assert batch.lines.loc[1, "state"] == "已剔除" and batch.lines.loc[1, "why"] == "待查"


def test_a_reason_is_recorded_without_the_spaces_around_it(drafted: Path) -> None:
    acts.sign(drafted, QIBAO, "审核", "乙", strike=[2], why=" 待查　")
    assert load(drafted, QIBAO).lines.loc[1, "why"] == "待查"


def test_a_step_that_the_batch_does_not_have_is_answered_with_its_steps(approved: Path) -> None:
    with pytest.raises(Stop, match="该批次的步骤：制单、审核、审批") as stop:
        acts.sign(approved, QIBAO, "复核", "丁")
    assert stop.value.code == "S31" and "不能复核" in str(stop.value)


def test_a_batch_without_lines_cannot_be_signed(drafted: Path) -> None:
    with pytest.raises(Stop, match="已全部剔除"):
        acts.sign(drafted, QIBAO, "审核", "乙", strike=[1, 2, 3, 4], why="待查")
    assert load(drafted, QIBAO).totals() == (4, 4 * 12900)  # nothing of it was written


def test_who_was_struck_out_waits_until_cleared(drafted: Path, tmp_path: Path) -> None:
    result = drafted.parent / "结果"
    approve(drafted, QIBAO, strike=(2,))
    struck = load(drafted, QIBAO).lines.loc[1, "id"]
    outcome = make(drafted, result)
    assert Done.LEFT_OUT in outcome.codes
    problems = openpyxl.load_workbook(drafted.parent / "批次" / "制单问题.xlsx").active
    assert [row[1].value for row in problems.iter_rows()].count("B52") == 1
    assert "2024-七宝镇-2" not in [
        message.fields.get("batch") for message in outcome.done
    ]  # the others are in flight, the struck one waits
    sources = people.lists(tmp_path / "名单", 12, ["七宝镇", "江川路街道", "莘庄工业区"])
    codes = run_with(drafted, sources, tmp_path / "再次")
    assert codes[struck] == "H07" and sorted(set(codes.values())) == ["H07", "OK", "X06"]
    acts.release(drafted, QIBAO, 2, "乙", "已查明是本人")
    assert run_with(drafted, sources, tmp_path / "三次")[struck] == "OK"
    with pytest.raises(Stop, match="不是已剔除的明细"):
        acts.release(drafted, QIBAO, 1, "乙", "已查明")


def run_with(ledger: Path, sources: Path, out: Path) -> dict[str, str]:
    assert main(["run", str(sources), "--policy", "2024", "--out", str(out), "--ledger", str(ledger)]) == 0
    with (out / "处置全表.csv").open(encoding="utf-8-sig", newline="") as rows:
        return {row["证件号码"]: row["代码"] for row in csv.DictReader(rows)}


def test_the_ledger_is_the_list_of_earlier_payments(approved: Path, tmp_path: Path) -> None:
    """In flight blocks; and the ledger is named among the inputs, with batch and line as the reason's place."""
    sources = people.lists(tmp_path / "名单", 12, ["七宝镇", "江川路街道", "莘庄工业区"])
    codes = run_with(approved, sources, tmp_path / "再次")
    assert sorted(codes.values()) == ["OK"] * 8 + ["X06"] * 4
    summary = json.loads((tmp_path / "再次" / "result.json").read_text(encoding="utf-8"))
    (source,) = [one for one in summary["inputs"] if one["role"] == "往期发放"]
    with opened(approved) as book:
        assert (source["rows"], source["sha256"]) == (4, book.head()[1])
    refused = openpyxl.load_workbook(tmp_path / "再次" / "沪惠保补贴结果.xlsx")["不补名单"]
    reasons = [row[3].value for row in refused.iter_rows(min_row=2) if row[2].value == "X06"]
    assert len(reasons) == 4 and all(QIBAO in reason for reason in reasons)


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
        drafts = batches.draft(book, declared.read(result), "区", "戊")
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


def test_a_rejected_batch_frees_its_people_and_stays_in_the_ledger(drafted: Path) -> None:
    result = drafted.parent / "结果"
    with pytest.raises(Stop, match="没有写明退回的原因"):
        acts.reject(drafted, QIBAO, "乙", " ")
    acts.reject(drafted, QIBAO, "乙", "名册要更正")
    assert load(drafted, QIBAO).state == "已退回"
    with pytest.raises(Stop, match="不能审核"):
        acts.sign(drafted, QIBAO, "审核", "乙")
    make(drafted, result)
    approve(drafted, "2024-七宝镇-2")
    assert load(drafted, "2024-七宝镇-2").state == "已批准"


@pytest.mark.parametrize(
    "name", ["result.json", declared.WORKBOOK, "处置全表.csv", "公示/七宝镇.xlsx", "数据/payments.parquet"]
)
def test_a_result_that_was_edited_after_drafting_is_noticed(drafted: Path, name: str) -> None:
    result = drafted.parent / "结果"
    (result / name).write_bytes((result / name).read_bytes() + b" ")
    with pytest.raises(Stop, match=f"制单后被改动（{name}）"):
        acts.sign(drafted, QIBAO, "审核", "乙")
    assert Done.RESULT_CHANGED in acts.check(drafted).codes
    shutil.rmtree(result)  # moved away, it cannot be compared any more, and the batch goes on
    acts.sign(drafted, QIBAO, "审核", "乙")


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


@pytest.mark.usefixtures("with_papers")
def test_the_approval_sheet_prints_what_is_signed(drafted: Path) -> None:
    approve(drafted, QIBAO, strike=(1,))
    path = drafted.parent / "批次" / QIBAO / "审批单.xlsx"
    sheet = openpyxl.load_workbook(path)["审批单"]
    texts = [str(cell.value) for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert f"人民币{upper(3 * 12900)}" in texts and "387.00 元" in texts and load(drafted, QIBAO).seal in texts
    seal = content_sha256(layouts.load("通用").content)[:16]
    assert f"通用　校验码 {seal}　金额以元为单位（129.00 元写作 129.00）" in texts
    signatures = "".join(text for text in texts if "台账记录" in text)
    assert all(name in signatures for name in ("甲", "乙", "丙")) and "待签" not in signatures


def test_every_step_refuses_a_batch_that_is_not_there(drafted: Path) -> None:
    for act in (
        lambda: acts.sign(drafted, "2024-无-1", "审核", "乙"),
        lambda: acts.reject(drafted, "2024-无-1", "乙", "x"),
        lambda: acts.export(drafted, "2024-无-1", "乙"),
        lambda: acts.reissue(drafted, "2024-无-1", "乙"),
        lambda: acts.renew_papers(drafted, "2024-无-1"),
    ):
        with pytest.raises(Stop, match="“2024-无-1”不在台账中"):
            act()


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
