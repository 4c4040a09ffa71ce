"""追回 as a person does it, whole: the step in one transaction, then the paper of the case."""

from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path

from huibao_xl.money import format_yuan, parse_yuan
from huibao_xl.payments.after_acts import paper
from huibao_xl.payments.bookings import recovering
from huibao_xl.payments.ledger import cases, states, witness
from huibao_xl.payments.ledger.cases import Case
from huibao_xl.payments.ledger.store import Ledger, opened
from huibao_xl.payments.papers.recovery_paper import write_recovery
from huibao_xl.reasons import Input, Next, Stop
from huibao_xl.reasons.outcomes import NOTHING, Done, Outcome, done, then

_NEXT = {
    cases.OPENED: Next.NOTIFY,
    cases.NOTIFIED: Next.HEAR,
    cases.HEARD: Next.REPAY,
    cases.REPAYING: Next.REPAY,
}


def open_case(ledger_path: Path, number: str, line: int, by: str, why: str, amount: str = "") -> Outcome:
    """立案. ``amount``: in yuan, "" for all that arrived. Stops as ``recovering.open_case``, Stop(S07) for an amount that is none."""
    fen = yuan(amount) if amount else None
    if fen is None:
        _require_amount_of_overpaid(ledger_path, number, line)
    return _act(ledger_path, lambda ledger: recovering.open_case(ledger, number, line, by, why, fen))


def _require_amount_of_overpaid(ledger_path: Path, number: str, line: int) -> None:
    """Raises Stop(S07) where more arrived than was approved: whether all of it is claimed, or what was too much, nobody guesses."""
    with opened(ledger_path) as ledger:
        lines = states.load(ledger, number).lines
    row = states.paid_otherwise(lines[lines["line"] == line])
    if len(row) and (over := int(row["paid_fen"].iloc[0] - row["amount_fen"].iloc[0])) > 0:
        paid = format_yuan(int(row["paid_fen"].iloc[0]))
        why = f"第 {line} 行实付 {paid} 元，其中多付 {format_yuan(over)} 元，没有写明追多少"
        raise Stop(
            "S07", why=why, advice=f"只追多付的写 {format_yuan(over)}，全部追回的写 {paid}", inputs=[Input.AMOUNT]
        )


def notify(ledger_path: Path, case: str, document: str, by: str, on: date, why: str = "") -> Outcome:
    """通知本人. Stops as ``recovering.notify``."""
    return _act(ledger_path, lambda ledger: recovering.notify(ledger, case, by, on, document, why))


def hear(ledger_path: Path, case: str, document: str, by: str, on: date, why: str = "") -> Outcome:
    """听取意见. Stops as ``recovering.hear``."""
    return _act(ledger_path, lambda ledger: recovering.hear(ledger, case, by, on, document, why))


def repay(ledger_path: Path, case: str, amount: str, document: str, by: str, on: date) -> Outcome:
    """记入还款. Stops as ``recovering.repay``, Stop(S07) for an amount that is none."""
    fen = yuan(amount)
    return _act(ledger_path, lambda ledger: recovering.repay(ledger, case, by, fen, on, document))


def refund(ledger_path: Path, case: str, amount: str, document: str, by: str, on: date, why: str) -> Outcome:
    """退还本人, by two people one after the other. Stops as ``recovering.refund``, Stop(S07) for an amount that is none."""
    fen = yuan(amount)
    return _of_two(ledger_path, case, by, "退还", lambda it: recovering.refund(it, case, by, fen, on, document, why))


def give_up(ledger_path: Path, case: str, document: str, by: str, on: date, why: str) -> Outcome:
    """核销, by two people one after the other. Stops as ``recovering.give_up``."""
    return _of_two(ledger_path, case, by, "核销", lambda it: recovering.give_up(it, case, by, on, document, why))


def withdraw(ledger_path: Path, case: str, document: str, by: str, on: date, why: str) -> Outcome:
    """撤销, by two people one after the other. Stops as ``recovering.withdraw``."""
    return _of_two(ledger_path, case, by, "撤销", lambda it: recovering.withdraw(it, case, by, on, document, why))


def list_cases(ledger_path: Path, everything: bool = False) -> Outcome:
    """Return the cases that are open, or all, and what they come to together."""
    with opened(ledger_path) as ledger:
        found = cases.cases(ledger)
    shown = [case for case in found if everything or case.state not in cases.ENDED]
    outcome = NOTHING
    for case in shown:
        outcome += state_of(case)
    if not shown:
        outcome += done(Done.NO_RECOVERY, what="" if everything else "未了结的")
    sums = {name: sum(getattr(case, name) for case in found) for name in _SUMS}
    withdrawn = sum(case.claimed_fen for case in found if case.withdrawn)
    return outcome + (done(Done.RECOVERIES, count=len(found), withdrawn_fen=withdrawn, **sums) if found else NOTHING)


_SUMS = ("claimed_fen", "repaid_fen", "given_up_fen", "open_fen")


def yuan(text: str) -> int:
    """Return the fen of an amount that somebody typed. Raises Stop(S07) if it is none."""
    try:
        return parse_yuan(text)
    except ValueError:
        raise Stop("S07", why=f"金额“{text}”不是钱数", advice="请以元写，如 129.00") from None


_MINUS = ("-", "−", "－")


def signed_yuan(text: str, below: Sequence[str], above: Sequence[str] = ()) -> int:
    """Return the fen of an amount that somebody typed with its sign: below zero behind a minus or one of the words ``below``, above behind one of ``above`` or nothing. Raises Stop(S07) if it is none.

    >>> signed_yuan("付129.00", ["付"]), signed_yuan("-0.5", ["付"]), signed_yuan("追加 1,000元", ["调减", "减"], ["追加"])
    (-12900, -50, 100000)
    """
    plain = text.strip()
    for words, sign in (((*below, *_MINUS), -1), (above, 1)):
        if word := next((each for each in words if plain.startswith(each)), ""):
            fen = yuan(plain.removeprefix(word))
            if fen < 0:
                raise Stop("S07", why=f"金额“{text}”有两个正负号", advice="请只写一个，如 减129.00")
            return sign * fen
    return yuan(plain)


def state_of(case: Case) -> Outcome:
    """A case as it now is."""
    sums = {name: getattr(case, name) for name in _SUMS}
    where = {"case": case.number, "batch": case.batch, "line": case.line}
    return done(Done.RECOVERY, state=case.state, **where, **sums)


def _act(ledger_path: Path, act: Callable[[Ledger], Case]) -> Outcome:
    with opened(ledger_path, write=True) as ledger:
        return written(ledger, act(ledger))


def _of_two(ledger_path: Path, number: str, by: str, what: str, act: Callable[[Ledger], Case | None]) -> Outcome:
    with opened(ledger_path, write=True) as ledger:
        case = act(ledger)
        if case is None:
            return done(Done.RECOVERY_OF_ONE, case=number, by=by, what=what) + then(Next.SECOND_WORD)
        return written(ledger, case)


def written(ledger: Ledger, case: Case) -> Outcome:
    """The case as it now is, its paper, and what comes next."""
    batch = states.load(ledger, case.batch)
    path = witness.folder_of_batch(ledger.path, case.batch) / f"{case.number}.xlsx"
    printed = paper("追回单", path, lambda work: write_recovery(work, batch, case))
    after = then(_NEXT[case.state], case=case.number) if case.state in _NEXT else NOTHING
    return state_of(case) + printed + after
