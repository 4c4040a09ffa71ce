"""What the start file of the package shows in the window that it opens: what can be typed there.

python -B -I -m huibao_xl.addin.start 文件夹
"""

import sys
from pathlib import Path

from huibao_xl import __version__
from huibao_xl.addin.places import HANDBOOK
from huibao_xl.commands import lines

_SHOWN = ("desk", "check", "run", "press")


def welcome(folder: Path, here: Path) -> str:
    """Return the lines. ``folder``: where the program stands; ``here``: the folder in which the window works."""
    helps = {line.name: line.help for line in lines()}
    commands = "\n".join(f"  huibao {name:8}{helps[name]}" for name in _SHOWN)
    handbook = folder / HANDBOOK
    return (
        f"沪惠保 {__version__}。装有 Excel 加载项的，也可以在 Excel 里按功能区“沪惠保”的按钮。\n"
        f"在这里输入命令，按回车：\n{commands}\n"
        "  huibao --help  全部命令\n"
        f"例如  huibao check 名单文件夹  。把文件夹拖进窗口，就写上它的路径。现在的文件夹：{here}\n"
        + (f"手册：{handbook}\n" if handbook.is_file() else "")
    )


if __name__ == "__main__":
    print(welcome(Path(sys.argv[1]).resolve(), Path.cwd()))
