"""追回 as its events have made it: a claim on one payment, and what became of it.

A claim is at first 立案. The person is told of it (已通知) and heard (已听取意见: 社会救助法 第四十八条) before anything is decided against him; he may pay at any time, in
parts (还款中), until nothing is open (已还清). What will never come is given up by two people with a document (已核销), and a claim that was wrong is withdrawn by
two (已撤销). Always: claimed = repaid + given up + open, and nothing is open once it has ended.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from huibao_xl.payments.ledger.events import Event
from huibao_xl.payments.ledger.store import Ledger

KIND = "recovery"
"""The kind of the events of a 追回; ``act`` of the body says which."""
OPENED, NOTIFIED, HEARD, REPAYING, REPAID, GIVEN_UP, WITHDRAWN = (
    "立案",
    "已通知",
    "已听取意见",
    "还款中",
    "已还清",
    "已核销",
    "已撤销",
)
ENDED = (REPAID, GIVEN_UP, WITHDRAWN)
"""States in which nothing is open any more."""


@dataclass(frozen=True)
class Paper:
    """A step with its document: on which day (ISO 8601), under which number, by whom it was booked, what else is said."""

    on: str
    document: str
    by: str
    note: str = ""


@dataclass(frozen=True)
class Repayment:
    """A part that came back (below zero: what was given back to the person, as it was not owed): fen, the day on which it came, the number of the voucher, who booked it."""

    fen: int
    on: str
    document: str
    by: str


@dataclass
class Case:
    """A claim on the payment of ``line`` of ``batch``. ``claimed_fen`` is shared by the bearers of the payment (``district_fen`` + ``township_fen``); ``why``: the reason;
    ``source``: the seal of the clearing that it follows, "" if it was opened by hand; ``words``: the signed name of who opened it and when."""

    number: str
    batch: str
    line: int
    claimed_fen: int
    district_fen: int
    township_fen: int
    why: str
    source: str
    by: str
    at: str
    notified: Paper | None = None
    heard: Paper | None = None
    given_up: Paper | None = None
    withdrawn: Paper | None = None
    repaid: list[Repayment] = field(default_factory=list)

    @property
    def repaid_fen(self) -> int:
        """What came back."""
        return sum(part.fen for part in self.repaid)

    @property
    def given_up_fen(self) -> int:
        """What was given up: what was open then."""
        return self.claimed_fen - self.repaid_fen if self.given_up else 0

    @property
    def open_fen(self) -> int:
        """What is still claimed."""
        return 0 if self.given_up or self.withdrawn else self.claimed_fen - self.repaid_fen

    @property
    def state(self) -> str:
        """Where it stands, as staff read it."""
        if self.withdrawn or self.given_up:
            return WITHDRAWN if self.withdrawn else GIVEN_UP
        if not self.open_fen:
            return REPAID
        return REPAYING if self.repaid_fen else HEARD if self.heard else NOTIFIED if self.notified else OPENED

    def district_share(self, fen: int) -> int:
        """Return how much of the first ``fen`` that came back is the district's: so that all parts together are its share to the fen.

        >>> case = Case("2024-追回-1", "甲", 1, 12900, 4515, 8385, "", "", "甲", "")
        >>> case.district_share(0), case.district_share(100), case.district_share(12900)
        (0, 35, 4515)
        """
        return (2 * fen * self.district_fen + self.claimed_fen) // (2 * self.claimed_fen)


def cases(ledger: Ledger, batch: str | None = None) -> list[Case]:
    """Return the cases of a batch, or of all, in the order in which they were opened."""
    return [*fold(ledger.events(batch, kinds=(KIND,))).values()]


def fold(events: Iterable[Event]) -> dict[str, Case]:
    """Return what events of KIND come to, by number. Raises KeyError or TypeError for what is none of ours."""
    found: dict[str, Case] = {}
    for event in events:
        body = event.content
        if body["act"] == "open":
            shares = (body["claimed_fen"], body["district_fen"], body["township_fen"])
            first = (body["case"], event.batch or "", event.line or 0)
            found[body["case"]] = Case(*first, *shares, body["why"], body["source"], event.by, event.at)
        else:
            _apply(found[body["case"]], event, body)
    return found


def _apply(case: Case, event: Event, body: dict[str, Any]) -> None:
    if body["act"] in ("repay", "refund"):
        fen = body["fen"] if body["act"] == "repay" else -body["fen"]
        case.repaid.append(Repayment(fen, body["on"], body["document"], event.by))
        return
    paper = Paper(body["on"], body["document"], event.by, body["why"])
    match body["act"]:
        case "notify":
            case.notified = paper
        case "hear":
            case.heard = paper
        case "give_up":
            case.given_up = paper
        case "withdraw":
            case.withdrawn = paper
        case other:
            raise KeyError(other)


def given_back(ledger: Ledger, lines: pd.DataFrame) -> pd.Series:
    """Return the fen that came back of each of ``lines`` (batch, line)."""
    back = Counter[tuple[str, int]]()
    for case in cases(ledger):
        back[case.batch, case.line] += case.repaid_fen
    places = zip(lines["batch"], lines["line"].tolist(), strict=True)
    return pd.Series([back[place] for place in places], lines.index, dtype="int64")
