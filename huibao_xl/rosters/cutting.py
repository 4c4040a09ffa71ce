"""A text cut into the words of a list: headers, cells of states and names of sheets are read by their words, not by their spelling."""

from collections.abc import Mapping
from typing import TypeVar

Kind = TypeVar("Kind")
_SHORT = 24
"""Of a text so short every part is looked up sooner than the longest of all words is found."""


def cut(text: str, words: Mapping[str, Kind], unknown: Kind) -> list[tuple[str, Kind]]:
    """Return a text as (word, kind), ``unknown`` for a character that no word covers: fewest of them, then fewest words.

    >>> cut("不在册", {"不在": "not", "不": "not", "在册": "valid"}, "")
    [('不', 'not'), ('在册', 'valid')]
    """
    longest = len(text) if len(text) <= _SHORT else max(map(len, words))
    costs, ends = [(0, 0)] * (len(text) + 1), [0] * len(text)
    for start in range(len(text) - 1, -1, -1):
        lost, used = costs[start + 1]
        best, best_end = (lost + 1, used), 0
        for end in range(start + 1, min(len(text), start + longest) + 1):
            if text[start:end] in words:
                lost, used = costs[end]
                if (lost, used + 1) < best:
                    best, best_end = (lost, used + 1), end
        costs[start], ends[start] = best, best_end
    found, start = list[tuple[str, Kind]](), 0
    while start < len(text):
        word = text[start : ends[start] or start + 1]
        found.append((word, words[word] if ends[start] else unknown))
        start += len(word)
    return found
