"""Old .xls of every kind that offices still send: Excel 5.0/95, both versions in one file, another code page, empty columns, errors."""

import io
import struct

import olefile
import pytest
import xlwt
from source_samples import table

from huibao_xl.files.reading import read_file
from huibao_xl.files.reading.grid import ERRORS
from huibao_xl.reasons import Stop

ROWS = [["街镇", "姓名", "证件号码"], ["七宝镇", "样一", "310112195001019012"], [None, "样〇", "310112195001019071"]]


def saved(rows, left: int = 0, merged=()) -> bytes:
    book = xlwt.Workbook()
    sheet = book.add_sheet("名册")
    for at, row in enumerate(rows):
        for column, value in enumerate(row, left):
            if value is not None and not any(top <= at <= bottom and column == side for top, bottom, side in merged):
                sheet.write(at, column, value)
    for top, bottom, side in merged:
        sheet.write_merge(top, bottom, side, side, rows[top][side - left])
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def with_code_page(content: bytes, page: int) -> bytes:
    at = content.index(struct.pack("<HHH", 0x42, 2, 1200))
    return content[: at + 4] + struct.pack("<H", page) + content[at + 6 :]


@pytest.mark.parametrize("page", [936, 1252, 950, 65001])
def test_texts_are_unicode_whatever_code_page_is_named(tmp_path, page):
    path = tmp_path / "a.xls"
    path.write_bytes(with_code_page(saved(ROWS), page))
    assert table(read_file(path).grids[0]) == [[cell or "" for cell in row] for row in ROWS]


@pytest.mark.parametrize("left", [0, 1, 3])
def test_leading_empty_columns_keep_cells_and_merged_ranges_together(tmp_path, left):
    path = tmp_path / "a.xls"
    rows = [["街镇", "姓名"], ["七宝镇", "样一"], [None, "样二"], [None, "样三"]]
    path.write_bytes(saved(rows, left, merged=[(1, 3, left)]))
    (grid,) = read_file(path).grids
    assert [row[left:] for row in table(grid)] == [[cell or "" for cell in row] for row in rows]
    assert grid.merged == [(1, left, 3, left)]


@pytest.mark.parametrize(("code", "error"), sorted(ERRORS.items())[:7])
def test_an_error_value_is_not_empty(tmp_path, code, error):
    book = xlwt.Workbook()
    row = book.add_sheet("名册").row(0)
    row.set_cell_text(0, "样一")
    row.set_cell_error(1, code)
    book.save(str(tmp_path / "a.xls"))
    assert table(read_file(tmp_path / "a.xls").grids[0]) == [["样一", error]]


@pytest.mark.parametrize(("code", "error"), [(0x07, "#DIV/0!"), (0x2A, "#N/A"), (0x0F, "#VALUE!")])
def test_a_formula_whose_result_is_an_error_is_not_empty(tmp_path, code, error):
    """As Excel stores it: xlwt calculates nothing, so the stored result is put in by hand ([MS-XLS] 2.5.133)."""
    content = saved([["姓名", "失效日期"], ["样一", xlwt.Formula("1/0")]])
    at = content.index(struct.pack("<H", 0x0006), content.index(struct.pack("<HHHH", 0x0809, 16, 0x0600, 0x0010)))
    while content[at + 4 : at + 8] != struct.pack("<HH", 1, 1):
        at = content.index(struct.pack("<H", 0x0006), at + 2)
    result = bytes([2, 0, code, 0, 0, 0, 0xFF, 0xFF])
    (tmp_path / "a.xls").write_bytes(content[: at + 10] + result + content[at + 18 :])
    assert table(read_file(tmp_path / "a.xls").grids[0]) == [["姓名", "失效日期"], ["样一", error]]


def biff5(rows) -> bytes:
    """A workbook of Excel 5.0/95: texts in the code page, no Unicode anywhere ([MS-XLS] before version 8)."""

    def record(kind: int, body: bytes) -> bytes:
        return struct.pack("<HH", kind, len(body)) + body

    def text(row: int, column: int, value: str) -> bytes:
        raw = value.encode("gb18030")
        return record(0x0204, struct.pack("<HHHH", row, column, 0, len(raw)) + raw)

    name = "名册".encode("gb18030")
    cells = b"".join(
        text(at, column, value) for at, row in enumerate(rows) for column, value in enumerate(row) if value is not None
    )
    sheet = record(0x0809, struct.pack("<HHHH", 0x0500, 0x0010, 0, 0)) + cells + record(0x000A, b"")
    head = record(0x0809, struct.pack("<HHHH", 0x0500, 0x0005, 0, 0)) + record(0x0042, struct.pack("<H", 936))
    size = len(head) + 4 + 7 + len(name) + 4
    bound = record(0x0085, struct.pack("<IHB", size, 0, len(name)) + name)
    return head + bound + record(0x000A, b"") + sheet


