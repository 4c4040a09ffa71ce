"""残疾人证号: 20 characters = the 18 of the id number, the kind (1 to 7) and the grade (1 to 4), with ``B1``.. on a re-issue.

The kind and grade change when the person is assessed again, so a person is matched by the first 18 only. (Source: the numbering rule
as public code and articles quote it; the meaning of the suffix is not confirmed.)

    >>> holder("31011219850101001343"), holder("31011219850101001343B1"), holder("310112198501010013")
    ('310112198501010013', '310112198501010013', None)
"""

import re
from datetime import date

from huibao_xl.identifiers import resident_id
from huibao_xl.identifiers.spelling import unseparated

_FORM = re.compile(r"(\d{17}[\dX])[1-7][1-4](?:B\d)?")


def compact(text: str) -> str:
    """Return the number as it is compared: without what stands around it, in half width, letters in capitals.

    >>> compact(" 31011219850101001343b1 ")
    '31011219850101001343B1'
    """
    return unseparated(text)


def fault(number: str, today: date | None = None) -> str | None:
    """Return why a compacted number is no 残疾人证号: ``form``, or what is wrong with the id in it (a key of resident_id.FAULTS).

    >>> fault("31011219850101001343"), fault("310112198501010013"), fault("31011219850101001943")
    (None, 'form', 'check')
    """
    found = _FORM.fullmatch(number)
    return resident_id.fault(found[1], today) if found else "form"


def is_valid(text: str) -> bool:
    """Return whether the text, once compacted, is a 残疾人证号 of a valid id.

    >>> is_valid("31011219850101001343b1")
    True
    """
    return fault(compact(text)) is None


def holder(number: str, today: date | None = None) -> str | None:
    """Return the id number inside a compacted card number, or None if the text is no such number with a valid id."""
    return number[:18] if fault(number, today) is None else None
