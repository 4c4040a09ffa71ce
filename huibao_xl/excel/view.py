"""An open workbook as Excel itself shows it: the only module that names ``.api``, so that each question from process to process is seen and counted.

xlwings' public members ask Excel many things before they do one (a note: nine questions; a sheet by its name: two for each sheet), and some fail on a
desktop: ``copy`` asks how many cells a sheet has, and ``Range.Count`` overflows there. What is asked here is documented by Microsoft in the object model of Excel.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import xlwings as xw

from huibao_xl.addin import exit_hook  # noqa: F401
from huibao_xl.reasons import Stop

VISIBLE, VERY_HIDDEN = -1, 2
_A1, _NO_CANCEL = 1, 0
_BY_FORMULA, _COMMENTS, _CENTER = 2, -4144, -4108


def surely(action: Callable[[], object]) -> bool:
    """Do something that must be done whatever happens, once more if Excel refuses or somebody breaks it off; return whether it was done."""
    for _ in range(2):
        try:
            action()
        except (Exception, KeyboardInterrupt):  # COM says no more than that it failed
            continue
        return True
    return False


def if_excel_lets(action: Callable[[], object]) -> None:
    """Do something that Excel may refuse without harm: what is written then merely looks plainer."""
    for _ in range(2):
        try:
            action()
        except Exception:
            continue
        return


@contextmanager
def plain(app: xw.App) -> Iterator[None]:
    """Let formulas be read in A1 style, whatever the user has chosen, and Esc not break a command off half way: it is asked for between two steps."""
    excel = app.api
    style = excel.ReferenceStyle
    if_excel_lets(lambda: setattr(excel, "EnableCancelKey", _NO_CANCEL))
    try:
        if style != _A1:
            excel.ReferenceStyle = _A1
        yield
    finally:
        if style != _A1:
            surely(lambda: setattr(excel, "ReferenceStyle", style))


def in_protected_view(app: xw.App) -> bool:
    """Tell whether the file in front may only be looked at, as Excel opens what came by mail."""
    counts: list[int] = []
    if_excel_lets(lambda: counts.append(app.api.ProtectedViewWindows.Count))
    return bool(counts and counts[0])


def opened(book: xw.Book) -> "OpenBook":
    """Return a workbook by what Excel itself shows of it."""
    return OpenBook(book.api)


class OpenBook:
    """A workbook that is open. Every method raises what Excel raises, unless it says something else."""

    def __init__(self, book: Any) -> None:
        """``book``: Excel's own object."""
        self._book = book
        self._names: Any = None

    def refusal(self, adds_sheets: bool) -> str:
        """Return in what state Excel would refuse a command, or could not keep what it does; "" in none. ``adds_sheets``: it adds some."""
        if adds_sheets and self._book.ProtectStructure:
            return "structure"
        if self._book.ReadOnly:
            return "read-only"
        return "shared" if self._book.MultiUserEditing else ""

    def save_copy(self, path: Path) -> None:
        """Write the workbook as it stands into a file; the open one is as saved or unsaved as before."""
        self._book.SaveCopyAs(str(path))

    def sheet(self, name: str) -> "OpenSheet":
        """Return a sheet that is there."""
        return OpenSheet(self._book.Worksheets(name))

    def sheets(self) -> dict[str, "OpenSheet"]:
        """Return {name: sheet} of all worksheets: two questions for each."""
        return {each.Name: OpenSheet(each) for each in self._book.Worksheets}

    def add_hidden(self, name: str) -> "OpenSheet":
        """Add a sheet before all others that only programs see."""
        made = OpenSheet(self._book.Worksheets.Add(Before=self._book.Worksheets(1)))
        made.rename(name)
        made.show(VERY_HIDDEN)
        return made

    def open_beside(self, path: Path) -> "OpenBook":
        """Open a workbook of ours in the same Excel, to copy from."""
        return OpenBook(self._book.Application.Workbooks.Open(Filename=str(path), UpdateLinks=0, ReadOnly=True))

    def close_beside(self, path: Path) -> None:
        """Close what :meth:`open_beside` opened."""
        self._book.Application.Workbooks(path.name).Close(SaveChanges=False)

    def front(self) -> "OpenSheet":
        """Return the sheet in front, of whatever kind."""
        return OpenSheet(self._book.ActiveSheet)

    def bring_forward(self) -> None:
        """Let the workbook be the active one; Excel refuses while the user looks at another instance."""
        if_excel_lets(self._book.Activate)

    def define(self, name: str, refers_to: str | None, present: bool) -> None:
        """Let a name stand for something, None for it to be no more. ``present``: whether there is one."""
        self._names = names = self._names or self._book.Names
        if refers_to is None:
            names(name).Delete()
        elif present:
            names(name).RefersTo = "=" + refers_to.removeprefix("=")
        else:
            names.Add(name, "=" + refers_to.removeprefix("="))

    def undefine_if_there(self, name: str) -> None:
        """Let a name be no more, if there is one."""
        if_excel_lets(lambda: self._book.Names(name).Delete())

    def empty_clipboard(self) -> None:
        """End what :meth:`OpenSheet.paste_notes` began."""
        if_excel_lets(lambda: setattr(self._book.Application, "CutCopyMode", False))


