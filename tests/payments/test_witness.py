"""What stands outside of a ledger's file: older copies, cut and remade chains and second ledgers are refused before anything is written, and named."""

import json
import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from paying import JIANGCHUAN, QIBAO, adopt, approve, load, make, sound
from tampering import copy_of, rechain, tamper

from huibao_xl.cli import main
from huibao_xl.payments import acts, ledger_acts
from huibao_xl.payments.ledger import witness
from huibao_xl.payments.ledger.store import create, opened
from huibao_xl.reasons import Next, Stop
from huibao_xl.reasons.outcomes import Done

pytestmark = pytest.mark.usefixtures("without_papers")

PARK = "2024-莘庄工业区-1"
FORGOTTEN: dict[str, Callable[[], object]] = {
    "by the user's folder": lambda: shutil.rmtree(batches_of(Path.cwd())),
    "by the folder of a batch": lambda: shutil.rmtree(os.environ["HUIBAO_STATE"]),
    "by both": lambda: None,
}
"""Who of the witnesses is left to speak."""


def batches_of(folder: Path) -> Path:
    return folder / witness.BATCHES


@pytest.fixture(autouse=True)
def there(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    if "drafted" in request.fixturenames:
        monkeypatch.chdir(request.getfixturevalue("drafted").parent)


def pay(ledger: Path) -> None:
    approve(ledger, QIBAO)
    acts.export(ledger, QIBAO, "甲")


def refused(ledger: Path, what: str, number: str = PARK) -> None:
    """Nothing is written any more, and verify names it."""
    with pytest.raises(Stop, match=what) as stop:
        acts.reject(ledger, number, "乙", "x")
    assert stop.value.code == "S18" and Next.RESTORE in stop.value.next
    with pytest.raises(Stop, match=what) as stop:
        ledger_acts.check(ledger)
    assert stop.value.code == "S37"


@pytest.mark.parametrize("left", FORGOTTEN)
def test_an_old_copy_that_is_put_back_is_refused(left: str, drafted: Path, tmp_path: Path) -> None:
    before = copy_of(drafted, tmp_path / "昨天.sqlite3")
    pay(drafted)
    shutil.copy(before, drafted)
    for end in ("-wal", "-shm"):
        drafted.with_name(drafted.name + end).unlink(missing_ok=True)
    FORGOTTEN[left]()
    refused(drafted, r"这一份只到第 \d+ 号：是旧的一份，或末尾被删去", QIBAO)


@pytest.mark.parametrize("left", FORGOTTEN)
def test_a_tail_that_is_cut_is_refused_though_the_head_was_put_right(left: str, drafted: Path) -> None:
    pay(drafted)
    with opened(drafted) as book:
        cut = book.events()[-2]
    tamper(
        drafted,
        f"DELETE FROM event WHERE seq > {cut.seq}",
        f"UPDATE head SET seq = {cut.seq}, hash = '{cut.hash}'",
    )
    FORGOTTEN[left]()
    refused(drafted, "末尾被删去")


@pytest.mark.parametrize("left", FORGOTTEN)
def test_a_chain_that_was_remade_is_refused(left: str, drafted: Path) -> None:
    """An edit that adds up: who sent the batch is another one, and every hash is that of what now stands there."""
    pay(drafted)
    tamper(drafted, "UPDATE event SET by = '戊' WHERE kind = 'export'")
    rechain(drafted)
    FORGOTTEN[left]()
    refused(drafted, "有两份各自记了账，或被改动后重做过")


def test_without_a_witness_a_remade_chain_passes(drafted: Path) -> None:
    """What the handbook says of it: all witnesses gone, and no paper compared."""
    pay(drafted)
    tamper(drafted, "UPDATE event SET by = '戊' WHERE kind = 'export'")
    rechain(drafted)
    shutil.rmtree(batches_of(drafted.parent))
    shutil.rmtree(os.environ["HUIBAO_STATE"])
    sound(drafted)


@pytest.mark.parametrize("left", FORGOTTEN)
def test_a_second_ledger_is_not_made_where_one_was(
    left: str, drafted: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    pay(drafted)
    drafted.rename(drafted.with_name("移走.sqlite3"))
    FORGOTTEN[left]()
    result = drafted.parent / "结果"
    shutil.rmtree(result)  # another one, of which no ledger knows
    with pytest.raises(Stop, match="记着这里的台账“台账.sqlite3”写到第") as stop:
        create(drafted, "甲")
    assert stop.value.code == "S18" and not drafted.exists() and Next.NEW_LEDGER in stop.value.next
    assert main(["ledger", "new", "--by", "甲"]) == 2 and "huibao ledger new --why" in capsys.readouterr().err
    assert main(["ledger", "new", "--by", "甲", "--why", "原来的是练习"]) == 0
    with opened(drafted, write=True) as book, book.writing("甲") as pen:
        assert book.events()[0].content["why"] == "原来的是练习"
        pen.write("release", None, {"why": "x"})
    sound(drafted)


def test_a_second_ledger_beside_the_first_is_refused(drafted: Path) -> None:
    pay(drafted)
    with pytest.raises(Stop, match=f"批次文件夹“{QIBAO}”记着这里的台账“台账.sqlite3”"):
        create(drafted.with_name("二.sqlite3"), "甲")
    foreign = drafted.parent.parent / "别处.sqlite3"
    create(foreign, "甲")
    moved = Path(shutil.move(foreign, drafted.with_name("二.sqlite3")))
    with pytest.raises(Stop, match=f"批次文件夹“{QIBAO}”记着的是另一本台账"):
        adopt(moved)


@pytest.mark.parametrize("left", FORGOTTEN)
def test_a_ledger_that_took_the_place_of_another_is_refused(left: str, drafted: Path) -> None:
    pay(drafted)
    foreign = drafted.parent.parent / "台账.sqlite3"
    create(foreign, "甲")
    tamper(foreign, f"UPDATE event SET body = json_set(body, '$.place.path', '{drafted}')")
    rechain(foreign)
    foreign.replace(drafted)
    FORGOTTEN[left]()
    with (
        pytest.raises(Stop, match="记着的是另一本台账（“台账.sqlite3”"),
        opened(drafted, write=True) as book,
        book.writing("甲"),
    ):
        pass


@pytest.mark.parametrize("ours", ["state", "batch"])
def test_a_witness_that_cannot_be_read_is_named(ours: str, drafted: Path) -> None:
    pay(drafted)
    state = next((Path(os.environ["HUIBAO_STATE"]) / "台账").glob("*.json"))
    file = {"state": state, "batch": batches_of(drafted.parent) / QIBAO / witness.NAME}[ours]
    for text in ("{", "[]", json.dumps(json.loads(file.read_text()) | {"seq": "x"})):
        file.write_text(text)
        with pytest.raises(Stop, match="旁证读不出来"):
            acts.reject(drafted, PARK, "乙", "x")
    file.unlink()
    acts.reject(drafted, PARK, "乙", "x")


def test_a_ledger_that_was_moved_is_the_same_for_its_witnesses(drafted: Path, tmp_path: Path) -> None:
    pay(drafted)
    folder = tmp_path / "新电脑"
    shutil.move(drafted.parent, folder)
    adopt(folder / drafted.name)
    acts.reject(folder / drafted.name, PARK, "乙", "x")
    sound(folder / drafted.name)
    drafted.parent.mkdir()
    create(drafted, "甲")  # the place is free


def test_an_older_copy_is_not_adopted_and_verify_calls_it_a_backup(drafted: Path, tmp_path: Path) -> None:
    old = copy_of(drafted, tmp_path / "备份.sqlite3")
    pay(drafted)
    assert ledger_acts.check(old).codes == [Done.LEDGER_SOUND, Done.OLDER_COPY]
    with pytest.raises(Stop, match="原来那一份还在“.*台账.sqlite3”，写到第") as stop:
        adopt(old)
    assert stop.value.code == "S18"
    drafted.rename(drafted.with_name("看不见.sqlite3"))
    with pytest.raises(Stop, match="这一份只到第"):
        adopt(old)


def test_a_witness_holds_no_person_and_is_its_owner_s_alone(drafted: Path) -> None:
    pay(drafted)
    files = [*(Path(os.environ["HUIBAO_STATE"]) / "台账").iterdir(), batches_of(drafted.parent) / QIBAO / witness.NAME]
    assert len(files) == 2 and not (batches_of(drafted.parent) / JIANGCHUAN / witness.NAME).exists()
    with opened(drafted) as book:
        head = book.head()
    for file in files:
        assert set(content := json.loads(file.read_text())) == set(witness.Witness.__dataclass_fields__)
        assert (content["seq"], content["hash"]) == head
        assert os.name == "nt" or file.stat().st_mode & 0o777 == 0o600


def test_what_cannot_be_witnessed_is_named_and_stands(drafted: Path) -> None:
    state = Path(os.environ["HUIBAO_STATE"])
    shutil.rmtree(state, ignore_errors=True)
    state.write_text("no folder")
    outcome = acts.sign(drafted, QIBAO, "审核", "乙")
    assert Done.NOT_WITNESSED in outcome.codes and load(drafted, QIBAO).signed


def test_a_first_batch_makes_its_ledger_as_before(ledger: Path, result: Path) -> None:
    assert Done.LEDGER_MADE in make(ledger, result).codes


def test_a_witness_that_another_program_holds_open_for_a_moment_is_read_again(
    drafted: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pay(drafted)
    read, held = Path.read_text, [PermissionError(13, "in use")] * 2

    def busy(path: Path, *arguments: Any, **named: Any) -> str:
        if path.name == witness.NAME and held:
            raise held.pop()
        return read(path, *arguments, **named)

    monkeypatch.setattr(witness, "_WAITS", (0, 0, 0))
    monkeypatch.setattr(Path, "read_text", busy)
    acts.reject(drafted, PARK, "乙", "x")
    assert not held


def test_an_account_without_a_home_has_a_place_too(monkeypatch: pytest.MonkeyPatch) -> None:
    def nowhere() -> Path:
        raise RuntimeError("Could not determine home directory.")

    monkeypatch.delenv("HUIBAO_STATE")
    monkeypatch.setattr(Path, "home", nowhere)
    assert witness.state_folder().name == "台账"
