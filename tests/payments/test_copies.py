"""A backup is whole and verified, and a ledger that is restored of one says what it does not know."""

import shutil
from pathlib import Path

import bank
import pytest
from paying import JIANGCHUAN, QIBAO, approve, load, make, sound
from tampering import copy_of, rechain, tamper

from huibao_xl.cli import main
from huibao_xl.payments import acts, ledger_acts
from huibao_xl.payments.ledger import copies, unknown, verify
from huibao_xl.payments.ledger.store import opened
from huibao_xl.reasons import Next, Stop
from huibao_xl.reasons.outcomes import Done

pytestmark = pytest.mark.usefixtures("without_papers")


@pytest.fixture
def backup(approved: Path, tmp_path: Path) -> Path:
    """A backup of ``approved``; since then the batch of 七宝镇 was exported, that of 江川路街道 approved and exported, and the ledger is gone."""
    out = tmp_path / "U盘" / "备份.sqlite3"
    out.parent.mkdir()
    copies.backup(approved, out)
    approve(approved, JIANGCHUAN)
    for number in (QIBAO, JIANGCHUAN):
        acts.export(approved, number, "甲")
    for path in approved.parent.glob("台账.sqlite3*"):
        path.unlink()
    return out


def test_a_backup_is_the_ledger_of_one_moment_in_one_file(approved: Path, tmp_path: Path) -> None:
    with opened(approved, write=True) as open_still, open_still.writing("丁") as pen:
        pen.write("release", QIBAO, {"why": "x"}, 1)  # not committed: in the -wal, and in no backup
        copies.backup(approved, out := tmp_path / "备份.sqlite3")
    with opened(out) as book, opened(approved) as ours:
        assert book.events() == ours.events()[:-1]
    assert [path.name for path in tmp_path.glob("备份*")] == ["备份.sqlite3"] and out.stat().st_mode & 0o77 == 0
    assert ledger_acts.check(out).codes[0] is Done.LEDGER_SOUND
    with pytest.raises(Stop) as stop:
        copies.backup(approved, out)
    assert stop.value.code == "S15"


def test_a_ledger_that_is_not_sound_gives_no_backup(approved: Path, tmp_path: Path) -> None:
    tamper(approved, "UPDATE event SET by = '戊' WHERE seq = 7")
    with pytest.raises(Stop, match="核对不符，最早在第 7 号记录"):
        ledger_acts.backup(approved, tmp_path / "备份.sqlite3")
    assert not (tmp_path / "备份.sqlite3").exists()


def test_what_was_done_since_is_listed_and_the_ledger_goes_on(backup: Path, approved: Path) -> None:
    outcome = ledger_acts.restore(approved, backup, "丁", "硬盘坏了")
    assert outcome.codes == [Done.LEDGER_RESTORED, Done.LOST, Done.SINCE_BACKUP, Done.SINCE_BACKUP, Done.ASK_THE_BANK]
    since = {message.fields["batch"]: message.fields["files"] for message in outcome.done[2:4]}
    assert set(since) == {QIBAO, JIANGCHUAN} and all("银行文件" in str(files) for files in since.values())
    with opened(approved) as book:
        event = book.events()[-1]
    assert (event.kind, event.by, event.content["why"]) == ("restore", "丁", "硬盘坏了")
    assert ledger_acts.check(approved).codes == [Done.CHAIN_SOUND, Done.MAY_BE_SENT, Done.MAY_BE_SENT]
    with opened(approved) as book:
        assert verify.verify(book) == []


