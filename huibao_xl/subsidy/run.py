"""The main job, from files to the result folder: read, decide and pay (:mod:`huibao_xl.subsidy.steps`), write."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

import pandas as pd

from huibao_xl import findings, policy
from huibao_xl.files.reading import SourceFile
from huibao_xl.files.writing.atomic import atomic_folder
from huibao_xl.matching.record import read_answers
from huibao_xl.policy import Policy
from huibao_xl.rosters.collect import Forced, Lists, collect
from huibao_xl.rosters.sources import Sources, Stage, open_sources, silent
from huibao_xl.subsidy.prior import LedgerFacts, with_ledger
from huibao_xl.subsidy.reports import write_result
from huibao_xl.subsidy.reports.forms import require_forms
from huibao_xl.subsidy.result import Recipe, Result, require_name
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

    ``answers``: a file of what clerks answered about near matches (比对决定.xlsx filled in, or the record of answers);
    ``ledger``: what was paid before, and who was struck out, as a ledger knows it; ``templates``: a folder of forms
    that the bureau restyled. What the run was made from is stored with the result, so that it can be made again.

    Raises Stop: exit status 2 where the input cannot be used, 1 where the balance does not hold.
    """
    require_name(name)
    started, rules = datetime.now(), policy.load(policy_name)
    if templates is not None:
        require_forms(templates, rules)
    with atomic_folder(out, force) as folder:
        answered = read_answers(answers) if answers else None
        files, unread = open_sources(sources, passwords, stage, rules)
        lists = with_ledger(clean(files, unread, rules, sources.forced, started.date(), stage), ledger)
        recipe = Recipe(
            sources=tuple((file.path.resolve(), file.sha256) for file in files),
            forced=sources.forced,
            today=started.date(),
            answers=answered,
            answers_file=answers.name if answers else "",
            prior=lists.prior if ledger is not None else None,
            struck=lists.struck if ledger is not None else None,
        )
        decided = decide_and_pay(lists, rules, name, as_of, stage, answered, recipe.answers_file)
        result = replace(decided, templates=templates, started=started, recipe=recipe)
        with stage("写出结果", None):
            result = write_result(result, folder)
    return result


def read(sources: Sources, rules: Policy, passwords: Sequence[str] = (), stage: Stage = silent) -> Lists:
    """Read and clean every list of the sources. Raises Stop as the reading and ``rosters.collect`` do."""
    files, unread = open_sources(sources, passwords, stage, rules)
    return clean(files, unread, rules, sources.forced, date.today(), stage)


def clean(
    files: Sequence[SourceFile],
    unread: Sequence[pd.DataFrame],
    rules: Policy,
    forced: Forced,
    today: date,
    stage: Stage = silent,
) -> Lists:
    """Return the lists of files that are read. ``unread``: findings about those that were left out. Raises Stop as
    ``rosters.collect`` does."""
    with stage("识别名单、核验单元格", None):
        lists = collect(files, rules, forced, today)
    return replace(lists, findings=findings.concat([*unread, lists.findings]))