@dataclass
class Look:
    """How a rule colours: as Excel counts colours."""

    fill: int
    ink: int | None = None


class OpenSheet:
    """A sheet that is open. Every method raises what Excel raises, unless it says something else."""

    def __init__(self, sheet: Any) -> None:
        self._sheet = sheet

    def rename(self, name: str) -> None:
        """Give the sheet a name."""
        self._sheet.Name = name

    def show(self, state: int) -> None:
        """Let the sheet be ``VISIBLE`` or ``VERY_HIDDEN``."""
        self._sheet.Visible = state

    def activate(self) -> None:
        """Let the sheet be in front; Excel refuses for a hidden one, and while the user looks at another instance."""
        if_excel_lets(self._sheet.Activate)

    def delete(self) -> None:
        """Delete the sheet; Excel refuses while it is very hidden."""
        self._sheet.Visible = VISIBLE
        self._sheet.Delete()

    def copy_behind(self, after: "OpenSheet", name: str) -> "OpenSheet":
        """Copy the sheet behind another, which may stand in another workbook, as ``name``; return the copy."""
        self._sheet.Copy(After=after._sheet)
        made = OpenSheet(after._sheet.Next)
        made.rename(name)
        return made

    def copy_over(self, target: "OpenSheet") -> None:
        """Put all cells, with widths and heights, in the place of another sheet's, in one step: until it succeeds the other is as it was."""
        self._sheet.Cells.Copy(target._sheet.Cells)

    def protect(self) -> None:
        """Protect the sheet without a password: it keeps staff from changing something by mistake, and keeps nobody out."""
        self._sheet.Protect()

    def unprotect(self) -> None:
        """Lift the protection. Raises Stop(S07) if somebody gave it a password."""
        try:
            self._sheet.Unprotect("")
        except Exception:  # COM says no more than that it failed
            why = f"工作表“{self._sheet.Name}”有保护密码"
            raise Stop("S07", why=why, advice="请撤销工作表保护，再按一次按钮") from None

    def write(self, area: str, texts: Sequence[str | None]) -> None:
        """Write texts down a part of a column in one step."""
        self._sheet.Range(area).Value = [[text] for text in texts]

    def write_formulas(self, blocks: Sequence[tuple[str, list[list[str]]]]) -> None:
        """Write formulas, each block at its address."""
        for area, block in blocks:
            self._sheet.Range(area).Formula = block

    def clear(self, area: str) -> None:
        """Take texts and looks out of cells."""
        self._sheet.Range(area).Clear()

    def set_width(self, column: str, width: float | None) -> None:
        """Let a column show so many characters, None for the sheet's standard."""
        found = self._sheet.Columns(column)
        if width is None:
            if_excel_lets(lambda: setattr(found, "UseStandardWidth", True))
        else:
            found.ColumnWidth = width

    def look_like_a_head(self, cell: str, fill: int) -> None:
        """Let a cell be bold and coloured."""
        head = self._sheet.Range(cell)
        head.Font.Bold, head.Interior.Color, head.VerticalAlignment = True, fill, _CENTER

    def put_filter(self, area: str) -> None:
        """Put a filter that hides nothing on a header and its rows."""
        if_excel_lets(lambda: self._sheet.Range(area).AutoFilter(Field=1))

    def drop_filter(self) -> None:
        """Take the sheet's filter off; what it hid shows again."""
        if_excel_lets(lambda: setattr(self._sheet, "AutoFilterMode", False))

    def show_rows(self) -> None:
        """Show every row: what is written into a hidden one would be overlooked."""
        if_excel_lets(lambda: setattr(self._sheet.Cells.EntireRow, "Hidden", False))

    def link(self, cell: str, place: str, text: str) -> None:
        """Let a cell lead to a place of the same workbook."""
        self._sheet.Hyperlinks.Add(self._sheet.Range(cell), "", place, "", text)

    def unlink(self, cell: str) -> None:
        """Let a cell lead nowhere; it keeps its text and looks."""
        self._sheet.Range(cell).ClearHyperlinks()

    # rules

    def add_rule(self, area: str, formula: str, look: Look) -> None:
        """Colour cells where a formula holds, before every other rule."""
        rule = self._sheet.Range(area).FormatConditions.Add(Type=_BY_FORMULA, Formula1=f"={formula}")
        rule.StopIfTrue = False
        rule.Interior.Color = look.fill
        if look.ink is not None:
            font = rule.Font
            font.Color, font.Bold = look.ink, True
        rule.SetFirstPriority()

    def delete_rules(self, ours: Callable[[str], bool], most: int | None = None) -> None:
        """Delete the rules whose formula is ``ours``, no more than ``most``: ours come first, so that those of the staff are hardly looked at."""
        rules, at, left = self._sheet.Cells.FormatConditions, 1, most
        while left != 0 and at <= rules.Count:
            rule = rules(at)
            if ours(_formula_of(rule)):
                rule.Delete()
                left = None if left is None else left - 1
            else:
                at += 1

    # notes

    def add_note(self, cell: str, text: str) -> None:
        """Add a note to a cell that has none; where Excel refuses, as on one with a threaded comment, there is none."""
        if_excel_lets(lambda: self._sheet.Range(cell).AddComment(text))

    def set_note(self, cell: str, text: str) -> None:
        """Let the note of a cell, which has one, say something else."""
        self._sheet.Range(cell).Comment.Text(text)

    def paste_notes(self, source: "OpenSheet", area: str) -> None:
        """Put the notes of another sheet's cells on the same cells here, which have none."""
        source._sheet.Range(area).Copy()
        self._sheet.Range(area.partition(":")[0]).PasteSpecial(Paste=_COMMENTS)

    def clear_notes(self, area: str) -> None:
        """Take the notes off cells."""
        self._sheet.Range(area).ClearComments()

    def put_notes(self, texts: Mapping[tuple[int, int], str], ours: Callable[[str], bool]) -> None:
        """Let the notes be these, of {(row, column): text}: those that are ``ours`` and stand elsewhere go. Asks for every note of the sheet."""
        present = dict[tuple[int, int], str]()
        for note in list(self._sheet.Comments):
            cell, text = note.Parent, note.Text()
            present[cell.Row, cell.Column] = text
            if (cell.Row, cell.Column) in texts:
                if text != texts[cell.Row, cell.Column]:
                    note.Text(texts[cell.Row, cell.Column])
            elif ours(text):
                note.Delete()
        for row, column in texts.keys() - present.keys():
            self._sheet.Cells(row, column).AddComment(texts[row, column])


def _formula_of(rule: Any) -> str:
    """The formula of a rule; a colour scale, and others that ask none, refuse to say it."""
    try:
        return str(rule.Formula1)
    except Exception:
        return ""
