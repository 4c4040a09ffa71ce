"""Amounts in the cells of a list of 低收入家庭: fen, nothing written, or unreadable; in the unit and for the period of their column.

Incomes are fen of a year, so that a yearly income counts to the fen: a month's is twelve times itself, and a year's is never divided before
a household is judged.
"""

import re
import unicodedata
from collections.abc import Sequence

from huibao_xl.money import YUAN, parse_amount, unit_of

NOT_WRITTEN, UNREADABLE = -1, -2
MONTHS = 12
"""How many times a monthly amount counts in a year; that of a yearly one is 1."""
_PER = {period: re.compile(rf"([/每]|(?<=元)){period}$") for period in ("月", "年")}
_OTHER_PERIOD = {"月": re.compile(r"[/每]年|年[)）]$|^年"), "年": re.compile(r"[/每]月|月[)）]$|^月")}
_OF_YEAR = re.compile(
    r"[/每按]年|\([^)]*(?<!\d)年\)|(?<!\d)年[^金龄()]{0,6}收入|^(?:全|近一|近1)?年(?![金龄轻])|12个月|一年"
)
_OF_MONTH = re.compile(r"[/每按]月|\([^)]*(?<![个\d])月\)|(?<![个\d])月[^份底末()]{0,6}收入|^月|月均")
_YEARLY_TITLE = re.compile(r"年(?:度|总|均|可支配|人均)?收入|收入[^。;；]{0,6}[按为](?:全年|年)")
_YEARLY_NAME = re.compile(r"(?<!\d)(?:" + _YEARLY_TITLE.pattern + ")")
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


def of_year(text: str, unit: int | None, times: int) -> int:
    """Return the fen of a year of a cell of incomes, else what :func:`amount` returns. ``times``: of its column (:func:`times_for`); a cell that names
    its own period counts by it.

    >>> of_year("2000", 100, 12), of_year("24001", 100, 1), of_year("2.4万元/年", 100, 12), of_year("2000元/月", 100, 1), of_year("约", 100, 12)
    (2400000, 2400100, 2400000, 2400000, -2)
    """
    plain = text.strip()
    for period, named in (("月", MONTHS), ("年", 1)):
        if _PER[period].search(plain):
            plain, times = _PER[period].sub("", plain), named
            break
    fen = amount(plain, unit, "")
    return fen * times if fen >= 0 else fen


def times_for(header: str, title: str, default: int = MONTHS, names: Sequence[str] = ()) -> int | None:
    """Return how many times an amount of a column of incomes counts in a year: by the period that its header or the line of the unit above the table
    names, else ``default``. None where both periods are named, or where the header names none below a title, or on a sheet or in a file (``names``), that
    speaks of yearly incomes.

    >>> [times_for(text, "") for text in ("工资", "月收入（元）", "工资（元/年）", "家庭年收入（万元）", "人均年收入", "近12个月收入", "月收入（元/年）")]
    [12, 12, 1, 1, 1, 1, None]
    >>> times_for("工资", "单位：元/年"), times_for("工资", "家庭年收入情况"), times_for("工资（元/月）", "家庭年收入情况")
    (1, None, 12)
    >>> times_for("工资", "", names=["低收入家庭年收入"]), times_for("工资", "", names=["2024年收入核对"])
    (None, 12)
    """
    texts = [_plain(header), "".join(_UNIT_ABOVE.findall(_plain(title)))]
    year, month = (any(form.search(text) for text in texts) for form in (_OF_YEAR, _OF_MONTH))
    if year and month:
        return None
    if year or month:
        return 1 if year else MONTHS
    return None if _YEARLY_TITLE.search(title) or any(map(_YEARLY_NAME.search, names)) else default


def unit_for(header: str, title: str, period: str) -> int | None:
    """Return the fen of the unit of a column (:func:`money.unit_of`); None also where its header, or the line of the unit above the table, names
    another period.

    >>> unit_for("年医疗支出（万元）", "", "年"), unit_for("年医疗支出（元/月）", "", "年"), unit_for("医疗支出", "单位：元/月", "年")
    (1000000, None, None)
    >>> unit_for("家庭财产（元）", "", ""), unit_for("医疗支出（元/周）", "", "年"), unit_for("家庭财产（元/人）", "", "")
    (100, None, None)
    """
    above = "".join(_UNIT_ABOVE.findall(title))
    other = bool(period and (_OTHER_PERIOD[period].search(header) or _OTHER_PERIOD[period].search(above)))
    return None if other or _behind(header, bool(period)) - {"", period} else unit_of(header, title)


def unit_of_income(header: str, title: str) -> int | None:
    """Return the fen of the unit of a column of incomes; None where the header names a period that is neither a month nor a year.

    >>> unit_of_income("工资（万元/年）", ""), unit_of_income("工资（元/月·人）", ""), unit_of_income("工资（元/周）", "")
    (1000000, 100, None)
    """
    return None if _behind(header, True) - {"", "月", "年"} else unit_of(header, title)


def _plain(text: str) -> str:
    return re.sub(r"\s", "", unicodedata.normalize("NFKC", text))


def _behind(header: str, of_anybody: bool) -> set[str]:
    """What stands behind a stroke in a header (元/周), without whose it is where that does not matter."""
    return {_WHOSE.sub("", text) if of_anybody else text for text in _BEHIND.findall(_plain(header))}
