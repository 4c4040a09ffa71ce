"""The built add-in, re-read by tools that did not write it, and its VBA run without Excel.

Three readers: olevba and olefile (strict: every defect raises), pyOpenVBA's interpreter (runs xlwings' real VBA up to the command line
that Windows would get), LibreOffice (compiles and runs our own VBA; it cannot compile xlwings', so that is replaced there).
"""

import io
import json
import os
import re
import subprocess
import sys
import warnings
import zipfile
from pathlib import Path

import olefile
import pytest
import xlwings as xw
from addin_vba import Excel, modules
from pyopenvba import ExcelFile, check_file

from huibao_xl.addin import build, xlwings_module
from huibao_xl.addin.ribbon import check
from huibao_xl.addin.wrappers import udf_module
from huibao_xl.commands import Button
from huibao_xl.excel import udfs

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    from oletools.mraptor import MacroRaptor

BUTTONS = [
    Button(
        id="check.book",
        label="核对",
        group="认定",
        icon="AcceptInvitation",
        screentip="核对本工作簿",
        supertip="检查证件号码、姓名和街镇。",
    ),
    Button(
        id="report.make", label="出表", group="输出", icon="FileSaveAs", screentip="出表", supertip="写出结果工作簿。"
    ),
]
HOSTILE = ["x');import os#", "a b", "认定", "a\nb", "", "a" * 65, 'a"', "a&calc", "a%PATH%"]
PYTHON = r"C:\Users\张三\AppData\Local\huibao\python\pythonw.exe"


