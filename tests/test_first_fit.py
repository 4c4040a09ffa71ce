"""The first rule that fits decides, for every row alone."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from huibao_xl.first_fit import first_fit


@given(st.integers(0, 5).flatmap(lambda n: st.lists(st.lists(st.booleans(), min_size=n, max_size=n), min_size=1)))
def test_it_is_what_a_loop_over_the_rules_finds(masks):
    expected = [next((at for at, fits in enumerate(row) if fits), -1) for row in zip(*masks, strict=True)]
    assert first_fit([np.array(mask, dtype=bool) for mask in masks]).tolist() == expected
