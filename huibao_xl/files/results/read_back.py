"""What stands in a file that we wrote for people or other programs, read back: to prove that it says what it should, never to go on from it."""

from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.csv
from python_calamine import CalamineWorkbook

from huibao_xl.reasons import Stop


def read_csv(path: Path) -> pa.Table:
    """Return one of our CSV files, every column as text. Raises Stop(S01) if it cannot be read."""
    try:
        names = path.open(encoding="utf-8-sig").readline().rstrip("\r\n").replace('"', "").split(",")
        types = pyarrow.csv.ConvertOptions(column_types=dict.fromkeys(names, pa.string()), strings_can_be_null=False)
        parsing = pyarrow.csv.ParseOptions(newlines_in_values=True)
        return pyarrow.csv.read_csv(path, convert_options=types, parse_options=parsing)
    except (OSError, pa.ArrowInvalid):
        raise Stop(
            "S01", file=path.name, why="读不出来", advice="请用 huibao run 重新生成结果，不要改动其中的文件。"
        ) from None


def read_column(path: Path, row: int, column: int, count: int) -> list[float]:
    """Return ``count`` numbers of the first sheet from a cell (row and column from 1) down; what is no number counts 0."""
    rows = CalamineWorkbook.from_path(path).get_sheet_by_index(0).to_python(skip_empty_area=False)
    cells = [rows[at][column - 1] for at in range(row - 1, min(row - 1 + count, len(rows)))]
    return [cell if isinstance(cell, int | float) else 0 for cell in cells]


def read_sheet(path: Path, sheet: str) -> pd.DataFrame:
    """Return a sheet of our result workbook, its first row as column names. Raises Stop(S01) if it cannot be read."""
    try:
        header, *rows = CalamineWorkbook.from_path(path).get_sheet_by_name(sheet).to_python()
    except Exception:
        raise Stop(
            "S01", file=path.name, why="读不出来", advice="请用 huibao run 重新生成结果，不要改动其中的文件。"
        ) from None
    return pd.DataFrame(rows, columns=header)
