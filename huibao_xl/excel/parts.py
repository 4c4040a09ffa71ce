"""What a workbook holds that would be lost if it were saved without Excel.

openpyxl reads what it knows and writes only that: a slicer, a text box or a validation list of newer Excel versions is gone after
saving, without a word. So a workbook is looked through before it is saved in its place. What stands here was found by
experiments, which are the tests: each kind was made, saved through openpyxl and looked for again. Kept, and therefore
not named here: values, formulas, formats, names, plain validations and conditional formats, notes, filters, tables, page setup,
protection, links to other workbooks, charts, and macros in .xlsm.
"""

import importlib.util
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from huibao_xl.files.reading import content_of
from huibao_xl.files.reading.faults import unreadable
from huibao_xl.files.reading.package import Package, Sheet, package_kind, workbook_sheets
from huibao_xl.reasons import Stop

MACRO_SUFFIXES = {".xlsm", ".xltm", ".xlam"}
SUFFIXES = {".xlsx", ".xltx"} | MACRO_SUFFIXES
_OLE = b"\xd0\xcf\x11\xe0"
_TAIL = 8 << 20


@dataclass(frozen=True)
class Part:
    """Something openpyxl does not keep. ``name`` is for staff; ``lost`` is False where nobody would miss it."""

    name: str
    sheet: str
    lost: bool = True


_BY_PATH = [
    (r"xl/slicers?(caches)?/", "切片器", True),
    (r"xl/timelines?(caches)?/", "日程表", True),
    (r"xl/pivottables/", "数据透视表", True),
    (r"xl/activex/", "ActiveX 控件", True),
    (r"xl/embeddings/", "嵌入的对象", True),
    (r"xl/diagrams/", "SmartArt 图形", True),
    (r"xl/charts/chartex", "新式图表", True),
    (r"xl/ink/", "墨迹", True),
    (r"xl/threadedcomments/", "可回复的批注", True),
    (r"xl/(connections\.xml|querytables/)", "外部数据连接", True),
    (r"xl/model/", "数据模型", True),
    (r"xl/xmlmaps\.xml", "XML 映射", True),
    (r"xl/richdata/", "单元格内的图片或数据类型", True),
    (r"xl/cellimages\.xml", "单元格内的图片", True),
    (r"xl/featurepropertybag/", "单元格复选框", True),
    (r"xl/macrosheets/", "宏表", True),
    (r"xl/dialogsheets/", "对话框表", True),
    (r"xl/revisions/", "共享工作簿的修订记录", True),
    (r"xl/webextensions/", "Office 加载项", True),
    (r"_xmlsignatures/", "数字签名", True),
    (r"customxml/item\d+\.xml", "自定义 XML", False),
    (r"xl/printersettings/", "打印机设置", False),
    (r"docmetadata/", "敏感度标签", False),
]
_BY_ELEMENT = [
    ("x14:sparklineGroups", "迷你图", True),
    ("x14:conditionalFormattings", "条件格式（2010 以后的新样式）", True),
    ("x14:dataValidations", "数据验证（引用其他工作表）", True),
    ("x14:protectedRanges", "允许编辑区域", True),
    ("x14:slicerList", "切片器", True),
    ("x15:slicerList", "切片器", True),
    ("x15:timelineRefs", "日程表", True),
    ("protectedRanges", "允许编辑区域", True),
    ("customSheetViews", "自定义视图", True),
    ("oleObjects", "嵌入的对象", True),
    ("picture", "工作表背景", True),
    ("legacyDrawingHF", "页眉页脚图片", True),
    ("ignoredErrors", "错误检查的忽略设置", False),
]
_EXTENSIONS_THAT_STAY = re.compile(
    rb"<x1[45]:(?:sparklineGroups|conditionalFormattings|dataValidations|protectedRanges|ignoredErrors|id)\b"
)
_SHAPE = re.compile(rb"<(?:\w+:)?(?:sp|cxnSp|grpSp)[ >]")
_PICTURE = re.compile(rb"<(?:\w+:)?pic[ >]")
_VML_OBJECT = re.compile(rb"ObjectType=[\"'](?!Note[\"'])(\w+)")


def lost_parts(path: Path) -> list[Part]:
    """Return what a workbook would lose, each kind once per sheet; raise S01 if it is no readable .xlsx or .xlsm.

    Pictures are kept only where Pillow is installed, macros only in files named .xlsm, .xltm or .xlam.
    """
    package, _ = package_of(path)
    has_macros = path.suffix.lower() in MACRO_SUFFIXES
    found = [*_of_book(package, has_macros)]
    for sheet in workbook_sheets(package):
        found += _of_sheet(package, sheet, has_macros)
    placed = {part.name for part in found if part.sheet}
    return list(dict.fromkeys(part for part in found if part.sheet or part.name not in placed))


