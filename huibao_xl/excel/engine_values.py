"""Cell values between openpyxl and xlwings, as desktop Excel hands them over COM.

Excel gives every number as float, every date as datetime, nothing as None and an error as a code. A text that is written
into a cell is read as if it had been typed: ``"0012"`` becomes 12 and an 18-digit id loses its last three digits, unless the
cell has the text format ``@``. The engine does the same, so that a command that forgets ``@`` fails in a test on Linux
and not in the bureau.
"""

import datetime as dt
import math
import re
from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd
from openpyxl.cell.rich_text import CellRichText
from openpyxl.formula.translate import Translator
from openpyxl.worksheet.formula import ArrayFormula, DataTableFormula

ERRORS = {
    "#DIV/0!": -2146826281,
    "#N/A": -2146826246,
    "#NAME?": -2146826259,
    "#NULL!": -2146826288,
    "#NUM!": -2146826252,
    "#REF!": -2146826265,
    "#VALUE!": -2146826273,
}
"""Text of an error cell and the code by which COM gives it."""
_ERROR_TEXTS = {code: text for text, code in ERRORS.items()}
_DAY_ZERO = dt.datetime(1899, 12, 30)
_NUMBER = re.compile(r"[+-]?(?:\d+(?:,\d{3})*(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?%?")
_DATE = re.compile(r"(\d{4})([-/])(\d{1,2})\2(\d{1,2})|(\d{4})年(\d{1,2})月(\d{1,2})日")
TEXT_FORMAT = "@"


def to_excel(value: Any, kind: str) -> Any:
    """Return the value of an openpyxl cell with data type ``kind`` as COM gives it.

    >>> to_excel(3, "n"), to_excel("#N/A", "e")
    (3.0, -2146826246)
    """
    plain = type(value)
    if plain is str:
        return ERRORS.get(value) if kind == "e" else value
    if plain is int:
        return float(value)
    if plain is float or value is None or plain is bool or plain is dt.datetime:
        return value
    return _rare_to_excel(value)


def _rare_to_excel(value: Any) -> Any:
    if isinstance(value, dt.date):
        return dt.datetime(value.year, value.month, value.day)
    if isinstance(value, dt.time):
        return dt.datetime.combine(_DAY_ZERO, value)
    if isinstance(value, dt.timedelta):
        return _DAY_ZERO + value
    if isinstance(value, CellRichText):
        return str(value)
    return float(value)


def formula_text(value: Any, kind: str) -> str:
    """Return what ``Range.Formula`` gives: the formula, or the constant as typed; "" for an empty cell.

    >>> formula_text("=A1*2", "f"), formula_text(5, "n"), formula_text(None, "n")
    ('=A1*2', '5', '')
    """
    if isinstance(value, ArrayFormula):
        return str(value.text)
    if isinstance(value, DataTableFormula):
        return "=TABLE()"
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, dt.datetime | dt.date | dt.time | dt.timedelta):
        return f"{(_rare_to_excel(value) - _DAY_ZERO) / dt.timedelta(days=1):.15g}" if kind != "s" else str(value)
    return f"{value:.15g}" if isinstance(value, int | float) else str(value)


def from_python(value: Any) -> Any:
    """Return a Python, numpy or pandas value as one of those a cell takes; missing ones as "", like xlwings does."""
    if type(value) is str or type(value) is bool or value is None:
        return "" if value is None else value
    if isinstance(value, np.datetime64):
        value = pd.Timestamp(value)
    if pd.api.types.is_scalar(value) and pd.isna(value):
        return ""
    if isinstance(value, pd.Timestamp):
        return value.to_pydatetime().replace(tzinfo=None)
    if isinstance(value, np.bool_):
        return bool(value)
    return float(value) if isinstance(value, int | np.number) else value


def cleaner(
    dates: Callable[..., Any], empty: Any, numbers: Callable[[float], Any] | None, errors_as_text: bool
) -> Callable[[Any], Any]:
    """Return the function that turns one COM value into what ``range.options(dates, empty, numbers)`` asks for.

    An error cell gives None, or its text with ``err_to_str=True``: this is what xlwings does on Windows.
    """

    def clean(value: Any) -> Any:
        plain = type(value)
        if plain is str:
            return value if value else empty
        if plain is float:
            return value if numbers is None else numbers(value)
        if value is None:
            return empty
        if plain is dt.datetime:
            return value if dates is dt.datetime else _built(value, dates)
        if plain is int and value in _ERROR_TEXTS:
            return _ERROR_TEXTS[value] if errors_as_text else None
        return value

    return clean


