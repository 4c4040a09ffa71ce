"""Seasons that go wrong, drawn by hypothesis: whatever is killed, done twice at once, late, contradicted, sent again or put back, nobody is paid twice but by the bank's own word, and in
the end the bank's book and the ledger's agree to the fen.

The suite draws a few; ``SEASONS=250 pytest tests/payments/test_seasons.py`` plays 250 seasons of 40 steps, other ones each time.
"""

import os
from collections import Counter
from typing import Any

import people
import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule, run_state_machine_as_test
from seasons import Season, order

from huibao_xl.payments.ledger import witness
from huibao_xl.payments.ledger.store import opened

SEASONS = int(os.environ.get("SEASONS", "0"))
TOTAL: Counter[str] = Counter()
AT = st.integers(0, 7)
SOME = st.integers(0, 15)
FATE = st.integers(0, 2**20)
BOTH = st.sampled_from([False, False, False, True])


def machine(place: Any, copies: Any) -> type[RuleBasedStateMachine]:
    """The state machine on the ledger that stands at a place, each time from its copy."""

    class Seasons(RuleBasedStateMachine):
        @initialize(
            kills=st.sampled_from([True, True, False]),
            stage=st.sampled_from(["drafted", "approved", "sent", "sent"]),
            fate=FATE,
        )
        def begin(self, kills: bool, stage: str, fate: int) -> None:
            self.season = Season(people.put_back(place, copies[stage]) / "台账.sqlite3")
            with opened(self.season.ledger) as book:
                witness.write(book.standing(), [])  # the user's folder knows it
            self.kills = kills
            for number in self.season.numbers():
                self.season.upload(number, fate)

        def number(self, at: int) -> str:
            TOTAL["steps"] += 1
            return order(self.season.numbers(), at)

        @rule(at=st.integers(1, 60))
        @precondition(lambda self: self.kills and not self.season.kill_at)
        def kill_the_next(self, at: int) -> None:
            self.season.kill_at = at

        @rule(at=AT, both=BOTH)
        def sign(self, at: int, both: bool) -> None:
            self.season.sign(self.number(at), both)

        @rule(at=AT)
        def sign_both_steps(self, at: int) -> None:
            number = self.number(at)
            self.season.sign(number)
            self.season.sign(number)

        @rule(at=AT, both=BOTH, fate=FATE)
        def send(self, at: int, both: bool, fate: int) -> None:
            number = self.number(at)
            self.season.export(number, both)
            self.season.upload(number, fate)

        @rule(at=AT, some=SOME, lies=st.sampled_from([0, 0, 0, 1, 2, 4, 8]))
        def answer(self, at: int, some: int, lies: int) -> None:
            number = self.number(at)
            self.season.answer(
                number, lambda line: some >> (line - 1) & 1 == 0, lambda line: bool(lies >> (line - 1) & 1)
            )

        @rule(at=AT, which=st.integers(0, 30))
        def old_file(self, at: int, which: int) -> None:
            self.season.old_file(self.number(at), which)

        @rule(at=AT)
        def settle(self, at: int) -> None:
            self.season.settle(self.number(at))

        @rule(at=AT, both=BOTH)
        def reissue(self, at: int, both: bool) -> None:
            self.season.reissue(self.number(at), both)

        @rule(at=AT, really=st.sampled_from([False, False, True]))
        def reject(self, at: int, really: bool) -> None:
            if really:
                self.season.reject(self.number(at))

        @rule(what=st.sampled_from(["make", "arrive", "recover", "check"]))
        def go_on(self, what: str) -> None:
            TOTAL["steps"] += 1
            getattr(self.season, what)()

        @rule(what=st.sampled_from(["keep", "keep", "put_back", "old_copy", "second_ledger"]))
        def disaster(self, what: str) -> None:
            TOTAL["steps"] += 1
            getattr(self.season, what)()

        def teardown(self) -> None:
            if hasattr(self, "season"):
                self.season.finish()
                TOTAL.update(self.season.counts)
                TOTAL["seasons"] += 1

    return Seasons


@pytest.mark.usefixtures("without_papers")
def test_whatever_goes_wrong_the_two_books_agree(stages: Any) -> None:
    place, copies = stages
    few = settings(
        max_examples=3,
        stateful_step_count=14,
        derandomize=True,
        deadline=None,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    many = settings(few, max_examples=SEASONS or 1, stateful_step_count=50, derandomize=False, phases=[Phase.generate])
    run_state_machine_as_test(machine(place, copies), settings=many if SEASONS else few)
    print(dict(sorted(TOTAL.items())))
    assert TOTAL["seasons"] >= 3 and TOTAL["statement lines"]
