"""Columns of days on which something ends, under headers of a start, a birth, an entry or a number: asked about, and nobody is paid by them."""

import pytest
from at_once import at_once
from tables import codes, decide, found, grid, resident

from huibao_xl.rosters.ending_days import are_ends

PEOPLE = [("样甲", resident("31011219500101901")), ("样乙", resident("31011219600202902"))]


def lists(header, days, more=()):
    roster = [["姓名", "证件号码", "街镇", header, *(title for title, _ in more)]]
    roster += [[*one, "七宝镇", day, *(cell for _, cell in more)] for one, day in zip(PEOPLE, days, strict=True)]
    return [grid([["姓名", "证件号码"], *PEOPLE], "承保名单.xlsx"), grid(roster, "持证残疾人.xlsx", "在册")]


@at_once
@pytest.mark.parametrize("header", ["登记日期", "发证日期", "生效日期", "批准日期", "出生日期", "录入时间", "序号"])
@pytest.mark.parametrize("days", [("2023-12-31", "2029-12-31"), ("2023-05-01", "长期"), ("99991231", "2023.6.30")])
def test_nobody_is_paid_by_an_end_that_its_header_calls_something_else(header, days):
    result = yield lists(header, days)
    expired = [day.startswith("2023") for day in days]
    waits = [one == "H09" for one in codes(result)]
    assert all(wait for wait, past in zip(waits, expired, strict=True) if past) and "X05" not in codes(result)
    assert len(found(result.found_until_decided, "I42")) == 1


@at_once
@pytest.mark.parametrize("header", ["登记日期", "发证日期", "出生日期", "序号"])
def test_days_that_the_header_may_mean_are_asked_nothing(header):
    result = yield lists(header, ("1950-01-01", "1960-12-31"))
    assert codes(result) == ["OK", "OK"] and not found(result.found_until_decided, "I42")


def test_where_another_column_is_the_end_nothing_is_asked():
    result = decide(lists("登记日期", ("2023-12-31", "2019-12-31"), [("失效日期", "2030-12-31")]))
    assert codes(result) == ["OK", "OK"] and not found(result.found_until_decided, "I42")


@pytest.mark.parametrize(
    ("cells", "ends"),
    [
        (["2030-06-30", "2027/5/1"], True),
        (["永久", "2020-01-01"], True),
        (["20231231", "20241231"], True),
        (["2099年12月31日"], True),
        (["2023-12-31"], False),
        (["2024-01-01", "2025-01-01"], False),
        (["1", "2", "20291231"], False),
        ([], False),
    ],
)
def test_what_days_of_an_end_look_like(cells, ends):
    assert are_ends(cells, 2024) == ends
