"""预算: no approval commits more than a bearer has; 追加 and 调减 by two people under a document; what is committed when payments fail, end, and are made again."""

import shutil
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import bank
import openpyxl
import people
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from paying import CHILD, JIANGCHUAN, QIBAO, approve, events, load, new_accounts, sound
from people import put_back
from tampering import rechain, tamper

from huibao_xl.cli import main
from huibao_xl.cli.outcomes import WORDS
from huibao_xl.payments import (
    acts,
    budgets,
    every_batch,
    execution,
    exporting,
    ledger_acts,
    reissuing,
    resolving,
    signing,
)
from huibao_xl.payments.bookings import money_acts
from huibao_xl.payments.ledger import paid, states
from huibao_xl.payments.ledger.budget_changes import BEARERS, DISTRICT_STREETS, DISTRICT_TOWNS, TOWNS
from huibao_xl.payments.ledger.store import Ledger, opened
from huibao_xl.policy import load as load_policy
from huibao_xl.reasons import Next, Stop
from huibao_xl.reasons.outcomes import Done, Outcome

pytestmark = pytest.mark.usefixtures("without_papers")

PARK = "2024-莘庄工业区-1"
RULES = load_policy("2024")
POLICY = budgets.of_policy(RULES)
OF_TOWN = 4 * 4515
"""What the district bears of one batch of a 镇."""


def yuan(fen: int) -> str:
    return f"{'减' if fen < 0 else ''}{abs(fen) / 100:.2f}"


def change(ledger: Path, bearer: str, fen: int, document: str = "财社1号", why: str = "人数变动") -> Outcome:
    for by in ("子", "丑"):
        outcome = money_acts.change_budget(ledger, bearer, yuan(fen), document, why, "2024", by)
    return outcome


def leave(ledger: Path, bearer: str, fen: int) -> None:
    """Leave so much of what the policy estimates for a bearer."""
    change(ledger, bearer, fen - POLICY[bearer], "财社0号")


def stands(ledger: Path) -> tuple[dict[str, int], dict[str, int]]:
    """Budget and commitments by bearer."""
    with opened(ledger) as book:
        return budgets.of_year(book, RULES), budgets.committed(book, RULES)


def refused(ledger: Path, number: str) -> Stop:
    before = events(ledger)
    with pytest.raises(Stop) as stop:
        acts.sign(ledger, number, "审批", "丙")
    assert stop.value.code == "S87" and events(ledger) == before and load(ledger, number).state == "待审批"
    return stop.value


def test_what_goes_beyond_a_budget_is_not_approved(drafted: Path) -> None:
    """One fen is lacking: the second 镇 waits; with that fen it is approved, and nothing is left."""
    leave(drafted, DISTRICT_TOWNS, 2 * OF_TOWN - 1)
    approve(drafted, QIBAO)
    acts.sign(drafted, PARK, "审核", "乙")
    stop = refused(drafted, PARK)
    assert {name: stop.values[name] for name in ("bearer", "budget_fen", "committed_fen", "added_fen", "lacking")} == {
        "bearer": DISTRICT_TOWNS,
        "budget_fen": 2 * OF_TOWN - 1,
        "committed_fen": OF_TOWN,
        "added_fen": OF_TOWN,
        "lacking": "0.01",
    }
    assert stop.next == (Next.BUDGET, Next.REJECT)
    assert "预算 361.19 元，已批准 180.60 元，本批 180.60 元，缺 0.01 元" in str(stop)
    assert f"huibao budget {DISTRICT_TOWNS} 0.01 --document 文号" in stop.text(WORDS)
    change(drafted, "镇人员", 1, "财社2号")
    acts.sign(drafted, PARK, "审批", "丙")
    budget, committed = stands(drafted)
    assert budget[DISTRICT_TOWNS] == committed[DISTRICT_TOWNS] == 2 * OF_TOWN
    approve(drafted, JIANGCHUAN)
    sound(drafted)


def test_every_bearer_that_lacks_is_named_and_lines_may_be_struck(drafted: Path) -> None:
    leave(drafted, DISTRICT_TOWNS, 3 * 4515)
    leave(drafted, TOWNS, 2 * 8385)
    acts.sign(drafted, QIBAO, "审核", "乙")
    assert all(f"{name}预算" in str(refused(drafted, QIBAO)) for name in (DISTRICT_TOWNS, TOWNS))
    acts.sign(drafted, QIBAO, "审批", "丙", [1, 2], "待查")
    assert stands(drafted)[1] == {DISTRICT_STREETS: 0, DISTRICT_TOWNS: 2 * 4515, TOWNS: 2 * 8385}


