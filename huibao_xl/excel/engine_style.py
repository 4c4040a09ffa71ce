"""Fill, font and number format of many cells at once, and their colours as Excel shows them.

A style is made once for all cells that had the same style before: formatting a column of 30,000 cells costs a lookup per
cell, not a new style per cell.
"""

import colorsys
from collections.abc import Callable, Iterable
from copy import copy
from typing import Any

from lxml import etree
from openpyxl.styles import Color, PatternFill
from openpyxl.styles.colors import COLOR_INDEX
from openpyxl.writer.theme import theme_xml

RGB = tuple[int, int, int]
_DRAWING = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_THEME_ORDER = [
    "lt1",
    "dk1",
    "lt2",
    "dk2",
    "accent1",
    "accent2",
    "accent3",
    "accent4",
    "accent5",
    "accent6",
    "hlink",
    "folHlink",
]


def restyle(cells: Iterable[Any], attribute: str, change: Callable[[Any], Any]) -> None:
    """Set ``attribute`` (font, fill, number_format, alignment) of each cell to what ``change`` makes of the present one."""
    restyled: dict[tuple[int, ...], Any] = {}
    for cell in cells:
        before = tuple(cell._style or ())
        if before in restyled:
            cell._style = copy(restyled[before])
        else:
            setattr(cell, attribute, change(getattr(cell, attribute)))
            restyled[before] = cell._style


def copy_look(source: Any, target: Any, same_book: bool, carried: dict[Any, Any]) -> None:
    """Give a cell the look of another; between books each part is carried over, because style numbers mean nothing there.

    ``carried``: {(style of the cell, style that the target had): its style now}, which this fills: one for all cells of a copy.
    """
    if same_book:
        target._style = copy(source._style)
        return
    before = (tuple(source._style or ()), tuple(target._style or ()))
    if before not in carried:
        for attribute in ("font", "fill", "border", "alignment", "protection", "number_format"):
            setattr(target, attribute, copy(getattr(source, attribute)))
        carried[before] = copy(target._style)
    target._style = copy(carried[before])


def with_value(name: str, value: Any) -> Callable[[Any], Any]:
    """Return the change that sets one part of a font or alignment and keeps the rest."""

    def change(style: Any) -> Any:
        new = copy(style)
        setattr(new, name, value)
        return new

    return change


def fill_of(color: RGB | None) -> Callable[[Any], PatternFill]:
    """Return the change that fills with a colour, or removes the fill."""
    fill = PatternFill() if color is None else PatternFill("solid", fgColor=argb(color), bgColor=Color(indexed=64))
    return lambda _: fill


def argb(color: RGB) -> str:
    """Return a colour as the file writes it.

    >>> argb((255, 199, 206))
    'FFFFC7CE'
    """
    return "FF{:02X}{:02X}{:02X}".format(*color)


def as_rgb(color: RGB | list[int] | str | int) -> RGB:
    """Return a colour given as xlwings allows: three parts, ``#rrggbb``, or Excel's integer (blue first)."""
    if isinstance(color, str):
        color = int("".join(reversed([color.lstrip("#")[at : at + 2] for at in (0, 2, 4)])), 16)
    if isinstance(color, int):
        return color & 255, color >> 8 & 255, color >> 16 & 255
    red, green, blue = color
    return int(red), int(green), int(blue)


def fill_color(fill: Any, theme: Any) -> RGB | None:
    """Return the colour of a cell's fill, None without one."""
    if getattr(fill, "fill_type", None) is None:
        return None
    return shown(fill.fgColor if hasattr(fill, "fgColor") else None, theme) or (255, 255, 255)


def shown(color: Any, theme: Any) -> RGB | None:
    """Return an openpyxl colour (direct, indexed or of the theme, with its tint) as three parts; None where it is automatic."""
    if color is None:
        return None
    if color.type == "rgb":
        return _parts(color.rgb)
    if color.type == "indexed":
        return _parts(COLOR_INDEX[color.indexed]) if color.indexed < len(COLOR_INDEX) else None
    base = _theme_colors(theme).get(color.theme) if color.type == "theme" else None
    return base and _tinted(base, color.tint)


def _parts(text: str) -> RGB:
    value = int(text[-6:], 16)
    return value >> 16, value >> 8 & 255, value & 255


def _theme_colors(theme: bytes | str | None) -> dict[int, RGB]:
    """Return the theme's colours by the number cells use; Excel numbers light before dark."""
    root = etree.fromstring(theme if isinstance(theme, bytes) else (theme or theme_xml).encode())
    scheme = root.find(f".//{_DRAWING}clrScheme")
    found: dict[int, RGB] = {}
    for number, name in enumerate(_THEME_ORDER):
        entry = scheme.find(f"{_DRAWING}{name}") if scheme is not None else None
        if entry is not None and len(entry):
            found[number] = _parts(entry[0].get("lastClr") or entry[0].get("val"))
    return found


def _tinted(color: RGB, tint: float) -> RGB:
    hue, light, saturation = colorsys.rgb_to_hls(*(part / 255 for part in color))
    light = light * (1 + tint) if tint < 0 else light * (1 - tint) + tint
    red, green, blue = colorsys.hls_to_rgb(hue, light, saturation)
    return round(red * 255), round(green * 255), round(blue * 255)
