"""The shape of the code holds: imports point one way, each tool is named in one room, every code and catalogue entry is used."""

import ast
import re
from pathlib import Path

import pytest

from huibao_xl.reasons import CATALOGUE

TOP = Path(__file__).parent.parent
PACKAGE = TOP / "huibao_xl"
MODULES = sorted(PACKAGE.rglob("*.py"))

ORDER = [
    ["resources", "money", "capitals", "reasons", "settings", "frames", "equations", "first_fit"],
    ["files"],
    ["identifiers", "findings"],
    ["policy"],
    ["rosters"],
    ["reports"],
    ["matching"],
    ["subsidy"],
    ["payments"],
    ["clearing"],
    ["medical"],
    ["monitoring"],
    ["explain"],
    ["addin"],
    ["excel"],
    ["screen"],
    ["cli"],
    ["__main__"],
]
"""Rooms from the ground up: a module imports from its own line or from those before it."""


def imported(path: Path) -> set[str]:
    """Full names of what a module imports, also inside functions."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names |= {node.module} | {f"{node.module}.{alias.name}" for alias in node.names}
    return names


def room(name: str) -> str:
    return name.split(".")[1] if name.startswith("huibao_xl.") else ""


def level(name: str) -> int:
    return next(index for index, rooms in enumerate(ORDER) if name in rooms)


def test_every_room_has_a_level() -> None:
    rooms = {path.relative_to(PACKAGE).parts[0].removesuffix(".py") for path in MODULES} - {
        "__init__",
        "data",
    }
    assert rooms == {name for rooms in ORDER for name in rooms}


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_imports_point_one_way(path: Path) -> None:
    own = path.relative_to(PACKAGE).parts[0].removesuffix(".py")
    if own in ("__init__", "data"):
        return
    above = {
        name for name in imported(path) if room(name) and room(name) != "__version__" and level(room(name)) > level(own)
    }
    assert not above


@pytest.mark.parametrize(
    ("tool", "rooms"),
    [
        ("xlwings", {"addin", "excel"}),
        ("openpyxl", {"files", "excel"}),
        ("xlsxwriter", {"files"}),
        ("xlwt", {"files"}),
        ("fastexcel", {"files"}),
        ("python_calamine", {"files"}),
        ("rich", {"screen"}),
        ("argparse", {"cli"}),
    ],
)
def test_each_tool_is_named_in_one_room(tool: str, rooms: set[str]) -> None:
    users = {
        path.relative_to(PACKAGE).parts[0].removesuffix(".py")
        for path in MODULES
        if any(name.split(".")[0] == tool for name in imported(path))
    }
    assert users <= rooms


def test_excels_own_objects_are_used_in_one_module() -> None:
    """What xlwings has a public member for is asked through it: only then does a command run without Excel."""
    users = {
        path.name
        for path in MODULES
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Attribute) and node.attr == "api" and ast.unparse(node) != "pd.api"
    }
    assert users == {"view.py"}


def test_every_code_of_the_catalogue_is_used() -> None:
    source = "\n".join(path.read_text(encoding="utf-8") for path in MODULES if path.parent.name != "reasons")
    unused = [code for code in CATALOGUE if f'"{code}"' not in source]
    assert not unused


def test_no_code_is_used_that_the_catalogue_lacks() -> None:
    source = "\n".join(path.read_text(encoding="utf-8") for path in MODULES)
    used = set(re.findall(r'"([BCHILMSWX]\d\d)"', source))
    assert used <= set(CATALOGUE)


def test_modules_and_packages_say_what_they_are() -> None:
    silent = [path for path in MODULES if not ast.get_docstring(ast.parse(path.read_text(encoding="utf-8")))]
    assert not silent


def test_the_package_list_is_complete() -> None:
    """setup.cfg names packages one by one, because the data folders stand at the top: none may be forgotten."""
    listed = set(re.findall(r"^    (huibao_xl[\w.]*)$", (TOP / "setup.cfg").read_text(encoding="utf-8"), re.MULTILINE))
    found = {".".join(path.parent.relative_to(TOP).parts) for path in PACKAGE.rglob("__init__.py")}
    assert found <= listed
