"""The ledger file: insert-only, one chain, where it may stand, and what a change of it leaves behind."""

import json
import os
import random
import resource
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import nullcontext, suppress
from datetime import date, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import openpyxl
import people
import psutil
import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from paying import JIANGCHUAN, QIBAO, adopt
from tampering import copy_of, folded_once, rechain, tamper

from huibao_xl.cli import main
from huibao_xl.payments import acts, ledger_acts
from huibao_xl.payments.ledger import states, verify
from huibao_xl.payments.ledger.events import canonical
from huibao_xl.payments.ledger.store import Ledger, create, opened
from huibao_xl.reasons import Next, Stop
from huibao_xl.reasons.outcomes import Done


def test_a_batch_is_folded_again_when_something_happened_to_it_or_was_taken_back(used: Path, tmp_path: Path) -> None:
    path = Path(shutil.copy(used, tmp_path / "副本.sqlite3"))
    adopt(path)
    sign = {"step": "审核", "count": 4, "amount_fen": 1, "lines_sha256": "0"}
    with opened(path, write=True) as ledger:
        before = states.load(ledger, "2024-莘庄工业区-1")
        assert states.load(ledger, "2024-莘庄工业区-1") is before and states.load(ledger, QIBAO) is not before
        for by, fault in (("乙", KeyError), ("丙", None)):
            with pytest.raises(KeyError) if fault else nullcontext(), ledger.writing(by) as pen:
                pen.write("sign", before.id, sign)
                assert [each.by for each in states.load(ledger, before.id).signed] == [by]
                if fault:
                    raise fault
        assert [each.by for each in states.load(ledger, before.id).signed] == ["丙"] and before.signed == []


@pytest.mark.skipif(os.name == "nt", reason="Windows: the folder's permissions count")
def test_the_ledger_and_what_stands_beside_it_can_be_read_by_the_owner_only(used: Path, tmp_path: Path) -> None:
    create(tmp_path / "台账.sqlite3", "甲")
    with opened(tmp_path / "台账.sqlite3", write=True) as ledger, ledger.writing("甲") as pen:
        pen.write("adopt", None, {"place": ledger.home()})
        beside = sorted(tmp_path.iterdir())
        assert len(beside) == 3, "the ledger, -shm and -wal"
        assert {path.stat().st_mode & 0o777 for path in beside} == {0o600}
    papers = [path for path in (used.parent / "批次").rglob("*") if path.is_file()]
    assert papers and {path.stat().st_mode & 0o777 for path in papers} == {0o600}


def faults(path: Path, head: str = "") -> list[verify.Fault]:
    with opened(path) as book:
        return verify.verify(book, head)


def test_a_used_ledger_is_sound(used: Path) -> None:
    assert faults(used) == []
    with opened(used) as book:
        kinds = {event.kind for event in book.events()}
    assert kinds == {"open", "batch", "line", "strike", "sign", "export", "return", "answer", "resolve", "close"} | {
        "reject",
        "release",
        "recovery",
        "ending",
        "statement",
        "statement_line",
        "statement_claim",
        "first_word",
        "first_disregard",
        "disregard",
        "first_budget",
        "budget",
    }


def test_the_database_refuses_to_change_or_remove_an_event(copy: Path) -> None:
    connection = sqlite3.connect(copy)
    for statement in (
        "UPDATE event SET by = '戊' WHERE seq = 3",
        "DELETE FROM event WHERE seq = 3",
        "UPDATE batch SET seq = 1",
        "DELETE FROM batch",
        "INSERT INTO event VALUES (999, 'x', 'x', 'x', NULL, NULL, '{}', '', '')",
    ):
        with pytest.raises(sqlite3.IntegrityError, match="insert-only|out of order"):
            connection.execute(statement)
    connection.close()


def test_the_database_refuses_a_second_holder_of_a_key(copy: Path) -> None:
    connection = sqlite3.connect(copy)
    id, scheme, year, *_ = connection.execute("SELECT * FROM claim").fetchone()
    with pytest.raises(sqlite3.IntegrityError):
        connection.execute("INSERT INTO claim VALUES (?, ?, ?, ?, 1)", (id, scheme, year, JIANGCHUAN))
    connection.close()


