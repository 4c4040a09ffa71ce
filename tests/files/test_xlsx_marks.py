"""Struck-out cells and comments: noted from every format that has them, and never by the quick reader, which hands such a file on."""

import datetime as dt
import io
import zipfile
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter
import xlwt
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.comments import Comment
from openpyxl.styles import Font

from huibao_xl.files.reading import read_file, xlsx
from huibao_xl.files.reading.package import Package, workbook_sheets

HEAD, ROW = ["姓名", "证件号码"], ["样甲", "310112195001019012"]


def by_xlsxwriter(path: Path) -> None:
    book = xlsxwriter.Workbook(str(path))
    sheet = book.add_worksheet("名册")
    struck, plain = book.add_format({"font_strikeout": True}), book.add_format({"bold": True})
    for at in range(4):
        sheet.write_row(at, 0, HEAD if at == 0 else ROW, struck if at == 1 else None)
    sheet.write_rich_string(2, 0, plain, "样", struck, "甲")
    sheet.write_blank(3, 4, None, struck)
    sheet.write_comment(3, 1, "已退保")
    book.close()


def by_openpyxl(path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    for at in range(4):
        sheet.append(HEAD if at == 0 else ROW)
    for cell in sheet[2]:
        cell.font = Font(strike=True)
    sheet["A3"] = CellRichText("样", TextBlock(InlineFont(strike=True), "甲"))
    sheet["B4"].comment = Comment("已退保", "王五")
    book.save(path)


def by_xlwt(path: Path) -> None:
    book = xlwt.Workbook()
    sheet = book.add_sheet("名册")
    struck = xlwt.easyxf("font: struck_out on")
    for at in range(4):
        for column, text in enumerate(HEAD if at == 0 else ROW):
            if (at, column) != (2, 0):
                sheet.write(at, column, text, struck if at == 1 else xlwt.easyxf(""))
    sheet.write_rich_text(2, 0, ["样", ("甲", xlwt.easyfont("struck_out on"))])
    book.save(str(path))


def as_html(path: Path) -> None:
    rows = [
        f"<tr><td>{HEAD[0]}<td>{HEAD[1]}",
        f'<tr class="gone"><td>{ROW[0]}<td>{ROW[1]}',
        f"<tr><td><s>样</s>甲<td>{ROW[1]}",
        f"<tr><td>{ROW[0]}<td>{ROW[1]}",
    ]
    style = "<style>.gone{color:red;text-decoration:line-through}</style>"
    path.write_text(f"<html><head>{style}</head><table>{''.join(rows)}</table></html>", encoding="utf-8")


def as_spreadsheetml(path: Path) -> None:
    def cell(text: str, inside: str = "") -> str:
        return f'<Cell><Data ss:Type="String">{inside or text}</Data></Cell>'

    rich = '<ss:Data ss:Type="String" xmlns="http://www.w3.org/TR/REC-html40">样<S>甲</S></ss:Data>'
    note = "<Comment><ss:Data>已退保</ss:Data></Comment>"
    rows = [
        f"<Row>{cell(HEAD[0])}{cell(HEAD[1])}</Row>",
        f'<Row ss:StyleID="s2">{cell(ROW[0])}{cell(ROW[1])}</Row>',
        f"<Row><Cell>{rich}</Cell>{cell(ROW[1])}</Row>",
        f'<Row>{cell(ROW[0])}<Cell><Data ss:Type="String">{ROW[1]}</Data>{note}</Cell></Row>',
    ]
    style = '<Styles><Style ss:ID="s2"><Font ss:StrikeThrough="1"/></Style></Styles>'
    urn = "urn:schemas-microsoft-com:office:spreadsheet"
    sheet = f'<Worksheet ss:Name="名册"><Table>{"".join(rows)}</Table></Worksheet>'
    path.write_text(
        f'<?xml version="1.0"?><Workbook xmlns="{urn}" xmlns:ss="{urn}">{style}{sheet}</Workbook>', encoding="utf-8"
    )


def as_ods(path: Path) -> None:
    def cell(text: str, more: str = "", style: str = "") -> str:
        named = f' table:style-name="{style}"' if style else ""
        return f'<table:table-cell office:value-type="string"{named}>{more}<text:p>{text}</text:p></table:table-cell>'

    strike = '<style:text-properties style:text-line-through-style="solid"/>'
    styles = "".join(
        f'<style:style style:name="{name}" style:family="{family}">{strike}</style:style>'
        for name, family in (("ce1", "table-cell"), ("T1", "text"))
    )
    note = "<office:annotation><text:p>已退保</text:p></office:annotation>"
    rows = [
        cell(HEAD[0]) + cell(HEAD[1]),
        cell(ROW[0], style="ce1") + cell(ROW[1], style="ce1"),
        cell('样<text:span text:style-name="T1">甲</text:span>') + cell(ROW[1]),
        cell(ROW[0]) + cell(ROW[1], note),
    ]
    table = "".join(f"<table:table-row>{row}</table:table-row>" for row in rows)
    urns = " ".join(
        f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
        for name in ("office", "table", "text", "style")
    )
    content = (
        f"<office:document-content {urns}><office:automatic-styles>{styles}</office:automatic-styles><office:body>"
        f'<office:spreadsheet><table:table table:name="名册">{table}</table:table></office:spreadsheet></office:body>'
        "</office:document-content>"
    )
    with zipfile.ZipFile(path, "w") as package:
        package.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        package.writestr("content.xml", content)


@pytest.mark.parametrize(
    ("name", "write"),
    [
        ("a.xlsx", by_xlsxwriter),
        ("b.xlsx", by_openpyxl),
        ("c.xls", by_xlwt),
        ("d.xls", as_html),
        ("e.xls", as_spreadsheetml),
        ("f.ods", as_ods),
    ],
)
def test_what_is_struck_out_and_what_comments_say(tmp_path, name, write):
    write(tmp_path / name)
    (grid,) = read_file(tmp_path / name).grids
    assert grid.struck == {(1, 0), (1, 1), (2, 0)}
    assert dict(grid.comments) == ({} if write in (by_xlwt, as_html) else {(3, 1): "已退保"})


def test_the_quick_reader_hands_on_what_is_struck_out_and_reads_comments_itself(tmp_path):
    def quick(path: Path) -> object:
        package = Package(path, path.read_bytes())
        return xlsx._read_columns(path, package, workbook_sheets(package))

    for used in (True, False):
        path = tmp_path / f"{used}.xlsx"
        book = xlsxwriter.Workbook(str(path))
        sheet = book.add_worksheet()
        struck, day = book.add_format({"font_strikeout": True}), book.add_format({"num_format": "yyyy-mm-dd"})
        sheet.write_row(0, 0, ROW, struck if used else None)
        sheet.write_datetime(1, 0, dt.datetime(2024, 5, 1), day)
        sheet.write_blank(2, 0, None, struck)
        sheet.write_comment(1, 0, "已退保")
        book.close()
        grids = quick(path)
        assert (grids is None) == used
        assert read_file(path).grids[0].comments == {(1, 0): "已退保"}


def test_a_threaded_comment_stands_once_and_our_own_notes_are_nobodys(tmp_path):
    path = tmp_path / "a.xlsx"
    book = openpyxl.Workbook()
    book.active.append(ROW)
    book.active.append(ROW)
    book.active["A1"].comment = Comment("[Threaded comment]\n\nComment:\n    已退保", "tc={1}")
    book.active["A2"].comment = Comment("【沪惠保·I11】证件号码位数不对", "沪惠保")
    book.save(path)
    source, copy = zipfile.ZipFile(path), io.BytesIO()
    thread = '<ThreadedComments xmlns="http://schemas.microsoft.com/office/spreadsheetml/2018/threadedcomments">'
    thread += '<threadedComment ref="A1" id="{1}"><text>已退保</text></threadedComment></ThreadedComments>'
    kind = "http://schemas.microsoft.com/office/2017/10/relationships/threadedComment"
    with zipfile.ZipFile(copy, "w") as target:
        for name in source.namelist():
            content = source.read(name)
            if name.endswith("sheet1.xml.rels"):
                one = f'<Relationship Id="rt" Type="{kind}" Target="/xl/threadedComments/threadedComment1.xml"/>'
                content = content.replace(b"</Relationships>", one.encode() + b"</Relationships>")
            target.writestr(name, content)
        target.writestr("xl/threadedComments/threadedComment1.xml", thread)
    path.write_bytes(copy.getvalue())
    assert dict(read_file(path).grids[0].comments) == {(0, 0): "已退保"}


@pytest.mark.parametrize("quick", [True, False])
def test_text_boxes_and_what_is_printed_above_and_below_the_pages(tmp_path, quick):
    book = xlsxwriter.Workbook(str(tmp_path / "a.xlsx"))
    sheet = book.add_worksheet("名册")
    sheet.write_row(0, 0, HEAD, None if quick else book.add_format({"font_strikeout": True}))
    sheet.insert_textbox(3, 1, "注意：\n样甲已退保 & 样乙")
    sheet.set_header('&L&"宋体,常规"&12七宝镇&R&D')
    sheet.set_footer("&C样丙已退保&R第&P页")
    book.close()
    (grid,) = read_file(tmp_path / "a.xlsx").grids
    printed = {text for where, text in grid.beside if where == "页眉或页脚"}
    assert printed == {"七宝镇", "样丙已退保", "第页"}
    assert [text for where, text in grid.beside if where == "文本框"] == ["注意：\n样甲已退保 & 样乙"]
