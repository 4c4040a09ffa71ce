"""Whose an account is: one table for everybody who asks."""

from datetime import date

import pandas as pd
import pytest
from tables import resident

from huibao_xl.identifiers.account_holder import (
    ADULT,
    ANOTHER_GUARDIAN,
    GUARDIAN,
    NO_GUARDIAN,
    OTHER_NAME,
    THE_PERSON,
    may_be,
    relations,
)

GROWN, CHILD = resident("31011219800101001"), resident("31011220150202002")
CASES = [
    ("样甲", "", "样甲", GROWN, "", THE_PERSON),
    ("样　甲", "", "样甲", GROWN, "", THE_PERSON),
    ("样甲", "样母", "样甲", GROWN, "", THE_PERSON),
    ("样家", "", "样甲", GROWN, "样家", OTHER_NAME),
    ("样家", "样家", "样甲", GROWN, "样家", OTHER_NAME),
    ("样乙", "", "样甲", GROWN, "样家", NO_GUARDIAN),
    ("样乙", "", "样甲", GROWN, "", NO_GUARDIAN),
    ("样*", "", "样甲", GROWN, "", NO_GUARDIAN),
    ("样女士", "", "样甲", GROWN, "", NO_GUARDIAN),
    ("样乙", "样母", "样甲", GROWN, "", ANOTHER_GUARDIAN),
    ("样乙", "样母", "样童", CHILD, "", ANOTHER_GUARDIAN),
    ("样母", "样母", "样甲", GROWN, "", ADULT),
    ("样母", "样母", "样童", "E12345678", "", ADULT),
    ("样母", "样母", "样童", CHILD, "", GUARDIAN),
    ("样　母", "样母", "样童", CHILD, "", GUARDIAN),
]


def test_what_a_holder_is_to_a_person() -> None:
    columns = ["holder", "guardian", "name", "id", "also_named", "expected"]
    rows = pd.DataFrame(CASES, columns=columns).set_index(pd.Index(range(10, 10 + len(CASES))))
    days = pd.Series(date(2024, 6, 30), index=rows.index, dtype=object)
    assert relations(rows, days).tolist() == rows["expected"].tolist()
    assert relations(rows).tolist() == rows["expected"].replace(ADULT, GUARDIAN).tolist()
    late = pd.Series(date(2033, 2, 2), index=rows.index, dtype=object)
    assert GUARDIAN not in set(relations(rows, late))


def test_the_name_that_clerks_joined_counts() -> None:
    row = pd.DataFrame({"holder": ["样英"], "guardian": [""], "name": ["样瑛"], "id": [GROWN], "name_key": ["样英"]})
    assert relations(row).tolist() == [THE_PERSON]


@pytest.mark.parametrize(
    ("holder", "name", "expected"),
    [
        ("孙志强", "孙志强", True),
        ("孙 志强", "孙志强", True),
        ("孙*强", "孙志强", True),
        ("**强", "孙志强", True),
        ("孙某某", "孙志强", True),
        ("孙XX", "孙志强", True),
        ("孙？强", "孙志强", True),
        ("***", "孙志强", True),
        ("买买提.艾力", "买买提·艾力", False),
        ("孙女士", "孙志强", False),
        ("孙某先生", "孙志强", False),
        ("孙*明", "孙志强", False),
        ("李*强", "孙志强", False),
        ("孙志", "孙志强", False),
    ],
)
def test_whose_name_a_bank_may_show(holder: str, name: str, expected: bool) -> None:
    assert may_be(holder, name) is expected
