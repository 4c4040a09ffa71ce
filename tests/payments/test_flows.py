"""资金往来: what was passed on, paid, recovered and given back adds up by 街镇, with days; 收回 and 终止."""

from datetime import date, timedelta
from pathlib import Path

import bank
import openpyxl
import pandas as pd
import people
import pytest
from hypothesis import given
from hypothesis import strategies as st
from paying import CHILD, QIBAO, approve, export_again, load, settle, sound
from tampering import rechain, tamper

from huibao_xl import policy
from huibao_xl.cli import main
from huibao_xl.payments import acts, ledger_acts, transfers, waiting
from huibao_xl.payments.bookings import flows, money_acts, recovery_acts, supplements
from huibao_xl.payments.ledger import states
from huibao_xl.payments.ledger.store import opened
from huibao_xl.reasons import Next, Stop
from huibao_xl.reasons.outcomes import Done

RULES = policy.load("2024")
TODAY = date.today()
TRANSFER = "2024-拨付-1"

pytestmark = pytest.mark.usefixtures("without_papers")


@pytest.fixture
def passed_on(sent: Path) -> Path:
    """A ledger in which four people of 七宝镇 are sent, and the district has passed on their 180.60 yuan."""
    acts.transfer(sent, "2024", "甲")
    approve(sent, TRANSFER)
    assert acts.resolve(sent, TRANSFER, "成功", "乙", "国库凭证 1 号", paid_on=TODAY).codes == [Done.ONE_OF_TWO]
    assert load(sent, TRANSFER).state == "已批准"
    acts.resolve(sent, TRANSFER, "成功", "丙", "国库凭证 1 号", paid_on=TODAY)
    return sent


def of_town(ledger: Path, on: date = TODAY, town: str = "七宝镇") -> pd.Series:
    with opened(ledger) as book:
        return flows.flows(book, RULES, on).towns.set_index("township").loc[town]


def test_what_is_passed_on_lies_until_it_is_paid(passed_on: Path, tmp_path: Path) -> None:
    before = of_town(passed_on, TODAY + timedelta(days=30))
    assert before[["due_fen", "passed_fen", "paid_fen", "left_fen"]].tolist() == [18060, 18060, 0, 18060]
    assert (before["since"], before["days"], before["fen_days"]) == (TODAY.isoformat(), 30, 18060 * 30)
    acts.take_return(passed_on, QIBAO, bank.answer(passed_on, QIBAO, tmp_path / "一.xlsx", {1: bank.WRONG_NAME}), "甲")
    after = of_town(passed_on, TODAY + timedelta(days=30))
    assert after[["due_fen", "passed_fen", "paid_fen", "left_fen"]].tolist() == [13545, 18060, 13545, 4515]
    assert after[["share_due_fen", "share_paid_fen"]].tolist() == [3 * 8385, 3 * 8385]
    assert of_town(passed_on, TODAY - timedelta(days=1))["left_fen"] == 0


def test_what_was_passed_on_too_much_is_given_back_once(passed_on: Path, tmp_path: Path) -> None:
    acts.take_return(passed_on, QIBAO, bank.answer(passed_on, QIBAO, tmp_path / "一.xlsx", {1: bank.WRONG_NAME}), "甲")
    give = ["七宝", "45.15", "缴款书 7", "2024"]
    for wrong, why in (
        (["七宝", "45.16", "缴款书 7", "2024"], "七宝镇多拨 45.15 元，不能收回 45.16 元"),
        (["江川", "1", "缴款书 7", "2024"], "江川路街道多拨 0.00 元"),
        (["别处", "1", "缴款书 7", "2024"], "没有“别处”这个街镇"),
        (["七宝", "45.15", " ", "2024"], "没有写明凭证号"),
    ):
        with pytest.raises(Stop, match=why):
            money_acts.pass_back(passed_on, *wrong, "乙", TODAY)
    with pytest.raises(Stop, match="在今天以后"):
        money_acts.pass_back(passed_on, *give, "乙", TODAY + timedelta(days=1))
    money_acts.pass_back(passed_on, "七宝", "20", "缴款书 7", "2024", "乙", TODAY)
    with pytest.raises(Stop, match="“缴款书 7”已记过"):
        money_acts.pass_back(passed_on, "七宝", "20", "缴款书 7", "2024", "乙", TODAY)
    money_acts.pass_back(passed_on, "七宝", "25.15", "缴款书 8", "2024", "乙", TODAY)
    assert of_town(passed_on)["left_fen"] == 0
    with opened(passed_on) as book:
        assert transfers.due(book, RULES).set_index("township").loc["七宝镇", "open_fen"] == 0
    sound(passed_on)


