"""The commands on lists: a new project workbook, importing, checking, taking the marks away."""

from huibao_xl.commands.entry import Button, Command, CommandLine
from huibao_xl.commands.parameters import COLUMNS, PASSWORDS, SOURCES, TOWN_NAMES, out

COMMANDS = (
    Command(
        button=Button(
            id="roster.new",
            label="新建工作簿",
            group="名册",
            icon="FileNew",
            screentip="新建项目工作簿",
            supertip="新建一个有步骤说明、每种名单一张表、列格式和输入检查都设好的工作簿。",
            size="menu",
            function="huibao_xl.excel.project:new",
            saves=False,
            step=False,
            makes=True,
        )
    ),
    Command(
        button=Button(
            id="pay.parameters",
            label="更新参数",
            group="名册",
            icon="NameManager",
            screentip="换上该年度政策的参数",
            supertip="把“开始”表所写年度的政策数值写入工作表“参数”。"
            "未核定的参数和预估人数在橙色的格子里改写，各命令按改后的值计算。",
            size="menu",
            function="huibao_xl.excel.project:renew",
        ),
        sheets=("参数",),
    ),
    Command(
        button=Button(
            id="roster.import",
            label="导入名册",
            group="名册",
            icon="ImportExcel",
            screentip="把收到的文件抄入本工作簿",
            supertip="把“开始”表“导入文件”所写的文件，每张工作表照原样抄成一张“来件·”表，所有行和列、删除线、批注都在；原文件不改。",
            function="huibao_xl.excel.importing:bring_in",
        )
    ),
    Command(
        line=CommandLine(
            name="check",
            help="只读取和核验，不认定",
            description="只读取和核验：写出问题清单，和每份名单带“问题”列的副本。",
            function="huibao_xl.cli.subsidy:check",
            parameters=(SOURCES, PASSWORDS, TOWN_NAMES, COLUMNS, *out(default="核验结果")),
        ),
        button=Button(
            id="roster.check",
            label="核验名册",
            group="名册",
            icon="ErrorChecking",
            screentip="检查每份名单的每个单元格",
            supertip="在出错的单元格上加底色和批注，在右边加“问题”列，并列出“问题清单”。名单内容不改。再按一次则更新标记。",
            function="huibao_xl.excel.buttons.checking:check",
        ),
        sheets=("问题清单",),
    ),
    Command(
        button=Button(
            id="roster.clear",
            label="清除标记",
            group="名册",
            icon="Clear",
            screentip="清除本软件的标记",
            supertip="只清除本软件加的底色、批注和“问题”列，本单位自己的底色、批注和列不动。",
            size="menu",
            function="huibao_xl.excel.buttons.checking:clear",
        )
    ),
)
