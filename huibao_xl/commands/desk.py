"""The command that opens the page in the browser."""

from huibao_xl.commands.entry import Command, CommandLine, Parameter

COMMANDS = (
    Command(
        line=CommandLine(
            name="desk",
            help="在浏览器里做全部工作（不用 Excel，只在本机）",
            description="打开一个只在本机的网页：收名单、认定、回答列对应和比对决定、查某人、测算、发放。不用 Excel，不连外网。",
            function="huibao_xl.desk.serve:desk",
            parameters=(
                Parameter(
                    name="folder",
                    shown="项目文件夹",
                    kind="path",
                    default="沪惠保项目",
                    help="名单、结果、台账和答复所在的文件夹，没有的会新建（默认 沪惠保项目）",
                ),
                Parameter(
                    name="quiet",
                    shown="",
                    option="--no-browser",
                    kind="flag",
                    default=False,
                    help="只显示地址，不打开浏览器",
                ),
            ),
        )
    ),
)
