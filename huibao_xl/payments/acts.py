"""What a person does with a batch, whole: the act in one transaction, then its papers. Command line and workbook call the same acts.

An act returns an :class:`Outcome`: what was done, what needs a person and where it is, as codes and fields, which each entrance puts into its
own words. Every act raises Stop(S30) if the ledger cannot be used.
"""

from collections.abc import Sequence
from contextlib import nullcontext
from datetime import date
from pathlib import Path

import pandas as pd

from huibao_xl.files.results import names
from huibao_xl.files.results.folder import ResultFolder
from huibao_xl.money import format_yuan, parse_yuan
from huibao_xl.payments import (
    declared,
    drafting,
    exporting,
    objections,
    paid_twice,
    papers,
    reissuing,
    resolving,
    resting,
    return_files,
    signing,
    terms,
    transfers,
)
from huibao_xl.payments.after_acts import doubts_of, failures_of, next_of, one_of_two, paper, state_of, write_papers
from huibao_xl.payments.agreement import require_made_again
from huibao_xl.payments.bank import layouts
from huibao_xl.payments.bookings import recovery_acts
from huibao_xl.payments.declared import Declared
from huibao_xl.payments.ledger import other_ledgers, permitted, states, unknown, witness
from huibao_xl.payments.ledger.records import Flow
from huibao_xl.payments.ledger.states import Batch
from huibao_xl.payments.ledger.store import Ledger, create, now, opened
from huibao_xl.policy import Policy
from huibao_xl.reasons import CATALOGUE, Next, Stop
from huibao_xl.reasons.outcomes import NOTHING, Done, Outcome, done, then
from huibao_xl.reasons.shown import minute, several
from huibao_xl.reports.problems import problems_sheet, write_problems
from huibao_xl.rosters.collect import collect
from huibao_xl.rosters.sources import Sources, Stage, open_sources, silent
from huibao_xl.subsidy import shares

_FIRST_SIGNING = {"审核": Next.PRINT_AND_REVIEW, "审批": Next.PRINT_AND_APPROVE}
_WORD = 12
"""Characters that are shown of a bank's word."""


def make(
    ledger_path: Path,
    folder: Path,
    flow: Flow,
    by: str,
    layout: str,
    rules: Policy | None = None,
    apart: Sequence[int] = (),
    why: str = "",
) -> Outcome:
    """制单: one draft for each payer of a result folder; a ledger that does not exist yet is made.

    ``flow``: whether the 街镇 or the district pay; ``layout``: name or path of the bank's layout; ``rules``: the result's policy, if it
    is not one that ships; ``apart`` and ``why``: as ``drafting.draft``. Raises Stop as ``declared.read``, ``layouts.load`` and ``drafting.draft`` do.
    """
    result, outcome = declared.read(folder, rules), NOTHING
    layouts.load(layout)  # before a ledger is made for nothing
    permitted.require_to_make(result.rules.content, by, now())
    _require_unpaid_elsewhere(ledger_path, result)
    if not ledger_path.exists():
        create(ledger_path, by)
        outcome += done(Done.LEDGER_MADE, path=ledger_path)
    with opened(ledger_path, write=True) as ledger:
        drafts = drafting.draft(ledger, result, flow, by, layout, apart, why)
        for number in drafts.made:
            batch = states.load(ledger, number)
            count, amount = batch.totals()
            seal = batch.seal[: papers.SEAL]
            outcome += done(Done.BATCH_MADE, batch=number, count=count, amount_fen=amount, seal=seal)
            outcome += write_papers(ledger, batch)
        for number in drafts.repeated:
            batch = states.load(ledger, number)
            count, amount = batch.totals()
            outcome += done(Done.BATCH_STANDS, batch=number, count=count, amount_fen=amount)
            outcome += write_papers(ledger, batch)
        if not (drafts.made or drafts.repeated):
            outcome += done(Done.NO_BATCH_MADE)
    outcome += _left_out(ledger_path, drafts)
    waiting = drafts.made or drafts.repeated
    return outcome + (then(_FIRST_SIGNING[batch.declaration.steps[0]]) if waiting else NOTHING)


def _require_unpaid_elsewhere(ledger_path: Path, result: Declared) -> None:
    """Raises Stop(S49) if another ledger has batches on a result, Stop(S85) if one pays people of it, by whatever result."""
    with opened(ledger_path) if ledger_path.is_file() else nullcontext() as ledger:
        ignored = other_ledgers.disregarded(ledger) if ledger else ()
        if others := resting.batches_elsewhere(result.folder, ledger_path, ignored):
            raise Stop("S49", folder=result.folder.name, ledger=ledger_path.name, batches="；".join(others))
        other_ledgers.require_folder_unpaid(ledger, ledger_path, result.folder.name, result.lines, result.rules)


