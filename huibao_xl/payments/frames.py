"""The columns of the frames that pass between the steps of paying (see :mod:`huibao_xl.frames` for the dtypes)."""

from huibao_xl.frames import FLAG, LABEL, MONEY, NUMBER, PLACE, TEXT, Shape

LINES = Shape(
    "lines",
    {
        "line": NUMBER,
        "serial": NUMBER,
        "id": TEXT,
        "name": TEXT,
        "township": LABEL,
        "kind": LABEL,
        "holder": TEXT,
        "account": TEXT,
        "bank": TEXT,
        "cnaps": TEXT,
        "guardian": TEXT,
        "also_named": TEXT,
        "checked": TEXT,
        "apart": TEXT,
        "amount_fen": MONEY,
        "district_fen": MONEY,
        "township_fen": MONEY,
    },
)
"""One row per line of a batch. line: its number within the batch, from 1; serial: its number within the ledger, that no other line has, by which a
bank's answer finds it; kind: of the 街镇; guardian: the guardian whose account
it is, "" if none; also_named and checked: as in frames.PAYMENTS; apart: who confirmed for what reason that the person is not that of which other lines
(:mod:`huibao_xl.payments.renumbered`), "" if nobody had to; district_fen and township_fen add up to amount_fen."""

BATCHES = Shape(
    "batches",
    {
        "batch": TEXT,
        "kind": TEXT,
        "year": NUMBER,
        "payer": TEXT,
        "state": TEXT,
        "next_step": TEXT,
        "count": NUMBER,
        "amount_fen": MONEY,
        "paid": NUMBER,
        "paid_fen": MONEY,
        "failed": NUMBER,
        "returned": NUMBER,
        "failed_or_returned": NUMBER,
        "open": NUMBER,
        "made_by": TEXT,
        "signed": TEXT,
        "parent": TEXT,
        "seal": TEXT,
    },
)
"""One row per batch. batch: its number; state: of the batch as it is shown (``states.Batch.shown_state``); next_step: the signature it waits for, "" if none;
count and amount_fen: of the lines that are not struck out; paid, failed, returned, open: how many are 成功, 失败, 退票, and still 在途
or 未决; signed: who signed which step on which day; seal: the hash of its lines."""

WAITING = Shape(
    "waiting",
    {
        "step": TEXT,
        "batch": TEXT,
        "count": NUMBER,
        "amount_fen": MONEY,
        "since": TEXT,
        "but": TEXT,
        "seal": TEXT,
    },
)
"""One row per thing that waits for a person. step: what is to be done (``waiting.STEPS``); batch: of which batch, "" if of none; count and amount_fen: of the
lines that it is about; since: the time of the last event of the batch (ISO 8601); but: who may not do it, parted by 、, "" if anybody may; seal: the hash of the
batch's lines where they are signed, else ""."""

STATEMENT = Shape(
    "statement",
    {
        "key": TEXT,
        "on": TEXT,
        "fen": MONEY,
        "holder": TEXT,
        "account": TEXT,
        "text": TEXT,
        "serial": TEXT,
        "sheet": TEXT,
        "row": NUMBER,
    },
)
"""One row per line of a bank statement, oldest first. key: what tells it from every other line of the account, the same in every file that holds it; on: the day (ISO 8601);
fen: what came in, below zero what went out; holder and account: of the other side; text: what the bank says of it; serial: its number; sheet, row: where it stands."""

PERSON_LINES = Shape(
    "person lines",
    {
        "year": NUMBER,
        "batch": TEXT,
        "line": NUMBER,
        "township": TEXT,
        "amount_fen": MONEY,
        "paid_fen": MONEY,
        "state": TEXT,
        "since": TEXT,
        "why": TEXT,
    },
)
"""The lines of one person over all years and batches. amount_fen: what was approved; paid_fen: what arrived, 0 if nothing did;
since: when it came into its state (ISO 8601); why: Chinese, "" if nothing is said."""

MATCHES = Shape("matches", {"position": NUMBER, "numbered_line": NUMBER, "code": TEXT})
"""Beside RETURN_LINES: which line of the batch each speaks of. position: in the lines that were sent, from 0, -1 if none; numbered_line: the line
of its serial number where account or holder contradict it (code B37), else -1; code: of a finding, "" if none."""

JUDGED = Shape("judged", {"outcome": TEXT, "reason_code": TEXT, "recognised": FLAG})
"""Beside RETURN_LINES: what the bank's words mean. outcome: 成功, 失败, 未决 or 退票; reason_code: key of :mod:`failures`, "" if none;
recognised: whether the layout or the common lists have these words."""

RETURN_LINES = Shape(
    "return lines",
    {
        "number": TEXT,
        "account": TEXT,
        "holder": TEXT,
        "amount_fen": MONEY,
        "status": TEXT,
        "reason": TEXT,
        "paid_on": TEXT,
        "receipt": TEXT,
    }
    | PLACE,
)
"""One row per line of a bank's return file, as it stands there. number: our serial number; paid_on: the day on which the bank paid (ISO 8601), "" if it says none;
receipt: the bank's own number of the payment; amount_fen: -1 if unreadable, else below zero where the bank writes it so;
status and reason: the bank's words or codes."""

CLASSES = ("成功", "失败", "未决", "金额不符", "批次外", "重复行", "冲正/退票", "已处理")
"""What a line of a return file can be; each is exactly one. A line of the batch that no answer names is 未回."""

STATES = ("在途", "成功", "失败", "未决", "退票")
"""What is known of a line that was sent: nothing yet, and the four things a bank can say."""

RETURNED = Shape(
    "returned",
    RETURN_LINES.columns
    | {"line": NUMBER, "class": LABEL, "reason_code": TEXT, "state": LABEL, "why": TEXT, "advice": TEXT},
)
"""RETURN_LINES with what became of each. line: the line of the batch that it answers, -1 if none; class: one of CLASSES;
reason_code: of the layout's or the common list of failures, "" where it is no failure; state: what the line becomes by this answer, ""
where it stays what it is; why and advice: Chinese."""
