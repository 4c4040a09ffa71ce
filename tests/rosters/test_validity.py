"""On which days an entry counts: both ends included, an empty end open, unreadable dates never valid."""

import numpy as np
import pandas as pd
import pytest

from huibao_xl.rosters.validity import in_period, valid_on

DAY = pd.Timestamp("2024-07-01")


def entries(*rows):
    frame = pd.DataFrame(rows, columns=["valid_from", "valid_to", "dates_unreadable"])
    return frame.astype({"valid_from": "datetime64[s]", "valid_to": "datetime64[s]"})


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
