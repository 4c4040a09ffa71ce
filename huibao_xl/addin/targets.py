"""For which computers the offline package is made, and what differs between them: Windows with Excel, and Linux on two kinds of processor (Kylin, UOS)."""

import re
import tarfile
import zipfile
from dataclasses import dataclass
from pathlib import Path

LOCKS = Path(__file__).parent / "locks"
_PTH = re.compile(r"python3(\d+)\._pth")
_LINUX_PYTHON = re.compile(r"python/bin/python3\.(\d+)")
_MACHINES = {62: "x86_64", 183: "aarch64"}
"""{e_machine of an ELF file: as ``uname -m`` says it}."""


class Incomplete(Exception):
    """What is needed to make the package is missing; the text says what."""


@dataclass(frozen=True)
class Target:
    """A kind of computer. ``name``: that of its lock; ``platforms``: what pip calls it; ``also``: packages that others need there only, which pip, judging by the
    computer that it runs on, would leave out."""

    name: str
    platforms: tuple[str, ...]
    also: tuple[str, ...] = ()

    @property
    def is_windows(self) -> bool:
        """Whether Excel and the add-in are there."""
        return self.name == "windows"

    @property
    def lock(self) -> Path:
        """The file that pins every package by version and hash."""
        return LOCKS / f"{self.name}.txt"

    def library(self, python: Path, minor: str) -> Path:
        """Return where packages stand in a Python 3 of this ``minor`` version."""
        return python / ("Lib/site-packages" if self.is_windows else f"lib/python3.{minor}/site-packages")


def _manylinux(machine: str) -> tuple[str, ...]:
    """Wheels for a C library as old as that of Kylin V10 and UOS 20 (2.28)."""
    return (*(f"manylinux_2_{minor}_{machine}" for minor in range(28, 16, -1)), f"manylinux2014_{machine}")


TARGETS = {
    target.name: target
    for target in (
        Target("windows", ("win_amd64",), ("pywin32", "tzdata")),
        *(Target(f"linux-{machine}", _manylinux(machine)) for machine in _MACHINES.values()),
    )
}


def unpacked(archive: Path, folder: Path) -> tuple[Target, str]:
    """Unpack a Python into ``folder``/python; return for which computers it is, and its minor version.

    For Windows the embeddable zip of python.org, for Linux a Python that runs from any folder, packed as python/bin, python/lib (tar). Raises Incomplete.
    """
    python = folder / "python"
    if tarfile.is_tarfile(archive):
        with tarfile.open(archive) as package:
            minor = _minor_of(_LINUX_PYTHON, package.getnames(), "python/bin/python3")
            package.extractall(folder, filter="tar")
        return TARGETS[f"linux-{_machine(python / 'bin' / f'python3.{minor}')}"], minor
    if not zipfile.is_zipfile(archive):
        raise Incomplete(f"{archive.name} 不是压缩包")
    with zipfile.ZipFile(archive) as package:
        minor = _minor_of(_PTH, package.namelist(), "python3xx._pth，不是 embeddable 压缩包")
        if "pythonw.exe" not in package.namelist():
            raise Incomplete("不是 Python 的 embeddable 压缩包（没有 pythonw.exe）")
        package.extractall(python)
    return TARGETS["windows"], minor


def _minor_of(pattern: re.Pattern[str], names: list[str], missing: str) -> str:
    found = [match[1] for name in names if (match := pattern.fullmatch(name.removeprefix("./")))]
    if not found:
        raise Incomplete(f"压缩包中没有 {missing}")
    return found[0]


def _machine(program: Path) -> str:
    """The processor that an ELF program is for."""
    head = program.read_bytes()[:20]
    machine = _MACHINES.get(int.from_bytes(head[18:20], "little")) if head.startswith(b"\x7fELF") else None
    if machine is None:
        raise Incomplete(f"{program.name} 不是 x86_64 或 aarch64 的 Linux 程序")
    return machine
