"""The registry of commands is whole: what it names exists and takes what it says, names are used once, what is made from it is up to date."""

import collections.abc
import inspect
import runpy
import types
import typing
from collections import Counter
from datetime import date
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

from huibao_xl import resources
from huibao_xl.addin import ribbon
from huibao_xl.addin.build import build, differences
from huibao_xl.commands import COMMANDS, GROUPS, Button, CommandLine, Parameter, buttons, lines, result_sheets
from huibao_xl.excel import store, udfs
from huibao_xl.excel.desk import Answer, Desk
from huibao_xl.excel.sheets import START
from huibao_xl.rosters.fields import guide_sheets, is_hidden_store

TOP = Path(__file__).parents[2]
TYPES = {"text": str, "path": Path, "day": date, "line": int, "lines": int, "flag": bool, "batch": str}


def named(function: str) -> Any:
    module, _, name = function.partition(":")
    return getattr(import_module(module), name)


def choices(hint: Any) -> list[Any]:
    """The types that a hint admits; the strings of a Literal are str."""
    parts = typing.get_args(hint) if typing.get_origin(hint) in (typing.Union, types.UnionType) else (hint,)
    return [str if typing.get_origin(part) is typing.Literal else part for part in parts]


def takes(hint: Any, parameter: Parameter) -> bool:
    """Whether a function's parameter is of the type that the command line gives."""
    if parameter.many:
        sequence = typing.get_origin(hint) in (collections.abc.Sequence, list)
        return sequence and choices(typing.get_args(hint)[0]) == [TYPES[parameter.kind]]
    nothing = [] if parameter.required or parameter.default is not None else [type(None)]
    return {TYPES[parameter.kind], *nothing} <= set(choices(hint))


@pytest.mark.parametrize("line", lines(), ids=lambda line: line.name)
def test_the_function_of_a_command_takes_exactly_its_parameters_in_their_types(line: CommandLine) -> None:
    function = named(line.function)
    given = {parameter.name: parameter for parameter in line.parameters}
    assert len(given) == len(line.parameters) and not set(given) & set(line.constants)
    inspect.signature(function).bind(**dict.fromkeys([*given, *line.constants]))
    hints = typing.get_type_hints(function)
    assert {name for name, parameter in given.items() if not takes(hints[name], parameter)} == set()


@pytest.mark.parametrize("line", lines(), ids=lambda line: line.name)
def test_parameters_make_sense(line: CommandLine) -> None:
    for parameter in line.parameters:
        assert parameter.help and (parameter.shown or parameter.kind == "flag")
        assert parameter.option.startswith("--") or not parameter.option
        assert parameter.default is None or not (parameter.required or parameter.many)
    options = Counter(parameter.option for parameter in line.parameters if parameter.option)
    assert set(options.values()) <= {1}


def test_names_are_used_once_and_groups_are_named() -> None:
    names = Counter(line.name for line in lines())
    labels = Counter(button.label for button in buttons())
    ids = Counter(button.id for button in buttons())
    assert {*names.values(), *labels.values(), *ids.values()} == {1}
    assert {name.partition(" ")[0] for name in names if " " in name} == set(GROUPS)
    assert all(command.line or command.button for command in COMMANDS)


@pytest.mark.parametrize("button", buttons(), ids=lambda button: button.id)
def test_the_function_of_a_button_takes_the_desk_and_gives_an_answer(button: Button) -> None:
    function = named(button.function)
    assert list(typing.get_type_hints(function).values()) == (
        [Path, tuple[str, Path]] if button.makes else [Desk, Answer]
    )
    assert ribbon.TAG.fullmatch(button.id) and "." in button.id and button.icon in ribbon.ICONS
    assert button.screentip and button.supertip


def test_no_sheet_that_a_command_makes_is_ever_read_as_a_list() -> None:
    assert {*result_sheets(), START} <= guide_sheets()
    assert is_hidden_store(store.SHEET)


def test_the_tables_of_readme_and_handbook_are_what_the_registry_gives() -> None:
    """If this fails: python docs/make_tables.py."""
    script = runpy.run_path(str(TOP / "docs" / "make_tables.py"))
    pages = {name: (TOP / name).read_text(encoding="utf-8") for name in ("README.md", "docs/手册.md")}
    for name, page in pages.items():
        assert script["filled"](page) == page, name
    for name in script["TABLES"]:
        assert any(f"<!-- 表：{name} -->" in page for page in pages.values()), name


def test_the_committed_add_in_is_what_a_rebuild_gives(tmp_path: Path) -> None:
    """If this fails: python docs/make_tables.py."""
    rebuilt = tmp_path / "huibao.xlam"
    build(rebuilt, buttons(), udfs)
    assert differences(rebuilt, resources.folder("workbooks") / "huibao.xlam") == []
