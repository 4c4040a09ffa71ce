"""What checks a column checks each of its cells as the function for one cell does; what is compared twice is compared once."""

import numpy as np
import oracle
import pandas as pd
import pyarrow as pa
from hypothesis import assume, given
from hypothesis import strategies as st
from tables import TODAY
from worlds import IDS, NUMBERS

from huibao_xl.identifiers import bank_card, person_name, resident_id

ODD = "0123456789Xx０９ＸEe+. '\u3000\u200b-١²张"
almost_ids = st.one_of(
    st.text(ODD, max_size=22),
    st.sampled_from([one for one in IDS if isinstance(one, str)]),
    st.builds(
        lambda number, at, to: number[:at] + to + number[at + 1 :],
        st.sampled_from(NUMBERS),
        st.integers(0, 17),
        st.sampled_from(ODD),
    ),
    st.text(max_size=20),
)


@given(st.lists(st.one_of(st.none(), almost_ids), max_size=12), st.booleans())
def test_the_column_check_of_ids_is_the_scalar_check(texts, chunked):
    raw = pa.array(texts, pa.string())
    lost = np.zeros(len(texts), dtype=bool)
    checked = resident_id.check(pa.chunked_array([raw[:3], raw[3:]]) if chunked else raw, lost, TODAY)
    compacted = [resident_id.compact(text or "") for text in texts]
    assert checked["id"].tolist() == compacted
    faults = [resident_id.fault(number, TODAY) for number in compacted]
    assert [None if pd.isna(one) else one for one in checked["id_fault"]] == faults
    assert checked["person"].tolist() == [
        -1 if fault else int(number[:17]) for number, fault in zip(compacted, faults, strict=True)
    ]


@given(almost_ids)
def test_an_id_is_valid_where_the_oracle_says_so(text):
    assume("'" not in text and "\u200b" not in text)
    assert (resident_id.fault(resident_id.compact(text), TODAY) is None) == (oracle.person(text, TODAY) is not None)


@given(almost_ids)
def test_compacting_twice_is_compacting_once(text):
    assume("'" not in text)
    once = resident_id.compact(text)
    assert resident_id.compact(once) == once


@given(
    st.lists(
        st.one_of(st.none(), st.text(ODD, max_size=24), st.text("0123456789", min_size=6, max_size=34)), max_size=10
    ),
    st.booleans(),
)
def test_the_column_check_of_accounts_is_the_scalar_check(texts, lost):
    checked = bank_card.check(pa.array(texts, pa.string()), np.full(len(texts), lost))
    accounts = [bank_card.compact(text or "") for text in texts]
    assert checked["account"].tolist() == accounts
    faults = ["lost" if lost and account else bank_card.fault(account) for account in accounts]
    assert [None if pd.isna(one) else one for one in checked["account_fault"]] == faults


names_of_all_kinds = st.one_of(
    st.none(),
    st.text(max_size=6),
    st.text("张三甲〇·•・ \u200b\ue863⻢⿓ﬁＡａ\n\t㐀鿿豈𬭚", max_size=6),
)


@given(st.lists(names_of_all_kinds, max_size=12))
def test_the_keys_of_a_column_are_the_keys_of_its_names(texts):
    assert person_name.keys(pa.array(texts, pa.string())).tolist() == [person_name.key(text or "") for text in texts]


@given(
    st.text("张三甲〇·•・⻢⿓ＡＢ\ue863", max_size=5),
    st.integers(0, 5),
    st.sampled_from(" \u3000\u200b\u00a0\ufeff\n\u3164"),
)
def test_a_key_forgets_spaces_and_nothing_else(name, at, space):
    key = person_name.key(name)
    assert person_name.key(name[:at] + space + name[at:]) == key
    assert person_name.key(key) == key
    assert len(key) == len(name)
