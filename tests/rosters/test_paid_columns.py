"""Columns that say to whom this year's subsidy was paid already (decided cases: tests/cases/parting.csv, harmless_columns.csv)."""

import pytest

from huibao_xl.rosters.paid_columns import asks_of_payment, paid_before


@pytest.mark.parametrize(
    "header",
    [
        "2024年补贴发放情况",
        "2023补贴",
        "沪惠保补贴",
        "保费补贴发放日期",
        "本年度沪惠保补贴",
        "24年沪惠保报销",
        "参保补助已领取",
    ],
)
def test_a_header_of_a_payment(header):
    assert asks_of_payment(header)


@pytest.mark.parametrize(
    "header",
    [
        "补贴",
        "护理补贴",
        "2024年护理补贴",
        "补贴标准",
        "应补贴金额",
        "是否已补贴",
        "沪惠保补贴对象",
        "沪惠保补贴账号",
        "两项补贴",
        "2024年度",
    ],
)
def test_a_header_of_something_else(header):
    assert not asks_of_payment(header)


@pytest.mark.parametrize(
    ("header", "counts", "paid"),
    [
        ("2024年补贴", {"已发": 2, "": 5}, {"已发"}),
        ("2024年补贴", {"129": 5}, None),  # what is due
        ("2024年补贴发放情况", {"129": 5}, {"129"}),
        ("2023年补贴", {"已发": 2, "": 5}, None),
        ("2023-2024年沪惠保补贴", {"已发": 2, "": 5}, {"已发"}),
        ("沪惠保补贴", {"未发": 2, "": 5, "否": 1, "0.00": 1}, None),
        ("沪惠保补贴", {"未发": 2, "不补": 1}, {"不补"}),
    ],
)
def test_who_may_have_been_paid(header, counts, paid):
    found = paid_before(3, header, counts, 2024)
    assert (found and set(found.holds)) == paid
    assert paid_before(3, header, counts, 0) is None


def test_a_death_is_seen_in_any_year():
    found = paid_before(3, "2023年补贴", {"已发": 2, "死亡停发": 1}, 2024)
    assert found and found.holds == {"死亡停发"}
