"""What a person does with the ledger, whole: the act in one transaction, then its papers. Command line and workbook call the same acts.

An act returns an :class:`Outcome`: what was done, what needs a person and where it is, as codes and fields, which each entrance puts into its
own words. Papers that cannot be written (a file is open in another program) are named and do not undo the act: they repeat the
ledger and come back with the next act. Every act raises Stop(S30) if the ledger cannot be used.
"""

from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path

import pandas as pd

from huibao_xl.files.results import names
from huibao_xl.files.results.folder import ResultFolder
from huibao_xl.files.writing.atomic import atomic_file, new_file
from huibao_xl.files.writing.workplace import reason_of
from huibao_xl.identifiers import resident_id
from huibao_xl.money import parse_yuan
from huibao_xl.payments import (
    batches,
    declared,
    execution,
    exporting,
    objections,
    papers,
    resting,
    sending,
    terms,
    transfers,
)
from huibao_xl.payments.agreement import require_made_again
from huibao_xl.payments.bank import layouts
from huibao_xl.payments.frames import PERSON_LINES
from huibao_xl.payments.ledger import copies, states, store, unknown, verify, witness
from huibao_xl.payments.ledger.batch_list import batch_list
from huibao_xl.payments.ledger.records import Flow
from huibao_xl.payments.ledger.states import Batch
from huibao_xl.payments.ledger.store import Ledger, create, opened, place
from huibao_xl.policy import Policy
from huibao_xl.reasons import CATALOGUE, Next, Stop
from huibao_xl.reasons.outcomes import NOTHING, Done, Outcome, done, then
from huibao_xl.reasons.shown import several
from huibao_xl.reports.problems import problems_sheet, write_problems
from huibao_xl.rosters.collect import collect
from huibao_xl.rosters.sources import Sources, Stage, open_sources, silent
from huibao_xl.subsidy import shares

