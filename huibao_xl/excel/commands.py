"""The commands, once: from this list come the ribbon, ``huibao press``, the table in README and the handbook.

A command works on an open workbook through the public xlwings API. :func:`dispatch` is what the ribbon calls, on the workbook that is
open in Excel; :func:`press` opens a saved workbook with the engine of this package, runs the same function and saves it, whole.
Either way it ends with one Chinese message: what was done, what needs a person, where it is.
"""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import xlwings as xw

from huibao_xl.addin import ribbon
from huibao_xl.excel import engine, parts, project
from huibao_xl.excel.buttons import checking, clearing, deciding, matching, medical, monitoring, paying, tools
from huibao_xl.excel.desk import Desk, log, where, work
from huibao_xl.reasons import Stop

TITLE = "沪惠保"


@dataclass(frozen=True, kw_only=True)
class Command(ribbon.Command):
    """A button and what it does. ``saves``: the workbook changes; ``step``: 撤销上一步 takes it back, 运行记录 lists it.

    ``makes``: the path that ``press`` is given does not exist yet, and the command makes it.
    """

    function: Callable[[Desk], str]
    saves: bool = True
    step: bool = True
    makes: bool = False


COMMANDS: list[Command] = [
    Command(
        "roster.new",
        "新建工作簿",
        "名册",
        "FileNew",
        "新建项目工作簿",
        "新建一个有步骤说明、每种名单一张表、列格式和输入检查都设好的工作簿。",
        function=project.new,
        saves=False,
        step=False,
        makes=True,
    ),
    Command(
        "roster.import",
        "导入名册",
        "名册",
        "ImportExcel",
        "把收到的文件抄入本工作簿",
        "把“开始”表“导入文件”所写的文件，按名单种类接在对应工作表的后面，全部按文本；原文件不改。",
        function=project.bring_in,
    ),
    Command(
        "roster.check",
        "核验名册",
        "名册",
        "ErrorChecking",
        "检查每份名单的每个单元格",
        "在出错的单元格上加底色和批注，在右边加“问题”列，并列出“问题清单”。名单内容不改。再按一次则更新标记。",
        function=checking.check,
    ),
    Command(
        "roster.clear",
        "清除标记",
        "名册",
        "Clear",
        "清除本软件的标记",
        "只清除本软件加的底色、批注和“问题”列，本单位自己的底色、批注和列不动。",
        function=checking.clear,
    ),
    Command(
        "decide.tag",
        "标注类别",
        "认定",
        "GroupInsertTables",
        "每个承保人员属于哪类对象",
        "把承保名单与四类名册比对，写入工作表“类别标注”。",
        function=deciding.tag,
    ),
    Command(
        "decide.run",
        "认定资格",
        "认定",
        "AcceptInvitation",
        "逐行认定补贴、待核、不补",
        "每一行的处置、原因和建议写入“处置”，并列出“待核名单”和“不补名单”。",
        function=deciding.decide,
    ),
    Command(
        "decide.compare",
        "比对决定",
        "认定",
        "ReviewAcceptChange",
        "疑似同一人，逐对决定是不是",
        "列出姓名或号码有出入、可能是同一人的记录，左右对照并写明依据。填写“决定”“决定人”“日期”后，再按“认定资格”。",
        function=matching.compare,
    ),
    Command(
        "decide.outreach",
        "政策找人",
        "认定",
        "FindDialog",
        "名册中没有投保的人",
        "列出有资格但没有投保的人，供街镇告知。",
        function=deciding.outreach,
    ),
    Command(
        "decide.person",
        "查某人",
        "认定",
        "Info",
        "某人为什么补或不补",
        "先点一个写有证件号码的单元格，再按这里：找到了哪些记录、依据哪条规则、怎样才会改变。",
        function=deciding.explain,
        saves=False,
        step=False,
    ),
    Command(
        "pay.parameters",
        "更新参数",
        "测算",
        "NameManager",
        "换上该年度政策的参数",
        "把“开始”表所写年度的政策数值写入工作表“参数”。未核定的参数和预估人数在橙色的格子里改写，各命令按改后的值计算。",
        function=project.renew,
    ),
    Command(
        "pay.detail",
        "计算补贴",
        "测算",
        "Calculator",
        "每人补多少、付到哪个账户",
        "写入工作表“补贴明细”。",
        function=deciding.pay,
    ),
    Command(
        "pay.shares",
        "区镇分摊",
        "测算",
        "Consolidate",
        "区、镇各承担多少",
        "按街镇汇总写入“分摊汇总”，应拨款项写入“资金拨付”。",
        function=deciding.share,
    ),
    Command(
        "pay.budget",
        "预算表",
        "测算",
        "AccountingFormat",
        "预算表和参数",
        "按项目文件的格式写入“预算表”，公式可以重算；所用的政策数值及出处在“参数”。",
        function=deciding.budget,
    ),
    Command(
        "pay.balance",
        "平衡检查",
        "测算",
        "AutoSum",
        "一个不落、一分不少",
        "核对行数、人数和金额的每个等式，写入“平衡表”。",
        function=deciding.balance,
    ),
    Command(
        "send.bank",
        "银行代发表",
        "发放",
        "DollarSign",
        "按街镇生成银行代发表",
        "在工作簿旁边的文件夹“银行代发”中，每个街镇一个文件；写出后读回核对合计。",
        function=deciding.bank_files,
    ),
    Command(
        "send.notice",
        "公示表",
        "发放",
        "FilePrint",
        "按街镇生成公示表",
        "在工作簿旁边的文件夹“公示”中，每个街镇一个文件；姓名和证件号码已脱敏。",
        function=deciding.notices,
    ),
    Command(
        "ledger.make",
        "制单",
        "发放",
        "TableInsertExcel",
        "制作待审批的批次",
        "认定结果写到工作簿旁边，按付款单位制成批次，记入旁边的台账；已在途或发放的人不会再列入。经手人等写在工作表“发放”。",
        function=paying.make,
        step=False,
    ),
    Command(
        "ledger.review",
        "审核",
        "发放",
        "ReviewNewComment",
        "审核一个批次",
        "由制单以外的人审核；可以剔除单笔，退回待核。批次号、剔除行号和原因写在工作表“发放”。",
        function=paying.review,
        step=False,
    ),
    Command(
        "ledger.approve",
        "审批",
        "发放",
        "ReviewAcceptChange",
        "审批一个批次",
        "由第三个人审批。批准后占用这些人的付款，别的批次不能再付。",
        function=paying.approve,
        step=False,
    ),
    Command(
        "ledger.reject",
        "退回批次",
        "发放",
        "ReviewRejectChange",
        "退回一个未批准的批次",
        "写明原因后退回，其中的人可以重新制单；记录保留。",
        size="normal",
        function=paying.reject,
        step=False,
    ),
    Command(
        "ledger.export",
        "导出银行文件",
        "发放",
        "ExportTextFile",
        "按付款银行的版式写出",
        "写出后读回，笔数和金额一致才算导出；再按一次只补写缺少的文件。",
        function=paying.export,
        step=False,
    ),
    Command(
        "ledger.return",
        "登记回盘",
        "发放",
        "ImportTextFile",
        "登记银行的回盘文件",
        "逐行归类：成功、失败、未决、退票等；同一个文件再登记一次没有变化。",
        function=paying.take_return,
        step=False,
    ),
    Command(
        "ledger.resolve",
        "人工确认",
        "发放",
        "HappyFace",
        "没有回盘的明细",
        "按银行的书面答复或凭证记入结果，由制单以外的人做，原因必填。",
        size="normal",
        function=paying.resolve,
        step=False,
    ),
    Command(
        "ledger.reissue",
        "重新发放",
        "发放",
        "RefreshAll",
        "失败和退票的明细再发",
        "换了账户，或失败原因是暂时的，才能重发；每笔只重发一次，照样要审核、审批。",
        function=paying.reissue,
        step=False,
    ),
    Command(
        "ledger.transfer",
        "拨付批次",
        "发放",
        "Folder",
        "区级拨给各街镇的资金",
        "按已批准的批次算出应拨未拨的金额，制成待审批的拨付批次和通知。",
        size="normal",
        function=paying.transfer,
        step=False,
    ),
    Command(
        "ledger.execution",
        "执行情况",
        "发放",
        "CalculateNow",
        "预算、实付、结余和三个率",
        "按银行确认的明细写出“执行情况.xlsx”，没有计入的人逐一列出。",
        size="normal",
        function=paying.execution,
        step=False,
    ),
    Command(
        "ledger.verify",
        "核对台账",
        "发放",
        "Lock",
        "重算校验链、状态和合计",
        "任何改动、删除、调换都会指出是第几号记录。",
        size="normal",
        function=paying.verify,
        step=False,
    ),
    Command(
        "clear.subsidy",
        "补贴清算",
        "清算",
        "TracePrecedents",
        "应补与已付逐笔核对",
        "按本工作簿的名单重算应补，与旁边的台账逐笔核对：漏发、多发、错额、错街镇、重复、依据消失。报告在旁边的“补贴清算-1”等文件夹，差异列在“清算差异”。",
        function=clearing.clear,
    ),
    Command(
        "clear.monitor",
        "低收入监测",
        "清算",
        "PivotTableInsert",
        "每户一个收入档次，谁退出低保",
        "按有日期的标准给“低收入家庭”名单的每一户一个档次，判断刚性支出困难；“开始”表的“导入文件”写有上次名单的，列出退出低保和变动。",
        function=monitoring.monitor,
    ),
    Command(
        "clear.changes",
        "名册对比",
        "清算",
        "ReviewAcceptChange",
        "与上次的名册逐人对比",
        "“开始”表的“导入文件”所写的旧名册与本工作簿的同种名册逐人对比：新增、退出、变更（哪一列、从什么变成什么）。",
        function=monitoring.changes,
    ),
    Command(
        "clear.medical",
        "医疗年度清算",
        "清算",
        "Spelling",
        "医疗救助逐笔重算并核对",
        "按工作簿里的“救助身份”把“救助结算”逐笔重算，与已救助的金额核对；参数取同一文件夹的“医疗救助参数.json”，没有则用自带的（未经核定）。",
        function=medical.clear,
    ),
    Command(
        "clear.settle",
        "医疗实时清算",
        "清算",
        "Refresh",
        "新到的结算接着上次清算",
        "工作簿里的结算接着同一文件夹中上一次“医疗实时清算-N”的结果清算，写成下一个文件夹；迟到的数据引起的以往变化一并列出。",
        function=medical.settle,
    ),
    Command(
        "tool.undo",
        "撤销上一步",
        "工具",
        "Undo",
        "恢复到上一个命令运行之前",
        "恢复被上一个命令改写的工作表、标记和名称。只能撤销最近一步；保存后重新打开仍可撤销。",
        function=tools.undo_last,
        step=False,
    ),
    Command(
        "tool.runs",
        "运行记录",
        "工具",
        "Repeat",
        "什么时候运行过什么",
        "列出在本工作簿中运行过的命令、时间和数量，不含个人信息。",
        size="normal",
        function=tools.runs,
        step=False,
    ),
    Command(
        "tool.doctor",
        "环境检查",
        "工具",
        "AddInManager",
        "检查这台电脑",
        "检查加载项、Python 和 Excel 的设置，说明哪里不对、怎么办。",
        size="normal",
        function=tools.examine,
        saves=False,
        step=False,
    ),
    Command(
        "tool.help",
        "帮助",
        "工具",
        "Help",
        "使用次序和手册",
        "说明按钮的使用次序，以及手册在哪里。",
        size="normal",
        function=tools.show_help,
        saves=False,
        step=False,
    ),
]


