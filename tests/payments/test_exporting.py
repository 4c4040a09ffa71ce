"""导出: what goes to the bank is what was approved and may still be paid, in its place as the ledger has it; anything else stops."""

import json
import os
import shutil
import sqlite3
from pathlib import Path

import bank
import openpyxl
import pytest
from paying import CHILD, QIBAO, approve, events, export_again, load, settle, sound

from huibao_xl.clearing import paid_lines
from huibao_xl.cli import main
from huibao_xl.payments import acts, declared, exporting, ledger_acts
from huibao_xl.payments.bank import bank_files, layouts
from huibao_xl.payments.ledger import origin, witness
from huibao_xl.payments.ledger.store import opened
from huibao_xl.policy import load as load_policy
from huibao_xl.reasons import Next, Stop
from huibao_xl.reasons.outcomes import Done

pytestmark = pytest.mark.usefixtures("without_papers")


def place(ledger: Path) -> Path:
    return witness.folder_of_batch(ledger, QIBAO) / exporting.BANK_FILES


@pytest.mark.parametrize("lost", [True, False], ids=["lost", "whole"])
@pytest.mark.parametrize("said", ["回盘", "失败", "成功"])
def test_files_are_not_handed_out_again_once_somebody_has_answered(
    sent: Path, tmp_path: Path, said: str, lost: bool
) -> None:
    """Whoever failed is paid by another batch: a file of the first one pays him twice."""
    if said == "回盘":
        acts.take_return(sent, QIBAO, bank.answer(sent, QIBAO, tmp_path / "回盘.xlsx", {2: bank.BUSY}), "甲")
    else:
        acts.resolve(sent, QIBAO, said, "乙", "银行来函", [1])
    if lost:
        shutil.rmtree(place(sent))
    with pytest.raises(Stop, match="已有结果，不再写出银行文件"):
        acts.export(sent, QIBAO, "甲")
    assert place(sent).exists() is not lost


def test_a_folder_that_the_ledger_does_not_know_stops_before_anything_is_written(approved: Path) -> None:
    """A ledger that was put back, or another one in the same folder, wrote it; it may have gone to the bank."""
    place(approved).mkdir(parents=True)
    (place(approved) / f"{QIBAO}-1.xlsx").write_bytes(b"other")
    before = events(approved)
    with pytest.raises(Stop, match="还没有按台账导出，文件夹“银行文件”却已在那里.*先向银行查明"):
        acts.export(approved, QIBAO, "甲")
    assert events(approved) == before and not load(approved, QIBAO).exports


