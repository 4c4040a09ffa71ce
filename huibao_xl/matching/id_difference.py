"""How two id numbers differ: the slip between them, where it stands, and whether keyboard or print explains it.

It says what is seen and never which number is right. Positions count from 1, as in the number; parts are those of
:mod:`huibao_xl.identifiers.resident_id`. Which digits are mixed up easily is a table (``data/digit_confusions.csv``:
neighbours on the number pad and in the row of digits; digits and letters of like shape, as in scans and handwriting).

    >>> [slip.text for slip in between("310112195001019012", "310112195001019072")]
    ['第 17 位（顺序码）：承保为 1，对方为 7（字形相近）']
    >>> [slip.text for slip in between("310112195001019012", "310112195001010912")]
    ['第 15、16 位（顺序码）前后颠倒']
"""

import csv
import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from huibao_xl import resources
from huibao_xl.identifiers import partial_id

Kind = Literal["substituted", "swapped", "missing", "extra", "several", "lost", "partly"]

DESTROYED = "（已被 Excel 损坏）"
"""What follows a number in our records that Excel destroyed: what stands before it is not the whole number."""
_PARTS = ((6, "地区码"), (14, "出生日期"), (17, "顺序码"), (18, "校验位"))
_LENGTH, _LEFT_BY_EXCEL = 18, 15


@dataclass(frozen=True)
class Slip:
    """One difference. ``left`` and ``right``: the characters at ``position``; ``why``: what commonly explains it, or
    ``""``."""

    kind: Kind
    position: int = 0
    left: str = ""
    right: str = ""
    why: str = ""

    @property
    def part(self) -> str:
        """The part of the number that the position belongs to."""
        return next((name for last, name in _PARTS if self.position <= last), _PARTS[-1][1])

    @property
    def text(self) -> str:
        """What a clerk reads."""
        why = f"（{self.why}）" if self.why else ""
        return {
            "substituted": f"第 {self.position} 位（{self.part}）：承保为 {self.left}，对方为 {self.right}{why}",
            "swapped": f"第 {self.position}、{self.position + 1} 位（{self.part}）前后颠倒",
            "missing": f"承保号码少第 {self.position} 位（{self.part}）的 {self.right}",
            "extra": f"承保号码在第 {self.position} 位（{self.part}）多一个 {self.left}",
            "several": "不止一处不同",
            "lost": f"前 {_LEFT_BY_EXCEL} 位相同，其余已被 Excel 损坏，看不出",
            "partly": "只写了一部分，写出的各位一致",
        }[self.kind]


def between(left: str, right: str) -> list[Slip]:
    """Return how the ids differ (normalised; one that Excel destroyed ends with :data:`DESTROYED`), none if they are
    equal.

    A second slip in the check character is a slip of its own, because it follows from the first where both numbers
    are valid.
    """
    if left == right:
        return []
    rounded = any(number.endswith(DESTROYED) and "E+" in number for number in (left, right))
    if left.endswith(DESTROYED) or right.endswith(DESTROYED):
        return [Slip("partly" if rounded else "lost")]
    slip = _single(left, right)
    if slip.kind == "several" and (_is_part(left, right) or _is_part(right, left)):
        return [Slip("partly")]
    if slip.kind != "several" or len(left) != len(right):
        return [slip] if slip.kind != "several" else [_single(left[:-1], right[:-1])]
    last = Slip("substituted", len(left), left[-1], right[-1], confusion(left[-1], right[-1]))
    return [_single(left[:-1], right[:-1]), last] if left[-1] != right[-1] else [slip]


def _is_part(written: str, number: str) -> bool:
    """Whether what is written of a number, masked or cut, agrees with another one."""
    form = partial_id.pattern(written) if partial_id.digits_written(written) else None
    return form is not None and re.fullmatch(form, number) is not None


def _single(left: str, right: str) -> Slip:
    """The single edit between two different texts; ``several`` if one edit is not enough."""
    start = 0
    while start < min(len(left), len(right)) and left[start] == right[start]:
        start += 1
    end = 0
    while end < min(len(left), len(right)) - start and left[-1 - end] == right[-1 - end]:
        end += 1
    a, b = left[start : len(left) - end], right[start : len(right) - end]
    at = start + 1
    if len(a) == len(b) == 1:
        return Slip("substituted", at, a, b, confusion(a, b))
    if len(a) == 2 and a == b[::-1]:
        return Slip("swapped", at, a, b, "前后颠倒")
    if (len(a), len(b)) == (0, 1):
        return Slip("missing", at, "", b)
    if (len(a), len(b)) == (1, 0):
        return Slip("extra", at, a, "")
    return Slip("several")


@lru_cache(maxsize=1)
def _confusions() -> dict[frozenset[str], str]:
    table: dict[frozenset[str], str] = {}
    with (resources.folder("data") / "digit_confusions.csv").open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            pair = frozenset((row["first"], row["second"]))
            table[pair] = f"{table[pair]}、{row['why']}" if pair in table else row["why"]
    return table


def confusion(character: str, other: str) -> str:
    """Return what makes two characters easy to mix up, ``""`` if nothing is known.

    >>> confusion("5", "6"), confusion("8", "0"), confusion("1", "9")
    ('键盘相邻、字形相近', '字形相近', '')
    """
    return _confusions().get(frozenset((character, other)), "")


def part_of(number: str, part: Literal["birth", "sex"]) -> str | None:
    """Return the eight digits of the birth date or ``男``/``女``, None where the number does not show them.

    >>> part_of("310112195001019012", "birth"), part_of("310112195001019012", "sex"), part_of("31011219500101", "sex")
    ('19500101', '男', None)
    """
    digits = number.removesuffix(DESTROYED)
    if len(digits) != _LENGTH or not digits[:17].isdigit():
        return None
    if part == "birth":
        return digits[6:14]
    return None if number.endswith(DESTROYED) else "女男"[int(digits[16]) % 2]