def find(label_or_id: str) -> Command:
    """Return a command by its label or id. Raises Stop(S07) if there is none."""
    for command in COMMANDS:
        if label_or_id in (command.id, command.label):
            return command
    labels = "、".join(command.label for command in COMMANDS)
    raise Stop("S07", why=f"没有“{label_or_id}”这个命令", advice=f"可用的命令：{labels}。")


def dispatch(id: str) -> None:
    """Run the command of a button on the workbook that is open in Excel. Nothing is raised: the user gets one message."""
    book = _open_book()
    label = TITLE
    try:
        command = find(id)
        label = command.label
        message = work(Desk(book, label), command.function, command.step)
        mode = "info"
    except Stop as stop:
        message, mode = str(stop), "critical"
    except Exception as defect:
        message, mode = _apology(label, defect), "critical"
    book.app.alert(message, title=f"{TITLE} · {label}", mode=mode)


def _open_book() -> xw.Book:
    """The workbook from which the ribbon called, or the one in front."""
    try:
        return xw.Book.caller()
    except Exception:  # the server that Excel keeps running knows no caller
        return xw.books.active


def _apology(label: str, defect: Exception) -> str:
    path = log(label, defect)
    recorded = f"记录在：{path}" if path else f"（{where(defect)}）"
    return f"程序内部出错，“{label}”没有完成，工作簿已恢复原样。\n请把记录发给维护人员（不含个人信息），{recorded}"


