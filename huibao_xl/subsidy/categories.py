"""The categories that a person belongs to: all of them in the policy's order, and the first, the 主类别."""

import numpy as np
import pandas as pd


def join(
    rows: np.ndarray, roles: pd.Series | pd.Categorical, n: int, order: tuple[str, ...]
) -> tuple[pd.Categorical, pd.Categorical]:
    """Return, for ``n`` rows, their categories joined by 、 and the main one; null where a row has none.

    ``rows``: which row each of ``roles`` belongs to, in any order and with repeats. ``order``: the categories, main first.

    >>> whole, main = join(np.array([0, 0, 2]), pd.Series(["优抚对象", "持证残疾人", "优抚对象"]), 3, ("持证残疾人", "优抚对象"))
    >>> list(whole), list(main)
    (['持证残疾人、优抚对象', nan, '优抚对象'], ['持证残疾人', nan, '优抚对象'])
    """
    bits = np.zeros(n, dtype=np.int64)
    for position, role in enumerate(order):
        bits[np.unique(rows[np.asarray(roles == role)])] |= 1 << position
    sets = [[role for position, role in enumerate(order) if bit >> position & 1] for bit in range(1 << len(order))]
    whole = pd.Categorical.from_codes(bits - 1, categories=["、".join(some) for some in sets[1:]])
    firsts = np.array([order.index(some[0]) if some else -1 for some in sets])
    return whole, pd.Categorical.from_codes(firsts[bits], categories=list(order))
