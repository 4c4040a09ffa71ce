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
    ],
)
def test_a_part_of_a_number_fits_the_numbers_that_have_it(text, fits):
    assert (re.fullmatch(pattern(text), FULL) is not None) == fits


@pytest.mark.parametrize("text", [FULL, "31011219500101901", "E12345678", "310112500101901", "3.10112E+17"])
def test_a_number_of_its_own_is_no_part(text):
    assert pattern(text) is None


def test_how_many_digits_are_written():
    assert [digits_written(text) for text in ("310***********1234", "", "12X")] == [7, 0, 3]
