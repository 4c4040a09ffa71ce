"""Insured rows whose insurance had ended before the policy's day of reference: they are of an earlier year's insurance (H08).

Lists of insurers have 保险止期 or 保险期间 beside the day on which somebody was insured; the headers are data (``insurance_ends``).
"""

from datetime import date

import numpy as np
import numpy.typing as npt
import pandas as pd

from huibao_xl.files.reading.grid import column_letters
from huibao_xl.rosters import columns, days
from huibao_xl.rosters.header_terms import content, plain
from huibao_xl.rosters.rows import Body
from huibao_xl.rosters.states import added, label, texts_of


def held_where_lapsed(frame: pd.DataFrame, body: Body, day: date) -> pd.DataFrame:
    """Return frames.INSURED of a sheet in which rows that are not 退保 and whose insurance ended before ``day`` are 不明."""
    says = lapsed(body, day)
    hit = (says != "") & (frame["status"] != "退保").to_numpy(dtype=bool)
    if not hit.any():
        return frame
    status = np.where(hit, "不明", frame["status"].astype("str").to_numpy(dtype=object))
    doubt = label(added(texts_of(frame["doubt"]), hit, says))
    return frame.assign(status=pd.Categorical(status, categories=frame["status"].cat.categories), doubt=doubt)


def lapsed(body: Body, day: date) -> npt.NDArray[np.object_]:
    """Return per row of 承保名单 the cell that says that its insurance ended before ``day``, "" elsewhere."""
    says = np.full(len(body.rows), "", dtype=object)
    for column, text in enumerate(body.layout.header.texts):
        if plain(text) in content()["insurance_ends"]["headers"] and column not in body.layout.columns.values():
            hit = columns.flags(body.column(column), lambda cell: _ended(cell, day))
            cells = np.array(body.column(column).to_pylist(), dtype=object)[hit]
            says[hit] = [f"{column_letters(column)} 列“{text}”为“{cell}”，保险已到期" for cell in cells]
    return says


def _ended(text: str, day: date) -> bool:
    """Whether a day, or the end of a period, lies before ``day``."""
    try:
        last = days.parse(text, end=True)
    except days.Unreadable:
        try:
            last = days.parse_period(text)[1]
        except days.Unreadable:
            return False
    return last is not None and last < day
