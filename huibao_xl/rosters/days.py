"""Days as people write them: real dates, Excel serials, 2024.6.1, 20240601, 2024年6月1日, a month or a year alone, 二〇二四年六月.

A month alone begins on its first day and ends on its last: as a start the person is in from the first, as an end to the last. So does a year,
but whom a day of that year decides about waits (:func:`only_years`). What may be two days is none: 2024.1 as a number is January or October (the cell 2024.10 loses its zero), 1/2/2024 is the first or the second
month, 民国 and R years are not guessed. A day that only stands for "none" (1900-01-00, 0000-00-00) cannot be read as an end.

    >>> parse("2024年6月", end=True), parse("45444"), parse("2024.6.1"), parse("长期", end=True), parse("99991231", end=True)
    (datetime.date(2024, 6, 30), datetime.date(2024, 6, 1), datetime.date(2024, 6, 1), None, None)
"""

import re
import unicodedata
from calendar import monthrange
from datetime import date, timedelta

from huibao_xl.rosters.fields import open_dates
from huibao_xl.rosters.status_words import is_nothing

_PLAIN = re.compile("(?:19[5-9]|20[0-9]|21[0-9])[0-9]-[0-9]{2}-[0-9]{2}")
"""A day as the readers of workbooks write it: most cells, so it is told before all else."""
_SERIAL = re.compile(r"[1-9]\d{4}(\.\d+)?")
_COMPACT = re.compile(r"((?:19|20|21)\d{2})(0[1-9]|1[0-2])(\d{2})|((?:19|20|21)\d{2})(0[1-9]|1[0-2])?")
_MONTH_WITHOUT_ZERO = re.compile(r"((?:19[5-9]|20[0-4])\d)([1-9])")
_PARTS = re.compile(r"(\d{4})[-./年·、](?:(\d{1,2})(?:[-./月·、](?:(\d{1,2})[日号]?)?)?)?")
_MONTH_OF_TWO = re.compile(r"\d{4}\.1")
_DAY_FIRST = re.compile(r"(\d{1,2})[-./](\d{1,2})[-./](\d{4})")
_STAMP = re.compile(r"((?:19|20|21)\d{6})(?:[01]\d|2[0-3])[0-5]\d(?:[0-5]\d(?:\.?\d{1,6})?)?")
_ENGLISH = re.compile(r"(\d{1,2})[-/.]?([A-Z]{3,9}|1?\d月)[-/.,]?(\d{4}|\d{2})", re.IGNORECASE)
_MONTHS = ("JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC")
_MONTH_END = re.compile(r"(\d{4}[-./年]\d{1,2})月?[份]?(?:底|末|月底|月末)")
_YEAR_END = re.compile(r"((?:19|20|21)\d{2})年?(?:底|末|年底|年末|年终)")
_ASIDE = re.compile(r"\s*[(\[](?:新证?|新换证|已换新?证|换证后|含|含当[日天]|止|到期|截止)[)\]]$")
"""What may stand behind a day and says nothing of it."""
_LASTING = (
    re.compile(r"(?P<length>[^(自从,;]{1,8}?)[(,;]?[自从]?(?P<begin>\d{4}[^,;]{3,}?)起算?[)]?"),
    re.compile(r"[自从]?(?P<begin>\d{4}[^,;]{3,}?)起算?[,;]?(?:有效期限?|期限|为期)?[:为]?(?P<length>[^,;]{1,8})"),
)
"""A length and the day from which it counts, in one cell: 10年（2018.6.1起）, 2018.6.1起10年."""
_TIME = re.compile(r"(?:[ T]|(?<=日))\d{1,2}[:时]\d{1,2}(?:[:分]\d{1,2}秒?)?(?:\.\d+)?(?:Z|[+-]\d\d:?\d\d)?$")
_WEEKDAY = re.compile(r"(?:星期|周)[一二三四五六日天]$")
_BETWEEN = re.compile(r"至今|至|到|~|～|--|—+|–+|－|(?<=[\d日号月年长]) *- *(?=\d{4}|长|永|至|今|终)")
_DASHES = str.maketrans(dict.fromkeys("‐‑‒–—―−－", "-") | {"／": "/", "．": ".", "。": "."})
_NUMERALS = {digit: str(value) for value, digit in enumerate("〇一二三四五六七八九")} | {"零": "0", "○": "0", "Ｏ": "0"}
_CHINESE = re.compile(
    r"([〇○零一二三四五六七八九]{4})年(?:([一二三四五六七八九十]{1,3})月(?:份|([一二三四五六七八九十]{1,3})[日号])?)?"
)
_DURATION = re.compile(
    r"(?:(?P<years>\d{1,2}(?:\.5)?|[一二两三四五六七八九十]{1,3}|半)周?年期?)?(?:零?(?P<months>\d{1,3}|[一二两三四五六七八九十]{1,3})个?月)?"
)
_ONLY_YEAR = re.compile(r"((?:19|20|21)\d{2})年?")
_LENGTH = re.compile(r"\d{1,3}(?:\.5|\.0+)?")
_OPEN_YEAR, _FIRST_END = 2200, 1950