def test_signing_all_stops_at_the_budget(drafted: Path) -> None:
    """Batches are signed one after the other: what fits is approved, what is beyond is named."""
    leave(drafted, TOWNS, 4 * 8385)
    every_batch.sign(drafted, "", "审核", "乙", everything=True)
    outcome = every_batch.sign(drafted, "", "审批", "丙", everything=True)
    (stop,) = [message.fields["why"] for message in outcome.done if message.code is Done.NOT_DONE]
    assert isinstance(stop, Stop) and stop.code == "S87" and stop.values["bearer"] == TOWNS
    assert [load(drafted, number).state for number in (JIANGCHUAN, QIBAO, PARK)].count("已批准") == 2


def test_a_policy_without_a_budget_limits_nothing(drafted: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert budgets.of_policy(replace(RULES, budget=None)) == {}
    monkeypatch.setattr(budgets, "of_policy", lambda rules: {})
    approve(drafted, QIBAO)
    with pytest.raises(Stop, match="缺 1.00 元") as stop:  # of which so much is approved
        change(drafted, DISTRICT_TOWNS, OF_TOWN - 100)
    assert stop.value.code == "S87"
    change(drafted, DISTRICT_TOWNS, OF_TOWN)  # the one that was entered is limited
    with opened(drafted) as book:
        table = execution.execution(book, RULES).by_bearer
    assert table["left_fen"].tolist() == [0, OF_TOWN, 0]
    approve(drafted, JIANGCHUAN)
    acts.sign(drafted, PARK, "审核", "乙")
    refused(drafted, PARK)


def test_a_reissue_commits_nothing_and_what_ended_is_free(sent: Path, tmp_path: Path) -> None:
    leave(sent, DISTRICT_TOWNS, OF_TOWN)
    acts.take_return(sent, QIBAO, bank.answer(sent, QIBAO, tmp_path / "一.xlsx", {1: bank.BUSY, 2: bank.BUSY}), "甲")
    assert stands(sent)[1][DISTRICT_TOWNS] == OF_TOWN
    acts.sign(sent, PARK, "审核", "乙")
    assert refused(sent, PARK).values["lacking"] == "180.60"  # what failed may be paid again
    acts.reissue(sent, QIBAO, "甲")
    approve(sent, CHILD)
    assert stands(sent)[1][DISTRICT_TOWNS] == OF_TOWN
    acts.export(sent, CHILD, "甲")
    acts.resolve(sent, CHILD, "失败", "丁", "银行来函", [1])
    money_acts.end(sent, CHILD, 1, "证明 1", "本人死亡", "乙", date.today())
    assert stands(sent)[1][DISTRICT_TOWNS] == 3 * 4515
    change(sent, DISTRICT_TOWNS, 3 * 4515, "财社3号")
    acts.sign(sent, PARK, "审批", "丙")
    signing_again(sent, "乙")


def signing_again(ledger: Path, by: str) -> None:
    """The person whose entitlement had ended is entitled after all: what was free meanwhile is committed by an approval, not by being released."""
    with opened(ledger, write=True) as book:
        signing.release(book, CHILD, 1, by, "查明健在")
    path = new_accounts(ledger, CHILD, ledger.parent / "新账户.csv", {1: people.account(1, 7)})
    acts.reissue(ledger, CHILD, "甲", [f"银行账户={path}"])
    acts.sign(ledger, f"{CHILD}.1", "审核", "乙")
    assert refused(ledger, f"{CHILD}.1").values["added_fen"] == 4515
    change(ledger, DISTRICT_TOWNS, 4515, "财社4号")
    acts.sign(ledger, f"{CHILD}.1", "审批", "丙")
    budget, committed = stands(ledger)
    assert budget[DISTRICT_TOWNS] == committed[DISTRICT_TOWNS] == 2 * OF_TOWN
    sound(ledger)


def test_what_is_committed_is_what_is_executed_and_what_may_still_be_paid(sent: Path, tmp_path: Path) -> None:
    approve(sent, JIANGCHUAN)
    approve(sent, PARK)
    for by in ("乙", "丁"):
        acts.reject(sent, PARK, by, "有误")
    acts.take_return(sent, QIBAO, bank.answer(sent, QIBAO, tmp_path / "一.xlsx", {1: bank.BUSY}), "甲")
    for by in ("乙", "丁"):
        acts.resolve(sent, QIBAO, "成功", by, "对账单", [2], "100")
    with opened(sent) as book:
        table = execution.execution(book, RULES).by_bearer.set_index("bearer")
    assert table["executed_fen"].tolist() == [0, 3500 + 2 * 4515, 6500 + 2 * 8385]
    assert table["committed_fen"].tolist() == [4 * 12900, 3500 + 3 * 4515, 6500 + 3 * 8385]


def test_budgets_are_changed_by_two_people_each_bearer_by_itself(drafted: Path) -> None:
    """One enters all bearers of a document, then the other does; the same person does not count twice."""

    def say(bearer: str, by: str, amount: str = "追加 1,000元") -> Outcome:
        return money_acts.change_budget(drafted, bearer, amount, "财社1号", "人数超过预估", "2024", by)

    for bearer in BEARERS:
        assert say(bearer, "子").codes == [Done.BUDGET_OF_ONE]
    with pytest.raises(Stop, match="子已提出") as stop:
        say(TOWNS, "子（代）")
    assert stop.value.next == (Next.SECOND_WORD,)
    assert stands(drafted)[0] == POLICY
    assert say(TOWNS, "丑", "减1000").codes == [Done.BUDGET_OF_ONE]  # another change: a first word again
    assert say(TOWNS, "寅").codes == [Done.BUDGET_OF_ONE]
    lines = [say(bearer, "丑").lines()[0] for bearer in BEARERS]
    assert lines[0] == "已记入：区级：街道人员的预算追加 1,000.00 元（财社1号），现在是 1,162,000.00 元。"
    assert stands(drafted)[0] == {bearer: fen + 100_000 for bearer, fen in POLICY.items()}
    with pytest.raises(Stop, match="文号“财社1号”已由丑在 .* 记过（追加 1,000.00 元）。同一文号只记一次"):
        say(TOWNS, "卯")
    sound(drafted)


@pytest.mark.parametrize(
    ("given", "why"),
    [
        (("区级", "1", "文", "原因"), "没有“区级”这个承担单位"),
        (("市级", "1", "文", "原因"), "没有“市级”这个承担单位"),
        (("镇级", "0", "文", "原因"), "金额不能是零"),
        (("镇级", "减0.00", "文", "原因"), "金额不能是零"),
        (("镇级", "减-5", "文", "原因"), "两个正负号"),
        (("镇级", "五万", "文", "原因"), "不是钱数"),
        (("镇级", "99999999999", "文", "原因"), "不能到 100 亿元"),
        (("镇级", "1", " ", "原因"), "没有写明文号"),
        (("镇级", "1", "文", " "), "没有写明原因"),
        (("镇级", "减3000000", "文", "原因"), "缺 484,500.00 元"),
    ],
)
def test_a_change_that_can_be_none_is_refused(drafted: Path, given: tuple[str, ...], why: str) -> None:
    bearer, amount, document, reason = given
    with pytest.raises(Stop, match=why):
        money_acts.change_budget(drafted, bearer, amount, document, reason, "2024", "子")


def test_nothing_is_taken_away_that_is_committed_and_a_closed_year_stays(approved: Path, tmp_path: Path) -> None:
    with pytest.raises(Stop, match=r"已批准 180.60 元.*缺 0.01 元") as stop:
        leave(approved, DISTRICT_TOWNS, OF_TOWN - 1)
    assert stop.value.code == "S87"
    leave(approved, DISTRICT_TOWNS, OF_TOWN)
    for number, by in ((JIANGCHUAN, "乙"), (QIBAO, "乙"), (QIBAO, "丁"), (PARK, "乙")):
        acts.reject(approved, number, by, "下年再发")
    ledger_acts.report_execution(approved, "2024", tmp_path / "执行情况.xlsx")
    cells = [cell for row in openpyxl.load_workbook(tmp_path / "执行情况.xlsx")["执行情况"].values for cell in row]
    assert {"预算的追加和调减", "财社0号", "已批准", -(POLICY[DISTRICT_TOWNS] - OF_TOWN) / 100} <= set(cells)
    for by in ("甲", "乙"):
        closing = money_acts.close_year(approved, "2024", by)
    assert "  区级：镇（含工业区）人员：预算 180.60 元 − 执行 0.00 元 = 结余 180.60 元" in closing.lines()
    with pytest.raises(Stop, match="2024 年度已结账"):
        change(approved, TOWNS, 100, "财社5号")


_WRONG: dict[str, tuple[str, tuple[Any, ...]]] = {
    "没有这个承担单位": ("UPDATE event SET body = json_set(body, '$.bearer', '市级') WHERE kind LIKE '%budget'", ()),
    "没有金额": ("UPDATE event SET body = json_set(body, '$.fen', 1.5) WHERE kind LIKE '%budget'", ()),
    "没有文号或说明": ("UPDATE event SET body = json_set(body, '$.document', ' ') WHERE kind LIKE '%budget'", ()),
    "不是先后两个人": ("UPDATE event SET by = '子' WHERE kind = 'budget'", ()),
    "同一文号记了两次": (
        "UPDATE event SET body = json_set(body, '$.document', '财社9号') WHERE kind LIKE '%budget'",
        (),
    ),
    "残缺": ("UPDATE event SET body = '{}' WHERE kind = 'budget'", ()),
}


def test_verify_finds_a_change_of_a_budget_that_is_none(drafted: Path) -> None:
    for document in ("财社1号", "财社2号"):
        change(drafted, TOWNS, 100, document)
    sound(drafted)
    before = drafted.read_bytes()
    for what, (statement, values) in _WRONG.items():
        for end in ("-wal", "-shm"):
            drafted.with_name(drafted.name + end).unlink(missing_ok=True)
        drafted.write_bytes(before)
        tamper(drafted, statement, values=values)
        rechain(drafted)
        with pytest.raises(Stop, match=what):
            ledger_acts.check(drafted)


@pytest.fixture(scope="module")
def signed_once(tmp_path_factory: pytest.TempPathFactory, shared_result: Path) -> tuple[Path, Path]:
    """The folder of a ledger with three batches that wait for 审批, and a copy of it."""
    folder, copy = (tmp_path_factory.mktemp(name) for name in ("待审批", "原样"))
    ledger = folder / "台账.sqlite3"
    acts.make(ledger, Path(shutil.copytree(shared_result, folder / "结果")), "街镇", "甲", "通用")
    every_batch.sign(ledger, "", "审核", "乙", everything=True)
    leave(ledger, DISTRICT_TOWNS, 6 * 4515)
    leave(ledger, TOWNS, 9 * 8385)
    leave(ledger, DISTRICT_STREETS, 3 * 12900)
    shutil.copytree(folder, copy, dirs_exist_ok=True)
    return folder, copy


_ACTS = [
    *((act, number) for act in ("approve", "fail", "reissue") for number in (QIBAO, PARK)),
    ("approve one less", JIANGCHUAN),
    ("approve", JIANGCHUAN),
    ("end", QIBAO),
    ("release", QIBAO),
    ("reject", PARK),
    ("approve", QIBAO),
    ("more", PARK),
    ("less", QIBAO),
]
"""Together they come to more than any of the budgets, in most orders."""


@settings(max_examples=2, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(drawn=st.permutations(_ACTS))
def test_whatever_is_done_no_bearer_has_more_committed_than_its_budget(
    signed_once: tuple[Path, Path], drawn: list[tuple[str, str]]
) -> None:
    """On one open ledger, act by act; what was refused has written nothing."""
    with opened(put_back(*signed_once) / "台账.sqlite3", write=True) as book:
        for at, (act, number) in enumerate(drawn):
            try:
                _do(book, act, number, f"文{at}")
            except Stop as stop:
                assert stop.code in ("S31", "S39", "S86", "S87")
            budget, committed = budgets.of_year(book, RULES), budgets.committed(book, RULES)
            assert all(0 <= committed[bearer] <= budget[bearer] for bearer in BEARERS), (act, drawn)


def _do(book: Ledger, act: str, number: str, document: str) -> None:
    """One thing that is done with a batch or with a budget, whether or not it is its turn."""
    if act in ("more", "less"):
        bearer = {QIBAO: TOWNS, JIANGCHUAN: DISTRICT_STREETS, PARK: DISTRICT_TOWNS}[number]
        for by in ("子", "丑"):
            budgets.change(book, RULES, bearer, {"more": 10_000, "less": -10_000}[act], document, "人数", by)
    elif act in ("approve", "approve one less"):
        signing.sign(book, number, "审批", "丙", [1] if "less" in act else (), "待查" if "less" in act else "")
    elif act == "reissue":
        row = states.load(book, number).lines.iloc[[1]].assign(account=people.account(1, 7))
        made = reissuing.reissue(book, number, "甲", row).number
        for step, by in (("审核", "乙"), ("审批", "丙")) if made else ():
            signing.sign(book, made, step, by)
    elif act == "reject":
        for by in ("丁", "戊"):
            signing.reject(book, number, by, "有误")
    elif act == "end":
        with book.writing("丁") as pen:
            pen.write(paid.ENDING, number, {"on": "2024-09-01", "document": document, "why": "死亡"}, 2)
    elif act == "release":
        signing.release(book, number, 2, "丁", "查明健在")
    else:
        if not states.load(book, number).exports:
            exporting.export(book, number, "甲")
        resolving.resolve(book, number, "失败", "丁", "银行来函", [2])


def test_the_command_line_changes_a_budget(drafted: Path, capsys: pytest.CaptureFixture[str]) -> None:
    common = ["--document", "财社1号", "--why", "人数", "--policy", "2024", "--ledger", str(drafted)]
    for by in ("子", "丑"):
        assert main(["budget", "区级:街道人员", "减0.50", *common, "--by", by]) == 0
    assert "已记入：区级：街道人员的预算调减 0.50 元（财社1号），现在是 1,160,999.50 元。" in capsys.readouterr().out
