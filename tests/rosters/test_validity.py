"""On which days an entry counts: both ends included, an empty end open."""

import numpy as np
import pandas as pd
import pytest

from huibao_xl.rosters.validity import ever_in_period, in_doubt, in_period

DAY = pd.Timestamp("2024-07-01")


def entries(*rows):
    frame = pd.DataFrame(rows, columns=["valid_from", "valid_to", "dates_unreadable"])
    frame = frame.assign(out=False, out_from=pd.NaT, out_by=pd.NaT, doubt=None, dead=None)
    return frame.astype(dict.fromkeys(["valid_from", "valid_to", "out_from", "out_by"], "datetime64[s]"))


@pytest.mark.parametrize(
    ("start", "end", "unreadable", "in_time"),
    [
        (None, None, False, True),
        ("2024-07-01", None, False, True),
        ("2024-07-02", None, False, False),
        (None, "2024-07-01", False, True),
        (None, "2024-06-30", False, False),
        ("2024-01-01", "2024-12-31", True, True),
        ("2025-01-01", None, True, False),
    ],
)
def test_an_entry_on_one_day(start, end, unreadable, in_time):
    assert in_period(entries((start, end, unreadable)), DAY).tolist() == [in_time]


def test_each_entry_on_a_day_of_its_own():
    frame = entries(("2024-07-01", None, False), ("2024-07-01", None, False))
    days = np.array(["2024-07-01", "2024-06-30"], dtype="datetime64[s]")
    assert in_period(frame, days).tolist() == [True, False]


@pytest.mark.parametrize(
    ("state", "in_time", "doubt"),
    [
        ({"out": True}, False, False),
        ({"out_from": "2024-07-01", "out_by": "2024-07-01"}, False, True),
        ({"out_from": "2024-07-02", "out_by": "2024-07-02"}, True, False),
        ({"out_from": "2024-07-01", "out_by": "2024-07-31"}, True, True),
        ({"doubt": "D 列“状态”为“甲”"}, True, True),
        ({"dead": "D 列“状态”为“死亡”"}, True, False),
    ],
)
def test_an_entry_that_is_out_in_doubt_or_of_the_dead(state, in_time, doubt):
    frame = entries((None, None, False)).assign(**state)
    frame = frame.astype(dict.fromkeys(["out_from", "out_by"], "datetime64[s]"))
    assert (in_period(frame, DAY).tolist(), in_doubt(frame, DAY).tolist()) == ([in_time], [doubt])


@pytest.mark.parametrize(
    ("start", "end", "ever"),
    [
        (None, None, True),
        ("2030-01-01", None, True),
        (None, "2001-01-01", True),
        ("2024-06-10", "2024-06-20", True),
        ("2024-06-20", "2024-06-20", True),
        ("2024-06-21", "2024-06-20", False),
    ],
)
def test_an_entry_that_is_valid_on_some_day(start, end, ever):
    assert ever_in_period(entries([start, end, False])).tolist() == [ever]
    assert not ever_in_period(entries([start, end, False]).assign(out=True)).any()
