"""Why the add-in does not show or does not work: what is known to stop it on office computers, each a check with what to do.

A check looks and changes nothing; one writes a file of its own, reads it and takes it away. What cannot be read is 无法判断, never 正常; no check raises. Sources of the facts: xlwings' VBA and
its issues (child processes, DLL beside python.exe, Mark of the Web), Microsoft's documents on trusted locations and attack surface
reduction rules. None of it could be tried on Windows here: ``docs/windows-checklist.md``.
"""

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from huibao_xl.addin.places import (
    ADDIN,
    DLLS,
    SUMS,
    addin_path,
    home,
    python_folder,
    server_shortcut,
    startup_folder,
    user_file,
)
from huibao_xl.addin.windows import Windows

State = Literal["ok", "bad", "unknown"]

_EXCEL = "{00024500-0000-0000-C000-000000000046}"
"""The class of Excel.Application."""
_CHILD_PROCESSES = "d4f940ab-401b-4efc-aadc-ad5f3c50688a"
"""The rule “Block all Office applications from creating child processes”."""
_RULES = "Windows Defender\\Windows Defender Exploit Guard\\ASR\\Rules"
_INSTALL = "关闭 Excel，重新运行安装包中的 install.cmd。"
_POLICY = "这是单位统一设置的策略，请信息部门处理："
_WPS = ("WPS", "ET.EXE", "KINGSOFT")
_SLOW, _LONGEST = 20.0, 120.0
"""Seconds of a start that is slow, and after which Excel gives up waiting."""
_TRUST = "把安装文件夹加入杀毒软件的信任；"
_BOOKS = 10
"""Workbooks of a folder that are looked at, the first bytes only."""
_EXCEL_FILES = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
"""How workbooks begin; the second with a password."""


@dataclass(frozen=True)
class Row:
    """What a check found. ``what``: in one sentence; ``advice``: what to do, "" if nothing."""

    check: str
    state: State
    what: str
    advice: str = ""


def examine(windows: Windows) -> Iterator[Row]:
    """Yield a row for every check as it is done, in the order in which a helper would look; two of them take a while."""
    for name, check in CHECKS.items():
        yield _row(name, check, windows)


def _row(name: str, check: Callable[[Windows], tuple[State, str, str]], windows: Windows) -> Row:
    try:
        return Row(name, *check(windows))
    except Exception as error:  # a check that fails must not hide the others
        return Row(name, "unknown", f"读不到所需的信息（{type(error).__name__}）。", "请把这一行发给维护人员。")


def _python(windows: Windows) -> tuple[State, str, str]:
    folder = windows.place(python_folder(windows))
    if not (folder / "pythonw.exe").is_file():
        return "bad", f"没有 {python_folder(windows)}\\pythonw.exe。", _INSTALL
    if not list(folder.glob("python3*._pth")):
        return "bad", "Python 缺少 ._pth 文件，会到别处寻找程序。", _INSTALL
    return "ok", f"在 {python_folder(windows)}。", ""


def _bits(windows: Windows) -> str:
    """``64``, ``32`` or "" where Windows does not say."""
    click_to_run = windows.values("HKLM\\SOFTWARE\\Microsoft\\Office\\ClickToRun\\Configuration").get("Platform")
    installed = windows.values("HKLM\\SOFTWARE\\Microsoft\\Office\\16.0\\Outlook").get("Bitness")
    return {"x64": "64", "x86": "32"}.get(str(click_to_run or installed), "")


def _dll(windows: Windows) -> tuple[State, str, str]:
    folder = windows.place(python_folder(windows))
    missing = [name for name in DLLS if not (folder / name).is_file()]
    bits = _bits(windows)
    needed = [name for name in missing if not bits or name.startswith(f"xlwings{bits}-")]
    if needed:
        return (
            "bad",
            f"python.exe 旁边没有 {'、'.join(needed)}。",
            _INSTALL + "若仍没有，可能被杀毒软件隔离，请加入信任。",
        )
    return "ok", "32 位和 64 位的连接库都在。" if not missing else f"{bits} 位 Excel 所需的连接库在。", ""


def _excel_bits(windows: Windows) -> tuple[State, str, str]:
    if bits := _bits(windows):
        return "ok", f"Excel 是 {bits} 位，两种都支持。", ""
    return (
        "unknown",
        "没有查到 Excel 的位数（可能没有安装 Office 2016 及以上）。",
        "在 Excel 中看“文件－账户－关于 Excel”。",
    )


