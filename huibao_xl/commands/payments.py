"""The commands of paying: from the batch to the account of what was paid, all of them on the ledger."""

from dataclasses import replace

from huibao_xl.commands.entry import Button, Command, CommandLine, Parameter
from huibao_xl.commands.parameters import BATCH, BY, BY_OR_LOGIN, FORCE_FILE, LEDGER, POLICY, RESULT_FOLDER, why

_SHEETS = ("发放", "发放批次")
"""What staff fill in for these buttons, and every batch with its state: each of them makes or renews both."""
_SIGNING = (
    BATCH,
    LEDGER,
    BY,
    Parameter(
        name="strike",
        shown="行号",
        option="--strike",
        kind="lines",
        many="repeated",
        help="剔除审批单明细的这些行，如 6、7 或 6-8，可写多次",
    ),
    Parameter(name="why", shown="原因", option="--why", default="", help="剔除的原因"),
    Parameter(
        name="quoted",
        shown="校验码",
        option="--seal",
        default="",
        help="所签审批单的明细校验码（前 8 位以上），不同则不签",
    ),
)
_POLICY = Parameter(name="policy_name", shown="年度", option="--policy", required=True, help=POLICY.help)


def _out(default: str) -> Parameter:
    return Parameter(
        name="out", shown="文件", option="--out", kind="path", default=default, help=f"写到这里（默认 {default}）"
    )


