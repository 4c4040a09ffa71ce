"""追回: from the claim to its end, in parts, given up by two; what is claimed, repaid, given up and open always adds up, and verify finds what does not."""

from datetime import date, timedelta
from pathlib import Path

import bank
import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from paying import QIBAO, settle, sound
from tampering import rechain, tamper

from huibao_xl.cli import main
from huibao_xl.money import format_yuan
from huibao_xl.payments import acts, execution, ledger_acts, waiting
from huibao_xl.payments.bookings import recovery_acts
from huibao_xl.payments.ledger import cases, states
from huibao_xl.payments.ledger.cases import Case, Repayment
from huibao_xl.payments.ledger.store import opened
from huibao_xl.policy import load
from huibao_xl.reasons import Next, Stop
from huibao_xl.reasons.outcomes import Done

TODAY = date.today()
CASE = "2024-追回-1"


@pytest.fixture
def settled(sent: Path, tmp_path: Path, without_papers: None) -> Path:
    """A ledger whose four people of 七宝镇 are paid."""
    acts.take_return(sent, QIBAO, bank.answer(sent, QIBAO, tmp_path / "回盘.xlsx"), "甲")
    return sent


@pytest.fixture
def claimed(settled: Path) -> Path:
    recovery_acts.open_case(settled, QIBAO, 3, "乙", "本人已死亡")
    return settled


@pytest.fixture
def heard(claimed: Path) -> Path:
    recovery_acts.notify(claimed, CASE, "民发2024-15", "乙", TODAY, "邮寄")
    recovery_acts.hear(claimed, CASE, "笔录 3", "乙", TODAY, "同意分两次还")
    return claimed


def case(ledger: Path) -> Case:
    with opened(ledger) as book:
        return cases.cases(book)[0]


def test_of_what_was_paid_too_much_nobody_claims_all_without_saying_so(settled: Path) -> None:
    """The person is entitled to what was approved: the next step names what was too much, and who writes no amount is asked."""
    outcome = settle(settled, QIBAO, "成功", "乙", "对账单", [2], "1290")
    (step,) = [step for step in outcome.next if step.next is Next.RECOVER_PART]
    assert step.fields["amount"] == "1,161.00"
    with pytest.raises(Stop, match="第 2 行实付 1,290.00 元，其中多付 1,161.00 元，没有写明追多少"):
        recovery_acts.open_case(settled, QIBAO, 2, "乙", "多付")
    recovery_acts.open_case(settled, QIBAO, 2, "乙", "多付", str(step.fields["amount"]))
    assert case(settled).claimed_fen == 116100


def test_a_claim_goes_its_way_to_the_last_fen(claimed: Path) -> None:
    assert case(claimed).state == "立案" and case(claimed).district_fen == 4515
    assert recovery_acts.notify(claimed, CASE, "民发2024-15", "乙", TODAY).steps == [Next.HEAR]
    assert recovery_acts.hear(claimed, CASE, "笔录 3", "乙", TODAY, "同意").steps == [Next.REPAY]
    outcome = recovery_acts.repay(claimed, CASE, "60", "缴款书 1", "乙", TODAY)
    assert case(claimed).state == "还款中" and "未还 69.00 元" in outcome.lines()[0]
    assert recovery_acts.repay(claimed, CASE, "69.00", "缴款书 2", "乙", TODAY).steps == []
    assert case(claimed).state == "已还清" and case(claimed).open_fen == 0
    sound(claimed)


