"""A list that 导入名册 copied into a workbook: what a sheet of texts cannot say stands beside it, in one column of marks, and is read from there.

The head of the column, in the first row, says which file and sheet it was, one fact a line; a cell below says what is said of its row
(struck-out cells, comments, that the row was hidden; in the first one text boxes, headers and footers), so that it stays with its row when staff sort, insert or delete rows::

    导入标记（沪惠保），请勿删除
    文件：七宝镇/残疾人.xlsx
    工作表：Sheet1
    校验：0f3a…
    标记列：M

:func:`marks_of` makes the texts, :func:`as_received` reads them: a sheet that was copied is, apart from its place, the grid that it was.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

import pyarrow as pa
import pyarrow.compute as pc

from huibao_xl import strict_json
from huibao_xl.files.reading.grid import Grid, column_index, column_letters

HEAD = "导入标记（沪惠保）"
"""How the head of the column begins."""
PROBLEMS = "问题（沪惠保）"
"""The header of the column that 核验名册 writes beside a list: what stands under it is ours, and never read."""
HEAD_ROWS = 62
"""Rows in which the two are looked for: staff may have inserted some above (the readers search 60 for a header)."""
_FILE, _SHEET, _CHECK, _COLUMN, _FAULT, _COLUMNS = "文件", "工作表", "校验", "标记列", "读不出", "隐藏列"
_HIDDEN, _HIDDEN_ROW, _STRUCK, _COMMENT = "隐藏的工作表", "隐藏行", "删除线 ", "批注 "
_BESIDE = "表外 "


@dataclass(frozen=True)
class Copied:
    """What the head says of a copied sheet: file (its folder before it) and sheet as received, and the check sum of the file."""

    file: str
    sheet: str
    check: str


def marks_of(grid: Grid, file: str, check: str) -> list[str | None]:
    """Return the column of marks for a sheet, one text for each row from the first on, None where nothing is said. ``file``: as staff know
    it; ``check``: of its bytes. The column is meant to stand right behind the last one of the grid."""
    rows: dict[int, list[str]] = {row: [_HIDDEN_ROW] for row in sorted(grid.hidden_rows)}
    struck: dict[int, list[int]] = {}
    for row, column in sorted(grid.struck):
        struck.setdefault(row, []).append(column)
    for row, columns in struck.items():
        rows.setdefault(row, []).append(_STRUCK + "、".join(map(column_letters, columns)))
    for (row, column), text in sorted(grid.comments.items()):
        rows.setdefault(row, []).append(f"{_COMMENT}{column_letters(column)} {json.dumps(text, ensure_ascii=False)}")
    beside = [f"{_BESIDE}{where} {json.dumps(text, ensure_ascii=False)}" for where, text in grid.beside]
    facts = {_FILE: file, _SHEET: grid.named[1], _CHECK: check, _COLUMN: column_letters(grid.n_columns)}
    facts |= {_COLUMNS: "、".join(map(column_letters, sorted(grid.hidden_columns))), _FAULT: grid.fault}
    head = [f"{HEAD}，请勿删除", *(f"{name}：{' '.join(text.split())}" for name, text in facts.items() if text)]
    rows[0] = [*head, *[_HIDDEN] * grid.hidden, *beside, *rows.get(0, [])]
    return ["\n".join(rows[row]) if row in rows else None for row in range(max(rows) + 1)]


def copied(cells: Iterable[object]) -> Copied | None:
    """Return what the head of a column of marks says, if one of these cells is one; None if none is."""
    for text in cells:
        if isinstance(text, str) and text.startswith(HEAD):
            facts = _facts(text)
            return Copied(facts.get(_FILE, ""), facts.get(_SHEET, ""), facts.get(_CHECK, ""))
    return None


def as_received(grid: Grid) -> Grid:
    """Return a sheet that was copied into a workbook as the grid that it was, at its new place; every other sheet as it is; neither with
    the column of problems."""
    for at in [at for at in range(grid.n_columns) if _holds(grid.cells[at], PROBLEMS)]:
        grid = _without(grid, at)
    column = next((at for at in range(grid.n_columns) if _begins(grid.cells[at], HEAD)), None)
    if column is None:
        return grid
    texts = grid.cells[column].to_pylist()
    at = next(row for row, text in enumerate(texts) if text and text.startswith(HEAD))
    facts = _facts(texts[at])
    moved = facts.get(_COLUMN) != column_letters(column)
    lines = [(grid.first_row + row, line) for row, text in enumerate(texts) if text for line in text.split("\n")]
    struck, comments, beside = set(grid.struck), dict(grid.comments), [*grid.beside]
    for row, line in lines:
        if line.startswith(_STRUCK):
            struck |= {(row, one) for one in _struck(grid, row, line, column, moved)}
        elif line.startswith(_COMMENT):
            letters, text = _comment(line)
            comments[row, column_index(letters)] = text
        elif line.startswith(_BESIDE):
            where, _, text = line.removeprefix(_BESIDE).partition(" ")
            beside.append((where, _written(text) or line))
    return replace(
        _without(grid, column),
        hidden=grid.hidden or _HIDDEN in texts[at].split("\n"),
        hidden_rows=grid.hidden_rows | {row for row, line in lines if line == _HIDDEN_ROW},
        hidden_columns=grid.hidden_columns
        | {column_index(one) for one in filter(None, facts.get(_COLUMNS, "").split("、"))},
        struck=frozenset(struck),
        comments=comments,
        beside=tuple(beside),
        fault=facts.get(_FAULT, ""),
        received=(grid.path.parent / facts.get(_FILE, grid.path.name), facts.get(_SHEET, grid.sheet)),
    )


def in_order(grids: Sequence[Grid]) -> list[Grid]:
    """Return the sheets of a workbook with those that were copied into it as received: its own first, then file by file as a folder has them."""
    return sorted(
        map(as_received, grids),
        key=lambda grid: (grid.received is not None, str(grid.named[0]) if grid.received else ""),
    )


def _begins(column: pa.ChunkedArray, text: str) -> bool:
    return bool(pc.any(pc.starts_with(column.slice(0, HEAD_ROWS), text)).as_py())


def _holds(column: pa.ChunkedArray, text: str) -> bool:
    return bool(pc.any(pc.equal(column.slice(0, HEAD_ROWS), text)).as_py())


def _facts(head: str) -> Mapping[str, str]:
    pairs = (line.partition("：") for line in head.split("\n")[1:])
    return {name: text for name, colon, text in pairs if colon}


def _struck(grid: Grid, row: int, line: str, marks: int, moved: bool) -> list[int]:
    """The struck cells of a row. ``moved``: columns were inserted or deleted since, so that nobody knows which: then all that hold something."""
    if not moved:
        return [column_index(letters) for letters in line.removeprefix(_STRUCK).split("、")]
    return [at for at, text in enumerate(grid.row(row - grid.first_row)) if text and at != marks]


def _comment(line: str) -> tuple[str, str]:
    """The letters and the text of a line about a comment; what staff wrote into it themselves is a comment on the row."""
    letters, _, text = line.removeprefix(_COMMENT).partition(" ")
    written = _written(text)
    return (letters if letters.isalpha() and letters.isascii() else "A", written) if written else ("A", line)


def _written(text: str) -> str:
    """A text as it was before it was made one line, "" if staff have changed the line."""
    try:
        return str(strict_json.parse(text))
    except ValueError:
        return ""


def _without(grid: Grid, column: int) -> Grid:
    """The grid without a column, which is empty then, and without the empty columns and rows at its end."""
    cells = [*grid.cells]
    cells[column] = pa.chunked_array([pa.nulls(grid.n_rows, pa.string())])
    while cells and cells[-1].null_count == grid.n_rows:
        cells.pop()
    filled = [pc.indices_nonzero(pc.is_valid(one)) for one in cells]
    rows = max((int(at[-1].as_py()) + 1 for at in filled if len(at)), default=0)
    inside = {place: text for place, text in grid.numbers.items() if place[1] != column}
    return replace(grid, cells=[one.slice(0, rows) for one in cells], numbers=inside)
