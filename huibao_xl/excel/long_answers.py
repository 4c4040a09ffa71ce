"""What is too long for a message box: it goes to a sheet of ours, and the box says what comes first and where the rest is.

A box shows nothing beyond the screen's edge, not even its button: on a screen of 768 pixels some thirty lines.
"""

from collections.abc import Sequence
from math import ceil

import pandas as pd

from huibao_xl.commands import ANSWER
from huibao_xl.excel.changes import Table
from huibao_xl.files.writing.workbook import Column, Sheet

_MOST_LINES, _LINE, _FIRST = 20, 60, 5
"""Lines of a box, characters of one, and how many lines are said where the rest is on a sheet."""
_WIDTH = 110


def is_long(message: str) -> bool:
    """Tell whether a message box of it could be higher than the screen.

    >>> is_long("一行"), is_long("一行\\n" * 30), is_long("很长" * 700)
    (False, True, True)
    """
    return sum(max(1, ceil(len(line) / _LINE)) for line in message.split("\n")) > _MOST_LINES


def on_sheet(message: str) -> Table:
    """Return the sheet 沪惠保说明 with every line of a message."""
    lines = pd.DataFrame({"说明": message.split("\n")}, dtype="str")
    return Table(Sheet(ANSWER, [Column("说明", "note", _WIDTH)], lines))


def in_short(message: str, sheets: Sequence[str]) -> str:
    """Return what a box says of a message: all of it, or its first lines where the rest is on one of ``sheets``."""
    if not is_long(message) or ANSWER not in sheets:
        return message
    lines = [line if len(line) <= _LINE else line[:_LINE] + "……" for line in message.split("\n") if line.strip()]
    return "\n".join([*lines[:_FIRST], f"……\n全文在工作表“{ANSWER}”。"])