def test_a_folder_that_takes_the_place_meanwhile_is_not_handed_out(
    approved: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def planted(work: Path, *arguments: object) -> list[bank_files.Written]:
        place(approved).mkdir()
        (place(approved) / f"{QIBAO}-1.xlsx").write_bytes(b"other")
        return write_into(work, *arguments)

    write_into = bank_files.write_into
    monkeypatch.setattr(bank_files, "write_into", planted)
    with pytest.raises(Stop, match="不要上传；请移走文件夹“银行文件”后再导出一次"):
        acts.export(approved, QIBAO, "甲")
    monkeypatch.undo()
    place(approved).rename(place(approved).with_name("查"))
    acts.export(approved, QIBAO, "甲")
    sound(approved)


@pytest.mark.parametrize("change", ["changed", "missing", "besides"])
def test_a_bank_file_that_stands_otherwise_than_the_ledger_says_is_named(sent: Path, change: str) -> None:
    (file,) = bank.exported(sent, QIBAO)
    wrong = file.with_name(f"{QIBAO}-2.xlsx") if change == "besides" else file
    if change == "missing":
        file.unlink()
    else:
        wrong.write_bytes(file.read_bytes() + b" ")
    outcome = ledger_acts.check(sent)
    assert outcome.codes == [Done.LEDGER_SOUND, Done.BANK_FILES_CHANGED]
    assert outcome.done[1].fields == {"batch": QIBAO, "files": f"银行文件/{wrong.name}"}
    with pytest.raises(Stop, match="被改动、删除，或不是导出的"):
        acts.export(sent, QIBAO, "甲")


def test_what_the_system_and_excel_put_beside_is_no_bank_file(sent: Path) -> None:
    for name in (".DS_Store", "Thumbs.db", f"~${QIBAO}-1.xlsx"):
        (place(sent) / name).write_bytes(b"")
    acts.export(sent, QIBAO, "甲")
    sound(sent)


def test_a_line_that_holds_no_key_is_not_exported(approved: Path) -> None:
    with sqlite3.connect(approved) as connection:
        connection.execute("DELETE FROM claim WHERE batch = ? AND line = 2", (QIBAO,))
    with pytest.raises(Stop, match="第 2 行没有占用本人的这笔付款") as stop:
        acts.export(approved, QIBAO, "甲")
    assert stop.value.next == (Next.VERIFY,) and not place(approved).exists()


def test_files_in_whose_place_the_bank_got_others_say_so(sent: Path) -> None:
    export_again(sent, QIBAO)
    assert "请上传“银行文件-2”中的" in (place(sent) / exporting.VOID).read_text(encoding="utf-8")
    sound(sent)


def own_layout(path: Path, **changes: object) -> Path:
    content = json.loads(layouts.layouts()["通用"].read_text(encoding="utf-8")) | {"name": "本行"} | changes
    path.write_text(json.dumps(content, ensure_ascii=False), encoding="utf-8")
    return path


def test_a_layout_that_nobody_approved_writes_no_file(drafted: Path, tmp_path: Path) -> None:
    """审批单 names the layout; one that came later is no part of what was signed. One that ships, or stands on the paper of another batch, is known."""
    approve(drafted, QIBAO)
    path = own_layout(tmp_path / "本行.json")
    with pytest.raises(Stop, match="批准的银行版式是“通用”，“本行”没有经过审批") as stop:
        acts.export(drafted, QIBAO, "甲", layout=str(path))
    assert stop.value.next == (Next.REJECT,) and not place(drafted).exists()
    acts.make(drafted, drafted.parent / "结果", "区", "戊", str(path))
    with pytest.raises(Stop, match="没有经过审批"):
        acts.export(drafted, QIBAO, "甲", layout=str(path))


def test_beside_a_ledger_a_run_is_for_checking_and_leaves_out_whom_it_pays(
    sent: Path, shared_result: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Two doors would pay twice: what the run writes for the bank says that the batch's files count."""
    out = sent.parent / "再算"
    assert main(["run", str(shared_result.parent / "名单"), "--policy", "2024", "--out", str(out)]) == 0
    assert "可以发放的，制单；“银行代发”是核对稿" in capsys.readouterr().out
    assert {path.stem for path in (out / "银行代发").iterdir()} == {"江川路街道", "莘庄工业区"}
    sheet = openpyxl.load_workbook(out / "银行代发" / "江川路街道.xlsx").active
    assert sheet["H1"].value == sheet.oddHeader.center.text == "核对稿，以批次导出的文件为准"
    assert len(declared.read(out).lines) == 8


def test_only_an_approved_batch_is_exported(drafted: Path) -> None:
    result = drafted.parent / "结果"
    with pytest.raises(Stop, match="是“草稿”，还不能导出"):
        acts.export(drafted, QIBAO, "甲")
    with pytest.raises(Stop, match="还没有导出，不会有回盘"):
        acts.take_return(drafted, QIBAO, result / "result.json", "甲")


def test_exporting_again_gives_the_same_files_and_no_event(sent: Path) -> None:
    (path,) = bank.exported(sent, QIBAO)
    before, count = path.read_bytes(), events(sent)
    acts.export(sent, QIBAO, "戊")
    assert path.read_bytes() == before and events(sent) == count
    shutil.rmtree(path.parent)
    acts.export(sent, QIBAO, "戊")
    assert path.read_bytes() == before and events(sent) == count


def test_the_bank_may_refuse_the_whole_file_before_it_answered(sent: Path, tmp_path: Path) -> None:
    with pytest.raises(Stop, match="已按“通用”导出"):
        acts.export(sent, QIBAO, "甲", layout="四列表")
    first = acts.export(sent, QIBAO, "甲", layout="四列表", again="银行要求三列")
    assert (
        first.codes == [Done.ONE_OF_TWO] and first.steps == [Next.SECOND_WORD] and len(load(sent, QIBAO).exports) == 1
    )
    with pytest.raises(Stop, match="这一步甲已提出。要两个人"):
        acts.export(sent, QIBAO, "甲。", layout="四列表", again="银行要求三列")
    acts.export(sent, QIBAO, "乙", layout="三列整理表", again="银行要求三列")  # something else: a first word of its own
    acts.export(sent, QIBAO, "丙", layout="四列表", again="银行要求三列")
    acts.export(sent, QIBAO, "甲", layout="四列表", again="银行要求三列")
    assert [export.layout for export in load(sent, QIBAO).exports] == ["通用", "四列表"]
    sound(sent)


def test_no_new_file_once_the_bank_answered(sent: Path, tmp_path: Path) -> None:
    acts.take_return(sent, QIBAO, bank.answer(sent, QIBAO, tmp_path / "回盘.xlsx", {1: None}), "甲")
    with pytest.raises(Stop, match="已有回盘，不能重新导出"):
        acts.export(sent, QIBAO, "甲", again="要重发")


def test_a_file_that_is_made_again_leaves_out_what_a_person_has_settled(sent: Path) -> None:
    """The bank refused the file as a whole; one was paid by hand since, one shall not be paid."""
    settle(sent, QIBAO, "成功", "乙", "支票 1 号", [2])
    settle(sent, QIBAO, "失败", "乙", "本人放弃", [3])
    export_again(sent, QIBAO)
    last = load(sent, QIBAO).exports[-1]
    assert last.left_out == (2, 3) and [(file.count, file.amount_fen) for file in last.files] == [(2, 2 * 12900)]
    before = [path.read_bytes() for path in bank.exported(sent, QIBAO)]
    shutil.rmtree(bank.exported(sent, QIBAO)[0].parent)
    acts.export(sent, QIBAO, "甲")
    assert [path.read_bytes() for path in bank.exported(sent, QIBAO)] == before
    settle(sent, QIBAO, "成功", "乙", "银行来函")
    with pytest.raises(Stop, match="没有待付的明细"):
        acts.export(sent, QIBAO, "甲", again="再来一次")
    sound(sent)


@pytest.mark.usefixtures("with_papers")
def test_papers_that_cannot_be_written_do_not_undo_the_act(approved: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(self: Path, target: Path) -> None:
        raise PermissionError(13, "in use")

    monkeypatch.setattr(Path, "replace", refuse)
    outcome = acts.sign(approved, "2024-江川路街道-1", "审核", "乙")
    assert set(outcome.codes) == {Done.SIGNED, Done.STATE, Done.PAPER_REFUSED, Done.NOT_WITNESSED}
    assert outcome.steps == [Next.APPROVE, Next.PAPERS]
    monkeypatch.undo()
    assert load(approved, "2024-江川路街道-1").state == "待审批"
    acts.renew_papers(approved, "2024-江川路街道-1")


@pytest.mark.usefixtures("with_papers")
def test_without_a_name_the_one_who_is_logged_in_is_recorded(
    approved: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Exporting, registering an answer and re-issuing need no signature; whoever approves or rejects must be named."""
    monkeypatch.setenv("LOGNAME", "王局长")  # anybody can set that
    monkeypatch.setattr(origin, "account", lambda: "民政\\zhangsan")
    ledger = ["--ledger", str(approved)]
    assert main(["export", QIBAO, *ledger]) == 0
    answer = bank.answer(approved, QIBAO, tmp_path / "回盘.xlsx", {2: bank.BUSY})
    assert main(["return", QIBAO, str(answer), *ledger]) == 0
    assert main(["reissue", QIBAO, *ledger]) == 0
    assert {load(approved, QIBAO).exports[0].by, load(approved, CHILD).made_by} == {"zhangsan"}
    for words in (
        ["approve", CHILD],
        ["reject", CHILD, "--why", "x"],
        ["resolve", QIBAO, "--as", "成功", "--why", "x"],
    ):
        assert main([*words, *ledger]) == 2


@pytest.mark.skipif(os.name == "nt", reason="Windows knows no such owners")
def test_nobody_else_reads_what_stands_in_the_folder_of_the_batches(sent: Path) -> None:
    folder = sent.parent / "批次"
    for path in (folder, *folder.rglob("*")):
        assert path.stat().st_mode & 0o777 == (0o700 if path.is_dir() else 0o600), path


def test_a_clearing_says_what_was_approved_and_not_exported(approved: Path) -> None:
    def remarks() -> set[str]:
        with opened(approved) as ledger:
            lines = paid_lines.from_ledger(ledger, load_policy("2024")).lines
        return set(lines.loc[lines["sheet"] == QIBAO, "remark"])

    assert remarks() == {"这一批已批准，还没有导出银行文件"}
    acts.export(approved, QIBAO, "甲")
    assert remarks() == {""}
