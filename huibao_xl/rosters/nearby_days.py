"""Columns of a roster whose days are near what entitles its people, and are not it: when a card was fetched (领证), when somebody was examined for it
(鉴定), from when he has another benefit (低保起始日期 in a list of 持证残疾人), until when his identity card is valid (身份有效期 beside 身份证号).

Read as the start or the end of the entitlement such a day refuses people who have been entitled for years. Where a day could decide, in or after
the policy's year for a start, in or before it for an end, the column is asked about; where none could it stays what its header says.
"""

import re
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

from huibao_xl.rosters.column_content import is_open
from huibao_xl.rosters.header_terms import content, parse, plain
from huibao_xl.rosters.parting import is_no_state
from huibao_xl.rosters.recogniser import ColumnReading

_START, _END, _PERIOD = "生效日期", "失效日期", "有效期"
_DAYS = {"日期", "状态", "生效日期", "失效日期", "有效期", "注销日期", "承保日期", "换证日期"}
"""What a column of such days may be taken for."""
_YEAR = re.compile(r"(?:19|20|99)\d\d")
_SEVERAL = 3
"""From so many days on that all lie before the policy's year, they are when cards were issued: no list has only cards that have ended."""
_OF_CARD = re.compile("身份(?:有效|期限|到期|失效|截止|届满|期满|止).{0,4}")
"""Headers that may be about the identity card, or about what somebody is."""


def without_nearby_days(
    readings: Sequence[ColumnReading],
    role: str,
    cells: Callable[[int], Iterable[str]],
    year: int,
    headers: Sequence[str] = (),
) -> tuple[ColumnReading, ...]:
    """Return the readings of a roster in which a column of such days is only likely a start or an end. ``cells``: the filled cells of a column;
    ``year``: the policy's, 0 for none: then nothing is said; ``headers``: all of the list."""
    if not year:
        return tuple(readings)
    found, has_cards = [], any("身份证" in plain(text) for text in headers)
    for one in readings:
        if (
            has_cards
            and one.field in (_END, _PERIOD)
            and one.sureness == "确定"
            and _OF_CARD.fullmatch(plain(one.header))
        ):
            ends = (re.split("[至到~—–－]", text)[-1] for text in cells(one.column))
            decides = any(_year_of(text) <= year for text in ends)
            one = replace(one, field="", sureness="未用", doubts=(one.field,)) if decides else one
        if one.field in (_START, _END) and one.sureness == "确定" and _is_nearby(one.header, one.field, role):
            days = map(_year_of, cells(one.column))
            decides = any(day >= year if one.field == _START else day <= year for day in days)
            one = replace(one, field="", sureness="未用", doubts=(one.field,)) if decides else one
        found.append(one)
    return tuple(found)


def without_days_of_before(readings: Sequence[ColumnReading]) -> tuple[ColumnReading, ...]:
    """Return the readings of a roster with a day of somebody's service, work or school (退出现役时间), or of an earlier certificate or household
    (旧证失效日期), as one of his circumstances: it ends nothing of the list."""
    return tuple(
        replace(one, field="个人情况", sureness="确定", doubts=())
        if _DAYS & {one.field, *one.doubts} and is_of_before(one.header)
        else one
        for one in readings
    )


def is_of_before(header: str) -> bool:
    """Return whether a header says a day of what begins and ends nothing of a roster.

    >>> [is_of_before(header) for header in ("退出现役时间", "旧证失效日期", "退出低保时间", "残疾证失效日期")]
    [True, True, False, False]
    """
    rules = content()["days_of_before"]
    about = f"(?:{rules['of_life']})(?:{rules['days']})|(?:{rules['of_earlier']})(?:{rules['days']})"
    return re.fullmatch(f"(?:{rules['within']})*(?:{about})", plain(header)) is not None


def without_days_of_family(readings: Sequence[ColumnReading]) -> tuple[ColumnReading, ...]:
    """Return the readings of a roster with a day on which somebody of the family died or left (配偶死亡日期) as one of his circumstances."""
    return tuple(
        replace(one, field="个人情况", sureness="确定", doubts=())
        if {one.field, *one.doubts} & {"死亡日期", "注销日期"} and is_no_state(one.header)
        else one
        for one in readings
    )


def without_idle_days(
    readings: Sequence[ColumnReading], ended: bool, cells: Callable[[int], Iterable[str]], year: int
) -> tuple[ColumnReading, ...]:
    """Return the readings of a roster without the doubts about columns whose days can decide nothing: a next review (下次复核日期) beyond the policy's
    ``year`` ends nothing in it, a renewal (换证日期) up to it is past where another column is the end (``ended``), or where several days, all before
    it, would end every card of the list, and a year (认定年度) that is the policy's in every row parts nobody."""
    found = []
    for one in readings:
        fields = {one.field, *one.doubts} - {""}
        if year and (fields == {"下次日期"} or {"换证日期"} <= fields <= {"换证日期", _START}):
            years = [_year_of(text) for text in cells(one.column)]
            latest = year if ended else year - 1
            past = all(0 < day <= latest for day in years) and (ended or len(years) >= _SEVERAL)
            idle = all(day > year for day in years) if "下次日期" in fields else past
            one = replace(one, field="登记日期", sureness="确定", doubts=()) if idle else one
        if year and one.field in ("", "政策年度") and "YEAR" in parse(one.header).kinds:
            written = {text.strip().rstrip("年度") for text in cells(one.column)}
            one = replace(one, field="登记日期", sureness="确定", doubts=()) if written == {str(year)} else one
        found.append(one)
    return tuple(found)


def with_policy_days(readings: Sequence[ColumnReading]) -> tuple[ColumnReading, ...]:
    """Return the readings of 承保名单 without a column of 承保日期, in which a day of administration (受理日期, 保单打印日期) may be it; unchanged where a
    column is it, or may be."""
    if any("承保日期" in (one.field, *one.doubts) or "日期" in one.doubts for one in readings):
        return tuple(readings)
    may_be = re.compile(content()["policy_days"]["words"])
    return tuple(
        replace(one, field="", sureness="未用", doubts=("承保日期",))
        if one.field == "登记日期" and may_be.search(plain(one.header))
        else one
        for one in readings
    )


def _is_nearby(header: str, field: str, role: str) -> bool:
    """Whether a header names what goes before or after the entitlement, or another benefit than that of the list's role."""
    written, rules = plain(header), content()["nearby_days"]
    if field == _START and any(word in written for word in rules["not_the_start"]):
        return True
    of_roles = rules["of_roles"]
    names = {name for name, words in of_roles.items() if any(word in written for word in words)}
    return role in of_roles and bool(names) and role not in names


def _year_of(text: str) -> int:
    """The year of a day, 9999 where it has no end; of what is no day 0."""
    written = unicodedata.normalize("NFKC", text).strip()
    found = _YEAR.match(written)
    return 9999 if is_open(written) else int(found[0]) if found else 0