def test_a_claim_is_known_however_its_number_is_typed(claimed: Path) -> None:
    """In full width, with other hyphens or none, without its year; each of two people may write it in his way, and the payment can be claimed anew when it has ended."""
    for at, typed in enumerate(
        ("２０２４－追回－１", "2024—追回—1", "2024追回1", "追回1", "追回－１", " “2024-追回-1” ")
    ):
        recovery_acts.notify(claimed, typed, f"民发{at}", "乙", TODAY)
    for typed, why in (("追回2", "不在台账中"), ("1", "不在台账中"), ("2023-追回-1", "不在台账中"), ("", "不在台账中")):
        with pytest.raises(Stop, match=why):
            recovery_acts.notify(claimed, typed, "民发", "乙", TODAY)
    recovery_acts.repay(claimed, "追回1", "129", "缴款书", "乙", TODAY)
    for typed, by in (("追回１", "乙"), (CASE, "丙")):
        recovery_acts.refund(claimed, typed, "129", "退款", by, TODAY, "不该收")
    for typed, by in ((CASE, "乙"), ("2024追回1", "丙")):
        recovery_acts.withdraw(claimed, typed, "撤销", by, TODAY, "立错")
    assert case(claimed).state == "已撤销"
    sound(claimed)
    recovery_acts.open_case(claimed, QIBAO, 3, "乙", "本人已死亡")


def test_what_came_back_is_no_more_executed(heard: Path) -> None:
    recovery_acts.repay(heard, CASE, "60", "缴款书 1", "乙", TODAY)
    with opened(heard) as book:
        year = execution.execution(book, load("2024"))
    assert year.by_bearer["executed_fen"].sum() == 4 * 12900 - 6000
    assert year.by_township["amount_fen"].sum() == 4 * 12900 - 6000 and len(year.recoveries) == 1
    assert (year.people["state"] == "成功").sum() == 4


def test_nobody_is_paid_again_because_he_paid_back(heard: Path) -> None:
    recovery_acts.repay(heard, CASE, "129", "缴款书 1", "乙", TODAY)
    with opened(heard) as book:
        assert book.rows("SELECT count(*) FROM claim WHERE batch = ?", (QIBAO,)) == [(4,)]
    assert acts.make(heard, heard.parent / "结果", "街镇", "甲", "通用").codes.count(Done.LEFT_OUT) == 1


def test_a_payment_is_claimed_once_and_never_above_what_arrived(claimed: Path) -> None:
    for line, amount, why in (
        (3, "", f"第 3 行已立案（{CASE}，立案）"),
        (2, "129.01", "还可以追回 129.00 元，不能追回 129.01 元"),
        (2, "0", "不能追回 0.00 元"),
        (9, "", "没有第 9 行"),
    ):
        with pytest.raises(Stop, match=why):
            recovery_acts.open_case(claimed, QIBAO, line, "乙", "多付", amount)
    recovery_acts.repay(claimed, CASE, "129", "缴款书 1", "乙", TODAY)
    with pytest.raises(Stop, match=r"还可以追回 0.00 元"):
        recovery_acts.open_case(claimed, QIBAO, 3, "乙", "多付")


def test_what_was_not_paid_is_not_claimed(sent: Path) -> None:
    with pytest.raises(Stop, match="第 1 行是“在途”，没有可以追回的钱"):
        recovery_acts.open_case(sent, QIBAO, 1, "乙", "多付")


@pytest.mark.parametrize(
    ("amount", "document", "on", "why"),
    [
        ("129.01", "缴款书 1", TODAY, "还有 129.00 元没有还"),
        ("0", "缴款书 1", TODAY, "不能记入 0.00 元"),
        ("-5", "缴款书 1", TODAY, "不是钱数|不能记入"),
        ("六十", "缴款书 1", TODAY, "不是钱数"),
        ("60", " ", TODAY, "没有写明文号或凭证号"),
        ("60", "缴款书 1", TODAY + timedelta(days=1), "在今天以后"),
    ],
)
def test_a_repayment_that_cannot_be_is_refused(claimed: Path, amount: str, document: str, on: date, why: str) -> None:
    with pytest.raises(Stop, match=why):
        recovery_acts.repay(claimed, CASE, amount, document, "乙", on)
    assert case(claimed).repaid == []


def test_a_voucher_is_booked_once(claimed: Path) -> None:
    recovery_acts.repay(claimed, CASE, "60", "缴款书 1", "乙", TODAY)
    with pytest.raises(Stop, match="凭证“缴款书 1”已记过"):
        recovery_acts.repay(claimed, CASE, "60", "缴款书 1", "丙", TODAY)
    recovery_acts.repay(claimed, CASE, "60", "缴款书 2", "乙", TODAY)


