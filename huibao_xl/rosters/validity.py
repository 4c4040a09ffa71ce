"""On which days a roster entry counts: from 生效日期 to 失效日期, both included; an empty end is open (contract: rule X05). What is 注销, 停发,
迁出 … does not count from the day on that is given, and on no day where none is."""

import numpy as np
import numpy.typing as npt
import pandas as pd

Day = pd.Timestamp | npt.NDArray[np.datetime64]
"""One day for all entries, or one per entry."""


def in_period(entries: pd.DataFrame, day: Day) -> npt.NDArray[np.bool_]:
    """Return for each entry (frames.ENTRIES) whether ``day`` lies between its dates, as far as they could be read."""
    begun = entries["valid_from"].isna() | (entries["valid_from"] <= day)
    lasting = entries["valid_to"].isna() | (entries["valid_to"] >= day)
    gone = entries["out"] | (entries["out_by"] <= day)
    return np.asarray(begun & lasting & ~gone, dtype=np.bool_)


def ever_in_period(entries: pd.DataFrame) -> npt.NDArray[np.bool_]:
    """Return for each entry (frames.ENTRIES) whether there is a day on which it is valid, as far as its dates could be read."""
    begins = entries["valid_from"]
    dated = entries["valid_to"].isna() | begins.isna() | (begins <= entries["valid_to"])
    gone = entries["out"] | (entries["out_by"] <= begins)
    return np.asarray(dated & ~gone, dtype=np.bool_)


def in_doubt(entries: pd.DataFrame, day: Day) -> npt.NDArray[np.bool_]:
    """Return for each entry (frames.ENTRIES) whether a cell of its state, or an end or start that names only its year, leaves open that it is
    valid on ``day``."""
    begins = (entries["valid_from"] <= day) & (entries["begun_by"] > day)
    return np.asarray(entries["doubt"].notna() | (entries["out_from"] <= day) | begins, dtype=np.bool_)
