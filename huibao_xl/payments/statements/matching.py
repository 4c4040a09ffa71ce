"""Which booking of the ledger each line of a statement is. Exact evidence only: the account and amount of one payment, the sum of a file or of what failed in a batch, a transfer, a
voucher; then what the bank itself calls interest or a fee. A booking is found by one line; what could be several is nobody's (未认领), with what it could be.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

import pandas as pd

from huibao_xl.identifiers import bank_card, person_name
from huibao_xl.payments.drafting import DISTRICT
from huibao_xl.payments.ledger import states
from huibao_xl.payments.ledger.bank_book import UNCLAIMED, BankLine
from huibao_xl.payments.ledger.cases import cases
from huibao_xl.payments.ledger.states import FAILED
from huibao_xl.payments.ledger.store import Ledger
from huibao_xl.payments.ledger.verify_bookings import PASSED_BACK
from huibao_xl.payments.statements.tables import words

_DAYS = 45
"""How long after the ledger's day a bank may book it."""


@dataclass(frozen=True)
class Booking:
    """Something of the ledger that stands in a statement once: its class, fen (below zero: out), since when (ISO 8601), batch and line (0: the batch as one), other account, holder; ``names``: what
    a bank may write of it (numbers of batches and vouchers); ``is_sum``: a sum of several payments; ``failed``: the ledger says that the money did not arrive, or came back."""

    kind: str
    fen: int
    since: str
    batch: str
    line: int
    account: str = ""
    holder: str = ""
    names: tuple[str, ...] = ()
    is_sum: bool = False
    failed: bool = False


@dataclass(frozen=True)
class Match:
    """What a line is: class, batch, line, and why."""

    kind: str
    batch: str
    line: int
    why: str


Row = dict[Any, Any]
"""A line of frames.STATEMENT."""
Fits = Callable[[Row, Booking], bool]


def match(ledger: Ledger, payer: str, rows: pd.DataFrame, before: Iterable[BankLine] = ()) -> list[Match]:
    """Return what each line of frames.STATEMENT is, in their order. ``payer``: whose account it is; ``before``: lines of the account that are known already: their bookings are
    taken. What a batch sent, and what failed of it, is found once: as a sum or payment by payment, never both."""
    open_bookings = _Open(bookings(ledger, payer), before)
    found: list[Match | None] = [None] * len(rows)
    lines = rows.to_dict("records")
    for fits, why in _EVIDENCE:
        for at, line in enumerate(lines):
            by_account = why in (_BY_ACCOUNT, _BY_BOTH)
            if found[at] is None and (booking := open_bookings.one(line, fits, by_account)):
                found[at] = Match(booking.kind, booking.batch, booking.line, why)
                open_bookings.take(booking)
    return [each or _by_words(line, open_bookings) for each, line in zip(found, lines, strict=True)]


class _Open:
    """The bookings that no line is yet: those of one account by fen and account, the sums and what has a name apart, so that many thousands are found at once. ``room``: {(class, batch):
    the fen that lines of it may still come to}; ``left``: {fen: {(class, batch): how many}}."""

    def __init__(self, every: Iterable[Booking], before: Iterable[BankLine]) -> None:
        self.of_account: dict[tuple[int, str], list[Booking]] = {}
        self.sums: list[Booking] = []
        self.room: Counter[tuple[str, str]] = Counter()
        self.left: dict[int, Counter[tuple[str, str]]] = {}
        for each in every:
            single = bool(each.account) and not each.is_sum
            (self.of_account.setdefault((each.fen, each.account), []) if single else self.sums).append(each)
            self.left.setdefault(each.fen, Counter())[each.kind, each.batch] += 1
            if each.kind in ("代发付款", "退票") and not each.is_sum:
                self.room[each.kind, each.batch] += abs(each.fen)
        for line in before:
            if line.kind != UNCLAIMED:
                pool = [*self.of_account.get((line.fen, line.other_account), ()), *self.sums]
                same = [each for each in pool if (each.kind, each.batch, each.line, each.fen) == _place(line)]
                self.take(same[0] if same else _taken(line))

    def one(self, line: Row, fits: Fits, by_account: bool) -> Booking | None:
        """The booking that a line is: the only one that fits, or the first of those that say the same (two equal parts of one 追回), or of one account: before all of those that the ledger says arrived."""
        pool = self.of_account.get((line["fen"], line["account"]), []) if by_account else self.sums
        hits = [
            each
            for each in pool
            if each.fen == line["fen"] and _in_time(line["on"], each) and fits(line, each) and self._has_room(each)
        ]
        alike = len({(each.kind, each.batch, each.line) for each in hits}) == 1
        return min(hits, key=lambda each: each.failed) if alike or (hits and by_account) else None

    def _has_room(self, booking: Booking) -> bool:
        key = (booking.kind, booking.batch)
        return key not in self.room or abs(booking.fen) <= self.room[key]

    def take(self, booking: Booking) -> None:
        """Let a booking be found by no other line."""
        pool = self.of_account.get((booking.fen, booking.account), self.sums)
        if booking in pool:
            pool.remove(booking)
            self.left[booking.fen][booking.kind, booking.batch] -= 1
        key = (booking.kind, booking.batch)
        if key in self.room:
            self.room[key] -= abs(booking.fen)

    def maybe(self, fen: int) -> list[str]:
        """What a line of this amount could be, as staff read it."""
        return [
            f"{kind} {batch}".strip() for (kind, batch), count in self.left.get(fen, Counter()).items() if count > 0
        ]


