"""Installing, removing and examining on a made-up Windows computer; the offline package from made-up wheels."""

import hashlib
import io
import json
import platform
import re
import shutil
import subprocess
import sys
import tarfile
import zipfile
from collections.abc import Callable, Mapping, Sequence
from email.parser import HeaderParser
from pathlib import Path, PureWindowsPath
from typing import Any

import pytest
import xlwings

from huibao_xl.addin import bundle as bundling
from huibao_xl.addin import doctor, install, licences, lock, start
from huibao_xl.addin.build import SETTINGS
from huibao_xl.addin.command_files import windows_files
from huibao_xl.addin.places import (
    DLLS,
    addin_path,
    home,
    python_folder,
    server_shortcut,
    start_menu_file,
    startup_folder,
    user_file,
)
from huibao_xl.addin.targets import TARGETS
from huibao_xl.addin.windows import Ran
from huibao_xl.reasons import Stop

EXCEL = "HKCR\\CLSID\\{00024500-0000-0000-C000-000000000046}\\LocalServer32"
SECURITY = "HKCU\\Software\\Microsoft\\Office\\16.0\\Excel\\Security"
POLICY = "HKCU\\Software\\Policies\\Microsoft\\Office\\16.0\\Excel\\Security"
ASR = "HKLM\\SOFTWARE\\Policies\\Microsoft\\Windows Defender\\Windows Defender Exploit Guard\\ASR\\Rules"
CHOICE = "HKCU\\Software\\Microsoft\\Windows\\CurrentVersion\\Explorer\\FileExts\\.xlsx\\UserChoice"
DISABLED = "HKCU\\Software\\Microsoft\\Office\\16.0\\Excel\\Resiliency\\DisabledItems"
CODE_PAGE = "HKLM\\SYSTEM\\CurrentControlSet\\Control\\Nls\\CodePage"
HEALTHY: dict[str, dict[str, Any]] = {
    EXCEL: {"": '"C:\\Program Files\\Microsoft Office\\root\\Office16\\EXCEL.EXE" /automation'},
    CHOICE: {"ProgId": "Excel.Sheet.12"},
    "HKLM\\SOFTWARE\\Microsoft\\Office\\ClickToRun\\Configuration": {"Platform": "x86"},
    f"{SECURITY}\\Trusted Locations\\Location0": {"Path": "%APPDATA%\\Microsoft\\Excel\\XLSTART\\"},
    CODE_PAGE: {"ACP": "936"},
}


class Computer:
    """A Windows computer in a folder, with a registry in a dict."""

    def __init__(self, root: Path, registry: Mapping[str, dict[str, Any]], user: str = "张三") -> None:
        self.root, self.registry = root, dict(registry)
        profile = f"C:\\Users\\{user}"
        self.variables = {
            "USERPROFILE": profile,
            "APPDATA": f"{profile}\\AppData\\Roaming",
            "LOCALAPPDATA": f"{profile}\\AppData\\Local",
        }
        self.running = ["C:\\Windows\\explorer.exe"]
        self.python = Ran(0, 2.5, "")
        self.commands: list[Sequence[str]] = []

    def env(self, name: str) -> str:
        return self.variables.get(name, "")

    def values(self, key: str) -> Mapping[str, Any]:
        return self.registry.get(key, {})

    def subkeys(self, key: str) -> list[str]:
        return [name.removeprefix(key + "\\") for name in self.registry if name.rpartition("\\")[0] == key]

    def place(self, path: str) -> Path:
        windows = PureWindowsPath(path)
        return self.root.joinpath(windows.drive[0], *windows.parts[1:])

    def programs(self) -> list[str]:
        return self.running

    def run(self, command: Sequence[str], seconds: float) -> Ran:
        self.commands.append(command)
        return self.python


@pytest.fixture
def computer(tmp_path: Path) -> Computer:
    return Computer(tmp_path / "computer", HEALTHY)


@pytest.fixture
def package(tmp_path: Path) -> Path:
    """An unpacked package, as small as it may be."""
    folder = tmp_path / "package"
    (folder / "python").mkdir(parents=True)
    for name in ("pythonw.exe", "python.exe", "python311._pth", *DLLS):
        (folder / "python" / name).write_text(name)
    (folder / "huibao.xlam").write_text("addin")
    (folder / "手册.html").write_text("手册", encoding="utf-8")
    for name, content in windows_files().items():
        (folder / name).write_bytes(content)
    (folder / "images").mkdir()
    (folder / "images" / "开始.png").write_text("图")
    (folder / "SHA256SUMS.txt").write_text(bundling.sums(folder), encoding="utf-8")
    return folder


