"""The commands on low-income households and on two lists of different days."""

from dataclasses import replace

from huibao_xl.commands.entry import Button, Command, CommandLine, Parameter
from huibao_xl.commands.parameters import ON, PASSWORDS, TOWN_NAMES, out


def _list(name: str, shown: str) -> Parameter:
    return Parameter(name=name, shown=shown, required=True, help="文件或文件夹；“路径#工作表”可指定工作表")


COMMANDS = (
    Command(
        line=CommandLine(
            name="monitor",
            help="低收入人口监测：每户一个档次，谁退出低保",
            description="低收入人口监测：按有日期的标准给每户一个收入档次，按条例第十二条判断刚性支出困难，与上次名单比对。",
            function="huibao_xl.cli.monitoring:monitor",
            parameters=(
                Parameter(
                    name="sources",
                    shown="名单",
                    many="following",
                    required=True,
                    help="低收入家庭名单（表头要有户编号、姓名、证件号码）",
                ),
                replace(ON, help="监测日期，如 2024-03-01（默认今天）"),
                Parameter(
                    name="before",
                    shown="文件夹",
                    option="--before",
                    many="repeated",
                    help="上次的名单（文件或文件夹）",
                ),
                Parameter(
                    name="before_on",
                    shown="日期",
                    option="--before-on",
                    kind="day",
                    help="上次名单按这一天的标准判断；不写则按 --on",
                ),
                Parameter(
                    name="thresholds",
                    shown="文件",
                    option="--thresholds",
                    kind="path",
                    help="本单位录入的标准（.json），其中的标准代替自带的",
                ),
                TOWN_NAMES,
                PASSWORDS,
                *out(),
            ),
        ),
        button=Button(
            id="clear.monitor",
            label="低收入监测",
            group="清算",
            icon="PivotTableInsert",
            screentip="每户一个收入档次，谁退出低保",
            supertip="按有日期的标准给“低收入家庭”名单的每一户一个档次，判断刚性支出困难；"
            "“开始”表的“导入文件”写有上次名单的，列出退出低保和变动。",
            size="menu",
            function="huibao_xl.excel.buttons.monitoring:monitor",
        ),
        sheets=(
            "监测总览",
            "监测家庭",
            "监测人员",
            "刚性支出困难",
            "退出低保",
            "去向待核",
            "家庭变动",
            "免申即享签约",
            "监测标准",
            "救助顾问名单",
            "监测问题",
        ),
    ),
    Command(
        line=CommandLine(
            name="changes",
            help="新旧两份名单逐人对比",
            description="同一种名单的新旧两份逐人对比：新增、退出、变更（哪一列、从什么变成什么）、未变。",
            function="huibao_xl.cli.monitoring:changes",
            parameters=(
                _list("old", "旧名单"),
                _list("new", "新名单"),
                Parameter(
                    name="role",
                    shown="角色",
                    option="--role",
                    required=True,
                    help="哪一种名单，如 持证残疾人、低收入家庭、银行账户",
                ),
                TOWN_NAMES,
                PASSWORDS,
                *out(),
            ),
        ),
        button=Button(
            id="clear.changes",
            label="名册对比",
            group="清算",
            icon="ReviewAcceptChange",
            screentip="与上次的名册逐人对比",
            supertip="“开始”表的“导入文件”所写的旧名册与本工作簿的同种名册逐人对比：新增、退出、变更（哪一列、从什么变成什么）。",
            size="menu",
            function="huibao_xl.excel.buttons.monitoring:changes",
        ),
        sheets=("对比总览", "名单变动", "变更明细", "家庭变动"),
    ),
)