def test_what_went_to_the_bank_and_was_forgotten_is_settled_by_two(
    backup: Path, approved: Path, tmp_path: Path
) -> None:
    """Approved here and a draft there: neither is sent back by one person, and nobody in them is paid by another batch; then the bank's answer can be taken."""
    result = approved.parent / "结果"
    ledger_acts.restore(approved, backup, "丁", "硬盘坏了")
    for number in (QIBAO, JIANGCHUAN):
        first = acts.reject(approved, number, "乙", "没有付")
        assert first.codes == [Done.MAY_BE_SENT, Done.ONE_OF_TWO] and first.needs_a_person
        assert load(approved, number).rejected is None
        with pytest.raises(Stop, match="这一步乙已提出"):
            acts.reject(approved, number, "乙", "没有付")
    made = acts.make(approved, result, "区", "戊", "通用")
    assert load(approved, "2024-区民政局-1").lines["township"].unique().tolist() == ["莘庄工业区"], made.lines()
    with pytest.raises(Stop, match="却有台账不知道的银行文件：银行文件。"):
        acts.take_return(approved, QIBAO, tmp_path / "回盘.xlsx", "甲")
    first, second = (acts.export(approved, QIBAO, by) for by in ("甲", "乙"))
    assert first.codes == [Done.MAY_BE_SENT, Done.ONE_OF_TWO] and Done.FILES_WERE_THERE in second.codes
    acts.take_return(approved, QIBAO, bank.answer(approved, QIBAO, tmp_path / "回盘.xlsx"), "甲")
    assert load(approved, QIBAO).state == "已关闭"
    assert acts.reject(approved, JIANGCHUAN, "丙", "银行说没有收到").codes[0] is Done.REJECTED
    sound(approved)
    assert Done.BATCH_MADE in make(approved, result).codes


def test_files_that_were_taken_away_after_the_restoring_are_not_forgotten(backup: Path, approved: Path) -> None:
    ledger_acts.restore(approved, backup, "丁", "硬盘坏了")
    shutil.rmtree(approved.parent / "批次" / QIBAO)
    assert Done.ONE_OF_TWO in acts.reject(approved, QIBAO, "乙", "没有付").codes
    assert Done.ONE_OF_TWO in acts.export(approved, QIBAO, "乙").codes
    assert Done.EXPORTED in acts.export(approved, QIBAO, "丙").codes
    assert Done.MAY_BE_SENT not in acts.export(approved, QIBAO, "丙").codes


def test_the_word_of_one_about_forgotten_files_is_a_fault(backup: Path, approved: Path) -> None:
    ledger_acts.restore(approved, backup, "丁", "硬盘坏了")
    with opened(approved, write=True) as book, book.writing("乙") as pen:
        pen.write("reject", QIBAO, {"why": "没有付", unknown.SETTLED_BY: ["银行文件"]})
        pen.free(QIBAO, range(1, 9))
    with opened(approved) as book:
        assert [fault.what for fault in verify.verify(book)] == [
            f"批次“{QIBAO}”台账不知道的银行文件，不是先后两个人认定的"
        ]


def test_a_draft_of_people_who_may_be_paid_by_another_is_not_signed(drafted: Path, tmp_path: Path) -> None:
    """Both were drafts when the backup was taken, and one of them was sent after it."""
    out = tmp_path / "备份.sqlite3"
    acts.make(drafted, drafted.parent / "结果", "街镇", "戊", "通用")
    copies.backup(drafted, out)
    approve(drafted, QIBAO)
    acts.export(drafted, QIBAO, "甲")
    drafted.unlink()
    ledger_acts.restore(drafted, out, "丁", "误删")
    with pytest.raises(Stop, match=f"批次“{QIBAO}”") as stop:
        acts.sign(drafted, "2024-七宝镇-2", "审核", "乙")
    assert stop.value.code == "S47"
    approve(drafted, QIBAO)


def test_a_batch_that_went_to_the_bank_and_was_forgotten_is_not_made_again(drafted: Path, tmp_path: Path) -> None:
    result, out = drafted.parent / "结果", tmp_path / "备份.sqlite3"
    acts.reject(drafted, QIBAO, "乙", "重做")
    copies.backup(drafted, out)
    acts.make(drafted, result, "街镇", "甲", "通用")
    approve(drafted, second := "2024-七宝镇-2")
    acts.export(drafted, second, "甲")
    drafted.unlink()
    ledger_acts.restore(drafted, out, "丁", "误删")
    with pytest.raises(Stop, match=f"批次文件夹“{second}”里已有银行文件") as stop:
        acts.make(drafted, result, "街镇", "甲", "通用")
    assert stop.value.code == "S18"
    shutil.move(drafted.parent / "批次" / second, tmp_path / "存档")
    assert Done.BATCH_MADE in acts.make(drafted, result, "街镇", "甲", "通用").codes


