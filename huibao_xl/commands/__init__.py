"""The registry: every command once, as data. The command line, the ribbon, ``huibao press``, and the tables of README and handbook come from it.

An entry (:mod:`huibao_xl.commands.entry`) names its functions as text, so that this room imports nothing of the program and every room
above may import it. The order is that of ``huibao --help`` and of the ribbon.
"""

from huibao_xl.commands import (
    accounts,
    addin,
    bookkeeping,
    clearing,
    desk,
    ledger,
    medical,
    monitoring,
    payments,
    rosters,
    subsidy,
    tools,
    year,
)
from huibao_xl.commands.entry import Button, Command, CommandLine, Given, Parameter

__all__ = [
    "ANSWER",
    "COMMANDS",
    "GROUPS",
    "Button",
    "Command",
    "CommandLine",
    "Given",
    "Parameter",
    "buttons",
    "lines",
    "result_sheets",
]

COMMANDS: tuple[Command, ...] = (
    *subsidy.JOBS,
    *rosters.COMMANDS,
    *subsidy.STEPS,
    *payments.STEPS,
    *ledger.COMMANDS,
    ledger.PAPERS,
    *bookkeeping.COMMANDS,
    *accounts.COMMANDS,
    *year.COMMANDS,
    *clearing.COMMANDS,
    *monitoring.COMMANDS,
    *medical.COMMANDS,
    *desk.COMMANDS,
    *tools.COMMANDS,
    *addin.COMMANDS,
)

ANSWER = "沪惠保说明"
"""The sheet for what is too long to be said in a box, whichever button was pressed."""

GROUPS: dict[str, tuple[str, str]] = {
    "decisions": (
        "记住“比对决定”，供以后各次运行使用",
        "把填好的“比对决定”记入文件，供以后各次运行和下一年使用（huibao run --decisions）。来源名单从不改动。",
    ),
    "columns": (
        "记住“列对应”，供以后各次运行使用",
        "把填好的“列对应”记入文件，供以后各次运行和下一年使用（huibao run --columns）。来源名单从不改动。",
    ),
    "statement": (
        "对账单：登记、认领、月结",
        "把银行的对账单登记入台账：期初 + 拨入 − 付 + 退 = 期末，每一笔正好在一类，由两个人月结。",
    ),
    "recover": (
        "追回：立案、通知、听取意见、还款、核销",
        "追回已付的钱：立案、通知、听取意见、分次还款，不再追的由两个人核销。每一步记入台账，写出追回单。",
    ),
    "ledger": ("查看、核对和导出台账", "查看、核对和导出台账。"),
    "addin": ("生成、安装和检查 Excel 加载项", "生成、安装和检查 Excel 加载项。"),
}
"""{first word of the commands of two words: (its line in lists of commands, the first paragraph of its help)}."""


def lines() -> tuple[CommandLine, ...]:
    """Return every command of the command line, in order."""
    return tuple(command.line for command in COMMANDS if command.line)


def buttons() -> tuple[Button, ...]:
    """Return every button, in the order of the ribbon."""
    return tuple(command.button for command in COMMANDS if command.button)


def result_sheets() -> frozenset[str]:
    """Return the names of all sheets that commands may fill."""
    return frozenset([ANSWER, *(sheet for command in COMMANDS for sheet in command.sheets)])
