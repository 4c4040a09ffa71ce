"""The commands of the bank's statements and of 追回."""

from huibao_xl.commands.entry import Button, Command, CommandLine, Parameter
from huibao_xl.commands.parameters import AMOUNT, BATCH, BY, DOCUMENT, FORCE_FILE, LEDGER, LINE, ON, out_file, why
from huibao_xl.commands.payments import SHEETS

_ACTS = "huibao_xl.payments.bookings.recovery_acts"
_BANK = "huibao_xl.payments.statements.statement_acts"
_ACCOUNT = Parameter(
    name="account",
    shown="账号",
    option="--account",
    default="",
    help="本单位的账号、尾号四位或付款单位；只有一个的不用写",
)
_DAY = Parameter(name="on", shown="日期", kind="day", required=True, help="收支的日期，如 2024-08-05")
_SIGNED = Parameter(name="amount", shown="金额", required=True, help="元；收入如 500，支出前面写“付”，如 付129.00")
_CLASSES = ("拨入", "代发付款", "拨出", "退票", "追回款", "收回", "利息", "手续费")
_CLASS = Parameter(
    name="kind", shown="类别", option="--as", required=True, choices=_CLASSES, help=f"是什么：{'、'.join(_CLASSES)}"
)
_OF_BATCH = Parameter(
    name="batch", shown="批次号", option="--batch", default="", help="是哪个批次的，全号；代发付款和退票要写"
)
_CASE = Parameter(name="case", shown="追回号", required=True, help="如 2024-追回-1，见 recover list")
_NOTE = Parameter(name="why", shown="说明", option="--why", default="", help="怎样送达、本人怎么说等")
_PRESSED = "huibao_xl.excel.buttons.recovering"


def _more(id: str, group: str, label: str, icon: str, screentip: str, supertip: str, function: str) -> Button:
    """A button of a group's menu that acts on the ledger."""
    return Button(
        id=f"ledger.{id}",
        label=label,
        group=group,
        icon=icon,
        screentip=screentip,
        supertip=supertip,
        size="menu",
        function=f"{_PRESSED}:{function}",
        step=False,
    )


_ASKED = "要填的写在工作表“发放”。"
_TWICE = "由两个人先后各按一次，" + _ASKED
_BUTTONS = {
    "statement close": _more(
        "close",
        "发放",
        "月结",
        "Lock",
        "全部账户的一个月，两个人先后各做一次",
        "按银行的月末余额（“文件”写余额表）月结过完了的月份，第二个人不用再写余额。" + _TWICE,
        "close_months",
    ),
    "recover open": _more(
        "recover",
        "清算",
        "追回立案",
        "FileNew",
        "一笔已付的钱要追回",
        "写批次号、剔除行号和原因；只追一部分的写金额。" + _ASKED,
        "open_case",
    ),
    "recover notify": _more(
        "notify",
        "清算",
        "追回通知",
        "FileSendAsAttachment",
        "书面通知了本人",
        "写追回号和通知书的文号。" + _ASKED,
        "notify",
    ),
    "recover hear": _more(
        "hear",
        "清算",
        "听取意见",
        "ReviewNewComment",
        "听取了本人的意见",
        "写追回号和记录的编号，本人怎么说写在原因。" + _ASKED,
        "hear",
    ),
    "recover repay": _more(
        "repay",
        "清算",
        "追回还款",
        "DollarSign",
        "收到一笔还款",
        "写追回号、金额和凭证号，可以分几次。" + _ASKED,
        "repay",
    ),
    "recover refund": _more(
        "refund",
        "清算",
        "退还还款",
        "Undo",
        "退还本人不该收的还款",
        "写追回号、金额、凭证号和原因。" + _TWICE,
        "refund",
    ),
    "recover write-off": _more(
        "writeoff", "清算", "追回核销", "Clear", "核销追不回的", "写追回号、文号和原因。" + _TWICE, "write_off"
    ),
    "recover withdraw": _more(
        "withdraw", "清算", "撤销追回", "Delete", "撤销立错的追回", "写追回号、文号和原因。" + _TWICE, "withdraw"
    ),
    "recover list": _more(
        "recoveries",
        "清算",
        "追回一览",
        "FindDialog",
        "每个追回到了哪一步",
        "列出全部追回：应追回、已还、核销、撤销、未还。",
        "list_cases",
    ),
}
"""{command: its button}: those whose commands stand in a list below."""

