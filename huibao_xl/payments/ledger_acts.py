"""What a person does with a ledger as such, whole: a new one, its check, its copies, its clock, and what it tells of a year or a person.

As in :mod:`acts`, an act returns an :class:`Outcome` of codes and fields, and raises Stop(S30) if the ledger cannot be used.
"""

from datetime import date
from pathlib import Path

import pandas as pd

from huibao_xl.files.writing.atomic import new_file
from huibao_xl.identifiers import resident_id
from huibao_xl.payments import declared, execution, exporting, papers, terms
from huibao_xl.payments.frames import PERSON_LINES
from huibao_xl.payments.ledger import copies, other_ledgers, states, store, unknown, verify, witness
from huibao_xl.payments.ledger.batch_list import batch_list
from huibao_xl.payments.ledger.states import Batch
from huibao_xl.payments.ledger.store import Ledger, create, opened, place
from huibao_xl.reasons import Next
from huibao_xl.reasons.outcomes import Done, Outcome, done, then
from huibao_xl.reasons.shown import minute, several


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
        Done.EXECUTED_OF_BUDGET if year.has_budget else Done.EXECUTED,
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


_NAMED = 20
"""Lines that a sentence names."""


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
            day, last = event.content["day"], minute(event.content["last"])
            outcome += done(Done.CLOCK_WAS_SET, seq=event.seq, by=event.by, day=day, last=last)
        moved = ledger.home() != place(ledger_path)
        for each in witness.conflicts(ledger.standing()) if moved else ():
            outcome += done(Done.OLDER_COPY, what=each.what)
        for number in ledger.batches():
            if lines := states.load(ledger, number).doubtful["line"].tolist():
                outcome += done(
                    Done.STILL_DOUBTFUL, batch=number, count=len(lines), lines="、".join(map(str, lines[:_NAMED]))
                )
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
    outcome = done(Done.LEDGER_RESTORED, path=ledger_path, seq=restored.seq, at=minute(restored.at))
    if lost := restored.lost:
        outcome += done(Done.LOST, first=restored.seq + 1, last=lost.seq, at=minute(lost.at))
    for each in restored.since:
        files = several(each.folders) if each.folders else "（没有）"
        outcome += done(Done.SINCE_BACKUP, batch=each.batch, files=files)
    if restored.since:
        outcome += done(Done.ASK_THE_BANK)
    return outcome + then(Next.VERIFY)


def set_clock(ledger_path: Path, day: date, by: str) -> Outcome:
    """认定今天的日期. Stops as ``store.set_clock``."""
    store.set_clock(ledger_path, by, day)
    return done(Done.CLOCK_SET, day=day)


def disregard(ledger_path: Path, other: Path, by: str, why: str) -> Outcome:
    """认定另一本台账不作数, by two people one after the other. Stops as ``other_ledgers.disregard``."""
    if other_ledgers.disregard(ledger_path, other, by, why):
        return done(Done.DISREGARDED, other=other)
    return done(Done.DISREGARDED_BY_ONE, by=by, other=other) + then(Next.SECOND_WORD)


def adopt(ledger_path: Path, by: str) -> Outcome:
    """认定这一份是唯一使用的台账, by two people one after the other. Stops as ``copies.adopt``."""
    if copies.adopt(ledger_path, by):
        return done(Done.ADOPTED, path=ledger_path)
    return done(Done.ADOPTED_BY_ONE, by=by, path=ledger_path) + then(Next.ADOPT)
