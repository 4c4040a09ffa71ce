"""导出, 回盘, 人工确认, 重发: the same act twice changes nothing, a failure frees the key, and a re-issue pays once."""

import json
import os
import shutil
from pathlib import Path

import bank
import openpyxl
import pandas as pd
import people
import pytest
from paying import JIANGCHUAN, QIBAO, approve, export_again, load, make, new_accounts, settle, sound

from huibao_xl.clearing import paid_lines
from huibao_xl.clearing.classify import FLYING, PAID
from huibao_xl.cli import main
from huibao_xl.files.writing.plain import sha256_of
from huibao_xl.payments import acts, execution, sending, transfers
from huibao_xl.payments.bank import layouts
from huibao_xl.payments.ledger import origin
from huibao_xl.payments.ledger.store import opened
from huibao_xl.policy import load as load_policy
from huibao_xl.reasons import Next, Stop
from huibao_xl.reasons.outcomes import Done

pytestmark = pytest.mark.usefixtures("without_papers")

CHILD = f"{QIBAO}.1"
RULES = load_policy("2024")


def held(ledger: Path) -> set[tuple[str, int]]:
    with opened(ledger) as book:
        return set(book.rows("SELECT batch, line FROM claim"))


def events(ledger: Path) -> int:
    with opened(ledger) as book:
        return book.head()[0]


def test_only_an_approved_batch_is_exported(drafted: Path) -> None:
    result = drafted.parent / "结果"
    with pytest.raises(Stop, match="是“草稿”，还不能导出"):
        acts.export(drafted, QIBAO, "甲")
    with pytest.raises(Stop, match="还没有导出，不会有回盘"):
        acts.take_return(drafted, QIBAO, result / "result.json", "甲")


def test_exporting_again_gives_the_same_files_and_no_event(sent: Path) -> None:
    (path,) = bank.exported(sent, QIBAO)
    before, count = path.read_bytes(), events(sent)
    acts.export(sent, QIBAO, "戊")
    assert path.read_bytes() == before and events(sent) == count
    shutil.rmtree(path.parent)
    acts.export(sent, QIBAO, "戊")
    assert path.read_bytes() == before and events(sent) == count


def test_the_bank_may_refuse_the_whole_file_before_it_answered(sent: Path, tmp_path: Path) -> None:
    with pytest.raises(Stop, match="已按“通用”导出"):
        acts.export(sent, QIBAO, "甲", layout="四列表")
    first = acts.export(sent, QIBAO, "甲", layout="四列表", again="银行要求三列")
    assert (
        first.codes == [Done.ONE_OF_TWO] and first.steps == [Next.SECOND_WORD] and len(load(sent, QIBAO).exports) == 1
    )
    with pytest.raises(Stop, match="这一步甲已提出。要两个人"):
        acts.export(sent, QIBAO, "甲。", layout="四列表", again="银行要求三列")
    acts.export(sent, QIBAO, "乙", layout="三列整理表", again="银行要求三列")  # something else: a first word of its own
    acts.export(sent, QIBAO, "丙", layout="四列表", again="银行要求三列")
    acts.export(sent, QIBAO, "甲", layout="四列表", again="银行要求三列")
    assert [export.layout for export in load(sent, QIBAO).exports] == ["通用", "四列表"]
    sound(sent)


def test_no_new_file_once_the_bank_answered(sent: Path, tmp_path: Path) -> None:
    acts.take_return(sent, QIBAO, bank.answer(sent, QIBAO, tmp_path / "回盘.xlsx", {1: None}), "甲")
    with pytest.raises(Stop, match="已有回盘，不能重新导出"):
        acts.export(sent, QIBAO, "甲", again="要重发")


def test_answers_close_the_batch_when_everything_is_known(sent: Path, tmp_path: Path) -> None:
    said = {1: None, 2: ("处理中", ""), 3: bank.WRONG_NAME}
    acts.take_return(sent, QIBAO, bank.answer(sent, QIBAO, tmp_path / "一.xlsx", said), "甲")
    batch = load(sent, QIBAO)
    assert batch.lines["state"].tolist() == ["在途", "未决", "失败", "成功"] and batch.state == "回盘中"
    assert held(sent) == {(QIBAO, 1), (QIBAO, 2), (QIBAO, 4)}
    rest = {3: None, 4: None}
    acts.take_return(sent, QIBAO, bank.answer(sent, QIBAO, tmp_path / "二.xlsx", rest), "甲")
    assert load(sent, QIBAO).state == "已关闭"
    with opened(sent) as book:
        (closing,) = book.events(QIBAO, ("close",))
    assert closing.content["ends"] == {"成功": [3, 3 * 12900], "失败": [1, 12900], "退票": [0, 0]}
    sound(sent)