COMMANDS = (
    *(
        Command(
            line=CommandLine(name=f"statement {name}", help=help, function=f"{_BANK}:{function}", parameters=given),
            button=_BUTTONS.get(f"statement {name}"),
            sheets=SHEETS if f"statement {name}" in _BUTTONS else (),
        )
        for name, help, function, given in (
            (
                "add",
                "登记一份对账单：每一笔归类，与台账核对",
                "take",
                (
                    Parameter(
                        name="file",
                        shown="对账单",
                        kind="path",
                        required=True,
                        help="网银导出的明细（xlsx、xls、csv），或 CAMT.053、MT940；或放它们的文件夹",
                    ),
                    LEDGER,
                    BY,
                    Parameter(
                        name="payer",
                        shown="付款单位",
                        option="--payer",
                        default="",
                        help="这是哪个付款单位的账户（街镇全名，或 区民政局）；第一次写",
                    ),
                    _ACCOUNT,
                    Parameter(
                        name="opening",
                        shown="金额",
                        option="--opening",
                        default="",
                        help="对账单没有余额时，第一次写期初余额（元）",
                    ),
                    Parameter(
                        name="document",
                        shown="文号",
                        option="--document",
                        default="",
                        help="有已月结的月份的收支时，写明文号，由两个人先后登记",
                    ),
                ),
            ),
            (
                "claim",
                "认领一笔：没有认出的收支是什么",
                "claim",
                (
                    _DAY,
                    _SIGNED,
                    _CLASS,
                    why("怎样查明的"),
                    LEDGER,
                    BY,
                    _ACCOUNT,
                    _OF_BATCH,
                    Parameter(
                        name="which",
                        shown="对方",
                        option="--which",
                        default="",
                        help="同日同额有几笔的，是哪一笔：对方户名、账号尾号、流水号或摘要中的字",
                    ),
                ),
            ),
            (
                "close",
                "月结：这个月的收支都认领了，由两个人先后各做一次",
                "close",
                (
                    Parameter(name="month", shown="月份", required=True, help="如 2024-08"),
                    Parameter(
                        name="balance",
                        shown="金额|余额表",
                        option="--balance",
                        default="",
                        help="银行对账单或余额单上的月末余额（元），与台账的要一样；全部账户的，写一张表：账号或付款单位、余额",
                    ),
                    LEDGER,
                    BY,
                    _ACCOUNT,
                    Parameter(
                        name="everything",
                        shown="",
                        option="--all",
                        kind="flag",
                        default=False,
                        help="全部账户；第二个人可以不再写余额",
                    ),
                ),
            ),
            (
                "adjust",
                "月结调整：月结以后改类别，要文号，由两个人先后各做一次",
                "adjust",
                (_DAY, _SIGNED, _CLASS, DOCUMENT, why("为什么调整"), LEDGER, BY, _ACCOUNT, _OF_BATCH),
            ),
            ("report", "写出对账表", "report", (LEDGER, out_file("对账.xlsx"), FORCE_FILE)),
        )
    ),
    Command(
        button=Button(
            id="ledger.statement",
            label="登记对账单",
            group="发放",
            icon="FileOpen",
            screentip="银行账户的每一笔，与台账核对",
            supertip="读“发放”表的“文件”所写的对账单：期初 + 拨入 − 付 + 退 = 期末，每一笔归一类，认不出的逐笔列出。",
            size="menu",
            function="huibao_xl.excel.buttons.paying:take_statement",
            step=False,
        ),
        sheets=SHEETS,
    ),
    *(
        Command(
            line=CommandLine(name=f"recover {name}", help=help, function=f"{_ACTS}:{function}", parameters=given),
            button=_BUTTONS[f"recover {name}"],
            sheets=SHEETS,
        )
        for name, help, function, given in (
            (
                "open",
                "追回立案：一笔已付的钱要追回",
                "open_case",
                (
                    BATCH,
                    LINE,
                    LEDGER,
                    BY,
                    why("为什么要追回"),
                    Parameter(
                        name="amount",
                        shown="金额",
                        option="--amount",
                        default="",
                        help="追回多少元；不写则是实付的全部",
                    ),
                ),
            ),
            ("notify", "书面通知了本人", "notify", (_CASE, DOCUMENT, LEDGER, BY, ON, _NOTE)),
            ("hear", "听取了本人的意见", "hear", (_CASE, DOCUMENT, LEDGER, BY, ON, _NOTE)),
            ("repay", "收到一笔还款，可以分几次", "repay", (_CASE, AMOUNT, DOCUMENT, LEDGER, BY, ON)),
            (
                "refund",
                "退还本人不该收的还款，由两个人先后各做一次",
                "refund",
                (_CASE, AMOUNT, DOCUMENT, LEDGER, BY, ON, why("为什么不该收")),
            ),
            (
                "write-off",
                "核销追不回的，由两个人先后各做一次",
                "give_up",
                (_CASE, DOCUMENT, LEDGER, BY, ON, why("为什么追不回")),
            ),
            (
                "withdraw",
                "撤销立错的追回，由两个人先后各做一次",
                "withdraw",
                (_CASE, DOCUMENT, LEDGER, BY, ON, why("为什么立错了")),
            ),
            (
                "list",
                "列出未了结的追回",
                "list_cases",
                (
                    LEDGER,
                    Parameter(
                        name="everything", shown="", option="--all", kind="flag", default=False, help="了结的也列出"
                    ),
                ),
            ),
        )
    ),
)
