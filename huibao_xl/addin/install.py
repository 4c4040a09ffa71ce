"""Install, remove and examine the add-in for one Windows user, without administrator rights and without changing any security setting.

    python -m huibao_xl.addin.install install 安装包文件夹
    python -m huibao_xl.addin.install uninstall | server | doctor

All of ours goes to ``%LOCALAPPDATA%\\huibao`` at once, the add-in to the user's own XLSTART, which Excel trusts, and a file that opens a window for commands to the start
menu: all of it or nothing. Before anything is changed it is looked whether Excel or an older version of ours runs. What takes time is told as it goes on; nothing that is
imported here takes long. Whoever installs wants to know at once what will not work: the doctor follows (:mod:`huibao_xl.addin.doctor`).
"""

import hashlib
import shutil
import sys
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path

from huibao_xl.addin.command_files import COMMAND, OPEN, from_start_menu
from huibao_xl.addin.doctor import Row, examine
from huibao_xl.addin.places import (
    ADDIN,
    DLLS,
    HANDBOOK,
    PICTURES,
    SUMS,
    addin_path,
    home,
    python_folder,
    server_shortcut,
    start_menu_file,
    user_file,
)
from huibao_xl.addin.windows import ThisComputer, Windows

_SERVER_SHORTCUT = '@start "" "%LOCALAPPDATA%\\huibao\\python\\pythonw.exe" -B -I -c "import huibao_xl.addin.exit_hook, xlwings; xlwings.serve()"\r\n'
_SERVER_SETTING = '"DEBUG UDFS","True"\r\n'
_CLOSE = "请关闭所有 Excel 窗口（任务管理器中没有 EXCEL.EXE 和 pythonw.exe）后重试。"
_STEP = 500
"""Files after which it is told how many are done."""
_INSTALLED = ("python", SUMS, HANDBOOK, PICTURES, f"{OPEN}.cmd", f"{COMMAND}.cmd")
"""What of the package stays on the computer, beside the add-in."""
Show = Callable[[str], None]


class Refused(Exception):
    """It cannot be installed; the text is one Chinese sentence with what to do."""


def _show(line: str) -> None:
    print(line, flush=True)


def install(windows: Windows, source: Path, show: Show = _show) -> None:
    """Install what the unpacked package ``source`` holds, over an older installation if there is one.

    Raises Refused, having changed nothing, if Excel or our own program runs, if the package is not whole, or if Windows refuses a file.
    """
    _require_closed(windows)
    listed = check_package(source, show)
    folder, addin, menu = (
        windows.place(path) for path in (home(windows), addin_path(windows), start_menu_file(windows))
    )
    new = folder.with_name(f"{folder.name}.new")
    before = addin.read_bytes() if addin.is_file() else None
    try:
        _copy(source, new, listed, show)
        addin.parent.mkdir(parents=True, exist_ok=True)
        _put(addin, (source / ADDIN).read_bytes())
        _swap(new, folder)
    except OSError as error:
        shutil.rmtree(new, ignore_errors=True)
        _put_back(addin, before)
        raise Refused(f"有文件不能写入（{error.strerror or type(error).__name__}），旧版本照常可用。{_CLOSE}") from None
    menu.parent.mkdir(parents=True, exist_ok=True)
    menu.write_bytes(from_start_menu("%LOCALAPPDATA%\\huibao"))
    for path in [
        addin_path(windows),
        *(f"{python_folder(windows)}\\{name}" for name in ("python.exe", "pythonw.exe", *DLLS)),
    ]:
        windows.place(f"{path}:Zone.Identifier").unlink(missing_ok=True)


def _require_closed(windows: Windows) -> None:
    """Raise Refused if a program runs that holds what is to be replaced."""
    ours = f"{home(windows)}\\".lower()
    for program in windows.programs():
        name = program.rpartition("\\")[2].lower()
        if name == "excel.exe":
            raise Refused("Excel 正开着，没有改动任何东西。请保存并关闭所有 Excel 窗口，再双击一次 install.cmd。")
        if program.lower().startswith(ours):
            raise Refused(
                f"本软件的 {name} 还在运行，没有改动任何东西。关闭 Excel 后等几秒再试；设过 server.cmd 的，请先注销再登录。"
            )