@pytest.fixture(scope="module")
def addin(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("addin") / "huibao.xlam"
    build.build(path, BUTTONS, udfs)
    return path


def part(addin: Path, name: str) -> str:
    with zipfile.ZipFile(addin) as package:
        return package.read(name).decode()


def test_the_same_input_gives_the_same_bytes(addin: Path, tmp_path: Path) -> None:
    again = tmp_path / "again.xlam"
    build.build(again, BUTTONS, udfs)
    assert again.read_bytes() == addin.read_bytes()
    assert build.differences(addin, again) == []


def test_differences_name_the_part(addin: Path, tmp_path: Path) -> None:
    other = tmp_path / "other.xlam"
    build.build(other, BUTTONS[:1], udfs)
    assert build.differences(addin, other) == ["customUI/customUI14.xml"]


def test_olevba_reads_every_module_as_it_was_written(addin: Path) -> None:
    found = modules(addin)
    assert set(found) == {"ThisWorkbook", "Sheet2", "xlwings", "HuibaoRibbon", "HuibaoUdfs"}
    for name, source in build.vba_sources(udfs).items():
        assert found[name].rstrip("\n") == source.rstrip("\n")


def test_the_project_has_no_defect_and_no_compiled_code(addin: Path) -> None:
    with zipfile.ZipFile(addin) as package:
        assert package.testzip() is None
        content = package.read("xl/vbaProject.bin")
    with olefile.OleFileIO(io.BytesIO(content), raise_defects=olefile.DEFECT_POTENTIAL) as storage:
        assert storage.parsing_issues == []
        assert storage.openstream(["VBA", "_VBA_PROJECT"]).read() == bytes.fromhex("cc61ffff000000")
    with ExcelFile(addin) as host:
        assert host.validate() == []
        assert host.vba_project().name == "HuibaoAddin"
        assert [module.text_offset for module in host.vba_project().modules] == [0] * 5
        assert [reference.name for reference in host.references()] == ["Office"]
    assert check_file(addin).issues == ()


def test_no_macro_starts_by_itself(addin: Path) -> None:
    raptor = MacroRaptor("\n".join(modules(addin).values()))
    raptor.scan()
    assert not raptor.autoexec
    assert not raptor.suspicious


def test_nothing_names_the_computer_of_whoever_made_the_template(addin: Path) -> None:
    with zipfile.ZipFile(addin) as package:
        whole = b"".join(package.read(name) for name in package.namelist())
    assert b"felix" not in whole.lower()
    assert b"\\Users\\" not in whole


def test_the_package_is_consistent(addin: Path) -> None:
    with zipfile.ZipFile(addin) as package:
        names = package.namelist()
        assert {entry.date_time for entry in package.infolist()} == {(2024, 1, 1, 0, 0, 0)}
    assert "customUI/customUI.xml" not in names
    targets = re.findall(r'Target="([^"]+)"', part(addin, "_rels/.rels"))
    assert set(targets) <= set(names)
    assert check(part(addin, "customUI/customUI14.xml").partition("\n")[2]) == []


def test_the_ribbon_shows_the_commands(addin: Path) -> None:
    assert re.findall(r'tag="([^"]+)" label="([^"]+)"', part(addin, "customUI/customUI14.xml")) == [
        ("check.book", "核对"),
        ("report.make", "出表"),
    ]


def test_every_function_has_a_wrapper_with_its_description() -> None:
    text = udf_module(udfs)
    ours = {name for name in vars(udfs) if name.startswith("HB_")}
    assert set(re.findall(r"^Function (\w+)\(", text, re.MULTILINE)) == ours
    assert set(re.findall(r"^Attribute (\w+)\.VB_Description", text, re.MULTILINE)) == ours
    assert "Function HB_DECIDE(insured, year, ParamArray lists())" in text


def test_making_the_wrappers_leaves_no_trace() -> None:
    before = (xw.func, xw.arg, xw.ret, set(sys.modules))
    udf_module(udfs)
    assert (xw.func, xw.arg, xw.ret, set(sys.modules)) == before
    assert not hasattr(xw, "udfs")


def test_a_changed_xlwings_stops_the_build() -> None:
    with ExcelFile(build._TEMPLATE) as host:
        shipped = host.get_module("xlwings").replace("\r\n", "\n")
    assert len(xlwings_module.changes(shipped)) == 6
    with pytest.raises(ValueError, match="the name of the configuration sheet"):
        xlwings_module.hardened(shipped.replace("myaddin", "other"))
    with pytest.raises(ValueError, match="no function GetConfig"):
        xlwings_module.hardened(shipped.replace("Function GetConfig(", "Function GotConfig("))


@pytest.fixture
def excel(addin: Path) -> Excel:
    return Excel(addin)


def test_the_settings_are_read_from_the_addin(excel: Excel) -> None:
    assert excel.config("INTERPRETER_WIN") == PYTHON
    assert excel.config("UDF MODULES") == "huibao_xl.excel.udfs"
    assert excel.config("ADD_WORKBOOK_TO_PYTHONPATH") == "False"
    assert excel.config("CONDA PATH") == ""


def test_a_button_runs_its_command_in_the_server(excel: Excel) -> None:
    excel.open_book()
    excel.app.run("HuibaoDispatch", "report.make")
    assert excel.server.ran == [
        "import huibao_xl.excel.ribbon_press; huibao_xl.excel.ribbon_press.dispatch('report.make')"
    ]
    assert excel.app.interpreter.dialogs == []


def test_a_workbook_is_added_where_none_is_open(excel: Excel) -> None:
    excel.app.application.activate_book(None)
    assert excel.app.run("HuibaoCanary", 3.0) == 14
    excel.app.run("HuibaoDispatch", "report.make")
    assert len(excel.server.ran) == 1
    assert len(excel.app.workbooks()) == 2


@pytest.mark.parametrize("tag", HOSTILE)
def test_a_hostile_tag_runs_nothing(excel: Excel, tag: str) -> None:
    excel.open_book()
    excel.app.run("HuibaoDispatch", tag)
    assert excel.server.ran == excel.shell.ran == []


def test_without_python_the_user_is_told_so(addin: Path) -> None:
    excel = Excel(addin, python_is_there=False)
    excel.open_book()
    excel.app.run("HuibaoDispatch", "report.make")
    assert excel.server.ran == []
    assert excel.app.interpreter.dialogs[0][1].startswith("没有找到本软件的 Python")


def test_the_server_is_started_by_a_command_line_without_any_file_name(excel: Excel) -> None:
    excel.open_book()
    assert (
        excel.app.run("XLPyCommand")
        == f"""cmd.exe  /K ""{PYTHON}" -B -I -c "import huibao_xl.addin.exit_hook, xlwings; xlwings.serve('$(CLSID)')\"\""""
    )


def test_a_single_call_quotes_the_path_and_passes_only_the_book_s_name(addin: Path) -> None:
    excel = Excel(addin, server=False)
    excel.open_book()
    excel.app.run("HuibaoDispatch", "report.make")
    (line,) = excel.shell.ran
    folder = PYTHON.rpartition("\\")[0]
    assert line.startswith(
        f'cmd.exe /C C: & cd "{folder}" & "{PYTHON}" -B -I -c "import huibao_xl.excel.ribbon_press; '
    )
    assert "dispatch('report.make')\"  --wb=\"" in line
    assert line.endswith('2> "C:\\Temp\\xlwings-guid.log" ')
    assert "prepare_sys_path" not in line


def test_no_workbook_chooses_the_interpreter(excel: Excel) -> None:
    excel.open_book({"INTERPRETER_WIN": r"C:\evil\pythonw.exe", "LICENSE_KEY": "x';import os#"}, sheet="huibao.conf")
    assert excel.config("INTERPRETER_WIN") == PYTHON
    assert excel.config("LICENSE_KEY") == ""
    assert "evil" not in str(excel.app.run("XLPyCommand"))


def test_a_sheet_that_looks_like_code_stops_nothing(excel: Excel) -> None:
    excel.open_book(sheet="json.py")
    excel.app.run("HuibaoDispatch", "report.make")
    assert len(excel.server.ran) == 1


def test_the_users_own_file_may_only_ask_for_the_server_started_elsewhere(addin: Path) -> None:
    excel = Excel(addin, user_file='sValue = "True"\n    GetConfigFromFile = True')
    excel.open_book()
    assert excel.config("DEBUG UDFS") == "True"
    assert excel.config("CONDA PATH") == ""
    assert excel.app.run("XLPyCommand") == "{506e67c3-55b5-48c3-a035-eed5deea7d6d}"


_STUB = """Attribute VB_Name = "xlwings"
Public Last As String
Function RunPython(PythonCommand As String)
    Last = PythonCommand
End Function
Function LastPython() As String
    LastPython = Last
End Function
Function GetConfig(configKey As String, Optional default As String = "") As Variant
    GetConfig = "/bin/sh"
End Function
"""
"""LibreOffice cannot compile xlwings' module, and one module that does not compile makes every call answer 0. (FileExists is its own.)"""

_IN_OFFICE = """
import json, subprocess, sys, time
import uno
from com.sun.star.beans import PropertyValue

path, profile, pipe = sys.argv[1:]
office = subprocess.Popen(
    ["soffice", "--headless", "--norestore", "--nologo", f"-env:UserInstallation=file://{profile}", f"--accept=pipe,name={pipe};urp;"],
    stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
)
local = uno.getComponentContext()
resolver = local.ServiceManager.createInstanceWithContext("com.sun.star.bridge.UnoUrlResolver", local)
for attempt in range(400):
    try:
        context = resolver.resolve(f"uno:pipe,name={pipe};urp;StarOffice.ComponentContext")
        break
    except Exception:
        time.sleep(0.2)
desktop = context.ServiceManager.createInstanceWithContext("com.sun.star.frame.Desktop", context)
options = []
for name, value in (("Hidden", True), ("MacroExecutionMode", 4), ("FilterName", "Calc MS Excel 2007 VBA XML")):
    option = PropertyValue()
    option.Name, option.Value = name, value
    options.append(option)
document = desktop.loadComponentFromURL(f"file://{path}", "_blank", 0, tuple(options))
library = document.BasicLibraries.getByName("HuibaoAddin")
answers = []
for name, *arguments in json.load(sys.stdin):
    script = document.getScriptProvider().getScript(f"vnd.sun.star.script:HuibaoAddin.{name}?language=Basic&location=document")
    answers.append(script.invoke(tuple(arguments), (), ())[0])
print(json.dumps({"modules": sorted(library.getElementNames()), "sheets": list(document.Sheets.getElementNames()), "answers": answers}))
document.close(True)
try:
    desktop.terminate()
except Exception:
    pass
office.wait(60)
"""


def python_with_uno() -> str | None:
    """A Python that speaks to LibreOffice: the system's own, not the one of a virtual environment."""
    for candidate in ("/usr/bin/python3", sys.executable):
        if (
            Path(candidate).exists()
            and subprocess.run([candidate, "-c", "import uno"], capture_output=True, check=False).returncode == 0
        ):
            return candidate
    return None


@pytest.mark.office
def test_libreoffice_loads_the_addin_and_runs_our_vba(addin: Path, tmp_path: Path) -> None:
    python = python_with_uno()
    if python is None:
        pytest.skip("no Python with uno (python3-uno)")
    stubbed, script = tmp_path / "stubbed.xlam", tmp_path / "in_office.py"
    with ExcelFile(addin) as host:
        module = host.vba_project().get_module("xlwings")
        module.source, module.dirty = _STUB.replace("\n", "\r\n"), True
        host.save(stubbed)
    script.write_text(_IN_OFFICE, encoding="utf-8")
    calls = [
        ("HuibaoRibbon.HuibaoCanary", 3.0),
        *[("HuibaoRibbon.HuibaoTagIsSafe", tag) for tag in ("report.make", *HOSTILE)],
        ("HuibaoRibbon.HuibaoDispatch", "report.make"),
        ("xlwings.LastPython",),
        ("HuibaoRibbon.HuibaoDispatch", HOSTILE[0]),
        ("xlwings.LastPython",),
    ]
    done = subprocess.run(
        [python, str(script), str(stubbed), str(tmp_path / "profile"), f"huibao{os.getpid()}"],
        input=json.dumps(calls),
        capture_output=True,
        text=True,
        timeout=180,
        check=True,
    )
    seen = json.loads(done.stdout)
    command = "import huibao_xl.excel.ribbon_press; huibao_xl.excel.ribbon_press.dispatch('report.make')"
    assert seen["modules"] == ["HuibaoRibbon", "HuibaoUdfs", "Sheet2", "ThisWorkbook", "xlwings"]
    assert seen["sheets"] == ["huibao.conf"]
    assert seen["answers"][0] == 14
    assert seen["answers"][1:-4] == [True, *[False] * len(HOSTILE)]
    assert seen["answers"][-4:] == [None, command, None, command]


def test_the_first_press_says_at_once_that_it_starts() -> None:
    """Excel stands still while Python starts; the line goes when the command is done, or could not be run."""
    source = (build.FOLDER / "HuibaoRibbon.bas").read_text(encoding="ascii")
    shown = 'Application.StatusBar = GetConfig("MESSAGE STARTING")'
    assert source.index(shown) < source.index("RunPython HuibaoCommand(tag)")
    assert source.index("failed:\n    Application.StatusBar = False") and dict(build.SETTINGS)["MESSAGE STARTING"]
