"""Unreadable cells of every kind over simulated years: nothing is wrong among what is printed as certain (``bench/certain.py`` does the same with a million rows)."""

import sprinkled


def test_nothing_is_wrong_among_settlements_that_are_certain() -> None:
    found = sprinkled.medical(rows=3_000, people=300, seed=5, share=0.02)
    assert found.wrong == []
    assert found.sprinkled > 40 and found.certain > 3 * found.unclear > 0


def test_nothing_is_wrong_among_payments_that_are_certain() -> None:
    found = sprinkled.paid(people=1_500, seed=5)
    assert found.wrong == []
    assert found.sprinkled > 20 and found.certain > found.unclear > 0