def press(
    label_or_id: str, path: Path | str, out: Path | str | None = None, source: Path | None = None, number: str = ""
) -> str:
    """Run a command on a saved workbook without Excel, save it whole (to ``out`` if given), and return the message.

    ``source``: the file for 导入名册; ``number``: the id for 查某人. Raises Stop; a defect of ours is logged and raised as Stop
    with exit status 1. In all these cases no file is changed. A workbook with something that would be lost is refused (S11)
    unless ``out`` is given; a command that changes nothing does not save.
    """
    command = find(label_or_id)
    path = Path(path)
    engine.register(force=True)
    app = xw.App(add_book=False)
    try:
        return _pressed(command, app, path, Path(out) if out else None, source, number)
    except Stop as stop:
        app.alert(str(stop), title=f"{TITLE} · {command.label}", mode="critical")
        raise
    except Exception as defect:
        apology = _apology(command.label, defect)
        app.alert(apology, title=f"{TITLE} · {command.label}", mode="critical")
        raise Stop("S07", 1, why=apology.replace("\n", ""), advice="文件没有改动") from None
    finally:
        app.quit()


def _pressed(command: Command, app: xw.App, path: Path, out: Path | None, source: Path | None, number: str) -> str:
    if command.makes:
        message = project.make(out or path)
    else:
        if out is None and command.saves:
            parts.refuse_if_lossy(path)
        if out is not None and out.exists() and out.resolve() != path.resolve():
            raise Stop("S07", why=f"“{out}”已存在", advice="请换一个 --out，以免原有文件丢失")
        book = app.books.open(str(path.absolute()))
        message = work(Desk(book, command.label, source, number), command.function, command.step)
        if command.saves:
            book.save(str((out or path).absolute()))
    app.alert(message, title=f"{TITLE} · {command.label}", mode="info")
    return message
