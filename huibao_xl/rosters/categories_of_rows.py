"""Rosters of several categories on one sheet: a column says of each row which it is (人员类别), or each category has a column of marks (√).

Each row is read under the roster that its cell names; what no cell says surely waits. Which words mean which roster is data
(``categories_of_rows`` in ``schemas/list-terms.json``).
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import lru_cache

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from huibao_xl.files.reading.grid import Grid, RowsOf
from huibao_xl.identifiers.spelling import plain
from huibao_xl.rosters.header import Header
from huibao_xl.rosters.header_terms import content
from huibao_xl.rosters.header_terms import plain as plain_header
from huibao_xl.rosters.merged import filled_down
from huibao_xl.rosters.out_lists import people_rows
from huibao_xl.rosters.sheet_tables import is_header, names_person
from huibao_xl.rosters.status_words import answer, is_nothing, read_state

Flags = npt.NDArray[np.bool_]
_MOSTLY = 0.8
"""Share of the people from which on a column says of the list whose rosters it is."""
_MARKED = 2
"""Columns of marks that a sheet of several categories has at least."""
_LONGEST, _SEVERAL = 16, 60
"""A longer cell is a remark; a column with more distinct cells names no categories."""


@lru_cache(maxsize=4096)
def rosters_named(text: str) -> frozenset[str]:
    """Return the rosters that a cell or header names, none where it is not sure that somebody is in one.

    >>> sorted(rosters_named("低保、残疾")), sorted(rosters_named("残疾军人")), sorted(rosters_named("疑似残疾"))
    (['医疗救助对象', '持证残疾人'], ['优抚对象'], [])
    """
    rule, written = content()["categories_of_rows"], plain(text)
    if not written or len(written) > _LONGEST or re.search(rule["unsure"], written) or read_state(text).means == "out":
        return frozenset()
    found = set()
    for role, pattern in rule["words"].items():
        if re.search(pattern, written):
            found.add(role)
            written = re.sub(pattern, " ", written)
    return frozenset(found)


def may_have_categories(header: Header) -> bool:
    """Return whether a header has a column of categories, or columns of marks that may be ones."""
    return any(map(_is_of_category, header.texts)) or len(_mark_columns(header)) >= _MARKED


def rows_of_categories(grid: Grid, header: Header, at_least: int, general: str = "") -> tuple[RowsOf, ...]:
    """Return the rows of each roster on a sheet of several, and last those of whom nobody can say which; () if it is no such sheet.
    ``at_least``: rosters that a column of categories names; ``general``: the word by which names say a list of people of whom only some are in
    a category: then nobody is sure."""
    parts = _found(grid, header, at_least)
    return (
        tuple(replace(one, doubt=one.doubt or f"别的名单（名称有“{general}”）") for one in parts) if general else parts
    )


def _found(grid: Grid, header: Header, at_least: int) -> tuple[RowsOf, ...]:
    people = people_rows(grid, header)
    people[_another_table(grid, header) :] = False
    if not people.any():
        return ()
    for at, text in enumerate(header.texts):
        if _is_of_category(text):
            cells = pc.fill_null(filled_down(grid, at), "").combine_chunks().cast(pa.string())
            named = {one: rosters_named(one) for one in pc.unique(cells).to_pylist()}
            flags = {role: _among(cells, [one for one, roles in named.items() if role in roles]) for role in _roles()}
            nobody = _among(cells, [one for one in named if one and _is_of_none(one)])
            if len(named) <= _SEVERAL and (parts := _parts(flags, nobody, people, {at: text}, at_least, True)):
                return parts
    columns = _mark_columns(header)
    return _of_marks(grid, columns, people, header) if len(columns) >= _MARKED else ()


def _another_table(grid: Grid, header: Header) -> int:
    """The first row below the header at which another header stands, all rows where none does."""
    heads = np.zeros(grid.n_rows, dtype=bool)
    for at in (at for at, text in enumerate(header.texts) if names_person(text)):
        written = pc.match_substring(grid.cells[at], "名")
        heads |= pc.fill_null(written, False).to_numpy(zero_copy_only=False)
    heads[: header.last + 1] = False
    rows = (int(row) for row in np.flatnonzero(heads))
    others = (row for row in rows if is_header(grid.row(row)) and grid.row(row) != grid.row(header.last))
    return next(others, grid.n_rows)


def _of_marks(grid: Grid, columns: Mapping[int, str], people: Flags, header: Header) -> tuple[RowsOf, ...]:
    """The rows by columns of marks, {column: roster}."""
    flags, sure = {role: np.zeros(grid.n_rows, dtype=bool) for role in _roles()}, np.ones(grid.n_rows, dtype=bool)
    for at, role in columns.items():
        cells = pc.fill_null(filled_down(grid, at), "").combine_chunks().cast(pa.string())
        marks = {one: _mark(one, role) for one in pc.unique(cells).to_pylist()}
        flags[role] |= _among(cells, [one for one, is_in in marks.items() if is_in])
        sure &= _among(cells, [one for one, is_in in marks.items() if is_in is not None])
    if (sure & people).sum() < _MOSTLY * people.sum():
        return ()
    nobody = sure & ~np.logical_or.reduce([*flags.values()])
    return _parts(flags, nobody, people, {at: header.texts[at] for at in columns}, 1)


def _mark(text: str, role: str) -> bool | None:
    """Whether a cell in a roster's column says that somebody is in it, None where it says neither."""
    if not text.strip() or is_nothing(text) or answer(text) is not None:
        return bool(answer(text))
    return True if role in rosters_named(text) or re.search(content()["roster_cells"]["roles"][role], text) else None


