"""Rows of a list of payments whose own columns do not say that the money arrived: no result where the others have one, a word that says that it was approved (已审核, 审批通过),
a day on which it came back.

A list of 往期发放 in the main job speaks against paying, so there an empty result is a payment. Here it would be one that nobody confirmed: neither made up nor
taken back, it waits.
"""

import re

import numpy as np

from huibao_xl.clearing.other_results import asks_of_result, says_done
from huibao_xl.rosters.columns import mapped
from huibao_xl.rosters.labels import added
from huibao_xl.rosters.rows import Body
from huibao_xl.rosters.state_columns import state_columns
from huibao_xl.rosters.states import sentence
from huibao_xl.rosters.status_words import is_nothing, plain

_REVIEW = re.compile(
    "审核|复核|审批|[初复终]审|核查|核实|核对|校验|核验|公示|签字|录入|导入|参保|投保|保单|死亡|健在|在册"
)
"""Headers that ask of something else than what became of a payment."""
_APPROVED = re.compile(
    "^(?:已|均)?(?:审核|复核|审批|核准|批准|同意|审定|审批完成|复审|终审|通过)(?:通过|同意|成功|完成|无误)?$"
)
_CAME_BACK = re.compile("^(?:.{0,4})(?:退回|退票|退汇|退款|冲正|冲销|撤销|追回|收回|返还)(?:日期|时间|年月|日|金额)$")
"""Headers of what is filled in where a payment came back."""


def unsettled(body: Body, below_zero: np.ndarray) -> np.ndarray:
    """Return a doubt at each row of a list of payments that is not said to be paid, "" elsewhere. ``below_zero``: rows that take a payment back themselves."""
    doubts = np.full(len(body.rows), "", dtype=object)
    states = dict(state_columns(body.layout, of_policy=True))
    fields = {*body.layout.columns.values()} - {body.layout.columns.get("状态", -1)}
    for column, title in enumerate(body.layout.header.texts):
        header = states.get(column)
        if (body.layout.confirmed or {}).get(column) or (column in fields and header is None):
            continue
        is_status = header is not None and header.what == "status" and not (header.denied or header.words)
        title = re.sub(r"\s", "", title)
        if _CAME_BACK.match(title):
            waits = _filled(body, column)
        elif (is_status or (header is None and asks_of_result(title))) and not _REVIEW.search(title):
            waits = _open(body, column)
        else:
            continue
        positions, texts = mapped(body.column(column), str)
        shown = np.array([sentence(body.layout, column, text) for text in texts], dtype=object)[positions]
        named = np.array([text in doubt for text, doubt in zip(shown, doubts, strict=True)], dtype=bool)
        doubts = added(doubts, waits & ~below_zero & ~named, shown)
    return doubts


def _filled(body: Body, column: int) -> np.ndarray:
    positions, texts = mapped(body.column(column), str)
    return np.array([not is_nothing(text, of_event=True) for text in texts], dtype=bool)[positions]


def _open(body: Body, column: int) -> np.ndarray:
    """The rows whose result is that it was approved, and those without one where most rows say that it was paid."""
    positions, texts = mapped(body.column(column), str)
    approved = np.array([bool(_APPROVED.match(plain(text))) for text in texts], dtype=bool)[positions]
    blank = np.array([is_nothing(text) for text in texts], dtype=bool)[positions]
    done = np.array([says_done(text) for text in texts], dtype=bool)[positions]
    return approved | (blank & (np.count_nonzero(done) * 2 >= len(positions)))