def check_package(source: Path, show: Show = _show) -> list[str]:
    """Return the files of the package. Raises Refused unless every one is as its list of SHA-256 sums says."""
    try:
        lines = (source / SUMS).read_text(encoding="utf-8").splitlines()
    except OSError:
        raise Refused(f"安装包不完整：缺少 {SUMS}。请重新解压整个安装包。") from None
    listed = {name: sum_ for sum_, _, name in (line.partition(" *") for line in lines)}
    for name in (ADDIN, HANDBOOK, "python/pythonw.exe", *(f"python/{dll}" for dll in DLLS)):
        if name not in listed:
            raise Refused(f"安装包不完整：缺少 {name}。请重新取得安装包。")
    for count, (name, sum_) in enumerate(listed.items()):
        _tell(show, "核对安装包", count, len(listed))
        path = source / name
        if not path.is_file() or hashlib.sha256(path.read_bytes()).hexdigest() != sum_:
            raise Refused(f"安装包中的 {name} 缺失或被改动（也可能被杀毒软件隔离）。请核对后重新解压。")
    return list(listed)


def _tell(show: Show, what: str, count: int, total: int) -> None:
    if count % _STEP == 0:
        show(f"{what} {count:,}/{total:,} 个文件……")


def _copy(source: Path, new: Path, listed: Sequence[str], show: Show) -> None:
    """What stays, copied beside its place."""
    shutil.rmtree(new, ignore_errors=True)
    staying = [SUMS, *(name for name in listed if name.partition("/")[0] in _INSTALLED)]
    for count, name in enumerate(staying):
        _tell(show, "复制", count, len(staying))
        target = new / name
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(source / name, target)


def _put(path: Path, content: bytes) -> None:
    work = path.with_name(f".{path.name}.new")
    work.write_bytes(content)
    try:
        work.replace(path)
    except OSError:
        work.unlink()
        raise


def _put_back(addin: Path, before: bytes | None) -> None:
    """The add-in as it was; where Windows refuses that too, the doctor names it."""
    with suppress(OSError):
        if before is None:
            addin.unlink(missing_ok=True)
        elif addin.read_bytes() != before:
            _put(addin, before)


def _swap(new: Path, folder: Path) -> None:
    """The new folder in the place of the old one, or everything as it was."""
    old = folder.with_name(f"{folder.name}.old")
    shutil.rmtree(old, ignore_errors=True)
    if folder.exists():
        folder.rename(old)
    try:
        new.rename(folder)
    except OSError:
        if old.exists():
            old.rename(folder)
        raise
    shutil.rmtree(old, ignore_errors=True)


def uninstall(windows: Windows) -> None:
    """Remove what :func:`install` and :func:`start_server` put there; workbooks and results are not touched. Raises Refused."""
    try:
        for place in (addin_path, server_shortcut, user_file, start_menu_file):
            windows.place(place(windows)).unlink(missing_ok=True)
        if (folder := windows.place(home(windows))).exists():
            shutil.rmtree(folder)
    except OSError:
        raise Refused(f"有文件正在使用，没有全部删除。{_CLOSE}") from None


def start_server(windows: Windows) -> None:
    """Let Python start at log-on instead of from Excel, for computers where Office may start no other program."""
    for path, text in ((server_shortcut(windows), _SERVER_SHORTCUT), (user_file(windows), _SERVER_SETTING)):
        place = windows.place(path)
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(text.encode("ascii"))


_STATES = {"ok": "正常", "bad": "有问题", "unknown": "无法判断"}


def line_of(row: Row) -> str:
    """Return what a check found, and where something is wrong a second line with what to do."""
    advice = f"\n        怎么办：{row.advice}" if row.advice else ""
    return f"[{_STATES[row.state]}] {row.check}：{row.what}{advice}"


_DOING = {
    "install": "沪惠保：正在安装，请不要打开 Excel……",
    "uninstall": "沪惠保：正在卸载……",
    "doctor": "沪惠保：正在检查这台电脑，要一两分钟……",
}
"""What is said from the first moment."""


def main(arguments: Sequence[str], windows: Windows) -> int:
    """Do what the command files of the package ask for; return the exit status."""
    command, *rest = arguments or ["doctor"]
    if command in _DOING:
        _show(_DOING[command])
    try:
        if command == "install":
            install(windows, Path(rest[0]))
            _show("已安装。打开 Excel，功能区应出现“沪惠保”；开始菜单里有“沪惠保”，可以输入命令。正在检查……")
        elif command == "uninstall":
            uninstall(windows)
            print("已卸载。工作簿和结果文件没有改动。")
            return 0
        elif command == "server":
            start_server(windows)
            print("已设置登录时启动后台程序，请注销后重新登录，再打开 Excel。")
            return 0
    except Refused as refused:
        print(refused)
        return 2
    states = set()
    for row in examine(windows):
        _show(line_of(row))
        states.add(row.state)
    return 1 if "bad" in states else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:], ThisComputer()))
