"""Lists in Word documents, as 街镇 send them, and files whose suffix does not say whether they are lists."""

import zipfile
from pathlib import Path

import docx
import pytest
import tables
from source_samples import table

from huibao_xl.files.reading import find_files, read_file, read_files
from huibao_xl.reasons import Stop

ONE, TWO = tables.resident("31011219500101001"), tables.resident("31011219500102002")


def document(path: Path, *parts: str | list[list[str]]) -> Path:
    """A document of paragraphs (texts) and tables (rows of cells), written by python-docx."""
    made = docx.Document()
    for part in parts:
        if isinstance(part, str):
            made.add_paragraph(part)
            continue
        grid = made.add_table(rows=len(part), cols=len(part[0]))
        for row, cells in zip(grid.rows, part, strict=True):
            for cell, text in zip(row.cells, cells, strict=True):
                cell.text = text
    made.save(path)
    return path


def test_paragraphs_stand_around_their_tables(tmp_path):
    path = document(tmp_path / "名册.docx", "持证残疾人名册", [["姓名", "号"], ["样一", "1"]], "备注：样二已去世")
    assert [table(grid) for grid in read_file(path).grids] == [
        [["持证残疾人名册", ""], ["姓名", "号"], ["样一", "1"], ["备注：样二已去世", ""]]
    ]


def test_each_table_is_a_grid_with_what_stands_before_it(tmp_path):
    path = document(tmp_path / "两表.docx", "一、名册", [["姓名", "号"]], "二、死亡", [["姓名", "日"]])
    assert [(grid.sheet, table(grid)) for grid in read_file(path).grids] == [
        ("表1", [["一、名册", ""], ["姓名", "号"]]),
        ("表2", [["二、死亡", ""], ["姓名", "日"]]),
    ]


def test_merged_cells_and_struck_text(tmp_path):
    made = docx.Document()
    grid = made.add_table(rows=3, cols=2)
    grid.cell(0, 0).merge(grid.cell(0, 1)).text = "名册"
    grid.cell(1, 0).merge(grid.cell(2, 0)).text = "七宝镇"
    grid.cell(1, 1).text = "样一 < 样二 & 样三"
    grid.cell(2, 1).paragraphs[0].add_run("样四").font.strike = True
    made.save(tmp_path / "a.docx")
    (read,) = read_file(tmp_path / "a.docx").grids
    assert table(read) == [["名册", ""], ["七宝镇", "样一 < 样二 & 样三"], ["", "样四"]]
    assert read.merged == [(0, 0, 0, 1), (1, 0, 2, 0)] and read.struck == {(2, 1)}


def test_a_damaged_document_is_said_to_be_one(tmp_path):
    path = document(tmp_path / "a.docx", "x")
    path.write_bytes(path.read_bytes().replace(b"PK\x01\x02", b"PK\x01\x03", 1))
    with pytest.raises(Stop, match="a.docx"):
        read_file(path)


LISTS = {
    "名单.txt": f"姓名\t身份证号\r\n样一\t{ONE}\r\n".encode(),
    "名单.tsv": f"姓名\t身份证号\r\n样一\t{ONE}\r\n".encode("gb18030"),
    "名单.htm": f"<table><tr><th>姓名</th><th>身份证号</th></tr><tr><td>样一</td><td>{ONE}</td></tr></table>".encode(),
    "备忘.txt": "样一死了，不要发".encode("gb18030"),
    "退保客户.txt": "样一、样二".encode(),
    "通知.html": "<html><body><div>样一</div><p>已退保</p></body></html>".encode(),
    "说明.md": "样一已退保".encode(),
    "函.eml": f"Subject: x\n\n样一（{ONE}）已退保".encode(),
    "来函.txt": f"样一（{ONE}）已于 3 月去世。".encode(),
}
NO_LISTS = {
    "说明.txt": "请核对。\r\n谢谢！\r\n".encode(),
    "页面.html": b"<html><body>hello</body></html>",
    "设置.xml": b"<?xml version='1.0'?><settings/>",
    "乱.txt": b"\xff\xfe\xfd\x00\x01",
}
PERHAPS = ("死亡.json", "名单.pdf", "名单.doc", "名单.zip", "名单.rar", "扫描.jpg", "坏.docx")


def test_what_is_in_a_file_tells_whether_it_is_a_list(tmp_path):
    for name, content in {**LISTS, **NO_LISTS, **dict.fromkeys(PERHAPS, b"\x01")}.items():
        (tmp_path / name).write_bytes(content)
    document(tmp_path / "名单.docx", [["姓名", "身份证号"], ["样一", ONE]])
    document(tmp_path / "通知.docx", "各街镇：", "请按时报送。")
    found, skipped = find_files([tmp_path])
    assert {path.name for path in found} == {*LISTS, "名单.docx", "通知.docx"}
    assert {path.name: code for path, code in skipped} == {
        **dict.fromkeys((*NO_LISTS,), "I01"),
        **dict.fromkeys(PERHAPS, "I60"),
    }


