"""What openpyxl drops, by experiment: each workbook is made, looked at, saved through openpyxl and looked at again."""

import datetime as dt
import struct
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import xlsxwriter
import xlwings as xw

from huibao_xl.excel import engine
from huibao_xl.excel.parts import Part, lost_parts, refuse_if_lossy
from huibao_xl.reasons import Stop

pytestmark = pytest.mark.filterwarnings("ignore::UserWarning:openpyxl")
Maker = Callable[[Any, Any], object]


def png(folder: Path) -> str:
    """A picture of one pixel."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", 1, 1, 8, 2, 0, 0, 0)
    body = chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(b"\0\xff\0\0")) + chunk(b"IEND", b"")
    path = folder / "点.png"
    path.write_bytes(b"\x89PNG\r\n\x1a\n" + body)
    return str(path)


def made(folder: Path, maker: Maker | None = None) -> Path:
    path = folder / "名单.xlsx"
    with xlsxwriter.Workbook(path, {"use_future_functions": True}) as book:
        sheet = book.add_worksheet("名单")
        sheet.write_column("A1", [1, 2, 3])
        if maker:
            maker(book, sheet)
    return path


def saved(path: Path) -> Path:
    """The workbook after openpyxl."""
    target = path.with_name("存过.xlsx")
    openpyxl.load_workbook(path, rich_text=True).save(target)
    return target


def injected(folder: Path, xml: str = "", before: str = "<pageMargins", part: str = "") -> Path:
    """A workbook with something xlsxwriter cannot make: XML in the first sheet, or a part of its own."""
    source = made(folder)
    target = folder / "添加.xlsx"
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w") as new:
        for name in old.namelist():
            content = old.read(name)
            if name == "xl/worksheets/sheet1.xml" and xml:
                content = content.replace(before.encode(), (xml + before).encode())
            new.writestr(name, content)
        if part:
            new.writestr(part, b"<a/>")
    return target


def chart(book: Any, sheet: Any) -> None:
    column = book.add_chart({"type": "column"})
    column.add_series({"values": "=名单!$A$1:$A$3", "trendline": {"type": "linear"}})
    sheet.insert_chart("C1", column)


def page(book: Any, sheet: Any) -> None:
    sheet.set_header("&C名单")
    sheet.set_h_pagebreaks([2])
    sheet.protect("x")
    book.set_custom_property("k", "v")
    sheet.write_datetime("B1", dt.datetime(2024, 6, 1))


KEPT: list[Maker] = [
    lambda book, sheet: None,
    lambda book, sheet: sheet.write_formula("B1", "=SUM(A1:A3)", None, 6),
    lambda book, sheet: sheet.write_array_formula("C1:C3", "{=A1:A3*2}"),
    lambda book, sheet: sheet.conditional_format("A1:A3", {"type": "data_bar"}),
    lambda book, sheet: sheet.conditional_format("A1:A3", {"type": "icon_set", "icon_style": "3_arrows"}),
    lambda book, sheet: sheet.data_validation("C1", {"validate": "list", "source": ["甲", "乙"]}),
    lambda book, sheet: sheet.add_table("C1:D4"),
    lambda book, sheet: sheet.autofilter("A1:A3"),
    lambda book, sheet: sheet.write_rich_string("C1", "甲", book.add_format({"bold": True}), "乙", "丙"),
    lambda book, sheet: sheet.write_url("C1", "https://example.org"),
    chart,
    page,
]

LOST: list[tuple[str, Maker]] = [
    ("迷你图", lambda book, sheet: sheet.add_sparkline("B1", {"range": "名单!A1:A3"})),
    ("图形或文本框", lambda book, sheet: sheet.insert_textbox("C1", "说明")),
    ("表单控件", lambda book, sheet: sheet.insert_button("C1", {"caption": "按"})),
    ("单元格复选框", lambda book, sheet: sheet.insert_checkbox("C1", True)),
    (
        "条件格式（2010 以后的新样式）",
        lambda book, sheet: sheet.conditional_format("A1:A3", {"type": "data_bar", "data_bar_2010": True}),
    ),
    ("动态数组公式", lambda book, sheet: sheet.write_dynamic_array_formula("C1:C3", "=SORT(A1:A3)")),
]

_X14 = 'xmlns:x14="http://schemas.microsoft.com/office/spreadsheetml/2009/9/main"'
_XM = 'xmlns:xm="http://schemas.microsoft.com/office/excel/2006/main"'
LOST_XML = [
    ("允许编辑区域", '<protectedRanges><protectedRange sqref="A1" name="r"/></protectedRanges>', "<pageMargins"),
    (
        "自定义视图",
        '<customSheetViews><customSheetView guid="{00000000-0000-0000-0000-000000000001}"/></customSheetViews>',
        "<pageMargins",
    ),
    (
        "数据验证（引用其他工作表）",
        f'<extLst><ext uri="{{CCE6A557-97BC-4b89-ADB6-D9C93CAAB3DF}}" {_X14}><x14:dataValidations count="1" {_XM}>'
        '<x14:dataValidation type="list"><x14:formula1><xm:f>选项!$A$1:$A$3</xm:f></x14:formula1>'
        "<xm:sqref>B1</xm:sqref></x14:dataValidation></x14:dataValidations></ext></extLst>",
        "</worksheet>",
    ),
    (
        "新版 Excel 的扩展内容",
        '<extLst><ext uri="{11111111-0000-0000-0000-000000000000}"><a/></ext></extLst>',
        "</worksheet>",
    ),
]

LOST_PARTS = [
    ("切片器", "xl/slicers/slicer1.xml"),
    ("日程表", "xl/timelines/timeline1.xml"),
    ("数据透视表", "xl/pivotTables/pivotTable1.xml"),
    ("ActiveX 控件", "xl/activeX/activeX1.xml"),
    ("嵌入的对象", "xl/embeddings/oleObject1.bin"),
    ("SmartArt 图形", "xl/diagrams/data1.xml"),
    ("新式图表", "xl/charts/chartEx1.xml"),
    ("墨迹", "xl/ink/ink1.xml"),
    ("可回复的批注", "xl/threadedComments/threadedComment1.xml"),
    ("外部数据连接", "xl/connections.xml"),
    ("数据模型", "xl/model/item.data"),
    ("XML 映射", "xl/xmlMaps.xml"),
    ("单元格内的图片", "xl/cellimages.xml"),
    ("宏表", "xl/macrosheets/sheet1.xml"),
    ("对话框表", "xl/dialogsheets/sheet1.xml"),
    ("共享工作簿的修订记录", "xl/revisions/revisionHeaders.xml"),
    ("Office 加载项", "xl/webextensions/webextension1.xml"),
    ("数字签名", "_xmlsignatures/sig1.xml"),
    ("宏", "xl/vbaProject.bin"),
    ("自定义功能区", "customUI/customUI.xml"),
]

HARMLESS = [
    ("自定义 XML", "customXml/item1.xml"),
    ("打印机设置", "xl/printerSettings/printerSettings1.bin"),
    ("敏感度标签", "docMetadata/LabelInfo.xml"),
]


def names(path: Path) -> list[str]:
    return [part.name for part in lost_parts(path)]


@pytest.mark.parametrize("maker", KEPT)
def test_what_is_kept_is_not_named(tmp_path: Path, maker: Maker) -> None:
    path = made(tmp_path, maker)
    assert lost_parts(path) == []
    refuse_if_lossy(path)


@pytest.mark.parametrize(("name", "maker"), LOST, ids=[name for name, _ in LOST])
def test_what_is_lost_is_named_and_gone_after_saving(tmp_path: Path, name: str, maker: Maker) -> None:
    path = made(tmp_path, maker)
    assert names(path) == [name]
    assert names(saved(path)) == []
    with pytest.raises(Stop, match=f"工作簿“名单.xlsx”含有{name}，"):
        refuse_if_lossy(path)


@pytest.mark.parametrize(("name", "xml", "before"), LOST_XML, ids=[name for name, *_ in LOST_XML])
def test_elements_of_a_sheet_that_are_lost(tmp_path: Path, name: str, xml: str, before: str) -> None:
    path = injected(tmp_path, xml, before)
    assert lost_parts(path) == [Part(name, "名单")]
    assert names(saved(path)) == []


@pytest.mark.parametrize(("name", "part"), LOST_PARTS, ids=[name for name, _ in LOST_PARTS])
def test_parts_of_the_package_that_are_lost(tmp_path: Path, name: str, part: str) -> None:
    path = injected(tmp_path, part=part)
    assert lost_parts(path) == [Part(name, "")]
    with zipfile.ZipFile(saved(path)) as after:
        assert part not in after.namelist()


@pytest.mark.parametrize(("name", "part"), HARMLESS, ids=[name for name, _ in HARMLESS])
def test_what_nobody_misses_is_named_but_not_refused(tmp_path: Path, name: str, part: str) -> None:
    path = injected(tmp_path, part=part)
    assert lost_parts(path) == [Part(name, "", lost=False)]
    refuse_if_lossy(path)


def test_notes_keep_their_text_but_not_their_font(tmp_path: Path) -> None:
    path = made(tmp_path, lambda book, sheet: sheet.write_comment("A1", "批注"))
    assert lost_parts(path) == [Part("批注内的字体", "名单", lost=False)]
    assert openpyxl.load_workbook(saved(path)).active["A1"].comment.text == "批注"


def test_pictures_stay_only_with_pillow(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = made(tmp_path, lambda book, sheet: sheet.insert_image("C1", png(tmp_path)))
    from openpyxl.reader import drawings

    monkeypatch.setattr(drawings, "PILImage", False)
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    assert names(path) == ["图片"]
    with zipfile.ZipFile(saved(path)) as after:
        assert not any(name.startswith("xl/media/") for name in after.namelist())


def test_pictures_survive_two_saves_with_pillow(tmp_path: Path) -> None:
    pytest.importorskip("PIL")
    path = made(tmp_path, lambda book, sheet: sheet.insert_image("C1", png(tmp_path)))
    assert lost_parts(path) == []
    engine.register()
    app = xw.App(add_book=False)
    book = app.books.open(path)
    book.save()
    book.save()
    app.quit()
    with zipfile.ZipFile(path) as after:
        assert after.read("xl/media/image1.png") == (tmp_path / "点.png").read_bytes()


@pytest.mark.parametrize(
    ("name", "maker"),
    [
        ("工作表背景", lambda folder: lambda book, sheet: sheet.set_background(png(folder))),
        ("页眉页脚图片", lambda folder: lambda book, sheet: sheet.set_header("&L&G", {"image_left": png(folder)})),
        ("单元格内的图片或数据类型", lambda folder: lambda book, sheet: sheet.embed_image("C1", png(folder))),
    ],
)
def test_pictures_outside_drawings_are_lost(tmp_path: Path, name: str, maker: Callable[[Path], Maker]) -> None:
    path = made(tmp_path, maker(tmp_path))
    assert names(path) == [name]
    assert names(saved(path)) == []


def test_several_kinds_are_named_once_in_one_sentence(tmp_path: Path) -> None:
    def both(book: Any, sheet: Any) -> None:
        sheet.insert_textbox("C1", "说明")
        sheet.add_sparkline("B1", {"range": "名单!A1:A3"})
        book.add_worksheet("第二").insert_textbox("C1", "说明")

    path = made(tmp_path, both)
    assert len(lost_parts(path)) == 3
    with pytest.raises(Stop) as stopped:
        refuse_if_lossy(path)
    assert stopped.value.code == "S11"
    assert str(stopped.value) == (
        "工作簿“名单.xlsx”含有迷你图、图形或文本框，在没有 Excel 的环境中保存会丢失。请另存为新文件，或在 Excel 中操作。"
    )


def test_a_shape_beside_a_chart_is_seen(tmp_path: Path) -> None:
    def both(book: Any, sheet: Any) -> None:
        chart(book, sheet)
        sheet.insert_textbox("H1", "说明")

    path = made(tmp_path, both)
    assert names(path) == ["图形或文本框"]
    assert names(saved(path)) == []


def test_macros_stay_in_a_macro_workbook(tmp_path: Path) -> None:
    path = tmp_path / "宏.xlsm"
    path.write_bytes((Path(xw.__file__).parent / "quickstart.xlsm").read_bytes())
    assert "宏" not in names(path)


def test_other_files_are_refused(tmp_path: Path) -> None:
    for name, content in (("a.xlsx", b"\xd0\xcf\x11\xe0"), ("b.xlsx", b"text"), ("c.xlsx", None)):
        if content is not None:
            (tmp_path / name).write_bytes(content)
        with pytest.raises(Stop) as stopped:
            lost_parts(tmp_path / name)
        assert stopped.value.code == "S01"
