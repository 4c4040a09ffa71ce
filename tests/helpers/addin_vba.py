"""The add-in's VBA, read by olevba and run by pyOpenVBA's interpreter, where there is no Excel."""

import re
import warnings
from functools import lru_cache
from pathlib import Path

from pyopenvba.apps.excel import ExcelApplication, SheetView
from pyopenvba.interpreter import VBAObject, method, to_text

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    from oletools.olevba import VBA_Parser


def modules(addin: Path) -> dict[str, str]:
    return _modules(str(addin), addin.read_bytes())


@lru_cache(maxsize=4)
def _modules(name: str, content: bytes) -> dict[str, str]:
    parser = VBA_Parser(name, data=content)
    found = {name.rpartition(".")[0]: code.replace("\r\n", "\n") for *_, name, code in parser.extract_macros()}
    parser.close()
    return found


class Shell(VBAObject):
    """WScript.Shell of a user with a Chinese name."""

    vba_type_name = "WshShell"

    def __init__(self) -> None:
        super().__init__()
        self.ran: list[str] = []

    @method
    def ExpandEnvironmentStrings(self, text: object) -> str:  # noqa: N802
        return to_text(text).replace("%LOCALAPPDATA%", r"C:\Users\张三\AppData\Local")

    @method
    def Run(self, command: object, style: object = 0, wait: object = True) -> int:  # noqa: N802
        self.ran.append(to_text(command))
        return 0


class PythonServer(VBAObject):
    """What the DLL hands to VBA once Python runs."""

    vba_type_name = "XLPython"

    def __init__(self) -> None:
        super().__init__()
        self.ran: list[str] = []

    @method
    def Module(self, name: object) -> object:  # noqa: N802
        return name

    @method
    def SetAttr(self, module: object, name: object, value: object) -> None:  # noqa: N802
        assert value is not None

    @method
    def Exec(self, command: object) -> None:  # noqa: N802
        self.ran.append(to_text(command))


class Excel:
    """The add-in in pyOpenVBA's interpreter: xlwings' real VBA, with what touches the disk or the DLL replaced."""

    def __init__(self, addin: Path, python_is_there: bool = True, server: bool = True, user_file: str = "") -> None:
        self.shell, self.server = Shell(), PythonServer()
        self.app = ExcelApplication.open(addin, with_vba=False)
        self.app.interpreter.host.create = lambda name: self.server if name == "Fake.XLPy" else self.shell
        source = modules(addin)
        xlwings = re.sub(r"^(\s*#.*?)\s*'.*$", r"\1", source["xlwings"], flags=re.MULTILINE)
        xlwings = re.sub(
            r'GetConfig\("SHOW CONSOLE", False\) = True', 'GetConfig("SHOW CONSOLE", False) = "True"', xlwings
        )
        for old, new in (
            ('Environ("USERPROFILE")', r'"C:\Users\张三"'),
            ('Environ("Temp")', r'"C:\Temp"'),
            ("Application.Hwnd", "1"),
            ("Kill LOG_FILE", ""),
        ):
            assert old in xlwings
            xlwings = xlwings.replace(old, new)
        there = f'(Right$(FileSpec, 11) = "pythonw.exe") And {python_is_there} Or Right$(FileSpec, 5) = ".conf"'
        for name, body in (
            ("FileExistsOnWindows(ByVal FileSpec As String) As Boolean", f"FileExistsOnWindows = {there}"),
            ("CreateGUID() As String", 'CreateGUID = "guid"'),
            ("XLPy()", 'Set XLPy = CreateObject("Fake.XLPy")'),
            ("GetConfigFromFile(sFile As String, sName As String, Optional sValue As String) As Boolean", user_file),
        ):
            xlwings, n = re.subn(
                rf"^(?:Public )?Function {re.escape(name.partition('(')[0])}\(.*?^End Function\n",
                lambda _, name=name, body=body: f"Function {name}\n    {body}\nEnd Function\n",
                xlwings,
                flags=re.MULTILINE | re.DOTALL,
            )
            assert n == 1
        if not server:
            xlwings = xlwings.replace(
                'OPTIMIZED_CONNECTION = GetConfig("USE UDF SERVER", False)', "OPTIMIZED_CONNECTION = False"
            )
        self.app.add_module(xlwings, name="xlwings")
        self.app.add_module(source["HuibaoRibbon"], name="HuibaoRibbon")

    def open_book(self, settings: dict[str, str] | None = None, sheet: str = "Sheet1") -> None:
        book = self.app.add_workbook()
        book.active_sheet.vba_set("Name", sheet)
        for row, (key, value) in enumerate((settings or {}).items(), 1):
            SheetView(book.active_sheet).set_value(f"A{row}", key)
            SheetView(book.active_sheet).set_value(f"B{row}", value)

    def config(self, key: str) -> object:
        return self.app.run("GetConfig", key)
