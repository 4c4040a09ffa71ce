"""What is shown in Excel is in the words of a workbook: no command of the command line, none of its options."""

import ast
import re
from pathlib import Path

import huibao_xl
from huibao_xl.commands import buttons

COMMAND_LINE = re.compile(r"huibao [a-z]|(?<![-\w])--[a-z]|命令行")
PACKAGE = Path(huibao_xl.__file__).parent
CONSOLE = [
    "cli",
    "commands",
    "addin/install.py",
    "addin/bundle.py",
    "addin/start.py",
]
"""What speaks on a console, or is the command line."""
SPOKEN = [
    path for path in sorted(PACKAGE.rglob("*.py")) if not any(path.is_relative_to(PACKAGE / name) for name in CONSOLE)
]
"""Every module whose texts may come to be shown in Excel: what is wrong with a list or a ledger is said by rooms far below."""
PRESSED = re.compile(r"按(?:一次|下)?“([^”{]+)”(?!表|筛选)")


def texts(path: Path, pattern: re.Pattern[str]) -> list[str]:
    """The Chinese literals of a module in which a pattern stands; docstrings speak to who reads the code."""
    source = path.read_text(encoding="utf-8")
    if not pattern.search(source):
        return []
    tree = ast.parse(source)
    statements = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    found = [node for node in ast.walk(tree) if isinstance(node, ast.Constant) and isinstance(node.value, str)]
    chinese = [node.value for node in found if id(node) not in statements and re.search(r"[\u4e00-\u9fff]", node.value)]
    return [text for text in chinese if pattern.search(text)]


def test_no_sentence_that_excel_may_show_names_the_command_line() -> None:
    found = {path.relative_to(PACKAGE): texts(path, COMMAND_LINE) for path in SPOKEN}
    assert not {path: wrong for path, wrong in found.items() if wrong} and len(found) > 200


def test_every_button_that_is_named_is_there() -> None:
    labels = {button.label for button in buttons()}
    rooms = [path for path in SPOKEN if path.is_relative_to(PACKAGE / "excel")]
    named = {name for path in rooms for text in texts(path, PRESSED) for name in PRESSED.findall(text)}
    assert named - labels == set() and len(named) > 10


def test_no_text_of_a_button_names_the_command_line() -> None:
    shown = [text for each in buttons() for text in (each.label, each.group, each.screentip, each.supertip)]
    assert not [text for text in shown if COMMAND_LINE.search(text)]


def test_such_a_sentence_would_be_noticed() -> None:
    for text in ("请用 huibao run", "请加 --force", "请改用命令行"):
        assert COMMAND_LINE.search(text)
    assert not COMMAND_LINE.search("huibao.xlam 加载项 – 说明")