def test_money_is_given_up_by_two_after_the_person_was_heard(claimed: Path) -> None:
    with pytest.raises(Stop, match="还没有通知、听取意见"):
        recovery_acts.give_up(claimed, CASE, "纪要 8", "乙", TODAY, "无遗产")
    with pytest.raises(Stop, match="还没有通知本人"):
        recovery_acts.hear(claimed, CASE, "笔录 3", "乙", TODAY)
    recovery_acts.notify(claimed, CASE, "民发2024-15", "乙", TODAY)
    with pytest.raises(Stop, match="早于通知的"):
        recovery_acts.hear(claimed, CASE, "笔录 3", "乙", TODAY - timedelta(days=1))
    recovery_acts.hear(claimed, CASE, "笔录 3", "乙", TODAY)
    recovery_acts.repay(claimed, CASE, "29", "缴款书 1", "乙", TODAY)
    first = recovery_acts.give_up(claimed, CASE, "纪要 8", "乙", TODAY, "无遗产")
    assert first.codes == [Done.RECOVERY_OF_ONE] and case(claimed).state == "还款中"
    with pytest.raises(Stop, match="由另一个人"):
        recovery_acts.give_up(claimed, CASE, "纪要 8", "乙 ", TODAY, "无遗产")
    recovery_acts.give_up(claimed, CASE, "纪要 8", "丙", TODAY, "无遗产")
    assert (case(claimed).state, case(claimed).given_up_fen, case(claimed).open_fen) == ("已核销", 10000, 0)
    with pytest.raises(Stop, match="已核销，不能再记"):
        recovery_acts.repay(claimed, CASE, "1", "缴款书 2", "乙", TODAY)
    sound(claimed)


def test_a_wrong_claim_is_withdrawn_by_two_and_the_payment_can_be_claimed_anew(claimed: Path) -> None:
    for by in ("乙", "丙"):
        recovery_acts.withdraw(claimed, CASE, "纪要 9", by, TODAY, "查明健在")
    assert case(claimed).state == "已撤销"
    assert "2024-追回-2" in recovery_acts.open_case(claimed, QIBAO, 3, "乙", "退保", "30").lines()[0]
    recovery_acts.repay(claimed, "2024-追回-2", "10", "缴款书 1", "乙", TODAY)
    with pytest.raises(Stop, match="已有还款，不能撤销"):
        recovery_acts.withdraw(claimed, "2024-追回-2", "纪要 9", "乙", TODAY, "查明健在")
    last = recovery_acts.list_cases(claimed, everything=True).lines()[-1]
    assert last == "共 2 个追回：应追回 159.00 元 = 已还 10.00 元 + 核销 0.00 元 + 撤销 129.00 元 + 未还 20.00 元。"
    sound(claimed)


def test_a_payment_that_is_claimed_is_not_said_to_have_come_back(claimed: Path) -> None:
    for state, amount in (("退票", ""), ("成功", "100")):
        with pytest.raises(Stop, match=f"第 3 行已立案追回（{CASE}，立案）"):
            acts.resolve(claimed, QIBAO, state, "丁", "银行来函", [3], amount)
    acts.resolve(claimed, QIBAO, "成功", "丁", "银行来函", [3], "150")
    assert Done.RESOLVED in acts.resolve(claimed, QIBAO, "成功", "戊", "银行来函", [3], "150").codes
    sound(claimed)


def test_who_is_claimed_and_whose_money_came_back_is_not_paid_again_until_the_claim_is_withdrawn(
    claimed: Path, tmp_path: Path
) -> None:
    acts.take_return(claimed, QIBAO, bank.answer(claimed, QIBAO, tmp_path / "退.xlsx", {3: bank.CAME_BACK}), "甲")
    with opened(claimed) as book:
        assert "重发" not in set(waiting.waiting(book)["step"])
    assert acts.make(claimed, claimed.parent / "结果", "街镇", "甲", "通用").codes.count(Done.BATCH_MADE) == 0
    for by in ("乙", "丙"):
        recovery_acts.withdraw(claimed, CASE, "纪要 9", by, TODAY, "银行退回")
    with opened(claimed) as book:
        assert "重发" in set(waiting.waiting(book)["step"])
    sound(claimed)


