import re

import pytest

from huibao_xl.identifiers.partial_id import digits_written, pattern

FULL = "310112195001019012"


@pytest.mark.parametrize(
    ("text", "fits"),
    [
        ("310***********9012", True),
        ("310112********9012", True),
        ("310112XXXXXXXX9012", True),
        ("310****9012", True),
        ("310＊＊＊＊＊＊＊＊＊＊＊9012", True),
        ("******195001019012", True),
        ("9012", True),
        ("019012", True),
        ("", True),
        ("无", True),
        ("310***********9013", False),
        ("320***********9012", False),
        ("9013", False),
        ("12X", False),
        ("3101121950010190", True),
        ("310112195001019", True),
        ("31011219500101", True),
        ("3101121950", True),
        ("19500101", True),
        ("50010190", True),
        ("3101", True),
        ("12", True),
        ("310112 1950 0101", True),
        ("310112195001…", True),
        ("310112……9012", True),
        ("3101121950****90**", True),
        ("尾号9012", True),
        ("后四位：9012", True),
        ("3.10112E+17", True),
        ("3.10113E+17", False),
        ("3101121951", False),
        ("19510101", False),
        ("3201121950010190", False),
        ("1950", False),
        ("尾号9013", False),
    ],
)
def test_a_part_of_a_number_fits_the_numbers_that_have_it(text, fits):
    assert (re.fullmatch(pattern(text), FULL) is not None) == fits


@pytest.mark.parametrize("text", [FULL, "E12345678", "H0123456702", "沪残字第12号"])
def test_a_number_of_its_own_is_no_part(text):
    assert pattern(text) is None


def test_how_many_digits_are_written():
    assert [digits_written(text) for text in ("310***********1234", "", "12X")] == [7, 0, 3]


@pytest.mark.parametrize(("text", "fits"), [("3101121950", False), ("19500101", False), ("31011219500101", True)])
def test_where_no_name_stands_a_cut_number_must_show_nearly_all(text, fits):
    assert (re.fullmatch(pattern(text, named=False), FULL) is not None) == fits
