import numpy as np
import pyarrow as pa
import pytest

from huibao_xl.identifiers import bank_card, cnaps


@pytest.mark.parametrize(
    "text",
    [
        "6200000000000000001",
        " 6200 0000 0000 0000 001 ",
        "6200-0000-0000-0000-001",
        "６２" + "０" * 16 + "１",
        "'6200000000000000001",
        "6200\u00a00000\u30000000 0000 001",
    ],
)
def test_ways_of_writing_one_account(text):
    checked = bank_card.check(pa.array([text]), np.array([False]))
    assert checked["account"].tolist() == ["6200000000000000001"] and checked["account_fault"].isna().all()


@pytest.mark.parametrize(
    "text", ["620000000000001", " 620000000000001", "620000000000001\u3000", "'620000000000001", "6200 0000 0000 001"]
)
def test_an_account_of_15_digits_is_no_old_id(text):
    checked = bank_card.check(pa.array([text]), np.array([False]))
    assert checked["account"].tolist() == ["620000000000001"] and checked["account_fault"].isna().all()


@pytest.mark.parametrize(
    ("text", "lost", "fault"),
    [
        (None, False, "missing"),
        ("  ", False, "missing"),
        ("6.2E+18", False, "lost"),
        ("6200000000000000000", True, "lost"),
        (None, True, "missing"),
        ("待补", False, "characters"),
        ("62000000A", False, "characters"),
        ("6200000000000000001/6200000000000000002", False, "characters"),
        ("6228480000012340000", False, "lost"),
        ("6228480000012340000.00", False, "lost"),
        ("6228 4800 0001 2340 000", False, "lost"),
        ("62000000000000001\n62000000000000002", False, "characters"),
        ("620000000001 620000000002", False, "characters"),
        ("62000001\n62000002", False, "characters"),
        ("1234567", False, "length"),
        ("1" * 33, False, "length"),
        ("٦٢٠٠٠٠٠٠٠", False, "characters"),
    ],
)
def test_faults(text, lost, fault):
    checked = bank_card.check(pa.array([text], pa.string()), np.array([lost]))
    assert checked["account_fault"].astype(str).tolist() == [fault]


@pytest.mark.parametrize("number", ["12345678", "1" * 32])
def test_the_shortest_and_the_longest(number):
    assert bank_card.fault(number) is None


@pytest.mark.parametrize(
    ("number", "valid"),
    [
        ("325290000012", True),
        ("322290000011", True),
        ("102100099996", True),
        ("325290000013", False),
        ("32529000001", False),
        ("32529000001٢", False),
    ],
)
def test_cnaps(number, valid):
    assert cnaps.is_valid(number) is valid


def _accounts(tails, n_zeros):
    return [f"62284800000{tail}" + "0" * n_zeros for tail in tails]


@pytest.mark.parametrize(
    ("numbers", "lost"),
    [
        (["6228480000012310000", "6228480000012470000"], 2),
        (_accounts(range(1001, 1021), 1), 20),
        (_accounts(range(1001, 1004), 2), 3),
        (_accounts([1001, 1001, 1001], 2), 0),
        (_accounts(range(1001, 1003), 1) + [f"62284800000{tail}7" for tail in range(1003, 1030)], 0),
        (["12340000", "620000000000000"], 0),
    ],
)
def test_accounts_that_lost_their_end_and_are_text_again(numbers, lost):
    checked = bank_card.check(pa.array(numbers), np.zeros(len(numbers), bool))
    assert (checked["account_fault"] == "lost").sum() == lost
