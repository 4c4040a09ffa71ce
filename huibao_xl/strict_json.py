"""JSON as we read it, wherever it comes from: one meaning or none.

Python's reader takes the last of two equal keys, so a file could show a clerk one value and mean another; and it takes NaN, which is no
JSON. Both are refused here. Everything that reads JSON goes through :func:`parse` (``tests/test_structure.py`` holds it).
"""

import json
from typing import Any


class Duplicate(ValueError):
    """A key stands twice in one object. ``key``: which."""

    def __init__(self, key: str) -> None:
        super().__init__(f"the key {key!r} stands twice")
        self.key = key


class NoNumber(ValueError):
    """NaN or Infinity stands where a value should. ``word``: which; ``key``: where, joined with dots, a list counted from 1."""

    def __init__(self, word: str, key: str) -> None:
        super().__init__(f"{word} is no JSON")
        self.word, self.key = word, key


class TooDeep(ValueError):
    """Brackets are nested beyond all use."""


class _Word:
    def __init__(self, word: str) -> None:
        self.word = word


def parse(text: str) -> Any:
    """Return what a JSON text says. Raises Duplicate if a key stands twice in one object, NoNumber, TooDeep, ValueError if
    it is no JSON.

    >>> parse('{"a": [1, "镇"]}')
    {'a': [1, '镇']}
    """
    refused: list[_Word] = []

    def refuse(word: str) -> _Word:
        refused.append(_Word(word))
        return refused[-1]

    try:
        content = json.loads(text, object_pairs_hook=_object, parse_constant=refuse)
        if refused:
            raise NoNumber(refused[0].word, ".".join(_path(content, refused[0]) or []))
    except RecursionError:
        raise TooDeep("nested too deep") from None
    return content


def _path(content: Any, value: _Word) -> list[str] | None:
    """The keys that lead to a value, None if it is not in there."""
    if content is value:
        return []
    inner = content.items() if isinstance(content, dict) else enumerate(content, 1) if isinstance(content, list) else ()
    paths = ((key, _path(each, value)) for key, each in inner)
    return next(([str(key), *path] for key, path in paths if path is not None), None)


def _object(items: list[tuple[str, Any]]) -> dict[str, Any]:
    content = dict(items)
    if len(content) < len(items):
        keys = [key for key, _ in items]
        raise Duplicate(next(key for key in keys if keys.count(key) > 1))
    return content
