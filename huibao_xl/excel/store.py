"""What the commands remember in a workbook: a very hidden sheet ``_huibao`` that holds one JSON text, saved with the workbook.

Remembered are the names of the sheets that are ours, the cells that we coloured, what undo needs, and the list of runs. The text is cut
into pieces that every version of Excel takes in a block write (8,203 characters is the old limit); each begins with ``|``, so
that no piece is taken for a formula or for a text with an apostrophe in front.
"""

import json
from typing import Any

import xlwings as xw

from huibao_xl import strict_json

SHEET = "_huibao"
VISIBLE, VERY_HIDDEN = -1, 2
_PIECE = 8_000


def has_sheet(book: xw.Book, name: str) -> bool:
    """Tell whether a workbook has a sheet, upper and lower case alike."""
    return name.casefold() in {sheet.name.casefold() for sheet in book.sheets}


def load(book: xw.Book) -> dict[str, Any]:
    """Return what was saved, empty if nothing was or if somebody changed it."""
    if not has_sheet(book, SHEET):
        return {}
    sheet = book.sheets[SHEET]
    pieces = sheet.range((1, 1), (sheet.used_range.last_cell.row, 1)).options(ndim=1).value
    try:
        content = strict_json.parse("".join(str(piece)[1:] for piece in pieces if piece))
    except ValueError:
        return {}
    return content if isinstance(content, dict) else {}


def save(book: xw.Book, **changes: Any) -> None:
    """Save these entries; the others stay."""
    text = json.dumps(load(book) | changes, ensure_ascii=False)
    pieces = ["|" + text[start : start + _PIECE] for start in range(0, len(text), _PIECE)]
    if has_sheet(book, SHEET):
        sheet = book.sheets[SHEET]
        sheet.clear()
    else:
        sheet = add_hidden(book)
    area = sheet.range((1, 1), (len(pieces), 1))
    area.number_format = "@"
    area.value = [[piece] for piece in pieces]


def add_hidden(book: xw.Book) -> xw.Sheet:
    """Add the sheet at the end; what was active stays active."""
    active = book.sheets.active
    sheet = book.sheets.add(SHEET, after=book.sheets[-1])
    active.activate()
    sheet.visible = VERY_HIDDEN  # type: ignore[assignment]
    return sheet
