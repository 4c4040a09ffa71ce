"""The offline package: a folder that is copied to the office by hand and needs no network, no Python, no rights.

    python -m huibao_xl.addin.bundle python-3.11.9-embed-amd64.zip 输出文件夹

It holds a Python with everything unpacked into it, every package as its lock pins it, the handbook with its pictures as a page for the browser, the files that are started
(:mod:`command_files`), the list of licences and a list of SHA-256 sums; for Windows the add-in too. For which computers it is follows from the Python that is given. What is not needed
and what virus scanners take for malware (the macro workbooks that xlwings ships) is left out. It is made from a checkout on any system: pip fetches the wheels by their platform's name.
"""

import compileall
import hashlib
import py_compile
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
from huibao_xl.addin import licences, lock
from huibao_xl.addin.command_files import linux_files, windows_files
from huibao_xl.addin.places import ADDIN, DLLS, HANDBOOK, PICTURES, SUMS
from huibao_xl.addin.targets import Incomplete, Target, unpacked
from huibao_xl.files.writing.atomic import atomic_folder

__all__ = ["Incomplete", "bundle"]

Runner = Callable[[Sequence[str]], None]
"""Runs a command; raises if it fails."""

_TOP = Path(__file__).parents[2]
_SOURCE = ("huibao_xl", "schemas", "templates", "workbooks", "setup.cfg", "pyproject.toml", "README.md", "LICENSE")
_LEFT_OUT = re.compile(
    r"xlwings/.*\.(xlam|xlsm|bas|cls|applescript)|(pandas|pyarrow|numpy)/(.*/)?tests/.*|pyarrow/include/.*|.*\.(lib|chm|pdb)"
)
"""Files of wheels that nobody needs to run: macros and templates that scanners report, test data, what compilers need."""
_PAGE = """<!DOCTYPE html>
<html lang="zh-CN"><head><meta charset="utf-8"><title>{title}</title><style>
body {{ max-width: 60em; margin: 2em auto; padding: 0 1em; font-family: "Microsoft YaHei", SimSun, sans-serif; line-height: 1.7; }}
table {{ border-collapse: collapse; }} th, td {{ border: 1px solid #999; padding: 0.2em 0.6em; text-align: left; }}
img {{ max-width: 100%; border: 1px solid #ccc; }} pre {{ background: #f4f4f4; padding: 0.6em; overflow-x: auto; }}
</style></head><body>
{body}</body></html>
"""
_OURS = ("huibao_xl/__main__.py", "huibao_xl/addin/start.py", "xlwings/__init__.py")
_OURS_ON_WINDOWS = ("huibao_xl/excel/udfs.py", "huibao_xl/addin/install.py")


def _run(command: Sequence[str]) -> None:
    subprocess.run(command, check=True)


def bundle(
    python: Path,
    out: Path,
    addin: Path | None = None,
    handbook: Path | None = None,
    run: Runner = _run,
) -> None:
    """Make the package in the new folder ``out``, whole or not at all; whoever gets it may read it. ``python``: see ``targets.unpacked``. Raises Incomplete, Stop(S06) if the
    folder exists, S08 if the disk refuses."""
    addin = addin or resources.folder("workbooks") / ADDIN
    handbook = handbook or _TOP / "docs" / "手册.md"
    for path in (python, addin, handbook):
        if not path.is_file():
            raise Incomplete(f"{path} 不存在")
    with atomic_folder(out, only_owner=False) as work:
        target, minor = unpacked(python, work)
        library = target.library(work / "python", minor)
        _add_packages(target, minor, work / "python", library, run)
        if target.is_windows:
            _complete_windows(work / "python", minor)
            shutil.copyfile(addin, work / ADDIN)
        _require(work / "python", library, target, minor)
        _compile(library, minor)
        _write_handbook(handbook, work)
        (work / licences.LIST).write_text(licences.listed(library, minor), encoding="utf-8")
        _write_command_files(work, target)
        (work / SUMS).write_text(sums(work), encoding="utf-8", newline="\n")


def _add_packages(target: Target, minor: str, python: Path, library: Path, run: Runner) -> None:
    """Put every package of the lock, and our own, into a Python."""
    with tempfile.TemporaryDirectory() as temporary:
        wheels, source = Path(temporary) / "wheels", Path(temporary) / "source"
        wheels.mkdir()
        _copy_source(source)
        for command in downloads(target, wheels, source, minor):
            run(command)
        for wheel in sorted(wheels.glob("*.whl")):
            _unpack(wheel, python, library)


