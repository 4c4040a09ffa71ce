"""A double of Excel's object model as COM shows it, for the genuine ``xlwings/_xlwindows.py`` (:mod:`pywin32_double`): only members of the type
library that our code and xlwings use, with the refusals that Microsoft documents, over workbooks that openpyxl holds.

Refused as Excel does: ``Range.Count`` of more than 2,147,483,647 cells, changes on protected sheets and of a protected structure, to copy, move or delete a very
hidden sheet, names of sheets that are taken or too long, formulas of rules with more than 255 characters or in the other reference style, cells with more than 32,767
characters, to activate a hidden sheet. :data:`CALLS` counts what would be calls between two processes.

What it cannot know: how Excel draws, calculates, prints and saves; what add-ins, printers and policies of an office do; how Excel shares styles between workbooks; what happens while a
person clicks. A formula that is written has no result here, one that was read keeps the one that was stored.
"""

import collections
import copy
import io
import re
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any

import openpyxl
import pywin32_double
from openpyxl.comments import Comment as Note
from openpyxl.formatting.rule import Rule
from openpyxl.styles import Alignment, Color, Font, PatternFill
from openpyxl.styles.differential import DifferentialStyle
from openpyxl.utils import get_column_letter, range_boundaries
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.filters import AutoFilter
from openpyxl.worksheet.hyperlink import Hyperlink as HyperlinkOf
from pywin32_double import refusal

CALLS: collections.Counter[str] = collections.Counter()
FAIL: list[str] = []
"""Members that refuse once, as ``Range.AddComment``: for what fails in the middle."""
BREAKS: dict[int, BaseException] = {}
"""{number of the call: what is raised instead of it}; the first call has the number 1."""
_MAX_ROW, _MAX_COLUMN, _MOST_COUNTED = 1_048_576, 16_384, 2**31 - 1
_STATES = {"visible": -1, "hidden": 0, "veryHidden": 2}
_LOCKED = "您试图更改的单元格或图表位于受保护的工作表中。"


class Com:
    """An object of Excel's: every member that is asked for is a call, and one that the type library lacks is an error."""

    def __getattribute__(self, name: str) -> Any:
        if not name.startswith("_"):
            _called(f"{type(self).__name__}.{name}")
        return object.__getattribute__(self, name)

    def __setattr__(self, name: str, value: Any) -> None:
        if not name.startswith("_"):
            _called(f"{type(self).__name__}.{name}=")
            if not isinstance(getattr(type(self), name, None), property):
                raise AttributeError(f"Property '{name}' can not be set.")
        object.__setattr__(self, name, value)


def _called(name: str) -> None:
    CALLS[name] += 1
    if name in FAIL:
        FAIL.remove(name)
        raise refusal("应用程序定义或对象定义错误")
    if BREAKS and (reason := BREAKS.pop(CALLS.total(), None)) is not None:
        raise reason


def _state(name: str) -> property:
    return property(lambda self: self._states[name], lambda self, value: self._states.__setitem__(name, value))


class Application(Com):
    Hwnd = property(lambda self: 99)
    Version = property(lambda self: "16.0")
    Name = property(lambda self: "Microsoft Excel")
    Application = property(lambda self: self)
    ScreenUpdating, DisplayAlerts, EnableEvents, Calculation = map(
        _state, ("ScreenUpdating", "DisplayAlerts", "EnableEvents", "Calculation")
    )
    StatusBar, ReferenceStyle, EnableCancelKey = map(_state, ("StatusBar", "ReferenceStyle", "EnableCancelKey"))
    CutCopyMode = property(
        lambda self: 1 if self._copied else False, lambda self, value: setattr(self, "_copied", None)
    )
    Workbooks = property(lambda self: Workbooks(self))
    ProtectedViewWindows = property(lambda self: Count(self._viewed))

    def __init__(self) -> None:
        self._states = {"ScreenUpdating": True, "DisplayAlerts": True, "EnableEvents": True, "Calculation": -4105}
        self._states |= {"StatusBar": False, "ReferenceStyle": 1, "EnableCancelKey": 1}
        self._books: list[Workbook] = []
        self._viewed = 0
        self._copied: Any = None

    @property
    def ActiveWorkbook(self) -> Any:
        return self._books[0] if self._books else None


