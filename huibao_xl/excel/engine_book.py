"""Books and sheets of the openpyxl engine."""

import gc
import io
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

from openpyxl import Workbook, load_workbook
from openpyxl.utils.exceptions import InvalidFileException
from xlwings import base_classes

from huibao_xl.excel.engine_names import Names
from huibao_xl.excel.engine_native import BookApi
from huibao_xl.excel.engine_results import stored_results
from huibao_xl.excel.engine_save import save_workbook
from huibao_xl.excel.engine_sheet import Sheet, Sheets
from huibao_xl.excel.engine_shift import formula_cells
from huibao_xl.excel.parts import MACRO_SUFFIXES, SUFFIXES, package_of
from huibao_xl.files.reading.faults import damaged
from huibao_xl.files.writing.atomic import atomic_file
from huibao_xl.reasons import Stop


class _KeptBytes(io.BytesIO):
    """The bytes of a picture; openpyxl closes them at the first save and could not save again."""

    def close(self) -> None:
        """Stay open."""


@contextmanager
def _without_gc() -> Iterator[None]:
    """Hold the garbage collector while hundreds of thousands of cells come up: it would look at all of them again and again."""
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()


def load(path: Path, source: bytes) -> Any:
    """Return the openpyxl workbook of a file, with macros, links and formatted text inside cells kept; raise S01."""
    try:
        with _without_gc(), warnings.catch_warnings():
            warnings.simplefilter("ignore")
            book = load_workbook(io.BytesIO(source), keep_vba=path.suffix.lower() in MACRO_SUFFIXES, rich_text=True)
    except (InvalidFileException, BadZipFile, LookupError, ValueError, TypeError, AttributeError, SyntaxError):
        raise damaged(path) from None
    for image in (image for sheet in book.worksheets for image in sheet._images):
        image.ref = _KeptBytes(image.ref.getvalue())
    return book


class Book(base_classes.Book):
    """A workbook: opened from a file, or new."""

    def __init__(self, app: Any, path: Path | None = None, name: str = "") -> None:
        self._app, self._path, self._name = app, path, name
        self._source = package_of(path)[1] if path else b""
        self.wb = load(path, self._source) if path else Workbook()
        self._loaded = self.wb.worksheets if path else []
        self._forgotten: set[Any] = set()
        self._values: dict[Any, Any] | None = None

    @property
    def api(self) -> BookApi:
        """The few members of Excel's own object that :mod:`huibao_xl.excel.view` needs."""
        return BookApi(self.wb)

    @property
    def name(self) -> str:
        """File name, or Book1 before the first save."""
        return self._path.name if self._path else self._name

    @property
    def fullname(self) -> str:
        """Path, or the name before the first save."""
        return str(self._path) if self._path else self._name

    @property
    def app(self) -> Any:
        """The app."""
        return self._app

    @property
    def sheets(self) -> Sheets:
        """The worksheets; chart sheets are kept but not shown."""
        return Sheets(self)

    @property
    def names(self) -> Names:
        """All defined names."""
        return Names(self)

    def sheet_of(self, title: str) -> Sheet:
        """Return the sheet with a title, upper and lower case alike; KeyError."""
        for ws in self.wb.worksheets:
            if ws.title.casefold() == title.casefold():
                return Sheet(self, ws)
        raise KeyError(title)

    def activate(self) -> None:
        """Make it the active book."""
        self._app.bring_forward(self)

    def close(self) -> None:
        """Forget the book; nothing is saved."""
        self._app.drop(self)
        if self.wb.vba_archive:
            self.wb.vba_archive.close()

    # cached results of formulas

    def cached(self, cell: Any) -> Any:
        """Return the result that Excel stored for a formula cell; None without one or after the formula was changed."""
        if cell in self._forgotten:
            return None
        self.remember()
        return (self._values or {}).get(cell)

    def forget(self, cell: Any) -> None:
        """A formula was written or removed: its stored result no longer counts."""
        if cell.data_type == "f":
            self._forgotten.add(cell)

    def remember(self) -> None:
        """Read stored results now, while cells stand where they stood in the file; they then move with their cells."""
        if self._values is not None:
            return
        self._values = {}
        formulas = {place: list(formula_cells(ws)) for place, ws in enumerate(self._loaded) if ws in self.wb.worksheets}
        with_some = [place for place, cells in formulas.items() if cells]
        if not with_some:
            return
        with _without_gc():
            results = stored_results(self._source, with_some)
        for place in with_some:
            self._values |= {cell: results[place].get((cell.row, cell.column)) for cell in formulas[place]}
        self._source = b""

    # saving

    def save(self, path: str | None = None, password: str | None = None) -> None:
        """Save, whole or not at all: the file is written beside the target and then takes its place."""
        if password:
            raise NotImplementedError("save(password): without Excel a workbook cannot be encrypted")
        target = Path(path or self._path or self._name + ".xlsx").absolute()
        if target.suffix.lower() not in SUFFIXES:
            raise Stop("S07", why=f"不能保存为“{target.name}”", advice="请用 .xlsx 或 .xlsm")
        if (target.suffix.lower() in MACRO_SUFFIXES) != bool(self.wb.vba_archive):
            raise Stop(
                "S07", why=f"“{target.name}”的扩展名与原工作簿不同，有宏与无宏的格式不能互换", advice="请保留原扩展名"
            )
        self.wb.template = target.suffix.lower() in (".xltx", ".xltm")
        _write(self.wb, target)
        self._path = target


def _write(book: Any, target: Path) -> None:
    """Write beside the target and rename; a fault leaves what stood there."""
    drawings = {sheet: sheet.legacy_drawing for sheet in book.worksheets}
    try:
        with atomic_file(target) as beside, _without_gc():
            save_workbook(book, beside)
    finally:
        for sheet, drawing in drawings.items():
            sheet.legacy_drawing = drawing
