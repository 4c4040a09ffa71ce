"""Who may do a step of a batch: by the 签字人名单, the levels of approval and the rule on accounts of the policy that was sealed with it.

Where that policy has a list, who takes over later stands in the list of a batch of the year that was made and approved after this one: else nobody could answer for
what was sent when all of the first list have left.
"""

from collections.abc import Iterator, Sequence
from datetime import date
from itertools import pairwise

from huibao_xl.money import format_yuan
from huibao_xl.payments.ledger import origin, signers, states
from huibao_xl.payments.ledger.events import Event, Pen
from huibao_xl.payments.ledger.records import Body, Declaration
from huibao_xl.payments.ledger.states import Batch
from huibao_xl.payments.ledger.store import FIRST_OF_BATCH, Ledger
from huibao_xl.policy import approval
from huibao_xl.policy.approval import Approval
from huibao_xl.reasons import Stop

MAKE, _, _, EXPORT, RETURN, RESOLVE, REJECT, RELEASE = approval.STEPS
_STEP_OF = {
    "batch": MAKE,
    "export": EXPORT,
    "return": RETURN,
    "resolve": RESOLVE,
    "reject": REJECT,
    "release": RELEASE,
}
"""{kind of event: the step that it is}; of a signature it says itself which."""
_SIGNING = ("batch", "sign")
APPROVED = "approved"
"""The key in the body of a ``reject`` event that says that the batch was approved, so that two people had to want it."""


def require(ledger: Ledger, number: str, step: str, by: str, at: str) -> None:
    """Raises Stop(S29) naming who may, if ``by`` may not do a ``step`` of a batch at a time (ISO 8601)."""
    if rules_of(states.declaration(ledger, number)).signers:
        day = date.fromisoformat(at[:10])
        require_of(by, _who(ledger, number, step, day), f"批次“{number}”", step, day)


def require_to_make(content: Body | None, by: str, at: str) -> None:
    """Raises Stop(S29) naming who may, if ``by`` may not make a batch by the policy of this ``content`` at a time (ISO 8601)."""
    rules, day = approval.of_content(content), date.fromisoformat(at[:10])
    if rules.signers:
        require_of(by, rules.who(MAKE, day), "按这份政策", MAKE, day)


def may_make(content: Body | None, by: str, day: date) -> bool:
    """Tell whether somebody may make a batch by the policy of this ``content`` on a day."""
    rules = approval.of_content(content)
    return not rules.signers or is_of(by, rules.who(MAKE, day))


def require_last_left(number: str, declaration: Declaration, before: Sequence[str], by: str) -> None:
    """Raises Stop(S31) if a batch would wait for ever once ``by`` has made it or signs it before the last: nobody is left of those of whom its amount wants one to sign last. ``before``: who made and
    signed it."""
    level = rules_of(declaration).level(declaration.sums.amount_fen)
    if level.by and not _left(level.by, [*before, by]):
        names = "、".join(level.by)
        why = (
            f"超过 {format_yuan(level.above_fen)} 元，最后一次须由{names}签；这一步由“{by}”做了，就没有人可以签最后一次"
        )
        raise Stop("S31", batch=number, why=why, advice="这一步请由别人做")


def _left(names: Sequence[str], done: Sequence[str]) -> list[str]:
    return [name for name in names if not is_of(name, done)]


def require_signature(ledger: Ledger, batch: Batch, step: str, pen: Pen) -> None:
    """Raises Stop(S29) naming who may, if the list of signers or the level of the batch's amount wants somebody else for its next signature; Stop(S31) if nobody were left for the last one, or if the policy
    wants accounts of the system of their own, and a step before came from the same one."""
    require(ledger, batch.id, step, pen.by, pen.at)
    level = rules_of(batch.declaration).level(batch.declaration.sums.amount_fen)
    last = len(batch.signed) + 1 == len(batch.declaration.steps)
    if last and level.by:
        what = f"批次“{batch.id}”超过 {format_yuan(level.above_fen)} 元，最后一次签字"
        require_of(pen.by, level.by, what, step, date.fromisoformat(pen.at[:10]))
    if not last:
        require_last_left(batch.id, batch.declaration, _signed_by(batch), pen.by)
    require_account(ledger, batch.id, pen, ledger.events(batch.id, kinds=_SIGNING))


def require_account(ledger: Ledger, number: str, pen: Pen, before: Sequence[Event]) -> None:
    """Raises Stop(S31) if one of the events ``before`` came from the account of the system that the pen writes from, and the policy of the batch does not allow that."""
    if rules_of(states.declaration(ledger, number)).shared_account:
        return
    for event in before:
        if _account(event.content.get(origin.KEY, {})) == _account(pen.origin):
            why = f"的{_step_of(event)}（{event.by}）也是从这个电脑账号（{pen.origin['account']}）记入的"
            advice = "政策不许一个电脑账号做两步：请由另一个人用自己的电脑账号登录后做"
            raise Stop("S31", batch=number, why=why, advice=advice)


def may(ledger: Ledger, number: str, step: str, by: str, day: date) -> bool:
    """Tell whether somebody may do a step of a batch on a day, as far as the list of signers and the level of its amount say."""
    batch = states.light(ledger, number)
    rules = rules_of(batch.declaration)
    level = rules.level(batch.declaration.sums.amount_fen)
    left = len(batch.declaration.steps) - len(batch.signed) if step == batch.next_step else 0
    if left == 1 and level.by and not is_of(by, level.by):
        return False
    if left > 1 and level.by and not _left(level.by, [*_signed_by(batch), by]):
        return False
    return not rules.signers or is_of(by, _who(ledger, number, step, day))


