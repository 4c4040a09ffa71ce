"""People whom another ledger of this computer pays are paid by no second one, by whichever folder: a copy without its note, a run made again, a draft that was there before."""

import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pandas as pd
import people
import pytest
from paying import JIANGCHUAN, QIBAO, approve, make, sound
from tampering import rechain, tamper

from huibao_xl.files.results import names
from huibao_xl.payments import acts, ledger_acts
from huibao_xl.payments.ledger import other_ledgers, verify, witness
from huibao_xl.payments.ledger.store import create, opened
from huibao_xl.policy import load
from huibao_xl.reasons import Next, Stop
from huibao_xl.reasons.outcomes import Done

pytestmark = pytest.mark.usefixtures("without_papers")


def copied(ledger: Path, place: Path) -> Path:
    result = Path(shutil.copytree(ledger.parent / "结果", place / "结果"))
    (result / names.LEDGERS_MARK).unlink()
    return result


def moved(ledger: Path, place: Path) -> Path:
    place.mkdir()
    result = Path(shutil.move(ledger.parent / "结果", place / "改名"))
    (result / names.LEDGERS_MARK).unlink()
    return result


@pytest.fixture(scope="module")
def made_again(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A second run of the same people; nothing is written beside it but the notes of who makes a batch of it."""
    return people.result(tmp_path_factory.mktemp("再认定"), 12, ["七宝镇", "江川路街道", "莘庄工业区"])


def refused(ledger: Path, result: Path, code: str, *words: str) -> Stop:
    """It is named where and what was paid, and nobody."""
    with pytest.raises(Stop) as stop:
        make(ledger, result, by="己")
    assert stop.value.code == code and all(word in str(stop.value) for word in words), str(stop.value)
    assert people.number(0) not in str(stop.value)
    return stop.value


@pytest.fixture
def paying(approved: Path) -> Path:
    """The ledger of ``approved``, of which the user's folder knows."""
    acts.sign(approved, JIANGCHUAN, "审核", "乙")
    return approved


@pytest.mark.parametrize("way", [copied, moved])
def test_a_folder_without_its_note_is_known_by_what_is_sealed(
    way: Callable[[Path, Path], Path], paying: Path, tmp_path: Path
) -> None:
    result, new = way(paying, tmp_path / "新"), tmp_path / "新.sqlite3"
    refused(new, result, "S49", str(paying), QIBAO)
    assert not new.exists()
    shutil.rmtree(witness.state_folder().parent / "结果")
    stop = refused(new, result, "S85", str(paying), QIBAO, "4 人 516.00 元")
    assert not new.exists() and [*stop.next] == [Next.NEW_LEDGER, Next.DISREGARD]


@pytest.mark.parametrize(
    ("gone", "word"),
    [
        (lambda path: None, f"批次 {QIBAO} 有其中 4 人 516.00 元"),
        (lambda path: path.rename(path.with_name("归档.sqlite3")), "现在不在那里，它有 2024 年度 4 人在途或已发放"),
        (lambda path: path.write_bytes(b"x" * 5000), "打不开"),
    ],
)
def test_a_run_made_again_pays_nobody_whom_another_ledger_pays(
    gone: Callable[[Path], object], word: str, paying: Path, made_again: Path, tmp_path: Path
) -> None:
    result, new = Path(shutil.copytree(made_again, tmp_path / "结果")), tmp_path / "台账.sqlite3"
    gone(paying)
    refused(new, result, "S85", word)
    create(new, "己")
    assert ledger_acts.disregard(new, paying, "己", "只用来练习").codes == [Done.DISREGARDED_BY_ONE]
    with pytest.raises(Stop, match="要两个人"):
        ledger_acts.disregard(new, paying, " 己", "只用来练习")
    refused(new, result, "S85")
    assert ledger_acts.disregard(new, paying, "庚", "只用来练习").codes == [Done.DISREGARDED]
    assert Done.BATCH_MADE in make(new, result, by="己").codes
    sound(new)
    with pytest.raises(Stop, match="不是本机记得的另一本台账"):
        ledger_acts.disregard(new, paying, "己", "再说一次")


def test_a_draft_is_not_signed_when_another_ledger_has_paid_meanwhile(
    drafted: Path, made_again: Path, tmp_path: Path
) -> None:
    acts.sign(drafted, JIANGCHUAN, "审核", "乙")
    other = tmp_path / "台账.sqlite3"
    make(other, Path(shutil.copytree(made_again, tmp_path / "结果")))
    approve(drafted, QIBAO)
    with pytest.raises(Stop, match=f"批次“{QIBAO}”第 1、2、3、4 行的人已由另一本台账付款") as stop:
        acts.sign(other, QIBAO, "审核", "乙")
    assert stop.value.code == "S85"
    assert Done.SIGNED in acts.sign(other, JIANGCHUAN, "审核", "乙").codes
    for by in ("乙", "丙"):
        acts.reject(drafted, QIBAO, by, "用另一本")
    approve(other, QIBAO)


def test_another_year_and_other_people_are_paid(paying: Path) -> None:
    lines, rules = pd.DataFrame({"line": [1], "id": [people.number(0)]}), load("2024")
    with pytest.raises(Stop, match="1 人 129.00 元"):
        other_ledgers.require_folder_unpaid(None, Path("新.sqlite3"), "结果", lines, rules)
    other_ledgers.require_folder_unpaid(None, Path("新.sqlite3"), "结果", lines, replace(rules, year=2023))
    other_ledgers.require_folder_unpaid(None, Path("新.sqlite3"), "结果", lines.assign(id=people.number(900)), rules)


def test_one_person_alone_disregards_no_ledger(paying: Path, tmp_path: Path) -> None:
    new = tmp_path / "新.sqlite3"
    create(new, "己")
    for by in ("己", "庚"):
        ledger_acts.disregard(new, paying, by, "只用来练习")
    tamper(new, "UPDATE event SET by = '己' WHERE kind = 'disregard'")
    rechain(new)
    with opened(new) as book:
        assert "不是先后两个人" in " ".join(fault.what for fault in verify.verify(book))
