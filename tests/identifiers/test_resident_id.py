from datetime import date

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest
from tables import resident

from huibao_xl.identifiers import resident_id

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
        (OWN[:6] + " " + OWN[6:], "inner"),
        (OWN[:6] + "\u200b" + OWN[6:], "inner"),
        (OWN[:6] + "\n" + OWN[6:], "inner"),
        (OWN[:17], "length"),
        (OWN + "1", "length"),
        ("E12345678", "length"),
        ("无", "length"),
        (OWN[:14], "length"),
        (OWN[:17] + "×", "characters"),
        (OWN[:17] + "Х", "characters"),
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
    ],
)
def test_ways_of_writing_one_number(text):
    assert resident_id.compact(text) == OWN and resident_id.is_valid(text)


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


@pytest.mark.parametrize(
    ("text", "digits"),
    [
        ("3.1011219850101E+17", "310112198501010000"),
        ("3.10112E+17", "310112000000000000"),
        ("3E2", "300"),
        ("12", ""),
        ("", ""),
        ("1E99", ""),
    ],
)
def test_scientific_notation_expands(text, digits):
    assert resident_id.expand_scientific(text) == digits


def test_birth_date():
    assert resident_id.birth_date(OWN) == date(1985, 1, 1)


@pytest.mark.parametrize("month", range(1, 13))
def test_birth_date_in_every_month(month):
    """All four figures of month and day count: October to December are no months of one figure."""
    number = resident(f"3101122010{month:02d}15901")
    assert resident_id.birth_date(number) == date(2010, month, 15)
    birthday = pd.Series([date(2028, month, 14), date(2028, month, 15)])
    assert resident_id.is_minor(pd.Series([number] * 2), birthday).tolist() == [True, False]