class Count(Com):
    def __init__(self, count: int) -> None:
        self._count = count

    Count = property(lambda self: self._count)


class Workbooks(Com):
    def __init__(self, app: Application) -> None:
        self._app = app

    Application = property(lambda self: self._app)
    Count = property(lambda self: len(self._app._books))

    def __call__(self, key: Any) -> Any:
        for book in self._app._books:
            if book._path.name.casefold() == str(key).casefold():
                return book
        raise refusal("下标越界", -2147352565)

    def __iter__(self) -> Iterator[Any]:
        return iter(list(self._app._books))

    def Open(self, Filename: str, *rest: Any, UpdateLinks: Any = None, ReadOnly: Any = None) -> Any:
        book = Workbook(self._app, Path(Filename))
        self._app._books.insert(0, book)
        return book


class Workbook(Com):
    def __init__(self, app: Application, path: Path) -> None:
        self._app, self._path = app, path
        self._content = path.read_bytes()
        self._wb = openpyxl.load_workbook(io.BytesIO(self._content), rich_text=True)
        self._results = dict(_results(self._content))
        self._touched = self._read_only = self._shared = False

    Application = property(lambda self: self._app)
    Name = property(lambda self: self._path.name)
    FullName = property(lambda self: str(self._path))
    Path = property(lambda self: str(self._path.parent))
    ReadOnly = property(lambda self: self._read_only)
    MultiUserEditing = property(lambda self: self._shared)
    Names = property(lambda self: Names(self))
    ProtectStructure = property(lambda self: bool(self._wb.security and self._wb.security.lockStructure))
    ActiveSheet = property(lambda self: Worksheet(self, self._wb.active))

    @property
    def Worksheets(self) -> Any:
        return Worksheets(self)

    Sheets = Worksheets

    def _change(self) -> None:
        self._touched = True

    def _structure(self) -> None:
        if object.__getattribute__(self, "_wb").security and self._wb.security.lockStructure:
            raise refusal("工作簿有保护，不能更改")
        self._change()

    def _bytes(self) -> bytes:
        if not self._touched:
            return self._content
        written = io.BytesIO()
        self._wb.save(written)
        return _with_results(written.getvalue(), self._results)

    def SaveCopyAs(self, Filename: str) -> None:
        Path(Filename).write_bytes(self._bytes())

    def Save(self) -> None:
        self._path.write_bytes(self._bytes())

    def Activate(self) -> None:
        self._app._books.remove(self)
        self._app._books.insert(0, self)

    def Close(self, SaveChanges: Any = None) -> None:
        self._app._books.remove(self)


@cache
def _results(content: bytes) -> dict[tuple[str, str], Any]:
    """{(sheet, cell): stored result} of every formula."""
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        if not any(
            b"<f" in package.read(name) for name in package.namelist() if name.startswith("xl/worksheets/sheet")
        ):
            return {}
    formulas, values = (openpyxl.load_workbook(io.BytesIO(content), data_only=only) for only in (False, True))
    return {
        (sheet.title, cell.coordinate): values[sheet.title][cell.coordinate].value
        for sheet in formulas.worksheets
        for row in sheet.iter_rows()
        for cell in row
        if cell.data_type == "f"
    }


