"""What of Excel's own objects is asked beside xlwings' public members: the only module that names ``.api``.

For these few things xlwings has no public member that works on a desktop, or one that fails: its ``copy`` asks how many cells a sheet has, and
``Range.Count`` overflows there. A look that Excel refuses never stops a command: what is written then merely looks plainer.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import xlwings as xw

from huibao_xl.addin import exit_hook  # noqa: F401
from huibao_xl.reasons import Stop

_A1, _NO_CANCEL = 1, 0


@contextmanager
def _if_excel_lets() -> Iterator[None]:
    with suppress(Exception):
        yield


def save_copy(book: xw.Book, path: Path) -> None:
    """Write the workbook as it stands into a file; the open one is as saved or unsaved as before. Raises what Excel raises."""
    book.api.SaveCopyAs(str(path))


def refusal(book: xw.Book, adds_sheets: bool) -> str:
    """Return in what state of a workbook Excel would refuse a command, or could not keep what it does; "" in none. ``adds_sheets``: it adds some."""
    state = book.api
    if adds_sheets and state.ProtectStructure:
        return "structure"
    if state.ReadOnly:
        return "read-only"
    return "shared" if state.MultiUserEditing else ""


@contextmanager
def plain(app: xw.App) -> Iterator[None]:
    """Let formulas be read in A1 style, whatever the user has chosen, and Esc not break a command off half way."""
    style = app.api.ReferenceStyle
    with _if_excel_lets():
        app.api.EnableCancelKey = _NO_CANCEL
    if style != _A1:
        app.api.ReferenceStyle = _A1
    try:
        yield
    finally:
        if style != _A1:
            with _if_excel_lets():
                app.api.ReferenceStyle = style


def in_protected_view(app: xw.App) -> bool:
    """Tell whether the file in front may only be looked at, as Excel opens what came by mail."""
    with _if_excel_lets():
        return bool(app.api.ProtectedViewWindows.Count)
    return False


def copy_over(source: xw.Sheet, target: xw.Sheet) -> None:
    """Put all cells of a sheet, with widths and heights, in the place of another's, in one step: until it succeeds the other is as it was.

    Raises what Excel raises.
    """
    source.cells.api.Copy(target.cells.api)


def copy_beside(source: xw.Sheet, after: xw.Sheet, name: str) -> xw.Sheet:
    """Copy a sheet behind another, which may stand in another workbook, as ``name``; return the copy. xlwings' own ``copy`` asks every sheet for its
    name, twice. Raises what Excel raises."""
    source.api.Copy(After=after.api)
    made = after.api.Next
    if made.Name != name:
        made.Name = name
    return after.book.sheets[name]


def write_texts(sheet: xw.Sheet, address: str, texts: Sequence[str | None]) -> None:
    """Write texts down a column in one step; xlwings' own ``value`` asks Excel a hundred things before it writes."""
    sheet.api.Range(address).Value = [[text] for text in texts]


def write_formulas(sheet: xw.Sheet, blocks: Sequence[tuple[str, list[list[str]]]]) -> None:
    """Write formulas, each block at its address: two questions for each, where xlwings has fifteen."""
    cells = sheet.api
    for address, block in blocks:
        cells.Range(address).Formula = block


def put_filter(area: xw.Range) -> None:
    """Put a filter that hides nothing on a header and its rows."""
    with _if_excel_lets():
        area.api.AutoFilter(Field=1)


def drop_filter(sheet: xw.Sheet) -> None:
    """Take a sheet's filter off; what it hid shows again."""
    with _if_excel_lets():
        if sheet.api.AutoFilterMode:
            sheet.api.AutoFilterMode = False


def use_standard_width(area: xw.Range) -> None:
    """Let a column be as wide as the sheet's standard again."""
    with _if_excel_lets():
        area.api.UseStandardWidth = True


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


def rules(sheet: xw.Sheet) -> list[Any]:
    """Return the formats by condition of a sheet, as xlwings has them."""
    return list(sheet.cells.conditional_formats)


def show_rows(sheet: xw.Sheet) -> None:
    """Show every row: what is written into a hidden one would be overlooked."""
    with _if_excel_lets():
        sheet.cells.api.EntireRow.Hidden = False


def show(sheet: xw.Sheet) -> None:
    """Let a sheet be in front; Excel refuses for a hidden one, and while the user looks at another instance."""
    with _if_excel_lets():
        sheet.activate()


def bring_forward(book: xw.Book) -> None:
    """Let a workbook be the active one; Excel refuses while the user looks at another instance."""
    with _if_excel_lets():
        book.activate()
