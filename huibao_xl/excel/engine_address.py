"""Addresses of cells and blocks as Excel writes them, and as (top, left, bottom, right)."""

import re

from openpyxl.utils import get_column_letter, range_boundaries

MAX_ROW = 1_048_576
MAX_COLUMN = 16_384
Box = tuple[int, int, int, int]
_PLAIN_TITLE = re.compile(r"[^\W\d][\w.]*")
_LIKE_A_CELL = re.compile(r"[A-Za-z]{1,3}\d+|[RrCc]\d*(?:[Cc]\d*)?")


def box_of(address: str) -> Box:
    """Return the block of an address; whole columns and rows reach to the end of the sheet.

    >>> box_of("$A$2:C5"), box_of("B:B")
    ((2, 1, 5, 3), (1, 2, 1048576, 2))
    """
    left, top, right, bottom = range_boundaries(address.replace("$", "").upper())
    box = top or 1, left or 1, bottom or MAX_ROW, right or MAX_COLUMN
    return min(box[0], box[2]), min(box[1], box[3]), max(box[0], box[2]), max(box[1], box[3])


def a1(box: Box, row_mark: str = "", column_mark: str = "") -> str:
    """Return the address of a block, with the given dollar signs.

    >>> a1((2, 1, 5, 3)), a1((1, 2, 1048576, 2), "$", "$"), a1((4, 4, 4, 4))
    ('A2:C5', '$B:$B', 'D4')
    """
    top, left, bottom, right = box
    first, last = column_mark + get_column_letter(left), column_mark + get_column_letter(right)
    if (left, right) == (1, MAX_COLUMN):
        return f"{row_mark}{top}:{row_mark}{bottom}"
    if (top, bottom) == (1, MAX_ROW):
        return f"{first}:{last}"
    start = f"{first}{row_mark}{top}"
    return start if box[:2] == box[2:] else f"{start}:{last}{row_mark}{bottom}"


def quoted(title: str) -> str:
    """Return a sheet's title as a formula names it.

    >>> quoted("名单"), quoted("2024 名单"), quoted("it's")
    ('名单', "'2024 名单'", "'it''s'")
    """
    if _PLAIN_TITLE.fullmatch(title) and not _LIKE_A_CELL.fullmatch(title):
        return title
    return "'" + title.replace("'", "''") + "'"


def unquoted(prefix: str) -> str:
    """Return the title that a formula's prefix names (without the ``!``).

    >>> unquoted("'it''s'")
    "it's"
    """
    return prefix[1:-1].replace("''", "'") if prefix.startswith("'") else prefix
