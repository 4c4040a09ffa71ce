"""``huibao ledger verify``: recompute the chain, the states and the totals, and name every event that does not fit.

What an edit, a deletion or a change of order leaves behind: a hash that is not the hash of its event, a number that is missing, an event that does not
follow the one before it. Somebody who recomputes all hashes after the change is found by what must add up: what a batch declares and
what was signed is the hash of its lines, the answers are as many as the return file had, each key is held by the line that
the events say. The hash of the last event stands on every signed paper: with it (``head``) a chain that was remade from there on is found too.

What stands outside of the file (:mod:`witness`) finds what no file can show of itself: an older copy, a tail that was cut, a chain that was remade.
All is read in one transaction, so nothing that others write meanwhile is taken for a fault; and whatever stands in a damaged file, what comes out is a list
of faults.
"""

import sqlite3
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from datetime import datetime
from itertools import pairwise
from typing import NamedTuple

from huibao_xl.payments.ledger import (
    budget_changes,
    closed_years,
    origin,
    other_ledgers,
    permitted,
    permitted_bookings,
    schema,
    signers,
    states,
    unknown,
    verify_bank_book,
    verify_bookings,
    verify_cases,
    witness,
)
from huibao_xl.payments.ledger.cases import KIND
from huibao_xl.payments.ledger.database import Damaged, translating_sqlite_errors
from huibao_xl.payments.ledger.events import SELECT_EVENTS, Event
from huibao_xl.payments.ledger.records import Export, ReturnFile, Signature
from huibao_xl.payments.ledger.states import Batch
from huibao_xl.payments.ledger.store import CLOCK, FIRST_OF_BATCH, FIRST_WORD, GENESIS, PLACING, Ledger, place
from huibao_xl.reasons import Stop

Lock = tuple[object, ...]
"""A row of ``claim`` or ``successor``."""
SUMS = ("amount_fen", "district_fen", "township_fen")


class Fault(NamedTuple):
    """Something that does not fit. ``seq``: the event, 0 if it is about the whole ledger or a batch."""

    seq: int
    what: str


def verify(ledger: Ledger, head: str = "") -> list[Fault]:
    """Return every fault, those of the chain first, in the order of the events; an empty list is a sound ledger.

    ``head``: the beginning of a hash that a signed paper quotes; it must be in the chain. Raises Stop(S30) if the file cannot be read, Stop(S07) if too little
    of a hash is quoted.
    """
    head = states.quoted(head)
    faults = list[Fault]()
    ledger.connection.text_factory = lambda read: read.decode("utf-8", "backslashreplace")
    seen = _witnesses(ledger)
    with ledger.reading():
        shape = [Fault(0, f"表结构被改动：{what}") for what in _shape(ledger)]
        try:
            with translating_sqlite_errors(ledger.path):
                for fault in _of_content(ledger, head, seen):
                    faults.append(fault)  # one by one: what was found before the file could not be read on is kept
        except Damaged:
            faults.append(Fault(0, "文件已损坏，有的记录读不出来"))
        except sqlite3.OperationalError:  # a table or a column that is asked for is not there
            if not shape:
                raise
    return faults + shape


def _shape(ledger: Ledger) -> list[str]:
    """What of the tables is otherwise than the version made them that the file says."""
    return schema.differences(schema.objects(ledger.connection), schema.version(ledger.connection))


def refusal(name: str, faults: Sequence[Fault]) -> Stop:
    """Return the stop that names every fault of a ledger."""
    texts = [f"第 {fault.seq} 号记录：{fault.what}" if fault.seq else fault.what for fault in faults]
    return Stop("S37", file=name, faults="；".join(texts), first=faults[0].seq or "—")


