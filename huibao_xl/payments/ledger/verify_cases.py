"""What does not fit in the 追回 of a ledger, for ``verify``: claims against what arrived, parts against the claim, two people where money is given up, the lock of
what is open."""

from collections.abc import Iterator
from itertools import accumulate

from huibao_xl.payments.ledger import signers, states
from huibao_xl.payments.ledger.cases import ENDED, KIND, Case, fold
from huibao_xl.payments.ledger.events import Event
from huibao_xl.payments.ledger.store import FIRST_OF_BATCH, Ledger

Found = tuple[int, str]
"""The number of an event (0: the whole ledger), and what is wrong."""


def faults(ledger: Ledger) -> Iterator[Found]:
    """Yield every fault of the cases of a ledger."""
    expected: set[tuple[str, int, str]] = set()
    for number in ledger.batches():
        events = ledger.events(number, kinds=(KIND,))
        if not events:
            continue
        try:
            cases = [*fold(events).values()]
            yield from _of_batch(ledger, number, events, cases)
            expected |= {(case.batch, case.line, case.number) for case in cases if case.state not in ENDED}
        except states.NO_EVENTS_OF_OURS:
            yield events[0].seq, f"批次“{number}”的追回记录残缺，无法重算"
    found = set(ledger.rows("SELECT batch, line, number FROM recovery")) if _has_table(ledger) else set()
    if found != expected:
        yield 0, f"追回表 recovery 与记录不符：多出 {len(found - expected)} 行，缺少 {len(expected - found)} 行"


def _has_table(ledger: Ledger) -> bool:
    """Whether the file is of a version that has the table: an earlier one has no case."""
    return bool(ledger.rows("SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'recovery'"))


def _of_batch(ledger: Ledger, number: str, events: list[Event], cases: list[Case]) -> Iterator[Found]:
    lines = states.load(ledger, number).lines
    firsts = {event.seq: event for event in ledger.events(number, kinds=(FIRST_OF_BATCH,))}
    for case in cases:
        if case.claimed_fen != case.district_fen + case.township_fen or case.claimed_fen <= 0:
            yield 0, f"追回“{case.number}”的金额不等于各承担单位之和"
        if any(not 0 <= fen <= case.claimed_fen for fen in accumulate(part.fen for part in case.repaid)):
            yield 0, f"追回“{case.number}”记入的还款多于应追回的金额"
        if case.heard and not case.notified:
            yield 0, f"追回“{case.number}”没有通知就听取了意见"
    for line in {case.line for case in cases}:
        of_line = [case for case in cases if case.line == line]
        standing = sum(case.repaid_fen + case.given_up_fen + case.open_fen for case in of_line)
        arrived = max((event.content.get("paid_fen", 0) for event in events if event.line == line), default=0)
        if not 1 <= line <= len(lines) or standing > arrived:
            yield 0, f"批次“{number}”第 {line} 行的追回多于实付"
        if sum(case.state not in ENDED for case in of_line) > 1:
            yield 0, f"批次“{number}”第 {line} 行同时有两个追回"
    for event in events:
        if event.content["act"] in ("give_up", "withdraw", "refund"):
            first = firsts.get(event.seq - 1)
            if first is None or signers.same(first.by, event.by):
                yield event.seq, f"追回“{event.content['case']}”的核销、撤销或退还不是先后两个人"
