from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from source_samples import table

from huibao_xl.files.reading import delimited, read_file
from huibao_xl.files.reading.cells import Columns, add_all
from huibao_xl.reasons import Stop


def read(tmp_path, content):
    path = tmp_path / "名单.csv"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    (grid,) = read_file(path).grids
    assert grid.sheet == "名单"
    return table(grid)


@pytest.mark.parametrize("separator", [",", "\t", ";", "|"])
def test_the_separator_is_found(tmp_path, separator):
    rows = [["姓名", "证件号码", "金额"], ["甲", "1", "2"], ["乙", "3", "4"]]
    assert read(tmp_path, "\n".join(separator.join(row) for row in rows)) == rows


def test_a_separator_line_is_obeyed_and_not_shown(tmp_path):
    assert read(tmp_path, "sep=;\r\na;b,c\r\n1;2\r\n") == [["a", "b,c"], ["1", "2"]]


def test_rows_are_numbered_as_excel_shows_them(tmp_path):
    assert read(tmp_path, 'a,b\r\n\r\n"x\r\ny",1\r\n,,z\n') == [
        ["a", "b", ""],
        ["", "", ""],
        ["x\r\ny", "1", ""],
        ["", "", "z"],
    ]


def test_text_forced_by_a_formula_is_unwrapped(tmp_path):
    assert read(tmp_path, '证件号码,x\n="310000190001010011",1\n"=""00123""",="",\n') == [
        ["证件号码", "x", ""],
        ["310000190001010011", "1", ""],
        ["00123", "", ""],
    ]


@pytest.mark.parametrize(
    "content", ['a,b\n"x,1\ny,2\n', 'a,b\n"x,1\ny,2\n"z",3\n', 'a,b\n"x,1\ny,2\nz",3\n', 'a,b\n"x"y,1\n']
)
def test_an_open_quotation_mark_never_swallows_a_row(tmp_path, content):
    with pytest.raises(Stop, match="第 2 行附近的引号"):
        read(tmp_path, content)


def test_rare_names_of_gb18030_and_a_dos_end_mark(tmp_path):
    assert read(tmp_path, "姓名\n㐂𠮷\n\x1a".encode("gb18030"))[:2] == [["姓名"], ["㐂𠮷"]]


def test_broken_utf8_is_refused_not_taken_for_gb18030(tmp_path):
    content = "姓名,证件号码\n".encode() + "张某某,1\n".encode() * 50
    with pytest.raises(Stop, match="第 4 行附近的文字编码"):
        read(tmp_path, content.replace("张某某".encode(), b"\xe5\xbc", 3).replace(b"\xe5\xbc", "张某某".encode(), 2))


def test_a_mark_that_does_not_fit_the_text_is_refused(tmp_path):
    with pytest.raises(Stop, match="编码有误"):
        read(tmp_path, b"\xef\xbb\xbf" + "姓名\n".encode("gb18030"))


def test_a_line_of_too_many_fields_is_refused(tmp_path):
    with pytest.raises(Stop, match="铺得过大"):
        read(tmp_path, "a,b\n" + "," * 20_000)


def test_a_plain_table_is_read_the_fast_way():
    assert [column.to_pylist() for column in delimited._plain("甲,1\n,2\n", ",")] == [["甲", None], ["1", "2"]]


CELL = st.text("甲x1 .-='", max_size=4)


@given(
    st.lists(st.lists(CELL, min_size=2, max_size=3), min_size=1, max_size=6),
    st.sampled_from(["\n", "\r\n"]),
    st.booleans(),
)
def test_plain_tables_are_read_fast_and_alike(rows, end, closed):
    text = end.join(";".join(row) for row in rows) + end * closed
    fast = delimited._plain(text, ";")
    slow = add_all(Columns(Path("x"), "x"), delimited._rows(Path("x"), text, ";"))
    assert not fast or [column.to_pylist() for column in fast] == [column.to_pylist() for column in slow]


@pytest.mark.parametrize("mark", ["\x02", "\x1f", "\x01", "\x00", "\x0b", "\x1c", "\x08"])
@pytest.mark.parametrize("ends", ["\n", "\r\n"])
def test_a_control_character_in_a_cell_refuses_no_table(tmp_path, mark, ends):
    rows = [["姓名", "证件号码", "街镇"], *([f"样{n}", f"31011219500101901{n}", "七宝镇"] for n in range(6))]
    rows[2][1] += mark
    assert read(tmp_path, ends.join(map(",".join, rows))) == rows


def test_what_is_mostly_control_characters_is_no_text(tmp_path):
    with pytest.raises(Stop, match="不是文本文件"):
        read(tmp_path, "姓名,号码\n" + "\x02\x03\x04\x00\x00" * 20)
