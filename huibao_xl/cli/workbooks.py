"""``huibao press`` and ``huibao addin``: their arguments, and what runs when they are called. Imports wait until then."""

import sys
from pathlib import Path
from typing import Any


def add_commands(commands: Any) -> None:
    """Add the parsers of both commands to the command line's subparsers."""
    press = commands.add_parser(
        "press",
        help="在保存的工作簿上按一个按钮（不用 Excel）",
        description="在保存的工作簿上运行加载项的命令，如：huibao press 核验名册 工作簿.xlsx。不用 Excel，WPS 用户也可用。",
    )
    press.add_argument("command", metavar="命令", help="按钮的名称，如 核验名册、认定资格")
    press.add_argument("workbook", type=Path, metavar="工作簿", help=".xlsx 或 .xlsm；新建工作簿时是新文件的名称")
    press.add_argument("--out", type=Path, metavar="新文件", help="另存为新文件，原工作簿不改")
    press.add_argument(
        "--from", dest="source", type=Path, metavar="文件", help="导入名册：要导入的文件；比对决定：以前的比对记录"
    )
    press.add_argument("--id", dest="number", default="", metavar="证件号码", help="查某人：要查的证件号码")
    press.set_defaults(act=_press)

    addin = commands.add_parser(
        "addin", help="生成、安装和检查 Excel 加载项", description="生成、安装和检查 Excel 加载项。"
    )
    acts = addin.add_subparsers(title="操作", dest="addin_command", required=True, metavar="操作")
    build = acts.add_parser("build", help="生成 huibao.xlam", description="生成 huibao.xlam（逐字节可重复）。")
    build.add_argument("--out", type=Path, metavar="文件", help="写到这里（默认 workbooks/huibao.xlam）")
    build.set_defaults(act=_build)
    install = acts.add_parser(
        "install", help="为当前用户安装（Windows）", description="为当前用户安装，不需要管理员权限。"
    )
    install.add_argument("package", type=Path, metavar="安装包文件夹", help="addin bundle 生成并解压的文件夹")
    install.set_defaults(act=_installer("install"))
    for name, text in (("uninstall", "卸载"), ("doctor", "检查这台电脑，说明哪里不对、怎么办")):
        acts.add_parser(name, help=text, description=f"{text}（Windows）。").set_defaults(act=_installer(name))
    bundle = acts.add_parser("bundle", help="生成离线安装包", description="生成给没有互联网的 Windows 电脑用的安装包。")
    bundle.add_argument("--python-embed", type=Path, required=True, metavar="ZIP", help="python.org 的 embeddable 包")
    bundle.add_argument("--out", type=Path, required=True, metavar="文件夹", help="安装包写到这个新文件夹")
    bundle.set_defaults(act=_bundle)


def _press(options: Any) -> None:
    from huibao_xl.excel.commands import press

    print(press(options.command, options.workbook, options.out, options.source, options.number))


def _built_in() -> Path:
    from huibao_xl import resources

    return resources.folder("workbooks") / "huibao.xlam"


def _builder() -> Any:
    """Return what builds the add-in; it needs a package that only those who build it need."""
    from huibao_xl.reasons import Stop

    try:
        from huibao_xl.addin.build import build
    except ModuleNotFoundError:
        raise Stop("S07", why="生成加载项需要 pyOpenVBA", advice="请先运行 pip install 'huibao_xl[addin]'") from None
    return build


def _build(options: Any) -> None:
    from huibao_xl.excel.commands import COMMANDS

    target = options.out or _built_in()
    _builder()(target, COMMANDS)
    print(f"已生成：{target}")


def _installer(name: str) -> Any:
    """Return what carries out ``install``, ``uninstall`` or ``doctor``; it ends the program with the status."""

    def act(options: Any) -> None:
        from huibao_xl.addin import install
        from huibao_xl.addin.windows import ThisComputer
        from huibao_xl.reasons import Stop

        if not sys.platform.startswith("win"):
            raise Stop("S07", why="加载项只能在 Windows 上安装和检查", advice="在这里请用 huibao press")
        rest = [str(options.package)] if name == "install" else []
        raise SystemExit(install.main([name, *rest], ThisComputer()))

    return act


def _bundle(options: Any) -> None:
    import tempfile

    from huibao_xl.addin.bundle import Incomplete, bundle
    from huibao_xl.excel.commands import COMMANDS
    from huibao_xl.reasons import Stop

    try:
        with tempfile.TemporaryDirectory() as folder:
            addin = Path(folder) / "huibao.xlam"
            _builder()(addin, COMMANDS)
            bundle(options.python_embed, options.out, addin)
    except Incomplete as missing:
        raise Stop("S07", why=str(missing), advice="请补齐后重试") from None
    except FileExistsError:
        raise Stop("S06", folder=options.out) from None
    print(f"已生成：{options.out}")
