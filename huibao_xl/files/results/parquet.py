"""Frames kept inside a result folder, so that a later run can go on from it: one Parquet file each, types and all."""

from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.parquet

from huibao_xl.frames import LABEL, Shape


def keep(frame: pd.DataFrame, shape: Shape, path: Path) -> None:
    """Write the columns of ``shape``."""
    path.parent.mkdir(exist_ok=True)
    columns = {name: "str" for name, dtype in shape.columns.items() if dtype == LABEL}
    table = pa.Table.from_pandas(shape.check(frame)[list(shape.columns)].astype(columns), preserve_index=False)
    pyarrow.parquet.write_table(table, path, compression="zstd")


def take_up(shape: Shape, path: Path) -> pd.DataFrame:
    """Return a frame that :func:`keep` wrote. Raises ValueError if the file is not one or does not have these columns."""
    try:
        frame = pyarrow.parquet.read_table(path).to_pandas()
    except (OSError, pa.ArrowInvalid) as error:
        raise ValueError(str(error)) from None
    missing = [name for name in shape.columns if name not in frame]
    if missing:
        raise ValueError(f"no column {missing[0]}")
    return shape.check(frame[list(shape.columns)].astype(shape.columns))
