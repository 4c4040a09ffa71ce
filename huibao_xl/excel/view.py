"""How a sheet is looked at, printed and protected: filter, frozen panes, hidden rows, pages, locked cells.

This is the only module that names ``.api``: for these few things xlwings has no public member that works on a desktop (``freeze_panes`` is
for its web clients, ``autofilter`` can ask for something but neither tell where a filter stands nor take it off). The engine offers the
same members of Excel's (:mod:`huibao_xl.excel.engine_native`). A look that Excel refuses (no printer is installed, the window shows
pages) never stops a command, nor does it on macOS, where ``.api`` is of another kind: what is written then merely looks plainer.
"""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

import xlwings as xw

from huibao_xl.reasons import Stop

_ACROSS, _UPRIGHT, _A4 = 2, 1, 9


@contextmanager
def _if_excel_lets() -> Iterator[None]:
    with suppress(Exception):
        yield


def filtered(sheet: xw.Sheet) -> str:
    """Return the address of a sheet's filter, "" without one. The filters of tables are the tables' own."""
    with _if_excel_lets():
        if sheet.api.AutoFilterMode:
            return str(sheet.api.AutoFilter.Range.Address)
    return ""


def put_filter(area: xw.Range) -> None:
    """Put a filter that hides nothing on a header and its rows."""
    with _if_excel_lets():
        area.api.AutoFilter(Field=1)


def drop_filter(sheet: xw.Sheet) -> None:
    """Take a sheet's filter off; what it hid shows again."""
    with _if_excel_lets():
        if sheet.api.AutoFilterMode:
            sheet.api.AutoFilterMode = False


Asked = tuple[str, list[dict[str, Any]]]
"""A filter: its address, and what each column asks for as arguments of Excel's own ``AutoFilter``."""


def asked(sheet: xw.Sheet) -> Asked | None:
    """Return a sheet's filter with what it asks for; None without one."""
    address = filtered(sheet)
    if not address:
        return None
    columns: list[dict[str, Any]] = []
    with _if_excel_lets():
        for field, column in enumerate(sheet.api.AutoFilter.Filters, 1):
            if column.On:
                columns.append({"Field": field, **_criteria(column)})
    return address, columns


def _criteria(column: Any) -> dict[str, Any]:
    """The criteria that are there; Excel refuses to tell the others."""
    found: dict[str, Any] = {}
    for name in ("Criteria1", "Operator", "Criteria2"):
        with suppress(Exception):
            value = getattr(column, name)
            if value:
                found[name] = value
    return found


def put_asked(sheet: xw.Sheet, wanted: Asked | None) -> None:
    """Give a sheet a filter as :func:`asked` found it; one that cannot be given again (by a cell's icon) hides nothing."""
    if wanted is None:
        return
    area = sheet.range(wanted[0])
    put_filter(area)
    for arguments in wanted[1]:
        with _if_excel_lets():
            area.api.AutoFilter(**arguments)


def show_rows(sheet: xw.Sheet) -> None:
    """Show every row: what is written into a hidden one would be overlooked."""
    with _if_excel_lets():
        sheet.cells.api.EntireRow.Hidden = False


def frozen(sheet: xw.Sheet) -> list[int] | None:
    """Return how many rows and columns stay in view; None if Excel does not tell (of a hidden sheet). The sheet becomes the active one."""
    with _if_excel_lets():
        window = _window(sheet)
        return [int(window.SplitRow), int(window.SplitColumn)] if window.FreezePanes else [0, 0]
    return None


def freeze(sheet: xw.Sheet, rows: int, columns: int) -> None:
    """Let the first rows and columns stay in view, none with 0 and 0. The sheet becomes the active one."""
    with _if_excel_lets():
        window = _window(sheet)
        window.FreezePanes = False
        window.ScrollRow = window.ScrollColumn = 1
        window.SplitRow, window.SplitColumn = rows, columns
        if rows or columns:
            window.FreezePanes = True


def _window(sheet: xw.Sheet) -> Any:
    sheet.activate()
    return sheet.book.api.Windows(1)


def copy_over(source: xw.Sheet, target: xw.Sheet) -> None:
    """Put all cells of a sheet, with widths and heights, in the place of another's, in one step: until it succeeds the other is as it was.

    xlwings' own ``copy`` asks how many cells the destination has, and ``Range.Count`` of a whole sheet overflows. Raises what Excel raises.
    """
    source.cells.api.Copy(target.cells.api)


def standard_width(area: xw.Range) -> bool:
    """Tell whether a column is as wide as the sheet's standard."""
    with _if_excel_lets():
        return bool(area.api.UseStandardWidth)
    return False


def use_standard_width(area: xw.Range) -> None:
    """Let a column be as wide as the sheet's standard again."""
    with _if_excel_lets():
        area.api.UseStandardWidth = True


def print_pages(sheet: xw.Sheet, across: bool, titles: str = "") -> None:
    """Print on A4, one page wide, with page numbers; ``titles``: the rows on top of each page, as in ``$1:$1``."""
    with _if_excel_lets():
        page = sheet.api.PageSetup
        page.Orientation = _ACROSS if across else _UPRIGHT
        page.PaperSize = _A4
        page.Zoom = False
        page.FitToPagesWide, page.FitToPagesTall = 1, False
        page.PrintTitleRows = titles
        page.CenterFooter = "第 &P 页 / 共 &N 页"


def copy_look(source: xw.Sheet, target: xw.Sheet) -> None:
    """Give a sheet the panes and the pages of another."""
    panes = frozen(source)
    if panes is not None:
        freeze(target, *panes)
    with _if_excel_lets():
        page = source.api.PageSetup
        print_pages(target, page.Orientation == _ACROSS, page.PrintTitleRows)


def is_protected(sheet: xw.Sheet) -> bool:
    """Tell whether locked cells of a sheet refuse to be changed."""
    return bool(sheet.api.ProtectContents)


def protect(sheet: xw.Sheet) -> None:
    """Protect a sheet without a password: it keeps staff from changing something by mistake, and keeps nobody out."""
    sheet.api.Protect()


def unprotect(sheet: xw.Sheet) -> None:
    """Lift the protection of a sheet. Raises Stop(S07) if somebody gave it a password."""
    try:
        sheet.api.Unprotect("")
    except Exception:  # COM says no more than that it failed
        raise Stop("S07", why=f"工作表“{sheet.name}”有保护密码", advice="请撤销工作表保护，再按一次按钮") from None