def test_what_is_due_is_of_what_arrived_once_that_is_known(passed_on: Path, tmp_path: Path) -> None:
    """Of 100 yuan that arrived of 129, 35; of 1,290 that a bank paid, 45.15, also when the rest of it came back."""
    acts.take_return(passed_on, QIBAO, bank.answer(passed_on, QIBAO, tmp_path / "一.xlsx"), "甲")
    settle(passed_on, QIBAO, "成功", "乙", "对账单", [1], "100")
    assert of_town(passed_on)[["due_fen", "left_fen"]].tolist() == [3 * 4515 + 3500, 1015]
    with opened(passed_on, write=True) as book, book.writing("甲") as pen:
        first = states.load(book, QIBAO).lines.iloc[[0]]
        money = {"amount_fen": 2900, "district_fen": 1015, "township_fen": 1885}
        (more,) = supplements.draft(book, pen, RULES, first.assign(**money, of_batch=QIBAO, of_line=1))
    approve(passed_on, more)
    assert of_town(passed_on)["due_fen"] == 18060
    with pytest.raises(Stop, match="没有应拨未拨的资金"):
        acts.transfer(passed_on, "2024", "甲")
    settle(passed_on, QIBAO, "成功", "乙", "对账单", [2], "1290")
    assert of_town(passed_on)["due_fen"] == 18060
    recovery_acts.open_case(passed_on, QIBAO, 2, "乙", "多付", "1161")
    recovery_acts.repay(passed_on, "2024-追回-1", "1161", "缴款书 1", "乙", TODAY)
    assert of_town(passed_on)["due_fen"] == 18060


def test_what_was_passed_on_too_much_for_an_underpayment_is_given_back(passed_on: Path, tmp_path: Path) -> None:
    acts.take_return(passed_on, QIBAO, bank.answer(passed_on, QIBAO, tmp_path / "一.xlsx"), "甲")
    settle(passed_on, QIBAO, "成功", "乙", "对账单", [1], "100")
    money_acts.pass_back(passed_on, "七宝", "10.15", "缴款书 7", "2024", "乙", TODAY)
    assert of_town(passed_on)["left_fen"] == 0


def test_what_was_recovered_is_to_be_given_back(passed_on: Path, tmp_path: Path) -> None:
    acts.take_return(passed_on, QIBAO, bank.answer(passed_on, QIBAO, tmp_path / "一.xlsx"), "甲")
    recovery_acts.open_case(passed_on, QIBAO, 2, "乙", "退保")
    recovery_acts.repay(passed_on, "2024-追回-1", "100", "缴款书 1", "乙", TODAY)
    assert of_town(passed_on)[["recovered_fen", "left_fen"]].tolist() == [3500, 3500]
    money_acts.pass_back(passed_on, "七宝", "35", "缴款书 2", "2024", "乙", TODAY)
    assert of_town(passed_on)["left_fen"] == 0


def test_verify_finds_more_given_back_than_was_passed_on(passed_on: Path, tmp_path: Path) -> None:
    acts.take_return(passed_on, QIBAO, bank.answer(passed_on, QIBAO, tmp_path / "一.xlsx", {1: bank.WRONG_NAME}), "甲")
    money_acts.pass_back(passed_on, "七宝", "45.15", "缴款书 7", "2024", "乙", TODAY)
    tamper(passed_on, "UPDATE event SET body = json_set(body, '$.fen', 99999) WHERE kind = 'passed_back'")
    rechain(passed_on)
    with pytest.raises(Stop, match="七宝镇收回的多于拨付的"):
        ledger_acts.check(passed_on)


def test_the_report_names_whose_money_lies(passed_on: Path, tmp_path: Path) -> None:
    out = tmp_path / "资金往来.xlsx"
    words = ["flows", "--policy", "2024", "--out", str(out), "--ledger", str(passed_on)]
    assert main(words) == 0
    book = openpyxl.load_workbook(out)
    assert book.sheetnames == ["资金往来", "明细"]
    detail = list(book["明细"].values)
    assert detail[1] == ("七宝镇", TODAY.isoformat(), "拨入", 180.6, f"批次 {TRANSFER} 第 1 行")
    outcome = money_acts.report_flows(passed_on, "2024", tmp_path / "又.xlsx", TODAY + timedelta(days=9))
    assert "七宝镇结余 180.60 元，自 " in outcome.lines()[1] and "9 天" in outcome.lines()[1]


