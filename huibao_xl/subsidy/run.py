"""The main job, from files to the result folder: read, decide and pay (:mod:`huibao_xl.subsidy.steps`), write."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

import pandas as pd

from huibao_xl import findings, policy
from huibao_xl.files.reading import SourceFile
from huibao_xl.files.results import names
from huibao_xl.files.results.folder import ResultFolder
from huibao_xl.files.results.replacing import Replacement, answers_given
from huibao_xl.files.writing.atomic import atomic_folder
from huibao_xl.frames import ANSWERS, COLUMN_ANSWERS, FAILED_ACCOUNTS, PRIOR, STRUCK, Shape
from huibao_xl.matching.record import read_answers
from huibao_xl.policy import Policy
from huibao_xl.rosters.collect import collect
from huibao_xl.rosters.column_answers import read_answers as read_column_answers
from huibao_xl.rosters.fields import role_book_of
from huibao_xl.rosters.lists import Forced, Lists
from huibao_xl.rosters.recipe import LISTS, Recipe, files_read, frames_given, open_again
from huibao_xl.rosters.sources import Sources, Stage, open_sources, silent
from huibao_xl.subsidy.prior import LedgerFacts, with_ledger
from huibao_xl.subsidy.reports import write_result
from huibao_xl.subsidy.reports.forms import require_forms
from huibao_xl.subsidy.reports.write import unwritten
from huibao_xl.subsidy.result import Result, forms_in, of_folder, require_name
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
    columns: Path | None = None,
    resting: Callable[[Path], Sequence[str]] = lambda folder: (),
) -> Result:
    """Decide, pay and account for one year; write the folder ``out`` whole or not at all, and return what it holds.

    ``answers``: a file of what clerks answered about near matches (比对决定.xlsx filled in, or the record of answers);
    ``ledger``: what was paid before, and who was struck out, as a ledger knows it; ``templates``: a folder of forms
    that the bureau restyled; ``resting``: see ``replacing.Replacement``; ``columns``: a file of what clerks answered about columns (列对应.xlsx filled in, or its record). What the run was made from is stored with the result, so that it can be made again.

    Raises Stop: exit status 2 where the input cannot be used, 1 where the balance does not hold.
    """
    require_name(name)
    started, rules = datetime.now(), policy.load(policy_name)
    if templates is not None:
        require_forms(templates, rules)
    taken = [path for path in (answers, columns, templates, Path(policy_name)) if path is not None]
    replaceable = Replacement(names.RUN, sources.paths, taken, answers_given(answers, columns), resting)
    with atomic_folder(out, force, replaceable) as folder:
        answered = read_answers(answers) if answers else None
        column_answers = read_column_answers(columns, role_book_of(rules)) if columns else None
        files, unread = open_sources(sources, passwords, stage, rules)
        sheets = [] if ledger is None else ledger.sheets.astype(object).to_dict("records")
        options = {"answers_file": answers.name if answers else "", "ledger": sheets}
        frames = _frames(answered, ledger, column_answers)
        recipe = Recipe(
            started.date(), {LISTS: files_read(files, unread, sources.forced)}, options=options, frames=frames
        )
        lists = clean(files, unread, rules, sources.forced, recipe.today, stage, column_answers)
        del files  # the grids; what is made of them takes their place in memory
        lists = with_ledger(lists, ledger)
        decided = decide_and_pay(lists, rules, name, as_of, stage, answered, recipe.options["answers_file"])
        result = replace(decided, templates=templates, started=started, recipe=recipe)
        with stage("写出结果", None):
            result = write_result(result, folder)
    return result


def _frames(
    answers: pd.DataFrame | None, ledger: LedgerFacts | None, column_answers: pd.DataFrame | None
) -> tuple[tuple[Shape, pd.DataFrame], ...]:
    """What no file gives."""
    given = [(ANSWERS, answers), (COLUMN_ANSWERS, column_answers)]
    if ledger is not None:
        given += [(PRIOR, ledger.prior), (STRUCK, ledger.struck), (FAILED_ACCOUNTS, ledger.failed_accounts)]
    return frames_given(*given)


def decided_again(opened: ResultFolder, recipe: Recipe, passwords: Sequence[str], stage: Stage) -> Result:
    """Decide once more from the files that a result read, with what it stores besides. Raises Stop as :func:`run` does, S91 if something
    stored cannot be read."""
    rules, read, as_of = policy.build(opened.json(names.POLICY)), recipe.files[LISTS], opened.summary["as_of"]
    sheets = pd.DataFrame(recipe.options["ledger"])
    facts = None
    if len(sheets):
        failed = opened.frame_or_empty(FAILED_ACCOUNTS)
        facts = LedgerFacts(opened.frame(PRIOR), opened.frame(STRUCK), sheets, failed)
    answers, column_answers = (opened.frame_if_stored(shape) for shape in (ANSWERS, COLUMN_ANSWERS))
    files, unread = open_again(read, passwords, stage, rules)
    lists = with_ledger(clean(files, unread, rules, read.forced, recipe.today, stage, column_answers), facts)
    name, day = opened.json(names.RECIPE, names.RECIPE_SCHEMA)["name"], date.fromisoformat(as_of) if as_of else None
    decided = decide_and_pay(lists, rules, name, day, stage, answers, recipe.options["answers_file"])
    made = replace(recipe, frames=_frames(answers, facts, column_answers))
    return replace(decided, templates=forms_in(opened), recipe=made)


def run_again(opened: ResultFolder, recipe: Recipe, into: Path, passwords: Sequence[str], stage: Stage) -> None:
    """Make a result once more (:func:`decided_again`) in the folder ``into``, which exists. Raises Stop as that does."""
    result = decided_again(opened, recipe, passwords, stage)
    with stage("写出结果", None):
        write_result(result, into)


def write_again(opened: ResultFolder, into: Path) -> None:
    """Write the files of a result once more from the frames that it stores, deciding nothing anew. Raises Stop(S09) if they contradict one
    another, S91 if one cannot be read."""
    write_result(unwritten(of_folder(opened)), into)


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
    column_answers: pd.DataFrame | None = None,
) -> Lists:
    """Return the lists of files that are read. ``unread``: findings about those that were left out; ``column_answers``: what clerks
    answered about columns (frames.COLUMN_ANSWERS). Raises Stop as
    ``rosters.collect`` does."""
    with stage("识别名单、核验单元格", None):
        lists = collect(files, rules, forced, today, column_answers=column_answers)
    return replace(lists, findings=findings.concat([*unread, lists.findings]))
