"""Lines that say what a colour or a mark means (标黄人员残疾证已注销; 带★的为本月退出人员), and the rows that have it.

Whose row has it waits, and nobody else's. Where no row has it, or the file does not say which have (a .csv has no colours), the line
may mean anybody. One on another sheet of the workbook (填表说明) counts for every list in it.
"""

import re
from collections.abc import Iterable, Iterator, Sequence, Set
from dataclasses import dataclass, replace

import numpy as np
import pyarrow.compute as pc

from huibao_xl.files.reading.colours import UNKNOWN, paints
from huibao_xl.files.reading.grid import Grid
from huibao_xl.rosters.fields import guide_sheets
from huibao_xl.rosters.header import Header, find_header
from huibao_xl.rosters.list_parts import MARKED, Part, marks_out, name_without_marked
from huibao_xl.rosters.out_lists import OutName, out_name, says_in

_CLAUSES = re.compile(r"[,，;；。、\s]+|(?:(?<=\D)|^)[1-9][.．)）](?!\d)|[①-⑨]|[(（][一二三四五1-9][)）]")
_COLOUR = re.compile("[红橙黄绿蓝紫灰黑粉青棕褐]")
_ALIKE = {
    "红": "红橙紫", "橙": "橙黄红", "黄": "黄橙", "绿": "绿", "蓝": "蓝紫", "紫": "紫蓝红", "灰": "灰黑", "黑": "黑",
    "粉": "红紫", "青": "绿蓝", "棕": "橙红黄", "褐": "橙红黄",
}  # fmt: skip
"""{colour as staff call it: the words of colours that it may be}."""
_ANY_COLOUR = re.compile("底色|底纹|颜色|标色|涂色|填色|高亮|填充|彩色|阴影|荧光|着色")
_OF_FONT, _OF_FILL = re.compile("字"), re.compile("[底涂填]|背景|高亮|阴影|荧光")
_FACES = {"粗": re.compile("粗"), "斜": re.compile("斜体|倾斜"), "线": re.compile("下划线|底线")}
"""{how letters look: how staff say it}."""
_SIGNS = {
    "×": "×✗✘✕╳❌",
    "叉": "×✗✘✕╳❌",
    "√": "√✓✔☑",
    "勾": "√✓✔☑",
    "★": "★☆",
    "星": "★☆*＊",
    "*": "*＊",
    "※": "※",
    "▲": "▲△",
    "△": "▲△",
    "☆": "★☆",
    "●": "●",
    "○": "○",
    "◎": "◎",
    "◆": "◆◇",
    "◇": "◆◇",
    "■": "■",
    "#": "#＃",
}
"""{sign as a legend writes it: how cells do}."""
_WRITTEN = str.maketrans("＊＃✗✘✕☆✓✔", "*#×××★√√")
_WITHOUT = re.compile("(?:无|没有?|未|不)(?=[标涂填划打加带有底颜色字高])")
"""How a clause begins that is about rows without a mark."""
_PREDICATE = re.compile("[为系是]|表示|代表|[:：]")
_MAY_MARK = re.compile("[标涂填划打加带有画红黄蓝绿灰橙紫黑字底色亮粗体线星★☆※▲△●○◎◆◇■#×√*]")
_LONGEST_KEY = 8
"""Characters of a cell that is filled as it says of others."""
_MOST_ROWS, _LONGEST = 60, 80


@dataclass(frozen=True)
class Legend:
    """What marked rows are. ``kind``: what is said of them; ``colours``: words of colours that mark them, UNKNOWN for any; ``of``: where
    these are (fill, font); ``signs``: characters that mark them; ``faces``: how the letters of their cells look (粗, 斜, 线)."""

    kind: OutName
    colours: frozenset[str] = frozenset()
    of: tuple[str, ...] = ("fill", "font")
    signs: str = ""
    faces: frozenset[str] = frozenset()

    @property
    def can_be_seen(self) -> bool:
        """Whether it says for which mark to look."""
        return bool(self.colours or self.signs or self.faces)


def legends_in(text: str) -> list[Legend]:
    """Return what a line says of marked rows, a legend that can be seen nowhere where nobody can look for the mark (楷体).

    >>> [(one.kind, sorted(one.colours)) for one in legends_in("黄色为已注销，绿色为在册")], legends_in("注：标红为重点关注对象")
    ([('注销', ['橙', '黄'])], [])
    """
    entire = marks_out(_WITHOUT.sub("", text))
    if not entire:
        return []
    found = [legend for clause in _CLAUSES.split(text) if (legend := _legend(clause, entire))]
    return found or [Legend(entire)]


