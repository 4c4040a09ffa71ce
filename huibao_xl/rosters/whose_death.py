"""Of whom a remark says that he has died: of the person, or of a relative for whom he is listed (遗属, 烈属, 失独) or who stands beside the word.

A word about a relative excuses only its own clause, and there only the death beside it: 遗属，本人2019年病故 and 配偶、本人均已去世 are about
the person. What is left open is about the person: he waits (H10), and nobody is paid in silence.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

Tokens = Sequence[tuple[str, str]]
"""(word, kind) of a clause, as :func:`status_words.lexicon` has them."""
Words = Mapping[str, Any]
"""What the words of the data say of whom a death is."""

CLAUSES = re.compile(r"[,，。;；、\s()（）\[\]【】〔〕:：]+")
"""Where a clause of a remark ends: brackets enclose one, too (遗属（亡）)."""


@dataclass(frozen=True)
class Clause:
    """A clause as written, and its words without days."""

    text: str
    tokens: Tokens


def is_of_person(clauses: Sequence[Clause], words: Words) -> bool:
    """Return whether any clause of a remark says that the person has died. ``words``: ``whose_death`` of ``schemas/status-words.json``."""
    survivor = any(kind == "survivor" for clause in clauses for _, kind in clause.tokens)
    before = ""
    for clause in clauses:
        if any(_deaths(clause, before, survivor, words)):
            return True
        before = "relative" if {kind for _, kind in clause.tokens if kind != "filler"} == {"relative"} else ""
    return False


def _deaths(clause: Clause, whose: str, survivor: bool, words: Words) -> Iterator[bool]:
    """Yield for each death of a clause whether it is the person's. ``whose``: of whom the clause before spoke last; ``survivor``: whether
    the person is listed for somebody who has died."""
    last = ""
    for at, (word, kind) in enumerate(clause.tokens):
        if word in words["self"]:
            whose = "self"
        elif word in words["too"]:
            whose = "self" if last == "dead" or whose == "survivor" else whose
        elif kind == "relative":
            joined = at > 1 and whose == "self" and clause.tokens[at - 1][0] in words["joins"]
            described = at > 0 and clause.tokens[at - 1][1] == "survivor"
            whose = "self" if joined else "survivor" if described else "relative"
        elif kind == "survivor":
            whose = "self" if whose == "self" else kind
        elif kind == "dead" and last != "not":
            yield _is_persons(clause, at, whose, survivor, words)
            whose = "self" if whose == "self" else ""
        elif kind != "filler" and whose == "relative":
            whose = ""
        last = last if kind == "filler" else kind


def _is_persons(clause: Clause, at: int, whose: str, survivor: bool, words: Words) -> bool:
    """Whether the death at a place of a clause is the person's. ``whose``: of whom the words before it speak."""
    following = [kind for _, kind in clause.tokens[at + 1 :] if kind != "filler"]
    if whose == "self":
        return True
    if whose == "relative" or (following[:1] == ["relative"] and not _is_seen_to(clause, at, words)):
        return False
    if not survivor:
        return True
    if clause.tokens[at][0] in words["heroes"] or "survivor" in following:
        return False
    return bool(re.search(words["recent"], clause.text)) or not re.search(words["dated"], clause.text)


def _is_seen_to(clause: Clause, at: int, words: Words) -> bool:
    """Whether the relative behind a death is who sees to it, and not whose it is: 已死亡家属代领."""
    relative = next(word for word, kind in clause.tokens[at + 1 :] if kind == "relative")
    pattern = f"{clause.tokens[at][0]}.{{0,4}}?{relative}.{{0,2}}(?:{words['acts']})"
    return bool(re.search(pattern, clause.text))
