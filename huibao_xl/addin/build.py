"""Build huibao.xlam from xlwings' own add-in template, the same bytes every time, without Excel.

What goes in: the template that xlwings ships (its sheet, its VBA module: :mod:`xlwings_module` hardens it), our VBA as text
(``vba/*.bas``), the wrappers of the worksheet functions (:mod:`wrappers`), the ribbon (:mod:`huibao_xl.addin.ribbon`), the settings
below. What comes out holds source text only: no compiled code, no macro that starts by itself, no path of anybody's computer.

pyOpenVBA (a build-time dependency) writes the VBA project. What Excel itself makes of the file can only be seen on Windows:
``docs/windows-checklist.md``.
"""

import re
import tempfile
import zipfile
from collections.abc import Sequence
from pathlib import Path
from types import ModuleType
from xml.sax.saxutils import escape

import xlwings
from pyopenvba import ExcelFile
from pyopenvba.cfb import CFB
from pyopenvba.vba import compress, decompress

from huibao_xl.addin import exit_hook  # noqa: F401
from huibao_xl.addin.ribbon import ribbon_xml
from huibao_xl.addin.wrappers import MODULE, udf_module
from huibao_xl.addin.xlwings_module import FOLDER, hardened
from huibao_xl.commands import Button

PROJECT = "HuibaoAddin"
SHEET = "huibao.conf"
SETTINGS: tuple[tuple[str, str | bool], ...] = (
    ("INTERPRETER_WIN", r"%LOCALAPPDATA%\huibao\python\pythonw.exe"),
    ("ADD_WORKBOOK_TO_PYTHONPATH", False),
    ("USE UDF SERVER", True),
    ("UDF MODULES", "huibao_xl.excel.udfs"),
    ("MESSAGE STARTING", "沪惠保正在启动……第一次要等一会儿"),
    ("MESSAGE NO PYTHON", "没有找到本软件的 Python，请重新运行安装包中的 install.cmd。应在："),
    (
        "MESSAGE FAILED",
        "命令没有执行。请关闭 Excel 重试；仍不行时运行安装包中的 doctor.cmd，并把下面的文字发给维护人员：",
    ),
)
"""The sheet of settings: what GetConfig answers. VBA text must be ASCII, so what VBA shows in Chinese stands here."""

_TEMPLATE = Path(xlwings.__file__).parent / "quickstart_addin_ribbon.xlam"
_RIBBON_PART = "customUI/customUI14.xml"
_WHEN = (2024, 1, 1, 0, 0, 0)
_PROPERTIES = {"dc:creator": "huibao_xl", "cp:lastModifiedBy": "huibao_xl", "dc:title": "沪惠保补贴加载项"}
_DAY = "2024-01-01T00:00:00Z"
_PROJECT_NAME = 0x0004
"""The record of the project's name in the dir stream (MS-OVBA 2.3.4.2.1.5)."""


def build(target: Path, buttons: Sequence[Button], functions: ModuleType) -> None:
    """Write the add-in with these buttons, and with a wrapper for each worksheet function ``HB_…`` of the module ``functions``.

    Raises ValueError if the ribbon or the VBA would not do.
    """
    parts = _template_parts()
    parts["xl/vbaProject.bin"] = _vba_project(functions)
    parts["xl/workbook.xml"] = _workbook(parts["xl/workbook.xml"])
    parts["xl/worksheets/sheet1.xml"], parts["xl/sharedStrings.xml"] = _sheet(parts["xl/worksheets/sheet1.xml"])
    parts["docProps/core.xml"] = _core(parts["docProps/core.xml"])
    del parts["customUI/customUI.xml"]
    parts[_RIBBON_PART] = b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n' + ribbon_xml(buttons).encode()
    parts["_rels/.rels"] = _once(parts["_rels/.rels"], b"customUI/customUI.xml", _RIBBON_PART.encode())
    target.parent.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(target, "w") as package:
        for name, content in parts.items():
            package.writestr(_entry(name), content)


def differences(left: Path, right: Path) -> list[str]:
    """Return the parts in which two add-ins differ: what counts, whichever zlib packed them."""
    with zipfile.ZipFile(left) as first, zipfile.ZipFile(right) as second:
        names = list(dict.fromkeys([*first.namelist(), *second.namelist()]))
        both = set(first.namelist()) & set(second.namelist())
        return [name for name in names if name not in both or first.read(name) != second.read(name)]


def vba_sources(functions: ModuleType) -> dict[str, str]:
    """Return the source of every module that is ours or changed, by its name; lines end with ``\\n``."""
    with ExcelFile(_TEMPLATE) as host:
        shipped = host.get_module("xlwings").replace("\r\n", "\n")
    sources = {
        "xlwings": hardened(shipped),
        "HuibaoRibbon": (FOLDER / "HuibaoRibbon.bas").read_text(encoding="ascii"),
        MODULE: udf_module(functions),
    }
    for name, source in sources.items():
        if not source.isascii():
            raise ValueError(f"{name}: VBA must be ASCII, for the project's code page is not Chinese")
    return sources


