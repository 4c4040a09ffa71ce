"""Long numbers that Excel has destroyed, when they are text again.

Excel keeps 15 digits of a number. An id of 18 digits that once stood in a number cell ends in 000, and stays so when ``=TEXT(A1,"0")``, a
paste or another program makes text of it: ``310112194009151216`` has become ``310112194009151000``. One of eleven such numbers has the right
check character by chance, and then belongs to somebody else.

No rule forbids a genuine id to end in 000: GB 11643-1999 gives three digits of sequence to those of one region and one birthday, odd ones to
men, even ones to women, so 100 to 900 exist, and the check character is 0 for one of eleven: 1 in 1,100 ids. So one such id that is right is
believed; it is not where the column holds more of them than chance gives, or beside one that is certainly destroyed. (Sequence numbers are
issued from 001 on: one that ends in 0000 is nobody's.)
"""

import math
import re

import numpy as np
import numpy.typing as npt

LEFT = 15
"""Digits of a long number that Excel leaves as they were."""
_SCIENTIFIC = re.compile(r"(\d+)(?:\.(\d*))?E\+?(\d+)", re.ASCII)
_WITH_DECIMALS = re.compile(r"(\d{16,})\.\d*", re.ASCII)
_IN_THOUSANDS = re.compile(r"\d{1,3}(?:,\d{3}){5,}(?:\.\d*)?", re.ASCII)
_RARE = 1e-4
_BESIDE = 5


def was_number(text: str) -> bool:
    """Return whether a compacted text is a long number as Excel formats it: in scientific notation, with decimals, in thousands.

    >>> was_number("3.10112E+17"), was_number("310112194009151000.00"), was_number("310,112,194,009,151,000"), was_number("3.1")
    (True, True, True, False)
    """
    return any(form.fullmatch(text) for form in (_SCIENTIFIC, _WITH_DECIMALS, _IN_THOUSANDS))


def digits_left(text: str) -> str:
    """Return the digits of a text that :func:`was_number`, ``""`` if it is none or longer than any number of ours.

    >>> digits_left("3.1011219850101E+17"), digits_left("310112194009151000.00"), digits_left("12")
    ('310112198501010000', '310112194009151000', '')
    """
    if found := _SCIENTIFIC.fullmatch(text):
        places = int(found[3])
        return (found[1] + (found[2] or "").ljust(places, "0")[:places]) if places <= 40 else ""
    return text.partition(".")[0].replace(",", "") if was_number(text) else ""


def is_zeroed(number: str) -> bool:
    """Return whether a number has digits beyond the fifteenth, and they are all zeros.

    >>> is_zeroed("310112194009151000"), is_zeroed("310112194009151"), is_zeroed("310112194009151001")
    (True, False, False)
    """
    return number.isascii() and number.isdigit() and len(number) > LEFT and not number[LEFT:].strip("0")


def beyond_chance(hits: int, of: int, chance: float) -> bool:
    """Return whether at least two hits are more than chance explains: so many in one of 10,000 columns (a Poisson tail).

    >>> beyond_chance(4, 4, 1 / 1100), beyond_chance(1, 4, 1 / 1100), beyond_chance(640, 700_000, 1 / 1100)
    (True, False, False)
    """
    mean = of * chance
    if hits < 2 or hits <= mean:
        return False
    terms = (math.exp(at * math.log(mean) - mean - math.lgamma(at + 1)) for at in range(hits, hits + 200))
    return sum(terms) < _RARE


def beside(rows: npt.NDArray[np.int64], certain: npt.NDArray[np.int64]) -> npt.NDArray[np.bool_]:
    """Return which rows have one of ``certain`` (sorted) within five rows: who pastes a block destroys the whole block.

    >>> beside(np.array([3, 40]), np.array([7])).tolist()
    [True, False]
    """
    first = np.searchsorted(certain, rows - _BESIDE)
    last = np.searchsorted(certain, rows + _BESIDE, side="right")
    return np.asarray(last > first, dtype=np.bool_)
