"""Which rows of a written file were edited: the file read back and compared with the frames that the folder stores."""

import pandas as pd
import pyarrow as pa

from huibao_xl.files.results import names
from huibao_xl.files.results.folder import ResultFolder
from huibao_xl.files.results.read_back import read_csv, read_sheet
from huibao_xl.reasons import Stop
from huibao_xl.reports.csv import text_columns
from huibao_xl.subsidy.reports.detail import people_sheets
from huibao_xl.subsidy.reports.full_tables import decisions_table, entries_table
from huibao_xl.subsidy.reports.result_json import summary
from huibao_xl.subsidy.result import Result, of_folder

_MONEY_TITLES = ("补贴金额", "区级承担", "镇级承担")
_MOST = 3


def edited(opened: ResultFolder, file: str) -> str:
    """Return where a file of a result of ``huibao run`` was edited, as words to put behind its name; "" where that
    cannot be known.

    It is known of 补贴明细 in the workbook, of both full tables and of result.json, as long as the stored frames can be
    read.
    """
    try:
        result = of_folder(opened)
        return _where(result, opened, file)
    except (Stop, TypeError, ValueError, KeyError):
        return ""


def _where(result: Result, opened: ResultFolder, file: str) -> str:
    path = opened.path / file
    if file == names.RESULT:
        keys = [key for key, value in summary(result).items() if opened.summary.get(key) != value]
        return f"：{'、'.join(keys)}" if keys else ""
    if file == names.RUN_WORKBOOK:
        sheet = people_sheets(result)[0]
        words = _rows(_as_text(sheet.rows), _as_text(read_sheet(path, sheet.name)))
        return f"：{sheet.name}{words}" if words else ""
    tables = {names.DECISIONS_TABLE: decisions_table, names.ENTRIES_TABLE: entries_table}
    if file in tables:
        words = _rows(_texts(text_columns(tables[file](result))), _texts(read_csv(path)))
        return f"：{words}" if words else ""
    return ""


def _texts(table: pa.Table) -> pd.DataFrame:
    frame: pd.DataFrame = table.to_pandas()
    return frame.astype(object).fillna("").astype("str")


def _as_text(rows: pd.DataFrame) -> pd.DataFrame:
    """A sheet as text; money as fen, whether it stands in fen or, read back, in yuan."""
    texts = {}
    for title in rows:
        column = rows[title]
        if title in _MONEY_TITLES and not pd.api.types.is_integer_dtype(column):
            column = (pd.to_numeric(column, errors="coerce") * 100).round().fillna(-1).astype("int64")
        texts[title] = column.astype(object).where(column.notna(), "").astype("str")
    return pd.DataFrame(texts)


def _rows(was: pd.DataFrame, is_: pd.DataFrame) -> str:
    """The first rows that differ, as they are numbered in the file (its header is row 1), with their columns."""
    if list(was) != list(is_):
        return "的表头"
    count = min(len(was), len(is_))
    differs = was.iloc[:count].reset_index(drop=True) != is_.iloc[:count].reset_index(drop=True)
    rows = differs.index[differs.any(axis=1)]
    words = [f"第 {row + 2} 行的{'、'.join(differs.columns[differs.loc[row]])}" for row in rows[:_MOST]]
    if len(rows) > _MOST:
        words.append(f"等 {len(rows):,} 行")
    if len(was) != len(is_):
        words.append(f"原有 {len(was):,} 行，现有 {len(is_):,} 行")
    return "，".join(words)