def test_what_came_back_by_the_bank_is_not_taken_from_the_person_too(claimed: Path, tmp_path: Path) -> None:
    """Whichever comes first: the person's money or the bank's 退票."""
    recovery_acts.open_case(claimed, QIBAO, 2, "乙", "退保")
    recovery_acts.repay(claimed, CASE, "29", "缴款书 1", "乙", TODAY)
    said = {1: None, 2: bank.CAME_BACK, 3: bank.CAME_BACK, 4: None}
    assert (
        Done.DOUBTFUL
        in acts.take_return(claimed, QIBAO, bank.answer(claimed, QIBAO, tmp_path / "退.xlsx", said), "甲").codes
    )
    with opened(claimed) as book:
        lines = states.load(book, QIBAO).lines
    assert states.shown(lines).tolist()[1:3] == ["退票", "成功（存疑）"] and "两边可能都收了钱" in lines["why"].iloc[2]
    for number in (CASE, "2024-追回-2"):
        with pytest.raises(Stop, match="钱可能已由银行退回"):
            recovery_acts.repay(claimed, number, "100", "缴款书 2", "乙", TODAY)
    settle(claimed, QIBAO, "成功", "乙", "银行来函：没有退回", [3])
    recovery_acts.repay(claimed, CASE, "100", "缴款书 2", "乙", TODAY)
    sound(claimed)


def test_what_both_the_person_and_the_bank_gave_back_is_refunded_by_two(claimed: Path, tmp_path: Path) -> None:
    recovery_acts.repay(claimed, CASE, "129", "缴款书 1", "乙", TODAY)
    said = {1: None, 2: None, 3: bank.CAME_BACK, 4: None}
    acts.take_return(claimed, QIBAO, bank.answer(claimed, QIBAO, tmp_path / "退.xlsx", said), "甲")
    with pytest.raises(Stop, match="先退还本人") as stop:
        acts.resolve(claimed, QIBAO, "退票", "乙", "银行来函", [3])
    assert stop.value.next == (Next.REFUND,)
    with pytest.raises(Stop, match="只还了 129.00 元，不能退还 130.00 元"):
        recovery_acts.refund(claimed, CASE, "130", "凭证 1", "乙", TODAY, "银行已退回")
    assert recovery_acts.refund(claimed, CASE, "129", "凭证 1", "乙", TODAY, "银行已退回").steps == [Next.SECOND_WORD]
    recovery_acts.refund(claimed, CASE, "129", "凭证 1", "丁", TODAY, "银行已退回")
    assert (case(claimed).state, case(claimed).open_fen) == ("立案", 12_900)
    sound(claimed)
    for by in ("乙", "丁"):
        recovery_acts.withdraw(claimed, CASE, "文 2", by, TODAY, "银行已退回")
    settle(claimed, QIBAO, "退票", "乙", "银行来函", [3])
    with opened(claimed) as book:
        assert states.load(book, QIBAO).lines["state"].tolist()[2] == "退票"
        assert execution.execution(book, load("2024")).by_bearer["executed_fen"].sum() == 3 * 12_900
    with pytest.raises(Stop, match="已撤销，不能再记"):
        recovery_acts.refund(claimed, CASE, "1", "凭证 2", "乙", TODAY, "x")
    sound(claimed)


def test_open_cases_wait_and_are_listed(claimed: Path) -> None:
    with opened(claimed) as book:
        rows = waiting.waiting(book)
    assert rows.loc[rows["step"] == "追回", ["batch", "amount_fen"]].to_numpy().tolist() == [[CASE, 12900]]
    recovery_acts.repay(claimed, CASE, "129", "缴款书 1", "乙", TODAY)
    with opened(claimed) as book:
        assert "追回" not in set(waiting.waiting(book)["step"])
    assert recovery_acts.list_cases(claimed).codes == [Done.NO_RECOVERY, Done.RECOVERIES]


