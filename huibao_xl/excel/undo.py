"""撤销上一步: what a command replaces is kept first, and put back exactly.

A result sheet is kept as a very hidden copy of itself, made by Excel's own sheet copy, so that values, formulas and formats are all in it;
it is put back into the same sheet, so that formulas that point there live on. Marks are kept as what they are (:mod:`marks`). One step
is kept, in the workbook itself: it survives saving and opening again.
"""

from dataclasses import dataclass, field
from typing import Any

import xlwings as xw

from huibao_xl.excel import marks, store, view


@dataclass
class Keeper:
    """Keeps what one command is about to replace: ``keep`` first, then change; ``commit`` at the end, or ``roll_back``."""

    book: xw.Book
    label: str
    sheets: dict[str, str | None] = field(default_factory=dict)
    panes: dict[str, list[int] | None] = field(default_factory=dict)
    names: dict[str, str | None] = field(default_factory=dict)
    marked: dict[str, Any] | None = None

    def sheet(self, name: str) -> None:
        """Keep a sheet that is about to be rewritten, or that it does not exist yet."""
        if name in self.sheets:
            return
        self.sheets[name] = None
        if store.has_sheet(self.book, name):
            self.panes[name] = view.frozen(self.book.sheets[name])
            self.sheets[name] = _hidden_copy(self.book.sheets[name])

    def name(self, name: str, refers_to: str | None) -> None:
        """Keep what a defined name stood for; None if there was none."""
        self.names.setdefault(name, refers_to)

    def marks(self) -> None:
        """Keep the marks in the source sheets."""
        if self.marked is None:
            self.marked = marks.as_json(marks.scan(self.book))

    def _step(self) -> dict[str, Any]:
        return {
            "label": self.label,
            "sheets": self.sheets,
            "panes": self.panes,
            "names": self.names,
            "marks": self.marked,
        }

    @property
    def has_changes(self) -> bool:
        """Whether anything was about to change."""
        return bool(self.sheets or self.names) or self.marked is not None

    def commit(self) -> None:
        """Let this be the step that 撤销上一步 takes back; the one before can no longer be."""
        if self.has_changes:
            forget(self.book)
            store.save(self.book, undo=self._step())

    def discard(self) -> None:
        """Drop what was kept: the command is no step of its own, and the one before can still be taken back."""
        for copy in self.sheets.values():
            if copy:
                _delete(self.book.sheets[copy])

    def roll_back(self) -> None:
        """Put everything back now: the command failed half way."""
        _restore(self.book, self._step())


def forget(book: xw.Book) -> None:
    """Drop the kept step with its hidden copies."""
    step = store.load(book).get("undo")
    for copy in (step or {}).get("sheets", {}).values():
        if copy and store.has_sheet(book, copy):
            _delete(book.sheets[copy])
    if step:
        store.save(book, undo=None)


def undo(book: xw.Book) -> str | None:
    """Put back what the last command replaced; return its label, None if there is nothing to take back."""
    step = store.load(book).get("undo")
    if not step:
        return None
    _restore(book, step)
    store.save(book, undo=None)
    return str(step["label"])


def _restore(book: xw.Book, step: dict[str, Any]) -> None:
    for name, refers_to in step["names"].items():
        _restore_name(book, name, refers_to)
    for name, copy in step["sheets"].items():
        if copy is None:
            _drop(book, name)
        elif store.has_sheet(book, copy):
            _put_back(book, name, book.sheets[copy], step["panes"].get(name))
    if step["marks"] is not None:
        marks.clear(book)
        marks.apply(book, marks.from_json(step["marks"]))


def _restore_name(book: xw.Book, name: str, refers_to: str | None) -> None:
    for present in list(book.names):
        if present.name == name:
            if refers_to is None:
                present.delete()
            else:
                present.refers_to = refers_to


def _drop(book: xw.Book, name: str) -> None:
    """Delete a sheet that did not exist before, and forget that it was ours, or imported."""
    if store.has_sheet(book, name):
        book.sheets[name].delete()
    lists = {entry: names for entry, names in store.load(book).items() if entry in ("ours", "imported")}
    store.save(book, **{entry: [other for other in names if other != name] for entry, names in lists.items()})


def _put_back(book: xw.Book, name: str, copy: xw.Sheet, panes: list[int] | None) -> None:
    """Put the cells of the copy back into their sheet, with widths and heights, the filter and the panes."""
    if not store.has_sheet(book, name):
        copy.visible = store.VISIBLE  # type: ignore[assignment]
        copy.name = name
        return
    target, asked = book.sheets[name], view.asked(copy)
    view.drop_filter(copy)  # of a filtered sheet Excel copies only what shows
    view.drop_filter(target)
    view.copy_over(copy, target)
    view.put_asked(target, asked)
    if panes is not None:
        view.freeze(target, *panes)
    _delete(copy)


def _hidden_copy(sheet: xw.Sheet) -> str:
    """Copy a sheet to the end, out of sight; return the copy's name."""
    book, active = sheet.book, sheet.book.sheets.active
    number = 1
    while store.has_sheet(book, f"{store.SHEET}{number}"):
        number += 1
    copy = sheet.copy(after=book.sheets[-1], name=f"{store.SHEET}{number}")
    active.activate()
    copy.visible = store.VERY_HIDDEN  # type: ignore[assignment]
    return str(copy.name)


def _delete(sheet: xw.Sheet) -> None:
    """Delete a hidden sheet; Excel refuses while it is very hidden."""
    sheet.visible = store.VISIBLE  # type: ignore[assignment]
    sheet.delete()
