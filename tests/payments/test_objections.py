"""Whom somebody said no to in one batch is not paid by another: struck out there, or paid perhaps already."""

from pathlib import Path

import bank
import pytest
from paying import JIANGCHUAN, QIBAO, approve, load, make

from huibao_xl.payments import acts
from huibao_xl.reasons import Next, Stop
from huibao_xl.reasons.outcomes import Done

DISTRICT = "2024-区民政局-1"
OF_QIBAO = {1: 5, 2: 6, 3: 7, 4: 8}
"""{line of QIBAO: the same person's line in DISTRICT}."""


@pytest.fixture
def doubled(drafted: Path) -> Path:
    """The ledger of ``drafted`` with everybody once more in one batch of the district."""
    make(drafted, drafted.parent / "结果", "区", "戊")
    return drafted


def strike(ledger: Path, number: str, lines: list[int], why: str) -> None:
    acts.sign(ledger, number, "审核", "丁", strike=lines, why=why)


def test_who_was_struck_out_of_one_draft_is_not_paid_by_another(doubled: Path) -> None:
    strike(doubled, DISTRICT, [OF_QIBAO[2]], "冒用他人身份")
    with pytest.raises(Stop) as stop:
        acts.sign(doubled, QIBAO, "审核", "乙")
    assert stop.value.code == "S39" and stop.value.next == (Next.RELEASE,)
    assert f"第 2 行（批次“{DISTRICT}”第 6 行，丁：冒用他人身份）" in str(stop.value)
    assert (stop.value.values["batch"], stop.value.values["line"]) == (DISTRICT, 6)
    approve(doubled, QIBAO, strike=(2,))
    approve(doubled, JIANGCHUAN)  # nobody there was struck out


def test_a_strike_between_two_signatures_counts_and_so_does_one_of_a_rejected_batch(doubled: Path) -> None:
    acts.sign(doubled, QIBAO, "审核", "乙")
    strike(doubled, DISTRICT, [OF_QIBAO[2], OF_QIBAO[4]], "冒用")
    acts.reject(doubled, DISTRICT, "丁", "由街镇发")
    with pytest.raises(Stop, match="第 2 行（.*；第 4 行（"):
        acts.sign(doubled, QIBAO, "审批", "丙")
    assert load(doubled, QIBAO).state == "待审批"
    acts.release(doubled, DISTRICT, OF_QIBAO[2], "丁", "已查明是本人")
    with pytest.raises(Stop, match="没有继续：第 4 行（"):
        acts.sign(doubled, QIBAO, "审批", "丙")
    acts.release(doubled, DISTRICT, OF_QIBAO[4], "丁", "已查明是本人")
    acts.sign(doubled, QIBAO, "审批", "丙")


def test_a_reissue_of_a_person_who_was_struck_out_elsewhere_is_refused(sent: Path, tmp_path: Path) -> None:
    acts.take_return(sent, QIBAO, bank.answer(sent, QIBAO, tmp_path / "回盘.xlsx", {1: bank.BUSY, 2: bank.BUSY}), "甲")
    make(sent, sent.parent / "结果", "区", "戊")
    lines = load(sent, DISTRICT).lines
    failed = lines.index[lines["id"] == load(sent, QIBAO).lines.loc[1, "id"]]
    strike(sent, DISTRICT, lines.loc[failed, "line"].tolist(), "冒用")
    left = acts.reissue(sent, QIBAO, "甲").done[1].text()
    assert left == f"第 2 行没有重发：在批次“{DISTRICT}”第 {failed[0] + 1} 行被剔除（丁：冒用），还没有解除。"
    assert load(sent, f"{QIBAO}.1").lines["parent_line"].tolist() == [1]


@pytest.mark.parametrize("why", ["重复列入", "重复", " 重复制单 ", "重复列入，由街镇发", "重复列入（七宝镇-1）"])
def test_a_line_that_only_stood_there_twice_does_not_keep_the_other_back(doubled: Path, why: str) -> None:
    strike(doubled, DISTRICT, [OF_QIBAO[2]], why)
    approve(doubled, QIBAO)
    assert Done.EXPORTED in acts.export(doubled, QIBAO, "甲").codes
    assert load(doubled, QIBAO).totals("在途")[0] == 4


@pytest.mark.parametrize("why", ["重复领取，冒用", "不是重复列入", "与户籍不符", "疑似重复"])
def test_another_reason_is_no_duplicate_whatever_words_it_holds(doubled: Path, why: str) -> None:
    strike(doubled, DISTRICT, [OF_QIBAO[2]], why)
    with pytest.raises(Stop, match="第 2 行（"):
        approve(doubled, QIBAO)


def test_a_line_without_a_second_is_not_struck_as_a_duplicate(doubled: Path) -> None:
    acts.reject(doubled, DISTRICT, "丁", "由街镇发")
    with pytest.raises(Stop, match="第 2 行的人不在别的批次，不能以“重复列入”剔除"):
        strike(doubled, QIBAO, [2], "重复列入")


def test_a_line_that_cannot_be_signed_because_it_is_paid_elsewhere_does_not_stop_that_one(doubled: Path) -> None:
    approve(doubled, QIBAO)
    with pytest.raises(Stop, match="“重复列入”") as stop:
        approve(doubled, DISTRICT)
    assert stop.value.code == "S34"
    outcome = acts.sign(doubled, DISTRICT, "审批", "丙", strike=list(OF_QIBAO.values()), why="街镇已发")
    notes = [message.text() for message in outcome.done if message.code is Done.ALSO_ELSEWHERE]
    assert len(notes) == 4 and f"第 5 行的人还在批次 {QIBAO} 第 1 行（在途）" in notes[0]
    assert Done.EXPORTED in acts.export(doubled, QIBAO, "甲").codes


def test_where_else_a_struck_person_stands_is_said_at_once(doubled: Path) -> None:
    outcome = acts.sign(doubled, DISTRICT, "审核", "丁", strike=[OF_QIBAO[2]], why="冒用")
    (note,) = [message.text() for message in outcome.done if message.code is Done.ALSO_ELSEWHERE]
    assert f"第 6 行的人还在批次 {QIBAO} 第 2 行（草稿）" in note
    alone = acts.sign(doubled, JIANGCHUAN, "审核", "丁", strike=[1], why="重复列入")
    assert Done.ALSO_ELSEWHERE not in alone.codes