def _of_content(ledger: Ledger, head: str, seen: Sequence[witness.Seen]) -> Iterator[Fault]:
    yield from _chain(ledger, head)
    yield from _beginning(ledger)
    yield from _adopted(ledger)
    made = {str(number): seq for number, seq in ledger.rows("SELECT batch, seq FROM event WHERE kind = 'batch'")}
    if set(ledger.rows("SELECT id, seq FROM batch")) != set(made.items()):
        yield Fault(0, "批次表 batch 与记录不符")
    held, successors = set[Lock](), set[Lock]()
    for number in made:
        found, holds, pays_again = _of_batch(number, tuple(ledger.events(number)))
        held |= holds
        successors |= pays_again
        yield from found
    yield from _locks(ledger, held, successors)
    booked_by = (
        verify_cases,
        verify_bookings,
        verify_bank_book,
        closed_years,
        budget_changes,
        other_ledgers,
        permitted,
        permitted_bookings,
    )
    for booked in booked_by:
        yield from (Fault(*each) for each in booked.faults(ledger))
    yield from _pages(ledger)
    try:
        at_home = ledger.home() == place(ledger.path)
        against = [each for each in witness.conflicts(ledger.standing(), seen) if at_home or not each.older]
    except states.NO_EVENTS_OF_OURS:
        yield Fault(0, "建账或认定的记录残缺")
        return
    if against:
        yield Fault(0, witness.sentence(against))


def _witnesses(ledger: Ledger) -> list[witness.Seen]:
    """The witnesses as they are before the ledger is read: none of them is ahead of it then because somebody writes meanwhile."""
    try:
        return witness.around(ledger.standing().now)
    except (Damaged, sqlite3.Error, *states.NO_EVENTS_OF_OURS):  # what is wrong is found below
        return []


def _of_batch(number: str, events: tuple[Event, ...]) -> tuple[list[Fault], set[Lock], set[Lock]]:
    """What does not fit in one batch, and the rows of ``claim`` and of ``successor`` that its events give."""
    try:
        batch = states.fold(events)
        found = [*_declared(events, batch), *_signed(events, batch), *_answered(events, batch), *_of_two(events, batch)]
        found += _paid_twice(events, batch)
        return found, _held(batch), _paying_again(batch)
    except states.NO_EVENTS_OF_OURS:
        return [Fault(events[0].seq if events else 0, f"批次“{number}”的记录残缺，无法重算")], set(), set()


def _beginning(ledger: Ledger) -> Iterator[Fault]:
    """The first event opens the ledger and no other does; the version in the file is the one that the events tell, and from its first event on each
    says from where it was written."""
    events = ledger.events(kinds=("open", "migrate"))
    if [event.seq for event in events if event.kind == "open"] != [1]:
        yield Fault(1, "第 1 号记录不是建账，或另有一条建账")
    try:
        stated = {event.seq: event.content["to" if event.kind == "migrate" else "version"] for event in events}
    except states.NO_EVENTS_OF_OURS:
        return
    written = schema.version(ledger.connection)
    if stated and stated[max(stated)] != written:
        yield Fault(0, f"文件写着台账版本 {written}，记录里是 {stated[max(stated)]}")
    since = [seq for seq, number in stated.items() if number >= schema.WITH_ORIGIN]
    for (seq,) in ledger.rows(_WITHOUT_ORIGIN, (min(since),)) if since else ():
        yield Fault(seq, "没有写明是哪个电脑账号、哪台电脑")


def _adopted(ledger: Ledger) -> Iterator[Fault]:
    """Two people said that a copy is the ledger, one after the other, of the same place; before the second version one was enough."""
    before: Event | None = None
    for event in ledger.events(kinds=(FIRST_WORD, *PLACING)):
        try:
            first = before if before and before.kind == FIRST_WORD else None
            two = first and signers.key(first.by) != signers.key(event.by)
            same = first and first.content["place"] == event.content["place"]
            if event.kind == "adopt" and origin.KEY in event.content and not (two and same):
                yield Fault(event.seq, "认定这一份台账的不是先后两个人")
        except states.NO_EVENTS_OF_OURS:
            yield Fault(event.seq, "认定的记录残缺")
        before = event


_WITHOUT_ORIGIN = f"""
    SELECT seq FROM event WHERE seq >= ? AND kind NOT IN {origin.PARTS}
    AND CASE WHEN json_valid(body) THEN json_extract(body, '$.{origin.KEY}.account') END IS NULL
"""


def _pages(ledger: Ledger) -> Iterator[Fault]:
    """The pages of the file and its indexes agree, and no row names a batch that is not there."""
    if ledger.rows("PRAGMA integrity_check(1)") != [("ok",)]:
        yield Fault(0, "数据库文件的页面或索引互相不符")
    if ledger.rows("PRAGMA foreign_key_check"):
        yield Fault(0, "有的记录属于不存在的批次")


