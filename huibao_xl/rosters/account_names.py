"""Columns of 银行账户 that may name the holder though no header says so: 领取人, 代领人, 乙方 beside 姓名; and 原账号 beside 新账号.

Money that goes to another adult waits, so a name beside the person's must not be overlooked. Where the list has no 户名, such a column is used as it and
asked about: one whose header says who takes the money (``takers`` in ``schemas/list-terms.json``) and that names somebody else in some row, and
one that nobody understands and that repeats 姓名 in most rows and names somebody else in others.
"""

import re
from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import replace

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from huibao_xl.files.reading.grid import Grid
from huibao_xl.rosters.column_content import TESTS
from huibao_xl.rosters.header import Header
from huibao_xl.rosters.header_terms import content, fields_of, plain
from huibao_xl.rosters.layout import Layout
from huibao_xl.rosters.recogniser import ColumnReading

_ACCOUNT = "银行账号"
_MOSTLY = 0.8
"""From this share of names on, a column holds names."""
_SURELY = 0.5
"""From this score on a header is one of account numbers."""


def may_be_holders(
    grid: Grid, header: Header, columns: Mapping[str, int], readings: Iterable[ColumnReading], answered: Set[int]
) -> list[int]:
    """Return the columns of a list of accounts that may name the holder, the likeliest first; [] where it has 户名, or no 姓名. ``readings``:
    what the columns are read as that no header of the role spells; ``answered``: columns of which a clerk has said what they are."""
    if "户名" in columns or "姓名" not in columns:
        return []
    takers = re.compile(content()["takers"]["words"])
    found: list[int] = []
    for one in readings:
        taker = takers.search(plain(one.header)) is not None
        if one.column in answered or one.column in columns.values() or not (taker or _is_unknown(one)):
            continue
        if _names_others(grid, header, columns["姓名"], one.column, taker):
            found[:] = [one.column, *found] if taker else [*found, one.column]
    return found


def without_former(readings: Sequence[ColumnReading], spelt: bool) -> tuple[ColumnReading, ...]:
    """Return how the columns of a list of accounts are read, without what 原账号, 变更前卡号 hold where 新账号 stands beside them, which is then sure, or
    where another column is ``spelt`` as 银行账号."""
    of_accounts = [one for one in readings if one.field == _ACCOUNT or _ACCOUNT in one.doubts]
    former = {one.column for one in of_accounts if _says("former", one.header)}
    new = {one.column for one in of_accounts if _says("new", one.header)} - former
    if not former or not (spelt or (len(new) == 1 and len(of_accounts) == len(former) + 1)):
        return tuple(readings)
    gone = [replace(one, field="", sureness="未用", doubts=()) if one.column in former else one for one in readings]
    sure = (replace(one, field=_ACCOUNT, sureness="确定", doubts=()) if one.column in new else one for one in gone)
    return tuple(gone if spelt else sure)


def spelt_of_now(spelt: Mapping[int, str], texts: Sequence[str]) -> dict[int, str]:
    """Return {column: field} of the columns of a list of accounts whose headers spell it, without those of before (账号（旧卡信息）) that another
    spells too. ``texts``: all headers."""
    former = {at for at in spelt if _says("former", texts[at])}
    now = {field for at, field in spelt.items() if at not in former}
    return {at: field for at, field in spelt.items() if at not in former or field not in now}


def former_accounts(layout: Layout) -> list[int]:
    """Return the columns of a list of accounts that hold the numbers of before (原账号) beside those of today."""
    if _ACCOUNT not in layout.columns:
        return []
    used = {*layout.columns.values(), *(layout.confirmed or {})}
    others = (at for at in range(len(layout.header.texts)) if at not in used)
    return [at for at in others if _is_former(layout.header.texts[at])]


def _is_former(header: str) -> bool:
    return _says("former", header) and fields_of(header).get(_ACCOUNT, 0.0) >= _SURELY


def _says(which: str, header: str) -> bool:
    """Whether a header is of an account of before ("former"), or of the one that is given now ("new")."""
    return re.search(content()["former_accounts"][which], plain(header)) is not None


def _is_unknown(reading: ColumnReading) -> bool:
    """Whether nobody understands a column."""
    return not reading.field or reading.sureness != "确定"


def _names_others(grid: Grid, header: Header, name: int, column: int, taker: bool) -> bool:
    """Whether a column holds names that are not always those of 姓名; unless it is a ``taker``'s, most of them must be."""
    names, cells = (_trimmed(grid.cells[at].slice(header.last + 1)) for at in (name, column))
    both = (names != "") & (cells != "")
    other = both & (names != cells)
    if not other.any() or (not taker and np.count_nonzero(other) * 2 > np.count_nonzero(both)):
        return False
    written = cells[both]
    return sum(map(TESTS["name"], written)) >= _MOSTLY * len(written)


def _trimmed(cells: pa.ChunkedArray) -> np.ndarray:
    return np.asarray(pc.utf8_trim_whitespace(pc.fill_null(cells, "")).to_numpy(zero_copy_only=False), dtype=object)
