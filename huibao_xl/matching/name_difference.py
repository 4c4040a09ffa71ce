"""What kind of difference stands between two names of one id number: a hint for the clerk who compares them, never a
decision.

Names are compared as keys (:mod:`huibao_xl.identifiers.person_name`), so width, spaces, dots and known private-use
points are no difference here. Traditional characters (OpenCC) and readings (pypinyin) only suggest; they never alter
what is printed or sent. Which characters are commonly written as their parts is a table
(``data/split_characters.csv``).

    >>> kind("张龙天", "张䶮"), kind("張三", "张三"), kind("张?", "张䶮"), kind("zhang san", "张三"), kind("李四", "王五")
    ('拆字', '繁简', '缺字', '拼音', '完全不同')
    >>> kind("李小明", "李明小")
    '字序不同'
"""

import csv
import os
import re
import unicodedata
from collections.abc import Callable, Iterable
from functools import cache, lru_cache
from itertools import combinations, groupby

from rapidfuzz.distance import OSA

from huibao_xl import resources
from huibao_xl.identifiers import person_name

EXPLAINED = ("曾用名", "繁简", "缺字", "自造字", "拼音", "拆字")
"""Kinds in which a way of writing explains the whole difference."""
SLIGHT = ("同音", "字序不同", "一字之差")

_UNKNOWN = "?？*＊□■〓▢�●○"
_LATIN = re.compile("[a-z]")


def kind(left: str, right: str, former: Iterable[str] = ()) -> str:
    """Return the kind of difference between two name keys: one of EXPLAINED, of SLIGHT, ``同姓不同名`` or ``完全不同``.

    ``former``: former names (as keys) that a list gives for the person.
    """
    formers = {name for name in former if name}
    if formers & {left, right}:
        return "曾用名"
    if person_name.simplified(left) == person_name.simplified(right):
        return "繁简"
    for a, b in ((left, right), (right, left)):
        if (found := _written_otherwise(a, b)) is not None:
            return found
    if len(left) == len(right) and all(a == b or _readings(a) & _readings(b) for a, b in zip(left, right, strict=True)):
        return "同音"
    if sorted(left) == sorted(right):
        return "字序不同"
    if OSA.distance(left, right) == 1:
        return "一字之差"
    return "同姓不同名" if left[:1] == right[:1] else "完全不同"


def _written_otherwise(written: str, real: str) -> str | None:
    """How ``written`` may stand for ``real``: a character missing, private, in Latin letters or as its parts."""
    if any(map(_is_unknown, written)) and _fits(written, real, _is_unknown):
        return "缺字"
    if any(map(_is_private, written)) and _fits(written, real, _is_private):
        return "自造字"
    plain = written.lower()
    if _LATIN.search(plain) and _spelt(plain, real):
        return "拼音"
    if any(written == _replaced(real, characters) for characters in _subsets(real)):
        return "拆字"
    return None


def _fits(written: str, real: str, is_gap: Callable[[str], bool]) -> bool:
    """Whether each run of gaps stands for at least one character, and for no more than its length, and the rest is
    equal.

    A rare character may have left two question marks, one for each unit or byte of it.
    """
    runs = ((gap, "".join(characters)) for gap, characters in groupby(written, is_gap))
    pattern = "".join(f".{{1,{len(run)}}}" if gap else re.escape(run) for gap, run in runs)
    return re.fullmatch(pattern, real) is not None


def _is_unknown(character: str) -> bool:
    return character in _UNKNOWN


def _is_private(character: str) -> bool:
    return unicodedata.category(character) == "Co"


def _spelt(plain: str, real: str) -> bool:
    pattern = "".join("(?:" + "|".join(map(re.escape, [character, *_readings(character)])) + ")" for character in real)
    return re.fullmatch(pattern, re.sub(r"[^\w]", "", plain)) is not None


def _subsets(name: str) -> list[tuple[str, ...]]:
    splittable = [character for character in dict.fromkeys(name) if character in _parts()]
    return [subset for size in range(1, len(splittable) + 1) for subset in combinations(splittable, size)]


def _replaced(name: str, characters: tuple[str, ...]) -> str:
    return "".join(_parts()[character] if character in characters else character for character in name)


@lru_cache(maxsize=1)
def _parts() -> dict[str, str]:
    with (resources.folder("data") / "split_characters.csv").open(encoding="utf-8", newline="") as lines:
        return {row["character"]: row["parts"] for row in csv.DictReader(lines)}


@cache
def _readings(character: str) -> frozenset[str]:
    """The readings of a character without tones; ü also as v and yu, as passports and keyboards write it."""
    os.environ.setdefault(
        "PYPINYIN_NO_PHRASES", "true"
    )  # names are read character by character: its phrases cost 0.4 s
    os.environ.setdefault("PYPINYIN_NO_DICT_COPY", "true")
    from pypinyin import Style, pinyin

    found = pinyin(character, style=Style.NORMAL, heteronym=True, errors="ignore")
    readings = set(found[0]) if found else set()
    return frozenset(
        readings
        | {reading.replace("ü", "v") for reading in readings}
        | {reading.replace("v", "yu") for reading in readings}
    )