def test_the_same_file_again_changes_nothing(sent: Path, tmp_path: Path) -> None:
    file = bank.answer(sent, QIBAO, tmp_path / "回盘.xlsx", {3: bank.BUSY})
    acts.take_return(sent, QIBAO, file, "甲")
    before = events(sent), held(sent)
    assert acts.take_return(sent, QIBAO, file, "戊").codes[0] is Done.RETURN_REPEATED
    assert (events(sent), held(sent)) == before


def test_the_file_of_another_batch_is_refused(approved: Path, tmp_path: Path) -> None:
    other = "2024-江川路街道-1"
    approve(approved, other)
    for number in (QIBAO, other):
        acts.export(approved, number, "甲")
    file = bank.answer(approved, other, tmp_path / "回盘.xlsx")
    count = events(approved)
    with pytest.raises(Stop, match="没有一行|不属于|不是"):
        acts.take_return(approved, QIBAO, file, "甲")
    assert events(approved) == count
    acts.take_return(approved, other, file, "甲")
    with pytest.raises(Stop, match=f"已作为批次“{other}”的回盘处理过"):
        acts.take_return(approved, QIBAO, file, "甲")


def test_the_answer_to_a_batch_is_none_to_what_is_paid_again(sent: Path, tmp_path: Path) -> None:
    """All failed for a time, and are paid again to the same accounts: the file of the first time, downloaded anew, says nothing of the second."""
    busy = dict.fromkeys((1, 2, 3, 4), bank.BUSY)
    file = bank.answer(sent, QIBAO, tmp_path / "回盘.xlsx", busy)
    acts.take_return(sent, QIBAO, file, "甲")
    acts.reissue(sent, QIBAO, "甲")
    approve(sent, CHILD)
    acts.export(sent, CHILD, "甲")
    bank.overwrite(file, 1, "失败原因", "失败原因 ")
    with pytest.raises(Stop, match="的流水号（5 至 8）不是本批次的（13 至 16）"):
        acts.take_return(sent, CHILD, file, "甲")
    assert set(load(sent, CHILD).lines["state"]) == {"在途"}
    acts.take_return(sent, CHILD, bank.answer(sent, CHILD, tmp_path / "二.xlsx"), "甲")
    assert set(load(sent, CHILD).lines["state"]) == {"成功"}
    sound(sent)


def test_without_serial_numbers_the_same_words_of_every_line_are_the_file_of_the_first_time(
    drafted: Path, tmp_path: Path
) -> None:
    approve(drafted, QIBAO)
    acts.export(drafted, QIBAO, "甲", "三列整理表")
    lines = load(drafted, QIBAO).lines
    table = pd.DataFrame({"账号": lines["account"], "户名": lines["holder"], "金额": "129.00"})
    table.assign(处理状态="失败", 失败原因="系统忙").to_csv(tmp_path / "一.csv", index=False)
    acts.take_return(drafted, QIBAO, tmp_path / "一.csv", "甲")
    acts.reissue(drafted, QIBAO, "甲")
    approve(drafted, CHILD)
    acts.export(drafted, CHILD, "甲", "三列整理表")
    again = table.assign(处理状态="失败", 失败原因="系统忙", 备注="再下载")
    again.to_csv(tmp_path / "二.csv", index=False)
    with pytest.raises(Stop, match=f"与批次“{QIBAO}”登记过的结果逐笔相同"):
        acts.take_return(drafted, CHILD, tmp_path / "二.csv", "甲")
    assert set(load(drafted, CHILD).lines["state"]) == {"在途"}
    again.assign(处理状态=["成功", "失败", "失败", "失败"]).to_csv(tmp_path / "三.csv", index=False)
    acts.take_return(drafted, CHILD, tmp_path / "三.csv", "甲")
    assert load(drafted, CHILD).lines["state"].tolist() == ["未决", "失败", "失败", "失败"]


def test_the_file_that_went_to_the_bank_is_no_answer(sent: Path, tmp_path: Path) -> None:
    acts.take_return(sent, QIBAO, bank.answer(sent, QIBAO, tmp_path / "回盘.xlsx", {1: None}), "甲")
    (file,) = bank.exported(sent, QIBAO)
    count = events(sent)
    with opened(sent) as book, pytest.raises(Stop, match=f"是批次“{QIBAO}”导出给银行的文件，不是回盘"):
        sending._require_of_bank(book, file, sha256_of(file))
    with pytest.raises(Stop, match="处理状态"):
        acts.take_return(sent, QIBAO, file, "甲")
    assert events(sent) == count


