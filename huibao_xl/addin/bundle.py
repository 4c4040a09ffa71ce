"""The offline package for Windows: a folder that is copied to the office by hand and needs no network, no Python, no rights.

    python -m huibao_xl.addin.bundle python-3.11.9-embed-amd64.zip 输出文件夹

It holds Python's own embeddable distribution with everything unpacked into it, the add-in, the handbook with its pictures as a page for
the browser, four command files and a list of SHA-256 sums. What is not needed and what virus scanners take for malware (the macro
workbooks that xlwings ships) is left out. It is made from a checkout on any system: pip fetches the wheels for Windows by their platform's name.
"""

import configparser
import hashlib
import re
import shutil
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Callable, Sequence
from pathlib import Path, PurePosixPath

from markdown_it import MarkdownIt

from huibao_xl import resources
from huibao_xl.addin.places import ADDIN, DLLS, HANDBOOK, PICTURES, SUMS
from huibao_xl.files.writing.atomic import atomic_folder

Runner = Callable[[Sequence[str]], None]
"""Runs a command; raises if it fails."""

_TOP = Path(__file__).parents[2]
_SOURCE = ("huibao_xl", "schemas", "templates", "workbooks", "setup.cfg", "pyproject.toml", "README.md", "LICENSE")
_WINDOWS_ONLY = ("pywin32", "tzdata")
"""What the others need on Windows only: pip judges that by the system it runs on, so they must be named."""
_LEFT_OUT = re.compile(r"xlwings/.*\.(xlam|xlsm|bas|cls|applescript)|(pandas|pyarrow)/tests/.*|pyarrow/include/.*")
"""Files of wheels that nobody needs to run: macros and templates that scanners report, test data."""
_PAGE = """<!DOCTYPE html>
<html lang="zh-CN"><head><meta charset="utf-8"><title>{title}</title><style>
body {{ max-width: 60em; margin: 2em auto; padding: 0 1em; font-family: "Microsoft YaHei", SimSun, sans-serif; line-height: 1.7; }}
table {{ border-collapse: collapse; }} th, td {{ border: 1px solid #999; padding: 0.2em 0.6em; text-align: left; }}
img {{ max-width: 100%; border: 1px solid #ccc; }} pre {{ background: #f4f4f4; padding: 0.6em; overflow-x: auto; }}
</style></head><body>
{body}</body></html>
"""
_PTH = re.compile(r"python3(\d+)\._pth")
_COMMANDS = {
    "install.cmd": 'install "%~dp0."',
    "uninstall.cmd": "uninstall",
    "server.cmd": "server",
    "doctor.cmd": "doctor",
}


class Incomplete(Exception):
    """What is needed to make the package is missing; the text says what."""


def _run(command: Sequence[str]) -> None:
    subprocess.run(command, check=True)


def bundle(
    python_embed_zip: Path,
    out: Path,
    addin: Path | None = None,
    handbook: Path | None = None,
    run: Runner = _run,
) -> None:
    """Make the package in the new folder ``out``, whole or not at all; whoever gets it may read it. Raises Incomplete, Stop(S06) if the folder
    exists, S08 if the disk refuses."""
    addin = addin or resources.folder("workbooks") / ADDIN
    handbook = handbook or _TOP / "docs" / "手册.md"
    for path in (python_embed_zip, addin, handbook):
        if not path.is_file():
            raise Incomplete(f"{path} 不存在")
    with atomic_folder(out, only_owner=False) as work:
        _fill(work, python_embed_zip, addin, handbook, run)


def _fill(folder: Path, embed: Path, addin: Path, handbook: Path, run: Runner) -> None:
    python = folder / "python"
    with zipfile.ZipFile(embed) as package:
        package.extractall(python)
    minor = _minor(python)
    with tempfile.TemporaryDirectory() as temporary:
        wheels, source = Path(temporary) / "wheels", Path(temporary) / "source"
        wheels.mkdir()
        _copy_source(source)
        for command in downloads(wheels, source, minor):
            run(command)
        for wheel in sorted(wheels.glob("*.whl")):
            _unpack(wheel, python)
    _complete(python, minor)
    shutil.copyfile(addin, folder / ADDIN)
    _write_handbook(handbook, folder)
    for name, arguments in _COMMANDS.items():
        (folder / name).write_bytes(command_file(arguments))
    (folder / SUMS).write_text(sums(folder), encoding="utf-8", newline="\n")


def _write_handbook(handbook: Path, folder: Path) -> None:
    """The handbook as a page that opens with a double click, and the pictures that it shows."""
    text = handbook.read_text(encoding="utf-8")
    (folder / HANDBOOK).write_text(page(text), encoding="utf-8", newline="\n")
    for name in re.findall(rf"\]\({PICTURES}/([^)]+)\)", text):
        target = folder / PICTURES / name
        target.parent.mkdir(exist_ok=True)
        shutil.copyfile(handbook.parent / PICTURES / name, target)


