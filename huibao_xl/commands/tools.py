"""The commands around a workbook: pressing a button without Excel, undoing, what was run, the state of the computer, help."""

from huibao_xl.commands.entry import Button, Command, CommandLine, Parameter

COMMANDS = (
    Command(
        line=CommandLine(
            name="press",
            help="在保存的工作簿上按一个按钮（不用 Excel）",
            description="在保存的工作簿上运行加载项的命令，如：huibao press 核验名册 工作簿.xlsx。不用 Excel，WPS 用户也可用。",
            function="huibao_xl.cli.press:press",
            parameters=(
                Parameter(name="label_or_id", shown="命令", required=True, help="按钮的名称，如 核验名册、认定资格"),
                Parameter(
                    name="path",
                    shown="工作簿",
                    kind="path",
                    required=True,
                    help=".xlsx 或 .xlsm；新建工作簿时是新文件的名称",
                ),
                Parameter(name="out", shown="新文件", option="--out", kind="path", help="另存为新文件，原工作簿不改"),
                Parameter(
                    name="source",
                    shown="文件",
                    option="--from",
                    kind="path",
                    help="导入名册：要导入的文件；名册对比：旧名册；比对决定、列对应：以前的记录文件",
                ),
                Parameter(name="number", shown="证件号码", option="--id", default="", help="查某人：要查的证件号码"),
            ),
        )
    ),
    Command(
        button=Button(
            id="tool.undo",
            label="撤销上一步",
            group="工具",
            icon="Undo",
            screentip="恢复到上一个命令运行之前",
            supertip="恢复被上一个命令改写的工作表、标记和名称。只能撤销最近一步；保存后重新打开仍可撤销。",
            function="huibao_xl.excel.buttons.tools:undo_last",
            step=False,
        )
    ),
    Command(
        button=Button(
            id="tool.runs",
            label="运行记录",
            group="工具",
            icon="Repeat",
            screentip="什么时候运行过什么",
            supertip="列出在本工作簿中运行过的命令、时间和数量，不含个人信息。",
            size="menu",
            function="huibao_xl.excel.buttons.tools:runs",
            step=False,
        ),
        sheets=("运行记录",),
    ),
    Command(
        button=Button(
            id="tool.doctor",
            label="环境检查",
            group="工具",
            icon="AddInManager",
            screentip="检查这台电脑",
            supertip="检查加载项、Python 和 Excel 的设置，说明哪里不对、怎么办。",
            size="menu",
            function="huibao_xl.excel.buttons.tools:examine",
            saves=False,
            step=False,
        ),
        sheets=("环境检查",),
    ),
    Command(
        button=Button(
            id="tool.help",
            label="帮助",
            group="工具",
            icon="Help",
            screentip="使用次序和手册",
            supertip="说明按钮的使用次序，以及手册在哪里。",
            size="menu",
            function="huibao_xl.excel.buttons.tools:show_help",
            saves=False,
            step=False,
        )
    ),
)
