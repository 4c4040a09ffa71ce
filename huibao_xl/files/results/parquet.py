"""Frames stored inside a result folder, so that a later step can go on from them: one Parquet file each, types and
all."""

from collections.abc import Collection
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet

from huibao_xl.frames import LABEL, Shape


class OtherColumns(ValueError):
    """A whole frame, but not with the columns that this version stores."""


def write_frame(frame: pd.DataFrame, shape: Shape, path: Path) -> None:
    """Write the columns of ``shape``; a label may be text here. Raises TypeError if the frame lacks one, OSError if
    the disk refuses."""
    path.parent.mkdir(exist_ok=True)
    labels = [name for name, dtype in shape.columns.items() if dtype == LABEL]
    as_text = [name for name in labels if name in frame and not isinstance(frame[name].dtype, pd.CategoricalDtype)]
    labelled = frame.astype(dict.fromkeys(as_text, "category")) if as_text else frame
    checked = shape.check(labelled)[list(shape.columns)]
    table = pa.Table.from_pandas(checked, preserve_index=False)
    # ids and names hardly repeat: a dictionary of them costs more than it saves
    pyarrow.parquet.write_table(table, path, compression="zstd", use_dictionary=labels, write_statistics=False)


def row_count(path: Path) -> int:
    """Return how many rows a stored frame has, whatever its columns. Raises OSError or pyarrow.ArrowException if the file is none."""
    return int(pyarrow.parquet.read_metadata(path).num_rows)


def read_frame(shape: Shape, path: Path, only: tuple[str, Collection[int]] | None = None) -> pd.DataFrame:
    """Return the columns of ``shape`` from a frame that :func:`write_frame` wrote. ``only``: a column, and numbers; rows with another number in it are
    left out. Raises ValueError if the file is none, OtherColumns if it does not have these columns."""
    try:
        missing = [name for name in shape.columns if name not in pyarrow.parquet.read_schema(path).names]
        if missing:
            raise OtherColumns(missing[0])
        rows = None if only is None else pc.field(only[0]).isin(pa.array([*only[1]], pa.int64()))
        frame = pyarrow.parquet.read_table(path, columns=list(shape.columns), filters=rows).to_pandas()
    except (OSError, pa.ArrowException) as error:
        raise ValueError(str(error)) from None
    return shape.typed(frame)
