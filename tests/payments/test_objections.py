"""Whom somebody said no to in one batch is not paid by another: struck out there, or paid perhaps already."""

import shutil
from collections.abc import Iterable
from contextlib import nullcontext
from pathlib import Path

import bank
import people
import pytest
from paying import CHILD, JIANGCHUAN, QIBAO, approve, load, make, new_accounts, reject, settle, sound

from huibao_xl.clearing import paid_lines
from huibao_xl.clearing.classify import FLYING, PAID
from huibao_xl.cli import main
from huibao_xl.payments import acts, objections
from huibao_xl.payments.ledger import paid
from huibao_xl.payments.ledger.store import opened
from huibao_xl.policy import load as load_policy
from huibao_xl.reasons import Next, Stop
from huibao_xl.reasons.outcomes import Done, Outcome

pytestmark = pytest.mark.usefixtures("without_papers")

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
    assert (
        left == f"批次 {QIBAO} 第 2 行没有重发：在批次“{DISTRICT}”第 {failed[0] + 1} 行被剔除（丁：冒用），还没有解除。"
    )
    assert load(sent, f"{QIBAO}.1").lines["parent_line"].tolist() == [1]


DUPLICATES = ["重复列入", "重复", "重复列入。", " 重复制单 "]
OTHERS = ["重复领取，冒用", "不是重复列入", "疑似重复", "重复列入，由街镇发", "重复 已去世", "重复列入；而且本人已死亡"]


def test_the_words_of_a_duplicate_say_nothing_else() -> None:
    assert all(map(objections.is_duplicate, DUPLICATES)) and not any(map(objections.is_duplicate, OTHERS))


def test_a_line_that_only_stood_there_twice_does_not_keep_the_other_back(doubled: Path) -> None:
    strike(doubled, DISTRICT, [OF_QIBAO[2]], DUPLICATES[-1])
    approve(doubled, QIBAO)
    assert Done.EXPORTED in acts.export(doubled, QIBAO, "甲").codes
    assert load(doubled, QIBAO).totals("在途")[0] == 4


def test_another_reason_is_no_duplicate_whatever_words_it_holds(doubled: Path) -> None:
    strike(doubled, DISTRICT, [OF_QIBAO[2]], OTHERS[-1])
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


UNKNOWN_YET, OTHER_AMOUNT = ("处理中", ""), ("成功", "1.29")
Says = dict[int, tuple[bank.Answer, ...]]
"""{line: what the bank says of it in one file after another}."""


def answered_each(ledger: Path, file: Path, says: Says, count: int) -> list[Outcome]:
    """Register files of the bank: what it says of these lines; the other lines of the ``count`` are paid by the first."""
    outcomes = []
    for day in range(max(map(len, says.values()))):
        told = {line: given[day] for line, given in says.items() if day < len(given)}
        named = [line for line in range(1, count + 1) if line in told or (not day and line not in says)]
        said = dict.fromkeys(range(1, count + 1)) | {line: told.get(line, bank.PAID) for line in named}
        path = bank.answer(ledger, QIBAO, file.with_name(f"{day}-{file.name}"), said)
        for row, line in enumerate(named, 2):
            if told.get(line) == OTHER_AMOUNT:
                bank.overwrite(path, row, "金额", float(OTHER_AMOUNT[1]))
        outcomes.append(acts.take_return(ledger, QIBAO, path, "甲"))
    return outcomes


def answered(ledger: Path, file: Path, *given: bank.Answer) -> list[Outcome]:
    """Register files of the bank, of which each says this of line 2 of four."""
    return answered_each(ledger, file, {2: given}, 4)


DOUBTED = {
    "失败、成功": (bank.BUSY, bank.PAID),
    "成功、失败": (bank.PAID, bank.BUSY),
    "失败、处理中": (bank.BUSY, UNKNOWN_YET),
    "退票、成功": (bank.CAME_BACK, bank.PAID),
    "退票、处理中": (bank.CAME_BACK, UNKNOWN_YET),
    "失败、成功、失败": (bank.BUSY, bank.PAID, bank.BUSY),
    "失败、别的金额成功": (bank.BUSY, OTHER_AMOUNT),
    "别的金额成功、失败": (OTHER_AMOUNT, bank.BUSY),
    "成功、别的金额成功": (bank.PAID, OTHER_AMOUNT),
    "成功、没有收录的词": (bank.PAID, ("已退回", "")),
    "成功、退票、成功": (bank.PAID, bank.CAME_BACK, bank.PAID),
}
ALONE = ("失败、处理中", "失败、别的金额成功", "成功、别的金额成功")
"""One of each class of answers that make a line doubtful, and one that leaves nothing that failed."""