def test_the_paper_says_what_is_claimed_and_what_can_be_said_against_it(heard: Path) -> None:
    recovery_acts.repay(heard, CASE, "60", "缴款书 1", "乙", TODAY)
    sheet = openpyxl.load_workbook(heard.parent / "批次" / QIBAO / f"{CASE}.xlsx").active
    text = "\n".join(str(cell) for row in sheet.values for cell in row if cell is not None)
    for words in (
        CASE,
        "本人已死亡",
        "129.00 元",
        "壹佰贰拾玖元",
        "陈述、申辩",
        "缴款书 1",
        "民发2024-15",
        "未还 69.00 元",
    ):
        assert words in text, words


def test_the_command_line_does_the_same(claimed: Path, capsys: pytest.CaptureFixture[str]) -> None:
    ledger = ["--ledger", str(claimed)]
    assert (
        main(["recover", "open", "七宝", "第２行", "--why", "退保", "--amount", "１２.５０", "--by", "乙", *ledger])
        == 0
    )
    assert "应追回 12.50 元" in capsys.readouterr().out
    assert main(["recover", "notify", "2024-追回-9", "--document", "1", "--by", "乙", *ledger]) == 2
    assert "不在台账中" in capsys.readouterr().err
    assert main(["recover", "list", *ledger]) == 0 and "共 2 个追回" in capsys.readouterr().out


TAMPERED = {
    "more than arrived": ("的追回多于实付", "open", "'$.claimed_fen', 20000, '$.township_fen', 15485"),
    "shares": ("不等于各承担单位之和", "open", "'$.district_fen', 1"),
    "more repaid than claimed": ("还款多于应追回的金额", "repay", "'$.fen', 99999"),
    "no act": ("残缺", "notify", "'$.act', 'x'"),
}


@pytest.mark.parametrize("name", TAMPERED)
def test_verify_finds_what_does_not_add_up_though_the_chain_was_made_anew(heard: Path, name: str) -> None:
    recovery_acts.repay(heard, CASE, "60", "缴款书 1", "乙", TODAY)
    what, act, values = TAMPERED[name]
    where = f"kind = 'recovery' AND json_extract(body, '$.act') = '{act}'"
    tamper(heard, f"UPDATE event SET body = json_set(body, {values}) WHERE {where}")
    rechain(heard)
    with pytest.raises(Stop, match=what):
        ledger_acts.check(heard)


def test_verify_finds_a_lock_that_is_gone_and_one_that_gave_up_alone(heard: Path) -> None:
    tamper(heard, "DELETE FROM recovery")
    with pytest.raises(Stop, match="追回表 recovery 与记录不符：多出 0 行，缺少 1 行"):
        ledger_acts.check(heard)


def test_verify_finds_who_gave_up_alone(heard: Path) -> None:
    for by in ("乙", "丙"):
        recovery_acts.give_up(heard, CASE, "纪要 8", by, TODAY, "无遗产")
    tamper(heard, "UPDATE event SET by = '丙' WHERE kind = 'first_word'")
    rechain(heard)
    with pytest.raises(Stop, match="核销、撤销或退还不是先后两个人"):
        ledger_acts.check(heard)


@given(
    st.integers(1, 12900).flatmap(lambda fen: st.tuples(st.just(fen), st.integers(0, fen))),
    st.lists(st.integers(1, 4000), max_size=8),
)
def test_whatever_is_repaid_adds_up_for_every_bearer(claim: tuple[int, int], parts: list[int]) -> None:
    claimed, district = claim
    one = Case(CASE, QIBAO, 1, claimed, district, claimed - district, "", "", "乙", "")
    before = 0
    for fen in parts:
        if fen <= one.open_fen:
            one.repaid.append(Repayment(fen, "2024-09-01", format_yuan(fen), "乙"))
            share = one.district_share(one.repaid_fen)
            assert 0 <= share - before <= fen and share <= district and one.repaid_fen - share <= claimed - district
            before = share
    assert one.claimed_fen == one.repaid_fen + one.given_up_fen + one.open_fen
    assert one.district_share(claimed) == district