def _parts(
    flags: Mapping[str, Flags],
    nobody: Flags,
    people: Flags,
    columns: Mapping[int, str],
    at_least: int,
    worded: bool = False,
) -> tuple[RowsOf, ...]:
    """The rows of each roster, and last those that are people's and of none. ``nobody``: rows that say that they are of none, ``worded``: in words
    (普通居民): then they are as sure as those of a roster, if these are most; ``columns``: {column: header} of what says so."""
    named = {role: rows for role, rows in flags.items() if (rows & people).any()}
    if len(named) < at_least:
        return ()
    placed = np.logical_or.reduce([*named.values()])
    left = people & ~placed & ~nobody
    share = (placed & people).sum() / people.sum()
    if worded and 2 * share >= 1:
        share = ((placed | nobody) & people).sum() / people.sum()
    header, at = "、".join(columns.values()), frozenset(columns)
    why, doubt = f"按“{header}”列", "" if share >= _MOSTLY else f"别的名单（“{header}”只写明了部分人是哪一类）"
    parts = [RowsOf(role, rows, at, why, doubt) for role, rows in named.items()]
    if left.any():
        parts.append(
            RowsOf(parts[0].role, left, at, why, f"别的名单（“{header}”没有写明这 {int(left.sum())} 人是哪一类）")
        )
    return tuple(parts)


def _roles() -> Sequence[str]:
    return tuple(content()["categories_of_rows"]["words"])


def _among(cells: pa.Array, texts: Sequence[str]) -> Flags:
    return np.asarray(
        pc.is_in(cells, pa.array(list(texts), pa.string())).to_numpy(zero_copy_only=False), dtype=np.bool_
    )


def _is_of_none(text: str) -> bool:
    """Whether a cell says that somebody is in no category (无, 一般户)."""
    return is_nothing(text) or re.fullmatch(content()["categories_of_rows"]["none"], plain(text)) is not None


def _is_of_category(header: str) -> bool:
    """Whether a header asks which category somebody is of (人员类别, 对象类别, 困难身份)."""
    return bool(header) and re.fullmatch(content()["categories_of_rows"]["headers"], plain_header(header)) is not None


def _mark_columns(header: Header) -> dict[int, str]:
    """{column: roster} of headers that are a roster's name alone (持证残疾人, 是否低保)."""
    rule, found = content()["categories_of_rows"], {}
    for at, text in enumerate(header.texts):
        bare = re.sub(rule["asides"], "", plain_header(text))
        roles = rosters_named(bare) if bare else frozenset()
        if len(roles) == 1 and not re.sub(rule["words"][role := next(iter(roles))], "", bare):
            found[at] = role
    return found
