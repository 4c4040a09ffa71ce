"""The traps of building, installing and running an Excel add-in that no other test is about; docs/addin-traps.md lists them all."""

import ast
import configparser
import io
import re
import zipfile
from pathlib import Path

import olefile
import openpyxl
import pytest
import xlwings as xw
from addin_vba import Excel
from project_book import staff_book

from huibao_xl import resources
from huibao_xl.addin import build, install, places
from huibao_xl.addin.command_files import windows_files
from huibao_xl.commands import buttons
from huibao_xl.excel import udfs
from huibao_xl.excel.commands import press

TOP = Path(__file__).parents[2]
PACKAGE = TOP / "huibao_xl"
SOURCES = {path: path.read_text(encoding="utf-8") for path in PACKAGE.rglob("*.py")}
XLWINGS = Path(xw.__file__).parent
NEWER = r"XLOOKUP|XMATCH|MAXIFS|MINIFS|IFS\(|TEXTJOIN|CONCAT\(|SWITCH|FILTER\(|UNIQUE|SORT\(|LET\(|NUMBERSTRING|DBNum"
"""Functions that the Excel of many offices (2016 and before) or LibreOffice does not know. SUMIFS and COUNTIFS are old."""


@pytest.fixture(scope="module")
def addin(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("traps") / "huibao.xlam"
    build.build(path, buttons(), udfs)
    return path


pytestmark = pytest.mark.usefixtures("own_home")


def vba_stream(addin: Path, name: str) -> bytes:
    with zipfile.ZipFile(addin) as package, olefile.OleFileIO(io.BytesIO(package.read("xl/vbaProject.bin"))) as storage:
        return storage.openstream(name).read()


# --- The file ------------------------------------------------------------


def test_the_workspace_has_a_window_for_each_module_and_no_blank_line(addin: Path) -> None:
    head, _, windows = vba_stream(addin, "PROJECT").decode("ascii").partition("[Workspace]\r\n")
    names = re.findall(r"^(?:Document|Module|Class)=([^/\r]+)", head, re.MULTILINE)
    assert windows == "".join(f"{name}=0, 0, 0, 0, C\r\n" for name in names)
    assert len(names) == 5


def test_vba_text_is_ascii_and_chinese_in_it_stops_the_build(monkeypatch: pytest.MonkeyPatch) -> None:
    assert all(source.isascii() for source in build.vba_sources(udfs).values())
    monkeypatch.setattr(build, "udf_module", lambda functions: "' 中文")
    with pytest.raises(ValueError, match="must be ASCII"):
        build.vba_sources(udfs)


def test_the_ribbon_of_2010_hangs_on_the_relationship_of_2010(addin: Path) -> None:
    with zipfile.ZipFile(addin) as package:
        rels = package.read("_rels/.rels").decode()
    (type_,) = re.findall(r'Type="([^"]+)" Target="customUI/customUI14.xml"', rels)
    assert type_ == "http://schemas.microsoft.com/office/2007/relationships/ui/extensibility"


def test_the_ribbon_s_callback_is_named_with_its_module(addin: Path) -> None:
    with zipfile.ZipFile(addin) as package:
        ribbon = package.read("customUI/customUI14.xml").decode()
    assert set(re.findall(r'onAction="([^"]+)"', ribbon)) == {"HuibaoRibbon.OnAction"}
    assert "Public Sub OnAction(control As IRibbonControl)" in build.vba_sources(udfs)["HuibaoRibbon"]


def test_package_vba_and_library_carry_the_same_version() -> None:
    settings = configparser.ConfigParser()
    settings.read(TOP / "setup.cfg", encoding="utf-8")
    assert f"xlwings =={xw.__version__}" in settings["options"]["install_requires"]
    module = build.vba_sources(udfs)["xlwings"]
    assert f'XLWINGS_VERSION As String = "{xw.__version__}"' in module
    assert set(re.findall(r'"(xlwings(?:32|64)-[\d.]+\.dll)"', module)) == set(places.DLLS)


def test_the_add_in_that_ships_is_what_the_code_builds(addin: Path) -> None:
    assert build.differences(addin, resources.folder("workbooks") / places.ADDIN) == []


def test_no_file_that_libreoffice_wrote_is_shipped() -> None:
    for path in [*resources.folder("templates").glob("*.xlsx"), *resources.folder("workbooks").rglob("*.xlsx")]:
        with zipfile.ZipFile(path) as package:
            application = package.read("docProps/app.xml") if "docProps/app.xml" in package.namelist() else b""
        assert b"LibreOffice" not in application, path.name


# --- The code ------------------------------------------------------------


def test_only_one_module_asks_for_excels_own_objects() -> None:
    users = {path.name for path, text in SOURCES.items() if re.search(r"(?<!pandas)\.api\.(?!types)", text)}
    assert users == {"view.py"}


def test_the_part_of_xlwings_that_needs_a_licence_is_not_used() -> None:
    for path, text in SOURCES.items():
        assert not re.search(r"xlwings\.(pro|reports|server)\b|LICENSE_KEY", text), path.name


def test_nothing_changes_the_encoding_in_which_vba_reads_errors() -> None:
    texts = [*SOURCES.values(), *build.vba_sources(udfs).values()]
    texts += [content.decode() for content in windows_files().values()]
    assert not [text for text in texts if "PYTHONUTF8" in text or "-X utf8" in text]
    server = install._SERVER_SHORTCUT
    for line in (windows_files()["doctor.cmd"].decode(), server, build.vba_sources(udfs)["xlwings"]):
        assert " -B -I -" in line  # -I: no variable of the user's environment counts either


def test_starting_the_program_waits_for_pandas_until_a_command_needs_it() -> None:
    """What a button imports first is on the way of every first press; the command line must not wait for it at all."""
    for path in [
        *PACKAGE.joinpath("commands").glob("*.py"),
        PACKAGE / "cli" / "__init__.py",
        PACKAGE / "cli" / "parser.py",
    ]:
        tree = ast.parse(SOURCES[path])
        modules = [node.module or "" for node in tree.body if isinstance(node, ast.ImportFrom)]
        assert not [name for name in modules if name.startswith(("huibao_xl.excel", "pandas", "xlwings"))], path


# --- At work ------------------------------------------------------------


def test_no_result_holds_a_worksheet_function_of_ours_or_one_of_newer_excels(tmp_path: Path) -> None:
    """A saved formula of an add-in is a link to its path; XLOOKUP and others are unknown to many offices."""
    lists = staff_book(tmp_path / "名单.xlsx")
    for button in buttons():
        if button.saves and button.step and button.group != "清算" and button.id != "roster.import":
            press(button.label, lists)
    books = [lists, *resources.folder("templates").glob("*.xlsx"), *(tmp_path / "银行代发").glob("*.xlsx")]
    for path in books:
        book = openpyxl.load_workbook(path)
        formulas = [
            str(cell.value) for sheet in book for row in sheet.iter_rows() for cell in row if cell.data_type == "f"
        ]
        old = [re.sub(r"(SUM|COUNT|AVERAGE)IFS\(", "", text) for text in formulas]
        assert not [text for text in old if "HB_" in text or re.search(NEWER, text)], path.name


# --- On the user's computer ------------------------------------------------------------


def test_excel_and_the_installer_mean_the_same_files(addin: Path) -> None:
    class Computer:
        def env(self, name: str) -> str:
            return {"USERPROFILE": r"C:\Users\张三", "LOCALAPPDATA": r"C:\Users\张三\AppData\Local"}[name]

    excel = Excel(addin)
    assert excel.app.run("GetConfigFilePath") == places.user_file(Computer())  # type: ignore[arg-type]
    assert excel.config("INTERPRETER_WIN") == places.python_folder(Computer()) + r"\pythonw.exe"  # type: ignore[arg-type]


def test_the_server_at_log_on_is_the_one_that_excel_looks_for() -> None:
    """With DEBUG UDFS no process is started: VBA gives the class of the server that already runs."""
    tree = ast.parse((XLWINGS / "com_server.py").read_text(encoding="utf-8"))
    serve = next(node for node in tree.body if isinstance(node, ast.FunctionDef) and node.name == "serve")
    default = ast.literal_eval(serve.args.defaults[0])
    assert f'XLPyCommand = "{default}"' in build.vba_sources(udfs)["xlwings"]
    assert "import huibao_xl.addin.exit_hook, xlwings; xlwings.serve()" in install._SERVER_SHORTCUT


def test_every_path_of_the_package_is_short_enough_for_windows() -> None:
    """260 characters, of which the folder of a user with a long name takes 80; the longest names are those of our own files."""
    longest = max(
        len(path.relative_to(TOP).as_posix()) for path in PACKAGE.rglob("*") if "__pycache__" not in str(path)
    )
    assert longest + len("python/Lib/site-packages/") < 180


def test_commands_are_dispatched_by_ids_that_vba_lets_pass(addin: Path) -> None:
    excel = Excel(addin)
    excel.open_book()
    for button in buttons():
        excel.app.run("HuibaoDispatch", button.id)
    sent = [line.partition("dispatch('")[2].removesuffix("')") for line in excel.server.ran]
    assert sent == [button.id for button in buttons()]


# --- The list of traps ------------------------------------------------------------


def test_every_trap_names_a_test_that_exists_or_what_a_person_must_see() -> None:
    page = (TOP / "docs" / "addin-traps.md").read_text(encoding="utf-8")
    checklist = (TOP / "docs" / "windows-checklist.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| (?!陷阱|---)([^|]+)\|([^|]+)\|([^|]+)\|$", page, re.MULTILINE)
    assert len(rows) >= 50
    known = {
        name
        for path in (TOP / "tests").rglob("test_*.py")
        for name in re.findall(r"^def (test_\w+)\(", path.read_text(encoding="utf-8"), re.MULTILINE)
    }
    for trap, answer, proof in rows:
        tests = re.findall(r"`(test_\w+)`", proof)
        lines = re.findall(r"检查表 (\d+)", proof)
        assert answer.strip() and (tests or lines), trap
        assert set(tests) <= known, trap
        assert all(re.search(rf"^\| {number} \|", checklist, re.MULTILINE) for number in lines), trap