def test_an_edit_is_found_at_its_event(copy: Path) -> None:
    with opened(copy) as book:
        edited = next(event for event in book.events(QIBAO, ("line",)) if event.line == 3)
    tamper(copy, f"UPDATE event SET body = replace(body, '样例银行', '别家银行') WHERE seq = {edited.seq}")
    first, *_ = faults(copy)
    assert first == verify.Fault(edited.seq, "内容与校验码不符，被改动过")


def test_a_deletion_is_found_at_the_event_after_it(copy: Path) -> None:
    tamper(copy, "DELETE FROM event WHERE seq = 5")
    first, *_ = faults(copy)
    assert first == verify.Fault(6, "它之前的第 5 号记录缺失")


def test_a_deletion_at_the_end_is_found(copy: Path) -> None:
    with opened(copy) as book:
        last, _ = book.head()
    tamper(copy, f"DELETE FROM event WHERE seq = {last}")
    assert faults(copy)[0].seq == last


def test_exchanged_events_are_found(copy: Path) -> None:
    tamper(
        copy,
        "UPDATE event SET seq = -1 WHERE seq = 4",
        "UPDATE event SET seq = 4 WHERE seq = 5",
        "UPDATE event SET seq = 5 WHERE seq = -1",
    )
    assert faults(copy)[0].seq == 4


@pytest.fixture
def looked_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(verify, "_of_batch", folded_once(verify._of_batch))


@pytest.mark.usefixtures("looked_at_once")
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_any_edit_of_any_cell_is_found_there(used: Path, tmp_path: Path, data: st.DataObject) -> None:
    path = copy_of(used, tmp_path / "任意.sqlite3")
    with opened(path) as book:
        seq = data.draw(st.integers(1, book.head()[0]))
    column = data.draw(st.sampled_from(["at", "by", "kind", "batch", "line", "body", "hash"]))
    texts = st.just("{}") if column == "body" else st.text("甲ab1", min_size=1, max_size=5)
    value = data.draw(st.integers(100, 999) if column == "line" else texts)
    with opened(path) as book:
        assume(book.rows(f"SELECT {column} FROM event WHERE seq = {seq}") != [(value,)])
    tamper(path, f"UPDATE event SET {column} = ? WHERE seq = {seq}", values=(value,))
    assert faults(path)[0].seq == seq


def test_a_batch_whose_lines_are_gone_is_told_and_not_a_defect(copy: Path) -> None:
    tamper(copy, "UPDATE event SET kind = '1' WHERE kind = 'line'")
    assert any("的记录残缺，无法重算" in fault.what for fault in faults(copy))


def test_an_edited_account_is_found_though_every_hash_was_made_anew(copy: Path) -> None:
    with opened(copy) as book:
        edited = next(event for event in book.events(QIBAO, ("line",)) if event.line == 3)
        seal = book.head()[1]
    body = canonical(edited.content | {"account": "6299000000000009999"})
    tamper(copy, f"UPDATE event SET body = ? WHERE seq = {edited.seq}", values=(body,))
    rechain(copy)
    told = [fault.what for fault in faults(copy)]
    assert f"批次“{QIBAO}”的明细与制单时的校验码不符" in told and f"批次“{QIBAO}”审批时的校验码与明细不符" in told
    assert any("单据所引的记录不在这份台账中" in fault.what for fault in faults(copy, seal[:16]))


def test_a_result_of_a_line_that_was_never_approved_is_found(copy: Path) -> None:
    adopt(copy)
    with opened(copy, write=True) as book, book.writing("戊") as pen:
        pen.write("resolve", QIBAO, {"state": "失败", "why": "x", "reason_code": ""}, 2)
    assert any("第 2 行没有批准，却记有结果" in fault.what for fault in faults(copy))


