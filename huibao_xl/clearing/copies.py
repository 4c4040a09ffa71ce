"""Payments that are told several times: in two files of what was paid, or in a list of 往期发放 among the sources that is a cleared list again, saved by
another program, with another name or more columns.

Its bytes differ, its rows do not. The same rows, all of them, are the same payments. Where a list holds all that was paid and more, or half of it
and nothing else, it may be a later or an earlier state of the same book, or a second payment: that a person must say. So it is with a line that stands
in two sheets of what was paid; two in one sheet are two payments.
"""

from collections import Counter
from collections.abc import Sequence

import pandas as pd

from huibao_xl import findings

Place = tuple[str, str]
Payment = tuple[str, int, str]
_FEWEST = 2
"""Rows from which on two sheets can be one list: one line may well stand in two months, paid twice."""


def counted_once(lines: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return classify.LINES of several sheets without sheets that tell the same again, and C20 at each of these; a line that stands in another sheet
    too is in doubt.

    The shorter sheets come first, so that the book of a year is known by its months.
    """
    sheets = _rows_of_sheets(lines)
    if len(sheets) < _FEWEST:
        return lines, findings.concat([])
    keys = _payments(lines)
    counted = dict[Place, Counter[Payment]]()
    found, gone, again = [], list[int](), dict[int, int]()
    first = dict[Payment, int]()
    for place, rows in sorted(sheets.items(), key=lambda sheet: len(sheet[1])):
        mine = Counter([keys[at] for at in rows])
        if len(rows) >= _FEWEST and (same := _same(mine, counted)):
            gone += rows
            named, other = _shown(place), "、".join(map(_shown, same))
            found.append(findings.for_file("C20", *place, named=named, other=other, count=len(rows)))
            continue
        again |= {at: first[keys[at]] for at in rows if keys[at] in first}
        counted[place] = mine
        for at in rows:
            first.setdefault(keys[at], at)
    once = _doubted(lines, again).drop(index=gone).reset_index(drop=True)
    return once, findings.concat(found)


def _doubted(lines: pd.DataFrame, again: dict[int, int]) -> pd.DataFrame:
    """The lines with a doubt at each of ``again``: {position: that of the same line in another sheet}."""
    doubts = lines["doubt"].tolist()
    for at, other in again.items():
        file, sheet, row = (lines[column].iloc[other] for column in ("file", "sheet", "row"))
        words = f"与“{_shown((file, sheet))}”第 {row} 行相同，可能是同一笔，也可能付了两次"
        doubts[at] = f"{doubts[at]}；{words}" if doubts[at] else words
    return lines.assign(doubt=pd.array(doubts, dtype="str"))


def _rows_of_sheets(lines: pd.DataFrame) -> dict[Place, list[int]]:
    """{(file, sheet): positions of its rows}, of a frame numbered from 0."""
    sheets = dict[Place, list[int]]()
    for at, place in enumerate(zip(lines["file"], lines["sheet"], strict=True)):
        sheets.setdefault(place, []).append(at)
    return sheets


def _payments(lines: pd.DataFrame) -> list[Payment]:
    """Who was paid what by which 街镇; the 街镇 only if every sheet names some."""
    names_towns = (lines["township"] != "").groupby([lines["file"], lines["sheet"]]).any().all()
    towns = lines["township"].tolist() if names_towns else [""] * len(lines)
    keys = _keys(lines, stated=True)
    return [(who, fen, town) for (who, fen), town in zip(keys, towns, strict=True)]


def _same(mine: Counter[Payment], others: dict[Place, Counter[Payment]]) -> Sequence[Place]:
    """The sheet with the very lines, or those that make them up together; none if there are none."""
    for place, theirs in others.items():
        if theirs == mine:
            return [place]
    inside = [place for place, theirs in others.items() if theirs <= mine]
    together = Counter[Payment]()
    for place in inside:
        together += others[place]
    return inside if together == mine else []


def _shown(place: Place) -> str:
    return " › ".join(part for part in place if part)


def copies(prior: pd.DataFrame, lines: pd.DataFrame, year: int) -> tuple[pd.Series, pd.Series, pd.DataFrame]:
    """Return which rows of frames.PRIOR stand in a list that is the cleared one (bool); for each line of classify.LINES the list that may be, ""
    if none; and C19 at each list that is."""
    same, maybe = pd.Series(False, index=prior.index), pd.Series("", index=lines.index, dtype="str")
    found = []
    of_year = prior[prior["year"] == year]
    places = list(zip(of_year["file"].astype("str"), of_year["sheet"].astype("str"), strict=True))
    for file, sheet in dict.fromkeys(places):
        rows = of_year[[place == (file, sheet) for place in places]]
        stated = bool((rows["amount_fen"] != -1).any())
        keys, paid = _keys(rows, stated), _keys(lines, stated)
        there = Counter(keys)
        of_sheets = pd.Series(paid, index=lines.index).groupby([lines["file"], lines["sheet"]], sort=False)
        parts = [Counter(paid), *(Counter(part) for _, part in of_sheets)]
        shared = [(there & counted).total() for counted in parts]
        sizes = [counted.total() for counted in parts]
        if any(common == len(keys) == size for common, size in zip(shared, sizes, strict=True)):
            same |= (prior["file"] == file) & (prior["sheet"] == sheet)
            found.append(findings.for_file("C19", file, sheet, named=file, count=len(rows)))
        elif any(
            common == size or (common == len(keys) and 2 * common >= size)
            for common, size in zip(shared, sizes, strict=True)
        ):
            hit = pd.Series([key in there for key in paid], index=lines.index)
            maybe = maybe.mask(hit, f"{file} › {sheet}")
    return same, maybe, findings.concat(found)


def _keys(rows: pd.DataFrame, stated: bool) -> list[tuple[str, int]]:
    who = rows["person"].astype("str").where(rows["person"] >= 0, rows["name_key"] + "|" + rows["id"].astype("str"))
    amounts = rows["amount_fen"] if stated else pd.Series(0, index=rows.index)
    return list(zip(who, amounts, strict=True))
