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
    best: list[tuple[tuple[int, int], list[tuple[str, Kind]]]] = [((0, 0), [])]
    for start in range(len(text) - 1, -1, -1):
        cost, rest = best[-1]
        options = [((cost[0] + 1, cost[1]), [(text[start], unknown), *rest])]
        for end in range(start + 1, min(len(text), start + longest) + 1):
            if (word := text[start:end]) in words:
                cost, rest = best[len(text) - end]
                options.append(((cost[0], cost[1] + 1), [(word, words[word]), *rest]))
        best.append(min(options, key=lambda option: option[0]))
    return best[-1][1]