def make_again(folder: Path, stage: Stage = silent) -> Outcome:
    """Make the run of a result folder again, before 制单 takes a folder that it did not see being written.

    Returns why it could not be, nothing if it was. Raises Stop(S32) as ``agreement.require_made_again`` does, S07, S90 and
    S91 as opening the folder does.
    """
    why = require_made_again(ResultFolder.open(folder, names.RUN), stage)
    return done(Done.NOT_MADE_AGAIN, why="".join(why)) if why else NOTHING


def _left_out(ledger_path: Path, drafts: drafting.Drafts) -> Outcome:
    outcome = NOTHING
    if drafts.made:
        for batch, count in drafts.also.items():
            outcome += done(Done.ALSO_DRAFTED, count=count, batch=batch) + then(Next.REJECT_ONE, batch=batch)
    left = sum(drafts.left_out.values())
    outcome += done(Done.ALL_PLACED, payable=drafts.payable, made=drafts.payable - left, left=left)
    if left:
        reasons = "、".join(f"{CATALOGUE[code].title} {count:,} 人" for code, count in drafts.left_out.items())
        outcome += done(Done.LEFT_OUT, count=left, reasons=reasons)
    if drafts.waiting:
        outcome += done(Done.WITHOUT_ACCOUNT, count=drafts.waiting)
    path = ledger_path.resolve().parent / witness.BATCHES / "制单问题.xlsx"
    if len(drafts.findings) or path.exists():  # an earlier one is not left standing for these batches
        title = f"制单问题 {len(drafts.findings):,} 条"
        outcome += paper(title, path, lambda work: write_problems(work, drafts.findings, Path()))
    return outcome


def sign(
    ledger_path: Path, number: str, step: str, by: str, strike: Sequence[int] = (), why: str = "", quoted: str = ""
) -> Outcome:
    """审核 or 审批 (``step``) of a batch. Arguments and Stops as ``signing.sign``."""
    with opened(ledger_path, write=True) as ledger:
        batch, signed_now = signing.sign(ledger, number, step, by, strike, why, quoted)
        also = _also_elsewhere(ledger, batch, () if objections.is_duplicate(why) else strike)
        printed = write_papers(ledger, batch)
    if not signed_now:
        last = batch.signed[-1]
        return (
            done(Done.SIGNED_BEFORE, batch=number, by=last.by, step=step, at=minute(last.at))
            + state_of(batch)
            + printed
        )
    code = Done.SIGNED_AND_STRUCK if strike else Done.SIGNED
    return done(code, batch=number, by=by, step=step, struck=len(set(strike))) + also + state_of(batch) + printed


def _also_elsewhere(ledger: Ledger, batch: Batch, strike: Sequence[int]) -> Outcome:
    """Where else the people stand who were struck out: that money is not stopped by it."""
    outcome = NOTHING
    for each in objections.elsewhere(ledger, batch, strike).itertuples() if strike else ():
        code = Done.ALSO_PAID if each.state == "成功" else Done.ALSO_ELSEWHERE
        outcome += done(code, line=each.line, other=each.other, row=each.row, state=each.state)
    return outcome


def reject(ledger_path: Path, number: str, by: str, why: str) -> Outcome:
    """退回整批. Stops as ``signing.reject``."""
    with opened(ledger_path, write=True) as ledger:
        batch = signing.reject(ledger, number, by, why)
        if batch is None:
            return one_of_two(ledger, number, by, "退回", unknown.of_batch(ledger, number))
        return done(Done.REJECTED, batch=number) + write_papers(ledger, batch)


def release(ledger_path: Path, number: str, line: int, by: str, why: str) -> Outcome:
    """解除剔除. Stops as ``signing.release``."""
    with opened(ledger_path, write=True) as ledger:
        signing.release(ledger, number, line, by, why)
    return done(Done.RELEASED, batch=number, line=line)