def _built(value: dt.datetime, dates: Callable[..., Any]) -> Any:
    return dates(
        year=value.year,
        month=value.month,
        day=value.day,
        hour=value.hour,
        minute=value.minute,
        second=value.second,
        microsecond=value.microsecond,
        tzinfo=None,
    )


def typed(text: str) -> tuple[Any, str | None]:
    """Return what Excel makes of a typed text outside a ``@`` cell, and the number format it sets, if any.

    Read so: numbers (15 digits are kept), percentages, full dates, truth values. Left out, because Excel's reading
    depends on the machine's settings: times, and dates without a year.

    >>> typed("0012"), typed("310112199001011234")
    ((12.0, None), (3.10112199001011e+17, None))
    >>> typed("2024/6/1")
    (datetime.datetime(2024, 6, 1, 0, 0), 'yyyy/m/d')
    """
    stripped = text.strip()
    if not stripped or not (stripped[0] in "+-.TtFf" or stripped[0].isdigit()):
        return text, None
    if stripped.upper() in ("TRUE", "FALSE"):
        return stripped.upper() == "TRUE", None
    if match := _DATE.fullmatch(stripped):
        year, month, day = (int(part) for part in (match[1] or match[5], match[3] or match[6], match[4] or match[7]))
        with_units = match[5] is not None
        try:
            return dt.datetime(year, month, day), 'yyyy"年"m"月"d"日"' if with_units else "yyyy/m/d"
        except ValueError:
            return text, None
    return _typed_number(text, stripped) if stripped.isascii() and _NUMBER.fullmatch(stripped) else (text, None)


def _typed_number(text: str, stripped: str) -> tuple[Any, str | None]:
    number = float(f"{float(stripped.rstrip('%').replace(',', '')):.15g}")
    if not math.isfinite(number):
        return text, None
    if stripped.endswith("%"):
        return float(f"{number / 100:.15g}"), "0.00%" if "." in stripped else "0%"
    return number, None


def put(cell: Any, value: Any) -> None:
    """Write one value into an openpyxl cell as ``Range.Value`` does."""
    if value == "" or value is None:
        cell.value = None
    elif type(value) is str:
        _put_text(cell, value)
    elif cell.number_format == TEXT_FORMAT and not isinstance(value, bool):
        cell.value = _as_text(value)
        cell.data_type = "s"
    elif isinstance(value, dt.datetime | dt.date | dt.time):
        _put_date(cell, value)
    else:
        cell.value = value


def _put_text(cell: Any, text: str) -> None:
    if cell.number_format == TEXT_FORMAT:
        cell.value = text
        cell.data_type = "s"
    elif text.startswith("'"):
        cell.value = text[1:]
        cell.data_type = "s"
        cell.quotePrefix = True
    elif text in ERRORS or (text.startswith("=") and len(text) > 1):
        cell.value = text
    else:
        value, number_format = typed(text)
        if isinstance(value, str):
            cell.value = value
            cell.data_type = "s"
        else:
            _put_typed(cell, value, number_format)


def _put_typed(cell: Any, value: Any, number_format: str | None) -> None:
    was = cell.number_format
    cell.value = value
    if was != "General":
        cell.number_format = was
    elif number_format:
        cell.number_format = number_format


def _put_date(cell: Any, value: dt.datetime | dt.date | dt.time) -> None:
    was = cell.number_format
    cell.value = value
    if was != "General":
        cell.number_format = was
    elif isinstance(value, dt.time):
        cell.number_format = "h:mm:ss"
    else:
        midnight = not isinstance(value, dt.datetime) or value.time() == dt.time()
        cell.number_format = "yyyy/m/d" if midnight else "yyyy/m/d h:mm"


def _as_text(value: Any) -> str:
    if isinstance(value, dt.datetime | dt.date):
        return f"{value.year}/{value.month}/{value.day}"
    return f"{value:.15g}" if isinstance(value, int | float) else str(value)


def moved(formula: str, origin: str, target: str) -> str:
    """Return a formula of cell ``origin`` as it reads when filled into ``target``.

    >>> moved("=A1*2", "B1", "B3")
    '=A3*2'
    """
    return str(Translator(formula, origin).translate_formula(target))
