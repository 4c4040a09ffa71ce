"""签字人名单, levels of approval by amount and accounts of the system, as the policy says that is sealed with a batch."""

import json
import shutil
from collections.abc import Callable
from datetime import date
from functools import cache, partial
from hashlib import sha256
from pathlib import Path
from typing import Any

import bank
import openpyxl
import people
import pytest
import statements
from paying import approve, load, sound
from tampering import rechain, tamper

from huibao_xl import policy
from huibao_xl.cli import main
from huibao_xl.payments import acts, every_batch, ledger_acts, to_do, waiting
from huibao_xl.payments.bookings import money_acts, recovery_acts
from huibao_xl.payments.ledger import origin
from huibao_xl.payments.ledger.store import opened
from huibao_xl.payments.statements import statement_acts
from huibao_xl.reasons import Stop
from huibao_xl.reasons.outcomes import Done

pytestmark = pytest.mark.usefixtures("without_papers")

BATCH = "2024-七宝镇-1"
SOURCE = {"quote": "虚构", "where": "—", "status": "未核定"}
ALL = ["制单", "审核", "审批", "导出", "登记回盘", "人工确认", "退回", "解除剔除"]
LIST: list[dict[str, Any]] = [
    {"name": "甲", "steps": ["制单", "导出", "登记回盘"], "since": "2024-01-01"},
    {"name": "乙", "steps": ["审核", "退回", "人工确认"], "since": "2024-01-01"},
    {"name": "劉三", "steps": ["审批", "退回", "解除剔除", "人工确认"], "since": "2024-01-01"},
    {"name": "去年的", "steps": ALL, "since": "2024-01-01", "until": "2024-12-31"},
    {"name": "以后的", "steps": ALL, "since": "2099-01-01"},
]
Made = Callable[..., Path]


@pytest.fixture(scope="module")
def results(tmp_path_factory: pytest.TempPathFactory) -> Made:
    """Results of two people, 258.00 in all, by a policy that says this of signatures: each is run once."""
    place = tmp_path_factory.mktemp("签字")
    lists = people.lists(place / "名单", 2, ["七宝镇"])

    @cache
    def result(name: str, said: str) -> Path:
        content = json.loads(policy.policies()["2024"].read_text(encoding="utf-8"))
        more = json.loads(said)
        content |= {"name": name} | more | {"approval": content["approval"] | more.get("approval", {})}
        out = place / sha256((name + said).encode()).hexdigest()
        path = out.with_suffix(".json")
        path.write_text(json.dumps(content, ensure_ascii=False), encoding="utf-8")
        assert main(["run", str(lists), "--policy", str(path), "--out", str(out)]) == 0
        return out

    return result


@pytest.fixture
def run(results: Made, tmp_path: Path) -> Made:
    """A copy of such a result, beside the ledger."""

    def result(signers: list[dict[str, Any]] | None = None, name: str = "某区2024", **approval: Any) -> Path:
        said: dict[str, Any] = {"approval": approval} if approval else {}
        said |= {"signers": {"people": signers} | SOURCE} if signers else {}
        return Path(shutil.copytree(results(name, json.dumps(said)), tmp_path / name))

    return result


@pytest.fixture
def listed(run: Made, ledger: Path) -> Path:
    """A ledger with a draft of 甲 by a policy with LIST."""
    acts.make(ledger, run(LIST), "街镇", "甲", "通用")
    return ledger


def head(ledger: Path) -> int:
    with opened(ledger) as book:
        return book.head()[0]


def refused(ledger: Path, act: Callable[[], Any], who: str) -> None:
    """The act is refused by the list, which names who may, and nothing is written."""
    before = head(ledger)
    with pytest.raises(Stop, match=f"可以的是{who}。没有写入") as stop:
        act()
    assert stop.value.code == "S29" and head(ledger) == before


def test_who_is_not_on_the_list_makes_no_batch_and_no_ledger(run: Made, ledger: Path) -> None:
    result = run(LIST)
    for by in ("乙", "去年的", "以后的", "不认得的"):
        with pytest.raises(Stop, match=f"“{by}”在 .* 不能制单，按签字人名单可以的是甲。"):
            acts.make(ledger, result, "街镇", by, "通用")
    assert not ledger.exists()
    acts.make(ledger, result, "街镇", "甲（代）", "通用")
    assert load(ledger, BATCH).made_by == "甲（代）"


