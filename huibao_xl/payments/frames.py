"""The columns of the frames that pass between the steps of paying (see :mod:`huibao_xl.frames` for the dtypes)."""

from huibao_xl.frames import LABEL, MONEY, NUMBER, PLACE, TEXT, Shape

LINES = Shape(
    "lines",
    {
        "line": NUMBER,
        "id": TEXT,
        "name": TEXT,
        "township": LABEL,
        "kind": LABEL,
        "holder": TEXT,
        "account": TEXT,
        "bank": TEXT,
        "cnaps": TEXT,
        "guardian": TEXT,
        "amount_fen": MONEY,
        "district_fen": MONEY,
        "township_fen": MONEY,
    },
)
"""One row per line of a batch. line: its number within the batch, from 1; guardian: the guardian whose account it is, "" if none."""

ANSWERS = Shape(
    "answers",
    {
        "number": TEXT,
        "account": TEXT,
        "holder": TEXT,
        "amount_fen": MONEY,
        "status": TEXT,
        "reason": TEXT,
    }
    | PLACE,
)
"""One row per line of a bank's return file, as it stands there. number: the bank's or our serial number; amount_fen: -1 if unreadable;
status and reason: the bank's words or codes."""

CLASSES = ("成功", "失败", "未决", "金额不符", "批次外", "重复行", "冲正/退票", "已处理")
"""What a line of a return file can be; each is exactly one. A line of the batch that no answer names is 未回."""

STATES = ("在途", "成功", "失败", "未决", "退票")
"""What is known of a line that was sent: nothing yet, and the four things a bank can say."""

RETURNED = Shape(
    "returned",
    ANSWERS.columns
    | {"line": NUMBER, "class": LABEL, "reason_code": TEXT, "state": LABEL, "why": TEXT, "advice": TEXT},
)
"""ANSWERS with what became of each. line: the line of the batch that it answers, -1 if none; class: one of CLASSES;
reason_code: of the layout's or the common list of failures, "" where it is no failure; state: what the line becomes by this answer, ""
where it stays what it is; why and advice: Chinese."""