def _with_results(content: bytes, results: dict[tuple[str, str], Any]) -> bytes:
    """The file with the results that openpyxl leaves out."""
    if not results:
        return content
    names = openpyxl.load_workbook(io.BytesIO(content), read_only=True).sheetnames
    written = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.namelist():
            text = old.read(part)
            found = re.fullmatch(r"xl/worksheets/sheet(\d+)\.xml", part)
            if found:
                sheet = names[int(found[1]) - 1]

                def with_result(cell: re.Match[str], sheet: str = sheet) -> str:
                    value = results.get((sheet, cell[1]))
                    if value is None:
                        return cell[0]
                    kind = "" if isinstance(value, int | float) else ' t="str"'
                    head = re.sub(r' t="\w+"', "", cell[2])
                    return f'<c r="{cell[1]}"{head}{kind}>{cell[3]}<v>{value}</v></c>'

                pattern = r'<c r="([A-Z]+\d+)"([^>]*)>(<f[^>]*>[^<]*</f>)<v\s*/?>(?:</v>)?</c>'
                text = re.sub(pattern, with_result, text.decode()).encode()
            new.writestr(part, text)
    return written.getvalue()


class Worksheets(Com):
    def __init__(self, book: Workbook) -> None:
        self._book = book

    Parent = property(lambda self: self._book)
    Count = property(lambda self: len(self._book._wb.worksheets))

    def __call__(self, key: Any) -> Any:
        _called("Worksheets()")
        sheets = self._book._wb.worksheets
        if isinstance(key, int) and 1 <= key <= len(sheets):
            return Worksheet(self._book, sheets[key - 1])
        for sheet in sheets:
            if sheet.title.casefold() == str(key).casefold():
                return Worksheet(self._book, sheet)
        raise refusal("下标越界", -2147352565)

    def __iter__(self) -> Iterator[Any]:
        for sheet in list(self._book._wb.worksheets):
            _called("Worksheets.next")
            yield Worksheet(self._book, sheet)

    def Add(self, Before: Any = None, After: Any = None) -> Any:
        self._book._structure()
        wb = self._book._wb
        at = wb._sheets.index((Before or After)._ws) + (1 if After else 0) if Before or After else 0
        sheet = wb.create_sheet(index=at)
        wb.active = wb._sheets.index(sheet)
        return Worksheet(self._book, sheet)


