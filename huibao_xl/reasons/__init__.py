"""The catalogue: every code, its level, Chinese title, message and advice. All that staff read about a fault comes from here.

Its entries stand in one module a kind (:data:`KINDS`):

- ``H..``/``X..``/``OK``: what was decided about an insured row (待核, 不补, 补贴);
- ``W..``: a subsidised person or an account that needs a look, though the decision stands;
- ``I..``: what was found while reading files, sheets and cells;
- ``B..``: what was found about a bank file that is to be sent, or that came back;
- ``C..``: what the clearing of the subsidy says of a payment or of a person entitled;
- ``L..``: what was found while monitoring low-income households and comparing two lists;
- ``M..``: medical-assistance settlements: what a row turned out to be, or why it cannot be cleared;
- ``R..``: what ``huibao verify`` found of a result folder, or could not check;
- ``S..``: the run cannot go on (:class:`Stop`).

A message is a template; its fields are filled by the finding's values. Codes are never reused.
Personal data stands only in a finding's ``value`` column, never in the text of a stop, so that nothing of it
reaches a log or a screen.
"""

from huibao_xl.reasons import (
    clearing,
    decisions,
    medical,
    monitoring,
    payments,
    reading,
    results,
    same_person,
    stops,
    workbook,
)
from huibao_xl.reasons.entry import Disposition, Level, Reason

__all__ = ["CATALOGUE", "Disposition", "Level", "Reason", "Stop", "advice", "text"]

KINDS = [decisions, same_person, reading, payments, clearing, monitoring, medical, results, stops, workbook]

CATALOGUE: dict[str, Reason] = {reason.code: reason for kind in KINDS for reason in kind.ENTRIES}


def text(code: str, **values: object) -> str:
    """Return the message of a code with its fields filled.

    >>> text("I08", label="合计", stated=10, counted=9)
    '合计为 10，实际读到 9。'
    """
    return CATALOGUE[code].message.format(**values)


def advice(code: str, **values: object) -> str:
    """Return what staff should do about a code, with its fields filled.

    >>> advice("W05")
    '请本人或银行提供正确账号，按文本填写。'
    """
    return CATALOGUE[code].advice.format(**values)


class Stop(Exception):
    """The run cannot go on. Its text is one Chinese sentence naming the file and what to do; it holds no personal data."""

    def __init__(self, code: str, exit_status: int = 2, **values: object) -> None:
        """Render the catalogue entry ``code`` with ``values``; ``exit_status`` is what the process returns."""
        self.code = code
        self.exit_status = exit_status
        super().__init__(text(code, **values).rstrip("。") + "。" + advice(code, **values).rstrip("。") + "。")
