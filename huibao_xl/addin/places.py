"""Where things are on the user's computer, as Windows paths. The add-in's own sheet of settings names the same Python."""

from importlib.metadata import version

from huibao_xl.addin.command_files import OPEN
from huibao_xl.addin.windows import Windows

ADDIN = "huibao.xlam"
SUMS = "SHA256SUMS.txt"
HANDBOOK, PICTURES = "手册.html", "images"
DLLS = tuple(f"xlwings{bits}-{version('xlwings')}.dll" for bits in (64, 32))
"""Excel loads the one of its own bitness, whatever Python's; both lie beside python.exe. (xlwings is not imported: it takes seconds, before which the installer could say
nothing.)"""


def home(windows: Windows) -> str:
    """Return the folder of the installation."""
    return windows.env("LOCALAPPDATA") + "\\huibao"


def python_folder(windows: Windows) -> str:
    """Return the folder of our Python."""
    return home(windows) + "\\python"


def startup_folder(windows: Windows) -> str:
    """Return the user's XLSTART: Excel opens every workbook in it."""
    return windows.env("APPDATA") + "\\Microsoft\\Excel\\XLSTART"


def addin_path(windows: Windows) -> str:
    """Return the path of the add-in. It is the same for all users but for their names, for workbooks may link to it."""
    return f"{startup_folder(windows)}\\{ADDIN}"


def user_file(windows: Windows) -> str:
    """Return the file of the user's own settings, which the add-in asks for ``DEBUG UDFS``."""
    return windows.env("USERPROFILE") + "\\.huibao\\huibao.conf"


def start_menu_file(windows: Windows) -> str:
    """Return the file in the start menu that opens a window for commands."""
    return windows.env("APPDATA") + f"\\Microsoft\\Windows\\Start Menu\\Programs\\{OPEN}.cmd"


def server_shortcut(windows: Windows) -> str:
    """Return the file that starts Python at log-on."""
    return windows.env("APPDATA") + "\\Microsoft\\Windows\\Start Menu\\Programs\\Startup\\huibao-server.cmd"