def test_a_list_in_word_decides_as_one_in_excel(tmp_path):
    insured = tables.grid(
        [["姓名", "证件号码", "街镇"], ["样一", ONE, "七宝镇"], ["样二", TWO, "七宝镇"]], "承保名单.xlsx"
    )
    people = [["姓名", "身份证号", "街镇"], ["样一", ONE, "七宝镇"], ["样二", TWO, "七宝镇"]]
    roster = document(tmp_path / "a.docx", "持证残疾人名册", people)
    died = document(
        tmp_path / "b.docx", "死亡人员名单", [["姓名", "身份证号", "死亡日期"], ["样二", TWO, "2024-03-01"]]
    )
    grids = [grid for path in (roster, died) for grid in read_file(path).grids]
    assert tables.codes(tables.decide([insured, *grids])) == ["OK", "H10"]


def test_what_stands_outside_the_text_of_a_document_stands_beside_its_last_table(tmp_path):
    made = docx.Document()
    made.add_paragraph("说明")
    made.sections[0].footer.paragraphs[0].text = "样一已退保"
    made.sections[0].header.paragraphs[0].text = "七宝镇"
    made.save(str(tmp_path / "a.docx"))
    (grid,) = read_file(tmp_path / "a.docx").grids
    assert set(grid.beside) == {("页眉或页脚", "样一已退保"), ("页眉或页脚", "七宝镇")} and grid.row(0) == ["说明"]


def test_comments_are_those_of_their_cells(tmp_path):
    made = docx.Document()
    made.add_comment(made.add_paragraph("持证残疾人名册").add_run("（2024年）"), text="6月导出", author="村委")
    table_of = made.add_table(rows=2, cols=2)
    for cell, text in zip(table_of._cells, ["姓名", "身份证号", "样一", ONE], strict=True):
        run = cell.paragraphs[0].add_run(text)
        if text == "样一":
            made.add_comment(run, text="此人已死亡", author="村委")
        if text == ONE:
            for remark in "新证", "已核对":
                made.add_comment(run, text=remark, author="镇")
    made.save(str(tmp_path / "a.docx"))
    (grid,) = read_file(tmp_path / "a.docx").grids
    assert table(grid) == [["持证残疾人名册（2024年）", ""], ["姓名", "身份证号"], ["样一", ONE]]
    assert grid.comments == {(0, 0): "6月导出", (2, 0): "此人已死亡", (2, 1): "新证\n已核对"}
    assert not grid.beside
    insured = tables.grid([["姓名", "证件号码", "街镇"], ["样一", ONE, "七宝镇"]], "承保名单.xlsx")
    assert tables.codes(tables.decide([insured, grid])) == ["H10"]


def test_the_header_of_the_pages_stands_beside_every_table(tmp_path):
    made = docx.Document()
    made.sections[0].header.paragraphs[0].text = "持证残疾人退出名单"
    for person in ("样一", ONE), ("样二", TWO):
        table_of = made.add_table(rows=2, cols=2)
        for cell, text in zip(table_of._cells, ["姓名", "身份证号", *person], strict=True):
            cell.text = text
        made.add_paragraph("——")
    made.save(str(tmp_path / "a.docx"))
    grids = read_file(tmp_path / "a.docx").grids
    people = [["姓名", "证件号码", "街镇"], ["样一", ONE, "七宝镇"], ["样二", TWO, "七宝镇"]]
    lists = [tables.grid(people, "承保名单.xlsx"), tables.grid(people, "持证残疾人.xlsx")]
    assert len(grids) == 2 and tables.codes(tables.decide([*lists, *grids])) == ["X05", "X05"]


def test_a_document_whose_header_is_damaged_is_said_to_be_damaged(tmp_path):
    made = docx.Document()
    made.add_paragraph("说明")
    made.sections[0].header.paragraphs[0].text = "七宝镇"
    made.save(str(tmp_path / "whole.docx"))
    with zipfile.ZipFile(tmp_path / "whole.docx") as whole, zipfile.ZipFile(tmp_path / "a.docx", "w") as broken:
        for part in whole.namelist():
            broken.writestr(part, whole.read(part)[: -20 if part.startswith("word/header") else None])
    with pytest.raises(Stop) as refused:
        read_file(tmp_path / "a.docx")
    assert refused.value.code == "S01"


def test_a_file_that_had_to_be_looked_into_is_read_once(tmp_path, monkeypatch):
    for name, content in LISTS.items():
        (tmp_path / name).write_bytes(content)
    read = []
    once = Path.read_bytes
    monkeypatch.setattr(Path, "read_bytes", lambda path: read.append(path.name) or once(path))
    paths, _ = find_files([tmp_path])
    first = [source.sha256 for source in read_files(paths)]
    assert sorted(read) == sorted(LISTS) and first == [source.sha256 for source in read_files(paths)]
    find_files([tmp_path])
    (tmp_path / "来函.txt").write_text("样一已退保，样二已退保", encoding="utf-8")
    assert read_file(tmp_path / "来函.txt").grids[0].row(0) == ["样一已退保，样二已退保"]
