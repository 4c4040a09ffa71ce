"""What a clerk writes about a column of codes."""

import pytest

from huibao_xl.rosters.listed_values import EXAMPLE, listed_values


@pytest.mark.parametrize(
    ("text", "valid", "out"),
    [
        (EXAMPLE, {"01", "02"}, {"03"}),
        ("有效：A，B", {"A", "B"}, set()),
        ("有效＝√；退出＝×", {"√"}, {"×"}),
        (" 有效=1 ; 退出=2/3 ", {"1"}, {"2", "3"}),
    ],
)
def test_values_are_read_as_people_write_them(text, valid, out):
    assert listed_values(text) == (frozenset(valid), frozenset(out))


@pytest.mark.parametrize("text", ["状态", "有效", "有效=", "退出=03", "有效=01；退出=01", "01=有效"])
def test_anything_else_is_no_list_of_values(text):
    assert listed_values(text) is None
