"""The colours of our marks, as conditional formats that read the 问题 column.

A rule colours what the 问题 column says of its own row: so a few rules colour any number of cells, the colours go with the rows when staff sort
or insert, a cell that staff coloured themselves shows ours as long as it is marked and its own again afterwards (shade, pattern and
tie to the theme were never touched), and a rule of ours is known by its formula. The formula names no cell of a certain row
(``INDEX(column, ROW())``), because Excel reads relative places of a new rule from wherever the cursor stands.
"""

import re
from dataclasses import dataclass
from pathlib import Path

from huibao_xl.files.editing.sheet_part import SheetPart, place_of
from huibao_xl.files.reading.grid import column_letters
from huibao_xl.files.writing.workbook import Book

LEVELS = ["错误", "警告", "提示"]
"""From the gravest on."""
FILLS = {"错误": (255, 199, 128), "警告": (255, 236, 158), "提示": (255, 248, 214)}
INK = {"错误": (192, 0, 0), "警告": (156, 87, 0), "提示": (89, 89, 89)}
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


def formula(shade: Shade, problems: int) -> str:
    """Return what is asked of the row: does its text name this column, or, at its head, begin with this level? ``problems``: the number of the
    问题 column."""
    letters = column_letters(problems - 1)
    text = f"INDEX(${letters}:${letters},ROW())"
    if shade.word:
        return f'IF({_OURS},ISNUMBER(SEARCH("【{shade.level} ??? {shade.word}】",{text})))'
    return f'IF({_OURS},LEFT({text},3)="【{shade.level}")'


def write_looks(path: Path) -> list[tuple[str, bool]]:
    """Write a workbook that holds the looks of marks as styles: of its first cell the look of the column's header, and, in this order, the formats by
    condition of (level, whether at the head of the row)."""
    order = [(level, head) for level in LEVELS for head in (True, False)]
    with Book(path, "", marked=False) as book:
        page = book.page("样式")
        page.write_string(0, 0, "", book.style({"bold": True, "valign": "vcenter", "bg_color": _colour(FILLS["错误"])}))
        for at, (level, head) in enumerate(order):
            ink = {"font_color": _colour(INK[level]), "bold": True} if head else {}
            look = book.workbook.add_format({"bg_color": _colour(FILLS[level])} | ink)
            page.conditional_format(at, 0, at, 0, {"type": "formula", "criteria": "=TRUE", "format": look})
    return order


def _colour(rgb: tuple[int, int, int]) -> str:
    return "#{:02X}{:02X}{:02X}".format(*rgb)


def by_gravity(shades: list[Shade]) -> list[Shade]:
    """Return shades in the order in which they count: a cell's own before that of the head of its row, the gravest first."""
    return sorted(shades, key=lambda shade: (not shade.word, LEVELS.index(shade.level)))


def is_ours(formula: str) -> bool:
    """Tell whether a rule is one of ours."""
    return _OURS in formula


def count(sheet: SheetPart) -> int:
    """Return how many rules of a sheet are ours."""
    return sum(is_ours(rule.formula) for rule in sheet.rules())


def found(sheet: SheetPart) -> list[Shade]:
    """Return the shades as they stand now, in the order in which they count."""
    shades = []
    for rule in sorted(sheet.rules(), key=lambda rule: rule.priority):
        if is_ours(rule.formula):
            level, word = (pattern.search(rule.formula) for pattern in (_LEVEL, _WORD))
            if level:
                column = place_of(rule.area.partition(" ")[0].partition(":")[0].replace("$", ""))[1]
                shades.append(Shade(column, level[1], word[1] if word else ""))
    return list(dict.fromkeys(shades))
