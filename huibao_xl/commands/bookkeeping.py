"""The commands of a year of paying: what waits for whom."""

from huibao_xl.commands.entry import Command, CommandLine, Parameter
from huibao_xl.commands.parameters import FORCE_FILE, LEDGER

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
)
