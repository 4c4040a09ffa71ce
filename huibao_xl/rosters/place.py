"""Where a row stands, said inside a sentence; a column of a report says it as ``reports.places.source_text`` does."""

import pandas as pd

from huibao_xl.frames import PLACE


def place(frame: pd.DataFrame) -> pd.Series:
    """Return where each row stands, as staff read it: ``名单.xlsx 工作表“一” 第 5 行``."""
    return (
        frame["file"].astype("str")
        + " 工作表“"
        + frame["sheet"].astype("str")
        + "” 第 "
        + frame["row"].astype("str")
        + " 行"
    ).astype("str")


def place_keys(frame: pd.DataFrame) -> pd.MultiIndex:
    """Return where each row stands (frames.PLACE), so that rows of two frames can be matched whatever their categories are."""
    columns = [frame["file"].astype("str"), frame["sheet"].astype("str"), frame["row"]]
    return pd.MultiIndex.from_arrays(columns, names=list(PLACE))