class Worksheet(Com):
    def __init__(self, book: Workbook, ws: Any) -> None:
        self._book, self._ws = book, ws

    Parent = property(lambda self: self._book)
    Application = property(lambda self: self._book._app)
    Index = property(lambda self: self._book._wb._sheets.index(self._ws) + 1)
    ProtectContents = property(lambda self: bool(self._ws.protection.sheet))
    Comments = property(lambda self: [Comment(cell, self) for cell in _cells(self._ws) if cell.comment])
    Cells = property(lambda self: Range(self, (1, 1, _MAX_ROW, _MAX_COLUMN)))

    def _set_name(self, name: str) -> None:
        self._book._structure()
        others = {sheet.title.casefold() for sheet in self._book._wb.worksheets if sheet is not self._ws}
        if name.casefold() in others or len(name) > 31 or re.search(r"[\[\]:*?/\\]", name):
            raise refusal("不能将工作表重命名为与另一工作表相同的名称")
        self._book._results = {
            (name if key[0] == self._ws.title else key[0], key[1]): value for key, value in self._book._results.items()
        }
        self._ws.title = name

    Name = property(lambda self: self._ws.title, _set_name)

    def _set_visible(self, value: Any) -> None:
        self._book._structure()
        state = {True: "visible", -1: "visible", 0: "hidden", 2: "veryHidden"}[value]
        shown = [
            sheet for sheet in self._book._wb.worksheets if sheet.sheet_state == "visible" and sheet is not self._ws
        ]
        if state != "visible" and not shown:
            raise refusal("工作簿至少含有一张可视工作表")
        self._ws.sheet_state = state
        if state != "visible" and self._book._wb.active is self._ws:
            self._book._wb.active = self._book._wb._sheets.index(shown[0])

    Visible = property(lambda self: _STATES[self._ws.sheet_state], _set_visible)

    @property
    def Next(self) -> Any:
        sheets = self._book._wb.worksheets
        at = sheets.index(self._ws) + 1
        return Worksheet(self._book, sheets[at]) if at < len(sheets) else None

    def Columns(self, letters: str) -> Any:
        return self.Range(f"{letters}:{letters}")

    @property
    def Hyperlinks(self) -> Any:
        return Hyperlinks(self.Cells)

    def Range(self, first: Any, last: Any = None) -> Any:
        boxes = [_box(part) for part in (first, last) if part is not None]
        return Range(self, (boxes[0][0], boxes[0][1], boxes[-1][2], boxes[-1][3]))

    def Activate(self) -> None:
        if self._ws.sheet_state != "visible":
            raise refusal("类 Worksheet 的 Activate 方法无效")
        self._book._wb.active = self._book._wb._sheets.index(self._ws)

    def Copy(self, Before: Any = None, After: Any = None) -> None:
        beside = Before or After
        beside._book._structure()
        if self._ws.sheet_state == "veryHidden":
            raise refusal("类 Worksheet 的 Copy 方法无效")
        wb = beside._book._wb
        names, name, number = {sheet.title.casefold() for sheet in wb.worksheets}, self._ws.title, 2
        while name.casefold() in names:
            name, number = f"{self._ws.title[:27]} ({number})", number + 1
        at = wb._sheets.index(beside._ws) + (1 if After else 0)
        made = wb.create_sheet(name, at)
        _copy_all(self._ws, made)
        for key, value in list(self._book._results.items()):
            if key[0] == self._ws.title:
                beside._book._results[name, key[1]] = value
        made.sheet_state = self._ws.sheet_state
        made.freeze_panes, made.auto_filter = self._ws.freeze_panes, copy.copy(self._ws.auto_filter)
        made.protection, made.page_setup = copy.copy(self._ws.protection), copy.copy(self._ws.page_setup)
        made.print_title_rows = self._ws.print_title_rows
        wb.active = wb._sheets.index(made)

    def Delete(self) -> None:
        self._book._structure()
        if self._ws.sheet_state == "veryHidden":
            raise refusal("类 Worksheet 的 Delete 方法无效")
        self._book._wb.remove(self._ws)

    def Protect(self, *arguments: Any) -> None:
        self._ws.protection.sheet = True

    def Unprotect(self, Password: str = "") -> None:
        if self._ws.protection.password:
            raise refusal("密码不正确")
        self._ws.protection.sheet = False

    def _set_filter_mode(self, value: bool) -> None:
        self._locked()
        if not value:
            first, last = _rows_of(self._ws.auto_filter.ref)
            for row in range(first, last + 1):
                if self._ws.row_dimensions[row].hidden:
                    self._ws.row_dimensions[row].hidden = False
            self._ws.auto_filter = AutoFilter()

    AutoFilterMode = property(lambda self: bool(self._ws.auto_filter.ref), _set_filter_mode)

    def _locked(self) -> None:
        self._book._change()
        if self._ws.protection.sheet:
            raise refusal(_LOCKED)


def _rows_of(area: str | None) -> tuple[int, int]:
    box = range_boundaries(area or "A1")
    return int(box[1]), int(box[3])


def _cells(ws: Any) -> list[Any]:
    return [ws._cells[key] for key in sorted(ws._cells)]


def _box(part: Any) -> tuple[int, int, int, int]:
    if isinstance(part, Range):
        return part._box_
    left, top, right, bottom = range_boundaries(part.replace("$", ""))
    return top or 1, left or 1, bottom or _MAX_ROW, right or _MAX_COLUMN


