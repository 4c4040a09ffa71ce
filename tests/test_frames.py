"""The columns of frames: lists one below the other."""

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from huibao_xl.frames import ENTRIES, FLAG, LABEL, MONEY, TEXT, Shape, union

NAMES = st.lists(st.sampled_from(["甲", "乙", "丙", None]), max_size=6)


@given(st.lists(NAMES, min_size=1, max_size=4))
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


CELLS = st.tuples(st.sampled_from(["甲", "", "乙", None]), st.integers(-(2**40), 2**40), st.booleans())
SHAPE = Shape("表", {"text": TEXT, "label": LABEL, "fen": MONEY, "flag": FLAG})


@given(st.lists(CELLS, min_size=1, max_size=6))
def test_a_frame_of_values_is_what_pandas_makes_of_them(rows: list[tuple[str | None, int, bool]]) -> None:
    texts, numbers, flags = (list(column) for column in zip(*rows, strict=True))
    columns = {"text": texts, "label": texts, "fen": numbers, "flag": flags, "more": texts}
    frame = SHAPE.of_values(columns)
    expected = pd.DataFrame({name: pd.Series(values) for name, values in columns.items()})
    labels = pd.CategoricalDtype(pd.Index(sorted({*texts} - {None}), dtype="str"))
    kinds = {"text": "str", "label": labels, "fen": "int64", "flag": "bool", "more": "str"}
    pd.testing.assert_frame_equal(frame, expected.astype(kinds))


def test_values_that_are_none_of_the_shape_are_refused_or_converted_as_by_pandas() -> None:
    assert SHAPE.of_values({"text": [1], "label": ["a"], "fen": [2.0], "flag": [True]}).iloc[0].tolist() == [
        "1", "a", 2, True,
    ]  # fmt: skip
    for fen in (None, "x"):
        with pytest.raises((TypeError, ValueError)):
            SHAPE.of_values({"text": ["a"], "label": ["a"], "fen": [fen], "flag": [True]})
    with pytest.raises(TypeError, match="no column label"):
        SHAPE.of_values({"text": ["a"]})
