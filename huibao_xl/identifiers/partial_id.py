"""Id numbers of which only a part is written: masked (310***********1234), the last digits alone, or nothing at all.

Lists of companies and notices write them so. They name nobody, but say who it may be: whose number has these digits in these places.
"""

import re

from huibao_xl.identifiers.spelling import unseparated

LENGTH = 18
_MASKED = re.compile(r"([0-9]*)([*＊×✱●•#?？_]+|X{2,})([0-9]*[0-9X]?)")
_LAST = re.compile(r"[0-9]{3,8}|[0-9]{2,7}X")
_NOTHING = re.compile(r"[/\-—无空缺]*|暂无|没有|未提供|不详")


def pattern(text: str) -> str | None:
    """Return a regular expression that full numbers match which ``text`` may be a part of; None if it is a number of its own.

    >>> pattern("310***********1234"), pattern("1234"), pattern(""), pattern("310112195001019012")
    ('310.{11}1234', '.*1234', '.*', None)
    """
    written = unseparated(text).upper().translate(str.maketrans("＊？", "*?"))
    if _NOTHING.fullmatch(text.strip()) or not written:
        return ".*"
    if _LAST.fullmatch(written):
        return f".*{written}"
    if found := _MASKED.fullmatch(written):
        first, middle, last = found.groups()
        between = f".{{{len(middle)}}}" if len(written) == LENGTH else ".*"
        return f"{first}{between}{last}"
    return None


def digits_written(text: str) -> int:
    """Return how many digits of the number stand there.

    >>> digits_written("310***********1234"), digits_written("")
    (7, 0)
    """
    return sum(map(str.isdigit, text)) + text.upper().rstrip().endswith("X")
