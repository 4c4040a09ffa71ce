"""Two clerks at the same time, from two processes: nobody is paid twice, and one of them is told clearly."""

import os
import sys
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import NoReturn

import bank
from paying import QIBAO, load

from huibao_xl.cli import main
from huibao_xl.payments import acts, ledger_acts
from huibao_xl.payments.ledger.store import opened
from huibao_xl.reasons.outcomes import Done


def at_once(commands: Sequence[Sequence[str]], ledger: Path) -> list[tuple[int, str]]:
    """Start all commands together, each in a process of its own; return exit status and what each printed.

    The processes are forks of this one, and wait until all are there: no import comes between the two.
    """
    waiting, start = os.pipe()
    started = []
    for at, command in enumerate(commands):
        printed = ledger.with_name(f"{at}.txt")
        if not (child := os.fork()):
            os.close(start)
            os.read(waiting, 1)  # ends when the parent closes its end
            _become([*command, "--ledger", str(ledger)], printed)
        started.append((child, printed))
    os.close(waiting)
    os.close(start)
    statuses = [os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) for child, _ in started]
    texts = [printed.read_text(encoding="utf-8") for _, printed in started]
    assert not any("Traceback" in text for text in texts)
    return list(zip(statuses, texts, strict=True))


def _become(arguments: list[str], printed: Path) -> NoReturn:
    """Run a command and end with its exit status; what it prints goes to a file."""
    status = 70
    try:
        with printed.open("w", encoding="utf-8") as sys.stdout:
            sys.stderr = sys.stdout
            status = main(arguments)
    finally:
        os._exit(status)


def sound(ledger: Path) -> None:
    assert ledger_acts.check(ledger).codes == [Done.LEDGER_SOUND]


def test_two_who_draft_at_once_make_two_drafts_and_one_is_approved(ledger: Path, result: Path) -> None:
    acts.make(ledger, result, "区", "初", "通用")
    acts.reject(ledger, "2024-区民政局-1", "乙", "重来")
    ended = at_once([["batch", str(result), "--payer", "区", "--by", name] for name in ("甲", "戊")], ledger)
    assert [status for status, _ in ended] == [0, 0]
    drafts = ["2024-区民政局-2", "2024-区民政局-3"]
    for number in drafts:
        acts.sign(ledger, number, "审核", "乙")
    ended = at_once([["approve", number, "--by", "丙"] for number in drafts], ledger)
    assert sorted(status for status, _ in ended) == [0, 2]
    (refused,) = [text for status, text in ended if status == 2]
    assert "在途或发放，没有批准" in refused and refused.count("\n") == 1
    with opened(ledger) as book:
        holders = Counter(batch for (batch,) in book.rows("SELECT batch FROM claim"))
    assert sorted(holders.values()) == [12]
    sound(ledger)


def test_two_who_export_and_register_at_once_do_it_once(approved: Path, tmp_path: Path) -> None:
    ended = at_once([["export", QIBAO, "--by", name] for name in ("甲", "戊")], approved)
    assert [status for status, _ in ended] == [0, 0]
    (file,) = bank.exported(approved, QIBAO)
    assert len(load(approved, QIBAO).exports) == 1 and file.is_file()
    answer = bank.answer(approved, QIBAO, tmp_path / "回盘.xlsx", {2: bank.BUSY})
    ended = at_once([["return", QIBAO, str(answer), "--by", name] for name in ("甲", "戊")], approved)
    assert [status for status, _ in ended] == [0, 0]
    assert sum("已经处理过，台账没有改动" in text for _, text in ended) == 1
    assert len(load(approved, QIBAO).returns) == 1
    ended = at_once([["reissue", QIBAO, "--by", name] for name in ("甲", "戊")], approved)
    assert sum("没有可以重发的明细" in text for _, text in ended) == 1
    sound(approved)


def test_two_who_make_the_first_ledger_at_once_share_one(ledger: Path, result: Path) -> None:
    ended = at_once([["batch", str(result), "--payer", "区", "--by", name] for name in ("甲", "戊")], ledger)
    assert {status for status, _ in ended} <= {0, 2} and 0 in {status for status, _ in ended}
    with opened(ledger) as book:
        assert len(book.batches()) == sum(status == 0 for status, _ in ended)
    sound(ledger)
