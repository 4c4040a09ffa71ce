"""What the events of a batch come to: its lines and their states, who signed, what was sent and what came back.

A line begins as 草稿. Struck out it is 已剔除, approved 在途, rejected with its batch (before anything was sent) 已退回. The bank's answers make it 成功, 失败 or 未决; an answer
in another amount leaves it as it is and marks it disputed; a payment that comes back is 退票. A line that is HELD keeps its payment's key, so
that nobody else can pay the same person.

What a bank says in two ways (失败 and then 成功, another amount) makes a line doubtful, whatever its state, until a person settles it (``resolve``): one that
failed may be paid after all, so nobody pays its person again meanwhile (:func:`in_doubt`). What two people say was paid twice (``paid_twice``) has a surplus that is recovered: a line
that is nothing else holds no key, for another one holds it.
"""

import hashlib
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from huibao_xl import strict_json
from huibao_xl.frames import STR
from huibao_xl.payments.frames import LINES
from huibao_xl.payments.ledger import origin
from huibao_xl.payments.ledger.database import damaged
from huibao_xl.payments.ledger.events import Event
from huibao_xl.payments.ledger.records import TRANSFER, Declaration, Export, Rejection, ReturnFile, Signature
from huibao_xl.payments.ledger.store import Ledger
from huibao_xl.reasons import Stop

STATES = ("草稿", "已剔除", "已退回", "在途", "未决", "成功", "失败", "退票")
_PLACES, _LABELS = {state: at for at, state in enumerate(STATES)}, pd.CategoricalDtype([*STATES])
HELD = ("在途", "未决", "成功")
"""States whose payment key nobody else may take."""
OPEN = ("在途", "未决")
"""States that keep a batch from being closed."""
FAILED = ("失败", "退票")
"""States that a re-issue may pay again."""
UNWRITTEN_IF_EMPTY = ("also_named", "checked", "apart")
"""What the event of a line holds only where it says something: ledgers begun before these columns read as they did."""
AS_APPROVED = -1
"""What arrived is what was approved."""
WITHDRAWN = ("已剔除", "已退回")
"""States of lines that nobody means to pay any more."""
NO_EVENTS_OF_OURS = (KeyError, ValueError, TypeError, IndexError, AttributeError, OverflowError)
"""What folding raises where an edit or damage has left no event of ours."""
_ENOUGH = 8
"""Characters of a hash that are not met by chance."""
DOUBTS = ("金额不符", "未决")
"""Classes of answers that leave a line what it was and make it doubtful: the other ones that do (已处理, 重复行) say nothing new."""


@dataclass
class Batch:
    """A batch as its events have made it.

    ``seal``: the hash of its live lines; ``signed``, ``exports`` and ``returns``: in the order of the events; ``lines``: frames.LINES with state,
    since (time of the event that gave it), reason_code, why, disputed (the bank once answered in another amount), doubtful (the bank says two things, and
    nobody has settled it), parent_line (-1 if none), paid_fen (what arrived: of a 成功 what was approved, unless a person says otherwise) and paid_on (the day, ISO
    8601, as the bank or a person says it; "" if nobody does), surplus_fen (what of paid_fen was paid a second time).
    """

    id: str
    declaration: Declaration
    made_by: str
    made_at: str
    lines: pd.DataFrame
    seal: str
    signed: list[Signature] = field(default_factory=list)
    rejected: Rejection | None = None
    exports: list[Export] = field(default_factory=list)
    returns: list[ReturnFile] = field(default_factory=list)

    @property
    def is_transfer(self) -> bool:
        """Whether it passes money on to the 街镇."""
        return self.declaration.kind == TRANSFER

    @property
    def next_step(self) -> str:
        """The signature that is missing, "" if none is."""
        steps = self.declaration.steps[len(self.signed) :]
        return steps[0] if steps and not self.rejected else ""

    @property
    def can_be_rejected(self) -> bool:
        """Whether no money can have moved yet: never exported, and nothing said of any line (an earlier version let that be said)."""
        return not (self.rejected or self.exports or (set(self.live["state"]) - {"草稿", "在途"}))

    @property
    def live(self) -> pd.DataFrame:
        """The lines that are not struck out."""
        struck = (self.lines["state"] == "已剔除").to_numpy()
        return self.lines[~struck] if struck.any() else self.lines.copy(deep=False)

    @property
    def state(self) -> str:
        """草稿, 待审批, 已批准, 已导出, 回盘中, 已关闭 or 已退回."""
        if self.rejected:
            return "已退回"
        if self.next_step:
            return "待审批" if self.signed else "草稿"
        if not in_states(self.lines, OPEN).any():
            return "已关闭"
        if self.returns:
            return "回盘中"
        return "已导出" if self.exports else "已批准"

    @property
    def shown_state(self) -> str:
        """The state as staff read it: with how many lines are doubtful, so that no batch looks done of which a person has to settle something."""
        count = len(self.doubtful)
        return f"{self.state}（存疑 {count:,} 笔）" if count else self.state

    @property
    def doubtful(self) -> pd.DataFrame:
        """The lines of which the bank says two things, and which nobody has settled."""
        return self.lines[self.lines["doubtful"]]

    def totals(self, *states: str) -> tuple[int, int]:
        """Return the number of lines in these states (all live lines if none is named) and their fen."""
        chosen = in_states(self.lines, states) if states else ~in_states(self.lines, ("已剔除",))
        return int(chosen.sum()), int(self.lines["amount_fen"].to_numpy()[chosen].sum())


