"""补贴清算 from files to the folder: read what was paid and the lists, decide as if nothing had been paid, compare, prove, write.

The lists are decided by the same steps as in the main job, but what is to be cleared does not count as 往期发放: else everybody paid would be X06.
A list of 往期发放 among the sources counts (it tells of payments elsewhere), unless it is the very file that is cleared. Whom an approver
struck out of the ledger waits, as in a run that is given the ledger.
"""

from collections.abc import Hashable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from huibao_xl import findings, policy
from huibao_xl.clearing import classify, holders, instalments, paid_lines, sums, then_or_later
from huibao_xl.clearing.copies import copies
from huibao_xl.clearing.paid_lines import Payments
from huibao_xl.clearing.then_or_later import Knowledge
from huibao_xl.equations import require
from huibao_xl.files.reading import SourceFile
from huibao_xl.files.results import names
from huibao_xl.files.results.folder import ResultFolder
from huibao_xl.frames import ANSWERS, COLUMN_ANSWERS, Shape
from huibao_xl.matching.record import read_answers
from huibao_xl.money import format_yuan
from huibao_xl.policy import Policy
from huibao_xl.reasons import CATALOGUE, Stop, text
from huibao_xl.rosters.column_answers import read_answers as read_column_answers
from huibao_xl.rosters.fields import role_book_of
from huibao_xl.rosters.lists import Forced, Lists
from huibao_xl.rosters.place import place_keys
from huibao_xl.rosters.recipe import LISTS, Recipe, files_read, frames_given, open_again
from huibao_xl.rosters.sources import Sources, Stage, open_sources, silent
from huibao_xl.subsidy import shares
from huibao_xl.subsidy.balance import balance
from huibao_xl.subsidy.explanations import message_of, title_of
from huibao_xl.subsidy.result import Result
from huibao_xl.subsidy.run import clean
from huibao_xl.subsidy.steps import decide_and_pay

PAID, BEFORE = "付款", "当时名单"
"""What lists and results were read for, beside the lists of now."""


@dataclass(frozen=True)
class SubsidyClearing:
    """A cleared year. ``result``: what the lists decide now; ``payments``: what was paid; ``then``: what the lists
    said when it was paid, None if they are not given; ``items``: classify.ITEMS with timing and changed
    (then_or_later.judge) and title, why, advice in Chinese; ``corrections``, ``bearers``, ``classes``: as sums gives
    them; ``balance``: frames.BALANCE; ``make_up``: the result of the 漏发 people alone, None if nobody was missed; ``recipe``: None where it was not made
    from files alone."""

    policy: Policy
    result: Result
    payments: Payments
    then: Knowledge | None
    items: pd.DataFrame
    corrections: pd.DataFrame
    bearers: pd.DataFrame
    classes: pd.DataFrame
    balance: pd.DataFrame
    make_up: Result | None
    recipe: Recipe | None = None


def gather(
    paid: Sequence[Path],
    sources: Sources,
    rules: Policy,
    as_of: date | None = None,
    passwords: Sequence[str] = (),
    before: Sequence[str] = (),
    stage: Stage = silent,
    answers: Path | None = None,
    columns: Path | None = None,
) -> SubsidyClearing:
    """Read everything and clear it. ``paid``: a ledger, or lists and folders of lists; ``before``: lists or result folders of when it was paid; ``answers``, ``columns``: as in
    ``run.run``, the latter about every list that is read here. Raises Stop as reading, ``decide_and_pay`` and :func:`clear_subsidy` do."""
    started = datetime.now()
    given = _Given(
        read_answers(answers) if answers else None,
        read_column_answers(columns, role_book_of(rules)) if columns else None,
    )
    with stage("读取付款", None):
        payments = paid_lines.read(paid, rules, passwords, given.columns)
    files, unread = open_sources(sources, passwords, stage, rules)
    with stage("读取当时的名单", None):
        earlier = _opened_earlier(before, rules, passwords)
    options = {
        "as_of": as_of.isoformat() if as_of else None,
        "answers_file": answers.name if answers else "",
        "paid": payments.inputs.astype(object).to_dict("records"),
    }
    read = {LISTS: files_read(files, unread, sources.forced)}
    read |= {PAID: payments.read} if payments.read is not None else {}
    read |= {BEFORE: files_read(*earlier.lists, earlier.forced)} if earlier.lists is not None else {}
    frames = (*paid_lines.stored_frames(payments), *given.frames)
    recipe = Recipe(started.date(), read, {BEFORE: earlier.folders}, options, frames)
    cleared = _cleared(payments, (files, unread), earlier, rules, recipe, given, stage)
    return replace(cleared, result=replace(cleared.result, started=started))


@dataclass(frozen=True)
class _Given:
    """What clerks answered: about near matches (frames.ANSWERS), about columns (frames.COLUMN_ANSWERS); None where nothing was given."""

    answers: pd.DataFrame | None = None
    columns: pd.DataFrame | None = None

    @property
    def frames(self) -> tuple[tuple[Shape, pd.DataFrame], ...]:
        """As ``frames`` of a recipe."""
        return frames_given((ANSWERS, self.answers), (COLUMN_ANSWERS, self.columns))


