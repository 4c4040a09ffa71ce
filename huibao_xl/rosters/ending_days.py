"""Columns whose header says that their days are a start, a birth, an entry or a number, and whose cells are days on which something ends.

Nobody was born, registered or given a card on 长期 or 9999-12-31, in years to come, or everybody on 31 December. Read by its header such a
column makes an end a start, or is not used, and who has expired is paid.
"""

import re
import unicodedata
from collections.abc import Sequence

from huibao_xl.rosters.column_content import is_open

BY_HEADER = ("出生日期", "登记日期", "序号")
"""Fields that are not used of which a column of ending days is none."""
_DAY = re.compile(r"(?P<year>\d{4})(?:[-./年](?P<month>\d{1,2})[-./月](?P<day>\d{1,2})日?(?: .*)?|(?P<date>\d{4}))")
_NO_YEAR = 2099
_YEARS_ON, _SHARE, _MOSTLY, _NEARLY_ALL, _SEVERAL = 2, 0.25, 0.5, 0.8, 2


def are_ends(cells: Sequence[str], year: int) -> bool:
    """Return whether the cells of a column are days on which something ends. ``year``: the policy's, 0 for none: days two years later are to come.

    >>> are_ends(["2029-06-12", "长期"], 2024), are_ends(["2023-12-31", "2026-12-31"], 2024), are_ends(["2020-01-05", "2025-01-02"], 2024)
    (True, True, False)
    """
    days = [found for text in cells if (found := _DAY.fullmatch(unicodedata.normalize("NFKC", text).strip()))]
    without = sum(map(is_open, cells)) + sum(int(day["year"]) >= _NO_YEAR for day in days)
    if len(days) + sum(map(is_open, cells)) < _MOSTLY * len(cells):
        return False
    to_come = sum(int(day["year"]) >= year + _YEARS_ON for day in days) if year else 0
    last = [day.string for day in days if day["date"] == "1231" or (day["month"], day["day"]) == ("12", "31")]
    many = len(cells) * _SHARE
    return without + to_come >= max(many, 1) or (len(last) >= _NEARLY_ALL * len(cells) and len(last) >= _SEVERAL)
