"""The examples in the docstrings of every module are run: they are what a reader believes first."""

import doctest
import importlib
from pathlib import Path

import pytest

import huibao_xl

PACKAGE = Path(huibao_xl.__file__).parent
NAMES = [
    ".".join(["huibao_xl", *path.relative_to(PACKAGE).with_suffix("").parts])
    for path in sorted(PACKAGE.rglob("*.py"))
    if ">>> " in path.read_text(encoding="utf-8")
]


@pytest.mark.parametrize("name", NAMES)
def test_the_examples_hold(name: str) -> None:
    done = doctest.testmod(importlib.import_module(name.removesuffix(".__init__")))
    assert done.attempted > 0 and done.failed == 0
