"""xlwings on saved workbooks, without Excel: an engine backed by openpyxl.

The commands of the add-in are written against the public xlwings API. With this engine the same functions run on a file: in
tests on Linux, and in offices without Excel (``huibao press``). Only the BSD part of xlwings is used (``base_classes``). The
engine answers as Excel does over COM, so that a command that works here works there; what it cannot do raises
NotImplementedError. It does not calculate: a formula's value is the one Excel stored, None for a formula written since.
"""

import itertools
import os
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import xlwings as xw
from xlwings import base_classes

from huibao_xl.excel.engine_book import Book
from huibao_xl.excel.engine_cells import NoApi
from huibao_xl.excel.engine_range import Range
from huibao_xl.excel.engine_values import cleaner, from_python

NAME = "openpyxl"


@dataclass(frozen=True)
class Alert:
    """A message box that was asked for."""

    prompt: str
    title: str
    buttons: str = "ok"
    mode: str | None = None


Answer = Callable[[Alert], str | None]


def cautious(alert: Alert) -> str:
    """Answer when nobody can be asked: a notice is read, a question is not agreed to."""
    return {"ok_cancel": "cancel", "yes_no": "no", "yes_no_cancel": "cancel"}.get(alert.buttons, "ok")


def register(force: bool = False, answer: Answer = cautious) -> bool:
    """Add the engine "openpyxl" and activate it; return whether it is the active one.

    Where Excel can be driven (Windows or macOS with xlwings' own engine) nothing happens, unless ``force``: an office
    with WPS, or a file that must not be opened in the running Excel. Elsewhere it also answers to the name "excel", which
    xlwings' conversion of worksheet functions asks for. ``answer`` decides what message boxes return.
    """
    engines = xw.engines.engines_by_name
    real = "excel" in engines and not isinstance(engines["excel"].impl, Engine)
    if real and not force and sys.platform.startswith(("win", "darwin")):
        return False
    if NAME not in engines:
        apps = Apps()
        for name in (NAME,) if real else (NAME, "excel"):
            xw.engines.add(xw.Engine(impl=Engine(name, apps)))
    engines[NAME].impl.apps.answer = answer
    engines[NAME].activate()
    return True


class Engine:
    """What xlwings asks of an engine."""

    type = "desktop"

    def __init__(self, name: str, apps: "Apps") -> None:
        self.name, self.apps = name, apps

    @staticmethod
    def prepare_xl_data_element(x: Any, options: Any) -> Any:
        """Return a value as a cell takes it."""
        return from_python(x)

    @staticmethod
    def clean_value_data(data: Any, datetime_builder: Any, empty_as: Any, number_builder: Any, err_to_str: bool) -> Any:
        """Return rows of cell values as the options of the range ask."""
        clean = cleaner(datetime_builder, empty_as, number_builder, err_to_str)
        return [list(map(clean, row)) for row in data]


class Apps(base_classes.Apps):
    """The instances that run; the newest is the active one."""

    def __init__(self) -> None:
        self._apps: list[App] = []
        self._numbers = itertools.count(os.getpid())
        self.answer: Answer = cautious

    def keys(self) -> list[int]:
        """Process numbers, made up."""
        return [app.pid for app in self._apps]

    def add(self, spec: Any = None, add_book: Any = None, xl: Any = None, visible: Any = None) -> "App":
        """Start an instance, with an empty book unless told otherwise."""
        app = App(self, next(self._numbers))
        self._apps.insert(0, app)
        if add_book:
            app.books.add()
        return app

    def drop(self, app: "App") -> None:
        """Forget an instance."""
        self._apps = [other for other in self._apps if other is not app]

    def bring_forward(self, app: "App") -> None:
        """Make an instance the active one."""
        self._apps.sort(key=lambda other: other is not app)

    @staticmethod
    def cleanup() -> None:
        """Nothing to clean: no processes were started."""

    def __iter__(self) -> Iterator["App"]:
        return iter(list(self._apps))

    def __len__(self) -> int:
        return len(self._apps)

    def __getitem__(self, pid: int) -> "App":
        for app in self._apps:
            if app.pid == pid:
                return app
        raise KeyError(pid)


