"""The office of a 街镇 in a roster that has no column of 街镇: 单位 七宝镇退役军人服务站, 填报单位 浦江镇人民政府.

Where somebody works says nothing of where he belongs: 七宝镇汽车修理厂 is no office. The words are data (``offices_of_towns`` in
``schemas/list-terms.json``).
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import replace

from huibao_xl.identifiers.spelling import plain
from huibao_xl.rosters.header_terms import content
from huibao_xl.rosters.recogniser import ColumnReading


def names_office(text: str) -> bool:
    """Return whether a cell is the name of a 街镇 or of one of its offices, and of nothing else there.

    >>> [names_office(text) for text in ("七宝镇退役军人服务站", "闵行区浦江镇人民政府", "新虹街道", "七宝镇汽车修理厂", "老干部局")]
    [True, True, True, False, False]
    """
    return re.fullmatch(content()["offices_of_towns"]["cells"], plain(text)) is not None


def with_town_of_office(
    readings: Sequence[ColumnReading], cells: Callable[[int], Sequence[str]], is_township: Callable[[str], bool]
) -> tuple[ColumnReading, ...]:
    """Return the readings with 街镇 where one column of organisations alone names offices of 街镇 in each filled cell. ``cells``: a column to its
    different cells."""
    headers = content()["offices_of_towns"]["headers"]
    asking = [one.column for one in readings if re.fullmatch(headers, plain(one.header))]
    named = [
        at for at in asking if (texts := cells(at)) and all(is_township(text) and names_office(text) for text in texts)
    ]
    return tuple(
        replace(one, field="街镇", sureness="确定", doubts=(), why="格里都是街镇或其办事机构")
        if [one.column] == named
        else one
        for one in readings
    )