def _copy_all(source: Any, target: Any) -> None:
    """Everything that a sheet's cells have, in the place of what the target had."""
    styles: dict[tuple[int, ...], Any] = {}
    target._cells.clear()
    target.merged_cells.ranges.clear()
    target.data_validations.dataValidation.clear()
    target.row_dimensions.clear()
    target.column_dimensions.clear()
    target.conditional_formatting = type(target.conditional_formatting)()
    for key, cell in source._cells.items():
        made = target.cell(*key)
        if type(made).__name__ == "MergedCell":
            continue
        if type(cell).__name__ != "MergedCell":
            made.value, made.data_type = cell.value, cell.data_type
            if cell.hyperlink:
                made.hyperlink = copy.copy(cell.hyperlink)
            if cell.comment:
                made.comment = Note(cell.comment.text, cell.comment.author, cell.comment.height, cell.comment.width)
        if (style := tuple(cell._style or ())) in styles:
            made._style = copy.copy(styles[style])
            continue
        for look in ("font", "fill", "border", "alignment", "protection"):
            setattr(made, look, copy.copy(getattr(cell, look)))
        made.number_format = cell.number_format
        styles[style] = made._style
    for area in source.merged_cells.ranges:
        target.merge_cells(str(area))
    for letters, column in source.column_dimensions.items():
        dimension = target.column_dimensions[letters]
        dimension.min, dimension.max, dimension.width, dimension.hidden = (
            column.min,
            column.max,
            column.width,
            column.hidden,
        )
    for row, line in source.row_dimensions.items():
        target.row_dimensions[row].height, target.row_dimensions[row].hidden = line.height, line.hidden
    for area in source.conditional_formatting:
        for rule in area.rules:
            target.conditional_formatting.add(str(area.sqref), copy.copy(rule))
    for rule in source.data_validations.dataValidation:
        target.add_data_validation(copy.copy(rule))


class Names(Com):
    def __init__(self, book: Workbook) -> None:
        self._book = book

    def _all(self) -> list[Any]:
        return [Name(self._book, name) for name in self._book._wb.defined_names]

    Count = property(lambda self: len(self._all()))

    def __iter__(self) -> Iterator[Any]:
        return iter(self._all())

    def __call__(self, key: Any) -> Any:
        _called("Names()")
        if isinstance(key, int):
            return self._all()[key - 1]
        if key not in self._book._wb.defined_names:
            raise refusal("应用程序定义或对象定义错误")
        return Name(self._book, key)

    def Add(self, name: str, refers_to: str) -> Any:
        self._book._change()
        self._book._wb.defined_names[name] = DefinedName(name, attr_text=refers_to.removeprefix("="))
        return Name(self._book, name)


class Name(Com):
    def __init__(self, book: Workbook, name: str) -> None:
        self._book, self._name = book, name

    def _set(self, refers_to: str) -> None:
        self._book._change()
        self._book._wb.defined_names[self._name].attr_text = refers_to.removeprefix("=")

    Name = property(lambda self: self._name)
    RefersTo = property(lambda self: "=" + self._book._wb.defined_names[self._name].attr_text, _set)

    def Delete(self) -> None:
        self._book._change()
        del self._book._wb.defined_names[self._name]


def _styled(name: str, put: Callable[[Any, Any], None], get: Callable[[Any], Any]) -> property:
    def change(self: Any, value: Any) -> None:
        self._locked()
        for cell in self._made():
            put(cell, value)

    return property(lambda self: get(self._first()), change)


def _color(value: int) -> str:
    return f"{value & 255:02X}{value >> 8 & 255:02X}{value >> 16 & 255:02X}"


