"""Where a sheet's header is: the row, or pair of rows, with the most headers that some role uses.

Title rows, blank rows, merged cells and headers in two rows (a group above, names below) are normal; a row with a long number is data.
"""

import re
from dataclasses import dataclass, replace

from huibao_xl.files.reading.grid import Grid
from huibao_xl.rosters.fields import RoleBook, header_key, person_headers, role_book
from huibao_xl.rosters.header_terms import fields_of

_SEARCHED_ROWS = 60
_NEARLY = 0.6
_LONGEST, _PLAINLY = 30, 0.6
"""A text that is longer is a remark; one whose terms score less is hardly a header."""
_LONG_DIGITS = re.compile(r"\d{8,}")


@dataclass(frozen=True)
class Header:
    """The header of a sheet.

    ``first``, ``last``: its rows, as positions in the grid, both inclusive. ``keys``, ``texts``: what each column is called, as compared
    (:func:`fields.header_key`) and as written. ``title``: the text above the header. ``recognised``: how many of the columns have a
    header that some role uses. ``rows``: each header row as compared, to find it again where it is printed on every page.
    """

    first: int
    last: int
    keys: list[str]
    texts: list[str]
    title: str
    recognised: int
    rows: list[list[str]]


def find_header(grid: Grid, book: RoleBook | None = None) -> Header | None:
    """Return the header of a sheet, or None if none of its first rows holds a header that a role of ``book`` uses.

    ``book``: the roles that are possible; without one those that ship.

    It is the first row, or pair of rows, with nearly as many recognised headers as the best: the same header printed again further
    down must not win, or the people above it would be lost.
    """
    rows = [grid.row(index) for index in range(min(grid.n_rows, _SEARCHED_ROWS))]
    headers = (book or role_book()).headers
    found = [_best_from(rows, index, headers) for index in range(len(rows))]
    candidates = [header for header in found if _names_people(header)] or found
    most = max((header.recognised for header in candidates), default=0)
    return next((header for header in candidates if header.recognised and header.recognised >= most * _NEARLY), None)


def _names_people(header: Header) -> bool:
    """Whether a header has 姓名 or 证件号码: a line of a form above it (街镇 七宝镇 联系人 …) has neither."""
    return any(key in person_headers() for key in header.keys)


def _best_from(rows: list[list[str]], index: int, headers: frozenset[str]) -> Header:
    """The row as a header, or together with the next one if both contribute to it."""
    single = _header(rows, index, index, [(header_key(text), text) for text in rows[index]], headers)
    if index + 1 == len(rows) or any(map(_LONG_DIGITS.search, rows[index + 1])):
        return single
    below = sum(header_key(text) in headers for text in rows[index + 1])
    if below > single.recognised and _is_form_line(rows[index], headers):
        return replace(single, recognised=0)
    pair = _header(rows, index, index + 1, _pair(rows[index], rows[index + 1], headers), headers)
    return pair if pair.recognised > max(single.recognised, below) else single


def _is_form_line(row: list[str], headers: frozenset[str]) -> bool:
    """Whether a row fills in a form (街镇 七宝镇 联系人 样甲) and heads no column: each header in it is followed by what is none."""
    written = [header_key(text) in headers for text in row if text.strip()]
    labels = [at for at, is_header in enumerate(written) if is_header]
    return bool(labels) and all(at + 1 < len(written) and not written[at + 1] for at in labels)


def _header(
    rows: list[list[str]], first: int, last: int, cells: list[tuple[str, str]], headers: frozenset[str]
) -> Header:
    recognised = sum(key in headers for key, _ in cells) or _by_terms([text for _, text in cells])
    title = " ".join(text for row in rows[:first] for text in row if text)
    compared = [[header_key(text) for text in row] for row in rows[first : last + 1]]
    return Header(first, last, [key for key, _ in cells], [text for _, text in cells], title, recognised, compared)


def _by_terms(texts: list[str]) -> int:
    """How many texts are headers by their terms, if 姓名 and 证件号码 are among them: 申请人姓名, 身份证编号 …"""
    scored = [next(iter(found.items())) for text in texts if len(text) <= _LONGEST and (found := fields_of(text))]
    fields = [field for field, score in scored if score >= _PLAINLY]
    return len(fields) if {"姓名", "证件号码"} <= set(fields) else 0


def _pair(upper: list[str], lower: list[str], headers: frozenset[str]) -> list[tuple[str, str]]:
    """Headers written in two rows: a group above (kept to the right until the next), names below."""
    cells, group = [], ""
    for above, below in zip(upper, lower, strict=True):
        group = above if above else group
        texts = [group + below, below, *([] if header_key(below) else [above])] if below else [above]
        text = next((text for text in texts if header_key(text) in headers), texts[0])
        cells.append((header_key(text), text))
    return cells