@pytest.fixture(scope="module")
def of_many(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A ledger beside a result of twelve people in 七宝镇 and in 江川路街道, when the batch of the first was exported, and a copy of its folder."""
    place = tmp_path_factory.mktemp("众人")
    ledger = place / "台账.sqlite3"
    make(ledger, people.result(place, 24, ["七宝镇", "江川路街道"]))
    approve(ledger, QIBAO)
    acts.export(ledger, QIBAO, "甲")
    return ledger, Path(shutil.copytree(place, place.with_name("众人原样")))


@pytest.mark.parametrize("given", [[*DOUBTED], *([name] for name in ALONE)], ids=["all", *ALONE])
def test_what_a_bank_says_in_two_ways_is_paid_by_nobody_until_a_person_settles_it(
    of_many: tuple[Path, Path], tmp_path: Path, given: list[str]
) -> None:
    """All at once, a line for each; and alone those of which one must not be found by what is looked for because of another."""
    sent, before = of_many
    people.put_back(sent.parent, before)
    lines = list(range(2, 2 + len(given)))
    says = {line: DOUBTED[name] for line, name in zip(lines, given, strict=True)}
    outcome = answered_each(sent, tmp_path / "回盘.xlsx", says, 12)[-1]
    (note,) = [message.text() for message in outcome.done if message.code is Done.DOUBTFUL]
    assert f"存疑 {len(given)} 笔" in note and Next.SETTLE in outcome.steps and Next.REISSUE not in outcome.steps
    with pytest.raises(Stop, match="没有失败或退票的明细") if failed(sent) == 0 else nullcontext():
        again = acts.reissue(sent, QIBAO, "甲")
        assert again.codes == [Done.NO_REISSUE, *[Done.NOT_REISSUED] * failed(sent)]
        assert all("没有重发：付款存疑" in message.text() for message in again.done[1:])
    made = make(sent, sent.parent / "结果", "区", "戊")
    doubted = set(load(sent, QIBAO).lines.loc[[line - 1 for line in lines], "id"])
    assert doubted.isdisjoint(load(sent, DISTRICT).lines["id"])
    assert [message.fields["left"] for message in made.done if message.code is Done.ALL_PLACED] == [12]
    assert doubted <= in_prior(sent)
    settle(sent, QIBAO, "失败", "乙", "银行来函", lines)
    assert Done.DOUBTFUL not in acts.renew_papers(sent, QIBAO).codes
    assert Done.EXPORTED in paid_again(sent, tmp_path, lines).codes
    parent, child = load(sent, QIBAO).lines.loc[[line - 1 for line in lines]], load(sent, CHILD).lines
    assert set(parent["id"]) == doubted
    renewed = parent.assign(account=[people.account(line, 9) for line in lines])
    same = ["id", "account", "holder", "amount_fen"]
    assert child[same].to_numpy().tolist() == renewed[same].to_numpy().tolist()
    sound(sent)


def test_two_lines_of_success_of_one_payment_are_in_doubt(sent: Path, tmp_path: Path) -> None:
    """The money may have arrived twice: a person looks at the statement."""
    file = bank.answer(sent, QIBAO, tmp_path / "回盘.xlsx")
    bank.repeat(file, 3)
    acts.take_return(sent, QIBAO, file, "甲")
    assert load(sent, QIBAO).shown_state == "已关闭（存疑 1 笔）" and load(sent, QIBAO).doubtful["line"].tolist() == [2]
    settle(sent, QIBAO, "成功", "乙", "银行来函，入账一次", [2])
    assert load(sent, QIBAO).shown_state == "已关闭"
    sound(sent)


def failed(ledger: Path) -> int:
    return load(ledger, QIBAO).totals("失败", "退票")[0]


def in_prior(ledger: Path) -> set[str]:
    with opened(ledger) as book:
        return set(paid.paid(book, "沪惠保补贴")["id"])


def paid_again(ledger: Path, tmp_path: Path, lines: Iterable[int] = (2,)) -> Outcome:
    renewed = {line: people.account(line, 9) for line in lines}
    accounts = new_accounts(ledger, QIBAO, tmp_path / "新账户.csv", renewed)
    acts.reissue(ledger, QIBAO, "甲", [str(accounts)])
    approve(ledger, CHILD)
    return acts.export(ledger, CHILD, "甲")


def test_a_payment_that_had_arrived_after_all_takes_its_key_back(sent: Path, tmp_path: Path) -> None:
    answered(sent, tmp_path / "回盘.xlsx", bank.BUSY, bank.PAID)
    outcome = settle(sent, QIBAO, "成功", "乙", "银行来函，已入账", [2])
    assert Done.FAILED not in outcome.codes and load(sent, QIBAO).totals("成功")[0] == 4
    with pytest.raises(Stop, match="没有失败或退票的明细"):
        acts.reissue(sent, QIBAO, "甲")
    assert Done.NO_BATCH_MADE not in make(sent, sent.parent / "结果", "区", "戊").codes
    assert set(load(sent, DISTRICT).lines["id"]).isdisjoint(load(sent, QIBAO).lines["id"])
    sound(sent)


def test_whose_other_payment_has_arrived_may_have_been_paid_twice(sent: Path, tmp_path: Path) -> None:
    answered(sent, tmp_path / "回盘.xlsx", bank.BUSY)
    paid_again(sent, tmp_path)
    acts.take_return(sent, CHILD, bank.answer(sent, CHILD, tmp_path / "重发.xlsx"), "甲")
    file = bank.answer(sent, QIBAO, tmp_path / "后来.xlsx", {1: None, 3: None, 4: None})
    outcome = acts.take_return(sent, QIBAO, file, "甲")
    (where,) = [message.text() for message in outcome.done if message.code is Done.DOUBTFUL_PAID]
    assert f"第 2 行的人在批次 {CHILD} 第 1 行已付，可能付了两次" in where
    assert Done.DOUBTFUL_ELSEWHERE not in outcome.codes and outcome.needs_a_person


@pytest.mark.parametrize("stage", ["草稿", "审核", "批准"])
def test_a_reissue_that_is_under_way_when_the_bank_contradicts_itself_goes_no_further(
    sent: Path, tmp_path: Path, stage: str
) -> None:
    answered(sent, tmp_path / "回盘.xlsx", bank.BUSY)
    acts.reissue(sent, QIBAO, "甲")
    for step, by in [("审核", "乙"), ("审批", "丙")][: ["草稿", "审核", "批准"].index(stage)]:
        acts.sign(sent, CHILD, step, by)
    file = bank.answer(sent, QIBAO, tmp_path / "后来.xlsx", {1: None, 3: None, 4: None})
    outcome = acts.take_return(sent, QIBAO, file, "甲")
    (where,) = [message.text() for message in outcome.done if message.code is Done.DOUBTFUL_ELSEWHERE]
    assert f"第 2 行的人还在批次 {CHILD} 第 1 行" in where
    with pytest.raises(Stop) as stop:
        acts.export(sent, CHILD, "甲") if stage == "批准" else approve_rest(sent, CHILD, stage)
    assert stop.value.code == "S47" and f"第 1 行（批次“{QIBAO}”第 2 行）" in str(stop.value)
    assert stop.value.next == (Next.SETTLE,)
    if stage == "批准":
        with pytest.raises(Stop, match=f"由批次“{CHILD}”在途或发放"):
            settle(sent, QIBAO, "成功", "乙", "银行来函", [2])
        reject(sent, CHILD, "已入账")
    settle(sent, QIBAO, "成功", "乙", "银行来函", [2])
    sound(sent)


def approve_rest(ledger: Path, number: str, stage: str) -> None:
    acts.sign(ledger, number, "审核" if stage == "草稿" else "审批", "乙" if stage == "草稿" else "丙")


def test_a_failure_that_is_confirmed_stays_what_it_was(sent: Path, tmp_path: Path) -> None:
    """系统忙 may go again to the same account, also when a person has confirmed that nothing had arrived."""
    answered(sent, tmp_path / "回盘.xlsx", bank.BUSY, bank.PAID)
    settle(sent, QIBAO, "失败", "乙", "银行来函，没有入账", [2])
    assert Done.REISSUED in acts.reissue(sent, QIBAO, "甲").codes


def test_what_is_in_doubt_is_said_first_and_by_the_exit_status(
    sent: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    answered(sent, tmp_path / "一.xlsx", bank.PAID)
    again = bank.answer(sent, QIBAO, tmp_path / "二.xlsx", {1: None, 2: bank.BUSY, 3: None, 4: None})
    beside = ("--by", "丁", "--ledger", str(sent))
    settling = ("resolve", QIBAO, "--as", "成功", "--why", "银行来函", "--line", "2", "--ledger", str(sent))
    for command, status in (
        (("return", QIBAO, str(again), *beside), 3),
        (("return", QIBAO, str(again), *beside), 3),
        (("papers", QIBAO, "--ledger", str(sent)), 3),
        ((*settling, "--by", "丁"), 2),
        ((*settling, "--by", "乙"), 0),
        (("papers", QIBAO, "--ledger", str(sent)), 0),
    ):
        assert main(command) == status, command
        printed = capsys.readouterr()
        assert printed.out.startswith("存疑 1 笔（第 2 行）") == (status == 3)
        assert ("存疑，回盘由“丁”登记" in printed.err) == (status == 2)


def test_only_who_did_not_make_the_batch_settles_and_only_a_line_in_doubt(sent: Path, tmp_path: Path) -> None:
    answered(sent, tmp_path / "回盘.xlsx", bank.BUSY, bank.PAID)
    with pytest.raises(Stop, match="制单人就是"):
        settle(sent, QIBAO, "成功", "甲", "银行来函", [2])
    with pytest.raises(Stop, match="第 3 行不能改为“失败”"):
        settle(sent, QIBAO, "失败", "乙", "银行来函", [2, 3])
    with pytest.raises(Stop, match="没有可以改为“失败”的明细"):
        settle(sent, QIBAO, "失败", "乙", "银行来函")  # who names no line means those that are open


def test_who_names_no_line_settles_nothing_that_is_in_doubt(sent: Path, tmp_path: Path) -> None:
    """A bank that paid another amount has not paid what was approved: nobody books that among the others."""
    answered(sent, tmp_path / "回盘.xlsx", OTHER_AMOUNT)
    with pytest.raises(Stop, match="没有可以改为“成功”的明细.*存疑的.*要写明行号"):
        settle(sent, QIBAO, "成功", "乙", "银行来函")
    file = bank.answer(sent, QIBAO, tmp_path / "再.xlsx", {1: None, 2: None, 3: None, 4: ("退票", "")})
    acts.take_return(sent, QIBAO, file, "甲")
    settle(sent, QIBAO, "失败", "乙", "银行来函", [2])
    assert load(sent, QIBAO).lines["state"].tolist() == ["成功", "失败", "成功", "退票"]


@pytest.mark.parametrize(
    ("first", "then", "keeps"), [("成功", "失败", False), ("失败", "成功", True), ("退票", "成功", True)]
)
def test_what_a_person_has_settled_wrongly_is_put_right_in_any_direction(
    sent: Path, tmp_path: Path, first: str, then: str, keeps: bool
) -> None:
    answered(sent, tmp_path / "回盘.xlsx", OTHER_AMOUNT)
    settle(sent, QIBAO, first, "乙", "银行来函", [2])
    settle(sent, QIBAO, then, "乙", "银行来函更正", [2])
    batch = load(sent, QIBAO)
    assert batch.lines["state"].tolist() == ["成功", then, "成功", "成功"] and batch.doubtful.empty
    assert (batch.lines.loc[1, "id"] in in_prior(sent)) == keeps
    with pytest.raises(Stop, match="第 1 行不能改为“失败”.*记为“退票”"):  # that was the bank's word
        settle(sent, QIBAO, "失败", "乙", "银行来函", [1])
    sound(sent)


def test_a_failure_that_was_paid_again_meanwhile_is_not_put_right_to_paid(sent: Path, tmp_path: Path) -> None:
    answered(sent, tmp_path / "回盘.xlsx", OTHER_AMOUNT)
    settle(sent, QIBAO, "失败", "乙", "银行来函", [2])
    paid_again(sent, tmp_path)
    with pytest.raises(Stop, match=f"由批次“{CHILD}”在途或发放"):
        settle(sent, QIBAO, "成功", "乙", "银行来函", [2])


@pytest.mark.parametrize("given", [(bank.PAID, bank.CAME_BACK), (bank.BUSY, bank.BUSY), (UNKNOWN_YET, bank.PAID)])
def test_a_bank_that_goes_on_from_what_it_said_is_not_doubted(
    sent: Path, tmp_path: Path, given: tuple[bank.Answer, ...]
) -> None:
    assert Done.DOUBTFUL not in answered(sent, tmp_path / "回盘.xlsx", *given)[-1].codes


@pytest.mark.parametrize("given", [(bank.BUSY, bank.PAID), (bank.PAID, bank.BUSY)])
def test_a_clearing_neither_makes_up_nor_calls_right_what_is_in_doubt(
    sent: Path, tmp_path: Path, given: tuple[bank.Answer, ...]
) -> None:
    answered(sent, tmp_path / "回盘.xlsx", *given)
    with opened(sent) as book:
        payments = paid_lines.from_ledger(book, load_policy("2024"))
    assert payments.lines["state"].tolist() == [PAID, FLYING, PAID, PAID] and not payments.failed