@pytest.fixture
def installed(computer: Computer, package: Path) -> Computer:
    install.install(computer, package)
    desktop = computer.place(computer.env("USERPROFILE") + "\\Desktop")
    desktop.mkdir()
    (desktop / "名单.xlsx").write_bytes(b"PK\x03\x04")
    return computer


def states(computer: Computer) -> dict[str, str]:
    return {row.check: row.state for row in doctor.examine(computer)}


def row(computer: Computer, check: str) -> doctor.Row:
    return next(row for row in doctor.examine(computer) if row.check == check)


def test_everything_is_where_the_addin_looks_for_it(installed: Computer) -> None:
    interpreter = dict(SETTINGS)["INTERPRETER_WIN"]
    assert isinstance(interpreter, str)
    assert installed.place(interpreter.replace("%LOCALAPPDATA%", installed.env("LOCALAPPDATA"))).is_file()
    assert installed.place(addin_path(installed)).read_text() == "addin"


def test_after_installing_every_check_is_in_order(installed: Computer) -> None:
    assert set(states(installed).values()) == {"ok"}
    assert install.main(["doctor"], installed) == 0


def test_before_installing_the_doctor_says_what_is_missing(computer: Computer) -> None:
    bad = {check for check, state in states(computer).items() if state == "bad"}
    assert bad == {"Python", "连接库", "启动文件夹", "加载项文件"}
    assert states(computer)["程序文件"] == "unknown"


def test_installing_again_replaces_the_old_version(installed: Computer, package: Path) -> None:
    old = installed.place(python_folder(installed)) / "old.txt"
    old.write_text("old")
    install.install(installed, package)
    assert not old.exists()
    assert sorted(path.name for path in installed.place(home(installed)).iterdir()) == [
        "SHA256SUMS.txt",
        "huibao.cmd",
        "images",
        "python",
        "手册.html",
        "沪惠保.cmd",
    ]
    assert [path.name for path in installed.place(home(installed)).parent.iterdir()] == ["huibao"]


def test_a_damaged_package_changes_nothing(computer: Computer, package: Path) -> None:
    (package / "python" / "pythonw.exe").write_text("other")
    with pytest.raises(install.Refused, match="python/pythonw.exe"):
        install.install(computer, package)
    assert not computer.root.exists()


@pytest.mark.parametrize("name", ["huibao.xlam", "python/pythonw.exe", f"python/{DLLS[0]}"])
def test_a_package_that_lists_less_is_refused(computer: Computer, package: Path, name: str) -> None:
    (package / name).unlink()
    (package / "SHA256SUMS.txt").write_text(bundling.sums(package), encoding="utf-8")
    with pytest.raises(install.Refused, match=re.escape(name)):
        install.install(computer, package)


def test_a_package_without_sums_is_refused(computer: Computer, package: Path) -> None:
    (package / "SHA256SUMS.txt").unlink()
    assert install.main(["install", str(package)], computer) == 2


@pytest.mark.parametrize("held", ["huibao", "huibao.new", ".huibao.xlam.new", "copy"])
def test_files_in_use_leave_the_old_version_as_it_was(
    installed: Computer, package: Path, monkeypatch: pytest.MonkeyPatch, held: str
) -> None:
    """Whichever step Windows refuses: the folder that must go, the one that must come, the add-in in its place, a file on a full disk."""
    (package / "huibao.xlam").write_text("newer")
    (package / "SHA256SUMS.txt").write_text(bundling.sums(package), encoding="utf-8")
    before = {path: path.read_bytes() for path in installed.root.rglob("*") if path.is_file()}

    def refusing(original: Callable[..., Any]) -> Callable[..., Any]:
        def locked(self: Path, target: Path) -> Any:
            if self.name == held:
                raise PermissionError(13, "拒绝访问")
            return original(self, target)

        return locked

    monkeypatch.setattr(Path, "rename", refusing(Path.rename))
    monkeypatch.setattr(Path, "replace", refusing(Path.replace))
    if held == "copy":
        monkeypatch.setattr(install.shutil, "copyfile", lambda source, target: (_ for _ in ()).throw(OSError(28, "满")))
    with pytest.raises(install.Refused, match="旧版本照常可用.*关闭所有 Excel"):
        install.install(installed, package)
    monkeypatch.undo()
    assert {path: path.read_bytes() for path in installed.root.rglob("*") if path.is_file()} == before
    assert set(states(installed).values()) == {"ok"}


