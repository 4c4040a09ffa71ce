"""Near pairs: none is missed and none is added, against comparing all with all."""

from itertools import product

import numpy as np
import oracle
import pandas as pd
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tables import TODAY
from worlds import IDS, NUMBERS

from huibao_xl.identifiers import resident_id
from huibao_xl.matching import near

ids = st.sampled_from(NUMBERS * 9 + IDS)
people = st.lists(st.tuples(st.sampled_from(["甲一", "乙二", ""]), ids), max_size=9)


def _records(rows):
    cells = pa.array([oracle.digits_left(one) if isinstance(one, int) else one for _, one in rows], pa.string())
    lost = np.array([isinstance(one, int) for _, one in rows], dtype=bool)
    checked = resident_id.check(cells, lost, TODAY)
    return pd.DataFrame({"name_key": pd.array([name for name, _ in rows], dtype="str"), **checked})


@given(people, people)
@settings(max_examples=25)
def test_near_pairs_are_those_that_comparing_all_with_all_finds(left, right):
    """``left`` has valid ids, as rule H05 has it; of the right any."""
    left = [one for one in left if oracle.person(one[1], TODAY)]
    found = near.pairs(_records(left), _records(right))
    expected = [
        (a, b)
        for (a, (name, number)), (b, (other, text)) in product(enumerate(left), enumerate(right))
        if name and name == other and _alike(oracle.person(number, TODAY), text)
    ]
    assert list(zip(found["left"], found["right"], strict=True)) == expected
    turned = near.pairs(_records(right), _records(left))
    assert sorted(zip(turned["right"], turned["left"], strict=True)) == expected


def _alike(number, text):
    if oracle.destroyed(text) and oracle.digits_left(text)[:15] == number[:15]:
        return True
    return oracle.one_edit(
        (oracle.digits_left(text) if isinstance(text, int) else oracle.plain_id(text))[:-1], number[:-1]
    )


@pytest.mark.parametrize("number", NUMBERS)
def test_every_single_slip_is_near(number):
    """All 17 x 9 substitutions, 16 swaps, 17 deletions and 18 insertions of the first 17 characters."""
    body = number[:-1]
    slips = {body[:at] + digit + body[at + 1 :] for at in range(17) for digit in "0123456789"}
    slips |= {body[:at] + body[at + 1] + body[at] + body[at + 2 :] for at in range(16)}
    slips |= {body[:at] + body[at + 1 :] for at in range(17)} | {body[:at] + "5" + body[at:] for at in range(18)}
    far = {str((int(body[0]) + 1) % 10) + body[1:10] + str((int(body[10]) + 1) % 10) + body[11:]}
    texts = sorted(slips) + sorted(far)
    own = _records([("甲一", number)])
    other = pd.DataFrame(
        {
            "name_key": pd.array(["甲一"] * len(texts), dtype="str"),
            "id": pd.array([text + "0" for text in texts], dtype="str"),
            "id_fault": pd.Categorical([None] * len(texts), categories=list(resident_id.FAULTS)),
        }
    )
    found = near.pairs(own, other)
    assert found["right"].tolist() == list(range(len(slips)))
