"""Tables (ListObjects): found, named and read; changing them is left to Excel."""

from collections.abc import Iterator
from typing import Any

from xlwings import base_classes

from huibao_xl.excel.engine_address import Box, box_of


class Tables:
    """The tables of a sheet."""

    def __init__(self, sheet: Any) -> None:
        self.parent = sheet

    def __iter__(self) -> Iterator["Table"]:
        return (Table(self.parent, table) for table in self.parent.ws.tables.values())

    def __len__(self) -> int:
        return len(self.parent.ws.tables)

    def __contains__(self, key: str) -> bool:
        return key in self.parent.ws.tables

    def __call__(self, key: str | int) -> "Table":
        """Return a table by name or by number from 1; KeyError."""
        if isinstance(key, int):
            return list(self)[key - 1]
        return Table(self.parent, self.parent.ws.tables[key])


class Table(base_classes.Table):
    """A table."""

    def __init__(self, sheet: Any, table: Any) -> None:
        self._sheet, self._table = sheet, table

    @property
    def parent(self) -> Any:
        """The sheet."""
        return self._sheet

    @property
    def name(self) -> str:
        """The name."""
        return str(self._table.displayName)

    @name.setter
    def name(self, value: str) -> None:
        raise NotImplementedError("a table cannot be renamed without Excel")

    @property
    def range(self) -> Any:
        """The whole table."""
        return self._block(box_of(self._table.ref))

    @property
    def header_row_range(self) -> Any:
        """The header, None without one."""
        top, left, _, right = box_of(self._table.ref)
        return self._block((top, left, top, right)) if self._headers else None

    @property
    def data_body_range(self) -> Any:
        """The rows between header and totals."""
        top, left, bottom, right = box_of(self._table.ref)
        return self._block((top + self._headers, left, bottom - (self._table.totalsRowCount or 0), right))

    @property
    def _headers(self) -> int:
        return 1 if self._table.headerRowCount is None else int(self._table.headerRowCount)

    def _block(self, box: Box) -> Any:
        top, left, bottom, right = box
        return self._sheet.range((top, left, bottom - top + 1, right - left + 1))
