"""The buttons of 追回, of 月结, of budgets and of another ledger that counts for nothing: the same acts as the command line, what they ask for on the sheet 发放.

What two people have to want is pressed twice: each writes his name as 经手人.
"""

import re
from collections.abc import Callable
from datetime import date
from pathlib import Path

from huibao_xl.excel.buttons.paying import Form, paying
from huibao_xl.excel.desk import Answer, Desk
from huibao_xl.payments import ledger_acts
from huibao_xl.payments.bookings import money_acts, recovery_acts
from huibao_xl.payments.statements import statement_acts
from huibao_xl.reasons import Stop
from huibao_xl.reasons.outcomes import Outcome
from huibao_xl.rosters import days

_MONTH = re.compile(r"(\d{4})(?:-|/|\.|年)(\d{1,2})月?")


def _day(form: Form) -> date:
    return form.day("文书日期") or date.today()


def _month(form: Form) -> str:
    """The month in its field, as 2024-08: Excel makes a day of what is typed so. Raises Stop(S07) if it is none."""
    text = form["月份"]
    if written := _MONTH.fullmatch(text):
        return f"{written[1]}-{int(written[2]):02d}"
    try:
        day = days.parse(text)
    except days.Unreadable:
        day = None
    if day is None:
        raise Stop("S07", why=f"“发放”表的月份“{text}”不是月份", advice="应如 2024-08")
    return day.isoformat()[:7]


def _line(form: Form) -> int:
    """The one line that is meant. Raises Stop(S07) if several are written."""
    lines = form.lines()
    if len(lines) != 1:
        raise Stop("S07", why="“发放”表的剔除行号要写一行", advice="请写审批单明细的一个行号，如 3")
    return lines[0]


def _open(desk: Desk, form: Form) -> Outcome:
    line = _line(form)
    number = form.batch("recover open")
    return recovery_acts.open_case(form.ledger, number, line, form["经手人"], form["原因"], form["金额"])


def _close_months(desk: Desk, form: Form) -> Outcome:
    balances = str(form.file) if form["文件"] else ""
    return statement_acts.close(form.ledger, _month(form), form["经手人"], balances, everything=True)


def _disregard(desk: Desk, form: Form) -> Outcome:
    return ledger_acts.disregard(form.ledger, Path(form["另一本台账"]), form["经手人"], form["原因"])


def _change_budget(desk: Desk, form: Form) -> Outcome:
    bearer, amount, document, why = (form[name] for name in ("承担单位", "金额", "文号", "原因"))
    return money_acts.change_budget(form.ledger, bearer, amount, document, why, desk.rules().name, form["经手人"])


def _documented(act: Callable[..., Outcome], *wanted: str) -> Callable[[Desk], Answer]:
    """A step of a claim by which document, and why; ``wanted``: what must be filled in besides (核销 and 撤销 need a reason)."""

    def documented(desk: Desk, form: Form) -> Outcome:
        return act(form.ledger, form["追回号"], form["文号"], form["经手人"], _day(form), form["原因"])

    return paying("经手人", "追回号", "文号", *wanted, act=documented)


open_case = paying("经手人", "批次号", "剔除行号", "原因", act=_open)
notify, hear = _documented(recovery_acts.notify), _documented(recovery_acts.hear)
repay = paying(
    "经手人",
    "追回号",
    "金额",
    "文号",
    act=lambda desk, form: recovery_acts.repay(
        form.ledger, form["追回号"], form["金额"], form["文号"], form["经手人"], _day(form)
    ),
)
refund = paying(
    "经手人",
    "追回号",
    "金额",
    "文号",
    "原因",
    act=lambda desk, form: recovery_acts.refund(
        form.ledger, form["追回号"], form["金额"], form["文号"], form["经手人"], _day(form), form["原因"]
    ),
)
write_off, withdraw = (_documented(act, "原因") for act in (recovery_acts.give_up, recovery_acts.withdraw))
list_cases = paying(act=lambda desk, form: recovery_acts.list_cases(form.ledger, everything=True))
close_months = paying("经手人", "月份", act=_close_months)
change_budget = paying("经手人", "承担单位", "金额", "文号", "原因", act=_change_budget)
disregard = paying("经手人", "另一本台账", "原因", act=_disregard)
