"""Where a row stands, said inside a sentence; a column of a report says it as ``reports.places.source_text`` does."""

import pandas as pd


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
