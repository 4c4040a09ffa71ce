"""What the installer asks of Windows, in one place: environment, registry, file system. Tests put a made-up computer in its stead."""

import os
from collections.abc import Mapping
from importlib import import_module
from pathlib import Path
from typing import Any, Protocol


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

    @staticmethod
    def _open(winreg: Any, key: str) -> Any:
        hive, _, rest = key.partition("\\")
        hives = {"HKCU": winreg.HKEY_CURRENT_USER, "HKLM": winreg.HKEY_LOCAL_MACHINE, "HKCR": winreg.HKEY_CLASSES_ROOT}
        return winreg.OpenKey(hives[hive], rest, 0, winreg.KEY_READ | winreg.KEY_WOW64_64KEY)
