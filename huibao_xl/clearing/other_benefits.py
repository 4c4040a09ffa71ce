"""Payments of something else in a list, or in a folder, of what was paid: 两项补贴, 低保金, 高温慰问 beside this subsidy.

A list whose names say another benefit and whose amounts are others is left out, and so are the rows that a column of what was paid for (项目, 用途, 摘要) calls another
one. Where only one of the two says so, nobody knows: the rows wait.
"""

import re

import numpy as np
import pandas as pd

from huibao_xl import findings
from huibao_xl.rosters.columns import mapped
from huibao_xl.rosters.labels import added
from huibao_xl.rosters.place import folders_of
from huibao_xl.rosters.role import is_of_subsidy, of_another_benefit
from huibao_xl.rosters.rows import Body
from huibao_xl.rosters.states import sentence

_WHAT_FOR = re.compile(
    "^(?:(?:补贴|补助|发放|资金|费用|业务|款项|支付|付款|政策|救助|惠民)*(?:项目|名称|用途|摘要|附言|事由|款项|种类)(?:名称|说明|内容)?|补贴类[型别]|补助类[型别])$"
)
"""Headers of a column that says for what was paid."""
_MOST = 0.8


def other_benefits(
    body: Body, frame: pd.DataFrame, amount: np.ndarray, amount_fen: int
) -> tuple[np.ndarray, np.ndarray, list[pd.DataFrame]]:
    """Return which rows of a list of payments are of another benefit, a doubt at those that may be ("" elsewhere), and C23 at the sheet, or at each such
    row. ``amount``: in fen; ``amount_fen``: what the policy pays."""
    file, sheet = body.grid.named
    names = (sheet, body.layout.header.title, file.stem, *folders_of(body.label))
    ours = np.abs(amount) == amount_fen
    gone, doubts = np.zeros(len(frame), dtype=bool), np.full(len(frame), "", dtype=object)
    says = doubts.copy()
    if len(frame) and of_another_benefit(names):
        if ours.mean() < _MOST:
            found = [
                findings.for_file("C23", body.label, sheet, why="名称写明是别的补贴，金额也不同", count=len(frame))
            ]
            return ~gone, doubts, found
        doubts[:] = "名称写明是别的补贴，金额却是这项补贴的标准"
    for column, header in enumerate(body.layout.header.texts):
        if _WHAT_FOR.match(re.sub(r"\s", "", header)):
            other, waits, shown = _by_cells(body, column, ours)
            gone, says, doubts = gone | other, added(says, other, shown), added(doubts, waits, shown)
    if not gone.any():
        return gone, doubts, []
    return gone, doubts, [findings.for_rows("C23", frame[gone], why=says[gone] + "，写明是别的补贴", count=1)]


def _by_cells(body: Body, column: int, ours: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Which rows a column says are of another benefit, which may be, and what its cells are called. Where all are of the policy's amount and none is called this
    subsidy, the words may be how a bank calls it."""
    positions, texts = mapped(body.column(column), str)
    named = np.array([is_of_subsidy(text) for text in texts], dtype=bool)
    other = np.array([of_another_benefit([text]) for text in texts], dtype=bool)
    blank = np.array([not text.strip() for text in texts], dtype=bool)
    any_named = named[positions].any()
    mine, unknown = other[positions], ~(named | other | blank)[positions]
    waits = (mine & ours) if not any_named else unknown
    shown = np.array([sentence(body.layout, column, text) for text in texts], dtype=object)[positions]
    return mine & ~waits, waits, shown
