"""Names of which only a part is written: masked (孙*强, 孙某某, 李女士), or with a character that a computer could not write (张?).

Notices and lists of companies hide names so. They name nobody, but say who it may be: whose name has these characters in these places.
"""

import re
from functools import lru_cache

from huibao_xl.identifiers import person_name
from huibao_xl.identifiers.spelling import plain

_SIGNS = re.compile(r"[*＊×✱•●○◯〇□■◆◇△▲#?_.…�XxOo0某]+")
_MASK = re.compile(rf"{_SIGNS.pattern}|(?:先生|女士|小姐|同志|老人)$")
_MAY_PART = re.compile(r"(?<=[\u3400-\u9fff]{2})[•●.](?=[\u3400-\u9fff]{2})")
"""A dot between the parts of a name (买买提.艾力), and no mask."""
_SOMEBODY = re.compile(r"某|先生|女士|小姐|同志|老人")
"""Signs that stand for any characters."""


@lru_cache(maxsize=4096)
def pattern(name: str, exact: bool = False, titles: bool = True) -> str | None:
    """Return a regular expression that the keys (:mod:`person_name`) of all names match which ``name`` may be; None if it is a whole name.

    A mask stands for one character or more; ``exact``: for as many as it has signs (某 and 先生 for any). ``titles``: 先生 and 女士 stand for characters, else they are
    a part of the name. Of ``""``, and of nothing but signs, everybody's.

    >>> pattern("孙*强"), pattern("孙**", exact=True), pattern("孙女士"), pattern("*"), pattern("张三"), pattern("买买提•艾力")
    ('孙.+强', '孙..', '孙.+', '.*', None, None)
    """
    written = plain(_MAY_PART.sub("·", name))
    signs_of = _MASK if titles else _SIGNS
    masks = list(signs_of.finditer(written))
    if not masks and written:
        return None
    parts = [person_name.key(part) for part in signs_of.split(written)]
    if not any(parts):
        return ".*"
    if not re.search(r"[\u3400-\u9fff\U00020000-\U000323af]", written):
        return None  # OTTO XAVER
    signs = [".+" if not exact or _SOMEBODY.match(mask[0]) else "." * len(mask[0]) for mask in masks]
    return "".join(re.escape(part) + sign for part, sign in zip(parts, [*signs, ""], strict=True))


def characters_written(name: str) -> int:
    """Return how many characters of the name stand there.

    >>> characters_written("孙*强"), characters_written("孙女士"), characters_written("**")
    (2, 1, 0)
    """
    return len(_MASK.sub("", plain(name)))
