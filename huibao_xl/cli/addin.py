"""``huibao addin``: building the add-in anywhere, installing and examining it on Windows."""

import sys
import tempfile
from pathlib import Path

from huibao_xl import resources
from huibao_xl.addin import bundle, install
from huibao_xl.addin.windows import ThisComputer
from huibao_xl.commands import buttons
from huibao_xl.excel import udfs
from huibao_xl.files.writing.atomic import new_file
from huibao_xl.reasons import Next, Stop


def build_addin(*, out: Path | None, force: bool = False) -> str:
    """Build huibao.xlam, by default where it is shipped; return where it is. Raises Stop(S07) without pyOpenVBA, Stop(S14, S15) if ``out``
    names a file that must stay."""
    target = out or resources.folder("workbooks") / "huibao.xlam"
    with new_file(target, force or out is None) as work:
        _build(work)
    return f"已生成：{target}"


def bundle_addin(*, python: Path, out: Path) -> str:
    """Make the offline package with an add-in built now; return where it is.

    Raises Stop(S06) if ``out`` exists, S08 if the disk refuses, S07 if something that is needed is missing.
    """
    try:
        with tempfile.TemporaryDirectory() as folder:
            addin = Path(folder) / "huibao.xlam"
            _build(addin)
            bundle.bundle(python, out, addin)
    except bundle.Incomplete as missing:
        raise Stop("S07", why=str(missing), advice="请补齐后重试") from None
    return f"已生成：{out}"


def on_windows(*, act: str, package: Path | None = None) -> None:
    """Install, uninstall or examine (``act``); ends the program with the status of that. Raises Stop(S07) elsewhere than on Windows."""
    if not sys.platform.startswith("win"):
        why, advice = "加载项只能在 Windows 上安装和检查", "在这里请不用 Excel 运行按钮的命令"
        raise Stop("S07", why=why, advice=advice, next=[Next.WITHOUT_EXCEL])
    raise SystemExit(install.main([act, *([str(package)] if package else [])], ThisComputer()))


def _build(target: Path) -> None:
    """Build the add-in; that needs a package that only those who build it need."""
    try:
        from huibao_xl.addin.build import build
    except ModuleNotFoundError:
        raise Stop("S07", why="生成加载项需要 pyOpenVBA", advice="请先运行 pip install 'huibao_xl[addin]'") from None
    build(target, buttons(), udfs)