def _place(line: BankLine) -> tuple[str, str, int, int]:
    return line.kind, line.batch, line.line, line.fen


def _taken(line: BankLine) -> Booking:
    return Booking(line.kind, line.fen, line.on, line.batch, line.line)


_BY_ACCOUNT, _BY_BOTH = "账号和金额", "批次号、账号和金额"


def _same_account(line: Row, booking: Booking) -> bool:
    same = booking.account and line["account"] == booking.account
    return bool(same and person_name.key(line["holder"]) in ("", person_name.key(booking.holder)))


def _named(line: Row, booking: Booking) -> bool:
    text = f"{line['text']}|{line['serial']}|{line['holder']}"
    return any(name in text and _ends(name, text) for name in booking.names)


def _ends(name: str, text: str) -> bool:
    """Whether a name stands in a text as a whole: the number of a 重发 begins with its batch's, a voucher's with another's.

    >>> _ends("2024-七宝镇-1", "代发2024-七宝镇-1.2"), _ends("2024-七宝镇-1", "2024-七宝镇-1.1；2024-七宝镇-1。"), _ends("缴款1", "缴款12")
    (False, True, False)
    """
    return re.search(rf"(?<![0-9]){re.escape(name)}(?!\.?[0-9])", text) is not None


def _named_account(line: Row, booking: Booking) -> bool:
    """A payment to an account whose batch the bank writes down: a 重发 to the same account is told from the first payment."""
    return _same_account(line, booking) and bool(booking.batch) and _ends(booking.batch, str(line["text"]))


def _of_sum(line: Row, booking: Booking) -> bool:
    """A sum of several payments, or a transfer, that only one booking comes to; a credit needs a word that it came back."""
    if booking.kind == "退票":
        return booking.is_sum and _says(line["text"], "退票")
    return booking.is_sum


_EVIDENCE: tuple[tuple[Fits, str], ...] = (
    (_named, "批次号或凭证号，和金额"),
    (_named_account, _BY_BOTH),
    (_same_account, _BY_ACCOUNT),
    (_of_sum, "只有这一笔是这个金额"),
)


def _in_time(on: str, booking: Booking) -> bool:
    return 0 <= (date.fromisoformat(on) - date.fromisoformat(booking.since)).days <= _DAYS


def _says(text: str, kind: str) -> bool:
    return any(word in text for word in words()["classes"][kind])


def _by_words(line: Row, rest: _Open) -> Match:
    """What a line is by what the bank calls it; 未认领 with what it could be, if that says nothing."""
    text, fen = f"{line['text']}|{line['holder']}", int(line["fen"])
    if _says(text, "利息") and fen > 0:
        return Match("利息", "", 0, "银行写明")
    if _says(text, "手续费"):
        return Match("手续费", "", 0, "银行写明")
    maybe = rest.maybe(fen)
    if not maybe and fen > 0 and _says(text, "拨入") and not _says(text, "退票"):
        return Match("拨入", "", 0, "银行写明")
    return Match(UNCLAIMED, "", 0, f"可能是 {'、'.join(maybe)}" if maybe else "")


