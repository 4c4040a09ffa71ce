"""联行号 (CNAPS): 12 digits = bank 3, area 4, sequence 4, check 1 (ISO 7064 MOD 11,10; found by test on 48 of 48 real codes).

>>> is_valid("325290000012"), is_valid("325290000013")
(True, False)
"""

from stdnum.iso7064 import mod_11_10

from huibao_xl.identifiers import resident_id


def compact(text: str) -> str:
    """Return the number without spaces around it and in half width.

    >>> compact(" 325290000012 ")
    '325290000012'
    """
    return resident_id.trim(text)


def is_valid(number: str) -> bool:
    """Return whether a compacted number has 12 digits and the right check digit. A wrong one is worth a look, not a refusal."""
    return len(number) == 12 and number.isascii() and number.isdigit() and mod_11_10.is_valid(number)
