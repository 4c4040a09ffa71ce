"""The commands of the main job: whole (run, demo), and step by step in a workbook from 标注类别 to 公示表."""

from huibao_xl.commands.entry import Button, Command, CommandLine, Parameter
from huibao_xl.commands.parameters import AS_OF, COLUMNS, PASSWORDS, POLICY, SOURCES, out


def _record(default: str) -> Parameter:
    """The file in which answers are remembered."""
    return Parameter(
        name="file", shown="文件", option="--file", kind="path", default=default, help=f"记录文件（默认 {default}）"
    )


def _filled(sheet: str) -> Parameter:
    """A sheet on which clerks answered."""
    help_text = f"填好的{sheet}.xlsx，或含该工作表的结果工作簿"
    return Parameter(name="sheet", shown=sheet, kind="path", required=True, help=help_text)


_RECORD, _COLUMN_RECORD = _record("比对记录.json"), _record("列对应.json")

JOBS = (
    Command(
        line=CommandLine(
            name="run",
            help="读取名单，认定、分摊并写出结果",
            description="读取名单，逐行认定补贴、待核、不补，算出每人的补贴和区、镇分摊，写出结果文件夹。",
            function="huibao_xl.cli.subsidy:run",
            parameters=(
                SOURCES,
                PASSWORDS,
                POLICY,
                *out(),
                Parameter(
                    name="name", shown="批次名", option="--name", default="", help="批次名，写在代发摘要和表头上"
                ),
                AS_OF,
                Parameter(
                    name="decisions",
                    shown="文件",
                    option="--decisions",
                    kind="path",
                    help="填好的比对决定.xlsx，或 huibao decisions add 写出的记录文件（.json）",
                ),
                COLUMNS,
                Parameter(
                    name="ledger",
                    shown="台账",
                    option="--ledger",
                    kind="path",
                    help="已在途或发放的人按“往期发放”处理，审批剔除的人待核",
                ),
                Parameter(
                    name="templates",
                    shown="文件夹",
                    option="--templates",
                    kind="path",
                    help="本单位改过样式的 银行代发、公示、预算表 模板",
                ),
            ),
        ),
        sheets=("总览", "免申即享", "待补账户"),
    ),
    Command(
        line=CommandLine(
            name="demo",
            help="用自带的样例名单跑一遍",
            description="用自带的样例名单（虚构人员）跑一遍。",
            function="huibao_xl.cli.subsidy:demo",
            parameters=out(default="演示结果"),
        )
    ),
)

