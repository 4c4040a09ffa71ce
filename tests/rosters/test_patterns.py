"""A column is matched as pyarrow matches it, however many distinct texts it has and whatever was asked before."""

import pyarrow as pa
import pyarrow.compute as pc
import pytest

from huibao_xl.rosters import patterns
from huibao_xl.rosters.patterns import matches

PATTERN = r"(?i)^(?:注销|死亡|hhb[0-9]+)|亡$"
TEXTS = ["注销", "未注销", "HHB12", "hhb", "亡", "", " ", None, "死亡亡", "1" * 40, "注销"]


@pytest.mark.parametrize(
    "column",
    [
        pa.array(TEXTS),
        pa.chunked_array([TEXTS[:3], TEXTS[3:]]),
        pa.array([], pa.string()),
        pa.array([None, None], pa.string()),
        pa.array([*TEXTS, *(f"亡{n}亡" for n in range(patterns._DISTINCT))]),
        pa.array(TEXTS, pa.large_string()),
    ],
    ids=["one part", "two parts", "no rows", "nothing written", "many texts", "large"],
)
def test_as_pyarrow(column):
    for _ in range(2):
        assert matches(column, PATTERN).to_pylist() == pc.match_substring_regex(column, PATTERN).to_pylist()


def test_each_pattern_answers_for_itself():
    texts = pa.array(["注销", "死亡"])
    assert [matches(texts, one).to_pylist() for one in ("注销", "死亡", "注销")] == [
        [True, False], [False, True], [True, False],
    ]  # fmt: skip


def test_what_is_remembered_has_an_end(monkeypatch):
    monkeypatch.setattr(patterns, "_MOST", 5)
    for start in range(0, 12, 3):
        texts = pa.array([f"{n}号" for n in range(start, start + 4)])
        assert matches(texts, "^[0-4]号").to_pylist() == [n < 5 for n in range(start, start + 4)]
        assert len(patterns._answers("^[0-4]号")) <= 5


def test_a_text_is_asked_about_once(monkeypatch):
    asked = []
    whole = pc.match_substring_regex
    monkeypatch.setattr(
        pc, "match_substring_regex", lambda texts, pattern: (asked.append(len(texts)), whole(texts, pattern))[1]
    )
    for column in (["甲", "乙", "甲"], ["乙", "甲"], ["丙", "甲"]):
        matches(pa.array(column), "一次|甲")
    assert asked == [2, 1]
