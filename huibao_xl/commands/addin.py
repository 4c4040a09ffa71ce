"""The commands that build, install and examine the add-in."""

from huibao_xl.commands.entry import Command, CommandLine, Parameter
from huibao_xl.commands.parameters import FORCE_FILE

COMMANDS = (
    Command(
        line=CommandLine(
            name="addin build",
            help="生成 huibao.xlam",
            description="生成 huibao.xlam（逐字节可重复）。",
            function="huibao_xl.cli.addin:build_addin",
            parameters=(
                Parameter(
                    name="out",
                    shown="文件",
                    option="--out",
                    kind="path",
                    help="写到这里（默认 workbooks/huibao.xlam）",
                ),
                FORCE_FILE,
            ),
        )
    ),
    Command(
        line=CommandLine(
            name="addin install",
            help="为当前用户安装（Windows）",
            description="为当前用户安装，不需要管理员权限。",
            function="huibao_xl.cli.addin:on_windows",
            constants={"act": "install"},
            parameters=(
                Parameter(
                    name="package",
                    shown="安装包文件夹",
                    kind="path",
                    required=True,
                    help="addin bundle 生成并解压的文件夹",
                ),
            ),
        )
    ),
    Command(
        line=CommandLine(
            name="addin uninstall",
            help="卸载",
            description="卸载（Windows）。",
            function="huibao_xl.cli.addin:on_windows",
            constants={"act": "uninstall"},
        )
    ),
    Command(
        line=CommandLine(
            name="addin doctor",
            help="检查这台电脑，说明哪里不对、怎么办",
            description="检查这台电脑，说明哪里不对、怎么办（Windows）。",
            function="huibao_xl.cli.addin:on_windows",
            constants={"act": "doctor"},
        )
    ),
    Command(
        line=CommandLine(
            name="addin bundle",
            help="生成离线安装包",
            description="生成给没有互联网的电脑用的安装包：Windows（带加载项），或 Linux（x86_64、aarch64），看给的是哪一种 Python。",
            function="huibao_xl.cli.addin:bundle_addin",
            parameters=(
                Parameter(
                    name="python",
                    shown="压缩包",
                    option="--python",
                    kind="path",
                    required=True,
                    help="Python 3.11：Windows 用 python.org 的 embeddable 包；Linux 用放在哪里都能运行的（python/bin、python/lib 的 tar 包）",
                ),
                Parameter(
                    name="out",
                    shown="文件夹",
                    option="--out",
                    kind="path",
                    required=True,
                    help="安装包写到这个新文件夹",
                ),
            ),
        )
    ),
)
