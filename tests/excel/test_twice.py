"""Every button on a workbook that suits it, beside what buttons filled before: that is no list, to it or to the next."""

import shutil
from collections.abc import Callable
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import openpyxl
import pytest
import xlwings as xw
from project_book import medical_book, paid_book, person, staff_book

from huibao_xl import resources
from huibao_xl.commands import Button, buttons
from huibao_xl.excel import engine, lists
from huibao_xl.excel.buttons.medical import PARAMETERS
from huibao_xl.excel.commands import press
from huibao_xl.reasons import Stop

HOUSEHOLDS = resources.folder("workbooks") / "样例-监测"
BOOKS: dict[str, Callable[[Path], Path]] = {
    "clear.subsidy": paid_book,
    "clear.monitor": lambda path: Path(shutil.copy(HOUSEHOLDS / "本月" / "低收入家庭.xlsx", path)),
    "clear.changes": lambda path: Path(shutil.copy(HOUSEHOLDS / "本月" / "低收入家庭.xlsx", path)),
    "clear.medical": lambda path: medical_book(path, path.parent / PARAMETERS),
    "clear.settle": lambda path: medical_book(path, path.parent / PARAMETERS),
}
"""{button: what makes the workbook it is pressed on, twice}; all others are pressed on one workbook with the lists of the main job."""
SOURCES = {
    "clear.monitor": lambda path: HOUSEHOLDS / "上月" / "低收入家庭.xlsx",
    "clear.changes": lambda path: HOUSEHOLDS / "上月" / "低收入家庭.xlsx",
}
"""{button: what makes the file it reads besides}."""
PRESSED = [each for each in buttons() if not each.makes and each.id != "roster.import"]
"""Every button but the two that make lists."""


@pytest.fixture(autouse=True)
def own_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Path, "home", lambda: tmp_path)


def read_as_lists(path: Path) -> list[str]:
    """The sheets that a command reads."""
    engine.register(force=True)
    app = xw.App(add_book=False)
    try:
        return [grid.sheet for grid in lists.read_book(app.books.open(str(path))).grids]
    finally:
        app.quit()


@cache
def lists_of_staff() -> list[str]:
    """The lists of the workbook that most buttons get, before anything is pressed."""
    with TemporaryDirectory() as folder:
        return read_as_lists(staff_book(Path(folder) / "名单.xlsx"))


def press_or_be_asked(button: Button, book: Path, source: Path | None = None) -> None:
    """Press; the form that an earlier press made may ask for its answers instead."""
    try:
        press(button.id, book, source=source, number=person(1))
    except Stop as stop:
        assert button.id.startswith("ledger.") and ("“发放”" in str(stop) or "台账" in str(stop))


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The workbook that fills with every button."""
    return staff_book(tmp_path_factory.mktemp("各按一次") / "名单.xlsx")


@pytest.mark.parametrize("button", [each for each in PRESSED if each.id not in BOOKS], ids=lambda button: button.id)
def test_what_buttons_filled_is_no_list(shared: Path, button: Button) -> None:
    press_or_be_asked(button, shared)
    assert read_as_lists(shared) == lists_of_staff()


@pytest.mark.parametrize("label", ["核验名册", "认定资格"])
def test_what_a_button_filled_is_no_list_to_itself(shared: Path, label: str) -> None:
    said = [press(label, shared).splitlines()[0] for _ in range(2)]
    assert said[0] == said[1] and read_as_lists(shared) == lists_of_staff()


@pytest.mark.parametrize("button", [each for each in PRESSED if each.id in BOOKS], ids=lambda button: button.id)
def test_a_button_s_own_sheets_are_no_lists(tmp_path: Path, button: Button) -> None:
    book = BOOKS[button.id](tmp_path / "名单.xlsx")
    source = SOURCES[button.id](tmp_path / "来源.xlsx") if button.id in SOURCES else None
    before = read_as_lists(book)
    assert before == [name for name in openpyxl.load_workbook(book).sheetnames if name in before]
    for _ in range(2):
        press_or_be_asked(button, book, source)
        assert read_as_lists(book) == before


def test_a_sheet_that_no_command_names_is_not_filled(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever adds a button and forgets its sheet in the registry is told at the first press."""
    monkeypatch.setattr("huibao_xl.excel.sheets.result_sheets", frozenset)
    book = staff_book(tmp_path / "名单.xlsx")
    before = book.read_bytes()
    with pytest.raises(Stop, match="ValueError|程序内部出错"):
        press("政策找人", book)
    assert book.read_bytes() == before
