"""The state of the steps on the sheet 开始: what was done and when, a link to the sheet it filled, and whether it is out of date.

Each step is kept with a digest of what it was computed from (lists, policy, parameters, settings). When a later command sees
another digest, the steps before it say that they must be pressed again: a bank file shall not be taken for one of today's lists.
"""

from typing import TYPE_CHECKING

from huibao_xl.excel.changes import CellText
from huibao_xl.excel.sheets import START, place_of_cell

if TYPE_CHECKING:
    from huibao_xl.excel.snapshot import Snapshot

STALE = "（名单或参数此后有变，请再按）"
UNKNOWN = "?"
"""The digest of a command that changes lists or parameters: whatever was computed before is out of date."""
_STEP, _STATE, _LAST_STEP = 2, 4, 40
"""Of the start sheet: the columns of the steps' labels and of their state, and how far down they may go."""


def tick(
    snapshot: "Snapshot", steps: dict[str, list[str]], label: str, text: str, digest: str = "", shown: str = ""
) -> tuple[dict[str, list[str]], tuple[CellText, ...]]:
    """Return the steps as they are remembered after one, and the cells of the start sheet that change: its state, with a link to the sheet that it
    filled, and the steps that are out of date.

    ``digest``: of what the step was computed from; "" for a step that says nothing about the others.
    """
    grid = snapshot.grids.get(START)
    if grid is None:
        return steps, ()
    steps = steps | {label: [text, digest.replace(UNKNOWN, "")]}
    cells = []
    for row in range(1, _LAST_STEP + 1):
        value = snapshot.text((START, row, _STEP))
        if value in steps and (digest or value == label):
            cells.append(CellText(row, _STATE, _state(steps[value][0], steps[value][1], digest)))
        if value == label and shown:
            cells.append(CellText(row, _STEP, label, place_of_cell(shown, "A1")))
    return steps, tuple(cells)


def _state(text: str, digest: str, current: str) -> str:
    """A step as it shows.

    >>> _state("应补 3 人", "a", "b"), _state("应补 3 人", "a", "a"), _state("导入 3 行", "", "b")
    ('应补 3 人（名单或参数此后有变，请再按）', '应补 3 人', '导入 3 行')
    """
    return text + (STALE if digest and digest != current else "")
