"""补贴清算 on a workbook: its lists against the ledger beside it, and against the results that earlier 制单 rested on (认定结果-1, -2 ...).

The report is a folder beside the workbook (补贴清算-1, -2 ...); the differences are shown on a sheet of it too.
"""

from pathlib import Path

from huibao_xl.clearing import job, paid_lines, report, tables, then_or_later
from huibao_xl.clearing.then_or_later import Knowledge
from huibao_xl.excel.buttons.paying import BASIS, CLEARING, next_folder
from huibao_xl.excel.changes import Changes, Table
from huibao_xl.excel.desk import Answer, Desk
from huibao_xl.files.results import names
from huibao_xl.files.results.folder import ResultFolder
from huibao_xl.files.writing.atomic import atomic_folder
from huibao_xl.files.writing.checked_json import content_sha256
from huibao_xl.files.writing.workbook import Sheet
from huibao_xl.policy import Policy
from huibao_xl.reasons import Stop
from huibao_xl.subsidy.steps import decide_and_pay

SHEET = "清算差异"


def clear(desk: Desk) -> Answer:
    """补贴清算. Raises Stop(S07) if there is no ledger beside the workbook, else as ``job.clear_subsidy`` does."""
    folder, rules = desk.folder, desk.rules()
    if not desk.ledger.is_file():
        advice = f"请把“{desk.ledger.name}”放在工作簿旁边；没有台账的，按手册“补贴清算”一节用发放记录清算"
        raise Stop("S07", why="工作簿旁边没有台账，不知道已经付了什么", advice=advice)
    payments = paid_lines.read([desk.ledger], paid_lines.require_policy(desk.ledger, rules))
    _, lists = desk.read(rules)
    name = desk.path.name
    lists, payments = job.without(lists, payments, rules.year)
    result = decide_and_pay(lists, rules, "", desk.as_of(), desk.stage, desk.answers(), name)
    with desk.stage("逐笔比对", None):
        cleared = job.clear_subsidy(payments, result, _earlier(folder, rules))
    out = next_folder(folder, CLEARING)
    with desk.stage("写出清算报告", None), atomic_folder(out) as work:
        cleared = report.write(cleared, work)
    listed = tables.differences(cleared)
    shown = Sheet(SHEET, listed.columns, listed.rows, listed.frozen, listed.totals)
    return Answer("\n".join(report.conclusions(cleared, out)), Changes((Table(shown),), shown=SHEET))


def _earlier(folder: Path, rules: Policy) -> Knowledge | None:
    """What was known when batches were made, if the results that they rested on are still there."""
    results = [path for path in sorted(folder.glob(f"{BASIS}-*")) if names.is_result(path)]
    digest = content_sha256(rules.content)
    of_year = [path for path in results if ResultFolder.open(path, names.RUN).summary["policy_sha256"] == digest]
    return then_or_later.of_folders(of_year, rules) if of_year else None
