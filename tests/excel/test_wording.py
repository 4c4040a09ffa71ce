"""What is shown in Excel is in the words of a workbook: no command of the command line, none of its options."""

import ast
import re
from pathlib import Path

import pytest

from huibao_xl import addin, excel
from huibao_xl.commands import buttons

COMMAND_LINE = re.compile(r"huibao [a-z]|(?<![-\w])--[a-z]|命令行")
ROOMS = [Path(room.__file__).parent for room in (excel, addin)]
SPOKEN = [path for room in ROOMS for path in sorted(room.rglob("*.py")) if path.name not in ("install.py", "bundle.py")]
"""Every module whose texts may come to be shown in Excel; the two left out speak on a console."""


def texts(path: Path) -> list[str]:
    """The Chinese literals of a module; docstrings speak to who reads the code."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    statements = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    found = [node for node in ast.walk(tree) if isinstance(node, ast.Constant) and isinstance(node.value, str)]
    return [node.value for node in found if id(node) not in statements and re.search(r"[\u4e00-\u9fff]", node.value)]


@pytest.mark.parametrize("path", SPOKEN, ids=lambda path: path.name)
def test_no_sentence_of_the_excel_room_names_the_command_line(path: Path) -> None:
    assert not [text for text in texts(path) if COMMAND_LINE.search(text)]


def test_no_text_of_a_button_names_the_command_line() -> None:
    shown = [text for each in buttons() for text in (each.label, each.group, each.screentip, each.supertip)]
    assert not [text for text in shown if COMMAND_LINE.search(text)]


def test_such_a_sentence_would_be_noticed() -> None:
    for text in ("请用 huibao run", "请加 --force", "请改用命令行"):
        assert COMMAND_LINE.search(text)
    assert not COMMAND_LINE.search("huibao.xlam 加载项 – 说明")