def in_states(lines: pd.DataFrame, states: Iterable[str]) -> npt.NDArray[np.bool_]:
    """Return which lines of a batch are in one of these states: what ``isin`` tells, by the codes of the labels, for it is asked dozens of times."""
    labels: Any = lines["state"].array
    return np.isin(labels.codes, [_PLACES[state] for state in states])


def seal(bodies: Iterable[str]) -> str:
    """Return the hash of a batch's lines, from their bodies as stored, in order: what people sign."""
    return hashlib.sha256("\n".join(bodies).encode()).hexdigest()


def quoted(text: str) -> str:
    """Return the beginning of a hash as it is typed from a paper, "" if nothing was typed. Raises Stop(S07) if it is too short to tell two apart.

    >>> quoted("ＡＢ12 cd34 "), quoted("")
    ('ab12cd34', '')
    """
    plain = "".join(unicodedata.normalize("NFKC", text).lower().split())
    if text and (len(plain) < _ENOUGH or not set(plain) <= set("0123456789abcdef")):
        raise Stop("S07", why=f"校验码“{text}”不足 {_ENOUGH} 位，或不是校验码", advice=f"请照单据写前 {_ENOUGH} 位以上")
    return plain


def load(ledger: Ledger, batch: str) -> Batch:
    """Return a batch, folded once until something happens to it. Raises Stop(S31) if the ledger has none of that number."""
    last = ledger.rows("SELECT hash FROM event WHERE seq = (SELECT max(seq) FROM event WHERE batch = ?)", (batch,))
    if not last:
        latest = "、".join(ledger.batches()[-10:])
        raise Stop("S31", batch=batch, why="不在台账中", advice=f"台账最近的批次：{latest or '（还没有）'}")
    ((hash,),) = last
    if batch not in ledger.folded or ledger.folded[batch][0] != hash:
        ledger.folded[batch] = (hash, _fold(ledger, ledger.events(batch)))
    of_batch: Batch = ledger.folded[batch][1]
    return of_batch


def light(ledger: Ledger, batch: str) -> Batch:
    """Return a batch without its lines and their states: who made and signed it, quickly."""
    return _fold(ledger, ledger.events(batch, but=("line", "strike", "answer", "resolve")))


def of_one_account(ledger: Ledger, batch: str) -> str:
    """Return the system's account from which a batch was made and signed, where that is one for every step and anybody has signed; else ""."""
    origins = [event.content.get(origin.KEY, {}) for event in ledger.events(batch, kinds=("batch", "sign"))]
    accounts = {(each.get("account", ""), each.get("account_id", ""), each.get("computer", "")) for each in origins}
    return str(origins[0].get("account", "")) if len(origins) > 1 and len(accounts) == 1 else ""


def declaration(ledger: Ledger, batch: str) -> Declaration:
    """Return what a batch of the ledger declares, quickly."""
    events = ledger.events(batch, kinds=("batch",))
    with _of_ours(ledger, events):
        return _declared(events[0].body)


@lru_cache(maxsize=64)
def _declared(body: str) -> Declaration:
    """What the body of a ``batch`` event says. It holds a policy and a layout, and every act asks several batches for their year."""
    return Declaration.of_body(strict_json.parse(body))


