"""The jobs: ``huibao clear-medical`` (年度清算) and ``huibao settle`` (实时清算), from files to a folder that appears whole
or not at all."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pandas as pd

from huibao_xl import findings
from huibao_xl.equations import require
from huibao_xl.files.reading import SourceFile
from huibao_xl.files.results import names
from huibao_xl.files.results.folder import ResultFolder, store_frame
from huibao_xl.files.results.replacing import Replacement, answers_given
from huibao_xl.files.writing.atomic import atomic_folder
from huibao_xl.frames import COLUMN_ANSWERS, IDENTITIES
from huibao_xl.medical import policy as medical_policy
from huibao_xl.medical import sums
from huibao_xl.medical.clear import Clearing, clear_settlements
from huibao_xl.medical.earlier import Earlier
from huibao_xl.medical.lists import BOOK, MedicalLists, collect
from huibao_xl.medical.policy import MedicalPolicy
from huibao_xl.medical.result import REAL_TIME, YEARLY, MedicalResult
from huibao_xl.medical.state import OUTCOMES, State, settle
from huibao_xl.medical.write import write
from huibao_xl.reasons import Stop
from huibao_xl.rosters.column_answers import read_answers
from huibao_xl.rosters.fields import role_book
from huibao_xl.rosters.lists import shared_folder
from huibao_xl.rosters.recipe import LISTS, Recipe, files_read, frames_given, open_again
from huibao_xl.rosters.sources import Sources, Stage, open_sources, silent

LAST = "上次清算"


def read(sources: Sources, passwords: Sequence[str] = (), stage: Stage = silent) -> tuple[MedicalLists, Path | None]:
    """Read the settlement and identity lists; also the folder that their paths start from."""
    return _read(sources, passwords, stage, {})[:2]


def _clean(
    files: Sequence[SourceFile], unread: Sequence[pd.DataFrame], recipe: Recipe, stage: Stage
) -> tuple[MedicalLists, Path | None]:
    answered = next((frame for shape, frame in recipe.frames if shape is COLUMN_ANSWERS), None)
    with stage("识别名单、核验单元格", None):
        lists = collect(files, recipe.files[LISTS].forced, recipe.today, answered)
    found = findings.concat([*unread, lists.findings])
    return replace(lists, findings=found), shared_folder([file.path for file in files])


def _read(
    sources: Sources,
    passwords: Sequence[str],
    stage: Stage,
    options: dict[str, Any],
    folders: dict[str, tuple[tuple[Path, str], ...]] | None = None,
    columns: Path | None = None,
) -> tuple[MedicalLists, Path | None, Recipe]:
    frames = frames_given((COLUMN_ANSWERS, read_answers(columns, role_book(BOOK)) if columns else None))
    files, unread = open_sources(sources, passwords, stage)
    recipe = Recipe(date.today(), {LISTS: files_read(files, unread, sources.forced)}, folders or {}, options, frames)
    return *_clean(files, unread, recipe, stage), recipe


def clear_year(
    sources: Sources,
    policy_name: str,
    out: Path,
    persons: Sequence[str] = (),
    passwords: Sequence[str] = (),
    force: bool = False,
    stage: Stage = silent,
    columns: Path | None = None,
) -> MedicalResult:
    """Clear everything in the sources and write the folder ``out``. ``persons``: id numbers for 个人清, or ``差异`` for
    all who differ; ``columns``: what clerks answered about columns (列对应: its record file, or the filled-in workbook).

    Raises Stop: exit status 2 where the input cannot be used, 1 where the balance does not hold.
    """
    started, policy = datetime.now(), medical_policy.load(policy_name)
    taken = [Path(policy_name), *([columns] if columns else [])]
    replaceable = Replacement(names.CLEAR_MEDICAL, sources.paths, taken, answers_given(None, columns))
    with atomic_folder(out, force, replaceable) as folder:
        lists, base, recipe = _read(sources, passwords, stage, {"people": list(persons)}, columns=columns)
        with stage("逐笔清算", None):
            result = replace(clear_lists(lists, policy, base), started=started, recipe=recipe)
        with stage("写出结果", None):
            return write(result, lists.identities, persons, folder)


def settle_new(
    sources: Sources,
    policy_name: str,
    out: Path,
    after: Path | None = None,
    passwords: Sequence[str] = (),
    force: bool = False,
    stage: Stage = silent,
    columns: Path | None = None,
) -> MedicalResult:
    """Clear new rows against the result folder ``after`` (None: the first time) and write the folder ``out``, from
    which the next time goes on, by the parameters that ``after`` stores. ``policy_name``: of the first time; later ""
    or the same parameters; ``columns``: as of :func:`clear_year`. Raises Stop as :func:`clear_year` does, and as :func:`earlier` and :func:`policy_after`."""
    started = datetime.now()
    state = earlier(after)
    policy = policy_after(after, policy_name)
    reads = [*sources.paths, *([after] if after else [])]
    taken = [Path(policy_name), *([columns] if columns else [])]
    replaceable = Replacement(names.SETTLE, reads, taken, answers_given(None, columns))
    with atomic_folder(out, force, replaceable) as folder:
        last = () if after is None else ((after.resolve(), ResultFolder.open(after).seal),)
        lists, base, recipe = _read(sources, passwords, stage, {}, {LAST: last}, columns)
        with stage("逐笔清算", None):
            result = replace(settle_lists(lists, state, policy, base), started=started, recipe=recipe)
        with stage("写出结果", None):
            return write_settled(result, folder)


def clear_lists(lists: MedicalLists, policy: MedicalPolicy, base: Path | None) -> MedicalResult:
    """Clear everything in the lists and prove the sums. Raises Stop(S04) without identities, Stop(S09) if an equation
    does not hold."""
    _require_identities(lists.identities)
    clearing = clear_settlements(lists.settlements, lists.identities, policy)
    return tabulate(YEARLY, clearing, lists.identities, lists, base)


def settle_lists(lists: MedicalLists, state: State, policy: MedicalPolicy, base: Path | None) -> MedicalResult:
    """Clear the new rows of the lists against the state so far. Raises as :func:`clear_lists` does."""
    _require_identities(state.identities if lists.identities.empty else lists.identities)
    settled = settle(state, lists.settlements, lists.identities, policy)
    return replace(tabulate(REAL_TIME, settled.only_new, settled.state.identities, lists, base), settled=settled)


def write_settled(result: MedicalResult, folder: Path) -> MedicalResult:
    """Write the result of a real-time clearing, with the state from which the next one goes on; return it as
    :func:`medical.write.write` does."""
    assert result.settled is not None
    state = result.settled.state
    state.earlier.store(folder)
    for shape, frame in ((OUTCOMES, state.outcomes), (IDENTITIES, state.identities)):
        store_frame(folder, shape, frame)
    return write(result, state.identities, (), folder)


def run_again(opened: ResultFolder, recipe: Recipe, into: Path, passwords: Sequence[str], stage: Stage) -> None:
    """Make a yearly or a real-time clearing once more from the files that it read and, of the latter, the result that it went on from, in
    the folder ``into``, which exists. Raises Stop as :func:`clear_year` and :func:`settle_new` do."""
    policy = medical_policy.build(opened.json(names.POLICY))
    files, unread = open_again(recipe.files[LISTS], passwords, stage, book=BOOK)
    answered = opened.frame_if_stored(COLUMN_ANSWERS)
    recipe = replace(recipe, frames=frames_given((COLUMN_ANSWERS, answered)))
    lists, base = _clean(files, unread, recipe, stage)
    if opened.kind is names.CLEAR_MEDICAL:
        result = replace(clear_lists(lists, policy, base), recipe=recipe)
        write(result, lists.identities, recipe.options["people"], into)
    else:
        last = next((path for path, _ in recipe.folders.get(LAST, ())), None)
        write_settled(replace(settle_lists(lists, earlier(last), policy, base), recipe=recipe), into)


def _require_identities(identities: pd.DataFrame) -> None:
    """Raise Stop(S04): without any identity nothing can be cleared, and a page of findings would only hide that."""
    if identities.empty:
        raise Stop("S04", role="救助身份", seen="")


def earlier(folder: Path | None) -> State:
    """Return the state that an earlier real-time clearing left in its folder (None: there was none).

    Raises Stop(S07) if the folder is no result, S42 if it is one of another kind, S90 if an earlier version wrote it,
    S91 if it was edited.
    """
    if folder is None:
        return State.empty()
    opened = ResultFolder.open(folder)
    if opened.kind is not names.SETTLE:
        raise Stop("S42", folder=folder, why="不是实时清算的结果")
    opened.require_data()
    outcomes, identities = map(opened.frame, (OUTCOMES, IDENTITIES))
    return State(Earlier.in_folder(opened), outcomes, identities, opened.summary["policy"]["fingerprint"])


def policy_after(folder: Path | None, named: str) -> MedicalPolicy:
    """Return the parameters by which an earlier real-time clearing was made, from its folder; without one those that
    are ``named`` (:func:`medical.policy.load`).

    Raises Stop(S44) if ``named`` says others, Stop(S40) if what is stored are no parameters.
    """
    if folder is None:
        return medical_policy.load(named)
    opened = ResultFolder.open(folder, names.SETTLE).require_data()
    stored = medical_policy.build(opened.json(names.POLICY))
    if named and (other := medical_policy.load(named)).fingerprint != stored.fingerprint:
        raise Stop("S44", folder=folder, stored=stored.title, named=other.title)
    return stored


def tabulate(
    kind: str, clearing: Clearing, identities: pd.DataFrame, lists: MedicalLists, base: Path | None
) -> MedicalResult:
    """Add up and prove the sums. ``identities``: as used. Raises Stop(S09, exit status 1) if an equation does not
    hold."""
    faults, people = sums.by_fault(clearing), sums.by_person(clearing)
    read_rows = int(lists.sheets.loc[lists.sheets["role"] == "救助结算", "rows"].sum())
    table = sums.equations(clearing, identities, read_rows, faults, people)
    require(table)
    found = findings.concat([lists.findings, clearing.findings])
    return MedicalResult(kind, clearing, faults, people, table, lists.sheets, lists.readings, found, base)
