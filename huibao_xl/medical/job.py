"""The jobs: ``huibao clear-medical`` (年度清算) and ``huibao settle`` (实时清算), from files to a folder that appears whole
or not at all."""

from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from huibao_xl import findings
from huibao_xl.equations import join, require
from huibao_xl.files.reading import SourceFile
from huibao_xl.files.results import names
from huibao_xl.files.results.folder import ResultFolder, store_frame
from huibao_xl.files.results.read_back import read_csv
from huibao_xl.files.results.replacing import Replacement
from huibao_xl.files.writing.atomic import atomic_folder
from huibao_xl.files.writing.workbook import Book, Sheet
from huibao_xl.frames import IDENTITIES, INSURERS
from huibao_xl.identifiers import resident_id
from huibao_xl.medical import policy as medical_policy
from huibao_xl.medical import report, sums
from huibao_xl.medical.clear import UNCLEAR, Clearing, clear_settlements
from huibao_xl.medical.earlier import Earlier
from huibao_xl.medical.lists import BOOK, MedicalLists, collect
from huibao_xl.medical.person import person_rows
from huibao_xl.medical.person_report import write_people
from huibao_xl.medical.policy import UNVERIFIED, MedicalPolicy
from huibao_xl.medical.result_json import write_medical_json
from huibao_xl.medical.rows import NOT_COUNTED
from huibao_xl.medical.state import OUTCOMES, Settled, State, settle
from huibao_xl.reasons import Stop
from huibao_xl.reports.csv import source_column, write_table
from huibao_xl.reports.equations import write_balance
from huibao_xl.reports.problems import problems_sheet
from huibao_xl.reports.signing import columns_used, signing
from huibao_xl.rosters import recipe as recipe_file
from huibao_xl.rosters.lists import shared_folder
from huibao_xl.rosters.recipe import LISTS, Recipe, files_read, open_again
from huibao_xl.rosters.sources import Sources, Stage, open_sources, silent

YEARLY, REAL_TIME = names.CLEAR_MEDICAL.key, names.SETTLE.key
ALL_DIFFERING = "差异"
_SAME = ("M01", "M11", *NOT_COUNTED)
LAST = "上次清算"


@dataclass(frozen=True)
class MedicalResult:
    """What a job gives. ``kind``: YEARLY or REAL_TIME; ``faults``, ``people``: of sums.by_fault and sums.by_person;
    ``balance``: frames.BALANCE; ``inputs``: the used sheets (collect.Lists.sheets); ``base``: the folder that paths
    start from; ``settled``: for 实时清算 what changed; ``recipe``: None where it was not made from files alone."""

    kind: str
    clearing: Clearing
    faults: pd.DataFrame
    people: pd.DataFrame
    balance: pd.DataFrame
    inputs: pd.DataFrame
    findings: pd.DataFrame
    base: Path | None
    settled: Settled | None = None
    started: datetime = field(default_factory=datetime.now)
    recipe: Recipe | None = None

    @property
    def steps(self) -> list[str]:
        """What a clerk should do now, most pressing first."""
        return self.steps_in("")

    def steps_in(self, prefix: str) -> list[str]:
        """Return :attr:`steps` where the names of the sheets begin with ``prefix`` (``医疗`` in a workbook that has other sheets too)."""
        unclear = int(self.faults.loc[self.faults["fault"] == UNCLEAR, "rows"].sum())
        wrong = int(self.faults.loc[~self.faults["code"].isin(_SAME) & (self.faults["fault"] != UNCLEAR), "rows"].sum())
        problems = int(self.findings["level"].isin(["错误", "警告"]).sum())
        steps = ["参数未经核定：由经办单位按正式文件核定参数文件后重新清算。"] if self.clearing.policy.banner else []
        steps += [f"{unclear:,} 行无法清算，见“{prefix}无法清算”表，补齐后重新清算。"] if unclear else []
        steps += [f"{wrong:,} 行有差错，逐笔说明见“{prefix}差异明细”，按人汇总见“{prefix}补发追回”。"] if wrong else []
        steps += [f"{problems:,} 条错误或警告，见“{prefix}问题清单”。"] if problems else []
        return steps or ["各笔均一致，无需处理。"]


