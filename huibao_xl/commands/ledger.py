"""The commands on a ledger as such: its check, what it tells, and its copies."""

from dataclasses import replace

from huibao_xl.commands.entry import Button, Command, CommandLine, Parameter
from huibao_xl.commands.parameters import BATCH, BY, FORCE_FILE, LEDGER, out_file, why
from huibao_xl.commands.payments import SHEETS

COMMANDS = (
    Command(
        line=CommandLine(
            name="ledger verify",
            help="重算校验链、状态和合计",
            description="重算校验链、状态和合计，找出任何改动、删除和调换。",
            function="huibao_xl.cli.payments:verify",
            parameters=(
                Parameter(name="path", shown="台账", kind="path", help=LEDGER.help),
                Parameter(
                    name="seal",
                    shown="校验码",
                    option="--seal",
                    default="",
                    help="单据上所印的台账校验码（前 8 位以上），必须在链中",
                ),
                replace(LEDGER, default=None),
            ),
        ),
        button=Button(
            id="ledger.verify",
            label="核对台账",
            group="发放",
            icon="Lock",
            screentip="重算校验链、状态和合计",
            supertip="任何改动、删除、调换都会指出是第几号记录。",
            size="menu",
            function="huibao_xl.excel.buttons.paying:verify",
            step=False,
        ),
        sheets=SHEETS,
    ),
    Command(
        line=CommandLine(
            name="ledger show",
            help="某人历年的付款",
            description="某人在所有年度、批次和街镇的付款。",
            function="huibao_xl.cli.payments:show_person",
            parameters=(
                Parameter(name="number", shown="证件号码", required=True, help="要查的证件号码"),
                LEDGER,
            ),
        )
    ),
    Command(
        line=CommandLine(
            name="ledger list",
            help="列出全部批次",
            description="列出全部批次、状态和合计。",
            function="huibao_xl.cli.payments:list_batches",
            parameters=(LEDGER,),
        )
    ),
    Command(
        line=CommandLine(
            name="ledger export",
            help="导出为工作簿",
            description="把整个台账导出为工作簿。",
            function="huibao_xl.payments.ledger_acts:export_ledger",
            parameters=(out_file("台账.xlsx"), FORCE_FILE, LEDGER),
        )
    ),
    Command(
        line=CommandLine(
            name="ledger new",
            help="新建一本空的台账",
            description="新建一本空的台账。第一次制单会自己新建；这里或旁边有过台账的，要写明原因。",
            function="huibao_xl.payments.ledger_acts:new_ledger",
            parameters=(
                LEDGER,
                BY,
                Parameter(
                    name="why",
                    shown="原因",
                    option="--why",
                    default="",
                    help="这里有过台账、确要另起一本的原因",
                ),
            ),
        )
    ),
    Command(
        line=CommandLine(
            name="ledger backup",
            help="备份台账，写出后核对",
            description="备份台账：同一时刻的完整内容，写成一个文件，写出后核对。别人正在记账时也可以备份。",
            function="huibao_xl.payments.ledger_acts:backup",
            parameters=(
                Parameter(
                    name="out", shown="文件", option="--out", kind="path", required=True, help="备份写到这里，不覆盖"
                ),
                LEDGER,
            ),
        )
    ),
    Command(
        line=CommandLine(
            name="ledger restore",
            help="台账丢失或损坏后，从备份恢复",
            description="从备份恢复台账，并列出备份以后做过什么。原来的台账先移走，不覆盖。",
            function="huibao_xl.payments.ledger_acts:restore",
            parameters=(
                Parameter(
                    name="source", shown="备份", kind="path", required=True, help="huibao ledger backup 写出的文件"
                ),
                LEDGER,
                BY,
                why("原来的台账怎么了"),
            ),
        )
    ),
    Command(
        line=CommandLine(
            name="ledger adopt",
            help="台账移动后，认定这一份是唯一使用的",
            description="台账移动到别的文件夹或电脑后，认定这一份是唯一使用的。由两个人先后各做一次才算数。",
            function="huibao_xl.payments.ledger_acts:adopt",
            parameters=(LEDGER, BY),
        )
    ),
    Command(
        line=CommandLine(
            name="ledger disregard",
            help="另一本台账只用来练习、没有真付过：认定它不作数",
            description="制单、签字时，本机记得的另一本台账付过同样的人就拒绝。那一本没有真付过的，由两个人先后认定它不作数。",
            function="huibao_xl.payments.ledger_acts:disregard",
            parameters=(
                Parameter(name="other", shown="另一本台账", kind="path", required=True, help="拒绝时写明的位置"),
                LEDGER,
                BY,
                why("那一本为什么不作数"),
            ),
        ),
        button=Button(
            id="ledger.disregard",
            label="台账不作数",
            group="发放",
            icon="DeclineInvitation",
            screentip="另一本台账没有真付过",
            supertip="另一本台账只用来练习、没有真付过的，认定它不作数。由两个人先后各按一次，要填的写在工作表“发放”。",
            size="menu",
            function="huibao_xl.excel.buttons.recovering:disregard",
            step=False,
        ),
        sheets=SHEETS,
    ),
    Command(
        line=CommandLine(
            name="ledger clock",
            help="时钟曾经不对，或很久没有记账：认定今天的日期",
            description="台账因时钟拒绝写入时，由经手人认定今天的日期，记入台账，再照常记账。",
            function="huibao_xl.payments.ledger_acts:set_clock",
            parameters=(
                Parameter(name="day", shown="日期", kind="day", required=True, help="今天的日期，如 2024-07-01"),
                LEDGER,
                BY,
            ),
        )
    ),
)
PAPERS = Command(
    line=CommandLine(
        name="papers",
        help="重新写出一个批次的审批单",
        description="重新写出一个批次的审批单或拨付通知。",
        function="huibao_xl.payments.acts:renew_papers",
        parameters=(BATCH, LEDGER),
    )
)
"""The papers of a batch, written again from the ledger."""
