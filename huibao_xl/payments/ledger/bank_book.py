"""The bank's book as the ledger's events have made it: the lines of each account's statements with their classes, and the months that are closed."""

from dataclasses import dataclass, field
from typing import Any

from huibao_xl.payments.ledger.store import Ledger

TAKEN, LINE, CLAIMED, FIRST_CLOSING, CLOSED = (
    "statement",
    "statement_line",
    "statement_claim",
    "first_closing",
    "month_closed",
)
"""Kinds of events: a file was taken; one of its lines; a person or a later look says what a line is; the first of two wants a month closed; it is closed."""
CLASSES = ("拨入", "代发付款", "拨出", "退票", "追回款", "收回", "利息", "手续费", "未认领")
UNCLAIMED = "未认领"
"""What no rule and nobody has recognised yet."""


@dataclass
class BankLine:
    """A line of a statement. ``kind``: its class (CLASSES); ``batch``, ``line``: which payment or batch it is, "" and 0 if of none; ``why``: by what it is known, or who says so; ``month``:
    2024-08."""

    account: str
    key: str
    seq: int
    on: str
    fen: int
    holder: str
    other_account: str
    text: str
    serial: str
    kind: str
    batch: str
    line: int
    why: str

    @property
    def month(self) -> str:
        """The month in which it stands."""
        return self.on[:7]


@dataclass
class Book:
    """An account. ``payer``: whose it is; ``opening_fen``: before its first line; ``lines``: in their order; ``closed``: {month: number of its event}; ``files``: SHA-256 of what
    was taken."""

    account: str
    payer: str
    opening_fen: int
    lines: list[BankLine] = field(default_factory=list)
    closed: dict[str, int] = field(default_factory=dict)
    files: list[str] = field(default_factory=list)

    @property
    def closing_fen(self) -> int:
        """What stands on the account after the last line."""
        return self.opening_fen + sum(line.fen for line in self.lines)

    def sums(self, month: str = "") -> dict[str, int]:
        """Return the fen of each class, of all lines or of a month."""
        fen = dict.fromkeys(CLASSES, 0)
        for line in self.lines:
            if line.month == month or not month:
                fen[line.kind] += line.fen
        return fen


def books(ledger: Ledger) -> dict[str, Book]:
    """Return every account of which a statement was taken, by its number. Raises KeyError or TypeError where an event is none of ours."""
    found: dict[str, Book] = {}
    places: dict[tuple[str, str], BankLine] = {}
    for event in ledger.events(kinds=(TAKEN, LINE, CLAIMED, CLOSED)):
        body = event.content
        account = body["account"]
        if event.kind == TAKEN:
            book = found.setdefault(account, Book(account, body["payer"], body["opening_fen"]))
            book.files.append(body["sha256"])
        elif event.kind == LINE:
            line = _line(account, event.seq, body)
            found[account].lines.append(line)
            places[account, line.key] = line
        elif event.kind == CLAIMED:
            line = places[account, body["key"]]
            line.kind, line.batch, line.line, line.why = body["class"], body["batch"], body["line"], body["why"]
        else:
            found[account].closed[body["month"]] = event.seq
    return found


def _line(account: str, seq: int, body: dict[str, Any]) -> BankLine:
    texts = (body["holder"], body["other_account"], body["text"], body["serial"])
    return BankLine(
        account,
        body["key"],
        seq,
        body["on"],
        body["fen"],
        *texts,
        body["class"],
        body["batch"],
        body["line"],
        body["why"],
    )