def _fold(ledger: Ledger, events: Sequence[Event]) -> Batch:
    with _of_ours(ledger, events):
        return fold(events)


@contextmanager
def _of_ours(ledger: Ledger, events: Sequence[Event]) -> Iterator[None]:
    """Turn what reading events raises that were edited or damaged into Stop(S30); where all are as they were written it is a defect."""
    try:
        yield
    except NO_EVENTS_OF_OURS:
        if events and all(event.intact for event in events):
            raise
        raise damaged(ledger.path) from None


def fold(events: Sequence[Event]) -> Batch:
    """Return what the events of one batch come to, in order."""
    first = events[0]
    written = [event for event in events if event.kind == "line"]
    batch = Batch(first.batch or "", _declared(first.body), first.by, first.at, LINES.empty(), "")
    bodies = {event.line: event.body for event in written}
    states = _States(len(written), first.at)
    for event in events:
        if event.kind not in ("batch", "line"):
            _apply(event, batch, states, bodies)
    if written:
        batch.seal = seal(bodies.values())
        batch.lines = _lines(written, states, batch.declaration.before)
    return batch


class _States:
    """State, since when, reason code and reason of every line, by position; a line's number is its position + 1."""

    def __init__(self, n: int, since: str) -> None:
        self.state = np.full(n, "草稿", dtype=object)
        self.code = np.full(n, "", dtype=object)
        self.why = np.full(n, "", dtype=object)
        self.since = np.full(n, since, dtype=object)
        self.disputed, self.doubtful = np.zeros(n, dtype=bool), np.zeros(n, dtype=bool)
        self.paid_fen, self.paid_on = np.full(n, AS_APPROVED), np.full(n, "", dtype=object)
        self.surplus_fen = np.zeros(n, dtype="int64")

    def put(self, at: str, line: int, state: str, code: str = "", why: str = "") -> None:
        place = line - 1
        self.state[place], self.code[place], self.why[place], self.since[place] = state, code, why, at
        self.paid_fen[place], self.paid_on[place], self.surplus_fen[place] = AS_APPROVED, "", 0

    def pay(self, line: int, paid_fen: int, paid_on: str, surplus_fen: int) -> None:
        self.paid_fen[line - 1], self.paid_on[line - 1], self.surplus_fen[line - 1] = paid_fen, paid_on, surplus_fen

    def doubt(self, line: int, why: str, *, amount: bool) -> None:
        self.doubtful[line - 1], self.why[line - 1] = True, why
        self.disputed[line - 1] |= amount

    def settle(self, line: int) -> None:
        self.doubtful[line - 1] = False

    def put_all(self, at: str, state: str, before: Sequence[str] = ("草稿",)) -> None:
        lines = np.isin(self.state.astype("str"), before)
        self.state[lines], self.since[lines] = state, at


def _apply(event: Event, batch: Batch, states: _States, bodies: dict[int | None, str]) -> None:
    """Let one event change the batch."""
    body = event.content
    if event.kind == "strike" and event.line:
        states.put(event.at, event.line, "已剔除", why=body["why"])
        bodies.pop(event.line, None)
    elif event.kind == "sign":
        batch.signed.append(Signature.of_event(event))
        if not batch.next_step:
            states.put_all(event.at, "在途")
    elif event.kind == "reject":
        batch.rejected = Rejection.of_event(event)
        states.put_all(event.at, "已退回", ("草稿", "在途"))
    elif event.kind == "export":
        batch.exports.append(Export.of_event(event))
    elif event.kind == "return":
        batch.returns.append(ReturnFile.of_event(event))
    elif event.kind in ("answer", "resolve") and event.line:
        if body["state"]:
            states.put(event.at, event.line, body["state"], body["reason_code"], body["why"])
            arrived = body.get("paid_fen", AS_APPROVED), body.get("paid_on", ""), body.get("surplus_fen", 0)
            states.pay(event.line, *arrived)
        elif body["class"] in DOUBTS:
            states.doubt(event.line, body["why"], amount=body["class"] == "金额不符")
        if event.kind == "resolve":
            states.settle(event.line)