def export(ledger_path: Path, number: str, by: str, layout: str = "", again: str = "") -> Outcome:
    """导出银行文件. Arguments and Stops as ``exporting.export``."""
    with opened(ledger_path, write=True) as ledger:
        exported = exporting.export(ledger, number, by, layout, again)
        if exported is None:
            sent = unknown.of_batch(ledger, number)
            return one_of_two(ledger, number, by, "导出" if sent else "重新导出", sent)
        batch, folder = exported
        printed = write_papers(ledger, batch)
    last = batch.exports[-1]
    outcome = done(Done.EXPORTED, batch=number, layout=last.layout, by=last.by, at=minute(last.at))
    for file in last.files:
        outcome += done(Done.BANK_FILE, file=file.name, count=file.count, amount_fen=file.amount_fen)
    if last.found:
        outcome += done(Done.FILES_WERE_THERE, batch=number)
    return outcome + done(Done.FILES_AT, path=folder) + state_of(batch) + printed


def take_return(ledger_path: Path, number: str, file: Path, by: str, layout: str = "") -> Outcome:
    """登记银行回盘. Arguments and Stops as ``return_files.take_return``."""
    with opened(ledger_path, write=True) as ledger:
        taken = return_files.take_return(ledger, number, file, by, layout)
        printed = write_papers(ledger, taken.batch)
        doubts, failed = doubts_of(ledger, taken.batch), failures_of(ledger, taken.batch)
        path = witness.folder_of_batch(ledger.path, number) / f"回盘核对-{taken.number}.xlsx"
    if not taken.new:
        again = NOTHING if path.exists() or taken.rows.empty else _report_on(taken, file, path)
        return doubts + done(Done.RETURN_REPEATED) + state_of(taken.batch) + failed + again + printed
    counts = taken.of_file["class"].astype(object).value_counts()
    classes = "，".join(f"{name} {rows:,}" for name, rows in counts.items())
    count = len(taken.of_file)
    lines = {"rows": count + sum(taken.others.values()), "others": _others(taken.others)}
    of_class = {str(name): int(rows) for name, rows in counts.items()}
    outcome = (
        doubts + done(Done.RETURNED, count=count, classes=classes, counts=of_class, **lines) + _unknown_words(taken)
    )
    outcome += done(Done.UNANSWERED, count=len(taken.unanswered)) + state_of(taken.batch)
    return outcome + failed + _report_on(taken, file, path) + printed


def _unknown_words(taken: return_files.Taken) -> Outcome:
    """What a bank calls lines of a return file that no list has (B24)."""
    asked = taken.findings.loc[taken.findings["code"] == "B24", ["sheet", "row"]].astype({"sheet": "str"})
    if asked.empty:
        return NOTHING
    rows = taken.of_file.astype({"sheet": "str"}).merge(asked.drop_duplicates(), on=["sheet", "row"])
    words = [f"“{word[:_WORD]}”" for word in rows["status"].where(rows["status"] != "", "（空）").unique()]
    return done(Done.UNKNOWN_WORDS, count=len(rows), words=several(words))


def _others(others: dict[str, int]) -> str:
    """The lines of a return file that are no answers, as 表头 1、合计 1."""
    return "、".join(f"{kind} {count:,}" for kind, count in others.items()) or "无"


def _report_on(taken: return_files.Taken, file: Path, path: Path) -> Outcome:
    """Write 回盘核对 of a return file."""
    problems = problems_sheet(taken.findings, file.parent, path.parent)
    return paper(
        "逐行结果",
        path,
        lambda work: papers.write_returns(work, taken.then, taken.rows, taken.unanswered, problems, taken.others),
    )


def resolve(
    ledger_path: Path,
    number: str,
    state: str,
    by: str,
    why: str,
    lines: Sequence[int] = (),
    amount: str = "",
    paid_on: date | None = None,
) -> Outcome:
    """人工确认. ``amount``: what arrived of each line, in yuan, "" for what was approved. Other arguments and Stops as ``resolving.resolve``, Stop(S07) for an
    amount that is none; of ``state`` 重付 as ``paid_twice.settle``."""
    try:
        paid_fen = parse_yuan(amount) if amount else None
    except ValueError:
        raise Stop("S07", why=f"实付金额“{amount}”不是钱数", advice="请以元写，如 129.00") from None
    if state == paid_twice.STATE:
        return _paid_twice(ledger_path, number, by, why, lines, paid_fen, paid_on)
    with opened(ledger_path, write=True) as ledger:
        batch = resolving.resolve(ledger, number, state, by, why, lines, paid_fen, paid_on)
        if batch is None:
            return one_of_two(ledger, number, by, f"人工确认（{state}）")
        doubts, failed = doubts_of(ledger, batch), failures_of(ledger, batch)
        printed = write_papers(ledger, batch)
    resolved = done(Done.RESOLVED, batch=number, state=state, by=by, why=why) + _paid_otherwise(batch, lines)
    return doubts + resolved + state_of(batch) + failed + printed