def _chain(ledger: Ledger, head: str) -> Iterator[Fault]:
    seq, prev, at, quoted = 0, GENESIS, "", not head
    for row in ledger.connection.execute(f"{SELECT_EVENTS} ORDER BY seq"):
        event = Event(*row)
        if event.seq != seq + 1:
            missing = f"第 {seq + 1} 号" if event.seq == seq + 2 else f"第 {seq + 1} 至 {event.seq - 1} 号"
            yield Fault(event.seq, f"它之前的{missing}记录缺失")
        elif event.prev != prev:
            yield Fault(event.seq, "没有接在前一号记录之后（次序或前一号被改动）")
        if not event.intact:
            yield Fault(event.seq, "内容与校验码不符，被改动过")
        if event.kind != CLOCK and _before(event.at, at):
            yield Fault(event.seq, f"时间（{event.at}）早于前一号记录")
        quoted = quoted or str(event.hash).startswith(head)
        seq, prev, at = event.seq, event.hash, event.at
    heads = ledger.rows("SELECT seq, hash FROM head")
    if heads != [(seq, prev)]:
        stated = "、".join(str(number) for number, _ in heads) or "（空）"
        yield Fault(seq + 1, f"台账记着最后一号是第 {stated} 号，实际到第 {seq} 号：末尾的记录被删去或改动")
    if not quoted:
        yield Fault(0, f"没有以 {head} 开头的校验码：单据所引的记录不在这份台账中")


def _before(at: str, last: str) -> bool:
    """Whether a time is before another; what is no time has been found by its hash."""
    try:
        return datetime.fromisoformat(at) < datetime.fromisoformat(last)
    except (ValueError, TypeError):
        return False


def _declared(events: Sequence[Event], batch: Batch) -> Iterator[Fault]:
    """The batch declares its lines as they are."""
    lines, declared = batch.lines, batch.declaration
    found = {"count": len(lines)} | {key: int(lines[key].sum()) for key in SUMS}
    for key, stated in asdict(declared.sums).items():
        if found[key] != stated:
            yield Fault(events[0].seq, f"批次“{batch.id}”申报的 {key} 为 {stated}，明细为 {found[key]}")
    bodies = [event.body for event in events if event.kind == "line"]
    if declared.lines_sha256 != states.seal(bodies):
        yield Fault(events[0].seq, f"批次“{batch.id}”的明细与制单时的校验码不符")
    townships, amounts = lines["township"].to_numpy(dtype=object), lines["amount_fen"].to_numpy()
    for town, sums in declared.by_township.items():
        there = amounts[townships == town]
        if (sums.count, sums.amount_fen) != (len(there), int(there.sum())):
            yield Fault(events[0].seq, f"批次“{batch.id}”申报的{town}合计与明细不符")


def _signed(events: Sequence[Event], batch: Batch) -> Iterator[Fault]:
    """Each signature is the next step, by somebody new, under the lines as they then were; what was sent is what was approved."""
    bodies = {event.line: event.body for event in events if event.kind == "line"}
    steps, people, settled = list(batch.declaration.steps), [batch.made_by], set[int | None]()
    for event in events:
        if event.kind == "strike":
            bodies.pop(event.line, None)
        elif event.kind == "sign":
            signature = Signature.of_event(event)
            if not steps or signature.step != steps.pop(0):
                yield Fault(event.seq, f"批次“{batch.id}”的{signature.step}不在应有的步骤")
            if signers.key(event.by) in map(signers.key, people):
                yield Fault(event.seq, f"批次“{batch.id}”的{signature.step}人与前面的人相同")
            people.append(event.by)
            if signature.lines_sha256 != states.seal(bodies.values()):
                yield Fault(event.seq, f"批次“{batch.id}”{signature.step}时的校验码与明细不符")
        elif event.kind == "resolve":
            settled.add(event.line)
        elif event.kind == "export":
            export = Export.of_event(event)
            files, rest = export.files, batch.live[~batch.live["line"].isin(export.left_out)]
            sent = (sum(file.count for file in files), sum(file.amount_fen for file in files))
            complete = sent == (len(rest), int(rest["amount_fen"].sum())) and settled.issuperset(export.left_out)
            if steps or batch.rejected or not complete:
                yield Fault(event.seq, f"批次“{batch.id}”导出的笔数或金额与批准的不符")


