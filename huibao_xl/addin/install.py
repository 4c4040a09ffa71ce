"""Install, remove and examine the add-in for one Windows user, without administrator rights and without changing any security setting.

    python -m huibao_xl.addin.install install 安装包文件夹
    python -m huibao_xl.addin.install uninstall | server | doctor

Python goes to ``%LOCALAPPDATA%\\huibao\\python``, the add-in to the user's own XLSTART, which Excel trusts. Whoever installs wants to know
at once what will not work: the doctor follows (:mod:`huibao_xl.addin.doctor`).
"""

import hashlib
import shutil
import sys
from collections.abc import Sequence
from pathlib import Path

from huibao_xl.addin.doctor import examine
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
    startup_folder,
    user_file,
)
from huibao_xl.addin.windows import ThisComputer, Windows
from huibao_xl.files.writing.atomic import atomic_file, atomic_folder
from huibao_xl.reasons import Stop

_SERVER_SHORTCUT = '@start "" "%LOCALAPPDATA%\\huibao\\python\\pythonw.exe" -B -I -c "import huibao_xl.addin.exit_hook, xlwings; xlwings.serve()"\r\n'
_SERVER_SETTING = '"DEBUG UDFS","True"\r\n'
_CLOSE = "请关闭所有 Excel 窗口（任务管理器中没有 EXCEL.EXE 和 pythonw.exe）后重试。"


class Refused(Exception):
    """It cannot be installed; the text is one Chinese sentence with what to do."""


def install(windows: Windows, source: Path) -> None:
    """Install what the unpacked package ``source`` holds, over an older installation if there is one.

    Raises Refused, having changed nothing, if the package is not whole or Excel holds the old files.
    """
    check_package(source)
    _put_python(source / "python", windows.place(python_folder(windows)))
    windows.place(startup_folder(windows)).mkdir(parents=True, exist_ok=True)
    _replace(source / ADDIN, windows.place(addin_path(windows)))
    _put_handbook(source, windows)
    _replace(source / SUMS, windows.place(f"{home(windows)}\\{SUMS}"))
    for path in [
        addin_path(windows),
        *(f"{python_folder(windows)}\\{name}" for name in ("python.exe", "pythonw.exe", *DLLS)),
    ]:
        windows.place(f"{path}:Zone.Identifier").unlink(missing_ok=True)


def _put_handbook(source: Path, windows: Windows) -> None:
    """The handbook lies beside Python, where 帮助 finds it."""
    folder = windows.place(home(windows))
    _replace(source / HANDBOOK, folder / HANDBOOK)
    shutil.rmtree(folder / PICTURES, ignore_errors=True)
    if (source / PICTURES).is_dir():
        shutil.copytree(source / PICTURES, folder / PICTURES)


def check_package(source: Path) -> None:
    """Raise Refused unless every file of the package is as its list of SHA-256 sums says."""
    try:
        lines = (source / SUMS).read_text(encoding="utf-8").splitlines()
    except OSError:
        raise Refused(f"安装包不完整：缺少 {SUMS}。请重新解压整个安装包。") from None
    listed = {name: sum_ for sum_, _, name in (line.partition(" *") for line in lines)}
    for name in (ADDIN, HANDBOOK, "python/pythonw.exe", *(f"python/{dll}" for dll in DLLS)):
        if name not in listed:
            raise Refused(f"安装包不完整：缺少 {name}。请重新取得安装包。")
    for name, sum_ in listed.items():
        path = source / name
        if not path.is_file() or hashlib.sha256(path.read_bytes()).hexdigest() != sum_:
            raise Refused(f"安装包中的 {name} 缺失或被改动（也可能被杀毒软件隔离）。请核对后重新解压。")


def _put_python(source: Path, target: Path) -> None:
    """The new Python in the place of the old one, which is ours alone, or everything as it was."""
    try:
        with atomic_folder(target, force=True, require_replaceable=lambda _: None, only_owner=False) as work:
            shutil.copytree(source, work, dirs_exist_ok=True)
    except Stop:
        raise Refused(f"旧版本正在使用，没有改动。{_CLOSE}") from None


def _replace(source: Path, target: Path) -> None:
    try:
        with atomic_file(target) as work:
            shutil.copyfile(source, work)
    except Stop:
        raise Refused(f"{target.name} 正在使用。{_CLOSE}") from None


def uninstall(windows: Windows) -> None:
    """Remove what :func:`install` and :func:`start_server` put there; workbooks and results are not touched. Raises Refused."""
    try:
        for path in (addin_path(windows), server_shortcut(windows), user_file(windows)):
            windows.place(path).unlink(missing_ok=True)
        for name in (SUMS, HANDBOOK):
            windows.place(f"{home(windows)}\\{name}").unlink(missing_ok=True)
        shutil.rmtree(windows.place(home(windows)) / PICTURES, ignore_errors=True)
        if (python := windows.place(python_folder(windows))).exists():
            shutil.rmtree(python)
    except OSError:
        raise Refused(f"有文件正在使用，没有全部删除。{_CLOSE}") from None


def start_server(windows: Windows) -> None:
    """Let Python start at log-on instead of from Excel, for computers where Office may start no other program."""
    for path, text in ((server_shortcut(windows), _SERVER_SHORTCUT), (user_file(windows), _SERVER_SETTING)):
        place = windows.place(path)
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(text.encode("ascii"))


def report(windows: Windows) -> str:
    """Return what the doctor found, a line per check and, where something is wrong, a line with what to do."""
    lines = []
    for row in examine(windows):
        lines.append(f"[{ {'ok': '正常', 'bad': '有问题', 'unknown': '无法判断'}[row.state] }] {row.check}：{row.what}")
        if row.advice:
            lines.append(f"        怎么办：{row.advice}")
    return "\n".join(lines)


def main(arguments: Sequence[str], windows: Windows) -> int:
    """Do what the command files of the package ask for; return the exit status."""
    command, *rest = arguments or ["doctor"]
    try:
        if command == "install":
            install(windows, Path(rest[0]))
            print("已安装。请重新打开 Excel，功能区应出现“沪惠保”。检查结果：")
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
    print(report(windows))
    return 0 if all(row.state != "bad" for row in examine(windows)) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:], ThisComputer()))
