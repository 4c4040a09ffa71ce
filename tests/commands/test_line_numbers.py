"""Numbers of lines as people write them."""

import pytest

from huibao_xl.commands import line_numbers


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("6", [6]),
        ("6、7", [6, 7]),
        ("6，7", [6, 7]),
        ("6, 7", [6, 7]),
        ("6；7;8", [6, 7, 8]),
        ("６、７", [6, 7]),
        ("第6行", [6]),
        ("第 6 行、第 7 行", [6, 7]),
        ("第6、7行", [6, 7]),
        ("6号、7号", [6, 7]),
        ("6行和7行", [6, 7]),
        ("6-8", [6, 7, 8]),
        ("6－8", [6, 7, 8]),
        ("6—8", [6, 7, 8]),
        ("6～8", [6, 7, 8]),
        ("6~8", [6, 7, 8]),
        ("第6行至第8行", [6, 7, 8]),
        ("6 到 8、10", [6, 7, 8, 10]),
        (" 7、6、7 ", [7, 6]),
        ("6-6", [6]),
        ("6、", [6]),
    ],
)
def test_what_people_write(text: str, lines: list[int]) -> None:
    assert line_numbers.parse(text) == lines


@pytest.mark.parametrize(
    "text",
    ["", "、", "第行", "六", "6.5", "-6", "0", "8-6", "6-", "6-8-9", "2024-06-08 00:00:00", "全部", "6a", "1-9999999"],
)
def test_what_is_no_number_of_a_line(text: str) -> None:
    with pytest.raises(ValueError):
        line_numbers.parse(text)


def test_one_line_is_one() -> None:
    assert line_numbers.parse_one("第６行") == 6
    with pytest.raises(ValueError):
        line_numbers.parse_one("6、7")
