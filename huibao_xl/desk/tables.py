"""Lists on the page: the sheets of the result workbook, filtered, sorted and a page at a time, with long numbers masked."""

import re
from dataclasses import dataclass
from math import ceil

import pandas as pd

from huibao_xl.files.writing.workbook import Column, Sheet
from huibao_xl.money import format_yuan

ROWS = 100
"""Rows of a page."""
_SECRET = {"证件号码", "承保证件号码", "对方证件号码", "银行账号", "联系电话", "手机号", "原值"}
"""Columns that hold the numbers of people."""
_LEAST, _LONG = 8, 10
"""Characters of a number from which it is masked in such a column, and above which six and four of it are shown."""
_ELSEWHERE = 15
"""Digits from which a number in any other column is one of a person: reasons quote them."""
_NUMBER = re.compile("[0-9]{7,}[0-9Xx]")


@dataclass(frozen=True)
class Wanted:
    """What somebody asked for: ``text`` in any column, ``only``: {column: its value}, ``order``: the column to sort by, ``falling``; ``page`` from 1."""

    text: str = ""
    only: tuple[tuple[str, str], ...] = ()
    order: str = ""
    falling: bool = False
    page: int = 1


@dataclass(frozen=True)
class Shown:
    """A page of a list: ``titles``, ``numeric``: those that stand right, ``rows`` as texts, how many there are in all and with this filter, ``pages``."""

    name: str
    titles: list[str]
    numeric: set[str]
    rows: list[list[str]]
    total: int
    found: int
    page: int
    pages: int


def page_of(sheet: Sheet, wanted: Wanted, unmasked: bool) -> Shown:
    """Return the page of a sheet that was asked for. ``unmasked``: whether numbers are shown whole."""
    columns = [column for column in sheet.columns if column.title in sheet.rows]
    rows = _filtered(sheet.rows, [column.title for column in columns], wanted)
    if wanted.order in {column.title for column in columns}:
        rows = rows.sort_values(wanted.order, ascending=not wanted.falling, kind="stable")
    pages = max(1, ceil(len(rows) / ROWS))
    page = min(max(wanted.page, 1), pages)
    part = rows.iloc[(page - 1) * ROWS : page * ROWS]
    texts = [_texts(part[column.title], column, unmasked) for column in columns]
    titles = [column.title for column in columns]
    numeric = {column.title for column in columns if column.kind in ("money", "count")}
    shown = [list(row) for row in zip(*texts, strict=True)]
    return Shown(sheet.name, titles, numeric, shown, len(sheet.rows), len(rows), page, pages)


def choices(sheet: Sheet, title: str) -> list[str]:
    """Return the different values of a column, in order; none where there is no such column."""
    return sorted(sheet.rows[title].dropna().astype("str").unique()) if title in sheet.rows else []


def _filtered(rows: pd.DataFrame, titles: list[str], wanted: Wanted) -> pd.DataFrame:
    for title, value in wanted.only:
        if title in titles and value:
            rows = rows[(rows[title].astype("str") == value).to_numpy()]
    if not wanted.text:
        return rows
    hit = pd.Series(False, index=rows.index)
    for title in titles:
        if rows[title].dtype.kind not in "iufM":
            hit |= rows[title].astype("str").str.contains(wanted.text, case=False, regex=False, na=False)
    return rows[hit.to_numpy()]


def _texts(values: pd.Series, column: Column, unmasked: bool) -> list[str]:
    if column.kind == "money":
        return ["" if pd.isna(fen) else format_yuan(int(fen)) for fen in values]
    if column.kind == "day":
        return ["" if pd.isna(day) else f"{day:%Y-%m-%d}" for day in values]
    texts = ["" if pd.isna(value) else f"{value:,}" if column.kind == "count" else str(value) for value in values]
    shortest = _LEAST if column.title in _SECRET else _ELSEWHERE
    return texts if unmasked else [masked(text, shortest) for text in texts]


def masked(text: str, shortest: int = _LEAST) -> str:
    """Return a text with the middle of each long number hidden.

    >>> masked("310112195001019012"), masked("缺"), masked("3.10112E+17（已损坏）"), masked("6222021001112345678、62220210")
    ('310112********9012', '缺', '3.10112E+17（已损坏）', '622202*********5678、62****10')
    """
    return _NUMBER.sub(lambda found: _hidden(found[0]) if len(found[0]) >= shortest else found[0], text)


def _hidden(number: str) -> str:
    ends = (6, 4) if len(number) > _LONG else (2, 2)
    return number[: ends[0]] + "*" * (len(number) - sum(ends)) + number[-ends[1] :]
