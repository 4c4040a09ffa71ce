"""The columns of a list as staff read it, and the cells that several lists share."""

import pandas as pd

from huibao_xl.files.writing.workbook import Column


def columns_of(rows: pd.DataFrame, special: dict[str, Column]) -> list[Column]:
    """Return the columns of a frame as they stand, plain text unless ``special`` says otherwise."""
    return [special.get(title, Column(title)) for title in map(str, rows)]


def id_shown(rows: pd.DataFrame) -> pd.Series:
    """证件号码 as normalised, or as found where it is not an id."""
    return rows["id"].where(rows["id_fault"].isna() & rows["id"].notna(), rows["id_raw"])
