"""审核, 审批, 剔除, 退回: who may do what when, and that nobody is approved twice."""

import csv
import json
import shutil
from pathlib import Path

import openpyxl
import people
import pytest
from paying import QIBAO, approve, events, held, load, make, reject, settle, sound
from tampering import rechain, tamper

from huibao_xl import policy
from huibao_xl.capitals import upper
from huibao_xl.cli import main
from huibao_xl.payments import acts, declared, ledger_acts, waiting
from huibao_xl.payments.bank import layouts
from huibao_xl.payments.ledger.records import content_sha256
from huibao_xl.payments.ledger.store import opened
from huibao_xl.reasons import Next, Stop
from huibao_xl.reasons.outcomes import Done

pytestmark = pytest.mark.usefixtures("without_papers")


def test_an_approved_batch_that_was_never_exported_can_be_withdrawn(approved: Path) -> None:
    """Its people are free again, and nothing of it goes out any more; two people have to want it."""
    before = load(approved, QIBAO)
    first = acts.reject(approved, QIBAO, "丙", "名册要更正")
    assert first.codes == [Done.ONE_OF_TWO] and [step.next for step in first.next] == [Next.SECOND_WORD]
    assert load(approved, QIBAO).state == before.state == "已批准" and len(held(approved)) == 4
    with pytest.raises(Stop, match="这一步丙已提出。要两个人"):
        acts.reject(approved, QIBAO, "丙。", "名册要更正")
    with opened(approved) as book:
        rows = waiting.waiting(book)
    assert (rows.loc[rows["step"] == waiting.SECOND, ["batch", "but"]].to_numpy() == [[QIBAO, "丙"]]).all()
    acts.reject(approved, QIBAO, "丁", "名册要更正")
    batch = load(approved, QIBAO)
    assert batch.state == "已退回" and set(batch.lines["state"]) == {"已退回"} and held(approved) == set()
    with pytest.raises(Stop, match="是“已退回”，还不能导出"):
        acts.export(approved, QIBAO, "甲")
    with pytest.raises(Stop, match="没有可以改为“失败”的明细|还没有导出"):
        settle(approved, QIBAO, "失败", "乙", "银行来电")
    sound(approved)
    make(approved, approved.parent / "结果")
    approve(approved, "2024-七宝镇-2")
    assert len(held(approved)) == 4
    sound(approved)


def test_an_approved_batch_whose_result_was_changed_has_a_way_out(approved: Path) -> None:
    result = approved.parent / "结果"
    (result / "处置全表.csv").write_bytes(b"x")
    with pytest.raises(Stop, match="退回本批后重新制单") as stop:
        acts.export(approved, QIBAO, "甲")
    assert stop.value.next == (Next.REJECT,)
    reject(approved, QIBAO, "结果被改动")
    assert held(approved) == set()


def test_an_approved_batch_that_one_person_sent_back_is_found(approved: Path) -> None:
    reject(approved, QIBAO, "名册要更正")
    sound(approved)
    tamper(approved, "UPDATE event SET by = '乙' WHERE kind = 'reject'")
    rechain(approved)
    with pytest.raises(Stop, match="批准后退回，不是先后两个人做的"):
        ledger_acts.check(approved)


@pytest.mark.parametrize("word", ["成功", "失败"])
def test_what_was_exported_is_not_withdrawn(sent: Path, word: str) -> None:
    with pytest.raises(Stop, match="已是“已导出”，不能退回.*等银行答复"):
        acts.reject(sent, QIBAO, "丙", "晚了")
    settle(sent, QIBAO, word, "乙", "银行来函")
    with pytest.raises(Stop, match="已是“已关闭”，不能退回"):
        acts.reject(sent, QIBAO, "丙", "晚了")


def test_who_was_released_twice_is_told_so(drafted: Path) -> None:
    approve(drafted, QIBAO, strike=(2,))
    acts.release(drafted, QIBAO, 2, "乙", "已查明")
    count = events(drafted)
    with pytest.raises(Stop, match="第 2 行的剔除已由乙在 .*解除（已查明），不用再解除") as stop:
        acts.release(drafted, QIBAO, 2, "丁", "再查")
    assert stop.value.code == "S31" and events(drafted) == count
    with pytest.raises(Stop, match="的制单人就是“甲 ”.*解除剔除须由制单以外的人"):
        acts.release(drafted, QIBAO, 2, "甲 ", "再查")
    with pytest.raises(Stop, match="第 3 行不是已剔除的明细"):
        acts.release(drafted, QIBAO, 3, "丁", "再查")


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
    assert Done.RESULT_CHANGED in ledger_acts.check(drafted).codes
    shutil.rmtree(result)  # moved away, it cannot be compared any more, and the batch goes on
    acts.sign(drafted, QIBAO, "审核", "乙")


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