@dataclass(frozen=True)
class _Earlier:
    """What tells of the time when it was paid: lists that were opened, or results (path, seal); neither if nothing was given."""

    lists: tuple[Sequence[SourceFile], Sequence[pd.DataFrame]] | None = None
    forced: Forced = field(default_factory=dict)
    folders: tuple[tuple[Path, str], ...] = ()


def _cleared(
    payments: Payments,
    opened: tuple[Sequence[SourceFile], Sequence[pd.DataFrame]],
    earlier: _Earlier,
    rules: Policy,
    recipe: Recipe,
    given: _Given,
    stage: Stage,
) -> SubsidyClearing:
    as_of, name = recipe.options["as_of"], recipe.options["answers_file"]
    day = date.fromisoformat(as_of) if as_of else None
    read = clean(*opened, rules, recipe.files[LISTS].forced, recipe.today, stage, given.columns)
    lists, payments = without(read, payments, rules.year)
    result = decide_and_pay(lists, rules, "", day, stage, given.answers, name)
    then = None
    if earlier.lists is not None:
        past = clean(*earlier.lists, rules, earlier.forced, recipe.today, column_answers=given.columns)
        then = then_or_later.of_result(decide_and_pay(past, rules, "", day))
    elif earlier.folders:
        then = then_or_later.of_folders([path for path, _ in earlier.folders], rules)
    with stage("逐笔比对", None):
        return replace(clear_subsidy(payments, result, then), recipe=recipe)


def clear_again(opened: ResultFolder, recipe: Recipe, passwords: Sequence[str], stage: Stage) -> SubsidyClearing:
    """Clear once more what a 补贴清算 stores of its making: its lists, and what the ledger said. Raises Stop as :func:`gather` does."""
    rules = policy.build(opened.json(names.POLICY))
    given = _Given(opened.frame_if_stored(ANSWERS), opened.frame_if_stored(COLUMN_ANSWERS))
    if PAID in recipe.files:
        of_paid = recipe.files[PAID]
        reopened = open_again(of_paid, passwords, stage, rules)
        payments = paid_lines.from_opened(*reopened, of_paid.forced, rules, recipe.today, given.columns)
    else:
        payments = paid_lines.from_stored(opened, pd.DataFrame(recipe.options["paid"]))
    before = recipe.files.get(BEFORE)
    earlier = _Earlier(
        open_again(before, passwords, stage, rules) if before is not None else None,
        before.forced if before is not None else {},
        recipe.folders.get(BEFORE, ()),
    )
    frames = (*paid_lines.stored_frames(payments), *given.frames)
    lists = open_again(recipe.files[LISTS], passwords, stage, rules)
    return _cleared(payments, lists, earlier, rules, replace(recipe, frames=frames), given, stage)


def without(lists: Lists, payments: Payments, year: int) -> tuple[Lists, Payments]:
    """Return the lists without the file that is cleared or a copy of it, and with what the ledger knows of lines struck out and of accounts that
    failed; and the payments, in doubt where a list may be a copy of them or tell of a second payment."""
    same = lists.sheets["sha256"].isin(payments.inputs["sha256"])
    prior = lists.prior[~lists.prior["file"].isin(lists.sheets.loc[same, "path"])].reset_index(drop=True)
    copied, maybe, found = copies(prior, payments.lines, year)
    rest = replace(lists, prior=prior[~copied].reset_index(drop=True), struck=payments.struck)
    words = "名单中的“" + maybe + "”也有这一行，可能是同一份记录，也可能另付了一次"
    doubt = payments.lines["doubt"]
    doubt = doubt.where(maybe == "", words.where(doubt == "", doubt + "；" + words)).astype("str")
    about = findings.concat([payments.findings, found]) if len(found) else payments.findings
    lines = payments.lines.assign(doubt=doubt)
    return replace(rest, failed_accounts=payments.failed_accounts), replace(payments, lines=lines, findings=about)


def _opened_earlier(before: Sequence[str], rules: Policy, passwords: Sequence[str]) -> _Earlier:
    if not before:
        return _Earlier()
    folders = [Path(path) for path in before if names.is_result(Path(path))]
    if not folders:
        sources = Sources.parse(before)
        return _Earlier(open_sources(sources, passwords, silent, rules), sources.forced)
    if len(folders) < len(before):
        other = next(path for path in before if not names.is_result(Path(path)))
        raise Stop("S73", folder=other, why="不是结果文件夹，而其他的是")
    return _Earlier(folders=tuple((folder, ResultFolder.open(folder).seal) for folder in folders))


