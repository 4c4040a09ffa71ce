"""How a template's cells look and what may be typed into them, from openpyxl's objects to xlsxwriter's options.

No library does this: openpyxl reads styles and xlsxwriter writes them, each with its own words. Names stand here in the order of
xlsxwriter's numbers.
"""

from typing import Any

from openpyxl.cell.cell import Cell, MergedCell
from openpyxl.styles.colors import COLOR_INDEX, Color

_THEME = ("FFFFFF", "000000", "E7E6E6", "44546A", "4472C4", "ED7D31", "A5A5A5", "FFC000", "5B9BD5", "70AD47")
"""The colours of Office's own theme: a template made in another theme shows them so."""
_PATTERNS = [
    "none",
    "solid",
    "mediumGray",
    "darkGray",
    "lightGray",
    "darkHorizontal",
    "darkVertical",
    "darkDown",
    "darkUp",
    "darkGrid",
    "darkTrellis",
    "lightHorizontal",
    "lightVertical",
    "lightDown",
    "lightUp",
    "lightGrid",
    "lightTrellis",
    "gray125",
    "gray0625",
]
_BORDERS = [
    "none",
    "thin",
    "medium",
    "dashed",
    "dotted",
    "thick",
    "double",
    "hair",
    "mediumDashed",
    "dashDot",
    "mediumDashDot",
    "dashDotDot",
    "mediumDashDotDot",
    "slantDashDot",
]
_VERTICAL = {"center": "vcenter", "justify": "vjustify", "distributed": "vdistributed"}


def _colour(colour: Color | None) -> str | None:
    """#RRGGBB of an openpyxl colour; theme colours by Office's own theme, lightened or darkened by the tint."""
    if colour is None or colour.type == "auto":
        return None
    if colour.type == "rgb":
        return f"#{colour.rgb[-6:]}"
    if colour.type == "indexed":
        return f"#{COLOR_INDEX[colour.indexed][-6:]}" if colour.indexed < len(COLOR_INDEX) else None
    base = _THEME[colour.theme] if colour.theme < len(_THEME) else "000000"
    parts = [int(base[place : place + 2], 16) for place in (0, 2, 4)]
    tint = colour.tint or 0
    mixed = [round(part * (1 + tint)) if tint < 0 else round(part + (255 - part) * tint) for part in parts]
    return "#" + "".join(f"{part:02X}" for part in mixed)


def look_of(cell: Cell | MergedCell) -> dict[str, Any]:
    """Return a cell's style as xlsxwriter's format properties."""
    font, align = cell.font, cell.alignment
    look: dict[str, Any] = {
        "font_name": font.name,
        "font_size": font.sz,
        "bold": font.b,
        "italic": font.i,
        "font_strikeout": font.strike,
        "underline": {"single": 1, "double": 2}.get(font.u or "", 0),
        "font_color": _colour(font.color),
        "num_format": cell.number_format,
        "align": align.horizontal,
        "text_wrap": align.wrap_text,
        "shrink": align.shrink_to_fit,
        "valign": _VERTICAL.get(align.vertical or "", align.vertical),
        "indent": int(align.indent or 0),
        "rotation": _rotation(align.textRotation or 0),
        "locked": cell.protection.locked,
        "hidden": cell.protection.hidden,
    }
    look |= _fill(cell) | _border(cell)
    return {key: value for key, value in look.items() if value not in (None, False, 0, "general", "General")} | (
        {} if cell.protection.locked else {"locked": False}
    )


def _rotation(degrees: int) -> int:
    """openpyxl counts 91..180 for downwards and 255 for stacked; xlsxwriter -1..-90 and 270."""
    if degrees == 255:
        return 270
    return degrees if degrees <= 90 else 90 - degrees


def _fill(cell: Cell | MergedCell) -> dict[str, Any]:
    pattern = cell.fill.fill_type
    if pattern not in _PATTERNS or pattern == "none":
        return {}
    front, back = _colour(cell.fill.fgColor), _colour(cell.fill.bgColor)
    if pattern == "solid":
        return {"pattern": 1, "bg_color": front}
    return {"pattern": _PATTERNS.index(pattern), "fg_color": front, "bg_color": back}


def _border(cell: Cell | MergedCell) -> dict[str, Any]:
    border: dict[str, Any] = {}
    for side in ("left", "right", "top", "bottom"):
        line = getattr(cell.border, side)
        if line is not None and line.style in _BORDERS:
            border |= {side: _BORDERS.index(line.style), f"{side}_color": _colour(line.color)}
    return border


def validation_of(rule: Any) -> dict[str, Any]:
    """Return a data validation as xlsxwriter's options."""
    kinds = {
        "list": "list",
        "whole": "integer",
        "decimal": "decimal",
        "date": "date",
        "time": "time",
        "textLength": "length",
        "custom": "custom",
    }
    options: dict[str, Any] = {
        "validate": kinds.get(rule.type, "any"),
        "ignore_blank": bool(rule.allowBlank),
        "error_type": rule.errorStyle or "stop",
        "input_title": rule.promptTitle,
        "input_message": rule.prompt,
        "error_title": rule.errorTitle,
        "error_message": rule.error,
    }
    first, second = rule.formula1, rule.formula2
    if rule.type == "list":
        options["source"] = first[1:-1].split(",") if first.startswith('"') else f"={first}"
    elif rule.type == "custom":
        options["value"] = f"={first}"
    elif second is not None:
        options |= {"criteria": rule.operator or "between", "minimum": _limit(first), "maximum": _limit(second)}
    else:
        options |= {"criteria": _criteria(rule.operator), "value": _limit(first)}
    return {key: value for key, value in options.items() if value is not None}


def _criteria(operator: str | None) -> str:
    words = {
        "equal": "==",
        "notEqual": "!=",
        "greaterThan": ">",
        "lessThan": "<",
        "greaterThanOrEqual": ">=",
        "lessThanOrEqual": "<=",
    }
    return words.get(operator or "", operator or "between")


def _limit(formula: str) -> Any:
    try:
        return float(formula)
    except ValueError:
        return f"={formula}"