_SIGNING = {"审核": Next.REVIEW, "审批": Next.APPROVE}
_FIRST_SIGNING = {"审核": Next.PRINT_AND_REVIEW, "审批": Next.PRINT_AND_APPROVE}
_NEXT = {"已批准": Next.EXPORT, "已导出": Next.RETURN, "回盘中": Next.RESOLVE}
"""{state of a batch that pays people: what comes next}."""


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
    is not one that ships; ``apart`` and ``why``: as ``batches.draft``. Raises Stop as ``declared.read``, ``layouts.load`` and ``batches.draft`` do.
    """
    result, outcome = declared.read(folder, rules), NOTHING
    layouts.load(layout)  # before a ledger is made for nothing
    if others := resting.batches_elsewhere(folder, ledger_path):
        raise Stop("S49", folder=folder.name, ledger=ledger_path.name, batches="；".join(others))
    if not ledger_path.exists():
        create(ledger_path, by)
        outcome += done(Done.LEDGER_MADE, path=ledger_path)
    with opened(ledger_path, write=True) as ledger:
        drafts = batches.draft(ledger, result, flow, by, layout, apart, why)
        for number in drafts.made:
            batch = states.load(ledger, number)
            count, amount = batch.totals()
            seal = batch.seal[: papers.SEAL]
            outcome += done(Done.BATCH_MADE, batch=number, count=count, amount_fen=amount, seal=seal)
            outcome += _write_papers(ledger, batch)
        for number in drafts.repeated:
            batch = states.load(ledger, number)
            count, amount = batch.totals()
            outcome += done(Done.BATCH_STANDS, batch=number, count=count, amount_fen=amount)
            outcome += _write_papers(ledger, batch)
        if not (drafts.made or drafts.repeated):
            outcome += done(Done.NO_BATCH_MADE)
    outcome += _left_out(ledger_path, drafts)
    waiting = drafts.made or drafts.repeated
    return outcome + (then(_FIRST_SIGNING[result.rules.approval[0]]) if waiting else NOTHING)


def make_again(folder: Path, stage: Stage = silent) -> Outcome:
    """Make the run of a result folder again, before 制单 takes a folder that it did not see being written.

    Returns why it could not be, nothing if it was. Raises Stop(S32) as ``agreement.require_made_again`` does, S07, S90 and
    S91 as opening the folder does.
    """
    why = require_made_again(ResultFolder.open(folder, names.RUN), stage)
    return done(Done.NOT_MADE_AGAIN, why="".join(why)) if why else NOTHING


def _left_out(ledger_path: Path, drafts: batches.Drafts) -> Outcome:
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
        outcome += _paper(title, path, lambda work: write_problems(work, drafts.findings, Path()))
    return outcome


def sign(
    ledger_path: Path, number: str, step: str, by: str, strike: Sequence[int] = (), why: str = "", quoted: str = ""
) -> Outcome:
    """审核 or 审批 (``step``) of a batch. Arguments and Stops as ``batches.sign``."""
    with opened(ledger_path, write=True) as ledger:
        before = ledger.head()
        batch = batches.sign(ledger, number, step, by, strike, why, quoted)
        repeated = ledger.head() == before
        also = _also_elsewhere(ledger, batch, () if objections.is_duplicate(why) else strike)
        printed = _write_papers(ledger, batch)
    if repeated:
        last = batch.signed[-1]
        return (
            done(Done.SIGNED_BEFORE, batch=number, by=last.by, step=step, at=_minute(last.at)) + _state(batch) + printed
        )
    code = Done.SIGNED_AND_STRUCK if strike else Done.SIGNED
    return done(code, batch=number, by=by, step=step, struck=len(set(strike))) + also + _state(batch) + printed


def _also_elsewhere(ledger: Ledger, batch: Batch, strike: Sequence[int]) -> Outcome:
    """Where else the people stand who were struck out: that money is not stopped by it."""
    outcome = NOTHING
    for each in objections.elsewhere(ledger, batch, strike).itertuples() if strike else ():
        outcome += done(Done.ALSO_ELSEWHERE, line=each.line, other=each.other, row=each.row, state=each.state)
    return outcome


def reject(ledger_path: Path, number: str, by: str, why: str) -> Outcome:
    """退回整批. Stops as ``batches.reject``."""
    with opened(ledger_path, write=True) as ledger:
        before, sent = ledger.head()[0], unknown.of_batch(ledger, number)
        printed = _write_papers(ledger, batches.reject(ledger, number, by, why))
        done_now = any(event.seq > before for event in ledger.events(number, kinds=("reject",)))
    if not done_now:
        files = done(Done.MAY_BE_SENT, batch=number, files=several(sent))
        return files + done(Done.ONE_OF_TWO, batch=number, by=by, what="退回") + then(Next.SECOND_WORD)
    return done(Done.REJECTED, batch=number) + printed


def release(ledger_path: Path, number: str, line: int, by: str, why: str) -> Outcome:
    """解除剔除. Stops as ``batches.release``."""
    with opened(ledger_path, write=True) as ledger:
        batches.release(ledger, number, line, by, why)
    return done(Done.RELEASED, batch=number, line=line)


def export(ledger_path: Path, number: str, by: str, layout: str = "", again: str = "") -> Outcome:
    """导出银行文件. Arguments and Stops as ``exporting.export``."""
    with opened(ledger_path, write=True) as ledger:
        batch, folder = exporting.export(ledger, number, by, layout, again)
        printed = _write_papers(ledger, batch)
        sent = unknown.of_batch(ledger, number)
    if folder is None:
        files = done(Done.MAY_BE_SENT, batch=number, files=several(sent)) if sent else NOTHING
        what = "导出" if sent else "重新导出"
        return files + done(Done.ONE_OF_TWO, batch=number, by=by, what=what) + then(Next.SECOND_WORD)
    last = batch.exports[-1]
    at = last.at[:16].replace("T", " ")
    outcome = done(Done.EXPORTED, batch=number, layout=last.layout, by=last.by, at=at)
    for file in last.files:
        outcome += done(Done.BANK_FILE, file=file.name, count=file.count, amount_fen=file.amount_fen)
    if last.found:
        outcome += done(Done.FILES_WERE_THERE, batch=number)
    return outcome + done(Done.FILES_AT, path=folder) + _state(batch) + printed


def take_return(ledger_path: Path, number: str, file: Path, by: str, layout: str = "") -> Outcome:
    """登记银行回盘. Arguments and Stops as ``sending.take_return``."""
    with opened(ledger_path, write=True) as ledger:
        taken = sending.take_return(ledger, number, file, by, layout)
        printed = _write_papers(ledger, taken.batch)
        doubts = _doubts(ledger, taken.batch)
        path = witness.folder_of_batch(ledger.path, number) / f"回盘核对-{taken.number}.xlsx"
    if not taken.new:
        again = NOTHING if path.exists() or taken.rows.empty else _report_on(taken, file, path)
        return doubts + done(Done.RETURN_REPEATED) + _state(taken.batch) + _failures(taken.batch) + again + printed
    counts = taken.rows["class"].astype(object).value_counts()
    classes = "，".join(f"{name} {count:,}" for name, count in counts.items())
    lines = {"rows": len(taken.rows) + sum(taken.others.values()), "others": _others(taken.others)}
    outcome = doubts + done(Done.RETURNED, count=len(taken.rows), classes=classes, **lines)
    outcome += done(Done.UNANSWERED, count=len(taken.unanswered)) + _state(taken.batch)
    outcome += _failures(taken.batch)
    return outcome + _report_on(taken, file, path) + printed


def _others(others: dict[str, int]) -> str:
    """The lines of a return file that are no answers, as 表头 1、合计 1."""
    return "、".join(f"{kind} {count:,}" for kind, count in others.items()) or "无"


def _report_on(taken: sending.Taken, file: Path, path: Path) -> Outcome:
    """Write 回盘核对 of a return file."""
    problems = problems_sheet(taken.findings, file.parent, path.parent)
    return _paper(
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
    """人工确认. ``amount``: what arrived of each line, in yuan, "" for what was approved. Other arguments and Stops as ``sending.resolve``, Stop(S07) for an
    amount that is none."""
    try:
        paid_fen = parse_yuan(amount) if amount else None
    except ValueError:
        raise Stop("S07", why=f"实付金额“{amount}”不是钱数", advice="请以元写，如 129.00") from None
    with opened(ledger_path, write=True) as ledger:
        batch = sending.resolve(ledger, number, state, by, why, lines, paid_fen, paid_on)
        if batch is None:
            what = f"人工确认（{state}）"
            return done(Done.ONE_OF_TWO, batch=number, by=by, what=what) + then(Next.SECOND_WORD)
        doubts, printed = _doubts(ledger, batch), _write_papers(ledger, batch)
    resolved = done(Done.RESOLVED, batch=number, state=state, by=by, why=why) + _paid_otherwise(batch, lines)
    return doubts + resolved + _state(batch) + _failures(batch) + printed


def _paid_otherwise(batch: Batch, lines: Sequence[int]) -> Outcome:
    """Of which of these lines another amount arrived than was approved."""
    outcome = NOTHING
    rows = states.paid_otherwise(batch.lines[batch.lines["line"].isin(lines)])
    for line, arrived, approved in rows[["line", "paid_fen", "amount_fen"]].to_numpy().tolist():
        code = Done.OVERPAID if arrived > approved else Done.UNDERPAID
        difference = abs(arrived - approved)
        outcome += done(code, line=line, paid_fen=arrived, approved_fen=approved, difference_fen=difference)
    return outcome


def reissue(ledger_path: Path, number: str, by: str, accounts: Sequence[str] = ()) -> Outcome:
    """重发失败和退票的明细. ``accounts``: lists of new accounts, as the command line names sources. Stops as ``sending.reissue``."""
    renewed = new_accounts(accounts, ledger_path, number) if accounts else None
    with opened(ledger_path, write=True) as ledger:
        made = sending.reissue(ledger, number, by, renewed)
        child = states.load(ledger, made.number) if made.number else None
        printed = _write_papers(ledger, child) if child else NOTHING
    left = NOTHING
    for why in made.left["why_not"].value_counts().index:
        lines = "、".join(map(str, made.left.loc[made.left["why_not"] == why, "line"]))
        left += done(Done.NOT_REISSUED, lines=lines, why=why)
    if child is None:
        return done(Done.NO_REISSUE) + left
    asked = done(Done.STILL_ENTITLED, count=made.count)
    return done(Done.REISSUED, batch=made.number, count=made.count) + left + asked + _next(child) + printed


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
        printed = _write_papers(ledger, batch)
    return done(Done.TRANSFER_MADE, batch=number, count=count, amount_fen=amount) + printed + _next(batch)


def report_execution(
    ledger_path: Path, policy_name: str, out: Path, folder: Path | None = None, force: bool = False
) -> Outcome:
    """执行情况: against the budget, with the three rates, written to the workbook ``out``.

    ``policy_name``: see ``terms.policy_of_accounts``; ``folder``: a result, whose people count as entitled, in a batch or not. ``force``: an
    earlier one may be replaced. Raises Stop(S14, S15) for a file that must stay.
    """
    with new_file(out, force, _files_of(ledger_path, folder)) as work:
        decided = declared.decided(folder) if folder else None
        with opened(ledger_path) as ledger:
            rules = terms.policy_of_accounts(ledger, policy_name)
            year = execution.execution(ledger, rules, decided)
        papers.write_execution(work, year)
    sums = year.by_bearer[["budget_fen", "executed_fen", "left_fen"]].sum()
    outcome = done(
        Done.EXECUTED_OF_BUDGET if rules.budget else Done.EXECUTED,
        title=rules.title,
        people=int((year.people["state"] == "成功").sum()),
        amount_fen=int(sums["executed_fen"]),
        budget_fen=int(sums["budget_fen"]),
        left_fen=int(sums["left_fen"]),
    )
    if len(year.otherwise):
        more = year.otherwise["paid_fen"] - year.otherwise["amount_fen"]
        over_fen, under_fen = int(more.clip(lower=0).sum()), int(-more.clip(upper=0).sum())
        outcome += done(Done.PAID_OTHERWISE, count=len(more), over_fen=over_fen, under_fen=under_fen)
    outcome += done(Done.RATE_BASE, base=year.base)
    for rate in year.rates:
        shares_of = {"numerator": rate.numerator, "denominator": rate.denominator}
        outcome += done(Done.RATE, name=rate.name, percent=rate.percent, **shares_of)
    return outcome + done(Done.EXECUTION_AT, path=out)


def renew_papers(ledger_path: Path, number: str) -> Outcome:
    """Write the papers of a batch again. Raises Stop(S31) if there is no such batch."""
    with opened(ledger_path) as ledger:
        batch = states.load(ledger, number)
        return _doubts(ledger, batch) + _state(batch) + _write_papers(ledger, batch)


def list_batches(ledger_path: Path) -> pd.DataFrame:
    """Return every batch with its state and sums, oldest first: frames.BATCHES."""
    with opened(ledger_path) as ledger:
        return batch_list(states.load(ledger, number) for number in ledger.batches())


def person_lines(ledger_path: Path, id_number: str) -> pd.DataFrame:
    """Return one person's lines over all years, batches and payers, oldest first: frames.PERSON_LINES."""
    query = "SELECT batch, line FROM event WHERE kind = 'line' AND json_extract(body, '$.id') = ? ORDER BY seq"
    with opened(ledger_path) as ledger:
        places = ledger.rows(query, (resident_id.compact(id_number),))
        rows = [_person_line(states.load(ledger, number), line) for number, line in places]
    return PERSON_LINES.typed(pd.DataFrame(rows, columns=list(PERSON_LINES.columns)))


