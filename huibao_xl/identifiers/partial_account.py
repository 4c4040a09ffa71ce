"""Account numbers of which only a part is written: masked (6222****1234, 6222 **** **** 1234), or the last digits alone (尾号1234).

Banks write them so in what they give back. They name no account, but say which it may be: that whose number has these digits in these places.
"""

import re

from huibao_xl.identifiers.bank_card import compact

_MASK = re.compile(r"[*＊×✱●•#X]+|…+|\.{2,}")
_MASKED = re.compile(rf"[0-9]*(?:(?:{_MASK.pattern})[0-9]*)+")
_ENDING = re.compile(r"^(?:账号|卡号)?(?:尾号|[后末尾]四位)(?:为|是|[:：])?")
_TELLING = 4
"""Digits that have to stand there: fewer are many accounts'."""


def pattern(text: str) -> str | None:
    """Return a regular expression that the account numbers match which ``text`` may be; None if it is whole, or says too little.

    >>> pattern("6222****1234"), pattern("尾号1234"), pattern("6222 02** **** 8901"), pattern("6222021234567890123"), pattern("***1")
    ('6222[0-9]+1234', '[0-9]+1234', '622202[0-9]+8901', None, None)
    """
    written, ending = _ENDING.subn("*", compact(text).upper())
    if not ending and not (_MASKED.fullmatch(written) and _MASK.search(written)):
        return None
    parts = _MASK.split(written)
    return "[0-9]+".join(parts) if all(map(_is_digits, parts)) and len("".join(parts)) >= _TELLING else None


def _is_digits(part: str) -> bool:
    return not part or (part.isascii() and part.isdigit())
