"""The commands of 发放 that work on the ledger beside the workbook: 制单 to 执行情况, by the same acts as the command line.

What they ask for (who, which batch, which file) stands on the sheet 发放, which the first press makes; the batches and their states are
listed on 发放批次 after every press. 制单 writes the result folder that a batch rests on, beside the workbook, so that an auditor finds
what was approved. What an act wrote into the ledger is not taken back by 撤销上一步: the ledger only grows.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import get_args

import pandas as pd

from huibao_xl.clearing.booking_acts import book_clearing
from huibao_xl.commands import line_numbers
from huibao_xl.commands.parameters import LEDGER_FILE
from huibao_xl.excel import outcomes
from huibao_xl.excel.changes import Changes, Table
from huibao_xl.excel.desk import Answer, Desk
from huibao_xl.files.results import names
from huibao_xl.files.writing.atomic import atomic_folder
from huibao_xl.files.writing.workbook import Column, Sheet
from huibao_xl.payments import acts, batch_names, every_batch, ledger_acts
from huibao_xl.payments.bookings import money_acts
from huibao_xl.payments.ledger.records import Flow
from huibao_xl.payments.papers import SEAL
from huibao_xl.payments.statements import statement_acts
from huibao_xl.payments.to_do import to_do
from huibao_xl.reasons import Stop
from huibao_xl.reasons.outcomes import Done, Outcome, done
from huibao_xl.rosters import days
from huibao_xl.subsidy.reports import write_result

FORM, BATCHES, BASIS, CLEARING = "发放", "发放批次", "认定结果", "补贴清算"
FIELDS = {
    "经手人": "按按钮的人的姓名；制单、审核、审批须是不同的人",
    "批次号": "要处理的批次，见“发放批次”；可以只写街镇（江川、江川2）；审核、审批、导出、回盘、重发可以写“全部”",
    "付款单位": "街镇 或 区：由各街镇发放，或由区统一发放（制单时用）",
    "银行版式": "付款银行的文件版式，不写则用“通用”",
    "剔除行号": "审核、审批时要剔除的、人工确认时要改的、追回立案的明细行号，如 3、17 或 3至5",
    "原因": "剔除、退回、人工确认、追回、查明不是同一人的原因或凭证号，本人怎么说；只是同一人列了两次的，写“重复列入”",
    "校验码": "所签审批单的明细校验码（前几位即可），可以不写",
    "文件": "回盘文件（批次号写“全部”的，放回盘文件的文件夹）、新账户文件、对账单或月结的余额表（账号或付款单位、余额），写文件名（与本工作簿同一文件夹）或完整路径",
    "银行结果": "人工确认时写：成功、失败、退票；确实付了两次的写 重付",
    "实付金额": "人工确认时，每行实际入账的元数与批准的不同才写，并写明行号",
    "支付日期": "人工确认为成功时，银行实际支付的日期，可以不写",
    "不是同一人的行号": "再次制单时写：已查明与制单问题（B56、B57）所说的不是同一人的行号，并在“原因”写怎样查明的；印在审批单上",
    "文号": "清算记账时写清算报告的文号，追回各步写通知、记录、凭证的编号，追加预算写预算文件的文号；对账单有已月结的月份时也写",
    "账户单位": "第一次登记对账单时写：是谁的账户（街镇全名，或 区民政局）",
    "本单位账号": "登记对账单时，对账单没有写明账号才写",
    "期初余额": "第一次登记的对账单没有余额时写（元）",
    "追回号": "追回各步写：是哪一个追回，如 2024-追回-1，按“追回一览”看",
    "金额": "追回立案（不写则是实付的全部）、还款、退还、追加预算的元数；调减写 减129.00",
    "文书日期": "追回各步的文书或凭证的日期，不写则是今天",
    "月份": "月结时写，如 2024-08",
    "调查文件": "绩效自评时写：知晓率、满意率的问卷文件，没有就不写",
    "承担单位": "追加预算时写：街道人员、镇（含工业区）人员，或 镇级",
    "另一本台账": "认定另一本台账不作数时，写提示里的位置",
}
"""{what is asked: what to write}."""
Act = Callable[[Desk, "Form"], Outcome]


@dataclass(frozen=True)
class Form:
    """What the sheet 发放 says. ``ledger``: the ledger beside the workbook, there or not."""

    ledger: Path
    folder: Path
    values: dict[str, str]

    def __getitem__(self, name: str) -> str:
        return self.values.get(name, "")

    def lines(self, field: str = "剔除行号") -> list[int]:
        """The numbers of lines in a field. Raises Stop(S07) if there is something else."""
        if not (text := self[field]):
            return []
        try:
            return line_numbers.parse(text)
        except ValueError:
            raise Stop(
                "S07", why=f"“发放”表的{field}“{text}”不是行号", advice="应如 3、17 或 3-5（写成文本）"
            ) from None

    def day(self, field: str) -> date | None:
        """The day in a field, None if there is none. Raises Stop(S07) if there is something else."""
        try:
            return days.parse(self[field])
        except days.Unreadable:
            why = f"“发放”表的{field}“{self[field]}”不是日期"
            raise Stop("S07", why=why, advice="应如 2024-09-01") from None

    def batch(self, command: str) -> str:
        """The number of the batch that is meant; "" if none is written. Raises Stop(S31) as ``batch_names.meant``."""
        return batch_names.meant(self.ledger, self["批次号"], command) if self["批次号"] else ""

    @property
    def file(self) -> Path:
        """The file that is named, beside the workbook unless a whole path is written."""
        return self.folder / self["文件"]


def paying(*needed: str, act: Act) -> Callable[[Desk], Answer]:
    """Return a command that makes or reads the form, asks for what is ``needed``, acts, and lists the batches anew."""

    def command(desk: Desk) -> Answer:
        form = read_form(desk)
        if form is None and not needed:
            form = Form(desk.folder / LEDGER_FILE, desk.folder, {})
        if form is None:
            message = f"已新建工作表“{FORM}”：请在“填写”一列写明{'、'.join(needed)}，再按一次“{desk.label}”。"
            return Answer(message, Changes((_form({}),), shown=FORM))
        if lacking := [name for name in needed if name not in form.values]:
            message = f"“{FORM}”表是以前的版本，已补上{'、'.join(lacking)}：请填写，再按一次“{desk.label}”。"
            return Answer(message, Changes((_form(form.values),), shown=FORM))
        if missing := [name for name in needed if not form[name]]:
            raise Stop("S07", why=f"工作表“{FORM}”没有填写{'、'.join(missing)}", advice="请填写后再按一次按钮")
        outcome = act(desk, form)
        return Answer("\n".join(outcome.lines(outcomes.WORDS)), Changes((_batches(form.ledger),), shown=BATCHES))

    return command


def read_form(desk: Desk) -> Form | None:
    """Return what the sheet 发放 says, None if there is no such sheet."""
    if not desk.snapshot.has(FORM):
        return None
    rows = range(1, len(FIELDS) + 2)
    written = {desk.snapshot.text((FORM, row, 1)).strip(): desk.snapshot.text((FORM, row, 2)).strip() for row in rows}
    values = {name: text for name, text in written.items() if name in FIELDS}
    return Form(desk.folder / LEDGER_FILE, desk.folder, values)


def _form(values: Mapping[str, str]) -> Table:
    """The form with what was written so far."""
    written = [values.get(name, "") for name in FIELDS]
    rows = pd.DataFrame({"项目": list(FIELDS), "填写": written, "说明": list(FIELDS.values())}, dtype="str")
    columns = [Column("项目", width=14), Column("填写", width=34), Column("说明", "note", 60)]
    return Table(Sheet(FORM, columns, rows))


def _batches(ledger: Path) -> Table:
    """Every batch with its state and sums, on 发放批次."""
    shown = {
        "batch": Column("批次", width=24),
        "state": Column("状态", width=10),
        "next_step": Column("下一步", width=14),
        "count": Column("笔数", "count", 8),
        "amount_fen": Column("金额", "money", 16),
        "paid": Column("成功", "count", 8),
        "failed_or_returned": Column("失败和退票", "count", 12),
        "open": Column("未完成", "count", 8),
        "made_by": Column("制单", width=12),
        "seal": Column("校验码", width=20),
    }
    table = ledger_acts.list_batches(ledger)[list(shown)]
    waiting = table["next_step"] != ""
    table = table.assign(
        next_step=("由他人" + table["next_step"]).where(waiting, ""), seal=table["seal"].str.slice(0, SEAL)
    )
    columns = list(shown.values())
    rows = table.set_axis([column.title for column in columns], axis=1)
    return Table(Sheet(BATCHES, columns, rows))


def _make(desk: Desk, form: Form) -> Outcome:
    flow = next((each for each in get_args(Flow) if each == form["付款单位"]), None)
    if flow is None:
        raise Stop("S07", why=f"“发放”表的付款单位“{form['付款单位']}”不对", advice="请写 街镇 或 区")
    apart = form.lines("不是同一人的行号")
    result = desk.result()
    basis = next_folder(form.folder, BASIS)
    with atomic_folder(basis) as work:
        write_result(result, work)
    layout = form["银行版式"] or "通用"
    outcome = acts.make(form.ledger, basis, flow, form["经手人"], layout, desk.rules(), apart, form["原因"])
    return outcome + done(Done.BASIS, path=basis)


def next_folder(folder: Path, stem: str) -> Path:
    """Return 认定结果-1, -2 ...: what each press rested on, or wrote, stays."""
    return next(path for count in range(1, 10**6) if not (path := folder / f"{stem}-{count}").exists())


def _signing(step: str, command: str) -> Callable[[Desk], Answer]:
    def act(desk: Desk, form: Form) -> Outcome:
        number, by = form.batch(command), form["经手人"]
        return every_batch.sign(form.ledger, number, step, by, form.lines(), form["原因"], form["校验码"])

    return paying("经手人", "批次号", act=act)


def _resolve(desk: Desk, form: Form) -> Outcome:
    lines, day = form.lines(), form.day("支付日期")  # what is written is looked at before the ledger
    number, state, by, why = form.batch("resolve"), form["银行结果"], form["经手人"], form["原因"]
    return acts.resolve(form.ledger, number, state, by, why, lines, form["实付金额"], day)


def _execution(desk: Desk, form: Form) -> Outcome:
    return ledger_acts.report_execution(form.ledger, desk.rules().name, form.folder / "执行情况.xlsx", force=True)


def _take_statement(desk: Desk, form: Form) -> Outcome:
    asked = (form[name] for name in ("账户单位", "本单位账号", "期初余额", "文号"))
    return statement_acts.take(form.ledger, form.file, form["经手人"], *asked)


def _flows(desk: Desk, form: Form) -> Outcome:
    out = form.folder / "资金往来.xlsx"
    return money_acts.report_flows(form.ledger, desk.rules().name, out, date.today(), force=True)


def _book(desk: Desk, form: Form) -> Outcome:
    folders = [path for path in form.folder.glob(f"{CLEARING}-*") if names.is_result(path)]
    if not folders:
        why = f"工作簿旁边没有“{CLEARING}-1”这样的文件夹"
        raise Stop("S07", why=why, advice=f"请先按“{CLEARING}”，核对以后再按一次")
    newest = max(folders, key=lambda path: int(path.name.rpartition("-")[2]))
    return book_clearing(form.ledger, newest, form["文号"], form["经手人"])


make = paying("经手人", "付款单位", act=_make)
review, approve = _signing("审核", "review"), _signing("审批", "approve")
reject = paying(
    "经手人",
    "批次号",
    "原因",
    act=lambda desk, form: acts.reject(form.ledger, form.batch("reject"), form["经手人"], form["原因"]),
)
export = paying(
    "经手人",
    "批次号",
    act=lambda desk, form: every_batch.export(form.ledger, form.batch("export"), form["经手人"], form["银行版式"]),
)
take_return = paying(
    "经手人",
    "批次号",
    "文件",
    act=lambda desk, form: every_batch.take_return(
        form.ledger, form.batch("return"), form["经手人"], form.file, form["银行版式"]
    ),
)
resolve = paying(
    "经手人",
    "批次号",
    "银行结果",
    "原因",
    act=_resolve,
)
reissue = paying(
    "经手人",
    "批次号",
    act=lambda desk, form: every_batch.reissue(
        form.ledger, form.batch("reissue"), form["经手人"], [f"银行账户={form.file}"] if form["文件"] else []
    ),
)
transfer = paying("经手人", act=lambda desk, form: acts.transfer(form.ledger, desk.rules().name, form["经手人"]))
execution = paying(act=_execution)
take_statement = paying("经手人", "文件", act=_take_statement)
flows = paying(act=_flows)
waiting = paying(act=lambda desk, form: to_do(form.ledger))
book = paying("经手人", "文号", act=_book)
verify = paying(act=lambda desk, form: ledger_acts.check(form.ledger))
