"""年度结账: only what is done is closed, by two people; nothing is paid after it, what is left is carried over, and verify holds it."""

import json
from datetime import date
from pathlib import Path

import bank
import openpyxl
import pytest
from paying import QIBAO, sound
from tampering import rechain, tamper

from huibao_xl import policy
from huibao_xl.cli import main
from huibao_xl.payments import acts, ledger_acts, waiting
from huibao_xl.payments.bookings import money_acts, recovery_acts
from huibao_xl.payments.ledger import closed_years
from huibao_xl.payments.ledger.store import opened
from huibao_xl.reasons import Next, Stop
from huibao_xl.reasons.outcomes import Done

pytestmark = pytest.mark.usefixtures("without_papers")


@pytest.fixture
def done(sent: Path, tmp_path: Path) -> Path:
    """A ledger in which three of four people of 七宝镇 are paid, the other batches were sent back, and one payment is to be recovered."""
    acts.take_return(sent, QIBAO, bank.answer(sent, QIBAO, tmp_path / "回盘.xlsx", {1: bank.BUSY}), "甲")
    for number in ("2024-江川路街道-1", "2024-莘庄工业区-1"):
        acts.reject(sent, number, "乙", "下年再发")
    recovery_acts.open_case(sent, QIBAO, 2, "乙", "退保")
    return sent


def close(ledger: Path) -> None:
    for by in ("甲", "乙"):
        money_acts.close_year(ledger, "2024", by)


def test_what_is_on_its_way_keeps_a_year_open(sent: Path) -> None:
    with pytest.raises(Stop, match=r"还有没有办完的批次：.*2024-七宝镇-1（已导出）") as stop:
        money_acts.close_year(sent, "2024", "甲")
    assert stop.value.code == "S84"


def test_a_year_in_which_nothing_was_paid_is_not_closed(done: Path, tmp_path: Path) -> None:
    """A closing is not taken back: another year typed by mistake, before or after, with a budget or without, stays open; so does another scheme's."""
    others = {"上年": {"year": 2023}, "下年": {"year": 2025}, "他项": {"scheme": "另一项补贴"}}
    for name, change in others.items():
        content = policy.load("2024").content | {"name": name} | change
        (tmp_path / f"{name}.json").write_text(json.dumps(content, ensure_ascii=False), encoding="utf-8")
    money_acts.change_budget(done, "街道人员", "1", "财社1号", "人数", str(tmp_path / "下年.json"), "甲")
    for name in ("2023", *(str(tmp_path / f"{name}.json") for name in others)):
        with pytest.raises(Stop, match="在这本台账里没有批次") as stop:
            money_acts.close_year(done, name, "甲")
        assert stop.value.code == "S84"
    close(done)


def test_a_year_is_closed_by_two_and_carried_over(done: Path, tmp_path: Path) -> None:
    first = money_acts.close_year(done, "2024", "甲")
    assert first.codes[0] is Done.YEAR_OF_ONE
    (left,) = [message.text() for message in first.done if message.code is Done.YEAR_UNPAID]
    assert "1 人失败或退票后没有再发（2024-七宝镇-1 1 人）" in left
    with pytest.raises(Stop, match="的结账甲已提出"):
        money_acts.close_year(done, "2024", "甲 ")
    last = money_acts.close_year(done, "2024", "乙").lines()
    assert last[0] == "2024 年度已结账：已发 3 人；结转下年，未了结的追回 129.00 元。"
    assert "  七宝镇：应拨 135.45 元，已拨 0.00 元" in last
    with opened(done) as book:
        body = closed_years.closed(book, policy.load("2024").scheme, 2024)
    assert body and sum(fen["executed_fen"] for fen in body["bearers"].values()) == 3 * 12900
    sound(done)
    later = policy.load("2024").content | {"name": "下年", "year": 2025}
    (tmp_path / "下年.json").write_text(json.dumps(later, ensure_ascii=False), encoding="utf-8")
    ledger_acts.report_execution(done, str(tmp_path / "下年.json"), tmp_path / "执行情况.xlsx")
    text = {str(cell) for row in openpyxl.load_workbook(tmp_path / "执行情况.xlsx").active.values for cell in row}
    assert "2024 年度结转（元）" in text


def test_nothing_is_paid_after_it_and_money_still_comes_back(done: Path) -> None:
    close(done)
    for act in (
        lambda: acts.make(done, done.parent / "结果", "街镇", "甲", "通用"),
        lambda: acts.reissue(done, QIBAO, "甲"),
        lambda: acts.transfer(done, "2024", "甲"),
        lambda: money_acts.close_year(done, "2024", "甲"),
    ):
        with pytest.raises(Stop, match="2024 年度已结账"):
            act()
    with opened(done) as book:
        assert "重发" not in set(waiting.waiting(book)["step"])
    recovery_acts.repay(done, "2024-追回-1", "129", "缴款书 1", "乙", date.today())
    for by in ("丁", "戊"):
        outcome = acts.resolve(done, QIBAO, "退票", by, "银行退回", [3])
    assert Done.FAILED in outcome.codes and Next.REISSUE not in outcome.steps
    sound(done)


def test_verify_finds_a_closing_that_was_changed(done: Path) -> None:
    close(done)
    before = done.read_bytes()
    for what, statement in (
        (
            "预算减执行不等于结余",
            "UPDATE event SET body = json_set(body, '$.bearers.区级：街道人员.left_fen', 1) WHERE kind = 'year_closed'",
        ),
        ("结账不是先后两个人", "UPDATE event SET by = '乙' WHERE kind = 'first_year_end'"),
        ("年度表 closed_year 与记录不符", "DELETE FROM closed_year"),
        ("残缺", "UPDATE event SET body = '{}' WHERE kind = 'year_closed'"),
    ):
        for end in ("-wal", "-shm"):
            done.with_name(done.name + end).unlink(missing_ok=True)
        done.write_bytes(before)
        tamper(done, statement)
        rechain(done)
        with pytest.raises(Stop, match=what):
            ledger_acts.check(done)


def test_the_command_line_closes(done: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for by in ("甲", "乙"):
        assert main(["year-end", "--policy", "２０２４", "--by", by, "--ledger", str(done)]) == 0
    assert "2024 年度已结账" in capsys.readouterr().out