def test_a_file_is_read_again_with_new_words_for_what_had_no_result(sent: Path, tmp_path: Path) -> None:
    """What B24 advises: the word of the bank is put into the layout, and the same file is registered once more. Results that stand are not touched."""
    said = {1: ("记账成功", ""), 2: ("记账失败", "系统忙"), 3: bank.WRONG_NAME}
    file = bank.answer(sent, QIBAO, tmp_path / "回盘.xlsx", said)
    acts.take_return(sent, QIBAO, file, "甲")
    assert load(sent, QIBAO).lines["state"].tolist() == ["未决", "未决", "失败", "成功"]
    content = json.loads(layouts.layouts()["通用"].read_text(encoding="utf-8")) | {"name": "本行"}
    content["returns"]["words"] |= {"成功": ["记账成功"], "失败": ["记账失败"]}
    (tmp_path / "本行.json").write_text(json.dumps(content, ensure_ascii=False), encoding="utf-8")
    outcome = acts.take_return(sent, QIBAO, file, "甲", str(tmp_path / "本行.json"))
    assert Done.DOUBTFUL not in outcome.codes
    assert load(sent, QIBAO).lines["state"].tolist() == ["成功", "失败", "失败", "成功"]
    for layout in ("", str(tmp_path / "本行.json")):
        assert acts.take_return(sent, QIBAO, file, "甲", layout).codes[0] is Done.RETURN_REPEATED
    sound(sent)


def test_money_that_comes_back_days_later_reopens_the_person(sent: Path, tmp_path: Path) -> None:
    acts.take_return(sent, QIBAO, bank.answer(sent, QIBAO, tmp_path / "一.xlsx"), "甲")
    assert load(sent, QIBAO).state == "已关闭" and len(held(sent)) == 4
    late = {1: None, 2: bank.CAME_BACK, 3: None, 4: None}
    acts.take_return(sent, QIBAO, bank.answer(sent, QIBAO, tmp_path / "二.xlsx", late), "甲")
    batch = load(sent, QIBAO)
    assert batch.lines["state"].tolist() == ["成功", "退票", "成功", "成功"] and (QIBAO, 2) not in held(sent)
    sound(sent)


@pytest.mark.usefixtures("with_papers")
def test_another_amount_leaves_the_line_open_and_disputed(sent: Path, tmp_path: Path) -> None:
    file = bank.answer(sent, QIBAO, tmp_path / "回盘.xlsx")
    bank.overwrite(file, 2, "金额", 1.29)
    acts.take_return(sent, QIBAO, file, "甲")
    line = load(sent, QIBAO).lines.iloc[0]
    assert (line["state"], line["disputed"]) == ("在途", True) and "1.29" in line["why"]
    assert load(sent, QIBAO).state == "回盘中" and (QIBAO, 1) in held(sent)
    assert acts.person_lines(sent, line["id"])["state"].tolist() == ["在途（存疑）"]
    page = pd.read_excel(sent.parent / "批次" / QIBAO / "回盘核对-1.xlsx", header=None, engine="calamine")
    assert {"在途（存疑）", "批次状态：回盘中（存疑 1 笔）。还有 1 笔没有最后结果"} <= set(page[0])


def test_rows_without_a_header_leave_their_lines_open_until_a_clean_file_comes(sent: Path, tmp_path: Path) -> None:
    """失败明细 on a sheet of its own, without headers: the form of a file is no other amount, and counts against nobody's accuracy."""
    file = bank.answer(sent, QIBAO, tmp_path / "一.xlsx", {3: None, 4: None})
    book = openpyxl.load_workbook(file)
    whole = openpyxl.load_workbook(bank.answer(sent, QIBAO, tmp_path / "二.xlsx")).active
    loose = book.create_sheet("续")
    for row in whole.iter_rows(min_row=4, max_row=5, values_only=True):
        loose.append(row)
    book.save(file)
    outcome = acts.take_return(sent, QIBAO, file, "甲")
    assert load(sent, QIBAO).lines["state"].tolist() == ["成功", "成功", "未决", "未决"]
    assert Done.DOUBTFUL not in outcome.codes
    acts.take_return(sent, QIBAO, tmp_path / "二.xlsx", "甲")
    batch = load(sent, QIBAO)
    assert batch.state == "已关闭" and not (batch.lines["disputed"] | batch.lines["doubtful"]).any()


