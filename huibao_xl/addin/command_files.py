"""The files of the offline package that a person starts: for cmd.exe in ASCII, so that they read the same in every code page, for sh in UTF-8.

What stops Python itself from starting is told here, before it is started: an old or 32-bit Windows, a package that was not unpacked, another processor. cmd.exe
cannot write Chinese in every code page; PowerShell can, from escapes.
"""

OPEN, COMMAND = "沪惠保", "huibao"
"""The file that opens a window for commands, and the command itself."""
_OLD = "这台电脑的 Windows 太旧（需要 Windows 10 或 11），本软件不能运行，没有改动任何东西。请换一台电脑。"
_NARROW = (
    "这台电脑的 Windows 是 32 位的，本软件需要 64 位的 Windows（Excel 可以是 32 位），没有改动任何东西。请换一台电脑。"
)
_PACKED = "没有找到 python 文件夹。请先把整个压缩包解压到一个文件夹，再从那里双击这个文件；不要在压缩包里直接双击。"
_PYTHON = '"%~dp0python\\python.exe" -B -I'
_INSTALLER = {
    "install.cmd": 'install "%~dp0."',
    "uninstall.cmd": "uninstall",
    "server.cmd": "server",
    "doctor.cmd": "doctor",
}


def windows_files() -> dict[str, bytes]:
    """Return {name: content} of the files for Windows."""
    files = {
        name: _script([f"{_PYTHON} -m huibao_xl.addin.install {given}", "pause"]) for name, given in _INSTALLER.items()
    }
    files[f"{OPEN}.cmd"] = _script(
        [
            'set "PATH=%~dp0;%PATH%"',
            'if exist "%USERPROFILE%\\Desktop" cd /d "%USERPROFILE%\\Desktop"',
            f'{_PYTHON} -m huibao_xl.addin.start "%~dp0."',
            "cmd /k",
        ]
    )
    files[f"{COMMAND}.cmd"] = _encoded(["@echo off", f"{_PYTHON} -m huibao_xl %*"])
    return files


def from_start_menu(home: str) -> bytes:
    """Return the file in the start menu that opens what is installed in ``home``: by a pattern, for the name is Chinese.

    >>> from_start_menu("%LOCALAPPDATA%\\\\huibao").count(b"\\r\\n")
    2
    """
    return _encoded(["@echo off", f'for %%f in ("{home}\\*.cmd") do if not "%%~nf"=="{COMMAND}" call "%%f"'])


def _script(lines: list[str]) -> bytes:
    """A file that first looks whether Python can start here, and says at once that it begins."""
    refusals = {"old": _OLD, "narrow": _NARROW, "packed": _PACKED}
    head = [
        "@echo off",
        "setlocal",
        'ver | "%SystemRoot%\\System32\\find.exe" "10.0." >nul',
        "if errorlevel 1 goto old",
        'if "%PROCESSOR_ARCHITECTURE%%PROCESSOR_ARCHITEW6432%"=="x86" goto narrow',
        'if not exist "%~dp0python\\python.exe" goto packed',
        "echo Huibao ...",
    ]
    tail = [line for label, text in refusals.items() for line in (f":{label}", _saying(text), "pause", "exit /b 2")]
    return _encoded([*head, *lines, "exit /b", *tail])


def _saying(text: str) -> str:
    """A line that writes Chinese whatever the code page.

    >>> print(_saying("中"))
    powershell -NoProfile -Command "[regex]::Unescape('\\u4e2d')"
    """
    escaped = "".join(character if character.isascii() else f"\\u{ord(character):04x}" for character in text)
    return f"powershell -NoProfile -Command \"[regex]::Unescape('{escaped}')\""


def _encoded(lines: list[str]) -> bytes:
    return "".join(f"{line}\r\n" for line in lines).encode("ascii")


_SH_OPEN = """#!/bin/sh
here=$(cd "$(dirname "$0")" && pwd)
if [ "$(uname -m)" != "{machine}" ]; then
    echo "这个安装包是给 {machine} 电脑的，这台电脑是 $(uname -m)，不能运行。请换用另一个安装包。"
    exit 2
fi
if [ ! -t 0 ]; then
    for terminal in x-terminal-emulator ukui-terminal mate-terminal deepin-terminal gnome-terminal xterm; do
        if command -v "$terminal" >/dev/null; then exec "$terminal" -e "$here/{open}.sh"; fi
    done
fi
PATH="$here:$PATH"
export PATH
"$here/python/bin/python3" -B -I -m huibao_xl.addin.start "$here" || exit 2
exec "${{SHELL:-/bin/sh}}"
"""
_SH_COMMAND = """#!/bin/sh
here=$(cd "$(dirname "$0")" && pwd)
exec "$here/python/bin/python3" -B -I -m huibao_xl "$@"
"""


def linux_files(machine: str) -> dict[str, bytes]:
    """Return {name: content} of the files for Linux on a processor, as ``uname -m`` says it; they must be made executable."""
    opening = _SH_OPEN.format(machine=machine, open=OPEN)
    return {f"{OPEN}.sh": opening.encode(), COMMAND: _SH_COMMAND.encode()}