def test_each_step_is_for_those_whom_the_list_names(listed: Path) -> None:
    refused(listed, lambda: acts.sign(listed, BATCH, "审核", "刘三"), "乙")
    refused(listed, lambda: acts.reject(listed, BATCH, "丁", "x"), "乙、劉三")
    acts.sign(listed, BATCH, "审核", "乙", [2], "待查")
    refused(listed, lambda: acts.sign(listed, BATCH, "审批", "去年的"), "劉三")
    refused(listed, lambda: acts.release(listed, BATCH, 2, "乙", "已查明"), "劉三")
    acts.sign(listed, BATCH, "审批", "刘三。")  # in other characters he is the one of the list
    refused(listed, lambda: acts.export(listed, BATCH, "乙"), "甲")
    acts.export(listed, BATCH, "甲")
    refused(listed, lambda: acts.take_return(listed, BATCH, listed, "乙"), "甲")
    refused(listed, lambda: acts.resolve(listed, BATCH, "成功", "丁", "来函", [1]), "乙、劉三")
    refused(listed, lambda: acts.resolve(listed, BATCH, "重付", "丁", "来函", [1]), "乙、劉三")
    acts.resolve(listed, BATCH, "失败", "乙", "来函", [1])
    refused(listed, lambda: acts.reissue(listed, BATCH, "乙"), "甲")
    sound(listed)


def test_who_takes_over_stands_in_the_list_of_a_later_batch_that_is_approved(listed: Path, run: Made) -> None:
    acts.sign(listed, BATCH, "审核", "乙", [2], "待查")
    acts.sign(listed, BATCH, "审批", "刘三")
    acts.export(listed, BATCH, "甲")
    acts.release(listed, BATCH, 2, "刘三", "已查明")
    later = [LIST[1], LIST[2], {"name": "新来的", "steps": ["制单", "导出", "登记回盘"], "since": "2024-01-01"}]
    acts.make(listed, run(later, "某区2024二"), "街镇", "新来的", "通用")
    refused(listed, lambda: acts.export(listed, BATCH, "新来的"), "甲")
    second = "2024-七宝镇-2"
    acts.sign(listed, second, "审核", "乙")
    acts.sign(listed, second, "审批", "刘三")
    acts.export(listed, BATCH, "新来的")
    refused(listed, lambda: acts.export(listed, second, "甲"), "新来的")
    sound(listed)


def test_what_waits_is_shown_to_those_who_may(listed: Path) -> None:
    for by, step in (("乙", "审核"), ("劉三", ""), ("甲", ""), ("丁", "")):
        with opened(listed) as book:
            assert "".join(waiting.waiting(book, by)["step"]) == step
    assert Done.NOTHING_TO_DO in to_do.to_do(listed, "丁").codes
    assert Done.NOTHING_WAITS in every_batch.sign(listed, "", "审核", "丁", everything=True).codes


def test_passing_on_waits_for_whom_the_list_lets_make_a_batch(listed: Path) -> None:
    acts.sign(listed, BATCH, "审核", "乙")
    acts.sign(listed, BATCH, "审批", "刘三")
    for by, shown in (("甲", True), ("乙", False), ("劉三", False), ("不认得的", False), ("以后的", False), ("", True)):
        with opened(listed) as book:
            assert ("拨付" in set(waiting.waiting(book, by)["step"])) is shown, by


def test_nothing_waits_for_anybody_in_a_new_ledger(ledger: Path) -> None:
    ledger_acts.new_ledger(ledger, "甲")
    assert to_do.to_do(ledger, "丁").codes == [Done.NOTHING_TO_DO]


def test_verify_finds_who_is_not_on_the_list(listed: Path) -> None:
    acts.sign(listed, BATCH, "审核", "乙")
    sound(listed)
    tamper(listed, "UPDATE event SET by = '丁' WHERE kind = 'sign'")
    rechain(listed)
    with pytest.raises(Stop, match="的审核人（丁）当日不在签字人名单里"):
        ledger_acts.check(listed)


KEEPING = [
    *LIST,
    {"name": "戊", "steps": ["追回", "预算", "对账", "年度结账"], "since": "2024-01-01"},
    {"name": "己", "steps": ["记账"], "since": "2024-01-01", "until": "2024-12-31"},
]
"""Who keeps the books: of 终止 nothing is said."""