def test_what_no_file_answers_is_said_by_somebody_else_with_a_reason(sent: Path, tmp_path: Path) -> None:
    acts.take_return(sent, QIBAO, bank.answer(sent, QIBAO, tmp_path / "一.xlsx", {1: None, 2: None}), "甲")
    with pytest.raises(Stop, match="没有写明依据"):
        settle(sent, QIBAO, "成功", "乙", " ")
    with pytest.raises(Stop, match="制单人就是"):
        settle(sent, QIBAO, "成功", "甲", "银行来电")
    with pytest.raises(Stop, match="第 3 行不能改为“失败”"):
        settle(sent, QIBAO, "失败", "乙", "银行来电", [3])
    settle(sent, QIBAO, "失败", "乙", "银行来电", [1])
    settle(sent, QIBAO, "成功", "乙", "银行来函")
    batch = load(sent, QIBAO)
    assert batch.lines["state"].tolist() == ["失败", "成功", "成功", "成功"] and batch.state == "已关闭"
    settle(sent, QIBAO, "退票", "乙", "银行来函", [2])
    assert held(sent) == {(QIBAO, 3), (QIBAO, 4)}
    with pytest.raises(Stop, match="没有可以改为“退票”的明细"):
        settle(sent, QIBAO, "退票", "乙", "银行来函")
    sound(sent)


@pytest.mark.parametrize("word", ["成功", "失败", "退票"])
@pytest.mark.parametrize("ledger_at", ["drafted", "approved"])
def test_no_bank_has_answered_what_was_never_exported(
    request: pytest.FixtureRequest, ledger_at: str, word: str
) -> None:
    """A result without a file would close the batch, and let it be exported and paid all the same afterwards."""
    ledger = request.getfixturevalue(ledger_at)
    before = events(ledger)
    with pytest.raises(Stop, match="还没有导出，不会有银行结果") as stop:
        settle(ledger, QIBAO, word, "乙", "银行来电", [1])
    assert stop.value.next == ((Next.EXPORT, Next.REJECT) if ledger_at == "approved" else ())
    assert events(ledger) == before


def test_an_approved_batch_that_was_never_exported_can_be_withdrawn(approved: Path) -> None:
    """Its people are free again, and nothing of it goes out any more."""
    acts.reject(approved, QIBAO, "丙", "名册要更正")
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
    acts.reject(approved, QIBAO, "乙", "结果被改动")
    assert held(approved) == set()


@pytest.mark.parametrize("word", ["成功", "失败"])
def test_what_was_exported_is_not_withdrawn(sent: Path, word: str) -> None:
    with pytest.raises(Stop, match="已是“已导出”，不能退回.*等银行答复"):
        acts.reject(sent, QIBAO, "丙", "晚了")
    settle(sent, QIBAO, word, "乙", "银行来函")
    with pytest.raises(Stop, match="已是“已关闭”，不能退回"):
        acts.reject(sent, QIBAO, "丙", "晚了")


def test_a_file_that_is_made_again_leaves_out_what_a_person_has_settled(sent: Path) -> None:
    """The bank refused the file as a whole; one was paid by hand since, one shall not be paid."""
    settle(sent, QIBAO, "成功", "乙", "支票 1 号", [2])
    settle(sent, QIBAO, "失败", "乙", "本人放弃", [3])
    export_again(sent, QIBAO)
    last = load(sent, QIBAO).exports[-1]
    assert last.left_out == (2, 3) and [(file.count, file.amount_fen) for file in last.files] == [(2, 2 * 12900)]
    before = [path.read_bytes() for path in bank.exported(sent, QIBAO)]
    shutil.rmtree(bank.exported(sent, QIBAO)[0].parent)
    acts.export(sent, QIBAO, "甲")
    assert [path.read_bytes() for path in bank.exported(sent, QIBAO)] == before
    settle(sent, QIBAO, "成功", "乙", "银行来函")
    with pytest.raises(Stop, match="没有待付的明细"):
        acts.export(sent, QIBAO, "甲", again="再来一次")
    sound(sent)


