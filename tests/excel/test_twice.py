"""Every button on a workbook that suits it, beside what buttons filled before: that is no list, to it or to the next."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from project_book import medical_book, paid_book, person, seen, staff_book

from huibao_xl import resources
from huibao_xl.commands import Button, buttons
from huibao_xl.excel.buttons.medical import PARAMETERS
from huibao_xl.excel.commands import press
from huibao_xl.reasons import Stop

HOUSEHOLDS = resources.folder("workbooks") / "样例-监测"
BOOKS: dict[tuple[str, ...], Callable[[Path], Path]] = {
    ("clear.subsidy",): paid_book,
    ("clear.monitor", "clear.changes"): lambda path: Path(shutil.copy(HOUSEHOLDS / "本月" / "低收入家庭.xlsx", path)),
    ("clear.medical", "clear.settle"): lambda path: medical_book(path, path.parent / PARAMETERS),
}
"""{buttons: what makes the workbook they are pressed on}; all others are pressed on one workbook with the lists of the main job."""
ELSEWHERE = {button for buttons_of_one in BOOKS for button in buttons_of_one}
SOURCES = dict.fromkeys(("clear.monitor", "clear.changes"), HOUSEHOLDS / "上月" / "低收入家庭.xlsx")
"""{button: the file it reads besides}."""
PRESSED = [each for each in buttons() if not each.makes and each.id != "roster.import"]
"""Every button but the two that make lists."""


@pytest.fixture(autouse=True)
def own_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Path, "home", lambda: tmp_path)


def read_as_lists(path: Path) -> list[str]:
    """The sheets that a command reads."""
    return [grid.sheet for grid in seen(path).source.grids]


def press_or_be_asked(button: Button, path: Path, source: Path | None = None) -> None:
    """Press; the form that an earlier press made may ask for its answers instead."""
    try:
        press(button.id, path, source=source, number=person(1))
    except Stop as stop:
        assert button.id.startswith(("ledger.", "clear.book"))
        assert any(word in str(stop) for word in ("“发放”", "台账", "认定结果-1"))


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[str]]:
    """The workbook that fills with every button, and its lists before anything is pressed."""
    path = staff_book(tmp_path_factory.mktemp("各按一次") / "各按一次.xlsx")
    return path, read_as_lists(path)


@pytest.mark.parametrize("button", [each for each in PRESSED if each.id not in ELSEWHERE], ids=lambda button: button.id)
def test_what_buttons_filled_is_no_list(shared: tuple[Path, list[str]], button: Button) -> None:
    path, of_staff = shared
    press_or_be_asked(button, path)
    assert read_as_lists(path) == of_staff


@pytest.mark.parametrize("label", ["核验名册", "认定资格"])
def test_what_a_button_filled_is_no_list_to_itself(shared: tuple[Path, list[str]], label: str) -> None:
    path, of_staff = shared
    first_lines = [press(label, path).splitlines()[0] for _ in range(2)]
    assert first_lines[0] == first_lines[1] and read_as_lists(path) == of_staff


@pytest.mark.parametrize("ids", BOOKS, ids=" ".join)
def test_a_button_s_own_sheets_are_no_lists(tmp_path: Path, ids: tuple[str, ...]) -> None:
    """Each of the buttons, then the first of them again."""
    of_id = {each.id: each for each in PRESSED}
    path = BOOKS[ids](tmp_path / "名单.xlsx")
    before = read_as_lists(path)
    for one in (*ids, ids[0]):
        press_or_be_asked(of_id[one], path, SOURCES.get(one))
        assert read_as_lists(path) == before, one


def test_a_sheet_that_no_command_names_is_not_filled(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever adds a button and forgets its sheet in the registry is told at the first press."""
    monkeypatch.setattr("huibao_xl.excel.sheets.result_sheets", frozenset)
    book = staff_book(tmp_path / "名单.xlsx")
    before = book.read_bytes()
    with pytest.raises(Stop, match="ValueError|程序内部出错"):
        press("政策找人", book)
    assert book.read_bytes() == before
