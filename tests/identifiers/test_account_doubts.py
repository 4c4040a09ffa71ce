"""What is typed into an account column and is none: each kind is asked about, and no account in use is."""

import numpy as np
import pandas as pd
import pytest
from bank_batch import with_check_digit as card
from stdnum import luhn
from tables import resident

from huibao_xl.identifiers import account_doubts, bank_card


@pytest.mark.parametrize(
    ("number", "doubt"),
    [
        ("6222021345", "digits"),
        ("12345678901", "placeholder"),
        ("13800001111", "phone"),
        (resident("31011219500101901"), "resident_id"),
        ("0000000000000000", "placeholder"),
        ("8888888888888888888", "placeholder"),
        ("1234567890123456", "placeholder"),
        ("0210000000", "digits"),
        ("1" * 31 + "2", "digits"),
        (card("622892000000000001")[:-1] + "0", "card"),
        (card("622848000000000012")[:-1] + "0", "card"),
        (card("621700000000000015")[:-1] + "0", "card"),
        (card("622260000000000000")[:-1] + "7", "card"),
    ],
)
def test_what_looks_like_no_account_is_asked_about(number: str, doubt: str) -> None:
    if doubt == "card":
        assert not luhn.is_valid(number)
    assert account_doubts.doubt(number) == doubt and account_doubts.meanings()[doubt]


@pytest.mark.parametrize(
    "number",
    [
        "455512345678",  # 12 digits, a passbook
        "03495300040012345",  # 17
        "310069037018170123456",  # 21
        "6200000000000000001",  # a card of an issuer that is not known, without a right Luhn digit: advice only (B06)
        card("622892000000000001"),
        card("622848000000000012"),
        card("621700000000000015"),
        card("621661000000000015"),
        "310112195013019010",  # 18 digits, month 13: no id
        resident("31011219500101901")[:-1] + "0",  # an id but for its check digit: may be an account
    ],
)
def test_accounts_in_use_are_not(number: str) -> None:
    assert account_doubts.doubt(number) is None and bank_card.fault(number) is None


def test_a_column_says_what_each_number_says() -> None:
    numbers = ["6222021345", "6200000000000000001", "13800001111", "", card("622892000000000001"), "62289200000000001"]
    column = pd.Series(numbers, index=np.arange(5, 5 + len(numbers)), dtype="str")
    found = account_doubts.doubts(column)
    assert found.index.tolist() == column.index.tolist()
    assert found.where(found.notna(), None).tolist() == [account_doubts.doubt(each) for each in numbers]


def test_every_rule_names_its_source_and_that_no_bank_confirmed_it() -> None:
    content = account_doubts._content()
    assert content["status"] == "未核定" and content["checked_on"]
    assert all(rule["source"] and rule["means"] for rule in content["doubts"])
