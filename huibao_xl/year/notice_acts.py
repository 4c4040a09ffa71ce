"""What ``huibao notices`` does: write to each person who is refused, waits, has no account or has to pay back, by 街镇."""

from collections import Counter
from datetime import date
from pathlib import Path

from huibao_xl import equations
from huibao_xl.files.results import names
from huibao_xl.files.results.folder import ResultFolder
from huibao_xl.files.writing.atomic import atomic_folder
from huibao_xl.payments import terms
from huibao_xl.payments.execution import open_recoveries
from huibao_xl.payments.ledger.store import opened
from huibao_xl.policy.parameters import PUBLICATION
from huibao_xl.reasons import Stop
from huibao_xl.reasons.outcomes import Done, Outcome, done
from huibao_xl.reasons.shown import several
from huibao_xl.subsidy.result import Result, of_folder
from huibao_xl.year import notice_words, personal_notices
from huibao_xl.year.notice_pages import Content, write_notices_by_township
from huibao_xl.year.notice_words import RECOVERY, NoticeWords
from huibao_xl.year.personal_notices import WITHHELD, Notice


def write_personal_notices(
    folder: Path, out: Path, on: date, ledger_path: Path | None = None, material: Path | None = None
) -> Outcome:
    """Write the notices of a result, and with a ledger those of open 追回 and of payments that the bank refused, into the new folder ``out`` and say how many there are and what is not settled.

    ``on``: the day that they bear; ``material``: the words, by default those that ship. Raises Stop(S91) for a result that was edited, S100 for material, S06 if ``out`` exists, S07 if there is
    nobody to write to or ``out`` is in the result, S09 (exit status 1) if an equation does not hold.
    """
    if out.resolve().is_relative_to(folder.resolve()):
        advice = "结果文件夹里只有封存的文件，多一个就对不上，请换一个地方"
        raise Stop("S07", why=f"告知书不能写进结果文件夹“{folder}”", advice=advice)
    result = of_folder(ResultFolder.open(folder, names.RUN).require_data())
    words = notice_words.load(result.policy, material)
    books, recoveries = personal_notices.NO_BOOKS, 0
    if ledger_path:
        with opened(ledger_path) as ledger:
            terms.require_no_other(ledger, result.policy)
            books = personal_notices.of_ledger(ledger, result)
            recoveries = open_recoveries(ledger, result.policy)
    notices = personal_notices.notices(result, books)
    equations.require(personal_notices.balance(notices, result, books, recoveries))
    if not notices:
        raise Stop("S07", why="没有要告知的人", advice="没有不予补贴、待核、待补账户和追回的人，不用写告知书")
    with atomic_folder(out) as work:
        write_notices_by_township(work, Content(result.policy, words, notices, on))
    return _outcome(notices, words, result) + done(Done.NOTICES_AT, path=out)


def _outcome(notices: list[Notice], words: NoticeWords, result: Result) -> Outcome:
    counts = Counter(each.kind for each in notices)
    parts = [f"{words.kinds[kind].title} {count:,} 份" for kind, count in counts.items()]
    outcome = done(Done.NOTICES, count=len(notices), parts="，".join(parts))
    if silent := sum(not each.phone for each in notices):
        outcome += done(Done.NOTICES_WITHOUT_PHONE, count=silent)
    if withheld := sum(each.kind == RECOVERY and each.reason == WITHHELD for each in notices):
        outcome += done(Done.NOTICE_REASON_WITHHELD, count=withheld)
    blank = [PUBLICATION[key][0] for key in ("unit", "telephone") if not getattr(result.policy.publication, key)]
    if blank:
        outcome += done(Done.NOTICES_BLANK, what=several(blank))
    if words.unsettled:
        outcome += done(Done.NOTICES_UNSETTLED, what=several(words.unsettled), on=words.checked_on.isoformat())
    return outcome
