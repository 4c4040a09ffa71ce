"""残疾人证号: 20 characters = the 18 of the id number, the kind (1 to 7) and the grade (1 to 4), with ``B1``.. on a re-issue.

The kind and grade change when the person is assessed again, so a person is matched by the first 18 only. (Source: the numbering rule
as public code and articles quote it; the meaning of the suffix is not confirmed.)

    >>> holder("31011219850101001343"), holder("31011219850101001343B1"), holder("310112198501010013")
    ('310112198501010013', '310112198501010013', None)
"""

import re
from datetime import date

from huibao_xl.identifiers import resident_id

_FORM = re.compile(r"(\d{17}[\dX])[1-7][1-4](?:B\d)?")


def holder(number: str, today: date | None = None) -> str | None:
    """Return the id number inside a compacted card number, or None if the text is no such number with a valid id."""
    found = _FORM.fullmatch(number)
    return found[1] if found and resident_id.fault(found[1], today) is None else None
