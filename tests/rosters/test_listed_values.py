"""What a clerk writes about a column of codes."""

import pytest

from huibao_xl.rosters.listed_values import EXAMPLE, OF_CHANNELS, listed_channels, listed_values


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


@pytest.mark.parametrize(
    "text", ["状态", "有效", "有效=", "退出=03", "有效=01；退出=01", "01=有效", "有效=其余；退出=03"]
)
def test_anything_else_is_no_list_of_values(text):
    assert listed_values(text) is None


@pytest.mark.parametrize(
    ("text", "people", "groups"),
    [
        (OF_CHANNELS, {"01", "网投"}, {"02"}),
        ("个人：A，B", {"A", "B"}, set()),
        ("团单＝2", set(), {"2"}),
        (" 个单 = 1 ; 团体 = 2/3 ", {"1"}, {"2", "3"}),
    ],
)
def test_channels_are_read_as_people_write_them(text, people, groups):
    assert listed_channels(text) == dict.fromkeys(people, "个人") | dict.fromkeys(groups, "团单")


@pytest.mark.parametrize("text", ["投保渠道", "个单", "个单=", "个单=1；团单=1", EXAMPLE, "1=个单", "团单=、"])
def test_anything_else_is_no_list_of_channels(text):
    assert listed_channels(text) is None
