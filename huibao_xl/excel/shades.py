"""The colours of our marks, as conditional formats that read the 问题 column.

A rule colours what the 问题 column says of its own row: so a few rules colour any number of cells, the colours go with the rows when staff sort
or insert, a cell that staff coloured themselves shows ours as long as it is marked and its own again afterwards (shade, pattern and
tie to the theme were never touched), and a rule of ours is known by its formula. The formula names no cell of a certain row
(``INDEX(column, ROW())``), because Excel reads relative places of a new rule from wherever the cursor stands.
"""

import re
from dataclasses import dataclass

import xlwings as xw

from huibao_xl.files.reading.grid import column_letters

LEVELS = ["错误", "警告", "提示"]
"""From the gravest on."""
FILLS = {"错误": (255, 199, 128), "警告": (255, 236, 158), "提示": (255, 248, 214)}
_INK = {"错误": (192, 0, 0), "警告": (156, 87, 0), "提示": (89, 89, 89)}
_OURS = 'N("沪惠保")=0'
_LEVEL, _WORD = re.compile(r"【(..)"), re.compile(r"\?\?\? (\w+)】")


@dataclass(frozen=True)
class Shade:
    """The cells of a column that have faults of a level. ``word``: how the 问题 column names the column; "" at the head of the row."""

    column: int
    level: str
    word: str = ""


def word_of(letters: str) -> str:
    """Return how the 问题 column names a column: ``【错误 H01 C列】``."""
    return f"{letters}列"


def _formula(shade: Shade, problems: int) -> str:
    """What is asked of the row: does its text name this column, or, at its head, begin with this level?"""
    letters = column_letters(problems - 1)
    text = f"INDEX(${letters}:${letters},ROW())"
    if shade.word:
        return f'=IF({_OURS},ISNUMBER(SEARCH("【{shade.level} ??? {shade.word}】",{text})))'
    return f'=IF({_OURS},LEFT({text},3)="【{shade.level}")'


def put(sheet: xw.Sheet, shades: list[Shade], rows: tuple[int, int], problems: int) -> None:
    """Colour cells of these rows; ``problems``: the number of the 问题 column. The gravest comes last: each new rule goes first."""
    for shade in sorted(shades, key=lambda shade: (bool(shade.word), -LEVELS.index(shade.level))):
        area = sheet.range((rows[0], shade.column), (rows[1], shade.column))
        area.conditional_formats.add_custom(
            _formula(shade, problems),
            fill_color=FILLS[shade.level],
            font_color=None if shade.word else _INK[shade.level],
            font_bold=None if shade.word else True,
        )


def _ours(area: xw.Range) -> list[xw.main.ConditionalFormat]:
    return [rule for rule in area.conditional_formats if rule.type == "custom" and _OURS in (rule.formula or "")]


def found(sheet: xw.Sheet) -> list[Shade]:
    """Return the shades as they stand now."""
    if not _ours(sheet.cells):
        return []
    last = sheet.used_range.last_cell
    shades = []
    for column in range(1, last.column + 1):
        for rule in _ours(sheet.range((1, column), (last.row, column))):
            level, word = (pattern.search(str(rule.formula)) for pattern in (_LEVEL, _WORD))
            if level:
                shades.append(Shade(column, level[1], word[1] if word else ""))
    return list(dict.fromkeys(shades))


def remove(sheet: xw.Sheet) -> None:
    """Remove our rules, wherever they have got to; from the last on, because the numbers of the others move up."""
    for rule in reversed(_ours(sheet.cells)):
        rule.delete()
