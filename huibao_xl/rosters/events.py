"""Lists of what happened to people, a row for each event (业务类型 新增, 停保, 复保 with 业务日期): the last event of a person says whether he is in.

Read row by row, who was taken in and then out would be in by the first row, and who came back out by the second. Where the days cannot be read, or two events of a
day say different things, nobody can say which is the last, and whoever they are about waits.
"""

import re
from dataclasses import replace

import numpy as np
import numpy.typing as npt
import pandas as pd

from huibao_xl.files.reading.grid import column_letters
from huibao_xl.rosters import columns, days
from huibao_xl.rosters.header_terms import plain
from huibao_xl.rosters.labels import Flags
from huibao_xl.rosters.rows import Body
from huibao_xl.rosters.states import States

_OF_EVENT = re.compile(
    "(?:业务|变动|异动|变更|操作|办理|经办|处理|发生|受理|审批|登记|调整|事件|变化|动态|增减|保全|批改|记账)(?:日期|时间|日|年月日?|月份)|(?:发生|登记)?(?:日期|时间)"
)
"""Headers of the day of an event."""
_UNSURE = "同一人有几次变动，看不出哪一次是最后的"


def by_last_events(states: States, body: Body, frame: pd.DataFrame) -> States:
    """Return the states of a list of events in which every row of a person says what his last event says, and since when; those of any other list as they
    are.

    ``frame``: the people of the list. A list of events has a column of the days of events, and people with several rows of which some say in and others out.
    """
    people = frame["person"].to_numpy()
    changing = _changing(states, people)
    if not changing.any() or (column := _day_column(body)) is None:
        return states
    positions, found = columns.mapped(body.column(column), lambda text: columns.or_unreadable(lambda: days.parse(text)))
    of_day = columns.from_days(positions, found).to_numpy()
    last = _last_rows(people, of_day)
    unsure = _unsure(states, people, of_day, changing, last)
    took = np.where(changing, last, np.arange(len(people)))
    dated = states.out[took] & changing
    first = np.where(dated & np.isnat(states.first.to_numpy()[took]), of_day[took], states.first.to_numpy()[took])
    ends = np.where(dated & np.isnat(states.last.to_numpy()[took]), of_day[took], states.last.to_numpy()[took])
    title = f"{column_letters(column)} 列“{body.layout.header.texts[column]}”"
    says = np.where(unsure, f"{_UNSURE}（{title}）", states.says[took])
    return replace(
        states,
        valid=states.valid[took] & ~unsure,
        out=states.out[took] & ~unsure,
        unclear=states.unclear[took] | unsure,
        first=pd.Series(np.where(unsure, np.datetime64("NaT", "s"), first)),
        last=pd.Series(np.where(unsure, np.datetime64("NaT", "s"), ends)),
        says=says,
        taken_back=states.taken_back[took],
    )


def _changing(states: States, people: npt.NDArray[np.int64]) -> Flags:
    """Which rows are of people of whom one row says in and another out."""
    identified = people >= 0
    both = np.intersect1d(people[states.out & identified], people[states.valid & ~states.out & identified])
    changing: Flags = np.isin(people, both)
    return changing


def _day_column(body: Body) -> int | None:
    """The column of the days of events, None if there is none: 生效日期 says when each entry counts, and not what happened last."""
    texts = body.layout.header.texts
    return next((at for at, text in enumerate(texts) if text and _OF_EVENT.fullmatch(plain(text))), None)


def _last_rows(people: npt.NDArray[np.int64], of_day: npt.NDArray[np.datetime64]) -> npt.NDArray[np.int64]:
    """Of each row the row of the last event of its person; of events of one day the lower one."""
    order = pd.DataFrame({"person": people, "day": of_day, "at": np.arange(len(people))})
    ordered = order.sort_values(["person", "day", "at"], na_position="first")
    last = ordered.groupby("person")["at"].last()
    rows: npt.NDArray[np.int64] = order["person"].map(last).to_numpy(dtype=np.int64)
    return rows


def _unsure(
    states: States,
    people: npt.NDArray[np.int64],
    of_day: npt.NDArray[np.datetime64],
    changing: Flags,
    last: npt.NDArray[np.int64],
) -> Flags:
    """Which rows are of people of whom nobody can say which event is the last: a day cannot be read, or that of the last one has events of both kinds."""
    unread = np.isnat(of_day) & changing
    same_day = (of_day == of_day[last]) & changing
    against = (same_day & (states.out != states.out[last])) | unread
    hit: Flags = np.isin(people, people[against])
    return hit & changing
