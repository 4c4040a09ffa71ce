"""Columns whose header is a year and nothing else (2023年, 2024年度), with words or marks of a state below: the policy's year speaks, others do not."""

import re
from collections.abc import Callable, Sequence
from dataclasses import replace

from huibao_xl.rosters.column_content import is_status
from huibao_xl.rosters.header_terms import plain
from huibao_xl.rosters.recogniser import ColumnReading
from huibao_xl.rosters.status_words import StatusHeader, answer, is_nothing

_YEAR = re.compile(r"(?:20)?(\d\d)(?:年度?|年享受(?:情况)?|年度享受(?:情况)?)|20(\d\d)")
_ABOUT_A_YEAR = re.compile(r"(?:20)?\d\d年|20\d\d|本年|今年|当年|年度")
OF_YEAR = StatusHeader("status", "valid", True, bare=True)
"""What the column of the policy's year asks: whether somebody is on the list in it."""


def year_in(header: str) -> int:
    """Return the year that a header is, 0 if it is none or says more.

    >>> year_in("2024年度"), year_in("24年"), year_in("2024年6月"), year_in("24")
    (2024, 2024, 0, 0)
    """
    found = _YEAR.fullmatch(plain(header))
    return 2000 + int(found[1] or found[2]) if found else 0


def is_about_a_year(header: str) -> bool:
    """Return whether a header names a year, or this one."""
    return _ABOUT_A_YEAR.search(plain(header)) is not None


def by_years(
    readings: Sequence[ColumnReading], cells: Callable[[int], Sequence[str]], year: int
) -> tuple[ColumnReading, ...]:
    """Return the readings in which the column of ``year`` is a state, and those of other years beside it decide nothing. ``cells``: a
    sample of a column's. Without a column of that year nothing is changed: then it is asked."""
    speaking = [one for one in readings if year_in(one.header) and _speaks(cells(one.column))]
    if not year or year not in {year_in(one.header) for one in speaking}:
        return tuple(readings)
    found = {
        one.column: replace(
            one, field="状态" if year_in(one.header) == year else "政策年度", sureness="确定", score=1.0, doubts=()
        )
        for one in speaking
    }
    return tuple(found.get(one.column, one) for one in readings)


def _speaks(cells: Sequence[str]) -> bool:
    """Whether cells are words or marks of a state, and no amounts or grades."""
    filled = {text for text in cells if not is_nothing(text)}
    return bool(filled) and all(is_status(text) or answer(text) is not None for text in filled)
