"""A result that batches rest on is not replaced, by whatever job: without it nobody can check what was signed."""

import shutil
from pathlib import Path

import people
import pytest
from paying import QIBAO, adopt, approve, make

from huibao_xl.cli import main
from huibao_xl.files.results import names
from huibao_xl.files.results.folder import ResultFolder
from huibao_xl.files.results.replacing import edited_in
from huibao_xl.payments import acts
from huibao_xl.payments.ledger.store import create
from huibao_xl.payments.resting import batches_near, batches_on
from huibao_xl.reasons import Stop
from huibao_xl.reasons.outcomes import Done

pytestmark = pytest.mark.usefixtures("without_papers")


def test_a_result_under_a_batch_stays(ledger: Path, result: Path, capsys: pytest.CaptureFixture[str]) -> None:
    sources = people.lists(result.parent / "名单", 12, ["七宝镇", "江川路街道", "莘庄工业区"])
    again = ["run", str(sources), "--policy", "2024", "--out", str(result), "--force"]
    before = (result / "result.json").read_bytes()
    make(ledger, result)
    assert main(again) == 2
    shown = capsys.readouterr().err
    assert QIBAO in shown and "另选结果文件夹" in shown
    assert (result / "result.json").read_bytes() == before and edited_in(result) == []
    approve(ledger, QIBAO)
    assert main([*again, "--ledger", str(ledger)]) == 2
    for number in ("2024-江川路街道-1", "2024-莘庄工业区-1"):
        acts.reject(ledger, number, "乙", "名单要换")
    assert batches_on(result, [ledger]) == [f"批次“{QIBAO}”"]


def test_what_no_batch_rests_on_may_go(ledger: Path, result: Path) -> None:
    make(ledger, result)
    assert batches_on(result.parent / "别的", [ledger]) == []
    assert batches_on(result.parent, [ledger])  # a folder around it
    for number in ("2024-七宝镇-1", "2024-江川路街道-1", "2024-莘庄工业区-1"):
        acts.reject(ledger, number, "乙", "名单要换")
    assert batches_near(result) == []


ALL = ("2024-江川路街道-1", "2024-七宝镇-1", "2024-莘庄工业区-1")
SOURCES = ["七宝镇", "江川路街道", "莘庄工业区"]


@pytest.fixture
def elsewhere(tmp_path: Path) -> Path:
    (tmp_path / "财务" / "付款").mkdir(parents=True)
    return tmp_path / "财务" / "付款" / "二〇二四.sqlite3"


def forced(result: Path) -> list[str]:
    return ["run", str(result.parent / "名单"), "--policy", "2024", "--out", str(result), "--force"]


