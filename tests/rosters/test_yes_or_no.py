"""Columns of 是 and 否: what speaks against paying is asked about, what is asked of people anyway is not (tests/cases/parting.csv, harmless_columns.csv)."""

import pytest

from huibao_xl.rosters.recogniser import ColumnReading
from huibao_xl.rosters.yes_or_no import (
    answers_against,
    asks_for_category,
    asks_of_another_benefit,
    asks_who_paid,
    is_answered,
    parted,
)

YES, NO, EITHER, NEITHER = {True}, {False}, {True, False}, set()


@pytest.mark.parametrize(
    ("header", "against"),
    [
        *((one, YES) for one in ("是否已补贴", "是否单位已购买沪惠保", "已由残联代买", "是否过期", "是否停补", "是否搬离", "失联标志", "重复")),
        *((one, NO) for one in ("是否本区户籍", "是否闵行户籍", "本区", "是否需要补贴", "是否愿意", "是否同意领取补贴")),
        *((one, EITHER) for one in ("是否会下棋", "可调拨标志")),
        *((one, NEITHER) for one in ("是否党员", "是否低保", "是否享受两项补贴", "是否已享受护理补贴", "是否购买沪惠保", "是否一户多残")),
    ],
)  # fmt: skip
def test_which_answer_speaks_against_paying(header, against):
    assert answers_against(header, None, False) == against


@pytest.mark.parametrize(
    ("role", "headers", "others"),
    [
        ("医疗救助对象", ("是否医疗救助对象", "救助对象标志", "是否属于救助对象"), ("是否低保", "是否特困", "医疗救助金额")),
        ("持证残疾人", ("是否残疾人", "持证标识", "有无残疾证", "残疾"), ("是否重残", "残疾类别", "是否低保")),
        ("生活困难农户", ("是否困难农户", "困难标识", "低收入农户认定", "是否为困难户"), ("困难原因", "是否低保", "是否党员")),
        ("优抚对象", ("是否优抚对象", "是否享受抚恤补助的优抚对象", "是否为重点优抚对象"), ("是否伤残军人", "优抚类别", "优待证")),
    ],
)  # fmt: skip
def test_a_roster_that_asks_for_its_category_has_others_on_it(role, headers, others):
    assert all(asks_for_category(header, role) for header in headers)
    assert not any(asks_for_category(header, role) for header in others)
    assert answers_against(headers[0], None, False, role) == NO


def test_who_paid_is_no_state_of_a_policy():
    assert answers_against("是否自费", None, True) == NO and asks_who_paid("是否本人缴费")
    assert not asks_who_paid("是否缴费") and not asks_of_another_benefit("是否享受", "持证残疾人")


READING = ColumnReading(4, "", "", "未用", 0.0, "")


@pytest.mark.parametrize(
    ("counts", "against", "holds"),
    [
        ({"是": 1, "否": 9}, YES, {"是"}),
        ({"√": 8, "": 2}, NO, {""}),
        ({"√": 2, "": 8}, YES, {"√"}),
        ({"是": 9, "否": 1}, EITHER, {"否"}),
        ({"是": 5, "否": 5}, EITHER, {"是", "否"}),
        ({"是": 9, "": 1}, EITHER, {""}),
        ({"是": 9, "待定": 1}, YES, {"是", "待定"}),
        ({"否": 9}, YES, None),
        ({"是": 9}, EITHER, None),
    ],
)
def test_who_waits(counts, against, holds):
    found = parted(READING, counts, frozenset(against))
    assert (found and set(found.holds)) == holds


def test_answers_are_nearly_all_cells():
    assert is_answered(["是"] * 4 + ["待定"]) and not is_answered(["是", "有效"]) and not is_answered([])
