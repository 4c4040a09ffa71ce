"""JSON has one meaning or none."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huibao_xl import strict_json

LEAVES = st.none() | st.booleans() | st.integers() | st.text() | st.floats(allow_nan=False, allow_infinity=False)
CONTENT = st.recursive(LEAVES, lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner), max_leaves=20)


@given(CONTENT)
def test_what_was_written_is_read(content: object) -> None:
    assert strict_json.parse(json.dumps(content)) == content


@pytest.mark.parametrize(
    ("text", "key"), [('{"a": 1, "a": 1}', "a"), ('{"a": [{"b": 1, "c": 2, "b": 3}]}', "b"), ('{"": 1, "": 2}', "")]
)
def test_a_key_that_stands_twice_is_named(text: str, key: str) -> None:
    with pytest.raises(strict_json.Duplicate) as refused:
        strict_json.parse(text)
    assert refused.value.key == key


@pytest.mark.parametrize("text", ["", "{", "NaN", '{"a": -Infinity}', "[" * 100_000])
def test_what_is_no_json_is_a_value_error(text: str) -> None:
    with pytest.raises(ValueError, match=""):
        strict_json.parse(text)


@pytest.mark.parametrize(
    ("text", "word", "key"),
    [
        ("NaN", "NaN", ""),
        ('{"a": [1, {"b": Infinity}]}', "Infinity", "a.2.b"),
        ('["NaN", -Infinity]', "-Infinity", "2"),
    ],
)
def test_a_word_for_no_number_is_named_with_its_key(text: str, word: str, key: str) -> None:
    with pytest.raises(strict_json.NoNumber) as refused:
        strict_json.parse(text)
    assert (refused.value.word, refused.value.key) == (word, key)
