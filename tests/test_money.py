"""Fen: reading, writing and dividing amounts, by cases worked out by hand."""

from decimal import Decimal

import numpy as np
import pyarrow as pa
import pytest

from huibao_xl import money


@pytest.mark.parametrize(
    ("fen", "percent", "share"),
    [
        (12900, 35, 4515),
        (12950, 35, 4533),  # 4532.5: half to even would give 4532, half down too
        (12930, 35, 4526),  # 4525.5
        (12910, 35, 4519),  # 4518.5
        (1, 50, 1),  # 0.5
        (1, 49, 0),
        (13900, 100, 13900),
        (13900, 0, 0),
    ],
)
def test_the_district_s_share_is_rounded_half_up(fen: int, percent: int, share: int) -> None:
    assert money.district_share(fen, Decimal(percent)) == share


@pytest.mark.parametrize(
    ("fen", "text"),
    [
        (0, "0.00"),
        (1, "0.01"),
        (-1, "-0.01"),
        (-99, "-0.99"),
        (-100, "-1.00"),
        (-101, "-1.01"),
        (100000, "1,000.00"),
        (-100000, "-1,000.00"),
    ],
)
def test_an_amount_as_text_and_back(fen: int, text: str) -> None:
    assert money.format_yuan(fen) == text
    assert money.parse_yuan(text) == fen
    assert money.format_column(np.array([fen])).to_pylist() == [text.replace(",", "")]


def test_a_column_mostly_zero_is_written_like_any_other_but_for_its_zeros() -> None:
    fen = np.array([0, -1, 0, 4515, 0])
    plain = money.format_column(fen).to_pylist()
    assert money.format_sparse(fen).to_pylist() == ["" if text == "0.00" else text for text in plain]


@pytest.mark.parametrize("text", ["", "元", "1.234", "1e3", "12 9", "--1", "壹佰"])
def test_what_is_no_amount(text: str) -> None:
    with pytest.raises(ValueError, match="not an amount"):
        money.parse_yuan(text)


def test_an_amount_beyond_the_limit_is_a_number_in_the_wrong_column() -> None:
    most = f"{money.LIMIT_FEN // 100 - 1}.99"
    fen, faulty = money.parse_column(pa.array([most, f"-{most}", f"{money.LIMIT_FEN // 100}", "6222021234567890123"]))
    assert fen.tolist() == [money.LIMIT_FEN - 1, 1 - money.LIMIT_FEN, 0, 0]
    assert faulty.tolist() == [False, False, True, True]
