"""A list of 往期发放 among the sources that is the very list which is cleared: saved again, by another program, with another name or more columns.

Its bytes differ, its rows do not. The same rows, all of them, are the same payments. Where a list holds all that was paid and more, or half of it
and nothing else, it may be a later or an earlier state of the same book, or a second payment: that a person must say.
"""

from collections import Counter

import pandas as pd

from huibao_xl import findings


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
        there, counted = Counter(keys), Counter(paid)
        shared = sum((there & counted).values())
        if shared == len(keys) == len(paid):
            same |= (prior["file"] == file) & (prior["sheet"] == sheet)
            found.append(findings.for_file("C19", file, sheet, named=file, count=len(rows)))
        elif shared == len(paid) or (shared == len(keys) and 2 * shared >= len(paid)):
            hit = pd.Series([key in there for key in paid], index=lines.index)
            maybe = maybe.mask(hit, f"{file} › {sheet}")
    return same, maybe, findings.concat(found)


def _keys(rows: pd.DataFrame, stated: bool) -> list[tuple[str, int]]:
    who = rows["person"].astype("str").where(rows["person"] >= 0, rows["name_key"] + "|" + rows["id"].astype("str"))
    amounts = rows["amount_fen"] if stated else pd.Series(0, index=rows.index)
    return list(zip(who, amounts, strict=True))