@pytest.mark.parametrize("word", ["已成功", "入账成功", "成功 ", "冲正", "撤销", "在途", "待重发", ""])
def test_another_word_than_an_end_is_no_answer_of_a_bank(sent: Path, word: str) -> None:
    """The command line offers only the three words; a sheet, and whoever calls the act, can hold any."""
    before = [*load(sent, QIBAO).lines["state"]], held(sent)
    with pytest.raises(Stop, match="请写成功、失败、退票之一"):
        settle(sent, QIBAO, word, "乙", "凭证 1 号")
    assert ([*load(sent, QIBAO).lines["state"]], held(sent)) == before
    sound(sent)


@pytest.mark.parametrize("by", ["甲", "\u3000甲", "甲\u200b", "\ufeff甲"])
def test_the_maker_stays_the_maker_however_the_name_is_written(sent: Path, by: str) -> None:
    with pytest.raises(Stop, match="制单人就是"):
        settle(sent, QIBAO, "成功", by, "银行来函")


def test_a_reissue_needs_a_changed_account_or_a_reason_that_passes(sent: Path, tmp_path: Path) -> None:
    said = {1: bank.WRONG_NAME, 2: bank.BUSY, 3: bank.WRONG_NAME}
    acts.take_return(sent, QIBAO, bank.answer(sent, QIBAO, tmp_path / "回盘.xlsx", said), "甲")
    accounts = new_accounts(sent, QIBAO, tmp_path / "银行账户.csv", {1: people.account(1, 9)})
    made, left, *_ = acts.reissue(sent, QIBAO, "甲", [str(accounts)]).done
    assert (made.code, made.fields) == (Done.REISSUED, {"batch": CHILD, "count": 2})
    assert left.text() == "第 3 行没有重发：失败原因须更换账户，还没有新的账户，也没有写明账户核实。"
    child = load(sent, CHILD)
    assert child.declaration.parent == QIBAO and child.lines["parent_line"].tolist() == [1, 2]
    assert child.lines["account"].tolist()[0] == people.account(1, 9)
    assert held(sent) == {(QIBAO, 4)}  # a draft takes nothing
    approve(sent, CHILD)
    assert held(sent) == {(QIBAO, 4), (CHILD, 1), (CHILD, 2)}
    sound(sent)


@pytest.mark.usefixtures("with_papers")
def test_the_paper_of_a_reissue_shows_the_old_account_beside_the_new_one(sent: Path, tmp_path: Path) -> None:
    """Whoever signs sees which money is redirected, why it was not paid, and that he has to ask whether the person is still entitled."""
    said = {1: bank.WRONG_NAME, 2: bank.BUSY}
    acts.take_return(sent, QIBAO, bank.answer(sent, QIBAO, tmp_path / "回盘.xlsx", said), "甲")
    accounts = new_accounts(sent, QIBAO, tmp_path / "银行账户.csv", {1: people.account(1, 9)})
    outcome = acts.reissue(sent, QIBAO, "甲", [str(accounts)])
    assert "没有死亡、退保、不再符合的" in "".join(outcome.lines())
    old = load(sent, QIBAO).lines["account"].tolist()
    paper = sent.parent / "批次" / CHILD / "审批单.xlsx"
    shown = pd.read_excel(paper, sheet_name="重发对照", dtype=str, engine="calamine")
    assert shown["原账号"].tolist() == old[:2] and shown["新账号"].tolist() == [people.account(1, 9), old[1]]
    assert shown["变化"].tolist() == ["换账户", "按原账户"] and shown["上次的原因"].str.len().min() > 2
    facts = pd.read_excel(paper, sheet_name="审批单", header=None, dtype=str, engine="calamine").to_numpy().ravel()
    assert any(str(text).startswith("换账户 1 笔，按原账户 1 笔") for text in facts)


def test_each_failed_line_is_reissued_once(sent: Path, tmp_path: Path) -> None:
    acts.take_return(sent, QIBAO, bank.answer(sent, QIBAO, tmp_path / "回盘.xlsx", {2: bank.BUSY}), "甲")
    acts.reissue(sent, QIBAO, "甲")
    refused = acts.reissue(sent, QIBAO, "戊")
    assert refused.codes == [Done.NO_REISSUE, Done.NOT_REISSUED]
    assert refused.done[1].fields["why"] == f"已由批次“{CHILD}”重发"
    acts.reject(sent, CHILD, "乙", "账户还要核对")
    acts.reissue(sent, QIBAO, "甲")  # rejected, its line may be tried again
    approve(sent, f"{QIBAO}.2")
    acts.export(sent, f"{QIBAO}.2", "甲")
    acts.take_return(sent, f"{QIBAO}.2", bank.answer(sent, f"{QIBAO}.2", tmp_path / "二.xlsx"), "甲")
    with pytest.raises(Stop, match="没有失败或退票的明细"):
        acts.reissue(sent, f"{QIBAO}.2", "甲")
    assert held(sent) == {(QIBAO, 1), (f"{QIBAO}.2", 1), (QIBAO, 3), (QIBAO, 4)}
    sound(sent)


