"""年度结账: two people close a year once nothing of it is on its way; what each bearer has left, what 街镇 hold and what is still to be recovered is carried over (结转)."""

from dataclasses import dataclass
from typing import Any

from huibao_xl.payments import execution, objections, transfers
from huibao_xl.payments.ledger import cases, closed_years, permitted_bookings, signers, states
from huibao_xl.payments.ledger.bank_book import UNCLAIMED, books
from huibao_xl.payments.ledger.closed_years import CLOSED, FIRST
from huibao_xl.payments.ledger.paid import Against
from huibao_xl.payments.ledger.store import Ledger
from huibao_xl.policy import Policy
from huibao_xl.reasons import Stop


@dataclass(frozen=True)
class LeftOver:
    """What a closing leaves undone: how many people of each batch whose payment failed or came back and was not made again; lines of statements that nobody has claimed."""

    unpaid: dict[str, int]
    unclaimed: int


def left_over(ledger: Ledger, rules: Policy) -> LeftOver:
    """Return what would be left undone if the year of a policy were closed now."""
    key = (rules.scheme, rules.year)
    unpaid = {
        batch.id: len(objections.to_reissue(Against(ledger, *key, key), batch))
        for batch in states.payment_batches(ledger, *key)
    }
    lines = [line for book in books(ledger).values() for line in book.lines]
    return LeftOver(
        {number: count for number, count in unpaid.items() if count}, sum(line.kind == UNCLAIMED for line in lines)
    )


def close(ledger: Ledger, rules: Policy, by: str) -> tuple[dict[str, Any], bool]:
    """Close the year of a policy; return what is carried over, and whether this was the second word, with which it counts.

    Raises Stop(S84) if it is closed already, has no batches, or has some that wait for a signature, a bank or a person, naming them; or if the same person says it twice.
    """
    with ledger.writing(by) as pen:
        permitted_bookings.require(ledger, permitted_bookings.CLOSE_YEAR, pen)
        closed_years.require_open(ledger, rules.scheme, rules.year)
        _require_done(ledger, rules)
        body = carried(ledger, rules)
        first = ledger.first_word(FIRST, CLOSED)
        if first is None or {name: first.content[name] for name in body} != body:
            pen.write(FIRST, None, body)
            return body, False
        signers.require_another(first.by, pen.by, "S84", year=rules.year, why=f"的结账{first.by}已提出")
        seq = pen.write(CLOSED, None, body)
        pen.connection.execute("INSERT INTO closed_year VALUES (?, ?, ?)", (rules.scheme, rules.year, seq))
        return body, True


def _require_done(ledger: Ledger, rules: Policy) -> None:
    """Raises Stop(S84) naming the batches of the year of which something is on its way, or if the year has none: a year that is closed by mistake stays closed."""
    waiting, of_this_year = [], 0
    for number in ledger.batches():
        batch = states.load(ledger, number)
        of_year = (batch.declaration.scheme, batch.declaration.year) == (rules.scheme, rules.year)
        of_this_year += of_year
        if of_year and (batch.state not in ("已关闭", "已退回") or len(batch.doubtful)):
            waiting.append(f"{number}（{batch.shown_state}）")
    if waiting:
        why = f"还有没有办完的批次：{'、'.join(waiting)}"
        raise Stop("S84", year=rules.year, why=why, advice="不付的退回，已导出的等银行结果，存疑的查明，再结账")
    if not of_this_year:
        advice = "请核对年度和台账；结账以后不能重开，所以没有批次的年度不结"
        raise Stop("S84", year=rules.year, why="在这本台账里没有批次", advice=advice)


def carried(ledger: Ledger, rules: Policy) -> dict[str, Any]:
    """Return what a year comes to now, as its closing says it (``closed_years.closed``)."""
    year = execution.execution(ledger, rules)
    bearers = year.by_bearer.set_index("bearer")[["budget_fen", "executed_fen"]].astype(object).to_dict("index")
    towns = transfers.due(ledger, rules)
    moved = towns[(towns["due_fen"] != 0) | (towns["passed_fen"] != 0)].set_index("township")[["due_fen", "passed_fen"]]
    mine = {batch.id for batch in states.payment_batches(ledger, rules.scheme, rules.year)}
    return {
        "scheme": rules.scheme,
        "year": rules.year,
        "bearers": {
            str(name): {"budget_fen": int(fen["budget_fen"]), "executed_fen": int(fen["executed_fen"])}
            | {"left_fen": int(fen["budget_fen"]) - int(fen["executed_fen"])}
            for name, fen in bearers.items()
        },
        "towns": {
            str(town): {str(name): int(value) for name, value in fen.items()}
            for town, fen in moved.astype(object).to_dict("index").items()
        },
        "recoveries_fen": sum(case.open_fen for case in cases.cases(ledger) if case.batch in mine),
        "people": int((year.people["state"] == "成功").sum()),
    }
