"""What ``verify`` finds: lines of a code and fields, and which words they may show.

A terminal and a log are read by others: a name, a number, an account is told by its place alone. What says nothing of a person (an amount, a
街镇, a decision) is shown as stored and as made again.
"""

import re
from dataclasses import dataclass
from typing import Any

from huibao_xl import reasons
from huibao_xl.reasons import CATALOGUE

_SHOWN = re.compile(
    r"金额|承担|合计|应补|已发|在途|差额|应救助|已救助|应追回|应补发|街镇|处置|代码|类别|发放状态|级别|参考日期|人数|户数|笔数|行数|"
    r"类型|是否在名册|成立|左边|右边|档次|比例|_fen$"
)
"""Titles of columns whose values say nothing of a person."""
_LONGEST = 40


@dataclass(frozen=True)
class Line:
    """One thing that was found: a code of the catalogue (``R..``) and the fields of its message."""

    code: str
    fields: dict[str, Any]

    @property
    def text(self) -> str:
        """What it says, without what to do about it."""
        return reasons.text(self.code, **self.fields)

    @property
    def is_fault(self) -> bool:
        """Whether something does not hold; else it could not be checked."""
        return CATALOGUE[self.code].level == "错误"


def with_values(title: str, stored: str, again: str) -> str:
    """Return a column's title, and both values where they may be shown.

    >>> with_values("街镇", "七宝镇", "莘庄镇"), with_values("银行账号", "6228", "6229")
    ('街镇（存“七宝镇”，重做“莘庄镇”）', '银行账号')
    """
    return title + (values(stored, again) if _SHOWN.search(title) else "")


def values(stored: str, again: str) -> str:
    """Return both values in brackets; "" if they are long, or hold what may be an id, an account or a telephone number.

    >>> values("7", "6"), values("7", "13800000000")
    ('（存“7”，重做“6”）', '')
    """
    if max(len(stored), len(again)) > _LONGEST or re.search(r"\d{11}", f"{stored} {again}"):
        return ""
    return f"（存“{stored}”，重做“{again}”）"
