"""A whole season: three payers, three banks, failures, late returns, two re-issues, crashes, two clerks; in the end everybody is paid once,
the ledger is sound, 执行情况 is the sum of what the banks confirmed, and a changed copy of the ledger is found out.

The people are few here; ``bench/payments.py`` plays the same season with 39,000. One test, for the season is played once.
"""

from pathlib import Path

import pytest
from season import Season
from tampering import copy_of, tamper

from huibao_xl.payments import execution, ledger_acts
from huibao_xl.payments.ledger import verify
from huibao_xl.payments.ledger.store import opened
from huibao_xl.policy import load
from huibao_xl.reasons.outcomes import Done

PEOPLE, FAILURES, LATE = 36, 7, 4
TOWNS = ["莘庄镇", "古美街道", "莘庄工业区"]
"""Of each kind and each bank one. What a fourth payer does, the three have done: every payer costs a dozen commands."""


@pytest.mark.usefixtures("without_papers")
def test_a_season_ends_with_everybody_paid_once(tmp_path: Path) -> None:
    season = Season(tmp_path / "一季", count=PEOPLE, failures=FAILURES, late=LATE, towns=TOWNS, crashes=True)
    season.run()
    with opened(season.ledger) as book:
        told = execution.execution(book, load("2024"))
        passed = book.rows(
            "SELECT sum(json_extract(body, '$.amount_fen')) FROM event WHERE kind = 'line' AND batch LIKE '2024-拨付-%'"
        )
    _everybody_is_paid_once(season, told)
    _execution_is_what_the_banks_confirmed(season, told)
    assert passed == [(int(told.people["district_fen"].sum()),)]  # 资金拨付: the district's share of what the 街镇 pay
    assert ledger_acts.check(season.ledger).codes == [Done.LEDGER_SOUND]
    _a_changed_copy_is_found_at_the_right_event(season, tmp_path / "副本.sqlite3")


def _everybody_is_paid_once(season: Season, told: execution.Execution) -> None:
    assert set(told.people["state"]) == {"成功"} and len(told.people) == PEOPLE
    assert season.bank.holders == PEOPLE
    assert len(season.bank.credits) == PEOPLE + LATE  # nobody was credited twice but whose money had come back
    assert set(season.bank.credits.values()) == {1}


def _execution_is_what_the_banks_confirmed(season: Season, told: execution.Execution) -> None:
    assert told.by_bearer["executed_fen"].sum() == season.bank.confirmed_fen == PEOPLE * 12900
    assert told.by_township["amount_fen"].sum() == PEOPLE * 12900
    rates = {rate.name: (rate.numerator, rate.denominator) for rate in told.rates}
    assert rates["应补尽补率"] == (PEOPLE, PEOPLE) and rates["准确率"] == (PEOPLE - LATE, PEOPLE)


def _a_changed_copy_is_found_at_the_right_event(season: Season, copy: Path) -> None:
    with opened(copy_of(season.ledger, copy)) as book:
        seq = book.events(kinds=("line",))[61].seq
    tamper(
        copy, f"UPDATE event SET body = replace(body, '\"amount_fen\":12900', '\"amount_fen\":12901') WHERE seq = {seq}"
    )
    with opened(copy) as book:
        assert verify.verify(book)[0].seq == seq
