"""On which days a roster entry counts: from 生效日期 to 失效日期, both included; an empty end is open (contract: rule X05)."""

import numpy as np
import numpy.typing as npt
import pandas as pd

Day = pd.Timestamp | npt.NDArray[np.datetime64]
"""One day for all entries, or one per entry."""


def in_period(entries: pd.DataFrame, day: Day) -> npt.NDArray[np.bool_]:
    """Return for each entry (frames.ENTRIES) whether ``day`` lies between its dates, as far as they could be read."""
    begun = entries["valid_from"].isna() | (entries["valid_from"] <= day)
    lasting = entries["valid_to"].isna() | (entries["valid_to"] >= day)
    return np.asarray(begun & lasting, dtype=np.bool_)


def valid_on(entries: pd.DataFrame, day: Day) -> npt.NDArray[np.bool_]:
    """Return for each entry (frames.ENTRIES) whether it is valid on ``day``; one whose dates cannot be read is not."""
    return np.asarray(in_period(entries, day) & ~entries["dates_unreadable"], dtype=np.bool_)
