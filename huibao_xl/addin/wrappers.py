"""The VBA wrappers of the worksheet functions, written by xlwings itself, on a system without Excel.

xlwings writes them on Windows when a user presses Import Functions, and needs trust in the VBA project for it. Its generator touches
nothing of Windows, but its module imports three modules of pywin32 at the top: three empty ones are enough.

What it writes is changed in three ways, each of which must apply to every function, so that another release of xlwings stops the build:

- ranges stay ranges also in a list of any length (a ParamArray was assigned by value: all cells of A:A), and end where the sheet is used;
- error values are made of what Python answers, which can hand over none; where Python is not reached the cell shows ``#VALUE!``, no English text; while the function
  wizard is open, when nothing is computed, ``#N/A`` and no 0;
- the active workbook is not handed over: xlwings would look through it for sheets called ``*.py``, stop at one, and keep Excel's object for ever.
"""

import importlib.util
import io
import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import ModuleType, SimpleNamespace
from unittest.mock import patch

import xlwings as xw

from huibao_xl.addin import exit_hook  # noqa: F401
from huibao_xl.addin.xlwings_module import FOLDER

MODULE = "HuibaoUdfs"
_HEAD = f'Attribute VB_Name = "{MODULE}"\n#Const App = "Microsoft Excel"\n'
_PYWIN32 = ("pythoncom", "pywintypes", "win32com", "win32com.client")
_SHOWN = 255
"""Characters of a description that Excel shows."""


def udf_module(functions: ModuleType) -> str:
    """Return the VBA module with one wrapper for each function of a module that xlwings' decorators mark, and its description."""
    source = io.StringIO()
    with _generator() as generator:
        module = _fresh(Path(str(functions.__file__)))
        addin = SimpleNamespace(Name="huibao.xlam")
        generator.generate_vba_wrapper(functions.__name__, module, source, addin)

    def described(head: re.Match[str]) -> str:
        """The head of a function with its description, which Excel shows in the function wizard."""
        text = (getattr(functions, head[1]).__doc__ or "").strip().splitlines()[0].replace('"', "'")[:_SHOWN]
        return head[0] + f'Attribute {head[1]}.VB_Description = "{text}"\n'

    helpers = (FOLDER / "HuibaoCells.bas").read_text(encoding="ascii")
    text = _changed(source.getvalue())
    return _HEAD + re.sub(r"^Function (HB_\w+)\(.*\n", described, text, flags=re.MULTILINE) + helpers


def _changed(source: str) -> str:
    """The wrappers as they are shipped. Raises ValueError if a change does not apply to each of them."""
    functions = len(re.findall(r"^Function HB_", source, re.MULTILINE))
    lists = source.count("ParamArray ")
    for pattern, new, wanted in (
        (r"^( *)(argsArray\(.+\)) = (\w+\(k\))$", r"\1If IsObject(\3) Then Set \2 = \3 Else \2 = \3", lists),
        (
            r"XLPy\.CallUDF\((.+?, .+?), (.+), ActiveWorkbook, Application\.Caller\)$",
            r"WithErrors(XLPy.CallUDF(\1, UsedOnly(\2), Nothing, Application.Caller))",
            functions,
        ),
        (r"= Err\.Description$", "= CVErr(2015)", functions),
        (
            r"^(Function (HB_\w+)\(.*\n    If \(Not .+\.Enabled\) Then) Exit Function$",
            r"\1 \2 = CVErr(2042): Exit Function",
            functions,
        ),
    ):
        source, n = re.subn(pattern, new, source, flags=re.MULTILINE)
        if n != wanted:
            raise ValueError(f"xlwings writes wrappers in another way: {pattern} applies {n} times, not {wanted}")
    return source


@contextmanager
def _generator() -> Iterator[ModuleType]:
    """``xlwings.udfs``, and xlwings' decorators as they are where Excel is; all is as before afterwards."""
    stubs = {name: ModuleType(name) for name in _PYWIN32}
    stubs["pythoncom"].CoInitialize = None  # type: ignore[attr-defined]
    stubs["win32com.client"].Dispatch = None  # type: ignore[attr-defined]
    missing = {} if importlib.util.find_spec("pythoncom") else stubs
    before = getattr(xw, "udfs", None)
    with patch.dict(sys.modules, missing):
        generator = importlib.import_module("xlwings.udfs")
        with patch.multiple(xw, func=generator.xlfunc, arg=generator.xlarg, ret=generator.xlret):
            yield generator
    if before is None:
        del xw.udfs  # type: ignore[attr-defined]


def _fresh(path: Path) -> ModuleType:
    """The module once more, so that its functions carry what the decorators say."""
    spec = importlib.util.spec_from_file_location("_udfs_for_excel", path)
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
