"""联行号 (CNAPS): 12 digits = bank 3, area 4, sequence 4, check 1 (ISO 7064 MOD 11,10; found by test on 48 of 48 real codes).

>>> is_valid("325290000012"), is_valid("325290000013")
(True, False)
"""

from stdnum.iso7064 import mod_11_10

from huibao_xl.identifiers.spelling import unseparated

FAULTS = {
    "missing": "为空",
    "characters": "含有数字以外的字符",
    "length": "不是 12 位",
    "check": "的校验位不对",
}
"""Why a number is no 联行号, to be read after that word."""


def compact(text: str) -> str:
    """Return the number without spaces around it and in half width.

    >>> compact(" 325290000012 ")
    '325290000012'
    """
    return unseparated(text)


def fault(number: str) -> str | None:
    """Return why a compacted number is no 联行号 (a key of FAULTS), or None if it is one.

    >>> fault("325290000012"), fault("325290000013"), fault("32529000001")
    (None, 'check', 'length')
    """
    if not number:
        return "missing"
    if not (number.isascii() and number.isdigit()):
        return "characters"
    if len(number) != 12:
        return "length"
    return None if mod_11_10.is_valid(number) else "check"


def is_valid(text: str) -> bool:
    """Return whether the text, once compacted, has 12 digits and the right check digit. A wrong one is worth a look, not a refusal."""
    return fault(compact(text)) is None
