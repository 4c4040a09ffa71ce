"""Several tables on one sheet: one below another with another header, or beside it (the list, and at its
right who has died): behind an empty column, or where the headers begin anew below a line that says which people these are (本月新增 | 本月减少).

Each becomes a grid of its own, at the same rows and columns of the sheet, so that it is read by its own header and every place stays right.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

import pyarrow as pa
import pyarrow.compute as pc

from huibao_xl.files.reading.grid import Grid
from huibao_xl.identifiers.spelling import plain
from huibao_xl.rosters.fields import RoleBook, header_key, name_headers, person_headers
from huibao_xl.rosters.header import Header, find_header
from huibao_xl.rosters.header_terms import fields_of

_SURELY, _LONGEST = 0.9, 20
_LONG = r"^\W*[0-9]{14,}"
_GOES_ON, _COUNTER = re.compile("续|接上|下页"), re.compile(r"[第之()（）\d一二三四五六七八九十_\-－—.\s续页表接上下]+")
_BY_EXCEL = re.compile("(?:SHEET|工作)?", re.IGNORECASE)
"""What is left of a name that Excel gave."""
_NUMBERING = ("序号", "编号", "NO", "行次")


def names_person(header: str) -> bool:
    """Whether a header is that of a person's name (姓名, 死亡人员姓名); 监护人姓名 is not.

    >>> names_person("姓名"), names_person("死亡人员姓名"), names_person("监护人姓名"), names_person("样甲")
    (True, True, False, False)
    """
    if header_key(header) in name_headers():
        return True
    field, score = next(iter(fields_of(header).items()), ("", 0.0)) if 0 < len(header) <= _LONGEST else ("", 0.0)
    return field == "姓名" and score >= _SURELY


def is_header(cells: Sequence[str]) -> bool:
    """Whether a row heads a table of people: it has a header for names, at least one more, and no number as long as an id."""
    filled = [text for text in cells if text.strip()]
    if any(sum(map(str.isdigit, text)) > 5 for text in filled) or not any(map(names_person, filled)):
        return False
    others = [text for text in filled if header_key(text) in person_headers() or _is_field(text)]
    return len(others) >= 2 and len(others) * 2 >= len(filled)


def _is_field(text: str) -> bool:
    return len(text) <= _LONGEST and max(fields_of(text).values(), default=0.0) >= 0.6


def below(grid: Grid, first: int) -> Grid:
    """Return the rows of a grid from ``first`` (a position) on, as a grid of the same sheet."""
    cells = [column.slice(first) for column in grid.cells]
    return replace(grid, cells=cells, first_row=grid.first_row + first, beside=())


def continues(grid: Grid, before: Grid, header: Header) -> Grid | None:
    """Return a sheet without a header with the ``header`` of the sheet ``before`` it above its rows, whose numbers stay; None if its long numbers
    stand in other columns than there, or it has more columns."""
    if find_header(grid) is not None:
        return None
    here, there = _numbered(grid, 0), _numbered(before, header.last + 1)
    if not here or here != there or _width(grid) > _width(before):
        return None
    rows, nothing = header.last + 1 - header.first, pa.nulls(grid.n_rows, pa.string())
    cells = [*grid.cells, *([pa.chunked_array([nothing])] * (before.n_columns - grid.n_columns))]
    above = [column.slice(header.first, rows).chunks for column in before.cells]
    joined = [pa.chunked_array([*top, *column.chunks], pa.string()) for top, column in zip(above, cells, strict=False)]
    return replace(grid, cells=joined, first_row=grid.first_row - rows)


def is_named_on(name: str, before: str) -> bool:
    """Whether a sheet's name says that it goes on with the sheet ``before`` it.

    >>> is_named_on("续表", "名册"), is_named_on("名册(2)", "名册"), is_named_on("Sheet2", "Sheet1"), is_named_on("注销", "名册")
    (True, True, False, False)
    """
    here, there = (_COUNTER.sub("", plain(text)) for text in (name, before))
    goes_on = _GOES_ON.search(name) is not None and here in ("", there)
    return goes_on or (here == there and not _BY_EXCEL.fullmatch(here))


def _numbered(grid: Grid, start: int) -> list[int]:
    """The columns of which most filled cells from a row on hold a long number (an id or an account)."""
    found = []
    for at, column in enumerate(grid.cells):
        filled = pc.drop_null(column.slice(start))
        hits = pc.sum(pc.match_substring_regex(filled, _LONG)).as_py() or 0
        if hits and hits * 2 >= len(filled):
            found.append(at)
    return found


def _width(grid: Grid) -> int:
    """How many columns a sheet has up to the last that holds anything."""
    return max((at + 1 for at, column in enumerate(grid.cells) if column.null_count < len(column)), default=0)


def side_by_side(
    grid: Grid, says_whom: Callable[[str], bool], says_in: Callable[[str], bool], book: RoleBook | None = None
) -> list[Grid]:
    """Return the tables that stand side by side on a sheet, from left to right: the sheet itself if it is one table. ``says_whom``: whether a line
    above a table, or a header, says that its people are in or out; ``says_in``: that they are in."""
    header = find_header(grid, book) if grid.n_rows else None
    starts = _starts(grid, header, says_whom, says_in) if header else [0]
    if len(starts) == 1:
        return [grid]
    ends = [*starts[1:], grid.n_columns]
    return [_columns(grid, first, end) for first, end in zip(starts, ends, strict=True)]


def _starts(grid: Grid, header: Header, says_whom: Callable[[str], bool], says_in: Callable[[str], bool]) -> list[int]:
    """The first column of each table: behind an empty column, or where the numbering begins anew, or all headers do below a line that says whom
    they are about, if it names people as what is left of it does; or where headers of people who came stand beside those of people who left."""
    starts = [0]
    coming = {
        at: says_in(text)
        for at, text in enumerate(header.texts)
        if _may_name(text) and (says_in(text) or says_whom(text))
    }
    for column in range(1, grid.n_columns):
        anew = plain(header.texts[column]).upper() in _NUMBERING and plain(header.texts[starts[-1]]) == plain(
            header.texts[column]
        )
        left, right = header.texts[starts[-1] : column], header.texts[column:]
        again = left == right[: len(left)] and any(
            says_whom(grid.row(row)[column].strip()) for row in range(header.first)
        )
        if _turns(coming, starts[-1], column):
            starts.append(column)
            continue
        if not (anew or again or _is_gap(grid, header, column - 1)):
            continue
        if any(map(names_person, left)) and _begins_with_people(right):
            starts.append(column)
    return starts


def _turns(coming: Mapping[int, bool], first: int, column: int) -> bool:
    """Whether a column names people who came where those from ``first`` on up to it name people who left, or the other way round."""
    before = {came for at, came in coming.items() if first <= at < column}
    return column in coming and before == {not coming[column]}


def _may_name(header: str) -> bool:
    """Whether a header may be that of a person's name, with what happened to him (新增人员姓名)."""
    return 0 < len(header) <= _LONGEST and next(iter(fields_of(header)), "") == "姓名"


def _is_gap(grid: Grid, header: Header, column: int) -> bool:
    """Whether a column is empty: no header and no cell."""
    cells = grid.cells[column]
    return (
        not header.texts[column].strip()
        and not pc.any(pc.not_equal(pc.utf8_trim_whitespace(pc.fill_null(cells, "")), "")).as_py()
    )


def _begins_with_people(headers: Sequence[str]) -> bool:
    """Whether the first headers, up to the next gap, name people: a list that stands beside another begins with them."""
    filled: list[str] = []
    for text in headers:
        if not text.strip() and filled:
            break
        filled += [text] if text.strip() else []
    return bool(filled) and any(map(names_person, filled[:3])) and bool(headers[0].strip())


def _columns(grid: Grid, first: int, end: int) -> Grid:
    nothing = pa.chunked_array([pa.nulls(grid.n_rows, pa.string())])
    cells = [column if first <= at < end else nothing for at, column in enumerate(grid.cells[:end])]
    return replace(grid, cells=cells)
