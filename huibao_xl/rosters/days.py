"""Days as files write them: real dates, Excel serials, 2024.6.1, 20240601, 2024年6月1日, a month or a year alone.

A month alone begins on its first day and ends on its last: as a start the person is in from the first, as an end to the last.

    >>> parse("2024年6月", end=True), parse("45444"), parse("2024.6.1"), parse("长期", end=True)
    (datetime.date(2024, 6, 30), datetime.date(2024, 6, 1), datetime.date(2024, 6, 1), None)
"""

import re
import unicodedata
from calendar import monthrange
from datetime import date, timedelta

from huibao_xl.rosters.fields import open_dates

_SERIAL = re.compile(r"[1-9]\d{4}(\.\d+)?")
_COMPACT = re.compile(r"((?:19|20)\d{2})(\d{2})?(\d{2})?")
_PARTS = re.compile(r"(\d{4})[-./年](?:(\d{1,2})(?:[-./月](?:(\d{1,2})日?)?)?)?")
_TIME = re.compile(r"[ T]\d{1,2}:\d{2}(:\d{2})?(\.\d+)?$")
_BETWEEN = re.compile(r"至|到|~|--|—+|(?<=[\d日月年]) *- *(?=\d{4})")


class Unreadable(ValueError):
    """The text is not a day."""


def parse(text: str, end: bool = False) -> date | None:
    """Return the day, or None if the text is empty or says that the period is open. Raises Unreadable.

    ``end``: a month or year alone means its last day instead of its first.
    """
    plain = _TIME.sub("", unicodedata.normalize("NFKC", text).strip().strip("'")).strip()
    if not plain or plain in open_dates():
        return None
    if _SERIAL.fullmatch(plain):
        return date(1899, 12, 30) + timedelta(days=int(float(plain)))
    found = _COMPACT.fullmatch(plain) or _PARTS.fullmatch(re.sub(r"\s", "", plain))
    if not found:
        raise Unreadable
    year, month, day = (int(part) if part else None for part in found.groups())
    try:
        return _day_of(year, month, day, end)
    except ValueError:
        raise Unreadable from None


def parse_period(text: str) -> tuple[date | None, date | None]:
    """Return start and end of a period in one cell; a single day is its end. Raises Unreadable.

    >>> parse_period("2020.1.1至2029年12月31日"), parse_period("2029-12-31")
    ((datetime.date(2020, 1, 1), datetime.date(2029, 12, 31)), (None, datetime.date(2029, 12, 31)))
    """
    plain = unicodedata.normalize("NFKC", text).strip()
    if not plain or plain in open_dates():
        return None, None
    first, *rest = _BETWEEN.split(plain, maxsplit=1)
    if rest:
        return parse(first), parse(rest[0], end=True)
    return None, parse(first, end=True)


def _day_of(year: int | None, month: int | None, day: int | None, end: bool) -> date:
    assert year is not None
    if year < 1900:
        raise ValueError
    month = month or (12 if end else 1)
    return date(year, month, day or (monthrange(year, month)[1] if end else 1))
