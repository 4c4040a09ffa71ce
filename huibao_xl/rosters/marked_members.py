"""Lists of everybody on which a mark says who is in a roster: 联明村农户底册（备注栏标“困难”的为生活困难农户）; 打√的为低保户.

Who has the mark is in; whoever has none is asked about with the list. What marks of people who are *out* mean is said by :mod:`legends`.
"""

import re
from collections.abc import Iterable

import numpy as np
import numpy.typing as npt
import pyarrow.compute as pc

from huibao_xl.files.reading.grid import Grid, RowsOf
from huibao_xl.identifiers.spelling import visible
from huibao_xl.reasons.shown import shortened
from huibao_xl.rosters.categories_of_rows import rosters_named
from huibao_xl.rosters.header import Header
from huibao_xl.rosters.legends import marked_rows, marks_in
from huibao_xl.rosters.out_lists import out_name, people_rows

_MEMBERS = re.compile(
    r"(?:标[注明有为记]?|注明|注有|写明|写有|填写?|打|画|划|加|带|有|备注)[栏列中里内有为了注明写填标]{0,4}[“\"「『'‘【(（]?(?P<mark>[^“”\"「」『』'‘’【】栏列的者，。；：（()）]{1,6})[”\"」』'’】)）]?(?:字样|标记|标志|符号|号)?"
    r"(?:的|者)(?:人员|农户|户|人|家庭)?(?:才|均|都|即)?(?:为|是|系|属于|属)(?P<of>[^，。；;）)]{2,16})"
)
"""What a line says of marked rows: the mark, and what they are."""
_SHOWN = 40


def only_marked(grid: Grid, header: Header, lines: Iterable[str]) -> tuple[RowsOf, ...]:
    """Return the rows of a roster that have the mark by which a line (a title, a note) says who is in it, and last those without, of whom nobody can say it; ()
    where no line says such a thing."""
    for line in lines:
        found = _MEMBERS.search(visible(line))
        roles = rosters_named(found["of"]) if found and not out_name("", found["of"]) else frozenset[str]()
        if found and len(roles) == 1:
            return _parts(grid, header, next(iter(roles)), line.strip(), found["mark"].strip())
    return ()


def _parts(grid: Grid, header: Header, role: str, line: str, mark: str) -> tuple[RowsOf, ...]:
    people, (has, columns) = people_rows(grid, header), _with_mark(grid, header, mark)
    left = people & ~has
    shown = shortened(line, _SHOWN)
    if not people.any() or not left.any():
        return ()
    why = f"按“{shown}”"
    doubt = f"别的名单（写明“{shown}”，这 {int(left.sum())} 人没有标）"
    parts = [RowsOf(role, has & people, columns, why)] if (has & people).any() else []
    return (*parts, RowsOf(role, left, columns, why, doubt))


def _with_mark(grid: Grid, header: Header, mark: str) -> tuple[npt.NDArray[np.bool_], frozenset[int]]:
    """Which rows of a sheet have a mark: a word or a sign in a cell, or a colour; and in which columns."""
    below, columns = header.last + 1, set[int]()
    has = np.zeros(grid.n_rows, dtype=bool)
    legend = marks_in(f"标{mark}")
    if legend and legend.colours:
        has[sorted(marked_rows(grid, legend, below, -1))] = True
        return has, frozenset()
    word = rf"(?:^|[^非不无未否]){re.escape(mark)}" if len(mark) > 1 else rf"^\s*{re.escape(mark)}\s*$"
    pattern = rf"^\s*[{re.escape(legend.signs)}]|[{re.escape(legend.signs)}]\s*$" if legend else word
    for at, column in enumerate(grid.cells[: len(header.texts)]):
        hit = pc.fill_null(pc.match_substring_regex(column.slice(below), pattern), False)
        rows = hit.to_numpy(zero_copy_only=False)
        has[below:] |= rows
        columns |= {at} if rows.any() else set()
    return has, frozenset(columns)
