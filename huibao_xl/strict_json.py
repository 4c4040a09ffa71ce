"""JSON as we read it, wherever it comes from: one meaning or none.

Python's reader takes the last of two equal keys, so a file could show a clerk one value and mean another; and it takes NaN, which is no
JSON. Both are refused here. Everything that reads JSON goes through :func:`parse` (``tests/test_structure.py`` holds it).
"""

import json
from typing import Any, NoReturn


class Duplicate(ValueError):
    """A key stands twice in one object. ``key``: which."""

    def __init__(self, key: str) -> None:
        super().__init__(f"the key {key!r} stands twice")
        self.key = key


def parse(text: str) -> Any:
    """Return what a JSON text says. Raises Duplicate if a key stands twice in one object, ValueError if it is no JSON
    or nested beyond all use.

    >>> parse('{"a": [1, "镇"]}')
    {'a': [1, '镇']}
    """
    try:
        return json.loads(text, object_pairs_hook=_object, parse_constant=_refuse)
    except RecursionError:
        raise ValueError("nested too deep") from None


def _object(items: list[tuple[str, Any]]) -> dict[str, Any]:
    content = dict(items)
    if len(content) < len(items):
        keys = [key for key, _ in items]
        raise Duplicate(next(key for key in keys if keys.count(key) > 1))
    return content


def _refuse(word: str) -> NoReturn:
    raise ValueError(f"{word} is no JSON")
