import numpy as np
import pyarrow as pa
import pytest
from tables import resident

from huibao_xl.rosters import column_content
from huibao_xl.rosters.column_content import SAMPLE, sample, shares

ID = resident("31011219500101901")


@pytest.mark.parametrize(
    ("test", "text"),
    [
        ("id", ID),
        ("id", f"{ID[:6]} {ID[6:14]} {ID[14:]}"),
        ("id_like", "3.10112E+17"),
        ("id_like", "310112195001019000"),
        ("account", "6222 0213 4567 8901 235"),
        ("day", "2024年6月"),
        ("day", "45444"),
        ("day", "长期"),
        ("period", "2020.1.1至2029.12.31"),
        ("phone", "13800000000"),
        ("name", "阿卜杜热合曼·买买提依明"),
        ("year", "2024年度"),
        ("amount", "¥1,161,000.00"),
        ("status", "已退保（全额）"),
    ],
)
def test_a_cell_looks_like_what_it_is(test, text):
    assert column_content.TESTS[test](text)


@pytest.mark.parametrize(
    ("test", "text"), [("id", "310112195001019000"), ("day", "样一"), ("account", ID), ("status", "七宝镇")]
)
def test_and_not_like_something_else(test, text):
    assert not column_content.TESTS[test](text)


def test_shares_are_of_the_filled_cells():
    assert shares(["七宝镇", "某地"], lambda text: text == "七宝镇")["township"] == 0.5 and shares([]) == {}


@pytest.mark.parametrize("rows", [0, 5, SAMPLE, 5 * SAMPLE, 60 * SAMPLE])
def test_a_sample_is_bounded_and_spread_to_the_end(rows):
    column = pa.chunked_array([pa.array([str(at) for at in range(rows)], pa.string())])
    cells = sample(column, np.arange(rows))
    assert len(cells) <= max(SAMPLE * 4 // 3, 1) + 1 and cells[:1] == ["0"][:rows]
    assert not rows or int(cells[-1]) >= rows * 0.99 - 1
