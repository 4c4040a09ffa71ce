"""Insured rows whose insurance had ended before the policy's day of reference, ends long before that of nearly all others of their list (it was ended), or is
another product or of another year: they wait (H08).

Lists of insurers have 保险止期 or 保险期间 beside the day on which somebody was insured; the headers are data (``insurance_ends``).
"""

import re
from collections import Counter
from collections.abc import Sequence
from datetime import date, timedelta
from functools import partial

import numpy as np
import numpy.typing as npt
import pandas as pd

from huibao_xl.files.reading.grid import column_letters
from huibao_xl.rosters import columns, days
from huibao_xl.rosters.header_terms import content, plain
from huibao_xl.rosters.labels import added, label, texts_of
from huibao_xl.rosters.rows import Body

_UNREAD = "看不懂"
_NEARLY_ALL, _EARLIER = 0.7, timedelta(days=31)
"""Share of a list's rows that end on one day, and how much sooner another row ends that was ended."""
_YEAR = re.compile(r"(?<!\d)20[12]\d(?!\d)")


def held_where_lapsed(frame: pd.DataFrame, body: Body, day: date, year: int = 0) -> pd.DataFrame:
    """Return frames.INSURED of a sheet in which rows that are not 退保 are 不明 whose insurance ended before ``day``, or ended on a day that
    cannot be read while other rows of the column can, or whose product or year (``year``: of the policy) is another one, also by 承保日期."""
    says = lapsed(body, day)
    for another in (_another_insurance(body, year), _in_another_year(frame, body, year)):
        says = added(says, another != "", another)
    hit = (says != "") & (frame["status"] != "退保").to_numpy(dtype=bool)
    if not hit.any():
        return frame
    status = np.where(hit, "不明", frame["status"].astype("str").to_numpy(dtype=object))
    doubt = label(added(texts_of(frame["doubt"]), hit, says))
    return frame.assign(status=pd.Categorical(status, categories=frame["status"].cat.categories), doubt=doubt)


def _another_insurance(body: Body, year: int) -> npt.NDArray[np.object_]:
    """The cell that says that a row is of another product or year, "" elsewhere. Where no row names the policy's product, products say nothing."""
    rule, says = content()["insurances"], np.full(len(body.rows), "", dtype=object)
    for column, text in enumerate(body.layout.header.texts):
        title = plain(text)
        of_field = column in body.layout.columns.values() and title not in rule["years"]
        used = of_field or column in (body.layout.confirmed or {})
        if used or title not in (*rule["products"], *rule["years"]):
            continue
        positions, cells = columns.mapped(body.column(column), str)
        named = title in rule["products"] and any(_is_ours(cell) for cell in cells)
        other = [
            bool(cell.strip()) and (_is_of_another_year(cell, year) or (named and not _is_ours(cell))) for cell in cells
        ]
        shown = [
            f"{column_letters(column)} 列“{text}”为“{cell}”，不是本年的沪惠保" if hit else ""
            for cell, hit in zip(cells, other, strict=True)
        ]
        here = np.array(shown, dtype=object)[positions]
        says = added(says, here != "", here)
    return says


def _in_another_year(frame: pd.DataFrame, body: Body, year: int) -> npt.NDArray[np.object_]:
    """The 承保日期 of a row that lies in another year than the policy's while other rows of its list lie in that year, "" elsewhere. A list of which
    none does is asked about as one (:mod:`list_years`)."""
    says, years = np.full(len(frame), "", dtype=object), frame["insured_on"].dt.year.to_numpy()
    hit = ~np.isnan(years) & (years != year)
    if year and hit.any() and (years == year).any():
        header, letters = body.layout.header_of("承保日期"), body.layout.letters_of("承保日期")
        days = frame["insured_on"][hit].dt.strftime("%Y-%m-%d")
        says[hit] = [f"{letters} 列“{header}”为“{day}”，不是 {year} 年" for day in days]
    return says


def _is_ours(cell: str) -> bool:
    """Whether the name of a product is that of the policy's insurance."""
    rule = content()["insurances"]
    return any(word in cell for word in rule["ours"]) and not any(word in cell for word in rule["others"])


def _is_of_another_year(cell: str, year: int) -> bool:
    """Whether a cell names years, and the policy's is none of them (2024-2025 names both)."""
    years = {int(one) for one in _YEAR.findall(cell)}
    return bool(year and years) and year not in years


def lapsed(body: Body, day: date) -> npt.NDArray[np.object_]:
    """Return per row of 承保名单 the cell that says that its insurance ended before ``day``, or that cannot be read, "" elsewhere."""
    says = np.full(len(body.rows), "", dtype=object)
    for column, text in enumerate(body.layout.header.texts):
        if plain(text) in content()["insurance_ends"]["headers"] and column not in body.layout.columns.values():
            positions, ends = columns.mapped(body.column(column), partial(_end_of, header=text))
            readable = any(isinstance(end, date) for end in ends)
            unread = np.array([end is _UNREAD and readable for end in ends], dtype=bool)[positions]
            ended = np.array([isinstance(end, date) and end < day for end in ends], dtype=bool)[positions]
            usual = _usual_end(positions, ends)
            early = np.array([isinstance(end, date) and end < usual - _EARLIER for end in ends], dtype=bool)[positions]
            cells = np.array(body.column(column).to_pylist(), dtype=object)
            stopped = f"其他人的保险大多到 {usual}，可能已终止"
            for hit, what in ((early & ~ended, stopped), (ended, "保险已到期"), (unread, "看不懂")):
                says[hit] = [f"{column_letters(column)} 列“{text}”为“{cell}”，{what}" for cell in cells[hit]]
    return says


def _usual_end(positions: npt.NDArray[np.int64], ends: Sequence[date | str | None]) -> date:
    """The day on which the insurance of nearly all rows ends, the first of all days where there is none. ``positions``: of each row its end among ``ends``."""
    counts = Counter({at: int(count) for at, count in enumerate(np.bincount(positions, minlength=len(ends)))})
    days_of = [(count, ends[at]) for at, count in counts.items() if isinstance(ends[at], date)]
    count, usual = max(days_of, key=lambda one: one[0], default=(0, None))
    return usual if isinstance(usual, date) and count >= _NEARLY_ALL * len(positions) else date.min + _EARLIER


def _end_of(text: str, header: str) -> date | str | None:
    """The last day that a cell means, None where it says none (empty, 长期, 1年), _UNREAD where it cannot be read."""
    try:
        return days.parse(text, end=True)
    except days.Unreadable:
        pass
    try:
        return days.parse_period(text)[1]
    except days.Unreadable:
        return None if days.duration(text, header) else _UNREAD