def _entry(name: str) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name, _WHEN)
    entry.compress_type = zipfile.ZIP_DEFLATED
    entry.create_system = 0
    return entry


def _template_parts() -> dict[str, bytes]:
    with zipfile.ZipFile(_TEMPLATE) as package:
        return {name: package.read(name) for name in package.namelist()}


def _once(content: bytes, old: bytes, new: bytes) -> bytes:
    if content.count(old) != 1:
        raise ValueError(f"the template has {content.count(old)} times {old!r}")
    return content.replace(old, new)


def _workbook(content: bytes) -> bytes:
    """The sheet's name; without the folder in which the template was made."""
    text, n = re.subn(rb"<mc:AlternateContent.*?</mc:AlternateContent>", b"", content, flags=re.DOTALL)
    if n != 1:
        raise ValueError("the template's workbook has changed")
    return _once(text, b'name="_myaddin.conf"', f'name="{SHEET}"'.encode())


def _core(content: bytes) -> bytes:
    """Title and author; the days are fixed, for the same input must give the same bytes."""
    text = content.decode()
    for name, value in _PROPERTIES.items():
        text = re.sub(rf"<{name}( ?/>|>[^<]*</{name}>)", f"<{name}>{value}</{name}>", text)
    return re.sub(r"(<dcterms:\w+ [^>]*>)[^<]*", rf"\g<1>{_DAY}", text).encode()


def _sheet(content: bytes) -> tuple[bytes, bytes]:
    """The sheet of settings and its strings."""
    strings: list[str] = []
    rows = []
    for number, (key, value) in enumerate(SETTINGS, 1):
        cells = [_cell(f"A{number}", key, strings), _cell(f"B{number}", value, strings)]
        rows.append(f'<row r="{number}">{"".join(cells)}</row>')
    text, n = re.subn(
        r"<sheetData>.*</sheetData>",
        f"<sheetData>{''.join(rows)}</sheetData>".replace("\\", r"\\"),
        content.decode(),
        flags=re.DOTALL,
    )
    if n != 1:
        raise ValueError("the template's sheet has changed")
    text = re.sub(r'<dimension ref="[^"]*"', f'<dimension ref="A1:B{len(SETTINGS)}"', text)
    items = "".join(f"<si><t>{escape(string)}</t></si>" for string in strings)
    head = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
    space = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    table = f'{head}<sst xmlns="{space}" count="{len(strings)}" uniqueCount="{len(strings)}">{items}</sst>'
    return text.encode(), table.encode()


def _cell(place: str, value: str | bool, strings: list[str]) -> str:
    if isinstance(value, bool):
        return f'<c r="{place}" s="1" t="b"><v>{int(value)}</v></c>'
    strings.append(value)
    return f'<c r="{place}" s="1" t="s"><v>{len(strings) - 1}</v></c>'


def _vba_project(functions: ModuleType) -> bytes:
    """The VBA project: our modules in, the template's button and its Mac dictionary out, every module as source only."""
    with ExcelFile(_TEMPLATE) as host, tempfile.TemporaryDirectory() as folder:
        project = host.vba_project()
        for name in ("RibbonMyAddin", "Dictionary"):
            project.delete_module(name)
        host.remove_reference("MSForms")
        for name, source in vba_sources(functions).items():
            text = source.replace("\n", "\r\n")
            if name == "xlwings":
                project.get_module(name).source = text
            else:
                project.add_module(name, text)
        for module in project.modules:
            module.body = module.body
        saved = Path(folder) / "saved.xlam"
        host.save(saved)
        with zipfile.ZipFile(saved) as package:
            return _renamed_project(package.read("xl/vbaProject.bin"))


def _renamed_project(content: bytes) -> bytes:
    """The project under our name, in both places that hold it, with the same window for each module."""
    storage = CFB.from_bytes(content)
    text = storage.get_stream("PROJECT").decode("cp1252")
    head, _, _ = text.partition("[Workspace]")
    names = re.findall(r"^(?:Document|Module|Class)=([^/\r]+)", head, re.MULTILINE)
    windows = "".join(f"{name}=0, 0, 0, 0, C\r\n" for name in names)
    head = re.sub(r'^Name="[^"]*"', f'Name="{PROJECT}"', head, flags=re.MULTILINE)
    storage.write_stream("PROJECT", f"{head}[Workspace]\r\n{windows}".encode("cp1252"))
    directory = decompress(storage.get_stream_in_storage("VBA", "dir"))
    storage.write_stream_in_storage("VBA", "dir", compress(_renamed(directory)))
    return storage.to_bytes()


def _renamed(directory: bytes) -> bytes:
    """The dir stream with another project name: records of id (2 bytes), size (4 bytes), content."""
    place = 0
    while int.from_bytes(directory[place : place + 2], "little") != _PROJECT_NAME:
        place += 6 + int.from_bytes(directory[place + 2 : place + 6], "little")
    size = int.from_bytes(directory[place + 2 : place + 6], "little")
    name = PROJECT.encode("ascii")
    return directory[: place + 2] + len(name).to_bytes(4, "little") + name + directory[place + 6 + size :]