@pytest.mark.parametrize(
    ("statement", "told"),
    [
        ("DELETE FROM claim", "占用表 claim 与记录不符：缺少 2 行"),
        ("UPDATE claim SET batch = '2024-江川路街道-1'", "占用表 claim 与记录不符：多出 2 行"),
        ("DELETE FROM successor", "占用表 successor 与记录不符：缺少 1 行"),
    ],
)
def test_a_changed_lock_is_found(copy: Path, statement: str, told: str) -> None:
    tamper(copy, statement)
    assert any(told in fault.what for fault in faults(copy))


def test_verify_ends_with_one_sentence_and_status_2(copy: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["ledger", "verify", str(copy)]) == 0
    tamper(copy, "UPDATE event SET by = '戊' WHERE seq = 7")
    assert main(["ledger", "verify", str(copy)]) == 2
    error = capsys.readouterr().err
    assert error.startswith("错误：台账“副本.sqlite3”核对不符，最早在第 7 号记录") and error.count("\n") == 1


def test_a_sound_ledger_has_the_seal_that_a_paper_quotes(used: Path) -> None:
    paper = openpyxl.load_workbook(used.parent / "批次" / QIBAO / "审批单.xlsx")["审批单"]
    texts = [str(cell.value) for row in paper.iter_rows() for cell in row if cell.value]
    quoted = next(text for text in texts if text.startswith("第 ") and "号记录" in text).split()[-1]
    assert faults(used, quoted[:16]) == []
    assert [fault.seq for fault in faults(used, "0123456789")] == [0]


def test_a_copy_is_read_but_not_written_until_somebody_adopts_it(copy: Path) -> None:
    with pytest.raises(Stop, match="被复制或移动过") as stop:
        acts.reject(copy, "2024-莘庄工业区-1", "乙", "x")
    assert stop.value.next == (Next.ADOPT,)
    assert faults(copy) == []
    adopt(copy)
    acts.reject(copy, "2024-莘庄工业区-1", "乙", "x")
    assert faults(copy) == []