class Unreadable(ValueError):
    """The text is not a day, or may be two."""


def parse(text: str, end: bool = False, tens: bool = False) -> date | None:
    """Return the day, or None if the text is empty or says that the period is open. Raises Unreadable.

    ``end``: a month or year alone means its last day instead of its first; a day far in the future is an open end. ``tens``: the text
    is no number that lost a zero, so that 2024.1 is January.
    """
    if _PLAIN.fullmatch(text) and text not in open_dates():
        return _day_of(int(text[:4]), int(text[5:7]), int(text[8:]), end)
    plain = unicodedata.normalize("NFKC", text).strip().strip("'`‘’").strip()
    if not plain or plain in open_dates() or is_nothing(plain):
        return None
    plain = _ASIDE.sub("", plain.translate(_DASHES))
    plain = _WEEKDAY.sub("", _TIME.sub("", plain)).strip()
    if plain in open_dates():
        return None
    day = _day(re.sub(r"\s", "", plain), end, tens)
    if end and day.year >= _OPEN_YEAR:
        return None
    if day.year >= _OPEN_YEAR or (end and day.year < _FIRST_END):
        raise Unreadable
    return day


def _day(plain: str, end: bool, tens: bool) -> date:
    if found := _STAMP.fullmatch(plain):
        plain = found[1]
    if found := _ENGLISH.fullmatch(plain):
        return _day_of_month_name(*found.groups())
    if found := _MONTH_WITHOUT_ZERO.fullmatch(plain):
        return _day_of(int(found[1]), int(found[2]), None, end)
    if _SERIAL.fullmatch(plain):
        return date(1899, 12, 30) + timedelta(days=int(float(plain)))
    if plain.isdigit() and plain[:2] in ("29", "99") and len(plain) in (4, 6, 8):
        return date(9999, 12, 31)
    if _MONTH_OF_TWO.fullmatch(plain) and not tens:
        raise Unreadable
    if found := _CHINESE.fullmatch(plain):
        return _day_of(int("".join(_NUMERALS[digit] for digit in found[1])), _number(found[2]), _number(found[3]), end)
    if found := _DAY_FIRST.fullmatch(plain):
        return _day_or_month_first(*map(int, found.groups()))
    if found := _MONTH_END.fullmatch(plain):
        return _day(found[1] + "月" if "年" in found[1] else found[1], True, True)
    if end and (found := _YEAR_END.fullmatch(plain)):
        return date(int(found[1]), 12, 31)
    if found := _COMPACT.fullmatch(plain):
        year, month, day = found[1] or found[4], found[2] or found[5], found[3]
        return _day_of(int(year), int(month) if month else None, int(day) if day else None, end)
    if found := _PARTS.fullmatch(plain):
        parts = [int(part) if part else None for part in found.groups()]
        return _day_of(parts[0], parts[1], parts[2], end)
    raise Unreadable


def _day_or_month_first(first: int, second: int, year: int) -> date:
    """31/12/2024 and 12/31/2024 can only be one day; 1/2/2024 may be two."""
    if first > 12 >= second:
        return _day_of(year, second, first, False)
    if second > 12 >= first or first == second:
        return _day_of(year, first, second, False)
    raise Unreadable


def _day_of_month_name(day: str, month: str, year: str) -> date:
    """15-JUN-24, 15-6月-24: as databases write a day; two digits of a year stand for 1950 to 2049."""
    name = month.upper()[:3]
    if not month.endswith("月") and name not in _MONTHS:
        raise Unreadable
    number = int(month[:-1]) if month.endswith("月") else _MONTHS.index(name) + 1
    century = 0 if len(year) == 4 else 2000 if int(year) < 50 else 1900
    return _day_of(century + int(year), number, int(day), False)


def _number(text: str | None) -> int | None:
    """A month or day in Chinese numerals (十二, 二十, 三十一)."""
    if not text:
        return None
    tens, ten, ones = text.rpartition("十")
    if not ten:
        return int(_NUMERALS[text]) if len(text) == 1 else 99
    return 10 * int(_NUMERALS.get(tens, "1")) + int(_NUMERALS.get(ones, "0"))


def parse_side(text: str, end: bool = False) -> date | None:
    """Return the day of a cell that should hold one, or of its side where it holds a period (失效日期: 2010.05.06-长期). Raises Unreadable.

    >>> parse_side("至2027年底", end=True), parse_side("10年（2018.6.1起）", end=True)
    (datetime.date(2027, 12, 31), datetime.date(2028, 6, 1))
    >>> parse_side("2010.05.06-2030.05.06", end=True), parse_side("2010.05.06-长期"), parse_side("2010.05.06-长期", end=True)
    (datetime.date(2030, 5, 6), datetime.date(2010, 5, 6), None)
    """
    try:
        return parse(text, end)
    except Unreadable:
        plain = unicodedata.normalize("NFKC", text).strip()
        if len(_BETWEEN.split(plain)) != 2 and not _lasting(plain):
            raise
        return parse_period(text)[1 if end else 0]