def read(sources: Sources, passwords: Sequence[str] = (), stage: Stage = silent) -> tuple[MedicalLists, Path | None]:
    """Read the settlement and identity lists; also the folder that their paths start from."""
    return _read(sources, passwords, stage, {})[:2]


def _clean(
    files: Sequence[SourceFile], unread: Sequence[pd.DataFrame], recipe: Recipe, stage: Stage
) -> tuple[MedicalLists, Path | None]:
    with stage("识别名单、核验单元格", None):
        lists = collect(files, recipe.files[LISTS].forced, recipe.today)
    found = findings.concat([*unread, lists.findings])
    return replace(lists, findings=found), shared_folder([file.path for file in files])


def _read(
    sources: Sources,
    passwords: Sequence[str],
    stage: Stage,
    options: dict[str, Any],
    folders: dict[str, tuple[tuple[Path, str], ...]] | None = None,
) -> tuple[MedicalLists, Path | None, Recipe]:
    files, unread = open_sources(sources, passwords, stage)
    recipe = Recipe(date.today(), {LISTS: files_read(files, unread, sources.forced)}, folders or {}, options)
    return *_clean(files, unread, recipe, stage), recipe


def clear_year(
    sources: Sources,
    policy_name: str,
    out: Path,
    persons: Sequence[str] = (),
    passwords: Sequence[str] = (),
    force: bool = False,
    stage: Stage = silent,
) -> MedicalResult:
    """Clear everything in the sources and write the folder ``out``. ``persons``: id numbers for 个人清, or ``差异`` for
    all who differ.

    Raises Stop: exit status 2 where the input cannot be used, 1 where the balance does not hold.
    """
    started, policy = datetime.now(), medical_policy.load(policy_name)
    with atomic_folder(out, force, Replacement(names.CLEAR_MEDICAL, sources.paths, [Path(policy_name)])) as folder:
        lists, base, recipe = _read(sources, passwords, stage, {"people": list(persons)})
        with stage("逐笔清算", None):
            result = replace(clear_lists(lists, policy, base), started=started, recipe=recipe)
        with stage("写出结果", None):
            return _write(result, lists.identities, persons, folder)


