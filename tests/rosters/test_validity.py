"""On which days an entry counts: both ends included, an empty end open, unreadable dates never valid."""

import numpy as np
import pandas as pd
import pytest

from huibao_xl.rosters.validity import in_doubt, in_period, valid_on

DAY = pd.Timestamp("2024-07-01")


def entries(*rows):
    frame = pd.DataFrame(rows, columns=["valid_from", "valid_to", "dates_unreadable"])
    frame = frame.assign(out=False, out_from=pd.NaT, out_by=pd.NaT, doubt=None, dead=None)
    return frame.astype(dict.fromkeys(["valid_from", "valid_to", "out_from", "out_by"], "datetime64[s]"))


@pytest.mark.parametrize(
    ("start", "end", "unreadable", "in_time", "valid"),
    [
        (None, None, False, True, True),
        ("2024-07-01", None, False, True, True),
        ("2024-07-02", None, False, False, False),
        (None, "2024-07-01", False, True, True),
        (None, "2024-06-30", False, False, False),
        ("2024-01-01", "2024-12-31", False, True, True),
        ("2024-01-01", "2024-12-31", True, True, False),
        ("2025-01-01", None, True, False, False),
    ],
)
def test_an_entry_on_one_day(start, end, unreadable, in_time, valid):
    frame = entries((start, end, unreadable))
    assert in_period(frame, DAY).tolist() == [in_time] and valid_on(frame, DAY).tolist() == [valid]


def test_each_entry_on_a_day_of_its_own():
    frame = entries(("2024-07-01", None, False), ("2024-07-01", None, False))
    days = np.array(["2024-07-01", "2024-06-30"], dtype="datetime64[s]")
    assert valid_on(frame, days).tolist() == [True, False]


@pytest.mark.parametrize(
    ("state", "in_time", "doubt", "valid"),
    [
        ({"out": True}, False, False, False),
        ({"out_from": "2024-07-01", "out_by": "2024-07-01"}, False, True, False),
        ({"out_from": "2024-07-02", "out_by": "2024-07-02"}, True, False, True),
        ({"out_from": "2024-07-01", "out_by": "2024-07-31"}, True, True, False),
        ({"doubt": "D 列“状态”为“甲”"}, True, True, False),
        ({"dead": "D 列“状态”为“死亡”"}, True, False, False),
    ],
)
def test_an_entry_that_is_out_in_doubt_or_of_the_dead(state, in_time, doubt, valid):
    frame = entries((None, None, False)).assign(**state)
    frame = frame.astype(dict.fromkeys(["out_from", "out_by"], "datetime64[s]"))
    answers = (in_period(frame, DAY).tolist(), in_doubt(frame, DAY).tolist(), valid_on(frame, DAY).tolist())
    assert answers == ([in_time], [doubt], [valid])
