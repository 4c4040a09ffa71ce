"""What ``huibao objectives`` does: fill the 绩效目标申报 of a year and write it as a Word document."""

from pathlib import Path

from huibao_xl import policy
from huibao_xl.files.writing.atomic import new_file
from huibao_xl.files.writing.document import write_document
from huibao_xl.payments import terms
from huibao_xl.payments.execution import execution
from huibao_xl.payments.ledger import states
from huibao_xl.payments.ledger.store import opened
from huibao_xl.policy import Policy
from huibao_xl.reasons.outcomes import Done, Outcome, done
from huibao_xl.year import objectives
from huibao_xl.year.objectives import Executed


def write_objectives(
    policy_name: str, out: Path, material: Path | None = None, ledger_path: Path | None = None, force: bool = False
) -> Outcome:
    """Write the 绩效目标申报 for the year of a policy to the document ``out`` and say what is asked for and what that lacks. ``material``: the words, by default those that
    ship; ``ledger_path``: a ledger that may hold the year before. Raises Stop as :func:`objectives.load` does, Stop(S14, S15) for a file that must stay."""
    rules = policy.load(policy_name)
    words = objectives.load(rules, material)
    asked = objectives.declared_fen(words, rules)
    paid = _executed(ledger_path, rules) if ledger_path else None
    years = [each for each in words.executed if paid is None or each.year != paid.year]
    executed = sorted([*years, *([paid] if paid else [])], key=lambda each: each.year)
    inputs = [path for path in (material, ledger_path, Path(policy_name)) if path and path.is_file()]
    with new_file(out, force, inputs) as work:
        write_document(work, "绩效目标申报", words.title, objectives.document(words, rules, executed), words.on)
    return _outcome(words, rules, asked, paid) + done(Done.OBJECTIVES_AT, path=out)


def _executed(ledger_path: Path, rules: Policy) -> Executed | None:
    """What the district executed in the year before, by the ledger; None if that has no batch of that year."""
    year = rules.year - 1
    with opened(ledger_path) as ledger:
        if not states.payment_batches(ledger, rules.scheme, year):
            return None
        found = execution(ledger, terms.policy_in(ledger, str(year)))
    district = int(found.by_township["district_fen"].sum())
    return Executed(year, objectives.short_yuan(district), "台账：区级实付（减追回）")


def _outcome(words: objectives.Objectives, rules: Policy, asked: int, paid: Executed | None) -> Outcome:
    outcome = done(Done.OBJECTIVES, year=words.year, asked_fen=asked, district_fen=objectives.district_fen(rules))
    for bearer, fen in objectives.left_out(words, rules).items():
        outcome += done(Done.OBJECTIVES_LACK, bearer=bearer, amount_fen=fen)
    for each in words.executed:
        if paid and each.year == paid.year and each.fen != paid.fen:
            outcome += done(Done.EXECUTED_OTHERWISE, year=each.year, written_fen=each.fen, ledger_fen=paid.fen)
    return outcome
