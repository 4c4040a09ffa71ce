"""The columns of frames: lists one below the other."""

import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from huibao_xl.frames import ENTRIES, union

LABELS = st.lists(st.sampled_from(["甲", "乙", "丙", None]), max_size=6)


@given(st.lists(LABELS, min_size=1, max_size=4))
def test_labels_one_below_the_other_are_what_pandas_makes_of_them(columns: list[list[str | None]]) -> None:
    kind = pd.CategoricalDtype
    parts = [pd.Series(column, dtype="str") for column in columns]
    labelled = [part.astype(kind(pd.Index(part.dropna().unique(), dtype="str"))) for part in parts]
    joined = union(labelled)
    assert joined.equals(pd.api.types.union_categoricals(labelled))
    assert joined.dtype == pd.api.types.union_categoricals(labelled).dtype


def test_an_empty_frame_that_is_changed_leaves_the_next_one_as_it_was() -> None:
    frame = ENTRIES.empty()
    frame["village"], frame["more"] = 1, 2
    again = ENTRIES.check(ENTRIES.empty())
    assert again.empty and "more" not in again