COMMANDS = (
    Command(
        line=CommandLine(
            name="batch",
            help="制单：从结果文件夹制作待审批的批次",
            description="制单：从 huibao run 的结果文件夹制作待审批的批次。",
            function="huibao_xl.cli.payments:make",
            parameters=(
                RESULT_FOLDER,
                Parameter(
                    name="payer",
                    shown="街镇|区",
                    option="--payer",
                    required=True,
                    choices=("街镇", "区"),
                    help="由各街镇发放，或由区统一发放",
                ),
                Parameter(
                    name="layout",
                    shown="版式",
                    option="--layout",
                    default="通用",
                    help="付款银行的文件版式（默认 通用），或版式文件的路径",
                ),
                Parameter(
                    name="policy",
                    shown="年度",
                    option="--policy",
                    default="",
                    help="可以不写：结果里存有算出它的政策；写了则必须是同一份",
                ),
                LEDGER,
                BY,
                Parameter(
                    name="apart",
                    shown="行号",
                    option="--apart",
                    kind="lines",
                    many="repeated",
                    help="已查明不是同一人的：制单问题中疑似同一人的这些行（补贴明细的行号），如 6、7 或 6-8，可写多次",
                ),
                Parameter(name="why", shown="原因", option="--why", default="", help="怎样查明不是同一人"),
            ),
        ),
        button=Button(
            id="ledger.make",
            label="制单",
            group="发放",
            icon="TableInsertExcel",
            screentip="制作待审批的批次",
            supertip="认定结果写到工作簿旁边，按付款单位制成批次，记入旁边的台账；已在途或发放的人不会再列入。"
            "经手人等写在工作表“发放”。",
            function="huibao_xl.excel.buttons.paying:make",
            step=False,
        ),
        sheets=_SHEETS,
    ),
    Command(
        line=CommandLine(
            name="review",
            help="审核一个批次",
            description="审核一个批次；可以剔除单笔，退回待核。",
            function="huibao_xl.payments.acts:sign",
            constants={"step": "审核"},
            parameters=_SIGNING,
        ),
        button=Button(
            id="ledger.review",
            label="审核",
            group="发放",
            icon="ReviewNewComment",
            screentip="审核一个批次",
            supertip="由制单以外的人审核；可以剔除单笔，退回待核。批次号、剔除行号和原因写在工作表“发放”。",
            function="huibao_xl.excel.buttons.paying:review",
            step=False,
        ),
        sheets=_SHEETS,
    ),
    Command(
        line=CommandLine(
            name="approve",
            help="审批一个批次",
            description="审批一个批次；可以剔除单笔，退回待核。",
            function="huibao_xl.payments.acts:sign",
            constants={"step": "审批"},
            parameters=_SIGNING,
        ),
        button=Button(
            id="ledger.approve",
            label="审批",
            group="发放",
            icon="ReviewAcceptChange",
            screentip="审批一个批次",
            supertip="由第三个人审批。批准后占用这些人的付款，别的批次不能再付。",
            function="huibao_xl.excel.buttons.paying:approve",
            step=False,
        ),
        sheets=_SHEETS,
    ),
    Command(
        line=CommandLine(
            name="reject",
            help="退回一个还没有导出的批次",
            function="huibao_xl.payments.acts:reject",
            parameters=(BATCH, LEDGER, BY, why("退回的原因")),
        ),
        button=Button(
            id="ledger.reject",
            label="退回批次",
            group="发放",
            icon="ReviewRejectChange",
            screentip="退回一个还没有导出的批次",
            supertip="写明原因后退回，其中的人可以重新制单；记录保留。",
            size="normal",
            function="huibao_xl.excel.buttons.paying:reject",
            step=False,
        ),
        sheets=_SHEETS,
    ),
    Command(
        line=CommandLine(
            name="release",
            help="解除一笔剔除，下次照常认定",
            description="解除一笔剔除：查明后，此人下次照常认定。",
            function="huibao_xl.payments.acts:release",
            parameters=(
                BATCH,
                Parameter(name="line", shown="行号", kind="line", required=True, help="审批单明细的行号"),
                why("查明的情况"),
                LEDGER,
                BY,
            ),
        )
    ),
    Command(
        line=CommandLine(
            name="export",
            help="导出已批准批次的银行文件",
            description="导出已批准批次的银行文件，写出后读回核对笔数和金额。",
            function="huibao_xl.payments.acts:export",
            parameters=(
                BATCH,
                Parameter(
                    name="layout",
                    shown="版式",
                    option="--layout",
                    default="",
                    help="换一种文件版式（默认用制单时的）",
                ),
                Parameter(
                    name="again",
                    shown="原因",
                    option="--again",
                    default="",
                    help="银行整批退回文件时，写明原因后重新导出",
                ),
                LEDGER,
                BY_OR_LOGIN,
            ),
        ),
        button=Button(
            id="ledger.export",
            label="导出银行文件",
            group="发放",
            icon="ExportTextFile",
            screentip="按付款银行的版式写出",
            supertip="写出后读回，笔数和金额一致才算导出；再按一次只补写缺少的文件。",
            function="huibao_xl.excel.buttons.paying:export",
            step=False,
        ),
        sheets=_SHEETS,
    ),
    Command(
        line=CommandLine(
            name="return",
            help="登记银行的回盘文件",
            description="登记银行的回盘文件：逐行归类，失败的可以重发。",
            function="huibao_xl.payments.acts:take_return",
            parameters=(
                BATCH,
                Parameter(name="file", shown="回盘文件", kind="path", required=True, help="银行返回的文件"),
                Parameter(
                    name="layout",
                    shown="版式",
                    option="--layout",
                    default="",
                    help="回盘文件的版式（默认用导出时的）",
                ),
                LEDGER,
                BY_OR_LOGIN,
            ),
        ),
        button=Button(
            id="ledger.return",
            label="登记回盘",
            group="发放",
            icon="ImportTextFile",
            screentip="登记银行的回盘文件",
            supertip="逐行归类：成功、失败、未决、退票等；同一个文件再登记一次没有变化。",
            function="huibao_xl.excel.buttons.paying:take_return",
            step=False,
        ),
        sheets=_SHEETS,
    ),
    Command(
        line=CommandLine(
            name="resolve",
            help="人工确认没有回盘的明细",
            function="huibao_xl.payments.acts:resolve",
            parameters=(
                BATCH,
                LEDGER,
                BY,
                Parameter(
                    name="state",
                    shown="成功|失败|退票",
                    option="--as",
                    required=True,
                    choices=("成功", "失败", "退票"),
                    help="银行的最后结果",
                ),
                Parameter(name="why", shown="依据", option="--why", required=True, help="凭证号、银行书面答复等"),
                Parameter(
                    name="lines",
                    shown="行号",
                    option="--line",
                    kind="lines",
                    many="repeated",
                    help="只改这些行，如 6、7 或 6-8，可写多次；不写则是全部未完成的；存疑的行要写明行号",
                ),
                Parameter(
                    name="amount",
                    shown="金额",
                    option="--amount",
                    default="",
                    help="每行实际入账的金额（元），与批准的不同时写；要写明行号",
                ),
                Parameter(
                    name="paid_on", shown="日期", option="--on", kind="day", help="银行实际支付的日期，如 2024-09-01"
                ),
            ),
        ),
        button=Button(
            id="ledger.resolve",
            label="人工确认",
            group="发放",
            icon="HappyFace",
            screentip="没有回盘的明细",
            supertip="按银行的书面答复或凭证记入结果，由制单以外的人做，原因必填。",
            size="normal",
            function="huibao_xl.excel.buttons.paying:resolve",
            step=False,
        ),
        sheets=_SHEETS,
    ),
    Command(
        line=CommandLine(
            name="reissue",
            help="重发失败和退票的明细",
            function="huibao_xl.payments.acts:reissue",
            parameters=(
                BATCH,
                LEDGER,
                BY_OR_LOGIN,
                Parameter(
                    name="accounts",
                    shown="文件",
                    option="--accounts",
                    many="following",
                    help="新的银行账户（.xlsx、.csv 等，列同银行账户名单）",
                ),
            ),
        ),
        button=Button(
            id="ledger.reissue",
            label="重新发放",
            group="发放",
            icon="RefreshAll",
            screentip="失败和退票的明细再发",
            supertip="换了账户，或失败原因是暂时的，才能重发；每笔只重发一次，照样要审核、审批。",
            function="huibao_xl.excel.buttons.paying:reissue",
            step=False,
        ),
        sheets=_SHEETS,
    ),
    Command(
        line=CommandLine(
            name="transfer",
            help="资金拨付：制作区级拨给各街镇的批次",
            function="huibao_xl.payments.acts:transfer",
            parameters=(LEDGER, BY, _POLICY),
        ),
        button=Button(
            id="ledger.transfer",
            label="拨付批次",
            group="发放",
            icon="Folder",
            screentip="区级拨给各街镇的资金",
            supertip="按已批准的批次算出应拨未拨的金额，制成待审批的拨付批次和通知。",
            size="normal",
            function="huibao_xl.excel.buttons.paying:transfer",
            step=False,
        ),
        sheets=_SHEETS,
    ),
    Command(
        line=CommandLine(
            name="execution",
            help="执行情况：预算、实付、结余和三个率",
            description="执行情况：预算、实付、结余，和应补尽补率、准确率、及时率。",
            function="huibao_xl.payments.ledger_acts:report_execution",
            parameters=(
                _POLICY,
                Parameter(
                    name="folder",
                    shown="结果文件夹",
                    option="--result",
                    kind="path",
                    help="把其中还不在批次中的人（如待补账户）也计入应补",
                ),
                _out("执行情况.xlsx"),
                FORCE_FILE,
                LEDGER,
            ),
        ),
        button=Button(
            id="ledger.execution",
            label="执行情况",
            group="发放",
            icon="CalculateNow",
            screentip="预算、实付、结余和三个率",
            supertip="按银行确认的明细写出“执行情况.xlsx”，没有计入的人逐一列出。",
            size="normal",
            function="huibao_xl.excel.buttons.paying:execution",
            step=False,
        ),
        sheets=_SHEETS,
    ),
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
            size="normal",
            function="huibao_xl.excel.buttons.paying:verify",
            step=False,
        ),
        sheets=_SHEETS,
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
            parameters=(_out("台账.xlsx"), FORCE_FILE, LEDGER),
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
    Command(
        line=CommandLine(
            name="papers",
            help="重新写出一个批次的审批单",
            description="重新写出一个批次的审批单或拨付通知。",
            function="huibao_xl.payments.acts:renew_papers",
            parameters=(BATCH, LEDGER),
        )
    ),
)
