"""Every event says from which account of the system, which computer and which version it was written; too little of a hash proves nothing."""

import os
import platform
import sys
from pathlib import Path
from types import SimpleNamespace

import openpyxl
import psutil
import pytest
from paying import JIANGCHUAN, QIBAO, load, sound
from tampering import rechain, tamper

from huibao_xl import __version__
from huibao_xl.payments import acts, ledger_acts
from huibao_xl.payments.ledger import origin
from huibao_xl.payments.ledger.store import opened
from huibao_xl.reasons import Stop

pytestmark = pytest.mark.usefixtures("without_papers")


def test_every_event_says_from_where_whatever_the_environment_says(
    drafted: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("LOGNAME", "USER", "USERNAME", "COMPUTERNAME", "HOSTNAME"):
        monkeypatch.setenv(name, "王局长")
    acts.sign(drafted, QIBAO, "审核", "乙", [2], "待查")
    acts.release(drafted, QIBAO, 2, "乙", "已查明")
    acts.reject(drafted, JIANGCHUAN, "乙", "x")
    with opened(drafted) as book:
        events = book.events()
    written = [event.content.get(origin.KEY) for event in events if event.kind not in origin.PARTS]
    ours = psutil.Process().username()
    assert all(
        each == {"account": ours, "account_id": str(os.getuid()), "computer": platform.node(), "program": __version__}
        for each in written
    )
    assert {event.kind for event in events} == {"open", "batch", "line", "strike", "sign", "release", "reject"}


def test_an_event_that_does_not_say_it_is_found(drafted: Path) -> None:
    acts.sign(drafted, QIBAO, "审核", "乙")
    tamper(drafted, "UPDATE event SET body = json_remove(body, '$.origin') WHERE kind = 'sign'")
    rechain(drafted)
    with pytest.raises(Stop, match="没有写明是哪个电脑账号"):
        ledger_acts.check(drafted)


def test_the_workbook_of_a_ledger_shows_it(drafted: Path, tmp_path: Path) -> None:
    ledger_acts.export_ledger(drafted, tmp_path / "台账.xlsx")
    rows = [[cell.value for cell in row] for row in openpyxl.load_workbook(tmp_path / "台账.xlsx")["记录"].iter_rows()]
    assert rows[0][-2:] == ["电脑账号", "电脑"] and rows[1][-2:] == [psutil.Process().username(), platform.node()]


def test_fewer_than_eight_characters_of_a_hash_prove_nothing(drafted: Path) -> None:
    seal = load(drafted, QIBAO).seal
    for quoted in (seal[:1], seal[:7], "……", "\u200b", seal[:7] + "g"):
        for act in (
            lambda quoted=quoted: acts.sign(drafted, QIBAO, "审核", "乙", quoted=quoted),
            lambda quoted=quoted: ledger_acts.check(drafted, quoted),
        ):
            with pytest.raises(Stop, match="不足 8 位，或不是校验码") as stop:
                act()
            assert stop.value.code == "S07"
    with pytest.raises(Stop, match="的校验码与所签的不同"):
        acts.sign(drafted, QIBAO, "审核", "乙", quoted="0" * 16)
    acts.sign(drafted, QIBAO, "审核", "乙", quoted=f" {seal[:4].upper()} {seal[4:8]}")
    sound(drafted)


def test_the_sid_of_windows_is_asked_by_the_account_and_its_lack_stops_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = []

    def look_up(server: None, name: str) -> tuple[str, str, int]:
        asked.append(name)
        return "sid", "民政", 1

    monkeypatch.setitem(sys.modules, "win32security", None)
    assert origin._sid() == ""
    windows = SimpleNamespace(LookupAccountName=look_up, ConvertSidToStringSid=lambda sid: f"S-1-5-21-{sid}")
    monkeypatch.setitem(sys.modules, "win32security", windows)
    assert origin._sid() == "S-1-5-21-sid" and asked == [origin.account()]
