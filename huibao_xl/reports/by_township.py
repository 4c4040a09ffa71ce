"""One workbook for each 街镇, with its own people only: what a 街镇 gets to work with, and no more (个人信息保护法 第六条)."""

from collections.abc import Callable, Sequence
from pathlib import Path

import pandas as pd

from huibao_xl.files.writing.workbook import Book, Sheet

NOWHERE = "街镇不明"


def write_by_township(
    folder: Path,
    title: str,
    towns: Sequence[str],
    rows: pd.DataFrame,
    sheets: Callable[[pd.DataFrame], Sequence[Sheet]],
) -> list[Path]:
    """Write ``<街镇>.xlsx`` for every 街镇 that has rows, in the order of ``towns``; who has none is in 街镇不明.xlsx. Return the paths.

    ``rows`` has a column township (null: none); ``sheets``: what a workbook holds, made of its own rows.
    """
    named = rows["township"].astype(object).where(rows["township"].notna(), NOWHERE)
    paths = []
    for town in [*towns, NOWHERE]:
        here = rows[named == town]
        if len(here):
            folder.mkdir(exist_ok=True)
            paths.append(folder / f"{town}.xlsx")
            with Book(paths[-1], f"{title} {town}") as book:
                for sheet in sheets(here):
                    book.add(sheet)
    return paths