def test_a_failed_person_who_is_paid_by_a_new_batch_is_not_reissued(sent: Path, result: Path, tmp_path: Path) -> None:
    acts.take_return(sent, QIBAO, bank.answer(sent, QIBAO, tmp_path / "回盘.xlsx", {2: bank.BUSY}), "甲")
    make(sent, result, "区", "戊")
    with pytest.raises(Stop):
        approve(sent, "2024-区民政局-1", strike=(99,))
    approve(sent, "2024-区民政局-1")
    refused = acts.reissue(sent, QIBAO, "甲")
    assert refused.done[1].fields["why"] == "已由批次“2024-区民政局-1”在途或发放"


def test_new_accounts_must_be_usable(sent: Path, tmp_path: Path) -> None:
    acts.take_return(sent, QIBAO, bank.answer(sent, QIBAO, tmp_path / "回盘.xlsx", {1: bank.WRONG_NAME}), "甲")
    accounts = new_accounts(sent, QIBAO, tmp_path / "银行账户.csv", {1: "12"})
    with pytest.raises(Stop, match="没有可用的银行账户.*每人只写一个"):
        acts.reissue(sent, QIBAO, "甲", [str(accounts)])


@pytest.mark.usefixtures("with_papers")
def test_the_report_on_a_return_adds_up_on_both_sides(sent: Path, tmp_path: Path) -> None:
    acts.take_return(sent, QIBAO, bank.answer(sent, QIBAO, tmp_path / "回盘.xlsx", {1: None, 3: bank.BUSY}), "甲")
    path = sent.parent / "批次" / QIBAO / "回盘核对-1.xlsx"
    table = pd.read_excel(path, sheet_name="回盘汇总", header=None)
    counts = {row[0]: row[1] for row in table.itertuples(index=False) if isinstance(row[1], int)}
    assert (
        (counts["合计（逐行结果）"], counts["合计（回盘文件的行数）"]) == (3, 4)
        and counts["合计（批次的笔数）"] == 4
        and counts["未回"] == 1
    )
    assert len(pd.read_excel(path, sheet_name="逐行结果")) == 3
    assert pd.read_excel(path, sheet_name="未回明细", dtype=str)["行号"].tolist() == ["1", "合计"]


@pytest.mark.usefixtures("with_papers")
def test_what_the_bank_has_not_said_finally_is_counted_owed_and_held(sent: Path, tmp_path: Path) -> None:
    """未决 may still be paid: the paper counts it as open, the ledger holds its key, the district owes its share, a clearing makes nothing up."""
    answers = {1: None, 2: ("处理中", ""), 3: bank.WRONG_NAME}
    acts.take_return(sent, QIBAO, bank.answer(sent, QIBAO, tmp_path / "回盘.xlsx", answers), "甲")
    sound(sent)
    page = pd.read_excel(sent.parent / "批次" / QIBAO / "回盘核对-1.xlsx", sheet_name="回盘汇总", header=None)
    below = page[page[0].eq("状态").cummax()]
    counts = {row[0]: row[1] for row in below.itertuples(index=False) if isinstance(row[1], int)}
    assert counts == {"未回": 1, "未决": 1, "失败": 1, "成功": 1, "合计（批次的笔数）": 4}
    assert page[0].astype("str").str.contains("还有 2 笔没有最后结果").any()
    with opened(sent) as book:
        due = transfers.due(book, RULES).set_index("township").loc["七宝镇", ["people", "due_fen"]]
        paid = paid_lines.from_ledger(book, RULES)
        counted = execution.execution(book, RULES, None).by_township.set_index("township").loc["七宝镇"]
    assert due.tolist() == [3, 3 * 4515]
    assert dict(zip(paid.lines["row"], paid.lines["state"], strict=True)) == {1: FLYING, 2: FLYING, 4: PAID}
    assert len(paid.failed) == 1
    assert counted[["people", "paid_people", "failed_people", "open_people"]].tolist() == [4, 1, 1, 2]