def _signed_by(batch: Batch) -> list[str]:
    """Who made and signed a batch so far."""
    return [batch.made_by, *(each.by for each in batch.signed)]


def rules_of(declaration: Declaration) -> Approval:
    """Return what the policy that was sealed with a batch says of signatures."""
    return approval.of_content(declaration.policy_content)


def steps(declaration: Declaration, fen: int) -> tuple[str, ...]:
    """Return the signatures that a batch of so many fen needs, in order: what its policy says, and where only the policy's name is stored, what is declared."""
    return rules_of(declaration).steps(fen) if declaration.policy_content else declaration.steps


def faults(ledger: Ledger) -> Iterator[tuple[int, str]]:
    """Return what of the events was not done by somebody who might (number of the event, what), as ``verify`` names it."""
    for number in ledger.batches():
        events = ledger.events(number, kinds=(*_STEP_OF, "sign", FIRST_OF_BATCH))
        try:
            yield from _of_batch(ledger, number, events)
        except states.NO_EVENTS_OF_OURS:
            continue  # the batch's own faults say that it cannot be read


def _of_batch(ledger: Ledger, number: str, events: Sequence[Event]) -> Iterator[tuple[int, str]]:
    declaration = states.declaration(ledger, number)
    if declaration.steps != steps(declaration, declaration.sums.amount_fen):
        yield events[0].seq, f"批次“{number}”的签字步骤与政策的审批级别不符"
    yield from _not_listed(ledger, number, declaration, events)
    if not rules_of(declaration).shared_account:
        yield from _of_one_account(number, events)
    for before, event in pairwise(events):
        first = before.kind == FIRST_OF_BATCH and not signers.same(before.by, event.by)
        if event.kind == "reject" and event.content.get(APPROVED) and not first:
            yield event.seq, f"批次“{number}”批准后退回，不是先后两个人做的"


def _not_listed(
    ledger: Ledger, number: str, declaration: Declaration, events: Sequence[Event]
) -> Iterator[tuple[int, str]]:
    """Steps by somebody whom the list does not name for them on that day; the last signature by nobody whom the level of the amount names."""
    rules, count = rules_of(declaration), len(declaration.steps)
    last, signed = rules.level(declaration.sums.amount_fen).by, 0
    for event in events:
        if event.kind == FIRST_OF_BATCH or not (rules.signers or last):
            continue
        step, day = _step_of(event), date.fromisoformat(event.at[:10])
        if rules.signers and not is_of(event.by, _who(ledger, number, step, day)):
            yield event.seq, f"批次“{number}”的{step}人（{event.by}）当日不在签字人名单里"
        signed += event.kind == "sign"
        if event.kind == "sign" and signed == count and last and not is_of(event.by, last):
            yield event.seq, f"批次“{number}”最后一次{step}的{event.by}不是政策的审批级别所写的人"


def _of_one_account(number: str, events: Sequence[Event]) -> Iterator[tuple[int, str]]:
    """制单 and signatures that came from one account of the system, of a batch whose policy does not allow that."""
    before = set[str]()
    for event in events:
        if event.kind in _SIGNING:
            account = _account(event.content.get(origin.KEY, {}))
            if account in before:
                yield event.seq, f"批次“{number}”的{_step_of(event)}与前面的步骤出自同一个电脑账号，政策不许"
            before.add(account)


def _step_of(event: Event) -> str:
    """The step that an event is, as the list of signers calls it; of a first word, what it is."""
    return str(event.content["step"]) if event.kind == "sign" else _STEP_OF.get(event.kind, "第一次")


def _who(ledger: Ledger, number: str, step: str, day: date) -> list[str]:
    """Who may do a step of a batch on a day: of its own list, then of those of batches of the year that are approved and were made later (than the first, of a 重发). Nobody where its policy has none."""
    declaration = states.declaration(ledger, number)
    rules = rules_of(declaration)
    if not rules.signers:
        return []
    numbers, year = ledger.batches(), (declaration.scheme, declaration.year)
    names = list(rules.who(step, day))
    while parent := states.declaration(ledger, number).parent:
        number = parent
    for later in numbers[numbers.index(number) + 1 :]:
        batch = states.light(ledger, later)
        if (batch.declaration.scheme, batch.declaration.year) == year and not (batch.next_step or batch.rejected):
            names += rules_of(batch.declaration).who(step, day)
    return list(dict.fromkeys(names))


def require_of(by: str, names: Sequence[str], what: str, step: str, day: date) -> None:
    """Raises Stop(S29) if somebody is none of those who may do a step on a day. ``what``: by which batch or policy."""
    if not is_of(by, names):
        raise Stop("S29", what=what, by=by, day=str(day), step=step, who="、".join(names) or "（当日没有人）")


def is_of(by: str, names: Sequence[str]) -> bool:
    """Tell whether a name is one of these, however it is written."""
    return signers.key(by) in map(signers.key, names)


def _account(origin: dict[str, str]) -> str:
    """By what an account of the system is known: its number, its name where the system gave none."""
    return origin.get("account_id") or origin.get("account", "")
