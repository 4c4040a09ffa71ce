"""Which lists may be those of another year: of an earlier one by their names, of an earlier or later one by the days of all their rows, or 旧版, 历史, 勿用.

Such a list may still name people who have left since, or who were not insured in the year that is paid: the sheet is asked about.
"""

import re
from collections.abc import Mapping

import pyarrow.compute as pc

from huibao_xl.files.reading.grid import Grid
from huibao_xl.rosters.layout import Layout
from huibao_xl.rosters.out_lists import superseded

_YEAR = re.compile(r"(?<!\d)(?:(20\d\d)(?=年|\D|$|(?:0[1-9]|1[0-2])(?:[0-3]\d)?(?!\d))|(?<![\d.])([12]\d)年)")
_YEAR_OF_CELL = r"^[^0-9]*(?P<year>20[0-9]{2})"
_ENDS = ("失效日期", "有效期")
"""Fields of a roster by which each row speaks for itself."""


def year_of(*names: str) -> int:
    """Return the year that the first of some names says which says one, the latest of several; 0 if none does.

    >>> year_of("持证残疾人2022"), year_of("Sheet1", "2021-2024年名册"), year_of("22年12月在册"), year_of("名册", "310112")
    (2022, 2024, 2022, 0)
    """
    for name in names:
        found = [int(long or "20" + short) for long, short in _YEAR.findall(name)]
        if found:
            return max(found)
    return 0


def old_list(grid: Grid, layout: Layout, year: int) -> str:
    """Return what says that 承保名单 or a roster may be an old list, as staff read it (2022 年的名单), "" if nothing does.

    ``year``: of the policy. A list with days speaks for itself: a roster by the ends of its entries, 承保名单 by the days on which
    they were insured, which may all lie in another year too, a later one if somebody decides by the policy of last year. A name with a later year
    says only when the list was drawn.
    """
    if layout.role.frame not in ("insured", "entries"):
        return ""
    file, sheet = grid.named
    names = (sheet, layout.header.title, file.stem)
    if word := next(filter(None, map(superseded, names)), ""):
        return f"旧名单（名称有“{word}”）"
    named = year_of(*names)
    if layout.role.frame == "insured" and "承保日期" in layout.columns:
        days = _years(grid, layout.header.last, layout.columns) or {min(named, year)}
        if min(days) > year:
            return f"{min(days)} 年的名单"
        return f"{max(days)} 年的名单" if 0 < max(days) < year else ""
    dated = layout.role.frame == "entries" and any(field in layout.columns for field in _ENDS)
    return f"{named} 年的名单" if 0 < named < year and not dated else ""


def _years(grid: Grid, header: int, columns: Mapping[str, int]) -> set[int]:
    """The years with which the cells of 承保日期 begin. ``header``: the last row of the header."""
    cells = grid.cells[columns["承保日期"]].slice(header + 1)
    found = pc.unique(pc.struct_field(pc.extract_regex(cells, _YEAR_OF_CELL), "year"))
    return {int(text) for text in found.to_pylist() if text}
