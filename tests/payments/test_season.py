"""A whole season: 14 payers, three banks, failures, late returns, two re-issues, a crash in each step, two clerks; in the end everybody
is paid once, the ledger is sound, 执行情况 is the sum of what the banks confirmed, and a changed copy of the ledger is found out.

The people are few here; ``bench/payments.py`` runs the same season with 39,000.
"""

import sqlite3
from pathlib import Path

import pytest
from season import Season

from huibao_xl.payments import acts, execution, verify
from huibao_xl.payments.ledger import opened
from huibao_xl.policy import load


@pytest.fixture(scope="module")
def season(tmp_path_factory: pytest.TempPathFactory) -> Season:
    whole = Season(tmp_path_factory.mktemp("一季"), count=140, failures=12, late=6, crashes=True)
    whole.run()
    return whole


def test_everybody_is_paid_once(season: Season) -> None:
    with opened(season.ledger) as book:
        people = execution.execution(book, load("2024")).people
    assert set(people["state"]) == {"成功"} and len(people) == 140
    assert season.bank.holders == 140


def test_the_ledger_is_sound(season: Season) -> None:
    assert acts.check(season.ledger)[0].startswith("台账完好")


def test_execution_is_what_the_banks_confirmed_to_the_fen(season: Season) -> None:
    with opened(season.ledger) as book:
        told = execution.execution(book, load("2024"))
    assert told.by_bearer["executed_fen"].sum() == season.bank.confirmed_fen == 140 * 12900
    assert told.by_township["amount_fen"].sum() == 140 * 12900
    rates = {rate.name: (rate.numerator, rate.denominator) for rate in told.rates}
    assert rates["应补尽补率"] == (140, 140) and rates["准确率"] == (140 - 6, 140)


def test_the_transfers_are_the_district_s_share_of_what_the_townships_pay(season: Season) -> None:
    with opened(season.ledger) as book:
        people = execution.execution(book, load("2024")).people
        passed = book.rows(
            "SELECT sum(json_extract(body, '$.amount_fen')) FROM event WHERE kind = 'line' AND batch LIKE '2024-拨付-%'"
        )
    assert passed == [(int(people["district_fen"].sum()),)]


def test_a_changed_copy_is_found_at_the_right_event(season: Season, tmp_path: Path) -> None:
    copy = tmp_path / "副本.sqlite3"
    with sqlite3.connect(season.ledger) as source, sqlite3.connect(copy) as target:
        source.backup(target)
        target.execute("DROP TRIGGER event_stays")
        (seq,) = target.execute("SELECT seq FROM event WHERE kind = 'line' ORDER BY seq LIMIT 1 OFFSET 77").fetchone()
        target.execute(
            f"UPDATE event SET body = replace(body, '\"amount_fen\":12900', '\"amount_fen\":12901') WHERE seq = {seq}"
        )
    with opened(copy) as book:
        assert verify.verify(book)[0].seq == seq
