import pytest
from source_samples import table

from huibao_xl.files.reading import read_file
from huibao_xl.reasons import Stop


def read(tmp_path, page):
    path = tmp_path / "名册.xls"
    path.write_bytes(page if isinstance(page, bytes) else page.encode())
    return read_file(path).grids


def test_spans_are_merged_ranges_and_are_not_filled(tmp_path):
    (grid,) = read(
        tmp_path,
        """<table><caption>c</caption><thead><tr><th colspan=2>题</th><th rowspan=2>丙</th></tr></thead>
        <tr><td>甲<td>乙</tr><tr><td rowspan="2">街镇<td>1<td>2<tr style="display: none"><td>3<td>4</table>""",
    )
    assert table(grid) == [["题", "", "丙"], ["甲", "乙", ""], ["街镇", "1", "2"], ["", "3", "4"]]
    assert grid.merged == [(0, 0, 0, 1), (0, 2, 1, 2), (2, 0, 3, 0)] and grid.hidden_rows == {3}


def test_several_tables_are_several_sheets_and_layout_tables_are_not_doubled(tmp_path):
    page = "<table><tr><td><table><tr><td>a</table><td> </table><table><tr><td>b<br>c&nbsp;d</table>"
    grids = read(tmp_path, page)
    assert [(grid.sheet, table(grid)) for grid in grids] == [("表1", [["a"]]), ("表2", [["b\nc d"]])]


@pytest.mark.parametrize("label", ["gb2312", "GBK", "gb18030", "iso-8859-1", "nonsense", ""])
def test_gb_pages_are_read_whatever_their_label(tmp_path, label):
    page = f'\n<meta charset="{label}"><table><tr><td>㐂某</table>'
    assert table(read(tmp_path, page.encode("gb18030"))[0]) == [["㐂某"]]
    assert table(read(tmp_path, b"\xef\xbb\xbf" + page.encode())[0]) == [["㐂某"]]


def test_ids_stay_text(tmp_path):
    (grid,) = read(tmp_path, "<table><tr><td x:num>310000190001010011</td></tr></table>")
    assert grid.row(0) == ["310000190001010011"] and not grid.numbers


def test_a_page_that_the_parser_gives_up_on_is_refused(tmp_path):
    with pytest.raises(Stop):
        read(tmp_path, "<html>" + "<font>" * 500 + "<table><tr><td>x</table>")


def test_monstrous_spans_are_bounded(tmp_path):
    with pytest.raises(Stop, match="过大"):
        read(tmp_path, "<table><tr>" + "<td colspan=99999999 rowspan=99999999>x" * 3)


def test_a_page_is_its_tables_and_the_lines_around_them_or_lines_alone(tmp_path):
    lists = "<body><h1>名单</h1><table><tr><td>样甲</td></tr></table>以上人员<b>已退保</b><ul><li>甲<li>乙</ul></body>"
    (tmp_path / "a.html").write_text(lists, encoding="utf-8")
    (tmp_path / "b.html").write_text("<body><div>您好：<br>样甲<b>已退保</b></div><p>谢谢</p></body>", encoding="utf-8")
    (one,), (two,) = (read_file(tmp_path / name).grids for name in ("a.html", "b.html"))
    assert one.row(0) == ["样甲"] and one.beside == tuple(
        ("网页", text) for text in ("名单", "以上人员已退保", "甲", "乙")
    )
    assert [two.row(at) for at in range(two.n_rows)] == [["您好："], ["样甲已退保"], ["谢谢"]] and not two.beside
