"""待办: what waits for whom through the life of a batch, on the screen and on paper."""

from pathlib import Path

import bank
import openpyxl
import pytest
from paying import JIANGCHUAN, QIBAO, approve, make, settle

from huibao_xl.cli.outcomes import WORDS
from huibao_xl.payments import acts, to_do, waiting
from huibao_xl.payments.bookings import money_acts
from huibao_xl.payments.ledger.store import opened
from huibao_xl.reasons import Next
from huibao_xl.reasons.outcomes import Done

pytestmark = pytest.mark.usefixtures("without_papers")


def steps(ledger: Path, by: str = "") -> list[tuple[str, str, int]]:
    with opened(ledger) as book:
        rows = waiting.waiting(book, by)
    return list(zip(rows["step"], rows["batch"], rows["count"].tolist(), strict=True))


def test_a_draft_waits_for_somebody_else(drafted: Path) -> None:
    assert steps(drafted, "甲") == []
    assert [step for step, _, count in steps(drafted, "乙")] == ["审核"] * 3
    acts.sign(drafted, QIBAO, "审核", "乙")
    assert ("审批", QIBAO, 4) in steps(drafted, "丙") and ("审批", QIBAO, 4) not in steps(drafted, " 乙 ")
    outcome = to_do.to_do(drafted)
    assert outcome.steps == [Next.REVIEW_ALL, Next.APPROVE_ALL]
    lines = outcome.lines(WORDS)
    assert lines[0] == "审核：2 项，8 笔，1,032.00 元" and any("不能是甲、乙" in line for line in lines)


def test_what_is_approved_waits_for_the_bank_and_for_the_districts_money(approved: Path) -> None:
    assert steps(approved)[2:] == [("导出", QIBAO, 4), ("拨付", "", 1)]
    acts.transfer(approved, "2024", "甲")
    assert ("拨付", "", 1) not in steps(approved)
    approve(approved, "2024-拨付-1")
    assert ("记入拨付凭证", "2024-拨付-1", 1) in steps(approved, "乙")
    assert ("记入拨付凭证", "2024-拨付-1", 1) not in steps(approved, "甲")


def test_what_came_back_waits_for_whom_it_concerns(sent: Path, tmp_path: Path) -> None:
    assert ("登记回盘", QIBAO, 4) in steps(sent)
    said = {1: ("失败", "系统忙"), 2: ("处理中", ""), 3: None}
    acts.take_return(sent, QIBAO, bank.answer(sent, QIBAO, tmp_path / "一.xlsx", said), "甲")
    assert {("登记回盘", QIBAO, 2), ("重发", QIBAO, 1)} <= set(steps(sent))
    acts.take_return(sent, QIBAO, bank.answer(sent, QIBAO, tmp_path / "二.xlsx", {3: None}), "甲")  # 1 失败, then 成功
    assert steps(sent, "乙")[0] == ("查明存疑", QIBAO, 1) and ("查明存疑", QIBAO, 1) not in steps(sent, "甲")
    settle(sent, QIBAO, "失败", "乙", "银行来函", [1])
    assert ("重发", QIBAO, 1) in steps(sent)
    acts.reissue(sent, QIBAO, "甲")
    assert ("重发", QIBAO, 1) not in steps(sent) and ("审核", f"{QIBAO}.1", 1) in steps(sent)


def test_a_first_word_waits_for_the_second(sent: Path) -> None:
    acts.resolve(sent, QIBAO, "成功", "乙", "凭证 1 号")
    assert ("第二人同样再做一次", QIBAO, 4) in steps(sent, "丙")
    assert not [step for step, *_ in steps(sent, "乙") if step == "第二人同样再做一次"]
    acts.resolve(sent, QIBAO, "成功", "丙", "凭证 1 号")
    assert QIBAO not in [batch for _, batch, _ in steps(sent)]


def test_a_budget_that_one_has_proposed_waits_for_another(drafted: Path) -> None:
    """Each bearer by itself; what the second said, or took the place of, waits no more."""
    for by, bearer, amount, document in (
        ("子", "街道人员", "100", "财社1号"),
        ("子", "镇级", "减5", "财社1号"),
        ("丑", "镇级", "减6", "财社1号"),
        ("子", "区级：镇", "7", "财社1号"),
        ("丑", "区级：镇", "7", "财社1号"),
    ):
        money_acts.change_budget(drafted, bearer, amount, document, "人数变动", "2024", by)
    street = "2024 年度预算追加（区级：街道人员，财社1号）"
    town = "2024 年度预算调减（镇级（含工业区自有资金），财社1号）"
    second = [(what, count) for step, what, count in steps(drafted) if step == "第二人同样再做一次"]
    assert second == [(street, 1), (town, 1)]
    assert [what for step, what, _ in steps(drafted, "子") if step == "第二人同样再做一次"] == [town]
    assert to_do.to_do(drafted, "丑").steps[0] is Next.SECOND_WORD


def test_the_list_is_written_with_the_seals_to_compare(drafted: Path, tmp_path: Path) -> None:
    outcome = to_do.to_do(drafted, out=tmp_path / "待办.xlsx")
    assert Done.WAITING_AT in outcome.codes
    rows = list(openpyxl.load_workbook(tmp_path / "待办.xlsx").active.values)
    table = [dict(zip(rows[0], row, strict=True)) for row in rows[1:]]
    assert sorted(each["批次"] for each in table) == [QIBAO, JIANGCHUAN, "2024-莘庄工业区-1"]
    with opened(drafted) as book:
        whole = waiting.seal(waiting.waiting(book))
    assert {each["合并校验码"] for each in table} == {whole} and {each["金额"] for each in table} == {516}


def test_nothing_waits_when_all_is_done(ledger: Path, result: Path, tmp_path: Path) -> None:
    make(ledger, result, "区")
    (number,) = ["2024-区民政局-1"]
    approve(ledger, number)
    acts.export(ledger, number, "甲")
    acts.take_return(ledger, number, bank.answer(ledger, number, tmp_path / "回盘.xlsx"), "甲")
    assert steps(ledger) == [] and to_do.to_do(ledger).lines() == ["没有待办的事。"]


def test_an_old_copy_in_its_place_is_called_that_before_anything_else(sent: Path) -> None:
    """What it says that waits was done long ago: no next step, but to find the ledger that is in use."""
    before = sent.read_bytes()
    acts.resolve(sent, QIBAO, "失败", "乙", "银行来函", [1])
    for end in ("-wal", "-shm"):
        sent.with_name(sent.name + end).unlink(missing_ok=True)
    sent.write_bytes(before)
    outcome = to_do.to_do(sent)
    assert outcome.codes[0] is Done.OLDER_COPY and outcome.steps == [Next.RESTORE]
    assert len(outcome.done[0].text()) < 600