def clear_subsidy(payments: Payments, result: Result, then: Knowledge | None = None) -> SubsidyClearing:
    """Compare what was paid with what a result says is due. Raises Stop(S72, exit status 1) if an equation does not hold."""
    rules, now = result.policy, then_or_later.of_result(result)
    payments = _one_by_one(replace(payments, lines=holders.of_others(payments.lines, result)), rules)
    items = classify.classify(payments.lines, now.standing, rules, then.standing if then else None)
    items = _with_texts(then_or_later.judge(items, payments.lines, now, then, rules), payments.failed, rules)
    posted = sums.postings(items)
    corrected = sums.corrections(posted)
    bearers = sums.by_bearer(posted, corrected, rules)
    missed = items.loc[items["class"] == "漏发", "person"]
    make_up = _make_up(result, missed) if len(missed) else None
    to_pay = make_up.payments if make_up else result.payments.iloc[:0]
    table = sums.equations(items, payments.lines, result.payments, bearers, corrected, to_pay)
    require_balance(table)
    return SubsidyClearing(
        policy=rules,
        result=result,
        payments=payments,
        then=then,
        items=items,
        corrections=corrected,
        bearers=bearers,
        classes=sums.by_class(items),
        balance=table,
        make_up=make_up,
    )


def _one_by_one(payments: Payments, rules: Policy) -> Payments:
    """The payments of a list with those that were paid in parts as one each. A ledger knows its own."""
    if payments.read is None:
        return payments
    lines, found = instalments.joined(payments.lines, rules)
    return replace(payments, lines=lines, findings=findings.concat([payments.findings, found]))


def require_balance(table: pd.DataFrame) -> None:
    """Raise Stop(S72, exit status 1) naming the equations of frames.BALANCE that do not hold."""
    if len(broken := table.loc[~table["ok"], "name"]):
        raise Stop("S72", exit_status=1, equations="；".join(broken))


def _make_up(result: Result, people: pd.Series) -> Result:
    """The result that pays only these people, with its own balance: what ``huibao batch`` takes."""
    decisions = result.decisions[result.decisions["person"].isin(people) & (result.decisions["code"] == "OK")]
    paid = result.payments[result.payments["person"].isin(people)].reset_index(drop=True)
    split = shares.by_township(paid, result.policy)
    found = result.findings
    about = place_keys(found).isin(place_keys(decisions))
    table = balance(len(decisions), decisions, paid, split, found[about], result.policy)
    require(table)
    return replace(
        result,
        name=f"{result.name}（清算补发）",
        decisions=decisions.reset_index(drop=True),
        payments=paid,
        shares=split,
        outreach=result.outreach.iloc[:0],
        findings=findings.concat([found[about]]),
        balance=table,
        entries=result.entries[result.entries["person"].isin(people)].reset_index(drop=True),
        compared=result.compared.iloc[:0],
    )


def _with_texts(items: pd.DataFrame, failed: dict[str, str], rules: Policy) -> pd.DataFrame:
    """Items with title, why and advice in Chinese, rendered only where something differs. ``failed``:
    Payments.failed."""
    codes = items["code"]
    plain = (codes == "C01").to_numpy()
    why = np.full(len(items), text("C01"), dtype=object)
    why[~plain] = [_why(row, failed, rules) for row in items[~plain].to_dict("records")]
    titles = {code: CATALOGUE[code].title for code in codes.unique()}
    advice = {code: CATALOGUE[code].advice for code in codes.unique()}
    return items.assign(title=codes.map(titles), why=pd.array(why, dtype="str"), advice=codes.map(advice))


def _why(row: dict[Hashable, Any], failed: dict[str, str], rules: Policy) -> str:
    due, paid, decision = row["due_amount_fen"], row["paid_amount_fen"], row["decision"]
    last = failed.get(row["id"], "")
    sentence = text(
        row["code"],
        due=format_yuan(due),
        paid=format_yuan(paid),
        paid_said=f"已发 {format_yuan(paid)} 元" if paid or row["flying_amount_fen"] else "付款金额没有写或看不懂",
        flying=format_yuan(row["flying_amount_fen"]),
        more=format_yuan(paid - due),
        less=format_yuan(due - paid),
        due_town=row["due_township"],
        paid_town=row["paid_township"] or "没有写明街镇",
        due_district=format_yuan(row["due_district_fen"]),
        paid_district=format_yuan(row["paid_district_fen"]),
        decision=decision,
        decision_title=_title(decision, rules),
        why=row["decision_why"] or (message_of(decision, rules) if decision in ("X01", "OK") else ""),
        other=row["other"],
        failed=f"以前的付款没有成功：{last}。" if last else "",
        note=row["remark"] if row["code"] == "C17" else _flying(row, rules),
    )
    return sentence + ("（付款记录没有写明街镇，按应补的街镇计承担。）" if row["assumed"] else "")


def _title(decision: str, rules: Policy) -> str:
    return title_of(decision, rules) if decision else "名单中没有这个人"


def _flying(row: dict[Hashable, Any], rules: Policy) -> str:
    """What will differ once a line in flight is confirmed, and what the source says of it."""
    remark = f"{row['remark']}。" if row["remark"] else ""
    if row["decision"] != "OK":
        reason = f"{row['decision']} {_title(row['decision'], rules)}".strip()
        return remark + f"按现在的名单不应付（{reason}）。"
    same = all(row[f"due_{column}"] == row[f"flying_{column}"] for column in classify.MONEY_COLUMNS)
    if same and row["due_township"] == row["paid_township"]:
        return remark
    return remark + f"与应补不符：应补 {format_yuan(row['due_amount_fen'])} 元（{row['due_township']}）。"
