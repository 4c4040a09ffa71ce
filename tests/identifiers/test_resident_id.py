from datetime import date
from itertools import islice

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest
from tables import resident

from huibao_xl.identifiers import resident_id
from huibao_xl.identifiers.spelling import is_separated

TODAY = date(2024, 9, 1)
OWN = resident("31011219850101901")
ENDS_IN_X = next(number for tail in range(900, 999) if (number := resident(f"31011219850101{tail}")).endswith("X"))


@pytest.mark.parametrize(
    "number",
    [
        "810000199408230021",
        "830000199201300022",
        "911124198108030024",  # the specimens printed on permits
        OWN,
        ENDS_IN_X,
        resident("31022119500101901"),
        resident("99999919000101901"),
        resident("31011220240901901"),
        resident("31011219960229901"),
    ],
)
def test_valid_numbers(number):
    assert resident_id.fault(number, TODAY) is None
    assert resident_id.compact(number) == number


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("", "missing"),
        ("   ", "missing"),
        ("\u3000", "missing"),
        ("'", "missing"),
        ("3.10112E+17", "lost"),
        ("3.1011219850101e+17", "lost"),
        ("３.１E＋１７", "lost"),
        (OWN + "\n" + OWN, "length"),
        (f"{OWN}/{OWN}", "length"),
        (f"{OWN}、{ENDS_IN_X}", "length"),
        ("身份证" + OWN, "length"),
        ("13900000000 8501", "length"),
        ("139000000008501", "birth"),
        ("310112194009151000.00", "lost"),
        ("310,112,194,009,151,000", "lost"),
        (OWN[:15] + "000", "lost"),
        (OWN[:15] + "00000", "lost"),
        ("310112194001010000", "lost"),
        (OWN[:17], "length"),
        (OWN + "1", "length"),
        ("E12345678", "length"),
        ("无", "length"),
        (OWN[:14], "length"),
        (OWN[:17] + "Y", "characters"),
        ("O" + OWN[1:], "characters"),
        (OWN[:16] + "XX", "characters"),
        (resident("31011219850230901"), "birth"),
        (resident("31011219851301901"), "birth"),
        (resident("31011219000229901"), "birth"),
        (resident("31011220240902901"), "birth"),
        (resident("31011218991231901"), "birth"),
        (resident("31011200000000901"), "birth"),
        (OWN[:17] + str((int(OWN[17]) + 1) % 10), "check"),
        (OWN[:16] + str((int(OWN[16]) + 1) % 10) + OWN[17], "check"),
    ],
)
def test_faults(text, fault):
    assert resident_id.fault(resident_id.compact(text), TODAY) == fault
    assert all(resident_id.FAULTS[fault])


@pytest.mark.parametrize(
    "text",
    [
        f" {OWN} ",
        f"\u00a0{OWN}\u3000",
        f"\ufeff{OWN}",
        f"\u200b{OWN}\u200e",
        f"\t{OWN}\r\n",
        f"\u202d{OWN}\u202c",
        f"{OWN}\u202f",
        f"\u2028{OWN}\u2029",
        f"'{OWN}",
        f" ' {OWN}",
        "".join(chr(ord(one) + 0xFEE0) for one in OWN),
        OWN[:6] + OWN[8:17],
        f"{OWN}。",
        f"{OWN};",
        f"（{OWN}）",
        f"“{OWN}”",
        f"`{OWN}`",
        f'="{OWN}"'.removeprefix("="),
    ],
)
def test_ways_of_writing_one_number(text):
    assert resident_id.compact(text) == OWN and resident_id.is_valid(text)
    assert not is_separated(text)


@pytest.mark.parametrize(
    "text",
    [
        f"{OWN[:6]} {OWN[6:14]} {OWN[14:]}",
        f"{OWN[:6]}-{OWN[6:14]}-{OWN[14:]}",
        f"{OWN[:6]}–{OWN[6:]}",
        f"{OWN[:6]}\u00a0{OWN[6:]}",
        f"{OWN[:8]}\u200b{OWN[8:]}",
        f"{OWN[:6]}\t{OWN[6:]}",
        f"{OWN[:9]}\n{OWN[9:]}",
        f"{OWN[:6]}　{OWN[6:]}",
        f"{OWN[:6]}`{OWN[6:]}",
        f"{OWN[:6]}－{OWN[6:]}；",
        f"{OWN[:6]}_{OWN[6:]}",
        " ".join(OWN),
        f"{OWN[:6]} {OWN[8:14]} {OWN[14:17]}",
    ],
)
def test_separators_inside_a_number(text):
    assert resident_id.compact(text) == OWN and is_separated(text)


@pytest.mark.parametrize("last", "xXｘＸ×ⅩⅹΧХх")
def test_ways_of_writing_the_last_character(last):
    assert resident_id.compact(ENDS_IN_X[:17] + last) == ENDS_IN_X


def _ending_in_zeros(n):
    """Right ids that end in 000, as every eleventh destroyed one is."""
    days = pd.date_range("1940-01-01", periods=4000).strftime("%Y%m%d")
    numbers = (resident(f"310112{day}100") for day in days)
    return list(islice((number for number in numbers if number.endswith("000")), n))