def test_a_ledger_of_any_name_and_place_is_asked(
    elsewhere: Path, result: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    people.lists(result.parent / "名单", 12, SOURCES)
    sealed = (result / "result.json").read_bytes()
    make(elsewhere, result)
    approve(elsewhere, QIBAO)
    assert main(forced(result)) == 2 and QIBAO in capsys.readouterr().err
    assert main(["demo", "--out", str(result), "--force"]) == 2 and QIBAO in capsys.readouterr().err
    assert (result / "result.json").read_bytes() == sealed
    assert edited_in(result) == [] and ResultFolder.open(result).differences() == []


def test_what_only_rejected_batches_rest_on_may_go_wherever_their_ledger_is(elsewhere: Path, result: Path) -> None:
    people.lists(result.parent / "名单", 12, SOURCES)
    make(elsewhere, result)
    for number in ALL:
        acts.reject(elsewhere, number, "乙", "名单要换")
    assert batches_on(result, []) == []
    assert main(forced(result)) == 0
    assert not (result / names.LEDGERS_MARK).exists()


def test_a_result_that_was_renamed_is_still_what_they_rest_on(elsewhere: Path, result: Path) -> None:
    make(elsewhere, result)
    copy = Path(shutil.copytree(result, result.parent / "副本"))
    assert batches_on(copy, []) == []  # what they rest on still stands in its place
    moved = result.rename(result.parent / "结果（已制单）")
    assert batches_on(moved, []) == [f"批次“{number}”" for number in ALL]
    assert batches_on(moved, [elsewhere]) == batches_on(moved, [])  # asked once


def test_where_result_and_ledger_moved_together_it_is_found(elsewhere: Path, result: Path, tmp_path: Path) -> None:
    make(elsewhere, result)
    (tmp_path / "新盘").mkdir()
    for folder in ("财务", "结果"):
        (tmp_path / folder).rename(tmp_path / "新盘" / folder)
    assert batches_on(tmp_path / "新盘" / "结果", []) == [f"批次“{number}”" for number in ALL]


@pytest.mark.parametrize("gone", ["deleted", "another", "unreadable mark"])
def test_a_ledger_that_cannot_be_asked_may_hold_batches(elsewhere: Path, result: Path, gone: str) -> None:
    make(elsewhere, result)
    if gone == "unreadable mark":
        (result / names.LEDGERS_MARK).write_text("{")
        assert names.LEDGERS_MARK in "".join(batches_on(result, []))
        return
    kept = elsewhere.rename(elsewhere.with_name("移走.sqlite3"))
    if gone == "another":
        create(elsewhere, "乙", "原来那本移走了")
    assert str(elsewhere) in "".join(batches_on(result, []))
    assert batches_on(result, [kept]) == [f"批次“{number}”" for number in ALL]  # it is the same wherever it stands


def test_the_make_up_in_a_clearing_is_found(elsewhere: Path, result: Path) -> None:
    clearing = result.parent / "清算"
    result.rename(clearing.parent / "补发")
    clearing.mkdir()
    (clearing.parent / "补发").rename(clearing / "补发")
    make(elsewhere, clearing / "补发")
    assert batches_on(clearing, []) == [f"批次“{number}”" for number in ALL]


def test_a_result_that_cannot_be_marked_is_named_and_the_batch_stands(elsewhere: Path, result: Path) -> None:
    (result / names.LEDGERS_MARK).unlink(missing_ok=True)
    (result / names.LEDGERS_MARK).mkdir()
    outcome = make(elsewhere, result)
    assert Done.RESULT_NOT_MARKED in outcome.codes and Done.BATCH_MADE in outcome.codes


def test_a_result_that_another_ledger_pays_is_not_paid_by_a_second(ledger: Path, result: Path, elsewhere: Path) -> None:
    make(elsewhere, result)
    with pytest.raises(Stop, match=f"另一本台账制单（台账“{elsewhere}”的批次“{ALL[0]}”") as stop:
        make(ledger, result)
    assert stop.value.code == "S49" and not ledger.exists()
    for number in ALL:
        acts.reject(elsewhere, number, "乙", "用另一本")
    assert Done.BATCH_MADE in make(ledger, result).codes


def test_a_ledger_that_is_gone_is_named_and_one_that_was_moved_goes_on(result: Path, elsewhere: Path) -> None:
    make(elsewhere, result)
    moved = Path(shutil.move(elsewhere, result.parent / "新.sqlite3"))
    with pytest.raises(Stop, match="不在那里") as stop:
        make(result.parent / "台账.sqlite3", result)
    assert stop.value.code == "S49"
    adopt(moved)
    assert Done.OTHER_COPY not in acts.sign(moved, QIBAO, "审核", "乙").codes


def test_of_two_copies_the_one_that_is_left_is_named_and_only_read(ledger: Path, result: Path) -> None:
    make(ledger, result)
    copy = Path(shutil.copy(ledger, ledger.with_name("副本.sqlite3")))
    adopt(copy)
    named = acts.sign(copy, QIBAO, "审核", "乙").done[-1]
    assert named.code is Done.OTHER_COPY and str(ledger.resolve()) in named.text()
    with pytest.raises(Stop, match="被复制或移动过（原在 .*副本.sqlite3）"):
        acts.sign(ledger, ALL[0], "审核", "乙")
