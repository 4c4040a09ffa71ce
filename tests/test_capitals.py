"""大写金额 against the examples of the rule itself, and against a reader that knows nothing of how they were written."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huibao_xl import capitals

WORTH = {"拾": 10, "佰": 100, "仟": 1000}


def read_group(text: str) -> int:
    return sum(
        "零壹贰叁肆伍陆柒捌玖".index(digit) * WORTH.get(unit, 1)
        for digit, unit in re.findall("([壹贰叁肆伍陆柒捌玖])([拾佰仟]?)", text)
    )


def read_number(text: str) -> int:
    """Read capitals by splitting at the units from the largest down."""
    if "亿" in text:
        high, _, low = text.rpartition("亿")
        return read_number(high) * 10**8 + read_number(low)
    high, wan, low = text.rpartition("万")
    return read_group(high.replace("零", "")) * (10**4 if wan else 0) + read_group(low.replace("零", ""))


def read(text: str) -> int:
    text = text.removesuffix("整")
    sign = -1 if text.startswith("负") else 1
    yuan, _, rest = text.removeprefix("负").rpartition("元")
    jiao, fen = re.fullmatch("零?(?:(.)角)?(?:(.)分)?", rest).groups()
    digits = "零壹贰叁肆伍陆柒捌玖"
    return sign * (read_number(yuan) * 100 + 10 * digits.index(jiao or "零") + digits.index(fen or "零"))


@given(
    st.integers(-capitals.LARGEST_FEN, capitals.LARGEST_FEN)
    | st.integers(0, 10**7)
    | st.builds(lambda n, p: n * 10**p, st.integers(0, 999), st.integers(0, 14))
)
def test_every_amount_reads_back(fen: int) -> None:
    assert read(capitals.upper(fen)) == fen


@given(st.integers(0, capitals.LARGEST_FEN))
def test_no_two_zeros_meet_and_none_stands_before_a_unit(fen: int) -> None:
    text = capitals.upper(fen)
    assert "零零" not in text
    assert text == "零元整" or not re.search("零[元万亿仟佰拾角分整]|^零", text)
    assert text.endswith("整") == (fen % 100 == 0)


@pytest.mark.parametrize(
    ("fen", "text"),
    [
        (10000000000, "壹亿元整"),
        (10001000000, "壹亿零壹万元整"),
        (10000100000, "壹亿零壹仟元整"),
        (11000000000, "壹亿壹仟万元整"),
        (100000000000000, "壹万亿元整"),
        (10, "壹角"),
        (100001, "壹仟元零壹分"),
        (503100000, "伍佰零叁万壹仟元整"),
    ],
)
def test_amounts_with_gaps(fen: int, text: str) -> None:
    assert capitals.upper(fen) == text


def test_beyond_the_named_units_is_refused() -> None:
    with pytest.raises(ValueError, match="too large"):
        capitals.upper(capitals.LARGEST_FEN + 1)
