"""All batches at once; a file of the bank finds its batch; and a season of fourteen payers in at most twenty commands."""

import shutil
from pathlib import Path

import bank
import pandas as pd
import people
import pytest
from paying import JIANGCHUAN, QIBAO, load, sound

from huibao_xl.cli import main
from huibao_xl.payments import acts, every_batch, ledger_acts, waiting
from huibao_xl.payments.ledger.store import Ledger, opened
from huibao_xl.reasons import Next, Stop
from huibao_xl.reasons.outcomes import Done

pytestmark = pytest.mark.usefixtures("without_papers")
MOST = 20
"""Commands of a season, whatever the number of payers."""


class Clerks:
    """Who types, and how often."""

    def __init__(self, folder: Path) -> None:
        self.ledger = folder / "台账.sqlite3"
        self.commands: list[str] = []

    def type(self, *words: str, status: int = 0, ledger: bool = True) -> None:
        self.commands.append(" ".join(words))
        assert main([*words, *(["--ledger", str(self.ledger)] if ledger else [])]) == status, words

    def batches(self, state: str) -> list[str]:
        table = ledger_acts.list_batches(self.ledger)
        return [*table.loc[(table["state"] == state) & (table["kind"] != "拨付"), "batch"]]


def test_a_season_of_fourteen_payers_takes_twenty_commands(tmp_path: Path) -> None:
    lists = people.lists(tmp_path / "名单", 28)
    clerks, result = Clerks(tmp_path), tmp_path / "结果"
    clerks.type("run", str(lists), "--policy", "２０２４", "--out", str(result), ledger=False)
    clerks.type("batch", str(result), "--payer", "街镇", "--by", "甲")
    clerks.type("todo", "--by", "乙", "--out", str(tmp_path / "待办.xlsx"))
    with opened(clerks.ledger) as book:
        whole = waiting.seal(waiting.waiting(book, "乙"))
    clerks.type("review", "--all", "--by", "乙", "--seal", whole[:16])
    clerks.type("approve", "——all", "——by", "丙")
    clerks.type("transfer", "--policy", "2024", "--by", "甲")
    clerks.type("review", "拨付", "--by", "乙")
    clerks.type("approve", "拨付", "--by", "丙")
    for by in ("乙", "丙"):
        clerks.type("resolve", "拨付", "--as", "成功", "--why", "国库凭证 1 号", "--by", by)
    clerks.type("export", "－－ａｌｌ", "--by", "甲")
    answers = answered(clerks, tmp_path / "回盘", {1: bank.BUSY}, failing=3)
    clerks.type("return", str(answers), "--by", "甲")
    clerks.type("reissue", "--all", "--by", "甲")
    clerks.type("review", "--all", "--by", "乙")
    clerks.type("approve", "全部", "--by", "丙")
    clerks.type("export", "--all", "--by", "甲")
    clerks.type("return", str(answered(clerks, tmp_path / "重发回盘", {})), "--by", "甲")
    clerks.type("execution", "--policy", "2024", "--result", str(result), "--out", str(tmp_path / "执行情况.xlsx"))
    clerks.type("ledger", "backup", "--out", str(tmp_path / "备份.sqlite3"))
    clerks.type("ledger", "verify")
    assert len(clerks.commands) <= MOST
    table = ledger_acts.list_batches(clerks.ledger)
    assert len(table) == 14 + 3 + 1 and set(table["state"]) == {"已关闭"}
    assert table.loc[table["kind"] != "拨付", "paid"].sum() == 28
    with opened(clerks.ledger) as book:
        assert waiting.waiting(book).empty


def answered(clerks: Clerks, folder: Path, said: dict[int, bank.Answer], failing: int = 0) -> Path:
    """What the banks send back, in one folder, under names that say nothing; ``failing``: how many of them say this, the others pay all."""
    folder.mkdir()
    for at, number in enumerate(clerks.batches("已导出")):
        bank.answer(clerks.ledger, number, folder / f"PAY{at:03}.xlsx", said if at < failing else {})
    return folder


def test_what_all_wait_for_is_one_next_step_and_what_all_files_say_one_sum(drafted: Path, tmp_path: Path) -> None:
    """Fourteen screens end with what a clerk does next: one command, not fourteen; and no doubt is lost among the others."""
    for step, by, then in (("审核", "乙", Next.APPROVE_ALL), ("审批", "丙", Next.EXPORT_ALL)):
        assert every_batch.sign(drafted, "全部", step, by).steps == [then]
    assert every_batch.export(drafted, "全部", "甲").steps == [Next.RETURN_ALL]
    said = {1: bank.BUSY, 2: ("未成功", "")}
    folder = tmp_path / "回盘"
    folder.mkdir()
    for at, number in enumerate((QIBAO, JIANGCHUAN, "2024-莘庄工业区-1")):
        bank.overwrite(bank.answer(drafted, number, folder / f"{at}.xlsx", said), 4, "金额", 1.29)
    (folder / "3.csv").write_text("甲,乙\n1,2\n", encoding="utf-8")
    outcome = every_batch.take_return(drafted, str(folder), "甲")
    last = [message.text() for message in outcome.done[-4:]]
    assert (
        last[0].startswith("没有做：3.csv：")
        and last[1] == "3 个回盘文件共 12 行：失败 3，未决 3，金额不符 3，成功 3。"
    )
    assert last[2].startswith("其中存疑共 3 笔，先查明：") and f"{JIANGCHUAN} 1 笔" in last[2]
    assert outcome.steps.count(Next.REISSUE_ALL) == 1 and outcome.steps.count(Next.SETTLE) == 3
    again = every_batch.reissue(drafted, "全部", "甲")
    assert again.steps == [Next.REVIEW_ALL] and again.codes.count(Done.REISSUED) == 3
    assert "其中 1 笔已列入重发批次。" in acts.take_return(drafted, QIBAO, folder / "0.xlsx", "甲").lines()


