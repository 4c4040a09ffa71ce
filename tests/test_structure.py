"""The shape of the code holds: words, rooms that import one way, each tool named in one room, docstrings, a test file for each module, codes used.

Each test reports all offenders at once.
"""

import ast
import json
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from huibao_xl.reasons import CATALOGUE

TOP = Path(__file__).parent.parent
PACKAGE, TESTS = TOP / "huibao_xl", TOP / "tests"
MODULES = sorted(PACKAGE.rglob("*.py"))
HELPERS = {path.stem: path for path in (TESTS / "helpers").glob("*.py")}
LEAVING = [path for path in MODULES if path.parent.name == "excel" and path.name.startswith("engine")]
"""The engine that imitates Excel over openpyxl: held to no words until it goes."""
STAYING = [path for path in MODULES if path not in LEAVING]

WHERE: dict[str, str] = json.loads((TESTS / "where.json").read_text(encoding="utf-8"))
"""{module: the test file that tests it}, both as paths, for modules whose test file has not their name."""

BANNED = {"said", "told", "own", "met", "kin", "odd", "few", "some", "known", "kept", "whole"}
"""Words that say nothing of the field. docs/words.md has those that do."""

ORDER = [
    [
        "resources",
        "money",
        "capitals",
        "reasons",
        "strict_json",
        "ordinary_file",
        "settings",
        "frames",
        "equations",
        "first_fit",
        "commands",
    ],
    ["files"],
    ["identifiers", "findings"],
    ["policy"],
    ["rosters"],
    ["reports"],
    ["matching"],
    ["subsidy"],
    ["payments"],
    ["year"],
    ["clearing"],
    ["medical"],
    ["monitoring"],
    ["verify"],
    ["explain"],
    ["addin"],
    ["excel"],
    ["screen"],
    ["desk"],
    ["cli"],
    ["__main__"],
]
"""Rooms from the ground up: a module imports from its own line or from those before it."""


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


@cache
def nodes(path: Path) -> tuple[ast.AST, ...]:
    """All nodes of a module, walked once for all tests."""
    return tuple(ast.walk(tree(path)))


def statements(path: Path) -> Iterator[ast.stmt]:
    """All statements of a module, also those inside of others; no expression is walked."""
    waiting: list[Any] = list(tree(path).body)
    while waiting:
        node = waiting.pop()
        if isinstance(node, ast.stmt):
            yield node
        for name in ("body", "orelse", "finalbody", "handlers", "cases"):
            waiting += getattr(node, name, [])


@cache
def imported(path: Path) -> frozenset[str]:
    """Full names of what a module imports, also inside functions."""
    names: set[str] = set()
    for node in statements(path):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names |= {node.module} | {f"{node.module}.{alias.name}" for alias in node.names}
    return frozenset(names)


def short(path: Path) -> str:
    return path.relative_to(TOP).as_posix()


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


def test_imports_point_one_way() -> None:
    climbing = []
    for path in MODULES:
        own = path.relative_to(PACKAGE).parts[0].removesuffix(".py")
        if own not in ("__init__", "data"):
            rooms = {name for name in imported(path) if room(name) and room(name) != "__version__"}
            climbing += [f"{short(path)} imports {name}" for name in sorted(rooms) if level(room(name)) > level(own)]
    assert not climbing, "\n".join(climbing)


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
        ("click", {"cli"}),
        ("flask", {"desk"}),
        ("waitress", {"desk"}),
        ("argparse", set()),
    ],
)
def test_each_tool_is_named_in_one_room(tool: str, rooms: set[str]) -> None:
    users = {
        path.relative_to(PACKAGE).parts[0].removesuffix(".py")
        for path in MODULES
        if any(name.split(".")[0] == tool for name in imported(path))
    }
    assert users <= rooms


@pytest.mark.parametrize(
    ("call", "place"),
    [
        (r"\bjson\.loads?\((?!json\.dumps)", "strict_json.py"),
        (r"os\.link\(", "files/writing/atomic.py"),
        (r'"true" if ', "files/reading/cells.py"),
    ],
    ids=["JSON is read", "a file is put where none is", "a value becomes text"],
)
def test_what_is_done_in_one_place(call: str, place: str) -> None:
    """JSON with a key written twice never passes; a file of somebody else is never replaced; a cell gives one text."""
    found = {
        path.relative_to(PACKAGE).as_posix() for path in MODULES if re.search(call, path.read_text(encoding="utf-8"))
    }
    assert found == {place}


def test_what_a_list_is_called_is_asked_of_its_grid() -> None:
    """``Grid.named`` holds the names as received; the path and sheet of a list that was imported are those of the workbook."""
    pattern = re.compile(r"(?:grid|file)\.path\.stem|(?:read_role|role_of_sheet)\(file\.path")
    users = [
        short(path) for path in MODULES if "rosters" in path.parts and pattern.search(path.read_text(encoding="utf-8"))
    ]
    assert not users


