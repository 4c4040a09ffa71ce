"""Tables of rules in which the first that fits decides: the decision table, the strength of a pair.

A table is a list of rules in order; a rule is a mask over whole columns, so that 700,000 rows are judged at once.
"""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import pandas as pd

Mask = npt.NDArray[np.bool_]
"""One yes or no per row."""


def first_fit(masks: Sequence["pd.Series[bool] | Mask"]) -> npt.NDArray[np.int64]:
    """Return for each row the position of the first mask that is true, -1 where none is. All masks have one entry per row.

    >>> first_fit([np.array([True, False, False]), np.array([True, True, False])]).tolist()
    [0, 1, -1]
    """
    columns = [np.asarray(mask, dtype=np.bool_) for mask in masks]
    return np.select(columns, [np.int64(place) for place in range(len(columns))], default=np.int64(-1))