def _legend(clause: str, entire: OutName) -> Legend | None:
    """What a clause says of marked rows; one that names a mark alone (标黄的，已注销) means what the line says in all (``entire``)."""
    if without := _WITHOUT.match(clause):
        kind = out_name("", clause[without.end() :])
        return Legend(entire) if kind else None
    kind, marks = marks_out(clause), marks_in(clause)
    if marks is None:
        return Legend(kind) if kind else None
    if not kind and _PREDICATE.search(clause):
        return None
    return replace(marks, kind=kind or entire)


def marks_in(clause: str) -> Legend | None:
    """Return the colours, signs and letters that a clause names, whatever it says of those who have them; None where it names none."""
    colours = frozenset("".join(_ALIKE[word] for word in _COLOUR.findall(clause)))
    colours |= {UNKNOWN} if _ANY_COLOUR.search(clause) and not colours else frozenset()
    written = clause.translate(_WRITTEN)
    signs = "".join(_SIGNS[sign] for sign in _SIGNS if sign in written)
    faces = frozenset(word for word, pattern in _FACES.items() if pattern.search(clause))
    of_font, of_fill = bool(_OF_FONT.search(clause)), bool(_OF_FILL.search(clause))
    of = ("fill", "font") if of_font == of_fill else ("font",) if of_font else ("fill",)
    return Legend("", colours, of, signs, faces) if colours or signs or faces else None


def swatches(grid: Grid, row: int, text: str) -> list[Legend]:
    """Return what a line says of the rows that are filled as the line itself is, or a cell beside its words (a yellow cell, 注销); none where
    the line says nobody to be out or to have died, or has no colour. ``row``: its position in the grid."""
    kind = out_name("", text)
    if not kind or kind == "有进有出" or grid.received:
        return []
    fills = {
        paint.fill for (at, _), paint in (paints(grid.path, grid.sheet) or {}).items() if at == row + grid.first_row
    }
    colours = frozenset("".join(_ALIKE.get(fill, fill) for fill in fills))
    return [Legend(kind, colours, ("fill",))] if colours else []


def keyed_rows(grid: Grid, cells: Iterable[tuple[int, int, str]], below: int) -> list[Part]:
    """Return the parts of a list whose rows are filled as cells beside it are that say what their colour means (图例: a yellow cell, 注销).

    ``cells``: (row, column, text) beside the table, as positions in the grid; a cell may be filled itself, or the empty one left of it is.
    """
    keys = [key for key in cells if _is_key(key[2])]
    if grid.received or not any(out_name("", text) for *_, text in keys):
        return []
    painted = {
        (row - grid.first_row, column): paint.fill
        for (row, column), paint in (paints(grid.path, grid.sheet) or {}).items()
    }
    found = [(key, place) for key in keys for place in ((key[0], key[1]), (key[0], key[1] - 1)) if painted.get(place)]
    fills = {key: painted[place] for key, place in reversed(found)}
    beside = {place for _, place in found} | {(row, column) for row, column, _ in keys}
    parts = []
    for (row, column, text), fill in fills.items():
        kind, others = out_name("", text), {other for key, other in fills.items() if key != (row, column, text)}
        colours = {*_ALIKE.get(fill, fill)} - (others - {fill})
        rows = {
            at for (at, side), one in painted.items() if one in colours and at >= below and (at, side) not in beside
        }
        if kind and kind != "有进有出" and rows:
            parts.append(Part(row, min(rows), max(rows), text, kind, MARKED, frozenset(rows)))
    return parts


def without_keys(title: str, grid: Grid, header: Header) -> str:
    """Return the title above a header without the cells that say what a colour of rows means."""
    cells = [(row, at, text.strip()) for row in range(header.first) for at, text in enumerate(grid.row(row))]
    if not keyed_rows(grid, [cell for cell in cells if cell[2]], header.last + 1):
        return title
    return " ".join(text for text in title.split() if not _is_key(text))


def _is_key(text: str) -> bool:
    """Whether a cell may say of rows that are filled as it is that their people are out, or in."""
    return len(text) <= _LONGEST_KEY and bool(out_name("", text) or says_in(text))


