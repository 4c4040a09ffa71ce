"""All that a workbook shows, as data: two readings are equal where a clerk would see no difference."""

from pathlib import Path
from typing import Any

import openpyxl

LOOK = ("font", "fill", "border", "alignment", "protection", "number_format")


def content(path: Path, only: set[str] | None = None) -> dict[str, Any]:
    """Everything of every sheet that shows: cells with looks and notes, rules, formats by condition, widths, names."""
    return content_of(openpyxl.load_workbook(path), only)


def content_of(book: openpyxl.Workbook, only: set[str] | None = None) -> dict[str, Any]:
    """The content of a workbook that is open."""
    sheets = [sheet for sheet in book.worksheets if not sheet.title.startswith("_huibao")]
    found: dict[str, Any] = {"名称": {name: entry.attr_text for name, entry in book.defined_names.items()}}
    for sheet in sheets:
        if only is None or sheet.title in only:
            found[sheet.title] = _sheet(sheet)
    return found


def _sheet(sheet: Any) -> dict[str, Any]:
    cells = {}
    looks_of: dict[tuple[int, ...], tuple[str, ...]] = {}  # cells of one style look alike
    for line in sheet.iter_rows():
        for cell in line:
            note = cell.comment and (cell.comment.text, cell.comment.author, cell.comment.width, cell.comment.height)
            if cell.value is not None or cell.has_style or note:
                style = tuple(cell._style or ())
                if style not in looks_of:
                    looks_of[style] = tuple(repr(getattr(cell, name)) for name in LOOK)
                link = cell.hyperlink and (cell.hyperlink.location, cell.hyperlink.target)
                cells[cell.coordinate] = (cell.value, looks_of[style], note, link)
    rules = [(str(rule.sqref), rule.formula1) for rule in sheet.data_validations.dataValidation]
    formats = sorted(
        (rule.priority, str(area.sqref), rule.type, rule.formula, repr(rule.dxf))
        for area in sheet.conditional_formatting
        for rule in area.rules
    )
    lines = sheet.row_dimensions.items()
    asked = [repr(column) for column in sheet.auto_filter.filterColumn]
    widths = {letters: column.width for letters, column in sheet.column_dimensions.items() if column.customWidth}
    return {
        "cells": cells,
        "rules": rules,
        "formats": formats,
        "widths": widths,
        "merged": sorted(map(str, sheet.merged_cells.ranges)),
        "frozen": sheet.freeze_panes,
        "filter": (sheet.auto_filter.ref, asked),
        "heights": {row: (line.height, line.hidden) for row, line in lines if line.height or line.hidden},
        "printed": (sheet.print_area, sheet.print_title_rows, sheet.page_setup.orientation),
        "hidden": sheet.sheet_state,
    }
