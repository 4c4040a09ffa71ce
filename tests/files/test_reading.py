import hashlib
import os
import random
import shutil
import zipfile
from pathlib import Path

import openpyxl
import pytest
from office import convert
from source_samples import (
    ID,
    TEXTS,
    table,
    with_parts,
    write_csv,
    write_html,
    write_ods,
    write_spreadsheetml,
    write_xlsx,
)

from huibao_xl.files.reading import find_files, read_file, read_files
from huibao_xl.reasons import Stop

WRITERS = {
    "xlsx": write_xlsx,
    "ods": write_ods,
    "html.xls": write_html,
    "xml.xls": write_spreadsheetml,
    "gb.xml": lambda path: write_spreadsheetml(path, "gb18030"),
    "utf8.csv": lambda path: write_csv(path, "utf-8"),
    "bom.csv": lambda path: write_csv(path, "utf-8", b"\xef\xbb\xbf"),
    "utf16.csv": lambda path: write_csv(path, "utf-16-le", b"\xff\xfe"),
    "utf16be.csv": lambda path: write_csv(path, "utf-16-be", b"\xfe\xff"),
    "wide.csv": lambda path: write_csv(path, "utf-16-le"),
    "gb.csv": lambda path: write_csv(path, "gb18030"),
}


@pytest.mark.parametrize("name", WRITERS)
def test_the_same_table_gives_the_same_texts_in_every_format(tmp_path, name):
    path = WRITERS[name](tmp_path / f"名册.{name}")
    before = path.read_bytes()
    source = read_file(path)
    (grid,) = source.grids
    expected = [[text.strip() for text in row] for row in TEXTS] if name == "html.xls" else TEXTS
    assert table(grid) == expected
    assert source.sha256 == hashlib.sha256(before).hexdigest()
    assert path.read_bytes() == before and source.path == grid.path == path


@pytest.mark.office
def test_a_real_xls_gives_the_same_texts_and_marks(tmp_path):
    book = openpyxl.load_workbook(write_xlsx(tmp_path / "名册.xlsx"))
    page = book.active
    page.row_dimensions[4].hidden = True
    page.column_dimensions["D"].hidden = True
    page.merge_cells("A1:C1")
    page["F4"] = int(ID)
    book.create_sheet("藏").sheet_state = "hidden"
    book.save(tmp_path / "名册.xlsx")
    (saved,) = convert(tmp_path / "名册.xlsx", out=tmp_path / "out", to="xls")
    grid, hidden = read_file(saved).grids
    assert [row[:5] for row in table(grid)] == TEXTS
    assert grid.row(3)[5] == "310000190001010000" and grid.numbers == {(3, 5): "3.1000019000101E+17"}
    assert grid.hidden_rows == {3} and grid.hidden_columns == {3} and grid.merged == [(0, 0, 0, 2)]
    assert hidden.hidden and hidden.n_rows == 0


@pytest.mark.parametrize("suffix", [".csv", ".xls", ".ods", ".xlsb"])
def test_the_suffix_is_not_trusted(tmp_path, suffix):
    path = write_xlsx(tmp_path / "a.xlsx").rename(tmp_path / f"a{suffix}")
    assert table(read_file(path).grids[0]) == TEXTS


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", "空文件"),
        (b"  \r\n\r\n", "没有内容"),
        (b"PK\3\4rest", "已损坏或不完整"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1junk", "已损坏"),
        (b"a,b\n1,\0\1\2", "不是文本"),
        (bytes(range(256)) * 9, "不是文本"),
        (b"<html><p>x</p></html>", "没有表格"),
        (b"%PDF-1.4\n\x00\x01\x02", "不是文本"),
    ],
)
def test_what_is_no_table_stops_with_a_reason(tmp_path, content, why):
    path = tmp_path / "名单.xlsx"
    path.write_bytes(content)
    with pytest.raises(Stop, match=why) as stop:
        read_file(path)
    assert stop.value.code == "S01" and str(path) in str(stop.value)


def test_a_zip_that_is_no_table_stops(tmp_path):
    path = with_parts(write_xlsx(tmp_path / "a.xlsx"), {"xl/workbook.xml": None})
    with pytest.raises(Stop, match="已损坏"):
        read_file(path)
    shutil.make_archive(str(tmp_path / "b"), "zip", tmp_path, "a.xlsx")
    with pytest.raises(Stop, match="不是表格"):
        read_file(tmp_path / "b.zip")


def test_what_the_system_refuses_stops(tmp_path):
    with pytest.raises(Stop, match="不存在"):
        read_file(tmp_path / "无.xlsx")
    with pytest.raises(Stop, match="是文件夹"):
        read_file(tmp_path)
    os.mkfifo(tmp_path / "pipe.csv")
    with pytest.raises(Stop, match="不是普通文件"):
        read_file(tmp_path / "pipe.csv")


