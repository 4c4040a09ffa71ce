"""The full tables as CSV: what is too long for a sheet. UTF-8 with BOM, so that Excel reads the Chinese."""

import codecs
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.csv


def source_column(rows: pd.DataFrame) -> pa.Array:
    """``file#sheet`` of each row; made once per sheet, not per row."""
    files, sheets = rows["file"].cat, rows["sheet"].cat
    names = [f"{file}#{sheet}" for file in files.categories for sheet in sheets.categories]
    places = files.codes.to_numpy(dtype="int64") * len(sheets.categories) + sheets.codes.to_numpy()
    return pa.DictionaryArray.from_arrays(places, pa.array(names, pa.string()))


Columns = dict[str, pd.Series | pa.Array]
"""{title: cells}, all of one length."""


def write_table(path: Path, columns: Columns) -> None:
    """Write columns as a CSV file; a day without its time, a null as nothing."""
    with path.open("wb") as file:
        file.write(codecs.BOM_UTF8)
        pyarrow.csv.write_csv(_table(columns), file)


def text_columns(columns: Columns) -> pa.Table:
    """Return columns as :func:`write_table` writes them, each cell as its text."""
    table = _table(columns)
    return table.cast(pa.schema([(name, pa.large_string()) for name in table.column_names]))


def _table(columns: Columns) -> pa.Table:
    return pa.table({name: _plain(_arrow(column)) for name, column in columns.items()})


def _arrow(column: pd.Series | pa.Array) -> pa.Array | pa.ChunkedArray:
    return pa.array(column, from_pandas=True) if isinstance(column, pd.Series) else column


def _plain(column: pa.Array | pa.ChunkedArray) -> pa.Array | pa.ChunkedArray:
    if pa.types.is_timestamp(column.type):
        return column.cast(pa.date32())
    return column.cast(pa.large_string()) if pa.types.is_dictionary(column.type) else column
