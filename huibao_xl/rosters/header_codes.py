"""What a header says of its question cells: 是否有效(1有效0无效), 是否死亡（死亡填1）, 在享=1，停=0.

Such an explanation is a table of values and what they mean. It belongs to the cells and not to what the header asks: read with it, 无效 in brackets would
make who is out by 0 one who is in. How values, links and words are written is data (``explained`` in ``schemas/status-words.json``).
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from huibao_xl import resources

Codes = tuple[tuple[str, str], ...]
"""((value, what it means), …); values as :func:`value_of` gives them, "" for an empty cell, ``OTHERS`` for every other one."""
OTHERS = "*"
_BRACKETS = re.compile(r"[(\[【{<〔](.*?)[)\]】}>〕]", re.DOTALL)
_BETWEEN = r"[,;、/|\s。.]*"
_PIECES = re.compile(r"[,;、/|\s。或]+")
_LONGEST = 8
"""Characters of a word in an enumeration (有效/注销/过期)."""


@dataclass(frozen=True)
class Explained:
    """A header taken apart. ``question``: without its explanation; ``codes``: what its values mean; ``unclear``: that it has an explanation with values
    which nobody understands."""

    question: str
    codes: Codes = ()
    unclear: bool = False


@lru_cache(maxsize=1)
def _rules() -> Mapping[str, Any]:
    rules: Mapping[str, Any] = resources.read_json("schemas", "status-words.json")["explained"]
    return rules


def value_of(text: str) -> str:
    """Return a value as values are compared: half width, one form of tick and of cross, 01 and 1.0 as 1.

    >>> [value_of(text) for text in ("０１", "1.0", "✔", "X", " 是 ")]
    ['1', '1', '√', '×', '是']
    """
    written = unicodedata.normalize("NFKC", text).strip().strip("\"'“”‘’").upper()
    same = next((one for one, forms in _rules()["forms"].items() if written in forms), written)
    number = re.fullmatch(r"0*(\d+?)(?:\.0+)?", same)
    return number[1] if number else same


@lru_cache(maxsize=4096)
def explained(header: str) -> Explained:
    """Return a header without what it says of its cells, and what that is.

    >>> explained("是否有效(1有效0无效)")
    Explained(question='是否有效', codes=(('1', '有效'), ('0', '无效')), unclear=False)
    >>> explained("街道（镇）").question, explained("有效标志（0、1分别表示无效、有效）").unclear
    ('街道（镇）', True)
    """
    written = unicodedata.normalize("NFKC", header)
    codes, unclear, outside = list[tuple[str, str]](), False, written
    for found in _BRACKETS.finditer(written):
        inside = found[1].strip()
        table = _table(inside, written.replace(found[0], "", 1))
        if not (table or _is_aside(inside) or _has_values(inside)):
            continue
        codes += table
        unclear |= not (table or _is_aside(inside))
        outside = outside.replace(found[0], "", 1)
    if not codes and not unclear and (without := _without_brackets(outside)):
        return without
    return Explained(outside, tuple(codes), unclear) if outside != written else Explained(header)


def meaning_of(text: str, codes: Codes) -> str | None:
    """Return what a cell means by a table ("" for an empty cell), None where the table does not say.

    >>> meaning_of("01", (("1", "有效"),)), meaning_of("", (("1", "有效"), ("*", "无效"))), meaning_of("2", (("1", "有效"),))
    ('有效', '无效', None)
    """
    means = dict(codes)
    return means.get(value_of(text) if text else "", means.get(OTHERS))


def as_meant(header: str, cells: Iterable[str]) -> list[str]:
    """Return filled cells as a header explains them, as they are where it does not.

    >>> as_meant("是否本区户籍（1是2否）", ["1", "2", "3"])
    ['是', '否', '3']
    """
    codes = explained(header).codes
    return [text if (word := meaning_of(text, codes)) is None else word for text in cells] if codes else [*cells]


def _without_brackets(text: str) -> Explained | None:
    """A header with a table of at least two values behind what it asks, None where it has none."""
    values = [*re.finditer(_rules()["value"], text)]
    if len(values) < 2 or not re.search(_rules()["states"], text[values[0].start() :]):
        return None
    for start in range(values[0].end()):
        table = _table(text[start:])
        if len(table) > 1 and all(re.search(_rules()["states"], word) for _, word in table):
            question = text[:start].rstrip(" \n:,;-_")
            return None if re.search(_rules()["value"], question) else Explained(question, table)
    return Explained(text[: values[0].start()].rstrip(" \n:,;-_"), unclear=True)


def _table(text: str, question: str = "") -> Codes:
    """A text that is nothing but values and what they mean, in whichever order; () where it is not, or nothing in it is a state or an answer, or a word
    of the ``question``."""
    rules = _rules()
    written = re.sub(rules["fillers"], "", text).strip(" \n。;,")
    value, sure = f"[\"'“‘]?(?P<value>{rules['value']})[\"'”’]?", f"[\"'“‘]?(?P<sure>{rules['sure']})[\"'”’]?"
    word = rf"(?P<word>(?:(?!{rules['value']})[^,;、/|\s=:\"'“”])+?)"
    says, writes = rf"\s*(?:{rules['says']})", rf"\s*(?:{rules['writes']})"
    stop = rf"(?={_BETWEEN}(?:(?:{rules['before']})?[\"'“‘]?(?:{rules['value']}|{rules['sure']})|[,;、/|\s]|$))"
    others = f"(?P<others>{'|'.join(rules['others'])})"
    first = rf"(?:{rules['before']})?(?:(?:{value}|{others}){says}?|{sure}{says})\s*{word}{stop}{_BETWEEN}"
    last = rf"{word}(?:{writes}?\s*{value}|{writes}\s*{sure}|\s*(?P<empty>{rules['empty']})){_BETWEEN}"
    for entry in (first, last):
        if (found := _entries(entry, written)) and any(_is_meaning(word, question) for _, word in found):
            return _with_others(found)
    return ()


def _is_meaning(word: str, question: str) -> bool:
    """Whether a word is one of a state or an answer, or one of what the header asks (1已签约 under 是否签约)."""
    asked = re.sub("^[已未不非没无是为]+", "", word)
    return re.search(_rules()["states"], word) is not None or (bool(asked) and asked in question)


def _entries(entry: str, text: str) -> Codes:
    """The entries that a text is made of, () where anything else stands in it, or a value means two things."""
    found, at, pattern = dict[str, str](), 0, re.compile(entry)
    while at < len(text):
        one = pattern.match(text, at)
        if one is None:
            return ()
        parts = one.groupdict()
        written = parts.get("value") or parts.get("others") or parts.get("sure") or ""
        value = (
            OTHERS
            if written in _rules()["others"]
            else ""
            if re.fullmatch(_rules()["empty"], written)
            else value_of(written)
        )
        if found.setdefault(value, one["word"]) != one["word"]:
            return ()
        at = one.end()
    return tuple(found.items())


def _with_others(codes: Codes) -> Codes:
    """The entries, of which one may be for all that the other is not (注销填1，其余填0)."""
    words = [word for _, word in codes if word not in _rules()["others"]]
    return tuple(
        (value, f"未{words[0]}" if word in _rules()["others"] and len(words) == 1 else word) for value, word in codes
    )


def _is_aside(text: str) -> bool:
    """Whether brackets hold an instruction (请注明原因), or the words or values that may stand below (有效/注销/过期, Y/N)."""
    if re.search(_rules()["instructions"], text) and not re.search(_rules()["value"], text):
        return True
    pieces = [piece for piece in _PIECES.split(text) if piece]
    values = re.compile(_rules()["value"])
    return len(pieces) > 1 and all(
        values.fullmatch(piece) or (len(piece) <= _LONGEST and not re.search(r"[\d=:]", piece)) for piece in pieces
    )


def _has_values(text: str) -> bool:
    """Whether brackets speak of values, however."""
    return not re.fullmatch(_rules()["no_values"], text) and bool(re.search(_rules()["any"], text))
