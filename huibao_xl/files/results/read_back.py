"""What stands in a file that we wrote for people or other programs, read back: to prove that it says what it should,
never to go on from it."""

from collections.abc import Sequence
from itertools import takewhile
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.csv
from python_calamine import CalamineWorkbook

from huibao_xl.ordinary_file import ordinary
from huibao_xl.reasons import Next, Stop


def read_csv(path: Path, columns: Sequence[str] | None = None) -> pa.Table:
    """Return one of our CSV files, or some ``columns`` of it, every column as text. Raises Stop(S01) if it cannot be
    read."""
    try:
        with ordinary(path).open(encoding="utf-8-sig") as file:
            names = file.readline().rstrip("\r\n").replace('"', "").split(",")
        types = pyarrow.csv.ConvertOptions(
            column_types=dict.fromkeys(names, pa.string()), strings_can_be_null=False, include_columns=columns
        )
        parsing = pyarrow.csv.ParseOptions(newlines_in_values=True)
        return pyarrow.csv.read_csv(path, convert_options=types, parse_options=parsing)
    except (OSError, pa.ArrowInvalid):
        raise Stop(
            "S01", file=path.name, why="读不出来", advice="请重新生成结果，不要改动其中的文件", next=[Next.RUN]
        ) from None


def read_amounts(path: Path, row: int, number: int, amount: int) -> list[float]:
    """Return the amounts of a numbered list on the first sheet, from ``row`` down until the column ``number`` holds no number.

    Rows and columns count from 1; an amount that is no number counts 0.
    """
    cells = [row[amount - 1] for row in numbered(read_rows(path), row, number)]
    return [cell if isinstance(cell, int | float) else 0 for cell in cells]


def read_rows(path: Path) -> list[list[Any]]:
    """Return the cells of the first sheet from A1 on, all rows of one length."""
    return CalamineWorkbook.from_path(path).get_sheet_by_index(0).to_python(skip_empty_area=False)


def numbered(rows: list[list[Any]], row: int, number: int) -> list[list[Any]]:
    """Return the rows of a numbered list, from ``row`` down until the column ``number`` holds no number; both count from 1."""
    return list(takewhile(lambda cells: isinstance(cells[number - 1], int | float), rows[row - 1 :]))


def read_sheet(path: Path, sheet: str) -> pd.DataFrame:
    """Return a sheet of our result workbook, its first row as column names. Raises Stop(S01) if it cannot be read."""
    try:
        header, *rows = CalamineWorkbook.from_path(ordinary(path)).get_sheet_by_name(sheet).to_python()
    except Exception:
        raise Stop(
            "S01", file=path.name, why="读不出来", advice="请重新生成结果，不要改动其中的文件", next=[Next.RUN]
        ) from None
    return pd.DataFrame(rows, columns=header)
