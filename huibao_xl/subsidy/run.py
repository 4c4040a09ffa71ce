"""The main job, from files to the result folder: read, decide and pay (:mod:`huibao_xl.subsidy.steps`), write."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

from huibao_xl import findings, policy
from huibao_xl.files.writing.atomic import atomic_folder
from huibao_xl.matching.record import read_answers
from huibao_xl.policy import Policy
from huibao_xl.rosters.collect import Lists, collect
from huibao_xl.rosters.sources import Sources, Stage, open_sources, silent
from huibao_xl.subsidy.prior import LedgerFacts, with_ledger
from huibao_xl.subsidy.reports import write_result
from huibao_xl.subsidy.reports.forms import require_forms
from huibao_xl.subsidy.result import Result
from huibao_xl.subsidy.steps import decide_and_pay


def run(
    sources: Sources,
    policy_name: str,
    out: Path,
    name: str = "",
    as_of: date | None = None,
    passwords: Sequence[str] = (),
    force: bool = False,
    stage: Stage = silent,
    answers: Path | None = None,
    ledger: LedgerFacts | None = None,
    templates: Path | None = None,
) -> Result:
    """Decide, pay and account for one year; write the folder ``out`` whole or not at all, and return what it holds.

    ``answers``: a file of what clerks answered about near matches (比对决定.xlsx filled in, or what ``huibao decisions
    add`` keeps); ``ledger``: what was paid before, and who was struck out, as a ledger knows it; ``templates``: a
    folder of forms that the bureau restyled.

    Raises Stop: exit status 2 where the input cannot be used, 1 where the balance does not hold.
    """
    rules = policy.load(policy_name)
    if templates is not None:
        require_forms(templates, rules)
    with atomic_folder(out, force) as folder:
        answered = read_answers(answers) if answers else None
        lists = with_ledger(read(sources, rules, passwords, stage), ledger)
        result = decide_and_pay(lists, rules, name, as_of, stage, answered, answers.name if answers else "")
        result = replace(result, templates=templates)
        with stage("写出结果", None):
            result = write_result(result, folder)
    return result


def read(sources: Sources, rules: Policy, passwords: Sequence[str] = (), stage: Stage = silent) -> Lists:
    """Read and clean every list of the sources."""
    files, unread = open_sources(sources, passwords, stage, rules)
    with stage("识别名单、核验单元格", None):
        lists = collect(files, rules, sources.forced, date.today())
    return replace(lists, findings=findings.concat([*unread, lists.findings]))