def test_no_permission_is_said_in_chinese(tmp_path, monkeypatch):
    path = write_csv(tmp_path / "a.csv", "utf-8")

    def refuse(self: Path) -> bytes:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "read_bytes", refuse)
    with pytest.raises(Stop, match="没有读取权限"):
        read_file(path)


def test_files_come_in_the_order_asked_and_progress_tells_each(tmp_path):
    paths = [write_csv(tmp_path / f"{name}.csv", "utf-8") for name in "cab"]
    seen: list[Path] = []
    sources = read_files(paths, progress=seen.append)
    assert [source.path for source in sources] == paths and sorted(seen) == sorted(paths)


def test_the_first_unreadable_file_stops_the_reading(tmp_path):
    (tmp_path / "bad.csv").write_bytes(b"\0\0\1")
    with pytest.raises(Stop, match="bad.csv"):
        read_files([write_csv(tmp_path / "a.csv", "utf-8"), tmp_path / "bad.csv"])


def _touch(*paths: Path) -> None:
    for path in paths:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"x")


def test_folders_are_searched_in_order_and_what_is_left_out_is_said(tmp_path):
    top = tmp_path / "来件"
    _touch(
        top / "b.xlsx",
        top / "a" / "2.CSV",
        top / "a" / "1.xls",
        top / "说明.docx",
        top / "~$b.xlsx",
        top / ".x.csv",
        top / ".git" / "y.csv",
        top / "旧" / "沪惠保补贴结果.xlsx",
        top / "旧" / "银行代发" / "z.csv",
        top / "c.xltx",
    )
    (top / "旧" / "result.json").write_text('{"policy": "2024", "inputs": []}')
    found, skipped = find_files([top, top / "b.xlsx"])
    assert [path.relative_to(top).as_posix() for path in found] == ["a/1.xls", "a/2.CSV", "b.xlsx"]
    assert [(path.name, code) for path, code in skipped] == [
        ("y.csv", "I51"),
        (".x.csv", "I51"),
        ("c.xltx", "I01"),
        ("旧", "I17"),
        ("说明.docx", "I60"),
    ]


def test_a_file_reached_twice_keeps_its_first_place(tmp_path):
    _touch(tmp_path / "a.csv", tmp_path / "b.csv")
    (tmp_path / "loop").symlink_to(tmp_path)
    (tmp_path / "link.csv").symlink_to(tmp_path / "a.csv")
    assert find_files([tmp_path / "b.csv", tmp_path])[0] == [tmp_path / "b.csv", tmp_path / "a.csv"]


@pytest.mark.parametrize(
    ("name", "why"), [("无.xlsx", "不存在"), ("a.pdf", "不支持"), ("~$a.xlsx", "临时文件"), ("a\0b.csv", "无效")]
)
def test_a_named_path_that_is_no_source_stops(tmp_path, name, why):
    _touch(tmp_path / "a.pdf", tmp_path / "~$a.xlsx")
    with pytest.raises(Stop, match=why):
        find_files([tmp_path / name])


def _damages(content: bytes, seed: int) -> list[bytes]:
    dice = random.Random(seed)
    cuts = [content[: dice.randrange(len(content))] for _ in range(12)]
    flips = []
    for _ in range(25):
        broken = bytearray(content)
        for _ in range(dice.choice([1, 3, 30])):
            broken[dice.randrange(len(broken))] = dice.randrange(256)
        flips.append(bytes(broken))
    return cuts + flips


def read_or_stop(path: Path) -> None:
    try:
        read_file(path, ["x"])
    except Stop as stop:
        assert stop.code == "S01"


@pytest.mark.parametrize("name", ["xlsx", "ods", "html.xls", "xml.xls", "gb.csv", "utf16.csv"])
def test_a_damaged_file_is_read_or_stops(tmp_path, name):
    path = WRITERS[name](tmp_path / f"x.{name}")
    for broken in _damages(path.read_bytes(), 7):
        path.write_bytes(broken)
        read_or_stop(path)


@pytest.mark.parametrize(
    "part",
    [
        "xl/worksheets/sheet1.xml",
        "xl/workbook.xml",
        "xl/sharedStrings.xml",
        "xl/styles.xml",
        "xl/_rels/workbook.xml.rels",
    ],
)
def test_a_package_with_a_damaged_part_is_read_or_stops(tmp_path, part):
    whole = write_xlsx(tmp_path / "whole.xlsx")
    content = zipfile.ZipFile(whole).read(part)
    for broken in [*_damages(content, 11), None, b"", b"<x/>", content.decode().encode("utf-16")]:
        path = with_parts(Path(shutil.copy(whole, tmp_path / "x.xlsx")), {part: broken})
        read_or_stop(path)
