"""Masked names: which whole names they may be."""

import re

import pytest

from huibao_xl.identifiers import person_name
from huibao_xl.identifiers.partial_name import characters_written, pattern


@pytest.mark.parametrize(
    ("written", "name", "fits"),
    [
        ("孙*强", "孙志强", True),
        ("孙＊强", "孙志强", True),
        ("孙×强", "孙志强", True),
        ("孙○强", "孙志强", True),
        ("孙●强", "孙志强", True),
        ("孙O强", "孙志强", True),
        ("孙某强", "孙志强", True),
        ("孙X X", "孙志强", True),
        ("*志强", "孙志强", True),
        ("**强", "孙志强", True),
        ("孙*", "孙志强", True),
        ("孙**", "孙强", True),
        ("孙某某", "孙志强", True),
        ("孙女士", "孙志强", True),
        ("张?", "张䶮", True),
        ("张□", "张䶮", True),
        ("阿卜杜*·买买提", "阿卜杜热合曼•买买提", True),
        ("孙*明", "孙志强", False),
        ("李*强", "孙志强", False),
        ("孙*强", "孙强", False),
    ],
)
def test_whom_a_masked_name_may_be(written, name, fits):
    assert (re.fullmatch(pattern(written), person_name.key(name)) is not None) == fits


@pytest.mark.parametrize(
    ("written", "name", "fits"),
    [
        ("孙*", "孙强", True),
        ("孙*", "孙志强", False),
        ("孙**", "孙志强", True),
        ("孙某", "孙志强", True),
        ("孙先生", "孙强", True),
    ],
)
def test_as_many_characters_as_signs(written, name, fits):
    assert (re.fullmatch(pattern(written, exact=True), name) is not None) == fits


@pytest.mark.parametrize("name", ["孙志强", "买买提•艾力", "买买提.艾力", "OTTO XAVER", "张𠀀"])
def test_a_whole_name_is_none(name):
    assert pattern(name) is None


def test_how_many_characters_are_written():
    assert [characters_written(name) for name in ("孙*强", "***", "", "孙志强")] == [2, 0, 0, 3]
