"""Two tables, two files, two folders held against each other."""

from pathlib import Path

import openpyxl
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from huibao_xl.files.results.contents import Pair, Unreadable, csv_pair, frame_pair, json_leaves, sheet_pairs
from huibao_xl.verify.differences import _table, differences

ROWS = st.lists(st.tuples(*[st.sampled_from(["甲", "乙", ""])] * 2), max_size=6)


def frame(rows: list[tuple[str, str]]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=["名", "街镇"], dtype="str")


def texts(was: pd.DataFrame, now: pd.DataFrame) -> list[str]:
    return [line.text for line in _table("“表”", Pair("", was, now), 1)]


@given(ROWS, ROWS)
def test_two_tables_differ_if_and_only_if_a_line_says_so(
    was: list[tuple[str, str]], now: list[tuple[str, str]]
) -> None:
    assert bool(texts(frame(was), frame(now))) == (was != now)


@pytest.mark.parametrize(
    ("was", "now", "expected"),
    [
        ([("甲", "七宝镇")], [("甲", "莘庄镇")], "第 1 行的街镇（存“七宝镇”，重做“莘庄镇”）与"),
        ([("甲", "a"), ("甲", "b")], [("乙", "a"), ("乙", "b")], "第 1 至 2 行的名与"),
        ([("甲", "a"), ("丙", "c"), ("乙", "b")], [("甲", "a"), ("乙", "b")], "不同的是存的第 2 行。"),
        ([("甲", "a")], [("甲", "a"), ("乙", "b"), ("丙", "c")], "不同的是重新做的第 2 至 3 行。"),
        ([("甲", "a"), ("乙", "b")], [("丙", "c")], "不同的是存的第 1 至 2 行，重新做的第 1 行。"),
        ([], [("甲", "a")], "有 0 行，重新做得 1 行"),
    ],
)
def test_what_differs_is_named_by_its_place(
    was: list[tuple[str, str]], now: list[tuple[str, str]], expected: str
) -> None:
    (text,) = texts(frame(was), frame(now))
    assert expected in text


def test_all_rows_are_named_however_many() -> None:
    was = frame([("甲", "a")] * 1000)
    now = frame([("乙" if at % 2 else "甲", "a") for at in range(1000)])
    assert len(texts(was, now)) == 500


def test_a_column_that_only_one_has_differs() -> None:
    assert texts(frame([("甲", "a")]), frame([("甲", "a")]).assign(新="x")) == ["“表”第 1 行的新与重新做的不同。"]


def book(path: Path, *cells: object) -> Path:
    made = openpyxl.Workbook()
    for row, value in enumerate(cells, 1):
        made.active.cell(row, 1, value)
    made.save(path)
    return path


def test_a_formula_counts_though_its_stored_result_is_the_same(tmp_path: Path) -> None:
    one, other = book(tmp_path / "1.xlsx", 1, "=A1"), book(tmp_path / "2.xlsx", 1, "=A1+1")
    (pair,), looks = sheet_pairs(one, other)
    assert pair.was is not None and pair.was.iat[1, 0].startswith("=A1 得") and not looks
    assert sheet_pairs(one, one) == ([], [])


def test_a_number_as_text_is_no_number_but_the_same_text(tmp_path: Path) -> None:
    """What Excel shows is the same: it is said as looks, not as another value."""
    pairs, _ = sheet_pairs(book(tmp_path / "1.xlsx", "129", "a"), book(tmp_path / "2.xlsx", 129, "a"))
    assert pairs == []


@pytest.mark.parametrize("read", [sheet_pairs, frame_pair, csv_pair], ids=["workbook", "frame", "csv"])
def test_what_is_no_such_file_is_unreadable(read: object, tmp_path: Path) -> None:
    path = tmp_path / "x"
    path.write_bytes(b"\xff\xfe\x00\n,,,\n1")
    with pytest.raises(Unreadable):
        read(path, path)  # type: ignore[operator]


def test_json_is_held_against_json_by_its_keys(tmp_path: Path) -> None:
    path = tmp_path / "x.json"
    path.write_text('{"a": [{"b": 1}, 2], "c": {}}', encoding="utf-8")
    assert json_leaves(path) == {"a.1.b": 1, "a.2": 2, "c": {}}
    path.write_text('{"a": 1, "a": 2}', encoding="utf-8")
    with pytest.raises(Unreadable):
        json_leaves(path)


def test_a_file_that_nobody_knows_is_compared_byte_by_byte(tmp_path: Path) -> None:
    for side, text in (("存", "1"), ("做", "2")):
        (tmp_path / side).mkdir()
        (tmp_path / side / "a.txt").write_text(text)
        (tmp_path / side / "b.txt").write_text("same")
    lines, compared = differences(tmp_path / "存", tmp_path / "做")
    assert [line.text for line in lines] == ["“a.txt”的 内容 与重新做的不同。"] and compared == 2


def test_what_reads_neither_as_stored_nor_as_made_again_is_not_compared(tmp_path: Path) -> None:
    for folder, text in (("存", "姓名,样甲"), ("重", "姓名,样乙")):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "表.csv").write_bytes(text.encode("gb18030"))
    lines, compared = differences(tmp_path / "存", tmp_path / "重")
    assert [(line.code, line.fields["file"]) for line in lines] == [("R15", "表.csv")] and compared == 0
