import pytest

from huibao_xl.identifiers import lost


@pytest.mark.parametrize(
    ("text", "digits"),
    [
        ("3.1011219850101E+17", "310112198501010000"),
        ("3.10112E+17", "310112000000000000"),
        ("3E2", "300"),
        ("310112194009151000.0", "310112194009151000"),
        ("310,112,194,009,151,000.00", "310112194009151000"),
        ("12", ""),
        ("1,234", ""),
        ("129.00", ""),
        ("", ""),
        ("1E99", ""),
        ("1E²", ""),
    ],
)
def test_the_digits_that_a_formatted_number_has_left(text, digits):
    assert lost.digits_left(text) == digits
    assert lost.was_number(text) == (digits != "" or text == "1E99")


@pytest.mark.parametrize(
    ("hits", "of", "beyond"),
    [
        (0, 0, False),
        (1, 1, False),
        (2, 2, True),
        (2, 12, True),
        (2, 30, False),
        (3, 90, True),
        (636, 700_000, False),
        (800, 700_000, True),
    ],
)
def test_more_than_chance_gives(hits, of, beyond):
    assert lost.beyond_chance(hits, of, 1 / 1100) is beyond