def parse_period(text: str) -> tuple[date | None, date | None]:
    """Return start and end of a period in one cell; a single day is its end. Raises Unreadable.

    >>> parse_period("2020.1.1至2029年12月31日"), parse_period("2029-12-31"), parse_period("2010.05.06-长期")
    ((datetime.date(2020, 1, 1), datetime.date(2029, 12, 31)), (None, datetime.date(2029, 12, 31)), (datetime.date(2010, 5, 6), None))
    """
    plain = unicodedata.normalize("NFKC", text).strip()
    if not plain or plain in open_dates() or is_nothing(plain):
        return None, None
    if lasting := _lasting(plain):
        return lasting
    first, *rest = _BETWEEN.split(plain, maxsplit=1)
    if rest:
        begin, finish = first.removeprefix("自").removesuffix("起"), rest[0].removesuffix("止")
        return parse(begin, tens=True), parse("" if finish.strip() == "今" else finish, end=True, tens=True)
    if plain.endswith("起"):
        return parse(plain.removeprefix("自").removesuffix("起")), None
    return None, parse(first.removesuffix("止"), end=True)


def _lasting(plain: str) -> tuple[date, date] | None:
    """The period of a text that says how long it lasts and from which day on, None if it does not."""
    for pattern in _LASTING:
        found = pattern.fullmatch(plain.replace(" ", ""))
        months = duration(found["length"]) if found and only_year(found["begin"]) is None else None
        begin = parse(found["begin"], tens=True) if found and months else None
        if begin and months:
            year, month = divmod(begin.year * 12 + begin.month - 1 + months, 12)
            return begin, date(year, month + 1, min(begin.day, monthrange(year, month + 1)[1]))
    return None


def only_years(text: str) -> tuple[int | None, int | None]:
    """Return the years of start and end of a period in one cell that name nothing but their year, None of any other.

    >>> only_years("2021年至2024年"), only_years("2021.3至2024"), only_years("2024年起"), only_years("2024")
    ((2021, 2024), (None, 2024), (2024, None), (None, 2024))
    """
    if _PLAIN.fullmatch(text):
        return None, None
    first, *rest = _BETWEEN.split(unicodedata.normalize("NFKC", text).strip(), maxsplit=1)
    first = first.removeprefix("自")
    if rest or first.endswith("起"):
        return only_year(first.removesuffix("起")), only_year(rest[0]) if rest else None
    return None, only_year(first)


def only_year(text: str) -> int | None:
    """Return the year of a day that names nothing but its year, None of any other.

    >>> only_year("2024年"), only_year("二〇二四年止"), only_year("2024年6月"), only_year("2024年底")
    (2024, 2024, None, None)
    """
    if _PLAIN.fullmatch(text):
        return None
    plain = re.sub(r"\s", "", unicodedata.normalize("NFKC", text).translate(_DASHES)).strip("'`‘’")
    digits = "".join(_NUMERALS.get(letter, letter) for letter in plain.removesuffix("止"))
    found = _ONLY_YEAR.fullmatch(digits)
    return int(found[1]) if found else None


def duration(text: str, header: str = "") -> int | None:
    """Return the months that a cell says something lasts, None where it says no length. A bare number counts only where the header names its
    unit: 有效期（年）.

    >>> duration("3年"), duration("36个月"), duration("十年"), duration("1年6个月"), duration("3", "有效期(年)"), duration("3")
    (36, 36, 120, 18, 36, None)
    """
    plain = re.sub(r"\s", "", unicodedata.normalize("NFKC", text))
    found = _DURATION.fullmatch(plain)
    if found and (found["years"] or found["months"]):
        return round(12 * _length(found["years"])) + round(_length(found["months"])) or None
    unit = 12 if "年" in header else 1 if "月" in header else 0
    return round(unit * float(plain)) or None if unit and _LENGTH.fullmatch(plain) else None


def _length(text: str | None) -> float:
    """A number of years or months, in digits or Chinese numerals; 半 is one half."""
    if not text:
        return 0
    if text == "半":
        return 0.5
    digits = text.replace("两", "二")
    return float(digits) if digits[0].isdigit() and digits.isascii() else float(_number(digits) or 0)


def _day_of(year: int | None, month: int | None, day: int | None, end: bool) -> date:
    assert year is not None
    if year < 1900 or 0 in (month, day):
        raise Unreadable
    month = month or (12 if end else 1)
    try:
        return date(year, month, day or (monthrange(year, month)[1] if end else 1))
    except ValueError:
        raise Unreadable from None
