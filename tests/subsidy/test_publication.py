"""What heads a 公示: working days by the State Council's notices, and blanks for what is not settled."""

from datetime import date

import pytest

from huibao_xl.policy.year import Publication
from huibao_xl.subsidy.publication import last_day, period


@pytest.mark.parametrize(
    ("first", "days", "last"),
    [
        (date(2024, 7, 1), 7, date(2024, 7, 9)),
        (date(2024, 7, 5), 1, date(2024, 7, 5)),
        (date(2024, 7, 6), 1, date(2024, 7, 8)),  # a Saturday: the first working day is Monday
        (date(2024, 9, 27), 3, date(2024, 9, 30)),  # Sunday 29 September is worked, for the days off in October
        (date(2024, 9, 30), 2, date(2024, 10, 8)),  # 1 to 7 October are off
        (
            date(2026, 2, 13),
            3,
            date(2026, 2, 24),
        ),  # the Spring Festival of 2026: worked on Saturday 14, off from 15 to 23
    ],
)
def test_the_last_day_of_a_posting(first: date, days: int, last: date) -> None:
    assert last_day(first, days) == (last, True)


def test_days_whose_holidays_nobody_announced_are_said_so() -> None:
    assert last_day(date(2099, 1, 5), 5) == (date(2099, 1, 9), False)
    posted = Publication(start=date(2099, 1, 5), working_days=5)
    assert period(posted) == "2099年1月5日至2099年1月9日（5 个工作日）（放假安排尚未公布，止日未计法定节假日，请核对）"


def test_a_posting_is_settled_only_as_a_whole() -> None:
    whole = Publication("依据", "单位", "电话", date(2024, 7, 1), 7)
    assert whole.unsettled == [] and Publication().unsettled == [
        "公示单位",
        "公示监督电话",
        "公示开始日期",
        "公示工作日",
    ]
    assert period(Publication(start=date(2024, 7, 1))) == "2024年7月1日起 　　 个工作日（待填）"
