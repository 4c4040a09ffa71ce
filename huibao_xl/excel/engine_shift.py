"""Rows, columns or blocks inserted and deleted, with everything that refers to them.

openpyxl moves cells only. Here formulas of all sheets, defined names, merged areas, conditional formats, validations, filters,
tables, print areas, heights and widths follow, as in Excel. References that charts and pivot tables hold do not.
"""

import re
from collections.abc import Callable, Iterator
from copy import copy
from dataclasses import dataclass
from typing import Any

from openpyxl.formatting.formatting import ConditionalFormattingList
from openpyxl.formula.tokenizer import Token, Tokenizer, TokenizerError
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.cell_range import MultiCellRange
from openpyxl.worksheet.formula import ArrayFormula

from huibao_xl.excel.engine_address import MAX_COLUMN, MAX_ROW, Box, a1, box_of, quoted, unquoted

_REFERENCE = re.compile(r"(\$?)([A-Za-z]{1,3})?(\$?)(\d+)?(?::(\$?)([A-Za-z]{1,3})?(\$?)(\d+)?)?")
Change = Callable[[str, str], str]
"""(formula with its "=", title of the sheet it stands on) to the new formula."""


@dataclass(frozen=True)
class Shift:
    """``count`` lines (rows if ``rows``) inserted before line ``at`` of a sheet, or deleted from it if negative.

    ``band`` limits a block: the first and last line of the other direction that are concerned.
    """

    title: str
    rows: bool
    at: int
    count: int
    band: tuple[int, int]

    def of(self, box: Box) -> Box | None:
        """Return where a block stands afterwards; None when all of it was deleted."""
        top, left, bottom, right = box
        across, along = ((left, right), (top, bottom)) if self.rows else ((top, bottom), (left, right))
        if across[0] < self.band[0] or across[1] > self.band[1]:
            return box
        lines = self._lines(*along)
        if lines is None:
            return None
        return (lines[0], left, lines[1], right) if self.rows else (top, lines[0], bottom, lines[1])

    def _lines(self, first: int, last: int) -> tuple[int, int] | None:
        limit = MAX_ROW if self.rows else MAX_COLUMN
        if (first, last) == (1, limit):
            return first, last
        if self.count > 0:
            return first + self.count * (first >= self.at), min(last + self.count * (last >= self.at), limit)
        gone = self.at - self.count
        first = first if first < self.at else max(self.at, first + self.count)
        last = last if last < self.at else (self.at - 1 if last < gone else last + self.count)
        return (first, last) if first <= last else None


def shift(sheet: Any, change: Shift) -> None:
    """Carry out a shift on an openpyxl sheet and on all that refers to it."""
    _refuse_tables_cut(sheet, change)
    merged = [area for area in map(str, sheet.merged_cells.ranges) if change.of(box_of(area)) != box_of(area)]
    for area in merged:
        sheet.unmerge_cells(area)
    _move_cells(sheet, change)
    _move_dimensions(sheet, change)
    for area in merged:
        box = change.of(box_of(area))
        if box and box[:2] != box[2:]:
            sheet.merge_cells(a1(box))
    _move_features(sheet, change)
    rewrite_book(
        sheet.parent,
        lambda formula, written_on: rewritten(
            formula, written_on, change.title, lambda prefix, ref: prefix + _moved(ref, change)
        ),
    )


def _refuse_tables_cut(sheet: Any, change: Shift) -> None:
    for table in sheet.tables.values():
        box = box_of(table.ref)
        after = change.of(box)
        width = after and after[3] - after[1]
        if width != box[3] - box[1]:
            raise NotImplementedError(
                f"table {table.name}: columns of a table cannot be inserted or deleted without Excel"
            )


def _move_cells(sheet: Any, change: Shift) -> None:
    line = 0 if change.rows else 1
    low, high = change.band
    moving = [key for key in sheet._cells if key[line] >= change.at and low <= key[1 - line] <= high]
    cells = [(key, sheet._cells.pop(key)) for key in moving]
    for key, cell in cells:
        after = change.of((*key, *key))
        if after is None:
            continue
        cell.row, cell.column = after[:2]
        sheet._cells[after[:2]] = cell
        if getattr(cell, "_hyperlink", None) is not None:
            cell._hyperlink.ref = cell.coordinate
        if isinstance(cell._value, ArrayFormula):
            cell._value.ref = a1(change.of(box_of(cell._value.ref)) or (*after[:2], *after[:2]))


def _move_dimensions(sheet: Any, change: Shift) -> None:
    limit = MAX_COLUMN if change.rows else MAX_ROW
    if change.band != (1, limit):
        return
    holder = sheet.row_dimensions if change.rows else sheet.column_dimensions
    old = list(holder.values())
    holder.clear()
    for dimension in old:
        first, last = (dimension.index, dimension.index) if change.rows else (dimension.min, dimension.max)
        if change.rows:
            lines = change._lines(first, last)
        else:
            dimension.reindex()
            lines = change._lines(dimension.min, dimension.max)
        if lines is None:
            continue
        if change.rows:
            dimension.index = lines[0]
            holder[lines[0]] = dimension
        else:
            dimension.min, dimension.max = lines
            dimension.index = get_column_letter(lines[0])
            holder[dimension.index] = dimension


