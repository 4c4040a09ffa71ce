"""回盘: a file of the bank is taken once, as the answer to its own batch, and what it leaves open stays open."""

import json
from collections.abc import Callable
from pathlib import Path

import bank
import openpyxl
import pandas as pd
import people
import pytest
from paying import CHILD, QIBAO, approve, events, held, load, make, new_accounts, sound

from huibao_xl.clearing import paid_lines
from huibao_xl.clearing.classify import FLYING, PAID
from huibao_xl.files.writing.plain import sha256_of
from huibao_xl.payments import acts, every_batch, execution, ledger_acts, return_files, transfers
from huibao_xl.payments.bank import layouts
from huibao_xl.payments.ledger.store import opened
from huibao_xl.policy import load as load_policy
from huibao_xl.reasons import Next, Stop
from huibao_xl.reasons.outcomes import Done, Outcome

RULES = load_policy("2024")

pytestmark = pytest.mark.usefixtures("without_papers")


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


def test_the_screen_says_which_words_of_a_bank_nobody_knows(sent: Path, tmp_path: Path) -> None:
    said = {1: ("未成功", ""), 2: ("无需退回", ""), 3: ("未成功", ""), 4: bank.PAID}
    outcome = acts.take_return(sent, QIBAO, bank.answer(sent, QIBAO, tmp_path / "回盘.xlsx", said), "甲")
    (note,) = [message.text() for message in outcome.done if message.code is Done.UNKNOWN_WORDS]
    assert note.startswith("处理状态看不懂的 3 行，按未决：“未成功”、“无需退回”。")


def test_the_same_file_again_changes_nothing(sent: Path, tmp_path: Path) -> None:
    file = bank.answer(sent, QIBAO, tmp_path / "回盘.xlsx", {3: bank.BUSY})
    acts.take_return(sent, QIBAO, file, "甲")
    before = events(sent), held(sent)
    assert acts.take_return(sent, QIBAO, file, "戊").codes[0] is Done.RETURN_REPEATED
    assert (events(sent), held(sent)) == before


def test_a_file_of_last_year_s_ledger_books_nothing_though_people_accounts_and_amounts_are_the_same(
    sent: Path, tmp_path: Path
) -> None:
    """Each year a ledger of its own, the first batch of each, a file without days: by its serial numbers it is another's."""
    last, number = tmp_path / "台账.sqlite3", "2023-七宝镇-1"
    make(last, people.result(tmp_path / "去年", 12, ["七宝镇", "江川路街道", "莘庄工业区"], "2023"))
    approve(last, number)
    acts.export(last, number, "甲")
    file = bank.answer(last, number, tmp_path / "回盘.xlsx", {2: bank.BUSY})
    for meant in (
        lambda: acts.take_return(sent, QIBAO, file, "甲"),
        lambda: every_batch.take_return(sent, str(file), "甲"),
    ):
        before = events(sent)
        refused = _refused(meant)
        assert "（23000005 至" in refused or "不是已导出的任何一个批次的" in refused
        assert events(sent) == before
    assert load(sent, QIBAO).lines["serial"].tolist() == [24_000_005, 24_000_006, 24_000_007, 24_000_008]
    sound(last)


def _refused(act: Callable[[], Outcome]) -> str:
    try:
        outcome = act()
    except Stop as stop:
        return str(stop)
    assert outcome.codes == [Done.NOT_DONE, Done.ALL_DONE]
    return outcome.done[0].text()


def test_who_may_have_got_anothers_money_is_not_paid_again_on_a_later_failure(sent: Path, tmp_path: Path) -> None:
    """A row with the number of line 2 and the account of line 1: a 失败 of line 1 on the next day does not free it."""
    file = bank.answer(sent, QIBAO, tmp_path / "一.xlsx", {1: None, 2: bank.PAID, 3: None, 4: None})
    first = load(sent, QIBAO).lines.iloc[0]
    for title, value in (("户名", first["holder"]), ("账号", first["account"])):
        bank.overwrite(file, 2, title, value)
    acts.take_return(sent, QIBAO, file, "甲")
    busy = bank.answer(sent, QIBAO, tmp_path / "二.xlsx", {1: bank.BUSY, 2: bank.BUSY, 3: bank.BUSY, 4: bank.BUSY})
    acts.take_return(sent, QIBAO, busy, "甲")
    assert load(sent, QIBAO).lines["doubtful"].tolist() == [True, True, False, False]
    told = ledger_acts.check(sent)
    assert told.needs_a_person and f"注意：批次“{QIBAO}”存疑 2 笔（第 1、2 行），还没有查明。" in told.lines()
    acts.reissue(sent, QIBAO, "甲")
    assert load(sent, f"{QIBAO}.1").lines["parent_line"].tolist() == [3, 4]
    sound(sent)


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
    with pytest.raises(Stop, match="的流水号（24000005 至 24000008）不是本批次的（24000013 至 24000016）"):
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
        return_files._require_of_bank(book, file, sha256_of(file))
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
    assert ledger_acts.person_lines(sent, line["id"])["state"].tolist() == ["在途（存疑）"]
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


def test_what_failed_is_named_with_what_comes_next_however_often_it_is_registered(sent: Path, tmp_path: Path) -> None:
    """The first return, the same again, and what a person confirms: each says what failed and that it can be paid again."""
    file = bank.answer(sent, QIBAO, tmp_path / "回盘.xlsx", {1: bank.WRONG_NAME})
    for _ in range(2):
        outcome = acts.take_return(sent, QIBAO, file, "戊")
        assert Done.FAILED in outcome.codes and Next.REISSUE in outcome.steps
    acts.reissue(
        sent, QIBAO, "甲", [str(new_accounts(sent, QIBAO, tmp_path / "银行账户.csv", {1: people.account(0, 9)}))]
    )


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