def _lines(written: Sequence[Event], states: _States, before: int) -> pd.DataFrame:
    """The lines as they were written, and what became of each: see :class:`Batch`. ``before``: the serial number before theirs."""
    unwritten = {"parent_line": -1} | dict.fromkeys(UNWRITTEN_IF_EMPTY, "")
    rows = [
        unwritten | {"line": event.line, "serial": before + (event.line or 0)} | strict_json.parse(event.body)
        for event in written
    ]
    columns: dict[str, Any] = {name: [row.get(name) for row in rows] for name in LINES.columns}
    approved = np.array(columns["amount_fen"], dtype="int64")
    arrived = np.where(states.paid_fen == AS_APPROVED, approved, states.paid_fen)
    became = {
        "parent_line": np.array([row["parent_line"] for row in rows], dtype="int64"),
        "state": pd.Categorical.from_codes([_PLACES.get(state, -1) for state in states.state], dtype=_LABELS),
        "since": states.since.tolist(),
        "disputed": states.disputed,
        "doubtful": states.doubtful,
        "reason_code": states.code.tolist(),
        "why": states.why.tolist(),
        "paid_fen": np.where(states.state == "成功", arrived, 0).astype("int64"),
        "paid_on": states.paid_on.tolist(),
        "surplus_fen": states.surplus_fen,
    }
    return LINES.of_values(columns | became)


def shown(lines: pd.DataFrame) -> "pd.Series[str]":
    """Return the state of lines as staff read it: 存疑 beside what a line was before the bank answered in another amount, or in two ways; 付了两次 beside one that has a surplus."""
    twice = (lines["surplus_fen"] > 0).map({True: "（付了两次）", False: ""})
    return lines["state"].astype("str") + twice + lines["doubtful"].map({True: "（存疑）", False: ""})


def is_surplus(lines: pd.DataFrame) -> "pd.Series[bool]":
    """Tell which lines are a second payment of somebody whom another line paid: they hold no key."""
    return (lines["surplus_fen"] > 0) & (lines["surplus_fen"] == lines["paid_fen"])


def paid_otherwise(lines: pd.DataFrame) -> pd.DataFrame:
    """Return the lines of which another amount arrived than was approved, as a person has said."""
    return lines[(lines["state"] == "成功") & (lines["paid_fen"] != lines["amount_fen"])]


def in_doubt(lines: pd.DataFrame) -> "pd.Series[bool]":
    """Tell which lines failed or came back by one word of the bank and not by another: their persons may be paid, though nobody holds the key."""
    return lines["doubtful"] & lines["state"].isin(FAILED)


def lines_of_year(ledger: Ledger, scheme: str, year: int) -> pd.DataFrame:
    """Return the lines of all payment batches of a year, oldest batch first (:func:`lines_of`)."""
    return lines_of(payment_batches(ledger, scheme, year))


def payment_batches(ledger: Ledger, scheme: str, year: int) -> list[Batch]:
    """Return the batches of a year that pay people (no 拨付), oldest first."""
    declared = {number: declaration(ledger, number) for number in ledger.batches()}
    return [
        load(ledger, number)
        for number, batch in declared.items()
        if batch.kind != TRANSFER and (batch.scheme, batch.year) == (scheme, year)
    ]


def lines_of(batches: Iterable[Batch]) -> pd.DataFrame:
    """Return the lines of batches in their order: those of :class:`Batch` and batch, batch_state, flow, payer, nth (of a 补差, else 0)."""
    parts = [*batches]
    if not parts:
        empty = ("state", "since", "reason_code", "why", "batch", "batch_state", "flow", "payer", "paid_on")
        return LINES.empty().assign(
            **dict.fromkeys(empty, ""), disputed=False, doubtful=False, paid_fen=0, surplus_fen=0, nth=0
        )
    lines = pd.concat([batch.lines for batch in parts], ignore_index=True)
    rows = np.repeat(np.arange(len(parts)), [len(batch.lines) for batch in parts])

    def of_each(texts: list[str]) -> Any:
        return pd.array(texts, dtype=STR).take(rows)

    return lines.assign(
        township=lines["township"].astype("str"),
        kind=lines["kind"].astype("str"),
        batch=of_each([batch.id for batch in parts]),
        batch_state=of_each([batch.state for batch in parts]),
        flow=of_each([batch.declaration.flow for batch in parts]),
        payer=of_each([batch.declaration.payer for batch in parts]),
        nth=np.array([batch.declaration.nth for batch in parts])[rows],
    )
