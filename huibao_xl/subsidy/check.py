"""``huibao check``: only read and validate: the 问题清单, and of each source a copy with a 问题 column. Nothing is
decided."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

import pandas as pd

from huibao_xl import findings, policy
from huibao_xl.files.reading import SourceFile
from huibao_xl.files.results import names
from huibao_xl.files.results.folder import ResultFolder
from huibao_xl.files.results.replacing import Replacement, answers_given
from huibao_xl.files.writing.atomic import atomic_folder
from huibao_xl.frames import COLUMN_ANSWERS
from huibao_xl.policy import Policy
from huibao_xl.reports.column_readings import write_readings
from huibao_xl.reports.problems import write_problems
from huibao_xl.rosters.collect import collect
from huibao_xl.rosters.column_answers import read_answers
from huibao_xl.rosters.fields import role_book_of
from huibao_xl.rosters.lists import Lists
from huibao_xl.rosters.recipe import LISTS, Recipe, files_read, frames_given, open_again
from huibao_xl.rosters.sources import Sources, Stage, open_sources, silent
from huibao_xl.subsidy.reports.marked import write_marked
from huibao_xl.subsidy.reports.result_json import write_check_json
from huibao_xl.subsidy.second_look import faulty_ids, unknown_towns


@dataclass(frozen=True)
class Checked:
    """What was found. ``sheets``: see rosters.lists.Lists; ``findings``: frames.FINDINGS."""

    sheets: pd.DataFrame
    findings: pd.DataFrame


def check(
    sources: Sources,
    policy_name: str,
    out: Path,
    passwords: Sequence[str] = (),
    force: bool = False,
    stage: Stage = silent,
    columns: Path | None = None,
) -> Checked:
    """Read and validate, and write the folder ``out`` whole or not at all. ``columns``: see ``subsidy.run.run``. Raises Stop if a source cannot be used."""
    rules, started = policy.load(policy_name), datetime.now()
    taken = [Path(policy_name), *([columns] if columns else [])]
    replaceable = Replacement(names.CHECK, sources.paths, taken, answers_given(None, columns))
    with atomic_folder(out, force, replaceable) as folder:
        answered = read_answers(columns, role_book_of(rules)) if columns else None
        files, unread = open_sources(sources, passwords, stage, rules)
        frames = frames_given((COLUMN_ANSWERS, answered))
        recipe = Recipe(started.date(), {LISTS: files_read(files, unread, sources.forced)}, frames=frames)
        return _check(files, unread, rules, recipe, folder, started, stage, answered)


def check_again(opened: ResultFolder, recipe: Recipe, into: Path, passwords: Sequence[str], stage: Stage) -> None:
    """Make a 核验结果 once more from the files that it read, in the folder ``into``, which exists. Raises Stop as :func:`check` does."""
    rules = policy.build(opened.json(names.POLICY))
    files, unread = open_again(recipe.files[LISTS], passwords, stage, rules)
    answered = opened.frame_if_stored(COLUMN_ANSWERS)
    made = replace(recipe, frames=frames_given((COLUMN_ANSWERS, answered)))
    _check(files, unread, rules, made, into, datetime.now(), stage, answered)


def _check(
    files: Sequence[SourceFile],
    unread: Sequence[pd.DataFrame],
    rules: Policy,
    recipe: Recipe,
    folder: Path,
    started: datetime,
    stage: Stage,
    answered: pd.DataFrame | None,
) -> Checked:
    with stage("识别名单、核验单元格", None):
        lists = collect(files, rules, recipe.files[LISTS].forced, recipe.today, False, answered)
        found = findings.concat([faulty_ids(lists), unknown_towns(lists.insured), *unread, lists.findings])
    with stage("写出核验结果", len(files)) as advance:
        write_problems(folder / names.PROBLEMS, found, lists.base)
        write_readings(folder / names.READINGS, f"{rules.title} 列对应", lists.readings, role_book_of(rules))
        for file in files:
            _write_copy(file, lists, found, folder / names.MARKED_COPIES)
            advance()
        write_check_json(lists.sheets, found, rules, recipe, folder, started)
    return Checked(lists.sheets, found)


def _write_copy(file: SourceFile, lists: Lists, found: pd.DataFrame, folder: Path) -> None:
    """The copy of one file; a file without a used sheet has none."""
    used = lists.sheets[lists.sheets["location"] == str(file.path.resolve())]
    if used.empty:
        return
    label = Path(used["path"].iloc[0])
    path = folder / label.with_name(label.name + "-核验.xlsx")
    path.parent.mkdir(parents=True, exist_ok=True)
    headers = dict(zip(used["sheet"], used["header"], strict=True))
    about = found[found["file"] == used["path"].iloc[0]]
    sheets = [
        (grid, int(headers[grid.sheet]), about[about["sheet"] == grid.sheet])
        for grid in file.grids
        if grid.sheet in headers
    ]
    write_marked(path, label.stem, sheets)