def test_excels_own_objects_are_used_in_one_module() -> None:
    """What xlwings has a public member for is asked through it: only then does a command run without Excel."""
    users = {
        path.name
        for path in MODULES
        for node in nodes(path)
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


def identifiers(path: Path) -> Iterator[tuple[int, str]]:
    """(line, name) of what a module defines: itself, classes, functions, parameters, fields, variables, aliases."""
    yield 1, path.stem
    for node in nodes(path):
        match node:
            case ast.ClassDef() | ast.FunctionDef() | ast.AsyncFunctionDef():
                yield node.lineno, node.name
            case ast.arg():
                yield node.lineno, node.arg
            case ast.Name(ctx=ast.Store()):
                yield node.lineno, node.id
            case ast.Attribute(ctx=ast.Store()):
                yield node.lineno, node.attr
            case ast.alias(asname=str(name)):
                yield node.lineno, name


@cache
def words(name: str) -> set[str]:
    """
    >>> sorted(words("_lines_toldAgain2"))
    ['again', 'lines', 'told']
    """
    return {word.lower() for word in re.findall(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])", name)}


def test_no_name_has_a_word_that_says_nothing() -> None:
    found = [
        f"{short(path)}:{line}: {name}"
        for path in STAYING
        for line, name in sorted(set(identifiers(path)))
        if words(name) & BANNED
    ]
    assert not found, f"{len(found)} names:\n" + "\n".join(found)


def public(path: Path) -> Iterator[ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef]:
    """Classes and functions of a module that other modules may use, and the methods of such classes."""
    for node in tree(path).body:
        if isinstance(node, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef) and not node.name.startswith("_"):
            yield node
            for method in node.body if isinstance(node, ast.ClassDef) else []:
                setter = isinstance(method, ast.FunctionDef) and any(
                    isinstance(mark, ast.Attribute) and mark.attr == "setter" for mark in method.decorator_list
                )
                if isinstance(method, ast.FunctionDef) and not method.name.startswith("_") and not setter:
                    yield method


def test_modules_classes_and_functions_say_what_they_are() -> None:
    silent = [short(path) for path in MODULES if not ast.get_docstring(tree(path))]
    silent += [
        f"{short(path)}:{node.lineno}: {node.name}"
        for path in STAYING
        for node in public(path)
        if not ast.get_docstring(node)
    ]
    assert not silent, f"{len(silent)} without a docstring:\n" + "\n".join(silent)


def test_no_test_file_imports_another() -> None:
    """What two of them need stands in tests/helpers. (Names that begin with test_ may also be imported from the package.)"""
    tests = {path.stem for path in TESTS.rglob("test_*.py")}
    crossing = [
        f"{short(path)} imports {name}"
        for path in TESTS.rglob("*.py")
        for name in sorted(imported(path))
        if name.split(".")[0] in tests
    ]
    assert not crossing, "\n".join(crossing)


def mirror(path: Path) -> Path | None:
    """The test file with the module's name: tests/<room>/test_<module>.py, in the module's folder or in one above it."""
    folders = [path.parent.relative_to(PACKAGE), *path.parent.relative_to(PACKAGE).parents]
    rooms = [folder for folder in folders if folder.parts or path.parent == PACKAGE]
    files = (TESTS / folder / f"test_{path.stem}.py" for folder in rooms)
    return next((file for file in files if file.exists()), None)


@cache
def module_of(name: str) -> Path | None:
    """The file of a module or package of ours, or of a helper of the tests."""
    if name in HELPERS:
        return HELPERS[name]
    path = TOP.joinpath(*name.split("."))
    files = (path.with_suffix(".py"), path / "__init__.py")
    return next((file for file in files if name.startswith("huibao_xl") and file.exists()), None)


def named_as_text(path: Path) -> set[str]:
    """The modules of the functions of commands: ``"huibao_xl.payments.acts:reject"``."""
    return set(re.findall(r'"(huibao_xl[\w.]*):\w+"', path.read_text(encoding="utf-8")))


@cache
def reached(path: Path) -> frozenset[Path]:
    """All modules that a file imports, directly or through others, or through the registry of commands, which names them as text."""
    seen: set[Path] = set()
    waiting = [path]
    while waiting:
        names = imported(path := waiting.pop()) | (
            named_as_text(path) if path.parent == PACKAGE / "commands" else set()
        )
        found = {file for name in names if (file := module_of(name))}
        waiting += found - seen
        seen |= found
    return frozenset(seen)


def test_each_module_has_a_test_file() -> None:
    """tests/<room>/test_<module>.py, or the file that tests/where.json says; either imports the module, if only through others."""
    faults = []
    for path in STAYING:
        named, listed = mirror(path), WHERE.get(short(path))
        if path.name == "__init__.py":
            continue
        file = TOP / listed if listed else named
        if named and listed:
            faults.append(f"{short(path)}: has {short(named)}; out of where.json with it")
        elif file is None:
            faults.append(f"{short(path)}: no test file, and not in tests/where.json")
        elif not file.exists():
            faults.append(f"{short(path)}: {listed} does not exist")
        elif path not in reached(file) and path.name != "__main__.py":
            faults.append(f"{short(path)}: {short(file)} does not import it")
    faults += [
        f"{name}: in tests/where.json, but there is no such module" for name in WHERE if not (TOP / name).exists()
    ]
    assert not faults, f"{len(faults)} modules:\n" + "\n".join(faults)


def test_each_module_is_named_where_a_newcomer_looks() -> None:
    """docs/design.md says what a module is for, or docs/words.md what its word means; a folder's name does not stand for its modules."""
    docs = "\n".join((TOP / "docs" / name).read_text(encoding="utf-8") for name in ("design.md", "words.md"))
    named = set(re.findall(r"[a-z][a-z0-9_]*", docs))
    missing = [short(path) for path in STAYING if not path.stem.startswith("__") and path.stem not in named]
    assert not missing, "\n".join(missing)


def test_the_package_list_is_complete() -> None:
    """setup.cfg names packages one by one, because the data folders stand at the top: none may be forgotten."""
    listed = set(re.findall(r"^    (huibao_xl[\w.]*)$", (TOP / "setup.cfg").read_text(encoding="utf-8"), re.MULTILINE))
    found = {".".join(path.parent.relative_to(TOP).parts) for path in PACKAGE.rglob("__init__.py")}
    assert found <= listed
