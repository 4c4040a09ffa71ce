from datetime import date

import pytest

from huibao_xl.rosters import days

JUNE = date(2024, 6, 1)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("20240615102233", date(2024, 6, 15)),
        ("202406151022", date(2024, 6, 15)),
        ("15-JUN-24", date(2024, 6, 15)),
        ("15-6月 -24", date(2024, 6, 15)),
        ("1-Dec-1998", date(1998, 12, 1)),
        ("15-JUN-24 10:22:33", date(2024, 6, 15)),
        ("(null)", None),
        ("\\N", None),
        ("<NULL>", None),
        ("N/A", None),
        ("None", None),
    ],
)
def test_days_as_databases_write_them(text, day):
    assert days.parse(text, end=True) == day


@pytest.mark.parametrize(
    "text",
    [
        "2024-06-01",
        "2024-6-1",
        "2024/06/01",
        "2024/6/1",
        "2024.6.1",
        "2024.06.01",
        "20240601",
        "2024年6月1日",
        "2024年06月01日",
        "2024 年 6 月 1 日",
        "45444",
        "45444.5",
        "45444.0",
        "2024-06-01 00:00:00",
        "2024-06-01T12:30:00",
        "2024/6/1 8:05",
        "２０２４.６.１",
        "'2024-06-01",
        " 2024-06-01 ",
        "2024年6月1",
    ],
)
def test_one_day_in_many_spellings(text):
    assert days.parse(text) == days.parse(text, end=True) == JUNE


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2024-06", JUNE, date(2024, 6, 30)),
        ("2024年6月", JUNE, date(2024, 6, 30)),
        ("202406", JUNE, date(2024, 6, 30)),
        ("2024.6", JUNE, date(2024, 6, 30)),
        ("2024年", date(2024, 1, 1), date(2024, 12, 31)),
        ("2024年2月", date(2024, 2, 1), date(2024, 2, 29)),
        ("2023年2月", date(2023, 2, 1), date(2023, 2, 28)),
    ],
)
def test_a_month_or_a_year_alone(text, first, last):
    assert (days.parse(text), days.parse(text, end=True)) == (first, last)


@pytest.mark.parametrize("text", ["", "  ", "长期", "永久", "无", "/", "-", "——", "9999", "长期有效", "至今"])
def test_no_end(text):
    assert days.parse(text) is None is days.parse(text, end=True)


@pytest.mark.parametrize(
    "text",
    [
        "六月",
        "2024-13-01",
        "2024-02-30",
        "20240231",
        "202413",
        "2024年6月31日",
        "24.6.1",
        "2024-06-01补",
        "2024年底",
        "2030-01-01（旧证）",
        "2030-01-01（已注销）",
        "123",
        "1234567",
        "1899-12-31",
        "待定",
        "2024--6",
        "#N/A",
        "310112198501010013",
    ],
)
def test_what_is_no_day(text):
    with pytest.raises(days.Unreadable):
        days.parse(text)


@pytest.mark.parametrize(
    "text",
    [
        "2020-01-01至2029-12-31",
        "2020.1.1-2029.12.31",
        "2020.01.01—2029.12.31",
        "20200101-20291231",
        "2020年1月1日至2029年12月31日",
        "2020/1/1~2029/12/31",
        "2020-01-01 到 2029-12-31",
        "2020-01-01 - 2029-12-31",
        "2020-01-01-2029-12-31",
    ],
)
def test_a_period_in_one_cell(text):
    assert days.parse_period(text) == (date(2020, 1, 1), date(2029, 12, 31))


@pytest.mark.parametrize(
    ("text", "period"),
    [
        ("长期", (None, None)),
        ("", (None, None)),
        ("2029-12-31", (None, date(2029, 12, 31))),
        ("2020-01-01至长期", (date(2020, 1, 1), None)),
        ("至2027年底", (None, date(2027, 12, 31))),
        ("2027年末", (None, date(2027, 12, 31))),
        ("10年（2018.6.1起）", (date(2018, 6, 1), date(2028, 6, 1))),
        ("2018年6月1日起10年", (date(2018, 6, 1), date(2028, 6, 1))),
        ("自2020.2.29起，有效期三年", (date(2020, 2, 29), date(2023, 2, 28))),
        ("36个月（自2021-05起）", (date(2021, 5, 1), date(2024, 5, 1))),
        ("2030.01.01（新证）", (None, date(2030, 1, 1))),
        ("2029年", (None, date(2029, 12, 31))),
    ],
)
def test_open_periods(text, period):
    assert days.parse_period(text) == period


@pytest.mark.parametrize("text", ["2020-01-01至2024-12-31至2029-12-31", "2020年~2024年~2029年"])
def test_three_days_are_no_period(text):
    with pytest.raises(days.Unreadable):
        days.parse_period(text)


@pytest.mark.parametrize("text", ["29991231", "99991231", "2999-12-31", "9999/12/31", "2999年12月31日", "999912"])
def test_a_day_far_in_the_future_is_an_open_end(text) -> None:
    assert days.parse(text, end=True) is None


@pytest.mark.parametrize(
    ("text", "begins", "ends"),
    [
        ("2010.05.06-长期", date(2010, 5, 6), None),
        ("2020.1.1至2029年12月31日", date(2020, 1, 1), date(2029, 12, 31)),
        ("2020-01-01～2030-01-01", date(2020, 1, 1), date(2030, 1, 1)),
        ("二〇二四年六月", date(2024, 6, 1), date(2024, 6, 30)),
        ("2024-06-01", date(2024, 6, 1), date(2024, 6, 1)),
        ("无固定期限", None, None),
        ("至长期", None, None),
    ],
)
def test_a_period_under_a_header_for_one_of_its_days_is_read_on_that_side(text, begins, ends):
    assert (days.parse_side(text), days.parse_side(text, end=True)) == (begins, ends)


@pytest.mark.parametrize("text", ["2024.1", "1/2/2024", "阿里巴巴", "2024.1-2024.1-2024.1"])
def test_what_is_neither_stays_unreadable(text):
    with pytest.raises(days.Unreadable):
        days.parse_side(text, end=True)
