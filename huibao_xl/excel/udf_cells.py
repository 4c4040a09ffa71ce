"""Cells as worksheet functions get them from Excel and answer them: error values both ways, and the shape of what was asked about.

An error value comes as text (``#N/A``, by xlwings' ``err_to_str``) or, where xlwings does not know it (``#SPILL!``, ``#CALC!``), as an integer that must not be
taken for an amount: numbers of cells are floats. Python can hand Excel no error value, so that a function answers :data:`VALUE` or :data:`NOT_FOUND` as text and VBA
makes the error of it (``vba/HuibaoCells.bas``).
"""

import functools
from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import Any

import numpy as np
import pyarrow as pa

from huibao_xl import reasons
from huibao_xl.excel import outcomes
from huibao_xl.files.reading.cells import TOO_LONG, value_text
from huibao_xl.files.reading.grid import ERRORS

Cells = list[list[Any]]
"""A range: rows of cells."""
Function = Callable[..., Cells]
VALUE, NOT_FOUND = "#VALUE!", "#N/A"
"""What a function answers that cannot read what it was given, and one that knows no such year, code or 街镇."""
_FIRST_ERROR, _LAST_ERROR, _BASE = -2146826288, -2146826188, -2146828288 + 2000
"""The integers that stand for error values, and the one that stands for that of code 0 ([MS-XLS] 2.5.10)."""
_UNKNOWN = "#UNKNOWN!"
_SIZES = "几个区域的行数不同"


def answering(refusal: Callable[[reasons.Stop], Cells]) -> Callable[[Function], Function]:
    """Return a decorator of worksheet functions: error values arrive as texts, and a Stop is answered as ``refusal`` says."""

    def decorated(function: Function) -> Function:
        @functools.wraps(function)
        def answer(*arguments: Any) -> Cells:
            try:
                return function(*map(_readable, arguments))
            except reasons.Stop as stop:
                return refusal(stop)

        return answer

    return decorated


in_words = answering(lambda stop: [[stop.text(outcomes.WORDS)]])
"""For functions that answer a text: the Chinese reason why there is none."""
as_error = answering(lambda stop: [[VALUE]])
"""For functions whose answer is reckoned with: an error value, which no sum passes over and no comparison takes for a number."""


def _readable(argument: Any) -> Any:
    if not isinstance(argument, list):
        return _error_text(argument)
    return [[_error_text(cell) if type(cell) is int else cell for cell in row] for row in argument]


def _error_text(cell: Any) -> Any:
    """An integer that stands for an error value as Excel shows it.

    >>> _error_text(-2146826246), _error_text(-2146826243), _error_text(129.0)
    ('#N/A', '#UNKNOWN!', 129.0)
    """
    if type(cell) is int and _FIRST_ERROR <= cell <= _LAST_ERROR:
        return ERRORS.get(cell - _BASE, _UNKNOWN)
    return cell


def flat(cells: Cells) -> list[Any]:
    """Return the cells row by row."""
    return [cell for row in cells for cell in row]


def shaped(answers: Sequence[Any], like: Cells) -> Cells:
    """Return one answer per cell, in the shape of the range that was asked about."""
    rest = iter(answers)
    return [[next(rest) for _ in row] for row in like]


def alongside(cells: Cells, like: Cells) -> list[Any]:
    """Return as many cells as ``like`` has: one cell stands for all. Raises Stop(S07)."""
    values, wanted = flat(cells), len(flat(like))
    if len(values) == 1:
        return values * wanted
    if len(values) != wanted:
        raise reasons.Stop("S07", why=_SIZES, advice="请让各区域从同一行开始、到同一行结束。")
    return values


def texts(cells: Cells) -> list[str]:
    """Return the text of each cell, without blanks around it."""
    return [value_text(cell).strip() for cell in flat(cells)]


def is_lost(value: Any) -> bool:
    """Tell whether a number has lost its last digits: Excel keeps fifteen."""
    return isinstance(value, int | float | Decimal) and abs(float(value)) >= TOO_LONG


def columns(cells: Cells) -> tuple[pa.Array, np.ndarray]:
    """Return the texts of a range, and where a number has lost its last digits."""
    values = flat(cells)
    return pa.array(map(value_text, values), pa.string()), np.array([is_lost(value) for value in values], dtype=bool)


def nulls(column: Any) -> list[Any]:
    """Return the values of a categorical column, None where there is none."""
    return [None if missing else value for value, missing in zip(column, column.isna(), strict=True)]