def test_a_restored_ledger_is_put_in_nobody_s_place(backup: Path, approved: Path) -> None:
    approved.write_bytes(b"")
    with pytest.raises(Stop, match="已存在"):
        ledger_acts.restore(approved, backup, "丁", "x")


def test_only_a_backup_of_this_ledger_is_restored(backup: Path, approved: Path, tmp_path: Path) -> None:
    other = tmp_path / "别处" / "台账.sqlite3"
    other.parent.mkdir()
    ledger_acts.new_ledger(other, "甲")
    with pytest.raises(Stop, match="记着的是另一本台账") as stop:
        ledger_acts.restore(approved, other, "丁", "x")
    assert stop.value.code == "S18" and not approved.exists()


def test_a_backup_that_does_not_verify_is_not_restored(backup: Path, approved: Path) -> None:
    tamper(backup, "UPDATE event SET by = '戊' WHERE seq = 7")
    with pytest.raises(Stop, match="核对不符"):
        ledger_acts.restore(approved, backup, "丁", "x")
    assert not approved.exists()


def test_by_commands(approved: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = str(tmp_path / "备份.sqlite3")
    assert main(["ledger", "backup", "--out", out, "--ledger", str(approved)]) == 0
    assert "台账已备份并核对" in capsys.readouterr().out
    approved.unlink()
    restoring = ["ledger", "restore", out, "--why", "硬盘坏了", "--by", "丁", "--ledger", str(approved)]
    assert main(restoring) == 0 and "已从备份恢复台账" in capsys.readouterr().out


def copied(approved: Path, folder: Path) -> Path:
    shutil.copytree(approved.parent, folder)
    return copy_of(approved, folder / approved.name)


def test_a_copy_becomes_the_ledger_by_the_word_of_two(approved: Path, tmp_path: Path) -> None:
    copy = copied(approved, tmp_path / "新")
    first = ledger_acts.adopt(copy, "丁")
    assert first.codes == [Done.ADOPTED_BY_ONE] and first.steps == [Next.ADOPT]
    with pytest.raises(Stop, match="被复制或移动过"):
        acts.reject(copy, JIANGCHUAN, "乙", "x")
    with pytest.raises(Stop, match="已由丁认定过一次"):
        ledger_acts.adopt(copy, "丁。")
    assert ledger_acts.adopt(copy, "戊").codes == [Done.ADOPTED]
    acts.reject(copy, JIANGCHUAN, "乙", "x")
    with pytest.raises(Stop, match="被复制或移动过（原在 .*新"):
        acts.reject(approved, JIANGCHUAN, "乙", "x")
    sound(copy)
    tamper(copy, "UPDATE event SET by = '丁' WHERE kind = 'adopt'")
    rechain(copy)
    with pytest.raises(Stop, match="不是先后两个人"):
        ledger_acts.check(copy)


def test_the_word_of_one_stops_nobody_and_is_void_when_the_ledger_goes_on(approved: Path, tmp_path: Path) -> None:
    copy = copied(approved, tmp_path / "新")
    ledger_acts.adopt(copy, "丁")
    acts.reject(approved, JIANGCHUAN, "乙", "x")
    with pytest.raises(Stop, match="原来那一份还在") as stop:
        ledger_acts.adopt(copy, "戊")
    assert stop.value.code == "S18"
    sound(approved)


def test_a_first_word_counts_at_its_place_only(approved: Path, tmp_path: Path) -> None:
    copy = copied(approved, tmp_path / "新")
    ledger_acts.adopt(copy, "丁")
    elsewhere = Path(shutil.move(copy, tmp_path / "别处.sqlite3"))
    assert ledger_acts.adopt(elsewhere, "戊").codes == [Done.ADOPTED_BY_ONE]