def _person_line(batch: Batch, line: int) -> dict[str, object]:
    row = batch.lines.iloc[line - 1]
    columns = ("township", "amount_fen", "paid_fen", "state", "since", "why")
    shown = {name: row[name] for name in columns} | {"state": states.shown(batch.lines.iloc[[line - 1]]).iloc[0]}
    return {"year": batch.declaration.year, "batch": batch.id, "line": line} | shown


def check(ledger_path: Path, head: str = "") -> Outcome:
    """核对台账. ``head``: what a paper quotes (``verify.verify``). Raises Stop(S37) naming every fault, if there is one."""
    with opened(ledger_path, sound=False) as ledger:
        faults = verify.verify(ledger, head)
        if faults:
            raise verify.refusal(ledger_path.name, faults)
        seq, hash = ledger.head()
        sent = unknown.batches(ledger)
        outcome = done(
            Done.CHAIN_SOUND if sent else Done.LEDGER_SOUND, seq=seq, head=hash, remark=_of_one_account(ledger)
        )
        for number, files in sent.items():
            outcome += done(Done.MAY_BE_SENT, batch=number, files=several(files))
        for event in ledger.events(kinds=(store.CLOCK,)):
            day, last = event.content["day"], _minute(event.content["last"])
            outcome += done(Done.CLOCK_WAS_SET, seq=event.seq, by=event.by, day=day, last=last)
        moved = ledger.home() != place(ledger_path)
        for each in witness.conflicts(ledger.standing()) if moved else ():
            outcome += done(Done.OLDER_COPY, what=each.what)
        for number in ledger.batches():
            basis = states.declaration(ledger, number).basis
            if basis and (names := declared.changed(basis.folder, basis.files)):
                outcome += done(Done.RESULT_CHANGED, batch=number, files=several(names))
            if names := exporting.changed_files(ledger, states.light(ledger, number)):
                outcome += done(Done.BANK_FILES_CHANGED, batch=number, files=several(names))
    return outcome