def test_bookings_are_for_those_whom_the_list_of_the_last_approved_batch_names(
    run: Made, ledger: Path, tmp_path: Path
) -> None:
    """Before a batch is approved no list holds; then whom it names and who may approve; who is not named writes nothing, and is shown nothing; of what it does not speak anybody may."""
    acts.make(ledger, run(KEEPING), "街镇", "甲", "通用")
    add = ("镇级", "5", "财社1号", "人数", "2024")
    money_acts.change_budget(ledger, *add, "不认得的")
    acts.sign(ledger, BATCH, "审核", "乙")
    acts.sign(ledger, BATCH, "审批", "刘三")
    acts.export(ledger, BATCH, "甲")
    acts.take_return(ledger, BATCH, bank.answer(ledger, BATCH, tmp_path / "回盘.xlsx"), "甲")
    line = statements.Booked(str(date.today()), 500, "某人", "", "不知道")
    account = statements.csv(tmp_path / "对账单.csv", 0, [line])
    today = date.today()
    for by, act, who in (
        ("不认得的", lambda by: money_acts.change_budget(ledger, *add, by), "戊、劉三"),
        ("甲", lambda by: recovery_acts.open_case(ledger, BATCH, 1, by, "退保"), "戊、劉三"),
        ("己", lambda by: money_acts.pass_back(ledger, "七宝", "1", "凭证", "2024", by, today), "劉三"),
        ("乙", lambda by: money_acts.close_year(ledger, "2024", by), "戊、劉三"),
        ("甲", lambda by: statement_acts.take(ledger, account, by, "七宝镇"), "戊、劉三"),
    ):
        refused(ledger, partial(act, by), who)
    recovery_acts.open_case(ledger, BATCH, 1, "戊", "退保")
    refused(ledger, lambda: recovery_acts.notify(ledger, "2024-追回-1", "通知", "甲", today), "戊、劉三")
    statement_acts.take(ledger, account, "戊", "七宝镇")
    refused(ledger, lambda: statement_acts.claim(ledger, today, "5", "利息", "甲", "结息单"), "戊、劉三")
    money_acts.end(ledger, BATCH, 2, "证明", "死亡", "不认得的", today)
    assert "现在是" in "".join(money_acts.change_budget(ledger, *add, "劉三").lines())
    for by, shown in (("戊", True), ("刘三", True), ("甲", False), ("不认得的", False)):
        with opened(ledger) as book:
            assert ({"追回", "认领收支"} <= set(waiting.waiting(book, by)["step"])) is shown
    sound(ledger)
    tamper(ledger, "UPDATE event SET by = '丁' WHERE kind = 'recovery'")
    rechain(ledger)
    with pytest.raises(Stop, match="追回的丁当日不在签字人名单里"):
        ledger_acts.check(ledger)


LEVELS: list[dict[str, Any]] = [
    {"above_yuan": "200.00", "signatures": 3},
    {"above_yuan": "257.99", "by": ["刘三", "王五"]},
]


