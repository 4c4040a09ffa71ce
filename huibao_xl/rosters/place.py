"""Where a row stands, said inside a sentence; a column of a report says it as ``reports.places.source_text`` does."""

from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from huibao_xl.frames import PLACE, STR, as_texts


def place(frame: pd.DataFrame) -> pd.Series:
    """Return where each row stands, as staff read it: ``名单.xlsx 工作表“一” 第 5 行``."""
    file, sheet = (pa.array(as_texts(frame[column]), pa.string(), from_pandas=True) for column in ("file", "sheet"))
    row = pa.array(frame["row"].to_numpy()).cast(pa.string())
    written = pc.binary_join_element_wise(file, " 工作表“", sheet, "” 第 ", row, " 行", "")
    return pd.Series(pd.array(written, dtype=STR), index=frame.index)


def folders_of(label: str) -> tuple[str, ...]:
    """Return the folders that a file lies in, the nearest first, below the one that all files share. ``label``: what findings call the file.

    >>> folders_of("国寿/退保/7月.xlsx"), folders_of("/7月.xlsx")
    (('退保', '国寿'), ())
    """
    file = Path(label)
    return () if file.is_absolute() else file.parts[-2::-1]


def place_keys(frame: pd.DataFrame) -> pd.MultiIndex:
    """Return where each row stands (frames.PLACE), so that rows of two frames can be matched whatever their categories are."""
    columns = [frame["file"].astype("str"), frame["sheet"].astype("str"), frame["row"]]
    return pd.MultiIndex.from_arrays(columns, names=list(PLACE))