class Range(Com):
    def __init__(self, sheet: Worksheet, box: tuple[int, int, int, int]) -> None:
        self._sheet, self._box_ = sheet, box

    Worksheet = property(lambda self: self._sheet)
    Parent = property(lambda self: self._sheet)
    Application = property(lambda self: self._sheet._book._app)
    Row = property(lambda self: self._box_[0])
    Column = property(lambda self: self._box_[1])
    Rows = property(lambda self: Count(self._box_[2] - self._box_[0] + 1))
    Columns = property(lambda self: Count(self._box_[3] - self._box_[1] + 1))

    @property
    def _ws(self) -> Any:
        return self._sheet._ws

    @property
    def Count(self) -> int:
        count = (self._box_[2] - self._box_[0] + 1) * (self._box_[3] - self._box_[1] + 1)
        if count > _MOST_COUNTED:
            raise refusal("溢出", -2146828282)
        return count

    def Cells(self, row: int, column: int) -> Any:
        at = self._box_[0] + row - 1, self._box_[1] + column - 1
        return Range(self._sheet, (*at, *at))

    __call__ = Cells

    def _locked(self) -> None:
        self._sheet._book._change()
        if self._ws.protection.sheet:
            top, left, bottom, right = self._box_
            open_cells = [
                cell
                for (row, column), cell in self._ws._cells.items()
                if top <= row <= bottom and left <= column <= right and not cell.protection.locked
            ]
            if len(open_cells) < (bottom - top + 1) * (right - left + 1):
                raise refusal(_LOCKED)

    def _made(self) -> list[Any]:
        top, left, bottom, right = self._box_
        if bottom == _MAX_ROW or right == _MAX_COLUMN:
            inside = self._ws._cells
            return [
                inside[row, column]
                for row, column in sorted(inside)
                if top <= row <= bottom and left <= column <= right
            ]
        return [self._ws.cell(row, column) for row in range(top, bottom + 1) for column in range(left, right + 1)]

    def _first(self) -> Any:
        return self._ws.cell(self._box_[0], self._box_[1])

    def _shown(self, cell: Any) -> Any:
        if cell.data_type == "f":
            return self._sheet._book._results.get((self._ws.title, cell.coordinate))
        return float(cell.value) if type(cell.value) is int else cell.value

    def _get(self) -> Any:
        top, left, bottom, right = self._box_
        rows = tuple(
            tuple(self._shown(self._ws.cell(row, column)) for column in range(left, right + 1))
            for row in range(top, bottom + 1)
        )
        return rows[0][0] if self._box_[:2] == self._box_[2:] else rows

    def _put(self, data: Any) -> None:
        self._locked()
        top, left, bottom, right = self._box_
        for row in range(top, bottom + 1):
            for column in range(left, right + 1):
                value = data[row - top][column - left] if isinstance(data, list | tuple) else data
                if isinstance(value, str) and len(value) > 32_767:
                    raise refusal("应用程序定义或对象定义错误")
                cell = self._ws.cell(row, column)
                self._sheet._book._results.pop((self._ws.title, cell.coordinate), None)
                cell.value = value
                if isinstance(value, str) and cell.number_format == "@":
                    cell.data_type = "s"

    Value = property(_get, _put)
    Formula = property(lambda self: self._first().value, _put)
    NumberFormat = _styled(
        "NumberFormat", lambda cell, value: setattr(cell, "number_format", value), lambda cell: cell.number_format
    )
    VerticalAlignment = _styled(
        "VerticalAlignment",
        lambda cell, value: setattr(cell, "alignment", _aligned(cell, value)),
        lambda cell: cell.alignment.vertical,
    )

    def _set_width(self, value: float) -> None:
        self._locked()
        self._ws.column_dimensions[get_column_letter(self._box_[1])].width = value + 0.7109375

    ColumnWidth = property(lambda self: self._ws.column_dimensions[get_column_letter(self._box_[1])].width, _set_width)

    def _standard(self, value: bool) -> None:
        self._locked()
        self._ws.column_dimensions.pop(get_column_letter(self._box_[1]), None)

    UseStandardWidth = property(
        lambda self: get_column_letter(self._box_[1]) not in self._ws.column_dimensions, _standard
    )
    EntireRow = property(lambda self: EntireRow(self))
    Interior = property(lambda self: Interior(self))
    Font = property(lambda self: FontOf(self))
    Hyperlinks = property(lambda self: Hyperlinks(self))
    FormatConditions = property(lambda self: FormatConditions(self))

    @property
    def Comment(self) -> Any:
        return Comment(self._first(), self._sheet) if self._first().comment else None

    def AddComment(self, text: str) -> Any:
        self._locked()
        if self._first().comment:
            raise refusal("应用程序定义或对象定义错误")
        self._first().comment = Note(text, "")
        return Comment(self._first(), self._sheet)

    def AutoFilter(self, Field: int | None = None) -> None:
        self._locked()
        corners = f"{get_column_letter(self._box_[1])}{self._box_[0]}:{get_column_letter(self._box_[3])}{self._box_[2]}"
        self._ws.auto_filter = AutoFilter(ref=corners)

    def ClearComments(self) -> None:
        self._locked()
        for cell in self._noted():
            cell.comment = None

    def _noted(self) -> list[Any]:
        top, left, bottom, right = self._box_
        noted = [cell for cell in self._ws._cells.values() if cell.comment]
        return [cell for cell in noted if top <= cell.row <= bottom and left <= cell.column <= right]

    def ClearHyperlinks(self) -> None:
        self._locked()
        for cell in self._made():
            cell.hyperlink = None

    def PasteSpecial(self, Paste: int) -> None:
        """Notes alone. What Excel does with a note that lies below a cell without one nobody here knows: our code must never find out."""
        self._locked()
        source = self._sheet._book._app._copied
        assert Paste == -4144 and self._box_[:2] == source._box_[:2]
        if source is None:
            raise refusal("类 Range 的 PasteSpecial 方法无效")
        area = Range(self._sheet, source._box_)
        assert not area._noted(), "notes below notes"
        for cell in source._noted():
            at = self._ws.cell(cell.row, cell.column)
            if type(at).__name__ == "MergedCell":
                raise refusal("若要执行此操作，所有合并单元格需大小相同")
            at.comment = Note(cell.comment.text, cell.comment.author, cell.comment.height, cell.comment.width)

    def Clear(self) -> None:
        self._locked()
        for cell in self._made():
            self._sheet._book._results.pop((self._ws.title, cell.coordinate), None)
            del self._ws._cells[cell.row, cell.column]

    def Copy(self, Destination: Any = None) -> None:
        if Destination is None:
            self._sheet._book._app._copied = self
            return
        Destination._locked()
        _copy_all(self._ws, Destination._ws)
        results, there = self._sheet._book._results, Destination._sheet._book._results
        for key in [key for key in there if key[0] == Destination._ws.title]:
            del there[key]
        there |= {(Destination._ws.title, key[1]): value for key, value in results.items() if key[0] == self._ws.title}


