"""The commands of a year of paying: what waits for whom, what a clearing corrects, budgets, the end of the year."""

from dataclasses import replace

from huibao_xl.commands.entry import Button, Command, CommandLine, Parameter
from huibao_xl.commands.parameters import (
    AMOUNT,
    BATCH,
    BY,
    DOCUMENT,
    FORCE_FILE,
    LEDGER,
    LINE,
    ON,
    POLICY,
    out_file,
    why,
)
from huibao_xl.commands.payments import SHEETS

_MONEY = "huibao_xl.payments.bookings.money_acts"
_POLICY = Parameter(name="policy_name", shown="年度", option="--policy", required=True, help=POLICY.help)
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
        ),
        button=Button(
            id="ledger.todo",
            label="待办",
            group="发放",
            icon="FilePrintPreview",
            screentip="什么在等、等谁",
            supertip="按台账列出哪些批次在等签字、导出、回盘、重发、拨付，谁不能做，怎样一次做完。",
            function="huibao_xl.excel.buttons.paying:waiting",
            step=False,
        ),
        sheets=SHEETS,
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
                DOCUMENT,
                LEDGER,
                BY,
            ),
        ),
    ),
    Command(
        line=CommandLine(
            name="pass-back",
            help="收回：街镇退回多拨的区级资金",
            function=f"{_MONEY}:pass_back",
            parameters=(
                Parameter(name="town", shown="街镇", required=True, help="如 江川"),
                AMOUNT,
                DOCUMENT,
                _POLICY,
                LEDGER,
                BY,
                ON,
            ),
        )
    ),
    Command(
        line=CommandLine(
            name="end",
            help="终止：本人死亡或不再符合，不再发放也不重发",
            function=f"{_MONEY}:end",
            parameters=(BATCH, LINE, DOCUMENT, why("死亡、迁出等"), LEDGER, BY, ON),
        )
    ),
    Command(
        line=CommandLine(
            name="budget",
            help="追加或调减预算：一个承担单位的，凭文号，由两个人先后各做一次",
            description="追加或调减预算：一个承担单位一年的，凭文号，由两个人先后各做一次；审批不能超出预算。",
            function=f"{_MONEY}:change_budget",
            parameters=(
                Parameter(
                    name="bearer",
                    shown="承担单位",
                    required=True,
                    help="“区级：街道人员”“区级：镇（含工业区）人员”“镇级（含工业区自有资金）”，或只有一个有的一部分，如 街道人员",
                ),
                Parameter(
                    name="amount", shown="金额", required=True, help="元；追加如 5000，调减前面写“减”，如 减129.00"
                ),
                DOCUMENT,
                why("为什么追加或调减"),
                _POLICY,
                LEDGER,
                BY,
            ),
        ),
        button=Button(
            id="ledger.budget",
            label="追加预算",
            group="发放",
            icon="AccountingFormat",
            screentip="一个承担单位的预算，凭文号追加或调减",
            supertip="写承担单位、金额（调减写 减129.00）、文号和原因。由两个人先后各按一次，要填的写在工作表“发放”。",
            size="menu",
            function="huibao_xl.excel.buttons.recovering:change_budget",
            step=False,
        ),
        sheets=SHEETS,
    ),
    Command(
        line=CommandLine(
            name="year-end",
            help="年度结账：不再付款，结余和未了结的追回结转下年",
            description="年度结账：本年度都办完了，由两个人先后各做一次；以后不再制单、重发、拨付，结余和未了结的追回结转下年。",
            function=f"{_MONEY}:close_year",
            parameters=(_POLICY, LEDGER, BY),
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
                replace(ON, help="截至哪一天（默认今天）"),
            ),
        ),
        button=Button(
            id="ledger.flows",
            label="资金往来",
            group="发放",
            icon="AccountingFormat",
            screentip="各街镇应拨、已拨、实付、结余",
            supertip="截至今天的资金往来写成“资金往来.xlsx”，结余闲置多少天逐个街镇写明。",
            size="menu",
            function="huibao_xl.excel.buttons.paying:flows",
            step=False,
        ),
        sheets=SHEETS,
    ),
)
