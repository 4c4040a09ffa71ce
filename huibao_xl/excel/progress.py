"""The state of the steps on the sheet 开始: what was done and when, a link to the sheet it filled, and whether it is out of date.

Each step is kept with a digest of what it was computed from (lists, policy, parameters, settings). When a later command sees
another digest, the steps before it say that they must be pressed again: a bank file shall not be taken for one of today's lists.
"""

import xlwings as xw

from huibao_xl.excel import store
from huibao_xl.excel.sheets import START, inner_link

STALE = "（名单或参数此后有变，请再按）"
UNKNOWN = "?"
"""The digest of a command that changes lists or parameters: whatever was computed before is out of date."""
_STEP, _STATE, _LAST_STEP = 2, 4, 40
"""Of the start sheet: the columns of the steps' labels and of their state, and how far down they may go."""


def tick(book: xw.Book, label: str, text: str, digest: str = "", shown: xw.Sheet | None = None) -> None:
    """Write the state of a step, with a link to the sheet that it filled; mark the steps that are out of date.

    ``digest``: of what the step was computed from; "" for a step that says nothing about the others.
    """
    if not store.has_sheet(book, START):
        return
    steps: dict[str, list[str]] = store.load(book).get("steps", {})
    steps[label] = [text, digest.replace(UNKNOWN, "")]
    store.save(book, steps=steps)
    sheet = book.sheets[START]
    for row, value in enumerate(sheet.range((1, _STEP), (_LAST_STEP, _STEP)).value, 1):
        if value in steps and (digest or value == label):
            sheet.range((row, _STATE)).value = _state(steps[value][0], steps[value][1], digest)
        if value == label and shown is not None:
            sheet.range((row, _STEP)).add_hyperlink(inner_link(shown.name, "A1"), label)


def _state(text: str, digest: str, current: str) -> str:
    """A step as it shows.

    >>> _state("应补 3 人", "a", "b"), _state("应补 3 人", "a", "a"), _state("导入 3 行", "", "b")
    ('应补 3 人（名单或参数此后有变，请再按）', '应补 3 人', '导入 3 行')
    """
    return text + (STALE if digest and digest != current else "")
