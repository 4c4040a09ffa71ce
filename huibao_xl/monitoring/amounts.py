"""Amounts in the cells of a list of 低收入家庭: fen, nothing written, or unreadable; in the unit and for the period of their column."""

import re

from huibao_xl.money import YUAN, parse_amount, unit_of

NOT_WRITTEN, UNREADABLE = -1, -2
_PER = {period: re.compile(rf"([/每]|(?<=元)){period}$") for period in ("月", "年")}
_OTHER_PERIOD = {"月": re.compile(r"[/每]年|年[)）]$|^年"), "年": re.compile(r"[/每]月|月[)）]$|^月")}
_BEHIND = re.compile(r"[/每]([\u4e00-\u9fff·]+)")
_WHOSE = re.compile(r"[人户口·]|家庭|均")
_UNIT_ABOVE = re.compile(r"单位[^。;；]{0,8}")
_NONE, _EMPTY = frozenset(["无", "没有", "零"]), frozenset(["", "-", "--", "—", "——", "/"])


def amount(text: str, unit: int | None = YUAN, period: str = "月") -> int:
    """Return the fen of a cell; NOT_WRITTEN if it is empty, UNREADABLE if it is no amount of money, less than nothing, or of another period.

    ``unit``: of the column (:func:`money.unit_of`); ``period``: 月 or 年, "" for what has none.

    >>> amount("1,510.50 元/月"), amount("无"), amount(""), amount("约 2000"), amount("-5"), amount("0.2", 1_000_000)
    (151050, 0, -1, -2, -2, 200000)
    >>> amount("1000元/月", period="年"), amount("1.2万元/年", period="年")
    (-2, 1200000)
    """
    plain = text.strip()
    if plain in _EMPTY:
        return NOT_WRITTEN
    if plain in _NONE:
        return 0
    try:
        fen = parse_amount(_PER[period].sub("", plain) if period else plain, unit)
    except ValueError:
        return UNREADABLE
    return fen if fen >= 0 else UNREADABLE


def unit_for(header: str, title: str, period: str) -> int | None:
    """Return the fen of the unit of a column (:func:`money.unit_of`); None also where its header, or the line of the unit above the table, names
    another period.

    >>> unit_for("月收入（万元）", "", "月"), unit_for("月收入（元/年）", "", "月"), unit_for("工资", "单位：元/年", "月")
    (1000000, None, None)
    >>> unit_for("工资（元/月·人）", "", "月"), unit_for("工资（元/周）", "", "月"), unit_for("家庭财产（元/人）", "", "")
    (100, None, None)
    """
    above = "".join(_UNIT_ABOVE.findall(title))
    other = bool(period and (_OTHER_PERIOD[period].search(header) or _OTHER_PERIOD[period].search(above)))
    behind = {_WHOSE.sub("", text) if period else text for text in _BEHIND.findall(header)}
    return None if other or behind - {"", period} else unit_of(header, title)