@pytest.mark.usefixtures("with_papers")
def test_papers_that_cannot_be_written_do_not_undo_the_act(approved: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(self: Path, target: Path) -> None:
        raise PermissionError(13, "in use")

    monkeypatch.setattr(Path, "replace", refuse)
    outcome = acts.sign(approved, "2024-江川路街道-1", "审核", "乙")
    assert set(outcome.codes) == {Done.SIGNED, Done.STATE, Done.PAPER_REFUSED, Done.NOT_WITNESSED}
    assert outcome.steps == [Next.APPROVE, Next.PAPERS]
    monkeypatch.undo()
    assert load(approved, "2024-江川路街道-1").state == "待审批"
    acts.renew_papers(approved, "2024-江川路街道-1")


@pytest.mark.usefixtures("with_papers")
def test_without_a_name_the_one_who_is_logged_in_is_recorded(
    approved: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Exporting, registering an answer and re-issuing need no signature; whoever approves or rejects must be named."""
    monkeypatch.setenv("LOGNAME", "王局长")  # anybody can set that
    monkeypatch.setattr(origin, "account", lambda: "民政\\zhangsan")
    ledger = ["--ledger", str(approved)]
    assert main(["export", QIBAO, *ledger]) == 0
    answer = bank.answer(approved, QIBAO, tmp_path / "回盘.xlsx", {2: bank.BUSY})
    assert main(["return", QIBAO, str(answer), *ledger]) == 0
    assert main(["reissue", QIBAO, *ledger]) == 0
    assert {load(approved, QIBAO).exports[0].by, load(approved, CHILD).made_by} == {"zhangsan"}
    for words in (
        ["approve", CHILD],
        ["reject", CHILD, "--why", "x"],
        ["resolve", QIBAO, "--as", "成功", "--why", "x"],
    ):
        assert main([*words, *ledger]) == 2


def test_what_failed_is_named_with_what_comes_next_however_often_it_is_registered(sent: Path, tmp_path: Path) -> None:
    """The first return, the same again, and what a person confirms: each says what failed and that it can be paid again."""
    file = bank.answer(sent, QIBAO, tmp_path / "回盘.xlsx", {1: bank.WRONG_NAME})
    for _ in range(2):
        outcome = acts.take_return(sent, QIBAO, file, "戊")
        assert Done.FAILED in outcome.codes and Next.REISSUE in outcome.steps
    acts.reissue(
        sent, QIBAO, "甲", [str(new_accounts(sent, QIBAO, tmp_path / "银行账户.csv", {1: people.account(0, 9)}))]
    )


def test_a_line_that_somebody_confirms_as_failed_can_be_paid_again(sent: Path) -> None:
    outcome = settle(sent, QIBAO, "失败", "乙", "银行来函", [1])
    assert Done.FAILED in outcome.codes and Next.REISSUE in outcome.steps
    outcome = settle(sent, QIBAO, "成功", "乙", "凭证", [2])
    assert [
        fields["count"] for message in outcome.done if message.code is Done.FAILED for fields in [message.fields]
    ] == [1]


@pytest.mark.skipif(os.name == "nt", reason="Windows knows no such owners")
def test_nobody_else_reads_what_stands_in_the_folder_of_the_batches(sent: Path) -> None:
    folder = sent.parent / "批次"
    for path in (folder, *folder.rglob("*")):
        assert path.stat().st_mode & 0o777 == (0o700 if path.is_dir() else 0o600), path


NOT_SENT = ["系统繁忙", "主机繁忙，请稍后再试"]
PERHAPS_SENT = ["系统超时", "网络超时", "对方行无应答", "重复提交"]


@pytest.mark.parametrize("reasons", [NOT_SENT, PERHAPS_SENT], ids=["not sent", "perhaps sent"])
def test_a_fault_of_the_bank_is_none_of_the_account(sent: Path, tmp_path: Path, reasons: list[str]) -> None:
    """It may go again to the same account; where the money may have arrived, once a person has confirmed that it did not."""
    said = {line: ("失败", reason) for line, reason in enumerate(reasons, 1)}
    outcome = acts.take_return(sent, QIBAO, bank.answer(sent, QIBAO, tmp_path / "回盘.xlsx", said), "甲")
    if reasons is PERHAPS_SENT:
        assert Done.FAILED not in outcome.codes
        with pytest.raises(Stop, match="没有失败或退票的明细"):
            acts.reissue(sent, QIBAO, "甲")
        settle(sent, QIBAO, "失败", "乙", "银行来函，没有入账", [*said])
    assert load(sent, QIBAO).totals("失败")[0] == len(reasons)
    assert Done.REISSUED in acts.reissue(sent, QIBAO, "甲").codes
    assert load(sent, CHILD).lines["parent_line"].tolist() == [*said]
    assert make(sent, sent.parent / "结果", "区", "戊").done[0].fields["count"] == 8 + len(reasons)


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


@pytest.mark.usefixtures("with_papers")
def test_the_report_on_a_return_is_written_again_as_it_was(sent: Path, tmp_path: Path) -> None:
    """As after a kill between booking and writing: also when another file has come since."""
    files = [
        bank.answer(sent, QIBAO, tmp_path / name, said)
        for name, said in (("一.xlsx", {1: None, 3: bank.BUSY}), ("二.xlsx", {}))
    ]
    for file in files:
        acts.take_return(sent, QIBAO, file, "甲")
    for number, file in enumerate(files, 1):
        path = sent.parent / "批次" / QIBAO / f"回盘核对-{number}.xlsx"
        before = book_content(path)
        path.unlink()
        count = events(sent)
        assert Done.RETURN_REPEATED in acts.take_return(sent, QIBAO, file, "甲").codes
        assert book_content(path) == before and events(sent) == count


def book_content(path: Path) -> dict[str, list[list[object]]]:
    sheets = pd.read_excel(path, sheet_name=None, header=None, engine="openpyxl")
    return {name: sheet.fillna("").to_numpy().tolist() for name, sheet in sheets.items()}


def test_a_new_account_that_is_another_persons_is_refused(sent: Path, tmp_path: Path) -> None:
    acts.take_return(sent, QIBAO, bank.answer(sent, QIBAO, tmp_path / "回盘.xlsx", {1: bank.WRONG_NAME}), "甲")
    taken = load(sent, JIANGCHUAN).lines.loc[1, "account"]
    accounts = new_accounts(sent, QIBAO, tmp_path / "银行账户.csv", {1: taken})
    refused = acts.reissue(sent, QIBAO, "甲", [str(accounts)])
    assert refused.codes == [Done.NO_REISSUE, Done.NOT_REISSUED]
    assert f"新账户在批次“{JIANGCHUAN}”第 2 行是别人的" in refused.done[1].text()
    table = pd.read_csv(accounts, dtype=str).assign(账户核实="已核实，张三，2024-07-20")
    table.to_csv(accounts, index=False)
    assert Done.REISSUED in acts.reissue(sent, QIBAO, "甲", [str(accounts)]).codes


def test_two_persons_do_not_get_one_new_account(sent: Path, tmp_path: Path) -> None:
    said = {1: bank.WRONG_NAME, 2: bank.WRONG_NAME}
    acts.take_return(sent, QIBAO, bank.answer(sent, QIBAO, tmp_path / "回盘.xlsx", said), "甲")
    accounts = new_accounts(sent, QIBAO, tmp_path / "银行账户.csv", dict.fromkeys((1, 2), people.account(1, 9)))
    assert Done.NO_REISSUE in acts.reissue(sent, QIBAO, "甲", [str(accounts)]).codes


def test_a_clearing_says_what_was_approved_and_not_exported(approved: Path) -> None:
    def remarks() -> set[str]:
        with opened(approved) as ledger:
            lines = paid_lines.from_ledger(ledger, load_policy("2024")).lines
        return set(lines.loc[lines["sheet"] == QIBAO, "remark"])

    assert remarks() == {"这一批已批准，还没有导出银行文件"}
    acts.export(approved, QIBAO, "甲")
    assert remarks() == {""}


def test_a_whole_batch_and_money_that_came_back_are_settled_by_two(sent: Path) -> None:
    assert acts.resolve(sent, QIBAO, "成功", "乙", "银行来函", [1]).codes[0] is Done.RESOLVED  # one line of no doubt
    for state, lines in (("失败", ()), ("退票", [1])):
        assert acts.resolve(sent, QIBAO, state, "乙", "银行来函", lines).codes == [Done.ONE_OF_TWO]
        assert load(sent, QIBAO).totals("成功")[0] == 1 and load(sent, QIBAO).totals("失败")[0] == 0
        for nobody_else in ("乙", "甲"):  # the same person; the maker
            with pytest.raises(Stop, match="已提出|的制单人就是"):
                acts.resolve(sent, QIBAO, state, nobody_else, "银行来函", lines)
    acts.resolve(sent, QIBAO, "退票", "己", "银行来函", [1])
    assert load(sent, QIBAO).totals("退票")[0] == 1
    sound(sent)
