"""xlwings' own VBA module, with what an office cannot accept taken out.

Each change is a text that must occur exactly once in the module as xlwings ships it, so that a new release of xlwings that
words it differently stops the build instead of shipping unchanged. The reasons:

- the active workbook and its folder could choose the interpreter (GetConfig asks them first);
- names of workbooks and folders became part of the command line, and a ``;`` in one put further folders on Python's path;
- the current folder stood first on Python's path, so that a file json.py beside a workbook would have been run (``-I``);
- a workbook with a sheet called ``x.py`` stopped every button, or ran what the sheet holds;
- with no workbook open, or a chart in front, the settings could not be read (``Range`` without a sheet is the active sheet's).
"""

import re
from dataclasses import dataclass
from pathlib import Path

FOLDER = Path(__file__).parent / "vba"


@dataclass(frozen=True)
class Change:
    """``old``: what must stand there exactly once; ``new``: what replaces it; ``why``: in words."""

    why: str
    old: str
    new: str


def _function(source: str, name: str) -> str:
    """The whole text of a function of the module."""
    found = re.search(rf"^Function {name}\(.*?^End Function\n", source, re.MULTILINE | re.DOTALL)
    if not found:
        raise ValueError(f"xlwings' module has no function {name}")
    return found[0]


def _embedded_code_search(source: str) -> str:
    """The loop that looks for sheets called ``*.py`` in RunPython."""
    found = re.search(r"^    For i = 1 To 2\n.*?^    Next i\n", source, re.MULTILINE | re.DOTALL)
    if not found:
        raise ValueError("xlwings' RunPython does not look for embedded code any more")
    return found[0]


def changes(source: str) -> list[Change]:
    """Return the changes to the module as shipped (lines end with ``\\n``)."""
    return [
        Change(
            "the name of the configuration sheet and file",
            'PROJECT_NAME As String = "myaddin"',
            'PROJECT_NAME As String = "huibao"',
        ),
        Change(
            "no workbook and no folder chooses the interpreter",
            _function(source, "GetConfig"),
            (FOLDER / "GetConfig.bas").read_text(encoding="ascii"),
        ),
        Change(
            "the sheet of settings is read also where no sheet of cells is active",
            'In Range(sht.Range("A1"), lastCell)',
            'In sht.Range(sht.Range("A1"), lastCell)',
        ),
        Change("sheets of a workbook are not code", _embedded_code_search(source), ""),
        Change(
            "names of files do not reach the command line of a single call",
            ' -B -c ""import xlwings.utils;xlwings.utils.prepare_sys_path(\\""" & PYTHONPATH & "\\""); " & PythonCommand & """ "',
            ' -B -I -c """ & PythonCommand & """ "',
        ),
        Change(
            "names of files do not reach the command line of the server",
            ' -B -c ""import sys, os;" & LicenseKeyEnvString & "import xlwings.utils;xlwings.utils.prepare_sys_path(\\""" '
            '& PYTHONPATH & "\\"");import xlwings; xlwings.serve(\'$(CLSID)\')"""',
            ' -B -I -c ""import huibao_xl.addin.exit_hook, xlwings; xlwings.serve(\'$(CLSID)\')"""',
        ),
    ]


def hardened(source: str) -> str:
    """Return the module with every change made. Raises ValueError naming a change that does not apply exactly once."""
    text = source.replace("\r\n", "\n")
    for change in changes(text):
        if text.count(change.old) != 1:
            raise ValueError(f"{change.why}: the text to change occurs {text.count(change.old)} times")
        text = text.replace(change.old, change.new)
    return text
