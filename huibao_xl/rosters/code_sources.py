"""Whose codes they are: 01 is 有效 at one insurer and 退保 at another, so an answer about codes holds for the lists of one source.

The source is the insurer that the names say, whatever month or 街镇 a file is of. Where they say none, it is this file and this sheet: the
next one is asked about again, for nobody can see that it comes from the same hands.
"""

import re
from collections.abc import Mapping
from functools import lru_cache
from pathlib import PurePath
from typing import Any

from huibao_xl import resources
from huibao_xl.identifiers.spelling import visible

Place = tuple[str, str]
"""(file as 列对应 names it, with the folders that staff know; sheet)."""


def source_of(place: Place) -> str:
    """Return whose codes stand on a sheet: the insurer, by the names of sheet, file and folders, the nearest first; else file#sheet.

    >>> source_of(("承保-国寿-七宝镇202406.xlsx", "Sheet1")), source_of(("国寿财险/承保.xlsx", "承保")), source_of(("承保.xlsx", "承保"))
    ('国寿', '国寿财险', '承保.xlsx#承保')
    """
    file, sheet = place
    path = PurePath(file)
    names = (sheet, path.stem, *reversed(path.parts[:-1]))
    return next(filter(None, map(insurers_in, names)), f"{file}#{sheet}")


def insurers_in(name: str) -> str:
    """Return the insurers that a name says, with their line of business where one is said, "" if none.

    >>> insurers_in("太保寿险 0708"), insurers_in("投保人保单明细"), insurers_in("国寿与平安汇总")
    ('太保寿险', '', '国寿、平安')
    """
    text = visible(name).upper()
    found = [insurer for insurer, pattern in _patterns().items() if pattern.search(text)]
    lines = [line for line, words in _content()["lines"].items() if any(word in _without(text) for word in words)]
    return "、".join(found) + "、".join(lines) if found else ""


def _without(text: str) -> str:
    """A text without the names whose words are those of a line (中国人寿 is no 寿险 yet)."""
    return text.replace("中国人寿", "国寿")


@lru_cache(maxsize=1)
def _content() -> dict[str, Any]:
    return dict(resources.read_json("schemas", "insurers.json"))


@lru_cache(maxsize=1)
def _patterns() -> Mapping[str, re.Pattern[str]]:
    return {insurer: re.compile("|".join(words)) for insurer, words in _content()["insurers"].items()}
