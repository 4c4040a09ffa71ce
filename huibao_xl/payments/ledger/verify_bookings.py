"""What does not fit in the bookings of a ledger, for ``verify``: a 调整 moves what was there and no more, nobody holds more than is due by 补差, and two people
booked each clearing."""

from collections import Counter
from collections.abc import Iterator

from huibao_xl.payments import terms
from huibao_xl.payments.ledger import signers, states
from huibao_xl.payments.ledger.cases import given_back
from huibao_xl.payments.ledger.moves import moves
from huibao_xl.payments.ledger.records import TRANSFER
from huibao_xl.payments.ledger.store import Ledger

Found = tuple[int, str]
"""The number of an event (0: the whole ledger), and what is wrong."""
PASSED_BACK = "passed_back"
"""The kind of an event by which a 街镇 gives back what was passed on."""
FIRST, BOOKED = "first_booking", "booking"
"""Kinds of events: the first of two people wants a clearing booked; it was booked by the second."""


def faults(ledger: Ledger) -> Iterator[Found]:
    """Yield every fault of the bookings of a ledger."""
    try:
        yield from _moves(ledger)
        yield from _due(ledger)
        yield from _of_two(ledger)
        yield from _passed_back(ledger)
    except states.NO_EVENTS_OF_OURS:
        yield 0, "调整、补差或记账的记录残缺，无法重算"


def _moves(ledger: Ledger) -> Iterator[Found]:
    stands: dict[tuple[str, int], str] = {}
    for move in moves(ledger):
        place, lines = (move.batch, move.line), states.load(ledger, move.batch).lines
        before = stands.get(place, str(lines["township"].iloc[move.line - 1]))
        fen = move.district_more_fen - move.less_fen + move.more_fen
        if fen != 0 or move.from_township != before or min(move.less_fen, move.more_fen) < 0:
            yield 0, f"批次“{move.batch}”第 {move.line} 行的调整与原来的承担不符，或各承担单位之和不为零"
        stands[place] = move.township


def _due(ledger: Ledger) -> Iterator[Found]:
    declared = {number: states.declaration(ledger, number) for number in ledger.batches()}
    for key in dict.fromkeys((each.scheme, each.year) for each in declared.values() if each.nth):
        lines = states.lines_of_year(ledger, *key)
        held = lines[lines["state"].isin(states.HELD) & ~states.is_surplus(lines)]
        first = (held["state"] == "成功") & (held["nth"] == 0)
        fen = held["paid_fen"].where(first, held["amount_fen"])  # what the bank pays too much is no fault of the ledger
        sums = held.assign(fen=fen - given_back(ledger, held)).groupby("id")["fen"].sum()
        for number in held.loc[held["nth"] > 0, "batch"].unique():
            due_fen = terms.policy_of(declared[number]).amount_fen
            people = held.loc[held["batch"] == number, "id"]
            if len(over := people[people.map(sums) > due_fen]):
                yield 0, f"批次“{number}”的补差有 {len(over)} 人超过应补"


def _of_two(ledger: Ledger) -> Iterator[Found]:
    before = None
    for event in ledger.events(kinds=(FIRST, BOOKED)):
        if event.kind == BOOKED:
            same = before and before.kind == FIRST and before.content["seal"] == event.content["seal"]
            if before is None or not same or signers.same(before.by, event.by):
                yield event.seq, "清算的记账不是先后两个人"
        before = event


def _passed_back(ledger: Ledger) -> Iterator[Found]:
    """Of what was passed on a 街镇 gives back no more than that."""
    back: Counter[tuple[str, int, str]] = Counter()
    for event in ledger.events(kinds=(PASSED_BACK,)):
        body = event.content
        back[body["scheme"], body["year"], body["township"]] += body["fen"] if body["fen"] > 0 else 10**15
    for (scheme, year, town), fen in back.items():
        declared = {number: states.declaration(ledger, number) for number in ledger.batches()}
        of_year = [
            number for number, it in declared.items() if (it.kind, it.scheme, it.year) == (TRANSFER, scheme, year)
        ]
        lines = [states.load(ledger, number).lines for number in of_year]
        passed = sum(
            int(each.loc[(each["state"] == "成功") & (each["name"] == town), "paid_fen"].sum()) for each in lines
        )
        if fen > passed:
            yield 0, f"{town}收回的多于拨付的"