def package_of(path: Path) -> tuple[Package, bytes]:
    """Return the parts and the bytes of a workbook that openpyxl can open; raise S01 for any other file."""
    content = content_of(path)
    if content.startswith(_OLE):
        raise unreadable(path, "有打开密码，或是旧的 .xls 格式", "请去掉密码，用 Excel 或 WPS 另存为 .xlsx 后重试。")
    package = Package(path, content)
    if package_kind(package) != "xlsx" or path.suffix.lower() not in SUFFIXES:
        raise unreadable(path, "不是 .xlsx 或 .xlsm 工作簿")
    return package, content


def refuse_if_lossy(path: Path) -> None:
    """Raise S11 if saving the workbook without Excel would lose something staff would miss."""
    names = dict.fromkeys(part.name for part in lost_parts(path) if part.lost)
    if names:
        raise Stop("S11", file=path.name, parts="、".join(names))


def _of_book(package: Package, has_macros: bool) -> Iterator[Part]:
    for name in package.parts():
        for pattern, title, lost in _BY_PATH:
            if re.match(pattern, name):
                yield Part(title, "", lost)
    if "xl/vbaproject.bin" in package and not has_macros:
        yield Part("宏", "")
    if any(name.startswith("customui/") for name in package.parts()) and not has_macros:
        yield Part("自定义功能区", "")
    if "xl/metadata.xml" in package and b"XLDAPR" in package.read("xl/metadata.xml"):
        yield Part("动态数组公式", "")
    if any(name.startswith("customxml/item") and b"DataMashup" in package.read(name) for name in package.parts()):
        yield Part("Power Query 查询", "")


def _of_sheet(package: Package, sheet: Sheet, has_macros: bool) -> Iterator[Part]:
    """What a sheet holds beyond its cells: in its XML before and after the cells, and in the drawings it names."""
    if sheet.part not in package:
        return
    outside = _outside_cells(package, sheet.part)
    for element, title, lost in _BY_ELEMENT:
        if f"<{element}".encode() in outside and re.search(rf"<{element}[\s/>]".encode(), outside):
            yield Part(title, sheet.name, lost)
    if sum(1 for _ in re.finditer(rb"<ext[\s>]", outside)) > len(_EXTENSIONS_THAT_STAY.findall(outside)) + _slicers(
        outside
    ):
        yield Part("新版 Excel 的扩展内容", sheet.name)
    for kind, part in _related(package, sheet.part):
        yield from (Part(title, sheet.name, lost) for title, lost in _of_related(package, kind, part, has_macros))


def _slicers(outside: bytes) -> int:
    return len(re.findall(rb"<x1[45]:(?:slicerList|timelineRefs)\b", outside))


def _outside_cells(package: Package, part: str) -> bytes:
    """Return a sheet's XML without the cells; a sheet may have hundreds of megabytes of them."""
    outside, inside = b"", False
    for chunk in package.chunks(part):
        outside += chunk
        if not inside and (start := outside.find(b"<sheetData")) >= 0:
            outside, inside = outside[:start] + b"\0" + outside[start:], True
        if inside and b"\0" in outside:
            head, _, rest = outside.partition(b"\0")
            end = rest.rfind(b"</sheetData>")
            if end >= 0:
                outside = head + rest[end:]
            elif len(rest) > _TAIL:
                outside = head + b"\0" + rest[-64:]
    return re.sub(rb"\bxdr:|<!--.*?-->", b"", outside)


def _related(package: Package, part: str) -> list[tuple[str, str]]:
    folder, _, name = part.rpartition("/")
    if f"{folder}/_rels/{name}.rels" not in package:
        return []
    return [(kind, target) for kind, target in package.relationships(part).values() if target in package]


def _of_related(package: Package, kind: str, part: str, has_macros: bool) -> Iterator[tuple[str, bool]]:
    if kind == "drawing":
        content = package.read(part)
        if _SHAPE.search(content) or b"<mc:AlternateContent" in content:
            yield "图形或文本框", True
        if _PICTURE.search(content) and not _pictures_stay(package, part):
            yield "图片", True
    elif kind == "vmlDrawing":
        controls = {name for name in _VML_OBJECT.findall(package.read(part)) if name != b"Pict"}
        if controls and not has_macros:
            yield "表单控件", True
    elif kind == "pivotTable":
        yield "数据透视表", True
    elif kind == "slicer":
        yield "切片器", True
    elif kind == "ctrlProp":
        yield "表单控件", True
    elif kind == "comments" and b"<rPr" in package.read(part):
        yield "批注内的字体", False


def _pictures_stay(package: Package, drawing: str) -> bool:
    """Pillow reads the usual formats; Windows metafiles are dropped even with it."""
    if importlib.util.find_spec("PIL") is None:
        return False
    return not any(target.lower().endswith((".emf", ".wmf")) for _, target in _related(package, drawing))