def _aligned(cell: Any, value: int) -> Alignment:
    made = copy.copy(cell.alignment)
    made.vertical = {-4108: "center", -4160: "top", -4107: "bottom"}[value]
    return made


class EntireRow(Com):
    def __init__(self, area: Range) -> None:
        self._area = area

    def _set(self, value: bool) -> None:
        self._area._locked()
        for line in self._area._ws.row_dimensions.values():
            line.hidden = value

    Hidden = property(lambda self: False, _set)


class Interior(Com):
    def __init__(self, area: Range) -> None:
        self._area = area

    def _set(self, value: int) -> None:
        self._area._locked()
        for cell in self._area._made():
            cell.fill = PatternFill("solid", fgColor=_color(value))

    Color = property(lambda self: 0, _set)
    ColorIndex = property(lambda self: -4142, lambda self, value: None)


class FontOf(Com):
    def __init__(self, area: Range) -> None:
        self._area = area

    def _set(self, value: bool) -> None:
        self._area._locked()
        for cell in self._area._made():
            font = copy.copy(cell.font)
            font.b = value
            cell.font = font

    Bold = property(lambda self: self._area._first().font.b, _set)


class Hyperlinks(Com):
    def __init__(self, area: Range) -> None:
        self._area = area

    def Add(
        self, Anchor: Range, Address: str, SubAddress: str = "", ScreenTip: str = "", TextToDisplay: str = ""
    ) -> Any:
        Anchor._locked()
        cell = Anchor._first()
        cell.hyperlink = HyperlinkOf(ref=cell.coordinate, location=SubAddress)
        cell.value = TextToDisplay


class Comment(Com):
    def __init__(self, cell: Any, sheet: Worksheet) -> None:
        self._cell, self._sheet = cell, sheet

    Author = property(lambda self: self._cell.comment.author)
    Parent = property(lambda self: Range(self._sheet, (self._cell.row, self._cell.column) * 2))

    def Text(self, *text: str) -> str:
        if text:
            self._sheet._locked()
            old = self._cell.comment
            self._cell.comment = Note(text[0], old.author, old.height, old.width)
        return str(self._cell.comment.text)

    def Delete(self) -> None:
        self._sheet._locked()
        self._cell.comment = None


