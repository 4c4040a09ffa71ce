"""The commands of a year of paying: what waits for whom."""

from huibao_xl.commands.entry import Command, CommandLine, Given, Parameter
from huibao_xl.commands.parameters import BATCH, BY, FORCE_FILE, LEDGER, POLICY, out_file, why

_ACTS = "huibao_xl.payments.bookings.recovery_acts"
_MONEY = "huibao_xl.payments.bookings.money_acts"
_POLICY = Parameter(name="policy_name", shown="年度", option="--policy", required=True, help=POLICY.help)
_CASE = Parameter(name="case", shown="追回号", required=True, help="如 2024-追回-1，见 recover list")
_LINE = Parameter(name="line", shown="行号", kind="line", required=True, help="审批单明细的行号")
_DOCUMENT = Parameter(name="document", shown="文号", option="--document", required=True, help="文书编号或凭证号")
_ON = Parameter(
    name="on", shown="日期", option="--on", kind="day", default=Given.TODAY, help="文书或凭证的日期（默认今天）"
)
_NOTE = Parameter(name="why", shown="说明", option="--why", default="", help="怎样送达、本人怎么说等")
_AMOUNT = Parameter(name="amount", shown="金额", option="--amount", required=True, help="元，如 129.00")

COMMANDS = (
    Command(
        line=CommandLine(
            name="todo",
            help="待办：哪些批次在等什么、等谁",
            description="待办：每个批次在等什么（签字、导出、回盘、存疑、重发、拨付），谁不能做，怎样一次做完。",
            function="huibao_xl.payments.to_do:to_do",
            parameters=(
                LEDGER,
                Parameter(name="by", shown="姓名", option="--by", default="", help="只列这个人可以做的"),
                Parameter(name="out", shown="文件", option="--out", kind="path", help="另写一张待办清单，可以打印"),
                FORCE_FILE,
            ),
        )
    ),
    Command(
        line=CommandLine(
            name="book",
            help="清算记账：追回立案、补差制单、调整承担单位",
            description="清算记账：把清算结果的追回、补差、调整记入它所依据的台账，由两个人先后各做一次。补发仍用“补发”文件夹制单。",
            function="huibao_xl.clearing.booking_acts:book_clearing",
            parameters=(
                Parameter(
                    name="folder", shown="清算文件夹", kind="path", required=True, help="huibao clear 写出的文件夹"
                ),
                _DOCUMENT,
                LEDGER,
                BY,
            ),
        )
    ),
    Command(
        line=CommandLine(
            name="pass-back",
            help="收回：街镇退回多拨的区级资金",
            function=f"{_MONEY}:pass_back",
            parameters=(
                Parameter(name="town", shown="街镇", required=True, help="如 江川"),
                _AMOUNT,
                _DOCUMENT,
                _POLICY,
                LEDGER,
                BY,
                _ON,
            ),
        )
    ),
    Command(
        line=CommandLine(
            name="end",
            help="终止：本人死亡或不再符合，不再发放也不重发",
            function=f"{_MONEY}:end",
            parameters=(BATCH, _LINE, _DOCUMENT, why("死亡、迁出等"), LEDGER, BY, _ON),
        )
    ),
    Command(
        line=CommandLine(
            name="flows",
            help="资金往来：各街镇应拨、已拨、实付、结余和天数",
            function=f"{_MONEY}:report_flows",
            parameters=(
                _POLICY,
                LEDGER,
                out_file("资金往来.xlsx"),
                FORCE_FILE,
                Parameter(
                    name="on",
                    shown="日期",
                    option="--on",
                    kind="day",
                    default=Given.TODAY,
                    help="截至哪一天（默认今天）",
                ),
            ),
        )
    ),
    *(
        Command(line=CommandLine(name=f"recover {name}", help=help, function=f"{_ACTS}:{function}", parameters=given))
        for name, help, function, given in (
            (
                "open",
                "追回立案：一笔已付的钱要追回",
                "open_case",
                (
                    BATCH,
                    _LINE,
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
            ("notify", "书面通知了本人", "notify", (_CASE, _DOCUMENT, LEDGER, BY, _ON, _NOTE)),
            ("hear", "听取了本人的意见", "hear", (_CASE, _DOCUMENT, LEDGER, BY, _ON, _NOTE)),
            ("repay", "收到一笔还款，可以分几次", "repay", (_CASE, _AMOUNT, _DOCUMENT, LEDGER, BY, _ON)),
            (
                "write-off",
                "核销追不回的，由两个人先后各做一次",
                "give_up",
                (_CASE, _DOCUMENT, LEDGER, BY, _ON, why("为什么追不回")),
            ),
            (
                "withdraw",
                "撤销立错的追回，由两个人先后各做一次",
                "withdraw",
                (_CASE, _DOCUMENT, LEDGER, BY, _ON, why("为什么立错了")),
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
