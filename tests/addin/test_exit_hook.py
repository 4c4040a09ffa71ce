"""No process of ours ends an Excel: xlwings' hook, which would, is off wherever we import xlwings. Its genuine backend for Windows runs here
over stand-ins for pywin32, with two windows of Excel open that have unsaved work."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

from huibao_xl.addin import exit_hook

TOP = Path(__file__).parents[2]
_SCRIPT = """
import sys
sys.path.insert(0, {helpers!r})
import pywin32_double
xlwings, backend = pywin32_double.install()
class Done:
    stdout = "\\n\\n===\\nEXCEL.EXE 1111 Console 1 150,000 K\\nEXCEL.EXE 2222 Console 1 150,000 K\\n"
def run(command, **named):
    print(" ".join(command))
    return Done()
backend.subprocess.run = run
backend.get_excel_hwnds = lambda: iter([])
{ours}
print("end")
"""


def ended(ours: str) -> list[str]:
    """What a process that runs these lines asks of Windows when it ends."""
    script = _SCRIPT.format(helpers=str(TOP / "tests" / "helpers"), ours=ours)
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True, cwd=TOP)
    return done.stdout.splitlines()


def test_without_ours_xlwings_ends_every_excel() -> None:
    assert sum(line.startswith("taskkill /PID") for line in ended("")) == 2


@pytest.mark.parametrize("name", ["huibao_xl.excel.ribbon_press", "huibao_xl.excel.udfs"])
def test_a_process_of_ours_ends_no_excel(name: str) -> None:
    assert ended(f"import {name}") == ["end"]


def test_every_module_that_imports_xlwings_takes_the_hook_off() -> None:
    bare = []
    for path in sorted((TOP / "huibao_xl").rglob("*.py")):
        text = path.read_text(encoding="utf-8")
        nodes = [node for node in ast.walk(ast.parse(text)) if isinstance(node, ast.Import | ast.ImportFrom)]
        xlwings = any(alias.name.partition(".")[0] == "xlwings" for node in nodes for alias in node.names)
        if xlwings and path.name != "exit_hook.py" and "exit_hook" not in text:
            bare.append(path.name)
    assert not bare


def test_where_xlwings_has_no_backend_for_windows_nothing_happens(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(sys.modules, "xlwings._xlwindows", raising=False)
    exit_hook.take_off()
