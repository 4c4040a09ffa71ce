"""Installing, removing and examining on a made-up Windows computer; the offline package from made-up wheels."""

import hashlib
import re
import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path, PureWindowsPath
from typing import Any

import pytest

from huibao_xl.addin import bundle as bundling
from huibao_xl.addin import doctor, install
from huibao_xl.addin.build import SETTINGS
from huibao_xl.addin.places import DLLS, addin_path, home, python_folder, server_shortcut, startup_folder, user_file
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

    def env(self, name: str) -> str:
        return self.variables.get(name, "")

    def values(self, key: str) -> Mapping[str, Any]:
        return self.registry.get(key, {})

    def subkeys(self, key: str) -> list[str]:
        return [name.removeprefix(key + "\\") for name in self.registry if name.rpartition("\\")[0] == key]

    def place(self, path: str) -> Path:
        windows = PureWindowsPath(path)
        return self.root.joinpath(windows.drive[0], *windows.parts[1:])


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
    (folder / "images").mkdir()
    (folder / "images" / "开始.png").write_text("图")
    (folder / "SHA256SUMS.txt").write_text(bundling.sums(folder), encoding="utf-8")
    return folder


@pytest.fixture
def installed(computer: Computer, package: Path) -> Computer:
    install.install(computer, package)
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


def test_installing_again_replaces_the_old_version(installed: Computer, package: Path) -> None:
    old = installed.place(python_folder(installed)) / "old.txt"
    old.write_text("old")
    install.install(installed, package)
    assert not old.exists()
    assert sorted(path.name for path in installed.place(home(installed)).iterdir()) == [
        "SHA256SUMS.txt",
        "images",
        "python",
        "手册.html",
    ]


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


def test_files_in_use_leave_the_old_version_as_it_was(
    installed: Computer, package: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rename = Path.rename

    def locked(self: Path, target: Path) -> Path:
        if self.name.endswith(".new") and target.name == "python":
            raise PermissionError
        return rename(self, target)

    monkeypatch.setattr(Path, "rename", locked)
    with pytest.raises(install.Refused, match="关闭所有 Excel"):
        install.install(installed, package)
    monkeypatch.undo()
    assert set(states(installed).values()) == {"ok"}
    assert not list(installed.place(python_folder(installed)).parent.glob(".python*"))


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
    assert [path for path in installed.root.rglob("*") if path.is_file()] == [other]


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
    unknown = [check for check, state in states(installed).items() if state == "unknown"]
    assert unknown == ["Excel 位数", "文件关联", "受信任位置", "用户名"]


def test_the_doctor_never_raises(installed: Computer) -> None:
    def denied(key: str) -> Mapping[str, Any]:
        raise PermissionError(key)

    installed.values = denied  # type: ignore[method-assign]
    rows = doctor.examine(installed)
    assert len(rows) == len(doctor.CHECKS)
    assert row(installed, "启动其他程序").what == "读不到所需的信息（PermissionError）。"
    assert "[无法判断]" in install.report(installed)


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
                    **{f"xlwings-1.data/data/{dll}": dll for dll in DLLS},
                },
                "pywin32-1-win_amd64.whl": {
                    "win32/win32api.pyd": "",
                    "pywin32_system32/pywintypes311.dll": "t",
                    "pywin32_system32/pythoncom311.dll": "c",
                    "pywin32-1.data/scripts/pywin32_postinstall.py": "",
                },
            }
            if "download" in command
            else {
                "huibao_xl-0-py3-none-any.whl": dict.fromkeys(
                    ("huibao_xl/excel/udfs.py", "huibao_xl/addin/install.py"), ""
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
    assert set(states(computer).values()) == {"ok"}
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
    assert [file.name for file in files] == ["doctor.cmd", "install.cmd", "server.cmd", "uninstall.cmd"]
    for file in files:
        content = file.read_bytes()
        assert content.isascii()
        assert content.count(b"\n") == content.count(b"\r\n") == 3


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
    assert {"pywin32", "tzdata", "xlwings==0.37.8"} <= set(download)
    assert "--no-deps" in own
    assert Path(own[-1]) != bundling._TOP


@pytest.mark.parametrize("missing", ["xlwings64", "pythoncom311", "huibao_xl/"])
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
        bundling._unpack(archive(tmp_path / "x.whl", {"../evil.py": ""}), tmp_path / "python")
