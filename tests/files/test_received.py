"""A copied sheet and its column of marks give back the grid that was copied, also after staff worked on the sheet."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pyarrow as pa
from hypothesis import given
from hypothesis import strategies as st
from tables import Cell, grid

from huibao_xl.files.reading.grid import Grid
from huibao_xl.files.reading.received import HEAD, PROBLEMS, as_received, copied, in_order, marks_of

ROWS: list[list[Cell]] = [
    ["姓名", "证件号码", "街镇"],
    ["样甲", "1", "七宝镇"],
    ["样乙", "2", None],
    ["样丙", "3", "颛桥镇"],
]


def beside(one: Grid, marks: Sequence[str | None], to: str = "来件·名单") -> Grid:
    """The sheet of a workbook on which a grid stands with its marks."""
    height = max(one.n_rows, len(marks))
    cells = [
        pa.chunked_array([[*column.to_pylist(), *[None] * (height - one.n_rows)]], pa.string()) for column in one.cells
    ]
    return Grid(
        Path("项目.xlsx"), to, [*cells, pa.chunked_array([[*marks, *[None] * (height - len(marks))]], pa.string())]
    )


def said(one: Grid) -> tuple[object, ...]:
    rows = [one.row(at) for at in range(one.n_rows)]
    return rows, one.hidden, one.hidden_rows, one.hidden_columns, one.struck, dict(one.comments), one.fault, one.beside


places = st.sets(st.tuples(st.integers(0, 3), st.integers(0, 2)), max_size=5)
texts = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=12)


@given(
    places,
    st.dictionaries(st.tuples(st.integers(0, 6), st.integers(0, 2)), texts),
    places,
    st.booleans(),
    st.lists(texts, max_size=2),
)
def test_what_was_copied_comes_back(
    struck: set[tuple[int, int]],
    comments: dict[tuple[int, int], str],
    hidden: set[tuple[int, int]],
    whole: bool,
    boxes: list[str],
) -> None:
    one = grid(
        ROWS,
        beside=[("文本框", text) for text in boxes],
        struck=struck,
        comments=comments,
        hidden_rows={row for row, _ in hidden},
        hidden_columns={column for _, column in hidden},
        hidden=whole,
    )
    back = as_received(beside(one, marks_of(one, "七宝镇/残疾人.xlsx", "0f")))
    assert said(back) == said(one)
    assert back.named == (Path("七宝镇/残疾人.xlsx"), "Sheet1") and (back.path.name, back.sheet) == (
        "项目.xlsx",
        "来件·名单",
    )


def test_a_sheet_that_could_not_be_read_still_says_why() -> None:
    one = replace(grid([]), fault="工作表的内容不在文件里")
    back = as_received(beside(one, marks_of(one, "甲/名单.xlsx", "0f")))
    assert (back.n_rows, back.fault) == (0, "工作表的内容不在文件里")


def test_marks_stay_with_their_rows_when_staff_sort_and_insert() -> None:
    one = grid(ROWS, struck={(2, 0)}, comments={(3, 1): "已退保"})
    sheet = beside(one, marks_of(one, "甲/名单.xlsx", "0f"))
    moved = replace(sheet, cells=[column.take([0, 3, 2, 1]) for column in sheet.cells])
    back = as_received(moved)
    assert (back.struck, dict(back.comments)) == ({(2, 0)}, {(1, 1): "已退保"})
    above = replace(
        sheet, cells=[pa.chunked_array([pa.nulls(2, pa.string()), *column.chunks]) for column in sheet.cells]
    )
    assert as_received(above).struck == {(4, 0)} and as_received(above).named[0].name == "名单.xlsx"


def test_a_column_that_staff_inserted_makes_the_whole_row_struck() -> None:
    """Nobody knows any more which cell it was."""
    one = grid(ROWS, struck={(2, 0)})
    sheet = beside(one, marks_of(one, "甲/名单.xlsx", "0f"))
    wider = replace(sheet, cells=[sheet.cells[2], *sheet.cells])
    assert as_received(wider).struck == {(2, 1), (2, 2)}


def test_what_staff_write_into_the_column_counts_as_a_comment_where_it_says_one() -> None:
    one = grid(ROWS, comments={(1, 0): "已退保"})
    marks = [text and text.replace('"已退保"', "已退保") for text in marks_of(one, "甲/名单.xlsx", "0f")]
    assert "已退保" in dict(as_received(beside(one, marks)).comments)[1, 0]


def test_our_column_of_problems_is_never_read() -> None:
    rows = [[*row, text] for row, text in zip(ROWS, (PROBLEMS, "【错误 I11】已死亡", None, None), strict=True)]
    assert said(as_received(grid(rows))) == said(grid(ROWS))


def test_a_sheet_of_the_staff_s_is_as_it_is() -> None:
    one = grid(ROWS)
    assert as_received(one) is one and copied(["姓名", None, 3.0]) is None


def test_copied_files_are_read_in_the_order_of_a_folder() -> None:
    sheets = []
    for at, file in enumerate(("乙/1.xlsx", "甲/2.xlsx", "乙/0.xlsx")):
        one = grid(ROWS)
        sheets.append(beside(one, marks_of(one, file, "0f"), f"来件·{at}"))
    own = grid(ROWS, "项目.xlsx", "承保名单")
    assert [one.sheet for one in in_order([*sheets, own])] == ["承保名单", "来件·2", "来件·0", "来件·1"]
    head = copied([None, str(sheets[0].cells[-1][0])])
    assert (
        head
        and (head.file, head.sheet, head.check) == ("乙/1.xlsx", "Sheet1", "0f")
        and str(sheets[0].cells[-1][0]).startswith(HEAD)
    )