@pytest.mark.parametrize(
    ("program", "says"),
    [
        ("C:\\Program Files\\Microsoft Office\\root\\Office16\\EXCEL.EXE", "Excel 正开着，没有改动"),
        ("EXCEL.EXE", "Excel 正开着，没有改动"),
        ("C:\\Users\\张三\\AppData\\Local\\huibao\\python\\pythonw.exe", "本软件的 pythonw.exe 还在运行"),
    ],
)
def test_a_program_that_runs_is_found_before_anything_is_changed(
    computer: Computer, package: Path, program: str, says: str
) -> None:
    computer.running.append(program)
    (package / "SHA256SUMS.txt").unlink()  # not even looked at
    with pytest.raises(install.Refused, match=says):
        install.install(computer, package)
    assert not computer.root.exists()


def test_what_takes_long_is_told_from_the_first_moment(
    computer: Computer, package: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for n in range(1100):
        (package / "python" / f"{n}.py").write_text("")
    (package / "SHA256SUMS.txt").write_text(bundling.sums(package), encoding="utf-8")
    install.main(["install", str(package)], computer)
    told = capsys.readouterr().out.splitlines()
    assert told[:2] == ["沪惠保：正在安装，请不要打开 Excel……", "核对安装包 0/1,114 个文件……"]
    assert [line.partition(" ")[0] for line in told[1:7]] == ["核对安装包"] * 3 + ["复制"] * 3


def test_the_installer_itself_starts_at_once() -> None:
    """Before it could say anything it would wait for what takes seconds."""
    script = "import sys, huibao_xl.addin.install, huibao_xl.addin.start; print({'pandas', 'numpy', 'xlwings'} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"


def test_a_window_for_commands_is_in_the_start_menu(installed: Computer) -> None:
    menu = installed.place(start_menu_file(installed)).read_bytes().decode("ascii")
    assert "%LOCALAPPDATA%\\huibao\\*.cmd" in menu and "huibao_xl.addin.start" in windows_files()["沪惠保.cmd"].decode()


def test_the_mark_of_the_web_goes(computer: Computer, package: Path) -> None:
    mark = computer.place(addin_path(computer) + ":Zone.Identifier")
    mark.parent.mkdir(parents=True)
    mark.write_text("[ZoneTransfer]\nZoneId=3\n")
    install.install(computer, package)
    assert not mark.exists()


def test_uninstalling_leaves_only_what_is_not_ours(installed: Computer) -> None:
    other = installed.place(startup_folder(installed)) / "PERSONAL.XLSB"
    other.write_text("mine")
    install.start_server(installed)
    assert install.main(["uninstall"], installed) == 0
    left = [path for path in installed.root.rglob("*") if path.is_file() and path.suffix != ".xlsx"]
    assert left == [other]


def test_the_server_at_log_on_is_written_in_ascii_with_windows_lines(installed: Computer) -> None:
    assert install.main(["server"], installed) == 0
    assert installed.place(user_file(installed)).read_bytes() == b'"DEBUG UDFS","True"\r\n'
    assert installed.place(server_shortcut(installed)).read_bytes().endswith(b'xlwings.serve()"\r\n')


FAULTS = [
    ("网络标记", {}, ["addin:Zone.Identifier"], "来自网络"),
    ("Excel 登记", {EXCEL: {"": "C:\\Users\\a\\WPS Office\\12.1\\office6\\et.exe /automation"}}, [], "WPS 接管"),
    ("Excel 登记", {EXCEL: {}}, [], "没有登记 Excel"),
    ("文件关联", {CHOICE: {"ProgId": "ET.Xlsx.6"}}, [], "打开的是 WPS"),
    ("加载项策略", {POLICY: {"RequireAddinSig": 1}}, [], "数字签名"),
    ("加载项策略", {SECURITY: {"DisableAllAddins": 1}}, [], "禁用了所有加载项"),
    (
        "受信任位置",
        {f"{POLICY}\\Trusted Locations": {"AllLocationsDisabled": 1}, POLICY: {"VBAWarnings": 4}},
        [],
        "被禁用",
    ),
    ("禁用项目", {DISABLED: {"A1": b"\x02\x00" + "c:\\xlstart\\huibao.xlam".encode("utf-16-le")}}, [], "崩溃"),
    ("启动其他程序", {ASR: {"D4F940AB-401B-4EFC-AADC-AD5F3C50688A": "1"}}, [], "禁止 Office 启动其他程序"),
    ("用户名", {CODE_PAGE: {"ACP": "1252"}}, [], "代码页 1252"),
]


@pytest.mark.parametrize(
    ("python", "state", "says"),
    [
        (Ran(0, 3.2, ""), "ok", "启动用了 3.2 秒"),
        (Ran(0, 31.0, ""), "unknown", "第一次按按钮要等这么久"),
        (Ran(1, 2.0, "ImportError: DLL load failed"), "bad", "DLL load failed"),
        (Ran(None, 120.0, "TimeoutExpired"), "bad", "没有启动"),
    ],
)
def test_the_doctor_starts_the_python_that_is_installed(
    installed: Computer, python: Ran, state: str, says: str
) -> None:
    installed.python = python
    found = row(installed, "启动 Python")
    assert (found.state, says in found.what) == (state, True)
    program, *options, script = installed.commands[-1]
    assert Path(program) == installed.place(f"{python_folder(installed)}\\python.exe")
    assert options == ["-B", "-I", "-c"] and script == "import huibao_xl.excel.ribbon_press"


def test_the_doctor_compares_every_file_with_its_sum(installed: Computer) -> None:
    folder = installed.place(python_folder(installed))
    (folder / "python.exe").unlink()
    (folder / "pythonw.exe").write_text("changed")
    found = row(installed, "程序文件")
    assert found.state == "bad" and "python/python.exe、python/pythonw.exe文件缺失或被改动" in found.what


def test_files_that_others_see_encrypted_are_noticed(installed: Computer) -> None:
    desktop = installed.place(installed.env("USERPROFILE") + "\\Desktop")
    (desktop / "名单.xlsx").write_bytes(b"\x62\x14\x23\x65 E-SafeNet")
    assert "密文" in row(installed, "文件加密").what and "白名单" in row(installed, "文件加密").advice
    (desktop / "另一份.xlsx").write_bytes(b"PK\x03\x04")
    assert row(installed, "文件加密").state == "ok"
    shutil.rmtree(desktop)
    assert row(installed, "文件加密").state == "unknown"


@pytest.mark.parametrize(
    ("check", "registry", "marks", "says"), FAULTS, ids=[f"{fault[0]}-{fault[3]}" for fault in FAULTS]
)
def test_each_fault_is_found_and_only_that(
    installed: Computer, check: str, registry: dict[str, Any], marks: list[str], says: str
) -> None:
    installed.registry |= registry
    for _ in marks:
        installed.place(addin_path(installed) + ":Zone.Identifier").write_text("[ZoneTransfer]")
    found = row(installed, check)
    assert (found.state, says in found.what, bool(found.advice)) == ("bad", True, True)
    assert [name for name, state in states(installed).items() if state != "ok"] == [check]
    assert install.main(["doctor"], installed) == 1


def test_a_second_copy_of_the_addin_is_found(installed: Computer) -> None:
    other = installed.place(installed.env("APPDATA") + "\\Microsoft\\AddIns\\huibao.xlam")
    other.parent.mkdir(parents=True)
    other.write_text("old")
    assert [name for name, state in states(installed).items() if state != "ok"] == ["重复的加载项"]


def test_a_server_that_is_asked_for_and_not_there_is_found(installed: Computer) -> None:
    install.start_server(installed)
    assert row(installed, "设置文件").state == "ok"
    installed.place(server_shortcut(installed)).unlink()
    assert [name for name, state in states(installed).items() if state != "ok"] == ["设置文件"]
    installed.place(user_file(installed)).write_text('"SHOW CONSOLE","True"\n')
    assert row(installed, "设置文件").state == "ok"


def test_a_policy_is_said_to_be_one(installed: Computer) -> None:
    installed.registry[POLICY] = {"RequireAddinSig": 1}
    assert "信息部门" in row(installed, "加载项策略").advice


def test_the_missing_library_depends_on_the_bits_of_excel(installed: Computer) -> None:
    sixty_four, thirty_two = (installed.place(f"{python_folder(installed)}\\{name}") for name in DLLS)
    sixty_four.unlink()
    assert row(installed, "连接库").state == "ok"
    thirty_two.unlink()
    assert row(installed, "连接库").state == "bad"


def test_a_changed_addin_is_noticed(installed: Computer) -> None:
    installed.place(addin_path(installed)).write_text("another")
    assert row(installed, "加载项文件").state == "bad"


def test_a_python_that_looks_elsewhere_is_noticed(installed: Computer) -> None:
    installed.place(f"{python_folder(installed)}\\python311._pth").unlink()
    assert row(installed, "Python").state == "bad"


def test_the_server_answers_the_rule_against_child_processes(installed: Computer) -> None:
    installed.registry[ASR] = {"d4f940ab-401b-4efc-aadc-ad5f3c50688a": 1}
    install.start_server(installed)
    assert row(installed, "启动其他程序").state == "ok"


def test_a_rule_that_only_records_stops_nothing(installed: Computer) -> None:
    installed.registry[ASR] = {"d4f940ab-401b-4efc-aadc-ad5f3c50688a": "2"}
    assert row(installed, "启动其他程序").state == "ok"


def test_what_windows_does_not_say_is_unknown(installed: Computer) -> None:
    installed.registry.clear()
    shutil.rmtree(installed.place(installed.env("USERPROFILE") + "\\Desktop"))
    unknown = [check for check, state in states(installed).items() if state == "unknown"]
    assert unknown == ["文件加密", "Excel 位数", "文件关联", "受信任位置", "用户名"]


def test_the_doctor_never_raises(installed: Computer) -> None:
    def denied(key: str) -> Mapping[str, Any]:
        raise PermissionError(key)

    installed.values = denied  # type: ignore[method-assign]
    rows = list(doctor.examine(installed))
    assert len(rows) == len(doctor.CHECKS)
    assert row(installed, "启动其他程序").what == "读不到所需的信息（PermissionError）。"
    assert any(install.line_of(row).startswith("[无法判断]") for row in rows)


def test_an_english_user_name_needs_no_code_page(tmp_path: Path, package: Path) -> None:
    computer = Computer(tmp_path / "other", HEALTHY | {CODE_PAGE: {"ACP": "1252"}}, user="zhang")
    install.install(computer, package)
    assert row(computer, "用户名").state == "ok"


def archive(path: Path, files: Mapping[str, str]) -> Path:
    with zipfile.ZipFile(path, "w") as package:
        for name, text in files.items():
            package.writestr(name, text)
    return path


@pytest.fixture
def embed(tmp_path: Path) -> Path:
    return archive(
        tmp_path / "embed.zip",
        {"python.exe": "p", "pythonw.exe": "w", "python311._pth": "python311.zip\n.\n", "python311.zip": "z"},
    )


class Pip:
    """What pip would download: the smallest wheels that are like the real ones."""

    def __init__(self, missing: str = "") -> None:
        self.commands: list[list[str]] = []
        self.missing = missing

    def __call__(self, command: Sequence[str]) -> None:
        self.commands.append(list(command))
        wheels = Path(command[command.index("--dest" if "download" in command else "--wheel-dir") + 1])
        contents = (
            {
                "xlwings-1-win_amd64.whl": {
                    "xlwings/__init__.py": "",
                    "xlwings/addin/xlwings.xlam": "what scanners report",
                    "xlwings/quickstart.xlsm": "",
                    "pandas/tests/long/name.py": "",
                    "xlwings-1.dist-info/METADATA": "Name: xlwings\nVersion: 1\nLicense: BSD 3-clause\n",
                    **{f"xlwings-1.data/data/{dll}": dll for dll in DLLS},
                },
                "pywin32-1-win_amd64.whl": {
                    "win32/win32api.pyd": "",
                    "pywin32_system32/pywintypes311.dll": "t",
                    "pywin32_system32/pythoncom311.dll": "c",
                    "pywin32_system32/pythoncom.lib": "l",
                    "pywin32-1.data/scripts/pywin32_postinstall.py": "",
                },
            }
            if "download" in command
            else {
                "huibao_xl-0-py3-none-any.whl": dict.fromkeys(
                    (
                        "huibao_xl/__main__.py",
                        "huibao_xl/excel/udfs.py",
                        "huibao_xl/addin/install.py",
                        "huibao_xl/addin/start.py",
                    ),
                    "",
                )
            }
        )
        for name, files in contents.items():
            archive(
                wheels / name,
                {name: text for name, text in files.items() if not self.missing or self.missing not in name},
            )


@pytest.fixture
def texts(tmp_path: Path) -> tuple[Path, Path]:
    addin, handbook = tmp_path / "a.xlam", tmp_path / "手册.md"
    addin.write_text("addin")
    handbook.write_text("# 手册\n\n| 甲 | 乙 |\n|---|---|\n| 1 | 2 |\n\n![开始](images/开始.png)\n", encoding="utf-8")
    (tmp_path / "images").mkdir()
    (tmp_path / "images" / "开始.png").write_bytes(b"png")
    return addin, handbook


def test_the_package_can_be_installed_as_it_is(
    tmp_path: Path, embed: Path, texts: tuple[Path, Path], computer: Computer
) -> None:
    out = tmp_path / "out"
    bundling.bundle(embed, out, *texts, run=Pip())
    install.install(computer, out)
    assert {state for check, state in states(computer).items() if check != "文件加密"} == {"ok"}
    library = computer.place(python_folder(computer)) / "Lib" / "site-packages"
    assert (library / "huibao_xl" / "excel" / "udfs.py").is_file()
    assert not list(out.rglob("pywin32_postinstall.py"))
    folder = computer.place(home(computer))
    assert (folder / "images" / "开始.png").read_bytes() == b"png"
    assert "<td>2</td>" in (folder / "手册.html").read_text(encoding="utf-8")


def test_no_macro_workbook_but_our_own_is_in_the_package(tmp_path: Path, embed: Path, texts: tuple[Path, Path]) -> None:
    out = tmp_path / "out"
    bundling.bundle(embed, out, *texts, run=Pip())
    macros = {".xlam", ".xlsm", ".bas", ".cls"}
    assert [path.name for path in out.rglob("*") if path.suffix in macros] == ["huibao.xlam"]
    assert not list(out.rglob("pandas/tests"))


def test_python_looks_only_into_its_own_folder(tmp_path: Path, embed: Path, texts: tuple[Path, Path]) -> None:
    bundling.bundle(embed, tmp_path / "out", *texts, run=Pip())
    lines = (tmp_path / "out" / "python" / "python311._pth").read_bytes().decode("ascii").split("\r\n")
    assert lines == [
        "python311.zip",
        ".",
        "Lib\\site-packages",
        "Lib\\site-packages\\win32",
        "Lib\\site-packages\\win32\\lib",
        "",
    ]


def test_command_files_are_ascii_with_windows_lines(tmp_path: Path, embed: Path, texts: tuple[Path, Path]) -> None:
    bundling.bundle(embed, tmp_path / "out", *texts, run=Pip())
    files = sorted((tmp_path / "out").glob("*.cmd"))
    names = ["doctor.cmd", "huibao.cmd", "install.cmd", "server.cmd", "uninstall.cmd", "沪惠保.cmd"]
    assert [file.name for file in files] == names
    for file in files:
        content = file.read_bytes()
        assert content.isascii()
        assert content.count(b"\n") == content.count(b"\r\n") >= 2


def test_what_stops_python_from_starting_is_said_by_the_command_files_themselves() -> None:
    """In the order in which a computer fails, before Python is named; in Chinese that needs no code page."""
    for name, content in windows_files().items():
        lines = content.decode("ascii").split("\r\n")
        if name == "huibao.cmd":
            continue
        assert lines.index("echo Huibao ...") < next(n for n, line in enumerate(lines) if 'python.exe" -B' in line)
        assert [line.rpartition(" ")[2] for line in lines[:7] if "goto" in line] == ["old", "narrow", "packed"]
        said = [re.sub(r"\\\\?u([0-9a-f]{4})", lambda match: chr(int(match[1], 16)), line) for line in lines]
        assert [word for line in said for word in ("Windows 太旧", "32 位的", "解压") if word in line][:3] == [
            "Windows 太旧",
            "32 位的",
            "解压",
        ]


def test_modules_are_compiled_beforehand_and_name_nobodys_folder(
    tmp_path: Path, embed: Path, texts: tuple[Path, Path]
) -> None:
    out = tmp_path / "out"
    bundling.bundle(embed, out, *texts, run=Pip())
    compiled = out / "python/Lib/site-packages/huibao_xl/__pycache__/__main__.cpython-311.pyc"
    assert compiled.is_file() == (sys.version_info[:2] == (3, 11))
    assert not [path for path in out.rglob("*.pyc") if str(tmp_path).encode() in path.read_bytes()]


def test_licences_are_listed(tmp_path: Path, embed: Path, texts: tuple[Path, Path]) -> None:
    bundling.bundle(embed, tmp_path / "out", *texts, run=Pip())
    listed = (tmp_path / "out" / "第三方软件和许可.txt").read_text(encoding="utf-8").splitlines()
    assert listed == ["Python 3.11\tPSF-2.0\tpython", "xlwings 1\tBSD 3-clause\txlwings-1.dist-info"]
    assert not list((tmp_path / "out").rglob("*.lib"))


@pytest.mark.parametrize(
    ("metadata", "licence"),
    [
        ("License-Expression: MIT\nLicense: old", "MIT"),
        (
            "License: The whole text of a licence that nobody wants to read in a list of names\n",
            "没有写明，见它自己的文件夹",
        ),
        ("License: " + "long " * 30 + "\nClassifier: License :: OSI Approved :: BSD License", "BSD License"),
        ("Classifier: Topic :: X", "没有写明，见它自己的文件夹"),
    ],
)
def test_a_licence_is_named_wherever_it_is_stated(metadata: str, licence: str) -> None:
    assert licences.licence_of(HeaderParser().parsestr(metadata)) == licence


def test_every_package_is_pinned_by_version_and_hash_the_same_for_all_computers() -> None:
    needed = {lock.key(re.split(r"[<>=]", line)[0]) for line in lock.requirements()}
    pinned = {name: lock.pinned(target) for name, target in TARGETS.items()}
    for name, packages in pinned.items():
        assert needed <= set(packages), name
        assert {packages[key] for key in ("xlwings",)} == {xlwings.__version__}
    assert set(pinned["windows"]) - set(pinned["linux-x86_64"]) == {"pywin32"}
    assert pinned["linux-x86_64"] == pinned["linux-aarch64"]
    assert {name: version for name, version in pinned["windows"].items() if name != "pywin32"} == pinned["linux-x86_64"]


def test_a_new_lock_names_what_pip_would_have_left_out() -> None:
    package = {
        "metadata": {
            "name": "Et_X",
            "version": "1",
            "requires_dist": ["colorama; sys_platform == 'win32'", "y; extra == 'z'"],
        },
        "download_info": {"archive_info": {"hashes": {"sha256": "0" * 64}}},
    }
    report = json.dumps({"install": [package]})
    assert lock.renewed(TARGETS["linux-aarch64"], lambda arguments: report) == f"et-x==1 --hash=sha256:{'0' * 64}\n"
    with pytest.raises(ValueError, match="windows: colorama"):
        lock.renewed(TARGETS["windows"], lambda arguments: report)


def test_every_file_has_its_sum(tmp_path: Path, embed: Path, texts: tuple[Path, Path]) -> None:
    out = tmp_path / "out"
    bundling.bundle(embed, out, *texts, run=Pip())
    listed = dict(
        reversed(line.split(" *")) for line in (out / "SHA256SUMS.txt").read_text(encoding="utf-8").splitlines()
    )
    assert set(listed) == {path.relative_to(out).as_posix() for path in out.rglob("*") if path.is_file()} - {
        "SHA256SUMS.txt"
    }
    assert listed["手册.html"] == hashlib.sha256((out / "手册.html").read_bytes()).hexdigest()
    assert listed["images/开始.png"] == hashlib.sha256(b"png").hexdigest()


def test_the_download_names_windows_and_what_only_windows_needs(
    tmp_path: Path, embed: Path, texts: tuple[Path, Path]
) -> None:
    pip = Pip()
    bundling.bundle(embed, tmp_path / "out", *texts, run=pip)
    download, own = pip.commands
    assert download[download.index("--platform") + 1] == "win_amd64"
    assert download[download.index("--python-version") + 1] == "3.11"
    assert {"--require-hashes", "--no-deps"} <= set(download)
    pinned = Path(download[download.index("--requirement") + 1]).read_text()
    assert re.search(r"^pywin32==", pinned, re.MULTILINE) and re.search(r"^tzdata==", pinned, re.MULTILINE)
    assert "--no-deps" in own
    assert Path(own[-1]) != bundling._TOP


def linux_python(path: Path, machine: int) -> Path:
    """A Python for Linux that runs from any folder, as small as it may be: an ELF head for a processor."""
    with tarfile.open(path, "w:gz") as package:
        program = b"\x7fELF" + bytes(14) + machine.to_bytes(2, "little")
        for name, content in (("python/bin/python3.11", program), ("python/lib/python3.11/os.py", b"")):
            entry = tarfile.TarInfo(name)
            entry.size, entry.mode = len(content), 0o755
            package.addfile(entry, io.BytesIO(content))
        link = tarfile.TarInfo("python/bin/python3")
        link.type, link.linkname = tarfile.SYMTYPE, "python3.11"
        package.addfile(link)
    return path


@pytest.mark.parametrize(("machine", "name"), [(62, "x86_64"), (183, "aarch64")])
def test_a_package_for_linux_starts_by_the_same_names(
    tmp_path: Path, texts: tuple[Path, Path], machine: int, name: str
) -> None:
    """The window says on which computer it does not work, and opens with the command at hand on the other."""
    out, pip = tmp_path / "out", Pip()
    bundling.bundle(linux_python(tmp_path / "python.tar.gz", machine), out, *texts, run=pip)
    assert f"manylinux_2_28_{name}" in pip.commands[0] and f"linux-{name}.txt" in pip.commands[0][-1]
    assert not list(out.glob("*.cmd")) and not (out / "huibao.xlam").exists()
    assert (out / "python/lib/python3.11/site-packages/huibao_xl/__main__.py").is_file()
    (out / "python/bin/python3").unlink()
    (out / "python/bin/python3").write_text('#!/bin/sh\necho "$@"\n')
    (out / "python/bin/python3").chmod(0o755)
    tools = tmp_path / "bin"
    tools.mkdir()
    for tool in ("uname", "dirname"):
        (tools / tool).symlink_to(str(shutil.which(tool)))  # and no terminal that could open
    environment = {"PATH": str(tools), "SHELL": "/bin/pwd"}
    done = subprocess.run([out / "沪惠保.sh"], input="", capture_output=True, text=True, check=False, env=environment)
    if name == platform.machine():
        assert done.stdout.splitlines() == [f"-B -I -m huibao_xl.addin.start {out}", str(Path.cwd())]
        ran = subprocess.run([out / "huibao", "check", "名单"], capture_output=True, text=True, check=True)
        assert ran.stdout == "-B -I -m huibao_xl check 名单\n"
    else:
        assert done.returncode == 2 and f"是给 {name} 电脑的" in done.stdout


def test_another_processor_is_refused(tmp_path: Path, texts: tuple[Path, Path]) -> None:
    with pytest.raises(bundling.Incomplete, match="不是 x86_64 或 aarch64"):
        bundling.bundle(linux_python(tmp_path / "p.tar.gz", 258), tmp_path / "out", *texts, run=Pip())


def test_the_window_tells_what_can_be_typed(tmp_path: Path) -> None:
    (tmp_path / "手册.html").write_text("")
    told = start.welcome(tmp_path, Path("/桌面"))
    assert all(f"huibao {name}" in told for name in ("check", "run", "press", "--help"))
    assert f"手册：{tmp_path / '手册.html'}" in told and "现在的文件夹：/桌面" in told


@pytest.mark.parametrize("missing", ["xlwings64", "pythoncom311", "huibao_xl/__main__"])
def test_what_lacks_a_part_is_not_made(tmp_path: Path, embed: Path, texts: tuple[Path, Path], missing: str) -> None:
    with pytest.raises(bundling.Incomplete, match=missing):
        bundling.bundle(embed, tmp_path / "out", *texts, run=Pip(missing))
    assert not list(tmp_path.glob("out*"))


def test_another_archive_is_not_python(tmp_path: Path, texts: tuple[Path, Path]) -> None:
    with pytest.raises(bundling.Incomplete, match="embeddable"):
        bundling.bundle(archive(tmp_path / "x.zip", {"a": "b"}), tmp_path / "out", *texts, run=Pip())


def test_an_older_package_is_not_overwritten(tmp_path: Path, embed: Path, texts: tuple[Path, Path]) -> None:
    (tmp_path / "out").mkdir()
    with pytest.raises(Stop, match="已存在"):
        bundling.bundle(embed, tmp_path / "out", *texts, run=Pip())


def test_a_wheel_cannot_write_elsewhere(tmp_path: Path) -> None:
    with pytest.raises(bundling.Incomplete, match="不安全"):
        bundling._unpack(archive(tmp_path / "x.whl", {"../evil.py": ""}), tmp_path / "python", tmp_path / "library")