def _startup(windows: Windows) -> tuple[State, str, str]:
    if not windows.place(startup_folder(windows)).is_dir():
        return "bad", "没有 XLSTART 文件夹，Excel 启动时不会打开加载项。", _INSTALL
    return "ok", f"在 {startup_folder(windows)}。", ""


def _addin(windows: Windows) -> tuple[State, str, str]:
    addin = windows.place(addin_path(windows))
    if not addin.is_file():
        return "bad", f"XLSTART 中没有 {ADDIN}。", _INSTALL + "若装后又消失，多半被杀毒软件隔离，请加入信任。"
    lines = windows.place(f"{home(windows)}\\{SUMS}").read_text(encoding="utf-8").splitlines()
    wanted = next(line.split(" *")[0] for line in lines if line.endswith(f" *{ADDIN}"))
    if hashlib.sha256(addin.read_bytes()).hexdigest() != wanted:
        return "bad", f"{ADDIN} 与安装的版本不同（被改动或被别的版本覆盖）。", _INSTALL
    return "ok", "与安装包中的相同。", ""


def _twice(windows: Windows) -> tuple[State, str, str]:
    """A copy in the folder from which Excel's own dialog installs add-ins: buttons and functions would be there twice."""
    other = f"{windows.env('APPDATA')}\\Microsoft\\AddIns\\{ADDIN}"
    if windows.place(other).is_file():
        return (
            "bad",
            f"另有一份 {ADDIN} 在 {other}，按钮和函数会各出现两次，或用了旧的一份。",
            "关闭 Excel，删除那一份；在 Excel 的“选项－加载项”中取消它。",
        )
    return "ok", "只有一份加载项。", ""


def _files(windows: Windows) -> tuple[State, str, str]:
    """Every file of ours by its sum: what a virus scanner took away, or something else changed."""
    folder = windows.place(home(windows))
    lines = (folder / SUMS).read_text(encoding="utf-8").splitlines()
    listed = {name: sum_ for sum_, _, name in (line.partition(" *") for line in lines) if name.startswith("python/")}
    wrong = [name for name, sum_ in listed.items() if _sum(folder / name) != sum_]
    if wrong:
        named = "、".join(wrong[:3]) + (f" 等 {len(wrong):,} 个" if len(wrong) > 3 else "")
        return "bad", f"{named}文件缺失或被改动，多半被杀毒软件隔离。", "把安装文件夹加入杀毒软件的信任，" + _INSTALL
    return "ok", f"{len(listed):,} 个文件都与安装包中的相同。", ""


