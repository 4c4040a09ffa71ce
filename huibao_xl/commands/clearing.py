"""The command of clearing: what was paid against what was due."""

from huibao_xl.commands.entry import Button, Command, CommandLine, Parameter
from huibao_xl.commands.parameters import AS_OF, COLUMNS, PASSWORDS, POLICY, SOURCES, out
from huibao_xl.commands.payments import SHEETS

COMMANDS = (
    Command(
        line=CommandLine(
            name="clear",
            help="补贴清算：重算应补，与已付逐笔核对",
            description="补贴清算：按名单重算应补给谁、补多少、由谁承担，与台账或发放记录逐笔核对，写出差异、补发、追回和调整。",
            function="huibao_xl.cli.clearing:clear",
            parameters=(
                SOURCES,
                PASSWORDS,
                Parameter(
                    name="paid",
                    shown="台账|文件",
                    option="--paid",
                    kind="path",
                    many="following",
                    required=True,
                    help="付款：台账，或带金额的发放记录（列同往期发放名单），可写几份或文件夹",
                ),
                POLICY,
                *out(),
                AS_OF,
                Parameter(
                    name="before",
                    shown="当时名单",
                    option="--before",
                    many="following",
                    help="付款时的名单，或当时 huibao run 的结果文件夹：分清当时差错和后来变化",
                ),
                Parameter(
                    name="decisions",
                    shown="文件",
                    option="--decisions",
                    kind="path",
                    help="填好的比对决定，同 huibao run",
                ),
                COLUMNS,
            ),
        ),
        button=Button(
            id="clear.subsidy",
            label="补贴清算",
            group="清算",
            icon="TracePrecedents",
            screentip="应补与已付逐笔核对",
            supertip="按本工作簿的名单重算应补，与旁边的台账逐笔核对：漏发、多发、错额、错街镇、重复、依据消失。"
            "报告在旁边的“补贴清算-1”等文件夹，差异列在“清算差异”。",
            function="huibao_xl.excel.buttons.clearing:clear",
        ),
        sheets=("清算差异",),
    ),
    Command(
        button=Button(
            id="clear.book",
            label="清算记账",
            group="清算",
            icon="Consolidate",
            screentip="把清算的追回、补差、调整记入台账",
            supertip="把旁边最近一次“补贴清算”的结果记入台账，由两个人先后各按一次；经手人和文号写在工作表“发放”。",
            size="menu",
            function="huibao_xl.excel.buttons.paying:book",
            step=False,
        ),
        sheets=SHEETS,
    ),
)
