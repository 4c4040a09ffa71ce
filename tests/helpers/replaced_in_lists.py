"""One thing of a list replaced by something that nobody understands, and whether what is found names the place: for the books beside the main one (its own: replacing)."""

import random
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import pandas as pd
from replacing import UNKNOWN_HEADERS, UNKNOWN_WORDS, UNREADABLE

from huibao_xl.files.reading.grid import column_letters

Table = tuple[tuple[str, ...], ...]
"""A sheet: its header and its rows."""
UNITS = ("（美元）", "（分/元）", "（港币$）")
YEARS = ("二〇XX年", "本年", "24/25", "2024或2023")
IDS = ("3.10112E+17", "31011219********", "见附件", "31011219450101901?")

_NUMBERS = re.compile("号|额|费|付|价|统筹|保险|承担|大病")
"""Headers under which a digit, or a number with a letter, is no word that nobody understands."""


@dataclass(frozen=True)
class Replaced:
    """Of the list at ``at`` the cell in ``row`` (0: the header) and ``column`` by the text ``by``."""

    at: int
    row: int
    column: int
    by: str


def places(lists: Sequence[Table]) -> Iterator[Replaced]:
    """Everything that may be replaced: each header, and each cell by an error, a word, and what an id, a year or a unit may be."""
    for at, table in enumerate(lists):
        for column, header in enumerate(table[0]):
            units = tuple(header + unit for unit in UNITS) if "金额" in header else ()
            yield from (Replaced(at, 0, column, by) for by in (*UNKNOWN_HEADERS, *units))
            more = YEARS if "年度" in header else IDS if "证件" in header else ()
            for row in range(1, len(table)):
                words = [by for by in UNKNOWN_WORDS if not _NUMBERS.search(header) or not by.isalnum() or by.isalpha()]
                yield from (Replaced(at, row, column, by) for by in (*UNREADABLE, *words, *more))


def drawn(lists: Sequence[Table], count: int) -> list[Replaced]:
    """Some of them, the same each time: as many headers as cells."""
    every = [*places(lists)]
    if count <= 0:
        return every
    dice, headers = random.Random(count), [place for place in every if not place.row]
    cells = [place for place in every if place.row]
    return [*dice.sample(headers, min(count, len(headers))), *dice.sample(cells, min(count, len(cells)))]


def with_place(lists: Sequence[Table], place: Replaced) -> list[Table]:
    """The lists with that one thing replaced."""
    rows = [list(row) for row in lists[place.at]]
    rows[place.row][place.column] = place.by
    return [*lists[: place.at], tuple(map(tuple, rows)), *lists[place.at + 1 :]]


def names_it(found: pd.DataFrame, file: str, place: Replaced, header: str) -> bool:
    """Whether a finding about that file (frames.FINDINGS) names the row, or the column by its letters or header."""
    mine = found[found["file"].astype(str) == file]
    letters, texts = column_letters(place.column), mine["text"].astype(str) + mine["value"].astype(str)
    heads = {text for text in (header, place.by if not place.row else "") if text}
    column = (mine["letters"].astype(str) == letters) | mine["column"].astype(str).isin(heads)
    column |= texts.str.contains(f"{letters} 列", regex=False)
    for text in heads:
        column |= texts.str.contains(f"“{text}", regex=False) | texts.str.contains(f"、{text}", regex=False)
    row = mine["row"] == place.row + 1
    return bool((row if place.row else column).any())
