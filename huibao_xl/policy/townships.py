"""街镇 names as files write them, to the policy's own name. What is recognised is data: the policy's names and aliases.

A cell must be a name or an alias, with or without the district before it (江川路街道, 江川, 闵行区江川街道), or begin with a full
name (七宝镇人民政府). A sheet or file name need only contain one. The longest name wins, and the prefix 莘庄 alone names nobody: it may
be 莘庄镇 or 莘庄工业区.
"""

from functools import lru_cache

from huibao_xl.identifiers.spelling import plain
from huibao_xl.policy.districts import Elsewhere
from huibao_xl.policy.year import Policy, Township

_BRACKETS = str.maketrans("", "", "()[]【】〔〕")
"""A part of a name may stand in brackets: 莘庄（工业区）."""
_FULL = ("街道", "镇", "工业区")


class Names:
    """The names of one policy's 街镇."""

    def __init__(self, policy: Policy) -> None:
        """Build the index of names and aliases, longest first."""
        self._prefixes = tuple(sorted(policy.township_prefixes, key=len, reverse=True))
        self.all = tuple(town.name for town in policy.townships)
        self._not_townships = policy.not_townships
        self._index = {word: town.name for town in policy.townships for word in _words(town)}
        self._longest_first = sorted(self._index, key=len, reverse=True)
        self.find = lru_cache(maxsize=None)(self._find)
        self.elsewhere = Elsewhere(policy, self)

    def _find(self, text: str) -> str | None:
        """Return the 街镇 that a cell names, or None.

        >>> from huibao_xl.policy import load
        >>> names = Names(load("2024"))
        >>> names.find("上海市闵行区江川街道"), names.find("七宝镇人民政府"), names.find("莘庄"), names.find("虹桥街道")
        ('江川路街道', '七宝镇', None, None)
        >>> names.find("莘庄（工业区）"), names.find("莘庄（镇）"), names.find("浦江[镇]")
        ('莘庄工业区', '莘庄镇', '浦江镇')
        """
        word = plain(text)
        shorter = [word.removeprefix(prefix) for prefix in self._prefixes if word.startswith(prefix)]
        for candidate in (word, *shorter):
            if candidate in self._index:
                return self._index[candidate]
            if (joined := candidate.translate(_BRACKETS)) != candidate and joined in self._index:
                return self._index[joined]
        if len(self.named_in(word)) > 1:
            return None
        for candidate in (word, *shorter):
            for name in self._longest_first:
                if name.endswith(_FULL) and candidate.startswith(name):
                    return self._index[name]
        return None

    def named_in(self, text: str) -> list[str]:
        """Return the 街镇 that a sheet or file name contains, each once; more than one is ambiguous.

        >>> from huibao_xl.policy import load
        >>> names = Names(load("2024"))
        >>> names.named_in("2024莘庄工业区残疾人"), names.named_in("浦江、浦锦街道"), names.named_in("莘庄")
        (['莘庄工业区'], ['浦锦街道', '浦江镇'], [])
        """
        rest = plain(text)
        for other in self._not_townships:
            rest = rest.replace(other, "\n")
        found = []
        for name in self._longest_first:
            if name in rest:
                rest = rest.replace(name, "\n")
                found.append(self._index[name])
        return list(dict.fromkeys(found))


def _words(town: Township) -> list[str]:
    return [plain(word) for word in (town.name, *town.aliases)]