def marked_rows(grid: Grid, legend: Legend, below: int, line: int) -> frozenset[int]:
    """Return the rows (positions in the grid, from ``below`` on) that have the mark of a legend, other than its own ``line``; none where nobody can
    say which have."""
    found = set(_signed(grid, legend.signs, below)) if legend.signs else set[int]()
    if legend.colours or legend.faces:
        found |= {row - grid.first_row for row in _painted(grid, legend)}
    return frozenset(row for row in found if below <= row < grid.n_rows and row != line)


def _painted(grid: Grid, legend: Legend) -> Iterator[int]:
    """The rows of the sheet that have a cell in a colour of a legend, or in one of which nobody can say what it is, or in its letters."""
    for (row, _), paint in (paints(grid.path, grid.sheet) or {}).items() if not grid.received else ():
        colours = {getattr(paint, part) for part in legend.of} - {""}
        by_colour = legend.colours and colours & {*legend.colours, UNKNOWN}
        if by_colour or (UNKNOWN in legend.colours and colours) or not legend.faces.isdisjoint(paint.face):
            yield row


def _signed(grid: Grid, signs: str, below: int) -> Iterable[int]:
    """The rows that have a cell which begins or ends with a sign, or is one."""
    pattern = rf"^\s*[{re.escape(signs)}]|[{re.escape(signs)}]\s*$"
    hit = np.zeros(grid.n_rows, dtype=bool)
    for column in grid.cells:
        hit |= pc.fill_null(pc.match_substring_regex(column, pattern), False).to_numpy(zero_copy_only=False)
    hit[:below] = False
    return np.flatnonzero(hit).tolist()


def lines_of(grids: Sequence[Grid]) -> tuple[tuple[str, str], ...]:
    """Return (sheet, line) of the lines of a workbook's short sheets that are no lists which say what a mark means."""
    found = []
    for grid in grids:
        if 0 < grid.n_rows <= _MOST_ROWS:
            lines = sorted(text for text in set(_lines(grid)) if len(text) <= _LONGEST and legends_in(text))
            found += [(grid.sheet, text) for text in lines] if lines and _explains(grid) else []
    stem = grids[0].named[0].stem if grids else ""
    return (*found, *(("", stem) for _ in range(_is_legend(stem))))


def legends_of_letters(files: Sequence[Sequence[Grid]]) -> tuple[str, ...]:
    """Return the lines of files without any list (说明.docx, 邮件.txt) that say what a mark in another file means. ``files``: the sheets of each."""
    letters = (grids for grids in files if grids and all(_explains(grid) for grid in grids if grid.n_rows))
    return tuple(dict.fromkeys(text for grids in letters for sheet, text in lines_of(grids) if sheet))


def from_letters(grid: Grid, lines: Sequence[str], stems: Set[str]) -> list[str]:
    """Return which of the ``lines`` of letters are about the list on a sheet: it has rows with their mark, and a line that calls a file by its name
    means no other. ``stems``: the names of all files."""
    stem_here = grid.named[0].stem if lines else ""
    named = {text: max((stem for stem in stems if stem in text), key=len, default="") for text in lines}
    return [text for text in lines if named[text] in ("", stem_here) and _has_any(grid, text)]


def _is_legend(name: str) -> bool:
    """Whether a name of a file or a sheet says what a mark on its rows means."""
    return name_without_marked(name) != name and bool(legends_in(name))


def _lines(grid: Grid) -> Iterator[str]:
    """The texts of a sheet that may say what a mark means."""
    for column in grid.cells:
        yield from (text.strip() for text in column.to_pylist() if text and _MAY_MARK.search(text))


def _explains(grid: Grid) -> bool:
    """Whether a sheet is no list."""
    return grid.sheet in guide_sheets() or find_header(grid) is None


def elsewhere(grid: Grid, grids: Sequence[Grid], lines: Sequence[tuple[str, str]]) -> list[str]:
    """Return which of the ``lines`` (:func:`lines_of`) of a workbook (``grids``) are about the list on a sheet: not those whose mark rows of other
    sheets have, and none of this one."""
    sheets = {sheet for sheet, _ in lines}
    named = [grid.sheet] if _is_legend(grid.sheet) else []
    return named + [
        text
        for _, text in lines
        if _has_any(grid, text) or not any(_has_any(other, text) for other in grids if other.sheet not in sheets)
    ]


def _has_any(grid: Grid, text: str) -> bool:
    """Whether a sheet has a row below its header with a mark of which a line says what it means."""
    header = find_header(grid) if grid.n_rows else None
    return header is not None and any(marked_rows(grid, one, header.last + 1, -1) for one in legends_in(text))