class FormatConditions(Com):
    def __init__(self, area: Range) -> None:
        self._area = area

    def _all(self) -> list[Any]:
        rules = [
            (rule.priority, str(area.sqref), rule)
            for area in self._area._ws.conditional_formatting
            for rule in area.rules
        ]
        return [FormatCondition(self._area, rule) for _, _, rule in sorted(rules, key=lambda one: one[0])]

    Count = property(lambda self: len(self._all()))

    def __iter__(self) -> Iterator[Any]:
        return iter(self._all())

    def __call__(self, at: int) -> Any:
        _called("FormatConditions()")
        return self._all()[at - 1]

    Item = __call__

    def Add(self, Type: int, Operator: int | None = None, Formula1: str = "", Formula2: str | None = None) -> Any:
        self._area._locked()
        if len(Formula1) > 255 or self._area._sheet._book._app._states["ReferenceStyle"] != 1:
            raise refusal("参数无效")
        rule = Rule(
            type="expression",
            formula=[Formula1.removeprefix("=")],
            dxf=DifferentialStyle(font=Font(), fill=PatternFill()),
        )
        top, left, bottom, right = self._area._box_
        corners = f"{get_column_letter(left)}{top}:{get_column_letter(right)}{bottom}"
        rule.priority = 1 + max([0, *(one._rule.priority for one in self._all())])
        before = rule.priority
        self._area._ws.conditional_formatting.add(corners, rule)
        rule.priority = before
        return FormatCondition(self._area, rule)


class FormatCondition(Com):
    def __init__(self, area: Range, rule: Any) -> None:
        self._area, self._rule = area, rule

    Type = property(lambda self: {"expression": 2, "cellIs": 1, "colorScale": 3}.get(self._rule.type, 5))
    Formula1 = property(lambda self: "=" + (self._rule.formula or [""])[0])
    StopIfTrue = property(
        lambda self: bool(self._rule.stopIfTrue), lambda self, value: setattr(self._rule, "stopIfTrue", value or None)
    )
    Interior = property(lambda self: Look(self._rule, "fill"))
    Font = property(lambda self: Look(self._rule, "font"))

    def SetFirstPriority(self) -> None:
        for area in self._area._ws.conditional_formatting:
            for rule in area.rules:
                if rule.priority < self._rule.priority:
                    rule.priority += 1
        self._rule.priority = 1

    def Delete(self) -> None:
        self._area._sheet._locked()
        formats = self._area._ws.conditional_formatting
        for area in list(formats):
            if any(rule is self._rule for rule in area.rules):
                rest = [rule for rule in formats._cf_rules[area] if rule is not self._rule]
                if rest:
                    formats._cf_rules[area] = rest
                else:
                    del formats._cf_rules[area]
        for area in formats:
            for rule in area.rules:
                rule.priority -= rule.priority > self._rule.priority


class Look(Com):
    def __init__(self, rule: Any, part: str) -> None:
        self._rule, self._part = rule, part

    def _set_color(self, value: int) -> None:
        if self._part == "fill":
            self._rule.dxf.fill = PatternFill(bgColor=_color(value))
        else:
            self._rule.dxf.font = Font(color=Color(rgb="00" + _color(value)), b=self._rule.dxf.font.b)

    def _set_bold(self, value: bool) -> None:
        self._rule.dxf.font = Font(color=self._rule.dxf.font.color, b=value)

    Color = property(lambda self: 0, _set_color)
    Bold = property(lambda self: False, _set_bold)
    ColorIndex = property(lambda self: -4142, lambda self, value: None)


@contextmanager
def running() -> Iterator[Application]:
    """An Excel that runs, under xlwings' backend for Windows, for a while."""
    with pywin32_double.installed() as (_, backend):
        app = Application()
        backend.get_excel_hwnds = lambda: iter([99])
        backend.get_xl_app_from_hwnd = lambda window: app
        CALLS.clear()
        FAIL.clear()
        BREAKS.clear()
        yield app
