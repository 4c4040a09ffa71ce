"""What the installer asks of Windows, in one place: environment, registry, file system. Tests put a made-up computer in its stead."""

import os
import subprocess
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any, Protocol


@dataclass(frozen=True)
class Ran:
    """How a program ended. ``status``: 0 if well, None if it did not end in time or could not be started; ``seconds``: how long it took; ``text``: the last that it wrote."""

    status: int | None
    seconds: float
    text: str


class Windows(Protocol):
    """A Windows computer, as its user sees it."""

    def env(self, name: str) -> str:
        """Return an environment variable, "" if there is none."""

    def values(self, key: str) -> Mapping[str, Any]:
        """Return the values of a registry key (``HKCU\\Software\\...``; "" names its default), none if there is no such key."""

    def subkeys(self, key: str) -> list[str]:
        """Return the names of the keys below a registry key."""

    def place(self, path: str) -> Path:
        """Return where a Windows path is."""

    def programs(self) -> list[str]:
        """Return the paths (or names, where Windows tells no more) of the programs that this user runs."""

    def run(self, command: Sequence[str], seconds: float) -> Ran:
        """Run a program for at most so many seconds, without a window."""


class ThisComputer:
    """The computer that this runs on. Reads the registry, never writes it."""

    def env(self, name: str) -> str:
        """Return an environment variable, "" if there is none."""
        return os.environ.get(name, "")

    def values(self, key: str) -> Mapping[str, Any]:
        """Return the values of a registry key, none if there is no such key. Raises PermissionError."""
        winreg: Any = import_module("winreg")
        try:
            with self._open(winreg, key) as handle:
                items = [winreg.EnumValue(handle, number) for number in range(winreg.QueryInfoKey(handle)[1])]
        except FileNotFoundError:
            return {}
        return {name: value for name, value, _ in items}

    def subkeys(self, key: str) -> list[str]:
        """Return the names of the keys below a registry key, none if there is no such key."""
        winreg: Any = import_module("winreg")
        try:
            with self._open(winreg, key) as handle:
                return [winreg.EnumKey(handle, number) for number in range(winreg.QueryInfoKey(handle)[0])]
        except FileNotFoundError:
            return []

    def place(self, path: str) -> Path:
        """Return the path itself."""
        return Path(path)

    def programs(self) -> list[str]:
        """Return the programs that this user runs; those of others, which Windows hides, stop nothing."""
        psutil: Any = import_module("psutil")
        user = psutil.Process().username()
        every = psutil.process_iter(["name", "exe", "username"])
        return [str(each.info["exe"] or each.info["name"]) for each in every if each.info["username"] == user]

    def run(self, command: Sequence[str], seconds: float) -> Ran:
        """Run a program for at most so many seconds, without a window."""
        begun, hidden = time.monotonic(), getattr(subprocess, "CREATE_NO_WINDOW", 0)
        status: int | None = None
        text = ""
        try:
            done = subprocess.run(
                command, capture_output=True, timeout=seconds, check=False, creationflags=hidden, errors="replace"
            )
            status, text = done.returncode, (done.stderr or done.stdout or "").strip()
        except (OSError, subprocess.TimeoutExpired) as error:
            text = type(error).__name__
        return Ran(status, time.monotonic() - begun, text.splitlines()[-1] if text else "")

    @staticmethod
    def _open(winreg: Any, key: str) -> Any:
        hive, _, rest = key.partition("\\")
        hives = {"HKCU": winreg.HKEY_CURRENT_USER, "HKLM": winreg.HKEY_LOCAL_MACHINE, "HKCR": winreg.HKEY_CLASSES_ROOT}
        return winreg.OpenKey(hives[hive], rest, 0, winreg.KEY_READ | winreg.KEY_WOW64_64KEY)