def _write_command_files(folder: Path, target: Target) -> None:
    files = windows_files() if target.is_windows else linux_files(target.name.partition("-")[2])
    for name, content in files.items():
        (folder / name).write_bytes(content)
        (folder / name).chmod(0o755)


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


def _copy_source(target: Path) -> None:
    """A clean copy to build from: setuptools leaves a folder ``build`` behind, whose old files would be shipped next time."""
    target.mkdir()
    for name in _SOURCE:
        path = _TOP / name
        if path.is_dir():
            shutil.copytree(path, target / name, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copyfile(path, target / name)


def downloads(target: Target, wheels: Path, source: Path, minor: str) -> list[list[str]]:
    """Return the commands that put all wheels into a folder: what the lock pins, each checked by its hash, then our own."""
    pip = [sys.executable, "-m", "pip"]
    locked = ["--no-deps", "--require-hashes", "--requirement", str(target.lock)]
    return [
        [*pip, "download", "--dest", str(wheels), *lock.wheels_for(target, minor), *locked],
        [*pip, "wheel", "--no-deps", "--wheel-dir", str(wheels), str(source)],
    ]


def _unpack(wheel: Path, python: Path, library: Path) -> None:
    """Unpack a wheel as pip would; programs (``scripts``) are left out: the files that are started stand beside the Python."""
    with zipfile.ZipFile(wheel) as package:
        for name in package.namelist():
            target = _target(PurePosixPath(name), python, library)
            if target and not name.endswith("/"):
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_bytes(package.read(name))


def _target(name: PurePosixPath, python: Path, library: Path) -> Path | None:
    """Where a file of a wheel goes: ``x.data/data`` beside python.exe, all else to site-packages."""
    if ".." in name.parts or name.is_absolute():
        raise Incomplete(f"安装包中有不安全的路径 {name}")
    if _LEFT_OUT.fullmatch(str(name)):
        return None
    if not name.parts[0].endswith(".data"):
        return library / name
    places = {"data": python, "purelib": library, "platlib": library}
    base = places.get(name.parts[1])
    return base.joinpath(*name.parts[2:]) if base else None


def _complete_windows(python: Path, minor: str) -> None:
    """Tell Python where its packages are and nothing else, put pywin32's libraries beside it."""
    paths = [f"python3{minor}.zip", ".", *(f"Lib\\site-packages{part}" for part in ("", "\\win32", "\\win32\\lib"))]
    (python / f"python3{minor}._pth").write_text("\n".join(paths) + "\n", encoding="ascii", newline="\r\n")
    for part in (python / "Lib" / "site-packages" / "pywin32_system32").glob("*.dll"):
        shutil.copyfile(part, python / part.name)


def _require(python: Path, library: Path, target: Target, minor: str) -> None:
    """Raise Incomplete unless all is there that must be."""
    wanted = [library / name for name in _OURS]
    if target.is_windows:
        wanted += [library / name for name in _OURS_ON_WINDOWS]
        wanted += [python / name for name in (*DLLS, f"pywintypes3{minor}.dll", f"pythoncom3{minor}.dll")]
    else:
        wanted.append(python / "bin" / "python3")
    if missing := [path.relative_to(python).as_posix() for path in wanted if not path.is_file()]:
        raise Incomplete(f"缺少 {'、'.join(missing)}")


def _compile(library: Path, minor: str) -> None:
    """Compile all modules now, if this Python can: the offices' writes nothing (``-B``), and would compile them at every start, which doubles it."""
    if sys.version_info[:2] == (3, int(minor)):
        mode = py_compile.PycInvalidationMode.UNCHECKED_HASH
        compileall.compile_dir(library, quiet=2, stripdir=str(library), invalidation_mode=mode)


def sums(folder: Path) -> str:
    """Return the SHA-256 of every file, a line each, as ``sha256sum`` writes them."""
    files = sorted(path for path in folder.rglob("*") if path.is_file() and path.name != SUMS)
    lines = [
        f"{hashlib.sha256(path.read_bytes()).hexdigest()} *{path.relative_to(folder).as_posix()}" for path in files
    ]
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    bundle(Path(sys.argv[1]), Path(sys.argv[2]))