def in_container(streams: dict[str, bytes]) -> bytes:
    """An OLE container with these top streams (version 3, 512-byte sectors, no small streams)."""
    sector = 512
    padded = {name: body + b"\0" * (-len(body) % sector) for name, body in streams.items()}
    padded = {name: body + b"\0" * max(0, 4096 - len(body)) for name, body in padded.items()}
    fat, sectors, starts = [0xFFFFFFFD], [b""], {}
    for name, body in padded.items():
        starts[name] = len(fat)
        count = len(body) // sector
        fat += [*range(len(fat) + 1, len(fat) + count), 0xFFFFFFFE]
        sectors += [body[at : at + sector] for at in range(0, len(body), sector)]
    directory = len(fat)
    fat.append(0xFFFFFFFE)

    def entry(name: str, kind: int, left: int, right: int, child: int, start: int, size: int) -> bytes:
        raw = name.encode("utf-16-le").ljust(64, b"\0")
        links = struct.pack("<HBBIII", 2 * len(name) + 2 if name else 0, kind, 1, left, right, child)
        return raw + links + b"\0" * 36 + struct.pack("<IQ", start, size)

    none = 0xFFFFFFFF
    names = sorted(padded, key=lambda name: (len(name), name.upper()))
    rows = [entry("Root Entry", 5, none, none, 1, 0xFFFFFFFE, 0)]
    for at, name in enumerate(names, 1):
        right = at + 1 if at < len(names) else none
        rows.append(entry(name, 2, none, right, none, starts[name], len(padded[name])))
    sectors.append(b"".join(rows).ljust(sector, b"\0"))
    sectors[0] = struct.pack(f"<{len(fat)}I", *fat).ljust(sector, b"\xff")
    header = (
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
        + b"\0" * 16
        + struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6)
        + b"\0" * 6
        + struct.pack("<IIIIIIIII", 0, 1, directory, 0, 4096, 0xFFFFFFFE, 0, 0xFFFFFFFE, 0)
        + struct.pack("<109I", 0, *[0xFFFFFFFF] * 108)
    )
    return header + b"".join(sectors)


def test_excel_95_is_read(tmp_path):
    path = tmp_path / "a.xls"
    path.write_bytes(in_container({"Book": biff5(ROWS)}))
    assert olefile.isOleFile(path)
    (grid,) = read_file(path).grids
    assert grid.sheet == "名册" and table(grid) == [[cell or "" for cell in row] for row in ROWS]


def test_of_97_and_95_in_one_file_the_newer_is_read(tmp_path):
    path = tmp_path / "a.xls"
    with olefile.OleFileIO(io.BytesIO(saved(ROWS))) as container:
        newer = container.openstream("Workbook").read()
    path.write_bytes(in_container({"Book": biff5([["旧"]]), "Workbook": newer}))
    assert table(read_file(path).grids[0]) == [[cell or "" for cell in row] for row in ROWS]


def test_excel_95_that_cannot_be_read_is_called_by_its_name(tmp_path):
    path = tmp_path / "a.xls"
    path.write_bytes(in_container({"Book": biff5(ROWS)[:60]}))
    with pytest.raises(Stop, match="Excel 5.0/95"):
        read_file(path)


@pytest.mark.parametrize("suffix", [".et", ".ett"])
def test_workbooks_of_wps(tmp_path, suffix):
    path = tmp_path / f"a{suffix}"
    path.write_bytes(saved(ROWS))
    assert table(read_file(path).grids[0]) == [[cell or "" for cell in row] for row in ROWS]


def test_what_is_printed_above_and_below_the_pages_stands_beside_the_sheet(tmp_path):
    book = xlwt.Workbook(encoding="utf-8")
    for name, header in (("一", '&L七宝镇&C&"宋体,加粗"注销人员名单'), ("二", "&P")):
        sheet = book.add_sheet(name)
        sheet.write(0, 0, "x")
        sheet._Worksheet__header_str, sheet._Worksheet__footer_str = (
            header,
            "第&P页",
        )  # the setter wants text of Python 2
    book.save(str(tmp_path / "a.xls"))
    one, two = read_file(tmp_path / "a.xls").grids
    assert set(one.beside) == {("页眉或页脚", text) for text in ("七宝镇", "注销人员名单", "第页")}
    assert set(two.beside) == {("页眉或页脚", "第页")}
