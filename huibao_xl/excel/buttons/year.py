"""The papers of a year from a workbook: 绩效自评, 告知书, 年度进度, by the result that the last 制单 left beside it and the ledger there."""

from datetime import date
from pathlib import Path

from huibao_xl.excel.buttons.paying import BASIS, Form, next_folder, paying
from huibao_xl.excel.desk import Desk
from huibao_xl.files.results import names, outputs
from huibao_xl.reasons import Stop
from huibao_xl.reasons.outcomes import Outcome
from huibao_xl.year.evaluation_acts import write_evaluation
from huibao_xl.year.evaluation_form import FORM
from huibao_xl.year.notice_acts import write_personal_notices
from huibao_xl.year.year_acts import where_the_year_stands

EVALUATION, NOTICES = "绩效自评表", "告知书"


def _number(path: Path) -> int:
    """The number behind a name (认定结果-2); 0 where there is none."""
    tail = path.stem.rpartition("-")[2]
    return int(tail) if tail.isdecimal() else 0


def _newest_result(folder: Path) -> Path | None:
    found = [path for path in folder.glob(f"{BASIS}-*") if names.is_result(path)]
    return max(found, key=_number, default=None)


def _result(folder: Path) -> Path:
    newest = _newest_result(folder)
    if newest is None:
        why = f"工作簿旁边没有“{BASIS}-1”这样的文件夹"
        raise Stop("S07", why=why, advice="请先按“制单”，它把所依据的认定结果写在旁边")
    return newest


def _evaluate(desk: Desk, form: Form) -> Outcome:
    """The newest 绩效自评表 beside the workbook is read for what somebody filled in; a new one is written beside it."""
    earlier = [path for path in form.folder.glob(f"{EVALUATION}-*.xlsx") if outputs.kind_of_workbook(path) == FORM]
    answers = max(earlier, key=_number, default=None)
    out = form.folder / f"{EVALUATION}-{_number(answers) + 1 if answers else 1}.xlsx"
    survey = form.folder / form["调查文件"] if form["调查文件"] else None
    return write_evaluation(_result(form.folder), form.ledger, out, survey, answers)


def _inform(desk: Desk, form: Form) -> Outcome:
    ledger = form.ledger if form.ledger.exists() else None
    return write_personal_notices(_result(form.folder), next_folder(form.folder, NOTICES), date.today(), ledger)


def _standing(desk: Desk, form: Form) -> Outcome:
    newest = _newest_result(form.folder)
    return where_the_year_stands(desk.rules().name, date.today(), form.ledger, newest)


evaluate = paying(act=_evaluate)
inform = paying(act=_inform)
standing = paying(act=_standing)