def _of_two(events: Sequence[Event], batch: Batch) -> Iterator[Fault]:
    """What a ledger did not know of a batch (``unknown``) was settled by two people, one right after the other."""
    for before, event in pairwise(events):
        body = event.content
        if (event.kind == "reject" and body.get(unknown.SETTLED_BY)) or (event.kind == "export" and body.get("found")):
            first = before.kind == FIRST_OF_BATCH and not signers.same(before.by, event.by)
            if not first:
                yield Fault(event.seq, f"批次“{batch.id}”台账不知道的银行文件，不是先后两个人认定的")


def _paid_twice(events: Sequence[Event], batch: Batch) -> Iterator[Fault]:
    """What was paid twice was settled by two people, one right after the other, and is claimed back."""
    claimed = {event.line for event in events if event.kind == KIND and event.content["act"] == "open"}
    first: Event | None = None
    for event in events:
        if event.kind == FIRST_OF_BATCH:
            first = event
        elif event.kind == "resolve" and event.content.get("surplus_fen"):
            if first is None or signers.same(first.by, event.by) or event.line not in claimed:
                yield Fault(
                    event.seq, f"批次“{batch.id}”第 {event.line} 行付了两次，不是先后两个人认定的，或没有立案追回"
                )
        elif event.kind != KIND:
            first = None


def _answered(events: Sequence[Event], batch: Batch) -> Iterator[Fault]:
    """A return file's answers are as many of each class as it was said to have; what was closed adds up."""
    stated = {event.seq: ReturnFile.of_event(event) for event in events if event.kind == "return"}
    counted = {seq: Counter[str]() for seq in stated}
    sent = {event.line for event in events if event.kind == "line"} - {
        event.line for event in events if event.kind == "strike"
    }
    for event in events:
        if event.kind in ("answer", "resolve") and event.line is not None and event.line not in sent:
            yield Fault(event.seq, f"批次“{batch.id}”第 {event.line} 行没有批准，却记有结果")
        if event.kind == "answer":
            body = event.content
            counted.setdefault(body["return"], Counter())[body["class"]] += 1
        elif event.kind == "close":
            ends = event.content["ends"]
            if sum(count for count, _ in ends.values()) != batch.totals()[0]:
                yield Fault(event.seq, f"批次“{batch.id}”关闭时各类笔数之和不等于批准的笔数")
            if sum(fen for _, fen in ends.values()) != batch.totals()[1]:
                yield Fault(event.seq, f"批次“{batch.id}”关闭时各类金额之和不等于批准的金额")
    for seq, file in stated.items():
        if dict(counted[seq]) != {name: count for name, count in file.classes.items() if count}:
            yield Fault(seq, f"批次“{batch.id}”回盘的各类行数与逐行记录不符")


def _held(batch: Batch) -> set[Lock]:
    if batch.is_transfer:
        return set()
    holds = states.in_states(batch.lines, states.HELD) & ~states.is_surplus(batch.lines).to_numpy()
    held = batch.lines.loc[holds, ["id", "line"]]
    key = (*batch.declaration.key, batch.id)
    return {(id, *key, line) for id, line in zip(held["id"], held["line"].tolist(), strict=True)}


def _paying_again(batch: Batch) -> set[Lock]:
    parent = batch.declaration.parent
    if not parent:
        return set()
    alive = batch.lines.loc[~states.in_states(batch.lines, states.WITHDRAWN), ["parent_line", "line"]]
    return {(parent, before, batch.id, line) for before, line in alive.to_numpy().tolist()}


def _locks(ledger: Ledger, held: set[Lock], successors: set[Lock]) -> Iterator[Fault]:
    """The locks are those that the events give; nobody is held twice."""
    people = Counter(lock[:3] for lock in held)
    if twice := sum(count > 1 for count in people.values()):
        yield Fault(0, f"有 {twice} 人在同一年度由两个批次在途或发放")
    for table, columns, expected in (
        ("claim", "id, scheme, year, batch, line", held),
        ("successor", "parent_batch, parent_line, batch, line", successors),
    ):
        found = set(ledger.rows(f"SELECT {columns} FROM {table}"))
        for more, whose in ((found - expected, "多出"), (expected - found, "缺少")):
            if more:
                batches = "、".join(sorted({str(row[-2]) for row in more}))
                yield Fault(0, f"占用表 {table} 与记录不符：{whose} {len(more)} 行（批次 {batches}）")
