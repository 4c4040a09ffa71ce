"""Id numbers of which only a part is written: masked (310***********1234), cut (the first ten digits, the last four, those of the birthday),
rounded by Excel (3.10112E+17), or nothing at all.

Lists of companies and notices write them so, and columns that were too narrow cut them. They name nobody, but say who it may be: whose
number has these digits in these places.
"""

import re

from huibao_xl.identifiers import lost
from huibao_xl.identifiers.spelling import unseparated

_MASK = r"[*●•#?_.…·○〇]+|X{2,}"
_MASKED = re.compile(rf"[0-9]*(?:(?:{_MASK})[0-9]*)+X?")
_CUT = re.compile(r"[0-9]{1,17}|[0-9]{1,16}X")
_LABELLED = re.compile(
    r"^(?:身份证|证件)?(?:号码?)?(?:尾号|[后末尾]?[0-9一二三四五六七八]位(?:尾号|数字|数)?)(?:为|是|[:：])?(?=[0-9])"
)
_NOTHING = re.compile(r"[/\-—无空缺]*|暂无|没有|未提供|不详")
_LENGTH, _TELLING, _NEARLY = 18, 6, 14
_LIKE_STARS = str.maketrans("＊×✱?？．", "**" + "****")


def pattern(text: str, named: bool = True) -> str | None:
    """Return a regular expression that full numbers match which ``text`` may be a part of; None if it is a number of its own.

    Six digits or more may be any part of the number, fewer its beginning or its end. ``named``: whether a name stands beside it; without one,
    digits that are cut count as a beginning or a middle only from fourteen on: the region and the birthday are many people's.

    >>> pattern("310***********1234"), pattern("1234"), pattern(""), pattern("310112195001019012")
    ('310.{11}1234', '(?:1234.*|.*1234)', '.*', None)
    >>> pattern("3101121950010190"), pattern("3101121950", named=False), pattern("3.10112E+17")
    ('.*3101121950010190.*', '.*3101121950', '(?:310112|310111[5-9]).*')
    """
    written = _LABELLED.sub("", unseparated(text)).upper().translate(_LIKE_STARS)
    if _NOTHING.fullmatch(text.strip()) or not written:
        return ".*"
    if lost.was_number(written):
        return _rounded(written)
    if _CUT.fullmatch(written):
        return _cut(written, named)
    if _MASKED.fullmatch(written):
        return _masked(written)
    return None


def may_be_cut(text: str) -> bool:
    """Return whether a number of fifteen digits stands there: one that was issued before 1999, or the beginning of a longer one.

    >>> may_be_cut("310112200105011"), may_be_cut("310112195001019012")
    (True, False)
    """
    return re.fullmatch("[0-9]{15}", unseparated(text)) is not None


def digits_written(text: str) -> int:
    """Return how many digits of the number stand there.

    >>> digits_written("310***********1234"), digits_written(""), digits_written("3.10112E+17")
    (7, 0, 6)
    """
    if lost.was_number(unseparated(text)):
        return sum(map(str.isdigit, text.upper().partition("E")[0]))
    return sum(map(str.isdigit, text)) + text.upper().rstrip().endswith("X")


def _rounded(number: str) -> str:
    """What may stand behind a number as Excel shows or keeps it: fifteen digits are exact, fewer may have been rounded up."""
    digits = re.sub("[^0-9]", "", number.partition("E")[0])
    if len(digits) >= lost.LEFT:
        return f"{digits[: lost.LEFT]}.*"
    return f"(?:{digits}|{int(digits) - 1}[5-9]).*"


def _cut(written: str, named: bool) -> str:
    if written.endswith("X") or (not named and len(written) < _NEARLY):
        return f".*{written}"
    return f".*{written}.*" if len(written) >= _TELLING else f"(?:{written}.*|.*{written})"


def _masked(written: str) -> str:
    """Masks stand for as many digits as they have signs where these make a whole number, else for any."""
    exact = len(written) == _LENGTH
    parts = re.split(f"({_MASK})", written)
    return "".join((f".{{{len(part)}}}" if exact else ".*") if at % 2 else part for at, part in enumerate(parts))