def _move_features(sheet: Any, change: Shift) -> None:
    """Move the areas of conditional formats, validations, filters, tables and the print area of the shifted sheet."""
    formats = ConditionalFormattingList()
    for entry in sheet.conditional_formatting:
        area = _areas(entry.sqref, change)
        for rule in entry.rules if area else []:
            formats.add(area, rule)
    sheet.conditional_formatting = formats
    staying = []
    for rule in sheet.data_validations.dataValidation:
        area = _areas(rule.sqref, change)
        if area:
            rule.sqref = MultiCellRange(area)
            staying.append(rule)
    sheet.data_validations.dataValidation = staying
    if sheet.auto_filter.ref:
        box = change.of(box_of(sheet.auto_filter.ref))
        sheet.auto_filter.ref = box and a1(box)
    for table in sheet.tables.values():
        table.ref = a1(change.of(box_of(table.ref)) or box_of(table.ref))
        if table.autoFilter:
            table.autoFilter.ref = a1(change.of(box_of(table.autoFilter.ref)) or box_of(table.ref))
    if sheet.print_area:
        areas = [change.of(box_of(part)) for part in _print_areas(sheet)]
        sheet.print_area = [a1(box) for box in areas if box] or None


def _print_areas(sheet: Any) -> list[str]:
    return [part.rpartition("!")[2].replace("$", "") for part in str(sheet.print_area).split(",")]


def _areas(sqref: Any, change: Shift) -> str:
    boxes = [change.of(range_box) for range_box in (box_of(str(part)) for part in sqref.ranges)]
    return " ".join(a1(box) for box in boxes if box)


def rewritten(formula: str, written_on: str, title: str, change: Callable[[str, str], str]) -> str:
    """Return a formula of sheet ``written_on`` whose references to sheet ``title`` went through ``change(prefix, reference)``.

    >>> rewritten("=SUM(A1:A3)+名单!B2", "汇总", "名单", lambda prefix, ref: prefix + "C9")
    '=SUM(A1:A3)+名单!C9'
    """
    if written_on != title and title not in formula.replace("''", "'"):
        return formula
    try:
        tokenizer = Tokenizer(formula)
    except TokenizerError:
        return formula
    for token in tokenizer.items:
        if token.type == Token.OPERAND and token.subtype == Token.RANGE:
            prefix, mark, reference = token.value.rpartition("!")
            if (unquoted(prefix) if mark else written_on).casefold() == title.casefold():
                token.value = change(prefix + mark, reference)
    return str(tokenizer.render())


def _moved(reference: str, change: Shift) -> str:
    match = _REFERENCE.fullmatch(reference)
    if not match or not (match[2] or match[4]) or (":" not in reference and not (match[2] and match[4])):
        return reference
    box = change.of(box_of(reference.replace("$", "").upper()))
    if box is None:
        return "#REF!"
    top, left, bottom, right = box
    first = _corner(match.group(1, 2, 3, 4), top, left)
    return first + (":" + _corner(match.group(5, 6, 7, 8), bottom, right) if ":" in reference else "")


def _corner(marks: tuple[str | None, ...], row: int, column: int) -> str:
    """Return a corner with the parts and dollar signs it had; ``$`` before a bare row stands in the first group."""
    letters = get_column_letter(column) if marks[1] else ""
    return f"{marks[0] or ''}{letters}{marks[2] or ''}{row if marks[3] else ''}"


def rewrite_book(book: Any, change: Change) -> None:
    """Send every formula of an openpyxl workbook through ``change``: cells, names, conditional formats, validations."""
    for holder, written_on in [
        (book.defined_names, ""),
        *((sheet.defined_names, sheet.title) for sheet in book.worksheets),
    ]:
        for name in holder.values():
            if name.attr_text:
                name.attr_text = change("=" + name.attr_text, written_on)[1:]
    for sheet in book.worksheets:
        for cell in formula_cells(sheet):
            _rewrite_cell(cell, sheet.title, change)
        rules = [rule for entry in sheet.conditional_formatting for rule in entry.rules]
        for rule in rules:
            rule.formula = [change("=" + text, sheet.title)[1:] for text in rule.formula]
        for rule in sheet.data_validations.dataValidation:
            for part in ("formula1", "formula2"):
                text = getattr(rule, part)
                if text and not text.startswith('"'):
                    setattr(rule, part, change("=" + text, sheet.title)[1:])


def formula_cells(sheet: Any) -> Iterator[Any]:
    """Yield the cells of an openpyxl sheet that hold a formula."""
    return (cell for cell in sheet._cells.values() if cell.data_type == "f")


def _rewrite_cell(cell: Any, written_on: str, change: Change) -> None:
    if isinstance(cell._value, ArrayFormula):
        cell._value.text = change(cell._value.text, written_on)
    elif isinstance(cell._value, str):
        cell._value = change(cell._value, written_on)


def rename_sheet(book: Any, old: str, new: str) -> None:
    """Let all formulas name a sheet by its new title."""
    rewrite_book(
        book,
        lambda formula, written_on: rewritten(
            formula, written_on, old, lambda prefix, ref: _renamed_prefix(prefix, new) + ref
        ),
    )


def _renamed_prefix(prefix: str, new: str) -> str:
    return quoted(new) + "!" if prefix else ""


def lose_sheet(book: Any, title: str) -> None:
    """Turn all references to a sheet that was deleted into #REF!, as Excel does."""
    rewrite_book(book, lambda formula, written_on: rewritten(formula, written_on, title, lambda _prefix, _ref: "#REF!"))


def copy_formats(sheet: Any, change: Shift) -> None:
    """Give inserted cells the style of the line before them (Excel's default)."""
    if change.at == 1:
        return
    for across in range(change.band[0], min(change.band[1], sheet.max_column if change.rows else sheet.max_row) + 1):
        source = sheet._cells.get((change.at - 1, across) if change.rows else (across, change.at - 1))
        if source is None or not source.has_style:
            continue
        for line in range(change.at, change.at + change.count):
            target = sheet._get_cell(*((line, across) if change.rows else (across, line)))
            target._style = copy(source._style)