def _of_one_account(ledger: Ledger) -> str:
    """Which batches have all their steps from one account of the system: no fault, but names are typed."""
    numbers = [number for number in ledger.batches() if states.of_one_account(ledger, number)]
    what = "制单和签字都由同一个电脑账号记入，请核对是不是不同的人"
    return f"。留意：批次 {several(numbers)} 的{what}" if numbers else ""


def export_ledger(ledger_path: Path, out: Path, force: bool = False) -> Outcome:
    """台账导出为工作簿 ``out``. ``force``: an earlier one may be replaced. Raises Stop(S14, S15) for a file that must stay."""
    with new_file(out, force, _files_of(ledger_path)) as work, opened(ledger_path) as ledger:
        papers.write_ledger(work, ledger)
    return done(Done.LEDGER_EXPORTED, path=out)


def _files_of(ledger_path: Path, *others: Path | None) -> list[Path]:
    """What an act reads: the ledger, with the files that SQLite keeps beside it, and others."""
    beside = [ledger_path.with_name(ledger_path.name + end) for end in ("-wal", "-shm")]
    return [ledger_path, *beside, *(path for path in others if path is not None)]


def new_ledger(ledger_path: Path, by: str, why: str = "") -> Outcome:
    """新建台账. Arguments and Stops as ``store.create``."""
    create(ledger_path, by, why)
    return done(Done.NEW_LEDGER, path=ledger_path)


