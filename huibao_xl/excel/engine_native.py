"""The few of Excel's own objects that the engine offers as ``.api``: filter, frozen panes, printing, standard width, hidden rows, protection.

xlwings' public API has no members for them on a desktop, so :mod:`huibao_xl.excel.view`, the only module that may, goes through ``.api``
to Excel's. The names here are Excel's, so that its code runs unchanged on either; any other name is refused (``NoApi``).
"""

from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any

from openpyxl.worksheet.filters import AutoFilter, FilterColumn
from openpyxl.worksheet.properties import PageSetupProperties

from huibao_xl.excel import engine_lines
from huibao_xl.excel.engine_address import Box, a1, box_of
from huibao_xl.excel.engine_cells import NoApi

_LANDSCAPE = 2


@dataclass(frozen=True)
class Criterion:
    """What one column of a filter asks for, and the rows that the filter hid: the engine cannot find them out again."""

    column: FilterColumn
    hidden: tuple[int, ...]


class RangeApi(NoApi):
    """A block."""

    def __init__(self, ws: Any, box: Box, block: Any = None) -> None:
        self._ws, self._box, self._block = ws, box, block

    def Copy(self, Destination: "RangeApi") -> None:
        """Put all of the block in the place of what stands at the destination, which keeps nothing."""
        Destination._block.clear()
        self._block.copy(SimpleNamespace(impl=Destination._block))

    @property
    def Address(self) -> str:
        """Absolute address."""
        return a1(self._box, "$", "$")

    def AutoFilter(self, Field: int, Criteria1: Criterion | None = None) -> None:
        """Put a filter on the block; with a criterion, that of another filter."""
        if self._ws.auto_filter.ref != a1(self._box):
            self._ws.auto_filter = AutoFilter(ref=a1(self._box))
        if Criteria1 is not None:
            self._ws.auto_filter.filterColumn.append(Criteria1.column)
            for row in Criteria1.hidden:
                self._ws.row_dimensions[row].hidden = True

    @property
    def UseStandardWidth(self) -> bool:
        """Whether the first column is as wide as the sheet's standard."""
        return not engine_lines.has_set_width(self._ws, self._box[1])

    @UseStandardWidth.setter
    def UseStandardWidth(self, value: bool) -> None:
        engine_lines.drop_width(self._ws, self._box[1])

    @property
    def EntireRow(self) -> "RowsApi":
        """Its rows."""
        return RowsApi(self._ws, self._box)


class RowsApi(NoApi):
    """Whole rows."""

    def __init__(self, ws: Any, box: Box) -> None:
        self._rows = [dimension for row, dimension in ws.row_dimensions.items() if box[0] <= row <= box[2]]

    @property
    def Hidden(self) -> bool:
        """Whether any of them is hidden."""
        return any(dimension.hidden for dimension in self._rows)

    @Hidden.setter
    def Hidden(self, value: bool) -> None:
        for dimension in self._rows:
            dimension.hidden = value


class FilterApi(NoApi):
    """The filter of a sheet."""

    def __init__(self, ws: Any) -> None:
        self._ws = ws
        self._box = box_of(ws.auto_filter.ref)

    @property
    def Range(self) -> RangeApi:
        """What it filters, header included."""
        return RangeApi(self._ws, self._box)

    @property
    def Filters(self) -> list["ColumnFilterApi"]:
        """One entry for each column."""
        asked = {entry.colId: entry for entry in self._ws.auto_filter.filterColumn}
        hidden = tuple(hidden_rows(self._ws))
        return [ColumnFilterApi(asked.get(number), hidden) for number in range(self._box[3] - self._box[1] + 1)]


class ColumnFilterApi(NoApi):
    """One column of a filter. What it asks for can be handed on, not read."""

    Operator = 0

    def __init__(self, asked: FilterColumn | None, hidden: tuple[int, ...]) -> None:
        self.On = asked is not None
        if asked is not None:
            self.Criteria1 = Criterion(asked, hidden)


def hidden_rows(ws: Any) -> list[int]:
    """The hidden rows within a sheet's filter; a file does not tell which of them the filter hid."""
    top, _, bottom, _ = box_of(ws.auto_filter.ref)
    return [row for row, dimension in ws.row_dimensions.items() if dimension.hidden and top < row <= bottom]