def _checked(numbers, cells=()):
    """``cells``: which of them are number cells."""
    return resident_id.check(pa.array(numbers, pa.string()), np.isin(np.arange(len(numbers)), cells), TODAY)


PLAIN = [resident(f"310112{day}{tail}") for day in ("19500101", "19600203") for tail in range(101, 199)]


@pytest.mark.parametrize(
    ("numbers", "lost"),
    [
        (_ending_in_zeros(2), [0, 1]),
        (_ending_in_zeros(2) + PLAIN[:5], [0, 1]),
        (_ending_in_zeros(1) + PLAIN[:5], []),
        (_ending_in_zeros(1) * 4 + PLAIN[:5], []),
        (_ending_in_zeros(1), []),
        (_ending_in_zeros(1) + [PLAIN[0][:15] + "000"], [0, 1]),
        (_ending_in_zeros(1) + PLAIN[:30] + [PLAIN[0][:15] + "000"], [0, 31]),
        (_ending_in_zeros(2) + PLAIN * 8, []),
        (PLAIN * 8 + _ending_in_zeros(1) + [PLAIN[0][:15] + "000"], [1568, 1569]),
        (_ending_in_zeros(1) + PLAIN * 8 + [PLAIN[0][:15] + "000"], [1569]),
        (["3.10112E+17", "3.10112E+17", *_ending_in_zeros(1)], [0, 1, 2]),
        ([_ending_in_zeros(1)[0][:6] + " " + _ending_in_zeros(1)[0][6:], *_ending_in_zeros(3)[1:]], [0, 1, 2]),
    ],
)
def test_destroyed_numbers_that_are_text_again(numbers, lost):
    checked = _checked(numbers)
    assert np.flatnonzero(checked["id_fault"] == "lost").tolist() == lost
    assert (checked["person"].to_numpy()[lost] == -1).all()


@pytest.mark.parametrize(
    ("numbers", "cells", "lost"),
    [
        (_ending_in_zeros(1) + [PLAIN[0][:15] + "000"] + PLAIN[:5], [1], [1]),
        (PLAIN[:3] + [PLAIN[9][:15] + "000"] + _ending_in_zeros(1), [3], [3]),
        (PLAIN[:5] + [*_ending_in_zeros(2)], [6], [6]),
        (["3.10112E+17", *_ending_in_zeros(1), *PLAIN[:5]], [], [0]),
        ([PLAIN[9][:15] + "000", PLAIN[8][:15] + "000", *_ending_in_zeros(1), *PLAIN[:2]], [0, 1], [0, 1]),
        ([PLAIN[9][:15] + "000", PLAIN[8][:15] + "000", *_ending_in_zeros(1), PLAIN[0]], [0, 1], [0, 1, 2]),
        ([PLAIN[9][:15] + "000", *_ending_in_zeros(1)], [0], [0, 1]),
        (_ending_in_zeros(3) + PLAIN[:5], [0], [0, 1, 2]),
        (_ending_in_zeros(1) + [PLAIN[0][:15] + "000"] * 2 + PLAIN[:5], [1], [0, 1, 2]),
    ],
)
def test_a_cell_that_is_a_number_says_nothing_of_right_texts_beside_it(numbers, cells, lost):
    checked = _checked(numbers, cells)
    assert np.flatnonzero(checked["id_fault"] == "lost").tolist() == lost


def test_a_number_of_15_digits_may_end_in_zeros():
    older = [number[:6] + number[8:17] for number in _ending_in_zeros(4)]
    assert (_checked(older)["person"] >= 0).all()


def test_small_x_counts_as_large():
    assert resident_id.compact(ENDS_IN_X.lower()) == ENDS_IN_X
    assert resident_id.compact(ENDS_IN_X[:17] + "ｘ") == ENDS_IN_X


def test_every_wrong_check_character_is_found():
    right = [one for one in "0123456789X" if resident_id.fault(OWN[:17] + one, TODAY) is None]
    assert right == [OWN[17]]


def test_every_single_wrong_digit_is_found():
    for place in range(17):
        for digit in set("0123456789") - {OWN[place]}:
            assert resident_id.fault(OWN[:place] + digit + OWN[place + 1 :], TODAY) in ("check", "birth")


def test_a_lost_number_is_nobody_even_if_it_looks_right():
    checked = resident_id.check(pa.array([OWN, OWN, None]), np.array([True, False, True]), TODAY)
    assert checked["person"].tolist() == [-1, int(OWN[:17]), -1]
    assert checked["id_fault"].astype(object).where(checked["id_fault"].notna(), None).tolist() == [
        "lost",
        None,
        "missing",
    ]


def test_birth_date():
    assert resident_id.birth_date(OWN) == date(1985, 1, 1)


@pytest.mark.parametrize("month", range(1, 13))
def test_birth_date_in_every_month(month):
    """All four figures of month and day count: October to December are no months of one figure."""
    number = resident(f"3101122010{month:02d}15901")
    assert resident_id.birth_date(number) == date(2010, month, 15)
    birthday = pd.Series([date(2028, month, 14), date(2028, month, 15)])
    assert resident_id.is_minor(pd.Series([number] * 2), birthday).tolist() == [True, False]