def backup(ledger_path: Path, out: Path) -> Outcome:
    """备份台账 to a new file. Stops as ``copies.backup``."""
    seq, hash = copies.backup(ledger_path, out)
    return done(Done.LEDGER_BACKED_UP, path=out, seq=seq, head=hash)


def restore(ledger_path: Path, source: Path, by: str, why: str) -> Outcome:
    """从备份恢复台账, with what was done since. Arguments and Stops as ``copies.restore``."""
    restored = copies.restore(source, ledger_path, by, why)
    outcome = done(Done.LEDGER_RESTORED, path=ledger_path, seq=restored.seq, at=_minute(restored.at))
    if lost := restored.lost:
        outcome += done(Done.LOST, first=restored.seq + 1, last=lost.seq, at=_minute(lost.at))
    for each in restored.since:
        files = several(each.folders) if each.folders else "（没有）"
        outcome += done(Done.SINCE_BACKUP, batch=each.batch, files=files)
    if restored.since:
        outcome += done(Done.ASK_THE_BANK)
    return outcome + then(Next.VERIFY)


def _minute(at: str) -> str:
    return at[:16].replace("T", " ")


def set_clock(ledger_path: Path, day: date, by: str) -> Outcome:
    """认定今天的日期. Stops as ``store.set_clock``."""
    store.set_clock(ledger_path, by, day)
    return done(Done.CLOCK_SET, day=day)


