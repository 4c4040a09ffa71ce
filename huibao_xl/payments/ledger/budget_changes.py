"""What was booked of a year's budget, bearer by bearer: 追加 above zero, 调减 below, each under a document and by two people one after the other."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from huibao_xl.money import LIMIT_FEN
from huibao_xl.payments.ledger import closed_years, signers, states
from huibao_xl.payments.ledger.events import Event
from huibao_xl.payments.ledger.store import Ledger

DISTRICT_STREETS, DISTRICT_TOWNS, TOWNS = "区级：街道人员", "区级：镇（含工业区）人员", "镇级（含工业区自有资金）"
"""The bearers of a budget, as papers name them: the district for people of 街道 and for those of 镇, and the 街镇."""
BEARERS = (DISTRICT_STREETS, DISTRICT_TOWNS, TOWNS)
FIRST, CHANGED = "first_budget", "budget"
"""Kinds of events: the first of two people wants a budget changed; it is changed."""
SAME = ("scheme", "year", "bearer", "fen", "document")
"""What both people have to say in the same way; each may have words of his own for why."""


@dataclass(frozen=True)
class Change:
    """One 追加 or 调减: ``fen``: below zero if it takes away; ``at``: when it was booked (ISO 8601); ``by``: the second of the two."""

    bearer: str
    fen: int
    document: str
    why: str
    by: str
    at: str


def changes(ledger: Ledger, scheme: str, year: int) -> list[Change]:
    """Return what was booked of a year's budgets, oldest first."""
    return [
        Change(**{name: event.content[name] for name in ("bearer", "fen", "document", "why")}, by=event.by, at=event.at)
        for event in ledger.events(kinds=(CHANGED,))
        if (event.content["scheme"], event.content["year"]) == (scheme, year)
    ]


def pending(ledger: Ledger, what: dict[str, Any]) -> Event | None:
    """Return the first word of two that waits for the second about the bearer and year of ``what``, None if none does or it wants another change."""
    last = [event for event in ledger.events(kinds=(FIRST, CHANGED)) if _of(event) == _of_body(what)][-1:]
    return last[0] if last and last[0].kind == FIRST and _same(last[0].content) == _same(what) else None


def first_words(ledger: Ledger) -> list[Event]:
    """Return the first words of two that wait for the second, of every bearer and year that is not closed."""
    last = {_of(event): event for event in ledger.events(kinds=(FIRST, CHANGED))}
    words = [event for event in last.values() if event.kind == FIRST]
    return [each for each in words if closed_years.closed(ledger, *_of(each)[:2]) is None]


def _of(event: Event) -> tuple[Any, ...]:
    return _of_body(event.content)


def _of_body(body: dict[str, Any]) -> tuple[Any, ...]:
    return body["scheme"], body["year"], body["bearer"]


def _same(body: dict[str, Any]) -> dict[str, Any]:
    return {name: body[name] for name in SAME}


Found = tuple[int, str]
"""The number of an event (0: the whole ledger), and what is wrong."""


def faults(ledger: Ledger) -> Iterator[Found]:
    """Yield what does not fit in the changes of budgets: no bearer, amount or document, one person alone, a document booked twice, a year that was closed before."""
    first, booked = dict[tuple[Any, ...], Event](), set[tuple[Any, ...]]()
    for event in ledger.events(kinds=(FIRST, CHANGED)):
        try:
            yield from ((event.seq, f"预算的追加、调减{what}") for what in _wrong(event))
            before = first.pop(_of(event), None)
            if event.kind == FIRST:
                first[_of(event)] = event
                continue
            if not before or _same(before.content) != _same(event.content) or signers.same(before.by, event.by):
                yield event.seq, "预算的追加、调减不是先后两个人"
            paper = (*_of(event), event.content["document"])
            if paper in booked:
                yield event.seq, "预算的追加、调减同一文号记了两次"
            booked.add(paper)
        except states.NO_EVENTS_OF_OURS:
            yield event.seq, "预算的追加、调减的记录残缺"
    yield from _after_closing(ledger)


def _wrong(event: Event) -> Iterator[str]:
    """What of an event's shape is none of ours."""
    body = event.content
    fen = body["fen"]
    if body["bearer"] not in BEARERS:
        yield "没有这个承担单位"
    if type(fen) is not int or not 0 < abs(fen) < LIMIT_FEN:
        yield "没有金额"
    if not (str(body["document"]).strip() and str(body["why"]).strip()):
        yield "没有文号或说明"


def _after_closing(ledger: Ledger) -> Iterator[Found]:
    try:
        closed = {
            (event.content["scheme"], event.content["year"]): event.seq
            for event in ledger.events(kinds=(closed_years.CLOSED,))
        }
        for event in ledger.events(kinds=(CHANGED,)):
            if event.seq > closed.get((event.content["scheme"], event.content["year"]), event.seq):
                yield event.seq, "预算的追加、调减在年度结账以后"
    except states.NO_EVENTS_OF_OURS:  # named where it stands
        return
