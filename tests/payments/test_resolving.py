"""人工确认: what no file answers is settled by other people, with a reason, and what was never sent by nobody."""

from pathlib import Path

import bank
import pytest
from paying import QIBAO, events, held, load, settle, sound

from huibao_xl.payments import acts
from huibao_xl.reasons import Next, Stop
from huibao_xl.reasons.outcomes import Done

pytestmark = pytest.mark.usefixtures("without_papers")


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


def test_a_line_that_somebody_confirms_as_failed_can_be_paid_again(sent: Path) -> None:
    outcome = settle(sent, QIBAO, "失败", "乙", "银行来函", [1])
    assert Done.FAILED in outcome.codes and Next.REISSUE in outcome.steps
    outcome = settle(sent, QIBAO, "成功", "乙", "凭证", [2])
    assert [
        fields["count"] for message in outcome.done if message.code is Done.FAILED for fields in [message.fields]
    ] == [1]


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