def test_signing_all_is_held_against_what_was_listed(drafted: Path) -> None:
    with opened(drafted) as book:
        whole = waiting.seal(waiting.waiting(book, "乙"))
    acts.sign(drafted, QIBAO, "审核", "戊", [2], "待查")
    before = ledger_acts.list_batches(drafted)
    with pytest.raises(Stop, match="与所签的待办不同"):
        every_batch.sign(drafted, "", "审核", "乙", quoted=whole[:16], everything=True)
    assert ledger_acts.list_batches(drafted).equals(before)


@pytest.mark.parametrize(
    ("more", "why"),
    [
        ({"everything": True, "number": QIBAO}, "写了批次号，又要全部"),
        ({"number": ""}, "没有写批次号"),
        ({"everything": True, "number": "", "strike": [1], "why": "待查"}, "不能剔除明细"),
    ],
)
def test_what_is_not_meant_is_refused(drafted: Path, more: dict, why: str) -> None:
    with pytest.raises(Stop, match=why):
        every_batch.sign(drafted, step="审核", by="乙", **more)


def test_what_is_refused_of_one_stops_no_other(drafted: Path) -> None:
    acts.sign(drafted, QIBAO, "审核", "乙")
    shutil.rmtree(drafted.parent / "结果" / "公示")
    outcome = every_batch.sign(drafted, "全部", "审批", "丙")
    assert outcome.codes == [Done.NOT_DONE, Done.ALL_DONE] and "被改动" in outcome.lines()[0]
    assert main(["review", "--all", "--by", "乙", "--ledger", str(drafted)]) == 2
    assert every_batch.export(drafted, "", "甲", everything=True).codes == [Done.NOTHING_WAITS]


def test_who_made_a_batch_does_not_sign_it_with_the_others(drafted: Path) -> None:
    assert every_batch.sign(drafted, "", "审核", "甲", everything=True).codes == [Done.NOTHING_WAITS]
    every_batch.sign(drafted, "", "审核", "乙", everything=True)
    assert every_batch.sign(drafted, "", "审批", "乙", everything=True).codes == [Done.NOTHING_WAITS]
    assert every_batch.sign(drafted, "", "审批", "丙", everything=True).codes.count(Done.SIGNED) == 3
    sound(drafted)


def test_a_batch_that_changes_while_the_others_are_signed_is_not_signed(
    drafted: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    listed = waiting.waiting

    def struck_after(ledger: Ledger, by: str = "") -> pd.DataFrame:
        rows = listed(ledger, by)
        return rows.assign(seal=rows["seal"].where(rows["batch"] != QIBAO, "0" * 64))

    monkeypatch.setattr(waiting, "waiting", struck_after)
    outcome = every_batch.sign(drafted, "全部", "审核", "乙")
    assert outcome.codes.count(Done.SIGNED) == 2 and "的校验码与所签的不同" in "\n".join(outcome.lines())


def test_files_that_are_of_no_batch_are_named_and_the_others_taken(sent: Path, tmp_path: Path) -> None:
    folder = tmp_path / "回盘"
    folder.mkdir()
    bank.answer(sent, QIBAO, folder / "乙.xlsx")
    (folder / "说明.txt").write_text("请查收", encoding="utf-8")
    table = pd.DataFrame(
        {"序号": [999], "户名": ["某人"], "账号": ["6222000000000000"], "金额": ["129"], "处理状态": ["成功"]}
    )
    table.to_excel(folder / "别人.xlsx", index=False)
    shutil.copy(bank.exported(sent, QIBAO)[0], folder / "发出的.xlsx")
    outcome = every_batch.take_return(sent, str(folder), "甲")
    assert outcome.codes.count(Done.NOT_DONE) == 3 and outcome.codes.count(Done.RETURN_OF) == 1
    assert load(sent, QIBAO).state == "已关闭" and outcome.is_partly_refused
    assert Done.RETURN_REPEATED in every_batch.take_return(sent, str(folder / "乙.xlsx"), "甲").codes


def test_a_batch_can_be_named_short_beside_its_file(sent: Path, tmp_path: Path) -> None:
    answer = bank.answer(sent, QIBAO, tmp_path / "回盘.xlsx")
    with pytest.raises(Stop, match="没有“不在.xlsx”这个文件"):
        every_batch.take_return(sent, "不在.xlsx", "甲")
    with pytest.raises(Stop, match="可能有几个批次的回盘"):
        every_batch.take_return(sent, "七宝", "甲", tmp_path)
    every_batch.take_return(sent, "七宝", "甲", answer)
    assert load(sent, QIBAO).state == "已关闭"


def test_the_screen_says_which_batch_was_meant(drafted: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["review", "江川", "--by", "乙", "--ledger", str(drafted)]) == 0
    assert f"“江川”是批次 {JIANGCHUAN}。" in capsys.readouterr().out
    assert main(["review", JIANGCHUAN, "--by", "丙", "--ledger", str(drafted)]) == 2
    assert main(["review", "--by", "乙", "--ledger", str(drafted)]) == 2
    assert "没有写批次号。请写一个批次号，或要全部（--all）" in capsys.readouterr().err
