"""What was really paid twice has a way on: two people say so, the second payment is claimed back, the bank's statement and the ledger agree, and the year can be closed."""

import shutil
from datetime import date
from pathlib import Path
from typing import Any

import bank
import people
import pytest
import statements
from paying import CHILD, QIBAO, approve, held, load, sound
from statements import Booked
from tampering import rechain, tamper

from huibao_xl.clearing import paid_lines
from huibao_xl.payments import acts, declared, drafting, execution, transfers
from huibao_xl.payments.bookings import money_acts, recovery_acts
from huibao_xl.payments.ledger import cases, states, verify
from huibao_xl.payments.ledger.bank_book import UNCLAIMED
from huibao_xl.payments.ledger.store import opened
from huibao_xl.payments.statements import balance, taking
from huibao_xl.policy import load as policy
from huibao_xl.reasons import Stop
from huibao_xl.reasons.outcomes import Done

pytestmark = pytest.mark.usefixtures("without_papers")
TODAY = date.today()


def twice(ledger: Path, number: str, lines: list[int], by: str, why: str = "银行来函 1 号") -> list[Done]:
    return acts.resolve(ledger, number, "重付", by, why, lines).codes


@pytest.fixture(scope="module")
def arrived_late(stages: Any, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the folder in which line 2 failed, was paid again and arrived; then the bank says that the first payment arrived too. The other batches are sent back."""
    place, copies = stages
    sent, tmp_path = people.put_back(place, copies["sent"]) / "台账.sqlite3", tmp_path_factory.mktemp("回盘")
    acts.take_return(sent, QIBAO, bank.answer(sent, QIBAO, tmp_path / "一.xlsx", {2: bank.BUSY}), "甲")
    acts.reissue(sent, QIBAO, "甲")
    approve(sent, CHILD)
    acts.export(sent, CHILD, "甲")
    acts.take_return(sent, CHILD, bank.answer(sent, CHILD, tmp_path / "二.xlsx"), "甲")
    told = acts.take_return(sent, QIBAO, bank.answer(sent, QIBAO, tmp_path / "三.xlsx"), "甲")
    assert Done.DOUBTFUL_PAID in told.codes and "重付" in " ".join(told.lines())
    for number in ("2024-江川路街道-1", "2024-莘庄工业区-1"):
        acts.reject(sent, number, "乙", "以后再付")
    return Path(shutil.copytree(place, tmp_path / "原样"))


@pytest.fixture
def late(arrived_late: Path, stages: Any) -> Path:
    place, _ = stages
    return people.put_back(place, arrived_late) / "台账.sqlite3"


def booked(late: Path, second: tuple[str, int]) -> list[Booked]:
    """The bank's own lines: a grant, each payment, and of ``second`` (batch, line) one more."""
    rows = [(number, row) for number in (QIBAO, CHILD) for row in load(late, number).lines.itertuples()]
    paid = [(number, row) for number, row in rows if (number, row.line) != (QIBAO, 2)]
    paid += [(number, row) for number, row in rows if (number, row.line) == second]
    debits = [
        Booked(TODAY.isoformat(), -row.amount_fen, row.holder, row.account, number, f"{number}-{row.line}-{at}")
        for at, (number, row) in enumerate(paid)
    ]
    return [Booked(TODAY.isoformat(), 1_000_000, "区财政", "", "财政拨款", "G1"), *debits]


def agree(late: Path, lines: list[Booked]) -> None:
    with opened(late, write=True) as book:
        taking.take(book, statements.csv(late.parent / "对账.csv", 0, lines), "甲", "七宝镇")
        (account,) = taking.books(book).values()
        found = balance.balance(book, account)
        assert [line.text for line in account.lines if line.kind == UNCLAIMED] == [] and found.differing.empty
        year = execution.execution(book, policy("2024"))
        assert year.by_bearer["executed_fen"].sum() == -sum(line.fen for line in lines[1:])
        due = transfers.due(book, policy("2024"))
        assert due["due_fen"].sum() == 4 * 4_515  # the district pays its share of nothing that was paid a second time


def test_a_late_arrival_of_what_was_paid_again_is_settled_by_two_and_claimed_back(late: Path) -> None:
    assert twice(late, QIBAO, [2], "乙") == [Done.ONE_OF_TWO]
    for by in ("乙", "甲"):  # the same person; who made it and registered the file
        with pytest.raises(Stop, match="已提出|的制单人就是"):
            twice(late, QIBAO, [2], by)
    assert Done.RECOVERY in twice(late, QIBAO, [2], "丁")
    lines = load(late, QIBAO).lines
    assert states.shown(lines)[1] == "成功（付了两次）" and lines["paid_fen"].sum() == 4 * 12_900
    assert held(late) == {(QIBAO, 1), (QIBAO, 3), (QIBAO, 4), (CHILD, 1)}
    with opened(late) as book:
        (case,) = cases.cases(book)
        assert (case.batch, case.line, case.claimed_fen) == (QIBAO, 2, 12_900)
    sound(late)
    agree(late, booked(late, (QIBAO, 2)))
    recovery_acts.repay(late, case.number, "129", "缴款书 1", "乙", TODAY)
    with opened(late) as book:
        assert execution.execution(book, policy("2024")).by_bearer["executed_fen"].sum() == 4 * 12_900
        assert len(paid_lines.from_ledger(book, policy("2024")).lines) == 4
    for by in ("乙", "丁"):
        codes = money_acts.close_year(late, "2024", by).codes
    assert Done.YEAR_CLOSED in codes
    sound(late)


def drafting_codes(ledger: Path) -> dict[str, int]:
    """Why people of 七宝镇 are left out of a new batch; those of the others are in it."""
    with opened(ledger, write=True) as book:
        return drafting.draft(book, declared.read(ledger.parent / "结果"), "区", "戊").left_out


@pytest.mark.parametrize("doubtful", [False, True])
def test_a_line_that_was_credited_twice_is_one_payment_and_one_claim(
    late: Path, tmp_path: Path, doubtful: bool
) -> None:
    """Said by a file of two successes, or by the bank's statement alone."""
    acts.resolve(late, QIBAO, "失败", "乙", "银行来函：没有入账", [2])
    if doubtful:
        file = bank.answer(late, QIBAO, tmp_path / "四.xlsx", {2: None})
        bank.repeat(file, 4)
        acts.take_return(late, QIBAO, file, "甲")
        assert load(late, QIBAO).lines["doubtful"].tolist() == [False, False, False, True]
    assert twice(late, QIBAO, [4], "乙") == [Done.ONE_OF_TWO]
    twice(late, QIBAO, [4], "丁")
    row = load(late, QIBAO).lines.iloc[3]
    assert (row["paid_fen"], row["surplus_fen"], row["doubtful"]) == (25_800, 12_900, False)
    assert (QIBAO, 4) in held(late)
    sound(late)
    agree(late, booked(late, (QIBAO, 4)))
    with pytest.raises(Stop, match="第 4 行不能记为“重付”"):
        twice(late, QIBAO, [4], "乙")


def test_what_failed_by_the_banks_word_and_arrived_twice_takes_the_key(late: Path, tmp_path: Path) -> None:
    """Without another payment of the person; and with one, all of it is too much."""
    for by in ("乙", "丁"):
        acts.resolve(late, QIBAO, "重付", by, "银行来函 4 号", [2], "258")
    assert load(late, QIBAO).lines["surplus_fen"].tolist() == [0, 25_800, 0, 0]
    acts.take_return(late, CHILD, bank.answer(late, CHILD, tmp_path / "五.xlsx", {1: bank.CAME_BACK}), "甲")
    acts.take_return(late, CHILD, bank.answer(late, CHILD, tmp_path / "六.xlsx"), "甲")
    for by in ("乙", "丁"):
        twice(late, CHILD, [1], by)
    assert load(late, CHILD).lines[["paid_fen", "surplus_fen"]].to_numpy().tolist() == [[25_800, 12_900]]
    assert (CHILD, 1) in held(late)
    sound(late)


def test_while_the_second_payment_stands_nobody_pays_the_person_again(late: Path, tmp_path: Path) -> None:
    for by in ("乙", "丁"):
        twice(late, QIBAO, [2], by)
    acts.take_return(late, CHILD, bank.answer(late, CHILD, tmp_path / "五.xlsx", {1: bank.CAME_BACK}), "甲")
    assert Done.REISSUED not in acts.reissue(late, CHILD, "甲").codes
    assert drafting_codes(late) == {"B50": 3, "B55": 1}
    recovery_acts.withdraw(late, "2024-追回-1", "文 1", "乙", TODAY, "另一笔已退回")
    recovery_acts.withdraw(late, "2024-追回-1", "文 1", "丁", TODAY, "另一笔已退回")
    acts.resolve(late, QIBAO, "成功", "乙", "银行来函 2 号", [2])
    assert (QIBAO, 2) in held(late) and load(late, QIBAO).lines["surplus_fen"].sum() == 0
    sound(late)


def test_only_what_arrived_beside_another_payment_is_paid_twice(late: Path) -> None:
    with pytest.raises(Stop, match="没有写明行号"):
        twice(late, QIBAO, [], "乙")
    with pytest.raises(Stop, match="没有多出一笔"):
        acts.resolve(late, QIBAO, "重付", "乙", "来函", [3], "129")
    with pytest.raises(Stop, match="第 9 行不能记为“重付”"):
        twice(late, QIBAO, [2, 9], "乙")


@pytest.mark.parametrize(
    ("change", "what"),
    [
        (
            "UPDATE event SET by = '乙' WHERE kind = 'resolve' AND json_extract(body, '$.surplus_fen') > 0",
            "不是先后两个人",
        ),
        ("DELETE FROM event WHERE kind = 'recovery'", "没有立案追回"),
        ("UPDATE event SET body = json_remove(body, '$.surplus_fen') WHERE kind = 'resolve'", "claim"),
    ],
)
def test_verify_finds_what_one_person_alone_called_paid_twice(late: Path, change: str, what: str) -> None:
    for by in ("乙", "丁"):
        twice(late, QIBAO, [2], by)
    tamper(late, change)
    rechain(late)
    with opened(late) as book:
        assert what in " ".join(fault.what for fault in verify.verify(book))