def test_who_died_is_not_paid_again_nor_drafted(sent: Path, tmp_path: Path) -> None:
    acts.take_return(sent, QIBAO, bank.answer(sent, QIBAO, tmp_path / "一.xlsx", {1: bank.BUSY, 2: bank.BUSY}), "甲")
    for why, document, on, fault in (
        (" ", "1", TODAY, "没有写明原因"),
        ("死亡", " ", TODAY, "没有写明文号"),
        ("死亡", "1", TODAY + timedelta(days=1), "在今天以后"),
    ):
        with pytest.raises(Stop, match=fault):
            money_acts.end(sent, QIBAO, 1, document, why, "乙", on)
    with pytest.raises(Stop, match="没有第 9 行的人"):
        money_acts.end(sent, QIBAO, 9, "证明 12", "本人死亡", "乙", TODAY)
    assert money_acts.end(sent, QIBAO, 1, "证明 12", "本人死亡", "乙", TODAY).codes == [Done.ENDED]
    with opened(sent) as book:
        rows = waiting.waiting(book)
    assert rows.loc[rows["step"] == "重发", "count"].tolist() == [1]
    outcome = acts.reissue(sent, QIBAO, "甲")
    assert Done.NOT_REISSUED in outcome.codes and load(sent, f"{QIBAO}.1").totals()[0] == 1
    assert "终止：本人死亡" in "\n".join(outcome.lines())
    acts.make(sent, sent.parent / "结果", "街镇", "甲", "通用")
    assert load(sent, QIBAO).lines["id"].iloc[0] not in set(load(sent, "2024-七宝镇-2").lines["id"])
    acts.release(sent, QIBAO, 1, "乙", "查明健在")
    assert acts.reissue(sent, QIBAO, "甲").codes[0] is Done.REISSUED
    sound(sent)


def test_who_died_between_approval_and_export_goes_to_no_bank(approved: Path) -> None:
    """Whatever is said of other lines of his afterwards: the batch goes back, or the bank gets files without him."""
    outcome = money_acts.end(approved, QIBAO, 1, "证明 12", "本人死亡", "乙", TODAY)
    assert outcome.codes == [Done.ENDED, Done.ENDED_BUT_APPROVED] and outcome.steps == [Next.REJECT]
    acts.make(approved, approved.parent / "结果", "区", "甲", "通用")
    for again in ("", "银行退回"):
        with pytest.raises(Stop, match="第 1 行（批次“2024-七宝镇-1”第 1 行，乙：终止：本人死亡") as stop:
            acts.export(approved, QIBAO, "甲", "", again)
        assert stop.value.code == "S86" and [*stop.value.next] == [Next.REJECT]
    assert people.number(0) not in str(stop.value)
    acts.release(approved, QIBAO, 1, "乙", "查明健在")
    assert Done.EXPORTED in acts.export(approved, QIBAO, "甲").codes
    assert money_acts.end(approved, QIBAO, 2, "证明 13", "迁出", "乙", TODAY).codes == [Done.ENDED, Done.ENDED_BUT_SENT]
    with pytest.raises(Stop, match="请马上问银行能否止付") as stop:
        acts.export(approved, QIBAO, "甲")
    assert stop.value.code == "S86"
    acts.resolve(approved, QIBAO, "失败", "乙", "没有上传", [2])
    assert Done.EXPORTED in export_again(approved, QIBAO).codes
    sound(approved)


def test_a_death_said_at_a_line_that_failed_is_said_of_the_line_that_pays_again(sent: Path, tmp_path: Path) -> None:
    acts.take_return(sent, QIBAO, bank.answer(sent, QIBAO, tmp_path / "一.xlsx", {1: bank.BUSY}), "甲")
    acts.reissue(sent, QIBAO, "甲")
    approve(sent, CHILD)
    outcome = money_acts.end(sent, QIBAO, 1, "证明 12", "本人死亡", "乙", TODAY)
    assert outcome.codes == [Done.ENDED, Done.ENDED_BUT_APPROVED] and outcome.next[0].fields["batch"] == CHILD
    with pytest.raises(Stop, match="终止：本人死亡"):
        acts.export(sent, CHILD, "甲")


def test_who_was_paid_after_his_death_is_to_be_claimed(passed_on: Path, tmp_path: Path) -> None:
    acts.take_return(passed_on, QIBAO, bank.answer(passed_on, QIBAO, tmp_path / "一.xlsx"), "甲")
    outcome = money_acts.end(passed_on, QIBAO, 1, "证明 12", "本人死亡", "乙", TODAY)
    assert outcome.codes == [Done.ENDED, Done.ENDED_BUT_PAID] and outcome.steps == [Next.RECOVER]


MOVES = st.lists(st.tuples(st.integers(0, 60), st.integers(-5000, 5000)), max_size=12)


@given(MOVES, st.integers(61, 90))
def test_idle_money_is_counted_day_by_day(moves: list[tuple[int, int]], until: int) -> None:
    """Against a count of every single day."""
    first = date(2024, 7, 1)
    rows = pd.DataFrame([((first + timedelta(days=day)).isoformat(), fen) for day, fen in moves], columns=["on", "fen"])
    balances = [sum(fen for day, fen in moves if day <= at) for at in range(until)]
    lies = flows.idle(rows, first + timedelta(days=until))
    assert lies.fen_days == sum(max(balance, 0) for balance in balances)
    days = next((at for at, balance in enumerate(reversed(balances)) if balance <= 0), until)
    assert lies.days == days