class SheetApi(NoApi):
    """A sheet."""

    def __init__(self, ws: Any) -> None:
        self._ws = ws

    @property
    def AutoFilterMode(self) -> bool:
        """Whether it has a filter."""
        return bool(self._ws.auto_filter.ref)

    @AutoFilterMode.setter
    def AutoFilterMode(self, value: bool) -> None:
        """Excel takes only False: the filter goes, and the rows that it hid show again."""
        if self._ws.auto_filter.filterColumn:
            for row in hidden_rows(self._ws):
                self._ws.row_dimensions[row].hidden = False
        self._ws.auto_filter = AutoFilter()

    @property
    def AutoFilter(self) -> FilterApi | None:
        """The filter."""
        return FilterApi(self._ws) if self.AutoFilterMode else None

    @property
    def PageSetup(self) -> "PageApi":
        """How it is printed."""
        return PageApi(self._ws)

    @property
    def ProtectContents(self) -> bool:
        """Whether locked cells refuse to be changed. Without Excel this is only carried, not enforced."""
        return bool(self._ws.protection.sheet)

    def Protect(self) -> None:
        """Protect the sheet, without a password."""
        self._ws.protection.sheet = True

    def Unprotect(self, Password: str) -> None:
        """Lift the protection."""
        self._ws.protection.sheet = False


class PageApi(NoApi):
    """How a sheet is printed."""

    def __init__(self, ws: Any) -> None:
        self._ws = ws

    @property
    def Orientation(self) -> int:
        """1 upright, 2 across."""
        return 2 if self._ws.page_setup.orientation == "landscape" else 1

    @Orientation.setter
    def Orientation(self, value: int) -> None:
        self._ws.page_setup.orientation = "landscape" if value == _LANDSCAPE else "portrait"

    @property
    def PaperSize(self) -> int:
        """9 is A4."""
        return int(self._ws.page_setup.paperSize or 1)

    @PaperSize.setter
    def PaperSize(self, value: int) -> None:
        self._ws.page_setup.paperSize = value

    @property
    def Zoom(self) -> int | bool:
        """The scale in percent, False where pages are fitted."""
        return False if self._ws.sheet_properties.pageSetUpPr.fitToPage else int(self._ws.page_setup.scale or 100)

    @Zoom.setter
    def Zoom(self, value: bool) -> None:
        self._ws.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=not value)

    @property
    def FitToPagesWide(self) -> int | bool:
        """How many pages wide."""
        return int(self._ws.page_setup.fitToWidth or 1)

    @FitToPagesWide.setter
    def FitToPagesWide(self, value: int) -> None:
        self._ws.page_setup.fitToWidth = value

    @property
    def FitToPagesTall(self) -> int | bool:
        """How many pages high, False for as many as it takes."""
        return self._ws.page_setup.fitToHeight or False

    @FitToPagesTall.setter
    def FitToPagesTall(self, value: int | bool) -> None:
        self._ws.page_setup.fitToHeight = int(value)

    @property
    def PrintTitleRows(self) -> str:
        """The rows on top of every page."""
        return self._ws.print_title_rows or ""

    @PrintTitleRows.setter
    def PrintTitleRows(self, value: str) -> None:
        self._ws.print_title_rows = value.replace("$", "") or None

    @property
    def CenterFooter(self) -> str:
        """What stands below every page."""
        return str(self._ws.oddFooter.center.text or "")

    @CenterFooter.setter
    def CenterFooter(self, value: str) -> None:
        self._ws.oddFooter.center.text = value


class BookApi(NoApi):
    """A book."""

    def __init__(self, wb: Any) -> None:
        self._wb = wb

    def Windows(self, number: int) -> "WindowApi":
        """Return the book's only window."""
        return WindowApi(self._wb.active)


class WindowApi(NoApi):
    """The window, which shows the active sheet."""

    ScrollRow = ScrollColumn = 1

    def __init__(self, ws: Any) -> None:
        self._ws = ws
        pane = ws.sheet_view.pane
        frozen = pane is not None and "frozen" in (pane.state or "")
        self.SplitRow = int(pane.ySplit or 0) if frozen else 0
        self.SplitColumn = int(pane.xSplit or 0) if frozen else 0

    @property
    def FreezePanes(self) -> bool:
        """Whether panes are frozen."""
        return self._ws.freeze_panes is not None

    @FreezePanes.setter
    def FreezePanes(self, value: bool) -> None:
        place = (self.SplitRow + 1, self.SplitColumn + 1)
        self._ws.freeze_panes = a1((*place, *place)) if value else None