class App(base_classes.App):
    """One instance. ``alerts`` and ``status_messages`` keep what was shown, for tests."""

    visible = False
    screen_updating = True
    display_alerts = True
    enable_events = True
    interactive = True
    calculation = "automatic"
    cut_copy_mode = None
    version = "16.0"
    hwnd = None
    path = ""
    startup_path = ""
    user_name = "huibao"

    def __init__(self, apps: Apps, pid: int) -> None:
        self._apps, self._pid = apps, pid
        self._books: list[Book] = []
        self._status: str | bool = False
        self.alerts: list[Alert] = []
        self.status_messages: list[str | bool] = []

    @property
    def api(self) -> NoApi:
        """Not usable."""
        return NoApi()

    @property
    def engine(self) -> Engine:
        """The engine."""
        return Engine(NAME, self._apps)

    @property
    def pid(self) -> int:
        """A number of its own."""
        return self._pid

    @property
    def books(self) -> "Books":
        """The open books."""
        return Books(self, self._books)

    @property
    def selection(self) -> Range | None:
        """The selected block of the active book."""
        return self._books[0].sheets.active.selection if self._books else None

    @property
    def status_bar(self) -> str | bool:
        """The text of the status bar; False when it is Excel's own."""
        return self._status

    @status_bar.setter
    def status_bar(self, value: str | bool) -> None:
        self._status = value
        self.status_messages.append(value)

    def alert(self, prompt: str, title: str | None, buttons: str, mode: str | None, callback: Any) -> str | None:
        """Keep the message and let ``answer`` of :func:`register` reply."""
        alert = Alert(prompt or "", title or "", buttons or "ok", mode)
        self.alerts.append(alert)
        return self._apps.answer(alert)

    def activate(self, steal_focus: bool = False) -> None:
        """Make it the active instance."""
        self._apps.bring_forward(self)

    def calculate(self) -> None:
        """Nothing: the engine does not calculate."""

    def quit(self) -> None:
        """Close all books without saving."""
        for book in list(self._books):
            book.close()
        self._apps.drop(self)

    def kill(self) -> None:
        """The same as quit."""
        self.quit()

    def bring_forward(self, book: Book) -> None:
        """Make a book the active one."""
        self._books.sort(key=lambda other: other is not book)

    def drop(self, book: Book) -> None:
        """Forget a book."""
        self._books.remove(book)


class Books(base_classes.Books):
    """The open books of an instance, the active one first."""

    def __init__(self, app: App, books: list[Book]) -> None:
        self.app, self._books = app, books

    @property
    def api(self) -> NoApi:
        """Not usable."""
        return NoApi()

    @property
    def active(self) -> Book:
        """The active book."""
        if not self._books:
            raise KeyError("no book is open")
        return self._books[0]

    def __call__(self, name_or_index: str | int) -> Book:
        """Return a book by name or by number from 1; KeyError."""
        if isinstance(name_or_index, int):
            return self._books[name_or_index - 1]
        for book in self._books:
            if book.name.casefold() == name_or_index.casefold():
                return book
        raise KeyError(name_or_index)

    def __len__(self) -> int:
        return len(self._books)

    def __iter__(self) -> Iterator[Book]:
        return iter(list(self._books))

    def add(self) -> Book:
        """Open a new book."""
        number = next(n for n in itertools.count(1) if all(book.name != f"Book{n}" for book in self._books))
        return self._opened(Book(self.app, name=f"Book{number}"))

    def open(self, fullname: str, *options: Any) -> Book:
        """Open a file (.xlsx, .xlsm); a password is not supported."""
        if len(options) > 3 and options[3]:
            raise NotImplementedError("open(password): without Excel an encrypted workbook cannot be opened")
        return self._opened(Book(self.app, Path(fullname)))

    def _opened(self, book: Book) -> Book:
        self._books.insert(0, book)
        return book
