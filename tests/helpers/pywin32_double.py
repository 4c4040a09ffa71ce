"""Stand-ins for pywin32, enough for the genuine ``xlwings/_xlwindows.py`` to be imported and to work where there is no Windows.

``install`` puts them in the place of the modules, so that a test that needs them runs in a process of its own, or keeps to one module. What a message box is asked for
stands in :data:`BOXES`. Nothing here answers for Windows itself: processes, windows and the registry are not imitated.
"""

import atexit
import builtins
import ctypes
import datetime as dt
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from types import ModuleType, SimpleNamespace
from typing import Any

BOXES: list[tuple[Any, ...]] = []
"""The arguments of ``win32api.MessageBox``, in order: window, text, title, flags."""


class ComError(Exception):
    """``pywintypes.com_error``: what every refusal of Excel's becomes."""

    def __init__(self, hresult: int, strerror: str = "", excepinfo: Any = None, argerror: Any = None) -> None:
        super().__init__(hresult, strerror, excepinfo, argerror)
        self.hresult, self.strerror, self.excepinfo, self.argerror = hresult, strerror, excepinfo, argerror


def refusal(text: str, scode: int = -2146827284) -> ComError:
    """The exception by which Excel refuses, as DISP_E_EXCEPTION; the default is error 1004."""
    return ComError(-2147352567, "发生意外。", (0, "Microsoft Excel", text, "xlmain11.chm", 0, scode), None)


class TimeType(dt.datetime):
    """``pywintypes.TimeType``: how days arrive."""


class _Anything:
    """Answers whatever is asked of a library of Windows."""

    def __getattr__(self, name: str) -> Any:
        return _Anything()

    def __call__(self, *arguments: Any, **named: Any) -> int:
        return 0


def _module(name: str, **members: Any) -> ModuleType:
    module = ModuleType(name)
    module.__dict__.update(members)
    sys.modules[name] = module
    return module


def _modules() -> None:
    _module("pywintypes", com_error=ComError, TimeType=TimeType, IID=str, error=type("error", (Exception,), {}))
    nothing = {"CoInitialize": lambda: None, "ole_error": ComError, "TypeIIDs": {}, "IID_IDispatch": 0}
    _module("pythoncom", __file__="pythoncom.dll", **nothing)
    _module("win32api", MessageBox=lambda *arguments: BOXES.append(arguments) or 1)
    flags = {"MB_OK": 0, "MB_OKCANCEL": 1, "MB_YESNO": 4, "MB_YESNOCANCEL": 3}
    _module("win32con", MB_ICONINFORMATION=64, MB_ICONWARNING=48, **flags)
    _module("win32gui", FindWindowEx=lambda *arguments: 0)
    _module("win32process", GetWindowThreadProcessId=lambda window: (0, 4242))
    _module("win32timezone", TimeZoneInfo=SimpleNamespace(utc=lambda: dt.UTC))
    classes = {name: type(name, (), {}) for name in ("CDispatch", "DispatchBaseClass")}
    client = _module("win32com.client", Dispatch=lambda seen, **named: seen, DispatchEx=None, **classes)
    _module("win32com", client=client, __path__=[])


def install() -> tuple[ModuleType, ModuleType]:
    """Return xlwings, with its backend for Windows as the active engine, and that backend."""
    _modules()
    library = ctypes.PyDLL
    ctypes.oledll = ctypes.windll = _Anything()  # type: ignore[attr-defined]
    ctypes.PyDLL = lambda *arguments: _Anything()  # type: ignore[misc, assignment]
    builtins.WindowsError = OSError  # type: ignore[attr-defined]
    subprocess.CREATE_NO_WINDOW = 0  # type: ignore[attr-defined]
    try:
        import xlwings
        from xlwings import _xlwindows
    finally:
        ctypes.PyDLL = library  # type: ignore[misc]
    xlwings.engines.add(xlwings.Engine(impl=_xlwindows.engine))
    xlwings.engines["excel"].activate()
    return xlwings, _xlwindows


@contextmanager
def installed() -> Iterator[tuple[ModuleType, ModuleType]]:
    """What :func:`install` returns, for a while: then all is as before, for the tests that follow in the same process."""
    before, names = dict(sys.modules), ("ctypes.oledll", "ctypes.windll", "builtins.WindowsError")
    missing = [name for name in names if not hasattr(sys.modules[name.partition(".")[0]], name.partition(".")[2])]
    xlwings, backend = install()
    atexit.unregister(backend.cleanup)  # as our own code does
    try:
        yield xlwings, backend
    finally:
        xlwings.engines.engines_by_name.pop("excel", None)
        xlwings.engines.active = None
        for name in missing:
            delattr(sys.modules[name.partition(".")[0]], name.partition(".")[2])
        for name in set(sys.modules) - set(before):
            if name.startswith(("py", "win32")) or name == "xlwings._xlwindows":
                del sys.modules[name]
        vars(xlwings).pop("_xlwindows", None)