def page(text: str) -> str:
    """Return a text in Markdown as a whole HTML page; its first heading is the title.

    >>> "<h1>手册</h1>" in page("# 手册")
    True
    """
    title = next((line.lstrip("# ") for line in text.splitlines() if line.startswith("#")), "")
    body = MarkdownIt("commonmark").enable("table").render(text)
    return _PAGE.format(title=title, body=body)


def _minor(python: Path) -> str:
    found = [match[1] for path in python.iterdir() if (match := _PTH.fullmatch(path.name))]
    if not found or not (python / "pythonw.exe").is_file():
        raise Incomplete("不是 Python 的 embeddable 压缩包（没有 python3xx._pth 或 pythonw.exe）")
    return found[0]


def _copy_source(target: Path) -> None:
    """A clean copy to build from: setuptools leaves a folder ``build`` behind, whose old files would be shipped next time."""
    target.mkdir()
    for name in _SOURCE:
        path = _TOP / name
        if path.is_dir():
            shutil.copytree(path, target / name, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copyfile(path, target / name)


def downloads(wheels: Path, source: Path, minor: str) -> list[list[str]]:
    """Return the commands that put all wheels into a folder: the dependencies' for Windows, then our own.

    >>> downloads(Path("w"), Path("s"), "11")[0][3:11]
    ['download', '--dest', 'w', '--platform', 'win_amd64', '--only-binary=:all:', '--python-version', '3.11']
    """
    pip = [sys.executable, "-m", "pip"]
    target = ["--platform", "win_amd64", "--only-binary=:all:", "--python-version", f"3.{minor}"]
    needed = [*requirements(), *_WINDOWS_ONLY]
    return [
        [*pip, "download", "--dest", str(wheels), *target, *needed],
        [*pip, "wheel", "--no-deps", "--wheel-dir", str(wheels), str(source)],
    ]


def requirements() -> list[str]:
    """Return what setup.cfg says the package needs."""
    settings = configparser.ConfigParser()
    settings.read(_TOP / "setup.cfg", encoding="utf-8")
    return [line.replace(" ", "") for line in settings["options"]["install_requires"].split("\n") if line.strip()]


def _unpack(wheel: Path, python: Path) -> None:
    """Unpack a wheel as pip would; programs (``scripts``) are left out, nobody can run them from here."""
    with zipfile.ZipFile(wheel) as package:
        for name in package.namelist():
            target = _target(PurePosixPath(name), python)
            if target and not name.endswith("/"):
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_bytes(package.read(name))


def _target(name: PurePosixPath, python: Path) -> Path | None:
    """Where a file of a wheel goes: ``x.data/data`` beside python.exe, all else to site-packages."""
    if ".." in name.parts or name.is_absolute():
        raise Incomplete(f"安装包中有不安全的路径 {name}")
    if _LEFT_OUT.fullmatch(str(name)):
        return None
    library = python / "Lib" / "site-packages"
    if not name.parts[0].endswith(".data"):
        return library / name
    places = {"data": python, "purelib": library, "platlib": library}
    base = places.get(name.parts[1])
    return base.joinpath(*name.parts[2:]) if base else None


def _complete(python: Path, minor: str) -> None:
    """Tell Python where its packages are and nothing else, put pywin32's libraries beside it; check that all is there."""
    paths = [f"python3{minor}.zip", ".", *(f"Lib\\site-packages{part}" for part in ("", "\\win32", "\\win32\\lib"))]
    (python / f"python3{minor}._pth").write_text("\n".join(paths) + "\n", encoding="ascii", newline="\r\n")
    for library in (python / "Lib" / "site-packages" / "pywin32_system32").glob("*.dll"):
        shutil.copyfile(library, python / library.name)
    wanted = [*DLLS, f"pywintypes3{minor}.dll", f"pythoncom3{minor}.dll"]
    wanted += [
        f"Lib/site-packages/{name}"
        for name in ("huibao_xl/excel/udfs.py", "huibao_xl/addin/install.py", "xlwings/__init__.py")
    ]
    if missing := [name for name in wanted if not (python / name).is_file()]:
        raise Incomplete(f"缺少 {'、'.join(missing)}")


def command_file(arguments: str) -> bytes:
    """Return a command file: ASCII, so that it reads the same in every code page; what it says in Chinese comes from Python.

    >>> command_file("doctor").endswith(b"pause\\r\\n")
    True
    """
    lines = ["@echo off", f'"%~dp0python\\python.exe" -B -I -m huibao_xl.addin.install {arguments}', "pause", ""]
    return "\r\n".join(lines).encode("ascii")


def sums(folder: Path) -> str:
    """Return the SHA-256 of every file, a line each, as ``sha256sum`` writes them."""
    files = sorted(path for path in folder.rglob("*") if path.is_file() and path.name != SUMS)
    lines = [
        f"{hashlib.sha256(path.read_bytes()).hexdigest()} *{path.relative_to(folder).as_posix()}" for path in files
    ]
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    bundle(Path(sys.argv[1]), Path(sys.argv[2]))
