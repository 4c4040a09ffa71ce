"""Defined names of a book or of one sheet."""

from collections.abc import Iterator
from typing import Any

from openpyxl.workbook.defined_name import DefinedName
from xlwings import base_classes

from huibao_xl.excel.engine_address import quoted, unquoted


class Names(base_classes.Names):
    """The names of a book (those of its sheets among them), or of one sheet."""

    def __init__(self, book: Any, ws: Any = None) -> None:
        self._book, self._ws = book, ws

    def _holders(self) -> list[tuple[Any, Any]]:
        """Pairs of (sheet or None, its names)."""
        if self._ws is not None:
            return [(self._ws, self._ws.defined_names)]
        wb = self._book.wb
        return [(None, wb.defined_names), *((ws, ws.defined_names) for ws in wb.worksheets)]

    def __iter__(self) -> Iterator["Name"]:
        return (Name(self._book, ws, key) for ws, holder in self._holders() for key in list(holder))

    def __len__(self) -> int:
        return sum(len(holder) for _, holder in self._holders())

    def snapshot(self) -> list[tuple[str, "Name"]]:
        """Pairs of text and name."""
        return [(name.name, name) for name in self]

    def __call__(self, name_or_index: str | int) -> "Name":
        """Return a name by its text or by number from 1; KeyError."""
        if isinstance(name_or_index, int):
            return list(self)[name_or_index - 1]
        for name in self:
            if name.is_called(name_or_index) or (
                self._ws is not None and name.is_called(f"{quoted(self._ws.title)}!{name_or_index}")
            ):
                return name
        raise KeyError(name_or_index)

    def contains(self, name_or_index: str | int) -> bool:
        """Tell whether there is such a name."""
        try:
            self(name_or_index)
        except (KeyError, IndexError):
            return False
        return True

    def add(self, name: str, refers_to: str) -> "Name":
        """Add a name, or let the one that exists refer elsewhere; ``Sheet!name`` belongs to the sheet."""
        scope, mark, local = name.rpartition("!")
        ws = self._book.sheet_of(unquoted(scope)).ws if mark else self._ws
        holder = self._book.wb.defined_names if ws is None else ws.defined_names
        key = next((key for key in holder if key.casefold() == local.casefold()), local)
        holder[key] = DefinedName(key, attr_text=refers_to.removeprefix("="))
        return Name(self._book, ws, key)


class Name(base_classes.Name):
    """A defined name."""

    def __init__(self, book: Any, ws: Any, key: str) -> None:
        self._book, self._ws, self._key = book, ws, key

    @property
    def _holder(self) -> Any:
        return self._book.wb.defined_names if self._ws is None else self._ws.defined_names

    @property
    def name(self) -> str:
        """The name, with its sheet if it belongs to one."""
        return self._key if self._ws is None else f"{quoted(self._ws.title)}!{self._key}"

    @name.setter
    def name(self, value: str) -> None:
        entry = self._holder.pop(self._key)
        entry.name = self._key = value.rpartition("!")[2]
        self._holder[self._key] = entry

    @property
    def refers_to(self) -> str:
        """What it stands for, as a formula."""
        return f"={self._holder[self._key].attr_text}"

    @refers_to.setter
    def refers_to(self, value: str) -> None:
        self._holder[self._key].attr_text = value.removeprefix("=")

    @property
    def refers_to_range(self) -> Any:
        """The block it stands for; ValueError if it is a constant, a formula or broken."""
        title, mark, address = self.refers_to[1:].rpartition("!")
        if not mark or "#REF" in self.refers_to or "(" in title:
            raise ValueError(f"{self.name} does not refer to a range: {self.refers_to}")
        sheet = self._book.sheet_of(unquoted(title))
        return sheet.block(address)

    def is_called(self, text: str) -> bool:
        """Tell whether a text names it, upper and lower case alike."""
        return text.casefold() == self.name.casefold()

    def same_place(self, formula: str) -> bool:
        """Tell whether it stands for the block of a formula, however the sheet is quoted."""
        title, _, address = self.refers_to[1:].rpartition("!")
        return f"={quoted(unquoted(title))}!{address}" == formula

    def delete(self) -> None:
        """Remove the name."""
        del self._holder[self._key]
