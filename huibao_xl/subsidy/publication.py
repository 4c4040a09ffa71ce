"""What heads the list that is posted in public (公示): basis, amount, totals, period, telephone, unit; and what of it is not settled yet.

No document read so far states how this list is posted, so all of it are settings of the policy (未核定). What is not settled stands on the
list as a blank to fill in by hand, and is asked for. The period counts working days from its first day on; which days are work is
known from the State Council's yearly notices (``chinese_calendar``), for the years that have one.
"""

from collections.abc import Iterator
from datetime import date, timedelta
from itertools import islice

import chinese_calendar

from huibao_xl.money import format_yuan
from huibao_xl.policy import Policy
from huibao_xl.policy.year import Publication

BLANK = "（待填）"
_NOT_ANNOUNCED = "（放假安排尚未公布，止日未计法定节假日，请核对）"


def heading(rules: Policy, people: int, amount_fen: int) -> dict[str, str]:
    """Return {name in the form: text} for a list of so many people and so much money together."""
    posted = rules.publication
    return {
        "公示_依据": posted.basis,
        "公示_标准": f"每人 {format_yuan(rules.amount_fen)} 元",
        "公示_合计": f"{people:,} 人，{format_yuan(amount_fen)} 元",
        "公示_公示期": period(posted),
        "公示_监督电话": posted.telephone or BLANK,
        "公示_单位": posted.unit or "（公示单位待填）",
        "公示_日期": _day(posted.start) if posted.start else "　　年　　月　　日",
    }


def period(posted: Publication) -> str:
    """Return from when to when the list is posted, with blanks for what is not settled.

    >>> period(Publication(start=date(2024, 9, 26), working_days=7))
    '2024年9月26日至2024年10月10日（7 个工作日）'
    >>> period(Publication(working_days=7))
    '　　年　　月　　日起 7 个工作日（待填）'
    """
    if not posted.start or not posted.working_days:
        first = _day(posted.start) if posted.start else "　　年　　月　　日"
        return f"{first}起 {posted.working_days or '　　'} 个工作日{BLANK}"
    last, sure = last_day(posted.start, posted.working_days)
    note = "" if sure else _NOT_ANNOUNCED
    return f"{_day(posted.start)}至{_day(last)}（{posted.working_days} 个工作日）{note}"


def last_day(first: date, working_days: int) -> tuple[date, bool]:
    """Return the last of so many working days from ``first`` on, and whether the holidays of all its days are announced.

    Where they are not, Monday to Friday are taken for working days.

    >>> last_day(date(2024, 9, 26), 7)
    (datetime.date(2024, 10, 10), True)
    """
    found = list(islice(_working_days(first), working_days))
    return found[-1][0], all(sure for _, sure in found)


def _working_days(first: date) -> Iterator[tuple[date, bool]]:
    day = first
    while True:
        works, sure = _works(day)
        if works:
            yield day, sure
        day += timedelta(1)


def _works(day: date) -> tuple[bool, bool]:
    try:
        return bool(chinese_calendar.is_workday(day)), True
    except NotImplementedError:
        return day.weekday() < 5, False


def _day(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"