def _sum(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else ""


def _started(windows: Windows) -> tuple[State, str, str]:
    """What a first press waits for: Python as it was installed, with all that a button imports."""
    python = str(windows.place(f"{python_folder(windows)}\\python.exe"))
    ran = windows.run([python, "-B", "-I", "-c", "import huibao_xl.excel.ribbon_press"], _LONGEST)
    if ran.status is None:
        return "bad", f"Python 没有启动，或 {_LONGEST:.0f} 秒还没有启动完（{ran.text}）。", _TRUST + _INSTALL
    if ran.status:
        return "bad", f"Python 启动时出错：{ran.text}", "关闭 Excel，" + _TRUST + _INSTALL
    seconds = f"启动用了 {ran.seconds:.1f} 秒"
    if ran.seconds > _SLOW:
        return (
            "unknown",
            f"{seconds}，第一次按按钮要等这么久。",
            _TRUST + "机械硬盘的电脑第一次总是慢，再检查一次看是否快了。",
        )
    return "ok", f"{seconds}。", ""


def _encryption(windows: Windows) -> tuple[State, str, str]:
    """Software that encrypts files on an office's computers shows their content to the programs that it knows, and to ours only nonsense."""
    probe = windows.place(f"{windows.env('LOCALAPPDATA')}\\huibao.xlsx")
    content = b"PK\x03\x04huibao"
    probe.write_bytes(content)
    back = probe.read_bytes()
    probe.unlink()
    folders = [windows.place(f"{windows.env('USERPROFILE')}\\{name}") for name in ("Desktop", "Documents")]
    books = [path for folder in folders if folder.is_dir() for path in sorted(folder.glob("*.xlsx"))[:_BOOKS]]
    books = [path for path in books if not path.name.startswith("~$")]
    strange = [path for path in books if not _begins(path).startswith(_EXCEL_FILES)]
    if back != content or (books and len(strange) == len(books)):
        return (
            "bad",
            "这台电脑上的 Excel 文件，本软件读到的是密文：装有文件加密软件。",
            f"请信息部门把 {python_folder(windows)} 里的 python.exe 和 pythonw.exe 加入加密软件的白名单。",
        )
    if not books:
        return (
            "unknown",
            "桌面和“文档”里没有 Excel 文件，看不出有没有文件加密软件。",
            "在桌面保存一个工作簿，再检查一次。",
        )
    return "ok", f"桌面和“文档”里的 {len(books) - len(strange)} 个 Excel 文件读得出。", ""


def _begins(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(8)


def _settings(windows: Windows) -> tuple[State, str, str]:
    """DEBUG UDFS in the user's file makes Excel look for a server that is already there, and start none."""
    path = windows.place(user_file(windows))
    text = path.read_text(encoding="utf-8", errors="replace") if path.is_file() else ""
    asked = any(line.upper().startswith('"DEBUG UDFS"') and "TRUE" in line.upper() for line in text.splitlines())
    if asked and not windows.place(server_shortcut(windows)).is_file():
        return (
            "bad",
            f"{user_file(windows)} 要 Excel 连接登录时启动的后台程序，但没有设置这个程序。",
            "运行安装包中的 server.cmd；不需要时删除该文件。",
        )
    return "ok", "按登录时启动的后台程序工作。" if asked else "按默认设置工作。", ""


def _mark_of_the_web(windows: Windows) -> tuple[State, str, str]:
    files = [addin_path(windows), *(f"{python_folder(windows)}\\{name}" for name in ("pythonw.exe", *DLLS))]
    marked = [path.rpartition("\\")[2] for path in files if windows.place(f"{path}:Zone.Identifier").exists()]
    if marked:
        return (
            "bad",
            f"{'、'.join(marked)} 带有“来自网络”的标记，Excel 会禁止其中的宏。",
            "文件属性中勾选“解除锁定”，或重新运行 install.cmd。",
        )
    return "ok", "文件没有“来自网络”的标记。", ""


def _registration(windows: Windows) -> tuple[State, str, str]:
    server = str(windows.values(f"HKCR\\CLSID\\{_EXCEL}\\LocalServer32").get("", ""))
    if not server:
        return (
            "bad",
            "没有登记 Excel，可能只装了 WPS。",
            "本加载项需要微软 Excel；只有 WPS 的，见手册“在工作簿里按按钮做”一节。",
        )
    if any(word in server.upper() for word in _WPS):
        return (
            "bad",
            "Excel 的登记被 WPS 接管，Python 连到的不是 Excel。",
            "在“WPS 配置工具－高级－兼容设置”中取消与 Office 的关联，或修复 Office。",
        )
    return "ok", "Excel 的登记正常。", ""


def _association(windows: Windows) -> tuple[State, str, str]:
    choice = windows.values("HKCU\\Software\\Microsoft\\Windows\\CurrentVersion\\Explorer\\FileExts\\.xlsx\\UserChoice")
    opened = str(choice.get("ProgId") or windows.values("HKCR\\.xlsx").get("", ""))
    if opened.upper().startswith(("WPS", "KWPS", "ET.", "KSO")):
        return (
            "bad",
            "双击 .xlsx 打开的是 WPS，WPS 中没有本加载项。",
            "先打开 Excel，再从 Excel 中打开工作簿；或把默认程序改为 Excel。",
        )
    if not opened:
        return "unknown", "没有查到 .xlsx 由什么程序打开。", "双击一个工作簿，看标题栏是否为 Excel。"
    return "ok", "双击 .xlsx 用 Excel 打开。", ""


def _security(windows: Windows, name: str, below: str = "") -> tuple[object, bool]:
    """A setting of Excel's Trust Center, and whether a policy set it."""
    for root, policy in (("Software\\Policies", True), ("Software", False)):
        for version in ("16.0", "15.0"):
            key = f"HKCU\\{root}\\Microsoft\\Office\\{version}\\Excel\\Security{below}"
            if (value := windows.values(key).get(name)) is not None:
                return value, policy
    return None, False


def _macros(windows: Windows) -> tuple[State, str, str]:
    for name, what in (
        ("DisableAllAddins", "信任中心禁用了所有加载项。"),
        ("RequireAddinSig", "信任中心要求加载项有数字签名，本加载项没有签名。"),
    ):
        value, policy = _security(windows, name)
        if value == 1:
            where = "Excel 的“选项－信任中心－加载项”中取消。"
            return "bad", what, (_POLICY if policy else "") + where
    return "ok", "信任中心没有禁用加载项。", ""


def _trusted(windows: Windows) -> tuple[State, str, str]:
    value, policy = _security(windows, "AllLocationsDisabled", "\\Trusted Locations")
    if value == 1:
        warnings, _ = _security(windows, "VBAWarnings")
        state: State = "bad" if warnings in (3, 4) else "unknown"
        return (
            state,
            "受信任位置被禁用，XLSTART 中的宏按一般文件处理。",
            (_POLICY if policy else "") + "请允许受信任位置，或为加载项签名。",
        )
    base = "HKCU\\Software\\Microsoft\\Office\\16.0\\Excel\\Security\\Trusted Locations"
    paths = [str(windows.values(f"{base}\\{name}").get("Path", "")) for name in windows.subkeys(base)]
    wanted = startup_folder(windows).lower()
    trusted = [path for path in paths if _expanded(windows, path).lower().rstrip("\\") == wanted]
    if trusted:
        return "ok", "XLSTART 是受信任位置。", ""
    return (
        "unknown",
        "没有查到 XLSTART 在受信任位置中（Excel 首次启动时会自动登记）。",
        "启动一次 Excel 后再检查；仍没有时在信任中心添加该文件夹。",
    )


def _expanded(windows: Windows, path: str) -> str:
    for name in ("APPDATA", "LOCALAPPDATA", "USERPROFILE"):
        path = path.replace(f"%{name}%", windows.env(name)).replace(f"%{name.lower()}%", windows.env(name))
    return path


def _disabled(windows: Windows) -> tuple[State, str, str]:
    items = windows.values("HKCU\\Software\\Microsoft\\Office\\16.0\\Excel\\Resiliency\\DisabledItems").values()
    if any(ADDIN.encode("utf-16-le") in bytes(item).lower() for item in items if isinstance(item, bytes)):
        return (
            "bad",
            "Excel 在一次崩溃后把本加载项列入了禁用项目。",
            "Excel“选项－加载项－管理：禁用项目－转到”，启用 huibao.xlam。",
        )
    return "ok", "不在 Excel 的禁用项目中。", ""


def _child_processes(windows: Windows) -> tuple[State, str, str]:
    """The rule that stops Office from starting Python. 1 blocks, 6 warns, 2 only records."""
    served = windows.place(server_shortcut(windows)).exists() and windows.place(user_file(windows)).exists()
    for root in ("HKLM\\SOFTWARE\\Policies\\Microsoft\\", "HKLM\\SOFTWARE\\Microsoft\\"):
        rules = {name.lower(): str(value) for name, value in windows.values(root + _RULES).items()}
        if rules.get(_CHILD_PROCESSES) in ("1", "6"):
            if served:
                return "ok", "Office 不得启动其他程序，但已改为登录时启动后台程序。", ""
            return (
                "bad",
                "安全策略禁止 Office 启动其他程序，按钮和函数都不能工作。",
                "运行安装包中的 server.cmd，注销后重新登录；或请信息部门放行。",
            )
    return "ok", "没有禁止 Office 启动其他程序的规则。", ""


def _user_name(windows: Windows) -> tuple[State, str, str]:
    """VBA hands paths to Windows in the system's code page."""
    page = str(windows.values("HKLM\\SYSTEM\\CurrentControlSet\\Control\\Nls\\CodePage").get("ACP", ""))
    path = python_folder(windows)
    if path.isascii():
        return "ok", "安装路径都是英文字符。", ""
    if not page:
        return "unknown", "没有查到系统的代码页。", "若按钮提示找不到 Python，请用英文用户名登录。"
    try:
        path.encode("utf-8" if page == "65001" else f"cp{page}")
    except UnicodeEncodeError:
        return (
            "bad",
            f"用户名中有系统区域（代码页 {page}）写不出的字，Excel 找不到 Python。",
            "把“非 Unicode 程序的语言”改为中文（简体），或用英文用户名登录。",
        )
    return "ok", f"安装路径含中文，系统代码页 {page} 写得出。", ""


CHECKS: dict[str, Callable[[Windows], tuple[State, str, str]]] = {
    "Python": _python,
    "连接库": _dll,
    "启动文件夹": _startup,
    "加载项文件": _addin,
    "程序文件": _files,
    "启动 Python": _started,
    "文件加密": _encryption,
    "重复的加载项": _twice,
    "设置文件": _settings,
    "网络标记": _mark_of_the_web,
    "Excel 位数": _excel_bits,
    "Excel 登记": _registration,
    "文件关联": _association,
    "加载项策略": _macros,
    "受信任位置": _trusted,
    "禁用项目": _disabled,
    "启动其他程序": _child_processes,
    "用户名": _user_name,
}
"""{name of the check: function that gives state, what was found, what to do}."""
