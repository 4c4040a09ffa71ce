"""平衡表: equations that must hold before anything is written, one table for every job (:data:`huibao_xl.frames.BALANCE`).

Each product says which equations it has; both sides of one come from different paths, so that it can fail.
"""

from collections.abc import Iterable

import pandas as pd

from huibao_xl.frames import BALANCE
from huibao_xl.reasons import Stop

Equation = tuple[str, int, int, str] | tuple[str, int, int, str, str]
"""Its name as staff read it, the left and the right side, their unit (行, 人 or 分: fen), and the 街镇 that it is about, if it is one."""


def equation_table(rows: Iterable[Equation]) -> pd.DataFrame:
    """Return equations as a frame of shape BALANCE, with whether each holds.

    >>> equation_table([("人数 = 行数", 2, 3, "人")])["ok"].tolist()
    [False]
    """
    table = pd.DataFrame([(*row, "")[:5] for row in rows], columns=["name", "left", "right", "unit", "township"])
    return BALANCE.typed(table.assign(ok=table["left"] == table["right"]))


def join(tables: Iterable[pd.DataFrame]) -> pd.DataFrame:
    """Return several tables of equations (frames.BALANCE) as one, in their order.

    >>> join([equation_table([("甲", 1, 1, "人")]), equation_table([("乙", 2, 2, "行")])])["unit"].tolist()
    ['人', '行']
    """
    return BALANCE.typed(pd.concat(list(tables), ignore_index=True))


def require(table: pd.DataFrame) -> None:
    """Raise Stop(S09, exit status 1) naming the equations that do not hold."""
    broken = table.loc[~table["ok"], "name"]
    if len(broken):
        raise Stop("S09", exit_status=1, equations="；".join(broken))