STEPS = (
    Command(
        button=Button(
            id="decide.tag",
            label="标注类别",
            group="认定",
            icon="GroupInsertTables",
            screentip="每个承保人员属于哪类对象",
            supertip="把承保名单与各类名册比对，写入工作表“类别标注”。",
            size="menu",
            function="huibao_xl.excel.buttons.deciding:tag",
        ),
        sheets=("类别标注",),
    ),
    Command(
        button=Button(
            id="decide.run",
            label="认定资格",
            group="认定",
            icon="AcceptInvitation",
            screentip="逐行认定补贴、待核、不补",
            supertip="每一行的处置、原因和建议写入“处置”，并列出“待核名单”和“不补名单”。",
            function="huibao_xl.excel.buttons.deciding:decide",
        ),
        sheets=("处置", "待核名单", "不补名单"),
    ),
    Command(
        button=Button(
            id="decide.compare",
            label="比对决定",
            group="认定",
            icon="ReviewAcceptChange",
            screentip="疑似同一人，逐对决定是不是",
            supertip="列出姓名或号码有出入、可能是同一人的记录，左右对照并写明依据。"
            "填写“决定”“决定人”“日期”后，再按“认定资格”。",
            function="huibao_xl.excel.buttons.matching:compare",
        ),
        sheets=("比对决定",),
    ),
    Command(
        line=CommandLine(
            name="decisions add",
            help="记入一份填好的比对决定",
            description="记入一份填好的比对决定；只增不删，后来的决定取代以前的。",
            function="huibao_xl.cli.decisions:add",
            parameters=(_filled("比对决定"), _RECORD),
        )
    ),
    Command(
        line=CommandLine(
            name="decisions show",
            help="列出记录",
            description="列出记录：编号、决定、决定人、日期，不显示姓名和证件号码。",
            function="huibao_xl.matching.record:tell",
            parameters=(_RECORD,),
        )
    ),
    Command(
        button=Button(
            id="decide.columns",
            label="列对应",
            group="认定",
            icon="DataValidation",
            screentip="每张表、每一列读作什么",
            supertip="列出每张表和每一列读作什么、有多大把握、依据什么；看不准而又影响补贴的排在最前。"
            "填写“确认为”“确认人”“日期”后，再按“认定资格”。",
            function="huibao_xl.excel.buttons.matching:columns",
        ),
        sheets=("列对应",),
    ),
    Command(
        line=CommandLine(
            name="columns add",
            help="记入一份填好的列对应",
            description="记入一份填好的列对应；只增不删，后来的确认取代以前的。",
            function="huibao_xl.cli.decisions:add_columns",
            parameters=(_filled("列对应"), _COLUMN_RECORD),
        )
    ),
    Command(
        line=CommandLine(
            name="columns show",
            help="列出记录",
            description="列出记录：名单、表头、确认为什么、确认人、日期。",
            function="huibao_xl.rosters.column_answers:tell",
            parameters=(_COLUMN_RECORD,),
        )
    ),
    Command(
        button=Button(
            id="decide.outreach",
            label="政策找人",
            group="认定",
            icon="FindDialog",
            screentip="名册中没有投保的人",
            supertip="列出有资格但没有投保的人，供街镇告知。",
            size="menu",
            function="huibao_xl.excel.buttons.deciding:outreach",
        ),
        sheets=("政策找人",),
    ),
    Command(
        line=CommandLine(
            name="explain",
            help="说明某人为什么补或不补",
            description="说明某人为什么补或不补：找到了哪些记录、依据哪条规则、怎样才会改变。",
            function="huibao_xl.explain:explain_in_folder",
            parameters=(
                Parameter(name="number", shown="证件号码", required=True, help="要查的证件号码"),
                Parameter(
                    name="folder",
                    shown="结果文件夹",
                    kind="path",
                    required=True,
                    help="huibao run 写出的文件夹；要看收入、财产条件的，写 huibao monitor 写出的",
                ),
            ),
        ),
        button=Button(
            id="decide.person",
            label="查某人",
            group="认定",
            icon="Info",
            screentip="某人为什么补或不补",
            supertip="先点一个写有证件号码的单元格，再按这里：找到了哪些记录、依据哪条规则、怎样才会改变。",
            function="huibao_xl.excel.buttons.deciding:explain",
            saves=False,
            step=False,
        ),
    ),
    Command(
        line=CommandLine(
            name="verify",
            help="核对结果有没有被改动，重新做是否一样",
            description="核对结果文件夹：每个文件的校验码和封存码；来源还在原处的，按所存的政策重新做一遍，逐格比较。",
            function="huibao_xl.cli.subsidy:verify",
            parameters=(
                Parameter(
                    name="folder", shown="结果文件夹", kind="path", required=True, help="任何命令写出的结果文件夹"
                ),
                PASSWORDS,
            ),
        )
    ),
    Command(
        button=Button(
            id="pay.detail",
            label="计算补贴",
            group="测算",
            icon="Calculator",
            screentip="每人补多少、付到哪个账户",
            supertip="写入工作表“补贴明细”。",
            function="huibao_xl.excel.buttons.deciding:pay",
        ),
        sheets=("补贴明细",),
    ),
    Command(
        button=Button(
            id="pay.shares",
            label="区镇分摊",
            group="测算",
            icon="Consolidate",
            screentip="区、镇各承担多少",
            supertip="按街镇汇总写入“分摊汇总”，应拨款项写入“资金拨付”。",
            function="huibao_xl.excel.buttons.deciding:share",
        ),
        sheets=("分摊汇总", "资金拨付"),
    ),
    Command(
        button=Button(
            id="pay.budget",
            label="预算表",
            group="测算",
            icon="AccountingFormat",
            screentip="预算表和参数",
            supertip="按项目文件的格式写入“预算表”，公式可以重算；所用的政策数值及出处在“参数”。",
            function="huibao_xl.excel.buttons.deciding:budget",
        ),
        sheets=("预算表", "分摊汇总", "参数"),
    ),
    Command(
        button=Button(
            id="pay.balance",
            label="平衡检查",
            group="测算",
            icon="AutoSum",
            screentip="一个不落、一分不少",
            supertip="核对行数、人数和金额的每个等式，写入“平衡表”。",
            function="huibao_xl.excel.buttons.deciding:balance",
        ),
        sheets=("平衡表",),
    ),
    Command(
        button=Button(
            id="send.bank",
            label="银行代发表",
            group="发放",
            icon="DollarSign",
            screentip="按街镇生成银行代发表",
            supertip="在工作簿旁边的文件夹“银行代发”中，每个街镇一个文件；写出后读回核对合计。",
            size="menu",
            function="huibao_xl.excel.buttons.deciding:bank_files",
        )
    ),
    Command(
        button=Button(
            id="send.notice",
            label="公示表",
            group="发放",
            icon="FilePrint",
            screentip="按街镇生成公示表",
            supertip="在工作簿旁边的文件夹“公示”中，每个街镇一个文件；姓名和证件号码已脱敏。",
            function="huibao_xl.excel.buttons.deciding:notices",
        )
    ),
)
