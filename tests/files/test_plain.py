"""Plain tables for other people's programs: the same cells in .xlsx and .xls, and the same bytes every time."""

from decimal import Decimal

import pandas as pd
import pytest

from huibao_xl.files.reading import read_file
from huibao_xl.files.writing import plain

WRITERS = {"xlsx": lambda path, table: plain.write_xlsx(path, table, "批次"), "xls": plain.write_xls}


def table(**changes):
    columns = [
        plain.PlainColumn("序号", "count", pd.Series([1, 2])),
        plain.PlainColumn("账号", "text", pd.Series(["0012345678901234567", "6222"], dtype="str")),
        plain.PlainColumn("金额", "money", pd.Series([12900, 1])),
    ]
    values = {
        "sheet": "代发",
        "above": [["标题"]],
        "titles": True,
        "columns": columns,
        "below": [["合计", 2, Decimal("129.01")]],
    }
    return plain.PlainTable(**(values | changes))


def cells(path):
    (grid,) = read_file(path).grids
    return grid.sheet, [grid.row(index) for index in range(grid.n_rows)]


@pytest.mark.parametrize("kind", WRITERS)
def test_what_stands_where(tmp_path, kind):
    path = tmp_path / f"表.{kind}"
    WRITERS[kind](path, table())
    sheet, rows = cells(path)
    assert sheet == "代发"
    assert rows == [
        ["标题", "", ""],
        ["序号", "账号", "金额"],
        ["1", "0012345678901234567", "129"],
        ["2", "6222", "0.01"],
        ["合计", "2", "129.01"],
    ]


@pytest.mark.parametrize("kind", WRITERS)
def test_without_titles_and_rows_around(tmp_path, kind):
    path = tmp_path / f"表.{kind}"
    WRITERS[kind](path, table(above=[], below=[], titles=False))
    assert cells(path)[1] == [["1", "0012345678901234567", "129"], ["2", "6222", "0.01"]]


@pytest.mark.parametrize("kind", WRITERS)
def test_the_same_table_gives_the_same_bytes(tmp_path, kind):
    for name in ("a", "b"):
        WRITERS[kind](tmp_path / name, table())
    assert (tmp_path / "a").read_bytes() == (tmp_path / "b").read_bytes()
    assert plain.sha256_of(tmp_path / "a") == plain.sha256_of(tmp_path / "b")