@pytest.mark.usefixtures("with_papers")
def test_above_an_amount_a_further_person_approves(run: Made, ledger: Path) -> None:
    acts.make(ledger, run(levels=LEVELS), "街镇", "甲", "通用")
    assert load(ledger, BATCH).declaration.steps == ("审核", "审批", "审批")
    approve(ledger, BATCH)
    assert load(ledger, BATCH).state == "待审批" and load(ledger, BATCH).next_step == "审批"
    assert Done.SIGNED_BEFORE in acts.sign(ledger, BATCH, "审批", "丙").codes
    with opened(ledger) as book:
        assert "".join(waiting.waiting(book, "王五")["step"]) == "审批" and waiting.waiting(book, "丁").empty
    with pytest.raises(Stop, match="还不能导出"):
        acts.export(ledger, BATCH, "甲")
    with pytest.raises(Stop, match="的审核人就是"):
        acts.sign(ledger, BATCH, "审批", "乙")
    with pytest.raises(Stop, match="超过 257.99 元，最后一次签字：“丁”.*可以的是刘三、王五"):
        acts.sign(ledger, BATCH, "审批", "丁")
    acts.sign(ledger, BATCH, "审批", "劉三")
    assert load(ledger, BATCH).state == "已批准"
    sheet = openpyxl.load_workbook(ledger.parent / "批次" / BATCH / "审批单.xlsx")["审批单"]
    texts = [str(cell.value) for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert "超过 257.99 元：审核、审批、审批，最后一次由刘三或王五签" in texts
    boxes = [text for text in texts if "台账记录" in text]
    signed = [(text.split("人签字")[0], text.split("台账记录：")[1].split("\n")[0]) for text in boxes]
    assert signed == [("制单", "甲"), ("审核", "乙"), ("审批（第 1 次）", "丙"), ("审批（第 2 次）", "劉三")]
    sound(ledger)


def test_who_alone_may_sign_last_does_no_step_before(run: Made, ledger: Path) -> None:
    """Neither 制单 nor an earlier signature: the batch would wait for ever. Of two who may sign last, one may."""
    result = run(levels=[LEVELS[0], LEVELS[1] | {"by": ["王五"]}])
    why = "最后一次须由王五签；这一步由“王 五”做了，就没有人可以签最后一次。这一步请由别人做"
    with pytest.raises(Stop, match=why):
        acts.make(ledger, result, "街镇", "王 五", "通用")
    acts.make(ledger, result, "街镇", "甲", "通用")
    for step, by in (("审核", "乙"), ("审批", "丙")):
        with pytest.raises(Stop, match=why):
            acts.sign(ledger, BATCH, step, "王 五")
        with opened(ledger) as book:
            assert waiting.waiting(book, "王五").empty and list(waiting.waiting(book, by)["step"]) == [step]
        acts.sign(ledger, BATCH, step, by)
    acts.sign(ledger, BATCH, "审批", "王五")
    assert load(ledger, BATCH).state == "已批准"
    sound(ledger)


def test_of_two_who_may_sign_last_one_may_sign_before(run: Made, ledger: Path) -> None:
    acts.make(ledger, run(levels=LEVELS), "街镇", "刘三", "通用")
    with pytest.raises(Stop, match="最后一次须由刘三、王五签"):
        acts.sign(ledger, BATCH, "审核", "王五")
    for step, by in (("审核", "乙"), ("审批", "丙"), ("审批", "王五")):
        acts.sign(ledger, BATCH, step, by)
    assert load(ledger, BATCH).state == "已批准"


def test_up_to_the_amount_nothing_is_added(run: Made, ledger: Path) -> None:
    acts.make(ledger, run(levels=[{"above_yuan": "258.00", "signatures": 3}]), "街镇", "甲", "通用")
    approve(ledger, BATCH)
    assert load(ledger, BATCH).state == "已批准"


def test_what_was_struck_out_leaves_the_level_as_it_was_drafted(run: Made, ledger: Path) -> None:
    acts.make(ledger, run(levels=LEVELS), "街镇", "甲", "通用")
    approve(ledger, BATCH, strike=(2,))
    assert load(ledger, BATCH).state == "待审批"


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ("json_set(body, '$.steps', json_array('审核', '审批'))", "的签字步骤与政策的审批级别不符"),
        ("body", "最后一次审批的丁不是政策的审批级别所写的人"),
    ],
)
def test_verify_finds_a_signature_that_the_amount_wants(run: Made, ledger: Path, change: str, fault: str) -> None:
    acts.make(ledger, run(levels=LEVELS), "街镇", "甲", "通用")
    approve(ledger, BATCH)
    acts.sign(ledger, BATCH, "审批", "王五")
    tamper(
        ledger,
        f"UPDATE event SET body = {change} WHERE kind = 'batch'",
        "UPDATE event SET by = '丁' WHERE by = '王五'",
    )
    rechain(ledger)
    with pytest.raises(Stop, match=fault):
        ledger_acts.check(ledger)


def test_two_steps_from_one_account_are_refused_where_the_policy_says_so(
    run: Made, ledger: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sits: list[str] = []
    monkeypatch.setattr(origin, "_account_id", lambda: sits[-1])
    sits.append("1")
    acts.make(ledger, run(shared_account=0), "街镇", "甲", "通用")
    before = head(ledger)
    with pytest.raises(Stop, match="的制单（甲）也是从这个电脑账号.*记入的") as stop:
        acts.sign(ledger, BATCH, "审核", "乙")
    assert stop.value.code == "S31" and head(ledger) == before
    sits.append("2")
    acts.sign(ledger, BATCH, "审核", "乙")
    assert Done.SIGNED_BEFORE in acts.sign(ledger, BATCH, "审核", "乙").codes
    with pytest.raises(Stop, match="的审核（乙）也是从这个电脑账号"):
        acts.sign(ledger, BATCH, "审批", "丙")
    sits.append("3")
    acts.sign(ledger, BATCH, "审批", "丙")
    acts.reject(ledger, BATCH, "丙", "要更正")
    with pytest.raises(Stop, match="的第一次（丙）也是从这个电脑账号"):
        acts.reject(ledger, BATCH, "丁", "要更正")
    sound(ledger)
    tamper(ledger, "UPDATE event SET body = json_set(body, '$.origin.account_id', '1') WHERE kind = 'sign'")
    rechain(ledger)
    with pytest.raises(Stop, match="的审核与前面的步骤出自同一个电脑账号，政策不许"):
        ledger_acts.check(ledger)


def test_without_a_word_of_the_policy_one_account_is_only_remarked_on(drafted: Path) -> None:
    approve(drafted, BATCH)
    assert "都由同一个电脑账号记入" in str(ledger_acts.check(drafted).done[0].fields["remark"])
