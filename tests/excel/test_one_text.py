"""A cell gives the same text whichever way it is read: the fast reader of files, the typed reader, an open workbook, a function of a sheet."""

import datetime as dt
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from huibao_xl.excel import udfs
from huibao_xl.excel.snapshot import Snapshot
from huibao_xl.files.reading import read_file
from huibao_xl.files.reading.calamine import read_typed
from huibao_xl.files.reading.cells import Marks, value_text
from huibao_xl.files.reading.grid import Grid
from huibao_xl.files.reading.openpyxl_sheets import read_by_openpyxl

VALUES: dict[str, object] = {
    "129": 129,
    "0.5": 0.5,
    "0.3": 0.1 + 0.2,
    "0.0000001": 1e-7,
    "-8589009.61": -8589009.61,
    "45413": 45413.0,
    "310112198501010000": 310112198501010000,
    "true": True,
    "false": False,
    "2024-05-01": dt.datetime(2024, 5, 1),
    "2024-05-01 08:30:00": dt.datetime(2024, 5, 1, 8, 30),
    "13:05:06": dt.time(13, 5, 6),
    "#N/A": "#N/A",
    "#DIV/0!": "#DIV/0!",
    "00123": "00123",
    " 样 一 ": " 样 一 ",
}
ERRORS = {(row, 0): text for row, text in enumerate(VALUES) if text.startswith("#")}
"""What the scan of the sheet says: python-calamine gives an error value as an empty cell."""


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    book = openpyxl.Workbook()
    for row, value in enumerate(VALUES.values(), 1):
        cell = book.active.cell(row, 1, value)
        if isinstance(value, str) and value.startswith("#"):
            cell.data_type = "e"
    file = tmp_path_factory.mktemp("one") / "值.xlsx"
    book.save(file)
    return file


def column(grid: Grid) -> list[str]:
    return [text or "" for text in grid.cells[0].to_pylist()]


def _as_excel_gives(value: object) -> object:
    """Excel knows no whole numbers, days of its own for midnight, and hours only as parts of a day."""
    if isinstance(value, int) and not isinstance(value, bool):
        return float(value)
    return value


def test_files_workbooks_and_functions_give_the_same_text(path: Path) -> None:
    content = path.read_bytes()
    values = [[_as_excel_gives(cell.value)] for cell in openpyxl.load_workbook(path).active["A"]]
    ways = {
        "fast": read_file(path).grids[0],
        "typed": read_typed(path, content, lambda name: Marks(unreadable=ERRORS))[0],
        "openpyxl": read_by_openpyxl(path, content, {})[0],
        "button": Snapshot(path, content).source.grids[0],
        "function": udfs._grid(path, values),
    }
    for way, grid in ways.items():
        assert column(grid) == list(VALUES), way
        assert list(grid.numbers) == [(list(VALUES).index("310112198501010000"), 0)], way
    assert udfs.texts(values) == [text.strip() for text in VALUES]


@settings(max_examples=50)
@given(
    st.integers(-(10**20), 10**20)
    | st.floats(-1e20, 1e20)
    | st.booleans()
    | st.datetimes(min_value=dt.datetime(1900, 3, 1))
)
def test_a_value_as_excel_or_a_file_gives_it_is_the_same(value: object) -> None:
    """Excel hands over floats where a file's reader gives whole numbers."""
    if isinstance(value, int) and not isinstance(value, bool):
        assert value_text(value) == value_text(float(value))
    assert value_text(value) == column(udfs._grid(Path("x"), [[value], ["end"]]))[0]
