"""The catalogue: every code, its level, Chinese title, message and advice. All that staff read about a fault comes from here.

Its entries stand in one module a subject (:data:`MODULES`):

    decisions     H, X, OK   what was decided about an insured row: 待核, 不补, 补贴
                  W01-W09    a subsidised person or an account that needs a look, though the decision stands
    same_person   W10-W19    what became of an answer on 比对决定
                  S60-S69    why such answers cannot be used
    reading       I          what was found while reading files, sheets and cells
    payments      B01-B19    what was found about a bank file before it is sent
                  B21-B39    what was found in a bank's return file
                  B50-B59    why somebody was not put into a batch, or stands in two
    bookkeeping   S80-S88   why 追回 and other bookings cannot go on
    clearing      C          what the clearing of the subsidy says of a payment or of a person entitled
                  S70-S79    why it cannot go on
    monitoring    L          low-income households and two lists compared
                  S50-S59    why that cannot go on
    medical       M          medical-assistance settlements: what a row turned out to be, or why it cannot be cleared
                  S40-S44    why that cannot go on
    results       R          what verifying a result folder found, or could not check
                  S89-S99    why a result folder cannot be used
    workbook      S45-S49    why a command on a workbook cannot go on
    stops         S01-S39    why any other run cannot go on: S01-S11 files and settings, S20-S25 bank files, S29 the list of signers, S30-S37 the ledger; S100 the words and settings of the
                             papers of a year

A message is a template; its fields are filled by the finding's values. Advice names no command, option or button: what a person can give
or do is a code (:mod:`huibao_xl.reasons.steps`), and each entrance says how. Codes are never reused; S24 was joined to S35.
Personal data stands only in a finding's ``value`` column, never in the text of a stop, so that nothing of it
reaches a log or a screen.

``outcomes``: what an act did and what comes next, as codes and fields too; ``shown``: how names stand in a sentence.
"""

from collections.abc import Sequence

from huibao_xl.reasons import (
    bookkeeping,
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
from huibao_xl.reasons.shown import visible
from huibao_xl.reasons.steps import NEUTRAL, Input, Next, Words

__all__ = ["CATALOGUE", "Disposition", "Input", "Level", "Next", "Reason", "Stop", "Words", "advice", "text"]

MODULES = [
    decisions,
    same_person,
    reading,
    payments,
    bookkeeping,
    clearing,
    monitoring,
    medical,
    results,
    stops,
    workbook,
]

CATALOGUE: dict[str, Reason] = {reason.code: reason for module in MODULES for reason in module.ENTRIES}


def text(code: str, **values: object) -> str:
    """Return the message of a code with its fields filled. Raises KeyError if a field is missing.

    >>> text("I08", label="合计", stated=10, counted=9)
    '合计为 10，实际读到 9。'
    """
    return CATALOGUE[code].message.format(**values)


def advice(code: str, **values: object) -> str:
    """Return what staff should do about a code, with its fields filled. Raises KeyError if a field is missing.

    >>> advice("W05")
    '请本人或银行提供正确账号，按文本填写。'
    """
    return CATALOGUE[code].advice.format(**values)


class Stop(Exception):
    """The run cannot go on. Its text names the file and what to do in Chinese; it holds no personal data.

    ``code``: its entry in the catalogue; ``values``: what the entry's templates are filled with; ``exit_status``: what the process returns, 2
    for what a person can mend, 1 for a defect of ours; ``inputs`` and ``next``: what must be given and what can be done, those of the
    entry and those of this stop.
    """

    def __init__(
        self,
        code: str,
        exit_status: int = 2,
        *,
        inputs: Sequence[Input] = (),
        next: Sequence[Next] = (),
        **values: object,
    ) -> None:
        self.code = code
        self.exit_status = exit_status
        self.values = values
        self.inputs = (*CATALOGUE[code].inputs, *inputs)
        self.next = (*CATALOGUE[code].next, *next)
        super().__init__(self.text(NEUTRAL))

    def text(self, words: Words) -> str:
        """Return the two sentences, what is wrong and what to do, in the words of an entrance; ``str(stop)`` has those of none. It is one line,
        whatever the names in it hold.

        >>> Stop("S07", why="没有写明原因", advice="请写明", inputs=[Input.WHY]).text(Words({Input.WHY: "--why 原因"}, {}))
        '没有写明原因。请写明（--why 原因）。'
        """
        wrong = text(self.code, **self.values).rstrip("。")
        mend = advice(self.code, **self.values).rstrip("。")
        return visible(f"{wrong}。{words.add(mend, self.values, self.inputs, self.next)}。")
