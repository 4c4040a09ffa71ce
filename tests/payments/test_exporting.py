"""导出: what goes to the bank is what was approved and may still be paid, in its place as the ledger has it; anything else stops."""

import json
import shutil
import sqlite3
from pathlib import Path

import bank
import openpyxl
import pytest
from paying import QIBAO, approve, export_again, load, sound

from huibao_xl.cli import main
from huibao_xl.payments import acts, declared, exporting
from huibao_xl.payments.bank import bank_files, layouts
from huibao_xl.payments.ledger import witness
from huibao_xl.payments.ledger.store import opened
from huibao_xl.reasons import Next, Stop
from huibao_xl.reasons.outcomes import Done

pytestmark = pytest.mark.usefixtures("without_papers")


def events(ledger: Path) -> int:
    with opened(ledger) as book:
        return book.head()[0]


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
    outcome = acts.check(sent)
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