def adopt(ledger_path: Path, by: str) -> Outcome:
    """认定这一份是唯一使用的台账, by two people one after the other. Stops as ``copies.adopt``."""
    if copies.adopt(ledger_path, by):
        return done(Done.ADOPTED, path=ledger_path)
    return done(Done.ADOPTED_BY_ONE, by=by, path=ledger_path) + then(Next.ADOPT)


def _state(batch: Batch) -> Outcome:
    """The state of a batch, and what comes next."""
    return done(Done.STATE, state=batch.shown_state) + _next(batch)


def _doubts(ledger: Ledger, batch: Batch) -> Outcome:
    """Of what the bank says two things, where else these people are to be paid, and that a person settles it."""
    lines = batch.doubtful["line"].tolist()
    if not lines:
        return NOTHING
    outcome = done(Done.DOUBTFUL, count=len(lines), lines="、".join(map(str, lines)))
    for each in objections.elsewhere(ledger, batch, lines).itertuples():
        code = Done.DOUBTFUL_PAID if each.state == "成功" else Done.DOUBTFUL_ELSEWHERE
        outcome += done(code, line=each.line, other=each.other, row=each.row, state=each.state)
    return outcome + then(Next.SETTLE, batch=batch.id, line=lines[0])


def _failures(batch: Batch) -> Outcome:
    """What failed or came back for sure, and that it can be paid again; nothing of a transfer, which is drafted anew."""
    failed = batch.lines[batch.lines["state"].isin(states.FAILED) & ~batch.lines["doubtful"]]
    if failed.empty or batch.is_transfer:
        return NOTHING
    amount_fen = int(failed["amount_fen"].sum())
    return done(Done.FAILED, count=len(failed), amount_fen=amount_fen) + then(Next.REISSUE, batch=batch.id)


def _next(batch: Batch) -> Outcome:
    if batch.next_step:
        return then(_SIGNING[batch.next_step], batch=batch.id)
    if batch.is_transfer and batch.state in ("已批准", "已导出"):
        return then(Next.RESOLVE_TRANSFER, batch=batch.id)
    return then(_NEXT[batch.state], batch=batch.id) if batch.state in _NEXT else NOTHING


def _write_papers(ledger: Ledger, batch: Batch) -> Outcome:
    """Write the batch's papers as the ledger now is, and mark the result that it rests on."""
    title = "拨付通知" if batch.is_transfer else "审批单"
    path = witness.folder_of_batch(ledger.path, batch.id) / f"{title}.xlsx"
    outcome = _paper(title, path, lambda work: papers.write_batch(work, ledger, batch)) + _mark(ledger, batch)
    if ledger.unwitnessed:
        outcome += done(Done.NOT_WITNESSED, why=ledger.unwitnessed)
    refused = Done.PAPER_REFUSED in outcome.codes
    return outcome + (then(Next.PAPERS, batch=batch.id) if refused else NOTHING)


def _mark(ledger: Ledger, batch: Batch) -> Outcome:
    """Mark the result that a batch rests on, if it is there, so that it is not replaced; what keeps it from being marked is named."""
    basis = batch.declaration.basis
    others = resting.copies(basis.folder if basis else Path(), ledger)
    outcome = done(Done.OTHER_COPY, paths=several(others)) if others else NOTHING
    try:
        if basis and (basis.folder / names.RESULT).is_file():
            resting.mark(basis.folder, ledger)
    except (Stop, OSError) as refused:
        why = str(refused) if isinstance(refused, Stop) else reason_of(refused)
        return outcome + done(Done.RESULT_NOT_MARKED, path=basis.folder if basis else "", why=why.rstrip("。"))
    return outcome


def _paper(title: str, path: Path, write: Callable[[Path], None]) -> Outcome:
    """Write one paper; what keeps it from being written is named, and the act stands."""
    try:
        with atomic_file(path) as work:
            write(work)
    except Stop as refused:
        return done(Done.PAPER_REFUSED, why=refused)
    return done(Done.PAPER, title=title, path=path)
