"""What a clerk answers about a column of codes: which of its values are valid and which are out (有效=01、02；退出=03)."""

import re

from huibao_xl.rosters.status_words import plain

EXAMPLE = "有效=01、02；退出=03"
"""How such an answer is written; without 退出 every other value is out."""
_ANSWER = re.compile(r"\s*有效\s*[=＝:：](?P<valid>[^;；]+)(?:[;；]\s*退出\s*[=＝:：](?P<out>[^;；]+))?[;；]?\s*")
_BETWEEN = re.compile("[、,，/]")


def listed_values(meaning: str) -> tuple[frozenset[str], frozenset[str]] | None:
    """Return the values, as compared, that an answer lists as valid and as out; None if it is no such answer.

    >>> listed_values("状态"), listed_values("有效=01；退出=03")
    (None, (frozenset({'01'}), frozenset({'03'})))
    """
    found = _ANSWER.fullmatch(meaning)
    if not found:
        return None
    valid, out = (frozenset(filter(None, map(plain, _BETWEEN.split(found[group] or "")))) for group in ("valid", "out"))
    return (valid, out) if valid and not valid & out else None
