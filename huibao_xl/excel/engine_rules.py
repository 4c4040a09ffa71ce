"""Rules of cells, as Excel's copying takes them along and its clearing removes them: input checks (validations) and conditional formats."""

from copy import copy
from typing import Any

from openpyxl.formatting.formatting import ConditionalFormattingList
from openpyxl.utils.cell import get_column_letter
from openpyxl.worksheet.cell_range import CellRange, MultiCellRange

from huibao_xl.excel.engine_values import moved

Box = tuple[int, int, int, int]


def copy_rules(source: Any, box: Box, target: Any, down: int, right: int) -> None:
    """Give the block that lies ``down`` and ``right`` of ``box`` the rules of the block; openpyxl sheets."""
    for rule in list(source.data_validations.dataValidation):
        if area := _inside(rule.sqref, box, down, right):
            twin = copy(rule)
            twin.sqref = MultiCellRange(area)
            for name in ("formula1", "formula2"):
                setattr(twin, name, _moved(getattr(rule, name), rule.sqref, down, right))
            target.add_data_validation(twin)
    for entry in list(source.conditional_formatting):
        if area := _inside(entry.sqref, box, down, right):
            for rule in entry.rules:
                twin = copy(rule)
                twin.formula = [_moved(formula, entry.sqref, down, right) for formula in rule.formula]
                target.conditional_formatting.add(area, twin)


def drop_rules(sheet: Any) -> None:
    """Remove every rule of a sheet that was cleared."""
    sheet.data_validations.dataValidation = []
    sheet.conditional_formatting = ConditionalFormattingList()


def _inside(areas: Any, box: Box, down: int, right: int) -> str:
    """The part of a rule's areas that lies in the block, moved; empty if none."""
    top, left, bottom, last = box
    found = []
    for area in areas.ranges:
        edges = max(area.min_col, left), max(area.min_row, top), min(area.max_col, last), min(area.max_row, bottom)
        if edges[0] <= edges[2] and edges[1] <= edges[3]:
            moved_area = CellRange(
                min_col=edges[0] + right, min_row=edges[1] + down, max_col=edges[2] + right, max_row=edges[3] + down
            )
            found.append(moved_area.coord)
    return " ".join(found)


def _moved(formula: str | None, areas: Any, down: int, right: int) -> str | None:
    """A rule's formula as its areas move; it is written for their first cell."""
    if not formula or formula.startswith('"') or not (down or right):
        return formula
    first = areas.ranges[0] if isinstance(areas.ranges, list) else sorted(areas.ranges, key=lambda area: area.coord)[0]
    there = f"{get_column_letter(first.min_col + right)}{first.min_row + down}"
    return moved(f"={formula}", f"{get_column_letter(first.min_col)}{first.min_row}", there)[1:]
