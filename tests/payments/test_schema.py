"""The tables, indexes and triggers of a ledger's file are those of ledger.sql at every opening; versions; ledgers of the first version."""

import shutil
import sqlite3
from pathlib import Path

import pytest
from paying import QIBAO, load, sound
from tampering import plainly, rechain, tamper

from huibao_xl.cli import main
from huibao_xl.payments import acts, ledger_acts
from huibao_xl.payments.bookings import recovery_acts
from huibao_xl.payments.ledger import schema, witness
from huibao_xl.payments.ledger.store import opened
from huibao_xl.reasons import Stop
from huibao_xl.reasons.outcomes import Done

EVIL = {
    "claim without its key": (
        "表 claim被改动",
        "ALTER TABLE claim RENAME TO other",
        "CREATE TABLE claim (id TEXT, scheme TEXT, year INTEGER, batch TEXT, line INTEGER)",
        "INSERT INTO claim SELECT * FROM other",
        "DROP TABLE other",
        "CREATE INDEX claim_of_batch ON claim (batch, line)",
    ),
    "claims vanish": ("多出触发器 evil", "CREATE TRIGGER evil AFTER INSERT ON claim BEGIN DELETE FROM claim; END"),
    "a trigger is gone": ("缺少触发器 event_stays", "DROP TRIGGER event_stays"),
    "a trigger does nothing": (
        "触发器 batch_stays被改动",
        "DROP TRIGGER batch_stays",
        "CREATE TRIGGER batch_stays BEFORE UPDATE ON batch BEGIN SELECT 1; END",
    ),
    "an index is gone": ("缺少索引 event_of_person", "DROP INDEX event_of_person"),
    "a table more": ("多出表 note", "CREATE TABLE note (text)"),
    "a column more": ("表 successor被改动", "ALTER TABLE successor ADD COLUMN note TEXT"),
    "a table is gone": ("缺少表 head", "DROP TABLE head"),
    "a view more": ("多出视图 people", "CREATE VIEW people AS SELECT id FROM claim"),
}


@pytest.mark.parametrize("name", EVIL)
def test_a_file_that_is_not_built_as_ours_is_not_opened(name: str, drafted: Path) -> None:
    what, *statements = EVIL[name]
    plainly(drafted, *statements)
    for act in (lambda: ledger_acts.list_batches(drafted), lambda: acts.sign(drafted, QIBAO, "审核", "乙")):
        with pytest.raises(Stop, match=what) as stop:
            act()
        assert stop.value.code == "S36"
    with pytest.raises(Stop, match=f"表结构被改动：{what}") as stop:
        ledger_acts.check(drafted)
    assert stop.value.code == "S37"


def test_comments_and_line_ends_are_no_difference(drafted: Path) -> None:
    (text,) = (text for key, text in schema._expected().items() if key == ("index", "event_of_batch"))
    plainly(drafted, "DROP INDEX event_of_batch", text.replace(" ON ", "\r\n ON -- 批次\n"), "ANALYZE")
    sound(drafted)


def test_a_ledger_of_a_newer_version_is_refused(drafted: Path, capsys: pytest.CaptureFixture[str]) -> None:
    plainly(drafted, "PRAGMA user_version = 99", "CREATE TABLE note (text)")
    for words in (["ledger", "list"], ["ledger", "verify"], ["review", QIBAO, "--by", "乙"]):
        assert main([*words, "--ledger", str(drafted)]) == 2
        told = capsys.readouterr().err
        assert "更新版本的软件写成（台账版本 99，这个软件到 3）" in told and told.count("\n") == 1


def as_version(path: Path, number: int) -> None:
    """The file as an earlier program wrote it: without the tables that came since; the first wrote no version into it, and in the first event the number 1."""
    stated = f"UPDATE event SET body = json_set(body, '$.version', {number}) WHERE seq = 1"
    later = schema._expected().keys() - schema._expected(number).keys()
    tamper(
        path,
        stated,
        *(f"DROP TABLE {name}" for _, name in later),
        f"PRAGMA user_version = {0 if number == 1 else number}",
    )
    rechain(path)


@pytest.mark.parametrize("number", [1, 2])
def test_a_ledger_of_an_earlier_version_is_read_and_goes_on(number: int, drafted: Path) -> None:
    as_version(drafted, number)
    sound(drafted)
    ledger_acts.list_batches(drafted)
    assert schema_version(drafted) == (0 if number == 1 else 2), "reading changes nothing"
    for step, by in (("审核", "乙"), ("审批", "丙")):
        acts.sign(drafted, QIBAO, step, by)
    acts.export(drafted, QIBAO, "甲")
    with opened(drafted) as book:
        ((by, content),) = [(event.by, event.content) for event in book.events(kinds=("migrate",))]
    assert by == "乙" and {"from": number, "to": schema.VERSION}.items() <= content.items()
    assert schema_version(drafted) == schema.VERSION and load(drafted, QIBAO).state == "已导出"
    resolve_and_claim(drafted)
    sound(drafted)


def resolve_and_claim(path: Path) -> None:
    """What only this version can book."""
    for by in ("丁", "戊"):
        acts.resolve(path, QIBAO, "成功", by, "凭证 1 号")
    recovery_acts.open_case(path, QIBAO, 1, "乙", "退保")


@pytest.mark.parametrize("number", [1, 2])
def test_what_is_taken_back_did_not_migrate(number: int, drafted: Path) -> None:
    as_version(drafted, number)
    with pytest.raises(Stop, match="的制单人就是"):
        acts.sign(drafted, QIBAO, "审核", "甲")
    assert schema_version(drafted) == (0 if number == 1 else 2)
    sound(drafted)


def test_a_version_that_no_event_tells_is_found(drafted: Path) -> None:
    plainly(drafted, "PRAGMA user_version = 0")
    with pytest.raises(Stop, match="文件写着台账版本 1，记录里是 3"):
        ledger_acts.check(drafted)


def schema_version(path: Path) -> int:
    connection = sqlite3.connect(path)
    (number,) = connection.execute("PRAGMA user_version").fetchone()
    connection.close()
    return int(number)


def test_what_was_signed_before_is_told_so_though_the_ledger_is_brought_up_to_date_by_it(drafted: Path) -> None:
    acts.sign(drafted, QIBAO, "审核", "乙")
    as_version(drafted, 1)
    for witnesses in (drafted.parent / "批次", witness.state_folder()):
        shutil.rmtree(witnesses, ignore_errors=True)  # of the events as they were numbered before
    again = acts.sign(drafted, QIBAO, "审核", "乙")
    assert schema_version(drafted) == schema.VERSION and again.codes[0] is Done.SIGNED_BEFORE
