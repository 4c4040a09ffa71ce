"""In which colours the cells of a sheet are filled and written, and whether bold: a second look into the file, for sheets of which a legend says what a colour means.

A reader of values sees no colours, and hardly any sheet needs them. Only what stands at the cells themselves is seen, no rule of
conditional formatting.
"""

import colorsys
import io
import warnings
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import xlrd
from lxml import etree

from huibao_xl.files.reading.faults import foreign_parser
from huibao_xl.reasons import Stop

UNKNOWN = "?"
"""A colour of which nobody can say what it is."""
_HUES = ((15, "红"), (40, "橙"), (70, "黄"), (165, "绿"), (260, "蓝"), (320, "紫"), (361, "红"))
"""(degrees of the colour wheel up to which, the word)."""
_DARK, _PALE, _WHITE = 0.25, 0.05, 0.97
_OLE = b"\xd0\xcf\x11\xe0"
_XLS_AUTOMATIC = (64, 65, 0x7FFF)
_SOLID, _NO_PATTERN = 1, 0


@dataclass(frozen=True)
class Paint:
    """The colours of a cell as words (红 橙 黄 绿 蓝 紫 灰 黑, UNKNOWN); "" for no fill or a white one, and for black writing. ``face``: 粗, 斜 and 线 where it
    is bold, slanted, underlined."""

    fill: str = ""
    font: str = ""
    face: str = ""


def paints(path: Path, sheet: str) -> Mapping[tuple[int, int], Paint] | None:
    """Return {(row, column) from 0: paint} of the cells of a sheet that have any, None where the file does not say: no workbook, or one that
    cannot be read again."""
    try:
        state = path.stat()
    except OSError:
        return None
    return _paints(path, sheet, state.st_mtime_ns, state.st_size)


@lru_cache(maxsize=4)
def _paints(path: Path, sheet: str, changed: int, size: int) -> Mapping[tuple[int, int], Paint] | None:
    """As :func:`paints`, of a file as it was last ``changed``, with ``size`` bytes."""
    try:
        content = path.read_bytes()
        with foreign_parser(path), warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return (_of_xls if content.startswith(_OLE) else _of_xlsx)(content, sheet)
    except (OSError, Stop):
        return None


def word_of(rgb: str) -> str:
    """Return the word for a colour of six hexadecimal digits, "" for white.

    >>> [word_of(rgb) for rgb in ("FFFF00", "FFC000", "FF0000", "92D050", "D9D9D9", "FFFFFF", "000000")]
    ['黄', '黄', '红', '绿', '灰', '', '黑']
    """
    red, green, blue = (int(rgb[at : at + 2], 16) / 255 for at in (0, 2, 4))
    hue, saturation, value = colorsys.rgb_to_hsv(red, green, blue)
    if value < _DARK:
        return "黑"
    if saturation < _PALE:
        return "" if value > _WHITE else "灰"
    return next(word for until, word in _HUES if hue * 360 < until)


def _of_xlsx(content: bytes, name: str) -> Mapping[tuple[int, int], Paint] | None:
    import openpyxl  # a tenth of a command's start, and few lists have a legend of colours

    book = openpyxl.load_workbook(io.BytesIO(content), read_only=True)
    if name not in book.sheetnames:
        return None
    theme, found, styles = _theme(book.loaded_theme), dict[tuple[int, int], Paint](), dict[tuple[int, int], Paint]()
    for row, cells in enumerate(book[name].iter_rows()):
        for column, cell in enumerate(cells):
            if not getattr(cell, "has_style", False):
                continue
            style = _style_of(cell)
            if style not in styles:
                styles[style] = Paint(_fill(cell.fill, theme), _font(cell.font, theme), _face(cell.font))
            if styles[style] != Paint():
                found[row, column] = styles[style]
    return found


def _style_of(cell: Any) -> tuple[int, int]:
    """The numbers of a cell's fill and font: most cells share a few."""
    return cell.style_array.fillId, cell.style_array.fontId


def _fill(fill: Any, theme: list[str]) -> str:
    pattern = getattr(fill, "patternType", UNKNOWN)
    if pattern in (None, "none"):
        return ""
    return _word(fill.fgColor, theme) if pattern == "solid" else "灰" if "gray" in str(pattern) else UNKNOWN


def _font(font: Any, theme: list[str]) -> str:
    word = _word(font.color, theme) if font is not None and font.color is not None else ""
    return "" if word == "黑" else word


def _face(font: Any) -> str:
    """How letters look, of openpyxl and of xlrd."""
    seen = {
        "粗": font.bold,
        "斜": font.italic,
        "线": getattr(font, "underlined", None) or getattr(font, "underline", None),
    }
    return "".join(word for word, has in seen.items() if has)


def _word(colour: Any, theme: list[str]) -> str:
    """The word for a colour of openpyxl; one that Excel chooses is none."""
    from openpyxl.styles.colors import COLOR_INDEX

    if colour is None or colour.type == "auto" or (colour.type == "indexed" and colour.indexed >= len(COLOR_INDEX)):
        return ""
    if colour.type == "theme" and colour.theme >= len(theme):
        return UNKNOWN
    rgb = (
        theme[colour.theme]
        if colour.type == "theme"
        else COLOR_INDEX[colour.indexed]
        if colour.type == "indexed"
        else colour.rgb
    )
    return word_of(_tinted(str(rgb)[-6:], colour.tint or 0))


def _tinted(rgb: str, tint: float) -> str:
    """A colour made darker (below 0) or lighter, as Excel does by its tint."""
    parts = [int(rgb[at : at + 2], 16) for at in (0, 2, 4)]
    return "".join(f"{round(one * (1 + tint) if tint < 0 else one + (255 - one) * tint):02X}" for one in parts)


def _theme(part: bytes | None) -> list[str]:
    """The colours that the numbers of a theme mean: white and black stand the other way round than in the file."""
    if not part:
        return []
    scheme = etree.fromstring(part).find(".//{*}clrScheme")
    colours = [] if scheme is None else [next(iter(item)) for item in scheme]
    found = [colour.get("lastClr") or colour.get("val") or "000000" for colour in colours]
    return [found[at] for at in (1, 0, 3, 2, *range(4, len(found)))] if len(found) > 4 else []


def _of_xls(content: bytes, name: str) -> Mapping[tuple[int, int], Paint] | None:
    book = xlrd.open_workbook(file_contents=content, logfile=io.StringIO(), formatting_info=True)
    if name not in book.sheet_names():
        return None
    sheet, found = book.sheet_by_name(name), dict[tuple[int, int], Paint]()
    styles = [_paint_of_xls(book, style) for style in book.xf_list]
    for row in range(sheet.nrows):
        for column in range(sheet.row_len(row)):
            if (paint := styles[sheet.cell_xf_index(row, column)]) != Paint():
                found[row, column] = paint
    return found


def _paint_of_xls(book: Any, style: Any) -> Paint:
    ground = style.background
    fill = "" if ground.fill_pattern == _NO_PATTERN else UNKNOWN
    fill = _word_of_xls(book, ground.pattern_colour_index) if ground.fill_pattern == _SOLID else fill
    letters = book.font_list[style.font_index]
    font = _word_of_xls(book, letters.colour_index)
    return Paint(fill, "" if font == "黑" else font, _face(letters))


def _word_of_xls(book: Any, index: int) -> str:
    rgb = book.colour_map.get(index)
    if index in _XLS_AUTOMATIC or rgb is None:
        return ""
    return word_of("".join(f"{part:02X}" for part in rgb))