def _paid_twice(
    ledger_path: Path,
    number: str,
    by: str,
    why: str,
    lines: Sequence[int],
    paid_fen: int | None,
    paid_on: date | None,
) -> Outcome:
    """重付, by two people one after the other, with the papers of what is claimed back."""
    with opened(ledger_path, write=True) as ledger:
        claims = paid_twice.settle(ledger, number, by, why, lines, paid_fen, paid_on)
        if claims is None:
            return one_of_two(ledger, number, by, f"人工确认（{paid_twice.STATE}）")
        batch = states.load(ledger, number)
        outcome = doubts_of(ledger, batch) + done(Done.RESOLVED, batch=number, state=paid_twice.STATE, by=by, why=why)
        for case in claims:
            outcome += recovery_acts.written(ledger, case)
        return outcome + state_of(batch) + failures_of(ledger, batch) + write_papers(ledger, batch)


def _paid_otherwise(batch: Batch, lines: Sequence[int]) -> Outcome:
    """Of which of these lines another amount arrived than was approved."""
    outcome = NOTHING
    rows = states.paid_otherwise(batch.lines[batch.lines["line"].isin(lines)])
    for line, arrived, approved in rows[["line", "paid_fen", "amount_fen"]].to_numpy().tolist():
        code = Done.OVERPAID if arrived > approved else Done.UNDERPAID
        difference = abs(arrived - approved)
        outcome += done(code, line=line, paid_fen=arrived, approved_fen=approved, difference_fen=difference)
        if code is Done.OVERPAID:
            outcome += then(Next.RECOVER_PART, batch=batch.id, line=line, amount=format_yuan(difference))
    return outcome


def reissue(ledger_path: Path, number: str, by: str, accounts: Sequence[str] = ()) -> Outcome:
    """重发失败和退票的明细. ``accounts``: lists of new accounts, as the command line names sources. Stops as ``reissuing.reissue``."""
    renewed = new_accounts(accounts, ledger_path, number) if accounts else None
    with opened(ledger_path, write=True) as ledger:
        made = reissuing.reissue(ledger, number, by, renewed)
        child = states.load(ledger, made.number) if made.number else None
        printed = write_papers(ledger, child) if child else NOTHING
    left = NOTHING
    for why in made.left["why_not"].value_counts().index:
        lines = "、".join(map(str, made.left.loc[made.left["why_not"] == why, "line"]))
        left += done(Done.NOT_REISSUED, batch=number, lines=lines, why=why)
    if child is None:
        return done(Done.NO_REISSUE, batch=number) + left
    asked = done(Done.STILL_ENTITLED, count=made.count)
    return done(Done.REISSUED, batch=made.number, count=made.count) + left + asked + next_of(child) + printed


def new_accounts(sources: Sequence[str], ledger_path: Path, number: str) -> pd.DataFrame:
    """Return the one usable account of each person in lists of the role 银行账户: frames.ACCOUNTS.

    Raises Stop as reading does, Stop(S07) if no account is usable.
    """
    with opened(ledger_path) as ledger:
        rules = terms.policy_of(states.light(ledger, number).declaration)
    files, _ = open_sources(Sources.parse(sources), (), silent)
    lists = collect(files, rules, Sources.parse(sources).forced, pd.Timestamp.today().date(), complete=False)
    usable = shares.one_account(lists.accounts)
    if usable.empty:
        why = "新账户的文件里没有可用的银行账户"
        advice = "请核对姓名、证件号码、户名、银行账号各列（同银行账户名单），每人只写一个可用的账户"
        raise Stop("S07", why=why, advice=advice)
    return usable


def transfer(ledger_path: Path, policy_name: str, by: str) -> Outcome:
    """资金拨付: a batch of what the district still owes the 街镇, by the policy of this name (``terms.policy_in``). Stops as ``transfers.draft``."""
    with opened(ledger_path, write=True) as ledger:
        number = transfers.draft(ledger, terms.policy_in(ledger, policy_name), by)
        batch = states.load(ledger, number)
        count, amount = batch.totals()
        printed = write_papers(ledger, batch)
    return done(Done.TRANSFER_MADE, batch=number, count=count, amount_fen=amount) + printed + next_of(batch)


def renew_papers(ledger_path: Path, number: str) -> Outcome:
    """Write the papers of a batch again. Raises Stop(S31) if there is no such batch."""
    with opened(ledger_path) as ledger:
        batch = states.load(ledger, number)
        return doubts_of(ledger, batch) + state_of(batch) + write_papers(ledger, batch)