def test_a_ledger_on_a_network_drive_is_refused(copy: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    mounts = [
        SimpleNamespace(mountpoint="/", fstype="ext4", opts="rw"),
        SimpleNamespace(mountpoint=str(copy.parent), fstype="cifs", opts="rw"),
    ]
    monkeypatch.setattr(psutil, "disk_partitions", lambda all: mounts)
    for act in (lambda: adopt(copy), lambda: create(copy.with_name("新.sqlite3"), "丁")):
        with pytest.raises(Stop, match="在网络盘上"):
            act()
    assert faults(copy) == []  # reading is possible
    mounts[1].fstype, mounts[1].opts = "", "rw,remote"  # as Windows tells it
    with pytest.raises(Stop, match="在网络盘上"):
        adopt(copy)


def test_a_read_only_ledger_is_read_and_not_written(copy: Path) -> None:
    with sqlite3.connect(copy) as connection:
        connection.execute("PRAGMA journal_mode = DELETE")
    connection.close()
    adopt(copy)
    with opened(copy) as book, pytest.raises(Stop, match="是只读的"), book.writing("丁") as pen:
        pen.write("release", QIBAO, {"why": "x"}, 2)
    assert len(ledger_acts.list_batches(copy))


def clock(monkeypatch: pytest.MonkeyPatch, shift: timedelta) -> date:
    """Let the computer's clock be wrong by this; return its day."""
    fake = type("Clock", (datetime,), {"now": classmethod(lambda cls, tz=None: datetime.now(tz) + shift)})
    monkeypatch.setattr("huibao_xl.payments.ledger.store.datetime", fake)
    return (datetime.now() + shift).date()


def test_a_clock_that_was_set_back_is_refused(drafted: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    clock(monkeypatch, timedelta(days=-1))
    with pytest.raises(Stop, match="早于台账最后一笔记录") as stop:
        acts.sign(drafted, QIBAO, "审核", "乙")
    assert stop.value.next == (Next.SET_CLOCK,)
    clock(monkeypatch, timedelta(minutes=-2))  # a correction over the network: the event takes the time of the last one
    acts.sign(drafted, QIBAO, "审核", "乙")
    with opened(drafted) as book:
        times = [event.at for event in book.events()]
    assert times == sorted(times) and faults(drafted) == []


def test_a_clock_once_ahead_is_put_right_by_somebody_who_signs(drafted: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    clock(monkeypatch, timedelta(days=365))
    acts.sign(drafted, QIBAO, "审核", "乙")
    today = clock(monkeypatch, timedelta())
    with pytest.raises(Stop, match="早于台账最后一笔记录"):
        acts.sign(drafted, QIBAO, "审批", "丙")
    for day in (today - timedelta(days=1), today + timedelta(days=365)):
        with pytest.raises(Stop, match=f"这台电脑的时钟是 {today}"):
            ledger_acts.set_clock(drafted, day, "丁")
    assert ledger_acts.set_clock(drafted, today, "丁").codes == [Done.CLOCK_SET]
    acts.sign(drafted, QIBAO, "审批", "丙")
    outcome = ledger_acts.check(drafted)
    assert outcome.codes == [Done.LEDGER_SOUND, Done.CLOCK_WAS_SET] and outcome.done[1].fields["by"] == "丁"
    with pytest.raises(Stop, match="不需要认定日期"):
        ledger_acts.set_clock(drafted, today, "丁")
    tamper(drafted, "UPDATE event SET kind = 'note' WHERE kind = 'clock'")
    rechain(drafted)
    assert any("早于前一号记录" in fault.what for fault in faults(drafted))


def test_a_jump_ahead_is_believed_when_somebody_says_the_day(
    drafted: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    later = clock(monkeypatch, timedelta(days=401))
    reject = ["reject", QIBAO, "--by", "乙", "--why", "x", "--ledger", str(drafted)]
    assert main(reject) == 2
    assert "晚 401 天，没有写入" in (refused := capsys.readouterr().err) and "huibao ledger clock" in refused
    assert main(["ledger", "clock", str(later), "--by", "丁", "--ledger", str(drafted)]) == 0
    assert main(reject) == 0 and faults(drafted) == []


@pytest.mark.parametrize("content", [b"", b"not a database, but long enough to be looked at " * 40])
def test_what_is_no_ledger_is_said_to_be_none(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "台账.sqlite3"
    path.write_bytes(content)
    for act in (
        lambda: ledger_acts.list_batches(path),
        lambda: ledger_acts.check(path),
        lambda: acts.reject(path, "x", "乙", "x"),
    ):
        with pytest.raises(Stop, match="不是本软件的台账"):
            act()
    with pytest.raises(Stop, match="不存在"):
        ledger_acts.list_batches(tmp_path / "没有.sqlite3")
    with pytest.raises(Stop, match="已存在"):
        create(path, "甲")


def test_a_full_disk_leaves_the_ledger_as_it_was(drafted: Path) -> None:
    before = ledger_acts.list_batches(drafted)
    with opened(drafted, write=True) as book:
        pages = book.rows("PRAGMA page_count")[0][0]
        book.connection.execute(f"PRAGMA max_page_count = {pages}")
        with pytest.raises(Stop, match="磁盘已满，这一步没有记入"), book.writing("乙") as pen:
            pen.write_many("sign", QIBAO, ((None, {"step": "审核", "filler": "x" * 1000}) for _ in range(200)))
    assert ledger_acts.list_batches(drafted).equals(before) and faults(drafted) == []


def test_a_disk_that_refuses_to_write_gives_one_sentence(drafted: Path) -> None:
    """The size of files is limited in a child process: writing fails in the middle of the command."""
    result = drafted.parent / "结果"
    before = ledger_acts.list_batches(drafted)

    def limit() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, 20_000))

    command = [
        sys.executable,
        "-m",
        "huibao_xl",
        "batch",
        str(result),
        "--payer",
        "区",
        "--by",
        "戊",
        "--ledger",
        str(drafted),
    ]
    done = subprocess.run(command, capture_output=True, text=True, preexec_fn=limit, check=False)
    assert done.returncode == 2 and "Traceback" not in done.stderr and "台账" in done.stderr
    assert ledger_acts.list_batches(drafted).equals(before) and faults(drafted) == []


def test_a_ledger_in_use_is_waited_for_and_then_said_to_be(drafted: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("huibao_xl.payments.ledger.database._WAIT_SECONDS", 0.2)
    with opened(drafted, write=True) as book, book.writing("甲"):
        with pytest.raises(Stop, match="正被另一个程序使用"):
            acts.sign(drafted, QIBAO, "审核", "乙")
        assert len(ledger_acts.list_batches(drafted))  # reading goes on


def test_nobody_writes_without_a_name(ledger: Path, result: Path) -> None:
    for act in (lambda: acts.make(ledger, result, "街镇", "  ", "通用"), lambda: create(ledger, "")):
        with pytest.raises(Stop, match="没有写明经手人"):
            act()
    assert not ledger.exists()


def test_show_tells_one_person_over_all_batches(used: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with opened(used) as book:
        id = json.loads(book.rows("SELECT body FROM event WHERE batch = ? AND line = 3 ORDER BY seq", (QIBAO,))[0][0])[
            "id"
        ]
    assert main(["ledger", "show", f" {id} ", "--ledger", str(used)]) == 0
    told = capsys.readouterr().out
    assert f"批次 {QIBAO} 第 3 行" in told and "失败" in told and f"批次 {QIBAO}.1 第 1 行" in told
    assert ledger_acts.person_lines(used, people.number(500)).empty


def test_the_ledger_workbook_as_a_workbook(used: Path, tmp_path: Path) -> None:
    ledger_acts.export_ledger(used, tmp_path / "台账.xlsx")
    book = openpyxl.load_workbook(tmp_path / "台账.xlsx")
    with opened(used) as source:
        assert book["记录"].max_row == source.head()[0] + 1
        assert book["批次"].max_row == len(source.batches()) + 1
        assert book["记录"].cell(book["记录"].max_row, 9).value == source.head()[1]


def test_a_forger_s_name_is_found_among_the_signatures(copy: Path) -> None:
    """Maker and approver the same person: the rule is checked again, not only when it is written."""
    with opened(copy) as book:
        seq = next(event.seq for event in book.events(QIBAO, ("sign",)) if event.content["step"] == "审批")
    tamper(copy, f"UPDATE event SET by = '甲' WHERE seq = {seq}")
    rechain(copy)
    assert verify.Fault(seq, f"批次“{QIBAO}”的审批人与前面的人相同") in faults(copy)


def test_what_others_write_meanwhile_is_no_fault(drafted: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Between the reading of the chain and of the rest somebody commits."""
    beginning, signed = verify._beginning, []

    def meanwhile(ledger: Ledger) -> Iterator[verify.Fault]:
        signed.append(acts.sign(drafted, QIBAO, "审核", "乙"))
        yield from beginning(ledger)

    monkeypatch.setattr(verify, "_beginning", meanwhile)
    assert faults(drafted) == [] and len(signed) == 1


@pytest.mark.usefixtures("looked_at_once")
def test_a_damaged_file_ends_in_a_fault_that_is_named(used: Path, tmp_path: Path) -> None:
    """Bits that turned over, zeros, and a file that was cut: no defect, and nothing is sound that reads otherwise."""
    path, dice = copy_of(used, tmp_path / "损坏.sqlite3"), random.Random(20241128)
    before, content = path.read_bytes(), as_read(path)
    for attempt in range(120):
        damaged, place = bytearray(before), dice.randrange(len(before))
        if attempt < 100:
            damaged[place] ^= 1 << dice.randrange(8)
        elif attempt < 110:
            damaged[place : place + 512] = bytes(min(512, len(before) - place))
        else:
            del damaged[place:]
        path.write_bytes(damaged)
        try:
            with opened(path, sound=False) as book:
                found = verify.verify(book)
        except Stop as stop:
            assert stop.code in ("S17", "S30")
        else:
            assert found or as_read(path) == content
        if attempt % 10 == 0:
            with suppress(Stop):
                ledger_acts.list_batches(path)


def as_read(path: Path) -> list[list[tuple[Any, ...]]]:
    with opened(path) as book:
        return [book.rows(f"SELECT * FROM {table}") for table in ("event", "batch", "claim", "successor", "head")]
