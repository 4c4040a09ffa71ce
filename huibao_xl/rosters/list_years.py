"""Which year the names of a sheet say that a list is of: one of an earlier year may still name people who have left since."""

import re
from collections.abc import Mapping

_YEAR = re.compile(r"(?<!\d)(?:(20\d\d)(?=年|\D|$|(?:0[1-9]|1[0-2])(?:[0-3]\d)?(?!\d))|(?<![\d.])([12]\d)年)")
_DATED = {"insured": ("承保日期",), "entries": ("失效日期", "有效期")}
"""{frame: fields that say on which days its rows count}: with one of them each row speaks for itself."""


def year_of(*names: str) -> int:
    """Return the year that the first of some names says which says one, the latest of several; 0 if none does.

    >>> year_of("持证残疾人2022"), year_of("Sheet1", "2021-2024年名册"), year_of("22年12月在册"), year_of("名册", "310112")
    (2022, 2024, 2022, 0)
    """
    for name in names:
        found = [int(long or "20" + short) for long, short in _YEAR.findall(name)]
        if found:
            return max(found)
    return 0


def old_year(frame: str, columns: Mapping[str, int], year: int, *names: str) -> int:
    """Return the year before ``year`` that the names of a list say, 0 if they say none or its rows bear dates themselves.

    ``frame``: the frame that the list becomes; ``columns``: the column of each of its fields.
    """
    if frame not in _DATED or any(field in columns for field in _DATED[frame]):
        return 0
    found = year_of(*names)
    return found if found < year else 0
