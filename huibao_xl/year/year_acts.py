"""What ``huibao year`` does: say where the year stands, what is due when and what is late. Nothing is written."""

from datetime import date
from pathlib import Path

from huibao_xl import policy
from huibao_xl.files.results import names
from huibao_xl.files.results.folder import ResultFolder
from huibao_xl.payments import declared, terms
from huibao_xl.payments.bookings.flows import flows
from huibao_xl.payments.execution import execution
from huibao_xl.payments.ledger import closed_years
from huibao_xl.payments.ledger.store import opened
from huibao_xl.reasons.outcomes import Done, Outcome, done
from huibao_xl.reasons.shown import several
from huibao_xl.subsidy.result import Result, of_folder
from huibao_xl.year import year_steps
from huibao_xl.year.year_steps import Facts, Standing


def where_the_year_stands(
    policy_name: str, on: date, ledger_path: Path, folder: Path | None = None, material: Path | None = None
) -> Outcome:
    """Return how far each thing of a year is on a day, and what is late.

    ``ledger_path``: a ledger, which need not be there yet; ``folder``: a result, whose people count as entitled; ``material``: the steps and terms, by default those that ship. Raises Stop(S91) for a
    result that was edited, S93 if the result or the ledger's batches were made by another policy, S100 for material.
    """
    result = of_folder(ResultFolder.open(folder, names.RUN).require_data()) if folder else None
    facts = _facts(policy_name, on, ledger_path, folder, result)
    steps = year_steps.load(facts.rules, material)
    return _outcome(year_steps.standings(steps, facts), steps, facts)


def _facts(policy_name: str, on: date, ledger_path: Path, folder: Path | None, result: Result | None) -> Facts:
    if not ledger_path.exists():
        return Facts(result.policy if result else policy.load(policy_name), on, result)
    with opened(ledger_path) as ledger:
        rules = terms.require_no_other(ledger, result.policy) if result else terms.policy_in(ledger, policy_name)
        decided = declared.decided(folder) if folder else None
        closed = closed_years.closed(ledger, rules.scheme, rules.year) is not None
        return Facts(rules, on, result, execution(ledger, rules, decided), flows(ledger, rules, on), closed)


def _outcome(standings: list[Standing], steps: year_steps.Steps, facts: Facts) -> Outcome:
    outcome = done(Done.YEAR, title=facts.rules.title, on=facts.on)
    late = [each for each in standings if each.days_late(facts.on)]
    for each in standings:
        days = each.days_late(facts.on)
        text = f"（{each.text}）" if each.text else ""
        due = each.step.due.isoformat() if each.step.due else "没有期限　"
        state = f"{each.state}，逾期 {days:,} 天" if days else each.state
        outcome += done(Done.YEAR_STEP, due=due, title=each.step.title, state=state, text=text)
    if late:
        outcome += done(Done.YEAR_LATE, count=len(late), titles=several([each.step.title for each in late]))
    coming = [
        each for each in standings if each.state != year_steps.DONE and each.step.due and each.step.due >= facts.on
    ]
    if coming:
        first = min(coming, key=lambda each: each.step.due or date.max)
        days = (first.step.due - facts.on).days if first.step.due else 0
        outcome += done(Done.YEAR_NEXT, title=first.step.title, due=first.step.due, days=days)
    if unsettled := [step.title for step in steps.steps if step.status == "未核定" and step.due]:
        outcome += done(Done.YEAR_UNSETTLED, count=len(unsettled), on=steps.checked_on.isoformat())
    return outcome