def settle_new(
    sources: Sources,
    policy_name: str,
    out: Path,
    after: Path | None = None,
    passwords: Sequence[str] = (),
    force: bool = False,
    stage: Stage = silent,
) -> MedicalResult:
    """Clear new rows against the result folder ``after`` (None: the first time) and write the folder ``out``, from
    which the next time goes on, by the parameters that ``after`` stores. ``policy_name``: of the first time; later ""
    or the same parameters. Raises Stop as :func:`clear_year` does, and as :func:`earlier` and :func:`policy_after`."""
    started = datetime.now()
    state = earlier(after)
    policy = policy_after(after, policy_name)
    reads = [*sources.paths, *([after] if after else [])]
    with atomic_folder(out, force, Replacement(names.SETTLE, reads, [Path(policy_name)])) as folder:
        last = () if after is None else ((after.resolve(), ResultFolder.open(after).seal),)
        lists, base, recipe = _read(sources, passwords, stage, {}, {LAST: last})
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
    :func:`_write` does."""
    assert result.settled is not None
    state = result.settled.state
    state.earlier.store(folder)
    for shape, frame in ((OUTCOMES, state.outcomes), (IDENTITIES, state.identities)):
        store_frame(folder, shape, frame)
    return _write(result, state.identities, (), folder)


def run_again(opened: ResultFolder, recipe: Recipe, into: Path, passwords: Sequence[str], stage: Stage) -> None:
    """Make a yearly or a real-time clearing once more from the files that it read and, of the latter, the result that it went on from, in
    the folder ``into``, which exists. Raises Stop as :func:`clear_year` and :func:`settle_new` do."""
    policy = medical_policy.build(opened.json(names.POLICY))
    files, unread = open_again(recipe.files[LISTS], passwords, stage, book=BOOK)
    lists, base = _clean(files, unread, recipe, stage)
    if opened.kind is names.CLEAR_MEDICAL:
        result = replace(clear_lists(lists, policy, base), recipe=recipe)
        _write(result, lists.identities, recipe.options["people"], into)
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
    return MedicalResult(kind, clearing, faults, people, table, lists.sheets, found, base)


def _write(result: MedicalResult, identities: pd.DataFrame, persons: Sequence[str], folder: Path) -> MedicalResult:
    """Write the files and return the result with the equations about them. Raises Stop(S09) if what was written is
    not what was cleared."""
    clearing, policy = result.clearing, result.clearing.policy
    with ThreadPoolExecutor(max_workers=1) as beside:  # Arrow writes the long table while Python packs the workbook
        table = beside.submit(_full_table_read_back, clearing, folder / names.CLEARING_TABLE)
        result = _write_workbook(
            result, table, folder / (names.MEDICAL_WORKBOOK if result.kind == YEARLY else names.NEW_MEDICAL_WORKBOOK)
        )
    if persons:
        people, periods, rows = person_rows(clearing, identities, result.people, _asked(persons))
        write_people(folder / names.PERSONS, _title(result), policy.banner, people, periods, rows)
    kind = names.CLEAR_MEDICAL if result.kind == YEARLY else names.SETTLE
    recipe_file.store(folder, result.recipe)
    summary = write_medical_json(folder, kind, policy, result.inputs, result.faults, result.balance, result.started)
    require(sums.summary_equations(summary, table.result()))
    return result


def _full_table_read_back(clearing: Clearing, path: Path) -> pd.DataFrame:
    """Write 清算全表.csv and return it as it stands in the file, every column as text."""
    _write_full_table(clearing, path)
    return read_csv(path).to_pandas()


def _asked(persons: Sequence[str]) -> list[str] | None:
    """The ids asked for, None for all who differ."""
    return None if ALL_DIFFERING in persons else [resident_id.compact(number) for number in persons]


def _batch(result: MedicalResult) -> str:
    """What is printed at the top of every page."""
    return _title(result) + (f"【{UNVERIFIED}】" if result.clearing.policy.banner else "")


def _title(result: MedicalResult) -> str:
    years = sorted(set(result.clearing.rows["year"]) - {0})
    span = "" if not years else f"{years[0]} 年度" if len(years) == 1 else f"{years[0]}—{years[-1]} 年度"
    return span + result.kind


def _write_workbook(result: MedicalResult, full_table: "Future[pd.DataFrame]", path: Path) -> MedicalResult:
    """Write the workbook; its last sheet, 平衡表, also says whether ``full_table``, as read back, is right."""
    with Book(path, _batch(result), in_memory=False) as book:
        write_overview(book, result)
        for sheet in tables(result, path.parent):
            book.add(sheet)
        balance = join([result.balance, sums.written_equations(result.clearing, full_table.result())])
        require(balance)
        write_balance(book, balance)
    return replace(result, balance=balance)


def write_overview(book: Book, result: MedicalResult, name: str = "总览", steps: Sequence[str] | None = None) -> None:
    """Write the first sheet, called ``name``. ``steps``: instead of the result's own, where its sheets are called
    otherwise."""
    banner = result.clearing.policy.banner
    shown = result.steps if steps is None else steps
    day = result.recipe.today if result.recipe else result.started.date()
    end = [*columns_used(result.inputs), *signing(day, _assumed(result))]
    report.write_overview(book, _title(result), banner, _facts(result), result.faults, shown, end, name)


def _assumed(result: MedicalResult) -> list[str]:
    """What was taken for granted where lists or documents say nothing."""
    policy, codes = result.clearing.policy, result.findings["code"].value_counts()
    chosen = policy.parameters[policy.parameters["参数"].str.contains("以哪一天为准|是否补算")]
    lines = [f"{row['参数']}：{row['值']}（{row['状态']}）。" for row in chosen.to_dict("records")]
    for code, words in (
        ("M47", "没有某项保险的列的，按没有支付计（{count} 处）。"),
        ("M43", "这次的身份名单没有写的以前的身份，沿用以前的（{count} 段）。"),
        ("M41", "姓名与身份名单不同的，按证件号码清算（{count} 笔）。"),
        ("M14", "逐项相同而报了几次的，按一笔计（{count} 笔）。"),
    ):
        lines += [words.format(count=int(codes[code]))] if code in codes else []
    return lines


def tables(result: MedicalResult, folder: Path) -> list[Sheet]:
    """Return the sheets after 总览. ``folder``: where the workbook will stand, for links."""
    clearing = result.clearing
    settlements, rows = clearing.settlements, clearing.rows
    unclear = (rows["fault"] == UNCLEAR).to_numpy()
    differing = ~rows["code"].isin(_SAME).to_numpy() & ~unclear
    first: list[Sheet] = []
    if result.settled is not None:
        first = [report.rows_sheet("新到结算", settlements, rows), *_changed(result.settled)]
    return [
        *first,
        report.rows_sheet("差异明细", settlements[differing], rows[differing]),
        report.rows_sheet("无法清算", settlements[unclear], rows[unclear]),
        report.people_sheet(result.people),
        report.parameters_sheet(clearing.policy.parameters),
        problems_sheet(result.findings, result.base, folder),
    ]


def _changed(settled: Settled) -> list[Sheet]:
    cleared, at = settled.clearing, settled.changed["at"].to_numpy()
    return [report.changed_sheet(cleared.settlements.iloc[at], cleared.rows.iloc[at], settled.changed)]


def _facts(result: MedicalResult) -> list[tuple[str, str]]:
    policy = result.clearing.policy
    facts: list[tuple[str, str]] = [
        ("清算参数", f"{policy.title}（{policy.document}）"),
        ("次序", "先保险后救助：" + " → ".join([*_order(policy), "医疗救助"])),
        ("性质", "核对和对账：医疗救助的结算由医保部门办理，民政部门提供身份；本表供双方核对，不代替结算。"),
    ]
    for row in result.inputs.to_dict("records"):
        facts.append((str(row["role"]), f"{row['path']}　{row['sheet']}　{row['rows']:,} 行"))
    if result.settled is not None:
        earlier = len(result.settled.state.outcomes) - result.settled.new
        facts.append(("此前已清算", f"{earlier:,} 行，其中 {len(result.settled.changed):,} 行因新数据而结果有变"))
    return facts


def _order(policy: MedicalPolicy) -> list[str]:
    return [INSURERS[column] for column in policy.order]


def _write_full_table(clearing: Clearing, path: Path) -> None:
    settlements, rows = clearing.settlements, clearing.rows
    columns: dict[str, Any] = {
        "来源": source_column(settlements),
        "行号": settlements["row"],
        "姓名": settlements["name"],
        "证件号码": settlements["id"],
        "结算号": settlements["number"],
        "医疗类别": settlements["kind"],
        "结算日期": settlements["settled_on"],
        "类别": rows["fault"],
        "代码": rows["code"],
        "身份": rows["identity"],
        "适用比例": rows["rule"],
    }
    for title, column in (("已救助（分）", "paid_fen"), ("应救助（分）", "due_fen"), ("差额（分）", "difference_fen")):
        columns[title] = pd.Series(rows[column].to_numpy(dtype=np.int64))
    unverified = f"（{UNVERIFIED}）" if clearing.policy.banner else ""
    write_table(path, columns | {f"说明{unverified}": rows["trace"]})
