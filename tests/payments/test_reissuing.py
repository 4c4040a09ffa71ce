"""重发: what failed is paid once more, on an account that is the person's and that a bank takes."""

from pathlib import Path

import bank
import pandas as pd
import people
import pytest
from paying import CHILD, JIANGCHUAN, QIBAO, approve, held, load, make, new_accounts, settle, sound

from huibao_xl.payments import acts
from huibao_xl.reasons import Stop
from huibao_xl.reasons.outcomes import Done

pytestmark = pytest.mark.usefixtures("without_papers")


def test_a_reissue_needs_a_changed_account_or_a_reason_that_passes(sent: Path, tmp_path: Path) -> None:
    said = {1: bank.WRONG_NAME, 2: bank.BUSY, 3: bank.WRONG_NAME}
    acts.take_return(sent, QIBAO, bank.answer(sent, QIBAO, tmp_path / "回盘.xlsx", said), "甲")
    accounts = new_accounts(sent, QIBAO, tmp_path / "银行账户.csv", {1: people.account(1, 9)})
    made, left, *_ = acts.reissue(sent, QIBAO, "甲", [str(accounts)]).done
    assert (made.code, made.fields) == (Done.REISSUED, {"batch": CHILD, "count": 2})
    assert left.text() == f"批次 {QIBAO} 第 3 行没有重发：失败原因须更换账户，还没有新的账户，也没有写明账户核实。"
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