def bookings(ledger: Ledger, payer: str) -> Iterator[Booking]:
    """Give everything of the ledger that stands in a payer's statement."""
    for number in ledger.batches():
        batch = states.load(ledger, number)
        if batch.is_transfer:
            yield from _of_transfer(batch, payer)
        elif batch.declaration.payer == payer and batch.exports:
            yield from _of_batch(batch)
    mine = {number for number in ledger.batches() if states.declaration(ledger, number).payer == payer}
    for case in cases(ledger):
        holder = str(states.load(ledger, case.batch).lines["name"].iloc[case.line - 1])
        for part in case.repaid if case.batch in mine else ():
            yield Booking("追回款", part.fen, part.on, case.number, 0, "", holder, (part.document, case.number, holder))
    for event in ledger.events(kinds=(PASSED_BACK,)):
        body = event.content
        sign = 1 if payer == DISTRICT else -1 if body["township"] == payer else 0
        if sign:
            yield Booking("收回", sign * body["fen"], body["on"], "", 0, names=(body["document"],), is_sum=True)


def _of_transfer(batch: states.Batch, payer: str) -> Iterator[Booking]:
    """What a 拨付 is at the district (拨出) and at the 街镇 that gets it (拨入)."""
    done = batch.lines[batch.lines["state"] == "成功"]
    for line, town, fen, on, since in zip(
        done["line"].tolist(), done["name"], done["paid_fen"].tolist(), done["paid_on"], done["since"], strict=True
    ):
        day = on or since[:10]
        if payer == DISTRICT:
            yield Booking(
                "拨出", -fen, batch.made_at[:10], batch.id, line, holder=town, names=(batch.id, town), is_sum=True
            )
        elif payer == town:
            yield Booking("拨入", fen, min(day, batch.made_at[:10]), batch.id, line, names=(batch.id,), is_sum=True)


def _payments(paid: int, twice: int, approved: int) -> list[int]:
    """The fen of each payment of a line: one, and what was paid beside in parts of what was approved.

    >>> _payments(12900, 0, 12900), _payments(25800, 12900, 12900), _payments(25800, 25800, 12900), _payments(0, 0, 12900)
    ([12900], [12900, 12900], [12900, 12900], [12900])
    """
    first = paid - twice if twice else paid or approved
    parts = [approved] * (twice // approved) + [twice % approved]
    return [fen for fen in (first, *parts) if fen]


def _of_batch(batch: states.Batch) -> Iterator[Booking]:
    """What a batch can be in a statement: each payment, each file as one sum, what succeeded as one; what failed or came back, one by one and as one."""
    day = (batch.made_at if batch.exports[0].found else batch.exports[0].at)[:10]
    live = batch.live
    for line, account, holder, paid, twice, fen, state in zip(
        live["line"].tolist(),
        live["account"],
        live["holder"],
        live["paid_fen"].tolist(),
        live["surplus_fen"].tolist(),
        live["amount_fen"].tolist(),
        live["state"].astype("str"),
        strict=True,
    ):
        other = (bank_card.compact(account), holder)
        for part in _payments(paid, twice, fen):
            yield Booking("代发付款", -part, day, batch.id, line, *other, failed=state in FAILED)
        if state in FAILED:
            yield Booking("退票", fen, day, batch.id, line, *other)
    sums: list[tuple[int, tuple[str, ...]]] = [
        (file.amount_fen, (batch.id, file.name)) for file in batch.exports[-1].files
    ]
    done = batch.totals("成功")[1]
    sums += [(done, (batch.id,))] if done not in [fen for fen, _ in sums] else []
    again = int(live["surplus_fen"].sum())
    sums += [(again, (batch.id, *(file.name for file in batch.exports[-1].files)))] if again else []
    for fen, names in sums:
        if fen:
            yield Booking("代发付款", -fen, day, batch.id, 0, names=names, is_sum=True)
    back = live.loc[live["state"].isin(FAILED)]
    for fen in {
        int(back["amount_fen"].sum()),
        *(int(part["amount_fen"].sum()) for _, part in back.groupby("since")),
    } - {0}:
        yield Booking("退票", fen, day, batch.id, 0, names=(batch.id,), is_sum=True)
